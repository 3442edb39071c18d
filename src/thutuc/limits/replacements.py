"""Words by which one time takes the place of another, or comes on top of it (thay thế, cộng thêm).

A limit that was shortened is written beside the one before: `từ 15 ngày xuống còn 10 ngày`, `10 ngày (thay vì
15 ngày)`. The new one counts; the one before is kept as the statutory one.
"""

from typing import Final

from thutuc.limits.numerals import DIGITS, number
from thutuc.limits.spans import Span
from thutuc.limits.spelling import compiled
from thutuc.limits.units import Unit

__all__ = ["comes_on_top", "cut_by", "old_number", "replaced", "replacing", "tied"]

_VERB: Final = (
    r"(?:cat giam|rut ngan|rut|giam(?! doc| dinh| sat| ho)|cat|dieu chinh|sua doi|thay doi|don gian hoa"
    r"|tang|nang|keo dai)"
)
_VERB_EN: Final = r"(?:reduced|shortened|cut|lowered|brought)"
_AT_MOST: Final = r"(?:\W|\b(?:la|toi da|khong qua|trong|thoi han|thoi gian|giai quyet|thuc hien)\b)*$"
_NEW_BEFORE: Final = (
    rf"\b{_VERB}\b[^;\n]{{0,120}}\b(?:con(?: lai)?|(?<!hoan )thanh|len)\b{_AT_MOST}"
    rf"|\b{_VERB_EN}\b[^;\n]{{0,120}}\bto\b{_AT_MOST}"
    rf"|\bxuong(?: con)?\b{_AT_MOST}"
    rf"|\b(?:nay|hien)(?: chi)? con\b{_AT_MOST}"
    rf"|\b(?:thay (?:the )?bang|thay the boi)\b{_AT_MOST}"
    r"|\bsau (?:khi )?(?:duoc )?(?:cat giam|rut ngan|giam|dieu chinh)\b[^;\n\d]{0,40}"
    rf"(?::|\b(?:la|con))\s?{_AT_MOST}"
)
_FROM: Final = rf"\b(?:{_VERB}|{_VERB_EN})\b[^;\n\d]{{0,80}}\b(?:tu|from)\s$"
_TO: Final = rf"^[^\n;.\d]{{0,40}}\b(?:con(?: lai)?|(?<!hoan )thanh|len|den|to)\b{_AT_MOST}"
# "từ 15 xuống còn 10 ngày làm việc": the first number has the unit of the second.
_OLD_NUMBER: Final = rf"\btu\s(?P<old>{DIGITS})\s(?:xuong|con|thanh|len)\b[^\d\n;.]{{0,30}}$"
_OLD_BEFORE: Final = r"\b(?:thay (?:vi|cho)|so voi|instead of|rather than|down from)\b[^\n;.\d]{0,60}$"
_OLD_BRACKET: Final = (
    r"^\W{0,3}\(\s?(?:thoi (?:han|gian) )?(?:(?:giai quyet )?theo )?(?:quy dinh|luat dinh|luat)[^()\d]{0,40}$"
)
_CUT_BY: Final = r"\b(?:cat giam|rut ngan|giam|rut|cat|bot)(?: duoc| di| them| bot)?\s*$"
_TO_NEW: Final = r"\s?,?\s?\b(?:xuong|down to)\b"
_CASE_BETWEEN: Final = (
    r"\b(?:truong hop|doi voi|neu|(?<!sau )khi|rieng|truc tuyen|truc tiep|qua mang|buu chinh|buu dien"
    r"|if|for|online)\b"
)
_UP_TO: Final = r"\s(?:toi da |khong qua |trong |thoi han )*$"
_AND: Final = rf"\b(?:va|cung voi){_UP_TO}"
_PLUS: Final = rf"(?:\bcong(?: voi)?|(?<=[\w)]\s)\+){_UP_TO}"
_IF: Final = (
    r"\(?\s?\b(?:neu (?:can|co|phai)|khi (?:can|phai)|(?:trong )?truong hop (?:can|phai|co)"
    r"|if (?:needed|necessary|any))\b"
)
_ACT_THEN_IF: Final = rf"\s?(?:de )?[^\W\d]+(?: [^\W\d]+){{0,11}}[ ,]{{0,2}}{_IF}"


def replacing(before: str, between: str) -> bool:
    """Whether the words around a time say that the next one takes its place (rút ngắn từ … còn …).

    Args:
        before: The words before the first time.
        between: The words between the two.

    Examples:
        >>> replacing("", ", cat giam con "), replacing("rut ngan tu ", " thanh "), replacing("", " va ")
        (True, True, False)
    """
    if compiled(_NEW_BEFORE).search(between):
        return True
    return bool(compiled(_FROM).search(before) and compiled(_TO).search(between))


def tied(between: str) -> bool:
    """Whether the words between two times tie the second to a case or a way to submit (theo trường hợp).

    Examples:
        >>> tied("; nop truc tuyen thi giam con ")
        True
    """
    return compiled(_CASE_BETWEEN).search(between) is not None


def replaced(between: str) -> bool:
    """Whether the words before a time say that it is the one that no longer counts (thay vì, so với).

    Examples:
        >>> replaced(" (theo quy dinh la "), replaced(" thay vi "), replaced("; theo quy dinh ")
        (True, True, False)
    """
    return bool(compiled(_OLD_BEFORE).search(between) or compiled(_OLD_BRACKET).search(between))


def cut_by(before: str, after: str) -> bool:
    """Whether a time is what a limit is shortened by, and none itself (giảm 05 ngày).

    Examples:
        >>> cut_by("da giam ", " so voi quy dinh"), cut_by("rut ngan ", " xuong con 01 ngay")
        (True, False)
    """
    return compiled(_CUT_BY).search(before) is not None and compiled(_TO_NEW).match(after) is None


def old_number(before: str, unit: Unit) -> Span | None:
    """The time that a bare number names before the one that takes its place (từ 15 xuống còn 10 ngày).

    Examples:
        >>> old_number("rut ngan tu 15 xuong con ", Unit.WORKING_DAY).amount
        15
    """
    match = compiled(_OLD_NUMBER).search(before)
    amount = number(match["old"], match["old"], accented=False, english=False) if match else None
    return None if match is None or amount is None else Span(amount, unit, match.start(), match.end())


def comes_on_top(before: str, after: str) -> bool:
    """Whether a time is added for an act that is not always needed (và 05 ngày xin ý kiến nếu cần).

    Examples:
        >>> comes_on_top("ke tu ngay nhan ho so va ", " xin y kien (neu can)")
        True
        >>> comes_on_top("doi voi cap moi va ", " doi voi cap lai")
        False
    """
    if compiled(_AND).search(before):
        return compiled(_ACT_THEN_IF).match(after) is not None
    return bool(compiled(_PLUS).search(before) and compiled(_IF).search(after[:120]))
