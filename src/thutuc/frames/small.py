"""Small frames in the caller's own connection or session (bảng nhỏ trong phiên của người gọi)."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import narwhals.stable.v2 as nw

from thutuc.frames.engines import Desk, Engine

Column = tuple[Any, Sequence[object]]
"""Type, through narwhals, and values."""
_SQL = {
    nw.Int64: "BIGINT",
    nw.Int32: "INTEGER",
    nw.Float64: "DOUBLE",
    nw.String: "VARCHAR",
    nw.Date: "DATE",
    nw.Boolean: "BOOLEAN",
}


def small_frame(desk: Desk, columns: Mapping[str, Column]) -> Any:
    """A frame of few rows, of the engine of the desk, through narwhals; lazy where the caller's is."""
    if desk.engine is Engine.DUCKDB:
        return nw.from_native(_relation(desk.native, columns))
    if desk.engine is Engine.PYSPARK:
        types = {nw.Float64: "double", nw.String: "string", nw.Date: "date", nw.Boolean: "boolean"}
        schema = ", ".join(
            f"`{name.replace('`', '``')}` {types.get(type(dtype), 'bigint')}" for name, (dtype, _) in columns.items()
        )
        rows = list(zip(*(values for _, values in columns.values()), strict=True))
        return nw.from_native(desk.native.sparkSession.createDataFrame(rows, schema))
    backend = {Engine.PANDAS: "pandas", Engine.PYARROW: "pyarrow"}.get(desk.engine, "polars")
    data = {name: list(values) for name, (_, values) in columns.items()}
    schema = {name: dtype for name, (dtype, _) in columns.items()}
    if desk.engine is Engine.PANDAS:
        schema = {name: dtype for name, dtype in schema.items() if isinstance(dtype, nw.Int64 | nw.Float64)}
        frame = nw.from_dict(data, backend="pandas")
        return frame.with_columns(*(nw.col(name).cast(dtype) for name, dtype in schema.items()))
    frame = nw.from_dict(data, schema, backend=cast("Any", backend))
    return frame.lazy() if desk.engine is Engine.LAZY_POLARS else frame


def _relation(native: Any, columns: Mapping[str, Column]) -> Any:
    """Made from the caller's relation, so it lives in the caller's connection and needs no name there."""
    one = native.limit(0).aggregate("count(*) AS n")
    texts: list[str] = []
    for name, (dtype, values) in columns.items():
        quoted = name.replace('"', '""')
        kind = _SQL.get(type(dtype), "VARCHAR")
        texts.append(f'unnest([{", ".join(map(_literal, values))}]::{kind}[]) AS "{quoted}"')
    return one.select(", ".join(texts))


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"
