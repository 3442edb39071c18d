"""Reading what the citizen pays: an amount and its currency, or why there is none (phí, lệ phí)."""

from typing import Final

from thutuc.catalogue.text import compiled
from thutuc.procedures import Fee

__all__ = ["declared_fee", "fee_of_text"]

_CURRENCIES: Final = {
    "VNĐ": "VND",
    "VND": "VND",
    "VIỆT NAM ĐỒNG": "VND",
    "ĐỒNG": "VND",
    "Đ": "VND",
    "USD": "USD",
    "ĐÔ LA MỸ": "USD",
    "EUR": "EUR",
}
_NAMES: Final = "|".join(sorted(_CURRENCIES, key=len, reverse=True))
_GROUPED: Final = r"(?:[1-9]\d{0,2}(?:[.,]\d{3}){1,5}|\d{1,15})"
_WHOLE: Final = rf"(?i)(?P<amount>{_GROUPED})\s*(?P<currency>{_NAMES})(?:\s*/[^\d]*)?\.?"
_SUMS: Final = rf"(?i)\d[\d.,]*\s*(?:{_NAMES})(?!\w)"
_FREE: Final = r"(?i)\s*(?:miễn phí|không(?: thu| mất)?(?: phí| lệ phí|,)*)\s*\.?\s*"
_SMALLEST = 1000
"""The portal's "100 VNĐ" stands beside "100.000 đồng" in one record and beside "50USD" in another."""
_REFERS: Final = (
    r"(?i)thông tư|nghị định|nghị quyết|quyết định|hội đồng nhân dân|mức|biểu|giá dịch vụ|theo quy định"
)
_NONE_SAID: Final = r"(?i)^\W*(?:không|chưa|miễn)\b"


def _amount(digits: str) -> int:
    return int(digits.replace(",", "").replace(".", ""))


def declared_fee(declared: str, note: str) -> tuple[Fee | None, str]:
    """The fee of one row of the portal, and why its amount could not be read (đọc phí, lệ phí).

    Args:
        declared: What stands in the column, such as `70,000 Việt Nam Đồng`.
        note: What stands in brackets after it.

    Returns:
        The fee, without an amount where that is not certain, and the reason; an empty reason if all is read.

    Examples:
        >>> declared_fee("70,000 Việt Nam Đồng", "70.000 đồng/thẻ")
        (Fee(text='70,000 Việt Nam Đồng (70.000 đồng/thẻ)', amount=70000, currency='VND'), '')
        >>> declared_fee("20 VNĐ", "20.000 đồng")[1]
        'an amount below 1,000 đồng; elsewhere the portal prints thousands or another currency so'
    """
    if not declared:
        return (Fee(note), "no amount stands beside this note") if note else (None, "")
    text = f"{declared} ({note})" if note else declared
    if declared == "Miễn phí":
        sums = compiled(_SUMS).search(note)
        if sums or (compiled(_REFERS).search(note) and not compiled(_NONE_SAID).search(note)):
            return Fee(text), "declared free of charge, while its note names a fee or a text that sets one"
        return Fee(text, 0), ""
    found = compiled(_WHOLE).fullmatch(declared)
    if found is None:
        return Fee(text), "not an amount and a currency"
    amount, currency = _amount(found["amount"]), _CURRENCIES[found["currency"].upper()]
    if currency == "VND" and 0 < amount < _SMALLEST:
        reason = "an amount below 1,000 đồng; elsewhere the portal prints thousands or another currency so"
        return Fee(text), reason
    return Fee(text, amount, currency), ""


def fee_of_text(text: str) -> Fee:
    """A fee as a person writes it; one sum becomes the amount, free of charge 0, all else stays text.

    Examples:
        >>> fee_of_text("8.000 đồng/bản").amount, fee_of_text("miễn phí").amount
        (8000, 0)
        >>> fee_of_text("theo nghị quyết của HĐND tỉnh").amount
    """
    if compiled(_FREE).fullmatch(text):
        return Fee(text, 0)
    found = compiled(_WHOLE).fullmatch(text.strip())
    if found is None:
        return Fee(text)
    return Fee(text, _amount(found["amount"]), _CURRENCIES[found["currency"].upper()])
