"""`due` and the `Deadline` it answers with (hạn trả kết quả)."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines.counting import Pauses, count_out
from thutuc.errors import InvalidTypeError
from thutuc.limits import Convention, TimeLimit
from thutuc.moments import Moment, midnight

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
            leaves the office as late after it as before it.
        follows: For an extension in another unit, the deadline from which it counts.
        appointment: The day that was promised, where that decides and not the limit: an end of whole working
            days, which pauses move as any other.

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
    appointment: date | None = None

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
        return self.appointment is None and self.limit.is_due_to_the_minute(self.convention)

    def is_late(self, at: Moment) -> bool:
        """Whether an answer at *at* is late; on the due day it is not (quá hạn).

        Args:
            at: Date or datetime of the answer; aware datetimes are converted to office time.

        Raises:
            InvalidTypeError: If *at* is neither.

        Examples:
            >>> from datetime import date, datetime, timedelta
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

    def ends_after(self, moment: Moment) -> bool:
        """Whether something of the limit is left at *moment*; of days, the day itself is used.

        Raises:
            InvalidTypeError: If *moment* is neither date nor datetime.
        """
        local = self.calendar.local_time
        if self.to_the_minute and isinstance(moment, datetime):
            return local(moment) < local(self.due_at)
        return self.calendar.local_date(moment) < self.due_on

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
        calendar, until = self.calendar, at
        if isinstance(at, datetime) and calendar.local_time(at) == midnight(
            calendar.last + timedelta(days=1)
        ):
            # 24:00 of the calendar's last day is inside it.
            until = calendar.last
        days = calendar.count_working_days(self.due_on, until)
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
