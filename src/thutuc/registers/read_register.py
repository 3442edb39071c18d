"""Reads a register and gathers everything that is wrong with it."""

import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType

import attrs

from thutuc.bounds import BOUNDS, Bounds, check_bounds, listed, read_path, shown
from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline, due
from thutuc.errors import InvalidTypeError, ThutucError
from thutuc.limits import Convention, TimeLimit
from thutuc.moments import Moment, local_date
from thutuc.registers.entries import Disagreement, Entry, Register, StatedDeadline
from thutuc.registers.habits import PLAIN, Habits, date_hint, limit_hint
from thutuc.registers.headings import KNOWN, holds_headings
from thutuc.registers.matching import match_columns
from thutuc.registers.sheets import Sheet, read_sheet, refusal
from thutuc.registers.written_moments import lacks_hour

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def read_register(
    path: str | Path,
    calendar: WorkCalendar,
    *,
    convention: Convention = Convention.CIVIL_CODE,
    columns: Mapping[str, str] | str = MappingProxyType({}),
    prefer_computed: bool = False,
    progress: Callable[[int], None] | None = None,
    bounds: Bounds = BOUNDS,
    header_row: int | None = None,
    skip_footer: int = 0,
    missing: Iterable[str] = (),
    serial_dates: bool = False,
    mechanism: str = "",
    sheet: str | None = None,
) -> Register:
    """Read a register of dossiers from a file, computing the due dates it does not state (đọc sổ).

    A row has the number a spreadsheet shows: a blank line counts, a cell with line breaks is one row. A
    stated due date without an hour, or with the hour 00:00 and no offset, is the whole day. Moments with an
    offset are converted to the calendar's zone.

    The usual Vietnamese headings are known, in any case, normal form and place of the tones, and so are the
    names of the fields that systems exchange; [`HEADINGS`][thutuc.registers.HEADINGS] has them with their
    rank. Only the code, the day of receipt and one of limit and due date must be there. What else the file
    lacks is counted as not stated (`not_stated`), and what it has beyond is named (`unused`).

    Args:
        path: A CSV file in UTF-8 or UTF-16, with headings; gzip is unpacked. Or a Parquet file, whose first
            row is row 2; to read one, pyarrow must be installed. Or XLSX, with the extra `excel`.
        calendar: When the office works.
        convention: How days are counted.
        columns: Headings of the file that stand for the columns of [`COLUMNS`][thutuc.registers.COLUMNS] and
            `due`, as `{"received": "Ngày nộp"}`; or the name of one of
            [`LAYOUTS`][thutuc.registers.LAYOUTS], whose headings need not all be there.
        prefer_computed: Where a due date is stated beside a limit, use the computed one; the stated one is
            the appointment the citizen was given, and is used by default.
        progress: Called with the number of rows read, now and then.
        bounds: How much is read; a file that is larger, or packed smaller, is read with a higher bound.
        header_row: The row of the headings, counted from 1; left out, the first that is not blank.
        skip_footer: How many rows below the dossiers are left out, such as a total and a signature; blank
            ones at the end do not count. None may hold a dossier.
        missing: Texts that mean that nothing is stated, such as `("NULL", "-", "0000-00-00")`.
        serial_dates: Whether numbers in columns of dates count days, as spreadsheets keep them.
        mechanism: The mechanism of rows that state none.
        sheet: Which sheet of a workbook; left out, the only one that is shown and holds something.

    Raises:
        RegisterError: With every problem of the file: unreadable, empty, a missing column, a wrong date, an
            unreadable limit, a code twice, an end before its start, more of anything than *bounds* allow.
        InvalidTypeError: If *path* is no path, or another argument has the wrong type.
        InvalidValueError: If no file can be called so, or *columns* names a column that registers do not
            have, or a number of rows is too small.
        MissingExtraError: If it is a Parquet file, and pyarrow is not installed, or XLSX without openpyxl.
    """
    habits = Habits(
        header_row=header_row,
        skip_footer=skip_footer,
        missing=missing,
        serial_dates=serial_dates,
        mechanism=mechanism,
        sheet=sheet,
    )
    return read_file(
        path,
        calendar,
        habits,
        convention=convention,
        columns=columns,
        prefer_computed=prefer_computed,
        progress=progress,
        bounds=bounds,
    )


def read_file(
    path: str | Path,
    calendar: WorkCalendar,
    habits: Habits,
    *,
    convention: Convention,
    columns: Mapping[str, str] | str,
    prefer_computed: bool,
    progress: Callable[[int], None] | None,
    bounds: Bounds,
) -> Register:
    """What `read_register` gives, of a file with such habits.

    Raises:
        RegisterError: With every problem of the file.
    """
    found = read_sheet(read_path(path, "a register"), check_bounds(bounds), habits.header_row, habits.sheet)
    return read_rows(
        found,
        match_columns(found, columns),
        calendar,
        convention,
        prefer_computed=prefer_computed,
        progress=progress,
        habits=habits,
    )


def read_rows(
    sheet: Sheet,
    columns: dict[str, int],
    calendar: WorkCalendar,
    convention: Convention,
    *,
    prefer_computed: bool = False,
    progress: Callable[[int], None] | None = None,
    habits: Habits = PLAIN,
) -> Register:
    """The register of the rows of a sheet, whose columns stand at the given positions.

    Raises:
        RegisterError: With every problem of the rows.
    """
    habits = attrs.evolve(habits, epoch=sheet.epoch)
    reader = RowReader(sheet, columns, calendar, convention, habits, prefer_computed=prefer_computed)
    entries: list[Entry] = []
    for row, cells in reader.dossiers():
        if len(sheet.problems) >= sheet.bounds.problems:
            enough = f"{len(sheet.problems):,} problems before it are told; mend them, then the rest is read"
            sheet.problems.append(f"{sheet.path.name}, row {row}: {enough}")
            break
        entry = reader.read(row, cells)
        if entry is not None:
            entries.append(entry)
        if progress is not None and row % 1000 == 0:
            progress(row)
    reader.check_merged()
    if sheet.problems:
        raise refusal(sheet.path, *sheet.problems)
    found = tuple((sheet.header[i], name) for name, i in reader.columns.items())
    return Register(sheet.path.name, tuple(entries), tuple(reader.disagreements), reader.compared, found)


def _letters(i: int) -> str:
    """What a spreadsheet calls the column at position *i*: A, B, …, Z, AA."""
    return (_letters(i // 26 - 1) if i >= 26 else "") + chr(ord("A") + i % 26)


class RowReader:
    """Reads row after row and gathers what is wrong."""

    def __init__(
        self,
        sheet: Sheet,
        columns: dict[str, int],
        calendar: WorkCalendar,
        convention: Convention,
        habits: Habits = PLAIN,
        *,
        prefer_computed: bool,
    ) -> None:
        self.sheet, self.columns, self.problems = sheet, columns, sheet.problems
        self.calendar, self.convention, self.prefer_computed = calendar, convention, prefer_computed
        self.habits = habits
        self.disagreements: list[Disagreement] = []
        self.compared = 0
        self._codes: dict[str, int] = {}
        self._extra = {name: i for name, i in columns.items() if name not in KNOWN}
        self._unnamed = [i for i, heading in enumerate(sheet.header) if not heading.strip()]
        self._limits: dict[str, TimeLimit | str] = {}
        self._computed: dict[tuple[str, date], Deadline] = {}
        self._row = 0
        self._cells: list[str] = []
        self._last = sys.maxsize  # of the dossiers
        self._filled = 0  # the last row with something in it

    def _problem(self, column: str, what: str) -> None:
        self.problems.append(f"{self.sheet.path.name}, row {self._row}, column {column}: {what}")

    def _text(self, column: str) -> str:
        i = self.columns.get(column)
        return "" if i is None else self._cells[i]

    def dossiers(self) -> Iterator[tuple[int, list[str]]]:
        """The rows without those below the dossiers, which are looked at lest one is a dossier."""
        if not self.habits.skip_footer:
            yield from self.sheet
            return
        held: deque[tuple[int, list[str]]] = deque()
        last = 0
        for row, cells in self.sheet:
            held.append((row, cells))
            last = row if any(self.habits.row(cells)) else last
            while held[0][0] <= last - self.habits.skip_footer:
                yield held.popleft()
        self._last = last - self.habits.skip_footer
        for row, cells in held:
            self._check_footer(row, cells)

    def _check_footer(self, row: int, cells: list[str]) -> None:
        """That a row below the dossiers is none."""
        self._row, self._cells = row, self.habits.row(cells)
        code, received = (self._text(name) if self._reaches(name) else "" for name in ("code", "received"))
        try:
            self.habits.moment(received)
        except ValueError:
            return
        if code:
            told = f"skip_footer={self.habits.skip_footer}"
            self._problem(
                "code", f"{shown(code)} is a dossier, which {told} leaves out; tell a smaller number"
            )

    def _reaches(self, column: str) -> bool:
        return self.columns.get(column, 0) < len(self._cells)

    def check_merged(self) -> None:
        """That no cells of dossiers are one: only the first of them holds what stands for all."""
        for first, last, cells in self.sheet.merged:
            if last > self.sheet.header_row and first <= min(self._last, self._filled):
                self.problems.append(
                    f"{self.sheet.path.name}, row {first}: the cells {cells} are merged, so only one of them "
                    f"holds something; unmerge them, and fill each; rows above the headings or below the "
                    f"dossiers are left out with header_row and skip_footer (--header-row, --skip-footer)"
                )

    def read(self, row: int, cells: list[str]) -> Entry | None:
        """One row; `None` if it is blank or something is wrong with it."""
        self._row, self._cells = row, self.habits.row(cells)
        if not any(self._cells):
            return None
        before, self._filled = len(self.problems), row
        if self._is_second_heading() or not self._has_shape():
            return None
        self._check_code()
        received, finished, returned = map(self._moment, ("received", "finished", "returned"))
        if received is None and not self._text("received"):
            self._problem("received", f"is empty; every dossier has a day of receipt{self._footer_hint()}")
        self._check_order("received", received, "finished", finished)
        self._check_order("finished", finished, "returned", returned)
        if returned is not None and not self._text("finished"):
            self._problem(
                "finished", "is empty although the result was returned; give the day it was finished"
            )
            self._check_order("received", received, "returned", returned)
        deadline = self._deadline(received)
        if received is None or len(self.problems) > before:
            return None
        return Entry(
            code=self._text("code"),
            procedure=self._text("procedure"),
            office=self._text("office"),
            mechanism=self._text("mechanism") or self.habits.mechanism,
            channel=self._text("channel"),
            received_at=received,
            deadline=deadline,
            finished_at=finished,
            returned_at=returned,
            extra={name: self._cells[i] for name, i in self._extra.items()},
            row=row,
            limit=self._stated_limit(),
        )

    def _is_second_heading(self) -> bool:
        """Whether the row below the headings has headings, too."""
        if self._row != self.sheet.header_row + 1 or self.sheet.apart:
            return False
        found = holds_headings(self._cells)
        if not found or (self._reaches("received") and re.search(r"\d", self._text("received"))):
            return False
        todo = f"write each heading into one cell of this row, and tell header_row={self._row}"
        self.problems.append(
            f"{self.sheet.path.name}, row {self._row}: holds headings, too ({listed(map(repr, found))}); "
            f"{todo} (--header-row {self._row})"
        )
        return True

    def _footer_hint(self) -> str:
        """What could be told if a row with few cells is a total or a signature."""
        filled = sum(map(bool, self._cells))
        if filled * 2 > len(self.sheet.header):
            return ""
        return "; rows below the dossiers, such as a total, are left out with skip_footer=… (--skip-footer)"

    def _has_shape(self) -> bool:
        """Whether every cell stands under a heading."""
        cells, width = self._cells, len(self.sheet.header)
        if len(cells) != width:
            column = self.sheet.header[len(cells)] if len(cells) < width else _letters(width)
            what = f"has {len(cells)} cells where the headings have {width}; check its commas"
            if self.sheet.is_grid:
                what = f"{shown(cells[-1])} stands right of the headings; give the column a heading"
                column = _letters(len(cells) - 1)
            self._problem(column, what + self._footer_hint())
            return False
        for i in self._unnamed:
            if cells[i]:
                self._problem(
                    _letters(i), f"{shown(cells[i])} stands under an empty heading; give the column a heading"
                )
                return False
        return True

    def _check_code(self) -> None:
        code = self._text("code")
        if not code:
            self._problem("code", "is empty; every dossier has a code")
        elif self._codes.setdefault(code, self._row) != self._row:
            self._problem(
                "code", f"{shown(code)} stands in row {self._codes[code]} already; a code is used once"
            )

    def _moment(self, column: str) -> Moment | None:
        return self._written_and_local(column)[1]

    def _written_and_local(self, column: str) -> tuple[Moment, Moment] | tuple[None, None]:
        """The moment in a cell as it is written and in the calendar's zone, if it is there and right."""
        text = self._text(column)
        if not text:
            return None, None
        try:
            written = self.habits.moment(text)
            local = self.calendar.local_time(written) if isinstance(written, datetime) else written
        except (ValueError, OverflowError):
            self._problem(
                column,
                f"{shown(text)} is not a date; write 2017-01-31 or 31/01/2017, with the hour as "
                f"2017-01-31 09:30{date_hint(text)}",
            )
            return None, None
        first, last = self.calendar.first, self.calendar.last
        if first <= local_date(local) <= last:
            return written, local
        self._problem(
            column, f"{text!r} is outside the calendar, which knows {first} to {last}; check the year"
        )
        return None, None

    def _check_order(self, first: str, start: Moment | None, second: str, end: Moment | None) -> None:
        if start is None or end is None:
            return
        if local_date(end) >= local_date(start):
            if not isinstance(start, datetime) or not isinstance(end, datetime) or end >= start:
                return
            # An end at 00:00, of all hours, has none; some systems add a fraction of a second and an offset.
            written = self.habits.moment(self._text(second))
            if isinstance(written, datetime) and written.time().replace(microsecond=0) == time():
                return
        self._problem(second, f"{end} comes before {first} {start}; check both")

    def _deadline(self, received: Moment | None) -> Deadline | StatedDeadline | None:
        written, due_at = self._written_and_local("due")
        computed = self._compute(received)
        if written is None or due_at is None:
            return computed
        self._check_order("received", received, "due", due_at)
        if not isinstance(due_at, datetime) or lacks_hour(written):
            stated = StatedDeadline(local_date(written))
        else:
            stated = StatedDeadline(due_at.date(), due_at)
        if computed is None:
            return stated
        self.compared += 1
        if computed.due_on != stated.due_on:
            self.disagreements.append(Disagreement(self._row, self._text("code"), stated.due_on, computed))
        return computed if self.prefer_computed else stated

    def _compute(self, received: Moment | None) -> Deadline | None:
        """The deadline that follows from the limit, if there is one."""
        text = self._limit_text()
        if not text:
            return None
        limit = self._limit(text)
        if isinstance(limit, str):
            self._problem("limit", limit)
        elif received is not None:
            return self._due(text, limit, received)
        return None

    def _limit_text(self) -> str:
        """The limit in words; a number takes its unit from a column of its own."""
        text, unit = self._text("limit"), self._text("limit_unit")
        return f"{text} {unit}" if unit and _NUMBER.fullmatch(text) else text

    def _stated_limit(self) -> TimeLimit | None:
        limit = self._limits.get(self._limit_text())
        return limit if isinstance(limit, TimeLimit) else None

    def _limit(self, text: str) -> TimeLimit | str:
        """The limit of *text*, or what is wrong with it; registers repeat a few hundred texts."""
        if text not in self._limits:
            try:
                self._limits[text] = TimeLimit.parse(text)
            except ThutucError as error:
                self._limits[text] = " ".join(str(error).split()) + limit_hint(text)
        return self._limits[text]

    def _due(self, text: str, limit: TimeLimit, received: Moment) -> Deadline | None:
        known = None if isinstance(received, datetime) else self._computed.get((text, received))
        if known is not None:
            return known
        try:
            found = due(limit, received, self.calendar, convention=self.convention)
        except InvalidTypeError:
            self._problem(
                "received", f"has no hour, from which the limit {text!r} counts; write it as 2017-01-31 09:30"
            )
            return None
        except ThutucError as error:
            self._problem("limit", f"{text!r}: {error}")
            return None
        if not isinstance(received, datetime):
            self._computed[text, received] = found
        return found
