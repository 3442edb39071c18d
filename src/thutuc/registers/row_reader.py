"""Reads row after row of a register and gathers what is wrong (đọc từng dòng)."""

import re
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

import attrs

from thutuc.bounds import listed, shown
from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline, due
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.limits import TimeLimit
from thutuc.moments import Moment, local_date
from thutuc.registers.entries import Disagreement, Entry, StatedDeadline
from thutuc.registers.habits import date_hint, limit_hint
from thutuc.registers.headings import KNOWN, holds_headings
from thutuc.registers.office_calendars import OfficeCalendars
from thutuc.registers.reading_rules import TOLD_FROM, ReadingRules
from thutuc.registers.sheets import Sheet
from thutuc.registers.written_moments import lacks_hour
from thutuc.words.alphabet import spelling


def calendar_column(calendars: OfficeCalendars, sheet: Sheet, columns: Mapping[str, int]) -> int | None:
    """The position of the column whose text names the calendar of a row, if there is one.

    Raises:
        InvalidValueError: If a sheet has no such column.
    """
    if calendars.by is None:
        return None
    wanted = spelling(calendars.by)
    for name, i in columns.items():
        if wanted in {spelling(name), spelling(sheet.header[i])}:
            return i
    raise InvalidValueError(
        f"{sheet.name} has no column {calendars.by!r}; it has {listed(sheet.header)}", given=calendars.by
    )


def _letters(i: int) -> str:
    """What a spreadsheet calls the column at position *i*: A, B, …, Z, AA."""
    return (_letters(i // 26 - 1) if i >= 26 else "") + chr(ord("A") + i % 26)


class RowReader:
    """Reads row after row, of one sheet after another, and gathers what is wrong."""

    def __init__(self, rules: ReadingRules, *, several: bool = False) -> None:
        self.rules, self.habits, self.several = rules, rules.habits, several
        self.problems: list[str] = []
        self.disagreements: list[Disagreement] = []
        self.compared = 0
        self._codes: dict[str, tuple[str, int]] = {}
        self._limits: dict[str, TimeLimit | str] = {}
        self._computed: dict[tuple[str, str, date], Deadline] = {}
        self._strange: dict[str, tuple[str, int]] = {}  # offices without a calendar: where, how often

    def entries(self, sheet: Sheet, columns: dict[str, int]) -> Iterator[Entry]:
        """The dossiers of one sheet."""
        self._begin(sheet, columns)
        for row, cells in self.dossiers():
            if len(self.problems) >= self.rules.bounds.problems:
                enough = (
                    f"{len(self.problems):,} problems before it are told; mend them, then the rest is read"
                )
                self.problems.append(f"{sheet.name}, row {row}: {enough}")
                break
            entry = self.read(row, cells)
            if entry is not None:
                yield entry
            if self.rules.progress is not None and row % TOLD_FROM == 0:
                self.rules.progress(row)
        self.check_merged()

    def _begin(self, sheet: Sheet, columns: dict[str, int]) -> None:
        sheet.problems = self.problems
        self.sheet, self.columns = sheet, columns
        self.habits = attrs.evolve(self.habits, epoch=sheet.epoch)
        self._extra = {name: i for name, i in columns.items() if name not in KNOWN}
        self._unnamed = [i for i, heading in enumerate(sheet.header) if not heading.strip()]
        self._by = calendar_column(self.rules.calendars, sheet, columns)
        self._office, self._calendar = "", self.rules.calendars.only
        self._row = 0
        self._cells: list[str] = []
        self._last = sys.maxsize  # of the dossiers
        self._filled = 0  # the last row with something in it

    def _problem(self, column: str, what: str) -> None:
        self.problems.append(f"{self.sheet.name}, row {self._row}, column {column}: {what}")

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
                    f"{self.sheet.name}, row {first}: the cells {cells} are merged, so only one of them "
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
        self._cells += self.sheet.told
        self._check_code()
        if not self._has_calendar():
            return None
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
            file=self._file,
        )

    @property
    def _file(self) -> str:
        return self.sheet.name if self.several else ""

    def _is_second_heading(self) -> bool:
        """Whether the row below the headings has headings, too."""
        if self._row != self.sheet.header_row + 1 or self.sheet.apart:
            return False
        found = holds_headings(self._cells)
        if not found or (self._reaches("received") and re.search(r"\d", self._text("received"))):
            return False
        todo = f"write each heading into one cell of this row, and tell header_row={self._row}"
        self.problems.append(
            f"{self.sheet.name}, row {self._row}: holds headings, too ({listed(map(repr, found))}); "
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
        cells, width = self._cells, self.sheet.width
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
            return
        here = self.sheet.name, self._row
        name, row = self._codes.setdefault(code, here)
        if (name, row) != here:
            where = f"row {row}" if name == here[0] else f"{name}, row {row}"
            self._problem("code", f"{shown(code)} stands in {where} already; a code is used once")

    def _has_calendar(self) -> bool:
        """Whether it is known when the office of the row works."""
        if self._by is None:
            return True
        self._office = self._cells[self._by]
        self._calendar = self.rules.calendars.known.get(self._office)
        if self._calendar is None:
            here = f"{self.sheet.name}, row {self._row}"
            first, rows = self._strange.get(self._office, (here, 0))
            self._strange[self._office] = first, rows + 1
        return self._calendar is not None

    def check_calendars(self) -> None:
        """That each office has a calendar."""
        for office, (where, rows) in self._strange.items():
            what = f"{shown(office)} has no calendar ({rows:,} rows)"
            self.problems.append(
                f"{where}, column {self.rules.calendars.by}: {what}; "
                f"there are some for {listed(map(repr, self.rules.calendars.known))}"
            )

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the row."""
        if self._calendar is None:
            raise KeyError(self._office)
        return self._calendar

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
            self.disagreements.append(
                Disagreement(self._row, self._text("code"), stated.due_on, computed, file=self._file)
            )
        return computed if self.rules.prefer_computed else stated

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
        return self.habits.limit_text(self._text("limit"), self._text("limit_unit"))

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
        known = None if isinstance(received, datetime) else self._computed.get((self._office, text, received))
        if known is not None:
            return known
        try:
            found = due(limit, received, self.calendar, convention=self.rules.convention)
        except InvalidTypeError:
            self._problem(
                "received", f"has no hour, from which the limit {text!r} counts; write it as 2017-01-31 09:30"
            )
            return None
        except ThutucError as error:
            self._problem("limit", f"{text!r}: {error}")
            return None
        if not isinstance(received, datetime):
            self._computed[self._office, text, received] = found
        return found
