"""The course of several dossiers that belong together, as one (diễn biến chung của nhóm hồ sơ)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from thutuc.calendars import WorkCalendar
from thutuc.dossiers.dossier import Dossier
from thutuc.dossiers.legs import Anchor, Course, Leg, Piece
from thutuc.dossiers.walking import walk
from thutuc.moments import MICROSECOND
from thutuc.offices.office import spelled, spellings


def course_of(
    members: Sequence[Dossier], after: Mapping[str, Sequence[str]], due_at: datetime, calendar: WorkCalendar
) -> Course:
    """What followed from what in all of *members*.

    A dossier that needs the result of others begins as the last of them ends: what its offices held before,
    they waited. From there to its acceptance, if that came later, nobody is at work.

    Args:
        members: The dossiers, each after those it needs; all have ended.
        after: For the code of each the codes of those it needs.
        due_at: The due moment of all.
        calendar: On which lateness is measured.
    """
    pieces: list[Piece] = []
    legs: list[Leg] = []
    last: dict[str, tuple[Piece, ...]] = {}
    anchors: list[Anchor] = []
    ends: dict[str, datetime] = {}
    for member in members:
        before = [code for code in after.get(member.code, ()) if code in ends]
        begins = max([ends[code] for code in before], default=None)
        course = _own(member, due_at, begins)
        reached = tuple(piece for code in before for piece in last[code])
        start = member.received_at
        gap = 0
        if begins is not None and start is not None:
            start = max(start, begins)
            gap = calendar.coordinate(start) - calendar.coordinate(begins)
        anchors += _anchor(member, reached if start == member.received_at else (), gap, calendar)
        for piece in course.pieces:
            # Where the limit began to count again, what was before is past.
            if begins is not None and not piece.before and piece.started == start:
                piece.before = reached
                piece.waited += gap
        pieces += course.pieces
        legs += course.legs
        if member.finished_at is not None:
            ends[member.code] = member.finished_at
            last[member.code] = course.last
    _write_alike(pieces)
    legs.sort(key=lambda leg: leg.started)
    ended = tuple(piece for ends in last.values() for piece in ends)
    return Course(tuple(legs), tuple(pieces), ended, anchors=tuple(anchors))


def _anchor(member: Dossier, reached: tuple[Piece, ...], gap: int, calendar: WorkCalendar) -> list[Anchor]:
    """When a member is due; the same, whatever others did, if it was accepted before they had ended."""
    deadline, received = member.deadline, member.received_at
    if deadline is None or received is None:
        return []
    due = calendar.coordinate(calendar.local_time(deadline.due_at))
    start = calendar.coordinate(received)
    return [Anchor(due, reached, gap, start)]


def _own(member: Dossier, due_at: datetime, begins: datetime | None) -> Course:
    """The course of one; where its steps have no budgets, its own limit is the budget of all."""
    course = walk(member.told(), member.cover, member.rules, due=due_at, begins=begins)
    deadline, finished = member.deadline, member.finished_at
    if any(leg.budget is not None for leg in course.legs if not leg.consulted):
        return course
    if deadline is None or finished is None or not deadline.is_late(finished):
        return course
    calendar, received = member.calendar, member.received_at
    until = calendar.local_time(deadline.due_at)
    if begins is not None and received is not None and received < begins:
        # Its limit is there for its own work, which could not begin before.
        waited = calendar.coordinate(begins) - calendar.coordinate(received)
        until = calendar.add_working_time(until, waited * MICROSECOND) if waited else until
    own = walk(member.told(), member.cover, member.rules, due=until, begins=begins)
    for piece, measured in zip(course.pieces, own.pieces, strict=True):
        piece.allowed = max(0, piece.held - measured.after)
    return course


def _write_alike(pieces: Iterable[Piece]) -> None:
    """One office is one, however its dossiers write it."""
    names = spellings(piece.office for piece in pieces)
    for piece in pieces:
        piece.office = spelled(piece.office, names)


def replaced_in(members: Sequence[Dossier]) -> dict[str, tuple[str, ...]]:
    """For the code of each member from which others come, the codes of those."""
    codes = {member.code for member in members}
    found: dict[str, tuple[str, ...]] = {}
    for member in members:
        for link in member.links:
            if link.code in codes:
                found[link.code] = (*found.get(link.code, ()), member.code)
    return found


def needs_now(
    members: Sequence[Dossier], depends: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """For the code of each member those whose result it needs, itself or as what it comes from.

    A dossier that lives on in others is needed as these are, unless the one that needs it is among them.
    """
    later = replaced_in(members)
    if not later:
        return dict(depends)
    found: dict[str, tuple[str, ...]] = {}
    for code in (member.code for member in members):
        needed = [
            heir
            for own in _reached(code, later, back=True)
            for one in depends.get(own, ())
            for heir in _heirs(one, code, later)
        ]
        if needed:
            found[code] = tuple(dict.fromkeys(needed))
    return found


def _heirs(code: str, needing: str, later: Mapping[str, Sequence[str]]) -> list[str]:
    reached = _reached(code, later)
    return [code] if needing in reached else [one for one in reached if one not in later] or [code]


def _reached(code: str, later: Mapping[str, Sequence[str]], *, back: bool = False) -> list[str]:
    """A code and all that comes from it, or that it comes from."""
    found = [code]
    for one in found:
        ways = [earlier for earlier, of in later.items() if one in of] if back else later.get(one, ())
        found += [way for way in ways if way not in found]
    return found
