"""Where a limit ends: the arithmetic behind every deadline.

Everything follows from the calendar's coordinate W: due = W⁻¹(W(start) + limit + pauses).
"""

from datetime import UTC, date, datetime, time, timedelta

from thutuc.calendars import WorkCalendar
from thutuc.deadlines.convention import Convention
from thutuc.errors import InvalidTypeError
from thutuc.limits import TimeLimit, Unit

Moment = date | datetime
Pause = tuple[Moment, Moment]
"""The pause and the resume."""
Pauses = tuple[Pause, ...]
Due = tuple[date, datetime]
"""The due day, and the due moment within it."""


def count_out(
    limit: TimeLimit, start: Moment, cal: WorkCalendar, convention: Convention, pauses: Pauses = ()
) -> Due:
    """The day and the moment at which *limit* ends.

    Raises:
        InvalidTypeError: If the hour of *start* is needed and it is a date.
        CalendarRangeError: If the answer lies outside the calendar.
    """
    unit = limit.unit
    if unit is Unit.WORKING_HOUR:
        return _by_working_time(_microseconds(limit.amount, 3_600_000_000), limit, start, cal, pauses)
    if unit is Unit.HOUR:
        return _by_elapsed_time(limit, start, cal, pauses)
    if not limit.amount:
        return _same_day(limit, start, cal, pauses)
    if convention is Convention.WORKING_TIME and unit is Unit.WORKING_DAY:
        amount = _microseconds(limit.amount, cal.hours.day_minutes * 60_000_000)
        return _by_working_time(amount, limit, start, cal, pauses)
    if convention.keeps_the_hour:
        moment_of(start, limit, convention)
    day, share = _last_day(limit, start, cal, convention, pauses)
    if convention.keeps_the_hour:
        return _at_the_hour(day, share, start, cal)
    return day, _within(day, share, start, cal)


def _last_day(
    limit: TimeLimit, start: Moment, cal: WorkCalendar, convention: Convention, pauses: Pauses
) -> tuple[date, float]:
    """The last counted day, and the share of its working time at which the limit ends (1 for all of it)."""
    whole = int(limit.amount)
    share = limit.amount - whole or 1.0
    counted = whole if share == 1 else whole + 1
    first = cal.local_date(start)
    inclusive = convention is Convention.INCLUSIVE
    if limit.unit is Unit.WORKING_DAY:
        n = counted + paused_working_days(cal, pauses) + _after_cut_off(limit, start, cal)
        return cal.add_working_days(first, n - (inclusive and cal.is_working_day(first))), share
    raw = add_calendar(first, counted, limit.unit) + timedelta(days=paused_days(cal, pauses) - inclusive)
    day = cal.add_working_days(cal.next_working_day(raw), _after_cut_off(limit, start, cal))
    # A last day off has no share of its own: the limit then ends when the next working day ends.
    return day, share if day == raw else 1.0


def add_calendar(day: date, amount: int, unit: Unit) -> date:
    """Calendar arithmetic: days, weeks, or the corresponding day of a later month or year.

    Where the month has no such day, its last day (Bộ luật Dân sự 2015, Điều 148 khoản 3).
    """
    if unit is Unit.DAY:
        return day + timedelta(days=amount)
    if unit is Unit.WEEK:
        return day + timedelta(weeks=amount)
    # Imported here: only months and years need it, and `import thutuc` should not pay for it.
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415

    return day + (relativedelta(months=amount) if unit is Unit.MONTH else relativedelta(years=amount))


def paused_working_days(cal: WorkCalendar, pauses: Pauses) -> int:
    """Working days in (pause day, resume day], added up."""
    return sum(cal.count_working_days(pause, resume) for pause, resume in pauses)


def paused_days(cal: WorkCalendar, pauses: Pauses) -> int:
    """Calendar days from pause day to resume day, added up."""
    return sum((cal.local_date(resume) - cal.local_date(pause)).days for pause, resume in pauses)


def _after_cut_off(limit: TimeLimit, start: Moment, cal: WorkCalendar) -> int:
    """1 if the dossier came after the cut-off hour of a working day, otherwise 0."""
    if limit.cut_off is None or not isinstance(start, datetime):
        return 0
    local = cal.local_time(start)
    return int(cal.is_working_day(local) and local.time() > limit.cut_off)


def _same_day(limit: TimeLimit, start: Moment, cal: WorkCalendar, pauses: Pauses) -> Due:
    """A limit of nothing: the working day of the event itself, or the next one if that is over."""
    received = cal.local_date(start)
    day = cal.next_working_day(received)
    later = _after_cut_off(limit, start, cal) + paused_working_days(cal, pauses)
    if (
        not later
        and isinstance(start, datetime)
        and day == received
        and cal.local_time(start) > cal.closing(day)
    ):
        later = 1
    day = cal.add_working_days(day, later)
    return day, _like(cal.closing(day), start, cal)


def _within(day: date, share: float, start: Moment, cal: WorkCalendar) -> datetime:
    """The moment at which *share* of the working time of *day* is over."""
    if share == 1:
        return _like(cal.closing(day), start, cal)
    length = cal.working_time_on(day)
    opening = datetime.combine(day, time())
    return _like(cal.add_working_time(opening, share * length), start, cal)


def _at_the_hour(day: date, share: float, start: Moment, cal: WorkCalendar) -> Due:
    """The hour of receipt on *day*, moved into office hours."""
    hour = cal.local_time(start).time() if isinstance(start, datetime) else time()
    if share != 1:
        # The counted day before, then the share of the office's own day from the hour of receipt on.
        day = cal.add_working_days(day, -1)
    rest = timedelta() if share == 1 else share * timedelta(minutes=cal.hours.day_minutes)
    at = cal.add_working_time(datetime.combine(day, hour), rest)
    return at.date(), _like(at, start, cal)


def _by_working_time(amount: int, limit: TimeLimit, start: Moment, cal: WorkCalendar, pauses: Pauses) -> Due:
    begun = moment_of(start, limit)
    total = timedelta(microseconds=amount)
    for pause, resume in pauses:
        total += cal.working_time_between(moment_of(pause, limit), moment_of(resume, limit))
    at = cal.add_working_time(begun, total)
    return cal.local_date(at), at


def _by_elapsed_time(limit: TimeLimit, start: Moment, cal: WorkCalendar, pauses: Pauses) -> Due:
    at = _utc(moment_of(start, limit), cal) + timedelta(hours=float(limit.amount))
    for pause, resume in pauses:
        at += _utc(moment_of(resume, limit), cal) - _utc(moment_of(pause, limit), cal)
    local = at.astimezone(cal.zone).replace(tzinfo=None)
    if cal.is_working_day(local):
        return local.date(), _like(local, start, cal)
    day = cal.next_working_day(local)
    return day, _like(cal.closing(day), start, cal)


def _utc(moment: datetime, cal: WorkCalendar) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=cal.zone)).astimezone(UTC)


def moment_of(moment: Moment, limit: TimeLimit, convention: Convention | None = None) -> datetime:
    """*moment* if it is a datetime: a limit in hours cannot count from a bare date.

    Raises:
        InvalidTypeError: If it is a date.
    """
    if isinstance(moment, datetime):
        return moment
    what = f"the convention {convention.name}" if convention else f"a limit of {limit.to_text('en')}"
    raise InvalidTypeError(
        f"{what} counts from a moment, not from the date {moment!r}; give a datetime with the hour",
        given=moment,
    )


def _microseconds(amount: float, each: int) -> int:
    return amount * each if isinstance(amount, int) else round(amount * each)


def _like(local: datetime, start: Moment, cal: WorkCalendar) -> datetime:
    """A local moment, aware in the office's zone if *start* was aware."""
    aware = isinstance(start, datetime) and start.tzinfo is not None
    return local.replace(tzinfo=cal.zone) if aware else local
