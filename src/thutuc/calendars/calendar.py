"""`WorkCalendar`: days and working time of an office, from tables built once (lịch làm việc)."""

from array import array
from datetime import date, datetime, timedelta
from itertools import accumulate, compress, pairwise
from typing import NoReturn, cast

import attrs

from thutuc.calendars.coordinate import TimeTable, range_error, time_error
from thutuc.calendars.days import DayExplanation
from thutuc.calendars.fingerprint import fingerprint
from thutuc.calendars.hours import Session
from thutuc.calendars.joint import joint
from thutuc.calendars.reasons import Reasons
from thutuc.calendars.year_page import year_table
from thutuc.errors import CalendarConflictError, InvalidValueError
from thutuc.fields import checked, require, whole_number
from thutuc.moments import MICROSECOND, instant
from thutuc.words.table import Table

# Answers are naive if the question is.
_NAIVE = datetime(1, 1, 1)


@attrs.frozen(repr=False, cache_hash=True)
class WorkCalendar(Reasons):
    """When an office works, day by day and minute by minute, and why (lịch làm việc).

    Immutable, hashable, picklable. A day is a *working day* if any working time is left on it. Dates and
    naive datetimes are the office's local time; aware datetimes are converted to it and answered in it.

    Args:
        first: First day the calendar knows.
        last: Last day it knows.
        hours: Days or ranges of days with their sessions; left out, Monday to Friday, 07:00-11:30 and
            13:30-17:00. A weekday that is missing is closed.
        days_off: Days off as a mapping from day to reason (or to reason and source), or an iterable.
        make_up_days: Days worked in place of others, as a mapping from the day worked to the day replaced,
            which is then off; or an iterable of days, which take the hours of the office's full day.
        day_hours: Hours of single days, make-up days too, as a mapping from day to hours (or to hours and
            reason).
        closures: Stretches of time that do not count.
        zone: Time zone of the office.
        decided_until: Last day for which official decisions are known; `None` if all are. A short form for
            *undecided* with every day after it.
        undecided: Days for which an official decision is still to come.
        rest_source: The decision behind its weekly rest; none is cited if none is given.
        seasons: Weeks that hold for a part of the year, as a mapping from first and last day to hours (or to
            hours and reason), or an iterable. *hours* holds on all other days, and its day is the office's
            own working day all year.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If hours are unreadable or *last* lies before *first*.
        CalendarRangeError: If a day given lies outside *first* to *last*.
        CalendarConflictError: If a day is both off and worked, two seasons hold on it, or no working time is
            left at all.

    Examples:
        >>> from datetime import date
        >>> cal = WorkCalendar(
        ...     date(2026, 1, 1), date(2026, 12, 31),
        ...     days_off={date(2026, 1, 1): "Tết Dương lịch"},
        ...     make_up_days={date(2026, 1, 10): date(2026, 1, 2)},
        ... )
        >>> cal.add_working_days(date(2026, 1, 1), 1)
        datetime.date(2026, 1, 5)
        >>> cal.is_working_day(date(2026, 1, 2)), cal.is_working_day(date(2026, 1, 10))
        (False, True)
    """

    # The tables. counts[i]: working days among the first i days of the calendar; worked: those days in order.
    _origin: int = attrs.field(init=False, eq=False)
    _length: int = attrs.field(init=False, eq=False)
    _counts: "array[int]" = attrs.field(init=False, eq=False)
    _worked: list[date] = attrs.field(init=False, eq=False)
    _closings: list[datetime | None] = attrs.field(init=False, eq=False)
    _time: TimeTable = attrs.field(init=False, eq=False)
    _fingerprint: str = attrs.field(init=False, eq=False, default="")

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        put = object.__setattr__
        table = TimeTable(self.first, self._sessions(), self.closures, self.zone)
        working = [a != b for a, b in pairwise(table.days)]
        origin = self.first.toordinal()
        put(self, "_origin", origin)
        put(self, "_length", len(working))
        put(self, "_counts", array("q", accumulate(working, initial=0)))
        put(self, "_time", table)
        closings = zip(table.days[1:], working, strict=True)
        put(
            self,
            "_closings",
            [table.moment(table.closes[k - 1], _NAIVE) if worked else None for k, worked in closings],
        )
        put(self, "_worked", list(compress(self.days(), working)))
        if not self._worked:
            raise CalendarConflictError(
                f"no working time is left from {self.first} to {self.last}; give fewer days off and closures",
                given=(self.first, self.last),
            )

    def _sessions(self) -> list[tuple[Session, ...]]:
        """The sessions of every day, before closures."""
        days = self.days()
        sessions = [self.hours_on(day).week[day.weekday()] for day in days]
        for day in self._notes:
            if self.first <= day <= self.last:
                sessions[(day - self.first).days] = self.sessions_on(day)
        return sessions

    @property
    def fingerprint(self) -> str:
        """The calendar's name for ever: `sha256:` and a digest of its definition (dấu vân tay).

        Equal calendars have the same, in every process and on every Python, and different ones differ. What
        is part of `==` is part of it: days, hours and zone, and the reasons and sources that an answer cites.

        Raises:
            InvalidValueError: If its time zone has no name that holds elsewhere.

        Examples:
            >>> from datetime import date
            >>> WorkCalendar(date(2026, 1, 1), date(2026, 12, 31)).fingerprint
            'sha256:481d...'
        """
        if not self._fingerprint:
            object.__setattr__(self, "_fingerprint", fingerprint(self))
            self.keep()
        return self._fingerprint

    # Two offices ----------------------------------------------------------------------------------------

    def union(self, other: "WorkCalendar") -> "WorkCalendar":
        """The calendar that is open when either office is; also `one | other` (mở khi một nơi mở).

        Over their common range, exact to the microsecond: weeks, seasons, make-up days, hours of single days
        and closures of both. It is provisional where either is, and explains a day by the reasons of both.

        Raises:
            InvalidTypeError: If *other* is no calendar.
            CalendarConflictError: If the two share no day, or stand in different zones.

        Examples:
            >>> from thutuc import vietnam_calendar
            >>> early = vietnam_calendar({"mon-fri": "07:00-11:30"})
            >>> late = vietnam_calendar({"mon-sat": "08:00-12:00"})
            >>> (early | late).hours.day_minutes, str((early | late).hours)
            (300, 'mon-fri 07:00-12:00; sat 08:00-12:00')
        """
        return self._with(other, either=True)

    def intersection(self, other: "WorkCalendar") -> "WorkCalendar":
        """The calendar that is open when both offices are; also `one & other` (mở khi cả hai cùng mở).

        For what two offices do together. Otherwise as [`union`][thutuc.calendars.WorkCalendar.union].

        Raises:
            InvalidTypeError: If *other* is no calendar.
            CalendarConflictError: If the two share no day, stand in different zones, or are never open
                together in a regular week.

        Examples:
            >>> from datetime import date
            >>> from thutuc import vietnam_calendar
            >>> council = vietnam_calendar(days_off={date(2026, 3, 3): "họp Hội đồng nhân dân"})
            >>> police = vietnam_calendar({"mon-sat": "07:30-11:30, 13:30-16:30"})
            >>> both = council & police
            >>> str(both.hours)
            'mon-fri 07:30-11:30, 13:30-16:30'
            >>> print(both.explain_day(date(2026, 3, 3)))
            thứ Ba 03/03/2026: ngày nghỉ – họp Hội đồng nhân dân
        """
        return self._with(other, either=False)

    def _with(self, other: "WorkCalendar", *, either: bool) -> "WorkCalendar":
        return self if check_calendar(other) == self else WorkCalendar(**joint(self, other, either=either))

    def __or__(self, other: object) -> "WorkCalendar":
        return self.union(other) if isinstance(other, WorkCalendar) else NotImplemented

    def __and__(self, other: object) -> "WorkCalendar":
        return self.intersection(other) if isinstance(other, WorkCalendar) else NotImplemented

    # Days -----------------------------------------------------------------------------------------------

    def _position(self, day: date) -> int:
        i = (day if type(day) is date else self.local_date(day)).toordinal() - self._origin
        return i if 0 <= i < self._length else self._refuse(day)

    def _refuse(self, given: object) -> NoReturn:
        raise range_error(given, self.first, self.last)

    def is_working_day(self, day: date) -> bool:
        """Whether any working time is left on *day* (ngày làm việc).

        Raises:
            CalendarRangeError: If *day* lies outside the calendar.
        """
        i = self._position(day)
        return self._counts[i] != self._counts[i + 1]

    def next_working_day(self, day: date) -> date:
        """*day* itself if it is a working day, otherwise the next one.

        Raises:
            CalendarRangeError: If *day* or the result lies outside the calendar.
        """
        return self.add_working_days(day, 0)

    def previous_working_day(self, day: date) -> date:
        """*day* itself if it is a working day, otherwise the one before it.

        Raises:
            CalendarRangeError: If *day* or the result lies outside the calendar.
        """
        return self.local_date(day) if self.is_working_day(day) else self.add_working_days(day, -1)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the day on which the *n*-th working day after *day* falls.

        *day* itself is not counted. A make-up day (ngày làm bù) counts like any other.

        Args:
            day: Day of the event, for instance of the receipt (ngày tiếp nhận).
            n: Working days to count; negative counts backward; 0 gives *day*, or the next working day if
                *day* is off.

        Returns:
            A working day.

        Raises:
            InvalidTypeError: If *n* is not a whole number.
            CalendarRangeError: If *day* or the result lies outside the calendar.

        Legal source:
            Bộ luật Dân sự 91/2015/QH13, Điều 147 khoản 2 và 3.

        Examples:
            >>> from datetime import date
            >>> from thutuc import vietnam_calendar
            >>> vietnam_calendar().add_working_days(date(2026, 2, 13), 5)
            datetime.date(2026, 2, 27)
        """
        if type(day) is not date:
            day = self.local_date(day)
        if type(n) is not int:
            n = whole_number(n, "working days are counted in whole numbers")
        i = day.toordinal() - self._origin
        if 0 <= i < self._length:
            # The day itself is not counted: forward, counting starts behind it, backward before it.
            k = self._counts[i + 1] + n - 1 if n > 0 else self._counts[i] + n
            worked = self._worked
            if 0 <= k < len(worked):
                return worked[k]
            raise self._time.range_error(f"{day} and {_shown(n)} working days", result=True)
        return self._refuse(day)

    def count_working_days(self, start: date, end: date) -> int:
        """Count the working days in (*start*, *end*]; negative when *end* comes before *start*.

        Raises:
            CalendarRangeError: If either day lies outside the calendar.

        Examples:
            >>> from datetime import date
            >>> from thutuc import vietnam_calendar
            >>> vietnam_calendar().count_working_days(date(2026, 2, 13), date(2026, 2, 27))
            5
        """
        counts = self._counts
        return counts[self._position(end) + 1] - counts[self._position(start) + 1]

    # Working time ---------------------------------------------------------------------------------------

    def add_working_time(self, moment: datetime, delta: timedelta) -> datetime:
        """Return the moment at which *delta* of working time has passed since *moment*.

        Time added ends at a session's close rather than at the next opening; time subtracted ends at a
        session's opening; adding nothing outside the hours moves to the next opening. A moment at which a
        session closes counts as inside the hours: adding nothing leaves it, so adding a + 0 is adding a.

        Args:
            moment: Office time if naive; if aware, the answer is aware and in the office's zone.
            delta: Working time; may be negative.

        Raises:
            InvalidTypeError: If *moment* is not a datetime or *delta* not a timedelta.
            CalendarRangeError: If *moment* or the result lies outside the calendar.

        Examples:
            >>> from datetime import datetime, timedelta
            >>> from thutuc import vietnam_calendar
            >>> vietnam_calendar().add_working_time(datetime(2026, 2, 13, 16, 0), timedelta(hours=2))
            datetime.datetime(2026, 2, 23, 8, 0)
        """
        if not isinstance(moment, datetime) or not isinstance(delta, timedelta):
            raise time_error(moment, delta)
        return self._time.add(moment, delta)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from *start* to *end*; negative when *end* comes first.

        Raises:
            InvalidTypeError: If either is not a datetime.
            CalendarRangeError: If either lies outside the calendar.

        Examples:
            >>> from datetime import datetime
            >>> from thutuc import vietnam_calendar
            >>> cal = vietnam_calendar()
            >>> str(cal.working_time_between(datetime(2026, 2, 13, 16, 0), datetime(2026, 2, 23, 8, 0)))
            '2:00:00'
        """
        if not isinstance(start, datetime) or not isinstance(end, datetime):
            raise time_error(end if isinstance(start, datetime) else start, None)
        table = self._time
        passed = table.reading(table.elapsed(end)) - table.reading(table.elapsed(start))
        return passed * MICROSECOND

    def add_elapsed_time(self, moment: datetime, delta: timedelta) -> datetime:
        """The local moment at which *delta* of any time, worked or not, has passed since *moment*.

        Examples:
            >>> from datetime import datetime, timedelta
            >>> from thutuc import vietnam_calendar
            >>> vietnam_calendar().add_elapsed_time(datetime(2026, 2, 13, 16, 0), timedelta(hours=24))
            datetime.datetime(2026, 2, 14, 16, 0)
        """
        if moment.tzinfo is None and not self._time.shifting:
            return moment + delta
        return self.local_time(instant(moment, self.zone) + delta)

    def elapsed_time_between(self, start: datetime, end: datetime) -> timedelta:
        """All time from *start* to *end*, worked or not; negative when *end* comes first."""
        if start.tzinfo is end.tzinfo is None and not self._time.shifting:
            return end - start
        return instant(end, self.zone) - instant(start, self.zone)

    def coordinate(self, moment: datetime) -> int:
        """W: the working time from the calendar's first day to *moment*, in microseconds.

        The difference of two coordinates is the working time between their moments.

        Raises:
            InvalidTypeError: If *moment* is no datetime.
            CalendarRangeError: If it lies outside the calendar.
        """
        require(moment, datetime, "moment")
        return self._time.reading(self._time.elapsed(moment))

    def working_time_on(self, day: date) -> timedelta:
        """The working time of one day, closures taken out.

        Raises:
            CalendarRangeError: If *day* lies outside the calendar.
        """
        i, table = self._position(day), self._time
        return (table.readings[table.days[i + 1]] - table.readings[table.days[i]]) * MICROSECOND

    def opening(self, day: date) -> datetime:
        """The moment, in local time, at which the working time of *day* begins.

        Raises:
            CalendarRangeError: If *day* lies outside the calendar.
            InvalidValueError: If *day* is not a working day.
        """
        table = self._time
        return table.moment(table.opens[table.days[self._worked_position(day)]], _NAIVE)

    def closing(self, day: date) -> datetime:
        """The moment, in local time, at which the working time of *day* ends; 24:00 is the next midnight.

        Raises:
            CalendarRangeError: If *day* lies outside the calendar.
            InvalidValueError: If *day* is not a working day.
        """
        i = day.toordinal() - self._origin if type(day) is date else -1
        at = self._closings[i] if 0 <= i < self._length else None
        return at or cast("datetime", self._closings[self._worked_position(day)])

    def _worked_position(self, day: date) -> int:
        i = self._position(day)
        if self._counts[i] == self._counts[i + 1]:
            raise InvalidValueError(f"{day} is not a working day; ask for next_working_day first", given=day)
        return i

    # Reasons --------------------------------------------------------------------------------------------

    def year_table(self, year: int) -> Table:
        """The days of a year that are not as their weekday: off, worked instead, with own hours (lịch năm).

        Below it stand the hours of the week, half days among them, and how many days are worked.

        Raises:
            InvalidValueError: If no day of *year* lies in the calendar.

        Examples:
            >>> from thutuc import vietnam_calendar
            >>> print(vietnam_calendar().year_table(2026).rows[0][:2])
            (datetime.date(2026, 1, 1), ('thứ Năm', 'Thursday'))
        """
        days = [day for day in self.days() if day.year == year]
        return year_table([self.explain_day(day) for day in days], [self.hours_on(day) for day in days], year)

    def _repr_html_(self) -> str:
        # The last year for which somebody has decided a swap, or a day off, or the last there is.
        told = self.make_up_days or self.days_off
        return self.year_table(max((one.day.year for one in told), default=self.last.year)).html()

    def explain_day(self, day: date) -> DayExplanation:
        """Say why *day* is worked or not: kind, reason, source, decided or provisional.

        Raises:
            CalendarRangeError: If *day* lies outside the calendar.

        Examples:
            >>> from datetime import date
            >>> from thutuc import vietnam_calendar
            >>> print(vietnam_calendar().explain_day(date(2026, 11, 24)))
            thứ Ba 24/11/2026: ngày nghỉ – Ngày Văn hóa Việt Nam [Nghị quyết 28/2026/QH16, Điều 2]
        """
        return self._explained(self._known(day), worked=self.is_working_day(day))


def check_calendar(given: object) -> WorkCalendar:
    """*given*, if it is a calendar.

    Raises:
        InvalidTypeError: If it is none.
    """
    return checked(given, WorkCalendar, "a calendar is a WorkCalendar such as vietnam_calendar()")


def _shown(n: int) -> str:
    return str(n) if abs(n) < 10**15 else "too many"
