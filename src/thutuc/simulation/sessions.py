"""The sessions of a calendar, gone through once in the order of time (phiên làm việc).

Moments are microseconds since 1970 in UTC here, so that calendars of one zone agree on them whatever their
first days are and whatever clocks do in between.
"""

from bisect import bisect_left, bisect_right
from datetime import date, datetime

import numpy as np

from thutuc.arrays.lookup import Ints, tables_of
from thutuc.calendars import WorkCalendar

BEYOND = 2**62
"""A moment after all others."""


def instants(calendar: WorkCalendar, elapsed: Ints) -> Ints:
    """Moments on the coordinate of a calendar, in microseconds since 1970 in UTC."""
    return elapsed + int(tables_of(calendar).instants[0])


def local(calendar: WorkCalendar, at: Ints) -> Ints:
    """Moments in UTC as the clocks of the calendar's zone show them, in microseconds since 1970."""
    tables = tables_of(calendar)
    return tables.local(at - int(tables.instants[0])) + tables.base


def instant_of_days(calendar: WorkCalendar, *days: date) -> list[int]:
    """The midnights at which days begin."""
    tables = tables_of(calendar)
    midnights = np.array([datetime(day.year, day.month, day.day) for day in days], "M8[us]").view(np.int64)
    found: list[int] = instants(calendar, tables.elapsed(midnights - tables.base)).tolist()
    return found


class Sessions:
    """Where time stands in the sessions of a calendar, and what it reads (đồng hồ thời gian làm việc).

    It only goes forward: each question is asked at or after the moment of the one before.
    """

    __slots__ = ("_close", "_here", "_next", "_opens", "_readings", "_shift", "_until")

    def __init__(self, calendar: WorkCalendar) -> None:
        tables = tables_of(calendar)
        # The line closes with a session that never comes: it is read no further.
        self._opens: list[int] = [*instants(calendar, tables.opens.values[:-1]).tolist(), BEYOND]
        # What stands before the first session is not the close of one.
        self._opens[0] -= 1
        self._readings: list[int] = tables.readings.values[:-1].tolist()
        self._here = -1
        self._go_to(0)

    def _go_to(self, k: int) -> None:
        """Stand in session *k*, or behind it while the next has not begun."""
        self._here, self._next = k, self._opens[k + 1]
        self._until = self._readings[k + 1]
        self._shift = self._readings[k] - self._opens[k]
        self._close = self._until - self._shift

    def reading(self, at: int) -> int:
        """W: the working time up to a moment."""
        if at >= self._next:
            self._go_to(bisect_right(self._opens, at, self._here) - 1)
        return (at if at < self._close else self._close) + self._shift  # noqa: FURB136 - faster than min

    def earliest(self, reading: int) -> int:
        """W⁻¹: the first moment with a reading that is later than now's; at the close of a session, that."""
        if reading <= self._until:
            return reading - self._shift
        k = bisect_left(self._readings, reading, self._here) - 1
        return reading - self._readings[k] + self._opens[k] if k + 1 < len(self._opens) else BEYOND

    def latest(self, reading: int) -> int:
        """The last moment with a reading that is not earlier than now's; at a close, the next opening."""
        if reading < self._until:
            return reading - self._shift
        k = bisect_right(self._readings, reading, self._here) - 1
        return reading - self._readings[k] + self._opens[k] if k + 1 < len(self._opens) else BEYOND

    def open_from(self, at: int) -> int:
        """The first moment from now on at which work can begin."""
        return at if self.reading(at) < self._until else self._next

    def done_at(self, at: int) -> int:
        """When work that takes no time is done: at once in a session or at its close, else in the next."""
        self.reading(at)
        return at if at <= self._close else self._next
