"""Where time was lost over many dossiers: by office, by step, and between offices (nguyên nhân quá hạn)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import TypeAlias

import attrs

from thutuc.deadlines import Clock, Verb
from thutuc.dossiers import Dossier, Leg
from thutuc.events import Transferred
from thutuc.fields import NONE, read_only, require, several
from thutuc.reports.cases import distinct
from thutuc.reports.periods import as_of_text
from thutuc.statuses import Action
from thutuc.words.alphabet import vietnamese_order
from thutuc.words.numbers import in_hours
from thutuc.words.table import Shown, Table

__all__ = ["LateDossier", "LatenessReport", "LegFigures", "lateness_report"]

_NOTHING = timedelta()


@attrs.frozen
class LegFigures:
    """What became of the legs of one office, or of one step of it (số liệu các chặng xử lý).

    Args:
        office: Code of the office.
        step: Names of the steps, joined; empty for all legs of the office.
        early: Legs ended before the day on which their budget would have been used up.
        on_time: Legs ended on that day, within the budget.
        late: Legs over their budget, ended or not.
        open: Legs within their budget that have not ended.
        unbudgeted: Legs without a budget; they are in none of the four.
        held: Working time the dossiers were held, waiting taken out.
        held_of_budget: Of this, what was held in legs with a budget.
        budget: Working time these legs could take.
        rework: Legs that did a step again.
        late_share: Working time of late results that is put down to the office.
    """

    office: str
    step: str = ""
    early: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    unbudgeted: int = 0
    held: timedelta = _NOTHING
    held_of_budget: timedelta = _NOTHING
    budget: timedelta = _NOTHING
    rework: int = 0
    late_share: timedelta = _NOTHING

    @property
    def legs(self) -> int:
        """All legs (số chặng)."""
        return self.early + self.on_time + self.late + self.open + self.unbudgeted

    @property
    def used(self) -> float | None:
        """Share of the budgets that was used; `None` without any (tỷ lệ sử dụng thời hạn)."""
        return self.held_of_budget / self.budget if self.budget else None


@attrs.frozen
class LateDossier:
    """One dossier that was answered late, or re-appointed (hồ sơ quá hạn hoặc hẹn lại).

    Args:
        code: Code of the dossier.
        days_late: Working days after the rescheduled date, 0 if it was in time by then.
        days_late_of_original: Working days after the date before any re-appointment; pauses and supplements
            move it as they move any deadline.
        shares: Working time put down to each office.
    """

    code: str
    days_late: int
    days_late_of_original: int
    shares: Mapping[str, timedelta] = attrs.field(default=NONE, converter=read_only)


@attrs.frozen(repr=False, str=False)
class LatenessReport(Shown):
    """Legs, hand-overs and rework over many dossiers (báo cáo nguyên nhân quá hạn).

    Args:
        now: The moment as of which it was made.
        offices: Figures of each office, in the order of the Vietnamese alphabet.
        steps: Figures of each step of each office.
        hand_overs: From, to, and how many times.
        supplement_rounds: How many times citizens were asked to supplement.
        returned_steps: How many legs did a step again.
        late: The dossiers finished after one of their dates, the latest first.
    """

    now: datetime
    offices: tuple[LegFigures, ...]
    steps: tuple[LegFigures, ...]
    hand_overs: tuple[tuple[str, str, int], ...]
    supplement_rounds: int
    returned_steps: int
    late: tuple[LateDossier, ...]

    def __repr__(self) -> str:
        return (
            f"<LatenessReport as of {self.now}: {len(self.offices)} offices, {len(self.late)} late dossiers>"
        )

    def table(self, language: str = "vi", *, steps: bool = False) -> Table:
        """One line for each office, or for each step of it; hours are working hours.

        Args:
            language: Of the headings.
            steps: Whether each step has a line.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        step = ("step", "bước", "step", attrgetter("step"))
        return Table.of(
            as_of_text(self.now),
            self.steps if steps else self.offices,
            ("office", "cơ quan", "office", attrgetter("office")),
            *([step] if steps else []),
            ("legs", "số chặng", "legs", attrgetter("legs")),
            ("early", "trước hạn", "early", attrgetter("early")),
            ("on_time", "đúng hạn", "on time", attrgetter("on_time")),
            ("late", "quá hạn", "late", attrgetter("late")),
            ("open", "đang xử lý", "open", attrgetter("open")),
            ("unbudgeted", "không có thời hạn", "no budget", attrgetter("unbudgeted")),
            ("held", "thời gian xử lý (giờ)", "hours held", lambda one: in_hours(one.held)),
            ("used", "% thời hạn", "% of budget", _percent_used),
            ("rework", "làm lại", "rework", attrgetter("rework")),
            ("late_share", "thời gian quá hạn (giờ)", "hours late", lambda one: in_hours(one.late_share)),
            language=language,
        )


def _percent_used(figures: LegFigures) -> Decimal | None:
    return None if figures.used is None else round(100 * Decimal(figures.used), 1)


def lateness_report(dossiers: Iterable[Dossier], now: datetime) -> LatenessReport:
    """Put together who held dossiers how long, as known at *now* (phân tích nguyên nhân quá hạn).

    Args:
        dossiers: Any dossiers; those not accepted by then count for nothing.
        now: The moment; later events are not known.

    Raises:
        InvalidTypeError: If something else than dossiers is given, or *now* is no datetime.
        InvalidValueError: If a dossier is given twice.
    """
    require(now, datetime, "now")
    given = distinct(several(dossiers, Dossier, "dossiers"))
    known = [one for one in (dossier.as_of(now) for dossier in given) if one.received_at is not None]
    legs = [(leg, _kind(leg, dossier)) for dossier in known for leg in dossier.legs_at(now)]
    late = [found for dossier in known if (found := _late(dossier)) is not None]
    offices: Groups = {(office, ""): [] for one in late for office in one.shares}
    steps: Groups = {}
    for leg, kind in legs:
        offices.setdefault((leg.office, ""), []).append((leg, kind))
        if leg.steps:
            steps.setdefault((leg.office, ", ".join(leg.steps)), []).append((leg, kind))
    events = [event for dossier in known for event in dossier.events]
    moved = (event for event in events if isinstance(event, Transferred))
    hand_overs = Counter((event.office, office) for event in moved for office in event.receivers)
    return LatenessReport(
        now,
        _in_order(offices, late),
        _in_order(steps, ()),
        tuple((*pair, n) for pair, n in sorted(hand_overs.items(), key=lambda item: (-item[1], item[0]))),
        sum(event.action is Action.REQUEST_SUPPLEMENT for event in events),
        sum(leg.rework for leg, _ in legs),
        tuple(sorted(late, key=lambda one: (-one.days_late_of_original, one.code))),
    )


Groups: TypeAlias = dict[tuple[str, str], list[tuple[Leg, str]]]
"""The legs of each office and step, and what became of each."""


def _in_order(groups: Groups, late: Iterable[LateDossier]) -> tuple[LegFigures, ...]:
    ordered = sorted(groups, key=lambda key: [vietnamese_order(text) for text in key])
    return tuple(_figures(*key, groups[key], late) for key in ordered)


def _figures(
    office: str, step: str, legs: Sequence[tuple[Leg, str]], late: Iterable[LateDossier]
) -> LegFigures:
    budgets = [(leg.held, leg.budget) for leg, _ in legs if leg.budget is not None]
    return LegFigures(
        office,
        step,
        **Counter(kind for _, kind in legs),
        held=sum((leg.held for leg, _ in legs), _NOTHING),
        held_of_budget=sum((held for held, _ in budgets), _NOTHING),
        budget=sum((budget for _, budget in budgets), _NOTHING),
        rework=sum(leg.rework for leg, _ in legs),
        late_share=sum((one.shares.get(office, _NOTHING) for one in late), _NOTHING),
    )


def _late(dossier: Dossier) -> LateDossier | None:
    finished, clock = dossier.finished_at, dossier.clock
    if finished is None or clock is None or dossier.events[-1].action in {Action.STOP, Action.CLOSE}:
        return None
    shares, days = dossier.lateness.shares, clock.deadline_at(finished).days_late(finished)
    original = _without_extensions(clock).deadline_at(finished)
    if not (days or shares or original.is_late(finished)):
        return None
    return LateDossier(dossier.code, days, original.days_late(finished), shares)


def _kind(leg: Leg, dossier: Dossier) -> str:
    if leg.budget is None:
        return "unbudgeted"
    if leg.is_late:
        return "late"
    if leg.ended is None:
        return "open"
    # The day on which the rest of its budget would have been used up.
    calendar = dossier.cover.calendar_of(leg.office, leg.ended.date())
    used_up = (
        calendar.add_working_time(leg.ended, leg.budget - leg.held) if leg.budget > leg.held else leg.ended
    )
    return "early" if used_up.date() > leg.ended.date() else "on_time"


def _without_extensions(clock: Clock) -> Clock:
    changes = [change for change in clock.changes if change.verb is not Verb.EXTEND]
    return clock if len(changes) == len(clock.changes) else attrs.evolve(clock, changes=tuple(changes))
