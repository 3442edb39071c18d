"""Reads a register and gathers everything that is wrong with it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Convention, Deadline, due
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.fields import path_of
from thutuc.limits import TimeLimit
from thutuc.registers.entries import Disagreement, Entry, Register, StatedDeadline, plain
from thutuc.registers.moments import Moment, day_of, lacks_hour, read_moment
from thutuc.registers.sheets import COLUMNS, Sheet, read_sheet, refusal

# How registers in use head these columns, in Vietnamese.
_HEADINGS = {
    "mã hồ sơ": "code",
    "mã số hồ sơ": "code",
    "thủ tục": "procedure",
    "tên thủ tục": "procedure",
    "thủ tục hành chính": "procedure",
    "cơ quan": "office",
    "cơ quan giải quyết": "office",
    "cơ chế": "mechanism",
    "kênh": "channel",
    "phương thức nhận": "channel",
    "ngày nhận": "received",
    "ngày tiếp nhận": "received",
    "thời hạn": "limit",
    "thời hạn giải quyết": "limit",
    "ngày hẹn trả": "due",
    "hẹn trả kết quả": "due",
    "ngày kết thúc": "finished",
    "ngày giải quyết xong": "finished",
    "ngày trả": "returned",
    "ngày trả kết quả": "returned",
}
KNOWN = (*COLUMNS, "due")
"""The columns that are not extra."""


def read_register(
    path: str | Path,
    calendar: WorkCalendar,
    *,
    convention: Convention = Convention.CIVIL_CODE,
    columns: Mapping[str, str] = MappingProxyType({}),
    prefer_computed: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Register:
    """Read a register of dossiers from a file, computing the due dates it does not state (đọc sổ).

    A row has the number a spreadsheet shows: a blank line counts, a cell with line breaks is one row. A
    stated due date without an hour, or with the hour 00:00 and no offset, is the whole day. Moments with an
    offset are converted to the calendar's zone.

    Args:
        path: A CSV file in UTF-8 or UTF-16, with headings; gzip is unpacked. Or a Parquet file, whose first
            row is row 2; to read one, pyarrow must be installed.
        calendar: When the office works.
        convention: How days are counted.
        columns: Headings of the file that stand for the columns of [`COLUMNS`][thutuc.registers.COLUMNS] and
            `due`, as `{"received": "Ngày nộp"}`; common Vietnamese headings are known.
        prefer_computed: Where a due date is stated beside a limit, use the computed one; the stated one is
            the appointment the citizen was given, and is used by default.
        progress: Called with the number of rows read, now and then.

    Raises:
        RegisterError: With every problem of the file: unreadable, empty, a missing column, a wrong date, an
            unreadable limit, a code twice, an end before its start.
        InvalidValueError: If *columns* names a column that registers do not have.
        MissingExtraError: If it is a Parquet file, and pyarrow is not installed.
    """
    sheet = read_sheet(path_of(path))
    matched = match_columns(sheet, columns)
    return read_rows(sheet, matched, calendar, convention, prefer_computed=prefer_computed, progress=progress)


def read_rows(
    sheet: Sheet,
    columns: dict[str, int],
    calendar: WorkCalendar,
    convention: Convention,
    *,
    prefer_computed: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Register:
    """The register of the rows of a sheet, whose columns stand at the given positions.

    Raises:
        RegisterError: With every problem of the rows.
    """
    reader = RowReader(sheet, columns, calendar, convention, prefer_computed=prefer_computed)
    entries: list[Entry] = []
    for row, cells in sheet:
        entry = reader.read(row, cells)
        if entry is not None:
            entries.append(entry)
        if progress is not None and row % 1000 == 0:
            progress(row)
    if sheet.problems:
        raise refusal(sheet.path, *sheet.problems)
    found = tuple((sheet.header[i], name) for name, i in reader.columns.items())
    return Register(sheet.path.name, tuple(entries), tuple(reader.disagreements), reader.compared, found)


def match_columns(sheet: Sheet, columns: Mapping[str, str]) -> dict[str, int]:
    """Position of each column by the library's name for it, or by its heading if it has none.

    Raises:
        RegisterError: If columns are missing or stand twice.
        InvalidValueError: If *columns* names a column that registers do not have.
    """
    for name in columns:
        if name not in KNOWN:
            raise InvalidValueError(
                f"no heading can stand for {name!r}; the columns are {', '.join(KNOWN)}", given=name
            )
    where = f"{sheet.path.name}, row {sheet.header_row}"
    found: dict[str, int] = {}
    problems: list[str] = []
    headings = [plain(cell) for cell in sheet.header]
    for name, heading in columns.items():
        times = headings.count(plain(heading))
        if times == 1:
            found[name] = headings.index(plain(heading))
        else:
            how = f"stands {times} times" if times else "is not there"
            problems.append(f"{where}: the heading {heading!r}, which is to stand for {name!r}, {how}")
    named = set(found.values())
    spoken = {*map(str.casefold, found)}  # to a reader, and in SQL, capitals are the same letters
    for i, heading in enumerate(headings):
        name = _HEADINGS.get(heading, heading)
        if name not in KNOWN or name in columns:
            name = " ".join(sheet.header[i].split())
        if not heading or i in named:
            continue
        if name.casefold() in spoken:
            problems.append(f"{where}: the column {name!r} stands twice ({sheet.header[i]!r}); keep one")
        found.setdefault(name, i)
        spoken.add(name.casefold())
    # A register without limits may state due dates instead.
    wanted = [name for name in COLUMNS if name != "limit" or "due" not in found]
    problems += [
        f"{where}: the column {name!r} is missing; add it (its cells may be empty) or name the heading that "
        f"stands for it; found: {', '.join(sheet.header)}"
        for name in wanted
        if name not in found and name not in columns
    ]
    if problems:
        raise refusal(sheet.path, *problems)
    return found


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
        *,
        prefer_computed: bool,
    ) -> None:
        self.sheet, self.columns, self.problems = sheet, columns, sheet.problems
        self.calendar, self.convention, self.prefer_computed = calendar, convention, prefer_computed
        self.disagreements: list[Disagreement] = []
        self.compared = 0
        self._codes: dict[str, int] = {}
        self._extra = {name: i for name, i in columns.items() if name not in KNOWN}
        self._unnamed = [i for i, heading in enumerate(sheet.header) if not heading.strip()]
        self._limits: dict[str, TimeLimit | str] = {}
        self._computed: dict[tuple[str, date], Deadline] = {}
        self._row = 0
        self._cells: list[str] = []

    def _problem(self, column: str, what: str) -> None:
        self.problems.append(f"{self.sheet.path.name}, row {self._row}, column {column}: {what}")

    def _text(self, column: str) -> str:
        i = self.columns.get(column)
        return "" if i is None else self._cells[i]

    def read(self, row: int, cells: list[str]) -> Entry | None:
        """One row; `None` if it is blank or something is wrong with it."""
        self._row, self._cells = row, [cell.strip() for cell in cells]
        if not any(self._cells):
            return None
        before = len(self.problems)
        if not self._has_shape():
            return None
        self._check_code()
        received, finished, returned = map(self._moment, ("received", "finished", "returned"))
        if received is None and not self._text("received"):
            self._problem("received", "is empty; every dossier has a day of receipt")
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
            mechanism=self._text("mechanism"),
            channel=self._text("channel"),
            received_at=received,
            deadline=deadline,
            finished_at=finished,
            returned_at=returned,
            extra={name: self._cells[i] for name, i in self._extra.items()},
            row=row,
        )

    def _has_shape(self) -> bool:
        """Whether every cell stands under a heading."""
        cells, width = self._cells, len(self.sheet.header)
        if len(cells) != width:
            column = self.sheet.header[len(cells)] if len(cells) < width else _letters(width)
            self._problem(column, f"has {len(cells)} cells where the headings have {width}; check its commas")
            return False
        for i in self._unnamed:
            if cells[i]:
                self._problem(
                    _letters(i), f"{cells[i]!r} stands under an empty heading; give the column a heading"
                )
                return False
        return True

    def _check_code(self) -> None:
        code = self._text("code")
        if not code:
            self._problem("code", "is empty; every dossier has a code")
        elif self._codes.setdefault(code, self._row) != self._row:
            self._problem("code", f"{code!r} stands in row {self._codes[code]} already; a code is used once")

    def _moment(self, column: str) -> Moment | None:
        return self._written_and_local(column)[1]

    def _written_and_local(self, column: str) -> tuple[Moment, Moment] | tuple[None, None]:
        """The moment in a cell as it is written and in the calendar's zone, if it is there and right."""
        text = self._text(column)
        if not text:
            return None, None
        try:
            written = read_moment(text)
            local = self.calendar.local_time(written) if isinstance(written, datetime) else written
        except (ValueError, OverflowError):
            self._problem(
                column,
                f"{text!r} is not a date; write 2017-01-31 or 31/01/2017, with the hour as 2017-01-31 09:30",
            )
            return None, None
        first, last = self.calendar.first, self.calendar.last
        if first <= day_of(local) <= last:
            return written, local
        self._problem(
            column, f"{text!r} is outside the calendar, which knows {first} to {last}; check the year"
        )
        return None, None

    def _check_order(self, first: str, start: Moment | None, second: str, end: Moment | None) -> None:
        if start is None or end is None:
            return
        if day_of(end) >= day_of(start):
            if not isinstance(start, datetime) or not isinstance(end, datetime) or end >= start:
                return
            # An end at 00:00, of all hours, has none; some systems add a fraction of a second and an offset.
            written = read_moment(self._text(second))
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
            stated = StatedDeadline(day_of(written))
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
        text = self._text("limit")
        if not text:
            return None
        limit = self._limit(text)
        if isinstance(limit, str):
            self._problem("limit", limit)
        elif received is not None:
            return self._due(text, limit, received)
        return None

    def _limit(self, text: str) -> TimeLimit | str:
        """The limit of *text*, or what is wrong with it; registers repeat a few hundred texts."""
        if text not in self._limits:
            try:
                self._limits[text] = TimeLimit.parse(text)
            except ThutucError as error:
                self._limits[text] = " ".join(str(error).split())
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
