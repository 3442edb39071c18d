"""Due dates for whole frames (hạn trả kết quả cho cả bảng)."""

from collections.abc import Sequence
from typing import cast

import attrs
import narwhals.stable.v2 as nw

from thutuc.calendars import WorkCalendar
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError
from thutuc.fields import require
from thutuc.frames.column_names import check_name
from thutuc.frames.columns import (
    Amount,
    Limits,
    check_limits,
    check_numbers,
    clipped,
    rows_text,
    with_amounts,
)
from thutuc.frames.counting import Count, check_convention, count_beyond, count_out, fits, refuse_beyond
from thutuc.frames.engines import Desk, Expr, Native, count, counted, own
from thutuc.frames.tables import CalendarTables, tables_of
from thutuc.limits import Convention, Unit


def due_dates(
    frame: Native,
    calendar: WorkCalendar,
    *,
    start: str = "received_at",
    amount: Amount = "limit",
    unit: Unit | str = Unit.WORKING_DAY,
    convention: Convention = Convention.CIVIL_CODE,
    paused: str | None = None,
    due_at: str | None = None,
    suffix: str = "",
) -> Native:
    """Add when each dossier of a frame is due (cột hạn trả kết quả).

    Args:
        frame: A frame of any supported engine, one row a dossier.
        calendar: When the office works; its tables travel to the engine as a small frame.
        start: Column of the days or moments from which the limits count; missing stays missing.
        amount: Column of the numbers of the limits, or one number or limit for all.
        unit: Unit of the limits, or a column with the units' names.
        convention: How days are counted.
        paused: Column of the days to add for pauses; missing means none. Working days for limits in working
            days and limits of 0, days of the calendar for all others. A number of days says what pauses did
            that began before the last counted day; later ones, and those of hours and fractions, are counted
            by `arrays.due(pauses=)`.
        due_at: Name of a column to add with the due moments, where the minute counts: of limits by the hour,
            fractions of a day, and days that are worked until midnight.
        suffix: Put behind the names of the new columns, for one what-if beside another.

    Returns:
        The frame with `due_on` and `provisional`.

    Raises:
        InvalidTypeError: If the frame or a column has the wrong type.
        InvalidValueError: If a column is missing or would be overwritten, or a limit is negative or missing;
            with the column and the count of rows.
        CalendarRangeError: If a start or an answer lies outside the calendar; with the count of rows.

    Examples:
        >>> from datetime import date
        >>> import polars
        >>> from thutuc import frames, vietnam_calendar
        >>> register = polars.DataFrame({"received_at": [date(2026, 2, 13)], "limit": [5]})
        >>> frames.due_dates(register, vietnam_calendar())["due_on"].to_list()
        [datetime.date(2026, 2, 27)]
    """
    require(suffix, str, "suffix")
    names = [f"due_on{suffix}", f"provisional{suffix}", *([] if due_at is None else [due_at])]
    limits = Limits.of(amount, unit)
    needed = [start, *limits.columns, *([] if paused is None else [paused])]
    desk = Desk.of(frame, needed)
    check_new(desk, names)
    tables = tables_of(check_calendar(calendar, convention))
    if paused is not None:
        check_numbers(desk, paused, whole=True)
    desk = with_amounts(with_days(desk, tables, day=start), limits)
    limits, bounds = check_limits(desk, limits, start)
    plan = Count(tables, limits, start, convention, paused, bounds)
    check_convention(plan)
    if bounds and not fits(plan):
        desk, limits = clipped(desk, limits)
        plan = attrs.evolve(plan, limits=limits)
        refuse_beyond(plan, count_beyond(count_out(desk, plan, clip=True)))
    desk = desk if tables.all_decided else desk.look_up("day", tables.days, undecided="undecided")
    if not bounds:
        desk = desk.add(due_day=nw.lit(None, dtype=nw.Int64), due_moment=nw.lit(None, dtype=nw.Int64))
    else:
        desk = count_out(desk, plan, at=due_at is not None)
    desk = desk.put(names[0], desk.date_of(own("due_day"))).put(names[1], _provisional(tables))
    if due_at is not None:
        desk = desk.put_moment(due_at, "due_moment")
    return cast("Native", desk.close(*names))


def _provisional(tables: CalendarTables) -> Expr:
    """Whether a day still to be decided lies between the event and the due day, or is one of them."""
    if tables.all_decided:
        return nw.lit(False)
    return nw.when(own("undecided") <= own("due_day")).then(nw.lit(True)).otherwise(nw.lit(False))


def check_new(desk: Desk, names: Sequence[str]) -> None:
    """Refuse to overwrite a column, one of the new ones too."""
    there = {desk.engine.spoken(name): name for name in desk.columns}
    for name in map(check_name, names):
        if (spoken := desk.engine.spoken(name)) in there:
            raise InvalidValueError(
                f"the frame has a column {there[spoken]!r} already; drop it, or give the new {name!r} "
                f"another name or a `suffix`",
                given=name,
            )
        there[spoken] = name


def check_calendar(calendar: object, convention: object = Convention.CIVIL_CODE) -> WorkCalendar:
    """The calendar, if it is one, and the convention is one.

    Raises:
        InvalidTypeError: If either is something else.
    """
    if not isinstance(calendar, WorkCalendar):
        raise InvalidTypeError(
            f"a calendar is a WorkCalendar such as vietnam_calendar(), not {calendar!r}", given=calendar
        )
    if not isinstance(convention, Convention):
        raise InvalidTypeError(f"a convention is a Convention, not {convention!r}", given=convention)
    return calendar


def with_days(desk: Desk, tables: CalendarTables, **columns: str) -> Desk:
    """The desk with the numbers of the days in some columns, each under its own name.

    Raises:
        InvalidTypeError: If a column holds neither dates nor moments.
        CalendarRangeError: If days lie outside the calendar; with the column and the count of rows.
    """
    desk = desk.add(**{name: desk.day(column, tables.offset) for name, column in columns.items()})
    outside = {name: (own(name) < tables.first) | (own(name) > tables.last) for name in columns}
    found = counted(desk.frame, (), **{name: count(condition) for name, condition in outside.items()})[0][1]
    for name, column in columns.items():
        if found[name]:
            refuse_outside(tables, column, found[name])
    return desk


def refuse_outside(tables: CalendarTables, column: str, rows: int) -> None:
    """Refuse days outside the calendar.

    Raises:
        CalendarRangeError: Always.
    """
    calendar = tables.calendar
    raise CalendarRangeError(
        f"{rows_text(rows)} of column {column!r} lie outside this calendar, which knows {calendar.first} to "
        f"{calendar.last}; check the years, or build it with an earlier `first` or a later `last`",
        given=column,
        first=calendar.first,
        last=calendar.last,
    )
