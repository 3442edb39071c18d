"""Tables with words in two languages, and how a figure is printed (bảng số liệu)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

import attrs

from thutuc.words.labels import check_language, padded, seen_width

Words: TypeAlias = tuple[str, str]
"""The same thing in Vietnamese and in English."""


Cell: TypeAlias = str | int | float | date | Words | None


_Thing = TypeVar("_Thing")


def shown(value: Cell, language: str) -> str:
    """A cell for a reader: 9.300 and 98,12 in Vietnamese, 9,300 and 98.12 in English, – for nothing."""
    english = check_language(language) == "en"
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return value[english]
    if isinstance(value, int | float):
        text = f"{value:,}"
        return text if english else text.translate(str.maketrans(",.", ".,"))
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


@attrs.frozen
class QualityTable:
    """Rows under headings in two languages (bảng).

    Args:
        title: What it shows, in Vietnamese and English.
        columns: For each column its key and its two headings.
        rows: One tuple of cells a row; a pair of texts is one cell in two languages.
        sums: How many of the last rows sum up others. Data then have `is_total`, so that a sum over the other
            rows counts nothing twice.
    """

    title: Words
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: int = 0

    def text(self, language: str = "vi") -> str:
        """The table as text.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        english = check_language(language) == "en"
        heads = [column[1 + english] for column in self.columns]
        lines = [heads, *([shown(cell, language) for cell in row] for row in self.rows)]
        widths = [max(seen_width(line[i]) for line in lines) for i in range(len(heads))]
        figures = [
            all(isinstance(row[i], int | float | None) for row in self.rows) for i in range(len(heads))
        ]
        set_lines = [_line(line, widths, figures) for line in lines]
        return "\n".join([self.title[english], set_lines[0], "-" * max(map(len, set_lines)), *set_lines[1:]])

    def to_dicts(self, language: str = "vi") -> list[dict[str, object]]:
        """One plain dictionary a row; words in *language*, and `is_total` where rows sum up others."""
        english = check_language(language) == "en"
        found: list[dict[str, object]] = [
            {
                column[0]: cell[english] if isinstance(cell, tuple) else cell
                for column, cell in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]
        for i, row in enumerate(found if self.sums else ()):
            row["is_total"] = i >= len(found) - self.sums
        return found


def table_of(
    title: Words,
    things: Iterable[_Thing],
    *columns: tuple[str, str, str, Callable[[_Thing], Cell]],
    sums: Iterable[tuple[Cell, ...]] = (),
) -> QualityTable:
    """A table with a row for each of *things* and the *sums* below.

    Args:
        title: What it shows.
        things: What the rows are about.
        *columns: For each its key, its two headings and the cell of a thing.
        sums: Rows that follow.
    """
    rows = [tuple(cell(thing) for *_, cell in columns) for thing in things]
    below = tuple(sums)
    return QualityTable(title, tuple(column[:3] for column in columns), (*rows, *below), len(below))


def _line(cells: Sequence[str], widths: Sequence[int], figures: Sequence[bool]) -> str:
    return "  ".join(
        padded(cell, width, right=right) for cell, width, right in zip(cells, widths, figures, strict=True)
    ).rstrip()


class Printed:
    """What prints as a table and gives plain rows."""

    __slots__ = ()

    def table(self) -> QualityTable:
        """The table behind it (bảng)."""
        raise NotImplementedError

    def text(self, language: str = "vi") -> str:
        """The table as text, in `vi` or `en`."""
        return self.table().text(language)

    def to_dicts(self, language: str = "vi") -> list[dict[str, object]]:
        """The rows as plain dictionaries."""
        return self.table().to_dicts(language)

    def __str__(self) -> str:
        return self.text()
