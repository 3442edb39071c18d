"""Words by which one time takes the place of another, or comes on top of it (thay thế, cộng thêm).

A limit that was shortened is written beside the one before: `từ 15 ngày xuống còn 10 ngày`, `10 ngày (thay vì
15 ngày)`, `15 ngày → 10 ngày`. The new one counts; the one before is kept as the statutory one.
"""

import re
from typing import Final

from thutuc.limits.numerals import DIGITS, number
from thutuc.limits.phrases import ARROWS, CASE, LEADS, NEEDED, REDUCED
from thutuc.limits.spans import WrittenSpan
from thutuc.limits.spelling import compiled
from thutuc.limits.units import Unit

__all__ = ["comes_on_top", "cut_by", "old_number", "replaced", "replacing", "tied"]

_VERB: Final = (
    r"(?:cat giam|rut ngan|rut|giam(?! doc| dinh| sat| ho)|cat|dieu chinh|sua doi|thay doi|don gian hoa"
    r"|tang|nang|keo dai)"
)
_VERB_EN: Final = rf"(?:{'|'.join(REDUCED)})"
_ARROW: Final = rf"(?:[{ARROWS}]|[-=–—]{{1,3}}>)"
_AT_MOST: Final = rf"(?:\W|\b(?:la|{LEADS}|giai quyet|thuc hien)\b)*$"
_NEW_BEFORE: Final = (
    rf"\b{_VERB}\b[^;\n]{{0,120}}\b(?:con(?: lai)?|(?<!hoan )thanh|len)\b{_AT_MOST}"
    rf"|\b{_VERB_EN}\b[^;\n]{{0,120}}\bto\b{_AT_MOST}"
    rf"|\bxuong(?: con)?\b{_AT_MOST}"
    rf"|\b(?:nay|hien)(?: chi)? con\b{_AT_MOST}"
    # "này là" is the same word without its accent, and begins no such words.
    rf"|[(,]\s?(?:hien )?nay la\b{_AT_MOST}"
    rf"|\b(?:thay (?:the )?bang|thay the boi)\b{_AT_MOST}"
    r"|\bsau (?:khi )?(?:duoc )?(?:cat giam|rut ngan|giam|dieu chinh)\b[^;\n\d]{0,40}"
    rf"(?::|\b(?:la|con))\s?{_AT_MOST}"
)
_FROM: Final = rf"\b(?:{_VERB}|{_VERB_EN})\b[^;\n\d]{{0,80}}\b(?:tu|from)\s$"
_TO: Final = (
    rf"^[^\n;.\d]{{0,40}}(?:\b(?:xuong|con(?: lai)?|(?<!hoan )thanh|len|den|to)\b|{_ARROW}){_AT_MOST}"
)
# Nothing but the arrow: "Sở: 10 ngày → UBND: 05 ngày" is the way that a dossier goes.
_BECOMES: Final = (
    rf"^[\s)]*(?:\([^()\d]{{0,40}}\)\s?)?{_ARROW}(?:\W|\b(?:nay|hien|chi|con(?: lai)?)\b)*{_AT_MOST}"
)
# "từ 15 xuống còn 10 ngày làm việc": the first number has the unit of the second.
_OLD_NUMBER: Final = rf"\btu\s(?P<old>{DIGITS})\s(?:xuong|con|thanh|len)\b[^\d\n;.]{{0,30}}$"
_OLD_NUMBER_ARROW: Final = (
    rf"(?<!buoc )(?<!muc )(?<!khoan )(?<!dieu )(?<![\d/.,])(?P<old>{DIGITS})\s?{_ARROW}[^\w\n;.]{{0,10}}$"
)
# "10 ngày (giảm từ 15 ngày)": few words may stand between, for "tu" is also a part of "đầu tư".
_OLD_FROM: Final = (
    rf"\b(?:cat giam|rut ngan|rut|giam|cat|tang|nang|keo dai|{_VERB_EN})"
    r"(?: (?:thoi (?:han|gian)|giai quyet|thuc hien|xuong|bot|duoc|down))*"
    # By how much may be said between: giảm 30% từ 15 ngày.
    r"(?: (?:by )?\d{1,3}(?:[.,/]\d{1,2})?(?:\s?%| ngay(?: lam viec)?| gio(?: lam viec)?)?,?)? (?:tu|from)"
    r"(?: (?:muc|quy dinh|thoi (?:han|gian)|la|toi da|khong qua))*\s$"
)
_OLD_BEFORE: Final = r"\b(?:thay (?:vi|cho)|so voi|instead of|rather than|down from)\b[^\n;.\d]{0,60}$"
_OLD_BRACKET: Final = (
    r"^\W{0,3}\(\s?(?:thoi (?:han|gian) )?(?:(?:giai quyet )?theo )?(?:quy dinh|luat dinh|luat)[^()\d]{0,40}$"
    r"|[(,]\s?(?:truoc (?:day|kia)|cu)\s?(?::|la\b)[^()\d;\n]{0,20}$"
)
_CUT_BY: Final = r"\b(?:cat giam|rut ngan|giam|rut|cat|bot)(?: duoc| di| them| bot)?\s*$"
_TO_NEW: Final = r"\s?,?\s?\b(?:xuong|down to)\b"
_CASE_BETWEEN: Final = (
    rf"\b(?:{CASE}|neu|(?<!sau )khi|truc tuyen|truc tiep|qua mang|buu chinh|buu dien|online)\b"
)
_UP_TO: Final = r"\s(?:toi da |khong qua |trong |thoi han )*$"
_PLUS_SIGN: Final = r"\+\s?(?:toi da |khong qua |trong |thoi han )*$"
_AND: Final = rf"\b(?:va|cung voi){_UP_TO}"
# "Cổng dịch vụ công" and "thủ công" are the same word without its accent.
_CONG: Final = r"\b(?<!vu )(?<!thu )(?<!khoi )(?<!nhan )(?<!phan )(?<!gia )(?<!thanh )cong(?: voi| them)?"
# A line in which another + begins an item is a list, and no sum.
_PLUS: Final = rf"(?:{_CONG}|\bplus){_UP_TO}|^(?:[^+]*[\w)(\[,] ?\+)*[^+]*[\w)(\[,] ?{_PLUS_SIGN}"
_PLUS_ASIDE: Final = rf"[(\[]\s?(?:(?:cong(?: voi| them)?|them|plus){_UP_TO}|{_PLUS_SIGN})"
_IF_PLUS: Final = (
    rf"\b(?:neu|truong hop|khi {NEEDED}|if)\b[^\n;.()+\d]{{0,120}}?"
    rf"(?:(?:{_CONG}|\bplus){_UP_TO}|[\w,] ?{_PLUS_SIGN})"
)
_IF: Final = (
    rf"\(?\s?\b(?:neu {NEEDED}|khi (?:can|phai)|(?:trong )?truong hop {NEEDED}"
    r"|if (?:needed|necessary|any))\b"
)
_ANY_IF: Final = rf"\b(?:neu|khi {NEEDED}|truong hop|doi voi|if|where|when)\b"
_ACT_THEN_IF: Final = rf"\s?(?:de )?[^\W\d]+(?: [^\W\d]+){{0,11}}[ ,]{{0,2}}{_IF}"


def replacing(before: str, between: str, after: str = "") -> bool:
    """Whether the words around a time say that the next one takes its place (rút ngắn từ … còn …).

    Args:
        before: The words before the first time.
        between: The words between the two.
        after: The words after the second.

    Examples:
        >>> replacing("", ", cat giam con "), replacing("rut ngan tu ", " thanh "), replacing("", " va ")
        (True, True, False)
        >>> replacing("", " → "), replacing("", " → ", " → ")
        (True, False)
    """
    if compiled(_NEW_BEFORE).search(between):
        return True
    if compiled(_FROM).search(before) and compiled(_TO).search(between):
        return True
    # More than one arrow is the way of a dossier from hand to hand.
    around = re.split(r"[;\n]", before)[-1] + " " + re.split(r"[;\n]", after)[0]
    return bool(compiled(_BECOMES).search(between)) and compiled(_ARROW).search(around) is None


def tied(between: str) -> bool:
    """Whether the words between two times tie the second to a case or a way to submit (theo trường hợp).

    Examples:
        >>> tied("; nop truc tuyen thi giam con ")
        True
    """
    return compiled(_CASE_BETWEEN).search(between) is not None


def replaced(between: str, after: str = "") -> bool:
    """Whether the words around a time say that it is the one that no longer counts (thay vì, so với).

    Args:
        between: The words before it, back to the time before.
        after: The words after it, up to the next time.

    Examples:
        >>> replaced(" (theo quy dinh la "), replaced(" thay vi "), replaced("; theo quy dinh ")
        (True, True, False)
        >>> replaced(" (giam tu ", ")"), replaced(" (giam tu ", " xuong con ")
        (True, False)
    """
    if compiled(_OLD_BEFORE).search(between) or compiled(_OLD_BRACKET).search(between):
        return True
    is_from = compiled(_OLD_FROM).search(between) is not None and not tied(between)
    return is_from and compiled(_TO).search(after) is None


def cut_by(before: str, after: str) -> bool:
    """Whether a time is what a limit is shortened by or from, and none itself (giảm 05 ngày).

    Examples:
        >>> cut_by("da giam ", " so voi quy dinh"), cut_by("rut ngan ", " xuong con 01 ngay")
        (True, False)
    """
    if compiled(_OLD_FROM).search(before):
        return compiled(_TO).search(after) is None
    return compiled(_CUT_BY).search(before) is not None and compiled(_TO_NEW).match(after) is None


def old_number(before: str, unit: Unit) -> WrittenSpan | None:
    """The time that a bare number names before the one that takes its place (từ 15 xuống còn 10 ngày).

    Examples:
        >>> old_number("rut ngan tu 15 xuong con ", Unit.WORKING_DAY).amount
        15
    """
    match = compiled(_OLD_NUMBER).search(before) or compiled(_OLD_NUMBER_ARROW).search(before)
    amount = number(match["old"], match["old"], accented=False, english=False) if match else None
    return None if match is None or amount is None else WrittenSpan(amount, unit, match.start(), match.end())


def comes_on_top(before: str, after: str) -> bool:
    """Whether a time is added for an act that is not always needed (và 05 ngày xin ý kiến nếu cần).

    Args:
        before: The words before it in its line, with the times that they name.
        after: The words after it.

    Examples:
        >>> comes_on_top("ke tu ngay nhan ho so va ", " xin y kien (neu can)")
        True
        >>> comes_on_top("doi voi cap moi va ", " doi voi cap lai")
        False
        >>> comes_on_top("10 ngay + ", " lay y kien (neu co)"), comes_on_top("10 ngay + ", "")
        (True, False)
    """
    if compiled(_AND).search(before):
        return compiled(_ACT_THEN_IF).match(after) is not None
    if compiled(_PLUS_ASIDE).search(before) or compiled(_IF_PLUS).search(before):
        return True
    return bool(compiled(_PLUS).search(before) and compiled(_ANY_IF).search(after[:120]))
