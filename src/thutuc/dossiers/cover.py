"""What is written on a dossier before anything happens to it (bìa hồ sơ)."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import of, plain_text, require
from thutuc.law import Regime
from thutuc.offices import OfficeDirectory
from thutuc.procedures import Channel, Procedure, Step


def _copy_calendars(given: Mapping[str, WorkCalendar]) -> Mapping[str, WorkCalendar]:
    return dict(given)


def _copy_extra(given: Mapping[str, str]) -> Mapping[str, str]:
    return dict(given)


def _read_roles(given: Mapping[str, str]) -> Mapping[str, str]:
    if not isinstance(given, Mapping):
        raise InvalidTypeError(
            f"`roles` maps the role names of a route to offices, such as {{'VPĐK': 'H17.9'}}, not {given!r}",
            given=given,
        )
    return {
        plain_text(role, "a role"): plain_text(office, f"the office of {role}")
        for role, office in given.items()
    }


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
    roles: Mapping[str, str] = attrs.field(default=MappingProxyType({}), converter=_read_roles, hash=False)

    def __attrs_post_init__(self) -> None:
        for office, calendar in self.calendars.items():
            require(calendar, WorkCalendar, f"the calendar of office {office}")
        if not self.code.strip():
            raise InvalidValueError("a dossier needs a code", given=self.code)
        if self.roles:
            self._check_roles()

    def _check_roles(self) -> None:
        """Refuse roles that the route does not know; offices are written as the directory has them."""
        known = dict.fromkeys(step.office for step in self.procedure.steps if step.office)
        unknown = [role for role in self.roles if role not in known]
        if unknown:
            raise InvalidValueError(
                f"no step of procedure {self.procedure.code} has the role {', '.join(unknown)}; "
                f"the roles are {', '.join(known) or 'none'}",
                given=unknown[0],
            )
        if self.offices is not None:
            bound = {role: self.offices.periods(office)[0].code for role, office in self.roles.items()}
            object.__setattr__(self, "roles", bound)

    def offices_of(self, steps: Sequence[Step]) -> list[str]:
        """The offices that carry out some steps, where a role is bound to one by its code."""
        roles = self.roles
        return [roles.get(step.office, step.office) if roles else step.office for step in steps]

    def heirs(self, office: str, day: date, since: date) -> tuple[str, ...]:
        """Who does the work on a day that came to an office before: itself, or its successors."""
        known = self.offices
        if known is None or not known.successions or office not in known:
            return (office,)
        found = known.successors(office, day, self.procedure.code, since=since)
        own = known.periods(office)[0].code
        # The office itself as it is written here.
        return tuple(office if heir.code == own else heir.code for heir in found) or (office,)

    def calendar_of(self, office: str, day: date) -> WorkCalendar:
        """The calendar an office works by on a day: its own, if it has one, or the dossier's."""
        own = self.calendars.get(office)
        if own is None and self.offices is not None and office in self.offices:
            own = next((one.calendar for one in self.offices.periods(office) if one.is_valid_on(day)), None)
        return own or self.calendar
