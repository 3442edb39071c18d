"""Columns as numpy has them, from each engine and back (cột dữ liệu dưới dạng numpy)."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.errors import InvalidTypeError

Array: TypeAlias = npt.NDArray[Any]
_GLANCE, _FEW = 1000, 12
"""How many rows show what texts there are, and how many texts are found by comparing."""
NAT = int(np.iinfo(np.int64).min)
"""The integer behind a day or a moment that is missing."""


class Kind(Enum):
    """What a column holds."""

    DAY = "day"
    MOMENT = "moment"
    INSTANT = "instant"
    """A moment with a zone."""
    NUMBER = "number"
    REAL = "real"
    """Numbers that are no whole ones, as answers."""
    TEXT = "text"
    FLAG = "flag"
    LIST = "list"
    NOTHING = "nothing"
    """Missing values only, of which engines do not say what they would be."""
    OTHER = "other"


TIMES = frozenset({Kind.DAY, Kind.MOMENT, Kind.INSTANT})


@attrs.frozen(eq=False)
class Values:
    """One column, or a part of it.

    Args:
        kind: What it holds.
        data: Days as `M8[D]`, moments as `M8[us]` or coarser, of those with a zone UTC; numbers; of texts, their
            numbers in *texts*, and -1 where they are missing.
        missing: Which numbers are missing; None if none is. Days and moments are missing where they are `NaT`.
        texts: The different texts.
        inner: The values of lists, one list behind the other; *data* says how many are in each.
    """

    kind: Kind
    data: Array
    missing: Array | None = None
    texts: tuple[str, ...] = ()
    inner: "Values | None" = None

    def __len__(self) -> int:
        return len(self.data)

    @property
    def there(self) -> Array:
        """Which rows are not missing."""
        if self.kind in TIMES:
            return ~np.isnat(self.data)
        if self.kind is Kind.TEXT:
            return np.asarray(self.data >= 0)
        if self.kind is Kind.NOTHING:
            return np.zeros(len(self), np.bool_)
        return np.ones(len(self), np.bool_) if self.missing is None else ~self.missing


Columns: TypeAlias = Mapping[str, Values]
Answer: TypeAlias = Callable[[Columns], Columns]
"""What makes new columns of some rows from those that they have."""


def _nothing(rows: int) -> Values:
    return Values(Kind.NOTHING, np.full(rows, NAT).view("M8[us]"))


def _other(rows: int, missing: int) -> Values:
    return _nothing(rows) if rows == missing else Values(Kind.OTHER, np.empty(rows, np.bool_))


def _times(data: Array, kind: Kind) -> Values:
    """Moments to the microsecond; what is finer is cut off."""
    fine = np.datetime_data(data.dtype)[0] == "ns"
    return Values(kind, data.astype("M8[us]") if fine else data)


# pandas -----------------------------------------------------------------------------------------------------


def from_pandas(series: Any, name: str) -> Values:  # noqa: ANN401 - a series
    """A column of pandas, as it is or with objects in it.

    Raises:
        InvalidTypeError: If it mixes dates, moments with and without a zone, and other values.
    """
    import pandas as pd

    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        inner = from_pandas(pd.Series(dtype.categories), name)
        codes = series.cat.codes.to_numpy().astype(np.int64)
        return Values(Kind.TEXT, codes, None, inner.texts) if inner.kind is Kind.TEXT else _other_of(series)
    if isinstance(dtype, pd.StringDtype):
        return _texts_of_pandas(series)
    if hasattr(dtype, "pyarrow_dtype"):
        return from_arrow(series.array.__arrow_array__())
    if getattr(dtype, "tz", None) is not None:
        return _times(series.dt.tz_convert(None).to_numpy(), Kind.INSTANT)
    if getattr(dtype, "kind", "O") == "M":
        return _times(series.to_numpy(), Kind.MOMENT)
    if dtype == object:
        return _objects(series, name)
    if dtype.kind in "iuf" and (isinstance(dtype, np.dtype) or hasattr(dtype, "numpy_dtype")):
        return _numbers(series)
    return _other_of(series)


def _other_of(series: Any) -> Values:  # noqa: ANN401 - a series
    return _other(len(series), int(series.isna().sum()))


def _numbers(series: Any) -> Values:  # noqa: ANN401 - a series
    missing = (
        series.isna().to_numpy()
        if series.dtype.kind == "f" or not isinstance(series.dtype, np.dtype)
        else None
    )
    if not len(series) or (missing is not None and missing.all()):
        return _nothing(len(series))
    if missing is None or not missing.any():
        return Values(Kind.NUMBER, series.to_numpy(series.dtype if missing is None else None))
    return Values(Kind.NUMBER, series.to_numpy(np.float64, na_value=0), missing)


def _texts_of_pandas(series: Any) -> Values:  # noqa: ANN401 - a series
    codes, texts = series.factorize()
    return Values(Kind.TEXT, codes.astype(np.int64, copy=False), None, tuple(texts))


def _objects(series: Any, name: str) -> Values:  # noqa: ANN401 - a series
    import pandas as pd

    if len(series) and isinstance(series.array[0], str):
        # Most columns of objects are texts, and their different ones are few.
        texts = _texts_of_pandas(series)
        if set(map(type, texts.texts)) == {str}:
            return texts
    missing = series.isna().to_numpy()
    if missing.all():
        return _nothing(len(series))
    kind = pd.api.types.infer_dtype(series[~missing])
    if kind == "string":
        return _texts_of_pandas(series)
    known = series.to_numpy(copy=True)
    if kind in {"integer", "floating", "decimal", "mixed-integer-float"}:
        known[missing] = 0
        return Values(Kind.NUMBER, known.astype(np.float64), missing if missing.any() else None)
    known[missing] = None
    if kind == "date" and set(map(type, known[~missing])) == {date}:
        return Values(Kind.DAY, known.astype("M8[D]"))
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
        aware = pd.to_datetime(pd.Series(known), utc=True)
        return _times(aware.dt.tz_convert(None).to_numpy(), Kind.INSTANT)
    return _other_of(series)


def _kind(value: object) -> str:
    if isinstance(value, datetime):
        return "moments without a zone" if value.tzinfo is None else "moments with a zone"
    return "dates" if isinstance(value, date) else "values that are no dates"


def to_pandas(values: Values) -> Any:  # noqa: ANN401 - an array that pandas takes
    """A column for pandas."""
    if values.missing is not None:
        return np.where(values.missing, np.nan, values.data)
    return values.data.astype("M8[ms]") if values.kind is Kind.DAY else values.data


# Polars -----------------------------------------------------------------------------------------------------


def from_polars(series: Any) -> Values:  # noqa: ANN401 - a series
    """A column of Polars."""
    import polars as pl

    dtype = series.dtype
    if dtype == pl.Null:
        return _nothing(len(series))
    if dtype == pl.Date:
        return Values(Kind.DAY, _integers(series).view("M8[D]"))
    if isinstance(dtype, pl.Datetime):
        if dtype.time_unit != "us":
            series = series.dt.cast_time_unit("us")
        kind = Kind.MOMENT if dtype.time_zone is None else Kind.INSTANT
        return Values(kind, _integers(series).view("M8[us]"))
    if series.null_count() == len(series):
        return _nothing(len(series))
    if dtype.is_numeric():
        wide = isinstance(dtype, pl.Decimal) or dtype in {pl.Int128, pl.UInt64}
        series = series.cast(pl.Float64) if wide else series
        if not series.null_count():
            return Values(Kind.NUMBER, series.to_numpy())
        return Values(Kind.NUMBER, series.fill_null(0).to_numpy(), series.is_null().to_numpy())
    if isinstance(dtype, pl.String | pl.Categorical | pl.Enum):
        return _texts_of_polars(series.cast(pl.String))
    if isinstance(dtype, pl.List):
        lengths = series.list.len().fill_null(0).cast(pl.Int64)
        return Values(Kind.LIST, lengths.to_numpy(), inner=from_polars(series.filter(lengths > 0).explode()))
    return _other(len(series), series.null_count())


def _texts_of_polars(series: Any) -> Values:  # noqa: ANN401 - a series
    """Numbers of texts: few different ones are seen by a glance at the first, and found by comparing."""
    import polars as pl

    texts = series.head(_GLANCE).unique().drop_nulls()
    if len(texts) <= _FEW:
        number, text = pl.lit(-1, dtype=pl.Int8), pl.col(series.name)
        for i, one in enumerate(texts):
            number = pl.when(text == one).then(pl.lit(i, dtype=pl.Int8)).otherwise(number)
        codes = series.to_frame().select(number).to_series().to_numpy().astype(np.int64)
        if np.count_nonzero(codes < 0) == series.null_count():
            return Values(Kind.TEXT, codes, None, tuple(texts))
    texts = series.unique().drop_nulls()
    codes = series.cast(pl.Enum(texts)).to_physical().cast(pl.Int64).fill_null(-1)
    return Values(Kind.TEXT, codes.to_numpy(), None, tuple(texts))


def _integers(series: Any) -> Array:  # noqa: ANN401 - a series
    import polars as pl

    return np.asarray(series.to_physical().cast(pl.Int64).fill_null(NAT).to_numpy())


def to_polars(values: Values, name: str) -> Any:  # noqa: ANN401 - a series
    """A column for Polars."""
    import polars as pl

    if values.kind in {Kind.DAY, Kind.MOMENT}:
        number, dtype = pl.col(name), pl.Date() if values.kind is Kind.DAY else pl.Datetime("us")
        known = pl.when(number != NAT).then(number) if np.isnat(values.data).any() else number
        whole = pl.DataFrame({name: values.data.view(np.int64)})
        return whole.select((known.cast(pl.Int32) if values.kind is Kind.DAY else known).cast(dtype))[name]
    if values.kind is Kind.TEXT:
        return pl.Series(name, _spelled(values), pl.String)
    column = pl.Series(name, values.data)
    return column if values.missing is None else column.set(pl.Series(values.missing), None)


# Arrow ------------------------------------------------------------------------------------------------------


def from_arrow(array: Any) -> Values:  # noqa: ANN401 - an array or chunks of one
    """A column of PyArrow, whatever encodes it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds = pa.types
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks == 1 else array.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    dtype = array.type
    if kinds.is_run_end_encoded(dtype):
        return from_arrow(pc.run_end_decode(array))
    if kinds.is_dictionary(dtype) and not _is_text(dtype.value_type):
        return from_arrow(array.cast(dtype.value_type))
    if kinds.is_null(dtype) or (array.null_count == len(array) and not kinds.is_temporal(dtype)):
        return _nothing(len(array))
    if kinds.is_date(dtype):
        days = array.cast(pa.date32()).view(pa.int32())
        return Values(Kind.DAY, _times_of(days, "D"))
    if kinds.is_timestamp(dtype):
        kind = Kind.MOMENT if dtype.tz is None else Kind.INSTANT
        return _times(_times_of(array.view(pa.int64()), dtype.unit), kind)
    if kinds.is_integer(dtype) or kinds.is_floating(dtype) or kinds.is_decimal(dtype):
        if kinds.is_decimal(dtype) or dtype == pa.uint64():
            array = array.cast(pa.float64())
        elif dtype == pa.float16():
            array = array.cast(pa.float32())
        filled = array.fill_null(0) if array.null_count else array
        missing = array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None
        return Values(Kind.NUMBER, filled.to_numpy(zero_copy_only=False), missing)
    if kinds.is_dictionary(dtype) or _is_text(dtype):
        if not kinds.is_dictionary(dtype):
            array = (array.cast(pa.string()) if dtype == pa.string_view() else array).dictionary_encode()
        codes = array.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
        return Values(Kind.TEXT, codes, None, tuple(array.dictionary.to_pylist()))
    if kinds.is_list(dtype) or kinds.is_large_list(dtype):
        lengths = pc.list_value_length(array).cast(pa.int64()).fill_null(0)
        return Values(Kind.LIST, lengths.to_numpy(zero_copy_only=False), inner=from_arrow(array.flatten()))
    return _other(len(array), array.null_count)


def _is_text(dtype: Any) -> bool:  # noqa: ANN401 - a type of Arrow
    import pyarrow as pa

    return pa.types.is_string(dtype) or pa.types.is_large_string(dtype) or dtype == pa.string_view()


def _times_of(array: Any, unit: str) -> Array:  # noqa: ANN401 - whole numbers of Arrow
    if not array.null_count:
        return array.to_numpy().astype(np.int64, copy=False).view(f"M8[{unit}]")
    data = array.fill_null(0).to_numpy().astype(np.int64)
    data[array.is_null().to_numpy(zero_copy_only=False)] = NAT
    return data.view(f"M8[{unit}]")


def to_arrow(values: Values) -> Any:  # noqa: ANN401 - an array
    """A column for PyArrow."""
    import pyarrow as pa

    if values.kind is Kind.TEXT:
        return pa.array(_spelled(values), pa.string())
    if values.kind is Kind.DAY:
        days = values.data.view(np.int64)
        missing = days == NAT if days.min(initial=0) == NAT else None
        return pa.array(days.astype(np.int32), mask=missing).view(pa.date32())
    return pa.array(values.data, mask=values.missing)


def _spelled(values: Values) -> Array:
    return np.array([*values.texts, None], object).take(values.data)
