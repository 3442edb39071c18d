"""Frames of rows judged under a reform, column by column (bảng tính theo phương án)."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NoReturn

import narwhals.stable.v2 as nw
import numpy as np

from thutuc import arrays, frames
from thutuc.arrays.calendar_columns import CalendarColumn
from thutuc.arrays.lookup import tables_of, tables_of_all
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError, LimitTextError, ThutucError
from thutuc.fields import require
from thutuc.frames.carriers import columns_of, with_columns
from thutuc.frames.due_rows import DueRows
from thutuc.frames.engines import Desk, Engine
from thutuc.frames.reporting import Life, places_in
from thutuc.frames.row_facts import check_kinds, facts_at_hand, glimpse, judged
from thutuc.frames.values import Array, Columns, Kind, Values
from thutuc.limits import Convention, Unit
from thutuc.moments import Moment
from thutuc.policy.alike_rows import AlikeRows, day_tells
from thutuc.policy.limit_changes import LimitRows, from_catalogue
from thutuc.policy.moved_dues import DueQuestion, Dues, laid_over, laid_over_alike, no_dues
from thutuc.policy.overlays import Overlay, Terms, calendar_of, compared
from thutuc.policy.refusals_of_rows import refuse_events, refuse_limitless, refuse_uncalendared
from thutuc.reports import CELLS, MEASURES
from thutuc.reports.placing import SUMS

NAMES = (
    *("code", "received_at", "limit", "unit", "due_on", "due_at", "finished_at"),
    *("office", "procedure"),
)
"""The columns that a scenario may read of a frame."""
_ANY = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31))
DUE, DUE_AT, STOCK, PLACE = (f"_policy_{name}" for name in ("due", "due_at", "stock", "place"))


class FrameRows:
    """A frame as the source of a scenario."""

    def __init__(self, native: Any, columns: Mapping[str, str], *, ended: bool = True) -> None:  # noqa: ANN401
        for name in columns:
            if name not in NAMES:
                raise InvalidValueError(
                    f"`columns` names {', '.join(NAMES)}, not {name!r}", given=dict(columns)
                )
        names = {name: require(columns.get(name, name), str, f"the column {name}") for name in NAMES}
        needed = [names["received_at"], *([names["finished_at"]] if ended else []), *columns.values()]
        desk = Desk.as_given(native, needed)
        if desk.engine is Engine.LAZY_POLARS:
            desk = Desk.as_given(native.collect(), needed)
        if desk.engine.is_lazy:
            raise InvalidTypeError(
                f"a scenario is laid over frames of pandas, Polars or PyArrow, not of {desk.engine.value}; "
                "convert it, as with .to_arrow_table()",
                given=desk.engine.value,
            )
        self.desk, self.names = desk, names
        self._read: dict[str, Values] = {}

    def __len__(self) -> int:
        return len(self.column("received_at"))

    # The columns ------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether the frame has a column."""
        return self.names[name] in self.desk.columns

    def column(self, name: str) -> Values:
        """A column by the library's name."""
        return self.own(self.names[name])

    def own(self, name: str) -> Values:
        """A column by its own name.

        Raises:
            InvalidValueError: If there is none.
        """
        if name not in self._read:
            if name not in self.desk.columns:
                raise InvalidValueError(
                    f"the frame has no column {name!r}; it has {', '.join(map(str, self.desk.columns))}",
                    given=name,
                )
            self._read[name] = columns_of(self.desk.native, self.desk.engine, [name])[name]
        return self._read[name]

    def values(self, column: str) -> Sequence[str]:
        """The different texts of a column.

        Raises:
            InvalidValueError: If there is no such column, or it holds no texts.
        """
        found = self.own(self.names.get(column, column))
        if found.kind not in {Kind.TEXT, Kind.NOTHING}:
            raise InvalidTypeError(f"column {column!r} holds no texts; convert it to texts", given=column)
        return found.texts

    def _mask(self, where: Sequence[tuple[str, frozenset[str]]]) -> Array | None:
        """The rows with some values; None for all."""
        mask: Array | None = None
        for name, values in where:
            found = self.own(self.names.get(name, name))
            wanted = np.array([*(compared(text) in values for text in found.texts), False])
            codes = found.data if found.kind is Kind.TEXT else np.full(len(found), -1)
            mask = wanted.take(codes) if mask is None else mask & wanted.take(codes)
        return mask

    # What may be asked ------------------------------------------------------------------------------------

    def check_steps(self, procedure: str, steps: Sequence[str]) -> None:
        """Nothing can be said of steps."""

    def check(self, terms: Terms) -> None:
        """Refuse what rows without events cannot answer.

        Raises:
            InvalidValueError: If the reform needs what is not there.
        """
        overlay = terms.overlay
        refuse_events(overlay)
        if not overlay.changes_dues:
            return
        if terms.calendar is None and overlay.calendar is None:
            refuse_uncalendared()
        limits = self._stated_limits(terms)
        concerned = self._concerned(overlay)
        missing = np.ones(len(self), np.bool_) if limits is None else limits.missing
        if missing is None:
            return
        if self.has("due_on"):
            missing = missing & self.column("due_on").there
        if rows := int(np.count_nonzero(missing & concerned)):
            refuse_limitless(rows)

    def _concerned(self, overlay: Overlay) -> Array:
        """The rows whose limit has to be known."""
        size = len(self)
        whole = overlay.calendar is not None or overlay.convention is not None
        concerned, given = np.full(size, whole), np.zeros(size, np.bool_)
        for change in overlay.limits:
            mask = self._mask(change.where)
            rows = np.ones(size, np.bool_) if mask is None else mask
            if change.value is not None:
                given |= rows
            concerned |= rows
        if overlay.hours:
            named = self._mask([("office", frozenset(overlay.hours))])
            concerned |= np.zeros(size, np.bool_) if named is None else named
        return np.asarray(concerned & ~given)

    # Due days ---------------------------------------------------------------------------------------------

    def _question(self, calendar: WorkCalendar) -> tuple[DueRows, Columns]:
        """The question of the due days, looked at; and its columns."""
        unit = self.names["unit"] if self._has_units else Unit.WORKING_DAY
        question = DueRows(
            *(self.names["received_at"], None, self.names["limit"], unit, calendar, None),
            *(Convention.CIVIL_CODE, (), ("due_on", "provisional")),
        )
        columns = {name: self.own(name) for name in question.columns}
        kinds = {name: column.kind for name, column in columns.items()}
        check_kinds(question, kinds, self.desk.frame.select(*question.columns).collect_schema)
        try:
            return judged(question, glimpse(question, columns), kinds), columns
        except (InvalidValueError, LimitTextError):
            return judged(question, facts_at_hand(question, columns), kinds), columns

    @property
    def _has_units(self) -> bool:
        return self.has("unit") and self.column("limit").kind is not Kind.TEXT

    @cached_property
    def _own_limits(self) -> LimitRows:
        """The limits that the frame states, the same by any calendar."""
        question, columns = self._question(_ANY)
        return LimitRows.of(question.limits(columns), len(self))

    def _stated_limits(self, terms: Terms) -> LimitRows | None:
        """The limits of the rows; None where nothing tells any."""
        found: LimitRows | None = None
        if self.has("limit"):
            found = self._own_limits
        if terms.catalogue is not None and self.has("procedure"):
            calendar = terms.calendar or terms.overlay.calendar or _ANY
            days = self._starts(CalendarColumn(tables_of(calendar))).astype("M8[D]")
            found = from_catalogue(found, self.column("procedure"), days, terms.procedure_of)
        return found

    def limits(self, terms: Terms) -> LimitRows:
        """The limits of the rows.

        Raises:
            InvalidValueError: If nothing tells any.
        """
        return self._stated_limits(terms) or self._refuseno_dues()

    def _refuseno_dues(self) -> NoReturn:
        raise InvalidValueError(
            f"the frame has no column of limits, {self.names['limit']!r}; give it, or a catalogue",
            given=self.names["limit"],
        )

    def dues(self, terms: Terms) -> Dues:
        """When the rows are due, as the terms judge them.

        Raises:
            InvalidValueError: If nothing tells when they are due.
        """
        recorded, overlay = self.recorded, terms.overlay
        if recorded is not None and not overlay.changes_dues:
            return recorded
        calendar = terms.calendar
        limits = self._stated_limits(terms)
        if calendar is None and (recorded is None or overlay.calendar is None):
            refuse_uncalendared()
        if limits is None and not overlay.limits:
            self._refuseno_dues()
        calendar = calendar or overlay.calendar
        if calendar is None:
            refuse_uncalendared()
        asked = DueQuestion(
            limits or LimitRows.nothing(len(self)),
            [(one, self._mask(one.where)) for one in overlay.limits],
            CalendarColumn(tables_of(calendar)),
            self._after(overlay, overlay.calendar or calendar),
            overlay.counted,
        )
        return self._alike(asked) or self._each(asked)

    def _each(self, asked: DueQuestion) -> Dues:
        """The due days of all rows, each counted."""
        first, last = self._both(asked)
        if self.recorded is None or first is None:
            return last
        return laid_over(self.recorded, first, last, asked.before, asked.after)

    def _alike(self, asked: DueQuestion) -> Dues | None:
        """The same, one row counted for all due alike; None where the day of receipt does not tell."""
        received = self.column("received_at")
        alike = AlikeRows.of(received, asked.limits, asked.others) if len(self) else None
        if alike is None:
            return None
        some = asked.some(alike.places)
        if not all(
            day_tells(received, *both)
            for both in ((some.limits, Convention.CIVIL_CODE), (some.changed, some.convention))
        ):
            return None
        try:
            first, last = self._both(some, alike.places)
        except ThutucError:
            # It is told with the number of all its rows.
            return None
        if self.recorded is None or first is None:
            return Dues(alike.spread(last.on), alike.spread(last.at))
        return laid_over_alike(self.recorded, alike, first, last, (asked.before, asked.after))

    def _both(self, asked: DueQuestion, places: Array | None = None) -> tuple[Dues | None, Dues]:
        """The due days before the reform, if they are needed, and under it."""
        first = None
        if self.recorded is not None:
            first = self.count(asked.limits, asked.before, Convention.CIVIL_CODE, places)
        return first, self.count(asked.changed, asked.after, asked.convention, places)

    @cached_property
    def recorded(self) -> Dues | None:
        """The due days that the frame has."""
        if not self.has("due_on"):
            return None
        days = self.column("due_on")
        on, at = no_dues(len(self))
        if days.kind is not Kind.NOTHING:
            on = days.data.astype("M8[D]", copy=False)
        if self.has("due_at") and self.column("due_at").kind is not Kind.NOTHING:
            at = self.column("due_at").data.astype("M8[us]", copy=False)
        return Dues(on, at)

    def _after(self, overlay: Overlay, calendar: WorkCalendar) -> CalendarColumn:
        """The calendar of each row under the reform."""
        if not overlay.hours:
            return CalendarColumn(tables_of(calendar))
        offices = self.column("office")
        weeks = {office: calendar_of(calendar, week) for office, week in overlay.hours.items()}
        different = tuple(dict.fromkeys((calendar, *weeks.values())))
        places = {office: different.index(own) for office, own in weeks.items()}
        own = np.array([*(places.get(compared(text), 0) for text in offices.texts), 0])
        codes = offices.data if offices.kind is Kind.TEXT else np.full(len(offices), -1)
        return CalendarColumn(tables_of_all(different), own.take(codes) if len(different) > 1 else None)

    def count(
        self,
        limits: LimitRows,
        calendars: CalendarColumn,
        convention: Convention,
        places: Array | None = None,
    ) -> Dues:
        """When rows are due by their limits; those at some places, or all."""
        starts = self._starts(calendars, places)
        found = arrays.due(limits.column(), starts, calendars, convention=convention)
        return Dues(found.due_on, found.minutes())

    def _starts(self, calendars: CalendarColumn, places: Array | None = None) -> Array:
        """When rows were received, by the clocks of their offices; those at some places, or all."""
        received = self.column("received_at")
        data = received.data if places is None else received.data[places]
        return calendars.office_time(data) if received.kind is Kind.INSTANT else data

    # What comes of it -------------------------------------------------------------------------------------

    def outcome(self, terms: Terms, start: Moment, end: Moment, by: tuple[str, ...]) -> "FrameOutcome":
        """The report of a period."""
        dues = self.dues(terms)
        names = [self.names.get(name, name) for name in by]
        needed = [self.names["received_at"], self.names["finished_at"], *names]
        for name in needed:
            self.desk.schema[name] if name in self.desk.columns else self.own(name)
        native = self.desk.native
        narrow = nw.from_native(native, eager_only=True).select(*dict.fromkeys(needed)).to_native()
        answers = {DUE: Values(Kind.DAY, dues.on)}
        timed = not np.isnat(dues.at).all()
        if timed:
            answers[DUE_AT] = Values(Kind.MOMENT, dues.at)
        made = with_columns(narrow, self.desk.engine, answers)
        life = Life(needed[0], needed[1], DUE, DUE_AT if timed else None)
        report = frames.period_report(
            made,
            start,
            end,
            by=names,
            received=life.received,
            finished=life.finished,
            due=DUE,
            due_at=life.due_at,
        )
        return FrameOutcome(self, made, life, (start, end), _lines(report, names))


def _lines(report: Any, names: Sequence[str]) -> tuple[tuple[tuple[Any, ...], dict[str, int]], ...]:  # noqa: ANN401
    columns = nw.from_native(report, eager_only=True).to_dict(as_series=False)
    rows = len(columns["total"])
    lines = [
        (tuple(columns[name][i] for name in names), {one: int(columns[one][i]) for one in MEASURES})
        for i in range(rows)
    ]
    whole = {one: sum(counts[one] for _, counts in lines) for one in MEASURES}
    return (*(lines if names else ()), ((), whole))


class FrameOutcome:
    """The figures of a frame, and who stands where when that is asked."""

    def __init__(
        self,
        rows: FrameRows,
        made: Any,  # noqa: ANN401 - a frame
        life: Life,
        period: tuple[Moment, Moment],
        lines: Any,  # noqa: ANN401
    ) -> None:
        self.rows, self.made, self.life, self.period, self.lines = rows, made, life, period, lines

    @cached_property
    def places(self) -> tuple[Array, Array]:
        """For each row its two cells, by their number, -1 where it is in none."""
        found = places_in(self.made, *self.period, self.life, (STOCK, PLACE))
        numbers = {cell: i for i, cell in enumerate(CELLS)}
        columns = columns_of(found, self.rows.desk.engine, [STOCK, PLACE])
        stock, place = (
            np.array([*(numbers.get(text, -1) for text in one.texts), -1]).take(one.data)
            if one.kind is Kind.TEXT
            else np.full(len(one), -1)
            for one in (columns[STOCK], columns[PLACE])
        )
        return stock, place

    def stands_in(self, measure: str) -> Array:
        """Which rows are counted in a measure."""
        cells = [CELLS.index(cell) for cell in SUMS.get(measure, (measure,))]
        return np.isin(self.places[0], cells) | np.isin(self.places[1], cells)

    def changed(self, other: "FrameOutcome", before: str, after: str) -> tuple[str, ...]:
        """The codes of those that stand in one measure here and in another one there.

        Raises:
            InvalidValueError: If the frame has no column of codes.
        """
        rows = np.flatnonzero(self.stands_in(before) & other.stands_in(after))
        codes = self.rows.column("code")
        data = codes.spelled() if codes.kind is Kind.TEXT else codes.data
        found: list[object] = data[rows].tolist()
        return tuple(map(str, found))

    def is_same(self, other: "FrameOutcome") -> bool:
        """Whether every row stands in the same cells."""
        return all(np.array_equal(*both) for both in zip(self.places, other.places, strict=True))
