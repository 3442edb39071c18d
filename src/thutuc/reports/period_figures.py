"""`Figures`: what a report of a period counts, without the dossiers behind it (số liệu báo cáo kỳ)."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TypeAlias

import attrs

from thutuc.fields import ReadOnly
from thutuc.moments import Moment
from thutuc.reports.grouping import group_text, heading
from thutuc.reports.periods import period_text
from thutuc.reports.placing import DETAILS, MEASURES
from thutuc.words.labels import both
from thutuc.words.table import TOTAL, Cell, Shown, Table

__all__ = ["Figures"]

Line: TypeAlias = tuple[tuple[str, ...], Mapping[str, int]]
"""A group by its values, and its measures by their names."""

SUM = ("tổng cộng", "total")
"""What the line of the whole is called."""


def _read_lines(given: Iterable[Line]) -> tuple[Line, ...]:
    """Lines whose measures nobody changes."""
    return tuple((tuple(key), ReadOnly(counts)) for key, counts in given)


@attrs.frozen
class Figures(Shown):
    """The figures of a report without the dossiers behind them (số liệu báo cáo kỳ).

    Args:
        start: First moment of the period.
        end: The moment at which it ends.
        by: Names of the columns by which it is divided.
        lines: For each group its value of each of these columns and its measures; last the whole.

    Examples:
        >>> from datetime import date
        >>> lines = ((("Tầm Vu",), {"received": 3}), (("An Lục",), {"received": 2}), ((), {"received": 5}))
        >>> print(Figures(date(2026, 1, 1), date(2026, 2, 1), ("office",), lines).table("en").text())
        Period from 01/01/2026 to 31/01/2026
        office  received
        ----------------
        Tầm Vu         3
        An Lục         2
        total          5
    """

    start: Moment
    end: Moment
    by: tuple[str, ...]
    lines: tuple[Line, ...] = attrs.field(converter=_read_lines)

    def to_dicts(self, language: str = "vi") -> list[dict[str, Cell]]:  # noqa: ARG002 - they hold no words
        """One plain dictionary for each line; the keys of the whole are `None`.

        Where the figures are divided, `is_total` tells the whole from its parts.
        """
        return [
            {
                **dict(zip(self.by, key or (None,) * len(self.by), strict=True)),
                **counts,
                **({TOTAL: not key} if self.by else {}),
            }
            for key, counts in self.lines
        ]

    def table(self, language: str = "vi") -> Table:
        """The figures as a table with headings in a language.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        words = {**MEASURES, **DETAILS}
        measures = ((name, *words[name]) for name in self.lines[-1][1])
        whole: tuple[Cell, ...] = (SUM, *[""] * (len(self.by) - 1)) if self.by else ()
        vi, en = both(partial(period_text, self.start, self.end))
        return Table(
            (f"Kỳ báo cáo {vi}", f"Period {en}"),
            (*map(heading, self.by), *measures),
            tuple((*(tuple(map(group_text, key)) or whole), *counts.values()) for key, counts in self.lines),
            language,
            totals=tuple(not key for key, _ in self.lines) if self.by else (),
        )
