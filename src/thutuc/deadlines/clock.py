"""`Clock`: a limit that pauses, resumes, starts again and is extended (đồng hồ tính thời hạn)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise, takewhile
from typing import Any, Self

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines.changes import Change, Verb
from thutuc.deadlines.counting import Pauses, moment_of
from thutuc.deadlines.deadline import Deadline, check_arguments, counted_part
from thutuc.deadlines.ledger import Explanation, explain
from thutuc.deadlines.pauses import Counted
from thutuc.errors import ClockError
from thutuc.fields import all_of, plain_date
from thutuc.limits import Convention, TimeLimit
from thutuc.moments import Moment, comes_before, last_moment, python_moment


@attrs.define
class _Run:
    """A limit counted from one start, and what the changes since have made of it."""

    start: Moment
    limit: TimeLimit
    appointed: date | None = None
    """The day that was promised, which then decides and not the limit."""
    extensions: tuple[TimeLimit, ...] = ()
    pauses: Pauses = ()
    paused_at: Moment | None = None

    def told(self, change: Change, convention: Convention) -> "_Run":
        """What it is after one change more.

        Raises:
            ClockError: If it cannot be paused or resumed now.
            InvalidTypeError: If the hour of a pause is needed and missing.
        """
        verb, at, paused_at = change.verb, change.at, self.paused_at
        if verb is Verb.RESTART:
            return _Run(at, self.limit)
        if verb is Verb.PAUSE and paused_at is None:
            for part in self.parts:
                if isinstance(part, TimeLimit) and part.runs_by_the_minute(convention):
                    moment_of(at, part)
            self.paused_at = at
        elif verb is Verb.RESUME and paused_at is not None:
            self.pauses, self.paused_at = (*self.pauses, (paused_at, at)), None
        elif verb is Verb.PAUSE or verb is Verb.RESUME:
            raise self._refusal(change)
        if change.limit is not None:
            self.limit, self.appointed = change.limit, None
        if change.until is not None:
            # From now on a new day is promised: it knows of every pause up to then.
            return _Run(self.start, self.limit, change.until, paused_at=paused_at and at)
        if change.extension is not None:
            self.extensions = (*self.extensions, change.extension)
        return self

    def _refusal(self, change: Change) -> ClockError:
        paused = self.paused_at is not None
        allowed = (Verb.RESUME if paused else Verb.PAUSE, Verb.RESTART, Verb.EXTEND, Verb.CHANGE)
        state = f"paused since {self.paused_at}" if paused else "running"
        return ClockError(
            f"cannot {change.verb.value} at {change.at}: the clock is {state}; "
            f"allowed are {', '.join(verb.value for verb in allowed)}",
            given=change.at,
            allowed=tuple(verb.value for verb in allowed),
        )

    @property
    def parts(self) -> "tuple[TimeLimit | date, ...]":
        """What is counted one after another: extensions in one unit are one limit with what they extend."""
        parts: list[TimeLimit | date] = [self.limit if self.appointed is None else self.appointed]
        for extension in self.extensions:
            last = parts[-1]
            if isinstance(last, TimeLimit) and extension.unit is last.unit:
                total = last.amount + extension.amount
                parts[-1] = attrs.evolve(last, amount=total, conditions=(), text=None)
            else:
                parts.append(extension)
        return tuple(parts)


def _read_changes(given: Iterable[Change]) -> tuple[Change, ...]:
    return all_of(given if isinstance(given, Iterable) else (given,), Change, "changes are Change objects")


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
        appointment: The day on the slip, where one was promised (ngày hẹn trả): it decides, as an end of
            whole working days that pauses and extensions move as any other, and a restart drops.

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
    start: Moment = attrs.field(converter=python_moment)
    calendar: WorkCalendar
    convention: Convention = Convention.CIVIL_CODE
    changes: tuple[Change, ...] = attrs.field(default=(), converter=_read_changes)
    appointment: date | None = attrs.field(default=None, kw_only=True)
    _run: _Run = attrs.field(init=False, eq=False)
    _deadline: Deadline = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        # Everything is counted at once, so that a change that cannot be followed is refused when it is told.
        check_arguments(self.limit, self.calendar, self.convention)
        if self.appointment is not None:
            plain_date(self.appointment, "an appointment")
        put = object.__setattr__
        put(self, "changes", self._in_order())
        run = self._begun()
        for change in self.changes:
            run = run.told(change, self.convention)
        put(self, "_run", run)
        put(self, "_deadline", self._count(run, run.pauses, {}))

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
        return self._with(Change(Verb.EXTEND, at, reason, by, extension))

    def extend_to(self, until: date, at: Moment, *, reason: str | None = None, by: str | None = None) -> Self:
        """Promise a new day; it decides from then on, as an appointment does (hẹn lại ngày trả).

        Raises:
            ClockError: If *at* lies before the start.
            InvalidTypeError: If *until* is not a date.
        """
        return self._with(Change(Verb.EXTEND, at, reason, by, until=until))

    def change_limit(
        self,
        limit: TimeLimit,
        at: Moment,
        *,
        until: date | None = None,
        reason: str | None = None,
        by: str | None = None,
    ) -> Self:
        """Count by another limit, from the same start and with the same pauses (đổi thời hạn).

        For a case that turns out to be another, as one that needs verification. What was promised before is
        given up, unless a new day is promised with it; extensions stay.

        Args:
            limit: The limit that holds from now on.
            at: When it was found out; before, the old limit stands.
            until: The new day on the slip, if there is one.
            reason: On what ground.
            by: Who decided it.

        Raises:
            ClockError: If *at* lies before the start.
            InvalidTypeError: If *limit* is not a TimeLimit.

        Examples:
            >>> from datetime import date
            >>> from thutuc import Clock, TimeLimit, Unit, vietnam_calendar
            >>> clock = Clock(TimeLimit(3, Unit.WORKING_DAY), date(2026, 3, 2), vietnam_calendar())
            >>> six = TimeLimit(6, Unit.WORKING_DAY)
            >>> clock = clock.change_limit(six, date(2026, 3, 4), reason="cần xác minh")
            >>> clock.deadline.due_on, clock.as_of(date(2026, 3, 3)).deadline.due_on
            (datetime.date(2026, 3, 10), datetime.date(2026, 3, 5))
        """
        return self._with(Change(Verb.CHANGE, at, reason, by, until=until, limit=limit))

    def _with(self, change: Change) -> Self:
        changes = (*self.changes, change)
        return type(self)(
            self.limit, self.start, self.calendar, self.convention, changes, appointment=self.appointment
        )

    def _begun(self) -> _Run:
        """As it stands before any change."""
        return _Run(self.start, self.limit, self.appointment)

    def _in_order(self) -> tuple[Change, ...]:
        """The changes by the moment of effect; of equal moments, the one told first comes first."""
        changes, zone = self.changes, self.calendar.zone
        for change in changes:
            if comes_before(change.at, self.start, zone):
                raise ClockError(
                    f"{change.verb.value} at {change.at} comes before the start at {self.start}; "
                    f"give a moment from the start on",
                    given=change.at,
                    allowed=(),
                )
        if len({isinstance(change.at, datetime) for change in changes}) < 2:
            return tuple(sorted(changes, key=lambda change: self.calendar.local_time(change.at)))
        # A bare date is as late as all moments of its day, which is no order by which to sort.
        ordered: list[Change] = []
        for change in changes:
            later = (i for i, other in enumerate(ordered) if comes_before(change.at, other.at, zone))
            ordered.insert(next(later, len(ordered)), change)
        return tuple(ordered)

    # Answers --------------------------------------------------------------------------------------------

    @property
    def is_paused(self) -> bool:
        """Whether it is paused after its last change (đang tạm dừng)."""
        return self._run.paused_at is not None

    @property
    def deadline(self) -> Deadline:
        """The deadline after all changes; while paused, as if it went on at once (hạn hiện tại)."""
        return self._deadline

    @property
    def original_deadline(self) -> Deadline:
        """The deadline before any change (hạn ban đầu)."""
        return attrs.evolve(self, changes=()).deadline

    @property
    def computed(self) -> Self:
        """The same clock by its limits alone, whatever days were promised (đồng hồ tính theo thời hạn)."""
        changes = (
            attrs.evolve(change, until=None)
            for change in self.changes
            if change.limit is not None or change.until is None
        )
        return attrs.evolve(self, changes=tuple(changes), appointment=None)

    @property
    def history(self) -> tuple[Change, ...]:
        """Every change in order of effect, each with the deadline as it stood after it (lịch sử)."""
        run, counted, told = self._begun(), Counted(), list[Change]()
        for change in self.changes:
            run = run.told(change, self.convention)
            told.append(attrs.evolve(change, deadline=self._count(run, run.pauses, counted)))
        return tuple(told)

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
        zone = self.calendar.zone
        known = takewhile(lambda change: not comes_before(moment, change.at, zone), self.changes)
        return attrs.evolve(self, changes=tuple(known))

    def deadline_at(self, now: Moment) -> Deadline:
        """The deadline as it stood at *now*: a pause that lasts has moved it by the time since.

        So a dossier that waits for its citizen does not become overdue by waiting.
        """
        then = self.as_of(now)
        paused_at = then._run.paused_at  # noqa: SLF001 - of its own class
        if paused_at is None:
            return then.deadline
        if isinstance(paused_at, datetime):
            # Of a bare day, all of it has passed.
            now = last_moment(now, self.calendar.zone)
        run = then._run  # noqa: SLF001
        return self._count(run, (*run.pauses, (paused_at, now)), {})

    def _count(self, run: _Run, pauses: Pauses, counted: Counted) -> Deadline:
        """Count the parts of a run one after another, each with the pauses that fall into it."""
        parts, by_hour = run.parts, self.convention.keeps_the_hour
        if len(parts) == 1:
            return self._part(run.limit, parts[0], run.start, pauses, counted=counted)
        start, rest = run.start, list(pauses)
        follows: Deadline | None = None
        for part, following in pairwise(parts):
            counted, first = {}, follows is None
            deadline = self._part(run.limit, part, start, (), counted=counted, first=first)
            # A pause that begins when a limit has just ended takes nothing from it, but from the next.
            while rest and deadline.ends_after(rest[0][0]):
                taken = (*deadline.pauses, rest.pop(0))
                deadline = self._part(run.limit, part, start, taken, counted=counted, first=first)
            follows = attrs.evolve(deadline, follows=follows)
            in_hours = isinstance(following, TimeLimit) and following.unit.is_hours
            start = deadline.due_at if by_hour or in_hours else deadline.due_on
        last = self._part(run.limit, parts[-1], start, tuple(rest), counted={}, first=False)
        return attrs.evolve(last, follows=follows)

    def _part(
        self,
        limit: TimeLimit,
        part: "TimeLimit | date",
        start: Moment,
        pauses: Pauses,
        *,
        counted: Counted,
        first: bool = True,
    ) -> Deadline:
        calendar, convention = self.calendar, self.convention
        if convention is Convention.INCLUSIVE and not first:
            # The day of receipt counts once: the day on which one part ends is not the first of the next.
            convention = Convention.CIVIL_CODE
        if isinstance(part, TimeLimit):
            return counted_part(part, start, calendar, convention, pauses, counted=counted)
        return counted_part(limit, start, calendar, convention, pauses, part, counted)

    def explain(self, language: str = "vi") -> Explanation:
        """The ledger of the current deadline, headed by every change of the clock."""
        return explain(self.deadline, language, self.history)

    def receipt(self) -> dict[str, Any]:
        """Everything the answer rests on, as plain data with a digest (phiếu chứng minh cách tính hạn).

        As of a deadline; the answer also has the due date before any change and after each of them, and
        whether the clock is paused. Who asked for a change and on what ground stands in it as it was told.

        Raises:
            InvalidValueError: If the calendar's zone has no name that holds elsewhere.

        Examples:
            >>> from datetime import date
            >>> from thutuc import Clock, TimeLimit, Unit, records, vietnam_calendar
            >>> clock = Clock(TimeLimit(5, Unit.WORKING_DAY), date(2026, 3, 2), vietnam_calendar())
            >>> receipt = clock.pause(date(2026, 3, 4)).resume(date(2026, 3, 6)).receipt()
            >>> receipt["answer"]["due_on"], receipt["answer"]["original"]["due_on"]
            ('2026-03-11', '2026-03-09')
            >>> records.verify(receipt)
            True
        """
        return clock_receipt(self)

    def _repr_html_(self) -> str:
        # Grounds and names may be personal.
        told = (attrs.evolve(change, reason=None, english=None, by=None) for change in self.history)
        return explain(self.deadline, "vi", tuple(told)).to_html()


def clock_receipt(clock: Clock, fingerprint: str | None = None) -> dict[str, Any]:
    """The receipt of a clock; *fingerprint* is that of the calendar of which its own is a part."""
    from thutuc.deadlines.evidence import composed, inputs_of, receipt_of, told_of  # noqa: PLC0415 - loads `records`

    inputs = composed(inputs_of(clock))
    answer, days = told_of(clock)
    return receipt_of("clock", inputs, explain(clock.deadline), days, answer, fingerprint)


def counted_again(
    receipt: dict[str, Any], calendars: Mapping[str, WorkCalendar], known_on: date | None
) -> dict[str, Any]:
    """The receipt of the same inputs, counted once more.

    Raises:
        ThutucError: If they are none, or cannot be counted.
    """
    from thutuc.deadlines.evidence import told_again  # noqa: PLC0415 - loads `records`

    return clock_receipt(told_again(receipt, calendars, known_on), receipt["calendar"]["fingerprint"])
