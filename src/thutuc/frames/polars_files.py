"""Files in Polars, lazily (tệp trong Polars)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

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


class PolarsLayout(Layout):
    """A file in Polars, lazily."""

    name = "polars"

    @property
    def failure(self) -> type[Exception]:
        """What the engine raises."""
        found: type[Exception] = self.engine.exceptions.PolarsError
        return found

    def lay_lines(self, sheet: Sheet, *, quoted: bool) -> bool:
        """Open a CSV file by lines, and say whether each row is one line whose quotes match."""
        pl, line = self.engine, self.engine.col("line")
        self.frame = (
            pl.scan_csv(
                self.path,
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
        pl, mark, width = self.engine, sheet.delimiter, len(sheet.header)
        line, cells = pl.col("line"), pl.col("cells")
        parts = line.str.split(mark)
        if quoted:
            parts = pl.concat_str(pl.lit(mark), line).str.extract_all(cell_pattern(mark))
        beyond = cells.list.slice(width).list.join("").str.strip_chars(BLANK + mark) != ""
        texts = {
            f"t{i}": self._plain(cells.list.get(i, null_on_oob=True), mark if quoted else "")
            for i in range(width)
        }
        ragged = pl.when((cells.list.len() < width) | beyond).then(line)
        laid = self.frame.with_columns(cells=parts).select("row", line=ragged, **texts)
        self.frame = self.keep(laid)

    def _plain(self, cell: Any, mark: str) -> Any:  # noqa: ANN401 - expressions of the engine
        """The text of a cell; one in quotes begins with the mark."""
        if mark:
            cell = cell.str.strip_prefix(mark)
            inner = cell.str.slice(1, cell.str.len_chars() - 2).str.replace_all('""', '"', literal=True)
            cell = self.engine.when(cell.str.starts_with('"')).then(inner).otherwise(cell)
        return cell.fill_null("").str.strip_chars(BLANK)

    def open_parquet(self) -> list[str]:
        """Lay out a Parquet file, and give its headings."""
        pl = self.engine
        frame = pl.scan_parquet(self.path, glob=False)
        schema = frame.collect_schema()
        self.types = [_type_of(kind) for kind in schema.dtypes()]
        frame = frame.rename({name: f"c{i}" for i, name in enumerate(schema.names())})
        texts = {f"t{i}": pl.col(f"c{i}").cast(pl.String).fill_null("") for i in range(len(self.types))}
        asked = {
            name: text.str.contains(FOREIGN).any()
            for (name, text), kind in zip(texts.items(), self.types, strict=True)
            if kind == "text"
        }
        # To put text in NFC takes longer than to see that it is.
        found = frame.select(**asked).collect(engine="streaming").row(0) if asked else ()
        foreign = {name for name, some in zip(asked, found, strict=True) if some}
        for name, text in texts.items():
            composed = text.str.normalize("NFC") if name in foreign else text
            texts[name] = composed.str.strip_chars(BLANK)
        row = pl.col("row").cast(pl.Int64)
        self.frame = frame.with_row_index("row", 2).with_columns(row, **texts)
        return [unicodedata.normalize("NFC", name) for name in schema.names()]

    def lay_moments(self, at: Mapping[str, int], offset: int | None) -> None:
        """Add for each name its moment, and whether it has an hour."""
        pl = self.engine
        written = [f"t{i}" for i in at.values() if self.types[i] == "text"]
        sample = self.frame.filter((pl.col("row") < 1000) | (pl.col("row") % 997 == 0)).select(written)
        forms = forms_of({text for column in sample.collect(engine="streaming") for text in column.unique()})
        for name, i in at.items():
            kind, text, column = self.types[i], pl.col(f"t{i}"), pl.col(f"c{i}")
            hour, zoned = pl.lit(kind != "date"), pl.lit(kind == "zoned")
            given = column.is_not_null()
            if kind == "text":
                moment, hour = self._parsed(text, forms, offset), text.str.len_chars() > 10
                given = text != ""
                if any(form.zoned for form in forms):
                    zoned = text.str.contains(f"{ZONE}$")
            elif kind == "zoned":
                moment = self._office_time(column, offset)
            else:
                moment = column.cast(pl.Datetime("us"))
            facts = {name: moment, f"{name}_hour": hour, f"{name}_zoned": zoned, f"{name}_given": given}
            self.frame = self.frame.with_columns(**facts)

    def _parsed(self, text: Any, forms: list[Form], offset: int | None) -> Any:  # noqa: ANN401
        pl = self.engine
        found = [pl.lit(None, dtype=pl.Datetime("us"))]
        for form in forms:
            one = pl.when(text.str.contains(form.pattern)).then(text)
            if form.zoned:
                read = one.str.to_datetime(form.format, strict=False, time_unit="us", time_zone="UTC")
                found.append(self._office_time(read, offset))
                continue
            if form.order:
                one = one.str.replace(
                    form.pattern, re.sub("([1-6])", r"$${\1}", form.order).replace("$$", "$")
                )
            if "%H" in form.format:
                found.append(one.str.to_datetime(form.format, strict=False, time_unit="us"))
            else:
                found.append(one.str.to_date(form.format, strict=False).cast(pl.Datetime("us")))
        return pl.coalesce(found)

    def _office_time(self, moment: Any, offset: int | None) -> Any:  # noqa: ANN401
        pl = self.engine
        if offset is None:
            return pl.lit(None, dtype=pl.Datetime("us"))
        wall = moment.dt.convert_time_zone("UTC").dt.replace_time_zone(None).cast(pl.Datetime("us"))
        return wall + pl.duration(microseconds=offset)

    def mark_twice(self, i: int) -> None:
        """Add `twice`."""
        pl = self.engine
        hashed = pl.when(pl.col(f"t{i}") != "").then(pl.col(f"t{i}").hash())
        # Whole numbers of 64 bits, not the texts: 20 million of them are 160 MB.
        numbers = self.frame.select(h=hashed).drop_nulls().collect(engine="streaming")["h"]
        twice = pl.lit(value=False)
        if numbers.n_unique() < len(numbers):
            twice = hashed.is_in(numbers.filter(numbers.is_duplicated()).unique().implode())
        self.frame = self.frame.with_columns(twice=twice)

    def keep(self, frame: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The frame of a CSV file, computed once."""
        return frame.collect(engine="streaming").lazy() if self.has_lines else frame

    def frame_of(self, columns: Mapping[str, Sequence[object]], types: Mapping[str, str]) -> Any:  # noqa: ANN401
        """A lazy frame of few rows."""
        pl = self.engine
        kinds = {
            "BIGINT": pl.Int64,
            "VARCHAR": pl.String,
            "TIMESTAMP": pl.Datetime("us"),
            "DATE": pl.Date,
            "BOOLEAN": pl.Boolean,
            "DOUBLE": pl.Float64,
        }
        return pl.LazyFrame(columns, schema={name: kinds[kind] for name, kind in types.items()})

    def union(self, frame: Any, other: Any) -> Any:  # noqa: ANN401 - frames of the engine
        """The rows of both."""
        return self.engine.concat([frame, other])


def _type_of(kind: Any) -> str:  # noqa: ANN401 - of the engine
    if kind.is_temporal() and hasattr(kind, "time_zone"):
        return "zoned" if kind.time_zone else "moment"
    return "date" if str(kind) == "Date" else "text"
