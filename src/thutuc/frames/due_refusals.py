"""What is said of rows that cannot be counted (thông báo về các dòng không tính được hạn)."""

from datetime import date
from typing import NoReturn

from thutuc.calendars import WorkCalendar
from thutuc.errors import CalendarRangeError, ClockError, InvalidTypeError, InvalidValueError
from thutuc.frames.due_rows import BEYOND, DATED, HOURLESS, OUTSIDE, DueRows
from thutuc.frames.row_facts import rows_text


def refuse(question: DueRows, trouble: str | None, rows: int) -> None:
    """Refuse rows that cannot be counted.

    Raises:
        CalendarRangeError: If starts or answers lie outside their calendar.
        ClockError: If pauses are not in order.
        InvalidTypeError: If hours are needed and missing.
    """
    if not trouble or not rows:
        return
    if trouble in {HOURLESS, DATED}:
        _refuse_dates(question, trouble)
    if trouble not in {OUTSIDE, BEYOND}:
        raise ClockError(
            f"pauses: {rows_text(rows)} {trouble}; a row is paused from its start on, resumed after that, "
            f"and paused again at the earliest then",
            given=question.pauses,
            allowed=(),
            rows=rows,
        )
    calendars = (
        [question.calendar] if isinstance(question.calendar, WorkCalendar) else question.calendar.values()
    )
    first, last = min(c.first for c in calendars), max(c.last for c in calendars)
    if trouble == OUTSIDE:
        refuse_outside(first, last, question.start, rows)
    raise CalendarRangeError(
        f"{rows_text(rows)}: the due date counted from column {question.start!r} is outside this calendar, "
        f"which knows {first} to {last}; build it with a later `last`",
        given=question.start,
        first=first,
        last=last,
        rows=rows,
    )


def _refuse_dates(question: DueRows, trouble: str) -> NoReturn:
    """Refuse dates from which, or for which, nothing can be counted by the minute."""
    if trouble == HOURLESS:
        raise InvalidTypeError(
            f"column {question.start!r} holds dates, and limits by the hour count from a moment; give it",
            given=question.start,
        )
    if trouble == DATED and len(question.pauses) == 1:
        raise InvalidValueError(
            f"column {question.pauses[0]!r} takes out days, and limits by the hour pause by the minute; "
            f"count them apart",
            given=question.pauses[0],
        )
    raise InvalidTypeError(
        "pauses and resumes are dates, and limits by the hour pause by the minute; give moments",
        given=question.pauses,
    )


def refuse_outside(first: date, last: date, column: str, rows: int) -> NoReturn:
    """Refuse days outside the calendar.

    Raises:
        CalendarRangeError: Always.
    """
    raise CalendarRangeError(
        f"{rows_text(rows)} of column {column!r} lie outside this calendar, which knows {first} to "
        f"{last}; check the years, or build it with an earlier `first` or a later `last`",
        given=column,
        first=first,
        last=last,
        rows=rows,
    )
