"""Sums and roundings that lose nothing of a decimal number (tổng, làm tròn)."""

from collections.abc import Iterable
from fractions import Fraction

from thutuc.fields import Number, exact


def rounded(value: Fraction, places: int) -> float:
    """*value* with so many decimals; a half is rounded up, away from 0 for what is positive."""
    scale: int = 10**places
    return (value * scale + Fraction(1, 2)) // 1 / scale


def total(values: Iterable[Number | None]) -> Fraction:
    """The sum of those that are known."""
    return sum((exact(value, "a number") for value in values if value is not None), Fraction())


def plain(value: Number | None) -> int | float | None:
    """*value* as an int where it is whole, else as a float."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
