"""The passes of an engine over a register, and what it leaves to the reader of rows (lượt đọc sổ).

Two suffice where nothing is odd: one that looks at the cells, and one for all checks, counts and due dates
together; the report is a third.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from operator import attrgetter
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from thutuc.deadlines import due
from thutuc.frames.engines import Expr, Frame, flag
from thutuc.frames.file_register import TEXTS, FileRegister, extras_of, frame_of
from thutuc.frames.layouts import FILE, TYPED, Known, Layout
from thutuc.frames.limit_texts import LimitTexts, end_of
from thutuc.frames.sources import Opened
from thutuc.limits import TimeLimit
from thutuc.moments import one_offset
from thutuc.registers import Disagreement, Register
from thutuc.registers.arrow_rows import cell_text
from thutuc.registers.entries import STATED, stated_counts
from thutuc.registers.footers import Kind
from thutuc.registers.habits import NUMBER, UNIT_WORDS, FileHabits
from thutuc.registers.read_register import read_rows
from thutuc.registers.reading_rules import TOLD_FROM, ReadingRules
from thutuc.registers.row_reader import calendar_column

MOMENTS = ("received", "finished", "returned", "due")
SHOWN = 10
_YES = nw.lit(value=True)


@attrs.frozen(eq=False)
class Passes:
    """One register being read."""

    layout: Layout
    opened: Opened
    rules: ReadingRules

    def read(self) -> FileRegister:
        """The register whose rows are laid out as columns."""
        at, header, habits = self.opened.at, self.opened.header, self.rules.habits
        if self.rules.progress is not None:
            ((rows,),) = self.layout.fetch(nw.from_native(self.layout.frame).select(nw.len()).to_native())
            self._tell(rows)
        extras = extras_of(self.opened.name, at)
        columns = tuple((header[i], name) for name, i in at.items())
        if habits.missing:
            self.layout.forget(sorted(habits.missing))
        self.layout.lay_moments({name: at[name] for name in MOMENTS if name in at}, self._ahead)
        self.layout.mark_twice(at["code"])
        frame = self._with_due(self._with_moments())
        frame = frame.with_columns(odd=nw.when(self._vouched()).then(~_YES).otherwise(_YES))
        frame = nw.from_native(self.layout.keep(frame.to_native()))
        texts = {name: nw.col(f"t{at[name]}" if name in at else "nothing") for name in TEXTS}
        if habits.mechanism:
            own, told = texts["mechanism"], nw.lit(habits.mechanism)
            texts["mechanism"] = nw.when(own == "").then(told).otherwise(own)
        texts |= {name: nw.col(f"t{i}") for name, i in extras.items()}
        seen, records = self._seen(frame, texts), list[tuple[int, list[str]]]()
        if seen["odd"]:
            # In a register without odd rows nothing need be looked at again.
            records = self._records(frame.filter(nw.col("odd")))
            frame = frame.filter(~nw.col("odd"))
            seen = self._seen(frame, texts)
        self._tell(seen["rows"])
        odd = read_rows(self.opened.name, self.opened.with_records(records), self.rules)
        return self._joined(frame, texts, seen, odd, columns)

    def _tell(self, rows: int) -> None:
        """Tell how many rows there are; few are read at once."""
        if self.rules.progress is not None and rows >= TOLD_FROM:
            self.rules.progress(rows)

    @property
    def _ahead(self) -> int | None:
        """Microseconds by which office time is ahead of UTC, if that never changes anywhere."""
        known = self.rules.calendars.known.values()
        offsets = {one_offset(one.zone, one.first, one.last) for one in known}
        return offsets.pop() if len(offsets) == 1 else None

    @property
    def _timed(self) -> set[str]:
        """The moments that may have an hour."""
        kinds = {name: self.layout.columns[i].kind for name, i in self.opened.at.items() if name in MOMENTS}
        return {name for name, kind in kinds.items() if kind is not Kind.DATE}

    def _with_moments(self) -> Frame:
        """The rows, with nothing for the moments that the register lacks."""
        frame: Frame = nw.from_native(self.layout.frame)
        no, nothing = nw.lit(value=False), nw.lit(None, dtype=nw.Datetime("us"))
        lacking = [name for name in MOMENTS if name not in self.opened.at]
        for name in lacking:
            frame = frame.with_columns(**{name: nothing, f"{name}_hour": no, f"{name}_zoned": no})
        frame = frame.with_columns(day=nw.col("received").cast(nw.Date), nothing=nw.lit(""))
        calendars = self.rules.calendars
        ends = [(datetime.combine(one.first, time()), end_of(one.last)) for one in calendars.known.values()]
        by = calendar_column(calendars, self.opened.sheets[0], self.opened.at)
        if by is None:
            ((first, last),) = ends
            return frame.with_columns(opens=nw.lit(first), closes=nw.lit(last))
        types = {"opens": "TIMESTAMP", "closes": "TIMESTAMP"}
        columns = dict(zip(types, zip(*ends, strict=True), strict=True))
        known = Known(f"t{by}", list(calendars.known), types, columns)
        frame = nw.from_native(self.layout.look_up(frame.to_native(), known))
        return frame.with_columns(calendar_code=nw.when(~nw.col("opens").is_null()).then(nw.col(f"t{by}")))

    def _vouched(self) -> Expr:
        """Whether the engine understands all of a row, and nothing is wrong with it."""
        at, timed = self.opened.at, self._timed
        first, last = nw.col("opens"), nw.col("closes")
        received, finished, returned = map(nw.col, ("received", "finished", "returned"))
        orders = (("received", "finished"), ("finished", "returned"), ("received", "due"))
        sound = [
            nw.col("fits"),
            nw.col(f"t{at['code']}") != "",
            ~nw.col("twice"),
            ~received.is_null(),
            *(
                ~nw.col(f"{name}_given") | ((nw.col(name) >= first) & (nw.col(name) <= last))
                for name in MOMENTS
                if name in at
            ),
            *(_in_order(*pair, timed=pair[1] in timed) for pair in orders if {*pair} <= {*at}),
            returned.is_null() | ~finished.is_null(),
            *(nw.col(f"t{i}") == "" for i, heading in enumerate(self.opened.header) if not heading.strip()),
        ]
        sound.append(nw.col("line").is_null() if self.layout.has_lines else ~nw.col("unsure"))
        return nw.all_horizontal(*sound, ignore_nulls=False)

    def _records(self, odd: Frame) -> list[tuple[int, list[str]]]:
        """The rows the engine cannot vouch for, as the reader of rows takes them."""
        names = map(self.layout.raw, range(self.opened.width))
        if not self.layout.has_lines:
            rows = self.layout.fetch(odd.select("row", *names).to_native())
            zoned = [column.kind is Kind.ZONED for column in self.layout.columns]
            return [
                (row, [_text(cell, is_zoned=is_zoned) for cell, is_zoned in zip(cells, zoned, strict=True)])
                for row, *cells in rows
            ]
        marks: list[str] = [sheet.delimiter for sheet in self.opened.sheets]
        rows = self.layout.fetch(odd.select("row", "line", *names).to_native())
        return [
            (row, cells if line is None else _cells(line, marks[int(row) // FILE]))
            for row, line, *cells in rows
        ]

    def _with_due(self, frame: Frame) -> Frame:
        """The due dates: computed, stated, and those that count."""
        at, timed = self.opened.at, self._timed
        limits = LimitTexts(
            self.layout,
            self.rules.calendars,
            self.rules.convention,
            self.layout.columns[at["received"]].kind in TYPED,
            "received" in timed,
        )
        frame = limits.count(frame, _limit_text(at, self.rules.habits))
        due, stated_on = nw.col("due"), nw.col("due").cast(nw.Date)
        stated, computed = ~due.is_null(), ~nw.col("due_on_computed").is_null()
        stated_at = nw.lit(None, dtype=nw.Datetime("us"))
        if "due" in timed:
            to_the_minute = nw.col("due_hour") & (nw.col("due_zoned") | (due != _midnight(due)))
            stated_at = nw.when(to_the_minute).then(due)
        by_limit = computed & (_YES if self.rules.prefer_computed else ~stated)
        due_on = nw.when(by_limit).then(nw.col("due_on_computed")).otherwise(stated_on)
        due_at = nw.when(by_limit).then(nw.col("due_at_computed")).otherwise(stated_at)
        # A day is its midnight, before any moment of the due day but not before 24:00.
        by_day = ~nw.col("finished").is_null() & ~nw.col("finished_hour") & (due_at.cast(nw.Date) > due_on)
        return frame.with_columns(
            compared=flag(stated & computed),
            differ=flag(stated & computed & (stated_on != nw.col("due_on_computed"))),
            stated_on=stated_on,
            due_on=due_on,
            due_at=nw.when(~by_day | by_day.is_null()).then(due_at),
            provisional=nw.when(by_limit).then(nw.col("provisional_computed")).otherwise(~_YES),
        )

    def _seen(self, frame: Frame, texts: Mapping[str, Expr]) -> dict[str, Any]:
        """What is said of all rows, asked at once."""
        counts = {"odd": flag(nw.col("odd")), "compared": nw.col("compared"), "differ": nw.col("differ")}
        lacks = {f"no_{name}": flag(texts[name] == "") for name in STATED}
        lacks["no_due"] = flag(nw.col("due_on").is_null())
        ends = [
            getattr(nw.col(name), how)().alias(f"{how}_{name}")
            for how in ("min", "max")
            for name in MOMENTS[:3]
        ]
        sums = [column.sum().alias(name) for name, column in (counts | lacks).items()]
        asked = frame.select(nw.len().alias("rows"), *sums, *ends)
        ((rows, *found),) = self.layout.fetch(asked.to_native())
        whole = {name: int(number or 0) for name, number in zip(counts | lacks, found, strict=False)}
        days = [moment.date() for moment in found[len(whole) :] if moment is not None]
        return whole | {"rows": int(rows), "days": days}

    def _joined(
        self,
        good: Frame,
        texts: dict[str, Expr],
        seen: dict[str, Any],
        odd: Register,
        columns: tuple[tuple[str, str], ...],
    ) -> FileRegister:
        """The rows of both readers."""
        rows, days = seen["rows"] + len(odd), [*seen["days"], *(odd.span or ())]
        frame = good.select(
            "row",
            **{name: text for name, text in texts.items() if name in TEXTS},
            **{f"{name}_at": nw.col(name) for name in MOMENTS[:3]},
            **{name: nw.col(name) for name in ("due_on", "due_at", "provisional", "limit")},
            amount=nw.col("limit_amount"),
            unit=nw.col("limit_unit"),
            **{name: text for name, text in texts.items() if name not in TEXTS},
        ).to_native()
        if len(odd):
            frame = self.layout.union(frame, frame_of(self.layout, odd, texts, self.opened.files))
        lacking = {name: seen[f"no_{name}"] + odd.not_stated.get(name, 0) for name in (*STATED, "due")}
        listed = [*odd.disagreements, *(self._disagreements(good, texts) if seen["differ"] else ())]
        return FileRegister(
            odd.name,
            frame,
            columns,
            rows,
            (min(days), max(days)) if days else None,
            seen["compared"] + odd.compared,
            seen["differ"] + len(odd.disagreements),
            tuple(sorted(listed, key=attrgetter("file", "row"))[:SHOWN]),
            self.layout,
            stated_counts(lacking, columns, rows),
            self.opened.left_out,
            self.opened.files,
        )

    def _disagreements(self, good: Frame, texts: Mapping[str, Expr]) -> Iterator[Disagreement]:
        """The first rows whose stated due date is not the computed one."""
        names = ("row", "stated_on", "received", "received_hour", "limit")
        calendars = self.rules.calendars
        whose = nw.lit("") if calendars.by is None else nw.col("calendar_code")
        differing = good.filter(nw.col("differ") == 1).select(*names, code=texts["code"], whose=whose)
        for row, stated, received, has_hour, text, code, office in self.layout.fetch(
            self.layout.first(differing.to_native(), SHOWN)
        ):
            limit, start = TimeLimit.parse(text), received if has_hour else received.date()
            computed = due(limit, start, calendars.known[office], convention=self.rules.convention)
            yield Disagreement(row % FILE, code, stated, computed, file=self.opened.file(row))


def _limit_text(at: Mapping[str, int], habits: FileHabits) -> Expr | None:
    """The text of the limit; a number takes its unit from its own column, or else the one that is told."""
    if "limit" not in at:
        return None
    text = nw.col(f"t{at['limit']}")
    if "limit_unit" not in at and not habits.unit:
        return text
    said = nw.lit(habits.unit)
    if "limit_unit" in at:
        stated = nw.col(f"t{at['limit_unit']}")
        spoken, said = stated.str.to_lowercase(), nw.when(stated == "").then(said).otherwise(stated)
        for name, words in (UNIT_WORDS | dict(habits.unit_codes)).items():
            said = nw.when(spoken == name).then(nw.lit(words)).otherwise(said)
    together = nw.concat_str([text, said], separator=" ")
    return nw.when((said != "") & text.str.contains(f"^(?:{NUMBER.pattern})$")).then(together).otherwise(text)


def _text(cell: object, *, is_zoned: bool) -> str:
    if is_zoned and isinstance(cell, datetime) and cell.tzinfo is None:
        cell = cell.replace(tzinfo=UTC)
    return cell_text(cell)


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter, strict=True), list[str]())


def _midnight(moment: Expr) -> Expr:
    return moment.cast(nw.Date).cast(nw.Datetime("us"))


def _in_order(first: str, second: str, *, timed: bool) -> Expr:
    """Whether an end does not come before its start; at 00:00 of the same day it has no hour."""
    start, end = nw.col(first), nw.col(second)
    in_order = start.is_null() | end.is_null() | (end >= start)
    return in_order | ((end == _midnight(start)) & ~nw.col(f"{second}_zoned")) if timed else in_order
