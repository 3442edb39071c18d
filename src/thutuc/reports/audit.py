"""`audit`: which sums of a published table hold, and of what its rates are shares (đối soát số liệu)."""

from collections.abc import Iterable, Sequence

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import all_of, checked, iterable
from thutuc.reports.propagation import Sum, judge, lacking_in, printed_in, resolution, stock, sums_of
from thutuc.reports.published import COUNTS, ENDINGS, Ended, PublishedTable, answers, between, slack, sum_of
from thutuc.reports.shares import check_rates, resolved
from thutuc.words.findings import AuditFinding, AuditFindings
from thutuc.words.labels import both
from thutuc.words.table import Table

__all__ = ["audit", "audit_parts", "audit_table"]


def audit(table: PublishedTable, *, complete: bool = False) -> AuditFindings:
    """Check a published table: its sums, and what its rates are shares of (đối soát số liệu công bố).

    A figure that is not printed is some number of dossiers, 0 or more. So a sum may fail although a part of
    it is missing, and where one part is missing it is implied. Parts that sum to more than their whole fail.
    Parts that sum to less leave something *not described* where the table prints no column that could hold
    the rest, such as what was returned. Where each sum alone may hold and all together cannot, one more
    finding names the fewest figures that contradict each other.

    Args:
        table: The figures as printed.
        complete: Whether it has a column for everything, as the official form does; then nothing is left out.

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
    checked(table, PublishedTable, "an audit reads a PublishedTable")
    found = judge(table, complete=complete)
    sums = [_judged(table, one, complete=complete) for one in _sums(table, found.ended)]
    stands = [_stands(table, found.ended, complete=complete)]
    several = [*sums[:2], *stands, *sums[2:]]
    if found.blame is not None:
        several = [
            attrs.evolve(one, blame=found.blame) if one.gap and one.holds is not True else one
            for one in several
        ]
    if found.conflict and not any(one.holds is False for one in several):
        several.append(_joint(found.conflict))
    told = {name for one in several for name, _ in one.implied}
    further = tuple(
        (name, number)
        for name, number in found.values.items()
        if name in COUNTS and getattr(table, name) is None and name not in told
    )
    if further and all(one.holds is not False for one in several):
        several.append(AuditFinding("all sums together", None, implied=further))
    unused = [AuditFinding(f"{heading} is no known figure", None) for heading in table.extra]
    return AuditFindings((*several, *unused, *check_rates(table, found.values)))


def _joint(conflict: tuple[str, ...]) -> AuditFinding:
    identity = f"{', '.join(conflict)} fit together"
    return AuditFinding(identity, holds=False, conflict=conflict)


def _sums(table: PublishedTable, ended: Ended) -> list[Sum]:
    """The sums of single figures, each to be held against what is printed."""
    of_total, _, *further = sums_of(table, ended)
    within = [one for one in further if not one.always and one.whole != "resolved"]
    found = [of_total, resolution(table, ended), *within]
    if table.due_in_period is not None:
        found.append(Sum("due_in_period", answers(table), lacking_in(table, "pending_overdue")))
    return found


def _judged(table: PublishedTable, one: Sum, *, complete: bool) -> AuditFinding:
    found = _compare(table, (one.whole,), one, complete=complete)
    if one.whole == "resolved" and table.resolved is None and table.due_in_period is not None:
        # What is called late may then be overdue and unanswered, so that nothing is implied.
        return attrs.evolve(found, implied=())
    return found


def _stands(table: PublishedTable, ended: Ended, *, complete: bool) -> AuditFinding:
    """What there was to do is done or pending, in the figures that are printed."""
    if table.total is not None:
        left: tuple[str, ...] = ("total",)
    else:
        left = ("received",) if table.received_basis == "total" else ("received", "carried_over")
    done = attrs.evolve(table, resolved=resolved(table))
    found = _compare(done, left, stock(table, ended), complete=complete)
    pending = sum_of([table.pending_in_time, table.pending_overdue])
    if found.holds is None and table.pending is None and pending is not None:
        # What is pending in two columns, where that agrees.
        whole = _compare(attrs.evolve(done, pending=pending), left, stock(table, ended), complete=complete)
        found = whole if whole.holds else found
    return attrs.evolve(found, reading=ended) if printed_in(table, *ENDINGS) else found


def _compare(table: PublishedTable, left: tuple[str, ...], one: Sum, *, complete: bool) -> AuditFinding:
    """Whether the sum of *left* is that of the parts, each missing figure being 0 or more."""
    right, identity = one.parts, f"{' + '.join(left)} = {' + '.join(one.parts)}"
    lacking_left, lacking_right = lacking_in(table, *left), lacking_in(table, *right)
    missing = (*lacking_left, *lacking_right)
    printed, computed = (sum(getattr(table, name) or 0 for name in side) for side in (left, right))
    # How much larger the left side may truly be: of 0 it is as large as the right.
    (low, high), (lower, higher) = (_bounds(table, side) for side in (left, right))
    gap, least, most = printed - computed, low - higher, high - lower
    tolerance = max(most - gap, gap - least)
    # What is missing on one side can only add to it.
    short, over = not lacking_right and least > 0, not lacking_left and most < 0
    rest = () if complete else one.rest
    if short and rest:
        return AuditFinding(identity, None, printed, computed, tolerance, missing, rest=rest)
    # Where nothing is said of what was carried over, the figures may add up without it.
    closed = missing == ("carried_over",) and left[0] == "received" and least <= 0 <= most
    if not missing or short or over or closed:
        return AuditFinding(identity, least <= 0 <= most, printed, computed, tolerance, missing)
    implied = ((missing[0], max(0, gap if lacking_right else -gap)),) if len(missing) == 1 else ()
    return AuditFinding(identity, None, missing=missing, implied=implied)


def _bounds(table: PublishedTable, names: Iterable[str]) -> tuple[int, int]:
    """The least and the most that several printed counts may truly be together."""
    several = [between(table, name) for name in names]
    return sum(low for low, _ in several), sum(high for _, high in several)


def audit_parts(
    whole: PublishedTable, parts: Iterable[PublishedTable], figures: Sequence[str] = COUNTS
) -> AuditFindings:
    """Whether the parts of a table sum to the whole, figure by figure (đối soát tổng và các phần).

    The parts are, for instance, the mechanisms of an office, or the counter of a district and each of its
    communes beside the district's total.

    Args:
        whole: The table of the whole.
        parts: The tables of its parts.
        figures: Which figures are compared; left out, all counts.

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
    whole, *several = all_of(
        (whole, *iterable(parts, "parts")), PublishedTable, "an audit reads PublishedTable values"
    )
    if not several:
        raise InvalidValueError("there are no parts to compare with the whole; give one or more", given=parts)
    printed = [name for name in figures if getattr(whole, name) is not None]
    return AuditFindings(_part(whole, several, name) for name in printed)


def _part(whole: PublishedTable, parts: Sequence[PublishedTable], name: str) -> AuditFinding:
    given: list[int | None] = [getattr(part, name) for part in parts]
    computed, identity = (
        sum(number or 0 for number in given),
        f"{name} = the sum of {name} of {len(parts)} parts",
    )
    tolerance = sum(slack(table, name) for table in (whole, *parts))
    if None in given and getattr(whole, name) >= computed - tolerance:
        return AuditFinding(identity, None, missing=(f"{name} of a part",))
    return agreed(identity, getattr(whole, name), computed, tolerance)


def agreed(identity: str, printed: int, computed: int, tolerance: int) -> AuditFinding:
    """Whether a printed figure is the computed one, as exactly as both are known."""
    return AuditFinding(identity, abs(printed - computed) <= tolerance, printed, computed, tolerance)


def audit_table(tables: Sequence[PublishedTable], language: str = "vi", *, complete: bool = False) -> Table:
    """The findings about several published tables, one a line (bảng đối soát).

    Args:
        tables: The tables as printed.
        language: Of the headings.
        complete: Whether they have a column for everything, as for `audit`.

    Raises:
        InvalidValueError: If *language* is neither `vi` nor `en`.
    """
    return Table.of(
        ("Đối soát số liệu công bố", "Audit of published figures"),
        [(one, finding) for one in iterable(tables, "tables") for finding in audit(one, complete=complete)],
        ("table", "số liệu công bố", "table", lambda told: _called(told[0])),
        ("finding", "kết quả đối soát", "finding", lambda told: both(told[1].text)),
        language=language,
    )


def _called(table: PublishedTable) -> str:
    return " ".join(filter(None, (table.place, table.period, table.mechanism)))
