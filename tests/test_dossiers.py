"""Dossiers: worked lives, what is refused, and what follows from the events alone."""

import pickle
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import attrs
import districts_of_2025
import pytest

from thutuc import (
    Channel,
    Dossier,
    Procedure,
    Status,
    Step,
    TimeLimit,
    Unit,
    WorkCalendar,
    events as e,
    vietnam_calendar,
)
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError, ThutucError
from thutuc.law import SupplementRule, WaitingRule, regime_on
from thutuc.offices import OfficeDirectory
from thutuc.procedures import ClockPolicy, ProcedureCase

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dossiers.toml").read_text("utf-8"))["lives"]
CALENDAR = vietnam_calendar()
CODE = "H17.18-260302-0001"
FIVE = Procedure("1.000001", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
HOUR = timedelta(hours=1)


def at(day, hour=9, minute=0):
    return datetime(2026, 3, day, hour, minute)


ACCEPTED = e.Accepted(at=at(2), office="A")


def dossier(*happened, procedure=FIVE, **more):
    return Dossier.replay(CODE, procedure, CALENDAR, happened, **more)


# Worked lives ----------------------------------------------------------------------------------------------


def read(case):
    """The dossier of a worked life."""
    given = case.get("policy", {})
    policy = ClockPolicy(
        on_supplement=SupplementRule(given["on_supplement"]) if "on_supplement" in given else None,
        on_payment=WaitingRule(given["on_payment"]) if "on_payment" in given else None,
    )
    steps = [Step(name, office, TimeLimit(n, Unit.WORKING_DAY)) for name, office, n in case.get("steps", ())]
    procedure = Procedure("1", "ví dụ", TimeLimit.parse(case["limit"]), steps=steps, policy=policy)
    happened = []
    for told in case["events"]:
        more = {name: value for name, value in told.items() if name != "what"}
        if "by" in more:
            more["by"] = TimeLimit.parse(more["by"])
        happened.append(getattr(e, told["what"])(**more))
    return dossier(*happened, procedure=procedure)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_life(case):
    """What happened leads to the status, due date, legs, breaches and lateness an officer has worked out."""
    life = read(case)
    assert life.status == case["status"]
    if "due" in case:
        due = case["due"]
        assert (life.deadline.due_at if isinstance(due, datetime) else life.deadline.due_on) == due
    if "legs" in case:
        found = [[leg.office, leg.held / HOUR, leg.waited / HOUR, leg.over / HOUR] for leg in life.legs]
        assert found == case["legs"]
    if "breaches" in case:
        found = [[one.rule, one.on, one.office, one.source.provision or ""] for one in life.breaches]
        assert found == case["breaches"]
    if life.status in {Status.FINISHED, Status.RETURNED}:
        shares = {office: share / HOUR for office, share in life.lateness.shares.items()}
        assert shares == case.get("late", {})


# What is refused -------------------------------------------------------------------------------------------


def refused(life, event, *words, **more):
    """Assert that an event is refused with the allowed actions, and that nothing has changed."""
    before = life.events, life.status
    with pytest.raises(EventError) as caught:
        life.record(event, **more)
    assert (life.events, life.status) == before
    error = caught.value
    assert isinstance(error, ThutucError)
    assert isinstance(error, ValueError)
    assert (error.dossier, error.event, error.code) == (CODE, event, "event")
    assert error.allowed == tuple(action.value for action in life.allowed_actions)
    for word in (*words, *error.allowed, CODE):
        assert word in str(error)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(again), again.event, again.allowed) == (str(error), event, error.allowed)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (e.Finished(at=at(2, 8), office="A"), "before the last event, Accepted"),
        (e.Submitted(at=at(1), office="A"), "before the last event"),
        (e.Submitted(at=at(3), office="A"), "submit is not allowed: its status is ACCEPTED"),
        (e.Accepted(at=at(3), office="A"), "accept is not allowed"),
        (ACCEPTED, "recorded already"),
        (e.Finished(at=at(3), office="A", dossier="H17.18-260302-0002"), "belongs to dossier"),
        (e.Resumed(at=at(3), office="A"), "not paused"),
        (e.OpinionGiven(at=at(3), office="Q"), "give-opinion"),
        (e.Supplemented(at=at(3), office="A"), "supplement is not allowed"),
        (e.Paid(at=at(3), office="A"), "pay is not allowed"),
        (e.Returned(at=at(3), office="A"), "return is not allowed"),
        (e.Refused(at=at(3), office="A"), "refuse is not allowed"),
        (e.PartCompleted(at=at(3), office="A"), "complete-part"),
        (e.WithdrawalDeclined(at=at(3), office="A"), "decline-withdrawal"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, e.Event) else "",
)
def test_impossible(event, words):
    """What cannot have happened is refused, with its reason and what is allowed; the dossier is unchanged."""
    refused(dossier(ACCEPTED), event, words)


def test_before_the_receipt():
    """Work cannot begin before a dossier is accepted."""
    for event in (
        e.Finished(at=at(3), office="A"),
        e.Paused(at=at(3), office="A"),
        e.OpinionAsked(at=at(3), office="A", of="Q"),
        e.Extended(at=at(3), office="A", by=TimeLimit(1, Unit.WORKING_DAY)),
    ):
        refused(dossier(), event, "nothing has happened yet")
        refused(dossier(e.Submitted(at=at(2), office="A")), event, "SUBMITTED")


def test_future():
    """An event after `now` is refused, whatever zone it is told in; one at `now` is not."""
    event = e.Finished(at=at(3), office="A")
    refused(dossier(ACCEPTED), event, "in the future of", now=at(3, 8, 59))
    utc = datetime(2026, 3, 3, 1, 59, tzinfo=UTC)
    refused(dossier(ACCEPTED), event, "in the future of", now=utc)
    assert dossier(ACCEPTED).record(event, now=utc + timedelta(minutes=1)).status is Status.FINISHED


def test_twice():
    """The same id twice changes nothing; with other content it is refused, as is an event told twice."""
    event = e.Extended(at=at(3), office="A", by=TimeLimit(1, Unit.WORKING_DAY), id="7")
    life = dossier(ACCEPTED, event)
    assert life.record(event) is life
    refused(
        life, attrs.evolve(event, by=TimeLimit(2, Unit.WORKING_DAY)), "the id '7' belongs to another event"
    )
    nameless = attrs.evolve(event, id=None, at=at(4))
    refused(life.record(nameless), nameless, "recorded already")


def test_opinion_of_another():
    """Only an agency that was asked gives an opinion, and only once."""
    life = dossier(ACCEPTED, e.OpinionAsked(at=at(3), office="A", of="Q"))
    refused(life, e.OpinionGiven(at=at(4), office="R"), "R has not been asked")
    answered = life.record(e.OpinionGiven(at=at(4), office="Q"))
    refused(answered, e.OpinionGiven(at=at(5), office="Q"), "Q has not been asked")
    assert answered.status is Status.PROCESSING


def test_pause_in_a_pause():
    """A clock that stands still cannot be stopped once more."""
    refused(
        dossier(ACCEPTED, e.Paused(at=at(3), office="A")), e.Paused(at=at(4), office="A"), "paused already"
    )


def test_part_of_another():
    """Only an office that was given a part completes one."""
    life = dossier(ACCEPTED, e.Transferred(at=at(3), office="A", to=("B", "C")))
    refused(life, e.PartCompleted(at=at(4), office="A"), "A has no part")
    done = life.record(e.PartCompleted(at=at(4), office="B"))
    refused(done, e.PartCompleted(at=at(5), office="B"), "B has no part")


@pytest.mark.parametrize("given", ["Accepted", None, 7, object(), date(2026, 3, 3), e.Accepted])
def test_no_event(given):
    """What is no event is refused as such."""
    life = dossier(ACCEPTED)
    with pytest.raises(InvalidTypeError) as caught:
        life.record(given)
    assert caught.value.given is given
    assert life.events == (ACCEPTED,)


@pytest.mark.parametrize(
    ("field", "given", "error"),
    [
        ("code", 7, InvalidTypeError),
        ("code", " ", InvalidValueError),
        ("procedure", "1.004222", InvalidTypeError),
        ("calendar", None, InvalidTypeError),
        ("channel", 2, InvalidTypeError),
        ("regime", "NĐ 118/2025", InvalidTypeError),
        ("offices", ["A"], InvalidTypeError),
        ("calendars", {"A": "mon-fri"}, InvalidTypeError),
    ],
)
def test_bad_cover(field, given, error):
    """What is written on a dossier is checked when it is made."""
    told = {"code": CODE, "procedure": FIVE, "calendar": CALENDAR, field: given}
    with pytest.raises(error):
        Dossier(**told)


# Offices ---------------------------------------------------------------------------------------------------

OFFICES = districts_of_2025.offices()


def test_office_of_its_day():
    """The district office of Châu Thành can act until 30/06/2025; from 01/07/2025 its successor does."""
    received = e.Accepted(at=datetime(2025, 6, 27, 9), office="VD.LA.CT")
    life = Dossier.replay(CODE, FIVE, CALENDAR, [received], offices=OFFICES)
    last = e.Transferred(at=datetime(2025, 6, 30, 17), office="VD.LA.CT", to="VD.LA.CT.TV")
    assert life.record(last).status is Status.PROCESSING
    for event in (
        e.Finished(at=datetime(2025, 7, 1), office="VD.LA.CT"),
        e.Transferred(at=datetime(2025, 7, 1), office="VD.M.TV", to="VD.LA.CT"),
        e.OpinionAsked(at=datetime(2025, 7, 1), office="VD.M.TV", of="VD.LA.CT"),
    ):
        refused(life, event, "not valid on 2025-07-01: office VD.LA.CT")
    assert life.record(e.Finished(at=datetime(2025, 7, 1, 9), office="VD.M.TV")).status is Status.FINISHED


def test_unknown_office():
    """Where offices are known, one that is not among them cannot act; an empty directory knows none."""
    event = e.Accepted(at=at(2), office="VD.KHONG")
    refused(Dossier(CODE, FIVE, CALENDAR, offices=OFFICES), event, "VD.KHONG")
    refused(Dossier(CODE, FIVE, CALENDAR, offices=OfficeDirectory([])), event, "VD.KHONG")
    assert dossier(event).status is Status.ACCEPTED


# What follows ----------------------------------------------------------------------------------------------

LIFE = (
    e.Submitted(at=at(2, 8), office="CỔNG"),
    e.Accepted(at=at(2, 10), office="A"),
    e.Transferred(at=at(3), office="A", to="B"),
    e.SupplementRequested(at=at(4), office="B"),
    e.Supplemented(at=at(6), office="A"),
    e.Finished(at=at(11), office="B", granted=False),
    e.Returned(at=at(12), office="A"),
)


def test_moments():
    """The moments reports count by: accepted, finished, returned."""
    life = dossier(*LIFE)
    assert (life.received_at, life.finished_at, life.returned_at) == (at(2, 10), at(11), at(12))
    assert (life.status, life.is_open, life.is_paused) == (Status.RETURNED, False, False)


def test_correction_keeps_the_end():
    """A result that is put right goes back to the unit, and its first end stays the end."""
    life = dossier(*LIFE, e.Corrected(at=at(16), office="B"))
    assert (life.status, life.finished_at) == (Status.FINISHED, at(11))
    assert life.record(e.Returned(at=at(17), office="A")).status is Status.RETURNED


def test_as_of():
    """As of a moment, or the end of a day, what came later is not known."""
    life = dossier(*LIFE)
    assert life.as_of(at(4, 8, 59)).status is Status.PROCESSING
    assert life.as_of(at(4)).status is life.as_of(date(2026, 3, 4)).status is Status.SUPPLEMENT_REQUESTED
    assert life.as_of(date(2026, 3, 1)).status is None
    assert life.as_of(at(31)) is life
    with pytest.raises(InvalidTypeError):
        life.as_of("2026-03-04")


def test_timeline():
    """Every event stands with the status and the due day after it."""
    assert [
        (one.status.value, one.deadline and one.deadline.due_on.day) for one in dossier(*LIFE).timeline
    ] == [
        (1, None),
        (2, 9),
        (4, 9),
        (5, 9),
        (4, 13),
        (9, 13),
        (10, 13),
    ]


def test_value():
    """A dossier is a value: equal to its like, hashable, picklable, and never changed."""
    life = dossier(*LIFE)
    assert life == dossier(*LIFE)
    assert hash(life) == hash(dossier(*LIFE))
    assert life != dossier(*LIFE[:-1])
    again = pickle.loads(pickle.dumps(life))  # noqa: S301 - our own bytes
    assert again == life
    assert (again.deadline, again.legs, again.breaches) == (life.deadline, life.legs, life.breaches)
    with pytest.raises(AttributeError):
        life.events = ()


def test_aware_moments():
    """Moments in other zones are brought to office time, so that the dossier is the same."""
    aware = [attrs.evolve(one, at=(one.at - timedelta(hours=7)).replace(tzinfo=UTC)) for one in LIFE]
    mixed = [one if i % 2 else other for i, (one, other) in enumerate(zip(LIFE, aware, strict=True))]
    plain = dossier(*LIFE)
    for told in (aware, mixed):
        life = dossier(*told)
        assert (life.status, life.finished_at, life.legs) == (plain.status, plain.finished_at, plain.legs)
        assert (life.deadline.due_on, life.breaches) == (plain.deadline.due_on, plain.breaches)


@pytest.mark.parametrize("aware", [False, True])
def test_before_the_clock_starts(aware):
    """What happens between acceptance and the start of the clock takes effect when it starts."""
    start = at(4, 8).replace(tzinfo=timezone(timedelta(hours=7))) if aware else at(4, 8)
    received = e.Accepted(at=at(2), office="A", clock_starts_at=start)
    paused, resumed = e.Paused(at=at(3), office="A"), e.Resumed(at=at(6), office="A")
    assert dossier(received).deadline.due_on == date(2026, 3, 11)
    # Paused at its start, it runs on after 6/03: the 5th and the 6th are taken out.
    assert dossier(received, paused, resumed).deadline.due_on == date(2026, 3, 13)


@pytest.mark.parametrize(
    "end", [e.Closed(at=at(25), office="A"), e.Stopped(at=at(25), office="A")], ids=["closed", "stopped"]
)
def test_ended_while_the_clock_stands(end):
    """A dossier that ended while it waited for its citizen is not late by the time it waited."""
    life = dossier(ACCEPTED, e.SupplementRequested(at=at(3), office="A"), end)
    assert not life.deadline.is_late(life.finished_at)
    assert not life.lateness.total
    assert life.breaches == ()


def test_case_and_channel():
    """The limit is that of the dossier's case and channel."""
    procedure = Procedure(
        "1",
        "ví dụ",
        cases=[
            ProcedureCase("thường", TimeLimit(5, Unit.WORKING_DAY), TimeLimit(3, Unit.WORKING_DAY)),
            ProcedureCase("phức tạp", TimeLimit(10, Unit.WORKING_DAY)),
        ],
    )
    for case, channel, day in (
        ("thường", Channel.DIRECT, 9),
        ("thường", Channel.ONLINE, 5),
        ("phức tạp", Channel.ONLINE, 16),
    ):
        life = dossier(ACCEPTED, procedure=procedure, case=case, channel=channel)
        assert life.deadline.due_on.day == day


def test_no_limit():
    """A procedure without a limit has no due date, no lateness and no late result."""
    life = dossier(*LIFE, procedure=Procedure("1", "không thời hạn"))
    assert (life.clock, life.deadline, life.deadline_at(at(20))) == (None, None, None)
    assert not life.lateness.total
    assert life.breaches == ()


def test_regime():
    """The rules are those of the day of acceptance, not of submission; a regime that is given goes first."""
    sent = e.Submitted(at=datetime(2025, 6, 30, 16), office="CỔNG")
    life = dossier(sent)
    assert life.regime.name == "NĐ 107/2021"
    life = life.record(e.Accepted(at=datetime(2025, 7, 1, 8), office="A"))
    assert life.regime.name == "NĐ 118/2025"
    assert dossier(ACCEPTED, regime=regime_on(date(2017, 3, 1))).regime.name == "QĐ 09/2015"


# Complaints and denunciations ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        (date(2016, 12, 2), "10 ngày", date(2016, 12, 12)),
        (date(2016, 12, 5), "10 ngày làm việc", date(2016, 12, 19)),
        (date(2026, 7, 1), "07 ngày làm việc", date(2026, 7, 10)),
    ],
)
def test_acceptance_of_a_complaint(received, limit, due):
    """The same act has another number and another unit by the day on which the complaint came in."""
    procedure = Procedure("KN", "thụ lý khiếu nại", TimeLimit.parse(limit))
    come = e.Accepted(at=datetime(received.year, received.month, received.day, 9), office="Thanh tra")
    assert dossier(come, procedure=procedure).deadline.due_on == due


def test_denunciation():
    """Thirty days, prolonged twice by thirty by written decision, the time of a suspension not counted."""
    procedure = Procedure("TC", "giải quyết tố cáo", TimeLimit(30, Unit.DAY))
    more = {"office": "Thanh tra", "ground": "đặc biệt phức tạp", "by": TimeLimit(30, Unit.DAY)}
    life = dossier(
        e.Accepted(at=at(2), office="Thanh tra"),
        e.Extended(at=at(20), apology=False, **more),
        e.Paused(at=datetime(2026, 4, 6, 9), office="Thanh tra", ground="chờ kết quả của cơ quan khác"),
        e.Resumed(at=datetime(2026, 4, 16, 9), office="Thanh tra"),
        e.Extended(at=datetime(2026, 5, 4, 9), apology=False, **more),
        procedure=procedure,
        regime=attrs.evolve(regime_on(date(2017, 1, 1)), name="Luật Tố cáo 2018"),
    )
    # 90 days from 02/03 end on 31/05; ten more on 10/06.
    assert life.deadline.due_on == date(2026, 6, 10)
    assert life.breaches == ()


def test_complex_case():
    """A complaint that turns out complex follows the limit of that case, counted from its acceptance."""
    cases = [
        ProcedureCase("thường", TimeLimit(30, Unit.DAY)),
        ProcedureCase("phức tạp", TimeLimit(45, Unit.DAY)),
    ]
    procedure = Procedure("KN", "giải quyết khiếu nại lần đầu", cases=cases)
    for case, due in (("thường", date(2026, 4, 1)), ("phức tạp", date(2026, 4, 16))):
        assert dossier(ACCEPTED, procedure=procedure, case=case).deadline.due_on == due


def test_another_calendar():
    """The same events counted on another calendar give its due date, and the dossier itself is unchanged."""
    life = dossier(ACCEPTED)
    other = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), days_off=[date(2026, 3, 5)])
    assert life.on_calendar(other).deadline.due_on == date(2026, 3, 10)
    assert life.deadline.due_on == date(2026, 3, 9)
