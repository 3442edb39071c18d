"""How long dossiers took (thời gian giải quyết)."""

from datetime import date, datetime
from typing import cast

import narwhals.stable.v2 as nw

from thutuc.calendars import WorkCalendar
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError
from thutuc.frames.columns import check_numbers, rows_text
from thutuc.frames.due import check_calendar, check_new, with_days
from thutuc.frames.engines import Desk, Expr, Native, flag, how_many, own
from thutuc.frames.minutes import reading
from thutuc.frames.reporting import check_zones
from thutuc.frames.tables import CalendarTables, day_number, tables_of
from thutuc.moments import microseconds

_MIDNIGHT = datetime(1970, 1, 1)


def working_days_taken(
    frame: Native,
    calendar: WorkCalendar,
    *,
    start: str = "received_at",
    end: str = "finished_at",
    until: date | None = None,
    paused: str | None = None,
    name: str = "working_days",
) -> Native:
    """Add the working days from one column to another (số ngày làm việc đã dùng).

    The day of the start is not counted, the day of the end is. A row without a start or an end has none,
    unless *until* gives the day up to which an open row counts.

    Args:
        frame: A frame of any supported engine.
        calendar: When the office works.
        start: Column of the starts.
        end: Column of the ends.
        until: Day up to which rows without an end are counted; left out, they have nothing.
        paused: Column of the working days within that do not count, as `due_dates` takes it; missing means
            none.
        name: The new column.

    Returns:
        The frame with the column added.

    Raises:
        InvalidTypeError: If a column holds no dates or moments, or some moments have a zone and some none.
        InvalidValueError: If a column is missing, ends come before their starts, or more days were paused
            than there are.
        CalendarRangeError: If a day lies outside the calendar; with the column and the count of rows.

    Examples:
        >>> from datetime import date
        >>> import polars
        >>> from thutuc import frames, vietnam_calendar
        >>> frame = polars.DataFrame({"received_at": [date(2026, 2, 13)], "finished_at": [date(2026, 2, 27)]})
        >>> frames.working_days_taken(frame, vietnam_calendar())["working_days"].to_list()
        [5]
    """
    needed = (start, end) if paused is None else (start, end, paused)
    desk, tables = _laid(frame, calendar, needed, (name,), zoned=(start, end))
    if paused is not None:
        check_numbers(desk, paused, whole=True)
    desk = _between(desk, tables, (start, end), until)
    if paused is not None:
        desk = _without(desk, paused)
    return cast("Native", desk.put(name, own("taken")).close(name))


def durations(
    frame: Native,
    calendar: WorkCalendar,
    until: date,
    *,
    start: str = "received_at",
    end: str = "finished_at",
    name: str = "duration",
    observed: str = "observed",
) -> Native:
    """Add what an analysis of survival needs: a duration, and whether its end was seen (phân tích sống còn).

    A dossier that is pending on *until* is not dropped: its duration runs up to that day and is marked 0,
    "at least so long". One that ended later is pending then, too.

    Args:
        frame: A frame of any supported engine.
        calendar: When the office works.
        until: Last day of the observation.
        start: Column of the starts.
        end: Column of the ends; missing while there is none.
        name: The new column of working days.
        observed: The new column of 1, the end was seen, and 0, it was not.

    Returns:
        The frame with the two columns added.

    Raises:
        InvalidTypeError: If a column holds no dates or moments, or some moments have a zone and some none.
        InvalidValueError: If a column is missing, ends come before their starts, or rows have no start or
            one after *until*, so that nothing of them was observed.
        CalendarRangeError: If a day lies outside the calendar; with the column and the count of rows.

    Examples:
        >>> from datetime import date
        >>> import polars
        >>> from thutuc import frames, vietnam_calendar
        >>> frame = polars.DataFrame(
        ...     {"received_at": [date(2026, 3, 2)] * 2, "finished_at": [date(2026, 3, 4), None]}
        ... )
        >>> found = frames.durations(frame, vietnam_calendar(), date(2026, 3, 9))
        >>> found.select("duration", "observed").rows()
        [(2, 1), (5, 0)]
    """
    desk, tables = _laid(frame, calendar, (start, end), (name, observed))
    desk = with_days(desk, tables, start=start, end=end)
    _refuse_backward(desk, own("end") < own("start"), end)
    last = _known_day(tables, until)
    unseen = nw.col(start).is_null() | (own("start") > last)
    if bad := how_many(desk.frame, unseen):
        raise InvalidValueError(
            f"{rows_text(bad)} of column {start!r} hold nothing, or a day after {until}, so nothing of "
            f"them was observed; filter them out first",
            given=start,
        )
    desk = desk.add(seen=flag(own("end") <= last))
    desk = _count_between(
        desk.add(end=nw.when(own("seen") == 1).then(own("end")).otherwise(nw.lit(last))), tables
    )
    return cast(
        "Native", desk.put(name, own("taken")).put(observed, own("seen").cast(nw.Int64)).close(name, observed)
    )


def working_hours_taken(
    frame: Native,
    calendar: WorkCalendar,
    *,
    start: str = "received_at",
    end: str = "finished_at",
    until: datetime | None = None,
    name: str = "working_hours",
) -> Native:
    """Add the working hours from one column of moments to another (số giờ làm việc đã dùng).

    Args:
        frame: A frame of any supported engine.
        calendar: When the office works.
        start: Column of the starts.
        end: Column of the ends.
        until: Moment up to which rows without an end are counted; left out, they have nothing.
        name: The new column.

    Returns:
        The frame with the column added.

    Raises:
        InvalidTypeError: If a column holds no moments, or some have a zone and some none.
        InvalidValueError: If a column is missing, or ends come before their starts.
        CalendarRangeError: If a moment lies outside the calendar; with the column and the count of rows.

    Examples:
        >>> from datetime import datetime
        >>> import polars
        >>> from thutuc import frames, vietnam_calendar
        >>> frame = polars.DataFrame(
        ...     {"received_at": [datetime(2026, 2, 13, 16)], "finished_at": [datetime(2026, 2, 23, 8)]}
        ... )
        >>> frames.working_hours_taken(frame, vietnam_calendar())["working_hours"].to_list()
        [2.0]
    """
    desk, tables = _laid(frame, calendar, (start, end), (name,))
    desk = with_held(desk, tables, start, end, until)
    return cast("Native", desk.put(name, own("held").cast(nw.Float64) / 3_600_000_000).close(name))


def _laid(
    frame: object,
    calendar: WorkCalendar,
    needed: tuple[str, ...],
    new: tuple[str, ...],
    zoned: tuple[str, ...] | None = None,
) -> tuple[Desk, CalendarTables]:
    """The desk and the tables; the columns *zoned*, or all, must agree about zones."""
    tables = tables_of(check_calendar(calendar))
    desk = Desk.of(frame, needed)
    check_new(desk, new)
    check_zones(desk, needed if zoned is None else zoned)
    return desk, tables


def _between(desk: Desk, tables: CalendarTables, names: tuple[str, str], until: date | None) -> Desk:
    """`taken`: the working days of each row, open rows up to *until*."""
    start, end = names
    desk = with_days(desk, tables, start=start, end=end)
    if until is not None:
        last = _known_day(tables, until)
        desk = desk.add(end=nw.when(own("end").is_null()).then(nw.lit(last)).otherwise(own("end")))
    _refuse_backward(desk, own("end") < own("start"), end, until)
    return _count_between(desk, tables)


def _count_between(desk: Desk, tables: CalendarTables) -> Desk:
    desk = desk.look_up("start", tables.days, upto_start="upto").look_up("end", tables.days, upto_end="upto")
    return desk.add(taken=own("upto_end") - own("upto_start"))


def _without(desk: Desk, paused: str) -> Desk:
    """The desk with the days of a column taken out of those `taken`."""
    desk = desk.add(taken=own("taken") - nw.coalesce(nw.col(paused).cast(nw.Int64), nw.lit(0)))
    if bad := how_many(desk.frame, own("taken") < 0):
        raise InvalidValueError(
            f"{rows_text(bad)} of column {paused!r} hold more days than lie between start and end; give "
            f"working days, of the pauses alone",
            given=paused,
        )
    return desk


def _refuse_backward(desk: Desk, backward: Expr, end: str, until: date | None = None) -> None:
    if bad := how_many(desk.frame, backward):
        open_ = "" if until is None else f" (rows without an end run up to {until})"
        raise InvalidValueError(
            f"{rows_text(bad)} of column {end!r} come before their start{open_}; an end follows its start",
            given=end,
        )


def _known_day(tables: CalendarTables, day: object) -> int:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InvalidTypeError(f"a day is a date, such as date(2026, 3, 9), not {day!r}", given=day)
    number, calendar = day_number(day), tables.calendar
    if tables.first <= number <= tables.last:
        return number
    raise CalendarRangeError(
        f"{day} is outside this calendar, which knows {calendar.first} to {calendar.last}",
        given=day,
        first=calendar.first,
        last=calendar.last,
    )


def with_held(desk: Desk, tables: CalendarTables, start: str, end: str, until: datetime | None) -> Desk:
    """The desk with `held`: microseconds of working time between two columns of moments.

    Raises:
        InvalidTypeError: If a column holds no moments, or *until* is none.
        InvalidValueError: If ends come before their starts.
        CalendarRangeError: If a moment lies outside the calendar.
    """
    for name in (start, end):
        dtype = desk.schema[name]
        if not isinstance(dtype, nw.Datetime) and not desk.is_empty(name):
            raise InvalidTypeError(
                f"column {name!r} holds {dtype}; working time counts between moments",
                given=name,
            )
    desk = with_days(desk, tables, start=start, end=end)
    desk = desk.add(from_=desk.moment(start, tables.offset), to=desk.moment(end, tables.offset))
    if until is not None:
        if not isinstance(until, datetime):
            raise InvalidTypeError(f"`until` is a datetime, not {until!r}", given=until)
        local = tables.calendar.local_time(until)
        _known_day(tables, local.date())
        desk = desk.add(
            to=nw.when(own("to").is_null()).then(nw.lit(microseconds(local - _MIDNIGHT))).otherwise(own("to"))
        )
    _refuse_backward(desk, own("to") < own("from_"), end, until)
    desk = reading(desk, "from_", "reading_from", tables.times)
    desk = reading(desk, "to", "reading_to", tables.times)
    return desk.add(held=own("reading_to") - own("reading_from"))
