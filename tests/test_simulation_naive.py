"""The engine against a naive one, leg by leg: priorities, returns, refusals, delays, results on their way."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

import pytest
from hypothesis import given, settings, strategies as st

pytest.importorskip("numpy")
pl = pytest.importorskip("polars")
pytest.importorskip("narwhals")

from thutuc import Procedure, Step, vietnam_calendar
from thutuc.simulation import Exponential, Flow, Inflow, LogNormal, Model, Staff, Supplement
from thutuc.simulation.flow_numbers import FlowNumbers

STATE = vietnam_calendar()
CALENDARS = (
    None,
    vietnam_calendar(hours={"mon-sat": "07:00-11:30"}),
    vietnam_calendar(hours={"tue-fri": "08:00-11:00, 14:00-16:00"}),
    vietnam_calendar(hours={"mon-sun": "00:00-06:00, 22:00-24:00"}),
    vietnam_calendar(hours={"mon-fri": "06:00-14:00, 14:00-22:00", "sat": "09:00-09:20"}),
)
START, END = date(2026, 2, 2), date(2026, 3, 20)
INSTANT, MINUTE, HOUR = timedelta(microseconds=1), timedelta(minutes=1), timedelta(hours=1)


class Naive:
    """Everything by the public calendar, one moment after another; drawn numbers are those of the model."""

    def __init__(self, model, received, seed):
        self.model, self.order, self.events = model, count(), []
        self.queues, self.busy = defaultdict(list), Counter()
        self.legs = []
        for flow in model.flows:
            numbers = FlowNumbers(flow, len(received[flow.name]), (seed, 0))
            for number, moment in enumerate(received[flow.name]):
                self.plan(moment, self.enter, (flow, number, numbers, Counter()), 0)
        while self.events and self.events[0][0] < datetime.combine(END, datetime.min.time()):
            now, _, happens, told = heappop(self.events)
            happens(now, *told)

    def plan(self, at, happens, *told):
        heappush(self.events, (at, next(self.order), happens, told))

    def enter(self, now, case, place):
        flow, number, numbers, again = case
        step = flow.procedure.steps[place]
        visit = 0, again[place]
        key = f"{flow.name}/{number + 1}", step.name, again[place]
        leg = {"key": key, "entered": now, "office": step.office}
        self.legs.append(leg)
        delay = numbers.delay(step.name, visit)
        if delay is not None and delay[number]:
            now = self.model.calendar_of(step.office).add_working_time(now, delay[number] * INSTANT)
        self.plan(now, self.line_up, case, place, leg)

    def line_up(self, now, case, place, leg):
        heappush(self.queues[leg["office"]], (case[0].priority, next(self.order), case, place, leg))
        self.look(now, leg["office"])

    def look(self, now, office):
        calendar = self.model.calendar_of(office)
        if calendar.working_time_between(now, now + INSTANT) != INSTANT:
            self.plan(calendar.add_working_time(now, INSTANT) - INSTANT, self.look, office)
            return
        while self.queues[office] and self.busy[office] < len(self.model.staff[office].officers):
            *_, case, place, leg = heappop(self.queues[office])
            self.busy[office] += 1
            leg["started"] = now
            _, step, visit = leg["key"]
            work = case[2].service(step, (0, visit))[case[1]]
            self.plan(calendar.add_working_time(now, work * INSTANT), self.leave, case, place, leg)

    def leave(self, now, case, place, leg):
        office, visit = leg["office"], (0, leg["key"][2])
        self.busy[office] -= 1
        self.plan(now, self.look, office)
        leg["finished"] = now
        flow, number, numbers, again = case
        step = leg["key"][1]
        refused, incomplete = numbers.refused(step, visit), numbers.incomplete(step, visit)
        if refused and refused[number]:
            return
        if incomplete and incomplete[number]:
            again[place] += 1
            self.plan(now + numbers.away(step, visit)[number] * INSTANT, self.enter, case, place)
        elif place + 1 < len(flow.procedure.steps):
            self.plan(now + self.model.staff[office].latency, self.enter, case, place + 1)


@settings(max_examples=15, deadline=None)
@given(chance=st.randoms(use_true_random=False), seed=st.integers(0, 99))
def test_every_leg_is_that_of_a_naive_engine(chance, seed):
    """Receipt, start and end of every leg are the same to the microsecond, whatever happens on the way."""
    steps = [Step(f"s{i}", f"O{chance.randrange(3)}") for i in range(4)]
    names = [step.name for step in steps]

    def flow(name, priority):
        returns, refusals, delays = ([one for one in names if chance.random() < 0.4] for _ in range(3))
        return Flow(
            Procedure("P", "ví dụ", steps=steps),
            Inflow(4),
            dict.fromkeys(names, LogNormal(HOUR, HOUR)),
            dict.fromkeys(returns, Supplement(0.25, Exponential(timedelta(days=2)))),
            dict.fromkeys(refusals, 0.1),
            dict.fromkeys(delays, Exponential(2 * HOUR)),
            priority,
            name=name,
        )

    staff = {
        f"O{i}": Staff(
            chance.randrange(1, 4),
            calendar=chance.choice(CALENDARS),
            latency=chance.choice([timedelta(), 7 * HOUR]),
        )
        for i in range(3)
    }
    model = Model([flow("a", 0), flow("b", chance.choice([-1, 0, 1]))], staff, STATE)
    run = model.run(START, END, replications=1, seed=seed, overload="run", engine="polars")
    received = {
        flow.name: run.register.filter(pl.col("code").str.starts_with(flow.name + "/"))[
            "received_at"
        ].to_list()
        for flow in model.flows
    }
    found, visits = {}, Counter()
    for leg in run.legs.sort("dossier", "order").iter_rows(named=True):
        key = leg["dossier"], leg["step"]
        found[*key, visits[key]] = leg["entered"], leg["started"], leg["finished"]
        visits[key] += 1
    expected = {
        leg["key"]: (leg["entered"], leg.get("started"), leg.get("finished"))
        for leg in Naive(model, received, seed).legs
    }
    assert found == expected
    assert len(expected) > 200
