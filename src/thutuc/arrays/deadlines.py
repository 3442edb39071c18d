"""`due`, for whole columns (tính hạn trả kết quả cho cả cột)."""

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias, cast

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.calendar_columns import CalendarColumn, Calendars, Codes, Stretch, read_calendars
from thutuc.arrays.due_columns import DueDates
from thutuc.arrays.given import Moments, is_array, read_times
from thutuc.arrays.limit_columns import Kind, LimitRows, Limits, read_limits
from thutuc.arrays.limit_ends import Rows
from thutuc.arrays.lookup import DAY, Ints, Truths
from thutuc.arrays.pause_columns import PauseRows, Pauses, read_pauses
from thutuc.arrays.shaping import (
    MICROSECONDS,
    NAT,
    Offenders,
    Times,
    blocks,
    cut,
    either,
    fill,
    flat,
    in_microseconds,
    masked,
    missing_in,
    refuse_broken,
    shape_of,
)
from thutuc.arrays.waiting import count_paused
from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due as due_of_one
from thutuc.errors import InvalidTypeError, ThutucError
from thutuc.limits import Convention, TimeLimit

__all__ = ["due"]

Moment64: TypeAlias = "np.dtype[np.datetime64]"
_Group: TypeAlias = tuple[Kind, bool, Ints | None]
"""Rows that are counted alike: what kind, whether their limits are 0, and which; None for all."""


def due(
    limits: Limits,
    starts: Moments,
    calendar: Calendars,
    *,
    convention: Convention = Convention.CIVIL_CODE,
    pauses: Pauses | None = None,
    calendar_by: Codes = None,
) -> DueDates:
    """Say when results are due (tính hạn trả kết quả cho cả cột).

    Row by row [`due`][thutuc.due], and with pauses the deadline of a [`Clock`][thutuc.Clock] that has them.

    Args:
        limits: One `TimeLimit` for all, a sequence of them, a `LimitColumn`, or a pair of amounts and units.
        starts: The events from which they count: days, or local moments.
        calendar: When the office works; or a calendar for each row: a `CalendarColumn`, or a mapping of codes
            to calendars.
        convention: How days are counted.
        pauses: A pair of columns, pauses and resumes, for at most one pause in each row (`NaT`: none); or
            three, row numbers, pauses and resumes, for any number of them. While a pause has no resume, the
            answer is as if the clock went on at once. Or one column of whole numbers, the days that pauses
            add to limits in days: working days to those in working days and of 0, days of the calendar to
            all others.
        calendar_by: For a mapping of codes to calendars, the column of codes.

    Returns:
        The due days and moments in the shape of both.

    Raises:
        InvalidTypeError: If a column has the wrong type, or hours of *starts* or *pauses* are needed and
            missing.
        InvalidValueError: If the shapes do not fit, an amount is negative or not finite, moments have parts
            of a microsecond, or a code names no calendar.
        ClockError: If a pause comes before its start or runs into another, or a resume before its pause.
        CalendarRangeError: If a start, a pause or an answer lies outside the calendar.

    Legal source:
        Bộ luật Dân sự 91/2015/QH13, Điều 147, 148.

    Examples:
        >>> import numpy as np
        >>> from thutuc import Unit, arrays, vietnam_calendar
        >>> starts = np.array(["2026-02-13T09:00", "2026-01-31T15:00", "2026-03-02T10:00"], "datetime64[s]")
        >>> units = [Unit.WORKING_DAY, Unit.MONTH, Unit.WORKING_HOUR]
        >>> dues = arrays.due(([5, 1, 8], units), starts, vietnam_calendar())
        >>> dues.due_at.astype("datetime64[m]")
        array(['2026-02-27T17:00', '2026-03-02T17:00', '2026-03-03T10:00'],
              dtype='datetime64[m]')
    """
    calendars = read_calendars(calendar, calendar_by)
    if not isinstance(convention, Convention):
        raise InvalidTypeError(
            f"a convention is one of {', '.join(c.name for c in Convention)}, not {convention!r}",
            given=convention,
        )
    if pauses is None and isinstance(calendar, WorkCalendar) and isinstance(limits, TimeLimit):
        one = _one(limits, starts, calendar, convention)
        if one is not None:
            return one
    return _sheet(limits, starts, calendars, convention, pauses).count_out()


def due_days(
    limits: Limits, starts: Moments, calendars: CalendarColumn, convention: Convention, pauses: Pauses | None
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]:
    """The due days alone, and which are provisional, where nobody asks for the moments.

    Raises:
        ThutucError: As `due` does.
    """
    found = _sheet(limits, starts, calendars, convention, pauses, days_only=True).count_out()
    return found.due_on, found.provisional


def _sheet(
    limits: Limits,
    starts: Moments,
    calendars: CalendarColumn,
    convention: Convention,
    pauses: Pauses | None,
    *,
    days_only: bool = False,
) -> "_Sheet":
    times, column = read_times(starts, "starts"), read_limits(limits)
    shape = shape_of(limits=column.amounts, kinds=column.kinds, starts=times, **calendars.columns)
    calendars = calendars.shaped(shape)
    waits = read_pauses(pauses, flat(times, shape), shape, calendars)
    return _Sheet(
        shape,
        calendars,
        convention,
        column.shaped(shape),
        flat(times, shape),
        np.datetime_data(times.dtype)[0] != "D",
        waits if isinstance(waits, PauseRows) else None,
        None if isinstance(waits, PauseRows) else waits,
        days_only,
    )


def _one(limit: TimeLimit, starts: object, calendar: WorkCalendar, convention: Convention) -> DueDates | None:
    """A single row, which `due` has answered before columns are laid out; None if it has to be a column.

    What is wrong with it is said of columns, too.
    """
    if not is_array(starts) or starts.size != 1 or type(starts) is not np.ndarray:
        return None
    kind = starts.dtype
    start = starts.item() if np.issubdtype(kind, np.datetime64) else None
    if not isinstance(start, date) or np.datetime_data(cast("Moment64", kind))[0] not in MICROSECONDS:
        return None
    try:
        found = due_of_one(limit, start, calendar, convention=convention)
    except ThutucError:
        return None
    shape = starts.shape
    columns = (found.due_on, "M8[D]"), (found.due_at, "M8[us]"), (found.provisional, "?")
    answers = *columns, (found.to_the_minute, "?")
    return DueDates(calendar, *(np.array(value, kind).reshape(shape) for value, kind in answers))


@attrs.define(eq=False)
class _Sheet:
    """All columns of one call, flat; a column that is the same in every row has length 1."""

    shape: tuple[int, ...]
    calendars: CalendarColumn
    convention: Convention
    limits: LimitRows
    starts: Times
    has_hours: bool
    pauses: PauseRows | None
    added: Ints | None
    days_only: bool
    broken: Offenders = attrs.Factory(Offenders)
    dateless: Offenders = attrs.Factory(Offenders)
    outside: Offenders = attrs.Factory(Offenders)

    def count_out(self) -> DueDates:
        """Count block by block, and in each the rows together that are counted alike."""
        shape = self.shape
        due_on, due_at = np.empty(shape, "M8[D]"), np.empty(() if self.days_only else shape, "M8[us]")
        provisional, gone = np.zeros(shape, np.bool_), list[Truths | None]()
        days, moments = due_on.reshape(-1).view(np.int64), due_at.reshape(-1).view(np.int64)
        truths = provisional.reshape(-1)
        for part in blocks(due_on.size):
            at = None if self.days_only else moments[part]
            gone.append(self._count_block(part, days[part], at, truths[part]))
        self._refuse()
        calendars = self.calendars
        if calendars.codes is not None:
            codes = calendars.codes
            calendars = attrs.evolve(calendars, codes=codes.reshape(() if codes.size == 1 else shape))
        return DueDates(
            calendars.tables.calendar if calendars.codes is None else calendars,
            due_on,
            due_at,
            masked(provisional, gone),
            _to_the_minute(self.limits, self.convention, shape),
        )

    def _count_block(
        self, part: slice, days: Ints, moments: Ints | None, provisional: Truths
    ) -> Truths | None:
        """Fill one block of the answers; says which rows are missing."""
        stretch, tables = self.calendars.part(part), self.calendars.tables
        times = cut(self.starts, part)
        missing = missing_in(times.view(np.int64))
        if self.has_hours:
            unit = np.datetime_data(times.dtype)[0]
            local = in_microseconds(times.view(np.int64), unit, part.start, missing, self.broken)
            day = stretch.days(local // DAY)
        else:
            day = local = stretch.days(times.view(np.int64))
        gone = self.limits.missing
        missing = either(missing, None if gone is None else cut(gone, part))
        missing = None if missing is None else np.broadcast_to(missing, days.shape)
        for group in self._groups(part, missing):
            rows, chosen = self._rows(part, group, stretch, day, local), group[2]
            if not self._has_the_hours(rows, part, chosen):
                continue
            on, at = count_paused(rows)
            own = stretch if chosen is None else stretch.take(chosen)
            self._put(own, chosen, (on, at), (days, moments))
            outside = either(rows.outside, own.strays(on))
            if outside is not None:
                self._note(self.outside, outside, part.start, chosen, days.size)
        if days.max(initial=NAT) > tables.decided_until and tables.undecided is not None:
            # Rows outside the calendar are refused in the end, missing ones are masked.
            np.less_equal(tables.undecided.take(day, mode="clip"), days - stretch.shift, out=provisional)
        fill(days, missing)
        if moments is not None:
            fill(moments, missing)
        return missing

    def _put(
        self,
        stretch: Stretch,
        chosen: Ints | None,
        ends: tuple[Ints, Ints],
        answers: tuple[Ints, Ints | None],
    ) -> None:
        """Write the ends of some rows, or of all, as days and moments since 1970."""
        for end, answer, unit in zip(ends, answers, (1, DAY), strict=True):
            if answer is not None and chosen is None:
                np.add(end, stretch.shift * unit, out=answer)
            elif answer is not None:
                answer[chosen] = end + stretch.shift * unit

    def _groups(self, part: slice, missing: Truths | None) -> Iterator[_Group]:
        """The rows of a block that are counted alike; None for all of them."""
        amounts, kinds, table = (
            cut(self.limits.amounts, part),
            cut(self.limits.kinds, part),
            self.limits.table,
        )
        keys = kinds * np.int16(2) if amounts.min() > 0 else kinds * np.int16(2) + (amounts == 0)
        first = int(keys[0])
        if missing is None and (keys.size == 1 or (keys == first).all()):
            yield table[first // 2], bool(first % 2), None
            return
        for key in range(2 * len(table)):
            alike = keys == key
            if alike.any():
                alike = np.broadcast_to(alike, part.stop - part.start)
                chosen = np.flatnonzero(alike if missing is None else alike & ~missing)
                if chosen.size:
                    yield table[key // 2], bool(key % 2), chosen

    def _rows(self, part: slice, group: _Group, stretch: Stretch, day: Ints, local: Ints) -> Rows:
        kind, is_nothing, chosen = group
        amounts, pauses = cut(self.limits.amounts, part), self.pauses
        added = None if self.added is None else cut(self.added, part)
        size = part.stop - part.start
        if pauses is not None:
            pauses = pauses.between(part.start, part.stop)
        # Whole days that count from any hour alike do not need it.
        plain = self.convention is Convention.CIVIL_CODE and not (
            kind[0].is_hours or kind[1] is not None or is_nothing or pauses is not None
        )
        if chosen is not None:
            amounts = amounts if amounts.size == 1 else amounts.take(chosen)
            day = day if day.size == 1 else day.take(chosen)
            local = local if plain or local.size == 1 else local.take(chosen)
            added = added if added is None or added.size == 1 else added.take(chosen)
            pauses = None if pauses is None else pauses.of(chosen, size)
            size, stretch = chosen.size, stretch.take(chosen)
        local = day if plain or not self.has_hours else local - stretch.shift * DAY
        if pauses is not None and not pauses.rows.size:
            pauses = None
        return Rows(
            self.calendars.tables,
            self.convention,
            *kind,
            is_nothing,
            amounts,
            day,
            local,
            self.has_hours,
            pauses,
            size,
            added,
            self.days_only,
        )

    def _has_the_hours(self, rows: Rows, part: slice, chosen: Ints | None) -> bool:
        """Whether rows that count from a moment have one; notes them if not."""
        bad, kind = np.zeros(rows.size, np.bool_), rows.kind
        from_moments = kind.counts_from_the_moment(self.convention)
        by_minute = kind.runs_by_the_minute(self.convention)
        if from_moments and not self.has_hours:
            bad[:] = True
        elif from_moments and rows.added is not None and rows.added.any():
            bad[:] = rows.added > 0
        elif by_minute and rows.pauses is not None and not all(rows.pauses.has_hours):
            bad[rows.pauses.rows] = True
        else:
            return True
        self._note(self.dateless, bad, part.start, chosen, part.stop - part.start)
        return not bad.all()

    def _note(self, offenders: Offenders, bad: Truths, offset: int, chosen: Ints | None, size: int) -> None:
        if chosen is not None:
            rows = np.zeros(size, np.bool_)
            rows[chosen] = bad
            bad = rows
        offenders.add(bad, offset)

    def _refuse(self) -> None:
        refuse_broken(self.broken, "starts", self.starts)
        if self.dateless.count:
            what = "starts" if not self.has_hours else "pauses and resumes"
            raise InvalidTypeError(
                f"{what}: {self.dateless.count:,} rows have limits that count from the moment, in hours or "
                f"by the convention {self.convention.name}, and here are only dates; the first is row "
                f"{self.dateless.first}; give datetime64 with the hour",
                given=self.starts.dtype,
                rows=self.dateless.count,
                row=self.dateless.first,
            )
        self.calendars.refuse(self.outside, "starts or their due dates", self.starts)


def _to_the_minute(
    limits: LimitRows, convention: Convention, shape: tuple[int, ...]
) -> npt.NDArray[np.bool_]:
    """Whether the due moment counts, not the due day as a whole."""
    amounts = limits.amounts
    minutely = np.array([unit.is_hours for unit, _ in limits.table]).take(limits.kinds)
    if amounts.dtype.kind == "f":
        minutely = minutely | (amounts != np.floor(amounts))
    if convention.keeps_the_hour:
        minutely = minutely | (amounts > 0)
    return minutely.reshape(shape if minutely.size > 1 or minutely.size == np.prod(shape) else ())
