"""Choices with words for a reader, in Vietnamese and in English (tên gọi)."""

import enum
from enum import Enum
from typing import Final, Self

from thutuc.errors import InvalidTypeError, InvalidValueError

LANGUAGES: Final = ("vi", "en")


def check_language(language: str) -> str:
    """Return *language* if labels exist in it (ngôn ngữ).

    Args:
        language: `"vi"` or `"en"`.

    Returns:
        The same string.

    Raises:
        InvalidTypeError: If it is no string.
        InvalidValueError: If it is another language.

    Examples:
        >>> check_language("vi")
        'vi'
    """
    if not isinstance(language, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"a language is 'vi' or 'en', not {type(language).__name__}", given=language)
    if language not in LANGUAGES:
        raise InvalidValueError(f"no labels in {language!r}; the languages are 'vi' and 'en'", given=language)
    return language


class Labelled(Enum):
    """Base of the choices that say their own name: each member is its value, then its words.

    Examples:
        >>> class Answer(Labelled):
        ...     YES = "yes", "có", "yes, indeed"
        >>> Answer("yes").value, Answer.YES.label(), Answer.YES.label("en")
        ('yes', 'có', 'yes, indeed')
    """

    _value_: str
    vi: str
    en: str

    def __new__(cls, value: object, vi: str = "", en: str = "") -> Self:
        """A member; its signature lets type checkers accept a look-up of anything, as `Enum` does."""
        member = object.__new__(cls)
        member._value_, member.vi, member.en = str(value), vi, en
        return member

    @enum.property
    def value(self) -> str:
        """What stands for it in data."""
        return self._value_

    @property
    def words(self) -> tuple[str, str]:
        """Its name in Vietnamese and in English."""
        return self.vi, self.en

    def label(self, language: str = "vi") -> str:
        """Words for a reader (tên gọi).

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        return self.vi if check_language(language) == "vi" else self.en
