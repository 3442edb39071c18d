"""Due days before a reform and under it, and recorded ones between them (hạn trước và sau)."""

from collections.abc import Sequence

import attrs
import numpy as np

from thutuc import arrays
from thutuc.arrays.calendar_columns import CalendarColumn
from thutuc.frames.values import Array
from thutuc.limits import Convention
from thutuc.policy.alike_rows import AlikeRows
from thutuc.policy.limit_changes import LimitRows, changed_limits
from thutuc.policy.overlays import LimitChange


@attrs.frozen(eq=False)
class Dues:
    """Due days of all rows, and the moments where the minute counts; `NaT` where there is none."""

    on: Array
    at: Array


def no_dues(rows: int) -> tuple[Array, Array]:
    """Neither days nor moments, to be read only."""
    return np.broadcast_to(np.datetime64("NaT", "D"), rows), np.broadcast_to(np.datetime64("NaT", "us"), rows)


@attrs.frozen(eq=False)
class DueQuestion:
    """What due days are counted of, before a reform and under it.

    Args:
        limits: The limits before it.
        changes: What becomes of them, each of some rows or of all.
        before: The calendar before it.
        after: The calendars under it.
        convention: How days are counted under it.
    """

    limits: LimitRows
    changes: Sequence[tuple[LimitChange, Array | None]]
    before: CalendarColumn
    after: CalendarColumn
    convention: Convention

    @property
    def changed(self) -> LimitRows:
        """The limits under it."""
        return changed_limits(self.limits, self.changes)

    @property
    def others(self) -> list[Array]:
        """What tells rows apart beside limit and day of receipt."""
        return [one for one in (*(rows for _, rows in self.changes), self.after.codes) if one is not None]

    def some(self, rows: Array) -> "DueQuestion":
        """The same of some rows."""
        changes = [(change, None if one is None else one[rows]) for change, one in self.changes]
        return attrs.evolve(
            self, limits=self.limits.some(rows), changes=changes, after=of_rows(self.after, rows)
        )


def laid_over(recorded: Dues, first: Dues, last: Dues, before: CalendarColumn, after: CalendarColumn) -> Dues:
    """Recorded due days, moved as the computed ones move; what lies between the two is kept.

    A recorded hour is kept, too, but where the day is the computed one and a limit runs by the hour.
    """
    stays = _staying(first, last)
    on = np.where(stays, recorded.on, last.on)
    apart = ~np.isnat(last.on) & ~np.isnat(first.on) & ~np.isnat(recorded.on) & (recorded.on != first.on)
    rows = np.flatnonzero(apart)
    if rows.size:
        old, new = of_rows(before, rows), of_rows(after, rows)
        told = recorded.on[rows]
        between = arrays.count_working_days(first.on[rows], told, old)
        found = np.ma.filled(arrays.add_working_days(last.on[rows], between, new), np.datetime64("NaT", "D"))
        # A recorded day on which the office is closed stays where nothing else moves.
        keeps = stays[rows] & ~arrays.is_working_day(told, old)
        on[rows] = np.where(keeps, told, found)
    keeps_hour = apart | (np.isnat(first.at) & np.isnat(last.at) & ~np.isnat(first.on))
    at = np.where(keeps_hour, _at_hour(recorded, on), last.at)
    return Dues(on, np.where(stays & (on == recorded.on), recorded.at, at))


def _at_hour(recorded: Dues, on: Array) -> Array:
    """Other days at the hours of the recorded moments."""
    return np.asarray(on.astype("M8[us]") + (recorded.at - recorded.on.astype("M8[us]")))


def _staying(first: Dues, last: Dues) -> Array:
    """Which rows a reform leaves where they are."""
    same = (first.at == last.at) | (np.isnat(first.at) & np.isnat(last.at))
    return np.asarray(np.isnat(last.on) | ((first.on == last.on) & same))


def of_rows(calendars: CalendarColumn, rows: Array) -> CalendarColumn:
    """The calendars of some rows."""
    return attrs.evolve(calendars, codes=None if calendars.codes is None else calendars.codes[rows])


def laid_over_alike(
    recorded: Dues,
    alike: AlikeRows,
    first: Dues,
    last: Dues,
    calendars: tuple[CalendarColumn, CalendarColumn],
) -> Dues:
    """The same of rows that are due alike: looked up, but for those recorded on another day than computed."""
    stays = _staying(first, last)
    old, new = alike.table(first.on), alike.table(np.where(stays, first.on, last.on))
    on, apart = np.empty_like(recorded.on), list[Array]()
    for block, keys in alike.blocks():
        on[block] = new.take(keys)
        apart.append(np.flatnonzero(recorded.on[block] != old.take(keys)) + block.start)
    at = recorded.at
    if not (np.isnat(last.at).all() and np.isnat(at).all()):
        kept = np.zeros(alike.size, np.bool_)
        kept[alike.kinds] = stays
        told = alike.spread(last.at)
        by_day = np.isnat(told) & np.isnat(alike.spread(first.at))
        moved = np.where(by_day, _at_hour(recorded, on), told)
        at = np.where(kept.take(alike.keys), at, moved)
    rows = np.concatenate(apart)
    known = ~(np.isnat(recorded.on[rows]) | np.isnat(old.take(alike.keys[rows])))
    at = at.copy() if rows.size else at
    for some in (rows[known], rows[~known]):
        if some.size:
            on[some], at[some] = _apart(recorded, alike, (first, last), calendars, some)
    return Dues(on, at)


def _apart(
    recorded: Dues,
    alike: AlikeRows,
    both: tuple[Dues, Dues],
    calendars: tuple[CalendarColumn, CalendarColumn],
    rows: Array,
) -> tuple[Array, Array]:
    """Rows recorded on another day than computed: one counted for all that are alike and as far apart."""
    own = alike.numbers(rows)
    told, (first, last) = Dues(recorded.on[rows], recorded.at[rows]), both
    gaps, pairs = told.on - first.on[own], None
    if np.isnat(told.at).all() and not np.isnat(gaps).any():
        pairs = AlikeRows.by([own, gaps.view(np.int64)])
    if pairs is not None:
        rows, own = rows[pairs.places], own[pairs.places]
        told = Dues(told.on[pairs.places], told.at[pairs.places])
    found = laid_over(
        told,
        Dues(first.on[own], first.at[own]),
        Dues(last.on[own], last.at[own]),
        *(of_rows(one, rows) for one in calendars),
    )
    return (found.on, found.at) if pairs is None else (pairs.spread(found.on), pairs.spread(found.at))
