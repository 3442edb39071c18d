"""The index of service to citizens and businesses: parts, thresholds, totals (bộ chỉ số phục vụ)."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from fractions import Fraction

import attrs
from attrs.validators import optional

from thutuc.errors import InvalidValueError
from thutuc.fields import mapping, require
from thutuc.quality.codes import Named, check_codes, find, misfits, refuse, unknown
from thutuc.quality.fields import Each, Number, composed, exact, is_number, items, read_only, whole
from thutuc.quality.figures import Check, Share, plain, rounded, total
from thutuc.quality.printing import Printed, QualityTable
from thutuc.quality.scales import Dated


class Empty(Enum):
    """What a rate with nothing to measure gives (mẫu số bằng 0)."""

    NOT_APPLICABLE = "not-applicable"
    """Nothing: it is left out."""
    ZERO = "zero"
    """No points."""


@attrs.frozen(kw_only=True)
class IndexGroup(Named):
    """A group of the index with its points (nhóm chỉ số).

    Args:
        maximum: Its highest points, the sum of its parts'.
    """

    maximum: Number = attrs.field(validator=is_number)


@attrs.frozen(kw_only=True)
class IndexPart(Named):
    """A part as it is displayed (nhóm chỉ số hiển thị).

    Args:
        group: Code of its group.
        maximum: Its highest points.
    """

    group: str = attrs.field(converter=composed)
    maximum: Number = attrs.field(validator=is_number)


@attrs.frozen(kw_only=True)
class IndexIndicator(Named):
    """One rate with its threshold (chỉ số thành phần).

    Args:
        part: Code of its part.
        threshold: The percentage from which all its points are given.
        maximum: Its points; `None` where they are not known.
    """

    part: str = attrs.field(converter=composed)
    threshold: Number | None = attrs.field(default=None, validator=optional(is_number))
    maximum: Number | None = attrs.field(default=None, validator=optional(is_number))


def scaled(
    share: Share, maximum: Number, threshold: Number = 100, *, empty: Empty = Empty.NOT_APPLICABLE
) -> float | None:
    """Points for a rate: all from the threshold on, in proportion below, with 2 decimals (quy điểm).

    Args:
        share: The rate.
        maximum: All the points.
        threshold: In percent, above 0.
        empty: What a rate over nothing gives.

    Returns:
        The points, or `None` for a rate over nothing that is left out.

    Raises:
        InvalidTypeError: If a number is none.
        InvalidValueError: If one is negative, the threshold 0 or above 100, or the part above the whole.

    Legal source:
        Quyết định 766/QĐ-TTg, read in secondary sources.

    Examples:
        >>> scaled(Share(30, 100, ("hồ sơ", "dossiers")), 6, 50), scaled(Share(51, 100, ("", "")), 6, 50)
        (3.6, 6.0)
    """
    require(share, Share, "share")
    bound, most = exact(threshold, "a threshold"), exact(maximum, "a maximum")
    if not 0 < bound <= 100:
        raise InvalidValueError(
            f"a threshold is above 0 and at most 100 percent, not {threshold}", given=threshold
        )
    if share.part > share.whole:
        raise InvalidValueError(
            f"a part is no greater than its whole: {share.part} of {share.whole}", given=share
        )
    if not share.whole:
        return None if empty is Empty.NOT_APPLICABLE else 0.0
    return rounded(min(most, Fraction(100 * share.part, share.whole) * most / bound), 2)


def satisfied_dossiers(total: int, overdue: int, disliked: int) -> Share:
    """Dossiers neither overdue nor complained about or disliked (mức độ hài lòng về giải quyết thủ tục).

    100 % − (overdue % + complained or disliked %), not below 0 where one dossier is both.

    Raises:
        InvalidTypeError: If a count is no whole number.
        InvalidValueError: If it is negative or greater than the total.

    Examples:
        >>> satisfied_dossiers(1000, 12, 3).percent
        98.5
    """
    for count, name in ((total, "total"), (overdue, "overdue"), (disliked, "disliked")):
        if whole(count, name) > total:
            raise InvalidValueError(f"{name} {count} is greater than the total {total}", given=count)
    return Share(max(0, total - overdue - disliked), total, ("hồ sơ", "dossiers"))


@attrs.frozen(kw_only=True)
class ServiceIndex(Dated):
    """A version of the index (bộ chỉ số phục vụ người dân, doanh nghiệp).

    Args:
        groups: The groups of the decision.
        parts: The parts displayed, in order.
        indicators: The rates below them, as far as they are known.

    Raises:
        InvalidValueError: If a code is used twice, a part has no group, or parts and group do not agree.
    """

    groups: tuple[IndexGroup, ...] = attrs.field(converter=items, validator=Each(IndexGroup))
    parts: tuple[IndexPart, ...] = attrs.field(converter=items, validator=Each(IndexPart))
    indicators: tuple[IndexIndicator, ...] = attrs.field(
        default=(), converter=items, validator=Each(IndexIndicator)
    )

    def _check(self) -> None:
        for named, what in ((self.groups, "group"), (self.parts, "part"), (self.indicators, "indicator")):
            check_codes(named, what)
        for part in self.parts:
            find(self.groups, part.group, "group")
        for one in self.indicators:
            find(self.parts, one.part, "part")
        for group in self.groups:
            most = total(part.maximum for part in self.parts if part.group == group.code)
            if most != exact(group.maximum, "maximum"):
                raise InvalidValueError(
                    f"{self.code}: group {group.code} has {group.maximum} points, its parts {most}",
                    given=group.maximum,
                )

    def score(
        self,
        points: Mapping[str, Number | None] | None = None,
        *,
        whose: str = "",
        empty: Empty = Empty.NOT_APPLICABLE,
        **rates: Share,
    ) -> "IndexScore":
        """The score from points of parts, from rates of indicators, or from both.

        Args:
            points: For each part its points; `None` or missing is not known.
            whose: Whose score it is.
            empty: What a rate over nothing gives.
            **rates: For each indicator its rate; a part is the sum of its indicators, and all of them must be
                given. An indicator whose points are not known is refused.

        Raises:
            QualityError: With every unknown part or indicator and every score above its maximum.
        """
        maxima = {part.code: part.maximum for part in self.parts}
        points = {} if points is None else mapping(points, "points")
        known = {code: value for code, value in points.items() if value is not None}
        problems = [
            *unknown("part", points, maxima),
            *misfits("part", {code: known[code] for code in maxima if code in known}, maxima),
            *unknown("indicator", rates, [one.code for one in self.indicators]),
        ]
        below = {part.code: [one for one in self.indicators if one.part == part.code] for part in self.parts}
        for part in self.parts:
            if not rates.keys().isdisjoint(one.code for one in below[part.code]):
                problems += _unfit(part, below[part.code], rates, given=part.code in known)
        refuse(self.code, problems, points)
        found: dict[str, float | None] = {}
        for part in self.parts:
            scores = [
                scaled(rates[one.code], one.maximum or 0, one.threshold or 100, empty=empty)
                for one in below[part.code]
                if one.code in rates
            ]
            scores = [score for score in scores if score is not None]
            if part.code in known:
                found[part.code] = rounded(exact(known[part.code], "points"), 2)
            else:
                found[part.code] = rounded(total(scores), 2) if scores else None
        return IndexScore(index=self, points=found, whose=whose)


def _unfit(
    part: IndexPart, below: Iterable[IndexIndicator], rates: Mapping[str, Share], *, given: bool
) -> Iterator[str]:
    """Why a part cannot be the sum of its indicators' rates."""
    missing = [one.code for one in below if one.code not in rates]
    if missing:
        yield f"part {part.code}: rates are missing: {', '.join(missing)}"
    if total(one.maximum for one in below) != exact(part.maximum, "maximum"):
        yield f"part {part.code}: the indicators known do not make up its {part.maximum} points; give them"
    if given:
        yield f"part {part.code}: given both as points and as rates"


@attrs.frozen(kw_only=True)
class IndexScore(Printed):
    """A score of the index by parts (điểm bộ chỉ số).

    Args:
        index: The version.
        points: For each part its points; `None` where they are not known.
        whose: Whose score it is.

    Examples:
        >>> from datetime import date
        >>> from thutuc.quality import definitions
        >>> index = definitions().find(ServiceIndex, "qd-766", date(2025, 12, 1))
        >>> score = index.score({"openness": 9.9, "progress": 19.1, "online": 8.1, "satisfaction": 18,
        ...                      "digitisation": 13.6})
        >>> score.total, score.missing
        (68.7, ('payment',))
        >>> str(score.check(79.1))
        'tổng điểm công bố: ghi 79,1, tính được 68,7: không khớp'
    """

    index: ServiceIndex
    points: Mapping[str, float | None] = attrs.field(converter=read_only)
    whose: str = ""

    def __attrs_post_init__(self) -> None:
        require(self.index, ServiceIndex, "index")
        if {*self.points} != {part.code for part in self.index.parts}:
            raise InvalidValueError(
                f"a score has the points of each part, {', '.join(part.code for part in self.index.parts)}, "
                f"or None; make it with index.score()",
                given=dict(self.points),
            )

    @property
    def total(self) -> float:
        """The sum of the parts that are known, with 2 decimals."""
        return self._sum(part.code for part in self.index.parts)

    def _sum(self, codes: Iterable[str]) -> float:
        return rounded(total(self.points[code] for code in codes), 2)

    def group(self, code: str) -> float | None:
        """The points of a group; `None` unless all its parts are known.

        Raises:
            UnknownDefinitionError: If the index has no such group.
        """
        find(self.index.groups, code, "group")
        codes = [part.code for part in self.index.parts if part.group == code]
        return None if any(self.points[part] is None for part in codes) else self._sum(codes)

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are not known."""
        return tuple(part.code for part in self.index.parts if self.points[part.code] is None)

    def check(self, printed: Number, places: int = 1) -> Check:
        """Whether a printed total can be right.

        With every part known it must be their sum, up to the rounding of the print to *places* decimals;
        otherwise what is left must fit into the parts that are missing, and then the check stays open.

        Raises:
            InvalidTypeError: If *printed* is no number, or *places* no whole one.
        """
        whole(places, "the number of places")
        gap = exact(printed, "a printed total") - exact(self.total, "total")
        room = total(part.maximum for part in self.index.parts if part.code in self.missing)
        slack = Fraction(len(self.points) - len(self.missing) + 1, 2 * 10**places)
        name = ("tổng điểm công bố", "printed total")
        holds = -slack <= gap <= room + slack
        return Check(name, float(printed), self.total, (None if holds and self.missing else holds))

    def table(self) -> QualityTable:
        """One row for each part, and the total."""
        columns = (
            ("part", "nhóm chỉ số", "part"),
            ("points", "điểm", "points"),
            ("maximum", "tối đa", "maximum"),
        )
        rows = [(part.words, self.points[part.code], plain(part.maximum)) for part in self.index.parts]
        most = plain(total(part.maximum for part in self.index.parts))
        vi, en = (f"{words}: {self.whose}" if self.whose else words for words in self.index.words)
        return QualityTable((vi, en), columns, (*rows, (("tổng điểm", "total"), self.total, most)), 1)
