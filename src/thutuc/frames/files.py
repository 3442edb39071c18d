"""Registers in CSV and Parquet files, read a column at a time (đọc sổ theo cột).

A row that an engine cannot vouch for is not judged here: its cells go to the reader of `thutuc.registers`,
which accepts it or says what is wrong, so there is one place for every rule and every message.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time
from importlib.util import find_spec
from operator import attrgetter
from types import MappingProxyType
from typing import Unpack

import attrs
import narwhals.stable.v2 as nw

from thutuc.bounds import BOUNDS, Bounds
from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due
from thutuc.errors import InvalidValueError, MachineError, MissingExtraError
from thutuc.frames.duckdb_files import DuckLayout
from thutuc.frames.due import due_dates
from thutuc.frames.engine_versions import check_version
from thutuc.frames.engines import Expr, Frame, flag
from thutuc.frames.file_register import TEXTS, FileRegister, extras_of, frame_of
from thutuc.frames.layouts import FILE, Layout
from thutuc.frames.limit_texts import LimitTexts, end_of
from thutuc.frames.polars_files import PolarsLayout
from thutuc.frames.sources import Opened, open_register, path_of
from thutuc.frames.tables import tables_of
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.registers import Disagreement, FileHabits, Register
from thutuc.registers.arrow_rows import cell_text
from thutuc.registers.entries import STATED, stated_counts
from thutuc.registers.footers import Kind
from thutuc.registers.habits import NUMBER, UNIT_WORDS, ToldOfFile
from thutuc.registers.office_calendars import OfficeCalendars
from thutuc.registers.read_register import open_sheets, read_rows
from thutuc.registers.reading_rules import ReadingRules
from thutuc.registers.sheets import unreadable

ENGINES: dict[str, type[Layout]] = {"polars": PolarsLayout, "duckdb": DuckLayout}
"""What reads files, the fastest first."""
MOMENTS = ("received", "finished", "returned", "due")
_SHOWN = 10
_YES = nw.lit(value=True)


def read_register(
    path: object,
    calendar: WorkCalendar | Mapping[str, WorkCalendar],
    *,
    calendar_by: str | None = None,
    convention: Convention = Convention.CIVIL_CODE,
    columns: Mapping[str, str] | str = MappingProxyType({}),
    prefer_computed: bool = False,
    engine: str | None = None,
    progress: Callable[[int], None] | None = None,
    bounds: Bounds = BOUNDS,
    **habits: Unpack[ToldOfFile],
) -> FileRegister:
    r"""Read a register a column at a time (đọc sổ lớn).

    The same dossiers, due dates and problems as `thutuc.registers.read_register`. A CSV file with cells that
    have line breaks, in UTF-16, or with rows below the dossiers is read a row at a time, and so are XLSX and
    files of one register that differ in their headings.

    Args:
        path: A CSV file with headings, gzip or not, Parquet or Arrow IPC, whose first row is row 2. Several
            files are one register: a folder, whose own folders may be called `office=H17` to state a column,
            a pattern such as `"2026/*.parquet"`, or a list. Or a frame: a lazy one of Polars and a relation
            of DuckDB stay lazy, others (pandas, PyArrow, Polars) are handed over.
        calendar: When the office works; or a calendar for each code of an office.
        calendar_by: The column, or its heading, whose text is that code.
        convention: How days are counted.
        columns: Headings of the file that stand for columns of a register, or the name of a layout.
        prefer_computed: Where a due date is stated beside a limit, use the computed one.
        engine: `polars` or `duckdb`; left out, the first of these that is installed.
        progress: Called with the number of rows read, now and then.
        bounds: How much is read. A file that is not packed may have any size, as long as its rows are columns
            to the engine.
        **habits: What the cells do not say, each by its name as
            [`FileHabits`][thutuc.registers.FileHabits] explains it: `header_row`, `skip_footer`, `missing`,
            `serial_dates`, `mechanism`, `sheet`, `unit`.

    Returns:
        The register, with a lazy frame of the engine.

    Raises:
        RegisterError: With every problem of the file.
        InvalidTypeError: If *path* is neither path nor frame, or another argument has the wrong type.
        InvalidValueError: If no file can be called so, *columns* names a column that registers do not have, a
            heading is a name that the frame needs, there is no such engine, or a number of rows is too small.
        MissingExtraError: If no engine is installed, or not the one asked for, or it is too old.
        MachineError: If memory or the disk is full.

    Examples:
        >>> import tempfile, pathlib
        >>> from datetime import date
        >>> from thutuc import frames, vietnam_calendar
        >>> file = pathlib.Path(tempfile.mkdtemp(), "register.csv")
        >>> _ = file.write_text(
        ...     "code,procedure,office,mechanism,channel,received,limit,finished,returned\n"
        ...     "H1,khai sinh,A,một cửa,online,2026-03-02,05 ngày làm việc,2026-03-06,\n",
        ...     encoding="utf-8",
        ... )
        >>> register = frames.read_register(file, vietnam_calendar())
        >>> frames.period_report(register.frame, date(2026, 3, 1), date(2026, 4, 1)).collect()["early"].item()
        1
    """
    rules = ReadingRules(
        calendars=OfficeCalendars.of(calendar, calendar_by),
        convention=convention,
        columns=columns,
        prefer_computed=prefer_computed,
        progress=progress,
        bounds=bounds,
        habits=FileHabits(**habits),
    )
    layout = ENGINES[engine_for(engine, path)](path_of(path))
    return _read(layout, path, rules)


def _read(layout: Layout, given: object, rules: ReadingRules) -> FileRegister:
    habits, calendar = rules.habits, rules.calendars.only
    by_rows = rules.convention is Convention.SAME_HOUR or habits.skip_footer > 0 or habits.sheet is not None
    failed: BaseException | None = None
    try:
        if not by_rows and calendar is not None:
            opened = open_register(layout, given, rules)
            if opened is not None:
                return _Reading(layout, opened, calendar, rules).read()
    except layout.failure as error:
        if machine := MachineError.of(error):
            raise machine from error
        # The reader of rows says what is wrong, or reads what the engine cannot.
        failed = error
    try:
        register = read_rows(*open_sheets(given, rules), rules)
    except MissingExtraError:
        if failed is None:
            raise
        raise unreadable(layout.path, failed) from failed
    return whole(layout, register)


def engine_for(name: str | None = None, given: object = None) -> str:
    """The engine that reads: the one named, that of a lazy frame, or the fastest installed.

    Raises:
        InvalidValueError: If there is no such engine, or a lazy frame belongs to another.
        MissingExtraError: If none is installed, or not the one named, or it is too old.
    """
    if name is not None and (not isinstance(name, str) or name not in ENGINES):
        raise InvalidValueError(f"no engine {name!r}; files are read by {' or '.join(ENGINES)}", given=name)
    # DuckDB's own classes come from `_duckdb`.
    own = type(given).__module__.partition(".")[0].lstrip("_")
    if own in ENGINES:
        if name not in {None, own}:
            raise InvalidValueError(f"the frame is one of {own}; leave out engine={name!r}", given=name)
        name = own
    for one in ENGINES if name is None else (name,):
        if find_spec(one) is not None:
            check_version(one)
            return one
    wanted = name or "polars"
    raise MissingExtraError(
        f"{wanted} is not installed; install it with: pip install 'thutuc[fast]' or {wanted} itself",
        package=wanted,
    )


@attrs.frozen(eq=False)
class _Reading:
    """One register being read."""

    layout: Layout
    opened: Opened
    calendar: WorkCalendar
    rules: ReadingRules

    def read(self) -> FileRegister:
        """The register whose rows are laid out as columns."""
        at, header, habits = self.opened.at, self.opened.header, self.rules.habits
        extras = extras_of(self.opened.name, at)
        columns = tuple((header[i], name) for name, i in at.items())
        moments = {name: at[name] for name in MOMENTS if name in at}
        if habits.missing:
            self.layout.forget(sorted(habits.missing))
        self.layout.lay_moments(moments, tables_of(self.calendar).offset)
        self.layout.mark_twice(at["code"])
        limits = LimitTexts(self.layout, self.calendar, self.rules.convention)
        frame = limits.join(nw.from_native(self.layout.frame), _limit_text(at, habits.unit))
        no, nothing = nw.lit(value=False), nw.lit(None, dtype=nw.Datetime("us"))
        for name in MOMENTS:
            if name not in at:
                frame = frame.with_columns(**{name: nothing, f"{name}_hour": no, f"{name}_zoned": no})
        frame = frame.with_columns(odd=nw.when(self._vouched(at)).then(~_YES).otherwise(_YES))
        frame = nw.from_native(self.layout.keep(frame.to_native()))
        records = self._records(frame.filter(nw.col("odd")))
        odd = read_rows(self.opened.name, self.opened.with_records(records), self.rules)
        if records:
            # In a file without odd rows nothing need be looked at again.
            frame = frame.filter(~nw.col("odd"))
        good = self._with_due(frame.with_columns(nothing=nw.lit("")), has_limits="limit" in at)
        texts = {name: nw.col(f"t{at[name]}" if name in at else "nothing") for name in TEXTS}
        if habits.mechanism:
            own, told = texts["mechanism"], nw.lit(habits.mechanism)
            texts["mechanism"] = nw.when(own == "").then(told).otherwise(own)
        texts |= {name: nw.col(f"t{i}") for name, i in extras.items()}
        return self._joined(good, texts, odd, columns)

    def _vouched(self, at: Mapping[str, int]) -> Expr:
        """Whether the engine understands all of a row, and nothing is wrong with it."""
        first, last = datetime.combine(self.calendar.first, time()), end_of(self.calendar.last)
        received, finished, returned = map(nw.col, ("received", "finished", "returned"))
        sound = [
            nw.col(f"t{at['code']}") != "",
            ~nw.col("twice"),
            ~received.is_null(),
            *(
                ~nw.col(f"{name}_given") | ((nw.col(name) >= first) & (nw.col(name) <= last))
                for name in MOMENTS
                if name in at
            ),
            _in_order("received", "finished"),
            _in_order("finished", "returned"),
            _in_order("received", "due"),
            returned.is_null() | ~finished.is_null(),
            received <= nw.col("limit_until"),
            ~nw.col("limit_hour") | nw.col("received_hour"),
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
        marks = [sheet.delimiter for sheet in self.opened.sheets]
        rows = self.layout.fetch(odd.select("row", "line", *names).to_native())
        return [
            (row, cells if line is None else _cells(line, marks[row // FILE])) for row, line, *cells in rows
        ]

    def _with_due(self, frame: Frame, *, has_limits: bool) -> Frame:
        """The due dates: computed, stated, and those that count."""
        names = ("due_on_computed", "provisional_computed", "due_at_computed")
        if has_limits:
            native = due_dates(
                frame.to_native(),
                self.calendar,
                start="received",
                amount="limit_amount",
                unit="limit_unit",
                convention=self.rules.convention,
                due_at=names[2],
                suffix="_computed",
            )
            frame = nw.from_native(native)
        else:
            kinds = (nw.Date(), nw.Boolean(), nw.Datetime("us"))
            frame = frame.with_columns(
                **{name: nw.lit(None, dtype=kind) for name, kind in zip(names, kinds, strict=True)}
            )
        stated, computed = ~nw.col("due").is_null(), ~nw.col("due_on_computed").is_null()
        stated_on = nw.col("due").cast(nw.Date)
        to_the_minute = nw.col("due_hour") & (
            nw.col("due_zoned") | (nw.col("due") != _midnight(nw.col("due")))
        )
        stated_at = nw.when(to_the_minute).then(nw.col("due"))
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

    def _joined(
        self, good: Frame, texts: dict[str, Expr], odd: Register, columns: tuple[tuple[str, str], ...]
    ) -> FileRegister:
        """The rows of both readers."""
        days = [f"{how}_{name}" for how in ("min", "max") for name in MOMENTS[:3]]
        ends = [getattr(nw.col(day[4:]), day[:3])().alias(day) for day in days]
        sums = [nw.col(name).sum().alias(name) for name in ("compared", "differ")]
        lacks = {name: flag(texts[name] == "") for name in STATED}
        lacks["due"] = flag(nw.col("due_on").is_null())
        lacking = [lack.sum().alias(f"no_{name}") for name, lack in lacks.items()]
        asked = good.select(nw.len().alias("n"), *ends, *sums, *lacking).to_native()
        ((rows, *facts),) = self.layout.fetch(asked)
        seen, (compared, differ), unstated = facts[:6], facts[6:8], facts[8:]
        known = [*(moment.date() for moment in seen if moment is not None), *(odd.span or ())]
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
        own = {name: int(number or 0) for name, number in zip(lacks, unstated, strict=True)}
        counted = {name: number + odd.not_stated.get(name, 0) for name, number in own.items()}
        listed = [*odd.disagreements, *(self._disagreements(good, texts) if differ else ())]
        return FileRegister(
            odd.name,
            frame,
            columns,
            int(rows) + len(odd),
            (min(known), max(known)) if known else None,
            int(compared or 0) + odd.compared,
            int(differ or 0) + len(odd.disagreements),
            tuple(sorted(listed, key=attrgetter("file", "row"))[:_SHOWN]),
            self.layout,
            stated_counts(counted, columns, int(rows) + len(odd)),
            self.opened.left_out,
            self.opened.files,
        )

    def _disagreements(self, good: Frame, texts: Mapping[str, Expr]) -> Iterator[Disagreement]:
        """The first rows whose stated due date is not the computed one."""
        differing = good.filter(nw.col("differ") == 1)
        first = self.layout.fetch(differing.select("row").sort("row").head(_SHOWN).to_native())
        native = (
            differing.filter(nw.col("row").is_in([row for (row,) in first]))
            .select(
                "row",
                "stated_on",
                "received",
                "received_hour",
                "limit_amount",
                "limit_unit",
                code=texts["code"],
            )
            .to_native()
        )
        for row, stated, received, has_hour, amount, unit, code in self.layout.fetch(native):
            limit = TimeLimit(int(amount) if amount == int(amount) else amount, Unit(unit))
            start = received if has_hour else received.date()
            computed = due(limit, start, self.calendar, convention=self.rules.convention)
            yield Disagreement(row % FILE, code, stated, computed, file=self.opened.file(row))


def whole(layout: Layout, register: Register) -> FileRegister:
    """The register whose rows were all read one by one."""
    extras = extras_of(register.name, dict.fromkeys((name for _, name in register.columns), 0))
    files = tuple(dict.fromkeys(entry.file for entry in register if entry.file))
    return FileRegister(
        register.name,
        frame_of(layout, register, dict.fromkeys((*TEXTS, *extras)), files),
        register.columns,
        len(register),
        register.span,
        register.compared,
        len(register.disagreements),
        register.disagreements[:_SHOWN],
        layout,
        register.not_stated,
        register.left_out,
        files,
    )


def _limit_text(at: Mapping[str, int], unit: str) -> Expr | None:
    """The text of the limit; a number takes its unit from its own column, or else the one that is told."""
    if "limit" not in at:
        return None
    text = nw.col(f"t{at['limit']}")
    if "limit_unit" not in at and not unit:
        return text
    said = nw.lit(unit)
    if "limit_unit" in at:
        stated = nw.col(f"t{at['limit_unit']}")
        spoken, said = stated.str.to_lowercase(), nw.when(stated == "").then(said).otherwise(stated)
        for name, words in UNIT_WORDS.items():
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


def _in_order(first: str, second: str) -> Expr:
    """Whether an end does not come before its start; at 00:00 of the same day it has no hour."""
    start, end = nw.col(first), nw.col(second)
    hourless = (end == _midnight(start)) & ~nw.col(f"{second}_zoned")
    return start.is_null() | end.is_null() | (end >= start) | hourless
