"""The friendly-government model: criteria with points, assessments, targets (chính quyền thân thiện).

There is no national table: each province writes its own, so sets of criteria are data with dates.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from types import NoneType

import attrs
from attrs.validators import optional

from thutuc.errors import InvalidValueError
from thutuc.fields import mapping
from thutuc.quality.codes import Named, check_codes, find, misfits, refuse, unknown
from thutuc.quality.fields import (
    Each,
    Number,
    all_of,
    composed,
    composed_or_none,
    exact,
    is_a,
    is_count,
    is_day,
    is_number,
    items,
    read_only,
    whole,
)
from thutuc.quality.figures import Check, Share, plain, rounded, total
from thutuc.quality.printing import Printed, QualityTable, Words, table_of
from thutuc.quality.scales import Dated, Grade, Scale


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
    """One criterion (tiêu chí).

    Args:
        points: Its standard score; `None` where it was not printed, or for a document.
    """

    points: Number | None = attrs.field(default=None, validator=optional(is_number))


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

    Raises:
        InvalidValueError: If a code is used twice, the points fall short of the scale, or exceed it without a
            word on what happens then.
        UnknownDefinitionError: If a target names a grade that is not there.
    """

    criteria: tuple[Criterion, ...] = attrs.field(converter=items, validator=Each(Criterion))
    documents: tuple[Criterion, ...] = attrs.field(default=(), converter=items, validator=Each(Criterion))
    scale: Number = attrs.field(default=100, validator=is_number)
    excess: Excess | None = attrs.field(
        default=None, validator=is_a(Excess, NoneType), metadata={"read": Excess}
    )
    grades: tuple[Grade, ...] = attrs.field(default=(), converter=items, validator=Each(Grade))
    targets: tuple[Target, ...] = attrs.field(default=(), converter=items, validator=Each(Target))
    slogans: tuple[str, ...] = attrs.field(default=(), converter=items, validator=Each(str))

    def _check(self) -> None:
        check_codes((*self.criteria, *self.documents), "criterion")
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
        for target in self.targets:
            if target.at_least is not None:
                self.levels.rank(target.at_least)

    @property
    def maximum(self) -> float | None:
        """What the points sum to; `None` where some were not printed."""
        points = [one.points for one in self.criteria]
        return None if None in points else rounded(total(points), 2)

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


@attrs.frozen(kw_only=True)
class Evidence:
    """What proves a score: an index file and the evidence (minh chứng).

    Args:
        index: Reference of the file that lists it.
        evidence: Reference of the evidence.
    """

    index: str | None = attrs.field(default=None, converter=composed_or_none)
    evidence: str | None = attrs.field(default=None, converter=composed_or_none)


@attrs.frozen(kw_only=True)
class Commitment:
    """Something promised to citizens and when it was done (cam kết).

    Args:
        what: For instance staff's signed commitments, public phone numbers, a letter box.
        on: The day; `None` while it is not done.
        number: How many, where that is counted.
    """

    what: str = attrs.field(converter=composed)
    on: date | None = attrs.field(default=None, validator=optional(is_day))
    number: int | None = attrs.field(default=None, validator=optional(is_count))


@attrs.frozen(kw_only=True)
class Recognition:
    """The decision that a unit has reached a level (công nhận).

    Args:
        by: Who decided.
        on: When.
        decision: Its number.
        grade: The level, where there are levels.
    """

    by: str = attrs.field(converter=composed)
    on: date = attrs.field(validator=is_day)
    decision: str | None = attrs.field(default=None, converter=composed_or_none)
    grade: str | None = attrs.field(default=None, converter=composed_or_none)


@attrs.frozen(kw_only=True)
class Assessment(Printed):
    """A unit's year against a set of criteria (bản chấm điểm).

    Completeness of the file and the score are two measures: neither follows from the other.

    Args:
        unit: The unit that is assessed.
        year: The year.
        criteria: The version of the criteria.
        self_scores: Its own score for each criterion; one that is missing is not scored yet.
        appraised: The scores of those who appraise it.
        documents: For each paper of the application the reference of its file.
        evidence: For each criterion what proves it.
        excess: What happens to points beyond the scale, where the criteria leave it open.
        registered_on: When the unit registered.
        approved_on: When that was approved.
        commitments: What it promised to citizens.
        recognition: The decision, once there is one.

    Raises:
        QualityError: With every unknown criterion and every score that is no number or above its maximum.
        InvalidValueError: If the criteria were not valid in that year.

    Examples:
        >>> from thutuc.quality import definitions
        >>> criteria = definitions().find(CriteriaSet, "bac-giang", date(2024, 12, 31))
        >>> year = Assessment(unit="Hợp Đức", year=2024, criteria=criteria,
        ...                   self_scores={"21": 19, "22": 22.5, "23": 18, "24": 14, "25": 17},
        ...                   documents={"11": "11.pdf", "13": "13.pdf"})
        >>> year.self_total, str(year.completeness)
        (90.5, '40,0 % của 5 tài liệu')
    """

    unit: str = attrs.field(converter=composed)
    year: int = attrs.field(validator=is_count)
    criteria: CriteriaSet = attrs.field(validator=is_a(CriteriaSet))
    self_scores: Mapping[str, Number] = attrs.field(factory=dict[str, Number], converter=read_only)
    appraised: Mapping[str, Number] = attrs.field(factory=dict[str, Number], converter=read_only)
    documents: Mapping[str, str] = attrs.field(factory=dict[str, str], converter=read_only)
    evidence: Mapping[str, Evidence] = attrs.field(factory=dict[str, Evidence], converter=read_only)
    excess: Excess | None = attrs.field(default=None, validator=is_a(Excess, NoneType))
    registered_on: date | None = attrs.field(default=None, validator=optional(is_day))
    approved_on: date | None = attrs.field(default=None, validator=optional(is_day))
    commitments: tuple[Commitment, ...] = attrs.field(default=(), converter=items, validator=Each(Commitment))
    recognition: Recognition | None = attrs.field(default=None, validator=is_a(Recognition, NoneType))

    def __attrs_post_init__(self) -> None:
        first, last = self.criteria.valid_from or date.min, self.criteria.valid_until or date.max
        if not first.year <= self.year <= last.year:
            raise InvalidValueError(
                f"{self.unit}: {self.criteria.code} is valid from {first} to {last}, not in {self.year}",
                given=self.year,
            )
        criteria = {one.code: one.points for one in self.criteria.criteria}
        problems = [
            *misfits("self-score of criterion", self.self_scores, criteria),
            *misfits("appraised score of criterion", self.appraised, criteria),
            *unknown("document", self.documents, [one.code for one in self.criteria.documents]),
            *unknown("evidence", self.evidence, criteria),
        ]
        if self.recognition and self.recognition.grade is not None and self.criteria.grades:
            grades = [grade.code for grade in self.criteria.grades]
            problems += unknown("grade", [self.recognition.grade], grades)
        refuse(f"{self.unit}, {self.year}", problems, self.unit)

    def _total(self, scores: Mapping[str, Number]) -> float | None:
        if len(scores) < len(self.criteria.criteria):
            return None
        points = total(scores.values())
        scale, excess = exact(self.criteria.scale, "scale"), self.excess or self.criteria.excess
        if points > scale and excess is Excess.UNDECIDED:
            raise InvalidValueError(
                f"{self.unit}: {float(points)} points on a scale of {self.criteria.scale}; the set does not "
                "say what happens to the excess; give excess=Excess.BONUS or Excess.CAP",
                given=float(points),
            )
        return rounded(min(points, scale) if excess is Excess.CAP else points, 2)

    @property
    def self_total(self) -> float | None:
        """The sum of its own scores; `None` until every criterion has one (tổng điểm tự chấm).

        Raises:
            InvalidValueError: If it exceeds the scale and nobody has said what happens then.
        """
        return self._total(self.self_scores)

    @property
    def appraised_total(self) -> float | None:
        """The sum of the appraised scores; `None` until every criterion has one (tổng điểm thẩm định)."""
        return self._total(self.appraised)

    def grade(self, *, appraised: bool = True) -> Grade | None:
        """The level of the appraised sum, or of its own; `None` until the sum is known (xếp loại).

        Raises:
            InvalidValueError: If the criteria have no levels.
        """
        total = self.appraised_total if appraised else self.self_total
        return None if total is None else self.criteria.levels.grade(total)

    @property
    def completeness(self) -> Share:
        """Papers of the application that have a file (mức độ đầy đủ hồ sơ đề nghị)."""
        return Share(len(self.documents), len(self.criteria.documents), ("tài liệu", "documents"))

    @property
    def evidenced(self) -> Share:
        """Criteria that have both an index file and evidence (tiêu chí có minh chứng)."""
        proved = sum(1 for one in self.evidence.values() if one.index and one.evidence)
        return Share(proved, len(self.criteria.criteria), ("tiêu chí", "criteria"))

    def table(self) -> QualityTable:
        """One row for each criterion, and the sums."""
        vi, en = (f"{words}: {self.unit}, {self.year}" for words in self.criteria.words)
        sums = ("", ("tổng", "total"), plain(self.criteria.scale), self.self_total, self.appraised_total)
        return table_of(
            (vi, en),
            self.criteria.criteria,
            ("code", "mã", "code", lambda one: one.code),
            ("criterion", "tiêu chí", "criterion", lambda one: one.words),
            ("points", "điểm chuẩn", "points", lambda one: plain(one.points)),
            ("self_score", "tự chấm", "self-score", lambda one: plain(self.self_scores.get(one.code))),
            ("appraised", "thẩm định", "appraised", lambda one: plain(self.appraised.get(one.code))),
            sums=[sums],
        )


def overview(assessments: Iterable[Assessment]) -> QualityTable:
    """One row for each unit and year: completeness and score side by side (tổng hợp chấm điểm).

    Raises:
        InvalidTypeError: If one is no assessment.
        InvalidValueError: If a unit is given twice in a year.
    """
    found: dict[tuple[str, int], Assessment] = {}
    for one in all_of(assessments, Assessment, "an overview is made of assessments"):
        if (one.unit, one.year) in found:
            raise InvalidValueError(f"{one.unit} is assessed twice in {one.year}; keep one", given=one.unit)
        found[one.unit, one.year] = one
    return table_of(
        ("Tổng hợp chấm điểm", "Assessments"),
        [found[key] for key in sorted(found)],
        ("unit", "đơn vị", "unit", lambda one: one.unit),
        ("year", "năm", "year", lambda one: str(one.year)),
        ("documents", "hồ sơ đề nghị", "application", lambda one: _fraction(one.completeness)),
        ("evidence", "minh chứng", "evidence", lambda one: _fraction(one.evidenced)),
        ("scale", "điểm chuẩn", "standard", lambda one: plain(one.criteria.scale)),
        ("self_score", "tự chấm", "self-score", lambda one: one.self_total),
        ("appraised", "thẩm định", "appraised", lambda one: one.appraised_total),
        ("grade", "xếp loại", "grade", _grade_words),
    )


def _fraction(share: Share) -> str:
    return f"{share.part}/{share.whole}"


def _grade_words(one: Assessment) -> Words | None:
    grade = one.grade() if one.criteria.grades else None
    return None if grade is None else grade.words
