"""The law that the code applies."""

import pickle
import tomllib
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from thutuc.errors import InvalidValueError, ThutucError
from thutuc.law import LegalSource, Verification, rule, rules
from thutuc.law.legal_source import read_source

DATA = tomllib.loads((files("thutuc") / "data" / "law.toml").read_text("utf-8"))["rules"]
VERSIONS = [(name, version) for name, entry in DATA.items() for version in entry["versions"]]

names = st.sampled_from(sorted(DATA))
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("name", DATA)
def test_rule_in_two_languages(name):
    """Every rule is one sentence in Vietnamese and one in English."""
    one = rule(name)
    assert (one.name, one.text(), one.text("en")) == (name, DATA[name]["vi"], DATA[name]["en"])
    assert one.text() != one.text("en")
    assert len(one.versions) == len(DATA[name]["versions"])


def test_the_hour_of_receipt_is_no_rule_of_one_law():
    """Every rule rests on an instrument but the same day: its instrument depends on the procedure."""
    assert [name for name in DATA if not rule(name).versions] == ["same-day"]


@pytest.mark.parametrize("name", DATA)
def test_versions_oldest_first(name):
    """The instruments of a rule stand in the order in which they came into force."""
    assert all(one < other for (one, _), (other, _) in pairwise(rule(name).versions))


@pytest.mark.parametrize(("name", "version"), VERSIONS, ids=lambda value: str(value)[:40])
def test_version(name, version):
    """Every instrument was issued before it came into force, and says how far it was verified."""
    source = rule(name).source_on(version["from"])
    assert source.document == version["document"]
    assert source.verification.value == version["verification"]
    assert source.issued is None or source.issued < version["from"]
    if source.verification is not Verification.UNVERIFIED:
        assert source.provision


@given(names, days)
def test_version_in_force(name, day):
    """The instrument in force on a day is the last one that came into force by then."""
    expected = None
    for start, source in rule(name).versions:
        if start <= day:
            expected = source
    assert rule(name).source_on(day) == expected


@pytest.mark.parametrize(
    ("name", "day", "text"),
    [
        ("public-holiday", date(2007, 2, 19), "Bộ luật Lao động 1994, Điều 73 (chưa kiểm chứng)"),
        (
            "public-holiday",
            date(2007, 4, 26),
            "Bộ luật Lao động 1994, sửa đổi bởi Luật 84/2007/QH11, Điều 73",
        ),
        (
            "compensation",
            date(2013, 4, 30),
            "Bộ luật Lao động 1994, sửa đổi bởi Luật 84/2007/QH11, Điều 73",
        ),
        ("compensation", date(2013, 5, 1), "Bộ luật Lao động 10/2012/QH13, Điều 115"),
        ("compensation", date(2021, 1, 1), "Bộ luật Lao động 45/2019/QH14, Điều 111 khoản 3"),
        ("roll", date(2016, 12, 31), "Bộ luật Dân sự 33/2005/QH11, Điều 153 khoản 5"),
        ("roll", date(2017, 1, 1), "Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 5"),
        ("weekly-rest", date(2007, 1, 6), "Quyết định 188/1999/QĐ-TTg, Điều 1"),
        ("culture-day", date(2026, 11, 24), "Nghị quyết 28/2026/QH16, Điều 2"),
    ],
)
def test_law_of_the_day(name, day, text):
    """A rule is cited from the instrument in force on the day, and what was not verified says so."""
    assert str(rule(name).source_on(day)) == text


def test_before_the_first_instrument():
    """Before the first instrument known, or where it depends on the procedure, a rule has no source."""
    assert rule("culture-day").source_on(date(2026, 6, 30)) is None
    assert rule("same-day").source_on(date(2026, 6, 30)) is None


def test_an_unstated_mark_means_not_verified():
    """A source that does not say how far it was verified was not."""
    assert LegalSource("Luật").verification is Verification.UNVERIFIED
    assert read_source({"document": "Luật"}).verification is Verification.UNVERIFIED


def test_unverified_in_english():
    """A citation that was not verified says so in the reader's language."""
    source = LegalSource("công văn", "điểm 1", verification=Verification.UNVERIFIED)
    assert source.text("en") == "công văn, điểm 1 (not verified)"
    assert str(source) == source.text() == "công văn, điểm 1 (chưa kiểm chứng)"


@pytest.mark.parametrize("level", Verification)
def test_verification_in_words(level):
    """Every level of verification has words in both languages."""
    assert level.label()
    assert level.label() != level.label("en")


def test_unknown_rule():
    """A rule that does not exist gets an error that names the rules there are, and pickles."""
    with pytest.raises(InvalidValueError, match=r"'rol'; known are .*roll") as caught:
        rule("rol")
    assert isinstance(caught.value, ThutucError)
    assert isinstance(caught.value, ValueError)
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - its own bytes
    assert (str(copy), copy.given) == (str(caught.value), "rol")


def test_rules_are_read_once():
    """The rules are read from the data once."""
    assert rules() is rules()
