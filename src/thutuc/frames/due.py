"""Due dates for whole frames (hạn trả kết quả cho cả bảng)."""

from collections.abc import Sequence
from typing import Any, cast

import narwhals.stable.v2 as nw

from thutuc.arrays.calendar_columns import numbered
from thutuc.calendars import WorkCalendar
from thutuc.errors import CalendarRangeError, ClockError, InvalidTypeError, InvalidValueError, LimitTextError
from thutuc.fields import require
from thutuc.frames.carriers import carried, columns_of, with_columns
from thutuc.frames.column_names import check_name
from thutuc.frames.due_by_day import by_join, by_position
from thutuc.frames.due_pauses import Joined, joined
from thutuc.frames.due_refusals import refuse
from thutuc.frames.due_rows import (
    Calendars,
    DueRows,
    DueTroubles,
    troubles_of,
)
from thutuc.frames.engines import Desk, Engine, Native
from thutuc.frames.row_facts import (
    check_kinds,
    check_numbers,
    check_values,
    facts_at_hand,
    facts_of,
    fits,
    glimpse,
    judged,
    kinds_of,
)
from thutuc.frames.values import Columns
from thutuc.limits import Convention, TimeLimit, Unit


def due_dates(
    frame: Native,
    calendar: Calendars,
    *,
    start: str = "received_at",
    amount: str | float | TimeLimit = "limit",
    unit: Unit | str = Unit.WORKING_DAY,
    convention: Convention = Convention.CIVIL_CODE,
    calendar_by: str | None = None,
    paused: str | None = None,
    pause: str | None = None,
    resume: str | None = None,
    pauses: object = None,
    key: str | None = None,
    due_at: str | None = None,
    suffix: str = "",
) -> Native:
    """Add when each dossier of a frame is due (cột hạn trả kết quả).

    Row by row [`arrays.due`][thutuc.arrays.due]: every convention and unit, cut-off hours, pauses, offices
    whose clocks change.

    Args:
        frame: A frame of any supported engine, one row a dossier.
        calendar: When the office works; or calendars of several offices, by their codes.
        start: Column of the days or moments from which the limits count; missing stays missing.
        amount: Column of the numbers of the limits, or of their texts, such as `05 ngày làm việc`; or one
            number or limit for all.
        unit: Unit of the limits, or a column with the units' names or labels, in any case and normal form.
        convention: How days are counted.
        calendar_by: Column of the codes of calendars.
        paused: Column of the days to add for pauses; missing means none. Working days for limits in working
            days and limits of 0, days of the calendar for all others. A number of days says what pauses did
            that began before the last counted day; give *pause* and *resume* for all others.
        pause: Column of the beginnings of pauses, one a row; missing where there is none.
        resume: Column of their ends; missing where the clock still stands, as if it went on at once.
        pauses: A second frame of the same engine, one row a pause, for any number of them: with the columns
            *key*, *pause* and *resume*, which are called `pause` and `resume` if they are left out. Pauses of
            rows that are not in *frame* are left out.
        key: Column of both frames by which pauses find their rows, such as `code`.
        due_at: Name of a column to add with the due moments, where the minute counts: of limits by the hour,
            fractions of a day, days that keep the hour, and days that are worked until midnight.
        suffix: Put behind the names of the new columns, for one what-if beside another.

    Returns:
        The frame with `due_on` and `provisional`.

    Raises:
        InvalidTypeError: If the frame or a column has the wrong type.
        InvalidValueError: If a column is missing or would be overwritten, a limit is negative or missing, or
            a code names no calendar; with the column and the count of rows.
        LimitTextError: If no limit can be read from a text; with the count of rows.
        ClockError: If a pause comes before its start or runs into another; with the count of rows.
        CalendarRangeError: If a start or an answer lies outside the calendar; with the count of rows.

    Examples:
        >>> from datetime import date
        >>> import polars
        >>> from thutuc import frames, vietnam_calendar
        >>> register = polars.DataFrame({"received_at": [date(2026, 2, 13)], "limit": [5]})
        >>> frames.due_dates(register, vietnam_calendar())["due_on"].to_list()
        [datetime.date(2026, 2, 27)]
        >>> offices = {"A": vietnam_calendar(), "B": vietnam_calendar().with_days_off([date(2026, 2, 24)])}
        >>> register = polars.DataFrame({"received_at": [date(2026, 2, 13)] * 2, "office": ["A", "B"]})
        >>> frames.due_dates(register, offices, calendar_by="office", amount=5)["due_on"].to_list()
        [datetime.date(2026, 2, 27), datetime.date(2026, 3, 2)]
    """
    many = None if pauses is None else Joined.of(pauses, key, pause, resume)
    columns = () if many is not None else _pause_columns(paused, pause, resume)
    for name in (start, calendar_by or start, *columns):
        check_name(name)
    check_calendars(calendar, calendar_by)
    check_convention(convention)
    question = DueRows(
        start, *_limits(amount, unit), calendar, calendar_by, convention, columns, _names(due_at, suffix)
    )
    return cast("Native", _added(frame, question, many))


def _names(due_at: str | None, suffix: str) -> tuple[str, ...]:
    require(suffix, str, "suffix")
    return (f"due_on{suffix}", f"provisional{suffix}", *([] if due_at is None else [due_at]))


def _added(frame: object, question: DueRows, many: Joined | None) -> object:
    """The frame with the answers."""
    needed = [*question.columns, *([] if many is None else [many.key])]
    desk = Desk.as_given(frame, needed)
    check_new(desk, question.names)
    if not desk.engine.is_lazy:
        columns = columns_of(desk.native, desk.engine, needed)
        if many is not None:
            columns, question = many.beside(desk, columns, question)
        return with_columns(desk.native, desk.engine, _answered(desk, question, columns))
    if many is None:
        return _planned(desk, question)
    joined_desk, question = joined(desk, question, many)
    made = nw.from_native(_planned(joined_desk, question))
    return made.select(*desk.columns, *question.names).to_native()


def _limits(amount: object, unit: object) -> tuple[TimeLimit | None, str | float, str | Unit]:
    """One limit for all, the amount or its column, and the unit or its column.

    Raises:
        InvalidTypeError: If *amount* is no column, number or limit, or *unit* no unit or column.
        InvalidValueError: If a number cannot be a limit.
    """
    if isinstance(amount, TimeLimit):
        return amount, amount.amount, amount.unit
    if not isinstance(unit, Unit | str):
        raise InvalidTypeError(f"a unit is a Unit or the name of a column, not {unit!r}", given=unit)
    if isinstance(amount, str):
        return None, amount, unit
    # A constant is held to the same rules as any limit.
    checked = TimeLimit(cast("float", amount), unit if isinstance(unit, Unit) else Unit.DAY)
    return checked if isinstance(unit, Unit) else None, checked.amount, unit


def _pause_columns(paused: str | None, pause: str | None, resume: str | None) -> tuple[str, ...]:
    if (pause is None) != (resume is None) or (paused is not None and pause is not None):
        raise InvalidValueError(
            "pauses are two columns, pause and resume, or one, paused, of the days that they add; give these",
            given=(paused, pause, resume),
        )
    return tuple(name for name in (paused, pause, resume) if name is not None)


def check_calendars(calendar: object, calendar_by: object) -> None:
    """Refuse what is neither a calendar nor calendars with the column of their codes.

    Raises:
        InvalidTypeError: If it is something else.
    """
    if calendar_by is None:
        check_calendar(calendar)
    else:
        numbered(calendar)


def check_convention(convention: object) -> None:
    """Refuse what is no convention.

    Raises:
        InvalidTypeError: If it is something else.
    """
    if not isinstance(convention, Convention):
        raise InvalidTypeError(f"a convention is a Convention, not {convention!r}", given=convention)


# At hand --------------------------------------------------------------------------------------------------


def _answered(desk: Desk, question: DueRows, columns: Columns) -> Columns:
    kinds = {name: column.kind for name, column in columns.items()}
    # Other columns of pandas may have names that are no texts.
    own = [name for name in question.columns if name in desk.columns]
    check_kinds(question, kinds, desk.frame.select(*own).collect_schema)
    for name in question.pauses if len(question.pauses) == 1 else ():
        check_values(name, columns[name])
    try:
        question = judged(question, glimpse(question, columns), kinds)
    except (InvalidValueError, LimitTextError):
        question = judged(question, facts_at_hand(question, columns), kinds)
    try:
        return question(columns)
    except (CalendarRangeError, ClockError, InvalidTypeError):
        refuse(question, *DueTroubles(question).found(columns))
        raise


# Plans ----------------------------------------------------------------------------------------------------


def _planned(desk: Desk, question: DueRows) -> Any:  # noqa: ANN401 - a frame of the engine
    """The plan with the answers, all of whose rows are looked at once.

    Raises:
        ThutucError: If some of them cannot be counted.
    """
    kinds = kinds_of(desk, question.columns)
    check_kinds(question, kinds, lambda: desk.schema)
    for name in question.pauses if len(question.pauses) == 1 else ():
        check_numbers(desk, name, whole=True)
    facts = facts_of(desk, question, kinds)
    question, native = judged(question, facts, kinds), desk.frame.to_native()
    if question.pauses or not fits(question, facts, kinds):
        for trouble, rows in troubles_of(desk, DueTroubles(question)):
            refuse(question, trouble, rows)
    if desk.engine is Engine.LAZY_POLARS:
        fetched = by_position(native, question, facts, kinds)
    else:
        fetched = by_join(desk, question, facts, kinds)
    return carried(native, desk.engine, question) if fetched is None else fetched


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
