"""Schemes of points: items with maxima, their rules, floors and grades (bộ chỉ số, bộ tiêu chí)."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from types import NoneType
from typing import Any

import attrs
from attrs.validators import optional

from thutuc.errors import InvalidValueError, ThutucError
from thutuc.fields import (
    NONE,
    Each,
    Number,
    ReadOnly,
    any_list,
    exact,
    is_number,
    mapping,
    of,
    optional_text,
    whole,
)
from thutuc.quality.coded import Dated, Named, check_codes, find, unknown
from thutuc.quality.figures import rounded, total
from thutuc.quality.grades import Grade, Scale
from thutuc.quality.measures import COUNT, PERCENT, Empty, Measures, PointRule, scaled
from thutuc.words.labels import Labelled
from thutuc.words.rates import Rate


class Counting(Labelled):
    """What the points of an item do to the sum (cách tính điểm).

    Examples:
        >>> Counting("penalty").label()
        'điểm trừ'
    """

    SCORED = "scored", "điểm chấm", "points"
    """They are part of it, and each has to be known (điểm chấm)."""
    BONUS = "bonus", "điểm thưởng", "bonus points"
    """They are added; what is not given is none (điểm thưởng)."""
    PENALTY = "penalty", "điểm trừ", "points taken off"
    """They are taken off, given as a number above 0; what is not given is none (điểm trừ)."""


class Excess(Enum):
    """What happens to points beyond the scale, where a table's points sum to more (điểm vượt thang)."""

    BONUS = "bonus"
    """They count: the sum may exceed the scale (điểm thưởng)."""
    CAP = "cap"
    """The sum is cut at the scale (khống chế)."""
    UNDECIDED = "undecided"
    """The source does not say; the caller decides (chưa rõ)."""


@attrs.frozen(kw_only=True)
class Item(Named):
    """One thing that has points: an indicator, a criterion, a part of either (chỉ số, tiêu chí).

    They come by one of three rules: from measures by the first of `rules` that holds, and none if none does;
    from a rate by its `threshold`; or else they are given.

    Args:
        maximum: Its highest points; `None` where they are not known.
        part_of: Code of the item of which it is a part. Points that are given for parts, or measured, sum to
            those of the whole, and are not added a second time; those from rates make up the whole.
        counting: What its points do to the sum.
        floor: The share of its points that has to be reached, in percent (điểm tối thiểu); left out, that of
            the scheme.
        threshold: The percentage of a rate from which all points are given; below it they are in proportion.
        rules: The points for what was measured.
        per: On what it is measured: `dossier`, `unit` or both.

    Raises:
        InvalidValueError: If it has rules and is measured on nothing, or a rule gives more than the maximum.
    """

    maximum: Number | None = attrs.field(default=None, validator=optional(is_number))
    part_of: str | None = attrs.field(default=None, converter=optional_text)
    counting: Counting = attrs.field(default=Counting.SCORED, validator=of(Counting))
    floor: Number | None = attrs.field(default=None, validator=optional(is_number))
    threshold: Number | None = attrs.field(default=None, validator=optional(is_number))
    rules: tuple[PointRule, ...] = attrs.field(default=(), converter=any_list, validator=Each(PointRule))
    per: tuple[str, ...] = attrs.field(default=(), converter=any_list)

    def __attrs_post_init__(self) -> None:
        if not set(self.per) <= {"dossier", "unit"} or bool(self.per) is not bool(self.rules):
            raise InvalidValueError(
                f"item {self.code}: per is dossier, unit or both where there are rules, and only there",
                given=self.per,
            )
        if self.rules and (self.threshold is not None or self.maximum is None):
            raise InvalidValueError(
                f"item {self.code}: where there are rules there is a maximum and no threshold",
                given=self.rules,
            )
        if any(exact(rule.points, "points") > exact(self.maximum, "maximum") for rule in self.rules):
            raise InvalidValueError(
                f"item {self.code}: a rule gives more than the maximum", given=self.maximum
            )

    def points_for(self, measures: Measures) -> Fraction | None:
        """The points by its rules; `None` where a measure that decides is missing."""
        for rule in self.rules:
            if (holds := rule.holds(measures)) is not False:
                return exact(rule.points, "points") if holds else None
        return Fraction()

    def rated(self, rate: Rate, empty: Empty) -> float | None:
        """The points by its threshold; `None` for a rate over nothing that is left out."""
        return scaled(rate, self.maximum or 0, self.threshold or 100, empty=empty)

    def measured(self, dossiers: Iterable[Measures], unit: Measures) -> list[Fraction]:
        """The points of each dossier that has every measure that decides, or if there is none of the unit."""
        found = [self.points_for(row) for row in dossiers] if "dossier" in self.per else []
        if set(found) <= {None} and "unit" in self.per:
            found = [self.points_for(unit)]
        return [points for points in found if points is not None]


def _kinds(given: Mapping[str, Any]) -> Mapping[str, str | tuple[str, ...]]:
    """The kinds of measures; the values that one may take as a tuple."""
    kinds = mapping(given, "measures").items()
    return ReadOnly({name: kind if isinstance(kind, str) else any_list(kind) for name, kind in kinds})


@attrs.frozen(kw_only=True)
class Classing(Named):
    """How the sum of some items is graded by itself (xếp loại).

    Args:
        items: Codes of the items that are summed.
        maximum: Their highest sum.
        grades: The grades, as half-open intervals.
    """

    items: tuple[str, ...] = attrs.field(converter=any_list)
    maximum: Number = attrs.field(validator=is_number)
    grades: tuple[Grade, ...] = attrs.field(converter=any_list, validator=Each(Grade))


@attrs.frozen(kw_only=True)
class Scheme(Dated):
    """A version of what is scored: indicators, an index, a set of criteria (bộ chỉ số, bộ tiêu chí).

    Args:
        items: What has points.
        scale: The points of the whole scale.
        places: Decimals of a sum, and of what is measured.
        partial: Whether the sum of what is known counts where items are missing; else there is no sum then.
        excess: What happens where the items sum to more than the scale.
        grades: Those of the whole, as half-open intervals; none where none were printed.
        classings: Sums of some items that are graded by themselves.
        measures: What rules look at: `count`, `percent`, or the values a measure may take.
        preconditions: What has to be so before any points count, whatever they are (điều kiện tiên quyết).
        floor: The share of its points that each item has to reach, in percent.
        otherwise: Code of the highest grade that can be had where a floor or a precondition is not met; left
            out, the lowest.

    Raises:
        InvalidValueError: If a code is used twice, the points fall short of the scale, or exceed it without a
            word on what happens then, parts do not sum to their item, a rule looks at a measure that is not
            there, the maximum of a classing is not the sum of its items', or a floor is above 100 percent or
            stands where nothing has to be reached.
        UnknownDefinitionError: If a grade that `otherwise` names, or an item that a part or a classing
            names, is not there.
    """

    items: tuple[Item, ...] = attrs.field(converter=any_list, validator=Each(Item))
    scale: Number = attrs.field(default=100, validator=is_number)
    places: int = attrs.field(default=2, validator=whole())
    partial: bool = attrs.field(default=False, validator=of(bool))
    excess: Excess | None = attrs.field(default=None, validator=of(Excess, NoneType))
    grades: tuple[Grade, ...] = attrs.field(default=(), converter=any_list, validator=Each(Grade))
    classings: tuple[Classing, ...] = attrs.field(default=(), converter=any_list, validator=Each(Classing))
    measures: Mapping[str, str | tuple[str, ...]] = attrs.field(default=NONE, converter=_kinds)
    preconditions: tuple[Named, ...] = attrs.field(default=(), converter=any_list, validator=Each(Named))
    floor: Number = attrs.field(default=0, validator=is_number)
    otherwise: str | None = attrs.field(default=None, converter=optional_text)

    def _check(self) -> None:
        check_codes((*self.items, *self.preconditions), "item")
        check_codes(self.classings, "classing")
        for one in self.items:
            self._check_place(one)
        for one in self.items:
            self._check_sum(one)
            self._check_floor(one.code, one.floor, one.counting)
        self._check_floor("", self.floor, Counting.SCORED)
        self._check_measures()
        self._check_scale()
        if self.grades:
            _ = self.levels
        if self.otherwise is not None:
            self.levels.rank(self.otherwise)
        for classing in self.classings:
            self.classed(classing.code)

    def _way(self, one: Item) -> list[Item]:
        """An item and all that it is part of, to the top."""
        way = [one]
        while (above := way[-1].part_of) is not None:
            way.append(find(self.items, above, "item"))
            if way[-1] in way[:-1]:
                raise InvalidValueError(f"{self.code}: item {one.code} is part of itself", given=one)
        return way

    def _check_place(self, one: Item) -> None:
        top = self._way(one)[-1]
        if top.counting is not one.counting:
            raise InvalidValueError(
                f"{self.code}: item {one.code} has {one.counting.label('en')}, what it is part of "
                f"{top.counting.label('en')}; give both the same counting",
                given=one,
            )

    def _check_sum(self, one: Item) -> None:
        below = [self.maximum_of(part.code) for part in self.parts(one.code)]
        if below and None not in below and total([self.maximum_of(one.code)]) != total(below):
            raise InvalidValueError(
                f"{self.code}: item {one.code} has {one.maximum} points, its parts {float(total(below)):g}; "
                "they sum to it",
                given=one.maximum,
            )

    def _check_floor(self, code: str, floor: Number | None, counting: Counting) -> None:
        if floor is not None and exact(floor, "floor") > 100:
            raise InvalidValueError(f"{self.code}: a floor is at most 100 percent, not {floor}", given=floor)
        if floor is not None and counting is not Counting.SCORED:
            raise InvalidValueError(
                f"{self.code}: item {code} has {counting.label('en')}, of which nothing has to be reached; "
                "leave its floor out",
                given=floor,
            )

    def _check_measures(self) -> None:
        for name, kind in self.measures.items():
            if isinstance(kind, str) and kind not in {COUNT, PERCENT}:
                raise InvalidValueError(
                    f"{self.code}, measure {name}: is count, percent or a list of values, not {kind!r}",
                    given=kind,
                )
        needed = {name for one in self.items for rule in one.rules for name in rule.needs}
        if lacking := needed - self.measures.keys():
            raise InvalidValueError(f"{self.code}: no measure {', '.join(sorted(lacking))}", given=lacking)

    def _check_scale(self) -> None:
        top = self.maximum
        if top is None:
            return
        if exact(top, "points") < exact(self.scale, "scale"):
            raise InvalidValueError(
                f"{self.code}: the points sum to {top}, below the scale of {self.scale}", given=top
            )
        if exact(top, "points") > exact(self.scale, "scale") and self.excess is None:
            raise InvalidValueError(
                f"{self.code}: the points sum to {top} on a scale of {self.scale}; say what happens to "
                "the excess: bonus, cap or undecided",
                given=top,
            )

    @property
    def tops(self) -> tuple[Item, ...]:
        """The items that are no part of another: the only ones that are added."""
        return tuple(one for one in self.items if one.part_of is None)

    def parts(self, code: str) -> tuple[Item, ...]:
        """The parts of an item whose points sum to its own, those from rates aside."""
        return tuple(one for one in self.items if one.part_of == code and one.threshold is None)

    def rates(self, code: str) -> tuple[Item, ...]:
        """The items whose rates make up the points of an item, itself if it has a threshold."""
        whole = [one for one in self.items if one.threshold is not None]
        return tuple(one for one in whole if code in {one.code, one.part_of})

    def maximum_of(self, code: str) -> Number | None:
        """The highest points of an item: as printed, or the sum of its parts'; `None` if not known.

        Raises:
            UnknownDefinitionError: If there is no such item.
        """
        one = find(self.items, code, "item")
        below = [self.maximum_of(part.code) for part in self.parts(code)]
        if one.maximum is not None or not below or None in below:
            return one.maximum
        return rounded(total(below), 2)

    @property
    def maximum(self) -> float | None:
        """What can be had, bonus points included; `None` where some were not printed."""
        most = [self.maximum_of(one.code) for one in self.tops if one.counting is not Counting.PENALTY]
        return None if None in most else rounded(total(most), 2)

    def floors(self) -> Iterator[tuple[Item, Fraction]]:
        """The items of which a share has to be reached, and that share in percent."""
        for one in self.items:
            # What the scheme asks of each item it does not ask of each part of one.
            general = self.floor if one.part_of is None and one.counting is Counting.SCORED else 0
            floor = exact(general if one.floor is None else one.floor, "floor")
            if floor:
                yield one, floor

    @property
    def levels(self) -> Scale:
        """The grades of the whole as a scale.

        Raises:
            InvalidValueError: If none were printed.
        """
        if not self.grades:
            raise InvalidValueError(
                f"{self.code} has no levels; give a definition of your own", given=self.code
            )
        return Scale(self.grades)

    def classed(self, code: str) -> "Scheme":
        """The items of a classing as a scheme with its grades.

        Raises:
            UnknownDefinitionError: If there is no such classing.
        """
        one = find(self.classings, code, "classing")
        tops = {find(self.items, item, "item").code for item in one.items}
        chosen = [
            attrs.evolve(item, part_of=None) if item.code in tops else item
            for item in self.items
            if not tops.isdisjoint(above.code for above in self._way(item))
        ]
        return attrs.evolve(
            self,
            code=f"{self.code}, {code}",
            vi=one.vi,
            en=one.en,
            items=chosen,
            scale=one.maximum,
            grades=one.grades,
            classings=(),
            otherwise=None,
        )

    def misfits(self, what: str, points: Mapping[str, Number | None]) -> Iterator[str]:
        """A problem for all points that no item can have: unknown, above its maximum, or no number."""
        maxima = {one.code: self.maximum_of(one.code) for one in self.items if one.threshold is None}
        yield from unknown(what, points, maxima)
        for code in (code for code in maxima if points.get(code) is not None):
            name, given, most = f"{what} {code}", points[code], maxima[code]
            try:
                if most is None:
                    yield f"{name}: its points are not known; define the set yourself"
                elif exact(given, name) > exact(most, "points"):
                    yield f"{name}: {given} is above its maximum {most}"
            except ThutucError as error:
                yield str(error)
