"""How long dossiers took (thời gian giải quyết)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NoReturn, cast

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc import arrays
from thutuc.arrays.calendar_columns import CalendarColumn
from thutuc.arrays.lookup import tables_of
from thutuc.calendars import WorkCalendar
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError
from thutuc.frames.carriers import carried, columns_of, with_columns
from thutuc.frames.column_names import check_name
from thutuc.frames.due import check_calendar, check_new
from thutuc.frames.due_refusals import refuse_outside
from thutuc.frames.due_rows import Troubles, troubles_of
from thutuc.frames.engines import OWN, Desk, Native
from thutuc.frames.reporting import check_zones
from thutuc.frames.row_facts import check_numbers, check_times, check_values, kinds_of, rows_text
from thutuc.frames.values import Array, Columns, Kind, Values, to_the_microsecond
from thutuc.moments import Moment, local_time


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
    return _answered(frame, Taken(calendar, start, end, (name,), known_day(calendar, until), paused=paused))


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
    names = (name, observed)
    return _answered(frame, Taken(calendar, start, end, names, known_day(calendar, until), censored=True))


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
    last = known_moment(calendar, until)
    return _answered(frame, Taken(calendar, start, end, (name,), last, by_minute=True, in_hours=True))


@attrs.frozen(eq=False)
class Taken:
    """The question how much the office worked between two columns.

    Args:
        calendar: When the office works.
        start: Column of the starts.
        end: Column of the ends.
        names: The new columns: the working days, or the working time, and whether the end was seen.
        until: Up to when rows without an end are counted.
        by_minute: Whether working time is counted, not working days.
        censored: Whether what ended after *until* had not ended.
        paused: Column of the days to take out.
        in_hours: Whether working time is given in hours, not microseconds.
    """

    calendar: WorkCalendar
    start: str
    end: str
    names: tuple[str, ...]
    until: Moment | None = None
    by_minute: bool = False
    censored: bool = False
    paused: str | None = None
    in_hours: bool = False

    @property
    def kinds(self) -> dict[str, Kind]:
        """The new columns, and what they hold."""
        return dict.fromkeys(self.names, Kind.REAL if self.in_hours else Kind.NUMBER)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        asked = (self.start, self.end, *([] if self.paused is None else [self.paused]))
        return tuple(dict.fromkeys(map(check_name, asked)))

    def __call__(self, columns: Columns) -> Columns:
        """The new columns of some rows."""
        start, end, seen = self._ends(columns)
        taken, missing = self._between(columns, start, end)
        number = taken / 3_600_000_000 if self.in_hours else taken
        found = [
            Values(self.kinds[self.names[0]], number, missing if missing.any() else None),
            Values(Kind.NUMBER, seen.astype(np.int64)),
        ]
        return dict(zip(self.names, found, strict=False))

    def _times(self, columns: Columns, name: str) -> Array:
        """A column of days, or of moments in office time."""
        column = columns[name]
        calendars = CalendarColumn(tables_of(self.calendar))
        data = calendars.office_time(column.data) if column.kind is Kind.INSTANT else column.data
        return data if self.by_minute else data.astype("M8[D]")

    def _ends(self, columns: Columns) -> tuple[Array, Array, Array]:
        """The starts, the ends up to which rows count, and whether these were seen."""
        start, end = self._times(columns, self.start), self._times(columns, self.end)
        if self.until is None:
            return start, end, ~np.isnat(end)
        until = np.datetime64(self.until, "us" if self.by_minute else "D")
        seen = end <= until if self.censored else ~np.isnat(end)
        return start, np.where(seen, end, until), seen

    def _between(self, columns: Columns, start: Array, end: Array) -> tuple[Array, Array]:
        """What was taken, and where nothing is known of it."""
        missing = np.isnat(start) | np.isnat(end)
        if self.by_minute:
            found = arrays.working_time_between(
                to_the_microsecond(start), to_the_microsecond(end), self.calendar
            )
            return np.where(missing, 0, found.view(np.int64)), missing
        taken = np.ma.filled(arrays.count_working_days(start, end, self.calendar), 0)
        if self.paused is not None and columns[self.paused].kind is Kind.NUMBER:
            paused = columns[self.paused]
            taken = taken - np.where(paused.there, paused.data, 0).astype(np.int64)
        return taken, missing

    def found(self, columns: Columns) -> tuple[str, int]:
        """What is wrong with some rows, and with how many."""
        calendars = CalendarColumn(tables_of(self.calendar))
        for name in (self.start, self.end):
            if outside := calendars.strays(self._times(columns, name)):
                return name, outside
        start, end, _ = self._ends(columns)
        if backward := int(np.count_nonzero(self._times(columns, self.end) < start)):
            return _BACKWARD, backward
        if self.censored and (unseen := int(np.count_nonzero(~(start <= end)))):
            return _UNSEEN, unseen
        if backward := int(np.count_nonzero(end < start)):
            return _BACKWARD, backward
        if self.paused is not None:
            taken, missing = self._between(columns, start, end)
            return _PAUSED, int(np.count_nonzero((taken < 0) & ~missing))
        return "", 0

    def refuse(self, trouble: str, rows: int) -> NoReturn:
        """Refuse rows that cannot be counted.

        Raises:
            InvalidValueError: If ends come before their starts, nothing was observed, or too much is paused.
            CalendarRangeError: If days lie outside the calendar.
        """
        if trouble == _BACKWARD:
            until = "" if self.until is None or self.censored else str(self.until)
            open_ = f" (rows without an end run up to {until})" if until else ""
            raise InvalidValueError(
                f"{rows_text(rows)} of column {self.end!r} come before their start{open_}; "
                "an end follows its start",
                given=self.end,
            )
        if trouble == _UNSEEN:
            raise InvalidValueError(
                f"{rows_text(rows)} of column {self.start!r} hold nothing, or a day after {self.until}, so "
                f"nothing of them was observed; filter them out first",
                given=self.start,
            )
        if trouble == _PAUSED:
            raise InvalidValueError(
                f"{rows_text(rows)} of column {self.paused!r} hold more days than lie between start and end; "
                f"give working days, of the pauses alone",
                given=self.paused,
            )
        refuse_outside(self.calendar.first, self.calendar.last, trouble, rows)


_BACKWARD, _UNSEEN, _PAUSED = f"{OWN}backward", f"{OWN}unseen", f"{OWN}paused"


def _answered(frame: Native, question: Taken) -> Native:
    """The caller's frame with the new columns."""
    check_calendar(question.calendar)
    desk = Desk.as_given(frame, question.columns)
    check_new(desk, question.names)
    made = answered(desk, question)
    return cast(
        "Native", made if not desk.engine.is_lazy else _chosen(made, (*desk.columns, *question.names))
    )


def _chosen(frame: Any, names: tuple[str, ...]) -> object:  # noqa: ANN401 - a frame of the engine
    return nw.from_native(frame).select(*names).to_native()


def answered(desk: Desk, question: Taken) -> Any:  # noqa: ANN401 - a frame of the engine
    """The frame on a desk with the new columns, all rows looked at before.

    Raises:
        InvalidTypeError: If a column holds no dates or moments, or some have a zone and some none.
        InvalidValueError: If some rows cannot be counted.
        CalendarRangeError: If days lie outside the calendar.
    """
    native = desk.frame.to_native()
    if desk.engine.is_lazy:
        kinds = kinds_of(desk, question.columns)
        _check_kinds(desk, question, kinds)
        if question.paused is not None:
            check_numbers(desk, question.paused, whole=True)
        for trouble, rows in troubles_of(desk, Troubles(question)):
            question.refuse(trouble, rows)
        return carried(native, desk.engine, question)
    columns = columns_of(desk.native, desk.engine, question.columns)
    _check_kinds(desk, question, {name: column.kind for name, column in columns.items()})
    if question.paused is not None:
        check_values(question.paused, columns[question.paused])
    trouble, rows = question.found(columns)
    if rows:
        question.refuse(trouble, rows)
    return with_columns(native, desk.engine, question(columns))


def _check_kinds(desk: Desk, question: Taken, kinds: Mapping[str, Kind]) -> None:
    names = (question.start, question.end)
    check_times(names, kinds, lambda: desk.schema)
    check_zones(kinds, names)
    if question.by_minute:
        for name in names:
            if kinds[name] is Kind.DAY:
                raise InvalidTypeError(
                    f"column {name!r} holds {desk.schema[name]}; working time counts between moments",
                    given=name,
                )


def known_day(calendar: WorkCalendar, day: object) -> date | None:
    """A day of the calendar, if one is given.

    Raises:
        InvalidTypeError: If it is no date.
        CalendarRangeError: If it lies outside the calendar.
    """
    if day is None:
        return None
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InvalidTypeError(f"a day is a date, such as date(2026, 3, 9), not {day!r}", given=day)
    if not check_calendar(calendar).first <= day <= calendar.last:
        raise CalendarRangeError(
            f"{day} is outside this calendar, which knows {calendar.first} to {calendar.last}",
            given=day,
            first=calendar.first,
            last=calendar.last,
        )
    return day


def known_moment(calendar: WorkCalendar, until: object) -> datetime | None:
    """A moment of the calendar, if one is given, in office time.

    Raises:
        InvalidTypeError: If it is no datetime.
        CalendarRangeError: If it lies outside the calendar.
    """
    if until is None:
        return None
    if not isinstance(until, datetime):
        raise InvalidTypeError(f"`until` is a datetime, not {until!r}", given=until)
    local = local_time(until, check_calendar(calendar).zone)
    known_day(calendar, local.date())
    return local
