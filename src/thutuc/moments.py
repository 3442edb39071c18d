"""Dates and moments in office time: the local day, the local hour, time zones (ngày và giờ của cơ quan).

A moment is a date, or a datetime: in the office's own time if it is naive, converted to it if it is aware.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TypeAlias

from thutuc.errors import InvalidTypeError, InvalidValueError

OFFICE_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnamese time, seven hours ahead of UTC all year."""
MICROSECOND = timedelta.resolution
"""The smallest step of time: nothing is ever rounded."""
ONE_DAY = timedelta(days=1)
"""From one midnight to the next, where no clock is changed."""
Moment: TypeAlias = date | datetime
"""A day, or a moment of one."""


def python_moment(moment: Moment) -> Moment:
    """*moment* as Python has it: other libraries have kinds of datetime of their own (thời điểm của Python).

    What is no moment at all is returned, to be refused by those who know what is wanted.

    Raises:
        InvalidTypeError: If it stands for a missing moment, as NaT does.
        InvalidValueError: If it has parts of a microsecond, which would be lost.
    """
    if type(moment) is datetime or not isinstance(moment, datetime):
        return moment
    if moment != moment:  # noqa: PLR0124 - no moment, as NaN is no number
        raise _no_moment(moment)
    if getattr(moment, "nanosecond", 0):
        raise InvalidValueError(f"{moment} has parts of a microsecond; round it", given=moment)
    day, hour = date(moment.year, moment.month, moment.day), (moment.hour, moment.minute, moment.second)
    return datetime.combine(day, time(*hour, moment.microsecond, moment.tzinfo, fold=moment.fold))


def _no_moment(given: object) -> InvalidTypeError:
    return InvalidTypeError(
        f"a moment is one of dates or datetimes, not {given!r}; give one, such as date(2026, 2, 13)",
        given=given,
    )


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """An aware *moment* in another zone, where it may lie before the year 1 or after the year 9999."""
    try:
        return moment.astimezone(zone)
    except OverflowError as error:
        raise InvalidValueError(
            f"{moment} lies outside the years 1 to 9999 in the zone {zone}; give a moment within them",
            given=moment,
        ) from error


def local_date(moment: Moment, zone: tzinfo = OFFICE_TIME) -> date:
    """The office's day of *moment* (ngày theo giờ cơ quan).

    Raises:
        InvalidTypeError: If it is neither date nor datetime.
        InvalidValueError: If it lies outside the years 1 to 9999 there.

    Examples:
        >>> local_date(datetime(2026, 3, 1, 20, tzinfo=UTC)), local_date(date(2026, 3, 1))
        (datetime.date(2026, 3, 2), datetime.date(2026, 3, 1))
    """
    moment = moment if type(moment) is datetime else python_moment(moment)
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo is None else _in_zone(moment, zone)).date()
    if not isinstance(moment, date):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise _no_moment(moment)
    return moment


def local_time(moment: Moment, zone: tzinfo = OFFICE_TIME) -> datetime:
    """The office's naive local time of *moment*; midnight of a bare date (thời điểm theo giờ cơ quan).

    Raises:
        InvalidTypeError: If it is neither date nor datetime.
        InvalidValueError: If it lies outside the years 1 to 9999 there.

    Examples:
        >>> local_time(datetime(2026, 3, 1, 20, tzinfo=UTC)), local_time(date(2026, 3, 1))
        (datetime.datetime(2026, 3, 2, 3, 0), datetime.datetime(2026, 3, 1, 0, 0))
    """
    moment = moment if type(moment) is datetime else python_moment(moment)
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is None else _in_zone(moment, zone).replace(tzinfo=None)
    return midnight(local_date(moment))


def local_moment(moment: Moment, zone: tzinfo = OFFICE_TIME) -> Moment:
    """*moment* in naive local time; a bare date stays one.

    Raises:
        InvalidTypeError: If it is neither date nor datetime.
    """
    return local_time(moment, zone) if isinstance(moment, datetime) else local_date(moment)


def evening(moment: Moment, zone: tzinfo = OFFICE_TIME) -> datetime:
    """The local time of *moment*; of a bare date, when the day is over.

    Raises:
        InvalidTypeError: If it is neither date nor datetime.

    Examples:
        >>> evening(date(2026, 3, 1)), evening(datetime(2026, 3, 1, 9))
        (datetime.datetime(2026, 3, 2, 0, 0), datetime.datetime(2026, 3, 1, 9, 0))
    """
    local = local_time(moment, zone)
    return local if isinstance(moment, datetime) else local + ONE_DAY


def comes_before(one: Moment, other: Moment, zone: tzinfo = OFFICE_TIME) -> bool:
    """Whether *one* comes before *other*; a bare date and a moment are compared as days.

    Raises:
        InvalidTypeError: If either is neither date nor datetime.

    Examples:
        >>> comes_before(date(2026, 3, 2), datetime(2026, 3, 2, 9)), comes_before(
        ...     datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 9)
        ... )
        (False, True)
    """
    if isinstance(one, datetime) and isinstance(other, datetime):
        return local_time(one, zone) < local_time(other, zone)
    return local_date(one, zone) < local_date(other, zone)


def last_moment(moment: Moment, zone: tzinfo = OFFICE_TIME) -> datetime:
    """The local time of *moment*; of a bare date, its last one before midnight.

    Raises:
        InvalidTypeError: If it is neither date nor datetime.
    """
    if isinstance(moment, datetime):
        return local_time(moment, zone)
    return datetime.combine(local_date(moment), time.max)


def midnight(day: date) -> datetime:
    """The local midnight at which *day* begins."""
    return datetime.combine(day, time())


def instant(moment: datetime, zone: tzinfo = OFFICE_TIME) -> datetime:
    """*moment* in UTC; office time if naive."""
    return _in_zone(moment if moment.tzinfo else moment.replace(tzinfo=zone), UTC)


def like(local: datetime, given: Moment, zone: tzinfo = OFFICE_TIME) -> datetime:
    """A local moment as it is answered: aware, in the office's zone, if what was *given* is."""
    is_aware = isinstance(given, datetime) and given.tzinfo is not None
    return local.replace(tzinfo=zone) if is_aware else local


def spell_moment(moment: Moment, language: str) -> str:
    """A moment as papers write it, the hour before the day in both languages (… giờ … phút, ngày …)."""
    if not isinstance(moment, datetime):
        return f"{moment:%d/%m/%Y}"
    return f"{moment:%H:%M %d/%m/%Y}" if language == "en" else f"{moment:%H giờ %M phút, ngày %d/%m/%Y}"


def written_out(moment: Moment, language: str) -> str:
    """A day or a moment as papers that leave the office write it (… giờ … phút, ngày … tháng … năm …).

    Legal source:
        Nghị định 30/2020/NĐ-CP, Phụ lục I: a nought before days under 10 and before the months 1 and 2.

    Examples:
        >>> written_out(datetime(2026, 3, 2, 9), "vi"), written_out(date(2026, 2, 13), "vi")
        ('09 giờ 00 phút, ngày 02 tháng 3 năm 2026', 'ngày 13 tháng 02 năm 2026')
    """
    if language == "en":
        return spell_moment(moment, language)
    month = f"{moment.month:02}" if moment.month < 3 else f"{moment.month}"
    day = f"ngày {moment.day:02} tháng {month} năm {moment.year}"
    return f"{moment:%H giờ %M phút}, {day}" if isinstance(moment, datetime) else day


def microseconds(delta: timedelta) -> int:
    """Length of *delta* in microseconds."""
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from *first* to *last*, both included."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


@lru_cache(maxsize=32)
def one_offset(zone: tzinfo, first: date = date(1990, 1, 1), last: date = date(2050, 12, 31)) -> int | None:
    """How far *zone* is ahead of UTC, in microseconds; `None` if that changes from *first* to *last*.

    Examples:
        >>> one_offset(OFFICE_TIME) == 7 * 3_600_000_000
        True
    """
    days = () if isinstance(zone, timezone) else days_between(first, last + ONE_DAY)
    ahead = {midnight(day).replace(tzinfo=zone).utcoffset() for day in days} or {zone.utcoffset(None)}
    one = ahead.pop()
    return None if ahead or one is None else microseconds(one)
