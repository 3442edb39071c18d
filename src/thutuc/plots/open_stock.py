"""What is open on a day, by how long it has been (hồ sơ tồn theo tuổi)."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes

from thutuc.bounds import shown
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import checked, plain_date
from thutuc.moments import local_date
from thutuc.plots.drawn_rows import counts_of, group_name, in_order, is_missing, something
from thutuc.plots.sheet import ALARM, DARK, LIGHT, LINE, MIDDLE, Sheet, Words

_KINDS: tuple[Words, Words] = (("trong hạn", "in time"), ("quá hạn", "overdue"))
_AGE = ("ngày làm việc từ khi tiếp nhận", "working days since receipt")
_LOOKS: tuple[dict[str, str], ...] = (
    {"facecolor": "white"},
    {"facecolor": LIGHT, "hatch": "..."},
    {"facecolor": MIDDLE, "hatch": "///"},
    {"facecolor": DARK, "hatch": "\\\\\\"},
    {"facecolor": ALARM, "hatch": "xxx"},
    {"facecolor": "#555555", "hatch": "+++"},
    {"facecolor": "black"},
)


def open_stock(
    frame: object,
    calendar: WorkCalendar,
    on: date,
    *,
    by: str | None = None,
    ages: Sequence[int] = (0, 6, 11, 21, 41),
    received: str = "received_at",
    finished: str = "finished_at",
    due: str = "due_on",
    ax: Axes | None = None,
    language: str = "vi",
) -> Axes:
    """Draw the dossiers that were open at the end of a day, by their age (vẽ hồ sơ tồn theo tuổi).

    Args:
        frame: A register, or a frame with one row a dossier.
        calendar: When the office works; ages are working days since the day of receipt.
        on: The day.
        by: Column that divides the dossiers: a row for each group, its ages told apart. Left out, a row for
            each age, and what is overdue told apart.
        ages: The first day of each band of ages, rising, seven at most.
        received: Column of the days or moments of receipt.
        finished: Column of those at which dossiers were finished; missing while they are open.
        due: Column of the due days; what has none is in time. It is not needed with *by*.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If *frame* is no frame, *calendar* no calendar or *on* no date.
        InvalidValueError: If nothing was open, a column is missing, or *ages* do not rise from 0.
        CalendarRangeError: If a day lies outside the calendar.

    Examples:
        >>> from datetime import date
        >>> from thutuc import plots, vietnam_calendar
        >>> rows = [{"received_at": date(2026, 3, 2), "finished_at": None, "due_on": date(2026, 3, 9)}]
        >>> ax = plots.open_stock(rows, vietnam_calendar(), date(2026, 3, 10))
        >>> [int(bar.get_width()) for bar in ax.patches if bar.get_width()]
        [1]
    """
    checked(calendar, WorkCalendar, "`calendar` must be a WorkCalendar")
    bands, _ = _names(ages), plain_date(on, "`on`")
    stock: dict[tuple[str, int], int] = {}
    for (came, ended, last), number in counts_of(frame, [received, finished, by or due]).items():
        if not is_missing(came) and _is_open(came, ended, on):
            age = max(0, calendar.count_working_days(local_date(came), on))
            group = _standing(last, on) if by is None else group_name(last)
            key = (group, max(i for i, first in enumerate(ages) if first <= age))
            stock[key] = stock.get(key, 0) + number
    something(stock, "open dossier")
    groups = in_order({name for name, _ in stock})
    sheet = Sheet.of(ax, language, rows=len(bands if by is None else groups))
    if by is None:
        parts = [(sheet.say(words), _LOOKS[look]) for words, look in zip(_KINDS, (2, 4), strict=True)]
        table = [[stock.get((kind, band), 0) for band in range(len(bands))] for _, kind in _KINDS]
    else:
        parts = [(band, _LOOKS[i]) for i, band in enumerate(bands)]
        table = [[stock.get((name, band), 0) for name in groups] for band in range(len(bands))]
    _stack(sheet, table, parts)
    sheet.groups(bands if by is None else groups)
    sheet.title(
        (f"Hồ sơ đang giải quyết cuối ngày {on:%d/%m/%Y}", f"Open at the end of {on:%d/%m/%Y}"),
        ("số hồ sơ", "dossiers"),
        _AGE if by is None else ("", ""),
    )
    sheet.legend(title=None if by is None else _AGE)
    return sheet.drawn


def _is_open(came: Any, ended: Any, on: date) -> bool:  # noqa: ANN401 - days or moments
    return local_date(came) <= on and (is_missing(ended) or local_date(ended) > on)


def _standing(due: Any, on: date) -> str:  # noqa: ANN401 - a day or a moment
    """At the end of the day what was due on it and is unanswered is overdue, as in a report of that day."""
    return _KINDS[not is_missing(due) and local_date(due) <= on][1]


def _stack(sheet: Sheet, table: list[list[int]], parts: Sequence[tuple[str, dict[str, Any]]]) -> None:
    left = [0] * len(table[0])
    for counts, (name, look) in zip(table, parts, strict=True):
        sheet.ax.barh(
            range(len(counts)),
            counts,
            left=left,
            height=0.7,
            label=name,
            edgecolor=LINE,
            linewidth=0.7,
            **look,
        )
        left = [a + b for a, b in zip(left, counts, strict=True)]
    sheet.numbers()
    size = sheet.font(len(left))
    for row, total in enumerate(left):
        sheet.ax.annotate(
            sheet.number(total), (total, row), (3, 0), textcoords="offset points", va="center", fontsize=size
        )
    sheet.ax.set_xlim(0, max(left))


def _names(ages: Sequence[int]) -> list[str]:
    """What each band of ages is called."""
    # Truth values are none of these: their type is not int.
    whole = isinstance(ages, Sequence) and ages and all(type(age) is int for age in ages)
    if not whole or ages[0] != 0 or any(a >= b for a, b in pairwise(ages)) or len(ages) > len(_LOOKS):
        raise InvalidValueError(
            f"ages rise from 0 in whole days, seven at most, such as (0, 6, 11, 21), not {shown(ages)}",
            given=ages,
        )
    return [f"{a}–{b - 1}" if b - a > 1 else f"{a}" for a, b in pairwise(ages)] + [f"≥ {ages[-1]}"]
