"""How long work takes: named distributions, each drawn by its inverse (phân phối thời gian).

Every length is made from one number between 0 and 1 by the inverse of the distribution function, so that a
dossier that draws long under one distribution draws long under another of its kind.
"""

import math
from collections.abc import Iterable
from datetime import timedelta
from statistics import NormalDist
from typing import ClassVar, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.simulation.draws import Shares

Lengths: TypeAlias = npt.NDArray[np.float64]
"""Lengths of time in microseconds."""
_MICROSECOND = timedelta.resolution
_normal = np.frompyfunc(NormalDist().inv_cdf, 1, 1)


def _length(given: timedelta) -> timedelta:
    if not isinstance(given, timedelta):
        raise InvalidTypeError(
            f"a length of work is a timedelta, such as timedelta(minutes=30), not {given!r}", given=given
        )
    if given < timedelta():
        raise InvalidValueError(f"work takes 0 or more time, not {given}", given=given)
    return given


def _some(given: timedelta) -> timedelta:
    if not _length(given):
        raise InvalidValueError(
            "this distribution needs a length above 0; work that takes no time is Fixed(timedelta())",
            given=given,
        )
    return given


def _above_zero(given: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InvalidTypeError(f"the shape of a distribution is a number, not {given!r}", given=given)
    if not 0 < given < math.inf:
        raise InvalidValueError(
            f"the shape of a distribution is above 0 and finite, not {given!r}", given=given
        )
    return float(given)


def _micro(length: timedelta) -> float:
    return length / _MICROSECOND


@attrs.frozen
class Distribution:
    """What all distributions of working time share (phân phối)."""

    word: ClassVar[str] = "any"

    def lengths(self, shares: Shares) -> Lengths:
        """The lengths that belong to *shares* of all cases, from the shortest up; the same shape."""
        raise NotImplementedError

    @property
    def mean(self) -> timedelta:
        """The expected length."""
        raise NotImplementedError

    def scaled(self, factor: float) -> "Scaled":
        """The same work in *factor* times the time: 0.8 is a fifth faster.

        Raises:
            InvalidTypeError: If the factor is no number.
            InvalidValueError: If it is not above 0.

        Examples:
            >>> Fixed(timedelta(hours=2)).scaled(0.5).mean
            datetime.timedelta(seconds=3600)
        """
        return Scaled(self, factor)


@attrs.frozen
class Fixed(Distribution):
    """Always the same length.

    Examples:
        >>> Fixed(timedelta(minutes=30)).mean
        datetime.timedelta(seconds=1800)
    """

    length: timedelta = attrs.field(converter=_length)

    def lengths(self, shares: Shares) -> Lengths:
        """The same for all."""
        return np.full(shares.shape, _micro(self.length))

    @property
    def mean(self) -> timedelta:
        """The length."""
        return self.length


@attrs.frozen
class Uniform(Distribution):
    """Any length from *low* to *high*, each as likely as another."""

    low: timedelta = attrs.field(converter=_length)
    high: timedelta = attrs.field(converter=_length)

    def __attrs_post_init__(self) -> None:
        _in_order(self.low, self.high)

    def lengths(self, shares: Shares) -> Lengths:
        """In proportion."""
        return _micro(self.low) + shares * _micro(self.high - self.low)

    @property
    def mean(self) -> timedelta:
        """Half way."""
        return (self.low + self.high) / 2


@attrs.frozen
class Triangular(Distribution):
    """From *low* to *high*, most often about *mode*: what an officer who is asked can tell."""

    low: timedelta = attrs.field(converter=_length)
    mode: timedelta = attrs.field(converter=_length)
    high: timedelta = attrs.field(converter=_length)

    def __attrs_post_init__(self) -> None:
        _in_order(self.low, self.mode, self.high)

    def lengths(self, shares: Shares) -> Lengths:
        """By the inverse of both sides of the triangle."""
        low, mode, high = map(_micro, (self.low, self.mode, self.high))
        width = high - low
        if not width:
            return np.full(shares.shape, low)
        rising = np.sqrt(shares * width * (mode - low))
        falling = np.sqrt((1 - shares) * width * (high - mode))
        return np.where(shares * width < mode - low, low + rising, high - falling)

    @property
    def mean(self) -> timedelta:
        """A third of the sum of its corners."""
        return (self.low + self.mode + self.high) / 3


@attrs.frozen
class Exponential(Distribution):
    """Many short lengths and few long ones; what queueing theory assumes."""

    mean: timedelta = attrs.field(converter=_some)

    def lengths(self, shares: Shares) -> Lengths:
        """By the logarithm of what is left."""
        return -np.log1p(-shares) * _micro(self.mean)


@attrs.frozen
class LogNormal(Distribution):
    """Lengths whose logarithm is normal, as desk work often is: a bulk, and a long tail."""

    mean: timedelta = attrs.field(converter=_some)
    deviation: timedelta = attrs.field(converter=_length)

    def lengths(self, shares: Shares) -> Lengths:
        """The exponential of a normal number."""
        spread = math.log1p((self.deviation / self.mean) ** 2)
        normal = _normal(shares).astype(np.float64)
        return np.exp(math.log(_micro(self.mean)) - spread / 2 + math.sqrt(spread) * normal)


@attrs.frozen
class Weibull(Distribution):
    """Lengths by a *scale* and a *shape*; with shape 1 it is exponential, below 1 the tail is longer."""

    scale: timedelta = attrs.field(converter=_some)
    shape: float = attrs.field(converter=_above_zero)

    def lengths(self, shares: Shares) -> Lengths:
        """A power of an exponential length."""
        return _micro(self.scale) * (-np.log1p(-shares)) ** (1 / self.shape)

    @property
    def mean(self) -> timedelta:
        """By the gamma function."""
        return self.scale * math.gamma(1 + 1 / self.shape)


@attrs.frozen
class Empirical(Distribution):
    """The lengths that were seen, each as likely as it was often.

    Examples:
        >>> seen = Empirical([timedelta(hours=1), timedelta(hours=1), timedelta(hours=4)])
        >>> seen.mean
        datetime.timedelta(seconds=7200)
    """

    values: tuple[timedelta, ...]
    weights: tuple[float, ...] | None
    """How much each weighs; `None`: all the same."""

    def __init__(self, values: Iterable[timedelta], weights: Iterable[float] | None = None) -> None:
        seen = tuple(_length(value) for value in values)
        shares = None if weights is None else tuple(_above_zero(weight) for weight in weights)
        if not seen:
            raise InvalidValueError("an empirical distribution needs lengths that were seen", given=seen)
        if shares is not None and len(shares) != len(seen):
            raise InvalidValueError(
                f"{len(seen)} lengths need {len(seen)} weights, not {len(shares)}", given=shares
            )
        pairs = sorted(zip(seen, shares or (1.0,) * len(seen), strict=True))
        self.__attrs_init__(
            tuple(value for value, _ in pairs),
            None if shares is None else tuple(weight for _, weight in pairs),
        )

    def lengths(self, shares: Shares) -> Lengths:
        """The lengths seen, by their weights."""
        values = np.array([_micro(value) for value in self.values])
        weights = np.ones(len(values)) if self.weights is None else np.array(self.weights)
        upto = np.cumsum(weights)
        return values[np.minimum(np.searchsorted(upto, shares * upto[-1], side="right"), len(values) - 1)]

    @property
    def mean(self) -> timedelta:
        """The weighted mean of what was seen."""
        weights = self.weights or (1.0,) * len(self.values)
        micro = math.fsum(_micro(v) * w for v, w in zip(self.values, weights, strict=True)) / math.fsum(
            weights
        )
        return timedelta(microseconds=micro)


@attrs.frozen
class Scaled(Distribution):
    """Another distribution, each of its lengths times a factor."""

    of: Distribution = attrs.field(validator=attrs.validators.instance_of(Distribution))
    factor: float = attrs.field(converter=_above_zero)

    def lengths(self, shares: Shares) -> Lengths:
        """Those of the other, times the factor."""
        return self.of.lengths(shares) * self.factor

    @property
    def mean(self) -> timedelta:
        """That of the other, times the factor."""
        return self.of.mean * self.factor


def _in_order(*lengths: timedelta) -> None:
    if list(lengths) != sorted(lengths):
        shown = ", ".join(map(str, lengths))
        raise InvalidValueError(f"lengths go from the shortest to the longest, not {shown}", given=lengths)


def as_distribution(given: object) -> Distribution:
    """A distribution as given, or the fixed length of a timedelta."""
    if isinstance(given, timedelta):
        return Fixed(given)
    if not isinstance(given, Distribution):
        raise InvalidTypeError(
            f"work takes a timedelta or a distribution such as LogNormal(…), not {given!r}", given=given
        )
    return given
