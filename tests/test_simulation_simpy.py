"""The engine against SimPy, dossier by dossier, on dated calendars across Tết; and a log that SimPy made."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings, strategies as st

np = pytest.importorskip("numpy")
pl = pytest.importorskip("polars")
simpy = pytest.importorskip("simpy")
pytest.importorskip("narwhals")

from thutuc import Procedure, Step, WorkCalendar, vietnam_calendar
from thutuc.logs import read_log
from thutuc.simulation import Exponential, Flow, Inflow, LogNormal, Model, Staff
from thutuc.simulation.flow_numbers import FlowNumbers

STATE = vietnam_calendar()
CALENDARS = {
    "state": STATE,
    "with Saturdays": vietnam_calendar(hours={"mon-fri": "07:00-11:30, 13:30-17:00", "sat": "07:00-11:30"}),
    "short days": vietnam_calendar(hours={"mon-thu": "08:00-11:00, 14:00-16:00"}),
    "shifts": WorkCalendar(
        date(2025, 1, 1), date(2026, 12, 31), hours={"mon-sun": "06:00-14:00, 14:00-22:00"}
    ),
}
EPOCH, US = datetime(1970, 1, 1), timedelta(microseconds=1)
START, END = date(2026, 2, 2), date(2026, 3, 14)


def after_work(calendar, now, work):
    return (calendar.add_working_time(EPOCH + now * US, work * US) - EPOCH) // US


def by_hand(model, received, seed):
    """The same dossiers in SimPy: one process for each step, resources first in, first out."""
    env = simpy.Environment()
    desks = {office: simpy.Resource(env, len(staff.officers)) for office, staff in model.staff.items()}
    finished = {}

    def step_of(code, number, step, done, *, works, route):
        for earlier in route.predecessors(step.name):
            yield done[earlier]
        latencies = [
            model.staff[route[earlier].office].latency // US for earlier in route.predecessors(step.name)
        ]
        if latencies:
            yield env.timeout(latencies[-1])
        with desks[step.office].request() as turn:
            yield turn
            ends = after_work(model.calendar_of(step.office), env.now, works[step.name][number])
            yield env.timeout(ends - env.now)
        finished[code, step.name] = EPOCH + env.now * US
        done[step.name].succeed()

    def comes(flow, number, at, works):
        yield env.timeout(at - env.now)
        route = flow.procedure.route()
        done = {step.name: env.event() for step in route}
        for step in route:
            env.process(step_of(f"{flow.name}/{number + 1}", number, step, done, works=works, route=route))

    for flow in model.flows:
        moments = received[flow.name]
        numbers = FlowNumbers(flow, len(moments), (seed, 0))
        works = {step.name: numbers.service(step.name, (0, 0)) for step in flow.procedure.steps}
        for number, moment in enumerate(moments):
            env.process(comes(flow, number, (moment - EPOCH) // US, works))
    env.run(until=(datetime(END.year, END.month, END.day) - EPOCH) // US)
    return finished


def agree(model, seed):
    run = model.run(START, END, replications=1, seed=seed, overload="run", engine="polars")
    received = {
        flow.name: run.register.filter(pl.col("code").str.starts_with(flow.name + "/"))[
            "received_at"
        ].to_list()
        for flow in model.flows
    }
    expected = by_hand(model, received, seed)
    found = run.legs.filter(pl.col("finished").is_not_null()).select("dossier", "step", "finished")
    assert {(code, step): moment for code, step, moment in found.iter_rows()} == expected
    assert len(expected) > 20


@pytest.mark.parametrize("calendar", CALENDARS.values(), ids=CALENDARS)
@pytest.mark.parametrize("officers", [1, 3])
def test_a_line_of_offices_is_simpys(calendar, officers):
    """Five steps, the first and the last at the one-stop unit: every end is SimPy's to the microsecond."""
    offices = ["Một cửa", "A", "B", "C", "Một cửa"]
    steps = [Step(f"bước {i}", office) for i, office in enumerate(offices)]
    work = {step.name: Exponential(timedelta(minutes=25 * officers)) for step in steps}
    flow = Flow(Procedure("1", "ví dụ", steps=steps), Inflow(9), work)
    agree(Model([flow], dict.fromkeys(offices, officers), calendar), seed=officers)


@settings(max_examples=15, deadline=None)
@given(
    after=st.tuples(*(st.sets(st.integers(0, i - 1), max_size=3) if i else st.just(set()) for i in range(6))),
    where=st.tuples(*(st.integers(0, 3) for _ in range(6))),
    officers=st.tuples(*(st.integers(1, 3) for _ in range(4))),
    calendars=st.tuples(*(st.sampled_from(list(CALENDARS)) for _ in range(4))),
    seed=st.integers(0, 99),
)
def test_routes_with_parts_and_joins_are_simpys(after, where, officers, calendars, seed):
    """Any route without loops, through offices with calendars of their own, two flows at once."""
    # Parts of one dossier that come to one office at one moment have no order of their own.
    assume(not any(where[i] == where[j] and after[i] & after[j] for i in range(len(after)) for j in range(i)))
    steps = [
        Step(f"s{i}", f"O{office}", after=tuple(f"s{j}" for j in sorted(before)))
        for i, (before, office) in enumerate(zip(after, where, strict=True))
    ]
    work = {step.name: LogNormal(timedelta(minutes=50), timedelta(minutes=60)) for step in steps}
    route = Procedure("1", "ví dụ", steps=steps)
    flows = [Flow(route, Inflow(4), work, name="a"), Flow(route, Inflow(2), work, name="b")]
    staff = {
        f"O{i}": Staff(n, calendar=CALENDARS[name])
        for i, (n, name) in enumerate(zip(officers, calendars, strict=True))
    }
    agree(Model(flows, staff, CALENDARS["state"]), seed)


def test_results_on_their_way_are_simpys():
    """Results that take hours to the next office arrive there at night or on a day off, and wait."""
    steps = [Step("a", "A"), Step("b", "B"), Step("c", "C")]
    work = dict.fromkeys("abc", Exponential(timedelta(minutes=40)))
    flow = Flow(Procedure("1", "ví dụ", steps=steps), Inflow(9), work)
    staff = {
        "A": Staff(1, latency=timedelta(hours=9)),
        "B": Staff(2, calendar=CALENDARS["short days"], latency=timedelta(days=1, hours=1)),
        "C": 1,
    }
    agree(Model([flow], staff, CALENDARS["state"]), 4)


def test_the_dated_calendar_is_worth_its_days():
    """On a log across Tết that SimPy made, a model on the dated calendar lies nearer than on a weekly one."""
    steps = [Step("nhận", "Một cửa"), Step("thẩm định", "Phòng"), Step("ký", "UBND")]
    minutes = {"nhận": 10, "thẩm định": 150, "ký": 20}
    work = {name: Exponential(timedelta(minutes=n)) for name, n in minutes.items()}
    model = Model(
        [Flow(Procedure("1", "ví dụ", steps=steps), Inflow(20), work)],
        {"Một cửa": 1, "Phòng": 10, "UBND": 2},
        STATE,
    )
    run = model.run(date(2025, 10, 1), END, replications=1, seed=5, engine="polars")
    received = {"1": run.register["received_at"].to_list()}
    ends = by_hand(model, received, 5)
    columns = zip(*((case, step, moment) for (case, step), moment in ends.items()), strict=True)
    log = read_log(pl.DataFrame(dict(zip(("case", "activity", "moment"), columns, strict=True))))
    # Tết is held out: no day off of it is in what the models were fitted to.
    since = date(2026, 2, 9)
    weekly = WorkCalendar(date(2025, 1, 1), date(2027, 1, 1))
    found = [
        Model.fit(log, calendar, ends=["ký"], until=since).check(
            log, since=since, arrivals="recorded", replications=3
        )
        for calendar in (STATE, weekly)
    ]
    for name in ("absolute", "relative", "cycle_time"):
        assert found[0][name].model < found[1][name].model * 0.8, name
