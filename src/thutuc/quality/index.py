"""The index of service to citizens and businesses: parts, thresholds, totals (bộ chỉ số phục vụ)."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from fractions import Fraction

import attrs
from attrs.validators import optional

from thutuc.errors import InvalidValueError
from thutuc.fields import mapping, require
from thutuc.quality.coded import Named, check_codes, find, misfits, refuse, unknown
from thutuc.quality.fields import Each, Number, composed, exact, is_number, items, read_only, whole
from thutuc.quality.figures import Check, Share, plain, rounded, total
from thutuc.quality.printing import Cell, Printed, QualityTable, Words
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
            below = self.parts_of(group.code)
            most = total(part.maximum for part in below)
            if most != exact(group.maximum, "maximum"):
                raise InvalidValueError(
                    f"{self.code}: group {group.code} has {group.maximum} points, its parts {most}",
                    given=group.maximum,
                )
            if any(part.code == group.code for part in self.parts) and len(below) != 1:
                raise InvalidValueError(
                    f"{self.code}: {group.code} is a part and a group of {len(below)}; give them two codes",
                    given=group.code,
                )

    def parts_of(self, group: str) -> tuple[IndexPart, ...]:
        """The parts of a group."""
        return tuple(part for part in self.parts if part.group == group)

    def score(
        self,
        points: Mapping[str, Number | None] | None = None,
        *,
        whose: str = "",
        empty: Empty = Empty.NOT_APPLICABLE,
        **rates: Share,
    ) -> "IndexScore":
        """The score from points of groups or parts, from rates of indicators, or from all of them.

        Args:
            points: For each group or part its points; `None` or missing is not known. A group may be given
                beside its parts, which are not added to it then.
            whose: Whose score it is.
            empty: What a rate over nothing gives.
            **rates: For each indicator its rate; a part is the sum of its indicators, and all of them must be
                given. An indicator whose points are not known is refused.

        Raises:
            QualityError: With every unknown group, part or indicator and every score above its maximum.

        Examples:
            As provinces publish it, by the five groups of the decision:

            >>> from datetime import date
            >>> from thutuc.quality import definitions
            >>> index = definitions().find(ServiceIndex, "qd-766", date(2026, 6, 30))
            >>> score = index.score({"openness": 16.1, "progress": 18.9, "digitisation": 17.2,
            ...                      "online-services": 14.43, "satisfaction": 17})
            >>> score.total, score.missing, score.check(86.94, places=2).holds
            (83.63, (), False)
        """
        maxima = {part.code: part.maximum for part in self.parts}
        points = {} if points is None else mapping(points, "points")
        known = {code: value for code, value in points.items() if value is not None}
        wholes = {group.code: group.maximum for group in self.groups if group.code not in maxima}
        problems = [
            *unknown("part", points, {**maxima, **wholes}),
            *misfits("part", {code: known[code] for code in maxima if code in known}, maxima),
            *misfits("group", {code: known[code] for code in wholes if code in known}, wholes),
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
        groups = {code: rounded(exact(known[code], "points"), 2) for code in wholes if code in known}
        return IndexScore(index=self, points=found, groups=groups, whose=whose)


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
    """A score of the index by parts and groups (điểm bộ chỉ số).

    Args:
        index: The version.
        points: For each part its points; `None` where they are not known.
        groups: For each group of several parts that was given as a whole its points.
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
    groups: Mapping[str, float] = attrs.field(factory=dict[str, float], converter=read_only)
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
    def _added(self) -> Iterator[float]:
        """What is added: groups given as a whole, and the known parts of the others."""
        yield from self.groups.values()
        for part in self.index.parts:
            points = self.points[part.code]
            if points is not None and part.group not in self.groups:
                yield points

    @property
    def total(self) -> float:
        """The sum of the groups and parts that are known, none of them twice, with 2 decimals."""
        return rounded(total(self._added), 2)

    def group(self, code: str) -> float | None:
        """The points of a group, as given or as the sum of its parts; `None` unless all of them are known.

        Raises:
            UnknownDefinitionError: If the index has no such group.
        """
        find(self.index.groups, code, "group")
        if code in self.groups:
            return self.groups[code]
        points = [self.points[part.code] for part in self.index.parts_of(code)]
        return None if None in points else rounded(total(points), 2)

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are not known and in no group given as a whole."""
        return tuple(
            part.code
            for part in self.index.parts
            if self.points[part.code] is None and part.group not in self.groups
        )

    def check(self, printed: Number, places: int = 1) -> Check:
        """Whether a printed total can be right.

        With every group or part known it must be their sum, up to the rounding of the print to *places*
        decimals; otherwise what is left must fit into the parts that are missing, and then the check stays
        open. A group beside its own parts is checked by `check_groups`.

        Raises:
            InvalidTypeError: If *printed* is no number, or *places* no whole one.
        """
        whole(places, "the number of places")
        room = total(part.maximum for part in self.index.parts if part.code in self.missing)
        name = ("tổng điểm công bố", "printed total")
        slack = _slack(sum(1 for _ in self._added), places)
        return _compared(name, printed, self.total, room=room, slack=slack, is_open=bool(self.missing))

    def check_groups(self, places: int = 1) -> tuple[Check, ...]:
        """Whether each group that was given as a whole can be the sum of its parts, where any is known.

        Args:
            places: Decimals of the print.
        """
        found: list[Check] = []
        for group in self.index.groups:
            parts = self.index.parts_of(group.code)
            points = [self.points[part.code] for part in parts]
            count = len(points) - points.count(None)
            if group.code not in self.groups or not count:
                continue
            room = total(part.maximum for part, known in zip(parts, points, strict=True) if known is None)
            printed, computed = self.groups[group.code], rounded(total(points), 2)
            slack, is_open = _slack(count, places), None in points
            found.append(_compared(group.words, printed, computed, room=room, slack=slack, is_open=is_open))
        return tuple(found)

    def table(self) -> QualityTable:
        """One row for each part, or for a group that was given as a whole, and the total."""
        columns = (
            ("part", "nhóm chỉ số", "part"),
            ("points", "điểm", "points"),
            ("maximum", "tối đa", "maximum"),
        )
        rows: list[tuple[Cell, ...]] = []
        wholes = {code: find(self.index.groups, code, "group") for code in self.groups}
        for part in self.index.parts:
            points, given = self.points[part.code], part.group in self.groups
            if part.group in wholes:
                whole = wholes.pop(part.group)
                rows.append((whole.words, self.groups[whole.code], plain(whole.maximum)))
            if not given or points is not None:
                # What is part of a row above it is set off, as it is not added.
                vi, en = (f"– {words}" if given else words for words in part.words)
                rows.append(((vi, en), points, plain(part.maximum)))
        most = plain(total(part.maximum for part in self.index.parts))
        vi, en = (f"{words}: {self.whose}" if self.whose else words for words in self.index.words)
        return QualityTable((vi, en), columns, (*rows, (("tổng điểm", "total"), self.total, most)), 1)


def _slack(count: int, places: int) -> Fraction:
    """What the rounding of a sum and of its *count* parts may do."""
    return Fraction(count + 1, 2 * 10**places)


def _compared(
    name: Words, printed: Number, computed: float, *, room: Fraction, slack: Fraction, is_open: bool
) -> Check:
    """A printed figure beside a sum, to which up to *room* may be missing, give or take *slack*."""
    gap = exact(printed, "a printed total") - exact(computed, "total")
    holds = -slack <= gap <= room + slack
    return Check(name, float(printed), computed, None if holds and is_open else holds)
