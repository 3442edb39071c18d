"""Whole working days on a lazy frame of Polars, by two looks into the tables of `arrays` (ngày làm việc, Polars).

The one way beside the kernel: this question is asked most often, and Polars answers it on all its threads.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from thutuc.arrays.lookup import tables_of
from thutuc.calendars import WorkCalendar
from thutuc.frames.due_rows import DueRows
from thutuc.frames.engines import Counted
from thutuc.frames.values import Kind
from thutuc.limits import Convention, TimeLimit, Unit


def is_plain(question: DueRows, facts: Sequence[Counted], kinds: Mapping[str, Kind]) -> bool:
    """Whether all limits are whole working days, one or more, that count from any hour of the day alike."""
    limit, (_, row) = question.limit or TimeLimit(1, Unit.WORKING_DAY), facts[0] if facts else (None, {})
    whole = isinstance(limit.amount, int) and limit.amount > 0 and not row.get("fractions")
    smallest = row.get("smallest")
    return (
        question.unit is Unit.WORKING_DAY
        and question.convention is Convention.CIVIL_CODE
        and (whole and (smallest is None or smallest > 0) and limit.cut_off is None)
        and isinstance(question.calendar, WorkCalendar)
        and kinds[question.start] in {Kind.DAY, Kind.MOMENT}
        and (not isinstance(question.amount, str) or kinds[question.amount] is Kind.NUMBER)
        and not question.pauses
        and len(question.names) == 2
    )


def with_working_days(frame: Any, question: DueRows) -> Any:  # noqa: ANN401 - a lazy frame
    """The frame with its due days; all rows are known to lie within the calendar."""
    import polars as pl  # noqa: PLC0415 - only where a frame of it is there

    assert isinstance(question.calendar, WorkCalendar)  # noqa: S101 - see `is_plain`
    tables, one = tables_of(question.calendar), question.limit
    day = pl.col(question.start).cast(pl.Date).to_physical() - tables.origin
    amount = pl.col(str(question.amount)).cast(pl.Int32) if one is None else pl.lit(int(one.amount), pl.Int32)

    def table(values: Any) -> pl.Expr:  # noqa: ANN401 - an array
        return pl.lit(pl.Series(values, dtype=pl.Int32))

    due = table(tables.worked_on).gather(table(tables.after).gather(day) + amount)
    undecided = pl.lit(False)
    if tables.undecided is not None:
        # Beyond all days of the calendar there is none that is still to be decided.
        first = table(tables.undecided.clip(max=2 * tables.size)).gather(day) + tables.origin
        undecided = (first <= due).fill_null(value=False)
    names = question.names
    return frame.with_columns(due.cast(pl.Date).alias(names[0]), undecided.alias(names[1]))
