"""Procedures: their parts, limits, versions, routes, plans, and what is wrong with them."""

import itertools
import pickle
import re
import tomllib
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from thutuc import catalogue
from thutuc.calendars import Closure, OfficeHours, WorkCalendar
from thutuc.deadlines import Clock, due
from thutuc.errors import (
    CalendarRangeError,
    InvalidTypeError,
    InvalidValueError,
    RouteError,
    ThutucError,
    UnknownVersionError,
)
from thutuc.identifiers import ProcedureCode
from thutuc.law import LegalSource, SupplementRule
from thutuc.limits import Condition, Effect, TimeLimit, Unit
from thutuc.offices import Level
from thutuc.procedures import (
    Channel,
    ChannelOffer,
    ClockPolicy,
    Fee,
    Finding,
    Part,
    Procedure,
    ProcedureCase,
    ProcedureVersions,
    RequiredDocument,
    Route,
    Severity,
    Step,
    Transition,
    TransitionRule,
    lint,
)
from thutuc.vietnam import vietnam_calendar

CASES = tomllib.loads((Path(__file__).parent / "cases" / "procedures.toml").read_text("utf-8"))
CAL = vietnam_calendar()
SAME_DAY = TimeLimit(0, Unit.WORKING_DAY, cut_off=time(15))
DAY = timedelta(days=1)


def days(amount):
    return TimeLimit(amount, Unit.WORKING_DAY)


def hours(amount):
    return TimeLimit(amount, Unit.WORKING_HOUR)


def calendar_days(amount):
    return TimeLimit(amount, Unit.DAY)


def steps(*budgets, **fields):
    """Steps a, b, c … with those budgets in working days, one after another."""
    return [
        Step(chr(ord("a") + i), "UBND", budget if isinstance(budget, TimeLimit) else days(budget), **fields)
        for i, budget in enumerate(budgets)
    ]


def procedure(limit=None, route=(), **fields):
    return Procedure("1.000001", "ví dụ", limit, steps=route, **fields)


def fork(one=2, other=3, first=1, last=1, level=Level.COMMUNE):
    """A reception, two opinions side by side, a decision that joins them."""
    return [
        Step("tiếp nhận", "Một cửa", days(first), level=level),
        Step("ý kiến Thuế", "Thuế", days(one), after="tiếp nhận", level=level),
        Step("ý kiến Công an", "Công an", days(other), after="tiếp nhận", level=level),
        Step("ký", "UBND", days(last), after=("ý kiến Thuế", "ý kiến Công an"), level=level),
    ]


def codes(findings):
    return [finding.code for finding in findings]


# Parts -------------------------------------------------------------------------------------------------


def test_text_is_composed():
    """Names and texts in any normal form are kept composed, names with single spaces."""
    decomposed = unicodedata.normalize("NFD", "  Đăng   ký khai sinh ")
    made = Procedure(" 1.001193 ", decomposed, agency=decomposed, sequence="Bước 1\nBước 2 ")
    assert made.name == made.agency == "Đăng ký khai sinh"
    assert made.code == "1.001193"
    assert made.sequence == "Bước 1\nBước 2"
    assert Step(unicodedata.normalize("NFD", "ký"), "A").name == "ký"
    assert Step("b", "B", after=[unicodedata.normalize("NFD", "ký"), "ký"]).after == ("ký",)


def test_a_procedure_code_is_a_code():
    """A `ProcedureCode` is taken as the code it writes."""
    assert Procedure(ProcedureCode.parse("1.004222"), "x").code == "1.004222"


@pytest.mark.parametrize(
    ("make", "arguments"),
    [
        (Step, {"name": "", "office": "A"}),
        (Step, {"name": None, "office": "A"}),
        (Step, {"name": "a", "office": None}),
        (Step, {"name": "a", "office": "A", "limit": 3}),
        (Step, {"name": "a", "office": "A", "limit": "3 ngày"}),
        (Step, {"name": "a", "office": "A", "after": 3}),
        (Step, {"name": "a", "office": "A", "after": (3,)}),
        (Step, {"name": "a", "office": "A", "after": ("",)}),
        (Step, {"name": "a", "office": "A", "own_clock": 1}),
        (Step, {"name": "a", "office": "A", "pauses": "yes"}),
        (RequiredDocument, {"name": " "}),
        (RequiredDocument, {"name": "đơn", "originals": -1}),
        (RequiredDocument, {"name": "đơn", "copies": True}),
        (RequiredDocument, {"name": "đơn", "copies": 1.0}),
        (RequiredDocument, {"name": "đơn", "form": None}),
        (Fee, {"text": None}),
        (Fee, {"text": "x", "amount": -1}),
        (Fee, {"text": "x", "amount": True}),
        (Fee, {"text": "x", "currency": ""}),
        (ChannelOffer, {"channel": 2}),
        (ChannelOffer, {"channel": Channel.POST, "limit": "5 ngày"}),
        (ChannelOffer, {"channel": Channel.POST, "fee": 0}),
        (ProcedureCase, {"name": "", "limit": days(1)}),
        (ProcedureCase, {"name": "x", "limit": 5}),
        (ProcedureCase, {"name": "x", "limit": days(1), "online_limit": 1}),
        (ClockPolicy, {"on_supplement": "restart"}),
        (ClockPolicy, {"notice_within": 3}),
        (Transition, {"rule": "old"}),
        (Transition, {"rule": TransitionRule.NEW_FOR_STEPS}),
        (Transition, {"steps": ("a",)}),
        (Transition, {"rule": TransitionRule.NEW_FOR_STEPS, "steps": "a"}),
    ],
)
def test_parts_check_their_fields(make, arguments):
    """A field of the wrong type, an empty name or a negative number is refused."""
    with pytest.raises(ThutucError) as caught:
        make(**arguments)
    assert isinstance(caught.value, InvalidTypeError | InvalidValueError)
    assert hasattr(caught.value, "given")


@pytest.mark.parametrize(
    "fields",
    [
        {"code": ""},
        {"code": 1.004222},
        {"name": "\n"},
        {"limit": 5},
        {"promise": "3 ngày"},
        {"steps": "a"},
        {"steps": Step("a", "A")},
        {"steps": ["a"]},
        {"cases": [days(3)]},
        {"cases": [ProcedureCase("x", days(1)), ProcedureCase("x", days(2))]},
        {"channels": [Channel.POST]},
        {"documents": ["đơn"]},
        {"sets": -1},
        {"sets": True},
        {"applicants": "cá nhân"},
        {"applicants": [""]},
        {"results": 3},
        {"fees": [0]},
        {"legal_basis": ["Luật Hộ tịch"]},
        {"policy": None},
        {"valid_from": datetime(2025, 7, 1, 0, 0)},
        {"valid_until": "2025-07-01"},
        {"valid_from": date(2025, 7, 1), "valid_until": date(2025, 6, 30)},
        {"source": "NĐ 118"},
        {"transition": TransitionRule.NEW},
    ],
)
def test_a_procedure_checks_its_fields(fields):
    """A field of the wrong type, an empty text, or a version that ends before it begins is refused."""
    with pytest.raises(ThutucError) as caught:
        Procedure(**{"code": "1.000001", "name": "x", **fields})
    assert isinstance(caught.value, ValueError | TypeError)


def test_a_negative_budget_is_no_limit():
    """A budget below nothing is refused by the limit itself."""
    with pytest.raises(InvalidValueError, match="0 or more"):
        Step("a", "A", days(-1))


def test_values_are_frozen_and_travel():
    """A procedure is immutable, hashable, and the same after pickling, its route included."""
    made = procedure(days(5), fork(), valid_from=date(2025, 7, 1))
    again = pickle.loads(pickle.dumps(made))  # noqa: S301 - its own
    assert again == made
    assert hash(again) == hash(made)
    assert again.route().predecessors("ký") == made.route().predecessors("ký")
    with pytest.raises(AttributeError):
        made.name = "y"


def test_labels_are_in_two_languages():
    """Every label exists in Vietnamese and in English, and in no other language."""
    for kind in (Channel, Part, Severity, TransitionRule):
        for member in kind:
            assert member.label() != member.label("en")
            with pytest.raises(InvalidValueError):
                member.label("fr")


def test_missing_parts():
    """A procedure with all seven parts of Điều 8 misses none; an empty one misses all but its name."""
    full = procedure(
        days(5),
        sequence="Bước 1",
        channels=[ChannelOffer(Channel.DIRECT)],
        documents=[RequiredDocument("đơn", 1)],
        applicants=["cá nhân"],
        agency="UBND xã",
    )
    assert full.missing_parts() == ()
    assert procedure().missing_parts() == tuple(Part)[1:]


def test_validity_includes_both_ends():
    """A version is in force on its first and last day, and always where it has none."""
    made = procedure(valid_from=date(2026, 1, 1), valid_until=date(2026, 1, 2))
    in_force = [made.is_valid_on(date(2025, 12, 31) + i * DAY) for i in range(4)]
    assert in_force == [False, True, True, False]
    assert procedure().is_valid_on(date(1900, 1, 1))
    with pytest.raises(InvalidTypeError):
        made.is_valid_on(datetime(2026, 1, 1, 0, 0))


# Limits ------------------------------------------------------------------------------------------------


def test_limits_by_channel_and_case():
    """Each case has one limit for a channel; online and direct may differ; offers go before the procedure."""
    cased = procedure(
        days(9), cases=[ProcedureCase("thường", days(12), days(10)), ProcedureCase("vùng xa", days(22))]
    )
    assert cased.limits_for(Channel.DIRECT) == (days(12), days(22))
    assert cased.limits_for(Channel.ONLINE) == (days(10), days(22))
    offered = procedure(days(9), channels=[ChannelOffer(Channel.ONLINE, days(4))])
    assert offered.limits_for(Channel.ONLINE) == (days(4),)
    assert offered.limits_for(Channel.POST) == (days(9),)
    assert procedure().limits_for(Channel.POST) == ()


def test_one_limit_for_one_dossier():
    """A dossier's limit is that of its case; a case must be named where limits differ."""
    made = procedure(cases=[ProcedureCase("thường", days(12), days(10)), ProcedureCase("vùng xa", days(22))])
    assert made.limit_of(Channel.ONLINE, "thường") == days(10)
    assert made.limit_of(Channel.DIRECT, unicodedata.normalize("NFD", " vùng  xa")) == days(22)
    with pytest.raises(
        InvalidValueError, match=r"several limits.*name the case of the dossier: thường; vùng xa"
    ):
        made.limit_of(Channel.DIRECT)
    with pytest.raises(InvalidValueError, match="several limits"):
        made.limit_of(Channel.DIRECT, "")
    with pytest.raises(InvalidValueError, match="no case called 'khác'"):
        made.limit_of(Channel.DIRECT, "khác")
    with pytest.raises(InvalidTypeError, match=r"Channel\.ONLINE"):
        made.limit_of(2, "thường")
    with pytest.raises(InvalidTypeError):
        made.limit_of(Channel.DIRECT, 3)
    assert procedure().limit_of(Channel.DIRECT) is None


def test_cases_of_equal_limits_need_no_name():
    """Where all cases have one limit, that is the limit."""
    made = procedure(cases=[ProcedureCase("x", days(3)), ProcedureCase("y", days(3))])
    assert made.limit_of(Channel.POST) == days(3)


def test_offers_may_name_cases():
    """A limit of a channel that names a case goes before one that names none, and before the procedure's."""
    made = procedure(
        days(9),
        channels=[
            ChannelOffer(Channel.DIRECT, days(5)),
            ChannelOffer(Channel.DIRECT, days(7), case="vùng xa"),
            ChannelOffer(Channel.ONLINE, days(4), case="gấp"),
        ],
    )
    assert made.limit_of(Channel.DIRECT, "vùng xa") == days(7)
    assert made.limit_of(Channel.DIRECT, "gấp") == days(5)
    assert made.limit_of(Channel.ONLINE, "vùng xa") == days(9)
    assert made.limit_of(Channel.POST, "vùng xa") == days(9)
    with pytest.raises(InvalidValueError, match="5 working days, 7 working days"):
        made.limit_of(Channel.DIRECT)
    twice = procedure(channels=[ChannelOffer(Channel.POST, days(5)), ChannelOffer(Channel.POST, days(7))])
    with pytest.raises(InvalidValueError, match="its cases have no names"):
        twice.limit_of(Channel.POST)
    unnamed = procedure(
        channels=[ChannelOffer(Channel.ONLINE, days(4), case="gấp"), ChannelOffer(Channel.POST)]
    )
    assert unnamed.limit_of(Channel.POST, "gấp") is None


def test_the_appointment_rests_on_the_promise():
    """A promise sets the appointment and leaves the limits of the law as they are."""
    made = procedure(days(10), promise=days(7))
    assert made.limits_for(Channel.DIRECT) == (days(10),)
    assert made.limit_of(Channel.DIRECT) == days(10)
    assert made.appointment_limit(Channel.DIRECT) == days(7)
    assert procedure(days(10)).appointment_limit(Channel.DIRECT) == days(10)
    assert procedure().appointment_limit(Channel.DIRECT) is None
    with pytest.raises(InvalidTypeError):
        made.appointment_limit(1)
    with pytest.raises(InvalidValueError, match="no case called"):
        made.appointment_limit(Channel.DIRECT, "vùng xa")


def test_a_case_may_have_a_promise_of_its_own():
    """The promise of the case goes before that of the procedure; where they differ the case must be named."""
    cases = [ProcedureCase("thường", days(12), promise=days(6)), ProcedureCase("vùng xa", days(22))]
    made = procedure(cases=cases, promise=days(9))
    assert made.appointment_limit(Channel.DIRECT, "thường") == days(6)
    assert made.appointment_limit(Channel.DIRECT, "vùng xa") == days(9)
    with pytest.raises(InvalidValueError, match="several promises"):
        made.appointment_limit(Channel.DIRECT)
    assert procedure(cases=cases[1:], promise=days(9)).appointment_limit(Channel.POST) == days(9)
    assert procedure(cases=cases[1:]).appointment_limit(Channel.POST) == days(22)


# Versions ----------------------------------------------------------------------------------------------


def version(start=None, end=None, limit=10, **fields):
    return procedure(days(limit), valid_from=start, valid_until=end, **fields)


def test_versions_by_date():
    """The version in force on a day is found in any order given, gaps are named, and they iterate in time."""
    old, new = version(end=date(2025, 6, 30)), version(date(2025, 8, 1), limit=7)
    versions = ProcedureVersions([new, old])
    assert [*versions] == [old, new]
    assert (len(versions), versions.code) == (2, "1.000001")
    assert versions.on(date(2025, 6, 30)) is old
    assert versions.on(date(2025, 8, 1)) is new
    with pytest.raises(
        UnknownVersionError, match="in force on 2025-07-15, only always to 2025-06-30"
    ) as caught:
        versions.on(date(2025, 7, 15))
    assert isinstance(caught.value, KeyError)
    assert caught.value.procedure == "1.000001"
    with pytest.raises(InvalidTypeError):
        versions.on(datetime(2025, 8, 1, 0, 0))
    assert "always to 2025-06-30, 2025-08-01 to now" in repr(versions)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "given were none"),
        ([version(), Procedure("X", "x")], "given were 1.000001, X"),
        ([version(), version(date(2025, 7, 1))], "overlap"),
        ([version(end=date(2025, 7, 1)), version(date(2025, 7, 1))], "overlap"),
        ([version(), version()], "overlap"),
    ],
)
def test_versions_that_do_not_follow_each_other(given, words):
    """No version, another code, or two versions on one day are refused."""
    with pytest.raises(InvalidValueError, match=words):
        ProcedureVersions(given)


@pytest.mark.parametrize("given", ["1.000001", 3, [1], version()])
def test_versions_are_procedures(given):
    """Anything but several procedures is refused."""
    with pytest.raises(InvalidTypeError):
        ProcedureVersions(given)


def changed(rule, named=()):
    old = version(end=date(2026, 6, 30), route=[*steps(1, 2), Step("đối thoại", "A", days(3), after="a")])
    new = version(
        date(2026, 7, 1),
        limit=7,
        route=[Step("đối thoại", "B", days(5)), *steps(1)],
        transition=Transition(rule, named),
    )
    return ProcedureVersions([old, new])


def test_a_pending_dossier_keeps_the_version_of_its_receipt():
    """Under the rule `old`, the default, nothing changes; on the day of receipt nothing is pending yet."""
    versions = changed(TransitionRule.OLD)
    old, new = versions
    assert versions.followed(date(2026, 6, 30)) is old
    assert versions.followed(date(2026, 6, 30), date(2026, 7, 1)) is old
    assert versions.followed(date(2026, 7, 1), date(2027, 7, 1)) is new


def test_a_pending_dossier_may_follow_the_new_version():
    """Under the rule `new` it follows the new version from its first day, not before."""
    versions = changed(TransitionRule.NEW)
    old, new = versions
    assert versions.followed(date(2026, 6, 1), date(2026, 6, 30)) is old
    assert versions.followed(date(2026, 6, 1), date(2026, 7, 1)) is new


def test_named_steps_may_be_new():
    """Under a rule that names steps these come from the new version, in their old place, the rest is old."""
    versions = changed(TransitionRule.NEW_FOR_STEPS, ["đối thoại"])
    followed = versions.followed(date(2026, 6, 1), date(2026, 7, 1))
    assert followed.limit == days(10)
    assert followed.steps[:2] == versions.versions[0].steps[:2]
    assert followed.steps[2] == Step("đối thoại", "B", days(5), after="a")


def test_a_transition_names_steps_of_both_versions():
    """A named step that one of the versions does not have is refused."""
    with pytest.raises(InvalidValueError, match="names the step 'b', which the version 2026-07-01 to now"):
        changed(TransitionRule.NEW_FOR_STEPS, ["b"])


@pytest.mark.parametrize(
    ("received", "today"),
    [(date(2026, 6, 1), date(2026, 5, 31)), (date(2026, 6, 1), "2026-07-01"), ("2026-06-01", None)],
)
def test_a_dossier_is_pending_after_its_receipt(received, today):
    """A day before the receipt, or something that is no date, is refused."""
    with pytest.raises(ThutucError):
        changed(TransitionRule.OLD).followed(received, today)


# Routes ------------------------------------------------------------------------------------------------


def test_a_plain_list_is_a_sequence():
    """Steps without `after` come one after another."""
    route = Route(steps(1, 2, 3))
    assert not route.is_parallel
    assert [route.predecessors(name) for name in "abc"] == [(), ("a",), ("b",)]
    assert route.successors("a") == ("b",)
    assert (route.first_steps, route.last_steps) == (("a",), ("c",))
    assert route["b"].limit == days(2)
    assert (len(route), len([*route])) == (3, 3)
    with pytest.raises(InvalidValueError, match="no step is called 'z'; the steps are a, b, c"):
        route.predecessors("z")
    assert repr(route) == "<Route of 3 steps: a, b, c>"


def test_steps_run_in_parallel_and_are_joined():
    """Steps after one step run side by side; a step after several waits for all of them."""
    route = Route(fork())
    assert route.is_parallel
    assert route.successors("tiếp nhận") == ("ý kiến Thuế", "ý kiến Công an")
    assert route.predecessors("ký") == ("ý kiến Thuế", "ý kiến Công an")
    assert route.longest_path(lambda step: step.limit.amount) == (("tiếp nhận", "ý kiến Công an", "ký"), 5)


def test_a_step_may_be_listed_before_those_it_waits_for():
    """The order of the list decides only between steps that may come in either order."""
    route = Route([Step("c", "A", after=("a", "b")), Step("b", "A", after=()), Step("a", "A", after=())])
    assert [step.name for step in route.ordered()] == ["b", "a", "c"]


def test_an_empty_route():
    """A procedure without steps has an empty route, without first, last or longest."""
    route = procedure().route()
    assert route.longest_path(lambda _: 1) == ((), 0)
    assert (route.ordered(), route.first_steps, route.last_steps, route.is_parallel) == ((), (), (), False)
    assert route.mermaid() == "flowchart LR"
    assert route.to_last() == route.from_first() == frozenset()


@pytest.mark.parametrize(
    ("links", "circle", "blocked"),
    [
        ({"a": "a"}, ("a", "a"), ()),
        ({"a": "b", "b": "a"}, ("a", "b", "a"), ()),
        ({"a": (), "b": "d", "c": "b", "d": "c", "e": "d"}, ("b", "c", "d", "b"), ("e",)),
        ({"a": "c", "b": "a", "c": "b", "d": ("c", "e"), "e": ()}, ("a", "b", "c", "a"), ("d",)),
    ],
)
def test_a_circle_is_refused_and_named(links, circle, blocked):
    """Steps that wait for each other are refused; the error names the circle in the order of work."""
    given = [Step(name, "A", after=after) for name, after in links.items()]
    with pytest.raises(RouteError, match=" → ".join(circle)) as caught:
        procedure(route=given)
    assert (caught.value.circle, caught.value.blocked) == (circle, blocked)
    assert isinstance(pickle.loads(pickle.dumps(caught.value)), ValueError)  # noqa: S301 - its own


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([Step("a", "A"), Step(" a", "B")], "a is used twice"),
        ([Step("a", "A"), Step("b", "B", after=("a", "z"))], "'b' comes after z, which is no step"),
    ],
)
def test_names_of_steps_are_known_and_unique(given, words):
    """A name used twice and an unknown one in `after` are refused."""
    with pytest.raises(RouteError, match=words):
        Route(given)


def test_paper_goes_from_one_to_the_next():
    """A dossier on paper takes the steps one after another, an electronic one side by side."""
    made = procedure(days(9), fork())
    assert made.route(Channel.ONLINE) is made.route()
    for channel in (Channel.DIRECT, Channel.POST):
        paper = made.route(channel)
        assert not paper.is_parallel
        assert paper is made.route(channel)
        assert paper.longest_path(lambda step: step.limit.amount)[1] == 7
    assert made.sequential().steps == made.route(Channel.DIRECT).steps
    assert made.sequential().sequential() == made.sequential()
    with pytest.raises(InvalidTypeError):
        made.route(1)


def test_a_route_draws_itself():
    """The flowchart has every step and link, marks steps outside the limit, and escapes its text."""
    drawn = procedure(
        route=[
            Step('nhận "A" & <B> #1', "", days(0.5)),
            Step("thuế", "Thuế", own_clock=True),
            Step("nộp tiền", "Công dân", pauses=True, after=()),
        ]
    ).mermaid("en")
    assert drawn.splitlines() == [
        "flowchart LR",
        '    s1["nhận #quot;A#quot; #amp; #lt;B#gt; #35;1<br/>0.5 working days"]',
        '    s2[["thuế<br/>Thuế"]]',
        '    s3[/"nộp tiền<br/>Công dân"/]',
        "    s1 --> s2",
    ]
    with pytest.raises(InvalidValueError):
        Route().mermaid("fr")


BUDGETS = st.integers(0, 9)


@st.composite
def routes(draw, budgets=BUDGETS):
    """A route of any shape: links go from earlier to later, the list is shuffled."""
    size = draw(st.integers(1, 7))
    made = []
    for i in range(size):
        after = [f"s{j}" for j in range(i) if draw(st.booleans())]
        made.append(Step(f"s{i}", "A", hours(draw(budgets)), after=after))
    return draw(st.permutations(made))


def ways(route, name):
    """Every way from a first step to *name*, by walking back."""
    before = route.predecessors(name)
    return [[*way, name] for each in before for way in ways(route, each)] if before else [[name]]


@given(routes())
def test_the_longest_path_is_the_longest_of_all(given_steps):
    """Of all ways through a random route none is longer than the longest path, which is one of them."""
    route = Route(given_steps)
    path, total = route.longest_path(lambda step: step.limit.amount)
    every = [way for last in route.last_steps for way in ways(route, last)]
    assert list(path) in every
    assert total == max(sum(route[name].limit.amount for name in way) for way in every)
    assert total == sum(route[name].limit.amount for name in path)


@given(routes())
def test_every_step_comes_after_those_it_waits_for(given_steps):
    """The order respects every link and has every step once, and so has the order on paper."""
    route = Route(given_steps)
    for order in (route.ordered(), route.sequential().ordered()):
        names = [step.name for step in order]
        assert sorted(names) == sorted(step.name for step in given_steps)
        assert all(names.index(one) < names.index(name) for name in names for one in route.predecessors(name))


# Findings ----------------------------------------------------------------------------------------------


def test_a_sound_procedure_has_no_findings():
    """Budgets that add up to the limit along the longest path leave nothing to find."""
    assert lint(procedure(days(5), fork())) == ()
    assert lint(procedure(days(9), fork(), promise=days(5))) == ()


@pytest.mark.parametrize(
    ("limit", "route", "fields", "expected"),
    [
        (days(4), fork(), {}, ["over-limit"]),
        (days(6), fork(), {}, ["under-limit"]),
        (days(9), fork(), {"promise": days(4)}, ["over-promise"]),
        (days(9), fork(), {"promise": days(6)}, ["under-promise"]),
        (days(4), fork(), {"promise": days(6)}, ["promise-longer", "over-limit", "under-promise"]),
        (days(5), [], {"promise": calendar_days(3)}, ["mixed-units"]),
        (days(1), steps(hours(2), hours(3), hours(2), hours(1)), {}, []),
        (calendar_days(5), steps(2, 3), {}, ["mixed-units"]),
        (days(5), steps(2, calendar_days(3)), {}, ["mixed-units"]),
        (calendar_days(14), steps(TimeLimit(1, Unit.WEEK), calendar_days(7)), {}, []),
        (TimeLimit(1, Unit.YEAR), steps(TimeLimit(13, Unit.MONTH)), {}, ["over-limit"]),
        (TimeLimit(24, Unit.HOUR), steps(TimeLimit(30, Unit.HOUR)), {}, ["over-limit"]),
        (TimeLimit(1, Unit.MONTH), steps(calendar_days(31)), {}, ["mixed-units"]),
        (None, steps(2), {}, ["no-limit"]),
        (None, [], {"channels": [ChannelOffer(Channel.POST)]}, ["no-limit"]),
        (
            None,
            [],
            {"channels": [ChannelOffer(Channel.POST), ChannelOffer(Channel.ONLINE, days(3))]},
            ["no-limit"],
        ),
        (days(3), [Step("a", "", days(3))], {}, ["no-office"]),
        (days(3), [Step("a", "A", days(2)), Step("b", "B")], {}, ["no-budget"]),
        (days(3), [Step("a", "A", days(4)), Step("b", "B")], {}, ["over-limit", "no-budget"]),
        (days(3), [Step("a", "A", days(3)), Step("b", "B", own_clock=True)], {}, []),
        (days(3), [Step("a", "A", days(3)), Step("b", "B", days(9), pauses=True)], {}, []),
        (
            days(3),
            [Step("a", "A", days(3)), Step("b", "B", days(1), after=())],
            {},
            ["unreachable", "endless"],
        ),
        (
            days(3),
            [Step("a", "A", days(3)), Step("b", "B", days(0), after=()), Step("c", "C", days(0), ("a", "b"))],
            {},
            ["unreachable"],
        ),
        (
            days(3),
            [
                Step("a", "A", days(3), after=()),
                Step("b", "B", days(0), after=()),
                Step("c", "C", days(0), ("a", "b")),
            ],
            {},
            [],
        ),
        (
            days(3),
            [Step("a", "A", days(1)), Step("b", "B", days(2), "a"), Step("c", "C", days(2), "a")],
            {},
            ["endless"],
        ),
        (SAME_DAY, steps(hours(2), hours(3), hours(2), hours(1)), {}, ["over-same-day"]),
        (SAME_DAY, steps(hours(1), hours(1)), {}, []),
        (SAME_DAY, steps(hours(3)), {}, ["over-same-day"]),
        (days(0), steps(hours(3)), {}, ["no-cut-off"]),
        (days(0), steps(calendar_days(1)), {}, ["over-same-day", "no-cut-off"]),
        (calendar_days(0), [], {}, ["no-cut-off"]),
        (SAME_DAY, steps(0), {}, []),
    ],
)
def test_what_lint_finds(limit, route, fields, expected):
    """Each contradiction or gap is found once and named, the gravest first."""
    found = lint(procedure(limit, route, **fields), parts=False)
    assert codes(found) == expected
    assert [finding.severity for finding in found] == sorted(finding.severity for finding in found)


def test_findings_speak_both_languages():
    """A finding says what was found in Vietnamese and in English, and names the steps."""
    (found,) = lint(procedure(days(3), steps(1, 2.5)))
    assert str(found) == "các bước a, b cộng lại 3,5 ngày làm việc, dài hơn thời hạn 03 ngày làm việc"
    assert found.text("en") == "the steps a, b take 3.5 working days, longer than the limit of 3 working days"
    assert found.steps == ("a", "b")
    with pytest.raises(InvalidValueError):
        found.text("fr")
    assert isinstance(found, Finding)


def test_a_sum_does_not_relax_a_same_day_limit():
    """Steps of 2 h, 3 h, 2 h and 1 h make a working day, which is longer than "trong ngày" (2.000908)."""
    made = procedure(SAME_DAY, steps(hours(2), hours(3), hours(2), hours(1)))
    (found,) = lint(made)
    assert found.severity is Severity.ERROR
    assert "01 ngày làm việc" in found.vi


def test_the_last_hour_of_receipt_for_a_same_day_limit():
    """Three hours of steps are kept until 14:00, and the cut-off is at 15:00."""
    (found,) = lint(procedure(SAME_DAY, steps(hours(3))))
    assert found.severity is Severity.WARNING
    assert "received after 14:00" in found.en
    (found,) = lint(procedure(SAME_DAY, steps(hours(4))))
    assert "nhận sau 11:00" in found.vi
    (found,) = lint(procedure(SAME_DAY, steps(hours(3.5))))
    assert "nhận sau 13:30" in found.vi


def test_days_are_compared_by_the_office_s_own_day():
    """Seven hours of steps fill the day of an office of seven hours, and not a state day of eight."""
    made = procedure(days(1), steps(hours(4), hours(4)))
    assert lint(made) == ()
    short = OfficeHours.of({"mon-fri": "08:00-11:30, 13:30-17:00"})
    assert codes(lint(made, hours=short)) == ["over-limit"]
    with pytest.raises(InvalidTypeError):
        lint(made, hours=8)
    with pytest.raises(InvalidTypeError):
        lint(made, parts=1)


@pytest.mark.parametrize(
    ("declared", "description", "expected"),
    [
        (days(5), "Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ", []),
        (days(5), "Nộp tại Trung tâm Phục vụ hành chính công", []),
        (days(5), "Trong thời hạn 05 ngày kể từ ngày nhận đủ hồ sơ", ["description-differs"]),
        (days(15), "Trong thời hạn 20 ngày làm việc", ["description-differs"]),
        (days(8), "03 ngày làm việc. Trường hợp cần xác minh thì thời hạn không quá 08 ngày làm việc.", []),
        (days(8), "05 ngày làm việc; trường hợp phức tạp thì kéo dài thêm 03 ngày làm việc", []),
        (
            days(9),
            "05 ngày làm việc; trường hợp phức tạp thì kéo dài thêm 03 ngày làm việc",
            ["description-differs"],
        ),
        (days(20), "05 ngày làm việc; trường hợp phức tạp thì kéo dài thêm 15 ngày", ["description-differs"]),
        (hours(8), "01 ngày làm việc", []),
        (days(0), "Ngay trong ngày làm việc; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo", []),
    ],
)
def test_a_declared_limit_is_held_against_its_description(declared, description, expected):
    """A declared limit that is none of those its own description states is found."""
    offer = ChannelOffer(Channel.ONLINE, declared, description=description)
    assert codes(lint(procedure(channels=[offer]), parts=False)) == expected


def test_missing_parts_are_looked_for_in_published_records():
    """A procedure that describes itself must have all seven parts; a bare route need not, unless asked."""
    record = procedure(days(5), documents=[RequiredDocument("đơn")])
    assert codes(lint(record)) == ["missing-part"] * 4
    assert lint(procedure(days(5))) == ()
    assert codes(lint(procedure(days(5)), parts=True)) == ["missing-part"] * 5
    assert codes(lint(procedure(), parts=True)) == ["no-limit", *["missing-part"] * 5]
    assert next(finding.en for finding in lint(record)) == "missing: sequence of actions"


# Plans -------------------------------------------------------------------------------------------------


def test_a_plan_of_a_sequence():
    """Steps follow each other from the opening of the first day that counts to the due moment."""
    plan = procedure(days(5), steps(0.5, 4, 0.5)).plan(date(2026, 3, 2), CAL)
    assert [window.step.name for window in plan] == ["a", "b", "c"]
    first, middle, last = plan
    assert (first.earliest_start, first.earliest_end) == (datetime(2026, 3, 3, 7), datetime(2026, 3, 3, 11))
    assert (middle.earliest_start, middle.earliest_end) == (
        datetime(2026, 3, 3, 11),
        datetime(2026, 3, 9, 11),
    )
    assert (last.earliest_start, last.earliest_end) == (datetime(2026, 3, 9, 11), datetime(2026, 3, 9, 17))
    assert plan.finish == plan.deadline.due_at
    assert plan.fits
    assert plan.critical_path == ("a", "b", "c")
    assert {window.slack for window in plan} == {plan.reserve} == {timedelta()}


def test_a_plan_of_a_fork():
    """The step that is not waited for has slack: what its neighbour takes longer."""
    plan = procedure(days(5), fork()).plan(date(2026, 3, 2), CAL)
    assert plan.critical_path == ("tiếp nhận", "ý kiến Công an", "ký")
    assert plan["ý kiến Thuế"].slack == timedelta(hours=8)
    assert not plan["ý kiến Thuế"].is_critical
    assert plan["ý kiến Thuế"].latest_end == plan["ý kiến Công an"].earliest_end
    with pytest.raises(InvalidValueError, match="no step is called 'x'"):
        plan["x"]


def test_a_plan_from_a_moment_begins_at_the_moment():
    """Steps begin at the moment of receipt or when the office next opens, and end as a session closes."""
    made = procedure(days(2), steps(0.5, 0.5))
    assert made.plan(datetime(2026, 3, 2, 9, 15), CAL)["a"].earliest_start == datetime(2026, 3, 2, 9, 15)
    assert made.plan(datetime(2026, 3, 2, 12), CAL)["a"].earliest_start == datetime(2026, 3, 2, 13, 30)
    late = made.plan(datetime(2026, 3, 2, 17), CAL)
    assert late["a"].earliest_start == datetime(2026, 3, 3, 7)
    assert late["b"].earliest_end == datetime(2026, 3, 3, 17)


def test_a_same_day_plan_from_a_date_begins_on_the_day():
    """A limit of the same day counts on the day itself, so that its steps do too."""
    plan = procedure(SAME_DAY, steps(hours(2))).plan(date(2026, 3, 2), CAL)
    assert plan.finish == datetime(2026, 3, 2, 9)
    assert plan.fits


def test_a_plan_that_does_not_fit():
    """A plan that ends after the due moment says so, with a reserve and slacks below nothing."""
    plan = procedure(days(3), steps(1, 3)).plan(date(2026, 3, 2), CAL)
    assert not plan.fits
    assert plan.reserve == timedelta(hours=-8)
    assert plan["a"].slack == timedelta(hours=-8)
    assert "quá hạn 1 ngày" in plan.text()
    assert "late (-8:00)" in plan.text("en")


def test_the_end_of_a_day_is_written_as_its_end():
    """A step that must end with a day off, and the one that may begin then: 24:00 of that day."""
    plan = catalogue.standard().find("TN02").plan(datetime(2026, 3, 2, 8, 30), CAL)
    rows = {row["step"]: row["latest"] for row in plan.table().to_dicts()}
    assert rows["bước 2"] == "17:00 24/02/2026 – 24:00 01/03/2026"
    assert rows["xác nhận"] == "24:00 01/03/2026 – 24:00 08/03/2026"


def test_a_plan_on_paper_takes_longer():
    """The opinions of a dossier on paper follow each other."""
    made = procedure(days(5), fork())
    assert made.plan(date(2026, 3, 2), CAL, channel=Channel.ONLINE).fits
    paper = made.plan(date(2026, 3, 2), CAL, channel=Channel.DIRECT)
    assert not paper.fits
    assert paper.reserve == timedelta(hours=-16)


def test_a_plan_rests_on_the_promise():
    """The deadline of a plan is the appointment; the deadline of the law stands beside it."""
    plan = procedure(days(5), steps(1), promise=days(3)).plan(date(2026, 3, 2), CAL)
    assert (plan.deadline.due_on, plan.statutory.due_on) == (date(2026, 3, 5), date(2026, 3, 9))
    plain = procedure(days(5), steps(1)).plan(date(2026, 3, 2), CAL)
    assert plain.deadline == plain.statutory
    promised = procedure(None, steps(1), promise=days(3)).plan(date(2026, 3, 2), CAL)
    assert promised.statutory is None
    assert promised.deadline.due_on == date(2026, 3, 5)


def test_a_plan_asks_for_what_it_must_know():
    """Limits that differ by channel or case must be named; where all agree they need not be."""
    made = procedure(cases=[ProcedureCase("thường", days(3), days(2))], route=steps(1))
    with pytest.raises(InvalidValueError, match="differ by channel; say how the dossier came in"):
        made.plan(date(2026, 3, 2), CAL)
    assert made.plan(date(2026, 3, 2), CAL, channel=Channel.ONLINE).deadline.due_on == date(2026, 3, 4)
    offered = procedure(route=steps(1), channels=[ChannelOffer(Channel.ONLINE, days(2))])
    assert offered.plan(date(2026, 3, 2), CAL).deadline.due_on == date(2026, 3, 4)
    cased = procedure(route=steps(1), cases=[ProcedureCase("x", days(2)), ProcedureCase("y", days(3))])
    assert cased.plan(date(2026, 3, 2), CAL, case="y").deadline.due_on == date(2026, 3, 5)
    with pytest.raises(InvalidValueError, match="name the case"):
        cased.plan(date(2026, 3, 2), CAL)


def test_a_plan_without_a_limit():
    """Without a limit there is no deadline, and latest times are counted from the end of the last step."""
    plan = procedure(None, fork()).plan(date(2026, 3, 2), CAL)
    assert plan.deadline is plan.reserve is None
    assert plan.fits
    assert [window.is_critical for window in plan] == [not window.slack for window in plan]
    assert "hạn:" not in plan.text()


def test_a_plan_without_steps():
    """A procedure without steps has an empty plan that ends where it begins."""
    plan = procedure(days(5)).plan(date(2026, 3, 2), CAL)
    assert (len(plan), plan.finish, plan.critical_path) == (0, datetime(2026, 3, 3, 7), ())
    with pytest.raises(InvalidValueError, match="the steps are none"):
        plan["x"]


def test_steps_run_in_the_time_of_their_own_office():
    """A working day of a step is its own office's day, and its office's hours and days off apply."""
    tax = WorkCalendar(
        date(2026, 1, 1),
        date(2026, 12, 31),
        {"mon-fri": "08:00-11:30, 13:30-17:00"},
        days_off=[date(2026, 3, 4)],
    )
    made = procedure(days(5), [Step("a", "Một cửa", days(0)), Step("b", "Thuế", days(2))])
    plan = made.plan(datetime(2026, 3, 2, 17), CAL, calendars={"Thuế": tax})
    assert plan["b"].earliest_start == datetime(2026, 3, 3, 8)
    assert plan["b"].earliest_end == datetime(2026, 3, 5, 17)
    assert plan["b"].slack == tax.working_time_between(datetime(2026, 3, 5, 17), datetime(2026, 3, 9, 17))


def test_steps_in_calendar_days_run_to_their_own_deadline():
    """A budget in days ends with its due day, and may begin until the last day that allows it."""
    made = procedure(
        days(10), [Step("a", "A", days(1)), Step("niêm yết", "A", calendar_days(5)), Step("c", "A", days(1))]
    )
    plan = made.plan(datetime(2026, 3, 2, 7), CAL)
    posting = plan["niêm yết"]
    assert posting.earliest_end == due(calendar_days(5), datetime(2026, 3, 2, 17), CAL).due_at
    assert posting.earliest_end == datetime(2026, 3, 9, 17)  # day 5 is a Saturday
    assert plan["c"].latest_start == datetime(2026, 3, 16, 7)
    assert posting.latest_end == datetime(2026, 3, 16, 7)
    assert posting.latest_start == datetime(2026, 3, 8, 23, 59, 59, 999999)
    assert plan.fits


@pytest.mark.parametrize(
    "limit",
    [
        TimeLimit(1, Unit.WEEK),
        TimeLimit(1, Unit.MONTH),
        TimeLimit(1, Unit.YEAR),
        TimeLimit(30, Unit.HOUR),
        TimeLimit(2.5, Unit.DAY),
        TimeLimit(3, Unit.DAY, cut_off=time(15)),
    ],
)
@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 2, 9), datetime(2026, 3, 6, 18), datetime(2026, 3, 7, 10)]
)
def test_calendar_time_latest_starts_are_exact(limit, start):
    """From the latest start a step in calendar time is in time, and a working day later it is not."""
    plan = procedure(TimeLimit(2, Unit.YEAR), [Step("x", "A", limit), Step("b", "A", days(1))]).plan(
        start, CAL
    )
    window = plan["x"]
    assert due(limit, window.latest_start, CAL).due_at <= window.latest_end
    late = datetime.combine(CAL.add_working_days(window.latest_start, 1), time(17))
    assert due(limit, late, CAL).due_at > window.latest_end
    tight = procedure(None, [Step("x", "A", limit)]).plan(start, CAL)["x"]
    assert tight.earliest_start <= tight.latest_start
    assert tight.earliest_end <= tight.latest_end


def test_hours_that_end_on_a_day_off_end_sooner():
    """A step in plain hours before an office that works on Saturday must end by Friday's close."""
    archive = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"sat": "08:00-10:00"})
    route = [Step("x", "A", TimeLimit(30, Unit.HOUR)), Step("lưu", "Lưu trữ", hours(2))]
    plan = procedure(days(10), route).plan(datetime(2026, 3, 2, 9), CAL, calendars={"Lưu trữ": archive})
    assert plan["x"].latest_end == datetime(2026, 3, 14, 8)
    assert plan["x"].latest_start == datetime(2026, 3, 13, 17) - timedelta(hours=30)


def test_a_latest_start_before_the_calendar_is_refused():
    """A plan so late that a step should have begun before the calendar knows any day is refused."""
    with pytest.raises(CalendarRangeError):
        procedure(days(1), steps(calendar_days(90))).plan(date(2026, 1, 5), SMALL)


def test_a_step_outside_the_limit_moves_the_deadline():
    """A sub-procedure with its own clock and a payment shift the deadline by the time they take."""
    for outside in ({"own_clock": True}, {"pauses": True}):
        inner = Step("thuế", "Thuế", days(3), **outside)
        route = [Step("a", "A", days(2)), inner, Step("c", "A", days(3))]
        plan = procedure(days(5), route).plan(date(2026, 3, 2), CAL)
        assert plan.deadline.due_on == date(2026, 3, 12)
        assert plan.finish == plan.deadline.due_at
        assert plan.reserve == timedelta()
        clock = Clock(days(5), date(2026, 3, 2), CAL).pause(plan["thuế"].earliest_start - DAY)
        assert clock.resume(plan["thuế"].earliest_end).deadline.due_on == plan.deadline.due_on


def test_the_first_step_may_stand_outside_the_limit():
    """A wait that begins with the event counts from the event: all its days are taken out."""
    route = [Step("nộp tiền", "Công dân", days(2), pauses=True), Step("b", "A", days(5))]
    plan = procedure(days(5), route).plan(date(2026, 3, 2), CAL)
    assert plan.deadline.due_on == date(2026, 3, 11)
    assert plan.reserve == timedelta()


def test_waits_that_overlap_are_taken_out_once():
    """Two waits side by side move the deadline by the longer one, in the promise and in the law."""
    route = [
        Step("a", "A", days(1)),
        Step("thuế", "Thuế", days(2), after="a", own_clock=True),
        Step("công an", "Công an", days(4), after="a", own_clock=True),
        Step("nộp tiền", "Công dân", days(1), after="công an", pauses=True),
        Step("ký", "A", days(2), after=("thuế", "nộp tiền")),
    ]
    plan = procedure(days(4), route, promise=days(3)).plan(date(2026, 3, 2), CAL)
    assert plan.deadline.due_on == CAL.add_working_days(date(2026, 3, 2), 8)
    assert plan.statutory.due_on == CAL.add_working_days(date(2026, 3, 2), 9)
    assert plan.fits


def test_a_step_without_a_budget_takes_no_time_and_is_named():
    """A step without a budget is planned as taking no time, and the plan says which steps those are."""
    plan = procedure(days(2), [Step("a", "A", days(1)), Step("b", "B")]).plan(date(2026, 3, 2), CAL)
    assert plan.unbudgeted == ("b",)
    assert plan["b"].earliest_start == plan["b"].earliest_end == plan["a"].earliest_end
    assert plan.text().endswith("; chưa có thời hạn: b")


def test_aware_moments_stay_aware():
    """A plan from an aware moment is in the office's zone, whatever the zone it was given in."""
    made = procedure(days(3), [Step("a", "A", days(1)), Step("b", "A", calendar_days(1))])
    plan = made.plan(datetime(2026, 3, 2, 2, 0, tzinfo=UTC), CAL)
    naive = made.plan(datetime(2026, 3, 2, 9, 0), CAL)
    for aware, local in zip(plan, naive, strict=True):
        assert aware.earliest_end.replace(tzinfo=None) == local.earliest_end
        assert aware.latest_start.replace(tzinfo=None) == local.latest_start
        assert aware.slack == local.slack


def test_days_with_hours_of_their_own():
    """On a calendar with closures or days of other hours the plan is as exact as elsewhere."""
    closed = CAL.with_closures(Closure(datetime(2026, 3, 3, 9), datetime(2026, 3, 3, 10), "mất điện"))
    plan = procedure(days(2), steps(hours(2), hours(2))).plan(date(2026, 3, 2), closed)
    assert plan["a"].earliest_end == datetime(2026, 3, 3, 9)
    assert plan["b"].earliest_start == datetime(2026, 3, 3, 10)


@pytest.mark.parametrize(
    "arguments",
    [
        {"start": "2026-03-02"},
        {"start": None},
        {"start": date(1999, 1, 1)},
        {"start": datetime(1999, 1, 1, 0, 0)},
        {"calendar": None},
        {"calendars": [CAL]},
        {"calendars": {"UBND": "mon-fri"}},
        {"channel": 1},
        {"case": "x"},
        {"convention": "civil-code"},
    ],
)
def test_a_plan_checks_its_arguments(arguments):
    """An argument of the wrong type, an unknown case or a day outside the calendar is refused."""
    given = {"start": date(2026, 3, 2), "calendar": CAL, **arguments}
    with pytest.raises(ThutucError):
        procedure(days(3), steps(1)).plan(given.pop("start"), given.pop("calendar"), **given)


def test_a_limit_in_hours_needs_the_hour():
    """A procedure with a limit in hours is planned from a moment, not from a date."""
    with pytest.raises(InvalidTypeError):
        procedure(hours(8), steps(hours(2))).plan(date(2026, 3, 2), CAL)


def test_a_plan_shows_itself():
    """A plan prints as a table, shows as one in a notebook with its text escaped, and gives its data."""
    plan = procedure(days(5), [Step("<nhận>", "A & B", days(1))]).plan(date(2026, 3, 2), CAL)
    lines = plan.text("en").splitlines()
    assert lines[0].split() == ["Step", "Office", "Budget", "Earliest", "Latest", "Slack", "(h)"]
    assert lines[1].startswith("*  <nhận>  A & B   1 working day")
    assert lines[-1] == "Ends: 17:00 03/03/2026; due: 17:00 09/03/2026; in time (32:00)"
    assert str(plan) == plan.text("vi")
    assert repr(plan) == "<Plan of 1 steps from 2026-03-02 to 2026-03-03 17:00, due 2026-03-09 17:00>"
    html = plan._repr_html_()
    assert "&lt;nhận&gt;" in html
    assert "A &amp; B" in html
    titles = ("", "Bước", "Cơ quan", "Thời hạn", "Sớm nhất", "Muộn nhất", "Dự trữ")
    assert re.findall("<th[^>]*>([^<]*)</th>", html) == list(titles)
    assert "01 ngày làm việc" in html
    assert plan.to_dicts() == [
        {
            "step": "<nhận>",
            "office": "A & B",
            "budget": "01 ngày làm việc",
            "earliest_start": "2026-03-03T07:00:00",
            "earliest_end": "2026-03-03T17:00:00",
            "latest_start": "2026-03-09T07:00:00",
            "latest_end": "2026-03-09T17:00:00",
            "slack_seconds": 115200.0,
            "critical": True,
            "counts": True,
        }
    ]
    with pytest.raises(InvalidValueError):
        plan.text("fr")


# A plan against one made minute by minute --------------------------------------------------------------

SMALL = WorkCalendar(
    date(2025, 12, 1),
    date(2026, 6, 30),
    {"mon-thu": "07:00-11:30, 13:30-17:00", "fri": "07:30-11:00", "sat": "08:00-10:00"},
    days_off=[date(2026, 3, 4)],
)
OTHER = WorkCalendar(
    date(2025, 12, 1), date(2026, 6, 30), {"mon-fri": "08:00-12:00, 13:00-16:00"}, days_off=[date(2026, 3, 5)]
)
STEP = timedelta(minutes=30)


def half_hours(calendar):
    """Every half hour in which the office works, asked one by one."""
    at, found = datetime(2025, 12, 1), []
    while at < datetime(2026, 6, 20):
        if any(
            session.opens <= at.hour * 60 + at.minute < session.closes
            for session in calendar.sessions_on(at.date())
        ):
            found.append(at)
        at += STEP
    return found


WORKED = {"A": half_hours(SMALL), "B": half_hours(OTHER)}


def naive_end(office, begin, amount):
    """Count half hours forward one by one; the first of them and the end of the last."""
    if not amount:
        return begin, begin
    ahead = list(itertools.islice((at for at in WORKED[office] if at >= begin), amount))
    return ahead[0], ahead[-1] + STEP


def naive_begin(office, end, amount):
    """Count half hours backward one by one; the first of them and the end of the last."""
    if not amount:
        return end, end
    behind = list(itertools.islice((at for at in reversed(WORKED[office]) if at + STEP <= end), amount))
    return behind[-1], behind[0] + STEP


@st.composite
def routes_of_two_offices(draw):
    given_steps = draw(routes(st.integers(0, 12).map(lambda n: n / 2)))
    offices = draw(st.lists(st.sampled_from("AB"), min_size=7, max_size=7))
    return [
        Step(step.name, office, step.limit, after=step.after)
        for step, office in zip(given_steps, offices, strict=False)
    ]


starts = st.integers(0, 2 * 24 * 10).map(lambda n: datetime(2026, 3, 2) + n * STEP)


@settings(max_examples=60, deadline=None)
@given(routes_of_two_offices(), starts, st.integers(1, 12))
def test_a_plan_is_what_counting_half_hours_gives(given_steps, start, limit):
    """Earliest and latest times are those found by counting half hours one by one, forward and backward."""
    plan = procedure(days(limit), given_steps).plan(start, SMALL, calendars={"B": OTHER})
    route = Route(given_steps)
    ends = {}
    for step in route.ordered():
        begin = max([ends[name] for name in route.predecessors(step.name)], default=start)
        opening, ends[step.name] = naive_end(step.office, begin, round(step.limit.amount * 2))
        window = plan[step.name]
        assert (window.earliest_start, window.earliest_end) == (opening, ends[step.name])
    assert plan.finish == max(ends.values())
    assert plan.fits == (plan.finish <= plan.deadline.due_at)
    begins = {}
    for step in reversed(route.ordered()):
        end = min([begins[name] for name in route.successors(step.name)], default=plan.deadline.due_at)
        begins[step.name], closing = naive_begin(step.office, end, round(step.limit.amount * 2))
        window = plan[step.name]
        assert (window.latest_start, window.latest_end) == (begins[step.name], closing)


@settings(max_examples=60, deadline=None)
@given(routes_of_two_offices(), starts, st.integers(1, 12))
def test_windows_are_consistent(given_steps, start, limit):
    """If a plan fits, no step must begin or end before it can; if it does not, some step must."""
    plan = procedure(days(limit), given_steps).plan(start, SMALL, calendars={"B": OTHER})
    in_time = [
        window.earliest_start <= window.latest_start and window.earliest_end <= window.latest_end
        for window in plan
    ]
    assert all(in_time) == plan.fits
    assert all(plan[name].is_critical for name in plan.critical_path)
    assert plan[plan.critical_path[-1]].earliest_end == plan.finish


@settings(max_examples=60, deadline=None)
@given(routes(), starts, st.integers(0, 12))
def test_slack_is_the_reserve_exactly_on_the_critical_steps(given_steps, start, limit):
    """In one office a step is critical if its slack is the reserve of the whole, 0 against the last end."""
    plan = procedure(days(limit) if limit else None, given_steps).plan(start, SMALL)
    reserve = plan.reserve or timedelta()
    assert [window.slack == reserve for window in plan] == [window.is_critical for window in plan]
    assert all(window.slack >= reserve for window in plan)


@given(routes())
def test_the_critical_path_is_the_longest(given_steps):
    """In one office the critical path takes as long as the longest path of the route."""
    plan = procedure(None, given_steps).plan(date(2026, 3, 2), SMALL)
    total = Route(given_steps).longest_path(lambda step: step.limit.amount)[1]
    assert sum(plan[name].step.limit.amount for name in plan.critical_path) == total
    begun = SMALL.opening(date(2026, 3, 3))
    assert SMALL.working_time_between(begun, plan.finish) == timedelta(hours=total)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_a_sequence_takes_the_sum_of_its_steps(amounts):
    """Steps one after another end where one step with the sum of their budgets ends."""
    plan = procedure(None, steps(*map(hours, amounts))).plan(datetime(2026, 3, 2, 8), SMALL)
    assert plan.finish == SMALL.add_working_time(datetime(2026, 3, 2, 8), timedelta(hours=sum(amounts)))


# Complaints and denunciations --------------------------------------------------------------------------


def act_versions(act):
    """An act as procedures: the normal limit, the complex one as a condition that replaces it, cases."""
    made = []
    for entry in act["versions"]:
        texts = {"": [entry["limit"], entry.get("complex")], **entry.get("cases", {})}
        limits = {name: with_complex(*pair) for name, pair in texts.items()}
        made.append(
            Procedure(
                act["code"],
                act["name"],
                cases=[ProcedureCase(name or "thường", limit) for name, limit in limits.items()],
                valid_from=entry.get("from"),
                valid_until=entry.get("until"),
                transition=Transition(TransitionRule(entry.get("transition", "old"))),
                source=LegalSource(act["source"]),
                policy=ClockPolicy(on_supplement=SupplementRule.RESUME),
            )
        )
    return ProcedureVersions(made)


def with_complex(text, complex_text=None):
    limit = TimeLimit.parse(text)
    if complex_text is None:
        return limit
    condition = Condition("vụ việc phức tạp", TimeLimit.parse(complex_text), Effect.REPLACES)
    return TimeLimit(limit.amount, limit.unit, conditions=[condition])


@pytest.mark.parametrize(
    ("act", "check"),
    [
        pytest.param(act, check, id=f"{act['code']}-{check['event']}-{i}")
        for act in CASES["acts"]
        for i, check in enumerate(act["checks"])
    ],
)
def test_complaints_and_denunciations(act, check):
    """Limits that change by date, are replaced, extended and suspended give the days counted by hand."""
    followed = act_versions(act).followed(check["event"], check.get("pending"))
    limit = followed.limit_of(Channel.DIRECT, check.get("case", "thường"))
    if check.get("complex"):
        limit = limit.under(limit.conditions[0])
    clock = Clock(limit, check["event"], CAL)
    for pause, resume in check.get("suspended", ()):
        clock = clock.pause(pause, reason="tạm đình chỉ").resume(resume)
    for text, decided in check.get("extended", ()):
        clock = clock.extend(TimeLimit.parse(text), decided, reason="quyết định gia hạn")
    assert clock.deadline.due_on == check["due"]


def test_a_complaint_mixes_units_in_one_process():
    """Acceptance in working days and resolution in days make one plan, and lint says they do not add up."""
    route = [Step("thụ lý", "UBND", days(7)), Step("giải quyết", "UBND", calendar_days(30))]
    made = procedure(None, route)
    plan = made.plan(date(2026, 7, 1), CAL)
    assert plan["thụ lý"].earliest_end == datetime(2026, 7, 10, 17)
    assert plan.finish == datetime(2026, 8, 10, 17)  # 30 days end on Sunday 9 August
    assert codes(lint(made)) == ["no-limit", "mixed-units"]


def test_pending_complaints_follow_the_new_rules_of_dialogue():
    """Nghị định 155/2026: dialogue of cases already accepted follows the new text, the limits the old one."""
    route = [Step("thụ lý", "UBND", days(10)), Step("đối thoại", "UBND", calendar_days(3))]
    old = Procedure("KN.3", "khiếu nại", calendar_days(30), route, valid_until=date(2026, 6, 30))
    new = Procedure(
        "KN.3",
        "khiếu nại",
        calendar_days(30),
        [Step("thụ lý", "UBND", days(7)), Step("đối thoại", "UBND", calendar_days(5))],
        valid_from=date(2026, 7, 1),
        transition=Transition(
            TransitionRule.NEW_FOR_STEPS, ("đối thoại",), LegalSource("Nghị định 155/2026/NĐ-CP", "Điều 22")
        ),
    )
    followed = ProcedureVersions([old, new]).followed(date(2026, 6, 15), date(2026, 7, 2))
    assert [step.limit for step in followed.steps] == [days(10), calendar_days(5)]


def test_every_check_is_a_fact():
    """Every act of the list has a source, and every check a due day after its event."""
    assert all(re.search(r"Luật|Nghị định", act["source"]) for act in CASES["acts"])
    assert all(check["due"] > check["event"] for act in CASES["acts"] for check in act["checks"])
