"""Whose overrun made a result late: the worked cases, and random lives against a simulation written apart."""

import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from chains import MINUTE, START, overran, random_life, shapley, succeed, told
from lives import CALENDAR, worked_minutes
from thutuc import Dossier, Procedure, Step, TimeLimit, Unit, WorkCalendar, events as e, vietnam_calendar
from thutuc.dossiers import Lateness
from thutuc.errors import InvalidValueError

CAL = vietnam_calendar()
HOUR = timedelta(hours=1)


def days(number):
    return TimeLimit(number, Unit.WORKING_DAY)


def at(hours):
    """After working hours since Monday 02/03/2026, 8:00."""
    return CAL.add_working_time(datetime(2026, 3, 2, 8), hours * HOUR) if hours else datetime(2026, 3, 2, 8)


def hours(lateness):
    return {office: share / HOUR for office, share in lateness.shares.items()}


def side_by_side(police, insurance, end, police_days):
    """8 working days: UBND 1 day, police and insurance (5 days) side by side, UBND 1 day."""
    procedure = Procedure(
        "F",
        "f",
        days(8),
        steps=[
            Step("a", "UBND", days(1)),
            Step("tt", "CA", days(police_days), after="a"),
            Step("bh", "BHXH", days(5), after="a"),
            Step("z", "UB", days(1), after=("tt", "bh")),
        ],
    )
    first, last = sorted([(police, "CA"), (insurance, "BHXH")])
    return Dossier.replay(
        "D",
        procedure,
        CAL,
        [
            e.Accepted(at=at(0), office="UBND"),
            e.Transferred(at=at(8), office="UBND", to=("CA", "BHXH")),
            e.PartCompleted(at=at(8 + first[0]), office=first[1]),
            e.Transferred(at=at(8 + last[0]), office=last[1], to="UB"),
            e.Finished(at=at(8 + last[0] + end), office="UB"),
        ],
    )


@pytest.mark.parametrize(
    ("life", "shares"),
    [
        ((48, 88, 7, 5), {"BHXH": 32}),
        ((32, 80, 7, 3), {"BHXH": 24}),
        ((40, 40, 31, 3), {"UB": 8}),
    ],
)
def test_side_by_side(life, shares):
    """What runs within the time of a longer part delays nothing and has no share."""
    lateness = side_by_side(*life).lateness
    assert hours(lateness) == shares
    assert lateness.total == sum(lateness.shares.values(), timedelta())


def test_a_chain_shares_its_slack():
    """A 16 hours over, B 24, and 7 of slack: 33 hours late, of which A has 12.5 and B 20.5."""
    procedure = Procedure("C", "c", days(9), steps=[Step("a", "A", days(4)), Step("b", "B", days(5))])
    life = [
        e.Accepted(at=at(0), office="A"),
        e.Transferred(at=at(48), office="A", to="B"),
        e.Finished(at=at(112), office="B"),
    ]
    lateness = Dossier.replay("D", procedure, CAL, life).lateness
    assert hours(lateness) == {"A": 12.5, "B": 20.5}
    causes = {cause.office: (cause.over / HOUR, cause.without / HOUR) for cause in lateness.causes}
    assert causes == {"A": (16, 17), "B": (24, 9)}
    of_it, late = "working hours of it; overran its budget", "working hours late"
    assert lateness.explain("en").splitlines() == [
        "The result was 33 working hours late.",
        f"B: 20.5 {of_it} by 24 working hours; without that, the result would have been 9 {late}.",
        f"A: 12.5 {of_it} by 16 working hours; without that, the result would have been 17 {late}.",
    ]
    assert lateness.explain().splitlines()[0] == "Kết quả quá hạn 33 giờ làm việc."
    assert "vượt thời hạn 24 giờ làm việc; nếu không vượt thì kết quả quá hạn 9 giờ" in lateness.explain()
    with pytest.raises(InvalidValueError):
        lateness.explain("fr")


def test_an_opinion_that_came_late():
    """Asked until 16/03 and answered on 20/04, the agency is the cause, beside the hour of another."""
    procedure = Procedure("Q", "q", days(15), steps=[Step("td", "KT", days(13)), Step("ky", "CT", days(2))])
    life = [
        e.Accepted(at=datetime(2026, 3, 2, 8), office="KT"),
        e.OpinionAsked(at=datetime(2026, 3, 4, 8), office="KT", of="PCCC", answer_by=date(2026, 3, 16)),
        e.OpinionGiven(at=datetime(2026, 4, 20, 8), office="PCCC"),
        e.Transferred(at=datetime(2026, 4, 20, 9), office="KT", to="CT"),
        e.Finished(at=datetime(2026, 4, 22, 10), office="CT"),
    ]
    lateness = Dossier.replay("D", procedure, CAL, life).lateness
    assert (lateness.total / HOUR, hours(lateness)) == (171, {"PCCC": 170.5, "CT": 0.5})


def test_without_budgets_by_the_time_held():
    """Where no overrun explains it, by the time really held after the due moment; to wait is not to hold."""
    life = [
        e.Accepted(at=datetime(2026, 3, 2, 8), office="A"),
        e.OpinionAsked(at=datetime(2026, 3, 3, 8), office="A", of="B"),
        e.OpinionGiven(at=datetime(2026, 3, 20, 16), office="B"),
        e.Finished(at=datetime(2026, 3, 20, 17), office="A"),
    ]
    lateness = Dossier.replay("D", Procedure("N", "n", days(5)), CAL, life).lateness
    assert hours(lateness) == {"A": 1, "B": 71}
    assert lateness.unexplained == lateness.total
    assert "held it for 71 working hours after it was due" in lateness.explain("en")
    assert "Nếu mọi cơ quan giữ đúng thời hạn" in lateness.explain()


def test_budgets_longer_than_the_limit():
    """What would be late with every budget kept is not the overrun's: it is shared by who held it then."""
    procedure = Procedure("N", "n", days(2), steps=[Step("a", "A", days(2)), Step("b", "B", days(2))])
    life = [
        e.Accepted(at=at(0), office="A"),
        e.Transferred(at=at(20), office="A", to="B"),
        e.Finished(at=at(36), office="B"),
    ]
    # Due after 23 hours: 13 late, 4 of them by A, and 9 by budgets of 32 hours; B held it all of that time.
    assert hours(Dossier.replay("D", procedure, CAL, life).lateness) == {"A": 4, "B": 9}


@pytest.mark.parametrize("offices", [8, 9, 12])
def test_many_offices(offices):
    """Up to eight offices every order is gone through; beyond, shares are estimated and say how well."""
    steps = [Step(f"b{i}", f"O{i}", TimeLimit(1, Unit.WORKING_HOUR)) for i in range(offices)]
    moments = [at(1.5 * i) for i in range(offices + 1)]
    life = [e.Accepted(at=moments[0], office="O0")]
    life += [e.Transferred(at=moments[i], office=f"O{i - 1}", to=f"O{i}") for i in range(1, offices)]
    life.append(e.Finished(at=moments[-1], office=f"O{offices - 1}"))
    procedure = Procedure("N", "n", TimeLimit(offices + 1, Unit.WORKING_HOUR), steps=steps)
    lateness = Dossier.replay("D", procedure, CAL, life).lateness
    assert lateness == Dossier.replay("D", procedure, CAL, life).lateness
    assert sum(lateness.shares.values(), timedelta()) == lateness.total
    each = lateness.total / offices
    close = lateness.error * 2 if offices > 8 else timedelta(microseconds=1)
    assert all(abs(share - each) <= close for share in lateness.shares.values())
    assert bool(lateness.error) is (offices > 8)
    assert ("chọn mẫu" in lateness.explain()) is (offices > 8)


def test_in_time():
    """A result in time has no causes, and says so."""
    assert Lateness(timedelta()).explain() == "Kết quả đúng hạn."


def test_calendars_of_their_own():
    """An office that works on Saturdays is measured by its own hours, and shares sum to the total."""
    hours_of = {"mon-fri": "07:00-11:30, 13:30-17:00", "sat": "07:00-11:30"}
    own = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), hours_of)
    procedure = Procedure("N", "n", days(4), steps=[Step("a", "A", days(2)), Step("b", "B", days(2))])
    life = [
        e.Accepted(at=datetime(2026, 3, 2, 8), office="A"),
        e.Transferred(at=datetime(2026, 3, 5, 8), office="A", to="B"),
        e.Finished(at=datetime(2026, 3, 10, 9), office="B"),
    ]
    lateness = Dossier.replay("D", procedure, CAL, life, calendars={"B": own}).lateness
    assert sum(lateness.shares.values(), timedelta()) == lateness.total
    # Due on Friday; A took 8 hours too long, B 14.5 by its own hours, of which 4.5 on Saturday.
    assert set(lateness.shares) == {"A", "B"}


def check(seed, orders, *, directory=False):
    """Hold one random life against what is true of it."""
    chance = random.Random(seed)
    nodes, steps = random_life(chance)
    offices = succeed(chance, nodes) if directory else None
    story, _, procedure, happened = told(nodes, steps, chance.choice([1, 2, 4, 7]))
    dossier = Dossier.replay("X", procedure, CALENDAR, happened, offices=offices)
    expected = sorted(
        (office, begun, ended, held, waited, asked)
        for office, begun, ended, held, waited, asked in story.legs
    )
    assert expected == sorted(
        (
            leg.office,
            worked_minutes(START, leg.started),
            worked_minutes(START, leg.ended),
            leg.held / MINUTE,
            leg.waited / MINUTE,
            leg.consulted,
        )
        for leg in dossier.legs
    )
    assert not {breach.rule for breach in dossier.breaches} & {"part-open", "step-skipped"}
    lateness = dossier.lateness
    assert sum(lateness.shares.values(), timedelta()) == lateness.total
    if not lateness.total or len(overran(nodes)) > orders:
        return
    due = worked_minutes(START, dossier.deadline.due_at)
    added, whole, without_any, total = shapley(nodes, due)
    assert lateness.total / MINUTE == total
    assert lateness.unexplained / MINUTE == without_any
    after = {}
    for office, begun, ended in story.held:
        after[office] = after.get(office, 0) + max(0, ended - max(begun, due))
    if not without_any:
        assert set(lateness.shares) == {office for office, part in added.items() if part}
    else:
        idle = {office for office, part in added.items() if not part} if any(added.values()) else set()
        held = {office: part for office, part in after.items() if part and office not in idle}
        for office, part in held.items():
            added[office] = added.get(office, 0) + whole * without_any * part / sum(held.values())
    for office, share in lateness.shares.items():
        assert abs(share / MINUTE - added[office] / whole) < 1e-4


@pytest.mark.parametrize("hundred", range(20))
def test_random_lives(hundred):
    """Legs are those of a simulation, shares the Shapley value by every order, and sum to the lateness."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        check(seed, orders=5)


@pytest.mark.parametrize("hundred", range(5))
def test_random_successions(hundred):
    """The same where a directory knows of successors, who act without a hand-over in chains and parts."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        check(seed, orders=5, directory=True)


@settings(max_examples=50, deadline=None)
@given(st.integers(2_000, 10**9))
def test_step_by_step(seed):
    """Recording one by one gives what replaying gives, at every event, and so does looking back."""
    chance = random.Random(seed)
    nodes, steps = random_life(chance)
    _, _, procedure, happened = told(nodes, steps, 4)
    dossier = Dossier("X", procedure, CALENDAR)
    for count, event in enumerate(happened, 1):
        dossier = dossier.record(event)
        again = Dossier.replay("X", procedure, CALENDAR, happened[:count])
        assert (again, again.legs, again.allowed_actions) == (dossier, dossier.legs, dossier.allowed_actions)
    assert dossier.lateness == Dossier.replay("X", procedure, CALENDAR, happened).lateness
