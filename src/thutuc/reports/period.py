"""`PeriodReport`: what happened to an office's dossiers in a period (báo cáo kỳ)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import chain, repeat
from types import MappingProxyType
from typing import Any

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import iterable, require, several
from thutuc.moments import MICROSECOND, OFFICE_TIME, Moment, local_time
from thutuc.procedures import Channel
from thutuc.reports.cases import Case, FactReader, is_case
from thutuc.reports.denominators import Denominator
from thutuc.reports.grouping import (
    OfficeRole,
    Successors,
    group_names,
    group_readers,
)
from thutuc.reports.identities import check_cells, check_details, check_parts, complete
from thutuc.reports.period_figures import Figures
from thutuc.reports.placing import CELLS, DETAILS, MEASURES, SUMS, Counted, Placing, place
from thutuc.words.alphabet import one_spelling, vietnamese_order
from thutuc.words.rates import Rate
from thutuc.words.table import Cell, Shown, Table

__all__ = ["PeriodReport"]

_ALL = (*CELLS, *DETAILS)
_NO_CHANNELS: Mapping[str, Channel] = MappingProxyType({})


def _cells(given: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(complete(given, CELLS))


def _details(given: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(complete(given, DETAILS))


@attrs.frozen(repr=False, str=False)
class PeriodReport(Shown):
    """What happened to an office's dossiers in a period (báo cáo tình hình giải quyết thủ tục hành chính).

    Every measure follows from which dossiers stand in which cell, and every report is checked, also one put
    together by hand: received + carried over = resolved + pending, and the parts sum to the whole. Earliness
    is fixed when the office finishes, so a citizen who collects late makes nothing late.

    Args:
        start: First moment of the period.
        end: The moment at which it ends, no longer part of it; figures are as they stood then.
        cells: For each cell the codes of the dossiers in it.
        by: Names of the columns by which it is divided.
        key: For a part, its value of each of these columns.
        parts: One report for each group, in the order of the Vietnamese alphabet.
        details: For each of the further measures the codes of its dossiers.

    Raises:
        ReportIdentityError: If the figures do not add up.
        InvalidValueError: If a cell has another name.

    Legal source:
        Thông tư 01/2020/TT-VPCP, Biểu 06 (columns); the exact moment of a cut-off is the caller's.

    Examples:
        >>> from datetime import date
        >>> from thutuc.registers import Entry, StatedDeadline
        >>> entry = Entry("H1", "khai sinh", "Tầm Vu", "một cửa", "trực tiếp", date(2017, 3, 1),
        ...               StatedDeadline(date(2017, 3, 2)), date(2017, 3, 2), None)
        >>> report = PeriodReport.of([entry], date(2017, 1, 1), date(2017, 10, 1))
        >>> report.received, report.on_time, report.pending, report.cells["on_time"]
        (1, 1, 0, ('H1',))
    """

    start: Moment
    end: Moment
    cells: Mapping[str, tuple[str, ...]] = attrs.field(converter=_cells, hash=False)
    by: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    parts: "tuple[PeriodReport, ...]" = ()
    details: Mapping[str, tuple[str, ...]] = attrs.field(
        factory=dict[str, tuple[str, ...]], converter=_details, hash=False
    )

    def __attrs_post_init__(self) -> None:
        several(self.parts, PeriodReport, "parts")
        check_cells(self.cells)
        check_details(self.cells, self.details)
        if self.parts:
            check_parts(self.cells, [part.cells for part in self.parts])

    def __reduce__(self) -> "tuple[Callable[..., PeriodReport], tuple[Any, ...]]":
        # A read-only mapping does not pickle, a dictionary does.
        given = (self.start, self.end, dict(self.cells), self.by, self.key, self.parts, dict(self.details))
        return PeriodReport, given

    @classmethod
    def of(
        cls,
        cases: Iterable[Case],
        start: Moment,
        end: Moment,
        *,
        by: str | Sequence[str] = (),
        office_role: OfficeRole = OfficeRole.ACCEPTING,
        successors: Successors | None = None,
        waiting: Counted = Counted.BY_CLOCK,
        stopped: Counted = Counted.BY_CLOCK,
        undated: Counted = Counted.IN_TIME,
        deemed: Counted = Counted.RESOLVED,
        channels: Mapping[str, Channel] = _NO_CHANNELS,
        zone: tzinfo = OFFICE_TIME,
    ) -> "PeriodReport":
        """Count dossiers for the half-open period from *start* up to, not including, *end* (lập báo cáo).

        A dossier stands in the report as it stood just before *end*: what was recorded later, such as an
        extension, is not known yet, and one that waits does not become overdue by waiting.

        Args:
            cases: Dossiers, or the entries of a register.
            start: First day or moment of the period.
            end: First day or moment after it.
            by: Column or columns to divide by: office, level (that of the office, where a directory knows
                it; else those of the procedure), field, procedure, mechanism, channel, or another column of
                the register or of a dossier's `extra`.
            office_role: Which office of a dossier counts.
            successors: Who goes on with whose work: the work of a merged office counts for its successor on
                the last day of the period. With several successors, or none, it stays where it was.
            waiting: Where dossiers are counted that wait for a supplement at the end of the period.
            stopped: Where dossiers are counted that were withdrawn, stopped or closed.
            undated: Where dossiers without a due date are counted.
            deemed: Where dossiers are counted that the silence of the office decided: resolved and late, in
                time, or as if silence meant nothing.
            channels: What a register calls its channels, where it has words of its own.
            zone: Zone of the office, to which aware datetimes are converted; dates begin at its midnight.

        Raises:
            InvalidTypeError: If an argument or a moment of a dossier has the wrong type.
            InvalidValueError: If the period ends before it begins, a dossier is given twice, ends before it
                was received or has no such column, or a column has the name of a measure.
            UnknownOfficeError: If *successors* is a directory that does not know an office.
        """
        names = group_names(by, MEASURES)
        counted = _Counting(start, end, zone, Placing(waiting, stopped, undated, deemed), channels)
        readers = group_readers(names, office_role, successors, counted.last_day)
        return _grouped(cls, counted, counted.place_all(cases), names, readers)

    def _count(self, *names: str) -> int:
        return sum(len(self.cells[name]) for name in names)

    @property
    def received(self) -> int:
        """Received in the period (tiếp nhận trong kỳ)."""
        return self._count("received")

    @property
    def carried_over(self) -> int:
        """Received before the period and not finished before it (từ kỳ trước)."""
        return self._count("carried_over")

    @property
    def total(self) -> int:
        """Received and carried over."""
        return self._count(*SUMS["total"])

    @property
    def early(self) -> int:
        """Finished in the period, before the due day (trước hạn)."""
        return self._count("early")

    @property
    def on_time(self) -> int:
        """Finished in the period, on the due day or without a due date (đúng hạn)."""
        return self._count("on_time")

    @property
    def late(self) -> int:
        """Finished in the period, after it was due (quá hạn)."""
        return self._count("late")

    @property
    def resolved(self) -> int:
        """Finished in the period (đã giải quyết)."""
        return self._count(*SUMS["resolved"])

    @property
    def pending_in_time(self) -> int:
        """Not finished at the end of the period, not overdue then (đang giải quyết, trong hạn)."""
        return self._count("pending_in_time")

    @property
    def pending_overdue(self) -> int:
        """Not finished at the end of the period, overdue then (đang giải quyết, quá hạn)."""
        return self._count("pending_overdue")

    @property
    def pending(self) -> int:
        """Not finished at the end of the period (đang giải quyết)."""
        return self._count(*SUMS["pending"])

    def dossiers(self, measure: str) -> tuple[str, ...]:
        """The codes of the dossiers behind a figure (hồ sơ của một chỉ tiêu).

        Args:
            measure: A measure, such as `resolved`, or a detail, such as `waiting`.

        Raises:
            InvalidValueError: If there is no such measure.
        """
        require(measure, str, "measure")
        if measure in self.details:
            return self.details[measure]
        names = SUMS.get(measure, (measure,))
        if not set(names) <= set(CELLS):
            raise InvalidValueError(
                f"no measure is called {measure!r}; there are {', '.join((*MEASURES, *DETAILS))}",
                given=measure,
            )
        return tuple(code for name in names for code in self.cells[name])

    def detail(self, name: str) -> int:
        """How many dossiers stand in one of the [`DETAILS`][thutuc.reports.DETAILS] (chỉ tiêu chi tiết).

        Raises:
            InvalidValueError: If there is no such detail.
        """
        return len(self.dossiers(name))

    def on_time_rate(self, denominator: Denominator) -> Rate:
        """The share that was answered in time, early answers among them (tỷ lệ đúng hạn, trước hạn).

        Of those received, only what was received in the period is counted in the share as well; of those due,
        what was in time, whether it was finished in the period or before it.

        Args:
            denominator: What it is a share of; there is no default.

        Raises:
            InvalidTypeError: If *denominator* is not named.
        """
        return self._rate(denominator, ("early", "on_time"), self.details["due_and_met"])

    def late_rate(self, denominator: Denominator) -> Rate:
        """The share that was answered late; of those due, what was not answered in time (tỷ lệ quá hạn).

        Args:
            denominator: What it is a share of; there is no default.

        Raises:
            InvalidTypeError: If *denominator* is not named.
        """
        met = set(self.details["due_and_met"])
        missed = [code for code in self.details["due_in_period"] if code not in met]
        return self._rate(denominator, ("late",), missed)

    def _rate(self, denominator: Denominator, cells: Sequence[str], due: Sequence[str]) -> Rate:
        if not isinstance(denominator, Denominator):
            allowed = ", ".join(f"Denominator.{one.name}" for one in Denominator)
            raise InvalidTypeError(
                f"a rate is a share of {allowed}, not {denominator!r}; name one", given=denominator
            )
        found = due
        if denominator is not Denominator.DUE_IN_PERIOD:
            found = [code for name in cells for code in self.cells[name]]
        whole = self.dossiers(_WHOLES[denominator])
        return Rate(len(set(found).intersection(whole)), len(whole), denominator)

    def __iter__(self) -> "Iterator[PeriodReport]":
        return iter(self.parts)

    def _lines(self, *, details: bool = False) -> "tuple[PeriodReport, ...]":
        """The parts to be printed, and the whole; a part about earlier dossiers only has details only."""
        return (*(part for part in self.parts if details or part.total), self)

    def to_dicts(self, language: str = "vi", *, details: bool = False) -> list[dict[str, Cell]]:
        """One plain dictionary for each group, and a last one for the whole, whose keys are `None`.

        In a divided report each has `is_total`, true for the whole: leave it out before summing up a column.

        Args:
            language: Of words, of which there are none here.
            details: Whether the further measures follow.
        """
        measures = (*MEASURES, *DETAILS) if details else MEASURES
        return self._figures(measures, details=details).to_dicts(language)

    def table(self, language: str = "vi", *, details: bool = False) -> Table:
        """The report as a table with headings in a language.

        Args:
            language: Of the headings.
            details: Whether the further measures stand in it instead of the ten of the report.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        return self._figures(DETAILS if details else MEASURES, details=details).table(language)

    def _figures(self, measures: Iterable[str], *, details: bool) -> Figures:
        lines = tuple(
            (report.key, {name: self._number(report, name) for name in measures})
            for report in self._lines(details=details)
        )
        return Figures(self.start, self.end, self.by, lines)

    @staticmethod
    def _number(report: "PeriodReport", name: str) -> int:
        return report.detail(name) if name in DETAILS else getattr(report, name)

    def __repr__(self) -> str:
        by = f"; by {', '.join(self.by)}" if self.by else ""
        counts = f"{self.total} dossiers, {self.resolved} resolved, {self.pending} pending"
        return f"<PeriodReport {self.start} to {self.end}: {counts}{by}>"

    def __str__(self) -> str:
        return self.text()


_WHOLES = {
    Denominator.RESOLVED: "resolved",
    Denominator.DUE_IN_PERIOD: "due_in_period",
    Denominator.RECEIVED: "received",
    Denominator.RECEIVED_AND_CARRIED_OVER: "total",
}


class _Counting:
    """The period and the choices of a report."""

    def __init__(
        self, start: Moment, end: Moment, zone: tzinfo, placing: Placing, channels: Mapping[str, Channel]
    ) -> None:
        self.zone, self.placing, self.channels = zone, placing, channels
        self.first, self.last = local_time(start, zone), local_time(end, zone)
        # A moment has one form, so that two reports of one period are equal; a date stays a date.
        self.start = self.first if isinstance(start, datetime) else start
        self.end = self.last if isinstance(end, datetime) else end
        if self.last <= self.first:
            raise InvalidValueError(
                f"a period cannot run from {start} to {end}; `end` is the first day after the period",
                given=(start, end),
            )
        self.last_day = (self.last - MICROSECOND).date()

    def place_all(self, cases: Iterable[Case]) -> "_Placed":
        """Every dossier with the names of all it is counted in; those in nothing too, for their columns."""
        first, last, placing = self.first, self.last, self.placing
        read = FactReader(first, last, self.zone, self.channels).read
        seen: set[str] = set()
        placed = _Placed()
        kinds: dict[tuple[str, ...], int] = {}
        for case in iterable(cases, "dossiers"):
            if not is_case(case):
                raise InvalidTypeError(
                    f"a report counts dossiers and the entries of registers, not {case!r}", given=case
                )
            code = case.code
            if code in seen:
                raise InvalidValueError(f"dossier {code!r} is given twice; count it once", given=code)
            seen.add(code)
            where = place(read(case), first, last, placing)
            placed.cases.append(case)
            placed.codes.append(code)
            placed.kinds.append(kinds.setdefault(where, len(kinds)))
        placed.wheres = list(kinds)
        return placed


class _Placed:
    """Dossiers, their codes, and for each the place of its cells and details among all that occur."""

    __slots__ = ("cases", "codes", "kinds", "wheres")

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.codes: list[str] = []
        self.kinds: list[int] = []
        self.wheres: list[tuple[str, ...]] = []

    def put_together(self, buckets: Mapping[int, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """The codes of each cell and detail, from those of each kind."""
        lists: dict[str, list[str]] = {name: [] for name in _ALL}
        for kind in sorted(buckets):
            for name in self.wheres[kind]:
                lists[name].extend(buckets[kind])
        return {name: tuple(codes) for name, codes in lists.items()}


def _grouped(
    kind: type[PeriodReport],
    counted: _Counting,
    placed: _Placed,
    names: tuple[str, ...],
    readers: Sequence[Callable[[Case], str]],
) -> PeriodReport:
    """The report of dossiers that know their cells, divided by the columns *names*."""
    keys: Iterable[tuple[str, ...]] = repeat((), len(placed.codes))
    if readers:
        keys = zip(*(map(reader, placed.cases) for reader in readers), strict=True)
    buckets: defaultdict[tuple[tuple[str, ...], int], list[str]] = defaultdict(list)
    spelled: dict[tuple[str, ...], tuple[str, ...]] = {}
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, one, code in zip(keys, placed.kinds, placed.codes, strict=True):
        same = known.get(key)
        if same is None:
            same = known[key] = tuple(map(one_spelling, key))
            spelled[same] = min(spelled.get(same, key), key)
        buckets[same, one].append(code)
    nothing = placed.wheres.index(()) if () in placed.wheres else -1
    found: dict[tuple[str, ...], dict[int, list[str]]] = {}
    for (key, one), codes in buckets.items():
        if one != nothing:
            found.setdefault(spelled[key], {})[one] = codes
    ordered = sorted(found, key=lambda key: [vietnamese_order(value) for value in key])
    groups = {key: placed.put_together(found[key]) for key in ordered}
    start, end = counted.start, counted.end
    whole = {name: tuple(chain.from_iterable(group[name] for group in groups.values())) for name in _ALL}
    parts = [_report(kind, (start, end), group, names=names, key=key) for key, group in groups.items()]
    return _report(kind, (start, end), whole, names=names, parts=tuple(parts) if names else ())


def _report(
    kind: type[PeriodReport],
    period: tuple[Moment, Moment],
    codes: Mapping[str, tuple[str, ...]],
    *,
    names: tuple[str, ...],
    key: tuple[str, ...] = (),
    parts: tuple[PeriodReport, ...] = (),
) -> PeriodReport:
    cells = {name: codes[name] for name in CELLS}
    details = {name: codes[name] for name in DETAILS}
    return kind(*period, cells, names, key, parts, details)
