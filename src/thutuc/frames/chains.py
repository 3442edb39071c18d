"""Offices one after another: hand-overs, rework, time held (chuyển tiếp, làm lại, thời gian giữ hồ sơ)."""

from collections.abc import Sequence
from datetime import datetime
from math import floor
from typing import cast

import attrs
import narwhals.stable.v2 as nw

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.frames.column_names import check_name, names_of, plainly_named
from thutuc.frames.due import check_calendar
from thutuc.frames.engines import (
    OWN,
    Desk,
    Expr,
    Frame,
    Native,
    count,
    counted,
    flag,
    how_many,
    own,
    tally,
)
from thutuc.frames.reporting import check_groups, check_zones, in_order
from thutuc.frames.row_facts import check_numbers, kinds_of, rows_text
from thutuc.frames.small import Column, small_frame
from thutuc.frames.taking import Taken, answered, known_moment
from thutuc.limits import TimeLimit, Unit

_LEGS = ("legs", "open", "in_budget", "late", "unbudgeted")
_HOURS = ("held", "budgeted", "over")
_MINUTE = 60_000_000


def hand_overs(
    frame: Native,
    *,
    dossier: str = "dossier",
    office: str = "office",
    entered: str = "entered",
    order: str | None = None,
) -> Native:
    """Count how often each office handed dossiers to each other one (số lần chuyển hồ sơ giữa các cơ quan).

    Args:
        frame: A frame of any supported engine, one row for each stretch of work on a dossier.
        dossier: Column of the codes of dossiers.
        office: Column of the offices.
        entered: Column of the moments at which offices began.
        order: Column of numbers that orders the rows of one moment, where offices share one; left out, the
            column `order` where there is one, as the legs of an event log have it.

    Returns:
        A small frame with `from`, `to` and `times`, most often first.

    Raises:
        InvalidTypeError: If the frame or a column has the wrong type.
        InvalidValueError: If a column is missing or has gaps, or two offices begin at one moment and nothing
            says which of them came first; with the column and the count of rows.

    Examples:
        >>> from datetime import datetime
        >>> import polars
        >>> from thutuc import frames
        >>> log = polars.DataFrame(
        ...     {
        ...         "dossier": ["H1", "H1", "H1"],
        ...         "office": ["A", "B", "A"],
        ...         "entered": [datetime(2026, 3, day, 9) for day in (2, 3, 4)],
        ...     }
        ... )
        >>> frames.hand_overs(log).rows()
        [('A', 'B', 1), ('B', 'A', 1)]
    """
    _refuse_same(dossier, office)
    native, needed = plainly_named(frame, [dossier, office, entered, "order" if order is None else order])
    if order is None and not _has_numbers(native, needed[3]):
        needed.pop()
    dossier, office, entered = needed[:3]
    order = needed[3] if len(needed) > 3 else None
    desk = Desk.of(native, needed)
    _check_order(desk, entered, order)
    _refuse_gaps(desk, needed)
    desk = _with_previous(desk, dossier, needed[2:], office)
    changed = ~own("previous").is_null() & (own("previous") != nw.col(office))
    tied = changed & (own("previous_entered") == nw.col(entered))
    if order is not None:
        tied &= own("previous_order") == nw.col(order)
    asked = {"times": count(changed), "tied": count(tied)}
    rows = counted(desk.frame, [f"{OWN}previous", office], **asked)
    if ties := sum(row["tied"] for _, row in rows):
        raise InvalidValueError(
            f"{rows_text(ties)} of column {entered!r} begin at the moment another office does; give the "
            f"column that orders them as `order`",
            given=entered,
        )
    found = sorted(
        ((before, after, row["times"]) for (before, after), row in rows if row["times"]),
        key=lambda item: (-item[2], str(item[0]), str(item[1])),
    )
    columns = {
        "from": (office, [row[0] for row in found]),
        "to": (office, [row[1] for row in found]),
        "times": (nw.Int64(), [row[2] for row in found]),
    }
    return cast("Native", small_frame(desk, columns).to_native())


def rework(frame: Native, *, dossier: str = "dossier", step: str = "step") -> Native:
    """Count how often steps were done again (số lần làm lại theo bước).

    Args:
        frame: A frame of any supported engine, one row for each stretch of work on a dossier.
        dossier: Column of the codes of dossiers.
        step: Column of the steps.

    Returns:
        A small frame with the step, its `dossiers`, `times` in all, and `again`, the times beyond the first
        of each dossier.

    Raises:
        InvalidValueError: If a column is missing or has gaps; with the count of rows.

    Examples:
        >>> import polars
        >>> from thutuc import frames
        >>> log = polars.DataFrame({"dossier": ["H1", "H1", "H2"], "step": ["thẩm định"] * 3})
        >>> frames.rework(log).rows()
        [('thẩm định', 2, 3, 1)]
    """
    _refuse_same(dossier, step)
    desk = Desk.of(frame, [dossier, step])
    check_groups(desk, step, ("dossiers", "times", "again"))
    _refuse_gaps(desk, [dossier, step])
    each = tally(desk.frame, [dossier, step], n=("sum", nw.lit(1)))
    rows = in_order(counted(each, [step], dossiers=("sum", nw.lit(1)), times=("sum", own("n"))))
    rows.sort(key=lambda row: row[1]["dossiers"] - row[1]["times"])
    columns = {
        step: (step, [key for (key,), _ in rows]),
        "dossiers": (nw.Int64(), [row["dossiers"] for _, row in rows]),
        "times": (nw.Int64(), [row["times"] for _, row in rows]),
        "again": (nw.Int64(), [row["times"] - row["dossiers"] for _, row in rows]),
    }
    return cast("Native", small_frame(desk, columns).to_native())


def lateness_by_office(
    frame: Native,
    calendar: WorkCalendar,
    *,
    by: str | Sequence[str] = "office",
    entered: str = "entered",
    finished: str = "finished",
    paused: str | None = None,
    budget: str | float | None = None,
    now: datetime | None = None,
) -> Native:
    """Sum up the time that offices held dossiers, against their budgets (mức quá hạn theo cơ quan).

    Working time is counted by the minute on the calendar and summed in whole seconds for each row.

    Args:
        frame: A frame of any supported engine, one row for each stretch of work on a dossier.
        calendar: When the offices work.
        by: Column or columns to divide by, such as the office and the step.
        entered: Column of the moments at which the stretches began.
        finished: Column of the moments at which they ended; missing while they last.
        paused: Column of the working hours to take out, waiting for the citizen; missing means none.
        budget: Column of the working days a stretch may take, or one number for all; missing means none.
        now: Moment up to which open stretches are counted; needed if there are any.

    Returns:
        A small frame with the columns of *by*, `legs`, of them `open`, `in_budget`, `late` and `unbudgeted`
        (a leg over its budget is late, ended or not), and the hours `held`, `budgeted` and `over`.

    Raises:
        InvalidTypeError: If a column has the wrong type.
        InvalidValueError: If a column is missing, ends come before starts, more is paused than passed, or
            rows are open and *now* is not given; with the column and the count of rows.
        CalendarRangeError: If a moment lies outside the calendar; with the column and the count of rows.

    Examples:
        >>> from datetime import datetime
        >>> import polars
        >>> from thutuc import frames, vietnam_calendar
        >>> log = polars.DataFrame(
        ...     {
        ...         "office": ["A", "B"],
        ...         "entered": [datetime(2026, 3, 2, 7), datetime(2026, 3, 2, 13, 30)],
        ...         "finished": [datetime(2026, 3, 2, 11), datetime(2026, 3, 6, 17)],
        ...         "budget": [0.5, 4],
        ...     }
        ... )
        >>> frames.lateness_by_office(log, vietnam_calendar(), budget="budget")["over"].to_list()
        [0.0, 3.5]
    """
    _check_budget(budget)
    names = names_of(by)
    numbers = [
        *([] if paused is None else [check_name(paused)]),
        *([budget] if isinstance(budget, str) else []),
    ]
    desk = Desk.of(frame, [*names, entered, finished, *numbers])
    check_groups(desk, names, (*_LEGS, *_HOURS))
    check_zones(kinds_of(desk, [entered, finished]), [entered, finished])
    _refuse_gaps(desk, [*names, entered])
    check_calendar(calendar)
    for name in numbers:
        check_numbers(desk, name)
    desk = desk.add(open=flag(nw.col(finished).is_null()))
    held = (f"{OWN}held",)
    question = Taken(calendar, entered, finished, held, known_moment(calendar, now), by_minute=True)
    desk = attrs.evolve(desk, frame=nw.from_native(answered(desk, question)))
    if now is None:
        _refuse_open(desk, finished)
    if paused is not None:
        hours = nw.when(nw.col(paused).is_null()).then(nw.lit(0.0)).otherwise(nw.col(paused).cast(nw.Float64))
        desk = desk.add(held=own("held") - _microseconds(hours * 60))
        _refuse_paused(desk, paused)
    desk = _with_budget(desk, budget, calendar.hours.day_minutes)
    return cast("Native", _summed(desk, names).to_native())


def _summed(desk: Desk, names: Sequence[str]) -> Frame:
    """The small frame of `lateness_by_office`: counts of stretches, and hours."""
    asked = {
        "legs": ("sum", nw.lit(1)),
        "open": ("sum", own("open")),
        "late": ("sum", own("is_late")),
        "unbudgeted": ("sum", own("unbudgeted")),
        "held": ("sum", own("held") // 1_000_000),
        "budgeted": ("sum", own("allowed") // 1_000_000),
        "over": ("sum", own("over") // 1_000_000),
    }
    rows = in_order(counted(desk.frame, names, **asked))
    columns: dict[str, Column] = {name: (name, [key[i] for key, _ in rows]) for i, name in enumerate(names)}
    for _, row in rows:
        row["in_budget"] = row["legs"] - row["late"] - row["unbudgeted"]
    for name in _LEGS:
        columns[name] = (nw.Int64(), [row[name] for _, row in rows])
    for name in _HOURS:
        columns[name] = (nw.Float64(), [row[name] / 3600 for _, row in rows])
    return small_frame(desk, columns)


def _with_budget(desk: Desk, budget: str | float | None, day_minutes: int) -> Desk:
    """`allowed` and `over` in microseconds, 0 without a budget, and `is_late` and `unbudgeted`."""
    if budget is None:
        return desk.add(allowed=nw.lit(0), over=nw.lit(0), is_late=nw.lit(0), unbudgeted=nw.lit(1))
    if isinstance(budget, str):
        known = ~nw.col(budget).is_null()
        days = nw.when(known).then(nw.col(budget).cast(nw.Float64)).otherwise(nw.lit(0.0))
        desk = desk.add(unbudgeted=flag(~known), allowed=_microseconds(days * day_minutes))
    else:
        allowed = floor(budget * day_minutes * _MINUTE + 0.5)
        desk = desk.add(unbudgeted=nw.lit(0), allowed=nw.lit(allowed))
    late = (own("unbudgeted") == 0) & (own("held") > own("allowed"))
    desk = desk.add(is_late=flag(late))
    over = nw.when(own("is_late") == 1).then(own("held") - own("allowed")).otherwise(nw.lit(0))
    return desk.add(over=over)


def _microseconds(minutes: Expr) -> Expr:
    """Whole microseconds; engines round halves in different ways, but down all in one."""
    return (minutes * _MINUTE + 0.5).floor().cast(nw.Int64)


def _with_previous(desk: Desk, dossier: str, order: list[str], office: str) -> Desk:
    """The office, moment and order of the row before, of the same dossier."""
    before = {"previous": office, "previous_entered": order[0]}
    if len(order) > 1:
        before["previous_order"] = order[1]
    if desk.engine.at_hand:
        # PyArrow has no windows: sorted, the row before is of the same dossier or of none.
        frame = desk.frame.sort(dossier, *order, office)
        desk = attrs.evolve(desk, frame=frame).add(previous_dossier=nw.col(dossier).shift(1))
        same = own("previous_dossier") == nw.col(dossier)
        desk = desk.add(**{name: nw.col(column).shift(1) for name, column in before.items()})
        return desk.add(**{name: nw.when(same).then(own(name)) for name in before})
    return desk.add(
        **{
            name: nw.col(column).shift(1).over(dossier, order_by=[*order, office])
            for name, column in before.items()
        }
    )


def _refuse_gaps(desk: Desk, names: Sequence[str]) -> None:
    found = counted(
        desk.frame, (), **{f"n{i}": count(nw.col(name).is_null()) for i, name in enumerate(names)}
    )
    for i, name in enumerate(names):
        if gaps := found[0][1][f"n{i}"]:
            raise InvalidValueError(f"{rows_text(gaps)} have nothing in column {name!r}; fill it", given=name)


def _refuse_same(first: str, second: str) -> None:
    if check_name(first) == check_name(second):
        raise InvalidValueError(
            f"column {first!r} cannot be the dossier and divide it too; name two columns", given=first
        )


def _check_budget(budget: object) -> None:
    """A budget for all rows is a number as in a limit."""
    if budget is not None and not isinstance(budget, str):
        TimeLimit(cast("float", budget), Unit.WORKING_DAY)


def _check_order(desk: Desk, entered: str, order: str | None) -> None:
    """Texts would be put in the order of their letters, which is none of time."""
    desk.day(entered, 0)
    if order is not None and not desk.schema[order].is_numeric() and not desk.is_empty(order):
        raise InvalidTypeError(
            f"column {order!r} holds {desk.schema[order]}; it must hold numbers, which order the rows",
            given=order,
        )


def _has_numbers(native: object, name: str) -> bool:
    """Whether a frame has a column of numbers of that name."""
    schema = Desk.as_given(native, ()).schema
    return name in schema and schema[name].is_numeric()


def _refuse_open(desk: Desk, finished: str) -> None:
    if rows := how_many(desk.frame, own("open") == 1):
        raise InvalidValueError(
            f"{rows_text(rows)} have nothing in column {finished!r}; give `now`, up to which they count",
            given=finished,
        )


def _refuse_paused(desk: Desk, paused: str) -> None:
    if rows := how_many(desk.frame, own("held") < 0):
        raise InvalidValueError(
            f"{rows_text(rows)} of column {paused!r} take out more working time than has passed; check them",
            given=paused,
        )
