"""Dates and moments in office time."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from strategies import quick
from thutuc import (
    Clock,
    Dossier,
    PeriodReport,
    Procedure,
    TimeLimit,
    Unit,
    due,
    events,
    vietnam_calendar,
)
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.moments import (
    MICROSECOND,
    OFFICE_TIME,
    ONE_DAY,
    comes_before,
    days_between,
    evening,
    instant,
    last_moment,
    like,
    local_date,
    local_moment,
    local_time,
    midnight,
    one_offset,
)

PARIS = ZoneInfo("Europe/Paris")
ZONES = [UTC, OFFICE_TIME, PARIS, ZoneInfo("America/St_Johns"), timezone(timedelta(hours=-11))]
some_dates = st.dates(date(1995, 1, 1), date(2049, 12, 31))
some_moments = st.datetimes(
    datetime(1995, 1, 1), datetime(2049, 12, 31), timezones=st.none() | st.sampled_from(ZONES)
)
zones = st.sampled_from(ZONES)


@quick
@given(some_moments, zones)
def test_a_moment_is_the_same_instant_in_any_zone(moment, zone):
    """What is converted is the same instant, read from the office's own clock; what is naive stays."""
    local = local_time(moment, zone)
    assert local.tzinfo is None
    assert local_date(moment, zone) == local.date()
    assert local_moment(moment, zone) == last_moment(moment, zone) == evening(moment, zone) == local
    if moment.tzinfo is None:
        assert local == moment
    else:
        # In UTC: a moment in an hour that comes twice equals none of another zone.
        apart = instant(local, zone) - moment.astimezone(UTC)
        assert apart in {timedelta(0), timedelta(hours=-1), timedelta(hours=1)}
        assert like(local, moment, zone).replace(tzinfo=None) == local


@quick
@given(some_dates, zones)
def test_a_bare_day_is_the_office_s_day(day, zone):
    """A day begins at its midnight and ends before the next, whatever the zone."""
    assert local_date(day, zone) == local_moment(day, zone) == day
    assert local_time(day, zone) == midnight(day)
    assert evening(day, zone) == midnight(day + ONE_DAY)
    assert last_moment(day, zone) == evening(day, zone) - MICROSECOND
    assert like(midnight(day), day, zone) == midnight(day)


@quick
@given(some_dates | some_moments, some_dates | some_moments, zones)
def test_of_two_at_most_one_comes_first(one, other, zone):
    """Two moments are compared as moments; with a bare day among them, their days are."""
    first, second = comes_before(one, other, zone), comes_before(other, one, zone)
    assert not (first and second)
    if local_date(one, zone) != local_date(other, zone):
        assert first == (local_date(one, zone) < local_date(other, zone))
    elif not isinstance(one, datetime) or not isinstance(other, datetime):
        assert not first
        assert not second


@pytest.mark.parametrize("ask", [local_date, local_time, local_moment, evening, last_moment])
@pytest.mark.parametrize("wrong", ["2026-03-02", 20260302, None, timedelta()])
def test_what_is_no_moment_is_refused(ask, wrong):
    """Text, numbers and lengths are no moments, and it is said what to give."""
    with pytest.raises(InvalidTypeError, match="a moment is one of dates or datetimes, not") as caught:
        ask(wrong)
    assert caught.value.given == wrong


def test_days_between():
    """Both ends are among the days; nothing lies between a day and the one before."""
    assert list(days_between(date(2026, 2, 27), date(2026, 3, 1))) == [
        date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1),
    ]  # fmt: skip
    assert list(days_between(date(2026, 3, 1), date(2026, 2, 28))) == []


@pytest.mark.parametrize(
    ("zone", "first", "last", "hours"),
    [
        (OFFICE_TIME, date(1990, 1, 1), date(2050, 1, 1), 7),
        (ZoneInfo("Asia/Ho_Chi_Minh"), date(1990, 1, 1), date(2050, 1, 1), 7),
        (PARIS, date(1990, 1, 1), date(2050, 1, 1), None),
        (PARIS, date(2026, 1, 1), date(2026, 3, 28), 1),
        (PARIS, date(2026, 1, 1), date(2026, 3, 29), None),
    ],
)
def test_one_offset(zone, first, last, hours):
    """A zone has one offset where its clocks are not changed, up to the end of the last day."""
    found = one_offset(zone, first, last)
    assert found == (None if hours is None else hours * 3_600_000_000)


@pytest.mark.parametrize("ask", [local_date, local_time, local_moment, evening, last_moment, instant])
def test_the_ends_of_time(ask):
    """What lies before the year 1 or after 9999 in the other zone is refused; the last day has an end."""
    east = timezone(timedelta(hours=-12))
    for moment in (
        datetime(9999, 12, 31, 23, 59, tzinfo=east),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    ):
        with pytest.raises(InvalidValueError, match="lies outside the years 1 to 9999 in the zone"):
            ask(moment)
    assert last_moment(date.max) == datetime.max


class Other(datetime):
    """A kind of datetime of another library, which knows parts of a microsecond."""

    nanosecond = 0


class Missing(datetime):
    """What such a library has for a missing moment: as NaN, it is not equal to itself."""

    def __eq__(self, other):
        return False

    def __ne__(self, other):
        return True

    __hash__ = datetime.__hash__


@pytest.mark.parametrize("zone", [None, UTC])
def test_moments_of_other_libraries_are_those_of_python(zone):
    """Deadlines, clocks and dossiers hold Python's datetimes, whatever kind was given."""
    given, same = Other(2026, 3, 2, 9, 30, 0, 5, zone), datetime(2026, 3, 2, 9, 30, 0, 5, zone)
    calendar, limit = vietnam_calendar(), TimeLimit(5, Unit.WORKING_DAY)
    clock = Clock(limit, given, calendar).pause(Other(2026, 3, 3, 9, tzinfo=zone))
    dossier = Dossier("H1", Procedure("1.004222", "ví dụ", limit), calendar)
    dossier = dossier.record(events.Accepted(at=given, office="A"))
    for found in (due(limit, given, calendar).start, clock.start, clock.changes[0].at, local_time(given)):
        assert type(found) is datetime
    assert due(limit, given, calendar) == due(limit, same, calendar)
    assert type(dossier.events[0].at) is datetime
    assert local_time(given) == local_time(same) == dossier.received_at


def test_missing_moments_and_parts_of_a_microsecond_are_refused():
    """What stands for a missing moment is none, and nothing is rounded silently."""
    calendar, limit = vietnam_calendar(), TimeLimit(5, Unit.WORKING_DAY)
    deadline, clock = due(limit, date(2026, 3, 2), calendar), Clock(limit, date(2026, 3, 2), calendar)
    missing, finer = Missing(2026, 3, 2), Other(2026, 3, 2)
    finer.nanosecond = 1
    for ask in (
        *(local_date, local_time, deadline.is_late, clock.pause, calendar.is_working_day),
        *(lambda at: due(limit, at, calendar), lambda at: Clock(limit, at, calendar)),
        lambda at: PeriodReport.of([], at, at),
    ):
        with pytest.raises(InvalidTypeError, match="a moment is one of dates or datetimes"):
            ask(missing)
        with pytest.raises(InvalidValueError, match="has parts of a microsecond; round it"):
            ask(finer)
