"""Rows of Parquet, of Arrow IPC and of frames as Python values, by PyArrow, the same from whatever writer."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple, cast
from uuid import UUID

from thutuc.bounds import composed
from thutuc.errors import MissingExtraError
from thutuc.moments import OFFICE_TIME
from thutuc.registers.footers import Kind, ParquetColumn, span_in
from thutuc.registers.type_names import kind_named

_STEP = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


class CellError(ValueError):
    """A cell that cannot be read; its message begins with the row and the column."""


class ArrowSource(NamedTuple):
    """What gives batches of rows: its schema, what gives them, and of which kind that is."""

    schema: Any
    opened: Any
    kind: str

    def batches(self, names: Sequence[str] | None = None) -> Iterable[Any]:
        """The batches; of a Parquet file of some columns alone, if they are named."""
        if self.kind == "parquet":
            return cast("Iterable[Any]", self.opened.iter_batches(columns=names))
        if self.kind == "arrow":
            return map(self.opened.get_batch, range(self.opened.num_record_batches))
        return cast("Iterable[Any]", self.opened)

    @property
    def columns(self) -> tuple[ParquetColumn, ...]:
        """Its columns, by what its schema says."""
        return tuple(ParquetColumn(composed(field.name), _kind(field.type)) for field in self.schema)

    def reader(self) -> Any:  # noqa: ANN401 - of pyarrow
        """What reads all batches, once."""
        pa: Any = import_module("pyarrow")
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())


def is_frame(given: object) -> bool:
    """Whether *given* hands its rows over as Arrow does, or is a lazy frame that will."""
    return hasattr(given, "__arrow_c_stream__") or hasattr(given, "collect_schema")


def arrow_source(given: Any, name: str, kind: str) -> ArrowSource:  # noqa: ANN401 - a path or a frame
    """A file in Parquet (`parquet`) or Arrow IPC (`arrow`, `arrows`), or a frame (`frame`), opened.

    Raises:
        MissingExtraError: If pyarrow is not installed.
    """
    try:
        pa: Any = import_module("pyarrow")
        module: Any = import_module({"parquet": "pyarrow.parquet"}.get(kind, "pyarrow.ipc"))
    except ImportError as error:
        what = (
            "is a frame" if kind == "frame" else f"is {'a Parquet' if kind == 'parquet' else 'an Arrow'} file"
        )
        raise MissingExtraError(
            f"{name} {what}; to read it by rows, install pyarrow, and for plain reports an "
            f"engine: pip install 'thutuc[fast]'",
            package="pyarrow",
        ) from error
    if kind == "parquet":
        file = module.ParquetFile(given, coerce_int96_timestamp_unit="us")
        return ArrowSource(file.schema_arrow, file, kind)
    if kind == "frame":
        if hasattr(given, "iloc"):
            given = _of_pandas(pa, given)
        elif hasattr(given, "collect_schema") and hasattr(given, "collect"):
            given = given.collect()
        opened = pa.RecordBatchReader.from_stream(given)
    else:
        opened = module.open_stream(given) if kind == "arrows" else module.open_file(given)
    return ArrowSource(opened.schema, opened, kind)


def _of_pandas(pa: Any, frame: Any) -> Any:  # noqa: ANN401 - of pyarrow and pandas
    """A frame of pandas as a table, column by column: one of mixed objects breaks none of the others."""
    names = [str(name) for name in frame.columns]
    columns = [_of_objects(pa, frame.iloc[:, i]) for i in range(len(names))]
    return pa.table(columns, names=names)


def _of_objects(pa: Any, column: Any) -> Any:  # noqa: ANN401 - of pyarrow and pandas
    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError):
        cells = column.where(column.notna(), None)
    if all(cell is None or isinstance(cell, _CELLS) for cell in cells):
        return pa.array([cell_text(cell) for cell in cells], pa.string())
    # Of a kind that no cell has.
    return pa.nulls(len(column), pa.list_(pa.null()))


_CELLS = (str, bool, int, float, date, time, Decimal)


def cell_text(value: object) -> str:
    """What a cell would be as text, in NFC; a moment with a zone in office time, with its offset.

    Days, times and moments are in ISO 8601, truth values `true` and `false`, decimal numbers with their
    places, floats the shortest text that means them.
    """
    if isinstance(value, datetime) and value.tzinfo is not None:
        with suppress(OverflowError):  # at the end of time: it is read, and told, as it is
            value = value.astimezone(OFFICE_TIME)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else composed(str(value))


def _kind(kind: Any) -> Kind:  # noqa: ANN401 - a type of pyarrow
    """What cells of a type of Arrow hold; one of somebody's own is what it is kept as."""
    found = kind_named(kind)
    return _kind(kind.storage_type) if found is Kind.OTHER and hasattr(kind, "storage_type") else found


def arrow_table(source: ArrowSource) -> Any:  # noqa: ANN401 - a table of pyarrow
    """All rows of the columns that a register can have, each value as it is, not once for a run."""
    pa: Any = import_module("pyarrow")
    at = [i for i, column in enumerate(source.columns) if column.kind.is_cell]
    batches = list(source.batches())
    if not batches:
        return source.schema.empty_table().select(at)
    whole = pa.Table.from_batches(batches).select(at)
    columns = [
        pa.chunked_array([_without_runs(chunk) for chunk in column.chunks]) for column in whole.columns
    ]
    return pa.table(columns, names=whole.column_names)


def _without_runs(cells: Any) -> Any:  # noqa: ANN401 - an array of pyarrow
    while (shape := _shape(cells)) is not None and not hasattr(cells, "dictionary_decode"):
        cells = shape(cells)
    return cells


def arrow_rows(source: ArrowSource, columns: Sequence[ParquetColumn]) -> Iterator[tuple[object, ...]]:
    """The cells of the columns that a register can have, row after row.

    Raises:
        CellError: If a text is not UTF-8, or a day or moment lies outside the years that can be written.
    """
    row, at = 2, [i for i, column in enumerate(columns) if column.kind.is_cell]
    some = len(at) < len(columns)
    for batch in source.batches([source.schema.names[i] for i in at] if some else None):
        cells = batch.columns if len(batch.columns) == len(at) else [batch.columns[i] for i in at]
        found = [_values(one, columns[i], row) for one, i in zip(cells, at, strict=True)]
        yield from zip(*found, strict=True)
        row += len(batch)


def _values(cells: Any, column: ParquetColumn, row: int) -> list[object]:  # noqa: ANN401 - an array of pyarrow
    """The cells of one column, the first of which stands in *row*."""
    pa: Any = import_module("pyarrow")
    while (shape := _shape(cells)) is not None:
        cells = shape(cells)
    if column.kind is Kind.TEXT:
        return _texts(pa, cells, column, row)
    if column.kind is Kind.UUID:
        return [None if cell is None else str(UUID(bytes=cell)) for cell in cells.to_pylist()]
    if column.kind in _CONVERTERS:
        cells = _CONVERTERS[column.kind](pa, cells, column, row)
    return list(cells.to_pylist())


def _shape(cells: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401 - an array of pyarrow
    """What gives the values as they are, where a column wraps them or keeps each once."""
    if hasattr(cells, "storage"):
        return attrgetter("storage")
    if hasattr(cells, "dictionary_decode"):
        return _decoded
    if hasattr(cells, "run_ends"):
        compute: Any = import_module("pyarrow.compute")
        return cast("Callable[[Any], Any]", compute.run_end_decode)
    return None


def _decoded(cells: Any) -> Any:  # noqa: ANN401 - an array of pyarrow
    if "view" not in str(cells.dictionary.type):
        return cells.dictionary_decode()
    # PyArrow takes no texts out of a dictionary of views.
    pa: Any = import_module("pyarrow")
    return cells.dictionary.cast(pa.large_string()).take(cells.indices)


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
