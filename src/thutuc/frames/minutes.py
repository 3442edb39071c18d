"""Working time as engines count it: W by day and within the day, and back (thời gian làm việc theo bảng)."""

from typing import TYPE_CHECKING

import attrs
import narwhals.stable.v2 as nw

from thutuc.frames.engines import Desk, Expr, flag, own
from thutuc.frames.tables import DAY, TimeTables
from thutuc.limits import Unit

if TYPE_CHECKING:
    from thutuc.frames.counting import Count


def sessions_at(desk: Desk, day: str, times: TimeTables) -> Desk:
    """Fetch `before`, `length` and the stretches of the days in an own column."""
    names = (
        "before",
        "length",
        *(f"{end}_{j + 1}" for j in range(times.sessions) for end in ("opens", "closes")),
    )
    drop = [name for name in desk.schema if name in {f"_thutuc_{wanted}" for wanted in names}]
    if drop:
        desk = attrs.evolve(desk, frame=desk.frame.drop(drop))
    return desk.look_up(day, times.days, **{name: name for name in names})


def moment_in_day(passed: Expr, times: TimeTables) -> Expr:
    """The earliest time of day by which *passed* working time is over; the stretches must be fetched."""
    before: Expr = nw.lit(0)
    answers: list[tuple[Expr, Expr]] = []
    for j in range(times.sessions):
        opens, closes = own(f"opens_{j + 1}"), own(f"closes_{j + 1}")
        after = before + closes - opens
        answers.append((passed <= after, opens + passed - before))
        before = after
    result = answers[-1][1]
    for condition, answer in reversed(answers[:-1]):
        result = nw.when(condition).then(answer).otherwise(result)
    return result


def reading(desk: Desk, moment: str, name: str, times: TimeTables) -> Desk:
    """W of the moments in an own column: the working time before the day, and within it."""
    desk = desk.add(**{f"{name}_day": own(moment) // DAY})
    desk = sessions_at(desk, f"{name}_day", times)
    time = own(moment) - own(f"{name}_day") * DAY
    total = own("before")
    for j in range(times.sessions):
        opens, closes = own(f"opens_{j + 1}"), own(f"closes_{j + 1}")
        part = (
            nw.when(time <= opens)
            .then(nw.lit(0))
            .otherwise(nw.when(time >= closes).then(closes - opens).otherwise(time - opens))
        )
        total += part
    return desk.add(**{name: total})


def earliest(desk: Desk, given: str, name: str, times: TimeTables) -> Desk:
    """The first moments at which the W in an own column is reached; W must be positive."""
    desk = desk.add(bucket=(own(given) - 1) // times.step)
    fetched = {f"edge_{j + 1}": f"edge_{j + 1}" for j in range(times.edges)}
    fetched |= {f"shift_{j}": f"shift_{j}" for j in range(times.edges + 1)}
    desk = desk.look_up("bucket", times.buckets, **fetched)
    shift = own(f"shift_{times.edges}")
    for j in reversed(range(times.edges)):
        shift = nw.when(own(given) <= own(f"edge_{j + 1}")).then(own(f"shift_{j}")).otherwise(shift)
    return desk.add(**{name: own(given) + shift})


def in_hours(desk: Desk, plan: "Count", *, clip: bool) -> Desk:
    """Limits by the minute: `hour_due` and `hour_moment` of the rows that have a `moment`."""
    plain = plan.limits.is_unit({Unit.HOUR})
    if plain is not True:
        apart = own("moment") if plain is False else nw.when(~plain).then(own("moment"))
        desk = _by_working_time(desk.add(work_start=apart), plan, clip=clip)
    if plain is not False:
        apart = own("moment") if plain is True else nw.when(plain).then(own("moment"))
        desk = _by_elapsed_time(desk.add(plain_start=apart), plan, clip=clip)
    if plain is True:
        return desk.add(hour_due=own("plain_due"), hour_moment=own("plain_end"))
    if plain is False:
        return desk.add(hour_due=own("work_due"), hour_moment=own("work_end"))
    return desk.add(
        hour_due=nw.coalesce(own("work_due"), own("plain_due")),
        hour_moment=nw.coalesce(own("work_end"), own("plain_end")),
    )


def _by_working_time(desk: Desk, plan: "Count", *, clip: bool) -> Desk:
    times = plan.tables.times
    desk = reading(desk, "work_start", "work_reading", times)
    length = plan.limits.microseconds(plan.tables.calendar.hours.day_minutes)
    desk = desk.add(work_reading=own("work_reading") + length)
    if clip:
        over = own("work_reading") > times.total
        desk = desk.add(beyond_work=flag(over))
        desk = desk.add(work_reading=nw.when(over).then(nw.lit(times.total)).otherwise(own("work_reading")))
    desk = earliest(desk, "work_reading", "work_end", times)
    # At midnight the working time of the day before ends.
    return desk.add(work_due=(own("work_end") - 1) // DAY)


def _by_elapsed_time(desk: Desk, plan: "Count", *, clip: bool) -> Desk:
    tables = plan.tables
    times = tables.times
    desk = desk.add(plain_raw=own("plain_start") + plan.limits.microseconds(0))
    desk = desk.add(plain_day=(own("plain_raw") - 1) // DAY, plain_next=own("plain_raw") // DAY)
    if clip:
        over = own("plain_day") > tables.last
        desk = desk.add(beyond_plain=flag(over))
        desk = desk.add(plain_day=nw.when(over).then(nw.lit(tables.last)).otherwise(own("plain_day")))
    desk = desk.look_up(
        "plain_day", tables.days, plain_upto="upto", plain_open="worked", plain_then="next_worked"
    )
    # Midnight before a day off is 24:00 of the day before; before a working day it is that day's beginning.
    begins = (own("plain_next") > own("plain_day")) & (own("plain_then") == 1)
    rank = nw.when(begins).then(own("plain_upto")).otherwise(own("plain_upto") - own("plain_open"))
    desk = desk.add(
        plain_rank=rank, plain_own=nw.when(begins).then(own("plain_next")).otherwise(own("plain_day"))
    )
    if clip:
        over = own("plain_rank") >= len(tables.ranks)
        desk = desk.add(beyond_plain_rank=flag(over))
        desk = desk.add(
            plain_rank=nw.when(over).then(nw.lit(len(tables.ranks) - 1)).otherwise(own("plain_rank"))
        )
    desk = desk.look_up("plain_rank", tables.ranks, plain_due="day")
    desk = sessions_at(desk, "plain_due", times)
    closing = own("plain_due") * DAY + moment_in_day(own("length"), times)
    rolled = own("plain_due") != own("plain_own")
    return desk.add(plain_end=nw.when(rolled).then(closing).otherwise(own("plain_raw")))
