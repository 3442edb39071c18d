"""Limits as texts, read once each (đọc thời hạn từ cột văn bản)."""

from typing import cast

import attrs
import narwhals.stable.v2 as nw

from thutuc.errors import InvalidTypeError, LimitTextError, ThutucError
from thutuc.frames.due import check_new
from thutuc.frames.engines import OWN, Desk, Native, count, counted
from thutuc.frames.row_facts import rows_text
from thutuc.frames.small import small_frame
from thutuc.limits import TimeLimit


def read_limits(
    frame: Native, *, text: str = "limit", amount: str = "limit_amount", unit: str = "limit_unit"
) -> Native:
    """Add the number and the unit of limits that stand in a column as text (đọc thời hạn bằng chữ).

    Each different text is read once, by [`TimeLimit.parse`][thutuc.limits.TimeLimit.parse]. A row without
    a text has no limit.

    Args:
        frame: A frame of any supported engine.
        text: Column of the texts, such as `05 ngày làm việc`.
        amount: The new column of numbers.
        unit: The new column of the names of units.

    Returns:
        The frame with the two columns added.

    Raises:
        InvalidTypeError: If the column holds no text.
        LimitTextError: If no limit can be read from a text, or it has a cut-off hour; with the count of rows.

    Examples:
        >>> import polars
        >>> from thutuc import frames
        >>> frame = polars.DataFrame({"limit": ["05 ngày làm việc", "Không quá 1 tháng"]})
        >>> frames.read_limits(frame).select("limit_amount", "limit_unit").rows()
        [(5.0, 'working_day'), (1.0, 'month')]
    """
    desk = Desk.of(frame, [text])
    check_new(desk, [amount, unit])
    if not isinstance(desk.schema[text], nw.String | nw.Categorical | nw.Enum) and not desk.is_empty(text):
        raise InvalidTypeError(f"column {text!r} holds {desk.schema[text]}; it must hold texts", given=text)
    rows = counted(desk.frame, [text], n=count(~nw.col(text).is_null()))
    limits = {one: _read(text, one, row["n"]) for (one,), row in rows if one is not None}
    texts = sorted(limits)
    columns = {
        f"{OWN}text": (nw.String(), texts),
        amount: (nw.Float64(), [float(limits[one].amount) for one in texts]),
        unit: (nw.String(), [limits[one].unit.value for one in texts]),
    }
    if desk.engine.joins:
        small = small_frame(desk, columns)
        joined = desk.frame.join(small, how="left", left_on=text, right_on=f"{OWN}text")
        return cast("Native", attrs.evolve(desk, frame=joined).close(amount, unit))
    key = nw.col(text).cast(nw.String)
    if not texts:
        nothing = desk.put(amount, nw.lit(None, dtype=nw.Float64)).put(unit, nw.lit(None, dtype=nw.String))
        return cast("Native", nothing.close(amount, unit))
    for name, (dtype, values) in list(columns.items())[1:]:
        desk = desk.put(name, key.replace_strict(texts, list(values), default=None, return_dtype=dtype))
    return cast("Native", desk.close(amount, unit))


def _read(column: str, text: str, rows: int) -> TimeLimit:
    try:
        limit = TimeLimit.parse(text)
    except ThutucError as error:
        raise LimitTextError(
            f"{rows_text(rows)} of column {column!r}: {error}",
            text=text,
            reason=getattr(error, "reason", str(error)),
        ) from error
    if limit.cut_off is not None:
        raise LimitTextError(
            f"{rows_text(rows)} of column {column!r}: {text!r} has a cut-off hour, which a number and a unit "
            f"cannot say; count these rows apart, with `amount` as a TimeLimit",
            text=text,
            reason="a cut-off hour",
        )
    return limit
