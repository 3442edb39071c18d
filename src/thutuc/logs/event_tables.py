"""Tables of one row an event: CSV, Parquet and frames (bảng sự kiện)."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from thutuc.bounds import Bounds, composed, listed
from thutuc.errors import LogError, MissingExtraError, RegisterError
from thutuc.logs.log_data import Column, Gathered, column_of, join, text_of
from thutuc.logs.log_files import CUT_OFF, cut_off
from thutuc.logs.log_names import CASE_NAME, CASE_PREFIX, LOG_COLUMNS, match_names
from thutuc.logs.log_problems import Noted, ProblemKind
from thutuc.registers.sheets import read_sheet

_NEEDED = ("case", "activity", "moment")
Table = dict[str, list[Any]]
Codes = npt.NDArray[np.int64]


def read_text_table(path: Path, bounds: Bounds, columns: Mapping[str, str]) -> Gathered:
    """Read CSV or XLSX, as registers are read.

    Raises:
        LogError: If it is no table of events, or breaks off.
    """
    noted = Noted()
    try:
        sheet = read_sheet(path, bounds)
        header = [composed(name) for name in sheet.header]
        rows = [row for _, row in sheet]
        problems = [*sheet.problems]
    except RegisterError as error:
        problems = list(error.problems)
        rows, header = [], []
    except (*CUT_OFF, csv.Error) as error:
        raise cut_off(path, error) from error
    if problems:
        raise LogError("; ".join(problems), given=path.name)
    cells = list(zip_longest(*rows, fillvalue="")) if rows else [()] * len(header)
    if len(cells) > len(header):
        for row in rows:
            if len(row) > len(header):
                noted.note(ProblemKind.NOT_READ, "")
    table = {
        name: [composed(cell.strip()) or None for cell in column]
        for name, column in zip(header, cells, strict=False)
    }
    for name in header[len(cells) :]:
        table[name] = [None] * len(rows)
    return gather_table(table, path.name, columns, noted)


def read_parquet_table(path: Path, columns: Mapping[str, str]) -> Gathered:
    """Read Parquet by whatever is installed that can.

    Raises:
        LogError: If it cannot be read.
        MissingExtraError: If nothing that reads Parquet is installed.
    """
    for module, name in (("polars", "read_parquet"), ("pyarrow.parquet", "read_table")):
        if find_spec(module.partition(".")[0]) is not None:
            return _parquet(getattr(import_module(module), name), path, columns)
    raise MissingExtraError(
        f"{path.name} is Parquet; to read it, install polars or pyarrow: pip install 'thutuc[fast]'",
        package="polars",
    )


def _parquet(reader: Callable[[Path], object], path: Path, columns: Mapping[str, str]) -> Gathered:
    try:
        found = reader(path)
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        raise LogError(f"{path.name} cannot be read as Parquet: {error}", given=path.name) from error
    return read_frame(found, columns, path.name)


def read_frame(frame: object, columns: Mapping[str, str], name: str = "frame") -> Gathered:
    """Read a frame of any supported engine.

    Raises:
        InvalidTypeError: If it is none.
        LogError: If it is no table of events.
    """
    from thutuc.frames.engines import Desk  # noqa: PLC0415 - needs narwhals, which files do not

    desk = Desk.as_given(frame, ())
    opened: Any = desk.frame
    if desk.engine.is_lazy:
        opened = opened.collect()
    table = {
        composed(str(one)): [_plain(value) for value in opened.get_column(one).to_list()]
        for one in opened.columns
    }
    return gather_table(table, name, columns, Noted())


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a frame holds
    """A value as Python has it; nothing where it is missing."""
    if isinstance(value, str):
        return composed(value)
    if value is None or _is_missing(value):
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime(warn=False)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    return value if isinstance(value, int | float | date) else str(value)


def _is_missing(value: Any) -> bool:  # noqa: ANN401 - whatever a frame holds
    """Whether it is NaN, NaT, or what pandas has for them in columns of its own."""
    try:
        return bool(value != value)  # noqa: PLR0124
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def gather_table(table: Table, name: str, columns: Mapping[str, str], noted: Noted) -> Gathered:
    """The events of a table, case by case.

    Raises:
        LogError: If a column is missing without which there are no events.
    """
    names = match_names(table, LOG_COLUMNS, columns)
    missing = [column for column in _NEEDED if column not in names]
    if missing:
        raise LogError(
            f"{name} has no column for {', '.join(missing)}; name it, as in "
            f"columns={{'{missing[0]}': '…'}}; there are {listed(table) or 'none'}",
            given=tuple(table),
        )
    cases, case_of, kept = _cases(table.pop(names.pop("case")), noted)
    used = set(names.values())
    own = [key for key in table if key.startswith(CASE_PREFIX) and key not in used]
    attributes = {key: table.pop(key) for key in own}
    bare = {key: key.removeprefix(CASE_PREFIX) for key in own}
    # What names the case already cannot be an attribute of it under the same name.
    bare = {key: key if name == CASE_NAME else name for key, name in bare.items()}
    order = list(cases)
    for i, row in zip(case_of, kept, strict=True) if own else ():
        told = {name: attributes[key][row] for key, name in bare.items()}
        join(noted, cases[order[i]], told, order[i])
    codes = np.array(case_of, np.int64)
    found = {key: column_of(values)[kept] for key, values in table.items()}
    if "started" in names:
        codes, found = _with_starts(codes, found, names)
    found = {key: column for key, column in found.items() if key in used or _is_filled(column)}
    return Gathered(name, cases, codes, found, names, {}, noted)


def _cases(ids: list[Any], noted: Noted) -> tuple[dict[str, dict[str, Any]], list[int], list[int]]:
    """The cases, the number of the case of each row that has one, and these rows."""
    cases: dict[str, dict[str, Any]] = {}
    places: dict[str, int] = {}
    case_of: list[int] = []
    kept: list[int] = []
    for row, given in enumerate(ids):
        case = text_of(given) or ""
        if not case:
            noted.note(ProblemKind.NO_CASE, "", row + 1)
            continue
        if case not in places:
            places[case] = len(places)
            cases[case] = {}
        case_of.append(places[case])
        kept.append(row)
    return cases, case_of, kept


def _is_filled(column: Iterable[Any]) -> bool:
    return any(value is not None for value in column)


def _with_starts(
    codes: Codes, table: dict[str, Column], names: dict[str, str]
) -> tuple[Codes, dict[str, Column]]:
    """Rows that tell start and end as two events each, of one instance."""
    started = table.pop(names.pop("started"))
    if "lifecycle" in names:
        return codes, table
    there = np.array([value is not None for value in started], np.bool_)
    count = len(codes)
    rows = np.repeat(np.arange(count), 1 + there)
    # The first of the two events of a row is its start.
    is_start = there[rows] & (np.r_[-1, rows[:-1]] != rows if count else rows > 0)
    found = {key: column[rows] for key, column in table.items()}
    found[names["moment"]] = np.where(is_start, started[rows], found[names["moment"]])
    names["lifecycle"] = "lifecycle:transition"
    found["lifecycle:transition"] = column_of(["start" if one else "complete" for one in is_start])
    if "instance" not in names:
        names["instance"] = "concept:instance"
        found["concept:instance"] = column_of([str(row + 1) for row in rows])
    return codes[rows], found
