"""Reads a register and gathers everything that is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Unpack

import attrs

from thutuc.bounds import BOUNDS, Bounds
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError, RegisterError
from thutuc.limits import Convention
from thutuc.registers.arrow_rows import is_frame
from thutuc.registers.entries import Register
from thutuc.registers.file_lists import FileList, RegisterFile
from thutuc.registers.habits import FileHabits, ToldOfFile
from thutuc.registers.headings import KNOWN
from thutuc.registers.matching import match_columns
from thutuc.registers.office_calendars import OfficeCalendars
from thutuc.registers.reading_rules import ReadingRules
from thutuc.registers.row_reader import RowReader
from thutuc.registers.sheets import Sheet, read_arrow, read_sheet, refusal

__all__ = ["RowReader", "read_register", "read_rows"]

FRAME = Path("frame")
"""What a frame is called in messages."""
Matched = tuple[Sheet, dict[str, int]]
"""A sheet, and the position of each column."""


def read_register(
    path: object,
    calendar: WorkCalendar | Mapping[str, WorkCalendar],
    *,
    calendar_by: str | None = None,
    convention: Convention = Convention.CIVIL_CODE,
    columns: Mapping[str, str] | str = MappingProxyType({}),
    prefer_computed: bool = False,
    progress: Callable[[int], None] | None = None,
    bounds: Bounds = BOUNDS,
    **habits: Unpack[ToldOfFile],
) -> Register:
    """Read a register of dossiers from a file, computing the due dates it does not state (đọc sổ).

    A row has the number a spreadsheet shows: a blank line counts, a cell with line breaks is one row. A
    stated due date without an hour, or with the hour 00:00 and no offset, is the whole day. Moments with an
    offset are converted to the calendar's zone.

    The usual Vietnamese headings are known, in any case, normal form and place of the tones, and so are the
    names of the fields that systems exchange; [`HEADINGS`][thutuc.registers.HEADINGS] has them with their
    rank. Only the code, the day of receipt and one of limit and due date must be there. What else the file
    lacks is counted as not stated (`not_stated`), and what it has beyond is named (`unused`).

    Args:
        path: A CSV file in UTF-8 or UTF-16, with headings; gzip is unpacked. Or Parquet or Arrow IPC, whose
            first row is row 2; to read them, pyarrow must be installed. Or XLSX, with the extra `excel`.
            Several files are one register: a folder, whose own folders may be called `office=H17` to state a
            column, a pattern such as `"2026/*.csv"`, or a list of these. Or a frame.
        calendar: When the office works; or a calendar for each code of an office.
        calendar_by: The column, or its heading, whose text is that code.
        convention: How days are counted.
        columns: Headings of the file that stand for the columns of [`COLUMNS`][thutuc.registers.COLUMNS] and
            `due`, as `{"received": "Ngày nộp"}`; or the name of one of
            [`LAYOUTS`][thutuc.registers.LAYOUTS], whose headings need not all be there.
        prefer_computed: Where a due date is stated beside a limit, use the computed one; the stated one is
            the appointment the citizen was given, and is used by default.
        progress: Called with the number of rows read, now and then.
        bounds: How much is read; a file that is larger, or packed smaller, is read with a higher bound.
        **habits: What the cells do not say, each by its name as
            [`FileHabits`][thutuc.registers.FileHabits] explains it: `header_row`, `skip_footer`, `missing`,
            `serial_dates`, `mechanism`, `sheet`, `unit`.

    Raises:
        RegisterError: With every problem of the file: unreadable, empty, a missing column, a wrong date, an
            unreadable limit, a code twice, an end before its start, an office without a calendar, more of
            anything than *bounds* allow.
        InvalidTypeError: If *path* is no path, or another argument has the wrong type.
        InvalidValueError: If no file can be called so, or *columns* names a column that registers do not
            have, or a number of rows is too small.
        MissingExtraError: If it is Parquet, Arrow or a frame without pyarrow, or XLSX without openpyxl.
        MachineError: If memory or the disk is full.
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
    return read_rows(*open_sheets(path, rules), rules)


def open_sheets(given: object, rules: ReadingRules) -> tuple[str, list[Matched]]:
    """The sheets of a register, each with the positions of its columns, and what messages call it.

    Raises:
        RegisterError: With every problem of every file.
    """
    if is_frame(given):
        if rules.habits.header_row is not None or rules.habits.sheet is not None:
            raise InvalidValueError(
                "a frame has neither rows above its headings nor sheets; leave out header_row and sheet",
                given=rules.habits.sheet,
            )
        sheet = read_arrow(given, FRAME, "frame", rules.bounds)
        return sheet.name, [(sheet, match_columns(sheet, rules.columns))]
    files = FileList.of(given)
    found: list[Matched] = []
    problems: list[str] = []
    for file in files.files:
        try:
            found.append(_open_sheet(file, rules))
        except RegisterError as error:
            if files.is_one:
                raise
            problems += (file.name + problem.removeprefix(file.path.name) for problem in error.problems)
    if problems:
        raise refusal(Path(files.name), *problems)
    return files.name, found


def _open_sheet(file: RegisterFile, rules: ReadingRules) -> Matched:
    sheet = read_sheet(file.path, rules.bounds, rules.habits.header_row, rules.habits.sheet)
    columns = match_columns(sheet.within(file.path.name, file.told), rules.columns)
    return sheet.within(file.name, file.told), columns


def read_rows(name: str, sheets: Sequence[Matched], rules: ReadingRules) -> Register:
    """The register of the rows of sheets, whose columns stand at the given positions.

    Args:
        name: What messages call the register.
        sheets: Its sheets; a row of each is read before the next one is begun.
        rules: How it is read.

    Raises:
        RegisterError: With every problem of the rows.
    """
    reader = RowReader(rules, several=len(sheets) > 1)
    entries = [entry for sheet, columns in sheets for entry in reader.entries(sheet, columns)]
    reader.check_calendars()
    if reader.problems:
        raise refusal(Path(name) if len(sheets) > 1 else sheets[0][0].path, *reader.problems)
    found = {column: (sheet.header[i], column) for sheet, columns in sheets for column, i in columns.items()}
    extras = [column for column in found if column not in KNOWN]
    if any(len(columns) < len(found) for _, columns in sheets):
        # What another file has is not stated in this one.
        missing = dict.fromkeys(extras, "")
        entries = [attrs.evolve(entry, extra={**missing, **entry.extra}) for entry in entries]
    left_out = dict.fromkeys(heading for sheet, _ in sheets for heading, _ in sheet.left_out)
    return Register(
        name,
        tuple(entries),
        tuple(reader.disagreements),
        reader.compared,
        tuple(found.values()),
        (*left_out,),
    )
