"""Who held a dossier from when to when, and who made it late."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from lives import CALENDAR, OFF, minutes, worked_minutes
from thutuc import Dossier, Procedure, Step, TimeLimit, Unit, WorkCalendar, events as e
from thutuc.law import SupplementRule, WaitingRule
from thutuc.procedures import ClockPolicy

HALF, DAY = timedelta(hours=4), timedelta(hours=8)
STEPS = (
    Step("tiếp nhận", "A", TimeLimit(0.5, Unit.WORKING_DAY)),
    Step("thẩm định", "B", TimeLimit(2, Unit.WORKING_DAY)),
    Step("ký", "C", TimeLimit(1, Unit.WORKING_DAY)),
    Step("trả kết quả", "A", TimeLimit(0, Unit.WORKING_DAY)),
)


def at(day, hour=7, minute=0):
    return datetime(2026, 3, day, hour, minute)


def dossier(*happened, limit=5, on_supplement=SupplementRule.RESUME, steps=STEPS, **more):
    policy = ClockPolicy(on_supplement=on_supplement, on_consultation=WaitingRule.KEEP)
    procedure = Procedure("1", "ví dụ", TimeLimit(limit, Unit.WORKING_DAY), steps=steps, policy=policy)
    return Dossier.replay("X", procedure, CALENDAR, happened, **more)


def told(legs):
    """Legs as office, steps, working hours held and waited, and hours over budget."""
    hour = timedelta(hours=1)
    return [(leg.office, leg.steps, leg.held / hour, leg.waited / hour, leg.over / hour) for leg in legs]


def test_through_the_offices():
    """Each office holds the dossier from its hand-over to the next, against the budget of its own step."""
    life = dossier(
        e.Accepted(at=at(2), office="A"),
        e.Transferred(at=at(2, 13, 30), office="A", to="B"),
        e.Transferred(at=at(5), office="B", to="C"),
        e.Transferred(at=at(5, 17), office="C", to="A"),
        e.Finished(at=at(6), office="A"),
    )
    assert told(life.legs) == [
        ("A", ("tiếp nhận",), 4.5, 0.0, 0.5),
        ("B", ("thẩm định",), 19.5, 0.0, 3.5),
        ("C", ("ký",), 8.0, 0.0, 0.0),
        ("A", ("trả kết quả",), 0.0, 0.0, 0.0),
    ]
    assert [leg.is_late for leg in life.legs] == [True, True, False, False]
    assert not life.deadline.is_late(life.finished_at)
    assert not life.lateness.total


def test_waiting_for_the_citizen():
    """While the citizen is waited for, the office holds nothing; its leg says how long it waited."""
    life = dossier(
        e.Accepted(at=at(2), office="A"),
        e.SupplementRequested(at=at(2, 13, 30), office="A"),
        e.Supplemented(at=at(4, 13, 30), office="A"),
        e.Finished(at=at(4, 17), office="A"),
    )
    assert told(life.legs) == [("A", ("tiếp nhận",), 8.0, 16.0, 4.0)]


def test_restart_gives_a_new_budget():
    """Where the limit counts from the beginning again, so does the budget; else only its rest is left."""
    happened = (
        e.Accepted(at=at(2), office="A"),
        e.SupplementRequested(at=at(2, 10), office="A"),
        e.Supplemented(at=at(4), office="A"),
        e.Finished(at=at(4, 10), office="A"),
    )
    for rule, over in ((SupplementRule.RESUME, 2), (SupplementRule.RESTART, 0)):
        (leg,) = dossier(*happened, on_supplement=rule).legs
        assert (leg.held, leg.over) == (timedelta(hours=6), timedelta(hours=over))


def test_consultation():
    """An agency that is asked holds the question; the office that asked waits, though the clock runs on."""
    life = dossier(
        e.Accepted(at=at(2), office="A"),
        e.OpinionAsked(at=at(2, 13, 30), office="A", of="Q"),
        e.OpinionGiven(at=at(4, 13, 30), office="Q"),
        e.Finished(at=at(4, 17), office="A"),
    )
    own, asked = life.legs
    assert (own.office, own.held, own.waited) == ("A", DAY, 2 * DAY)
    assert (asked.office, asked.held, asked.consulted, asked.budget) == ("Q", 2 * DAY, True, None)
    assert life.deadline.due_on == date(2026, 3, 9)


def test_in_parallel():
    """Several offices hold the dossier at once; when the last has done its part, the sender has it again."""
    life = dossier(
        e.Accepted(at=at(2), office="A"),
        e.Transferred(at=at(2), office="A", to=("B", "C")),
        e.PartCompleted(at=at(3), office="C"),
        e.PartCompleted(at=at(4), office="B"),
        e.Finished(at=at(4, 11), office="A"),
    )
    found = sorted(life.legs, key=lambda leg: (leg.started, leg.office))
    assert [(leg.office, leg.started.day, leg.ended.day, leg.held) for leg in found] == [
        ("A", 2, 2, timedelta()),
        ("B", 2, 4, 2 * DAY),
        ("C", 2, 3, DAY),
        ("A", 4, 4, timedelta(hours=4)),
    ]


def test_back_to_an_office():
    """An office that gets the dossier back for the same step has only the rest of its budget left."""
    life = dossier(
        e.Accepted(at=at(2), office="A"),
        e.Transferred(at=at(2), office="A", to="B"),
        e.Transferred(at=at(3), office="B", to="C"),
        e.Transferred(at=at(4), office="C", to="B"),
        e.Finished(at=at(6), office="B"),
    )
    *_, again = life.legs
    assert (again.office, again.rework, again.budget, again.over) == ("B", True, DAY, DAY)


def test_own_calendar():
    """An office's time is measured by its own hours: one that works on Saturday uses that morning."""
    saturday = {"mon-fri": "07:00-11:30, 13:30-17:00", "sat": "07:00-11:30"}
    own = WorkCalendar(CALENDAR.first, CALENDAR.last, saturday, OFF)
    life = dossier(
        e.Accepted(at=at(6), office="A"),
        e.Transferred(at=at(6, 13, 30), office="A", to="B"),
        e.Finished(at=at(9), office="B"),
        calendars={"B": own},
    )
    assert life.legs[-1].held == timedelta(hours=3.5 + 4.5)


def test_still_held():
    """The last leg of an open dossier has no end; as of a moment it counts up to then."""
    life = dossier(e.Accepted(at=at(2), office="A"))
    (leg,) = life.legs_at(at(3, 9))
    assert (leg.ended, leg.held) == (None, DAY + timedelta(hours=2))
    assert life.legs[0].held == timedelta()


def test_before_acceptance():
    """Nobody holds a dossier that was not accepted; what happened before leaves no leg."""
    life = dossier(
        e.Submitted(at=at(2), office="CỔNG"),
        e.Transferred(at=at(2, 8), office="CỔNG", to=("B", "C")),
        e.SupplementRequested(at=at(2, 9), office="B"),
    )
    assert life.legs == ()
    life = life.record(e.Accepted(at=at(3), office="B")).record(e.Finished(at=at(3, 9), office="B"))
    assert told(life.legs) == [("B", ("thẩm định",), 2.0, 0.0, 0.0)]


# The lateness of a dossier, shared out ---------------------------------------------------------------------


def late(*happened, steps=STEPS, limit=2):
    return dossier(*happened, steps=steps, limit=limit).lateness


def test_by_what_each_overrun_did():
    """Two overruns in a chain share the slack: each has what it adds, alone and to the other, on average."""
    found = late(
        e.Accepted(at=at(2), office="A"),
        e.Transferred(at=at(2, 17), office="A", to="B"),  # half a day over
        e.Transferred(at=at(6), office="B", to="C"),  # a day over
        e.Finished(at=at(6, 11, 30), office="C"),  # in its day
        limit=3,
    )
    # Due at the close of 05/03; with A's overrun alone it is in time, with B's half an hour late.
    assert found.total == timedelta(hours=4.5)
    assert found.shares == {"A": timedelta(hours=2), "B": timedelta(hours=2.5)}


def test_nobody_overran():
    """If no office overran a budget, each has the share in which it held the dossier after it was due."""
    found = late(
        e.Accepted(at=at(2), office="A"),
        e.Transferred(at=at(5), office="A", to="B"),
        e.Transferred(at=at(6), office="B", to="C"),
        e.Finished(at=at(6, 9), office="C"),
        steps=(),
    )
    assert found.shares == {"B": timedelta(hours=8), "C": timedelta(hours=2)}
    assert found.total == timedelta(hours=10)


def test_in_time():
    """A dossier in time has no lateness to share, however late a step was; nor has one that is open."""
    begun = e.Accepted(at=at(2), office="A")
    assert not late(begun, e.Finished(at=at(4, 19), office="A")).shares
    assert not late(begun).total


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.sampled_from("ABC")), min_size=1, max_size=7),
    st.lists(st.sampled_from([None, 0.5, 1, 2]), min_size=3, max_size=3),
    st.integers(1, 3),
)
def test_shares_sum_to_the_whole(moves, budgets, limit):
    """Whatever the route, the pieces sum to the time until the end, and the shares to the lateness."""
    steps = [
        Step(name, office, budget and TimeLimit(budget, Unit.WORKING_DAY))
        for name, office, budget in zip(("một", "hai", "ba"), "ABC", budgets, strict=True)
    ]
    now, holder = at(2), "A"
    happened = [e.Accepted(at=now, office="A")]
    for i, (gap, office) in enumerate(moves):
        now += timedelta(minutes=gap)
        happened.append(e.Transferred(at=now, office=holder, to=office, id=str(i)))
        holder = office
    now += timedelta(days=3)
    life = dossier(*happened, e.Finished(at=now, office=holder), steps=steps, limit=limit)
    held = sum((leg.held for leg in life.legs), timedelta())
    assert minutes(held) == worked_minutes(at(2), now)
    shares = life.lateness.shares
    assert sum(shares.values(), timedelta()) == life.lateness.total
    assert all(share >= timedelta() for share in shares.values())
    over = {leg.office for leg in life.legs if leg.is_late}
    assert life.lateness.unexplained or set(shares) <= over


@pytest.mark.parametrize("parts", [3, 7])
def test_shares_are_exact(parts):
    """Shares that do not divide evenly still sum to the lateness, to the microsecond."""
    steps = [Step(f"bước {i}", f"O{i}", TimeLimit(0.5, Unit.WORKING_HOUR)) for i in range(parts)]
    happened = [e.Accepted(at=at(2), office="O0")]
    for i in range(1, parts):
        moment = happened[-1].at + timedelta(hours=9, minutes=i)
        happened.append(e.Transferred(at=moment, office=f"O{i - 1}", to=f"O{i}"))
    life = dossier(*happened, e.Finished(at=at(12, 9, 7), office=f"O{parts - 1}"), steps=steps, limit=1)
    assert life.lateness.total
    assert sum(life.lateness.shares.values(), timedelta()) == life.lateness.total
