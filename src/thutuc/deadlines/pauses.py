"""What pauses do to the end of a limit: what is left when one begins is left when it ends (tạm dừng).

Waiting never makes a dossier overdue, and one that was late before stays as late.
"""

from datetime import date, datetime, timedelta

from thutuc.calendars import WorkCalendar
from thutuc.deadlines.counting import Count, DueMoment, End, Pauses, day_ending, moment_of
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.moments import MICROSECOND, ONE_DAY, Moment, evening, like, midnight

Counted = dict[tuple[object, Moment], tuple[Pauses, End]]
"""Ends counted already: of a limit or a promise from its start, after which pauses."""


def is_by_the_minute(limit: TimeLimit, convention: Convention, pause: Moment, resume: Moment) -> bool:
    """Whether the minutes of a pause count; whole days, and fractions paused by their days, take its days."""
    if limit.counts_from_the_moment(convention):
        return True
    return not isinstance(limit.amount, int) and isinstance(pause, datetime) and isinstance(resume, datetime)


class PausedCount(Count):
    """How a limit is counted, and so what a pause does to its end."""

    __slots__ = ()

    @property
    def what(self) -> TimeLimit | date:
        """What is counted."""
        return self.limit

    def due(self, pauses: Pauses, counted: Counted | None = None) -> DueMoment:
        """The day and the moment of the end, each of *pauses* taken out in its turn.

        *counted* is carried from call to call where pauses are only added, so that none is taken out twice.

        Raises:
            InvalidTypeError: If the hour of the event or of a pause is needed and it is a date.
            CalendarRangeError: If a moment or the answer lies outside the calendar.
        """
        counted, key = {} if counted is None else counted, (self.what, self.start)
        done, end = counted.get(key, ((), None))
        if end is None or pauses[: len(done)] != done:
            done, end = (), self.end()
        try:
            for pause, resume in pauses[len(done) :]:
                end = self.after(end, pause, resume)
        except OverflowError:
            raise self.out_of_range() from None
        counted[key] = pauses, end
        return end.on, like(end.at, self.start, self.calendar.zone)

    def after(self, end: End, pause: Moment, resume: Moment) -> End:
        """The end after one pause more, told in order."""
        limit = self.limit
        if limit.runs_by_the_minute(self.convention):
            moment_of(pause, limit)
            moment_of(resume, limit)
        if is_by_the_minute(limit, self.convention, pause, resume):
            return self._by_the_minute(end, pause, resume)
        a, b = self.calendar.local_date(pause), self.calendar.local_date(resume)
        later = self._by_the_day(end, a, b) if a < b else end
        if isinstance(resume, datetime) and a <= end.on and not isinstance(limit.amount, int):
            return self._not_before(later, resume)
        return later

    # To the day -----------------------------------------------------------------------------------------

    def _by_the_day(self, end: End, pause: date, resume: date) -> End:
        """The day of the pause is used, the day of the resume is an event day and not counted."""
        calendar = self.calendar
        if pause > end.on:
            # Late at the resume by as many working days as at the pause, and that never rolls away.
            last = calendar.previous_working_day(resume)
            late = max(calendar.count_working_days(end.on, pause), int(last == resume))
            day = max(end.on, calendar.add_working_days(last, -late) if late else last)
            return self.ends_on(day, end.share)
        if self.limit.counts_working_days:
            paused = calendar.count_working_days(pause, resume)
            day = calendar.add_working_days(end.on, paused) if paused else end.on
            first = calendar.next_working_day(resume)
            return self.ends_on(day, end.share) if day >= first else self.ends_on(first, 1.0)
        # It began after the last counted day: what is left is the rest of a day, which ends with the day of
        # the resume and rolls as any other, so that a pause told in two halves is the same pause.
        if isinstance(end.raw, datetime) or pause > end.raw:
            return self.rolled(resume, 1.0)
        return self.rolled(end.raw + (resume - pause), end.share, late=self._is_late)

    @property
    def _is_late(self) -> bool:
        return self.receipt()[1]

    # To the minute --------------------------------------------------------------------------------------

    def _by_the_minute(self, end: End, pause: Moment, resume: Moment) -> End:
        """The exact time of the pause is added; of one given by its days, from evening to evening."""
        calendar = self.calendar
        a, b = evening(pause, calendar.zone), evening(resume, calendar.zone)
        if not isinstance(pause, datetime) and pause <= end.on:
            a = min(a, end.at)
        if a > end.at:
            return self._late_at(end, b, calendar.working_time_between(end.at, a)) if b > a else end
        if b > a:
            first = self.first_counted()
            since, until = max(a, first), max(b, first)
            return self._not_before(self._moved(end, since, until), b)
        return end

    def _moved(self, end: End, since: datetime, until: datetime) -> End:
        calendar, limit, raw = self.calendar, self.limit, end.raw
        if limit.counts_elapsed(self.convention):
            if isinstance(raw, datetime) and since <= raw:
                raw = calendar.add_elapsed_time(raw, calendar.elapsed_time_between(since, until))
                if limit.unit is Unit.HOUR:
                    return self.elapsed_end(raw)
                return self.hour_kept(raw, late=self._is_late)
        elif not limit.counts_working_days and not isinstance(raw, datetime):
            # A fraction of a calendar day: up to its last day whole days pass.
            day = since.date()
            if day <= raw and day < end.on:
                return self.rolled(raw + (until.date() - day), end.share, late=self._is_late)
        paused = calendar.working_time_between(since, until)
        return self._ending(calendar.add_working_time(end.at, paused)) if paused else end

    def _not_before(self, end: End, resume: datetime) -> End:
        """The end, or the resume, moved into office hours, if that is later."""
        first = self.calendar.local_time(self.calendar.add_working_time(resume, timedelta()))
        if end.at >= first:
            return end
        moved = self._ending(first)
        # The end before it rolled stands: what is left of elapsed time is not used up by the move.
        return moved._replace(raw=end.raw) if isinstance(end.raw, datetime) else moved

    def _late_at(self, end: End, resume: datetime, late: timedelta) -> End:
        """The end before *resume* by so much working time; by the least there is, if it is none."""
        calendar = self.calendar
        if late:
            return self._ending(calendar.add_working_time(resume, -late))
        # The last close up to the resume, or within a session the moment before it; never before the old end.
        at = calendar.add_working_time(resume, -MICROSECOND)
        closed = calendar.add_working_time(at, MICROSECOND)
        return self._ending(max(end.at, closed if closed < resume else at))

    def _ending(self, at: datetime) -> End:
        calendar, day, before = self.calendar, at.date(), day_ending(at)
        if before != day and before >= calendar.first and calendar.is_working_day(before):
            day = before if calendar.closing(before) == at else day
        if self.limit.counts_from_the_moment(self.convention):
            # From here on what is left is working time.
            return End(day, at, datetime.min)
        share = calendar.working_time_between(calendar.opening(day), at) / calendar.working_time_on(day)
        return End(day, at, day, share)


class PromisedCount(PausedCount):
    """A promise stands as it was given: a day off ends when the day is over."""

    __slots__ = ("day",)
    day: date

    def __init__(self, day: date, start: Moment, calendar: WorkCalendar) -> None:
        super().__init__(TimeLimit(0, Unit.WORKING_DAY), start, calendar, Convention.CIVIL_CODE)
        self.day = day

    @property
    def what(self) -> date:
        """The promise itself."""
        return self.day

    def end(self) -> End:
        """The end of the day that was promised."""
        day, calendar = self.day, self.calendar
        is_worked = calendar.is_working_day(day)
        return End(day, calendar.closing(day) if is_worked else midnight(day) + ONE_DAY, day)

    def ends_on(self, day: date, share: float) -> End:
        """The end of *day*, which may be the one that was promised, worked or not."""
        return self.end() if day == self.day else super().ends_on(day, share)
