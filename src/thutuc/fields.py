"""What the fields of a value may hold: text, one kind, several of a kind (kiểm tra dữ liệu)."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from operator import index
from os import PathLike, fspath
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError

_Item = TypeVar("_Item")
_Key = TypeVar("_Key")


def plain_text(value: object, what: str) -> str:
    """Return *value* composed (NFC), with single spaces inside and none around.

    Raises:
        InvalidTypeError: If it is not text.
        InvalidValueError: If nothing is left.
    """
    if not isinstance(value, str):
        raise InvalidTypeError(f"{what} must be text, not {value!r}", given=value)
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if not text:
        raise InvalidValueError(f"{what} must not be empty", given=value)
    return text


def require(value: object, kind: type, what: str) -> None:
    """Refuse a *value* that is not of *kind*.

    Raises:
        InvalidTypeError: If it is not; a datetime is no date here.
    """
    if not isinstance(value, kind) or (kind is date and isinstance(value, datetime)):
        raise InvalidTypeError(f"{what} must be a {kind.__name__}, not {value!r}", given=value)


def checked(value: _Item, kind: type | UnionType, what: str) -> _Item:
    """Return *value*, if it is of *kind*.

    Raises:
        InvalidTypeError: If it is not.
    """
    if not isinstance(value, kind):
        name = getattr(kind, "__name__", str(kind))
        raise InvalidTypeError(f"{what} must be of {name}, not {value!r}", given=value)
    return value


def whole_number(value: object, what: str) -> int:
    """Return *value* as an int; *what* says what is expected.

    Raises:
        InvalidTypeError: If it is no whole number; `True`, `2.0` and `"9.300"` are none.
    """
    try:
        if isinstance(value, bool):
            raise TypeError  # noqa: TRY301 - joins the other wrong types
        return index(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    except TypeError:
        raise InvalidTypeError(f"{what}, not {value!r}", given=value) from None


def iterable(given: Iterable[_Item], what: str) -> tuple[_Item, ...]:
    """*given* as a tuple; one text is not several of anything.

    Raises:
        InvalidTypeError: If it is text or cannot be gone through.
    """
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"{what} must be several, such as a tuple, not {given!r}", given=given)
    return tuple(given)


def several(given: Iterable[_Item], kind: type[_Item], what: str) -> tuple[_Item, ...]:
    """*given* as a tuple of *kind*.

    Raises:
        InvalidTypeError: If it is text or cannot be gone through, or holds anything else.
    """
    items = iterable(given, what)
    for item in items:
        require(item, kind, f"each of the {what}")
    return items


def path_of(given: "str | PathLike[str]") -> Path:
    """The path of a file.

    Raises:
        InvalidTypeError: If it is neither text nor a path.
        InvalidValueError: If it holds NUL, which no path does.
    """
    if not isinstance(given, str | PathLike):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"a file is named by text or a path, not {given!r}", given=given)
    if "\0" in fspath(given):
        raise InvalidValueError(f"no file has NUL in its name: {given!r}", given=given)
    return Path(given)


def mapping(given: Mapping[_Key, _Item], what: str) -> dict[_Key, _Item]:
    """A copy of *given*.

    Raises:
        InvalidTypeError: If it is no mapping.
    """
    if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"{what} must be a mapping, such as a dictionary, not {given!r}", given=given)
    return dict(given)


def of(kind: type, *, optional: bool = False) -> Callable[[object, "attrs.Attribute[Any]", object], None]:
    """A validator: the value is of *kind*, or `None` where it is *optional*; a datetime is no date."""

    def validate(_instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value is not None or not optional:
            require(value, kind, attribute.name)

    return validate
