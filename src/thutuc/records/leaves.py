"""What is written as one text or one number: moments with their zone, numbers, choices (giá trị đơn)."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any, TypeAlias, cast
from zoneinfo import ZoneInfo

import attrs

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import NONE
from thutuc.moments import MICROSECOND, OFFICE_TIME

Plain: TypeAlias = Any
"""What JSON holds: a dict, a list, a text, a number, true, false or nothing."""

TABLE: Any = dict
LIST: Any = list
"""What JSON has as tables and lists: what they hold is still to be read."""
_MOST = 10**999
_WHOLE = 1 << 53
"""From here on a whole number is written as text: other readers of JSON would round it."""


@attrs.define
class Context:
    """What a record is written or read with.

    Args:
        zone: The office's zone, in which naive moments are.
        calendars: Calendars by their fingerprints.
        procedures: Procedures, or versions of one, by code.
        offices: The directory.
        whole: Whether a record holds what it refers to.
        held: The calendars that it holds so, by their fingerprints.
    """

    zone: tzinfo = OFFICE_TIME
    calendars: Any = NONE
    procedures: Any = NONE
    offices: Any = None
    whole: bool = False
    held: dict[str, Any] = attrs.field(factory=dict[str, Any])

    def in_zone(self, zone: tzinfo) -> "Context":
        """The same, at an office of that zone."""
        return self if zone is self.zone else attrs.evolve(self, zone=zone)


@attrs.frozen(eq=False)
class Leaf:
    """How values of one class are written and read.

    Args:
        name: What it is called.
        python: The class.
        json: The type of JSON that it is written as.
        write: Writes a value.
        read: Reads one, or refuses it.
        schema: What else JSON Schema says of it.
    """

    name: str
    python: type
    json: type
    write: Callable[[Any, Context], Plain]
    read: Callable[[Plain, Context], Any]
    schema: dict[str, object]


def same(value: Plain, _: Context) -> Plain:
    """What is written as it is."""
    return value


# Text and numbers -------------------------------------------------------------------------------------------


def _text(given: Plain, _: Context) -> str:
    if type(given) is not str:
        raise _wrong("text", given)
    if not given.isascii():
        try:
            given.encode()
        except UnicodeEncodeError:
            raise InvalidValueError(
                f"this is no text, but half a letter: {shown(given)}", given=None
            ) from None
    return given


def _flag(given: Plain, _: Context) -> bool:
    if type(given) is not bool:
        raise _wrong("true or false", given)
    return given


def _write_int(value: int, _: Context) -> Plain:
    if -_WHOLE < value < _WHOLE:
        return int(value)
    if abs(value) >= _MOST:
        raise InvalidValueError("a record holds whole numbers of fewer than 1,000 digits", given=None)
    return str(int(value))


def _int(given: Plain, _: Context) -> int:
    if type(given) is int and -_WHOLE < given < _WHOLE:
        return given
    return int(_number(given, _INTEGER, "a whole number (one of more than 53 bits as text)"))


def _write_float(value: float, _: Context) -> Plain:
    if not isfinite(value):
        raise InvalidValueError(f"a record holds finite numbers, not {value!r}", given=value)
    return repr(float(value))


def _float(given: Plain, _: Context) -> float:
    number = float(_number(given, _DECIMAL, "a decimal number as text, such as '0.5'"))
    if not isfinite(number):
        raise _wrong("a finite number", given, InvalidValueError)
    return number


def _write_decimal(value: Decimal, _: Context) -> Plain:
    if _DECIMAL.fullmatch(str(value)) is None:
        raise InvalidValueError(f"a record holds finite numbers, not {value!r}", given=value)
    return str(value)


def _decimal(given: Plain, _: Context) -> Decimal:
    return Decimal(_number(given, _DECIMAL, "a decimal number as text, such as '99.2'"))


def _write_fraction(value: Fraction, _: Context) -> Plain:
    return f"{value.numerator}/{value.denominator}"


def _fraction(given: Plain, _: Context) -> Fraction:
    top, _slash, bottom = _number(given, _RATIO, "a fraction as text, such as '1/3'").partition("/")
    if not int(bottom):
        raise _wrong("a fraction as text, such as '1/3'", given, InvalidValueError)
    return Fraction(int(top), int(bottom))


# Bounded, since some read further on as fractions.
_INTEGER = re.compile(r"-?[1-9][0-9]{15,999}")
_DECIMAL = re.compile(r"-?[0-9]{1,999}(?:\.[0-9]{1,999})?(?:[eE][+-]?[0-9]{1,3})?")
_RATIO = re.compile(r"-?[0-9]{1,999}/[0-9]{1,999}")


def _number(given: Plain, form: re.Pattern[str], wanted: str) -> str:
    if type(given) is not str:
        raise _wrong(wanted, given)
    if form.fullmatch(given) is None:
        raise _wrong(wanted, given, InvalidValueError)
    return given


def _wrong(
    wanted: str,
    given: Plain,
    error: type[InvalidTypeError] | type[InvalidValueError] = InvalidTypeError,
) -> InvalidTypeError | InvalidValueError:
    return error(f"this must be {wanted}, not {shown(given)}", given=given)


# Days and moments -------------------------------------------------------------------------------------------

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?"
_TIME = re.compile(_CLOCK)
_OFFSET = r"[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{6})?)?"
_AHEAD = re.compile(_OFFSET)
_MOMENT = re.compile(rf"({_DAY.pattern}T{_CLOCK})({_OFFSET})(?:\[([^\[\]]+)\])?")
_LENGTH = re.compile(r"(-?)PT(?:([0-9]{1,11})H)?(?:([0-9]{1,2})M)?(?:([0-9]{1,2})(?:\.([0-9]{6}))?S)?")

_USUAL = len("2026-03-02T09:00:00+07:00")
_A_DAY = "a day such as '2026-03-09'"
_A_MOMENT = (
    "a moment such as '2026-03-02T09:00:00+07:00', with the name of its zone behind it in brackets where it "
    "is not in office time"
)
_AN_HOUR = "an hour such as '15:00:00'"
_A_LENGTH = "a length of time such as 'PT4H30M'"
_A_ZONE = "the name of a time zone such as 'Asia/Ho_Chi_Minh', or an offset such as '+07:00'"


def _write_day(value: date, _: Context) -> Plain:
    return value.isoformat()


def _read_day(given: Plain, _: Context) -> date:
    return cast("date", _of_text(given, _DAY, _A_DAY, date.fromisoformat))


def _write_moment(value: date, context: Context) -> Plain:
    """A moment in office time with the offset of the office; with the name of its zone if it has one."""
    if not isinstance(value, datetime):
        return value.isoformat()
    zone = value.tzinfo
    if zone is None:
        at_office = context.zone
        if at_office is OFFICE_TIME:
            return f"{value.isoformat()}+07:00"
        return value.replace(tzinfo=at_office).isoformat()
    name = zone.key if isinstance(zone, ZoneInfo) and zone.key else _ahead(zone.utcoffset(value))
    return f"{value.isoformat()}[{name}]"


def _read_moment(given: Plain, context: Context) -> datetime:
    if (
        type(given) is str
        and len(given) == _USUAL
        and given[4:20:3] == "--T::+"
        and given[20:] == "07:00"
        and context.zone is OFFICE_TIME
    ):
        # Nearly all there are: asked of every event.
        with suppress(ValueError):
            return datetime.fromisoformat(given[:19])
    match = _MOMENT.fullmatch(given) if type(given) is str else None
    if match is None:
        raise _wrong(_A_MOMENT, given, InvalidValueError if type(given) is str else InvalidTypeError)
    local, ahead, name = match.groups()
    try:
        told = datetime.fromisoformat(local + ahead)
        zone = context.zone if name is None else _read_zone(name, context)
        found = _in_zone(told, zone)
    except (ValueError, OverflowError):
        raise _wrong(_A_MOMENT, given, InvalidValueError) from None
    return found.replace(tzinfo=None) if name is None else found


def _in_zone(told: datetime, zone: tzinfo) -> datetime:
    """A moment in *zone*: as it was told where it is told in that zone, converted to it otherwise."""
    for fold in (0, 1):
        # An hour that a change of clocks left out is kept as it was written.
        local = told.replace(tzinfo=zone, fold=fold)
        if local.utcoffset() == told.utcoffset():
            return local
    return told.astimezone(zone)


def _day_or_moment(given: Plain, context: Context) -> date:
    return (
        _read_day(given, context) if type(given) is str and len(given) == 10 else _read_moment(given, context)
    )


def _write_time(value: time, _: Context) -> Plain:
    return value.isoformat()


def _read_time(given: Plain, _: Context) -> time:
    return cast("time", _of_text(given, _TIME, _AN_HOUR, time.fromisoformat))


def _write_length(value: timedelta, _: Context) -> Plain:
    """Hours, minutes and seconds: how long a day is, nobody says."""
    sign, micros = ("-", -value // MICROSECOND) if value < timedelta() else ("", value // MICROSECOND)
    seconds, micros = divmod(micros, 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or micros or not parts:
        parts += f"{seconds}.{micros:06d}S" if micros else f"{seconds}S"
    return f"{sign}PT{parts}"


def _read_length(given: Plain, _: Context) -> timedelta:
    match = _LENGTH.fullmatch(given) if type(given) is str else None
    if match is None or given.endswith("T"):
        raise _wrong(_A_LENGTH, given, InvalidValueError if type(given) is str else InvalidTypeError)
    hours, minutes, seconds, micros = (int(part or 0) for part in match.groups()[1:])
    try:
        length = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=micros)
        return -length if match[1] else length
    except OverflowError:
        raise _wrong(_A_LENGTH, given, InvalidValueError) from None


def _write_zone(value: tzinfo, _: Context) -> Plain:
    if isinstance(value, ZoneInfo) and value.key:
        return value.key
    if isinstance(value, timezone):
        return _ahead(value.utcoffset(None))
    raise InvalidValueError(
        f"a record names a time zone, and {value!r} has no name that holds everywhere; use "
        f"ZoneInfo('Asia/Ho_Chi_Minh') or a fixed datetime.timezone",
        given=value,
    )


def _read_zone(given: Plain, _: Context) -> tzinfo:
    if type(given) is not str:
        raise _wrong(_A_ZONE, given)
    try:
        if _AHEAD.fullmatch(given):
            offset = datetime.fromisoformat(f"2000-01-01T00:00:00{given}").utcoffset()
            return OFFICE_TIME if given == "+07:00" else timezone(offset or timedelta())
        return ZoneInfo(given)
    except (KeyError, ValueError, OSError):
        raise _wrong(_A_ZONE, given, InvalidValueError) from None


def _ahead(offset: timedelta | None) -> str:
    """An offset as ISO writes it."""
    return datetime(2000, 1, 1, tzinfo=timezone(offset or timedelta())).isoformat()[19:]


def _of_text(given: Plain, form: re.Pattern[str], wanted: str, read: Callable[[str], Any]) -> Any:
    if type(given) is not str:
        raise _wrong(wanted, given)
    if form.fullmatch(given) is None:
        raise _wrong(wanted, given, InvalidValueError)
    try:
        return read(given)
    except ValueError:
        raise _wrong(wanted, given, InvalidValueError) from None


def _pattern(form: re.Pattern[str]) -> dict[str, object]:
    return {"type": "string", "pattern": f"^(?:{form.pattern})$"}


_BIG = _pattern(_INTEGER)
_SMALL = {"type": "integer", "minimum": 1 - _WHOLE, "maximum": _WHOLE - 1}

MOMENT = Leaf(
    "moment",
    date,
    str,
    _write_moment,
    _day_or_moment,
    {"anyOf": [_pattern(_DAY), _pattern(_MOMENT)]},
)
"""A day or a moment of one."""
LEAVES: dict[object, Leaf] = {
    leaf.python: leaf
    for leaf in (
        Leaf("text", str, str, same, _text, {"type": "string"}),
        Leaf("flag", bool, bool, same, _flag, {"type": "boolean"}),
        Leaf("integer", int, int, _write_int, _int, {"anyOf": [_SMALL, _BIG]}),
        Leaf("float", float, str, _write_float, _float, _pattern(_DECIMAL)),
        Leaf("decimal", Decimal, str, _write_decimal, _decimal, _pattern(_DECIMAL)),
        Leaf("fraction", Fraction, str, _write_fraction, _fraction, _pattern(_RATIO)),
        Leaf("date", date, str, _write_day, _read_day, _pattern(_DAY)),
        Leaf("datetime", datetime, str, _write_moment, _read_moment, _pattern(_MOMENT)),
        Leaf("time", time, str, _write_time, _read_time, _pattern(_TIME)),
        Leaf("timedelta", timedelta, str, _write_length, _read_length, _pattern(_LENGTH)),
        Leaf("zone", tzinfo, str, _write_zone, _read_zone, {"type": "string"}),
    )
}
"""How each plain class is written."""
