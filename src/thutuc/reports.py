"""What an office reports for a period, and the dossiers behind every figure (báo cáo kỳ)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from enum import Enum
from html import escape
from types import MappingProxyType
from typing import Any, Protocol

import attrs

from thutuc.calendars.tables import OFFICE_TIME
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.limits.units import check_language

__all__ = ["MEASURES", "Case", "PeriodReport"]

Moment = date | datetime


class _Due(Protocol):
    def is_late(self, at: Moment, /) -> bool: ...
    def is_early(self, at: Moment, /) -> bool: ...


class Case(Protocol):
    """What a report needs to know of a dossier (hồ sơ trong báo cáo)."""

    @property
    def code(self) -> str:
        """Code of the dossier."""
        ...

    @property
    def received_at(self) -> Moment | None:
        """When it was received; `None` if it has not been, so that it is in no report."""
        ...

    @property
    def deadline(self) -> _Due | None:
        """When it is due; `None` if there is no due date, so that it is never late."""
        ...

    @property
    def finished_at(self) -> Moment | None:
        """When the office finished, if it did."""
        ...


CELLS = ("received", "carried_over", "early", "on_time", "late", "pending_in_time", "pending_overdue")
"""The cells a dossier is counted in: one of the first two, and one of the others."""

MEASURES = MappingProxyType(
    {
        "received": ("tiếp nhận trong kỳ", "received"),
        "carried_over": ("từ kỳ trước", "carried over"),
        "total": ("tổng số", "total"),
        "early": ("trước hạn", "early"),
        "on_time": ("đúng hạn", "on time"),
        "late": ("quá hạn", "late"),
        "resolved": ("đã giải quyết", "resolved"),
        "pending_in_time": ("đang giải quyết, trong hạn", "pending in time"),
        "pending_overdue": ("đang giải quyết, quá hạn", "pending overdue"),
        "pending": ("đang giải quyết", "pending"),
    }
)
"""The measures of a report in the order of printing, with their headings in Vietnamese and English."""

_COLUMNS = {"procedure": "thủ tục", "office": "cơ quan", "mechanism": "cơ chế", "channel": "kênh"}


def _read_only(cells: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(dict(cells))


@attrs.frozen(repr=False)
class PeriodReport:
    """What happened to an office's dossiers in a period (báo cáo tình hình giải quyết thủ tục hành chính).

    Every measure follows from which dossiers stand in which cell, so the identities hold by construction:
    received + carried over = resolved + pending. Earliness is fixed when the office finishes, so a citizen
    who collects late makes nothing late.

    Args:
        start: First moment of the period.
        end: The moment at which it ends, no longer part of it; figures are as they stood then.
        cells: For each cell the codes of the dossiers in it.
        by: Names of the columns by which it is divided.
        key: For a part, its value of each of these columns.
        parts: One report for each group, in the order of their keys.

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
    cells: Mapping[str, tuple[str, ...]] = attrs.field(converter=_read_only, hash=False)
    by: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    parts: "tuple[PeriodReport, ...]" = ()

    def __reduce__(self) -> "tuple[Callable[..., PeriodReport], tuple[Any, ...]]":
        # A read-only mapping does not pickle, a dictionary does.
        return PeriodReport, (self.start, self.end, dict(self.cells), self.by, self.key, self.parts)

    @classmethod
    def of(
        cls,
        cases: Iterable[Case],
        start: Moment,
        end: Moment,
        *,
        by: str | Sequence[str] = (),
        zone: tzinfo = OFFICE_TIME,
    ) -> "PeriodReport":
        """Count dossiers for the half-open period from *start* up to, not including, *end*.

        Args:
            cases: Dossiers, or the entries of a register.
            start: First day or moment of the period.
            end: First day or moment after it.
            by: Column or columns to divide by, such as `mechanism` or `office`.
            zone: Zone of the office, to which aware datetimes are converted; dates begin at its midnight.

        Raises:
            InvalidTypeError: If *start*, *end* or a moment of a dossier is neither date nor datetime.
            InvalidValueError: If the period ends before it begins, a dossier is given twice, ends before it
                was received or has no such column, or a column has the name of a measure.
        """
        first, last = _moment(start, zone), _moment(end, zone)
        if last <= first:
            raise InvalidValueError(
                f"a period cannot run from {start} to {end}; `end` is the first day after the period",
                given=(start, end),
            )
        names = _columns(by)
        seen: set[str] = set()
        groups: dict[tuple[str, ...], dict[str, list[str]]] = {}
        for case in cases:
            if case.code in seen:
                raise InvalidValueError(
                    f"dossier {case.code!r} is given twice; count it once", given=case.code
                )
            seen.add(case.code)
            key = tuple(_value(case, name) for name in names)
            where = _cells_of(case, first, last, zone)
            if where is None:
                continue
            cells = groups.setdefault(key, {name: [] for name in CELLS})
            for name in where:
                cells[name].append(case.code)
        parts = [
            cls(start, end, {name: tuple(codes) for name, codes in cells.items()}, names, key)
            for key, cells in sorted(groups.items())
        ]
        whole = {name: tuple(code for part in parts for code in part.cells[name]) for name in CELLS}
        return cls(start, end, whole, names, (), tuple(parts) if names else ())

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
        return self._count("received", "carried_over")

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
        return self._count("early", "on_time", "late")

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
        return self._count("pending_in_time", "pending_overdue")

    def __iter__(self) -> "Iterator[PeriodReport]":
        return iter(self.parts)

    def to_dicts(self) -> list[dict[str, object]]:
        """One plain dictionary for each group, and a last one for the whole, whose keys are `None`."""
        return [
            {
                **dict(zip(self.by, report.key or (None,) * len(self.by), strict=True)),
                **{name: getattr(report, name) for name in MEASURES},
            }
            for report in (*self.parts, self)
        ]

    def _table(self, language: str) -> tuple[list[str], list[list[str]]]:
        english = check_language(language) == "en"
        names = self.by if english else (_COLUMNS.get(name, name) for name in self.by)
        headings = [*names, *(words[english] for words in MEASURES.values())]
        whole = ["total" if english else "tổng cộng", *[""] * (len(self.by) - 1)] if self.by else []
        rows = [
            [
                *((" ".join(value.split()) or "–" for value in report.key) if report is not self else whole),
                *(_number(getattr(report, name), language) for name in MEASURES),
            ]
            for report in (*self.parts, self)
        ]
        return headings, rows

    def text(self, language: str = "vi") -> str:
        """The report as a table of text, its headings over as many lines as they need.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        headings, rows = self._table(language)
        left = len(self.by)
        stacked = [[heading] if i < left else heading.split() for i, heading in enumerate(headings)]
        height = max(map(len, stacked))
        # Each heading ends on the line above the rule.
        padded = [[""] * (height - len(words)) + words for words in stacked]
        head = [list(line) for line in zip(*padded, strict=True)]
        widths = [max(len(row[i]) for row in (*head, *rows)) for i in range(len(headings))]

        def line(cells: Sequence[str]) -> str:
            return "  ".join(
                cell.ljust(width) if i < left else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ).rstrip()

        rule = "-" * len(line(["x" * width for width in widths]))
        return "\n".join([self._period(language), *map(line, head), rule, *map(line, rows)])

    def _period(self, language: str) -> str:
        if language == "en":
            return f"Period from {self.start} up to, not including, {self.end}"
        start, end = (
            f"{moment:%H:%M %d/%m/%Y}" if isinstance(moment, datetime) else f"{moment:%d/%m/%Y}"
            for moment in (self.start, self.end)
        )
        return f"Kỳ báo cáo từ {start} đến trước {end}"

    def __repr__(self) -> str:
        by = f"; by {', '.join(self.by)}" if self.by else ""
        counts = f"{self.total} dossiers, {self.resolved} resolved, {self.pending} pending"
        return f"<PeriodReport {self.start} to {self.end}: {counts}{by}>"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        headings, rows = self._table("vi")
        head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        caption = escape(self._period("vi"))
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _number(n: int, language: str) -> str:
    """A whole number with its thousands marked: 9.300 in Vietnamese, 9,300 in English."""
    return f"{n:,}" if language == "en" else f"{n:,}".replace(",", ".")


def _columns(by: str | Sequence[str]) -> tuple[str, ...]:
    names = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
    for name in names:
        if name in MEASURES:
            raise InvalidValueError(
                f"{name!r} is a measure of the report and cannot divide it; rename the column", given=name
            )
    return names


def _moment(moment: Moment, zone: tzinfo) -> datetime:
    """A moment that can be compared with any other: naive, in the office's zone, midnight for a date."""
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)
    if not isinstance(moment, date):
        raise InvalidTypeError(f"a report counts dates or datetimes, not {moment!r}", given=moment)
    return datetime.combine(moment, time())


def _finished(case: Case, received: datetime, zone: tzinfo) -> datetime | None:
    """When the office finished; on the day of receipt not before the receipt, whatever hours are missing."""
    if case.finished_at is None:
        return None
    finished = _moment(case.finished_at, zone)
    if finished.date() < received.date():
        raise InvalidValueError(
            f"dossier {case.code!r} is finished on {finished.date()}, before it was received on "
            f"{received.date()}; an end follows its start",
            given=case.code,
        )
    return max(finished, received)


def _cells_of(case: Case, start: datetime, end: datetime, zone: tzinfo) -> tuple[str, str] | None:
    """The two cells a dossier stands in, or `None` if it has no part in the period."""
    received_at, finished_at, deadline = case.received_at, case.finished_at, case.deadline
    if received_at is None:
        return None
    received = _moment(received_at, zone)
    finished = _finished(case, received, zone)
    if received >= end or (finished is not None and finished < start):
        return None
    stock = "received" if received >= start else "carried_over"
    if finished_at is None or finished is None or finished >= end:
        overdue = deadline is not None and deadline.is_late(end)
        return stock, "pending_overdue" if overdue else "pending_in_time"
    if deadline is None:
        return stock, "on_time"
    late, early = deadline.is_late(finished_at), deadline.is_early(finished_at)
    return stock, "late" if late else "early" if early else "on_time"


def _value(case: Case, name: str) -> str:
    """The value by which a dossier is grouped: one of its attributes or of its register's other columns."""
    own = getattr(case, name, None)
    if isinstance(own, str):
        return own
    extra: Mapping[str, object] = getattr(case, "extra", {})
    value = extra.get(name, own)
    if not isinstance(value, str | int | date | Enum):
        raise InvalidValueError(
            f"dossier {case.code!r} has no column {name!r} to divide by; take procedure, office, mechanism, "
            f"channel or another column of its register",
            given=name,
        )
    return str(value)
