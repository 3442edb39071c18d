"""What is written on a dossier before anything happens to it (bìa hồ sơ)."""

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.law import Regime
from thutuc.offices import OfficeDirectory
from thutuc.procedures import Channel, Procedure


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
    calendars: Mapping[str, WorkCalendar] = attrs.field(default=MappingProxyType({}), repr=False)
    extra: Mapping[str, str] = attrs.field(default=MappingProxyType({}))

    def __attrs_post_init__(self) -> None:
        for name, kind in (
            ("code", str),
            ("procedure", Procedure),
            ("calendar", WorkCalendar),
            ("channel", Channel),
        ):
            value = getattr(self, name)
            if not isinstance(value, kind):
                raise InvalidTypeError(
                    f"{name} of a dossier is a {kind.__name__}, not {value!r}", given=value
                )
        if not self.code.strip():
            raise InvalidValueError("a dossier needs a code", given=self.code)

    def calendar_of(self, office: str) -> WorkCalendar:
        """The calendar an office works by: its own, if it has one, or the dossier's."""
        own = self.calendars.get(office)
        if own is None and self.offices is not None and office in self.offices:
            own = self.offices.periods(office)[-1].calendar
        return own or self.calendar
