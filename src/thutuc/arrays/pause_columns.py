"""Pauses of whole columns of dossiers (tạm dừng)."""

from collections.abc import Iterator
from typing import TypeAlias, cast

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.calendar_columns import CalendarColumn
from thutuc.arrays.given import Moments, Numbers, read_numbers, read_times
from thutuc.arrays.lookup import DAY, Ints
from thutuc.arrays.shaping import (
    Offenders,
    Times,
    days_of,
    flat,
    in_microseconds,
    refuse_broken,
    refuse_rows,
    shape_of,
)
from thutuc.errors import ClockError, InvalidTypeError, InvalidValueError

__all__ = ["PauseRows", "Pauses", "read_pauses"]

Pauses: TypeAlias = tuple[Moments, Moments] | tuple[Numbers, Moments, Moments] | Numbers
"""Columns of pauses and resumes, a pause for each row, or, with row numbers first, any number of them; or one
column of the days that pauses add."""


MOST_DAYS = 10**8
"""More than any calendar has."""


@attrs.frozen(eq=False)
class PauseRows:
    """The pauses of some rows, in their order: for each its row among them, and when it was.

    Days and local moments count from the calendar's first midnight; a pause or a resume given by its day is
    at the moment when the day is over.
    """

    rows: Ints
    days: tuple[Ints, Ints]
    moments: tuple[Ints, Ints]
    has_hours: tuple[bool, bool]
    """Whether the pauses, and whether the resumes, were given as moments."""

    def of(self, rows: Ints, size: int) -> "PauseRows":
        """Those of *rows*, which are numbers out of *size*, renumbered."""
        place = np.full(size, -1)
        place[rows] = np.arange(rows.size)
        kept = np.flatnonzero(place.take(self.rows) >= 0)
        return self.taken(kept, place.take(self.rows.take(kept)))

    def taken(self, kept: Ints | slice, rows: Ints) -> "PauseRows":
        """Some of the pauses, of rows with these numbers."""
        days, moments = ((one[kept], other[kept]) for one, other in (self.days, self.moments))
        return PauseRows(rows, days, moments, self.has_hours)

    def between(self, low: int, high: int) -> "PauseRows":
        """Those of the rows from *low* to below *high*, renumbered from 0."""
        first, last = self.rows.searchsorted([low, high])
        return self.taken(slice(first, last), self.rows[first:last] - low)

    def in_turns(self) -> Iterator["PauseRows"]:
        """The first pause of each row that has one, then the second, and so on."""
        starts = np.flatnonzero(np.diff(self.rows, prepend=-1))
        turn = np.arange(self.rows.size) - np.repeat(starts, np.diff(starts, append=self.rows.size))
        for n in range(int(turn.max(initial=-1)) + 1):
            kept = np.flatnonzero(turn == n)
            yield self.taken(kept, self.rows.take(kept))


def read_pauses(
    given: object, starts: Times, shape: tuple[int, ...], calendars: CalendarColumn
) -> PauseRows | Ints | None:
    """The pauses of all rows, in the order of the rows, or the days that they add.

    A pause without a resume adds nothing.

    Raises:
        InvalidTypeError: If a column has the wrong type.
        InvalidValueError: If the shapes do not fit or a row number names no row.
        ClockError: If a pause comes before the start or runs into another, or a resume before its pause.
    """
    if given is None:
        return None
    if not isinstance(given, tuple) and np.asarray(given).dtype.kind in "iuf":
        return _days_added(given, shape)
    columns: list[object] = list(cast("tuple[object, ...]", given)) if isinstance(given, tuple) else []
    if len(columns) not in {2, 3}:
        raise InvalidTypeError(
            "pauses are a tuple of two columns, pauses and resumes, or of three, with row numbers first, "
            f"not {given!r}",
            given=columns,
        )
    size = int(np.prod(shape))
    pause, resume = read_times(columns[-2], "pauses"), read_times(columns[-1], "resumes")
    if len(columns) == 3:
        own = shape_of(rows=(rows := _row_numbers(columns[0], size)), pauses=pause, resumes=resume)
        rows = np.array(np.broadcast_to(rows, own).reshape(-1))
    else:
        own, rows = shape, np.arange(size)
        shape_of(rows=rows.reshape(shape), pauses=pause, resumes=resume)
    pause, resume = (np.broadcast_to(column, own).reshape(-1) for column in (pause, resume))
    return _in_order(rows, pause, resume, starts, calendars)


def _days_added(given: object, shape: tuple[int, ...]) -> Ints:
    column = read_numbers(given, "pauses", whole=True)
    days, missing = column.values.astype(np.int64), column.missing
    shape_of(pauses=days, starts=np.empty(shape, np.bool_))
    days = days if missing is None else np.where(missing, 0, days)
    bad = Offenders()
    bad.add((days < 0).reshape(-1))
    if bad.count:
        refuse_rows(bad, "pauses", days, "add less than no days")
    return np.minimum(flat(days, shape), MOST_DAYS)


def _row_numbers(given: object, size: int) -> Ints:
    numbers = read_numbers(given, "the rows of pauses", whole=True)
    rows = numbers.values.astype(np.int64)
    if numbers.missing is not None or ((rows < 0) | (rows >= size)).any():
        raise InvalidValueError(
            f"the rows of pauses are numbers from 0 to {size - 1:,}, and none may be missing", given=given
        )
    return rows


def _in_order(
    rows: Ints, pause: Times, resume: Times, starts: Times, calendars: CalendarColumn
) -> PauseRows | None:
    begins, ends = ~np.isnat(pause), ~np.isnat(resume)
    _refuse(rows, ends & ~begins, "have a resume without a pause")
    kept = np.flatnonzero(begins)
    rows, pause, resume, is_open = rows[kept], pause[kept], resume[kept], ~ends[kept]
    pause_days, pauses = _days_and_moments(pause, "pauses")
    resume_days, resumes = _days_and_moments(resume, "resumes")
    start = starts.take(rows) if starts.size > 1 else np.broadcast_to(starts, rows.shape)
    start_days, begun = _days_and_moments(start, "starts")
    early = pause_days < start_days if pauses is None or begun is None else pauses < begun
    _refuse(rows, early & ~np.isnat(start), "pause before they start")
    has_hours = pauses is not None, resumes is not None
    moments = tuple(
        (days + 1) * DAY if given is None else given
        for days, given in ((pause_days, pauses), (resume_days, resumes))
    )
    if pauses is None or resumes is None:
        pauses, resumes = pause_days, resume_days
    _refuse(rows, ~is_open & (resumes < pauses), "resume before they pause")
    # One pause in each row is the usual case, and in order already.
    one_each = bool((rows[1:] > rows[:-1]).all())
    order = np.arange(rows.size) if one_each else np.lexsort((resumes, is_open, pauses, rows))
    rows, is_open = rows[order], is_open[order]
    again = rows[1:] == rows[:-1]
    _refuse(
        rows[1:],
        again & (is_open[:-1] | (pauses[order][1:] < resumes[order][:-1])),
        "pause while they are paused",
    )
    taken, rows = order[~is_open], rows[~is_open]
    stretch = calendars.part(slice(None)).take(rows)
    return PauseRows(
        rows,
        (stretch.days(pause_days[taken]), stretch.days(resume_days[taken])),
        (stretch.moments(moments[0][taken]), stretch.moments(moments[1][taken])),
        has_hours,
    )


def _days_and_moments(column: Times, name: str) -> tuple[Ints, Ints | None]:
    """Days and local microseconds since 1970; None where there are only dates."""
    days, unit = days_of(column), np.datetime_data(column.dtype)[0]
    if unit == "D":
        return days, days if np.isnat(column).all() else None
    broken = Offenders()
    moments = in_microseconds(column.view(np.int64), unit, 0, np.isnat(column), broken)
    refuse_broken(broken, name, column)
    return days, moments


def _refuse(rows: Ints, bad: npt.NDArray[np.bool_], why: str) -> None:
    if bad.any():
        count, first = np.unique(rows[bad]).size, int(rows[bad].min())
        raise ClockError(
            f"pauses: {count:,} rows {why}; the first is row {first}; a row is paused from its start on, "
            "resumed after that, and paused again at the earliest then",
            given=first,
            allowed=(),
            why=why,
            rows=count,
            row=first,
        )
