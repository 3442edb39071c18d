"""A CSV or Parquet file as rows and cells, in whatever way a spreadsheet or a program wrote it."""

import codecs
import csv
import gzip
import io
import unicodedata
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from thutuc.calendars.tables import OFFICE_TIME
from thutuc.errors import MissingExtraError, RegisterError
from thutuc.registers.arrow_rows import CellError, arrow_rows, open_arrow
from thutuc.registers.footers import ParquetColumn, parquet_columns, refused_columns

COLUMNS = ("code", "procedure", "office", "mechanism", "channel", "received", "limit", "finished", "returned")
"""The columns a register has; a cell may be empty, but the column must be there. `due` may come too."""

_UTF_16 = {b"\xff\xfe", b"\xfe\xff"}
_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"
_HEAD = 1 << 16


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
    """

    path: Path
    header: list[str]
    header_row: int
    problems: list[str]
    records: Iterator[tuple[int, list[str]]]
    delimiter: str = ","

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        row, width = self.header_row, len(self.header)
        try:
            for row, cells in self.records:
                while len(cells) > width and not cells[-1].strip():
                    cells.pop()
                yield row, cells
        except csv.Error as error:
            self.problems.append(
                f"{self.path.name}, row {row + 1}: the quotes do not match ({error}), so nothing can be read "
                f"from here on; close each quote, and double a quote within a cell"
            )


def read_sheet(path: Path) -> Sheet:
    """Open a CSV file, in UTF-8 or UTF-16, gzip or not, divided by commas, semicolons or tabs, or Parquet.

    Raises:
        RegisterError: If it cannot be read as text or has no headings.
        MissingExtraError: If it is a Parquet file, and pyarrow is not installed.
    """
    return _parquet(path) if is_parquet(path) else _sheet(path, _text(path))[0]


def read_head(path: Path) -> Sheet | None:
    """The headings of a CSV file in UTF-8; `None` if it is in something else, or they take several lines."""
    if not path.is_file():
        # What comes from a pipe can be read once.
        return None
    try:
        with open_unpacked(path) as file:
            data = file.read(_HEAD)
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data)
        if len(data) == _HEAD:
            text = text[: text.rfind("\n") + 1]
        sheet, line = _sheet(path, unicodedata.normalize("NFC", text))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, RegisterError):
        return None
    return sheet if line == sheet.header_row and "\0" not in text else None


def is_packed(path: Path) -> bool:
    """Whether a file is packed by gzip."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def open_unpacked(path: Path) -> io.BufferedIOBase:
    """A file to be read, unpacked where it is packed."""
    return gzip.open(path) if is_packed(path) else path.open("rb")


def is_parquet(path: Path) -> bool:
    """Whether a file is there and begins as Parquet does; what comes from a pipe is not looked at."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(4) == _PARQUET
    except OSError:
        return False


def cell_text(value: object) -> str:
    """What a cell would be as text, in NFC; a moment with a zone in office time, with its offset.

    Days, times and moments are in ISO 8601, truth values `true` and `false`, decimal numbers with their
    places, floats the shortest text that means them.
    """
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(OFFICE_TIME)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else unicodedata.normalize("NFC", str(value))


def _sheet(path: Path, content: str) -> tuple[Sheet, int]:
    """A text as a sheet, and the number of the line its headings end on."""
    text = io.StringIO(content, newline="")
    delimiter = max(",;\t", key=lambda mark: _width(text, mark))
    text.seek(0)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    records = enumerate(reader, 1)
    try:
        row, header = next((row, cells) for row, cells in records if any(map(str.strip, cells)))
    except StopIteration:
        raise refusal(path, f"{path.name}: has no headings; they are {', '.join(COLUMNS)}") from None
    except csv.Error as error:
        what = f"its headings cannot be read ({error}); check their quotes"
        raise refusal(path, f"{path.name}: {what}") from error
    while not header[-1].strip():
        header.pop()
    return Sheet(path, header, row, [], records, delimiter), reader.line_num


def parquet_head(path: Path) -> tuple[Sheet, tuple[ParquetColumn, ...]]:
    """The headings of a Parquet file, without its rows, and what its columns hold.

    Raises:
        RegisterError: If it cannot be read, or columns hold what no cell can.
    """
    try:
        columns = parquet_columns(path)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if problems := refused_columns(path, columns):
        raise refusal(path, *problems)
    return Sheet(path, [column.heading for column in columns], 1, [], iter(())), columns


def _parquet(path: Path) -> Sheet:
    sheet, columns = parquet_head(path)
    try:
        file = open_arrow(path)
    except MissingExtraError:
        raise
    except Exception as error:
        raise unreadable(path, error) from error
    sheet.records = _parquet_rows(path, file, columns)
    return sheet


def _parquet_rows(
    path: Path,
    file: Any,  # noqa: ANN401 - of pyarrow
    columns: tuple[ParquetColumn, ...],
) -> Iterator[tuple[int, list[str]]]:
    try:
        for row, values in enumerate(arrow_rows(file, columns), 2):
            yield row, list(map(cell_text, values))
    except CellError as error:
        raise refusal(path, f"{path.name}, {error}") from error
    except Exception as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: BaseException) -> RegisterError:
    """The error for a Parquet file that cannot be read."""
    what = f"cannot be read as Parquet: {' '.join(str(error).split())}; write it again"
    return refusal(path, f"{path.name}: {what}")


def _width(text: io.StringIO, delimiter: str) -> int:
    """How many headings there are if *delimiter* divides them."""
    text.seek(0)
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        return next((len(cells) for cells in rows if any(map(str.strip, cells))), 0)
    except csv.Error:
        return 0


def _text(path: Path) -> str:
    """The text of the file, in the encodings a spreadsheet writes."""
    try:
        data = path.read_bytes()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
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
    return unicodedata.normalize("NFC", text)
