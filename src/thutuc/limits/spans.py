"""Finding every span of time a text names, before asking which of them is the limit."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from attrs import frozen

from thutuc.limits.numerals import DIGITS, WORDS, number
from thutuc.limits.phrases import REDUCED
from thutuc.limits.spelling import compiled
from thutuc.limits.units import Unit

__all__ = ["TWO_SPANS", "WrittenSpan", "find_spans"]

TWO_SPANS: Final = "it adds two spans of time, which one number and unit cannot hold"
"""Why two spans that stand side by side are no limit."""

# A trailing f, s, r, x or j is the key of a tone that the keyboard did not take ("ngayf", "viecj").
# "LV", "l.v", "l.việc", "lviec" are what officers write for it.
_WORK: Final = (
    r"(?:(?:la?f?[mn]f?|am)\s*vi?e{1,2}j?[ctk]?j?|l\s?[./]?\s?v(?:i?e{1,2}j?[ctk]?j?)?|lam vc?)(?!\w)"
)
_OFFICE: Final = r"(?:hanh chinh|h\.?\s?c(?:hinh)?(?!\w))"
_DAY: Final = r"(?:nga{1,2}f?y{1,2}f?|naf?gf?yf?|ngya|gnay)"
_HOUR: Final = r"(?:giof?|tieng(?: dong ho)?|h)"
_UNITS: Final = (
    (
        "WORKING_DAY",
        (
            rf"{_DAY},?\s*\(?\s*(?:(?:ngay|tinh|theo)\s*)*(?:{_WORK}|{_OFFICE})|n\.?l\.?v"
            r"|(?:working|business)[ -]days?"
        ),
    ),
    (
        "WORKING_HOUR",
        (
            rf"{_HOUR}\s*\(?\s*(?:gio\s*)?(?:{_WORK}|{_OFFICE})"
            r"|(?:working|business|office)[ -]hours?"
        ),
    ),
    ("DAY", rf"{_DAY}|(?:calendar )?days?"),
    ("HOUR", rf"{_HOUR}|hours?"),
    ("MINUTE", r"phut|minutes?"),
    ("WEEK", r"tuaf?nf?(?: le)?|weeks?"),
    ("MONTH", r"thangs?|months?"),
    ("YEAR", r"naw?m|years?"),
)
_ENGLISH: Final = re.compile(r"(?:day|hour|minute|week|month|year)s?$")

# What stands right before a number that measures no time: an ordinal, an article, part of a date.
_NO_TIME_BEFORE: Final = r"(?:\b(?:dieu|khoan|muc|mau|thu|thang|quy|mung|mong|nhom|buoc|article)|/|-so)\s*$"
# What stands before a time that is no limit: a threshold, a period, a minimum, a validity.
_ASIDE_BEFORE: Final = (
    # "mỗi 03 tháng", but not "cấp mới 10 ngày".
    r"\b(?:tren|duoi|(?<!cap )(?<!ky )(?<!lap )(?<!lam )moi|cu|dinh ky|tuoi)\s*$"
    r"|(?:it nhat|toi thieu)(?: (?:la|phai|truoc|trong)){0,4}\s*$"
    r"|(?<!muon )(?<!cham )(?<!nhieu )(?<!lau )\bhon\s*$"
    r"|\btruoc(?:\s(?:khoang|day))?\s*$"
    r"|(?<!\w)(?:thoi han su dung|co thoi han|co gia tri|gia tri su dung|hieu luc)(?: \w+){0,4}\s*$"
    r"|\b(?:at least|valid for|every|each)\s*$"
)
_OVER: Final = r"\bqua(?:\sthoi\s(?:han|gian))?\s*$"
_NOT_OVER: Final = (
    r"\b(?:khong|ko|k|chua|chang)(?:\s(?:duoc|vuot|the|phep|bi))*\squa(?:\sthoi\s(?:han|gian))?\s*$"
)
# With its accent, for "ngay" is also "at once", "nam" is also "south", "so" is also "compared".
_DATE_BEFORE: Final = r"(?<!\w)(?:ngày|năm|số|lần)\s*$"
_CLOCK_BEFORE: Final = r"\b(?:luc|vao|hoi|tu|den|truoc|sau|sang|chieu|after|at|before)\s*$"

_ASIDE_AFTER: Final = (
    r"\s*(?:tuoi|tro len|tro xuong|mot lan|/\s*\d*\s*lan|lien tuc|kinh nghiem|cong tac|dau nam|cuoi nam"
    r"|truoc\b(?! day)"
    r"|old\b|before\b|of experience)"
)
_UNIT_WORD: Final = r"(?:gio|phut|ngay|tuan|thang|nam|hours?|minutes?|days?|weeks?|months?|years?)"
_BESIDE: Final = rf"{_UNIT_WORD}(?![a-z])"
_DATE_AFTER: Final = {
    "DAY": r"\s*\d{1,2}\s*(?:[/.-]|thang)\s*\d",
    "WORKING_DAY": r"\s*tu thu\b",
    "MONTH": rf"\s*(?:\d{{1,9}}(?!\d|\s*{_BESIDE})|/\s*\d|nam\s*\d)",
    "YEAR": rf"\s*\d{{1,9}}(?!\d|\s*{_BESIDE})",
}
_CLOCK_AFTER: Final = r"\s*(?:\d|:|phut|cung ngay|h[aă]ng ngay|ngay\s*\d|(?:sang|chieu|toi)\b)"
_PART_OF_DAY: Final = r"\s?(?:sang|chieu|toi|cung ngay|h[aă]ng ngay)\b"
_MINUTES: Final = r"\s?(?P<minutes>[0-5]?\d)(?:\s?(?:phut|p|minutes?)(?![a-z])|(?!\d|[.,/]\d|\s*[a-z]))"
_CLOCK_TIME: Final = (
    r"(?<![\d/.,:-])(?P<hour>[01]?\d|2[0-4])(?:\s?[hg]\s?|:)(?P<minutes>[0-5]\d)(?![\d:]"
    rf"|\s?{_BESIDE}(?<!phut))"
)
_REDUCED_FROM: Final = rf"\b(?:{'|'.join(REDUCED)}|giam|rut ngan|cat giam)(?: [^\W\d]+){{0,5}} (?:from|tu) $"
_GOES_ON: Final = rf"\s(?:va\s)?\d+\s*{_BESIDE}"
# "05 ngày (không kể ngày nghỉ)" counts what working days count; "ko kể T7, CN" is how it is noted down.
_DAYS_OFF_LEFT_OUT: Final = (
    r"[\s,]{0,3}\(?\s*(?:(?:khong|ko|k) (?:ke|tinh|bao gom|gom)|tru)\s(?:cac\s)?(?:ngay\s)?"
    r"(?:le,?\s(?:tet,?\s)?(?:va\s)?(?:ngay\s)?)?(?:nghi|thu (?:bay|7)|t\.?\s?7|chu nhat|cn)\b"
)
# A word that cannot be spoken behind a unit is short for something: "05 ngày LV".
_SHORT: Final = r"\s?(?P<open>\()?\s?(?P<word>[a-z]{1,2}[./][a-z]+|[b-df-hj-np-tv-xz]{2,4}(?![a-z]))(?!\w)"
_SHORT_KNOWN: Final = frozenset({"dv", "d/v", "kt", "k/t", "hdnd", "tthc", "gcn", "vpdk", "hs", "qd", "tb"})


@frozen
class WrittenSpan:
    """A number and a unit, and where they stand (khoảng thời gian).

    Args:
        amount: The number; of a range, the upper one.
        unit: What is counted.
        start: Where the number begins.
        end: Where the unit ends.
        trouble: Why it cannot be counted, or an empty string.
        is_aside: Whether it can be no limit: a minimum, a threshold, a validity, an hour of the clock.
        is_lost: Whether its trouble leaves no amount and unit that could be named.
    """

    amount: float
    unit: Unit
    start: int
    end: int
    trouble: str = ""
    is_aside: bool = False
    is_lost: bool = False


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


def _is_date(lower: str, plain: str, match: re.Match[str], name: str) -> bool:
    """Whether the number measures no time: a part of a date, a number of a document, an ordinal."""
    window, start, end = max(0, match.start() - 60), match.start(), match.end()
    if compiled(_NO_TIME_BEFORE).search(plain[window:start]):
        return True
    # "01 năm 6 tháng" is a time, though "năm 6" might be a date.
    goes_on = compiled(rf"\d\s*{_UNIT_WORD}\s*$").search(plain[window:start]) is not None
    if not goes_on and compiled(_DATE_BEFORE).search(lower[window:start]):
        return True
    return name in _DATE_AFTER and compiled(_DATE_AFTER[name]).match(plain, end) is not None


def _is_aside(plain: str, match: re.Match[str], name: str, amount: float) -> bool:
    """Whether what stands around the time shows a minimum, a threshold, a validity or a clock time."""
    start, end = match.start(), match.end()
    before = plain[max(0, start - 60) : start]
    if compiled(_ASIDE_BEFORE).search(before) or compiled(_ASIDE_AFTER).match(plain, end):
        return True
    if compiled(_OVER).search(before) and not compiled(_NOT_OVER).search(before):
        return True
    if name != "HOUR" or amount > 24:
        return False
    if compiled(_CLOCK_BEFORE).search(before):
        return compiled(r"\s*(?:ke tu|tinh tu|sau khi|from)").match(plain, end) is None
    return compiled(_CLOCK_AFTER).match(plain, end) is not None and not _is_duration(plain, match)


def _is_duration(plain: str, match: re.Match[str]) -> bool:
    """Whether hours with minutes are a time taken: `02 giờ 30 phút`, and no word of the clock beside it."""
    minutes = compiled(_MINUTES).match(plain, match.end())
    if minutes is None or minutes[0][-1].isdigit():
        return False
    return compiled(_PART_OF_DAY).match(plain, minutes.end()) is None


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
) -> tuple[str, bool]:
    """Return why a number is not understood, and whether not even its unit is known."""
    english = bool(_ENGLISH.search(match[name]))
    short = compiled(_SHORT).match(plain, match.end()) if name in {"DAY", "HOUR"} else None
    if short and short["word"] not in _SHORT_KNOWN:
        written = lower[match.start() : short.end()]
        return f"{short['word']!r} in {written!r} is no abbreviation that is known", True
    if compiled(_GOES_ON).match(plain, match.end()):
        return TWO_SPANS, False
    for group in ("again", "low"):
        start, end = match.span(group)
        if start < 0:
            continue
        other = number(lower[start:end].strip(), plain[start:end].strip(), accented=accented, english=english)
        if other is None and group == "again":
            return f"({match['again']}) is no number", False
        if other is not None and (other != amount if group == "again" else other > amount):
            return f"{lower[match.start() : match.end()]!r} contradicts itself", False
    return "", False


def _with_minutes(plain: str, match: re.Match[str], amount: float, *, is_aside: bool) -> tuple[float, int]:
    """Return hours with the minutes behind them, exactly, and where they end."""
    minutes = compiled(_MINUTES).match(plain, match.end())
    if minutes is None or not (is_aside or _is_duration(plain, match)):
        return amount, match.end()
    return amount + int(minutes["minutes"]) / 60, minutes.end()


def _lowered(
    lower: str, plain: str, match: re.Match[str], name: str, *, accented: bool
) -> WrittenSpan | None:
    """Return the first time of `reduced from 15 days to 10 days`, which is no range from the lower one up."""
    if not match["low"] or not compiled(_REDUCED_FROM).search(
        plain[max(0, match.start() - 60) : match.start()]
    ):
        return None
    start, end = match.span("low")
    english = bool(_ENGLISH.search(match[name]))
    low = number(lower[start:end], plain[start:end], accented=accented, english=english)
    own = next((key for key, word in _UNITS if compiled(rf"\s?(?:{word})(?![a-z])").match(plain, end)), name)
    amount, unit, trouble = _lawful(low or 0, own)
    return None if low is None else WrittenSpan(amount, unit, start, end, trouble, is_lost=bool(trouble))


def _clock_times(plain: str) -> Iterator[WrittenSpan]:
    """Yield the hours that are written without a word for them: `15:00`, `15h30`."""
    for match in compiled(_CLOCK_TIME).finditer(plain):
        amount = int(match["hour"]) + int(match["minutes"]) / 60
        yield WrittenSpan(amount, Unit.HOUR, match.start(), match.end(), is_aside=True)


def find_spans(lower: str, plain: str) -> Iterator[WrittenSpan]:
    """Yield each number beside a unit of time (tìm các khoảng thời gian).

    Left out are dates, ordinals and numbers of documents and articles, which measure no time. Minimums,
    thresholds, ages, periods of validity and hours of the clock do, and are marked as no limit.

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
    found = [*_written_spans(lower, plain), *_clock_times(plain)]
    yield from sorted(found, key=lambda span: span.start)


def _written_spans(lower: str, plain: str) -> Iterator[WrittenSpan]:
    accented = lower != plain
    last = 0
    for match in _span_pattern().finditer(plain):
        name = next(key for key, _ in _UNITS if match[key] is not None)
        if name == "YEAR" and accented and match[name] == "nam" and lower[slice(*match.span(name))] != "năm":
            continue
        found = _amount(lower, plain, match, name, accented=accented)
        if found is None or match.start() < last or _is_date(lower, plain, match, name):
            continue
        amount, start = found
        end = match.end()
        is_aside = _is_aside(plain, match, name, amount)
        low = _lowered(lower, plain, match, name, accented=accented)
        if low is not None:
            yield low
            start = match.start("number")
        trouble, is_lost = _trouble(lower, plain, match, amount, name, accented=accented)
        trouble = "" if low is not None and not is_lost else trouble
        if name == "HOUR":
            amount, end = _with_minutes(plain, match, amount, is_aside=is_aside)
            trouble = "" if end > match.end() else trouble
        last = end
        if name == "DAY" and compiled(_DAYS_OFF_LEFT_OUT).match(plain, match.end()):
            name = "WORKING_DAY"
        amount, unit, uncountable = _lawful(amount + (0.5 if match["half"] else 0), name)
        yield WrittenSpan(
            amount, unit, start, end, trouble or uncountable, is_aside, is_lost or bool(uncountable)
        )
