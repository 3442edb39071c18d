"""Sets of criteria: points, bonus and penalty, sub-criteria, floors, preconditions, levels (bộ tiêu chí).

There is no national table: each province writes its own, so sets of criteria are data with dates.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from fractions import Fraction
from types import NoneType

import attrs
from attrs.validators import optional

from thutuc.errors import InvalidValueError
from thutuc.fields import mapping
from thutuc.quality.coded import Named, check_codes, find
from thutuc.quality.fields import (
    Each,
    Number,
    composed_or_none,
    exact,
    is_a,
    is_count,
    is_number,
    items,
    whole,
)
from thutuc.quality.figures import Check, Share, rounded, total
from thutuc.quality.scales import Dated, Grade, Scale
from thutuc.words.labels import Labelled


class Counting(Labelled):
    """What the points of a criterion do to the sum (cách tính điểm).

    Examples:
        >>> Counting("penalty").label()
        'điểm trừ'
    """

    SCORED = "scored", "điểm chấm", "points"
    """They are part of it, and each has to be given (điểm chấm)."""
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
class Criterion(Named):
    """One criterion, or a part of one (tiêu chí, tiêu chí thành phần).

    Args:
        points: Its standard score; `None` where it was not printed, or for a document.
        counting: What its points do to the sum.
        part_of: Code of the criterion of which it is a sub-criterion, whose points are the sum of all of its
            own; they are not added a second time.
        floor: The share of its points that has to be reached, in percent (điểm tối thiểu); left out, that of
            the set.
    """

    points: Number | None = attrs.field(default=None, validator=optional(is_number))
    counting: Counting = attrs.field(default=Counting.SCORED, validator=is_a(Counting))
    part_of: str | None = attrs.field(default=None, converter=composed_or_none)
    floor: Number | None = attrs.field(default=None, validator=optional(is_number))


@attrs.frozen(kw_only=True)
class Precondition(Named):
    """What has to be so before any points count (điều kiện tiên quyết)."""


@attrs.frozen(kw_only=True)
class Target:
    """What share of the units should reach a grade, or how many (mục tiêu).

    Args:
        first_year: First year it is set for.
        last_year: Last year.
        at_least: The grade; left out, any recognition.
        share: In percent of all units.
        count: How many units.
    """

    first_year: int = attrs.field(validator=is_count)
    last_year: int = attrs.field(validator=is_count)
    at_least: str | None = attrs.field(default=None, converter=composed_or_none)
    share: Number = attrs.field(default=0, validator=is_number)
    count: int = attrs.field(default=0, validator=is_count)


@attrs.frozen(kw_only=True)
class CriteriaSet(Dated):
    """A version of a set of criteria (bộ tiêu chí chính quyền thân thiện).

    Args:
        criteria: The criteria that are scored.
        documents: The papers of an application, which are not.
        scale: The points of the whole scale.
        excess: What happens where the criteria sum to more.
        grades: The levels, as half-open intervals; none where none were printed.
        targets: What is aimed at, by year.
        slogans: Codes of conduct, which are not scored.
        preconditions: What has to be so, whatever the points.
        floor: The share of its points that each criterion has to reach, in percent.
        otherwise: Code of the highest level that can be had where a floor or a precondition is not met; left
            out, the lowest.

    Raises:
        InvalidValueError: If a code is used twice, the points fall short of the scale, or exceed it without a
            word on what happens then, sub-criteria do not sum to their criterion, or a floor is above 100
            percent or stands where nothing has to be reached.
        UnknownDefinitionError: If a target or `otherwise` names a grade, or a sub-criterion a criterion, that
            is not there.
    """

    criteria: tuple[Criterion, ...] = attrs.field(converter=items, validator=Each(Criterion))
    documents: tuple[Criterion, ...] = attrs.field(default=(), converter=items, validator=Each(Criterion))
    scale: Number = attrs.field(default=100, validator=is_number)
    excess: Excess | None = attrs.field(default=None, validator=is_a(Excess, NoneType))
    grades: tuple[Grade, ...] = attrs.field(default=(), converter=items, validator=Each(Grade))
    targets: tuple[Target, ...] = attrs.field(default=(), converter=items, validator=Each(Target))
    slogans: tuple[str, ...] = attrs.field(default=(), converter=items, validator=Each(str))
    preconditions: tuple[Precondition, ...] = attrs.field(
        default=(), converter=items, validator=Each(Precondition)
    )
    floor: Number = attrs.field(default=0, validator=is_number)
    otherwise: str | None = attrs.field(default=None, converter=composed_or_none)

    def _check(self) -> None:
        check_codes((*self.criteria, *self.documents, *self.preconditions), "criterion")
        self._check_tree()
        self._check_floors()
        top = self.maximum
        if top is not None and exact(top, "points") < exact(self.scale, "scale"):
            raise InvalidValueError(
                f"{self.code}: the points sum to {top}, below the scale of {self.scale}", given=top
            )
        if top is not None and exact(top, "points") > exact(self.scale, "scale") and self.excess is None:
            raise InvalidValueError(
                f"{self.code}: the points sum to {top} on a scale of {self.scale}; say what happens to "
                "the excess: bonus, cap or undecided",
                given=top,
            )
        if self.grades:
            _ = self.levels
        for code in (*(target.at_least for target in self.targets), self.otherwise):
            if code is not None:
                self.levels.rank(code)

    def _check_tree(self) -> None:
        for one in self.criteria:
            way = [one]
            while (above := way[-1].part_of) is not None:
                way.append(find(self.criteria, above, "criterion"))
                if way[-1] in way[:-1]:
                    raise InvalidValueError(f"{self.code}: criterion {one.code} is part of itself", given=one)
            if way[-1].counting is not one.counting:
                raise InvalidValueError(
                    f"{self.code}: criterion {one.code} has {one.counting.label('en')}, what it is part of "
                    f"{way[-1].counting.label('en')}; give both the same counting",
                    given=one,
                )
        for one in self.criteria:
            below = [self.points(part.code) for part in self.parts(one.code)]
            if below and None not in below and total([self.points(one.code)]) != total(below):
                raise InvalidValueError(
                    f"{self.code}: criterion {one.code} has {one.points} points, its sub-criteria "
                    f"{float(total(below)):g}; they sum to it",
                    given=one.points,
                )

    def _check_floors(self) -> None:
        floors = [self.floor, *(one.floor for one in self.criteria if one.floor is not None)]
        for floor in floors:
            if exact(floor, "floor") > 100:
                raise InvalidValueError(
                    f"{self.code}: a floor is at most 100 percent, not {floor}", given=floor
                )
        for one in self.criteria:
            if one.floor is not None and one.counting is not Counting.SCORED:
                raise InvalidValueError(
                    f"{self.code}: criterion {one.code} has {one.counting.label('en')}, of which nothing has "
                    "to be reached; leave its floor out",
                    given=one.floor,
                )

    @property
    def tops(self) -> tuple[Criterion, ...]:
        """The criteria that are no part of another: the only ones that are added."""
        return tuple(one for one in self.criteria if one.part_of is None)

    def parts(self, code: str) -> tuple[Criterion, ...]:
        """The sub-criteria of a criterion."""
        return tuple(one for one in self.criteria if one.part_of == code)

    def points(self, code: str) -> Number | None:
        """The points of a criterion: as printed, or the sum of its sub-criteria's; `None` if not known.

        Raises:
            UnknownDefinitionError: If there is no such criterion.
        """
        one = find(self.criteria, code, "criterion")
        below = [self.points(part.code) for part in self.parts(code)]
        if one.points is not None or not below or None in below:
            return one.points
        return rounded(total(below), 2)

    @property
    def maximum(self) -> float | None:
        """What can be had, bonus points included; `None` where some were not printed."""
        points = [self.points(one.code) for one in self.tops if one.counting is not Counting.PENALTY]
        return None if None in points else rounded(total(points), 2)

    def floors(self) -> Iterator[tuple[Criterion, Fraction]]:
        """The criteria of which a share has to be reached, and that share in percent."""
        for one in self.criteria:
            # What the set asks of each criterion it does not ask of each part of one.
            general = self.floor if one.part_of is None and one.counting is Counting.SCORED else 0
            floor = exact(general if one.floor is None else one.floor, "floor")
            if floor:
                yield one, floor

    @property
    def levels(self) -> Scale:
        """The levels.

        Raises:
            InvalidValueError: If none were printed.
        """
        if not self.grades:
            raise InvalidValueError(
                f"{self.code} has no levels; give a definition of your own", given=self.code
            )
        return Scale(self.grades)

    def check_targets(self, year: int, reached: Mapping[str, str | None], units: int) -> tuple[Check, ...]:
        """Compare what was reached with the targets of a year.

        Args:
            year: The year.
            reached: For each unit the code of its grade, or for a set without levels any text; `None` if it
                was not recognised.
            units: How many units there are in all.

        Raises:
            InvalidValueError: If there are fewer units than were graded.
            UnknownDefinitionError: If a grade is unknown.
        """
        reached = mapping(reached, "grades")
        if whole(units, "the number of units") < len(reached):
            raise InvalidValueError(
                f"{len(reached)} units are graded, so there are not {units} in all", given=units
            )
        known = [code for code in reached.values() if code is not None]
        ranks = [self.levels.rank(code) if self.grades else 0 for code in known]
        found: list[Check] = []
        for target in self.targets:
            if not target.first_year <= year <= target.last_year:
                continue
            lowest, vi, en = 0, "được công nhận", "recognised"
            if target.at_least is not None:
                lowest, grade = self.levels.rank(target.at_least), find(self.grades, target.at_least, "grade")
                vi, en = f"từ {grade.vi}", f"{grade.en} or above"
            n = sum(rank >= lowest for rank in ranks)
            if target.count:
                found.append(Check((f"{year}, {vi}", f"{year}, {en}"), target.count, n, n >= target.count))
                continue
            percent = Share(n, units, ("đơn vị", "units")).percent
            enough = None if percent is None else 100 * n >= exact(target.share, "share") * units
            name = (f"{year}, {vi} (%)", f"{year}, {en} (%)")
            found.append(Check(name, float(target.share), percent, enough))
        return tuple(found)
