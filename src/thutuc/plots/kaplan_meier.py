"""What share was still open after so many days (phân tích sống còn)."""

from collections import Counter
from collections.abc import Mapping
from math import exp, inf, log
from statistics import NormalDist
from typing import Any

import attrs
from matplotlib.axes import Axes

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.limits import TimeLimit, Unit
from thutuc.plots.drawn_rows import counts_of, figure_of, group_name, in_order, something
from thutuc.plots.sheet import DARK, DASHES, LIGHT, LINE, MARKS, Sheet

_COLUMN = 22
"""So many names have room in one column."""
_Z = NormalDist().inv_cdf(0.975)


@attrs.frozen
class Curve:
    """What is left after each day (đường sống còn).

    Args:
        days: The days on which something ended or was last seen, from 0.
        shares: What was open after each of them.
        low: The lower bound of each share at 95 %, by Greenwood's formula on the log-log scale.
        high: The upper bound.
    """

    days: tuple[float, ...]
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def of(cls, seen: Mapping[tuple[float, bool], int]) -> "Curve":
        """Kaplan and Meier's estimate from counts of durations, each with whether its end was seen."""
        at_risk, share, spread = sum(seen.values()), 1.0, 0.0
        rows = [(0.0, 1.0, 1.0, 1.0)]
        for day in sorted({day for day, _ in seen}):
            ended, left = seen.get((day, True), 0), seen.get((day, False), 0)
            if ended:
                share *= 1 - ended / at_risk
                spread += ended / (at_risk * (at_risk - ended)) if at_risk > ended else 0.0
            low = high = share
            if 0 < share < 1:
                wide = _Z * spread**0.5 / log(share)
                low, high = share ** exp(-wide), share ** exp(wide)
            rows.append((float(day), share, low, high))
            at_risk -= ended + left
        return cls(*(tuple(column) for column in zip(*rows, strict=True)))


def survival(
    frame: object,
    *,
    limit: TimeLimit | float | None = None,
    by: str | None = None,
    duration: str = "duration",
    observed: str = "observed",
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw what share of dossiers was still open after so many working days (vẽ đường sống còn).

    Kaplan and Meier's estimate: a dossier that is pending counts as open for as long as it was seen. One
    curve has its interval at 95 %; the curves of several groups differ in dashes and marks.

    Args:
        frame: What `frames.durations` gives.
        limit: The limit in working days, drawn as a line.
        by: Column that divides the dossiers.
        duration: Column of the working days.
        observed: Column of 1, the end was seen, and 0, it was not.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If *frame* is no frame.
        InvalidValueError: If it is empty, a column is missing, a duration is none or below 0, what was
            observed is neither 1 nor 0, or *limit* is in another unit.

    Examples:
        >>> from thutuc import plots
        >>> seen = [{"duration": 2, "observed": 1}, {"duration": 5, "observed": 0}]
        >>> plots.survival(seen, limit=5).lines[0].get_ydata().tolist()
        [1.0, 0.5, 0.5]
    """
    days = _limit_days(limit)
    groups: dict[str, Counter[tuple[float, bool]]] = {}
    for (lasted, seen, *group), number in counts_of(
        frame, [duration, observed, *([] if by is None else [by])]
    ).items():
        groups.setdefault(group_name(*group) if group else "", Counter())[_observed(lasted, seen)] += number
    something(groups, "duration")
    columns = 1 if len(groups) <= _COLUMN else 2
    sheet = Sheet.of(ax, language, rows=18 if len(groups) > 8 else 14, width=7 + columns * 4)
    for i, name in enumerate(in_order(groups)):
        _draw(sheet, Curve.of(groups[name]), name, i, len(groups))
    if days is not None:
        amount = sheet.number(days, 1)
        words = sheet.say((f"thời hạn {amount} ngày làm việc", f"limit {amount} working days"))
        sheet.ax.axvline(days, color=LINE, linestyle=(0, (8, 2)), linewidth=2, label=words)
    sheet.ax.set_ylim(0, 1.02)
    sheet.ax.set_xlim(left=0)
    sheet.numbers()
    sheet.numbers(percent=True, vertical=True)
    if by is not None or days is not None:
        sheet.legend(columns=columns)
    sheet.title(
        ("Hồ sơ còn đang giải quyết sau số ngày", "Dossiers still open after so many days"),
        ("ngày làm việc", "working days"),
        ("tỷ lệ còn giải quyết", "share still open"),
    )
    return sheet.drawn


def _draw(sheet: Sheet, curve: Curve, name: str, place: int, count: int) -> None:
    """One curve of so many: a single one with its interval, each of many with a mark of its own."""
    look: dict[str, Any] = {"linestyle": DASHES[place % len(DASHES)]}
    if count == 1:
        band: dict[str, Any] = {"facecolor": LIGHT, "edgecolor": LINE, "linewidth": 0.4}
        sheet.ax.fill_between(curve.days, curve.low, curve.high, step="post", **band)
    elif count > len(DASHES):
        mark = MARKS[place // len(DASHES) % len(MARKS)]
        look |= {"marker": mark, "markevery": (0.05 + 0.01 * (place % 7), 0.15), "markersize": 4}
    colour = DARK if place % 2 == 0 else LINE
    sheet.ax.step(curve.days, curve.shares, where="post", label=name, color=colour, linewidth=1.4, **look)


def _observed(lasted: object, seen: object) -> tuple[float, bool]:
    days = figure_of(lasted, "a duration")
    if days < 0:
        raise InvalidValueError(f"a duration is 0 or more working days, not {shown(lasted)}", given=lasted)
    if seen not in (0, 1):
        raise InvalidValueError(
            f"the end of a duration was observed, 1, or was not, 0; not {shown(seen)}", given=seen
        )
    return days, bool(seen)


def _limit_days(limit: TimeLimit | float | None) -> float | None:
    if limit is None:
        return None
    if isinstance(limit, TimeLimit):
        if limit.unit is not Unit.WORKING_DAY:
            raise InvalidValueError(
                f"durations are in working days, and a limit of {limit} is not; give one in working days",
                given=limit,
            )
        return float(limit.amount)
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise InvalidTypeError(
            f"a limit is a TimeLimit or a number of working days, not {limit!r}", given=limit
        )
    if not 0 <= limit < inf:
        raise InvalidValueError(f"a limit is 0 or more working days, not {limit!r}", given=limit)
    return float(limit)
