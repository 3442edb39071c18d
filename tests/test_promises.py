"""What the office has promised decides: appointments, new dates, limits that change in mid-case."""

from datetime import UTC, date, datetime

import pytest

from thutuc import Dossier, PeriodReport, Procedure, TimeLimit, Unit, events, vietnam_calendar
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError
from thutuc.law import SupplementRule
from thutuc.procedures import ClockPolicy

CAL = vietnam_calendar()
FIVE = TimeLimit(5, Unit.WORKING_DAY)
PLAIN = Procedure("P", "thủ tục", FIVE)
RESUMING = Procedure("P", "thủ tục", FIVE, policy=ClockPolicy(on_supplement=SupplementRule.RESUME))


def at(n, hour=9):
    return datetime(2026, 3, n, hour)


def day(n):
    return date(2026, 3, n)


def accepted(procedure=PLAIN, **more):
    return Dossier("D", procedure, CAL).record(events.Accepted(at=at(2), office="A", **more))


def finished(dossier, n):
    return dossier.record(events.Finished(at=at(n, 16), office="A"))


def late_in_march(dossier):
    report = PeriodReport.of([dossier], day(1), date(2026, 4, 1))
    return report.late


def test_the_date_on_the_slip_is_the_deadline_and_the_computed_one_stands_beside_it():
    """Promised for the 12th, it is in time on the 12th, in its own answers and in the report."""
    dossier = accepted(appointment=day(12))
    assert (dossier.deadline.due_on, dossier.computed_deadline.due_on) == (day(12), day(9))
    assert late_in_march(finished(dossier, 12)) == 0
    assert late_in_march(finished(dossier, 13)) == 1
    assert late_in_march(finished(accepted(), 10)) == 1
    assert not [breach for breach in finished(dossier, 12).breaches if breach.rule == "result-late"]
    assert [breach for breach in finished(dossier, 13).breaches if breach.rule == "result-late"]


def test_pauses_move_the_promised_day_and_a_restart_drops_it():
    """Where a supplement lets the limit go on, the slip moves by the wait; with a new start it is void."""
    asked = events.SupplementRequested(at=at(4), office="A")
    answered = events.Supplemented(at=at(6), office="A")
    moved = accepted(RESUMING, appointment=day(12)).record(asked).record(answered)
    assert moved.deadline.due_on == day(16)
    again = accepted(appointment=day(12)).record(asked).record(answered)
    assert again.deadline.due_on == again.computed_deadline.due_on == day(13)


def test_a_new_date_may_stand_in_the_letter_of_apology():
    """`until` is the new deadline, and as of the day before, the old one stands."""
    dossier = accepted().record(events.Extended(at=at(6), office="A", until=day(20)))
    assert (dossier.deadline.due_on, dossier.computed_deadline.due_on) == (day(20), day(9))
    assert dossier.as_of(day(5)).deadline.due_on == day(9)
    assert dossier.clock.original_deadline.due_on == day(9)
    assert [entry.deadline.due_on for entry in dossier.timeline] == [day(9), day(20)]
    assert late_in_march(finished(dossier, 20)) == 0
    assert "đến 20/03/2026" in dossier.clock.explain().text()


def test_a_limit_that_changes_is_an_event():
    """Three working days become six when something must be verified; before the event, three stood."""
    three = Procedure("P", "thủ tục", TimeLimit(3, Unit.WORKING_DAY))
    dossier = accepted(three, appointment=day(5))
    changed = dossier.record(
        events.LimitChanged(at=at(4), office="A", limit=TimeLimit(6, Unit.WORKING_DAY), ground="cần xác minh")
    )
    assert (changed.deadline.due_on, changed.limit) == (day(10), TimeLimit(6, Unit.WORKING_DAY))
    assert (changed.as_of(day(3)).deadline.due_on, changed.as_of(day(3)).limit) == (day(5), three.limit)
    slip = events.LimitChanged(
        at=at(4), office="A", limit=TimeLimit(6, Unit.WORKING_DAY), appointment=day(12)
    )
    assert dossier.record(slip).deadline.due_on == day(12)
    assert late_in_march(finished(changed, 10)) == 0
    replayed = Dossier.replay("D", three, CAL, changed.events)
    assert replayed == changed


def test_a_promise_is_enough_where_no_limit_is_known():
    """Without a limit it is due on the day of the slip; nothing is computed, and nothing after a restart."""
    none = Procedure("P", "thủ tục")
    dossier = accepted(none, appointment=day(12))
    assert (dossier.deadline.due_on, dossier.computed_deadline) == (day(12), None)
    asked = dossier.record(events.SupplementRequested(at=at(4), office="A"))
    assert asked.record(events.Supplemented(at=at(6), office="A")).deadline is None
    assert accepted(none).deadline is None


def test_while_a_dossier_waits_its_promise_waits():
    """Payment asked on the promised day: not overdue while it waits, due on the day of payment."""
    paying = Procedure("P", "thủ tục", FIVE)
    dossier = accepted(paying, appointment=day(12)).record(events.Paused(at=at(12), office="A", ground="chờ"))
    assert not dossier.deadline_at(at(20)).is_late(at(20))
    assert dossier.record(events.Resumed(at=at(20), office="A")).deadline.due_on == day(20)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda: events.Accepted(at=at(2), office="A", appointment=at(12)), InvalidTypeError),
        (lambda: events.Accepted(at=at(2), office="A", appointment="12/03/2026"), InvalidTypeError),
        (lambda: events.Accepted(at=at(2), office="A", appointment=day(1)), InvalidValueError),
        (lambda: events.Extended(at=at(2), office="A"), InvalidValueError),
        (lambda: events.Extended(at=at(2), office="A", by=FIVE, until=day(20)), InvalidValueError),
        (lambda: events.Extended(at=at(2), office="A", until=day(1)), InvalidValueError),
        (lambda: events.Extended(at=at(2), office="A", until=5), InvalidTypeError),
        (lambda: events.Extended(at=at(2), office="A", by="03 ngày"), InvalidTypeError),
        (lambda: events.LimitChanged(at=at(2), office="A", limit="06 ngày"), InvalidTypeError),
        (
            lambda: events.LimitChanged(at=at(2), office="A", limit=FIVE, appointment=day(1)),
            InvalidValueError,
        ),
    ],
)
def test_what_promises_nothing_is_refused(wrong, kind):
    """A promise is a day from the event on, and an extension says one thing."""
    with pytest.raises(kind):
        wrong()


def test_a_day_before_the_event_in_office_time_is_refused_when_it_is_recorded():
    """18:00 UTC on the 11th is the 12th in Vietnam: a slip for the 11th is refused."""
    slip = events.Accepted(at=datetime(2026, 3, 11, 18, tzinfo=UTC), office="A", appointment=day(11))
    dossier = Dossier("D", PLAIN, CAL)
    with pytest.raises((EventError, InvalidValueError)):
        dossier.record(slip)
    assert dossier.events == ()


def test_a_report_knows_the_limit_that_held_at_its_end():
    """A limit that changes at the very end of a period is not known in it: what was due before is overdue."""
    one = Procedure("P", "thủ tục", TimeLimit(1, Unit.WORKING_DAY))
    changed = accepted(one).record(
        events.LimitChanged(at=datetime(2026, 3, 4), office="A", limit=TimeLimit(9, Unit.WORKING_DAY))
    )
    before = PeriodReport.of([changed], day(1), day(4))
    after = PeriodReport.of([changed], day(1), day(5))
    assert (before.pending_overdue, after.pending_overdue) == (1, 0)


@pytest.mark.parametrize("asked", [7, 8, 28, 29])
def test_a_pause_after_a_promised_day_off(asked):
    """A day off that was promised stays the due day through a pause of days off that began after it."""
    dossier = Dossier("H1", RESUMING, CAL).record(
        events.Accepted(at=datetime(2026, 3, 1, 9), office="A", appointment=date(2026, 3, 1))
    )
    dossier = dossier.record(events.SupplementRequested(at=datetime(2026, 3, asked, 10), office="A"))
    for resumed in range(asked, 32):
        deadline = dossier.deadline_at(datetime(2026, 3, resumed, 12))
        assert deadline.is_late(datetime(2026, 3, resumed, 12))
    assert dossier.deadline.due_on == date(2026, 3, 1)
