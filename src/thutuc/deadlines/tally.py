"""What each day does to a limit: counted with its number, or not and why (cách tính từng ngày)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import attrs

from thutuc.calendars import DayExplanation
from thutuc.deadlines.counting import (
    add_calendar,
    counted_days,
    counts_minutes,
    elapsed_end,
    instant,
    length_of,
    midnight,
    paused_days,
    receipt,
)
from thutuc.deadlines.deadline import Deadline
from thutuc.labels import Labelled
from thutuc.law import LegalSource, rule
from thutuc.limits import Unit


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
    ROLLED = "rolled", "không tính: hạn chuyển tiếp", "not counted: the limit rolls on"
    """A day after the last counted one, to which the limit rolls on (chuyển sang ngày làm việc tiếp theo)."""
    MOVED = "moved", "không tính: hạn lùi vì tạm dừng", "not counted: a pause moves the end"
    """A day after the last counted one, to which a later pause moves the end (hạn lùi vì tạm dừng)."""


_RULES = {Tally.EVENT: "event-day", Tally.ROLLED: "roll"}


@attrs.frozen
class LedgerEntry:
    """One day of the explanation (một dòng giải trình).

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
        words = [self.tally.label(language)]
        if self.number:
            words[0] += f", day {self.number}" if language == "en" else f", ngày thứ {self.number}"
        if self.time is not None and self.tally is Tally.COUNTED:
            words[0] += f" {hours_and_minutes(self.time)}"
        day = self.calendar_day
        if not (day.worked and day.reason == ""):
            kind = day.kind.label(language)
            why = day.english if language == "en" else day.reason
            words.append(f"{kind} ({why})" if why else kind)
        return "; ".join(words)


def entries(deadline: Deadline) -> Iterator[LedgerEntry]:
    """One entry a day, from the day of the event to the due day."""
    cal = deadline.calendar
    first = cal.local_date(deadline.start)
    length = max(0, (deadline.due_on - first).days)
    days = [cal.explain_day(first + timedelta(days=i)) for i in range(length + 1)]
    if counts_minutes(deadline.limit, deadline.convention):
        return _by_time(deadline, days)
    if deadline.limit.unit is Unit.WORKING_DAY or not deadline.limit.amount:
        return _by_working_day(deadline, days)
    return _by_calendar_day(deadline, days)


def _is_paused(deadline: Deadline, day: date) -> bool:
    local = deadline.calendar.local_date
    return any(local(pause) < day <= local(resume) for pause, resume in deadline.pauses)


def _entry(
    deadline: Deadline,
    day: DayExplanation,
    tally: Tally,
    number: int | None = None,
    time: timedelta | None = None,
) -> LedgerEntry:
    source = rule(_RULES[tally]).source_on(day.day) if tally in _RULES else day.source
    if tally is Tally.CUT_OFF:
        # The hour of receipt is no rule of one law: it rests on what the limit rests on.
        source = deadline.limit.source
    return LedgerEntry(day.day, tally, number, time, day, source, day.day == deadline.due_on)


def _by_working_day(deadline: Deadline, days: Sequence[DayExplanation]) -> Iterator[LedgerEntry]:
    limit = deadline.limit
    counts, late = receipt(limit, deadline.start, deadline.calendar, deadline.convention)
    wanted, number = counted_days(limit), 0
    for day in days:
        tally = Tally.COUNTED
        if day is days[0] and not (counts and not late):
            after_hours = day.worked and not limit.amount
            tally = Tally.CUT_OFF if counts or after_hours else Tally.EVENT
            late = late and not counts
        elif _is_paused(deadline, day.day):
            tally = Tally.PAUSED
        elif not day.worked:
            tally = Tally.OFF
        elif late:
            tally, late = Tally.CUT_OFF, False
        elif number == wanted:
            tally = Tally.MOVED
        else:
            number += 1
        if tally is Tally.EVENT and day.day == deadline.due_on:
            # A fraction of a day that ends on the day of the event itself.
            tally = Tally.COUNTED
        told = number if limit.amount else 0
        yield _entry(deadline, day, tally, told if tally is Tally.COUNTED else None)


def _by_calendar_day(deadline: Deadline, days: Sequence[DayExplanation]) -> Iterator[LedgerEntry]:
    limit, first = deadline.limit, days[0].day
    counts, late = receipt(limit, deadline.start, deadline.calendar, deadline.convention)
    length = (add_calendar(first, counted_days(limit), limit.unit) - first).days
    end = first + timedelta(days=length - counts + paused_days(deadline.calendar, deadline.pauses))
    number = 0
    for day in days:
        if day.day == first and not counts:
            tally = Tally.COUNTED if first == deadline.due_on else Tally.EVENT
        elif _is_paused(deadline, day.day):
            tally = Tally.PAUSED
        elif number < length:
            tally = Tally.COUNTED
            number += 1
        elif late and day.worked:
            tally = Tally.CUT_OFF
        else:
            tally = Tally.MOVED if day.day <= end else Tally.ROLLED
        yield _entry(deadline, day, tally, number if tally is Tally.COUNTED else None)


def _by_time(deadline: Deadline, days: Sequence[DayExplanation]) -> Iterator[LedgerEntry]:
    cal, limit, pauses = deadline.calendar, deadline.limit, deadline.pauses
    local = cal.local_time
    start, end = local(deadline.start), local(deadline.due_at)
    stops = [(local(pause), local(resume)) for pause, resume in pauses]
    elapsed = limit.unit is Unit.HOUR

    def passed(a: datetime, b: datetime) -> timedelta:
        if b <= a:
            return timedelta()
        return instant(b, cal) - instant(a, cal) if elapsed else cal.working_time_between(a, b)

    left = length_of(limit, cal)
    rolls = elapsed and elapsed_end(limit, deadline.start, cal, pauses) < end
    for day in days:
        opens = max(start, midnight(day.day))
        closes = min(end, midnight(day.day + timedelta(days=1)))
        paused = sum((passed(max(opens, a), min(closes, b)) for a, b in stops), timedelta())
        run = passed(opens, closes) - paused
        counted = min(run, left)
        left -= counted
        if counted:
            tally = Tally.COUNTED
        elif paused:
            tally = Tally.PAUSED
        elif run or (elapsed and not left and day.day != days[0].day):
            tally = Tally.ROLLED if rolls else Tally.MOVED
        else:
            tally = Tally.OFF
        yield _entry(deadline, day, tally, None, counted or None)


def hours_and_minutes(length: timedelta) -> str:
    """A length of time as `3:30`, with seconds only where there are any."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return "{}:{:02d}".format(*divmod(minutes, 60)) + (f":{seconds:02d}" if seconds else "")
