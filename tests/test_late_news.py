"""What is told late, and what goes on after its end by order of an authority."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from lives import CALENDAR, Life
from thutuc import Dossier, PeriodReport, Procedure, Status, Step, TimeLimit, Unit, events as e, records
from thutuc.dossiers import DossierGroup
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError
from thutuc.events import Order, ReopeningRule
from thutuc.law import Silence, SupplementRule, Verification
from thutuc.procedures import ClockPolicy
from thutuc.reports import Counted, check_continuity
from thutuc.statuses import Action

FIVE = Procedure("1.000001", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
ROUTE = attrs.evolve(
    FIVE,
    steps=[
        Step("nhận", "A", TimeLimit(1, Unit.WORKING_DAY)),
        Step("thẩm định", "B", TimeLimit(4, Unit.WORKING_DAY)),
    ],
)


def at(day, hour=9, month=3):
    return datetime(2026, month, day, hour)


def dossier(*happened, procedure=FIVE, **more):
    return Dossier.replay("X", procedure, CALENDAR, happened, **more)


ACCEPTED = e.Accepted(at=at(2), office="A")
FINISHED = e.Finished(at=at(5), office="A")
LATE = e.Finished(at=at(11), office="A")


def reopened(day=1, month=4, **more):
    return e.Reopened(**{"at": at(day, month=month), "office": "A", "order": Order.COMPLAINT} | more)


# The status, and what may be done ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("life", "status"),
    [
        ([ACCEPTED, FINISHED], Status.PROCESSING),
        ([ACCEPTED, FINISHED, e.Returned(at=at(6), office="A")], Status.PROCESSING),
        ([ACCEPTED, e.Stopped(at=at(5), office="A")], Status.PROCESSING),
        ([e.Refused(at=at(5), office="A")], Status.SUBMITTED),
        ([e.Submitted(at=at(2), office="A"), e.Stopped(at=at(5), office="A")], Status.SUBMITTED),
    ],
)
def test_status_that_comes_back(life, status):
    """What had been accepted is processed again, what had not waits for its acceptance; neither has ended."""
    found = dossier(*life)
    assert Action.REOPEN in found.allowed_actions
    again = found.record(reopened())
    assert (again.status, again.finished_at, again.returned_at) == (status, None, None)
    assert again.is_open is (status is Status.PROCESSING)
    assert Action.REOPEN not in again.allowed_actions
    assert again.holders == (("A",) if status is Status.PROCESSING else ())
    assert again.as_of(date(2026, 3, 31)) == found


@pytest.mark.parametrize("life", [[], [ACCEPTED], [ACCEPTED, e.Paused(at=at(3), office="A")]])
def test_what_goes_on_cannot_be_reopened(life):
    """An order for a dossier that has not ended is refused, and the dossier unchanged."""
    with pytest.raises(EventError, match="reopen is not allowed"):
        dossier(*life).record(reopened())


def test_the_ground_of_an_order():
    """An order says its kind, number and authority, and the law it rests on with how far that was read."""
    event = reopened(order=Order.COURT, authority="Tòa án nhân dân tỉnh", number="12/2026/HC-ST")
    assert event.source.verification is Verification.SECONDARY
    assert event.text() == (
        "bản án, quyết định của Tòa án số 12/2026/HC-ST, Tòa án nhân dân tỉnh "
        "[Luật Tố tụng hành chính 93/2015/QH13, Điều 193 khoản 2 điểm b]"
    )
    assert reopened().source.verification is Verification.UNVERIFIED
    assert reopened().text("en") == "a decision on a complaint [Luật Khiếu nại 02/2011/QH13 (not verified)]"
    assert reopened(order=Order.OTHER).source is None
    assert reopened(order=Order.OTHER).text("en") == "an order of a competent authority"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"order": "court"}, InvalidTypeError),
        ({"clock": SupplementRule.RESUME}, InvalidTypeError),
        ({"limit": 3}, InvalidTypeError),
        ({"appointment": "2026-04-09"}, InvalidTypeError),
        ({"appointment": date(2026, 3, 31)}, InvalidValueError),
        ({"number": " "}, InvalidValueError),
        ({"authority": ""}, InvalidValueError),
        ({"clock": ReopeningRule.RESUME, "limit": TimeLimit(3, Unit.DAY)}, InvalidValueError),
    ],
)
def test_bad_orders(given, error):
    """What is of the wrong kind, empty, too early or contradicts itself is refused."""
    with pytest.raises(error):
        reopened(**given)


# The clock --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "told", "due"),
    [
        # Five working days from 1 April.
        (FINISHED, {}, date(2026, 4, 8)),
        (LATE, {}, date(2026, 4, 8)),
        # On 5 March two of the five days were left, 6 and 9 March.
        (FINISHED, {"clock": ReopeningRule.RESUME}, date(2026, 4, 3)),
        # Two days late when it ended, it is two days late when it goes on.
        (LATE, {"clock": ReopeningRule.RESUME}, date(2026, 3, 30)),
        (FINISHED, {"limit": TimeLimit(10, Unit.WORKING_DAY)}, date(2026, 4, 15)),
        (FINISHED, {"limit": TimeLimit(10, Unit.DAY)}, date(2026, 4, 13)),
        (FINISHED, {"appointment": date(2026, 4, 20)}, date(2026, 4, 20)),
        (
            FINISHED,
            {"limit": TimeLimit(10, Unit.DAY), "appointment": date(2026, 4, 9)},
            date(2026, 4, 9),
        ),
        (
            FINISHED,
            {"clock": ReopeningRule.RESUME, "appointment": date(2026, 4, 9)},
            date(2026, 4, 9),
        ),
    ],
)
def test_the_clock_of_an_order(ended, told, due):
    """It starts again, goes on with what was left, or runs for what the order sets."""
    again = dossier(ACCEPTED, ended, reopened(**told))
    assert again.deadline.due_on == due
    assert again.clock.original_deadline.due_on == date(2026, 3, 9)
    assert again.deadline_at(at(31)).due_on == date(2026, 3, 9)
    assert again.limit == told.get("limit", FIVE.limit)
    assert again.timeline[-1].deadline == again.deadline


def test_what_was_waited_for_is_waited_for_no_more():
    """A dossier closed while it waited goes on with what was left when it began to wait."""
    keep = attrs.evolve(FIVE, policy=ClockPolicy(on_supplement=SupplementRule.RESUME))
    life = [
        ACCEPTED,
        e.SupplementRequested(at=at(4), office="A"),
        e.Paused(at=at(5), office="A"),
        e.OpinionAsked(at=at(5), office="A", of="Q"),
        e.Closed(at=at(24), office="A"),
        reopened(clock=ReopeningRule.RESUME),
    ]
    again = dossier(*life, procedure=keep)
    assert not again.is_paused
    assert again.deadline.due_on == date(2026, 4, 6)
    assert not {Action.RESUME, Action.SUPPLEMENT, Action.GIVE_OPINION} & set(again.allowed_actions)
    with pytest.raises(EventError, match="has not been asked"):
        again.record(e.OpinionGiven(at=at(2, month=4), office="Q"))
    asked = again.record(e.OpinionAsked(at=at(2, month=4), office="A", of="Q"))
    assert asked.record(e.OpinionGiven(at=at(3, month=4), office="Q")).status is Status.PROCESSING


def test_an_unaccepted_dossier_has_no_clock():
    """A limit ordered for a dossier without a clock is refused, as it would be lost; then it is accepted."""
    refused = dossier(e.Refused(at=at(2), office="A"))
    for told in ({"limit": TimeLimit(3, Unit.DAY)}, {"appointment": date(2026, 4, 9)}):
        with pytest.raises(EventError, match="has no clock yet"):
            refused.record(reopened(**told))
    again = refused.record(reopened()).record(e.Accepted(at=at(2, month=4), office="A"))
    assert (again.status, again.deadline.due_on) == (Status.ACCEPTED, date(2026, 4, 9))


def test_it_may_be_reopened_again_and_again():
    """Each order counts from its own end."""
    found = dossier(ACCEPTED, FINISHED)
    for month in (4, 6):
        found = found.record(reopened(month=month, clock=ReopeningRule.RESUME))
        found = found.record(e.Finished(at=at(2, month=month), office="A"))
    # Two days were left, one of them was used in April.
    assert found.deadline.due_on == date(2026, 6, 2)
    assert found.lateness.total == timedelta()
    assert found.finished_at == at(2, month=6)


# Legs, lateness, breaches, results -------------------------------------------------------------------------


def route(*more):
    handed = e.Transferred(at=at(3), office="A", to="B")
    return dossier(ACCEPTED, handed, e.Finished(at=at(18), office="B"), *more, procedure=ROUTE)


@pytest.mark.parametrize("clock", ReopeningRule)
def test_what_was_late_stays_a_breach(clock):
    """A first result that was late stays in the breaches, the time between the lives is nobody's."""
    first = route()
    again = route(
        e.Reopened(at=at(1, month=4), office="B", order=Order.COURT, clock=clock),
        e.Finished(at=at(2, month=4), office="B"),
    )
    assert set(first.breaches) <= set(again.breaches)
    assert [breach.rule for breach in first.breaches] == ["step-over-budget", "result-late"]
    assert [(leg.office, leg.started.date()) for leg in again.legs] == [
        ("A", date(2026, 3, 2)),
        ("B", date(2026, 3, 3)),
        ("B", date(2026, 4, 1)),
    ]
    assert again.legs[-1].held == CALENDAR.working_time_between(at(1, month=4), at(2, month=4))
    late = again.lateness
    if clock is ReopeningRule.RESTART:
        assert late.total == timedelta()
    else:
        assert set(late.shares) == {"B"}
        assert sum(late.shares.values(), timedelta()) == late.total > first.lateness.total


def test_results_are_decided_anew():
    """What was decided is void; a result that was there before stands until it comes again."""
    part = e.PartFinished(at=at(3), office="A", result="Giấy khai sinh")
    again = dossier(ACCEPTED, part, FINISHED, e.Returned(at=at(6), office="A"), reopened())
    assert [(one.name, one.returned_at) for one in again.results] == [("Giấy khai sinh", at(6))]
    new = e.PartFinished(at=at(2, month=4), office="A", result="giấy khai sinh")
    done = again.record(new).record(e.Finished(at=at(3, month=4), office="A"))
    assert [one.finished_at for one in done.results] == [at(2, month=4), at(3, month=4)]
    given = done.record(e.Returned(at=at(6, month=4), office="A"))
    assert (given.status, given.returned_at) == (Status.RETURNED, at(6, month=4))


def test_silence_may_be_set_aside():
    """What the silence of the office had decided goes on by order, and silence may decide once more."""
    silent = attrs.evolve(FIVE, silence=Silence.REFUSAL)
    found = dossier(ACCEPTED, procedure=silent)
    assert found.status_at(at(31)) is Status.FINISHED
    again = found.record(reopened())
    assert (again.status, again.deadline.due_on) == (Status.PROCESSING, date(2026, 4, 8))
    assert [entry.status.name for entry in again.timeline] == ["ACCEPTED", "FINISHED", "PROCESSING"]
    assert again.deemed_at(at(8, month=4)) is None
    assert again.status_at(at(9, month=4)) is Status.FINISHED
    done = again.record(e.Finished(at=at(7, month=4), office="A"))
    assert done.deemed_at(at(20, month=4)) is None
    assert done.finished_at == at(7, month=4)


def test_in_print():
    """The slip names the order in both languages, and who gave the dossier back."""
    again = route(
        e.Reopened(at=at(1, month=4), office="B", order=Order.COURT, number="12", ground="bí mật"),
    )
    vi, en = again.text(), again.text("en")
    assert "Giải quyết lại: 09 giờ 00 phút, ngày 01/04/2026, bản án, quyết định của Tòa án số 12 [" in vi
    assert "Reopened: 09:00 01/04/2026, a judgement or decision of a court no. 12 [" in en
    row = again.slip("en").rows()[-1]
    assert row[1:3] == ("a judgement or decision of a court", "B")
    assert "Due: 17:00 08/04/2026" in en


@pytest.mark.parametrize("clock", ReopeningRule)
def test_the_receipt_of_a_reopened_dossier(clock):
    """Its receipt says when it ended, and whether that was late, since the order; before, neither."""
    again = dossier(ACCEPTED, LATE, reopened(clock=clock))
    assert [again.receipt()["answer"][name] for name in ("finished_at", "late")] == [None, None]
    done = again.record(e.Finished(at=at(2, month=4), office="A"))
    answer = done.receipt()["answer"]
    assert answer["finished_at"] == "2026-04-02T09:00:00+07:00"
    assert answer["late"] is done.deadline.is_late(done.finished_at) is (clock is ReopeningRule.RESUME)
    assert records.verify(done.receipt())


# Reports ----------------------------------------------------------------------------------------------------

PERIODS = [datetime(2026, month, 1) for month in (3, 4, 5, 6)]


def test_a_reopened_dossier_is_received_again():
    """Resolved in March, it comes in again in April, is carried over into May, and counts once in each."""
    again = dossier(ACCEPTED, FINISHED, reopened(28), e.Finished(at=at(12, month=5), office="A"))
    reports = [PeriodReport.of([again], *edges) for edges in pairwise(PERIODS)]
    march, april, may = reports
    assert (march.received, march.early, march.pending) == (1, 1, 0)
    assert (april.received, april.carried_over, april.pending_in_time) == (1, 0, 1)
    assert (may.received, may.carried_over, may.late) == (0, 1, 1)
    check_continuity(march, april)
    check_continuity(april, may)
    whole = PeriodReport.of([again], PERIODS[0], PERIODS[-1])
    assert (whole.received, whole.total, whole.late) == (1, 1, 1)


@pytest.mark.parametrize("waiting", [Counted.BY_CLOCK, Counted.RESOLVED])
def test_reopened_within_one_period(waiting):
    """Ended and reopened between two reports it is pending; a wait that the end broke off is over."""
    life = [ACCEPTED, e.SupplementRequested(at=at(27), office="A"), e.Stopped(at=at(2, month=4), office="A")]
    again = dossier(*life, reopened(20))
    april = PeriodReport.of([again], PERIODS[1], PERIODS[2], waiting=waiting)
    assert (april.total, april.pending, april.resolved) == (1, 1, 0)
    assert april.details["waiting"] == ()


@pytest.mark.parametrize("waiting", [Counted.BY_CLOCK, Counted.IN_TIME, Counted.RESOLVED])
def test_a_wait_that_an_end_broke_off_comes_in_again(waiting):
    """Waiting as April begins, stopped and reopened in April: whatever a wait counts as, the months agree."""
    asked = e.SupplementRequested(at=at(27), office="A")
    again = dossier(ACCEPTED, asked, e.Stopped(at=at(2, month=4), office="A"), reopened(20))
    reports = [PeriodReport.of([again], *edges, waiting=waiting) for edges in pairwise(PERIODS)]
    for before, after in pairwise(reports):
        check_continuity(before, after)
    assert [one.pending for one in reports[1:]] == [1, 1]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_life_goes_through_the_periods_without_a_gap(data):
    """What is pending at the end of a period is carried over into the next, however often it was reopened."""
    life, now, found = Life(), datetime(2026, 1, 5, 8), Life().dossier()
    for i in range(data.draw(st.integers(1, 14))):
        now += timedelta(hours=data.draw(st.integers(1, 72)))
        event = life.event(data.draw(st.sampled_from(life.legal())), now, i)
        life.happen(event)
        found = found.record(event)
    edges = [datetime(2026, 1, 5) + timedelta(days=4 * i) for i in range(13)]
    waiting = data.draw(st.sampled_from([Counted.BY_CLOCK, Counted.IN_TIME, Counted.RESOLVED]))
    reports = [PeriodReport.of([found], *pair, waiting=waiting) for pair in pairwise(edges)]
    for before, after in pairwise(reports):
        check_continuity(before, after)


def test_refused_and_then_accepted_by_order():
    """What was refused and is then accepted is received when it is accepted."""
    life = [e.Refused(at=at(2), office="A"), reopened(), e.Accepted(at=at(2, month=4), office="A")]
    march, april = (PeriodReport.of([dossier(*life)], *edges) for edges in ((PERIODS[:2]), (PERIODS[1:3])))
    assert (march.total, march.details["refused"]) == (0, ("X",))
    assert (april.received, april.details["refused"]) == (1, ())


def test_a_group_with_a_reopened_member():
    """A group is open again with its member, and has ended with the new end."""
    one, other = dossier(ACCEPTED, FINISHED), Dossier.replay("Y", FIVE, CALENDAR, [ACCEPTED, LATE])
    group = DossierGroup("G", members=[one, other]).record("X", reopened())
    assert (group.is_open, group.finished_at, group.status) == (True, None, Status.PROCESSING)
    done = group.record("X", e.Finished(at=at(7, month=4), office="A"))
    assert (done.finished_at, done.deadline.due_on) == (at(7, month=4), date(2026, 4, 8))


def test_what_is_told_late_of_a_member():
    """A group takes late news of a member as the member does, and refuses what that refuses."""
    one, other = dossier(ACCEPTED, FINISHED), Dossier.replay("Y", FIVE, CALENDAR, [ACCEPTED])
    group = DossierGroup("G", members=[one, other])
    late = e.Extended(at=at(4), office="A", until=date(2026, 3, 20))
    assert group.insert("X", late) == DossierGroup("G", members=[one.insert(late), other])
    assert group.insert("X", late).deadline.due_on == date(2026, 3, 20)
    with pytest.raises(EventError, match="then Finished"):
        group.insert("X", e.Stopped(at=at(4), office="A"))
    with pytest.raises(InvalidValueError, match="no member Z"):
        group.insert("Z", late)


# Told late --------------------------------------------------------------------------------------------------


def test_an_order_told_late():
    """An order is told late as anything else is: it must stand where it happened."""
    again = dossier(ACCEPTED, FINISHED, e.Returned(at=at(6), office="A"))
    assert again.insert(reopened()) == again.record(reopened())
    with pytest.raises(EventError, match="then Returned at 2026-03-06 09:00:00 could not follow"):
        again.insert(reopened(5, 3))
    ended = dossier(ACCEPTED, reopened_at := e.Adjusted(at=at(3), office="A"))
    stopped = e.Stopped(at=at(4), office="A")
    assert ended.insert(stopped).insert(reopened(5, 3)) == dossier(
        ACCEPTED, reopened_at, stopped, reopened(5, 3)
    )


def test_what_was_known_then():
    """An event counts from when it was told, or from when it happened; a printed figure is found again."""
    late = attrs.evolve(FINISHED, told_at=at(2, month=4))
    found = dossier(ACCEPTED).insert(late)
    assert found.as_of(PERIODS[1]).status is Status.FINISHED
    assert found.known_at(date(2026, 4, 1)) == dossier(ACCEPTED)
    assert found.known_at(at(2, month=4)) is found
    printed = PeriodReport.of([dossier(ACCEPTED)], *PERIODS[:2])
    assert PeriodReport.of([found.known_at(PERIODS[1])], *PERIODS[:2]) == printed
    assert PeriodReport.of([found], *PERIODS[:2]).early == 1
    with pytest.raises(InvalidTypeError):
        found.known_at("2026-04-01")


def test_told_at_is_a_moment_after_the_event():
    """It is kept as naive office time; before the event, or as a bare day, it is refused."""
    told = attrs.evolve(FINISHED, told_at=datetime(2026, 3, 6, 2, tzinfo=UTC))
    assert dossier(ACCEPTED, told).events[-1].told_at == datetime(2026, 3, 6, 9)
    with pytest.raises(InvalidTypeError):
        attrs.evolve(FINISHED, told_at=date(2026, 3, 6))
    with pytest.raises(InvalidValueError, match="before it happened"):
        attrs.evolve(FINISHED, told_at=at(4))
    aware = attrs.evolve(FINISHED, told_at=datetime(2026, 3, 5, 1, 59, tzinfo=UTC))
    with pytest.raises(EventError, match="before it happened"):
        dossier(ACCEPTED).record(aware)


def test_told_twice_is_told_once():
    """The same event told again later is the one that is known; with an id it changes nothing."""
    first = attrs.evolve(FINISHED, id="7", told_at=at(6))
    found = dossier(ACCEPTED, first)
    assert found.record(attrs.evolve(first, told_at=at(9))) is found
    assert found.insert(attrs.evolve(first, told_at=None)) is found
    note = e.Adjusted(at=at(5), office="A")
    with pytest.raises(EventError, match="it is recorded already"):
        dossier(ACCEPTED, note).record(attrs.evolve(note, told_at=at(6)))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_known_at_is_the_dossier_of_that_day(data):
    """Told in any order that can stand, the dossier as it was known after each telling is found again."""
    life, now = Life(), datetime(2026, 1, 5, 8)
    happened = []
    for i in range(data.draw(st.integers(0, 8))):
        now += timedelta(hours=data.draw(st.integers(1, 72)))
        event = life.event(data.draw(st.sampled_from(life.legal())), now, i, id=str(i))
        life.happen(event)
        happened.append(event)
    found = life.dossier()
    told_on, known = datetime(2026, 8, 3), []
    for event in data.draw(st.permutations(happened)):
        told_on += timedelta(hours=1)
        try:
            found = found.insert(attrs.evolve(event, told_at=told_on))
        except EventError:
            continue
        known.append((told_on, found))
    for moment, then in known:
        assert found.known_at(moment) == then


# Another version --------------------------------------------------------------------------------------------


def test_another_procedure_is_refused():
    """A dossier goes on under a version of its own procedure, and of no other."""
    found = dossier(ACCEPTED)
    with pytest.raises(InvalidValueError, match=r"of procedure 1\.000001, not 2\.000002"):
        found.on_procedure(attrs.evolve(FIVE, code="2.000002"))


def test_steps_that_were_done_must_exist():
    """A version that lacks a step that was done is refused; one that is only begun is not done."""
    handed = e.Transferred(at=at(3), office="A", to="B")
    found = dossier(ACCEPTED, handed, procedure=ROUTE)
    first, second = ROUTE.steps
    without_first = attrs.evolve(ROUTE, steps=[attrs.evolve(first, name="tiếp nhận"), second])
    with pytest.raises(InvalidValueError, match="no step 'nhận', which was done; its steps are tiếp nhận"):
        found.on_procedure(without_first)
    shorter = attrs.evolve(second, name="thẩm tra", limit=TimeLimit(1, Unit.WORKING_DAY))
    new = attrs.evolve(ROUTE, limit=TimeLimit(2, Unit.WORKING_DAY), steps=[first, shorter])
    again = found.on_procedure(new)
    assert (again.events, again.deadline.due_on) == (found.events, date(2026, 3, 4))
    assert [leg.steps for leg in again.legs] == [("nhận",), ("thẩm tra",)]
    assert found.on_procedure(FIVE).events == found.events


def test_named_steps_must_exist():
    """A step by whose name the dossier was handed on must be one of the version's."""
    named = e.Transferred(at=at(3), office="A", to="C", step="thẩm định")
    found = dossier(ACCEPTED, named, procedure=ROUTE)
    renamed = attrs.evolve(ROUTE, steps=[ROUTE.steps[0], attrs.evolve(ROUTE.steps[1], name="khác")])
    with pytest.raises(InvalidValueError, match="has no step 'thẩm định'"):
        found.on_procedure(renamed)


def test_what_was_promised_stays():
    """A version changes the limit; days that were promised, extensions and changed limits stay."""
    three = attrs.evolve(FIVE, limit=TimeLimit(3, Unit.WORKING_DAY))
    slip = attrs.evolve(ACCEPTED, appointment=date(2026, 3, 12))
    longer = e.Extended(at=at(4), office="A", by=TimeLimit(2, Unit.WORKING_DAY))
    changed = e.LimitChanged(at=at(4), office="A", limit=TimeLimit(8, Unit.WORKING_DAY))
    assert dossier(slip).on_procedure(three).deadline.due_on == date(2026, 3, 12)
    assert dossier(slip).on_procedure(three).computed_deadline.due_on == date(2026, 3, 5)
    assert dossier(ACCEPTED, longer).on_procedure(three).deadline.due_on == date(2026, 3, 9)
    assert dossier(ACCEPTED, changed).on_procedure(three).deadline.due_on == date(2026, 3, 12)
