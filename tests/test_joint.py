"""Two offices as one calendar: open when either is, open when both are."""

import operator
import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, strategies as st

from strategies import (
    MINUTE,
    NAMES,
    ONE_DAY,
    hours_text,
    plans,
    quick,
    undecided_in,
    weeks,
)
from thutuc import Convention, TimeLimit, Unit, WorkCalendar, arrays, due, vietnam_calendar
from thutuc.calendars import Closure, DayHours, DayKind, DayOff, Season
from thutuc.errors import CalendarConflictError, CalendarRangeError, InvalidTypeError
from thutuc.law import LegalSource

YEAR = date(2026, 1, 1), date(2026, 12, 31)
BOTH, EITHER = operator.and_, operator.or_
MONDAY, TUESDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7)


def open_minutes(cal):
    """For each minute of a calendar whether it is open, asked of its coordinate."""
    moment, end = datetime.combine(cal.first, datetime.min.time()), cal.last + ONE_DAY
    end, found, before = datetime.combine(end, datetime.min.time()), {}, 0
    while moment < end:
        after = cal.coordinate(moment + MINUTE)
        found[moment] = (after - before) // 60_000_000
        moment, before = moment + MINUTE, after
    return found


def naive(plan, other, rule):
    """The same by going through every minute of both plans."""
    first, last = max(plan.first, other.first), min(plan.last, other.last)
    sides = []
    for each in (plan, other):
        skip = (first - each.first).days * 1440
        sides.append(each.minutes()[skip : skip + ((last - first).days + 1) * 1440])
    begin = datetime.combine(first, datetime.min.time())
    return {begin + i * MINUTE: int(rule(*pair)) for i, pair in enumerate(zip(*sides, strict=True))}


def as_hours(week):
    return {name: hours_text(hours) for name, hours in zip(NAMES, week, strict=True) if hours}


@st.composite
def pairs(draw):
    one = draw(plans(days=12))
    around = st.dates(one.first - 5 * ONE_DAY, one.last)
    return one, draw(plans(days=12, firsts=around))


def joined(one, other, rule):
    """The calendar of both, unless their weeks never meet."""
    try:
        return rule(one, other)
    except CalendarConflictError:
        assume(False)


# Every minute -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [BOTH, EITHER])
@quick
@given(pairs())
def test_every_minute_is_that_of_both(rule, two):
    """A minute is open if it is in either calendar, or in both, whatever was said of its day in each."""
    one, other = two
    cal = joined(one.calendar(), other.calendar(), rule)
    wanted = naive(one, other, rule)
    assert (cal.first, cal.last) == (max(one.first, other.first), min(one.last, other.last))
    assert open_minutes(cal) == wanted


@pytest.mark.parametrize("rule", [BOTH, EITHER])
@quick
@given(st.tuples(weeks(), weeks(), weeks(), weeks()), st.data())
def test_seasons_that_cross_are_exact(rule, four, data):
    """Seasons of one, of both alike, or of both across each other: each day has the hours of its weeks."""

    def calendar(usual, other):
        ends = data.draw(st.sampled_from([None, ("16/04", "15/10"), ("01/10", "31/03"), ("16/04", "30/06")]))
        return WorkCalendar(*YEAR, as_hours(usual), seasons={ends: (as_hours(other), "mùa")} if ends else {})

    one, other = calendar(*four[:2]), calendar(*four[2:])
    cal = joined(one, other, rule)
    for day in (YEAR[0] + timedelta(days=7 * i + i % 7) for i in range(50)):
        minutes = [{m for session in each.sessions_on(day) for m in range(*session)} for each in (one, other)]
        assert {m for session in cal.sessions_on(day) for m in range(*session)} == rule(*minutes)


@pytest.mark.parametrize("rule", [BOTH, EITHER])
@quick
@given(pairs(), st.data())
def test_it_is_a_calendar_like_any_other(rule, two, data):
    """It pickles, has one fingerprint however often it is made, and columns count on it as objects do."""
    one, other = (plan.calendar() for plan in two)
    cal = joined(one, other, rule)
    again = rule(pickle.loads(pickle.dumps(one)), other)  # noqa: S301 - our own
    assert again == cal == rule(other, one) == pickle.loads(pickle.dumps(cal))  # noqa: S301
    assert again.fingerprint == cal.fingerprint == rule(other, one).fingerprint
    start = datetime.combine(cal.first, datetime.min.time()) + data.draw(st.integers(0, 14_000)) * MINUTE
    for unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR, Unit.HOUR, Unit.DAY):
        for convention in Convention:
            limit = TimeLimit(2, unit)
            try:
                wanted = due(limit, start, cal, convention=convention)
            except CalendarRangeError:
                continue
            found = arrays.due(limit, [start], cal, convention=convention)
            assert (found.due_on[0], found.due_at[0]) == (wanted.due_on, wanted.due_at)


@quick
@given(pairs(), st.data())
def test_it_is_provisional_where_either_is(two, data):
    """A day is still to be decided if it is in one of the two."""
    more = [data.draw(undecided_in(plan)) for plan in two]
    one, other = (plan.calendar(**each) for plan, each in zip(two, more, strict=True))
    cal = joined(one, other, EITHER)
    for day in cal.days():
        assert cal.is_decided(day) == (one.is_decided(day) and other.is_decided(day))


@quick
@given(pairs())
def test_every_reason_of_a_day_that_is_not_worked_is_told(two):
    """A day off of both together tells why, as far as either office that is closed then says it."""
    one, other = (plan.calendar() for plan in two)
    cal = joined(one, other, BOTH)
    for day in cal.days():
        said = [each.said_on(day) for each in (one, other) if not each.sessions_on(day)]
        assert all(each.reason in cal.explain_day(day).reason for each in said)


# Told -----------------------------------------------------------------------------------------------------


def test_a_day_off_of_one_closes_both_and_says_why():
    """Where both must be open the reason of the one that is closed is told, with its source."""
    source = LegalSource("Thông báo 12/TB-UBND")
    one = WorkCalendar(*YEAR, days_off=[DayOff(MONDAY, "họp dân", source, "village meeting")])
    other = WorkCalendar(*YEAR)
    said = (one & other).explain_day(MONDAY)
    assert (said.kind, said.reason, said.english, said.source) == (
        DayKind.OFF, "họp dân", "village meeting", source,
    )  # fmt: skip
    worked = (one | other).explain_day(MONDAY)
    assert (worked.worked, worked.reason, worked.english, worked.source) == (
        True, "họp dân", "village meeting", source,
    )  # fmt: skip


def test_two_reasons_are_told_each_with_its_source():
    """Two different reasons stand side by side; the second source stands behind its own words."""
    first, second = LegalSource("văn bản A"), LegalSource("văn bản B")
    one = WorkCalendar(*YEAR, days_off=[DayOff(MONDAY, "ngày truyền thống", first, "founding day")])
    other = WorkCalendar(*YEAR, days_off=[DayOff(MONDAY, "kiểm kê", second)])
    for rule in (BOTH, EITHER):
        said = rule(one, other).explain_day(MONDAY)
        assert said.reason == "kiểm kê; ngày truyền thống [văn bản A (chưa kiểm chứng)]"
        assert said.english == "kiểm kê; founding day [văn bản A (not verified)]"
        assert said.source == second


def test_the_official_days_stay_what_they_are():
    """A holiday and a make-up day that both calendars have keep kind, reason and source."""
    council, police = vietnam_calendar(), vietnam_calendar({"mon-sat": "07:30-11:30, 13:30-16:30"})
    for rule in (BOTH, EITHER):
        cal = rule(council, police)
        for day in (date(2026, 1, 1), date(2026, 2, 17), date(2026, 11, 24)):
            assert cal.explain_day(day).text() == council.explain_day(day).text()
    swap = BOTH(council, vietnam_calendar({"mon-fri": "07:30-11:30, 13:30-16:30"}))
    made = swap.explain_day(date(2026, 1, 10))
    assert (made.kind, made.reason) == (DayKind.MAKE_UP, "làm bù cho ngày 02/01/2026")
    assert [str(session) for session in made.sessions] == ["07:30-11:30", "13:30-16:30"]


def test_a_calendar_with_itself():
    """A calendar with itself, or with an equal one, is that calendar."""
    cal = vietnam_calendar(closures=[Closure(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 9), "mất điện")])
    again = cal.with_days_off([])
    assert cal.union(cal) is cal.intersection(again) is cal


def test_closures():
    """Where both must be open a closure of one closes; where one is enough, while the other is closed."""
    start, end = datetime(2026, 3, 2, 11, 0, 0, 5), datetime(2026, 3, 2, 14)
    one = WorkCalendar(*YEAR, {"mon-fri": "07:00-17:00"}, closures=[Closure(start, end, "mất điện")])
    other = WorkCalendar(*YEAR, {"mon-fri": "07:00-11:30, 13:30-17:00"})
    hours = [rule(one, other).working_time_on(MONDAY) for rule in (BOTH, EITHER)]
    closed = end - start
    assert hours[1] == timedelta(hours=10) - timedelta(hours=2)
    assert hours[0] == timedelta(hours=8) - (closed - timedelta(hours=2))
    assert (one | other).explain_day(MONDAY).reason == "tạm đóng cửa 11:30-13:30: mất điện"


def test_hours_of_one_day_and_rest_of_a_season():
    """Hours of a single day meet the week of the other; a day without any hours in common says so."""
    one = WorkCalendar(*YEAR, day_hours=[DayHours(MONDAY, "07:00-09:00", "tiếp dân", None, "hearing")])
    late = WorkCalendar(
        *YEAR, {"mon-fri": "08:00-12:00"}, seasons=[Season(TUESDAY, TUESDAY, {"mon": "1:00-2:00"})]
    )
    cal = one & late
    assert [str(s) for s in cal.sessions_on(MONDAY)] == ["08:00-09:00"]
    assert cal.explain_day(MONDAY).english == "hearing"
    assert str(cal.explain_day(TUESDAY)) == "thứ Ba 03/03/2026: ngày nghỉ – nghỉ hằng tuần"


# Refused --------------------------------------------------------------------------------------------------


def test_zones_must_agree():
    """Two zones that differ in any hour of the range are refused; two names of one time are not."""
    hanoi = WorkCalendar(*YEAR)
    same = WorkCalendar(*YEAR, zone=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert (hanoi | same).count_working_days(*YEAR) == hanoi.count_working_days(*YEAR)
    for zone in (UTC, ZoneInfo("Europe/Paris")):
        with pytest.raises(CalendarConflictError, match="are not joined; build both with one zone"):
            hanoi | WorkCalendar(*YEAR, zone=zone)


@pytest.mark.parametrize("rule", [BOTH, EITHER])
def test_summer_time(rule):
    """In a zone that changes its clocks a day has the hours of both, elapsed time counted."""
    zone = ZoneInfo("Europe/Paris")
    one = WorkCalendar(*YEAR, {"mon-sun": "01:00-05:00"}, zone=zone)
    other = WorkCalendar(*YEAR, {"mon-sun": "03:00-08:00"}, zone=zone)
    hours = {"mon-sun": "03:00-05:00" if rule is BOTH else "01:00-08:00"}
    cal, wanted = rule(one, other), WorkCalendar(*YEAR, hours, zone=zone)
    for day in (date(2026, 3, 29), date(2026, 10, 25), MONDAY):
        assert cal.working_time_on(day) == wanted.working_time_on(day)


def test_a_closure_that_ends_in_the_hour_left_out():
    """Half past two does not come in spring: the closure ends at half past three, also of both together."""
    zone, sunday = ZoneInfo("Europe/Paris"), date(2026, 3, 29)
    closure = Closure(datetime(2026, 3, 29, 1, 15), datetime(2026, 3, 29, 2, 30), "mất điện")
    one = WorkCalendar(*YEAR, {"sun": "01:00-05:00"}, closures=[closure], zone=zone)
    other = WorkCalendar(*YEAR, {"sun": "03:15-05:00"}, zone=zone)
    assert str(one.working_time_on(sunday)) == "1:45:00"
    assert str((one & other).working_time_on(sunday)) == "1:30:00"
    assert str((one | other).working_time_on(sunday)) == "2:00:00"


def test_calendars_that_do_not_meet():
    """Years apart, weeks apart and anything that is no calendar are refused, each with what to do."""
    one = WorkCalendar(*YEAR)
    with pytest.raises(CalendarConflictError, match="share no day; build them with years in common"):
        one | WorkCalendar(date(2028, 1, 1), date(2028, 12, 31))
    with pytest.raises(CalendarConflictError, match="have no hours in common; the offices cannot meet"):
        one & WorkCalendar(*YEAR, {"sat": "07:00-11:30"})
    assert (one | WorkCalendar(*YEAR, {"sat": "07:00-11:30"})).is_working_day(SATURDAY)
    for join in (one.union, one.intersection):
        with pytest.raises(InvalidTypeError, match="a calendar is a WorkCalendar"):
            join("2026")
    with pytest.raises(TypeError):
        one | 5
    with pytest.raises(TypeError):
        one & {SATURDAY}
