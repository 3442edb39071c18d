"""Clocks: pause, resume, restart, extend."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from strategies import MINUTE, fewer, plans, quick, travelled
from thutuc import Clock, Convention, TimeLimit, Unit, WorkCalendar, due
from thutuc.deadlines import Change, Tally, Verb
from thutuc.errors import CalendarRangeError, ClockError, InvalidTypeError, ThutucError

CAL = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-fri": "07:30-11:30, 13:00-17:00"})
MONDAY = date(2026, 3, 2)
FIVE = TimeLimit(5, Unit.WORKING_DAY)
EIGHT_HOURS = TimeLimit(8, Unit.WORKING_HOUR)


def day(n: int) -> date:
    return date(2026, 3, n)


def at(n: int, hour: int, minute: int = 0, **more) -> datetime:
    return datetime.combine(day(n), time(hour, minute, **more))


@quick
@given(plans(), st.data())
def test_a_pause_and_resume_on_one_day_change_nothing(plan, data):
    """With limits in days, a pause that ends on its own day leaves the deadline where it was."""
    cal = plan.calendar()
    limit = data.draw(
        st.sampled_from([TimeLimit(2, Unit.WORKING_DAY), TimeLimit(3, Unit.DAY), TimeLimit(1, Unit.WEEK)])
    )
    first = data.draw(st.sampled_from(plan.days))
    pause_day = data.draw(st.sampled_from([d for d in plan.days if d >= first]))
    try:
        clock = Clock(limit, first, cal)
    except CalendarRangeError:
        return
    morning, evening = (datetime.combine(pause_day, time(hour)) for hour in (8, 20))
    assert clock.pause(morning).resume(evening).deadline.due_at == clock.deadline.due_at
    assert clock.pause(pause_day).resume(pause_day).deadline.due_at == clock.deadline.due_at


def test_the_day_of_the_pause_is_used_and_the_day_of_the_resume_is_not_counted():
    """Paused on day 2, resumed on Friday: days 3, 4 and 5 are Monday to Wednesday."""
    clock = Clock(FIVE, MONDAY, CAL).pause(day(4)).resume(day(6))
    assert clock.deadline.due_on == day(11)
    assert Clock(FIVE, MONDAY, CAL).pause(day(7)).resume(day(8)).deadline.due_on == day(9)
    assert Clock(FIVE, MONDAY, CAL).pause(day(7)).resume(day(9)).deadline.due_on == day(10)


def test_limits_in_hours_pause_by_the_minute():
    """A pause from Monday 10:00 to Tuesday 17:00 adds 13.5 hours, wherever the office works eight."""
    clock = Clock(EIGHT_HOURS, at(2, 8), CAL).pause(at(2, 10)).resume(at(3, 17))
    assert clock.deadline.due_at == CAL.add_working_time(at(2, 8), timedelta(hours=21.5)) == at(4, 15)
    days = Clock(TimeLimit(1, Unit.WORKING_DAY), at(2, 8), CAL, Convention.WORKING_TIME)
    assert days.pause(at(2, 10)).resume(at(3, 17)).deadline.due_at == at(4, 15)
    plain = Clock(TimeLimit(24, Unit.HOUR), at(2, 8), CAL).pause(at(2, 10)).resume(at(2, 12, 30))
    assert plain.deadline.due_at == at(3, 10, 30)


def test_a_pause_after_the_due_day_keeps_the_lateness():
    """An office one day late at the pause is one day late at the resume: waiting is not its lateness."""
    clock = Clock(FIVE, MONDAY, CAL)
    assert clock.deadline.days_late(day(10)) == 1
    paused = clock.pause(day(10))
    for now in (day(10), day(11), day(12)):
        assert paused.deadline_at(now).days_late(now) == 1
    resumed = paused.resume(day(12))
    assert resumed.deadline.days_late(day(12)) == 1
    assert resumed.deadline.is_late(day(12))


def test_a_restart_counts_the_whole_limit_again():
    """A restart forgets what was counted, a pause that runs and the extensions before it."""
    clock = Clock(FIVE, MONDAY, CAL).extend(FIVE, day(3)).pause(day(4))
    assert clock.is_paused
    again = clock.restart(day(10), reason="đủ hồ sơ")
    assert not again.is_paused
    assert again.deadline.due_on == due(FIVE, day(10), CAL).due_on == day(17)
    assert again.original_deadline.due_on == day(9)


def test_an_extension_in_the_same_unit_is_added():
    """Five working days and three more are eight; halves add up too."""
    clock = Clock(FIVE, MONDAY, CAL).extend(
        TimeLimit(3, Unit.WORKING_DAY), day(6), reason="xác minh", by="Sở Y tế"
    )
    assert clock.deadline == due(TimeLimit(8, Unit.WORKING_DAY), MONDAY, CAL)
    half = Clock(TimeLimit(0.5, Unit.WORKING_DAY), MONDAY, CAL).extend(
        TimeLimit(0.5, Unit.WORKING_DAY), day(2)
    )
    assert half.deadline.limit == TimeLimit(1, Unit.WORKING_DAY)


def test_an_extension_in_another_unit_counts_from_the_due_day():
    """Calendar days count from the day after the due day, working hours from its close."""
    clock = Clock(FIVE, MONDAY, CAL)
    days = clock.extend(TimeLimit(3, Unit.DAY), day(6)).deadline
    assert (days.due_on, days.follows) == (day(12), clock.deadline)
    hours = clock.extend(TimeLimit(4, Unit.WORKING_HOUR), day(6)).deadline
    assert hours.due_at == at(10, 11, 30)
    back = Clock(EIGHT_HOURS, at(2, 10), CAL).extend(TimeLimit(2, Unit.WORKING_DAY), at(2, 11)).deadline
    assert back.due_on == day(5)


@pytest.mark.parametrize(
    ("limit", "extension", "before", "after"),
    [
        (TimeLimit(3, Unit.WORKING_DAY), TimeLimit(1, Unit.DAY), 4, 5),
        (TimeLimit(3, Unit.DAY), TimeLimit(2, Unit.WORKING_DAY), 4, 6),
        (TimeLimit(3, Unit.WORKING_DAY), TimeLimit(0.5, Unit.DAY), 4, 5),
    ],
)
def test_where_the_day_of_receipt_counts_an_extension_does_not_count_the_due_day_twice(
    limit, extension, before, after
):
    """The day on which a limit ends is used up: an extension begins on the day after; so after a promise."""
    clock = Clock(limit, MONDAY, CAL, Convention.INCLUSIVE)
    longer = clock.extend(extension, day(3))
    assert (clock.deadline.due_on, longer.deadline.due_on) == (day(before), day(after))
    promised = Clock(limit, MONDAY, CAL, Convention.INCLUSIVE, appointment=day(before))
    assert promised.extend(extension, day(3)).deadline.due_on == day(after)
    counted = [entry for entry in longer.explain() if entry.tally is Tally.COUNTED]
    assert len(counted) == limit.amount + -int(-extension.amount // 1)


def test_a_pause_belongs_to_the_limit_in_which_it_falls():
    """A pause during the extension moves the extension only, in the extension's own days."""
    clock = Clock(FIVE, MONDAY, CAL).extend(TimeLimit(3, Unit.DAY), day(6))
    late = clock.pause(day(10)).resume(day(14)).deadline
    assert (late.follows.pauses, late.due_on) == ((), day(16))
    early = clock.pause(day(4)).resume(day(6)).deadline
    assert (early.follows.due_on, early.pauses, early.due_on) == (day(11), (), day(16))


def test_changes_told_late_take_their_place():
    """The order in which changes are told does not matter, only when they took effect."""
    told = (
        Clock(FIVE, MONDAY, CAL)
        .pause(at(4, 9))
        .resume(at(6, 9))
        .extend(TimeLimit(1, Unit.WORKING_DAY), at(9, 9))
    )
    late = (
        Clock(FIVE, MONDAY, CAL)
        .extend(TimeLimit(1, Unit.WORKING_DAY), at(9, 9))
        .pause(at(4, 9))
        .resume(at(6, 9))
    )
    assert late == told
    assert [change.verb for change in late.history] == [Verb.PAUSE, Verb.RESUME, Verb.EXTEND]
    assert Clock(FIVE, MONDAY, CAL, changes=told.changes[::-1]) == told
    assert hash(late) == hash(told)


def test_dates_and_moments_are_compared_as_days():
    """A bare date and a moment of the same day keep the order in which they were told."""
    clock = Clock(FIVE, MONDAY, CAL).pause(at(4, 10)).resume(day(4))
    assert not clock.is_paused
    assert clock.deadline.due_on == day(9)
    assert clock.as_of(at(4, 9)).changes == ()
    assert not clock.pause(at(5, 8)).resume(at(5, 9, tzinfo=UTC)).is_paused
    extended = clock.extend(FIVE, at(4, 9))
    assert [change.verb for change in extended.changes] == [Verb.EXTEND, Verb.PAUSE, Verb.RESUME]


def test_the_deadline_as_of_a_past_moment_can_be_asked():
    """Changes after the moment are not known then; those of the moment are."""
    clock = Clock(FIVE, MONDAY, CAL).pause(day(4)).resume(day(6)).extend(FIVE, day(9))
    expected = {2: 9, 4: 9, 6: 11, 8: 11, 9: 18}
    assert {n: clock.as_of(day(n)).deadline.due_on.day for n in expected} == expected
    assert clock.as_of(day(5)).is_paused


def test_the_deadline_of_a_paused_clock_moves_with_the_day():
    """While it waits, a dossier does not become overdue; `deadline` is as if it went on at once."""
    clock = Clock(FIVE, MONDAY, CAL).pause(day(4))
    assert clock.deadline.due_on == day(9)
    assert [clock.deadline_at(day(n)).due_on.day for n in (3, 4, 5, 6, 7, 20)] == [9, 9, 10, 11, 11, 25]
    assert clock.resume(day(20)).deadline.due_on == clock.deadline_at(day(20)).due_on


def test_the_history_keeps_every_change_with_its_ground():
    """History says what happened, when, why, by whom, and the deadline after it; the clock is unchanged."""
    clock = Clock(FIVE, MONDAY, CAL)
    later = (
        clock.pause(day(4), reason="chờ bổ sung", by="Phòng A")
        .resume(day(6))
        .extend(FIVE, day(9), reason="xác minh")
    )
    assert clock.changes == ()
    assert [(c.verb, c.at, c.reason, c.by, c.deadline.due_on) for c in later.history] == [
        (Verb.PAUSE, day(4), "chờ bổ sung", "Phòng A", day(9)),
        (Verb.RESUME, day(6), None, None, day(11)),
        (Verb.EXTEND, day(9), "xác minh", None, day(18)),
    ]
    assert later.original_deadline == clock.deadline
    assert travelled(later) == later
    assert "\n" not in repr(later)


verbs = st.lists(st.tuples(st.sampled_from(list(Verb)), st.integers(0, 30 * 1440)), max_size=8)


@fewer
@given(st.sampled_from([FIVE, EIGHT_HOURS, TimeLimit(5, Unit.DAY)]), verbs, st.randoms())
def test_refused_verbs_leave_the_clock_as_it_was(limit, changes, random):
    """Whatever is told, in any order, is followed or refused as a whole; what was told is what happened."""
    clock = Clock(limit, at(2, 9), CAL)
    for verb, minutes in changes:
        moment = at(2, 9) + minutes * MINUTE
        before = clock
        extension = TimeLimit(1, limit.unit) if verb is Verb.EXTEND else None
        other = TimeLimit(3, limit.unit) if verb is Verb.CHANGE else None
        told = Change(verb, moment, extension=extension, limit=other)
        try:
            clock = Clock(limit, at(2, 9), CAL, changes=[*before.changes, told])
        except ClockError:
            continue
        assert sorted(clock.changes, key=id) == sorted([*before.changes, told], key=id)
    moments = [change.at for change in clock.changes]
    assert moments == sorted(moments)
    assert clock.history == clock.changes
    assert clock.deadline.due_at >= clock.deadline.start
    if len(set(moments)) == len(moments):
        shuffled = list(clock.changes)
        random.shuffle(shuffled)
        assert Clock(limit, at(2, 9), CAL, changes=shuffled) == clock


BAD = {
    "resume without pause": (ClockError, lambda c: c.resume(day(4))),
    "resume twice": (ClockError, lambda c: c.pause(day(4)).resume(day(5)).resume(day(6))),
    "pause twice": (ClockError, lambda c: c.pause(day(4)).pause(day(5))),
    "resume before its pause": (ClockError, lambda c: c.pause(day(5)).resume(day(4))),
    "pause before the start": (ClockError, lambda c: c.pause(date(2026, 2, 27))),
    "restart before the start": (ClockError, lambda c: c.restart(date(2026, 2, 27))),
    "a restart that ends a pause told before": (
        ClockError,
        lambda c: c.pause(day(4)).resume(day(6)).restart(day(5)),
    ),
    "an extension is no number": (InvalidTypeError, lambda c: c.extend(3, day(4))),
    "an extension is no None": (InvalidTypeError, lambda c: c.extend(None, day(4))),
    "an extension needs its limit": (
        InvalidTypeError,
        lambda _: Clock(FIVE, MONDAY, CAL, changes=[Change(Verb.EXTEND, day(4))]),
    ),
    "a pause is no text": (InvalidTypeError, lambda c: c.pause("2026-03-04")),
    "a pause is no None": (InvalidTypeError, lambda c: c.pause(None)),
    "a resume is no bool": (InvalidTypeError, lambda c: c.pause(day(4)).resume(True)),
    "changes are changes": (InvalidTypeError, lambda _: Clock(FIVE, MONDAY, CAL, changes=["pause"])),
    "a verb is a Verb": (InvalidTypeError, lambda _: Change("pause", day(4))),
    "hours pause at a moment": (InvalidTypeError, lambda _: Clock(EIGHT_HOURS, at(2, 9), CAL).pause(day(3))),
    "hours resume at a moment": (
        InvalidTypeError,
        lambda _: Clock(EIGHT_HOURS, at(2, 9), CAL).pause(at(2, 10)).resume(day(3)),
    ),
    "hours restart at a moment": (
        InvalidTypeError,
        lambda _: Clock(EIGHT_HOURS, at(2, 9), CAL).restart(day(3)),
    ),
    "a clock of text": (InvalidTypeError, lambda _: Clock("5 ngày", MONDAY, CAL)),
    "a clock without calendar": (InvalidTypeError, lambda _: Clock(FIVE, MONDAY, None)),
    "beyond the calendar": (CalendarRangeError, lambda c: c.extend(TimeLimit(400, Unit.WORKING_DAY), day(4))),
    "resumed beyond the calendar": (CalendarRangeError, lambda c: c.pause(day(4)).resume(date(2027, 3, 4))),
    "as of a text": (InvalidTypeError, lambda c: c.pause(day(4)).as_of("2026-03-04")),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused(name):
    """What a clock cannot follow is refused with an error that says what was given and what is allowed."""
    kind, call = BAD[name]
    clock = Clock(FIVE, MONDAY, CAL)
    with pytest.raises(kind) as caught:
        call(clock)
    error = caught.value
    assert isinstance(error, ThutucError)
    assert isinstance(error, TypeError if kind is InvalidTypeError else ValueError)
    again = travelled(error)
    assert (str(again), vars(again).keys()) == (str(error), vars(error).keys())
    assert clock == Clock(FIVE, MONDAY, CAL)


def test_a_refusal_names_the_state_and_what_is_allowed():
    """Pausing a paused clock says since when it is paused and which verbs it can follow."""
    clock = Clock(FIVE, MONDAY, CAL).pause(day(4))
    with pytest.raises(
        ClockError, match="paused since 2026-03-04; allowed are resume, restart, extend, change"
    ) as caught:
        clock.pause(day(5))
    assert caught.value.allowed == ("resume", "restart", "extend", "change")
    assert caught.value.given == day(5)
