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
    """What was used at one step, in hours, and what could be."""

    name: str
    held: float
    budget: float | None
    over: float = 0.0


def limit_use(
    source: "LatenessReport | Dossier | object",
    *,
    by: str | Sequence[str] = ("office", "step"),
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw how many working hours each step took, beside what it could take (vẽ mức sử dụng thời hạn).

    A bar for what was used, a thick line for the budget; what is over it is hatched. Over many dossiers the
    bar is the sum of all, so that a step over its budget in some and under it in others may be hatched before
    the line.

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
        words = sheet.number(one.held, 1)
        if one.budget:
            sheet.ax.plot([one.budget] * 2, [row - 0.42, row + 0.42], color=LINE, linewidth=2.6)
            words = f"{words} / {sheet.number(one.budget, 1)} ({sheet.percent(one.held / one.budget)})"
        end = max(one.held, one.budget or 0)
        sheet.ax.annotate(words, (end, row), (4, 0), textcoords="offset points", va="center", fontsize=size)
    sheet.ax.set_xlim(0, 1.02 * max(max(one.held, one.budget or 0) for one in used) or 1)
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
    if any(one.budget is None for one in used):
        words = sheet.say(("không quy định thời hạn", "without a budget"))
        yield Patch(facecolor=LIGHT, edgecolor=LINE, label=words)


def _uses(source: object, by: str | Sequence[str]) -> Iterator[_Use]:
    if isinstance(source, Dossier):
        for leg in source.legs:
            budget = None if leg.budget is None else leg.budget / _HOUR
            yield _Use(_named([leg.office, *leg.steps]), leg.held / _HOUR, budget, leg.over / _HOUR)
    elif isinstance(source, LatenessReport):
        for one in source.steps:
            budget = one.budget / _HOUR if one.budget else None
            over = max(0.0, one.held_of_budget / _HOUR - budget) if budget is not None else 0.0
            yield _Use(_named([one.office, one.step]), one.held / _HOUR, budget, over)
    else:
        named = [by] if isinstance(by, str) else by
        columns = [*named, "held", "budgeted", "over", "legs", "unbudgeted"]
        for *names, held, budgeted, over, legs, unbudgeted in rows_of(source, columns):
            budget = None if legs == unbudgeted else _hours(budgeted)
            yield _Use(_named(names), _hours(held), budget, 0.0 if budget is None else _hours(over))


def _hours(given: object) -> float:
    return figure_of(given, "a time in hours")


def _named(parts: Iterable[object]) -> str:
    return " · ".join(group_name(part) for part in parts)
