"""What all codes share: how text is read, how a wrong part is reported (đọc và kiểm tra mã)."""

import re
import unicodedata
from functools import total_ordering
from string import ascii_lowercase
from typing import ClassVar, Self

from thutuc.bounds import CODE_LETTERS
from thutuc.errors import IdentifierError, ThutucError
from thutuc.fields import checked, plain_text

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
    stripped = checked(text, str, f"a {what} must be text such as {example!r}").strip()
    if len(stripped) > CODE_LETTERS:
        allowed = f"a code has at most {CODE_LETTERS}, such as {example}"
        raise refusal(text, what, "code", f"it has {len(stripped):,} letters", allowed)
    cleaned = unicodedata.normalize("NFC", stripped).strip().translate(_PLAIN)
    if any(character.isspace() for character in cleaned):
        allowed = f"it is written without, such as {example}"
        raise refusal(text, what, "code", "it has a space inside", allowed)
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
    _is_code_of: ClassVar[str] = "a code"

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
        return cls.formal(value) is not None

    @classmethod
    def formal(cls, value: object) -> Self | None:
        """The code that *value* is when it is read, `None` if it is of another form (mã đúng dạng).

        Examples:
            >>> from thutuc.identifiers import ProcedureCode
            >>> ProcedureCode.formal("1.004222").number, ProcedureCode.formal("TN02")
            ('004222', None)
        """
        try:
            return cls.parse(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        except ThutucError:
            return None

    @classmethod
    def standard(cls, given: object) -> str:
        """A code as it is kept: a formal one in its one spelling, any other text as it was written.

        Raises:
            InvalidTypeError: If it is neither such a code nor text.
            InvalidValueError: If it is empty.

        Examples:
            >>> from thutuc.identifiers import AgencyCode
            >>> AgencyCode.standard(" 000.00.18.h17 "), AgencyCode.standard("UBND  xã A")
            ('H17.18', 'UBND xã A')
        """
        if isinstance(given, cls):
            return str(given)
        text = plain_text(given, cls._is_code_of)
        return str(cls.formal(text) or text)

    @classmethod
    def key(cls, given: object) -> str:
        """What codes are compared by: their one spelling, capitals and small letters not told apart.

        Raises:
            InvalidTypeError: If it is neither such a code nor text.
            InvalidValueError: If it is empty.
        """
        return cls.standard(given).casefold()

    def _key(self) -> tuple[object, ...]:
        return (str(self),)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self._key() < other._key()

    def __repr__(self) -> str:
        return f"{type(self).__name__}.parse({str(self)!r})"
