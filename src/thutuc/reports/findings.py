"""`AuditFinding`: one thing that should hold of a published table (kết quả đối soát)."""

from collections.abc import Callable
from decimal import Decimal

import attrs

from thutuc.limits.units import check_language
from thutuc.messages import figures, in_vietnamese
from thutuc.reports.published import Ended, PublishedTable, between
from thutuc.reports.rates import Denominator
from thutuc.words.numbers import NumberStyle, style_of

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
        rest: Where a whole is greater than its parts, the columns that could hold the rest and are not
            printed.
        conflict: Where only all sums together fail, the smallest set of figures that cannot all be right.
        reading: Where what was returned, stopped, withdrawn or refused is counted, if any is printed.
        blame: The one printed figure without which all others agree, with what it would be.
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
    rest: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    reading: Ended | None = None
    blame: tuple[str, int] | None = None

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
        said: Callable[[str], str] = str if english else figures
        identity = self.identity if english else in_vietnamese(self.identity) or figures(self.identity)
        words = [f"{identity}: {verdict}"]
        if self.gap is not None and self.printed is not None and self.computed is not None:
            sums = f"{style.text(self.printed)} − {style.text(self.computed)} = {style.text(self.gap)}"
            words.append(sums)
        if self.rest and self.holds is None and self.gap:
            rest = f"{_UNDESCRIBED[english]}: {_or(self.rest, english=english)}?"
            words[0] = f"{identity}: {style.text(self.gap)} {rest}"
        if self.reading is not None:
            label = "without an answer" if english else "hồ sơ trả lại, dừng"
            words.append(f"{label}: {self.reading.label(language)}")
        if self.denominators:
            label = "over" if english else "mẫu số"
            words.append(f"{label}: " + " / ".join(one.label(language) for one in self.denominators))
        if self.implied:
            label = "implied" if english else "suy ra"
            words.append(
                f"{label} " + ", ".join(f"{said(name)} = {style.text(n)}" for name, n in self.implied)
            )
        elif self.missing and not self.rest:
            words.append(("missing " if english else "thiếu ") + ", ".join(map(said, self.missing)))
        if self.blame is not None:
            name, number = self.blame[0], style.text(self.blame[1])
            words.append(
                f"to blame: the printed {name}; {number} would agree with all others"
                if english
                else f"con số sai: {said(name)}; {number} thì khớp với các số khác"
            )
        return "; ".join(words)

    def __str__(self) -> str:
        return self.text()


_VERDICTS = {
    True: ("khớp", "holds"),
    False: ("KHÔNG KHỚP", "FAILS"),
    None: ("chưa đủ số liệu", "not enough figures"),
}


_UNDESCRIBED = ("chưa được mô tả", "not described")
_REST = {
    "returned": ("trả lại", "returned"),
    "stopped": ("dừng giải quyết", "stopped"),
    "waiting": ("chờ bổ sung", "waiting"),
    "undated": ("không có hạn", "without a date"),
    "pending_overdue": ("đang giải quyết, quá hạn", "pending and overdue"),
}


def _or(names: tuple[str, ...], *, english: bool) -> str:
    """What could hold the rest, with *or* before the last."""
    *before, last = (_REST[name][english] for name in names)
    return f"{', '.join(before)} {'or' if english else 'hay'} {last}" if before else last


def slack(table: PublishedTable, name: str) -> int:
    """By how much a printed count may differ from the true one."""
    low, high = between(table, name)
    number: int = getattr(table, name) or 0
    return max(number - low, high - number)
