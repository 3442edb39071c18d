"""Pauses: what is left when one begins is left when it ends, held against a second model."""

import os
from random import Random

import pytest

from strategies import MINUTE, OutsideError
from thutuc import Clock, Convention, TimeLimit, Unit
from thutuc.errors import CalendarRangeError
from waiting import NaivePauses, random_plan

# `make check-all` asks for a million by the day and 20,000 to the minute.
BY_DAY = int(os.environ.get("THUTUC_PAUSES_BY_DAY", "20000"))
TO_THE_MINUTE = int(os.environ.get("THUTUC_PAUSES_TO_THE_MINUTE", "4000"))
PARTS = 4
IN_DAYS = [unit for unit in Unit if not unit.is_hours]
BY_THE_MINUTE = [
    *((convention, unit) for convention in Convention for unit in Unit if unit.is_hours),
    *((convention, Unit.WORKING_DAY) for convention in Convention),
    *((convention, unit) for convention in (Convention.SAME_HOUR, Convention.WORKING_TIME) for unit in IN_DAYS),
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


def check(plan, cal, limit, start, convention, pauses):
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
            start, *rest = sorted(rng.choices(near, k=1 + 2 * rng.randint(1, 4)))
            done += check(plan, cal, limit, start, convention, spans(rest))


@pytest.mark.parametrize("part", range(PARTS))
def test_to_the_minute_what_was_left_is_left(part):
    """With one to four pauses by the minute, limits to the minute end where the second model says."""
    rng, done = Random(f"minutes {part}"), 0
    while done < TO_THE_MINUTE // PARTS:
        plan = random_plan(rng, rng.choice([12, 40]))
        cal = plan.calendar()
        edges = [i * 1440 + minute for i, day in enumerate(plan.days) for span in plan.hours(day) for minute in span]
        for _ in range(50):
            convention, unit = rng.choice(BY_THE_MINUTE)
            whole = unit not in {Unit.WORKING_DAY, Unit.WORKING_HOUR, Unit.HOUR}
            limit = TimeLimit(amount(rng, unit, whole=whole), unit)
            if unit is Unit.WORKING_DAY and limit.amount == int(limit.amount) and not convention.keeps_the_hour:
                limit = TimeLimit(limit.amount + 0.5, unit)
            width = rng.choice([3, 8, len(plan.days)]) * 1440
            near = [rng.randrange(min(width, len(plan.days) * 1440)) for _ in range(12)]
            near += rng.choices([edge for edge in edges if edge < width] or [0], k=6)
            points = sorted(rng.sample(near, 1 + 2 * rng.randint(1, 4)))
            start, *rest = (plan.midnight + i * MINUTE for i in points)
            if start.date() > plan.last or expected_has_seconds(plan, limit, start, convention):
                continue
            done += check(plan, cal, limit, start, convention, spans(rest))


def expected_has_seconds(plan, limit, start, convention):
    try:
        return bool(expected(plan, limit, start, convention, [])[1].second)
    except OutsideError:
        return True
