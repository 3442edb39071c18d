"""Moments of event logs: as they are written, with how far that is ahead of UTC (thời điểm của sự kiện)."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt

from thutuc.errors import ThutucError
from thutuc.moments import MICROSECOND, local_time, one_offset
from thutuc.registers.written_moments import read_moment

Times = npt.NDArray[np.datetime64]
Spans = npt.NDArray[np.timedelta64]
_EPOCH = datetime(1970, 1, 1)
_FORM = np.frombuffer(b"0000-00-00T00:00:00.000", np.uint8)
_DIGITS = np.equal(_FORM, ord("0"))
_CLOCK, _WRITTEN = len(_FORM), len(_FORM) + len("+01:00")
_ZONE = re.compile(r"[+-]\d\d:\d\d", re.ASCII)
_YEARS = ((datetime.min - _EPOCH) // MICROSECOND, (datetime.max - _EPOCH) // MICROSECOND)
_DAY = timedelta(days=1) // MICROSECOND
_QUARTER = 15 * 60 * 1_000_000
"""Clocks change at full quarters of an hour of UTC."""


def as_moment(value: object) -> date | None:
    """A day or moment, read from text where it is one; `None` if it is none."""
    if isinstance(value, date):
        # What stands for a missing moment is not equal to itself.
        return value if value == value else None  # noqa: PLR0124
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value) if len(value) > 18 else read_moment(value)
    except ValueError:
        pass
    try:
        return read_moment(value)
    except ThutucError:
        return None


def split_moments(values: Sequence[Any]) -> tuple[Times, Spans, npt.NDArray[np.bool_]]:
    """Moments as they are written, how far each is ahead of UTC, and which are only days.

    What is missing is `NaT`; so is the distance of a moment that has no zone.
    """
    alike = _split_texts(values)
    if alike is not None:
        return alike
    local: list[datetime | None] = []
    ahead: list[timedelta | None] = []
    days = np.zeros(len(values), np.bool_)
    for i, value in enumerate(values):
        moment = value if type(value) is datetime else as_moment(value)
        offset = None
        if isinstance(moment, datetime):
            offset = moment.utcoffset()
            moment = moment.replace(tzinfo=None)
        elif moment is not None:
            days[i] = True
            moment = local_time(moment)
        local.append(moment)
        ahead.append(offset)
    return np.array(local, "M8[us]"), np.array(ahead, "m8[us]"), days


def _split_texts(values: Sequence[Any]) -> tuple[Times, Spans, npt.NDArray[np.bool_]] | None:
    """The same of texts that are all as XES writes them, to the thousandth of a second; else `None`."""
    try:
        if set(map(len, values)) != {_WRITTEN}:
            return None
        zones = [value[_CLOCK:] for value in values]
        known = {zone: _parsed_zone(zone) for zone in set(zones)}
        clocks = np.array([value[:_CLOCK] for value in values], f"S{_CLOCK}")
        letters = clocks.view(np.uint8).reshape(-1, _CLOCK)
        # Numbers below the letter 0 turn round and are large.
        if (letters[:, _DIGITS] - ord("0") > 9).any() or (letters[:, ~_DIGITS] != _FORM[~_DIGITS]).any():
            return None
        local = clocks.astype("M8[us]")
    except (TypeError, ValueError):
        return None
    ahead = np.array([known[zone] for zone in zones], "m8[us]")
    return local, ahead, np.zeros(len(values), np.bool_)


def _parsed_zone(text: str) -> timedelta:
    if not _ZONE.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(f"2000-01-01T00:00:00{text}").utcoffset() or timedelta()


def instants(moments: Times, ahead: Spans) -> Times:
    """Moments in UTC; one without a zone as it is written."""
    return moments - np.where(np.isnat(ahead), np.timedelta64(0, "us"), ahead)


def in_zone(moments: Times, ahead: Spans, zone: tzinfo) -> Times:
    """Moments by the clock of *zone*; those without a zone are so already.

    Examples:
        >>> from thutuc.moments import OFFICE_TIME
        >>> noon = np.array(["2026-03-02T12:00"] * 2, "M8[us]")
        >>> in_zone(noon, np.array([0, "NaT"], "m8[us]"), OFFICE_TIME).astype("M8[h]")
        array(['2026-03-02T19', '2026-03-02T12'], dtype='datetime64[h]')
    """
    zoned = ~np.isnat(ahead) & ~np.isnat(moments)
    found = moments.copy()
    utc = (moments[zoned] - ahead[zoned]).view(np.int64)
    shift: Any = one_offset(zone)
    if shift is None:
        quarters, at = np.unique(utc // _QUARTER, return_inverse=True)
        shifts = [_offset(int(quarter) * _QUARTER, zone) for quarter in quarters]
        shift = np.array(shifts, np.int64)[at]
    # What would lie outside the years that there are, such as the end of all days, stays at their edge.
    found[zoned] = np.clip(utc + shift, *_YEARS).view("M8[us]")
    return found


def _offset(utc: int, zone: tzinfo) -> int:
    inside = min(max(utc, _YEARS[0] + _DAY), _YEARS[1] - _DAY)
    moment = (_EPOCH + timedelta(microseconds=inside)).replace(tzinfo=UTC).astimezone(zone)
    return (moment.utcoffset() or timedelta()) // MICROSECOND


def written(moment: Any, ahead: Any) -> datetime:  # noqa: ANN401 - of numpy
    """A moment as Python has it, with its zone if it has one."""
    local: Any = moment.item()
    zone: Any = ahead.item()
    found: datetime = local if zone is None else local.replace(tzinfo=timezone(zone))
    return found
