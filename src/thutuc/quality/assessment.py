"""The friendly-government model: a unit's year against a set of criteria (chính quyền thân thiện)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import NoneType

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import (
    NONE,
    Each,
    Number,
    all_of,
    any_list,
    checked,
    name_text,
    of,
    optional_text,
    read_only,
    whole,
)
from thutuc.quality.coded import refuse, unknown
from thutuc.quality.criteria import CriteriaSet
from thutuc.quality.figures import plain
from thutuc.quality.scheme import Excess, Item
from thutuc.quality.score import Score, score_table
from thutuc.words.rates import Rate
from thutuc.words.table import Shown, Table, Words


@attrs.frozen(kw_only=True)
class Evidence:
    """What proves a score: an index file and the evidence (minh chứng).

    Args:
        index: Reference of the file that lists it.
        evidence: Reference of the evidence.
    """

    index: str | None = attrs.field(default=None, converter=optional_text)
    evidence: str | None = attrs.field(default=None, converter=optional_text)


@attrs.frozen(kw_only=True)
class Commitment:
    """Something promised to citizens and when it was done (cam kết).

    Args:
        what: For instance staff's signed commitments, public phone numbers, a letter box.
        on: The day; `None` while it is not done.
        number: How many, where that is counted.
    """

    what: str = attrs.field(converter=name_text)
    on: date | None = attrs.field(default=None, validator=of(date, optional=True))
    number: int | None = attrs.field(default=None, validator=whole(optional=True))


@attrs.frozen(kw_only=True)
class Recognition:
    """The decision that a unit has reached a level (công nhận).

    Args:
        by: Who decided.
        on: When.
        decision: Its number.
        grade: The level, where there are levels.
    """

    by: str = attrs.field(converter=name_text)
    on: date = attrs.field(validator=of(date))
    decision: str | None = attrs.field(default=None, converter=optional_text)
    grade: str | None = attrs.field(default=None, converter=optional_text)


@attrs.frozen(kw_only=True)
class Assessment(Shown):
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
        >>> year.self_score.total, str(year.completeness)
        (90.5, '40,00% của 5 tài liệu')
    """

    unit: str = attrs.field(converter=name_text)
    year: int = attrs.field(validator=whole())
    criteria: CriteriaSet = attrs.field(validator=of(CriteriaSet))
    self_scores: Mapping[str, Number] = attrs.field(default=NONE, converter=read_only)
    appraised: Mapping[str, Number] = attrs.field(default=NONE, converter=read_only)
    documents: Mapping[str, str] = attrs.field(default=NONE, converter=read_only)
    evidence: Mapping[str, Evidence] = attrs.field(default=NONE, converter=read_only)
    excess: Excess | None = attrs.field(default=None, validator=of(Excess, NoneType))
    registered_on: date | None = attrs.field(default=None, validator=of(date, optional=True))
    approved_on: date | None = attrs.field(default=None, validator=of(date, optional=True))
    commitments: tuple[Commitment, ...] = attrs.field(
        default=(), converter=any_list, validator=Each(Commitment)
    )
    recognition: Recognition | None = attrs.field(default=None, validator=of(Recognition, NoneType))
    conditions: Mapping[str, bool] = attrs.field(default=NONE, converter=read_only)

    def __attrs_post_init__(self) -> None:
        first, last = self.criteria.valid_from or date.min, self.criteria.valid_until or date.max
        if not first.year <= self.year <= last.year:
            raise InvalidValueError(
                f"{self.unit}: {self.criteria.code} is valid from {first} to {last}, not in {self.year}",
                given=self.year,
            )
        for code, met in self.conditions.items():
            checked(met, bool, f"precondition {code} is True or False")
        criteria = self.criteria
        problems = [
            *criteria.misfits("self-score of criterion", self.self_scores),
            *criteria.misfits("appraised score of criterion", self.appraised),
            *unknown("document", self.documents, [one.code for one in criteria.documents]),
            *unknown("evidence", self.evidence, [one.code for one in criteria.items]),
            *unknown("precondition", self.conditions, [one.code for one in criteria.preconditions]),
        ]
        if not problems:
            problems += [*_at_odds("self-score", self.self_score)]
            problems += [*_at_odds("appraised score", self.appraised_score)]
        if self.recognition and self.recognition.grade is not None and criteria.grades:
            problems += unknown("grade", [self.recognition.grade], [grade.code for grade in criteria.grades])
        refuse(f"{self.unit}, {self.year}", problems, self.unit)

    def _score(self, points: Mapping[str, Number]) -> Score:
        return Score(
            scheme=self.criteria,
            points=points,
            conditions=self.conditions,
            excess=self.excess,
            whose=self.unit,
        )

    @property
    def self_score(self) -> Score:
        """Its own score: total, grade, what is missing and required (điểm tự chấm)."""
        return self._score(self.self_scores)

    @property
    def appraised_score(self) -> Score:
        """The score of those who appraise it, which decides (điểm thẩm định)."""
        return self._score(self.appraised)

    @property
    def completeness(self) -> Rate:
        """Papers of the application that have a file (mức độ đầy đủ hồ sơ đề nghị)."""
        return Rate(len(self.documents), len(self.criteria.documents), ("tài liệu", "documents"))

    @property
    def evidenced(self) -> Rate:
        """Criteria with an index file and evidence, or all of their sub-criteria (tiêu chí có minh chứng)."""
        tops = self.criteria.tops
        return Rate(sum(map(self._is_proved, tops)), len(tops), ("tiêu chí", "criteria"))

    def _is_proved(self, one: Item) -> bool:
        given = self.evidence.get(one.code)
        if given is not None and given.index and given.evidence:
            return True
        parts = self.criteria.parts(one.code)
        return bool(parts) and all(map(self._is_proved, parts))

    def table(self, language: str = "vi") -> Table:
        """One row for each criterion, its sub-criteria set off, and the sums."""
        vi, en = (f"{words}: {self.unit}, {self.year}" for words in self.criteria.words)
        scores = {
            ("self_score", "tự chấm", "self-score"): self.self_score,
            ("appraised", "thẩm định", "appraised"): self.appraised_score,
        }
        return score_table((vi, en), self.criteria.items, scores, language)


def _at_odds(what: str, score: Score) -> Iterator[str]:
    """A problem for every criterion whose own score cannot be that of its sub-criteria."""
    for code, check in score.check_parts(None).items():
        if check.holds is False:
            yield (
                f"{what} of criterion {code}: {score.points[code]}, of its sub-criteria {check.computed:g}; "
                "they sum to it"
            )


def overview(assessments: Iterable[Assessment]) -> Table:
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
    return Table.of(
        ("Tổng hợp chấm điểm", "Assessments"),
        [found[key] for key in sorted(found)],
        ("unit", "đơn vị", "unit", lambda one: one.unit),
        ("year", "năm", "year", lambda one: str(one.year)),
        ("documents", "hồ sơ đề nghị", "application", lambda one: _fraction(one.completeness)),
        ("evidence", "minh chứng", "evidence", lambda one: _fraction(one.evidenced)),
        ("scale", "điểm chuẩn", "standard", lambda one: plain(one.criteria.scale)),
        ("self_score", "tự chấm", "self-score", lambda one: one.self_score.total),
        ("appraised", "thẩm định", "appraised", lambda one: one.appraised_score.total),
        ("grade", "xếp loại", "grade", _grade_words),
    )


def _fraction(share: Rate) -> str:
    return f"{share.part}/{share.whole}"


def _grade_words(one: Assessment) -> Words | None:
    grade = one.appraised_score.grade if one.criteria.grades else None
    return None if grade is None else grade.words
