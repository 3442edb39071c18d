"""Rows that are due alike, so that one of them is counted for all (các dòng cùng hạn)."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Self

import attrs
import numpy as np

from thutuc.frames.due_by_day import is_due_by_day
from thutuc.frames.values import Array, Kind, Values
from thutuc.limits import Convention, TimeLimit
from thutuc.policy.limit_changes import LimitRows

_BLOCK = 1 << 17
"""Rows looked up at once, few enough for the caches."""
_FEW = 100_000
"""Kinds of rows that are always worth a table; beyond them there are to be more rows than kinds."""


@attrs.frozen(eq=False)
class AlikeRows:
    """Rows of one kind are of one limit, were received on one day and meet the same changes.

    Args:
        keys: The kind of each row.
        kinds: The kinds that there are.
        places: For each of these a row of it.
        size: How many kinds there could be.
    """

    keys: Array
    kinds: Array
    places: Array
    size: int

    @classmethod
    def of(cls, received: Values, limits: LimitRows, others: Sequence[Array]) -> Self | None:
        """By limit, day of receipt and other whole numbers; None where they are too many, or do not tell."""
        amounts = limits.amounts
        if received.kind not in {Kind.DAY, Kind.MOMENT} or amounts.dtype.kind not in "iu":
            return None
        days = received.data.astype("M8[D]", copy=False).view(np.int64)
        known = ~np.isnat(received.data)
        if limits.missing is not None:
            amounts, others = np.where(limits.missing, 0, amounts), [*others, limits.missing]
        if not known.any():
            return None
        if not known.all():
            days, others = np.where(known, days, days[known][0]), [*others, known]
        kinds = [np.broadcast_to(limits.kinds, days.shape)] if len(limits.table) > 1 else []
        return cls.by([days, amounts, *kinds, *others])

    @classmethod
    def by(cls, columns: Sequence[Array]) -> Self | None:
        """By columns of whole numbers; None where they make too many kinds."""
        parts = [(one, int(one.min()), int(one.max()) - int(one.min()) + 1) for one in columns]
        size = prod(many for _, _, many in parts)
        return cls._keyed(parts, size) if size <= max(_FEW, len(columns[0])) else None

    @classmethod
    def _keyed(cls, parts: Sequence[tuple[Array, int, int]], size: int) -> Self:
        """Each row by its number in all the combinations."""
        rows = len(parts[0][0])
        keys, some = np.zeros(rows, np.int64), np.full(size, -1, np.int64)
        for block in _blocks(rows):
            part = keys[block]
            for data, first, many in parts:
                part *= many
                part += data[block]
                if first:
                    part -= first
            some[part] = np.arange(block.start, block.stop)
        kinds = np.flatnonzero(some >= 0)
        return cls(keys, kinds, some[kinds], size)

    def table(self, found: Array) -> Array:
        """What was found of one row of each kind, by its kind."""
        made = np.full(self.size, "NaT", found.dtype)
        made[self.kinds] = found
        return made

    def spread(self, found: Array) -> Array:
        """What was found of one row of each kind, for all rows."""
        return self.table(found).take(self.keys)

    def numbers(self, rows: Array) -> Array:
        """Where the kinds of some rows stand among those that there are."""
        made = np.zeros(self.size, np.int64)
        made[self.kinds] = np.arange(len(self.kinds))
        return made.take(self.keys[rows])

    def blocks(self) -> Iterator[tuple[slice, Array]]:
        """The rows and their kinds, in parts."""
        return ((block, self.keys[block]) for block in _blocks(len(self.keys)))


def _blocks(rows: int) -> Iterator[slice]:
    return (slice(i, min(i + _BLOCK, rows)) for i in range(0, rows, _BLOCK))


def day_tells(received: Values, limits: LimitRows, convention: Convention) -> bool:
    """Whether rows that were received on one day are due alike, whatever the hour."""
    if received.kind is Kind.DAY:
        return True
    known = limits.amounts if limits.missing is None else limits.amounts[~limits.missing]
    least = min(known.min(initial=1), 1)
    return all(
        is_due_by_day(TimeLimit(amount, unit, cut_off=cut_off), convention, has_hours=True)
        for unit, cut_off in limits.table
        for amount in {int(least), 1}
    )
