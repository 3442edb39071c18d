"""Dates and hours as registers write them."""

import re
from datetime import date, datetime, time

from thutuc.errors import InvalidValueError
from thutuc.fields import require

Moment = date | datetime

_YEAR_FIRST = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)
_SHORT_HOUR = re.compile(r"(\d{4}-\d{2}-\d{2}[T ])(?=\d:)", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,? (\d{1,2})[:hg](\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?)?",
    re.ASCII,
)


def read_moment(text: str) -> Moment:
    """Read a date, or a date with its hour, written year first with dashes or day first (đọc ngày giờ).

    `10/01/2024` is 10 January. An offset such as `+07:00` is kept, and so are fractions of a second.

    Raises:
        InvalidTypeError: If *text* is no text.
        InvalidValueError: If *text* is neither, or no such day exists.

    Examples:
        >>> read_moment("10/01/2024"), read_moment("2024-01-10 09:30")
        (datetime.date(2024, 1, 10), datetime.datetime(2024, 1, 10, 9, 30))
    """
    require(text, str, "a date as it is written")
    try:
        return _read(text.strip())
    except ValueError as error:
        raise InvalidValueError(
            f"{text!r} is not a date; write 2017-01-31 or 31/01/2017, with the hour as 2017-01-31 09:30",
            given=text,
        ) from error


def _read(text: str) -> Moment:
    if len(text) == 10 and text[4] == text[7] == "-":
        return date.fromisoformat(text)
    if _YEAR_FIRST.fullmatch(text):
        return datetime.fromisoformat(text)
    text = " ".join(text.split())
    if _SHORT_HOUR.match(text):
        return _read(_SHORT_HOUR.sub(r"\g<1>0", text))
    match = _DAY_FIRST.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, month, year, hour, minute, second, fraction = match.groups()
    found = date(int(year), int(month), int(day))
    if hour is None:
        return found
    microsecond = int((fraction or "").ljust(6, "0"))
    return datetime.combine(found, time(int(hour), int(minute), int(second or 0), microsecond))


def day_of(moment: Moment) -> date:
    """The day of *moment*, in whatever zone it is given."""
    return moment.date() if isinstance(moment, datetime) else moment


def lacks_hour(moment: Moment) -> bool:
    """Whether *moment* is a day only: spreadsheets write a date as its midnight, without an offset."""
    return not isinstance(moment, datetime) or (moment.tzinfo is None and moment.time() == time())
