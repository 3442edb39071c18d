"""Dates and hours as registers write them."""

import re
from datetime import date, datetime, time

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.moments import Moment

_YEAR_FIRST = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)
_SHORT_HOUR = re.compile(r"(\d{4}-\d{2}-\d{2}[T ])(?=\d:)", re.ASCII)
_DIGITS = re.compile(r"\d{14}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,? (\d{1,2})[:hg](\d{2}))?", re.ASCII)
_DAY = r"(?:(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})|(?P<Y>\d{4})/(?P<M>\d{1,2})/(?P<D>\d{1,2}))"
# "SA" and "CH" are morning and afternoon; "AM" and "PM" come with the month first, so they are refused.
_TIME = (
    r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,6}))?)?"
    r"(?: ?(?P<half>SA|CH))?"
)
_DAY_AND_TIME = re.compile(rf"{_DAY}(?:,? {_TIME})?", re.ASCII | re.IGNORECASE)
_TIME_AND_DAY = re.compile(rf"{_TIME},? {_DAY}", re.ASCII | re.IGNORECASE)


def read_moment(text: str) -> Moment:
    """Read a date, or a date with its hour, written year first or day first (đọc ngày giờ).

    `10/01/2024` is 10 January. An offset such as `+07:00` is kept, and so are fractions of a second. The hour
    may stand before the day, or be one of the morning (`SA`) or the afternoon (`CH`); `20260302083000` has
    year, month, day, hour, minute and second.

    Raises:
        InvalidTypeError: If *text* is no text.
        InvalidValueError: If it is neither, or no such day or hour exists.

    Examples:
        >>> read_moment("10/01/2024"), read_moment("2024-01-10 09:30")
        (datetime.date(2024, 1, 10), datetime.datetime(2024, 1, 10, 9, 30))
        >>> read_moment("08:30 02/03/2026"), read_moment("02/03/2026 1:30 CH")
        (datetime.datetime(2026, 3, 2, 8, 30), datetime.datetime(2026, 3, 2, 13, 30))
    """
    if not isinstance(text, str):
        raise InvalidTypeError(f"a date is text such as '10/01/2024', not {shown(text)}", given=text)
    try:
        return _moment(text.strip())
    except ValueError as error:
        raise InvalidValueError(
            f"{shown(text)} is not a date; write 2017-01-31 or 31/01/2017, with the hour as 2017-01-31 09:30",
            given=text,
        ) from error


def _moment(text: str) -> Moment:
    if len(text) == 10 and text[4] == text[7] == "-":
        return date.fromisoformat(text)
    if _YEAR_FIRST.fullmatch(text):
        return datetime.fromisoformat(text)
    text = " ".join(text.split())
    if _SHORT_HOUR.match(text):
        return _moment(_SHORT_HOUR.sub(r"\g<1>0", text))
    if _DIGITS.fullmatch(text):
        return datetime.fromisoformat(text[:8] + "T" + text[8:])
    if match := _DAY_FIRST.fullmatch(text):
        # The usual way, at once.
        day, month, year, hour, minute = match.groups()
        found = date(int(year), int(month), int(day))
        return found if hour is None else datetime.combine(found, time(int(hour), int(minute)))
    return _unusual(text)


def _unusual(text: str) -> Moment:
    match = _DAY_AND_TIME.fullmatch(text) or _TIME_AND_DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    part = match.groupdict()
    day, month, year = (part[one] or part[one.upper()] for one in ("d", "m", "y"))
    found = date(int(year), int(month), int(day))
    if part["hour"] is None:
        return found
    hour = _of_day(int(part["hour"]), (part["half"] or "").upper())
    microsecond = int((part["part"] or "").ljust(6, "0"))
    return datetime.combine(found, time(hour, int(part["minute"]), int(part["second"] or 0), microsecond))


def _of_day(hour: int, half: str) -> int:
    """The hour of the day that an hour of its half is; some systems write `13:30 CH`.

    Raises:
        ValueError: If the hour lies in the other half.
    """
    if (half == "SA" and hour > 12) or (half == "CH" and not hour):
        raise ValueError(f"{hour} {half}")
    if half == "SA" and hour == 12:
        return 0
    return hour + 12 if half == "CH" and hour < 12 else hour


def lacks_hour(moment: Moment) -> bool:
    """Whether *moment* is a day only: spreadsheets write a date as its midnight, without an offset."""
    return not isinstance(moment, datetime) or (moment.tzinfo is None and moment.time() == time())
