"""Weeks by season, make-up days with hours of their own, and the source of the weekly rest."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from strategies import NAMES, hours_text, quick, travelled, weeks
from thutuc import TimeLimit, Unit, WorkCalendar, arrays, due, vietnam_calendar
from thutuc.calendars import Closure, DayKind, MakeUpDay, OfficeHours, Season
from thutuc.errors import CalendarConflictError, InvalidTypeError, InvalidValueError, ThutucError

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
SUMMER = {"mon-fri": "06:30-11:00, 13:00-16:30"}
WINTER = {"mon-fri": "08:00-12:00, 13:00-17:00"}
DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]

# Seasons ------------------------------------------------------------------------------------------------


def as_hours(week):
    return {name: hours_text(hours) for name, hours in zip(NAMES, week, strict=True) if hours}


days_of_year = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: (day.month, day.day))


def walked(first, last):
    """The days of the year from one to the other, one after the other."""
    day, found = date(2000, *first), [first]
    while found[-1] != last:
        day = day + timedelta(days=1) if (day.month, day.day) != (12, 31) else date(2000, 1, 1)
        found.append((day.month, day.day))
    return found


@quick
@given(weeks(), weeks(), days_of_year, days_of_year)
def test_a_season_of_every_year_by_going_through_its_days(usual, other, first, last):
    """Every day has the week of the season it lies in, also over New Year, and otherwise the usual one."""
    ends = (f"{day:02d}/{month:02d}" for month, day in (first, last))
    season = Season(*ends, as_hours(other))
    cal, inside = WorkCalendar(FIRST, LAST, as_hours(usual), seasons=[season]), walked(first, last)
    for day in DAYS:
        holds = (day.month, day.day) in inside
        hours = (other if holds else usual)[day.weekday()]
        assert season.holds_on(day) == holds
        assert [tuple(session) for session in cal.sessions_on(day)] == sorted(hours)
        assert cal.is_working_day(day) == bool(hours)


def test_summer_and_winter_hours():
    """The due moment is the close of the season's day, scalar and in columns, on 15/10 and after it."""
    cal = WorkCalendar(FIRST, LAST, WINTER, seasons={("16/04", "15/10"): (SUMMER, "giờ mùa hè")})
    limit = TimeLimit(1, Unit.WORKING_DAY)
    dues = [due(limit, date(2026, 10, day), cal).due_at for day in (14, 15)]
    assert dues == [datetime(2026, 10, 15, 16, 30), datetime(2026, 10, 16, 17)]
    assert arrays.due(limit, [date(2026, 10, 14), date(2026, 10, 15)], cal).due_at.tolist() == dues
    said = cal.explain_day(date(2027, 4, 16))
    assert (said.kind, said.reason) == (DayKind.WORKING, "giờ mùa hè")
    assert cal.explain_day(date(2027, 4, 15)).reason == ""
    assert "1 seasons" in repr(cal)


def test_a_season_between_dates_holds_once():
    """A season from date to date does not come again, and may begin before the calendar."""
    cal = vietnam_calendar(seasons=[Season(date(2006, 10, 1), date(2026, 3, 31), WINTER)])
    assert str(cal.hours_on(date(2026, 3, 31))) == "mon-fri 08:00-12:00, 13:00-17:00"
    assert cal.hours_on(date(2026, 4, 1)) == cal.hours == cal.hours_on(date(2027, 3, 31))


def test_a_make_up_day_takes_the_week_of_the_day_it_replaces():
    """A Saturday of summer worked for a day of winter has the winter's hours."""
    summer = {("16/04", "15/10"): SUMMER}
    made = {date(2026, 4, 18): date(2026, 4, 13)}
    cal = WorkCalendar(FIRST, LAST, WINTER, make_up_days=made, seasons=summer)
    assert cal.closing(date(2026, 4, 18)) == datetime(2026, 4, 18, 17)
    plain = WorkCalendar(FIRST, LAST, WINTER, make_up_days=[*made], seasons=summer)
    assert plain.closing(date(2026, 4, 18)) == datetime(2026, 4, 18, 16, 30)


def test_a_swap_is_for_offices_that_work_on_the_day_in_its_season():
    """An office closed on Mondays in summer takes no part in the swap of Monday 31/08/2026."""
    cal = vietnam_calendar(seasons={("01/06", "31/08"): {"tue-fri": "07:00-17:00"}})
    assert not cal.is_working_day(date(2026, 8, 22))
    assert cal.explain_day(date(2026, 8, 31)).kind is DayKind.WEEKLY_REST
    assert cal.is_working_day(date(2026, 1, 10))


def test_seasons_are_part_of_the_value():
    """Calendars with the same seasons in another order are equal; without them they are not."""
    both = [Season("16/04", "15/10", SUMMER), Season("01/12", "31/01", WINTER, "giờ mùa đông", "1/QĐ-UBND")]
    cal = WorkCalendar(FIRST, LAST, seasons=both)
    assert cal == WorkCalendar(FIRST, LAST).with_seasons(both[::-1]) == travelled(cal)
    assert cal == WorkCalendar(FIRST, LAST).with_seasons(both[:1]).with_seasons(both)
    assert cal != WorkCalendar(FIRST, LAST)
    assert vietnam_calendar(seasons=both) is vietnam_calendar(seasons=both[::-1])
    assert str(cal.explain_day(date(2026, 12, 1)).source) == "1/QĐ-UBND"


BAD = {
    "no day of the year": (InvalidValueError, lambda: Season("31/04", "15/10", SUMMER)),
    "no day at all": (InvalidValueError, lambda: Season("tháng 4", "15/10", SUMMER)),
    "a moment": (InvalidTypeError, lambda: Season(datetime(2026, 4, 1), date(2026, 5, 1), SUMMER)),
    "a number": (InvalidTypeError, lambda: Season(4, 10, SUMMER)),
    "two kinds of ends": (InvalidTypeError, lambda: Season("16/04", date(2026, 10, 15), SUMMER)),
    "backward": (InvalidValueError, lambda: Season(date(2026, 5, 1), date(2026, 4, 1), SUMMER)),
    "no week": (InvalidTypeError, lambda: Season("16/04", "15/10", "07:00-11:00")),
    "a reason that is no text": (InvalidTypeError, lambda: Season("16/04", "15/10", SUMMER, 5)),
    "one end": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, seasons={"16/04": SUMMER})),
    "three ends": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, seasons={(1, 2, 3): SUMMER})),
    "no season": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, seasons=[SUMMER])),
    "None": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, seasons=None)),
    "two weeks for a day": (
        CalendarConflictError,
        lambda: WorkCalendar(FIRST, LAST, seasons={("16/04", "15/10"): SUMMER, ("15/10", "15/04"): WINTER}),
    ),
    "undecided is no list": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, undecided=5)),
    "undecided is no day": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, undecided=["2026-01-01"])),
    "source is no source": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, rest_source=188)),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_seasons_are_refused(name):
    """What is no season, no undecided day or no source is refused by name."""
    kind, call = BAD[name]
    with pytest.raises(kind) as caught:
        call()
    assert isinstance(caught.value, ThutucError)
    assert len(str(caught.value)) > 20


# Make-up days with hours of their own -------------------------------------------------------------------


def test_a_make_up_day_may_have_hours_of_its_own():
    """A make-up day worked in the morning only stays a make-up day, and the day replaced stays off."""
    cal = WorkCalendar(
        FIRST,
        LAST,
        make_up_days=[MakeUpDay(date(2026, 1, 10), date(2026, 1, 2), "12729/VPCP-KGVX")],
        day_hours={date(2026, 1, 10): ("07:30-11:30", "làm buổi sáng")},
    )
    said = cal.explain_day(date(2026, 1, 10))
    assert (said.kind, said.reason) == (DayKind.MAKE_UP, "làm bù cho ngày 02/01/2026; làm buổi sáng")
    assert str(said.source) == "12729/VPCP-KGVX"
    assert cal.working_time_on(date(2026, 1, 10)) == timedelta(hours=4)
    assert not cal.is_working_day(date(2026, 1, 2))
    assert due(TimeLimit(1, Unit.WORKING_DAY), date(2026, 1, 9), cal).due_at == datetime(2026, 1, 10, 11, 30)
    stepwise = WorkCalendar(FIRST, LAST).with_day_hours(cal.day_hours).with_make_up_days(cal.make_up_days)
    assert stepwise == cal


def test_a_make_up_day_with_own_hours_may_stand_for_a_weekday_without_any():
    """Hours of its own are enough where the day replaced has none."""
    cal = WorkCalendar(
        FIRST,
        LAST,
        {"mon-thu": "07:00-17:00"},
        make_up_days={date(2026, 1, 10): date(2026, 1, 9)},
        day_hours={date(2026, 1, 10): "07:30-11:30"},
    )
    assert cal.working_time_on(date(2026, 1, 10)) == timedelta(hours=4)


def test_the_official_make_up_day_in_the_morning_only():
    """An office may work the official make-up day at hours of its own, whichever way it says so."""
    hours = {date(2026, 8, 22): "07:30-11:30"}
    for cal in (vietnam_calendar(day_hours=hours), vietnam_calendar().with_day_hours(hours)):
        assert cal.working_time_on(date(2026, 8, 22)) == timedelta(hours=4)
        assert not cal.is_working_day(date(2026, 8, 31))


# The source of the weekly rest --------------------------------------------------------------------------


def test_a_foreign_sunday_cites_no_vietnamese_decision():
    """Without a source none is cited; a source given is; state offices have theirs."""
    sunday = date(2026, 3, 1)
    plain = WorkCalendar(FIRST, LAST)
    assert plain.explain_day(sunday).source is None
    assert plain.explain_day(sunday).text("en") == "Sunday 01/03/2026: weekly rest"
    french = WorkCalendar(FIRST, LAST, rest_source="Code du travail, L3132-3")
    assert french.explain_day(sunday).source.document == "Code du travail, L3132-3"
    assert "188/1999" in str(vietnam_calendar().explain_day(sunday).source)
    assert "188/1999" in str(vietnam_calendar({"mon": "08:00-12:00"}).rest_source)
    assert plain.with_hours(OfficeHours.of(WINTER)) != french


def test_a_foreign_closure_cites_no_vietnamese_decree():
    """A closure without a source cites the rule of Vietnam in a Vietnamese calendar alone."""
    storm = Closure(datetime(2026, 3, 2), datetime(2026, 3, 3), "storm")
    monday = date(2026, 3, 2)
    for cal in (WorkCalendar(FIRST, LAST), WorkCalendar(FIRST, LAST, rest_source="Code du travail")):
        assert cal.with_closures(storm).explain_day(monday).source is None
    assert "99/2022" in str(vietnam_calendar().with_closures(storm).explain_day(monday).source)
