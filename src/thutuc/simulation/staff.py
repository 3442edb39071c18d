"""Who does the work: officers, when they work, how results leave the office (nhân sự của cơ quan)."""

import math
from collections.abc import Iterable
from datetime import timedelta

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import items, of, real, whole_number
from thutuc.simulation.dated_numbers import one_of


def probability(given: object, what: str) -> float:
    """A number from 0 to 1; *what* names it.

    Raises:
        InvalidTypeError: If it is no number.
        InvalidValueError: If it lies outside.
    """
    share = real(given, f"{what} is a number from 0 to 1")
    if not 0 <= share <= 1:
        raise InvalidValueError(f"{what} lies between 0 and 1, not {share!r}", given=given)
    return share


def _shares(given: float | Iterable[float] | None) -> tuple[float, ...]:
    if given is None:
        return ()
    wanted = "officers are a number, or the share of each one's time, such as (1, 0.5)"
    shares: Iterable[float] = given if isinstance(given, Iterable) else (1.0,) * whole_number(given, wanted)
    speeds = tuple(probability(share, "the share of an officer's time") for share in items(shares, wanted))
    if not speeds or not all(speeds):
        raise InvalidValueError(f"an office needs officers with time for it, not {given!r}", given=given)
    return speeds


def _weekdays(given: Iterable[int]) -> tuple[int, ...]:
    days = items(given, "signing days are weekdays, such as (1, 3)")
    return tuple(one_of(day, range(7), "weekdays") for day in days)


@attrs.frozen
class Staff:
    """The officers of an office, and how its results leave it (nhân sự của cơ quan).

    Args:
        officers: How many, or the share of its time that each one has for this work: `(1, 0.5)`; `None` for
            as many as it takes, so that nobody waits for one.
        calendar: When they work; left out, the calendar of the model.
        signing: On which weekdays results are signed, Monday 0 to Sunday 6: what is done waits for the end of
            the next of them that is worked. Empty: at once.
        latency: How long a result is on its way to the next office, in time that elapses.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If there is no officer, a weekday is none, or the latency is negative.

    Examples:
        >>> Staff((1, 0.5)).capacity
        1.5
    """

    officers: tuple[float, ...] = attrs.field(converter=_shares)
    calendar: WorkCalendar | None = attrs.field(default=None, validator=of(WorkCalendar, optional=True))
    signing: tuple[int, ...] = attrs.field(default=(), converter=_weekdays)
    latency: timedelta = attrs.field(default=timedelta(), validator=of(timedelta))

    def __attrs_post_init__(self) -> None:
        if self.latency < timedelta():
            raise InvalidValueError(f"a latency is 0 or more, not {self.latency}", given=self.latency)

    @property
    def capacity(self) -> float:
        """Officers, part-time ones by their share; without end where there are as many as it takes."""
        return math.fsum(self.officers) if self.officers else math.inf
