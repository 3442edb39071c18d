"""Where limits end, row by row, from the tables of a calendar (cách tính hạn theo bảng)."""

import attrs
import narwhals.stable.v2 as nw

from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError
from thutuc.frames.columns import Bounds, Condition, Limits, rows_text
from thutuc.frames.engines import OWN, Desk, Expr, flag, how_many, own
from thutuc.frames.minutes import in_hours, moment_in_day, sessions_at
from thutuc.frames.tables import DAY, MINUTE, CalendarTables
from thutuc.limits import Convention, Unit

HOURS = frozenset({Unit.HOUR, Unit.WORKING_HOUR})
ON_CALENDAR = frozenset({Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR})
_LONGEST = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}


@attrs.frozen(eq=False)
class Count:
    """What is counted, and how.

    Args:
        tables: The calendar.
        limits: The limits.
        start: Column of the events from which they count.
        convention: How days are counted.
        paused: Column of the days to take out, if there is one.
        bounds: What the first pass has found, by unit.
    """

    tables: CalendarTables
    limits: Limits
    start: str
    convention: Convention
    paused: str | None
    bounds: dict[Unit, Bounds]

    @property
    def by_minute(self) -> frozenset[Unit]:
        """The units that run by the minute."""
        return HOURS | {Unit.WORKING_DAY} if self.convention is Convention.WORKING_TIME else HOURS

    @property
    def smallest(self) -> float:
        """The smallest amount of all rows."""
        return min((bounds.smallest for bounds in self.bounds.values()), default=1)

    @property
    def counts_first(self) -> bool:
        """Whether the day of the event may count as the first."""
        return self.convention is Convention.INCLUSIVE or self.smallest == 0


def check_convention(plan: Count) -> None:
    """Refuse what cannot be counted in frames.

    Raises:
        InvalidValueError: If the convention needs the hour of limits in days, or a limit of hours is nothing.
    """
    calendar_units = plan.limits.units & ON_CALENDAR
    if plan.convention is Convention.SAME_HOUR or (
        plan.convention is Convention.WORKING_TIME and calendar_units
    ):
        raise InvalidValueError(
            f"{plan.convention.name} is not counted in frames"
            + (" for days of the calendar" if plan.convention is Convention.WORKING_TIME else "")
            + "; use CIVIL_CODE, INCLUSIVE, or WORKING_TIME for working days and hours",
            given=plan.convention,
        )
    minutes = plan.limits.units & plan.by_minute
    if any(plan.bounds[unit].smallest == 0 for unit in minutes if unit in plan.bounds):
        raise InvalidValueError(
            f"column {plan.limits.amount!r} holds limits of 0 by the hour, which frames do not count; "
            f"use thutuc.due for them, or 0 working days for the same day",
            given=plan.limits.amount,
        )
    if minutes and plan.paused is not None:
        raise InvalidValueError(
            f"column {plan.paused!r} takes out days, and limits by the hour pause by the minute; "
            f"count them apart",
            given=plan.paused,
        )


def fits(plan: Count) -> bool:
    """Whether the first pass shows already that every answer lies within the calendar."""
    tables, worked = plan.tables, plan.tables.ranks.columns["day"]
    for unit, bounds in plan.bounds.items():
        if plan.paused is not None:
            return False
        if unit in plan.by_minute and unit is not Unit.HOUR:
            each = 60 if unit is Unit.WORKING_HOUR else tables.calendar.hours.day_minutes
            before = tables.times.days.columns["before"]
            longest = bounds.largest * each * MINUTE
            after = bounds.last + 1 - tables.first
            if after >= len(before) or before[after] + longest >= tables.times.total:
                return False
        elif unit is Unit.WORKING_DAY:
            if tables.rank_from(bounds.last + 1) + bounds.largest + 1 >= len(worked):
                return False
        else:
            days = bounds.largest / 24 + 2 if unit is Unit.HOUR else bounds.largest * _LONGEST[unit] + 2
            if tables.rank_from(int(min(bounds.last + days, tables.last))) + 2 >= len(worked):
                return False
            if bounds.last + days > tables.last:
                return False
    return True


def count_out(desk: Desk, plan: Count, *, clip: bool = False, at: bool = False) -> Desk:
    """The desk with `due_day`, and with `due_moment` where the minute counts if *at*.

    With *clip*, answers outside the calendar are flagged as `beyond` instead.
    """
    hours = plan.limits.is_unit(plan.by_minute)
    if hours is False:
        desk = _in_days(desk, plan, at=at, clip=clip)
        return desk.add(due_day=own("day_due"), **({"due_moment": own("day_moment")} if at else {}))
    desk = in_hours(_only(desk, plan, hours), plan, clip=clip)
    if hours is True:
        return desk.add(due_day=own("hour_due"), **({"due_moment": own("hour_moment")} if at else {}))
    desk = _in_days(desk.add(day=nw.when(~hours).then(own("day"))), plan, at=at, clip=clip)
    desk = desk.add(due_day=nw.coalesce(own("day_due"), own("hour_due")))
    return desk.add(due_moment=nw.coalesce(own("day_moment"), own("hour_moment"))) if at else desk


def _only(desk: Desk, plan: Count, hours: Condition) -> Desk:
    """The moments of the rows that run by the minute."""
    if not isinstance(desk.schema[plan.start], nw.Datetime):
        raise InvalidTypeError(
            f"column {plan.start!r} holds dates, and limits by the hour count from a moment; give it",
            given=plan.start,
        )
    moment = desk.moment(plan.start, plan.tables.offset)
    there = plan.limits.present(plan.start)
    return desk.add(moment=nw.when(there if hours is True else there & hours).then(moment))


def _in_days(desk: Desk, plan: Count, *, at: bool, clip: bool) -> Desk:
    """Limits in days: one look-up by the day, one by the number of the working day."""
    limits = plan.limits
    desk = _receipt(desk, plan)
    shift = own("late") if limits.cut_off is not None else nw.lit(0)
    first = own("counts") if plan.counts_first else nw.lit(0)
    paused = nw.coalesce(nw.col(plan.paused).cast(nw.Int64), nw.lit(0)) if plan.paused else nw.lit(0)
    there = nw.when(limits.present(plan.start)).then(own("day"))
    on_calendar = limits.is_unit(ON_CALENDAR)
    if on_calendar is not False and plan.smallest == 0:
        on_calendar = _and_not(on_calendar, limits.is_nothing)
    if on_calendar is False:
        desk = desk.add(raw=there)
    else:
        desk = _on_calendar(desk, plan, there, clip=clip)
        raw = own("ahead") - first + paused
        desk = desk.add(raw=raw if on_calendar is True else nw.when(on_calendar).then(raw).otherwise(there))
    if clip:
        desk = _clipped(desk, "raw", plan.tables.last)
    desk = desk.look_up(
        "raw", plan.tables.days, upto="upto", **({"open": "worked"} if on_calendar is not False else {})
    )
    rolled = own("upto") - own("open") + shift
    forward = own("upto") + limits.counted - 1 + paused + shift - first
    if isinstance(on_calendar, bool):
        desk = desk.add(rank=rolled if on_calendar else forward)
    else:
        desk = desk.add(rank=nw.when(on_calendar).then(rolled).otherwise(forward))
    desk = desk.add(rank=nw.when(limits.present(plan.start)).then(own("rank")))
    if clip:
        desk = _clipped(desk, "rank", len(plan.tables.ranks) - 1)
    desk = desk.look_up("rank", plan.tables.ranks, day_due="day")
    return _with_moment(desk, plan, on_calendar) if at else desk


def _and_not(one: Condition, other: Condition) -> Condition:
    if isinstance(one, bool):
        return one and (not other if isinstance(other, bool) else ~other)
    return one & ~other if not isinstance(other, bool) else (False if other else one)


def _clipped(desk: Desk, name: str, largest: int) -> Desk:
    beyond = desk.add(**{f"beyond_{name}": flag(own(name) > largest)})
    return beyond.add(**{name: nw.when(own(name) > largest).then(nw.lit(largest)).otherwise(own(name))})


def count_beyond(desk: Desk) -> int:
    """How many rows were flagged as outside the calendar."""
    flags = [name for name in desk.schema if name.startswith(f"{OWN}beyond")]
    if not flags:
        return 0
    beyond = nw.col(flags[0]) > 0
    for name in flags[1:]:
        beyond |= nw.col(name) > 0
    return how_many(desk.frame, beyond)


def _receipt(desk: Desk, plan: Count) -> Desk:
    """Whether the day of the event counts as the first, and whether the cut-off adds a working day."""
    limits = plan.limits
    if not plan.counts_first and limits.cut_off is None:
        return desk
    desk = desk.look_up("day", plan.tables.days, open_on_receipt="worked")
    has_hours = isinstance(desk.schema[plan.start], nw.Datetime)
    if has_hours:
        desk = desk.add(time=desk.moment(plan.start, plan.tables.offset))
        desk = desk.add(time=own("time") - (own("time") // DAY) * DAY)
    if plan.counts_first:
        counts = own("open_on_receipt") == 1
        if plan.convention is not Convention.INCLUSIVE and not isinstance(limits.is_nothing, bool):
            counts &= limits.is_nothing
        if has_hours and plan.smallest <= 1:
            desk = sessions_at(desk, "day", plan.tables.times)
            share = own("length").cast(nw.Float64) * _share(limits)
            end = moment_in_day(share.round(0).cast(nw.Int64), plan.tables.times)
            too_late = own("time") > end
            if isinstance(limits.amount, str):
                too_late &= own("amount") <= 1
            counts &= ~too_late
        desk = desk.add(counts=flag(counts))
    if limits.cut_off is not None:
        minutes = limits.cut_off.hour * 60 + limits.cut_off.minute
        after = (
            (own("open_on_receipt") == 1) & (own("time") > minutes * MINUTE) if has_hours else nw.lit(False)
        )
        desk = desk.add(late=flag(after))
    return desk


def _share(limits: Limits) -> Expr:
    """The share of the last day at which a limit ends: all of it for whole amounts."""
    if not isinstance(limits.amount, str):
        return nw.lit(float(limits.amount % 1 or 1))
    amount = own("amount").cast(nw.Float64)
    rest = amount - amount.floor()
    return nw.when(rest == 0).then(nw.lit(1.0)).otherwise(rest)


def _with_moment(desk: Desk, plan: Count, on_calendar: Condition) -> Desk:
    """The due moment of fractions of a day; whole days have none, unless they are worked until midnight."""
    share = _share(plan.limits)
    desk = desk.add(share=share)
    whole = own("share") == 1
    rolls = own("raw") != own("day_due")
    if on_calendar is not False:
        # A last day off has no share of its own: the limit then ends when the next working day ends.
        rolled = rolls if on_calendar is True else rolls & on_calendar
        desk = desk.add(share=nw.when(rolled).then(nw.lit(1.0)).otherwise(own("share")), whole=flag(whole))
    else:
        desk = desk.add(whole=flag(whole))
    desk = sessions_at(desk, "day_due", plan.tables.times)
    end = moment_in_day(
        (own("length").cast(nw.Float64) * own("share")).round(0).cast(nw.Int64), plan.tables.times
    )
    # At 24:00 it is the next day already, and an answer then is not late.
    desk = desk.add(day_end=end)
    counts = (own("whole") == 0) | (own("day_end") == DAY)
    return desk.add(day_moment=nw.when(counts).then(own("day_due") * DAY + own("day_end")))


def _on_calendar(desk: Desk, plan: Count, there: Expr, *, clip: bool) -> Desk:
    """Calendar arithmetic: `ahead` is the day so many days, weeks, months or years after that in `day`."""
    limits, counted, tables = plan.limits, plan.limits.counted, plan.tables
    monthly = limits.is_unit({Unit.MONTH, Unit.YEAR})
    if plan.smallest == 0:
        # No months from the end of the calendar are no month beyond it.
        monthly = _and_not(monthly, limits.is_nothing)
    if monthly is not False:
        years = _times(limits.is_unit({Unit.YEAR}), 12)
        desk = desk.add(event=there if monthly is True else nw.when(monthly).then(there))
        desk = desk.look_up("event", tables.days, month="month", of_month="of_month")
        desk = desk.add(month=own("month") + counted * years)
        if clip:
            desk = _clipped(desk, "month", tables.months.first + len(tables.months) - 1)
        desk = desk.look_up("month", tables.months, month_first="first", month_length="length")
        # Where the month has no such day, its last one (Bộ luật Dân sự 2015, Điều 148 khoản 3).
        on = (
            nw.when(own("of_month") < own("month_length"))
            .then(own("of_month"))
            .otherwise(own("month_length"))
        )
        desk = desk.add(later=own("month_first") + on - 1)
    if monthly is True:
        return desk.add(ahead=own("later"))
    days = there + counted * _times(limits.is_unit({Unit.WEEK}), 7)
    return desk.add(ahead=days if monthly is False else nw.when(monthly).then(own("later")).otherwise(days))


def _times(condition: Condition, factor: int) -> Expr:
    """*factor* where *condition* holds, otherwise 1."""
    if isinstance(condition, bool):
        return nw.lit(factor if condition else 1)
    return nw.when(condition).then(nw.lit(factor)).otherwise(nw.lit(1))


def refuse_beyond(plan: Count, rows: int) -> None:
    """Refuse rows whose answer lies outside the calendar.

    Raises:
        CalendarRangeError: If there are any.
    """
    if rows:
        calendar = plan.tables.calendar
        raise CalendarRangeError(
            f"{rows_text(rows)}: the due date counted from column {plan.start!r} is outside this calendar, "
            f"which knows {calendar.first} to {calendar.last}; build it with a later `last`",
            given=plan.start,
            first=calendar.first,
            last=calendar.last,
        )
