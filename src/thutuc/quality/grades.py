"""Scales of half-open grades (thang xếp loại)."""

from itertools import pairwise

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import Each, Number, any_list, exact, is_number
from thutuc.quality.coded import Named, check_codes, find


@attrs.frozen(kw_only=True)
class Grade(Named):
    """One grade of a scale, from its lower bound up to the next grade's (mức xếp loại).

    Args:
        lower: Its lower bound, which belongs to it.
    """

    lower: Number = attrs.field(validator=is_number)


@attrs.frozen
class Scale:
    """Grades in order, as half-open intervals that leave nothing out (thang xếp loại).

    Args:
        grades: From the lowest, whose lower bound is 0.

    Raises:
        InvalidValueError: If the first does not begin at 0, they are not in order, or a code is used twice.

    Examples:
        >>> scale = Scale([Grade(code="1", vi="1 sao", en="1 star", lower=0),
        ...                Grade(code="2", vi="2 sao", en="2 stars", lower=80)])
        >>> scale.grade(79.99).code, scale.grade(80).code
        ('1', '2')
    """

    grades: tuple[Grade, ...] = attrs.field(converter=any_list, validator=Each(Grade))

    def __attrs_post_init__(self) -> None:
        lowers = [exact(grade.lower, "lower") for grade in self.grades]
        if not lowers or lowers[0] != 0:
            raise InvalidValueError("the lowest grade of a scale begins at 0", given=self.grades)
        if any(low >= high for low, high in pairwise(lowers)):
            raise InvalidValueError("grades stand in the order of their lower bounds", given=self.grades)
        check_codes(self.grades, "grade")

    def grade(self, score: Number) -> Grade:
        """The grade of *score*; a lower bound belongs to its grade.

        Raises:
            InvalidTypeError: If *score* is no number.
            InvalidValueError: If it is negative or not finite.
        """
        value = exact(score, "a score")
        return next(grade for grade in reversed(self.grades) if exact(grade.lower, "lower") <= value)

    def rank(self, code: str) -> int:
        """The place of a grade, from 0 for the lowest.

        Raises:
            UnknownDefinitionError: If the scale has no such grade.
        """
        return [grade.code for grade in self.grades].index(find(self.grades, code, "grade").code)
