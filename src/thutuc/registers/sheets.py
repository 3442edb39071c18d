"""A CSV file as rows and cells, in whatever way a spreadsheet wrote it."""

import csv
import gzip
import io
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path

import attrs

from thutuc.errors import RegisterError

COLUMNS = ("code", "procedure", "office", "mechanism", "channel", "received", "limit", "finished", "returned")
"""The columns a register has; a cell may be empty, but the column must be there. `due` may come too."""

_UTF_16 = {b"\xff\xfe", b"\xfe\xff"}
_GZIP = b"\x1f\x8b"


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
    """

    path: Path
    header: list[str]
    header_row: int
    problems: list[str]
    _records: Iterator[tuple[int, list[str]]]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        row, width = self.header_row, len(self.header)
        try:
            for row, cells in self._records:
                while len(cells) > width and not cells[-1].strip():
                    cells.pop()
                yield row, cells
        except csv.Error as error:
            self.problems.append(
                f"{self.path.name}, row {row + 1}: the quotes do not match ({error}), so nothing can be read "
                f"from here on; close each quote, and double a quote within a cell"
            )


def read_sheet(path: Path) -> Sheet:
    """Open a CSV file: UTF-8 or UTF-16, gzip or not, divided by commas, semicolons or tabs.

    Raises:
        RegisterError: If it cannot be read as text or has no headings.
    """
    text = io.StringIO(_text(path), newline="")
    delimiter = max(",;\t", key=lambda mark: _width(text, mark))
    text.seek(0)
    records = enumerate(csv.reader(text, delimiter=delimiter, strict=True), 1)
    try:
        row, header = next((row, cells) for row, cells in records if any(map(str.strip, cells)))
    except csv.Error as error:
        what = f"its headings cannot be read ({error}); check their quotes"
        raise refusal(path, f"{path.name}: {what}") from error
    while not header[-1].strip():
        header.pop()
    return Sheet(path, header, row, [], records)


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
