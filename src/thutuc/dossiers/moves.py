"""Which due dates move when the calendar changes (hồ sơ thay đổi hạn khi lịch thay đổi)."""

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from thutuc.calendars import DayExplanation, WorkCalendar
from thutuc.deadlines import Deadline
from thutuc.deadlines.judgement import Due
from thutuc.dossiers.dossier import Dossier
from thutuc.fields import several
from thutuc.moments import days_between


@attrs.frozen
class Moved:
    """A dossier whose due date is another one by the new calendar (hồ sơ đổi hạn).

    Args:
        code: Code of the dossier.
        before: Its deadline by the old calendar.
        after: Its deadline by the new one.
        because: The days over which the limit runs, up to the later due day, that the new calendar works
            differently.
    """

    code: str
    before: Deadline
    after: Deadline
    because: tuple[DayExplanation, ...]

    def text(self, language: str = "vi") -> str:
        """One line for a reader: both dates and the reason."""
        reasons = "; ".join(day.text(language) for day in self.because)
        return f"{self.code}: {due_text(self.before)} → {due_text(self.after)} ({reasons})"


def due_text(deadline: Due) -> str:
    """When it is due: the day, or the moment where the limit runs by the hour."""
    return f"{deadline.due_at:%H:%M %d/%m/%Y}" if deadline.to_the_minute else f"{deadline.due_on:%d/%m/%Y}"


def moved(
    dossiers: Iterable[Dossier], old: WorkCalendar, new: WorkCalendar, *, known_from: date | None = None
) -> tuple[Moved, ...]:
    """The dossiers whose due date changes from *old* to *new*, with both dates and the reason.

    What is settled is settled: a new calendar moves no dossier that was finished before it was known. With a
    limit in days the due day counts; with one that runs by the hour, the due moment.

    Args:
        dossiers: Any dossiers; those that are settled, or have no deadline, are passed over.
        old: The calendar up to now.
        new: The calendar from now on.
        known_from: The day, or moment, on which the new calendar became known; dossiers settled before are
            passed over. Left out, all that are settled now.

    Raises:
        InvalidTypeError: If what is given is no dossier, or *known_from* neither date nor datetime.
        CalendarRangeError: If a deadline lies outside one of the calendars.
    """
    found: list[Moved] = []
    for dossier in several(dossiers, Dossier, "dossiers"):
        if not dossier.is_open if known_from is None else dossier.is_settled_before(known_from):
            continue
        before, after = dossier.on_calendar(old).deadline, dossier.on_calendar(new).deadline
        if before is None or after is None or due_key(before) == due_key(after):
            continue
        found.append(Moved(dossier.code, before, after, tuple(because_of(before, after))))
    return tuple(found)


def due_key(deadline: Due) -> date:
    """The due day, or the due moment where the minute counts."""
    due_at = deadline.due_at
    return due_at if due_at is not None and deadline.to_the_minute else deadline.due_on


def because_of(before: Deadline, after: Deadline) -> Iterator[DayExplanation]:
    """The days that the limit runs over and the new calendar works differently."""
    first = before.calendar.local_date(after.parts[0].start)
    for day in changed_days(before.calendar, after.calendar, first, max(before.due_on, after.due_on)):
        if not _stands_still(after, day.day):
            yield day


def changed_days(old: WorkCalendar, new: WorkCalendar, first: date, last: date) -> Iterator[DayExplanation]:
    """The days that the new calendar works differently."""
    for day in days_between(first, last):
        same = old.sessions_on(day) == new.sessions_on(day)
        if not (same and old.working_time_on(day) == new.working_time_on(day)):
            yield new.explain_day(day)


def _stands_still(deadline: Deadline, day: date) -> bool:
    """Whether a pause takes the whole *day* out, so that nothing depends on it."""
    local = deadline.calendar.local_date
    pauses = (pause for part in deadline.parts for pause in part.pauses)
    return any(local(pause) < day < local(resume) for pause, resume in pauses)
