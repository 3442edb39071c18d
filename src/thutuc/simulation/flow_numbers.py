"""The random numbers of one flow in one replication, drawn when first asked for (số ngẫu nhiên)."""

from collections.abc import Callable, Sequence

import numpy as np

from thutuc.simulation.distributions import Distribution
from thutuc.simulation.draws import Shares, draws, key_of
from thutuc.simulation.flows import Flow


class FlowNumbers:
    """For each step and each visit to it one number a dossier: how long, whether refused, whether complete.

    Args:
        flow: The flow.
        count: How many dossiers it has in this run.
        seed: Seed and replication.
    """

    __slots__ = ("_flow", "_known", "_numbers", "_seed", "_steps")

    def __init__(self, flow: Flow, count: int, seed: tuple[object, ...]) -> None:
        self._flow, self._seed = flow, (*seed, flow.name)
        self._steps = [step.name for step in flow.procedure.steps]
        self._numbers = np.arange(count)
        self._known: dict[tuple[str, int, int], Sequence[int]] = {}

    def _get(
        self, kind: str, step: int, visit: int, make: Callable[[str, Shares], Sequence[int]]
    ) -> Sequence[int]:
        found = self._known.get((kind, step, visit))
        if found is None:
            name = self._steps[step]
            found = make(name, draws(key_of(*self._seed, name, kind, visit), self._numbers))
            self._known[kind, step, visit] = found
        return found

    def service(self, step: int, visit: int) -> Sequence[int]:
        """The work of a step in microseconds of an officer's full time."""
        return self._get("service", step, visit, lambda name, drawn: _whole(self._flow.service[name], drawn))

    def refuses(self, step: int) -> bool:
        """Whether a step refuses any dossier."""
        return self._steps[step] in self._flow.refusals

    def refused(self, step: int, visit: int) -> Sequence[int]:
        """Whether the dossier is refused."""
        return self._get(
            "refused", step, visit, lambda name, drawn: (drawn < self._flow.refusals[name]).tolist()
        )

    def sends_back(self, step: int) -> bool:
        """Whether a step asks for supplements at all."""
        return self._steps[step] in self._flow.supplements

    def incomplete(self, step: int, visit: int) -> Sequence[int]:
        """Whether the dossier goes back to the citizen."""
        return self._get(
            "incomplete",
            step,
            visit,
            lambda name, drawn: (drawn < self._flow.supplements[name].probability).tolist(),
        )

    def away(self, step: int, visit: int) -> Sequence[int]:
        """How long the citizen takes, in microseconds that elapse."""
        return self._get(
            "away", step, visit, lambda name, drawn: _whole(self._flow.supplements[name].wait, drawn)
        )


def _whole(distribution: Distribution, drawn: Shares) -> list[int]:
    found: list[int] = np.rint(np.maximum(distribution.lengths(drawn), 0)).astype(np.int64).tolist()
    return found
