"""What a due day rests on: a limit, counted from an event on a calendar (căn cứ của hạn)."""

from datetime import date, datetime, tzinfo

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines.counting import Pauses
from thutuc.deadlines.judgement import Due
from thutuc.limits import Convention, TimeLimit
from thutuc.moments import ONE_DAY, Moment, midnight


@attrs.frozen(repr=False)
class Reckoning(Due):
    """A due day and how it was come by; a [`Deadline`][thutuc.Deadline] also explains it (cách tính hạn)."""

    limit: TimeLimit
    start: Moment
    calendar: WorkCalendar
    convention: Convention
    due_on: date  # pyright: ignore[reportIncompatibleMethodOverride]
    due_at: datetime  # pyright: ignore[reportIncompatibleMethodOverride]
    pauses: Pauses = ()
    follows: "Reckoning | None" = None
    appointment: date | None = None

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

    @property
    def _zone(self) -> tzinfo:
        return self.calendar.zone

    def ends_after(self, moment: Moment) -> bool:
        """Whether something of the limit is left at *moment*; of days, the day itself is used.

        Raises:
            InvalidTypeError: If *moment* is neither date nor datetime.
        """
        local = self.calendar.local_time
        if self.to_the_minute and isinstance(moment, datetime):
            return local(moment) < local(self.due_at)
        return self.calendar.local_date(moment) < self.due_on

    def days_late(self, at: Moment) -> int:
        """Working days from the due day to *at* (số ngày quá hạn).

        0 if it is not late, late by hours on the due day itself, or late on the days off that follow it.

        Raises:
            InvalidTypeError: If *at* is neither date nor datetime.
            CalendarRangeError: If *at* lies outside the calendar.
        """
        calendar, until = self.calendar, at
        if isinstance(at, datetime) and calendar.local_time(at) == midnight(calendar.last + ONE_DAY):
            # 24:00 of the calendar's last day is inside it.
            until = calendar.last
        days = calendar.count_working_days(self.due_on, until)
        return days if self.is_late(at) else 0

    @property
    def parts(self) -> "tuple[Reckoning, ...]":
        """The deadline and those that it follows, the first one first."""
        return (self,) if self.follows is None else (*self.follows.parts, self)
