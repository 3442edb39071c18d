"""Where a limit ends: the arithmetic behind every deadline.

Everything follows from the calendar's coordinate W: due = W⁻¹(W(start) + limit). What pauses do to it stands
in `pauses`.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.calendars.coordinate import range_error
from thutuc.errors import CalendarRangeError, InvalidTypeError
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.limits.limit import minutes
from thutuc.moments import MICROSECOND, Moment, like, midnight

Pause = tuple[Moment, Moment]
"""The pause and the resume."""
Pauses = tuple[Pause, ...]
DueMoment = tuple[date, datetime]
"""The due day, and the due moment within it."""


class End(NamedTuple):
    """Where a limit ends, in local time; what a later pause needs to know of it comes after it."""

    on: date
    at: datetime
    raw: Moment
    """The end before it rolled: a day, or the moment where elapsed time counts."""
    share: float = 1.0
    """The share of the working time of the last day at which the limit ends."""


def count_out(limit: TimeLimit, start: Moment, calendar: WorkCalendar, convention: Convention) -> DueMoment:
    """The day and the moment at which *limit* ends.

    Raises:
        InvalidTypeError: If the hour of *start* is needed and it is a date.
        CalendarRangeError: If *start* or the answer lies outside the calendar.
    """
    if convention is Convention.CIVIL_CODE and limit.unit is Unit.WORKING_DAY and limit.cut_off is None:
        # What is asked nearly always: whole working days.
        amount = limit.amount
        if amount and type(amount) is int:
            day = calendar.add_working_days(start, amount)
            return day, like(calendar.closing(day), start, calendar.zone)
    end = Count(limit, start, calendar, convention).end()
    return end.on, like(end.at, start, calendar.zone)


def moment_of(moment: Moment, limit: TimeLimit, convention: Convention | None = None) -> datetime:
    """*moment* if it is a datetime: a limit in hours cannot count from a bare date.

    Raises:
        InvalidTypeError: If it is anything else.
    """
    if isinstance(moment, datetime):
        return moment
    what = f"the convention {convention.name}" if convention else f"a limit of {limit.to_text('en')}"
    given = f"the date {moment}" if isinstance(moment, date) else repr(moment)
    raise InvalidTypeError(
        f"{what} counts from a moment, not from {given}; give a datetime with the hour", given=moment
    )


def add_calendar(day: date, amount: int, unit: Unit) -> date:
    """Calendar arithmetic: days, weeks, or the corresponding day of a later month or year.

    Where the month has no such day, its last day (Bộ luật Dân sự 2015, Điều 148 khoản 3).

    Raises:
        OverflowError: If the result lies after the year 9999.
    """
    if unit is Unit.DAY:
        return day + timedelta(days=amount)
    if unit is Unit.WEEK:
        return day + timedelta(weeks=amount)
    # Imported here: only months and years need it, and `import thutuc` should not pay for it.
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415

    try:
        return day + (relativedelta(months=amount) if unit is Unit.MONTH else relativedelta(years=amount))
    except ValueError as error:
        raise OverflowError(str(error)) from error


@attrs.define(eq=False)
class Count:
    """One limit, counted from one event: how it is counted, and where it ends."""

    limit: TimeLimit
    start: Moment
    calendar: WorkCalendar
    convention: Convention

    def end(self) -> End:
        """Where the limit ends, before any pause.

        Raises:
            InvalidTypeError: If the hour of the event is needed and it is a date.
            CalendarRangeError: If the event or the answer lies outside the calendar.
        """
        limit, convention = self.limit, self.convention
        try:
            if limit.unit is Unit.HOUR:
                return self._by_elapsed_time()
            if limit.runs_by_the_minute(convention):
                return self._by_working_time()
            if limit.counts_from_the_moment(convention):
                return self._at_the_hour()
            return self._by_days()
        except OverflowError:
            raise self.out_of_range() from None

    def out_of_range(self) -> CalendarRangeError:
        """The error for an answer that the calendar does not know."""
        return range_error(self.start, self.calendar.first, self.calendar.last, result=True)

    @property
    def length(self) -> timedelta:
        """The length of a limit that runs by the minute."""
        limit = self.limit
        if limit.unit is Unit.HOUR:
            return minutes(limit.amount, 60)
        return limit.working_length(self.calendar.hours.day_minutes) or timedelta()

    @property
    def fraction(self) -> timedelta:
        """The fraction of a day in a limit that keeps the hour, as a share of the office's own day."""
        return minutes(self.limit.amount % 1, self.calendar.hours.day_minutes)

    def first_counted(self) -> datetime:
        """The local moment from which time counts; a pause before it takes nothing away."""
        calendar, limit, start = self.calendar, self.limit, self.start
        if limit.counts_from_the_moment(self.convention):
            return calendar.local_time(start)
        if not limit.counts_working_days:
            return midnight(calendar.local_date(start))
        counts, late = self.receipt()
        return midnight(calendar.add_working_days(start, 1 + late - counts))

    # Days -----------------------------------------------------------------------------------------------

    def receipt(self) -> tuple[bool, bool]:
        """Whether the day of the event counts as the first, and whether the cut-off adds a working day.

        Under `INCLUSIVE`, and for a limit of nothing, the day counts if it is worked; but not if the limit
        would then end before the event: nothing is due before it came.

        Raises:
            CalendarRangeError: If the event lies outside the calendar.
        """
        limit, start = self.limit, self.start
        if not self.calendar.is_working_day(start):
            return False, False
        inclusive = self.convention is Convention.INCLUSIVE or not limit.amount
        if not isinstance(start, datetime):
            return inclusive, False
        received = self.calendar.local_time(start)
        if inclusive and limit.amount <= 1:
            day = received.date()
            if received > self.share_over(day, limit.amount % 1 or 1.0):
                return False, False
        return inclusive, limit.cut_off is not None and received.time() > limit.cut_off

    def _by_days(self) -> End:
        """The last counted day, or the working day to which it rolls, and the share of it that is needed."""
        limit, calendar = self.limit, self.calendar
        share = limit.amount % 1 or 1.0
        counts, late = self.receipt()
        if limit.counts_working_days:
            return self.ends_on(
                calendar.add_working_days(self.start, limit.counted_days + late - counts), share
            )
        raw = add_calendar(calendar.local_date(self.start), limit.counted_days, limit.unit)
        return self.rolled(raw - timedelta(days=int(counts)), share, late=late)

    def ends_on(self, day: date, share: float) -> End:
        """The end of a limit of which *share* of the working time of *day* is the last."""
        return End(day, self.share_over(day, share), day, share)

    def rolled(self, raw: date, share: float, *, late: bool = False) -> End:
        """The end of a limit in calendar days whose last one is *raw*.

        A last day off has no share of its own: the limit then ends when the next working day ends.
        """
        day = self.calendar.next_working_day(raw)
        needed = share if day == raw else 1.0
        if late:
            day = self.calendar.add_working_days(day, 1)
        return End(day, self.share_over(day, needed), raw, share)

    def share_over(self, day: date, share: float) -> datetime:
        """The moment at which *share* of the working time of *day* is over, in local time."""
        calendar = self.calendar
        if share == 1:
            return calendar.closing(day)
        return calendar.add_working_time(calendar.opening(day), share * calendar.working_time_on(day))

    def _at_the_hour(self) -> End:
        """The hour of receipt after the whole days, moved into office hours; a fraction is worked off."""
        limit, calendar = self.limit, self.calendar
        at = calendar.local_time(moment_of(self.start, limit, self.convention))
        whole, (_, late) = int(limit.amount), self.receipt()
        if limit.unit is not Unit.WORKING_DAY:
            raw = add_calendar(at.date(), whole, limit.unit)
            return self.hour_kept(datetime.combine(raw, at.time()), late=late)
        day = calendar.add_working_days(at.date(), whole + late) if whole + late else at.date()
        return self._from_the_hour(datetime.combine(day, at.time()))

    def hour_kept(self, raw: datetime, *, late: bool) -> End:
        """The end of calendar days that keep the hour, from the moment *raw* at which the whole ones end."""
        day = raw.date()
        if late or day != self.calendar.local_date(self.start):
            day = self.calendar.add_working_days(self.calendar.next_working_day(day), int(late))
        return self._from_the_hour(datetime.combine(day, raw.time()))._replace(raw=raw)

    def _from_the_hour(self, at: datetime) -> End:
        calendar, fraction = self.calendar, self.fraction
        if at.date() != calendar.local_date(self.start):
            # Not before the day opens: midnight is the beginning of this day, not the end of the day before.
            at = max(at, calendar.opening(at.date()))
        at = calendar.add_working_time(at, fraction)
        return End(day_ending(at) if fraction else at.date(), at, at)

    # Hours ----------------------------------------------------------------------------------------------

    def _by_working_time(self) -> End:
        calendar, total = self.calendar, self.length
        at = calendar.local_time(calendar.add_working_time(moment_of(self.start, self.limit), total))
        # Nothing added at midnight before a day off stays there, at 24:00 of the day worked.
        ends = bool(total) or not calendar.is_working_day(at)
        return End(day_ending(at) if ends else at.date(), at, at)

    def _by_elapsed_time(self) -> End:
        calendar = self.calendar
        calendar.is_working_day(self.start)
        start = moment_of(self.start, self.limit)
        return self.elapsed_end(calendar.add_elapsed_time(start, self.length))

    def elapsed_end(self, raw: datetime) -> End:
        """The end of a limit in hours of any kind of day that are over at the local moment *raw*."""
        calendar, day, before = self.calendar, raw.date(), day_ending(raw)
        if (
            before != day
            and before >= calendar.first
            and not (day <= calendar.last and calendar.is_working_day(day))
        ):
            # Midnight before a day off is 24:00 of the day before.
            day = before
        if calendar.is_working_day(day):
            return End(day, raw, raw)
        day = calendar.next_working_day(day)
        return End(day, calendar.closing(day), raw)


def day_ending(at: datetime) -> date:
    """The day whose working time ends at *at*: at midnight, the day before."""
    return (at - MICROSECOND).date()
