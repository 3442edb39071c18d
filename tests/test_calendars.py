"""Calendars: working days, working time, reasons."""

import copy
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, strategies as st

from strategies import (
    MINUTE,
    ONE_DAY,
    add_working_days,
    add_working_minutes,
    count_working_days,
    days_of,
    minutes_of,
    plans,
    quick,
    travelled,
)
from thutuc import TimeLimit, Unit, WorkCalendar, arrays, vietnam_calendar
from thutuc.calendars import Closure, DayHours, DayKind, DayOff, MakeUpDay, OfficeHours, Session
from thutuc.errors import (
    CalendarConflictError,
    CalendarRangeError,
    InvalidTypeError,
    InvalidValueError,
    ThutucError,
)
from thutuc.law import LegalSource, Verification

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
HOURS = {"mon-fri": "07:30-11:30, 13:00-17:00"}
CAL = WorkCalendar(FIRST, LAST, HOURS)
MONDAY = date(2026, 3, 2)


def at(day: date, hour: int, minute: int = 0, **more) -> datetime:
    return datetime.combine(day, time(hour, minute, **more))


# Working days, against a list of the days worked --------------------------------------------------------


@quick
@given(plans(), st.data())
def test_working_days_agree_with_a_walk_over_the_days(plan, data):
    """Each operation on days gives what counting the worked days one by one gives."""
    cal, worked = plan.calendar(), plan.worked_days()
    for day in plan.days:
        assert cal.is_working_day(day) == (day in worked)
    day, other = data.draw(days_of(plan)), data.draw(days_of(plan))
    assert cal.count_working_days(day, other) == count_working_days(worked, day, other)
    n = data.draw(st.integers(-len(worked) - 1, len(worked) + 1))
    for question, expected in [
        (lambda: cal.add_working_days(day, n), add_working_days(worked, day, n)),
        (lambda: cal.next_working_day(day), add_working_days(worked, day, 0)),
        (lambda: cal.previous_working_day(day), next((d for d in worked[::-1] if d <= day), None)),
    ]:
        if expected is None:
            with pytest.raises(CalendarRangeError):
                question()
        else:
            assert question() == expected


@quick
@given(plans(), st.data())
def test_counting_gives_back_what_was_added(plan, data):
    """Adding n > 0 working days from any day, or n < 0 from a working day, then counting, gives n."""
    cal, worked = plan.calendar(), plan.worked_days()
    day, n = data.draw(days_of(plan)), data.draw(st.integers(-len(worked), len(worked)))
    assume(n != 0 and (n > 0 or day in worked) and add_working_days(worked, day, n))
    assert cal.count_working_days(day, cal.add_working_days(day, n)) == n


@quick
@given(plans(), st.data())
def test_counts_add_up(plan, data):
    """Counting is antisymmetric, and counting from a to c over b is counting to b and on."""
    cal = plan.calendar()
    a, b, c = (data.draw(days_of(plan)) for _ in range(3))
    assert cal.count_working_days(a, b) == -cal.count_working_days(b, a)
    assert cal.count_working_days(a, c) == cal.count_working_days(a, b) + cal.count_working_days(b, c)


# Working time, against a walk over the minutes ----------------------------------------------------------


@quick
@given(plans(days=14), st.data())
def test_working_time_agrees_with_a_walk_over_the_minutes(plan, data):
    """Adding and measuring working time gives what walking minute by minute gives."""
    cal, open_ = plan.calendar(), plan.minutes()
    i, j = data.draw(minutes_of(plan)), data.draw(minutes_of(plan))
    a, b = plan.midnight + i * MINUTE, plan.midnight + j * MINUTE
    expected = sum(open_[min(i, j) : max(i, j)]) * (1 if i <= j else -1)
    assert cal.working_time_between(a, b) == expected * MINUTE
    for n in (0, data.draw(st.integers(-1500, 1500)), expected):
        k = add_working_minutes(open_, i, n)
        if k is None:
            with pytest.raises(CalendarRangeError):
                cal.add_working_time(a, n * MINUTE)
        else:
            assert cal.add_working_time(a, n * MINUTE) == plan.midnight + k * MINUTE


@quick
@given(plans(days=14), st.data())
def test_single_days_agree_with_their_minutes(plan, data):
    """Sessions, opening, closing and working time of a day are what its minutes say."""
    cal, open_, day = plan.calendar(), plan.minutes(), data.draw(days_of(plan))
    assert [tuple(session) for session in cal.sessions_on(day)] == plan.hours(day)
    start = (day - plan.first).days * 1440
    minutes = [i for i in range(start, start + 1440) if open_[i]]
    assert cal.working_time_on(day) == len(minutes) * MINUTE
    if minutes:
        assert cal.opening(day) == plan.midnight + minutes[0] * MINUTE
        assert cal.closing(day) == plan.midnight + (minutes[-1] + 1) * MINUTE
    else:
        with pytest.raises(InvalidValueError):
            cal.closing(day)


moments_within = st.timedeltas(timedelta(), timedelta(days=14))


@quick
@given(plans(days=14), moments_within, moments_within, st.timedeltas(timedelta(days=-3), timedelta(days=3)))
def test_working_time_is_exact_below_the_minute(plan, since, until, amount):
    """Every microsecond counts: what is added is measured again, and the parts make the whole."""
    cal = plan.calendar()
    end = plan.midnight + len(plan.days) * ONE_DAY
    a, b = min(plan.midnight + since, end), min(plan.midnight + until, end)
    pieces = timedelta()
    for i, open_ in enumerate(plan.minutes()):
        minute = plan.midnight + i * MINUTE
        if open_ and a < minute + MINUTE and b > minute:
            pieces += min(b, minute + MINUTE) - max(a, minute)
    assert cal.working_time_between(a, b) == (pieces if a <= b else -cal.working_time_between(b, a))
    try:
        c = cal.add_working_time(a, amount)
    except CalendarRangeError:
        left = (
            cal.working_time_between(a, end)
            if amount >= timedelta()
            else cal.working_time_between(plan.midnight, a)
        )
        assert left < abs(amount) or left == amount == timedelta()
        return
    assert cal.working_time_between(a, c) == amount
    assert cal.working_time_between(b, a) + cal.working_time_between(a, c) == cal.working_time_between(b, c)
    half = amount / 2
    assert cal.add_working_time(cal.add_working_time(a, half), amount - half) == c


def test_time_added_ends_at_a_close_and_time_taken_off_at_an_opening():
    """Four hours from the opening end at 11:30, not 13:00; four hours back from 17:00 begin at 13:00."""
    assert CAL.add_working_time(at(MONDAY, 7, 30), timedelta(hours=4)) == at(MONDAY, 11, 30)
    assert CAL.add_working_time(at(MONDAY, 17), timedelta(hours=-4)) == at(MONDAY, 13)
    assert CAL.add_working_time(at(MONDAY, 13), timedelta(hours=-4)) == at(MONDAY, 7, 30)


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (6, 0, at(MONDAY, 7, 30)),
        (12, 0, at(MONDAY, 13)),
        (17, 1, at(MONDAY + ONE_DAY, 7, 30)),
        (10, 0, at(MONDAY, 10)),
        (7, 30, at(MONDAY, 7, 30)),
        (11, 30, at(MONDAY, 11, 30)),
        (17, 0, at(MONDAY, 17)),
    ],
)
def test_nothing_added_outside_the_hours_moves_to_the_next_opening(hour, minute, expected):
    """Nothing added moves into the hours; a session's end belongs to them, so it stays."""
    assert CAL.add_working_time(at(MONDAY, hour, minute), timedelta()) == expected


def test_a_session_may_end_at_midnight_and_touch_the_next():
    """A session to 24:00 closes at the midnight after, and a session from 00:00 goes on without a gap."""
    cal = WorkCalendar(FIRST, LAST, {"mon": "18:00-22:00, 22:00-24:00", "tue": "00:00-06:00"})
    tuesday = MONDAY + ONE_DAY
    assert cal.closing(MONDAY) == at(tuesday, 0)
    assert cal.add_working_time(at(MONDAY, 18), timedelta(hours=6)) == at(tuesday, 0)
    assert cal.add_working_time(at(tuesday, 0), timedelta()) == at(tuesday, 0)
    assert cal.working_time_between(at(MONDAY, 0), at(tuesday, 12)) == timedelta(hours=12)
    end = WorkCalendar(MONDAY, MONDAY, {"mon": "23:00-24:00"})
    assert end.add_working_time(at(MONDAY, 0), timedelta(hours=1)) == at(tuesday, 0) == end.closing(MONDAY)
    assert end.working_time_between(at(tuesday, 0), at(MONDAY, 23)) == timedelta(hours=-1)


# Closures and reasons -----------------------------------------------------------------------------------


def test_a_closure_of_a_whole_day_makes_it_no_working_day():
    """A day without any working time left is not a working day, and says why."""
    flood = Closure(at(MONDAY, 0), at(MONDAY + ONE_DAY, 0), "lũ lụt", "Công văn 1/UBND")
    cal = CAL.with_closures(flood)
    assert not cal.is_working_day(MONDAY)
    said = cal.explain_day(MONDAY)
    assert (said.kind, said.reason, str(said.source)) == (DayKind.CLOSED, "lũ lụt", "Công văn 1/UBND")
    assert cal.explain_day(MONDAY + ONE_DAY) == CAL.explain_day(MONDAY + ONE_DAY)


def test_every_closure_of_a_day_is_told_with_its_hours():
    """A partly closed day stays what it was, and names each closure that takes time from it."""
    cal = CAL.with_closures(
        Closure(at(MONDAY, 14), at(MONDAY, 15), "mất mạng"),
        Closure(at(MONDAY, 8), at(MONDAY, 9, 0, second=30), "mất điện"),
        Closure(at(MONDAY, 18), at(MONDAY, 20), "ngoài giờ"),
    )
    said = cal.explain_day(MONDAY)
    assert (said.worked, said.kind) == (True, DayKind.WORKING)
    assert said.reason == "tạm đóng cửa 08:00-09:01: mất điện; tạm đóng cửa 14:00-15:00: mất mạng"
    assert "closed 14:00-15:00: mất mạng" in said.text("en")
    assert said.source is None
    state = vietnam_calendar().with_closures(*cal.closures).explain_day(MONDAY)
    assert "99/2022" in state.source.document


def test_two_closures_that_close_a_day_are_both_named():
    """A day closed by two closures in turn gives both reasons."""
    cal = CAL.with_closures(
        Closure(at(MONDAY, 0), at(MONDAY, 12), "lũ lụt"), Closure(at(MONDAY, 12), at(MONDAY, 23), "mất điện")
    )
    assert cal.explain_day(MONDAY).reason == "lũ lụt; mất điện"


def test_a_closed_make_up_day_keeps_its_own_reason_too():
    """A closure does not hide what day a make-up day stands for."""
    cal = WorkCalendar(FIRST, LAST, make_up_days={date(2026, 1, 10): date(2026, 1, 2)}).with_closures(
        Closure(at(date(2026, 1, 10), 8), at(date(2026, 1, 10), 9), "mất điện")
    )
    said = cal.explain_day(date(2026, 1, 10))
    assert said.kind is DayKind.MAKE_UP
    assert said.reason == "làm bù cho ngày 02/01/2026; tạm đóng cửa 08:00-09:00: mất điện"


def test_closures_are_given_as_a_list_or_one_by_one():
    """`with_closures` takes a list as its siblings do, and closures one after the other."""
    one, other = (Closure(at(MONDAY, hour), at(MONDAY, hour + 1), "mất điện") for hour in (8, 14))
    for cal in (
        CAL.with_closures([one, other]),
        CAL.with_closures(one, other),
        CAL.with_closures(iter([other])).with_closures(one),
        CAL.with_closures([other], one),
    ):
        assert cal.closures == (one, other)
    assert CAL.with_closures([]) == CAL.with_closures() == CAL
    with pytest.raises(InvalidTypeError, match="closures are a mapping or a list"):
        CAL.with_closures("lũ lụt")


def test_an_instant_closes_alike_with_and_without_a_zone():
    """A closure given in UTC is the same closure as in office time, and the calendars are equal."""
    local = Closure(at(MONDAY, 8), at(MONDAY, 9), "mất điện")
    zoned = Closure(at(MONDAY, 1, tzinfo=UTC), at(MONDAY, 2, tzinfo=UTC), "mất điện")
    assert CAL.with_closures([local]) == CAL.with_closures([zoned]) == CAL.with_closures([zoned, local])


def test_reasons_of_days():
    """Each day says its kind, reason, source and whether decisions may still come."""
    source = LegalSource("9859/VPCP-KGVX", verification=Verification.SECONDARY)
    cal = WorkCalendar(
        FIRST,
        LAST,
        days_off={date(2026, 1, 1): ("Tết Dương lịch", source)},
        make_up_days={date(2026, 1, 10): date(2026, 1, 2)},
        day_hours={date(2026, 2, 13): ("07:00-11:00", "chiều nghỉ")},
        decided_until=date(2026, 6, 30),
    )
    expected = {
        date(2026, 1, 1): (False, DayKind.OFF, "Tết Dương lịch"),
        date(2026, 1, 2): (False, DayKind.OFF, "nghỉ hoán đổi, làm bù ngày 10/01/2026"),
        date(2026, 1, 3): (False, DayKind.WEEKLY_REST, ""),
        date(2026, 1, 10): (True, DayKind.MAKE_UP, "làm bù cho ngày 02/01/2026"),
        date(2026, 2, 13): (True, DayKind.OWN_HOURS, "chiều nghỉ"),
        date(2026, 7, 1): (True, DayKind.WORKING, ""),
    }
    for day, (worked, kind, reason) in expected.items():
        said = cal.explain_day(day)
        assert (said.worked, said.kind, said.reason) == (worked, kind, reason)
        assert said.provisional == (day > date(2026, 6, 30)) == (not cal.is_decided(at(day, 9)))
    assert cal.explain_day(FIRST).source is source
    assert cal.explain_day(date(2026, 7, 1)).text() == (
        "thứ Tư 01/07/2026: ngày làm việc (07:00-11:30, 13:30-17:00) (dự kiến)"
    )


def test_a_make_up_day_has_the_hours_of_the_day_it_replaces():
    """A Sunday worked for a Friday has Friday's hours; with no day named, those of a full day."""
    hours = {"mon-thu": "07:00-11:00, 13:00-17:00", "fri": "07:00-12:00"}
    cal = WorkCalendar(FIRST, LAST, hours, make_up_days={date(2026, 3, 8): date(2026, 3, 6)})
    assert cal.sessions_on(date(2026, 3, 8)) == (Session(420, 720),)
    assert not cal.is_working_day(date(2026, 3, 6))
    free = WorkCalendar(FIRST, LAST, hours, make_up_days=[date(2026, 3, 8)])
    assert free.working_time_on(date(2026, 3, 8)) == timedelta(hours=8)


# Zones --------------------------------------------------------------------------------------------------


@quick
@given(plans(days=14, closures=False), st.data())
def test_aware_datetimes_are_converted_to_office_time(plan, data):
    """An aware datetime means the same moment of office time, and is answered aware in the office's zone."""
    cal = plan.calendar()
    a = plan.midnight + data.draw(minutes_of(plan)) * MINUTE
    b = plan.midnight + data.draw(minutes_of(plan)) * MINUTE
    zone = data.draw(
        st.sampled_from([UTC, timezone(timedelta(hours=-9)), ZoneInfo("Europe/Amsterdam"), cal.zone])
    )
    aware = a.replace(tzinfo=cal.zone).astimezone(zone)
    assert cal.local_time(aware) == a
    assert cal.working_time_between(aware, b) == cal.working_time_between(a, b)
    n = data.draw(st.integers(-600, 600)) * MINUTE
    try:
        expected = cal.add_working_time(a, n)
    except CalendarRangeError:
        return
    answer = cal.add_working_time(aware, n)
    assert (answer.replace(tzinfo=None), answer.tzinfo) == (expected, cal.zone)
    if plan.first <= a.date() <= plan.last:
        assert cal.is_working_day(aware) == cal.is_working_day(a.date())


ZONES = ["Europe/Amsterdam", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Australia/Lord_Howe"]
CHANGES = {
    "Europe/Amsterdam": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "America/Sao_Paulo": [date(2017, 10, 15), date(2018, 2, 17)],
    "Asia/Beirut": [date(2026, 3, 29), date(2026, 10, 24)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],
}


@quick
@given(
    st.sampled_from(ZONES).flatmap(lambda zone: st.tuples(st.just(zone), st.sampled_from(CHANGES[zone]))),
    st.sampled_from(
        [
            "00:00-24:00",
            "07:30-11:30, 13:00-17:00",
            "00:00-02:00, 02:00-04:00",
            "01:30-02:15, 22:00-24:00",
            "02:15-02:45, 03:00-05:00",
        ]
    ),
    st.integers(0, 4 * 24 * 60),
    st.integers(0, 4 * 24 * 60),
)
def test_elapsed_time_counts_where_clocks_change(zone_and_day, hours, i, j):
    """Working time is the elapsed time of open minutes, on the days of a clock change too, both ways."""
    name, changed = zone_and_day
    zone, first = ZoneInfo(name), changed - 2 * ONE_DAY
    cal = WorkCalendar(first, changed + 3 * ONE_DAY, {"mon-sun": hours}, zone=zone)
    sessions = cal.sessions_on(first)
    base = at(first, 0).replace(tzinfo=zone).astimezone(UTC)

    def is_open(instant):
        # Open from the instant that office clocks show the opening until they show the close.
        for day in (first + k * ONE_DAY for k in range(6)):
            for session in sessions:
                a, b = (
                    (at(day, 0) + minute * MINUTE).replace(tzinfo=zone).astimezone(UTC) for minute in session
                )
                if a <= instant < b:
                    return True
        return False

    i, j = min(i, j), max(i, j)
    a, b = base + i * MINUTE, base + j * MINUTE
    step = 5 * MINUTE  # every clock here changes, opens and closes on multiples of five minutes
    a, b = a - (a - base) % step, b - (b - base) % step
    open_ = sum(is_open(a + k * step) for k in range((b - a) // step)) * step
    assert cal.working_time_between(a, b) == open_
    if open_:
        answer = cal.add_working_time(a, open_)
        assert cal.working_time_between(a, answer) == open_
        assert answer <= b
        assert answer.tzinfo is zone
        naive = cal.add_working_time(a.astimezone(zone).replace(tzinfo=None), open_)
        assert naive == answer.replace(tzinfo=None)
        assert naive.fold == answer.fold


def test_the_second_of_two_equal_hours_is_later():
    """Where an hour comes twice, `fold` tells them apart, in questions and in answers."""
    zone = ZoneInfo("Europe/Amsterdam")
    cal = WorkCalendar(FIRST, LAST, {"mon-sun": "00:00-24:00"}, zone=zone)
    once = datetime(2026, 10, 25, 2, 30)
    twice = once.replace(fold=1)
    assert cal.working_time_between(once, twice.replace(tzinfo=zone)) == timedelta(hours=1)
    answer = cal.add_working_time(once, timedelta(hours=1))
    assert (answer, answer.fold) == (once, 1)
    assert cal.working_time_on(date(2026, 10, 25)) == timedelta(hours=25)
    assert cal.working_time_on(date(2026, 3, 29)) == timedelta(hours=23)


# Values -------------------------------------------------------------------------------------------------


@quick
@given(plans())
def test_calendars_are_values(plan):
    """Equal definitions give equal calendars, whatever the order and the way they were built or copied."""
    cal = plan.calendar()
    assume(any(plan.week[day.weekday()] for day in plan.days))
    stepwise = (
        WorkCalendar(plan.first, plan.last, cal.hours)
        .with_day_hours(cal.day_hours[::-1])
        .with_make_up_days(plan.made)
        .with_days_off(sorted(plan.off, reverse=True))
        .with_closures(reversed(cal.closures))
    )
    for other in (
        plan.calendar(),
        stepwise,
        travelled(cal),
        copy.copy(cal),
        copy.deepcopy(cal),
    ):
        assert other == cal
        assert hash(other) == hash(cal)
        assert [other.is_working_day(day) for day in plan.days] == [
            cal.is_working_day(day) for day in plan.days
        ]
    assert "\n" not in repr(cal)
    assert str(plan.first) in repr(cal)


def test_a_copy_changes_only_what_it_is_told():
    """Copies differ from the calendar they were made of, which stays as it was."""
    before = repr(CAL)
    assert CAL.with_days_off([MONDAY]).next_working_day(MONDAY) == MONDAY + ONE_DAY
    assert CAL.with_days_off({MONDAY: "một"}).with_days_off({MONDAY: "hai"}).days_off == (
        DayOff(MONDAY, "hai"),
    )
    assert CAL.with_hours({"sat": "08:00-12:00"}).next_working_day(MONDAY) == date(2026, 3, 7)
    assert CAL.with_days_off([MONDAY]) != CAL
    assert repr(CAL) == before == "<WorkCalendar 2026-01-01 to 2026-12-31: mon-fri 07:30-11:30, 13:00-17:00>"


def test_hours_are_read_from_text():
    """Ranges, lists, long names, other dashes and any order are read; a range may run over Sunday."""
    week = OfficeHours.of({"Monday - Wed, fri": "13:30–17:00, 7h00-11:30", "sat-sun": "08:00-12:00"})
    assert str(week) == "mon-wed 07:00-11:30, 13:30-17:00; fri 07:00-11:30, 13:30-17:00; sat-sun 08:00-12:00"
    assert OfficeHours.of({"sat-mon": "08:00-12:00"}).week[1] == ()
    assert (week.day_minutes, OfficeHours.of().day_minutes) == (480, 480)


# Bad input ----------------------------------------------------------------------------------------------

BAD_CALENDARS = {
    "a datetime is no first day": (InvalidTypeError, lambda: WorkCalendar(datetime(2026, 1, 1), LAST)),
    "a text is no last day": (InvalidTypeError, lambda: WorkCalendar(FIRST, "2026-12-31")),
    "None is no day": (InvalidTypeError, lambda: WorkCalendar(None, LAST)),
    "backward": (InvalidValueError, lambda: WorkCalendar(LAST, FIRST)),
    "beyond the years": (InvalidValueError, lambda: WorkCalendar(FIRST, date.max)),
    "hours are no list": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, ["07:00-11:00"])),
    "hours are no number": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, {"mon": 8})),
    "no such weekday": (InvalidValueError, lambda: WorkCalendar(FIRST, LAST, {"monster": "07:00-11:00"})),
    "a number is no weekday": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, {1: "07:00-11:00"})),
    "a day twice": (
        InvalidValueError,
        lambda: WorkCalendar(FIRST, LAST, {"mon": "07:00-11:00", "mon-tue": "07:00-11:00"}),
    ),
    "overlap": (InvalidValueError, lambda: WorkCalendar(FIRST, LAST, {"mon": "07:00-11:00, 10:00-12:00"})),
    "runs backward": (InvalidValueError, lambda: WorkCalendar(FIRST, LAST, {"mon": "11:00-07:00"})),
    "past midnight": (InvalidValueError, lambda: WorkCalendar(FIRST, LAST, {"mon": "22:00-24:30"})),
    "no such minute": (InvalidValueError, lambda: WorkCalendar(FIRST, LAST, {"mon": "07:00-11:75"})),
    "unreadable": (InvalidValueError, lambda: WorkCalendar(FIRST, LAST, {"mon": "seven to eleven"})),
    "never open": (InvalidValueError, lambda: WorkCalendar(FIRST, LAST, {"mon": ""})),
    "six days": (InvalidValueError, lambda: OfficeHours(((),) * 6)),
    "no sessions": (InvalidTypeError, lambda: OfficeHours((((420, 690),),) * 7)),
    "sessions overlap": (InvalidValueError, lambda: OfficeHours(((Session(0, 9), Session(8, 10)),) * 7)),
    "days off are no text": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, days_off="2026-01-01")),
    "days off are no day": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, days_off=MONDAY)),
    "a day off is no text": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, days_off=["2026-01-01"])),
    "a day off is no bool": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, days_off=[True])),
    "a day off is no moment": (InvalidTypeError, lambda: DayOff(at(MONDAY, 9))),
    "a reason is no number": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, days_off={MONDAY: 5})),
    "a reason is no triple": (
        InvalidTypeError,
        lambda: WorkCalendar(FIRST, LAST, days_off={MONDAY: ("a", "b", "c")}),
    ),
    "a source is no number": (InvalidTypeError, lambda: DayOff(MONDAY, "Tết", 5)),
    "a make-up day is no text": (InvalidTypeError, lambda: MakeUpDay("2026-01-10")),
    "it replaces no text": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, make_up_days={MONDAY: "x"})),
    "make-up days are no number": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, make_up_days=3)),
    "own hours are no number": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, day_hours={MONDAY: 8})),
    "own hours are no days": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, day_hours=[MONDAY])),
    "own hours are empty": (InvalidValueError, lambda: DayHours(MONDAY, "")),
    "a closure is no pair": (InvalidTypeError, lambda: CAL.with_closures((at(MONDAY, 8), at(MONDAY, 9)))),
    "closures are no None": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, closures=None)),
    "a closure has moments": (InvalidTypeError, lambda: Closure(MONDAY, at(MONDAY, 9), "mất điện")),
    "a closure has a reason": (InvalidTypeError, lambda: Closure(at(MONDAY, 8), at(MONDAY, 9), None)),
    "a closure mixes kinds": (
        InvalidTypeError,
        lambda: Closure(at(MONDAY, 8), at(MONDAY, 9, tzinfo=UTC), "x"),
    ),
    "a closure ends before it starts": (
        InvalidValueError,
        lambda: Closure(at(MONDAY, 9), at(MONDAY, 9), "x"),
    ),
    "a zone is no text": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, zone="Asia/Ho_Chi_Minh")),
    "decided until a date": (InvalidTypeError, lambda: WorkCalendar(FIRST, LAST, decided_until=2026)),
    "off and worked": (
        CalendarConflictError,
        lambda: WorkCalendar(FIRST, LAST, days_off=[MONDAY], make_up_days=[MONDAY]),
    ),
    "off with hours": (
        CalendarConflictError,
        lambda: WorkCalendar(FIRST, LAST, days_off=[MONDAY], day_hours={MONDAY: "07:00-11:00"}),
    ),
    "replaces itself": (
        CalendarConflictError,
        lambda: WorkCalendar(FIRST, LAST, make_up_days={MONDAY: MONDAY}),
    ),
    "replaced twice": (
        CalendarConflictError,
        lambda: WorkCalendar(FIRST, LAST, make_up_days={date(2026, 3, 7): MONDAY, date(2026, 3, 8): MONDAY}),
    ),
    "replaced by a closed weekday": (
        CalendarConflictError,
        lambda: WorkCalendar(FIRST, LAST, make_up_days={MONDAY: date(2026, 3, 8)}),
    ),
    "nothing left": (CalendarConflictError, lambda: WorkCalendar(MONDAY, MONDAY, days_off=[MONDAY])),
    "a day off outside": (CalendarRangeError, lambda: CAL.with_days_off([date(2027, 1, 1)])),
    "a closure outside": (
        CalendarRangeError,
        lambda: CAL.with_closures(Closure(at(LAST, 9), datetime(2027, 1, 2), "x")),
    ),
    "before the first day": (CalendarRangeError, lambda: CAL.is_working_day(date(2025, 12, 31))),
    "after the last day": (CalendarRangeError, lambda: CAL.count_working_days(MONDAY, date(2027, 1, 1))),
    "an answer outside": (CalendarRangeError, lambda: CAL.add_working_days(MONDAY, 300)),
    "an answer far outside": (CalendarRangeError, lambda: CAL.add_working_days(MONDAY, 10**5000)),
    "an answer before": (CalendarRangeError, lambda: CAL.add_working_days(MONDAY, -300)),
    "a moment outside": (CalendarRangeError, lambda: CAL.add_working_time(datetime(2025, 1, 1), timedelta())),
    "an aware moment outside": (
        CalendarRangeError,
        lambda: CAL.add_working_time(datetime.max.replace(tzinfo=UTC), timedelta()),
    ),
    "a time outside": (CalendarRangeError, lambda: CAL.add_working_time(at(MONDAY, 9), timedelta.max)),
    "a time before": (CalendarRangeError, lambda: CAL.add_working_time(at(MONDAY, 9), timedelta.min)),
    "a day is no text": (InvalidTypeError, lambda: CAL.is_working_day("2026-03-02")),
    "a day is no number": (InvalidTypeError, lambda: CAL.add_working_days(20260302, 1)),
    "n is no bool": (InvalidTypeError, lambda: CAL.add_working_days(MONDAY, True)),
    "n is no float": (InvalidTypeError, lambda: CAL.add_working_days(MONDAY, 2.0)),
    "n is no NaN": (InvalidTypeError, lambda: CAL.add_working_days(MONDAY, float("nan"))),
    "n is no None": (InvalidTypeError, lambda: CAL.add_working_days(MONDAY, None)),
    "time from a date": (InvalidTypeError, lambda: CAL.add_working_time(MONDAY, timedelta(hours=1))),
    "time is no number": (InvalidTypeError, lambda: CAL.add_working_time(at(MONDAY, 9), 3600)),
    "between dates": (InvalidTypeError, lambda: CAL.working_time_between(MONDAY, at(MONDAY, 9))),
    "between a moment and a text": (
        InvalidTypeError,
        lambda: CAL.working_time_between(at(MONDAY, 9), "10:00"),
    ),
    "opening of a day off": (InvalidValueError, lambda: CAL.opening(date(2026, 3, 1))),
    "closing of a day off": (InvalidValueError, lambda: CAL.closing(date(2026, 3, 1))),
}


@pytest.mark.parametrize("name", BAD_CALENDARS)
def test_bad_input_is_refused(name):
    """What is wrong is refused with a library error that is the nearest builtin too, and can be pickled."""
    kind, call = BAD_CALENDARS[name]
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    assert isinstance(error, ThutucError)
    assert isinstance(error, TypeError if kind is InvalidTypeError else ValueError)
    again = travelled(error)
    assert (type(again), str(again), vars(again).keys()) == (type(error), str(error), vars(error).keys())
    assert hasattr(error, "given")
    assert len(str(error)) > 20


def test_a_range_error_says_what_is_known_and_what_to_do():
    """A day outside names itself, the first and last day, and the arguments to change."""
    with pytest.raises(CalendarRangeError, match="2032-01-05 is outside this calendar") as caught:
        CAL.next_working_day(date(2032, 1, 5))
    error = caught.value
    assert (error.given, error.first, error.last) == (date(2032, 1, 5), FIRST, LAST)
    assert "2026-01-01 to 2026-12-31" in str(error)
    assert "later `last`" in str(error)


@pytest.mark.parametrize(
    "question",
    [
        lambda: CAL.is_working_day(date(2027, 1, 1)),
        lambda: CAL.add_working_days(LAST, 1),
        lambda: CAL.count_working_days(FIRST, date(2027, 1, 1)),
        lambda: CAL.add_working_time(at(date(2027, 1, 2), 8), timedelta(hours=1)),
        lambda: CAL.add_working_time(at(LAST, 8), timedelta(days=9)),
        lambda: CAL.working_time_between(at(FIRST, 8), at(date(2027, 1, 2), 8)),
        lambda: CAL.explain_day(date(2025, 12, 31)),
        lambda: CAL.is_decided(date(2027, 1, 1)),
        lambda: CAL.with_days_off([date(2027, 1, 1)]),
        lambda: WorkCalendar(FIRST, LAST, undecided=[date(2027, 1, 1)]),
        lambda: CAL.with_seasons({(date(2027, 1, 1), date(2027, 3, 1)): {"mon": "08:00-12:00"}}),
        lambda: arrays.next_working_day([date(2027, 1, 1)], CAL),
        lambda: arrays.due(TimeLimit(1, Unit.WORKING_DAY), [LAST], CAL),
    ],
)
def test_every_range_error_names_the_first_and_the_last_day(question):
    """Whatever was asked for, days, moments, answers or columns, the error has the calendar's own range."""
    with pytest.raises(CalendarRangeError, match="2026-01-01 to 2026-12-31") as caught:
        question()
    assert (caught.value.first, caught.value.last) == (FIRST, LAST)
