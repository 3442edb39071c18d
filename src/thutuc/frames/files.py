"""Registers in CSV and Parquet files, read a column at a time (đọc sổ theo cột).

A row that an engine cannot vouch for is not judged here: its cells go to the reader of `thutuc.registers`,
which accepts it or says what is wrong, so there is one place for every rule and every message.
"""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Unpack

from thutuc.bounds import BOUNDS, Bounds
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError, MissingExtraError
from thutuc.frames.duckdb_files import DuckLayout
from thutuc.frames.engine_versions import check_version
from thutuc.frames.file_register import TEXTS, FileRegister, extras_of, frame_of
from thutuc.frames.layouts import Layout
from thutuc.frames.passes import SHOWN, Passes
from thutuc.frames.polars_files import PolarsLayout
from thutuc.frames.sources import open_register, path_of
from thutuc.limits import Convention
from thutuc.registers import FileHabits, Register
from thutuc.registers.habits import ToldOfFile
from thutuc.registers.office_calendars import OfficeCalendars
from thutuc.registers.read_register import open_sheets, read_rows
from thutuc.registers.reading_rules import ReadingRules
from thutuc.registers.sheets import unreadable

ENGINES: dict[str, type[Layout]] = {"polars": PolarsLayout, "duckdb": DuckLayout}
"""What reads files, the fastest first."""


def read_register(
    path: object,
    calendar: WorkCalendar | Mapping[str, WorkCalendar],
    *,
    calendar_by: str | None = None,
    convention: Convention = Convention.CIVIL_CODE,
    columns: Mapping[str, str] | str = MappingProxyType({}),
    prefer_computed: bool = False,
    engine: str | None = None,
    progress: Callable[[int], None] | None = None,
    bounds: Bounds = BOUNDS,
    **habits: Unpack[ToldOfFile],
) -> FileRegister:
    r"""Read a register a column at a time (đọc sổ lớn).

    The same dossiers, due dates and problems as `thutuc.registers.read_register`. A CSV file with cells that
    have line breaks, in UTF-16, or with rows below the dossiers is read a row at a time, and so are XLSX and
    files of one register that differ in their headings.

    Args:
        path: A CSV file with headings, gzip or not, Parquet or Arrow IPC, whose first row is row 2. Several
            files are one register: a folder, whose own folders may be called `office=H17` to state a column,
            a pattern such as `"2026/*.parquet"`, or a list. Or a frame: a lazy one of Polars and a relation
            of DuckDB stay lazy, others (pandas, PyArrow, Polars) are handed over.
        calendar: When the office works; or a calendar for each code of an office.
        calendar_by: The column, or its heading, whose text is that code.
        convention: How days are counted.
        columns: Headings of the file that stand for columns of a register, or the name of a layout.
        prefer_computed: Where a due date is stated beside a limit, use the computed one.
        engine: `polars` or `duckdb`; left out, the first of these that is installed.
        progress: Called with the number of rows read, now and then.
        bounds: How much is read. A file that is not packed may have any size, as long as its rows are columns
            to the engine.
        **habits: What the cells do not say, each by its name as
            [`FileHabits`][thutuc.registers.FileHabits] explains it: `header_row`, `skip_footer`, `missing`,
            `serial_dates`, `mechanism`, `sheet`, `unit`.

    Returns:
        The register, with a lazy frame of the engine.

    Raises:
        RegisterError: With every problem of the file.
        InvalidTypeError: If *path* is neither path nor frame, or another argument has the wrong type.
        InvalidValueError: If no file can be called so, *columns* names a column that registers do not have, a
            heading is a name that the frame needs, there is no such engine, or a number of rows is too small.
        MissingExtraError: If no engine is installed, or not the one asked for, or it is too old.
        MachineError: If memory or the disk is full.

    Examples:
        >>> import tempfile, pathlib
        >>> from datetime import date
        >>> from thutuc import frames, vietnam_calendar
        >>> file = pathlib.Path(tempfile.mkdtemp(), "register.csv")
        >>> _ = file.write_text(
        ...     "code,procedure,office,mechanism,channel,received,limit,finished,returned\n"
        ...     "H1,khai sinh,A,một cửa,online,2026-03-02,05 ngày làm việc,2026-03-06,\n",
        ...     encoding="utf-8",
        ... )
        >>> register = frames.read_register(file, vietnam_calendar())
        >>> frames.period_report(register.frame, date(2026, 3, 1), date(2026, 4, 1)).collect()["early"].item()
        1
    """
    rules = ReadingRules(
        calendars=OfficeCalendars.of(calendar, calendar_by),
        convention=convention,
        columns=columns,
        prefer_computed=prefer_computed,
        progress=progress,
        bounds=bounds,
        habits=FileHabits(**habits),
    )
    layout = ENGINES[engine_for(engine, path)](path_of(path))
    return _read(layout, path, rules)


def _read(layout: Layout, given: object, rules: ReadingRules) -> FileRegister:
    habits = rules.habits
    by_rows = habits.skip_footer > 0 or habits.sheet is not None
    failed: BaseException | None = None
    try:
        if not by_rows:
            opened = open_register(layout, given, rules)
            if opened is not None:
                return Passes(layout, opened, rules).read()
    except layout.failure as error:
        layout.check_machine(error)
        # The reader of rows says what is wrong, or reads what the engine cannot.
        failed = error
    try:
        register = read_rows(*open_sheets(given, rules), rules)
    except MissingExtraError:
        if failed is None:
            raise
        raise unreadable(layout.path, failed) from failed
    return whole(layout, register)


def engine_for(name: str | None = None, given: object = None) -> str:
    """The engine that reads: the one named, that of a lazy frame, or the fastest installed.

    Raises:
        InvalidValueError: If there is no such engine, or a lazy frame belongs to another.
        MissingExtraError: If none is installed, or not the one named, or it is too old.
    """
    if name is not None and (not isinstance(name, str) or name not in ENGINES):
        raise InvalidValueError(f"no engine {name!r}; files are read by {' or '.join(ENGINES)}", given=name)
    # DuckDB's own classes come from `_duckdb`.
    own = type(given).__module__.partition(".")[0].lstrip("_")
    if own in ENGINES:
        if name not in {None, own}:
            raise InvalidValueError(f"the frame is one of {own}; leave out engine={name!r}", given=name)
        name = own
    for one in ENGINES if name is None else (name,):
        if find_spec(one) is not None:
            check_version(one)
            return one
    wanted = name or "polars"
    raise MissingExtraError(
        f"{wanted} is not installed; install it with: pip install 'thutuc[fast]' or {wanted} itself",
        package=wanted,
    )


def whole(layout: Layout, register: Register) -> FileRegister:
    """The register whose rows were all read one by one."""
    extras = extras_of(register.name, dict.fromkeys((name for _, name in register.columns), 0))
    files = tuple(dict.fromkeys(entry.file for entry in register if entry.file))
    return FileRegister(
        register.name,
        frame_of(layout, register, dict.fromkeys((*TEXTS, *extras)), files),
        register.columns,
        len(register),
        register.span,
        register.compared,
        len(register.disagreements),
        register.disagreements[:SHOWN],
        layout,
        register.not_stated,
        register.left_out,
        files,
    )
