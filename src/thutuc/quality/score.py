"""Scores by a scheme: what is known, missing, checked, required, graded (bảng điểm)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from types import NoneType

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import NONE, Number, any_list, count, exact, mapping, of, read_only, require
from thutuc.quality.coded import find, refuse, unknown
from thutuc.quality.figures import plain, rounded, total
from thutuc.quality.grades import Grade
from thutuc.quality.measures import Empty, Measures, unfit_measures
from thutuc.quality.scheme import Counting, Excess, Item, Scheme
from thutuc.words.findings import AuditFinding
from thutuc.words.labels import check_language
from thutuc.words.rates import Rate
from thutuc.words.table import Cell, Shown, Table, Words, printed


@attrs.frozen
class Requirement:
    """What has to be reached whatever the sum is: a floor, or a precondition (điều kiện phải đạt).

    Args:
        name: Of the item or of the precondition, in Vietnamese and English.
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
            words = ("ít nhất {} điểm, đạt {}: ", "at least {} points, {}: ")[english]
            figures = words.format(*(printed(points, language) for points in (self.least, self.reached)))
        return f"{self.name[english]}: {figures}{verdict[self.holds][english]}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(kw_only=True)
class Score(Shown):
    """The points of a unit, an officer or a year by a scheme (bảng điểm).

    Args:
        scheme: The version.
        points: For each item its points as far as they are known. An item may have points beside its parts,
            which are not added to it then.
        counts: For each item that is measured over how many dossiers, or 1 for the unit.
        conditions: For each precondition whether it is met; one that is missing is not known.
        excess: What happens to points beyond the scale, where the scheme leaves it open.
        whose: Whose score it is.

    Raises:
        QualityError: With every item that is unknown, and all points that are no number or above the maximum.

    Examples:
        >>> from datetime import date
        >>> from thutuc.quality import definitions
        >>> index = definitions().find(Scheme, "qd-766", date(2025, 12, 1))
        >>> score = Score.of(index, {"openness": 9.9, "progress": 19.1, "online": 8.1, "satisfaction": 18,
        ...                          "digitisation": 13.6})
        >>> score.total, score.missing
        (68.7, ('payment',))
        >>> str(score.check(79.1))
        'tổng điểm công bố: KHÔNG KHỚP; 79,1 − 68,7 = 10,4'
    """

    scheme: Scheme = attrs.field(validator=of(Scheme))
    points: Mapping[str, Number] = attrs.field(default=NONE, converter=read_only)
    counts: Mapping[str, int] = attrs.field(default=NONE, converter=read_only)
    conditions: Mapping[str, bool] = attrs.field(default=NONE, converter=read_only)
    excess: Excess | None = attrs.field(default=None, validator=of(Excess, NoneType))
    whose: str = ""

    def __attrs_post_init__(self) -> None:
        refuse(self.scheme.code, [*self.scheme.misfits("item", self.points)], self.points)

    @classmethod
    def of(
        cls,
        scheme: Scheme,
        points: Mapping[str, Number | None] = NONE,
        *,
        rates: Mapping[str, Rate] = NONE,
        dossiers: Iterable[Measures] = (),
        unit: Measures = NONE,
        whose: str = "",
        empty: Empty = Empty.NOT_APPLICABLE,
    ) -> "Score":
        """The score from points, from rates, from what was measured, or from all of them.

        Args:
            scheme: The version.
            points: For each item its points; `None` or missing is not known.
            rates: For each item with a threshold its rate. What they are part of is their sum, so all of its
                rates must be given, and the points of each be known.
            dossiers: For each dossier its measures; one that is missing leaves the item out there.
            unit: The measures of the unit; an item of both kinds uses them where no dossier has it.
            whose: Whose score it is.
            empty: What a rate over nothing gives.

        Raises:
            QualityError: With every item and measure that is unknown or has a value it cannot take.

        Examples:
            As provinces publish it, by the five groups of the decision:

            >>> from datetime import date
            >>> from thutuc.quality import definitions
            >>> index = definitions().find(Scheme, "qd-766", date(2026, 6, 30))
            >>> score = Score.of(index, {"openness": 16.1, "progress": 18.9, "digitisation": 17.2,
            ...                          "online-services": 14.43, "satisfaction": 17})
            >>> score.total, score.missing, score.check(86.94, places=2).holds
            (83.63, (), False)
        """
        require(scheme, Scheme, "scheme")
        require(empty, Empty, "empty")
        given, shares = mapping(points, "points"), mapping(rates, "rates")
        known = {code: value for code, value in given.items() if value is not None}
        rated = {one.code: one.part_of or one.code for one in scheme.items if one.threshold is not None}
        below = {whole: scheme.rates(whole) for code, whole in rated.items() if code in shares}
        rows = [mapping(row, "what is measured of a dossier") for row in any_list(dossiers)]
        of_unit = mapping(unit, "what is measured of the unit")
        problems = [*scheme.misfits("item", given), *unknown("rate", shares, rated)]
        for code, parts in below.items():
            problems += _unfit_rates(scheme, code, parts, shares, given=code in known)
        for where, row in (*((f"dossier {i}", row) for i, row in enumerate(rows, 1)), ("unit", of_unit)):
            problems += unfit_measures(where, row, scheme.measures)
        refuse(scheme.code, problems, given)
        asked = [one for one in scheme.items if one.rules and one.code not in known]
        measured = {one.code: one.measured(rows, of_unit) for one in asked}
        sums = {code: exact(value, code) for code, value in known.items()}
        for code, parts in below.items():
            scores = [one.rated(shares[one.code], empty) for one in parts]
            if any(score is not None for score in scores):
                sums[code] = total(scores)
        sums |= {code: total(each) / len(each) for code, each in measured.items() if each}
        found = {code: rounded(sum_, scheme.places) for code, sum_ in sums.items()}
        counts = {code: len(each) for code, each in measured.items()}
        return cls(scheme=scheme, points=found, counts=counts, whose=whose)

    # What is known --------------------------------------------------------------------------------------

    def _leaves(self, items: Iterable[Item]) -> Iterator[tuple[Item, Fraction | None]]:
        """What is added for *items*: each with its own points or else its parts; `None` where not known."""
        for one in items:
            parts, points = self.scheme.parts(one.code), self.points.get(one.code)
            if points is None and parts:
                yield from self._leaves(parts)
            else:
                yield one, None if points is None else exact(points, one.code)

    def _points(self, one: Item) -> Fraction | None:
        """The points of an item, or the sum of its parts'; what is not known of a bonus or penalty is 0."""
        points = [points for _, points in self._leaves([one])]
        return None if None in points and one.counting is Counting.SCORED else total(points)

    def points_of(self, code: str) -> int | float | None:
        """The points of an item, its own or the sum of its parts'; `None` unless all of them are known.

        Raises:
            UnknownDefinitionError: If the scheme has no such item.
        """
        return plain(self._points(find(self.scheme.items, code, "item")))

    @property
    def missing(self) -> tuple[str, ...]:
        """The items that are not known and in no item that is known as a whole."""
        leaves = self._leaves(self.scheme.tops)
        return tuple(one.code for one, points in leaves if points is None and one.counting is Counting.SCORED)

    @property
    def known(self) -> float:
        """The sum of what is known, nothing of it twice: bonus added and penalty taken off, not below 0.

        Raises:
            InvalidValueError: If it exceeds the scale and nobody has said what happens then.
        """
        points = Fraction()
        for one, added in self._leaves(self.scheme.tops):
            points += (added or 0) * (-1 if one.counting is Counting.PENALTY else 1)
        scale, excess = exact(self.scheme.scale, "scale"), self.excess or self.scheme.excess
        if points > scale and excess is Excess.UNDECIDED:
            raise InvalidValueError(
                f"{self.whose}: {float(points)} points on a scale of {self.scheme.scale}; the set does not "
                "say what happens to the excess; give excess=Excess.BONUS or Excess.CAP",
                given=float(points),
            )
        points = min(points, scale) if excess is Excess.CAP else points
        return rounded(max(points, Fraction()), self.scheme.places)

    @property
    def total(self) -> float | None:
        """The sum (tổng điểm); where items are missing none, unless the scheme leaves them out.

        Raises:
            InvalidValueError: If it exceeds the scale and nobody has said what happens then.
        """
        return None if self.missing and not self.scheme.partial else self.known

    def classed(self, code: str) -> "Score":
        """The score of the items of a classing, with its total and grade.

        Raises:
            UnknownDefinitionError: If the scheme has no such classing.
        """
        scheme = self.scheme.classed(code)
        codes = [one.code for one in scheme.items]
        points = {code: points for code, points in self.points.items() if code in codes}
        return attrs.evolve(self, scheme=scheme, points=points)

    # What it means --------------------------------------------------------------------------------------

    def requirements(self) -> tuple[Requirement, ...]:
        """The preconditions and floors of the scheme, each with whether it is met (điều kiện phải đạt)."""
        found = [
            Requirement(one.words, None, None, self.conditions.get(one.code))
            for one in self.scheme.preconditions
        ]
        for one, percent in self.scheme.floors():
            points, most = self._points(one), self.scheme.maximum_of(one.code)
            least = None if most is None else percent * exact(most, "points") / 100
            holds = None if points is None or least is None else points >= least
            found.append(Requirement(one.words, plain(least), plain(points), holds))
        return tuple(found)

    @property
    def grade(self) -> Grade | None:
        """The grade of the total (xếp loại).

        Where a floor or a precondition is not met, no higher than the scheme's `otherwise`, or its lowest.

        Returns:
            The grade; `None` until the total is known, and all that could lower the grade.

        Raises:
            InvalidValueError: If the scheme has no grades.
        """
        if (points := self.total) is None:
            return None
        levels, otherwise = self.scheme.levels, self.scheme.otherwise
        reached = levels.grade(points)
        lower = levels.grades[0 if otherwise is None else levels.rank(otherwise)]
        met = [one.holds for one in self.requirements()]
        if all(met) or levels.rank(reached.code) <= levels.rank(lower.code):
            return reached
        return lower if False in met else None

    def check(self, stated: Number, places: int = 1) -> AuditFinding:
        """Whether a printed total can be right (đối chiếu).

        With everything known it must be the sum, up to the rounding of the print to *places* decimals;
        otherwise what is left must fit into what is missing, and then the check stays open. An item beside
        its own parts is checked by `check_parts`.

        Raises:
            InvalidTypeError: If *stated* is no number, or *places* no whole one.
        """
        count(places, "the number of places")
        name, leaves = ("tổng điểm công bố", "printed total"), self._leaves(self.scheme.tops)
        known = sum(points is not None for _, points in leaves)
        missing = [self.scheme.maximum_of(code) for code in self.missing]
        return _compared(name, stated, exact(self.known, "total"), missing, known=known, places=places)

    def check_parts(self, places: int | None = 1) -> dict[str, AuditFinding]:
        """For each item that has points beside some of its parts whether it can be their sum.

        Args:
            places: Decimals of the print; `None` where nothing was rounded.
        """
        found: dict[str, AuditFinding] = {}
        for one in self.scheme.items:
            leaves = [*self._leaves(self.scheme.parts(one.code))]
            known = [points for _, points in leaves if points is not None]
            if one.code in self.points and known:
                missing = [self.scheme.maximum_of(part.code) for part, points in leaves if points is None]
                sums = self.points[one.code], total(known), missing
                found[one.code] = _compared(one.words, *sums, known=len(known), places=places)
        return found

    def table(self, language: str = "vi") -> Table:
        """One row for each item, its parts set off, and the total, or each classing with its grade."""
        vi, en = (f"{words}: {self.whose}" if self.whose else words for words in self.scheme.words)
        # Of an item that is known as a whole the parts that are not say nothing.
        items = [
            one
            for one in self.scheme.items
            if one.threshold is None and (one.part_of not in self.points or one.code in self.points)
        ]
        return score_table((vi, en), items, {("points", "điểm", "points"): self}, language)


def score_table(
    title: Words, items: Iterable[Item], scores: Mapping[tuple[str, str, str], Score], language: str
) -> Table:
    """A table of *items* with a column for each of some *scores* by one scheme, and the totals.

    Args:
        title: What it shows.
        items: What the rows are about.
        scores: For each column, by its key and its two headings, the score.
        language: In which it is shown where nothing else is said.
    """
    first, *_ = scores.values()
    scheme, sums = first.scheme, list[tuple[Cell, ...]]()
    # How often something was measured is told where it was.
    measured = [("measured", "số lần đo", "measured", partial(_count, first))] if first.counts else []
    blank = [None] * len(measured)
    for part in scheme.classings:
        classed = [score.classed(part.code) for score in scores.values()]
        grade = classed[0].grade
        words = part.words if grade is None else (f"{part.vi}: {grade.vi}", f"{part.en}: {grade.en}")
        sums.append((part.code, words, plain(part.maximum), *blank, *(score.total for score in classed)))
    if not sums:
        totals = (score.total for score in scores.values())
        sums.append(("", ("tổng điểm", "total"), plain(scheme.scale), *totals))
    return Table.of(
        title,
        items,
        ("code", "mã", "code", lambda one: one.code),
        ("item", "nội dung", "item", _item_words),
        ("maximum", "tối đa", "maximum", lambda one: plain(scheme.maximum_of(one.code))),
        *measured,
        *((*heading, partial(_cell, score)) for heading, score in scores.items()),
        sums=sums,
        language=language,
    )


def _count(score: Score, one: Item) -> int | None:
    return score.counts.get(one.code)


def _cell(score: Score, one: Item) -> int | float | None:
    points = score.points_of(one.code)
    return points if points is None or one.counting is not Counting.PENALTY else -points


def _item_words(one: Item) -> Words:
    before = "" if one.part_of is None else "– "
    after = ("", "") if one.counting is Counting.SCORED else one.counting.words
    vi, en = (
        f"{before}{name}{f' ({kind})' if kind else ''}" for name, kind in zip(one.words, after, strict=True)
    )
    return vi, en


def _unfit_rates(
    scheme: Scheme, code: str, below: Iterable[Item], rates: Mapping[str, Rate], *, given: bool
) -> Iterator[str]:
    """Why the points of an item cannot be the sum of those of its rates."""
    most = scheme.maximum_of(code)
    if missing := [one.code for one in below if one.code not in rates]:
        yield f"item {code}: rates are missing: {', '.join(missing)}"
    if most is None or total(one.maximum for one in below) != exact(most, "maximum"):
        yield f"item {code}: the rates known do not make up its {most} points; give them"
    if given:
        yield f"item {code}: given both as points and as rates"


def _compared(
    name: Words,
    stated: Number,
    computed: Fraction,
    missing: Collection[Number | None],
    *,
    known: int,
    places: int | None,
) -> AuditFinding:
    """A printed figure beside the sum of so many *known* ones, to which what is *missing* may be added.

    Give or take what the rounding of it and of its parts to *places* may do.
    """
    slack = Fraction() if places is None else Fraction(known + 1, 2 * 10**places)
    gap = exact(stated, "a printed total") - computed
    fits = -slack <= gap and (None in missing or gap <= total(missing) + slack)
    return AuditFinding(name, None if fits and missing else fits, plain(stated), plain(rounded(computed, 2)))
