"""Rates that name what they are a share of (tỷ lệ và mẫu số)."""

from collections.abc import Sequence
from statistics import NormalDist

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import require, whole_number
from thutuc.reports.period import PeriodReport
from thutuc.words.labels import Labelled

__all__ = ["Denominator", "Rate"]


class Denominator(Labelled):
    """What a rate is a share of (mẫu số của tỷ lệ).

    Offices in Vietnam publish rates over each of these without saying which; the same office may reach 99.3 %
    over one and 96.5 % over another.
    """

    RESOLVED = "resolved", "đã giải quyết", "resolved"
    """The dossiers finished in the period (đã giải quyết)."""
    DUE_IN_PERIOD = "due-in-period", "đến hạn trong kỳ", "due in the period"
    """The dossiers due in the period, finished or not (đến hạn trong kỳ)."""
    RECEIVED = "received", "tiếp nhận trong kỳ", "received"
    """The dossiers received in the period (tiếp nhận trong kỳ)."""
    RECEIVED_AND_CARRIED_OVER = (
        "received-and-carried-over",
        "tiếp nhận và từ kỳ trước",
        "received and carried over",
    )
    """The dossiers received in the period or before it and still open (tiếp nhận và từ kỳ trước)."""


@attrs.frozen
class Rate:
    """A share, with what it is a share of (tỷ lệ).

    Args:
        count: How many.
        among: Of how many.
        denominator: What these are.

    Raises:
        InvalidTypeError: If a number is no whole number, or the denominator is not named.
        InvalidValueError: If it is negative or more than all.

    Examples:
        >>> rate = Rate(3630 - 330, 3630, Denominator.RESOLVED)
        >>> print(rate.text("en"))
        90.91 % of 3,630 resolved
        >>> low, high = Rate(9, 10, Denominator.RESOLVED).interval()
        >>> round(low, 3), round(high, 3)
        (0.596, 0.982)
    """

    count: int
    among: int
    denominator: Denominator

    def __attrs_post_init__(self) -> None:
        for number in (self.count, self.among):
            if isinstance(number, bool) or not isinstance(number, int):
                raise InvalidTypeError(f"a rate counts dossiers, not {number!r}", given=number)
        if not isinstance(self.denominator, Denominator):
            allowed = ", ".join(f"Denominator.{one.name}" for one in Denominator)
            raise InvalidTypeError(
                f"a rate is a share of {allowed}, not {self.denominator!r}; name one", given=self.denominator
            )
        if not 0 <= self.count <= self.among:
            raise InvalidValueError(
                f"{self.count} of {self.among} is no share; the part is between 0 and the whole",
                given=(self.count, self.among),
            )

    @classmethod
    def on_time(cls, report: PeriodReport, denominator: Denominator) -> "Rate":
        """The share that was answered in time, early answers among them (tỷ lệ đúng hạn, trước hạn).

        Of those received, only what was received in the period is counted in the share as well; of those due,
        what was in time, whether it was finished in the period or before it.

        Args:
            report: The report.
            denominator: What it is a share of; there is no default.

        Raises:
            InvalidTypeError: If *denominator* is not named, or *report* is none.
        """
        require(report, PeriodReport, "report")
        return cls._of(report, denominator, ("early", "on_time"), set(report.details["due_and_met"]))

    @classmethod
    def late(cls, report: PeriodReport, denominator: Denominator) -> "Rate":
        """The share that was answered late; of those due, what was not answered in time (tỷ lệ quá hạn).

        Args:
            report: The report.
            denominator: What it is a share of; there is no default.

        Raises:
            InvalidTypeError: If *denominator* is not named, or *report* is none.
        """
        require(report, PeriodReport, "report")
        missed = set(report.details["due_in_period"]) - set(report.details["due_and_met"])
        return cls._of(report, denominator, ("late",), missed)

    @classmethod
    def _of(
        cls, report: PeriodReport, denominator: Denominator, cells: Sequence[str], due: set[str]
    ) -> "Rate":
        if denominator is Denominator.DUE_IN_PERIOD:
            return cls(len(due), report.detail("due_in_period"), denominator)
        found = {code for name in cells for code in report.cells[name]}
        if denominator is Denominator.RECEIVED:
            return cls(len(found.intersection(report.cells["received"])), report.received, denominator)
        among = report.resolved if denominator is Denominator.RESOLVED else report.total
        return cls(len(found), among, denominator)

    @property
    def value(self) -> float | None:
        """The share between 0 and 1; `None` of nothing."""
        return self.count / self.among if self.among else None

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Between which shares the true one lies, if the dossiers are a sample (khoảng tin cậy Wilson).

        Args:
            confidence: How sure one wants to be, between 0 and 1.

        Returns:
            Wilson's interval, which is sound for few dossiers and for shares near 0 and 1; of nothing, all.

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
        if not self.among:
            return 0.0, 1.0
        z, n, share = NormalDist().inv_cdf((1 + confidence) / 2), self.among, self.count / self.among
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * ((share * (1 - share) + z * z / (4 * n)) / n) ** 0.5 / (1 + z * z / n)
        # Rounding must not put the share itself outside.
        return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))

    def text(self, language: str = "vi", *, digits: int = 2) -> str:
        """In words, with its denominator; few dossiers with their interval.

        Args:
            language: Of the words.
            digits: Digits after the point.

        Raises:
            InvalidTypeError: If *digits* is no whole number.
            InvalidValueError: If it is negative, or *language* is neither `vi` nor `en`.
        """
        if whole_number(digits, "digits are a whole number") < 0:
            raise InvalidValueError(f"there are no {digits} digits; give 0 or more", given=digits)
        label = self.denominator.label(language)
        english = language == "en"
        if self.value is None:
            return f"no {label}" if english else f"không có hồ sơ {label}"
        among = f"{self.among:,}" if english else f"{self.among:,}".replace(",", ".")
        share = _percent(self.value, digits, english=english)
        words = f"{share} % of {among} {label}" if english else f"{share}% của {among} hồ sơ {label}"
        if self.among >= _FEW:
            return words
        low, high = (_percent(one, 1, english=english) for one in self.interval())
        return f"{words} ({low}–{high}{' ' if english else ''}%)"

    def __str__(self) -> str:
        return self.text()


_FEW = 200  # Below this the interval at 95 % is several points wide.


def _percent(share: float, digits: int, *, english: bool) -> str:
    written = f"{100 * share:.{digits}f}"
    return written if english else written.replace(".", ",")
