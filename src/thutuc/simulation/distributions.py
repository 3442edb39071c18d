"""How long work takes: named distributions, each drawn by its inverse (phân phối thời gian).

Every length is made from one number between 0 and 1 by the inverse of the distribution function, so that a
dossier that draws long under one distribution draws long under another of its kind.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import timedelta
from statistics import NormalDist
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.lookup import Ints
from thutuc.errors import InvalidValueError
from thutuc.fields import checked, items, of, real
from thutuc.simulation.draws import Shares

Lengths: TypeAlias = npt.NDArray[np.float64]
"""Lengths of time in microseconds."""
_MICROSECOND = timedelta.resolution
_MOST = timedelta(days=36_525)
LONGEST = _MOST / _MICROSECOND
"""A century in microseconds: longer than any calendar."""
_normal = np.vectorize(NormalDist().inv_cdf, otypes=[np.float64])


def _length(given: timedelta) -> timedelta:
    length = checked(given, timedelta, "a length of work is a timedelta, such as timedelta(minutes=30)")
    if length < timedelta():
        raise InvalidValueError(f"work takes 0 or more time, not {given}", given=given)
    if length > _MOST:
        raise InvalidValueError(f"work takes at most {_MOST.days:,} days, not {given}", given=given)
    return length


def _some(given: timedelta) -> timedelta:
    if not _length(given):
        raise InvalidValueError(
            "this distribution needs a length above 0; work that takes no time is Fixed(timedelta())",
            given=given,
        )
    return given


def above_zero(given: object, what: str) -> float:
    """A finite number above 0; *what* names it.

    Raises:
        InvalidTypeError: If it is no number.
        InvalidValueError: If it is 0 or less, or not finite.
    """
    number = real(given, f"{what} is a number")
    if not 0 < number < math.inf:
        raise InvalidValueError(f"{what} is above 0 and finite, not {given!r}", given=given)
    return number


def _shape(given: float) -> float:
    return above_zero(given, "the shape of a distribution")


def _factor(given: float) -> float:
    return above_zero(given, "a factor of work")


def _micro(length: timedelta) -> float:
    return length / _MICROSECOND


def _check_mean(work: "Distribution") -> None:
    try:
        is_too_long = work.mean > _MOST
    except OverflowError:
        is_too_long = True
    if is_too_long:
        raise InvalidValueError(
            f"work takes at most {_MOST.days:,} days on average; give a shorter length, or another shape or "
            "factor",
            given=work,
        )


@attrs.frozen
class Distribution(ABC):
    """What all distributions of working time share (phân phối)."""

    @abstractmethod
    def lengths(self, shares: Shares) -> Lengths:
        """The lengths that belong to *shares* of all cases, from the shortest up; the same shape."""

    @property
    @abstractmethod
    def mean(self) -> timedelta:
        """The expected length."""

    def scaled(self, factor: float) -> "Scaled":
        """The same work in *factor* times the time: 0.8 is a fifth faster.

        Raises:
            InvalidTypeError: If the factor is no number.
            InvalidValueError: If it is not above 0, or makes the work longer than a century on average.

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
    """Any length from *low* to *high*, each as likely as another.

    Examples:
        >>> Uniform(timedelta(hours=1), timedelta(hours=3)).mean
        datetime.timedelta(seconds=7200)
    """

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
    """Many short lengths and few long ones; what queueing theory assumes.

    Examples:
        >>> half = Exponential(timedelta(hours=1)).lengths(np.array([0.5]))
        >>> (half / 6e7).round(1).tolist()
        [41.6]
    """

    mean: timedelta = attrs.field(converter=_some)

    def lengths(self, shares: Shares) -> Lengths:
        """By the logarithm of what is left."""
        return -np.log1p(-shares) * _micro(self.mean)


@attrs.frozen
class LogNormal(Distribution):
    """Lengths whose logarithm is normal, as desk work often is: a bulk, and a long tail.

    Examples:
        >>> LogNormal(timedelta(hours=1), timedelta(hours=1)).mean
        datetime.timedelta(seconds=3600)
    """

    mean: timedelta = attrs.field(converter=_some)
    deviation: timedelta = attrs.field(converter=_length)

    def lengths(self, shares: Shares) -> Lengths:
        """The exponential of a normal number."""
        spread = math.log1p((self.deviation / self.mean) ** 2)
        normal: Lengths = _normal(shares)
        return np.exp(math.log(_micro(self.mean)) - spread / 2 + math.sqrt(spread) * normal)


@attrs.frozen
class Weibull(Distribution):
    """Lengths by a *scale* and a *shape*; with shape 1 it is exponential, below 1 the tail is longer.

    Examples:
        >>> Weibull(timedelta(hours=1), 0.5).mean
        datetime.timedelta(seconds=7200)
    """

    scale: timedelta = attrs.field(converter=_some)
    shape: float = attrs.field(converter=_shape)

    def __attrs_post_init__(self) -> None:
        _check_mean(self)

    def lengths(self, shares: Shares) -> Lengths:
        """A power of an exponential length."""
        with np.errstate(over="ignore"):
            return _micro(self.scale) * (-np.log1p(-shares)) ** (1 / self.shape)

    @property
    def mean(self) -> timedelta:
        """By the gamma function."""
        return self.scale * math.gamma(1 + 1 / self.shape)


def _seen(given: Iterable[timedelta]) -> tuple[timedelta, ...]:
    seen = tuple(_length(one) for one in items(given, "lengths that were seen are several timedeltas"))
    if not seen:
        raise InvalidValueError("an empirical distribution needs lengths that were seen", given=seen)
    return seen


def _weights(given: Iterable[float]) -> tuple[float, ...]:
    return tuple(above_zero(weight, "a weight") for weight in items(given, "weights are several numbers"))


@attrs.frozen(repr=False)
class Empirical(Distribution):
    """The lengths that were seen, each as likely as it was often.

    Examples:
        >>> seen = Empirical([timedelta(hours=1), timedelta(hours=1), timedelta(hours=4)])
        >>> seen.mean
        datetime.timedelta(seconds=7200)
    """

    values: tuple[timedelta, ...] = attrs.field(converter=_seen)
    weights: tuple[float, ...] = attrs.field(default=(), converter=_weights)
    """How much each weighs; left out, all the same."""

    def __attrs_post_init__(self) -> None:
        if self.weights and len(self.weights) != len(self.values):
            raise InvalidValueError(
                f"{len(self.values)} lengths need {len(self.values)} weights, not {len(self.weights)}",
                given=self.weights,
            )
        weights = self.weights or (1.0,) * len(self.values)
        pairs = sorted(zip(self.values, weights, strict=True))
        object.__setattr__(self, "values", tuple(value for value, _ in pairs))
        object.__setattr__(self, "weights", tuple(weight for _, weight in pairs))

    def __repr__(self) -> str:
        return f"<Empirical of {len(self.values)} lengths, {self.mean} on average>"

    def lengths(self, shares: Shares) -> Lengths:
        """The lengths seen, by their weights."""
        values = np.array([_micro(value) for value in self.values])
        upto: Lengths = np.cumsum(self.weights)
        places: Ints = np.searchsorted(upto, shares * float(upto[-1]), side="right")
        found: Lengths = values[np.minimum(places, len(values) - 1)]
        return found

    @property
    def mean(self) -> timedelta:
        """The weighted mean of what was seen."""
        whole = math.fsum(self.weights)
        shares = (value * (weight / whole) for value, weight in zip(self.values, self.weights, strict=True))
        return sum(shares, timedelta())


@attrs.frozen
class Scaled(Distribution):
    """Another distribution, each of its lengths times a factor."""

    of: Distribution = attrs.field(validator=of(Distribution))
    factor: float = attrs.field(converter=_factor)

    def __attrs_post_init__(self) -> None:
        _check_mean(self)

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
    wanted = "work takes a timedelta or a distribution such as LogNormal(…)"
    return checked(given, Distribution, wanted)  # type: ignore[type-abstract]  # it is asked, not made
