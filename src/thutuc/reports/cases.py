"""What a report reads of each dossier, as it stood at the end of the period (dữ liệu đầu vào của báo cáo)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from typing import Protocol

from thutuc.dossiers import Dossier
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.events import Event, Finished
from thutuc.procedures import Channel
from thutuc.statuses import Action

__all__ = ["Case"]

Moment = date | datetime
TICK = timedelta.resolution


class _Due(Protocol):
    @property
    def due_on(self) -> date: ...
    def is_late(self, at: Moment, /) -> bool: ...
    def is_early(self, at: Moment, /) -> bool: ...


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
        ...

    @property
    def deadline(self) -> _Due | None:
        """When it is due; `None` if there is no due date."""
        ...

    @property
    def finished_at(self) -> Moment | None:
        """When the office finished, if it did."""
        ...


class Ending(Enum):
    """How a dossier ended."""

    GRANTED = "granted"
    DENIED = "denied"
    STOPPED = "stopped"
    CLOSED = "closed"


class Facts:
    """One dossier as it stood at the end of a period; moments are naive, in the office's zone."""

    __slots__ = (
        "came_back",
        "case",
        "channel",
        "deadline",
        "ended_by",
        "finished",
        "judged_at",
        "received",
        "refused",
        "returned",
        "waited",
        "waiting",
    )

    def __init__(self, case: Case) -> None:
        self.case = case
        self.received: datetime | None = None
        self.finished: datetime | None = None
        # The moment as it was given: a date is judged as a day.
        self.judged_at: Moment | None = None
        self.returned: datetime | None = None
        self.refused: datetime | None = None
        self.ended_by: Ending | None = None
        self.deadline: _Due | None = None
        self.channel: Channel | None = None
        # Whether it waited for a supplement at the end, and at the start, and came back between the two.
        self.waiting = self.waited = self.came_back = False


def moment_in(moment: object, zone: tzinfo) -> datetime:
    """A moment that can be compared with any other: naive, in the office's zone, midnight for a date.

    Raises:
        InvalidTypeError: If it is neither date nor datetime.
    """
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)
    if not isinstance(moment, date):
        raise InvalidTypeError(f"a report counts dates or datetimes, not {moment!r}", given=moment)
    return datetime.combine(moment, time())


def read_facts(
    case: Case, start: datetime, end: datetime, zone: tzinfo, channels: Mapping[str, Channel]
) -> Facts:
    """What is known of *case* just before *end*."""
    if isinstance(case, Dossier):
        return _of_dossier(case, start, end)
    return _of_entry(case, end, zone, channels)


def _of_entry(case: Case, end: datetime, zone: tzinfo, channels: Mapping[str, Channel]) -> Facts:
    facts = Facts(case)
    received = case.received_at
    if received is None:
        return facts
    facts.received = moment_in(received, zone)
    finished = _finished(case, facts.received, zone)
    if finished is not None and finished < end:
        facts.finished, facts.judged_at = finished, case.finished_at
    returned = getattr(case, "returned_at", None)
    if returned is not None:
        facts.returned = moment_in(returned, zone)
    facts.deadline = case.deadline
    channel: object = getattr(case, "channel", None)
    if isinstance(channel, Channel):
        facts.channel = channel
    elif isinstance(channel, str):
        facts.channel = channels.get(channel) or _CHANNELS.get(channel.strip().casefold())
    return facts


_CHANNELS = {
    **{channel.label(language): channel for channel in Channel for language in ("vi", "en")},
    "online": Channel.ONLINE,
    "trực tuyến toàn trình": Channel.ONLINE,
    "trực tuyến một phần": Channel.ONLINE,
    "bưu chính": Channel.POST,
    "dịch vụ bưu chính": Channel.POST,
    "dịch vụ bưu chính công ích": Channel.POST,
    "post": Channel.POST,
}


def _finished(case: Case, received: datetime, zone: tzinfo) -> datetime | None:
    """When the office finished; on the day of receipt not before the receipt, whatever hours are missing."""
    if case.finished_at is None:
        return None
    finished = moment_in(case.finished_at, zone)
    if finished.date() < received.date():
        raise InvalidValueError(
            f"dossier {case.code!r} is finished on {finished.date()}, before it was received on "
            f"{received.date()}; an end follows its start",
            given=case.code,
        )
    return max(finished, received)


# Dossiers ---------------------------------------------------------------------------------------------------


def _of_dossier(dossier: Dossier, start: datetime, end: datetime) -> Facts:
    facts = Facts(dossier)
    facts.channel = dossier.channel
    known = _known_before(dossier, end)
    for event in known.events:
        if event.action in _READ:
            at = event.at
            if at.tzinfo is not None:
                at = dossier.calendar.local_time(at)
            _take_in(facts, event, at, start)
    if facts.received is None:
        return facts
    facts.waiting = facts.waiting and facts.finished is None
    clock = known.clock
    if clock is not None:
        # While it waits it does not become overdue by waiting.
        facts.deadline = clock.deadline_at(facts.finished or end) if clock.is_paused else clock.deadline
    return facts


def _known_before(dossier: Dossier, moment: datetime) -> Dossier:
    """The dossier with the events before *moment*, of which later ones are not known."""
    if not dossier.events:
        return dossier
    last = dossier.events[-1].at
    if last.tzinfo is not None:
        last = dossier.calendar.local_time(last)
    return dossier if last < moment else dossier.as_of(moment - TICK)


def _take_in(facts: Facts, event: Event, at: datetime, start: datetime) -> None:
    action = event.action
    if action is Action.ACCEPT:
        facts.received = facts.received or at
    elif action in _ENDINGS:
        facts.finished = facts.judged_at = at
        ending = _ENDINGS[action]
        facts.ended_by = Ending.DENIED if isinstance(event, Finished) and not event.granted else ending
    elif action is Action.RETURN:
        facts.returned = facts.returned or at
    elif action is Action.REFUSE:
        facts.refused = at
    elif facts.received is not None:
        facts.waiting = action is Action.REQUEST_SUPPLEMENT
        if at < start:
            facts.waited = facts.waiting
        elif not facts.waiting:
            facts.came_back = True


_ENDINGS = {
    Action.FINISH: Ending.GRANTED,
    Action.STOP: Ending.STOPPED,
    Action.CLOSE: Ending.CLOSED,
}
_READ = frozenset(
    {
        Action.ACCEPT,
        Action.RETURN,
        Action.REFUSE,
        Action.REQUEST_SUPPLEMENT,
        Action.SUPPLEMENT,
        *_ENDINGS,
    }
)
