"""Where limits end, for rows that share unit, cut-off and convention: the arithmetic of `deadlines.counting`.

Each function is the column's form of the one that has its name there.
"""

from datetime import time

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.columns import Offenders
from thutuc.arrays.pauses import PauseRows
from thutuc.arrays.tables import DAY, Ints, Tables, Truths
from thutuc.arrays.working import shifted, working_position
from thutuc.deadlines import Convention
from thutuc.limits import Unit

__all__ = ["Rows", "count_out", "needs_hours"]

HOUR = DAY // 24
MOST = 10**8
"""More of any unit than any calendar has."""


def needs_hours(unit: Unit, convention: Convention) -> bool:
    """Whether limits of more than nothing count from a moment, so that a date is not enough."""
    return unit.is_hours or convention.keeps_the_hour


@attrs.define(eq=False)
class Rows:
    """Rows that are counted alike; all columns have their length, or 1.

    Days and local moments count from the calendar's first. Rows found to lie outside the calendar are
    `outside`, and go on with numbers that do no harm.
    """

    tables: Tables
    convention: Convention
    unit: Unit
    cut_off: time | None
    is_nothing: bool
    """Whether all amounts are 0, or none is."""
    amount: npt.NDArray[np.int64 | np.float64]
    day: Ints
    local: Ints | None
    """None for dates."""
    pauses: PauseRows | None
    size: int
    outside: Truths | None = None

    def within(self, values: Ints, bound: int) -> Ints:
        """*values* from 0 to below *bound*; others become 0, and their rows are outside."""
        if int(values.view(np.uint64).max(initial=0)) < bound:
            return values
        beyond = values.view(np.uint64) >= bound
        self.outside = np.array(np.broadcast_to(beyond, self.size)) if self.outside is None else self.outside | beyond
        return np.where(beyond, 0, values)

    def moments(self) -> Ints:
        """The local moments of the start, which are known to be there."""
        assert self.local is not None
        return self.local

    @property
    def whole(self) -> Ints:
        """The whole units of the amounts, rounded down."""
        return np.minimum(np.floor(self.amount), MOST).astype(np.int64)

    @property
    def share(self) -> npt.NDArray[np.float64] | None:
        """The fractions of the amounts; None if all are whole."""
        if self.amount.dtype.kind != "f":
            return None
        share = self.amount % 1
        return share if share.any() else None
