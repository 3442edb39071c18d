"""Quality of service: figures, feedback, ratings."""

import copy
import pickle
import tomllib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from strategies import quick
from thutuc import TimeLimit, Unit, vietnam_calendar
from thutuc.errors import (
    InvalidTypeError,
    InvalidValueError,
    QualityError,
    ThutucError,
    UnknownDefinitionError,
)
from thutuc.fields import count, exact
from thutuc.law import LegalSource
from thutuc.moments import local_date
from thutuc.quality import (
    DatedLimit,
    Dialogue,
    Feedback,
    FeedbackKind,
    FeedbackState,
    FeedbackTally,
    Option,
    Question,
    Questionnaire,
    RatingForm,
    Ratings,
    Standing,
    SurveyBase,
    definitions,
    update_days,
)
from thutuc.quality.figures import plain, rounded
from thutuc.words.findings import AuditFinding
from thutuc.words.rates import Rate
from thutuc.words.table import Shown

CASES = tomllib.loads((Path(__file__).parent / "cases" / "quality.toml").read_text("utf-8"))
FRIDAY = date(2026, 2, 13)
CAL = vietnam_calendar()
SOURCE = LegalSource("ví dụ")
OPTIONS = (
    Option(code="1", vi="tốt", en="1", points=2, satisfied=True),
    Option(code="2", vi="chấp nhận được", en="2", points=1, satisfied=True),
    Option(code="3", vi="không", en="3", points=0),
)


@cache
def limit(code, on=FRIDAY):
    return definitions().find(DatedLimit, code, on)


def feedback(code="P1", received_at=FRIDAY, **more):
    return Feedback(
        code=code, office="Tầm Vu", content=more.pop("content", 1), received_at=received_at, **more
    )


# Figures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [True, 2.0, 2.5, "9.300", None, float("nan"), Decimal(3)])
def test_not_a_count(value):
    """A bool, a fraction, text and NaN are no counts."""
    with pytest.raises(InvalidTypeError, match="whole number") as caught:
        count(value, "late")
    assert caught.value.given is value


@pytest.mark.parametrize("value", [-1, -300])
def test_negative_count(value):
    """A count is not negative."""
    with pytest.raises(InvalidValueError, match="0 or more"):
        count(value, "late")


@pytest.mark.parametrize("value", [True, "18.9", None, [1]])
def test_not_a_number(value):
    """A bool and text are no scores."""
    with pytest.raises(InvalidTypeError, match="is a number"):
        exact(value, "a score")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), -0.1, Decimal(-1), -3])
def test_number_out_of_bounds(value):
    """NaN, infinity and negative numbers are no scores."""
    with pytest.raises(InvalidValueError, match=r"finite|0 or more"):
        exact(value, "a score")


def test_decimals_are_exact():
    """A float is the decimal it prints as, and a half is rounded up."""
    assert exact(0.1, "a") == Fraction(1, 10)
    assert rounded(exact(2.25, "a"), 1) == 2.3
    assert rounded(exact(1.005, "a"), 2) == 1.01
    assert (plain(Decimal("20.0")), plain(22.5), plain(None)) == (20, 22.5, None)


def test_day_of_a_moment():
    """An aware moment has the day of the office's zone; anything else is refused."""
    assert local_date(datetime.fromisoformat("2026-03-01T20:00:00+00:00")) == date(2026, 3, 2)
    with pytest.raises(InvalidTypeError, match="a moment"):
        local_date("2026-03-01")


def test_share_names_its_denominator():
    """A share prints with its whole and its name, in both languages, and is nothing over nothing."""
    share = Rate(2063, 4215, ("phiếu", "forms"))
    assert share.text("en") == "48.94 % of 4,215 forms"
    assert str(share) == "48,94% của 4.215 phiếu"
    assert Rate(0, 0, ("phiếu", "forms")).percent is None


def test_plain_table_prints():
    """What prints has a table; the base has none."""
    with pytest.raises(NotImplementedError):
        Shown().text()


def test_finding_prints():
    """A finding says what is stated, what was computed, and its gap."""
    assert float(AuditFinding(("tổng", "total"), False, 10, 9.5).gap) == 0.5
    assert AuditFinding(("tổng", "total"), None, 1).gap is None
    assert AuditFinding(("tổng", "total"), None, 1).text("en") == "total: not enough figures"


@given(st.integers(0, 10**6), st.integers(1, 10**6))
@settings(quick)
def test_percent_is_close(part, base):
    """A percentage is within half a hundredth of the quotient."""
    percent = Rate(min(part, base), base, ("", "")).percent
    assert abs(Fraction(str(percent)) - Fraction(100 * min(part, base), base)) <= Fraction(1, 200)


# Feedback -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["feedback"], ids=lambda case: case["limit"])
def test_feedback_due(case):
    """Each limit ends on the day a calendar on the wall gives, Tết taken out of working days."""
    assert limit(case["limit"]).deadline(FRIDAY, CAL).due_on == case["due"]
    assert limit(case["limit"]).latest(FRIDAY, CAL) == case["due"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (1, FeedbackKind.CONDUCT),
        *((n, FeedbackKind.REGULATION) for n in range(2, 7)),
        (7, FeedbackKind.SOLUTION),
    ],
)
def test_kind_of_content(content, kind):
    """Content 1 is conduct, 2 to 6 the regulation, 7 a solution."""
    assert feedback(content=content).kind is kind


def test_states():
    """The state follows from what had happened by the day."""
    one = feedback(
        supplement_requested_at=date(2026, 2, 24),
        supplemented_at=date(2026, 2, 26),
        answered_at=date(2026, 3, 4),
        published_at=date(2026, 3, 6),
        dossier="H17.18-260105-0001",
        satisfied=True,
    )
    days = {13: "received", 24: "supplement_requested", 26: "received"}
    assert {day: one.state(date(2026, 2, day)).value for day in days} == days
    assert one.state(date(2026, 3, 4)) is FeedbackState.ANSWERED
    assert one.state() is FeedbackState.PUBLISHED
    assert one.state().label("en") == "published"
    with pytest.raises(InvalidValueError, match="not received yet"):
        one.state(date(2026, 2, 12))


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"content": 9}, "1 to 8"),
        ({"content": 0}, "1 to 8"),
        ({"answered_at": date(2026, 2, 12)}, "answered comes after received"),
        ({"published_at": date(2026, 2, 20)}, "published comes after answered"),
        ({"supplemented_at": date(2026, 2, 20)}, "comes after supplement_requested"),
        ({"refused_at": FRIDAY, "answered_at": FRIDAY}, "one outcome"),
        ({"transferred_at": FRIDAY}, "go together"),
        ({"content": True}, "whole number"),
        ({"content": 1.5}, "whole number"),
        ({"received_at": "2026-02-13"}, "date"),
        ({"satisfied": 1}, "bool"),
        ({"dossier": " "}, "empty"),
        ({"answered_at": "soon"}, "a moment"),
    ],
)
def test_bad_feedback(more, match):
    """Feedback whose moments contradict each other, or that has a wrong value, is refused."""
    with pytest.raises(ThutucError, match=match):
        feedback(**more)


def test_tally():
    """Each feedback stands in one cell, at the moment asked, and the codes behind a cell are kept."""
    answer = limit("feedback-answer")
    items = [
        feedback("in-time", answered_at=date(2026, 3, 13)),
        feedback("late", answered_at=date(2026, 3, 16)),
        feedback("open"),
        feedback("refused", refused_at=date(2026, 2, 24)),
        feedback("passed", transferred_at=date(2026, 2, 24), transferred_to="Công an xã"),
        feedback("later", date(2026, 3, 20)),
    ]
    tally = FeedbackTally.of(items, answer, CAL, date(2026, 3, 17))
    assert tally.codes["done_in_time"] == ("in-time",)
    assert tally.codes["done_late"] == ("late",)
    assert tally.codes["open_overdue"] == ("open",)
    assert (tally.total, tally.done, tally.open, tally.refused, tally.transferred) == (3, 2, 1, 1, 1)
    assert (tally.on_time.part, tally.on_time.whole) == (1, 3)
    before = FeedbackTally.of(items, answer, CAL, datetime(2026, 3, 13, 9, 0))
    assert (before.done_in_time, before.open_in_time) == (1, 2)
    sent = [feedback("hour", datetime(2026, 2, 13, 9, 30))]
    assert FeedbackTally.of(sent, answer, CAL, datetime(2026, 2, 13, 9)).total == 0
    assert FeedbackTally.of(sent, answer, CAL, datetime(2026, 2, 13, 10)).total == 1
    assert FeedbackTally.of(reversed(items), answer, CAL, date(2026, 3, 17)) == tally


@pytest.mark.parametrize("content", range(1, 9))
def test_passing_on_has_a_limit_for_feedback_on_regulations_alone(content):
    """05 working days are laid down for feedback on regulations; for conduct and proposals no number is."""
    transfer = limit("feedback-transfer")
    one = feedback("P", content=content, transferred_at=date(2026, 3, 2), transferred_to="Sở Tư pháp")
    on_rule = one.kind is FeedbackKind.REGULATION
    assert on_rule is (2 <= content <= 6)
    assert transfer.holds_for(one) is on_rule
    assert transfer.standing(one, CAL, date(2026, 3, 3)) is (Standing.DONE_LATE if on_rule else None)
    waiting = feedback("P", content=content)
    assert transfer.standing(waiting, CAL, date(2026, 3, 3)) is (Standing.OPEN_OVERDUE if on_rule else None)
    assert FeedbackTally.of([waiting], transfer, CAL, date(2026, 3, 3)).open_overdue == on_rule
    assert FeedbackTally.of([one], transfer, CAL, date(2026, 3, 3)).transferred == on_rule
    assert limit("feedback-answer").holds_for(one)


def test_a_limit_for_kinds_needs_a_kind():
    """What has no kind is not measured by a limit that holds for some kinds only."""
    dialogue = Dialogue(code="D", office="A", held_on=FRIDAY)
    with pytest.raises(InvalidValueError, match="holds for regulation; a Dialogue has no kind"):
        limit("feedback-transfer").standing(dialogue, CAL, FRIDAY)


def test_tally_prints():
    """A tally prints in both languages and gives a plain row; printed sums are checked."""
    tally = FeedbackTally(done_in_time=1200, done_late=6, open_in_time=3, open_overdue=1)
    assert "1.210" in str(tally)
    assert "1,210" in tally.text("en")
    assert tally.to_dicts()[0]["total"] == 1210
    holds = tally.check(total=1210, done=1200, open=4)
    assert [check.holds for check in holds] == [True, False, True]
    assert holds[1].gap == -6
    with pytest.raises(InvalidTypeError, match="the sums are"):
        tally.check(late=3)
    with pytest.raises(InvalidValueError, match="no labels in"):
        tally.text("fr")


def test_tally_refuses():
    """What is no feedback, and feedback given twice, is refused."""
    with pytest.raises(InvalidTypeError, match="feedback is counted"):
        FeedbackTally.of(["P1"], limit("feedback-answer"), CAL, FRIDAY)
    with pytest.raises(InvalidValueError, match="twice"):
        FeedbackTally.of([feedback(), feedback()], limit("feedback-answer"), CAL, FRIDAY)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60)), max_size=12), st.integers(0, 90)
)
@settings(quick)
def test_tally_identity(rows, at):
    """Total = done + in progress = what was received by then, whatever the order."""
    items = [
        feedback(
            str(i),
            date.fromordinal(FRIDAY.toordinal() + start),
            answered_at=None if days is None else date.fromordinal(FRIDAY.toordinal() + start + days),
        )
        for i, (start, days) in enumerate(rows)
    ]
    day = date.fromordinal(FRIDAY.toordinal() + at)
    tally = FeedbackTally.of(items, limit("feedback-answer"), CAL, day)
    assert tally.total == tally.done + tally.open == sum(one.received_at <= day for one in items)
    assert FeedbackTally.of(items[::-1], limit("feedback-answer"), CAL, day) == tally
    assert (tally.on_time.percent or 0) <= 100


def test_updates():
    """Unanswered feedback calls for news after 20 days and then every 7, until it is answered."""
    answer, update = limit("feedback-answer-tt02"), limit("feedback-update")
    days = (date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 19))
    assert update_days(feedback(), answer, update, CAL, date(2026, 3, 25)) == days
    answered = feedback(answered_at=date(2026, 3, 12))
    assert update_days(answered, answer, update, CAL, date(2026, 3, 25)) == days[:2]


def test_standing():
    """A limit has no standing before its start, and refuses what does not know its events."""
    publish = limit("feedback-publish")
    assert publish.standing(feedback(), CAL, FRIDAY) is None
    late = feedback(answered_at=FRIDAY, published_at=date(2026, 2, 25))
    assert publish.standing(late, CAL, date(2026, 3, 1)) is Standing.DONE_LATE
    assert Standing.DONE_LATE.label("en") == "done late"
    with pytest.raises(InvalidValueError, match="no event 'held'"):
        limit("dialogue-published").standing(feedback(), CAL, FRIDAY)


def test_backward_limits_count_days():
    """A limit counted backward is in days or working days, and has no deadline."""
    common = {"code": "x", "vi": "x", "en": "x", "start": "a", "end": "b", "source": SOURCE, "before": True}
    five = DatedLimit(limit=TimeLimit(5, Unit.WORKING_DAY), **common)
    assert five.latest(date(2026, 2, 24), CAL) == date(2026, 2, 10)
    with pytest.raises(InvalidValueError, match="counts backward"):
        five.deadline(FRIDAY, CAL)
    with pytest.raises(InvalidValueError, match="in days or working days"):
        DatedLimit(limit=TimeLimit(2, Unit.HOUR), **common)


# Ratings ------------------------------------------------------------------------------------------------


def ratings_of(case):
    counts = dict(zip("123", case["counts"], strict=True))
    forms = {name: case[name] for name in ("forms_out", "forms_back") if name in case}
    return Ratings(question=(case["place"], case["place"]), options=OPTIONS, counts=counts, **forms)


@pytest.mark.parametrize("case", CASES["ratings"], ids=lambda case: case["place"])
def test_published_ratings(case):
    """Published counts: which checks fail, how many left a question blank, what counts as satisfied."""
    ratings, over = ratings_of(case), SurveyBase(case["over"])
    if "blanks" in case:
        assert ratings.blanks == case["blanks"]
        assert ratings.satisfaction(over).percent == case["satisfied"]
    if "best" in case:
        assert ratings.share("1", over=over).percent == case["best"]
    if "printed" in case:
        found = ratings.check(over, **dict(zip("123", case["printed"], strict=True)))
        assert [check.identity[1] for check in found if not check.holds] == case["fails"]
        if "gap" in case:
            assert found[0].gap == case["gap"]
            assert found[-1].printed == case["sum"]
            assert ratings.blanks is None


def test_printed_percentages_are_held_to_their_digits():
    """A text is rounded or cut to its last digit; a number is taken to the hundredth."""
    ratings = Ratings(question=("a", "a"), options=OPTIONS, counts={"1": 1, "2": 2})
    for right in ("33", "33,3", "33.3", "33,33 %", "33,333", 33.33, 33.34):
        assert ratings.check(SurveyBase.ANSWERS, **{"1": right})[0].holds, right
    for wrong in ("32", "34", "33,2", "33,4", "33,34", "33,34567", 33.3):
        assert ratings.check(SurveyBase.ANSWERS, **{"1": wrong})[0].holds is False, wrong
    cut = ratings.check(SurveyBase.ANSWERS, **{"2": "66,6"})
    assert [one.holds for one in cut] == [True]
    for text in ("x", "1.2.3", "", "-5", "9" * 5_000):
        with pytest.raises(InvalidValueError, match="is no percentage; write it as printed"):
            ratings.check(SurveyBase.ANSWERS, **{"1": text})


def test_denominators_differ():
    """Forms out, forms back and answers give three rates, each with its name; an unknown one is refused."""
    ratings = ratings_of(CASES["ratings"][5])
    shares = [ratings.share("1", over=over).percent for over in SurveyBase]
    assert shares == [34.27, 43.3, 43.4]
    assert "phiếu phát ra" in str(ratings.share("1", over=SurveyBase.FORMS_OUT))
    long_an = ratings_of(CASES["ratings"][0])
    with pytest.raises(InvalidValueError, match="forms_back is not known"):
        long_an.share("1", over=SurveyBase.FORMS_BACK)
    with pytest.raises(InvalidTypeError, match="a SurveyBase"):
        long_an.share("1", over="answers")


def test_ratings_print():
    """Ratings print with every known denominator and the blanks."""
    ratings = ratings_of(CASES["ratings"][5])
    assert ratings.to_dicts("en")[-1] == {
        "option": "blank",
        "count": 10,
        "of_forms_out": None,
        "of_forms_back": None,
        "of_answers": None,
    }
    assert ("of_forms_back", "% phiếu thu về", "% forms back") in ratings.table().columns
    assert ratings.mean == 1.41
    empty = Ratings(question=("a", "a"), options=OPTIONS, counts={})
    assert empty.mean is None
    assert empty.check(SurveyBase.ANSWERS, **{"1": 50})[0].holds is None


@pytest.mark.parametrize("counts", [{"1": -1}, {"1": 2.5}, {"1": True}, {"4": 3}, {"1": float("nan")}])
def test_bad_ratings(counts):
    """Negative, fractional and unknown counts are refused."""
    with pytest.raises(ThutucError):
        Ratings(question=("a", "a"), options=OPTIONS, counts=counts)


def sipas(on):
    return definitions().find(Questionnaire, "sipas", on)


def form(code, answers, on=date(2018, 5, 1), **more):
    version = more.pop("version", None) or sipas(on)
    return RatingForm(code=code, questionnaire=version, answers=answers, on=on, **more)


def test_questionnaires_have_versions():
    """A form keeps its version; forms of two versions are not counted together."""
    assert [len(sipas(day).questions) for day in (date(2018, 1, 1), date(2024, 1, 1))] == [5, 19]
    factors = [question.factor for question in sipas(date(2024, 1, 1)).questions]
    names = ("access", "procedures", "officers", "result", "feedback")
    assert [factors.count(name) for name in names] == [4, 4, 5, 3, 3]
    old, new = form("a", {"access": "5"}), form("b", {"1": "5"}, date(2024, 1, 1))
    with pytest.raises(InvalidValueError, match="one version, not 2"):
        Ratings.of([old, new], "access")
    with pytest.raises(InvalidValueError, match="one version, not 0"):
        Ratings.of([], "access")
    with pytest.raises(InvalidValueError, match="not valid on 2022"):
        form("c", {}, date(2022, 1, 1), version=sipas(date(2018, 1, 1)))


def test_forms_are_counted():
    """Blanks are forms without an answer, and a form counts once."""
    forms = [
        form("a", {"access": "5"}),
        form("b", {"access": "3"}),
        form("c", {"access": None}),
        form("d", {}),
    ]
    ratings = Ratings.of(forms, "access", forms_out=10)
    assert (ratings.answers, ratings.blanks, ratings.forms_back, ratings.mean) == (2, 2, 4, 4.0)
    assert ratings.satisfaction(SurveyBase.FORMS_OUT).percent == 10.0
    with pytest.raises(InvalidValueError, match="twice"):
        Ratings.of([forms[0], forms[0]], "access")
    with pytest.raises(UnknownDefinitionError, match="known are access"):
        Ratings.of(forms, "accès")


def test_bad_form_lists_all():
    """A form with unknown questions and options lists them all, and the error pickles."""
    with pytest.raises(QualityError, match="2 problems") as caught:
        form("a", {"access": "6", "speed": "1"})
    assert len(caught.value.problems) == 2
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert again.problems == caught.value.problems


def test_not_applicable_is_no_point():
    """'Not late' is no point of the apology question: it moves neither the mean nor the share."""
    version = definitions().find(Questionnaire, "commune-qr", date(2025, 1, 1))
    ticked = ["100", "75", "not-late", "not-late"]
    forms = [
        form(str(i), {"apology": code}, date(2025, 1, 1), version=version) for i, code in enumerate(ticked)
    ]
    ratings = Ratings.of(forms, "apology")
    assert (ratings.answers, ratings.not_applicable, ratings.blanks, ratings.mean) == (2, 2, 0, 87.5)
    assert ratings.satisfaction(SurveyBase.ANSWERS).percent == 100.0
    assert ratings.to_dicts()[4]["of_answers"] is None
    with pytest.raises(InvalidValueError, match="on no scale"):
        Option(code="x", vi="x", en="x", points=0, not_applicable=True)
    with pytest.raises(InvalidValueError, match="has no points"):
        Option(code="x", vi="x", en="x")


def test_questionnaire_refuses():
    """A questionnaire without options or with a code twice is refused."""
    one = Question(code="a", vi="a", en="a")
    common = {"code": "q", "vi": "q", "en": "q", "source": SOURCE}
    with pytest.raises(InvalidValueError, match="no options"):
        Questionnaire(questions=[one], **common)
    with pytest.raises(InvalidValueError, match="used twice"):
        Questionnaire(questions=[one, one], options=OPTIONS, **common)
    with pytest.raises(InvalidTypeError, match="holds Question"):
        Questionnaire(questions=["a"], options=OPTIONS, **common)
    with pytest.raises(InvalidTypeError, match="a list is expected"):
        Questionnaire(questions="a", options=OPTIONS, **common)


@given(st.lists(st.sampled_from(["1", "2", "3", "4", "5", None]), min_size=1, max_size=20), st.randoms())
@settings(quick)
def test_ratings_do_not_depend_on_order(answers, random):
    """Shares over the answers sum to 100, stay within bounds, and the order of forms does not matter."""
    forms = [form(str(i), {"access": answer}) for i, answer in enumerate(answers)]
    ratings = Ratings.of(forms, "access")
    random.shuffle(forms)
    assert Ratings.of(forms, "access") == ratings
    assert ratings.answers + ratings.not_applicable + ratings.blanks == ratings.forms_back
    shares = [ratings.share(code, over=SurveyBase.ANSWERS).percent for code in "12345"]
    if ratings.answers:
        assert abs(sum(shares) - 100) < 0.03
        assert 1 <= ratings.mean <= 5


def test_values_pickle_and_copy():
    """Values with mappings pickle, copy, hash and compare, and their mappings cannot be changed."""
    one = form("a", {"access": "5"})
    assert pickle.loads(pickle.dumps(one)) == one == copy.deepcopy(one)  # noqa: S301 - our own bytes
    assert hash(one) == hash(copy.deepcopy(one))
    assert len(one.answers) == 1
    assert repr(one.answers) == "{'access': '5'}"
    with pytest.raises(TypeError):
        one.answers["access"] = "1"
    with pytest.raises(InvalidTypeError, match="a mapping"):
        form("a", ["access"])
