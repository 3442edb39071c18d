"""Headings in tiers, and a table drawn with rules in plain text (tiêu đề nhiều tầng)."""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest

import attrs

Path = tuple[str, ...]
Lines = list[str]


@attrs.frozen
class Heading:
    """One heading cell, which may cover several columns and tiers (ô tiêu đề).

    Args:
        text: What it says.
        tier: Its first tier, from 0 at the top.
        column: Its first column, from 0.
        down: How many tiers it covers.
        across: How many columns.
    """

    text: str
    tier: int
    column: int
    down: int = 1
    across: int = 1


def spread(paths: Sequence[Path]) -> tuple[tuple[Heading, ...], ...]:
    """The heading cells of each tier: neighbours under one heading share it, a short path goes down.

    Args:
        paths: For each column the headings it stands under, from the top to its own.

    Examples:
        >>> for tier in spread([("No.",), ("Done", "early"), ("Done", "late")]):
        ...     print([(one.text, one.down, one.across) for one in tier])
        [('No.', 2, 1), ('Done', 1, 2)]
        [('early', 1, 1), ('late', 1, 1)]
    """
    depth = max(map(len, paths))
    tiers: list[tuple[Heading, ...]] = []
    for tier in range(depth):
        cells: list[Heading] = []
        # A column's own heading is never shared, were its neighbour's the same.
        keys = [(path[: tier + 1], i if len(path) <= tier + 1 else -1) for i, path in enumerate(paths)]
        for _, group in groupby(range(len(paths)), key=keys.__getitem__):
            first, *others = group
            if len(paths[first]) > tier:
                down = depth - tier if len(paths[first]) == tier + 1 else 1
                cells.append(Heading(paths[first][tier], tier, first, down, 1 + len(others)))
        tiers.append(tuple(cells))
    return tuple(tiers)


@attrs.frozen
class Grid:
    """A table in plain text, with rules between its columns (bảng kẻ khung).

    Args:
        tiers: Its headings.
        widths: Characters in each column.
        left: How many of the first columns are words, which go over as many lines as they need.
    """

    tiers: tuple[tuple[Heading, ...], ...]
    widths: tuple[int, ...]
    left: int

    @classmethod
    def fitted(cls, paths: Sequence[Path], rows: Sequence[Sequence[str]], left: int, most: int) -> "Grid":
        """A grid of at most *most* characters: the last column of words takes what the others leave.

        Figures are never cut or broken, so a grid whose figures alone need more is wider.
        """
        wide = left - 1
        tiers = spread(paths)
        widths = [
            max(
                3 if i < left else _FIGURES,
                *(len(row[i]) for row in rows),
                *(len(word) for word in path[-1].split()),
            )
            for i, path in enumerate(paths)
        ]
        for cell in (cell for tier in tiers for cell in tier if cell.across > 1):
            columns = range(cell.column, cell.column + cell.across)
            lacking = len(cell.text) - cell.across + 1 - sum(widths[i] for i in columns)
            for i in columns:
                widths[i] += max(0, -(-lacking // cell.across))
        room = most - len(paths) - 1 - sum(widths) + widths[wide]
        longest = max(len(row[wide]) for row in rows)
        widths[wide] = max(_LEAST, min(room, max(longest, _USUAL)))
        return cls(tiers, tuple(widths), left)

    @property
    def width(self) -> int:
        """Characters from border to border."""
        return sum(self.widths) + len(self.widths) + 1

    def rule(self) -> str:
        """A line from border to border."""
        return "+" + "+".join("-" * width for width in self.widths) + "+"

    def head(self) -> Lines:
        """The headings with the rules between and around them."""
        heights = self.heights()
        # A tier begins below the rule of the one above it.
        tops = [1 + sum(heights[:tier]) + tier for tier in range(len(heights) + 1)]
        edges = [sum(self.widths[:i]) + i for i in range(len(self.widths) + 1)]
        canvas = [[" "] * self.width for _ in range(tops[-1])]
        for cell in (cell for tier in self.tiers for cell in tier):
            top, below = tops[cell.tier], tops[cell.tier + cell.down]
            first, last = edges[cell.column], edges[cell.column + cell.across]
            _frame(canvas, top - 1, below - 1, first, last)
            lines = textwrap.wrap(cell.text, last - first - 1)
            start = top + (below - 1 - top - len(lines)) // 2
            for i, line in enumerate(lines, start):
                canvas[i][first + 1 : last] = line.center(last - first - 1)
        return ["".join(line) for line in canvas]

    def heights(self) -> list[int]:
        """Lines of each tier, so that every heading has room."""
        heights = [1] * len(self.tiers)
        for cell in sorted((cell for tier in self.tiers for cell in tier), key=lambda cell: cell.down):
            width = sum(self.widths[cell.column : cell.column + cell.across]) + cell.across - 1
            last = cell.tier + cell.down - 1
            room = sum(heights[cell.tier : last + 1]) + cell.down - 1
            heights[last] += max(0, len(textwrap.wrap(cell.text, width)) - room)
        return heights

    def centred(self, cells: Iterable[str]) -> str:
        """A line of cells in the middle of their columns, such as their numbers."""
        return self._line([cell.center(width) for cell, width in zip(cells, self.widths, strict=True)])

    def row(self, cells: Sequence[str]) -> Lines:
        """The lines of a row: words to the left, figures to the right on the first line."""
        parts = [
            textwrap.wrap(cell, width) if i < self.left else [cell]
            for i, (cell, width) in enumerate(zip(cells, self.widths, strict=True))
        ]
        sides = [str.ljust] * self.left + [str.rjust] * (len(self.widths) - self.left)
        lines = zip_longest(*parts, fillvalue="")
        return [
            self._line(side(part, width) for side, part, width in zip(sides, line, self.widths, strict=True))
            for line in lines
        ]

    @staticmethod
    def _line(cells: Iterable[str]) -> str:
        return f"|{'|'.join(cells)}|"


_FIGURES = 6  # Characters in a column of figures at least.
_LEAST, _USUAL = 12, 30  # In the column of words: at least, and where there is room.


def _frame(canvas: list[list[str]], top: int, bottom: int, first: int, last: int) -> None:
    """Rules around a cell, with a corner wherever two rules meet."""
    for y in range(top, min(bottom, len(canvas) - 1) + 1):
        for x in (first, last):
            canvas[y][x] = "+" if canvas[y][x] in "-+" else "|"
    for y in (y for y in (top, bottom) if y < len(canvas)):
        for x in range(first, last + 1):
            canvas[y][x] = "+" if canvas[y][x] in "|+" else "-"


def composed_line(text: str) -> str:
    """*text* on one line, its letters composed, so that each takes one place."""
    return " ".join(unicodedata.normalize("NFC", text).split())
