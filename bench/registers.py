"""From a register in Parquet to a report with all its checks, beside reading its columns alone."""

import tempfile
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from measuring import Section, Task
from setting import Setting

from thutuc import TimeLimit, arrays, frames

ROWS = 2_000_000
# Nanoseconds a row, from the file to the report.
POLARS, DUCKDB = 250, 500
PERIOD = (date(2025, 7, 1), date(2026, 1, 1))
LIMITS = (*(f"{n:02d} ngày làm việc" for n in (1, 2, 3, 5, 7, 10, 15, 20)), "15 ngày", "30 ngày", "1 tháng")


def register(setting: Setting, rows: int, seed: int = 1) -> pa.Table:
    """Made-up dossiers of 2025 with stated due dates, one in a thousand a day late; one in ten pending."""
    chance = np.random.default_rng(seed)

    def words(*texts: str) -> pa.Array:
        return pa.array(texts).take(pa.array(chance.integers(0, len(texts), rows)))

    received = np.datetime64("2025-01-02") + chance.integers(0, 365, rows)
    which = chance.integers(0, len(LIMITS), rows)
    limits = np.array([TimeLimit.parse(text) for text in LIMITS], object).take(which)
    due = arrays.due(list(limits), received, setting.cal).due_on + (chance.random(rows) < 1e-3)
    finished = pa.array(received + chance.integers(0, 40, rows), mask=chance.random(rows) < 0.1)
    return pa.table(
        {
            "code": [f"H17.18-25{seed:04d}-{i:08d}" for i in range(rows)],
            "procedure": words(*(f"thủ tục {i}" for i in range(200))),
            "office": words(*(f"UBND xã {i}" for i in range(120))),
            "mechanism": words("một cửa", "liên thông"),
            "channel": words("trực tuyến", "trực tiếp"),
            "received": received,
            "limit": pa.array(LIMITS).take(pa.array(which)),
            "due": due,
            "finished": finished,
            "returned": finished,
        }
    )


def register_files(setting: Setting) -> Section:
    """Registers read, checked and reported by each engine, and all their columns read by it."""
    path = str(Path(tempfile.mkdtemp()) / "register.parquet")
    pq.write_table(register(setting, ROWS), path, row_group_size=250_000)
    names = {
        "read": frames.read_register,
        "path": path,
        "cal": setting.cal,
        "period": PERIOD,
        "by": ("office",),
    }
    hashed = ", ".join(f'min(hash("{name}"))' for name in pq.read_schema(path).names)
    names |= {
        "scan": lambda: pl.scan_parquet(path).select(pl.all().hash().min()).collect(engine="streaming"),
        "query": lambda: duckdb.read_parquet(path).aggregate(hashed).fetchall(),
    }
    rows = [
        ("Polars", "read(path, cal, engine='polars').figures(*period, by)", POLARS),
        ("Polars, every cell hashed", "scan()", None),
        ("DuckDB", "read(path, cal, engine='duckdb').figures(*period, by)", DUCKDB),
        ("DuckDB, every cell hashed", "query()", None),
    ]
    tasks = [Task(label, call, "_", [0], names, answers=ROWS, aim=aim) for label, call, aim in rows]
    note = (
        f"{ROWS:,} dossiers in Parquet, each with a limit and a stated due date: read, every check of the "
        "reader of rows made, due dates computed and compared, half a year reported by office; the figure is "
        "the time of one row."
    )
    return Section("A register in Parquet", tasks, base="Polars", notes=(note,))
