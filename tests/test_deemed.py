"""Deemed approval: the silence of the office at the end of the limit decides, where the procedure says so."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from thutuc import (
    Dossier,
    PeriodReport,
    Procedure,
    Status,
    Step,
    TimeLimit,
    Unit,
    catalogue,
    events as e,
    vietnam_calendar,
)
from thutuc.dossiers import TimelineEntry
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError
from thutuc.events import DecisionDeemed, Silence
from thutuc.law import LegalSource, SupplementRule
from thutuc.procedures import ClockPolicy
from thutuc.reports import Counted, early_warning

CAL = vietnam_calendar()
LAW = LegalSource("Luật ví dụ 1/2020/QH14", "Điều 1")


def days(number):
    return TimeLimit(number, Unit.WORKING_DAY)


def at(day, hour=8):
    return datetime(2026, 3, day, hour)


def procedure(silence=Silence.CONSENT, **more):
    """5 working days: A 2, B 4; received on 02/03 it is due on 09/03/2026."""
    steps = [Step("a", "A", days(2)), Step("b", "B", days(4))]
    return Procedure("X", "ví dụ", **{"limit": days(5), "steps": steps, "silence": silence, **more})


def life(*happened, of=None, **more):
    begun = e.Accepted(at=at(2), office="A"), e.Transferred(at=at(4), office="A", to="B")
    return Dossier.replay("D", of or procedure(silence_source=LAW), CAL, (*begun, *happened), **more)


FINISHED = e.Finished(at=at(20), office="B", granted=False)


@pytest.mark.parametrize("silence", [Silence.CONSENT, Silence.REFUSAL])
def test_silence_decides(silence):
    """After the due day the dossier is decided, at whose hands it then was; nothing of it is recorded."""
    one = life(of=procedure(silence))
    assert (one.status_at(at(9, 23)), one.deemed_at(at(9, 23))) == (Status.PROCESSING, None)
    decision = one.deemed_at(at(10))
    assert (decision.at, decision.office, decision.silence) == (at(9, 17), "B", silence)
    assert decision.granted is (silence is Silence.CONSENT)
    assert one.status_at(at(10)) is Status.FINISHED
    assert [leg.ended for leg in one.legs_at(at(20))] == [at(4), at(9, 17)]
    assert (one.status, one.finished_at, len(one.events)) == (Status.PROCESSING, None, 2)
    assert early_warning([one], at(10)).dossiers == () != early_warning([one], at(9)).dossiers


def test_what_comes_too_late_changes_nothing():
    """A decision after the silence is recorded and changes nothing, until the result is handed out."""
    one = life(FINISHED)
    assert (one.status, one.finished_at, one.is_open) == (Status.FINISHED, at(9, 17), False)
    assert one.lateness.total == timedelta()
    assert one.record(e.Returned(at=at(21), office="A")).status is Status.RETURNED
    asked = life(e.SupplementRequested(at=at(16), office="B"), e.Supplemented(at=at(18), office="B"))
    assert (asked.status, asked.deadline.due_on) == (Status.FINISHED, date(2026, 3, 9))
    assert one.record(e.Returned(at=at(21), office="A")).timeline == (
        *life().timeline,
        TimelineEntry(one.deemed_at(at(21)), Status.FINISHED, one.deadline),
        TimelineEntry(FINISHED, Status.FINISHED, one.deadline),
        TimelineEntry(e.Returned(at=at(21), office="A"), Status.RETURNED, one.deadline),
    )


def test_the_office_breaks_its_limit():
    """The office has a breach by the law that says what silence means, and no part of what follows."""
    for one in (life().breaches_at(at(20)), life(FINISHED).breaches):
        (breach,) = one
        assert (breach.rule, breach.office, breach.on) == ("result-late", "B", date(2026, 3, 10))
        assert breach.source == LAW
        assert breach.detail == "không giải quyết trước hạn 09/03/2026, coi như đồng ý"
        assert breach.english == "not decided by 09/03/2026, taken as consent"


@pytest.mark.parametrize(
    "event",
    [
        e.Finished(at=at(9, 18), office="B"),
        e.Stopped(at=at(6), office="B"),
        e.Paused(at=at(6), office="B"),
        e.SupplementRequested(at=at(6), office="B"),
    ],
)
def test_no_silence(event):
    """Who has decided, stands still for a cause or waits for the citizen is not silent."""
    assert life(event).deemed_at(at(31)) is None


@pytest.mark.parametrize(
    ("event", "last"),
    [
        (e.Extended(at=at(6), office="B", until=date(2026, 3, 20)), 20),
        (e.Extended(at=at(6), office="B", by=days(1)), 10),
        (e.LimitChanged(at=at(6), office="B", limit=days(10)), 16),
        (e.LimitChanged(at=at(6), office="B", limit=days(4)), 6),
    ],
)
def test_more_or_less_time(event, last):
    """Silence decides when the limit that holds is over."""
    one = life(event)
    assert (one.deemed_at(at(last, 23)), one.deemed_at(at(last, 23) + timedelta(hours=9)).at) == (
        None,
        at(last, 17),
    )


def test_who_asks_is_not_silent():
    """While the citizen is asked for papers silence decides nothing, even where the limit runs on."""
    runs_on = procedure(policy=ClockPolicy(on_supplement=SupplementRule.KEEP))
    asked = life(e.SupplementRequested(at=at(6), office="B"), of=runs_on)
    assert asked.deemed_at(at(20)) is None
    again = asked.record(e.Supplemented(at=at(18), office="B"))
    assert again.deemed_at(at(19)).at == at(18)


def test_not_before_the_limit_of_the_law():
    """A shorter promise is broken earlier, but silence decides when the law's own limit is over."""
    one = life(of=procedure(promise=days(3)))
    assert one.deadline.due_on == date(2026, 3, 5)
    assert (one.deemed_at(at(9)), one.deemed_at(at(10)).at) == (None, at(9, 17))
    late = life(FINISHED, of=procedure(promise=days(3)))
    assert [(breach.rule, breach.on) for breach in late.breaches] == [("result-late", date(2026, 3, 6))]
    assert late.lateness.total == timedelta(hours=16)


@pytest.mark.parametrize(
    ("deemed", "first", "second"),
    [
        (Counted.RESOLVED, {"received", "late", "deemed", "due_in_period"}, {"uncollected"}),
        (Counted.IN_TIME, {"received", "on_time", "deemed", "due_in_period", "due_and_met"}, {"uncollected"}),
        (
            Counted.BY_CLOCK,
            {"received", "pending_overdue", "due_in_period"},
            {"carried_over", "late", "denied", "uncollected"},
        ),
    ],
)
def test_where_a_report_counts_it(deemed, first, second):
    """Resolved and late by default; in time, or as if silence meant nothing, where that is asked for."""
    edges = date(2026, 3, 1), date(2026, 3, 15), date(2026, 4, 1)
    found = [PeriodReport.of([life(FINISHED)], start, end, deemed=deemed) for start, end in pairwise(edges)]
    for report, expected in zip(found, (first, second), strict=True):
        names = {name for name, codes in {**report.cells, **report.details}.items() if codes}
        assert names - {"direct_and_post"} == expected
    assert PeriodReport.of([life()], *edges[:2]).late == 1


def test_a_refusal_by_silence_is_one():
    """Where silence means refusal the report counts it among what was decided against."""
    report = PeriodReport.of([life(of=procedure(Silence.REFUSAL))], date(2026, 3, 1), date(2026, 4, 1))
    assert (report.late, report.detail("deemed"), report.detail("denied")) == (1, 1, 1)


def test_in_print():
    """The control slip says what silence has decided, and when."""
    told = life().text("en", now=at(20))
    assert "Status: finished, taken as consent" in told
    assert "Ended: 17:00 09/03/2026" in told
    assert "Outcome: no answer of the office, taken as consent" in told
    assert "cơ quan không trả lời, coi như đồng ý" in life(FINISHED).text()
    assert "taken as" not in life().text("en", now=at(9, 23))


def test_from_a_catalogue():
    """A catalogue says what silence means, and by which law."""
    text = """
        [sources]
        law = { document = "Luật ví dụ 1/2020/QH14", provision = "Điều 1", verification = "U" }
        [[procedures]]
        code = "X"
        code_is_own = true
        name = "ví dụ"
        limit = "05 ngày làm việc"
        silence = "consent"
        silence_source = "law"
    """
    found = catalogue.load(text).find("X", date(2026, 3, 2))
    assert found.silence is Silence.CONSENT
    assert found.silence_source.document == "Luật ví dụ 1/2020/QH14"


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"limit": None}, InvalidValueError, "silence=CONSENT means something once a limit is over"),
        ({"silence": "consent"}, InvalidTypeError, "silence"),
        ({"silence_source": "Luật"}, InvalidTypeError, "silence_source"),
    ],
)
def test_wrong_silence(more, error, words):
    """Silence without a limit, or in words, is refused by name."""
    with pytest.raises(error, match=words):
        procedure(**{"silence": Silence.CONSENT, **more})


def test_a_decision_by_silence_is_never_recorded():
    """It follows from the limit; to record it is refused and changes nothing."""
    one = life()
    with pytest.raises(EventError, match="never recorded"):
        one.record(one.deemed_at(at(10)))
    assert len(one.events) == 2


KINDS = (
    lambda moment: e.Transferred(at=moment, office="B", to="B2"),
    lambda moment: e.Extended(at=moment, office="B", by=days(2)),
    lambda moment: e.Paused(at=moment, office="B"),
    lambda moment: e.Resumed(at=moment, office="B"),
    lambda moment: e.SupplementRequested(at=moment, office="B"),
    lambda moment: e.Supplemented(at=moment, office="B"),
    lambda moment: e.Finished(at=moment, office="B"),
)


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(5, 400)), max_size=5), st.integers(1, 500))
def test_silence_and_the_clock_agree(told, hours):
    """Silence has decided just when a dossier whose silence means nothing would be late and undecided."""
    plain = life(of=procedure(Silence.NOTHING))
    for kind, hour in sorted(told, key=lambda one: one[1]):
        try:
            plain = plain.record(kind(at(4) + hour * timedelta(hours=1)))
        except EventError:
            continue
    now = at(4) + hours * timedelta(hours=1)
    silent = Dossier.replay("D", procedure(), CAL, plain.events)
    moments = [*[event.at for event in plain.events[2:] if event.at < now], now]
    late = None
    for moment in moments:
        known = plain.as_of(moment - timedelta.resolution)
        if not known.is_open:
            break
        waiting = known.status is Status.SUPPLEMENT_REQUESTED
        if not waiting and known.deadline_at(moment).is_late(moment):
            late = max(known.deadline_at(moment).due_at, known.events[-1].at)
            break
    decision = silent.deemed_at(now)
    assert (None if decision is None else decision.at) == late
    if decision is None:
        assert silent.legs_at(now) == plain.legs_at(now)
        assert silent.status_at(now) == plain.as_of(now).status
    else:
        assert isinstance(decision, DecisionDeemed)
        assert silent.status_at(now) is Status.FINISHED
        assert [leg.ended for leg in silent.legs_at(now)].count(None) == 0
