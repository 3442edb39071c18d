"""Models fitted to event logs: what is found again, what cannot be, and how near they come."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

np = pytest.importorskip("numpy")
pl = pytest.importorskip("polars")
pytest.importorskip("narwhals")

from thutuc import Procedure, Step, ThutucError, WorkCalendar, vietnam_calendar
from thutuc.errors import InvalidValueError
from thutuc.logs import read_log
from thutuc.simulation import Exponential, Flow, Inflow, LogNormal, Model, Path, Recorded, Unknown
from thutuc.simulation.distances import DISTANCES, Stretches
from thutuc.simulation.lifetimes import product_limit

CAL = vietnam_calendar()
HOUR = timedelta(hours=1)
START, END = date(2025, 9, 1), date(2026, 4, 30)


def true_model(calendar=CAL):
    """An office whose numbers are known: who fits a model to its log must find them again."""
    steps = [Step("nhận", "Một cửa"), Step("thẩm định", "Phòng"), Step("ký", "UBND")]
    work = {
        "nhận": Exponential(0.2 * HOUR),
        "thẩm định": LogNormal(2 * HOUR, HOUR),
        "ký": Exponential(0.5 * HOUR),
    }
    delays = {"ký": Exponential(6 * HOUR)}
    paths = [Path(["nhận", "thẩm định", "ký"], 3), Path(["nhận", "ký"], 1)]
    flow = Flow(
        Procedure("X", "ví dụ", steps=steps),
        Inflow(8, weekdays={0: 2}),
        work,
        delays=delays,
        paths=paths,
    )
    return Model([flow], {"Một cửa": 1, "Phòng": 4, "UBND": 2}, calendar)


def log_of(run, *, only_ends=False, before=None):
    """What an information system would have written of a run: a start and an end of each stretch."""
    rows = []
    for leg in run.legs.iter_rows(named=True):
        for lifecycle, moment in (("start", leg["started"]), ("complete", leg["finished"])):
            if moment is not None and not (only_ends and lifecycle == "start"):
                rows.append(
                    (leg["dossier"], leg["step"], moment, leg["office"], f"cb {leg['officer']}", lifecycle)
                )
    names = ["case", "activity", "moment", "office", "officer", "lifecycle"]
    frame = pl.DataFrame(rows, names, orient="row").sort("moment")
    return read_log(frame if before is None else frame.filter(pl.col("moment") < before))


@pytest.fixture(scope="module")
def run():
    return true_model().run(START, END, replications=1, seed=11, engine="polars")


@pytest.fixture(scope="module")
def log(run):
    return log_of(run)


def hours(length):
    return length / HOUR


def test_what_made_a_log_is_found_again(log):
    """Arrivals, work, waiting and ways come out as those that the log was made with."""
    model = Model.fit(log, CAL, ends=["ký"])
    flow = model.flows[0]
    assert flow.arrivals.expected(CAL, START, END) == pytest.approx(len(log.cases), rel=0.01)
    assert flow.arrivals.weekdays[0] / flow.arrivals.weekdays[2] == pytest.approx(2, rel=0.2)
    assert hours(flow.service["nhận"].mean) == pytest.approx(0.2, rel=0.1)
    assert hours(flow.service["thẩm định"].mean) == pytest.approx(2, rel=0.1)
    assert hours(flow.service["ký"].mean) == pytest.approx(0.5, rel=0.1)
    assert hours(flow.delays["ký"].mean) == pytest.approx(6, rel=0.15)
    weights = {path.steps: path.weight for path in flow.paths}
    assert weights["nhận", "thẩm định", "ký"] / weights["nhận", "ký"] == pytest.approx(3, rel=0.2)
    assert {what.what for what in model.not_identified} >= {Unknown.CAPACITY, Unknown.PARTS}
    assert Unknown.OPEN_CASES not in {what.what for what in model.not_identified}


def test_officers_are_counted_where_they_make_the_queue(log):
    """With a queue the officers are those whom the log names, and waiting is what they make of it."""
    model = Model.fit(log, CAL, waiting="queue")
    assert {office: len(staff.officers) for office, staff in model.staff.items()} == {
        "Một cửa": 1,
        "Phòng": 4,
        "UBND": 2,
    }
    assert not model.flows[0].delays
    assert Unknown.OTHER_WORK in {what.what for what in model.not_identified}


def test_a_log_of_ends_alone_says_what_it_cannot_tell(run):
    """Service and waiting are one where only completions are known, and the model says so."""
    log = log_of(run, only_ends=True)
    model = Model.fit(log, CAL)
    told = {what.what for what in model.not_identified}
    assert told >= {Unknown.SERVICE_AND_WAITING, Unknown.FIRST_STEP, Unknown.CAPACITY, Unknown.OPEN_CASES}
    assert "only when work was done" in str(model.not_identified[0])
    assert "chỉ ghi lúc xong" in model.not_identified[0].text()
    sojourn = model.flows[0].service["ký"].mean
    assert hours(sojourn) == pytest.approx(6.5, rel=0.2)


def test_open_cases_count_as_unfinished(run):
    """Cut in the middle, a log gives the same lengths: what is not over is longer than it has taken."""
    whole = Model.fit(log_of(run), CAL, ends=["ký"]).flows[0]
    until = date(2026, 1, 6)
    cut = Model.fit(log_of(run), CAL, ends=["ký"], until=until).flows[0]
    same = Model.fit(log_of(run, before=datetime(2026, 1, 6)), CAL, ends=["ký"]).flows[0]
    for flow in (cut, same):
        assert hours(flow.delays["ký"].mean) == pytest.approx(hours(whole.delays["ký"].mean), rel=0.15)
        weights = {path.steps: path.weight for path in flow.paths}
        assert set(weights) == {("nhận", "thẩm định", "ký"), ("nhận", "ký")}
        assert weights["nhận", "thẩm định", "ký"] / weights["nhận", "ký"] == pytest.approx(3, rel=0.2)
    assert sum(path.weight for path in cut.paths) == pytest.approx(len(set(cut_cases(run, until))), rel=1e-9)


def cut_cases(run, until):
    return run.legs.filter(pl.col("started") < until)["dossier"].to_list()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40))
def test_the_product_limit_is_the_textbooks(rows):
    """Against the estimate of Kaplan and Meier one factor after another, from its definition."""
    lengths, over = (np.array(column) for column in zip(*rows, strict=True))
    values, shares = product_limit(lengths.astype(np.int64), over.astype(bool))
    alive, expected = 1.0, {}
    for length in sorted({length for length, is_over in rows if is_over}):
        at_risk = sum(other >= length for other, _ in rows)
        gone = sum(other == length and is_over for other, is_over in rows)
        expected[length] = alive * gone / at_risk
        alive -= expected[length]
    assert dict(zip(values.tolist(), shares.tolist(), strict=True)) == pytest.approx(expected)


def test_the_model_comes_nearer_than_the_naive_one(log):
    """On the part held out every distance is smaller than that of a model that knows only means."""
    since = date(2026, 1, 5)
    check = Model.fit(log, CAL, ends=["ký"], until=since).check(holdout=log, since=since, replications=2)
    assert check.cases[1] == pytest.approx(check.cases[0], rel=0.15)
    for name in ("n_gram", "relative", "circadian", "cycle_time"):
        assert check[name].model < check[name].naive / 2, name
    assert "model" in str(check)
    assert "mô hình" in check.table().text()


def test_the_dated_calendar_is_worth_its_days(run):
    """Across Tết, a model with a weekly calendar puts work on days off; the dated one lies nearer."""
    weekly = WorkCalendar(date(2025, 1, 1), date(2027, 1, 1))
    log = log_of(run)
    since = date(2026, 1, 26)
    found = {}
    for name, calendar in (("dated", CAL), ("weekly", weekly)):
        model = Model.fit(log, calendar, ends=["ký"], until=since)
        found[name] = model.check(log, since=since, replications=3)
    for name in ("absolute", "cycle_time"):
        assert found["dated"][name].model < found["weekly"][name].model, name


def test_a_log_tells_its_own_arrivals(run, log):
    """Cases came at their first events, in the zone in which these are told; a run of them has as many."""
    came = Recorded.of(log)
    first = {}
    for leg in run.legs.iter_rows(named=True):
        if leg["started"] is not None:
            first[leg["dossier"]] = min(leg["started"], first.get(leg["dossier"], leg["started"]))
    assert sorted(came.received) == sorted(first.values())
    again = Model.fit(log, CAL, ends=["ký"]).with_arrivals("log", came)
    assert len(again.run(START, END, replications=1, engine="polars").register) == len(first)
    written = [["H1", "H1", "H2"], ["2026-03-02T09:00:00+07:00", "2026-03-02T01:00:00+00:00", None]]
    told = read_log(pl.DataFrame({"case": written[0], "activity": ["a"] * 3, "moment": written[1]}))
    with pytest.raises(InvalidValueError, match="1 cases have no moment, such as 'H2'"):
        Recorded.of(told)
    known = read_log(pl.DataFrame({"case": ["H1"] * 2, "activity": ["a"] * 2, "moment": written[1][:2]}))
    assert Recorded.of(known).received == (datetime.fromisoformat(written[1][1]),)
    assert Recorded.of(known).expected(CAL, date(2026, 3, 2), date(2026, 3, 3)) == 1


def random_log(seed, cases):
    chance = np.random.default_rng(seed)
    rows = []
    for case in range(cases):
        at = np.datetime64("2026-03-02T08:00", "us") + np.timedelta64(int(chance.integers(0, 10**6)), "s")
        for _ in range(int(chance.integers(1, 7))):
            end = at + np.timedelta64(int(chance.exponential(20_000)), "s")
            rows.append((case, "abcd"[chance.integers(0, 4)], at, end))
            at = end + np.timedelta64(int(chance.exponential(5_000)), "s")
    case, activity, start, end = zip(*rows, strict=True)
    return Stretches(np.array(case), np.array(activity, object), np.array(start), np.array(end))


@pytest.mark.parametrize("seed", range(6))
def test_distances_are_those_of_the_published_package(seed):
    """Against log-distance-measures 2.2.0, which is not needed by anybody else."""
    pytest.importorskip("log_distance_measures")
    pd = pytest.importorskip("pandas")
    from log_distance_measures import (  # noqa: PLC0415
        absolute_event_distribution,
        circadian_event_distribution,
        config,
        cycle_time_distribution,
        n_gram_distribution,
        relative_event_distribution,
    )

    logs = random_log(seed, 40), random_log(seed + 100, 30 + seed)
    ids = config.EventLogIDs(case="case", activity="activity", start_time="start", end_time="end")
    pair = [item for one in logs for item in (pd.DataFrame(one._asdict()), ids)]
    theirs = {
        "n_gram": n_gram_distribution.n_gram_distribution_distance(*pair),
        "absolute": absolute_event_distribution.absolute_event_distribution_distance(*pair),
        "relative": relative_event_distribution.relative_event_distribution_distance(*pair),
        "circadian": circadian_event_distribution.circadian_event_distribution_distance(*pair),
        "cycle_time": cycle_time_distribution.cycle_time_distribution_distance(*pair, bin_size=HOUR),
    }
    ours = {name: measure(*logs) for name, measure in DISTANCES.items()}
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_a_log_is_at_no_distance_from_itself():
    """Each distance of a log from itself is zero, and the same both ways."""
    one, other = random_log(1, 30), random_log(2, 30)
    for measure in DISTANCES.values():
        assert measure(one, one) == 0
        assert measure(one, other) == pytest.approx(measure(other, one))
        assert measure(one, other) > 0


EMPTY = pl.DataFrame(schema={"case": pl.String, "activity": pl.String, "moment": pl.Datetime})
ONE = pl.DataFrame({"case": ["H1"], "activity": ["a"], "moment": [datetime(2026, 3, 2, 9)]})
BAD = {
    "an empty log": lambda: Model.fit(read_log(EMPTY), CAL),
    "no log": lambda: Model.fit(ONE, CAL),
    "no calendar": lambda: Model.fit(read_log(ONE), None),
    "unknown waiting": lambda: Model.fit(read_log(ONE), CAL, waiting="never"),
    "unknown end": lambda: Model.fit(read_log(ONE), CAL, ends=["z"]),
    "one text as ends": lambda: Model.fit(read_log(ONE), CAL, ends="a"),
    "no day": lambda: Model.fit(read_log(ONE), CAL, until="2026-03-01"),
    "no day held out": lambda: Model.fit(read_log(ONE), CAL).check(read_log(ONE), since="2026-03-01"),
    "nothing by then": lambda: Model.fit(read_log(ONE), CAL, until=date(2026, 3, 1)),
    "unknown column": lambda: Model.fit(read_log(ONE), CAL, office="room"),
    "beyond the calendar": lambda: Model.fit(read_log(ONE.with_columns(moment=datetime(1990, 1, 1))), CAL),
    "nothing held out": lambda: Model.fit(read_log(ONE), CAL).check(read_log(ONE), since=date(2026, 4, 1)),
    "unknown arrivals": lambda: Model.fit(read_log(ONE), CAL).check(read_log(ONE), arrivals="guessed"),
    "nothing held out at all": lambda: Model.fit(read_log(ONE), CAL).check(read_log(EMPTY)),
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_bad_logs_are_refused(make):
    """What cannot be fitted or checked is a clear error."""
    with pytest.raises(ThutucError) as caught:
        make()
    assert isinstance(caught.value, ValueError | TypeError | KeyError)


def test_one_event_makes_a_model():
    """A log of a single event is fitted: one step, of which nothing but its being is known."""
    model = Model.fit(read_log(ONE), CAL)
    assert [path.steps for path in model.flows[0].paths] == [("a",)]
    assert Unknown.OFFICES in {what.what for what in model.not_identified}
    assert model.check(read_log(ONE), replications=1).cases[0] == 1


def test_months_that_a_log_lacks_are_said(log):
    """A log of eight months does not tell how many come in the other four, and the model says which."""
    told = {what.what: what for what in Model.fit(log, CAL).not_identified}
    assert told[Unknown.MONTHS].where == ("05", "06", "07", "08")
    assert "05, 06, 07, 08" in told[Unknown.MONTHS].text()
    assert Unknown.BATCHES in told


def test_ends_alone_make_no_queue(run):
    """From completions alone waiting and work are one: a queue asked for is refused, not silently drawn."""
    log = log_of(run, only_ends=True)
    with pytest.raises(InvalidValueError, match="queue cannot be told from work"):
        Model.fit(log, CAL, waiting="queue")
    with pytest.raises(InvalidValueError, match="queue cannot be told from work"):
        Model.fit(log_of(run), CAL, waiting="queue", starts="completions")
