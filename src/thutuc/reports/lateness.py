"""Where time was lost over many dossiers: by office, by step, and between offices (nguyên nhân quá hạn)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

import attrs

from thutuc.deadlines import Clock, Verb
from thutuc.dossiers import Dossier, Leg
from thutuc.errors import InvalidValueError
from thutuc.events import Transferred
from thutuc.fields import iterable, require
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
    shares: Mapping[str, timedelta] = attrs.field(factory=dict[str, timedelta], hash=False)


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
    tally = _Tally(now)
    for dossier in iterable(dossiers, "dossiers"):
        tally.add(dossier)
    return tally.report()


class _Tally:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.seen: set[str] = set()
        # Numbers and times by the names of `LegFigures`.
        self.figures: dict[tuple[str, str], dict[str, Any]] = {}
        self.hand_overs: Counter[tuple[str, str]] = Counter()
        self.supplement_rounds = self.returned_steps = 0
        self.late: list[LateDossier] = []

    def add(self, dossier: Dossier) -> None:
        require(dossier, Dossier, "each dossier")
        if dossier.code in self.seen:
            raise InvalidValueError(
                f"dossier {dossier.code!r} is given twice; count it once", given=dossier.code
            )
        self.seen.add(dossier.code)
        known = dossier.as_of(self.now)
        if known.received_at is None:
            return
        for leg in known.legs_at(self.now):
            self._add_leg(leg, known)
        for event in known.events:
            if isinstance(event, Transferred):
                self.hand_overs.update((event.office, office) for office in event.receivers)
            elif event.action is Action.REQUEST_SUPPLEMENT:
                self.supplement_rounds += 1
        self._add_lateness(known)

    def _add_leg(self, leg: Leg, dossier: Dossier) -> None:
        kind = _kind(leg, dossier)
        self.returned_steps += leg.rework
        for key in ((leg.office, ""), (leg.office, ", ".join(leg.steps))):
            self._add(key, kind, 1)
            self._add(key, "rework", int(leg.rework))
            self._add(key, "held", leg.held)
            if leg.budget is not None:
                self._add(key, "held_of_budget", leg.held)
                self._add(key, "budget", leg.budget)
            if not leg.steps:
                break

    def _add(self, key: tuple[str, str], name: str, amount: int | timedelta) -> None:
        figures = self.figures.setdefault(key, {})
        figures[name] = figures[name] + amount if name in figures else amount

    def _add_lateness(self, dossier: Dossier) -> None:
        finished, clock = dossier.finished_at, dossier.clock
        if finished is None or clock is None or dossier.events[-1].action in {Action.STOP, Action.CLOSE}:
            return
        shares = dossier.lateness.shares
        for office, share in shares.items():
            self._add((office, ""), "late_share", share)
        days = clock.deadline_at(finished).days_late(finished)
        original = _without_extensions(clock).deadline_at(finished)
        if days or shares or original.is_late(finished):
            found = LateDossier(dossier.code, days, original.days_late(finished), dict(shares))
            self.late.append(found)

    def report(self) -> LatenessReport:
        figures = [
            LegFigures(office, step, **self.figures[office, step])
            for office, step in sorted(self.figures, key=lambda key: [vietnamese_order(text) for text in key])
        ]
        return LatenessReport(
            self.now,
            tuple(one for one in figures if not one.step),
            tuple(one for one in figures if one.step),
            tuple((*pair, n) for pair, n in sorted(self.hand_overs.items(), key=_most_first)),
            self.supplement_rounds,
            self.returned_steps,
            tuple(sorted(self.late, key=lambda one: (-one.days_late_of_original, one.code))),
        )


def _most_first(item: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -item[1], item[0]


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
