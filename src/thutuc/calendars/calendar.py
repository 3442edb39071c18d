"""`WorkCalendar`: days and working time of an office, from tables built once (lịch làm việc)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta, tzinfo
from itertools import accumulate, pairwise
from typing import Any, NoReturn, Self

import attrs

from thutuc.calendars.days import (
    Closure,
    DayExplanation,
    DayHours,
    DayOff,
    MakeUpDay,
    Note,
    Reason,
    check_conflicts,
    notes_by_day,
    plain_date,
    read_closures,
    read_day_hours,
    read_days_off,
    read_make_up_days,
)
from thutuc.calendars.hours import OfficeHours, Session, read_week
from thutuc.calendars.reasons import explain, in_order, planned
from thutuc.calendars.tables import MICROSECOND, OFFICE_TIME, TimeTable, range_error, time_error
from thutuc.errors import CalendarConflictError, InvalidTypeError, InvalidValueError
from thutuc.fields import require, whole_number

# Answers are naive if the question is.
_NAIVE = datetime(1, 1, 1)


@attrs.frozen(repr=False, cache_hash=True)
class WorkCalendar:
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
        day_hours: Hours of single days, as a mapping from day to hours (or to hours and reason).
        closures: Stretches of time that do not count.
        zone: Time zone of the office.
        decided_until: Last day for which official decisions are known; `None` if all are.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If hours are unreadable or *last* lies before *first*.
        CalendarRangeError: If a day given lies outside *first* to *last*.
        CalendarConflictError: If a day is both off and worked, or no working time is left at all.

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

    first: date
    last: date
    hours: OfficeHours = attrs.field(default=None, converter=read_week)
    days_off: tuple[DayOff, ...] = attrs.field(default=(), converter=read_days_off)
    make_up_days: tuple[MakeUpDay, ...] = attrs.field(default=(), converter=read_make_up_days)
    day_hours: tuple[DayHours, ...] = attrs.field(default=(), converter=read_day_hours)
    closures: tuple[Closure, ...] = attrs.field(default=(), converter=read_closures)
    zone: tzinfo = OFFICE_TIME
    decided_until: date | None = None
    # The tables. counts[i]: working days among the first i days of the calendar; worked: those days in order.
    _origin: int = attrs.field(init=False, eq=False)
    _length: int = attrs.field(init=False, eq=False)
    _counts: list[int] = attrs.field(init=False, eq=False)
    _worked: list[date] = attrs.field(init=False, eq=False)
    _closings: list[datetime] = attrs.field(init=False, eq=False)
    _time: TimeTable = attrs.field(init=False, eq=False)
    _notes: dict[date, Note] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        self._check()
        put = object.__setattr__
        # In one order, so that calendars are equal however their closures were given.
        put(self, "closures", in_order(self.closures, self.local_time))
        put(self, "_notes", notes_by_day(self.days_off, self.make_up_days, self.day_hours))
        table = TimeTable(self.first, self._sessions(), self.closures, self.zone)
        working = [a != b for a, b in pairwise(table.days)]
        origin = self.first.toordinal()
        put(self, "_origin", origin)
        put(self, "_length", len(working))
        put(self, "_counts", list(accumulate(working, initial=0)))
        put(self, "_worked", [date.fromordinal(origin + i) for i, open_ in enumerate(working) if open_])
        put(self, "_time", table)
        put(self, "_closings", [table.moment(table.closes[b - 1], _NAIVE) for b in table.days[1:]])
        if not self._worked:
            raise CalendarConflictError(
                f"no working time is left from {self.first} to {self.last}; give fewer days off and closures",
                given=(self.first, self.last),
            )

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        # The definition travels; the tables are built again.
        fields = [field for field in attrs.fields(type(self)) if field.init]
        return type(self), tuple(getattr(self, field.name) for field in fields)

    def __repr__(self) -> str:
        more = [
            f"{len(items)} {name}"
            for name, items in (
                ("days off", self.days_off),
                ("make-up days", self.make_up_days),
                ("days with own hours", self.day_hours),
                ("closures", self.closures),
            )
            if items
        ]
        return f"<WorkCalendar {self.first} to {self.last}: {'; '.join([str(self.hours), *more])}>"

    # Building -------------------------------------------------------------------------------------------

    def _check(self) -> None:
        plain_date(self.first, "first")
        plain_date(self.last, "last")
        if self.last < self.first:
            raise InvalidValueError(
                f"a calendar cannot run from {self.first} back to {self.last}; give `last` after `first`",
                given=(self.first, self.last),
            )
        if self.first.year == MINYEAR or self.last.year == MAXYEAR:
            raise InvalidValueError(
                f"a calendar runs within the years 2 to 9998, not {self.first} to {self.last}; give fewer",
                given=(self.first, self.last),
            )
        if not isinstance(self.zone, tzinfo):
            raise InvalidTypeError(
                f"zone must be a tzinfo such as ZoneInfo, not {self.zone!r}", given=self.zone
            )
        if self.decided_until is not None:
            plain_date(self.decided_until, "decided_until")
        given: tuple[Note, ...] = (*self.days_off, *self.make_up_days, *self.day_hours)
        for item in given:
            if not self.first <= item.day <= self.last:
                self._refuse(item.day)
        check_conflicts(self.days_off, self.make_up_days, self.day_hours)

    def _sessions(self) -> list[tuple[Session, ...]]:
        """The sessions of every day, before closures."""
        start, length = self.first.weekday(), (self.last - self.first).days + 1
        sessions = [self.hours.week[(start + i) % 7] for i in range(length)]
        for day in self._notes:
            if self.first <= day <= self.last:
                sessions[(day - self.first).days] = self._planned(day)
        return sessions

    def _planned(self, day: date) -> tuple[Session, ...]:
        """The sessions of one day, before closures."""
        return planned(day, self._notes.get(day), self.hours)

    def with_days_off(self, days_off: Mapping[date, Reason] | Iterable[date | DayOff]) -> Self:
        """A copy with more days off; a day that is off already takes the new reason."""
        return attrs.evolve(self, days_off=[*self.days_off, *read_days_off(days_off)])

    def with_make_up_days(self, make_up_days: Mapping[date, date] | Iterable[date | MakeUpDay]) -> Self:
        """A copy with more make-up days."""
        return attrs.evolve(self, make_up_days=[*self.make_up_days, *read_make_up_days(make_up_days)])

    def with_day_hours(self, day_hours: Mapping[date, Reason] | Iterable[DayHours]) -> Self:
        """A copy with the hours of more single days."""
        return attrs.evolve(self, day_hours=[*self.day_hours, *read_day_hours(day_hours)])

    def with_closures(self, *closures: Closure) -> Self:
        """A copy with more stretches of time that do not count."""
        return attrs.evolve(self, closures=[*self.closures, *closures])

    def with_hours(self, hours: OfficeHours | Mapping[str, str]) -> Self:
        """A copy with another regular week."""
        return attrs.evolve(self, hours=hours)

    # Days -----------------------------------------------------------------------------------------------

    def local_date(self, day: date) -> date:
        """The office's date of *day*: itself, or the local date of a datetime, aware ones converted.

        Raises:
            InvalidTypeError: If *day* is not a date.
        """
        if isinstance(day, datetime):
            return (day if day.tzinfo is None else day.astimezone(self.zone)).date()
        if not isinstance(day, date):
            raise InvalidTypeError(f"a day must be a date, such as date(2026, 2, 13), not {day!r}", given=day)
        return day

    def local_time(self, moment: date) -> datetime:
        """The office's naive local time of *moment*; midnight of a bare date.

        Raises:
            InvalidTypeError: If *moment* is neither datetime nor date.
        """
        if isinstance(moment, datetime):
            return moment if moment.tzinfo is None else moment.astimezone(self.zone).replace(tzinfo=None)
        return datetime.combine(self.local_date(moment), time())

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
        return self._closings[self._worked_position(day)]

    def _worked_position(self, day: date) -> int:
        i = self._position(day)
        if self._counts[i] == self._counts[i + 1]:
            raise InvalidValueError(f"{day} is not a working day; ask for next_working_day first", given=day)
        return i

    # Reasons --------------------------------------------------------------------------------------------

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """The sessions of *day* before closures; empty if it is off.

        Raises:
            CalendarRangeError: If *day* lies outside the calendar.
        """
        return self._planned(self.first + timedelta(days=self._position(day)))

    def is_decided(self, day: date) -> bool:
        """Whether official decisions are known up to and including *day*."""
        return self.decided_until is None or self.local_date(day) <= self.decided_until

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
        worked = self.is_working_day(day)
        day = self.local_date(day)
        return explain(
            day,
            self._notes.get(day),
            self._planned(day),
            self.closures,
            self.local_time,
            worked=worked,
            decided=self.is_decided(day),
        )


def _shown(n: int) -> str:
    return str(n) if abs(n) < 10**15 else "too many"
