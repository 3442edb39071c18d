"""The loop of a simulation: what enters an office, who takes it up, and when it leaves (vòng lặp mô phỏng).

Each office counts in its own coordinate of working time, where work is an addition; only what passes from one
to another is turned into a moment and back. Of an office where all wait alike, the officer and the end of the
work are known as soon as a dossier enters, so that one event a step is enough.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush, heapreplace
from typing import Any, TypeAlias

from thutuc.simulation.flow_numbers import FlowNumbers
from thutuc.simulation.sessions import Sessions

NEVER = -1
"""Instead of a moment that lies beyond the end of a run."""
NOBODY = -1
"""Instead of an officer, where nobody has taken a dossier up."""
LEG = ("case", "stop", "officer", "entered", "begun", "left")
"""What the engine notes of each leg; `begun` is a reading of the office."""
_Event: TypeAlias = tuple[int, int, Callable[[int, Any, Any], None], Any, Any]
"""When, in what order of those at one moment, what happens, and to what."""


class Desk:
    """An office at work: its officers, its sessions, and what waits (cơ quan đang làm việc).

    Args:
        officers: The share of its time that each officer has.
        sessions: When it works; offices of one calendar may share it.
        is_fifo: Whether all that waits here is of one priority.
        latency: How long results are on their way to the next office.
        signed: The moments at which results are signed, in order; none: at once.
    """

    __slots__ = ("free", "is_fifo", "latency", "queue", "sessions", "signed")

    def __init__(
        self,
        officers: Sequence[float],
        sessions: Sessions,
        *,
        is_fifo: bool,
        latency: int,
        signed: Sequence[int],
    ) -> None:
        self.sessions, self.is_fifo, self.latency, self.signed = sessions, is_fifo, latency, signed
        # By what each is free from: who has been free for longest takes the next; at first the fastest.
        # Nobody stands for as many as it takes.
        self.free = [(0, rank, speed) for rank, speed in enumerate(sorted(officers, reverse=True))]
        self.queue: list[tuple[int, int, int, Case, Stop]] = []


class Stop:
    """A step on the way of the dossiers of a flow, and what they draw at it (chặng)."""

    __slots__ = (
        "after",
        "delay",
        "desk",
        "incomplete",
        "place",
        "refused",
        "step",
        "then",
        "visit",
        "waits",
        "work",
    )

    def __init__(self, numbers: FlowNumbers, step: str, visit: int, desk: Desk, place: int) -> None:
        self.step, self.visit, self.desk, self.place = step, visit, desk, place
        self.work = numbers.service(step, (visit, 0))
        self.delay = numbers.delay(step, (visit, 0))
        self.refused = numbers.refused(step, (visit, 0))
        self.incomplete = numbers.incomplete(step, (visit, 0))
        self.after: tuple[Stop, ...] = ()
        self.waits = 0
        """For how many stops a dossier waits before this one."""
        self.then: Stop | None = None
        """The next stop, if from here nothing can happen but that somebody takes the dossier up there."""

    def look_ahead(self) -> None:
        """Note the next stop where it is certain; asked once all stops are linked."""
        if len(self.after) == 1 and not (self.refused or self.incomplete or self.desk.latency):
            following = self.after[0]
            if following.waits == 1 and following.delay is None and following.desk.is_fifo:
                self.then = following


class Case:
    """A dossier on its way; what became of it the engine notes (hồ sơ đang giải quyết)."""

    __slots__ = ("again", "missing", "number", "numbers", "open", "priority", "row")

    def __init__(self, row: int, number: int, numbers: FlowNumbers, priority: int, ends: int) -> None:
        self.row, self.number, self.numbers, self.priority = row, number, numbers, priority
        self.open = ends
        """How many of the last stops are still to come."""
        self.missing: dict[int, int] | None = None
        """For how many stops it still waits before one."""
        self.again: dict[int, int] | None = None
        """How often it came back to a stop with supplements."""


class Engine:
    """One run of one replication (một lần mô phỏng).

    Args:
        desks: The offices.
        horizon: The moment at which the run ends.
        count: How many dossiers come.
    """

    def __init__(self, desks: Sequence[Desk], horizon: int, count: int) -> None:
        self._desks, self.horizon = desks, horizon
        self._events: list[_Event] = []
        self._count = 0
        self.legs: list[int] = []
        """Of each leg what `LEG` names, one after the other."""
        self.ended = [NEVER] * count
        """When each case was done."""
        self.refused = [False] * count
        self.pauses: list[int] = []
        """Of each supplement the case, when it was asked for, and when it came."""

    def run(self, arrivals: Sequence[int], cases: Iterable[Case], firsts: Sequence[Sequence[Stop]]) -> None:
        """Play everything that happens up to the horizon, in the order of time.

        Args:
            arrivals: When each dossier comes, in order.
            cases: The dossiers; each is asked for when it comes, and forgotten when it is done.
            firsts: The first stops of each.
        """
        events = self._events
        for at, case, stops in zip(arrivals, cases, firsts, strict=True):
            while events and events[0][0] <= at:
                now, _order, happens, one, other = heappop(events)
                happens(now, one, other)
            for stop in stops:
                self._enter(at, case, stop)
        while events:
            now, _order, happens, one, other = heappop(events)
            happens(now, one, other)
        for desk in self._desks:
            for _, _, entered, case, stop in sorted(desk.queue, key=lambda waiting: waiting[1]):
                self.legs.extend((case.row, stop.place, NOBODY, entered, NEVER, NEVER))

    def _plan(self, at: int, happens: Callable[[int, Any, Any], None], one: object, other: object) -> None:
        if at < self.horizon:
            self._count += 1
            heappush(self._events, (at, self._count, happens, one, other))

    def _enter(self, at: int, case: Case, stop: Stop) -> None:
        """A dossier comes to an office: somebody takes it up, now or when it is its turn."""
        if stop.delay is not None:
            self._put_aside(at, case, stop, stop.delay)
        elif stop.desk.is_fifo:
            self._take_up(at, at, case, stop)
        else:
            self._line_up(at, case, (stop, at))

    def _put_aside(self, at: int, case: Case, stop: Stop, first: Sequence[int]) -> None:
        """Nobody looks at a dossier for as long as was drawn."""
        visit = self._visit(case, stop)
        delay = (first if case.again is None else case.numbers.delay(stop.step, visit) or first)[case.number]
        sessions = stop.desk.sessions
        ready = sessions.earliest(sessions.reading(at) + delay) if delay else at
        if ready < self.horizon:
            self._plan(ready, self._line_up, case, (stop, at))
        else:
            self.legs += (case.row, stop.place, NOBODY, at, NEVER, NEVER)

    def _line_up(self, at: int, case: Case, waiting: "tuple[Stop, int]") -> None:
        stop, entered = waiting
        desk = stop.desk
        if desk.is_fifo:
            self._take_up(at, entered, case, stop)
            return
        self._count += 1
        heappush(desk.queue, (case.priority, self._count, entered, case, stop))
        if desk.free[0][0] <= desk.sessions.reading(at):
            self._plan(desk.sessions.open_from(at), self._call, desk, None)

    def _call(self, at: int, desk: Desk, _: object) -> None:
        """An officer may be free: the most urgent of those who wait is taken up."""
        if desk.queue and desk.free[0][0] <= desk.sessions.reading(at):
            _, _, entered, case, stop = heappop(desk.queue)
            self._take_up(at, entered, case, stop)

    def _take_up(self, at: int, entered: int, case: Case, stop: Stop) -> None:
        """The officer who is free first works on a dossier, in the coordinate of the office."""
        desk = stop.desk
        sessions = desk.sessions
        reading = sessions.reading(at)
        work = stop.work[case.number]
        if case.again is not None:
            work = case.numbers.service(stop.step, self._visit(case, stop))[case.number]
        if desk.free:
            begun, rank, speed = desk.free[0]
            if begun < reading:  # noqa: PLR1730 - faster than max
                begun = reading
            end = begun + (work if speed == 1 else int(work / speed))
            heapreplace(desk.free, (end, rank, speed))
        else:
            begun, rank, end = reading, NOBODY, reading + work
        left = sessions.earliest(end) if end > reading else sessions.done_at(at)
        if not desk.is_fifo:
            self._plan(sessions.latest(end), self._call, desk, None)
        if desk.signed and left < self.horizon:
            k = bisect_left(desk.signed, left)
            left = desk.signed[k] if k < len(desk.signed) else self.horizon
        if left < self.horizon:
            self._count += 1
            heappush(self._events, (left, self._count, self._leave, case, stop))
        else:
            left = NEVER
        self.legs += (case.row, stop.place, rank, entered, begun, left)

    @staticmethod
    def _visit(case: Case, stop: Stop) -> tuple[int, int]:
        return stop.visit, (case.again or {}).get(stop.place, 0)

    def _leave(self, at: int, case: Case, stop: Stop) -> None:
        """The work of a step is done: the dossier ends, goes back to the citizen, or goes on."""
        if self.ended[case.row] != NEVER:
            return
        if stop.then is not None:
            self._take_up(at, at, case, stop.then)
        elif stop.refused and self._is_drawn(case.numbers.refused, stop.refused, case, stop):
            self.ended[case.row], self.refused[case.row] = at, True
        elif stop.incomplete and self._is_drawn(case.numbers.incomplete, stop.incomplete, case, stop):
            self._send_back(at, case, stop)
        elif stop.after:
            self._go_on(at, case, stop)
        else:
            case.open -= 1
            if not case.open:
                self.ended[case.row] = at

    def _is_drawn(
        self,
        of: Callable[[str, tuple[int, int]], Sequence[int] | None],
        first: Sequence[int],
        case: Case,
        stop: Stop,
    ) -> bool:
        drawn = first if case.again is None else of(stop.step, self._visit(case, stop))
        return bool(drawn and drawn[case.number])

    def _send_back(self, at: int, case: Case, stop: Stop) -> None:
        back = at + case.numbers.away(stop.step, self._visit(case, stop))[case.number]
        case.again = case.again or {}
        case.again[stop.place] = case.again.get(stop.place, 0) + 1
        self.pauses.extend((case.row, at, back if back < self.horizon else NEVER))
        self._plan(back, self._come_back, case, stop)

    def _come_back(self, at: int, case: Case, stop: Stop) -> None:
        if self.ended[case.row] == NEVER:
            self._enter(at, case, stop)

    def _go_on(self, at: int, case: Case, stop: Stop) -> None:
        for following in stop.after:
            if following.waits > 1:
                case.missing = case.missing or {}
                case.missing[following.place] = case.missing.get(following.place, following.waits) - 1
                if case.missing[following.place]:
                    continue
            if stop.desk.latency:
                self._plan(at + stop.desk.latency, self._come_back, case, following)
            else:
                self._enter(at, case, following)
