"""The limits of a catalogue, by who answers (thời hạn của danh mục thủ tục)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median, quantiles
from typing import cast

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from thutuc.catalogue import Catalogue
from thutuc.errors import InvalidValueError
from thutuc.fields import all_of
from thutuc.limits import Unit
from thutuc.plots.drawn_rows import something
from thutuc.plots.sheet import LINE, MIDDLE, Sheet, short
from thutuc.procedures import Channel, Procedure
from thutuc.reports import vietnamese_order

_LOOKS = {
    Unit.WORKING_DAY: {"facecolor": MIDDLE, "hatch": ""},
    Unit.DAY: {"facecolor": "white", "hatch": "////"},
}


def catalogue_limits(
    procedures: "Catalogue | Iterable[Procedure]",
    *,
    by: "str | Callable[[Procedure], str]" = "agency",
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw the limits of procedures by ministry, working days and days told apart (vẽ thời hạn của danh mục).

    A box from the lower to the upper quartile with a line at the median, and a line from the least to the
    most. Each limit that a procedure states counts once, whatever the channels and cases. What is stated in
    another unit, or not at all, is counted below the picture.

    Args:
        procedures: A catalogue, or procedures.
        by: What divides them: the name of a text of a procedure, such as `agency` or `field`, or a function.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If something else than procedures is given.
        InvalidValueError: If none of them has a limit in days, or *by* names no text of a procedure.

    Examples:
        >>> from thutuc import Procedure, TimeLimit, plots
        >>> some = [Procedure(f"1.00000{n}", "ví dụ", TimeLimit.parse(f"{n} ngày"), agency="Bộ A") for n in (3, 5)]
        >>> [label.get_text() for label in plots.catalogue_limits(some).get_yticklabels()]
        ['Bộ A (2)']
    """
    given = procedures.procedures if isinstance(procedures, Catalogue) else procedures
    several = all_of(given, Procedure, "a picture of limits is drawn of procedures")
    named = _namer(by)
    found: dict[str, dict[Unit, list[float]]] = {}
    sizes: dict[str, int] = {}
    silent = others = 0
    for procedure in several:
        limits = {limit for channel in Channel for limit in procedure.limits_for(channel)}
        stated = {(limit.unit, float(limit.amount)) for limit in limits if limit.unit in _LOOKS}
        others += bool(limits) and not stated
        silent += not limits
        if stated:
            group = named(procedure) or "–"
            sizes[group] = sizes.get(group, 0) + 1
            for unit, amount in sorted(stated):
                found.setdefault(group, {}).setdefault(unit, []).append(amount)
    something(found, "limit in days")
    names = sorted(found, key=vietnamese_order)
    sheet = Sheet.of(ax, language, rows=len(names) * (1 if len(names) > 20 else 2))
    for row, name in enumerate(names):
        for place, unit in zip((row - 0.2, row + 0.2), _LOOKS, strict=True):
            if amounts := found[name].get(unit):
                _box(sheet, place, amounts, _LOOKS[unit])
    sheet.groups([f"{short(name)} ({sizes[name]})" for name in names])
    most = max(amount for units in found.values() for amounts in units.values() for amount in amounts)
    sheet.ax.set_xlim(-0.015 * most, 1.04 * most or 1)
    sheet.numbers()
    sheet.title(("Thời hạn giải quyết", "Time limits"), ("ngày", "days"))
    if silent or others:
        sheet.note(
            (
                f"{silent} thủ tục không quy định thời hạn, {others} thủ tục chỉ có thời hạn theo đơn vị khác",
                f"{silent} procedures without a limit, {others} with limits in other units only",
            )
        )
    words = (("ngày làm việc", "working days"), ("ngày", "days"))
    sheet.legend(
        [
            Patch(edgecolor=LINE, label=sheet.say(said), **look)
            for said, look in zip(words, _LOOKS.values(), strict=True)
        ]
    )
    return sheet.ax


def _box(sheet: Sheet, place: float, amounts: Sequence[float], look: Mapping[str, str]) -> None:
    low, high = (amounts[0],) * 2
    if len(amounts) > 1:
        low, _, high = quantiles(amounts, n=4, method="inclusive")
    sheet.ax.plot(
        [min(amounts), max(amounts)], [place] * 2, color=LINE, linewidth=1, marker="|", markersize=4
    )
    sheet.ax.barh(place, high - low, left=low, height=0.32, edgecolor=LINE, linewidth=0.8, zorder=3, **look)  # type: ignore[arg-type]
    middle = median(amounts)
    sheet.ax.plot([middle] * 2, [place - 0.17, place + 0.17], color=LINE, linewidth=2.4, zorder=4)


def _namer(by: "str | Callable[[Procedure], str]") -> "Callable[[Procedure], str]":
    if callable(by):
        return by
    if by not in {"agency", "field", "code", "name"}:
        raise InvalidValueError(
            f"procedures are divided by 'agency', 'field' or a function, not by {by!r}", given=by
        )
    return lambda procedure: cast("str", getattr(procedure, by))
