"""Files in DuckDB, in a connection of their own (tệp trong DuckDB)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from thutuc.bounds import is_packed
from thutuc.frames.layouts import (
    BLANK,
    FOREIGN,
    LONGEST,
    MANY_MARKS,
    ZONE,
    Form,
    Layout,
    cell_pattern,
    filled_pattern,
    forms_of,
    line_pattern,
)
from thutuc.registers.sheets import Sheet


class DuckLayout(Layout):
    """A file in DuckDB, in a connection of its own."""

    name = "duckdb"

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.connection: Any = self.engine.connect()
        self._made = count()

    @property
    def failure(self) -> type[Exception]:
        """What the engine raises."""
        found: type[Exception] = self.engine.Error
        return found

    def _lay(self, columns: str) -> None:
        """Add columns, or put others in the place of all."""
        self.frame = self.frame.select(columns)

    def lay_lines(self, sheet: Sheet, *, quoted: bool) -> bool:
        """Open a CSV file by lines, and say whether each row is one line whose quotes match."""
        packing = "gzip" if is_packed(self.path) else "none"
        lines = self.connection.from_query(
            f"FROM read_csv({_sql(self.path)}, delim = '\x01', quote = '', escape = '', header = false, "
            f"auto_detect = false, columns = {{'line': 'VARCHAR'}}, strict_mode = false, "
            f"compression = '{packing}')"
        ).select("row_number() OVER () AS row, coalesce(line, '') AS line")
        filled = f"regexp_matches(line, {_sql(filled_pattern(sheet.delimiter))})"
        self.frame = lines.filter(f"row > {sheet.header_row} AND {filled}")
        self.frame = self.keep(self.frame)
        fit = f"strlen(line) < {LONGEST}"
        if quoted:
            mark = _sql(sheet.delimiter)
            fit += f" AND regexp_full_match({mark} || line, {_sql(line_pattern(sheet.delimiter))})"
        ((fits, foreign),) = self.frame.aggregate(
            f"coalesce(bool_and({fit}), true), "
            f"coalesce(bool_or(regexp_matches(line, {_sql(FOREIGN)})), false)"
        ).fetchall()
        if foreign:
            # Looked at before the lines are put in order, which takes the square of the accents on a letter.
            many = f"coalesce(bool_or(regexp_matches(line, {_sql(MANY_MARKS)})), false)"
            if self.frame.aggregate(many).fetchall() == [(True,)]:
                return False
            self._lay("row, nfc_normalize(line) AS line")
        return bool(fits)

    def split(self, sheet: Sheet, *, quoted: bool) -> None:
        """Make cells of the lines."""
        mark, width = _sql(sheet.delimiter), len(sheet.header)
        parts = f"string_split(line, {mark})"
        cells = [f"cells[{i + 1}]" for i in range(width)]
        if quoted:
            parts = f"regexp_extract_all({mark} || line, {_sql(cell_pattern(sheet.delimiter))})"
            cells = [
                f"CASE WHEN {cell}[2] = '\"' THEN replace({cell}[3:-2], '\"\"', '\"') ELSE {cell}[2:] END"
                for cell in cells
            ]
        self._lay(f"row, line, {parts} AS cells")
        beyond = f"trim(array_to_string(cells[{width + 1}:], ''), {_sql(BLANK + sheet.delimiter)}) <> ''"
        texts = ", ".join(f"coalesce({cell}, '') AS t{i}" for i, cell in enumerate(cells))
        self._lay(f"row, CASE WHEN len(cells) < {width} OR {beyond} THEN line END AS line, {texts}")
        self._lay("row, line, " + ", ".join(f"{_stripped(f't{i}')} AS t{i}" for i in range(width)))
        self.frame = self.keep(self.frame)

    def open_parquet(self) -> list[str]:
        """Lay out a Parquet file, and give its headings."""
        whole = self.connection.from_query(f"FROM read_parquet({_sql(self.path)}, file_row_number = true)")
        names = [name for name in whole.columns if name != "file_row_number"]
        self.types = [_type_of(str(kind)) for kind in whole.types[: len(names)]]
        # To hand a moment with a zone over, DuckDB needs one more package; as an instant it does not.
        spoken = [
            f"make_timestamp(epoch_us({_name(name)}))" if kind == "zoned" else _name(name)
            for name, kind in zip(names, self.types, strict=True)
        ]
        columns = ", ".join(f"{one} AS c{i}" for i, one in enumerate(spoken))
        texts = ", ".join(f"nfc_normalize(coalesce(c{i}::VARCHAR, '')) AS t{i}" for i in range(len(names)))
        stripped = ", ".join(f"{_stripped(f't{i}')} AS t{i}" for i in range(len(names)))
        self.frame = whole.select(f"file_row_number + 2 AS row, {columns}").select(f"*, {texts}")
        self._lay(f"* REPLACE ({stripped})")
        return [unicodedata.normalize("NFC", name) for name in names]

    def lay_moments(self, at: Mapping[str, int], offset: int | None) -> None:
        """Add for each name its moment, and whether it has an hour."""
        written = [f"t{i}" for i in at.values() if self.types[i] == "text"]
        sample = self.frame.filter("row < 1000 OR row % 997 = 0").select(", ".join(written) or "row")
        forms = forms_of({str(text) for row in sample.fetchall() for text in row})
        for name, i in at.items():
            kind, moment, hour, zoned = self.types[i], f"c{i}::TIMESTAMP", "true", "false"
            given = f"c{i} IS NOT NULL"
            if kind == "text":
                given = f"t{i} <> ''"
                moment, hour = _parsed(f"t{i}", forms, offset), f"length(t{i}) > 10"
                if any(form.zoned for form in forms):
                    zoned = f"regexp_matches(t{i}, {_sql(ZONE + '$')})"
            elif kind == "zoned":
                moment, zoned = _office_time(f"c{i}", offset), "true"
            elif kind == "date":
                hour = "false"
            facts = {"": moment, "_hour": hour, "_zoned": zoned, "_given": given}
            self._lay(", ".join(["*", *(f"{fact} AS {name}{end}" for end, fact in facts.items())]))

    def mark_twice(self, i: int) -> None:
        """Add `twice`."""
        found = (
            self.frame.filter(f"t{i} <> ''").aggregate(f"hash(t{i}) AS h, count(*) AS n").filter("n > 1")
        ).fetchall()
        twice = f"hash(t{i}) IN ({', '.join(str(row[0]) for row in found)})" if found else "false"
        self._lay(f"*, {twice} AS twice")

    def keep(self, frame: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The frame of a CSV file, computed once."""
        if not self.has_lines:
            return frame
        table = f"kept_{next(self._made)}"
        frame.create(table)
        return self.connection.table(table)

    def frame_of(self, columns: Mapping[str, Sequence[object]], types: Mapping[str, str]) -> Any:  # noqa: ANN401
        """A lazy frame of few rows."""
        table = f"made_{next(self._made)}"
        values = ", ".join(
            f"unnest(${i}::{kind}[]) AS {_name(name)}" for i, (name, kind) in enumerate(types.items(), 1)
        )
        self.connection.execute(
            f"CREATE TEMP TABLE {table} AS SELECT {values}", [list(columns[name]) for name in types]
        )
        return self.connection.table(table)

    def union(self, frame: Any, other: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The rows of both."""
        return frame.union(other)


def _parsed(text: str, forms: list[Form], offset: int | None) -> str:
    """What reads a moment from a text, missing if it is in none of the forms."""
    found: list[str] = []
    for form in forms:
        read = f"try_cast({text} AS TIMESTAMP)"
        if form.zoned:
            read = _office_time(f"try_cast({text} AS TIMESTAMPTZ)", offset)
        elif form.order:
            iso = re.sub("([1-6])", r"\\\1", form.order)
            read = f"try_cast(regexp_replace({text}, {_sql(form.pattern)}, {_sql(iso)}) AS TIMESTAMP)"
        found.append(f"WHEN regexp_matches({text}, {_sql(form.pattern)}) THEN {read}")
    return f"CASE {' '.join(found)} END" if found else "NULL::TIMESTAMP"


def _office_time(moment: str, offset: int | None) -> str:
    return "NULL::TIMESTAMP" if offset is None else f"make_timestamp(epoch_us({moment}) + {offset})"


def _stripped(text: str) -> str:
    """A text without blanks at its ends; few have some, and to take them out takes long."""
    blank = _sql(BLANK)
    ends = _sql(f"^[{BLANK}]|[{BLANK}]$")
    return f"CASE WHEN regexp_matches({text}, {ends}) THEN trim({text}, {blank}) ELSE {text} END"


def _type_of(kind: str) -> str:
    if kind.startswith("TIMESTAMP"):
        return "zoned" if "TIME ZONE" in kind else "moment"
    return "date" if kind == "DATE" else "text"


def _sql(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
