"""Rows of a Parquet file as Python values, by PyArrow, the same from whatever writer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

from thutuc.errors import MissingExtraError
from thutuc.registers.footers import Kind, ParquetColumn, span_in

_STEP = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


class CellError(ValueError):
    """A cell that cannot be read; its message begins with the row and the column."""


def open_arrow(path: Path) -> Any:  # noqa: ANN401 - of pyarrow
    """A Parquet file, opened.

    Raises:
        MissingExtraError: If pyarrow is not installed.
    """
    try:
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtraError(
            f"{path.name} is a Parquet file; to read it by rows, install pyarrow, and for plain reports an "
            f"engine: pip install 'thutuc[fast]'",
            package="pyarrow",
        ) from error
    return parquet.ParquetFile(path, coerce_int96_timestamp_unit="us")


def arrow_rows(file: Any, columns: Sequence[ParquetColumn]) -> Iterator[tuple[object, ...]]:  # noqa: ANN401
    """The rows of an opened file, one after the other.

    Raises:
        CellError: If a text is not UTF-8, or a day or moment lies outside the years that can be written.
    """
    row = 2
    for batch in file.iter_batches():
        found = [_values(cells, column, row) for cells, column in zip(batch.columns, columns, strict=True)]
        yield from zip(*found, strict=True)
        row += len(batch)


def _values(cells: Any, column: ParquetColumn, row: int) -> list[object]:  # noqa: ANN401 - an array of pyarrow
    """The cells of one column, the first of which stands in *row*."""
    pa: Any = import_module("pyarrow")
    if hasattr(cells, "storage"):
        cells = cells.storage
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if column.kind is Kind.TEXT:
        return _texts(pa, cells, column, row)
    if column.kind is Kind.UUID:
        return [None if cell is None else str(UUID(bytes=cell)) for cell in cells.to_pylist()]
    if column.kind in _CONVERTERS:
        cells = _CONVERTERS[column.kind](pa, cells, column, row)
    return list(cells.to_pylist())


def _texts(pa: Any, cells: Any, column: ParquetColumn, row: int) -> list[object]:  # noqa: ANN401 - of pyarrow
    try:
        return list(cells.to_pylist())
    except UnicodeDecodeError as error:
        for i, cell in enumerate(cells.cast(pa.large_binary()).to_pylist()):
            try:
                _ = cell and cell.decode("utf-8")
            except UnicodeDecodeError as wrong:
                what = f"byte {cell[wrong.start]:#04x} is not UTF-8; write the column again as text"
                raise CellError(f"row {row + i}, column {column.heading!r}: {what}") from error
        raise


def _floats(pa: Any, cells: Any, *_: object) -> Any:  # noqa: ANN401 - of pyarrow
    return cells.cast(pa.float64())


def _whole(pa: Any, cells: Any, *_: object) -> Any:  # noqa: ANN401 - of pyarrow
    return cells.cast(pa.int64()) if pa.types.is_duration(cells.type) else cells


def _dates(pa: Any, cells: Any, column: ParquetColumn, row: int) -> Any:  # noqa: ANN401 - of pyarrow
    days = cells.cast(pa.date32()).cast(pa.int32())
    return _checked(days, column, row, 0).cast(pa.date32())


def _moments(pa: Any, cells: Any, column: ParquetColumn, row: int) -> Any:  # noqa: ANN401 - of pyarrow
    unit = cells.type.unit
    numbers = _checked(cells.cast(pa.int64()), column, row, _STEP[unit])
    zone = "UTC" if column.kind is Kind.ZONED else None
    return _in_microseconds(pa, numbers, unit).cast(pa.timestamp("us", zone))


def _times(pa: Any, cells: Any, column: ParquetColumn, row: int) -> Any:  # noqa: ANN401 - of pyarrow
    unit = cells.type.unit
    whole = cells.cast(pa.int32() if pa.types.is_time32(cells.type) else pa.int64()).cast(pa.int64())
    return _in_microseconds(pa, _checked(whole, column, row, _STEP[unit]), unit).cast(pa.time64("us"))


def _in_microseconds(pa: Any, numbers: Any, unit: str) -> Any:  # noqa: ANN401 - of pyarrow
    """Whole microseconds, what is smaller left off."""
    compute: Any = import_module("pyarrow.compute")
    if unit != "ns":
        return compute.multiply(numbers, 10**6 // _STEP[unit])
    cut = compute.divide(numbers, 1000)
    # Division cuts toward zero, and before 1970 that would be later.
    over = compute.less(numbers, compute.multiply(cut, 1000)).cast(pa.int64())
    return compute.subtract(cut, over)


def _checked(numbers: Any, column: ParquetColumn, row: int, step: int) -> Any:  # noqa: ANN401 - of pyarrow
    compute: Any = import_module("pyarrow.compute")
    first, last = span_in(column.kind, step)
    outside = compute.or_(compute.less(numbers, first), compute.greater(numbers, last))
    i = compute.index(outside, value=True).as_py()
    if i >= 0:
        raise CellError(outside_text(row + i, column))
    return numbers


def outside_text(row: int, column: ParquetColumn) -> str:
    """What is wrong with a cell outside the years that can be written."""
    what = "a time outside the day" if column.kind is Kind.TIME else "a day outside the years 1 to 9999"
    return f"row {row}, column {column.heading!r}: {what}; check it, or leave the cell empty"


_CONVERTERS: Mapping[Kind, Callable[[Any, Any, ParquetColumn, int], Any]] = MappingProxyType(
    {
        Kind.DATE: _dates,
        Kind.MOMENT: _moments,
        Kind.ZONED: _moments,
        Kind.TIME: _times,
        Kind.FLOAT: _floats,
        Kind.WHOLE: _whole,
    }
)
