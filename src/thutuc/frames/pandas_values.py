"""Columns of pandas as numpy has them, and back; PyArrow is not needed (cột dữ liệu của pandas)."""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime
from importlib import import_module
from operator import attrgetter
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from thutuc.errors import InvalidTypeError
from thutuc.frames.values import Array, Kind, Values, nothing, other, times, to_the_microsecond

_TYPES = {Kind.DAY: nw.Date(), Kind.MOMENT: nw.Datetime("us"), Kind.INSTANT: nw.Datetime("us", "UTC")}
_ZONE = attrgetter("tzinfo")
_NUMBERS = {"integer", "floating", "decimal", "mixed-integer-float"}
_pd: Any = import_module("pandas")


def read(series: Any, name: str) -> Values:  # noqa: ANN401 - a series
    """A column as it is, or with objects in it.

    Raises:
        InvalidTypeError: If it mixes dates, moments with and without a zone, and other values.
    """
    dtype = series.dtype
    found: Values
    if hasattr(dtype, "pyarrow_dtype"):
        found = import_module("thutuc.frames.arrow_values").read(series.array.__arrow_array__())
    elif isinstance(dtype, _pd.CategoricalDtype):
        found = _categories(series, name)
    elif isinstance(dtype, _pd.StringDtype):
        found = _texts(series)
    elif getattr(dtype, "tz", None) is not None:
        found = times(series.dt.tz_convert(None).to_numpy(), Kind.INSTANT)
    elif dtype.kind == "M":
        found = times(series.to_numpy(), Kind.MOMENT)
    elif dtype.kind in "iuf" and (isinstance(dtype, np.dtype) or hasattr(dtype, "numpy_dtype")):
        found = _numbers(series)
    else:
        found = (
            _objects(series, name) if isinstance(dtype, np.dtype) and dtype.kind == "O" else _other(series)
        )
    return found


def _other(series: Any) -> Values:  # noqa: ANN401 - a series
    return other(len(series), int(series.isna().sum()))


def _numbers(series: Any) -> Values:  # noqa: ANN401 - a series
    if not hasattr(series.dtype, "numpy_dtype") and series.dtype.kind != "f":
        return Values(Kind.NUMBER, series.to_numpy()) if len(series) else nothing(0)
    missing = series.isna().to_numpy()
    if missing.all():
        return nothing(len(series))
    # Whole numbers of which some are missing stay whole.
    return Values(Kind.NUMBER, series.fillna(0).to_numpy(), missing if missing.any() else None)


def _texts(series: Any) -> Values:  # noqa: ANN401 - a series
    codes, texts = series.factorize()
    return Values(Kind.TEXT, codes.astype(np.int64, copy=False), None, tuple(texts))


def _categories(series: Any, name: str) -> Values:  # noqa: ANN401 - a series
    inner, codes = read(_pd.Series(series.dtype.categories), name), series.cat.codes.to_numpy()
    if inner.kind is Kind.TEXT:
        return Values(Kind.TEXT, codes.astype(np.int64), None, inner.texts)
    if inner.kind is Kind.NUMBER:
        missing = codes < 0
        return Values(Kind.NUMBER, inner.data[codes], missing if missing.any() else None)
    return Values(inner.kind, _taken(inner.data, codes)) if inner.kind in _TYPES else _other(series)


def _taken(days: Array, codes: Array) -> Array:
    """Days or moments by their places; -1 is missing."""
    return np.append(days, np.array(["NaT"], days.dtype))[codes]


def _objects(series: Any, name: str) -> Values:  # noqa: ANN401 - a series
    if len(series) and isinstance(series.array[0], str):
        # Most columns of objects are texts, and their different ones are few.
        texts = _texts(series)
        if set(map(type, texts.texts)) == {str}:
            return texts
    missing = series.isna().to_numpy()
    if missing.all():
        return nothing(len(series))
    kind = _pd.api.types.infer_dtype(series[~missing])
    if kind == "string":
        return _texts(series)
    known = series.to_numpy(copy=True)
    if kind in _NUMBERS:
        known[missing] = 0
        return Values(Kind.NUMBER, known.astype(np.float64), missing if missing.any() else None)
    known[missing] = None
    return _dates(series, known, missing, name)


def _dates(series: Any, known: Array, missing: Array, name: str) -> Values:  # noqa: ANN401 - a series
    types = set(map(type, known[~missing]))
    if types == {date}:
        # Days come again and again, and numpy takes a Python step for each that it reads.
        codes, days = _pd.factorize(known)
        return Values(Kind.DAY, _taken(days.astype("M8[D]"), codes))
    if types <= {datetime, _pd.Timestamp} and set(map(_ZONE, known[~missing])) == {None}:
        with suppress(_pd.errors.OutOfBoundsDatetime):
            return times(_pd.to_datetime(known).to_numpy(), Kind.MOMENT)
    # Arrays would take one kind of moment for the other.
    kinds = Counter(map(_kind, known[~missing]))
    if len(kinds) > 1:
        raise InvalidTypeError(
            f"column {name!r} mixes {' and '.join(f'{rows:,} {kind}' for kind, rows in kinds.items())}; "
            f"make all rows of one kind",
            given=name,
        )
    if "moments without a zone" in kinds:
        return Values(Kind.MOMENT, known.astype("M8[us]"))
    if "moments with a zone" in kinds:
        aware = _pd.to_datetime(_pd.Series(known), utc=True)
        return times(aware.dt.tz_convert(None).to_numpy(), Kind.INSTANT)
    return _other(series)


def _kind(value: object) -> str:
    if isinstance(value, datetime):
        return "moments without a zone" if value.tzinfo is None else "moments with a zone"
    return "dates" if isinstance(value, date) else "values that are no dates"


def write(values: Values, _name: str) -> Array:
    """A column as pandas takes it."""
    if values.kind is Kind.TEXT:
        return values.spelled()
    if values.missing is not None:
        return np.where(values.missing, np.nan, values.data)
    return values.data.astype("M8[ms]") if values.kind is Kind.DAY else values.data


def plain(frame: Any, names: list[str]) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401 - frames
    """Some columns in types that count as those of other engines do, and of what types times are.

    Days and moments become whole numbers of microseconds, and numbers such as may be missing.
    """
    columns, told = dict[str, Any](), dict[str, Any]()
    for name in names:
        values = read(frame[name], name)
        columns[name] = frame[name]
        if values.kind in _TYPES:
            moments = to_the_microsecond(values.data).view(np.int64)
            columns[name] = _pd.arrays.IntegerArray(moments.copy(), ~values.there)
            told[name] = _TYPES[values.kind]
        elif values.kind is Kind.NUMBER:
            whole = values.data.dtype.kind in "iu"
            array, kind = (
                (_pd.arrays.IntegerArray, np.int64) if whole else (_pd.arrays.FloatingArray, np.float64)
            )
            columns[name] = array(values.data.astype(kind), ~values.there)
        elif values.kind is Kind.NOTHING:
            columns[name] = _pd.arrays.IntegerArray(np.zeros(len(values), np.int64), ~values.there)
            told[name] = nw.Unknown()
    return _pd.DataFrame(columns, index=frame.index), told
