"""What is unlawful is recorded, with its article, day and office."""

from datetime import date, datetime, timedelta, timezone

import attrs
import pytest

from thutuc import Channel, Dossier, Procedure, Step, TimeLimit, Unit, events as e, vietnam_calendar
from thutuc.dossiers import closable_from
from thutuc.law import LegalSource, regime_on
from thutuc.procedures import ClockPolicy

CALENDAR = vietnam_calendar()
FIVE = Procedure("1.000001", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
# In each of these years 2 March is a working day, and in the three weeks after it only weekends are off.
YEARS = {2009: "QĐ 93/2007", 2017: "QĐ 09/2015", 2020: "NĐ 61/2018", 2021: "NĐ 45/2020", 2026: "NĐ 118/2025"}


def at(day, hour=9, minute=0, *, year=2026, month=3):
    return datetime(year, month, day, hour, minute)


def dossier(*happened, procedure=FIVE, **more):
    return Dossier.replay("X", procedure, CALENDAR, happened, **more)


def accepted(day=2, hour=9, **more):
    return e.Accepted(at=at(day, hour, **more), office="A")


def told(found):
    """Breaches as rule, day, office and article."""
    return [
        (one.rule, f"{one.on:%d/%m}", one.office, one.source.provision if one.source else None)
        for one in found
    ]


# A supplement asked for twice, or late -------------------------------------------------------------------


def asked_twice(year):
    def day(number):
        return at(number, year=year)

    return (
        e.Accepted(at=day(2), office="A"),
        e.SupplementRequested(at=day(3), office="A"),
        e.Supplemented(at=day(4), office="A"),
        e.SupplementRequested(at=day(4), office="B"),
    )


@pytest.mark.parametrize(
    ("year", "article"),
    [
        (2009, None),
        (2017, None),
        (2020, "Điều 11 khoản 2 điểm c"),
        (2021, "Điều 11 khoản 2 điểm c"),
        (2026, "Điều 11 khoản 2 điểm c"),
    ],
)
def test_second_supplement(year, article):
    """A supplement may be asked for once since NĐ 61/2018; before, nothing is known that forbids a second."""
    expected = [("supplement-repeated", "04/03", "B", article)] if article else []
    assert told(dossier(*asked_twice(year)).breaches) == expected


@pytest.mark.parametrize(
    ("year", "day", "article"),
    [
        (2026, 5, None),
        (2026, 6, "Điều 19 khoản 5"),
        (2020, 5, None),
        (2020, 6, "Điều 19 khoản 4"),
        (2017, 10, None),
    ],
)
def test_late_supplement_request(year, day, article):
    """A supplement is asked for within three working days: of Monday 02/03, that is by Thursday 05/03."""
    found = dossier(
        accepted(year=year), e.SupplementRequested(at=at(day, 18, year=year), office="B")
    ).breaches
    assert told(found) == ([("supplement-late", f"{day:02d}/03", "B", article)] if article else [])


def test_special_law_on_the_notice():
    """Where the special law has its own days for the notice, they count, and it is cited."""
    law = LegalSource("Thông tư 20/2022/TT-NHNN", "Điều 5")
    policy = ClockPolicy(notice_within=TimeLimit(7, Unit.WORKING_DAY))
    special = attrs.evolve(FIVE, policy=policy, source=law)
    for day, expected in ((11, []), (12, [law])):
        request = e.SupplementRequested(at=at(day), office="A")
        assert [one.source for one in dossier(accepted(), request, procedure=special).breaches] == expected


@pytest.mark.parametrize("own", [None, LegalSource("Thông tư 1"), LegalSource("Thông tư 2")])
@pytest.mark.parametrize("procedure", [None, LegalSource("Luật A")])
def test_a_duty_is_cited_from_what_lays_it_down(own, procedure):
    """A procedure's own limit of a duty cites its own source or the procedure's, never the decree."""
    policy = ClockPolicy(notice_within=TimeLimit(1, Unit.WORKING_DAY, source=own))
    special = attrs.evolve(FIVE, policy=policy, source=procedure)
    request = e.SupplementRequested(at=at(4), office="A")
    (breach,) = dossier(accepted(), request, procedure=special).breaches
    assert (breach.rule, breach.source) == ("supplement-late", own or procedure)


# Apologies and new dates ----------------------------------------------------------------------------------


def extended(day, hour=9, by=2, **more):
    return e.Extended(at=at(day, hour), office="A", by=TimeLimit(by, Unit.WORKING_DAY), **more)


@pytest.mark.parametrize(("day", "late"), [(6, False), (8, False), (9, True), (10, True)])
def test_late_apology(day, late):
    """The result is due on Monday 09/03; a delay is announced by the day before, Sunday or not."""
    found = dossier(accepted(), extended(day)).breaches
    assert told(found) == ([("apology-late", f"{day:02d}/03", "A", "Điều 19 khoản 6")] if late else [])


def test_apology_in_a_pause():
    """While the clock stands still the due day moves with it, and the apology is measured by that."""
    paused = e.Paused(at=at(4), office="A", ground="mất điện")
    assert dossier(accepted(), paused, extended(12)).breaches == ()


def test_second_appointment():
    """A new date is appointed once; the second is measured against the first new date."""
    found = dossier(accepted(), extended(5), extended(10)).breaches
    assert told(found) == [("extension-repeated", "10/03", "A", "Điều 19 khoản 6")]


def test_no_apology():
    """A new date without a written apology is a breach of the same clause."""
    found = dossier(accepted(), extended(5, apology=False)).breaches
    assert told(found) == [("apology-missing", "05/03", "A", "Điều 19 khoản 6")]


# Answers to online dossiers --------------------------------------------------------------------------------


def online(hour=8, day=2, **more):
    return e.Submitted(at=at(day, hour, **more), office="CỔNG")


@pytest.mark.parametrize(
    ("answer", "late"),
    [
        (e.Accepted(at=at(3, 8), office="A"), False),
        (e.Accepted(at=at(3, 8, 1), office="A"), True),
        (e.Refused(at=at(3, 9), office="A"), True),
        (e.SupplementRequested(at=at(3, 9), office="A"), True),
        (e.Stopped(at=at(4, 9), office="A"), True),
    ],
)
def test_online_answer(answer, late):
    """Sent on Monday at 8:00, a dossier is answered by Tuesday at 8:00, to the minute."""
    found = dossier(online(), answer, channel=Channel.ONLINE).breaches
    expected = [("online-answer-late", f"{answer.at:%d/%m}", "A", "Điều 17 khoản 2 điểm c")]
    assert told(found) == (expected if late else [])


def test_online_at_the_weekend():
    """Only working hours run: sent on Saturday, the eight hours end on Monday as it closes."""
    sent = e.Submitted(at=at(7, 10), office="CỔNG")
    for hour, minute, count in ((17, 0, 0), (17, 30, 1)):
        assert len(dossier(sent, e.Accepted(at=at(9, hour, minute), office="A")).breaches) == count


@pytest.mark.parametrize(("year", "count"), [(2017, 0), (2020, 0), (2021, 1), (2026, 1)])
def test_online_answer_by_regime(year, count):
    """The eight hours came with NĐ 45/2020 on 22/05/2020."""
    assert len(dossier(online(year=year), accepted(5, year=year)).breaches) == count


def test_by_post():
    """The eight hours are for dossiers sent online, not for those sent by post."""
    assert dossier(online(), accepted(5), channel=Channel.POST).breaches == ()


def test_never_answered():
    """An online dossier nobody answers is a breach from the minute the eight hours are over."""
    waiting = dossier(online(), channel=Channel.ONLINE)
    assert waiting.breaches == waiting.breaches_at(at(3, 8)) == ()
    assert told(waiting.breaches_at(at(20))) == [
        ("online-answer-late", "03/03", "CỔNG", "Điều 17 khoản 2 điểm c")
    ]


# Closing, correcting ---------------------------------------------------------------------------------------

WAITING = (accepted(), e.SupplementRequested(at=at(3), office="A"))


@pytest.mark.parametrize(("day", "early"), [(4, True), (18, True), (19, False)])
def test_closed_early(day, early):
    """Asked on 03/03, the citizen has until 18/03; the dossier may be closed from 19/03 on."""
    found = dossier(*WAITING, e.Closed(at=at(day), office="A")).breaches
    assert told(found) == ([("closed-early", f"{day:02d}/03", "A", "Điều 19 khoản 5")] if early else [])


def test_closable_from():
    """The first day to close is told while the dossier waits for a supplement, and only then."""
    assert closable_from(dossier(*WAITING)) == date(2026, 3, 19)
    assert closable_from(dossier(WAITING[0])) is None
    supplemented = (*WAITING, e.Supplemented(at=at(4), office="A"))
    assert closable_from(dossier(*supplemented)) is None
    old = e.Accepted(at=at(2, year=2020), office="A"), e.SupplementRequested(at=at(3, year=2020), office="A")
    assert closable_from(dossier(*old)) is None


def test_last_day_off():
    """Fifteen days that end on a Sunday end on Monday: asked on Saturday 07/03, closed from Tuesday 24/03."""
    asked = e.SupplementRequested(at=at(7), office="A")
    assert closable_from(dossier(accepted(), asked)) == date(2026, 3, 24)


def test_special_law_on_closing():
    """Sixty days under the law on foreign exchange replace the fifteen."""
    procedure = attrs.evolve(FIVE, policy=ClockPolicy(close_after=TimeLimit(60, Unit.DAY)))
    waiting = dossier(*WAITING, procedure=procedure)
    assert closable_from(waiting) == date(2026, 5, 5)
    assert len(waiting.record(e.Closed(at=at(19), office="A")).breaches) == 1


def test_closed_for_want_of_payment():
    """The fifteen days are for supplements: no general rule says when an unpaid dossier may be closed."""
    life = (
        *WAITING,
        e.Supplemented(at=at(4), office="A"),
        e.PaymentRequested(at=at(4), office="A"),
        e.Closed(at=at(6), office="A"),
    )
    assert dossier(*life).breaches == ()
    assert closable_from(dossier(*life[:-1])) is None


RESULT = (accepted(), e.Finished(at=at(4), office="A"), e.Returned(at=at(5), office="A"))


@pytest.mark.parametrize(
    ("reported", "corrected", "late"),
    [(at(10), at(13), False), (at(10), at(16), True), (None, at(27), False)],
)
def test_late_correction(reported, corrected, late):
    """An error is put right within three working days of being known; unknown, it is not measured."""
    found = dossier(*RESULT, e.Corrected(at=corrected, office="B", reported_at=reported)).breaches
    assert told(found) == ([("correction-late", "16/03", "B", "Điều 23 khoản 1")] if late else [])


# Late results and steps ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "hour", "late"), [(9, 18, False), (10, 8, True)])
def test_late_result(day, hour, late):
    """A result on the due day is in time, whatever the hour; on the next day it is late."""
    found = dossier(accepted(), e.Finished(at=at(day, hour), office="A")).breaches
    assert [one.rule for one in found] == (["result-late"] if late else [])


def test_late_without_a_result():
    """A dossier that is not finished is late from the day after it was due, at its holder."""
    held = dossier(accepted(), e.Transferred(at=at(3), office="A", to="B"))
    assert held.breaches == held.breaches_at(at(9, 23)) == ()
    (breach,) = held.breaches_at(at(20))
    assert (breach.rule, breach.on, breach.office) == ("result-late", date(2026, 3, 10), "B")


def test_waiting_is_not_late():
    """A dossier does not become late by waiting for its citizen; one that was stopped has no result."""
    assert dossier(*WAITING).breaches_at(at(20)) == ()
    assert dossier(accepted(), e.Stopped(at=at(20), office="A")).breaches == ()


STEPS = attrs.evolve(
    FIVE,
    steps=(
        Step("tiếp nhận", "A", TimeLimit(0.5, Unit.WORKING_DAY)),
        Step("thẩm định", "B", TimeLimit(3, Unit.WORKING_DAY)),
    ),
)


def test_step_over_budget():
    """A step over its budget is a breach even in a dossier in time, on the day its office passed it on."""
    life = (
        accepted(),
        e.Transferred(at=at(3, 9), office="A", to="B"),
        e.Finished(at=at(5), office="B"),
    )
    (breach,) = dossier(*life, procedure=STEPS).breaches
    assert (breach.rule, breach.on, breach.office) == ("step-over-budget", date(2026, 3, 3), "A")
    assert "tiếp nhận" in breach.text()
    assert breach.source.document == "Nghị định 118/2025/NĐ-CP"
    still = dossier(*life[:2], procedure=STEPS)
    assert {one.office for one in still.breaches_at(at(9))} == {"A", "B"}
    assert {one.office for one in still.breaches_at(at(4))} == {"A"}


# Regimes ---------------------------------------------------------------------------------------------------


def many_wrongs(year):
    def on(day, hour=9):
        return datetime(year, 3, day, hour)

    return (
        e.Submitted(at=on(2, 8), office="A"),
        e.Accepted(at=on(4), office="A"),
        e.SupplementRequested(at=on(12), office="A"),
        e.Supplemented(at=on(13), office="A"),
        e.SupplementRequested(at=on(16), office="A"),
        e.Supplemented(at=on(17), office="A"),
        e.Extended(at=on(18), office="A", by=TimeLimit(1, Unit.WORKING_DAY), apology=False),
        e.Extended(at=on(18, 10), office="A", by=TimeLimit(1, Unit.WORKING_DAY)),
        e.SupplementRequested(at=on(19), office="A"),
        e.Closed(at=on(20), office="A"),
    )


OF_61 = {
    "supplement-repeated": 2,
    "supplement-late": 3,
    "extension-repeated": 1,
    "apology-missing": 1,
}


@pytest.mark.parametrize(
    ("year", "rules"),
    [
        (2009, {}),
        (2017, {}),
        (2020, OF_61),
        (2021, OF_61 | {"online-answer-late": 1}),
        (2026, OF_61 | {"online-answer-late": 1, "closed-early": 1}),
    ],
    ids=lambda one: YEARS.get(one, "") if isinstance(one, int) else "",
)
def test_rules_of_their_days(year, rules):
    """One life breaks the rules of its own day only, by default those in force when it was accepted."""
    found = [one.rule for one in dossier(*many_wrongs(year)).breaches]
    assert {rule: found.count(rule) for rule in found} == rules


def test_regime_as_parameter():
    """A regime that is given overrides the one of the day, both ways."""
    new, old = regime_on(date(2026, 3, 2)), regime_on(date(2017, 3, 2))
    assert dossier(*many_wrongs(2026), regime=old).breaches == ()
    strict = dossier(*many_wrongs(2017), regime=new)
    assert {one.source.document for one in strict.breaches} == {"Nghị định 118/2025/NĐ-CP"}


def test_own_regime():
    """A procedure outside the one-stop rules, such as a complaint, is given a regime without them."""
    none = attrs.evolve(
        regime_on(date(2017, 3, 2)), name="Luật Khiếu nại", source=LegalSource("Luật 02/2011/QH13")
    )
    complaint = attrs.evolve(FIVE, limit=TimeLimit(30, Unit.DAY))
    prolonged = e.Extended(at=at(30), office="A", by=TimeLimit(15, Unit.DAY), apology=False)
    found = dossier(accepted(), prolonged, procedure=complaint, regime=none)
    assert (found.breaches, found.deadline.due_on) == ((), date(2026, 4, 16))


# Words -----------------------------------------------------------------------------------------------------


def test_text():
    """A breach reads as one line in both languages, with its day, office and article."""
    (breach,) = dossier(*asked_twice(2026)).breaches
    assert breach.text() == (
        "04/03/2026 B: yêu cầu bổ sung quá số lần cho phép [Nghị định 118/2025/NĐ-CP, Điều 11 khoản 2 điểm c]"
    )
    assert breach.text("en").startswith("04/03/2026 B: supplements asked for more often than allowed [")


def test_in_order_of_days():
    """Breaches stand in the order of their days, and are the same for naive and aware moments."""
    naive = many_wrongs(2026)
    zone = timezone(timedelta(hours=7))
    aware = [attrs.evolve(one, at=one.at.replace(tzinfo=zone)) for one in naive]
    mixed = [one if i % 2 else other for i, (one, other) in enumerate(zip(naive, aware, strict=True))]
    found = dossier(*naive).breaches
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert dossier(*aware).breaches == dossier(*mixed).breaches == found
