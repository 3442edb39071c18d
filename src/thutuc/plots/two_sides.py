"""Baseline against reform, measure by measure (trước và sau khi thay đổi)."""

from collections.abc import Iterable, Mapping
from math import floor, log10
from typing import Any, NamedTuple, cast

from matplotlib.axes import Axes

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.plots.drawn_rows import figure_of, name_of, rows_of, something
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
            and reform: triples, mappings or a frame with these columns, or a value whose `measures` are such
            or have a `baseline` and a `reform` by name, as those of `policy.compare`. In triples and mappings
            a figure may be an interval, as `Run.interval` gives it: a line then reaches from `low` to `high`.
        reform: The report of the reform.
        names: What the two sides are called.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If *source* is nothing of the kind, or one report stands alone.
        InvalidValueError: If it is empty, a column is missing, or a figure is no finite number.

    Examples:
        >>> from thutuc import plots
        >>> ax = plots.compared([("late", 330, 281), ("on_time", 3300, 3349)], language="en")
        >>> [float(bar.get_width()) for bar in ax.patches], ax.texts[0].get_text()
        ([330.0, 3300.0, 281.0, 3349.0], '330 → 281 (-49)')
    """
    rows, told_names = _rows(source, reform), _two(names)
    something(rows, "measure")
    sheet = Sheet.of(ax, language, rows=round(1.5 * len(rows)))
    size = sheet.font(len(rows))
    said = told_names or [sheet.say(one) for one in (("hiện trạng", "baseline"), ("sau thay đổi", "reform"))]
    looks: tuple[dict[str, Any], ...] = (
        {"facecolor": "white", "hatch": "////"},
        {"facecolor": MIDDLE, "hatch": ""},
    )
    for side, (name, look) in enumerate(zip(said, looks, strict=True)):
        at = [row + (-0.19, 0.19)[side] for row in range(len(rows))]
        figures = [(before, after)[side] for _, before, after in rows]
        means = [figure.mean for figure in figures]
        sheet.ax.barh(at, means, height=0.36, label=name, edgecolor=LINE, lw=0.7, **look)
        for place, figure in zip(at, figures, strict=True):
            if figure.low < figure.high:
                ends = [figure.low, figure.high]
                sheet.ax.plot(ends, [place] * 2, color=LINE, lw=1.6, marker="|", markersize=6)
    told = [_change(sheet, before.mean, after.mean) for _, before, after in rows]
    for place, (words, (_, before, after)) in enumerate(zip(told, rows, strict=True)):
        end = max(before.high, after.high, 0)
        sheet.ax.annotate(words, (end, place), (4, 0), textcoords="offset points", va="center", fontsize=size)
    sheet.groups([sheet.say(MEASURES.get(name, (name, name))) for name, _, _ in rows])
    least = min(0.0, *(min(a.low, b.low) for _, a, b in rows))
    most = max(max(a.high, b.high) for _, a, b in rows)
    sheet.ax.set_xlim(least, most or 1)
    sheet.numbers()
    sheet.title(("So sánh trước và sau thay đổi", "Baseline and reform"))
    sheet.legend()
    return sheet.drawn


class _Figure(NamedTuple):
    """A figure, and between what it lies."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, given: Any) -> "_Figure":  # noqa: ANN401 - a number or an interval
        several = (given.mean, given.low, given.high) if hasattr(given, "low") else [given] * 3
        return cls(*(figure_of(one, "a measure") for one in several))


def _two(names: tuple[str, str] | None) -> tuple[str, ...]:
    told = () if names is None else tuple(names)
    if len(told) not in {0, 2} or not all(isinstance(one, str) for one in told):
        raise InvalidValueError(f"`names` are two, of baseline and reform, not {shown(names)}", given=names)
    return told


def _change(sheet: Sheet, before: float, after: float) -> str:
    """What stands beside the bars: both figures and the change."""
    most, change = max(abs(before), abs(after)), after - before
    change = 0.0 if abs(change) < 1e-9 * most else change
    # Three figures of the larger one, and at least one of the change.
    wanted = [2 - floor(log10(most)), *([-floor(log10(abs(change)))] if change else [])] if most else [0]
    told = [sheet.number(one, min(9, max(0, *wanted))) for one in (before, after, change)]
    return f"{told[0]} → {told[1]} ({'+' if change > 0 else ''}{told[2]})"


def _rows(source: Any, reform: PeriodReport | None) -> list[tuple[str, _Figure, _Figure]]:  # noqa: ANN401 - many kinds
    found = _triples(source, reform)
    return [
        (name_of(name, "a measure"), _Figure.of(before), _Figure.of(after)) for name, before, after in found
    ]


def _triples(source: Any, reform: PeriodReport | None) -> list[tuple[Any, Any, Any]]:  # noqa: ANN401 - many kinds
    if isinstance(source, PeriodReport):
        if not isinstance(reform, PeriodReport):
            raise InvalidTypeError(
                f"the report of a baseline is compared with that of a reform, not with {reform!r}",
                given=reform,
            )
        return [(name, getattr(source, name), getattr(reform, name)) for name in MEASURES]
    source = getattr(source, "measures", source)
    if isinstance(source, Mapping):
        by_name = cast("Mapping[str, Any]", source)
        source = [(name, *_sides(one)) for name, one in by_name.items()]
    if isinstance(source, list | tuple):
        rows = cast("Iterable[Any]", source)
        source = [
            row if isinstance(row, Mapping) else dict(zip(_COLUMNS, _triple(row), strict=True))
            for row in rows
        ]
    return [(name, before, after) for name, before, after in rows_of(source, _COLUMNS)]


def _sides(one: Any) -> tuple[Any, Any]:  # noqa: ANN401 - of whatever has the two
    if not hasattr(one, "baseline") or not hasattr(one, "reform"):
        raise InvalidTypeError(
            f"a measure has a `baseline` and a `reform`, and {shown(one)} has not", given=one
        )
    return one.baseline, one.reform


def _triple(row: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a triple
    cells: tuple[Any, ...] = tuple(row) if type(row) in {list, tuple} else ()
    if len(cells) != len(_COLUMNS):
        raise InvalidTypeError(
            f"a row is a measure, its baseline and its reform, not {shown(row)}", given=row
        )
    return cells
