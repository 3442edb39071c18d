"""A year of a calendar: the days that are not as their weekday (lịch làm việc một năm)."""

from collections.abc import Sequence

from thutuc.calendars.days import DayExplanation, DayKind, weekday_name
from thutuc.errors import InvalidValueError
from thutuc.words.labels import both
from thutuc.words.table import Table

_PROVISIONAL = ("dự kiến", "provisional")


def year_table(days: Sequence[DayExplanation], year: int) -> Table:
    """Days off, swaps, closures and days with hours of their own, and how many days are worked.

    Raises:
        InvalidValueError: If there are no days.
    """
    if not days:
        raise InvalidValueError(f"no day of {year!r} lies in this calendar; give a year of it", given=year)
    worked = str(sum(day.worked for day in days))
    return Table.of(
        (f"Lịch làm việc năm {year}", f"Working calendar of {year}"),
        [day for day in days if day.kind not in {DayKind.WORKING, DayKind.WEEKLY_REST}],
        ("day", "ngày", "day", lambda day: day.day),
        ("weekday", "thứ", "weekday", lambda day: both(lambda language: weekday_name(day.day, language))),
        ("kind", "loại ngày", "kind", lambda day: day.kind.words),
        (
            "hours",
            "giờ làm việc",
            "hours",
            lambda day: ", ".join(map(str, day.sessions)) if day.worked else "",
        ),
        ("reason", "lý do", "reason", lambda day: (day.reason, day.english)),
        ("provisional", "ghi chú", "remark", lambda day: _PROVISIONAL if day.provisional else ""),
        notes=[(f"{worked} ngày làm việc", f"{worked} working days")],
    )
