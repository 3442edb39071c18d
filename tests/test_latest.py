"""The last start in time: `latest_start`, and the latest times of plans and warnings that rest on it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from strategies import MINUTE, ONE_DAY, fewer, minutes_of, plans
from thutuc import (
    Convention,
    Dossier,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    WorkCalendar,
    arrays,
    due,
    events,
    vietnam_calendar,
)
from thutuc.deadlines import latest_start
from thutuc.errors import CalendarRangeError, InvalidTypeError
from thutuc.reports import early_warning

STATE = vietnam_calendar()
ODD = WorkCalendar(
    date(2026, 1, 1), date(2026, 12, 31), {"mon-fri": "07:30-11:30, 13:30-17:00", "sat": "13:30-17:00"}
)
NIGHT = WorkCalendar(date(2026, 1, 5), date(2026, 1, 16), {"mon-fri": "16:00-24:00"})
DAY_AND_NIGHT = WorkCalendar(date(2026, 1, 5), date(2026, 1, 16), {"mon-sun": "00:00-24:00"})
TICK = timedelta.resolution
SAME_HOUR, CIVIL_CODE = Convention.SAME_HOUR, Convention.CIVIL_CODE

CASES = {
    "a share of the day, or all of it where the limit rolled": (
        (TimeLimit(2.5, Unit.DAY), datetime(2026, 3, 9, 12), STATE, CIVIL_CODE),
        date(2026, 3, 6),
    ),
    "and before the share is over a whole day sooner": (
        (TimeLimit(2.5, Unit.DAY), datetime(2026, 3, 9, 10), STATE, CIVIL_CODE),
        date(2026, 3, 3),
    ),
    "a Saturday past the cut-off is due after the Monday": (
        (TimeLimit(1, Unit.WORKING_DAY, cut_off=time(11)), datetime(2026, 2, 3, 8), ODD, SAME_HOUR),
        datetime(2026, 2, 2, 8),
    ),
    "receipt up to the cut-off": (
        (TimeLimit(1, Unit.WORKING_DAY, cut_off=time(11)), datetime(2026, 2, 3, 16), ODD, SAME_HOUR),
        datetime(2026, 2, 2, 11),
    ),
    "receipt after the cut-off has a day more": (
        (TimeLimit(1, Unit.WORKING_DAY, cut_off=time(11)), datetime(2026, 2, 4, 11, 30), ODD, SAME_HOUR),
        datetime(2026, 2, 3, 11),
    ),
    "at the hour, 31 January ends where 28 January does": (
        (TimeLimit(1, Unit.MONTH), datetime(2026, 2, 28, 14), ODD, SAME_HOUR),
        datetime(2026, 1, 31, 14),
    ),
    "the month ends before the Saturday has begun": (
        (TimeLimit(1, Unit.MONTH), datetime(2026, 2, 28, 13), ODD, SAME_HOUR),
        datetime(2026, 1, 27, 17),
    ),
    "plain hours end at 24:00 before a day off": (
        (TimeLimit(3, Unit.HOUR), datetime(2026, 3, 8, 9), STATE, CIVIL_CODE),
        datetime(2026, 3, 6, 21),
    ),
    "hours that end when the next session begins": (
        (TimeLimit(2, Unit.WORKING_HOUR), datetime(2026, 3, 3, 9), STATE, CIVIL_CODE),
        datetime(2026, 3, 3, 7),
    ),
    "nothing at an opening": (
        (TimeLimit(0, Unit.WORKING_HOUR), datetime(2026, 3, 9, 7), STATE, CIVIL_CODE),
        datetime(2026, 3, 9, 7),
    ),
    "nothing outside the hours": (
        (TimeLimit(0, Unit.WORKING_HOUR), datetime(2026, 3, 9, 12), STATE, CIVIL_CODE),
        datetime(2026, 3, 9, 11, 30),
    ),
    "nothing, in days, is the day itself": (
        (TimeLimit(0, Unit.WORKING_DAY), datetime(2026, 3, 9, 17), STATE, SAME_HOUR),
        date(2026, 3, 9),
    ),
    "but not before it is over": (
        (TimeLimit(0, Unit.WORKING_DAY), datetime(2026, 3, 9, 16), STATE, SAME_HOUR),
        date(2026, 3, 6),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_worked_cases(name):
    """The last start in time is the one that the case says."""
    (limit, deadline, calendar, convention), expected = CASES[name]
    assert latest_start(limit, deadline, calendar, convention=convention) == expected


@st.composite
def limits(draw, unit):
    """Whole amounts, fractions and nothing, with a cut-off at any hour where there may be one."""
    if unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR}:
        return TimeLimit(draw(st.integers(0, 1)), unit)
    amount = draw(st.integers(0, 9) | st.sampled_from([0.25, 0.5, 0.9, 1.5, 2.5, 4.75]))
    if unit.is_hours:
        return TimeLimit(amount, unit)
    hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30, 59]))
    return TimeLimit(amount, unit, cut_off=draw(st.none() | hours))


@pytest.mark.parametrize("convention", Convention)
@pytest.mark.parametrize("unit", Unit)
@fewer
@given(plan=plans(days=12), data=st.data())
def test_the_latest_start_is_the_last_that_trying_every_start_finds(unit, convention, plan, data):
    """No working day, and no minute of the hours, that is later than the latest start is in time; it is."""
    cal, limit = plan.calendar(), data.draw(limits(unit))
    to_the_minute = unit.is_hours or (convention.keeps_the_hour and limit.amount)
    end = plan.midnight + max(data.draw(st.tuples(minutes_of(plan), minutes_of(plan)))) * MINUTE
    day = min(end.date(), plan.last)
    deadline, kind = end, data.draw(st.sampled_from(["moment", "day", "whole day"]))
    if kind == "whole day" or (kind == "day" and to_the_minute):
        deadline = due(TimeLimit(0, Unit.WORKING_DAY), data.draw(st.sampled_from(plan.worked_days())), cal)
        day = deadline.due_on
    elif kind == "day":
        deadline = day

    def in_time(start):
        try:
            found = due(limit, start, cal, convention=convention)
        except CalendarRangeError:
            return False
        return found.due_at <= end if deadline is end else found.due_on <= day

    open_ = [False, *plan.minutes(), False]
    starts = plan.worked_days()
    if to_the_minute:
        # Every minute at which the office works, closes or opens; of plain hours every one.
        inside = [k for k in range(len(open_) - 1) if unit is Unit.HOUR or open_[k] or open_[k + 1]]
        starts = [plan.midnight + k * MINUTE for k in inside]
    last = next(filter(in_time, reversed(starts)), None)
    try:
        latest = latest_start(limit, deadline, cal, convention=convention)
    except CalendarRangeError:
        assert last is None
        return
    assert in_time(latest)
    if not to_the_minute:
        assert latest == last
        return
    assert unit is Unit.HOUR or cal.add_working_time(latest, timedelta()) == latest
    # Between two minutes there may be later ones.
    assert latest == last or ((last is None or latest > last) and (latest.second or latest.microsecond))


# The ends of the calendar -------------------------------------------------------------------------------

LAST_MIDNIGHT, LAST_DAY = datetime(2026, 1, 17), date(2026, 1, 16)


@pytest.mark.parametrize("cal", [NIGHT, DAY_AND_NIGHT])
@pytest.mark.parametrize("convention", Convention)
@pytest.mark.parametrize("unit", Unit)
def test_the_last_hours_of_a_calendar_are_inside_it(unit, convention, cal):
    """A deadline at 24:00 of the last day can be met, as a moment and as a day, by what ends then."""
    for amount in (0, 1, 2):
        limit = TimeLimit(amount, unit)
        if unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR} and amount:
            continue
        for deadline in (LAST_MIDNIGHT, due(TimeLimit(0, Unit.WORKING_DAY), LAST_DAY, cal)):
            latest = latest_start(limit, deadline, cal, convention=convention)
            found = due(limit, latest, cal, convention=convention)
            assert found.due_on == LAST_DAY
            assert LAST_MIDNIGHT - found.due_at <= (TICK if found.to_the_minute else timedelta())
            assert found.explain().text()


def test_an_answer_at_midnight_of_the_last_day_is_as_late_as_on_that_day():
    """At 24:00 of the calendar's last day nothing due then is late, and what was due before by its days."""
    limit = TimeLimit(1, Unit.WORKING_DAY)
    for start, late in [(date(2026, 1, 15), 0), (date(2026, 1, 14), 1), (date(2026, 1, 12), 3)]:
        assert due(limit, start, NIGHT).days_late(LAST_MIDNIGHT) == late
        dues = arrays.due(limit, [start], NIGHT)
        assert dues.days_late([LAST_MIDNIGHT]).tolist() == [late]
        for outside in (LAST_MIDNIGHT.date(), LAST_MIDNIGHT + TICK):
            with pytest.raises(CalendarRangeError):
                due(limit, start, NIGHT).days_late(outside)
            with pytest.raises(CalendarRangeError):
                dues.days_late([outside])


def test_beyond_the_calendar_nothing_is_in_time():
    """A deadline after 24:00 of the last day, and one that no start in the calendar meets, is refused."""
    hour = TimeLimit(1, Unit.HOUR)
    assert latest_start(hour, LAST_MIDNIGHT, NIGHT) == LAST_MIDNIGHT - timedelta(hours=1)
    assert latest_start(hour, datetime(2026, 1, 5, 1), NIGHT) == datetime(2026, 1, 5)
    first = datetime(2026, 1, 5, 16)
    for limit, deadline, convention in [
        (hour, LAST_MIDNIGHT + TICK, CIVIL_CODE),
        (hour, datetime(2026, 1, 5, 1) - TICK, CIVIL_CODE),
        (TimeLimit(0, Unit.WORKING_HOUR), first - TICK, CIVIL_CODE),
        (TimeLimit(1, Unit.DAY), LAST_MIDNIGHT + TICK, CIVIL_CODE),
        (TimeLimit(1, Unit.DAY), LAST_MIDNIGHT.date(), CIVIL_CODE),
        (TimeLimit(1, Unit.DAY), LAST_MIDNIGHT + TICK, SAME_HOUR),
        (TimeLimit(1, Unit.DAY), datetime(2026, 1, 6, 15), SAME_HOUR),
        (TimeLimit(1, Unit.WORKING_DAY), date(2026, 1, 5), CIVIL_CODE),
    ]:
        with pytest.raises(CalendarRangeError):
            latest_start(limit, deadline, NIGHT, convention=convention)
    assert latest_start(TimeLimit(0, Unit.WORKING_HOUR), first, NIGHT) == first
    with pytest.raises(InvalidTypeError, match="SAME_HOUR"):
        latest_start(TimeLimit(1, Unit.DAY), LAST_DAY, NIGHT, convention=SAME_HOUR)


def test_a_deadline_of_whole_days_is_met_until_the_day_is_over():
    """Plain hours may run on after the close of the due day; of an office open longer its hours count."""
    whole = due(TimeLimit(3, Unit.WORKING_DAY), date(2026, 3, 2), STATE)
    evenings = STATE.with_hours({"mon-fri": "07:00-11:30, 13:30-20:00"})
    two = TimeLimit(2, Unit.WORKING_HOUR)
    assert latest_start(two, whole, evenings) == datetime(2026, 3, 5, 18)
    assert latest_start(two, whole.due_at, evenings) == datetime(2026, 3, 5, 15)
    late = latest_start(TimeLimit(2, Unit.HOUR), whole, STATE)
    assert late == datetime(2026, 3, 5, 22) - TICK
    assert not whole.is_late(due(TimeLimit(2, Unit.HOUR), late, STATE).due_at)
    on_friday = due(TimeLimit(4, Unit.WORKING_DAY), date(2026, 3, 2), STATE)
    assert latest_start(TimeLimit(2, Unit.HOUR), on_friday, STATE) == datetime(2026, 3, 6, 22)


# Plans and warnings -------------------------------------------------------------------------------------


@fewer
@given(plan=plans(days=12), data=st.data())
def test_a_plan_knows_the_last_begin_in_calendar_days(plan, data):
    """No day, and no hour up to the cut-off, later than a step's latest start lets it end in time."""
    cal, limit = plan.calendar(), data.draw(limits(Unit.DAY).filter(lambda limit: limit.amount))
    whole = TimeLimit(data.draw(st.integers(0, 9)), Unit.WORKING_DAY)
    opening = cal.opening(cal.add_working_days(plan.first, 0))

    def in_time(begin):
        try:
            return due(limit, begin, cal).due_at <= until
        except CalendarRangeError:
            return False

    try:
        until = due(whole, opening, cal).due_at
        window = Procedure("X", "ví dụ", whole, [Step("x", "A", limit)]).plan(opening, cal)["x"]
    except CalendarRangeError:
        return
    ends = [time.max] if limit.cut_off is None else [time.max, limit.cut_off]
    begins = sorted(datetime.combine(day, hour) for day in plan.days for hour in ends)
    last = next(filter(in_time, reversed(begins)))
    closes = last.time() == time.max and last.date() in plan.worked_days()
    assert in_time(window.latest_start)
    assert window.latest_start == (min(last, cal.closing(last.date())) if closes else last)


def test_a_plan_may_end_at_midnight_of_the_last_day():
    """Steps in plain hours and in days are planned back from 24:00 of the calendar's last day."""
    start = datetime(2026, 1, 14, 16)
    for limit, latest in [
        (TimeLimit(2, Unit.HOUR), datetime(2026, 1, 16, 22)),
        (TimeLimit(1, Unit.DAY), datetime(2026, 1, 15, 23, 59, 59, 999999)),
    ]:
        procedure = Procedure("X", "ví dụ", TimeLimit(2, Unit.WORKING_DAY), [Step("x", "A", limit)])
        window = procedure.plan(start, NIGHT)["x"]
        assert (window.latest_start, window.latest_end) == (latest, LAST_MIDNIGHT)


def test_a_long_closure_is_no_end_of_the_search():
    """Across fifty days off a step in days may begin before them, and the plan says when."""
    flood = {date(2026, 5, 1) + n * ONE_DAY: "lũ" for n in range(50)}
    cal = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), days_off=flood)
    procedure = Procedure(
        "X",
        "ví dụ",
        TimeLimit(2, Unit.WORKING_DAY),
        [Step("x", "A", TimeLimit(1, Unit.DAY)), Step("y", "A", TimeLimit(1, Unit.WORKING_DAY))],
    )
    window = procedure.plan(datetime(2026, 4, 28, 9), cal)["x"]
    assert window.latest_end == datetime(2026, 4, 30, 7)
    assert window.latest_start == datetime(2026, 4, 28, 17)


def test_a_step_before_one_that_begins_on_a_day_may_use_that_day():
    """A deadline at ten o'clock, or at 24:00, cuts nothing off the day before on which a step may begin."""
    steps = [Step("a", "A", TimeLimit(4, Unit.WORKING_HOUR)), Step("b", "A", TimeLimit(1, Unit.DAY))]
    procedure = Procedure("X", "ví dụ", TimeLimit(16, Unit.WORKING_HOUR), steps)
    for cal, accepted, begin in [
        (STATE, datetime(2026, 3, 2, 10), datetime(2026, 3, 2, 11)),
        (NIGHT, datetime(2026, 1, 5, 16), datetime(2026, 1, 5, 20)),
    ]:
        dossier = Dossier("H17-260302-0001", procedure, cal)
        dossier = dossier.record(events.Accepted(at=accepted, office="một cửa"))
        (one,) = early_warning([dossier], accepted)
        assert one.must_begin == begin


def test_due_at_midnight_is_the_last_day_of_a_warning():
    """A dossier due at 24:00 has the day that ends then as its last day."""
    dossier = Dossier("H17-260302-0001", Procedure("X", "ví dụ", TimeLimit(8, Unit.WORKING_HOUR)), NIGHT)
    dossier = dossier.record(events.Accepted(at=datetime(2026, 1, 16, 16), office="A"))
    (one,) = early_warning([dossier], datetime(2026, 1, 16, 17))
    assert (one.last_day, one.must_begin) == (LAST_DAY, LAST_MIDNIGHT)


def test_a_plan_for_the_same_day_begins_on_it():
    """A limit of 0, and one under INCLUSIVE, is planned from the opening of its day; others from the next."""
    steps = [Step("a", "A", TimeLimit(4, Unit.WORKING_HOUR))]
    tuesday, one, nothing = date(2026, 3, 3), TimeLimit(1, Unit.WORKING_DAY), TimeLimit(0, Unit.WORKING_DAY)
    for limit, convention, begins in [
        (nothing, CIVIL_CODE, datetime(2026, 3, 3, 7)),
        (one, Convention.INCLUSIVE, datetime(2026, 3, 3, 7)),
        (one, CIVIL_CODE, datetime(2026, 3, 4, 7)),
        (None, CIVIL_CODE, datetime(2026, 3, 4, 7)),
    ]:
        plan = Procedure("X", "ví dụ", limit, steps).plan(tuesday, STATE, convention=convention)
        assert plan["a"].earliest_start == begins
        assert limit is None or plan.fits
