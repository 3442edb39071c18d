"""Files in Polars, lazily (tệp trong Polars)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from glob import escape
from itertools import accumulate
from pathlib import Path
from typing import Any

from thutuc.bounds import composed
from thutuc.errors import MissingExtraError
from thutuc.frames.engine_versions import is_at_least
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
from thutuc.registers.footers import Kind, ParquetColumn, span_in
from thutuc.registers.sheets import Sheet
from thutuc.registers.type_names import kind_named
from thutuc.registers.written_moments import ZONE, Form


class PolarsLayout(Layout):
    """A file in Polars, lazily."""

    name = "polars"

    @property
    def failure(self) -> tuple[type[BaseException], ...]:
        """What the engine raises; when it panics, too."""
        errors = self.engine.exceptions
        return (errors.PolarsError, errors.PanicException)

    def lay_lines(self, sheet: Sheet, *, quoted: bool) -> bool:
        """Open a CSV file by lines, and say whether each row is one line whose quotes match."""
        pl, line = self.engine, self.engine.col("line")
        self.frame = (
            pl.scan_csv(
                sheet.path,
                has_header=False,
                separator="\x01",
                quote_char=None,
                schema={"line": pl.String},
                row_index_name="row",
                row_index_offset=1,
                glob=False,
            )
            .select(pl.col("row").cast(pl.Int64), line.fill_null(""))
            .filter(pl.col("row") > sheet.header_row, line.str.contains(filled_pattern(sheet.delimiter)))
        )
        match = pl.concat_str(pl.lit(sheet.delimiter), line).str.contains(line_pattern(sheet.delimiter))
        fit = (line.str.len_bytes() < LONGEST) & (match if quoted else True)
        asked = self.frame.select(fit.all(), foreign=line.str.contains(FOREIGN).any())
        fits, foreign = asked.collect(engine="streaming").row(0)
        if foreign:
            many = self.frame.select(line.str.contains(MANY_MARKS).any()).collect(engine="streaming").item()
            self.frame = self.frame.with_columns(line.str.normalize("NFC"))
            return bool(fits and not many)
        return bool(fits)

    def split(self, sheet: Sheet, *, quoted: bool) -> None:
        """Make cells of the lines."""
        pl, mark, width = self.engine, sheet.delimiter, sheet.width
        line, cells = pl.col("line"), pl.col("cells")
        pieces = line.str.split(mark)
        if quoted:
            pieces = pl.concat_str(pl.lit(mark), line).str.extract_all(cell_pattern(mark))
        beyond = cells.list.slice(width).list.join("").str.strip_chars(BLANK + mark) != ""
        texts = {
            f"t{i}": self._plain(cells.list.get(i, null_on_oob=True), mark if quoted else "")
            for i in range(width)
        }
        ragged = pl.when((cells.list.len() < width) | beyond).then(line)
        laid = self.frame.with_columns(cells=pieces).select("row", line=ragged, **texts)
        self.frame = self.keep(laid)

    def _plain(self, cell: Any, mark: str) -> Any:  # noqa: ANN401 - expressions of the engine
        """The text of a cell; one in quotes begins with the mark."""
        if mark:
            cell = cell.str.strip_prefix(mark)
            inner = cell.str.slice(1, cell.str.len_chars() - 2).str.replace_all('""', '"', literal=True)
            cell = self.engine.when(cell.str.starts_with('"')).then(inner).otherwise(cell)
        return cell.fill_null("").str.strip_chars(BLANK)

    def parquet_piece(self, files: Sequence[ParquetFile]) -> Piece:
        """Parquet files of the same types; what their folders state are further columns."""
        pl, columns = self.engine, files[0].facts.columns
        paths = [str(file.path) for file in files]
        if len(files) == 1:
            frame = pl.scan_parquet(paths[0], glob=False, hive_partitioning=False)
            return self._piece(frame, columns).with_told(files[0].told)
        # What Polars puts behind all columns is the path of the file that a row stands in.
        frame = pl.scan_parquet(paths, glob=False, hive_partitioning=False, include_file_paths="\x00")
        where = ParquetColumn("", Kind.TEXT)
        piece = self._piece(frame, (*columns, where))
        n = len(piece.cells) - 1
        before = accumulate((file.facts.rows for file in files[:-1]), initial=0)
        shifts = [k * FILE - rows for k, rows in enumerate(before)]
        place = pl.col(f"r{n}")
        row = pl.col("row") + place.replace_strict(paths, shifts, return_dtype=pl.Int64)
        told = list(zip(*(file.told for file in files), strict=True))
        stated = {
            f"r{n + i}": place.replace_strict(paths, [text for _, text in one], return_dtype=pl.String)
            for i, one in enumerate(told)
        }
        found = (*columns, *(ParquetColumn(one[0][0], Kind.TEXT) for one in told))
        return Piece(piece.frame.select(row, pl.col("^r[0-9]+$").exclude(f"r{n}"), **stated), found)

    def arrow_piece(self, path: Path, kind: str) -> Piece:
        """A file of Arrow IPC: as a file (`arrow`) or as a stream (`arrows`)."""
        with suppress(MissingExtraError):
            source = arrow_source(path, path.name, kind)
            if any("run_end_encoded" in str(column.type) for column in source.schema):
                # Polars breaks on them.
                return self._piece(self.engine.from_arrow(arrow_table(source)).lazy(), source.columns)
        pl = self.engine
        frame = pl.read_ipc_stream(path).lazy() if kind == "arrows" else pl.scan_ipc(escape(str(path)))
        return self._piece(frame)

    def frame_piece(self, given: Any) -> Piece:  # noqa: ANN401 - of any engine
        """A frame; a lazy one stays as lazy as it is."""
        if isinstance(given, self.engine.LazyFrame | self.engine.DataFrame):
            return self._piece(given.lazy())
        source = arrow_source(given, "frame", "frame")
        return self._piece(self.engine.from_arrow(arrow_table(source)).lazy(), source.columns)

    def _piece(self, frame: Any, columns: tuple[ParquetColumn, ...] = ()) -> Piece:  # noqa: ANN401
        """A lazy frame whose columns are told by their position, or by what Polars calls them."""
        pl, schema = self.engine, frame.collect_schema()
        if not columns:
            columns = tuple(ParquetColumn(composed(name), kind_named(kept)) for name, kept in schema.items())
        cells = [i for i, column in enumerate(columns) if column.kind.is_cell]
        if len(schema) == len(cells):
            # What no register can have was left out already.
            cells = list(range(len(cells)))
        elif len(schema) != len(columns):
            # Two empty headings; older versions take them for one.
            raise pl.exceptions.DuplicateError(f"{self.path.name} has headings that are the same")
        if any(column.kind is Kind.TIME for column in columns) and not is_at_least("polars", "2"):
            raise pl.exceptions.ComputeError("Polars before 2 reads times in seconds as nothing")
        # A name may be one that Polars takes for a pattern, so columns are renamed first.
        named = frame.rename({name: f"r_{i}" for i, name in enumerate(schema.names())})
        numbered = named.select(pl.col(f"r_{i}").alias(f"r{n}") for n, i in enumerate(cells))
        row = pl.col("row").cast(pl.Int64)
        return Piece(numbered.with_row_index("row", 2).with_columns(row), columns)

    def lay_cells(self, raw: Any) -> dict[int, int]:  # noqa: ANN401 - a frame of the engine
        """Lay out columns with types, as a piece has them: cells, their texts, and `unsure`."""
        pl, row = self.engine, self.engine.col("row")
        types = raw.collect_schema().dtypes()[1:]
        kinds = [column.kind for column in self.columns]
        cells = {
            f"c{i}": self._cell(pl.col(f"r{i}"), kept, kind)
            for i, (kept, kind) in enumerate(zip(types, kinds, strict=True))
        }
        self.frame = raw.select(row, **cells)
        texts = {f"t{i}": self._text(pl.col(f"c{i}"), kind).fill_null("") for i, kind in enumerate(kinds)}
        facts = {
            str(i): row.filter(self._outside(pl.col(f"r{i}"), kept, kind)).min()
            for i, (kept, kind) in enumerate(zip(types, kinds, strict=True))
            if kind in SPANNED
        }
        plain = {f"t{i}": cells[f"c{i}"].cast(pl.String) for i, kind in enumerate(kinds) if kind is Kind.TEXT}
        found, dirty = self._looked(raw, facts, plain)
        texts |= {name: texts[name].str.normalize("NFC").str.strip_chars(BLANK) for name in dirty}
        unsure = [_unsure(pl.col(f"c{i}")) for i, kind in enumerate(kinds) if kind is Kind.FLOAT]
        either = pl.any_horizontal(unsure).fill_null(value=False) if unsure else pl.lit(value=False)
        self.frame = self.frame.with_columns(**texts, unsure=either)
        return {int(name): found[name] for name in facts if found[name] is not None}

    def _looked(
        self,
        raw: Any,  # noqa: ANN401 - of the engine
        facts: Mapping[str, Any],
        texts: Mapping[str, Any],
    ) -> tuple[dict[str, Any], list[str]]:
        """Facts about all rows, and the texts that are to be put in NFC or stripped, which takes long."""
        pl = self.engine
        sample = raw.head(SAMPLE).select(**texts).collect(engine="streaming")
        # Of columns whose texts come again and again each text is looked at once.
        few = [name for name in texts if sample[name].n_unique() * 2 <= len(sample)]
        each = {name: texts[name].str.contains(DIRTY).any() for name in texts if name not in few}
        seen: dict[str, Any] = raw.select(pl.len(), **facts, **each).collect(engine="streaming").to_dicts()[0]
        # Apart from these: plans that run together wait for the slowest, and hold what it has not seen yet.
        distinct = pl.collect_all([raw.select(texts[name]).unique() for name in few], engine="streaming")
        for name, one in zip(few, distinct, strict=True):
            seen[name] = one.to_series().str.contains(DIRTY).any()
        return seen, [name for name in texts if seen[name]]

    def _cell(self, column: Any, kept: Any, kind: Kind) -> Any:  # noqa: ANN401 - expressions of the engine
        """A cell: moments in microseconds, those with a zone in UTC, what is smaller than one left off."""
        pl = self.engine
        if str(kept).startswith("Extension"):
            column = column.ext.storage()
        if kind is Kind.DATE:
            return column.cast(pl.Date)
        if kind in {Kind.MOMENT, Kind.ZONED}:
            if getattr(kept, "time_zone", None):
                column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
            return column.cast(pl.Datetime("us"))
        if kind is Kind.FLOAT:
            return column.cast(pl.Float64)
        if kind is Kind.WHOLE and str(kept).startswith("Duration"):
            return column.to_physical()
        if kind is Kind.UUID:
            digits = column.bin.encode("hex")
            ends = ((0, 8), (8, 4), (12, 4), (16, 4), (20, 12))
            return pl.concat_str([digits.str.slice(*end) for end in ends], separator="-")
        return column

    def _outside(self, column: Any, kept: Any, kind: Kind) -> Any:  # noqa: ANN401 - expressions of the engine
        """Whether a day, moment or time cannot be written; to read one as such would end the engine."""
        unit = getattr(kept, "time_unit", "ns")
        first, last = span_in(kind, {"ms": 10**3, "us": 10**6, "ns": 10**9}[unit])
        if kind is Kind.DATE and str(kept) != "Date":
            day = 86_400_000
            first, last = first * day, last * day
        return ~column.to_physical().is_between(first, last)

    def _text(self, column: Any, kind: Kind) -> Any:  # noqa: ANN401 - expressions of the engine
        """The text of a cell, as `cell_text` gives it."""
        pl = self.engine
        if kind is Kind.TIME:
            whole, exact = (column.dt.to_string(form) for form in ("%H:%M:%S", "%H:%M:%S%.6f"))
            return pl.when(column.dt.microsecond() == 0).then(whole).otherwise(exact)
        if kind in {Kind.MOMENT, Kind.ZONED}:
            end = ""
            if kind is Kind.ZONED:
                column, end = column + pl.duration(microseconds=AHEAD), "+07:00"
            whole, exact = (column.dt.to_string(f"%Y-%m-%dT%H:%M:%S{more}{end}") for more in ("", "%.6f"))
            return pl.when(column.dt.microsecond() == 0).then(whole).otherwise(exact)
        return column.cast(pl.String)

    def forget(self, missing: Sequence[str]) -> None:
        """Take out the cells whose texts mean that nothing is stated."""
        pl = self.engine
        for i in range(len(self.columns)):
            means = pl.col(f"t{i}").is_in(list(missing))
            kept = {f"t{i}": pl.when(means).then(pl.lit("")).otherwise(pl.col(f"t{i}"))}
            if not self.has_lines:
                kept[f"c{i}"] = pl.when(~means).then(pl.col(f"c{i}"))
            self.frame = self.frame.with_columns(**kept)

    def lay_moments(self, at: Mapping[str, int], offset: int | None) -> None:
        """Add for each name its moment, and whether it has an hour."""
        pl = self.engine
        written = [f"t{i}" for i in at.values() if self.columns[i].kind not in TYPED]
        sample = self.frame.filter((pl.col("row") < 1000) | (pl.col("row") % 997 == 0)).select(written)
        seen = sample.collect(engine="streaming") if written else ()
        forms = forms_of({text for column in seen for text in column.unique()})
        for name, i in at.items():
            kind, text, column = self.columns[i].kind, pl.col(f"t{i}"), pl.col(f"c{i}")
            hour, zoned = pl.lit(kind is not Kind.DATE), pl.lit(kind is Kind.ZONED)
            given = column.is_not_null()
            if kind not in TYPED:
                moment, hour = self._parsed(text, forms, offset), text.str.len_chars() > 10
                given = text != ""
                if any(form.is_zoned for form in forms):
                    zoned = text.str.contains(f"(?:{ZONE})$")
            elif kind is Kind.ZONED:
                moment = self._office_time(column, offset)
            else:
                moment = column.cast(pl.Datetime("us"))
            facts = {name: moment, f"{name}_hour": hour, f"{name}_zoned": zoned, f"{name}_given": given}
            self.frame = self.frame.with_columns(**facts)

    def _parsed(self, text: Any, forms: list[Form], offset: int | None) -> Any:  # noqa: ANN401
        pl = self.engine
        found = [pl.lit(None, dtype=pl.Datetime("us"))]
        for form in forms:
            pattern = f"^(?:{form.pattern})$"
            one = pl.when(text.str.contains(pattern)).then(text)
            if form.is_zoned:
                read = one.str.to_datetime(form.format, strict=False, time_unit="us", time_zone="UTC")
                found.append(self._office_time(read.dt.replace_time_zone(None), offset))
                continue
            if not form.is_iso:
                one = one.str.replace(pattern, form.in_order("${#}"))
            if "%H" in form.format:
                found.append(one.str.to_datetime(form.format, strict=False, time_unit="us"))
            else:
                found.append(one.str.to_date(form.format, strict=False).cast(pl.Datetime("us")))
        return pl.coalesce(found)

    def _office_time(self, moment: Any, offset: int | None) -> Any:  # noqa: ANN401
        pl = self.engine
        if offset is None:
            return pl.lit(None, dtype=pl.Datetime("us"))
        return moment + pl.duration(microseconds=offset)

    def mark_twice(self, i: int) -> None:
        """Add `twice`."""
        pl = self.engine
        hashed = pl.when(pl.col(f"t{i}") != "").then(pl.col(f"t{i}").hash())
        # Whole numbers of 64 bits, not the texts: 20 million of them are 160 MB.
        numbers = self.frame.select(h=hashed).drop_nulls().collect(engine="streaming")["h"]
        found = pl.Series(repeated(numbers.to_numpy()), dtype=pl.UInt64)
        twice = hashed.is_in(found.implode()) if len(found) else pl.lit(value=False)
        self.frame = self.frame.with_columns(twice=twice)

    def keep(self, frame: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The frame of a CSV file, computed once."""
        return frame.collect(engine="streaming").lazy() if self.has_lines else frame

    def frame_of(self, columns: Mapping[str, Sequence[object]], types: Mapping[str, str]) -> Any:  # noqa: ANN401
        """A lazy frame of few rows."""
        schema = {name: self._type(kind) for name, kind in types.items()}
        return self.engine.LazyFrame(columns, schema=schema)

    def _type(self, kind: str) -> Any:  # noqa: ANN401 - a type of the engine
        """The type that a name in SQL stands for."""
        pl = self.engine
        names = {"BIGINT": pl.Int64, "VARCHAR": pl.String, "DATE": pl.Date, "BOOLEAN": pl.Boolean}
        return (names | {"TIMESTAMP": pl.Datetime("us"), "DOUBLE": pl.Float64})[kind]

    def look_up(self, frame: Any, known: Known) -> Any:  # noqa: ANN401 - frames of the engine
        """Add what is known of texts, and of their days, by position, in the order of the rows."""
        pl, days = self.engine, known.days
        at = pl.col(known.key).cast(pl.Enum(known.texts), strict=False).to_physical().cast(pl.Int32)
        if days is not None:
            day = (pl.col("day") - pl.lit(days[0])).dt.total_days().cast(pl.Int32)
            at = pl.when(day.is_between(0, len(days) - 1)).then(at * len(days) + day)
        kept = {
            name: pl.Series(known.columns[name], dtype=self._type(kind)) for name, kind in known.types.items()
        }
        return frame.with_columns(**{name: pl.lit(one).gather(at) for name, one in kept.items()})

    def first(self, frame: Any, n: int) -> Any:  # noqa: ANN401 - frames of the engine
        """The first rows of a frame, which keeps their order."""
        return frame.head(n)

    def union(self, frame: Any, other: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The rows of both."""
        return self.engine.concat([frame, other])


def _unsure(column: Any) -> Any:  # noqa: ANN401 - expressions of the engine
    """Whether the text of a float may be another elsewhere."""
    return (column != 0) & ~column.abs().is_between(*SURE_FLOATS)
