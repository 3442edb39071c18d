"""The hour after which a receipt has one working day more (giờ chốt nhận hồ sơ), out of its sentence."""

import re
from collections.abc import Iterator
from datetime import time
from typing import Final

from attrs import frozen

from thutuc.limits.spelling import compiled

__all__ = ["CutOff", "cut_offs"]

_CLOCK: Final = (
    r"(?P<hour>\d{1,2})\s?(?:gio|h|g|:)\s?(?:(?P<minute>\d{1,2})\s?(?:phut|p\b)?)?"
    r"(?P<pm>\s?(?:chieu|toi|pm)\b)?"
)
# The day after, in text without accents.
_NEXT_DAY: Final = (
    r"(?:ngay(?: lam viec)? (?:tiep theo|ke tiep|tiep|lien ke|hom sau|sau do)"
    r"|ngay(?: lam viec)? sau(?=\s?(?:[.,;:)\n]|$))|hom sau)"
)
_MORE: Final = r"(?P<more>them (?:0?1|mot) ngay lam viec|one working day more)"
_LATER: Final = rf"(?P<rest>[^\n;]{{0,160}}?)(?:{_NEXT_DAY}|{_MORE}|next working day)"
_PATTERNS: Final = (
    # "nhận sau 15 giờ thì …": said of the receipt.
    rf"\b(?:(?:nhan|nop|gui|den)\b[^\n;.\d]{{0,60}}?\bsau|received after)\s(?:luc\s)?{_CLOCK}{_LATER}",
    (
        rf"\b(?:trong |vao )?{_NEXT_DAY}(?P<rest>[^\n;.]{{0,60}}?)"
        rf"\b(?:nhan|nop)\b[^\n;.]{{0,60}}?\bsau\s(?:luc\s)?{_CLOCK}"
    ),
    # "sau 15 giờ thì trả …": the receipt is understood.
    rf"\b(?:sau|qua|after)\s(?:luc\s)?{_CLOCK}(?!\s?(?:ke tu|tinh tu|lam viec)){_LATER}",
)
_GIVES_BACK: Final = r"\b(?:tra|giai quyet|hoan thanh|cap|hen|co ket qua)\b"
_MOVES: Final = r"\bchuyen (?:ket qua |han tra |thoi han )?(?:sang|qua|den)\b"


@frozen
class CutOff:
    """An hour, what it does, and where it stands (giờ chốt).

    Args:
        hour: The hour.
        adds: Whether it adds a working day to any limit; else only to the same day.
        start: Where its words begin.
        end: Where they end.
        own: Where the numbers stand that it consists of: the hour, and the day that it adds.
    """

    hour: time
    adds: bool
    start: int
    end: int
    own: tuple[tuple[int, int], ...]

    def holds(self, place: int) -> bool:
        """Whether the number at *place* is one of its own (số thuộc giờ chốt)."""
        return any(start <= place < end for start, end in self.own)


def _hour(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    hour += 12 if match["pm"] and hour < 12 else 0
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def _cut_off(plain: str, match: re.Match[str]) -> CutOff | None:
    hour = _hour(match)
    rest = match["rest"]
    around = plain[max(0, match.start() - 60) : match.start()] + rest
    # "chuyển hồ sơ vào đầu giờ ngày làm việc tiếp theo": the transfer of the papers, not the result.
    if hour is None or ("chuyen" in around and not compiled(_MOVES).search(rest)):
        return None
    more = match.groupdict().get("more") is not None
    own = [match.span("hour")] + ([match.span("more")] if more else [])
    adds = more or "tinh" in rest or compiled(_GIVES_BACK).search(rest) is not None
    return CutOff(hour, adds, match.start(), match.end(), tuple(own))


def cut_offs(plain: str) -> Iterator[CutOff]:
    """Yield the hours after which a receipt is served a working day later, the plainest first (giờ chốt).

    Args:
        plain: Tidied text in lower case, without accents.

    Examples:
        >>> [cut.hour.hour for cut in cut_offs("sau 15 gio thi tra trong ngay lam viec tiep theo")]
        [15]
    """
    for pattern in _PATTERNS:
        for match in compiled(pattern).finditer(plain):
            found = _cut_off(plain, match)
            if found is not None:
                yield found
