"""Where limits end, for rows that share unit, cut-off and convention: the arithmetic of `deadlines.counting`.

Each function is the column's form of the one that has its name there.
"""

from datetime import time, timedelta
from functools import cache
from typing import NamedTuple, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.lookup import DAY, Ints, Tables, Truths
from thutuc.arrays.pause_columns import PauseRows
from thutuc.arrays.working import shifted, working_position
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.moments import microseconds

__all__ = [
    "End",
    "Rows",
    "counted_from",
    "elapsed_end",
    "end_of",
    "hour_kept",
    "rolled",
    "share_over",
]

_Number = TypeVar("_Number", bound=np.generic)
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
    added: Ints | None = None
    """Days that pauses add: working days, or those of the calendar."""
    days_only: bool = False
    """Whether nobody asks for the moments of whole days."""
    outside: Truths | None = None
    kind: TimeLimit = attrs.field(init=False)
    """A limit that counts as those of the rows do, of which the rules are asked."""
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

    def _note(self, rows: Truths) -> None:
        self.outside = rows if self.outside is None else self.outside | rows

    def take(self, chosen: Ints) -> "Rows":
        """Some of the rows, by their numbers; `note` takes back what is outside among them."""

        def column(values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
            return values if values.size == 1 else values.take(chosen)

        taken = attrs.evolve(
            self, day=column(self.day), local=column(self.local), pauses=None, added=None, outside=None
        )
        return attrs.evolve(taken, amount=column(self.amount), size=chosen.size)

    def note(self, chosen: Ints, part: "Rows") -> None:
        """Remember which of the *chosen* rows turned out to lie outside the calendar."""
        if part.outside is not None:
            rows = np.zeros(self.size, np.bool_)
            rows[chosen] = part.outside
            self._note(rows)

    def __attrs_post_init__(self) -> None:
        self.kind = _kind(self.unit, is_nothing=self.is_nothing)
        floor = np.floor(self.amount)
        self.whole = np.minimum(floor, MOST).astype(np.int64)
        if self.amount.dtype.kind == "f":
            share = (self.amount - floor).astype(np.float64)
            self.share = share if share.any() else None


@cache
def _kind(unit: Unit, *, is_nothing: bool) -> TimeLimit:
    return TimeLimit(0 if is_nothing else 1, unit)


class End(NamedTuple):
    """Where limits end, in local time from the first midnight on."""

    on: Ints
    at: Ints
    raw: Ints
    """The end before it rolled: a day, or the moment where elapsed time counts."""
    share: npt.NDArray[np.float64] | None = None
    """The share of the last day that is needed; None for all of it."""


def end_of(rows: Rows) -> End:
    """Where the limit of each row ends, before any pause."""
    rows.day = rows.within(rows.day, rows.tables.length)
    if rows.outside is not None:
        rows.local = np.where(rows.outside, 0, rows.local)
    if rows.unit is Unit.HOUR:
        return elapsed_end(rows, rows.tables.elapsed(rows.local) + _length_of(rows))
    if rows.kind.runs_by_the_minute(rows.convention):
        return _by_working_time(rows)
    if rows.kind.counts_from_the_moment(rows.convention):
        return _at_the_hour(rows)
    return _by_days(rows)


def _length_of(rows: Rows) -> Ints:
    """The length of limits that run by the minute."""
    each = 60 if rows.unit.is_hours else rows.tables.day_minutes(rows.day)
    length = rows.whole * (each * 60_000_000)
    share = rows.share
    return (
        length
        if share is None
        else np.where(share > 0, _minutes(np.minimum(rows.amount, MOST), each), length)
    )


def _minutes(amount: npt.NDArray[np.int64 | np.float64], each: int | Ints) -> Ints:
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


def receipt(rows: Rows) -> tuple[Truths | None, Truths | None]:
    """Whether the day of the event counts as the first, and whether the cut-off adds one; None for no row."""
    late = _is_late(rows)
    if rows.convention is not Convention.INCLUSIVE and not rows.is_nothing:
        return None, late
    counts = rows.tables.is_open.take(rows.day)
    if not rows.has_hours:
        return counts, late
    share = rows.share
    over = share_over(rows.tables, rows.day, None if share is None else np.where(share > 0, share, 1.0))
    # Nothing is due before it came.
    in_time = ~((rows.amount <= 1) & (rows.local > over))
    return counts & in_time, None if late is None else late & in_time


def _by_days(rows: Rows) -> End:
    """The last counted day, or the working day to which it rolls, and the share of it that is needed."""
    tables, share, n = rows.tables, rows.share, _counted_days(rows)
    share = None if share is None else np.where(share > 0, share, 1.0)
    counts, late = receipt(rows)
    if counts is not None:
        n = n - counts
    if rows.kind.counts_working_days:
        k = working_position(tables, rows.day, n if late is None else n + late)
        day = tables.worked.take(rows.within(k, tables.worked.size))
        return End(day, _moment(rows, day, share), day, share)
    raw = _add_calendar(rows, _counted_days(rows))
    return rolled(rows, raw if counts is None else raw - counts, share)


def rolled(rows: Rows, raw: Ints, share: npt.NDArray[np.float64] | None) -> End:
    """The ends of limits in calendar days whose last ones are *raw*."""
    tables, late = rows.tables, receipt(rows)[1]
    raw = rows.within(raw, tables.length)
    k = rows.within(tables.counts.take(raw), tables.worked.size)
    # A last day off has no share of its own: the limit then ends when the next working day ends.
    needed = None if share is None else np.where(tables.is_open.take(raw), share, 1.0)
    if late is not None:
        k = rows.within(k + late, tables.worked.size)
    day = tables.worked.take(k)
    return End(day, _moment(rows, day, needed), raw, share)


def _moment(rows: Rows, day: Ints, share: npt.NDArray[np.float64] | None) -> Ints:
    """The moment at which *share* of a day is over, where anybody asks for it."""
    return day if rows.days_only and rows.pauses is None else share_over(rows.tables, day, share)


def counted_from(rows: Rows) -> Ints:
    """The local moment from which time counts; a pause before it takes nothing away."""
    if rows.kind.counts_from_the_moment(rows.convention):
        return rows.local
    if not rows.kind.counts_working_days:
        return rows.day * DAY
    counts, late = receipt(rows)
    n = np.ones(1, np.int64) if counts is None else 1 - counts
    k = working_position(rows.tables, rows.day, n if late is None else n + late)
    return rows.tables.worked.take(rows.within(k, rows.tables.worked.size)) * DAY


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


def share_over(tables: Tables, day: Ints, share: npt.NDArray[np.float64] | None) -> Ints:
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


def _at_the_hour(rows: Rows) -> End:
    """The hour of receipt after the whole days, moved into office hours; a fraction is worked off from it."""
    tables, day, late = rows.tables, rows.day, _is_late(rows)
    if rows.unit is not Unit.WORKING_DAY:
        return hour_kept(rows, rows.local + (_add_calendar(rows, rows.whole) - day) * DAY)
    n = rows.whole if late is None else rows.whole + late
    k = rows.within(np.where(n != 0, working_position(tables, day, n), 0), tables.worked.size)
    target = np.where(n != 0, tables.worked.take(k), day)
    return _from_the_hour(rows, rows.local + (target - day) * DAY)


def hour_kept(rows: Rows, raw: Ints) -> End:
    """The end of calendar days that keep the hour, from the moments *raw* at which the whole ones end."""
    tables, late, day = rows.tables, _is_late(rows), raw // DAY
    moved = day != rows.day if late is None else (day != rows.day) | late
    k = tables.counts.take(rows.within(day, tables.length))
    k = rows.within(np.where(moved, k if late is None else k + late, 0), tables.worked.size)
    target = np.where(moved, tables.worked.take(k), rows.day)
    return _from_the_hour(rows, raw + (target - day) * DAY)._replace(raw=raw)


def _from_the_hour(rows: Rows, at: Ints) -> End:
    tables, share, day = rows.tables, rows.share, at // DAY
    # Not before the day opens: midnight is the beginning of this day, not the end of the day before.
    opened = np.maximum(at, tables.opening.take(rows.within(day, tables.length)))
    at = np.where(day == rows.day, at, opened)
    fraction = np.zeros(1, np.int64) if share is None else _minutes(share, tables.day_minutes(rows.day))
    x = rows.within(tables.elapsed(at), tables.end + 1)
    at = tables.local(shifted(tables, x, fraction, rows.within))
    return End((at - (fraction > 0)) // DAY, at, at)


# Hours --------------------------------------------------------------------------------------------------


def _by_working_time(rows: Rows) -> End:
    tables, total = rows.tables, _length_of(rows)
    x = rows.within(tables.elapsed(rows.local), tables.end + 1)
    at = tables.local(shifted(tables, x, total, rows.within))
    ends = (at - 1) // DAY
    if int(total.min()) > 0:
        return End(ends, at, at)
    # Nothing added at midnight before a day off stays there, at 24:00 of the day worked.
    day = rows.within(np.where(total > 0, 0, at // DAY), tables.length)
    return End(np.where((total > 0) | ~tables.is_open.take(day), ends, day), at, at)


def elapsed_end(rows: Rows, x: Ints) -> End:
    """The end of limits in hours of any kind of day that are over at the elapsed moments *x*."""
    tables = rows.tables
    at = tables.local(x)
    day, before = at // DAY, (at - 1) // DAY
    is_open = (day < tables.length) & tables.is_open.take(np.minimum(day, tables.length - 1))
    # Midnight before a day off is 24:00 of the day before.
    day = np.where((before != day) & (before >= 0) & ~is_open, before, day)
    day = rows.within(day, tables.length)
    due_on = tables.worked.take(rows.within(tables.counts.take(day), tables.worked.size))
    return End(due_on, np.where(due_on == day, at, tables.closing.take(due_on)), at)
