"""The days on which an office does not work as its week says, as a calendar (lịch nghỉ, làm bù)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.calendars.calendar import check_calendar
from thutuc.calendars.days import DayKind
from thutuc.errors import InvalidValueError
from thutuc.exchange.ical_file import IcalFile, add_day, in_utc, zoned
from thutuc.fields import checked, plain_date, short_text
from thutuc.law import LegalSource
from thutuc.moments import ONE_DAY, Moment, days_between, midnight
from thutuc.words.labels import check_language

_TITLE: Final = ("Ngày nghỉ, làm bù", "Days off and made up")
# A day that is closed away is told as a closure.
_PLAIN: Final = {DayKind.WORKING, DayKind.WEEKLY_REST, DayKind.CLOSED}


def closures_to_ical(
    calendar: WorkCalendar,
    first: date | None = None,
    last: date | None = None,
    *,
    office: str = "",
    language: str = "vi",
    now: datetime | None = None,
) -> bytes:
    r"""The days off and made up of an office as a calendar, with the extra `exchange` (lịch nghỉ, làm bù).

    Each day off, made up or of hours of its own is an entry with its reason and source, and so is each
    closure. What a decision may still change is tentative; decided, the same entry has a higher SEQUENCE.

    Args:
        calendar: The office's calendar.
        first: First day to tell of; left out, the calendar's first.
        last: Last day to tell of, itself included; left out, the calendar's last.
        office: Code or name of the office, of which the UIDs are made; left out, they are those of the state.
        language: Of the words, `vi` or `en`.
        now: When it is written, which becomes DTSTAMP; left out, the day on which the source was issued, or
            that of the entry itself.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If *last* lies before *first*, *language* is unknown, or a text holds a letter that
            no calendar can hold.
        CalendarRangeError: If a day lies outside the calendar.
        MissingExtraError: If the package `icalendar` is not installed.

    Examples:
        >>> from thutuc import exchange, vietnam_calendar
        >>> file = exchange.closures_to_ical(vietnam_calendar(), date(2026, 8, 31), date(2026, 9, 1))
        >>> [line for line in file.decode().split("\r\n") if line.startswith(("SUMMARY", "DTSTART;"))]
        ['SUMMARY:ngày nghỉ: nghỉ hoán đổi\\, làm bù ngày 22/08/2026', 'DTSTART;VALUE=DATE:20260831', ...]
    """
    check_calendar(calendar)
    check_language(language)
    first = calendar.first if first is None else plain_date(first, "the first day")
    last = calendar.last if last is None else plain_date(last, "the last day")
    if last < first:
        raise InvalidValueError(f"the last day {last} lies before the first, {first}", given=last)
    if now is not None:
        checked(now, datetime, "`now` is a moment such as datetime(2026, 3, 2, 9, 0)")
    office = short_text(office)
    title = " – ".join(filter(None, (_TITLE[language == "en"], office)))
    file = IcalFile(title)
    for day in [*_days(calendar, first, last, language), *_closures(calendar, first, last, language)]:
        issued = day.source.issued if day.source else None
        stamp = in_utc(calendar.local_time(now or issued or day.start), calendar.zone)
        key = "closed", office, day.start.isoformat()
        entry = file.entry("Event", key, (int(day.decided), stamp), day.summary, day.description)
        entry.add("status", "CONFIRMED" if day.decided else "TENTATIVE")
        entry.add("transp", "TRANSPARENT")
        if isinstance(day.start, datetime):
            entry.add("dtstart", zoned(day.start, calendar.zone))
            entry.add("dtend", zoned(day.end, calendar.zone))
        else:
            add_day(entry, day.start)
    return file.to_bytes()


@attrs.frozen
class _Told:
    """One entry: a day, or the time of a closure."""

    start: Moment
    end: datetime
    summary: str
    description: str
    source: LegalSource | None
    decided: bool = True


def _days(calendar: WorkCalendar, first: date, last: date, language: str) -> Iterator[_Told]:
    for day in days_between(first, last):
        why = calendar.explain_day(day)
        if why.kind not in _PLAIN:
            reason = why.english if language == "en" else why.reason
            summary = ": ".join(filter(None, (why.kind.label(language), reason)))
            yield _Told(day, midnight(day), summary, why.text(language), why.source, why.decided)


def _closures(calendar: WorkCalendar, first: date, last: date, language: str) -> Iterator[_Told]:
    for closure in calendar.closures:
        start, end = calendar.local_time(closure.start), calendar.local_time(closure.end)
        if start < midnight(last) + ONE_DAY and midnight(first) < end:
            summary = f"{DayKind.CLOSED.label(language)}: {closure.reason}"
            source = f" [{closure.source.text(language)}]" if closure.source else ""
            yield _Told(start, end, summary, summary + source, closure.source)
