"""A limit as official texts write it, in Vietnamese or English."""

from datetime import time

from thutuc.limits.units import Unit, check_language

__all__ = ["write"]


def _number(amount: float) -> str:
    if isinstance(amount, int):
        return str(amount)
    text = repr(amount)
    if "e" not in text:
        return text
    from decimal import Decimal  # noqa: PLC0415 - a slow import for amounts below 0.0001

    return f"{Decimal(text):f}"


def write(amount: float, unit: Unit, cut_off: time | None, language: str = "vi") -> str:
    """Return the limit in words (viết thời hạn).

    Args:
        amount: How many units.
        unit: What is counted.
        cut_off: The hour after which a receipt has one working day more.
        language: `"vi"` or `"en"`.

    Returns:
        A text that `TimeLimit.parse` reads back.

    Raises:
        InvalidTypeError: If *language* is no string.
        InvalidValueError: If *language* is neither.

    Examples:
        >>> write(5, Unit.WORKING_DAY, time(15))
        '05 ngày làm việc; nhận sau 15 giờ 00 thì thêm 01 ngày làm việc'
        >>> write(0, Unit.WORKING_DAY, time(15), "en")
        'the same working day; received after 15:00, the next working day'
    """
    same_day = amount == 0 and unit is Unit.WORKING_DAY
    if check_language(language) == "en":
        plural = "" if amount == 1 else "s"
        text = "the same working day" if same_day else f"{_number(amount)} {unit.label('en')}{plural}"
        if cut_off is not None:
            late = "the next working day" if same_day else "one working day more"
            text += f"; received after {cut_off:%H:%M}, {late}"
        return text
    number = _number(amount).replace(".", ",")
    number = number.zfill(2) if isinstance(amount, int) else number
    text = "ngay trong ngày làm việc" if same_day else f"{number} {unit.label()}"
    if cut_off is not None:
        late = "trong ngày làm việc tiếp theo" if same_day else "thêm 01 ngày làm việc"
        text += f"; nhận sau {cut_off:%H} giờ {cut_off:%M} thì {late}"
    return text
