"""Why an event cannot be recorded: what the table of statuses cannot know (sự kiện không thể ghi nhận)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import attrs

from thutuc.dossiers.clockwork import accepted_event, since_reopened
from thutuc.dossiers.cover import Cover
from thutuc.dossiers.holding import Holding
from thutuc.dossiers.legs import Leg
from thutuc.dossiers.results import without_result
from thutuc.dossiers.silence import answered, consultations_in
from thutuc.errors import EventError, InvalidValueError
from thutuc.events import (
    DecisionDeemed,
    Event,
    OpinionAsked,
    OpinionDeemed,
    OpinionGiven,
    Reopened,
    Transferred,
)
from thutuc.offices import OfficeDirectory
from thutuc.procedures import Procedure
from thutuc.statuses import Action

PAIRED = frozenset(
    {
        Action.PAUSE,
        Action.RESUME,
        Action.GIVE_OPINION,
        Action.COMPLETE_PART,
        Action.TRANSFER,
        Action.FINISH_PART,
        Action.RETURN,
        Action.REOPEN,
    }
)
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
    if isinstance(event, DecisionDeemed):
        return "it follows from the end of the limit by itself and is never recorded"
    if last is not None and at < last:
        return f"it comes before the last event, {type(events[-1]).__name__} at {last}"
    if now is not None and at > cover.calendar.local_time(now):
        return f"it lies in the future of {now}"
    if at == last and any(is_same(event, one) for one in events):
        return "it is recorded already; an event that really happened twice has an id of its own"
    unknown = _unknown_offices(cover, event, at.date())
    return f"unknown or not valid on {at.date()}: office {', '.join(unknown)}" if unknown else None


def is_same(one: Event, other: Event) -> bool:
    """Whether two events are one, whenever it was told."""
    if one.told_at == other.told_at:
        return one == other
    return attrs.evolve(one, told_at=None) == attrs.evolve(other, told_at=None)


def unpaired(events: Sequence[Event], cover: Cover, holding: Holding, event: Event, day: date) -> str | None:
    """What an event of `PAIRED` lacks; `None` if it lacks nothing."""
    action, office = event.action, event.office
    if action is Action.PAUSE or action is Action.RESUME:
        paused = is_paused(events)
        words = "the clock is paused already" if paused else "the clock is not paused"
        return words if paused is (action is Action.PAUSE) else None
    if isinstance(event, OpinionDeemed):
        return "it follows from the question by itself and is never recorded"
    if action is Action.GIVE_OPINION and answered(consultations_in(events, cover), event, cover) is None:
        return f"{office} has not been asked for an opinion{_asker(event)}"
    if action is Action.FINISH_PART or action is Action.RETURN:
        return without_result(events, event)
    if action is Action.COMPLETE_PART or isinstance(event, Transferred):
        held = holding if cover.offices is None else holding.inherited(office, day, cover)
        return _unheld(held, event, known=cover.offices is not None) or _unknown_steps(cover, event)
    return _without_clock(events, event)


def _without_clock(events: Sequence[Event], event: Event) -> str | None:
    """Why an order cannot set a limit to a dossier that was never accepted."""
    if not isinstance(event, Reopened) or accepted_event(events) is not None:
        return None
    if event.limit is None and event.appointment is None:
        return None
    return "it was never accepted and has no clock yet; tell the limit of the order once it is accepted"


def _asker(event: Event) -> str:
    by = event.asked_by if isinstance(event, OpinionGiven) else None
    return "" if by is None else f" by {by}"


def _unheld(holding: Holding, event: Event, *, known: bool) -> str | None:
    """Why an office cannot pass on or complete what it does not hold; *known*: a directory was asked."""
    office = event.office
    # Without a directory nothing says that an office goes on with the work of another.
    hint = (
        ""
        if known
        else "; a successor gets it by a hand-over, or by an OfficeDirectory that knows the succession"
    )
    if isinstance(event, Transferred):
        if not holding.parts or office in holding.parts:
            return None
        return f"{office} holds no part of this dossier; it is held by {', '.join(holding.parts)}{hint}"
    part = holding.parts.get(office)
    if part is not None and part.errands:
        return None
    parts = [other for other, held in holding.parts.items() if held.errands]
    at = ", ".join(parts) or "no office"
    return f"{office} has no part of this dossier to complete; parts are at {at}{hint if parts else ''}"


def _unknown_steps(cover: Cover, event: Event) -> str | None:
    """Why a hand-over cannot begin a step."""
    known = [step.name for step in cover.procedure.steps]
    named = event.steps if known and isinstance(event, Transferred) else ()
    unknown = [name for name in named if name not in known]
    return (
        f"the route has no step {', '.join(map(repr, unknown))}; its steps are {', '.join(known)}"
        if unknown
        else None
    )


def impossible(events: Sequence[Event], holding: Holding) -> set[Action]:
    """Actions of `PAIRED` that nobody could carry out now."""
    found = {Action.PAUSE} if is_paused(events) else {Action.RESUME}
    turns = [event.action for event in since_reopened(events)]
    if turns.count(Action.ASK_OPINION) <= turns.count(Action.GIVE_OPINION):
        found.add(Action.GIVE_OPINION)
    if not any(part.errands for part in holding.parts.values()):
        found.add(Action.COMPLETE_PART)
    return found


def is_paused(events: Sequence[Event]) -> bool:
    """Whether a stated cause holds the clock."""
    turns = [event.action for event in since_reopened(events)]
    turns = [action for action in turns if action in {Action.PAUSE, Action.RESUME}]
    return bool(turns) and turns[-1] is Action.PAUSE


def _unknown_offices(cover: Cover, event: Event, day: date) -> list[str]:
    directory = cover.offices
    if directory is None:
        return []
    receivers = event.receivers if isinstance(event, Transferred) else ()
    consulted = (event.of,) if isinstance(event, OpinionAsked) else ()
    return [code for code in (event.office, *receivers, *consulted) if not _is_known(directory, code, day)]


def _is_known(directory: OfficeDirectory, code: str, day: date) -> bool:
    return code in directory and any(office.is_valid_on(day) for office in directory.periods(code))


def check_version(procedure: Procedure, cover: Cover, events: Sequence[Event], legs: Sequence[Leg]) -> None:
    """Refuse another procedure, and a version whose route lacks a step that is over or was named."""
    own = cover.procedure.code
    if procedure.code != own:
        raise InvalidValueError(
            f"dossier {cover.code} is of procedure {own}, not {procedure.code}; "
            f"give a version of its own procedure",
            given=procedure.code,
        )
    known = [step.name for step in procedure.steps]
    done = [name for leg in legs if leg.ended is not None for name in leg.steps]
    done += [name for event in events if isinstance(event, Transferred) for name in event.steps]
    missing = [name for name in dict.fromkeys(done) if known and name not in known]
    if missing:
        raise InvalidValueError(
            f"dossier {cover.code} cannot go on under the version {procedure.period} of procedure {own}: "
            f"its route has no step {', '.join(map(repr, missing))}, which was done; "
            f"its steps are {', '.join(known)}",
            given=tuple(missing),
        )
