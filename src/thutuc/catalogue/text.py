"""The portal's own words for nothing, and bringing its text into one form."""

import unicodedata
from typing import Final

from thutuc.limits.spelling import compiled

__all__ = ["NOTHING", "bare", "compiled", "composed", "has_mark_run", "told"]

NOTHING: Final = "Không có thông tin"
"""What the portal prints where a field is empty."""

# Letters have one or two marks; to put a long run of them in order takes time that grows with its square.
_MARKS_MAX: Final = 30
_MARK_RUN: Final = r"[^\w\s\x00-\u02ff]{31,}"

_BULLETS: Final = " \t\n\r-–+*•·\uf0fc;.,:"


def has_mark_run(text: str) -> bool:
    """Whether a letter has more than 30 combining marks, as no letter of any script has (chuỗi dấu thanh).

    Examples:
        >>> has_mark_run("a" + "\u0301" * 40), has_mark_run("tháng …")
        (True, False)
    """
    if text.isascii():
        return False
    for match in compiled(_MARK_RUN).finditer(text):
        length = 0
        for mark in match[0]:
            length = length + 1 if unicodedata.combining(mark) else 0
            if length > _MARKS_MAX:
                return True
    return False


def composed(text: str) -> str:
    r"""*text* in NFC, with plain blanks, one kind of line end and none around (chuẩn hóa).

    Examples:
        >>> composed(" Ngày\xa0làm việc\r\n")
        'Ngày làm việc'
    """
    return unicodedata.normalize("NFC", text).replace("\xa0", " ").replace("\r\n", "\n").strip()


def told(text: str) -> str:
    """*text*, or nothing where the portal says that it has nothing (không có thông tin).

    Examples:
        >>> told("Không có thông tin"), told("Cấp xã")
        ('', 'Cấp xã')
    """
    return "" if text.strip() == NOTHING else text.strip()


def bare(text: str) -> str:
    """*text* on one line, without the bullets and stops around it (bỏ dấu đầu dòng).

    Examples:
        >>> bare("- Đơn đề nghị;")
        'Đơn đề nghị'
    """
    return " ".join(text.split()).strip(_BULLETS)
