"""`compare`: a period as it was and as it would have been (so sánh hai phương án)."""

import operator
from collections.abc import Mapping, Sequence

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import require
from thutuc.moments import Moment
from thutuc.policy.outcomes import Outcome
from thutuc.policy.scenario import Scenario
from thutuc.reports import MEASURES
from thutuc.reports.grouping import group_names, group_text, heading
from thutuc.reports.period_figures import SUM
from thutuc.reports.periods import period_text
from thutuc.words.table import Cell, Shown, Table, Words

HELD: tuple[Words, ...] = (
    (
        "Giữ nguyên cách làm: mỗi cơ quan, mỗi người dân làm như đã ghi, mất bấy nhiêu thời gian.",
        "Held fixed: behaviour. Offices and citizens did what was recorded and took the time they took.",
    ),
    (
        "Giữ nguyên hồ sơ đến: các hồ sơ đã ghi, vào những ngày đã ghi.",
        "Held fixed: arrivals. The dossiers that were recorded came when they came.",
    ),
)
"""What a comparison holds fixed; where behaviour changes, a model is needed (những điều giữ nguyên)."""


@attrs.frozen
class BeforeAfter:
    """One measure before and after (một chỉ tiêu trước và sau).

    Args:
        baseline: As it was.
        reform: As it would have been.
    """

    baseline: int
    reform: int

    @property
    def change(self) -> int:
        """By how much it grew."""
        return self.reform - self.baseline


@attrs.frozen(eq=False, repr=False)
class Comparison(Shown):
    """A period under two scenarios: every measure, and who changed side (so sánh trước và sau).

    Made by [`compare`][thutuc.policy.compare]. It prints as a table that says what is held fixed.

    Args:
        start: First moment of the period.
        end: The moment at which it ends.
        by: The columns by which it is divided.
        base: The figures of the baseline.
        reform: Those of the reform.
    """

    start: Moment
    end: Moment
    by: tuple[str, ...]
    base: Outcome
    reform: Outcome

    def __repr__(self) -> str:
        moved = {name: one.change for name, one in self.measures.items() if one.change}
        told = ", ".join(f"{name} {change:+,}" for name, change in moved.items()) or "no figure changes"
        return f"<Comparison {self.start} to {self.end}: {told}>"

    def __str__(self) -> str:
        return self.text()

    @property
    def held_fixed(self) -> tuple[Words, ...]:
        """What it holds fixed, in Vietnamese and English (những điều giữ nguyên)."""
        return HELD

    @property
    def measures(self) -> Mapping[str, BeforeAfter]:
        """Every measure of the whole (các chỉ tiêu)."""
        return self.groups[()]

    @property
    def groups(self) -> Mapping[tuple[str, ...], Mapping[str, BeforeAfter]]:
        """For each group, and last for the whole, whose key is empty, every measure (theo nhóm)."""
        before, after = dict(self.base.lines), dict(self.reform.lines)
        nothing = dict.fromkeys(MEASURES, 0)
        keys = [*(key for key in before if key), *(key for key in after if key and key not in before), ()]
        return {
            key: {
                name: BeforeAfter(before.get(key, nothing)[name], after.get(key, nothing)[name])
                for name in MEASURES
            }
            for key in keys
        }

    def changed(self, before: str, after: str) -> tuple[str, ...]:
        """The codes of the dossiers that stand in one measure as it was, in another under the reform.

        Args:
            before: A measure, such as `on_time`.
            after: Another, such as `late`.

        Raises:
            InvalidValueError: If there is no such measure, or the frame has no column of codes.
        """
        for name in (before, after):
            if require(name, str, "a measure") not in MEASURES:
                raise InvalidValueError(
                    f"no measure is called {name!r}; there are {', '.join(MEASURES)}", given=name
                )
        return self.base.changed(self.reform, before, after)

    @property
    def is_empty(self) -> bool:
        """Whether no dossier stands in another place (không có gì thay đổi)."""
        return self.base.is_same(self.reform)

    def table(self, language: str = "vi") -> Table:
        """Baseline, reform and change of every measure, group by group.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        whole: tuple[Cell, ...] = (SUM, *[""] * (len(self.by) - 1)) if self.by else ()
        groups = self.groups
        rows = tuple(
            (*(tuple(map(group_text, key)) or whole), MEASURES[name], one.baseline, one.reform, one.change)
            for key, measures in groups.items()
            for name, one in measures.items()
        )
        vi, en = (period_text(self.start, self.end, one) for one in ("vi", "en"))
        return Table(
            (f"Trước và sau thay đổi, kỳ {vi}", f"Before and after, {en}"),
            (
                *map(heading, self.by),
                ("measure", "chỉ tiêu", "measure"),
                ("baseline", "hiện hành", "baseline"),
                ("reform", "phương án", "reform"),
                ("change", "thay đổi", "change"),
            ),
            rows,
            language,
            notes=HELD,
            totals=tuple(not key for key, measures in groups.items() for _ in measures) if self.by else (),
        )


def _is_one_source(one: object, other: object) -> bool:
    """Whether both are the same dossiers, the same register or the same frame."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(operator.is_, one, other))  # pyright: ignore[reportUnknownArgumentType]
    return one is other


def compare(
    base: Scenario, reform: Scenario, start: Moment, end: Moment, *, by: str | Sequence[str] = ()
) -> Comparison:
    """A period under two scenarios (so sánh hai phương án).

    Args:
        base: The baseline.
        reform: The reform, of the same source.
        start: First day or moment of the period.
        end: First day or moment after it.
        by: Column or columns to divide by.

    Returns:
        Baseline, reform and change for every measure of the period report.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the two have different sources, the period runs backward, or a column is not
            there.
        CalendarRangeError: If a due day lies outside a calendar.

    Examples:
        >>> from datetime import date, datetime
        >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, events, policy, vietnam_calendar
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> dossier = Dossier.replay("H1", procedure, vietnam_calendar(), [
        ...     events.Accepted(at=datetime(2026, 3, 2, 9), office="A"),
        ...     events.Finished(at=datetime(2026, 3, 9, 9), office="A"),
        ... ])
        >>> base = policy.Scenario([dossier])
        >>> diff = policy.compare(base, base.with_limits(0.8), date(2026, 3, 1), date(2026, 4, 1))
        >>> diff.measures["late"].change, diff.changed("on_time", "late"), diff.is_empty
        (1, ('H1',), False)
    """
    for given in (base, reform):
        require(given, Scenario, "a scenario")
    if not _is_one_source(base.source, reform.source):
        raise InvalidValueError(
            "two scenarios are compared on one source; make the reform of the baseline, as "
            "base.with_limits(0.8)",
            given=(base, reform),
        )
    names = group_names(by, MEASURES)
    before, after = (one.rows.outcome(one.terms, start, end, names) for one in (base, reform))
    return Comparison(start, end, names, before, after)
