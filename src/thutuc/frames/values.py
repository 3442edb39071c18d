"""Columns as numpy has them, whatever engine they come from (cột dữ liệu dưới dạng numpy)."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.shaping import NAT, Offenders, in_microseconds

Array: TypeAlias = npt.NDArray[Any]


class Kind(Enum):
    """What a column holds."""

    DAY = "day"
    MOMENT = "moment"
    INSTANT = "instant"
    """A moment with a zone."""
    NUMBER = "number"
    REAL = "real"
    """Numbers that are no whole ones, as answers."""
    TEXT = "text"
    FLAG = "flag"
    LIST = "list"
    NOTHING = "nothing"
    """Missing values only, of which engines do not say what they would be."""
    OTHER = "other"


TIMES = frozenset({Kind.DAY, Kind.MOMENT, Kind.INSTANT})


@attrs.frozen(eq=False)
class Values:
    """One column, or a part of it.

    Args:
        kind: What it holds.
        data: Days as `M8[D]`, moments as `M8[us]` or coarser, of those with a zone UTC; numbers; of texts,
            their numbers in *texts*, and -1 where they are missing.
        missing: Which numbers are missing; None if none is. Days and moments are missing where they are
            `NaT`.
        texts: The different texts.
        inner: The values of lists, one list behind the other; *data* says how many are in each.
    """

    kind: Kind
    data: Array
    missing: Array | None = None
    texts: tuple[str, ...] = ()
    inner: "Values | None" = None

    def __len__(self) -> int:
        return len(self.data)

    @property
    def there(self) -> Array:
        """Which rows are not missing."""
        if self.kind in TIMES:
            return ~np.isnat(self.data)
        if self.kind is Kind.TEXT:
            return np.asarray(self.data >= 0)
        if self.kind is Kind.NOTHING:
            return np.zeros(len(self), np.bool_)
        return np.ones(len(self), np.bool_) if self.missing is None else ~self.missing

    def spelled(self) -> Array:
        """Texts as objects, one for each row."""
        return np.array([*self.texts, None], object).take(self.data)


Columns: TypeAlias = Mapping[str, Values]
Answer: TypeAlias = Callable[[Columns], Columns]
"""What makes new columns of some rows from those that they have."""


def nothing(rows: int) -> Values:
    """A column of missing values."""
    return Values(Kind.NOTHING, np.full(rows, NAT).view("M8[us]"))


def other(rows: int, missing: int) -> Values:
    """A column of values that are never asked for, unless all are missing."""
    return nothing(rows) if rows == missing else Values(Kind.OTHER, np.empty(rows, np.bool_))


def to_the_microsecond(data: Array) -> Array:
    """Days or moments in microseconds; what is too far away for them stays too far away."""
    unit = np.datetime_data(data.dtype)[0]
    micro = in_microseconds(data.view(np.int64), unit, 0, None, Offenders())
    return np.where(np.isnat(data), NAT, micro).view("M8[us]")


def times(data: Array, kind: Kind) -> Values:
    """Moments to the microsecond; what is finer is cut off."""
    fine = np.datetime_data(data.dtype)[0] == "ns"
    return Values(kind, data.astype("M8[us]") if fine else data)
