"""`PeriodReport`: what happened to an office's dossiers in a period (báo cáo kỳ)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import chain

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import NONE, iterable, require, several
from thutuc.moments import MICROSECOND, OFFICE_TIME, Moment, local_moment, local_time
from thutuc.procedures import Channel
from thutuc.reports.cases import Case, FactReader, distinct, is_case
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


def _cells(given: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return complete(given, CELLS)


def _details(given: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return complete(given, DETAILS)


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
    details: Mapping[str, tuple[str, ...]] = attrs.field(default=NONE, converter=_details, hash=False)

    def __attrs_post_init__(self) -> None:
        several(self.parts, PeriodReport, "parts")
        check_cells(self.cells)
        check_details(self.cells, self.details)
        if self.parts:
            check_parts(self.cells, [part.cells for part in self.parts])

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
        channels: Mapping[str, Channel] = NONE,
        zone: tzinfo = OFFICE_TIME,
    ) -> "PeriodReport":
        """Count dossiers for the half-open period from *start* up to, not including, *end* (lập báo cáo).

        A dossier stands in the report as it stood just before *end*: what was recorded later, such as an
        extension, is not known yet, and one that waits does not become overdue by waiting. One that had ended
        before *start*, and that an authority since ordered to be handled once more, is received again.

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
        names, placing = group_names(by, MEASURES), Placing(waiting, stopped, undated, deemed)
        first, last = local_time(start, zone), local_time(end, zone)
        if last <= first:
            raise InvalidValueError(
                f"a period cannot run from {start} to {end}; `end` is the first day after the period",
                given=(start, end),
            )
        facts_of = FactReader(first, last, zone, channels).read
        readers = group_readers(names, office_role, successors, (last - MICROSECOND).date())
        buckets: defaultdict[tuple[GroupKey, GroupKey], list[str]] = defaultdict(list)
        for case in distinct(_countable(cases)):
            where = place(facts_of(case), first, last, placing)
            buckets[tuple([reader(case) for reader in readers]), where].append(case.code)
        # A moment has one form, so that two reports of one period are equal; a date stays a date.
        period = local_moment(start, zone), local_moment(end, zone)
        return divided(cls, period, names, ((*told, codes) for told, codes in buckets.items()))

    def _codes(self, measure: str) -> tuple[tuple[str, ...], ...]:
        """The codes behind a measure or a detail, cell by cell."""
        if require(measure, str, "measure") in self.details:
            return (self.details[measure],)
        names = SUMS.get(measure, (measure,))
        if not set(names) <= set(CELLS):
            raise InvalidValueError(
                f"no measure is called {measure!r}; there are {', '.join((*MEASURES, *DETAILS))}",
                given=measure,
            )
        return tuple(self.cells[name] for name in names)

    @property
    def received(self) -> int:
        """Received in the period (tiếp nhận trong kỳ)."""
        return self.detail("received")

    @property
    def carried_over(self) -> int:
        """Received before the period and not finished before it (từ kỳ trước)."""
        return self.detail("carried_over")

    @property
    def total(self) -> int:
        """Received and carried over."""
        return self.detail("total")

    @property
    def early(self) -> int:
        """Finished in the period, before the due day (trước hạn)."""
        return self.detail("early")

    @property
    def on_time(self) -> int:
        """Finished in the period, on the due day or without a due date (đúng hạn)."""
        return self.detail("on_time")

    @property
    def late(self) -> int:
        """Finished in the period, after it was due (quá hạn)."""
        return self.detail("late")

    @property
    def resolved(self) -> int:
        """Finished in the period (đã giải quyết)."""
        return self.detail("resolved")

    @property
    def pending_in_time(self) -> int:
        """Not finished at the end of the period, not overdue then (đang giải quyết, trong hạn)."""
        return self.detail("pending_in_time")

    @property
    def pending_overdue(self) -> int:
        """Not finished at the end of the period, overdue then (đang giải quyết, quá hạn)."""
        return self.detail("pending_overdue")

    @property
    def pending(self) -> int:
        """Not finished at the end of the period (đang giải quyết)."""
        return self.detail("pending")

    def dossiers(self, measure: str) -> tuple[str, ...]:
        """The codes of the dossiers behind a figure (hồ sơ của một chỉ tiêu).

        Args:
            measure: A measure, such as `resolved`, or a detail, such as `waiting`.

        Raises:
            InvalidValueError: If there is no such measure.
        """
        return tuple(chain.from_iterable(self._codes(measure)))

    def detail(self, name: str) -> int:
        """How many dossiers stand in a measure or one of the [`DETAILS`][thutuc.reports.DETAILS] (chỉ tiêu).

        Raises:
            InvalidValueError: If there is no such detail.
        """
        return sum(map(len, self._codes(name)))

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
        whole = self.dossiers(denominator.measure)
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
            (report.key, {name: report.detail(name) for name in measures})
            for report in self._lines(details=details)
        )
        return Figures(self.start, self.end, self.by, lines)

    def __repr__(self) -> str:
        by = f"; by {', '.join(self.by)}" if self.by else ""
        counts = f"{self.total} dossiers, {self.resolved} resolved, {self.pending} pending"
        return f"<PeriodReport {self.start} to {self.end}: {counts}{by}>"

    def __str__(self) -> str:
        return self.text()


GroupKey = tuple[str, ...]
Bucket = tuple[GroupKey, Iterable[str], Sequence[str]]
"""The values of the columns, the names of cells and details, and the codes that stand in them."""


def _countable(cases: Iterable[Case]) -> Iterator[Case]:
    for case in iterable(cases, "dossiers"):
        if not is_case(case):
            raise InvalidTypeError(
                f"a report counts dossiers and the entries of registers, not {case!r}", given=case
            )
        yield case


def divided(
    kind: type[PeriodReport], period: tuple[Moment, Moment], by: GroupKey, buckets: Iterable[Bucket]
) -> PeriodReport:
    """The report of codes that know their cells, groups of one name in two spellings put together."""
    spelled: dict[GroupKey, GroupKey] = {}
    groups: defaultdict[GroupKey, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key, where, codes in buckets:
        same = tuple(map(one_spelling, key))
        spelled[same] = min(spelled.get(same, key), key)
        for name in where:
            groups[same][name].extend(codes)
    ordered = sorted(groups, key=lambda same: [vietnamese_order(value) for value in spelled[same]])

    def report(
        codes: Mapping[str, Sequence[str]], key: GroupKey = (), parts: Iterable[PeriodReport] = ()
    ) -> PeriodReport:
        cells, details = ({name: tuple(codes.get(name, ())) for name in names} for names in (CELLS, DETAILS))
        return kind(*period, cells, by, key, tuple(parts), details)

    whole = {name: [code for same in ordered for code in groups[same].get(name, ())] for name in _ALL}
    return report(whole, parts=(report(groups[same], spelled[same]) for same in ordered) if by else ())
