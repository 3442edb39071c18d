"""The calendar of state offices with what an office adds, and as it was known on a day (lịch nhà nước)."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import attrs

from thutuc.calendars import Closure, DayHours, DayOff, MakeUpDay, OfficeHours, WorkCalendar
from thutuc.calendars.calendar import check_calendar
from thutuc.calendars.days import Reason, swapped
from thutuc.calendars.definition import Definition
from thutuc.calendars.seasons import Seasons
from thutuc.fields import checked, plain_date
from thutuc.law import rule
from thutuc.moments import ONE_DAY
from thutuc.vietnam.occasions import (
    FIRST_YEAR,
    LAST_POSSIBLE_YEAR,
    LAST_YEAR,
    NO_TEXT_YET,
    CultureDay,
    check_years,
    further_days_off,
    statutory_days,
    swaps,
    undecided_days,
)

_BUILDING = Lock()
_NOTHING: Final = ()
_CULTURE_DAYS: Final = f"culture_day is {' or '.join(map(str, CultureDay))}"


def decided_until() -> date:
    """Last day before the first one on which an official decision is still to come.

    After it, too, there are days that are decided: see `WorkCalendar.undecided_days`.

    Examples:
        >>> from datetime import date
        >>> decided_until() >= date(2026, 12, 31)
        True
    """
    return vietnam_calendar().undecided_days[0] - ONE_DAY


def vietnam_calendar(
    hours: OfficeHours | Mapping[str, str] | None = None,
    *,
    days_off: Mapping[date, Reason] | Iterable[date | DayOff] = (),
    make_up_days: Mapping[date, date] | Iterable[date | MakeUpDay] = (),
    day_hours: Mapping[date, Reason] | Iterable[DayHours] = (),
    closures: Iterable[Closure] = (),
    seasons: Seasons = (),
    first_year: int = FIRST_YEAR,
    last_year: int = LAST_YEAR,
    culture_day: CultureDay = CultureDay.NOT_COMPENSATED,
    known_on: date | None = None,
) -> WorkCalendar:
    """Return the calendar of state offices, with what the caller adds (lịch của cơ quan nhà nước).

    The same arguments give the same object, built once.

    The caller's word on a day comes last: a day with hours of its own, or a make-up day, is worked even if
    the law or a decision takes it off. A swap binds offices that rest on Saturday and Sunday; an office that
    is closed on the weekday taken off, works on that day, or makes it up on another takes no part in it.

    Compensation follows the two-day weekly rest of state offices (Quyết định 188/1999/QĐ-TTg) whatever the
    *hours*: Saturday reception does not end that rest. An office with a true six-day week is not owed the
    Monday after a holiday on a Saturday; it names that Monday in *day_hours* or *make_up_days*.

    Args:
        hours: The office's week; left out, Monday to Friday, 07:00-11:30 and 13:30-17:00.
        days_off: The office's own days off, beside the official ones.
        make_up_days: Its own make-up days.
        day_hours: Hours of single days, such as an afternoon off before Tết.
        closures: Stretches of time that do not count.
        seasons: Weeks that hold for a part of the year, such as summer hours; *hours* on all other days.
        first_year: First year, 2007 or later.
        last_year: Last year. Where no known decision names an occasion its days are statutory only, and
            answers that count over them provisional.
        culture_day: What 24 November gives on a weekend.
        known_on: If given, the calendar as it was known on that day: without the decisions, and the laws,
            that were issued later. It says nothing of the law of 2012, whose day of issue is not in the data.

    Raises:
        InvalidTypeError: If a year is not a whole number, or another argument has the wrong type.
        InvalidValueError: If the years are not in order or not between 2007 and 2099.
        CalendarRangeError: If a day given lies outside the years.
        CalendarConflictError: If the caller names a day both off and worked.

    Legal source:
        Bộ luật Lao động 45/2019/QH14, Điều 111, 112; the decisions in the package's data.

    Examples:
        >>> from datetime import date
        >>> cal = vietnam_calendar()
        >>> cal.is_working_day(date(2026, 1, 2)), cal.is_working_day(date(2026, 1, 10))
        (False, True)
        >>> print(cal.explain_day(date(2026, 1, 2)))
        thứ Sáu 02/01/2026: ngày nghỉ – nghỉ hoán đổi, làm bù ngày 10/01/2026 [12729/VPCP-KGVX]
    """
    first, last = check_years(first_year, last_year)
    checked(culture_day, CultureDay, _CULTURE_DAYS)
    own = days_off, make_up_days, day_hours, closures, seasons
    if hours is None and all(given is _NOTHING for given in own):
        # What is asked for most often is written down once.
        office = _plain(first, last)
    else:
        office = Definition(date(first, 1, 1), date(last, 12, 31), hours, *own[:4], seasons=seasons)
    # The cache alone would let threads that ask at once build one each.
    with _BUILDING:
        return _build(office, culture_day, known_on if known_on is None else plain_date(known_on, "known_on"))


@lru_cache(maxsize=64)
def _plain(first_year: int, last_year: int) -> Definition:
    """An office that says nothing of its own."""
    return Definition(date(first_year, 1, 1), date(last_year, 12, 31))


@lru_cache(maxsize=64)
def _build(office: Definition, culture_day: CultureDay, known_on: date | None = None) -> WorkCalendar:
    """The calendar of what an *office* says itself, with what the law and the decisions say."""
    first, last = office.first, office.last
    years = first.year, last.year
    own_worked = {item.day for item in office.make_up_days} | {item.day for item in office.day_hours}
    own_days = own_worked | {item.day for item in office.days_off}
    not_swapped = own_worked | {item.replaces for item in office.make_up_days}
    taken = [
        (off, made)
        for off, made in ((swapped(made), made) for made in swaps(known_on))
        if off.day not in not_swapped and office.hours_on(off.day).week[off.day.weekday()]
    ]
    official: list[DayOff] = [
        *statutory_days(*years, culture_day, known_on),
        *further_days_off(known_on),
        *(off for off, _ in taken),
    ]
    days_off = [item for item in official if first <= item.day <= last and item.day not in own_worked]
    worked = [made for _, made in taken if first <= made.day <= last and made.day not in own_days]
    # What is loaded later and equal to it is this one.
    return WorkCalendar.kept(
        first,
        last,
        office.hours,
        [*days_off, *office.days_off],
        [*worked, *office.make_up_days],
        office.day_hours,
        office.closures,
        undecided=[day for day in undecided_days(*years, known_on) if first <= day <= last],
        rest_source=rule("weekly-rest").source_on(first),
        seasons=office.seasons,
    )


def as_known_on(calendar: WorkCalendar, day: date) -> WorkCalendar:
    """The calendar of a state office as it was known on *day* (lịch theo những gì đã biết vào một ngày).

    Decisions on days off and laws that were issued later are not known, nor what the office itself decided
    with a source issued later. A calendar that does not rest by Vietnamese law loses only the latter.

    The days of Tết stand where they were decided, provisional until then: where else they would have been,
    nobody can say.

    Args:
        calendar: Any calendar, or a part of one.
        day: The day, such as that of a receipt.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        CalendarConflictError: If no working time is left.

    Examples:
        >>> from datetime import date
        >>> from thutuc import vietnam_calendar
        >>> then = as_known_on(vietnam_calendar(), date(2025, 12, 24))
        >>> then.is_working_day(date(2026, 1, 2)), then.explain_day(date(2026, 1, 1)).provisional
        (True, True)
    """
    check_calendar(calendar)
    plain_date(day, "the day")
    first, last, rest = calendar.first, calendar.last, calendar.rest_source
    at_home = rest is not None and rest == rule("weekly-rest").source_on(first)
    at_home = at_home and first.year >= FIRST_YEAR and last.year <= LAST_POSSIBLE_YEAR
    compensated = any(off.source == NO_TEXT_YET for off in calendar.days_off)
    culture_day = CultureDay.COMPENSATED if compensated else CultureDay.NOT_COMPENSATED
    plain = Definition(first, last, calendar.hours, seasons=calendar.seasons)
    official = _build(plain, culture_day) if at_home else plain
    told = {*official.days_off, *official.make_up_days}

    def own(notes: Iterable[Any]) -> list[Any]:
        """What the office itself had said by then."""
        dated = ((note, note.source and note.source.issued) for note in notes if note not in told)
        return [note for note, issued in dated if issued is None or issued <= day]

    said: dict[str, Any] = {name: own(getattr(calendar, name)) for name in _SAID}
    if at_home:
        return _build(attrs.evolve(plain, **said), culture_day, day)
    return attrs.evolve(calendar, **said)


_SAID = ("days_off", "make_up_days", "day_hours", "closures")
