"""Where a limit ends: the arithmetic behind every deadline.

Everything follows from the calendar's coordinate W: due = W⁻¹(W(start) + limit). What pauses do to it stands
in `pauses`.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from thutuc.calendars import WorkCalendar
from thutuc.calendars.coordinate import range_error
from thutuc.errors import InvalidTypeError
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.limits.limit import minutes
from thutuc.moments import MICROSECOND, Moment, instant, like

Pause = tuple[Moment, Moment]
"""The pause and the resume."""
Pauses = tuple[Pause, ...]
Due = tuple[date, datetime]
"""The due day, and the due moment within it."""


class End(NamedTuple):
    """Where a limit ends, in local time; what a later pause needs to know of it comes after it."""

    on: date
    at: datetime
    raw: Moment
    """The end before it rolled: a day, or the moment where elapsed time counts."""
    share: float = 1.0
    """The share of the working time of the last day at which the limit ends."""


def count_out(limit: TimeLimit, start: Moment, calendar: WorkCalendar, convention: Convention) -> Due:
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
    end = end_of(limit, start, calendar, convention)
    return end.on, like(end.at, start, calendar.zone)


def end_of(limit: TimeLimit, start: Moment, calendar: WorkCalendar, convention: Convention) -> End:
    """Where *limit* ends, before any pause.

    Raises:
        InvalidTypeError: If the hour of *start* is needed and it is a date.
        CalendarRangeError: If *start* or the answer lies outside the calendar.
    """
    try:
        if limit.unit is Unit.HOUR:
            return _by_elapsed_time(limit, start, calendar)
        if limit.runs_by_the_minute(convention):
            return _by_working_time(limit, start, calendar)
        if convention.keeps_the_hour and limit.amount:
            return _at_the_hour(limit, moment_of(start, limit, convention), calendar)
        return _by_days(limit, start, calendar, convention)
    except OverflowError:
        raise range_error(start, calendar.first, calendar.last, result=True) from None


def length_of(limit: TimeLimit, calendar: WorkCalendar) -> timedelta:
    """The length of a limit that runs by the minute."""
    length = limit.working_length(calendar.hours.day_minutes)
    return minutes(limit.amount, 60) if length is None else length


# Days ---------------------------------------------------------------------------------------------------


def receipt(
    limit: TimeLimit, start: Moment, calendar: WorkCalendar, convention: Convention
) -> tuple[bool, bool]:
    """Whether the day of the event counts as the first, and whether the cut-off adds a working day.

    Under `INCLUSIVE`, and for a limit of nothing, the day counts if it is worked; but not if the limit would
    then end before the event: nothing is due before it came.

    Raises:
        CalendarRangeError: If *start* lies outside the calendar.
    """
    if not calendar.is_working_day(start):
        return False, False
    inclusive = convention is Convention.INCLUSIVE or not limit.amount
    if not isinstance(start, datetime):
        return inclusive, False
    received = calendar.local_time(start)
    if inclusive and limit.amount <= 1:
        day = received.date()
        if received > share_over(day, limit.amount % 1 or 1.0, calendar):
            return False, False
    return inclusive, limit.cut_off is not None and received.time() > limit.cut_off


def _by_days(limit: TimeLimit, start: Moment, calendar: WorkCalendar, convention: Convention) -> End:
    """The last counted day, or the working day to which it rolls, and the share of it that is needed."""
    share, counted = limit.amount % 1 or 1.0, limit.counted_days
    counts, late = receipt(limit, start, calendar, convention)
    if limit.counts_working_days:
        day = calendar.add_working_days(start, counted + late - counts)
        return End(day, share_over(day, share, calendar), day, share)
    raw = add_calendar(calendar.local_date(start), counted, limit.unit) - timedelta(days=int(counts))
    return rolled(raw, share, calendar, late=late)


def rolled(raw: date, share: float, calendar: WorkCalendar, *, late: bool = False) -> End:
    """The end of a limit in calendar days whose last one is *raw*.

    A last day off has no share of its own: the limit then ends when the next working day ends.
    """
    day = calendar.next_working_day(raw)
    needed = share if day == raw else 1.0
    if late:
        day = calendar.add_working_days(day, 1)
    return End(day, share_over(day, needed, calendar), raw, share)


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


def share_over(day: date, share: float, calendar: WorkCalendar) -> datetime:
    """The moment at which *share* of the working time of *day* is over, in local time."""
    if share == 1:
        return calendar.closing(day)
    return calendar.add_working_time(calendar.opening(day), share * calendar.working_time_on(day))


def _at_the_hour(limit: TimeLimit, start: datetime, calendar: WorkCalendar) -> End:
    """The hour of receipt after the whole days, moved into office hours; a fraction is worked off from it."""
    at, whole = calendar.local_time(start), int(limit.amount)
    _, late = receipt(limit, start, calendar, Convention.SAME_HOUR)
    if limit.unit is not Unit.WORKING_DAY:
        raw = datetime.combine(add_calendar(at.date(), whole, limit.unit), at.time())
        return hour_kept(raw, limit, start, calendar, late=late)
    day = calendar.add_working_days(at.date(), whole + late) if whole + late else at.date()
    return _from_the_hour(datetime.combine(day, at.time()), at, limit, calendar)


def hour_kept(raw: datetime, limit: TimeLimit, start: datetime, calendar: WorkCalendar, *, late: bool) -> End:
    """The end of calendar days that keep the hour, from the moment *raw* at which the whole ones end."""
    at, day = calendar.local_time(start), raw.date()
    if late or day != at.date():
        day = calendar.add_working_days(calendar.next_working_day(day), int(late))
    return _from_the_hour(datetime.combine(day, raw.time()), at, limit, calendar)._replace(raw=raw)


def _from_the_hour(at: datetime, start: datetime, limit: TimeLimit, calendar: WorkCalendar) -> End:
    if at.date() != start.date():
        # Not before the day opens: midnight is the beginning of this day, not the end of the day before.
        at = max(at, calendar.opening(at.date()))
    fraction = minutes(limit.amount % 1, calendar.hours.day_minutes)
    at = calendar.add_working_time(at, fraction)
    return End(_day_ending(at) if fraction else at.date(), at, at)


# Hours --------------------------------------------------------------------------------------------------


def _by_working_time(limit: TimeLimit, start: Moment, calendar: WorkCalendar) -> End:
    total = length_of(limit, calendar)
    at = calendar.local_time(calendar.add_working_time(moment_of(start, limit), total))
    # Nothing added at midnight before a day off stays there, at 24:00 of the day worked.
    ends = bool(total) or not calendar.is_working_day(at)
    return End(_day_ending(at) if ends else at.date(), at, at)


def _day_ending(at: datetime) -> date:
    """The day whose working time ends at *at*: at midnight, the day before."""
    return (at - MICROSECOND).date()


def _by_elapsed_time(limit: TimeLimit, start: Moment, calendar: WorkCalendar) -> End:
    calendar.is_working_day(start)
    raw = instant(moment_of(start, limit), calendar.zone) + length_of(limit, calendar)
    return elapsed_end(calendar.local_time(raw), calendar)


def elapsed_end(raw: datetime, calendar: WorkCalendar) -> End:
    """The end of a limit in hours of any kind of day that are over at the local moment *raw*."""
    day, before = raw.date(), _day_ending(raw)
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
