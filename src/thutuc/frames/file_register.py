"""What a file holds once an engine has read it (sổ theo dõi hồ sơ trong tệp)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import attrs

from thutuc.errors import InvalidValueError
from thutuc.frames.layouts import FILE, Layout
from thutuc.frames.reporting import period_report
from thutuc.registers import Disagreement, Entry, Register, StatedDeadline
from thutuc.registers.entries import unused_headings
from thutuc.registers.headings import KNOWN
from thutuc.reports import MEASURES
from thutuc.reports.grouping import group_names, joined
from thutuc.reports.period_figures import Figures
from thutuc.words.alphabet import vietnamese_order

TEXTS = ("code", "procedure", "office", "mechanism", "channel")
_TYPES = (
    {"row": "BIGINT"}
    | dict.fromkeys(TEXTS, "VARCHAR")
    | dict.fromkeys(("received_at", "finished_at", "returned_at"), "TIMESTAMP")
    | {"due_on": "DATE", "due_at": "TIMESTAMP", "provisional": "BOOLEAN"}
    | {"limit": "VARCHAR", "amount": "DOUBLE", "unit": "VARCHAR"}
)


@attrs.frozen(eq=False, repr=False)
class FileRegister:
    """A register whose rows stay in an engine (sổ theo dõi hồ sơ trong tệp).

    Args:
        name: Name of the file.
        frame: A lazy frame of the engine: `row`, the texts, `received_at`, `finished_at` and `returned_at`
            (a day is its midnight), `due_on`, `due_at` where the minute counts, `provisional`, the `limit` as
            it is written with its `amount` and `unit`, and every further column under its heading. Rows come
            in no order.
        columns: As [`Register`][thutuc.registers.Register] has them.
        rows: How many dossiers it holds.
        span: First and last day that appear in it, or `None` if it is empty.
        compared: How many rows have a stated due date and a limit.
        differ: In how many of them the stated due date is not the computed one.
        disagreements: The first ten of these.
        layout: The file in its engine.
        not_stated: As [`Register`][thutuc.registers.Register] has it.
        left_out: Headings of columns whose cells are no text, such as lists: nothing was read of them.
        files: What messages call each file, if there are several; `where` tells the file of a row.

    Examples:
        >>> from thutuc.frames import FileRegister
        >>> FileRegister("sổ.csv", None, (("Cơ quan", "office"),)).column("cơ quan")
        'office'
    """

    name: str
    frame: Any
    columns: tuple[tuple[str, str], ...]
    rows: int = 0
    span: tuple[date, date] | None = None
    compared: int = 0
    differ: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    layout: Layout | None = None
    not_stated: Mapping[str, int] = attrs.field(factory=dict[str, int])
    left_out: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<FileRegister {self.name}: {self.rows} dossiers>"

    def __len__(self) -> int:
        return self.rows

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings of the file that stand for no column of a register (các cột không dùng)."""
        return (*unused_headings(self.columns), *self.left_out)

    def where(self, row: int) -> tuple[str, int]:
        """The file and the row in it, of a number in the column `row` (tệp và dòng).

        Examples:
            >>> FileRegister("2026", None, (), files=("1.csv", "2.csv")).where(2**32 + 5)
            ('2.csv', 5)
        """
        return (self.files[row // FILE] if self.files else self.name), row % FILE

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns by which a report divides (các cột phân tổ)."""
        return (*TEXTS, *(name for _, name in self.columns if name not in KNOWN))

    def figures(self, start: date, end: date, by: Sequence[str] = ()) -> Figures:
        """What happened to its dossiers in a period, as `PeriodReport` prints it (số liệu báo cáo kỳ).

        Args:
            start: First day or moment of the period.
            end: First day or moment after it.
            by: Columns to divide by, of `texts`.

        Raises:
            InvalidValueError: If the period runs backward, or a column is a measure or not there.
        """
        names = group_names(by, MEASURES)
        if self.layout is None:
            raise InvalidValueError(
                f"{self.name} has no frame; read it with frames.read_register", given=self
            )
        small = period_report(self.frame, start, end, by=names, due_at="due_at")
        lines: list[tuple[tuple[str, ...], dict[str, int]]] = []
        for row in self.layout.fetch(small):
            counts = dict(zip(MEASURES, map(int, row[len(names) :]), strict=True))
            lines.append((tuple(row[: len(names)]), counts))
        lines = joined(lines)
        lines.sort(key=lambda line: [vietnamese_order(value) for value in line[0]])
        whole = {name: sum(counts[name] for _, counts in lines) for name in MEASURES}
        return Figures(start, end, names, (*(lines if names else ()), ((), whole)))

    def column(self, name: str) -> str:
        """The name of a column in the frame, given that name or the heading in the file.

        Raises:
            InvalidValueError: If the register has no such column.
        """
        return Register(self.name, (), columns=self.columns).column(name)


def frame_of(
    layout: Layout, register: Register, texts: Mapping[str, object], files: Sequence[str] = ()
) -> Any:  # noqa: ANN401 - a frame of the engine
    """The entries of a register as a frame of the engine; of several files in that order."""
    before = {name: k * FILE for k, name in enumerate(files)}
    extras = [name for name in texts if name not in TEXTS]
    types = _TYPES | dict.fromkeys(extras, "VARCHAR")
    rows = [_row_of(entry, extras, before.get(entry.file, 0)) for entry in register]
    columns = zip(*rows, strict=True) if rows else ((),) * len(types)
    return layout.frame_of(dict(zip(types, map(tuple, columns), strict=True)), types)


def extras_of(name: str, at: Mapping[str, int]) -> dict[str, int]:
    """The columns that are extra.

    Raises:
        InvalidValueError: If one has the name of a column that the frame has anyway.
    """
    extras = {column: i for column, i in at.items() if column not in KNOWN}
    if taken := sorted({*extras} & {*_TYPES}):
        raise InvalidValueError(
            f"{name}: the frame has columns of its own called {', '.join(taken)}; rename the headings",
            given=tuple(taken),
        )
    return extras


def _row_of(entry: Entry, extras: Sequence[str], before: int) -> tuple[object, ...]:
    deadline, provisional = entry.deadline, False
    due_at = None
    if isinstance(deadline, StatedDeadline):
        due_at = deadline.due_at
    elif deadline is not None:
        due_at, provisional = deadline.due_at if deadline.to_the_minute else None, deadline.provisional
    by_day = entry.finished_at is not None and not isinstance(entry.finished_at, datetime)
    if deadline is not None and due_at is not None and by_day and due_at.date() > deadline.due_on:
        due_at = None
    return (
        before + entry.row,
        *(getattr(entry, name) for name in TEXTS),
        *map(_at_midnight, (entry.received_at, entry.finished_at, entry.returned_at)),
        None if deadline is None else deadline.due_on,
        due_at,
        provisional,
        *_limit_of(entry),
        *(entry.extra[name] for name in extras),
    )


def _limit_of(entry: Entry) -> tuple[str, float | None, str | None]:
    limit = entry.limit
    return ("", None, None) if limit is None else (limit.text or "", float(limit.amount), limit.unit.value)


def _at_midnight(moment: date | None) -> datetime | None:
    if moment is None or isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time())
