"""Where the limit is used up, step by step (sử dụng thời hạn theo bước)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import attrs
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from thutuc.dossiers import Dossier
from thutuc.plots.drawn_rows import figure_of, group_name, rows_of, something
from thutuc.plots.sheet import ALARM, LIGHT, LINE, MIDDLE, Sheet
from thutuc.reports import LatenessReport

_HOUR = timedelta(hours=1)


@attrs.frozen
class _Use:
    """What was used at one step, in hours, and what could be.

    Args:
        name: Of the step.
        held: What was used.
        budget: What could be; None without a budget.
        over: Of what was used, what was over budgets.
        free: What legs without a budget used besides.
        mixed: Whether these are in *held*, nobody knows how much.
    """

    name: str
    held: float
    budget: float | None
    over: float = 0.0
    free: float = 0.0
    mixed: bool = False

    def words(self, sheet: Sheet) -> str:
        """What is written beside the bar."""
        told = sheet.number(self.held, 1)
        if self.budget:
            told += f" / {sheet.number(self.budget, 1)}"
            told += "" if self.mixed else f" ({sheet.percent(self.held / self.budget)})"
        return f"{told} + {sheet.number(self.free, 1)}" if self.free else told


def limit_use(
    source: "LatenessReport | Dossier | object",
    *,
    by: str | Sequence[str] = ("office", "step"),
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw how many working hours each step took, beside what it could take (vẽ mức sử dụng thời hạn).

    A bar for what was used, a thick line for the budget; what is over it is hatched. Over many dossiers the
    bar is the sum of all. A frame knows by how much each leg was over, so that a step over its budget in some
    and under it in others may be hatched before the line; of a report, what the sum is over is hatched. What
    legs without a budget took follows in another shade, and is no part of the percentage; a frame does not
    tell it apart, so there no percentage stands beside both kinds.

    Args:
        source: A LatenessReport; a dossier, whose legs are drawn in their order; or what
            `frames.lateness_by_office` gives.
        by: Column or columns of a frame that name the steps.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If *source* is nothing of the kind.
        InvalidValueError: If it is empty, a column is missing, or a time is no finite number.

    Examples:
        >>> from thutuc import plots
        >>> rows = [{"office": "A", "held": 10.0, "budgeted": 8.0, "over": 2.0, "legs": 1, "unbudgeted": 0}]
        >>> ax = plots.limit_use(rows, by=["office"])
        >>> [float(bar.get_width()) for bar in ax.patches]
        [8.0, 2.0]
    """
    used = list(_uses(source, by))
    something(used, "leg")
    sheet = Sheet.of(ax, language, rows=len(used))
    size = sheet.font(len(used))
    for row, one in enumerate(used):
        plain = one.held - one.over
        look: dict[str, Any] = {"height": 0.6, "edgecolor": LINE, "linewidth": 0.7}
        sheet.ax.barh(row, plain, color=LIGHT if one.budget is None else MIDDLE, **look)
        if one.over:
            sheet.ax.barh(row, one.over, left=plain, color=ALARM, hatch="xxx", **look)
        if one.free:
            sheet.ax.barh(row, one.free, left=one.held, color=LIGHT, **look)
        if one.budget:
            sheet.ax.plot([one.budget] * 2, [row - 0.42, row + 0.42], color=LINE, linewidth=2.6)
        place = max(one.held + one.free, one.budget or 0), row
        beside: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": size}
        sheet.ax.annotate(one.words(sheet), place, (4, 0), **beside)
    sheet.ax.set_xlim(0, 1.02 * max(max(one.held + one.free, one.budget or 0) for one in used) or 1)
    sheet.groups([one.name for one in used])
    sheet.numbers()
    sheet.title(
        ("Thời hạn được sử dụng ở đâu", "Where the limit is used up"), ("giờ làm việc", "working hours")
    )
    sheet.legend(list(_handles(sheet, used)))
    return sheet.drawn


def _handles(sheet: Sheet, used: Sequence[_Use]) -> Iterator[Any]:
    if any(one.budget is not None for one in used):
        yield Patch(
            facecolor=MIDDLE, edgecolor=LINE, label=sheet.say(("trong thời hạn", "within the budget"))
        )
        words = sheet.say(("thời gian cho phép", "budget"))
        yield Line2D(
            [],
            [],
            color=LINE,
            linewidth=2.6,
            marker="|",
            linestyle="",
            markersize=12,
            markeredgewidth=2.6,
            label=words,
        )
    if any(one.over for one in used):
        words = sheet.say(("vượt", "over"))
        yield Patch(facecolor=ALARM, edgecolor=LINE, hatch="xxx", label=words)
    if any(one.budget is None or one.free for one in used):
        words = sheet.say(("không quy định thời hạn", "without a budget"))
        yield Patch(facecolor=LIGHT, edgecolor=LINE, label=words)


def _uses(source: object, by: str | Sequence[str]) -> Iterator[_Use]:
    if isinstance(source, Dossier):
        for leg in source.legs:
            budget = None if leg.budget is None else leg.budget / _HOUR
            yield _Use(_named([leg.office, *leg.steps]), leg.held / _HOUR, budget, leg.over / _HOUR)
    elif isinstance(source, LatenessReport):
        for one in source.steps:
            name, held = _named([one.office, one.step]), one.held_of_budget / _HOUR
            if one.budget:
                budget, free = one.budget / _HOUR, one.held / _HOUR - held
                yield _Use(name, held, budget, max(0.0, held - budget), free)
            else:
                yield _Use(name, one.held / _HOUR, None)
    else:
        named = [by] if isinstance(by, str) else by
        columns = [*named, "held", "budgeted", "over", "legs", "unbudgeted"]
        for *names, held, budgeted, over, legs, unbudgeted in rows_of(source, columns):
            budget = None if legs == unbudgeted else _hours(budgeted)
            beyond = 0.0 if budget is None else _hours(over)
            yield _Use(_named(names), _hours(held), budget, beyond, mixed=unbudgeted > 0)


def _hours(given: object) -> float:
    return figure_of(given, "a time in hours")


def _named(parts: Iterable[object]) -> str:
    return " · ".join(group_name(part) for part in parts)
