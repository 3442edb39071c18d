"""`AuditFinding`: one thing that should hold of printed figures; and several (kết quả đối soát)."""

from collections.abc import Callable
from decimal import Decimal

import attrs

from thutuc.errors import check_language
from thutuc.messages import figures, in_vietnamese
from thutuc.words.labels import Labelled, both
from thutuc.words.numbers import Figure, NumberStyle, style_of
from thutuc.words.table import Shown, Table


@attrs.frozen
class AuditFinding:
    """One thing that should hold of printed figures (kết quả đối soát).

    Args:
        identity: What should hold, in the names of `PublishedTable`; or in words, Vietnamese and English.
        holds: Whether it does; `None` where the figures do not say enough.
        printed: The figure as printed, or as required.
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

    Examples:
        >>> finding = AuditFinding(("tổng điểm", "total"), holds=False, printed=97, computed=96.5)
        >>> print(finding, finding.gap)
        tổng điểm: KHÔNG KHỚP; 97 − 96,5 = 0,5 0.5
    """

    identity: str | tuple[str, str]
    holds: bool | None
    printed: Figure | None = None
    computed: Figure | None = None
    tolerance: Figure = 0
    missing: tuple[str, ...] = ()
    implied: tuple[tuple[str, int], ...] = ()
    denominators: tuple[Labelled, ...] = attrs.field(default=(), kw_only=True)
    rest: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    conflict: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    reading: Labelled | None = attrs.field(default=None, kw_only=True)
    blame: tuple[str, int] | None = attrs.field(default=None, kw_only=True)

    @property
    def gap(self) -> int | Decimal | None:
        """Printed minus computed; `None` where there is nothing to compare. Of percentages in points."""
        if self.printed is None or self.computed is None:
            return None
        if isinstance(self.printed, int) and isinstance(self.computed, int):
            return self.printed - self.computed
        # A float is the decimal number it prints as.
        return Decimal(str(self.printed)) - Decimal(str(self.computed))

    def text(self, language: str = "vi", *, numbers: NumberStyle | None = None) -> str:
        """One line for a reader.

        Args:
            language: Of the words.
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        english, style, gap = check_language(language) == "en", style_of(numbers, language), self.gap
        undescribed = self._undescribed(language, style)
        words = [f"{self.identity_text(language)}: {undescribed or _VERDICTS[self.holds][english]}"]
        if gap is not None and self.printed is not None and self.computed is not None:
            words.append(f"{style.text(self.printed)} − {style.text(self.computed)} = {style.text(gap)}")
        return "; ".join([*words, *self._remarks(language, style)])

    def _undescribed(self, language: str, style: NumberStyle) -> str:
        """What is left over, where no column that is printed could hold it."""
        english, gap = language == "en", self.gap
        if not self.rest or self.holds is not None or not gap:
            return ""
        names = [name if english else figures(name) for name in self.rest]
        return f"{style.text(gap)} {_UNDESCRIBED[english]}: {_or(names, english=english)}?"

    def _remarks(self, language: str, style: NumberStyle) -> list[str]:
        """What else is to be said of it."""
        english, words = language == "en", list[str]()
        said: Callable[[str], str] = str if english else figures
        if self.reading is not None:
            label = "without an answer" if english else "hồ sơ trả lại, dừng"
            words.append(f"{label}: {self.reading.label(language)}")
        if self.denominators:
            label = "over" if english else "mẫu số"
            words.append(f"{label}: " + " / ".join(one.label(language) for one in self.denominators))
        if self.implied:
            implied = ", ".join(f"{said(name)} = {style.text(number)}" for name, number in self.implied)
            words.append(f"{'implied' if english else 'suy ra'} {implied}")
        elif self.missing and not self.rest:
            words.append(f"{'missing' if english else 'thiếu'} {', '.join(map(said, self.missing))}")
        if self.blame is not None:
            name, number = self.blame[0], style.text(self.blame[1])
            words.append(
                f"to blame: the printed {name}; {number} would agree with all others"
                if english
                else f"con số sai: {said(name)}; {number} thì khớp với các số khác"
            )
        return words

    def identity_text(self, language: str = "vi") -> str:
        """What should hold, in words (điều phải khớp).

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        english = check_language(language) == "en"
        if isinstance(self.identity, tuple):
            return self.identity[english]
        return self.identity if english else in_vietnamese(self.identity) or figures(self.identity)

    def __str__(self) -> str:
        return self.text()

    def remark(self, language: str = "vi") -> str:
        """What is to be said of it beside the verdict and the figures, in one line (ghi chú).

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        style = style_of(None, check_language(language))
        return "; ".join(filter(None, [self._undescribed(language, style), *self._remarks(language, style)]))

    def _repr_html_(self) -> str:
        return AuditFindings((self,)).table().html()


class AuditFindings(Shown, tuple[AuditFinding, ...]):
    """What an audit found: a tuple of findings that shows itself as a table (các kết quả đối soát).

    Examples:
        >>> total = AuditFinding(("tổng điểm", "total"), holds=False, printed=97, computed=96.5)
        >>> print(AuditFindings([total]).text("en"))
        what should hold  verdict  printed  computed  gap  remark
        ---------------------------------------------------------
        total             FAILS         97      96.5  0.5
    """

    __slots__ = ()

    def table(self, language: str = "vi") -> Table:
        """A row for each finding: what should hold, whether it does, and the figures.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        return Table.of(
            ("", ""),
            self,
            ("identity", "điều phải khớp", "what should hold", lambda one: both(one.identity_text)),
            ("verdict", "kết quả", "verdict", lambda one: _VERDICTS[one.holds]),
            ("printed", "đã công bố", "printed", lambda one: one.printed),
            ("computed", "tính lại", "computed", lambda one: one.computed),
            ("gap", "chênh lệch", "gap", lambda one: one.gap),
            ("remark", "ghi chú", "remark", lambda one: both(one.remark)),
            language=language,
        )


_VERDICTS = {
    True: ("khớp", "holds"),
    False: ("KHÔNG KHỚP", "FAILS"),
    None: ("chưa đủ số liệu", "not enough figures"),
}
_UNDESCRIBED = ("chưa được mô tả", "not described")


def _or(names: list[str], *, english: bool) -> str:
    """What could hold the rest, with *or* before the last."""
    *before, last = names
    return f"{', '.join(before)} {'or' if english else 'hay'} {last}" if before else last
