"""The rules for one-stop dossiers by the day of receipt, held against what was read of the law."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from thutuc.law import SupplementRule, Verification, WaitingRule, regime_on, regimes

V, V2, U = Verification.TEXT, Verification.SECONDARY, Verification.UNVERIFIED
PROVISIONS = (
    "supplement_requests",
    "notice_within",
    "close_after",
    "apology_before",
    "extensions",
    "online_answer",
    "correction_within",
    "officer_notice",
    "paper_transfer",
)
# For a day: the decree, how far its rules on the clock were read, the clock after a supplement, and its
# provisions as amount, unit, article and mark.
ONCE = (1, "", "Điều 11 khoản 2 điểm c", V)
OLD = {
    "supplement_requests": ONCE,
    "notice_within": (3, "working_day", "Điều 19 khoản 4", V),
    "apology_before": (1, "day", "Điều 19 khoản 9", V),
    "extensions": (1, "", "Điều 19 khoản 9", V),
}
EIGHT_HOURS = {"online_answer": (8, "working_hour", None, V2)}
NEW = {
    "supplement_requests": ONCE,
    "notice_within": (3, "working_day", "Điều 19 khoản 5", V),
    "close_after": (15, "day", "Điều 19 khoản 5", V),
    "apology_before": (1, "day", "Điều 19 khoản 6", V),
    "extensions": (1, "", "Điều 19 khoản 6", V),
    "online_answer": (8, "working_hour", "Điều 17 khoản 2 điểm c", V),
    "correction_within": (3, "working_day", "Điều 23 khoản 1", V),
    "officer_notice": (2, "hour", "Điều 17 khoản 2", V),
    "paper_transfer": (1, "working_day", "Điều 20 khoản 1 điểm a", V),
}
AMENDED = {name: (*rule[:3], U) for name, rule in OLD.items()}
# NĐ 367/2025 of 31/12/2025 was not read, and the copy of NĐ 309/2026 is doubtful.
DOUBTFUL = {name: (*rule[:3], V2) for name, rule in NEW.items()}
PERIODS = [
    (date(2007, 7, 24), "181/2003/QĐ-TTg", U, "resume", {}),
    (date(2007, 7, 25), "93/2007/QĐ-TTg", U, "resume", {}),
    (date(2015, 5, 14), "93/2007/QĐ-TTg", U, "resume", {}),
    (date(2015, 5, 15), "09/2015/QĐ-TTg", V2, "resume", {}),
    (date(2018, 6, 20), "09/2015/QĐ-TTg", V2, "resume", {}),
    (date(2018, 6, 21), "61/2018/NĐ-CP", V, "restart", OLD),
    (date(2020, 5, 21), "61/2018/NĐ-CP", V, "restart", OLD),
    (date(2020, 5, 22), "61/2018/NĐ-CP", V, "restart", OLD | EIGHT_HOURS),
    (date(2021, 12, 6), "107/2021/NĐ-CP", U, "restart", AMENDED | EIGHT_HOURS),
    (date(2025, 6, 30), "107/2021/NĐ-CP", U, "restart", AMENDED | EIGHT_HOURS),
    (date(2025, 7, 1), "118/2025/NĐ-CP", V, "restart", NEW),
    (date(2025, 12, 30), "118/2025/NĐ-CP", V, "restart", NEW),
    (date(2025, 12, 31), "118/2025/NĐ-CP", V2, "restart", DOUBTFUL),
    (date(2026, 8, 4), "118/2025/NĐ-CP", V2, "restart", DOUBTFUL),
    (date(2026, 8, 5), "309/2026/NĐ-CP", V2, "restart", DOUBTFUL),
]
CLOCK_RULES = ("on_supplement", "on_consultation", "on_payment")


@pytest.mark.parametrize(
    ("day", "decree", "mark", "clock", "provisions"), PERIODS, ids=lambda one: str(one)[:30]
)
def test_regime(day, decree, mark, clock, provisions):
    """On each day the rules are those of the instrument then in force, with their articles and marks."""
    regime = regime_on(day)
    assert decree in regime.source.document
    assert regime.source.verification is mark
    assert regime.on_supplement is SupplementRule(clock)
    found = {name: getattr(regime, name) for name in PROVISIONS}
    stated = {
        name: (rule.amount, rule.unit, rule.source.provision, rule.source.verification)
        for name, rule in found.items()
        if rule is not None
    }
    assert stated == provisions


@pytest.mark.parametrize("regime", regimes(), ids=lambda one: one.name)
def test_nothing_else_stops_the_clock(regime):
    """No regime stops the clock while an agency is consulted or the citizen pays."""
    assert regime.on_consultation is WaitingRule.KEEP
    assert regime.on_payment is WaitingRule.KEEP


@pytest.mark.parametrize(
    ("day", "marks", "articles"),
    [
        (date(2010, 1, 4), (U, U, U), (None, None, None)),
        # The first handling time counts: that was read; nothing else on the clock was.
        (date(2017, 3, 2), (V2, U, U), (None, None, None)),
        (date(2020, 3, 2), (V, V, V), ("Điều 19 khoản 4", "Điều 19 khoản 5", None)),
        (date(2022, 3, 2), (U, U, U), ("Điều 19 khoản 4", "Điều 19 khoản 5", None)),
        (date(2025, 7, 1), (V, V, V), ("Điều 19 khoản 5", "Điều 19 khoản 4", None)),
        (date(2026, 3, 2), (V2, V2, V2), ("Điều 19 khoản 5", "Điều 19 khoản 4", None)),
        (date(2026, 8, 5), (V2, V2, V2), ("Điều 19 khoản 5", "Điều 19 khoản 4", None)),
    ],
)
def test_each_rule_on_the_clock_has_its_own_mark(day, marks, articles):
    """What the clock does at a supplement, a consultation, a payment: each says how far it was read."""
    sources = [regime_on(day).source_of(rule) for rule in CLOCK_RULES]
    assert tuple(source.verification for source in sources) == marks
    assert tuple(source.provision for source in sources) == articles


def test_no_rule_is_read_better_than_its_instrument():
    """Where an amendment was not read or a copy is doubtful, nothing of it counts as read in the text."""
    order = (U, V2, V)
    for regime in regimes():
        rules = [getattr(regime, name) for name in PROVISIONS]
        sources = [rule.source for rule in rules if rule is not None]
        sources += [regime.source_of(rule) for rule in CLOCK_RULES]
        of_it = [one for one in sources if one.document == regime.source.document]
        assert all(order.index(one.verification) <= order.index(regime.source.verification) for one in of_it)


def test_unread_rule_says_so():
    """What was assumed because it was never read is marked wherever it is cited."""
    assert str(regime_on(date(2014, 3, 2)).source) == "Quyết định 93/2007/QĐ-TTg (chưa kiểm chứng)"
    assert str(regime_on(date(2022, 3, 2)).extensions.source).endswith("Điều 19 khoản 9 (chưa kiểm chứng)")


def test_eight_hours_before_nd_118():
    """Until 30/06/2025 the eight working hours rest on NĐ 45/2020, not on NĐ 61/2018."""
    source = regime_on(date(2024, 3, 4)).online_answer.source
    assert (source.document, source.issued) == ("Nghị định 45/2020/NĐ-CP", date(2020, 4, 8))


def test_oldest_first():
    """Regimes follow one another, each signed before it came into force or on that day."""
    assert all(one.valid_from < other.valid_from for one, other in pairwise(regimes()))
    assert all(one.source.issued is None or one.source.issued <= one.valid_from for one in regimes())
    assert len({one.name for one in regimes()}) == len(regimes())


@given(st.dates(date(1990, 1, 1), date(2099, 1, 1)))
def test_in_force(day):
    """The regime of a day holds until the next one begins; before the first, the first."""
    starts = [regime.valid_from for regime in regimes()]
    regime = regime_on(day)
    assert regime.valid_from <= day or regime is regimes()[0]
    assert not [start for start in starts if regime.valid_from < start <= day]
    assert regime_on(max(day, starts[0]) + timedelta(0)) in regimes()
