"""Pauses: what is left when one begins is left when it ends, held against a second model."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from strategies import MINUTE, OutsideError, cases
from thutuc import Clock, Convention, TimeLimit, Unit, arrays, vietnam_calendar
from thutuc.deadlines import Tally
from thutuc.errors import CalendarRangeError, InvalidTypeError
from waiting import NaivePauses, random_plan

# `make check-all` asks for a million by the day and 20,000 to the minute.
BY_DAY = cases("THUTUC_PAUSES_BY_DAY", 20_000)
TO_THE_MINUTE = cases("THUTUC_PAUSES_TO_THE_MINUTE", 4_000)
PARTS = 4
IN_DAYS = [unit for unit in Unit if not unit.is_hours]
BY_THE_MINUTE = [
    *((convention, unit) for convention in Convention for unit in Unit if unit.is_hours),
    *((convention, Unit.WORKING_DAY) for convention in Convention),
    *(
        (convention, unit)
        for convention in (Convention.SAME_HOUR, Convention.WORKING_TIME)
        for unit in IN_DAYS
    ),
]


def paused(clock, pauses):
    for pause, resume in pauses:
        clock = clock.pause(pause).resume(resume)
    return clock


def amount(rng, unit, *, whole=False):
    if unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR}:
        return 1
    if unit is Unit.HOUR:
        return rng.choice([0, 1, 7.5, 24, 30, 48, 72, 100])
    return rng.choice([0, 1, 1, 2, 3, 5, 8, 12] + [0.5, 1.5, 2.5, 4.5] * (not whole))


def spans(points):
    return list(zip(points[::2], points[1::2], strict=False))


def expected(plan, limit, start, convention, pauses):
    """What the second model says, None if it leaves the calendar."""
    naive = NaivePauses(plan, limit, start, convention.name)
    for pause, resume in pauses:
        naive.take(pause, resume)
    return naive.due, naive.at


def check(plan, cal, limit, convention, points):
    start, *rest = points
    pauses = spans(rest)
    try:
        wanted = expected(plan, limit, start, convention, pauses)
        deadline = paused(Clock(limit, start, cal, convention), pauses).deadline
    except (OutsideError, IndexError, CalendarRangeError):
        # At the calendar's end one of the two may look a step further than the other.
        return 0
    found = deadline.due_on, deadline.due_at
    assert found == wanted or is_one_instant_of_work(plan, found[1], wanted[1]), (
        plan,
        limit,
        start,
        convention,
        pauses,
    )
    return 1


def is_one_instant_of_work(plan, one, other):
    """A close and the opening after it: nobody works between them, so either is right."""
    a, b = sorted((one, other))
    open_ = plan.minutes()[(a - plan.midnight) // MINUTE : (b - plan.midnight) // MINUTE]
    return not (a.microsecond or b.microsecond or any(open_))


@pytest.mark.parametrize("part", range(PARTS))
def test_whole_days_leave_what_was_left(part):
    """With one to four pauses given by days, limits in every unit end where the second model says."""
    rng, done = Random(f"days {part}"), 0
    while done < BY_DAY // PARTS:
        plan = random_plan(rng, rng.choice([20, 40, 60, 430]))
        cal = plan.calendar()
        for _ in range(50):
            limit = TimeLimit(amount(rng, unit := rng.choice(IN_DAYS)), unit)
            convention = rng.choice([Convention.CIVIL_CODE, Convention.INCLUSIVE])
            near = plan.days[: rng.choice([10, 25, len(plan.days)])]
            points = sorted(rng.choices(near, k=1 + 2 * rng.randint(1, 4)))
            done += check(plan, cal, limit, convention, points)


@pytest.mark.parametrize("part", range(PARTS))
def test_to_the_minute_what_was_left_is_left(part):
    """With one to four pauses by the minute, limits to the minute end where the second model says."""
    rng, done = Random(f"minutes {part}"), 0
    while done < TO_THE_MINUTE // PARTS:
        plan = random_plan(rng, rng.choice([12, 40]))
        cal = plan.calendar()
        edges = [
            i * 1440 + minute
            for i, day in enumerate(plan.days)
            for span in plan.hours(day)
            for minute in span
        ]
        for _ in range(50):
            convention, unit = rng.choice(BY_THE_MINUTE)
            whole = unit not in {Unit.WORKING_DAY, Unit.WORKING_HOUR, Unit.HOUR}
            limit = TimeLimit(amount(rng, unit, whole=whole), unit)
            if (
                unit is Unit.WORKING_DAY
                and limit.amount == int(limit.amount)
                and not convention.keeps_the_hour
            ):
                limit = TimeLimit(limit.amount + 0.5, unit)
            width = rng.choice([3, 8, len(plan.days)]) * 1440
            near = [rng.randrange(min(width, len(plan.days) * 1440)) for _ in range(12)]
            near += rng.choices([edge for edge in edges if edge < width] or [0], k=6)
            positions = sorted(rng.sample(near, 1 + 2 * rng.randint(1, 4)))
            points = [plan.midnight + i * MINUTE for i in positions]
            start = points[0]
            if start.date() > plan.last or expected_has_seconds(plan, limit, start, convention):
                continue
            done += check(plan, cal, limit, convention, points)


def expected_has_seconds(plan, limit, start, convention):
    try:
        return bool(expected(plan, limit, start, convention, [])[1].second)
    except OutsideError:
        return True


CASES = tomllib.loads((Path(__file__).parent / "cases" / "pauses.toml").read_text(encoding="utf-8"))["cases"]
each_case = pytest.mark.parametrize("case", CASES, ids=[case["fact"] for case in CASES])


def clock_of(case):
    limit = TimeLimit(case["limit"]["amount"], Unit[case["limit"]["unit"]])
    convention = Convention[case.get("convention", "CIVIL_CODE")]
    clock = Clock(limit, case["start"], vietnam_calendar(), convention)
    if more := case.get("extension"):
        clock = clock.extend(TimeLimit(more["amount"], Unit[more["unit"]]), more["at"])
    return clock


@each_case
def test_a_worked_case_is_due_as_worked(case):
    """The clock, and its explanation, end on the day or at the moment that was worked out by hand."""
    clock = paused(clock_of(case), case["pauses"])
    deadline, ledger = clock.deadline, clock.explain()
    if "due_on" in case:
        assert deadline.due_on == case["due_on"]
    if "due_at" in case:
        assert deadline.due_at == case["due_at"]
    if "late" in case:
        assert deadline.is_late(case["pauses"][-1][1]) is case["late"]
    assert ledger.entries[-1].day == deadline.due_on
    if "paused" in case:
        assert [entry.day for entry in ledger if entry.tally is Tally.PAUSED] == case["paused"]


@each_case
def test_while_it_waits_a_worked_case_is_as_late_as_it_was(case):
    """Waiting makes nothing overdue, and what was overdue stays so on every day."""
    clock = paused(clock_of(case), case["pauses"][:-1]).pause(case["pauses"][-1][0])
    for look in case.get("waiting", []):
        assert clock.deadline_at(look["at"]).is_late(look["at"]) is look["overdue"], look["at"]


@each_case
def test_columns_answer_a_worked_case_alike(case):
    """`arrays.due` with the same pauses gives the same day and moment."""
    if "extension" in case:
        return
    clock = clock_of(case)
    pauses, resumes = zip(*case["pauses"], strict=True)
    rows = [0] * len(pauses)
    found = arrays.due(
        clock.limit,
        [case["start"]],
        clock.calendar,
        convention=clock.convention,
        pauses=(rows, pauses, resumes),
    )
    deadline = paused(clock, case["pauses"]).deadline
    assert (found.due_on.tolist(), found.due_at.tolist()) == ([deadline.due_on], [deadline.due_at])


# What was promised, and limits that change ----------------------------------------------------------------

CAL = vietnam_calendar()
FIVE = TimeLimit(5, Unit.WORKING_DAY)


def day(n):
    return date(2026, 3, n)


def test_an_appointment_decides_and_pauses_move_it():
    """The day on the slip is an end of whole working days; a restart drops it."""
    clock = Clock(FIVE, day(2), CAL, appointment=day(12))
    assert (clock.deadline.due_on, clock.computed.deadline.due_on) == (day(12), day(9))
    assert not clock.deadline.is_late(datetime(2026, 3, 12, 20))
    moved = clock.pause(day(4)).resume(day(6))
    assert (moved.deadline.due_on, moved.computed.deadline.due_on) == (day(16), day(11))
    assert clock.extend(TimeLimit(2, Unit.WORKING_DAY), day(11)).deadline.due_on == day(16)
    assert clock.restart(day(10)).deadline.due_on == day(17)
    assert clock.original_deadline.due_on == day(12)


def test_an_appointment_on_a_day_off_stands_as_it_was_given():
    """Promised for a Saturday, it is late on Sunday; paused that day and resumed on Sunday, due on Monday."""
    clock = Clock(FIVE, day(2), CAL, appointment=day(14))
    assert (clock.deadline.due_on, clock.deadline.is_late(day(15))) == (day(14), True)
    assert clock.pause(day(14)).resume(day(15)).deadline.due_on == day(16)
    assert clock.explain().entries[-1].day == day(14)


def test_a_new_day_may_be_promised_instead_of_an_amount():
    """From then on the new day decides; who promised it knew the pauses before it, later ones move it."""
    clock = (
        Clock(FIVE, day(2), CAL).pause(day(3)).resume(day(4)).extend_to(day(20), day(9), reason="xác minh")
    )
    assert (clock.deadline.due_on, clock.computed.deadline.due_on) == (day(20), day(10))
    assert clock.pause(day(16)).resume(day(18)).deadline.due_on == day(24)
    assert clock.as_of(day(8)).deadline.due_on == day(10)
    waiting = Clock(FIVE, day(2), CAL).pause(day(4)).extend_to(day(20), day(9))
    assert waiting.resume(day(11)).deadline.due_on == day(24)
    assert "gia hạn đến 20/03/2026" in clock.explain().text()


def test_a_limit_that_changes_counts_from_the_same_start():
    """Three working days become six when something turns out to need verifying; before, three stood."""
    clock = Clock(TimeLimit(3, Unit.WORKING_DAY), day(2), CAL, appointment=day(5))
    changed = clock.change_limit(TimeLimit(6, Unit.WORKING_DAY), day(4), reason="cần xác minh")
    assert (changed.deadline.due_on, changed.as_of(day(3)).deadline.due_on) == (day(10), day(5))
    assert changed.restart(day(9)).deadline.due_on == day(17)
    slip = clock.change_limit(TimeLimit(6, Unit.WORKING_DAY), day(4), until=day(11))
    assert (slip.deadline.due_on, slip.computed.deadline.due_on) == (day(11), day(10))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Clock(FIVE, day(2), CAL, appointment="12/03/2026"),
        lambda: Clock(FIVE, day(2), CAL, appointment=datetime(2026, 3, 12)),
        lambda: Clock(FIVE, day(2), CAL).extend_to(5, day(3)),
        lambda: Clock(FIVE, day(2), CAL).change_limit("06 ngày", day(3)),
    ],
)
def test_what_is_no_day_and_no_limit_is_refused(wrong):
    """A promise is a date, a limit a TimeLimit; the error says so."""
    with pytest.raises(InvalidTypeError):
        wrong()
