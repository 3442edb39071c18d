"""Columns give row by row what the calendar and `due` give for one value."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from strategies import MINUTE, ONE_DAY, fewer, minutes_of, plans, quick, undecided_in
from thutuc import Clock, Convention, TimeLimit, Unit, WorkCalendar, due, vietnam_calendar
from thutuc.calendars import Closure
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
NAT = np.datetime64("NaT", "D")
A_DAY = np.timedelta64(1, "D")
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
    agree(lambda d, n: arrays.add_working_days(d, n, cal), cal.add_working_days, days, numbers)
    agree(lambda d: arrays.next_working_day(d, cal), cal.next_working_day, days)
    agree(lambda d: arrays.is_working_day(d, cal), cal.is_working_day, days)
    agree(
        lambda a, b: arrays.count_working_days(a, b, cal),
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
    agree(lambda t, d: arrays.add_working_time(t, d, cal), cal.add_working_time, moments, deltas)
    other = data.draw(st.permutations(moments))
    agree(lambda a, b: arrays.working_time_between(a, b, cal), cal.working_time_between, moments, other)


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
    agree(lambda t, d: arrays.add_working_time(t, d, wide), wide.add_working_time, moments, deltas)
    agree(
        lambda a, b: arrays.working_time_between(a, b, wide),
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


def check_due(cal, given_limits, starts, convention, *, pauses=None, at=()):
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
            arrays.due(everything[0], everything[1], cal, convention=convention, pauses=everything[2])
        assert (caught.value.rows, caught.value.row) == (len(outside), outside[0])
    kept = [row for row in range(len(starts)) if row not in outside]
    if not kept:
        return
    found = arrays.due(*columns(kept)[:2], cal, convention=convention, pauses=columns(kept)[2])
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


@pytest.mark.parametrize("convention", Convention)
@quick
@given(plan=plans(), data=st.data())
def test_due_dates_are_those_of_due(convention, plan, data):
    """Mixed units, amounts and cut-off hours under every convention are due when `due` says, row by row."""
    rows = data.draw(columns_of(st.tuples(limits() | st.none(), positions_of(plan) | st.none()), 12))
    given_limits, starts = map(list, zip(*rows, strict=True))
    at = [plan.midnight + data.draw(minutes_of(plan)) * MINUTE, plan.last]
    at = [moment for moment in at if not isinstance(moment, datetime) or moment.date() <= plan.last]
    cal = plan.calendar(**data.draw(undecided_in(plan)))
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
    cal = plan.calendar(**data.draw(undecided_in(plan)))
    check_due(cal, given_limits, starts, convention, pauses=pauses)


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
    dues = arrays.due((numbers, units), starts, VIETNAM, convention=convention)
    for row in chance.integers(0, size, 1500):
        deadline = due(
            TimeLimit(numbers[row], units[row]), starts[row].item(), VIETNAM, convention=convention
        )
        assert dues.due_on[row].item() == deadline.due_on
        assert dues.due_at[row].item() == deadline.due_at
        assert dues.provisional[row] == deadline.provisional


def test_limits_are_taken_in_every_form():
    """One limit, a list, a column, a pair of amounts and units, and texts say the same."""
    starts = np.array(["2026-03-02", "2026-03-03"], "M8[D]")
    wanted = [date(2026, 3, 9), date(2026, 3, 10)]
    read = arrays.LimitColumn.parse(np.array(["05 ngày làm việc", "5 working days"]))
    units = np.array(["working_day", "working_day"])
    for given_limits in (
        FIVE,
        [FIVE, FIVE],
        np.array([FIVE, FIVE], object),
        read,
        arrays.LimitColumn.of([FIVE, FIVE]),
        (5, Unit.WORKING_DAY),
        ([5, Decimal(5)], "working_day"),
        (np.array([5, 5], np.uint8), units),
        (np.array([5.0, 5.0], ">f4"), units.astype(object)),
    ):
        assert arrays.due(given_limits, starts, VIETNAM).due_on.tolist() == wanted
    late = arrays.LimitColumn.from_columns([1, 1], Unit.DAY, [None, time(15)])
    at_four = [datetime(2026, 3, 2, 16)] * 2
    assert arrays.due(late, at_four, VIETNAM).due_on.tolist() == [date(2026, 3, 3), date(2026, 3, 4)]
    assert repr(read) == "<LimitColumn of 2 limits in working days>"
    assert arrays.due([], [], VIETNAM).due_on.shape == (0,)


def test_starts_are_taken_in_every_unit():
    """From days to nanoseconds, in either byte order, in steps and strided, a moment is the same moment."""
    moments = np.array(["2026-03-02T09:00", "2026-03-06T16:00", "NaT"], "M8[m]")
    wanted = arrays.due((3, Unit.WORKING_HOUR), moments, VIETNAM).due_at.tolist()
    assert wanted[0] == datetime(2026, 3, 2, 13, 30) + timedelta(minutes=30)
    for dtype in ("M8[h]", "M8[s]", "M8[ms]", "M8[us]", "M8[ns]", ">M8[us]", "M8[30m]"):
        same = moments.astype(dtype)
        assert arrays.due((3, Unit.WORKING_HOUR), same, VIETNAM).due_at.tolist() == wanted
        twice = np.repeat(same, 2)[::2]
        assert arrays.add_working_time(twice, np.timedelta64(180, "m"), VIETNAM).tolist() == wanted
        assert arrays.next_working_day(same, VIETNAM).tolist() == [date(2026, 3, 2), date(2026, 3, 6), None]


def test_shapes_broadcast():
    """A column of starts and a row of limits give a table; single values give single values."""
    starts = np.array(["2026-02-13", "2026-03-02"], "M8[D]").reshape(2, 1)
    dues = arrays.due((np.array([[1, 2, 5]]), Unit.WORKING_DAY), starts, VIETNAM)
    assert dues.due_on.shape == dues.due_at.shape == dues.provisional.shape == (2, 3)
    for row in range(2):
        for column, amount in enumerate([1, 2, 5]):
            one = due(TimeLimit(amount, Unit.WORKING_DAY), starts[row, 0].item(), VIETNAM)
            assert dues.due_on[row, column].item() == one.due_on
    assert dues.is_late(starts).shape == (2, 3)
    single = arrays.due(FIVE, date(2026, 2, 13), VIETNAM)
    assert single.due_on.shape == ()
    assert single.due_on.item() == date(2026, 2, 27)
    assert arrays.add_working_days(starts, np.array([1, 2, 3]), VIETNAM).shape == (2, 3)


def test_more_than_one_block_is_one_column():
    """Across the blocks in which rows are counted nothing is lost, doubled or misnumbered."""
    size = 100_003
    days = np.datetime64("2010-01-01") + np.arange(size) % 6000
    n = np.arange(size) % 37 - 18
    found = arrays.add_working_days(days, n, VIETNAM)
    for row in (0, 32_767, 32_768, 65_535, 65_536, size - 1, *range(5, size, 4999)):
        assert found[row].item() == VIETNAM.add_working_days(days[row].item(), int(n[row]))
    days = days.copy()
    days[[40_000, 99_999]] = np.datetime64("2050-01-01")
    days[50_000] = NAT
    with pytest.raises(CalendarRangeError, match="2 of 100,003 rows") as caught:
        arrays.add_working_days(days, n, VIETNAM)
    assert (caught.value.rows, caught.value.row, caught.value.given) == (2, 40_000, date(2050, 1, 1))


def test_pauses_are_checked_against_the_calendar_where_it_is_asked():
    """A pause beyond the last day is outside where its working days or hours count, and only there."""
    start, late = datetime(2026, 12, 1, 9), datetime(2027, 1, 4, 9)
    for unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        check_due(YEAR, [TimeLimit(1, unit)], [start], Convention.CIVIL_CODE, pauses=[[(late, late)]])
    for unit in (Unit.DAY, Unit.HOUR):
        check_due(YEAR, [TimeLimit(1, unit)], [start], Convention.CIVIL_CODE, pauses=[[(late, late)]])
    pauses = ([datetime(2026, 12, 2, 9), None], [datetime(2026, 12, 4, 9), None])
    paired = arrays.due(FIVE, [start, start], YEAR, pauses=pauses)
    assert paired.due_on.tolist() == [date(2026, 12, 10), date(2026, 12, 8)]


def test_shares_of_odd_days_round_as_pythons_do():
    """Where a closure leaves an odd number of microseconds, half a day is rounded from the exact product."""
    day = datetime(2026, 3, 3, 9)
    for ticks in range(1, 9):
        cal = YEAR.with_closures(Closure(day, day + ticks * TICK, "mất điện"))
        shares = [0.5, 0.25, 1.5, 0.1, 2.7, 1 / 3]
        given_limits = [TimeLimit(share, Unit.WORKING_DAY) for share in shares]
        check_due(cal, given_limits, [datetime(2026, 3, 2, 9)] * len(shares), Convention.CIVIL_CODE)


def test_a_day_of_many_short_sessions_agrees():
    """Many closures close together slow the tables down and change no answer."""
    day = datetime(2026, 3, 3, 9)
    gaps = [Closure(day + 3 * i * TICK, day + (3 * i + 1) * TICK, "nhiễu") for i in range(40)]
    cal = YEAR.with_closures(*gaps)
    moments = [day + i * TICK for i in range(-2, 125)]
    for delta in (TICK, -TICK, 30 * TICK, timedelta()):
        deltas = [delta] * len(moments)
        agree(lambda t, d: arrays.add_working_time(t, d, cal), cal.add_working_time, moments, deltas)


# Missing rows -------------------------------------------------------------------------------------------


def test_missing_rows_stay_missing():
    """A missing row gives NaT among days and moments, and is masked among numbers and truth values."""
    days = [date(2026, 3, 2), None, date(2026, 3, 6)]
    assert arrays.add_working_days(days, [1, 1, None], VIETNAM).tolist() == [date(2026, 3, 3), None, None]
    assert arrays.is_working_day(days, VIETNAM).tolist() == [True, None, True]
    assert arrays.count_working_days(days, days[::-1], VIETNAM).tolist() == [4, None, -4]
    whole = arrays.count_working_days(days[:1], days[2:], VIETNAM)
    assert not isinstance(whole, np.ma.MaskedArray)
    masked = np.ma.MaskedArray(np.array(["2026-03-02", "2026-03-03"], "M8[D]"), [False, True])
    assert arrays.next_working_day(masked, VIETNAM).tolist() == [date(2026, 3, 2), None]
    numbers = np.ma.MaskedArray([5, -1], [False, True])
    dues = arrays.due((numbers, Unit.DAY), date(2026, 3, 2), VIETNAM)
    assert dues.due_on.tolist() == [date(2026, 3, 9), None]
    assert dues.provisional.tolist() == [False, None]
    assert repr(dues) == "<DueDates of 2 rows, 2026-03-09 to 2026-03-09, 1 missing>"
    lengths = np.ma.MaskedArray(np.array([60, 60], "m8[m]"), [False, True])
    added = arrays.add_working_time(datetime(2026, 3, 2, 9), lengths, VIETNAM)
    assert added.tolist() == [datetime(2026, 3, 2, 10), None]
    assert arrays.due([None], [None], VIETNAM).due_on.tolist() == [None]
    assert arrays.working_time_between([None], [None], VIETNAM).tolist() == [None]


@pytest.mark.parametrize("missing", [None, np.datetime64("NaT", "D"), np.datetime64("NaT", "us")])
def test_a_list_may_hold_what_stands_for_nothing(missing):
    """In a list of dates or moments, in its first row or its last, None and NaT of numpy are missing rows."""
    for days in (
        [missing, date(2026, 3, 2)],
        [date(2026, 3, 2), missing],
        [missing, datetime(2026, 3, 2)],
        np.array([missing, date(2026, 3, 2)], object),
    ):
        wanted = [date(2026, 3, 9) if day is not missing else None for day in days]
        assert arrays.due(FIVE, days, VIETNAM).due_on.tolist() == wanted
        added = arrays.add_working_days(days, 5, VIETNAM)
        assert added.tolist() == wanted
    nat = [np.datetime64("2026-03-02"), np.datetime64("NaT", "D")]
    assert arrays.due(FIVE, nat, VIETNAM).due_on.tolist() == [date(2026, 3, 9), None]
    assert arrays.next_working_day([missing, missing], VIETNAM).tolist() == [None, None]


def test_nat_of_pandas_in_a_list_is_missing():
    """NaT and NA of pandas stand for nothing as well."""
    pd = pytest.importorskip("pandas")
    for missing in (pd.NaT, pd.NA):
        found = arrays.due(FIVE, [date(2026, 3, 2), missing], VIETNAM).due_on
        assert found.tolist() == [date(2026, 3, 9), None]


def test_columns_of_pandas_are_taken():
    """Series and their missing values are read like arrays; with a zone they are refused with the way out."""
    pd = pytest.importorskip("pandas")
    series = pd.Series(pd.to_datetime(["2026-03-02 09:00", None]))
    assert arrays.due(FIVE, series, VIETNAM).due_on.tolist() == [date(2026, 3, 9), None]
    numbers = pd.Series([5, None])
    with pytest.raises(InvalidValueError, match="masked_invalid"):
        arrays.due((numbers, Unit.WORKING_DAY), series, VIETNAM)
    some = (np.ma.masked_invalid(numbers), Unit.WORKING_DAY)
    assert arrays.due(some, date(2026, 3, 2), VIETNAM).due_on.tolist() == [date(2026, 3, 9), None]
    objects = (numbers.astype("Int64").astype(object), Unit.WORKING_DAY)
    assert arrays.due(objects, date(2026, 3, 2), VIETNAM).due_on.tolist() == [date(2026, 3, 9), None]
    assert arrays.next_working_day(series.astype(object), VIETNAM).tolist() == [date(2026, 3, 2), None]
    with pytest.raises(InvalidTypeError, match=r"starts .* row 0.*zones.*tz_localize"):
        arrays.due(FIVE, series.dt.tz_localize("UTC"), VIETNAM)


# Bad input ----------------------------------------------------------------------------------------------

MOMENTS = np.array(["2026-03-02T09:00", "2026-03-03T09:00"], "M8[us]")
DAYS = MOMENTS.astype("M8[D]")
BAD = {
    "text for days": (
        InvalidTypeError,
        "days must .*astype",
        lambda: arrays.is_working_day(["2026-03-02"], YEAR),
    ),
    "numbers for days": (InvalidTypeError, "days .*int64", lambda: arrays.is_working_day([20000], YEAR)),
    "months for days": (
        InvalidTypeError,
        r"days .*M8\[M\]|days .*datetime64",
        lambda: arrays.is_working_day(DAYS.astype("M8[M]"), YEAR),
    ),
    "another object": (InvalidTypeError, "days .* row 1", lambda: arrays.is_working_day([None, 7], YEAR)),
    "an aware moment": (
        InvalidTypeError,
        "starts .*zones",
        lambda: arrays.due(FIVE, [datetime(2026, 3, 2, 9, tzinfo=UTC)], YEAR),
    ),
    "dates and datetimes": (
        InvalidTypeError,
        "starts mixes",
        lambda: arrays.due(FIVE, [date(2026, 3, 2), datetime(2026, 3, 2, 9)], YEAR),
    ),
    "a ragged column": (
        InvalidTypeError,
        "differ in length",
        lambda: arrays.is_working_day([[date(2026, 3, 2)], []], YEAR),
    ),
    "no calendar": (InvalidTypeError, "WorkCalendar", lambda: arrays.next_working_day(DAYS, "VN")),
    "half days": (InvalidTypeError, "n must .*float64", lambda: arrays.add_working_days(DAYS, 2.0, YEAR)),
    "truth for a number": (
        InvalidTypeError,
        "n must .*bool",
        lambda: arrays.add_working_days(DAYS, True, YEAR),
    ),
    "truth among numbers": (
        InvalidTypeError,
        "n .* True in row 1",
        lambda: arrays.add_working_days(DAYS, [None, True], YEAR),
    ),
    "days for moments": (
        InvalidTypeError,
        "no hours",
        lambda: arrays.add_working_time(DAYS, timedelta(hours=1), YEAR),
    ),
    "numbers for lengths": (
        InvalidTypeError,
        "delta must",
        lambda: arrays.add_working_time(MOMENTS, 5, YEAR),
    ),
    "months for lengths": (
        InvalidTypeError,
        "delta must",
        lambda: arrays.add_working_time(MOMENTS, np.timedelta64(1, "M"), YEAR),
    ),
    "text for lengths": (
        InvalidTypeError,
        "delta .* row 0",
        lambda: arrays.add_working_time(MOMENTS, np.array(["1"], object), YEAR),
    ),
    "shapes": (
        InvalidValueError,
        r"days \(2,\), n \(3,\)",
        lambda: arrays.add_working_days(DAYS, [1, 2, 3], YEAR),
    ),
    "nanoseconds": (
        InvalidValueError,
        "starts: 1 of 2 .*row 1",
        lambda: arrays.due(FIVE, MOMENTS.astype("M8[ns]") + np.array([0, 1], "m8[ns]"), YEAR),
    ),
    "negative limits": (
        InvalidValueError,
        "limits: 2 of 3 .*negative.*row 0",
        lambda: arrays.due(([-1, 5, -2.5], Unit.DAY), date(2026, 3, 2), YEAR),
    ),
    "NaN": (
        InvalidValueError,
        "limits: 1 of 2 .*finite.*row 1",
        lambda: arrays.due(([1, np.nan], Unit.DAY), date(2026, 3, 2), YEAR),
    ),
    "NaN among objects": (
        InvalidValueError,
        "limits: 1 of 1",
        lambda: arrays.due(([Decimal("sNaN")], Unit.DAY), date(2026, 3, 2), YEAR),
    ),
    "infinity": (
        InvalidValueError,
        "finite",
        lambda: arrays.due(([np.inf], Unit.DAY), date(2026, 3, 2), YEAR),
    ),
    "half a month": (
        InvalidValueError,
        "part of a month.*row 1",
        lambda: arrays.due(([1, 0.5], Unit.MONTH), date(2026, 3, 2), YEAR),
    ),
    "an unknown unit": (
        InvalidValueError,
        "units: 'fortnight' .*working_day",
        lambda: arrays.due(([1], ["fortnight"]), date(2026, 3, 2), YEAR),
    ),
    "no unit": (InvalidTypeError, "a unit is", lambda: arrays.due(([1], [5]), date(2026, 3, 2), YEAR)),
    "no cut-off": (
        InvalidTypeError,
        "a cut-off",
        lambda: arrays.LimitColumn.from_columns([1], Unit.DAY, ["15:00"]),
    ),
    "a cut-off beside hours": (
        InvalidValueError,
        "cut-off",
        lambda: arrays.LimitColumn.from_columns([1], Unit.HOUR, time(15)),
    ),
    "no limits": (InvalidTypeError, "LimitColumn.parse", lambda: arrays.due("05 ngày", DAYS, YEAR)),
    "no limit among limits": (
        InvalidTypeError,
        "LimitColumn.parse",
        lambda: arrays.due([FIVE, "05 ngày"], DAYS, YEAR),
    ),
    "text without a limit": (
        LimitTextError,
        "1 of 3 .*row 2",
        lambda: arrays.LimitColumn.parse(["05 ngày", None, "sớm"]),
    ),
    "no text": (InvalidTypeError, "string", lambda: arrays.LimitColumn.parse([5])),
    "no convention": (
        InvalidTypeError,
        "CIVIL_CODE",
        lambda: arrays.due(FIVE, DAYS, YEAR, convention="civil-code"),
    ),
    "hours from dates": (
        InvalidTypeError,
        "starts: 1 rows .*row 1",
        lambda: arrays.due([FIVE, TimeLimit(8, Unit.WORKING_HOUR)], DAYS, YEAR),
    ),
    "the hour of dates": (
        InvalidTypeError,
        "SAME_HOUR",
        lambda: arrays.due(FIVE, DAYS, YEAR, convention=Convention.SAME_HOUR),
    ),
    "hours and paused dates": (
        InvalidTypeError,
        "pauses and resumes: 2 rows",
        lambda: arrays.due((8, Unit.HOUR), MOMENTS, YEAR, pauses=(DAYS + A_DAY, DAYS + 2 * A_DAY)),
    ),
    "no pauses": (InvalidTypeError, "pauses are a tuple", lambda: arrays.due(FIVE, DAYS, YEAR, pauses=DAYS)),
    "a row of pauses": (
        InvalidValueError,
        "from 0 to 1",
        lambda: arrays.due(FIVE, DAYS, YEAR, pauses=([2], DAYS[:1], DAYS[:1])),
    ),
    "a pause before the start": (
        ClockError,
        "1 rows pause before",
        lambda: arrays.due(FIVE, DAYS, YEAR, pauses=([1], DAYS[:1], DAYS[1:])),
    ),
    "a resume before the pause": (
        ClockError,
        "resume before",
        lambda: arrays.due(FIVE, DAYS, YEAR, pauses=(DAYS + 2 * A_DAY, DAYS + A_DAY)),
    ),
    "a resume without a pause": (
        ClockError,
        "without a pause",
        lambda: arrays.due(FIVE, DAYS, YEAR, pauses=([NAT, NAT], DAYS)),
    ),
    "paused twice": (
        ClockError,
        "while they are paused",
        lambda: arrays.due(FIVE, DAYS, YEAR, pauses=([0, 0], DAYS, [date(2026, 3, 4)] * 2)),
    ),
    "paused for good": (
        ClockError,
        "while they are paused",
        lambda: arrays.due(FIVE, DAYS, YEAR, pauses=([0, 0], DAYS, [None, date(2026, 3, 4)])),
    ),
    "an answer of the wrong type": (
        InvalidTypeError,
        "at must",
        lambda: arrays.due(FIVE, DAYS, YEAR).is_late([5]),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_columns_are_refused(name):
    """A column that cannot be used is named, its bad rows counted, and the error travels."""
    error, match, call = BAD[name]
    with pytest.raises(error, match=match) as caught:
        call()
    assert isinstance(caught.value, ThutucError)


@pytest.mark.parametrize("moment", ["1500-01-01", "9999-01-01", "-20000-01-01", "200000-01-01"])
@pytest.mark.parametrize("unit", ["D", "h", "s", "us"])
def test_far_away_days_are_outside(moment, unit):
    """No day, however far, comes round to the inside of a calendar."""
    far = np.array([moment, "2026-03-02"], f"M8[{unit}]")
    for call in (
        lambda: arrays.is_working_day(far, YEAR),
        lambda: arrays.count_working_days(DAYS, far, YEAR),
        lambda: arrays.due(FIVE, far, YEAR),
        lambda: arrays.due(FIVE, DAYS[:1], YEAR).days_late(far),
    ):
        with pytest.raises(CalendarRangeError, match="1 of 2 rows") as caught:
            call()
        assert caught.value.row == 0
        assert caught.value.last == YEAR.last
    huge = np.array([2**62, 2**63 - 1, -(2**63) + 1], f"M8[{unit}]")
    with pytest.raises(CalendarRangeError, match="3 of 3 rows"):
        arrays.is_working_day(huge, YEAR)
    if unit != "D":
        with pytest.raises(CalendarRangeError, match="3 of 3 rows"):
            arrays.add_working_time(huge, timedelta(), YEAR)


@pytest.mark.parametrize("n", [2**63 - 1, -(2**63), 2**64 - 1, 10**30, -(10**30)])
def test_numbers_beyond_any_calendar_are_outside(n):
    """No number of days, however large, comes round to the inside of a calendar."""
    with pytest.raises(CalendarRangeError, match="2 of 2 rows"):
        arrays.add_working_days(DAYS, n, YEAR)
    if n > 0:
        for unit in Unit:
            with pytest.raises(CalendarRangeError, match="2 of 2 rows"):
                arrays.due((n, unit), MOMENTS, YEAR)


def test_empty_columns_give_empty_answers():
    """Nothing in, nothing out, of the type that something would have."""
    assert arrays.add_working_days([], [], YEAR).dtype == "M8[D]"
    assert arrays.add_working_time([], [], YEAR).dtype == "M8[us]"
    assert arrays.working_time_between([], [], YEAR).dtype == "m8[us]"
    assert arrays.count_working_days([], [], YEAR).shape == arrays.is_working_day([], YEAR).shape == (0,)
    assert arrays.due(FIVE, [], YEAR).is_late(date(2026, 3, 2)).shape == (0,)


def test_answers_cannot_be_changed_and_tables_are_shared():
    """The columns of an answer are read-only, and equal calendars share one set of tables."""
    tables_of = arrays.lookup.tables_of
    dues = arrays.due(FIVE, DAYS, YEAR)
    with pytest.raises(ValueError, match="read-only"):
        dues.due_on[0] = NAT
    again = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-fri": "07:30-11:30, 13:00-17:00"})
    assert tables_of(again) is tables_of(YEAR)
    assert not tables_of(YEAR).worked.flags.writeable
    assert len(dues) == 2
