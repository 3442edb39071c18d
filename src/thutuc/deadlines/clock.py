"""`Clock`: a limit that pauses, resumes, starts again and is extended (đồng hồ tính thời hạn)."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Self

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines.convention import Convention
from thutuc.deadlines.counting import Moment, Pause, count_out
from thutuc.deadlines.deadline import Deadline, due
from thutuc.errors import ClockError, InvalidTypeError
from thutuc.limits import TimeLimit

if TYPE_CHECKING:
    from thutuc.deadlines.ledger import Explanation


class Verb(Enum):
    """What can happen to a clock (thao tác với đồng hồ)."""

    PAUSE = "pause"
    """Stop counting (tạm dừng)."""
    RESUME = "resume"
    """Go on counting (tính tiếp)."""
    RESTART = "restart"
    """Count from the beginning again (tính lại từ đầu)."""
    EXTEND = "extend"
    """Make the limit larger (gia hạn)."""

    def label(self, language: str = "vi") -> str:
        """Words for a reader."""
        return {
            Verb.PAUSE: ("tạm dừng", "paused"),
            Verb.RESUME: ("tính tiếp", "resumed"),
            Verb.RESTART: ("tính lại từ đầu", "restarted"),
            Verb.EXTEND: ("gia hạn", "extended"),
        }[self][language == "en"]


@attrs.frozen
class Change:
    """One thing that happened to a clock, who asked for it and why (thay đổi thời hạn).

    Args:
        verb: What happened.
        at: When it took effect.
        reason: On what ground.
        by: Who asked for it or decided it.
        extension: For an extension, by how much.
        deadline: The deadline as it stood after the change; filled in by `Clock.history`.
    """

    verb: Verb
    at: Moment
    reason: str | None = None
    by: str | None = None
    extension: TimeLimit | None = None
    deadline: Deadline | None = attrs.field(default=None, eq=False)


@attrs.frozen
class _Run:
    """A limit counted from one start: what follows from the changes since."""

    start: Moment
    limits: tuple[TimeLimit, ...]
    pauses: tuple[Pause, ...] = ()
    paused_at: Moment | None = None


@attrs.frozen(repr=False)
class Clock:
    """A time limit running on a calendar; every verb returns a new clock (đồng hồ tính thời hạn).

    Changes may be told late: each takes its place by the moment at which it took effect.

    Args:
        limit: The time limit.
        start: The event from which it counts.
        calendar: When the office works.
        convention: How days are counted.
        changes: What has happened since, in order of effect.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        CalendarRangeError: If the deadline lies outside the calendar.

    Legal source:
        Nghị định 61/2018/NĐ-CP and 118/2025/NĐ-CP, Điều 19 (starting again, extending).

    Examples:
        >>> from datetime import date
        >>> from thutuc import Clock, TimeLimit, Unit, vietnam_calendar
        >>> clock = Clock(TimeLimit(5, Unit.WORKING_DAY), date(2026, 3, 2), vietnam_calendar())
        >>> clock.deadline.due_on
        datetime.date(2026, 3, 9)
        >>> clock = clock.pause(date(2026, 3, 4), reason="chờ bổ sung").resume(date(2026, 3, 6))
        >>> clock.deadline.due_on, clock.original_deadline.due_on
        (datetime.date(2026, 3, 11), datetime.date(2026, 3, 9))
    """

    limit: TimeLimit
    start: Moment
    calendar: WorkCalendar
    convention: Convention = Convention.CIVIL_CODE
    changes: tuple[Change, ...] = ()
    _run: _Run = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if not self.changes:
            due(self.limit, self.start, self.calendar, convention=self.convention)
        object.__setattr__(self, "_run", self._replay())

    def __repr__(self) -> str:
        state = "paused, " if self.is_paused else ""
        at, changes = self.deadline.due_at, len(self.changes)
        return f"<Clock {state}{at:%Y-%m-%d %H:%M}: {self.limit} from {self.start}, {changes} changes>"

    # Verbs ----------------------------------------------------------------------------------------------

    def pause(self, at: Moment, *, reason: str | None = None, by: str | None = None) -> Self:
        """Stop counting (tạm dừng).

        With limits in days the day of the pause is used; with limits in hours the minutes count.

        Raises:
            ClockError: If the clock is paused at that moment already, or has not started.
        """
        return self._with(Change(Verb.PAUSE, at, reason, by))

    def resume(self, at: Moment, *, reason: str | None = None, by: str | None = None) -> Self:
        """Go on counting; the day of the resume is an event day and is not counted (tính tiếp).

        Raises:
            ClockError: If the clock is not paused at that moment.
        """
        return self._with(Change(Verb.RESUME, at, reason, by))

    def restart(self, at: Moment, *, reason: str | None = None, by: str | None = None) -> Self:
        """Count the whole limit again from *at*; it ends a pause and forgets extensions (tính lại từ đầu).

        Raises:
            ClockError: If *at* lies before the start.
        """
        return self._with(Change(Verb.RESTART, at, reason, by))

    def extend(
        self, extension: TimeLimit, at: Moment, *, reason: str | None = None, by: str | None = None
    ) -> Self:
        """Make the limit larger (gia hạn).

        An extension in the limit's own unit is added to it; one in another unit counts from the due day.

        Raises:
            ClockError: If *at* lies before the start.
            InvalidTypeError: If *extension* is not a TimeLimit.
        """
        if not isinstance(extension, TimeLimit):
            raise InvalidTypeError(f"an extension is a TimeLimit, not {extension!r}", given=extension)
        return self._with(Change(Verb.EXTEND, at, reason, by, extension))

    def _with(self, change: Change) -> Self:
        if self._before(change.at, self.start):
            raise ClockError(
                f"{change.verb.value} at {change.at} comes before the start at {self.start}; "
                f"give a moment from the start on",
                given=change.at,
                allowed=(),
            )
        # By the moment of effect; of equal moments, the one told first comes first.
        place = len(self.changes)
        while place and self._before(change.at, self.changes[place - 1].at):
            place -= 1
        return attrs.evolve(self, changes=(*self.changes[:place], change, *self.changes[place:]))

    def _before(self, one: Moment, other: Moment) -> bool:
        """Whether *one* comes before *other*; a bare date and a moment are compared as days."""
        local = self.calendar
        if isinstance(one, datetime) and isinstance(other, datetime):
            return local.local_time(one) < local.local_time(other)
        return local.local_date(one) < local.local_date(other)

    def _replay(self) -> _Run:
        run = _Run(self.start, (self.limit,))
        for change in self.changes:
            run = self._after(run, change)
        return run

    def _after(self, run: _Run, change: Change) -> _Run:
        paused = run.paused_at is not None
        if change.verb is Verb.RESTART:
            return _Run(change.at, (self.limit,))
        if change.verb is Verb.PAUSE and not paused:
            return attrs.evolve(run, paused_at=change.at)
        if change.verb is Verb.RESUME and run.paused_at is not None:
            return attrs.evolve(run, pauses=(*run.pauses, (run.paused_at, change.at)), paused_at=None)
        if change.verb is Verb.EXTEND and change.extension is not None:
            return attrs.evolve(run, limits=_extended(run.limits, change.extension))
        allowed = (Verb.RESUME if paused else Verb.PAUSE, Verb.RESTART, Verb.EXTEND)
        state = f"paused since {run.paused_at}" if paused else "running"
        raise ClockError(
            f"cannot {change.verb.value} at {change.at}: the clock is {state}; "
            f"allowed are {', '.join(verb.value for verb in allowed)}",
            given=change.at,
            allowed=tuple(verb.value for verb in allowed),
        )

    # Answers --------------------------------------------------------------------------------------------

    @property
    def is_paused(self) -> bool:
        """Whether it is paused after its last change (đang tạm dừng)."""
        return self._run.paused_at is not None

    @property
    def deadline(self) -> Deadline:
        """The deadline after all changes; while paused, as if it went on at once (hạn hiện tại)."""
        return self._deadlines(self._run.pauses)[-1]

    @property
    def original_deadline(self) -> Deadline:
        """The deadline before any change (hạn ban đầu)."""
        return due(self.limit, self.start, self.calendar, convention=self.convention)

    @property
    def history(self) -> tuple[Change, ...]:
        """Every change in order of effect, each with the deadline as it stood after it (lịch sử)."""
        return tuple(
            attrs.evolve(change, deadline=attrs.evolve(self, changes=self.changes[: i + 1]).deadline)
            for i, change in enumerate(self.changes)
        )

    def as_of(self, moment: Moment) -> Self:
        """The clock as it stood at a past moment, later changes not known (tại thời điểm).

        Examples:
            >>> from datetime import date
            >>> from thutuc import Clock, TimeLimit, Unit, vietnam_calendar
            >>> clock = Clock(TimeLimit(5, Unit.WORKING_DAY), date(2026, 3, 2), vietnam_calendar())
            >>> clock = clock.extend(TimeLimit(3, Unit.WORKING_DAY), date(2026, 3, 6), reason="xác minh")
            >>> clock.as_of(date(2026, 3, 5)).deadline.due_on, clock.deadline.due_on
            (datetime.date(2026, 3, 9), datetime.date(2026, 3, 12))
        """
        return attrs.evolve(self, changes=tuple(c for c in self.changes if not self._before(moment, c.at)))

    def deadline_at(self, now: Moment) -> Deadline:
        """The deadline as it stood at *now*: a pause that lasts has moved it by the time since.

        So a dossier that waits for its citizen does not become overdue by waiting.
        """
        then = self.as_of(now)
        paused_at = then._run.paused_at  # noqa: SLF001 - of its own class
        if paused_at is None:
            return then.deadline
        return then._deadlines((*then._run.pauses, (paused_at, now)))[-1]  # noqa: SLF001

    def _deadlines(self, pauses: tuple[Pause, ...]) -> list[Deadline]:
        """Count the limits of the current run one after another, each with the pauses that fall into it."""
        start, rest = self._run.start, pauses
        deadlines: list[Deadline] = []
        for last, limit in enumerate(self._run.limits, 1 - len(self._run.limits)):
            own: tuple[Pause, ...] = ()
            day, at = count_out(limit, start, self.calendar, self.convention)
            while rest and (not last or not self._before(at if limit.unit.is_hours else day, rest[0][0])):
                own, rest = (*own, rest[0]), rest[1:]
                day, at = count_out(limit, start, self.calendar, self.convention, own)
            deadlines.append(Deadline(limit, start, self.calendar, self.convention, day, at, own))
            start = at if deadlines[-1].to_the_minute else day
        return deadlines

    def explain(self, language: str = "vi") -> "Explanation":
        """The ledger of the current deadline, headed by every change of the clock."""
        from thutuc.deadlines.ledger import explain  # noqa: PLC0415 - the ledger describes clocks

        return explain(self._deadlines(self._run.pauses), language, self.history)


def _extended(limits: tuple[TimeLimit, ...], extension: TimeLimit) -> tuple[TimeLimit, ...]:
    *before, last = limits
    if extension.unit is last.unit:
        return (*before, attrs.evolve(last, amount=last.amount + extension.amount))
    return (*limits, extension)
