"""The tables of a calendar as plain whole numbers, ready to travel into any engine (bảng của lịch làm việc).

Days are numbers, counted from 1970-01-01, and moments are microseconds of office time since then, whatever
the engine calls its own dates.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.moments import one_offset

EPOCH = date(1970, 1, 1)
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
NEVER = 2**62
"""An edge that no reading reaches."""
BUCKETS = 200_000
"""The most rows of the table from working time back to moments."""
MICROSECOND = timedelta.resolution

Stretch = tuple[int, int]


def day_number(day: date) -> int:
    """The number of a day: 0 is 1970-01-01."""
    return day.toordinal() - EPOCH.toordinal()


@attrs.frozen(eq=False)
class Table:
    """Columns of whole numbers, one row for each key from *first* on.

    Args:
        name: What it is called in the caller's session, where it needs a name.
        first: Key of the first row.
        columns: Columns of equal length.
    """

    name: str
    first: int
    columns: Mapping[str, list[int]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


@attrs.frozen(eq=False)
class CalendarTables:
    """What engines need to know of a calendar.

    Args:
        calendar: The calendar.
        first: Number of its first day.
        last: Number of its last day.
        all_decided: Whether no day is still to be decided.
        days: By day: `upto` working days up to and with it, `worked` and `next_worked` 0 or 1, the number of
            its `month`, the day `of_month`, and `undecided`, the first day from it on that is still to be
            decided.
        ranks: By number of a working day, the first being 0: its `day`.
        months: By number of a month, twelve to a year: its `first` day and its `length`.
        offset: Hours by which office time is ahead of UTC, in microseconds; `None` if clocks change.
    """

    calendar: WorkCalendar
    first: int
    last: int
    all_decided: bool
    days: Table
    ranks: Table
    months: Table
    offset: int | None

    @property
    def times(self) -> "TimeTables":
        """The tables of working time, built when first asked for.

        Raises:
            InvalidValueError: If the calendar's zone changes its clocks.
        """
        if self.offset is None:
            raise InvalidValueError(
                "limits by the hour are not counted in frames where the office's clocks change within the "
                "calendar; use thutuc.due, or a calendar in a zone without summer time",
                given=self.calendar.zone,
            )
        return _times(self.calendar)

    def rank_from(self, day: int) -> int:
        """Number of the first working day from *day* on; as many as there are, if there is none."""
        return bisect_left(self.ranks.columns["day"], day)


@attrs.frozen(eq=False)
class TimeTables:
    """Working time of a calendar, in microseconds.

    Args:
        sessions: Most stretches of work that a day has.
        total: All working time of the calendar.
        days: By day: `before` is W at midnight, `length` the day's own, and `opens_1`, `closes_1`, … its
            stretches since midnight; a day with fewer has stretches of no length at its start.
        step: Working time that one row of *buckets* stands for.
        edges: Most ends of stretches within one row.
        buckets: From W back to moments: by (W - 1) // step, the ends `edge_1`, … and what is to be added to a
            W up to each of them, `shift_0`, ….
    """

    sessions: int
    total: int
    days: Table
    step: int
    edges: int
    buckets: Table


@lru_cache(maxsize=32)
def tables_of(calendar: WorkCalendar) -> CalendarTables:
    """The tables of a calendar; built once."""
    first, last = day_number(calendar.first), day_number(calendar.last)
    worked = [int(calendar.is_working_day(day)) for day in _days(calendar)]
    dates, undecided = _days(calendar), [day_number(day) for day in calendar.undecided_days]
    days = {
        "upto": list(accumulate(worked)),
        "worked": worked,
        "next_worked": [*worked[1:], 0],
        "month": [day.year * 12 + day.month - 1 for day in dates],
        "of_month": [day.day for day in dates],
        "undecided": [
            undecided[i] if i < len(undecided) else NEVER
            for i in (bisect_left(undecided, first + n) for n in range(len(dates)))
        ],
    }
    ranks = {"day": [first + i for i, open_ in enumerate(worked) if open_]}
    return CalendarTables(
        calendar,
        first,
        last,
        not undecided,
        Table("days", first, days),
        Table("ranks", 0, ranks),
        _months(calendar),
        one_offset(calendar.zone, calendar.first, calendar.last),
    )


def _days(calendar: WorkCalendar) -> list[date]:
    length = (calendar.last - calendar.first).days + 1
    return [calendar.first + timedelta(days=i) for i in range(length)]


def _months(calendar: WorkCalendar) -> Table:
    first = calendar.first.year * 12 + calendar.first.month - 1
    last = calendar.last.year * 12 + calendar.last.month - 1
    begins = [day_number(date(month // 12, month % 12 + 1, 1)) for month in range(first, last + 2)]
    lengths = [b - a for a, b in pairwise(begins)]
    return Table("months", first, {"first": begins[:-1], "length": lengths})


@lru_cache(maxsize=32)
def _times(calendar: WorkCalendar) -> TimeTables:
    stretches = _stretches(calendar)
    sessions = max(map(len, stretches))
    lengths = [sum(b - a for a, b in day) for day in stretches]
    before = list(accumulate(lengths, initial=0))
    columns = {"before": before[:-1], "length": lengths}
    for j in range(sessions):
        padded = [day[j] if j < len(day) else (0, 0) for day in stretches]
        columns[f"opens_{j + 1}"] = [opens for opens, _ in padded]
        columns[f"closes_{j + 1}"] = [closes for _, closes in padded]
    first = day_number(calendar.first)
    flat = [((first + i) * DAY + a, (first + i) * DAY + b) for i, day in enumerate(stretches) for a, b in day]
    step, edges, buckets = _buckets(flat, before[-1])
    return TimeTables(sessions, before[-1], Table("time_of_days", first, columns), step, edges, buckets)


def _stretches(calendar: WorkCalendar) -> list[list[Stretch]]:
    """The working time of each day, closures taken out, in microseconds since its midnight."""
    base = datetime.combine(calendar.first, datetime.min.time())
    found = [
        [(session.opens * MINUTE, session.closes * MINUTE) for session in calendar.sessions_on(day)]
        for day in _days(calendar)
    ]
    for closure in calendar.closures:
        start, end = ((calendar.local_time(m) - base) // MICROSECOND for m in (closure.start, closure.end))
        for i in range(max(0, start // DAY), min(len(found), end // DAY + 1)):
            found[i] = [
                piece
                for opens, closes in found[i]
                for piece in ((opens, min(closes, start - i * DAY)), (max(opens, end - i * DAY), closes))
                if piece[0] < piece[1]
            ]
    return found


def _buckets(flat: list[Stretch], total: int) -> tuple[int, int, Table]:
    """The table from W back to the earliest moment with that W."""
    step = max(min(b - a for a, b in flat), -(-total // BUCKETS))
    readings = list(accumulate((b - a for a, b in flat), initial=0))
    shifts = [opens - reading for (opens, _), reading in zip(flat, readings, strict=False)]
    rows: list[tuple[list[int], list[int]]] = []
    for low in range(0, total, step):
        # The stretch that holds the first reading of the row, and those that begin within it.
        k = bisect_left(readings, low + 1) - 1
        last = bisect_left(readings, min(total, low + step)) - 1
        rows.append((readings[k + 1 : last + 1], shifts[k : last + 1]))
    edges = max(len(ends) for ends, _ in rows)
    columns: dict[str, list[int]] = {}
    for j in range(edges):
        columns[f"edge_{j + 1}"] = [ends[j] if j < len(ends) else NEVER for ends, _ in rows]
    for j in range(edges + 1):
        columns[f"shift_{j}"] = [own[min(j, len(own) - 1)] for _, own in rows]
    return step, edges, Table("buckets", 0, columns)
