"""Indicators scored by points on dossiers and units, as dated data (chỉ số đánh giá)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from thutuc.deadlines import Deadline
from thutuc.errors import InvalidValueError, QualityError, ThutucError
from thutuc.quality.figures import (
    Cell,
    Each,
    Moment,
    Number,
    Printed,
    QualityTable,
    exact,
    is_count,
    is_number,
    plain,
    read_only,
    rounded,
)
from thutuc.quality.scales import Dated, Grade, Named, Scale, check_codes, find, items

_COUNT, _PERCENT = "count", "percent"


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

    def holds(self, measures: Mapping[str, str | Number | None]) -> bool | None:
        """Whether every condition holds; `None` if a measure is missing and no other condition fails."""
        found: list[bool | None] = []
        for name in self.needs:
            value = measures.get(name)
            if value is None:
                found.append(None)
            elif name in self.equal and isinstance(value, str):
                found.append(value == self.equal[name])
            else:
                number = exact(value, name)
                low, high = self.at_least.get(name), self.at_most.get(name)
                found.append(
                    (low is None or number >= exact(low, name))
                    and (high is None or number <= exact(high, name))
                )
        return False if False in found else None if None in found else True


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

    def points(self, measures: Mapping[str, str | Number | None]) -> Fraction | None:
        """The points; `None` where a measure that decides is missing."""
        for rule in self.rules:
            holds = rule.holds(measures)
            if holds is None:
                return None
            if holds:
                return exact(rule.points, "points")
        return Fraction()


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
        unknown = {
            name for one in self.indicators for rule in one.rules for name in rule.needs
        } - self.measures.keys()
        if unknown:
            raise InvalidValueError(f"{self.code}: no measure {', '.join(sorted(unknown))}", given=unknown)
        for classing in self.classings:
            maxima = (
                exact(find(self.indicators, code, "indicator").maximum, code) for code in classing.indicators
            )
            total = sum(maxima, Fraction())
            if total != exact(classing.maximum, "maximum"):
                raise InvalidValueError(
                    f"{self.code}, {classing.code}: maximum {classing.maximum}, its indicators have {total}",
                    given=classing.maximum,
                )

    def scorecard(
        self,
        dossiers: Iterable[Mapping[str, str | Number | None]] = (),
        unit: Mapping[str, str | Number | None] | None = None,
    ) -> "Scorecard":
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
        if problems:
            raise QualityError(f"{self.code}: {len(problems)} problems in the measures", problems, given=rows)
        averages: dict[str, float | None] = {}
        counts: dict[str, int] = {}
        for one in self.indicators:
            points = [one.points(row) for row in rows] if "dossier" in one.per else []
            known = [value for value in points if value is not None]
            if not known and "unit" in one.per and unit is not None:
                known = [value for value in [one.points(unit)] if value is not None]
            counts[one.code] = len(known)
            averages[one.code] = rounded(sum(known, Fraction()) / len(known), self.places) if known else None
        return Scorecard(scoring=self, averages=averages, counts=counts)

    def _problems(self, where: str, row: Mapping[str, str | Number | None]) -> list[str]:
        found: list[str] = []
        for name, value in row.items():
            kind = self.measures.get(name)
            if kind is None:
                found.append(f"{where}, {name}: unknown; measures are {', '.join(self.measures)}")
            elif value is not None:
                try:
                    _check_measure(name, value, kind)
                except ThutucError as error:
                    found.append(f"{where}, {error}")
        return found


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
        codes = find(self.scoring.classings, classing, "classing").indicators
        known = (exact(value, code) for code in codes if (value := self.averages[code]) is not None)
        return rounded(sum(known, Fraction()), self.scoring.places)

    def missing(self, classing: str) -> tuple[str, ...]:
        """The indicators of a class for which nothing was measured."""
        codes = find(self.scoring.classings, classing, "classing").indicators
        return tuple(code for code in codes if self.averages[code] is None)

    def grade(self, classing: str) -> Grade:
        """The class of the sum; where indicators are missing the bounds stay what they are."""
        return find(self.scoring.classings, classing, "classing").scale.grade(self.total(classing))

    def table(self) -> QualityTable:
        """One row for each indicator, and one for each class."""
        columns = (
            ("code", "số", "no."),
            ("name", "chỉ số", "indicator"),
            ("count", "số lần đo", "measured"),
            ("points", "điểm", "points"),
            ("maximum", "tối đa", "maximum"),
        )
        rows: list[tuple[Cell, ...]] = [
            (one.code, one.words, self.counts[one.code], self.averages[one.code], plain(one.maximum))
            for one in self.scoring.indicators
        ]
        for one in self.scoring.classings:
            grade = self.grade(one.code)
            words = (f"{one.vi}: {grade.vi}", f"{one.en}: {grade.en}")
            rows.append((one.code, words, None, self.total(one.code), plain(one.maximum)))
        return QualityTable(self.scoring.words, columns, tuple(rows))


def timing(deadline: Deadline, finished: Moment) -> str:
    """How long a dossier took against its limit, as indicators 1, 2 and 7 ask (thời gian giải quyết).

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
        >>> deadline = due(TimeLimit(5, Unit.WORKING_DAY), date(2026, 2, 13), vietnam_calendar())
        >>> timing(deadline, date(2026, 2, 27)), timing(deadline, date(2026, 2, 28))
        ('equal', 'longer')
    """
    if deadline.is_late(finished):
        return "longer"
    return "shorter" if deadline.is_early(finished) else "equal"
