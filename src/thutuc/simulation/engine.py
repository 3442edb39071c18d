"""The loop of a simulation: what enters an office, who takes it up, and when it leaves (vòng lặp mô phỏng).

Each office counts in its own coordinate of working time, where work is an addition; only what passes from
one to another is turned into elapsed time and back. Of an office without priorities the officer and the end of
the work are known as soon as a dossier enters, so that one event a step is enough.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from heapq import heappop, heappush, heapreplace
from typing import NamedTuple

import numpy as np

from thutuc.arrays.lookup import tables_of
from thutuc.calendars import WorkCalendar
from thutuc.simulation.flow_numbers import FlowNumbers
from thutuc.simulation.flows import Staff

NEVER = -1
"""Instead of a moment or a reading that lies beyond the end of a run."""
_ENTERS, _FREED, _LEAVES = 0, 1, 2


class Plan(NamedTuple):
    """What a dossier goes through: positions, each a step, those that follow, and how many it waits for."""

    steps: tuple[int, ...]
    offices: tuple[int, ...]
    after: tuple[tuple[int, ...], ...]
    waits: tuple[int, ...]
    visits: tuple[int, ...]
    """How often the step of each position came before."""


class Case:
    """A dossier on its way (hồ sơ đang giải quyết)."""

    __slots__ = ("again", "ended", "flow", "missing", "number", "open", "plan", "priority", "refused")

    def __init__(self, flow: FlowNumbers, number: int, plan: Plan, priority: int) -> None:
        self.flow, self.number, self.plan, self.priority = flow, number, plan, priority
        self.missing = list(plan.waits)
        self.open = len(plan.steps)
        self.again: dict[int, int] | None = None
        self.ended = NEVER
        self.refused = False


class Desk:
    """An office at work: its officers, its coordinate, and what waits (cơ quan đang làm việc)."""

    __slots__ = (
        "base",
        "closes",
        "free",
        "is_fifo",
        "latency",
        "opens",
        "queue",
        "readings",
        "shifts",
        "signed",
        "total",
    )

    def __init__(self, staff: Staff, calendar: WorkCalendar, *, is_fifo: bool) -> None:
        tables = tables_of(calendar)
        self.base, self.total = tables.base, tables.total
        self.opens, self.closes = tables.opens.values.tolist(), tables.closes.tolist()
        self.readings, self.shifts = tables.readings.values.tolist(), tables.shifts.tolist()
        # The fastest first: of officers who are free as early, it takes the work.
        self.free = [(0, rank, speed) for rank, speed in enumerate(sorted(staff.officers, reverse=True))]
        self.is_fifo = is_fifo
        self.queue: list[tuple[int, int, int, int, int]] = []
        self.latency = staff.latency // staff.latency.resolution
        self.signed = _signing_moments(staff, calendar)

    def reading(self, at: int) -> int:
        """W: the working time of the office up to a moment."""
        x = at - self.base
        k = bisect_right(self.opens, x) - 1
        closes = self.closes[k]
        return int(self.shifts[k] + (x if x < closes else closes))  # noqa: FURB136 - faster than min

    def moment(self, reading: int) -> int:
        """W⁻¹: the first moment with a reading."""
        return int(reading - self.shifts[bisect_left(self.readings, reading) - 1] + self.base)

    def after_nothing(self, at: int, reading: int) -> int:
        """The end of work that takes no time: at once, or when the office opens."""
        x = at - self.base
        k = bisect_right(self.opens, x) - 1
        if x <= self.closes[k] and self.opens[k] < self.closes[k]:
            return at
        return int(reading - self.shifts[bisect_right(self.readings, reading) - 1] + self.base)


def _signing_moments(staff: Staff, calendar: WorkCalendar) -> list[int]:
    """The close of every worked day on which results are signed, as moments."""
    if not staff.signing:
        return []
    tables = tables_of(calendar)
    # 1 January 1970 was a Thursday.
    days = tables.worked[np.isin((tables.worked_on + 3) % 7, staff.signing)]
    return (tables.elapsed(tables.closing[days]) + tables.base).tolist()


class Engine:
    """One run of one replication (một lần mô phỏng).

    Args:
        desks: The offices.
        cases: The dossiers, in the order of their arrival.
        arrivals: The moment of each.
        horizon: The moment at which the run ends.
    """

    def __init__(
        self, desks: Sequence[Desk], cases: Sequence[Case], arrivals: Sequence[int], horizon: int
    ) -> None:
        self.desks, self.cases, self.arrivals, self.horizon = desks, cases, arrivals, horizon
        self.legs: list[tuple[int, int, int, int, int, int, int]] = []
        """Case, step, office, officer, moment of entry, reading when the work begins, moment of leaving."""
        self.pauses: list[tuple[int, int, int]] = []
        """Case, when a supplement was asked for, when it came."""
        self._events: list[tuple[int, int, int, int, int]] = []
        self._count = 0

    def run(self) -> None:
        """Play everything that happens up to the horizon, in the order of time."""
        events, horizon = self._events, self.horizon
        coming = iter(zip(self.arrivals, range(len(self.cases)), strict=True))
        following = next(coming, None)
        while True:
            if following is not None and (not events or following[0] <= events[0][0]):
                at, case = following
                following = next(coming, None)
                if at < horizon:
                    self._begin(at, case)
                continue
            if not events:
                return
            at, _, kind, case, position = heappop(events)
            if kind == _LEAVES:
                self._leave(at, case, position)
            elif kind == _ENTERS:
                self._enter(at, case, position)
            else:
                self._take_up(self.desks[case], position)

    def _push(self, at: int, kind: int, case: int, position: int) -> None:
        if at < self.horizon:
            self._count += 1
            heappush(self._events, (at, self._count, kind, case, position))

    def _begin(self, at: int, number: int) -> None:
        plan = self.cases[number].plan
        for position, waits in enumerate(plan.waits):
            if not waits:
                self._enter(at, number, position)

    def _enter(self, at: int, number: int, position: int) -> None:
        """A dossier comes to an office: somebody takes it up, now or when it is its turn."""
        case = self.cases[number]
        desk = self.desks[case.plan.offices[position]]
        reading = desk.reading(at)
        if desk.is_fifo or (desk.free[0][0] <= reading and not desk.queue):
            self._start(at, max(reading, desk.free[0][0]), desk, number, position)
            return
        self._count += 1
        heappush(desk.queue, (case.priority, self._count, at, number, position))

    def _take_up(self, desk: Desk, reading: int) -> None:
        """An officer is free: the next in the queue is taken up."""
        if desk.queue and desk.free[0][0] <= reading:
            _, _, entered, number, position = heappop(desk.queue)
            self._start(entered, reading, desk, number, position)

    def _start(self, entered: int, start: int, desk: Desk, number: int, position: int) -> None:
        case = self.cases[number]
        plan = case.plan
        visit = plan.visits[position] + (case.again.get(position, 0) if case.again else 0)
        step, office = plan.steps[position], plan.offices[position]
        work = case.flow.service(step, visit)[case.number]
        _, rank, speed = desk.free[0]
        end = start + (work if speed == 1 else int(work / speed))
        heapreplace(desk.free, (end, rank, speed))
        if end > desk.total:
            self.legs.append((number, step, office, rank, entered, start, NEVER))
            return
        left = desk.moment(end) if work else desk.after_nothing(max(entered, desk.moment(start)), end)
        if not desk.is_fifo:
            self._push(left, _FREED, office, end)
        if desk.signed:
            k = bisect_left(desk.signed, left)
            left = desk.signed[k] if k < len(desk.signed) else self.horizon
        self.legs.append((number, step, office, rank, entered, start, left if left < self.horizon else NEVER))
        self._push(left, _LEAVES, number, position)

    def _leave(self, at: int, number: int, position: int) -> None:
        """The work of a step is done: the dossier ends, goes back to the citizen, or goes on."""
        case = self.cases[number]
        plan, flow = case.plan, case.flow
        step = plan.steps[position]
        visit = plan.visits[position] + (case.again.get(position, 0) if case.again else 0)
        if case.ended != NEVER:
            return
        if flow.refuses(step) and flow.refused(step, visit)[case.number]:
            case.ended, case.refused = at, True
            return
        if flow.sends_back(step) and flow.incomplete(step, visit)[case.number]:
            back = at + flow.away(step, visit)[case.number]
            case.again = {**(case.again or {}), position: (case.again or {}).get(position, 0) + 1}
            self.pauses.append((number, at, back if back < self.horizon else NEVER))
            self._push(back, _ENTERS, number, position)
            return
        self._go_on(at, case, number, position)

    def _go_on(self, at: int, case: Case, number: int, position: int) -> None:
        case.open -= 1
        if not case.open:
            case.ended = at
            return
        latency = self.desks[case.plan.offices[position]].latency
        for following in case.plan.after[position]:
            case.missing[following] -= 1
            if not case.missing[following]:
                if latency:
                    self._push(at + latency, _ENTERS, number, following)
                else:
                    self._enter(at, number, following)
