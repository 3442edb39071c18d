"""Cells as files hold them: CSV, and spreadsheets that lose nothing of them (ô của tệp)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from importlib import import_module
from os import PathLike
from types import ModuleType
from typing import Any

from thutuc.bounds import read_path, shown
from thutuc.errors import InvalidValueError, MissingExtraError
from thutuc.words.numbers import NumberStyle

SHEET = (1_048_576, 16_384)
"""How many rows and columns a spreadsheet has."""
CELL_LETTERS = 32_767
"""How many letters a cell of a spreadsheet holds, as UTF-16 counts them."""
_DIGITS = 15
"""How many figures of a number a spreadsheet keeps."""
# What XML cannot hold or changes, and what a spreadsheet would read as such a letter.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(
    lines: Iterable[Iterable[object]], *, disarm: bool, style: NumberStyle = NumberStyle.PLAIN
) -> str:
    r"""Lines of cells as the text of a CSV file.

    Args:
        lines: The cells.
        disarm: Whether an apostrophe stands before texts that a spreadsheet would take for formulas.
        style: How numbers are written.

    Examples:
        >>> csv_text([["=1+1", -5], ["một cửa", None]], disarm=True)
        "'=1+1,-5\nmột cửa,\n"
    """
    out = io.StringIO(newline="")
    # A writer puts in quotes what has a part of the end of its lines in it, so "\r" has to be one.
    writer = csv.writer(out, lineterminator="\r\n")
    written: list[str] = []
    for line in lines:
        writer.writerow([_csv_cell(cell, style, disarm=disarm) for cell in line])
        written += [out.getvalue().removesuffix("\r\n"), "\n"]
        out.seek(0)
        out.truncate()
    return "".join(written)


def _csv_cell(cell: object, style: NumberStyle, *, disarm: bool) -> object:
    if isinstance(cell, str):
        return f"'{cell}" if disarm and cell.startswith(_FORMULA) else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return style.text(cell) if isinstance(cell, int | float | Decimal) else cell


def write_book(path: str | PathLike[str], lines: Sequence[Sequence[object]], names: Sequence[str]) -> None:
    """Write lines of cells as a spreadsheet.

    Args:
        path: Where to.
        lines: The cells.
        names: What the columns are called, for errors.

    Raises:
        InvalidTypeError: If *path* is no path.
        InvalidValueError: If something fits no spreadsheet; nothing is written then.
        MissingExtraError: If the package `openpyxl` is not installed.
    """
    file = read_path(path, "a spreadsheet")
    if len(lines) > SHEET[0] or len(names) > SHEET[1]:
        raise InvalidValueError(
            f"a table of {len(lines):,} rows and {len(names):,} columns fits no spreadsheet, which "
            f"has {SHEET[0]:,} and {SHEET[1]:,}; write it as CSV, or divide it",
            given=(len(lines), len(names)),
        )
    book = extra_package("openpyxl", "excel").Workbook()
    sheet = book.active
    for number, line in enumerate(lines, 1):
        for place, value in enumerate(line, 1):
            put(sheet.cell(number, place), value, f"row {number}, column {names[place - 1]!r}")
    book.save(file)


def put(cell: Any, value: object, where: str) -> None:  # noqa: ANN401 - of an optional package
    """Write a value into a *cell* of a spreadsheet, so that nothing of it is lost and text stays text.

    Raises:
        InvalidValueError: If a cell cannot hold it.
    """
    cell.value = written = _for_sheet(value, where)
    if isinstance(written, str):
        # Text from a register is never a formula, nor an error.
        cell.data_type = "s"


def _for_sheet(value: object, where: str) -> object:
    if isinstance(value, int | float | Decimal):
        number = Decimal(value) if not isinstance(value, float) else Decimal(repr(value))
        kept = number.is_finite() and len(number.normalize().as_tuple().digits) <= _DIGITS
        return value if kept and abs(number.adjusted()) < 300 else str(value)
    if not isinstance(value, str):
        return value
    escaped = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    try:
        length = len(escaped.encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        raise InvalidValueError(
            f"{where}: {shown(value)} has half a letter at position {error.start}, which no spreadsheet "
            f"holds; mend the text",
            given=value,
        ) from error
    if length > CELL_LETTERS:
        raise InvalidValueError(
            f"{where}: {shown(value)} has {length:,} letters, and a cell of a spreadsheet holds "
            f"{CELL_LETTERS:,}; shorten it, or write the table as CSV",
            given=value,
        )
    return escaped


def extra_package(package: str, extra: str) -> ModuleType:
    """An optional package, imported where it is needed.

    Raises:
        MissingExtraError: If it is not installed; it names the *extra* that has it.
    """
    try:
        return import_module(package)
    except ImportError as error:
        raise MissingExtraError(
            f"{package} is not installed; install it with: pip install 'thutuc[{extra}]' or {package} itself",
            package=package,
        ) from error
