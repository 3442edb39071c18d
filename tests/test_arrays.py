"""Columns give row by row what the calendar and `due` give for one value."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from strategies import MINUTE, ONE_DAY, fewer, minutes_of, plans, quick
from thutuc import Clock, Convention, TimeLimit, Unit, WorkCalendar, due, vietnam_calendar
from thutuc.errors import (
    CalendarRangeError,
    ClockError,
    InvalidTypeError,
    InvalidValueError,
    LimitTextError,
    ThutucError,
)

np = pytest.importorskip("numpy")
arrays = pytest.importorskip("thutuc.arrays")

VIETNAM = vietnam_calendar()
YEAR = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-fri": "07:30-11:30, 13:00-17:00"})
FIVE = TimeLimit(5, Unit.WORKING_DAY)
NAT = np.datetime64("NaT")
NEW_YORK = ZoneInfo("America/New_York")
TICK = timedelta.resolution


def scalar(function, *columns):
    """The scalar answers, row by row, None where a value is missing; and the rows outside the calendar."""
    answers, outside = [], []
    for row, values in enumerate(zip(*columns, strict=True)):
        if any(value is None for value in values):
            answers.append(None)
            continue
        try:
            answers.append(function(*values))
        except CalendarRangeError:
            answers.append(None)
            outside.append(row)
    return answers, outside


def agree(function, scalar_function, *columns):
    """The column's answers are the scalar ones, and it refuses exactly the rows that they refuse."""
    expected, outside = scalar(scalar_function, *columns)
    if outside:
        with pytest.raises(CalendarRangeError) as caught:
            function(*columns)
        # A start and its end are two columns, each with its own count.
        assert caught.value.rows <= len(outside)
        assert caught.value.row in outside
        columns = [[value for row, value in enumerate(column) if row not in outside] for column in columns]
        expected = [value for row, value in enumerate(expected) if row not in outside]
    found = function(*columns)
    assert found.tolist() == expected


def positions_of(plan):
    """Moments often at an edge of a session, at times off the minute or missing."""
    return st.builds(
        lambda i, ticks: plan.midnight + i * MINUTE + ticks * TICK,
        minutes_of(plan),
        st.sampled_from([0, 0, 0, 1, -1, 30_000_000]),
    )


def columns_of(values, size=8):
    return st.lists(values, min_size=1, max_size=size)


# Days and time ------------------------------------------------------------------------------------------


@quick
@given(plan=plans(), data=st.data())
def test_working_days_are_added_as_by_the_calendar(plan, data):
    """Every row has the calendar's own answer, forward, backward and for nothing added."""
    near = st.dates(plan.first - ONE_DAY, plan.last + ONE_DAY) | st.none()
    rows = data.draw(
        columns_of(st.tuples(near, st.integers(-6, 6) | st.sampled_from([None, 10**30, -(10**19)])))
    )
    days, numbers = map(list, zip(*rows, strict=True))
    cal = plan.calendar()
    agree(lambda d, n: arrays.add_working_days(cal, d, n), cal.add_working_days, days, numbers)
    agree(lambda d: arrays.next_working_day(cal, d), cal.next_working_day, days)
    agree(lambda d: arrays.is_working_day(cal, d), cal.is_working_day, days)
    agree(
        lambda a, b: arrays.count_working_days(cal, a, b),
        cal.count_working_days,
        days,
        data.draw(st.permutations(days)),
    )


@quick
@given(plan=plans(), data=st.data())
def test_working_time_is_added_as_by_the_calendar(plan, data):
    """Every row has the calendar's own answer to the microsecond, at openings and closes too."""
    moments = data.draw(columns_of(positions_of(plan) | st.none()))
    lengths = st.integers(-6000, 6000).map(lambda n: n * MINUTE) | st.sampled_from(
        [timedelta(), TICK, -TICK, timedelta.max, timedelta.min, None]
    )
    deltas = data.draw(st.lists(lengths, min_size=len(moments), max_size=len(moments)))
    cal = plan.calendar()
    agree(lambda t, d: arrays.add_working_time(cal, t, d), cal.add_working_time, moments, deltas)
    other = data.draw(st.permutations(moments))
    agree(lambda a, b: arrays.working_time_between(cal, a, b), cal.working_time_between, moments, other)


@fewer
@given(plan=plans(), data=st.data())
def test_zones_that_change_their_clocks_agree_too(plan, data):
    """Where the office's clocks are put back or forward, columns count elapsed time as the calendar does."""
    by_a_year = timedelta(days=data.draw(st.sampled_from([0, 60, 300])))
    cal = plan.calendar(zone=NEW_YORK)
    assert cal == plan.calendar(zone=NEW_YORK)
    wide = WorkCalendar(date(2026, 1, 1), date(2027, 12, 31), cal.hours, zone=NEW_YORK)
    moments = [moment + by_a_year for moment in data.draw(columns_of(positions_of(plan)))]
    moments += [datetime(2026, 3, 8, 2, 30), datetime(2026, 11, 1, 1, 30)]
    deltas = data.draw(
        st.lists(
            st.integers(-600, 6000).map(lambda n: n * MINUTE), min_size=len(moments), max_size=len(moments)
        )
    )
    agree(lambda t, d: arrays.add_working_time(wide, t, d), wide.add_working_time, moments, deltas)
    agree(
        lambda a, b: arrays.working_time_between(wide, a, b),
        wide.working_time_between,
        moments,
        moments[::-1],
    )
    for unit in (Unit.HOUR, Unit.WORKING_HOUR, Unit.WORKING_DAY):
        for convention in Convention:
            check_due(wide, [TimeLimit(7.5, unit)] * len(moments), moments, convention)


# Due dates ----------------------------------------------------------------------------------------------

amounts = st.integers(0, 12) | st.sampled_from([0.5, 1.5, 0.1, 2.7, 1e-9, 1 / 3, 1e6])
cut_offs = st.none() | st.just(time(15)) | st.just(time(8, 1))


@st.composite
def limits(draw, units=tuple(Unit)):
    unit = draw(st.sampled_from(units))
    if unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR}:
        return TimeLimit(draw(st.integers(0, 2)), unit)
    return TimeLimit(draw(amounts), unit, cut_off=None if unit.is_hours else draw(cut_offs))


def rows_of(columns, kept):
    return [[column[row] for row in kept] for column in columns]


def check_due(cal, given_limits, starts, convention, pauses=None, at=()):
    """Hold the columns of due dates to the deadlines of one dossier after the other."""
    pauses = pauses or [()] * len(starts)

    def one(limit, start, stops):
        clock = Clock(limit, start, cal, convention)
        for pause, resume in stops:
            clock = clock.pause(pause)
            clock = clock.resume(resume) if resume is not None else clock
        return clock.deadline

    expected, outside = scalar(one, given_limits, starts, pauses)

    def columns(kept):
        chosen = [(i, pause, resume) for i, row in enumerate(kept) for pause, resume in pauses[row]]
        ragged = tuple(map(list, zip(*chosen, strict=True))) if chosen else None
        return [given_limits[row] for row in kept], [starts[row] for row in kept], ragged

    everything = columns(range(len(starts)))
    if outside:
        with pytest.raises(CalendarRangeError) as caught:
            arrays.due(cal, everything[0], everything[1], convention=convention, pauses=everything[2])
        assert (caught.value.rows, caught.value.row) == (len(outside), outside[0])
    kept = [row for row in range(len(starts)) if row not in outside]
    if not kept:
        return
    found = arrays.due(cal, *columns(kept)[:2], convention=convention, pauses=columns(kept)[2])
    deadlines = [expected[row] for row in kept]
    assert found.due_on.tolist() == [deadline and deadline.due_on for deadline in deadlines]
    assert found.due_at.tolist() == [deadline and deadline.due_at for deadline in deadlines]
    assert found.provisional.tolist() == [deadline and deadline.provisional for deadline in deadlines]
    for answer in at:
        for name in ("is_late", "is_early", "days_late"):
            wanted = [
                None if deadline is None or answer is None else getattr(deadline, name)(answer)
                for deadline in deadlines
            ]
            assert getattr(found, name)(answer).tolist() == wanted


def starts_of(plan, convention):
    return positions_of(plan)


@pytest.mark.parametrize("convention", Convention)
@quick
@given(plan=plans(), data=st.data())
def test_due_dates_are_those_of_due(convention, plan, data):
    """Mixed units, amounts and cut-off hours under every convention are due when `due` says, row by row."""
    rows = data.draw(columns_of(st.tuples(limits() | st.none(), positions_of(plan) | st.none()), 12))
    given_limits, starts = map(list, zip(*rows, strict=True))
    at = [plan.midnight + data.draw(minutes_of(plan)) * MINUTE, plan.last]
    at = [moment for moment in at if not isinstance(moment, datetime) or moment.date() <= plan.last]
    cal = plan.calendar(decided_until=data.draw(st.none() | st.dates(plan.first, plan.last)))
    check_due(cal, given_limits, starts, convention, at=[*at, None])


@pytest.mark.parametrize("convention", Convention)
@quick
@given(plan=plans(), data=st.data())
def test_due_dates_from_dates_are_those_of_due(convention, plan, data):
    """The same for starts that are dates, where no hour is needed."""
    days = [unit for unit in Unit if not unit.is_hours]
    nothing = st.builds(TimeLimit, st.just(0), st.sampled_from(days))
    some = nothing if convention.keeps_the_hour else limits(days)
    rows = data.draw(columns_of(st.tuples(some, st.dates(plan.first, plan.last) | st.none())))
    given_limits, starts = map(list, zip(*rows, strict=True))
    check_due(plan.calendar(), given_limits, starts, convention, at=[plan.last, plan.midnight])


@pytest.mark.parametrize("convention", Convention)
@quick
@given(plan=plans(), data=st.data())
def test_paused_due_dates_are_those_of_a_clock(convention, plan, data):
    """With any number of pauses in a row, and pauses that last, rows are due when a `Clock` says."""
    given_limits, starts, pauses = [], [], []
    for _ in range(data.draw(st.integers(1, 6))):
        moments = sorted(data.draw(st.lists(positions_of(plan), min_size=1, max_size=6)))
        start, *stops = moments
        ends = [*stops, None]
        given_limits.append(data.draw(limits()))
        starts.append(start)
        pauses.append([(ends[i], ends[i + 1]) for i in range(0, len(stops), 2)])
    check_due(plan.calendar(), given_limits, starts, convention, pauses)


@pytest.mark.parametrize("convention", Convention)
def test_a_large_sample_agrees_on_the_calendar_of_vietnam(convention):
    """Thousands of rows over twenty years, more than one block of them, agree with `due` one by one."""
    chance = np.random.default_rng(2026)
    size = 40_000
    units = chance.choice(np.array(Unit, object), size)
    numbers = chance.integers(0, 25, size).astype(float)
    halves = chance.random(size) < 0.2
    halves &= ~np.isin(units, [Unit.WEEK, Unit.MONTH, Unit.YEAR])
    numbers[halves] += 0.5
    numbers[units == Unit.YEAR] %= 4
    seconds = chance.integers(0, 18 * 365 * 86_400, size).astype("m8[s]")
    starts = np.datetime64("2008-01-01", "s") + seconds
    dues = arrays.due(VIETNAM, (numbers, units), starts, convention=convention)
    for row in chance.integers(0, size, 1500):
        deadline = due(
            TimeLimit(numbers[row], units[row]), starts[row].item(), VIETNAM, convention=convention
        )
        assert dues.due_on[row].item() == deadline.due_on
        assert dues.due_at[row].item() == deadline.due_at
        assert dues.provisional[row] == deadline.provisional
