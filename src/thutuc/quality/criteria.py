"""Sets of criteria with documents and targets (bộ tiêu chí).

There is no national table: each province writes its own, so sets of criteria are data with dates.
"""

from collections.abc import Mapping

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import Each, Number, any_list, count, exact, is_number, mapping, optional_text, whole
from thutuc.quality.coded import Named, check_codes, find
from thutuc.quality.figures import plain
from thutuc.quality.scheme import Scheme
from thutuc.words.findings import AuditFinding, AuditFindings
from thutuc.words.rates import Rate


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

    first_year: int = attrs.field(validator=whole())
    last_year: int = attrs.field(validator=whole())
    at_least: str | None = attrs.field(default=None, converter=optional_text)
    share: Number = attrs.field(default=0, validator=is_number)
    count: int = attrs.field(default=0, validator=whole())


@attrs.frozen(kw_only=True)
class CriteriaSet(Scheme):
    """A version of a set of criteria (bộ tiêu chí chính quyền thân thiện).

    Args:
        documents: The papers of an application, which are not scored.
        targets: What is aimed at, by year.
        slogans: Codes of conduct, which are not scored.

    Raises:
        InvalidValueError: If a code is used twice, or a scheme of these items is none.
        UnknownDefinitionError: If a target names a grade that is not there.
    """

    documents: tuple[Named, ...] = attrs.field(default=(), converter=any_list, validator=Each(Named))
    targets: tuple[Target, ...] = attrs.field(default=(), converter=any_list, validator=Each(Target))
    slogans: tuple[str, ...] = attrs.field(default=(), converter=any_list, validator=Each(str))

    def _check(self) -> None:
        super()._check()
        check_codes((*self.items, *self.documents, *self.preconditions), "item")
        for target in self.targets:
            if target.at_least is not None:
                self.levels.rank(target.at_least)

    def check_targets(self, year: int, reached: Mapping[str, str | None], units: int) -> AuditFindings:
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
        if count(units, "the number of units") < len(reached):
            raise InvalidValueError(
                f"{len(reached)} units are graded, so there are not {units} in all", given=units
            )
        known = [code for code in reached.values() if code is not None]
        ranks = [self.levels.rank(code) if self.grades else 0 for code in known]
        found: list[AuditFinding] = []
        for target in self.targets:
            if not target.first_year <= year <= target.last_year:
                continue
            lowest, vi, en = 0, "được công nhận", "recognised"
            if target.at_least is not None:
                lowest, grade = self.levels.rank(target.at_least), find(self.grades, target.at_least, "grade")
                vi, en = f"từ {grade.vi}", f"{grade.en} or above"
            n = sum(rank >= lowest for rank in ranks)
            percent = Rate(n, units, ("đơn vị", "units")).percent
            if target.count:
                name = (f"{year}, {vi}", f"{year}, {en}")
                found.append(AuditFinding(name, n >= target.count, target.count, n))
            else:
                name = (f"{year}, {vi} (%)", f"{year}, {en} (%)")
                enough = None if percent is None else 100 * n >= exact(target.share, "share") * units
                found.append(AuditFinding(name, enough, plain(target.share), percent))
        return AuditFindings(found)
