"""What the parts of a procedure are checked for when they are made (kiểm tra dữ liệu thủ tục)."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.offices.office import plain_text, require

_Item = TypeVar("_Item")
_Validator = Callable[[object, "attrs.Attribute[Any]", object], None]


def name_text(given: str) -> str:
    """A name: text that is not empty, composed, with single spaces."""
    return plain_text(given, "a name")


def free_text(given: str) -> str:
    """Text as it was written, composed; it may be empty and have lines."""
    if not isinstance(given, str):
        raise InvalidTypeError(f"this must be text, not {given!r}", given=given)
    return unicodedata.normalize("NFC", given).strip()


def short_text(given: str) -> str:
    """Text composed, with single spaces; it may be empty."""
    return " ".join(free_text(given).split())


def text_list(given: Iterable[str]) -> tuple[str, ...]:
    """Several texts, none of them empty."""
    return tuple(name_text(item) for item in several(given, str, "texts"))


def several(given: Iterable[_Item], kind: type[_Item], what: str) -> tuple[_Item, ...]:
    """*given* as a tuple of *kind*.

    Raises:
        InvalidTypeError: If it is a text or no iterable, or holds anything else.
    """
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InvalidTypeError(f"{what} must be several, such as a tuple, not {given!r}", given=given)
    items = tuple(given)
    for item in items:
        require(item, kind, f"each of the {what}")
    return items


def of(kind: type, *, optional: bool = False) -> _Validator:
    """A validator: the value is of *kind*, or `None` where it is *optional*; a datetime is no date."""

    def validate(_instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value is not None or not optional:
            require(value, kind, attribute.name)

    return validate


def whole(*, optional: bool = False) -> _Validator:
    """A validator: a whole number from 0 on, or `None` where it is *optional*."""

    def validate(_instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value is None and optional:
            return
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidTypeError(f"{attribute.name} must be a whole number, not {value!r}", given=value)
        if value < 0:
            raise InvalidValueError(f"{attribute.name} must be 0 or more, not {value}", given=value)

    return validate


def check_period(first: date | None, last: date | None, what: str) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        InvalidValueError: If it does.
    """
    if first is not None and last is not None and last < first:
        raise InvalidValueError(
            f"{what} cannot be valid from {first} until {last}; valid_until is the last day, on or after "
            f"valid_from",
            given=(first, last),
        )
