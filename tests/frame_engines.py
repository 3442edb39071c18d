"""Frames of every engine from plain columns, and back again."""

import os
import shutil
import sys
from datetime import date, datetime

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

TYPES = {
    "moment": (pa.timestamp("us"), "timestamp_ntz"),
    "zoned": (pa.timestamp("us", "UTC"), "timestamp"),
    "day": (pa.date32(), "date"),
    "whole": (pa.int64(), "bigint"),
    "number": (pa.float64(), "double"),
    "text": (pa.string(), "string"),
}


def arrow(columns):
    """A PyArrow table of columns, each a kind and its values."""
    return pa.table({name: pa.array(values, TYPES[kind][0]) for name, (kind, values) in columns.items()})


_OPEN = []
"""Connections in use: in DuckDB before 1.5 a relation does not keep its own open."""


def duck(columns):
    """A relation of a connection that is not the default one."""
    connection = duckdb.connect()
    _OPEN.append(connection)
    connection.execute("SET timezone = 'UTC'")
    connection.register("given", arrow(columns))
    connection.execute("CREATE TABLE register AS SELECT * FROM given")
    connection.unregister("given")
    return connection.table("register")


MAKERS = {
    "pandas": lambda columns: arrow(columns).to_pandas(),
    "polars": lambda columns: pl.DataFrame(arrow(columns)),
    "lazy polars": lambda columns: pl.DataFrame(arrow(columns)).lazy(),
    "pyarrow": arrow,
    "duckdb": duck,
}
ORDERED = MAKERS.keys() - {"duckdb"}


def spark_session():
    """Two local cores that stand for a cluster."""
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.log.level": "OFF",
        # Few rows and long plans: compiling them would take longer than running them.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
    }
    return sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()


def spark_maker(session):
    def make(columns):
        schema = ", ".join(f"`{name}` {TYPES[kind][1]}" for name, (kind, _) in columns.items())
        return session.createDataFrame(
            list(zip(*(values for _, values in columns.values()), strict=True)), schema
        )

    return make


def rows_of(frame, names):
    """Rows of some columns as Python values, missing ones `None`."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame.select(names).rows()
    if isinstance(frame, pd.DataFrame):
        return [tuple(map(_plain, row)) for row in frame[list(names)].itertuples(index=False, name=None)]
    if isinstance(frame, pa.Table):
        return list(zip(*(frame[name].to_pylist() for name in names), strict=True))
    quoted = [f'"{name}"' if isinstance(frame, duckdb.DuckDBPyRelation) else name for name in names]
    chosen = frame.select(*quoted)
    fetched = chosen.fetchall() if isinstance(frame, duckdb.DuckDBPyRelation) else chosen.collect()
    return [tuple(row) for row in fetched]


def _plain(value):
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def day_of(value):
    return value.date() if isinstance(value, datetime) else value


def sortable(row):
    return [str(value.isoformat() if isinstance(value, date) else value) for value in row]


def same(engine, got, wanted):
    """Whether the rows are the same: in order where the engine keeps it."""
    got = [tuple(map(_float, row)) for row in got]
    wanted = [tuple(map(_float, row)) for row in wanted]
    if engine in ORDERED:
        return got == wanted
    return sorted(got, key=sortable) == sorted(wanted, key=sortable)


def _float(value):
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
