"""What a report says of a scenario, and who stands where (kết quả của một phương án)."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

import attrs

from thutuc.reports import CELLS, MEASURES, PeriodReport

Line: TypeAlias = "tuple[tuple[str, ...], Mapping[str, int]]"
"""A group and its measures."""


class Outcome(Protocol):
    """The figures of a scenario, and the dossiers behind them."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """For each group its measures; last the whole."""
        ...

    def changed(self, other: Any, before: str, after: str) -> tuple[str, ...]:  # noqa: ANN401 - of its own kind
        """The codes of those that stand in one measure here and in another one there."""
        ...

    def is_same(self, other: Any) -> bool:  # noqa: ANN401 - of its own kind
        """Whether every dossier stands in the same cells."""
        ...


@attrs.frozen(eq=False)
class CodeOutcome:
    """The same from a report that knows its dossiers."""

    report: PeriodReport

    @property
    def lines(self) -> tuple[Line, ...]:
        """For each group its measures; last the whole."""
        return tuple(
            (part.key, {name: part.detail(name) for name in MEASURES})
            # A part about earlier dossiers only has no figures here.
            for part in (*(one for one in self.report.parts if one.total), self.report)
        )

    def changed(self, other: "CodeOutcome", before: str, after: str) -> tuple[str, ...]:
        """The codes of those that stand in one measure here and in another one there."""
        there = set(other.report.dossiers(after))
        return tuple(code for code in self.report.dossiers(before) if code in there)

    def is_same(self, other: "CodeOutcome") -> bool:
        """Whether every dossier stands in the same cells."""
        return all(set(self.report.cells[cell]) == set(other.report.cells[cell]) for cell in CELLS)
