"""Changes of limits, for whole columns (thay đổi thời hạn của cả cột)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Self

import attrs
import numpy as np

from thutuc.arrays import LimitColumn
from thutuc.arrays.limit_columns import Kind
from thutuc.frames.values import Array, Values
from thutuc.limits import TimeLimit, Unit
from thutuc.policy.overlays import LimitChange
from thutuc.procedures import Procedure

_SMALL = 100_000
"""The largest whole amount that is looked up."""


@attrs.frozen(eq=False)
class LimitRows:
    """The limit of each row: its amount, what kind it is, and whether it is missing."""

    amounts: Array
    kinds: Array
    table: tuple[Kind, ...]
    missing: Array | None

    @classmethod
    def of(cls, limits: LimitColumn | TimeLimit, rows: int) -> Self:
        """Of a column, or one for all."""
        column = LimitColumn.of([limits]) if isinstance(limits, TimeLimit) else limits
        shape = (rows,)
        missing = None if column.missing is None else np.broadcast_to(column.missing, shape)
        if missing is not None and not missing.any():
            missing = None
        amounts = np.broadcast_to(column.amounts, shape)
        return cls(amounts, column.kinds, column.table, missing)

    @classmethod
    def nothing(cls, rows: int) -> Self:
        """No limits."""
        kinds = np.zeros((), np.int16)
        return cls(np.zeros(rows, np.int64), kinds, ((Unit.WORKING_DAY, None),), np.ones(rows, np.bool_))

    def some(self, rows: Array) -> "LimitRows":
        """Those of some rows."""
        kinds = self.kinds if self.kinds.ndim == 0 else self.kinds[rows]
        missing = None if self.missing is None else self.missing[rows]
        return LimitRows(self.amounts[rows], kinds, self.table, missing)

    def one(self, row: int) -> TimeLimit:
        """That of one row, which has one."""
        unit, cut_off = self.table[int(self.kinds if self.kinds.ndim == 0 else self.kinds[row])]
        return TimeLimit(self.amounts[row].item(), unit, cut_off=cut_off)

    def column(self) -> LimitColumn:
        """As due dates are counted of."""
        return LimitColumn(self.amounts, self.kinds, self.table, self.missing)


def changed_limits(limits: LimitRows, changes: Sequence[tuple[LimitChange, Array | None]]) -> LimitRows:
    """Limits after changes, each of some rows or of all."""
    for change, rows in changes:
        if change.value is not None:
            limits = _put(limits, change.value, rows)
            continue
        new = _multiplied(limits.amounts, change)
        limits = attrs.evolve(limits, amounts=new if rows is None else np.where(rows, new, limits.amounts))
    return limits


def _put(limits: LimitRows, value: TimeLimit, rows: Array | None) -> LimitRows:
    """One limit in the place of others."""
    where = np.ones(len(limits.amounts), np.bool_) if rows is None else rows
    kind = np.int16(len(limits.table))
    return LimitRows(
        np.where(where, value.amount, limits.amounts),
        np.where(where, kind, limits.kinds).astype(np.int16),
        (*limits.table, (value.unit, value.cut_off)),
        None if limits.missing is None else limits.missing & ~where,
    )


def _multiplied(amounts: Array, change: LimitChange) -> Array:
    """Amounts times a factor, each different one once."""

    def times(amount: float) -> float:
        # The unit says only whether parts are lawful, which the column checks.
        made = change(TimeLimit(amount, Unit.WORKING_DAY))
        return amount if made is None else made.amount

    if amounts.dtype.kind in "iu" and 0 <= int(amounts.max(initial=0)) <= _SMALL:
        seen = np.bincount(amounts) if amounts.size else np.zeros(0, np.int64)
        found = np.array([times(i) if n else 0 for i, n in enumerate(seen.tolist())])
        return found.take(amounts) if found.size else amounts
    different, places = np.unique(amounts, return_inverse=True)
    return np.array([times(one) for one in different.tolist()]).take(places)


def from_catalogue(
    limits: LimitRows | None, codes: Values, days: Array, find: Callable[[str, date], Procedure | None]
) -> LimitRows:
    """Limits where rows state none, of their procedures on the days of receipt."""
    limits = limits or LimitRows.nothing(len(days))
    if limits.missing is None:
        return limits
    rows = np.flatnonzero(limits.missing & codes.there & ~np.isnat(days))
    keys = np.stack([codes.data[rows], days[rows].astype(np.int64)])
    different, places = np.unique(keys, axis=1, return_inverse=True)
    found: list[TimeLimit | None] = []
    pairs: list[list[int]] = different.T.tolist()
    for code, day in pairs:
        known = find(codes.texts[code], np.datetime64(day, "D").astype(date))
        found.append(None if known is None else known.promise or known.limit)
    own = LimitColumn.of([*found, None])
    amounts, missing = (
        limits.amounts.astype(np.result_type(limits.amounts, own.amounts)),
        limits.missing.copy(),
    )
    kinds = np.broadcast_to(limits.kinds, amounts.shape).astype(np.int16)
    places = places.reshape(-1)
    amounts[rows] = own.amounts.take(places)
    kinds[rows] = np.broadcast_to(own.kinds, own.amounts.shape).take(places) + len(limits.table)
    missing[rows] = np.array([*(one is None for one in found), True]).take(places)
    return LimitRows(amounts, kinds, (*limits.table, *own.table), missing if missing.any() else None)
