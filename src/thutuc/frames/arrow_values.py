"""Columns of Arrow as numpy has them, and back (cột dữ liệu Arrow)."""

from importlib import import_module
from typing import Any

import numpy as np

from thutuc.arrays.shaping import NAT
from thutuc.frames.values import Array, Kind, Values, nothing, other, times

_pa: Any = import_module("pyarrow")
_compute: Any = import_module("pyarrow.compute")
_is = _pa.types
_PLAIN = {"date64[ms]": "date32", "string_view": "string", "halffloat": "float", "null": "string"}
"""Types for which Arrow lacks operations, and those that hold the same values."""


def read(array: Any, name: str = "") -> Values:  # noqa: ANN401, ARG001 - an array; the name is told by others
    """A column, in chunks or not, whatever encodes it."""
    array = _plain(array)
    dtype, missing = array.type, array.null_count
    if _is.is_date(dtype):
        found = Values(Kind.DAY, _times(array.cast(_pa.date32()).view(_pa.int32()), "D"))
    elif _is.is_timestamp(dtype):
        kind = Kind.MOMENT if dtype.tz is None else Kind.INSTANT
        found = times(_times(array.view(_pa.int64()), dtype.unit), kind)
    elif missing == len(array):
        found = nothing(missing)
    elif _is.is_integer(dtype) or _is.is_floating(dtype) or _is.is_decimal(dtype):
        found = _numbers(array)
    elif _is.is_dictionary(dtype) or _is_text(dtype):
        coded = array if _is.is_dictionary(dtype) else array.dictionary_encode()
        codes = coded.indices.cast(_pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
        found = Values(Kind.TEXT, codes, None, tuple(coded.dictionary.to_pylist()))
    elif _is.is_list(dtype) or _is.is_large_list(dtype):
        lengths = _compute.list_value_length(array).cast(_pa.int64()).fill_null(0)
        found = Values(Kind.LIST, lengths.to_numpy(zero_copy_only=False), inner=read(array.flatten()))
    else:
        found = other(len(array), missing)
    return found


def _plain(array: Any) -> Any:  # noqa: ANN401 - of Arrow
    """One array of a type for which there are operations."""
    if isinstance(array, _pa.ChunkedArray):
        chunks = array.unify_dictionaries().chunks
        array = _pa.concat_arrays(chunks) if chunks else _pa.array([], array.type)
    if _is.is_run_end_encoded(array.type):
        array = _compute.run_end_decode(array)
    if _is.is_dictionary(array.type) and not _is_text(array.type.value_type):
        array = array.cast(array.type.value_type)
    if array.type == _pa.string_view():
        array = array.cast(_pa.string())
    return array


def plain(table: Any, names: list[str]) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401 - tables
    """Some columns of a table in types for which engines have operations, and of what types they are."""
    table = table.select(names)
    for i, field in enumerate(table.schema):
        if kind := _PLAIN.get(str(field.type)):
            table = table.set_column(i, field.name, table.column(i).cast(kind))
    return table, {}


def _is_text(dtype: Any) -> bool:  # noqa: ANN401 - a type
    return bool(_is.is_string(dtype) or _is.is_large_string(dtype))


def _numbers(array: Any) -> Values:  # noqa: ANN401 - of Arrow
    if _is.is_decimal(array.type) or array.type == _pa.uint64():
        array = array.cast(_pa.float64())
    elif array.type == _pa.float16():
        array = array.cast(_pa.float32())
    missing = array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None
    filled = array if missing is None else array.fill_null(0)
    return Values(Kind.NUMBER, filled.to_numpy(zero_copy_only=False), missing)


def _times(array: Any, unit: str) -> Array:  # noqa: ANN401 - whole numbers of Arrow
    if not array.null_count:
        return np.asarray(array.to_numpy().astype(np.int64, copy=False)).view(f"M8[{unit}]")
    data = np.array(array.fill_null(0).to_numpy(), np.int64)
    data[array.is_null().to_numpy(zero_copy_only=False)] = NAT
    return data.view(f"M8[{unit}]")


def write(values: Values, _name: str = "") -> Any:  # noqa: ANN401 - an array
    """A column as Arrow has it."""
    if values.kind is Kind.TEXT:
        return _pa.array(values.spelled(), _pa.string())
    if values.kind is Kind.DAY:
        days = values.data.view(np.int64)
        missing = days == NAT if days.min(initial=0) == NAT else None
        return _pa.array(days.astype(np.int32), mask=missing).view(_pa.date32())
    return _pa.array(values.data, mask=values.missing)


def beside(batch: Any, columns: dict[str, Values]) -> Any:  # noqa: ANN401 - record batches
    """A record batch with more columns."""
    arrays = [*batch.columns, *(write(values) for values in columns.values())]
    return _pa.RecordBatch.from_arrays(arrays, [*batch.schema.names, *columns])


def whole(batches: Any, schema: Any) -> Any:  # noqa: ANN401 - of Arrow
    """Record batches as a table."""
    return _pa.Table.from_batches(batches, schema)


def reader_of(schema: Any, batches: Any) -> Any:  # noqa: ANN401 - of Arrow
    """Record batches as a reader of them."""
    return _pa.RecordBatchReader.from_batches(schema, batches)


def empty(schema: Any) -> Any:  # noqa: ANN401 - of Arrow
    """A record batch without rows."""
    return _pa.RecordBatch.from_arrays([_pa.array([], field.type) for field in schema], schema=schema)
