"""Small frames in the caller's own connection or session (bảng nhỏ trong phiên của người gọi)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import narwhals.stable.v2 as nw

from thutuc.frames.engines import Desk, Engine, Frame

Column = tuple[Any, "Sequence[Any]"]
"""Type, through narwhals, or the name of the caller's column that has the same; and values."""
_SQL = {nw.Int64: "BIGINT", nw.Float64: "DOUBLE", nw.String: "VARCHAR"}


def small_frame(desk: Desk, columns: Mapping[str, Column]) -> Frame:
    """A frame of few rows, of the engine of the desk, through narwhals; lazy where the caller's is."""
    if desk.engine is Engine.DUCKDB:
        return cast("Frame", nw.from_native(_relation(desk, columns)))
    if desk.engine is Engine.PYSPARK:
        schema = ", ".join(
            f"`{name.replace('`', '``')}` {_spark_type(desk, kind)}" for name, (kind, _) in columns.items()
        )
        rows = list(zip(*(values for _, values in columns.values()), strict=True))
        return cast("Frame", nw.from_native(desk.native.sparkSession.createDataFrame(rows, schema)))
    data = {name: list(values) for name, (_, values) in columns.items()}
    types = {
        name: desk.schema[kind] if isinstance(kind, str) else kind for name, (kind, _) in columns.items()
    }
    if desk.engine is Engine.PANDAS:
        made = nw.from_dict(data, backend="pandas")
        numbers = [
            nw.col(name).cast(dtype) for name, dtype in types.items() if dtype in {nw.Int64(), nw.Float64()}
        ]
        return cast("Frame", made.with_columns(*numbers))
    backend: Literal["pyarrow", "polars"] = "pyarrow" if desk.engine is Engine.PYARROW else "polars"
    frame = nw.from_dict(data, types, backend=backend)
    return frame.lazy() if desk.engine is Engine.LAZY_POLARS else cast("Frame", frame)


def _spark_type(desk: Desk, kind: Any) -> str:  # noqa: ANN401 - a type or a name
    if isinstance(kind, str):
        return str(desk.native.schema[kind].dataType.simpleString())
    return _SQL[type(kind)].lower().replace("varchar", "string")


def _relation(desk: Desk, columns: Mapping[str, Column]) -> Any:  # noqa: ANN401 - of the engine
    native, texts = desk.native, list[str]()
    for name, (kind, values) in columns.items():
        quoted = name.replace('"', '""')
        sql = native.types[native.columns.index(kind)] if isinstance(kind, str) else _SQL[type(kind)]
        texts.append(f'unnest([{", ".join(map(_literal, values))}]::{sql}[]) AS "{quoted}"')
    return desk.leaf.select(", ".join(texts))


def _literal(value: object) -> str:
    """Any value as a text, which the engine reads as what the column holds."""
    if value is None:
        return "NULL"
    text = str(value).replace("'", "''")
    return f"'{text}'"
