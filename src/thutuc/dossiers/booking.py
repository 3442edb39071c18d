"""The books of a walk: open legs, the time they hold or wait, and the pieces that follow from one another."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.dossiers.cover import Cover
from thutuc.dossiers.legs import Leg, Piece
from thutuc.dossiers.progress import Progress, Work
from thutuc.events import Event
from thutuc.moments import MICROSECOND
from thutuc.procedures.rules import Rules
from thutuc.statuses import Action


@attrs.define(eq=False)
class OpenLeg:
    """A leg that is still being filled; times are microseconds of working time (chặng đang mở)."""

    office: str
    started: datetime
    calendar: WorkCalendar
    work: Work
    question: Event | None
    # What it waits for: steps of others, by place, and questions; and the pieces of those that are over.
    needs: set["int | OpenLeg"]
    after: list[Piece]
    # Its pieces, the last of which is still being filled.
    pieces: list[Piece]
    piece: Piece
    # At which event it began, and how many steps it could go on to since.
    turn: int
    grown: int = 0
    held: int = 0
    waited: int = 0
    # What it had used when the limit last began to count.
    used_before: int = 0

    def close(self, ended: datetime | None, steps: tuple[str, ...]) -> Leg:
        """The leg it has become."""
        budget = self.work.budget
        return Leg(
            self.office,
            self.started,
            ended,
            self.held * MICROSECOND,
            self.waited * MICROSECOND,
            steps,
            None if budget is None else budget * MICROSECOND,
            self.question is not None,
            self.work.rework,
        )

    def rest(self) -> Work:
        """What is left of its work."""
        budget = self.work.budget
        return attrs.evolve(
            self.work, budget=None if budget is None else max(0, budget - self.held), needs=()
        )


class Books:
    """Who holds what since when, in microseconds of working time."""

    def __init__(self, cover: Cover, rules: Rules, due: datetime | None) -> None:
        self.cover, self.due = cover, due
        # Whether the clock stands still while an agency is asked, so that its time is nobody's lateness.
        self.asking_stops = Action.ASK_OPINION in rules.stops
        self.one_calendar = cover.offices is None and not cover.calendars
        self.progress = Progress(cover)
        self.legs: dict[str, OpenLeg] = {}
        self.questions: list[OpenLeg] = []
        self.pieces: list[Piece] = []
        # For each step the piece that ended it.
        self.step_ends: dict[int, Piece] = {}
        self.waiting = 0
        # How many events there were.
        self.turn = 0
        self.done: list[Leg] = []

    # Time -------------------------------------------------------------------------------------------------

    def pass_time(self, start: datetime, end: datetime, passed: int) -> None:
        """Book the time between two moments, *passed* by the dossier's calendar."""
        own, due = self.cover.calendar, self.due
        for leg in (*self.legs.values(), *self.questions):
            piece = leg.piece
            if self.waiting > 0 or leg.needs:
                leg.waited += passed
                if self.waiting > 0:
                    piece.waited += passed
                continue
            calendar = leg.calendar
            held = passed if calendar is own else between(calendar, start, end)
            leg.held += held
            if leg.question is not None and self.asking_stops:
                piece.waited += held
            else:
                piece.held += held
            if due is not None and end > due:
                piece.after += held if start >= due else between(calendar, due, end)

    def _calendar_of(self, office: str, at: datetime) -> WorkCalendar:
        return self.cover.calendar if self.one_calendar else self.cover.calendar_of(office, at.date())

    # Pieces -----------------------------------------------------------------------------------------------

    def _piece(self, office: str, calendar: WorkCalendar, before: Iterable[Piece], at: datetime) -> Piece:
        piece = Piece(office, calendar, tuple(before), at, at)
        self.pieces.append(piece)
        return piece

    def _next_piece(self, leg: OpenLeg, before: Iterable[Piece], at: datetime) -> None:
        leg.piece.ended = at
        leg.piece = self._piece(leg.office, leg.calendar, before, at)
        leg.pieces.append(leg.piece)

    def _go_on(self, leg: OpenLeg, at: datetime) -> None:
        """A leg needs nothing more: it goes on from all it has waited for."""
        self._next_piece(leg, (leg.piece, *leg.after), at)
        leg.after = []

    def _cut(self, leg: OpenLeg, at: datetime) -> Piece:
        """The piece of a leg up to now; it goes on in another."""
        ended = leg.piece
        self._next_piece(leg, (ended,), at)
        return ended

    def _reached(self, leg: OpenLeg, at: datetime, *, closing: bool) -> list[Piece]:
        """The pieces that had to end for a leg to have come this far."""
        reached = [leg.piece if closing else self._cut(leg, at), *leg.after]
        for need in leg.needs:
            if isinstance(need, OpenLeg):
                reached.append(self._cut(need, at))
            else:
                reached += [self._cut(other, at) for other in self.legs.values() if need in other.work.places]
        return reached

    # Legs -------------------------------------------------------------------------------------------------

    def _take(
        self, office: str, at: datetime, named: str | None, handed: Work, before: Sequence[Piece]
    ) -> None:
        """An office gets the dossier, or a part of it."""
        known = self.legs.get(office)
        calendar = self._calendar_of(office, at) if known is None else known.calendar
        if known is not None:
            self._join(known, before, at)
            if named is not None:
                self._add_work(known, self.progress.begin(office, named, handed, calendar, at))
            return
        work = self.progress.begin(office, named, handed, calendar, at)
        if work.places and work.places != handed.places:
            # A step follows on all that come before it, whoever brought the last of them.
            for place in self.progress.route.before[work.places[0]]:
                end = self.step_ends.get(place)
                if end is not None and end not in before:
                    before = (*before, end)
        self.legs[office] = self._leg(office, at, calendar, work, before)

    def _leg(  # noqa: PLR0917 - private
        self,
        office: str,
        at: datetime,
        calendar: WorkCalendar,
        work: Work,
        before: Iterable[Piece],
        question: Event | None = None,
    ) -> OpenLeg:
        piece = self._piece(office, calendar, before, at)
        return OpenLeg(office, at, calendar, work, question, set(work.needs), [], [piece], piece, self.turn)

    def _join(self, leg: OpenLeg, before: Iterable[Piece], at: datetime) -> None:
        """What comes to an office that is at work already."""
        if leg.needs:
            leg.after += before
        else:
            self._next_piece(leg, (leg.piece, *before), at)

    def _add_work(self, leg: OpenLeg, work: Work) -> None:
        budgets = (leg.work.budget, work.budget)
        leg.work = attrs.evolve(
            leg.work,
            places=(*leg.work.places, *[place for place in work.places if place not in leg.work.places]),
            budget=None if None in budgets else sum(budget or 0 for budget in budgets),
        )

    def _close(self, leg: OpenLeg, at: datetime | None, places: tuple[int, ...] | None = None) -> None:
        """A leg ends; *places* are those of its steps it has come to, if not all."""
        work = leg.work
        if places is not None and places != work.places:
            own = self.progress.left(places, leg.calendar, leg.started)
            self.progress.leave([place for place in work.places if place not in places])
            leg.work = work = attrs.evolve(work, places=places, budget=own)
        self._settle(leg, at)
        self.progress.book(work.places, leg.held, leg.calendar, leg.started)
        self.progress.end(work.places)
        names = self.progress.names(work.places) if work.told is None else (work.told,)
        self.done.append(leg.close(at, names))
        for place in work.places:
            self.step_ends[place] = leg.piece
        for other in self.legs.values():
            if other.needs and not other.needs.isdisjoint(work.places):
                other.after.append(leg.piece)

    def _end_question(self, leg: OpenLeg, at: datetime | None) -> None:
        """An agency is asked no more."""
        self._settle(leg, at)
        self.done.append(leg.close(at, ()))

    def _settle(self, leg: OpenLeg, at: datetime | None) -> None:
        """How much of each piece of a leg lies within its budget."""
        if at is not None:
            leg.piece.ended = at
        budget = leg.work.budget
        left = None if budget is None else budget - leg.used_before
        for piece in leg.pieces:
            if left is None:
                piece.allowed = piece.held
                continue
            # What was waited for while the clock stood still has used its budget too.
            asked = piece.waited if leg.question is not None and self.asking_stops else 0
            piece.allowed = min(piece.held, max(0, left - asked))
            left -= piece.held + asked

    def _release(self, at: datetime) -> None:
        """Let those go on that waited for what is done now, or can go on to their next step."""
        for leg in self.legs.values():
            if leg.needs:
                coming = self.progress.is_coming
                leg.needs = {need for need in leg.needs if isinstance(need, OpenLeg) or coming(need)}
                if not leg.needs:
                    self._go_on(leg, at)
            if leg.turn < self.turn and not leg.needs and leg.work.places:
                more = self.progress.growth(leg.work.places, leg.office)
                if more:
                    leg.grown += len(more)
                    budget = self.progress.left(more, leg.calendar, at)
                    self._add_work(leg, Work(more, budget))


def between(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """The working time from one moment to another, in microseconds."""
    return calendar.coordinate(end) - calendar.coordinate(start)
