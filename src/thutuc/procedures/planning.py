"""`Plan`: when each step of a route may run, forward from the start and back from the deadline (kế hoạch)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from html import escape

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Clock, Convention, Deadline, due
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.limits import TimeLimit, Unit
from thutuc.limits.units import check_language
from thutuc.procedures.checking import name_text
from thutuc.procedures.route import Route, Step

_HOUR = timedelta(hours=1)
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}


@attrs.frozen
class StepWindow:
    """When one step of a plan may run (khoảng thời gian của một bước).

    Args:
        step: The step.
        calendar: When its office works.
        earliest_start: When it begins if every step before it keeps its budget.
        earliest_end: When its budget is then used up.
        latest_start: When it must begin for the whole to be in time.
        latest_end: When it must have ended for that.
        is_critical: Whether the end of the whole waits for it (bước găng).
    """

    step: Step
    calendar: WorkCalendar = attrs.field(repr=False)
    earliest_start: datetime
    earliest_end: datetime
    latest_start: datetime
    latest_end: datetime
    is_critical: bool

    @property
    def slack(self) -> timedelta:
        """By how much it may slip and the whole still be in time (thời gian dự trữ).

        Working time of its own office; negative if the whole is late already.
        """
        return self.calendar.working_time_between(self.earliest_end, self.latest_end)


@attrs.frozen(repr=False)
class Plan:
    """When every step of a route may run, and whether the whole is in time (kế hoạch giải quyết).

    Prints as text, shows as a table in a notebook, and gives its data with `windows` or `to_dicts()`.
    Without a deadline the latest times are counted back from the end of the last step.

    Args:
        start: The event from which it counts.
        calendar: When the office that answers works.
        windows: One for each step, in the order in which they run.
        finish: When the last step ends.
        critical_path: The chain of steps that ends last, the first one first.
        deadline: The deadline the appointment rests on, moved by steps outside the limit; `None` without one.
        statutory: The deadline of the law; differs from `deadline` where the office promises less.
        unbudgeted: The steps without a budget; they are planned as taking no time.

    Examples:
        >>> from datetime import date
        >>> from thutuc import Procedure, Step, TimeLimit, Unit, vietnam_calendar
        >>> half, two = TimeLimit(0.5, Unit.WORKING_DAY), TimeLimit(2, Unit.WORKING_DAY)
        >>> procedure = Procedure("1.000001", "ví dụ", TimeLimit(3, Unit.WORKING_DAY),
        ...                       steps=[Step("tiếp nhận", "A", half), Step("thẩm định", "B", two)])
        >>> plan = procedure.plan(date(2026, 3, 2), vietnam_calendar())
        >>> plan.finish, plan.fits, str(plan.reserve)
        (datetime.datetime(2026, 3, 5, 13, 30), True, '4:00:00')
    """

    start: date
    calendar: WorkCalendar
    windows: tuple[StepWindow, ...]
    finish: datetime
    critical_path: tuple[str, ...]
    deadline: Deadline | None = None
    statutory: Deadline | None = None
    unbudgeted: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[StepWindow]:
        return iter(self.windows)

    def __len__(self) -> int:
        return len(self.windows)

    def __getitem__(self, name: str) -> StepWindow:
        wanted = name_text(name)
        for window in self.windows:
            if window.step.name == wanted:
                return window
        known = ", ".join(window.step.name for window in self.windows) or "none"
        raise InvalidValueError(f"no step is called {name!r}; the steps are {known}", given=name)

    def __repr__(self) -> str:
        end = f", due {self.deadline.due_at:%Y-%m-%d %H:%M}" if self.deadline else ""
        return f"<Plan of {len(self)} steps from {self.start} to {self.finish:%Y-%m-%d %H:%M}{end}>"

    def __str__(self) -> str:
        return self.text()

    @property
    def fits(self) -> bool:
        """Whether the last step ends by the due moment; without a deadline it does (kịp hạn)."""
        return self.deadline is None or self.finish <= self.deadline.due_at

    @property
    def reserve(self) -> timedelta | None:
        """Working time from the end of the last step to the due moment (dự trữ chung).

        Negative if the plan is late; `None` without a deadline.
        """
        if self.deadline is None:
            return None
        return self.calendar.working_time_between(self.finish, self.deadline.due_at)

    def to_dicts(self) -> list[dict[str, object]]:
        """One plain dictionary a step, ready for JSON or a data frame (dữ liệu của kế hoạch)."""
        return [
            {
                "step": window.step.name,
                "office": window.step.office,
                "budget": None if window.step.limit is None else window.step.limit.to_text(),
                "earliest_start": window.earliest_start.isoformat(),
                "earliest_end": window.earliest_end.isoformat(),
                "latest_start": window.latest_start.isoformat(),
                "latest_end": window.latest_end.isoformat(),
                "slack_seconds": window.slack.total_seconds(),
                "critical": window.is_critical,
                "counts": window.step.counts,
            }
            for window in self.windows
        ]

    def text(self, language: str = "vi") -> str:
        """The plan as a table of text; a critical step is marked with an asterisk (bảng kế hoạch).

        Args:
            language: `vi` or `en`.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither.
        """
        rows = [self._titles(language), *(_cells(window, language) for window in self.windows)]
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows]
        return "\n".join(line.rstrip() for line in [*lines, self._conclusion(language)])

    def _titles(self, language: str) -> tuple[str, ...]:
        if check_language(language) == "en":
            return ("", "Step", "Office", "Budget", "Earliest", "Latest", "Slack (h)")
        return ("", "Bước", "Cơ quan", "Thời hạn", "Sớm nhất", "Muộn nhất", "Dự trữ (giờ)")

    def _conclusion(self, language: str) -> str:
        english = language == "en"
        words = f"{'Ends' if english else 'Kết thúc'}: {_shown(self.finish)}"
        if self.deadline is not None and self.reserve is not None:
            words += f"; {'due' if english else 'hạn'}: {_shown(self.deadline.due_at)}; "
            verdict = ("kịp hạn", "in time") if self.fits else ("không kịp hạn", "late")
            words += f"{verdict[english]} ({_hours(self.reserve)})"
        if self.unbudgeted:
            words += "; without a budget: " if english else "; chưa có thời hạn: "
            words += ", ".join(self.unbudgeted)
        return words

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(title)}</th>" for title in self._titles("vi"))
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(window, "vi")) + "</tr>"
            for window in self.windows
        )
        return (
            f'<div class="thutuc-plan"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
            f"<p><strong>{escape(self._conclusion('vi'))}</strong></p></div>"
        )


def _cells(window: StepWindow, language: str) -> tuple[str, ...]:
    step = window.step
    return (
        "*" if window.is_critical else "",
        step.name,
        step.office,
        "" if step.limit is None else step.limit.to_text(language),
        f"{_shown(window.earliest_start)} – {_shown(window.earliest_end)}",
        f"{_shown(window.latest_start)} – {_shown(window.latest_end)}",
        _hours(window.slack),
    )


def _shown(moment: datetime) -> str:
    return f"{moment:%H:%M %d/%m/%Y}"


def _hours(span: timedelta) -> str:
    hours, minutes = divmod(round(abs(span) / timedelta(minutes=1)), 60)
    return f"{'-' if span < timedelta() else ''}{hours}:{minutes:02d}"


# Making a plan --------------------------------------------------------------------------------------------


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
        # A date opens the count on the working day after it, so that a wait from the beginning begins with it.
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
        if ends[place] == finish if not behind[place] else any(
            later in critical and starts[later] == ends[place] for later in behind[place]
        ):
            critical.add(place)
    chain: list[int] = []
    links: Sequence[int] = [place for place in sorted(critical) if not behind[place]]
    while links:
        chain.append(links[0])
        links = [each for each in before[links[0]] if ends[each] == starts[chain[-1]]]
    return critical, tuple(route.steps[place].name for place in reversed(chain))
