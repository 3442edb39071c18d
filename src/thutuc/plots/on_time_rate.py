"""How many were in time, period by period, and how sure that is (tỷ lệ đúng hạn theo thời gian)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from matplotlib.axes import Axes

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import checked
from thutuc.moments import local_date
from thutuc.plots.drawn_rows import counts_of, is_missing, something
from thutuc.plots.sheet import DARK, LINE, Sheet
from thutuc.reports import Denominator, PeriodReport, Rate


def on_time(
    source: Iterable[PeriodReport] | Mapping[str, Rate] | object,
    *,
    denominator: Denominator = Denominator.RESOLVED,
    confidence: float = 0.95,
    finished: str = "finished_at",
    due: str = "due_on",
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw the share that was answered in time, period by period, with its interval (vẽ tỷ lệ đúng hạn).

    The bars are Wilson's interval. A period with nothing to be a share of is a gap.

    Args:
        source: Reports of periods that follow each other; or rates by the name of their period; or a register
            or a frame with one row a dossier, counted by the month in which dossiers were finished.
        denominator: Of what reports give the share; a frame knows `Denominator.RESOLVED` alone.
        confidence: Of the interval.
        finished: Column of a frame with the days on which dossiers were finished.
        due: Column of a frame with the days on which they were due; a row without one was in time.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If *source* is nothing of the kind.
        InvalidValueError: If it is empty, a column is missing, or its rates have several denominators.

    Examples:
        >>> from thutuc import plots
        >>> from thutuc.reports import Denominator, Rate
        >>> of = Denominator.RESOLVED
        >>> rates = {"01/2026": Rate(90, 100, of), "02/2026": Rate(45, 60, of)}
        >>> [line.get_ydata().tolist() for line in plots.on_time(rates).lines[:1]]
        [[0.9, 0.75]]
    """
    checked(denominator, Denominator, "a rate is a share of a Denominator")
    rates = _rates(_listed(source), denominator, finished, due)
    _refuse_mixed(rates)
    sheet = Sheet.of(ax, language)
    at = [i for i, (_, rate) in enumerate(rates) if rate.whole]
    kept = [rates[i][1] for i in at]
    shares = [rate.part / rate.whole for rate in kept]
    bounds = [rate.interval(confidence) for rate in kept]
    # A gap in time breaks the line.
    drawn = [rate.part / rate.whole if rate.whole else float("nan") for _, rate in rates]
    sheet.ax.plot(range(len(rates)), drawn, color=DARK, marker="o", markersize=5, linewidth=1.4)
    below = [share - low for share, (low, _) in zip(shares, bounds, strict=True)]
    above = [high - share for share, (_, high) in zip(shares, bounds, strict=True)]
    sheet.ax.errorbar(at, shares, yerr=[below, above], fmt="none", ecolor=LINE, capsize=3, elinewidth=1)
    sheet.ax.set_xlim(-0.5, len(rates) - 0.5)
    lowest = min((low for low, _ in bounds), default=0.0)
    # A little beyond none and all, so that the marks there are whole.
    sheet.ax.set_ylim(max(-0.03, lowest - 0.05), 1.03)
    sheet.numbers(percent=True, vertical=True)
    sheet.series([name for name, _ in rates])
    of = rates[0][1].of
    words = of.words if isinstance(of, Denominator) else cast("tuple[str, str]", of)
    sure = sheet.percent(confidence)
    sheet.title(
        ("Tỷ lệ đúng hạn", "On-time rate"),
        (f"khoảng tin cậy Wilson {sure}", f"Wilson's interval at {sure}"),
        (f"% {words[0]}", f"% of {words[1]}"),
    )
    return sheet.drawn


def _refuse_mixed(rates: Sequence[tuple[str, Rate]]) -> None:
    something(rates, "period")
    whole = {rate.of for _, rate in rates}
    if len(whole) > 1:
        raise InvalidValueError("rates of one picture are shares of the same; draw them apart", given=whole)


def _listed(source: object) -> Any:  # noqa: ANN401 - any frame
    """What can be read but once, as a list."""
    return list(cast("Iterable[Any]", source)) if isinstance(source, Iterator) else source


def _rates(source: Any, denominator: Denominator, finished: str, due: str) -> list[tuple[str, Rate]]:  # noqa: ANN401 - any frame
    if isinstance(source, Mapping):
        told = cast("Mapping[str, Rate]", source)
        return [
            (str(name), checked(rate, Rate, "by the period stands a Rate")) for name, rate in told.items()
        ]
    if isinstance(source, PeriodReport):
        source = [source]
    listed = cast("Sequence[Any]", source) if isinstance(source, list | tuple) else ()
    if listed and all(isinstance(one, PeriodReport) for one in listed):
        reports = cast("Sequence[PeriodReport]", listed)
        return [(_period(one), one.on_time_rate(denominator)) for one in reports]
    if denominator is not Denominator.RESOLVED:
        raise InvalidTypeError(
            f"by month a frame gives the share of what was resolved, not of {denominator.value!r}; "
            f"give reports",
            given=denominator,
        )
    return list(_by_month(counts_of(cast("object", source), [finished, due])))


def _by_month(counts: Mapping[tuple[Any, Any], int]) -> Iterator[tuple[str, Rate]]:
    """The months from the first to the last in which something was finished, the empty ones too."""
    found: dict[int, list[int]] = {}
    for (ended, due), number in counts.items():
        if not is_missing(ended):
            day = local_date(ended)
            tally = found.setdefault(day.year * 12 + day.month - 1, [0, 0])
            tally[0] += number * (is_missing(due) or day <= local_date(due))
            tally[1] += number
    for month in range(min(found), max(found) + 1) if found else ():
        year, number = divmod(month, 12)
        part, whole = found.get(month, [0, 0])
        yield f"{number + 1:02}/{year}", Rate(part, whole, Denominator.RESOLVED)


def _period(report: PeriodReport) -> str:
    """The month in which a report begins, or its first day."""
    start, end = local_date(report.start), local_date(report.end)
    is_month = start.day == 1 and end == date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return f"{start:%m/%Y}" if is_month else f"{start:%d/%m/%Y}"
