"""The official form of the report (biểu mẫu báo cáo)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from thutuc.calendars.tables import OFFICE_TIME
from thutuc.errors import InvalidValueError
from thutuc.fields import require
from thutuc.limits.units import check_language
from thutuc.reports.period import PeriodReport
from thutuc.reports.printing import Cell, Table, period_text

__all__ = ["FORM_II_06", "FORM_II_06_KNOWN_UNTIL", "form_ii_06"]

FORM_II_06 = (
    ("number", "STT", "No."),
    ("item", "Lĩnh vực, công việc giải quyết theo cấp", "Field and work, by level"),
    ("to_resolve", "Nhận giải quyết: tổng số", "To resolve: total"),
    ("online", "Trong kỳ: trực tuyến", "In the period: online"),
    ("direct_and_post", "Trong kỳ: trực tiếp, dịch vụ bưu chính", "In the period: direct, by post"),
    ("carried_over", "Từ kỳ trước", "Carried over"),
    ("resolved", "Đã giải quyết: tổng số", "Resolved: total"),
    ("early", "Trước hạn", "Early"),
    ("on_time", "Đúng hạn", "On time"),
    ("late", "Quá hạn", "Late"),
    ("pending", "Đang giải quyết: tổng số", "Pending: total"),
    ("pending_in_time", "Trong hạn", "In time"),
    ("pending_overdue", "Quá hạn", "Overdue"),
)
"""The 13 columns of form II.06: name, Vietnamese and English heading (các cột của Biểu II.06)."""

FORM_II_06_KNOWN_UNTIL: Final = date(2026, 7, 31)
"""The last day on which form II.06 is known to hold (ngày cuối biết chắc biểu còn áp dụng).

Thông tư 09/2026/TT-BTP, which a single source names, is in force from 01/08/2026 in the same field. Its text
was not found, so whether it replaces the form is not known.
"""

_TITLES = (
    "Biểu II.06a/VPCP/KSTT: Tình hình, kết quả giải quyết thủ tục hành chính",
    "Form II.06a/VPCP/KSTT: handling of administrative procedures",
)
_UNITS = ("Đơn vị tính: số hồ sơ thủ tục hành chính", "Unit: number of dossiers")


def form_ii_06(report: PeriodReport, language: str = "vi") -> Table:
    """Form II.06, 13 columns, from a report (Biểu II.06 Thông tư 01/2020/TT-VPCP).

    One line for each group of the report. A report divided by two columns or more, such as level and field,
    gets a heading line with its sum for each value of the first. A note below says until when the form is
    known to hold: [`FORM_II_06_KNOWN_UNTIL`][thutuc.reports.FORM_II_06_KNOWN_UNTIL].

    Args:
        report: The report, divided by what its lines are to be, usually the field.
        language: Of the headings.

    Returns:
        A table; `to_dicts` has one dictionary a line, and `is_total` where it is the sum of others.

    Raises:
        InvalidValueError: If *language* is neither `vi` nor `en`, or the channel of a dossier received in the
            period is not known, so that columns 4 and 5 cannot be told apart.

    Legal source:
        Thông tư 01/2020/TT-VPCP, Biểu 06; columns read in a printed form, not in the circular itself.

    Examples:
        >>> from datetime import date
        >>> from thutuc.registers import Entry
        >>> entry = Entry("H1", "khai sinh", "UBND xã", "một cửa", "trực tuyến", date(2026, 3, 2), None, None,
        ...               None)
        >>> report = PeriodReport.of([entry], date(2026, 1, 1), date(2026, 4, 1), by="procedure")
        >>> form_ii_06(report).to_dicts()[0]["online"]
        1
    """
    english = check_language(language) == "en"
    require(report, PeriodReport, "report")
    unknown = report.details["unknown_channel"]
    known = report.detail("online") + report.detail("direct_and_post") + len(unknown)
    if unknown or known != report.received:
        shown = ", ".join(unknown[:3]) or "those of this report"
        raise InvalidValueError(
            f"form II.06 divides by channel, and of {report.received - known + len(unknown)} dossiers it is "
            f"not known, among them {shown}; say what a register calls its channels with "
            f"PeriodReport.of(…, channels={{'tại quầy': Channel.DIRECT}})",
            given=unknown,
        )
    lines = [*_lines(report), ("", "Total" if english else "Tổng cộng", (report,))]
    rows = tuple((number, item, *_counts(several)) for number, item, several in lines)
    title = f"{_TITLES[english]}\n{period_text(report.start, report.end, language)}. {_UNITS[english]}"
    names, vi, en = zip(*FORM_II_06, strict=True)
    notes = _notes(report)[english]
    # Lines of a chapter are numbered in Roman figures and sum up those below.
    totals = tuple(not number.isdigit() for number, *_ in lines)
    headings = en if english else vi
    return Table(title, names, headings, rows, 2, language, notes, numbered=True, totals=totals)


def _notes(report: PeriodReport) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Until when the form is known to hold, in both languages, and whether the period goes beyond."""
    day = f"{FORM_II_06_KNOWN_UNTIL:%d/%m/%Y}"
    vi = [f"Biểu theo Thông tư 01/2020/TT-VPCP, được biết là áp dụng đến hết ngày {day}."]
    en = [f"Form of Thông tư 01/2020/TT-VPCP, known to hold until {day}."]
    if _last_day(report.end) > FORM_II_06_KNOWN_UNTIL:
        vi.append(
            f"Kỳ báo cáo kéo dài sau ngày {day}: chưa rõ Thông tư 09/2026/TT-BTP có thay biểu này không."
        )
        en.append(f"The period goes beyond {day}: whether Thông tư 09/2026/TT-BTP replaces it is not known.")
    return tuple(vi), tuple(en)


def _last_day(end: date) -> date:
    """The last day of a period that ends before *end*."""
    if not isinstance(end, datetime):
        return end - timedelta(days=1)
    local = end if end.tzinfo is None else end.astimezone(OFFICE_TIME)
    return (local - timedelta.resolution).date()


_Line = tuple[str, str, Sequence[PeriodReport]]


def _lines(report: PeriodReport) -> Iterator[_Line]:
    parts = [part for part in report.parts if part.total]
    if len(report.by) < 2:
        yield from _numbered(parts, 0)
        return
    for i, (first, group) in enumerate(groupby(parts, key=lambda part: part.key[0]), 1):
        several = list(group)
        yield _roman(i), _shown((first,)), several
        yield from _numbered(several, 1)


def _numbered(parts: Iterable[PeriodReport], skip: int) -> Iterator[_Line]:
    for i, part in enumerate(parts, 1):
        yield str(i), _shown(part.key[skip:]), (part,)


def _shown(key: Sequence[str]) -> str:
    return " – ".join(" ".join(value.split()) or "…" for value in key)


def _counts(several: Sequence[PeriodReport]) -> tuple[Cell, ...]:
    """Columns 3 to 13 of one line."""

    def number(name: str) -> int:
        if name == "to_resolve":
            return sum(report.total for report in several)
        if name in {"online", "direct_and_post"}:
            return sum(report.detail(name) for report in several)
        return sum(getattr(report, name) for report in several)

    return tuple(number(name) for name, _, _ in FORM_II_06[2:])


def _roman(number: int) -> str:
    """Roman figures, as forms number their chapters."""
    found = ""
    for value, figure in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            found, number = found + figure, number - value
    return found
