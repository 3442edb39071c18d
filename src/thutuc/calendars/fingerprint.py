"""The name of a calendar for ever: a digest of its definition (dấu vân tay của lịch)."""

import hashlib
import json
from datetime import UTC, date, datetime, timezone, tzinfo
from enum import Enum
from typing import Any, cast
from zoneinfo import ZoneInfo

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.moments import MICROSECOND

FORM = "thutuc.WorkCalendar/1"
"""Names the canonical form, which stands at the head of the text; another form would be another number."""


def canonical(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """*value* as lists, dicts and texts, two of which are equal exactly if the values are.

    Fields that are no part of `==`, that hold nothing or are empty are left out, so that a field which a
    later version adds does not rename the calendars that do without it.

    Raises:
        InvalidValueError: If a time zone has no name that holds elsewhere.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tzinfo):
        return _zone(value)
    if isinstance(value, tuple):
        return [canonical(item) for item in cast("tuple[object, ...]", value)]
    if attrs.has(type(value)):
        fields = [field for field in attrs.fields(cast("Any", type(value))) if field.init and field.eq]
        given = {field.name: canonical(getattr(value, field.name)) for field in fields}
        return {name: item for name, item in given.items() if item is not None and item != []}
    if value is None or isinstance(value, str | int):
        return value
    raise InvalidTypeError(f"{value!r} has no canonical form", given=value)


def _zone(zone: tzinfo) -> Any:  # noqa: ANN401 - the same
    """A key of the time zone database, or a fixed offset in microseconds, whatever its name."""
    if isinstance(zone, timezone):
        return zone.utcoffset(None) // MICROSECOND
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    raise InvalidValueError(
        f"a calendar has a fingerprint only if its zone has a name that holds everywhere, and {zone!r} has "
        f"none; build it with ZoneInfo('Asia/Ho_Chi_Minh') or a fixed datetime.timezone",
        given=zone,
    )


def text_of(value: object) -> str:
    """The canonical form as one line of JSON in ASCII.

    Raises:
        InvalidValueError: If a time zone has no name that holds elsewhere.
    """
    return json.dumps(canonical(value), sort_keys=True, separators=(",", ":"))


def fingerprint(calendar: object) -> str:
    """`sha256:` and the digest of the calendar's canonical text.

    Raises:
        InvalidValueError: If its time zone has no name that holds elsewhere.
    """
    return "sha256:" + hashlib.sha256(f"{FORM}\n{text_of(calendar)}".encode("ascii")).hexdigest()
