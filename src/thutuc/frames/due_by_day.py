"""Due dates that the day of receipt tells, one look-up a row in a table of limits and days (hạn theo ngày).

The table is made by `arrays.due`, for the limits and the days that there are, so that a plan fetches one
column by position, whatever the units.
"""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc import arrays
from thutuc.calendars import WorkCalendar
from thutuc.errors import CalendarRangeError
from thutuc.frames.due_rows import DueRows
from thutuc.frames.engines import OWN, Counted, Desk, Engine
from thutuc.frames.values import Array, Kind
from thutuc.limits import Convention, TimeLimit, Unit

MOST, _MOST_LIMITS, _MOST_JOINED = 4_000_000, 5_000, 200_000
"""Due dates, and limits, that a table may have, and due dates of one that is joined."""
_KEY, _ON, _PROVISIONAL = f"{OWN}key", f"{OWN}on", f"{OWN}provisional"


def is_due_by_day(limit: TimeLimit, convention: Convention, *, has_hours: bool) -> bool:
    """Whether the day of receipt tells the due date, whatever its hour."""
    if limit.counts_from_the_moment(convention):
        return False
    counts_from_next = limit.amount > 0 and convention is Convention.CIVIL_CODE and limit.cut_off is None
    return counts_from_next or not has_hours


@attrs.frozen(eq=False)
class DuesByDay:
    """Due dates for each of some limits and each of some days, one limit behind the other.

    Args:
        due_on: The due days; missing where there is no limit, or it ends after the calendar.
        due_at: The due moments, where the minute counts.
        provisional: Whether a decision that is still to come may change them.
    """

    due_on: Array
    due_at: Array
    provisional: Array

    @classmethod
    def of(
        cls, asked: Sequence[tuple[TimeLimit | None, WorkCalendar, int]], days: Array, convention: Convention
    ) -> "DuesByDay":
        """Count limits by their calendars, from the days of these up to so many of *days*."""
        shape = len(asked), len(days)
        on, at = np.full(shape, "NaT", "M8[D]"), np.full(shape, "NaT", "M8[us]")
        provisional = np.zeros(shape, np.bool_)
        for k, (limit, calendar, last) in enumerate(asked):
            first = int(np.searchsorted(days, np.datetime64(calendar.first)))
            if limit is not None and first < last:
                found = arrays.due(limit, days[first:last], calendar, convention=convention)
                on[k, first:last], provisional[k, first:last] = found.due_on, found.provisional
                at[k, first:last] = found.minutes()
        return cls(on.ravel(), at.ravel(), provisional.ravel())


def by_position(
    frame: Any,  # noqa: ANN401 - a lazy frame of Polars
    question: DueRows,
    facts: Sequence[Counted],
    kinds: Mapping[str, Kind],
) -> Any:  # noqa: ANN401
    """A plan of Polars with due dates fetched by position; `None` if the days of receipt do not tell them."""
    pl, calendar, kind = nw.get_native_namespace(frame), question.calendar, kinds[question.start]
    known = [row for _, row in facts if row["there"]]
    if not known or question.pauses or kind is Kind.INSTANT or not isinstance(calendar, WorkCalendar):
        return None
    limits, number = _limits(pl, question, known, kinds)
    first, last = min(int(row["first"]) for row in known), max(int(row["last"]) for row in known)
    days = np.arange(first, last + 1).view("M8[D]")
    if not 0 < len(limits) * len(days) <= MOST or not all(
        is_due_by_day(limit, question.convention, has_hours=kind is Kind.MOMENT) for limit in limits if limit
    ):
        return None
    try:
        asked = [(limit, calendar, len(days)) for limit in limits]
        dues = DuesByDay.of(asked, days, question.convention)
    except CalendarRangeError:
        # A limit and a day that do not come together.
        return None
    day = pl.col(question.start).cast(pl.Date).to_physical() - first
    kept = (dues.due_on, dues.provisional, dues.due_at)
    taken = [pl.lit(pl.Series(column)).gather(number * len(days) + day) for column in kept]
    taken[1] = taken[1].fill_null(value=False) if dues.provisional.any() else pl.lit(value=False)
    return frame.with_columns(**dict(zip(question.names, taken, strict=False)))


def _limits(
    pl: Any,  # noqa: ANN401 - the engine
    question: DueRows,
    known: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, Kind],
) -> tuple[list[TimeLimit | None], Any]:
    """The limits that rows may have, and the number of each row's own; none if they are not whole."""
    if question.limit is not None:
        return [question.limit], pl.lit(0)
    if isinstance(question.amount, str) and kinds[question.amount] is Kind.TEXT:
        return list(question.texts.values()), _place(pl, question.amount, question.texts)
    units = [(question.unit, None)] if isinstance(question.unit, Unit) else list(question.units.values())
    place = pl.lit(0) if isinstance(question.unit, Unit) else _place(pl, question.unit, question.units)
    if not isinstance(question.amount, str):
        return [TimeLimit(question.amount, unit, cut_off=cut_off) for unit, cut_off in units], place
    if kinds[question.amount] is not Kind.NUMBER or any(row.get("fractions") for row in known):
        return [], place
    most = int(max(row["largest"] for row in known))
    least = int(min(row["smallest"] for row in known))
    if (most + 1) * len(units) > _MOST_LIMITS:
        return [], place
    amounts = [None] * least + list(range(least, most + 1))
    limits = [
        None if amount is None else TimeLimit(amount, unit, cut_off=cut_off)
        for unit, cut_off in units
        for amount in amounts
    ]
    return limits, place * (most + 1) + pl.col(question.amount).cast(pl.Int32)


def _place(pl: Any, name: str, texts: Iterable[str]) -> Any:  # noqa: ANN401 - of the engine
    """The number of a text among those that there are."""
    text = pl.col(name).cast(pl.String).cast(pl.Enum(list(texts)), strict=False)
    return text.to_physical().cast(pl.Int32)


def by_join(desk: Desk, question: DueRows, facts: Sequence[Counted], kinds: Mapping[str, Kind]) -> Any:  # noqa: ANN401 - a frame of the engine
    """A plan of DuckDB or PySpark with whole days of one unit from a small table; `None` if they do not tell.

    A join on the engine's own threads costs less than to carry columns to Python and back.
    """
    row, calendar, kind = facts[0][1] if facts else {"there": 0}, question.calendar, kinds[question.start]
    if not isinstance(calendar, WorkCalendar) or not row["there"] or kind is Kind.INSTANT:
        return None
    limits, first = _whole_limits(question, row), int(row["first"])
    days = np.arange(first, int(row["last"]) + 1).view("M8[D]")
    asked = [(limit, calendar, len(days)) for limit in limits]
    if not 0 < len(asked) * len(days) <= _MOST_JOINED or not all(
        is_due_by_day(limit, question.convention, has_hours=kind is Kind.MOMENT) for limit in limits
    ):
        return None
    try:
        dues = DuesByDay.of(asked, days, question.convention)
    except CalendarRangeError:
        return None
    amount = nw.col(str(question.amount)).cast(nw.Int64)
    number = nw.lit(0) if question.limit else amount - int(limits[0].amount)
    columns = {_KEY: np.arange(dues.due_on.size), _ON: dues.due_on, _PROVISIONAL: dues.provisional}
    small: Any = nw.from_native(small_table(desk, columns))
    laid = desk.add(day=number * len(days) + desk.day(question.start, 0) - first).frame
    joined = laid.join(small, how="left", left_on=f"{OWN}day", right_on=_KEY)
    on, flag_ = question.names
    provisional = nw.coalesce(nw.col(_PROVISIONAL), nw.lit(value=False)).alias(flag_)
    return joined.select(*desk.columns, nw.col(_ON).alias(on), provisional).to_native()


def _whole_limits(question: DueRows, row: Mapping[str, Any]) -> list[TimeLimit]:
    """The limits of one unit, from the smallest to the largest; none if they are others."""
    if not isinstance(question.unit, Unit) or len(question.names) > 2 or question.pauses or question.texts:
        return []
    if question.limit is not None:
        return [question.limit]
    if row.get("fractions") or row.get("largest") is None:
        return []
    return [TimeLimit(n, question.unit) for n in range(int(row["smallest"]), int(row["largest"]) + 1)]


def small_table(desk: Desk, columns: Mapping[str, Array]) -> Any:  # noqa: ANN401 - a frame of the engine
    """A table in the caller's own connection or session."""
    if desk.engine is Engine.DUCKDB:
        table = import_module("pyarrow").table(dict(columns))
        return import_module("thutuc.frames.duckdb_streams").relation_of(desk.native, table, "*")
    rows = list(zip(*(column.tolist() for column in columns.values()), strict=True))
    kinds = {"i": "bigint", "M": "date", "b": "boolean"}
    schema = ", ".join(f"`{name}` {kinds[column.dtype.kind]}" for name, column in columns.items())
    return desk.native.sparkSession.createDataFrame(rows, schema).hint("broadcast")
