"""What follows from the events of a dossier by counting: deadlines, legs, lateness (thời hạn của hồ sơ)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import repeat

from thutuc.deadlines import Clock, Deadline
from thutuc.dossiers.breaches import Breach, find_breaches
from thutuc.dossiers.causes import Lateness, share_out
from thutuc.dossiers.clockwork import build_clock, deadlines_after
from thutuc.dossiers.legs import Leg
from thutuc.dossiers.recorded import Recorded
from thutuc.dossiers.silence import with_silence
from thutuc.dossiers.standing import standing
from thutuc.dossiers.timeline import TimelineEntry, follow
from thutuc.dossiers.walking import walk
from thutuc.events import Event


class Measured(Recorded):
    """Clock and legs, for a value that has a cover and events and keeps its clock."""

    __slots__ = ()
    _clock: Clock | None

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
        course = walk(self.told(), self.cover, self.rules, due=due)
        return share_out(course, deadline, finished, self.calendar)
