"""What the fields of a value may hold: text, one kind, several of a kind (kiểm tra dữ liệu)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from operator import index
from types import UnionType
from typing import Any, TypeVar, cast

import attrs

from thutuc.bounds import composed
from thutuc.errors import InvalidTypeError, InvalidValueError

_Item = TypeVar("_Item")
_Key = TypeVar("_Key")
_Value_co = TypeVar("_Value_co", covariant=True)


class ReadOnly(Mapping[_Key, _Value_co]):
    """A mapping inside a frozen value: it cannot be changed, has a hash and pickles.

    Examples:
        >>> kept = ReadOnly({"mechanism": "một cửa"})
        >>> kept == {"mechanism": "một cửa"}, hash(kept) == hash(ReadOnly(kept)), kept
        (True, True, {'mechanism': 'một cửa'})
    """

    __slots__ = ("_kept", "get")
    _kept: dict[_Key, _Value_co]

    def __init__(self, given: Mapping[_Key, _Value_co] | Iterable[tuple[_Key, _Value_co]] = ()) -> None:
        object.__setattr__(self, "_kept", dict(given))
        # Asked for every event and every row of a report: the way of `Mapping` through Python is slow.
        object.__setattr__(self, "get", self._kept.get)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} cannot be set: this mapping is part of a value; make a new value")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{name} cannot be deleted: this mapping is part of a value; make a new value")

    def __getitem__(self, key: _Key) -> _Value_co:
        return self._kept[key]

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __or__(self, more: Mapping[_Key, _Value_co]) -> "ReadOnly[_Key, _Value_co]":
        new = cast("ReadOnly[_Key, _Value_co]", object.__new__(ReadOnly))
        kept = {**self._kept, **more}
        object.__setattr__(new, "_kept", kept)
        object.__setattr__(new, "get", kept.get)
        return new

    def __hash__(self) -> int:
        return hash(frozenset(self._kept.items()))

    def __repr__(self) -> str:
        return repr(self._kept)

    def __copy__(self) -> "ReadOnly[_Key, _Value_co]":
        return self

    def __reduce__(self) -> tuple[type, tuple[dict[_Key, _Value_co]]]:
        return ReadOnly, (dict(self._kept),)


NONE: ReadOnly[Any, Any] = ReadOnly()
"""Nothing, where a mapping may be given."""


def plain_text(value: object, what: str) -> str:
    """Return *value* composed (NFC), with single spaces inside and none around.

    Raises:
        InvalidTypeError: If it is not text.
        InvalidValueError: If nothing is left, or a letter has more accents than any text has.
    """
    if not isinstance(value, str):
        raise InvalidTypeError(f"{what} must be text, not {value!r}", given=value)
    text = " ".join(composed(value).split())
    if not text:
        raise InvalidValueError(f"{what} must not be empty", given=value)
    return text


def require(value: object, kind: type, what: str) -> None:
    """Refuse a *value* that is not of *kind*.

    Raises:
        InvalidTypeError: If it is not; a datetime is no date here.
    """
    if not isinstance(value, kind) or (kind is date and isinstance(value, datetime)):
        raise InvalidTypeError(
            f"{what} must be a {kind.__name__}, not {value!r}{reading_hint(kind, value)}", given=value
        )


def reading_hint(kind: type, value: object) -> str:
    """How a text is read where a value of *kind* is wanted, as the end of a message; empty for all else.

    Examples:
        >>> from thutuc import TimeLimit
        >>> reading_hint(TimeLimit, "05 ngày")
        "; TimeLimit.parse('05 ngày') reads it"
    """
    reads = isinstance(value, str) and hasattr(kind, "parse")
    return f"; {kind.__name__}.parse({value!r}) reads it" if reads else ""


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
