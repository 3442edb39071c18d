"""What is written on a dossier before anything happens to it (bìa hồ sơ)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import mapping, of, require
from thutuc.law import Regime
from thutuc.offices import OfficeDirectory
from thutuc.procedures import Channel, Procedure


def _copy_calendars(given: Mapping[str, WorkCalendar]) -> Mapping[str, WorkCalendar]:
    return mapping(given, "calendars")


def _copy_extra(given: Mapping[str, str]) -> Mapping[str, str]:
    return mapping(given, "extra")


@attrs.frozen
class Cover:
    """The unchanging part of a dossier; its arguments are those of `Dossier` (bìa hồ sơ)."""

    code: str = attrs.field(validator=of(str))
    procedure: Procedure = attrs.field(validator=of(Procedure))
    calendar: WorkCalendar = attrs.field(validator=of(WorkCalendar))
    channel: Channel = attrs.field(default=Channel.DIRECT, validator=of(Channel))
    case: str | None = attrs.field(default=None, validator=of(str, optional=True))
    regime: Regime | None = attrs.field(default=None, validator=of(Regime, optional=True))
    offices: OfficeDirectory | None = attrs.field(
        default=None, validator=of(OfficeDirectory, optional=True), eq=False, repr=False
    )
    calendars: Mapping[str, WorkCalendar] = attrs.field(
        default=MappingProxyType({}), converter=_copy_calendars, eq=False, repr=False
    )
    extra: Mapping[str, str] = attrs.field(default=MappingProxyType({}), converter=_copy_extra, eq=False)

    def __attrs_post_init__(self) -> None:
        for office, calendar in self.calendars.items():
            require(calendar, WorkCalendar, f"the calendar of office {office}")
        if not self.code.strip():
            raise InvalidValueError("a dossier needs a code", given=self.code)

    def calendar_of(self, office: str, day: date) -> WorkCalendar:
        """The calendar an office works by on a day: its own, if it has one, or the dossier's."""
        own = self.calendars.get(office)
        if own is None and self.offices is not None and office in self.offices:
            own = next((one.calendar for one in self.offices.periods(office) if one.is_valid_on(day)), None)
        return own or self.calendar
