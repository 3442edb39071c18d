"""When rows are due: what is asked of them, and the answer of `arrays` (câu hỏi về hạn của các dòng).

A question travels to wherever the rows are, to another process too.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any, TypeAlias, cast

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc import arrays
from thutuc.arrays.calendar_columns import CalendarColumn, numbered, spelled
from thutuc.arrays.deadlines import due_days
from thutuc.arrays.due_columns import DueDates
from thutuc.arrays.limit_columns import LimitColumn
from thutuc.arrays.lookup import Tables, tables_of
from thutuc.arrays.pause_columns import Pauses
from thutuc.calendars import WorkCalendar
from thutuc.errors import CalendarRangeError, ClockError, InvalidTypeError
from thutuc.frames.carriers import carried
from thutuc.frames.engines import OWN, Desk, counted
from thutuc.frames.values import TIMES, Array, Columns, Kind, Values
from thutuc.limits import Convention, TimeLimit, Unit

LimitKind: TypeAlias = tuple[Unit, time | None]
"""The unit of a limit and its cut-off hour."""
Line: TypeAlias = tuple[tuple[object, ...], Tables, dict[object, int]]
Calendars: TypeAlias = WorkCalendar | Mapping[str, WorkCalendar]
DAY = np.timedelta64(1, "D")


@attrs.frozen(eq=False)
class DueRows:
    """The question when each row is due.

    Args:
        start: Column of the days or moments from which the limits count.
        limit: One limit for all rows.
        amount: Column of the numbers of the limits or of their texts, or one number.
        unit: Column of the names of units, or one unit.
        units: What the names of units stand for.
        texts: What the texts of limits stand for.
        calendar: When the office works, or by code when each of the offices does.
        calendar_by: Column of the codes.
        convention: How days are counted.
        pauses: Column of the days that pauses add; or columns of pauses and resumes, or of lists of them.
        names: The new columns: the due day, whether it is provisional, and the due moment if it is wanted.
    """

    start: str
    limit: TimeLimit | None
    amount: str | float
    unit: str | Unit
    calendar: Calendars
    calendar_by: str | None
    convention: Convention
    pauses: tuple[str, ...]
    names: tuple[str, ...]
    units: Mapping[str, LimitKind] = attrs.field(factory=dict[str, LimitKind])
    texts: Mapping[str, TimeLimit] = attrs.field(factory=dict[str, TimeLimit])
    _line: "dict[str, Line]" = attrs.field(factory=dict[str, "Line"], repr=False)

    @property
    def line(self) -> "Line":
        """The codes of the calendars, their tables, and the number of each code's own; found once."""
        if not self._line:
            self._line["found"] = numbered(self.calendar)
        return self._line["found"]

    @property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Texts that columns are known to hold, so that they need not be looked for."""
        asked = {self.unit: self.units, self.amount: self.texts, self.calendar_by: self.calendar}
        return {
            str(name): tuple(map(str, texts))
            for name, texts in asked.items()
            if type(name) is str and isinstance(texts, Mapping) and texts
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        asked = (self.start, self.amount, self.unit, self.calendar_by, *self.pauses)
        return tuple(dict.fromkeys(name for name in asked if type(name) is str))

    @property
    def kinds(self) -> dict[str, Kind]:
        """The new columns, and what they hold."""
        return dict(zip(self.names, (Kind.DAY, Kind.FLAG, Kind.MOMENT), strict=False))

    def __call__(self, columns: Columns) -> Columns:
        """The new columns of some rows."""
        found = list[Values]()
        if len(self.names) == 2:
            due_on, provisional = due_days(*self._asked(columns))
        else:
            dues = self.counted(columns)
            due_on, provisional = dues.due_on, dues.provisional
            found.append(Values(Kind.MOMENT, dues.minutes()))
        sure = np.ma.filled(provisional, fill_value=False)
        found[:0] = Values(Kind.DAY, due_on), Values(Kind.FLAG, sure)
        return dict(zip(self.names, found, strict=True))

    def counted(self, columns: Columns) -> DueDates:
        """When some rows are due."""
        limits, starts, calendars, convention, pauses = self._asked(columns)
        return arrays.due(limits, starts, calendars, convention=convention, pauses=pauses)

    def _asked(
        self, columns: Columns
    ) -> tuple[LimitColumn | TimeLimit, Array, CalendarColumn, Convention, Pauses | None]:
        calendars = self.calendars(columns)
        starts, pauses = _office_time(columns[self.start], calendars), self._pauses(columns, calendars)
        return self._limits(columns), starts, calendars, self.convention, pauses

    def calendars(self, columns: Columns) -> CalendarColumn:
        """The calendar of each row; of one whose code names none any."""
        if isinstance(self.calendar, WorkCalendar):
            return CalendarColumn(tables_of(self.calendar))
        keys, tables, places = self.line
        codes = columns[str(self.calendar_by)]
        own = np.array([places.get(spelled(text), 0) for text in codes.texts] + [0])
        return CalendarColumn(
            tables, own.take(codes.data if codes.kind is Kind.TEXT else [-1] * len(codes)), keys
        )

    def _limits(self, columns: Columns) -> LimitColumn | TimeLimit:
        if self.limit is not None:
            return self.limit
        units = ((self.unit, None),) if isinstance(self.unit, Unit) else tuple(self.units.values())
        kinds = np.zeros((), np.int16)
        if not isinstance(self.amount, str):
            amounts, missing = np.array(self.amount), None
        else:
            column = columns[self.amount]
            amounts, missing = column.data, column.missing
            if column.kind is Kind.TEXT:
                own = LimitColumn.of([self.texts.get(text) for text in column.texts] + [None])
                return LimitColumn(
                    own.amounts.take(column.data), own.kinds.take(column.data), own.table, column.data < 0
                )
            if column.kind is Kind.NOTHING:
                amounts, missing = np.zeros(len(column)), np.ones(len(column), np.bool_)
            elif amounts.dtype.kind != "f":
                amounts = amounts.astype(np.int64, copy=False)
        if isinstance(self.unit, str):
            column, places = columns[self.unit], {text: i for i, text in enumerate(self.units)}
            each = np.array([places.get(text, 0) for text in column.texts] + [0], np.int16)
            kinds = each.take(column.data) if column.kind is Kind.TEXT else kinds
            units = units or ((Unit.WORKING_DAY, None),)
        return LimitColumn(amounts, kinds, units, missing)

    def _pauses(self, columns: Columns, calendars: CalendarColumn) -> Pauses | None:
        found = [columns[name] for name in self.pauses]
        if not found:
            return None
        if len(found) == 1:
            days = np.zeros(1) if found[0].kind is Kind.NOTHING else found[0].data
            missing = found[0].missing
            return np.minimum(days if missing is None else np.where(missing, 0, days), 10**9).astype(np.int64)
        if found[0].kind is not Kind.LIST:
            pause, resume = (_office_time(column, calendars) for column in found)
            return pause, resume
        rows = np.repeat(np.arange(len(found[0])), found[0].data)
        own = attrs.evolve(calendars, codes=None if calendars.codes is None else calendars.codes.take(rows))
        pause, resume = (_office_time(column.inner, own) for column in found if column.inner is not None)
        return rows, pause, resume


def _office_time(column: Values, calendars: CalendarColumn) -> Array:
    return calendars.office_time(column.data) if column.kind is Kind.INSTANT else column.data


# What cannot be counted -----------------------------------------------------------------------------------

OUTSIDE, BEYOND, HOURLESS, DATED = "outside", "beyond", "hourless", "dated"
"""Starts, and answers, that lie outside their calendar; starts, and pauses, without the hour that counts."""
TROUBLES = (f"{OWN}trouble", f"{OWN}rows")
"""The columns that say what is wrong, and with how many rows."""


@attrs.frozen(eq=False)
class Troubles:
    """The question which rows cannot be counted, and why: beside the first row of each part, how many."""

    question: Any

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        return cast("tuple[str, ...]", self.question.columns)

    @property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Texts that columns are known to hold."""
        return cast("dict[str, tuple[str, ...]]", getattr(self.question, "known", {}))

    @property
    def kinds(self) -> dict[str, Kind]:
        """The new columns, and what they hold."""
        return dict(zip(TROUBLES, (Kind.TEXT, Kind.NUMBER), strict=True))

    def __call__(self, columns: Columns) -> Columns:
        """What is wrong with some rows."""
        size = len(columns[self.columns[0]])
        codes, rows = np.full(size, -1), np.zeros(size, np.int64)
        trouble, found = self.found(columns)
        if found:
            codes[0], rows[0] = 0, found
        answers = Values(Kind.TEXT, codes, None, (trouble,)), Values(Kind.NUMBER, rows)
        return dict(zip(TROUBLES, answers, strict=True))

    def found(self, columns: Columns) -> tuple[str, int]:
        """What is wrong with some rows, and with how many."""
        return cast("tuple[str, int]", self.question.found(columns))


def troubles_of(desk: Desk, troubles: Troubles) -> Iterator[tuple[str, int]]:
    """What is wrong with the rows of a plan, and with how many, for each kind of trouble."""
    made = carried(desk.frame.select(*troubles.columns).to_native(), desk.engine, troubles)
    rows = {"rows": ("sum", nw.col(TROUBLES[1]))}
    for (trouble,), row in counted(nw.from_native(made), TROUBLES[:1], **rows):
        if trouble and row["rows"]:
            yield trouble, row["rows"]


class DueTroubles(Troubles):
    """The same of due dates."""

    def found(self, columns: Columns) -> tuple[str, int]:
        """What is wrong with some rows, and with how many."""
        question = self.question
        calendars = question.calendars(columns)
        starts = columns[question.start]
        if starts.kind in TIMES and (outside := calendars.strays(_office_time(starts, calendars))):
            return OUTSIDE, outside
        try:
            question.counted(columns)
        except CalendarRangeError as error:
            return BEYOND, int(vars(error)["rows"])
        except ClockError as error:
            return str(vars(error)["why"]), int(vars(error)["rows"])
        except InvalidTypeError as error:
            return (HOURLESS if str(error).startswith("starts") else DATED), int(vars(error)["rows"])
        return "", 0
