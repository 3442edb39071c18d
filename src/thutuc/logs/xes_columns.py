"""The events of an XES file as columns: those of one shape together (cột sự kiện XES)."""

from array import array
from collections.abc import Sequence
from typing import TypeAlias

import attrs
import numpy as np

from thutuc.bounds import Bounds
from thutuc.errors import InvalidValueError
from thutuc.logs.log_data import Column, column_of
from thutuc.logs.log_problems import Noted, ProblemKind
from thutuc.logs.xes_values import read_values

_ROWS = 4096
"""Rows of one shape that are kept as texts."""
_FREE_CELLS = 1 << 25
"""Cells that any log may have, filled or not."""
MOMENT = "time:timestamp"
Shape: TypeAlias = tuple[tuple[str, str], ...]
"""Types and keys of the attributes of an event, in order."""


def check_cells(attributes: int, events: int, filled: int, bounds: Bounds) -> None:
    """Refuse columns of which hardly a cell holds anything.

    Raises:
        InvalidValueError: If there are more cells than the bounds allow.
    """
    cells = attributes * events
    if cells > max(_FREE_CELLS, bounds.expansion * filled):
        raise InvalidValueError(
            f"{attributes:,} different attributes at {events:,} events are {cells:,} cells, and the bound "
            f"'expansion' allows {bounds.expansion} for each that holds something; if the file is right, "
            f"raise it",
            given="expansion",
        )


@attrs.define(eq=False)
class Rows:
    """Events of one shape.

    Args:
        shape: Their types and keys.
        numbers: Which events they are.
        texts: What their attributes say, one event after the other.
    """

    shape: Shape
    numbers: list[int] = attrs.field(factory=list[int])
    texts: list[str] = attrs.field(factory=list[str])


Event: TypeAlias = tuple[Rows, tuple[str, ...]]
"""Where an event belongs, and what its attributes say."""


class XesColumns:
    """The events of a log while they are read."""

    def __init__(self, bounds: Bounds) -> None:
        self.case_of = array("q")
        self._bounds = bounds
        self._filled = 0
        self._rows: dict[Shape, Rows] = {}
        self._found: dict[str, list[tuple[Column, Column]]] = {}
        self._wrong: list[int] = []

    def rows_of(self, shape: Shape) -> Rows:
        """Where events of a shape are put."""
        return self._rows.setdefault(shape, Rows(shape))

    def put(self, events: list[Event], case: int) -> None:
        """More events of a case."""
        number = len(self.case_of)
        self.case_of.extend([case] * len(events))
        for rows, texts in events:
            rows.numbers.append(number)
            rows.texts.extend(texts)
            number += 1
            if len(rows.numbers) == _ROWS:
                self._lay(rows)

    def _lay(self, rows: Rows) -> None:
        numbers = np.array(rows.numbers, np.int64)
        self._filled += len(rows.shape) * len(numbers)
        for i, (kind, key) in enumerate(rows.shape):
            texts = rows.texts[i :: len(rows.shape)]
            # Moments of events are read all at once.
            values, wrong = (texts, ()) if key == MOMENT else read_values(kind, texts)
            self._wrong += [rows.numbers[at] for at in wrong]
            self._found.setdefault(key, []).append((numbers, column_of(values)))
        rows.numbers, rows.texts = [], []

    def finish(self, noted: Noted, cases: Sequence[str]) -> dict[str, Column]:
        """All columns, each as long as there are events."""
        for rows in self._rows.values():
            if rows.numbers:
                self._lay(rows)
        for i in sorted(self._wrong):
            noted.note(ProblemKind.UNREADABLE, cases[self.case_of[i]])
        check_cells(len(self._found), len(self.case_of), self._filled, self._bounds)
        columns: dict[str, Column] = {}
        for key, parts in self._found.items():
            column = columns[key] = np.full(len(self.case_of), None, object)
            for numbers, values in parts:
                column[numbers] = values
        self._found.clear()
        return columns
