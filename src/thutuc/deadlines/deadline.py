"""`due` and the `Deadline` it answers with (hạn trả kết quả)."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.calendars.tables import range_error
from thutuc.deadlines.convention import Convention
from thutuc.deadlines.counting import (
    Moment,
    Pauses,
    count_out,
    counts_minutes,
    instant,
    length_of,
    like,
    midnight,
    moment_of,
)
from thutuc.errors import CalendarRangeError, InvalidTypeError
from thutuc.limits import TimeLimit, Unit

if TYPE_CHECKING:
    from thutuc.deadlines.ledger import Explanation


@attrs.frozen(repr=False)
class Deadline:
    """When a result is due (hạn trả kết quả); made by [`due`][thutuc.due] or a [`Clock`][thutuc.Clock].

    Args:
        limit: The limit that was counted.
        start: The event it was counted from.
        calendar: The calendar it was counted on.
        convention: How days were counted.
        due_on: The due day, a working day.
        due_at: The due moment: the end of the due day's working time, or the hour the convention gives. 24:00
            is written as the midnight after the due day.
        pauses: The pauses taken out, each with its resume. One that begins after the limit has ended
            moves the due day too, so that the office is as late after it as before it.
        follows: For an extension in another unit, the deadline from which it counts.

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, due, vietnam_calendar
        >>> due(TimeLimit.parse("05 ngày làm việc"), date(2026, 2, 13), vietnam_calendar())
        <Deadline 2026-02-27 17:00: 05 ngày làm việc from 2026-02-13>
    """

    limit: TimeLimit
    start: Moment
    calendar: WorkCalendar
    convention: Convention
    due_on: date
    due_at: datetime
    pauses: Pauses = ()
    follows: "Deadline | None" = None

    def __repr__(self) -> str:
        provisional = ", provisional" if self.provisional else ""
        return f"<Deadline {self.due_at:%Y-%m-%d %H:%M}: {self.limit} from {self.start}{provisional}>"

    @property
    def provisional(self) -> bool:
        """Whether an official decision that is still to come may change it (dự kiến).

        So it is if a day that is still to be decided lies between the event and the due day, or is one of
        them.

        Examples:
            >>> from datetime import date
            >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
            >>> three_days = TimeLimit(3, Unit.WORKING_DAY)
            >>> due(three_days, date(2027, 4, 27), vietnam_calendar()).provisional  # 30/04 lies between
            True
            >>> due(three_days, date(2027, 9, 1), vietnam_calendar()).provisional  # National Day is decided
            False
        """
        open_day = self.calendar.next_undecided_day(self.start)
        if open_day is not None and open_day <= self.due_on:
            return True
        return self.follows is not None and self.follows.provisional

    @property
    def to_the_minute(self) -> bool:
        """Whether the due moment counts, not the due day as a whole.

        So it is for limits in hours, for fractions of a day, and where the convention keeps the hour.
        """
        return (
            self.limit.unit.is_hours
            or not isinstance(self.limit.amount, int)
            or (self.convention.keeps_the_hour and self.limit.amount > 0)
        )

    def is_late(self, at: Moment) -> bool:
        """Whether an answer at *at* is late; on the due day it is not (quá hạn).

        Args:
            at: Date or datetime of the answer; aware datetimes are converted to office time.

        Raises:
            InvalidTypeError: If *at* is neither.

        Examples:
            >>> from datetime import date, datetime
            >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
            >>> deadline = due(TimeLimit(5, Unit.WORKING_DAY), date(2026, 2, 13), vietnam_calendar())
            >>> deadline.is_late(datetime(2026, 2, 27, 18, 30)), deadline.is_late(date(2026, 2, 28))
            (False, True)
        """
        if not isinstance(at, datetime):
            return self.calendar.local_date(at) > self.due_on
        local = self.calendar.local_time
        past = local(at) > local(self.due_at)
        return past and (self.to_the_minute or self.calendar.local_date(at) > self.due_on)

    def is_early(self, at: Moment) -> bool:
        """Whether an answer at *at* comes before the due day (trước hạn).

        Raises:
            InvalidTypeError: If *at* is neither date nor datetime.
        """
        return self.calendar.local_date(at) < self.due_on

    def days_late(self, at: Moment) -> int:
        """Working days from the due day to *at* (số ngày quá hạn).

        0 if it is not late, late by hours on the due day itself, or late on the days off that follow it.

        Raises:
            InvalidTypeError: If *at* is neither date nor datetime.
            CalendarRangeError: If *at* lies outside the calendar.
        """
        days = self.calendar.count_working_days(self.due_on, at)
        return days if self.is_late(at) else 0

    def explain(self, language: str = "vi") -> "Explanation":
        """List every day from the event to the due day: counted with its number, or why not.

        Args:
            language: `vi` or `en`; the language in which the explanation prints.

        Examples:
            >>> from datetime import date
            >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
            >>> deadline = due(TimeLimit(1, Unit.WORKING_DAY), date(2026, 8, 28), vietnam_calendar())
            >>> print(deadline.explain("en"))
            1 working day from 28/08/2026, Civil Code: the day of receipt is not counted
            ...
        """
        from thutuc.deadlines.ledger import explain  # noqa: PLC0415 - the ledger describes deadlines

        return explain(self, language)


def due(
    limit: TimeLimit,
    start: Moment,
    calendar: WorkCalendar,
    *,
    convention: Convention = Convention.CIVIL_CODE,
) -> Deadline:
    """Say when a result is due (tính hạn trả kết quả).

    Args:
        limit: The time limit.
        start: The event from which it counts: a date, or a datetime in office time or with a zone.
        calendar: When the office works.
        convention: How days are counted.

    Raises:
        InvalidTypeError: If an argument has the wrong type, or the hour of *start* is needed and missing.
        CalendarRangeError: If *start* or the answer lies outside the calendar.

    Legal source:
        Bộ luật Dân sự 91/2015/QH13, Điều 147, 148.

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
        >>> due(TimeLimit(1, Unit.MONTH), date(2026, 1, 31), vietnam_calendar()).due_on
        datetime.date(2026, 3, 2)
    """
    if (
        type(limit) is not TimeLimit
        or type(convention) is not Convention
        or type(calendar) is not WorkCalendar
    ):
        check_arguments(limit, calendar, convention)
    day, at = count_out(limit, start, calendar, convention)
    return Deadline(limit, start, calendar, convention, day, at)


def check_arguments(limit: object, calendar: object, convention: object) -> None:
    """Refuse what is no limit, no calendar or no convention.

    Raises:
        InvalidTypeError: If one of them is something else.
    """
    if not isinstance(limit, TimeLimit):
        raise InvalidTypeError(
            f"a limit is a TimeLimit, not {limit!r}; read text with TimeLimit.parse", given=limit
        )
    if not isinstance(calendar, WorkCalendar):
        raise InvalidTypeError(
            f"a calendar is a WorkCalendar such as vietnam_calendar(), not {calendar!r}", given=calendar
        )
    if not isinstance(convention, Convention):
        raise InvalidTypeError(
            f"a convention is one of {', '.join(c.name for c in Convention)}, not {convention!r}",
            given=convention,
        )


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
        not. A deadline given as a datetime is met to the minute; one given as a date, or due on a whole day,
        is met on that day.

    Raises:
        InvalidTypeError: If an hour is needed and missing.
        CalendarRangeError: If the answer lies outside the calendar.

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, Unit, vietnam_calendar
        >>> latest_start(TimeLimit(3, Unit.WORKING_DAY), date(2026, 2, 24), vietnam_calendar())
        datetime.date(2026, 2, 12)
    """
    check_arguments(limit, calendar, convention)
    at = deadline.due_at if isinstance(deadline, Deadline) else deadline
    if limit.unit is Unit.HOUR:
        return _latest_elapsed(limit, moment_of(at, limit), calendar)
    if counts_minutes(limit, convention):
        at = moment_of(at, limit)
        # The last moment in office hours up to then, so that nothing is left over.
        end = _close_before(at, calendar)
        try:
            return calendar.add_working_time(end, -length_of(limit, calendar)) if limit.amount else end
        except OverflowError:
            raise range_error(at, calendar.first, calendar.last, result=True) from None
    whole_day = not isinstance(at, datetime) or (
        isinstance(deadline, Deadline) and not deadline.to_the_minute
    )
    last = deadline.due_on if isinstance(deadline, Deadline) else calendar.local_date(at)

    def in_time(start: Moment) -> bool:
        try:
            day, moment = count_out(limit, start, calendar, convention)
        except CalendarRangeError:
            return False
        return day <= last if whole_day else calendar.local_time(moment) <= calendar.local_time(at)

    if not (convention.keeps_the_hour and limit.amount):
        return _latest_day(in_time, last, calendar)
    moment_of(at, limit, convention)
    day = _latest_day(lambda day: in_time(calendar.opening(day)), last, calendar)
    return like(_latest_moment(in_time, day, calendar), at, calendar)


def _latest_day(in_time: Callable[[date], bool], last: date, calendar: WorkCalendar) -> date:
    """The last working day up to *last* that is in time."""
    # Due days never move back when the start moves on, so the first start that is late can be halved out.
    first, nth = calendar.first, calendar.add_working_days
    days = range(calendar.count_working_days(first, last) + 1)
    late = bisect_left(days, x=True, key=lambda i: not in_time(nth(first, i)))
    if not late:
        raise range_error(last, first, calendar.last, result=True)
    return nth(first, late - 1)


def _latest_moment(in_time: Callable[[datetime], bool], day: date, calendar: WorkCalendar) -> datetime:
    """The last moment of the working time of *day* that is in time; its opening is."""
    opening, closing, tick = calendar.opening(day), calendar.closing(day), timedelta.resolution
    length = calendar.working_time_on(day) // tick

    def moment(i: int) -> datetime:
        return calendar.add_working_time(opening, i * tick)

    last = bisect_left(range(1, length + 1), x=True, key=lambda i: not in_time(moment(i)))
    # A close and the opening after it have the same working time before them.
    reopening = calendar.add_working_time(closing, (last - length) * tick)
    return reopening if in_time(reopening) else moment(last)


def _latest_elapsed(limit: TimeLimit, at: datetime, calendar: WorkCalendar) -> datetime:
    day = calendar.local_date(at)
    if not calendar.is_working_day(day):
        # An end on a day off would roll beyond: the last one before it is 24:00 of a working day.
        end = midnight(calendar.previous_working_day(day) + timedelta(days=1))
        at = like(end, at, calendar)
    try:
        start = (instant(at, calendar) - length_of(limit, calendar)).astimezone(calendar.zone)
    except OverflowError:
        raise range_error(at, calendar.first, calendar.last, result=True) from None
    calendar.is_working_day(start)
    return start if at.tzinfo else calendar.local_time(start)


def _close_before(at: datetime, calendar: WorkCalendar) -> datetime:
    """*at* if it lies within a session or at its end, otherwise the last close before it."""
    tick = timedelta.resolution
    return calendar.add_working_time(calendar.add_working_time(at, -tick), tick)
