"""The limits of a catalogue, by who answers (thời hạn của danh mục thủ tục)."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median, quantiles
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from thutuc.catalogue import Catalogue
from thutuc.catalogue.divided import Divider, group_of, stated_limits
from thutuc.fields import all_of
from thutuc.limits import Unit
from thutuc.plots.drawn_rows import NAMELESS, in_order, something
from thutuc.plots.sheet import LINE, MIDDLE, Sheet, Words
from thutuc.procedures import Procedure

_UNITS: tuple[Words, Words] = (("ngày làm việc", "working days"), ("ngày", "days"))
_LOOKS: dict[Unit, dict[str, Any]] = {
    Unit.WORKING_DAY: {"facecolor": MIDDLE, "hatch": ""},
    Unit.DAY: {"facecolor": "white", "hatch": "////"},
}


def catalogue_limits(
    procedures: "Catalogue | Iterable[Procedure]",
    *,
    by: Divider = "agency",
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw the limits of procedures by ministry, working days and days told apart (vẽ thời hạn của danh mục).

    A box from the lower to the upper quartile with a line at the median, and a line from the least to the
    most. Each limit that a procedure states counts once, whatever the channels and cases. What is stated in
    another unit, or not at all, is counted below the picture.

    Args:
        procedures: A catalogue, or procedures.
        by: What divides them: `agency`, who decides; `ministry`, whose decision published it, by its sign;
            `field` or another text of a procedure; or a function.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If something else than procedures is given.
        InvalidValueError: If none of them has a limit in days, or *by* names no text of a procedure.

    Examples:
        >>> from thutuc import Procedure, TimeLimit, plots
        >>> limits = map(TimeLimit.parse, ("3 ngày", "5 ngày"))
        >>> some = [Procedure("1.000001", "ví dụ", limit, agency="Bộ A") for limit in limits]
        >>> [label.get_text() for label in plots.catalogue_limits(some).get_yticklabels()]
        ['Bộ A (2)']
    """
    given = procedures.procedures if isinstance(procedures, Catalogue) else procedures
    several = all_of(given, Procedure, "a picture of limits is drawn of procedures")
    named, found = group_of(by), dict[str, list[Procedure]]()
    stated = {id(one): stated_limits(one) for one in several}
    for one in several:
        if any(unit in _LOOKS for unit, _ in stated[id(one)]):
            found.setdefault(named(one) or NAMELESS, []).append(one)
    something(found, "limit in days")
    names, most = in_order(found), 0.0
    sheet = Sheet.of(ax, language, rows=len(names) * (1 if len(names) > 20 else 2))
    for row, name in enumerate(names):
        for place, unit in zip((row - 0.2, row + 0.2), _LOOKS, strict=True):
            amounts = [days for one in found[name] for of, days in stated[id(one)] if of is unit]
            if amounts:
                _box(sheet, place, amounts, _LOOKS[unit])
                most = max(most, *amounts)
    sheet.groups(names, ends=[f" ({len(found[name])})" for name in names])
    sheet.ax.set_xlim(-0.015 * most, 1.04 * most or 1)
    sheet.numbers()
    sheet.title(("Thời hạn giải quyết", "Time limits"), ("ngày", "days"))
    silent = sum(not limits for limits in stated.values())
    if others := len(several) - silent - sum(map(len, found.values())):
        sheet.note((f"{others} thủ tục chỉ có thời hạn theo đơn vị khác", f"{others} in other units only"))
    if silent:
        sheet.note((f"{silent} thủ tục không quy định thời hạn", f"{silent} procedures without a limit"))
    looks = zip(_UNITS, _LOOKS.values(), strict=True)
    sheet.legend([Patch(edgecolor=LINE, label=sheet.say(words), **look) for words, look in looks])
    return sheet.drawn


def _box(sheet: Sheet, place: float, amounts: Sequence[float], look: Mapping[str, Any]) -> None:
    low, high = (amounts[0],) * 2
    if len(amounts) > 1:
        low, _, high = quantiles(amounts, n=4, method="inclusive")
    sheet.ax.plot(
        [min(amounts), max(amounts)], [place] * 2, color=LINE, linewidth=1, marker="|", markersize=4
    )
    sheet.ax.barh(place, high - low, left=low, height=0.32, edgecolor=LINE, linewidth=0.8, zorder=3, **look)
    middle = median(amounts)
    sheet.ax.plot([middle] * 2, [place - 0.17, place + 0.17], color=LINE, linewidth=2.4, zorder=4)
