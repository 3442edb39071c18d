"""The cost of a dossier: transitions, replay, plans and memory, beside two libraries of state machines."""

import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from measuring import Section, Task
from setting import Setting
from statemachine import State, StateMachine
from transitions import Machine

from thutuc import Dossier, Procedure, Step, TimeLimit, Unit, WorkCalendar, events
from thutuc.dossiers import DossierGroup
from thutuc.statuses import FINAL, TRANSITIONS, Back, Status

DAYS = Unit.WORKING_DAY
PROCEDURE = Procedure(
    "1.000001",
    "ví dụ",
    TimeLimit(10, DAYS),
    steps=[
        Step("tiếp nhận", "A", TimeLimit(0.5, DAYS)),
        Step("thẩm định", "B", TimeLimit(6, DAYS)),
        Step("ký", "C", TimeLimit(3, DAYS)),
        Step("trả kết quả", "A", TimeLimit(0.5, DAYS)),
    ],
)
CHAIN = Procedure(
    "1.000002",
    "mười bước",
    TimeLimit(20, DAYS),
    steps=[Step(f"bước {i}", "AB"[i % 2], TimeLimit(2, DAYS)) for i in range(10)],
)


def _life() -> list[events.Event]:
    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 3, day, hour)

    return [
        events.Submitted(at=at(2, 8), office="A"),
        events.Accepted(at=at(2, 9), office="A"),
        events.Transferred(at=at(2, 15), office="A", to="B"),
        events.SupplementRequested(at=at(4, 10), office="B"),
        events.Supplemented(at=at(6, 10), office="B"),
        events.OpinionAsked(at=at(9, 10), office="B", of="D"),
        events.OpinionGiven(at=at(11, 10), office="D"),
        events.Transferred(at=at(17, 15), office="B", to="C"),
        events.Finished(at=at(19, 15), office="C"),
        events.Returned(at=at(20, 15), office="A"),
    ]


def _edges() -> list[tuple[str, str, str]]:
    """The table of statuses as other libraries want it: one edge for each way waiting may end."""
    return [
        (origin.name, action.name.lower(), name)
        for origin, row in TRANSITIONS.items()
        if origin is not None
        for action, to in row.items()
        for name in ([Status.PROCESSING.name] if isinstance(to, Back) else [to.name])
    ]


def _transitions() -> Callable[[], Any]:
    machine = Machine(
        states=[status.name for status in Status],
        transitions=[{"trigger": by, "source": a, "dest": b} for a, by, b in _edges()],
        initial=Status.SUBMITTED.name,
    )
    return lambda: (machine.accept(), machine.set_state(Status.SUBMITTED.name))


def _statemachine() -> Callable[[], Any]:
    states = {
        status.name: State(status.name, initial=status is Status.SUBMITTED, final=status in FINAL)
        for status in Status
    }
    ways: dict[str, Any] = {}
    for a, by, b in _edges():
        if Status[a] in FINAL:
            continue
        way = states[a].to(states[b])
        ways[by] = ways[by] | way if by in ways else way
    kind = type("DossierMachine", (StateMachine,), {**states, **ways})
    machine = kind()
    begin = machine.current_state_value

    def step() -> None:
        machine.accept()
        machine.current_state_value = begin

    return step


def _late_life(calendar: WorkCalendar) -> Dossier:
    """Six offices in a chain, three of them over their budgets, and the result late."""
    steps = [Step(f"bước {i}", f"O{i}", TimeLimit(2, DAYS)) for i in range(6)]
    procedure = Procedure("1.000003", "sáu bước", TimeLimit(12, DAYS), steps=steps)
    moments = [datetime(2026, 3, 2, 8)]
    for hours in (14, 25, 12, 22, 16, 26):
        moments.append(calendar.add_working_time(moments[-1], timedelta(hours=hours)))
    life: list[events.Event] = [events.Accepted(at=moments[0], office="O0")]
    life += [events.Transferred(at=moments[i], office=f"O{i - 1}", to=f"O{i}") for i in range(1, 6)]
    return Dossier.replay("X", procedure, calendar, [*life, events.Finished(at=moments[6], office="O5")])


def _group(one: Dossier) -> Callable[[], Any]:
    """Three dossiers alike, two of which need the result of the first: made, and asked what one is asked."""
    members = [one, *(Dossier.replay(code, one.procedure, one.calendar, one.events) for code in "YZ")]

    def ask() -> None:
        group = DossierGroup("G", members=members, depends={"Y": "X", "Z": "X"})
        _ = group.status, group.deadline, group.lateness

    return ask


def memory(count: int = 2_000) -> float:
    """Bytes of a dossier of ten events, its events included."""
    from thutuc import vietnam_calendar  # noqa: PLC0415

    cal = vietnam_calendar()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [Dossier.replay(f"H17.18-260302-{i:04d}", PROCEDURE, cal, _life()) for i in range(count)]
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return used / len(kept)


def dossiers(setting: Setting) -> Section:
    """Transitions beside two libraries; replay with all that follows; memory."""
    life = _life()
    submitted = Dossier("X", PROCEDURE, setting.cal).record(life[0])
    late = _late_life(setting.cal)
    names = {
        "late": late,
        "group": _group(late),
        "Dossier": Dossier,
        "p": PROCEDURE,
        "cal": setting.cal,
        "life": life,
        "submitted": submitted,
        "accepted": life[1],
        "transitions": _transitions(),
        "statemachine": _statemachine(),
    }
    replay = "d = Dossier.replay('X', p, cal, life); d.status; d.clock; d.legs"
    once = range(2_000)
    tasks = [
        Task(
            "a transition: dossier.record(event)", "submitted.record(accepted)", "_", once, names, aim=2_500
        ),
        Task("transitions, the same edge", "transitions()", "_", once, names, rival=True),
        Task("python-statemachine, the same edge", "statemachine()", "_", once, names, rival=True),
        Task(
            "replay with status, clock, legs: an event",
            replay,
            "_",
            once,
            names,
            answers=len(life),
            aim=6_667,
        ),
        Task(
            "a finished dossier: status, deadline, lateness",
            "late.status, late.deadline, late.lateness",
            "_",
            once,
            names,
        ),
        # Four times what one dossier may take.
        Task("a group of three, made and asked the same", "group()", "_", once, names, aim=540_000),
        # Three times what it took while lateness was shared in proportion to overruns.
        Task("lateness of a finished dossier of six legs", "late.lateness", "_", once, names, aim=135_000),
    ]
    note = f"A dossier of ten events takes {memory():,.0f} bytes, its events included (aim: 3,000)."
    return Section("Dossiers", tasks, base=tasks[0].label, notes=[note])


def plans(setting: Setting) -> Section:
    """The plan of a route of ten steps."""
    starts = [at for at in setting.moments if at.year < 2027]
    names = {"p": CHAIN, "cal": setting.cal}
    task = Task("plan of ten steps", "p.plan(start, cal)", "start", starts, names, aim=100_000)
    return Section("Plans", [task], base=task.label)
