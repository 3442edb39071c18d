"""The order of the Vietnamese alphabet, and what two spellings share (thứ tự chữ cái tiếng Việt)."""

import re
import unicodedata
from functools import lru_cache
from typing import TypeAlias

from thutuc.bounds import composed
from thutuc.errors import InvalidTypeError

_LETTERS = {letter: i for i, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_AFTER = 0x110000
_TONE_MARKS = frozenset(_TONES)
_PIECES = re.compile(r"[0-9]+|[^\W\d_]+|.", re.DOTALL)
# Old fonts and code pages left other letters that look like đ: the Icelandic and the African one, a stroke of
# its own. A word that ends in its only vowel has i or y there: kí and ký.
_LIKE_D = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_STRUCK_D = re.compile("([Dd])[\u0335\u0336]")
_I_OR_Y = frozenset({"hy", "ky", "ly", "my", "sy", "ty"})
Order: TypeAlias = tuple[tuple[tuple[int, str], ...], tuple[int, ...], str]


def vietnamese_order(text: str) -> Order:
    """A key by which text sorts in the order of the Vietnamese alphabet (thứ tự chữ cái tiếng Việt).

    Letters come before their accents: a ă â b c d đ e ê, and only then the tone of each syllable: ngang,
    huyền, hỏi, ngã, sắc, nặng; on which letter it is written does not matter, so that Hoà and Hòa are one.
    Numbers stand in the order of their values. Capitals do not matter, except between texts that are
    otherwise the same.

    Examples:
        >>> sorted(["Thuận Mỹ", "đất đai", "Dân số", "Tầm Vu", "Ấp 1", "An Lục"], key=vietnamese_order)
        ['An Lục', 'Ấp 1', 'Dân số', 'đất đai', 'Tầm Vu', 'Thuận Mỹ']
        >>> sorted(["Phường 10", "Phường 2", "Hoà Lạc", "Hòa Bình"], key=vietnamese_order)
        ['Hòa Bình', 'Hoà Lạc', 'Phường 2', 'Phường 10']
    """
    if not isinstance(text, str):
        raise InvalidTypeError(f"what is put in order must be a str, not {text!r}", given=text)
    return _order(text)


def _with_d(text: str) -> str:
    """*text* in NFC with one letter đ, whichever of those was written that look like it."""
    struck = _STRUCK_D.sub(lambda found: "Đ" if found[1] == "D" else "đ", text)
    return unicodedata.normalize("NFC", struck).translate(_LIKE_D)


@lru_cache(maxsize=65_536)
def _order(text: str) -> Order:
    letters: list[tuple[int, str]] = []
    tones: list[int] = []
    for piece in _PIECES.findall(_with_d(text).casefold()):
        if piece.isascii() and piece.isdigit():
            digits = piece.lstrip("0")
            # A longer number is a greater one; those of one length stand in the order of their figures.
            letters.append((ord("0"), f"{len(digits):09}{digits}"))
            continue
        bare, tone = _without_tone(piece)
        tones.append(tone)
        for letter in bare:
            place = _LETTERS.get(letter)
            # What is no letter of the alphabet, as a space or a figure, comes before all that is.
            letters.append((ord(letter) if place is None else _AFTER + place, ""))
    return tuple(letters), tuple(tones), text


def _without_tone(syllable: str) -> tuple[str, int]:
    """The letters of a syllable, and its tone wherever it is written."""
    parts = unicodedata.normalize("NFD", syllable)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES)), tone


@lru_cache(maxsize=65_536)
def one_spelling(text: str) -> str:
    """What two spellings of one name share: Hoà and Hòa are one office (không phân biệt vị trí dấu thanh).

    Examples:
        >>> one_spelling("Hoà Bình") == one_spelling("Hòa Bình"), one_spelling("Hoa") == one_spelling("Hòa")
        (True, False)
    """
    if text.isascii():
        return text
    pieces = map(_without_tone, _PIECES.findall(_with_d(text)))
    return "".join(f"{bare}\0{tone}" if tone else bare for bare, tone in pieces)


def spelling(text: str) -> str:
    """A text as it is compared: one normal form, one case, single spaces, whatever vowel has the tone.

    `kí` is `ký`, and the letters that look like đ are đ.

    Raises:
        InvalidTypeError: If it is no text.
        InvalidValueError: If a letter has more accents than any text has.

    Examples:
        >>> spelling(" Số   HOÁ ") == spelling("số hóa"), spelling("Ðăng kí") == spelling("đăng ký")
        (True, True)
    """
    if not isinstance(text, str):
        raise InvalidTypeError(f"what is compared must be a str, not {text!r}", given=text)
    seen = "".join(letter for letter in composed(text) if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", " ".join(map(_tone_last, _with_d(seen).casefold().split())))


def _tone_last(word: str) -> str:
    """A syllable with its tone at its end: `hoà` and `hòa` are one word, and so are `kí` and `ký`."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in letters if letter in _TONE_MARKS)
    if not tones:
        return letters
    bare = "".join(letter for letter in letters if letter not in _TONE_MARKS)
    return (f"{bare[0]}i" if bare in _I_OR_Y else bare) + tones
