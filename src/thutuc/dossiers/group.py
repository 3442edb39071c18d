"""`DossierGroup`: several procedures for one citizen, each a dossier with a clock of its own (nhóm hồ sơ)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import attrs

from thutuc.deadlines import Deadline
from thutuc.dossiers.breaches import Breach
from thutuc.dossiers.causes import Lateness, share_out
from thutuc.dossiers.clockwork import ending_of
from thutuc.dossiers.dossier import Dossier
from thutuc.dossiers.moves import due_text
from thutuc.dossiers.results import Result
from thutuc.dossiers.together import course_of, needs_now, replaced_in
from thutuc.errors import InvalidValueError, check_language
from thutuc.events import DecisionDeemed, Event
from thutuc.fields import NONE, ReadOnly, items, mapping, several
from thutuc.identifiers.dossier_code import standard_code
from thutuc.procedures.precedence import circle_in, in_order
from thutuc.statuses import SETTLED, WAITING, Action, Status


def _read_members(given: Iterable[Dossier]) -> tuple[Dossier, ...]:
    members = several(given, Dossier, "members")
    if not members:
        raise InvalidValueError("a group has at least one member; give its dossiers", given=members)
    codes = [member.code for member in members]
    twice = list(dict.fromkeys(code for code in codes if codes.count(code) > 1))
    if twice:
        raise InvalidValueError(
            f"a dossier is a member of a group once, and {', '.join(twice)} is given twice", given=twice[0]
        )
    return members


def _read_depends(given: Mapping[str, str | Iterable[str]]) -> ReadOnly[str, tuple[str, ...]]:
    wanted = (
        "`depends` maps the code of a member to that of the one it needs, or to several, such as {'tt': 'ks'}"
    )
    told = mapping(given, wanted=wanted)
    return ReadOnly({standard_code(code): _as_codes(needed) for code, needed in told.items()})


def _as_codes(given: str | Iterable[str]) -> tuple[str, ...]:
    several = [given] if isinstance(given, str) else items(given, "`depends` names members by their codes")
    return tuple(dict.fromkeys(map(standard_code, several)))


@attrs.frozen
class DossierGroup:
    """Several procedures that one citizen asks for together, each at its own agency (nhóm hồ sơ liên thông).

    Every member is a dossier with its own code, clock, status and results. One that depends on another needs
    its result. A member from which another comes, by one of that one's `links`, lives on in that one. The
    group is open while any member is.

    Args:
        code: Code of the group.
        members: Its dossiers.
        depends: For the code of a member that of the one whose result it needs, or several.
        main: Code of the member that may be closed only after all others; left out, that with the group's
            own code, if there is one.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a code is empty, there is no member or one is given twice, *depends* or *main*
            names none of them, or members depend on, or come from, one another in a circle.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import Procedure, TimeLimit, events, vietnam_calendar
        >>> calendar = vietnam_calendar()
        >>> one, seven = (TimeLimit.parse(f"{n} ngày làm việc") for n in (1, 7))
        >>> birth = Dossier("ks", Procedure("1.001193", "khai sinh", one), calendar)
        >>> home = Dossier("tt", Procedure("1.004222", "thường trú", seven), calendar)
        >>> group = DossierGroup("LT-1", members=[birth, home], depends={"tt": "ks"})
        >>> group = group.record("ks", events.Accepted(at=datetime(2026, 3, 2, 8), office="UBND"))
        >>> group = group.record("ks", events.Finished(at=datetime(2026, 3, 2, 16), office="UBND"))
        >>> group = group.record("tt", events.Accepted(at=datetime(2026, 3, 3, 8), office="CA"))
        >>> group.deadline.due_on, group.is_open
        (datetime.date(2026, 3, 12), True)
    """

    code: str = attrs.field(converter=standard_code)
    members: tuple[Dossier, ...] = attrs.field(converter=_read_members)
    depends: Mapping[str, tuple[str, ...]] = attrs.field(default=NONE, converter=_read_depends)
    main: str | None = attrs.field(default=None, converter=attrs.converters.optional(standard_code))
    # Members, each after those it needs or comes from.
    _order: tuple[str, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        codes = [member.code for member in self.members]
        if self.main is None and self.code in codes:
            object.__setattr__(self, "main", self.code)
        named = [*self.depends, *[code for needed in self.depends.values() for code in needed]]
        for code in [*named, *([] if self.main is None else [self.main])]:
            if code not in codes:
                raise InvalidValueError(
                    f"group {self.code} has no member {code}; its members are {', '.join(codes)}", given=code
                )
        before = self._before()
        links = [[codes.index(one) for one in before.get(code, ())] for code in codes]
        order = in_order(links)
        if len(order) < len(codes):
            circle = [codes[place] for place in circle_in(links, order)]
            raise InvalidValueError(
                f"the members of group {self.code} depend on one another in a circle: "
                f"{' → '.join([*circle, circle[0]])}; one of them must begin",
                given=tuple(circle),
            )
        object.__setattr__(self, "_order", tuple(codes[place] for place in order))

    def _before(self) -> dict[str, tuple[str, ...]]:
        """For each member those it needs or comes from."""
        found = dict(self.needs)
        for code, later in replaced_in(self.members).items():
            for one in later:
                found[one] = (*found.get(one, ()), code)
        return found

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Whose result each member needs now: what became of a dossier stands for it (hồ sơ phải chờ)."""
        return needs_now(self.members, self.depends)

    def __getitem__(self, code: str) -> Dossier:
        wanted = standard_code(code)
        for member in self.members:
            if member.code == wanted:
                return member
        codes = ", ".join(member.code for member in self.members)
        raise InvalidValueError(
            f"group {self.code} has no member {wanted}; its members are {codes}", given=code
        )

    # What changes it --------------------------------------------------------------------------------------

    def record(self, code: str, event: Event, *, now: datetime | None = None) -> "DossierGroup":
        """Return the group after *event* in the member with *code* (ghi nhận sự kiện).

        Raises:
            InvalidTypeError: If *event* is not an event.
            InvalidValueError: If there is no such member.
            EventError: If the member cannot record it. The group is unchanged.
        """
        return self.with_member(self[code].record(event, now=now))

    def insert(self, code: str, event: Event, *more: Event, now: datetime | None = None) -> "DossierGroup":
        """Return the group with what is told late of the member with *code* in its place (chèn sự kiện).

        Raises:
            InvalidTypeError: If one is not an event.
            InvalidValueError: If there is no such member.
            EventError: If the member's life cannot take it in. The group is unchanged.
        """
        return self.with_member(self[code].insert(event, *more, now=now))

    def with_member(self, dossier: Dossier) -> "DossierGroup":
        """Return the group with *dossier* in the place of the one with its code, or added (thay hồ sơ).

        Raises:
            InvalidTypeError: If it is no dossier.
        """
        (dossier,) = several([dossier], Dossier, "a member")
        known = any(member.code == dossier.code for member in self.members)
        members = [dossier if member.code == dossier.code else member for member in self.members]
        return DossierGroup(self.code, members if known else [*members, dossier], self.depends, self.main)

    def as_of(self, moment: date) -> "DossierGroup":
        """The group as it stood at a past moment; at the end of a bare date (tại thời điểm).

        Raises:
            InvalidTypeError: If *moment* is neither date nor datetime.
        """
        members = [member.as_of(moment) for member in self.members]
        return DossierGroup(self.code, members, self.depends, self.main)

    # What follows from its members ------------------------------------------------------------------------

    @property
    def current(self) -> tuple[Dossier, ...]:
        """The members that have not become others: by these the group is judged (các hồ sơ hiện hành)."""
        gone = replaced_in(self.members)
        return tuple(member for member in self.members if member.code not in gone)

    @property
    def is_open(self) -> bool:
        """Whether a member is still to be begun, decided or given out in part (chưa kết thúc)."""
        return any(member.status not in SETTLED for member in self.current)

    @property
    def status(self) -> Status | None:
        """Of the ten national statuses that of the whole; `None` before anything happened (trạng thái).

        While a member is open it is that of waiting for the citizen, if one waits, or else processing; it is
        finished when all are, and returned when the citizen has every result.
        """
        statuses = [member.status for member in self.current]
        if not self.is_open:
            return _ended(statuses)
        begun = {status for status in statuses if status is not None}
        for waiting in WAITING:
            if waiting in begun:
                return waiting
        if len(begun) <= 1 and begun <= {Status.SUBMITTED, Status.ACCEPTED}:
            return next(iter(begun), None)
        return Status.SUBMITTED if begun <= {Status.SUBMITTED, Status.REFUSED} else Status.PROCESSING

    @property
    def deadline(self) -> Deadline | None:
        """The latest of its members' deadlines; `None` while no member has one (hạn chung)."""
        found = [member.deadline for member in self.members]
        return max([one for one in found if one is not None], key=lambda one: one.due_at, default=None)

    @property
    def finished_at(self) -> datetime | None:
        """When the last of its members ended; `None` while one is open (thời điểm kết thúc)."""
        if self.is_open:
            return None
        ends = [member.finished_at for member in self.current]
        return max([end for end in ends if end is not None], default=None)

    @property
    def lateness(self) -> Lateness:
        """How late the last result was, in working time, shared out to the offices of all members by cause.

        An overrun of one member delays those that depend on it. A member whose steps have no budgets has its
        own limit as the budget of all. Nothing while a member is open (mức quá hạn theo cơ quan).
        """
        deadline, finished = self.deadline, self.finished_at
        if deadline is None or finished is None or not deadline.is_late(finished):
            return Lateness(timedelta())
        calendar = deadline.calendar
        members = [self[code] for code in self._order]
        due_at = calendar.local_time(deadline.due_at)
        course = course_of(members, self._before(), due_at, calendar)
        return share_out(course, deadline, finished, calendar)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Those of its members, and what was closed too early, in order (vi phạm quy định)."""
        found = [breach for member in self.members for breach in member.breaches]
        found += self._closed_early()
        return tuple(sorted(found, key=lambda breach: breach.on))

    def _closed_early(self) -> Iterator[Breach]:
        for member in self.current:
            end = ending_of(member.told())
            # Nobody has closed what silence decided.
            if end is None or end.action is not Action.FINISH or isinstance(end, DecisionDeemed):
                continue
            needed = list(self.needs.get(member.code, ()))
            if member.code == self.main:
                needed = [other.code for other in self.current if other is not member]
            open_then = [code for code in needed if self[code].as_of(end.at).status not in SETTLED]
            if open_then:
                names = ", ".join(open_then)
                vi = f"giải quyết xong {member.code} khi chưa xong {names}"
                en = f"{member.code} was finished while {names} was open"
                # What the members mean to one another is the group's own matter: no law is cited for it.
                yield Breach("member-open", end.at.date(), end.office, None, vi, en)

    def text(self, language: str = "vi") -> str:
        """In words: where it stands, each member with its days and results, and who made it late (bằng lời).

        Args:
            language: `vi` or `en`.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither.
        """
        return "\n".join(_lines(self, check_language(language) == "en"))


def _ended(statuses: Sequence[Status | None]) -> Status:
    """What several dossiers that have ended are together."""
    if all(status is Status.REFUSED for status in statuses):
        return Status.REFUSED
    if Status.FINISHED in statuses:
        return Status.FINISHED
    return Status.RETURNED if Status.RETURNED in statuses else Status.STOPPED


# In words -------------------------------------------------------------------------------------------------


def _lines(group: DossierGroup, english: bool) -> Iterator[str]:  # noqa: FBT001 - private
    language = "en" if english else "vi"
    status = group.status
    label = status.label(language) if status else _said(english, "chưa nộp", "not handed in")
    done = [member for member in group.current if member.status in SETTLED]
    yield _said(
        english,
        f"Nhóm hồ sơ {group.code}: {label}, xong {len(done)} trên {len(group.current)} hồ sơ",
        f"Group {group.code}: {label}, {len(done)} of {len(group.current)} dossiers done",
    )
    if group.deadline is not None:
        yield _said(
            english, f"Hạn chung: {due_text(group.deadline)}", f"Due together: {due_text(group.deadline)}"
        )
    finished = {member.code for member in group.members if member.status in SETTLED}
    needs = group.needs
    for member in group.members:
        waits = [code for code in needs.get(member.code, ()) if code not in finished]
        yield f"  {member.code}: {'; '.join(_facts(member, waits, english))}"
        for result in member.results:
            if result.name is not None:
                yield f"    {_result(result, english)}"
        for link in member.links:
            yield f"    {link.text(language)}"
    lateness = group.lateness
    if lateness.total:
        yield lateness.explain(language)
    for breach in group.breaches:
        yield breach.text(language)


def _facts(member: Dossier, waits: Sequence[str], english: bool) -> Iterator[str]:  # noqa: FBT001 - private
    yield member.procedure.name
    status = member.status
    label = status.label("en" if english else "vi") if status else None
    yield label or _said(english, "chưa nộp", "not handed in")
    if waits:
        yield f"{_said(english, 'chờ kết quả của', 'needs the result of')} {', '.join(waits)}"
    if member.is_open:
        yield f"{_said(english, 'đang ở', 'held by')} {', '.join(member.holders)}"
    deadline, end = member.deadline, member.finished_at
    if deadline is not None:
        yield f"{_said(english, 'hạn', 'due')} {due_text(deadline)}"
    if end is not None:
        yield f"{_said(english, 'xong', 'done')} {end:%d/%m/%Y}"
        if deadline is not None and deadline.is_late(end):
            yield _said(english, "quá hạn", "late")


def _result(result: Result, english: bool) -> str:  # noqa: FBT001 - private
    there = f"{result.name}: {_said(english, 'có ngày', 'there on')} {result.finished_at:%d/%m/%Y}"
    if result.returned_at is None:
        return there
    return f"{there}, {_said(english, 'trả ngày', 'returned on')} {result.returned_at:%d/%m/%Y}"


def _said(english: bool, vi: str, en: str) -> str:  # noqa: FBT001 - private
    return en if english else vi
