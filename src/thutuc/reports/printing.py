"""`Table`: what a report shows, as text, HTML, CSV, spreadsheet or data frame (bảng)."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from importlib import import_module
from os import PathLike
from types import ModuleType

import attrs

from thutuc.errors import InvalidValueError, MissingExtraError
from thutuc.limits.units import check_language
from thutuc.reports.columns import GROUPS
from thutuc.reports.numbers import NumberStyle, style_of
from thutuc.reports.periods import period_text
from thutuc.reports.placing import DETAILS, MEASURES

__all__ = ["Figures", "Table"]

Cell = str | int | Decimal | None

FRAMES = ("pandas", "polars")


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
        padded = [[""] * (height - len(words)) + words for words in stacked]
        head = [list(line) for line in zip(*padded, strict=True)]
        if self.numbered:
            head.append([f"({i})" for i in range(1, len(self.names) + 1)])
        widths = [max(len(row[i]) for row in (*head, *rows)) for i in range(len(self.names))]

        def line(cells: Sequence[str]) -> str:
            return "  ".join(
                cell.ljust(width) if i < left else cell.rjust(width)
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
        """One plain dictionary a row."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]

    def to_csv(self, *, headings: bool = False, numbers: NumberStyle = NumberStyle.PLAIN) -> str:
        """The table as the text of a CSV file.

        Args:
            headings: Whether its first row has the headings for a reader, not the names of the columns.
            numbers: How numbers are written.

        Raises:
            InvalidTypeError: If *numbers* is no style.
        """
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.headings if headings else self.names)
        writer.writerows(self._written(numbers))
        return out.getvalue()

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write the table as a spreadsheet, with the extra `excel` (bảng tính).

        Raises:
            MissingExtraError: If the package `openpyxl` is not installed.
        """
        book = extra_package("openpyxl", "excel").Workbook()
        sheet = book.active
        title = [(self.title,)] if self.title else []
        for row in (*title, self.headings, *self.rows, *((note,) for note in self.notes)):
            sheet.append(row)
        for row in sheet.iter_rows():
            for cell in row:
                # Text from a register is never a formula.
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        book.save(path)

    def to_frame(self, backend: str = "pandas") -> object:
        """The table as a data frame of *backend*, one column for each name (khung dữ liệu).

        Args:
            backend: `pandas` or `polars`, which must be installed.

        Raises:
            InvalidValueError: If *backend* is neither.
            MissingExtraError: If it is not installed.
        """
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

    def to_csv(self) -> str:
        """As the text of a CSV file, under the names of the columns."""
        return self.table().to_csv()

    def to_excel(self, path: str | PathLike[str], language: str = "vi") -> None:
        """Write it as a spreadsheet, with the extra `excel`.

        Raises:
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
        """One plain dictionary for each line; the keys of the whole are `None`."""
        return [
            {**dict(zip(self.by, key or (None,) * len(self.by), strict=True)), **counts}
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
        return Table(title, (*self.by, *measures), headings, tuple(rows), len(self.by), language)


def _text(cell: Cell, style: NumberStyle) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else style.text(cell)


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
