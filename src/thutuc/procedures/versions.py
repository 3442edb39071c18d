"""Versions of a procedure by date, and which of them a pending dossier follows (phiên bản thủ tục)."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

import attrs

from thutuc.errors import InvalidValueError, UnknownVersionError
from thutuc.fields import require, several
from thutuc.law.validity import in_order, overlaps, version_on
from thutuc.procedures.parts import TransitionRule
from thutuc.procedures.procedure import Procedure


def _read_versions(given: Iterable[Procedure]) -> tuple[Procedure, ...]:
    versions = several(given, Procedure, "versions")
    codes = sorted({version.code for version in versions})
    if len(codes) != 1:
        raise InvalidValueError(
            f"versions share one code; given were {', '.join(codes) or 'none'}", given=versions
        )
    return in_order(versions)


@attrs.frozen(repr=False)
class ProcedureVersions:
    """The versions of one procedure, one after another (các phiên bản của một thủ tục).

    Args:
        versions: Procedures of one code, in any order; between two of them there may be a gap, no overlap.

    Raises:
        InvalidTypeError: If something else than procedures is given.
        InvalidValueError: If there is none, codes differ, two are valid on one day, or a transition names a
            step that one of the two versions does not have.

    Legal source:
        Nghị định 63/2010/NĐ-CP, Điều 15 (a new version is published before it takes effect). That a dossier
        keeps the version of the day of receipt is a reading, where the new text does not say otherwise:
        Nghị định 118/2025/NĐ-CP, Điều 40 is silent.

    Examples:
        >>> from thutuc import Procedure, TimeLimit
        >>> old = Procedure("KN.1", "thụ lý khiếu nại", TimeLimit.parse("10 ngày làm việc"),
        ...                 valid_until=date(2026, 6, 30))
        >>> new = Procedure("KN.1", "thụ lý khiếu nại", TimeLimit.parse("07 ngày làm việc"),
        ...                 valid_from=date(2026, 7, 1))
        >>> versions = ProcedureVersions([new, old])
        >>> versions.on(date(2026, 6, 30)).limit, versions.on(date(2026, 7, 1)).limit
        (TimeLimit(10, Unit.WORKING_DAY), TimeLimit(7, Unit.WORKING_DAY))
        >>> versions.followed(date(2026, 6, 30), date(2026, 7, 1)).limit
        TimeLimit(10, Unit.WORKING_DAY)
    """

    versions: tuple[Procedure, ...] = attrs.field(converter=_read_versions)

    def __attrs_post_init__(self) -> None:
        for problem in overlaps(self.versions, f"procedure {self.code}"):
            raise InvalidValueError(problem, given=self.versions)
        for earlier, later in pairwise(self.versions):
            for name in later.transition.steps:
                _check_named(name, earlier, later)

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self.versions)

    def __len__(self) -> int:
        return len(self.versions)

    def __repr__(self) -> str:
        return f"<ProcedureVersions {self.code}: {', '.join(version.period for version in self)}>"

    @property
    def code(self) -> str:
        """The code they share (mã thủ tục)."""
        return self.versions[0].code

    def on(self, day: date) -> Procedure:
        """The version in force on *day* (phiên bản có hiệu lực).

        Args:
            day: For instance the day on which a dossier was received.

        Raises:
            InvalidTypeError: If *day* is not a date.
            UnknownVersionError: If none is in force that day.
        """
        version = version_on(self.versions, day)
        if version is not None:
            return version
        known = ", ".join(version.period for version in self)
        raise UnknownVersionError(
            f"no version of procedure {self.code} is in force on {day}, only {known}",
            given=day,
            procedure=self.code,
        )

    def followed(self, received_on: date, today: date | None = None) -> Procedure:
        """The version a dossier follows that was received on one day and is pending on another.

        It keeps the version of the day on which it was received, unless the transition of a version that
        came into force since says otherwise (áp dụng chuyển tiếp).

        Args:
            received_on: The day of receipt.
            today: The day on which it is pending; left out, the day of receipt.

        Returns:
            One of the versions; under a rule that names steps, the old one with those steps of the new.

        Raises:
            InvalidTypeError: If an argument is not a date.
            InvalidValueError: If *today* lies before the receipt.
            UnknownVersionError: If no version was in force on the day of receipt.
        """
        followed = self.on(received_on)
        if today is None:
            return followed
        require(today, date, "today")
        if today < received_on:
            raise InvalidValueError(
                f"a dossier received on {received_on} is not pending on {today}; give a later day",
                given=today,
            )
        for version in self.versions:
            if version.valid_from is not None and received_on < version.valid_from <= today:
                followed = _after(followed, version)
        return followed


def _after(followed: Procedure, version: Procedure) -> Procedure:
    """What a dossier follows once *version* is in force."""
    transition = version.transition
    if transition.rule is TransitionRule.OLD:
        return followed
    if transition.rule is TransitionRule.NEW:
        return version
    fresh = {step.name: step for step in version.steps if step.name in transition.steps}
    # The old route keeps its shape: what is done in a named step is new, not what comes before it.
    steps = [
        attrs.evolve(fresh[step.name], after=step.after) if step.name in fresh else step
        for step in followed.steps
    ]
    return attrs.evolve(followed, steps=steps)


def _check_named(name: str, earlier: Procedure, later: Procedure) -> None:
    for version in (earlier, later):
        if all(step.name != name for step in version.steps):
            raise InvalidValueError(
                f"procedure {later.code}: the transition of the version {later.period} names the step "
                f"{name!r}, which the version {version.period} does not have",
                given=name,
            )
