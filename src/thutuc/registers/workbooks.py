"""Spreadsheets as rows of texts, with the extra `excel` (bảng tính)."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib import import_module
from io import BytesIO
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import attrs

from thutuc.bounds import Bounds, composed, listed, too_large, unpacked_most
from thutuc.errors import InvalidValueError, MachineError, MissingExtraError, ThutucError
from thutuc.registers.habits import EPOCH

_EPOCH_1904 = date(1904, 1, 1)
_BLOCK = 1 << 20
_ROWS = 1000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7}))"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_OTHERS = {
    "word/document.xml": "a paper of a word processor (DOCX)",
    "ppt/presentation.xml": "slides (PPTX)",
    "xl/workbook.bin": "a binary spreadsheet (XLSB)",
    "content.xml": "an OpenDocument file (ODS)",
}


@attrs.define
class Workbook:
    """The one sheet of a workbook that is read.

    Args:
        rows: Its rows, numbered from 1.
        merged: Cells that are one: their first and last row, and what they are called.
        epoch: The day 0 of its numbers of days.
    """

    rows: Iterator[tuple[int, list[str]]]
    merged: tuple[tuple[int, int, str], ...]
    epoch: date


def read_workbook(path: Path, bounds: Bounds, sheet: str | None) -> Workbook:
    """Open an XLSX file.

    Raises:
        InvalidValueError: If it is something else, cannot be read, is larger than *bounds* allow, or it is
            not clear which sheet is meant.
        MissingExtraError: If openpyxl is not installed.
    """
    try:
        # In memory, so that no file stays open when rows are not read to the end.
        with path.open("rb") as file:
            data = BytesIO()
            # Block by block: room for all that is allowed is not needed for a small file.
            while data.tell() <= bounds.file_bytes and (block := file.read(_BLOCK)):
                data.write(block)
    except OSError as error:
        raise _unreadable(error) from error
    _check_package(data, bounds)
    try:
        openpyxl: Any = import_module("openpyxl")
    except ImportError as error:
        raise MissingExtraError(
            f"{path.name} is an XLSX file; to read it, install openpyxl with: pip install 'thutuc[excel]', "
            f"or save it as 'CSV UTF-8'",
            package="openpyxl",
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(data, read_only=True, data_only=True)
            page = _page(book, sheet)
            facts = _facts(data, page._worksheet_path)  # noqa: SLF001 - no other way to what is merged
            formulas = None
            if facts[1]:
                formulas = openpyxl.load_workbook(data, read_only=True)[page.title]
    except InvalidValueError:
        raise
    except Exception as error:
        raise _unreadable(error) from error
    epoch = EPOCH if book.epoch.year < 1904 else _EPOCH_1904
    return Workbook(_rows(page, formulas), facts[0], epoch)


def _unreadable(error: Exception) -> ThutucError:
    if machine := MachineError.of(error):
        return machine
    what = " ".join(str(error).split())
    return InvalidValueError(
        f"cannot be read as XLSX: {what}; save it again from the spreadsheet", given=what
    )


def _check_package(data: BytesIO, bounds: Bounds) -> None:
    """That a packed file is a workbook, and of which size."""
    packed = len(data.getbuffer())
    if packed > bounds.file_bytes:
        raise too_large(bounds.file_bytes, "file_bytes")
    try:
        with zipfile.ZipFile(data) as package:
            parts = package.infolist()
    except Exception as error:
        raise _unreadable(error) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        found = next((words for name, words in _OTHERS.items() if name in names), "an archive; unpack it")
        raise InvalidValueError(f"is {found}; save it as XLSX or as 'CSV UTF-8'", given=found)
    size = sum(part.file_size for part in parts)
    for most, name in ((bounds.file_bytes, "file_bytes"), unpacked_most(packed, bounds)):
        if size > most:
            raise too_large(most, name)


def _page(book: Any, wanted: str | None) -> Any:  # noqa: ANN401 - of openpyxl
    """The sheet that is meant: the one named, or the only one that is shown and holds something."""
    pages = {composed(page.title): page for page in book.worksheets}
    for page in pages.values():
        # Programs write sizes that are wrong; without one, the rows tell.
        page.reset_dimensions()
    if wanted is not None:
        if composed(wanted) not in pages:
            raise InvalidValueError(f"has no sheet {wanted!r}; it has {listed(pages)}", given=wanted)
        return pages[composed(wanted)]
    filled = {
        title: page
        for title, page in pages.items()
        if page.sheet_state == "visible"
        and any(value is not None for row in islice(page.values, _ROWS) for value in row)
    }
    if len(filled) > 1:
        raise InvalidValueError(
            f"has {len(filled)} sheets ({listed(filled)}); say which with sheet={next(iter(filled))!r} "
            f"(--sheet)",
            given=tuple(filled),
        )
    shown = filled or pages
    if not shown:
        raise InvalidValueError("has no sheet with cells; save the one that has", given=str(wanted))
    return next(iter(shown.values()))


def _facts(book: BytesIO, part: str) -> tuple[tuple[tuple[int, int, str], ...], bool]:
    """What is merged in a sheet, and whether it may have formulas."""
    merged: dict[bytes, tuple[int, int, str]] = {}
    formulas, tail = False, b""
    with zipfile.ZipFile(book) as package, package.open(part) as file:
        while block := file.read(_BLOCK):
            data = tail + block
            formulas = formulas or _FORMULA.search(data) is not None
            for found in _MERGED.finditer(data):
                merged[found[1]] = (int(found[2]), int(found[3]), found[1].decode())
            tail = data[-200:]
    return tuple(sorted(merged.values())), formulas


def _rows(page: Any, formulas: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - of openpyxl
    """The rows of a sheet as texts.

    Raises:
        InvalidValueError: If a formula has no value, or the file breaks off.
    """
    several = zip(page.rows, repeat(()) if formulas is None else formulas.rows, strict=False)
    read = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                block = list(islice(several, _ROWS))
        except Exception as error:
            raise _unreadable(error) from error
        if not block:
            return
        for row, (cells, asked) in enumerate(block, read + 1):
            for cell, formula in zip(cells, asked, strict=False):
                if formula.data_type == "f" and cell.value is None and cell.data_type == "n":
                    what = "a formula without its value; open the file in a spreadsheet and save it"
                    where = f"row {row}, cell {formula.coordinate}"
                    raise InvalidValueError(f"{where}: {what}", given=formula.coordinate)
            yield row, [sheet_text(cell.value) for cell in cells]
        read += len(block)


def sheet_text(value: object) -> str:
    """What a cell of a spreadsheet would be as text.

    Examples:
        >>> sheet_text(datetime(2026, 3, 2)), sheet_text(datetime(2026, 3, 2, 8, 30)), sheet_text(5.0)
        ('2026-03-02', '2026-03-02T08:30:00', '5')
    """
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return composed(str(value))
