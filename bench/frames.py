"""Due dates and reports of whole data frames; run alone, it shows the cost from 1 to 100 million rows.

`python bench/frames.py` writes Parquet files of growing length and counts each of them in a new process, so
that the memory it prints is that of one count. `--rows` says how far to go.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from measuring import Section, Task, most_memory, ratio, table, verdict_of
from setting import Setting

from thutuc import frames, vietnam_calendar

ROWS = 1_000_000
SIZES = (1_000_000, 5_000_000, 20_000_000, 100_000_000)
# Aims: seconds for due dates and report, and megabytes.
SECONDS, MEGABYTES = {1_000_000: 0.15, 20_000_000: 1.5}, {20_000_000: 600}
MIXED, MIXED_LAZY = 3, 6
"""How many times the time of whole working days four units to the minute may take."""
OFFICES = 60
PERIOD = (date(2025, 1, 1), date(2025, 7, 1))
UNITS = ("working_day", "working_day", "working_day", "day", "month", "working_hour")
WRITTEN_AT_ONCE = 2_000_000
MINUTE = np.timedelta64(1, "m")


def register(rows: int, seed: int) -> pa.Table:
    """Made-up dossiers of 2024 and 2025 in 120 offices, one in twenty pending."""
    chance = np.random.default_rng(seed)
    received = np.datetime64("2024-01-01T08:00", "us") + chance.integers(0, 700 * 24 * 60, rows) * MINUTE
    finished = received + chance.integers(0, 45 * 24 * 60, rows) * MINUTE
    offices = pa.array([f"Xã {i:03d}" for i in range(120)])
    units = pa.array(UNITS)
    return pa.table(
        {
            "received_at": received,
            "limit": chance.integers(1, 30, rows, dtype=np.int32),
            "unit": units.take(pa.array(chance.integers(0, len(UNITS), rows))),
            "finished_at": pa.array(finished, mask=chance.random(rows) < 0.05),
            "office": offices.take(pa.array(chance.integers(0, 120, rows))),
        }
    )


def write_register(path: Path, rows: int) -> None:
    """A Parquet file of so many dossiers, written piece by piece."""
    writer: pq.ParquetWriter | None = None
    for seed, done in enumerate(range(0, rows, WRITTEN_AT_ONCE)):
        piece = register(min(WRITTEN_AT_ONCE, rows - done), seed)
        writer = writer or pq.ParquetWriter(path, piece.schema, compression="zstd")
        writer.write_table(piece, row_group_size=500_000)
    if writer is not None:
        writer.close()


# In one process ------------------------------------------------------------------------------------------


def frame_reports(_setting: Setting) -> Section:
    """Due dates and report of a million rows in memory, and what Polars adds by itself."""
    given, calendar = register(ROWS, 2026), vietnam_calendar()
    span = (date.fromordinal(i) for i in range(date(2023, 1, 1).toordinal(), date(2028, 1, 1).toordinal()))
    off = [day for day in span if not calendar.is_working_day(day)]
    names: dict[str, Any] = {
        "both": due_and_report,
        "cal": calendar,
        "polars": pl.DataFrame(given).lazy(),
        "duckdb": duckdb.connect().from_arrow(given),
        "pyarrow": given,
        "pandas": given.to_pandas(),
        "days": pl.DataFrame(given).select(pl.col("received_at").cast(pl.Date), "limit"),
        "add": pl.col("received_at").dt.add_business_days(
            "limit", week_mask=(True,) * 7, holidays=off, roll="backward"
        ),
    }
    rows = {
        "Polars, lazy": "both(polars, cal)",
        "DuckDB": "both(duckdb, cal)",
        "PyArrow": "both(pyarrow, cal)",
        "pandas": "both(pandas, cal)",
        "Polars' own add_business_days, due dates only, all days off listed": "days.select(add)",
    }
    aims = {"Polars, lazy": SECONDS[ROWS] / ROWS * 1e9}
    tasks = [
        Task(label, call, "_", range(3), names, answers=ROWS, aim=aims.get(label), rival="own" in label)
        for label, call in rows.items()
    ]
    note = (
        f"{ROWS:,} rows in memory a call: due dates in working days, then the report of half a year by "
        "office; the figure is the time of one row."
    )
    return Section("Data frames", tasks, base="Polars, lazy", notes=(note,))


def frame_units(_setting: Setting) -> Section:
    """Due dates alone: whole working days, four units to the minute, and offices with their own calendars."""
    given, calendar = register(ROWS, 2026), vietnam_calendar(first_year=2023, last_year=2032)
    mondays = [date(2024, 1, 8) + timedelta(days=7 * i) for i in range(OFFICES)]
    offices = sorted(set(given["office"].to_pylist()))
    calendars = {
        office: calendar.with_days_off([day]) for office, day in zip(offices, mondays * 2, strict=False)
    }
    names: dict[str, Any] = {"dues": dues, "cal": calendar, "calendars": calendars}
    names |= {
        "pandas": given.to_pandas(),
        "pyarrow": given,
        "polars": pl.DataFrame(given),
        "lazy": pl.DataFrame(given).lazy(),
        "duckdb": duckdb.connect().from_arrow(given),
    }
    most = dict.fromkeys(("pandas", "pyarrow", "polars", "duckdb"), MIXED) | {"lazy": MIXED_LAZY}
    tasks = list[Task]()
    for engine, times in most.items():
        whole = f"{engine}, working days"
        calls = {
            whole: (f"dues({engine}, cal)", None),
            f"{engine}, four units, to the minute": (
                f"dues({engine}, cal, unit='unit', due_at='due_at')",
                (whole, times),
            ),
            f"{engine}, {len(offices)} calendars": (f"dues({engine}, calendars, calendar_by='office')", None),
        }
        tasks += [
            Task(label, call, "_", range(3), names, answers=ROWS, within=within)
            for label, (call, within) in calls.items()
        ]
    note = f"{ROWS:,} rows in memory a call, and nothing but due dates; offices stand in random order."
    return Section("Due dates of data frames", tasks, base=tasks[0].label, notes=(note,))


def dues(frame: Any, calendar: Any, **how: Any) -> object:
    """The due dates of a frame, of a plan their sum."""
    dated = frames.due_dates(frame, calendar, **how)
    if isinstance(dated, pl.LazyFrame):
        return dated.select(pl.col("due_on").to_physical().cast(pl.Int64).sum()).collect().item()
    if isinstance(dated, duckdb.DuckDBPyRelation):
        return dated.aggregate("sum(due_on - DATE '1970-01-01')").fetchall()
    return dated


def due_and_report(frame: Any, calendar: Any, **how: Any) -> Sequence[tuple[Any, ...]]:
    """What is measured: the rows of the report."""
    dated = frames.due_dates(frame, calendar, **how)
    report = frames.period_report(dated, *PERIOD, by="office", due_at=how.get("due_at"))
    if isinstance(report, pl.LazyFrame):
        return report.collect().rows()
    if isinstance(report, duckdb.DuckDBPyRelation):
        return report.fetchall()
    return report.to_pylist() if isinstance(report, pa.Table) else report.values.tolist()


# In a process of its own ---------------------------------------------------------------------------------

JOBS: Mapping[str, Mapping[str, Any]] = {
    "working days": {},
    "four units, to the minute": {"unit": "unit", "due_at": "due_at"},
}
SCANS: Mapping[str, Callable[[str], Any]] = {
    "Polars, lazy": pl.scan_parquet,
    "DuckDB": lambda path: duckdb.connect().read_parquet(path),
}


def count_once(engine: str, job: str, path: str, repetitions: int) -> None:
    """Print the seconds of each repetition, the most memory in megabytes, and what came out."""
    calendar = vietnam_calendar()
    runs = []
    for _ in range(repetitions):
        begun = perf_counter()
        found = due_and_report(SCANS[engine](path), calendar, **JOBS[job])
        runs.append(perf_counter() - begun)
    counted = sum(row[1] for row in found)
    print(*runs, most_memory(), counted)


def sizes(most: int, repetitions: int) -> tuple[str, list[str]]:
    """A table of the seconds and the memory of each engine and job, file by file; and how the time grows."""
    figures: dict[tuple[str, str], dict[int, tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in (size for size in SIZES if size <= most):
            path = Path(folder) / f"{rows}.parquet"
            write_register(path, rows)
            for job in JOBS:
                answers = set[str]()
                for engine in SCANS:
                    *runs, memory, counted = _process(engine, job, path, repetitions)
                    spent = statistics.median(map(float, runs))
                    figures.setdefault((engine, job), {})[rows] = spent, float(memory)
                    answers.add(counted)
                if len(answers) > 1:
                    raise SystemExit(f"the engines do not agree on {rows:,} rows: {answers}")
            path.unlink()
    lines = [
        [
            *key,
            f"{rows:,}",
            f"{spent:.3f}",
            f"{spent / rows * 1e9:.1f}",
            f"{most:,.0f}",
            _verdict(key[1], rows, spent, most),
        ]
        for key, found in sorted(figures.items())
        for rows, (spent, most) in found.items()
    ]
    head = ("", "limits", "rows", "s", "ns a row", "most memory, MB", "aim")
    return table(head, lines, 2), [_slope(key, found) for key, found in figures.items() if len(found) > 1]


def _verdict(job: str, rows: int, spent: float, memory: float) -> str:
    """The aims for limits in working days."""
    if job != "working days":
        return ""
    aims = ((spent, SECONDS.get(rows), "s"), (memory, MEGABYTES.get(rows), "MB"))
    return "; ".join(verdict_of(value, aim, f"{aim} {unit}") for value, aim, unit in aims if aim)


def _slope(key: tuple[str, str], found: Mapping[int, tuple[float, float]]) -> str:
    (first, (short, _)), (last, (long, _)) = min(found.items()), max(found.items())
    return f"{', '.join(key)}: {ratio(last / first)} times the rows take {ratio(long / short)} times as long."


def _process(engine: str, job: str, path: Path, repetitions: int) -> list[str]:
    command = [sys.executable, __file__, "--once", engine, job, str(path), str(repetitions)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 - this file
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.split()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure due dates and reports of Parquet files.")
    parser.add_argument("--rows", type=int, default=SIZES[-1], help="of the longest file")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--once", nargs=4, metavar=("ENGINE", "JOB", "FILE", "REPETITIONS"))
    given = parser.parse_args()
    if given.once:
        engine, job, path, repetitions = given.once
        count_once(engine, job, path, int(repetitions))
        return
    text, notes = sizes(max(given.rows, SIZES[0]), given.repetitions)
    print(text, *notes, sep="\n")


if __name__ == "__main__":
    main()
