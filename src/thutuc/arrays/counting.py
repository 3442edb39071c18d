"""Where limits end, for rows that share unit, cut-off and convention: the arithmetic of `deadlines.counting`.

Each function is the column's form of the one that has its name there.
"""

from datetime import time, timedelta

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.pauses import PauseRows
from thutuc.arrays.tables import DAY, Ints, Tables, Truths
from thutuc.arrays.working import shifted, working_position
from thutuc.calendars.tables import microseconds
from thutuc.deadlines import Convention
from thutuc.limits import Unit

__all__ = ["Rows", "count_out", "counts_minutes", "needs_hours"]

MOST = 10**8
"""More of any unit than any calendar has."""


@attrs.define(eq=False)
class Rows:
    """Rows that are counted alike; all columns have their length, or 1.

    Days and local moments count from the calendar's first. Rows found to lie outside the calendar are
    `outside`, and go on with numbers that do no harm.
    """

    tables: Tables
    convention: Convention
    unit: Unit
    cut_off: time | None
    is_nothing: bool
    """Whether all amounts are 0, or none is."""
    amount: npt.NDArray[np.int64 | np.float64]
    day: Ints
    local: Ints
    """For dates, the days once more."""
    has_hours: bool
    pauses: PauseRows | None
    size: int
    outside: Truths | None = None
    whole: Ints = attrs.field(init=False)
    """The amounts, rounded down."""
    share: npt.NDArray[np.float64] | None = attrs.field(init=False, default=None)
    """The fractions of the amounts; None if all are whole."""

    def within(self, values: Ints, bound: int) -> Ints:
        """*values* from 0 to below *bound*; others become 0, and their rows are outside."""
        if int(values.view(np.uint64).max()) < bound:
            return values
        beyond = values.view(np.uint64) >= bound
        self._note(np.array(np.broadcast_to(beyond, self.size)))
        return np.where(beyond, 0, values)

    def within_pauses(self, values: Ints, pauses: PauseRows, bound: int) -> Ints:
        """The same for one value for each of *pauses*."""
        beyond = values.view(np.uint64) >= bound
        if not beyond.any():
            return values
        rows = np.zeros(self.size, np.bool_)
        rows[pauses.rows[beyond]] = True
        self._note(rows)
        return np.where(beyond, 0, values)

    def _note(self, rows: Truths) -> None:
        self.outside = rows if self.outside is None else self.outside | rows

    def __attrs_post_init__(self) -> None:
        floor = np.floor(self.amount)
        self.whole = np.minimum(floor, MOST).astype(np.int64)
        if self.amount.dtype.kind == "f":
            share = (self.amount - floor).astype(np.float64)
            self.share = share if share.any() else None


def needs_hours(unit: Unit, convention: Convention, *, is_nothing: bool) -> bool:
    """Whether limits count from a moment, so that a date is not enough."""
    return unit.is_hours or (convention.keeps_the_hour and not is_nothing)


def count_out(rows: Rows) -> tuple[Ints, Ints]:
    """The day and the local moment at which the limit of each row ends."""
    rows.day = rows.within(rows.day, rows.tables.length)
    if rows.outside is not None:
        rows.local = np.where(rows.outside, 0, rows.local)
    if rows.unit is Unit.HOUR:
        return _by_elapsed_time(rows)
    if counts_minutes(rows):
        return _by_working_time(rows)
    if rows.convention.keeps_the_hour and not rows.is_nothing:
        return _at_the_hour(rows)
    day, share = _last_day(rows)
    return day, _share_over(rows.tables, day, share)


def counts_minutes(rows: Rows) -> bool:
    """Whether the limits run by the minute."""
    by_time = rows.convention is Convention.WORKING_TIME and rows.unit is Unit.WORKING_DAY
    return rows.unit.is_hours or (by_time and not rows.is_nothing)


def _length_of(rows: Rows) -> Ints:
    """The length of limits that run by the minute."""
    each = 60 if rows.unit.is_hours else rows.tables.calendar.hours.day_minutes
    length = rows.whole * (each * 60_000_000)
    share = rows.share
    return (
        length
        if share is None
        else np.where(share > 0, _minutes(np.minimum(rows.amount, MOST), each), length)
    )


def _minutes(amount: npt.NDArray[np.int64 | np.float64], each: int) -> Ints:
    # In this order, as the scalar form multiplies and rounds.
    product: npt.NDArray[np.float64] = amount.astype(np.float64) * each * 60_000_000.0
    return np.rint(product).astype(np.int64)


# Days ---------------------------------------------------------------------------------------------------


def _counted_days(rows: Rows) -> Ints:
    share = rows.share
    whole = rows.whole if share is None else rows.whole + (share > 0)
    return whole + 1 if rows.is_nothing else whole


def _is_late(rows: Rows) -> Truths | None:
    """Whether the cut-off adds a working day; None if there is none."""
    if rows.cut_off is None or not rows.has_hours:
        return None
    hour = (rows.cut_off.hour * 60 + rows.cut_off.minute) * 60_000_000
    return rows.tables.is_open.take(rows.day) & (rows.local - rows.day * DAY > hour)


def _receipt(rows: Rows) -> tuple[Truths | None, Truths | None]:
    """Whether the day of the event counts as the first, and whether the cut-off adds one; None for no row."""
    late = _is_late(rows)
    if rows.convention is not Convention.INCLUSIVE and not rows.is_nothing:
        return None, late
    counts = rows.tables.is_open.take(rows.day)
    if not rows.has_hours:
        return counts, late
    share = rows.share
    over = _share_over(rows.tables, rows.day, None if share is None else np.where(share > 0, share, 1.0))
    # Nothing is due before it came.
    in_time = ~((rows.amount <= 1) & (rows.local > over))
    return counts & in_time, None if late is None else late & in_time


def _last_day(rows: Rows) -> tuple[Ints, npt.NDArray[np.float64] | None]:
    """The last counted day, and the share of its working time at which the limit ends; None for all of it."""
    tables, share, n = rows.tables, rows.share, _counted_days(rows)
    share = None if share is None else np.where(share > 0, share, 1.0)
    counts, late = _receipt(rows)
    if counts is not None:
        n = n - counts
    if rows.unit is Unit.WORKING_DAY or rows.is_nothing:
        n = n if late is None else n + late
        n = n if rows.pauses is None else n + _paused_working_days(rows, rows.pauses)
        k = working_position(tables, rows.day, n)
        return tables.worked.take(rows.within(k, tables.worked.size)), share
    raw = _add_calendar(rows, _counted_days(rows))
    if counts is not None:
        raw = raw - counts
    raw = rows.within(raw if rows.pauses is None else raw + _paused_days(rows, rows.pauses), tables.length)
    k = rows.within(tables.counts.take(raw), tables.worked.size)
    if share is not None:
        # A last day off has no share of its own: the limit then ends when the next working day ends.
        share = np.where(tables.is_open.take(raw), share, 1.0)
    if late is not None:
        k = rows.within(k + late, tables.worked.size)
    return tables.worked.take(k), share


def _add_calendar(rows: Rows, amount: Ints) -> Ints:
    """Days, weeks, or the corresponding day of a later month or year, or the last of a month without it."""
    if rows.unit is Unit.DAY:
        return rows.day + amount
    if rows.unit is Unit.WEEK:
        return rows.day + 7 * amount
    months, n = rows.tables.months, amount * (12 if rows.unit is Unit.YEAR else 1)
    # One month more than the calendar has: a day that counts may bring the end back into it.
    month = rows.within(months.of_day.take(rows.day) + n, months.starts.size - 1)
    first = months.starts.take(month)
    last = months.starts.take(month + 1) - first - 1
    corresponding: Ints = first + np.minimum(months.before.take(rows.day), last)
    return corresponding


def _paused_working_days(rows: Rows, pauses: PauseRows) -> Ints:
    tables = rows.tables
    pause, resume = (
        tables.after.take(rows.within_pauses(days, pauses, tables.length)) for days in pauses.days
    )
    return pauses.added_up(resume - pause, rows.size)


def _paused_days(rows: Rows, pauses: PauseRows) -> Ints:
    pause, resume = pauses.days
    return pauses.added_up(resume - pause, rows.size)


def _share_over(tables: Tables, day: Ints, share: npt.NDArray[np.float64] | None) -> Ints:
    """The local moment at which *share* of the working time of *day* is over; anything on a day off."""
    closing = tables.closing.take(day)
    if share is None:
        return closing
    amount = _part_of(share, tables.day_length.take(day))
    ahead = amount > 0
    reading = np.minimum(tables.day_reading.take(day) + amount - ahead, tables.total - 1)
    return np.where(share == 1, closing, tables.local(tables.latest(reading) + ahead))


def _part_of(share: npt.NDArray[np.float64], length: Ints) -> Ints:
    """`share * timedelta`, which Python rounds from the exact product."""
    product: npt.NDArray[np.float64] = share * length
    part = np.rint(product)
    # A product that seems to lie half way between two microseconds may lie beside it.
    for row in np.flatnonzero(np.abs(product - part) == 0.5):
        exact = float(share[row if share.size > 1 else 0]) * timedelta(microseconds=int(length[row]))
        part[row] = microseconds(exact)
    return part.astype(np.int64)


def _at_the_hour(rows: Rows) -> tuple[Ints, Ints]:
    """The hour of receipt after the whole days, moved into office hours; a fraction is worked off from it."""
    tables, day = rows.tables, rows.day
    target = _same_day_later(rows, _is_late(rows))
    later = np.maximum(rows.local + (target - day) * DAY, tables.opening.take(target))
    at = np.where(target == day, rows.local, later)
    share = rows.share
    fraction = np.zeros(1, np.int64) if share is None else _minutes(share, tables.calendar.hours.day_minutes)
    x = rows.within(tables.elapsed(at), tables.end + 1)
    at = tables.local(shifted(tables, x, fraction, rows.within))
    return (at - (fraction > 0)) // DAY, at


def _same_day_later(rows: Rows, late: Truths | None) -> Ints:
    """The day to which the whole days lead; a working day unless it is the day of the start."""
    tables, day, n = rows.tables, rows.day, rows.whole
    if rows.unit is Unit.WORKING_DAY:
        n = n if late is None else n + late
        n = n if rows.pauses is None else n + _paused_working_days(rows, rows.pauses)
        moved = n != 0
        k = working_position(tables, day, n)
    else:
        raw = _add_calendar(rows, n)
        raw = raw if rows.pauses is None else raw + _paused_days(rows, rows.pauses)
        moved = raw != day if late is None else (raw != day) | late
        k = tables.counts.take(rows.within(raw, tables.length))
        k = k if late is None else k + late
    k = rows.within(np.where(moved, k, 0), tables.worked.size)
    return np.where(moved, tables.worked.take(k), day)


# Hours --------------------------------------------------------------------------------------------------


def _by_working_time(rows: Rows) -> tuple[Ints, Ints]:
    tables, total = rows.tables, _length_of(rows)
    if rows.pauses is not None:
        pause, resume = (
            tables.reading(rows.within_pauses(tables.elapsed(moments), rows.pauses, tables.end + 1))
            for moments in rows.pauses.moments
        )
        total = total + rows.pauses.added_up(resume - pause, rows.size)
    x = rows.within(tables.elapsed(rows.local), tables.end + 1)
    at = tables.local(shifted(tables, x, total, rows.within))
    ends = (at - 1) // DAY
    if int(total.min()) > 0:
        return ends, at
    # Nothing added at midnight before a day off stays there, at 24:00 of the day worked.
    day = rows.within(np.where(total > 0, 0, at // DAY), tables.length)
    return np.where((total > 0) | ~tables.is_open.take(day), ends, day), at


def _by_elapsed_time(rows: Rows) -> tuple[Ints, Ints]:
    tables = rows.tables
    x = tables.elapsed(rows.local) + _length_of(rows)
    if rows.pauses is not None:
        pause, resume = (tables.elapsed(moments) for moments in rows.pauses.moments)
        x = x + rows.pauses.added_up(resume - pause, rows.size)
    at = tables.local(x)
    day, before = at // DAY, (at - 1) // DAY
    is_open = (day < tables.length) & tables.is_open.take(np.minimum(day, tables.length - 1))
    # Midnight before a day off is 24:00 of the day before.
    day = np.where((before != day) & (before >= 0) & ~is_open, before, day)
    day = rows.within(day, tables.length)
    due_on = tables.worked.take(rows.within(tables.counts.take(day), tables.worked.size))
    return due_on, np.where(due_on == day, at, tables.closing.take(due_on))
