"""Indicators scored by points on dossiers and units, as dated data (chỉ số đánh giá)."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

import attrs

from thutuc.deadlines import Deadline
from thutuc.errors import InvalidValueError, ThutucError
from thutuc.fields import require
from thutuc.moments import Moment
from thutuc.quality.coded import Named, check_codes, find, refuse, unknown
from thutuc.quality.fields import Each, Number, exact, is_count, is_number, items, read_only
from thutuc.quality.figures import plain, rounded, total
from thutuc.quality.printing import Cell, Printed, QualityTable, table_of
from thutuc.quality.scales import Dated, Grade, Scale

_COUNT, _PERCENT = "count", "percent"
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
    equal: Mapping[str, str] = attrs.field(factory=dict[str, str], converter=read_only)
    at_least: Mapping[str, Number] = attrs.field(factory=dict[str, Number], converter=read_only)
    at_most: Mapping[str, Number] = attrs.field(factory=dict[str, Number], converter=read_only)

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


@attrs.frozen(kw_only=True)
class Indicator(Named):
    """One indicator with its points (chỉ số).

    Args:
        maximum: Its highest points.
        per: On what it is measured: `dossier`, `unit` or both.
        rules: The points; the first rule that holds gives them, and if none holds they are 0.
    """

    maximum: Number = attrs.field(validator=is_number)
    per: tuple[str, ...] = attrs.field(converter=items)
    rules: tuple[PointRule, ...] = attrs.field(converter=items, validator=Each(PointRule))

    def __attrs_post_init__(self) -> None:
        if not self.per or not set(self.per) <= {"dossier", "unit"}:
            raise InvalidValueError(f"indicator {self.code}: per is dossier, unit or both", given=self.per)
        if any(exact(rule.points, "points") > exact(self.maximum, "maximum") for rule in self.rules):
            raise InvalidValueError(
                f"indicator {self.code}: a rule gives more than the maximum", given=self.maximum
            )

    def points(self, measures: Measures) -> Fraction | None:
        """The points; `None` where a measure that decides is missing."""
        for rule in self.rules:
            if (holds := rule.holds(measures)) is not False:
                return exact(rule.points, "points") if holds else None
        return Fraction()

    def known(self, rows: Iterable[Measures]) -> list[Fraction]:
        """The points of those that have every measure that decides."""
        return [points for row in rows if (points := self.points(row)) is not None]


@attrs.frozen(kw_only=True)
class Classing(Named):
    """How a sum of indicators is classed (xếp loại).

    Args:
        indicators: Codes of the indicators that are summed.
        maximum: Their highest sum.
        grades: The classes, as half-open intervals.
    """

    indicators: tuple[str, ...] = attrs.field(converter=items)
    maximum: Number = attrs.field(validator=is_number)
    grades: tuple[Grade, ...] = attrs.field(converter=items, validator=Each(Grade))

    def __attrs_post_init__(self) -> None:
        _ = self.scale

    @property
    def scale(self) -> Scale:
        """The classes."""
        return Scale(self.grades)


@attrs.frozen(kw_only=True)
class Scoring(Dated):
    """A version of a set of indicators (bộ chỉ số).

    Args:
        measures: What is measured: `count`, `percent`, or the values it may take.
        indicators: The indicators.
        classings: How sums of them are classed.
        places: Decimals of an indicator.

    Raises:
        InvalidValueError: If a rule looks at a measure, or a class at an indicator, that is not there, or the
            maximum of a class is not the sum of its indicators'.
    """

    measures: Mapping[str, str | tuple[str, ...]] = attrs.field(converter=read_only)
    indicators: tuple[Indicator, ...] = attrs.field(converter=items, validator=Each(Indicator))
    classings: tuple[Classing, ...] = attrs.field(default=(), converter=items, validator=Each(Classing))
    places: int = attrs.field(default=1, validator=is_count)

    def _check(self) -> None:
        check_codes(self.indicators, "indicator")
        check_codes(self.classings, "classing")
        for name, kind in self.measures.items():
            if isinstance(kind, str) and kind not in {_COUNT, _PERCENT}:
                raise InvalidValueError(
                    f"{self.code}, measure {name}: is count, percent or a list of values, not {kind!r}",
                    given=kind,
                )
        needed = {name for one in self.indicators for rule in one.rules for name in rule.needs}
        if lacking := needed - self.measures.keys():
            raise InvalidValueError(f"{self.code}: no measure {', '.join(sorted(lacking))}", given=lacking)
        for classing in self.classings:
            most = total(find(self.indicators, code, "indicator").maximum for code in classing.indicators)
            if most != exact(classing.maximum, "maximum"):
                raise InvalidValueError(
                    f"{self.code}, {classing.code}: maximum {classing.maximum}, its indicators have {most}",
                    given=classing.maximum,
                )

    def scorecard(self, dossiers: Iterable[Measures] = (), unit: Measures | None = None) -> "Scorecard":
        """Score dossiers and a unit.

        Args:
            dossiers: For each dossier its measures; one that is missing leaves the indicator out there.
            unit: The measures of the unit; an indicator of both kinds uses them where no dossier has it.

        Raises:
            QualityError: With every measure that is unknown or has a value it cannot take.
        """
        rows = tuple(dossiers)
        problems = [text for i, row in enumerate(rows, 1) for text in self._problems(f"dossier {i}", row)]
        problems += self._problems("unit", unit or {})
        refuse(self.code, problems, rows)
        averages: dict[str, float | None] = {}
        counts: dict[str, int] = {}
        for one in self.indicators:
            known = one.known(rows) if "dossier" in one.per else []
            if not known and "unit" in one.per and unit is not None:
                known = one.known([unit])
            counts[one.code] = len(known)
            averages[one.code] = rounded(total(known) / len(known), self.places) if known else None
        return Scorecard(scoring=self, averages=averages, counts=counts)

    def _problems(self, where: str, row: Measures) -> Iterator[str]:
        yield from unknown(f"{where}, measure", row, self.measures)
        for name, value in row.items():
            if name in self.measures and value is not None:
                try:
                    _check_measure(name, value, self.measures[name])
                except ThutucError as error:
                    yield f"{where}, {error}"


def _check_measure(name: str, value: object, kind: str | tuple[str, ...]) -> None:
    if not isinstance(kind, str):
        if value not in kind:
            raise InvalidValueError(f"{name} is {', '.join(kind)}, not {value!r}", given=value)
        return
    number = exact(value, name)
    if kind == _PERCENT and number > 100:
        raise InvalidValueError(f"{name} is at most 100 percent, not {value!r}", given=value)
    if kind == _COUNT and number.denominator != 1:
        raise InvalidValueError(f"{name} is a whole number, not {value!r}", given=value)


@attrs.frozen(kw_only=True)
class Scorecard(Printed):
    """The indicators of an officer or a unit over a period (bảng điểm chỉ số).

    Args:
        scoring: The version they were scored by.
        averages: For each indicator its average; `None` where nothing was measured.
        counts: Over how many dossiers, or 1 for the unit.
    """

    scoring: Scoring
    averages: Mapping[str, float | None] = attrs.field(converter=read_only)
    counts: Mapping[str, int] = attrs.field(converter=read_only)

    def total(self, classing: str) -> float:
        """The sum of the indicators of a class, missing ones left out.

        Raises:
            UnknownDefinitionError: If there is no such class.
        """
        codes = self._classing(classing).indicators
        return rounded(total(self.averages[code] for code in codes), self.scoring.places)

    def missing(self, classing: str) -> tuple[str, ...]:
        """The indicators of a class for which nothing was measured."""
        return tuple(code for code in self._classing(classing).indicators if self.averages[code] is None)

    def grade(self, classing: str) -> Grade:
        """The class of the sum; where indicators are missing the bounds stay what they are."""
        return self._classing(classing).scale.grade(self.total(classing))

    def _classing(self, code: str) -> Classing:
        return find(self.scoring.classings, code, "classing")

    def table(self) -> QualityTable:
        """One row for each indicator, and one for each class."""
        sums: list[tuple[Cell, ...]] = []
        for one in self.scoring.classings:
            grade = self.grade(one.code)
            words = (f"{one.vi}: {grade.vi}", f"{one.en}: {grade.en}")
            sums.append((one.code, words, None, self.total(one.code), plain(one.maximum)))
        return table_of(
            self.scoring.words,
            self.scoring.indicators,
            ("code", "số", "no.", lambda one: one.code),
            ("name", "chỉ số", "indicator", lambda one: one.words),
            ("count", "số lần đo", "measured", lambda one: self.counts[one.code]),
            ("points", "điểm", "points", lambda one: self.averages[one.code]),
            ("maximum", "tối đa", "maximum", lambda one: plain(one.maximum)),
            sums=sums,
        )


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
