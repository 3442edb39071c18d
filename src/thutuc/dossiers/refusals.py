"""Why an event cannot be recorded: what the table of statuses cannot know (sự kiện không thể ghi nhận)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import attrs

from thutuc.dossiers.clockwork import since_acceptance
from thutuc.dossiers.cover import Cover
from thutuc.errors import EventError
from thutuc.events import Event, OpinionAsked, Transferred
from thutuc.offices import OfficeDirectory
from thutuc.statuses import AFTER, Action, Status

PAIRED = frozenset({Action.PAUSE, Action.RESUME, Action.GIVE_OPINION, Action.COMPLETE_PART})
"""Actions that need something to have happened before, or not to."""


def refusal(code: str, event: Event, why: str, allowed: tuple[str, ...], done: str) -> EventError:
    """The error of an event that dossier *code* cannot have *done* with; it keeps nothing personal."""
    personal: dict[str, Any] = {name: None for name in event.personal if getattr(event, name) is not None}
    return EventError(
        f"dossier {code}: {type(event).__name__} at {event.at} cannot be {done}: {why}; "
        f"allowed now: {', '.join(allowed) or 'nothing'}",
        dossier=code,
        event=attrs.evolve(event, **personal) if personal else event,
        allowed=allowed,
        why=why,
    )


def objection(
    events: Sequence[Event],
    cover: Cover,
    event: Event,
    at: datetime,
    *,
    last: datetime | None,
    now: datetime | None,
) -> str | None:
    """What speaks against recording *event* after *events*, beside its status; `None` if nothing does."""
    if event.dossier is not None and event.dossier != cover.code:
        return f"it belongs to dossier {event.dossier!r}"
    if last is not None and at < last:
        return f"it comes before the last event, {type(events[-1]).__name__} at {last}"
    if now is not None and at > cover.calendar.local_time(now):
        return f"it lies in the future of {now}"
    if at == last and event in events:
        return "it is recorded already; an event that really happened twice has an id of its own"
    unknown = _unknown_offices(cover, event, at.date())
    return f"unknown or not valid on {at.date()}: office {', '.join(unknown)}" if unknown else None


def unpaired(events: Sequence[Event], event: Event) -> str | None:
    """What an event of `PAIRED` lacks; `None` if it lacks nothing."""
    if event.action is Action.PAUSE and is_paused(events):
        return "the clock is paused already"
    if event.action is Action.RESUME and not is_paused(events):
        return "the clock is not paused"
    if event.action is Action.GIVE_OPINION and event.office not in asked(events):
        return f"{event.office} has not been asked for an opinion"
    if event.action is Action.COMPLETE_PART and event.office not in parts(events):
        return f"{event.office} has no part of this dossier to complete"
    return None


def impossible(events: Sequence[Event]) -> set[Action]:
    """Actions of `PAIRED` that nobody could carry out now."""
    found = {Action.PAUSE} if is_paused(events) else {Action.RESUME}
    if not asked(events):
        found.add(Action.GIVE_OPINION)
    if not parts(events):
        found.add(Action.COMPLETE_PART)
    return found


def is_paused(events: Sequence[Event]) -> bool:
    """Whether a stated cause holds the clock."""
    turns = [event.action for event in events if event.action in {Action.PAUSE, Action.RESUME}]
    return bool(turns) and turns[-1] is Action.PAUSE


def asked(events: Sequence[Event]) -> list[str]:
    """The agencies that have been asked for an opinion and have not answered."""
    open_questions: list[str] = []
    for event in events:
        if isinstance(event, OpinionAsked):
            open_questions.append(event.of)
        elif event.action is Action.GIVE_OPINION:
            open_questions.remove(event.office)
    return open_questions


def parts(events: Sequence[Event]) -> set[str]:
    """The offices that were given a part of the dossier together and have not completed it."""
    holding: set[str] = set()
    for event in since_acceptance(events):
        if isinstance(event, Transferred):
            holding = holding - {event.office} if event.office in holding else set()
            holding |= set(event.receivers) if len(event.receivers) > 1 or holding else set()
        elif event.action is Action.COMPLETE_PART:
            holding.discard(event.office)
    return holding


def asked_to_withdraw_in(events: Sequence[Event]) -> Status | None:
    """The status in which the citizen last asked to withdraw: a declined request leads back to it."""
    status, accepted, before = None, False, None
    for event in events:
        if event.action is Action.REQUEST_WITHDRAWAL:
            before = status
        status = (
            before if event.action is Action.DECLINE_WITHDRAWAL else AFTER[accepted][status][event.action]
        )
        accepted = accepted or status is Status.ACCEPTED
    return before


def _unknown_offices(cover: Cover, event: Event, day: date) -> list[str]:
    directory = cover.offices
    if directory is None:
        return []
    receivers = event.receivers if isinstance(event, Transferred) else ()
    consulted = (event.of,) if isinstance(event, OpinionAsked) else ()
    return [code for code in (event.office, *receivers, *consulted) if not _is_known(directory, code, day)]


def _is_known(directory: OfficeDirectory, code: str, day: date) -> bool:
    return code in directory and any(office.is_valid_on(day) for office in directory.periods(code))
