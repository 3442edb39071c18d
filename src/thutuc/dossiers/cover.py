"""What is written on a dossier before anything happens to it (bìa hồ sơ)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from unicodedata import normalize

import attrs
from attrs.converters import optional

from thutuc.calendars import WorkCalendar
from thutuc.dossiers.links import Link, read_links
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import NONE, ReadOnly, mapping, of, plain_text, require, short_text
from thutuc.identifiers import AgencyCode
from thutuc.identifiers.dossier_code import standard_code
from thutuc.law import Regime
from thutuc.offices import OfficeDirectory
from thutuc.offices.office import code_key, read_code, spelled, spellings
from thutuc.procedures import Channel, Procedure, Step
from thutuc.procedures.route import with_offices
from thutuc.records.plans import REFERRED


def _read_calendars(given: Mapping[str, WorkCalendar]) -> ReadOnly[str, WorkCalendar]:
    """Calendars by the codes of their offices as those are kept."""
    if given is NONE:
        return NONE
    kept: dict[str, WorkCalendar] = {}
    for office, calendar in mapping(given, "calendars").items():
        _put(kept, read_code(office), require(calendar, WorkCalendar, f"the calendar of office {office}"))
    return ReadOnly(kept)


def _put(kept: dict[str, WorkCalendar], office: str, calendar: WorkCalendar) -> None:
    if kept.setdefault(office, calendar) != calendar:
        raise InvalidValueError(
            f"office {office} is given two calendars; give it one, under any spelling of its code",
            given=office,
        )


def _read_extra(given: Mapping[str, str]) -> ReadOnly[str, str]:
    if given is NONE:
        return NONE
    return ReadOnly((_column(name), _column(text)) for name, text in mapping(given, "extra").items())


def _column(text: object) -> str:
    if not isinstance(text, str):
        raise InvalidTypeError(
            f"`extra` maps names of columns to texts, and {text!r} is none; write it as text", given=text
        )
    return normalize("NFC", text)


def _read_roles(given: Mapping[str, str]) -> ReadOnly[str, str]:
    if given is NONE:
        return NONE
    offices = mapping(given, "roles")
    return ReadOnly((plain_text(role, "a role"), _read_holder(offices[role], role)) for role in offices)


def _read_holder(office: object, role: str) -> str:
    return read_code(
        office if isinstance(office, AgencyCode) else plain_text(office, f"the office of {role}")
    )


@attrs.frozen
class Cover:
    """The unchanging part of a dossier; its arguments are those of `Dossier` (bìa hồ sơ)."""

    code: str = attrs.field(converter=standard_code)
    procedure: Procedure = attrs.field(validator=of(Procedure), metadata={REFERRED: True})
    calendar: WorkCalendar = attrs.field(validator=of(WorkCalendar))
    channel: Channel = attrs.field(default=Channel.DIRECT, validator=of(Channel))
    case: str | None = attrs.field(default=None, converter=optional(short_text))
    regime: Regime | None = attrs.field(default=None, validator=of(Regime, optional=True))
    offices: OfficeDirectory | None = attrs.field(
        default=None, validator=of(OfficeDirectory, optional=True), repr=False, metadata={REFERRED: True}
    )
    calendars: Mapping[str, WorkCalendar] = attrs.field(default=NONE, converter=_read_calendars, repr=False)
    extra: Mapping[str, str] = attrs.field(default=NONE, converter=_read_extra)
    roles: Mapping[str, str] = attrs.field(default=NONE, converter=_read_roles)
    links: tuple[Link, ...] = attrs.field(default=(), converter=read_links)
    # How offices are written before anything happens: as the directory has them, or else the route.
    names: ReadOnly[str, str] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.case and self.case not in self.procedure.case_names():
            cases = "; ".join(self.procedure.case_names()) or "none"
            raise InvalidValueError(
                f"procedure {self.procedure.code} has no case called {self.case!r}; its cases are {cases}",
                given=self.case,
            )
        if any(link.code == self.code for link in self.links):
            raise InvalidValueError(
                f"dossier {self.code} cannot come from itself; name the earlier one", given=self.code
            )
        names = self.procedure.spellings
        if self.offices is not None:
            names = self.offices.spellings
            if with_offices(self.procedure.steps, names) is not self.procedure.steps:
                object.__setattr__(self, "procedure", _as_written(self.procedure, self.offices))
        if self.roles:
            names = self._bind_roles(names)
        if self.calendars:
            kept: dict[str, WorkCalendar] = {}
            written: dict[str, str] = dict(names)
            for office, calendar in self.calendars.items():
                first = written.setdefault(code_key(office), spelled(office, names))
                written[first] = first
                _put(kept, first, calendar)
            object.__setattr__(self, "calendars", ReadOnly(kept))
            names = names if self.offices is not None else ReadOnly(written)
        object.__setattr__(self, "names", names)

    def _bind_roles(self, names: ReadOnly[str, str]) -> ReadOnly[str, str]:
        """Write roles as the route does and offices as *names* do; return *names* with those offices.

        Raises:
            InvalidValueError: If the route does not know a role, or one is bound to two offices.
            UnknownOfficeError: If the directory does not know an office.
        """
        known = {code_key(step.office): step.office for step in self.procedure.steps if step.office}
        bound: dict[str, str] = {}
        for role, office in self.roles.items():
            first = known.get(code_key(role))
            if first is None:
                raise InvalidValueError(
                    f"no step of procedure {self.procedure.code} has the role {role}; "
                    f"the roles are {', '.join(known.values()) or 'none'}",
                    given=role,
                )
            if self.offices is not None:
                self.offices.periods(office)
            else:
                names = spellings((*names.values(), office))
            written = spelled(office, names)
            if bound.setdefault(first, written) != written:
                raise InvalidValueError(
                    f"role {first} is bound to {bound[first]} and to {written}; bind it to one office",
                    given=role,
                )
        object.__setattr__(self, "roles", ReadOnly(bound))
        return names

    def offices_of(self, steps: Sequence[Step]) -> list[str]:
        """The offices that carry out some steps, where a role is bound to one by its code."""
        roles = self.roles
        return [roles.get(step.office, step.office) if roles else step.office for step in steps]

    def heirs(self, office: str, day: date, since: date | None) -> tuple[str, ...]:
        """Who does the work on a day that came to an office before: itself, or its successors."""
        known = self.offices
        if known is None or not known.successions or office not in known:
            return (office,)
        found = known.successors(office, day, self.procedure.code, since=since)
        return tuple(spelled(heir.code, self.names) for heir in found) or (office,)

    def offices_on(
        self, offices: Sequence[str], day: date, received: date, actors: Collection[str]
    ) -> list[str]:
        """Who does on a day what the route gives some offices; of several successors the one that acts.

        Args:
            offices: The offices as the route names them: those of the day of receipt, or older ones.
            day: The day.
            received: The day of receipt.
            actors: The offices that act.
        """
        known = self.offices
        found: list[str] = []
        for office in offices:
            heirs: tuple[str, ...] = (office,)
            if known is not None and office in known:
                is_there = any(one.is_valid_on(received) for one in known.periods(office))
                heirs = self.heirs(office, day, received if is_there else None)
            acting = [heir for heir in heirs if heir in actors]
            found.append(acting[0] if acting else heirs[0] if len(heirs) == 1 else office)
        return found

    def calendar_of(self, office: str, day: date) -> WorkCalendar:
        """The calendar an office works by on a day: its own, if it has one, or the dossier's."""
        if self.offices is None and not self.calendars:
            return self.calendar
        office = spelled(office, self.names)
        own = self.calendars.get(office)
        if own is None and self.offices is not None and office in self.offices:
            own = next((one.calendar for one in self.offices.periods(office) if one.is_valid_on(day)), None)
        return own or self.calendar


class Covered:
    """What is written on the cover, for a value that has one."""

    __slots__ = ()
    cover: Cover

    @property
    def code(self) -> str:
        """Code of the dossier, a formal one in the present order of its levels (mã hồ sơ)."""
        return self.cover.code

    @property
    def procedure(self) -> Procedure:
        """Its procedure."""
        return self.cover.procedure

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar its limit counts on."""
        return self.cover.calendar

    @property
    def channel(self) -> Channel:
        """How it came in."""
        return self.cover.channel

    @property
    def extra(self) -> Mapping[str, str]:
        """Other columns to report by."""
        return self.cover.extra

    @property
    def links(self) -> tuple[Link, ...]:
        """The dossiers from which it comes (các hồ sơ trước)."""
        return self.cover.links


@lru_cache(maxsize=1024)
def _as_written(procedure: Procedure, directory: OfficeDirectory) -> Procedure:
    """*procedure* with its offices as *directory* writes them: one value for all its dossiers."""
    return attrs.evolve(procedure, steps=with_offices(procedure.steps, directory.spellings))
