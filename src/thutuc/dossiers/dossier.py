"""`Dossier`: one case in progress, whose whole state follows from its events (hồ sơ thủ tục hành chính)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NoReturn

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Clock, Deadline
from thutuc.dossiers.breaches import Breach, find_breaches
from thutuc.dossiers.clockwork import ENDING, accepted_event, build_clock
from thutuc.dossiers.cover import Cover
from thutuc.dossiers.legs import Lateness, Leg, share_out, walk
from thutuc.dossiers.refusals import PAIRED, asked_to_withdraw_in, impossible, is_paused, objection, unpaired
from thutuc.errors import EventError, InvalidTypeError
from thutuc.events import Event
from thutuc.fields import iterable
from thutuc.law import Regime, regime_on
from thutuc.limits import TimeLimit
from thutuc.offices import OfficeDirectory
from thutuc.procedures import Channel, Procedure
from thutuc.statuses import AFTER, Action, Status


@attrs.frozen
class TimelineEntry:
    """One event and what followed from it (diễn biến hồ sơ).

    Args:
        event: The event.
        status: The status after it.
        deadline: The deadline after it; `None` before acceptance or without a limit.
    """

    event: Event
    status: Status
    deadline: Deadline | None


@attrs.frozen(init=False, repr=False)
class Dossier:
    """One case in progress (hồ sơ thủ tục hành chính): a procedure plus its events.

    Immutable. `record` returns a new dossier; status, clock, deadline, legs, breaches, timeline and allowed
    actions follow from the events alone, now and, with `as_of`, as of any moment.

    Args:
        code: Code of the dossier.
        procedure: The procedure, in the version of the day of receipt.
        calendar: On which its limit counts.
        channel: How it came in.
        case: Name of the procedure's case, where it has several.
        regime: Rules it follows; left out, those in force on the day of acceptance.
        offices: Known offices; if given, an event by one that is unknown or not valid that day is refused.
        calendars: Calendars of offices that work by their own, by code; those of *offices* are known.
        extra: Other columns to report by, such as the mechanism.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the code is empty, or the case is unknown.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, events, vietnam_calendar
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar())
        >>> dossier = dossier.record(events.Accepted(at=datetime(2026, 3, 2, 9, 0), office="A"))
        >>> dossier.status.name, dossier.deadline.due_on
        ('ACCEPTED', datetime.date(2026, 3, 9))
    """

    cover: Cover
    events: tuple[Event, ...]
    _status: Status | None = attrs.field(eq=False)
    _accepted: bool = attrs.field(eq=False)
    _last: datetime | None = attrs.field(eq=False)
    _clock: Clock | None = attrs.field(eq=False)

    def __init__(
        self,
        code: str,
        procedure: Procedure,
        calendar: WorkCalendar,
        *,
        channel: Channel = Channel.DIRECT,
        case: str | None = None,
        regime: Regime | None = None,
        offices: OfficeDirectory | None = None,
        calendars: Mapping[str, WorkCalendar] = MappingProxyType({}),
        extra: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        cover = Cover(code, procedure, calendar, channel, case, regime, offices, calendars, extra)
        _fill(self, cover, (), None, accepted=False, last=None)

    @classmethod
    def replay(  # noqa: D417 - the other arguments are those of the class
        cls,
        code: str,
        procedure: Procedure,
        calendar: WorkCalendar,
        events: Iterable[Event],
        *,
        channel: Channel = Channel.DIRECT,
        case: str | None = None,
        regime: Regime | None = None,
        offices: OfficeDirectory | None = None,
        calendars: Mapping[str, WorkCalendar] = MappingProxyType({}),
        extra: Mapping[str, str] = MappingProxyType({}),
    ) -> "Dossier":
        """Build a dossier from its events; the same as recording them one by one (dựng lại hồ sơ).

        Args:
            events: What happened, in order; the other arguments are those of `Dossier`.

        Raises:
            EventError: If an event cannot follow the ones before it.
        """
        cover = Cover(code, procedure, calendar, channel, case, regime, offices, calendars, extra)
        return _recorded(cover, events)

    def record(self, event: Event, *, now: datetime | None = None) -> "Dossier":
        """Return the dossier after *event*; an event whose id is known changes nothing (ghi nhận sự kiện).

        Args:
            event: What happened.
            now: If given, an event after this moment is refused.

        Raises:
            InvalidTypeError: If *event* is not an event.
            EventError: If it is not allowed now, comes out of order, lies in the future, belongs to another
                dossier, or its office is unknown that day. The dossier is unchanged.
        """
        if not isinstance(event, Event):
            raise InvalidTypeError(
                f"a dossier records events such as events.Accepted, not {event!r}", given=event
            )
        if event.id is not None and self._has(event):
            return self
        cover, last = self.cover, self._last
        at = event.at if event.at.tzinfo is None else cover.calendar.local_time(event.at)
        to = AFTER[self._accepted][self._status].get(event.action)
        # Most events are allowed by the table and simply come later; all else is looked at closely.
        if (
            (last is not None and at <= last)
            or event.dossier is not None
            or now is not None
            or cover.offices is not None
            or event.action in PAIRED
            or to is None
        ):
            self._check(event, at, to, now)
        if event.action is Action.DECLINE_WITHDRAWAL:
            to = asked_to_withdraw_in(self.events)
        new = object.__new__(Dossier)
        accepted = self._accepted or to is Status.ACCEPTED
        _fill(new, cover, (*self.events, event), to, accepted=accepted, last=at)
        return new

    # Refusals -------------------------------------------------------------------------------------------

    def _has(self, event: Event) -> bool:
        """Whether *event* is recorded already."""
        known = next((one for one in self.events if one.id == event.id), None)
        if known is not None and known != event:
            other = f"{type(known).__name__} at {known.at}"
            self._refuse(event, f"the id {event.id!r} belongs to another event, {other}")
        return known is not None

    def _check(self, event: Event, at: datetime, to: Status | None, now: datetime | None) -> None:
        why = objection(self.events, self.cover, event, at, last=self._last, now=now)
        if why is None and to is None:
            status = f"its status is {self._status.name}" if self._status else "nothing has happened yet"
            why = f"{event.action.value} is not allowed: {status}"
        if why is None and event.action in PAIRED:
            why = unpaired(self.events, event)
        if why is not None:
            self._refuse(event, why)

    def _refuse(self, event: Event, why: str) -> NoReturn:
        allowed = tuple(action.value for action in self.allowed_actions)
        raise EventError(
            f"dossier {self.code}: {type(event).__name__} at {event.at} cannot be recorded: {why}; "
            f"allowed now: {', '.join(allowed) or 'nothing'}",
            dossier=self.code,
            event=event,
            allowed=allowed,
        )

    # What is written on the cover -----------------------------------------------------------------------

    @property
    def code(self) -> str:
        """Code of the dossier (mã hồ sơ)."""
        return self.cover.code

    @property
    def procedure(self) -> Procedure:
        """Its procedure."""
        return self.cover.procedure

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar its limit counts on."""
        return self.cover.calendar

    @property
    def channel(self) -> Channel:
        """How it came in."""
        return self.cover.channel

    @property
    def extra(self) -> Mapping[str, str]:
        """Other columns to report by."""
        return self.cover.extra

    # What follows from the events -----------------------------------------------------------------------

    @property
    def status(self) -> Status | None:
        """Its national status; `None` before anything has happened (trạng thái)."""
        return self._status

    @property
    def is_open(self) -> bool:
        """Whether the office still has something to decide: accepted, and neither finished nor stopped."""
        return self._accepted and self._status not in _SETTLED

    @property
    def is_paused(self) -> bool:
        """Whether a stated cause holds the clock (đang tạm dừng)."""
        return is_paused(self.events)

    @property
    def allowed_actions(self) -> tuple[Action, ...]:
        """What may be done now (các hành động được phép)."""
        row = AFTER[self._accepted][self._status]
        ruled_out = impossible(self.events)
        return tuple(action for action in row if action not in ruled_out)

    @property
    def received_at(self) -> datetime | None:
        """When it was accepted; the moment from which reports count it (thời điểm tiếp nhận)."""
        accepted = accepted_event(self.events)
        return None if accepted is None else self.calendar.local_time(accepted.at)

    @property
    def finished_at(self) -> datetime | None:
        """When the office finished or stopped; no later correction moves it (thời điểm kết thúc)."""
        ending = next((event for event in self.events if event.action in ENDING), None)
        return None if ending is None else self.calendar.local_time(ending.at)

    @property
    def returned_at(self) -> datetime | None:
        """When the citizen got the result (thời điểm trả kết quả)."""
        returned = next((event for event in self.events if event.action is Action.RETURN), None)
        return None if returned is None else self.calendar.local_time(returned.at)

    @property
    def regime(self) -> Regime:
        """The rules it follows: those given, or those in force when it was accepted (or first seen)."""
        if self.cover.regime is not None:
            return self.cover.regime
        first = self.received_at or (self.calendar.local_time(self.events[0].at) if self.events else None)
        return regime_on(first.date() if first else self.calendar.last)

    @property
    def limit(self) -> TimeLimit | None:
        """The limit its appointment rests on: the office's promise, or the statutory limit (thời hạn)."""
        return self.procedure.appointment_limit(self.channel, self.cover.case)

    @property
    def clock(self) -> Clock | None:
        """Its clock; `None` before acceptance or without a limit (đồng hồ)."""
        if self._clock is None:
            limit = self.limit
            if limit is not None:
                clock = build_clock(limit, self.events, self.calendar, self.procedure.policy, self.regime)
                object.__setattr__(self, "_clock", clock)
        return self._clock

    @property
    def deadline(self) -> Deadline | None:
        """When its result is due; `None` before acceptance or without a limit (hạn trả kết quả)."""
        clock = self.clock
        return None if clock is None else clock.deadline

    def deadline_at(self, now: datetime) -> Deadline | None:
        """The deadline as it stood at *now*, a pause that lasts until then taken out."""
        clock = self.as_of(now).clock
        return None if clock is None else clock.deadline_at(now)

    def as_of(self, moment: date) -> "Dossier":
        """The dossier as it stood at a past moment; at the end of a bare date (tại thời điểm).

        Raises:
            InvalidTypeError: If *moment* is neither date nor datetime.
        """
        local = self.calendar.local_time
        self.calendar.local_date(moment)
        if isinstance(moment, datetime):
            known = [event for event in self.events if local(event.at) <= local(moment)]
        else:
            known = [event for event in self.events if local(event.at).date() <= moment]
        return self if len(known) == len(self.events) else _recorded(self.cover, known)

    def on_calendar(self, calendar: WorkCalendar) -> "Dossier":
        """The same dossier counted on another calendar."""
        return _recorded(attrs.evolve(self.cover, calendar=calendar), self.events)

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """Every event with the status and the deadline after it (diễn biến)."""
        entries: list[TimelineEntry] = []
        dossier = _recorded(self.cover, ())
        for event in self.events:
            dossier = dossier.record(event)
            if dossier.status is not None:
                entries.append(TimelineEntry(event, dossier.status, dossier.deadline))
        return tuple(entries)

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Who held it from when to when, against its budget, up to its last event (các chặng xử lý)."""
        return walk(self.events, self.cover, self.regime)

    def legs_at(self, now: datetime) -> tuple[Leg, ...]:
        """The legs as they stood at *now*, those that last counted up to then."""
        return walk(self.as_of(now).events, self.cover, self.regime, self.calendar.local_time(now))

    @property
    def lateness(self) -> Lateness:
        """How late it was finished in working time, shared out to the offices (mức quá hạn theo cơ quan)."""
        return share_out(self.legs, self.deadline, self.finished_at, self.calendar)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """What was done against the rules of its regime, in order (vi phạm quy định)."""
        return find_breaches(self, self.regime)

    def breaches_at(self, now: datetime) -> tuple[Breach, ...]:
        """The breaches as they stood at *now*, with what had not been done in time by then."""
        return find_breaches(self.as_of(now), self.regime, now)

    def __repr__(self) -> str:
        status = self._status.name if self._status else "new"
        return f"<Dossier {self.code} {status}: {self.procedure.name}, {len(self.events)} events>"


_SETTLED = frozenset({Status.REFUSED, Status.STOPPED, Status.FINISHED, Status.RETURNED})


def _fill(
    dossier: Dossier,
    cover: Cover,
    events: tuple[Event, ...],
    status: Status | None,
    *,
    accepted: bool,
    last: datetime | None,
) -> None:
    """Set the fields of a new dossier; attrs' own way would cost more than all the rest of a transition."""
    put = object.__setattr__
    put(dossier, "cover", cover)
    put(dossier, "events", events)
    put(dossier, "_status", status)
    put(dossier, "_accepted", accepted)
    put(dossier, "_last", last)
    # Counted when first asked for, and then kept.
    put(dossier, "_clock", None)


def _recorded(cover: Cover, events: Iterable[Event]) -> Dossier:
    """A dossier with *cover* and *events* recorded one by one."""
    dossier = object.__new__(Dossier)
    _fill(dossier, cover, (), None, accepted=False, last=None)
    for event in iterable(events, "events"):
        dossier = dossier.record(event)
    return dossier
