"""What follows from the cover and the events of a dossier: facts, deadlines, legs, lateness (dữ kiện)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import repeat

from thutuc.deadlines import Clock, Deadline
from thutuc.dossiers.beginnings import snapshot_among
from thutuc.dossiers.breaches import Breach, find_breaches, last_to_supplement
from thutuc.dossiers.causes import Lateness, share_out
from thutuc.dossiers.clockwork import accepted_event, build_clock, deadlines_after, ending_of
from thutuc.dossiers.cover import Covered
from thutuc.dossiers.deemed import deemed_in, with_decision
from thutuc.dossiers.legs import Leg
from thutuc.dossiers.refusals import is_paused
from thutuc.dossiers.results import Result, given_out_at, results_of
from thutuc.dossiers.silence import with_silence
from thutuc.dossiers.standing import standing
from thutuc.dossiers.timeline import TimelineEntry, follow
from thutuc.dossiers.walking import walk
from thutuc.events import Event, LimitChanged, Refused, Reopened, SnapshotTaken
from thutuc.fields import checked
from thutuc.law import Regime, Silence, regime_on
from thutuc.limits import TimeLimit
from thutuc.moments import ONE_DAY
from thutuc.procedures.rules import Rules
from thutuc.statuses import SETTLED, Status


class Measured(Covered):
    """What follows from cover and events, for a value that has both: what they say, clock, legs, lateness."""

    __slots__ = ()
    events: tuple[Event, ...]
    _status: Status | None
    _accepted: bool
    _clock: Clock | None

    def told(self, now: datetime | None = None) -> Sequence[Event]:
        """The events up to *now*, or to the last, with the decision that silence gave (sự kiện tính đến nay).

        Where the procedure says that the silence of the office means something, the decision follows by
        itself when the limit is over; it is never recorded, and what came too late to change it is left out.
        """
        if self.procedure.silence is Silence.NOTHING:
            return self.events
        return with_decision(self.events, self.cover, self.rules, now)

    @property
    def status(self) -> Status | None:
        """Its national status; `None` before anything has happened (trạng thái)."""
        told = self.told()
        if told is self.events or deemed_in(told) is None:
            return self._status
        return Status.RETURNED if self.returned_at is not None else Status.FINISHED

    @property
    def is_open(self) -> bool:
        """Whether the office still has something to decide: accepted, and neither finished nor stopped."""
        return self._accepted and self.status not in SETTLED

    def is_settled_before(self, moment: date) -> bool:
        """Whether it was finished, stopped or refused before *moment*, or before that day (đã kết thúc).

        Raises:
            InvalidTypeError: If *moment* is neither date nor datetime.
        """
        day = self.calendar.local_date(moment)
        end = self.finished_at
        if self._status is Status.REFUSED:
            # A snapshot of another system may come after the refusal, or be all that tells of it.
            end = next((one.at for one in reversed(self.events) if type(one) is Refused), self.events[-1].at)
        if end is None:
            return False
        return end < self.calendar.local_time(moment) if isinstance(moment, datetime) else end.date() < day

    @property
    def snapshot(self) -> SnapshotTaken | None:
        """The snapshot of another system with which it began; `None` if all of it is known (hiện trạng)."""
        return snapshot_among(self.events)

    @property
    def received_at(self) -> datetime | None:
        """When it was accepted; the moment from which reports count it (thời điểm tiếp nhận)."""
        accepted = accepted_event(self.events)
        return None if accepted is None else accepted.at

    @property
    def finished_at(self) -> datetime | None:
        """When the office finished or stopped, or its silence decided; no correction moves it (kết thúc).

        `None` while it goes on, also because an authority ordered that it is handled once more.
        """
        ending = ending_of(self.told())
        return None if ending is None else ending.at

    @property
    def returned_at(self) -> datetime | None:
        """When the citizen got the result, of several the last (thời điểm trả kết quả)."""
        return given_out_at(self.events)

    @property
    def results(self) -> tuple[Result, ...]:
        """Its results, each with the day it was there and the day the citizen got it (các kết quả)."""
        return tuple(results_of(self.events))

    @property
    def regime(self) -> Regime:
        """The rules it follows: those given, or those in force when it was accepted (or first seen)."""
        if self.cover.regime is not None:
            return self.cover.regime
        first = self.received_at or (self.events[0].at if self.events else None)
        return regime_on(first.date() if first else self.calendar.last)

    @property
    def rules(self) -> Rules:
        """The same with what its procedure lays down itself in its place (quy định áp dụng)."""
        return self.procedure.rules(self.regime)

    @property
    def stated_limit(self) -> TimeLimit | None:
        """The limit its procedure lays down: the promise, or the statutory limit (thời hạn quy định)."""
        return self.procedure.appointment_limit(self.channel, self.cover.case)

    @property
    def limit(self) -> TimeLimit | None:
        """The limit that holds now: the stated one, or the one to which it changed (thời hạn)."""
        told = (event for event in reversed(self.events) if isinstance(event, LimitChanged | Reopened))
        changed = (event.limit for event in told if event.limit is not None)
        return next(changed, self.stated_limit)

    @property
    def is_paused(self) -> bool:
        """Whether a stated cause holds the clock (đang tạm dừng)."""
        return is_paused(self.events)

    # By counting ----------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock | None:
        """Its clock; `None` before acceptance, or without a limit and a promised day (đồng hồ)."""
        if self._clock is None:
            object.__setattr__(self, "_clock", self.clock_of(self.told()))
        return self._clock

    def clock_of(self, events: Sequence[Event], now: datetime | None = None) -> Clock | None:
        """The clock it would have after other *events*, when nothing else has happened up to *now*."""
        told = standing(events, self.cover, self.rules, now)
        return build_clock(self.stated_limit, told, self.calendar, self.rules)

    def clock_until(self, now: datetime) -> Clock | None:
        """Its clock when nothing else has happened up to *now*, answers of silence taken in."""
        told = self.told(now)
        return self.clock if with_silence(told, self.cover, now) is self.events else self.clock_of(told, now)

    def deadline_until(self, now: datetime) -> Deadline | None:
        """Its deadline when nothing else has happened up to *now*, a pause that lasts taken out."""
        clock = self.clock_until(now)
        return None if clock is None else clock.deadline_at(now)

    @property
    def deadline(self) -> Deadline | None:
        """When its result is due: on the day that was promised, if one was, or when its limit ends.

        `None` before acceptance, or without a limit and a promised day (hạn trả kết quả).
        """
        clock = self.clock
        return None if clock is None else clock.deadline

    @property
    def computed_deadline(self) -> Deadline | None:
        """The deadline by its limits alone, whatever days were promised; `None` without a limit."""
        if self.limit is None or self.clock is None:
            return None
        return self.clock.computed.deadline

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """Every event with the status and the deadline after it, answers that silence gave among them."""
        clock, told = self.clock, standing(self.told(), self.cover, self.rules)
        deadlines = repeat(None) if clock is None else deadlines_after(clock, told, self.rules)
        return tuple(follow(self.events, zip(told, deadlines, strict=False)))

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Who held it from when to when, against its budget, up to its last event (các chặng xử lý)."""
        return walk(self.told(), self.cover, self.rules).legs

    @property
    def holders(self) -> tuple[str, ...]:
        """The offices that hold it, or a part of it, at its last event (cơ quan đang giữ hồ sơ)."""
        return tuple(
            dict.fromkeys(leg.office for leg in self.legs if leg.ended is None and not leg.consulted)
        )

    def legs_until(self, now: datetime) -> tuple[Leg, ...]:
        """The same when nothing else has happened up to *now*, those that last counted up to then."""
        return walk(self.told(now), self.cover, self.rules, self.calendar.local_time(now)).legs

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """What was done against the rules of its regime, in order (vi phạm quy định)."""
        return find_breaches(self.told(), self.cover, self.stated_limit, self.rules)

    def breaches_until(self, now: datetime) -> tuple[Breach, ...]:
        """The same when nothing else has happened up to *now*, with what had not been done in time."""
        return find_breaches(self.told(now), self.cover, self.stated_limit, self.rules, now)

    @property
    def lateness(self) -> Lateness:
        """How late it was finished in working time, shared out to the offices (mức quá hạn theo cơ quan)."""
        deadline, finished = self.deadline, self.finished_at
        if deadline is None or finished is None or not deadline.is_late(finished):
            return Lateness(timedelta())
        due = self.calendar.local_time(deadline.due_at)
        if self.snapshot is not None:
            # What offices had done before is not known, so it is put down to none.
            return Lateness(self.calendar.working_time_between(due, finished))
        course = walk(self.told(), self.cover, self.rules, due=due)
        return share_out(course, deadline, finished, self.calendar)


def closable_from(dossier: Measured) -> date | None:
    """The first day on which a dossier that waits for a supplement may be closed (ngày được đóng hồ sơ).

    Args:
        dossier: A dossier in any status.

    Returns:
        The day after the last one on which the citizen may supplement; `None` if it does not wait for a
        supplement, or no rule says when it may be closed.

    Raises:
        InvalidTypeError: If it is no dossier.

    Legal source:
        Nghị định 118/2025/NĐ-CP, Điều 19 khoản 5; or the special law, as the procedure's `close_after`.
    """
    checked(dossier, Measured, "a dossier is asked when it may be closed")
    if dossier.status is not Status.SUPPLEMENT_REQUESTED:
        return None
    last = last_to_supplement(dossier.events, dossier.cover, dossier.rules)
    return None if last is None else last.due_on + ONE_DAY
