"""How far two event logs lie apart, by published distances (khoảng cách giữa hai nhật ký).

Those of Chapela-Campa, Benchekroun, Baron, Dumas, Krass and Senderovich, “Can I Trust My Simulation Model?
Measuring the Quality of Business Process Simulation Models” (BPM 2023).
"""

from collections import Counter
from datetime import timedelta
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from thutuc.arrays.lookup import Ints
from thutuc.errors import InvalidValueError

Times: TypeAlias = npt.NDArray[np.datetime64]
HOUR = 3_600_000_000
_EMPTY_DAY = 23.0
"""What a weekday costs on which only one of two logs has events: the most that hours can lie apart."""


class Stretches(NamedTuple):
    """The finished stretches of work of a log, as columns of one length."""

    case: npt.NDArray[Any]
    activity: npt.NDArray[Any]
    start: Times
    end: Times


def wasserstein(one: Ints, other: Ints) -> float:
    """The area between two distribution functions: how far one has to be moved to be the other.

    Raises:
        InvalidValueError: If one of them is empty.

    Examples:
        >>> wasserstein(np.array([0, 2]), np.array([1, 1, 5, 5]))
        2.0
    """
    if not len(one) or not len(other):
        raise InvalidValueError("a distance needs finished work in both logs; one of them has none", given=0)
    values = np.unique(np.concatenate([one, other]))
    below = [np.searchsorted(np.sort(each), values[:-1], "right") / len(each) for each in (one, other)]
    return float(np.abs(below[0] - below[1]) @ np.diff(values))


def n_gram(real: Stretches, simulated: Stretches, n: int = 3) -> float:
    """How differently activities follow one another, *n* at a time: 0 is alike, 1 has nothing in common."""
    one, other = _n_grams(real, n), _n_grams(simulated, n)
    apart = sum(abs(one[key] - other[key]) for key in one.keys() | other.keys())
    return apart / (one.total() + other.total())


def _n_grams(log: Stretches, n: int) -> Counter[tuple[str | None, ...]]:
    order = np.lexsort((log.end, log.start, _codes(log)))
    ways = dict[Any, list[str | None]]()
    for case, activity in zip(log.case[order].tolist(), log.activity[order].tolist(), strict=True):
        ways.setdefault(case, [None] * (n - 1)).append(activity)
    found = Counter[tuple[str | None, ...]]()
    for way in ways.values():
        whole = [*way, *[None] * (n - 1)]
        found.update(tuple(whole[i : i + n]) for i in range(len(whole) - n + 1))
    return found


def _codes(log: Stretches) -> Ints:
    codes: Ints = np.unique(log.case, return_inverse=True)[1]
    return codes


def absolute(real: Stretches, simulated: Stretches) -> float:
    """How far starts and ends lie apart on the calendar, in hours."""
    first = min(real.start.min(), simulated.start.min()).astype("M8[h]")
    one, other = (_hours(np.append(log.start, log.end) - first) for log in (real, simulated))
    return wasserstein(one, other)


def relative(real: Stretches, simulated: Stretches) -> float:
    """How far starts and ends lie apart when each case begins at zero, in hours."""
    one, other = (
        _hours(np.append(log.start, log.end) - np.tile(_begun(log), 2)) for log in (real, simulated)
    )
    return wasserstein(one, other)


def _begun(log: Stretches) -> Times:
    """For each stretch, when the first of its case started."""
    codes = _codes(log)
    first = np.full(codes.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, codes, log.start.astype("M8[us]").view(np.int64))
    return first.view("M8[us]")[codes]


def circadian(real: Stretches, simulated: Stretches) -> float:
    """How far starts and ends lie apart within each weekday, in hours, on average over the seven."""
    found = list[float]()
    days = [_hour_by_weekday(log) for log in (real, simulated)]
    for weekday in range(7):
        one, other = (hours[of == weekday] for of, hours in days)
        if len(one) and len(other):
            found.append(wasserstein(one, other))
        else:
            found.append(_EMPTY_DAY if len(one) or len(other) else 0.0)
    return sum(found) / 7


def _hour_by_weekday(log: Stretches) -> tuple[Ints, Ints]:
    moments = np.append(log.start, log.end)
    days = moments.astype("M8[D]")
    # 1 January 1970 was a Thursday.
    return (days.view(np.int64) + 3) % 7, _hours(moments - days)


def cycle_time(real: Stretches, simulated: Stretches, part: timedelta = timedelta(hours=1)) -> float:
    """How far the times from the first start to the last end of a case lie apart, in parts of *part*."""
    one, other = (_cycles(log) for log in (real, simulated))
    least, width = min(one.min(), other.min()), part // timedelta.resolution
    return wasserstein((one - least) // width, (other - least) // width)


def _cycles(log: Stretches) -> Ints:
    codes = _codes(log)
    last = np.full(codes.max() + 1, np.iinfo(np.int64).min)
    np.maximum.at(last, codes, log.end.astype("M8[us]").view(np.int64))
    first = np.full(len(last), np.iinfo(np.int64).max)
    np.minimum.at(first, codes, log.start.astype("M8[us]").view(np.int64))
    lengths: Ints = last - first
    return lengths


def _hours(lengths: npt.NDArray[Any]) -> Ints:
    micro: Ints = lengths.astype("m8[us]").view(np.int64)
    return micro // HOUR


DISTANCES = {
    "n_gram": n_gram,
    "absolute": absolute,
    "relative": relative,
    "circadian": circadian,
    "cycle_time": cycle_time,
}
"""The distances of a check, by name."""
