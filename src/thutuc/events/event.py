"""`Event`: what every event has, and what its fields may hold (sự kiện của hồ sơ)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar
from unicodedata import normalize

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import all_of, checked, of, plain_text
from thutuc.identifiers import AgencyCode
from thutuc.offices.office import read_code
from thutuc.statuses import Action

_MOMENT = "{owner}: {name} is a datetime, as datetime(2026, 3, 2, 9, 0)"
is_moment = of(datetime, optional=True, wanted=_MOMENT)
"""Validator of a moment that may be missing."""
is_flag = of(bool, wanted="{owner}: {name} is True or False")
"""Validator of what is or is not so."""


def is_text(event: "Event", field: "attrs.Attribute[Any]", value: object) -> None:
    """Validator of a text, kept as it was written, composed; it may be missing where that is the default."""
    if value is None and field.default is None:
        return
    if isinstance(value, str) and value.strip():
        if not value.isascii():
            object.__setattr__(event, field.name, normalize("NFC", value))
        return
    owner, name = type(event).__name__, field.name
    if isinstance(value, str):
        hint = "name an office" if name == "office" else "leave it out if there is none"
        raise InvalidValueError(f"{owner}: {name} is empty; {hint}", given=value)
    # What was meant for a personal field is not told to whoever reads the error.
    hidden = name in event.personal
    shown, given = (type(value).__name__, type(value)) if hidden else (repr(value), value)
    raise InvalidTypeError(f"{owner}: {name} is a text, not {shown}", given=given)


def is_name(event: "Event", field: "attrs.Attribute[Any]", value: object) -> None:
    """Validator of a name: a text kept with single spaces inside and none around."""
    is_text(event, field, value)
    if value is not None:
        object.__setattr__(event, field.name, plain_text(value, f"{type(event).__name__}: {field.name}"))


def is_office(event: "Event", field: "attrs.Attribute[Any]", value: object) -> None:
    """Validator of an office, kept as directories keep its code."""
    if not isinstance(value, AgencyCode) and not (isinstance(value, str) and value.strip()):
        is_text(event, field, value)
    if value is not None:
        code = read_code(value)
        if code is not value:
            object.__setattr__(event, field.name, code)


def is_later_day(event: "Event", field: "attrs.Attribute[Any]", value: date | None) -> None:
    """Validator of a day that may be missing and does not lie before the event."""
    if value is None:
        return
    owner, earliest = type(event).__name__, event.at
    checked(value, date, f"{owner}: {field.name} is a date, as date(2026, 3, 12)")
    # Of a moment with a zone, the office's day is known when it is recorded.
    if value < earliest.date() and earliest.tzinfo is None:
        raise InvalidValueError(
            f"{owner}: {field.name} {value} lies before {earliest:%Y-%m-%d}; give a later day", given=value
        )


def is_before(one: datetime, other: datetime) -> bool:
    """Whether *one* lies before *other*; one naive and one aware are compared in a calendar's zone alone."""
    return (one.tzinfo is None) is (other.tzinfo is None) and one < other


def _is_told(event: "Event", field: "attrs.Attribute[Any]", value: datetime | None) -> None:
    """Validator of the moment at which it was told."""
    is_moment(event, field, value)
    if value is not None and is_before(value, event.at):
        raise InvalidValueError(
            f"{type(event).__name__}: it cannot be told at {value}, before it happened at {event.at}",
            given=value,
        )


@attrs.frozen(kw_only=True)
class Event:
    """What every event has (sự kiện); use one of its kinds.

    Args:
        at: When it happened; office time if naive.
        office: Code of the office where it happened or that did it; kept as an office's own code is, a formal
            one in the present order of its levels. A dossier records it as its directory or route writes it.
        officer: Who did it, if that is kept (cán bộ); personal, so not in `repr`.
        ground: On what ground, in words (lý do); personal, so not in `repr`.
        id: An identifier; an event with the same id is recorded once.
        dossier: Code of the dossier, if the event carries it; it must then be the right one.
        told_at: When it was told, if later than it happened: so that what was known then can be asked.

    Raises:
        InvalidTypeError: If an argument has the wrong type, or this class itself is used.
        InvalidValueError: If *office*, *id* or another name is empty, or it was told before it happened.
    """

    action: ClassVar[Action]
    moments: ClassVar[tuple[str, ...]] = ()
    """The fields beside `at` that may hold a moment."""
    offices: ClassVar[tuple[str, ...]] = ()
    """The fields beside `office` that may name offices."""
    personal: ClassVar[tuple[str, ...]] = ("officer", "ground")
    """The fields that neither `repr` shows nor an error keeps."""

    at: datetime = attrs.field(validator=of(datetime, wanted=_MOMENT))
    office: str = attrs.field(validator=is_office)
    officer: str | None = attrs.field(default=None, repr=False, validator=is_text)
    ground: str | None = attrs.field(default=None, repr=False, validator=is_text)
    id: str | None = attrs.field(default=None, validator=is_text)
    dossier: str | None = attrs.field(default=None, validator=is_text)
    told_at: datetime | None = attrs.field(default=None, validator=_is_told)

    def __attrs_post_init__(self) -> None:
        if not hasattr(self, "action"):
            raise InvalidTypeError(
                f"{type(self).__name__} says nothing of what happened; use one of its kinds, as Accepted",
                given=type(self),
            )


def as_texts(given: str | Iterable[str]) -> tuple[str, ...]:
    """One text or several, as a tuple."""
    if isinstance(given, str):
        return (normalize("NFC", given),)
    several = all_of(given, str, "a text or several are needed")
    if not all(one.strip() for one in several):
        raise InvalidValueError(f"one of {several!r} is empty; leave it out", given=given)
    return tuple(normalize("NFC", one) for one in several)
