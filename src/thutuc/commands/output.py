"""What a command answers, and the forms in which it is written (dạng câu trả lời)."""

import argparse
import csv
import io
import json
import os
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import attrs

from thutuc.commands.language import Language, refusal
from thutuc.errors import MachineError
from thutuc.reports import Table
from thutuc.words.cells import csv_text

_ENDINGS = {".txt": "text", ".csv": "csv", ".json": "json", ".html": "html", ".htm": "html", ".xlsx": "xlsx"}
_MARK = "\ufeff"


@attrs.frozen
class Answer:
    """What one command answers.

    Args:
        text: What is printed.
        notes: Lines about it, kept apart so that data stays data.
    """

    text: str = ""
    notes: tuple[str, ...] = ()


class Answered(Protocol):
    """What has lines of plain data."""

    def to_dicts(self) -> Sequence[Mapping[str, object]]:
        """One plain dictionary a line."""
        ...


def form_of(asked: argparse.Namespace) -> str:
    """In which form the answer is written: as asked, else by the name of the file.

    Raises:
        InvalidValueError: If a spreadsheet has no file, or nothing says what a file is to be.
    """
    if asked.output is None:
        if asked.format == "xlsx":
            raise refusal(
                "bảng tính phải ghi vào tệp; thêm --ghi-vao bao-cao.xlsx",
                "a spreadsheet is written to a file; add --output report.xlsx",
                asked.format,
            )
        return asked.format or "text"
    ending = Path(asked.output).suffix.lower()
    form: str | None = asked.format or _ENDINGS.get(ending)
    if form is None or (form != "xlsx" and ending == ".xlsx"):
        known = ", ".join(_ENDINGS)
        raise refusal(
            f"không rõ {asked.output!r} là tệp gì; dùng đuôi {known}, hoặc thêm --dinh-dang",
            f"what {asked.output!r} is to be is not clear; end it in one of {known}, or add --format",
            asked.output,
        )
    return form


def written(
    table: Table, asked: argparse.Namespace, words: Language, *, data: Answered | None = None, text: str = ""
) -> Answer:
    """A table in the form asked for, to be printed, or written to the file asked for.

    Args:
        table: The table.
        asked: The options: `format`, `output`, `names`, `disarm`.
        words: The language of what is said of a file.
        data: What gives the plain data of JSON and of CSV with names; left out, the table.
        text: What is shown to a reader; left out, the table.

    Raises:
        InvalidValueError: If the file cannot be written, or the form is not known.
        MissingExtraError: If a spreadsheet is asked for, and openpyxl is not installed.
        MachineError: If there is no room left.
    """
    form = form_of(asked)
    try:
        if asked.output is None:
            return Answer(_text(table, form, asked, data or table, text or table.text()))
        with whole_file(Path(asked.output)) as part:
            if form == "xlsx":
                table.to_excel(part)
            else:
                found = _text(table, form, asked, data or table, text or table.text())
                part.write_text(found, encoding="utf-8", newline="")
    except OSError as error:
        if machine := MachineError.of(error):
            raise machine from error
        vi = next((words for kind, words in _REASONS if isinstance(error, kind)), "máy báo lỗi")
        raise refusal(
            f"không ghi được {asked.output!r}: {vi}",
            f"{asked.output!r} cannot be written: {error.strerror}",
            asked.output,
        ) from error
    return Answer(words(f"đã ghi {asked.output}\n", f"written to {asked.output}\n"))


@contextmanager
def whole_file(path: Path) -> Generator[Path, None, None]:
    """A file beside *path* to write to, which takes its place once it is whole; else it is gone."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        # A device or a pipe is written to as it is; a folder is refused then.
        yield path
        return
    part = target.with_name(f".thutuc-{os.getpid()}{target.suffix}")
    try:
        yield part
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


_REASONS = (
    (FileNotFoundError, "không có thư mục này"),
    (IsADirectoryError, "đó là một thư mục"),
    (PermissionError, "không được phép ghi, hoặc tệp đang mở trong Excel"),
)


def _text(table: Table, form: str, asked: argparse.Namespace, data: Answered, text: str) -> str:
    if form == "json":
        return json.dumps(data.to_dicts(), ensure_ascii=False, indent=1) + "\n"
    if form == "html":
        return table.page()
    if form == "csv-excel":
        return _for_excel(_csv(table, data, names=asked.names, disarm=True))
    if form == "csv":
        return _csv(table, data, names=asked.names, disarm=asked.disarm)
    return f"{text}\n"


def _csv(table: Table, data: Answered, *, names: bool, disarm: bool) -> str:
    """Under headings for a reader, or under names for programs, where a total has no words."""
    lines = data.to_dicts() if names else ()
    if not lines:
        return table.to_csv(headings=not names, disarm=disarm)
    return csv_text([lines[0].keys(), *(line.values() for line in lines)], disarm=disarm)


def _for_excel(text: str) -> str:
    """As Excel opens it where it speaks Vietnamese: marked as UTF-8, with semicolons."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(text, newline="")))
    return _MARK + out.getvalue()
