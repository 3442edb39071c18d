"""`Dossier`: one case in progress, whose whole state follows from its events (hồ sơ thủ tục hành chính)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, NoReturn

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Clock, Deadline
from thutuc.dossiers.beginnings import beyond_the_table, no_snapshot
from thutuc.dossiers.breaches import Breach
from thutuc.dossiers.cover import Cover
from thutuc.dossiers.deemed import deemed_in
from thutuc.dossiers.holding import Holding
from thutuc.dossiers.legs import Leg
from thutuc.dossiers.links import Link
from thutuc.dossiers.measured import Measured
from thutuc.dossiers.receipts import dossier_receipt
from thutuc.dossiers.refusals import (
    PAIRED,
    check_version,
    impossible,
    is_same,
    objection,
    refusal,
    unpaired,
)
from thutuc.dossiers.results import is_early
from thutuc.dossiers.slips import ControlSlip
from thutuc.dossiers.standard import Names, in_standard_form, is_plain
from thutuc.dossiers.timeline import statuses_after
from thutuc.errors import EventError, InvalidValueError
from thutuc.events import DecisionDeemed, Event, Returned, SnapshotTaken
from thutuc.fields import NONE, iterable, require
from thutuc.law import Regime
from thutuc.moments import last_moment
from thutuc.offices import OfficeDirectory
from thutuc.procedures import Channel, Procedure
from thutuc.records.plans import FLAT
from thutuc.statuses import AFTER, SETTLED, Action, Status


@attrs.frozen(init=False, repr=False)
class Dossier(Measured):
    """One case in progress (hồ sơ thủ tục hành chính): a procedure plus its events.

    Immutable. `record` returns a new dossier; status, clock, deadline, legs, breaches, timeline and allowed
    actions follow from the events alone, now and, with `as_of`, as of any moment.

    One thing has one identity: an event is recorded with its moments in naive office time and its offices as
    *offices* writes them, or else as the route, *roles*, *calendars* or the first event that named them does.
    So two spellings of one office or moment give equal dossiers, and dossiers that are equal answer alike.

    Args:
        code: Code of the dossier; a formal one in either order of its agency.
        procedure: The procedure, in the version of the day of receipt.
        calendar: On which its limit counts.
        channel: How it came in.
        case: Name of the procedure's case, where it has several.
        regime: Rules it follows; left out, those in force on the day of acceptance.
        offices: Known offices; if given, an event by one that is unknown or not valid that day is refused.
        calendars: Calendars of offices that work by their own, by code; those of *offices* are known.
        extra: Other columns to report by, such as the mechanism: their names and texts.
        roles: The offices that have the roles of its route, where its steps name roles.
        links: The dossiers from which it comes: continued at a successor, merged, split or resubmitted.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the code is empty, the case is unknown, one office is given two calendars, or a
            role is none of the route, has no office, or two, or it comes from itself.
        UnknownOfficeError: If *offices* do not know the office of a role.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, events, vietnam_calendar
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar())
        >>> dossier = dossier.record(events.Accepted(at=datetime(2026, 3, 2, 9, 0), office="A"))
        >>> dossier.status.name, dossier.deadline.due_on
        ('ACCEPTED', datetime.date(2026, 3, 9))
    """

    __made_by__: ClassVar[str] = "replay"

    cover: Cover = attrs.field(metadata={FLAT: True})
    events: tuple[Event, ...]
    _status: Status | None = attrs.field(eq=False)
    _accepted: bool = attrs.field(eq=False)
    _last: datetime | None = attrs.field(eq=False)
    _clock: Clock | None = attrs.field(eq=False)
    _names: Names = attrs.field(eq=False)
    _holding: Holding = attrs.field(eq=False)

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
        calendars: Mapping[str, WorkCalendar] = NONE,
        extra: Mapping[str, str] = NONE,
        roles: Mapping[str, str] = NONE,
        links: Iterable[Link] = (),
    ) -> None:
        cover = Cover(
            code, procedure, calendar, channel, case, regime, offices, calendars, extra, roles, links
        )
        _fill(self, cover, (), None, False, None, cover.names, _NOBODY)

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
        calendars: Mapping[str, WorkCalendar] = NONE,
        extra: Mapping[str, str] = NONE,
        roles: Mapping[str, str] = NONE,
        links: Iterable[Link] = (),
    ) -> "Dossier":
        """Build a dossier from its events; the same as recording them one by one (dựng lại hồ sơ).

        Args:
            events: What happened, in order; the other arguments are those of `Dossier`.

        Raises:
            EventError: If an event cannot follow the ones before it.
        """
        cover = Cover(
            code, procedure, calendar, channel, case, regime, offices, calendars, extra, roles, links
        )
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
        require(event, Event, "what a dossier records")
        names = self._names
        # Most events are written as they are recorded; the others are looked at closely.
        if (
            names.get(event.office) != event.office
            or type(event.at) is not datetime
            or event.at.tzinfo is not None
            or event.told_at is not None
            or event.dossier is not None
            or ((event.moments or event.offices) and not is_plain(event, names))
        ):
            event, names = self._in_form(event)
        if event.id is not None and self._has(event):
            return self
        cover, last = self.cover, self._last
        at = event.at
        to = AFTER[self._accepted][self._status].get(event.action)
        if to is None or isinstance(event, Returned):
            to = beyond_the_table(self.events, event, self._status, to)
            if to is None and event.action is Action.REOPEN and self.deemed_at(at) is not None:
                to = Status.PROCESSING
        # Most events are allowed by the table and simply come later; all else is looked at closely.
        if (
            (last is not None and at <= last)
            or event.dossier is not None
            or type(event) is DecisionDeemed
            or now is not None
            or cover.offices is not None
            or (event.action in PAIRED and not self._holding.allows(event))
            or to is None
        ):
            self._check(event, at, to, now)
        if event.action is Action.DECLINE_WITHDRAWAL:
            *_, to = statuses_after((*self.events, event))
        new = object.__new__(Dossier)
        accepted = self._accepted or to is Status.ACCEPTED
        holding = self._holding.after(event, at.date(), cover)
        _fill(new, cover, (*self.events, event), to, accepted, at, names, holding)
        return new

    def insert(self, event: Event, *more: Event, now: datetime | None = None) -> "Dossier":
        """Return the dossier with *event* in its place by its moment, however late it is told (chèn sự kiện).

        It comes after what is recorded for the same moment; what follows it is recorded, and so checked, once
        more. An event whose id is known changes nothing. Late news changes what is true of the past; with
        *told_at*, `known_at` finds again what was known before.

        Args:
            event: What happened, as early as it likes.
            more: What is told with it, and checked together, as a request and its answer.
            now: If given, an event after this moment is refused.

        Raises:
            InvalidTypeError: If one is not an event.
            EventError: If one, or what is recorded already, cannot stand then. The dossier is unchanged.
        """
        told = [self._in_form(require(one, Event, "what a dossier records"))[0] for one in (event, *more)]
        new = [one for one in told if one.id is None or not self._has(one)]
        then = last = self.as_of(min((one.at for one in new), default=datetime.max))
        for one in sorted((*self.events[len(then.events) :], *new), key=lambda one: one.at):
            if any(one is late for late in new):
                then = last = then.record(one, now=now)
                continue
            try:
                then = then.record(one)
            except EventError as error:
                why = f"then {type(one).__name__} at {one.at} could not follow: {error.why}"
                last._refuse(last.events[-1], why, "inserted")  # noqa: SLF001
        return then

    # Refusals -------------------------------------------------------------------------------------------

    def _in_form(self, event: Event) -> tuple[Event, Names]:
        try:
            return in_standard_form(event, self.cover, self._names)
        except InvalidValueError as error:
            self._refuse(event, str(error))

    def _has(self, event: Event) -> bool:
        """Whether *event* is recorded already."""
        known = next((one for one in self.events if one.id == event.id), None)
        if known is not None and not is_same(known, event):
            other = f"{type(known).__name__} at {known.at}"
            self._refuse(event, f"the id {event.id!r} belongs to another event, {other}")
        return known is not None

    def _check(self, event: Event, at: datetime, to: Status | None, now: datetime | None) -> None:
        why = objection(self.events, self.cover, event, at, last=self._last, now=now)
        if why is None and isinstance(event, SnapshotTaken):
            why = no_snapshot(self.events, event, self._status)
        if why is None and to is None:
            status = f"its status is {self._status.name}" if self._status else "nothing has happened yet"
            why = f"{event.action.value} is not allowed: {status}"
        if why is None and event.action in PAIRED:
            why = unpaired(self.events, self.cover, self._holding, event, at.date())
        if why is not None:
            self._refuse(event, why)

    def _refuse(self, event: Event, why: str, done: str = "recorded") -> NoReturn:
        allowed = tuple(action.value for action in self.allowed_actions)
        raise refusal(self.code, event, why, allowed, done) from None

    # What follows from the events -----------------------------------------------------------------------

    @property
    def allowed_actions(self) -> tuple[Action, ...]:
        """What may be done now (các hành động được phép)."""
        row = AFTER[self._accepted][self._status]
        ruled_out = impossible(self.events, self._holding)
        more = (Action.RETURN,) if is_early(self.events, self._status) else ()
        if self._status not in SETTLED and self.status in SETTLED:
            # Silence has decided, and that may be set aside too.
            more = (*more, Action.REOPEN)
        return tuple(action for action in (*row, *more) if action not in ruled_out)

    def deadline_at(self, now: datetime) -> Deadline | None:
        """The deadline as it stood at *now*, a pause that lasts until then taken out."""
        return self.as_of(now).deadline_until(now)

    def clock_at(self, now: datetime) -> Clock | None:
        """The clock as it stood at *now*, an answer that silence had given by then taken in."""
        return self.as_of(now).clock_until(now)

    def deemed_at(self, now: datetime) -> DecisionDeemed | None:
        """The decision that the silence of the office had given by *now*, if any (coi như đã giải quyết)."""
        return deemed_in(self.as_of(now).told(now))

    def status_at(self, now: datetime) -> Status | None:
        """The status as it stood at *now*, a decision that silence had given by then taken in."""
        known = self.as_of(now)
        decided = known.is_open and deemed_in(known.told(now)) is not None
        return Status.FINISHED if decided else known.status

    def as_of(self, moment: date) -> "Dossier":
        """The dossier as it stood at a past moment; at the end of a bare date (tại thời điểm).

        Raises:
            InvalidTypeError: If *moment* is neither date nor datetime.
        """
        until = last_moment(moment, self.calendar.zone)
        known = self.events[: bisect_right(self.events, until, key=lambda one: one.at)]
        return self if len(known) == len(self.events) else _recorded(self.cover, known)

    def known_at(self, moment: date) -> "Dossier":
        """The dossier as it was known at a past moment, without what was told later (thông tin đã biết).

        `as_of` is what is known now of it. Here an event counts from its `told_at`, or else its `at`.

        Raises:
            InvalidTypeError: If *moment* is neither date nor datetime.
            EventError: If what is said to have been known then could not have been recorded.

        Examples:
            >>> from thutuc import Procedure, TimeLimit, Unit, events, vietnam_calendar
            >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
            >>> told = [events.Accepted(at=datetime(2026, 3, 2, 9), office="A")]
            >>> dossier = Dossier.replay("X", procedure, vietnam_calendar(), told)
            >>> late = events.Finished(at=datetime(2026, 3, 6), office="A", told_at=datetime(2026, 4, 2))
            >>> dossier = dossier.insert(late)
            >>> dossier.as_of(date(2026, 3, 31)).status.name, dossier.known_at(date(2026, 3, 31)).status.name
            ('FINISHED', 'ACCEPTED')
        """
        until = last_moment(moment, self.calendar.zone)
        known = [event for event in self.events if (event.told_at or event.at) <= until]
        return self if len(known) == len(self.events) else _recorded(self.cover, known)

    def on_calendar(self, calendar: WorkCalendar, *, known_from: date | None = None) -> "Dossier":
        """The same dossier counted on another calendar (tính theo lịch khác).

        Args:
            calendar: The other calendar.
            known_from: The day, or moment, on which it became known: a dossier that was finished, stopped or
                refused before is settled and stays as it was. Left out, every dossier is counted anew.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            CalendarRangeError: If an event lies outside the calendar.
        """
        require(calendar, WorkCalendar, "calendar")
        if known_from is not None and self.is_settled_before(known_from):
            return self
        return _recorded(attrs.evolve(self.cover, calendar=calendar), self.events)

    def on_procedure(self, procedure: Procedure) -> "Dossier":
        """The dossier under another version of its procedure (theo phiên bản khác của thủ tục).

        What was done is kept. The deadline is what it would be had the version held from the start: its limit
        counts from the same moment, with the same pauses; a day that was promised, an extension, and a limit
        to which an event has changed stay. Which version a pending dossier follows,
        [`ProcedureVersions.followed`][thutuc.procedures.ProcedureVersions.followed] says by its transition.
        Where the limit changes from a day on, and what was true before is to stay, record a `LimitChanged`.

        Raises:
            InvalidTypeError: If *procedure* is none.
            InvalidValueError: If it has another code, does not know the dossier's case or a role, or its
                route lacks a step that was done or named. The dossier is unchanged.
        """
        require(procedure, Procedure, "procedure")
        check_version(procedure, self.cover, self.events, self.legs)
        return _recorded(attrs.evolve(self.cover, procedure=procedure), self.events)

    def legs_at(self, now: datetime) -> tuple[Leg, ...]:
        """The legs as they stood at *now*, those that last counted up to then."""
        return self.as_of(now).legs_until(now)

    def breaches_at(self, now: datetime) -> tuple[Breach, ...]:
        """The breaches as they stood at *now*, with what had not been done in time by then."""
        return self.as_of(now).breaches_until(now)

    def slip(
        self, language: str = "vi", *, explained: bool = False, now: datetime | None = None
    ) -> ControlSlip:
        """The dossier as a paper, with its rows and its HTML; the arguments are those of `text`."""
        return ControlSlip(self if now is None else self.as_of(now), now, language, explained)

    def text(self, language: str = "vi", *, explained: bool = False, now: datetime | None = None) -> str:
        """The dossier in print: cover, due dates, hand-overs, breaches (phiếu kiểm soát).

        Args:
            language: `vi` or `en`.
            explained: Whether the due date is explained day by day.
            now: If given, as it stood then, with what had not been done in time.
        """
        return self.slip(language, explained=explained, now=now).text()

    def receipt(self) -> dict[str, Any]:
        """Everything its due date rests on, as plain data with a digest (phiếu chứng minh cách tính hạn).

        As of its clock, counted from its events, its limit and the rules it follows; with those that follow
        from others, and without officers and grounds, which are personal and change no date.

        Raises:
            InvalidValueError: If it has no due date, or the calendar's zone no name that holds elsewhere.

        Examples:
            >>> from datetime import datetime
            >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, events, records, vietnam_calendar
            >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
            >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar())
            >>> dossier = dossier.record(events.Accepted(at=datetime(2026, 3, 2, 9, 0), office="A"))
            >>> receipt = dossier.receipt()
            >>> receipt["answer"]["due_on"], records.verify(receipt)
            ('2026-03-09', True)
        """
        return dossier_receipt(self)

    def _repr_html_(self) -> str:
        return self.slip().view()

    def __repr__(self) -> str:
        status = self._status.name if self._status else "new"
        return f"<Dossier {self.code} {status}: {self.procedure.name}, {len(self.events)} events>"


_NOBODY = Holding()


# The slots themselves: to find each by its name would cost more than to fill it.
_put_cover, _put_events, _put_status, _put_accepted, _put_last, _put_clock, _put_names, _put_holding = (
    vars(Dossier)[field.name].__set__ for field in attrs.fields(Dossier)
)


def _fill(  # noqa: PLR0917 - a keyword would cost every transition as much as a field
    dossier: Dossier,
    cover: Cover,
    events: tuple[Event, ...],
    status: Status | None,
    accepted: bool,  # noqa: FBT001 - private
    last: datetime | None,
    names: Names,
    holding: Holding,
) -> None:
    """Set the fields of a new dossier; attrs' own way would cost more than all the rest of a transition."""
    _put_cover(dossier, cover)
    _put_events(dossier, events)
    _put_status(dossier, status)
    _put_accepted(dossier, accepted)
    _put_last(dossier, last)
    _put_holding(dossier, holding)
    # Counted when first asked for, and then kept.
    _put_clock(dossier, None)
    _put_names(dossier, names)


def _recorded(cover: Cover, events: Iterable[Event]) -> Dossier:
    """A dossier with *cover* and *events* recorded one by one."""
    dossier = object.__new__(Dossier)
    _fill(dossier, cover, (), None, False, None, cover.names, _NOBODY)
    for event in iterable(events, "events"):
        dossier = dossier.record(event)
    return dossier
