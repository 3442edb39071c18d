"""Who holds what along a chain of offices: parts, questions, silence, successors, roles, warnings."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from thutuc import (
    Channel,
    Dossier,
    Level,
    Office,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    events as e,
    vietnam_calendar,
)
from thutuc.dossiers import TimelineEntry
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError, UnknownOfficeError
from thutuc.events import OpinionDeemed, Silence
from thutuc.law import WaitingRule
from thutuc.offices import OfficeDirectory, Succession
from thutuc.procedures import ClockPolicy
from thutuc.reports import early_warning

CAL = vietnam_calendar()
HOUR = timedelta(hours=1)


def days(number):
    return TimeLimit(number, Unit.WORKING_DAY)


def at(day, hour=8, month=3, minute=0):
    return datetime(2026, month, day, hour, minute)


def sent(office, to, day, hour=8, month=3, **more):
    return e.Transferred(at=at(day, hour, month), office=office, to=to, **more)


def part_done(office, day, hour=8, month=3):
    return e.PartCompleted(at=at(day, hour, month), office=office)


def accepted(office="UB"):
    return e.Accepted(at=at(2), office=office)


def finished(office, day, hour=8, month=3):
    return e.Finished(at=at(day, hour, month), office=office)


BIRTH = Procedure(
    "X",
    "khai sinh, thường trú, thẻ bảo hiểm",
    days(8),
    steps=[
        Step("ks", "UB", days(1)),
        Step("tt", "CA", days(3), after="ks"),
        Step("bh", "BH", days(5), after="ks"),
        Step("tra", "UB", days(1), after=("tt", "bh")),
    ],
)


def life(*happened, procedure=BIRTH, **more):
    return Dossier.replay("D", procedure, CAL, happened, **{"channel": Channel.ONLINE, **more})


def holders(dossier):
    return [leg.office for leg in dossier.legs if leg.ended is None]


def rules(breaches):
    return [(breach.rule, breach.office) for breach in breaches]


# Parts ----------------------------------------------------------------------------------------------------


def test_the_lead_has_it_back_through_other_hands():
    """A part that passed to another office comes back to who dispatched it, when all are done."""
    one = life(accepted(), sent("UB", ("CA", "BH"), 3), sent("CA", "CA2", 4, step="tt"), part_done("BH", 5))
    assert holders(one) == ["CA2"]
    (passed_on,) = [leg for leg in one.legs if leg.office == "CA2"]
    # 8 of 24 hours were used; it goes on with what is left, and does nothing again.
    assert (passed_on.steps, passed_on.budget, passed_on.rework) == (("tt",), 16 * HOUR, False)
    assert holders(one.record(part_done("CA2", 6))) == ["UB"]


def test_parts_of_parts():
    """An office that divides its own part is the lead of that, and then completes its part."""
    one = life(
        accepted(),
        sent("UB", ("CA", "BH"), 3),
        sent("CA", ("CA1", "CA2"), 4),
        part_done("CA1", 5),
        part_done("BH", 5),
    )
    assert holders(one) == ["CA2"]
    one = one.record(part_done("CA2", 6))
    assert holders(one) == ["CA"]
    assert holders(one.record(part_done("CA", 6, 9))) == ["UB"]


def test_a_lead_keeps_a_part():
    """A lead that keeps a part goes on with its step, and then with the next: 17 of 24 hours."""
    steps = [
        Step("xem", "DK", days(2)),
        Step("thue", "T", days(1), after=()),
        Step("cap", "DK", days(1), after=("xem", "thue")),
    ]
    procedure = Procedure("G", "g", days(10), steps=steps)
    one = life(
        accepted("DK"),
        sent("DK", ("DK", "T"), 2, 9),
        part_done("T", 3),
        finished("DK", 4, 9),
        procedure=procedure,
    )
    lead = one.legs[0]
    assert (lead.office, lead.steps, lead.held, lead.budget) == ("DK", ("xem", "cap"), 17 * HOUR, 24 * HOUR)
    assert one.breaches == ()
    # It may also say that its own part is done, and has the dossier back for the next step.
    told = life(
        accepted("DK"),
        sent("DK", ("DK", "T"), 2, 9),
        part_done("T", 3),
        part_done("DK", 3, 9),
        finished("DK", 4, 9),
        procedure=procedure,
    )
    assert [(leg.steps, leg.held / HOUR) for leg in told.legs if leg.office == "DK"] == [
        (("xem",), 9),
        (("cap",), 8),
    ]


def test_a_mapping_names_the_step_of_each():
    """Receivers may be told with the step of each; it is the same as two lists, and one alone is one."""
    one = e.Transferred(at=at(3), office="UB", to={"CA": "tt", "BH": "bh"})
    assert one == e.Transferred(at=at(3), office="UB", to=("CA", "BH"), step=("tt", "bh"))
    assert e.Transferred(at=at(3), office="UB", to={"CA": "tt"}) == sent("UB", "CA", 3, step="tt")
    assert len({one, one}) == 1
    assert (one.step_of("CA"), one.steps) == ("tt", ("tt", "bh"))
    crossed = life(accepted(), sent("UB", {"CA": "bh", "BH": "tt"}, 3))
    assert {leg.office: leg.steps for leg in crossed.legs} == {"UB": ("ks",), "CA": ("bh",), "BH": ("tt",)}


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"to": {}}, InvalidValueError),
        ({"to": {"CA": ""}}, InvalidValueError),
        ({"to": {"CA": 1}}, InvalidTypeError),
        ({"to": {"CA": "tt"}, "step": "tt"}, InvalidValueError),
        ({"to": ("CA", "BH"), "step": ("tt",)}, InvalidValueError),
        ({"to": "CA", "step": ("tt", "bh")}, InvalidValueError),
    ],
)
def test_wrong_steps_of_receivers(more, error):
    """An office without a step, steps told twice, or not as many as offices are refused."""
    with pytest.raises(error):
        e.Transferred(at=at(3), office="UB", **more)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (sent("UB", "Z", 4), "UB holds no part of this dossier; it is held by CA, BH"),
        (part_done("UB", 4), "UB has no part of this dossier to complete; parts are at CA, BH"),
        (
            sent("CA", "Z", 4, step="thường trú"),
            "the route has no step 'thường trú'; its steps are ks, tt, bh, tra",
        ),
    ],
)
def test_refused(event, words):
    """Who holds nothing passes nothing on, nor completes it; an unknown step cannot begin."""
    one = life(accepted(), sent("UB", ("CA", "BH"), 3))
    with pytest.raises(EventError, match=words):
        one.record(event)
    assert holders(one) == ["CA", "BH"]


def test_two_steps_in_a_row_are_two():
    """An office that hands over to itself begins its next step, each with its own budget."""
    steps = [Step("a", "A", days(1)), Step("b", "A", days(2)), Step("c", "B", days(1))]
    procedure = Procedure("R", "r", days(10), steps=steps)
    one = life(accepted("A"), sent("A", "A", 4), sent("A", "B", 5), finished("B", 5, 9), procedure=procedure)
    assert [(leg.steps, leg.held / HOUR, leg.over / HOUR) for leg in one.legs] == [
        (("a",), 16, 8),
        (("b",), 8, 0),
        (("c",), 1, 0),
    ]
    together = life(accepted("A"), sent("A", "B", 5), procedure=procedure)
    assert (together.legs[0].steps, together.legs[0].budget) == (("a", "b"), 24 * HOUR)


def test_who_gets_a_part_early_waits_for_the_others():
    """The step that joins the parts begins when the last is there, whoever brought it."""
    one = life(
        accepted(),
        sent("UB", ("CA", "BH"), 3),
        sent("BH", "UB", 4),
        part_done("CA", 9),
        finished("UB", 9, 16),
    )
    joining = one.legs[-1]
    assert (joining.office, joining.steps) == ("UB", ("tra",))
    assert (joining.started, joining.waited, joining.held) == (at(4), 24 * HOUR, 6 * HOUR)
    assert one.breaches == () or rules(one.breaches) == [("step-over-budget", "CA")]


def test_finished_too_early():
    """Who finishes while a part is open, or without a step, breaks the route; both are named."""
    open_part, skipped = life(accepted(), sent("UB", ("CA", "BH"), 3), finished("BH", 4)).breaches
    assert (open_part.rule, open_part.office, open_part.on) == ("part-open", "BH", date(2026, 3, 4))
    assert "CA (tt)" in open_part.text()
    assert (skipped.rule, "tra" in skipped.text("en")) == ("step-skipped", True)
    chain = Procedure(
        "K", "k", days(9), steps=[Step("a", "A", days(1)), Step("b", "B", days(1)), Step("c", "C")]
    )
    (breach,) = life(accepted("A"), sent("A", "C", 2, 10), finished("C", 2, 16), procedure=chain).breaches
    assert (breach.rule, "b" in breach.detail.split()) == ("step-skipped", True)


def test_late_at_whose_hands():
    """A result that is late is late at the hands of who held it as it became so."""
    one = life(accepted(), sent("UB", ("CA", "BH"), 3), sent("BH", "BH2", 4, step="bh"), part_done("BH2", 5))
    assert ("result-late", "CA") in rules(one.breaches_at(at(20, 9)))


def test_accepted_after_closing():
    """Accepted after the office has closed, with no day to spare, it is late at the hands of its receiver."""
    procedure = Procedure("N", "n", days(0))
    one = life(e.Accepted(at=at(2, 18), office="A"), sent("A", "B", 4), procedure=procedure)
    assert rules(one.breaches_at(at(5))) == [("result-late", "A")]


# Questions and silence ------------------------------------------------------------------------------------


def test_a_question_stops_the_asker_alone():
    """An office beside the one that asks works on, and its time counts."""
    one = life(
        accepted(),
        sent("UB", ("CA", "BH"), 3),
        e.OpinionAsked(at=at(3, 9), office="CA", of="O"),
        e.OpinionGiven(at=at(16, 9), office="O"),
        part_done("BH", 17),
        part_done("CA", 17),
        finished("UB", 17, 17),
    )
    legs = {leg.office: leg for leg in one.legs}
    assert (legs["BH"].held, legs["BH"].waited) == (80 * HOUR, timedelta())
    assert (legs["CA"].held, legs["CA"].waited) == (8 * HOUR, 72 * HOUR)


ASKED = {"at": at(4), "office": "KT", "of": "PCCC", "answer_by": date(2026, 3, 16)}
SILENT = Procedure("Q", "q", TimeLimit(20, Unit.DAY), policy=ClockPolicy(on_consultation=WaitingRule.PAUSE))


def test_silence_answers():
    """A pause for an answer ends when silence gives it; the agency has a breach, and no share."""
    asked = e.OpinionAsked(**ASKED, silence=Silence.CONSENT)
    one = life(accepted("KT"), asked, finished("KT", 5, month=5), procedure=SILENT)
    assert one.deadline.due_on == date(2026, 4, 3)
    assert rules(one.breaches) == [("opinion-late", "PCCC"), ("result-late", "KT")]
    assert "coi như đồng ý" in one.breaches[0].detail
    assert set(one.lateness.shares) == {"KT"}
    (agency,) = [leg for leg in one.legs if leg.consulted]
    assert (agency.ended, agency.held, agency.over) == (at(16, 17), agency.budget, timedelta())
    deemed = [entry for entry in one.timeline if isinstance(entry.event, OpinionDeemed)]
    assert [(entry.event.at, entry.event.silence, entry.deadline.due_on) for entry in deemed] == [
        (at(16, 17), Silence.CONSENT, date(2026, 4, 3))
    ]
    assert isinstance(deemed[0], TimelineEntry)
    assert len(one.events) == 3
    # An open dossier knows it as time goes by.
    waiting = life(accepted("KT"), asked, procedure=SILENT)
    assert waiting.deadline_at(at(10)).due_on < waiting.deadline_at(at(16, 17)).due_on == date(2026, 4, 3)
    assert waiting.deadline_at(at(20, month=4)).due_on == date(2026, 4, 3)
    assert [leg.office for leg in waiting.legs_at(at(17)) if leg.ended is None] == ["KT"]


def test_an_answer_after_silence_changes_nothing():
    """A late answer is recorded, and is a breach; silence had answered already."""
    asked = e.OpinionAsked(**ASKED, silence=Silence.REFUSAL)
    silent = life(accepted("KT"), asked, finished("KT", 5, month=5), procedure=SILENT)
    late = life(
        accepted("KT"),
        asked,
        e.OpinionGiven(at=at(20, month=4), office="PCCC"),
        finished("KT", 5, month=5),
        procedure=SILENT,
    )
    assert (late.deadline, late.legs, late.lateness) == (silent.deadline, silent.legs, silent.lateness)
    assert [breach.on for breach in late.breaches if breach.rule == "opinion-late"] == [date(2026, 4, 20)]


@pytest.mark.parametrize("silence", [None, Silence.NOTHING])
def test_silence_that_means_nothing(silence):
    """Where silence means nothing the answer is waited for, and its time is its agency's."""
    asked = e.OpinionAsked(**ASKED, silence=silence)
    answer = e.OpinionGiven(at=at(20, month=4), office="PCCC")
    one = life(accepted("KT"), asked, answer, finished("KT", 5, month=5), procedure=SILENT)
    # 20 days, and 47 in which the clock stood still.
    assert one.deadline.due_on == date(2026, 5, 8)
    keeps = Procedure("Q", "q", TimeLimit(20, Unit.DAY))
    late = life(accepted("KT"), asked, answer, finished("KT", 21, month=4), procedure=keeps)
    assert rules(late.breaches) == [("opinion-late", "PCCC"), ("result-late", "KT")]
    assert late.lateness.shares["PCCC"] > 0.9 * late.lateness.total


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"answer_by": None, "silence": Silence.CONSENT}, InvalidValueError, "give answer_by"),
        ({"silence": "consent"}, InvalidTypeError, "Silence"),
        ({"answer_by": date(2026, 3, 3)}, InvalidValueError, "lies before the question"),
        ({"answer_by": "16/03/2026"}, InvalidTypeError, "is a date"),
    ],
)
def test_wrong_questions(more, error, words):
    """Silence without a day, a day before the question, and words in place of values are refused by name."""
    with pytest.raises(error, match=words):
        e.OpinionAsked(**{**ASKED, **more})


def test_two_questions_to_one_agency():
    """Each has a leg and an answer of its own; an answer says whom it answers, or answers the first."""
    begun = (
        accepted(),
        sent("UB", ("CA", "BH"), 3),
        e.OpinionAsked(at=at(3, 9), office="CA", of="O", answer_by=date(2026, 3, 5)),
        e.OpinionAsked(at=at(3, 10), office="BH", of="O", answer_by=date(2026, 3, 6)),
    )
    first = life(*begun, e.OpinionGiven(at=at(4, 9), office="O", asked_by="BH"))
    assert [(leg.started, leg.ended) for leg in first.legs if leg.consulted] == [
        (at(3, 9), None),
        (at(3, 10), at(4, 9)),
    ]
    both = first.record(e.OpinionGiven(at=at(6, 9), office="O"))
    assert {leg.office: leg.waited / HOUR for leg in both.legs if not leg.consulted} == {
        "UB": 0,
        "CA": 24,
        "BH": 7,
    }
    assert [breach.on for breach in both.breaches if breach.rule == "opinion-late"] == [date(2026, 3, 6)]
    with pytest.raises(EventError, match="O has not been asked for an opinion by BH"):
        first.record(e.OpinionGiven(at=at(5), office="O", asked_by="BH"))
    plain = life(*begun, e.OpinionGiven(at=at(4, 9), office="O"))
    assert [leg.ended for leg in plain.legs if leg.consulted] == [at(4, 9), None]


def test_silence_answers_its_own_question():
    """Of two questions to one agency silence answers the one whose time is over; the other stays open."""
    begun = (
        accepted("KT"),
        e.OpinionAsked(at=at(3, 9), office="KT", of="O", answer_by=date(2026, 3, 20)),
        e.OpinionAsked(
            at=at(3, 10), office="KT", of="O", answer_by=date(2026, 3, 5), silence=Silence.CONSENT
        ),
    )
    one = life(*begun, procedure=SILENT)
    assert [leg.ended for leg in one.legs_at(at(9)) if leg.consulted] == [None, at(5, 17)]
    # What the agency says after that answers the question that is still open.
    two = one.record(e.OpinionGiven(at=at(10), office="O"))
    assert [leg.ended for leg in two.legs if leg.consulted] == [at(10), at(5, 17)]
    assert rules(two.breaches) == [("opinion-late", "O")]
    assert two.deadline_at(at(10)) == two.deadline


def test_what_silence_says_is_never_recorded():
    """The answer that silence gives follows from the question."""
    deemed = OpinionDeemed(at=at(17), office="PCCC", asked_by="KT", silence=Silence.CONSENT)
    with pytest.raises(EventError, match="never recorded"):
        life(accepted("KT"), e.OpinionAsked(**ASKED), procedure=SILENT).record(deemed)


# Steps outside the limit ----------------------------------------------------------------------------------


@pytest.mark.parametrize("outside", [{"pauses": True}, {"own_clock": True}])
def test_plan_and_dossier_agree(outside):
    """While an office is at a step outside the limit the dossier's clock stands still, as the plan says."""
    steps = [
        Step("a", "A", days(5)),
        Step("niêm yết", "X", TimeLimit(15, Unit.DAY), **outside),
        Step("b", "A2", days(5)),
    ]
    procedure = Procedure("R", "r", days(10), steps=steps)
    plan = procedure.plan(at(2), CAL)
    one = life(accepted("A"), procedure=procedure)
    for before, after in pairwise(steps):
        moment = plan[before.name].earliest_end
        one = one.record(e.Transferred(at=moment, office=before.office, to=after.office))
    one = one.record(e.Finished(at=plan.finish, office="A2"))
    assert one.deadline.due_on == plan.deadline.due_on == date(2026, 3, 31)
    assert (one.finished_at, one.breaches) == (plan.finish, ())


# Successors -----------------------------------------------------------------------------------------------


def offices(*codes, on=date(2026, 3, 5)):
    """A directory in which CA ends and CA2 goes on with its work."""
    known = [Office(code, f"Cơ quan {code}", Level.PROVINCE) for code in codes if code not in {"CA", "CA2"}]
    known.append(Office("CA", "Cơ quan CA", Level.PROVINCE, valid_until=on - timedelta(days=1)))
    known.append(Office("CA2", "Cơ quan CA2", Level.PROVINCE, valid_from=on))
    return OfficeDirectory(known, [Succession("CA", "CA2", on)])


def test_a_successor_acts_for_its_predecessor():
    """From its day on the successor has the part, its step and the rest of its budget; others go on."""
    directory = offices("UB", "BH")
    begun = life(accepted(), sent("UB", ("CA", "BH"), 3), offices=directory)
    assert [leg.office for leg in begun.legs_at(at(4)) if leg.ended is None] == ["CA", "BH"]
    assert [leg.office for leg in begun.legs_at(at(6)) if leg.ended is None] == ["BH", "CA2"]
    one = begun.record(part_done("CA2", 6)).record(part_done("BH", 9)).record(finished("UB", 9, 16))
    legs = {leg.office: leg for leg in one.legs}
    assert (legs["CA"].ended, legs["CA"].held, legs["CA"].steps) == (at(5, 0), 15 * HOUR, ("tt",))
    new = legs["CA2"]
    assert (new.steps, new.budget, new.held, new.rework) == (("tt",), 9 * HOUR, 9 * HOUR, False)
    assert legs["BH"].held == 32 * HOUR
    assert one.breaches == ()
    # Without a directory a hand-over at that moment says the same.
    told = life(
        accepted(),
        sent("UB", ("CA", "BH"), 3),
        sent("CA", "CA2", 5, 0),
        part_done("CA2", 6),
        part_done("BH", 9),
        finished("UB", 9, 16),
    )
    assert told.legs == one.legs


def test_a_successor_in_a_chain():
    """In a chain too: the successor hands on what its predecessor held, and answers what it was asked."""
    procedure = Procedure("R", "r", days(3), steps=[Step("a", "CA", days(1)), Step("b", "B", days(2))])
    directory = offices("B", "KT")
    one = life(
        accepted("CA"), sent("CA2", "B", 6), finished("B", 6, 16), procedure=procedure, offices=directory
    )
    assert [(leg.office, leg.steps, leg.rework) for leg in one.legs] == [
        ("CA", ("a",), False),
        ("CA2", ("a",), False),
        ("B", ("b",), False),
    ]
    asked = life(
        accepted("KT"),
        e.OpinionAsked(at=at(3), office="KT", of="CA"),
        e.OpinionGiven(at=at(9), office="CA2"),
        procedure=Procedure("N", "n", days(5)),
        offices=directory,
    )
    assert holders(asked) == ["KT"]
    with pytest.raises(EventError, match="holds no part"):
        life(accepted("CA"), sent("KT", "B", 6), procedure=procedure, offices=directory)


@pytest.mark.parametrize(
    ("steps", "happened", "expected"),
    [
        (
            [Step("a", "CA", days(1)), Step("b", "B", days(3)), Step("c", "CA", days(1))],
            [accepted("CA"), sent("CA", "B", 3), sent("B", "CA2", 6), finished("CA2", 6, 16)],
            [("CA", "a"), ("B", "b"), ("CA2", "c")],
        ),
        (
            [
                Step("a", "CA", days(1)),
                Step("b", "B", days(3), after="a"),
                Step("c", "KT", days(3), after="a"),
                Step("d", "CA", days(1), after=("b", "c")),
            ],
            [
                accepted("CA"),
                sent("CA", ("B", "KT"), 3),
                part_done("B", 6),
                part_done("KT", 6, 9),
                finished("CA2", 6, 16),
            ],
            [("CA", "a"), ("B", "b"), ("KT", "c"), ("CA2", "d")],
        ),
        (
            [Step("a", "B", days(4)), Step("b", "CA", days(1))],
            [accepted("B"), sent("B", "CA2", 6), finished("CA2", 6, 16)],
            [("B", "a"), ("CA2", "b")],
        ),
        (
            [Step("a", "CA", days(1)), Step("b", "B", days(1))],
            [e.Accepted(at=at(6), office="CA2"), sent("CA2", "B", 6, 16), finished("B", 9)],
            [("CA2", "a"), ("B", "b")],
        ),
    ],
)
def test_a_successor_has_the_steps_of_its_predecessor(steps, happened, expected):
    """From its day on it does what the route gives its predecessor: later steps, those it joins, all."""
    procedure = Procedure("R", "r", days(8), steps=steps)
    one = life(*happened, procedure=procedure, offices=offices("B", "KT"))
    assert [(leg.office, *leg.steps) for leg in one.legs] == expected
    assert not {"step-skipped", "part-open"} & {breach.rule for breach in one.breaches}


def test_who_says_that_an_office_succeeds():
    """Without a directory nothing says that an office goes on with the part of another: it is told how to."""
    one = life(accepted(), sent("UB", ("CA", "BH"), 3))
    for event in (sent("CA2", "UB", 6), part_done("CA2", 6)):
        with pytest.raises(EventError, match="OfficeDirectory that knows the succession"):
            one.record(event)


# Roles ----------------------------------------------------------------------------------------------------


ROLES = Procedure("R", "r", days(5), steps=[Step("a", "một cửa", days(1)), Step("b", "VPĐK", days(2))])


def test_roles_bind_a_route_to_offices():
    """Steps that name roles are those of the offices bound to them; unbound, it is another dossier."""
    roles = {"một cửa": "H17.9.1", "VPĐK": "H17.9"}
    happened = (accepted("H17.9.1"), sent("H17.9.1", "H17.9", 3), finished("H17.9", 4))
    one = life(*happened, procedure=ROLES, roles=roles)
    assert [(leg.steps, leg.budget / HOUR) for leg in one.legs] == [(("a",), 8), (("b",), 16)]
    assert one.breaches == ()
    assert one != life(*happened, procedure=ROLES)
    assert [leg.steps for leg in life(*happened, procedure=ROLES).legs] == [(), ()]


@pytest.mark.parametrize(
    ("roles", "error", "words"),
    [
        ({"VPDK": "H17.9"}, InvalidValueError, "the roles are một cửa, VPĐK"),
        ({"VPĐK": " "}, InvalidValueError, "the office of VPĐK"),
        ({"VPĐK": None}, InvalidTypeError, "the office of VPĐK"),
        ("VPĐK", InvalidTypeError, "roles must be a mapping"),
        ({"VPĐK": "H17.8"}, UnknownOfficeError, "H17.8"),
    ],
)
def test_wrong_roles(roles, error, words):
    """A role that is none of the route, has no office, or an office that is not known, is refused."""
    directory = OfficeDirectory([Office("H17.9", "VPĐK", Level.PROVINCE)])
    with pytest.raises(error, match=words):
        Dossier("D", ROLES, CAL, roles=roles, offices=directory)


# Early warning --------------------------------------------------------------------------------------------


def test_the_rest_of_the_step_at_work_counts():
    """B has 10 days to do on 20/03 and C 5 after it, due 30/03: it no longer fits."""
    steps = [Step("a", "A", days(5)), Step("b", "B", days(10)), Step("c", "C", days(5))]
    procedure = Procedure("J", "j", days(20), steps=steps)
    (one,) = early_warning([life(accepted("A"), sent("A", "B", 20, 16), procedure=procedure)], at(20, 17))
    assert (one.remaining, one.begin_by, one.fits) == (("c",), (("c", date(2026, 3, 24)),), False)
    (earlier,) = early_warning([life(accepted("A"), sent("A", "B", 9), procedure=procedure)], at(9, 17))
    assert earlier.fits


def test_after_a_return_the_steps_count_again():
    """What was sent back is followed by all that comes after it, again."""
    steps = [
        Step("tn", "MC", days(1)),
        Step("td", "VP", days(9)),
        Step("tr", "TN", days(5)),
        Step("ky", "UB", days(5)),
    ]
    procedure = Procedure("K", "k", days(20), steps=steps)
    one = life(
        accepted("MC"), sent("MC", "VP", 3), sent("VP", "TN", 10), sent("TN", "VP", 12), procedure=procedure
    )
    warnings = early_warning([one], at(12, 9))
    assert [(found.remaining, found.last_day) for found in warnings] == [(("tr", "ky"), date(2026, 3, 17))]
    assert "tr (17/03/2026), ky (24/03/2026)" in warnings.text("en")
    again = one.record(sent("VP", "TN", 13)).record(sent("TN", "UB", 16))
    assert [(leg.steps, leg.rework, leg.budget / HOUR) for leg in again.legs[2:]] == [
        (("tr",), False, 40),
        (("td",), True, 32),
        (("tr",), True, 24),
        (("ky",), False, 40),
    ]


def test_paper_between_levels():
    """On paper the parts of one level follow one another; between levels they stay side by side."""

    def plan(police, insurance, start=None):
        steps = [
            Step("ks", "UB", days(1)),
            Step("tt", "CA", TimeLimit(15, Unit.DAY), after="ks", level=police),
            Step("bh", "BH", TimeLimit(10, Unit.DAY), after="ks", level=insurance),
            Step("tra", "UB", days(1), after=("tt", "bh")),
        ]
        return Procedure("M", "m", days(20), steps=steps).plan(start or at(2), CAL, channel=Channel.DIRECT)

    assert plan(None, None).fits
    assert plan(Level.COMMUNE, Level.PROVINCE).fits
    assert not plan(Level.PROVINCE, Level.PROVINCE).fits
    # Before Nghị định 61/2018/NĐ-CP no such rule is known.
    assert plan(Level.PROVINCE, Level.PROVINCE, datetime(2018, 6, 1, 8)).fits
