"""The friendly-government model: a unit's year against a set of criteria (chính quyền thân thiện)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from types import NoneType

import attrs
from attrs.validators import optional

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.quality.coded import misfits, refuse, unknown
from thutuc.quality.criteria import Counting, CriteriaSet, Criterion, Excess
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
    items,
    read_only,
)
from thutuc.quality.figures import Share, plain, rounded, total
from thutuc.quality.printing import Printed, QualityTable, Words, shown, table_of
from thutuc.quality.scales import Grade
from thutuc.words.labels import check_language


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


@attrs.frozen
class Requirement:
    """What has to be reached whatever the sum is: a floor, or a precondition (điều kiện phải đạt).

    Args:
        name: Of the criterion or of the precondition, in Vietnamese and English.
        least: The points to be reached; `None` for a precondition.
        reached: The points that were; `None` where they are not known.
        holds: Whether it is met; `None` where that is not known.

    Examples:
        >>> print(Requirement(("cải cách hành chính", "reform"), 10, 8.5, False))
        cải cách hành chính: ít nhất 10 điểm, đạt 8,5: không đạt
    """

    name: Words
    least: float | None
    reached: float | None
    holds: bool | None

    def text(self, language: str = "vi") -> str:
        """One line for a reader."""
        english = check_language(language) == "en"
        verdict = {True: ("đạt", "met"), False: ("không đạt", "not met"), None: ("chưa rõ", "not known")}
        figures = ""
        if self.least is not None:
            least, reached = shown(plain(self.least), language), shown(plain(self.reached), language)
            figures = (
                f"at least {least} points, {reached}: "
                if english
                else f"ít nhất {least} điểm, đạt {reached}: "
            )
        return f"{self.name[english]}: {figures}{verdict[self.holds][english]}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(kw_only=True)
class Assessment(Printed):
    """A unit's year against a set of criteria (bản chấm điểm).

    Completeness of the file and the score are two measures: neither follows from the other.

    Args:
        unit: The unit that is assessed.
        year: The year.
        criteria: The version of the criteria.
        self_scores: Its own score for each criterion; one that is missing is not scored yet. Of a criterion
            with sub-criteria its own score, theirs, or both; of a penalty the points taken off.
        appraised: The scores of those who appraise it.
        documents: For each paper of the application the reference of its file.
        evidence: For each criterion what proves it.
        excess: What happens to points beyond the scale, where the criteria leave it open.
        registered_on: When the unit registered.
        approved_on: When that was approved.
        commitments: What it promised to citizens.
        recognition: The decision, once there is one.
        conditions: For each precondition whether it is met; one that is missing is not known.

    Raises:
        InvalidTypeError: If a precondition is neither met nor not, or an argument is of another type.
        QualityError: With every unknown criterion, every score that is no number or above its maximum, and
            every criterion whose score is not that of its sub-criteria.
        InvalidValueError: If the criteria were not valid in that year.

    Examples:
        >>> from thutuc.quality import definitions
        >>> criteria = definitions().find(CriteriaSet, "bac-giang", date(2024, 12, 31))
        >>> year = Assessment(unit="Hợp Đức", year=2024, criteria=criteria,
        ...                   self_scores={"21": 19, "22": 22.5, "23": 18, "24": 14, "25": 17},
        ...                   documents={"11": "11.pdf", "13": "13.pdf"})
        >>> year.self_total, str(year.completeness)
        (90.5, '40,0% của 5 tài liệu')
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
    conditions: Mapping[str, bool] = attrs.field(factory=dict[str, bool], converter=read_only)

    def __attrs_post_init__(self) -> None:
        first, last = self.criteria.valid_from or date.min, self.criteria.valid_until or date.max
        if not first.year <= self.year <= last.year:
            raise InvalidValueError(
                f"{self.unit}: {self.criteria.code} is valid from {first} to {last}, not in {self.year}",
                given=self.year,
            )
        criteria = {one.code: self.criteria.points(one.code) for one in self.criteria.criteria}
        for code, met in self.conditions.items():
            if not isinstance(met, bool):
                raise InvalidTypeError(f"precondition {code} is True or False, not {met!r}", given=met)
        problems = [
            *misfits("self-score of criterion", self.self_scores, criteria),
            *misfits("appraised score of criterion", self.appraised, criteria),
            *unknown("document", self.documents, [one.code for one in self.criteria.documents]),
            *unknown("evidence", self.evidence, criteria),
            *unknown("precondition", self.conditions, [one.code for one in self.criteria.preconditions]),
        ]
        if not problems:
            problems += [*self._at_odds("self-score", self.self_scores)]
            problems += [*self._at_odds("appraised score", self.appraised)]
        if self.recognition and self.recognition.grade is not None and self.criteria.grades:
            grades = [grade.code for grade in self.criteria.grades]
            problems += unknown("grade", [self.recognition.grade], grades)
        refuse(f"{self.unit}, {self.year}", problems, self.unit)

    def _at_odds(self, what: str, scores: Mapping[str, Number]) -> Iterator[str]:
        """A problem for every criterion whose own score cannot be that of its sub-criteria."""
        for one in self.criteria.criteria:
            parts = self.criteria.parts(one.code)
            if one.code not in scores or not parts:
                continue
            known = [self._given(scores, part) for part in parts]
            open_points = [
                self.criteria.points(part.code)
                for part, score in zip(parts, known, strict=True)
                if score is None
            ]
            gap = exact(scores[one.code], what) - total(known)
            if gap < 0 or (None not in open_points and gap > total(open_points)):
                yield (
                    f"{what} of criterion {one.code}: {scores[one.code]}, of its sub-criteria "
                    f"{float(total(known)):g}; they sum to it"
                )

    def _given(self, scores: Mapping[str, Number], one: Criterion) -> Fraction | None:
        """The score of a criterion, or the sum of its sub-criteria's if all are given."""
        if one.code in scores:
            return exact(scores[one.code], "a score")
        below = [self._given(scores, part) for part in self.criteria.parts(one.code)]
        return None if not below or None in below else total(below)

    def _score(self, scores: Mapping[str, Number], one: Criterion) -> Fraction | None:
        """The same; what is not given of a bonus or a penalty is none."""
        given = self._given(scores, one)
        if given is not None or one.counting is Counting.SCORED:
            return given
        return total(self._score(scores, part) for part in self.criteria.parts(one.code))

    def _total(self, scores: Mapping[str, Number]) -> float | None:
        points = Fraction()
        for one in self.criteria.tops:
            score = self._score(scores, one)
            if score is None:
                return None
            points += -score if one.counting is Counting.PENALTY else score
        points = max(points, Fraction())
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
        """The sum of its own scores, bonus added and penalty taken off, not below 0 (tổng điểm tự chấm).

        Sub-criteria are not added beside their criterion. `None` until every criterion has a score.

        Raises:
            InvalidValueError: If it exceeds the scale and nobody has said what happens then.
        """
        return self._total(self.self_scores)

    @property
    def appraised_total(self) -> float | None:
        """The sum of the appraised scores; `None` until every criterion has one (tổng điểm thẩm định)."""
        return self._total(self.appraised)

    def requirements(self, *, appraised: bool = True) -> tuple[Requirement, ...]:
        """The preconditions and floors of the set, each with whether it is met (điều kiện phải đạt).

        Args:
            appraised: Whether floors are held to the appraised scores, or to its own.
        """
        found = [
            Requirement(one.words, None, None, self.conditions.get(one.code))
            for one in self.criteria.preconditions
        ]
        scores = self.appraised if appraised else self.self_scores
        for one, percent in self.criteria.floors():
            score, points = self._score(scores, one), self.criteria.points(one.code)
            least = None if points is None else percent * exact(points, "points") / 100
            holds = None if score is None or least is None else score >= least
            reached = None if score is None else float(score)
            found.append(Requirement(one.words, None if least is None else float(least), reached, holds))
        return tuple(found)

    def grade(self, *, appraised: bool = True) -> Grade | None:
        """The level of the appraised sum, or of its own (xếp loại).

        Where a floor or a precondition is not met, no higher than the set's `otherwise`, or its lowest.

        Returns:
            The level; `None` until the sum is known, and all that could lower the level.

        Raises:
            InvalidValueError: If the criteria have no levels.
        """
        total = self.appraised_total if appraised else self.self_total
        if total is None:
            return None
        levels = self.criteria.levels
        reached, otherwise = levels.grade(total), self.criteria.otherwise
        lower = levels.grades[0 if otherwise is None else levels.rank(otherwise)]
        met = [one.holds for one in self.requirements(appraised=appraised)]
        if all(met) or levels.rank(reached.code) <= levels.rank(lower.code):
            return reached
        return lower if False in met else None

    @property
    def completeness(self) -> Share:
        """Papers of the application that have a file (mức độ đầy đủ hồ sơ đề nghị)."""
        return Share(len(self.documents), len(self.criteria.documents), ("tài liệu", "documents"))

    @property
    def evidenced(self) -> Share:
        """Criteria with an index file and evidence, or all of their sub-criteria (tiêu chí có minh chứng)."""
        tops = self.criteria.tops
        return Share(sum(map(self._is_proved, tops)), len(tops), ("tiêu chí", "criteria"))

    def _is_proved(self, one: Criterion) -> bool:
        given = self.evidence.get(one.code)
        if given is not None and given.index and given.evidence:
            return True
        parts = self.criteria.parts(one.code)
        return bool(parts) and all(map(self._is_proved, parts))

    def table(self) -> QualityTable:
        """One row for each criterion, its sub-criteria set off, and the sums."""
        vi, en = (f"{words}: {self.unit}, {self.year}" for words in self.criteria.words)
        sums = ("", ("tổng", "total"), plain(self.criteria.scale), self.self_total, self.appraised_total)

        def score(scores: Mapping[str, Number], one: Criterion) -> int | float | None:
            found = self._score(scores, one)
            return plain(found if found is None or one.counting is not Counting.PENALTY else -found)

        return table_of(
            (vi, en),
            self.criteria.criteria,
            ("code", "mã", "code", lambda one: one.code),
            ("criterion", "tiêu chí", "criterion", _criterion_words),
            ("points", "điểm chuẩn", "points", lambda one: plain(self.criteria.points(one.code))),
            ("self_score", "tự chấm", "self-score", lambda one: score(self.self_scores, one)),
            ("appraised", "thẩm định", "appraised", lambda one: score(self.appraised, one)),
            sums=[sums],
        )


def _criterion_words(one: Criterion) -> Words:
    before = "" if one.part_of is None else "– "
    after = ("", "") if one.counting is Counting.SCORED else one.counting.words
    vi, en = (
        f"{before}{name}{f' ({kind})' if kind else ''}" for name, kind in zip(one.words, after, strict=True)
    )
    return vi, en


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
