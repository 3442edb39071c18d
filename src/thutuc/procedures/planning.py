"""Planning: forward from the start, back from the deadline (lập kế hoạch giải quyết)."""

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

from thutuc.calendars import WorkCalendar
from thutuc.calendars.calendar import check_calendar
from thutuc.deadlines import Clock, Deadline, due, latest_start
from thutuc.deadlines.latest import latest_moment
from thutuc.errors import CalendarRangeError
from thutuc.fields import mapping
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.moments import MICROSECOND, like
from thutuc.offices.office import code_key
from thutuc.procedures.plan import Plan, StepWindow
from thutuc.procedures.route import Route


def make_plan(
    route: Route,
    limits: tuple[TimeLimit | None, TimeLimit | None],
    start: date,
    calendar: WorkCalendar,
    *,
    calendars: Mapping[str, WorkCalendar],
    convention: Convention,
) -> Plan:
    """Plan *route* from *start* (lập kế hoạch).

    Args:
        route: The steps.
        limits: The limit the appointment rests on, and the limit of the law.
        start: The event from which it counts.
        calendar: When the office that answers works.
        calendars: Calendars of other offices, by their name in the steps.
        convention: How the limit is counted.

    Raises:
        InvalidTypeError: If an argument has the wrong type, or the hour of *start* is needed and missing.
        CalendarRangeError: If any time of the plan lies outside a calendar.
    """
    limit, law = limits
    own = _calendars_of(route, calendar, calendars)
    statutory = None if law is None else due(law, start, calendar, convention=convention)
    deadline = statutory
    if limit is not None and limit is not law:
        deadline = due(limit, start, calendar, convention=convention)
    schedule = _Schedule(route, own, _beginning(start, limit, calendar, convention))
    schedule.forward()
    if not route.all_count:
        deadline, statutory = (each and schedule.moved(each) for each in (deadline, statutory))
    finish = schedule.finish
    windows, path = schedule.windows(finish if deadline is None else deadline.due_at)
    unbudgeted = tuple([step.name for step in route.steps if step.limit is None])
    return Plan(start, calendar, windows, finish, path, deadline, statutory, unbudgeted)


def latest_times(
    route: Route, own: Sequence[WorkCalendar], end: datetime, remaining: Container[str]
) -> dict[str, tuple[datetime, datetime]]:
    """When each step must begin and end for the whole to end by *end*, as a plan has it.

    Args:
        route: The steps.
        own: The calendar of each.
        end: When the whole must have ended, in office time.
        remaining: Names of the steps that are still to come; the others take no time.

    Raises:
        CalendarRangeError: If a time lies outside a calendar.
    """
    schedule = _Schedule(route, own, end)
    for place, step in enumerate(route.steps):
        if step.name not in remaining:
            schedule.budgets[place] = timedelta()
    return {step.name: times for step, times in zip(route.steps, schedule.backward(end), strict=True)}


def _calendars_of(
    route: Route, calendar: WorkCalendar, calendars: Mapping[str, WorkCalendar]
) -> list[WorkCalendar]:
    named = mapping(calendars, wanted="`calendars` maps offices to calendars, such as {'Thuế': calendar}")
    own = [calendar] * len(route.steps)
    if named:
        by_key = {code_key(office): each for office, each in named.items()}
        own = [by_key.get(code_key(step.office), calendar) if step.office else calendar for step in route]
    for each in {id(each): each for each in (calendar, *own)}.values():
        check_calendar(each)
    return own


def _beginning(
    start: date, limit: TimeLimit | None, calendar: WorkCalendar, convention: Convention
) -> datetime:
    """The moment itself, or the opening of the first working day that counts."""
    if isinstance(start, datetime):
        calendar.is_working_day(start)  # refuses a moment outside the calendar
        return start
    same_day = convention is Convention.INCLUSIVE or (limit is not None and not limit.amount)
    return calendar.opening(calendar.add_working_days(start, 0 if same_day else 1))


class _Schedule:
    """The times of a route's steps, by their place in it."""

    __slots__ = ("begun", "budgets", "ends", "finish", "own", "route", "starts")

    def __init__(self, route: Route, own: Sequence[WorkCalendar], begun: datetime) -> None:
        self.route, self.own, self.begun = route, own, begun
        lengths = {id(each): route.lengths(each.hours.day_minutes) for each in own}
        self.budgets = [lengths[id(each)][place] for place, each in enumerate(own)]
        self.starts = [begun] * len(own)
        self.ends = [begun] * len(own)
        self.finish = begun

    def forward(self) -> None:
        """When each step can begin, as its predecessors end, and when it then ends."""
        starts, ends, before = self.starts, self.ends, self.route.before
        for place in self.route.places:
            begin = self.begun
            if earlier := before[place]:
                begin = ends[earlier[0]] if len(earlier) == 1 else max([ends[each] for each in earlier])
                starts[place] = begin
            if budget := self.budgets[place]:
                ends[place] = self.own[place].add_working_time(begin, budget)
            elif budget is None:
                ends[place] = due(self._limit(place), begin, self.own[place]).due_at
            else:
                ends[place] = begin
        self.finish = max(ends, default=self.begun)

    def _limit(self, place: int) -> TimeLimit:
        """The budget of a step that has one."""
        limit = self.route.steps[place].limit
        assert limit is not None  # noqa: S101 - only a limit can be in calendar time
        return limit

    def moved(self, deadline: Deadline) -> Deadline:
        """The deadline as a clock gives it that stands still while steps outside the limit run."""
        waits = [
            (self.starts[place], self.ends[place])
            for place, step in enumerate(self.route.steps)
            if not step.counts
        ]
        spans: list[tuple[datetime, datetime]] = []
        for pause, resume in sorted(waits):
            if spans and pause <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(resume, spans[-1][1])
            else:
                spans.append((pause, resume))
        clock = Clock(deadline.limit, deadline.start, deadline.calendar, deadline.convention)
        for pause, resume in spans:
            # A date is the event itself; the first step only begins on the working day after it.
            clock = clock.pause(deadline.start if pause == self.begun else pause).resume(resume)
        return clock.deadline

    def windows(self, end: datetime) -> tuple[tuple[StepWindow, ...], tuple[str, ...]]:
        """The window of each step, in order, for an end of the whole; and the critical path."""
        steps, own, ends, latest = self.route.steps, self.own, self.ends, self.backward(end)
        critical, path = self._critical()
        windows: list[StepWindow] = []
        for place in self.route.places:
            begin, budget = self.starts[place], self.budgets[place]
            if budget:
                # Work begins as the office opens, not as it closed before.
                begin = own[place].add_working_time(ends[place], -budget)
            until_begin, until = latest[place]
            windows.append(
                StepWindow(
                    steps[place], own[place], begin, ends[place], until_begin, until, place in critical
                )
            )
        return tuple(windows), path

    def backward(self, end: datetime) -> list[tuple[datetime, datetime]]:
        """When each step must begin and end, as its successors must begin."""
        behind = self.route.behind
        latest = [(end, end)] * len(self.own)
        for place in reversed(self.route.places):
            later, until = behind[place], end
            if later:
                until = latest[later[0]][0] if len(later) == 1 else min([latest[each][0] for each in later])
                if until.microsecond and until.time() == time.max:
                    # The last moment of a day on which a step may begin: what comes before may use it whole.
                    until += MICROSECOND
            calendar, budget = self.own[place], self.budgets[place]
            if budget:
                begin = calendar.add_working_time(until, -budget)
                # The same instant of working time, as a session closes rather than as the next opens.
                until = calendar.add_working_time(begin, budget)
            elif budget is None:
                begin = _latest_begin(self._limit(place), self.starts[place], until, calendar)
            else:
                begin = until
            latest[place] = begin, until
        return latest

    def _critical(self) -> tuple[set[int], tuple[str, ...]]:
        """The steps the end waits for, and one chain of them from the first to the last."""
        before, starts, ends = self.route.before, self.starts, self.ends
        links = [
            place for place, end in enumerate(ends) if end == self.finish and not self.route.behind[place]
        ]
        critical = set(links)
        for place in reversed(self.route.places):
            if place in critical:
                for each in before[place]:
                    if ends[each] == starts[place]:
                        critical.add(each)
        chain: list[int] = []
        while links:
            place = links[0]
            chain.append(place)
            links = [each for each in before[place] if ends[each] == starts[place]]
        return critical, tuple([self.route.steps[place].name for place in reversed(chain)])


def _latest_begin(limit: TimeLimit, begun: datetime, until: datetime, calendar: WorkCalendar) -> datetime:
    """The last moment from which a limit in calendar time ends by *until*."""
    if limit.unit is Unit.HOUR:
        # A limit that runs out on a day off goes on to the end of the next working day.
        last, day = until, min(calendar.local_date(until), calendar.last)
        if not calendar.is_working_day(day):
            last = like(calendar.closing(calendar.previous_working_day(day)), until, calendar.zone)
        begin = cast("datetime", latest_start(limit, last, calendar))
    else:
        begin = latest_moment(limit, until, calendar)
    try:
        in_time = due(limit, begun, calendar).due_at <= until
    except CalendarRangeError:
        in_time = False
    return max(begin, begun) if in_time else begin
