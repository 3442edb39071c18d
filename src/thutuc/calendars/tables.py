"""The one coordinate of working time: W(t) and its inverse, as tables.

W(t) is the working time from the calendar's first day up to t, in microseconds, the resolution of `datetime`,
so nothing is ever rounded. Both directions are table look-ups; their cost does not grow with the distance.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import accumulate
from operator import index

from thutuc.calendars.days import Closure
from thutuc.calendars.hours import Session
from thutuc.errors import CalendarRangeError, InvalidTypeError

OFFICE_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnamese time, seven hours ahead of UTC all year."""
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
Stretches = tuple[tuple[int, int], ...]
"""Working time of one day: half-open stretches in microseconds of elapsed time since its local midnight."""


def microseconds(delta: timedelta) -> int:
    """Length of *delta* in microseconds."""
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def whole_number(n: object) -> int:
    """Return *n* as an int.

    Raises:
        InvalidTypeError: If it is no whole number; `True` and `2.0` are not.
    """
    try:
        if isinstance(n, bool):
            raise TypeError  # noqa: TRY301 - joins the other wrong types
        return index(n)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    except TypeError:
        raise InvalidTypeError(f"working days are counted in whole numbers, not {n!r}", given=n) from None


class TimeTable:
    """Working time of every day of a calendar, added up (bảng thời gian làm việc).

    Args:
        first: First day.
        sessions: The sessions of each day from *first* on.
        closures: Stretches to cut out.
        zone: Time zone of the office.

    Raises:
        CalendarRangeError: If a closure lies outside the days given.
    """

    __slots__ = (
        "_hints",
        "_midnights",
        "_shifting",
        "_step",
        "first",
        "length",
        "starts",
        "stretches",
        "zone",
    )

    def __init__(
        self, first: date, sessions: Sequence[tuple[Session, ...]], closures: Sequence[Closure], zone: tzinfo
    ) -> None:
        self.first = first
        self.length = len(sessions)
        self.zone = zone
        midnight = datetime(first.year, first.month, first.day)
        # One midnight more: a session may end at 24:00 of the last day.
        self._midnights = [midnight + timedelta(days=i) for i in range(self.length + 1)]
        self._shifting = (
            not isinstance(zone, timezone)
            and len({moment.replace(tzinfo=zone).utcoffset() for moment in self._midnights}) > 1
        )
        self.stretches = self._in_microseconds(sessions)
        for closure in closures:
            self._cut(closure)
        lengths = [sum(b - a for a, b in day) for day in self.stretches]
        self.starts = list(accumulate(lengths, initial=0))
        # hints[k] is the first day that starts at or after reading k * step: it narrows each inverse look-up
        # to the days of one step, which is about one working day.
        self._step = max(1, self.starts[-1] // self.length)
        self._hints = [
            bisect_left(self.starts, reading)
            for reading in range(0, self.starts[-1] + 2 * self._step, self._step)
        ]

    def _in_microseconds(self, sessions: Sequence[tuple[Session, ...]]) -> list[Stretches]:
        shared: dict[tuple[Session, ...], Stretches] = {}
        result: list[Stretches] = []
        for i, day in enumerate(sessions):
            if self._shifting and self._offset(i) != self._offset(i + 1):
                result.append(tuple((self._since_midnight(i, a), self._since_midnight(i, b)) for a, b in day))
                continue
            if day not in shared:
                shared[day] = tuple((a * MINUTE, b * MINUTE) for a, b in day)
            result.append(shared[day])
        return result

    def _offset(self, i: int) -> timedelta | None:
        return self._midnights[i].replace(tzinfo=self.zone).utcoffset()

    def _since_midnight(self, i: int, minute: int) -> int:
        """Elapsed time from the midnight of day *i* to a wall-clock minute, on a day when clocks change."""
        midnight = self._midnights[i].replace(tzinfo=self.zone)
        wall = (self._midnights[i] + timedelta(minutes=minute)).replace(tzinfo=self.zone)
        return microseconds(wall.astimezone(UTC) - midnight.astimezone(UTC))

    def _cut(self, closure: Closure) -> None:
        (i, start), (j, end) = self.position(closure.start), self.position(closure.end)
        for k in range(i, min(j, self.length - 1) + 1):
            a = start if k == i else 0
            b = end if k == j else 2 * DAY
            self.stretches[k] = tuple(
                piece
                for opens, closes in self.stretches[k]
                for piece in ((opens, min(closes, a)), (max(opens, b), closes))
                if piece[0] < piece[1]
            )

    # Moments to readings and back -----------------------------------------------------------------------

    def position(self, moment: datetime) -> tuple[int, int]:
        """Day number and elapsed microseconds since its local midnight.

        Raises:
            CalendarRangeError: If the moment lies outside the calendar.
        """
        local = moment if moment.tzinfo is None else moment.astimezone(self.zone)
        i = local.toordinal() - self.first.toordinal()
        since = ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond
        if not 0 <= i < self.length and (i, since) != (self.length, 0):
            raise self.range_error(moment)
        if self._shifting and self._offset(i) != local.replace(tzinfo=self.zone).utcoffset():
            midnight = self._midnights[i].replace(tzinfo=self.zone)
            since = microseconds(local.replace(tzinfo=self.zone).astimezone(UTC) - midnight.astimezone(UTC))
        return i, since

    def midnight(self, i: int) -> datetime:
        """The local midnight at which day *i* begins."""
        return self._midnights[i]

    def moment(self, i: int, since: int, like: datetime) -> datetime:
        """The datetime of a position; aware, in the office's zone, if *like* is aware."""
        if self._shifting:
            midnight = self._midnights[i].replace(tzinfo=self.zone).astimezone(UTC)
            local = (midnight + timedelta(microseconds=since)).astimezone(self.zone)
            return local if like.tzinfo is not None else local.replace(tzinfo=None)
        local = self._midnights[i] + timedelta(0, since // 1_000_000, since % 1_000_000)
        return local if like.tzinfo is None else local.replace(tzinfo=self.zone)

    def reading(self, i: int, since: int) -> int:
        """W: working time up to a position."""
        if i == self.length:
            return self.starts[i]
        done = self.starts[i]
        for opens, closes in self.stretches[i]:
            if since <= opens:
                break
            done += (min(closes, since)) - opens
        return done

    def earliest(self, reading: int, given: object) -> tuple[int, int]:
        """The first position with that reading: a stretch's close, never the opening after it.

        Raises:
            CalendarRangeError: If the calendar has no such reading.
        """
        if not 0 < reading <= self.starts[-1]:
            raise self.range_error(given, result=True)
        k = reading // self._step
        i = bisect_left(self.starts, reading, max(0, self._hints[k] - 1), self._hints[k + 1] + 1) - 1
        rest = reading - self.starts[i]
        for opens, closes in self.stretches[i]:
            if rest <= closes - opens:
                return i, opens + rest
            rest -= closes - opens
        raise AssertionError(reading)  # pragma: no cover - the tables add up

    def latest(self, reading: int, given: object) -> tuple[int, int]:
        """The last position with that reading: a stretch's opening, never the close before it.

        Raises:
            CalendarRangeError: If the calendar has no such reading.
        """
        if not 0 <= reading < self.starts[-1]:
            raise self.range_error(given, result=True)
        i = bisect_right(self.starts, reading, max(0, self._hints[reading // self._step] - 1)) - 1
        rest = reading - self.starts[i]
        for opens, closes in self.stretches[i]:
            if rest < closes - opens:
                return i, opens + rest
            rest -= closes - opens
        raise AssertionError(reading)  # pragma: no cover - the tables add up

    def shifted(self, i: int, since: int, amount: int, given: object) -> tuple[int, int]:
        """The position *amount* microseconds of working time after another (before, if negative)."""
        reading = self.reading(i, since)
        if amount > 0:
            return self.earliest(reading + amount, given)
        if amount == 0 and reading > 0 and self.earliest(reading, given) == (i, since):
            return i, since
        return self.latest(reading + amount, given)

    def range_error(self, given: object, *, result: bool = False) -> CalendarRangeError:
        """The error for a day or moment the calendar does not know."""
        last = self._midnights[self.length - 1].date()
        subject = f"the answer for {given}" if result else f"{given}"
        return CalendarRangeError(
            f"{subject} is outside this calendar, which knows {self.first} to {last}; "
            f"build it with an earlier `first` or a later `last`",
            given=given,
            first=self.first,
            last=last,
        )
