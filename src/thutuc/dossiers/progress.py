"""How far a dossier has come on its route: steps done, being done, and what is left of their budgets."""

from collections.abc import Collection, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due
from thutuc.dossiers.cover import Cover
from thutuc.moments import MICROSECOND


@attrs.define(eq=False)
class Work:
    """What an office has to do with what it gets (phần việc theo quy trình).

    Args:
        places: The steps, one after another, by their place in the list of the route.
        budget: Microseconds of working time they may take; `None` if none is set.
        rework: Whether they had been done before, so that only the rest of their budget is left.
        needs: Steps that others are still at and that must be done before.
        told: The name of a step of which no route is known.
    """

    places: tuple[int, ...] = ()
    budget: int | None = None
    rework: bool = False
    needs: tuple[int, ...] = ()
    told: str | None = None


NO_WORK = Work()


class Progress:
    """Follows the steps of a route as offices get a dossier and are done with it."""

    __slots__ = (
        "calendar",
        "doing",
        "done",
        "lengths",
        "of",
        "offices",
        "reached",
        "route",
        "spent",
        "steps",
    )

    def __init__(self, cover: Cover) -> None:
        # The steps as they are written: how they really followed one another, the events say.
        self.route = cover.procedure.route()
        self.steps = self.route.steps
        self.calendar = cover.calendar
        self.lengths = self.route.lengths(cover.calendar.hours.day_minutes)
        # Who carries out each step, and the steps of each office in the order of the route.
        self.offices = [step.office for step in self.steps]
        self.of = self.route.by_office
        if cover.roles:
            self.give(cover.offices_of(self.steps))
        self.done: set[int] = set()
        self.doing: set[int] = set()
        # Microseconds of working time used so far.
        self.spent: dict[int, int] = {}
        self.reached = 0

    def give(self, offices: list[str]) -> None:
        """Let *offices* carry out the steps from now on."""
        self.offices, self.of = offices, self.route.places_of(offices)

    def names(self, places: Iterable[int]) -> tuple[str, ...]:
        """The steps by name."""
        steps = self.steps
        return tuple([steps[place].name for place in places])

    def ahead(self) -> tuple[int, ...]:
        """The steps that have not begun, in an order in which each comes after those it waits for."""
        return tuple(filter(self._is_fresh, self.route.places))

    # What an office begins ----------------------------------------------------------------------------------

    def begin(
        self, office: str, named: str | None, handed: Work, calendar: WorkCalendar, at: datetime
    ) -> Work:
        """What *office* has to do with what it gets.

        Args:
            office: Who gets it.
            named: The step that begins, where that was said.
            handed: What is left of the work of the office that passes it on, for one that only carries on
                with it.
            calendar: When *office* works.
            at: The moment.
        """
        if named is not None and not self.steps:
            return Work(told=named)
        first = self.first(office, named)
        if first is None or (named is not None and first in handed.places):
            if first is None and office in self.of:
                return NO_WORK
            return self._carry_on(handed, first, calendar, at)
        if first in self.done:
            self._undo_behind(first)
        row = self._row((first,), office)
        self.reached = first
        before = self.route.before[first]
        needs = () if self.done.issuperset(before) else tuple([one for one in before if self.is_coming(one)])
        rework = bool(self.spent) and not self.spent.keys().isdisjoint(row)
        return self._take_up(row, calendar, at, rework=rework, needs=needs)

    def place(self, name: str) -> int | None:
        """The place of a step in the list; `None` if none is called so."""
        return next((place for place, step in enumerate(self.steps) if step.name == name), None)

    def ready(self, office: str) -> bool:
        """Whether a step of *office* has not begun, and all that comes before it is done."""
        return any(self._is_fresh(place) and self._is_ready(place) for place in self.of.get(office, ()))

    @contextmanager
    def as_if_done(self, places: Collection[int]) -> Generator[None, None, None]:
        """For a while some steps at work are taken as done."""
        self.end(places)
        yield
        self.done.difference_update(places)
        self.doing.update(places)

    def first(self, office: str, named: str | None) -> int | None:
        """The step with which *office* would begin, now or as it is named."""
        return self._first(office) if named is None else self.place(named)

    def _first(self, office: str) -> int | None:
        """The step that begins.

        One that is ready, or waits for others at work; else one done before, to which the dossier is sent
        back; else one to which it has been moved on too early.
        """
        own = self.of.get(office, ())
        fresh: list[int] = []
        for place in own:
            if place not in self.done and place not in self.doing:
                if self._is_ready(place):
                    return place
                fresh.append(place)
        for place in fresh:
            if all(self._is_past(each) or self.is_coming(each) for each in self.route.before[place]):
                return place
        returned = [place for place in own if place in self.done]
        if returned:
            return returned[-1]
        return next((place for place in fresh if place >= self.reached), fresh[0] if fresh else None)

    def is_coming(self, place: int) -> bool:
        """Whether a step is at work, or waits for one that is."""
        if place in self.doing:
            return True
        return place not in self.done and any(self.is_coming(each) for each in self.route.before[place])

    def _is_fresh(self, place: int) -> bool:
        return place not in self.done and place not in self.doing

    def _is_ready(self, place: int) -> bool:
        """Whether all that comes before a step is done."""
        before = self.route.before[place]
        return self.done.issuperset(before) or all(self._is_past(each) for each in before)

    def _is_past(self, place: int) -> bool:
        """Whether a step is done, or leaves no trace: of no known office, or with a clock of its own."""
        if place in self.done or place in self.doing:
            return place in self.done
        traceless = not self.offices[place] or self.steps[place].own_clock
        return traceless and all(self._is_past(each) for each in self.route.before[place])

    def _take_up(
        self,
        places: tuple[int, ...],
        calendar: WorkCalendar,
        at: datetime,
        *,
        rework: bool,
        needs: tuple[int, ...] = (),
    ) -> Work:
        self.done.difference_update(places)
        self.doing.update(places)
        return Work(places, self.left(places, calendar, at), rework, needs)

    def _carry_on(self, handed: Work, first: int | None, calendar: WorkCalendar, at: datetime) -> Work:
        """An office goes on with the step that another was at, from *first* on."""
        if first is None or first == handed.places[0]:
            self.done.difference_update(handed.places)
            self.doing.update(handed.places)
            return handed
        rest = handed.places[handed.places.index(first) :]
        return self._take_up(rest, calendar, at, rework=handed.rework)

    def _row(self, row: tuple[int, ...], office: str) -> tuple[int, ...]:
        """Steps, and those of the same office that come right after them without being handed over."""
        route, offices = self.route, self.offices
        for begun in row:
            for place in route.behind[begun]:
                if offices[place] == office and place not in row and self._goes_on(place, row):
                    return self._row((*row, place), office)
        return row

    def _goes_on(self, place: int, row: tuple[int, ...]) -> bool:
        """Whether a step can follow those of *row* at once; the clock runs in all of them or in none."""
        steps = self.steps
        return (
            self._is_fresh(place)
            and steps[place].counts
            and all(each in row or self._is_past(each) for each in self.route.before[place])
            and all(steps[each].counts for each in row)
        )

    def growth(self, places: tuple[int, ...], office: str) -> tuple[int, ...]:
        """What *office* can go on with after its steps, now that those of others are done."""
        more = self._row(places, office)[len(places) :] if places else ()
        self.doing.update(more)
        return more

    def _undo_behind(self, first: int) -> None:
        """A step that is done again is followed by all that comes after it, again."""
        ways = [first]
        while ways:
            place = ways.pop()
            self.done.discard(place)
            ways.extend([each for each in self.route.behind[place] if each in self.done])

    # What an office has done --------------------------------------------------------------------------------

    def end(self, places: Collection[int]) -> None:
        """These steps are done."""
        self.doing.difference_update(places)
        self.done.update(places)

    def leave(self, places: Iterable[int]) -> None:
        """These steps were not come to."""
        self.doing.difference_update(places)

    def needed_by(self, places: tuple[int, ...], others: Iterable[int]) -> tuple[int, ...]:
        """Of *places*, those that come before one of *others*, and what leads up to them."""
        ways, found = list(others), set[int]()
        while ways:
            for each in self.route.before[ways.pop()]:
                if each in places and each not in found:
                    found.add(each)
                    ways.append(each)
        return tuple([place for place in places if place in found])

    def book(self, places: tuple[int, ...], held: int, calendar: WorkCalendar, at: datetime) -> None:
        """Book working time against steps: each up to its budget, what is left against the last."""
        spent = self.spent
        for place in places[:-1]:
            own = self.left((place,), calendar, at)
            used = held if own is None else min(held, own)
            spent[place] = spent.get(place, 0) + used
            held -= used
        if places:
            spent[places[-1]] = spent.get(places[-1], 0) + held

    def citizen_done(self) -> None:
        """The citizen is waited for no more: a step in which the clock stands still for it is done."""
        for place in self.route.places:
            if self.steps[place].pauses and self._is_fresh(place):
                if all(each in self.done or each in self.doing for each in self.route.before[place]):
                    self.done.add(place)
                return

    # Budgets ---------------------------------------------------------------------------------------------

    def left(self, places: Sequence[int], calendar: WorkCalendar, at: datetime) -> int | None:
        """What is left of the budget of some steps begun at a moment; `None` if one of them has none."""
        whole = self.budget(places, calendar, at)
        if whole is None or not self.spent:
            return whole
        return max(0, whole - sum([self.spent.get(place, 0) for place in places]))

    def budget(self, places: Sequence[int], calendar: WorkCalendar, at: datetime) -> int | None:
        """The whole budget of some steps begun at a moment: side by side as far as the route lets them."""
        ends: dict[int, int] = {}
        lengths, begin = self.lengths, 0
        if calendar is not self.calendar:
            lengths = self.route.lengths(calendar.hours.day_minutes)
        for place in places:
            step = self.steps[place]
            if step.limit is None or not step.counts:
                return None
            if ends:
                begin = max([ends[each] for each in self.route.before[place] if each in ends], default=0)
            length = lengths[place]
            if length or (length is not None and step.limit.unit.is_working):
                ends[place] = begin + length // MICROSECOND
                continue
            # Calendar days, weeks, months: the working time until they would be over; of none, of the day.
            moment = calendar.add_working_time(at, begin * MICROSECOND) if begin else at
            end = calendar.local_time(due(step.limit, moment, calendar).due_at)
            ends[place] = begin + max(0, calendar.coordinate(end) - calendar.coordinate(moment))
        return max(ends.values(), default=None)
