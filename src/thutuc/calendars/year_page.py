"""A year of a calendar: the days that are not as their weekday (lịch làm việc một năm)."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from thutuc.calendars.days import DayExplanation, DayKind, weekday_name
from thutuc.calendars.hours import OfficeHours
from thutuc.errors import InvalidValueError
from thutuc.words.labels import both
from thutuc.words.table import Table

_PROVISIONAL = ("dự kiến", "provisional")


def year_table(days: Sequence[DayExplanation], weeks: Sequence[OfficeHours], year: int) -> Table:
    """Days off, swaps, closures and days with hours of their own; the weeks, and how many days are worked.

    Args:
        days: All days of the year.
        weeks: The week that holds on each of them.
        year: The year.

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
        notes=[*_weeks(days, weeks), (f"{worked} ngày làm việc", f"{worked} working days")],
    )


def _weeks(days: Sequence[DayExplanation], weeks: Sequence[OfficeHours]) -> Iterator[tuple[str, str]]:
    """The hours of the week; where seasons have their own, with the days from and to which they hold."""
    monday_first = [date(2024, 1, day) for day in range(1, 8)]
    names = [[weekday_name(day, language) for day in monday_first] for language in ("vi", "en")]
    runs = [list(run) for _, run in groupby(zip(days, weeks, strict=True), key=lambda pair: pair[1])]
    for run in runs:
        vi, en = (run[0][1].text(weekdays, " – ") for weekdays in names)
        if len(runs) > 1:
            first, last = (f"{one.day:%d/%m/%Y}" for one in (run[0][0], run[-1][0]))
            vi, en = f"từ {first} đến {last}: {vi}", f"{first} to {last}: {en}"
        yield vi, en
