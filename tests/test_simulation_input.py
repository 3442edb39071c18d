"""Simulation as it is met outside the manual: texts, periods and frames as people really give them."""

import unicodedata
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings, strategies as st

np = pytest.importorskip("numpy")
pl = pytest.importorskip("polars")
pytest.importorskip("narwhals")

from thutuc import Procedure, Step, ThutucError, TimeLimit, Unit, frames, vietnam_calendar
from thutuc.errors import InvalidTypeError, InvalidValueError, OverloadError
from thutuc.logs import read_log
from thutuc.simulation import (
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
    Unknown,
    Weibull,
    differences,
)

CAL = vietnam_calendar()
START, END = date(2026, 3, 2), date(2026, 4, 4)
HOUR = timedelta(hours=1)


def nfd(text):
    return unicodedata.normalize("NFD", text)


def model_of(offices, arrivals, work=HOUR, *, officers=3, **more):
    """A line of offices, or of (step, office, after) where it is none."""
    steps = [Step(f"s{i}", one) if isinstance(one, str) else Step(*one[:2], after=one[2]) for i, one in
             enumerate(offices)]  # fmt: skip
    flow = Flow(
        Procedure("P", "ví dụ", TimeLimit(5, Unit.WORKING_DAY), steps=steps),
        arrivals,
        dict.fromkeys((step.name for step in steps), work),
        **more,
    )
    return Model([flow], {step.office: officers for step in steps}, CAL)


FORK = (("a", "A", ()), ("b", "B", "a"), ("c", "C", "a"), ("d", "A", ("b", "c")))


# Legs and registers as real ones ----------------------------------------------------------------------------


def test_legs_have_the_columns_of_a_logs_legs():
    """What reads the legs of a log reads those of a run: the same columns in order, and which run."""
    run = model_of("AB", Inflow(3)).run(START, END, replications=2, engine="polars")
    case = {"case": ["H1"], "activity": ["a"], "moment": [datetime(2026, 3, 2, 9)]}
    real = read_log(pl.DataFrame(case)).legs(CAL, engine="polars")
    assert run.legs.columns == [*real.columns, "replication"]
    kept = [name for name in real.columns if name not in ("office", "officer", "started")]
    assert [run.legs.schema[name] for name in kept] == [real.schema[name] for name in kept]


def test_parts_of_one_moment_are_handed_over():
    """Parts that come to two offices at one moment have an order, so that hand-overs can be counted."""
    run = model_of(FORK, Inflow(4)).run(START, END, replications=1, engine="polars")
    frames.hand_overs(run.legs)
    for _, legs in run.legs.group_by("dossier"):
        assert sorted(legs["order"]) == list(range(1, len(legs) + 1))
        assert legs.sort("order")["entered"].is_sorted()


@pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow"])
def test_dossiers_of_two_replications_are_two(engine):
    """No two dossiers share a code, so that a report on all replications is the sum of those on each."""
    pytest.importorskip(engine)
    asked = {"a": Supplement(0.4, timedelta(days=2))}
    model = model_of(FORK, Inflow(4), supplements=asked)
    run = model.run(START, END, replications=3, engine=engine)
    register, legs = pl.DataFrame(run.register), pl.DataFrame(run.legs)
    assert register["code"].n_unique() == len(register)
    assert register["code"][0] == "P/1"
    whole = legs.group_by("dossier").agg(pl.col("replication").n_unique())
    assert set(whole["replication"]) == {1}
    each = [legs.filter(pl.col("replication") == i) for i in range(3)]
    for report, keys in ((frames.hand_overs, ["from", "to"]), (frames.rework, ["step"])):
        together = report(legs).sort(keys)
        summed = pl.concat([report(one) for one in each]).group_by(keys).sum().sort(keys)
        assert together.equals(summed.select(together.columns))


def test_what_comes_back_with_supplements_is_rework():
    """A leg is rework if, and only if, its dossier had the same step before."""
    asked = {"s0": Supplement(0.5, timedelta(days=1))}
    paths = [Path(["s0", "s1", "s0"]), Path(["s0", "s1"])]
    run = model_of("AB", Inflow(4), supplements=asked, paths=paths).run(START, END, replications=2)
    seen = set()
    for leg in pl.DataFrame(run.legs).sort("order").iter_rows(named=True):
        key = leg["dossier"], leg["step"]
        assert leg["rework"] == (key in seen)
        seen.add(key)
    assert pl.DataFrame(run.legs)["rework"].sum() > 50


def test_a_reform_finds_the_same_codes():
    """A dossier has one code in baseline and reform, replication by replication."""
    base = model_of("AB", Inflow(4))
    runs = [one.run(START, END, replications=2, engine="polars") for one in (base, base.with_staff("A", 1))]
    pairs = runs[0].register.join(runs[1].register, on="code")
    assert len(pairs) == len(runs[0].register)
    assert pairs["received_at"].equals(pairs["received_at_right"], check_names=False)


def test_a_run_shows_its_figures():
    """Printed, a run is the table of its figures with their intervals; what has no value is left empty."""
    run = model_of("AB", Inflow(4)).run(START, END, replications=3)
    rows = {row["measure"]: row for row in run.to_dicts("en")}
    late = run.interval("late_rate")
    assert rows["late rate"]["low"] == pytest.approx(late.low, abs=1e-4)
    assert rows["received"]["mean"] == pytest.approx(run.mean("received"), abs=0.01)
    assert "replications: 3" in str(run)
    assert "số lần chạy: 3" in run.text()
    assert repr(run).startswith("<Run 2026-03-02 to 2026-04-04: 3 replications, ")
    nothing = model_of("A", Inflow(0)).run(START, END, replications=1)
    row = {row["measure"]: row for row in nothing.to_dicts("en")}["late rate"]
    assert (row["mean"], row["low"], row["high"]) == (None, None, None)


def test_what_was_fitted_is_told_in_a_line():
    """Models, recorded arrivals and lengths that were seen are told by how many they are, not one by one."""
    model = Model.fit(log_of(["a", "b"]), CAL).with_arrivals("log", Recorded([START] * 1000))
    assert repr(model) == "<Model of log through 2 offices>"
    assert repr(model.flows[0].arrivals) == "<Recorded of 1,000 dossiers>"
    assert repr(model.flows[0].service["b"]) == "<Empirical of 1 lengths, 8:00:00 on average>"


# Names in every spelling ------------------------------------------------------------------------------------


def test_names_are_met_in_any_normal_form():
    """Steps, offices and flows are found whether their accents are composed or not, as everywhere else."""
    steps = [Step("tiếp nhận", "Một cửa"), Step("ký", "000.00.18.H17")]
    flow = Flow(
        Procedure("P", "ví dụ", steps=steps), Inflow(3), {nfd("tiếp nhận"): HOUR, nfd("ký"): HOUR},
        {nfd("ký"): Supplement(0.1, HOUR)}, {nfd("ký"): 0.1}, {nfd("ký"): HOUR}, name=nfd("luồng"),
    )  # fmt: skip
    model = Model([flow], {nfd("Một cửa"): 1, "000.00.18.H17": 1}, CAL)
    assert list(model.staff) == ["Một cửa", "H17.18"]
    reform = (
        model.with_staff(nfd("Một cửa"), 2)
        .with_staff("000.00.18.H17", (1, 0.5))
        .with_service(nfd("luồng"), nfd("ký"), 0.5)
        .with_calendar(CAL, nfd("Một cửa"))
        .with_parallel(nfd("luồng"), [nfd("tiếp nhận"), nfd("ký")])
    )
    assert [len(staff.officers) for staff in reform.staff.values()] == [2, 2]
    assert reform.run(START, END, replications=1).of_flow(nfd("luồng")).mean("received") > 0


def log_of(activities, **more):
    moments = [datetime(2026, 3, 2, 9) + timedelta(days=i) for i in range(len(activities))]
    case = {"case": ["H1"] * len(activities), "activity": activities, "moment": moments}
    return read_log(pl.DataFrame({**case, **more}))


def test_a_log_in_other_spelling_is_fitted_and_checked():
    """Activities, ends and offices of a log are read as a model keeps them: composed, codes in order."""
    names = ["tiếp nhận", "trả kết quả"]
    log = log_of([nfd(name) for name in names], office=["000.00.18.H17"] * 2)
    model = Model.fit(log, CAL, ends=["trả kết quả"])
    assert Model.fit(log, CAL, ends=[nfd("trả kết quả")]) == model
    assert model.flows[0].paths[0].steps == tuple(names)
    assert list(model.staff) == ["H17.18"]
    assert model.check(log, replications=1, arrivals="recorded")["n_gram"].model == 0
    assert list(Model.fit(log_of(["a", "b"], room=[7, 8]), CAL, office="room").staff) == ["7", "8"]


def test_events_without_an_activity_are_left_out_and_said():
    """A log with events that name nothing gives a model of the others, and tells how many are missing."""
    model = Model.fit(log_of(["a", None, "b", ""]), CAL)
    assert model.flows[0].paths[0].steps == ("a", "b")
    (told,) = [what for what in model.not_identified if what.what is Unknown.ACTIVITIES]
    assert told.share == 0.5
    with pytest.raises(InvalidValueError, match="tells of no work"):
        Model.fit(log_of([None, None]), CAL)


# Periods, warm-ups, arrivals --------------------------------------------------------------------------------


def test_a_period_may_begin_at_midnight():
    """Midnights are the days they begin; an hour within a day is refused, and so is a day that has none."""
    model = model_of("A", Inflow(3))
    days = model.run(START, END, replications=1, engine="polars")
    midnights = [datetime(day.year, day.month, day.day) for day in (START, END)]
    for start, end in ((midnights[0], midnights[1]), (START, midnights[1]), (midnights[0], END)):
        assert model.run(start, end, replications=1, engine="polars").legs.equals(days.legs)
        assert model.loads(start, end) == model.loads(START, END)
    with pytest.raises(InvalidTypeError, match="from day to day"):
        model.run(START, datetime(2026, 4, 4, 9))
    pd = pytest.importorskip("pandas")
    assert model.run(pd.Timestamp(START), END, replications=1, engine="polars").legs.equals(days.legs)
    with pytest.raises(InvalidTypeError, match="from day to day, not NaT"):
        model.run(pd.NaT, END)


def test_numbers_of_numpy_are_numbers():
    """Rates, officers, seeds and shares may come out of arrays; a seed of another type is the same seed."""
    i, f = np.int64, np.float32
    assert Inflow(i(12), weekdays={i(1): f(0.5)}) == Inflow(12, weekdays={1: 0.5})
    assert Staff(i(2), signing=np.array([1, 3])) == Staff(2, signing=[1, 3])
    assert Supplement(f(0.5), HOUR) == Supplement(0.5, HOUR)
    assert Path(["a"], i(3)) == Path(["a"], 3)
    assert Fixed(HOUR).scaled(f(0.5)) == Fixed(HOUR).scaled(0.5)
    model = model_of("A", Inflow(3), priority=i(1))
    one, other = (model.run(START, END, replications=n(2), seed=n(1), engine="polars") for n in (int, i))
    assert one.legs.equals(other.legs)
    for wrong in (np.True_, True, "3", None):
        for make in (Inflow, Staff if wrong is not None else Inflow):
            with pytest.raises(InvalidTypeError):
                make(wrong)
    with pytest.raises(InvalidValueError):
        Inflow(10**400)


def test_a_warm_up_beyond_all_days_is_beyond_the_calendar():
    """A warm-up of twenty thousand years begins outside the calendar, and says so."""
    with pytest.raises(ThutucError, match="outside this calendar"):
        model_of("A", Inflow(3)).run(START, END, warm_up=timedelta(days=365 * 20_000))


def test_runs_of_two_warm_ups_are_not_compared():
    """With another warm-up other dossiers come, so that a difference would not be the reform's."""
    model = model_of("A", Inflow(3))
    one, other = (model.run(START, END, replications=2, warm_up=timedelta(days=n)) for n in (0, 10))
    with pytest.raises(InvalidValueError, match="one warm-up"):
        differences(one, other, "late")


def test_who_came_on_the_last_day_off_comes_after_the_run():
    """A receipt on a Sunday is there on Monday: in a run up to that Monday it is not, and is not counted."""
    sunday = Recorded([date(2026, 3, 29)])
    until = {date(2026, 3, 30): 0, date(2026, 3, 31): 1}
    for end, count in until.items():
        run = model_of("A", sunday).run(START, end, replications=1, engine="polars")
        assert len(run.register) == len(run.legs) == count == sunday.expected(CAL, START, end)


def test_a_rate_is_not_estimated_from_missing_moments():
    """What stands for a missing moment is refused, not left out."""
    pd = pytest.importorskip("pandas")
    for moments in ([pd.NaT], [None], ["2026-03-02"], None):
        with pytest.raises(InvalidTypeError):
            Inflow.of(moments, CAL, START, END)
    assert Inflow.of([datetime(2026, 3, 2, 2, tzinfo=UTC)], CAL, START, END).per_day > 0


# Before anything runs ---------------------------------------------------------------------------------------


def test_a_signature_that_never_comes_is_refused():
    """An office that signs on Sundays, of which none is worked, is named before anything runs."""
    model = model_of("AB", Inflow(3)).with_staff("B", Staff(3, signing=[6]))
    with pytest.raises(OverloadError, match="'B' signs on weekdays of which none is worked"):
        model.run(START, END)
    assert model.run(START, END, replications=1, overload="run").mean("resolved") == 0
    # A Sunday that is worked in place of another day is one.
    swapped = vietnam_calendar(make_up_days={date(2026, 3, 8): date(2026, 3, 6)})
    run = model.with_calendar(swapped).run(START, END, replications=1, engine="polars")
    ends = run.legs.filter(pl.col("office") == "B")["finished"].drop_nulls().dt.date().unique()
    assert ends.to_list() == [date(2026, 3, 8)]


def test_an_office_without_a_name_is_one_like_others():
    """Where it is not known which office does a step, its hours are its own, and not those of arrivals."""
    saturdays = vietnam_calendar(hours={"sat": "07:00-11:30"})
    flow = Flow(Procedure("P", "ví dụ", steps=[Step("a", "")]), Inflow(4), {"a": HOUR / 6})
    model = Model([flow], {"": Staff(2, calendar=saturdays)}, CAL)
    run = model.run(START, END, replications=1, overload="run", engine="polars")
    assert set(run.register["received_at"].dt.weekday()) == {1, 2, 3, 4, 5}
    assert set(run.legs["started"].drop_nulls().dt.weekday()) == {6}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Weibull(HOUR, 0.01),
        lambda: Weibull(HOUR, 1e-300),
        lambda: Fixed(timedelta(days=30_000)).scaled(1e12),
        lambda: Fixed(timedelta(days=30_000)).scaled(2),
    ],
)
def test_work_beyond_all_calendars_is_refused(make):
    """A shape or a factor that makes work last for centuries on average is an error where it is given."""
    with pytest.raises(InvalidValueError, match="36,525 days on average"):
        make()


def test_the_longest_tails_are_only_long():
    """A length drawn beyond all numbers is a century, and the dossier waits: nothing turns negative."""
    wild = LogNormal(HOUR, timedelta(days=36_525))
    assert (wild.lengths(np.array([1 - 2.0**-53])) > 0).all()
    waits = {"s0": Supplement(0.5, Weibull(timedelta(days=1), 0.16))}
    model = model_of("A", Inflow(20), wild, officers=None, supplements=waits)
    run = model.run(START, END, replications=2, engine="polars")
    ended = run.legs.filter(pl.col("finished").is_not_null())
    assert (ended["finished"] >= ended["entered"]).all()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: model_of("A", Inflow(1)).with_service("P", "s0", -1), "a factor of work is above 0"),
        (lambda: model_of("A", Inflow(1)).run(START, END).values(["late"]), "no measure"),
        (lambda: model_of("A", Inflow(1)).run(START, END).of_flow("x"), "no flow 'x'"),
    ],
)
def test_errors_name_what_was_given(make, words):
    """The message speaks of the argument that is wrong."""
    with pytest.raises(ThutucError, match=words):
        make()


def test_recorded_cases_belong_to_one_flow():
    """A model of two flows cannot take the arrivals of a log that does not tell them apart."""
    one = model_of("A", Inflow(1)).flows[0]
    flows = [one, Flow(one.procedure, one.arrivals, one.service, name="khác")]
    model, log = Model(flows, {"A": 3}, CAL), log_of(["s0"])
    with pytest.raises(InvalidValueError, match="which of 2 flows"):
        model.check(log, arrivals="recorded")
    assert model.check(log, replications=1).cases[0] == 1


def test_a_reform_may_leave_out_a_step():
    """Another version of a procedure has what was said of its own steps, and lacks none of them."""
    asked = {"s1": Supplement(0.2, HOUR)}
    model = model_of(
        "ABC", Inflow(3), supplements=asked, refusals={"s1": 0.1}, delays={"s1": HOUR, "s2": HOUR}
    )
    shorter = Procedure("Q", "ví dụ", steps=[Step("s0", "A"), Step("s2", "C")])
    reform = model.with_procedure("P", shorter)
    assert list(reform.flow("P").service) == ["s0", "s2"]
    assert list(reform.flow("P").delays) == ["s2"]
    assert {key[1] for key in works_of(reform)} == {"s0", "s2"}
    with pytest.raises(InvalidValueError, match="no length of work is given for s9"):
        model.with_procedure("P", Procedure("Q", "ví dụ", steps=[Step("s9", "A")]))
    with pytest.raises(InvalidTypeError):
        model.with_procedure("P", "Q")


def test_officers_of_one_office_are_told_in_every_way():
    """A number of officers, their shares or nothing: a reform takes what `Staff` takes, and hours stay."""
    model = model_of("A", Inflow(1)).with_staff("A", Staff(1, signing=[2]))
    for officers in (2, (1, 0.5), None):
        assert model.with_staff("A", officers).staff["A"] == Staff(officers, signing=[2])


@settings(max_examples=20, deadline=None)
@given(rate=st.floats(0.2, 3), officers=st.integers(1, 4), seed=st.integers(0, 99))
def test_loads_are_what_the_run_shows(rate, officers, seed):
    """The share of the officers' time that is worked is the load that was told before."""
    model = model_of("A", Inflow(rate * officers), Exponential(2 * HOUR), officers=officers)
    start, end = date(2025, 3, 3), date(2025, 12, 1)
    (load,) = model.loads(start, end)
    run = model.run(start, end, replications=1, seed=seed, overload="run", engine="polars")
    came = len(run.register) * 2
    time = sum(CAL.working_time_on(start + timedelta(days=i)) / HOUR for i in range((end - start).days))
    assert came / (time * officers) == pytest.approx(load.share, abs=0.2)


# The same numbers -------------------------------------------------------------------------------------------


def works_of(model):
    """The working time of every stretch of work, by replication, dossier, step and visit."""
    run = model.run(START, date(2026, 5, 4), replications=2, seed=3, overload="run", engine="polars")
    visits, found = {}, {}
    for leg in run.legs.sort("dossier", "order").iter_rows(named=True):
        key = leg["dossier"], leg["step"]
        visits[key] = visits.get(key, 0) + 1
        if leg["finished"] is not None:
            calendar = model.calendar_of(leg["office"])
            found[*key, visits[key]] = calendar.working_time_between(leg["started"], leg["finished"])
    return found


HALF_DAYS = vietnam_calendar(hours={"mon-sat": "08:00-12:00"})
REFORMS = {
    "officers": lambda model: model.with_staff("B", 5),
    "side by side": lambda model: model.with_parallel("P", ["s1", "s2"]),
    "hours": lambda model: model.with_calendar(HALF_DAYS, "B"),
    "hours of all": lambda model: model.with_calendar(HALF_DAYS),
    "another step": lambda model: model.with_service("P", "s3", 0.5),
    "more of them": lambda model: model.with_arrivals("P", Inflow(9)),
    "another way": lambda model: _evolved(model, paths=[Path(["s0", "s2", "s1", "s3"]), Path(["s0", "s2"])]),
    "other returns": lambda model: _evolved(model, supplements={"s0": Supplement(0.2, HOUR)}, refusals={}),
    "another flow": lambda model: Model(
        [_evolved(model, name="Z", priority=-1).flows[0], *model.flows], model.staff, CAL
    ),
}


def _evolved(model, **changes):
    return attrs.evolve(model, flows=[attrs.evolve(model.flows[0], **changes)])


@pytest.mark.parametrize("reform", REFORMS.values(), ids=REFORMS)
def test_a_dossier_draws_the_same_work_whatever_changes(reform):
    """The same dossier takes the same work at each step and visit in baseline and reform."""
    asked = {"s1": Supplement(0.3, timedelta(days=2))}
    base = model_of("ABCA", Inflow(5), LogNormal(2 * HOUR, HOUR), supplements=asked, refusals={"s2": 0.1})
    one, other = works_of(base), works_of(reform(base))
    shared = {key for key in one.keys() & other.keys() if key[1] != "s3"}
    assert len(shared) > 300
    assert all(one[key] == other[key] for key in shared)
