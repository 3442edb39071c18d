"""How long things take, with those that are not over as what they are (Kaplan–Meier)."""

from datetime import timedelta

import numpy as np

from thutuc.arrays.lookup import Ints, Truths
from thutuc.simulation.distributions import Empirical, Lengths

MOST = 500
"""A distribution from a log is kept in so many equal parts."""


def product_limit(lengths: Ints, is_over: Truths) -> tuple[Ints, Lengths]:
    """The lengths at which something was over, and what share of all was over at each (Kaplan–Meier).

    Args:
        lengths: How long each has taken.
        is_over: Whether it was over then; the others are known to take longer.

    Returns:
        Different lengths in order, and their shares. They add up to less than 1 if the longest is not over.

    Examples:
        >>> lengths, shares = product_limit(np.array([1, 2, 3, 4]), np.array([True, False, True, True]))
        >>> lengths.tolist(), shares.round(3).tolist()
        ([1, 3, 4], [0.25, 0.375, 0.375])
    """
    values, over = np.unique(lengths[is_over], return_counts=True)
    # Who is censored at a length was still at risk there.
    at_risk = len(lengths) - np.searchsorted(np.sort(lengths), values, "left")
    alive: Lengths = np.cumprod((at_risk - over) / at_risk, dtype=np.float64)
    before: Lengths = np.append(1.0, alive)[: len(values)]
    return values, before - alive


def lengths_seen(lengths: Ints, is_over: Truths) -> tuple[Empirical | None, bool]:
    """The distribution of lengths in microseconds, and whether its longest part was not seen.

    What is known only to be longer than all that was over is taken as long as the longest of these.
    """
    values, shares = product_limit(lengths, is_over)
    if not len(values):
        return None, True
    left = 1 - float(shares.sum())
    shares[-1] += max(left, 0.0)
    kept = shares > 0
    values, shares = values[kept], shares[kept]
    if len(values) > MOST:
        middles = (np.arange(MOST) + 0.5) / MOST
        places = np.minimum(np.searchsorted(np.cumsum(shares), middles), len(values) - 1)
        values, shares = values[places], np.full(MOST, 1.0)
    micro = timedelta(microseconds=1)
    return Empirical([micro * int(one) for one in values.tolist()], shares.tolist()), left > 1e-9
