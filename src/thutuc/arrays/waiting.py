"""What pauses do to the ends of limits, for rows that are counted alike: `deadlines.pauses` for columns.

Each function is the column's form of the one that has its name there.
"""

from collections.abc import Callable

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.limit_ends import (
    End,
    Rows,
    counted_from,
    elapsed_end,
    end_of,
    hour_kept,
    rolled,
    share_over,
)
from thutuc.arrays.lookup import DAY, Ints, Truths
from thutuc.arrays.pause_columns import PauseRows
from thutuc.arrays.working import shifted
from thutuc.limits import Unit

__all__ = ["count_paused"]

Floats = npt.NDArray[np.float64]
_NEVER = -1
"""A moment before all others: from here on what is left is working time."""


@attrs.frozen(eq=False)
class _Ends:
    """The ends of all rows, which one pause after another moves."""

    on: Ints
    at: Ints
    raw: Ints
    share: Floats

    @classmethod
    def of(cls, end: End, size: int) -> "_Ends":
        share = np.ones(1) if end.share is None else end.share
        on, at, raw = (np.array(np.broadcast_to(column, size)) for column in (end.on, end.at, end.raw))
        return cls(on, at, raw, np.array(np.broadcast_to(share, size)))

    def take(self, chosen: Ints) -> "_Ends":
        return _Ends(
            self.on.take(chosen), self.at.take(chosen), self.raw.take(chosen), self.share.take(chosen)
        )

    def put(self, chosen: Ints, end: "_Ends | End") -> None:
        self.on[chosen], self.at[chosen], self.raw[chosen] = end.on, end.at, end.raw
        self.share[chosen] = 1.0 if end.share is None else end.share


def count_paused(rows: Rows) -> tuple[Ints, Ints]:
    """The day and the local moment at which each limit ends, its pauses taken out in their turn."""
    end = end_of(rows)
    if rows.added is not None:
        end = _added(rows, end, rows.added)
    if rows.pauses is None:
        return end.on, end.at
    ends = _Ends.of(end, rows.size)
    for waits in rows.pauses.in_turns():
        part = rows.take(waits.rows)
        ends.put(waits.rows, _after(part, ends.take(waits.rows), waits))
        rows.note(waits.rows, part)
    return ends.on, ends.at


def _added(rows: Rows, end: End, days: Ints) -> End:
    """The ends so many days later."""
    if not rows.kind.counts_working_days:
        return rolled(rows, end.raw + days, end.share)
    k = rows.within(rows.tables.after.take(end.on) + days, rows.tables.worked.size)
    day = rows.tables.worked.take(k)
    return End(day, share_over(rows.tables, day, end.share), day, end.share)


_Step = Callable[[Rows, _Ends, PauseRows], "_Ends | End"]


def _where(rows: Rows, ends: _Ends, waits: PauseRows, mask: Truths, step: _Step) -> None:
    """Let one step move the ends of the rows that *mask* chooses, each of which has its one pause."""
    chosen = np.flatnonzero(mask)
    if chosen.size:
        part = rows.take(chosen)
        ends.put(chosen, step(part, ends.take(chosen), waits.taken(chosen, chosen)))
        rows.note(chosen, part)


def _after(rows: Rows, ends: _Ends, waits: PauseRows) -> _Ends:
    """The ends after one pause more in each row."""
    (a, b), (since, until) = waits.days, waits.moments
    fraction = np.zeros(1, np.bool_) if rows.share is None else rows.share > 0
    by_minute = np.broadcast_to(_is_by_the_minute(rows, waits, fraction), rows.size)
    last = ends.on.copy()
    if not waits.has_hours[0]:
        since = np.where(a <= last, np.minimum(since, ends.at), since)
        waits = attrs.evolve(waits, moments=(since, until))
    late = np.where(by_minute, since > ends.at, a > last)
    waited = np.where(by_minute, until > since, b > a)
    for mask, step in (
        (by_minute & late, _late_at),
        (by_minute & ~late, _by_the_minute),
        (~by_minute & late, _late_on),
        (~by_minute & ~late, _by_the_day),
    ):
        _where(rows, ends, waits, mask & waited, step)
    if waits.has_hours[1]:
        _where(rows, ends, waits, ~by_minute & fraction & (a <= last), _not_before)
    return ends


def _is_by_the_minute(rows: Rows, waits: PauseRows, fraction: Truths) -> Truths:
    """Whether the minutes of a pause count; whole days, and fractions paused by their days, take its days."""
    if rows.kind.counts_from_the_moment(rows.convention):
        return np.ones(1, np.bool_)
    return fraction if all(waits.has_hours) else np.zeros(1, np.bool_)


# To the day ---------------------------------------------------------------------------------------------


def _late_on(rows: Rows, ends: _Ends, waits: PauseRows) -> End:
    """Late at the resume by as many working days as at the pause, and that never rolls away."""
    tables = rows.tables
    pause, resume = (rows.within(days, tables.length) for days in waits.days)
    is_open = tables.is_open.take(resume)
    behind = np.maximum(tables.after.take(pause) - tables.after.take(ends.on), is_open)
    k = tables.counts.take(resume) + is_open - 1 - behind
    day = np.maximum(ends.on, tables.worked.take(rows.within(k, tables.worked.size)))
    return _on(rows, day, ends.share)


def _by_the_day(rows: Rows, ends: _Ends, waits: PauseRows) -> _Ends:
    """The day of the pause is used, the day of the resume is an event day and not counted."""
    in_time = waits.days[0] <= ends.raw
    if rows.kind.counts_working_days:
        _where(rows, ends, waits, np.ones(rows.size, np.bool_), _by_working_days)
    else:
        # It began after the last counted day: what is left is the rest of a day, as of the day of the resume.
        _where(rows, ends, waits, in_time, _by_calendar_days)
        _where(rows, ends, waits, ~in_time, _on_the_resume)
    return ends


def _by_working_days(rows: Rows, ends: _Ends, waits: PauseRows) -> End:
    tables = rows.tables
    pause, resume = (rows.within(days, tables.length) for days in waits.days)
    k = tables.after.take(ends.on) + tables.after.take(resume) - tables.after.take(pause)
    day = tables.worked.take(rows.within(k, tables.worked.size))
    first = tables.worked.take(rows.within(tables.counts.take(resume), tables.worked.size))
    return _on(rows, np.maximum(day, first), np.where(day >= first, ends.share, 1.0))


def _by_calendar_days(rows: Rows, ends: _Ends, waits: PauseRows) -> End:
    pause, resume = waits.days
    return rolled(rows, ends.raw + (resume - pause), ends.share)


def _on_the_resume(rows: Rows, ends: _Ends, waits: PauseRows) -> End:
    tables = rows.tables
    resume = rows.within(waits.days[1], tables.length)
    k = tables.counts.take(resume)
    day = tables.worked.take(rows.within(k, tables.worked.size))
    share = np.ones(ends.on.size)
    return End(day, share_over(tables, day, share), resume, share)


def _on(rows: Rows, day: Ints, share: Floats) -> End:
    return End(day, share_over(rows.tables, day, share), day, share)


# To the minute ------------------------------------------------------------------------------------------


def _reading(rows: Rows, local: Ints) -> Ints:
    tables = rows.tables
    return tables.reading(rows.within(tables.elapsed(local), tables.end + 1))


def _later(rows: Rows, local: Ints, amount: Ints) -> Ints:
    tables = rows.tables
    x = rows.within(tables.elapsed(local), tables.end + 1)
    return tables.local(shifted(tables, x, amount, rows.within))


def _by_the_minute(rows: Rows, ends: _Ends, waits: PauseRows) -> _Ends:
    """The exact time of the pause is added, from the first counted moment on."""
    first = counted_from(rows)
    since, until = (np.maximum(moments, first) for moments in waits.moments)
    counted = attrs.evolve(waits, moments=(since, until))
    kind, convention = rows.kind, rows.convention
    is_elapsed = kind.counts_elapsed(convention)
    if is_elapsed or not (kind.runs_by_the_minute(convention) or kind.counts_working_days):
        if is_elapsed:
            passes, step = since <= ends.raw, _by_elapsed_time
        else:
            # A fraction of a calendar day: up to its last day whole days pass.
            passes, step = (since // DAY <= ends.raw) & (since // DAY < ends.on), _by_whole_days
        _where(rows, ends, counted, passes, step)
        _where(rows, ends, counted, ~passes, _by_working_time)
    else:
        _where(rows, ends, counted, np.ones(rows.size, np.bool_), _by_working_time)
    return _not_before(rows, ends, waits)


def _by_elapsed_time(rows: Rows, ends: _Ends, waits: PauseRows) -> End:
    tables = rows.tables
    since, until = (tables.elapsed(moments) for moments in waits.moments)
    x = tables.elapsed(ends.raw) + (until - since)
    return elapsed_end(rows, x) if rows.unit is Unit.HOUR else hour_kept(rows, tables.local(x))


def _by_whole_days(rows: Rows, ends: _Ends, waits: PauseRows) -> End:
    since, until = (moments // DAY for moments in waits.moments)
    return rolled(rows, ends.raw + (until - since), ends.share)


def _by_working_time(rows: Rows, ends: _Ends, waits: PauseRows) -> _Ends:
    since, until = (_reading(rows, moments) for moments in waits.moments)
    paused = until - since
    if paused.any():
        return _put(rows, ends, paused > 0, _later(rows, ends.at, paused))
    return ends


def _put(rows: Rows, ends: _Ends, mask: Truths, at: Ints) -> _Ends:
    """End the rows that *mask* chooses at other moments."""
    chosen = np.flatnonzero(mask)
    if chosen.size:
        part = rows.take(chosen)
        ends.put(chosen, _ending(part, at.take(chosen)))
        rows.note(chosen, part)
    return ends


def _not_before(rows: Rows, ends: _Ends, waits: PauseRows) -> _Ends:
    """The ends, or the resumes, moved into office hours, if they are later."""
    first = _later(rows, waits.moments[1], np.zeros(1, np.int64))
    raw = ends.raw.copy()
    ends = _put(rows, ends, ends.at < first, first)
    if rows.kind.counts_from_the_moment(rows.convention):
        # The end before it rolled stands: what is left of elapsed time is not used up by the move.
        ends.raw[:] = raw
    return ends


def _late_at(rows: Rows, ends: _Ends, waits: PauseRows) -> End:
    """The ends before the resumes by so much working time; by the least there is, if it is none."""
    pause, resume = waits.moments
    late = _reading(rows, pause) - _reading(rows, ends.at)
    before = _later(rows, resume, -np.maximum(late, 1))
    # The last close up to the resume, or within a session the moment before it; never before the old end.
    closed = _later(rows, before, np.ones(1, np.int64))
    return _ending(rows, np.maximum(ends.at, np.where((late > 0) | (closed >= resume), before, closed)))


def _ending(rows: Rows, at: Ints) -> End:
    tables, day = rows.tables, at // DAY
    before = np.maximum(day - 1, 0)
    ends_before = (
        (at % DAY == 0) & (at > 0) & (tables.closing.take(np.minimum(before, tables.length - 1)) == at)
    )
    day = rows.within(np.where(ends_before, before, day), tables.length)
    if rows.kind.counts_from_the_moment(rows.convention):
        return End(day, at, np.full(at.size, _NEVER))
    share = (_reading(rows, at) - tables.day_reading.take(day)) / np.maximum(tables.day_length.take(day), 1)
    return End(day, at, day, share)
