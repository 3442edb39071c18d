"""Finding every span of time a text names, before asking which of them is the limit."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from attrs import frozen

from thutuc.limits.numerals import DIGITS, WORDS, number
from thutuc.limits.spelling import compiled
from thutuc.limits.units import Unit

__all__ = ["Span", "find_spans"]

# A trailing f, s, r, x or j is the key of a tone that the keyboard did not take ("ngayf", "viecj").
_WORK: Final = r"(?:la?f?[mn]f?|am)\s*vi?e{1,2}j?[ctk]?j?(?!\w)"
_DAY: Final = r"(?:nga{1,2}f?y{1,2}f?|naf?gf?yf?|ngya|gnay)"
_HOUR: Final = r"(?:giof?|tieng(?: dong ho)?|h)"
_UNITS: Final = (
    (
        "WORKING_DAY",
        rf"{_DAY},?\s*\(?\s*(?:(?:ngay|tinh|theo)\s*)*(?:{_WORK}|hanh chinh)|(?:working|business)[ -]days?",
    ),
    (
        "WORKING_HOUR",
        rf"{_HOUR}\s*\(?\s*(?:gio\s*)?(?:{_WORK}|hanh chinh)|(?:working|business|office)[ -]hours?",
    ),
    ("DAY", rf"{_DAY}|(?:calendar )?days?"),
    ("HOUR", rf"{_HOUR}|hours?"),
    ("MINUTE", r"phut|minutes?"),
    ("WEEK", r"tuaf?nf?(?: le)?|weeks?"),
    ("MONTH", r"thangs?|months?"),
    ("YEAR", r"naw?m|years?"),
)
_ENGLISH: Final = re.compile(r"(?:day|hour|minute|week|month|year)s?$")

# What stands right before a number that is no limit: a date, an ordinal, an article, a minimum, a threshold.
_NO_LIMIT_BEFORE: Final = (
    r"\b(?:dieu|khoan|muc|mau|thu|thang|quy|mung|mong|tren|duoi|moi|cu|dinh ky|nhom|buoc|/|-so|tuoi)\s*$"
    r"|(?:it nhat|toi thieu)(?:\s+(?:la|phai|truoc|trong))*\s*$"
    r"|(?<!muon )(?<!cham )(?<!nhieu )(?<!lau )\bhon\s*$"
    r"|\btruoc(?:\s+(?:khoang|day))?\s*$"
    r"|(?<!\w)(?:thoi han su dung|co thoi han|co gia tri|gia tri su dung|hieu luc)(?:\s+\w+){0,4}\s*$"
    r"|\b(?:at least|valid for|article|every|each)\s*$"
)
_OVER: Final = r"\bqua(?:\s+thoi\s+(?:han|gian))?\s*$"
_NOT_OVER: Final = (
    r"\b(?:khong|ko|k|chua|chang)(?:\s+(?:duoc|vuot|the|phep|bi))*\s+qua(?:\s+thoi\s+(?:han|gian))?\s*$"
)
# With its accent, for "ngay" is also "at once", "nam" is also "south", "so" is also "compared".
_DATE_BEFORE: Final = r"(?<!\w)(?:ngày|năm|số|lần)\s*$"
_CLOCK_BEFORE: Final = r"\b(?:luc|vao|hoi|tu|den|truoc|sau|sang|chieu|after|at|before)\s*$"

_NO_LIMIT_AFTER: Final = (
    r"\s*(?:tuoi|tro len|tro xuong|mot lan|/\s*\d*\s*lan|lien tuc|kinh nghiem|cong tac|dau nam|cuoi nam"
    r"|truoc\b"
    r"|old\b|before\b|of experience)"
)
_DATE_AFTER: Final = {
    "DAY": r"\s*\d{1,2}\s*(?:[/.-]|thang)\s*\d",
    "WORKING_DAY": r"\s*tu thu\b",
    "MONTH": r"\s*(?:\d|/\s*\d|nam\s*\d)",
    "YEAR": r"\s*\d",
    "HOUR": r"\s*(?:\d|:|phut|cung ngay|h[aă]ng ngay|ngay\s*\d)",
}
_GOES_ON: Final = r"\s+(?:va\s+)?\d+\s*(?:gio|phut|ngay|hours?|minutes?|days?)(?![a-z])"
# "05 ngày (không kể ngày nghỉ)" counts what working days count.
_DAYS_OFF_LEFT_OUT: Final = (
    r"[\s,]*\(?\s*(?:khong (?:ke|tinh|bao gom)|tru)\s+(?:cac\s+)?(?:ngay\s+)?"
    r"(?:le,?\s+(?:tet,?\s+)?(?:va\s+)?(?:ngay\s+)?)?(?:nghi|thu bay|thu 7|chu nhat)\b"
)


@frozen
class Span:
    """A number and a unit, and where they stand (khoảng thời gian).

    Args:
        amount: The number; of a range, the upper one.
        unit: What is counted.
        start: Where the number begins.
        end: Where the unit ends.
        trouble: Why it cannot be counted, or an empty string.
    """

    amount: float
    unit: Unit
    start: int
    end: int
    trouble: str = ""


@cache
def _span_pattern() -> re.Pattern[str]:
    numeral = rf"(?:{DIGITS}|(?<![a-z]){WORDS}(?![a-z]))"
    units = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS)
    between = r"(?:ngay|gio|thang|tuan|days?|months?)?\s*(?:-|–|—|den|toi|to)\s*"
    return re.compile(
        rf"(?<![\d/])(?<!\d[.,])(?:(?P<low>{numeral})\s*{between})?"
        rf"(?P<number>{numeral})\s*(?:\((?P<again>[^()\n]{{1,30}})\)\s*)?"
        rf"(?:{units})(?![a-z\d])(?P<half>\s*ruoi(?![a-z]))?"
    )


def _lawful(amount: float, name: str) -> tuple[float, Unit, str]:
    """Return the amount in a unit that can be counted; Bộ luật Dân sự, Điều 146, has the halves."""
    if name == "MINUTE":
        return amount / 60, Unit.HOUR, ""
    unit = Unit[name]
    if amount == int(amount) or unit not in {Unit.WEEK, Unit.MONTH, Unit.YEAR}:
        return amount, unit, ""
    if unit is Unit.YEAR and amount * 2 == int(amount * 2):
        return int(amount * 12), Unit.MONTH, ""
    if unit is Unit.MONTH and amount == 0.5:
        return 15, Unit.DAY, ""
    return amount, unit, f"a part of a {unit.label('en')} cannot be counted on a calendar"


def _is_no_limit(lower: str, plain: str, match: re.Match[str], name: str, amount: float) -> bool:
    """Whether what stands around the number shows a date, a clock time, a minimum or a validity."""
    start, end = match.start(), match.end()
    window = max(0, start - 60)
    before = plain[window:start]
    if compiled(_NO_LIMIT_BEFORE).search(before) or compiled(_NO_LIMIT_AFTER).match(plain, end):
        return True
    if compiled(_DATE_BEFORE).search(lower[window:start]):
        return True
    if compiled(_OVER).search(before) and not compiled(_NOT_OVER).search(before):
        return True
    if name in _DATE_AFTER and compiled(_DATE_AFTER[name]).match(plain, end):
        return True
    is_clock = name == "HOUR" and amount <= 24 and compiled(_CLOCK_BEFORE).search(before)
    return bool(is_clock and not compiled(r"\s*(?:ke tu|tinh tu|sau khi|from)").match(plain, end))


def _amount(
    lower: str, plain: str, match: re.Match[str], name: str, *, accented: bool
) -> tuple[float, int] | None:
    """Return the number of a match and where it begins, or None if it is none."""
    english = bool(_ENGLISH.search(match[name]))

    def value(group: str) -> tuple[float, int] | None:
        start, end = match.span(group)
        while start < end:
            text = number(lower[start:end], plain[start:end], accented=accented, english=english)
            if text is not None:
                return text, start
            # "sau ba ngày": what looked like a number without its accents was the word before it.
            blank = plain.find(" ", start, end)
            start = blank + 1 if blank >= 0 else end
        return None

    found = value("number")
    if found is None:
        return None
    low = value("low") if match["low"] else None
    return found[0], (match.start() if low is not None else found[1])


def _trouble(
    lower: str, plain: str, match: re.Match[str], amount: float, name: str, *, accented: bool
) -> str:
    """Return why a number contradicts itself, or an empty string."""
    english = bool(_ENGLISH.search(match[name]))
    if compiled(_GOES_ON).match(plain, match.end()):
        return "it adds two spans of time, which one number and unit cannot hold"
    for group in ("again", "low"):
        start, end = match.span(group)
        if start < 0:
            continue
        other = number(lower[start:end].strip(), plain[start:end].strip(), accented=accented, english=english)
        if other is None and group == "again":
            return f"({match['again']}) is no number"
        if other is not None and (other != amount if group == "again" else other > amount):
            return f"{lower[match.start() : match.end()]!r} contradicts itself"
    return ""


def find_spans(lower: str, plain: str) -> Iterator[Span]:
    """Yield each number beside a unit of time that may be a limit (tìm các khoảng thời gian).

    Left out are dates, clock times, numbers of documents and articles, minimums, thresholds, ages and
    periods of validity.

    Args:
        lower: Tidied text in lower case.
        plain: The same without accents.

    Yields:
        The spans, in the order of the text.

    Examples:
        >>> from thutuc.limits.spelling import fold
        >>> [(s.amount, s.unit) for s in find_spans(*fold("Từ ngày 05 tháng 8 năm 2026: 3-5 ngày"))]
        [(5, Unit.DAY)]
    """
    accented = lower != plain
    for match in _span_pattern().finditer(plain):
        name = next(key for key, _ in _UNITS if match[key] is not None)
        if name == "YEAR" and accented and match[name] == "nam" and lower[slice(*match.span(name))] != "năm":
            continue
        found = _amount(lower, plain, match, name, accented=accented)
        if found is None or _is_no_limit(lower, plain, match, name, found[0]):
            continue
        amount, start = found
        trouble = _trouble(lower, plain, match, amount, name, accented=accented)
        if name == "DAY" and compiled(_DAYS_OFF_LEFT_OUT).match(plain, match.end()):
            name = "WORKING_DAY"
        amount, unit, uncountable = _lawful(amount + (0.5 if match["half"] else 0), name)
        yield Span(amount, unit, start, match.end(), trouble or uncountable)
