"""A route of five steps, simulated: beside the same route on the same calendar by hand in SimPy."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl
import simpy
from measuring import Section, Task
from setting import Setting

from thutuc import Procedure, Step, TimeLimit, Unit, WorkCalendar
from thutuc.simulation import Exponential, Flow, Inflow, Model, Run
from thutuc.simulation.flow_numbers import FlowNumbers

START, END = date(2025, 1, 1), date(2025, 4, 1)
SEED, FASTER = 3, 5
OFFICES = ("Một cửa", "Địa chính", "Thuế", "Văn phòng", "Một cửa")
STAFF = {"Một cửa": 8, "Địa chính": 8, "Thuế": 8, "Văn phòng": 8}
_EPOCH, _INSTANT = datetime(1970, 1, 1), timedelta(microseconds=1)


def model_of(calendar: WorkCalendar) -> Model:
    """Four hundred dossiers a day, through four offices, the last step where the first was."""
    steps = [Step(f"bước {i}", office) for i, office in enumerate(OFFICES)]
    procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY), steps=steps)
    minutes = (3, 8, 8, 8, 4)
    work = {step.name: Exponential(timedelta(minutes=n)) for step, n in zip(steps, minutes, strict=True)}
    return Model([Flow(procedure, Inflow(400), work)], STAFF, calendar)


def by_hand(calendar: WorkCalendar, came: Sequence[int], works: Sequence[Sequence[int]]) -> pl.DataFrame:
    """The same route in SimPy: what is drawn is given, the calendar is asked at each step."""
    env = simpy.Environment()
    desks = {office: simpy.Resource(env, officers) for office, officers in STAFF.items()}
    legs = []

    def dossier(number, at):
        yield env.timeout(at - env.now)
        for step, office in enumerate(OFFICES):
            entered = env.now
            with desks[office].request() as turn:
                yield turn
                begins = _EPOCH + env.now * _INSTANT
                ends = calendar.add_working_time(begins, works[step][number] * _INSTANT)
                yield env.timeout((ends - _EPOCH) // _INSTANT - env.now)
            legs.append((number, step, office, _EPOCH + entered * _INSTANT, begins, ends))

    for number, at in enumerate(came):
        env.process(dossier(number, at))
    env.run(until=(datetime(END.year, END.month, END.day) - _EPOCH) // _INSTANT)
    return pl.DataFrame(legs, ["dossier", "step", "office", "entered", "started", "finished"], orient="row")


def _run(model: Model) -> Run:
    return model.run(START, END, replications=1, seed=SEED, engine="polars")


def simulations(setting: Setting) -> Section:
    """A quarter of a busy office; a figure is the time of one dossier, legs as columns included."""
    model = model_of(setting.cal)
    run = _run(model)
    moments = run.register.sort("received_at")["received_at"].to_list()
    numbers = FlowNumbers(model.flows[0], len(moments), (SEED, 0))
    works = [numbers.service(step.name, (0, 0)) for step in model.flows[0].procedure.steps]
    came = [(moment - _EPOCH) // _INSTANT for moment in moments]
    theirs = by_hand(setting.cal, came, works)
    ours = run.legs.filter(pl.col("finished").is_not_null())
    same = ours["finished"].sort().equals(theirs["finished"].sort())
    names = {
        "model": model,
        "run": _run,
        "by_hand": by_hand,
        "cal": setting.cal,
        "came": came,
        "works": works,
    }
    return Section(
        f"Simulate a route of five steps ({len(moments):,} dossiers)",
        [
            Task("thutuc", "run(model).legs", "_", [0], names, answers=len(moments)),
            Task(
                "SimPy by hand",
                "by_hand(cal, came, works)",
                "_",
                [0],
                names,
                answers=len(moments),
                rival=True,
            ),
        ],
        base="thutuc",
        faster=FASTER,
        notes=[
            (
                "One replication from arrivals to a frame of legs; SimPy is given what is drawn. "
                f"Every end of every step is {'the same' if same else 'NOT THE SAME'} in both."
            )
        ],
    )
