"""Numbers as procedure texts write them: digits, words, both, halves."""

import math
import re
from typing import Final

from thutuc.limits.spelling import fold

__all__ = ["DIGITS", "WORDS", "number"]

_ONES: Final = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_PLAIN_ONES: Final = {fold(word)[1]: value for word, value in _ONES.items()}
_ENGLISH: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "half a": 0.5,
}  # fmt: skip

DIGITS: Final = r"(?:[1-3]\s?[/⁄]\s?[2-4](?![\d/])|\d+(?:[.,]\d+)*)"
"""A number in digits, as a pattern; a fraction only if it is small, for 24/24 and 05/2015 are none."""

_WORD: Final = rf"(?:{'|'.join(_PLAIN_ONES)}|muoi|tram|linh|le)"
WORDS: Final = rf"(?:{_WORD}(?:\s{_WORD}){{0,4}}|nua|{'|'.join(_ENGLISH)})"
"""A number in words, as a pattern over text without accents; `number` then checks the accents."""

# Without accents these are also "from", "after" and "centimetre of a": alone they are no number.
_NEVER_ALONE: Final = frozenset({"tu", "sau", "tư", "lăm", "lam", "nhăm", "nham", "mốt"})


def _words(text: str, *, accented: bool) -> float | None:
    """Return the value of number words, or None if they are not in order."""
    if text in _ENGLISH:
        return _ENGLISH[text]
    if text == ("nửa" if accented else "nua"):
        return 0.5
    if text in _NEVER_ALONE:
        return None
    ones = _ONES if accented else _PLAIN_ONES
    scale = {"mười": 10, "mươi": 10, "trăm": 100} if accented else {"muoi": 10, "tram": 100}
    total, last, room = 0, None, 1000
    for word in text.split():
        if word in ones and last is None:
            last = ones[word]
        elif word in {"linh", "lẻ", "le"} and room == 100 and last is None:
            room = 10
        elif (
            word in scale and scale[word] < room and (word != "mươi" or last) and (word != "mười" or not last)
        ):
            room = scale[word]
            total, last = total + (last or 1) * room, None
        else:
            return None
    return total + (last or 0)


def _digits(text: str, *, english: bool) -> float | None:
    """Return the value of digits; a point groups thousands in Vietnamese, a comma in English."""
    if "/" in text or "⁄" in text:
        top, bottom = re.split(r"\s?[/⁄]\s?", text)
        return int(top) / int(bottom) if int(top) < int(bottom) else None
    if len(text) > 400:
        return None
    if text.isdigit():
        return int(text)
    group, point = (",", ".") if english else (".", ",")
    if not text.startswith("0") and re.fullmatch(rf"\d{{1,3}}(?:[{group}]\d{{3}})+", text):
        return int(text.replace(group, ""))
    # A lone sign of the other language is a slip: "2.5 ngày".
    if len(re.findall("[.,]", text)) > 1:
        return None
    value = float(text.replace(point, ".").replace(group, "."))
    return value if math.isfinite(value) else None


def number(text: str, plain: str, *, accented: bool, english: bool) -> float | None:
    """Return the number a match of `DIGITS` or `WORDS` stands for (giá trị của số).

    Args:
        text: The match, in lower case, with its accents.
        plain: The same without accents.
        accented: Whether the whole text has accents; then the words need theirs, for *nam* is not *năm*.
        english: Whether the unit behind it is English.

    Returns:
        The value, or None if it stands for none.

    Examples:
        >>> number("mười lăm", "muoi lam", accented=True, english=False)
        15
        >>> number("2,5", "2,5", accented=True, english=False)
        2.5
    """
    if plain[:1].isdigit():
        return _digits(plain, english=english)
    return _words(text if accented else plain, accented=accented)
