"""What a calendar says of some days, as the record of a calendar that knows only these (trích lịch)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import attrs

from thutuc.calendars.calendar import WorkCalendar
from thutuc.calendars.days import Closure, DayHours, DayOff, MakeUpDay
from thutuc.calendars.definition import Definition
from thutuc.calendars.fingerprint import text_of
from thutuc.errors import CalendarRangeError
from thutuc.moments import ONE_DAY, days_between, midnight
from thutuc.records import dump

_FIELDS = tuple(field.name for field in attrs.fields(Definition))


def excerpt(calendar: WorkCalendar, days: Iterable[date]) -> dict[str, Any]:
    """The record of a calendar that knows the days from the first to the last of *days*, and no other.

    It answers every question about them as the whole one does, and is small: what is said of other days is
    left out. Its last day is worked, if there is one, so that what ends on a day off can roll.

    Raises:
        InvalidValueError: If the calendar's zone has no name that holds elsewhere.
    """
    first, last = _span(calendar, days)
    stretch = list(days_between(first, last))
    notes = calendar.notes_between(stretch)
    undecided = calendar.undecided_days
    fields = {name: getattr(calendar, name) for name in _FIELDS} | {
        "first": first,
        "last": last,
        "days_off": tuple([note for note in notes if type(note) is DayOff]),
        "make_up_days": tuple([note for note in notes if type(note) is MakeUpDay]),
        "day_hours": tuple([note for note in notes if type(note) is DayHours]),
        "closures": tuple(_cut(calendar, first, last)),
        "undecided": undecided[bisect_left(undecided, first) : bisect_right(undecided, last)],
        "decided_until": None,
        "seasons": tuple([one for one in calendar.seasons if any(map(one.holds_on, stretch))]),
    }
    # It is only written down: the tables of a calendar would cost more than all the rest.
    bare = object.__new__(WorkCalendar)
    for name, value in fields.items():
        object.__setattr__(bare, name, value)
    return dump(bare)


def _cut(calendar: WorkCalendar, first: date, last: date) -> list[Closure]:
    """The closures that take time from some days, cut to these, each once and in their order."""
    begins, ends, local = midnight(first), midnight(last) + ONE_DAY, calendar.local_time
    found: dict[Closure, tuple[datetime, datetime]] = {}
    for closure in calendar.closures:
        start, end = local(closure.start), local(closure.end)
        if begins <= start and end <= ends:
            found[closure] = start, end
        elif start < ends and begins < end:
            start, end = max(start, begins), min(end, ends)
            found[attrs.evolve(closure, start=start, end=end)] = start, end
    return sorted(found, key=lambda closure: (*found[closure], text_of(closure)))


def _span(calendar: WorkCalendar, days: Iterable[date]) -> tuple[date, date]:
    """The first and the last of some days, as far as the calendar knows them."""
    known = [min(max(calendar.local_date(day), calendar.first), calendar.last) for day in days]
    first, last = min(known), max(known)
    try:
        last = calendar.next_working_day(last)
    except CalendarRangeError:
        last = calendar.last
        first = min(first, calendar.previous_working_day(last))
    if calendar.seasons:
        # A make-up day takes the hours of the week in which the day it replaces lies.
        replaced = [
            note.replaces
            for note in calendar.notes_between(days_between(first, last))
            if isinstance(note, MakeUpDay) and note.replaces is not None
        ]
        replaced = [day for day in replaced if calendar.first <= day <= calendar.last]
        first, last = min([first, *replaced]), max([last, *replaced])
    return first, last
