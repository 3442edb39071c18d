"""What is written on a dossier before anything happens to it (bìa hồ sơ)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.law import Regime
from thutuc.offices import OfficeDirectory
from thutuc.procedures import Channel, Procedure


def _copy_calendars(given: Mapping[str, WorkCalendar]) -> Mapping[str, WorkCalendar]:
    return dict(given)


def _copy_extra(given: Mapping[str, str]) -> Mapping[str, str]:
    return dict(given)


@attrs.frozen
class Cover:
    """The unchanging part of a dossier; its arguments are those of `Dossier` (bìa hồ sơ)."""

    code: str
    procedure: Procedure
    calendar: WorkCalendar
    channel: Channel = Channel.DIRECT
    case: str | None = None
    regime: Regime | None = None
    offices: OfficeDirectory | None = attrs.field(default=None, eq=False, repr=False)
    calendars: Mapping[str, WorkCalendar] = attrs.field(
        default=MappingProxyType({}), converter=_copy_calendars, eq=False, repr=False
    )
    extra: Mapping[str, str] = attrs.field(default=MappingProxyType({}), converter=_copy_extra, eq=False)

    def __attrs_post_init__(self) -> None:
        self._check("code", self.code, str)
        self._check("procedure", self.procedure, Procedure)
        self._check("calendar", self.calendar, WorkCalendar)
        self._check("channel", self.channel, Channel)
        self._check("case", self.case, str, type(None))
        self._check("regime", self.regime, Regime, type(None))
        self._check("offices", self.offices, OfficeDirectory, type(None))
        for office, calendar in self.calendars.items():
            self._check(f"calendars[{office!r}]", calendar, WorkCalendar)
        if not self.code.strip():
            raise InvalidValueError("a dossier needs a code", given=self.code)

    @staticmethod
    def _check(name: str, value: object, *kinds: type) -> None:
        if not isinstance(value, kinds):
            raise InvalidTypeError(
                f"{name} of a dossier is a {kinds[0].__name__}, not {value!r}", given=value
            )

    def calendar_of(self, office: str, day: date) -> WorkCalendar:
        """The calendar an office works by on a day: its own, if it has one, or the dossier's."""
        own = self.calendars.get(office)
        if own is None and self.offices is not None and office in self.offices:
            own = next((one.calendar for one in self.offices.periods(office) if one.is_valid_on(day)), None)
        return own or self.calendar
