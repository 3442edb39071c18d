"""Reports one after another, and several of one period together (chuỗi báo cáo, tổng hợp báo cáo)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from thutuc.errors import InvalidTypeError, InvalidValueError, ReportIdentityError
from thutuc.fields import require, several
from thutuc.moments import OFFICE_TIME, local_time
from thutuc.reports.grouping import group_names
from thutuc.reports.period import Bucket, PeriodReport, divided
from thutuc.reports.placing import MEASURES

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
    return divided(PeriodReport, (first.start, first.end), first.by, _buckets(given, range(len(first.by))))


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
    return divided(PeriodReport, (report.start, report.end), names, _buckets([report], places))


def _buckets(reports: Iterable[PeriodReport], places: Sequence[int]) -> Iterator[Bucket]:
    """What their parts have in each cell and detail, by some of their columns."""
    for part in (part for one in reports for part in one.parts or (one,)):
        key = tuple(part.key[i] for i in places if part.key)
        for name, codes in {**part.cells, **part.details}.items():
            if codes:
                yield key, (name,), codes
