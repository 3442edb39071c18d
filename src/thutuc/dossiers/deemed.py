"""What it means that the office itself has not decided in time (quá thời hạn giải quyết mà không trả lời)."""

from collections.abc import Sequence
from datetime import datetime

from thutuc.deadlines import Deadline
from thutuc.dossiers.clockwork import ENDING, ENDS, begun_by, build_clock, since_reopened
from thutuc.dossiers.cover import Cover
from thutuc.dossiers.standing import standing
from thutuc.dossiers.walking import walk
from thutuc.events import DecisionDeemed, Event
from thutuc.law import Silence
from thutuc.procedures.rules import Rules
from thutuc.statuses import Action

# While the citizen is waited for the office is not silent: it has asked, or is asked to let go.
_WAITS = (Action.REQUEST_SUPPLEMENT, Action.REQUEST_PAYMENT, Action.REQUEST_WITHDRAWAL)
_ENDS = {
    **ENDS,
    Action.ACCEPT: Action.REQUEST_SUPPLEMENT,
    Action.DECLINE_WITHDRAWAL: Action.REQUEST_WITHDRAWAL,
}
# What can still happen to a dossier that is decided; all else comes too late to change anything.
_AFTERWARDS = (Action.RETURN, Action.CORRECT, Action.REOPEN)


def with_decision(
    events: Sequence[Event], cover: Cover, rules: Rules, now: datetime | None = None
) -> Sequence[Event]:
    """The events with the decision that silence gave, and without what came too late to change it.

    Args:
        events: What happened.
        cover: Of whose dossier.
        rules: The rules it follows.
        now: The moment until which nothing else has happened; left out, that of the last event.
    """
    silence = cover.procedure.silence
    if silence is Silence.NOTHING:
        return events
    local = cover.calendar.local_time
    moments = [local(event.at) for event in events]
    told: list[Event] = []
    waits: set[Action] = set()
    accepted = ended = decided = False
    for place, event in enumerate(events, 1):
        action = begun_by(event)
        if decided and action not in _AFTERWARDS:
            continue
        told.append(event)
        accepted = accepted or action is Action.ACCEPT
        if action is Action.REOPEN:
            ended = decided = False
            waits.clear()
        elif action in _WAITS:
            waits.add(action)
        elif action in _ENDS:
            waits.discard(_ENDS[action])
        ended = ended or action in ENDING
        until = moments[place] if place < len(events) else None if now is None else local(now)
        if not accepted or waits or ended or until is None:
            continue
        deadline = _limit_of_silence(told, cover, rules, until)
        if deadline is not None and deadline.is_late(until):
            decided = ended = True
            at = max(local(deadline.due_at), moments[place - 1])
            office, consent = holder_at(told, cover, rules, deadline), silence is Silence.CONSENT
            told.append(DecisionDeemed(at=at, office=office, granted=consent, silence=silence))
    return tuple(told) if any(isinstance(event, DecisionDeemed) for event in told) else events


def deemed_in(events: Sequence[Event]) -> DecisionDeemed | None:
    """The decision that silence gave and that still stands, among events in which it stands."""
    return next((event for event in since_reopened(events) if isinstance(event, DecisionDeemed)), None)


def _limit_of_silence(
    events: Sequence[Event], cover: Cover, rules: Rules, until: datetime
) -> Deadline | None:
    """When silence decides: when the law's own limit is over, and not before the day that was promised."""
    procedure, calendar = cover.procedure, cover.calendar
    told = standing(events, cover, rules, until)
    promised = build_clock(procedure.appointment_limit(cover.channel, cover.case), told, calendar, rules)
    if promised is None:
        return None
    by_law = build_clock(procedure.limit_of(cover.channel, cover.case), told, calendar, rules) or promised
    found = (by_law.computed.deadline_at(until), promised.deadline_at(until))
    return max(found, key=lambda deadline: calendar.local_time(deadline.due_at))


def holder_at(events: Sequence[Event], cover: Cover, rules: Rules, deadline: Deadline) -> str:
    """Who held the dossier as it became late: of several, who was most over its budget, or had it longest."""
    local = cover.calendar.local_time
    due_at = local(deadline.due_at)
    # Accepted or handled once more after the day on which it was due, it is at the hands of who has it then.
    begun = [local(one.at) for one in events if one.action is Action.ACCEPT or one.action is Action.REOPEN]
    since = max([due_at, *begun])
    known = [event for event in events if local(event.at) <= since]
    held = [leg for leg in walk(known, cover, rules, since).legs if leg.ended is None]
    holders = [leg for leg in held if not leg.consulted]
    return max(holders, key=lambda leg: (leg.over, -leg.started.timestamp())).office
