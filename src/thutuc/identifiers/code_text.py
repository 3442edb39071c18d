"""What all codes share: how text is read, how a wrong part is reported (đọc và kiểm tra mã)."""

import re
import unicodedata
from functools import total_ordering
from string import ascii_lowercase
from typing import Self

from thutuc.bounds import CODE_LETTERS, shown
from thutuc.errors import IdentifierError, InvalidTypeError, ThutucError

TOP = re.compile(r"[A-Z][0-9]{2}")
"""The highest level of an agency code."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63"
# Only ASCII letters are raised: str.upper() would turn the dotless "ı" into an "I" that nobody wrote.
_PLAIN = {
    **{point: chr(point - 0xFEE0).upper() for point in range(0xFF01, 0xFF5F)},
    **{ord(letter): letter.upper() for letter in ascii_lowercase},
    **{ord(dash): "-" for dash in _DASHES},
}
_SHOWN = 60


def clean(text: object, what: str, example: str) -> str:
    """Return *text* composed, without spaces around it, in capitals, with plain hyphens and digits.

    Raises:
        InvalidTypeError: If it is not text.
        IdentifierError: If there is a space inside, or it is longer than any code.
    """
    # bool, int and None are refused by type: str(None) is not a code anybody wrote.
    if not isinstance(text, str):
        raise InvalidTypeError(f"a {what} must be text such as {example!r}, not {shown(text)}", given=text)
    stripped = text.strip()
    if len(stripped) > CODE_LETTERS:
        found, allowed = (
            f"it has {len(stripped):,} letters",
            f"a code has at most {CODE_LETTERS}, such as {example}",
        )
        raise refusal(text, what, "code", found, allowed)
    cleaned = unicodedata.normalize("NFC", stripped).strip().translate(_PLAIN)
    if any(character.isspace() for character in cleaned):
        raise refusal(
            text, what, "code", "it has a space inside", f"it is written without, such as {example}"
        )
    return cleaned


def refusal(given: object, what: str, part: str, found: str, allowed: str) -> IdentifierError:
    """The error that says what was given, which part of it is wrong and what is allowed."""
    # Cut before it is shown: a text of a million characters is not written out first.
    shown = repr(given[: _SHOWN + 1] if isinstance(given, str) else given)
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}…"
    return IdentifierError(f"{shown} is not a {what}: {found}; {allowed}", given=given, part=part)


@total_ordering
class Code:
    """What the four codes share: checking, ordering, a repr that can be evaluated."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code from *text*."""
        raise NotImplementedError  # pragma: no cover

    @classmethod
    def is_valid(cls, value: object) -> bool:
        """Whether *value* is text that [`parse`][thutuc.identifiers.DossierCode.parse] accepts (kiểm tra mã).

        Examples:
            >>> from thutuc.identifiers import DossierCode
            >>> DossierCode.is_valid("H17.18-190101-0001"), DossierCode.is_valid(None)
            (True, False)
        """
        try:
            cls.parse(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        except ThutucError:
            return False
        return True

    def _key(self) -> tuple[object, ...]:
        return (str(self),)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self._key() < other._key()

    def __repr__(self) -> str:
        return f"{type(self).__name__}.parse({str(self)!r})"
