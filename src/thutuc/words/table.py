"""`Table`: rows under headings in two languages, as text, HTML, data, CSV or spreadsheet (bảng)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from os import PathLike
from typing import TypeAlias, TypeVar

import attrs

from thutuc.errors import check_language
from thutuc.words.cells import csv_text, write_book
from thutuc.words.labels import padded, seen_width
from thutuc.words.numbers import Figure, NumberStyle, style_of

Words: TypeAlias = tuple[str, str]
"""The same thing in Vietnamese and in English."""
Cell: TypeAlias = str | Figure | date | Words | None
"""What stands in a table: words, in one language or both, a number, a day, or nothing."""

TOTAL = "is_total"
"""The column that tells a row of sums from the rows it sums up (dòng tổng)."""
NOTHING = "–"
"""What is printed where there is nothing to print."""

_SIDES = "text-align:left", "text-align:right"

_Thing = TypeVar("_Thing")


def in_one(cell: Cell, language: str) -> str | Figure | date | None:
    """A cell in one language, which for all but pairs of words is the cell itself."""
    return cell[check_language(language) == "en"] if isinstance(cell, tuple) else cell


def printed(cell: Cell, language: str, numbers: NumberStyle | None = None) -> str:
    """A cell for a reader: 9.300 and 98,12 in Vietnamese, 9,300 and 98.12 in English, – for nothing.

    Args:
        cell: The cell.
        language: `vi` or `en`.
        numbers: How numbers are written; left out, as the language does.

    Examples:
        >>> printed(9300, "vi"), printed(("có", "yes"), "en"), printed(date(2026, 3, 2), "vi")
        ('9.300', 'yes', '02/03/2026')
    """
    cell = in_one(cell, language)
    if cell is None:
        return NOTHING
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return cell if isinstance(cell, str) else style_of(numbers, language).text(cell)


@attrs.frozen(repr=False)
class Table:
    r"""Rows under headings in two languages, to be shown in any way (bảng số liệu).

    Prints as text and shows as a table in a notebook. A column of numbers stands to the right.

    Args:
        title: What stands above it, in Vietnamese and English.
        columns: For each column its name in data and its two headings.
        rows: Cells: words, in one language or a pair in both, numbers, days, or `None` for nothing.
        language: In which it is shown where nothing else is said, numbers too.
        notes: Lines below it.
        numbered: Whether columns are numbered below their headings, as official forms do.
        ruled: Whether a rule stands below the headings in text.
        totals: For each row whether it is a sum of others; none where no row is. Data then have a column
            `is_total`, so that a sum over the other rows counts nothing twice.

    Raises:
        InvalidTypeError: If *language* is no text.
        InvalidValueError: If it is neither `vi` nor `en`.

    Examples:
        >>> columns = ("office", "cơ quan", "office"), ("late", "quá hạn", "late")
        >>> table = Table(("2026", "2026"), columns, (("A", 1200),))
        >>> print(table.text())
        2026
                   quá
        cơ quan    hạn
        --------------
        A        1.200
        >>> table.to_csv()
        'office,late\nA,1200\n'
    """

    title: Words
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    language: str = attrs.field(default="vi", converter=check_language)
    notes: tuple[Words, ...] = attrs.field(default=(), kw_only=True)
    numbered: bool = attrs.field(default=False, kw_only=True)
    ruled: bool = attrs.field(default=True, kw_only=True)
    totals: tuple[bool, ...] = attrs.field(default=(), kw_only=True)

    @classmethod
    def of(
        cls,
        title: Words,
        things: Iterable[_Thing],
        *columns: tuple[str, str, str, Callable[[_Thing], Cell]],
        sums: Iterable[tuple[Cell, ...]] = (),
        notes: Iterable[Words] = (),
        ruled: bool = True,
        language: str = "vi",
    ) -> "Table":
        """A table with a row for each of *things*, and the *sums* below.

        Args:
            title: What it shows.
            things: What the rows are about.
            *columns: For each its name, its two headings and the cell of a thing.
            sums: Rows that sum up those above.
            notes: Lines below it.
            ruled: Whether a rule stands below the headings.
            language: In which it is shown where nothing else is self.
        """
        rows = [tuple(cell(thing) for *_, cell in columns) for thing in things]
        below = tuple(sums)
        totals = (*(False for _ in rows), *(True for _ in below)) if below else ()
        heads = tuple(column[:3] for column in columns)
        notes = tuple(notes)
        return cls(title, heads, (*rows, *below), language, notes=notes, totals=totals, ruled=ruled)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.called}: {len(self.rows)} rows, {len(self.columns)} columns>"

    def __str__(self) -> str:
        return self.text()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each column in data."""
        return tuple(name for name, *_ in self.columns)

    @property
    def headings(self) -> tuple[str, ...]:
        """Heading of each column in the language of the table."""
        return tuple(self.said(words) for _, *words in self.columns)

    def said(self, words: Sequence[str]) -> str:
        """Words in the language of the table."""
        return words[self.language == "en"]

    def in_language(self, language: str) -> "Table":
        """The same table, shown in another language (đổi ngôn ngữ)."""
        return attrs.evolve(self, language=language)

    @property
    def figures(self) -> tuple[bool, ...]:
        """Which columns are of numbers."""
        return tuple(
            bool(self.rows) and all(isinstance(row[i], int | float | Decimal | None) for row in self.rows)
            for i in range(len(self.columns))
        )

    def written(self, numbers: NumberStyle | None = None) -> list[list[str]]:
        """The cells of its rows for a reader."""
        return [[printed(cell, self.language, numbers) for cell in row] for row in self.rows]

    def column_numbers(self) -> list[str]:
        """The line below the headings that numbers the columns; nothing where they are not."""
        return [f"({i})" for i in range(1, len(self.columns) + 1)] if self.numbered else []

    def text(self, language: str | None = None, *, numbers: NumberStyle | None = None) -> str:
        """The table as text, headings of numbers over as many lines as they need.

        Args:
            language: `vi` or `en`; left out, the table's own.
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidTypeError: If *numbers* is no style.
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        if language is not None and language != self.language:
            return self.in_language(language).text(numbers=numbers)
        return "\n".join(self.lines(numbers))

    def lines(self, numbers: NumberStyle | None = None) -> Iterator[str]:
        """The table as lines of text in its own language."""
        rows, right, places = self.written(numbers), self.figures, range(len(self.columns))
        stacked = [name.split() if right[i] else [name] for i, name in enumerate(self.headings)]
        height = max(map(len, stacked))
        # Each heading ends on the line above the rule.
        lower = [[""] * (height - len(words)) + words for words in stacked]
        head = [*map(list, zip(*lower, strict=True)), *filter(None, [self.column_numbers()])]
        widths = [max(seen_width(row[i]) for row in (*head, *rows)) for i in places]

        def line(cells: Sequence[str]) -> str:
            return "  ".join(padded(cells[i], widths[i], right=right[i]) for i in places).rstrip()

        yield from filter(None, [self.said(self.title)])
        yield from map(line, head)
        yield from ["-" * (sum(widths) + 2 * len(widths) - 2)] * self.ruled
        yield from map(line, rows)
        yield from map(self.said, self.notes)

    def html(self, numbers: NumberStyle | None = None) -> str:
        """The table as HTML, words left, numbers right; what registers contain cannot become markup.

        Args:
            numbers: How numbers are written; left out, as the language does.
        """
        totals = self.totals or [False] * len(self.rows)
        sides = [_SIDES[figures] for figures in self.figures]
        heads = [f'<th style="{side}">' for side in sides]
        # A page of a notebook sets every cell to the right, so that each says its own side.
        cells = [[f'<td style="{side}{bold}">' for side in sides] for bold in ("", ";font-weight:bold")]
        body = "".join(
            html_row(map(html_cell, cells[total], row))
            for row, total in zip(self.written(numbers), totals, strict=True)
        )
        head, second = (
            html_row(map(html_cell, heads, texts)) for texts in (self.headings, self.column_numbers())
        )
        notes = "".join(f"<p>{escape(self.said(note))}</p>" for note in self.notes)
        title = self.said(self.title)
        caption = f"<caption>{escape(title)}</caption>" if title else ""
        return f"<table>{caption}<thead>{head}{second}</thead><tbody>{body}</tbody></table>{notes}"

    def page(self, numbers: NumberStyle | None = None) -> str:
        """A whole HTML page with the table, to be kept in a file and printed.

        Args:
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidTypeError: If *numbers* is no style.
        """
        head = f'<meta charset="utf-8"><title>{escape(self.called)}</title>'
        return (
            f'<!DOCTYPE html>\n<html lang="{self.language}"><head>{head}</head>'
            f"<body>{self.html(numbers)}</body></html>\n"
        )

    @property
    def called(self) -> str:
        """What a page with it is called."""
        return self.said(self.title)

    def _repr_html_(self) -> str:
        return self.html()

    def to_dicts(self, language: str | None = None) -> list[dict[str, Cell]]:
        """One plain dictionary a row, words in one language; with `is_total` where rows sum up others."""
        if language is not None and language != self.language:
            return self.in_language(language).to_dicts()
        names, *rows = self._data()
        return [dict(zip(map(str, names), row, strict=True)) for row in rows]

    def _data(self, *, headings: bool = False) -> Iterator[tuple[Cell, ...]]:
        """The names of the columns and the rows in one language; marked where some are sums of others."""
        marks = [(total,) for total in self.totals] if not headings else []
        yield (*(self.headings if headings else self.names), *((TOTAL,) if marks else ()))
        for i, row in enumerate(self.rows):
            yield (*(in_one(cell, self.language) for cell in row), *(marks[i] if marks else ()))

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
        return csv_text(self._data(headings=headings), disarm=disarm, style=style)

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
        title, notes = self.said(self.title), ((self.said(note),) for note in self.notes)
        lines = (*([(title,)] if title else []), *self._data(headings=True), *notes)
        write_book(path, lines, self.names)


def html_cell(begin: str, text: str) -> str:
    """A cell that begins with a tag such as `<td>`; no text can become markup."""
    return f"{begin}{escape(text)}</{begin[1:3]}>"


def html_row(cells: Iterable[str], how: str = "") -> str:
    """Cells as a row, *how* being the rest of its tag; no row of no cells."""
    within = "".join(cells)
    return f"<tr{how}>{within}</tr>" if within else ""


class Shown:
    """What shows itself as a table; the rooms fill in `table`."""

    __slots__ = ()

    def table(self, language: str = "vi") -> Table:
        """The table behind it, shown in a language where nothing else is said (bảng)."""
        raise NotImplementedError

    def text(self, language: str = "vi", *, numbers: NumberStyle | None = None) -> str:
        """As a table of text.

        Args:
            language: `vi` or `en`.
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidTypeError: If *numbers* is no style.
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        return self.table(language).text(numbers=numbers)

    def to_dicts(self, language: str = "vi") -> list[dict[str, Cell]]:
        """The rows as plain dictionaries, words in a language."""
        return self.table(language).to_dicts()

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

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.table().html()
