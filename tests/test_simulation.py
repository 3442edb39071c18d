"""Simulation: against theory and by hand, and what never happens."""

from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings, strategies as st

np = pytest.importorskip("numpy")
pl = pytest.importorskip("polars")
pytest.importorskip("narwhals")

from thutuc import (
    Dossier,
    Level,
    PeriodReport,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    WorkCalendar,
    events,
    frames,
    vietnam_calendar,
)
from thutuc.errors import CalendarRangeError, InvalidValueError, OverloadError, RouteError, ThutucError
from thutuc.law import SupplementRule
from thutuc.procedures import Channel, ClockPolicy
from thutuc.reports import MEASURES
from thutuc.simulation import (
    Empirical,
    Exponential,
    Fixed,
    Flow,
    Inflow,
    LogNormal,
    Model,
    Path,
    Recorded,
    Staff,
    Supplement,
    Triangular,
    Uniform,
    Weibull,
    differences,
)
from thutuc.simulation.intervals import mean_of, student

CAL = vietnam_calendar()
ROUND_THE_CLOCK = WorkCalendar(date(2025, 1, 1), date(2026, 12, 31), hours={"mon-sun": "00:00-24:00"})
START, END = date(2026, 1, 5), date(2026, 3, 2)
FIVE = TimeLimit(5, Unit.WORKING_DAY)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SECOND_IN_DAYS = 1 / 86400


def procedure(*steps, **more):
    return Procedure("1.004222", "ví dụ", limit=FIVE, steps=steps, **more)


def line(*offices, **more):
    return procedure(*(Step(f"bước {office}", office) for office in offices), **more)


def one_office(work, arrivals, officers=1, calendar=CAL, **more):
    return Model([Flow(line("A"), arrivals, {"bước A": work}, **more)], {"A": officers}, calendar)


def rows(frame):
    return frame.to_dicts()


def waiting_hours(run):
    legs = run.legs.with_columns(wait=(pl.col("started") - pl.col("entered")).dt.total_microseconds() / 3.6e9)
    first = datetime.combine(run.start, datetime.min.time())
    means = legs.filter(pl.col("entered") >= first, pl.col("started").is_not_null())
    return means.group_by("replication").agg(pl.col("wait").mean()).sort("replication")["wait"].to_numpy()


# Theory -----------------------------------------------------------------------------------------------------


def erlang_wait(rate, mean, officers):
    """The mean time in the queue of M/M/c, by the formula of Erlang."""
    a = rate * mean
    blocked = 1.0
    for n in range(1, officers + 1):
        blocked = a * blocked / (n + a * blocked)
    share = a / officers
    return blocked / (1 - share * (1 - blocked)) * mean / (officers * (1 - share))


@pytest.mark.parametrize(("officers", "share"), [(1, 0.6), (2, 0.75), (5, 0.8)])
def test_waiting_is_that_of_queueing_theory(officers, share):
    """On a calendar without nights, Poisson arrivals and exponential work wait as Erlang's formula says."""
    mean = 30 * MINUTE
    rate = Inflow(share * officers * 48)
    model = one_office(Exponential(mean), rate, officers, ROUND_THE_CLOCK)
    run = model.run(
        date(2025, 2, 1),
        date(2025, 8, 1),
        replications=12,
        seed=7,
        warm_up=timedelta(days=20),
        engine="polars",
    )
    interval = mean_of(waiting_hours(run), 0.99)
    expected = erlang_wait(share * officers * 2, 0.5, officers)
    assert interval.low <= expected <= interval.high
    assert interval.high - interval.low < 0.3 * expected


def test_what_is_in_an_office_is_rate_times_stay():
    """Little's law holds in every office: how many dossiers are there is their rate times their stay."""
    flow = Flow(
        line("A", "B", "C"),
        Inflow(60),
        dict.fromkeys(("bước A", "bước B", "bước C"), Exponential(20 * MINUTE)),
    )
    model = Model([flow], {"A": 1, "B": Staff((1, 0.5)), "C": Staff(1, latency=HOUR)}, ROUND_THE_CLOCK)
    run = model.run(
        date(2025, 3, 1),
        date(2026, 3, 1),
        replications=1,
        seed=3,
        warm_up=timedelta(days=20),
        engine="polars",
    )
    for office in "ABC":
        legs = run.legs.filter(pl.col("office") == office, pl.col("finished").is_not_null())
        entered, left = (legs[name].to_numpy().astype("M8[us]") for name in ("entered", "finished"))
        moments = np.arange(np.datetime64("2025-03-02"), np.datetime64("2026-02-20"), np.timedelta64(7, "m"))
        there = np.searchsorted(np.sort(entered), moments) - np.searchsorted(np.sort(left), moments)
        stay = (left - entered).mean() / np.timedelta64(1, "D")
        rate = len(legs) / 385
        assert there.mean() == pytest.approx(rate * stay, rel=0.04)


def test_students_numbers_are_those_of_the_tables():
    """Half widths by Student's t, as tables print them."""
    known = {(0.95, 1): 12.706, (0.95, 4): 2.776, (0.95, 29): 2.045, (0.99, 9): 3.250, (0.9, 120): 1.658}
    for (level, freedom), value in known.items():
        assert student(level, freedom) == pytest.approx(value, abs=6e-4)


@pytest.mark.parametrize(
    "work",
    [
        Fixed(HOUR),
        Uniform(HOUR, 3 * HOUR),
        Triangular(HOUR, 2 * HOUR, 6 * HOUR),
        Exponential(HOUR),
        LogNormal(2 * HOUR, HOUR),
        Weibull(HOUR, 1.5),
        Empirical([HOUR, 2 * HOUR, 5 * HOUR], [1, 2, 1]),
        LogNormal(2 * HOUR, HOUR).scaled(0.5),
    ],
)
def test_lengths_rise_with_their_shares_and_have_their_mean(work):
    """Lengths are made by the inverse of the distribution: they rise, and average to the mean."""
    shares = (np.arange(200_000) + 0.5) / 200_000
    lengths = work.lengths(shares)
    assert (np.diff(lengths) >= 0).all()
    assert (lengths >= 0).all()
    assert lengths.mean() * 1e-6 == pytest.approx(work.mean.total_seconds(), rel=2e-3)


# By hand ----------------------------------------------------------------------------------------------------


def test_a_line_by_hand_across_tet():
    """Two officers after one, fixed lengths, over the days off of Tết 2026: every moment by hand."""
    came = [datetime(2026, 2, 13, 15, 30), datetime(2026, 2, 13, 15, 45), datetime(2026, 2, 14, 9, 0)]
    flow = Flow(line("A", "B"), Recorded(came), {"bước A": HOUR, "bước B": 3 * HOUR})
    run = Model([flow], {"A": 1, "B": 2}, CAL).run(
        date(2026, 2, 1), date(2026, 3, 1), replications=1, engine="polars"
    )
    legs = run.legs.sort("dossier", "step").select("entered", "started", "finished")
    assert rows(legs) == [
        dict(zip(("entered", "started", "finished"), moments, strict=True))
        for moments in (
            (came[0], came[0], datetime(2026, 2, 13, 16, 30)),
            (datetime(2026, 2, 13, 16, 30), datetime(2026, 2, 13, 16, 30), datetime(2026, 2, 23, 9, 30)),
            (came[1], datetime(2026, 2, 13, 16, 30), datetime(2026, 2, 23, 7, 30)),
            (datetime(2026, 2, 23, 7, 30), datetime(2026, 2, 23, 7, 30), datetime(2026, 2, 23, 10, 30)),
            (came[2], datetime(2026, 2, 23, 7, 30), datetime(2026, 2, 23, 8, 30)),
            (datetime(2026, 2, 23, 8, 30), datetime(2026, 2, 23, 9, 30), datetime(2026, 2, 23, 14, 30)),
        )
    ]
    register = run.register.sort("code")
    assert register["due_on"].to_list() == [date(2026, 2, 27)] * 3
    assert run.mean("resolved") == 3


def test_parts_run_side_by_side_and_are_joined():
    """A step after two others begins when the later of them is done."""
    steps = (
        Step("a", "A"),
        Step("b", "B", after="a"),
        Step("c", "C", after="a"),
        Step("d", "A", after=("b", "c")),
    )
    work = {"a": HOUR, "b": HOUR, "c": 2 * HOUR, "d": HOUR}
    flow = Flow(procedure(*steps), Recorded([datetime(2026, 3, 2, 7, 0)]), work)
    run = Model([flow], dict.fromkeys("ABC", 1), CAL).run(date(2026, 3, 1), date(2026, 3, 10), replications=1)
    finished = {row["step"]: row["finished"].hour for row in rows(pl.DataFrame(run.legs))}
    assert finished == {"a": 8, "b": 9, "c": 10, "d": 11}
    one_by_one = Flow(line("A", "B", "C"), flow.arrivals, dict.fromkeys(("bước A", "bước B", "bước C"), HOUR))
    model = Model([one_by_one], dict.fromkeys("ABC", 1), CAL)
    beside = model.with_parallel("1.004222", ["bước B", "bước C"])
    hours = [
        m.run(date(2026, 3, 1), date(2026, 3, 10), replications=1).register["finished_at"][0].hour
        for m in (model, beside)
    ]
    assert hours == [10, 9]
    with pytest.raises(RouteError, match="stands between"):
        model.with_parallel("1.004222", ["bước A", "bước C"])


def test_on_paper_the_same_steps_follow_one_another():
    """The channel decides the route: parts of a dossier on paper are done one after another."""
    commune = Level.COMMUNE
    steps = (
        Step("a", "A", level=commune),
        Step("b", "B", after="a", level=commune),
        Step("c", "C", after="a", level=commune),
    )
    route = procedure(*steps)
    made = {}
    for channel in (Channel.DIRECT, Channel.ONLINE):
        flow = Flow(route, Recorded([datetime(2026, 3, 2, 7)]), dict.fromkeys("abc", HOUR), channel=channel)
        run = Model([flow], dict.fromkeys("ABC", 1), CAL).run(
            date(2026, 3, 1), date(2026, 3, 10), replications=1
        )
        made[channel] = run.register["finished_at"][0].hour
    assert made == {Channel.DIRECT: 10, Channel.ONLINE: 9}


def test_results_wait_for_the_day_of_signing_and_are_on_their_way():
    """What is done on Monday is signed at the close of Tuesday, and with the next office two hours later."""
    flow = Flow(line("A", "B"), Recorded([datetime(2026, 3, 2, 9)]), {"bước A": HOUR, "bước B": HOUR})
    staff = {"A": Staff(1, signing=[1], latency=2 * HOUR), "B": 1}
    run = Model([flow], staff, CAL).run(date(2026, 3, 1), date(2026, 3, 10), replications=1, engine="polars")
    first, second = rows(run.legs)
    assert first["finished"] == datetime(2026, 3, 3, 17)
    assert (second["entered"], second["started"]) == (datetime(2026, 3, 3, 19), datetime(2026, 3, 4, 7))


def test_the_urgent_are_taken_up_first():
    """Of those who wait the lower number is next; what has begun is not broken off; nights do not count."""
    slow = Flow(
        line("A"), Recorded([datetime(2026, 3, 2, 15, 30), datetime(2026, 3, 2, 16)]), {"bước A": 90 * MINUTE}
    )
    urgent = Flow(line("A"), Recorded([datetime(2026, 3, 2, 20)]), {"bước A": HOUR}, priority=-1, name="khẩn")
    run = Model([slow, urgent], {"A": 1}, CAL).run(
        date(2026, 3, 1), date(2026, 3, 10), replications=1, engine="polars"
    )
    started = dict(run.legs.select("dossier", "started").iter_rows())
    assert started == {
        "1.004222/1": datetime(2026, 3, 2, 15, 30),
        "khẩn/1": datetime(2026, 3, 3, 7),
        "1.004222/2": datetime(2026, 3, 3, 8),
    }


def test_who_waits_at_the_end_is_seen():
    """A dossier that nobody has taken up at the end of the run has a leg without officer, start and end."""
    came = [datetime(2026, 3, 2, 9)] * 2
    for priority in (0, 1):
        first = Flow(line("A"), Recorded(came[:1]), {"bước A": 100 * HOUR}, name="a")
        other = Flow(line("A"), Recorded(came[:1]), {"bước A": HOUR}, priority=priority, name="b")
        run = Model([first, other], {"A": 1}, CAL).run(
            date(2026, 3, 1), date(2026, 3, 10), replications=1, overload="run", engine="polars"
        )
        row = rows(run.legs.filter(pl.col("dossier") == "b/1"))[0]
        assert (row["officer"], row["started"], row["finished"]) == (0, None, None)
        assert row["entered"] == came[0]


def test_half_an_officer_takes_twice_the_time():
    """The share of an officer's time is how fast the work goes, in the office's own hours."""
    run = one_office(HOUR, Recorded([datetime(2026, 3, 2, 11)]), (0.5,)).run(
        date(2026, 3, 1), date(2026, 3, 10), replications=1, engine="polars"
    )
    assert run.legs["finished"][0] == datetime(2026, 3, 2, 15)


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (SupplementRule.KEEP, date(2026, 3, 9)),
        (SupplementRule.RESUME, date(2026, 3, 11)),
        (SupplementRule.RESTART, date(2026, 3, 12)),
    ],
)
def test_what_supplements_do_to_the_due_date(rule, due):
    """The limit runs on, goes on or begins again when the citizen is back, as the policy says."""
    wait = Fixed(timedelta(days=2))
    flow = Flow(
        line("A", policy=ClockPolicy(on_supplement=rule)),
        Recorded([datetime(2026, 3, 2, 9)]),
        {"bước A": 10 * HOUR},
        supplements={"bước A": Supplement(0.5, wait)},
    )
    model = Model([flow], {"A": 1}, CAL)
    run = model.run(date(2026, 3, 1), date(2026, 3, 20), replications=40, engine="polars")
    legs = run.legs.group_by("replication").len()
    once = legs.filter(pl.col("len") == 2)["replication"].to_list()
    assert once
    dues = run.register.filter(pl.col("replication").is_in(once))["due_on"].unique().to_list()
    assert dues == [due]


@pytest.mark.parametrize(
    ("rule", "work", "overdue"),
    [
        (SupplementRule.KEEP, 10, 1),
        (SupplementRule.RESUME, 10, 0),
        (SupplementRule.RESTART, 10, 0),
        # Asked for after the due day: late before, late now.
        (SupplementRule.RESUME, 60, 1),
        (SupplementRule.RESTART, 60, 1),
    ],
)
def test_what_is_with_the_citizen_at_the_end_is_not_overdue_by_that(rule, work, overdue):
    """A wait that lasts beyond the end of a run counts as it does for a recorded dossier that waits then."""
    route = line("A", policy=ClockPolicy(on_supplement=rule))
    asked = {"bước A": Supplement(0.99, Fixed(timedelta(days=60)))}
    came = datetime(2026, 3, 2, 9)
    flow = Flow(route, Recorded([came]), {"bước A": work * HOUR}, supplements=asked)
    run = Model([flow], {"A": 1}, CAL).run(date(2026, 3, 1), date(2026, 4, 1), replications=2, overload="run")
    assert run.values("pending").tolist() == [1, 1]
    assert run.values("pending_overdue").tolist() == [overdue] * 2
    when = CAL.add_working_time(came, work * HOUR)
    mine = Dossier("H17.18-260302-0001", route, CAL).record(events.Accepted(at=came, office="A"))
    mine = mine.record(events.SupplementRequested(at=when, office="A"))
    assert PeriodReport.of([mine], date(2026, 3, 1), date(2026, 4, 1)).pending_overdue == overdue


def test_without_a_policy_the_regime_of_the_day_decides():
    """In 2017 the first handling time counted; since Nghị định 61/2018 the limit begins again."""
    due = {}
    for year, month in ((2017, 6), (2026, 3)):
        came = datetime(year, month, 5, 9)
        flow = Flow(
            line("A"),
            Recorded([came]),
            {"bước A": 10 * HOUR},
            {"bước A": Supplement(0.5, timedelta(days=7))},
        )
        run = Model([flow], {"A": 1}, CAL).run(
            came.date(), date(year, 7, 30), replications=40, engine="polars"
        )
        once = run.legs.group_by("replication").len().filter(pl.col("len") == 2)["replication"].to_list()
        (due[year],) = run.register.filter(pl.col("replication").is_in(once))["due_on"].unique()
    # Of both the second day was the day of the request, and a week went by.
    assert due == {2017: date(2017, 6, 19), 2026: date(2026, 3, 20)}


def test_who_is_refused_ends_there():
    """Refusals are as frequent as they were given, and end the dossier."""
    flow = Flow(line("A", "B"), Inflow(40), {"bước A": MINUTE, "bước B": MINUTE}, refusals={"bước A": 0.25})
    run = Model([flow], {"A": 1, "B": 1}, CAL).run(START, END, replications=3, engine="polars")
    register = run.register.filter(pl.col("finished_at").is_not_null())
    assert register["refused"].mean() == pytest.approx(0.25, abs=0.02)
    at_b = run.legs.filter(pl.col("office") == "B")["dossier", "replication"].unique()
    assert len(at_b) == len(register.filter(~pl.col("refused")))


def test_paths_are_taken_as_often_as_they_weigh():
    """A flow may go the ways that dossiers were seen to go, with steps left out or done again."""
    flow = Flow(
        line("A", "B"),
        Inflow(40),
        {"bước A": MINUTE, "bước B": MINUTE},
        paths=[Path(["bước A"], 1), Path(["bước A", "bước B", "bước A"], 3)],
    )
    model = Model([flow], {"A": 1, "B": 1}, CAL)
    run = model.run(START, END, replications=2, engine="polars")
    ways = (
        run.legs.sort("entered")
        .group_by("dossier", "replication")
        .agg(pl.col("office"))
        .filter(pl.col("office").list.len() > 1)
    )
    assert set(map(tuple, ways["office"])) == {("A", "B", "A")}
    assert len(ways) / len(run.register) == pytest.approx(0.75, abs=0.03)
    assert flow.visits() == {"bước A": 1.75, "bước B": 0.75}


# What never happens -----------------------------------------------------------------------------------------


def rich_model(seed, calendar=CAL):
    """Everything at once: parts, joins, supplements, refusals, priorities, signing, latency, own hours."""
    own = vietnam_calendar(hours={"tue-sat": "08:00-11:00, 14:00-16:30"})
    steps = (
        Step("nhận", "Một cửa"),
        Step("b", "B", after="nhận"),
        Step("c", "C", after="nhận"),
        Step("trả", "Một cửa", after=("b", "c")),
    )
    work = {"nhận": LogNormal(6 * MINUTE, 5 * MINUTE), "b": Exponential(40 * MINUTE), "c": Weibull(HOUR, 0.8),
            "trả": Uniform(MINUTE, 9 * MINUTE)}  # fmt: skip
    more = {
        "supplements": {
            "b": Supplement(0.3, Exponential(timedelta(days=3))),
            "c": Supplement(0.2, timedelta(days=1)),
        },
        "refusals": {"b": 0.1},
    }
    usual = Flow(procedure(*steps), Inflow(9, weekdays={0: 1.5}), work, **more, name="thường")
    urgent = Flow(
        procedure(*steps), Inflow(3, months={2: 2.0}), work, **more, priority=-seed % 2, name="khẩn"
    )
    staff = {
        "Một cửa": 1,
        "B": Staff((1, 1, 0.5), latency=7 * HOUR),
        "C": Staff(4, calendar=own, signing=[2, 4]),
    }
    return Model([usual, urgent], staff, calendar)


@pytest.mark.parametrize("seed", range(4))
def test_no_work_lies_outside_the_hours(seed):
    """Every stretch of work begins and ends in a session of its office, and takes the time that was drawn."""
    model = rich_model(seed)
    run = model.run(date(2026, 1, 12), date(2026, 3, 20), replications=2, seed=seed, engine="polars")
    instant = timedelta(microseconds=1)
    assert len(run.legs) > 1000
    for row in rows(run.legs):
        calendar = model.calendar_of(row["office"])
        entered, started, finished = row["entered"], row["started"], row["finished"]
        if started is not None:
            assert started >= entered
            assert calendar.working_time_between(started, started + instant) == instant
        if finished is not None:
            assert finished > started
            assert calendar.working_time_between(finished - instant, finished) == instant
    busy = run.legs.filter(pl.col("finished").is_not_null(), pl.col("office") != "C").sort("started")
    for _, legs in busy.group_by("replication", "office", "officer"):
        # Nobody works on two dossiers at a time.
        assert (legs["started"][1:] >= legs["finished"][:-1]).all()


def test_every_dossier_is_somewhere():
    """What was received is refused, done or open, and what is done has gone through its last step."""
    run = rich_model(1).run(date(2026, 1, 12), date(2026, 3, 20), replications=2, engine="polars")
    legs, register = run.legs, run.register
    done = register.filter(pl.col("finished_at").is_not_null(), ~pl.col("refused"))
    last = legs.filter(pl.col("step") == "trả").join(
        done, left_on=["dossier", "replication"], right_on=["code", "replication"]
    )
    assert len(last) == len(done)
    assert (last["finished"] == last["finished_at"]).all()
    assert set(legs["dossier"]) <= set(register["code"])
    for figure in ("received", "resolved", "pending"):
        assert (run.values(figure) >= 0).all()
    assert (run.values("total") == run.values("resolved") + run.values("pending")).all()


def frames_equal(one, other):
    return one.register.equals(other.register) and one.legs.equals(other.legs)


@pytest.mark.parametrize("seed", [0, 5])
def test_a_reform_that_changes_nothing_changes_nothing(seed):
    """The same officers, work and hours, said again, give the same register and legs to the bit."""
    model = rich_model(seed)
    again = (
        model.with_staff("Một cửa", 1)
        .with_service("thường", "b", 1.0)
        .with_procedure("thường", model.flow("thường").procedure)
        .with_calendar(vietnam_calendar())
        .with_arrivals("khẩn", model.flow("khẩn").arrivals)
    )
    period = date(2026, 1, 12), date(2026, 3, 1)
    runs = [m.run(*period, replications=2, seed=seed, engine="polars") for m in (model, again)]
    assert frames_equal(*runs)
    assert differences(*runs, "late") == differences(*runs, "resolved")
    assert not differences(*runs, "late").excludes_zero


def test_the_seed_decides():
    """One seed, one answer; another seed, another; replications differ among themselves."""
    model = rich_model(0)
    period = date(2026, 1, 12), date(2026, 2, 12)
    one, again, other = (model.run(*period, replications=2, seed=s, engine="polars") for s in (1, 1, 2))
    assert frames_equal(one, again)
    assert not frames_equal(one, other)
    first, second = (one.register.filter(pl.col("replication") == i)["received_at"] for i in (0, 1))
    assert not first.equals(second)


@settings(max_examples=15, deadline=None)
@given(
    officers=st.integers(1, 4),
    mean=st.integers(5, 200),
    came=st.lists(st.integers(0, 60 * 24 * 40), min_size=1, max_size=60),
    seed=st.integers(0, 9),
)
def test_one_officer_more_delays_nobody(officers, mean, came, seed):
    """Each dossier draws the same work whoever does it, so that in an office with a queue none ends later."""
    moments = [datetime(2026, 1, 26) + minutes * MINUTE for minutes in came]
    model = one_office(Exponential(mean * MINUTE), Recorded(moments), officers)
    reform = model.with_staff("A", officers + 1)
    ended = [
        m.run(
            date(2026, 1, 1), date(2026, 6, 1), replications=1, seed=seed, overload="run", engine="polars"
        ).register.sort("code")["finished_at"]
        for m in (model, reform)
    ]
    assert (ended[1] <= ended[0]).all()


def test_one_officer_more_makes_fewer_late():
    """The interval of the difference, over dossiers that are the same, lies on the right side of zero."""
    model = one_office(Exponential(50 * MINUTE), Inflow(9), 1)
    base, reform = (
        m.run(START, END, replications=10, seed=1, overload="run", engine="polars")
        for m in (model, model.with_staff("A", 2))
    )
    change = differences(base, reform, "pending")
    assert change.excludes_zero
    assert change.high < 0
    alone = [run.interval("pending") for run in (base, reform)]
    assert change.high - change.low <= max(one.high - one.low for one in alone) * 1.5


def test_half_a_period_is_seen_alike_after_a_warm_up():
    """Offices do not begin empty: what came before the first day is carried over."""
    model = one_office(Exponential(40 * MINUTE), Inflow(10), 1)
    run = model.run(START, END, replications=5, warm_up=timedelta(days=60), engine="polars")
    assert run.mean("carried_over") > 1
    assert run.register["received_at"].min() < datetime(2026, 1, 1)


@pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow"])
def test_frames_come_in_the_engine_asked_for(engine):
    """The register and the legs are frames of the named engine, with the same rows in each."""
    pytest.importorskip(engine)
    run = one_office(Exponential(HOUR), Inflow(5)).run(START, END, replications=2, engine=engine)
    assert type(run.register).__module__.startswith(engine)
    other = one_office(Exponential(HOUR), Inflow(5)).run(START, END, replications=2, engine="polars")
    assert [tuple(row.values()) for row in rows(other.legs)][:50] == [
        tuple(row.values()) for row in rows(pl.DataFrame(run.legs))
    ][:50]
    assert run.mean("received") == other.mean("received")


def test_arrivals_follow_the_days_the_weekdays_and_the_months():
    """Nobody comes on a day off; Mondays and February bring what their factors say."""
    rate = Inflow(40, weekdays={0: 2.0}, months={2: 0.5})
    run = one_office(timedelta(), rate).run(
        date(2025, 1, 1), date(2026, 1, 1), replications=3, engine="polars"
    )
    received = run.register["received_at"].to_list()
    assert all(CAL.is_working_day(moment.date()) for moment in received)
    expected = rate.expected(CAL, date(2025, 1, 1), date(2026, 1, 1))
    assert len(received) / 3 == pytest.approx(expected, rel=0.03)
    found = Inflow.of(received[: len(received) // 3], CAL, date(2025, 1, 1), date(2026, 1, 1))
    assert found.expected_on(date(2025, 3, 3)) == pytest.approx(80, rel=0.15)
    assert found.expected_on(date(2025, 2, 11)) == pytest.approx(20, rel=0.3)


def test_arrivals_are_read_from_registers_and_frames():
    """A register's own arrivals are simulated as they were, moment by moment."""
    run = one_office(HOUR, Inflow(5)).run(START, END, replications=1, engine="polars")
    recorded = Recorded.of(run.register)
    again = one_office(HOUR, recorded).run(START, END, replications=2, engine="polars")
    for i in range(2):
        one = again.register.filter(pl.col("replication") == i)
        assert one["received_at"].to_list() == run.register["received_at"].to_list()
    day = one_office(HOUR, Recorded([date(2026, 2, 14)])).run(START, END, replications=1, engine="polars")
    assert day.register["received_at"].to_list() == [datetime(2026, 2, 23, 7)]


def test_zones_that_change_their_clocks():
    """Work over the night when clocks change takes its elapsed time, and moments are the clock's."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    zone = ZoneInfo("Europe/Amsterdam")
    calendar = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), hours={"mon-sun": "00:00-24:00"}, zone=zone)
    shorter = WorkCalendar(date(2026, 3, 1), date(2026, 12, 31), hours={"mon-sun": "08:00-12:00"}, zone=zone)
    flow = Flow(line("A", "B"), Recorded([datetime(2026, 3, 28, 22)]), {"bước A": 6 * HOUR, "bước B": HOUR})
    model = Model([flow], {"A": 1, "B": Staff(1, calendar=shorter)}, calendar)
    run = model.run(date(2026, 3, 20), date(2026, 4, 10), replications=1, engine="polars")
    assert run.legs["finished"].to_list() == [datetime(2026, 3, 29, 5), datetime(2026, 3, 29, 9)]


# Bad input --------------------------------------------------------------------------------------------------

BAD = {
    "probability above 1": lambda: Supplement(1.2, HOUR),
    "probability of 1": lambda: Supplement(1, HOUR),
    "probability below 0": lambda: Supplement(-0.1, HOUR),
    "probability of no number": lambda: Supplement("half", HOUR),
    "probability of NaN": lambda: Supplement(float("nan"), HOUR),
    "refusal above 1": lambda: one_office(HOUR, Inflow(1), refusals={"bước A": 1.5}),
    "refusal of an unknown step": lambda: one_office(HOUR, Inflow(1), refusals={"bước Z": 0.5}),
    "supplement of an unknown step": lambda: one_office(
        HOUR, Inflow(1), supplements={"x": Supplement(0.1, HOUR)}
    ),
    "supplement as a number": lambda: one_office(HOUR, Inflow(1), supplements={"bước A": 0.1}),
    "work below zero": lambda: one_office(-HOUR, Inflow(1)),
    "work of a number": lambda: one_office(30, Inflow(1)),
    "work of no length": lambda: Exponential(timedelta()),
    "lengths out of order": lambda: Uniform(2 * HOUR, HOUR),
    "shape below zero": lambda: Weibull(HOUR, -1),
    "no lengths seen": lambda: Empirical([]),
    "weights too few": lambda: Empirical([HOUR, HOUR], [1]),
    "work missing": lambda: Flow(line("A", "B"), Inflow(1), {"bước A": HOUR}),
    "work of an unknown step": lambda: Flow(line("A"), Inflow(1), {"bước A": HOUR, "x": HOUR}),
    "no steps": lambda: Flow(procedure(), Inflow(1), {}),
    "staff missing": lambda: Model([Flow(line("A"), Inflow(1), {"bước A": HOUR})], {}, CAL),
    "no flow": lambda: Model([], {"A": 1}, CAL),
    "two flows of one name": lambda: Model([Flow(line("A"), Inflow(1), {"bước A": HOUR})] * 2, {"A": 1}, CAL),
    "no officers": lambda: one_office(HOUR, Inflow(1), 0),
    "officers below zero": lambda: one_office(HOUR, Inflow(1), -2),
    "officer of more than a day": lambda: one_office(HOUR, Inflow(1), (1.5,)),
    "officers in words": lambda: one_office(HOUR, Inflow(1), "two"),
    "officers true": lambda: one_office(HOUR, Inflow(1), True),
    "signing on no weekday": lambda: Staff(1, signing=[7]),
    "latency below zero": lambda: Staff(1, latency=-HOUR),
    "latency of a number": lambda: Staff(1, latency=3),
    "rate below zero": lambda: Inflow(-1),
    "rate without end": lambda: Inflow(float("inf")),
    "rate of NaN": lambda: Inflow(float("nan")),
    "unknown month": lambda: Inflow(1, months={13: 1}),
    "unknown weekday": lambda: Inflow(1, weekdays={7: 1}),
    "arrivals in words": lambda: Recorded(["2026-03-02"]),
    "arrivals of no frame": lambda: Recorded.of(3),
    "arrivals of another column": lambda: Recorded.of(pl.DataFrame({"x": [1]})),
    "path of an unknown step": lambda: one_office(HOUR, Inflow(1), paths=[Path(["x"])]),
    "path of nothing": lambda: Path([]),
    "path of no weight": lambda: Path(["a"], 0),
    "no replication": lambda: one_office(HOUR, Inflow(1)).run(START, END, replications=0),
    "half a replication": lambda: one_office(HOUR, Inflow(1)).run(START, END, replications=1.5),
    "seed in words": lambda: one_office(HOUR, Inflow(1)).run(START, END, seed="x"),
    "no days": lambda: one_office(HOUR, Inflow(1)).run(END, START),
    "period in words": lambda: one_office(HOUR, Inflow(1)).run("2026", END),
    "warm-up below zero": lambda: one_office(HOUR, Inflow(1)).run(START, END, warm_up=-HOUR),
    "warm-up of a number": lambda: one_office(HOUR, Inflow(1)).run(START, END, warm_up=3),
    "unknown overload": lambda: one_office(HOUR, Inflow(1)).run(START, END, overload="ignore"),
    "unknown engine": lambda: one_office(HOUR, Inflow(1)).run(START, END, engine="excel"),
    "unknown measure": lambda: one_office(HOUR, Inflow(1)).run(START, END, replications=2).mean("joy"),
    "interval of one": lambda: one_office(HOUR, Inflow(1)).run(START, END, replications=1).interval("late"),
    "reform of an unknown office": lambda: one_office(HOUR, Inflow(1)).with_staff("Z", 2),
    "reform of an unknown flow": lambda: one_office(HOUR, Inflow(1)).with_service("Z", "bước A", 2),
    "reform of an unknown step": lambda: one_office(HOUR, Inflow(1)).with_service("1.004222", "Z", 2),
    "reform by a factor of zero": lambda: one_office(HOUR, Inflow(1)).with_service("1.004222", "bước A", 0),
    "parallel of one": lambda: one_office(HOUR, Inflow(1)).with_parallel("1.004222", ["bước A"]),
    "parallel of an unknown step": lambda: one_office(HOUR, Inflow(1)).with_parallel(
        "1.004222", ["x", "bước A"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_bad_input_is_refused(make):
    """What cannot be simulated is a clear error, before anything runs."""
    with pytest.raises(ThutucError) as caught:
        make()
    assert isinstance(caught.value, ValueError | TypeError | KeyError)
    assert len(str(caught.value)) > 20


def test_too_much_work_is_refused_before_anything_runs():
    """An office with more work than its officers can do is named, with its load."""
    model = one_office(HOUR, Inflow(10))
    with pytest.raises(OverloadError, match="'A' gets 1") as caught:
        model.run(START, END)
    assert caught.value.office == "A"
    load = model.loads(START, END)[0]
    assert load.share == caught.value.load > 1
    assert model.run(START, END, replications=1, overload="run").mean("pending") > 50


def test_loads_count_every_visit():
    """Supplements bring dossiers back, refusals spare later offices, half officers do half."""
    flow = Flow(
        line("A", "B"),
        Inflow(4),
        {"bước A": HOUR, "bước B": HOUR},
        supplements={"bước A": Supplement(0.5, timedelta(days=1))},
        refusals={"bước A": 0.2},
    )
    visits = flow.visits()
    assert visits["bước A"] == pytest.approx(1 / (1 - 0.8 * 0.5))
    assert visits["bước B"] == pytest.approx(0.4 / 0.6)
    run = Model([flow], {"A": 2, "B": 1}, CAL).run(START, date(2026, 12, 31), replications=3, engine="polars")
    seen = run.legs.group_by("step").len()
    per_dossier = {step: n / len(run.register) for step, n in seen.iter_rows()}
    assert per_dossier["bước A"] == pytest.approx(visits["bước A"], rel=0.03)
    assert per_dossier["bước B"] == pytest.approx(visits["bước B"], rel=0.05)


def test_a_calendar_too_short_is_said_at_once():
    """A period beyond a calendar is an error even where overload is let run."""
    short = vietnam_calendar(first_year=2026, last_year=2026)
    with pytest.raises(CalendarRangeError):
        one_office(HOUR, Inflow(1), calendar=short).run(START, date(2027, 2, 1), overload="run")
    flow = Flow(line("A"), Inflow(1), {"bước A": HOUR})
    model = Model([flow], {"A": Staff(1, calendar=short)}, CAL)
    with pytest.raises(CalendarRangeError):
        model.run(date(2025, 12, 1), END, overload="run")


def test_models_are_values():
    """Two models of the same parts are equal, and none of their mappings can be changed."""
    one, other = (one_office(Exponential(HOUR), Inflow(3)) for _ in range(2))
    assert one == other
    assert one.with_staff("A", 2) != one
    with pytest.raises(TypeError):
        one.staff["A"] = Staff(2)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.calendar = CAL


def test_a_day_is_over_when_it_is_over():
    """An office that works into the evening finishes on the due day after other offices close: not late."""
    late_hours = vietnam_calendar(hours={"mon-fri": "13:00-22:00"})
    flow = Flow(
        procedure(Step("bước A", "A")), Recorded([datetime(2026, 3, 2, 9)]), {"bước A": 8 * HOUR},
        limit=TimeLimit(0, Unit.WORKING_DAY),
    )  # fmt: skip
    model = Model([flow], {"A": Staff(1, calendar=late_hours)}, CAL)
    run = model.run(date(2026, 3, 1), date(2026, 3, 10), replications=1, engine="polars")
    assert run.register["finished_at"][0] == datetime(2026, 3, 2, 21)
    assert run.register["due_on"][0] == date(2026, 3, 2)
    assert (run.mean("late"), run.mean("on_time") + run.mean("early")) == (0, 1)


def test_a_simulated_register_is_judged_again_like_a_real_one():
    """Its limits and moments give the same due days when frames count them anew."""
    run = one_office(Exponential(HOUR), Inflow(5)).run(START, END, replications=2, engine="polars")
    again = frames.due_dates(run.register.drop("due_on", "due_at"), CAL, unit="unit")
    assert again["due_on"].to_list() == run.register["due_on"].to_list()
    assert list(run.register.columns) == [
        "code", "procedure", "office", "mechanism", "channel", "received_at", "limit", "unit", "due_on",
        "due_at", "finished_at", "returned_at", "refused", "replication",
    ]  # fmt: skip


def test_a_run_of_one_flow_has_its_dossiers_alone():
    """The register, the legs and the figures of each flow are its part of the whole, and are that of nothing else."""
    asked = {"bước A": Supplement(0.4, timedelta(days=4))}
    flows = [
        Flow(line("A"), Inflow(rate), {"bước A": HOUR}, asked, name=name, mechanism=name)
        for name, rate in (("một", 3), ("hai", 2))
    ]
    run = Model(flows, {"A": 2}, CAL).run(START, END, replications=3, engine="polars")
    parts = [run.of_flow(flow.name) for flow in flows]
    for part, flow in zip(parts, flows, strict=True):
        register = run.register.filter(pl.col("mechanism") == flow.mechanism)
        assert part.register.equals(register)
        assert part.legs.equals(run.legs.filter(pl.col("dossier").is_in(register["code"].implode())))
    for measure in MEASURES:
        assert sum(part.values(measure) for part in parts).tolist() == run.values(measure).tolist()
    with pytest.raises(InvalidValueError, match="no flow 'ba'; it has một, hai"):
        run.of_flow("ba")


def test_supplements_of_two_parts_at_once():
    """Of parts side by side that both wait for the citizen the pauses may overlap, and count once."""
    steps = (Step("b", "B", after=()), Step("c", "C", after=()))
    route = procedure(*steps, policy=ClockPolicy(on_supplement=SupplementRule.RESUME))
    often = {"b": Supplement(0.9, timedelta(days=3)), "c": Supplement(0.9, timedelta(days=5))}
    flow = Flow(route, Inflow(3), {"b": HOUR, "c": HOUR}, often)
    model = Model([flow], {"B": Staff(None), "C": Staff(None)}, CAL)
    run = model.run(START, END, replications=1, engine="polars")
    pauses = run.played[0].pauses
    end = np.datetime64(END, "us").astype(int).item()
    known = run.register.with_row_index("case").filter(pl.col("due_on").is_not_null())
    assert len(known) == len(run.register)
    for case in range(len(known)):
        mine = [(asked, end if back < 0 else back) for of, asked, back in pauses.tolist() if of == case]
        away = {
            day
            for asked, back in mine
            for day in np.arange(asked, back, 3_600_000_000).astype("M8[us]").astype("M8[D]").tolist()
        }
        least = CAL.add_working_days(known["received_at"][case].date(), 5)
        most = CAL.add_working_days(least, len(away) + len(mine))
        assert least <= known["due_on"][case] <= most


@pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow"])
def test_without_a_limit_nothing_is_due(engine):
    """A procedure without a limit has a register without due days, in every engine."""
    pytest.importorskip(engine)
    route = Procedure("X", "ví dụ", steps=[Step("a", "A")])
    run = Model([Flow(route, Inflow(3), {"a": HOUR})], {"A": 1}, CAL).run(
        START, END, replications=2, engine=engine
    )
    register = pl.DataFrame(run.register)
    assert register["due_on"].null_count() == register["unit"].null_count() == len(register)
    assert run.mean("late") == 0
