"""`audit`: which sums of a published table hold, and of what its rates are shares (đối soát số liệu)."""

from collections.abc import Iterable, Sequence

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import iterable
from thutuc.limits.units import check_language
from thutuc.reports.findings import AuditFinding, slack
from thutuc.reports.printing import Table
from thutuc.reports.published import COUNTS, PublishedTable, answers
from thutuc.reports.shares import check_rates, resolved

__all__ = ["audit", "audit_parts", "audit_table"]


def audit(table: PublishedTable) -> tuple[AuditFinding, ...]:
    """Check a published table: its sums, and what its rates are shares of (đối soát số liệu công bố).

    A figure that is not printed is some number of dossiers, 0 or more. So a sum may fail although a part of
    it is missing, and where one part is missing it is implied.

    Args:
        table: The figures as printed.

    Returns:
        A finding for each identity the table speaks of.

    Raises:
        InvalidTypeError: If *table* is none.

    Examples:
        The districts of Lâm Đồng, October 2019:

        >>> table = PublishedTable(received=18477, total=21686, resolved=17651, early=13767, on_time=3254,
        ...                        late=634)
        >>> for finding in audit(table):
        ...     print(finding.text("en"))
        total = received + carried_over: not enough figures; implied carried_over = 3,209
        resolved = early + on_time + late: FAILS; 17,651 − 17,655 = -4
        total = resolved + pending: not enough figures; implied pending = 4,035
    """
    if not isinstance(table, PublishedTable):
        raise InvalidTypeError(f"an audit reads a PublishedTable, not {table!r}", given=table)
    found = [_sum_of(table, "total", ("received", "carried_over")), _resolved(table), _whole(table)]
    if table.pending_in_time is not None or table.pending_overdue is not None:
        found.append(_sum_of(table, "pending", ("pending_in_time", "pending_overdue")))
    if table.due_in_period is not None:
        found.append(_sum_of(table, "due_in_period", answers(table)))
    return (*found, *check_rates(table))


def _resolved(table: PublishedTable) -> AuditFinding:
    found = _sum_of(table, "resolved", answers(table))
    if table.resolved is None and table.due_in_period is not None:
        # What is called late may then be overdue and unanswered, so that nothing is implied.
        return attrs.evolve(found, implied=())
    return found


def _whole(table: PublishedTable) -> AuditFinding:
    """What there was to do is done or pending, in the figures that are printed."""
    if table.total is not None:
        left: tuple[str, ...] = ("total",)
    else:
        left = ("received",) if table.received_basis == "total" else ("received", "carried_over")
    return _compare(attrs.evolve(table, resolved=resolved(table)), left, ("resolved", "pending"))


def _sum_of(table: PublishedTable, whole: str, parts: tuple[str, ...]) -> AuditFinding:
    if whole == "total" and table.received_basis == "total" and table.received is not None:
        # What is called received has what was carried over in it already.
        parts = ("received",)
    return _compare(table, (whole,), parts)


def _compare(table: PublishedTable, left: tuple[str, ...], right: tuple[str, ...]) -> AuditFinding:
    """Whether the sum of *left* is that of *right*, each missing figure being 0 or more."""
    known: dict[str, int | None] = {name: getattr(table, name) for name in (*left, *right)}
    identity = f"{' + '.join(left)} = {' + '.join(right)}"
    lacking_left = [name for name in left if known[name] is None]
    lacking_right = [name for name in right if known[name] is None]
    missing = (*lacking_left, *lacking_right)
    printed, computed = (sum(known[name] or 0 for name in side) for side in (left, right))
    gap, tolerance = printed - computed, sum(slack(number, table) for number in known.values())
    agrees = abs(gap) <= tolerance
    # What is missing on one side can only add to it.
    impossible = (not lacking_right and gap > tolerance) or (not lacking_left and gap < -tolerance)
    # Where nothing is said of what was carried over, the figures may add up without it.
    closed = missing == ("carried_over",) and left[0] == "received" and agrees
    if not missing or impossible or closed:
        holds = agrees and not impossible
        return AuditFinding(identity, holds, gap, printed, computed, tolerance, missing)
    implied = ((missing[0], max(0, gap if lacking_right else -gap)),) if len(missing) == 1 else ()
    return AuditFinding(identity, None, missing=missing, implied=implied)


def audit_parts(whole: PublishedTable, parts: Iterable[PublishedTable]) -> tuple[AuditFinding, ...]:
    """Whether the parts of a table sum to the whole, figure by figure (đối soát tổng và các phần).

    The parts are, for instance, the mechanisms of an office, or the counter of a district and each of its
    communes beside the district's total.

    Args:
        whole: The table of the whole.
        parts: The tables of its parts.

    Returns:
        A finding for each figure that the whole prints.

    Raises:
        InvalidTypeError: If one is no PublishedTable.
        InvalidValueError: If there are no parts.

    Examples:
        >>> parts = [PublishedTable(received=9300), PublishedTable(received=4100)]
        >>> [finding.gap for finding in audit_parts(PublishedTable(received=13500), parts)]
        [100]
    """
    several = iterable(parts, "parts")
    for table in (whole, *several):
        if not isinstance(table, PublishedTable):
            raise InvalidTypeError(f"an audit reads PublishedTable values, not {table!r}", given=table)
    if not several:
        raise InvalidValueError("there are no parts to compare with the whole; give one or more", given=parts)
    found: list[AuditFinding] = []
    for name in COUNTS:
        printed: int | None = getattr(whole, name)
        if printed is None:
            continue
        given: list[int | None] = [getattr(part, name) for part in several]
        computed = sum(number or 0 for number in given)
        tolerance = slack(printed, whole) + sum(
            slack(number, part) for number, part in zip(given, several, strict=True)
        )
        identity, gap = f"{name} = the sum of {name} of {len(several)} parts", printed - computed
        if None in given and gap >= -tolerance:
            found.append(AuditFinding(identity, None, missing=(f"{name} of a part",)))
        else:
            found.append(AuditFinding(identity, abs(gap) <= tolerance, gap, printed, computed, tolerance))
    return tuple(found)


def audit_table(tables: Sequence[PublishedTable], language: str = "vi") -> Table:
    """The findings about several published tables, one a line (bảng đối soát).

    Args:
        tables: The tables as printed.
        language: Of the headings.

    Raises:
        InvalidValueError: If *language* is neither `vi` nor `en`.
    """
    english = check_language(language) == "en"
    rows = tuple(
        (" ".join(filter(None, (table.place, table.period, table.mechanism))), finding.text(language))
        for table in iterable(tables, "tables")
        for finding in audit(table)
    )
    headings = ("table", "finding") if english else ("số liệu công bố", "kết quả đối soát")
    title = "Audit of published figures" if english else "Đối soát số liệu công bố"
    return Table(title, ("table", "finding"), headings, rows, 2, language)
