"""Files in DuckDB, in a connection of their own (tệp trong DuckDB)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from thutuc.bounds import composed, is_packed
from thutuc.frames.layouts import (
    AHEAD,
    BLANK,
    DIRTY,
    FILE,
    FOREIGN,
    LONGEST,
    MANY_MARKS,
    SAMPLE,
    SPANNED,
    SURE_FLOATS,
    TYPED,
    Known,
    Layout,
    ParquetFile,
    Piece,
    cell_pattern,
    filled_pattern,
    forms_of,
    line_pattern,
    repeated,
)
from thutuc.registers.arrow_rows import arrow_source, arrow_table
from thutuc.registers.footers import Kind, ParquetColumn
from thutuc.registers.sheets import Sheet
from thutuc.registers.type_names import kind_named
from thutuc.registers.written_moments import ZONE, Form


class DuckLayout(Layout):
    """A file in DuckDB, in a connection of its own."""

    name = "duckdb"

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.connection: Any = self.engine.connect()
        self._made = count()

    @property
    def failure(self) -> tuple[type[BaseException], ...]:
        """What the engine raises."""
        return (self.engine.Error,)

    def _lay(self, columns: str) -> None:
        """Add columns, or put others in the place of all."""
        self.frame = self.frame.select(columns)

    def lay_lines(self, sheet: Sheet, *, quoted: bool) -> bool:
        """Open a CSV file by lines, and say whether each row is one line whose quotes match."""
        packing = "gzip" if is_packed(sheet.path) else "none"
        lines = self.connection.from_query(
            f"FROM read_csv({_sql(sheet.path)}, delim = '\x01', quote = '', escape = '', header = false, "
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
        mark, width = _sql(sheet.delimiter), sheet.width
        pieces = f"string_split(line, {mark})"
        cells = [f"cells[{i + 1}]" for i in range(width)]
        if quoted:
            pieces = f"regexp_extract_all({mark} || line, {_sql(cell_pattern(sheet.delimiter))})"
            cells = [
                f"CASE WHEN {cell}[2] = '\"' THEN replace({cell}[3:-2], '\"\"', '\"') ELSE {cell}[2:] END"
                for cell in cells
            ]
        self._lay(f"row, line, {pieces} AS cells")
        beyond = f"trim(array_to_string(cells[{width + 1}:], ''), {_sql(BLANK + sheet.delimiter)}) <> ''"
        texts = ", ".join(f"coalesce({cell}, '') AS t{i}" for i, cell in enumerate(cells))
        self._lay(f"row, CASE WHEN len(cells) < {width} OR {beyond} THEN line END AS line, {texts}")
        self._lay("row, line, " + ", ".join(f"{_stripped(f't{i}')} AS t{i}" for i in range(width)))
        self.frame = self.keep(self.frame)

    def parquet_piece(self, files: Sequence[ParquetFile]) -> Piece:
        """Parquet files of the same types; what their folders state are further columns."""
        # Columns are told by their position: two headings may be one name here, or none.
        columns = files[0].facts.columns
        names = ", ".join(f"r_{i}" for i in range(len(columns)))
        paths = _listed(str(file.path) for file in files)
        source = f"FROM read_parquet({paths}, hive_partitioning = false) AS given({names})"
        cells = [f"r_{i}" for i, column in enumerate(columns) if column.kind.is_cell]
        cells += [
            f"{_listed(file.told[i][1] for file in files)}[file_index + 1]" for i in range(len(files[0].told))
        ]
        laid = ", ".join(f"{cell} AS r{n}" for n, cell in enumerate(cells))
        query = f"{source} SELECT file_row_number + 2 + file_index::BIGINT * {FILE} AS row, {laid}"
        told = (ParquetColumn(heading, Kind.TEXT) for heading, _ in files[0].told)
        return Piece(self.connection.from_query(query), (*columns, *told))

    def arrow_piece(self, path: Path, kind: str) -> Piece:
        """A file of Arrow IPC: as a file (`arrow`) or as a stream (`arrows`)."""
        source = arrow_source(path, path.name, kind)
        return self._piece(Reopened(lambda: arrow_source(path, path.name, kind).reader()), source.columns)

    def frame_piece(self, given: Any) -> Piece:  # noqa: ANN401 - of any engine
        """A frame; a relation of whatever connection stays as lazy as it is."""
        if isinstance(given, self.engine.DuckDBPyRelation):
            columns = tuple(
                ParquetColumn(composed(name), kind_named(kept))
                for name, kept in zip(given.columns, given.types, strict=True)
            )
            cells = [name for name, column in zip(given.columns, columns, strict=True) if column.kind.is_cell]
            laid = ", ".join(f"{_name(name)} AS r_{n}" for n, name in enumerate(cells))
            return self._piece(Reopened(lambda: given.select(laid)), columns)
        source = arrow_source(given, "frame", "frame")
        return self._piece(arrow_table(source), source.columns)

    def _piece(self, given: Any, columns: tuple[ParquetColumn, ...]) -> Piece:  # noqa: ANN401
        """What hands its rows over as Arrow does, as often as it is asked."""
        relation = self.connection.from_arrow(given)
        kept = [column for column in columns if column.kind.is_cell]
        at = [i for i, column in enumerate(columns) if column.kind.is_cell]
        places = range(len(kept)) if len(relation.columns) == len(kept) else at
        names = [relation.columns[i] for i in places]
        laid = ", ".join(f"{_name(name)} AS r{n}" for n, name in enumerate(names))
        return Piece(relation.select(f"row_number() OVER () + 1 AS row, {laid}"), columns)

    def lay_cells(self, raw: Any) -> dict[int, int]:  # noqa: ANN401 - a frame of the engine
        """Lay out columns with types, as a piece has them: cells, their texts, and `unsure`."""
        names = [f"r{i}" for i in range(len(self.columns))]
        types = dict(zip(raw.columns, map(str, raw.types), strict=True))
        kinds = [column.kind for column in self.columns]
        cells = [_cell(name, types[name], kind) for name, kind in zip(names, kinds, strict=True)]
        wrong = {
            i: _outside(names[i], types[names[i]], kind) for i, kind in enumerate(kinds) if kind in SPANNED
        }
        facts = ", ".join(["count(*)", *(f"min(row) FILTER ({outside})" for outside in wrong.values())])
        found = dict(zip(wrong, raw.aggregate(facts).fetchall()[0][1:], strict=True))
        laid = ", ".join(f"{cell} AS c{i}" for i, cell in enumerate(cells))
        self.frame = raw.select(f"row, {laid}")
        texts = [_text(f"c{i}", kind) for i, kind in enumerate(kinds)]
        for i in self._dirty(raw, [i for i, kind in enumerate(kinds) if kind is Kind.TEXT]):
            texts[i] = _stripped(f"nfc_normalize({texts[i]})")
        unsure = [_unsure(f"c{i}") for i, kind in enumerate(kinds) if kind is Kind.FLOAT]
        laid = ", ".join(f"{text} AS t{i}" for i, text in enumerate(texts))
        self._lay(f"*, {laid}, coalesce({' OR '.join(unsure) or 'false'}, false) AS unsure")
        return {i: int(row) for i, row in found.items() if row is not None}

    def _dirty(self, raw: Any, texts: Sequence[int]) -> list[int]:  # noqa: ANN401 - a frame of the engine
        """The texts that are to be put in NFC or stripped; all are looked at, lest one is none."""
        if not texts:
            return []
        asked = ", ".join(["count(*)", *(f"count(DISTINCT r{i})" for i in texts)])
        rows, *distinct = raw.limit(SAMPLE).aggregate(asked).fetchall()[0]
        dirty = f"coalesce(bool_or(regexp_matches(t::VARCHAR, {_sql(DIRTY)})), false)"
        found: list[int] = []
        for i, number in zip(texts, distinct, strict=True):
            column = raw.select(f"r{i} AS t")
            # Where texts come again and again each is looked at once.
            each = column.distinct() if number * 2 <= rows else column
            if each.aggregate(dirty).fetchall()[0][0]:
                found.append(i)
        return found

    def forget(self, missing: Sequence[str]) -> None:
        """Take out the cells whose texts mean that nothing is stated."""
        texts = ", ".join(map(_sql, missing))
        kept: list[str] = []
        for i in range(len(self.columns)):
            kept.append(f"CASE WHEN t{i} IN ({texts}) THEN '' ELSE t{i} END AS t{i}")
            if not self.has_lines:
                kept.append(f"CASE WHEN t{i} NOT IN ({texts}) THEN c{i} END AS c{i}")
        self._lay(f"* REPLACE ({', '.join(kept)})")

    def lay_moments(self, at: Mapping[str, int], offset: int | None) -> None:
        """Add for each name its moment, and whether it has an hour."""
        written = [f"t{i}" for i in at.values() if self.columns[i].kind not in TYPED]
        sample = self.frame.filter("row < 1000 OR row % 997 = 0").select(", ".join(written) or "row")
        forms = forms_of({str(text) for row in sample.fetchall() for text in row} if written else set())
        for name, i in at.items():
            kind, moment, hour, zoned = self.columns[i].kind, f"c{i}::TIMESTAMP", "true", "false"
            given = f"c{i} IS NOT NULL"
            if kind not in TYPED:
                given = f"t{i} <> ''"
                moment, hour = _parsed(f"t{i}", forms, offset), f"length(t{i}) > 10"
                if any(form.is_zoned for form in forms):
                    zoned = f"regexp_matches(t{i}, {_sql(f'(?:{ZONE})$')})"
            elif kind is Kind.ZONED:
                moment, zoned = _office_time(f"c{i}", offset), "true"
            elif kind is Kind.DATE:
                hour = "false"
            facts = {"": moment, "_hour": hour, "_zoned": zoned, "_given": given}
            self._lay(", ".join(["*", *(f"{fact} AS {name}{end}" for end, fact in facts.items())]))

    def mark_twice(self, i: int) -> None:
        """Add `twice`."""
        hashes = self.frame.filter(f"t{i} <> ''").select(f"hash(t{i}) AS h").fetchnumpy()["h"]
        found = ", ".join(map(str, repeated(hashes)))
        twice = f"hash(t{i}) IN ({found})" if found else "false"
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
            f"CREATE TABLE {table} AS SELECT {values}", [list(columns[name]) for name in types]
        )
        return self.connection.table(table)

    def look_up(self, frame: Any, known: Known) -> Any:  # noqa: ANN401 - frames of the engine
        """Add what is known of texts, and of their days, by a join."""
        days, types = known.days, known.types
        keys = {known.key: np.repeat(np.array(known.texts, object), 1 if days is None else len(days))}
        if days is not None:
            keys["day"] = np.tile(np.array(days, "M8[us]"), len(known.texts))
        kinds = {known.key: "VARCHAR", "day": "DATE"} | dict(types)
        # Days as moments, and texts as objects: the arrays that DuckDB takes without pandas.
        given = keys | {
            name: np.array(one, "M8[us]") if types[name] == "DATE" else np.array(one)
            for name, one in known.columns.items()
        }
        given = {name: one.astype(object) if one.dtype.kind == "U" else one for name, one in given.items()}
        name, table = f"given_{next(self._made)}", f"made_{next(self._made)}"
        self.connection.register(name, given)
        laid = ", ".join(f"{_name(one)}::{kinds[one]} AS {_name(one)}" for one in given)
        self.connection.table(name).select(laid).create(table)
        self.connection.unregister(name)
        on = " AND ".join(f"l.{_name(one)} = r.{_name(one)}" for one in keys)
        joined = frame.set_alias("l").join(self.connection.table(table).set_alias("r"), on, how="left")
        return joined.select(", ".join(["l.*", *(f"r.{_name(one)}" for one in types)]))

    def first(self, frame: Any, n: int) -> Any:  # noqa: ANN401 - frames of the engine
        """The first rows of a frame, by their number."""
        return frame.order("row").limit(n)

    def union(self, frame: Any, other: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The rows of both."""
        return frame.union(other)


@attrs.frozen(eq=False)
class Reopened:
    """What hands its rows over as Arrow does, from the beginning each time."""

    opened: Callable[[], Any]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows, once more."""
        return self.opened().__arrow_c_stream__(requested_schema)


def _parsed(text: str, forms: list[Form], offset: int | None) -> str:
    """What reads a moment from a text, missing if it is in none of the forms."""
    found: list[str] = []
    for form in forms:
        read = f"try_cast({text} AS TIMESTAMP)"
        pattern = _sql(f"^(?:{form.pattern})$")
        if form.is_zoned:
            read = _office_time(f"try_cast({text} AS TIMESTAMPTZ)", offset)
        elif not form.is_iso:
            ordered = form.in_order("\\#")
            read = f"try_cast(regexp_replace({text}, {pattern}, {_sql(ordered)}) AS TIMESTAMP)"
        found.append(f"WHEN regexp_matches({text}, {pattern}) THEN {read}")
    return f"CASE {' '.join(found)} END" if found else "NULL::TIMESTAMP"


def _office_time(moment: str, offset: int | None) -> str:
    return "NULL::TIMESTAMP" if offset is None else f"make_timestamp(epoch_us({moment}) + {offset})"


def _stripped(text: str) -> str:
    """A text without blanks at its ends; few have some, and to take them out takes long."""
    blank = _sql(BLANK)
    ends = _sql(f"^[{BLANK}]|[{BLANK}]$")
    return f"CASE WHEN regexp_matches({text}, {ends}) THEN trim({text}, {blank}) ELSE {text} END"


def _cell(name: str, kept: str, kind: Kind) -> str:
    """A cell: moments in microseconds, those with a zone in UTC, what is smaller than one left off."""
    small = f"epoch_ns({name})"
    cut = f"({small} - ({small} % 1000 + 1000) % 1000) // 1000"
    if kind in {Kind.MOMENT, Kind.ZONED}:
        # To hand a moment with a zone over, DuckDB needs one more package; as an instant it does not.
        return f"make_timestamp({cut if '_NS' in kept else f'epoch_us({name})'})"
    if kind is Kind.TIME:
        return f"make_timestamp({cut if '_NS' in kept else f'epoch_us({name}::TIME)'})::TIME"
    return f"{name}::DOUBLE" if kind is Kind.FLOAT else name


def _outside(name: str, kept: str, kind: Kind) -> str:
    """Whether a day, moment or time cannot be written."""
    if kind is Kind.TIME:
        return f"{name}::TIME = TIME '24:00:00'"
    last = "9999-12-31" if kind is Kind.DATE else "9999-12-31 23:59:59.999999"
    zone = ""
    if kind is Kind.ZONED:
        last, zone = "9999-12-31 16:59:59.999999", "+00"
    if "_NS" in kept:
        return f"isinf({name})"
    return f"{name} NOT BETWEEN '0001-01-01{zone and ' 00:00:00' + zone}'::{kept} AND '{last}{zone}'::{kept}"


def _text(name: str, kind: Kind) -> str:
    """The text of a cell, as `cell_text` gives it."""
    text = f"{name}::VARCHAR"
    if kind in {Kind.MOMENT, Kind.ZONED, Kind.TIME}:
        moment, form, end = name, "%Y-%m-%dT%H:%M:%S", ""
        if kind is Kind.TIME:
            moment, form = f"(DATE '2000-01-01' + {name})", "%H:%M:%S"
        elif kind is Kind.ZONED:
            moment, end = f"make_timestamp(epoch_us({name}) + {AHEAD})", " || '+07:00'"
        whole, exact = (f"strftime({moment}, '{form}{more}')" for more in ("", ".%f"))
        text = f"CASE WHEN epoch_us({name}) % 1000000 = 0 THEN {whole} ELSE {exact} END{end}"
    return f"coalesce({text}, '')"


def _unsure(name: str) -> str:
    """Whether the text of a float may be another elsewhere."""
    least, most = SURE_FLOATS
    return f"({name} <> 0 AND NOT (abs({name}) BETWEEN {least} AND {most}))"


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_sql, texts))}]"


def _sql(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
