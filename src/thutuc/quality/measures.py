"""What is measured of dossiers and units, in values and rates, and the points it gives (đo lường)."""

from collections.abc import Iterator, Mapping
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

import attrs

from thutuc.deadlines import Deadline
from thutuc.errors import InvalidValueError, ThutucError
from thutuc.fields import NONE, Number, count, exact, is_number, read_only, require
from thutuc.moments import Moment
from thutuc.quality.coded import unknown
from thutuc.quality.figures import rounded
from thutuc.words.rates import Rate

COUNT, PERCENT = "count", "percent"
Measures: TypeAlias = Mapping[str, str | Number | None]


@attrs.frozen(kw_only=True)
class PointRule:
    """How many points, and on what conditions; all must hold (điều kiện cho điểm).

    Args:
        points: The points.
        equal: Measures that must have a value.
        at_least: Measures that must not be below a number.
        at_most: Measures that must not be above a number.
    """

    points: Number = attrs.field(validator=is_number)
    equal: Mapping[str, str] = attrs.field(default=NONE, converter=read_only)
    at_least: Mapping[str, Number] = attrs.field(default=NONE, converter=read_only)
    at_most: Mapping[str, Number] = attrs.field(default=NONE, converter=read_only)

    def __attrs_post_init__(self) -> None:
        for name, bound in (*self.at_least.items(), *self.at_most.items()):
            exact(bound, name)

    @property
    def needs(self) -> tuple[str, ...]:
        """The measures it looks at."""
        return (*self.equal, *self.at_least, *self.at_most)

    def holds(self, measures: Measures) -> bool | None:
        """Whether every condition holds; `None` if a measure is missing and no other condition fails."""
        found = [
            None if (value := measures.get(name)) is None else self._fits(name, value) for name in self.needs
        ]
        return False if False in found else None if None in found else True

    def _fits(self, name: str, value: str | Number) -> bool:
        if name in self.equal and isinstance(value, str):
            return value == self.equal[name]
        number = exact(value, name)
        low, high = self.at_least.get(name, number), self.at_most.get(name, number)
        return exact(low, name) <= number <= exact(high, name)


def unfit_measures(where: str, row: Measures, kinds: Mapping[str, str | tuple[str, ...]]) -> Iterator[str]:
    """A problem for every measure of a row that is unknown or has a value it cannot take."""
    yield from unknown(f"{where}, measure", row, kinds)
    for name, value in row.items():
        if name in kinds and value is not None:
            try:
                _check_measure(name, value, kinds[name])
            except ThutucError as error:
                yield f"{where}, {error}"


def _check_measure(name: str, value: object, kind: str | tuple[str, ...]) -> None:
    if not isinstance(kind, str):
        if value not in kind:
            raise InvalidValueError(f"{name} is {', '.join(kind)}, not {value!r}", given=value)
        return
    number = exact(value, name)
    if kind == PERCENT and number > 100:
        raise InvalidValueError(f"{name} is at most 100 percent, not {value!r}", given=value)
    if kind == COUNT and number.denominator != 1:
        raise InvalidValueError(f"{name} is a whole number, not {value!r}", given=value)


def timing(deadline: Deadline, finished: Moment) -> str:
    """How long a dossier took against its limit, as indicators 1, 2 and 7 ask (thời gian giải quyết).

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
        >>> deadline = due(TimeLimit(5, Unit.WORKING_DAY), date(2026, 2, 13), vietnam_calendar())
        >>> timing(deadline, date(2026, 2, 27)), timing(deadline, date(2026, 2, 28))
        ('equal', 'longer')
    """
    require(deadline, Deadline, "deadline")
    if deadline.is_late(finished):
        return "longer"
    return "shorter" if deadline.is_early(finished) else "equal"


class Empty(Enum):
    """What a rate with nothing to measure gives (mẫu số bằng 0)."""

    NOT_APPLICABLE = "not-applicable"
    """Nothing: it is left out."""
    ZERO = "zero"
    """No points."""


def scaled(
    share: Rate, maximum: Number, threshold: Number = 100, *, empty: Empty = Empty.NOT_APPLICABLE
) -> float | None:
    """Points for a rate: all from the threshold on, in proportion below, with 2 decimals (quy điểm).

    Args:
        share: The rate.
        maximum: All the points.
        threshold: In percent, above 0.
        empty: What a rate over nothing gives.

    Returns:
        The points, or `None` for a rate over nothing that is left out.

    Raises:
        InvalidTypeError: If a number is none.
        InvalidValueError: If one is negative, or the threshold 0 or above 100.

    Legal source:
        Quyết định 766/QĐ-TTg, read in secondary sources.

    Examples:
        >>> scaled(Rate(30, 100, ("hồ sơ", "dossiers")), 6, 50), scaled(Rate(51, 100, ("", "")), 6, 50)
        (3.6, 6.0)
    """
    require(share, Rate, "share")
    bound, most = exact(threshold, "a threshold"), exact(maximum, "a maximum")
    if not 0 < bound <= 100:
        raise InvalidValueError(
            f"a threshold is above 0 and at most 100 percent, not {threshold}", given=threshold
        )
    if not share.whole:
        return None if empty is Empty.NOT_APPLICABLE else 0.0
    return rounded(min(most, Fraction(100 * share.part, share.whole) * most / bound), 2)


def satisfied_dossiers(total: int, overdue: int, disliked: int) -> Rate:
    """Dossiers neither overdue nor complained about or disliked (mức độ hài lòng về giải quyết thủ tục).

    100 % − (overdue % + complained or disliked %), not below 0 where one dossier is both.

    Raises:
        InvalidTypeError: If a count is no whole number.
        InvalidValueError: If it is negative or greater than the total.

    Examples:
        >>> satisfied_dossiers(1000, 12, 3).percent
        98.5
    """
    for number, name in ((total, "total"), (overdue, "overdue"), (disliked, "disliked")):
        if count(number, name) > total:
            raise InvalidValueError(f"{name} {number} is greater than the total {total}", given=number)
    return Rate(max(0, total - overdue - disliked), total, ("hồ sơ", "dossiers"))
