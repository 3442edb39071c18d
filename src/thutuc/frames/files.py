"""Registers in files, as frames (sổ theo dõi hồ sơ dạng tệp CSV, Parquet).

A clean file is read by Polars, whole columns at a time. Anything else, a blank row, a date that is none, an end
before its start, is left to [`registers.read_register`][thutuc.registers.read_register], which reads row by row
and says of every problem in which row it stands. So both give the same rows, one of them faster.
"""

import shutil
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, cast

import attrs
import narwhals.stable.v2 as nw

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Convention
from thutuc.errors import InvalidTypeError, RegisterError, ThutucError
from thutuc.frames.due import check_calendar, due_dates
from thutuc.frames.texts import read_limits
from thutuc.registers import COLUMNS, Register, StatedDeadline, read_moment, read_register as read_rows

_MOMENTS = {"received": "received_at", "finished": "finished_at", "returned": "returned_at", "due": "stated"}
_TEXTS = ("code", "procedure", "office", "mechanism", "channel", "limit")
_PARQUET = frozenset({".parquet", ".pq"})
Table = nw.DataFrame[Any]


@attrs.frozen
class _NotCleanError(Exception):
    """What a file has that whole columns do not show."""


def read_register(
    path: str | Path,
    calendar: WorkCalendar,
    *,
    convention: Convention = Convention.CIVIL_CODE,
    prefer_computed: bool = False,
) -> Any:  # noqa: ANN401 - of the fastest engine installed
    """Read a register with its due dates as a frame of the fastest engine installed (đọc sổ thành bảng).

    Args:
        path: A CSV file with headings, or a Parquet file with a register's columns.
        calendar: When the office works.
        convention: How days are counted.
        prefer_computed: Where a due date is stated beside a limit, use the computed one.

    Returns:
        A frame of Polars, else of PyArrow or pandas: the columns of a register with `received_at`,
        `finished_at`, `returned_at` as moments (midnight where no hour is given), `due_on`, `due_at` (where
        the minute counts) and `provisional`.

    Raises:
        RegisterError: With every problem of the file and the row it stands in.
        InvalidTypeError: If neither Polars, PyArrow nor pandas is installed.
    """
    file = Path(path)
    check_calendar(calendar, convention)
    if find_spec("polars") is not None:
        try:
            table = _parquet(file) if file.suffix in _PARQUET else _csv(file, calendar)
            return _dated(table, calendar, convention, prefer_computed=prefer_computed).to_native()
        except _NotCleanError:
            pass
    return _by_rows(file, calendar, convention, prefer_computed=prefer_computed)


# Whole columns ----------------------------------------------------------------------------------------------


def _csv(file: Path, calendar: WorkCalendar) -> Table:
    """The columns of a register from a CSV file, moments read."""
    names, delimiter = _headings(file)
    try:
        table = cast("Table", nw.read_csv(str(file), backend="polars", separator=delimiter, infer_schema=False))
    except Exception as error:  # whatever the engine says, the rows say it better
        raise _NotCleanError from error
    table = table.select(nw.col(heading).str.strip_chars().alias(name) for heading, name in names.items())
    for name in _TEXTS:
        if name in table.columns and any(text != _composed(text) for text in table[name].unique().to_list()):
            raise _NotCleanError
    for name, column in _MOMENTS.items():
        if name in table.columns:
            table = _with_moments(table, name, column, calendar)
    return _checked(table)


def _composed(text: str | None) -> str | None:
    """*text* in one normal form; an empty cell is none."""
    return (unicodedata.normalize("NFC", text) or None) if text is not None else None


def _headings(file: Path) -> tuple[Mapping[str, str], str]:
    """For each heading in the first row the library's name for it, and what divides them."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline(65_536)
        delimiter = max(",;\t", key=first.count)
        # A register of headings only has the same columns, and the same problems with them.
        with tempfile.TemporaryDirectory() as folder:
            headed = Path(folder) / file.name
            headed.write_text(first, encoding="utf-8")
            columns = read_rows(headed, _ANY).columns
    except (OSError, UnicodeDecodeError, ThutucError) as error:
        raise _NotCleanError from error
    return dict(columns), delimiter


def _with_moments(table: Table, name: str, column: str, calendar: WorkCalendar) -> Table:
    """Texts of moments read as the registers read them, each different text once."""
    texts = [text for text in table[name].unique().to_list() if text]
    try:
        moments = [calendar.local_time(read_moment(text)) for text in texts]
    except (ValueError, OverflowError) as error:
        raise _NotCleanError from error
    if not texts:
        return table.with_columns(nw.lit(None, dtype=nw.Datetime("us")).alias(column))
    found = nw.col(name).replace_strict(texts, moments, default=None, return_dtype=nw.Datetime("us"))
    return table.with_columns(found.alias(column)).drop(name)


def _parquet(file: Path) -> Table:
    """The columns of a register from a Parquet file, whose moments have their types already."""
    try:
        table = cast("Table", nw.read_parquet(str(file), backend="polars"))
    except Exception as error:
        what = f"{file.name}: cannot be read as Parquet: {error}; check the file"
        raise RegisterError(f"{file.name}: 1 problem", [what], given=str(file)) from error
    known = {"received_at": "received", "finished_at": "finished", "returned_at": "returned", "due_on": "due"}
    table = table.rename({name: known[name] for name in table.columns if name in known})
    wanted = [name for name in COLUMNS if name != "limit" or "due" not in table.columns]
    if missing := [name for name in wanted if name not in table.columns]:
        what = [f"{file.name}: the column {name!r} is missing; it has {', '.join(table.columns)}" for name in missing]
        raise RegisterError(f"{file.name}: {len(what)} problems", what, given=str(file))
    try:
        table = table.with_columns(
            nw.col(name).cast(nw.Datetime("us")).alias(column)
            for name, column in _MOMENTS.items()
            if name in table.columns
        )
        return _checked(table.drop([name for name in _MOMENTS if name in table.columns]))
    except _NotCleanError:
        raise RegisterError(f"{file.name}: rows with problems", _problems(file, table), given=str(file)) from None


def _problems(file: Path, table: Table) -> list[str]:
    """What is wrong with which rows of a Parquet file; the first row is 1."""
    found: list[str] = []
    for what, condition in _WRONG.items():
        rows = table.with_row_index("_thutuc_row").filter(condition())["_thutuc_row"].to_list()
        if rows:
            shown = ", ".join(str(row + 1) for row in rows[:10]) + (", …" if len(rows) > 10 else "")
            found.append(f"{file.name}, row {shown} ({len(rows):,} in all): {what}")
    return found


_WRONG = {
    "column code is empty or stands twice": lambda: nw.col("code").is_null() | nw.col("code").is_duplicated(),
    "column received is empty": lambda: nw.col("received_at").is_null(),
    "column finished comes before received": lambda: nw.col("finished_at") < nw.col("received_at"),
    "column returned comes before finished": lambda: nw.col("returned_at") < nw.col("finished_at"),
    "column returned is filled in without finished": lambda: (
        nw.col("finished_at").is_null() & ~nw.col("returned_at").is_null()
    ),
}


def _checked(table: Table) -> Table:
    """The table, if nothing in it needs a closer look.

    Raises:
        _NotCleanError: If something does.
    """
    if any(table.filter(condition()).shape[0] for condition in _WRONG.values()):
        raise _NotCleanError
    if "stated" in table.columns and table.filter(nw.col("stated") < nw.col("received_at")).shape[0]:
        raise _NotCleanError
    return table


def _dated(table: Table, calendar: WorkCalendar, convention: Convention, *, prefer_computed: bool) -> Table:
    """The table with its due dates: stated, else computed from the limit."""
    try:
        if "limit" in table.columns:
            named = cast("Any", read_limits(table.to_native(), amount="_amount", unit="_unit"))
            named = due_dates(
                named, calendar, amount="_amount", unit="_unit", convention=convention, due_at="due_at"
            )
            table = cast("Table", nw.from_native(named)).drop(["_amount", "_unit"])
        else:
            table = table.with_columns(
                nw.lit(None, dtype=nw.Date).alias("due_on"),
                nw.lit(None, dtype=nw.Datetime("us")).alias("due_at"),
                nw.lit(False).alias("provisional"),  # noqa: FBT003
            )
    except ThutucError as error:
        # The rows say which of them it is.
        raise _NotCleanError from error
    if "stated" not in table.columns:
        return table
    stated = ~nw.col("stated").is_null()
    used = stated & nw.col("due_on").is_null() if prefer_computed else stated
    day = nw.col("stated").cast(nw.Date)
    hour = nw.when(nw.col("stated") != day.cast(nw.Datetime("us"))).then(nw.col("stated"))
    return table.with_columns(
        nw.when(used).then(day).otherwise(nw.col("due_on")).alias("due_on"),
        nw.when(used).then(hour).otherwise(nw.col("due_at")).alias("due_at"),
        nw.when(used).then(nw.lit(False)).otherwise(nw.col("provisional")).alias("provisional"),  # noqa: FBT003
    ).drop("stated")


# Row by row -------------------------------------------------------------------------------------------------


def _by_rows(file: Path, calendar: WorkCalendar, convention: Convention, *, prefer_computed: bool) -> Any:  # noqa: ANN401
    register = read_rows(file, calendar, convention=convention, prefer_computed=prefer_computed)
    return nw.from_dict(_columns(register), _SCHEMA, backend=_backend()).to_native()
