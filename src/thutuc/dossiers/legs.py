"""Who held a dossier from when to when, and who made it late (các chặng xử lý, mức quá hạn).

The life of a dossier from acceptance to the end is cut at its events. Each piece belongs to the citizen, a
pause, to the agencies asked for an opinion, or to the offices that hold the dossier, in this order of
precedence; so the pieces sum to the whole. Where a supplement makes the limit count from the beginning
again, so do the budgets: what an office used before no longer counts against it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from types import MappingProxyType

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline, due
from thutuc.dossiers.clockwork import ENDING, ENDS, since_acceptance
from thutuc.dossiers.cover import Cover
from thutuc.events import Event, OpinionAsked, Transferred
from thutuc.fields import mapping
from thutuc.law import Regime, SupplementRule
from thutuc.limits import TimeLimit, Unit
from thutuc.procedures import Step
from thutuc.statuses import Action

NOTHING = timedelta()
MICROSECOND = timedelta(microseconds=1)


@attrs.frozen
class Leg:
    """One stretch during which one office held a dossier or was asked about it (chặng xử lý).

    Args:
        office: Code of the office.
        started: When it got the dossier.
        ended: When it passed it on; `None` if it has it still.
        held: Working time it used, by its own calendar, waiting taken out.
        waited: Working time on the dossier's calendar in which it waited for the citizen, for other agencies
            or in a pause.
        steps: Names of the steps of the route it carried out.
        budget: Working time these steps may take, calendar days being the working time until they are
            over; `None` if none is set.
        consulted: Whether it was only asked for an opinion.
        rework: Whether it had done these steps before, so that only the rest of their budget was left.
    """

    office: str
    started: datetime
    ended: datetime | None
    held: timedelta
    waited: timedelta
    steps: tuple[str, ...] = ()
    budget: timedelta | None = None
    consulted: bool = False
    rework: bool = False

    @property
    def over(self) -> timedelta:
        """Working time used beyond the budget (thời gian vượt)."""
        return NOTHING if self.budget is None else max(NOTHING, self.held - self.budget)

    @property
    def is_late(self) -> bool:
        """Whether it took longer than its budget, even if the dossier is in time (chặng quá hạn)."""
        return self.over > NOTHING


def _copy(given: Mapping[str, timedelta]) -> Mapping[str, timedelta]:
    return mapping(given, "shares")


@attrs.frozen
class Lateness:
    """Working time by which a result came late, shared out to the offices (mức quá hạn theo cơ quan).

    The rule: in proportion to the working time by which each office overran the budgets of its steps. If no
    office overran one, in proportion to the working time each held the dossier after it was due. If none did,
    all of it to the office that held it last. The shares sum to the total, to the microsecond.

    Args:
        total: Working time from the due moment to the end; nothing if it was in time.
        shares: The part of each office that has one.
    """

    total: timedelta
    shares: Mapping[str, timedelta] = attrs.field(default=MappingProxyType({}), converter=_copy)


@attrs.define(eq=False)
class _Open:
    """A leg that is still being filled; times are microseconds of working time."""

    office: str
    started: datetime
    calendar: WorkCalendar
    consulted: bool = False
    held: int = 0
    waited: int = 0
    steps: tuple[str, ...] = ()
    budget: int | None = None
    rework: bool = False

    def close(self, ended: datetime | None) -> Leg:
        return Leg(
            self.office,
            self.started,
            ended,
            self.held * MICROSECOND,
            self.waited * MICROSECOND,
            self.steps,
            None if self.budget is None else self.budget * MICROSECOND,
            self.consulted,
            self.rework,
        )


# What holds every office up; only those that hold the dossier wait for an opinion they have asked for.
_WAITS = (Action.REQUEST_SUPPLEMENT, Action.REQUEST_PAYMENT, Action.PAUSE)


class _Walk:
    """Follows a dossier from event to event."""

    def __init__(self, cover: Cover, *, restarts: bool) -> None:
        self.cover, self.restarts = cover, restarts
        self.one_calendar = cover.offices is None and not cover.calendars
        self.route = _Route(cover.procedure.steps)
        self.holding: dict[str, _Open] = {}
        self.asked: list[_Open] = []
        self.waiting = 0
        self.lead: str | None = None
        self.done: list[Leg] = []

    def pass_time(self, start: datetime, end: datetime, passed: int) -> None:
        """Book the piece between two events, *passed* by the dossier's calendar."""
        own, asked = self.cover.calendar, self.asked
        for leg in (*self.holding.values(), *asked):
            if self.waiting > 0 or (asked and not leg.consulted):
                leg.waited += passed
            else:
                leg.held += passed if leg.calendar is own else _between(leg.calendar, start, end)

    def take(self, office: str, at: datetime, step: str | None = None) -> None:
        """An office gets the dossier."""
        if office in self.holding:
            return
        own = self.cover.calendar if self.one_calendar else self.cover.calendar_of(office, at.date())
        leg = _Open(office, at, own)
        leg.steps, leg.budget, leg.rework = self.route.next_for(office, step, leg.calendar, at)
        self.holding[office] = leg

    def drop(self, office: str, at: datetime | None) -> None:
        """An office passes the dossier on."""
        leg = self.holding.pop(office)
        self.route.used(leg.steps, leg.held)
        self.done.append(leg.close(at))

    def drop_all(self, at: datetime | None) -> None:
        for office in list(self.holding):
            self.drop(office, at)
        self.done += [leg.close(at) for leg in self.asked]
        self.asked.clear()

    def follow(self, event: Event, at: datetime) -> None:
        """Let an event change who holds what."""
        action = event.action
        if action is Action.ACCEPT:
            self.take(event.office, at)
        elif isinstance(event, Transferred):
            self._hand_over(event, at)
        elif action is Action.COMPLETE_PART:
            self._complete_part(event.office, at)
        elif isinstance(event, OpinionAsked):
            self.asked.append(
                _Open(event.of, at, self.cover.calendar_of(event.of, at.date()), consulted=True)
            )
        elif action is Action.GIVE_OPINION:
            leg = next(leg for leg in self.asked if leg.office == event.office)
            self.asked.remove(leg)
            self.done.append(leg.close(at))
        elif action in _WAITS:
            self.waiting += 1
        elif ENDS.get(action) in _WAITS:
            self.waiting -= 1
            if action is Action.SUPPLEMENT and self.restarts:
                self._begin_again(at)

    def _begin_again(self, at: datetime) -> None:
        """The limit counts from the beginning again, and so does every budget."""
        self.route.spent.clear()
        for leg in self.holding.values():
            budget = self.route.budget(leg.steps, leg.calendar, at)
            leg.budget = None if budget is None else leg.held + budget

    def _hand_over(self, event: Transferred, at: datetime) -> None:
        for office in [event.office] if event.office in self.holding else list(self.holding):
            self.drop(office, at)
        self.lead = event.office
        for office in event.receivers:
            self.take(office, at, event.step)

    def _complete_part(self, office: str, at: datetime) -> None:
        """An office is done; when the last of several is, the one that sent the dossier out has it again."""
        if office in self.holding:
            self.drop(office, at)
        if not self.holding and self.lead is not None:
            self.take(self.lead, at)


class _Route:
    """Which steps of the route an office carries out, and what is left of their budgets."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.by_name = {step.name: step for step in steps}
        # Microseconds of working time used so far, by the name of the step.
        self.spent: dict[str, int] = {}
        self.place = 0

    def next_for(
        self, office: str, named: str | None, calendar: WorkCalendar, at: datetime
    ) -> tuple[tuple[str, ...], int | None, bool]:
        """Names and budget of the steps *office* begins, and whether it has done them before."""
        found = self._find(office, named)
        names = tuple([step.name for step in found])
        spent = [self.spent[name] for name in names if name in self.spent]
        budget = self.budget(names, calendar, at)
        return names, None if budget is None else max(0, budget - sum(spent)), bool(spent)

    def budget(self, names: Collection[str], calendar: WorkCalendar, at: datetime) -> int | None:
        """The whole budget of some steps begun at a moment; `None` if one of them has none."""
        total, moment = 0, at
        found = False
        for name in names:
            step = self.by_name[name]
            if step.own_clock or step.pauses:
                continue
            if step.limit is None:
                return None
            found = True
            part = _length(step.limit, calendar.hours.day_minutes)
            if part is None:
                # Calendar days, weeks, months: the working time until they would be over.
                end = calendar.local_time(due(step.limit, moment, calendar).due_at)
                part, moment = _between(calendar, moment, end), end
            total += part
        return total if found else None

    def _find(self, office: str, named: str | None) -> Sequence[Step]:
        """The named step; else the office's next steps in a row that are not begun; else its last one."""
        steps = self.steps
        if named is not None:
            return [step for step in steps if step.name == named]
        for i in (*range(self.place, len(steps)), *range(self.place)):
            if steps[i].office == office and steps[i].name not in self.spent:
                break
        else:
            return [step for step in steps if step.office == office][-1:]
        last = i + 1
        while last < len(steps) and steps[last].office == office and steps[last].name not in self.spent:
            last += 1
        self.place = last
        return steps[i:last]

    def used(self, names: tuple[str, ...], held: int) -> None:
        """Book working time against steps; several steps in a row share one account, kept by the first."""
        for i, name in enumerate(names):
            self.spent[name] = self.spent.get(name, 0) + (0 if i else held)


def _length(limit: TimeLimit, day_minutes: int) -> int | None:
    """A budget as microseconds of working time, a working day being the office's own."""
    if limit.unit not in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        return None
    minutes = day_minutes if limit.unit is Unit.WORKING_DAY else 60
    return round(limit.amount * minutes * 60_000_000)


def _between(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    return calendar.coordinate(end) - calendar.coordinate(start)


def walk(
    events: Sequence[Event], cover: Cover, regime: Regime, now: datetime | None = None
) -> tuple[Leg, ...]:
    """The legs of a dossier in order of their start, up to its end, its last event or *now*."""
    calendar = cover.calendar
    local_time, coordinate = calendar.local_time, calendar.coordinate
    on_supplement = cover.procedure.policy.on_supplement or regime.on_supplement
    steps = _Walk(cover, restarts=on_supplement is SupplementRule.RESTART)
    last: datetime | None = None
    before = 0
    for event in since_acceptance(events):
        at = event.at if event.at.tzinfo is None else local_time(event.at)
        reached = coordinate(at)
        if last is not None and reached != before:
            steps.pass_time(last, at, reached - before)
        if event.action in ENDING:
            steps.drop_all(at)
            break
        steps.follow(event, at)
        last, before = at, reached
    else:
        if last is not None and now is not None:
            steps.pass_time(last, now, coordinate(now) - before)
        steps.drop_all(None)
    return tuple(sorted(steps.done, key=attrgetter("started")))


def share_out(
    legs: Sequence[Leg], deadline: Deadline | None, finished: datetime | None, calendar: WorkCalendar
) -> Lateness:
    """The lateness of a dossier that ended at *finished*, by the rule of `Lateness`."""
    if deadline is None or finished is None or not deadline.is_late(finished):
        return Lateness(NOTHING)
    due_at = calendar.local_time(deadline.due_at)
    total = calendar.working_time_between(due_at, finished)
    over: dict[str, timedelta] = {}
    after: dict[str, timedelta] = {}
    for leg in legs:
        over[leg.office] = over.get(leg.office, NOTHING) + leg.over
        begun, ended = max(leg.started, due_at), leg.ended or finished
        held = calendar.working_time_between(begun, ended) if begun < ended else NOTHING
        after[leg.office] = after.get(leg.office, NOTHING) + held
    for weights in (over, after):
        if any(weights.values()):
            return Lateness(total, _in_proportion(total, weights))
    return Lateness(total, {legs[-1].office: total} if legs else {})


def _in_proportion(total: timedelta, weights: Mapping[str, timedelta]) -> dict[str, timedelta]:
    """Parts of *total* in the proportion of *weights*, cut so that they sum to it exactly."""
    whole = sum(weights.values(), NOTHING)
    parts: dict[str, timedelta] = {}
    passed = given = NOTHING
    for office, weight in weights.items():
        if not weight:
            continue
        passed += weight
        # What is due up to here, less what was given before: rounding never adds up.
        upto = (total // MICROSECOND) * (passed // MICROSECOND) // (whole // MICROSECOND) * MICROSECOND
        parts[office], given = upto - given, upto
    return parts
