"""Which rows of a frame move, by a table of limits and days of receipt (dòng đổi hạn)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc.arrays.calendar_columns import CalendarColumn
from thutuc.arrays.lookup import tables_of
from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due
from thutuc.dossiers import Moved
from thutuc.errors import CalendarRangeError
from thutuc.frames.carriers import with_columns
from thutuc.frames.due import check_new
from thutuc.frames.due_by_day import MOST, DuesByDay, is_due_by_day
from thutuc.frames.values import Array, Kind, Values
from thutuc.limits import Convention, TimeLimit
from thutuc.policy.limit_changes import LimitRows
from thutuc.policy.moved_dues import Dues, laid_over
from thutuc.policy.moved_records import MovedRecord, moved_row
from thutuc.policy.overlays import Overlay, Terms
from thutuc.policy.reformed_frames import FrameRows

_BLOCK = 1 << 18
"""Rows looked up at once, few enough for the caches."""
_PLAIN = Convention.CIVIL_CODE


def moving(
    native: Any,  # noqa: ANN401 - a frame
    columns: Mapping[str, str],
    calendar: WorkCalendar,
    other: WorkCalendar,
) -> tuple[int, int, Any, "MovingRows"]:
    """How many rows are open, how many of them nobody can count, those that move, and the same explained."""
    rows = FrameRows(native, columns, ended=False)
    check_new(rows.desk, ("due_before", "due_after"))
    limits = rows.limits(Terms(calendar, None, None, Overlay()))
    is_open = None
    if rows.has("finished_at") and rows.column("finished_at").kind is not Kind.NOTHING:
        is_open = ~rows.column("finished_at").there
    asked = len(rows) if is_open is None else int(np.count_nonzero(is_open))
    uncounted = _uncounted(rows, limits, is_open)
    near = _candidates(rows, limits, calendar, other)
    places = np.arange(len(rows)) if near is None else near
    if is_open is not None:
        places = places[is_open[places]]
    before, after = _both(rows, limits, calendar, other, places)
    stays = (before.on == after.on) & ((before.at == after.at) | np.isnat(before.at) | np.isnat(after.at))
    gone = np.flatnonzero(~stays & ~np.isnat(before.on) & ~np.isnat(after.on))
    places = places[gone]
    kept = nw.from_native(rows.desk.native, eager_only=True)[places].to_native()
    answers = {
        "due_before": Values(Kind.DAY, before.on[gone]),
        "due_after": Values(Kind.DAY, after.on[gone]),
    }
    moments = {"due_at_before": before.at[gone], "due_at_after": after.at[gone]}
    if not all(np.isnat(column).all() for column in moments.values()):
        check_new(rows.desk, tuple(moments))
        answers |= {name: Values(Kind.MOMENT, column) for name, column in moments.items()}
    frame = with_columns(kept, rows.desk.engine, answers)
    told = before.on[gone], after.on[gone]
    return asked, uncounted, frame, MovingRows(rows, limits, places, told, (calendar, other))


def _uncounted(rows: FrameRows, limits: LimitRows, is_open: Array | None) -> int:
    """How many open rows have no limit, or no day of receipt."""
    received = rows.column("received_at").there
    if limits.missing is None and received.all():
        return 0
    gaps = ~received if limits.missing is None else limits.missing | ~received
    return int(np.count_nonzero(gaps if is_open is None else gaps & is_open))


def _candidates(
    rows: FrameRows, limits: LimitRows, calendar: WorkCalendar, other: WorkCalendar
) -> Array | None:
    """The rows that may move, by one look-up each; None where the day of receipt does not tell."""
    received, amounts = rows.column("received_at"), limits.amounts
    if received.kind not in {Kind.DAY, Kind.MOMENT} or amounts.dtype.kind not in "iu" or not len(rows):
        return None
    days = received.data if received.kind is Kind.DAY else received.data.astype("M8[D]")
    there = None if received.there.all() and limits.missing is None else received.there
    if there is not None and limits.missing is not None:
        there = there & ~limits.missing
    known = days if there is None else days[there]
    most = int(amounts.max(initial=0))
    if not known.size or (most + 1) * len(limits.table) > 5_000:
        return None
    first: np.datetime64 = known.min()
    span: Array = first + np.arange(int((known.max() - first).astype(np.int64)) + 1)
    different = [
        TimeLimit(i, unit, cut_off=cut_off) for unit, cut_off in limits.table for i in range(most + 1)
    ]
    numbers = _numbers(limits, most)
    used = set(np.flatnonzero(_seen(numbers, there, len(different))).tolist())
    hours = received.kind is Kind.MOMENT
    if len(different) * span.size > MOST or not all(
        is_due_by_day(different[i], _PLAIN, has_hours=hours) for i in used
    ):
        return None
    try:
        tables = [
            DuesByDay.of(
                [(one if i in used else None, each, span.size) for i, one in enumerate(different)],
                span,
                _PLAIN,
            )
            for each in (calendar, other)
        ]
    except CalendarRangeError:
        # A limit and a day that do not come together, or one that is to be told with its rows.
        return None
    return _looked_up(rows, (tables[0], tables[1]), numbers, there, days=days - first, size=span.size)


def _looked_up(
    rows: FrameRows,
    tables: tuple[DuesByDay, DuesByDay],
    numbers: Any,  # noqa: ANN401 - a function of a part
    there: Array | None,
    *,
    days: Array,
    size: int,
) -> Array:
    """The rows whose due days differ in two tables, or from the recorded one."""
    old, new = tables
    table = (old.due_on != new.due_on) | ((old.due_at != new.due_at) & ~np.isnat(old.due_at))
    recorded = rows.column("due_on").data if rows.has("due_on") else None
    recorded = None if recorded is None or recorded.dtype.kind != "M" else recorded.astype("M8[D]")
    found: list[Array] = []
    for part in _parts(len(rows)):
        key = numbers(part) * size + days[part].astype(np.int64)
        if there is not None:
            key = np.where(there[part], key, 0)
        moves = table.take(key)
        if recorded is not None:
            moves |= recorded[part] != old.due_on.take(key)
        if there is not None:
            moves &= there[part]
        found.append(np.flatnonzero(moves) + part.start)
    return np.concatenate(found)


def _parts(rows: int) -> Iterator[slice]:
    return (slice(i, min(i + _BLOCK, rows)) for i in range(0, rows, _BLOCK))


def _numbers(limits: LimitRows, most: int) -> Any:  # noqa: ANN401 - a function of a part
    """The number of the limit of each row of a part."""

    def numbers(part: slice) -> Array:
        kinds = limits.kinds if limits.kinds.ndim == 0 else limits.kinds[part]
        return np.asarray(kinds.astype(np.int64) * (most + 1) + limits.amounts[part])

    return numbers


def _seen(numbers: Any, there: Array | None, size: int) -> Array:  # noqa: ANN401 - a function of a part
    """How many rows have each limit."""
    rows = len(there) if there is not None else None
    total = np.zeros(size, np.int64)
    for part in _parts(rows if rows is not None else numbers(slice(None)).size):
        found = numbers(part)
        total += np.bincount(found if there is None else found[there[part]], minlength=size)
    return total


def _both(
    rows: FrameRows, limits: LimitRows, calendar: WorkCalendar, other: WorkCalendar, places: Array
) -> tuple[Dues, Dues]:
    """The due days of some rows by both calendars; recorded ones move as the computed ones do."""
    some = limits.some(places)
    before, after = (CalendarColumn(tables_of(one)) for one in (calendar, other))
    first, last = (rows.count(some, one, _PLAIN, places) for one in (before, after))
    recorded = rows.recorded
    if recorded is None:
        return first, last
    told = Dues(recorded.on[places], recorded.at[places])
    told = Dues(np.where(np.isnat(told.on), first.on, told.on), told.at)
    return told, laid_over(told, first, last, before, after)


@attrs.frozen(eq=False)
class MovingRows:
    """The rows that move, each of them counted with its explanation when it is asked for."""

    rows: FrameRows
    limits: LimitRows
    places: Array
    told: tuple[Array, Array]
    calendars: tuple[WorkCalendar, WorkCalendar]

    def __len__(self) -> int:
        return len(self.places)

    def codes(self) -> list[str]:
        """Their codes."""
        found = self.rows.column("code")
        data = found.spelled() if found.kind is Kind.TEXT else found.data
        return [str(one) for one in data[self.places].tolist()]

    def __getitem__(self, place: int) -> Moved | MovedRecord:
        row = int(self.places[place])
        received = self.rows.column("received_at")
        start: date | datetime = received.data[row].item()
        if received.kind is Kind.INSTANT and isinstance(start, datetime):
            start = start.replace(tzinfo=UTC)
        limit = self.limits.one(row)
        before, after = (due(limit, start, one) for one in self.calendars)
        code = str(row)
        if self.rows.has("code"):
            codes = self.rows.column("code")
            code = codes.texts[int(codes.data[row])] if codes.kind is Kind.TEXT else str(codes.data[row])
        old, new = self.told
        return moved_row(code, (before, after), (old[place].item(), new[place].item()))
