"""What the events of a dossier say by themselves, without any counting (dữ kiện của hồ sơ)."""

from collections.abc import Sequence
from datetime import date, datetime

from thutuc.dossiers.clockwork import ENDING, accepted_event
from thutuc.dossiers.cover import Covered
from thutuc.dossiers.deemed import with_decision
from thutuc.dossiers.refusals import is_paused
from thutuc.dossiers.results import Result, given_out_at, results_of
from thutuc.events import Event, LimitChanged
from thutuc.law import Regime, Silence, regime_on
from thutuc.limits import TimeLimit
from thutuc.procedures.rules import Rules
from thutuc.statuses import Status

_SETTLED = frozenset({Status.REFUSED, Status.STOPPED, Status.FINISHED, Status.RETURNED})


class Recorded(Covered):
    """What follows at once from the cover and the events, for a value that has both."""

    __slots__ = ()
    events: tuple[Event, ...]
    _status: Status | None
    _accepted: bool

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
        if told is self.events:
            return self._status
        return Status.RETURNED if self.returned_at is not None else Status.FINISHED

    @property
    def is_open(self) -> bool:
        """Whether the office still has something to decide: accepted, and neither finished nor stopped."""
        return self._accepted and self.status not in _SETTLED

    def is_settled_before(self, moment: date) -> bool:
        """Whether it was finished, stopped or refused before *moment*, or before that day (đã kết thúc).

        Raises:
            InvalidTypeError: If *moment* is neither date nor datetime.
        """
        day = self.calendar.local_date(moment)
        end = self.events[-1].at if self._status is Status.REFUSED else self.finished_at
        if end is None:
            return False
        return end < self.calendar.local_time(moment) if isinstance(moment, datetime) else end.date() < day

    @property
    def received_at(self) -> datetime | None:
        """When it was accepted; the moment from which reports count it (thời điểm tiếp nhận)."""
        accepted = accepted_event(self.events)
        return None if accepted is None else accepted.at

    @property
    def finished_at(self) -> datetime | None:
        """When the office finished or stopped, or its silence decided; no correction moves it (kết thúc)."""
        ending = next((event for event in self.told() if event.action in ENDING), None)
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
        changed = (event.limit for event in reversed(self.events) if isinstance(event, LimitChanged))
        return next(changed, self.stated_limit)

    @property
    def is_paused(self) -> bool:
        """Whether a stated cause holds the clock (đang tạm dừng)."""
        return is_paused(self.events)
