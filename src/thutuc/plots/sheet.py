"""The sheet that pictures are drawn on: axes, labels that find room, days and numbers (trang vẽ)."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from textwrap import fill
from typing import Any, TypeAlias, cast

import attrs
import numpy as np
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
_ROW, _WIDTH, _FONT, _LEAST_FONT, _LETTERS, _LETTER = 0.28, 9.0, 9.0, 5.0, 42, 0.56


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
        cls, ax: Axes | None, language: str, *, rows: int = 14, width: float = _WIDTH, square: int = 0
    ) -> "Sheet":
        """The caller's axes, or new ones in a figure with room for so many *rows*.

        Args:
            ax: The caller's axes. A figure that lays nothing out is told to make room for names and legend.
            language: Of all words.
            rows: For how many rows a new figure has room.
            width: Of a new figure, in inches.
            square: Not 0 for a picture as wide as high: the letters of the longest name on either side.

        Raises:
            InvalidTypeError: If *ax* is no Axes of matplotlib.
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        check_language(language)
        if ax is not None:
            checked(ax, Axes, "`ax` is an Axes of matplotlib, or is left out")
            _lay_out(ax)
            return cls(_on_white(ax), language)
        height = 1.6 + _ROW * max(rows, 8)
        if square:
            height = 1 + max(3.0, 0.3 * rows) + min(square, _LETTERS) * _LETTER * _FONT / 72
            width = height + 0.8
        _, made = plt.subplots(figsize=(width, height), layout="constrained")
        return cls(_on_white(made), language)

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
        axis.set_major_locator(_Inside(nbins=6, integer=not percent))

        def written(value: float, _place: int | None = None) -> str:
            return self.percent(value) if percent else self.number(value, 2)

        axis.set_major_formatter(FuncFormatter(written))
        self.ax.grid(visible=True, axis="y" if vertical else "x", color="#d0d0d0", linewidth=0.6)
        self.ax.set_axisbelow(True)

    def groups(self, names: Sequence[str], *, lines: int = 1, ends: Sequence[str] = ()) -> None:
        """Name the rows from the top down; with little room letters shrink, then names are left out.

        Args:
            names: The names of the rows.
            lines: Over how many lines a name may go before it is shortened.
            ends: What follows each name and is never shortened.
        """
        step, size = self.step(len(names) * lines), self.font(len(names) * lines)
        letters = self.letters(size)
        texts = short(names, letters * lines)
        if ends:
            texts = [f"{text}{end}" for text, end in zip(texts, ends, strict=True)]
        if lines > 1:
            texts = [fill(text, letters + 4) for text in texts]
        at = range(0, len(names), step)
        self.ax.set_yticks(list(at), [texts[i] for i in at], fontsize=size)
        self.ax.set_ylim(len(names) - 0.4, -0.6)

    def letters(self, size: float, *, vertical: bool = False) -> int:
        """How many letters of a size a name may have that takes less than half of the axes."""
        return max(12, min(_LETTERS, int(0.47 * self._points(vertical=vertical) / (_LETTER * size))))

    def font(self, count: int, *, vertical: bool = True) -> float:
        """Letters so high that *count* lines have room beside each other."""
        return max(_LEAST_FONT, min(_FONT, self._points(vertical=vertical) / max(count, 1) / 1.25))

    def step(self, count: int, *, vertical: bool = True) -> int:
        """Of how many names one has room in the smallest letters; 1 where all have."""
        return max(1, ceil(1.25 * _LEAST_FONT * count / self._points(vertical=vertical)))

    def _points(self, *, vertical: bool) -> float:
        box, size = self._place(), self._inches()
        return 72 * 0.9 * float(box.height * size[1] if vertical else box.width * size[0])

    def _place(self) -> Any:  # noqa: ANN401 - a box of matplotlib
        # What the grid gives: the layout shrinks axes only when they are drawn.
        spec = self.ax.get_subplotspec()
        return self.ax.get_position() if spec is None else spec.get_position(self.ax.figure)

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
        """Days along the bottom, as many as have room beside a legend, written as in Vietnam: 09/03/2026."""
        at = even_days(first, last, max(2, int(self._drawn_wide() / self.ax.figure.dpi / 0.95)))
        self.ax.set_xticks([place_of(day) for day in at], [f"{day:%d/%m/%Y}" for day in at], fontsize=_FONT)
        self.ax.grid(visible=True, axis="x", color="#e4e4e4", linewidth=0.6)
        self.ax.set_axisbelow(True)

    def legend(
        self, handles: Sequence[Any] | None = None, *, columns: int = 1, title: Words | None = None
    ) -> None:
        """What the marks mean, beside the picture, where it hides nothing; it comes last."""
        told = list(handles) if handles is not None else self.ax.get_legend_handles_labels()[0]
        rows = ceil(len(told) / columns) + (title is not None)
        size = max(_LEAST_FONT, min(8.5, self._points(vertical=True) / 1.75 / max(rows, 1)))
        letters = int((0.55 * self._points(vertical=False) / columns - 4.5 * size) / (_LETTER * size))
        names = short([str(one.get_label()) for one in told], max(27, min(_LETTERS, letters)))
        look: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.01, 1), "borderaxespad": 0}
        look |= {"ncols": columns, "title": title and self.say(title), "handlelength": 3}
        look |= {"fontsize": size, "title_fontsize": size, "facecolor": "white", "framealpha": 1}
        legend = self.ax.legend(told, names, labelcolor=LINE, **look)
        legend.get_title().set_color(LINE)
        if self.ax.texts:
            self._widen()

    def _widen(self) -> None:
        """Move the right end of the axis until the words beside what is drawn lie within it, on white."""
        (left, right), wide = self.ax.get_xlim(), self._drawn_wide()
        # What is drawn beside it later takes room from it, too.
        spare = 1.08 if len(self.ax.figure.axes) == 1 else 1.3
        for text in self.ax.texts:
            place = text.get_position()[0] if not hasattr(text, "xy") else text.xy[0]
            ends = text.get_window_extent().x1 - self.ax.transData.transform((place, 0))[0]
            # What is wider than three quarters of the axes would leave no room for the picture.
            room = max(wide - spare * ends - 6, wide / 4)
            right = max(right, left + (place - left) * wide / room)
            text.set_color(LINE)
        self.ax.set_xlim(left, right)

    def _drawn_wide(self) -> float:
        """How many points of the screen the axes have once names and legend have taken their room."""
        self.ax.figure.figure.draw_without_rendering()
        return float(self.ax.get_window_extent().width)

    def note(self, words: Words) -> None:
        """One more line below the words of the axis at the bottom."""
        self.ax.set_xlabel(f"{self.ax.get_xlabel()}\n{self.say(words)}")

    def _wide(self) -> float:
        # A legend beside the picture, or names on its left, take from the width.
        return 0.75 * float(self._place().width * self._inches()[0])


def place_of(moment: date) -> float:
    """Where a day or a moment stands on an axis of time."""
    return float(cast("Any", dates).date2num(moment))


def short(names: Sequence[str], most: int) -> list[str]:
    """Names of at most so many letters, their middle left out: names often differ at their ends.

    Those that would read alike are cut where they begin to differ.
    """
    told = [_cut(name, most) for name in names]
    alike: dict[str, set[str]] = {}
    for text, name in zip(told, names, strict=True):
        alike.setdefault(text, set()).add(name)
    return [
        text if len(alike[text]) == 1 else _cut_at(name, _differ_at(alike[text]), most)
        for text, name in zip(told, names, strict=True)
    ]


def _differ_at(names: Collection[str]) -> int:
    """At which letter several names begin to differ."""
    first, last = min(names), max(names)
    return next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))


def _cut(name: str, most: int) -> str:
    if len(name) <= most:
        return name
    *before, last = name.split(" · ")
    if before and len(last) < most // 2:
        return f"{_cut(' · '.join(before), most - len(last) - 3)} · {last}"
    tail = most * 2 // 7
    return f"{_whole_words(name[: most - tail - 3])} … {name[-tail:].split(' ', 1)[-1].lstrip()}"


def _cut_at(name: str, differs: int, most: int) -> str:
    """The beginning of a name, and the words from where it differs."""
    from_there = name[name.rfind(" ", 0, differs) + 1 :]
    head = _whole_words(name[: most // 3])
    rest = most - len(head) - 3
    return f"{head} … {from_there if len(from_there) <= rest else from_there[: rest - 1].rstrip() + '…'}"


def _whole_words(text: str) -> str:
    return (text.rsplit(" ", 1)[0] if " " in text else text).rstrip()


def _on_white(ax: Axes) -> Axes:
    """On paper, whatever the style: lines and hatches are dark."""
    ax.set_facecolor("white")
    return ax


def _lay_out(ax: Axes) -> None:
    """Let a figure that lays nothing out make room for what stands around its axes."""
    figure = cast("Any", ax.figure).figure
    if figure.get_layout_engine() is None and ax.get_subplotspec() is not None:
        # Beside a colour bar that was placed by hand the layout cannot be changed any more.
        with suppress(RuntimeError):
            figure.set_layout_engine("constrained")


class _Inside(MaxNLocator):
    """Even figures along an axis, none beyond its ends."""

    def tick_values(self, vmin: float, vmax: float) -> Any:  # noqa: ANN401 - an array
        found = np.asarray(super().tick_values(vmin, vmax))
        slack = 1e-9 * abs(vmax - vmin)
        return found[(min(vmin, vmax) - slack <= found) & (found <= max(vmin, vmax) + slack)]


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
