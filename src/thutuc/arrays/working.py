"""Working days and working time of whole columns (ngày và giờ làm việc)."""

import numpy as np
import numpy.typing as npt

from thutuc.arrays.calendar_columns import Calendars, Codes, read_calendars
from thutuc.arrays.given import (
    Days,
    Deltas,
    Moments,
    Numbers,
    read_deltas,
    read_numbers,
    read_times,
)
from thutuc.arrays.lookup import DAY, Ints, Tables, Truths
from thutuc.arrays.shaping import (
    BEYOND,
    Offenders,
    Within,
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

__all__ = [
    "add_working_days",
    "add_working_time",
    "count_working_days",
    "is_working_day",
    "next_working_day",
    "shifted",
    "working_position",
    "working_time_between",
]

# Days ---------------------------------------------------------------------------------------------------


def add_working_days(
    days: Days, n: Numbers, calendar: Calendars, *, calendar_by: Codes = None
) -> npt.NDArray[np.datetime64]:
    """Return the days on which the *n*-th working days after *days* fall (cộng ngày làm việc).

    Row by row `WorkCalendar.add_working_days`: the day itself is not
    counted; negative numbers count backward; 0 gives the day itself, or the next working day if it is off.

    Args:
        days: Days, in any shape; of moments, the day.
        n: Whole numbers of working days.
        calendar: When the office works; or a calendar for each row.
        calendar_by: For a mapping of codes to calendars, the column of codes.

    Returns:
        `datetime64[D]` in the shape of both, `NaT` where either is missing.

    Raises:
        InvalidTypeError: If a column has the wrong type.
        InvalidValueError: If the shapes do not fit.
        CalendarRangeError: If a day or an answer lies outside the calendar; `rows` counts them, `row` is the
            first.

    Examples:
        >>> import numpy as np
        >>> from thutuc import arrays, vietnam_calendar
        >>> days = np.array(["2026-02-13", "2026-04-29", "NaT"], "datetime64[D]")
        >>> arrays.add_working_days(days, 5, vietnam_calendar())
        array(['2026-02-27', '2026-05-08',        'NaT'], dtype='datetime64[D]')
    """
    calendars, times = read_calendars(calendar, calendar_by), read_times(days, "days")
    tables, numbers = calendars.tables, read_numbers(n, "n", whole=True)
    shape = shape_of(days=times, n=numbers.values, **calendars.columns)
    calendars = calendars.shaped(shape)
    column, amounts = flat(times, shape), flat(numbers.values.astype(np.int64, copy=False), shape)
    gone = None if numbers.missing is None else flat(numbers.missing, shape)
    out = np.empty(shape, "M8[D]")
    answers = out.reshape(-1).view(np.int64)
    outside, beyond = Offenders(), Offenders()
    for part in blocks(out.size):
        i, missing = calendars.days(column, part)
        missing = either(missing, None if gone is None else cut(gone, part))
        i = outside.within(i, tables.length, part.start, missing)
        k = working_position(tables, i, cut(amounts, part))
        k = beyond.within(k, tables.worked.size, part.start, missing)
        if calendars.codes is not None:
            beyond.note(calendars.part(part).strays(tables.worked.take(k)), part.start, missing)
        # All places are known to be in the table; with the mode for others numpy writes without a detour.
        tables.worked_on.take(k, out=answers[part], mode="clip")
        fill(answers[part], missing)
    calendars.refuse(outside, "days", column)
    calendars.refuse(beyond, "the answers for days and n", np.broadcast_to(times, shape), amounts)
    return out


def working_position(tables: Tables, i: Ints, n: Ints) -> Ints:
    """The number, among the working days, of the *n*-th working day after day *i*."""
    low, high = int(n.min()), int(n.max())
    if low < -BEYOND or high > BEYOND:
        n = np.clip(n, -BEYOND, BEYOND)
    if low > 0:
        k = tables.after.take(i)
    elif high <= 0:
        k = tables.counts.take(i)
    else:
        k = tables.either.take(i + (n > 0) * tables.size)
    return np.add(k, n, out=k) if k.size >= n.size else k + n


def next_working_day(
    days: Days, calendar: Calendars, *, calendar_by: Codes = None
) -> npt.NDArray[np.datetime64]:
    """Return each day itself if it is a working day, otherwise the next one (ngày làm việc tiếp theo).

    Args:
        days: Days, in any shape; of moments, the day.
        calendar: When the office works; or a calendar for each row.
        calendar_by: For a mapping of codes to calendars, the column of codes.

    Returns:
        `datetime64[D]` in the same shape, `NaT` where missing.

    Raises:
        InvalidTypeError: If *days* has the wrong type.
        CalendarRangeError: If a day or an answer lies outside the calendar.

    Examples:
        >>> from datetime import date
        >>> from thutuc import arrays, vietnam_calendar
        >>> arrays.next_working_day([date(2026, 1, 1), date(2026, 1, 10)], vietnam_calendar())
        array(['2026-01-05', '2026-01-10'], dtype='datetime64[D]')
    """
    return add_working_days(days, 0, calendar, calendar_by=calendar_by)


def is_working_day(days: Days, calendar: Calendars, *, calendar_by: Codes = None) -> npt.NDArray[np.bool_]:
    """Say of each day whether any working time is left on it (ngày làm việc).

    Args:
        days: Days, in any shape; of moments, the day.
        calendar: When the office works; or a calendar for each row.
        calendar_by: For a mapping of codes to calendars, the column of codes.

    Returns:
        Truth values in the same shape, masked where missing.

    Raises:
        InvalidTypeError: If *days* has the wrong type.
        CalendarRangeError: If a day lies outside the calendar.

    Examples:
        >>> from datetime import date
        >>> from thutuc import arrays, vietnam_calendar
        >>> arrays.is_working_day([date(2026, 1, 2), date(2026, 1, 10)], vietnam_calendar())
        array([False,  True])
    """
    calendars, times = read_calendars(calendar, calendar_by), read_times(days, "days")
    tables, shape = calendars.tables, shape_of(days=times, **calendars.columns)
    calendars, column, out = calendars.shaped(shape), flat(times, shape), np.empty(shape, np.bool_)
    answers, outside = out.reshape(-1), Offenders()
    gone: list[Truths | None] = []
    for part in blocks(out.size):
        i, missing = calendars.days(column, part)
        answers[part] = tables.is_open.take(outside.within(i, tables.length, part.start, missing))
        gone.append(missing)
    calendars.refuse(outside, "days", column)
    return masked(out, gone)


def count_working_days(
    start: Days, end: Days, calendar: Calendars, *, calendar_by: Codes = None
) -> npt.NDArray[np.int64]:
    """Count the working days in (*start*, *end*], negative when *end* comes first (đếm ngày làm việc).

    Args:
        start: Days, in any shape; of moments, the day.
        end: Days.
        calendar: When the office works; or a calendar for each row.
        calendar_by: For a mapping of codes to calendars, the column of codes.

    Returns:
        Whole numbers in the shape of both, masked where either is missing.

    Raises:
        InvalidTypeError: If a column has the wrong type.
        InvalidValueError: If the shapes do not fit.
        CalendarRangeError: If a day lies outside the calendar.

    Examples:
        >>> import numpy as np
        >>> from thutuc import arrays, vietnam_calendar
        >>> ends = np.array(["2026-02-13", "2026-02-27"], "datetime64[D]")
        >>> arrays.count_working_days(np.datetime64("2026-02-13"), ends, vietnam_calendar())
        array([0, 5])
    """
    calendars = read_calendars(calendar, calendar_by)
    tables, one, other = calendars.tables, read_times(start, "start"), read_times(end, "end")
    shape = shape_of(start=one, end=other, **calendars.columns)
    calendars = calendars.shaped(shape)
    one, other, out = flat(one, shape), flat(other, shape), np.empty(shape, np.int64)
    answers, early, late = out.reshape(-1), Offenders(), Offenders()
    gone: list[Truths | None] = []
    for part in blocks(out.size):
        a, no_start = calendars.days(one, part)
        b, no_end = calendars.days(other, part)
        missing = either(no_start, no_end)
        a = early.within(a, tables.length, part.start, missing)
        b = late.within(b, tables.length, part.start, missing)
        np.subtract(tables.after.take(b), tables.after.take(a), out=answers[part])
        gone.append(missing)
    calendars.refuse(early, "start", one)
    calendars.refuse(late, "end", other)
    return masked(out, gone)


# Working time -------------------------------------------------------------------------------------------


def add_working_time(
    moments: Moments, delta: Deltas, calendar: Calendars, *, calendar_by: Codes = None
) -> npt.NDArray[np.datetime64]:
    """Return the moments at which *delta* of working time has passed (cộng thời gian làm việc).

    Row by row `WorkCalendar.add_working_time`: time added ends at a
    session's close, time subtracted at an opening, and nothing added moves into the hours.

    Args:
        moments: Local moments, in any shape.
        delta: Lengths of working time; may be negative.
        calendar: When the office works; or a calendar for each row.
        calendar_by: For a mapping of codes to calendars, the column of codes.

    Returns:
        `datetime64[us]`, local time, in the shape of both; `NaT` where either is missing.

    Raises:
        InvalidTypeError: If a column has the wrong type; days have no hour to count from.
        InvalidValueError: If the shapes do not fit, or rows have parts of a microsecond.
        CalendarRangeError: If a moment or an answer lies outside the calendar.

    Examples:
        >>> import numpy as np
        >>> from thutuc import arrays, vietnam_calendar
        >>> moments = np.array(["2026-02-13T16:00", "2026-02-27T09:00"], "datetime64[m]")
        >>> arrays.add_working_time(moments, np.timedelta64(2, "h"), vietnam_calendar()).astype("M8[m]")
        array(['2026-02-23T08:00', '2026-02-27T11:00'], dtype='datetime64[m]')
    """
    calendars, times = read_calendars(calendar, calendar_by), read_times(moments, "moments", hours=True)
    tables, lengths = calendars.tables, read_deltas(delta, "delta")
    shape = shape_of(moments=times, delta=lengths, **calendars.columns)
    calendars = calendars.shaped(shape)
    column, amounts = flat(times, shape), flat(lengths, shape)
    unit, out = np.datetime_data(amounts.dtype)[0], np.empty(shape, "M8[us]")
    answers = out.reshape(-1).view(np.int64)
    outside, beyond, broken, uneven = Offenders(), Offenders(), Offenders(), Offenders()
    for part in blocks(out.size):
        t, missing = calendars.moments(column, part, broken)
        a = cut(amounts, part).view(np.int64)
        gone = missing_in(a)
        a = in_microseconds(a, unit, part.start, gone, uneven)
        missing = either(missing, gone)
        x = outside.within(tables.elapsed(t), tables.end + 1, part.start, missing)
        ends = tables.local(shifted(tables, x, a, beyond.checker(part.start, missing)))
        stretch = calendars.part(part)
        if calendars.codes is not None:
            # At 24:00 of its last day a calendar still answers.
            beyond.note(stretch.strays((ends - (a > 0)) // DAY), part.start, missing)
        np.add(ends, stretch.shift * DAY, out=answers[part])
        fill(answers[part], missing)
    refuse_broken(broken, "moments", column)
    refuse_broken(uneven, "delta", amounts)
    calendars.refuse(outside, "moments", column)
    calendars.refuse(beyond, "the answers for moments and delta", np.broadcast_to(times, shape), amounts)
    return out


def shifted(tables: Tables, x: Ints, amount: Ints, within: Within) -> Ints:
    """Elapsed moments *amount* microseconds of working time after others (before, if negative).

    What *within* does with readings that lie outside the calendar is its own affair.
    """
    low, high = int(amount.min()), int(amount.max())
    if low < -BEYOND or high > BEYOND:
        amount = np.clip(amount, -BEYOND, BEYOND)
    if low > 0:
        # The first moment with a reading comes one microsecond after the last one with the reading before.
        moments = tables.latest(within(tables.reading(x) + (amount - 1), tables.total))
        moments += 1
        return moments
    ahead = amount > 0
    # Nothing added at a close stays there, so that adding a + 0 is adding a.
    stays = (amount == 0) & tables.is_inside(x)
    reading = within(np.where(stays, 0, tables.reading(x) + amount - ahead), tables.total)
    return np.where(stays, x, tables.latest(reading) + ahead)


def working_time_between(
    start: Moments, end: Moments, calendar: Calendars, *, calendar_by: Codes = None
) -> npt.NDArray[np.timedelta64]:
    """Return the working time from *start* to *end*, negative when *end* comes first (thời gian làm việc).

    Args:
        start: Local moments, in any shape.
        end: Local moments.
        calendar: When the office works; or a calendar for each row.
        calendar_by: For a mapping of codes to calendars, the column of codes.

    Returns:
        `timedelta64[us]` in the shape of both, `NaT` where either is missing.

    Raises:
        InvalidTypeError: If a column has the wrong type.
        InvalidValueError: If the shapes do not fit, or rows have parts of a microsecond.
        CalendarRangeError: If a moment lies outside the calendar.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import arrays, vietnam_calendar
        >>> starts, ends = datetime(2026, 2, 13, 16, 0), [datetime(2026, 2, 23, 8, 0), None]
        >>> between = arrays.working_time_between(starts, ends, vietnam_calendar())
        >>> between.astype("timedelta64[m]")
        array([  120, 'NaT'], dtype='timedelta64[m]')
    """
    calendars = read_calendars(calendar, calendar_by)
    tables, one, other = (
        calendars.tables,
        read_times(start, "start", hours=True),
        read_times(end, "end", hours=True),
    )
    shape = shape_of(start=one, end=other, **calendars.columns)
    calendars = calendars.shaped(shape)
    columns = (flat(one, shape), flat(other, shape))
    out = np.empty(shape, "m8[us]")
    answers = out.reshape(-1).view(np.int64)
    outside, broken = (Offenders(), Offenders()), (Offenders(), Offenders())
    for part in blocks(out.size):
        a, no_start = calendars.moments(columns[0], part, broken[0])
        b, no_end = calendars.moments(columns[1], part, broken[1])
        missing = either(no_start, no_end)
        a = outside[0].within(tables.elapsed(a), tables.end + 1, part.start, missing)
        b = outside[1].within(tables.elapsed(b), tables.end + 1, part.start, missing)
        np.subtract(tables.reading(b), tables.reading(a), out=answers[part])
        fill(answers[part], missing)
    for name, column, far, uneven in zip(("start", "end"), columns, outside, broken, strict=True):
        refuse_broken(uneven, name, column)
        calendars.refuse(far, name, column)
    return out
