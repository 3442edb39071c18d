"""Rows of other systems, both ways: `layout(name).read(rows)` and `.write(…)` (dữ liệu hệ thống khác)."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from math import isfinite
from typing import Any, TypeVar, cast

import attrs

from thutuc.bounds import BOUNDS, composed, shown
from thutuc.dossiers import Dossier
from thutuc.errors import InvalidTypeError, InvalidValueError, RegisterError, ThutucError
from thutuc.exchange.system_snapshot import Snapshot
from thutuc.exchange.taking_over import promised, snapshot_of
from thutuc.fields import NONE, iterable, mapping
from thutuc.limits import TimeLimit
from thutuc.moments import Moment, local_time
from thutuc.procedures import Channel
from thutuc.records.described import is_record
from thutuc.registers import Entry, Register, SystemLayout, channel_of, read_moment, system_layout
from thutuc.registers.habits import NUMBER
from thutuc.registers.written_moments import lacks_hour
from thutuc.statuses import Status
from thutuc.words.alphabet import spelling

_Choice = TypeVar("_Choice", bound=Enum)
_heading = lru_cache(maxsize=1000)(spelling)
_MOMENTS = ("received", "due", "finished", "returned", "stopped")
_BROKEN = re.compile("[\ud800-\udfff\x00]")
"""Halves of letters, which no file can hold, and what ends a text."""
_ENDED_OTHERWISE = frozenset({Status.STOPPED, Status.REFUSED})


@attrs.frozen(kw_only=True)
class Layout(SystemLayout):
    """The rows of another system, read and written (cấu trúc dữ liệu của hệ thống khác).

    Examples:
        >>> rows = [{"dossierNo": "H17.18-260302-0001", "dossierStatus": "processing", "online": True}]
        >>> (snapshot,) = layout("opencps").read(rows)
        >>> snapshot.status.name, snapshot.channel.name
        ('PROCESSING', 'ONLINE')
        >>> row = layout("national").write([snapshot])[0]
        >>> row["TrangThaiHoSo"], row["KenhThucHien"]
        ('4', '2')
    """

    def read(self, rows: Iterable[Mapping[str, object]] | Register) -> tuple[Snapshot, ...]:
        """What rows of the system say (đọc dữ liệu).

        Headings may be in any case; codes and labels too. A moment at midnight without an offset is a day, as
        systems write what has no hour. Fields that the layout does not name are kept in `extra`.

        Args:
            rows: Mappings of headings to what JSON or a table holds, or a register that was read with the
                layout's name as `columns`.

        Raises:
            InvalidTypeError: If *rows* are not several.
            RegisterError: With every problem: row, field, what was given and what is allowed.
        """
        problems: list[str] = []
        found: dict[str, Snapshot] = {}
        for number, row in enumerate(iterable(rows, "rows"), 1):
            if len(problems) >= BOUNDS.problems:
                problems.append(f"rows, row {number}: mend what is told before it, then the rest is read")
                break
            reading = _RowReading(self, row.row if isinstance(row, Entry) else number, problems)
            snapshot = reading.read(row)
            if snapshot is not None and found.setdefault(snapshot.code, snapshot) is not snapshot:
                first = found[snapshot.code].row
                reading.report(self.columns["code"], f"{shown(snapshot.code)} stands in row {first} already")
        _refuse(problems, self)
        return tuple(found.values())

    def write(self, given: Iterable[Snapshot | Dossier | Entry]) -> list[dict[str, str]]:
        """Rows as the system has them (ghi dữ liệu).

        Every field of the layout is there, empty where nothing is known; what it has no field for is not.
        `extra` is written for a snapshot that was read by the same layout.

        Args:
            given: Snapshots, dossiers as they stand, or entries of a register, which have no status.

        Raises:
            InvalidTypeError: If one is none of these.
            RegisterError: With every problem: a status, channel or unit for which the system has no code.
        """
        problems: list[str] = []
        rows = [
            self._written(number, one, problems) for number, one in enumerate(iterable(given, "dossiers"), 1)
        ]
        _refuse(problems, self)
        return rows

    # Writing --------------------------------------------------------------------------------------------

    def _written(self, number: int, given: object, problems: list[str]) -> dict[str, str]:
        snapshot: Snapshot | None
        match given:
            case Snapshot():
                snapshot = given
            case Dossier():
                snapshot = snapshot_of(given)
            case Entry():
                snapshot = _RowReading(self, number, problems).read(given)
            case _:
                raise InvalidTypeError(
                    f"a layout writes a Snapshot, a Dossier or an Entry, not {shown(given)}", given=given
                )
        row: dict[str, str] = {}
        if snapshot is None:
            return row
        told = self._texts(snapshot)
        for column, heading in self.columns.items():
            try:
                row[heading] = told.get(column, str)()
            except InvalidValueError as error:
                problems.append(f"rows, row {number}, field {heading}: {snapshot.code}: {error}")
        return {**row, **snapshot.extra} if snapshot.system == self.name else row

    def _texts(self, one: Snapshot) -> dict[str, Callable[[], str]]:
        """For each column what is written in it."""
        ended = "stopped" if "stopped" in self.columns and one.status in _ENDED_OTHERWISE else "finished"
        moments = {
            "received": one.received_at,
            "due": one.due,
            ended: one.finished_at,
            "returned": one.returned_at,
        }
        limit = one.limit
        return {
            "code": lambda: one.code,
            "procedure": lambda: one.procedure,
            "office": lambda: one.office,
            "status": lambda: self._status_code(one),
            "channel": lambda: self._code(self.channels, one.channel),
            "limit": lambda: "" if limit is None else str(limit.amount),
            "limit_unit": lambda: "" if limit is None else self._code(self.units, limit.unit),
            **{name: self._moment_writer(moment) for name, moment in moments.items()},
        }

    def _moment_writer(self, moment: Moment | None) -> Callable[[], str]:
        return lambda: "" if moment is None else self.written(moment)

    def _status_code(self, one: Snapshot) -> str:
        """The status in the words in which this system told it, or else in its first for it."""
        own = self.statuses.get(one.status_text) if one.system == self.name else None
        if own is not None and own is one.status:
            return one.status_text
        return self._code(self.statuses, one.status)

    def _code(self, codes: Mapping[str, _Choice], wanted: _Choice | None) -> str:
        if wanted is None:
            return ""
        for code, meant in codes.items():
            if meant is wanted:
                return code
        allowed = ", ".join(meant.name for meant in dict.fromkeys(codes.values()))
        raise InvalidValueError(
            f"{self.en} has no code for {wanted.name}; it has codes for {allowed or 'none'}", given=wanted
        )


class _RowReading:
    """Reads one row, and keeps what is wrong with it."""

    def __init__(self, layout: Layout, number: int, problems: list[str]) -> None:
        self.layout, self.number, self.problems = layout, number, problems
        self.cells: dict[str, object] = {}

    def report(self, field: str, problem: object) -> None:
        """Keep a problem of a field."""
        self.problems.append(f"rows, row {self.number}, field {field}: {problem}")

    def read(self, row: object) -> Snapshot | None:
        """What the row says; `None` if anything in it is wrong."""
        known = len(self.problems)
        if isinstance(row, Entry):
            row = self._row_of(row)
        if not is_record(row):
            what = f"is no mapping of headings to texts but {shown(row)}"
            self.problems.append(f"rows, row {self.number}: {what}")
            return None
        extra, left_out = self._sort(row)
        layout = self.layout
        status = self._choice("status", layout.statuses)
        moments = {name: self._moment(name) for name in _MOMENTS}
        ended = moments["stopped"] if status in _ENDED_OTHERWISE else None
        told: dict[str, Any] = {
            "code": self._text("code"),
            "status": status,
            "status_text": self._text("status"),
            "procedure": self._text("procedure"),
            "office": self._text("office"),
            "channel": self._choice("channel", layout.channels),
            "limit": self._limit(),
            "received_at": moments["received"],
            "due": moments["due"],
            "finished_at": ended or moments["finished"],
            "returned_at": moments["returned"],
        }
        if not told["code"]:
            self.report(layout.columns["code"], "is empty; every dossier has a code")
        if len(self.problems) > known:
            return None
        try:
            return Snapshot(**told, system=layout.name, extra=extra, left_out=left_out, row=self.number)
        except ThutucError as error:
            self.problems.append(f"rows, row {self.number}: {error}")
            return None

    def _row_of(self, entry: Entry) -> dict[str, object]:
        """An entry of a register as a row: what is extra has the headings of its file, status among it."""
        channel = channel_of(entry.channel, self.layout.channels)
        told: dict[str, object] = {
            "code": entry.code,
            "procedure": entry.procedure,
            "office": entry.office,
            "channel": channel or entry.channel,
            "received": entry.received_at,
            "limit": entry.limit,
            "due": entry.deadline and promised(entry.deadline),
            "finished": entry.finished_at,
            "returned": entry.returned_at,
        }
        # What the system has no heading for is known all the same.
        self.cells = {name: value for name, value in told.items() if value is not None}
        return dict(entry.extra)

    def _sort(self, row: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
        """Put what the layout names apart from all else."""
        columns = {_heading(heading): column for column, heading in self.layout.columns.items()}
        columns |= {_heading(heading): column for heading, column in self.layout.also.items()}
        extra: dict[str, str] = {}
        left_out: list[str] = []
        for heading, value in row.items():
            try:
                column = columns.get(_heading(heading))
            except ThutucError:
                self.report(shown(heading), "a heading is text")
                continue
            if column is None and isinstance(value, list | tuple | Mapping):
                left_out.append(heading)
            elif column is None:
                extra[heading] = self._cell(heading, value)
            else:
                cell = value if _is_moment(value) else self._cell(heading, value)
                # One of two headings of a field may be there and empty.
                if self.cells.get(column, "") == "":
                    self.cells[column] = cell
                elif cell != "":
                    self.report(heading, "stands twice; keep one")
        return extra, left_out

    def _cell(self, heading: str, value: object) -> str:
        try:
            return _cell_text(value)
        except ThutucError as error:
            self.report(heading, error)
            return ""

    def _text(self, column: str) -> str:
        found = self.cells.get(column, "")
        return found if isinstance(found, str) else str(found)

    def _choice(self, column: str, codes: Mapping[str, _Choice]) -> _Choice | None:
        given = self.cells.get(column, "")
        if isinstance(given, Channel):
            return cast("_Choice", given)
        text = self._text(column)
        if not text:
            return None
        try:
            return self.layout.meant(codes, text)
        except InvalidValueError as error:
            self.report(self.layout.columns[column], error)
            return None

    def _moment(self, column: str) -> Moment | None:
        given = self.cells.get(column, "")
        if given == "":
            return None
        try:
            moment = given if isinstance(given, date) else read_moment(str(given))
            if lacks_hour(moment):
                return moment.date() if isinstance(moment, datetime) else moment
            return local_time(moment)
        except InvalidValueError as error:
            self.report(self.layout.columns[column], error)
            return None

    def _limit(self) -> TimeLimit | None:
        if isinstance(limit := self.cells.get("limit"), TimeLimit):
            return limit
        text, unit = self._text("limit"), self._text("limit_unit")
        if not text:
            return None
        try:
            if not unit:
                return TimeLimit.parse(text)
            if not NUMBER.fullmatch(text):
                raise InvalidValueError(f"{shown(text)} is no number of {unit!r}", given=text)
            return TimeLimit(float(text.replace(",", ".")), self.layout.meant(self.layout.units, unit))
        except ThutucError as error:
            self.report(self.layout.columns["limit"], " ".join(str(error).split()))
            return None


def _is_moment(value: object) -> bool:
    """Whether it is a day or a moment already; what stands for a missing one is not equal to itself."""
    return isinstance(value, date) and value == value  # noqa: PLR0124


def _cell_text(value: object) -> str:
    """What a cell holds, as text."""
    match value:
        case None:
            return ""
        case str() if not _BROKEN.search(value):
            return composed(value).strip()
        case bool():
            return str(value).lower()
        case int() if abs(value) < 10**30:
            return str(value)
        case float() if isfinite(value):
            return str(int(value)) if value.is_integer() else str(value)
        case _:
            raise InvalidTypeError(f"holds {shown(value)}, which no text of a row can be", given=value)


def _refuse(problems: list[str], layout: SystemLayout) -> None:
    if problems:
        raise RegisterError(
            f"rows of {layout.en}: {len(problems)} problem{'s' * (len(problems) != 1)}; mend them",
            problems,
            given=layout.name,
        )


def layout(name: str, *, statuses: Mapping[str, Status | str] = NONE) -> Layout:
    """The layout of another system's rows (cấu trúc dữ liệu của hệ thống khác).

    Args:
        name: `national`, `opencps` or `e-par`, in any case.
        statuses: What its statuses stand for where an installation says so: this goes before what is known.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If no layout is called so, or a status is none.

    Examples:
        >>> layout("opencps", statuses={"cancelled": Status.STOPPED}).statuses["cancelled"].name
        'STOPPED'
    """
    known = system_layout(name)
    told = {field.name: getattr(known, field.name) for field in attrs.fields(SystemLayout)}
    own = mapping(statuses, wanted="statuses map texts of the system to a Status")
    told["statuses"] = {**own, **{text: meant for text, meant in known.statuses.items() if text not in own}}
    return Layout(**told)
