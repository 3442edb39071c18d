"""Random numbers that belong to a dossier, the same in every variant of a model (số ngẫu nhiên).

A stream shared by all dossiers gives each the numbers that others leave: one officer more, and every later
dossier draws another length of work, so that two models differ by luck as well as by their reform. Here a
number is a function of what it is for (seed, replication, flow, step, visit) and of the dossier's own number,
and of nothing else.
"""

from hashlib import blake2b
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Shares: TypeAlias = npt.NDArray[np.float64]
"""Numbers between 0 and 1, neither of them included."""

_ALL = 2**64 - 1
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def key_of(*purpose: object) -> int:
    """What the numbers of one purpose begin with: 64 bits of a digest of its parts, the same everywhere."""
    return int.from_bytes(blake2b(repr(purpose).encode(), digest_size=8).digest(), "little")


def draws(key: int, numbers: npt.NDArray[np.int64]) -> Shares:
    """The numbers of one purpose for dossiers by their own *numbers*, by the mixing function SplitMix64."""
    with np.errstate(over="ignore"):
        z = np.uint64(key) + (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(_STEP)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(_FIRST)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(_SECOND)
        z ^= z >> np.uint64(31)
    return ((z >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def draw(key: int, number: int) -> float:
    """The number of one dossier, as `draws` gives it."""
    z = (key + (number + 1) * _STEP) & _ALL
    z = ((z ^ (z >> 30)) * _FIRST) & _ALL
    z = ((z ^ (z >> 27)) * _SECOND) & _ALL
    z ^= z >> 31
    return ((z >> 11) + 0.5) * 2.0**-53
