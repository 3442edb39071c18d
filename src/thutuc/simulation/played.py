"""One replication of a model, from its arrivals to its legs (một lần chạy mô hình)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import attrs
import numpy as np

from thutuc.arrays.lookup import Ints, tables_of
from thutuc.calendars import WorkCalendar
from thutuc.simulation.engine import LEG, NEVER, NOBODY, Case, Desk, Engine, Stop
from thutuc.simulation.flow_numbers import FlowNumbers
from thutuc.simulation.flows import Flow
from thutuc.simulation.sessions import Sessions, instant_of_days, instants, local
from thutuc.simulation.staff import Staff

Period: TypeAlias = tuple[date, date]


@attrs.frozen(eq=False)
class Played:
    """What happened in one replication, as columns of whole numbers; moments in microseconds of local time.

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
    """`case`, `step` (its place in the procedure), `office`, `officer`, `entered`, `started`, `left`."""
    pauses: Ints
    """Rows of case, when a supplement was asked for, and when it came."""

    def of_flow(self, place: int) -> "Played":
        """What happened to the dossiers of one flow."""
        kept = self.flow == place
        row = np.cumsum(kept) - 1
        pauses = self.pauses[kept[self.pauses[:, 0]]]
        pauses[:, 0] = row[pauses[:, 0]]
        legs = {name: values[kept[self.legs["case"]]] for name, values in self.legs.items()}
        legs["case"] = row[legs["case"]]
        return Played(
            self.flow[kept],
            self.number[kept],
            self.received[kept],
            self.ended[kept],
            self.refused[kept],
            legs,
            pauses,
        )


def play(
    flows: Sequence[Flow],
    staff: Mapping[str, Staff],
    calendars: Mapping[str | None, WorkCalendar],
    period: Period,
    seed: tuple[object, ...],
) -> Played:
    """Let dossiers come from *period*[0] on, and work on them up to *period*[1].

    Args:
        flows: What comes.
        staff: Who works on it.
        calendars: When each office works; under no name, the calendar of the model.
        period: The first day, and the day after the last.
        seed: What all random numbers follow from.
    """
    calendar = calendars[None]
    arrived = [flow.arrivals.moments(calendar, *period, (*seed, flow.name)) for flow in flows]
    flow = np.repeat(np.arange(len(flows)), [moments.size for moments in arrived])
    number = np.concatenate([np.arange(moments.size) for moments in arrived])
    received = instants(calendar, np.concatenate(arrived))
    order = np.argsort(received, kind="stable")
    flow, number, received = flow[order], number[order], received[order]
    rows: list[tuple[int, int]] = list(zip(flow.tolist(), number.tolist(), strict=True))
    numbers = [FlowNumbers(one, moments.size, seed) for one, moments in zip(flows, arrived, strict=True)]
    desks = _desks(flows, staff, calendars)
    ways = Ways(flows, numbers, desks)
    taken = ways.taken(rows)
    cases = (
        Case(row, k, numbers[f], flows[f].priority, way.ends)
        for row, ((f, k), way) in enumerate(zip(rows, taken, strict=True))
    )
    engine = Engine(list(desks.values()), instant_of_days(calendar, period[1])[0], len(rows))
    engine.run(received.tolist(), cases, [way.first for way in taken])
    return Played(
        flow,
        number,
        local(calendar, received),
        _local(calendar, np.array(engine.ended, np.int64)),
        np.array(engine.refused, np.int64),
        _legs(engine, ways, [calendars[office] for office in desks], calendar),
        _pauses(engine, calendar),
    )


def _local(calendar: WorkCalendar, at: Ints) -> Ints:
    found = np.full(at.shape, NEVER)
    known = at != NEVER
    found[known] = local(calendar, at[known])
    return found


def _desks(
    flows: Iterable[Flow], staff: Mapping[str, Staff], calendars: Mapping[str | None, WorkCalendar]
) -> dict[str, Desk]:
    priorities = {(step.office, flow.priority) for flow in flows for step in flow.procedure.steps}
    waiting = Counter(office for office, _ in priorities)
    # Offices of one calendar look at one clock.
    sessions = {calendar: Sessions(calendar) for calendar in set(calendars.values())}
    return {
        office: Desk(
            one.officers,
            sessions[calendars[office]],
            is_fifo=waiting[office] < 2 or not one.officers,
            latency=one.latency // one.latency.resolution,
            signed=_signing_moments(one, calendars[office]),
        )
        for office, one in staff.items()
    }


def _signing_moments(staff: Staff, calendar: WorkCalendar) -> list[int]:
    """The close of every worked day on which results are signed."""
    if not staff.signing:
        return []
    tables = tables_of(calendar)
    # 1 January 1970 was a Thursday.
    days = tables.worked[np.isin((tables.worked_on + 3) % 7, staff.signing)]
    found: list[int] = instants(calendar, tables.elapsed(tables.closing[days])).tolist()
    return found


class Way:
    """The stops of a route or a path (đường đi)."""

    def __init__(self, stops: Sequence[Stop]) -> None:
        self.first = tuple(stop for stop in stops if not stop.waits)
        self.ends = sum(not stop.after for stop in stops)


class Ways:
    """The ways that dossiers take, and at which step and office each of their stops is (các đường đi)."""

    def __init__(
        self, flows: Sequence[Flow], numbers: Sequence[FlowNumbers], desks: Mapping[str, Desk]
    ) -> None:
        self._numbers, self._ways = numbers, list[list[Way]]()
        self.stops: list[tuple[int, int]] = []
        """Of each stop the place of its step in the procedure, and that of its office."""
        offices = {office: i for i, office in enumerate(desks)}
        for flow, own in zip(flows, numbers, strict=True):
            steps = flow.procedure.steps
            self._ways.append([])
            for places, before in flow.ways():
                seen, stops = Counter[int](), list[Stop]()
                for i in places:
                    stops.append(Stop(own, steps[i].name, seen[i], desks[steps[i].office], len(self.stops)))
                    self.stops.append((i, offices[steps[i].office]))
                    seen[i] += 1
                for stop, earlier in zip(stops, before, strict=True):
                    stop.waits = len(earlier)
                    for place in earlier:
                        stops[place].after = (*stops[place].after, stop)
                for stop in stops:
                    stop.look_ahead()
                self._ways[-1].append(Way(stops))

    def taken(self, rows: Iterable[tuple[int, int]]) -> list[Way]:
        """The way of each dossier, by its flow and its number in it."""
        drawn = [own.ways() for own in self._numbers]
        return [self._ways[f][drawn[f][k]] for f, k in rows]


def _pauses(engine: Engine, calendar: WorkCalendar) -> Ints:
    rows = np.array(engine.pauses, np.int64).reshape(-1, 3)
    return np.column_stack([rows[:, 0], _local(calendar, rows[:, 1]), _local(calendar, rows[:, 2])])


def _legs(
    engine: Engine, ways: Ways, calendars: Sequence[WorkCalendar], calendar: WorkCalendar
) -> Mapping[str, Ints]:
    rows = np.fromiter(engine.legs, np.int64, len(engine.legs)).reshape(-1, len(LEG)).T
    noted = dict(zip(LEG, rows, strict=True))
    step, office = np.array(ways.stops, np.int64).T[:, noted["stop"]]
    started, left = np.full(len(office), NEVER), noted["left"]
    for i, own in enumerate(calendars):
        tables = tables_of(own)
        mine = np.flatnonzero((office == i) & (noted["begun"] != NEVER) & (noted["begun"] < tables.total))
        started[mine] = instants(own, tables.latest(noted["begun"][mine]))
    # Work of no time may be done before the next session begins.
    started = np.where((left != NEVER) & (started > left), left, started)
    started[started >= engine.horizon] = NEVER
    return {
        "case": noted["case"],
        "step": step,
        "office": office,
        "officer": np.where(started == NEVER, NOBODY, noted["officer"]),
        "entered": _local(calendar, noted["entered"]),
        "started": _local(calendar, started),
        "left": _local(calendar, left),
    }
