"""One replication of a model, from its arrivals to its legs (một lần chạy mô hình)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.lookup import tables_of
from thutuc.calendars import WorkCalendar
from thutuc.simulation.engine import NEVER, Case, Desk, Engine, Plan
from thutuc.simulation.flow_numbers import FlowNumbers
from thutuc.simulation.flows import Flow, Staff

Ints: TypeAlias = npt.NDArray[np.int64]
Period: TypeAlias = tuple[date, date]


@attrs.frozen(eq=False)
class Played:
    """What happened in one replication, as columns of whole numbers; moments in microseconds since 1970.

    A moment after the end of the run is `NEVER`.
    """

    flow: Ints
    """Of each dossier, its flow."""
    number: Ints
    """And its number in it."""
    received: Ints
    ended: Ints
    refused: Ints
    legs: Mapping[str, Ints]
    """Columns `case`, `step` (by its place in the route), `office`, `officer`, `entered`, `started`, `left`."""
    pauses: Ints
    """Rows of case, when a supplement was asked for, and when it came."""


def play(
    flows: Sequence[Flow],
    staff: Mapping[str, Staff],
    calendars: Mapping[str, WorkCalendar],
    period: Period,
    seed: tuple[object, ...],
) -> Played:
    """Let dossiers come from *period*[0] on, and work on them up to *period*[1]."""
    offices = list(staff)
    desks = [Desk(staff[office], calendars[office], is_fifo=_is_fifo(flows)) for office in offices]
    horizon = _midnight(period[1])
    arrived = [flow.arrivals.moments(calendars[""], *period, (*seed, flow.name)) for flow in flows]
    flow = np.repeat(np.arange(len(flows)), [len(moments) for moments in arrived])
    number = np.concatenate([np.arange(len(moments)) for moments in arrived])
    received = np.concatenate(arrived)
    order = np.argsort(received, kind="stable")
    flow, number, received = flow[order], number[order], received[order]
    numbers = [FlowNumbers(one, len(moments), seed) for one, moments in zip(flows, arrived, strict=True)]
    plans = [_plan_of(one, offices) for one in flows]
    cases = [
        Case(numbers[f], k, plans[f], flows[f].priority)
        for f, k in zip(flow.tolist(), number.tolist(), strict=True)
    ]
    engine = Engine(desks, cases, received.tolist(), horizon)
    engine.run()
    return Played(
        flow,
        number,
        received,
        np.array([case.ended for case in cases], np.int64),
        np.array([case.refused for case in cases], np.int64),
        _legs(engine, [calendars[office] for office in offices], horizon),
        np.array(engine.pauses, np.int64).reshape(-1, 3),
    )


def _is_fifo(flows: Sequence[Flow]) -> bool:
    """Whether all dossiers are of one priority."""
    return len({flow.priority for flow in flows}) == 1


def _midnight(day: date) -> int:
    return (datetime(day.year, day.month, day.day) - datetime(1970, 1, 1)) // timedelta.resolution


def _plan_of(flow: Flow, offices: Sequence[str]) -> Plan:
    route, steps = flow.procedure.route(flow.channel), flow.procedure.steps
    place = {step.name: i for i, step in enumerate(steps)}
    return Plan(
        steps=tuple(range(len(steps))),
        offices=tuple(offices.index(step.office) for step in steps),
        after=tuple(tuple(place[name] for name in route.successors(step.name)) for step in steps),
        waits=tuple(len(route.predecessors(step.name)) for step in steps),
        visits=(0,) * len(steps),
    )


def _legs(engine: Engine, calendars: Sequence[WorkCalendar], horizon: int) -> Mapping[str, Ints]:
    rows = np.array(engine.legs, np.int64).reshape(-1, 7).T
    case, step, office, officer, entered, readings, left = rows
    started = np.full(len(case), NEVER)
    for i, calendar in enumerate(calendars):
        tables = tables_of(calendar)
        mine = np.flatnonzero((office == i) & (readings < tables.total))
        started[mine] = np.maximum(entered[mine], tables.latest(readings[mine]) + tables.base)
    # Work of no time may be done before the next session begins.
    started = np.where((left != NEVER) & (started > left), left, started)
    started[started >= horizon] = NEVER
    return {
        "case": case, "step": step, "office": office, "officer": officer,
        "entered": entered, "started": started, "left": left,
    }  # fmt: skip
