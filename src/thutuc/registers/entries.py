"""What a register holds: its rows, and due dates that differ from the computed ones (sổ theo dõi hồ sơ)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import attrs

from thutuc.deadlines import Deadline
from thutuc.deadlines.judgement import Due
from thutuc.errors import InvalidValueError
from thutuc.fields import mapping, require
from thutuc.limits import TimeLimit
from thutuc.moments import Moment, local_date, local_time
from thutuc.registers.headings import KNOWN
from thutuc.words.alphabet import spelling

__all__ = ["Disagreement", "Entry", "Register", "StatedDeadline"]


STATED = ("procedure", "office", "mechanism", "channel")
"""The columns of texts that a row need not have."""


@attrs.frozen
class StatedDeadline(Due):
    """A due date as a register states it, without the limit behind it (hạn ghi trong sổ).

    Args:
        due_on: The due day.
        due_at: The due moment, where the register gives an hour; kept naive, in office time.

    Raises:
        InvalidValueError: If *due_at* lies on another day than *due_on*.

    Examples:
        >>> from datetime import date, datetime
        >>> StatedDeadline(date(2017, 3, 1)).is_late(datetime(2017, 3, 1, 18, 0))
        False
    """

    due_on: date  # pyright: ignore[reportIncompatibleMethodOverride]
    due_at: datetime | None = None  # pyright: ignore[reportIncompatibleMethodOverride]

    def __attrs_post_init__(self) -> None:
        if self.due_at is None:
            return
        require(self.due_at, datetime, "due_at")
        due_at = local_time(self.due_at)
        if due_at.date() != self.due_on:
            raise InvalidValueError(
                f"the due moment {self.due_at} does not lie on the due day {self.due_on}; give its own day",
                given=(self.due_on, self.due_at),
            )
        object.__setattr__(self, "due_at", due_at)


def _read_only(extra: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(mapping(extra, "extra"))


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
        extra: All other columns, by their headings.
        row: Row in the file as a spreadsheet numbers it.
        limit: Its limit, as the register states it.
        file: The file, where the register has several.
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
    extra: Mapping[str, str] = attrs.field(factory=dict[str, str], converter=_read_only, hash=False)
    row: int = attrs.field(default=0, eq=False)
    limit: TimeLimit | None = attrs.field(default=None, kw_only=True)
    file: str = attrs.field(default="", eq=False, kw_only=True)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        # A read-only mapping does not pickle, a dictionary does.
        values = {field.name: getattr(self, field.name) for field in attrs.fields(Entry)}
        return _entry, (values | {"extra": dict(self.extra)},)


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(**values)


@attrs.frozen
class Disagreement:
    """A stated due date that is not the computed one (hạn ghi khác hạn tính).

    Args:
        row: Row in the file.
        code: Code of the dossier.
        stated: The due day in the register.
        computed: The deadline computed from its limit.
        file: The file, where the register has several.
    """

    row: int
    code: str
    stated: date
    computed: Deadline
    file: str = attrs.field(default="", kw_only=True)


@attrs.frozen(repr=False)
class Register:
    """The rows of a register, in order (sổ theo dõi hồ sơ).

    Args:
        name: Where it came from.
        entries: Its dossiers.
        disagreements: Rows whose stated due date is not the computed one.
        compared: How many rows had both.
        columns: Its columns: heading, and the name of the library for it or the heading again.
        left_out: Headings of columns whose cells are no text, such as lists: nothing was read of them.
    """

    name: str
    entries: tuple[Entry, ...]
    disagreements: tuple[Disagreement, ...] = ()
    compared: int = 0
    columns: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Register {self.name}: {len(self)} dossiers>"

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings of the file that stand for no column of a register (các cột không dùng).

        The cells are in `extra`, and a report may divide by them; but nothing was made of them.

        Examples:
            >>> Register("sổ.csv", (), columns=(("Mã HS", "code"), ("Ghi chú", "Ghi chú"))).unused
            ('Ghi chú',)
        """
        return (*unused_headings(self.columns), *self.left_out)

    @property
    def not_stated(self) -> Mapping[str, int]:
        """In how many rows a column states nothing, where it is in some (số dòng không ghi).

        `due` counts the rows with neither a limit nor a due date. A column that is not in the file is stated
        in no row; `finished` is counted only then, since the others may be pending.
        """
        found = {name: sum(not getattr(entry, name) for entry in self.entries) for name in STATED}
        found["due"] = sum(entry.deadline is None for entry in self.entries)
        return stated_counts(found, self.columns, len(self))

    @property
    def differ(self) -> int:
        """In how many rows the stated due date is not the computed one (số ngày hẹn khác hạn tính)."""
        return len(self.disagreements)

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day that appear in it, or `None` if it is empty (khoảng thời gian)."""
        days = [
            local_date(moment)
            for entry in self.entries
            for moment in (entry.received_at, entry.finished_at, entry.returned_at)
            if moment is not None
        ]
        return (min(days), max(days)) if days else None

    def column(self, name: str) -> str:
        """The name by which a report divides by a column, given that name or the heading in the file.

        Raises:
            InvalidValueError: If the register has no such column.

        Examples:
            >>> Register("sổ.csv", (), columns=(("Cơ quan", "office"),)).column("cơ quan")
            'office'
        """
        wanted = spelling(name)
        for heading, known in self.columns:
            if wanted in {spelling(heading), spelling(known)}:
                return known
        if wanted in STATED:
            # Not in the file, so no row states it.
            return wanted
        raise InvalidValueError(
            f"{self.name} has no column {name!r}; it has {', '.join(heading for heading, _ in self.columns)}",
            given=name,
        )


def unused_headings(columns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The headings that stand for no column."""
    return tuple(heading for heading, name in columns if name not in KNOWN)


def stated_counts(found: dict[str, int], columns: Sequence[tuple[str, str]], rows: int) -> Mapping[str, int]:
    """Where nothing is stated, of the counts of each column; with `finished` if a file lacks it."""
    if columns and "finished" not in {name for _, name in columns}:
        found["finished"] = rows
    return MappingProxyType({name: number for name, number in found.items() if number})
