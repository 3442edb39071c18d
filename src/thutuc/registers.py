"""Registers of dossiers in files: read, checked, their due dates computed (sổ theo dõi hồ sơ).

One dossier a row. Every problem of a file is found before any is reported, and nothing is dropped or guessed.
"""

import csv
import gzip
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Convention, Deadline, due
from thutuc.errors import RegisterError, ThutucError
from thutuc.limits import TimeLimit

__all__ = ["COLUMNS", "Disagreement", "Entry", "Register", "StatedDeadline", "read_moment", "read_register"]

Moment = date | datetime

COLUMNS = ("code", "procedure", "office", "mechanism", "channel", "received", "limit", "finished", "returned")
"""The columns a register has; a cell may be empty, but the column must be there. `due` may come too."""

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
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,? +(\d{1,2})[:hg](\d{2})(?::(\d{2}))?)?")
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})")


@attrs.frozen
class StatedDeadline:
    """A due date as a register states it, without the limit behind it (hạn ghi trong sổ).

    Args:
        due_on: The due day.
        due_at: The due moment, where the register gives an hour.

    Examples:
        >>> from datetime import date, datetime
        >>> StatedDeadline(date(2017, 3, 1)).is_late(datetime(2017, 3, 1, 18, 0))
        False
    """

    due_on: date
    due_at: datetime | None = None

    def is_late(self, at: Moment) -> bool:
        """Whether an answer at *at* is late: after the moment if one is stated, otherwise after the day."""
        if self.due_at is not None and isinstance(at, datetime):
            return at > self.due_at
        return _day(at) > self.due_on

    def is_early(self, at: Moment) -> bool:
        """Whether an answer at *at* comes before the due day."""
        return _day(at) < self.due_on


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


@attrs.frozen
class Entry:
    """One row of a register: a dossier as an office books it (một dòng của sổ theo dõi hồ sơ).

    Args:
        code: Code of the dossier.
        procedure: Procedure, as the register names it.
        office: Office that answers.
        mechanism: One-stop or interlinked, as the register names it.
        channel: How it came in.
        received_at: When it was received; a date where no hour is given.
        deadline: When it is due: as stated, else computed from the limit; `None` if there is neither.
        finished_at: When the office finished.
        returned_at: When the citizen got the result.
        extra: All other columns.
        row: Row in the file, the headings being row 1.
    """

    code: str
    procedure: str
    office: str
    mechanism: str
    channel: str
    received_at: Moment
    deadline: Deadline | StatedDeadline | None
    finished_at: Moment | None
    returned_at: Moment | None
    extra: Mapping[str, str] = attrs.field(default=MappingProxyType({}), eq=False)
    row: int = attrs.field(default=0, eq=False)


@attrs.frozen
class Disagreement:
    """A stated due date that is not the computed one (hạn ghi khác hạn tính).

    Args:
        row: Row in the file.
        code: Code of the dossier.
        stated: The due day in the register.
        computed: The deadline computed from its limit.
    """

    row: int
    code: str
    stated: date
    computed: Deadline


@attrs.frozen
class Register:
    """The rows of a register, in order (sổ theo dõi hồ sơ).

    Args:
        name: Where it came from.
        entries: Its dossiers.
        disagreements: Rows whose stated due date is not the computed one.
        compared: How many rows had both.
    """

    name: str
    entries: tuple[Entry, ...]
    disagreements: tuple[Disagreement, ...] = ()
    compared: int = 0

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day that appear in it, or `None` if it is empty (khoảng thời gian)."""
        days = [
            _day(moment)
            for entry in self.entries
            for moment in (entry.received_at, entry.finished_at, entry.returned_at)
            if moment is not None
        ]
        return (min(days), max(days)) if days else None


def read_moment(text: str) -> Moment:
    """Read a date, or a date with its hour, written year first with dashes or day first (đọc ngày giờ).

    `10/01/2024` is 10 January. An offset such as `+07:00` is kept.

    Raises:
        ValueError: If *text* is neither, or no such day exists.

    Examples:
        >>> read_moment("10/01/2024"), read_moment("2024-01-10 09:30")
        (datetime.date(2024, 1, 10), datetime.datetime(2024, 1, 10, 9, 30))
    """
    text = text.strip()
    if _ZONED.fullmatch(text):
        return datetime.fromisoformat(text)
    if match := _ISO.fullmatch(text):
        year, month, day = match[1], match[2], match[3]
    elif match := _DAY_FIRST.fullmatch(text):
        year, month, day = match[3], match[2], match[1]
    else:
        raise ValueError(text)
    found = date(int(year), int(month), int(day))
    if match[4] is None:
        return found
    return datetime.combine(found, time(int(match[4]), int(match[5]), int(match[6] or 0)))


def read_register(
    path: str | Path,
    calendar: WorkCalendar,
    *,
    convention: Convention = Convention.CIVIL_CODE,
    columns: Mapping[str, str] = MappingProxyType({}),
    prefer_computed: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Register:
    """Read a register of dossiers from a CSV file, computing the due dates it does not state (đọc sổ).

    Args:
        path: A CSV file in UTF-8 or UTF-16, with headings; also compressed, as `.csv.gz`.
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
    """
    path = Path(path)
    header, rows = _read_rows(path)
    names = _match_columns(path, header, columns)
    reader = _RowReader(path.name, names, header, calendar, convention, prefer_computed=prefer_computed)
    entries: list[Entry] = []
    for number, cells in enumerate(rows, 2):
        entry = reader.read(number, cells)
        if entry is not None:
            entries.append(entry)
        if progress is not None and number % 1000 == 0:
            progress(number - 1)
    if reader.problems:
        count = len(reader.problems)
        raise RegisterError(
            f"{path.name}: {count} problem{'s' * (count != 1)}; mend the file and read it again",
            reader.problems,
            given=str(path),
        )
    return Register(path.name, tuple(entries), tuple(reader.disagreements), reader.compared)


def _read_text(path: Path) -> str:
    """The text of the file, in the encodings a spreadsheet writes."""
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
    except OSError as error:
        raise RegisterError(
            f"{path.name}: cannot be read: {error}; check the name", given=str(path)
        ) from error
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RegisterError(
            f"{path.name}: not in UTF-8 (byte {error.start} is {data[error.start]:#04x}); "
            f"save it from the spreadsheet as 'CSV UTF-8'",
            given=str(path),
        ) from error
    if not text.strip() or "\0" in text:
        what = "empty" if not text.strip() else "not a text file"
        raise RegisterError(
            f"{path.name}: {what}; a register has headings ({', '.join(COLUMNS)}) and one dossier a row",
            given=str(path),
        )
    return unicodedata.normalize("NFC", text)


def _read_rows(path: Path) -> tuple[list[str], Iterable[list[str]]]:
    text = _read_text(path)
    first_line = text.lstrip().splitlines()[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise RegisterError(
            f"{path.name}: not a CSV file: {error}; check its quotes", given=str(path)
        ) from error
    return rows[0], rows[1:]


def _match_columns(path: Path, header: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Position of each column by the library's name for it."""
    given = {heading.strip().casefold(): known for known, heading in columns.items()}
    found: dict[str, int] = {}
    problems: list[str] = []
    for i, cell in enumerate(header):
        heading = " ".join(cell.split()).casefold()
        name = given.get(heading) or _HEADINGS.get(heading) or heading
        if name in found:
            problems.append(f"{path.name}, row 1: the column {name!r} stands twice ({cell!r}); keep one")
        found[name] = i
    # A register without limits may state due dates instead.
    wanted = [name for name in COLUMNS if name != "limit" or "due" not in found]
    problems += [
        f"{path.name}, row 1: the column {name!r} is missing; add it (its cells may be empty) or name the "
        f"heading that stands for it; found: {', '.join(header)}"
        for name in wanted
        if name not in found
    ]
    if problems:
        raise RegisterError(f"{path.name}: its columns cannot be used", problems, given=str(path))
    return found


class _RowReader:
    """Reads row after row and gathers what is wrong."""

    def __init__(
        self,
        name: str,
        columns: dict[str, int],
        header: list[str],
        calendar: WorkCalendar,
        convention: Convention,
        *,
        prefer_computed: bool,
    ) -> None:
        self.name, self.columns, self.header = name, columns, header
        self.calendar, self.convention, self.prefer_computed = calendar, convention, prefer_computed
        self.problems: list[str] = []
        self.disagreements: list[Disagreement] = []
        self.compared = 0
        self._codes: dict[str, int] = {}
        self._extra = {key: i for key, i in columns.items() if key not in {*COLUMNS, "due"}}
        self._row = 0
        self._cells: list[str] = []

    def _problem(self, column: str, what: str) -> None:
        self.problems.append(f"{self.name}, row {self._row}, column {column}: {what}")

    def _text(self, column: str) -> str:
        i = self.columns.get(column)
        return "" if i is None else self._cells[i].strip()

    def _moment(self, column: str) -> Moment | None:
        text = self._text(column)
        if not text:
            return None
        try:
            found = read_moment(text)
        except ValueError:
            self._problem(
                column,
                f"{text!r} is not a date; write 2017-01-31 or 31/01/2017, with the hour as 2017-01-31 09:30",
            )
            return None
        return self.calendar.local_time(found) if isinstance(found, datetime) else found

    def read(self, row: int, cells: list[str]) -> Entry | None:
        """One row; `None` if it is blank or something is wrong with it."""
        if not any(cell.strip() for cell in cells):
            return None
        self._row, self._cells = row, cells
        before = len(self.problems)
        if len(cells) != len(self.header):
            self._problem(
                "-", f"has {len(cells)} cells where the headings have {len(self.header)}; check its commas"
            )
            return None
        self._check_code()
        received, finished, returned = (self._moment(name) for name in ("received", "finished", "returned"))
        if received is None and not self._text("received"):
            self._problem("received", "is empty; every dossier has a day of receipt")
        self._check_order("received", received, "finished", finished)
        self._check_order("finished", finished, "returned", returned)
        if returned is not None and not self._text("finished"):
            self._problem(
                "finished", "is empty although the result was returned; give the day it was finished"
            )
        deadline = self._deadline(received) if received is not None else None
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
            extra={name: cells[i].strip() for name, i in self._extra.items()},
            row=row,
        )

    def _check_code(self) -> None:
        code = self._text("code")
        if not code:
            self._problem("code", "is empty; every dossier has a code")
        elif code in self._codes:
            self._problem("code", f"{code!r} stands in row {self._codes[code]} already; a code is used once")
        else:
            self._codes[code] = self._row

    def _check_order(self, first: str, start: Moment | None, second: str, end: Moment | None) -> None:
        if start is None or end is None:
            return
        both = isinstance(start, datetime) and isinstance(end, datetime)
        if (end < start) if both else (_day(end) < _day(start)):
            self._problem(second, f"{end} comes before {first} {start}; an end follows its start")

    def _deadline(self, received: Moment) -> Deadline | StatedDeadline | None:
        stated = self._moment("due")
        if stated is not None and _day(stated) < _day(received):
            self._problem("due", f"{stated} comes before received {received}; a due date follows the receipt")
        computed: Deadline | None = None
        text = self._text("limit")
        if text:
            try:
                computed = due(TimeLimit.parse(text), received, self.calendar, convention=self.convention)
            except ThutucError as error:
                self._problem("limit", str(error))
                return None
        if computed is not None and stated is not None:
            self.compared += 1
            if computed.due_on != _day(stated):
                self.disagreements.append(Disagreement(self._row, self._text("code"), _day(stated), computed))
        if stated is None or (self.prefer_computed and computed is not None):
            return computed
        return StatedDeadline(_day(stated), stated if isinstance(stated, datetime) else None)
