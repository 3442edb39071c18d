"""Baseline against reform, measure by measure (trước và sau khi thay đổi)."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from matplotlib.axes import Axes

from thutuc.errors import InvalidTypeError
from thutuc.plots.drawn_rows import rows_of, something
from thutuc.plots.sheet import LINE, MIDDLE, Sheet
from thutuc.reports import MEASURES, PeriodReport

_COLUMNS = ("measure", "baseline", "reform")


def compared(
    source: object,
    reform: PeriodReport | None = None,
    *,
    names: tuple[str, str] | None = None,
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw baseline and reform beside each other, measure by measure (vẽ so sánh trước và sau).

    Args:
        source: The report of the baseline, with that of the reform as *reform*; or rows of measure, baseline
            and reform: triples, mappings or a frame with these columns, or a value whose `measures` are such.
        reform: The report of the reform.
        names: What the two sides are called.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If *source* is nothing of the kind, or one report stands alone.
        InvalidValueError: If it is empty, or a column is missing.

    Examples:
        >>> from thutuc import plots
        >>> ax = plots.compared([("late", 330, 281), ("on_time", 3300, 3349)], language="en")
        >>> [float(bar.get_width()) for bar in ax.patches], ax.texts[0].get_text()
        ([330.0, 3300.0, 281.0, 3349.0], '330 → 281 (-49)')
    """
    rows = _rows(source, reform)
    something(rows, "measure")
    sheet = Sheet.of(ax, language, rows=round(1.5 * len(rows)))
    size = sheet.font(len(rows))
    said = names or (sheet.say(("hiện trạng", "baseline")), sheet.say(("sau thay đổi", "reform")))
    looks: tuple[dict[str, Any], ...] = (
        {"facecolor": "white", "hatch": "////"},
        {"facecolor": MIDDLE, "hatch": ""},
    )
    for side, (name, look) in enumerate(zip(said, looks, strict=True)):
        at = [row + (-0.19, 0.19)[side] for row in range(len(rows))]
        sheet.ax.barh(
            at, [row[1 + side] for row in rows], height=0.36, label=name, edgecolor=LINE, lw=0.7, **look
        )
    for place, (_, before, after) in enumerate(rows):
        change = after - before
        sign = "+" if change > 0 else ""
        words = f"{sheet.number(before, 2)} → {sheet.number(after, 2)} ({sign}{sheet.number(change, 2)})"
        end = max(before, after, 0)
        sheet.ax.annotate(words, (end, place), (4, 0), textcoords="offset points", va="center", fontsize=size)
    sheet.groups([sheet.say(MEASURES.get(name, (name, name))) for name, _, _ in rows])
    least = min(0.0, *(min(row[1:]) for row in rows))
    sheet.ax.set_xlim(least, max(max(row[1:]) for row in rows) * 1.4 or 1)
    sheet.numbers()
    sheet.title(("So sánh trước và sau thay đổi", "Baseline and reform"))
    sheet.legend()
    return sheet.drawn


def _rows(source: Any, reform: PeriodReport | None) -> list[tuple[str, float, float]]:  # noqa: ANN401 - many kinds
    if isinstance(source, PeriodReport):
        if not isinstance(reform, PeriodReport):
            raise InvalidTypeError(
                f"the report of a baseline is compared with that of a reform, not with {reform!r}",
                given=reform,
            )
        return [(name, getattr(source, name), getattr(reform, name)) for name in MEASURES]
    source = getattr(source, "measures", source)
    if isinstance(source, list | tuple):
        rows = cast("Iterable[Any]", source)
        source = [row if isinstance(row, Mapping) else dict(zip(_COLUMNS, row, strict=True)) for row in rows]
    return [(str(name), float(a), float(b)) for name, a, b in rows_of(source, _COLUMNS)]
