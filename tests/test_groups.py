"""Groups of dossiers, links between them, and results that are there before the whole is done."""

import pickle
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from thutuc import (
    Dossier,
    Procedure,
    Status,
    Step,
    TimeLimit,
    Unit,
    events as e,
    vietnam_calendar,
)
from thutuc.dossiers import DossierGroup, Link, LinkKind, Result
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError
from thutuc.reports.cases import FactReader
from thutuc.statuses import Action

CAL = vietnam_calendar()
HOUR = timedelta(hours=1)
START = datetime(2026, 3, 2, 8)


def days(number):
    return TimeLimit(number, Unit.WORKING_DAY)


def at(day, hour=8, month=3):
    return datetime(2026, month, day, hour)


def after(hours, start=START):
    """The moment at which so many working hours have passed."""
    return CAL.add_working_time(start, hours * HOUR) if hours else start


def procedure(limit, *steps, name="ví dụ"):
    return Procedure("X", name, days(limit), steps=steps)


def done(code, office, begin, hours, limit, *, steps=True, **more):
    """A dossier of one office that was accepted at a moment and took so many working hours."""
    route = (Step("bước", office, days(limit)),) if steps else ()
    events = [
        e.Accepted(at=begin, office=office),
        e.Finished(at=after(hours, begin), office=office),
    ]
    return Dossier.replay(code, procedure(limit, *route), CAL, events, **more)


def new(code, limit=3, **more):
    return Dossier(code, procedure(limit), CAL, **more)


def shares(group):
    return {office: share / HOUR for office, share in group.lateness.shares.items()}


def birth(ks=8, tt=24, bh=40, between=0):
    """Birth, then residence and insurance side by side, with limits of 1, 3 and 5 days."""
    first = done("ks", "UB", START, ks, 1)
    begin = after(between, first.finished_at)
    members = [done("tt", "CA", begin, tt, 3), first, done("bh", "BH", begin, bh, 5)]
    return DossierGroup("LT", members=members, depends={"tt": "ks", "bh": "ks"})


# What a group is --------------------------------------------------------------------------------------------


def test_a_group_is_a_value():
    """Equal groups are equal, hash alike and survive pickling; nothing in them can be changed."""
    one, two = birth(), birth()
    assert one == two == pickle.loads(pickle.dumps(one))  # noqa: S301 - our own bytes
    assert hash(one) == hash(two)
    assert one.depends == {"tt": ("ks",), "bh": ("ks",)}
    with pytest.raises(TypeError):
        one.depends["ks"] = ("tt",)
    assert one["ks"].code == "ks"
    with pytest.raises(InvalidValueError, match="no member xx; its members are tt, ks, bh"):
        one["xx"]


@pytest.mark.parametrize(
    ("members", "more", "error", "words"),
    [
        ([], {}, InvalidValueError, "at least one member"),
        (["a", "b", "a"], {}, InvalidValueError, "a is given twice"),
        (["a", "b"], {"depends": {"a": "c"}}, InvalidValueError, "no member c; its members are a, b"),
        (["a", "b"], {"depends": {"c": "a"}}, InvalidValueError, "no member c"),
        (["a", "b"], {"main": "c"}, InvalidValueError, "no member c"),
        (["a"], {"depends": {"a": "a"}}, InvalidValueError, "a → a"),
        (["a", "b", "c"], {"depends": {"a": "b", "b": "c", "c": "b"}}, InvalidValueError, "b → c → b"),
        (["a", "b"], {"depends": [("a", "b")]}, InvalidTypeError, "`depends` maps"),
        (["a", "b"], {"depends": {"a": 7}}, InvalidTypeError, "by their codes"),
        (["a", "b"], {"depends": {"a": ["b", 7]}}, InvalidTypeError, "the code of a dossier"),
        (["a", "b"], {"depends": {" ": "a"}}, InvalidValueError, "the code of a dossier"),
    ],
)
def test_wrong_groups(members, more, error, words):
    """A group without members, with one twice, with a name it has not, or in a circle is refused."""
    with pytest.raises(error, match=words):
        DossierGroup("G", members=[new(code) for code in members], **more)


def test_members_are_dossiers():
    """Nothing else than a dossier is a member, and a code is a text that is not empty."""
    with pytest.raises(InvalidTypeError):
        DossierGroup("G", members=["ks"])
    with pytest.raises(InvalidTypeError):
        DossierGroup("G", members=7)
    with pytest.raises(InvalidValueError):
        DossierGroup(" ", members=[new("a")])


def test_recording():
    """An event goes to its member; one that cannot be recorded, or is of no member, changes nothing."""
    group = DossierGroup("G", members=[new("a"), new("b")], depends={"b": "a"})
    then = group.record("a", e.Accepted(at=START, office="A"))
    assert (group["a"].status, then["a"].status, then["b"].status) == (None, Status.ACCEPTED, None)
    with pytest.raises(EventError):
        then.record("b", e.Paid(at=START, office="A"))
    with pytest.raises(InvalidValueError, match="no member c"):
        then.record("c", e.Accepted(at=START, office="A"))
    assert then.as_of(at(1)) == group
    assert then.with_member(new("c")).members[-1].code == "c"


# Deadline and status ----------------------------------------------------------------------------------------


def test_the_latest_deadline():
    """A group is due when the last of its members is; without one it is not."""
    group = birth()
    assert group.deadline == group["bh"].deadline
    assert group.deadline.due_on == date(2026, 3, 10)
    assert DossierGroup("G", members=[new("a")]).deadline is None


def test_open_while_a_part_is():
    """The whole is not closed while a member is still to be begun or decided."""
    one = DossierGroup("G", members=[new("a"), new("b")], depends={"b": "a"})
    assert (one.status, one.is_open) == (None, True)
    one = one.record("a", e.Submitted(at=at(2), office="A"))
    assert one.status is Status.SUBMITTED
    one = one.record("a", e.Accepted(at=at(2), office="A"))
    assert one.status is Status.ACCEPTED
    one = one.record("a", e.Finished(at=at(3), office="A"))
    assert (one.status, one.is_open, one.finished_at) == (Status.PROCESSING, True, None)
    one = one.record("b", e.Accepted(at=at(3), office="B"))
    waiting = one.record("b", e.SupplementRequested(at=at(4), office="B"))
    assert waiting.status is Status.SUPPLEMENT_REQUESTED
    one = one.record("b", e.Finished(at=at(4), office="B"))
    assert (one.status, one.is_open, one.finished_at) == (Status.FINISHED, False, at(4))
    one = one.record("a", e.Returned(at=at(5), office="A"))
    assert one.status is Status.FINISHED
    assert one.record("b", e.Returned(at=at(5), office="A")).status is Status.RETURNED


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        ("rr", Status.REFUSED),
        ("rs", Status.STOPPED),
        ("ss", Status.STOPPED),
        ("rf", Status.FINISHED),
        ("sf", Status.FINISHED),
    ],
)
def test_ends(ends, status):
    """What was refused or stopped is at an end too."""
    ways = {
        "r": [e.Refused(at=at(2), office="A")],
        "s": [e.Accepted(at=at(2), office="A"), e.Stopped(at=at(3), office="A")],
        "f": [e.Accepted(at=at(2), office="A"), e.Finished(at=at(3), office="A")],
    }
    members = [Dossier.replay(str(i), procedure(3), CAL, ways[way]) for i, way in enumerate(ends)]
    group = DossierGroup("G", members=members)
    assert (group.status, group.is_open) == (status, False)


def test_closed_too_early():
    """It is a breach to finish a main dossier, or one that needs another, while the other is open."""
    tax = Dossier.replay("tax", procedure(3), CAL, [e.Accepted(at=at(2), office="T")])
    land = done("land", "DK", START, 8, 3)
    group = DossierGroup("land", members=[land, tax])
    assert (group.main, group.is_open, group.status) == ("land", True, Status.PROCESSING)
    (breach,) = group.breaches
    assert (breach.rule, breach.office, breach.on) == ("member-open", "DK", date(2026, 3, 3))
    assert "khi chưa xong tax" in breach.text()
    depending = DossierGroup("G", members=[land, tax], depends={"land": "tax"})
    assert [one.rule for one in depending.breaches] == ["member-open"]
    assert DossierGroup("G", members=[land, tax]).breaches == ()


# Lateness ---------------------------------------------------------------------------------------------------


def test_in_time():
    """A group whose last result came by the latest deadline is not late, whatever one member did alone."""
    assert birth().lateness.total == timedelta()
    late_alone = birth(tt=32)
    assert late_alone["tt"].lateness.total
    assert late_alone.lateness.shares == {}


def test_one_member_is_late():
    """The member that made the last result late has it all."""
    assert shares(birth(bh=56)) == {"BH": 9}


def test_who_is_accepted_later_is_due_later():
    """An overrun before the acceptance of others moves their deadlines too: it makes nothing late."""
    group = birth(ks=24, bh=56)
    assert "UB" not in group.lateness.shares
    assert sum(group.lateness.shares.values(), timedelta()) == group.lateness.total


def test_accepted_together():
    """Of dossiers accepted at once one that needs another waits for it, and is late by its overrun."""
    first = done("ks", "UB", START, 24, 1)
    second = done("tt", "CA", START, 24 + 24, 4)
    group = DossierGroup("G", members=[first, second], depends={"tt": "ks"})
    # Due at the close of 06/03, after 39 working hours; it took 48, of which UB 16 over its budget.
    assert group.lateness.total == second.lateness.total == 9 * HOUR
    assert shares(group) == {"UB": 9}
    assert group.lateness.explain("en").splitlines()[0] == "The result was 9 working hours late."


def test_a_limit_is_a_budget():
    """A member without steps has its limit as the budget of all, up to the end of its due day."""
    first = done("ks", "UB", START, 24, 1, steps=False)
    second = done("tt", "CA", START, 24 + 24, 4, steps=False)
    group = DossierGroup("G", members=[first, second], depends={"tt": "ks"})
    assert shares(group) == {"UB": 9}


def test_one_office_is_one():
    """An office has one share, however its dossiers write it."""
    first = done("ks", "H17.18", START, 24, 1)
    second = done("tt", "h17.18", START, 56, 4)
    group = DossierGroup("G", members=[first, second], depends={"tt": "ks"})
    assert list(group.lateness.shares) == ["H17.18"]


def test_open_groups_are_not_late_yet():
    """While a member is open, no lateness is shared out."""
    late = done("a", "A", START, 80, 1)
    assert DossierGroup("G", members=[late, new("b")]).lateness.total == timedelta()
    assert DossierGroup("G", members=[late]).lateness == late.lateness


hours = st.integers(0, 60)


@given(hours, hours, hours, st.integers(0, 9))
def test_shares_are_a_shapley_value(ks, tt, bh, between):
    """On random lives of three the shares equal a Shapley value worked out apart."""
    group = birth(ks + 1, tt + 1, bh + 1, between)
    took = {"UB": ks + 1, "CA": tt + 1, "BH": bh + 1}
    budgets = {"UB": 8, "CA": 24, "BH": 40}

    def late(overran):
        used = {who: took[who] if who in overran else min(took[who], budgets[who]) for who in took}
        begin = used["UB"] + between
        end = begin + max(used["CA"], used["BH"])
        # What is accepted earlier is due earlier by as much.
        moved = took["UB"] - used["UB"]
        return max(0, end - (due - moved))

    deadline = group.deadline.due_at
    due = CAL.working_time_between(START, deadline) / HOUR
    whole = late(set(took))
    assert group.lateness.total / HOUR == pytest.approx(whole)
    if not whole:
        assert group.lateness.shares == {}
        return
    orders = list(permutations(took))
    expected = dict.fromkeys(took, 0.0)
    for order in orders:
        for place, who in enumerate(order):
            gain = min(whole, late(set(order[: place + 1]))) - min(whole, late(set(order[:place])))
            expected[who] += gain / len(orders)
    left = min(whole, late(set()))
    if not left:
        got = {who: group.lateness.shares.get(who, timedelta()) / HOUR for who in took}
        assert got == pytest.approx(expected, abs=1e-6)
    assert sum(group.lateness.shares.values(), timedelta()) == group.lateness.total


@given(hours, hours)
def test_a_chain_of_dossiers_is_a_chain(one, two):
    """Two accepted at once, one after the other, are late as one dossier of two steps is."""
    steps = [Step("a", "A", days(2)), Step("b", "B", days(3))]
    first_end, end = after(one + 1), after(one + two + 2)
    whole = Dossier.replay(
        "W",
        procedure(5, *steps),
        CAL,
        [
            e.Accepted(at=START, office="A"),
            e.Transferred(at=first_end, office="A", to="B"),
            e.Finished(at=end, office="B"),
        ],
    )
    second = Dossier.replay(
        "b",
        procedure(5, Step("b", "B", days(3))),
        CAL,
        [e.Accepted(at=START, office="B"), e.Finished(at=end, office="B")],
    )
    group = DossierGroup("G", members=[done("a", "A", START, one + 1, 2), second], depends={"b": "a"})
    assert group.lateness.total == whole.lateness.total
    assert group.lateness.shares == whole.lateness.shares


# Links ------------------------------------------------------------------------------------------------------


def test_who_comes_from_another():
    """A member from which another comes lives on in that one, and the group is judged by the later."""
    refused = Dossier.replay("A", procedure(3), CAL, [e.Refused(at=at(2), office="A")])
    again = done("B", "A", at(4), 8, 3, links=[Link(LinkKind.RESUBMITTED, "A", date(2026, 3, 4))])
    group = DossierGroup("G", members=[again, refused])
    assert group.current == (again,)
    assert group.status is Status.FINISHED
    assert "nộp lại của A, 04/03/2026" in group.text()
    assert "resubmitted after A" in group.text("en")
    stopped = [e.Accepted(at=at(2), office="O"), e.Stopped(at=at(3), office="O")]
    old = [Dossier.replay(code, procedure(3), CAL, stopped) for code in "CD"]
    merged = done("E", "N", at(4), 8, 3, links=[Link(LinkKind.MERGED, "C"), Link(LinkKind.MERGED, "D")])
    assert DossierGroup("G", members=[*old, merged]).current == (merged,)
    halves = [done(code, "N", at(4), 8, 3, links=[Link(LinkKind.SPLIT, "C")]) for code in "FG"]
    assert DossierGroup("G", members=[old[0], *halves]).current == tuple(halves)


def test_what_became_of_a_dossier_stands_for_it():
    """Who needs a dossier needs what became of it, and what comes from a dossier needs what that needed."""
    refused = Dossier.replay("ks-1", procedure(1), CAL, [e.Refused(at=at(2), office="UB")])
    again = new("ks-2", links=[Link(LinkKind.RESUBMITTED, "ks-1")])
    home = done("tt", "CA", at(3), 8, 3)
    group = DossierGroup("G", members=[home, refused, again], depends={"tt": "ks-1"})
    assert group.needs == {"tt": ("ks-2",)}
    assert [breach.rule for breach in group.breaches] == ["member-open"]
    moved = done("tt-2", "CA2", at(4), 8, 3, links=[Link(LinkKind.CONTINUED, "tt")])
    group = DossierGroup("G", members=[home, moved, refused, again], depends={"tt": "ks-1"})
    assert group.needs == {"tt": ("ks-2",), "tt-2": ("ks-2",)}
    assert "  tt-2: ví dụ; Đã xử lý xong; chờ kết quả của ks-2" in group.text()
    halves = [new(code, links=[Link(LinkKind.SPLIT, "A")]) for code in "BC"]
    group = DossierGroup("G", members=[new("A"), *halves], depends={"B": "A", "C": "B"})
    assert group.needs == {"B": ("A",), "C": ("B",)}


def test_links_are_part_of_a_dossier():
    """Links are on the cover: dossiers that come from others are others; they need not be in one group."""
    link = Link(LinkKind.CONTINUED, "A", date(2026, 3, 1))
    one = new("B", links=[link])
    assert one.links == (link,)
    assert one != new("B")
    assert one.record(e.Accepted(at=START, office="A")).links == (link,)
    assert DossierGroup("G", members=[one]).current == (one,)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: new("B", links=[Link(LinkKind.SPLIT, "B")]), InvalidValueError, "cannot come from itself"),
        (lambda: new("B", links=["A"]), InvalidTypeError, "links"),
        (lambda: new("B", links=[Link(LinkKind.SPLIT, "A")] * 2), InvalidValueError, "A is named twice"),
        (lambda: Link("split", "A"), InvalidTypeError, "LinkKind"),
        (lambda: Link(LinkKind.SPLIT, " "), InvalidValueError, "code of a dossier"),
        (lambda: Link(LinkKind.SPLIT, "A", "2026"), InvalidTypeError, "date"),
    ],
)
def test_wrong_links(make, error, words):
    """A link to oneself, to one twice, or of another kind is refused."""
    with pytest.raises(error, match=words):
        make()


def test_links_in_a_circle():
    """Dossiers cannot come from one another."""
    one, two = new("A", links=[Link(LinkKind.MERGED, "B")]), new("B", links=[Link(LinkKind.MERGED, "A")])
    with pytest.raises(InvalidValueError, match="in a circle: A → B → A"):
        DossierGroup("G", members=[one, two])


# Results ----------------------------------------------------------------------------------------------------

FIRST = e.PartFinished(at=at(3), office="UB", result="Giấy khai sinh")
BEGUN = (e.Accepted(at=at(2), office="UB"), e.Transferred(at=at(2, 10), office="UB", to="CA"))


def life(*happened):
    return Dossier.replay("D", procedure(8), CAL, [*BEGUN, *happened])


def test_a_result_closes_no_leg():
    """That a result is there changes neither legs nor the clock; the dossier goes on."""
    one, plain = life(FIRST), life()
    assert one.legs_at(at(5)) == plain.legs_at(at(5))
    assert (one.status, one.deadline) == (Status.PROCESSING, plain.deadline)
    assert one.results == (Result("Giấy khai sinh", "UB", at(3)),)
    assert Dossier.replay("D", procedure(8), CAL, [BEGUN[0], FIRST]).status is Status.PROCESSING


def test_each_result_has_its_days():
    """A result may be given out early; the dossier is returned when the citizen has all that were named."""
    early = e.Returned(at=at(4), office="UB", result="giấy  khai sinh")
    one = life(FIRST, early)
    assert (one.status, one.returned_at) == (Status.PROCESSING, None)
    card = e.PartFinished(at=at(5), office="BH", result="Thẻ BHYT")
    one = one.record(card).record(e.Finished(at=at(6), office="CA", result="Sổ"))
    assert one.status is Status.FINISHED
    one = one.record(e.Returned(at=at(7), office="UB", result="Sổ"))
    assert (one.status, one.returned_at) == (Status.FINISHED, None)
    one = one.record(e.Returned(at=at(9), office="UB", result="Thẻ BHYT"))
    assert (one.status, one.returned_at) == (Status.RETURNED, at(9))
    assert [(r.name, r.finished_at, r.returned_at) for r in one.results] == [
        ("Giấy khai sinh", at(3), at(4)),
        ("Thẻ BHYT", at(5), at(9)),
        ("Sổ", at(6), at(7)),
    ]
    assert [entry.status for entry in one.timeline][-3:] == [
        Status.FINISHED,
        Status.FINISHED,
        Status.RETURNED,
    ]


def test_a_return_without_a_name_gives_out_all():
    """Who gets the result, and no name is said, has every one."""
    one = life(FIRST, e.Finished(at=at(6), office="CA"), e.Returned(at=at(7), office="UB"))
    assert one.status is Status.RETURNED
    assert [result.returned_at for result in one.results] == [at(7), at(7)]
    named = life(e.Finished(at=at(6), office="CA"), e.Returned(at=at(7), office="UB", result="Sổ"))
    assert named.results == (Result("Sổ", "CA", at(6), at(7)),)
    assert named.status is Status.RETURNED


@pytest.mark.parametrize(
    ("happened", "event", "words"),
    [
        ((FIRST,), e.PartFinished(at=at(4), office="CA", result="GIẤY KHAI SINH"), "has been there since"),
        ((FIRST,), e.Returned(at=at(4), office="UB", result="Thẻ"), "return is not allowed"),
        ((FIRST,), e.Returned(at=at(4), office="UB"), "return is not allowed"),
        (
            (FIRST, e.Finished(at=at(4), office="CA", result="Sổ")),
            e.Returned(at=at(5), office="UB", result="Thẻ"),
            "to be returned are Giấy khai sinh, Sổ",
        ),
        ((e.Finished(at=at(4), office="CA"),), FIRST, "finish-part is not allowed|comes before"),
    ],
)
def test_wrong_results(happened, event, words):
    """A result cannot come twice, nor be given out before it is there, nor if there is none such."""
    one = life(*happened)
    with pytest.raises(EventError, match=words):
        one.record(event)
    assert Action.RETURN in life(FIRST).allowed_actions
    assert Action.RETURN not in life().allowed_actions


def test_wrong_names_of_results():
    """The name of a result is a text that is not empty."""
    for kind in (e.PartFinished, e.Returned, e.Finished):
        with pytest.raises(InvalidValueError):
            kind(at=at(3), office="UB", result=" ")
        with pytest.raises(InvalidTypeError):
            kind(at=at(3), office="UB", result=7)
    with pytest.raises(TypeError):
        e.PartFinished(at=at(3), office="UB")


# In words ---------------------------------------------------------------------------------------------------


def test_text():
    """A group tells where it stands: each member, its days and results, and who was late."""
    first = Dossier.replay(
        "ks",
        procedure(1, Step("a", "UB", days(1)), name="Khai sinh"),
        CAL,
        [
            e.Accepted(at=at(2), office="UB"),
            e.PartFinished(at=at(2, 15), office="UB", result="Giấy khai sinh"),
            e.Finished(at=at(2, 16), office="UB"),
            e.Returned(at=at(3, 9), office="UB", result="Giấy khai sinh"),
        ],
    )
    home = Dossier.replay("tt", procedure(3, name="Thường trú"), CAL, [e.Accepted(at=at(3), office="CA")])
    card = Dossier("bh", procedure(5, name="Thẻ"), CAL)
    group = DossierGroup("LT", members=[first, home, card], depends={"tt": "ks", "bh": "tt"})
    assert group.text().splitlines() == [
        "Nhóm hồ sơ LT: Đang xử lý, xong 1 trên 3 hồ sơ",
        "Hạn chung: 06/03/2026",
        "  ks: Khai sinh; Đã trả kết quả; hạn 03/03/2026; xong 02/03/2026",
        "    Giấy khai sinh: có ngày 02/03/2026, trả ngày 03/03/2026",
        "  tt: Thường trú; Được tiếp nhận; đang ở CA; hạn 06/03/2026",
        "  bh: Thẻ; chưa nộp; chờ kết quả của tt",
    ]
    assert group.text("en").splitlines()[0] == "Group LT: processing, 1 of 3 dossiers done"
    with pytest.raises(InvalidValueError):
        group.text("fr")
    late = birth(bh=56).text("en").splitlines()
    assert "The result was 9 working hours late." in late
    assert any(line.endswith("late") and "bh:" in line for line in late)


def test_reports_count_the_last_return():
    """A report counts a dossier as returned when the citizen has the last of its results."""
    early = e.Returned(at=at(4), office="UB", result="Giấy khai sinh")
    one = life(FIRST, early, e.Finished(at=at(6), office="CA", result="Sổ"))

    given_out = e.Returned(at=at(9), office="UB", result="Sổ")
    plain = life(e.Finished(at=at(6), office="CA"), e.Returned(at=at(7), office="UB"))

    def returned(dossier):
        whole = FactReader(datetime(2026, 3, 1), datetime(2026, 4, 1), CAL.zone, {})
        return whole.read(dossier).returned

    assert returned(one) is None
    assert (returned(one.record(given_out)), returned(plain)) == (at(9), at(7))


def test_the_timeline_tells_what_recording_did():
    """Every entry has the status and deadline that the dossier had after its event."""
    happened = [
        *BEGUN,
        FIRST,
        e.Returned(at=at(4), office="UB", result="Giấy khai sinh"),
        e.SupplementRequested(at=at(5), office="CA"),
        e.Supplemented(at=at(6), office="CA"),
        e.PartFinished(at=at(7), office="CA", result="Sổ"),
        e.Finished(at=at(9), office="CA"),
        e.Returned(at=at(10), office="UB", result="Sổ"),
    ]
    one = Dossier("D", procedure(8), CAL)
    for event, entry in zip(happened, Dossier.replay("D", procedure(8), CAL, happened).timeline, strict=True):
        one = one.record(event)
        assert (entry.event, entry.status, entry.deadline) == (event, one.status, one.deadline)
