"""What each day does to a limit: counted with its number, or not and why (cách tính từng ngày)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum

import attrs

from thutuc.calendars import DayExplanation
from thutuc.deadlines.convention import Convention
from thutuc.deadlines.counting import add_calendar
from thutuc.deadlines.deadline import Deadline
from thutuc.law import LegalSource, rule
from thutuc.limits import Unit


class Tally(Enum):
    """What a day does to a limit (cách tính của một ngày)."""

    EVENT = "event"
    """The day of the event, not counted (ngày xảy ra sự kiện)."""
    COUNTED = "counted"
    """A counted day, with its number (ngày được tính)."""
    CUT_OFF = "cut-off"
    """A working day used up because the event came after the cut-off hour (nhận sau giờ quy định)."""
    OFF = "off"
    """A day off inside the limit (ngày nghỉ, không tính)."""
    PAUSED = "paused"
    """A day taken out by a pause (tạm dừng)."""
    ROLLED = "rolled"
    """A day after the last counted one, to which the limit rolls on (chuyển sang ngày làm việc tiếp theo)."""

    def label(self, language: str = "vi") -> str:
        """Words for a reader."""
        return _LABELS[self][language == "en"]


_LABELS = {
    Tally.EVENT: ("không tính: ngày nhận", "not counted: day of the event"),
    Tally.COUNTED: ("tính", "counted"),
    Tally.CUT_OFF: ("không tính: nhận sau giờ quy định", "not counted: received after hours"),
    Tally.OFF: ("không tính", "not counted"),
    Tally.PAUSED: ("không tính: tạm dừng", "not counted: paused"),
    Tally.ROLLED: ("không tính: hạn chuyển tiếp", "not counted: the limit rolls on"),
}


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
    by_time = deadline.limit.unit.is_hours or (
        deadline.convention is Convention.WORKING_TIME
        and deadline.limit.unit is Unit.WORKING_DAY
        and deadline.limit.amount > 0
    )
    cal = deadline.calendar
    first = cal.local_date(deadline.start)
    days = [first + timedelta(days=i) for i in range((deadline.due_on - first).days + 1)]
    if by_time:
        yield from _by_time(deadline, days)
    elif deadline.limit.unit is Unit.WORKING_DAY or not deadline.limit.amount:
        yield from _by_working_day(deadline, days)
    else:
        yield from _by_calendar_day(deadline, days)


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
    sources = {Tally.EVENT: "event-day", Tally.ROLLED: "roll", Tally.CUT_OFF: "same-day"}
    source = rule(sources[tally]).source_on(day.day) if tally in sources else day.source
    return LedgerEntry(day.day, tally, number, time, day, source, day.day == deadline.due_on)


def _by_working_day(deadline: Deadline, days: Sequence[date]) -> Iterator[LedgerEntry]:
    counted = -int(-deadline.limit.amount // 1)
    explained = [deadline.calendar.explain_day(day) for day in days]
    countable = sum(day.worked and not _is_paused(deadline, day.day) for day in explained)
    # Days used up before the count begins: the event day, and one more if the event came after hours.
    used_up = countable - (counted or 1)
    number = 0
    for day in explained:
        if _is_paused(deadline, day.day):
            yield _entry(deadline, day, Tally.PAUSED)
        elif not day.worked:
            yield _entry(deadline, day, Tally.EVENT if day.day == days[0] else Tally.OFF)
        elif used_up > 0:
            used_up -= 1
            yield _entry(deadline, day, Tally.EVENT if day.day == days[0] else Tally.CUT_OFF)
        else:
            number += counted > 0
            yield _entry(deadline, day, Tally.COUNTED, number)


def _by_calendar_day(deadline: Deadline, days: Sequence[date]) -> Iterator[LedgerEntry]:
    whole = -int(-deadline.limit.amount // 1)
    length = (add_calendar(days[0], whole, deadline.limit.unit) - days[0]).days
    number = 0
    for day in days:
        explained = deadline.calendar.explain_day(day)
        if day == days[0] and deadline.convention is not Convention.INCLUSIVE:
            yield _entry(deadline, explained, Tally.EVENT)
        elif _is_paused(deadline, day):
            yield _entry(deadline, explained, Tally.PAUSED)
        elif number < length:
            number += 1
            yield _entry(deadline, explained, Tally.COUNTED, number)
        else:
            yield _entry(deadline, explained, Tally.ROLLED)


def _by_time(deadline: Deadline, days: Sequence[date]) -> Iterator[LedgerEntry]:
    cal = deadline.calendar
    start, end = cal.local_time(deadline.start), cal.local_time(deadline.due_at)
    pauses = [(cal.local_time(pause), cal.local_time(resume)) for pause, resume in deadline.pauses]

    def passed(a: datetime, b: datetime) -> timedelta:
        if b <= a:
            return timedelta()
        return b - a if deadline.limit.unit is Unit.HOUR else cal.working_time_between(a, b)

    for day in days:
        opens = max(start, datetime.combine(day, time()))
        closes = min(end, datetime.combine(day + timedelta(days=1), time()))
        paused = sum((passed(max(opens, a), min(closes, b)) for a, b in pauses), timedelta())
        counted = passed(opens, closes) - paused
        explained = cal.explain_day(day)
        if counted:
            yield _entry(deadline, explained, Tally.COUNTED, None, counted)
        elif paused:
            yield _entry(deadline, explained, Tally.PAUSED)
        else:
            rolled = day == deadline.due_on and deadline.limit.unit is Unit.HOUR
            yield _entry(deadline, explained, Tally.ROLLED if rolled else Tally.OFF)


def hours_and_minutes(length: timedelta) -> str:
    """A length of time as `3:30`, with seconds only where there are any."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return "{}:{:02d}".format(*divmod(minutes, 60)) + (f":{seconds:02d}" if seconds else "")
