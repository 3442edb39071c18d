"""The tables of a calendar as numpy arrays, made once for each calendar (bảng tra của lịch)."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.calendars import WorkCalendar
from thutuc.calendars.coordinate import DAY
from thutuc.moments import MICROSECOND, microseconds

__all__ = ["DAY", "Ints", "Tables", "Truths", "tables_of"]

Ints: TypeAlias = npt.NDArray[np.int64]
"""Whole numbers, or the integers behind days and moments."""
Truths: TypeAlias = npt.NDArray[np.bool_]
"""Yes or no for each row."""

_EPOCH = datetime(1970, 1, 1)
_DEEPEST = 8
"""With more values than this in one stretch of a line, halving finds a place faster than stepping."""


def _fixed(values: npt.ArrayLike) -> Ints:
    array = np.array(values, np.int64)
    array.flags.writeable = False
    return array


@attrs.frozen(eq=False)
class Places:
    """How many of some sorted numbers lie at or before a number, without searching.

    The line is cut into stretches of `2 ** bits`; `marks` says how many numbers lie before each.
    """

    values: Ints
    marks: Ints
    bits: int
    depth: int

    @classmethod
    def of(cls, values: Sequence[int], end: int) -> "Places":
        """Mark the line from 0 to *end* so finely that few numbers share a stretch."""
        given = np.array(values, np.int64)
        gaps = np.diff(given)
        gaps = gaps[gaps > 0]
        bits = (int(gaps.min()) if gaps.size else end + 1).bit_length() - 1
        while end >> bits > 8 * given.size + 4096:
            bits += 1
        marks = np.searchsorted(given, np.arange((end >> bits) + 2) << bits)
        padded = np.append(given, np.iinfo(np.int64).max)
        return cls(_fixed(padded), _fixed(marks), bits, int(np.diff(marks).max(initial=0)))

    def upto(self, x: Ints) -> Ints:
        """How many numbers are *x* or less; *x* lies between 0 and the end."""
        if self.depth > _DEEPEST:
            return self.values.searchsorted(x, "right")
        n = self.marks.take(x >> self.bits)
        for _ in range(self.depth):
            n += self.values.take(n) <= x
        return n


@attrs.frozen(eq=False)
class Shifts:
    """A constant for each stretch of a line: how far clocks are off (đổi giờ)."""

    starts: Ints
    values: Ints

    @classmethod
    def of(cls, shift: Callable[[int], int], end: int) -> "Shifts":
        """Find the moments at which *shift* changes, at most once a day."""
        starts, values = [0], [shift(0)]
        for day in range(0, end, DAY):
            low, high = day, day + DAY
            if shift(high) == values[-1]:
                continue
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if shift(middle) == values[-1] else (low, middle)
            starts.append(high)
            values.append(shift(high))
        return cls(_fixed(starts), _fixed(values))

    def add_to(self, x: Ints) -> Ints:
        """*x*, put forward by the shift that holds there."""
        at = np.maximum(self.starts.searchsorted(x, "right") - 1, 0)
        return x + self.values.take(at)


@attrs.frozen(eq=False)
class Months:
    """The months of a calendar, counted from its first (tháng)."""

    of_day: Ints
    """Month of each day."""
    before: Ints
    """Days before each day in its month."""
    starts: Ints
    """First day of each month, and of the two after."""

    @classmethod
    def of(cls, first: date, length: int) -> "Months":
        """The months of *length* days from *first* on."""
        dates = np.datetime64(first) + np.arange(length)
        months = dates.astype("M8[M]")
        of_day = (months - months[0]).view(np.int64)
        firsts: npt.NDArray[np.datetime64] = np.array(np.arange(of_day[-1] + 3) + months[0], "M8[D]")
        starts = (firsts - dates[0]).view(np.int64)
        return cls(_fixed(of_day), _fixed(np.arange(length) - starts[of_day]), _fixed(starts))


@attrs.frozen(eq=False)
class Tables:
    """A calendar as numpy arrays; days count from its first day, moments in microseconds from its midnight.

    Local moments are what clocks show; elapsed moments are the calendar's own coordinate. They differ only in
    zones that change their clocks.
    """

    calendar: WorkCalendar
    origin: int
    """The first day, in days since 1970."""
    base: int
    """Its midnight, in microseconds since 1970."""
    length: int
    """Days in all."""
    end: int
    """The last midnight, elapsed."""
    total: int
    """Working time in all."""
    counts: Ints
    """Working days before each day: where a day falls if nothing is added."""
    after: Ints
    """The same when days are added: a day that is off is not the first of them."""
    either: Ints
    """`counts`, then `after`."""
    worked: Ints
    """The working days, in order."""
    worked_on: Ints
    """The same, in days since 1970."""
    is_open: Truths
    opening: Ints
    """Local moment at which each working day opens; 0 on days off, as in the next two."""
    closing: Ints
    day_reading: Ints
    """W at the opening of each day."""
    day_length: Ints
    """Working time of each day."""
    opens: Places
    closes: Ints
    readings: Places
    shifts: Ints
    """What to add to a moment within a stretch to get W."""
    months: Months
    undecided: Ints | None
    """By day, the first undecided one from it on, or one beyond all others; None if all are decided."""
    to_elapsed: Shifts | None
    to_local: Shifts | None

    def elapsed(self, local: Ints) -> Ints:
        """Local moments on the calendar's coordinate."""
        return local if self.to_elapsed is None else self.to_elapsed.add_to(local)

    def local(self, elapsed: Ints) -> Ints:
        """Moments on the calendar's coordinate as clocks show them."""
        return elapsed if self.to_local is None else self.to_local.add_to(elapsed)

    def reading(self, x: Ints) -> Ints:
        """W: the working time up to elapsed moments from 0 to `end`."""
        k = self.opens.upto(x)
        k -= 1
        w = np.minimum(x, self.closes.take(k))
        w += self.shifts.take(k)
        return w

    def latest(self, reading: Ints) -> Ints:
        """W⁻¹: the last elapsed moment with a reading from 0 to below `total`."""
        k = self.readings.upto(reading)
        k -= 1
        return reading - self.shifts.take(k)

    def is_inside(self, x: Ints) -> Truths:
        """Whether a session runs at or ends at elapsed moments, so that adding nothing leaves them."""
        k = self.opens.upto(x) - 1
        return (x > self.opens.values.take(k)) & (x <= self.closes.take(k))


@lru_cache(maxsize=16)
def tables_of(calendar: WorkCalendar) -> Tables:
    """The arrays of *cal*, read-only; equal calendars share them."""
    # The one place that looks behind the calendar's door.
    time = calendar._time  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    counts = _fixed(calendar._counts)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    end, shifting = time._end, time._shifting  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    length, origin = counts.size - 1, (calendar.first - _EPOCH.date()).days
    zone = _zone_shifts(calendar.first, length, calendar.zone) if shifting else (None, None)
    is_open = np.diff(counts) > 0
    is_open.flags.writeable = False
    worked = _fixed(np.flatnonzero(is_open))
    opens, closes, readings, days = map(_fixed, (time.opens, time.closes, time.readings, time.days))
    edges = np.zeros((2, length), np.int64)
    edges[:, worked] = opens[days[worked]], closes[days[worked + 1] - 1]
    opening, closing = edges if zone[1] is None else zone[1].add_to(edges)
    return Tables(
        calendar=calendar,
        origin=origin,
        base=origin * DAY,
        length=length,
        end=end,
        total=time.readings[-1],
        counts=_fixed(counts[:-1]),
        after=_fixed(counts[1:] - 1),
        either=_fixed(np.append(counts[:-1], counts[1:] - 1)),
        worked=worked,
        worked_on=_fixed(worked + origin),
        is_open=is_open,
        opening=_fixed(opening),
        closing=_fixed(closing),
        day_reading=_fixed(readings[days[:-1]]),
        day_length=_fixed(np.diff(readings[days])),
        opens=Places.of(time.opens, end),
        closes=closes,
        readings=Places.of(time.readings, time.readings[-1]),
        shifts=_fixed(readings[:-1] - opens),
        months=Months.of(calendar.first, length),
        undecided=_next_undecided(calendar, length),
        to_elapsed=zone[0],
        to_local=zone[1],
    )


def _next_undecided(calendar: WorkCalendar, length: int) -> Ints | None:
    days = [(day - calendar.first).days for day in calendar.undecided_days]
    if not days:
        return None
    following = np.array([*days, 2 * length])
    return _fixed(following.take(np.searchsorted(days, np.arange(length))))


def _zone_shifts(first: date, length: int, zone: tzinfo) -> tuple[Shifts, Shifts]:
    """From local to elapsed moments and back, for a zone that changes its clocks."""
    base = datetime(first.year, first.month, first.day)
    base_utc = base.replace(tzinfo=zone).astimezone(UTC)
    # Beyond the last day too: a limit may end just behind it.
    end = (length + 2) * DAY

    def to_elapsed(local: int) -> int:
        aware = (base + local * MICROSECOND).replace(tzinfo=zone)
        return microseconds(aware - base_utc) - local

    def to_local(elapsed: int) -> int:
        aware = (base_utc + elapsed * MICROSECOND).astimezone(zone)
        return microseconds(aware.replace(tzinfo=None) - base) - elapsed

    return Shifts.of(to_elapsed, end), Shifts.of(to_local, end)
