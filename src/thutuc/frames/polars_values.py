"""Columns of Polars as numpy has them, and back (cột dữ liệu của Polars)."""

from importlib import import_module
from typing import Any

import numpy as np

from thutuc.arrays.shaping import NAT
from thutuc.frames.values import Array, Kind, Values, nothing, other

_GLANCE, _FEW, _LONG = 1000, 12, 8
"""How many rows show what texts there are, how many texts are found by comparing, and how long runs are."""
_pl: Any = import_module("polars")


def read(series: Any, _name: str = "", known: tuple[str, ...] = ()) -> Values:  # noqa: ANN401 - a series
    """A column; what texts there are may be known."""
    dtype, missing = series.dtype, series.null_count()
    if dtype == _pl.Date:
        found = Values(Kind.DAY, _integers(series).view("M8[D]"))
    elif isinstance(dtype, _pl.Datetime):
        kind = Kind.MOMENT if dtype.time_zone is None else Kind.INSTANT
        found = Values(kind, _integers(series.dt.cast_time_unit("us")).view("M8[us]"))
    elif missing == len(series):
        found = nothing(missing)
    elif dtype.is_numeric():
        wide = isinstance(dtype, _pl.Decimal) or dtype in {_pl.Int128, _pl.UInt64}
        numbers = (series.cast(_pl.Float64) if wide else series).fill_null(0)
        found = Values(Kind.NUMBER, numbers.to_numpy(), series.is_null().to_numpy() if missing else None)
    elif isinstance(dtype, _pl.String | _pl.Categorical | _pl.Enum):
        found = _texts(series.cast(_pl.String), known)
    elif isinstance(dtype, _pl.List):
        lengths = series.list.len().fill_null(0).cast(_pl.Int64)
        found = Values(Kind.LIST, lengths.to_numpy(), inner=read(series.filter(lengths > 0).explode()))
    else:
        found = other(len(series), missing)
    return found


def _integers(series: Any) -> Array:  # noqa: ANN401 - a series
    return np.asarray(series.to_physical().cast(_pl.Int64).fill_null(NAT).to_numpy())


def _texts(series: Any, known: tuple[str, ...] = ()) -> Values:  # noqa: ANN401 - a series
    """Numbers of texts: few different ones are seen by a glance at the first, and found by comparing."""
    glance = series.head(_GLANCE)
    texts = _pl.Series(known) if known else glance.unique().drop_nulls()
    if len(texts) <= _FEW and (found := _compared(series, texts)) is not None:
        return found
    if glance.rle_id().max() * _LONG < len(glance) == _GLANCE:
        runs = series.rle().struct
        values = _texts(runs.field("value"), known)
        return Values(Kind.TEXT, np.repeat(values.data, runs.field("len").to_numpy()), None, values.texts)
    # Most texts stand among the first, and the others are looked for only if there are some.
    for rows in (() if known else (series.head(_GLANCE * 50),), (series,)):
        texts = rows[0].unique().drop_nulls() if rows else texts
        codes = series.cast(_pl.Enum(texts), strict=False).to_physical()
        if codes.null_count() == series.null_count():
            break
    return Values(Kind.TEXT, codes.cast(_pl.Int64).fill_null(-1).to_numpy(), None, tuple(texts))


def _compared(series: Any, texts: Any) -> Values | None:  # noqa: ANN401 - series
    number, text = _pl.lit(-1, dtype=_pl.Int8), _pl.col("text")
    for i, one in enumerate(texts):
        number = _pl.when(text == one).then(_pl.lit(i, dtype=_pl.Int8)).otherwise(number)
    codes = _pl.DataFrame({"text": series}).select(number).to_series().to_numpy().astype(np.int64)
    if np.count_nonzero(codes < 0) != series.null_count():
        return None
    return Values(Kind.TEXT, codes, None, tuple(texts))


def write(values: Values, name: str) -> Any:  # noqa: ANN401 - a series
    """A column as Polars has it."""
    if values.kind is Kind.TEXT:
        return _pl.Series(name, values.spelled(), _pl.String)
    if values.kind not in {Kind.DAY, Kind.MOMENT}:
        column = _pl.Series(name, values.data)
        return column if values.missing is None else column.set(_pl.Series(values.missing), None)
    number, is_day = _pl.col(name), values.kind is Kind.DAY
    known = _pl.when(number != NAT).then(number) if np.isnat(values.data).any() else number
    typed = known.cast(_pl.Int32).cast(_pl.Date) if is_day else known.cast(_pl.Datetime("us"))
    return _pl.DataFrame({name: values.data.view(np.int64)}).select(typed)[name]
