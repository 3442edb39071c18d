"""`latest_start`: the last start from which a limit ends in time (thời điểm bắt đầu muộn nhất).

Working time added to a later start never ends sooner, so limits that run by the minute are counted back. For
all others due moments are not in the order of their starts: a last day off gives its rolled limit the whole
of the next working day where a later start gets a share of it, a month without the day ends at its last one,
receipt after the cut-off adds a day that the next day does not have. Two things hold nevertheless:

- the days on which the *first* starts of working days are due are in order, and no start of a day is due
  before its first: neither a cut-off nor an hour makes anything sooner;
- within one day, before the cut-off and again after it, a later start is never due sooner.

So the days from which nothing can be in time are halved out, and of those that are left the last with a start
in time is the answer; they are gone through backward, which ends after the few that are due on the same day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.calendars.coordinate import range_error
from thutuc.deadlines.counting import Count, count_out, moment_of
from thutuc.deadlines.deadline import Deadline, check_arguments
from thutuc.errors import CalendarRangeError
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.moments import MICROSECOND, ONE_DAY, Moment, last_moment, like, midnight


def latest_start(
    limit: TimeLimit,
    deadline: Deadline | Moment,
    calendar: WorkCalendar,
    *,
    convention: Convention = Convention.CIVIL_CODE,
) -> Moment:
    """The last moment at which a step may start and still be in time (thời điểm bắt đầu muộn nhất).

    Args:
        limit: What the step needs.
        deadline: When it must be done.
        calendar: When the office that does it works.
        convention: How its days are counted.

    Returns:
        For limits in days the last working day; for limits in hours, and where the convention keeps the hour,
        the moment, in office hours unless the limit is in plain hours. Starting then is in time, later it is
        not, though an earlier start need not be: of two starts the later may be due sooner. A deadline given
        as a datetime is met to the minute; one given as a date, or due on a whole day, is met on that day.

    Raises:
        InvalidTypeError: If an hour is needed and missing.
        CalendarRangeError: If the deadline or the answer lies outside the calendar.

    Examples:
        >>> from datetime import date, datetime
        >>> from thutuc import TimeLimit, Unit, vietnam_calendar
        >>> latest_start(TimeLimit(3, Unit.WORKING_DAY), date(2026, 2, 24), vietnam_calendar())
        datetime.date(2026, 2, 12)

        Half of Monday is over by noon. From Wednesday or Thursday the limit would end at the weekend and
        have all of Monday, from Friday half of it:

        >>> latest_start(TimeLimit(2.5, Unit.DAY), datetime(2026, 3, 9, 12), vietnam_calendar())
        datetime.date(2026, 3, 6)
    """
    check_arguments(limit, calendar, convention)
    at = deadline.due_at if isinstance(deadline, Deadline) else deadline
    last = deadline.due_on if isinstance(deadline, Deadline) else calendar.local_date(at)
    to_the_minute = deadline.to_the_minute if isinstance(deadline, Deadline) else isinstance(at, datetime)
    search = _Search(limit, calendar, convention, at, last, not to_the_minute)
    return search.found(search.by_minute if limit.runs_by_the_minute(convention) else search.by_day)


def latest_moment(limit: TimeLimit, until: datetime, calendar: WorkCalendar) -> datetime:
    """The last moment from which a limit in days ends by *until*, on whatever day it lies.

    For what goes on while the office is closed: the close of a working day, else the end of a day, or the
    cut-off hour of it.

    Raises:
        CalendarRangeError: If *until* or the answer lies outside the calendar.
    """
    last = calendar.local_date(until)
    search = _Search(limit, calendar, Convention.CIVIL_CODE, until, last, whole_day=False)
    return search.found(search.by_any_day)


_Found = TypeVar("_Found", bound=Moment)


@attrs.frozen
class _Search:
    """The question: *limit* is to end by the moment *at*, or on the day *last* if that is met as a whole."""

    limit: TimeLimit
    calendar: WorkCalendar
    convention: Convention
    at: Moment
    last: date
    whole_day: bool

    def found(self, search: "Callable[[], _Found | None]") -> "_Found":
        """What a search finds.

        Raises:
            CalendarRangeError: If it finds nothing that the calendar knows.
        """
        try:
            found = search()
        except OverflowError:
            found = None
        if found is None:
            raise range_error(self.at, self.calendar.first, self.calendar.last, result=True)
        return found

    def in_time(self, start: Moment) -> bool:
        """Whether the limit ends in time from *start*; outside the calendar it never does."""
        try:
            day, moment = count_out(self.limit, start, self.calendar, self.convention)
        except CalendarRangeError:
            return False
        local = self.calendar.local_time
        return day <= self.last if self.whole_day else local(moment) <= local(self.at)

    def known(self, at: Moment) -> date:
        """The day of *at*; 24:00 of the calendar's last day belongs to that day.

        Raises:
            CalendarRangeError: If *at* lies outside the calendar.
        """
        day = self.calendar.local_date(at)
        if not isinstance(at, datetime):
            return day
        self.calendar.coordinate(at)
        return min(day, self.calendar.last)

    # Limits that run by the minute ----------------------------------------------------------------------

    def by_minute(self) -> datetime | None:
        """Counted back from the deadline."""
        at = moment_of(self.at, self.limit)
        if self.whole_day:
            at = like(midnight(self.last + ONE_DAY), at, self.calendar.zone)
        back = self.elapsed_before if self.limit.unit is Unit.HOUR else self.worked_before
        length = Count(self.limit, at, self.calendar, self.convention).length
        # 24:00 may be the beginning of a day that comes too late, or that the calendar does not know.
        starts = (back(end, length) for end in (at, at - MICROSECOND))
        return next(filter(self.in_time, starts), None)

    def worked_before(self, at: datetime, length: timedelta) -> datetime:
        """The last moment from which *length* of working time is over at *at*."""
        if length:
            return self.calendar.add_working_time(at, -length)
        return at if self.in_time(at) else self.close_before(at)

    def elapsed_before(self, at: datetime, length: timedelta) -> datetime:
        """The moment *length* before *at*, or before the end of the last day worked until then."""
        calendar, day = self.calendar, self.known(at)
        if day < calendar.local_date(at) or not calendar.is_working_day(day):
            # An end on a day off would roll beyond: the last one before it is 24:00 of a working day.
            at = like(midnight(calendar.previous_working_day(day) + ONE_DAY), at, calendar.zone)
        return like(calendar.add_elapsed_time(at, -length), at, calendar.zone)

    def close_before(self, at: datetime) -> datetime:
        """*at* if it lies within a session or at its end, otherwise the last close before it."""
        return self.calendar.add_working_time(self.calendar.add_working_time(at, -MICROSECOND), MICROSECOND)

    # Limits in days -------------------------------------------------------------------------------------

    def by_day(self) -> Moment | None:
        """The last working day, or the last moment of its hours, that is in time."""
        to_the_hour = self.limit.counts_from_the_moment(self.convention)
        if to_the_hour:
            moment_of(self.at, self.limit, self.convention)
        search = self.moment_on if to_the_hour else self.day_itself
        calendar = self.calendar
        worked = range(calendar.count_working_days(calendar.first, self.known(self.at)) + 1)
        return self.among(worked, lambda n: calendar.add_working_days(calendar.first, n), search)

    def among(
        self, days: range, day_of: Callable[[int], date], search: "Callable[[date], _Found | None]"
    ) -> "_Found | None":
        """What *search* finds on the last of some days, in order, on which it finds anything."""
        reach = bisect_right(days, self.last, key=lambda n: self.first_due(day_of(n)))
        return next(filter(None, (search(day_of(n)) for n in reversed(days[:reach]))), None)

    def first_due(self, day: date) -> date:
        """The day on which the first start of *day* is due."""
        try:
            return count_out(self.limit, midnight(day), self.calendar, self.convention)[0]
        except CalendarRangeError:
            return date.max

    def by_any_day(self) -> datetime | None:
        """The last moment of a day, worked or not, that is in time."""
        first, last = self.calendar.first.toordinal(), min(self.last, self.calendar.last).toordinal()
        return self.among(range(first, last + 1), date.fromordinal, self.end_on)

    def end_on(self, day: date) -> datetime | None:
        """The close of *day*, its end or its cut-off hour, if that is in time."""
        calendar, cut_off, end = self.calendar, self.limit.cut_off, last_moment(day)
        if self.in_time(end):
            end = min(end, calendar.closing(day)) if calendar.is_working_day(day) else end
        elif cut_off is not None and self.in_time(datetime.combine(day, cut_off)):
            end = datetime.combine(day, cut_off)
        else:
            return None
        return like(end, self.at, calendar.zone)

    def day_itself(self, day: date) -> date | None:
        """*day* if it is in time."""
        return day if self.in_time(day) else None

    def moment_on(self, day: date) -> datetime | None:
        """The last moment in the office hours of *day* that is in time."""
        for begin, end in self.stretches(day):
            if self.in_time(begin):
                later = range(1, (end - begin) // MICROSECOND + 1)
                n = bisect_left(later, x=True, key=lambda n: not self.in_time(begin + n * MICROSECOND))
                last = begin + n * MICROSECOND
                inside = self.calendar.add_working_time(last, timedelta()) == last
                return like(last if inside else self.close_before(last), self.at, self.calendar.zone)
        return None

    def stretches(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The parts of *day* in which a later start is never due sooner, the last one first.

        Each begins in office hours; between its ends lies all that the day has of them.
        """
        opening, end = self.calendar.opening(day), self.calendar.closing(day)
        if end.date() > day:
            # 24:00 is counted from the day that begins with it.
            yield end, end
            end -= MICROSECOND
        if self.limit.cut_off is not None:
            cut_off = datetime.combine(day, self.limit.cut_off)
            if cut_off < end:
                yield self.calendar.add_working_time(max(opening, cut_off + MICROSECOND), timedelta()), end
            end = min(end, cut_off)
        if opening <= end:
            yield opening, end
