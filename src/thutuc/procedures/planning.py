"""Planning: forward from the start, back from the deadline (lập kế hoạch giải quyết)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Clock, Convention, Deadline, due
from thutuc.errors import InvalidTypeError
from thutuc.limits import TimeLimit, Unit
from thutuc.procedures.plan import Plan, StepWindow
from thutuc.procedures.route import Route

_HOUR = timedelta(hours=1)
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}


@lru_cache(maxsize=256)
def _own_day(calendar: WorkCalendar) -> timedelta:
    """The office's own working day."""
    return timedelta(minutes=calendar.hours.day_minutes)


def working_time(limit: TimeLimit | None, calendar: WorkCalendar) -> timedelta | None:
    """A budget as working time of the office's own day; `None` if it is in calendar time (quỹ thời gian).

    No budget, and an amount of 0, is no time.

    Examples:
        >>> from thutuc import vietnam_calendar
        >>> str(working_time(TimeLimit(0.5, Unit.WORKING_DAY), vietnam_calendar()))
        '4:00:00'
    """
    if limit is None or not limit.amount:
        return timedelta()
    if limit.unit is Unit.WORKING_DAY:
        return limit.amount * _own_day(calendar)
    return limit.amount * _HOUR if limit.unit is Unit.WORKING_HOUR else None


def make_plan(
    route: Route,
    limits: tuple[TimeLimit | None, TimeLimit | None],
    start: date,
    calendar: WorkCalendar,
    *,
    calendars: Mapping[str, WorkCalendar],
    convention: Convention,
) -> Plan:
    """Plan *route* from *start*.

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
    statutory = None if law is None else due(law, start, calendar, convention=convention)
    deadline = statutory
    if limit is not None and limit is not law:
        deadline = due(limit, start, calendar, convention=convention)
    own = _calendars_of(route, calendar, calendars)
    begun = _beginning(start, limit, calendar, convention)
    starts, ends = _forward(route, own, begun)
    finish = max(ends, default=begun)
    waits = [(starts[i], ends[i]) for i, step in enumerate(route.steps) if not step.counts]
    if waits:
        deadline, statutory = (
            None if each is None else _moved(each, waits, begun) for each in (deadline, statutory)
        )
    end = finish if deadline is None else deadline.due_at
    latest = _backward(route, own, starts, end)
    windows, path = _windows(route, own, (starts, ends, latest), finish)
    return Plan(
        start,
        calendar,
        windows,
        finish,
        path,
        deadline,
        statutory,
        tuple(step.name for step in route.steps if step.limit is None),
    )


def _calendars_of(
    route: Route, calendar: WorkCalendar, calendars: Mapping[str, WorkCalendar]
) -> list[WorkCalendar]:
    if not isinstance(calendars, Mapping):
        raise InvalidTypeError(
            f"`calendars` maps offices to calendars, such as {{'Thuế': calendar}}, not {calendars!r}",
            given=calendars,
        )
    own = [calendars.get(step.office, calendar) for step in route.steps]
    for each in (calendar, *own):
        if not isinstance(each, WorkCalendar):
            raise InvalidTypeError(
                f"a calendar is a WorkCalendar such as vietnam_calendar(), not {each!r}", given=each
            )
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


def _forward(
    route: Route, own: Sequence[WorkCalendar], begun: datetime
) -> tuple[list[datetime], list[datetime]]:
    """When each step can begin, as its predecessors end, and when it then ends."""
    steps, before = route.steps, route.before
    starts, ends = [begun] * len(steps), [begun] * len(steps)
    for place in route.places:
        earlier = before[place]
        if earlier:
            begin = ends[earlier[0]] if len(earlier) == 1 else max([ends[each] for each in earlier])
            starts[place] = begin
        else:
            begin = begun
        ends[place] = _end(steps[place].limit, begin, own[place])
    return starts, ends


def _end(limit: TimeLimit | None, begin: datetime, calendar: WorkCalendar) -> datetime:
    budget = working_time(limit, calendar)
    if budget:
        return calendar.add_working_time(begin, budget)
    return begin if limit is None or budget is not None else due(limit, begin, calendar).due_at


def _backward(
    route: Route, own: Sequence[WorkCalendar], starts: Sequence[datetime], end: datetime
) -> list[tuple[datetime, datetime]]:
    """When each step must begin and end, as its successors must begin."""
    steps, behind = route.steps, route.behind
    latest = [(end, end)] * len(steps)
    for place in reversed(route.places):
        later = behind[place]
        until = min([latest[each][0] for each in later]) if later else end
        limit, calendar = steps[place].limit, own[place]
        budget = working_time(limit, calendar)
        if budget:
            begin = calendar.add_working_time(until, -budget)
            # The same instant of working time, at the close of a session rather than at an opening.
            latest[place] = begin, calendar.add_working_time(begin, budget)
        elif limit is None or budget is not None:
            latest[place] = until, until
        else:
            latest[place] = _latest_begin(limit, starts[place], until, calendar), until
    return latest


def _latest_begin(limit: TimeLimit, begun: datetime, until: datetime, calendar: WorkCalendar) -> datetime:
    """The last moment from which a limit in calendar time ends by *until*."""

    def in_time(begin: datetime) -> bool:
        return due(limit, begin, calendar).due_at <= until

    if limit.unit is Unit.HOUR:
        # A limit that runs out on a day off goes on to the end of the next working day.
        last = until
        if not calendar.is_working_day(until):
            last = _like(calendar.closing(calendar.previous_working_day(until)), until, calendar)
        begin = last - limit.amount * _HOUR
    else:
        begin = _latest_day(limit, in_time, until, calendar)
    return max(begin, begun) if in_time(begun) else begin


def _latest_day(
    limit: TimeLimit, in_time: Callable[[datetime], bool], until: datetime, calendar: WorkCalendar
) -> datetime:
    high = calendar.local_date(until)
    back = int(limit.amount + 1) * _DAYS[limit.unit] + 31
    low = max(calendar.first, high - timedelta(days=min(back, (high - calendar.first).days)))

    def at(day: date, hour: time) -> datetime:
        return _like(datetime.combine(day, hour), until, calendar)

    # Due days never move back when the start moves on, so the last start in time can be halved out.
    while low < high:
        middle = low + (high - low + timedelta(days=1)) // 2
        low, high = (middle, high) if in_time(at(middle, time.max)) else (low, middle - timedelta(days=1))
    following = low + timedelta(days=1)
    if limit.cut_off is not None and in_time(at(following, limit.cut_off)):
        return at(following, limit.cut_off)
    if calendar.is_working_day(low):
        return _like(calendar.closing(low), until, calendar)
    return at(low, time.max)


def _like(local: datetime, moment: datetime, calendar: WorkCalendar) -> datetime:
    """A local moment, aware in the office's zone if *moment* is aware."""
    return local if moment.tzinfo is None else local.replace(tzinfo=calendar.zone)


def _moved(deadline: Deadline, waits: Sequence[tuple[datetime, datetime]], begun: datetime) -> Deadline:
    """The deadline as a clock gives it that stands still while steps outside the limit run."""
    clock = Clock(deadline.limit, deadline.start, deadline.calendar, deadline.convention)
    spans: list[tuple[datetime, datetime]] = []
    for pause, resume in sorted(waits):
        if spans and pause <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(resume, spans[-1][1])
        else:
            spans.append((pause, resume))
    for pause, resume in spans:
        # A date is the event itself; the first step only begins on the working day after it.
        clock = clock.pause(deadline.start if pause == begun else pause).resume(resume)
    return clock.deadline


def _windows(
    route: Route,
    own: Sequence[WorkCalendar],
    times: tuple[Sequence[datetime], Sequence[datetime], Sequence[tuple[datetime, datetime]]],
    finish: datetime,
) -> tuple[tuple[StepWindow, ...], tuple[str, ...]]:
    starts, ends, latest = times
    critical, path = _critical(route, starts, ends, finish)
    windows: list[StepWindow] = []
    for place in route.places:
        step, calendar = route.steps[place], own[place]
        begin, end = starts[place], ends[place]
        budget = working_time(step.limit, calendar)
        if budget:
            # Work begins when the office opens, not when it closed before.
            begin = calendar.add_working_time(end, -budget)
        windows.append(StepWindow(step, calendar, begin, end, *latest[place], place in critical))
    return tuple(windows), path


def _critical(
    route: Route, starts: Sequence[datetime], ends: Sequence[datetime], finish: datetime
) -> tuple[set[int], tuple[str, ...]]:
    """The steps the end waits for, and one chain of them from the first to the last."""
    before, behind = route.before, route.behind
    critical: set[int] = set()
    for place in reversed(route.places):
        if (
            ends[place] == finish
            if not behind[place]
            else any(later in critical and starts[later] == ends[place] for later in behind[place])
        ):
            critical.add(place)
    chain: list[int] = []
    links: Sequence[int] = [place for place in sorted(critical) if not behind[place]]
    while links:
        chain.append(links[0])
        links = [each for each in before[links[0]] if ends[each] == starts[chain[-1]]]
    return critical, tuple(route.steps[place].name for place in reversed(chain))
