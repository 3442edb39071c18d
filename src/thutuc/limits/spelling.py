"""Bringing the spellings of one text together: normal forms, tags, entities, case, accents."""

import re
import unicodedata
from functools import cache
from typing import Final

__all__ = ["compiled", "fold", "tidy"]

_BASES: Final = {"a": "aăâ", "e": "eê", "i": "i", "o": "oôơ", "u": "uư", "y": "y"}
_TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_FOLDED: Final = {
    ord(unicodedata.normalize("NFC", letter + tone)): plain
    for plain, letters in _BASES.items()
    for letter in letters
    for tone in _TONES
} | {ord("đ"): "d", ord("ð"): "d"}  # ð: the Icelandic letter that some fonts and scanners put for đ

# Before NFKC: it would write 2½ as 21⁄2 and the footnote mark in 05¹ as another digit.
_EARLY: Final = {ord(mark): None for mark in "⁰¹²³⁴⁵⁶⁷⁸⁹\u00ad\u200b\u200c\u200d\u2060\ufeff"}
_HALVES: Final = {"½": "5", "¼": "25", "¾": "75"}
_HALF: Final = re.compile(r"(\d?)([½¼¾])")
_BLOCK_TAG: Final = re.compile(
    r"<\s*(?:/\s*)?(?:br|p|div|li|ul|ol|tr|td|th|table|h\d)\b[^<>]*>", re.IGNORECASE
)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
# A number that names no character; `unescape` would read its digits as one integer all the same.
_LONG_ENTITY: Final = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")
_CAPITAL_BLANK: Final = re.compile(r"&nbsp;?", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n\s*")
_LOOSE_MARKS: Final = re.compile("[\u0300-\u036f]")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The compiled *pattern*; compiled when first used, so that importing the room costs nothing."""
    return re.compile(pattern)


def _half(match: re.Match[str]) -> str:
    return f"{match[1] or 0},{_HALVES[match[2]]}"


def _without_comments(text: str) -> str:
    """Return *text* without its comments; a search for each of them by pattern would grow with the square."""
    kept: list[str] = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[place:start])
        place = end + 3
    return "".join([*kept, text[place:]])


def tidy(text: str) -> str:
    """Return *text* without tags and entities, in one normal form, its blanks single (làm sạch văn bản).

    A tag that begins a line becomes a line break. Case and accents stay.

    Args:
        text: Text in any normal form.

    Returns:
        NFKC text.

    Examples:
        >>> tidy("<p>0<b>5</b>&nbsp;ngày  làm việc</p>").strip()
        '05 ngày làm việc'
    """
    if "&" in text:
        from html import unescape  # noqa: PLC0415 - its table of entities is large, and few texts have any

        # The entity in capitals comes from exports that capitalise whole fields.
        text = _CAPITAL_BLANK.sub(" ", text)
        text = _LONG_ENTITY.sub(" ", text)
        # Twice: exports escape what was escaped already ("&amp;nbsp;").
        text = unescape(_LONG_ENTITY.sub(" ", unescape(text)))
    if "<" in text:
        text = _TAG.sub("", _BLOCK_TAG.sub("\n", _without_comments(text)))
    if not text.isascii():
        text = _HALF.sub(_half, text.translate(_EARLY))
        text = unicodedata.normalize("NFKC", text)
        # Marks that fit no letter would break words apart.
        text = _LOOSE_MARKS.sub("", text)
    # Single blanks and line ends, too, so that no pattern below meets a run of them.
    return _LINES.sub("\n", _BLANKS.sub(" ", text.replace("\r", "\n")))


def fold(text: str) -> tuple[str, str]:
    """Return *text* in lower case, with and without accents, both as long as *text* (bỏ dấu).

    Args:
        text: Tidied text.

    Returns:
        The text with accents and the text without; a place in one is the same place in the other.

    Examples:
        >>> fold("Không quá 05 NGÀY")
        ('không quá 05 ngày', 'khong qua 05 ngay')
    """
    lower = text.lower()
    if len(lower) != len(text):  # "İ" becomes two characters
        lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lower, lower.translate(_FOLDED)
