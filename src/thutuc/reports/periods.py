"""Reporting periods: of the calendar, from the 15th to the 14th, or from any day (kỳ báo cáo)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import pairwise

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import all_of, checked, iterable, whole_number
from thutuc.moments import MICROSECOND, local_time
from thutuc.words.labels import Labelled, check_language
from thutuc.words.numbers import roman

__all__ = ["CUT_OFF_DAY", "ReportingPeriod", "Span", "check_series"]

CUT_OFF_DAY = 15
"""The first day of a reporting month under Nghị định 09/2019/NĐ-CP, which ends on the 14th (kỳ báo cáo).

As provinces copy it, such as Quyết định 01/2023 Khánh Hòa, Điều 4; the article of the decree was not read.
"""


class Span(Labelled):
    """How long a reporting period is (loại kỳ báo cáo).

    Examples:
        >>> Span.QUARTER.months, Span.QUARTER.in_a_year
        (3, 4)
    """

    MONTH = "month", "tháng", "month"
    QUARTER = "quarter", "quý", "quarter"
    HALF_YEAR = "half-year", "6 tháng", "half-year"
    NINE_MONTHS = "nine-months", "9 tháng", "nine months"
    YEAR = "year", "năm", "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return _MONTHS[self]

    @property
    def in_a_year(self) -> int:
        """How many of them follow each other in a year; of nine months only the first."""
        return 12 // self.months


_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF_YEAR: 6, Span.NINE_MONTHS: 9, Span.YEAR: 12}


@attrs.frozen
class ReportingPeriod:
    """The first day of a period and the first day after it (kỳ báo cáo).

    Unpacks into both, so that `PeriodReport.of(dossiers, *period)` counts it.

    Args:
        start: First day or moment.
        end: First day or moment after it.
        name: What it is called.

    Raises:
        InvalidTypeError: If one is neither date nor datetime.
        InvalidValueError: If it ends before it begins.

    Examples:
        The first quarter of 2026, of the calendar and from the 15th to the 14th:

        >>> ReportingPeriod.of(Span.QUARTER, 2026).start.isoformat()
        '2026-01-01'
        >>> start, end = ReportingPeriod.of(Span.QUARTER, 2026, first_day=CUT_OFF_DAY)
        >>> start.isoformat(), end.isoformat()
        ('2025-12-15', '2026-03-15')
    """

    start: date
    end: date
    name: str = ""

    def __attrs_post_init__(self) -> None:
        for moment in (self.start, self.end):
            checked(moment, (date, datetime), "a period runs between dates")
        if local_time(self.start) >= local_time(self.end):
            raise InvalidValueError(
                f"a period cannot run from {self.start} to {self.end}; `end` is the first day after it",
                given=(self.start, self.end),
            )

    def __iter__(self) -> Iterator[date]:
        return iter((self.start, self.end))

    @classmethod
    def of(cls, span: Span, year: int, number: int = 1, *, first_day: int = 1) -> "ReportingPeriod":
        """The period of a year (kỳ báo cáo của năm).

        Args:
            span: How long it is.
            year: The year.
            number: Which of its year: 1 to 12 for months, 1 to 4 for quarters, 1 or 2 for half-years.
            first_day: Day of the month on which a period begins; after the first it begins in the month
                before, so that 15 gives 15/12 to 14/3 as the first quarter.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If there is no such period in a year, or months without that day.

        Legal source:
            Nghị định 09/2019/NĐ-CP, for periods from the 15th to the 14th.
        """
        _check_whole("year", year, 1900, 2999)
        _check_whole("number", number, 1, _span(span).in_a_year)
        _check_whole("first_day", first_day, 1, 28)
        begun = year * 12 + (number - 1) * span.months - (first_day > 1)
        words, _ = _names(span, year, number)
        return cls(_day(begun, first_day), _day(begun + span.months, first_day), words)

    @classmethod
    def all_of(cls, span: Span, year: int, *, first_day: int = 1) -> "tuple[ReportingPeriod, ...]":
        """The periods of a year, each beginning as the one before ends (các kỳ trong năm).

        Args:
            span: How long each is.
            year: The year.
            first_day: Day of the month on which a period begins.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If there are none.

        Examples:
            >>> [period.name for period in ReportingPeriod.all_of(Span.HALF_YEAR, 2026)]
            ['6 tháng đầu năm 2026', '6 tháng cuối năm 2026']
        """
        numbers = range(1, _span(span).in_a_year + 1)
        return tuple(cls.of(span, year, number, first_day=first_day) for number in numbers)


def _names(span: Span, year: int, number: int) -> tuple[str, str]:
    """What reports call a period, in Vietnamese and English."""
    first = number == 1
    return {
        Span.MONTH: (f"tháng {number}/{year}", f"month {number} of {year}"),
        Span.QUARTER: (f"quý {roman(number)}/{year}", f"quarter {number} of {year}"),
        Span.HALF_YEAR: (
            f"6 tháng {'đầu' if first else 'cuối'} năm {year}",
            f"{'first' if first else 'second'} half of {year}",
        ),
        Span.NINE_MONTHS: (f"9 tháng đầu năm {year}", f"first nine months of {year}"),
        Span.YEAR: (f"năm {year}", f"year {year}"),
    }[span]


def period_name(start: date, end: date, language: str = "vi") -> str:
    """What a period is called that the calendar, or the 15th, makes; empty for any other (tên kỳ báo cáo).

    Args:
        start: First day or moment of the period.
        end: First day or moment after it.
        language: Of the name.

    Raises:
        InvalidValueError: If *language* is neither `vi` nor `en`.

    Examples:
        >>> period_name(date(2026, 7, 1), date(2026, 10, 1))
        'quý III/2026'
        >>> period_name(date(2025, 12, 15), date(2026, 3, 15))
        'quý I/2026'
        >>> period_name(date(2026, 7, 1), date(2026, 9, 30))
        ''
    """
    english = check_language(language) == "en"
    first, after = local_time(start), local_time(end)
    if first.time() != time() or after.time() != time() or first.day not in {1, CUT_OFF_DAY}:
        return ""
    year, month = divmod(first.year * 12 + first.month - 1 + (first.day > 1), 12)
    for span in Span:
        number = month // span.months + 1
        if number <= span.in_a_year:
            made = ReportingPeriod.of(span, year, number, first_day=first.day)
            if (made.start, made.end) == (first.date(), after.date()):
                return _names(span, year, number)[english]
    return ""


def period_text(start: date, end: date, language: str) -> str:
    """From when to when a period runs, its last day included (từ ngày … đến ngày …).

    Examples:
        >>> period_text(date(2026, 11, 1), date(2026, 12, 1), "vi")
        'từ ngày 01/11/2026 đến ngày 30/11/2026'
        >>> period_text(datetime(2026, 11, 1, 7, 30), datetime(2026, 12, 1, 17), "vi")
        'từ 07 giờ 30 phút, ngày 01/11/2026 đến trước 17 giờ 00 phút, ngày 01/12/2026'
        >>> period_text(date(2026, 11, 1), date(2026, 12, 1), "en")
        'from 01/11/2026 to 30/11/2026'
    """
    english = check_language(language) == "en"
    first, after = local_time(start), local_time(end)
    if after.time() == time():
        last = f"{last_day(end):%d/%m/%Y}"
        words = f"to {last}" if english else f"đến ngày {last}"
    else:
        words = f"{'until just before' if english else 'đến trước'} {moment_text(after, language)}"
    if first.time() == time():
        return f"{'from' if english else 'từ ngày'} {first:%d/%m/%Y} {words}"
    return f"{'from' if english else 'từ'} {moment_text(first, language)} {words}"


def moment_text(moment: datetime, language: str) -> str:
    """A moment in office time, in the words of official papers (… giờ … phút, ngày …).

    Examples:
        >>> moment_text(datetime(2026, 11, 27, 22, 10), "vi")
        '22 giờ 10 phút, ngày 27/11/2026'
        >>> moment_text(datetime(2026, 11, 27, 22, 10), "en")
        '22:10, 27/11/2026'
    """
    local = local_time(moment)
    if check_language(language) == "en":
        return f"{local:%H:%M}{f':{local:%S}' if local.second else ''}, {local:%d/%m/%Y}"
    return f"{local:%H giờ %M phút}{f' {local:%S} giây' if local.second else ''}, ngày {local:%d/%m/%Y}"


def as_of_text(now: datetime) -> tuple[str, str]:
    """As of when a list was made, in both languages."""
    return f"Tính đến {moment_text(now, 'vi')}", f"As of {moment_text(now, 'en')}"


def day_text(day: date | None) -> str:
    """A day as papers write it; nothing for none."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def last_day(end: date) -> date:
    """The last day of a period that ends before *end*."""
    return (local_time(end) - MICROSECOND).date()


def _day(month: int, day: int) -> date:
    return date(month // 12, month % 12 + 1, day)


def _span(given: object) -> Span:
    return checked(given, Span, "a span is one of Span, such as Span.QUARTER")


def _check_whole(name: str, given: object, low: int, high: int) -> None:
    if not low <= whole_number(given, f"{name} is a whole number") <= high:
        raise InvalidValueError(f"{name} is {low} to {high}, not {given}", given=given)


def check_series(periods: Iterable[ReportingPeriod]) -> tuple[ReportingPeriod, ...]:
    """Periods in order of their start, if none overlaps another (dãy kỳ báo cáo).

    Args:
        periods: In any order; between two there may be days in neither.

    Raises:
        InvalidValueError: If two overlap, so that a dossier would be counted in both.

    Examples:
        >>> months = ReportingPeriod.all_of(Span.MONTH, 2026)
        >>> len(check_series(months))
        12
    """
    several = all_of(iterable(periods, "periods"), ReportingPeriod, "a series holds ReportingPeriod values")
    ordered = sorted(several, key=lambda period: local_time(period.start))
    for before, after in pairwise(ordered):
        if local_time(after.start) < local_time(before.end):
            raise InvalidValueError(
                f"the period from {after.start} begins before the one from {before.start} ends on "
                f"{before.end}; in one series each begins where another has ended",
                given=(before, after),
            )
    return tuple(ordered)
