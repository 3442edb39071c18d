"""Which office handed dossiers to which (bản đồ chuyển hồ sơ)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from thutuc.errors import InvalidValueError
from thutuc.plots.drawn_rows import figure_of, name_of, rows_of, something
from thutuc.plots.sheet import Sheet, short
from thutuc.reports import LatenessReport, vietnamese_order

_GREYS = LinearSegmentedColormap.from_list("times", ["#dddddd", "#000000"]).with_extremes(under="white")
"""Once is seen beside a thousand times: only never is white."""
_WRITTEN = 16
"""Up to so many offices the numbers stand in the squares."""


def hand_overs(
    source: "LatenessReport | object",
    *,
    origin: str = "from",
    to: str = "to",
    times: str = "times",
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw how often each office handed dossiers to each other one (vẽ bản đồ chuyển hồ sơ).

    A square for each pair, the darker the more; from the row's office to the column's. What stands in several
    rows of *source* is added up.

    Args:
        source: What `frames.hand_overs` gives, or a LatenessReport.
        origin: Column of the offices that handed over.
        to: Column of those that received.
        times: Column of the counts.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If *source* is nothing of the kind.
        InvalidValueError: If it is empty, a column is missing, an office has no name, or a count is none.

    Examples:
        >>> from thutuc import plots
        >>> ax = plots.hand_overs([{"from": "A", "to": "B", "times": 3}])
        >>> ax.images[0].get_array().tolist()
        [[0, 3], [0, 0]]
    """
    counts = _counted(
        source.hand_overs if isinstance(source, LatenessReport) else rows_of(source, [origin, to, times])
    )
    something(counts, "hand-over")
    offices = sorted({office for pair in counts for office in pair}, key=vietnamese_order)
    place = {office: i for i, office in enumerate(offices)}
    grid = np.zeros((len(offices), len(offices)), dtype=np.int64)
    for (before, after), number in counts.items():
        grid[place[before], place[after]] += number
    sheet = Sheet.of(ax, language, rows=len(offices), square=max(map(len, offices)))
    most = int(grid.max())
    image = sheet.ax.imshow(grid, cmap=_GREYS, vmin=0.5, vmax=max(most, 1), aspect="equal")
    if len(offices) <= _WRITTEN:
        for (row, column), count in np.ndenumerate(grid):
            if count:
                colour = "white" if count > most / 2 else "black"
                text = sheet.number(int(count))
                sheet.ax.text(column, row, text, color=colour, ha="center", va="center", fontsize=8)
    else:
        sheet.ax.figure.colorbar(image, ax=sheet.ax, shrink=0.5, label=sheet.say(("số lần", "times")))
    size = min(sheet.font(len(offices)), sheet.font(len(offices), vertical=False))
    step = max(sheet.step(len(offices)), sheet.step(len(offices), vertical=False))
    at = list(range(0, len(offices), step))
    letters = min(sheet.letters(size), sheet.letters(size, vertical=True))
    names = [short(offices, letters)[i] for i in at]
    sheet.ax.set_xticks(at, names, rotation=90, fontsize=size)
    sheet.ax.set_yticks(at, names, fontsize=size)
    sheet.title(("Số lần chuyển hồ sơ", "Hand-overs of dossiers"), ("đến", "to"), ("từ", "from"))
    return sheet.drawn


def _counted(pairs: Iterable[tuple[Any, ...]]) -> Counter[tuple[str, str]]:
    """How often each pair; of months, or of kinds of dossiers, all together."""
    found = Counter[tuple[str, str]]()
    for before, after, number in pairs:
        found[name_of(before, "an office"), name_of(after, "an office")] += _times(number)
    return found


def _times(given: object) -> int:
    times = figure_of(given, "a count of hand-overs")
    if times < 0 or times % 1:
        raise InvalidValueError(f"hand-overs are counted in whole numbers, not {given!r}", given=given)
    return int(times)
