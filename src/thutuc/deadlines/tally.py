"""What each day does to a limit: counted with its number, or not and why (cách tính từng ngày)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import attrs

from thutuc.calendars import DayExplanation, WorkCalendar
from thutuc.deadlines.counting import Count, add_calendar
from thutuc.deadlines.pauses import is_by_the_minute
from thutuc.deadlines.reckoning import Reckoning
from thutuc.law import LegalSource, Rule, rule
from thutuc.limits import Convention
from thutuc.moments import days_between, evening, midnight
from thutuc.words.labels import Labelled


class Tally(Labelled):
    """What a day does to a limit (cách tính của một ngày)."""

    EVENT = "event", "không tính: ngày nhận", "not counted: day of the event"
    """The day of the event, not counted (ngày xảy ra sự kiện)."""
    COUNTED = "counted", "tính", "counted"
    """A counted day, with its number (ngày được tính)."""
    CUT_OFF = "cut-off", "không tính: nhận sau giờ quy định", "not counted: received after hours"
    """A working day used up because the event came after the cut-off hour (nhận sau giờ quy định)."""
    OFF = "off", "không tính", "not counted"
    """A day off inside the limit (ngày nghỉ, không tính)."""
    PAUSED = "paused", "không tính: tạm dừng", "not counted: paused"
    """A day taken out by a pause (tạm dừng)."""
    ROLLED = "rolled", "không tính: hạn rơi vào ngày nghỉ", "not counted: the limit rolls on"
    """A day after the last counted one, to which the limit rolls on (chuyển sang ngày làm việc tiếp theo)."""
    MOVED = "moved", "không tính: hạn lùi vì tạm dừng", "not counted: a pause moves the end"
    """A day after the last counted one, to which a later pause moves the end (hạn lùi vì tạm dừng)."""


@attrs.frozen
class LedgerEntry:
    """One day of the explanation (một dòng diễn giải).

    Args:
        day: The day.
        tally: What it does to the limit.
        number: The number of a counted day; 0 where the limit ends on the day of the event itself.
        time: For limits that run by the hour, the time counted on this day.
        calendar_day: Why the office works on it or not.
        source: The rule or decision behind the line, if there is one.
        is_due: Whether the limit ends on it.
    """

    day: date
    tally: Tally
    number: int | None
    time: timedelta | None
    calendar_day: DayExplanation
    source: LegalSource | None
    is_due: bool

    def reason(self, language: str = "vi") -> str:
        """Why the day is counted or not, in words, without its source."""
        english = language == "en"
        words = [self.tally.label(language)]
        if self.tally is Tally.ROLLED and self.is_due and not english:
            # By law the limit ends here; what keeps the hour of receipt only waits for opening.
            words[0] = "hết hạn: ngày làm việc tiếp theo" + (" ngày nghỉ" if self.source else "")
        if self.number:
            words[0] += f", day {self.number}" if english else f", ngày thứ {self.number}"
        if self.time is not None and self.tally is Tally.COUNTED:
            words[0] += f" {hours_and_minutes(self.time) if english else hours_in_words(self.time)}"
        day = self.calendar_day
        if not (day.worked and day.reason == ""):
            kind = day.kind.label(language)
            why = day.english if english else day.reason
            words.append(f"{kind} ({why})" if why else kind)
        return "; ".join(words)


_Line = tuple[Tally, int | None, timedelta | None]
"""What one day does to a limit: its tally, the number of a counted day, and the time counted on it."""


def entries(deadline: Reckoning) -> Iterator[LedgerEntry]:
    """One entry a day, from the day of the event to the due day."""
    calendar, due_on = deadline.calendar, deadline.due_on
    first = calendar.local_date(deadline.start)
    days = [calendar.explain_day(day) for day in days_between(first, max(first, due_on))]
    for day, (tally, number, time) in zip(days, _lines(deadline, days), strict=True):
        source = _source(deadline, tally, day)
        yield LedgerEntry(day.day, tally, number, time, day, source, is_due=day.day == due_on)


def _lines(deadline: Reckoning, days: Sequence[DayExplanation]) -> Iterator[_Line]:
    limit, promised = deadline.limit, deadline.appointment
    if promised is not None:
        return _by_working_day(deadline, days, deadline.calendar.count_working_days(days[0].day, promised))
    if _runs_by_time(deadline):
        return _by_time(deadline, days)
    if limit.counts_working_days:
        return _by_working_day(deadline, days, limit.counted_days)
    return _by_calendar_day(deadline, days)


def _count(deadline: Reckoning) -> Count:
    """How its limit was counted, before any pause."""
    return Count(deadline.limit, deadline.start, deadline.calendar, deadline.convention)


def _runs_by_time(deadline: Reckoning) -> bool:
    """Whether a day counts for the time that runs on it, not as a whole."""
    limit, convention = deadline.limit, deadline.convention
    if limit.runs_by_the_minute(convention):
        return True
    by_minute = any(is_by_the_minute(limit, convention, *pause) for pause in deadline.pauses)
    if convention.keeps_the_hour and limit.amount:
        return by_minute or not isinstance(limit.amount, int)
    return by_minute and limit.counts_working_days


def _is_paused(deadline: Reckoning, day: date) -> bool:
    local = deadline.calendar.local_date
    return any(local(pause) < day <= local(resume) for pause, resume in deadline.pauses)


def _source(deadline: Reckoning, tally: Tally, day: DayExplanation) -> LegalSource | None:
    if tally is Tally.CUT_OFF:
        # The hour of receipt is no rule of one law: it rests on what the limit rests on.
        return deadline.limit.source
    applied = rule_of(deadline, tally)
    return day.source if applied is None else applied.source_on(day.day)


def rule_of(deadline: Reckoning, tally: Tally) -> Rule | None:
    """The rule of law by which a day is not counted, where the office's law and the convention have one."""
    if not is_vietnamese(deadline.calendar):
        return None
    if tally is Tally.EVENT and deadline.convention is Convention.CIVIL_CODE:
        return rule("event-day")
    if tally is Tally.ROLLED and not keeps_the_hour(deadline):
        return rule("roll")
    return None


def keeps_the_hour(deadline: Reckoning) -> bool:
    """Whether days end at the hour of receipt, which is a custom and not the law."""
    limit = deadline.limit
    return deadline.convention.keeps_the_hour and not limit.unit.is_hours and limit.amount > 0


def is_vietnamese(calendar: WorkCalendar) -> bool:
    """Whether the limits of the calendar's office are counted by Vietnamese law: whether it stands there."""
    return str(calendar.zone) in {"Asia/Ho_Chi_Minh", "Asia/Saigon", "UTC+07:00"}


def _by_working_day(deadline: Reckoning, days: Sequence[DayExplanation], wanted: int) -> Iterator[_Line]:
    limit, is_promised = deadline.limit, deadline.appointment is not None
    counts, late = False, False
    if not is_promised:
        counts, late = _count(deadline).receipt()
    number, same_day = 0, not is_promised and not limit.amount
    for day in days:
        tally = Tally.COUNTED
        if day is days[0] and not (counts and not late):
            if same_day and not day.worked:
                tally = Tally.OFF
            else:
                tally = Tally.CUT_OFF if counts or same_day else Tally.EVENT
            late = late and not counts
        elif _is_paused(deadline, day.day):
            tally = Tally.PAUSED
        elif not day.worked:
            tally = Tally.OFF
        elif late:
            tally, late = Tally.CUT_OFF, False
        elif number == wanted:
            tally = Tally.MOVED if deadline.pauses else Tally.ROLLED
        else:
            number += 1
        if tally is Tally.EVENT and day.day == deadline.due_on:
            # A promise for the day of the event itself.
            tally = Tally.COUNTED
        told = 0 if same_day else number
        yield tally, told if tally is Tally.COUNTED else None, None


def _by_calendar_day(deadline: Reckoning, days: Sequence[DayExplanation]) -> Iterator[_Line]:
    limit, first = deadline.limit, days[0].day
    counts, late = _count(deadline).receipt()
    length = (add_calendar(first, limit.counted_days, limit.unit) - first).days
    calendar, number, last = deadline.calendar, 0, first
    began = [calendar.local_date(pause) for pause, _ in deadline.pauses]
    for day in days:
        if day.day == first and not counts:
            tally = Tally.EVENT
        elif _is_paused(deadline, day.day):
            tally = Tally.PAUSED
        elif number < length:
            tally, last = Tally.COUNTED, day.day
            number += 1
        elif late and day.worked:
            tally, late = Tally.CUT_OFF, False
        else:
            # A pause from the last counted day on moves the end; up to the pause it rolls, as without it.
            moved_from = min((pause for pause in began if last <= pause > first), default=None)
            rolls = day.day <= calendar.next_working_day(last)
            is_moved = moved_from is not None and not (rolls and day.day <= moved_from)
            tally = Tally.MOVED if is_moved else Tally.ROLLED
        yield tally, number if tally is Tally.COUNTED else None, None


@attrs.frozen
class _Running:
    """The time that runs for a limit, and the stretches in which it stands still; local moments."""

    calendar: WorkCalendar
    is_elapsed: bool
    """Whether all time counts, and not only working time."""
    start: datetime
    length: timedelta
    stops: tuple[tuple[datetime, datetime], ...]
    fraction: timedelta = timedelta()
    """Working time that follows, for a fraction of a day after days that keep the hour."""

    @classmethod
    def of(cls, deadline: Reckoning) -> "_Running":
        count, zone = _count(deadline), deadline.calendar.zone
        start = count.first_counted()
        stops = tuple(
            (max(evening(pause, zone), start), max(evening(resume, zone), start))
            for pause, resume in deadline.pauses
        )
        is_elapsed = count.limit.counts_elapsed(count.convention)
        run = cls(count.calendar, is_elapsed, start, count.length, stops)
        if count.limit.runs_by_the_minute(count.convention):
            return run
        end = count.end()
        if is_elapsed and isinstance(end.raw, datetime):
            return attrs.evolve(run, length=run.passed(start, end.raw), fraction=count.fraction)
        return attrs.evolve(run, length=run.passed(start, end.at))

    def passed(self, a: datetime, b: datetime) -> timedelta:
        """The time that counts from *a* to *b*, pauses not taken out."""
        if b <= a:
            return timedelta()
        if self.is_elapsed:
            return self.calendar.elapsed_time_between(a, b)
        return self.calendar.working_time_between(a, b)

    def paused(self, a: datetime, b: datetime) -> timedelta:
        """How much of it is paused."""
        return sum((self.passed(max(a, pause), min(b, resume)) for pause, resume in self.stops), timedelta())

    def later(self, moment: datetime, length: timedelta) -> datetime:
        """The moment at which *length* more has passed."""
        if self.is_elapsed:
            return self.calendar.add_elapsed_time(moment, length)
        return self.calendar.add_working_time(moment, length) if length else moment

    def end(self) -> datetime:
        """When all of it is over, before it rolls; a pause that begins then or later moves nothing."""
        end = self.later(self.start, self.length)
        for pause, resume in self.stops:
            if pause < end:
                end = self.later(end, self.passed(pause, resume))
        return end


def _by_time(deadline: Reckoning, days: Sequence[DayExplanation]) -> Iterator[_Line]:
    run, end = _Running.of(deadline), deadline.calendar.local_time(deadline.due_at)
    raw, rest = run.end(), run.fraction
    tail = run.start if not rest else raw
    if rest and not any(pause >= raw for pause, _ in run.stops):
        tail = run.calendar.add_working_time(end, -rest)
    for day in days:
        opens = max(run.start, midnight(day.day))
        closes = min(end, evening(day.day))
        counted = run.passed(opens, min(closes, raw)) - run.paused(opens, min(closes, raw))
        if rest and closes > raw:
            # A fraction of a day is worked off after the whole ones.
            worked = attrs.evolve(run, is_elapsed=False)
            since = max(opens, raw, tail)
            more = min(rest, worked.passed(since, closes) - worked.paused(since, closes))
            counted, rest = counted + more, rest - more
        paused = run.paused(opens, closes)
        if counted or (not run.length and day.day == deadline.due_on):
            tally = Tally.COUNTED
        elif paused:
            tally = Tally.PAUSED
        elif day is days[0] and day.day < run.start.date():
            tally = Tally.EVENT
        elif day.worked and day.day < run.start.date():
            tally = Tally.CUT_OFF
        elif closes > raw and (run.is_elapsed or day.worked) and day is not days[0]:
            is_moved = any(pause >= raw for pause, _ in run.stops)
            tally = Tally.MOVED if is_moved else Tally.ROLLED
        else:
            tally = Tally.OFF
        yield tally, None, counted or None


def hours_and_minutes(length: timedelta) -> str:
    """A length of time as `3:30`, with seconds only where there are any."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return "{}:{:02d}".format(*divmod(minutes, 60)) + (f":{seconds:02d}" if seconds else "")


def hours_in_words(length: timedelta) -> str:
    """The same as Vietnamese say it: `3 giờ 30 phút`."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    parts = zip((*divmod(minutes, 60), seconds), ("giờ", "phút", "giây"), strict=True)
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 giờ"
