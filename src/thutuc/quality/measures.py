"""What is measured of dossiers and units, and the points it gives (đo lường, điều kiện cho điểm)."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import attrs

from thutuc.deadlines import Deadline
from thutuc.errors import InvalidValueError, ThutucError
from thutuc.fields import NONE, Number, exact, is_number, read_only, require
from thutuc.moments import Moment
from thutuc.quality.coded import unknown

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
