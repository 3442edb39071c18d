"""From events to the clock of a dossier (tính đồng hồ từ sự kiện)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Change, Clock, Deadline, Verb
from thutuc.events import (
    Accepted,
    Event,
    Extended,
    LimitChanged,
    Reopened,
    ReopeningRule,
    SnapshotTaken,
)
from thutuc.limits import TimeLimit, Unit
from thutuc.procedures.rules import Rules
from thutuc.statuses import Action, Status

# Each kind of waiting: the action that begins it and the one that ends it.
WAITS = {
    Action.REQUEST_SUPPLEMENT: Action.SUPPLEMENT,
    Action.REQUEST_PAYMENT: Action.PAY,
    Action.ASK_OPINION: Action.GIVE_OPINION,
    Action.PAUSE: Action.RESUME,
}
ENDS = {end: begin for begin, end in WAITS.items()}
# What a snapshot tells to be waited for, and the action that had begun it.
_FOUND_WAITING = {
    Status.SUPPLEMENT_REQUESTED: Action.REQUEST_SUPPLEMENT,
    Status.PAYMENT_REQUESTED: Action.REQUEST_PAYMENT,
    Status.WITHDRAWAL_REQUESTED: Action.REQUEST_WITHDRAWAL,
}
# What changes the clock whether it stands still or not.
_AT_ONCE = {Action.EXTEND: Verb.EXTEND, Action.CHANGE_LIMIT: Verb.CHANGE}
_PROMISING = (Verb.CHANGE, Verb.EXTEND)
# What ends the office's work on a dossier.
ENDING = (Action.FINISH, Action.STOP, Action.CLOSE)


def accepted_event(events: Iterable[Event]) -> Accepted | None:
    """The acceptance among *events*, if there is one."""
    return next((event for event in events if type(event) is Accepted), None)


def begun_by(event: Event) -> Action:
    """The action of an event; of a snapshot, that which had begun what it found waited for."""
    action = event.action
    return _FOUND_WAITING.get(event.status, action) if isinstance(event, SnapshotTaken) else action


def begun_at(event: Event) -> datetime | None:
    """The moment of an event; of a snapshot, since when what it found has been, if that is told."""
    return event.since if isinstance(event, SnapshotTaken) else event.at


def ending_of(events: Iterable[Event]) -> Event | None:
    """The event that ended the office's work, if it has ended and no authority has ordered it to go on."""
    ended: Event | None = None
    for event in events:
        if event.action in ENDING:
            ended = ended or event
        elif event.action is Action.REOPEN:
            ended = None
    return ended


def since_reopened(events: Sequence[Event]) -> Sequence[Event]:
    """The events after the last order to handle the dossier once more; all, if there was none."""
    place = max((place for place, event in enumerate(events, 1) if event.action is Action.REOPEN), default=0)
    return events[place:]


def build_clock(
    limit: TimeLimit | None, events: Sequence[Event], calendar: WorkCalendar, rules: Rules
) -> Clock | None:
    """The clock after *events*; `None` before acceptance, or with neither a limit nor a promised day."""
    accepted = accepted_event(events)
    if accepted is None:
        return None
    start, appointment = accepted.clock_starts_at or accepted.at, accepted.appointment
    changes = tuple([_change(*told, start, calendar) for told in _changing(events, rules)])
    if limit is None:
        limit = next((change.limit for change in changes if change.limit is not None), None)
    if limit is None and appointment is not None and Verb.RESTART not in {change.verb for change in changes}:
        # No limit is known: the promise alone is, as so many working days.
        limit = TimeLimit(max(0, calendar.count_working_days(start, appointment)), Unit.WORKING_DAY)
    return None if limit is None else Clock(limit, start, calendar, changes=changes, appointment=appointment)


def deadlines_after(clock: Clock, events: Sequence[Event], rules: Rules) -> Iterator[Deadline | None]:
    """The deadline after each of *events*, of which *clock* was built: counted once for each change of it."""
    changes = Counter(id(event) for _, event, _ in _changing(events, rules))
    history = iter(clock.history)
    deadline: Deadline | None = None
    for event in events:
        if deadline is None and type(event) is Accepted:
            deadline = clock.original_deadline
        for _ in range(changes[id(event)]):
            deadline = next(history).deadline
        yield deadline


_Told: TypeAlias = tuple[Verb, Event, datetime]


def _changing(events: Sequence[Event], rules: Rules) -> Iterator[_Told]:
    """What each event after the acceptance does to the clock, and when; several may hold it at once."""
    stops, holding = rules.stops, 0
    begun = next((place for place, event in enumerate(events, 1) if type(event) is Accepted), len(events))
    for place, event in enumerate(events[begun:], begun):
        action = begun_by(event)
        if action in _AT_ONCE:
            yield _AT_ONCE[action], event, event.at
        elif action in stops:
            if not holding:
                yield Verb.PAUSE, event, begun_at(event) or event.at
            holding += 1
        elif ENDS.get(action) in stops:
            holding -= 1
            yield from _let_go(event, holding, restarts=rules.restarts)
        elif action in ENDING and holding:
            # The life ends while something holds the clock: up to here it stood still.
            holding = 0
            yield Verb.RESUME, event, event.at
        elif isinstance(event, Reopened):
            yield from _again(event, ending_of(events[:place]) or event)


def _let_go(event: Event, holding: int, *, restarts: bool) -> Iterator[_Told]:
    """What it does to the clock that one of the things that hold it is over, so that *holding* are left."""
    if restarts and event.action is Action.SUPPLEMENT:
        yield Verb.RESTART, event, event.at
        if holding:
            # Something else still holds the clock: it stands still from its new beginning on.
            yield Verb.PAUSE, event, event.at
    elif not holding:
        yield Verb.RESUME, event, event.at


def _again(event: Reopened, ended: Event) -> Iterator[_Told]:
    """What an order does to the clock of a dossier that had *ended*."""
    if event.clock is ReopeningRule.RESTART:
        yield Verb.RESTART, event, event.at
    else:
        yield Verb.PAUSE, event, ended.at
        yield Verb.RESUME, event, event.at
    if event.limit is not None:
        yield Verb.CHANGE, event, event.at
    elif event.appointment is not None:
        yield Verb.EXTEND, event, event.at


def _change(verb: Verb, event: Event, at: datetime, start: datetime, calendar: WorkCalendar) -> Change:
    """The change an event makes; what happens before the clock has started takes effect when it starts."""
    at = at if calendar.local_time(at) > calendar.local_time(start) else start
    label = event.action.label
    reason, english = (event.ground, None) if event.ground else (label(), label("en"))
    if isinstance(event, Extended):
        return Change(verb, at, reason, event.office, event.by, until=event.until, english=english)
    if isinstance(event, LimitChanged) or (isinstance(event, Reopened) and verb in _PROMISING):
        until, limit = event.appointment, event.limit
        return Change(verb, at, reason, event.office, until=until, limit=limit, english=english)
    return Change(verb, at, reason, event.office, english=english)
