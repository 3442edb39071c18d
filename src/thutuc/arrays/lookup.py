"""The tables of calendars as numpy arrays, made once for each calendar (bảng tra của lịch)."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.calendars import WorkCalendar
from thutuc.calendars.coordinate import DAY, TimeTable
from thutuc.moments import MICROSECOND, microseconds

__all__ = ["DAY", "Ints", "Tables", "Truths", "tables_of", "tables_of_all"]

Ints: TypeAlias = npt.NDArray[np.int64]
"""Whole numbers, or the integers behind days and moments."""
Truths: TypeAlias = npt.NDArray[np.bool_]
"""Yes or no for each row."""

_EPOCH = datetime(1970, 1, 1)
_DEEPEST = 8
"""With more values than this in one stretch of a line, halving finds a place faster than stepping."""
_MARKED = 200_000
"""With more values than this on one line, finer marks would cost more memory than they save time."""
_APART = 3
"""Days without work behind each calendar: a limit may end just behind it, and a last session at 24:00."""
_NEVER = 1 << 40
"""A day beyond all others."""


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
    def of(cls, given: Ints, end: int) -> "Places":
        """Mark the line from 0 to *end* so finely that few numbers share a stretch."""
        gaps = np.diff(given)
        gaps = gaps[gaps > 0]
        bits = (int(gaps.min()) if gaps.size else end + 1).bit_length() - 1
        most = 8 * given.size + 4096 if given.size <= _MARKED else given.size
        while end >> bits > most:
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


class Tables:
    """Calendars as numpy arrays, one behind the other on one line, each table made when first asked for.

    Days count from the first day of the line, moments in microseconds from its midnight, working days and
    working time from the first calendar on to the last. So what holds for one calendar holds for each of
    many: an answer that runs off its own calendar lies behind it on the line, and is seen to do so.

    Local moments are what clocks show; elapsed moments are the calendars' own coordinate. They differ only in
    zones that change their clocks.

    Args:
        calendars: The calendars, no two of them equal.
    """

    def __init__(self, calendars: Sequence[WorkCalendar]) -> None:
        self.calendars = tuple(calendars)
        lengths = [len(_counts_of(calendar)) - 1 for calendar in calendars]
        begins = list(accumulate((length + _APART for length in lengths), initial=0))
        self.lengths, self.lows = _fixed(lengths), _fixed(begins[:-1])
        """Days of each calendar, and its first day on the line."""
        self.origins = _fixed([(calendar.first - _EPOCH.date()).days for calendar in calendars]) - self.lows
        """What lies between days since 1970 and those of the line."""
        self.origin = int(self.origins[0])
        self.base = self.origin * DAY
        self.size = begins[-1]
        """Days of the line."""
        alone = len(self.calendars) == 1
        self.length: int = lengths[0] if alone else self.size
        """Days below which all answers lie."""
        self.end: int = self._times[0]._end if alone else self.size * DAY  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        """The last midnight, elapsed."""

    def __reduce__(self) -> "tuple[Callable[..., Tables], tuple[tuple[WorkCalendar, ...]]]":
        return tables_of_all, (self.calendars,)

    @cached_property
    def common(self) -> tuple[int, int]:
        """The first and the last day that all calendars know, since 1970."""
        days = [((one.first - _EPOCH.date()).days, (one.last - _EPOCH.date()).days) for one in self.calendars]
        return max(first for first, _ in days), min(last for _, last in days)

    @cached_property
    def decided_until(self) -> int:
        """The day before the first undecided one of all calendars, since 1970."""
        first = [min(one.undecided_days, default=date.max) for one in self.calendars]
        return (min(first) - _EPOCH.date()).days - 1

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar, where there is one."""
        return self.calendars[0]

    @property
    def _times(self) -> list[TimeTable]:
        return [calendar._time for calendar in self.calendars]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

    def _by_day(self, columns: Iterable[npt.ArrayLike], apart: int = 0) -> Ints:
        """A column of the line from those of the calendars; what lies apart is all the same."""
        whole = np.full(self.size, apart)
        for low, length, column in zip(self.lows, self.lengths, columns, strict=True):
            whole[low : low + length] = column
        whole.flags.writeable = False
        return whole

    # Days -----------------------------------------------------------------------------------------------

    @cached_property
    def is_open(self) -> Truths:
        """Whether any working time is left on each day."""
        is_open = self._by_day(np.diff(_counts_of(calendar)) for calendar in self.calendars) > 0
        is_open.flags.writeable = False
        return is_open

    @cached_property
    def counts(self) -> Ints:
        """Working days before each day: where a day falls if nothing is added."""
        return _fixed(np.cumsum(self.is_open) - self.is_open)

    @cached_property
    def after(self) -> Ints:
        """The same when days are added: a day that is off is not the first of them."""
        return _fixed(np.cumsum(self.is_open) - 1)

    @cached_property
    def either(self) -> Ints:
        """`counts`, then `after`."""
        return _fixed(np.append(self.counts, self.after))

    @cached_property
    def worked(self) -> Ints:
        """The working days, in order."""
        return _fixed(np.flatnonzero(self.is_open))

    @cached_property
    def worked_on(self) -> Ints:
        """The same, in days since 1970, each by its own calendar."""
        worked = [int(counts[-1]) for counts in map(_counts_of, self.calendars)]
        return _fixed(self.worked + np.repeat(self.origins, worked))

    @cached_property
    def months(self) -> Months:
        """The months of the calendars, one behind the other."""
        found, before = list[Months](), 0
        for calendar, low, length in zip(self.calendars, self.lows, self.lengths, strict=True):
            own = Months.of(calendar.first, int(length) + _APART)
            found.append(Months(own.of_day + before, own.before, own.starts + low))
            before += own.starts.size
        columns = zip(*((own.of_day, own.before, own.starts) for own in found), strict=True)
        return Months(*(_fixed(np.concatenate(column)) for column in columns))

    @cached_property
    def undecided(self) -> Ints | None:
        """By day, the first undecided one from it on, or one beyond all others; None if all are decided."""
        days = [calendar.undecided_days for calendar in self.calendars]
        if not any(days):
            return None
        return self._by_day(self._next_undecided(days), _NEVER)

    def _next_undecided(self, days: Iterable[Sequence[date]]) -> Iterator[Ints]:
        lows: list[int] = self.lows.tolist()
        lengths: list[int] = self.lengths.tolist()
        for calendar, low, length, undecided in zip(self.calendars, lows, lengths, days, strict=True):
            own: Ints = np.array([(day - calendar.first).days for day in undecided], np.int64)
            yield np.append(own + low, _NEVER).take(np.searchsorted(own, np.arange(length)))

    def day_minutes(self, day: Ints) -> int | Ints:
        """The length, in minutes, of the working day of the offices that have these days."""
        minutes = [calendar.hours.day_minutes for calendar in self.calendars]
        if len(set(minutes)) == 1:
            return minutes[0]
        return np.array(minutes).take(self.lows.searchsorted(day, "right") - 1)

    # Working time ---------------------------------------------------------------------------------------

    @cached_property
    def _stretches(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Openings, closings and readings of the stretches of work; and the first of each day."""
        opens, closes, readings, days = list[Ints](), list[Ints](), list[Ints](), list[Ints]()
        worked, many = 0, 0
        for low, time in zip(self.lows, self._times, strict=True):
            opens.append(np.array(time.opens) + low * DAY)
            closes.append(np.array(time.closes) + low * DAY)
            readings.append(np.array(time.readings[:-1]) + worked)
            days.append(np.append(time.days, [time.days[-1]] * _APART) + many)
            worked, many = worked + time.readings[-1], many + len(time.opens)
        readings.append(np.array([worked]))
        return tuple(map(_fixed, map(np.concatenate, (opens, closes, readings, days))))  # type: ignore[return-value]  # pyright: ignore[reportReturnType]

    @cached_property
    def total(self) -> int:
        """Working time in all."""
        return int(self._stretches[2][-1])

    @cached_property
    def opens(self) -> Places:
        """When the stretches of work open, elapsed."""
        return Places.of(self._stretches[0], self.size * DAY)

    @cached_property
    def readings(self) -> Places:
        """W when they open, and at the end."""
        return Places.of(self._stretches[2], self.total)

    @cached_property
    def shifts(self) -> Ints:
        """What to add to a moment within a stretch to get W."""
        opens, _, readings, _ = self._stretches
        return _fixed(readings[:-1] - opens)

    @cached_property
    def closes(self) -> Ints:
        """When the stretches of work close, elapsed."""
        return self._stretches[1]

    @cached_property
    def _first_stretch(self) -> Ints:
        """The first stretch of each day of the line, and of the day behind it."""
        # Each calendar tells of one day more than it has, and the next begins there.
        days, counts = self._stretches[3], self.lengths + _APART + 1
        last = np.cumsum(counts) - 1
        return _fixed(np.append(np.delete(days, last), days[-1]))

    @cached_property
    def _edges(self) -> Ints:
        """Local moments at which each working day opens and closes; 0 on days off."""
        opens, closes, _, _ = self._stretches
        edges, worked = np.zeros((2, self.size), np.int64), self.worked
        last = np.append(self._first_stretch, 0)[worked + 1] - 1
        edges[:, worked] = opens[self._first_stretch[worked]], closes[last]
        return _fixed(edges if self.to_local is None else self.to_local.add_to(edges))

    @cached_property
    def opening(self) -> Ints:
        """Local moment at which each working day opens; 0 on days off, as in the next two."""
        return _fixed(self._edges[0])

    @cached_property
    def closing(self) -> Ints:
        """Local moment at which each working day closes."""
        return _fixed(self._edges[1])

    @cached_property
    def day_reading(self) -> Ints:
        """W at the opening of each day."""
        return _fixed(self._stretches[2][self._first_stretch[:-1]])

    @cached_property
    def day_length(self) -> Ints:
        """Working time of each day."""
        return _fixed(np.diff(self._stretches[2][self._first_stretch]))

    # Clocks ---------------------------------------------------------------------------------------------

    @cached_property
    def _zone(self) -> tuple[Shifts, Shifts] | None:
        """From local to elapsed moments and back; None if no clocks change."""
        shifting = [time.shifting for time in self._times]
        if not any(shifting):
            return None
        one, other = list[Shifts](), list[Shifts]()
        for calendar, length, changes in zip(self.calendars, self.lengths, shifting, strict=True):
            there, back = (
                _zone_shifts(calendar.first, int(length), calendar.zone) if changes else (_STILL,) * 2
            )
            one.append(there)
            other.append(back)
        return self._on_the_line(one), self._on_the_line(other)

    def _on_the_line(self, shifts: Sequence[Shifts]) -> Shifts:
        starts = [own.starts + low * DAY for own, low in zip(shifts, self.lows, strict=True)]
        return Shifts(_fixed(np.concatenate(starts)), _fixed(np.concatenate([own.values for own in shifts])))

    @cached_property
    def to_elapsed(self) -> Shifts | None:
        """From local to elapsed moments, where clocks change."""
        return None if self._zone is None else self._zone[0]

    @cached_property
    def to_local(self) -> Shifts | None:
        """From elapsed to local moments, where clocks change."""
        return None if self._zone is None else self._zone[1]

    @cached_property
    def instants(self) -> Ints:
        """By calendar, what lies between microseconds since 1970 in UTC and elapsed moments of the line."""
        bases = [
            datetime(calendar.first.year, calendar.first.month, calendar.first.day, tzinfo=calendar.zone)
            for calendar in self.calendars
        ]
        since = [microseconds(base - _EPOCH.replace(tzinfo=UTC)) for base in bases]
        return _fixed(since) - self.lows * DAY

    # Along the line -------------------------------------------------------------------------------------

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


_STILL = Shifts(_fixed([0]), _fixed([0]))


def _counts_of(calendar: WorkCalendar) -> "array[int]":
    # Here and in `_times` alone one looks behind the calendar's door.
    return calendar._counts  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


@lru_cache(maxsize=16)
def tables_of(calendar: WorkCalendar) -> Tables:
    """The arrays of *calendar*, read-only; equal calendars share them."""
    return Tables((calendar,))


@lru_cache(maxsize=2)
def tables_of_all(calendars: tuple[WorkCalendar, ...]) -> Tables:
    """The arrays of several calendars, no two of them equal."""
    return tables_of(calendars[0]) if len(calendars) == 1 else Tables(calendars)


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
