"""Answers that an official decision may still change, in every place that says so."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from strategies import (
    MINUTE,
    OutsideError,
    minutes_of,
    naive_due,
    naive_provisional,
    plans,
    quick,
    undecided_in,
)
from thutuc import Clock, Convention, Procedure, Step, TimeLimit, Unit, WorkCalendar, due, vietnam_calendar

CAL = vietnam_calendar()


def days(n):
    return TimeLimit(n, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("amount", "start", "provisional"),
    [
        (3, date(2027, 4, 27), True),  # over 30/4 and 1/5
        (2, date(2027, 4, 27), False),  # due on 29/4, before them
        (1, date(2027, 5, 3), True),  # received on the day in lieu
        (1, date(2027, 5, 4), False),
        (10, date(2027, 8, 20), False),  # over National Day
        (1, date(2027, 4, 15), True),  # over Giỗ Tổ
        (8, date(2027, 1, 29), False),  # over Tết
        (1, date(2026, 12, 31), True),  # over 1/1/2027
        (5, date(2026, 11, 20), False),  # over 24/11/2026
        (1, date(2027, 12, 31), True),  # over 1/1/2028
        (20, date(2028, 6, 1), False),  # an ordinary month of a year without a plan
        (1, date(2028, 3, 31), True),  # due on Monday 3/4/2028, before Giỗ Tổ on Tuesday
    ],
)
def test_by_the_occasions_that_lie_between(amount, start, provisional):
    """An answer is provisional if an occasion that no decision names lies between event and due day."""
    deadline = due(days(amount), start, CAL)
    assert deadline.provisional == provisional
    assert ("dự kiến" in deadline.explain().text()) == provisional
    assert any(row["provisional"] for row in deadline.explain().to_dicts()) == provisional


LIMITS = st.builds(TimeLimit, st.integers(0, 12), st.sampled_from([Unit.WORKING_DAY, Unit.DAY, Unit.WEEK]))
LIMITS |= st.builds(TimeLimit, st.integers(1, 60), st.sampled_from([Unit.HOUR, Unit.WORKING_HOUR]))


@quick
@given(plans(), LIMITS, st.sampled_from(Convention), st.data())
def test_scalar_and_naive_model_agree(plan, limit, convention, data):
    """On random calendars a deadline is provisional exactly if a day from event to due day is undecided."""
    more = data.draw(undecided_in(plan))
    last = len(plan.days) * 1440 - 1
    start = plan.midnight + min(data.draw(minutes_of(plan)), last) * MINUTE
    try:
        due_on = naive_due(plan, limit, start, convention.name)[0]
    except OutsideError:
        return
    if due_on > plan.last:
        return
    cal = plan.calendar(**more)
    deadline = due(limit, start, cal, convention=convention)
    assert deadline.provisional == naive_provisional(more, start.date(), due_on)
    rows = deadline.explain().to_dicts()
    assert any(row["provisional"] for row in rows) == deadline.provisional
    assert [cal.is_decided(day) for day in plan.days] == [
        not naive_provisional(more, day, day) for day in plan.days
    ]
    assert cal.undecided_days == tuple(day for day in plan.days if naive_provisional(more, day, day))


def test_the_short_form_is_every_day_after():
    """`decided_until` says the same as naming every day after it."""
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    short = WorkCalendar(first, last, decided_until=date(2026, 2, 27))
    named = WorkCalendar(first, last, undecided=[date(2026, 3, 1) + timedelta(days=i) for i in range(31)])
    assert {*short.undecided_days} == {*named.undecided_days, date(2026, 2, 28)}
    assert short.next_undecided_day(first) == date(2026, 2, 28)
    assert short.next_undecided_day(last) == last
    assert WorkCalendar(first, last).next_undecided_day(first) is None


def test_a_clock_asks_from_its_start_to_its_due_day():
    """A pause over an undecided day makes an answer provisional, and a restart after it certain again."""
    clock = Clock(days(5), date(2027, 4, 12), CAL)
    assert clock.deadline.due_on == date(2027, 4, 20)
    assert clock.deadline.provisional
    early = Clock(days(3), date(2027, 4, 12), CAL)
    assert not early.deadline.provisional
    paused = early.pause(date(2027, 4, 14)).resume(date(2027, 4, 19))
    assert paused.deadline.provisional
    assert not paused.restart(date(2027, 4, 19)).deadline.provisional
    extended = early.extend(TimeLimit(1, Unit.WEEK), date(2027, 4, 13))
    assert extended.deadline.provisional
    in_two_parts = Clock(days(5), date(2027, 4, 12), CAL).extend(TimeLimit(1, Unit.WEEK), date(2027, 4, 13))
    assert in_two_parts.deadline.provisional


def test_a_plan_says_so_too():
    """A plan that counts over an undecided day is provisional, in its text as well."""
    procedure = Procedure("1.000001", "ví dụ", days(3), steps=[Step("thẩm định", "A", days(2))])
    over, not_over = (procedure.plan(start, CAL) for start in (date(2027, 4, 27), date(2027, 8, 31)))
    assert (over.provisional, not_over.provisional) == (True, False)
    assert over.text().endswith("dự kiến")
    assert over.text("en").endswith("provisional")
    assert "dự kiến" not in not_over.text()
    without = Procedure("1.000001", "ví dụ", None, steps=[Step("thẩm định", "A", days(4))])
    assert without.plan(date(2027, 4, 27), CAL).provisional


def test_the_zone_of_the_start_is_that_of_the_office():
    """A start given in UTC counts from its day at the office."""
    evening = datetime.fromisoformat("2027-04-16T17:30:00+00:00")  # 17/04 00:30 in Vietnam, after Giỗ Tổ
    assert not due(days(1), evening, CAL).provisional
    assert due(days(1), evening - timedelta(hours=1), CAL).provisional
