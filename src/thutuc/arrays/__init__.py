"""Working days, working time and due dates of whole columns, with numpy (tính cả cột dữ liệu).

Every function gives, row by row, what the calendar or [`due`][thutuc.due] gives for one value, from the same
tables.

Columns:
    Days are `datetime64[D]`, moments `datetime64` of any finer unit down to `[ns]`; lists of dates or of
    naive datetimes, single values and anything numpy can read as such are taken too. Shapes broadcast.
    `datetime64` knows no time zones: all moments are the office's own local time.

Missing rows:
    `NaT`, `None` and masked rows stay missing. In a column of days or moments the answer is `NaT`; a column
    of numbers or truth values comes back as a masked array (`numpy.ma`), if and only if a row is missing.

Errors:
    A column of the wrong type, a row outside the calendar, a limit that is none: an error that names the
    argument and counts the rows, with the number of the first one as its attribute `row`, from 0.

Needs numpy: `pip install thutuc[arrays]`.
"""

from thutuc.errors import MissingExtraError

try:
    import numpy as np  # noqa: F401  # pyright: ignore[reportUnusedImport] - only to say what is missing
except ImportError as error:
    raise MissingExtraError(
        "thutuc.arrays needs numpy; install it with: pip install 'thutuc[arrays]'", package="numpy"
    ) from error

from thutuc.arrays.calendar_columns import CalendarColumn
from thutuc.arrays.deadlines import due
from thutuc.arrays.due_columns import DueDates
from thutuc.arrays.limit_columns import LimitColumn
from thutuc.arrays.working import (
    add_working_days,
    add_working_time,
    count_working_days,
    is_working_day,
    next_working_day,
    working_time_between,
)

__all__ = [
    "CalendarColumn",
    "DueDates",
    "LimitColumn",
    "add_working_days",
    "add_working_time",
    "count_working_days",
    "due",
    "is_working_day",
    "next_working_day",
    "working_time_between",
]
