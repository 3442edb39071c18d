"""`Rate`: a share that names what it is a share of (tỷ lệ và mẫu số)."""

from decimal import Decimal
from statistics import NormalDist

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError, check_language
from thutuc.words.labels import Labelled
from thutuc.words.numbers import NumberStyle, style_of
from thutuc.words.table import Table

_FEW = 200  # Below this the interval at 95 % is several points wide.


def _counted(_rate: object, _field: object, number: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidTypeError(f"a rate counts in whole numbers, not {number!r}", given=number)


@attrs.frozen
class Rate:
    """A share, with what it is a share of (tỷ lệ).

    Args:
        part: How many.
        whole: Of how many.
        of: What these are: in words, Vietnamese and English; or a choice with words, such as a
            [`Denominator`][thutuc.reports.Denominator]. A choice counts cases, and where these are few it is
            printed with the interval in which the true share lies.

    Raises:
        InvalidTypeError: If a number is no whole number.
        InvalidValueError: If it is negative or more than all.

    Examples:
        >>> print(Rate(3630 - 330, 3630, ("dossiers", "dossiers")).text("en"))
        90.91 % of 3,630 dossiers
        >>> rate = Rate(1614, 1645, ("phiếu", "answers"))
        >>> rate.percent, str(rate)
        (98.12, '98,12% của 1.645 phiếu')
        >>> low, high = Rate(9, 10, ("phiếu", "answers")).interval()
        >>> round(low, 3), round(high, 3)
        (0.596, 0.982)
    """

    part: int = attrs.field(validator=_counted)
    whole: int = attrs.field(validator=_counted)
    of: tuple[str, str] | Labelled

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise InvalidValueError(
                f"{self.part} of {self.whole} is no share; the part is between 0 and the whole",
                given=(self.part, self.whole),
            )

    @property
    def value(self) -> float | None:
        """The share between 0 and 1; `None` of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> float | None:
        """In percent, with 2 decimals; `None` of nothing."""
        return float(self._percent(2)) if self.whole else None

    def _percent(self, digits: int) -> Decimal:
        """In percent; a half is rounded up."""
        return Decimal(f"{(200 * self.part * 10**digits + self.whole) // (2 * self.whole)}E-{digits}")

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Between which shares the true one lies, if the cases are a sample (khoảng tin cậy Wilson).

        Args:
            confidence: How sure one wants to be, between 0 and 1.

        Returns:
            Wilson's interval, which is sound for few cases and for shares near 0 and 1; of nothing, all.

        Raises:
            InvalidTypeError: If *confidence* is no number.
            InvalidValueError: If it is not between 0 and 1.
        """
        if isinstance(confidence, bool) or not isinstance(confidence, int | float):
            raise InvalidTypeError(
                f"a confidence is a number such as 0.95, not {confidence!r}", given=confidence
            )
        if not 0 < confidence < 1:
            raise InvalidValueError(
                f"a confidence lies between 0 and 1, such as 0.95, not {confidence}", given=confidence
            )
        if not self.whole:
            return 0.0, 1.0
        z, n, share = NormalDist().inv_cdf((1 + confidence) / 2), self.whole, self.part / self.whole
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * ((share * (1 - share) + z * z / (4 * n)) / n) ** 0.5 / (1 + z * z / n)
        # Rounding must not put the share itself outside.
        return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))

    def text(self, language: str = "vi", *, digits: int = 2, numbers: NumberStyle | None = None) -> str:
        """In words, with what it is a share of; few cases of a choice with their interval.

        Args:
            language: Of the words.
            digits: Digits after the point.
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidTypeError: If *digits* is no whole number.
            InvalidValueError: If it is negative, or *language* is neither `vi` nor `en`.
        """
        if isinstance(digits, bool) or not isinstance(digits, int):
            raise InvalidTypeError(f"digits are a whole number, not {digits!r}", given=digits)
        if digits < 0:
            raise InvalidValueError(f"there are no {digits} digits; give 0 or more", given=digits)
        english, style = check_language(language) == "en", style_of(numbers, language)
        words = (self.of.words if isinstance(self.of, Labelled) else self.of)[english]
        if not self.whole:
            return f"no {words}" if english else f"không có {words}"
        # Vietnamese decrees print no space before the sign.
        sign = " %" if english else "%"
        share = f"{style.text(self._percent(digits))}{sign} {'of' if english else 'của'}"
        said = f"{share} {style.text(self.whole)} {words}"
        if self.whole >= _FEW or not isinstance(self.of, Labelled):
            return said
        low, high = (style.text(Decimal(f"{100 * one:.1f}")) for one in self.interval())
        return f"{said} ({low}–{high}{sign})"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        low, high = self.interval() if self.whole else (None, None)
        percents = (None if one is None else Decimal(f"{100 * one:.2f}") for one in (self.value, low, high))
        words = self.of.words if isinstance(self.of, Labelled) else self.of
        heads = (
            ("part", "số lượng", "number"),
            ("whole", "trên tổng số", "of"),
            ("percent", "tỷ lệ %", "percent"),
            ("low", "từ %", "from %"),
            ("high", "đến %", "to %"),
        )
        return Table(words, heads, ((self.part, self.whole, *percents),)).html()
