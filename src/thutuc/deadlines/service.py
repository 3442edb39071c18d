"""The three calendars of one desk: receiving, counting, returning (giờ tiếp nhận, tính hạn, trả kết quả)."""

from datetime import date, datetime, timedelta

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines.deadline import Deadline, due
from thutuc.fields import require
from thutuc.limits import Convention, TimeLimit
from thutuc.moments import Moment


def _counting(self: "ServiceHours") -> WorkCalendar:
    return self.counting


@attrs.frozen
class ServiceHours:
    """When a desk receives dossiers, on what days its limits count, when it hands out results.

    They are three things: 79 of 339 procedures of the police receive on Saturday morning while their limits
    count working days only, and some of these hand out results from Monday to Friday only.

    Args:
        counting: The calendar on which limits count.
        reception: When dossiers are received; left out, as *counting*.
        returning: When results are handed out; left out, as *counting*.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import TimeLimit, Unit, vietnam_calendar
        >>> desk = ServiceHours(
        ...     counting=vietnam_calendar(),
        ...     reception=vietnam_calendar({"mon-fri": "07:30-11:30, 13:30-17:00", "sat": "07:30-11:30"}),
        ... )
        >>> received = desk.received_at(datetime(2026, 3, 7, 6, 50))
        >>> received, desk.due(TimeLimit(1, Unit.WORKING_DAY), received).due_on
        (datetime.datetime(2026, 3, 7, 7, 30), datetime.date(2026, 3, 9))
    """

    counting: WorkCalendar
    reception: WorkCalendar = attrs.field(default=attrs.Factory(_counting, takes_self=True))
    returning: WorkCalendar = attrs.field(default=attrs.Factory(_counting, takes_self=True))

    def received_at(self, handed_in: datetime) -> datetime:
        """The moment of receipt: *handed_in*, or the next opening if the desk was closed then.

        Raises:
            InvalidTypeError: If *handed_in* is not a datetime.
            CalendarRangeError: If it lies outside the calendar.
        """
        return self.reception.add_working_time(handed_in, timedelta())

    def due(
        self, limit: TimeLimit, start: Moment, *, convention: Convention = Convention.CIVIL_CODE
    ) -> Deadline:
        """The deadline of *limit* on the counting calendar; see [`due`][thutuc.due]."""
        return due(limit, start, self.counting, convention=convention)

    def returned_on(self, deadline: Deadline) -> date:
        """The first day from the due day on which results are handed out (ngày trả kết quả).

        Raises:
            InvalidTypeError: If *deadline* is no deadline.
        """
        require(deadline, Deadline, "deadline")
        return self.returning.next_working_day(deadline.due_on)
