"""What the fields of a value may hold: text, a kind, a number, several, a mapping (kiểm tra dữ liệu).

The one place where a value is looked at before it is kept. A function returns what it checked, so that it can
be used where the value is; `of`, `whole`, `is_number` and `Each` are validators of attrs, and what ends in
`_text` or `_list` are converters. `wanted` says in words what may be given: the message is "<wanted>, not
<what was given>", and its Vietnamese stands in the package's messages as that of any other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite
from numbers import Real
from operator import index
from types import NoneType
from typing import Any, TypeAlias, TypeVar, cast, overload

import attrs

from thutuc.bounds import composed, shown
from thutuc.errors import InvalidTypeError, InvalidValueError

_Item = TypeVar("_Item")
_Key = TypeVar("_Key")
_Value_co = TypeVar("_Value_co", covariant=True)
Number: TypeAlias = int | float | Decimal | Fraction
Validator: TypeAlias = Callable[[object, "attrs.Attribute[Any]", Any], None]


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


# One value of a kind ---------------------------------------------------------------------------------------


@overload
def checked(value: object, kind: type[_Item], wanted: str) -> _Item: ...
@overload
def checked(value: object, kind: tuple[type, ...], wanted: str) -> Any: ...  # noqa: ANN401 - one of several kinds
def checked(value: object, kind: type | tuple[type, ...], wanted: str) -> object:
    """Return *value* if it is of *kind*, or of one of several.

    `True` is no number here, a datetime no date, and what stands for a missing moment no moment.

    Args:
        value: What was given.
        kind: What it has to be.
        wanted: What is expected, in words.

    Raises:
        InvalidTypeError: If it is of another.

    Examples:
        >>> checked(date(2026, 3, 9), date, "a day is a date")
        datetime.date(2026, 3, 9)
        >>> checked(datetime(2026, 3, 9), date, "a day is a date")
        Traceback (most recent call last):
        ...
        thutuc.errors.InvalidTypeError: a day is a date, not datetime.datetime(2026, 3, 9, 0, 0)
    """
    if type(value) is kind or _is_of(value, kind if isinstance(kind, tuple) else (kind,)):
        return value
    hint = "" if isinstance(kind, tuple) else reading_hint(kind, value)
    raise InvalidTypeError(f"{wanted}, not {shown(value)}{hint}", given=value)


_LOOKED_INTO = frozenset({int, object, date, datetime})


def _is_of(value: object, kinds: tuple[type, ...]) -> bool:
    if not isinstance(value, kinds):
        return False
    if isinstance(value, bool):
        return bool in kinds or object in kinds
    if isinstance(value, date):
        # What stands for a missing moment, such as NaT of pandas, is not equal to itself.
        return value == value and (datetime in kinds or not isinstance(value, datetime))  # noqa: PLR0124
    return True


def reading_hint(kind: type, value: object) -> str:
    """How a text is read where a value of *kind* is wanted, as the end of a message; empty for all else.

    Examples:
        >>> from thutuc import TimeLimit
        >>> reading_hint(TimeLimit, "05 ngày")
        "; TimeLimit.parse('05 ngày') reads it"
    """
    reads = isinstance(value, str) and hasattr(kind, "parse")
    return f"; {kind.__name__}.parse({shown(value)}) reads it" if reads else ""


def require(value: object, kind: type[_Item], what: str) -> _Item:
    """Return *value* if it is of *kind*; *what* names it.

    Raises:
        InvalidTypeError: If it is not.
    """
    # Asked of every event: what is told from others by its class alone is told so.
    if type(value) is kind or (isinstance(value, kind) and kind not in _LOOKED_INTO):
        return value
    return checked(value, kind, f"{what} must be a {kind.__name__}")


def plain_date(value: object, what: str) -> date:
    """Return *value* if it is a date and no datetime; *what* names it.

    Raises:
        InvalidTypeError: If it is anything else.
    """
    return checked(value, date, f"{what} must be a date, such as date(2026, 2, 13)")


def of(*kinds: type, optional: bool = False, wanted: str = "{name} must be a {kind}") -> Validator:
    """A validator: the value is of one of *kinds*, or `None` where it is *optional*.

    Args:
        *kinds: What it may be.
        optional: Whether it may be missing.
        wanted: What is expected, in words, with the `{name}` of the field, the `{owner}` of it, and `{kind}`.
    """
    words = " or ".join("nothing" if kind is NoneType else kind.__name__ for kind in kinds)
    one = kinds[0] if len(kinds) == 1 else kinds

    def validate(instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if type(value) in kinds or (optional and value is None):
            return
        owner = type(instance).__name__
        checked(value, one, wanted.format(name=attribute.name, owner=owner, kind=words))

    return validate


# Text -------------------------------------------------------------------------------------------------------


def plain_text(value: object, what: str) -> str:
    """Return *value* composed (NFC), with single spaces inside and none around.

    Raises:
        InvalidTypeError: If it is not text.
        InvalidValueError: If nothing is left, or a letter has more accents than any text has.
    """
    given = value if isinstance(value, str) else checked(value, str, f"{what} must be text")
    text = " ".join(composed(given).split())
    if not text:
        raise InvalidValueError(f"{what} must not be empty", given=value)
    return text


def name_text(given: str) -> str:
    """A name: text that is not empty, composed, with single spaces."""
    return plain_text(given, "a name")


def optional_text(given: str | None) -> str | None:
    """A name, or nothing."""
    return None if given is None else name_text(given)


def free_text(given: str) -> str:
    """Text as it was written, composed; it may be empty and have lines."""
    return composed(checked(given, str, "this must be text")).strip()


def short_text(given: str) -> str:
    """Text composed, with single spaces; it may be empty."""
    return " ".join(free_text(given).split())


def text_list(given: Iterable[str]) -> tuple[str, ...]:
    """Several texts, none of them empty."""
    return tuple(name_text(item) for item in several(given, str, "texts"))


def repeated(names: Iterable[str]) -> list[str]:
    """The names that occur more than once, in order."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


# Numbers ----------------------------------------------------------------------------------------------------


def whole_number(value: object, wanted: str) -> int:
    """Return *value* as an int; *wanted* says what is expected.

    Raises:
        InvalidTypeError: If it is no whole number; `True`, `2.0` and `"9.300"` are none.
    """
    try:
        # The truths of an older numpy are numbers to it, with a warning.
        if isinstance(value, bool) or type(value).__name__ == "bool_":
            raise TypeError  # noqa: TRY301 - joins the other wrong types
        return index(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    except TypeError:
        raise InvalidTypeError(f"{wanted}, not {shown(value)}", given=value) from None


def count(value: object, what: str, *, least: int = 0, such: str = "") -> int:
    """Return *value* if it is a whole number, *least* or more; *such* gives an example, or a unit.

    Raises:
        InvalidTypeError: If it is no whole number.
        InvalidValueError: If it is below *least*.
    """
    number = whole_number(value, f"{what} is a whole number{such}")
    if number < least:
        raise InvalidValueError(f"{what} is {least} or more, not {value}", given=value)
    return number


def whole(*, optional: bool = False, least: int = 0, such: str = "", what: str = "{name}") -> Validator:
    """A validator: a whole number from *least* on, or `None` where it is *optional*; *what* as of `of`."""

    def validate(instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value is not None or not optional:
            owner = type(instance).__name__
            count(value, what.format(name=attribute.name, owner=owner), least=least, such=such)

    return validate


def real(value: object, wanted: str) -> float:
    """Return *value* as a float, infinite if it is too large; *wanted* as of `checked`.

    Raises:
        InvalidTypeError: If it is no number; `True` is none.

    Examples:
        >>> real(Fraction(1, 2), "a share is a number")
        0.5
    """
    number: Real = checked(value, (Real,), wanted)
    try:
        return float(number)
    except OverflowError:
        return inf


def exact(value: object, what: str) -> Fraction:
    """Return *value* as the decimal number it prints as, so that 0.1 is a tenth.

    Raises:
        InvalidTypeError: If it is no number; `True` is none.
        InvalidValueError: If it is negative or not finite.
    """
    number: Number = checked(value, (int, float, Decimal, Fraction), f"{what} is a number such as 18.9")
    if not isinstance(number, Fraction) and not isfinite(number):
        raise InvalidValueError(f"{what} is a finite number, not {value!r}", given=value)
    if number < 0:
        raise InvalidValueError(f"{what} is 0 or more, not {value!r}", given=value)
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def is_number(_instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Validator of a field that measures."""
    exact(value, attribute.name)


# Several ----------------------------------------------------------------------------------------------------


def items(given: Iterable[_Item], wanted: str) -> tuple[_Item, ...]:
    """*given* as a tuple; one text is not several of anything.

    Raises:
        InvalidTypeError: If it is text or cannot be gone through.
    """
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"{wanted}, not {shown(given)}", given=given)
    return tuple(given)


def all_of(given: Iterable[object], kind: type[_Item], wanted: str) -> tuple[_Item, ...]:
    """*given* as a tuple of *kind*; *wanted* says what is expected.

    Raises:
        InvalidTypeError: If it cannot be gone through, or holds anything else.
    """
    return tuple(checked(item, kind, wanted) for item in items(given, wanted))


def iterable(given: Iterable[_Item], what: str) -> tuple[_Item, ...]:
    """*given* as a tuple.

    Raises:
        InvalidTypeError: If it is text or cannot be gone through.
    """
    if type(given) is tuple:
        return cast("tuple[_Item, ...]", given)
    return items(given, f"{what} must be several, such as a tuple")


def several(given: Iterable[_Item], kind: type[_Item], what: str) -> tuple[_Item, ...]:
    """*given* as a tuple of *kind*.

    Raises:
        InvalidTypeError: If it is text or cannot be gone through, or holds anything else.
    """
    given = iterable(given, what)
    for item in given:
        if type(item) is not kind:
            require(item, kind, f"each of the {what}")
    return given


def any_list(given: Iterable[Any]) -> tuple[Any, ...]:
    """Several of anything, as a tuple: a converter; what they are `Each` says."""
    return items(given, "a list is expected")


@attrs.frozen
class Each:
    """Validator of a field that holds a tuple of values of one *kind*; readers of files look at the kind."""

    kind: type

    def __call__(self, _: object, field: "attrs.Attribute[Any]", value: tuple[object, ...]) -> None:
        """Refuse a value of another kind."""
        for one in value:
            checked(one, self.kind, f"{field.name} holds {self.kind.__name__}")


def mapping(given: Mapping[_Key, _Item], what: str = "", *, wanted: str = "") -> dict[_Key, _Item]:
    """A copy of *given*; *what* names it, or *wanted* says what is expected.

    Raises:
        InvalidTypeError: If it is no mapping.
    """
    wanted = wanted or f"{what} must be a mapping, such as a dictionary"
    if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"{wanted}, not {shown(given)}", given=given)
    return dict(given)


def read_only(given: Mapping[Any, Any]) -> ReadOnly[Any, Any]:
    """A copy of *given* that cannot be changed: a converter.

    Raises:
        InvalidTypeError: If it is no mapping.
    """
    if isinstance(given, ReadOnly):
        return given
    return ReadOnly(mapping(given, wanted="a mapping such as a dictionary is expected"))
