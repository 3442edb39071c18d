"""Random calendars, and naive oracles that go day by day and minute by minute."""

import os
import pickle
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from attrs import evolve
from hypothesis import HealthCheck, settings, strategies as st

from thutuc import WorkCalendar
from thutuc.calendars import Closure

# The profile itself is set where the tests begin, in conftest.py.
quick = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
fewer = settings(quick, max_examples=max(10, quick.max_examples // 4))
"""For tests that run once for each unit and convention."""


def cases(name: str, number: int) -> int:
    """How many random cases a test takes: as the environment says, or fewer where examples are few."""
    asked = os.environ.get(name)
    return int(asked) if asked else number * min(60, quick.max_examples) // 60


MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = list[tuple[int, int]]


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def hours_text(hours: Hours) -> str:
    return ", ".join(f"{clock(a)}-{clock(b)}" for a, b in hours)


@dataclass
class Plan:
    """What a calendar is told, in plain lists, and what follows from it by going through every minute."""

    first: date
    last: date
    week: list[Hours]
    off: set[date] = field(default_factory=set)
    made: dict[date, date] = field(default_factory=dict)
    own: dict[date, Hours] = field(default_factory=dict)
    closures: list[tuple[datetime, datetime]] = field(default_factory=list)
    _minutes: list[bool] = field(default_factory=list, repr=False)
    _worked: list[date] = field(default_factory=list, repr=False)

    def calendar(self, **more) -> WorkCalendar:
        return WorkCalendar(
            self.first,
            self.last,
            {name: hours_text(hours) for name, hours in zip(NAMES, self.week, strict=True) if hours},
            self.off,
            self.made,
            {day: hours_text(hours) for day, hours in self.own.items()},
            [Closure(start, end, "mất điện") for start, end in self.closures],
            **more,
        )

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1)]

    def hours(self, day: date) -> Hours:
        if day in self.off or day in self.made.values():
            return []
        return self.own.get(day, self.week[self.made.get(day, day).weekday()])

    @property
    def midnight(self) -> datetime:
        return datetime.combine(self.first, datetime.min.time())

    def minutes(self) -> list[bool]:
        """For every minute of the calendar, whether the office works."""
        if not self._minutes:
            for day in self.days:
                minutes = [False] * 1440
                for a, b in self.hours(day):
                    minutes[a:b] = [True] * (b - a)
                self._minutes += minutes
            for start, end in self.closures:
                a, b = (start - self.midnight) // MINUTE, (end - self.midnight) // MINUTE
                self._minutes[a:b] = [False] * (b - a)
        return self._minutes

    def worked_days(self) -> list[date]:
        if not self._worked:
            minutes = self.minutes()
            self._worked += [d for i, d in enumerate(self.days) if any(minutes[i * 1440 : (i + 1) * 1440])]
        return self._worked


def add_working_days(worked: list[date], day: date, n: int) -> date | None:
    """The n-th worked day after (before) *day*, for n = 0 the first from it on; None if there is none."""
    if n == 0:
        return next((other for other in worked if other >= day), None)
    beyond = [other for other in worked if other > day] if n > 0 else [o for o in reversed(worked) if o < day]
    return beyond[abs(n) - 1] if abs(n) <= len(beyond) else None


def count_working_days(worked: list[date], a: date, b: date) -> int:
    low, high = min(a, b), max(a, b)
    count = sum(low < day <= high for day in worked)
    return count if a <= b else -count


def add_working_minutes(open_: list[bool], i: int, n: int) -> int | None:
    """The position n open minutes after (before) position i, minute by minute; None beyond the end."""
    if n > 0:
        while n:
            if i == len(open_):
                return None
            n -= open_[i]
            i += 1
        return i
    if n < 0:
        while n:
            if i == 0:
                return None
            i -= 1
            n += open_[i]
        return i
    if i > 0 and open_[i - 1]:
        return i  # inside a session, or at its end
    while i < len(open_) and not open_[i]:
        i += 1
    return i if i < len(open_) else None


# Strategies ---------------------------------------------------------------------------------------------


@st.composite
def day_hours(draw, *, empty=False):
    """Sessions of one day; some touch, some end at 24:00."""
    grid = st.sampled_from([0, 1, 360, 420, 450, 690, 720, 780, 810, 1020, 1380, 1439, 1440])
    points = sorted(draw(st.sets(grid | st.integers(0, 1440), min_size=2, max_size=6)))
    spans = list(pairwise(points))
    kept = draw(st.lists(st.booleans(), min_size=len(spans), max_size=len(spans)))
    hours = [span for span, keep in zip(spans, kept, strict=True) if keep]
    return hours if hours or empty else spans[:1]


OFFICE = [(450, 690), (780, 1020)]
MORNING = [(450, 690)]


@st.composite
def weeks(draw):
    usual = st.sampled_from(
        [
            [OFFICE] * 5 + [[], []],
            [OFFICE] * 5 + [MORNING, []],
            [[(420, 690), (810, 990)]] * 6 + [[]],
            [[(0, 1440)]] * 7,
            [[(480, 1440)]] * 5 + [[], [(0, 300)]],
        ]
    )
    odd = st.lists(st.just([]) | day_hours(empty=True), min_size=7, max_size=7).filter(any)
    return draw(usual | odd)


FIRSTS = st.dates(date(2026, 1, 1), date(2026, 12, 1))


@st.composite
def plans(draw, *, days=40, closures=True, firsts=FIRSTS):
    first = draw(firsts)
    length = draw(st.integers(5, days))
    last = first + timedelta(days=length - 1)
    week = draw(weeks())
    some_days = st.dates(first, last)
    pool = draw(st.lists(some_days, max_size=8, unique=True))
    plan = Plan(first, last, week)
    for day in pool:
        kind = draw(st.sampled_from(["off", "off", "made", "own"]))
        if kind == "off":
            plan.off.add(day)
        elif kind == "own":
            plan.own[day] = draw(day_hours())
        else:
            free = [
                d for d in plan.days if d not in pool and d not in plan.made.values() and week[d.weekday()]
            ]
            if free:
                plan.made[day] = draw(st.sampled_from(free))
                if draw(st.booleans()):
                    plan.own[day] = draw(day_hours())
    if closures:
        for _ in range(draw(st.integers(0, 3))):
            start = plan.midnight + draw(st.integers(0, length * 1440 - 1)) * MINUTE
            room = (plan.midnight + length * ONE_DAY - start) // MINUTE
            size = draw(st.integers(1, 300) | st.integers(1, 4000))
            plan.closures.append((start, start + min(room, size) * MINUTE))
    if not any(plan.minutes()):
        plan = Plan(first, last, [OFFICE] * 7)
    return plan


def undecided_in(plan: Plan):
    """Arguments of a calendar that leave some of its days to be decided, or none."""
    until = st.none() | st.dates(plan.first, plan.last)
    some = st.lists(st.dates(plan.first, plan.last), max_size=4)
    return st.fixed_dictionaries({"decided_until": until, "undecided": some})


def naive_provisional(more, start: date, end: date) -> bool:
    """Whether a day from *start* to *end* is still to be decided, day by day."""
    day = start
    while day <= end:
        if day in more["undecided"] or (more["decided_until"] and day > more["decided_until"]):
            return True
        day += ONE_DAY
    return False


def days_of(plan: Plan):
    return st.sampled_from(plan.days)


def minutes_of(plan: Plan):
    """Positions in minutes; often just where a session opens or closes."""
    edges = {0}
    for i, day in enumerate(plan.days):
        edges |= {i * 1440 + minute for span in plan.hours(day) for minute in span}
    for span in plan.closures:
        edges |= {(moment - plan.midnight) // MINUTE for moment in span}
    return st.integers(0, len(plan.days) * 1440) | st.sampled_from(sorted(edges))


# Deadlines ----------------------------------------------------------------------------------------------


def day_minutes(plan: Plan) -> int:
    """Minutes of the office's own day: the commonest in its week, the longest of equals."""
    lengths = [sum(b - a for a, b in hours) for hours in plan.week if hours]
    return max(set(lengths), key=lambda length: (lengths.count(length), length))


def walk(plan: Plan, start: datetime, amount: timedelta) -> datetime | None:
    """The moment after *amount* of open time from *start*, minute by minute; it may end within one."""
    open_ = plan.minutes()
    i = (start - plan.midnight) // MINUTE
    if not amount:
        j = add_working_minutes(open_, i, 0)
        return None if j is None else plan.midnight + j * MINUTE
    while i < len(open_):
        if open_[i]:
            if amount <= MINUTE:
                return plan.midnight + i * MINUTE + amount
            amount -= MINUTE
        i += 1
    return None


def later_date(day: date, unit: str, n: int) -> date:
    """The corresponding day n units later, or the last day of a month that has none."""
    if unit in {"DAY", "WEEK"}:
        return day + n * ONE_DAY * (7 if unit == "WEEK" else 1)
    months = day.year * 12 + day.month - 1 + n * (12 if unit == "YEAR" else 1)
    year, month = months // 12, months % 12 + 1
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(number, day.day))
        except ValueError:
            continue
    raise AssertionError


class OutsideError(Exception):
    """The answer lies outside the calendar."""


def _on(worked: list[date], day: date) -> date:
    found = add_working_days(worked, day, 0)
    if found is None:
        raise OutsideError
    return found


def share_of_day(plan: Plan, day: date, share: float) -> datetime:
    midnight = datetime.combine(day, datetime.min.time())
    start = (day - plan.first).days * 1440
    total = sum(plan.minutes()[start : start + 1440]) * MINUTE
    found = walk(plan, midnight, total * share)
    assert found is not None
    return found


def naive_due(plan, limit, start, convention):
    """The due day and moment by the Civil Code and by each convention, counted on the fingers."""
    amount, unit = limit.amount, limit.unit.name
    if not plan.first <= (start.date() if isinstance(start, datetime) else start) <= plan.last:
        raise OutsideError
    if unit == "HOUR":
        return _elapsed(plan, start + amount * timedelta(hours=1))
    if unit == "WORKING_HOUR" or (unit == "WORKING_DAY" and convention == "WORKING_TIME" and amount):
        each = 60 if unit == "WORKING_HOUR" else day_minutes(plan)
        return _worked_off(plan, start, amount * each * MINUTE)
    if convention in {"SAME_HOUR", "WORKING_TIME"} and amount:
        return _same_hour(plan, limit, start)
    if convention == "INCLUSIVE" or not amount:
        last, end = _by_days(plan, limit, start, inclusive=True)
        days = max(1, int(amount) + (amount % 1 > 0))
        if days > 1 or not isinstance(start, datetime) or start.date() not in plan.worked_days():
            return last, end
        if share_of_day(plan, start.date(), amount % 1 or 1) >= start:
            return last, end
        # Nothing is due before it came: the day of receipt does not count, and that is all the delay.
        limit = evolve(limit, cut_off=None)
    return _by_days(plan, limit, start, inclusive=False)


def _elapsed(plan, end):
    worked = plan.worked_days()
    if end.date() in worked:
        return end.date(), end
    if end.time() == datetime.min.time() and end.date() - ONE_DAY in worked:
        return end.date() - ONE_DAY, end
    rolled = _on(worked, end.date())
    return rolled, share_of_day(plan, rolled, 1)


def _worked_off(plan, start, length):
    end = walk(plan, start, length)
    if end is None:
        raise OutsideError
    # 24:00 belongs to the day that ends with it; nothing added at an opening is due on the day that begins.
    begins = not length and end.date() in plan.worked_days()
    return (end if begins else end - timedelta.resolution).date(), end


def _is_late(plan, limit, start):
    received = isinstance(start, datetime) and limit.cut_off is not None
    return received and start.date() in plan.worked_days() and start.time() > limit.cut_off


def _by_days(plan, limit, start, *, inclusive):
    worked, late = plan.worked_days(), _is_late(plan, limit, start)
    day = start.date() if isinstance(start, datetime) else start
    inclusive = inclusive and day in worked
    share = limit.amount % 1 or 1
    days = max(1, int(limit.amount) + (limit.amount % 1 > 0))
    if limit.unit.name == "WORKING_DAY" or not limit.amount:
        last = day
        for _ in range(days - inclusive + late):
            last = _on(worked, last + ONE_DAY)
        return last, share_of_day(plan, last, share)
    raw = later_date(day, limit.unit.name, days) - inclusive * ONE_DAY
    last = _on(worked, raw)
    share = share if last == raw else 1
    if late:
        last = _on(worked, last + ONE_DAY)
    return last, share_of_day(plan, last, share)


def _same_hour(plan, limit, start):
    worked, late, last = plan.worked_days(), _is_late(plan, limit, start), start.date()
    whole, fraction = int(limit.amount), limit.amount % 1
    if limit.unit.name == "WORKING_DAY":
        for _ in range(whole + late):
            last = _on(worked, last + ONE_DAY)
    elif whole or late:
        last = _on(worked, later_date(last, limit.unit.name, whole))
        last = _on(worked, last + ONE_DAY) if late else last
    at = datetime.combine(last, start.time())
    if last != start.date():
        at = max(at, share_of_day(plan, last, 1e-6).replace(second=0, microsecond=0))
    return _worked_off(plan, at, fraction * day_minutes(plan) * MINUTE)


def travelled(value):
    """*value* after a journey through pickle."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - its own bytes
