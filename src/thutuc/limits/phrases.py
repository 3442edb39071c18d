"""Words that several readers of one text look for, in text without accents (từ khóa)."""

from typing import Final

__all__ = ["ARROWS", "CASE", "LEADS", "NEEDED", "REDUCED"]

CASE: Final = r"truong hop|doi voi|rieng|if|for"
"""Words that open a case, as a pattern; *neu* and *khi* do so only among others."""
NEEDED: Final = r"(?:can|phai|co)"
"""What makes a case of *neu*, *khi* or *truong hop*, as a pattern: needed, to be done, there."""
LEADS: Final = r"khong qua|toi da|trong|thoi han|thoi gian"
"""Words that may stand between what is said and the time it is said of, as a pattern."""
REDUCED: Final = ("reduced", "shortened", "cut", "lowered", "brought")
"""What English texts say of a limit that was made shorter."""
ARROWS: Final = "→⇒➔➜➡⟶⟹"
"""From the old limit to the new one, or from hand to hand."""
