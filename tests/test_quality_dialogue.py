"""Quality of service: definitions, letters, dialogues."""

import pickle
from datetime import date, datetime
from functools import cache

import pytest
from hypothesis import given, settings, strategies as st

from strategies import quick
from thutuc import Dossier, Procedure, TimeLimit, Unit, events, vietnam_calendar
from thutuc.errors import (
    InvalidTypeError,
    InvalidValueError,
    QualityError,
    ThutucError,
    UnknownDefinitionError,
)
from thutuc.law import Silence, Verification
from thutuc.quality import (
    ApologyCoverage,
    CriteriaSet,
    DatedLimit,
    Definitions,
    Dialogue,
    DialogueReport,
    Duty,
    Issue,
    Letter,
    LetterKind,
    LetterRule,
    Opinion,
    Outcome,
    Standing,
    definitions,
)

CAL = vietnam_calendar()
HELD = date(2017, 11, 14)


# Definitions --------------------------------------------------------------------------------------------


def test_package_definitions():
    """Every definition has words in two languages and a source that says how far it was verified."""
    found = definitions()
    assert definitions() == found
    for one in found.entries:
        assert one.vi != one.en
        assert isinstance(one.source.verification, Verification)
        assert one.source.document
    rows = found.to_dicts("en")
    assert len(rows) == len(found.entries)
    assert {row["verification"] for row in rows} == {mark.label("en") for mark in Verification}
    assert "Thông tư 01/2018/TT-VPCP" in str(found)


@pytest.mark.parametrize(
    ("day", "source"),
    [
        (date(2017, 11, 14), "77/2015/QH13"),
        (date(2025, 3, 1), "65/2025/QH15"),
        (date(2025, 6, 15), "65/2025/QH15"),
        (date(2025, 6, 16), "72/2025/QH15"),
    ],
)
def test_law_of_the_day(day, source):
    """The duty to hold dialogues rests on the law in force that day."""
    assert source in definitions().find(Duty, "dialogue", day).source.document


def test_unknown_definition():
    """An unknown code, and a day without a version, say what there is, and the error pickles."""
    with pytest.raises(
        UnknownDefinitionError, match=r"no CriteriaSet 'long-an' on .*; known are bac-giang"
    ) as caught:
        definitions().find(CriteriaSet, "long-an", date(2017, 11, 14))
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (again.given, again.on, str(again)) == ("long-an", date(2017, 11, 14), str(caught.value))
    assert isinstance(caught.value, KeyError)
    with pytest.raises(UnknownDefinitionError, match="valid 2025-06-16 to now"):
        definitions().find(DatedLimit, "dialogue-published", date(2017, 11, 14))
    with pytest.raises(InvalidTypeError):
        definitions().find(Duty, "dialogue", datetime(2017, 11, 14))


OWN = """
[[criteria]]
code = "dong-nai"
vi = "Bộ tiêu chí của xã"
en = "The commune's own criteria"
scale = 10
items = [{ code = "1", vi = "một", en = "one", maximum = 10 }]
source = { document = "Quyết định của xã", issued = 2026-01-05, verification = "V" }
"""


def test_own_file_replaces(tmp_path):
    """A file of one's own takes the place of every version of a code, and leaves the rest."""
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    for source in (OWN, path):
        found = definitions(source)
        assert found.find(CriteriaSet, "dong-nai", date(2020, 1, 1)).scale == 10
        assert found.find(CriteriaSet, "bac-giang", date(2024, 1, 1)).scale == 100
        assert len(found.entries) == len(definitions().entries)


BAD = """
[[limits]]
code = "a"
vi = "a"
en = "a"
limit = "sớm"
start = "received"
end = "answered"
source = { document = "x", verification = "Z" }

[[duties]]
code = "b"
vi = "b"
minimum = -1
per = "day"
often = 3
source = "luật"

[[duties]]
code = "c"
vi = "c"
en = "c"
minimum = 1
per = "day"
source = { document = "x" }

[[letters]]
code = "d"
vi = "d"
en = "d"
kind = "greeting"
valid_from = 2025-02-01
valid_until = 2025-01-01
source = { document = "x" }

[[criteria]]
code = "e"
vi = "e"
en = "e"
items = [{ code = "1", vi = "m", en = "m", maximum = true }, 7]
grades = "none"
source = { document = "x" }

[rubbish]
"""


def test_problems_are_listed_at_once():
    """Every problem of a file is listed with its entry and field."""
    with pytest.raises(QualityError) as caught:
        definitions(BAD)
    text = str(caught.value)
    for words in (
        "the definitions, field rubbish: unknown",
        "limits a, field limit: no time limit can be read",
        "limits a, source, field verification: given was 'Z'; allowed are V, V2, U",
        "duties b, field often: unknown",
        "duties b, field en: missing",
        "duties b, field source: no source is called 'luật'; known are none",
        "duties c, c: per is year, month or week",
        "letters d, field kind: given was 'greeting'; allowed are congratulation",
        "criteria e, items 1, field maximum: maximum is a number",
        "criteria e, items, number 2 must be a table",
        "criteria e, grades, must be a list",
    ):
        assert words in text, words
    assert all(problem.startswith("text: ") for problem in caught.value.problems)


def test_overlapping_versions():
    """Two versions of one code that are valid on the same day are refused."""
    duty = definitions().find(Duty, "dialogue", date(2026, 1, 1))
    with pytest.raises(QualityError, match="overlap; end one"):
        Definitions([duty, *definitions().versions(Duty, "dialogue")])
    with pytest.raises(QualityError, match="cannot be valid from 2025-02-01 until 2025-01-01"):
        definitions(BAD.replace("greeting", "thanks"))


def test_unreadable_sources(tmp_path):
    """What is no TOML, no file and no path is refused."""
    with pytest.raises(QualityError, match="not TOML"):
        definitions("own.toml")
    with pytest.raises(QualityError, match="cannot be read"):
        definitions(tmp_path / "none.toml")
    with pytest.raises(InvalidTypeError, match="TOML text or a path"):
        definitions(3)
    with pytest.raises(QualityError, match="must be a list"):
        definitions("duties = 3")


def test_definition_refuses_wrong_types():
    """A definition made by hand is checked as one from a file."""
    with pytest.raises(InvalidTypeError, match="source must be a LegalSource"):
        Duty(code="d", vi="d", en="d", minimum=1, per="year", source="luật")


# Frequency ----------------------------------------------------------------------------------------------


def test_shortfalls():
    """Whole periods without enough are named; a period cut by the dates is not judged."""
    duty = definitions().find(Duty, "reception-district", date(2017, 6, 1))
    days = [date(2017, 1, 5), date(2017, 1, 19), date(2017, 2, 7), date(2017, 4, 3)]
    found = duty.shortfalls(days, date(2017, 1, 1), date(2017, 4, 20))
    assert found == {date(2017, 2, 1): 1, date(2017, 3, 1): 0}
    yearly = definitions().find(Duty, "dialogue", HELD)
    assert yearly.shortfalls([HELD], date(2016, 1, 1), date(2018, 1, 1)) == {date(2016, 1, 1): 0}
    weekly = definitions().find(Duty, "reception-commune", date(2026, 1, 1))
    assert weekly.shortfalls([], date(2026, 3, 2), date(2026, 3, 16)) == {
        date(2026, 3, 2): 0,
        date(2026, 3, 9): 0,
    }
    with pytest.raises(InvalidValueError, match="cannot run from"):
        yearly.shortfalls([], date(2018, 1, 1), date(2018, 1, 1))


# Letters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "on", "latest"),
    [
        ("apology", date(2020, 1, 1), date(2026, 3, 8)),
        ("apology", date(2026, 3, 1), date(2026, 3, 8)),
        ("apology-ho-chi-minh", date(2016, 10, 1), date(2026, 3, 9)),
        ("apology-reception-error", date(2017, 1, 1), None),
        ("apology-lost-papers", date(2020, 1, 1), None),
        ("apology-lost-papers", date(2025, 7, 1), None),
        ("apology-prohibited-acts", date(2026, 3, 1), None),
        ("congratulation", date(2017, 1, 1), None),
    ],
)
def test_letter_rules(code, on, latest):
    """An apology goes out a day before the due day, in Hồ Chí Minh City on it; other letters name no day."""
    assert definitions().find(LetterRule, code, on).latest(date(2026, 3, 9)) == latest


V, V2, U = Verification.TEXT, Verification.SECONDARY, Verification.UNVERIFIED


@pytest.mark.parametrize(
    ("code", "on", "article", "mark"),
    [
        ("apology", date(2018, 6, 21), "Điều 19 khoản 9", V),
        # Amendments that were not read: NĐ 107/2021, NĐ 367/2025.
        ("apology", date(2021, 12, 5), "Điều 19 khoản 9", V),
        ("apology", date(2021, 12, 6), "Điều 19 khoản 9", U),
        ("apology", date(2025, 7, 1), "Điều 19 khoản 6", V),
        ("apology", date(2025, 12, 30), "Điều 19 khoản 6", V),
        ("apology", date(2025, 12, 31), "Điều 19 khoản 6", V2),
        ("apology-lost-papers", date(2018, 6, 21), "Điều 21", V),
        ("apology-lost-papers", date(2022, 1, 4), "Điều 21", U),
        ("apology-lost-papers", date(2025, 7, 1), "Điều 23 khoản 2", V),
        ("apology-lost-papers", date(2026, 8, 5), "Điều 23 khoản 2", V2),
        ("apology-prohibited-acts", date(2025, 7, 1), "Điều 38 khoản 2 điểm đ", V),
        ("apology-prohibited-acts", date(2026, 3, 2), "Điều 38 khoản 2 điểm đ", V2),
    ],
)
def test_apologies_of_the_decrees(code, on, article, mark):
    """Apologies are owed for delay, for lost papers, for prohibited acts, each with its article and mark."""
    rule = definitions().find(LetterRule, code, on)
    assert (rule.kind, rule.source.provision, rule.source.verification) == (LetterKind.APOLOGY, article, mark)


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2017, 3, 2)])
def test_no_apology_for_prohibited_acts_before(day):
    """The apology of the commune's chairman is new in NĐ 118/2025."""
    with pytest.raises(UnknownDefinitionError):
        definitions().find(LetterRule, "apology-prohibited-acts", day)


def test_letters():
    """Only an apology names a new date, and not one before it was sent."""
    assert [kind.label() for kind in LetterKind] == [
        "thư chúc mừng",
        "thư chia buồn",
        "thư cảm ơn",
        "thư xin lỗi",
    ]
    assert Letter(kind=LetterKind.THANKS, office="A", sent_on=HELD).new_date is None
    with pytest.raises(InvalidValueError, match="only an apology"):
        Letter(kind=LetterKind.THANKS, office="A", sent_on=HELD, new_date=HELD)
    with pytest.raises(InvalidValueError, match="comes before the letter"):
        Letter(kind=LetterKind.APOLOGY, office="A", sent_on=HELD, new_date=date(2017, 11, 13))
    with pytest.raises(InvalidTypeError, match="kind must be a LetterKind"):
        Letter(kind="apology", office="A", sent_on=HELD)


@cache
def accepted(code):
    procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
    return Dossier(code, procedure, CAL).record(events.Accepted(at=datetime(2026, 3, 2, 9), office="A"))


def extended(code, *, apology=True):
    three = TimeLimit(3, Unit.WORKING_DAY)
    return accepted(code).record(
        events.Extended(at=datetime(2026, 3, 6, 9), office="A", by=three, apology=apology)
    )


def finished(dossier, day):
    return dossier.record(events.Finished(at=datetime(2026, 3, day, 9), office="A"))


def test_apology_coverage():
    """A dossier finished within an extension is late by its first date, and covered by the apology."""
    dossiers = [
        finished(accepted("in-time"), 9),
        finished(accepted("late"), 10),
        finished(extended("with-apology"), 11),
        finished(extended("without", apology=False), 11),
        finished(extended("in-time-after-all"), 9),
        accepted("open"),
        accepted("letter"),
        Dossier("no-limit", Procedure("1", "x"), CAL).record(
            events.Accepted(at=datetime(2026, 3, 2, 9), office="A")
        ),
    ]
    letter = Letter(
        kind=LetterKind.APOLOGY,
        office="A",
        sent_on=date(2026, 3, 9),
        dossier="letter",
        new_date=date(2026, 3, 20),
    )
    coverage = ApologyCoverage.of(dossiers, date(2026, 3, 31), [letter])
    assert (coverage.late, coverage.apologised) == (5, 2)
    assert coverage.without == ("late", "without", "open")
    assert coverage.share.percent == 40.0
    assert coverage.to_dicts()[0]["percent"] == 40.0
    assert ApologyCoverage.of(dossiers, date(2026, 3, 9)).late == 0
    assert ApologyCoverage.of(dossiers, date(2026, 3, 10)).late == 5


def test_what_silence_decided_is_not_late():
    """A dossier that silence granted at the end of its limit was answered then; else it is late."""
    for silence, late in ((Silence.CONSENT, 0), (Silence.NOTHING, 1)):
        procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY), silence=silence)
        one = Dossier("H1", procedure, CAL).record(events.Accepted(at=datetime(2026, 3, 2, 9), office="A"))
        for at in (date(2026, 3, 10), datetime(2026, 3, 20, 9)):
            assert ApologyCoverage.of([one], at).late == late
        assert ApologyCoverage.of([one], date(2026, 3, 9)).late == 0


def test_coverage_refuses():
    """More apologies than late dossiers, a dossier twice and what is no dossier are refused."""
    for late, apologised in ((3, 4), (-1, 0), (True, 0), (3, 0.5), (float("nan"), 0)):
        with pytest.raises(ThutucError):
            ApologyCoverage(late=late, apologised=apologised)
    with pytest.raises(InvalidValueError, match="twice"):
        ApologyCoverage.of([accepted("a"), accepted("a")], HELD)
    with pytest.raises(InvalidTypeError, match="over dossiers"):
        ApologyCoverage.of(["a"], HELD)
    with pytest.raises(InvalidTypeError, match="dates or datetimes"):
        ApologyCoverage.of([accepted("a")], "2017-11-14")


@given(st.integers(0, 10**5), st.integers(0, 10**5))
@settings(quick)
def test_coverage_is_at_most_one(a, b):
    """Coverage is at most 100 percent, and nothing over nothing."""
    percent = ApologyCoverage(late=max(a, b), apologised=min(a, b)).share.percent
    assert percent is None or 0 <= percent <= 100


# Dialogues ----------------------------------------------------------------------------------------------


def session():
    """11 opinions, 39 issues: 20 answered on the spot, 12 accepted, 5 forwarded, 1 refused, 1 undecided."""
    due_on = date(2017, 12, 4)
    kinds = [
        *[{"outcome": Outcome.ANSWERED, "answered_on": HELD}] * 20,
        *[{"outcome": Outcome.ACCEPTED, "responsible": "Phòng TN-MT", "due_on": due_on}] * 10,
        *[{"outcome": Outcome.ACCEPTED, "responsible": "Phòng TN-MT", "due_on": due_on,
           "answered_on": date(2017, 12, 1), "published_on": date(2017, 12, 2)}] * 2,
        *[{"outcome": Outcome.FORWARDED, "responsible": "Sở TN-MT"}] * 5,
        {"outcome": Outcome.REFUSED, "reason": "không thuộc thẩm quyền"},
        {},
    ]  # fmt: skip
    issues = [Issue(code=str(i), topic="đất đai", **more) for i, more in enumerate(kinds)]
    opinions = [Opinion(code=str(i), issues=issues[i::11], speaker="ông A", area="ấp 1") for i in range(11)]
    return Dialogue(
        code="D1", office="Châu Thành", held_on=HELD, notice_on=date(2017, 11, 7), opinions=opinions
    )


def test_opinions_and_issues():
    """11 opinions contain 39 issues; each has one outcome; some wait, and after their due day are overdue."""
    one = session()
    assert (len(one.opinions), len(one.issues)) == (11, 39)
    assert len(one.open_issues(date(2017, 12, 4))) == 16
    assert one.overdue_issues(date(2017, 12, 4)) == ()
    assert len(one.overdue_issues(date(2017, 12, 5))) == 10
    assert len(one.open_issues(date(2017, 11, 30))) == 18


def test_dialogue_report():
    """The issues of a report are its outcomes and those not decided; later dialogues are not in it."""
    later = Dialogue(code="D2", office="Châu Thành", held_on=date(2018, 6, 1))
    report = DialogueReport(dialogues=[later, session()], on=date(2017, 12, 5))
    (row, total) = report.to_dicts("en")
    assert {**row, "dialogue": "total", "is_total": True} == total
    assert not row["is_total"]
    assert total["issues"] == sum(total[outcome.value] for outcome in Outcome) + total["undecided"] == 39
    assert (total["opinions"], total["open"], total["overdue"], total["published"]) == (11, 16, 10, 2)
    assert "05/12/2017" in str(report)
    with pytest.raises(InvalidValueError, match="twice"):
        DialogueReport(dialogues=[later, later], on=HELD)
    with pytest.raises(InvalidTypeError, match="holds Dialogue"):
        DialogueReport(dialogues=["D1"], on=HELD)


@given(st.dates(date(2017, 11, 14), date(2018, 3, 1)), st.dates(date(2017, 11, 14), date(2018, 3, 1)))
@settings(quick)
def test_open_issues_shrink(a, b):
    """With time fewer issues are open, and what is overdue is open."""
    early, late = sorted((a, b))
    one = session()
    assert set(one.open_issues(late)) <= set(one.open_issues(early))
    assert set(one.overdue_issues(late)) <= set(one.open_issues(late))


def test_dialogue_limits():
    """Notice is counted backward from the session, publication forward, each by the law of the day."""
    held = date(2025, 7, 17)
    notice = definitions().find(DatedLimit, "dialogue-notice", held)
    published = definitions().find(DatedLimit, "dialogue-published", held)
    good = Dialogue(
        code="1", office="A", held_on=held, notice_on=date(2025, 7, 10), published_on=date(2025, 7, 28)
    )
    bad = Dialogue(code="2", office="A", held_on=held, notice_on=date(2025, 7, 11))
    at = date(2025, 8, 1)
    # 10 days end on Sunday 27 July and roll to Monday.
    assert [limit.standing(good, CAL, at) for limit in (notice, published)] == [Standing.DONE_IN_TIME] * 2
    assert notice.standing(bad, CAL, at) is Standing.DONE_LATE
    assert published.standing(bad, CAL, at) is Standing.OPEN_OVERDUE
    silent = Dialogue(code="3", office="A", held_on=held)
    assert notice.standing(silent, CAL, date(2025, 7, 10)) is Standing.OPEN_IN_TIME
    assert notice.standing(silent, CAL, date(2025, 7, 11)) is Standing.OPEN_OVERDUE
    follow_up = definitions().find(DatedLimit, "dialogue-follow-up-practice", HELD)
    assert follow_up.deadline(HELD, CAL).due_on == date(2017, 12, 4)


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"outcome": Outcome.ACCEPTED}, "accepted needs responsible and due_on"),
        ({"outcome": Outcome.NEEDS_LONGER, "responsible": "A"}, "needs due_on"),
        ({"outcome": Outcome.FORWARDED}, "forwarded needs responsible"),
        ({"outcome": Outcome.REFUSED}, "refused needs reason"),
        ({"outcome": Outcome.ANSWERED}, "answered needs answered_on"),
        ({"answered_on": HELD}, "an answer needs outcome"),
        ({"outcome": Outcome.REFUSED, "reason": "x", "answered_on": HELD}, "one outcome"),
        (
            {"outcome": Outcome.ANSWERED, "answered_on": HELD, "published_on": date(2017, 11, 1)},
            "published on",
        ),
        ({"outcome": "accepted"}, "outcome must be a Outcome"),
        ({"due_on": datetime(2017, 12, 4)}, "must be a date"),
    ],
)
def test_bad_issues(more, match):
    """An issue has one outcome with what belongs to it."""
    with pytest.raises(ThutucError, match=match):
        Issue(code="1", topic="đất đai", **more)


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"notice_on": date(2017, 11, 15)}, "announced after"),
        ({"published_on": date(2017, 11, 13)}, "published before"),
        ({"opinions": [Opinion(code="1", issues=[])] * 2}, "an opinion is given twice"),
        (
            {"opinions": [Opinion(code=c, issues=[Issue(code="1", topic="x")]) for c in "ab"]},
            "an issue is given twice",
        ),
        ({"attendees": -5}, "0 or more"),
        ({"attendees": 50.5}, "whole number"),
        ({"partners": "MTTQ"}, "a list is expected"),
        ({"office": ""}, "must not be empty"),
        ({"office": 7}, "must be text"),
    ],
)
def test_bad_dialogues(more, match):
    """A dialogue whose days or codes contradict each other is refused."""
    with pytest.raises(ThutucError, match=match):
        Dialogue(**{"code": "D", "office": "Châu Thành", "held_on": HELD} | more)
