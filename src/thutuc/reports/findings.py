"""`AuditFinding`: one thing that should hold of a published table (kết quả đối soát)."""

from decimal import Decimal

import attrs

from thutuc.limits.units import check_language
from thutuc.reports.numbers import NumberStyle, style_of
from thutuc.reports.published import PublishedTable
from thutuc.reports.rates import Denominator

__all__ = ["AuditFinding"]


@attrs.frozen
class AuditFinding:
    """One thing that should hold of a published table (kết quả đối soát).

    Args:
        identity: What should hold, in the names of `PublishedTable`.
        holds: Whether it does; `None` where the table does not say enough.
        gap: Printed minus computed; `None` where there is nothing to compare. Of percentages in points.
        printed: The figure as printed.
        computed: The figure that follows from the others.
        tolerance: By how much they may differ, because the figures are rounded.
        missing: The figures that would decide.
        implied: Figures that are not printed but follow if it holds.
        denominators: For a rate, all denominators it may have.
    """

    identity: str
    holds: bool | None
    gap: int | Decimal | None = None
    printed: int | Decimal | None = None
    computed: int | Decimal | None = None
    tolerance: int | Decimal = 0
    missing: tuple[str, ...] = ()
    implied: tuple[tuple[str, int], ...] = ()
    denominators: tuple[Denominator, ...] = ()

    def text(self, language: str = "vi", *, numbers: NumberStyle | None = None) -> str:
        """One line for a reader.

        Args:
            language: Of the words.
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        english, style = check_language(language) == "en", style_of(numbers, language)
        verdict = _VERDICTS[self.holds][english]
        words = [f"{self.identity}: {verdict}"]
        if self.gap is not None and self.printed is not None and self.computed is not None:
            figures = f"{style.text(self.printed)} − {style.text(self.computed)} = {style.text(self.gap)}"
            words.append(figures)
        if self.denominators:
            label = "over" if english else "mẫu số"
            words.append(f"{label}: " + " / ".join(one.label(language) for one in self.denominators))
        if self.implied:
            label = "implied" if english else "suy ra"
            words.append(f"{label} " + ", ".join(f"{name} = {style.text(n)}" for name, n in self.implied))
        elif self.missing:
            words.append(("missing " if english else "thiếu ") + ", ".join(self.missing))
        return "; ".join(words)

    def __str__(self) -> str:
        return self.text()


_VERDICTS = {
    True: ("khớp", "holds"),
    False: ("KHÔNG KHỚP", "FAILS"),
    None: ("chưa đủ số liệu", "not enough figures"),
}


def slack(number: int | None, table: PublishedTable) -> int:
    """By how much a printed count may differ from the true one: half of its last figure that is not 0."""
    if table.exact or not number:
        return 0
    unit = 1
    while number % (10 * unit) == 0:
        unit *= 10
    return unit // 2
