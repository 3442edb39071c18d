"""Published tables held against each other: periods that follow, levels that contain (nhiều bảng)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import all_of, items
from thutuc.reports.audit import agreed, audit_parts
from thutuc.reports.published import COUNTS, PublishedTable, Scope, slack
from thutuc.words.findings import AuditFinding, AuditFindings

__all__ = ["audit_levels", "audit_series"]

CLOSING = ("pending", "pending_in_time", "pending_overdue", "not_yet_due", "waiting", "overdue")
FLOWS = tuple(name for name in COUNTS if name not in {"carried_over", "total", *CLOSING})
"""What adds up over periods; the others are what there was on one day."""


def audit_series(tables: Iterable[PublishedTable], whole: PublishedTable | None = None) -> AuditFindings:
    """Whether tables of periods that follow each other chain, and add up to the whole (đối soát các kỳ).

    What is pending at the end of a period is carried over into the next. What was received and resolved adds
    up; the whole carries over what its first period does, and leaves pending what its last one does.

    Args:
        tables: The tables, oldest first, of one office.
        whole: The table of all of the time, such as the year beside its quarters.

    Raises:
        InvalidTypeError: If one is no PublishedTable.
        InvalidValueError: If there are fewer than two and no whole.

    Examples:
        >>> first = PublishedTable(period="I/2026", received=100, resolved=90, pending=10)
        >>> second = PublishedTable(period="II/2026", carried_over=12, received=50)
        >>> for finding in audit_series([first, second], PublishedTable(period="6 tháng", received=150)):
        ...     print(finding.text("en"))
        carried_over of II/2026 = pending of I/2026: FAILS; 12 − 10 = 2
        received = the sum of received of 2 parts: holds; 150 − 150 = 0
    """
    several = _checked(tables)
    if len(several) < 2 and (whole is None or not several):
        raise InvalidValueError("a series has two tables or more, or one and the whole", given=tables)
    found: list[AuditFinding] = []
    for before, after in pairwise(several):
        opening = f"carried_over of {_name(after)}", after, "carried_over"
        found += _same(opening, (f"pending of {_name(before)}", before, "pending"))
    if whole is not None:
        (whole,) = _checked([whole])
        found += audit_parts(whole, several, FLOWS)
        opening = "carried_over", whole, "carried_over"
        found += _same(opening, ("carried_over of the first", several[0], "carried_over"))
        for name in CLOSING:
            found += _same((name, whole, name), (f"{name} of the last", several[-1], name))
    return AuditFindings(found)


_Told = tuple[str, PublishedTable, str]
"""What a figure is called, its table and its name there."""


def _same(figure: _Told, other_figure: _Told) -> Iterator[AuditFinding]:
    """Whether a figure of one table is that of another, where both print it."""
    (words, table, name), (other_words, other, other_name) = figure, other_figure
    printed: int | None = getattr(table, name)
    computed: int | None = getattr(other, other_name)
    if printed is not None and computed is not None:
        yield agreed(
            f"{words} = {other_words}", printed, computed, slack(table, name) + slack(other, other_name)
        )


def audit_levels(tables: Iterable[PublishedTable]) -> AuditFindings:
    """Whether each table is the sum of those that are part of it (đối soát theo cấp).

    The parts of a table are those of its period and mechanism that name its place in `part_of`. To a table
    that counts those below it (`Scope.ROLL_UP`) belongs, beside them, that of the place itself
    (`Scope.OWN`). One that counts the place alone has no parts.

    Args:
        tables: The tables of all levels, in any order.

    Raises:
        InvalidTypeError: If one is no PublishedTable.

    Examples:
        >>> district = PublishedTable(place="Châu Thành", scope=Scope.ROLL_UP, received=100)
        >>> own = PublishedTable(place="Châu Thành", scope=Scope.OWN, received=70)
        >>> commune = PublishedTable(place="Tầm Vu", part_of="Châu Thành", received=30)
        >>> [finding.holds for finding in audit_levels([district, own, commune])]
        [True]
    """
    several = _checked(tables)
    return AuditFindings(finding for whole in several for finding in _level(whole, several))


def _level(whole: PublishedTable, tables: Sequence[PublishedTable]) -> Iterator[AuditFinding]:
    if whole.scope is Scope.OWN or not whole.place:
        return
    of = whole.period, whole.mechanism
    same = [one for one in tables if one is not whole and (one.period, one.mechanism) == of]
    below = [one for one in same if one.part_of == whole.place]
    if below and whole.scope is Scope.ROLL_UP:
        below = [one for one in same if one.place == whole.place and one.scope is Scope.OWN] + below
    if not below:
        return
    for finding in audit_parts(whole, below):
        yield attrs.evolve(finding, identity=f"{whole.place}: {finding.identity}")


def _checked(tables: Iterable[PublishedTable]) -> tuple[PublishedTable, ...]:
    given = items(tables, "several tables are given as a list")
    return all_of(given, PublishedTable, "an audit reads PublishedTable values")


def _name(table: PublishedTable) -> str:
    return table.period or table.place or "one period"
