"""What the fields of a value may hold: converters and validators (kiểm tra dữ liệu)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from types import NoneType
from typing import Any, TypeAlias, TypeVar

import attrs

from thutuc import bounds
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import plain_date, whole_number

_Made = TypeVar("_Made")
Number: TypeAlias = int | float | Decimal | Fraction


def whole(value: object, what: str) -> int:
    """Return *value* if it is a count: a whole number, 0 or more.

    Raises:
        InvalidTypeError: If it is no whole number; `True`, `2.0` and `"9.300"` are not.
        InvalidValueError: If it is negative.
    """
    count = whole_number(value, f"{what} is a whole number such as 4100")
    if count < 0:
        raise InvalidValueError(f"{what} is 0 or more, not {value}", given=value)
    return count


def exact(value: object, what: str) -> Fraction:
    """Return *value* as the decimal number it prints as, so that 0.1 is a tenth.

    Raises:
        InvalidTypeError: If it is no number; `True` is none.
        InvalidValueError: If it is negative or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        raise InvalidTypeError(f"{what} is a number such as 18.9, not {value!r}", given=value)
    if not isinstance(value, Fraction) and not isfinite(value):
        raise InvalidValueError(f"{what} is a finite number, not {value!r}", given=value)
    if value < 0:
        raise InvalidValueError(f"{what} is 0 or more, not {value!r}", given=value)
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def composed(value: str) -> str:
    """*value* composed (NFC), without spaces around.

    Raises:
        InvalidTypeError: If it is not text.
        InvalidValueError: If nothing is left.
    """
    if not isinstance(value, str):
        raise InvalidTypeError(f"a name or code is text, not {value!r}", given=value)
    text = bounds.composed(value).strip()
    if not text:
        raise InvalidValueError("a name or code must not be empty", given=value)
    return text


def composed_or_none(value: str | None) -> str | None:
    """The same for what may be missing."""
    return None if value is None else composed(value)


def items(given: Iterable[Any]) -> tuple[Any, ...]:
    """*given* as a tuple; text is no list.

    Raises:
        InvalidTypeError: If it is text or cannot be gone through.
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidTypeError(f"a list is expected, not {given!r}", given=given)
    return tuple(given)


def all_of(given: Iterable[Any], kind: type[_Made], what: str) -> tuple[_Made, ...]:
    """*given* as a tuple of *kind*.

    Raises:
        InvalidTypeError: If one is of another; *what* says what is expected.
    """
    found = items(given)
    for one in found:
        if not isinstance(one, kind):
            raise InvalidTypeError(f"{what}, not {one!r}", given=one)
    return found


def read_only(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """A copy of *mapping* that cannot be changed.

    Raises:
        InvalidTypeError: If it is no mapping.
    """
    if not isinstance(mapping, Mapping):
        raise InvalidTypeError(f"a mapping such as a dictionary is expected, not {mapping!r}", given=mapping)
    return _Fixed(dict(mapping))


@attrs.frozen(eq=False, repr=False)
class _Fixed(Mapping[str, Any]):
    """A mapping that cannot be changed, and pickles."""

    _values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - as a mapping of anything
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values))

    def __repr__(self) -> str:
        return repr(self._values)


def is_count(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """Validator of a field that counts."""
    whole(value, field.name)


def is_number(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """Validator of a field that measures."""
    exact(value, field.name)


def is_day(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """Validator of a field that is a day."""
    plain_date(value, field.name)


def is_a(*kinds: type) -> Callable[[object, "attrs.Attribute[Any]", object], None]:
    """Validator of a field that holds a value of one of *kinds*."""

    def check(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, kinds):
            names = " or ".join("nothing" if kind is NoneType else kind.__name__ for kind in kinds)
            raise InvalidTypeError(f"{field.name} is {names}, not {value!r}", given=value)

    return check


@attrs.frozen
class Each:
    """Validator of a field that holds a tuple of values of one *kind*; readers of files look at the kind."""

    kind: type

    def __call__(self, _: object, field: "attrs.Attribute[Any]", value: tuple[object, ...]) -> None:
        """Refuse a value of another kind."""
        for one in value:
            if not isinstance(one, self.kind):
                raise InvalidTypeError(f"{field.name} holds {self.kind.__name__}, not {one!r}", given=one)
