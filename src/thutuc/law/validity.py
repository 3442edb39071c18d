"""What holds from a first day to a last one: said once for offices, versions and definitions (hiệu lực)."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import TypeVar

from thutuc.errors import InvalidValueError
from thutuc.fields import require


class Validity:
    """Base of what is valid from one day to another, both days included (thời hạn hiệu lực).

    A class that has it has the fields `valid_from` and `valid_until`, each `None` where there is none.

    Examples:
        >>> from datetime import date
        >>> from thutuc import Office, Level
        >>> huyen = Office("H17.18", "UBND huyện A", Level.DISTRICT, valid_from=date(2010, 1, 1))
        >>> huyen.period, huyen.is_valid_on(date(2025, 7, 1))
        ('2010-01-01 to 2025-06-30', False)
    """

    __slots__ = ()
    valid_from: date | None
    valid_until: date | None

    def is_valid_on(self, day: date) -> bool:
        """Whether it is valid on *day* (còn hiệu lực).

        Raises:
            InvalidTypeError: If *day* is no date.
        """
        require(day, date, "a day")
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_until is None or day <= self.valid_until)

    @property
    def period(self) -> str:
        """Its first and last day, as messages write them."""
        return f"{self.valid_from or 'always'} to {self.valid_until or 'now'}"

    def check_period(self, what: str) -> None:
        """Refuse an end before the beginning.

        Raises:
            InvalidValueError: If it ends before it begins; *what* names it.
        """
        first, last = self.valid_from, self.valid_until
        if first is not None and last is not None and last < first:
            raise InvalidValueError(
                f"{what} cannot be valid from {first} until {last}; valid_until is the last day, on or after "
                f"valid_from",
                given=(first, last),
            )


_Valid = TypeVar("_Valid", bound=Validity)
_Kept = TypeVar("_Kept")


def in_order(versions: Iterable[_Valid]) -> tuple[_Valid, ...]:
    """Versions by their first day; one without a first day comes before all."""
    return tuple(sorted(versions, key=lambda version: version.valid_from or date.min))


def overlaps(versions: Iterable[_Valid], what: str) -> Iterator[str]:
    """A sentence for each two of the versions, which come in order, that are valid on one day."""
    for earlier, later in pairwise(versions):
        start, end = later.valid_from, earlier.valid_until
        if start is None or end is None or start <= end:
            yield (
                f"{what}: the versions {earlier.period} and {later.period} overlap; end one on the day "
                f"before the next begins"
            )


def version_on(versions: Iterable[_Valid], day: date) -> _Valid | None:
    """The version that is valid on *day*, if one is.

    Raises:
        InvalidTypeError: If *day* is no date.
    """
    require(day, date, "a day")
    return next((version for version in versions if version.is_valid_on(day)), None)


def latest(started: Iterable[tuple[date, _Kept]], day: date) -> _Kept | None:
    """Of what holds until the next begins, oldest first: the one that has begun last by *day*.

    Raises:
        InvalidTypeError: If *day* is no date.
    """
    require(day, date, "a day")
    known = [kept for start, kept in started if start <= day]
    return known[-1] if known else None
