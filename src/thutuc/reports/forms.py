"""The official form of the report (biểu mẫu báo cáo)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Final

from thutuc.errors import InvalidValueError, check_language
from thutuc.fields import plain_date, require
from thutuc.reports.grid import composed_line
from thutuc.reports.grouping import group_text
from thutuc.reports.official import BLANK, Imprint, OfficialForm
from thutuc.reports.period import PeriodReport
from thutuc.reports.periods import last_day, period_name, period_text
from thutuc.words.labels import both
from thutuc.words.numbers import roman
from thutuc.words.table import Cell, Words

__all__ = ["FORM_II_06", "FORM_II_06_KNOWN_UNTIL", "form_ii_06"]

_TO_RESOLVE = ("Số hồ sơ nhận giải quyết", "Dossiers to resolve")
_RESOLVED = ("Số hồ sơ đã giải quyết", "Dossiers resolved")
_PENDING = ("Số hồ sơ đang giải quyết", "Dossiers pending")
_OF_WHICH = ("Trong đó", "Of which")
_ALL = ("Tổng số", "Total")
_LATE = ("Quá hạn", "Late")

_COLUMNS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("number", (("STT", "No."),)),
    ("item", (("Lĩnh vực, công việc giải quyết theo cấp", "Field and work, by level"),)),
    ("to_resolve", (_TO_RESOLVE, _ALL)),
    ("online", (_TO_RESOLVE, _OF_WHICH, ("Trực tuyến", "Online"))),
    ("direct_and_post", (_TO_RESOLVE, _OF_WHICH, ("Trực tiếp, dịch vụ bưu chính", "Direct, by post"))),
    ("carried_over", (_TO_RESOLVE, ("Từ kỳ trước", "Carried over"))),
    ("resolved", (_RESOLVED, _ALL)),
    ("early", (_RESOLVED, ("Trước hạn", "Early"))),
    ("on_time", (_RESOLVED, ("Đúng hạn", "On time"))),
    ("late", (_RESOLVED, _LATE)),
    ("pending", (_PENDING, _ALL)),
    ("pending_in_time", (_PENDING, ("Trong hạn", "In time"))),
    ("pending_overdue", (_PENDING, ("Quá hạn", "Overdue"))),
)

FORM_II_06 = tuple(
    (name, ": ".join(vi for vi, _ in path), ": ".join(en for _, en in path)) for name, path in _COLUMNS
)
"""The 13 columns of form II.06: name, Vietnamese and English headings (các cột của Biểu II.06)."""

FORM_II_06_KNOWN_UNTIL: Final = date(2026, 7, 31)
"""The last day on which form II.06 is known to hold (ngày cuối biết chắc biểu còn áp dụng).

Thông tư 09/2026/TT-BTP, which a single source names, is in force from 01/08/2026 in the same field. Its text
was not found, so whether it replaces the form is not known.
"""

_TITLE = (
    "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC",
    "HANDLING OF ADMINISTRATIVE PROCEDURES AT THE OFFICE THAT RESOLVES THEM",
)
_NUMBER = ("Biểu số II.06a/VPCP/KSTT", "Form II.06a/VPCP/KSTT")
_UNITS = (("Đơn vị báo cáo", "Reporting unit"), ("Đơn vị nhận báo cáo", "Receiving unit"))
_COUNTED_IN = ("Đơn vị tính: Số hồ sơ TTHC", "Unit: number of dossiers")
_SIGNERS = (
    (("Người lập biểu", "Prepared by"), ("(Ký, ghi rõ họ tên)", "(Signature, full name)")),
    (("Thủ trưởng đơn vị", "Head of the unit"), ("(Ký tên, đóng dấu)", "(Signature, seal)")),
)


def form_ii_06(
    report: PeriodReport,
    language: str = "vi",
    *,
    reporting_unit: str = "",
    receiving_unit: str = "",
    period: str = "",
    place: str = "",
    signed_on: date | None = None,
) -> OfficialForm:
    """Form II.06 from a report: 13 columns under three tiers (Biểu II.06 Thông tư 01/2020/TT-VPCP).

    One line for each group of the report. A report divided by two columns or more, such as level and field,
    gets a heading line with its sum for each value of the first. A note below says until when the form is
    known to hold: [`FORM_II_06_KNOWN_UNTIL`][thutuc.reports.FORM_II_06_KNOWN_UNTIL]. What is left out is
    printed as dots, to be filled in by hand.

    Args:
        report: The report, divided by what its lines are to be, usually the field.
        language: Of the headings.
        reporting_unit: Who reports.
        receiving_unit: Who receives the report.
        period: What the period is called; left out, as [`ReportingPeriod`][thutuc.reports.ReportingPeriod]
            calls it, if it is one of the calendar or from the 15th to the 14th.
        place: Where it is signed.
        signed_on: The day on which it is signed.

    Returns:
        A table that prints as the form: `text` fits 120 characters, `html` and `page` are for print,
        `to_excel` has merged headings; `to_dicts` has one dictionary a line, and
        `is_total` where it is the sum of others.

    Raises:
        InvalidTypeError: If a name is no text, or *signed_on* no date.
        InvalidValueError: If *language* is neither `vi` nor `en`, or the channel of a dossier received in the
            period is not known, so that columns 4 and 5 cannot be told apart.

    Legal source:
        Thông tư 01/2020/TT-VPCP, Biểu 06; headings, number of the form, units and period read in printed
        forms, not in the circular itself; the lines for signatures are the usual ones.

    Examples:
        >>> from datetime import date
        >>> from thutuc.registers import Entry
        >>> entry = Entry("H1", "khai sinh", "UBND xã", "một cửa", "trực tuyến", date(2026, 3, 2), None, None,
        ...               None)
        >>> report = PeriodReport.of([entry], date(2026, 1, 1), date(2026, 4, 1), by="procedure")
        >>> form = form_ii_06(report, reporting_unit="UBND xã Tầm Vu")
        >>> form.to_dicts()[0]["online"]
        1
        >>> for line in form.text().splitlines()[3:6]:
        ...     print(line.strip())
        TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC
        Kỳ báo cáo: Quý I/2026
        (Từ ngày 01/01/2026 đến ngày 31/03/2026)
    """
    check_language(language)
    require(report, PeriodReport, "report")
    _check_channels(report)
    units = _named(reporting_unit, "reporting_unit"), _named(receiving_unit, "receiving_unit")
    called, at = _named(period, "period"), _named(place, "place")
    if signed_on is not None:
        plain_date(signed_on, "signed_on")
    imprint = Imprint(
        number=_NUMBER,
        units=tuple(zip(_UNITS, units, strict=True)),
        period=tuple(zip(*both(partial(_period, report, called)), strict=True)),
        counted_in=_COUNTED_IN,
        signed=both(partial(_signed, at, signed_on)),
        signers=_SIGNERS,
    )
    lines = [*_lines(report), ("total", "", ("Tổng cộng", "Total"), (report,))]
    marks = tuple(mark for mark, *_ in lines)
    return OfficialForm(
        _TITLE,
        FORM_II_06,
        tuple((number, item, *_counts(several)) for _, number, item, several in lines),
        language,
        notes=_notes(report),
        numbered=True,
        # Lines of a chapter sum up those below.
        totals=tuple(map(bool, marks)),
        paths=tuple(path for _, path in _COLUMNS),
        marks=marks,
        imprint=imprint,
    )


def _check_channels(report: PeriodReport) -> None:
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


def _named(text: str, what: str) -> str:
    require(text, str, what)
    return composed_line(text)


def _period(report: PeriodReport, name: str, language: str) -> tuple[str, str]:
    """What the period is called, and from when to when it runs."""
    name = name or period_name(report.start, report.end, language) or BLANK
    span = period_text(report.start, report.end, language)
    label = "Reporting period" if language == "en" else "Kỳ báo cáo"
    return f"{label}: {_capital(name)}", f"({_capital(span)})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _signed(place: str, on: date | None, language: str) -> str:
    """Place and day as papers write them: days below 10 and months below 3 with a 0 before them."""
    if language == "en":
        return f"{place or BLANK}, {f'{on:%d/%m/%Y}' if on else '…/…/……'}"
    if on is None:
        return f"{place or BLANK}, ngày …… tháng …… năm ………"
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"{place or BLANK}, ngày {on.day:02d} tháng {month} năm {on.year}"


def _notes(report: PeriodReport) -> tuple[Words, ...]:
    """Until when the form is known to hold, and whether the period goes beyond."""
    day = f"{FORM_II_06_KNOWN_UNTIL:%d/%m/%Y}"
    known = (
        f"Biểu theo Thông tư 01/2020/TT-VPCP, được biết là áp dụng đến hết ngày {day}.",
        f"Form of Thông tư 01/2020/TT-VPCP, known to hold until {day}.",
    )
    beyond = (
        f"Kỳ báo cáo kéo dài sau ngày {day}: chưa rõ Thông tư 09/2026/TT-BTP có thay biểu này không.",
        f"The period goes beyond {day}: whether Thông tư 09/2026/TT-BTP replaces it is not known.",
    )
    return (known, beyond) if last_day(report.end) > FORM_II_06_KNOWN_UNTIL else (known,)


_Line = tuple[str, str, str | Words, Sequence[PeriodReport]]


def _lines(report: PeriodReport) -> Iterator[_Line]:
    parts = [part for part in report.parts if part.total]
    if len(report.by) < 2:
        yield from _numbered(parts, 0)
        return
    for i, (first, group) in enumerate(groupby(parts, key=lambda part: part.key[0]), 1):
        several = list(group)
        yield "chapter", roman(i), _shown((first,)), several
        yield from _numbered(several, 1)


def _numbered(parts: Iterable[PeriodReport], skip: int) -> Iterator[_Line]:
    for i, part in enumerate(parts, 1):
        yield "", str(i), _shown(part.key[skip:]), (part,)


def _shown(key: Sequence[str]) -> str:
    return " – ".join(group_text(value, "…") for value in key)


def _counts(several: Sequence[PeriodReport]) -> tuple[Cell, ...]:
    """Columns 3 to 13 of one line."""
    names = ("total" if name == "to_resolve" else name for name, _ in _COLUMNS[2:])
    return tuple(sum(report.detail(name) for report in several) for name in names)
