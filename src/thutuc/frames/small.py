"""Small frames in the caller's own connection or session (bảng nhỏ trong phiên của người gọi)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import narwhals.stable.v2 as nw

from thutuc.frames.engines import Desk, Engine, Frame

Column = tuple[Any, "Sequence[Any]"]
"""Type, through narwhals, and values."""
_SQL = {
    nw.Int64: "BIGINT",
    nw.Int32: "INTEGER",
    nw.Float64: "DOUBLE",
    nw.String: "VARCHAR",
    nw.Date: "DATE",
    nw.Boolean: "BOOLEAN",
}
_SPARK = {kind: name.lower() for kind, name in _SQL.items()} | {nw.Int32: "int", nw.String: "string"}


def small_frame(desk: Desk, columns: Mapping[str, Column]) -> Frame:
    """A frame of few rows, of the engine of the desk, through narwhals; lazy where the caller's is."""
    if desk.engine is Engine.DUCKDB:
        return cast("Frame", nw.from_native(_relation(desk.leaf, columns)))
    if desk.engine is Engine.PYSPARK:
        schema = ", ".join(
            f"`{name.replace('`', '``')}` {_SPARK.get(cast('Any', type(dtype)), 'string')}"
            for name, (dtype, _) in columns.items()
        )
        rows = list(zip(*(values for _, values in columns.values()), strict=True))
        return cast("Frame", nw.from_native(desk.native.sparkSession.createDataFrame(rows, schema)))
    data = {name: list(values) for name, (_, values) in columns.items()}
    types = {name: dtype for name, (dtype, _) in columns.items()}
    if desk.engine is Engine.PANDAS:
        made = nw.from_dict(data, backend="pandas")
        numbers = [
            nw.col(name).cast(dtype) for name, dtype in types.items() if dtype in {nw.Int64(), nw.Float64()}
        ]
        return cast("Frame", made.with_columns(*numbers))
    backend: Literal["pyarrow", "polars"] = "pyarrow" if desk.engine is Engine.PYARROW else "polars"
    frame = nw.from_dict(data, types, backend=backend)
    return frame.lazy() if desk.engine is Engine.LAZY_POLARS else cast("Frame", frame)


def _relation(leaf: Any, columns: Mapping[str, Column]) -> Any:  # noqa: ANN401 - of the engine
    texts: list[str] = []
    for name, (dtype, values) in columns.items():
        quoted = name.replace('"', '""')
        kind = _SQL.get(cast("Any", type(dtype)), "VARCHAR")
        texts.append(f'unnest([{", ".join(map(_literal, values))}]::{kind}[]) AS "{quoted}"')
    return leaf.select(", ".join(texts))


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"
