"""What the parts of a procedure are checked for when they are made (kiểm tra dữ liệu thủ tục)."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import attrs

from thutuc.bounds import composed
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import plain_text, several


def name_text(given: str) -> str:
    """A name: text that is not empty, composed, with single spaces."""
    return plain_text(given, "a name")


def free_text(given: str) -> str:
    """Text as it was written, composed; it may be empty and have lines."""
    if not isinstance(given, str):
        raise InvalidTypeError(f"this must be text, not {given!r}", given=given)
    return composed(given).strip()


def short_text(given: str) -> str:
    """Text composed, with single spaces; it may be empty."""
    return " ".join(free_text(given).split())


def text_list(given: Iterable[str]) -> tuple[str, ...]:
    """Several texts, none of them empty."""
    return tuple(name_text(item) for item in several(given, str, "texts"))


def repeated(names: Iterable[str]) -> list[str]:
    """The names that occur more than once, in order."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def whole(*, optional: bool = False) -> Callable[[object, "attrs.Attribute[Any]", object], None]:
    """A validator: a whole number from 0 on, or `None` where it is *optional*."""

    def validate(_instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value is None and optional:
            return
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidTypeError(f"{attribute.name} must be a whole number, not {value!r}", given=value)
        if value < 0:
            raise InvalidValueError(f"{attribute.name} must be 0 or more, not {value}", given=value)

    return validate
