"""`Table`: what a report shows, as text, HTML, CSV, spreadsheet or data frame (bảng)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from importlib import import_module
from itertools import repeat
from os import PathLike
from types import ModuleType

import attrs

from thutuc.bounds import read_path, shown
from thutuc.errors import InvalidValueError, MissingExtraError
from thutuc.fields import require
from thutuc.limits.units import check_language
from thutuc.registers.sheets import cell_text
from thutuc.reports.grouping import GROUPS
from thutuc.reports.periods import period_text
from thutuc.reports.placing import DETAILS, MEASURES
from thutuc.words.labels import padded, seen_width
from thutuc.words.numbers import NumberStyle, style_of

__all__ = ["Figures", "Table"]

Cell = str | int | Decimal | None

FRAMES = ("pandas", "polars")
TOTAL = "is_total"
"""The column that tells a row of sums from the rows it sums up (dòng tổng)."""

SHEET = (1_048_576, 16_384)
"""How many rows and columns a spreadsheet has."""
CELL_LETTERS = 32_767
"""How many letters a cell of a spreadsheet holds, as UTF-16 counts them."""
_DIGITS = 15
"""How many figures of a number a spreadsheet keeps."""
# What XML cannot hold or changes, and what a spreadsheet would read as such a letter.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@attrs.frozen(repr=False)
class Table:
    r"""Rows under headings, to be shown in any way (bảng số liệu).

    Prints as text and shows as a table in a notebook.

    Args:
        title: What stands above it.
        names: Name of each column in data.
        headings: Heading of each column for a reader.
        rows: Cells: text, whole numbers, decimal numbers, or `None` for nothing.
        left: How many of the first columns are words.
        language: Of the headings; decides how numbers are written where nothing else is said.
        notes: Lines below it.
        numbered: Whether columns are numbered below their headings, as official forms do.
        totals: For each row whether it is a sum of others; none where no row is. Data then have a column
            `is_total`, so that a sum over the other rows counts nothing twice.

    Examples:
        >>> table = Table("2026", ("office", "late"), ("cơ quan", "quá hạn"), (("A", 1200),))
        >>> print(table.text())
        2026
                   quá
        cơ quan    hạn
        --------------
        A        1.200
        >>> table.to_csv()
        'office,late\nA,1200\n'
    """

    title: str
    names: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left: int = 1
    language: str = "vi"
    notes: tuple[str, ...] = ()
    numbered: bool = False
    totals: tuple[bool, ...] = ()

    def __repr__(self) -> str:
        return f"<Table {self.title}: {len(self.rows)} rows, {len(self.names)} columns>"

    def __str__(self) -> str:
        return self.text()

    def __len__(self) -> int:
        return len(self.rows)

    def _written(self, numbers: NumberStyle | None) -> list[list[str]]:
        style = style_of(numbers, self.language)
        return [[_text(cell, style) for cell in row] for row in self.rows]

    def text(self, numbers: NumberStyle | None = None) -> str:
        """The table as text, its headings over as many lines as they need.

        Args:
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidTypeError: If *numbers* is no style.
        """
        rows, left = self._written(numbers), self.left
        stacked = [[name] if i < left else name.split() for i, name in enumerate(self.headings)]
        height = max(map(len, stacked))
        # Each heading ends on the line above the rule.
        lower = [[""] * (height - len(words)) + words for words in stacked]
        head = [list(line) for line in zip(*lower, strict=True)]
        if self.numbered:
            head.append([f"({i})" for i in range(1, len(self.names) + 1)])
        widths = [max(seen_width(row[i]) for row in (*head, *rows)) for i in range(len(self.names))]

        def line(cells: Sequence[str]) -> str:
            return "  ".join(
                padded(cell, width, right=i >= left)
                for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ).rstrip()

        rule = "-" * len(line(["x" * width for width in widths]))
        title = [self.title] if self.title else []
        return "\n".join([*title, *map(line, head), rule, *map(line, rows), *self.notes])

    def html(self, numbers: NumberStyle | None = None) -> str:
        """The table as HTML, figures to the right; what registers contain cannot become markup.

        Args:
            numbers: How numbers are written; left out, as the language does.
        """
        head = "".join(f"<th>{escape(heading)}</th>" for heading in self.headings)
        sides = ["<td>"] * self.left + ['<td style="text-align:right">'] * (len(self.names) - self.left)
        body = "".join(
            "<tr>"
            + "".join(f"{td}{escape(cell)}</td>" for td, cell in zip(sides, row, strict=True))
            + "</tr>"
            for row in self._written(numbers)
        )
        second = ""
        if self.numbered:
            second = "".join(f"<th>({i})</th>" for i in range(1, len(self.names) + 1))
            second = f"<tr>{second}</tr>"
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return (
            f"<table><caption>{escape(self.title)}</caption><thead><tr>{head}</tr>{second}</thead>"
            f"<tbody>{body}</tbody></table>{notes}"
        )

    def _repr_html_(self) -> str:
        return self.html()

    def to_dicts(self) -> list[dict[str, Cell]]:
        """One plain dictionary a row; with `is_total` where rows are sums of others."""
        names = (*self.names, TOTAL) if self.totals else self.names
        return [dict(zip(names, row, strict=True)) for row in self._marked(self.rows)]

    def _marked(self, rows: "Iterable[Sequence[Cell]]") -> "Iterator[tuple[Cell, ...]]":
        """The rows, each with whether it is a sum of others, where some may be."""
        marks = [(total,) for total in self.totals] if self.totals else repeat(())
        return ((*row, *mark) for row, mark in zip(rows, marks, strict=False))

    def to_csv(
        self, *, headings: bool = False, numbers: NumberStyle = NumberStyle.PLAIN, disarm: bool = False
    ) -> str:
        """The table as the text of a CSV file.

        Args:
            headings: Whether its first row has the headings for a reader, not the names of the columns. To a
                reader a row of totals says so itself; under names it is told by `is_total`.
            numbers: How numbers are written.
            disarm: Whether texts that a spreadsheet would take for formulas, such as a name `=1+1`, begin
                with an apostrophe, so that it does not. Left out they stay as they are, for programs to read.

        Raises:
            InvalidTypeError: If *numbers* is no style.
        """
        style = style_of(numbers, self.language)
        if not self.totals or headings:
            first = self.headings if headings else self.names
            return csv_text([first, *self.rows], disarm=disarm, style=style)
        return csv_text([(*self.names, TOTAL), *self._marked(self.rows)], disarm=disarm, style=style)

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write the table as a spreadsheet, with the extra `excel` (bảng tính).

        Texts stay texts, whatever they look like: `=1+1` is no formula, `#N/A` no error; letters that a
        file of a spreadsheet cannot have are written as spreadsheets write them (`_x0001_`). A number of
        more figures than a spreadsheet keeps is written as text.

        Raises:
            InvalidTypeError: If *path* is no path.
            InvalidValueError: If a text is longer than a cell may be or holds half a letter, or there are
                more rows or columns than a spreadsheet has; nothing is written then.
            MissingExtraError: If the package `openpyxl` is not installed.
        """
        file = read_path(path, "a spreadsheet")
        title = [(self.title,)] if self.title else []
        rows = (*title, self.headings, *self.rows, *((note,) for note in self.notes))
        if len(rows) > SHEET[0] or len(self.names) > SHEET[1]:
            raise InvalidValueError(
                f"a table of {len(rows):,} rows and {len(self.names):,} columns fits no spreadsheet, which "
                f"has {SHEET[0]:,} and {SHEET[1]:,}; write it as CSV, or divide it",
                given=self,
            )
        book = extra_package("openpyxl", "excel").Workbook()
        sheet = book.active
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row, 1):
                cell = sheet.cell(number, place)
                cell.value = written = for_sheet(value, f"row {number}, column {self.names[place - 1]!r}")
                if isinstance(written, str):
                    # Text from a register is never a formula, nor an error.
                    cell.data_type = "s"
        book.save(file)

    def to_frame(self, backend: str = "pandas") -> object:
        """The table as a data frame of *backend*, one column for each name (khung dữ liệu).

        Args:
            backend: `pandas` or `polars`, which must be installed.

        Raises:
            InvalidValueError: If *backend* is neither.
            MissingExtraError: If it is not installed.
        """
        require(backend, str, "backend")
        if backend not in FRAMES:
            raise InvalidValueError(
                f"no data frames of {backend!r}; take {' or '.join(FRAMES)}", given=backend
            )
        made: object = extra_package(backend, backend).DataFrame(self.to_dicts())
        return made


class Shown:
    """What shows itself as a table; the rooms fill in `table`."""

    __slots__ = ()

    def table(self, language: str = "vi") -> Table:
        """The table with headings in a language."""
        raise NotImplementedError

    def text(self, language: str = "vi", *, numbers: NumberStyle | None = None) -> str:
        """As a table of text.

        Args:
            language: Of the headings.
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidTypeError: If *numbers* is no style.
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        return self.table(language).text(numbers)

    def to_csv(self, *, disarm: bool = False) -> str:
        """As the text of a CSV file, under the names of the columns.

        Args:
            disarm: Whether texts that a spreadsheet would take for formulas begin with an apostrophe.
        """
        return self.table().to_csv(disarm=disarm)

    def to_excel(self, path: str | PathLike[str], language: str = "vi") -> None:
        """Write it as a spreadsheet, with the extra `excel`.

        Raises:
            InvalidTypeError: If *path* is no path.
            InvalidValueError: If something of it fits no spreadsheet; nothing is written then.
            MissingExtraError: If the package `openpyxl` is not installed.
        """
        self.table(language).to_excel(path)

    def to_frame(self, backend: str = "pandas") -> object:
        """As a data frame of *backend*.

        Raises:
            InvalidValueError: If *backend* is neither `pandas` nor `polars`.
            MissingExtraError: If it is not installed.
        """
        return self.table().to_frame(backend)

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.table().html()


@attrs.frozen
class Figures(Shown):
    """The figures of a report without the dossiers behind them (số liệu báo cáo kỳ).

    Args:
        start: First moment of the period.
        end: The moment at which it ends.
        by: Names of the columns by which it is divided.
        lines: For each group its value of each of these columns and its measures; last the whole.

    Examples:
        >>> from datetime import date
        >>> lines = ((("Tầm Vu",), {"received": 3}), (("An Lục",), {"received": 2}), ((), {"received": 5}))
        >>> print(Figures(date(2026, 1, 1), date(2026, 2, 1), ("office",), lines).table("en").text())
        Period from 01/01/2026 to 31/01/2026
        office  received
        ----------------
        Tầm Vu         3
        An Lục         2
        total          5
    """

    start: date
    end: date
    by: tuple[str, ...]
    lines: "tuple[tuple[tuple[str, ...], Mapping[str, int]], ...]"

    def to_dicts(self) -> list[dict[str, object]]:
        """One plain dictionary for each line; the keys of the whole are `None`.

        Where the figures are divided, `is_total` tells the whole from its parts.
        """
        return [
            {
                **dict(zip(self.by, key or (None,) * len(self.by), strict=True)),
                **counts,
                **({TOTAL: not key} if self.by else {}),
            }
            for key, counts in self.lines
        ]

    def table(self, language: str = "vi") -> Table:
        """The figures as a table with headings in a language.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        english = check_language(language) == "en"
        measures = tuple(self.lines[-1][1])
        words = {**MEASURES, **DETAILS}
        names = tuple(GROUPS[name][english] if name in GROUPS else name for name in self.by)
        headings = (*names, *(words[name][english] for name in measures))
        whole = ("total" if english else "tổng cộng", *[""] * (len(self.by) - 1)) if self.by else ()
        rows: list[tuple[Cell, ...]] = [
            (*(tuple(" ".join(value.split()) or "–" for value in key) or whole), *counts.values())
            for key, counts in self.lines
        ]
        title = f"{'Period' if english else 'Kỳ báo cáo'} {period_text(self.start, self.end, language)}"
        totals = tuple(not key for key, _ in self.lines) if self.by else ()
        names = (*self.by, *measures)
        return Table(title, names, headings, tuple(rows), len(self.by), language, totals=totals)


def _text(cell: Cell, style: NumberStyle) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else style.text(cell)


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
        return cell_text(cell)
    return style.text(cell) if isinstance(cell, int | Decimal) else cell


def for_sheet(value: Cell, where: str) -> Cell:
    """A cell as a spreadsheet holds it, so that nothing of it is lost.

    Raises:
        InvalidValueError: If a cell cannot hold it.
    """
    if isinstance(value, int | Decimal):
        number = Decimal(value)
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
