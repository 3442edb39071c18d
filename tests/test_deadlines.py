"""When a result is due, under every convention and in every unit."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from strategies import MINUTE, ONE_DAY, OutsideError, fewer, minutes_of, naive_due, plans, travelled
from thutuc import Convention, TimeLimit, Unit, WorkCalendar, due, vietnam_calendar
from thutuc.deadlines import ServiceHours, latest_start
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError, ThutucError

CASES = tomllib.loads((Path(__file__).parent / "cases" / "deadlines.toml").read_text("utf-8"))
CAL = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-fri": "07:30-11:30, 13:00-17:00"})
MONDAY = date(2026, 3, 2)
DAYS = TimeLimit(5, Unit.WORKING_DAY)


def at(day: date, hour: int, minute: int = 0, **more) -> datetime:
    return datetime.combine(day, time(hour, minute, **more))


def calendar_of(case) -> WorkCalendar:
    if "hours" not in case:
        return vietnam_calendar()
    if case.get("plain"):
        return WorkCalendar(date(2026, 1, 1), date(2027, 12, 31), case["hours"])
    return vietnam_calendar(case["hours"])


@pytest.mark.parametrize("case", CASES["deadlines"], ids=lambda case: case["name"])
def test_worked_cases(case):
    """A worked case is due when its reason says."""
    cal = calendar_of(case)
    deadline = due(
        TimeLimit.parse(case["limit"]),
        case["start"],
        cal,
        convention=Convention[case.get("convention", "CIVIL_CODE")],
    )
    expected = case["due"]
    assert (deadline.due_at if isinstance(expected, datetime) else deadline.due_on) == expected
    assert case["reason"]
    assert case["source"]
    for moment in case.get("in_time", []):
        assert not deadline.is_late(moment)
    for moment in case.get("late", []):
        assert deadline.is_late(moment)


@pytest.mark.parametrize("case", CASES["working_time"], ids=lambda case: case["name"])
def test_worked_cases_of_working_time(case):
    """A stretch of working time is as long, and ends, as the case says."""
    cal = calendar_of(case)
    assert cal.working_time_between(case["from"], case["to"]) == timedelta(minutes=case["minutes"])
    assert cal.add_working_time(case["from"], timedelta(minutes=case["minutes"])) == case["to"]


# Against oracles ----------------------------------------------------------------------------------------

amounts = st.integers(0, 12) | st.sampled_from([0.5, 1.5, 2.5])


def limits(unit: Unit):
    whole = unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR}
    cut_offs = st.none() if unit not in {Unit.DAY, Unit.WORKING_DAY} else st.none() | st.just(time(15))
    return st.builds(
        lambda amount, cut_off: TimeLimit(amount, unit, cut_off=cut_off),
        st.integers(0, 2) if whole else amounts,
        cut_offs,
    )


@pytest.mark.parametrize("convention", Convention)
@pytest.mark.parametrize("unit", Unit)
@fewer
@given(plan=plans(), data=st.data())
def test_due_agrees_with_counting_on_the_fingers(unit, convention, plan, data):
    """Every unit under every convention is due when walking the days and minutes says."""
    limit = data.draw(limits(unit))
    start = plan.midnight + data.draw(minutes_of(plan)) * MINUTE
    if not (unit.is_hours or convention.keeps_the_hour):
        start = data.draw(st.sampled_from([start, start.date()]))
    cal = plan.calendar()
    try:
        expected = naive_due(plan, limit, start, convention.name)
    except OutsideError:
        with pytest.raises(CalendarRangeError):
            due(limit, start, cal, convention=convention)
        return
    deadline = due(limit, start, cal, convention=convention)
    assert (deadline.due_on, deadline.due_at) == expected


@pytest.mark.parametrize("convention", Convention)
@fewer
@given(plan=plans(), data=st.data())
def test_due_never_comes_before_the_event_and_is_a_working_day(convention, plan, data):
    """Nothing is due before it came, nor on a day off, and an answer at the due moment is not late."""
    unit = data.draw(st.sampled_from(list(Unit)))
    limit = data.draw(limits(unit))
    start = plan.midnight + data.draw(minutes_of(plan)) * MINUTE
    cal = plan.calendar()
    try:
        deadline = due(limit, start, cal, convention=convention)
    except CalendarRangeError:
        return
    assert deadline.due_at >= start
    assert cal.is_working_day(deadline.due_on)
    assert not deadline.is_late(deadline.due_at)
    assert not deadline.is_late(deadline.due_on)
    assert not deadline.is_early(deadline.due_at)
    assert deadline.is_late(deadline.due_on + 2 * ONE_DAY)
    assert deadline.is_early(deadline.due_on - ONE_DAY)
    for later in range(10):
        day = deadline.due_on + later * ONE_DAY
        if day <= plan.last:
            worked = [d for d in plan.worked_days() if deadline.due_on < d <= day]
            assert deadline.days_late(day) == len(worked)
    assert deadline.days_late(deadline.due_on) == 0


def test_the_latest_start_of_a_deadline_follows_its_kind():
    """A deadline due on a whole day is met on that day; one due at an hour is met by that hour."""
    whole = due(TimeLimit(3, Unit.WORKING_DAY), MONDAY, CAL)
    half = due(TimeLimit(2.5, Unit.WORKING_DAY), MONDAY, CAL)
    assert whole.due_on == half.due_on == date(2026, 3, 5)
    one = TimeLimit(1, Unit.WORKING_DAY)
    assert latest_start(one, whole, CAL) == date(2026, 3, 4)
    assert latest_start(one, half, CAL) == date(2026, 3, 3)
    assert latest_start(one, at(date(2026, 3, 5), 10), CAL) == date(2026, 3, 3)
    four = TimeLimit(4, Unit.WORKING_HOUR)
    assert latest_start(four, whole, CAL) == at(date(2026, 3, 5), 13)
    with pytest.raises(CalendarRangeError):
        latest_start(TimeLimit(500, Unit.WORKING_DAY), whole, CAL)


def test_an_aware_start_gives_an_aware_answer_on_the_office_day():
    """02:00 UTC is 09:00 at the office; 20:00 UTC is already the next day there."""
    early, late = at(MONDAY, 2, tzinfo=UTC), at(MONDAY, 20, tzinfo=UTC)
    deadline = due(DAYS, early, CAL)
    assert deadline.due_on == date(2026, 3, 9)
    assert deadline.due_at.utcoffset() == timedelta(hours=7)
    assert due(DAYS, late, CAL).due_on == date(2026, 3, 10)
    assert not deadline.is_late(at(date(2026, 3, 9), 16, tzinfo=UTC))
    assert deadline.is_late(at(date(2026, 3, 9), 17, tzinfo=UTC))


def test_a_midnight_close_belongs_to_the_day_worked():
    """An end at 24:00 is due on the day worked, and an answer at that moment is not late."""
    cal = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-fri": "16:00-24:00"})
    eight = TimeLimit(8, Unit.WORKING_HOUR)
    one = TimeLimit(1, Unit.WORKING_DAY)
    tuesday = MONDAY + ONE_DAY
    for deadline in (
        due(eight, at(MONDAY, 16), cal),
        due(one, at(MONDAY, 16), cal, convention=Convention.WORKING_TIME),
        due(one, date(2026, 3, 1), cal),
        due(TimeLimit(0.5, Unit.WORKING_DAY), at(MONDAY, 20), cal, convention=Convention.SAME_HOUR),
    ):
        assert (deadline.due_on, deadline.due_at) == (MONDAY, at(tuesday, 0))
        assert not deadline.is_late(at(tuesday, 0))
        assert deadline.is_late(at(tuesday, 0, 1))
        assert deadline.days_late(at(tuesday, 0)) == 0


def test_a_half_day_is_never_due_before_it_came():
    """Under INCLUSIVE the day of receipt does not count once its half is over."""
    half = TimeLimit(0.5, Unit.WORKING_DAY)
    for received, expected in [
        (at(MONDAY, 10), at(MONDAY, 11, 30)),
        (at(MONDAY, 11, 30), at(MONDAY, 11, 30)),
        (at(MONDAY, 14), at(MONDAY + ONE_DAY, 11, 30)),
    ]:
        assert due(half, received, CAL, convention=Convention.INCLUSIVE).due_at == expected


SAME_DAY = {
    "in the morning": (at(MONDAY, 9), None, MONDAY),
    "at the close": (at(MONDAY, 17), None, MONDAY),
    "after the close the next day": (at(MONDAY, 17, 1), None, MONDAY + ONE_DAY),
    "a date has all of its day": (MONDAY, None, MONDAY),
    "on a day off the next that is worked": (at(date(2026, 3, 7), 9), None, date(2026, 3, 9)),
    "a date that is off too": (date(2026, 3, 7), None, date(2026, 3, 9)),
    "at the cut-off": (at(MONDAY, 15), time(15), MONDAY),
    "after the cut-off the next day": (at(MONDAY, 15, 1), time(15), MONDAY + ONE_DAY),
    "after cut-off and close one day, not two": (at(MONDAY, 18), time(15), MONDAY + ONE_DAY),
    "the cut-off of a day off is none": (at(date(2026, 3, 7), 16), time(15), date(2026, 3, 9)),
}


@pytest.mark.parametrize("convention", Convention)
@pytest.mark.parametrize("unit", [unit for unit in Unit if not unit.is_hours])
@pytest.mark.parametrize("name", SAME_DAY)
def test_a_limit_of_nothing_is_the_same_day(name, unit, convention):
    """A limit of 0, in whatever unit of days, is due as the day of receipt ends, if it came before."""
    start, cut_off, expected = SAME_DAY[name]
    if cut_off is not None and unit not in {Unit.DAY, Unit.WORKING_DAY}:
        return
    found = due(TimeLimit(0, unit, cut_off=cut_off), start, CAL, convention=convention)
    assert (found.due_on, found.due_at, found.to_the_minute) == (expected, at(expected, 17), False)


def test_days_late_counts_working_days():
    """A week after the due day is five working days late; hours on the due day are none."""
    deadline = due(TimeLimit(8, Unit.WORKING_HOUR), at(MONDAY, 10), CAL)
    assert deadline.due_at == at(MONDAY + ONE_DAY, 10)
    assert deadline.is_late(at(MONDAY + ONE_DAY, 11))
    assert deadline.days_late(at(MONDAY + ONE_DAY, 11)) == 0
    assert deadline.days_late(MONDAY + 8 * ONE_DAY) == 5


def test_answers_after_the_last_decision_are_provisional():
    """A deadline is provisional if its due day lies after the last official decision."""
    cal = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), decided_until=date(2026, 3, 6))
    assert not due(TimeLimit(4, Unit.WORKING_DAY), MONDAY, cal).provisional
    later = due(DAYS, MONDAY, cal)
    assert later.provisional
    assert "provisional" in repr(later)
    assert "dự kiến: có thể đổi khi có quyết định mới" in later.explain().text()
    assert later.explain("en").to_dicts()[-1]["provisional"]


def test_deadlines_are_values():
    """Equal questions give equal deadlines, which can be hashed and pickled and shown in one line."""
    one, other = (due(DAYS, MONDAY, CAL) for _ in range(2))
    assert one == other == travelled(one)
    assert hash(one) == hash(other)
    assert repr(one) == "<Deadline 2026-03-09 17:00: 05 ngày làm việc from 2026-03-02>"


def test_receiving_counting_and_returning_are_three_calendars():
    """Saturday morning receives, weekdays count, and results are handed out on Tuesdays."""
    desk = ServiceHours(
        CAL, CAL.with_hours({"mon-sat": "07:30-11:30"}), CAL.with_hours({"tue": "07:30-11:30"})
    )
    received = desk.received_at(datetime(2026, 3, 7, 12, 0))
    assert received == datetime(2026, 3, 9, 7, 30)
    deadline = desk.due(TimeLimit(1, Unit.WORKING_DAY), datetime(2026, 3, 7, 8, 0))
    assert (deadline.due_on, desk.returned_on(deadline)) == (date(2026, 3, 9), date(2026, 3, 10))
    assert ServiceHours(CAL).returning is CAL


# Bad input ----------------------------------------------------------------------------------------------

HUGE = 10**400
BAD = {
    "a limit is no text": (InvalidTypeError, lambda: due("05 ngày làm việc", MONDAY, CAL)),
    "a limit is no None": (InvalidTypeError, lambda: due(None, MONDAY, CAL)),
    "a start is no text": (InvalidTypeError, lambda: due(DAYS, "2026-03-02", CAL)),
    "a start is no None": (InvalidTypeError, lambda: due(DAYS, None, CAL)),
    "a start is no bool": (InvalidTypeError, lambda: due(DAYS, True, CAL)),
    "a calendar is no text": (InvalidTypeError, lambda: due(DAYS, MONDAY, "vn")),
    "a convention is no text": (InvalidTypeError, lambda: due(DAYS, MONDAY, CAL, convention="SAME_HOUR")),
    "hours need a moment": (InvalidTypeError, lambda: due(TimeLimit(4, Unit.HOUR), MONDAY, CAL)),
    "working hours need a moment": (
        InvalidTypeError,
        lambda: due(TimeLimit(4, Unit.WORKING_HOUR), MONDAY, CAL),
    ),
    "hours from a text": (InvalidTypeError, lambda: due(TimeLimit(4, Unit.HOUR), "9:00", CAL)),
    "the hour is needed": (InvalidTypeError, lambda: due(DAYS, MONDAY, CAL, convention=Convention.SAME_HOUR)),
    "so is it for time": (
        InvalidTypeError,
        lambda: due(DAYS, MONDAY, CAL, convention=Convention.WORKING_TIME),
    ),
    "and for weeks": (
        InvalidTypeError,
        lambda: due(TimeLimit(1, Unit.WEEK), MONDAY, CAL, convention=Convention.SAME_HOUR),
    ),
    "backward without an hour": (
        InvalidTypeError,
        lambda: latest_start(TimeLimit(4, Unit.HOUR), MONDAY, CAL),
    ),
    "backward on a text": (InvalidTypeError, lambda: latest_start(DAYS, "2026-03-02", CAL)),
    "late at a text": (InvalidTypeError, lambda: due(DAYS, MONDAY, CAL).is_late("2026-03-02")),
    "late at None": (InvalidTypeError, lambda: due(DAYS, MONDAY, CAL).is_late(None)),
    "early at a number": (InvalidTypeError, lambda: due(DAYS, MONDAY, CAL).is_early(3)),
    "days late at None": (InvalidTypeError, lambda: due(DAYS, MONDAY, CAL).days_late(None)),
    "starts before": (CalendarRangeError, lambda: due(DAYS, date(2025, 12, 31), CAL)),
    "days start before": (CalendarRangeError, lambda: due(TimeLimit(5, Unit.DAY), date(2025, 12, 31), CAL)),
    "months start before": (
        CalendarRangeError,
        lambda: due(TimeLimit(1, Unit.MONTH), date(2025, 12, 31), CAL),
    ),
    "hours start before": (
        CalendarRangeError,
        lambda: due(TimeLimit(40, Unit.HOUR), datetime(2025, 12, 31, 9), CAL),
    ),
    "ends after": (CalendarRangeError, lambda: due(TimeLimit(300, Unit.WORKING_DAY), MONDAY, CAL)),
    **{
        f"far too many {unit.name}": (
            CalendarRangeError,
            lambda unit=unit: due(TimeLimit(HUGE, unit), at(MONDAY, 9), CAL),
        )
        for unit in Unit
    },
    "far too much time": (
        CalendarRangeError,
        lambda: due(
            TimeLimit(HUGE, Unit.WORKING_DAY), at(MONDAY, 9), CAL, convention=Convention.WORKING_TIME
        ),
    ),
    "beyond the year 9999": (CalendarRangeError, lambda: due(TimeLimit(9000, Unit.YEAR), MONDAY, CAL)),
    **{
        f"backward by far too many {unit.name}": (
            CalendarRangeError,
            lambda unit=unit: latest_start(TimeLimit(HUGE, unit), at(MONDAY, 9), CAL),
        )
        for unit in Unit
    },
    "no such language": (InvalidValueError, lambda: due(DAYS, MONDAY, CAL).explain("fr")),
    "no such label": (InvalidValueError, lambda: Convention.CIVIL_CODE.label("fr")),
    "a language is no None": (InvalidTypeError, lambda: due(DAYS, MONDAY, CAL).explain().text(5)),
    "an amount is no bool": (InvalidTypeError, lambda: TimeLimit(True, Unit.WORKING_DAY)),
    "an amount is no NaN": (InvalidValueError, lambda: TimeLimit(float("nan"), Unit.WORKING_DAY)),
    "an amount is not negative": (InvalidValueError, lambda: TimeLimit(Decimal(-1), Unit.WORKING_DAY)),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused(name):
    """What is wrong is refused with a library error that is the nearest builtin too, and can be pickled."""
    kind, call = BAD[name]
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    assert isinstance(error, ThutucError)
    assert isinstance(error, TypeError if kind is InvalidTypeError else ValueError)
    again = travelled(error)
    assert (type(again), str(again), vars(again).keys()) == (type(error), str(error), vars(error).keys())
    assert hasattr(error, "given")


@pytest.mark.parametrize("last", [date(2026, 1, 19), date(2026, 1, 29)])
def test_no_hours_at_midnight_before_a_day_off(last):
    """A limit of no hours at 24:00 ends there, on the day worked, even where the calendar ends."""
    sundays = WorkCalendar(first=date(2026, 1, 1), last=last, hours={"sun": "00:00-24:00"})
    nothing, midnight = TimeLimit(0, Unit.WORKING_HOUR), datetime(2026, 1, 19)
    found = due(nothing, midnight, sundays)
    assert (found.due_on, found.due_at) == (date(2026, 1, 18), midnight)
    assert latest_start(nothing, midnight, sundays) == midnight
    assert not found.is_late(midnight)
