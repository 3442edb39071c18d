"""The random numbers of one flow in one replication, drawn when first asked for (số ngẫu nhiên)."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from thutuc.arrays.lookup import Ints
from thutuc.simulation.distributions import LONGEST, Distribution
from thutuc.simulation.draws import Shares, draws, key_of
from thutuc.simulation.flows import Flow

Visit: TypeAlias = tuple[int, int]
"""How often a step came before on the way, and how often the dossier came back to it with supplements."""


class FlowNumbers:
    """For each step and each visit to it one number a dossier: how long, whether refused, whether complete.

    Args:
        flow: The flow.
        count: How many dossiers it has in this run.
        seed: Seed and replication.
    """

    def __init__(self, flow: Flow, count: int, seed: tuple[object, ...]) -> None:
        self._flow, self._seed = flow, (*seed, flow.name)
        self._numbers = np.arange(count)
        self._known: dict[tuple[str, str, Visit], Sequence[int]] = {}

    def _get(
        self, kind: str, step: str, visit: Visit, make: Callable[[Shares], Sequence[int]]
    ) -> Sequence[int]:
        found = self._known.get((kind, step, visit))
        if found is None:
            found = make(draws(key_of(*self._seed, step, kind, visit), self._numbers))
            self._known[kind, step, visit] = found
        return found

    def service(self, step: str, visit: Visit) -> Sequence[int]:
        """The work of a step in microseconds of an officer's full time."""
        return self._get("service", step, visit, lambda drawn: _whole(self._flow.service[step], drawn))

    def delay(self, step: str, visit: Visit) -> Sequence[int] | None:
        """How long nobody looks at the dossier, in microseconds; nothing where it is never put aside."""
        aside = self._flow.delays.get(step)
        return None if aside is None else self._get("delay", step, visit, lambda drawn: _whole(aside, drawn))

    def refused(self, step: str, visit: Visit) -> Sequence[int] | None:
        """Whether the dossier is refused; nothing where none is."""
        share = self._flow.refusals.get(step)
        if not share:
            return None
        return self._get("refused", step, visit, lambda drawn: (drawn < share).tolist())

    def incomplete(self, step: str, visit: Visit) -> Sequence[int] | None:
        """Whether the dossier goes back to the citizen; nothing where none does."""
        asked = self._flow.supplements.get(step)
        if asked is None:
            return None
        return self._get("incomplete", step, visit, lambda drawn: (drawn < asked.probability).tolist())

    def away(self, step: str, visit: Visit) -> Sequence[int]:
        """How long the citizen takes, in microseconds that elapse."""
        return self._get("away", step, visit, lambda drawn: _whole(self._flow.supplements[step].wait, drawn))

    def ways(self) -> Sequence[int]:
        """Which of the paths of the flow each dossier takes."""
        if not self._flow.paths:
            return [0] * len(self._numbers)
        upto: Shares = np.cumsum([path.weight for path in self._flow.paths])
        return self._get("path", "", (0, 0), lambda drawn: _places(upto, drawn))


def _places(upto: Shares, drawn: Shares) -> Sequence[int]:
    places: Ints = np.searchsorted(upto, drawn * float(upto[-1]), "right")
    found: list[int] = np.minimum(places, upto.size - 1).tolist()
    return found


def _whole(distribution: Distribution, drawn: Shares) -> Sequence[int]:
    found: list[int] = np.rint(np.clip(distribution.lengths(drawn), 0, LONGEST)).astype(np.int64).tolist()
    return found
