"""Plan and dossier agree: a dossier that lives exactly by its plan ends and is due when the plan says."""

import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from thutuc import Channel, Dossier, Procedure, Step, TimeLimit, Unit, events as e, vietnam_calendar
from thutuc.law import WaitingRule
from thutuc.procedures import ClockPolicy

CAL = vietnam_calendar()
SATURDAYS = vietnam_calendar(hours={"mon-fri": "07:30-11:30, 13:00-17:00", "sat": "07:30-11:30"})
BUDGETS = [(1, Unit.WORKING_DAY), (0.5, Unit.WORKING_DAY), (3, Unit.WORKING_DAY), (2, Unit.WORKING_HOUR)]
OUTSIDE = [(15, Unit.DAY), (7, Unit.DAY), (3, Unit.WORKING_DAY), (1, Unit.MONTH), (4, Unit.WORKING_HOUR)]
LIMITS = [*BUDGETS, (10, Unit.WORKING_DAY), (20, Unit.DAY), (2, Unit.MONTH), (1, Unit.WEEK)]


def random_route(chance):
    """Steps in a row and side by side, some outside the limit, each handed over to the next."""
    steps, dispatches, names = [], {}, iter(f"b{i}" for i in range(99))

    def step(after, office=None, *, counts=False):
        name = next(names)
        outside = {} if counts or chance.random() < 0.7 else {chance.choice(["pauses", "own_clock"]): True}
        limit = TimeLimit(*chance.choice(OUTSIDE if outside else BUDGETS))
        # A calendar budget of a step that counts: its days are the office's.
        if not outside and chance.random() < 0.2:
            limit = TimeLimit(chance.randrange(1, 9), Unit.DAY)
        steps.append(Step(name, office or f"O{name}", limit, after=after, **outside))
        return name

    last = step(())
    for _ in range(chance.randrange(3)):
        # Two steps in a row may be at one office, which hands over to itself.
        last = step((last,), steps[-1].office if chance.random() < 0.2 else None)
    if chance.random() < 0.3:
        # The citizen pays, and the office that has asked for it hands the dossier on.
        steps.append(Step("nộp tiền", "", TimeLimit(*chance.choice(OUTSIDE)), after=(last,), pauses=True))
        last = step(("nộp tiền",))
    for _ in range(chance.randrange(3)):
        lead = last = step((last,), f"L{len(steps)}", counts=True)
        ends = []
        for _ in range(chance.choice([2, 3])):
            end = step((lead,))
            dispatches.setdefault(lead, []).append(end)
            for _ in range(chance.randrange(2)):
                end = step((end,))
            ends.append(end)
        office = next(one.office for one in steps if one.name == lead)
        last = step(tuple(ends), office, counts=True)
        if chance.random() < 0.5:
            last = step((last,))
    return steps, dispatches


def lived(steps, dispatches, plan, start):
    """The events of a dossier whose offices take what the plan gives them."""
    told = [(start, 0, e.Accepted, {"office": steps[0].office})]
    joined = {name for one in steps if one.after and len(one.after) > 1 for name in one.after}
    behind = {name: one for one in steps for name in one.after or ()}
    for place, one in enumerate(steps, 1):
        ends = plan[one.name].earliest_end
        if one.name in dispatches:
            to = {
                next(each.office for each in steps if each.name == name): name
                for name in dispatches[one.name]
            }
            told.append((ends, place, e.Transferred, {"office": one.office, "to": to}))
        elif not one.office:
            (payer,) = [each for each in steps if each.name in one.after]
            told.append((ends, place, e.Paid, {"office": payer.office}))
            told.append(
                (ends, place + 0.5, e.Transferred, {"office": payer.office, "to": behind[one.name].office})
            )
        elif one.name in behind and not behind[one.name].office:
            told.append((ends, place, e.PaymentRequested, {"office": one.office}))
        elif one.name in joined:
            told.append((ends, place, e.PartCompleted, {"office": one.office}))
        elif one.name in behind:
            told.append((ends, place, e.Transferred, {"office": one.office, "to": behind[one.name].office}))
        else:
            told.append((ends, place, e.Finished, {"office": one.office}))
    told.sort(key=lambda one: one[:2])
    return [kind(at=at, id=str(place), **more) for at, place, kind, more in told]


def check(seed):
    """Hold one route, lived by its plan, against the plan."""
    chance = random.Random(seed)
    steps, dispatches = random_route(chance)
    policy = ClockPolicy(on_payment=WaitingRule.PAUSE)
    procedure = Procedure("R", "r", TimeLimit(*chance.choice(LIMITS)), steps=steps, policy=policy)
    own = {step.office: SATURDAYS for step in steps if step.office and chance.random() < 0.1}
    start = datetime(2026, 3, 2) + timedelta(days=chance.randrange(30), minutes=chance.randrange(24 * 60))
    plan = procedure.plan(start, CAL, calendars=own)
    told = lived(steps, dispatches, plan, start)
    one = Dossier.replay("D", procedure, CAL, told, channel=Channel.ONLINE, calendars=own)
    assert one.finished_at == plan.finish
    assert (one.deadline.due_on, one.deadline.due_at) == (plan.deadline.due_on, plan.deadline.due_at)
    assert {leg.steps for leg in one.legs} == {(step.name,) for step in steps if step.office}
    assert [leg for leg in one.legs if leg.is_late] == []
    expected = ["result-late"] if plan.deadline.is_late(plan.finish) else []
    assert [breach.rule for breach in one.breaches] == expected


@pytest.mark.parametrize("hundred", range(3))
def test_random_routes(hundred):
    """In a row and side by side, with steps that pause or have a clock of their own."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        check(seed)


@given(st.integers(300, 10**9))
def test_other_routes(seed):
    """The same on routes not seen before."""
    check(seed)


def test_posting():
    """5 working days, 15 days of posting, 5 working days, of 10: due and done on 31/03/2026."""
    days = TimeLimit(5, Unit.WORKING_DAY)
    posting = Step("niêm yết", "X", TimeLimit(15, Unit.DAY), pauses=True)
    steps = [Step("a", "A", days), posting, Step("b", "B", days)]
    procedure = Procedure("R", "r", TimeLimit(10, Unit.WORKING_DAY), steps=steps)
    start = datetime(2026, 3, 2, 8)
    plan = procedure.plan(start, CAL)
    chained = [
        Step(one.name, one.office, one.limit, after=before, pauses=one.pauses)
        for one, before in zip(steps, ((), ("a",), ("niêm yết",)), strict=True)
    ]
    one = Dossier.replay("D", procedure, CAL, lived(chained, {}, plan, start))
    assert one.deadline.due_on == plan.deadline.due_on == date(2026, 3, 31)
    assert plan.finish.date() == date(2026, 3, 31)
