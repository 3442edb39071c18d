"""Of what the printed rates of a published table are shares (mẫu số của tỷ lệ đã công bố)."""

from collections.abc import Iterator
from decimal import Decimal

import attrs

from thutuc.reports.findings import AuditFinding, slack
from thutuc.reports.published import PERCENTAGES, PublishedTable, answers, sum_of
from thutuc.reports.rates import Denominator

_HUNDRED = Decimal(100)


@attrs.frozen
class _Share:
    """One way in which a printed rate may have been worked out."""

    denominator: Denominator
    above: int
    below: int
    text: str
    slack_above: int = 0
    slack_below: int = 0

    @property
    def percent(self) -> Decimal:
        return _HUNDRED * self.above / self.below

    def tolerance(self, printed: Decimal) -> Decimal:
        """Half of the last digit printed, and what the rounding of both counts may do."""
        rounding = _half(printed)
        if not (self.slack_above or self.slack_below):
            return rounding
        most = _HUNDRED * (self.above + self.slack_above) / max(1, self.below - self.slack_below)
        least = _HUNDRED * max(0, self.above - self.slack_above) / (self.below + self.slack_below)
        return rounding + max(most - self.percent, self.percent - least)


def check_rates(table: PublishedTable) -> Iterator[AuditFinding]:
    """What each printed rate must be a share of, and whether all are shares of one thing."""
    printed = [name for name in PERCENTAGES if getattr(table, name) is not None]
    found = [_check(name, getattr(table, name), table) for name in printed]
    yield from found
    if len(found) > 1:
        common = set(Denominator).intersection(*(finding.denominators for finding in found))
        decided = all(finding.holds for finding in found)
        yield AuditFinding(
            f"{', '.join(printed)} have one denominator",
            bool(common) if decided else None,
            denominators=tuple(one for one in Denominator if one in common),
        )
    if {"on_time_pct", "late_pct"} <= {*printed}:
        yield _check_sum(table, printed)


def _check_sum(table: PublishedTable, printed: list[str]) -> AuditFinding:
    """Rates of things that exclude each other cannot sum to more than 100."""
    if table.on_time_includes_early:
        printed = [name for name in printed if name != "early_pct"]
    rates: list[Decimal] = [getattr(table, name) for name in printed]
    tolerance = sum((_half(rate) for rate in rates), Decimal(0))
    total = sum(rates, Decimal(0))
    identity = f"{' + '.join(printed)} ≤ 100"
    return AuditFinding(identity, total <= 100 + tolerance, total - 100, total, _HUNDRED, tolerance)


def _half(printed: Decimal) -> Decimal:
    """Half of the last digit printed."""
    return Decimal((0, (5,), min(0, int(printed.as_tuple().exponent)) - 1))


def _check(name: str, printed: Decimal, table: PublishedTable) -> AuditFinding:
    measure = name.removesuffix("_pct")
    shares = list(_shares(measure, table))
    unknown = tuple(_lacking(measure, table))
    if not shares:
        return AuditFinding(f"{name} = {measure} / ?", None, printed=printed, missing=unknown)
    nearest = min(shares, key=lambda share: abs(printed - share.percent))
    fits = [share for share in shares if abs(printed - share.percent) <= share.tolerance(printed)]
    denominators = tuple(dict.fromkeys(share.denominator for share in fits))
    gap = round(printed - nearest.percent, 4)
    holds = True if fits else None if unknown else False
    return AuditFinding(
        f"{name} = {nearest.text}",
        holds,
        gap,
        printed,
        round(nearest.percent, 4),
        nearest.tolerance(printed),
        () if fits else unknown,
        denominators=denominators,
    )


def _shares(measure: str, table: PublishedTable) -> Iterator[_Share]:
    count: int | None = getattr(table, measure)
    if count is None:
        return
    above = [(count, measure)]
    if measure == "on_time" and table.has_early_apart and table.early_pct is None and table.early is not None:
        above.insert(0, (table.early + count, "(early + on_time)"))
    ways = [(denominator, below, of, above) for denominator, (below, of) in _denominators(table).items()]
    overdue, done = table.pending_overdue, resolved(table)
    if table.due_in_period is None and overdue is not None and done is not None and done + overdue:
        # What was due is what was answered, and what is overdue without an answer and so late as well.
        if measure == "late":
            above = [(count + overdue, "(late + pending_overdue)")]
        ways.append((Denominator.DUE_IN_PERIOD, done + overdue, "(resolved + pending_overdue)", above))
    for denominator, below, of, numbers in ways:
        for number, words in numbers:
            if number <= below:
                loose = slack(number, table), slack(below, table)
                yield _Share(denominator, number, below, f"{words} / {of}", *loose)


def resolved(table: PublishedTable) -> int | None:
    """As printed, or the sum of the answers; where what was due is printed, late may be more than answers."""
    if table.resolved is not None or table.due_in_period is not None:
        return table.resolved
    return sum_of([getattr(table, name) for name in answers(table)])


def _all(table: PublishedTable) -> int | None:
    if table.total is None and table.received is not None and table.carried_over is not None:
        return table.received + table.carried_over
    return table.total


def _denominators(table: PublishedTable) -> dict[Denominator, tuple[int, str]]:
    """The figures a rate may be a share of, each with its name; none of them 0."""
    known = {
        Denominator.RESOLVED: (resolved(table), "resolved"),
        Denominator.DUE_IN_PERIOD: (table.due_in_period, "due_in_period"),
        Denominator.RECEIVED: (table.received, "received"),
        Denominator.RECEIVED_AND_CARRIED_OVER: (_all(table), "total"),
    }
    return {name: (number, words) for name, (number, words) in known.items() if number}


def _lacking(measure: str, table: PublishedTable) -> Iterator[str]:
    """The figures without which it cannot be said that no denominator fits."""
    if getattr(table, measure) is None:
        yield measure
    if resolved(table) is None:
        yield "resolved"
    if table.due_in_period is None and (table.pending_overdue is None or resolved(table) is None):
        yield "due_in_period"
    if table.received is None:
        yield "received"
    if _all(table) is None and table.received_basis != "total":
        yield "total"
