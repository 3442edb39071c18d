"""How numbers are written and read: 9.300, 9,300 or 9300 (cách ghi số)."""

import re
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from thutuc.bounds import NUMBER_LETTERS, shown
from thutuc.errors import InvalidTypeError, InvalidValueError, check_language

Figure: TypeAlias = int | float | Decimal
"""A number as it stands in a table."""

_WHOLE = re.compile(r"\d+", re.ASCII)
_DECIMAL = re.compile(r"\d+[.,]\d+", re.ASCII)
# Groups of three: whether the mark divides thousands or a fraction cannot be seen.
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*", re.ASCII)


class NumberStyle(Enum):
    """How a table writes its numbers (cách ghi số).

    Examples:
        >>> NumberStyle.VIETNAMESE.text(9300), NumberStyle.ENGLISH.text(9300), NumberStyle.PLAIN.text(9300)
        ('9.300', '9,300', '9300')
        >>> NumberStyle.VIETNAMESE.read("9.300"), NumberStyle.VIETNAMESE.read("99,71")
        (Decimal('9300'), Decimal('99.71'))
    """

    VIETNAMESE = "vi"
    """A point between thousands, a comma before the fraction: 9.300 and 99,71."""
    ENGLISH = "en"
    """A comma between thousands, a point before the fraction: 9,300 and 99.71."""
    PLAIN = "plain"
    """Nothing between thousands, a point before the fraction: 9300 and 99.71."""

    def text(self, number: Figure) -> str:
        """*number* as it is written in this style."""
        if self is NumberStyle.PLAIN:
            return str(number)
        return f"{number:,}" if self is NumberStyle.ENGLISH else f"{number:,}".translate(_SWAPPED)

    def read(self, text: str) -> Decimal:
        """The number that *text* writes in this style.

        Raises:
            InvalidValueError: If it is no number of this style.
        """
        thousands, point = {"vi": (".", ","), "en": (",", "."), "plain": (" ", ".")}[self.value]
        thousands, point = re.escape(thousands), re.escape(point)
        shape = rf"(\d+|\d{{1,3}}(?:{thousands}\d{{3}})+)(?:{point}(\d+))?"
        found = re.fullmatch(shape, _short(text), re.ASCII)
        if found is None:
            raise InvalidValueError(
                f"{shown(text)} is no number in the style {self.name}, which writes {self.text(9300)}",
                given=text,
            )
        whole = re.sub(r"\D", "", found[1])
        return Decimal(f"{whole}.{found[2]}" if found[2] else whole)


def _short(text: object) -> str:
    """A text that may be a number.

    Raises:
        InvalidTypeError: If it is no text.
        InvalidValueError: If it is too long for any number.
    """
    if not isinstance(text, str):
        raise InvalidTypeError(f"a number is read from text such as '9.300', not {shown(text)}", given=text)
    stripped = text.strip()
    if len(stripped) > NUMBER_LETTERS:
        raise InvalidValueError(
            f"{shown(text)} has {len(stripped):,} figures, and a number at most {NUMBER_LETTERS}; check it",
            given=text,
        )
    return stripped


_SWAPPED = str.maketrans(",.", ".,")


def style_of(style: NumberStyle | None, language: str) -> NumberStyle:
    """The style asked for, or that of the language.

    Raises:
        InvalidTypeError: If *style* is none.
        InvalidValueError: If *language* is neither `vi` nor `en`.
    """
    if style is None:
        return NumberStyle.ENGLISH if check_language(language) == "en" else NumberStyle.VIETNAMESE
    if not isinstance(style, NumberStyle):
        raise InvalidTypeError(f"a number style is one of NumberStyle, not {style!r}", given=style)
    return style


def read_number(text: str, style: NumberStyle | None) -> Decimal:
    """The number of a cell; without a style, only what can be read in one way.

    Raises:
        InvalidValueError: If it is no number, or could be two.

    Examples:
        >>> read_number("9300", None), read_number("99.71", None), read_number("99,71", None)
        (Decimal('9300'), Decimal('99.71'), Decimal('99.71'))
        >>> read_number("9.300", None)
        Traceback (most recent call last):
        ...
        thutuc.errors.InvalidValueError: '9.300' may be 9300 or 9.300; name the style of the numbers, ...
    """
    if style is not None:
        return style.read(text)
    text = _short(text)
    if _WHOLE.fullmatch(text):
        return Decimal(text)
    if _GROUPED.fullmatch(text):
        raise InvalidValueError(
            f"{text!r} may be {re.sub(r'[.,]', '', text)} or {text.replace(',', '.')}; name the style of the "
            f"numbers, such as NumberStyle.VIETNAMESE",
            given=text,
        )
    if _DECIMAL.fullmatch(text):
        return Decimal(text.replace(",", "."))
    raise InvalidValueError(f"{shown(text)} is no number; write it as 9300 or 99.71", given=text)


def in_hours(span: timedelta) -> Decimal:
    """A length of time in hours, with one decimal (số giờ).

    Examples:
        >>> in_hours(timedelta(hours=3, minutes=45))
        Decimal('3.8')
    """
    return round(Decimal(span // timedelta(minutes=1)) / 60, 1)


def roman(number: int) -> str:
    """Roman figures, as forms number their chapters and reports their quarters.

    Examples:
        >>> roman(4), roman(19)
        ('IV', 'XIX')
    """
    found = ""
    for value, figure in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            found, number = found + figure, number - value
    return found
