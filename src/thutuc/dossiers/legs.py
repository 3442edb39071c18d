"""Who held a dossier from when to when, and who made it late (các chặng xử lý, mức quá hạn).

The life of a dossier from acceptance to the end is cut at its events. Each piece belongs to the citizen, a
pause, to the agencies asked for an opinion, or to the offices that hold the dossier, in this order of
precedence; so the pieces sum to the whole. Where a supplement makes the limit count from the beginning again, so
do the budgets: what an office used before no longer counts against it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline
from thutuc.dossiers.clockwork import ENDS
from thutuc.dossiers.cover import Cover
from thutuc.events import Event, OpinionAsked, Transferred
from thutuc.law import Regime, SupplementRule
from thutuc.limits import TimeLimit, Unit
from thutuc.procedures import Step
from thutuc.statuses import Action

NOTHING = timedelta()


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
        budget: Working time these steps may take; `None` if none is set, or not in working time.
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


def _frozen(given: Mapping[str, timedelta]) -> Mapping[str, timedelta]:
    return MappingProxyType(dict(given))


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
    shares: Mapping[str, timedelta] = attrs.field(default=MappingProxyType({}), converter=_frozen)


class _Open:
    """A leg that is still being filled."""

    __slots__ = ("budget", "calendar", "consulted", "held", "office", "rework", "started", "steps", "waited")

    def __init__(
        self, office: str, started: datetime, calendar: WorkCalendar, *, consulted: bool = False
    ) -> None:
        self.office, self.started, self.calendar, self.consulted = office, started, calendar, consulted
        self.held = self.waited = NOTHING
        self.steps: tuple[str, ...] = ()
        self.budget: timedelta | None = None
        self.rework = False

    def close(self, ended: datetime | None) -> Leg:
        return Leg(
            self.office,
            self.started,
            ended,
            self.held,
            self.waited,
            self.steps,
            self.budget,
            self.consulted,
            self.rework,
        )


class _Walk:
    """Follows a dossier from event to event."""

    def __init__(self, cover: Cover, *, restarts: bool) -> None:
        self.cover, self.restarts = cover, restarts
        self.route = _Route(cover.procedure.steps)
        self.holding: dict[str, _Open] = {}
        self.asked: list[_Open] = []
        self.waits = {Action.REQUEST_SUPPLEMENT: 0, Action.REQUEST_PAYMENT: 0, Action.PAUSE: 0}
        self.lead: str | None = None
        self.done: list[Leg] = []

    def pass_time(self, start: datetime, end: datetime) -> None:
        """Book the piece between two events."""
        if end == start:
            return
        own = self.cover.calendar
        passed = own.working_time_between(start, end)
        waiting = any(self.waits.values())
        for leg in self.holding.values():
            if waiting or self.asked:
                leg.waited += passed
            else:
                leg.held += passed if leg.calendar is own else leg.calendar.working_time_between(start, end)
        for leg in self.asked:
            if waiting:
                leg.waited += passed
            else:
                leg.held += passed if leg.calendar is own else leg.calendar.working_time_between(start, end)

    def take(self, office: str, at: datetime, step: str | None = None) -> None:
        """An office gets the dossier."""
        if office in self.holding:
            return
        leg = _Open(office, at, self.cover.calendar_of(office))
        leg.steps, leg.budget, leg.rework = self.route.next_for(office, step, leg.calendar)
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
            self.asked.append(_Open(event.of, at, self.cover.calendar_of(event.of), consulted=True))
        elif action is Action.GIVE_OPINION:
            leg = next(leg for leg in self.asked if leg.office == event.office)
            self.asked.remove(leg)
            self.done.append(leg.close(at))
        elif action in self.waits:
            self.waits[action] += 1
        elif ENDS.get(action) in self.waits:
            self.waits[ENDS[action]] -= 1
            if action is Action.SUPPLEMENT and self.restarts:
                self._begin_again()

    def _begin_again(self) -> None:
        """The limit counts from the beginning again: what was used before no longer counts against a budget."""
        self.route.spent.clear()
        for leg in self.holding.values():
            if leg.budget is not None:
                leg.budget = leg.held + self.route.budget(leg.steps, leg.calendar)

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
        self.spent: dict[str, timedelta] = {}
        self.place = 0

    def next_for(
        self, office: str, named: str | None, calendar: WorkCalendar
    ) -> tuple[tuple[str, ...], timedelta | None, bool]:
        """Names and budget of the steps *office* begins, and whether it has done them before."""
        found = self._find(office, named)
        names = tuple(step.name for step in found)
        if any(working_time(step.limit, calendar) is None for step in _budgeted(found)) or not _budgeted(
            found
        ):
            return names, None, any(name in self.spent for name in names)
        spent = [self.spent[name] for name in names if name in self.spent]
        return names, max(NOTHING, self.budget(names, calendar) - sum(spent, NOTHING)), bool(spent)

    def budget(self, names: Collection[str], calendar: WorkCalendar) -> timedelta:
        """The whole budget of some steps, as working time."""
        steps = _budgeted(step for step in self.steps if step.name in names)
        return sum((working_time(step.limit, calendar) or NOTHING for step in steps), NOTHING)

    def _find(self, office: str, named: str | None) -> Sequence[Step]:
        """The named step; else the office's next steps in a row that are not begun; else its last ones."""
        if named is not None:
            return [step for step in self.steps if step.name == named]
        order = [*range(self.place, len(self.steps)), *range(self.place)]
        fresh = [i for i in order if self.steps[i].office == office and self.steps[i].name not in self.spent]
        if not fresh:
            return [step for step in self.steps if step.office == office][-1:]
        first = last = fresh[0]
        while last + 1 in fresh:
            last += 1
        self.place = last + 1
        return self.steps[first : last + 1]

    def used(self, names: tuple[str, ...], held: timedelta) -> None:
        """Book working time against steps; several steps in a row share one account, kept by the first."""
        for i, name in enumerate(names):
            self.spent[name] = self.spent.get(name, NOTHING) + (NOTHING if i else held)


def _budgeted(steps: Iterable[Step]) -> list[Step]:
    """The steps whose time is the offices' own."""
    return [step for step in steps if not (step.own_clock or step.pauses)]


def working_time(limit: TimeLimit | None, calendar: WorkCalendar) -> timedelta | None:
    """A budget as working time by the office's own day; `None` for units that are not working time.

    Examples:
        >>> from thutuc import TimeLimit, Unit, vietnam_calendar
        >>> str(working_time(TimeLimit(0.5, Unit.WORKING_DAY), vietnam_calendar()))
        '4:00:00'
    """
    if limit is None:
        return None
    if limit.unit is Unit.WORKING_DAY:
        return limit.amount * timedelta(minutes=calendar.hours.day_minutes)
    return limit.amount * timedelta(hours=1) if limit.unit is Unit.WORKING_HOUR else None


_ENDING = frozenset({Action.FINISH, Action.STOP, Action.CLOSE})


def walk(
    events: Sequence[Event], cover: Cover, regime: Regime, now: datetime | None = None
) -> tuple[Leg, ...]:
    """The legs of a dossier in order of their start, up to its end, its last event or *now*."""
    local = cover.calendar.local_time
    on_supplement = cover.procedure.policy.on_supplement or regime.on_supplement
    steps = _Walk(cover, restarts=on_supplement is SupplementRule.RESTART)
    last: datetime | None = None
    for event in _from_acceptance(events):
        at = local(event.at)
        if last is not None:
            steps.pass_time(last, at)
        if event.action in _ENDING:
            steps.drop_all(at)
            break
        steps.follow(event, at)
        last = at
    else:
        if last is not None and now is not None:
            steps.pass_time(last, now)
        steps.drop_all(None)
    return tuple(sorted(steps.done, key=lambda leg: leg.started))


def _from_acceptance(events: Sequence[Event]) -> Iterator[Event]:
    accepted = False
    for event in events:
        accepted = accepted or event.action is Action.ACCEPT
        if accepted:
            yield event


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
    microsecond = timedelta(microseconds=1)
    parts: dict[str, timedelta] = {}
    passed = given = NOTHING
    for office, weight in weights.items():
        if not weight:
            continue
        passed += weight
        # What is due up to here, less what was given before: rounding never adds up.
        upto = (total // microsecond) * (passed // microsecond) // (whole // microsecond) * microsecond
        parts[office], given = upto - given, upto
    return parts
