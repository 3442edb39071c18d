"""A file as rows and cells, in whatever way a spreadsheet or a program wrote it."""

import codecs
import csv
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import attrs

from thutuc.bounds import BOUNDS, Bounds, composed, open_unpacked, read_bytes
from thutuc.errors import InvalidValueError, MachineError, MissingExtraError, RegisterError, ThutucError
from thutuc.registers.arrow_rows import ArrowSource, CellError, arrow_rows, arrow_source, cell_text
from thutuc.registers.footers import ParquetColumn, ParquetFacts, parquet_facts
from thutuc.registers.habits import EPOCH
from thutuc.registers.headings import COLUMNS, holds_headings
from thutuc.registers.workbooks import read_workbook

_UTF_16 = {b"\xff\xfe", b"\xfe\xff"}
_HEAD = 1 << 16
_AHEAD = 1000
TITLES = 30
"""Rows above the headings, at most, where these are looked for."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def refusal(path: Path, *problems: str) -> RegisterError:
    """The error for everything that is wrong with a file."""
    headline = (
        f"{path.name}: {len(problems)} problem{'s' * (len(problems) != 1)}; mend the file and read it again"
    )
    return RegisterError(headline, problems, given=str(path))


@attrs.define
class Sheet:
    """The headings of a file, and its rows one after the other.

    A row is numbered as a spreadsheet shows it: a cell with line breaks is still one row, so is a blank line.

    Args:
        path: The file.
        header: Its headings, without empty ones at the end.
        header_row: The row they stand in.
        problems: What cannot be read, once the rows have been.
        delimiter: What divides the cells of a row.
        bounds: How much of it is read.
        is_grid: Whether it is a spreadsheet, whose rows have no ends.
        merged: Cells that are one in a spreadsheet: their first and last row, and what they are called.
        epoch: The day 0 of its numbers of days.
        apart: Whether its headings stand apart from its rows, as in Parquet.
        told: What its folders state: the cells of its last headings, the same in each row.
        left_out: Headings of cells that are no text, each with what they hold; nothing is read of them.
        name: What messages call it.
    """

    path: Path
    header: list[str]
    header_row: int
    problems: list[str]
    records: Iterator[tuple[int, list[str]]]
    delimiter: str = ","
    bounds: Bounds = BOUNDS
    is_grid: bool = False
    merged: tuple[tuple[int, int, str], ...] = ()
    epoch: date = EPOCH
    apart: bool = False
    told: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    name: str = ""

    def __attrs_post_init__(self) -> None:
        self.name = self.name or self.path.name

    @property
    def width(self) -> int:
        """How many cells a row of the file has."""
        return len(self.header) - len(self.told)

    def within(self, name: str, told: Iterable[tuple[str, str]]) -> "Sheet":
        """The sheet of one file of several, with what its folders state."""
        pairs = list(told)
        header = [*self.header, *(heading for heading, _ in pairs)]
        return attrs.evolve(self, header=header, told=tuple(value for _, value in pairs), name=name)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        row, width = self.header_row, self.width
        try:
            for row, cells in self.records:
                while len(cells) > width and not cells[-1].strip():
                    cells.pop()
                short = width - len(cells) if self.is_grid else 0
                yield row, cells + [""] * short
        except csv.Error as error:
            self.problems.append(
                f"{self.name}, row {row + 1}: {_broken(error)}; nothing can be read from here on"
            )


def read_sheet(
    path: Path, bounds: Bounds = BOUNDS, header_row: int | None = None, sheet: str | None = None
) -> Sheet:
    """Open CSV in UTF-8 or UTF-16, gzip or not, with commas, semicolons or tabs, Parquet, Arrow or XLSX.

    Args:
        path: The file.
        bounds: How much is read.
        header_row: The row of the headings; `None` for the first that is not blank.
        sheet: Which sheet of a workbook; `None` for the only one that holds something.

    Raises:
        RegisterError: If it cannot be read as text or has no headings.
        MissingExtraError: If it is Parquet or Arrow, and pyarrow is not installed, or XLSX without openpyxl.
    """
    kind = kind_of(path)
    if kind in _FOREIGN:
        raise refusal(path, f"{path.name}: is {_FOREIGN[kind]}; save it as XLSX or as 'CSV UTF-8'")
    if sheet is not None and kind != "xlsx":
        raise refusal(path, f"{path.name}: has no sheets, as only XLSX has; leave out sheet={sheet!r}")
    if kind in WRITTEN_APART:
        if header_row is not None:
            what = f"{WRITTEN_APART[kind]} holds its headings apart; leave out header_row"
            raise refusal(path, f"{path.name}: {what}")
        return read_arrow(path, path, kind, bounds)
    if kind == "xlsx":
        return _workbook(path, bounds, header_row, sheet)
    return _sheet(path, _text(path, bounds), bounds, header_row)[0]


def read_head(path: Path, bounds: Bounds = BOUNDS, header_row: int | None = None) -> Sheet | None:
    """The headings of a CSV file in UTF-8; `None` if it is in something else, or they take several lines."""
    if kind_of(path) != "text" or (header_row or 0) > _AHEAD:
        # What comes from a pipe can be read once.
        return None
    try:
        with open_unpacked(path) as file:
            data = file.read(_HEAD)
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data)
        if len(data) == _HEAD:
            text = text[: text.rfind("\n") + 1]
        sheet, line = _sheet(path, composed(text), bounds, header_row)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, InvalidValueError, RegisterError):
        return None
    return sheet if line == sheet.header_row and "\0" not in text else None


WRITTEN_APART = {"parquet": "Parquet", "arrow": "Arrow IPC", "arrows": "Arrow IPC", "frame": "a frame"}
"""What has its headings apart from its rows, and types for its columns."""
_MARKS = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xff\xff\xff\xff": "arrows",
    b"FEA1": "feather",
    b"PK\x03\x04": "xlsx",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"%PDF-": "pdf",
    b"{\\rtf": "rtf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"Rar!": "packed",
    b"7z\xbc\xaf": "packed",
}
_FOREIGN = {
    "ole": "a spreadsheet of before 2007 (XLS) or another paper of that time, or one with a password",
    "feather": "Feather of the first version, which is no Arrow IPC yet",
    "pdf": "a PDF, which has no cells",
    "rtf": "a paper of a word processor",
    "picture": "a picture",
    "packed": "an archive; unpack it",
    "html": "a web page or XML, whatever its name says",
}


def kind_of(path: Path) -> str:
    """What a file begins as; `text` for CSV, `pipe` for what cannot be looked at."""
    try:
        if not path.is_file():
            return "pipe"
        with path.open("rb") as file:
            head = file.read(512)
    except OSError:
        # A name too long for any file, too: it is told when the file is read.
        return "pipe"
    for mark, kind in _MARKS.items():
        if head.startswith(mark):
            return kind
    begins = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    return "html" if begins.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")) else "text"


def _sheet(path: Path, content: str, bounds: Bounds, header_row: int | None) -> tuple[Sheet, int]:
    """A text as a sheet, and the number of the line its headings end on."""
    delimiter = max(",;\t", key=lambda mark: _width(content, mark, header_row))
    reader = csv.reader(_lines(content), delimiter=delimiter, strict=True)
    sheet = _head(path, enumerate(reader, 1), bounds, header_row)
    sheet.delimiter = delimiter
    return sheet, reader.line_num


def _head(
    path: Path, records: Iterator[tuple[int, list[str]]], bounds: Bounds, header_row: int | None
) -> Sheet:
    """Rows as a sheet whose headings have been read."""
    row = 0
    try:
        for row, cells in records:
            if any(map(str.strip, cells)) if header_row is None else row == header_row:
                header = list(cells)
                break
        else:
            header = []
    except csv.Error as error:
        what = f"its headings cannot be read ({error}); check their quotes"
        raise refusal(path, f"{path.name}: {what}") from error
    while header and not header[-1].strip():
        header.pop()
    if not header:
        if header_row is not None:
            last = f"is blank; name the row of the headings with header_row ({row} rows were read)"
            raise refusal(path, f"{path.name}, row {header_row}: is not there or {last}")
        raise refusal(path, f"{path.name}: has no headings; they are {', '.join(COLUMNS)}")
    if len(header) > bounds.columns:
        many = f"{len(header):,} headings, and a spreadsheet has at most {bounds.columns:,}"
        raise refusal(path, f"{path.name}, row {row}: {many}; check what divides its cells")
    return Sheet(path, header, row, [], records, bounds=bounds)


def _workbook(path: Path, bounds: Bounds, header_row: int | None, sheet: str | None) -> Sheet:
    try:
        book = read_workbook(path, bounds, sheet)
    except InvalidValueError as error:
        raise refusal(path, f"{path.name}: {error}") from error

    def rows() -> Iterator[tuple[int, list[str]]]:
        try:
            yield from book.rows
        except InvalidValueError as error:
            where = path.name + (", " if str(error).startswith("row ") else ": ")
            raise refusal(path, f"{where}{error}") from error

    found = _head(path, rows(), bounds, header_row)
    return attrs.evolve(found, is_grid=True, merged=book.merged, epoch=book.epoch)


def _lines(content: str) -> Iterator[str]:
    """The lines of a text with their ends, without a second text in memory."""
    return (found[0] for found in _LINE.finditer(content))


def _broken(error: csv.Error) -> str:
    """Why a row cannot be taken apart."""
    if "field limit" in str(error):
        return f"a cell has more than {csv.field_size_limit():,} letters; look for a quote that is not closed"
    return f"the quotes do not match ({error}); close each quote, and double a quote within a cell"


def parquet_head(path: Path, bounds: Bounds = BOUNDS) -> tuple[Sheet, ParquetFacts]:
    """The headings of a Parquet file, without its rows, and what its footer says.

    Raises:
        RegisterError: If it cannot be read.
    """
    try:
        facts = parquet_facts(path)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    return arrow_head(path, facts.columns, bounds), facts


def arrow_head(path: Path, columns: Sequence[ParquetColumn], bounds: Bounds = BOUNDS) -> Sheet:
    """The headings of columns with types, without their rows, and without those whose cells are no text."""
    headings = [column.heading for column in columns if column.kind.is_cell]
    left_out = tuple((heading, kind.value) for heading, kind in columns if not kind.is_cell)
    return Sheet(path, headings, 1, [], iter(()), bounds=bounds, apart=True, left_out=left_out)


def read_arrow(given: object, path: Path, kind: str, bounds: Bounds = BOUNDS) -> Sheet:
    """A Parquet file, Arrow IPC or a frame as a sheet.

    Args:
        given: The file, or the frame.
        path: What stands for it in messages.
        kind: Which of `WRITTEN_APART` it is.
        bounds: How much is read.

    Raises:
        RegisterError: If it cannot be read.
        MissingExtraError: If pyarrow is not installed.
    """
    sheet, facts = parquet_head(path, bounds) if kind == "parquet" else (None, None)
    try:
        source = arrow_source(given, path.name, kind)
        columns = source.columns if facts is None else facts.columns
    except MissingExtraError:
        raise
    except Exception as error:
        raise unreadable(path, error, kind) from error
    sheet = sheet or arrow_head(path, columns, bounds)
    sheet.records = _arrow_records(path, source, columns, kind)
    return sheet


def _arrow_records(
    path: Path, source: ArrowSource, columns: Sequence[ParquetColumn], kind: str
) -> Iterator[tuple[int, list[str]]]:
    try:
        for row, values in enumerate(arrow_rows(source, columns), 2):
            yield row, list(map(cell_text, values))
    except CellError as error:
        raise refusal(path, f"{path.name}, {error}") from error
    except Exception as error:
        raise unreadable(path, error, kind) from error


def unreadable(path: Path, error: BaseException, kind: str = "parquet") -> ThutucError:
    """The error for a file with types that cannot be read, unless it is the machine that cannot."""
    what = f"cannot be read as {WRITTEN_APART[kind]}: {' '.join(str(error).split())}; write it again"
    return MachineError.of(error) or refusal(path, f"{path.name}: {what}")


def _width(content: str, delimiter: str, header_row: int | None) -> tuple[int, int]:
    """How many headings of a register there are if *delimiter* divides them, and how many of any kind.

    They are looked for below a title, too, so that the row they stand in can be named.
    """
    rows = csv.reader(_lines(content), delimiter=delimiter, strict=True)
    seen = islice(rows, TITLES) if header_row is None else islice(rows, header_row - 1, header_row)
    known = width = 0
    try:
        for cells in seen:
            width = width or (len(cells) if any(map(str.strip, cells)) else 0)
            known = max(known, len(holds_headings(cells)))
    except csv.Error:
        # What is wrong is said where the rows are read.
        pass
    return known, width


def _text(path: Path, bounds: Bounds) -> str:
    """The text of the file, in the encodings a spreadsheet writes."""
    try:
        data = read_bytes(path, bounds)
    except InvalidValueError as error:
        raise refusal(path, f"{path.name}: {error}") from error
    except (OSError, EOFError, zlib.error) as error:
        if machine := MachineError.of(error):
            raise machine from error
        what = getattr(error, "strerror", None) or error
        raise refusal(path, f"{path.name}: cannot be read: {what}; check the name and the file") from error
    encoding = "UTF-16" if data[:2] in _UTF_16 else "UTF-8"
    try:
        text = data.decode("utf-8-sig" if encoding == "UTF-8" else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {data[error.start]:#04x} is not {encoding}; save it from the spreadsheet as 'CSV UTF-8'"
        raise refusal(path, f"{path.name}, line {line}: {what}") from error
    if not text.strip():
        what = f"empty; a register has headings ({', '.join(COLUMNS)}) and one dossier a row"
        raise refusal(path, f"{path.name}: {what}")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        what = "has NUL characters, so it is no text; save it from the spreadsheet as 'CSV UTF-8'"
        raise refusal(path, f"{path.name}, line {line}: {what}")
    try:
        return composed(text)
    except InvalidValueError as error:
        raise refusal(path, f"{path.name}: {error}") from error
