"""The portal's own words for nothing, and bringing its text into one form."""

from typing import Final

from thutuc import bounds
from thutuc.limits.spelling import compiled

__all__ = ["NOTHING", "bare", "compiled", "composed", "told"]

NOTHING: Final = "Không có thông tin"
"""What the portal prints where a field is empty."""

_BULLETS: Final = " \t\n\r-–+*•·\uf0fc;.,:"


def composed(text: str) -> str:
    r"""*text* in NFC, with plain blanks, one kind of line end and none around (chuẩn hóa).

    Raises:
        InvalidValueError: If a letter has more accents than any letter of any script has.

    Examples:
        >>> composed(" Ngày\xa0làm việc\r\n")
        'Ngày làm việc'
    """
    return bounds.composed(text).replace("\xa0", " ").replace("\r\n", "\n").strip()


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
