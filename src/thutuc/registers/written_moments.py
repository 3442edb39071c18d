"""Dates and hours as registers write them."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cached_property

import attrs

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.moments import Moment


@attrs.frozen(slots=False)
class Form:
    """One way to write a moment.

    Args:
        pattern: With the groups `y`, `m`, `d` of the day, `H`, `M`, `S` and `f` (parts of a second) of the
            time, `z`, the zone, and `half`, the half of the day.
        is_iso: Whether it is that of ISO 8601.
        is_simple: Whether the engines of files read it, too.
    """

    pattern: str
    is_iso: bool = False
    is_simple: bool = True

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern; hours and halves of the day in any case."""
        return re.compile(self.pattern, 0 if self.is_iso else re.IGNORECASE)

    @property
    def is_zoned(self) -> bool:
        """Whether it has a zone."""
        return "z" in self.compiled.groupindex

    def in_order(self, group: str) -> str:
        """The groups in the order of ISO 8601, each as *group* writes its number in the place of `#`."""
        at = {name: group.replace("#", str(number)) for name, number in self.compiled.groupindex.items()}
        parts = ("{y}-{m}-{d}", " {H}:{M}" if "H" in at else "", ":{S}" if "S" in at else "")
        return "".join(parts).format_map(at)

    @property
    def format(self) -> str:
        """The format of the text itself, or of its groups in order, as Polars takes it."""
        mark = "T" if "T(" in self.pattern else " "
        found = "%Y-%m-%d"
        if "H" in self.compiled.groupindex:
            found += f"{mark}%H:%M" + (":%S" if "S" in self.compiled.groupindex else "")
        return found + ("%.f" if "f" in self.compiled.groupindex else "") + ("%#z" if self.is_zoned else "")


_CLOCK = "(?P<H>[01]?[0-9]|2[0-3])[:hg](?P<M>[0-5][0-9])"
_SECOND = ":(?P<S>[0-5][0-9])"
# "SA" and "CH" are morning and afternoon; "AM" and "PM" come with the month first, so they are refused.
_ANY_TIME = f"{_CLOCK}(?:{_SECOND}(?:[.,](?P<f>[0-9]{{1,6}}))?)?(?: ?(?P<half>SA|CH))?"
ZONE = "Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"
"""How a zone is usually written."""


def _forms() -> Iterator[Form]:
    day_first = "(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})"
    slashed = "(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})"
    for day in (day_first, slashed):
        yield from (Form(f"{day}{rest}") for rest in ("", f",? {_CLOCK}", f",? {_CLOCK}{_SECOND}"))
    iso = "(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    clock, second = "(?P<H>[01][0-9]|2[0-3]):(?P<M>[0-5][0-9])", rf"{_SECOND}(?:\.(?P<f>[0-9]{{1,6}}))?"
    yield Form(iso, is_iso=True)
    for mark in (" ", "T"):
        ends = ("", second, f"{second}(?P<z>{ZONE})")
        yield from (Form(f"{iso}{mark}{clock}{end}", is_iso=True) for end in ends)
    yield from (Form(f"{_CLOCK}{end},? {day_first}") for end in ("", _SECOND))
    yield Form("(?P<y>[0-9]{4})" + "".join(f"(?P<{name}>[0-9]{{2}})" for name in "mdHMS"))
    # What only the reader of rows reads.
    part, zone = r"(?:[.,](?P<f>[0-9]+))?", "(?P<z>Z|[+-][0-9]{2}(?::?[0-5][0-9])?)?"
    yield Form(
        f"{iso}[T ]{clock.replace('[01]', '[01]?', 1)}(?:{_SECOND}{part})?{zone}",
        is_iso=True,
        is_simple=False,
    )
    for day in (day_first, slashed):
        yield from (
            Form(f"{day},? {_ANY_TIME}", is_simple=False),
            Form(f"{_ANY_TIME},? {day}", is_simple=False),
        )


FORMS = tuple(_forms())
"""All ways in which registers write moments, whoever reads them."""
_YEAR_FIRST = next(form.compiled.fullmatch for form in FORMS if form.is_iso and not form.is_simple)
_OTHERS = [form.compiled.fullmatch for form in FORMS if not form.is_iso]


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
        # The usual way, at once.
        return date.fromisoformat(text)
    text = " ".join(text.split())
    if text[4:5] == "-" and text[:4].isdecimal():
        # So does Python.
        match = _YEAR_FIRST(text)
        if match is None:
            raise ValueError(text)
        return datetime.fromisoformat(text if len(match["H"]) == 2 else f"{text[:11]}0{text[11:]}")
    for matched in _OTHERS:
        if match := matched(text):
            return _of_parts(match.groupdict())
    raise ValueError(text)


def _of_parts(part: dict[str, str | None]) -> Moment:
    day = date(*(int(part[name] or 0) for name in "ymd"))
    if part.get("H") is None:
        return day
    hour = _of_day(int(part["H"] or 0), (part.get("half") or "").upper())
    microsecond = int((part.get("f") or "")[:6].ljust(6, "0"))
    return datetime.combine(day, time(hour, int(part["M"] or 0), int(part.get("S") or 0), microsecond))


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
