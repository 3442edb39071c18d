"""A published table that adds up, or does not (số liệu công bố khớp hay không)."""

from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from thutuc.fields import all_of
from thutuc.messages import figures
from thutuc.plots.drawn_rows import something
from thutuc.plots.sheet import ALARM, LINE, MIDDLE, Sheet
from thutuc.reports import AuditFinding, PublishedTable, audit

_MARKS = {True: "✓", False: "✗", None: "?"}


def audited(
    source: "PublishedTable | Iterable[AuditFinding]", *, ax: Axes | None = None, language: str = "vi"
) -> Axes:
    """Draw which sums of a published table hold (vẽ kết quả đối soát).

    A row for each finding: what is printed above, what follows from the other figures hatched below it, and
    the gap. ✓ holds, ✗ fails, ? the figures do not say enough. Each row is drawn as a share of its larger
    figure, so that percentages stand beside counts.

    Args:
        source: The table as printed, or what an audit found.
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
    findings = all_of(
        found, AuditFinding, "a picture of an audit is drawn of a PublishedTable or of findings"
    )
    something(findings, "finding")
    sheet = Sheet.of(ax, language, rows=round(1.3 * len(findings)), width=11)
    size = sheet.font(len(findings))
    for row, one in enumerate(findings):
        words = sheet.say(("chưa đủ số liệu", "not enough figures"))
        if one.printed is not None and one.computed is not None:
            words = " ".join(_sum(sheet, one))
            most = float(max(one.printed, one.computed)) or 1.0
            look: dict[str, Any] = {"height": 0.36, "edgecolor": LINE, "linewidth": 0.7}
            failed = {"facecolor": ALARM, "hatch": "xx"} if one.holds is False else {"facecolor": MIDDLE}
            sheet.ax.barh(row - 0.18, float(one.printed) / most, **failed, **look)
            sheet.ax.barh(row + 0.18, float(one.computed) / most, facecolor="white", hatch="////", **look)
        elif one.implied:
            words = "; ".join(
                f"{sheet.say((figures(name), name))} = {sheet.number(n)}" for name, n in one.implied
            )
        place = 1.02 if one.gap is not None else 0.02
        sheet.ax.text(place, row, words, va="center", fontsize=size)
    sheet.groups([f"{_MARKS[one.holds]} {one.identity_text(language)}" for one in findings], lines=2)
    sheet.ax.set_xlim(0, 1.45)
    sheet.ax.set_xticks([])
    fails = sum(one.holds is False for one in findings)
    sheet.title(
        (
            f"Đối soát số liệu công bố: {fails} chỗ không khớp",
            f"Audit of published figures: {fails} do not add up",
        )
    )
    sheet.legend(
        [
            Patch(facecolor=MIDDLE, edgecolor=LINE, label=sheet.say(("đã công bố", "printed"))),
            Patch(
                facecolor=ALARM,
                edgecolor=LINE,
                hatch="xx",
                label=sheet.say(("đã công bố, không khớp", "printed, fails")),
            ),
            Patch(facecolor="white", edgecolor=LINE, hatch="////", label=sheet.say(("tính lại", "computed"))),
        ]
    )
    return sheet.ax


def _sum(sheet: Sheet, one: AuditFinding) -> tuple[str, ...]:
    """The figures, and the gap where there is one."""
    printed, computed, gap = (float(x) for x in (one.printed or 0, one.computed or 0, one.gap or 0))
    written = (sheet.number(printed, 2), "−", sheet.number(computed, 2), "=", sheet.number(gap, 2))
    return written if gap else written[:1]
