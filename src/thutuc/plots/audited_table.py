"""A published table that adds up, or does not (số liệu công bố khớp hay không)."""

from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from thutuc.fields import all_of
from thutuc.messages import figures
from thutuc.plots.drawn_rows import something
from thutuc.plots.sheet import ALARM, LINE, MIDDLE, Sheet, Words
from thutuc.reports import AuditFinding, PublishedTable, audit

_LOOKS: tuple[tuple[Words, dict[str, Any]], ...] = (
    (("đã công bố", "printed"), {"facecolor": MIDDLE}),
    (("đã công bố, không khớp", "printed, fails"), {"facecolor": ALARM, "hatch": "xx"}),
    (("tính lại", "computed"), {"facecolor": "white", "hatch": "////"}),
)
_MARKS = {True: "✓", False: "✗", None: "?"}


def audited(
    source: "PublishedTable | AuditFinding | Iterable[AuditFinding]",
    *,
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw which sums of a published table hold (vẽ kết quả đối soát).

    A row for each finding: what is printed above, what follows from the other figures hatched below it, and
    the gap. ✓ holds, ✗ fails, ? the figures do not say enough. Each row is drawn as a share of its larger
    figure, so that percentages stand beside counts.

    Args:
        source: The table as printed, or what an audit found, one or several.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If it is nothing of the kind.
        InvalidValueError: If nothing was found.

    Examples:
        >>> from thutuc import plots
        >>> from thutuc.reports import PublishedTable
        >>> ax = plots.audited(PublishedTable(received=90, carried_over=10, total=110), language="en")
        >>> ax.get_yticklabels()[0].get_text(), ax.texts[0].get_text()
        ('✗ total = received + carried_over', '110 − 100 = 10')
    """
    found = audit(source) if isinstance(source, PublishedTable) else source
    found = [found] if isinstance(found, AuditFinding) else found
    wanted = "a picture of an audit is drawn of a PublishedTable or of findings"
    findings = all_of(found, AuditFinding, wanted)
    something(findings, "finding")
    sheet = Sheet.of(ax, language, rows=round(1.3 * len(findings)), width=11)
    for row, one in enumerate(findings):
        _draw(sheet, row, one, sheet.font(len(findings)))
    sheet.groups([f"{_MARKS[one.holds]} {one.identity_text(language)}" for one in findings], lines=2)
    sheet.ax.set_xlim(0, 1.02)
    sheet.ax.set_xticks([])
    fails = sum(one.holds is False for one in findings)
    told = (f"{fails} chỗ không khớp", f"{fails} {'does' if fails == 1 else 'do'} not add up")
    sheet.title((f"Đối soát số liệu công bố: {told[0]}", f"Audit of published figures: {told[1]}"))
    sheet.legend([Patch(edgecolor=LINE, label=sheet.say(words), **look) for words, look in _LOOKS])
    return sheet.drawn


def _draw(sheet: Sheet, row: int, one: AuditFinding, size: float) -> None:
    """One finding: its two bars, and what they say."""
    words, place = sheet.say(("chưa đủ số liệu", "not enough figures")), 0.02
    if one.printed is not None and one.computed is not None:
        words, place = " ".join(_sum(sheet, one)), 1.02
        most = float(max(one.printed, one.computed)) or 1.0
        bar: dict[str, Any] = {"height": 0.36, "edgecolor": LINE, "linewidth": 0.7}
        sheet.ax.barh(row - 0.18, float(one.printed) / most, **_LOOKS[one.holds is False][1], **bar)
        sheet.ax.barh(row + 0.18, float(one.computed) / most, **_LOOKS[2][1], **bar)
    elif one.implied:
        told = ((sheet.say((figures(name), name)), sheet.number(number)) for name, number in one.implied)
        words = "; ".join(f"{name} = {number}" for name, number in told)
    sheet.ax.text(place, row, words, va="center", fontsize=size)


def _sum(sheet: Sheet, one: AuditFinding) -> tuple[str, ...]:
    """The figures, and the gap where there is one."""
    printed, computed, gap = (float(x) for x in (one.printed or 0, one.computed or 0, one.gap or 0))
    written = (sheet.number(printed, 2), "−", sheet.number(computed, 2), "=", sheet.number(gap, 2))
    return written if gap else written[:1]
