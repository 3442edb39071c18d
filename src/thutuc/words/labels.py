"""Choices with words for a reader, in Vietnamese and in English (tên gọi)."""

import enum
import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum, IntEnum
from functools import cache
from typing import Any, Self, TypeVar

from thutuc.bounds import shown
from thutuc.errors import (
    InvalidTypeError,
    InvalidValueError,
    check_language as check_language,  # noqa: PLC0414 - for type checkers, part of this room
)
from thutuc.words.alphabet import spelling

_Said = TypeVar("_Said")
LONGEST = 1000
"""No label has so many letters, however it is spaced."""
_FROM = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> str:
    """The language in which a program with this *environment* speaks: Vietnamese unless told (ngôn ngữ).

    Args:
        environment: Its variables, as `os.environ`. The first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is
            not empty names the locale, as POSIX has it.

    Returns:
        `"en"` where the locale's language is `en`; `"vi"` for all else, C and POSIX too.

    Examples:
        >>> language_of({"LANG": "en_GB.UTF-8"}), language_of({"LANG": "en_GB.UTF-8", "LC_ALL": "C"})
        ('en', 'vi')
    """
    locale = next((environment[name] for name in _FROM if environment.get(name)), "")
    return "en" if re.split(r"[_.@-]", locale, maxsplit=1)[0].lower() == "en" else "vi"


_Choice = TypeVar("_Choice", bound=Enum)


def read_label(kind: type[_Choice], text: object) -> _Choice:
    """The member of an enumeration that a text names, in any case and normal form (đọc tên gọi).

    Args:
        kind: The enumeration; its members have labels.
        text: A label in Vietnamese or English, a value or a name; spaces around it and doubled ones do not
            count, nor does the vowel that has the tone, `lí` for `lý`, or which letter stands for đ. A member
            names itself.

    Raises:
        InvalidTypeError: If it is no text.
        InvalidValueError: If no member is called so, or several are; the message says which there are.
    """
    if isinstance(text, kind):
        return text
    if not isinstance(text, str):
        raise InvalidTypeError(f"{kind.__name__}.parse reads text, not {shown(text)}", given=text)
    found: tuple[_Choice, ...] = _names(kind).get(spelling(text), ()) if len(text) <= LONGEST else ()
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(one.name for one in found)
        raise InvalidValueError(f"{shown(text)} may be {names} of {kind.__name__}; give its name", given=text)
    members: Any = kind
    allowed = ", ".join(f"{member.value} ({member.label()})" for member in members)
    raise InvalidValueError(f"{shown(text)} is no {kind.__name__}; allowed are {allowed}", given=text)


def words_of(member: Any) -> tuple[str, ...]:  # noqa: ANN401 - a member with labels
    """All that names a member of an enumeration: its value and name, its labels, and what else it is called.

    Examples:
        >>> class Step(Numbered):
        ...     HANDED_IN = 1, "đã nộp"
        >>> words_of(Step.HANDED_IN)
        ('1', 'HANDED_IN', 'HANDED IN', 'đã nộp', 'handed in')
    """
    names = (str(member.value), member.name, member.name.replace("_", " "))
    return (*names, member.label("vi"), member.label("en"), *getattr(member, "also", ()))


@cache
def _names(kind: Any) -> dict[str, tuple[Any, ...]]:  # noqa: ANN401 - an enumeration whose members have labels
    """Whom each spelling names."""
    found: dict[str, list[Any]] = {}
    for member in kind:
        for word in dict.fromkeys(map(spelling, words_of(member))):
            found.setdefault(word, []).append(member)
    return {word: tuple(members) for word, members in found.items()}


class Labelled(Enum):
    """Base of the choices that say their own name: each member is its value, then its words.

    What else it is called comes last.

    Examples:
        >>> class Answer(Labelled):
        ...     YES = "yes", "có", "yes, indeed", "vâng"
        >>> Answer("yes").value, Answer.YES.label(), Answer.YES.label("en")
        ('yes', 'có', 'yes, indeed')
        >>> Answer.parse("  CÓ ") is Answer.parse("Vâng") is Answer.YES
        True
    """

    _value_: str
    vi: str
    en: str
    also: tuple[str, ...]

    def __new__(cls, value: object, vi: str = "", en: str = "", *also: str) -> Self:
        """A member; its signature lets type checkers accept a look-up of anything, as `Enum` does."""
        member = object.__new__(cls)
        member._value_, member.vi, member.en, member.also = str(value), vi, en, also
        return member

    @classmethod
    def parse(cls, text: str) -> Self:
        """The member that *text* names: by a label, another word for it, its value or its name (đọc tên gọi).

        Raises:
            InvalidTypeError: If it is no text.
            InvalidValueError: If none is called so, or several are; the message says which there are.
        """
        return read_label(cls, text)

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


class Numbered(IntEnum):
    """Base of the choices with a number: each member is that, then its words; English ones may be its name.

    What else it is called comes last.

    Examples:
        >>> class Step(Numbered):
        ...     HANDED_IN = 1, "đã nộp", "", "nộp rồi"
        >>> Step(1).label(), Step.HANDED_IN.label("en"), Step.HANDED_IN + 1
        ('đã nộp', 'handed in', 2)
        >>> Step.parse("Nộp  rồi") is Step.parse("1") is Step.HANDED_IN
        True
    """

    _value_: int
    vi: str
    en: str
    also: tuple[str, ...]

    def __new__(cls, value: int, vi: str = "", en: str = "", *also: str) -> Self:
        """A member by its number, with its words."""
        member = int.__new__(cls, value)
        member._value_, member.vi, member.en, member.also = value, vi, en, also
        return member

    @classmethod
    def parse(cls, text: str) -> Self:
        """The member that *text* names: by its label, another word for it, its number or its name.

        Raises:
            InvalidTypeError: If it is no text.
            InvalidValueError: If none is called so, or several are; the message says which there are.
        """
        return read_label(cls, text)

    def label(self, language: str = "vi") -> str:
        """Words for a reader (tên gọi).

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        english = self.en or self.name.lower().replace("_", " ")
        return english if check_language(language) == "en" else self.vi


def both(say: Callable[[str], _Said]) -> tuple[_Said, _Said]:
    """What is said in each language, Vietnamese first.

    Examples:
        >>> both(str.upper)
        ('VI', 'EN')
    """
    return say("vi"), say("en")


def seen_width(text: str) -> int:
    """How many columns of a terminal *text* takes: accents written apart take none (độ rộng khi hiển thị).

    Examples:
        >>> import unicodedata
        >>> seen_width("Hòa Bình"), seen_width(unicodedata.normalize("NFD", "Hòa Bình"))
        (8, 8)
    """
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def padded(text: str, width: int, *, right: bool = False) -> str:
    """*text* in a column as wide as *width*, by what is seen of it (căn cột).

    Examples:
        >>> padded("Hòa", 5), padded("12", 5, right=True)
        ('Hòa  ', '   12')
    """
    space = " " * (width - seen_width(text))
    return space + text if right else text + space
