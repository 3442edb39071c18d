"""Where a limit ends: the arithmetic behind every deadline.

Everything follows from the calendar's coordinate W: due = W⁻¹(W(start) + limit + pauses).
"""

from datetime import UTC, date, datetime, time, timedelta

from thutuc.calendars import WorkCalendar
from thutuc.calendars.tables import range_error
from thutuc.deadlines.convention import Convention
from thutuc.errors import InvalidTypeError
from thutuc.limits import TimeLimit, Unit

Moment = date | datetime
Pause = tuple[Moment, Moment]
"""The pause and the resume."""
Pauses = tuple[Pause, ...]
Due = tuple[date, datetime]
"""The due day, and the due moment within it."""
MOMENT_BEFORE = -timedelta.resolution


def count_out(
    limit: TimeLimit, start: Moment, cal: WorkCalendar, convention: Convention, pauses: Pauses = ()
) -> Due:
    """The day and the moment at which *limit* ends.

    Raises:
        InvalidTypeError: If the hour of *start* is needed and it is a date.
        CalendarRangeError: If *start* or the answer lies outside the calendar.
    """
    if convention is Convention.CIVIL_CODE and limit.unit is Unit.WORKING_DAY and limit.cut_off is None:
        # What is asked nearly always: whole working days.
        amount = limit.amount
        if amount and not pauses and type(amount) is int:
            day = cal.add_working_days(start, amount)
            return day, like(cal.closing(day), start, cal)
    try:
        if limit.unit is Unit.HOUR:
            return _by_elapsed_time(limit, start, cal, pauses)
        if counts_minutes(limit, convention):
            return _by_working_time(limit, start, cal, pauses)
        if convention.keeps_the_hour and limit.amount:
            return _at_the_hour(limit, moment_of(start, limit, convention), cal, pauses)
        day, share = _last_day(limit, start, cal, convention, pauses)
    except OverflowError:
        raise range_error(start, cal.first, cal.last, result=True) from None
    return day, like(_share_over(day, share, cal), start, cal)


def counts_minutes(limit: TimeLimit, convention: Convention) -> bool:
    """Whether the limit runs by the minute, in hours or in the office's own working days of hours."""
    return limit.unit.is_hours or (
        convention is Convention.WORKING_TIME and limit.unit is Unit.WORKING_DAY and limit.amount > 0
    )


def length_of(limit: TimeLimit, cal: WorkCalendar) -> timedelta:
    """The length of a limit that runs by the minute."""
    each = 60 if limit.unit.is_hours else cal.hours.day_minutes
    return _minutes(limit.amount, each)


def _minutes(amount: float, each: int) -> timedelta:
    return timedelta(microseconds=round(amount * each * 60_000_000))


# Days ---------------------------------------------------------------------------------------------------


def counted_days(limit: TimeLimit) -> int:
    """How many days are counted: the last of 2.5 is the third, and the same day is one."""
    return -int(-limit.amount // 1) or 1


def receipt(limit: TimeLimit, start: Moment, cal: WorkCalendar, convention: Convention) -> tuple[bool, bool]:
    """Whether the day of the event counts as the first, and whether the cut-off adds a working day.

    Under `INCLUSIVE`, and for a limit of nothing, the day counts if it is worked; but not if the limit would
    then end before the event: nothing is due before it came.

    Raises:
        CalendarRangeError: If *start* lies outside the calendar.
    """
    if not cal.is_working_day(start):
        return False, False
    inclusive = convention is Convention.INCLUSIVE or not limit.amount
    if not isinstance(start, datetime):
        return inclusive, False
    received = cal.local_time(start)
    if inclusive and limit.amount <= 1:
        day = received.date()
        if received > _share_over(day, limit.amount % 1 or 1.0, cal):
            return False, False
    return inclusive, limit.cut_off is not None and received.time() > limit.cut_off


def _last_day(
    limit: TimeLimit, start: Moment, cal: WorkCalendar, convention: Convention, pauses: Pauses
) -> tuple[date, float]:
    """The last counted day, and the share of its working time at which the limit ends (1 for all of it)."""
    share = limit.amount % 1 or 1.0
    counted = counted_days(limit)
    counts, late = receipt(limit, start, cal, convention)
    if limit.unit is Unit.WORKING_DAY or not limit.amount:
        return cal.add_working_days(start, counted + paused_working_days(cal, pauses) + late - counts), share
    raw = add_calendar(cal.local_date(start), counted, limit.unit)
    raw += timedelta(days=paused_days(cal, pauses) - counts)
    day = cal.next_working_day(raw)
    # A last day off has no share of its own: the limit then ends when the next working day ends.
    return cal.add_working_days(day, int(late)), share if day == raw else 1.0


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


def paused_working_days(cal: WorkCalendar, pauses: Pauses) -> int:
    """Working days in (pause day, resume day], added up."""
    return sum(cal.count_working_days(pause, resume) for pause, resume in pauses)


def paused_days(cal: WorkCalendar, pauses: Pauses) -> int:
    """Calendar days from pause day to resume day, added up."""
    return sum((cal.local_date(resume) - cal.local_date(pause)).days for pause, resume in pauses)


def _share_over(day: date, share: float, cal: WorkCalendar) -> datetime:
    """The moment at which *share* of the working time of *day* is over, in local time."""
    if share == 1:
        return cal.closing(day)
    return cal.add_working_time(cal.opening(day), share * cal.working_time_on(day))


def _at_the_hour(limit: TimeLimit, start: datetime, cal: WorkCalendar, pauses: Pauses) -> Due:
    """The hour of receipt after the whole days, moved into office hours; a fraction is worked off from it."""
    at = cal.local_time(start)
    first, whole = at.date(), int(limit.amount)
    fraction = _minutes(limit.amount % 1, cal.hours.day_minutes)
    _, late = receipt(limit, start, cal, Convention.SAME_HOUR)
    if limit.unit is Unit.WORKING_DAY:
        n = whole + paused_working_days(cal, pauses) + late
        day = cal.add_working_days(first, n) if n else first
    else:
        day = add_calendar(first, whole, limit.unit) + timedelta(days=paused_days(cal, pauses))
        if day != first or late:
            day = cal.add_working_days(cal.next_working_day(day), int(late))
    if day != first:
        # Not before the day opens: midnight is the beginning of this day, not the end of the day before.
        at = max(datetime.combine(day, at.time()), cal.opening(day))
    at = cal.add_working_time(at, fraction)
    return _day_ending(at) if fraction else at.date(), like(at, start, cal)


# Hours --------------------------------------------------------------------------------------------------


def _by_working_time(limit: TimeLimit, start: Moment, cal: WorkCalendar, pauses: Pauses) -> Due:
    total = length_of(limit, cal)
    for pause, resume in pauses:
        total += cal.working_time_between(moment_of(pause, limit), moment_of(resume, limit))
    at = cal.add_working_time(moment_of(start, limit), total)
    local = cal.local_time(at)
    # Nothing added at midnight before a day off stays there, at 24:00 of the day worked.
    ends = bool(total) or not cal.is_working_day(local)
    return _day_ending(local) if ends else local.date(), at


def _day_ending(at: datetime) -> date:
    """The day whose working time ends at *at*: at midnight, the day before."""
    return (at + MOMENT_BEFORE).date()


def _by_elapsed_time(limit: TimeLimit, start: Moment, cal: WorkCalendar, pauses: Pauses) -> Due:
    cal.is_working_day(start)
    local = elapsed_end(limit, start, cal, pauses)
    day, before = local.date(), _day_ending(local)
    if before != day and before >= cal.first and not (day <= cal.last and cal.is_working_day(day)):
        # Midnight before a day off is 24:00 of the day before.
        day = before
    if cal.is_working_day(day):
        return day, like(local, start, cal)
    day = cal.next_working_day(day)
    return day, like(cal.closing(day), start, cal)


def elapsed_end(limit: TimeLimit, start: Moment, cal: WorkCalendar, pauses: Pauses) -> datetime:
    """The local time at which a limit in hours of any kind of day ends, before it rolls."""
    at = instant(moment_of(start, limit), cal) + length_of(limit, cal)
    for pause, resume in pauses:
        at += instant(moment_of(resume, limit), cal) - instant(moment_of(pause, limit), cal)
    return cal.local_time(at)


def instant(moment: datetime, cal: WorkCalendar) -> datetime:
    """*moment* in UTC; office time if naive."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=cal.zone)).astimezone(UTC)


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


def midnight(day: date) -> datetime:
    """The local midnight at which *day* begins."""
    return datetime.combine(day, time())


def like(local: datetime, start: Moment, cal: WorkCalendar) -> datetime:
    """A local moment, aware in the office's zone if *start* was aware."""
    aware = isinstance(start, datetime) and start.tzinfo is not None
    return local.replace(tzinfo=cal.zone) if aware else local
