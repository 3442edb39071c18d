"""The sheet that pictures are drawn on: axes, labels that find room, days and numbers (trang vẽ)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from textwrap import fill
from typing import Any, TypeAlias, cast

import attrs
from matplotlib import dates, pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from thutuc.errors import check_language
from thutuc.fields import checked
from thutuc.words.numbers import style_of

Words: TypeAlias = tuple[str, str]
"""What is said, in Vietnamese and in English."""

DARK, MIDDLE, LIGHT, ALARM, LINE = "#1f4e79", "#8db4d8", "#dde9f4", "#c0504d", "#222222"
"""Colours whose greys differ; what they tell apart has hatches or lines of its own too."""
DASHES = ("-", "--", ":", "-.")
MARKS = ("o", "s", "^", "D", "v", "X", "P", "<", ">", "*")
_ROW, _WIDTH, _FONT, _LEAST_FONT, _LETTERS = 0.28, 9.0, 9.0, 5.0, 42


@attrs.frozen(eq=False)
class Sheet:
    """Axes, and the language in which they speak.

    Args:
        ax: Where to draw.
        language: Of all words.
    """

    ax: Any  # an Axes, whose methods take what its types do not tell
    language: str

    @classmethod
    def of(
        cls, ax: Axes | None, language: str, *, rows: int = 14, width: float = _WIDTH, square: bool = False
    ) -> "Sheet":
        """The caller's axes, or new ones in a figure with room for so many *rows*.

        Raises:
            InvalidTypeError: If *ax* is no Axes of matplotlib.
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        check_language(language)
        if ax is not None:
            return cls(checked(ax, Axes, "`ax` is an Axes of matplotlib, or is left out"), language)
        height = 4 + 0.3 * rows if square else 1.6 + _ROW * max(rows, 8)
        _, made = plt.subplots(figsize=(height + 1 if square else width, height), layout="constrained")
        return cls(made, language)

    @property
    def drawn(self) -> Axes:
        """The axes, for the caller."""
        return cast("Axes", self.ax)

    def say(self, words: Words) -> str:
        """The words in its language."""
        return words[self.language == "en"]

    def number(self, value: float, digits: int = 0) -> str:
        """A number as its language writes it, without noughts at the end."""
        rounded = Decimal(f"{value:.{digits}f}")
        whole = rounded == rounded.to_integral_value()
        return style_of(None, self.language).text(int(rounded) if whole else rounded.normalize())

    def percent(self, share: float) -> str:
        """A share in percent, to one decimal."""
        return f"{self.number(100 * share, 1)}{' %' if self.language == 'en' else '%'}"

    def title(self, words: Words, x: Words = ("", ""), y: Words = ("", "")) -> None:
        """The title, and what the axes hold."""
        self.ax.set_title(self.say(words), loc="left", fontsize=11)
        self.ax.set_xlabel(self.say(x))
        self.ax.set_ylabel(self.say(y))

    def numbers(self, *, percent: bool = False, vertical: bool = False) -> None:
        """Figures along an axis, as the language writes them, on lines behind what is drawn."""
        axis = self.ax.yaxis if vertical else self.ax.xaxis
        axis.set_major_locator(MaxNLocator(nbins=6, integer=not percent))

        def written(value: float, _place: int | None = None) -> str:
            return self.percent(value) if percent else self.number(value, 2)

        axis.set_major_formatter(FuncFormatter(written))
        self.ax.grid(visible=True, axis="y" if vertical else "x", color="#d0d0d0", linewidth=0.6)
        self.ax.set_axisbelow(True)

    def groups(self, names: Sequence[str], *, lines: int = 1) -> None:
        """Name the rows from the top down; with little room letters shrink, then names are left out.

        Args:
            names: The names of the rows.
            lines: Over how many lines a name may go before it is shortened.
        """
        step, texts = self.step(len(names) * lines), [short(name, lines) for name in names]
        at, size = range(0, len(names), step), self.font(len(names) * lines)
        self.ax.set_yticks(list(at), [texts[i] for i in at], fontsize=size)
        self.ax.set_ylim(len(names) - 0.4, -0.6)

    def font(self, count: int, *, vertical: bool = True) -> float:
        """Letters so high that *count* lines have room beside each other."""
        return max(_LEAST_FONT, min(_FONT, self._points(vertical=vertical) / max(count, 1) / 1.25))

    def step(self, count: int, *, vertical: bool = True) -> int:
        """Of how many names one has room in the smallest letters; 1 where all have."""
        return max(1, ceil(1.25 * _LEAST_FONT * count / self._points(vertical=vertical)))

    def _points(self, *, vertical: bool) -> float:
        box, size = self.ax.get_position(), self._inches()
        return 72 * 0.9 * float(box.height * size[1] if vertical else box.width * size[0])

    def _inches(self) -> tuple[float, float]:
        # The window is as large as the figure, whatever holds the axes.
        figure = self.ax.figure
        box = figure.bbox
        return float(box.width / figure.dpi), float(box.height / figure.dpi)

    def series(self, names: Sequence[str]) -> None:
        """Name what follows in time along the bottom, leaving out names for which there is no room."""
        letters = max(map(len, names), default=1)
        inches = self._wide()
        room = max(1, int(inches / (0.085 * letters + 0.12)))
        step = -(-len(names) // room)
        at = range(0, len(names), step)
        self.ax.set_xticks(list(at), [names[i] for i in at], fontsize=_FONT)

    def days(self, first: date, last: date) -> None:
        """Days along the bottom, as many as have room, written as in Vietnam: 09/03/2026."""
        at = even_days(first, last, max(2, int(self._wide() / 1.0)))
        self.ax.set_xticks([place_of(day) for day in at], [f"{day:%d/%m/%Y}" for day in at], fontsize=_FONT)
        self.ax.grid(visible=True, axis="x", color="#e4e4e4", linewidth=0.6)
        self.ax.set_axisbelow(True)

    def legend(
        self, handles: Sequence[Any] | None = None, *, columns: int = 1, title: Words | None = None
    ) -> None:
        """What the marks mean, beside the picture, where it hides nothing."""
        told = {"handles": list(handles)} if handles is not None else {}
        look: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.01, 1), "borderaxespad": 0}
        heading = None if title is None else self.say(title)
        self.ax.legend(
            **told, **look, ncols=columns, title=heading, fontsize=8.5, title_fontsize=8.5, handlelength=3
        )

    def note(self, words: Words) -> None:
        """One more line below the words of the axis at the bottom."""
        self.ax.set_xlabel(f"{self.ax.get_xlabel()}\n{self.say(words)}")

    def share_of_width(self, letters: int, size: float) -> float:
        """How much of the width of the axes so many letters take, two thirds at most."""
        return min(0.6 * size * letters / (72 * self._wide()), 0.66)

    def _wide(self) -> float:
        # A legend beside the picture, or names on its left, take from the width.
        return 0.75 * float(self.ax.get_position().width * self._inches()[0])


def place_of(moment: date) -> float:
    """Where a day or a moment stands on an axis of time."""
    return float(cast("Any", dates).date2num(moment))


def short(name: str, lines: int = 1) -> str:
    """A name no longer than a label may be, its middle left out: names often differ at their ends."""
    most = _LETTERS * lines
    if len(name) > most:
        name = f"{name[: most - 16].rstrip()} … {name[-12:].lstrip()}"
    return name if lines == 1 else fill(name, _LETTERS + 4)


def even_days(first: date, last: date, most: int) -> list[date]:
    """Up to *most* days from *first* to *last*, evenly spaced: days, weeks from Monday, months."""
    span = (last - first).days
    for step in (1, 2, 7, 14):
        if span // step + 1 <= most:
            begin = first if step < 7 else first + timedelta(days=-first.weekday() % 7)
            return [begin + timedelta(days=i) for i in range(0, (last - begin).days + 1, step)] or [first]
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((n for n in (1, 2, 3, 6) if months // n + 1 <= most), 12 * -(-months // (12 * most)))
    starts = (
        divmod(first.year * 12 + first.month - 1 + i, 12)
        for i in range(months + 1)
        if (first.month - 1 + i) % min(step, 12) == 0
    )
    firsts = [day for day in (date(year, month + 1, 1) for year, month in starts) if first <= day <= last]
    return firsts[:: max(1, step // 12)] or [first]
