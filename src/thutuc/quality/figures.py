"""Counts, shares and checks: what a number is here, and how it is printed (số liệu, tỷ lệ, đối chiếu)."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from operator import index
from types import NoneType
from typing import Any, TypeAlias

import attrs

from thutuc.calendars.days import plain_date
from thutuc.calendars.tables import OFFICE_TIME
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.limits.units import check_language

Number: TypeAlias = int | float | Decimal | Fraction
Moment: TypeAlias = date | datetime
Words: TypeAlias = tuple[str, str]
"""The same thing in Vietnamese and in English."""
Cell: TypeAlias = str | int | float | date | Words | None


def whole(value: object, what: str) -> int:
    """Return *value* if it is a count: a whole number, 0 or more.

    Raises:
        InvalidTypeError: If it is no whole number; `True`, `2.0` and `"9.300"` are not.
        InvalidValueError: If it is negative.
    """
    try:
        if isinstance(value, bool):
            raise TypeError  # noqa: TRY301 - joins the other wrong types
        count = index(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    except TypeError:
        raise InvalidTypeError(f"{what} is a whole number such as 4100, not {value!r}", given=value) from None
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


def rounded(value: Fraction, places: int) -> float:
    """*value* with so many decimals; a half is rounded up, away from 0 for what is positive."""
    scale: int = 10**places
    return (value * scale + Fraction(1, 2)) // 1 / scale


def plain(value: Number | None) -> int | float | None:
    """*value* as an int where it is whole, else as a float."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def day_of(moment: Moment) -> date:
    """The day of *moment* in the office's zone.

    Raises:
        InvalidTypeError: If it is neither date nor datetime.
    """
    if not isinstance(moment, date):
        raise InvalidTypeError(f"a moment is a date or a datetime, not {moment!r}", given=moment)
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo is None else moment.astimezone(OFFICE_TIME)).date()
    return moment


def composed(value: str) -> str:
    """*value* composed (NFC), without spaces around.

    Raises:
        InvalidTypeError: If it is not text.
        InvalidValueError: If nothing is left.
    """
    if not isinstance(value, str):
        raise InvalidTypeError(f"a name or code is text, not {value!r}", given=value)
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        raise InvalidValueError("a name or code must not be empty", given=value)
    return text


def composed_or_none(value: str | None) -> str | None:
    """The same for what may be missing."""
    return None if value is None else composed(value)


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


def shown(value: Cell, language: str) -> str:
    """A cell for a reader: 9.300 and 98,12 in Vietnamese, 9,300 and 98.12 in English, – for nothing."""
    english = check_language(language) == "en"
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return value[english]
    if isinstance(value, int | float):
        text = f"{value:,}"
        return text if english else text.translate(str.maketrans(",.", ".,"))
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


@attrs.frozen
class QualityTable:
    """Rows under headings in two languages (bảng).

    Args:
        title: What it shows, in Vietnamese and English.
        columns: For each column its key and its two headings.
        rows: One tuple of cells a row; a pair of texts is one cell in two languages.
    """

    title: Words
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]

    def text(self, language: str = "vi") -> str:
        """The table as text.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        english = check_language(language) == "en"
        heads = [column[1 + english] for column in self.columns]
        lines = [heads, *([shown(cell, language) for cell in row] for row in self.rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
        figures = [
            all(isinstance(row[i], int | float | None) for row in self.rows) for i in range(len(heads))
        ]
        set_lines = [_line(line, widths, figures) for line in lines]
        return "\n".join([self.title[english], set_lines[0], "-" * max(map(len, set_lines)), *set_lines[1:]])

    def to_dicts(self, language: str = "vi") -> list[dict[str, object]]:
        """One plain dictionary a row; words in *language*."""
        english = check_language(language) == "en"
        return [
            {
                column[0]: cell[english] if isinstance(cell, tuple) else cell
                for column, cell in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]


def _line(cells: Sequence[str], widths: Sequence[int], figures: Sequence[bool]) -> str:
    return "  ".join(
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, figures, strict=True)
    ).rstrip()


class Printed:
    """What prints as a table and gives plain rows."""

    __slots__ = ()

    def table(self) -> QualityTable:
        """The table behind it (bảng)."""
        raise NotImplementedError

    def text(self, language: str = "vi") -> str:
        """The table as text, in `vi` or `en`."""
        return self.table().text(language)

    def to_dicts(self, language: str = "vi") -> list[dict[str, object]]:
        """The rows as plain dictionaries."""
        return self.table().to_dicts(language)

    def __str__(self) -> str:
        return self.text()


@attrs.frozen
class Share:
    """A part of a whole whose name is said (tỷ lệ).

    Args:
        part: How many.
        whole: Of how many.
        of: What the whole is, in Vietnamese and English: the denominator's name (mẫu số).

    Raises:
        InvalidTypeError: If a count is no whole number.
        InvalidValueError: If it is negative.

    Examples:
        >>> share = Share(1614, 1645, ("phiếu", "answers"))
        >>> share.percent, str(share)
        (98.12, '98,12 % của 1.645 phiếu')
    """

    part: int = attrs.field(validator=is_count)
    whole: int = attrs.field(validator=is_count)
    of: Words

    @property
    def percent(self) -> float | None:
        """In percent, with 2 decimals; `None` where the whole is 0."""
        return rounded(Fraction(100 * self.part, self.whole), 2) if self.whole else None

    def text(self, language: str = "vi") -> str:
        """One line for a reader, with the denominator."""
        of = "of" if check_language(language) == "en" else "của"
        return (
            f"{shown(self.percent, language)} % {of} {shown(self.whole, language)} {shown(self.of, language)}"
        )

    def __str__(self) -> str:
        return self.text()


@attrs.frozen
class Check:
    """What is stated beside what follows from the rest (đối chiếu).

    Args:
        name: What is checked, in Vietnamese and English.
        stated: The figure as printed or required.
        computed: The figure that follows; `None` if it cannot be told.
        holds: Whether they agree; `None` where that cannot be decided.
    """

    name: Words
    stated: float
    computed: float | None
    holds: bool | None

    @property
    def gap(self) -> float | None:
        """Stated minus computed."""
        if self.computed is None:
            return None
        return float(Fraction(str(self.stated)) - Fraction(str(self.computed)))

    def text(self, language: str = "vi") -> str:
        """One line for a reader."""
        english = check_language(language) == "en"
        verdict = {True: ("khớp", "holds"), False: ("không khớp", "fails"), None: ("chưa rõ", "open")}
        words = ("ghi {}, tính được {}", "stated {}, computed {}")[english]
        figures = words.format(shown(self.stated, language), shown(self.computed, language))
        return f"{self.name[english]}: {figures}: {verdict[self.holds][english]}"

    def __str__(self) -> str:
        return self.text()
