"""Files as columns of texts and moments, whatever engine lays them out (tệp thành cột).

A laid frame has the column `row`, a text `t0`, `t1`, … for each heading, stripped and in NFC, empty where
there is none, and for a Parquet file the columns `c0`, `c1`, …, moments in microseconds and those with a zone
in UTC. A CSV file has its `line` where a
row does not have as many cells as there are headings.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from thutuc.bounds import MARKS, Bounds, blocks
from thutuc.errors import MachineError
from thutuc.frames.engines import Expr, Frame, rows_of
from thutuc.moments import OFFICE_TIME, microseconds
from thutuc.registers.footers import Kind, ParquetColumn, ParquetFacts
from thutuc.registers.sheets import Sheet
from thutuc.registers.written_moments import FORMS, Form

BLANK = "".join(filter(str.isspace, map(chr, range(0x3001))))
# Letters that may not be in NFC.
FOREIGN = r"[^\x00-\x{2ff}\x{1e00}-\x{1eff}\x{2002}-\x{2027}\x{20a0}-\x{20bf}]"
LONGEST = 100_000
# More accents on one letter than `bounds.composed` puts in order.
MANY_MARKS = rf"\p{{M}}{{{MARKS + 1}}}"
AHEAD = microseconds(OFFICE_TIME.utcoffset(None))
SURE_FLOATS = (1e-4, 1e15)
"""Sizes of floats that every engine writes with the same digits; beyond, some write an exponent."""
DIRTY = f"^[{BLANK}]|[{BLANK}]$|{FOREIGN}"
"""Texts that may not be in NFC, or have blanks at an end."""
SAMPLE = 1000
"""Rows that show whether the texts of a column come again and again."""
KINDS = {
    "BIGINT": nw.Int64(),
    "VARCHAR": nw.String(),
    "TIMESTAMP": nw.Datetime("us"),
    "DATE": nw.Date(),
    "BOOLEAN": nw.Boolean(),
    "DOUBLE": nw.Float64(),
}
"""Types by their names in SQL."""
TYPED = frozenset({Kind.DATE, Kind.MOMENT, Kind.ZONED})
SPANNED = TYPED | {Kind.TIME}


def forms_of(texts: set[str]) -> list[Form]:
    """The forms in which some texts are written."""
    simple = (form for form in FORMS if form.is_simple)
    return [form for form in simple if any(re.fullmatch(form.pattern, text) for text in texts)]


def cell_pattern(delimiter: str) -> str:
    """One cell of a line that begins with the delimiter."""
    return f'{delimiter}(?:"(?:[^"]|"")*"|[^"{delimiter}]*)'


def _look(path: Path, bounds: Bounds) -> tuple[bool, bool]:
    """Whether lines end as lines do and hold nothing but text, and whether there are quotes."""
    counts = dict.fromkeys((b"\r", b"\r\n", b"\0", b"\x01", b'"'), 0)
    last = b""
    for block in blocks(path, bounds):
        counts[b"\r\n"] += last == b"\r" and block.startswith(b"\n")
        for mark in counts:
            counts[mark] += block.count(mark)
        last = block[-1:]
    fit = counts[b"\r"] == counts[b"\r\n"] and not counts[b"\0"] and not counts[b"\x01"]
    return fit, counts[b'"'] > 0


def filled_pattern(delimiter: str) -> str:
    """Anything but a blank line, which is no row."""
    return f"[^{BLANK}{delimiter}]"


def line_pattern(delimiter: str) -> str:
    """A whole line that begins with the delimiter, its quotes matching."""
    return f"^(?:{cell_pattern(delimiter)})*$"


def repeated(numbers: npt.NDArray[np.uint64]) -> list[int]:
    """The numbers that stand twice or more."""
    ordered = np.sort(numbers)
    return list(map(int, np.unique(ordered[1:][ordered[1:] == ordered[:-1]])))


FILE = 1 << 32
"""By how much the numbers of the rows of one file lie above those of the file before it."""


@attrs.frozen(eq=False)
class ParquetFile:
    """A Parquet file: what its footer says, and what its folders state."""

    path: Path
    facts: ParquetFacts
    told: tuple[tuple[str, str], ...] = ()

    @property
    def likeness(self) -> tuple[object, ...]:
        """What files have in common that are read at once."""
        return (self.facts.schema, [heading for heading, _ in self.told])


@attrs.frozen(eq=False)
class Piece:
    """Files of the same types, or a frame, in an engine.

    Args:
        frame: A frame of the engine: `row`, and `r0`, `r1`, … for the columns that a register can have.
        columns: All its columns.
        first: Which of all files is its first.
    """

    frame: Any
    columns: tuple[ParquetColumn, ...]
    first: int = 0

    def with_told(self, told: Iterable[tuple[str, str]]) -> "Piece":
        """The piece with columns that are the same in each row."""
        frame, columns = nw.from_native(self.frame), self.columns
        for heading, text in told:
            n = sum(column.kind.is_cell for column in columns)
            frame = frame.with_columns(**{f"r{n}": nw.lit(text)})
            columns = (*columns, ParquetColumn(heading, Kind.TEXT))
        return attrs.evolve(self, frame=frame.to_native(), columns=columns)

    @property
    def cells(self) -> list[ParquetColumn]:
        """The columns that a register can have."""
        return [column for column in self.columns if column.kind.is_cell]


@attrs.frozen(eq=False)
class Known:
    """What is known of the texts of a column, or of its texts and days.

    Args:
        key: The column of the texts.
        texts: All that are known in it.
        types: The types in SQL of what is known, by the names of the columns that are added.
        columns: For each text its value, or for each text its values by day, one after the other.
        days: The days of the column `day`, without gaps; on others there is nothing. Left out, any.
    """

    key: str
    texts: Sequence[str]
    types: Mapping[str, str]
    columns: Mapping[str, Sequence[object]]
    days: npt.NDArray[np.datetime64] | None = None


class Layout(ABC):
    """The rows of a register in an engine.

    Args:
        path: What messages call it.
    """

    name: ClassVar[str]

    def __init__(self, path: Path) -> None:
        self.path, self.engine = path, import_module(self.name)
        self.frame: Any = None
        self.has_lines = False
        self.columns: Sequence[ParquetColumn] = ()

    def open_lines(self, sheets: Sequence[Sheet]) -> bool:
        """Lay out CSV files of the same headings; `False` if not each row is one line whose quotes match."""
        self.has_lines = True
        self.columns = [ParquetColumn(heading, Kind.TEXT) for heading in sheets[0].header]
        laid: list[Any] = []
        for k, sheet in enumerate(sheets):
            fit, quoted = _look(sheet.path, sheet.bounds)
            if not fit or not self.lay_lines(sheet, quoted=quoted):
                return False
            self.split(sheet, quoted=quoted)
            told = {f"t{i}": nw.lit(text) for i, text in enumerate(sheet.told, sheet.width)}
            rows = _numbered(nw.from_native(self.frame), k)
            laid.append((rows.with_columns(**told) if told else rows).to_native())
        self.frame = reduce(self.union, laid)
        return True

    def open_typed(self, pieces: Sequence[Piece], headings: Sequence[str]) -> dict[int, int] | None:
        """Lay out files with types, or a frame, every cell of which can be read; `None` if the files differ.

        Given are the first rows, by the position of their column, of days, moments and times that cannot be
        written.
        """
        if len(pieces) == 1:
            self.columns = pieces[0].cells
            return self.lay_cells(pieces[0].frame)
        kinds: dict[str, Kind] = {}
        for piece in pieces:
            for heading, kind in piece.cells:
                if kinds.setdefault(heading, kind) is not kind:
                    return None
        columns = [ParquetColumn(heading, kinds[heading]) for heading in headings]
        frames = _united([_as_one(piece, columns) for piece in pieces])
        if frames is None:
            return None
        self.columns = columns
        return self.lay_cells(reduce(self.union, frames))

    def raw(self, i: int) -> str:
        """The column at a position as the file has it."""
        return f"t{i}" if self.has_lines else f"c{i}"

    def fetch(self, frame: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - a frame of the engine
        """The rows of a small frame.

        Raises:
            MachineError: If memory or the disk is full.
        """
        try:
            return [tuple(row.values()) for row in rows_of(nw.from_native(frame))]
        except self.failure as error:
            self.check_machine(error)
            raise

    @staticmethod
    def check_machine(error: BaseException) -> None:
        """Let an error be of the machine, or of who stops it, where it is not of what is read.

        Raises:
            MachineError: If memory or the disk is full.
            KeyboardInterrupt: If it was stopped, which DuckDB says in its own way.
        """
        if type(error).__name__ == "InterruptException":
            raise KeyboardInterrupt from error
        if machine := MachineError.of(error):
            raise machine from error

    # What each engine does in its own words.

    @property
    @abstractmethod
    def failure(self) -> tuple[type[BaseException], ...]:
        """What the engine raises; when it panics, too."""

    @abstractmethod
    def lay_lines(self, sheet: Sheet, *, quoted: bool) -> bool:
        """Open a CSV file by lines, and say whether each row is one line whose quotes match."""

    @abstractmethod
    def split(self, sheet: Sheet, *, quoted: bool) -> None:
        """Make cells of the lines."""

    @abstractmethod
    def parquet_piece(self, files: Sequence[ParquetFile]) -> Piece:
        """Parquet files of the same types; what their folders state are further columns."""

    @abstractmethod
    def arrow_piece(self, path: Path, kind: str) -> Piece:
        """A file of Arrow IPC: as a file (`arrow`) or as a stream (`arrows`)."""

    @abstractmethod
    def frame_piece(self, given: Any) -> Piece:  # noqa: ANN401 - of any engine
        """A frame; a lazy one of the engine stays as lazy as it is."""

    @abstractmethod
    def lay_cells(self, raw: Any) -> dict[int, int]:  # noqa: ANN401 - a frame of the engine
        """Lay out columns with types, as a piece has them: cells, their texts, and `unsure`.

        A row is unsure where the engine may write a cell in another way than a reader of rows does. Given are
        the first rows, by the position of their column, of what lies outside the years that can be written.
        """

    @abstractmethod
    def forget(self, missing: Sequence[str]) -> None:
        """Take out the cells whose texts mean that nothing is stated."""

    @abstractmethod
    def lay_moments(self, at: Mapping[str, int], offset: int | None) -> None:
        """Add for each name its moment, missing where it cannot be read, `_hour`, `_zoned` and `_given`.

        Args:
            at: For each name the position of its column.
            offset: Microseconds by which office time is ahead of UTC; `None` if that changes.
        """

    @abstractmethod
    def mark_twice(self, i: int) -> None:
        """Add `twice`: whether the text at a position may stand in another row, too."""

    @abstractmethod
    def keep(self, frame: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The frame of a CSV file, computed once; that of a Parquet file stays as lazy as it is."""

    @abstractmethod
    def frame_of(self, columns: Mapping[str, Sequence[object]], types: Mapping[str, str]) -> Any:  # noqa: ANN401
        """A lazy frame of few rows; types have their names in SQL."""

    @abstractmethod
    def look_up(self, frame: Any, known: Known) -> Any:  # noqa: ANN401 - frames of the engine
        """Add the columns that are *known* of texts to the rows that have them; nothing to others."""

    @abstractmethod
    def first(self, frame: Any, n: int) -> Any:  # noqa: ANN401 - frames of the engine
        """The first rows of a frame, by their number."""

    @abstractmethod
    def union(self, frame: Any, other: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The rows of both."""


def _numbered(frame: Frame, k: int) -> Frame:
    """The rows of one of several files."""
    return frame.with_columns(row=nw.col("row") + k * FILE) if k else frame


def _as_one(piece: Piece, columns: Sequence[ParquetColumn]) -> Frame:
    """One of several pieces with the columns of all; what it has not is missing, of no type yet."""
    frame = _numbered(nw.from_native(piece.frame), piece.first)
    schema = frame.collect_schema()
    own = {heading: f"r{i}" for i, (heading, _) in enumerate(piece.cells)}
    laid: dict[str, Expr] = {}
    for i, (heading, kind) in enumerate(columns):
        if heading in own:
            cell, kept = nw.col(own[heading]), schema[own[heading]]
            if kind is Kind.TEXT:
                cell = cell.cast(nw.String())
            elif any(kept == short for short in _SHORT):
                cell = cell.cast(nw.Int64())
            laid[f"r{i}"] = cell
    return frame.select("row", **laid)


_SHORT = (nw.Int8, nw.Int16, nw.Int32, nw.UInt8, nw.UInt16, nw.UInt32)


def _united(frames: Sequence[Frame]) -> list[Any] | None:
    """The frames with the same columns of the same types; `None` if one has a column of another type."""
    schemas = [frame.collect_schema() for frame in frames]
    types: dict[str, Any] = {}
    for schema in schemas:
        for name, kept in schema.items():
            if types.setdefault(name, kept) != kept:
                return None
    names = sorted(types, key=lambda name: int(name[1:]) if name != "row" else -1)
    return [
        frame.select(
            *(
                nw.col(name) if name in schema else nw.lit(None, dtype=types[name]).alias(name)
                for name in names
            )
        ).to_native()
        for frame, schema in zip(frames, schemas, strict=True)
    ]
