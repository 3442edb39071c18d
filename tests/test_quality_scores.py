"""Quality of service: scales, indicators, the index, friendly government."""

import pickle
import tomllib
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from strategies import quick
from thutuc import TimeLimit, Unit, due, vietnam_calendar
from thutuc.errors import (
    InvalidTypeError,
    InvalidValueError,
    QualityError,
    ThutucError,
    UnknownDefinitionError,
)
from thutuc.law import LegalSource, Verification
from thutuc.quality import (
    Assessment,
    Classing,
    Commitment,
    Counting,
    CriteriaSet,
    Empty,
    Evidence,
    Excess,
    Grade,
    Item,
    Named,
    PointRule,
    Recognition,
    Scale,
    Scheme,
    Score,
    definitions,
    overview,
    satisfied_dossiers,
    scaled,
    timing,
)
from thutuc.words.rates import Rate

CASES = tomllib.loads((Path(__file__).parent / "cases" / "quality.toml").read_text("utf-8"))
SOURCE = LegalSource("ví dụ")


@cache
def criteria(code, on=date(2025, 12, 31)):
    return definitions().find(CriteriaSet, code, on)


@cache
def scoring():
    return definitions().find(Scheme, "tt-01-2018", date(2024, 6, 1))


@cache
def index():
    return definitions().find(Scheme, "qd-766", date(2025, 11, 1))


def number(text):
    return float(text) if "." in text else int(text)


# Scales -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["levels"], ids=lambda case: case["set"])
def test_levels(case):
    """A lower bound belongs to its level; the same cut points mean different things in two provinces."""
    levels = criteria(case["set"], case["on"]).levels
    assert {score: levels.grade(number(score)).code for score in case["grades"]} == case["grades"]


@pytest.mark.parametrize("case", CASES["classes"], ids=lambda case: case["classing"])
def test_classes(case):
    """Officers and bodies are classed by half-open intervals."""
    levels = scoring().classed(case["classing"]).levels
    assert {score: levels.grade(number(score)).code for score in case["grades"]} == case["grades"]


@given(st.lists(st.integers(1, 9999), unique=True, max_size=6), st.integers(0, 12000))
@settings(quick)
def test_levels_partition_the_scale(cuts, score):
    """Every score has exactly one level, whose lower bound it reaches and whose upper bound it does not."""
    lowers = [0, *sorted(cuts)]
    scale = Scale([Grade(code=str(i), vi="m", en="m", lower=low / 100) for i, low in enumerate(lowers)])
    bounds = [*lowers, 10**9]
    inside = [str(i) for i, (low, high) in enumerate(pairwise(bounds)) if low <= score < high]
    assert [scale.grade(score / 100).code] == inside
    assert scale.rank(scale.grade(score / 100).code) <= scale.rank(scale.grade(score / 100 + 1).code)


@pytest.mark.parametrize(
    ("lowers", "match"),
    [([], "begins at 0"), ([1, 2], "begins at 0"), ([0, 5, 5], "in the order"), ([0, 9, 5], "in the order")],
)
def test_bad_scales(lowers, match):
    """A scale with a hole, an overlap or the wrong order is refused."""
    with pytest.raises(InvalidValueError, match=match):
        Scale([Grade(code=str(i), vi="m", en="m", lower=low) for i, low in enumerate(lowers)])


def test_scale_refuses():
    """A code twice, an unknown level and a score that is none are refused."""
    with pytest.raises(InvalidValueError, match="used twice"):
        Scale([Grade(code="1", vi="m", en="m", lower=0), Grade(code="1", vi="m", en="m", lower=1)])
    with pytest.raises(UnknownDefinitionError, match="no grade is called '5'"):
        criteria("dong-nai").levels.rank("5")
    for score in (True, "90", float("nan"), -1):
        with pytest.raises(ThutucError):
            criteria("dong-nai").levels.grade(score)


# Indicators ---------------------------------------------------------------------------------------------

POINTS = [(one["code"], *case) for one in CASES["indicators"] for case in one["cases"]]


@pytest.mark.parametrize(("code", "measures", "points"), POINTS)
def test_points(code, measures, points):
    """Each of the nine indicators gives 2, 1 or 0 points as the circular says."""
    (indicator,) = [one for one in scoring().items if one.code == code]
    assert indicator.points_for(measures) == points


def test_scorecard():
    """Averages have 1 decimal; what was not measured is left out; officer and body are classed."""
    dossiers = [
        {"time": "shorter", "contacts": 0, "bodies": "none", "complaints": 0},
        {"time": "equal", "contacts": 1, "bodies": "one-stop", "complaints": 0, "publicity": None},
        {"time": "longer", "contacts": 2, "bodies": "more", "complaints": 1},
    ]
    unit = {"publicity": "both", "feedback": 0, "level": "district", "done_wholly": 60, "received": 100}
    card = Score.of(scoring(), dossiers=dossiers, unit=unit)
    expected = {"1": 1.0, "2": None, "3": 1.0, "4": 1.0, "5": 2.0, "6": 2.0, "7": 1.0, "8": 2.0, "9": None}
    assert {code: card.points_of(code) for code in expected} == expected
    officer, body = card.classed("officer"), card.classed("body")
    assert (officer.total, officer.missing, officer.grade.code) == (
        4.0,
        ("2",),
        "70-100",
    )
    assert (body.total, body.missing, body.grade.en) == (10.0, ("2", "9"), "fair")
    assert card.counts["1"] == 3
    assert card.counts["6"] == 1
    rows = card.to_dicts("en")
    assert rows[1]["points"] is None
    assert rows[-1]["item"] == "body: fair"
    assert "tổng thời gian" in str(card)
    with pytest.raises(UnknownDefinitionError):
        card.classed("minister")


def test_average_is_rounded():
    """2, 2 and 1 points give 1.7."""
    card = Score.of(scoring(), dossiers=[{"contacts": n} for n in (0, 0, 1)])
    assert card.points_of("3") == 1.7


def test_bad_measures_are_listed():
    """Unknown measures and values they cannot take are listed at once, with their dossier."""
    rows = [{"time": "fast", "contacts": 1.5}, {"speed": 1}, {"contacts": True}, {"contacts": -1}]
    with pytest.raises(QualityError) as caught:
        Score.of(scoring(), dossiers=rows, unit={"feedback_on_time": 101, "online_dossiers": float("nan")})
    assert len(caught.value.problems) == 7
    assert caught.value.problems[0].startswith("dossier 1, time is shorter, equal, longer")
    pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes


measures = st.fixed_dictionaries(
    {},
    optional={
        "time": st.sampled_from(["shorter", "equal", "longer"]),
        "unit_time": st.sampled_from(["shorter", "equal", "longer"]),
        "contacts": st.integers(0, 3),
        "bodies": st.sampled_from(["none", "one-stop", "more"]),
        "complaints": st.integers(0, 2),
        "publicity": st.sampled_from(["both", "one", "none"]),
    },
)


@given(st.lists(measures, max_size=8), st.randoms())
@settings(quick)
def test_scores_are_bounded(rows, random):
    """Indicators lie within 0 and 2, sums within their maximum, and the order of dossiers does not matter."""
    card = Score.of(scoring(), dossiers=rows)
    random.shuffle(rows)
    assert Score.of(scoring(), dossiers=rows) == card
    assert all(value is None or 0 <= value <= 2 for value in card.points.values())
    assert 0 <= card.classed("officer").total <= 10
    assert 0 <= card.classed("body").total <= 18


@given(
    st.integers(0, 100),
    st.integers(0, 100),
    st.sampled_from(["done_wholly", "feedback_on_time", "online_dossiers"]),
)
@settings(quick)
def test_points_are_monotone(low, high, name):
    """A higher rate never gives fewer points."""
    low, high = sorted((low, high))
    rest = {"level": "district", "received": 50, "online_procedures": 50, "online_overdue": 0}
    rest |= {"feedback": 1, "feedback_dragged": 0}
    for one in scoring().items:
        if any(name in rule.needs for rule in one.rules):
            assert one.points_for({**rest, name: low}) <= one.points_for({**rest, name: high})


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 9))
@settings(quick)
def test_one_overdue_or_dragged_out_gives_nothing(rate, other, count):
    """Anything online overdue or unresolved, or feedback dragged out: 0 points, whatever the rates."""
    online = {"online_procedures": rate, "online_dossiers": other, "online_overdue": count}
    assert Score.of(scoring(), unit=online).points_of("9") == 0
    feedback = {"feedback": 3, "feedback_on_time": rate, "feedback_dragged": count}
    assert Score.of(scoring(), unit=feedback).points_of("8") == 0


def test_whether_feedback_was_dragged_out_must_be_known():
    """A rate that could give points is left out while it is not said if any was dragged out."""
    assert Score.of(scoring(), unit={"feedback": 3, "feedback_on_time": 100}).points_of("8") is None


def test_timing():
    """Before the due day is shorter, on it equal, after it longer."""
    deadline = due(TimeLimit(5, Unit.WORKING_DAY), date(2026, 2, 13), vietnam_calendar())
    days = {26: "shorter", 27: "equal", 28: "longer"}
    assert {day: timing(deadline, date(2026, 2, day)) for day in days} == days


def test_bad_scorings():
    """A scoring that names a measure it lacks, a wrong maximum or a wrong kind is refused."""
    rule = PointRule(points=2, equal={"time": "shorter"})
    good = {"code": "1", "vi": "m", "en": "m", "maximum": 2, "per": ["dossier"], "rules": [rule]}
    common = {"code": "s", "vi": "s", "en": "s", "source": SOURCE, "scale": 2, "items": [Item(**good)]}
    with pytest.raises(InvalidValueError, match="measure time: is count, percent or a list"):
        Scheme(measures={"time": "text"}, **common)
    with pytest.raises(InvalidTypeError, match="online is a number"):
        PointRule(points=2, at_least={"online": "many"})
    with pytest.raises(InvalidValueError, match="no measure time"):
        Scheme(measures={}, **common)
    with pytest.raises(InvalidValueError, match="per is dossier, unit"):
        Item(**good | {"per": ["officer"]})
    with pytest.raises(InvalidValueError, match="more than the maximum"):
        Item(**good | {"maximum": 1})
    with pytest.raises(InvalidValueError, match=r"officer: the points sum to 10\.0, below the scale of 12"):
        attrs.evolve(scoring(), classings=[attrs.evolve(scoring().classings[0], maximum=12)])


# The index ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["index"], ids=lambda case: case["unit"])
def test_displayed_index(case):
    """Printed totals are held to the parts; what is missing must fit into its maximum."""
    score = Score.of(index(), case["points"], whose=case["unit"])
    check = score.check(case["printed"])
    assert (score.total, check.holds) == (case["total"], case.get("holds"))
    assert case["unit"] in str(score)
    assert score.to_dicts()[-1] == {
        "code": "",
        "item": "tổng điểm",
        "points": case["total"],
        "maximum": 100,
        "is_total": True,
    }


def test_index_groups():
    """The five groups of the decision are sums of the parts displayed: 22 points are 12 and 10."""
    assert [group.maximum for group in index().tops] == [18, 20, 22, 18, 22]
    score = Score.of(index(), CASES["index"][0]["points"])
    assert score.points_of("online-services") == 16.7
    assert Score.of(index(), {"online": 8, "payment": None}).points_of("online-services") is None
    with pytest.raises(UnknownDefinitionError):
        score.points_of("offline")


# Five printed groups beside a printed total; the groups are made up, their sum and the total are not.
FIVE = {
    "openness": 16.1,
    "progress": 18.9,
    "digitisation": 17.2,
    "online-services": 14.43,
    "satisfaction": 17,
}


def test_index_as_provinces_print_it():
    """The five groups of the decision sum to 83.63 beside 86.94: the print fails, with nothing missing."""
    score = Score.of(index(), FIVE)
    check = score.check(86.94)
    assert (score.total, score.missing, score.points_of("online-services")) == (83.63, (), 14.43)
    assert (check.holds, float(check.gap)) == (False, 3.31)
    assert score.check(83.63, places=2).holds
    assert score.check_parts() == {}
    rows = score.to_dicts()
    assert [row["maximum"] for row in rows] == [18, 20, 22, 18, 22, 100]
    assert rows[2]["item"] == "dịch vụ trực tuyến"


def test_a_group_beside_its_parts_is_not_added_twice():
    """The whole counts, its parts are held to it; a part that is missing leaves the check open."""
    both = Score.of(index(), {**FIVE, "online": 8.1, "payment": 6.3})
    assert both.total == 83.63
    (check,) = both.check_parts().values()
    assert (check.identity[0], check.computed, check.holds) == ("dịch vụ trực tuyến", 14.4, True)
    assert [row["item"] for row in both.to_dicts()[2:5]] == [
        "dịch vụ trực tuyến",
        "– cung cấp dịch vụ trực tuyến",
        "– thanh toán trực tuyến",
    ]
    for points, holds in (
        ({"online": 8.1}, None),
        ({"online": 3}, False),
        ({"payment": 10, "online": 9}, False),
    ):
        (check,) = Score.of(index(), {**FIVE, **points}).check_parts().values()
        assert check.holds is holds
    alone = Score.of(index(), {"online-services": 14.43, "openness": None})
    assert set(alone.missing) == {"openness", "progress", "satisfaction", "digitisation"}
    assert alone.check(90).holds is None
    assert alone.check(93).holds is False


def test_a_group_is_held_to_its_maximum():
    """A group above its points, and a code that is neither group nor part, are listed."""
    with pytest.raises(QualityError) as caught:
        Score.of(index(), {"online-services": 22.1, "services": 3})
    assert "item online-services: 22.1 is above its maximum 22" in str(caught.value)
    assert "'services': unknown" in str(caught.value)
    assert "online-services" in str(caught.value).split("'services'")[1]


@given(st.fixed_dictionaries({}, optional={
    "openness": st.integers(0, 180), "progress": st.integers(0, 200), "digitisation": st.integers(0, 220),
    "online": st.integers(0, 120), "payment": st.integers(0, 100), "online-services": st.integers(0, 220),
}))  # fmt: skip
@settings(quick)
def test_a_total_adds_each_group_once(tenths):
    """A group that is given counts for its parts; else its parts do, and the rest is missing."""
    points = {code: value / 10 for code, value in tenths.items()}
    score = Score.of(index(), points)
    counted = {code: value for code, value in tenths.items()
               if code not in {"online", "payment"} or "online-services" not in tenths}  # fmt: skip
    assert score.total == sum(counted.values()) / 10
    parts = {"openness", "progress", "digitisation", "satisfaction", "online", "payment"}
    covered = {"online", "payment"} if "online-services" in tenths else set()
    assert set(score.missing) == parts - covered - tenths.keys()
    assert score.check(score.total).holds in {True, None}


def test_index_from_rates():
    """A part whose indicators are known is scored from rates; one that is not fully known is refused."""
    rate = Rate(99, 100, ("hồ sơ", "dossiers"))
    assert Score.of(index(), rates={"on_time": rate}).points_of("progress") == 19.8
    assert Score.of(index(), rates={"on_time": Rate(0, 0, rate.of)}).points_of("progress") is None
    assert (
        Score.of(index(), rates={"on_time": Rate(0, 0, rate.of)}, empty=Empty.ZERO).points_of("progress")
        == 0.0
    )
    with pytest.raises(QualityError) as caught:
        Score.of(
            index(),
            {"progress": 20, "speed": 3, "payment": 10.1, "online": float("nan")},
            rates=dict.fromkeys(("on_time", "publication", "reused", "x"), rate),
        )
    text = str(caught.value)
    for words in ("'speed': unknown", "above its maximum 10", "finite", "'x': unknown", "openness: the rates",
                  "progress: given both", "rates are missing: digitised"):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("procedures", "online", "dossiers", "points"),
    [
        (80, 80, 30, 10.0),
        (100, 100, 100, 10.0),
        (80, 80, 15, 7.0),
        (80, 40, 30, 9.0),
        (0, 0, 30, 6.0),
        (40, 0, 0, 1.0),
    ],
)
def test_payment_is_three_rates(procedures, online, dossiers, points):
    """Payment: 2 points at 80 % of procedures, 2 at 80 % of online ones, 6 at 30 % of dossiers."""
    rates = dict(zip(PAYMENT, (procedures, online, dossiers), strict=True))
    shares = {code: Rate(percent, 100, ("", "")) for code, percent in rates.items()}
    assert Score.of(index(), rates=shares).points_of("payment") == points


def test_payment_needs_its_three_rates():
    """Three indicators make up the ten points, each with its threshold; with one missing, none are given."""
    found = {one.code: (one.maximum, one.threshold) for one in index().rates("payment")}
    assert found == dict(zip(PAYMENT, ((2, 80), (2, 80), (6, 30)), strict=True))
    with pytest.raises(QualityError, match="rates are missing: online_payment_procedures"):
        Score.of(index(), rates=dict.fromkeys((PAYMENT[0], PAYMENT[2]), Rate(1, 1, ("", ""))))


PAYMENT = ("payment_procedures", "online_payment_procedures", "online_payment_dossiers")


@pytest.mark.parametrize(
    ("part", "threshold", "points"),
    [(80, 80, 10.0), (100, 80, 10.0), (40, 80, 5.0), (0, 80, 0.0), (45, 90, 5.0)],
)
def test_thresholds(part, threshold, points):
    """From the threshold on all points are given, below it in proportion."""
    assert scaled(Rate(part, 100, ("", "")), 10, threshold) == points


def test_scaled_refuses():
    """A threshold of 0 or above 100 and a part above its whole are refused; 0 of 0 is a choice."""
    nothing = Rate(0, 0, ("", ""))
    assert scaled(nothing, 6) is None
    assert scaled(nothing, 6, empty=Empty.ZERO) == 0.0
    for threshold in (0, 101, True, float("nan")):
        with pytest.raises(ThutucError):
            scaled(Rate(1, 2, ("", "")), 6, threshold)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500), st.integers(1, 100))
@settings(quick)
def test_scaled_is_bounded_and_monotone(a, b, total, threshold):
    """Points lie between 0 and the maximum and never fall when the rate rises."""
    low, high = sorted((min(a, total), min(b, total)))
    points = [scaled(Rate(part, total, ("", "")), 18, threshold) for part in (low, high)]
    assert 0 <= points[0] <= points[1] <= 18


def test_satisfied_dossiers():
    """100 % less the overdue and the disliked, never below 0; counts above the total are refused."""
    assert satisfied_dossiers(1000, 12, 3).percent == 98.5
    assert satisfied_dossiers(10, 8, 8).percent == 0.0
    assert satisfied_dossiers(0, 0, 0).percent is None
    for counts in ((10, 11, 0), (10, 0, -1), (10, 0.5, 0), (True, 0, 0)):
        with pytest.raises(ThutucError):
            satisfied_dossiers(*counts)


def test_what_one_score_says_every_score_says():
    """Missing, check of a printed total and of parts, and points of any item are had of criteria as well."""
    score = scored(tree(*SUBS), {"1.1": 30, "2": 40}).self_score
    assert (score.missing, score.known, score.total, score.points_of("1")) == (("1.2",), 70.0, None, None)
    assert [score.check(printed).holds for printed in (69, 70, 90, 91)] == [False, None, None, False]
    beside = Score.of(scoring(), {"1": 1.5}, dossiers=[{"time": "longer", "contacts": 0}])
    assert (beside.points_of("1"), beside.points_of("3"), "1" in beside.counts) == (1.5, 2, False)
    assert len({hash(scheme) for scheme in (scoring(), index(), scoring())}) == 2
    for rules in ({"threshold": 50}, {"maximum": None}, {"per": []}):
        with pytest.raises(InvalidValueError, match="where there are rules"):
            attrs.evolve(scoring().items[0], **rules)


def test_a_classing_takes_its_items_with_their_parts():
    """Of the items it names, wherever they stand, all parts are in it, and no other item is."""
    grades = [Grade(code=code, vi=code, en=code, lower=lower) for code, lower in (("a", 0), ("b", 30))]
    of = attrs.evolve(
        tree(*SUBS), classings=[Classing(code="c", vi="c", en="c", items=["1.1"], maximum=40, grades=grades)]
    )
    for scores, total, missing in (({"1.1.1": 30, "2": 40}, 30.0, ()), ({"1.2": 9}, None, ("1.1.1",))):
        classed = Score(scheme=of, points=scores).classed("c")
        assert (classed.total, classed.missing) == (total, missing)
        assert getattr(classed.grade, "code", None) == ("b" if total else None)
        assert [one.code for one in classed.scheme.items] == ["1.1", "1.1.1"]
    with pytest.raises(InvalidValueError, match=r"t, c: the points sum to 40\.0 on a scale of 39"):
        attrs.evolve(of, classings=[attrs.evolve(of.classings[0], maximum=39)])


@pytest.mark.parametrize(
    "more",
    [
        {"points": [1]},
        {"points": {"openness": "1"}},
        {"rates": [1]},
        {"rates": {"on_time": 0.5}},
        {"dossiers": 5},
        {"dossiers": ["x"]},
        {"unit": ["x"]},
        {"empty": 0},
        {"scheme": "qd-766"},
    ],
)
def test_a_score_refuses_other_kinds(more):
    """What is no mapping, rate, measure or scheme is refused with words."""
    with pytest.raises(ThutucError):
        Score.of(**{"scheme": index(), **more})


def test_bad_index():
    """Parts and groups that do not agree are refused."""
    for code, changes, error, match in (
        ("payment", {"maximum": 9}, InvalidValueError, "item online-services has 22 points, its parts 21"),
        ("openness", {"maximum": 17}, InvalidValueError, "sum to 99.0, below the scale of 100"),
        ("payment", {"part_of": "x"}, UnknownDefinitionError, "no item"),
    ):
        items = [attrs.evolve(one, **changes) if one.code == code else one for one in index().items]
        with pytest.raises(error, match=match):
            attrs.evolve(index(), items=items)


# Friendly government ------------------------------------------------------------------------------------

SCORES = {"21": 19, "22": 22.5, "23": 18, "24": 14, "25": 17}


def assess(unit="Hợp Đức", year=2024, code="bac-giang", **more):
    return Assessment(unit=unit, year=year, criteria=criteria(code), **more)


def test_tables_as_printed():
    """Table A sums to 100, table B to 105 on a scale of 100, the points of table C were not printed."""
    assert [criteria(code).maximum for code in ("bac-giang", "dong-nai", "hai-duong")] == [100, 105, None]
    assert criteria("dong-nai").excess is Excess.UNDECIDED
    assert {criteria(code).source.verification for code in ("bac-giang", "dong-nai")} == {
        Verification.SECONDARY
    }
    with pytest.raises(InvalidValueError, match="has no levels"):
        _ = criteria("bac-giang").levels


def test_excess_is_not_decided():
    """Above 100 of 105 points the caller says whether it is a bonus or a cap; below, nobody has to."""
    full = {"1": 15, "2": 15, "3": 20, "4": 50, "5": 5}
    with pytest.raises(InvalidValueError, match=r"105\.0 points on a scale of 100"):
        _ = assess(year=2025, code="dong-nai", self_scores=full).self_score.total
    totals = [
        assess(year=2025, code="dong-nai", self_scores=full, excess=excess).self_score.total
        for excess in (Excess.BONUS, Excess.CAP)
    ]
    assert totals == [105.0, 100.0]
    modest = assess(year=2025, code="dong-nai", appraised=full | {"4": 44.9, "3": 15})
    assert (modest.appraised_score.total, modest.appraised_score.grade.code, modest.self_score.grade) == (
        94.9,
        "3",
        None,
    )


def test_completeness_is_not_the_score():
    """A full score with an incomplete file, and two measures beside it."""
    evidence = {"21": Evidence(index="m1.pdf", evidence="21.pdf"), "22": Evidence(index="m2.pdf")}
    one = assess(
        self_scores=SCORES,
        documents={"11": "a.pdf"},
        evidence=evidence,
        registered_on=date(2024, 1, 15),
        approved_on=date(2024, 2, 1),
        commitments=[Commitment(what="hộp thư góp ý", on=date(2024, 1, 2), number=1)],
    )
    assert (one.self_score.total, one.appraised_score.total) == (90.5, None)
    assert (one.completeness.part, one.completeness.whole, one.evidenced.part) == (1, 5, 1)
    assert one.to_dicts("en")[-1]["self_score"] == 90.5
    assert ("self_score", "tự chấm", "self-score") in one.table().columns


def test_overview():
    """An overview has one row a unit; the same unit twice in a year is refused."""
    third = {"1": 15, "2": 15, "3": 20, "4": 45, "5": 0}
    rows = [assess(self_scores=SCORES), assess("An Lạc", 2025, "dong-nai", appraised=third)]
    table = overview(rows)
    assert [row["unit"] for row in table.to_dicts()] == ["An Lạc", "Hợp Đức"]
    assert table.to_dicts("en")[0]["grade"] == "4 stars"
    assert table.to_dicts()[1]["documents"] == "0/5"
    with pytest.raises(InvalidValueError, match="twice in 2024"):
        overview([rows[0], rows[0]])
    with pytest.raises(InvalidTypeError, match="made of assessments"):
        overview(["Hợp Đức"])


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ({"21": 20.1}, "20.1 is above its maximum 20"),
        ({"21": -1}, "0 or more"),
        ({"21": True}, "is a number"),
        ({"21": float("nan")}, "finite"),
        ({"26": 5}, "'26': unknown"),
        ({"21": "19"}, "is a number"),
    ],
)
def test_bad_scores(scores, words):
    """A score above the maximum, below 0, that is no number or of an unknown criterion is refused."""
    for name in ("self_scores", "appraised"):
        with pytest.raises(QualityError) as caught:
            assess(**{name: scores})
        assert words in str(caught.value)


def test_bad_assessment_lists_all():
    """Every problem of an assessment is listed; a set without printed points takes no scores."""
    with pytest.raises(QualityError) as caught:
        assess(
            self_scores={"21": 30, "x": 1},
            appraised={"25": 21},
            documents={"16": "a"},
            evidence={"11": Evidence()},
        )
    assert len(caught.value.problems) == 5
    with pytest.raises(QualityError, match="its points are not known"):
        assess(year=2025, code="hai-duong", self_scores={"1": 10})
    recognised = Recognition(by="Chủ tịch UBND tỉnh", on=date(2026, 1, 5), grade="5")
    known = Recognition(by="Chủ tịch UBND tỉnh", on=date(2026, 1, 5), grade="3")
    assert assess(year=2025, code="dong-nai", recognition=known).recognition == known
    with pytest.raises(QualityError, match="grade '5': unknown"):
        assess(year=2025, code="dong-nai", recognition=recognised)
    with pytest.raises(InvalidValueError, match="not in 2022"):
        assess(year=2022)


@pytest.mark.parametrize("case", CASES["targets"], ids=lambda case: str(case["year"]))
def test_targets(case):
    """Targets of a year are held to the levels that were reached."""
    grades = [grade for grade, n in case["reached"].items() for _ in range(n)]
    reached = {str(i): grade for i, grade in enumerate(grades)}
    found = criteria("hai-duong").check_targets(case["year"], reached, case["units"])
    assert [check.holds for check in found] == case["holds"]


def test_targets_of_recognition():
    """30 % of 209 communes in 2023 are 63; an unknown level and too few units are refused."""
    table = criteria("bac-giang")
    for n, holds in ((62, False), (63, True)):
        (check,) = table.check_targets(2023, {str(i): "đạt" for i in range(n)} | {"x": None}, 209)
        assert check.holds is holds
    with pytest.raises(UnknownDefinitionError, match="no grade is called '6'"):
        criteria("hai-duong").check_targets(2025, {"a": "6"}, 10)
    with pytest.raises(InvalidValueError, match="not 1 in all"):
        table.check_targets(2023, {"a": "đạt", "b": "đạt"}, 1)


def test_bad_criteria():
    """Points below the scale, above it without a word, and a target at an unknown level are refused."""
    common = {"code": "c", "vi": "c", "en": "c", "source": SOURCE}
    for points, match in ((90, "below the scale"), (105, "bonus, cap or undecided")):
        with pytest.raises(InvalidValueError, match=match):
            CriteriaSet(items=[Item(code="1", vi="c", en="c", maximum=points)], **common)
    target = attrs.evolve(criteria("hai-duong").targets[0], at_least="9")
    with pytest.raises(UnknownDefinitionError):
        attrs.evolve(criteria("hai-duong"), targets=[target])


# Floors, preconditions, bonus and penalty, sub-criteria ------------------------------------------------


def tree(*criteria, **more):
    """A set of criteria of which each is (code, points) and what else it has."""
    made = [
        Item(code=code, vi=f"tiêu chí {code}", en=f"criterion {code}", maximum=points, **rest)
        for code, points, rest in ((*one, {})[:3] for one in criteria)
    ]
    grades = [
        Grade(code=code, vi=code, en=code, lower=lower)
        for code, lower in (("chưa đạt", 0), ("khá", 65), ("tốt", 80), ("xuất sắc", 95))
    ]
    return CriteriaSet(code="t", vi="t", en="t", source=SOURCE, items=made, **{"grades": grades, **more})


def scored(of, scores, **more):
    return Assessment(unit="A", year=2026, criteria=of, self_scores=scores, appraised=scores, **more)


def test_each_criterion_has_a_floor():
    """90 of 100 are no level where one criterion of 20 has 9: each needs at least half of its points."""
    of = tree(("1", 20), ("2", 80), floor=50)
    good, bad = (scored(of, {"1": points, "2": 80}) for points in (10, 9))
    assert (good.appraised_score.total, good.appraised_score.grade.code) == (90.0, "tốt")
    assert (bad.appraised_score.total, bad.appraised_score.grade.code, bad.self_score.grade.code) == (
        89.0,
        "chưa đạt",
        "chưa đạt",
    )
    first, second = bad.appraised_score.requirements()
    assert (first.least, first.reached, first.holds, second.holds) == (10.0, 9.0, False, True)
    assert str(first) == "tiêu chí 1: ít nhất 10 điểm, đạt 9: không đạt"
    assert second.text("en") == "criterion 2: at least 40 points, 80: met"


def test_a_criterion_may_have_a_floor_of_its_own():
    """It takes the place of the set's, 0 takes it away, and the highest level that is left may be named."""
    of = tree(("1", 20, {"floor": 80}), ("2", 40), ("3", 40, {"floor": 0}), floor=50, otherwise="khá")
    assert [(one.name[1], one.least) for one in scored(of, {}).appraised_score.requirements()] == [
        ("criterion 1", 16.0),
        ("criterion 2", 20.0),
    ]
    assert scored(of, {"1": 16, "2": 40, "3": 40}).appraised_score.grade.code == "xuất sắc"
    assert scored(of, {"1": 15, "2": 40, "3": 40}).appraised_score.grade.code == "khá"
    assert scored(of, {"1": 15, "2": 20, "3": 0}).appraised_score.grade.code == "chưa đạt"


def test_preconditions_come_before_points():
    """One that is not met leaves the lowest level, one that is not known leaves the level open."""
    officer = Named(code="kl", vi="không có cán bộ bị kỷ luật", en="no officer disciplined")
    of = tree(("1", 100), preconditions=[officer])
    for met, code in ((True, "tốt"), (False, "chưa đạt"), (None, None)):
        one = scored(of, {"1": 90}, conditions={} if met is None else {"kl": met})
        assert getattr(one.appraised_score.grade, "code", None) == code
        assert [requirement.holds for requirement in one.appraised_score.requirements()] == [met]
    # Without the points for more, nothing is left open.
    assert scored(of, {"1": 60}).appraised_score.grade.code == "chưa đạt"
    assert str(scored(of, {}).appraised_score.requirements()[0]) == "không có cán bộ bị kỷ luật: chưa rõ"
    assert (
        scored(of, {}, conditions={"kl": True}).appraised_score.requirements()[0].text("en")
        == "no officer disciplined: met"
    )
    with pytest.raises(QualityError, match="precondition 'kt': unknown; known are kl"):
        scored(of, {}, conditions={"kt": True})
    with pytest.raises(InvalidTypeError, match="precondition kl is True or False, not 'x'"):
        scored(of, {}, conditions={"kl": "x"})


def test_bonus_and_penalty():
    """Bonus is added, penalty taken off; what is not given is none, and no sum is below 0."""
    of = tree(("1", 100), ("t", 5, {"counting": Counting.BONUS}), ("p", 120, {"counting": Counting.PENALTY}),
              excess=Excess.CAP)  # fmt: skip
    assert of.maximum == 105
    for scores, total in (({"1": 90}, 90), ({"1": 90, "t": 3, "p": 1.5}, 91.5), ({"1": 99, "t": 5}, 100),
                          ({"1": 20, "p": 60}, 0), ({"t": 5}, None)):  # fmt: skip
        assert scored(of, scores).appraised_score.total == total
    rows = scored(of, {"1": 90, "p": 1.5}).to_dicts()
    assert [(row["item"], row["appraised"]) for row in rows] == [
        ("tiêu chí 1", 90),
        ("tiêu chí t (điểm thưởng)", 0),
        ("tiêu chí p (điểm trừ)", -1.5),
        ("tổng điểm", 88.5),
    ]
    with pytest.raises(QualityError, match="above its maximum 5"):
        scored(of, {"t": 6})


SUBS = [("1", 60), ("1.1", 40, {"part_of": "1"}), ("1.1.1", 40, {"part_of": "1.1"}),
        ("1.2", 20, {"part_of": "1"}), ("2", 40)]  # fmt: skip


def test_sub_criteria_are_not_added_twice():
    """A criterion is the sum of its parts, or its own score, never both."""
    of = tree(*SUBS, floor=50)
    assert of.maximum == 100
    assert [one.code for one in of.tops] == ["1", "2"]
    for scores, total in (
        ({"1.1": 30, "1.2": 15, "2": 40}, 85), ({"1": 45, "2": 40}, 85),
        ({"1": 45, "1.1": 30, "1.2": 15, "2": 40}, 85), ({"1": 45, "1.1.1": 30, "2": 40}, 85),
        ({"1.1.1": 30, "1.2": 15, "2": 40}, 85), ({"1.1": 30, "2": 40}, None),
    ):  # fmt: skip
        assert scored(of, scores).appraised_score.total == total
    rows = scored(of, {"1.1": 30, "1.2": 15, "2": 40}).to_dicts()
    assert [(row["item"][:2], row["maximum"], row["appraised"]) for row in rows[:4]] == [
        ("ti", 60, 45), ("– ", 40, 30), ("– ", 40, None), ("– ", 20, 15),
    ]  # fmt: skip
    # The set's floor is that of criteria, not of their parts.
    assert [one.name[1] for one in scored(of, {}).appraised_score.requirements()] == [
        "criterion 1",
        "criterion 2",
    ]


@pytest.mark.parametrize("scores", [
    {"1": 45, "1.1": 30, "1.2": 14}, {"1": 45, "1.2": 2}, {"1": 10, "1.1": 11}, {"1.1": 30, "1.1.1": 29},
    {"1": 10, "1.1.1": 11},
])  # fmt: skip
def test_a_score_at_odds_with_its_parts_is_refused(scores):
    """Parts that sum to more, to less, or to what the missing ones cannot make up."""
    with pytest.raises(QualityError, match=r"of its sub-criteria .*; they sum to it"):
        scored(tree(*SUBS), scores)


def test_a_bonus_may_have_parts():
    """Its own score is enough, and the parts that are given are otherwise its sum."""
    bonus = {"counting": Counting.BONUS}
    of = tree(("1", 100), ("t", 5, bonus), ("t1", 3, {"part_of": "t", **bonus}),
              ("t2", 2, {"part_of": "t", **bonus}), excess=Excess.BONUS)  # fmt: skip
    for scores, total in (({"t": 4}, 94), ({"t1": 3}, 93), ({"t1": 3, "t2": 1, "t": 4}, 94), ({}, 90)):
        assert scored(of, {"1": 90, **scores}).appraised_score.total == total


def test_evidence_of_the_parts_is_evidence():
    """A criterion is proved by its own evidence, or by that of all of its parts."""
    proof = Evidence(index="m.pdf", evidence="a.pdf")
    for codes, part in ((["1"], 1), (["1.1.1"], 0), (["1.1.1", "1.2"], 1), (["1.1", "1.2", "2"], 2)):
        share = scored(tree(*SUBS), {}, evidence=dict.fromkeys(codes, proof)).evidenced
        assert (share.part, share.whole) == (part, 2)


@pytest.mark.parametrize(("criteria_", "more", "match"), [
    ([("1", 100), ("1.1", 99, {"part_of": "1"})], {}, "has 100 points, its parts 99"),
    ([("1", 100, {"part_of": "2"}), ("2", 100, {"part_of": "1"})], {}, "is part of itself"),
    ([("1", 100), ("1.1", 100, {"part_of": "1", "counting": Counting.BONUS})], {}, "the same counting"),
    ([("1", 100)], {"floor": 101}, "at most 100 percent"),
    ([("1", 100), ("2", 9, {"floor": 50, "counting": Counting.PENALTY})], {}, "leave its floor out"),
    ([("1", 100), ("2", 9, {"counting": Counting.BONUS})], {}, "bonus, cap or undecided"),
])  # fmt: skip
def test_criteria_that_contradict_themselves(criteria_, more, match):
    """They are refused with what is wrong."""
    with pytest.raises(InvalidValueError, match=match):
        tree(*criteria_, **more)
    with pytest.raises(UnknownDefinitionError):
        tree(("1", 100, {"part_of": "9"}))
    with pytest.raises(UnknownDefinitionError):
        tree(("1", 100), otherwise="giỏi")


def test_points_of_a_criterion_may_be_those_of_its_parts():
    """Where only the parts were printed, they are added; where one was not, nothing is known."""
    of = tree(("1", None), ("1.1", 60, {"part_of": "1"}), ("1.2", 40, {"part_of": "1"}), floor=50)
    assert (of.maximum, of.maximum_of("1")) == (100.0, 100.0)
    assert scored(of, {"1.1": 60, "1.2": 30}).appraised_score.grade.code == "tốt"
    assert tree(("1", None), ("1.1", None, {"part_of": "1"})).maximum is None


def test_criteria_with_all_of_it_are_read_from_a_file():
    """Floors, preconditions, counting and sub-criteria are fields of the tables."""
    text = """
    [[criteria]]
    code = "x"
    vi = "bộ tiêu chí"
    en = "criteria"
    floor = 50
    otherwise = "0"
    excess = "cap"
    source = { document = "Quyết định của tỉnh", verification = "U" }
    preconditions = [{ code = "kl", vi = "không có cán bộ bị kỷ luật", en = "no officer disciplined" }]
    items = [
      { code = "1", vi = "một", en = "one", maximum = 100 },
      { code = "1.1", vi = "a", en = "a", maximum = 60, part_of = "1", floor = 25 },
      { code = "1.2", vi = "b", en = "b", maximum = 40, part_of = "1" },
      { code = "t", vi = "thưởng", en = "bonus", maximum = 5, counting = "bonus" },
      { code = "p", vi = "trừ", en = "off", maximum = 10, counting = "penalty" },
    ]
    grades = [
      { code = "0", vi = "chưa đạt", en = "no", lower = 0 },
      { code = "1", vi = "đạt", en = "yes", lower = 80 },
    ]
    """
    of = definitions(text).find(CriteriaSet, "x", date(2026, 1, 1))
    one = scored(of, {"1.1": 60, "1.2": 38, "t": 5, "p": 4}, conditions={"kl": True})
    assert (one.appraised_score.total, one.appraised_score.grade.vi) == (99.0, "đạt")
    assert [requirement.holds for requirement in one.appraised_score.requirements()] == [True, True, True]
    with pytest.raises(QualityError, match="counting: given was 'extra'; allowed are scored, bonus, penalty"):
        definitions(text.replace('"bonus" }', '"extra" }'))


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=5),
    st.lists(st.integers(0, 10), min_size=5, max_size=5),
    st.integers(0, 100),
)
@settings(quick)
def test_floors_never_raise_a_level(shares, tenths, floor):
    """With a floor the level is that without it, or the lowest, by the plain rule."""
    points = [10 * (1 + i) for i in range(len(shares))]
    scores = {str(i): points[i] * tenths[i] / 10 for i in range(len(points))}
    of = tree(*((str(i), most) for i, most in enumerate(points)), scale=sum(points))
    free = scored(of, scores).appraised_score.grade
    held = scored(attrs.evolve(of, floor=floor), scores).appraised_score.grade
    low = any(scores[str(i)] * 100 < points[i] * floor for i in range(len(points)))
    assert held.code == ("chưa đạt" if low else free.code)


MOST = {"1": 15, "2": 15, "3": 20, "4": 50, "5": 5}


@given(
    st.fixed_dictionaries({code: st.integers(0, 10 * most) for code, most in MOST.items()}),
    st.sampled_from(sorted(MOST)),
)
@settings(quick)
def test_totals_are_bounded_and_monotone(tenths, code):
    """A total lies within its bounds, a cap within the scale, and one point less never raises the level."""
    scores = {name: value / 10 for name, value in tenths.items()}
    less = scores | {code: 0}
    for excess, top in ((Excess.BONUS, 105), (Excess.CAP, 100)):
        one, other = (
            assess(year=2025, code="dong-nai", appraised=row, excess=excess) for row in (scores, less)
        )
        assert 0 <= other.appraised_score.total <= one.appraised_score.total <= top
        assert other.appraised_score.grade.code <= one.appraised_score.grade.code
