"""Of what the printed rates of a published table are shares (mẫu số của tỷ lệ đã công bố)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from thutuc.reports.denominators import Denominator
from thutuc.reports.published import PERCENTAGES, PublishedTable, answers, slack, sum_of
from thutuc.words.findings import AuditFinding

_HUNDRED = Decimal(100)


@attrs.frozen
class _Amount:
    """A number of dossiers in a rate, what it is called, and by how much its print may be off."""

    number: int
    words: str
    slack: int = 0

    def plus(self, *others: "_Amount", sign: int = 1) -> "_Amount":
        """The sum of several, or what they leave of it; the print of each may be off."""
        words = (" + " if sign > 0 else " - ").join(one.words for one in (self, *others))
        number = self.number + sign * sum(one.number for one in others)
        return _Amount(number, f"({words})", self.slack + sum(one.slack for one in others))

    def minus(self, *others: "_Amount") -> "_Amount":
        """What others leave of it."""
        return self.plus(*others, sign=-1)


@attrs.frozen
class _Share:
    """One way in which a printed rate may have been worked out."""

    denominator: Denominator
    above: _Amount
    below: _Amount

    @property
    def text(self) -> str:
        return f"{self.above.words} / {self.below.words}"

    @property
    def percent(self) -> Decimal:
        return _HUNDRED * self.above.number / self.below.number

    def tolerance(self, printed: Decimal) -> Decimal:
        """Half of the last digit printed, and what the rounding of both counts may do."""
        return _half(printed) + self._loose

    @property
    def _loose(self) -> Decimal:
        above, below = self.above, self.below
        if not (above.slack or below.slack):
            return Decimal(0)
        most = _HUNDRED * (above.number + above.slack) / max(1, below.number - below.slack)
        least = _HUNDRED * max(0, above.number - above.slack) / (below.number + below.slack)
        return max(most - self.percent, self.percent - least)

    def is_rounded_to(self, printed: Decimal) -> bool:
        return abs(printed - self.percent) <= self.tolerance(printed)

    def is_cut_to(self, printed: Decimal) -> bool:
        """Whether the digits after those printed were left out: 99.99 printed as 99.9."""
        return -self._loose <= self.percent - printed < 2 * _half(printed) + self._loose


def check_rates(table: PublishedTable, values: Mapping[str, int]) -> Iterator[AuditFinding]:
    """What each printed rate must be a share of, and whether all are shares of one thing.

    Args:
        table: The figures as printed.
        values: What all sums together imply for each figure; used where it is not printed.
    """
    printed = [name for name in PERCENTAGES if getattr(table, name) is not None]
    found = [_check(name, getattr(table, name), table, values) for name in printed]
    yield from found
    timely = [finding for name, finding in zip(printed, found, strict=True) if name in PERCENTAGES[:3]]
    if len(timely) > 1:
        common = set(Denominator).intersection(*(finding.denominators for finding in timely))
        decided = all(finding.holds for finding in timely)
        yield AuditFinding(
            f"{', '.join(printed[: len(timely)])} have one denominator",
            bool(common) if decided else None,
            denominators=tuple(one for one in Denominator if one in common),
        )
    for name, other in (("on_time_pct", "late_pct"), ("resolved_pct", "pending_pct")):
        if {name, other} <= {*printed}:
            yield _check_sum(table, [*(["early_pct"] if name == "on_time_pct" else []), name, other])


def _check_sum(table: PublishedTable, names: list[str]) -> AuditFinding:
    """Rates of things that exclude each other cannot sum to more than 100."""
    if table.on_time_includes_early:
        names = [name for name in names if name != "early_pct"]
    names = [name for name in names if getattr(table, name) is not None]
    rates: list[Decimal] = [getattr(table, name) for name in names]
    tolerance = sum((_half(rate) for rate in rates), Decimal(0))
    total = sum(rates, Decimal(0))
    identity = f"{' + '.join(names)} ≤ 100"
    return AuditFinding(identity, total <= 100 + tolerance, total, _HUNDRED, tolerance)


def _half(printed: Decimal) -> Decimal:
    """Half of the last digit printed."""
    return Decimal((0, (5,), min(0, int(printed.as_tuple().exponent)) - 1))


def _check(name: str, printed: Decimal, table: PublishedTable, values: Mapping[str, int]) -> AuditFinding:
    measure = name.removesuffix("_pct")
    reader = _Shares(table, values)
    shares = [one for one in reader.of(measure) if table.rate_over in {None, one.denominator}]
    unknown = tuple(reader.lacking(measure))
    if not shares:
        return AuditFinding(f"{name} = {measure} / ?", None, printed=printed, missing=unknown)
    nearest = min(shares, key=lambda share: abs(printed - share.percent))
    fits = [share for share in shares if share.is_rounded_to(printed)]
    if not fits:
        fits = [share for share in shares if share.is_cut_to(printed)]
        nearest = fits[0] if fits else nearest
    denominators = tuple(dict.fromkeys(share.denominator for share in fits))
    holds = True if fits else None if unknown else False
    return AuditFinding(
        f"{name} = {nearest.text}",
        holds,
        printed,
        round(nearest.percent, 4),
        nearest.tolerance(printed),
        () if fits else unknown,
        denominators=denominators,
    )


@attrs.frozen
class _Shares:
    """The ways in which the rates of one table may have been worked out."""

    table: PublishedTable
    values: Mapping[str, int]

    def count(self, name: str) -> _Amount | None:
        """A figure as printed, or as all the others imply it."""
        number: int | None = getattr(self.table, name)
        if name == "resolved":
            number = resolved(self.table)
        if number is None:
            return _Amount(self.values[name], name) if name in self.values else None
        return _Amount(number, name, slack(self.table, name))

    def of(self, measure: str) -> Iterator[_Share]:
        """Every share that a printed rate of *measure* may be."""
        for denominator, above, below in self._ways(measure):
            if 0 <= above.number <= below.number and below.number:
                yield _Share(denominator, above, below)

    def _ways(self, measure: str) -> Iterator[tuple[Denominator, _Amount, _Amount]]:
        yield from self._of_all_overdue(measure)
        count, early, table = self.count(measure), self.count("early"), self.table
        if count is None:
            return
        above = [count]
        if measure == "on_time" and table.has_early_apart and table.early_pct is None and early is not None:
            above.insert(0, early.plus(count))
        for denominator, below in self._wholes(measure):
            for one in above:
                yield denominator, one, below
        overdue, done = self.count("pending_overdue"), self.count("resolved")
        if measure in _OF_ANSWERS and table.due_in_period is None and overdue and done:
            # What was due is what was answered, and what is overdue without an answer and so late as well.
            for one in [count.plus(overdue)] if measure == "late" else above:
                yield Denominator.DUE_IN_PERIOD, one, done.plus(overdue)

    def _wholes(self, measure: str) -> Iterator[tuple[Denominator, _Amount]]:
        """The figures a rate may be a share of; none of them 0."""
        for denominator in _denominators(measure):
            name = denominator.measure
            below = self.count(name)
            same = name == "total" and self.table.total is None and self.table.received_basis == "total"
            if below is not None and below.number and not same:
                yield denominator, below
        accepted, received, waiting = map(self.count, ("accepted", "received", "waiting"))
        if accepted is not None:
            yield Denominator.RECEIVED, accepted
        if received is not None and waiting is not None:
            yield Denominator.RECEIVED, received.minus(waiting)

    def _of_all_overdue(self, measure: str) -> Iterator[tuple[Denominator, _Amount, _Amount]]:
        """Late is what was late and what is overdue, of all there was to do; on time is the rest of it."""
        late, overdue, whole = map(self.count, ("late", "pending_overdue", "total"))
        if measure in {"on_time", "late"} and late and overdue and whole:
            above = late.plus(overdue) if measure == "late" else whole.minus(late, overdue)
            yield Denominator.RECEIVED_AND_CARRIED_OVER, above, whole

    def lacking(self, measure: str) -> Iterator[str]:
        """The figures without which it cannot be said that no denominator fits."""
        if self.count(measure) is None:
            yield measure
        due_by_others = self.count("pending_overdue") is not None and self.count("resolved") is not None
        for denominator in _denominators(measure):
            name = denominator.measure
            known = self.count(name) is not None or (name == "due_in_period" and due_by_others)
            asked = self.table.rate_over in {None, denominator}
            if asked and not known and not (name == "total" and self.table.received_basis == "total"):
                yield name


def _denominators(measure: str) -> list[Denominator]:
    """What a rate of *measure* may be a share of: only what was answered, of answers."""
    of_answers = {Denominator.RESOLVED, Denominator.DUE_IN_PERIOD}
    return [one for one in Denominator if measure in _OF_ANSWERS or one not in of_answers]


_OF_ANSWERS = ("early", "on_time", "late")


def resolved(table: PublishedTable) -> int | None:
    """As printed, or the sum of the answers; where what was due is printed, late may be more than answers."""
    if table.resolved is not None or table.due_in_period is not None:
        return table.resolved
    return sum_of([getattr(table, name) for name in answers(table)])
