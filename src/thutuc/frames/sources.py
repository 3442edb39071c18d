"""Where the rows of a register stand, opened in an engine: files, folders, patterns, frames (mở sổ).

A row of the second file has its number in that file plus 2³², and so on: one number tells file and row, and
the checks of an engine need not know how many files there are.
"""

import csv
import zlib
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import attrs

from thutuc.errors import InvalidValueError, RegisterError
from thutuc.frames.layouts import FILE, Layout, ParquetFile, Piece
from thutuc.registers.arrow_rows import is_frame, outside_text
from thutuc.registers.file_lists import FileList, RegisterFile
from thutuc.registers.matching import match_columns
from thutuc.registers.read_register import FRAME, Matched
from thutuc.registers.reading_rules import ReadingRules
from thutuc.registers.sheets import (
    WRITTEN_APART,
    Sheet,
    arrow_head,
    kind_of,
    parquet_head,
    read_head,
    refusal,
)


@attrs.frozen(eq=False)
class Opened:
    """A register whose rows are laid out in an engine.

    Args:
        name: What messages call it.
        sheets: For each file its headings, in the order in which the columns are laid out.
        at: The position of each column.
    """

    name: str
    sheets: tuple[Sheet, ...]
    at: dict[str, int]

    @property
    def header(self) -> list[str]:
        """The headings of the columns that are laid out."""
        return self.sheets[0].header

    @property
    def width(self) -> int:
        """How many of them the files hold; what their folders state stands behind."""
        return self.sheets[0].width

    @property
    def files(self) -> tuple[str, ...]:
        """What messages call each file, if there are several."""
        return tuple(sheet.name for sheet in self.sheets) if len(self.sheets) > 1 else ()

    @property
    def left_out(self) -> tuple[str, ...]:
        """Headings of columns whose cells are no text."""
        return tuple(dict.fromkeys(heading for sheet in self.sheets for heading, _ in sheet.left_out))

    def file(self, row: int) -> str:
        """What messages call the file of a row, if there are several."""
        return self.files[row // FILE] if self.files else ""

    def with_records(self, records: Iterable[tuple[int, list[str]]]) -> list[Matched]:
        """The sheets with such rows alone, for the reader of rows."""
        pieces = {k: list(rows) for k, rows in groupby(sorted(records), key=lambda one: one[0] // FILE)}
        return [
            (
                attrs.evolve(sheet, records=iter([(row % FILE, cells) for row, cells in pieces.get(k, ())])),
                self.at,
            )
            for k, sheet in enumerate(self.sheets)
        ]


def open_register(layout: Layout, given: object, rules: ReadingRules) -> Opened | None:
    """Lay out a register in an engine; `None` if its rows are to be read one by one.

    Raises:
        RegisterError: If columns with types are not those of a register.
        CellError: If a day, moment or time of such a column cannot be written.
    """
    if is_frame(given):
        piece = layout.frame_piece(given)
        sheet = arrow_head(FRAME, piece.columns, rules.bounds)
        return _lay_typed(layout, FRAME.name, [piece], [sheet], rules)
    files = FileList.of(given)
    kinds = {kind_of(file.path) for file in files.files}
    if kinds == {"text"}:
        return _open_lines(layout, files, rules)
    if len(kinds) > 1 or not kinds <= {*WRITTEN_APART} or rules.habits.header_row is not None:
        return None
    sheets: list[Sheet] = []
    pieces: list[Piece | ParquetFile] = []
    try:
        for k, file in enumerate(files.files):
            sheet, one = _open_typed(layout, file, min(kinds), rules)
            sheets.append(sheet)
            pieces.append(one if isinstance(one, ParquetFile) else attrs.evolve(one, first=k))
    except RegisterError:
        # The reader of rows says what is wrong with all of them.
        return None
    return _lay_typed(layout, files.name, _together(layout, pieces), sheets, rules)


def _open_typed(
    layout: Layout, file: RegisterFile, kind: str, rules: ReadingRules
) -> tuple[Sheet, Piece | ParquetFile]:
    piece: Piece | ParquetFile
    if kind == "parquet":
        sheet, facts = parquet_head(file.path, rules.bounds)
        piece = ParquetFile(file.path, facts, file.told)
    else:
        piece = layout.arrow_piece(file.path, kind).with_told(file.told)
        sheet = arrow_head(file.path, piece.columns[: len(piece.columns) - len(file.told)], rules.bounds)
    return sheet.within(file.name, file.told), piece


def _together(layout: Layout, pieces: Sequence[Piece | ParquetFile]) -> list[Piece]:
    """Parts of an engine: Parquet files of the same types that follow each other are one."""
    found: list[Piece] = []
    at = 0
    for _, several in groupby(pieces, key=lambda one: one.likeness if isinstance(one, ParquetFile) else one):
        group = list(several)
        files = [one for one in group if isinstance(one, ParquetFile)]
        if files:
            found.append(attrs.evolve(layout.parquet_piece(files), first=at))
        found += (one for one in group if isinstance(one, Piece))
        at += len(group)
    return found


def _lay_typed(
    layout: Layout, name: str, pieces: Sequence[Piece], sheets: Sequence[Sheet], rules: ReadingRules
) -> Opened | None:
    """Columns with types; of several files those of one heading are one column."""
    headings = list(dict.fromkeys(heading for sheet in sheets for heading in sheet.header))
    if len(sheets) == 1:
        headings = sheets[0].header
    elif any(len({*sheet.header}) < len(sheet.header) or "" in sheet.header for sheet in sheets):
        return None
    # What the folders state is laid out as a column, too.
    whole = [attrs.evolve(sheet, header=headings, told=()) for sheet in sheets]
    at = match_columns(whole[0], rules.columns)
    for sheet in sheets[1:]:
        match_columns(sheet, rules.columns)
    wrong = layout.open_typed(pieces, headings)
    if wrong:
        row, i = min((row, i) for i, row in wrong.items())
        sheet = sheets[row // FILE]
        raise refusal(Path(name), f"{sheet.name}, {outside_text(row % FILE, layout.columns[i])}")
    return None if wrong is None else Opened(name, tuple(whole), at)


def _open_lines(layout: Layout, files: FileList, rules: ReadingRules) -> Opened | None:
    """CSV files; `None` if rows are not lines, or the files have not the same headings."""
    sheets: list[Sheet] = []
    for file in files.files:
        head = read_head(file.path, rules.bounds, rules.habits.header_row)
        if head is None:
            return None
        sheets.append(head.within(file.name, file.told))
    if any(sheet.header != sheets[0].header for sheet in sheets):
        return None
    try:
        at = match_columns(sheets[0], rules.columns)
        return Opened(files.name, tuple(sheets), at) if layout.open_lines(sheets) else None
    except (OSError, EOFError, zlib.error, csv.Error, InvalidValueError, RegisterError):
        # A packed file that breaks off or is too large, or headings that lack; the reader of rows says so.
        return None


def path_of(given: object) -> Path:
    """What stands for a register in messages of what an engine cannot read."""
    return FRAME if is_frame(given) else Path(FileList.of(given).name)
