"""Reports one after another, and several of one period together (chuỗi báo cáo, tổng hợp báo cáo)."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from thutuc.errors import InvalidTypeError, InvalidValueError, ReportIdentityError
from thutuc.fields import require, several
from thutuc.moments import OFFICE_TIME, local_time
from thutuc.reports.grouping import group_names
from thutuc.reports.period import PeriodReport
from thutuc.reports.placing import CELLS, DETAILS, MEASURES
from thutuc.words.alphabet import one_spelling, vietnamese_order

__all__ = ["check_continuity", "merge", "regroup"]


def check_continuity(before: PeriodReport, after: PeriodReport, *, zone: tzinfo = OFFICE_TIME) -> None:
    """Check that what was pending at the end of a period is carried over into the next (tồn cuối kỳ, đầu kỳ).

    Dossier by dossier: what the next report leaves out by its own rules is listed there and accounted for.

    Args:
        before: The report of one period.
        after: The report of the next, of the same dossiers and by the same rules.
        zone: Zone of the office.

    Raises:
        InvalidTypeError: If one is no report.
        InvalidValueError: If the second period does not begin as the first one ends.
        ReportIdentityError: If the stocks differ; `dossiers` names those that do.
    """
    for report in (before, after):
        require(report, PeriodReport, "each report")
    if local_time(before.end, zone) != local_time(after.start, zone):
        raise InvalidValueError(
            f"the period from {after.start} does not begin as the one from {before.start} ends, on "
            f"{before.end}; compare periods that follow each other",
            given=(before.end, after.start),
        )
    closing, opening = set(before.dossiers("pending")), set(after.cells["carried_over"])
    wrong = (closing - opening - set(after.details["left_out"])) | (opening - closing)
    if wrong:
        shown = ", ".join(sorted(wrong)[:5])
        raise ReportIdentityError(
            f"pending on {before.end}: {len(closing)} dossiers, carried over then: {len(opening)}; they "
            f"differ by {len(wrong)}, among them {shown}",
            identity="closing stock = opening stock",
            gap=len(opening) - len(closing),
            dossiers=tuple(sorted(wrong)),
        )


def merge(reports: Iterable[PeriodReport]) -> PeriodReport:
    """Several reports of one period as one, such as those of the offices of a district (tổng hợp báo cáo).

    Args:
        reports: Reports of different dossiers, of one period and divided by the same columns.

    Raises:
        InvalidTypeError: If one is no report.
        InvalidValueError: If there are none, or they differ in period or columns.
        ReportIdentityError: If a dossier stands in two of them.
    """
    if isinstance(reports, PeriodReport):
        # It can be gone through, by its parts, which are no reports of one kind.
        raise InvalidTypeError(f"reports must be several, such as a tuple, not {reports!r}", given=reports)
    given = several(reports, PeriodReport, "reports")
    if not given:
        raise InvalidValueError("there is no report to merge; give one or more", given=given)
    first = given[0]
    for other in given[1:]:
        if (other.start, other.end, other.by) != (first.start, first.end, first.by):
            raise InvalidValueError(
                f"{other!r} and {first!r} differ in period or columns; merge reports of one kind", given=other
            )
    return _divided(given, first.by, ((part.key, part) for one in given for part in one.parts))


def regroup(report: PeriodReport, by: str | Sequence[str]) -> PeriodReport:
    """The same report divided by fewer columns, without asking the dossiers again (gộp phân tổ).

    Args:
        report: A report that is divided.
        by: Some of its columns, in any order; none gives the whole alone.

    Raises:
        InvalidTypeError: If it is no report.
        InvalidValueError: If it is not divided by one of them.
    """
    require(report, PeriodReport, "report")
    names = group_names(by, MEASURES)
    for name in names:
        if name not in report.by:
            raise InvalidValueError(
                f"this report is not divided by {name!r}, only by {', '.join(report.by) or 'nothing'}",
                given=name,
            )
    places = [report.by.index(name) for name in names]
    keyed = ((tuple(part.key[i] for i in places), part) for part in report.parts if names)
    return _divided([report], names, keyed)


def _divided(
    reports: Sequence[PeriodReport],
    by: tuple[str, ...],
    keyed: Iterable[tuple[tuple[str, ...], PeriodReport]],
) -> PeriodReport:
    """What reports of one kind hold together, their parts of one key put together as well."""
    groups: dict[tuple[str, ...], list[PeriodReport]] = {}
    spelled: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, part in keyed:
        same = tuple(map(one_spelling, key))
        groups.setdefault(same, []).append(part)
        spelled[same] = min(spelled.get(same, key), key)
    ordered = sorted(groups, key=lambda same: [vietnamese_order(value) for value in spelled[same]])
    return _together(reports, by, parts=tuple(_together(groups[same], by, spelled[same]) for same in ordered))


def _together(
    reports: Sequence[PeriodReport],
    by: tuple[str, ...],
    key: tuple[str, ...] = (),
    parts: tuple[PeriodReport, ...] = (),
) -> PeriodReport:
    cells = {name: tuple(code for one in reports for code in one.cells[name]) for name in CELLS}
    details = {name: tuple(code for one in reports for code in one.details[name]) for name in DETAILS}
    return PeriodReport(reports[0].start, reports[0].end, cells, by, key, parts, details)
