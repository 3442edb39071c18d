"""The one coordinate of working time: W(t) and its inverse, as tables.

W(t) is the working time from the calendar's first day up to t, in microseconds, the resolution of `datetime`,
so nothing is ever rounded. Both directions are table look-ups; their cost does not grow with the distance.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import accumulate, pairwise
from typing import TypeAlias

from thutuc.calendars.days import Closure
from thutuc.calendars.hours import Session
from thutuc.errors import CalendarRangeError, InvalidTypeError
from thutuc.moments import MICROSECOND, microseconds, midnight, one_offset

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
Stretch: TypeAlias = tuple[int, int]
"""Uninterrupted working time of one day: from, to, in microseconds since the calendar's first midnight."""


class TimeTable:
    """Working time of every day of a calendar, added up (bảng thời gian làm việc).

    Moments are numbers here: microseconds elapsed since the first midnight, whatever clocks do in between.

    Args:
        first: First day.
        sessions: The sessions of each day from *first* on.
        closures: Stretches to cut out.
        zone: Time zone of the office.

    Raises:
        CalendarRangeError: If a closure lies outside the days given.
    """

    __slots__ = (
        "_base",
        "_base_utc",
        "_end",
        "_length",
        "_near",
        "_shifts",
        "_step",
        "_until",
        "closes",
        "days",
        "first",
        "last",
        "opens",
        "readings",
        "shifting",
        "zone",
    )

    def __init__(
        self, first: date, sessions: Sequence[tuple[Session, ...]], closures: Sequence[Closure], zone: tzinfo
    ) -> None:
        self.first, self.last, self.zone = first, first + timedelta(days=len(sessions) - 1), zone
        self._base = midnight(first)
        self._base_utc = self._base.replace(tzinfo=zone).astimezone(UTC)
        # One midnight more than days: a session may end at 24:00 of the last day.
        midnights = [self._base + timedelta(days=i) for i in range(len(sessions) + 1)]
        self.shifting = one_offset(zone, first, self.last) is None
        elapsed = (
            [self._since_base(one) for one in midnights]
            if self.shifting
            else list(range(0, DAY * len(midnights), DAY))
        )
        self._length, self._end = len(sessions), elapsed[-1]
        stretches = [
            self._stretches(midnights[i], day)
            if b - a != DAY
            else [(a + session.opens * MINUTE, a + session.closes * MINUTE) for session in day]
            for i, (day, (a, b)) in enumerate(zip(sessions, pairwise(elapsed), strict=True))
        ]
        for closure in closures:
            _cut(stretches, self.elapsed(closure.start), self.elapsed(closure.end))
        self._add_up(stretches)

    def _add_up(self, stretches: Sequence[Sequence[Stretch]]) -> None:
        """Fill the tables; a first stretch of no length stands for the time before any other."""
        flat = [(0, 0), *(stretch for day in stretches for stretch in day)]
        self.opens = array("q", (a for a, _ in flat))
        self.closes = array("q", (b for _, b in flat))
        # readings[k]: W at the opening of stretch k, and at the end W in all.
        self.readings = array("q", accumulate((b - a for a, b in flat), initial=0))
        # days[i]: the first stretch of day i.
        self.days = array("q", accumulate(map(len, stretches), initial=1))
        # Within a stretch W and the moment differ by a constant.
        self._shifts = array("q", (reading - a for reading, (a, _) in zip(self.readings, flat, strict=False)))
        # Where to look: until[d] stretches open before the d-th midnight, and the first near[q] readings lie
        # below q steps, a step being about a working day.
        self._until = _marks(self.opens, DAY, self._end)
        self._step = max(1, self.readings[-1] // len(stretches))
        self._near = _marks(self.readings, self._step, self.readings[-1])

    def _since_base(self, wall: datetime) -> int:
        return microseconds(wall.replace(tzinfo=self.zone) - self._base_utc)

    def _stretches(self, midnight: datetime, sessions: Iterable[Session]) -> list[Stretch]:
        """The stretches of a day on which clocks change: elapsed time, no moment twice."""
        walls = [(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in sessions]
        stretches: list[Stretch] = []
        done = 0
        # Around an hour that is left out, a session may end after the next one has begun.
        for opens, closes in sorted((self._since_base(a), self._since_base(b)) for a, b in walls):
            if max(opens, done) < closes:
                stretches.append((max(opens, done), closes))
                done = closes
        return stretches

    # Moments as numbers ---------------------------------------------------------------------------------

    def elapsed(self, moment: datetime) -> int:
        """Microseconds from the first midnight to *moment*.

        Raises:
            CalendarRangeError: If the moment lies outside the calendar.
        """
        if moment.tzinfo is None and not self.shifting:
            delta = moment - self._base
        elif moment.tzinfo is None:
            delta = moment.replace(tzinfo=self.zone) - self._base_utc
        else:
            delta = moment - self._base_utc
        x = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
        if 0 <= x <= self._end:
            return x
        raise self.range_error(moment)

    def moment(self, x: int, like: datetime) -> datetime:
        """The datetime of a number; aware, in the office's zone, if *like* is aware."""
        if like.tzinfo is None and not self.shifting:
            return self._base + x * MICROSECOND
        aware = (self._base_utc + x * MICROSECOND).astimezone(self.zone)
        return aware if like.tzinfo is not None else aware.replace(tzinfo=None)

    # W and its inverse ----------------------------------------------------------------------------------

    def reading(self, x: int) -> int:
        """W: the working time up to a moment."""
        d = x // DAY
        k = bisect_right(self.opens, x, self._until[d], self._until[d + 1]) - 1
        closes = self.closes[k]
        return self._shifts[k] + (x if x < closes else closes)  # noqa: FURB136 - faster than min

    def earliest(self, reading: int, given: object) -> int:
        """The first moment with that reading: a stretch's close, never the opening after it.

        Raises:
            CalendarRangeError: If the calendar has no such reading.
        """
        if not 0 < reading <= self.readings[-1]:
            raise self.range_error(given, result=True)
        q = reading // self._step
        k = bisect_left(self.readings, reading, self._near[q], self._near[q + 1]) - 1
        return reading - self._shifts[k]

    def latest(self, reading: int, given: object) -> int:
        """The last moment with that reading: a stretch's opening, never the close before it.

        Raises:
            CalendarRangeError: If the calendar has no such reading.
        """
        if not 0 <= reading < self.readings[-1]:
            raise self.range_error(given, result=True)
        q = reading // self._step
        k = bisect_right(self.readings, reading, self._near[q], self._near[q + 1]) - 1
        return reading - self._shifts[k]

    def add(self, moment: datetime, delta: timedelta) -> datetime:
        """W⁻¹(W(moment) + delta).

        Raises:
            CalendarRangeError: If *moment* or the result lies outside the calendar.
        """
        amount = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
        if amount <= 0 or moment.tzinfo is not None or self.shifting:
            return self.moment(self._shifted(self.elapsed(moment), amount, moment), moment)
        # The commonest question, answered in one go: `elapsed`, `reading`, `earliest` and `moment`.
        delta = moment - self._base
        d = delta.days
        if not 0 <= d < self._length:
            return self.moment(self._shifted(self.elapsed(moment), amount, moment), moment)
        x = (d * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
        until, near = self._until, self._near
        k = bisect_right(self.opens, x, until[d], until[d + 1]) - 1
        closes = self.closes[k]
        reading = self._shifts[k] + (x if x < closes else closes) + amount  # noqa: FURB136 - faster than min
        if reading > self.readings[-1]:
            raise self.range_error(moment, result=True)
        q = reading // self._step
        k = bisect_left(self.readings, reading, near[q], near[q + 1]) - 1
        return self._base + (reading - self._shifts[k]) * MICROSECOND

    def _shifted(self, x: int, amount: int, given: object) -> int:
        reading = self.reading(x)
        if amount > 0:
            return self.earliest(reading + amount, given)
        # Nothing added at a close stays there, so that adding a + 0 is adding a.
        if amount == 0 and reading > 0 and self.earliest(reading, given) == x:
            return x
        return self.latest(reading + amount, given)

    def range_error(self, given: object, *, result: bool = False) -> CalendarRangeError:
        """The error for a day or moment the calendar does not know."""
        return range_error(given, self.first, self.last, result=result)


def range_error(given: object, first: date, last: date, *, result: bool = False) -> CalendarRangeError:
    """The error for a day or moment that a calendar from *first* to *last* does not know."""
    subject = f"the answer for {given}" if result else f"{given}"
    return CalendarRangeError(
        f"{subject} is outside this calendar, which knows {first} to {last}; "
        f"build it with an earlier `first` or a later `last`",
        given=given,
        first=first,
        last=last,
    )


def time_error(moment: object, delta: object) -> InvalidTypeError:
    """The error for what is no moment, or no length of time."""
    if not isinstance(moment, datetime):
        return InvalidTypeError(
            f"working time counts from a moment, such as datetime(2026, 2, 13, 9, 0), not {moment!r}",
            given=moment,
        )
    return InvalidTypeError(f"working time is a timedelta, not {delta!r}", given=delta)


def _cut(stretches: list[list[Stretch]], start: int, end: int) -> None:
    """Take the time from *start* to *end* out of the days around it."""
    # A local day is never more than some hours away from the same number of days of 24 hours.
    for i in range(max(0, start // DAY - 1), min(len(stretches), end // DAY + 2)):
        stretches[i] = [
            piece
            for opens, closes in stretches[i]
            for piece in ((opens, min(closes, start)), (max(opens, end), closes))
            if piece[0] < piece[1]
        ]


def _marks(values: Sequence[int], step: int, last: int) -> "array[int]":
    """How many sorted *values* lie below each multiple of *step*, up to the one after *last*."""
    return array("q", (bisect_left(values, bound) for bound in range(0, last + 2 * step, step)))
