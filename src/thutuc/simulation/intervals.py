"""Between what a mean lies, by what its replications were (khoảng tin cậy)."""

import math

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.errors import InvalidValueError
from thutuc.fields import real

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(200)


@attrs.frozen
class Interval:
    """A mean, and the bounds between which it lies with a confidence of *level* (khoảng tin cậy)."""

    mean: float
    low: float
    high: float
    level: float
    replications: int

    @property
    def excludes_zero(self) -> bool:
        """Whether all of it lies on one side of zero: the sign of a difference is then more than luck."""
        return self.low > 0 or self.high < 0

    def __str__(self) -> str:
        return f"{self.mean:,.4g} [{self.low:,.4g}, {self.high:,.4g}]"


def mean_of(values: npt.NDArray[np.float64], level: float = 0.95) -> Interval:
    """The mean of independent values, with the interval of Student's t.

    Raises:
        InvalidTypeError: If *level* is no number.
        InvalidValueError: If there are less than two values, or the level lies outside (0, 1).

    Examples:
        >>> print(mean_of(np.array([9.0, 10.0, 11.0])))
        10 [7.516, 12.48]
    """
    level = real(level, "a level of confidence is a number such as 0.95")
    if not 0 < level < 1:
        raise InvalidValueError(f"a level of confidence lies between 0 and 1, not {level!r}", given=level)
    known = values[~np.isnan(values)]
    if len(known) < 2:
        raise InvalidValueError(
            f"an interval needs 2 or more replications with a value, not {len(known)}", given=len(known)
        )
    mean = float(known.mean())
    half = student(level, len(known) - 1) * float(known.std(ddof=1)) / math.sqrt(len(known))
    return Interval(mean, mean - half, mean + half, level, len(known))


def student(level: float, freedom: int) -> float:
    """The number of standard errors to each side of a mean within which *level* of Student's t lies."""
    # With t = √n tan θ the density is proportional to cosⁿ⁻¹ θ.
    whole = math.sqrt(math.pi) * math.exp(math.lgamma(freedom / 2) - math.lgamma((freedom + 1) / 2))
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        theta = (low + high) / 2
        part = theta / 2 * float(_WEIGHTS @ np.cos(theta / 2 * (_NODES + 1)) ** (freedom - 1))
        low, high = (theta, high) if 2 * part / whole < level else (low, theta)
    return math.sqrt(freedom) * math.tan(low)
