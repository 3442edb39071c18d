"""What a report reads of each dossier, as it stood at the end of the period (dữ liệu đầu vào của báo cáo)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from enum import Enum
from typing import Protocol, TypeVar

import attrs

from thutuc.deadlines import due
from thutuc.deadlines.judgement import Due
from thutuc.dossiers import Dossier
from thutuc.dossiers.clockwork import ENDING, WAITS, begun_by
from thutuc.errors import InvalidValueError
from thutuc.events import Accepted, DecisionDeemed, Event, Finished, Returned
from thutuc.law import Silence
from thutuc.limits import TimeLimit
from thutuc.moments import MICROSECOND, Moment, local_time
from thutuc.procedures import Channel
from thutuc.registers.channels import channel_of
from thutuc.statuses import Action, Status

__all__ = ["Case"]


class Case(Protocol):
    """What a report needs to know of a dossier (hồ sơ trong báo cáo).

    An entry of a register has it, and so has a [`Dossier`][thutuc.Dossier], of which more is known.
    """

    @property
    def code(self) -> str:
        """Code of the dossier."""
        ...

    @property
    def received_at(self) -> Moment | None:
        """When it was received; `None` if it has not been, so that it is in no report."""

    @property
    def deadline(self) -> Due | None:
        """When it is due; `None` if there is no due date."""

    @property
    def finished_at(self) -> Moment | None:
        """When the office finished, if it did."""


_Coded = TypeVar("_Coded", bound=Case)


class Ending(Enum):
    """How a dossier ended."""

    GRANTED = "granted"
    DENIED = "denied"
    STOPPED = "stopped"
    CLOSED = "closed"
    DEEMED = "deemed"


@attrs.define(eq=False)
class Facts:
    """One dossier as it stood at the end of a period; moments are naive, in the office's zone."""

    received: datetime | None = None
    finished: datetime | None = None
    judged_at: Moment | None = None
    """The moment of the end as it was given: a date is judged as a day."""
    returned: datetime | None = None
    refused: datetime | None = None
    ended_by: Ending | None = None
    deadline: Due | None = None
    channel: Channel | None = None
    waiting: bool = False
    """Whether it waited for a supplement at the end."""
    waited: bool = False
    """Whether it did at the start."""
    came_back: bool = False
    """Whether it was supplemented between the two."""
    reopened: bool = False
    """Whether it had ended at the start, and an authority ordered since that it is handled once more."""
    deemed: DecisionDeemed | None = None
    """The decision that the silence of the office had given by the end."""


def is_case(given: object) -> bool:
    """Whether it can be counted: a dossier, or what a register holds."""
    return isinstance(given, Dossier) or (
        isinstance(getattr(given, "code", None), str) and hasattr(given, "received_at")
    )


def distinct(cases: Iterable[_Coded]) -> Iterator[_Coded]:
    """The dossiers, each once.

    Raises:
        InvalidValueError: If one is given twice.
    """
    seen: set[str] = set()
    for case in cases:
        if case.code in seen:
            raise InvalidValueError(f"dossier {case.code!r} is given twice; count it once", given=case.code)
        seen.add(case.code)
        yield case


class FactReader:
    """Reads what is known of dossiers just before the end of a period."""

    def __init__(self, start: datetime, end: datetime, zone: tzinfo, channels: Mapping[str, Channel]) -> None:
        self.start, self.end, self.zone, self.channels = start, end, zone, channels
        # What events of a kind do, `None` if no report asks; by kind, as to hash an action takes long.
        self.actions: dict[type[Event], Action | None] = {}
        # By the identity of the procedure, which its dossiers keep alive: to hash one takes long.
        self.limits: dict[tuple[int, int, str | None], TimeLimit | None] = {}
        self.counting: dict[int, bool] = {}

    def read(self, case: Case) -> Facts:
        """What is known of *case*."""
        if isinstance(case, Dossier):
            return self._of_dossier(case)
        return _of_entry(case, self.end, self.zone, self.channels)

    def _of_dossier(self, dossier: Dossier) -> Facts:
        cover = dossier.cover
        facts = Facts(channel=cover.channel)
        known = _known_before(dossier, self.end)
        accepted: Event | None = None
        plain, actions = True, self.actions
        for event in known.events:
            kind = type(event)
            if kind not in actions:
                actions[kind] = kind.action if kind.action in _READ else None
            action = actions[kind]
            if action is None:
                continue
            plain = plain and action not in _CHANGING
            at = event.at if event.at.tzinfo is None else cover.calendar.local_time(event.at)
            if action is Action.ACCEPT:
                accepted = event
            done = begun_by(event) if action is Action.TAKE_SNAPSHOT else action
            _take_in(facts, done, event, at, self.start)
        if facts.received is None:
            return facts
        facts.waiting = facts.waiting and facts.finished is None
        facts.deemed = _deemed(known, self.end)
        if facts.returned is None and known.status is Status.RETURNED:
            facts.returned = known.returned_at
        promised = isinstance(accepted, Accepted) and accepted.appointment is not None
        if plain and isinstance(accepted, Accepted) and not promised and self._is_plain(dossier):
            # Nothing has changed the deadline, so no clock is needed to count it.
            limit = self._limit(dossier)
            if limit is not None:
                facts.deadline = due(limit, accepted.clock_starts_at or accepted.at, cover.calendar)
            return facts
        clock = known.clock_at(facts.finished or self.end)
        if clock is not None:
            # While it waits it does not become overdue by waiting.
            facts.deadline = (
                clock.deadline_at(facts.finished or self.end) if clock.is_paused else clock.deadline
            )
        return facts

    def _is_plain(self, dossier: Dossier) -> bool:
        """Whether no step of its route makes the clock stand still."""
        procedure = dossier.cover.procedure
        if id(procedure) not in self.counting:
            self.counting[id(procedure)] = all(step.counts for step in procedure.steps)
        return self.counting[id(procedure)]

    def _limit(self, dossier: Dossier) -> TimeLimit | None:
        cover = dossier.cover
        key = id(cover.procedure), cover.channel.value, cover.case
        if key not in self.limits:
            self.limits[key] = dossier.stated_limit
        return self.limits[key]


def _deemed(known: Dossier, end: datetime) -> DecisionDeemed | None:
    """The decision that silence had given just before *end*."""
    return None if known.procedure.silence is Silence.NOTHING else known.deemed_at(end - MICROSECOND)


def _of_entry(case: Case, end: datetime, zone: tzinfo, channels: Mapping[str, Channel]) -> Facts:
    facts = Facts()
    received = case.received_at
    if received is None:
        return facts
    facts.received = local_time(received, zone)
    finished = _finished(case, facts.received, zone)
    if finished is not None and finished < end:
        facts.finished, facts.judged_at = finished, case.finished_at
    returned = getattr(case, "returned_at", None)
    if returned is not None:
        facts.returned = local_time(returned, zone)
    facts.deadline = case.deadline
    channel: object = getattr(case, "channel", None)
    if isinstance(channel, Channel):
        facts.channel = channel
    elif isinstance(channel, str):
        facts.channel = channel_of(channel, channels)
    return facts


def _finished(case: Case, received: datetime, zone: tzinfo) -> datetime | None:
    """When the office finished; on the day of receipt not before the receipt, whatever hours are missing."""
    if case.finished_at is None:
        return None
    finished = local_time(case.finished_at, zone)
    if finished.date() < received.date():
        raise InvalidValueError(
            f"dossier {case.code!r} is finished on {finished.date()}, before it was received on "
            f"{received.date()}; an end follows its start",
            given=case.code,
        )
    return max(finished, received)


# Dossiers ---------------------------------------------------------------------------------------------------


def _known_before(dossier: Dossier, moment: datetime) -> Dossier:
    """The dossier with the events before *moment*, of which later ones are not known."""
    if not dossier.events:
        return dossier
    last = dossier.events[-1].at
    if last.tzinfo is not None:
        last = dossier.calendar.local_time(last)
    return dossier if last < moment else dossier.as_of(moment - MICROSECOND)


def _take_in(facts: Facts, action: Action, event: Event, at: datetime, start: datetime) -> None:
    if action is Action.ACCEPT:
        facts.received = facts.received or at
    elif action is Action.FINISH:
        facts.finished = facts.judged_at = at
        denied = isinstance(event, Finished) and event.granted is False
        facts.ended_by = Ending.DENIED if denied else Ending.GRANTED
    elif action is Action.STOP or action is Action.CLOSE:
        facts.finished = facts.judged_at = at
        facts.ended_by = Ending.STOPPED if action is Action.STOP else Ending.CLOSED
    elif action is Action.RETURN:
        # One of several results may be given out before the last is there.
        if facts.finished is not None and not (isinstance(event, Returned) and event.result is not None):
            facts.returned = facts.returned or at
    elif action is Action.REFUSE:
        facts.refused = at
    elif action is Action.REOPEN:
        _go_on(facts, at, start)
    elif action is Action.REQUEST_SUPPLEMENT or action is Action.SUPPLEMENT:
        _wait(facts, action, at, start)


def _wait(facts: Facts, action: Action, at: datetime, start: datetime) -> None:
    """It waits for a supplement, or no more; before it was received, that is nobody's stock."""
    if facts.received is None:
        return
    facts.waiting = action is Action.REQUEST_SUPPLEMENT
    if at < start:
        facts.waited = facts.waiting
    elif not facts.waiting:
        facts.came_back = True


def _go_on(facts: Facts, at: datetime, start: datetime) -> None:
    """What had ended is handled once more."""
    if facts.finished is not None and facts.finished < start <= at:
        facts.reopened = True
    facts.finished = facts.judged_at = facts.returned = facts.refused = facts.ended_by = None
    facts.waiting = False
    if at < start:
        facts.waited = False
    else:
        # The end broke the wait off: what waited as the period began waits no more.
        facts.came_back = facts.waited


_CHANGING = (Action.EXTEND, Action.CHANGE_LIMIT, Action.REOPEN, Action.TAKE_SNAPSHOT, *WAITS, *WAITS.values())
"""What may change a deadline; a tuple, as identity is compared faster than an action is hashed."""

_READ = frozenset({Action.ACCEPT, *ENDING, Action.RETURN, Action.REFUSE, *_CHANGING})
