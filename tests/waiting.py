"""What is left when a pause begins is left when it ends: a second model, without coordinates.

At a pause it counts on the fingers what is left, days or minutes; at the resume it takes just as much again.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from strategies import (
    MINUTE,
    ONE_DAY,
    OutsideError,
    Plan,
    _elapsed,
    _is_late,
    _on,
    add_working_minutes,
    later_date,
    naive_due,
    share_of_day,
)

TICK = timedelta.resolution
USUAL = [[(450, 690), (780, 1020)]] * 5
WEEKS = [
    [*USUAL, [], []],
    [*USUAL, [(450, 690)], []],
    [*USUAL, [(780, 1020)], []],
    [[(420, 690), (810, 990)]] * 6 + [[]],
    [[(0, 1440)]] * 7,
    [[(480, 1440)]] * 5 + [[], [(0, 300)]],
    [[(1200, 1440)], [(0, 60), (600, 660)], [], [(700, 701)], [(0, 720), (720, 900)], [], [(300, 1440)]],
]


def random_plan(rng, days: int) -> Plan:
    """A calendar of some weeks with days off, make-up days, days with own hours and closures."""
    first = date(2026, 1, 1) + rng.randrange(300) * ONE_DAY
    plan = Plan(first, first + (days - 1) * ONE_DAY, rng.choice(WEEKS))
    for day in rng.sample(plan.days, rng.randrange(7)):
        kind = rng.choice("oomh")
        free = [d for d in plan.days if d not in plan.off | plan.own.keys() | plan.made.keys()]
        free = [d for d in free if d != day and d not in plan.made.values() and plan.week[d.weekday()]]
        if day in plan.made.values():
            continue
        if kind == "o":
            plan.off.add(day)
        elif kind == "h":
            plan.own[day] = rng.choice([[(480, 720)], [(0, 1), (1439, 1440)], [(600, 1440)]])
        elif free:
            plan.made[day] = rng.choice(free)
    for _ in range(rng.choice([0, 0, 1, 2])):
        start = plan.midnight + rng.randrange(days * 1440) * MINUTE
        end = plan.midnight + days * ONE_DAY
        plan.closures.append((start, min(end, start + rng.choice([1, 100, 600, 3000]) * MINUTE)))
    return plan if any(plan.minutes()) else Plan(first, plan.last, WEEKS[0])


@dataclass
class NaivePauses:
    """One limit on one calendar; pauses are taken in their order."""

    plan: Plan
    limit: object
    start: date
    convention: str

    def __post_init__(self):
        limit, self.worked, self.open = self.limit, self.plan.worked_days(), self.plan.minutes()
        self.unit, self.day = limit.unit.name, _day(self.start)
        self.keeps_the_hour = self.convention in {"SAME_HOUR", "WORKING_TIME"} and limit.amount > 0
        self.by_working_days = self.unit == "WORKING_DAY" or not limit.amount
        self.to_the_minute = (
            self.unit in {"HOUR", "WORKING_HOUR"} or self.keeps_the_hour or not isinstance(limit.amount, int)
        )
        self.elapsed = self.unit == "HOUR" or (
            self.keeps_the_hour and self.unit not in {"WORKING_HOUR", "WORKING_DAY"}
        )
        self.due, self.at = naive_due(self.plan, limit, self.start, self.convention)
        self.share = limit.amount % 1 or 1
        self.raw = self._raw()

    def _raw(self):
        """The end before it rolled, of limits in hours or days of any kind."""
        limit = self.limit
        if self.unit == "HOUR":
            return self.start + limit.amount * timedelta(hours=1)
        if self.unit in {"WORKING_HOUR", "WORKING_DAY"} or not limit.amount:
            return self.due
        if self.keeps_the_hour:
            return datetime.combine(later_date(self.day, self.unit, int(limit.amount)), self.start.time())
        days = int(limit.amount) + (limit.amount % 1 > 0)
        counts = self.convention == "INCLUSIVE" and self.day in self.worked
        if counts and days == 1 and isinstance(self.start, datetime):
            counts = self.start <= share_of_day(self.plan, self.day, self.share)
        return later_date(self.day, self.unit, days) - counts * ONE_DAY

    def take(self, pause, resume):
        if pause == resume or (not isinstance(pause, datetime) and pause >= resume):
            return
        if self.to_the_minute and isinstance(pause, datetime):
            self._minutes(pause, resume)
        else:
            self._days(_day(pause), _day(resume))

    # Days -----------------------------------------------------------------------------------------------

    def _days(self, pause, resume):
        if pause == resume:
            return
        share = self.share
        if pause > self.due:
            late = sum(self.due < d <= pause for d in self.worked)
            late = max(late, 1) if resume in self.worked else late
            before = [d for d in self.worked if d <= resume]
            self.due = self.raw = before[-1 - late]
        elif self.by_working_days:
            left = [d for d in self.worked if pause < d <= self.due]
            after = [d for d in self.worked if d > resume]
            if len(left) > len(after):
                raise OutsideError
            due = after[len(left) - 1] if left else _on(self.worked, resume)
            share = share if left or due == resume else 1
            self.due = self.raw = due
        elif pause <= self.raw:
            self.raw = resume + (self.raw - pause)
            self.due = _on(self.worked, self.raw)
            share = share if self.due == self.raw else 1
        else:
            self.raw = resume
            self.due = _on(self.worked, resume)
            self.share = share = 1
        self.share = share if self.by_working_days else self.share
        self.at = share_of_day(self.plan, self.due, share)

    # Minutes --------------------------------------------------------------------------------------------

    def _position(self, moment):
        return (moment - self.plan.midnight) // MINUTE

    def _moment(self, position):
        if position is None:
            raise OutsideError
        return self.plan.midnight + position * MINUTE

    def first_counted(self):
        """The moment from which time counts."""
        if self.keeps_the_hour or self.unit != "WORKING_DAY":
            return self.start
        late = _is_late(self.plan, self.limit, self.start)
        inclusive = self.convention == "INCLUSIVE" and self.day in self.worked
        if inclusive and self.limit.amount <= 1 and isinstance(self.start, datetime):
            inclusive = self.start <= share_of_day(self.plan, self.day, self.limit.amount % 1 or 1)
            late = late and inclusive
        day = self.day
        for _ in range(1 + late - inclusive):
            day = _on(self.worked, day + ONE_DAY)
        return datetime.combine(day, time())

    def _minutes(self, pause, resume):
        now = self._position(resume)
        if pause > self.at:
            if self.at.microsecond:
                # Late by the least there is: this model counts in minutes.
                raise OutsideError
            late = sum(self.open[self._position(self.at) : self._position(pause)])
            self.at = max(self.at, self._moment(self._back(now, late)))
            self.at = self.at if self.at < resume else resume - TICK
            self.due = self.raw = None
        else:
            opening = self._moment(add_working_minutes(self.open, now, 0))
            self._left(pause, resume)
            if self.at < opening:
                self.at, self.due = opening, self._day_of(opening)
        if not self.elapsed or self.raw is None:
            self.due = self._day_of(self.at)

    def _back(self, now, late):
        if late:
            return add_working_minutes(self.open, now, -late)
        # The last close up to the resume; within a session there is none.
        while now and not self.open[now - 1]:
            now -= 1
        return now

    def _left(self, pause, resume):
        if self.elapsed and self.raw is not None and pause <= self.raw:
            self.raw = resume + (self.raw - pause)
            self.due, self.at = self._settled()
            return
        first = self.first_counted()
        begin, again = self._position(max(pause, first)), self._position(max(resume, first))
        left = sum(self.open[begin : self._position(self.at)])
        if not any(self.open[begin:again]):
            # Nobody would have worked: the end stays, be it a close or the opening after it.
            self.at = max(self.at, resume)
        elif left:
            self.at = self._moment(add_working_minutes(self.open, again, left))
        elif self.at < resume:
            self.at = resume
        self.raw = None

    def _settled(self):
        if self.raw.date() > self.plan.last + ONE_DAY:
            raise OutsideError
        if self.unit == "HOUR":
            return _elapsed(self.plan, self.raw)
        day = self.raw.date()
        if day != self.day:
            day = _on(self.worked, day)
        at = datetime.combine(day, self.raw.time())
        if day != self.day:
            at = max(at, share_of_day(self.plan, day, 1e-6).replace(second=0, microsecond=0))
        at = self._moment(add_working_minutes(self.open, self._position(at), 0))
        return (at if at.date() in self.worked else at - TICK).date(), at

    def _day_of(self, at):
        before = (at - TICK).date()
        if at.time() == time() and before in self.worked and share_of_day(self.plan, before, 1) == at:
            return before
        return at.date()


def _day(moment):
    return moment.date() if isinstance(moment, datetime) else moment
