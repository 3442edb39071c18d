"""Limits as texts, read once each (đọc thời hạn từ cột văn bản)."""

from collections.abc import Mapping
from typing import cast

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc.errors import InvalidTypeError
from thutuc.frames.carriers import carried, columns_of, with_columns
from thutuc.frames.due import check_new
from thutuc.frames.engines import Desk, Native, count, counted
from thutuc.frames.row_facts import kinds_of, read_text, unit_text
from thutuc.frames.values import Columns, Kind, Values
from thutuc.limits import TimeLimit


def read_limits(
    frame: Native, *, text: str = "limit", amount: str = "limit_amount", unit: str = "limit_unit"
) -> Native:
    """Add the number and the unit of limits that stand in a column as text (đọc thời hạn bằng chữ).

    Each different text is read once, by [`TimeLimit.parse`][thutuc.limits.TimeLimit.parse]. A row without
    a text has no limit. [`due_dates`][thutuc.frames.due_dates] takes the two columns, and the texts, too.

    Args:
        frame: A frame of any supported engine.
        text: Column of the texts, such as `05 ngày làm việc`.
        amount: The new column of numbers.
        unit: The new column of the names of units, with the cut-off hour where there is one:
            `working_day@15:00`.

    Returns:
        The frame with the two columns added.

    Raises:
        InvalidTypeError: If the column holds no text.
        LimitTextError: If no limit can be read from a text; with the count of rows.

    Examples:
        >>> import polars
        >>> from thutuc import frames
        >>> frame = polars.DataFrame({"limit": ["05 ngày làm việc", "Không quá 1 tháng"]})
        >>> frames.read_limits(frame).select("limit_amount", "limit_unit").rows()
        [(5.0, 'working_day'), (1.0, 'month')]
    """
    desk = Desk.as_given(frame, [text])
    check_new(desk, [amount, unit])
    if not desk.engine.is_lazy:
        columns = columns_of(desk.native, desk.engine, [text])
        _check_kind(desk, text, columns[text].kind)
        found = columns[text].texts
        rows = np.bincount(columns[text].data[columns[text].there], minlength=len(found)) if found else ()
        question = _asked(text, (amount, unit), dict(zip(found, map(int, rows), strict=True)))
        return cast("Native", with_columns(desk.native, desk.engine, question(columns)))
    _check_kind(desk, text, kinds_of(desk, [text])[text])
    texts = counted(desk.frame, [text], n=count(~nw.col(text).is_null()))
    question = _asked(text, (amount, unit), {one: row["n"] for (one,), row in texts if one is not None})
    return cast("Native", carried(desk.native, desk.engine, question))


def _check_kind(desk: Desk, text: str, kind: Kind) -> None:
    if kind not in {Kind.TEXT, Kind.NOTHING}:
        raise InvalidTypeError(f"column {text!r} holds {desk.schema[text]}; it must hold texts", given=text)


def _asked(text: str, names: tuple[str, str], rows: Mapping[str, int]) -> "LimitParts":
    return LimitParts(text, names, {one: read_text(text, one, n) for one, n in sorted(rows.items())})


@attrs.frozen(eq=False)
class LimitParts:
    """The question which number and unit the text of each row says."""

    text: str
    names: tuple[str, str]
    limits: Mapping[str, TimeLimit]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        return (self.text,)

    @property
    def kinds(self) -> dict[str, Kind]:
        """The new columns, and what they hold."""
        return dict(zip(self.names, (Kind.REAL, Kind.TEXT), strict=True))

    def __call__(self, columns: Columns) -> Columns:
        """The new columns of some rows."""
        column, limits = columns[self.text], list(self.limits.values())
        places = {text: i for i, text in enumerate(self.limits)}
        own = np.array([places.get(text, -1) for text in column.texts] + [-1])
        codes = own.take(column.data if column.kind is Kind.TEXT else np.full(len(column), -1))
        amounts = np.array([float(limit.amount) for limit in limits] + [0.0]).take(codes)
        units = Values(Kind.TEXT, codes, None, tuple(map(unit_text, limits)))
        return dict(zip(self.names, (Values(Kind.REAL, amounts, codes < 0), units), strict=True))
