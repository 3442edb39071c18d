"""Offices one after another: hand-overs, rework, time held (chuyển tiếp, làm lại, thời gian giữ hồ sơ)."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import attrs
import narwhals.stable.v2 as nw

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.frames.columns import rows_text
from thutuc.frames.due import check_calendar
from thutuc.frames.engines import OWN, Desk, Engine, Frame, Native, count, flag, own, rows_of, tally
from thutuc.frames.reporting import check_zones
from thutuc.frames.small import small_frame
from thutuc.frames.tables import MINUTE, tables_of
from thutuc.frames.taking import with_held


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
        order: Column of numbers that orders the rows of one moment, where offices share one.

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
    needed = [dossier, office, entered, *([order] if order else [])]
    desk = Desk.of(frame, needed)
    _refuse_gaps(desk, needed)
    desk = _with_previous(desk, dossier, [entered, *([order] if order else [])], office)
    changed = own("previous") != nw.col(office)
    tied = changed & (own("previous_entered") == nw.col(entered))
    if order is not None:
        tied &= own("previous_order") == nw.col(order)
    asked = {"times": count(changed), "tied": count(tied)}
    rows = rows_of(tally(desk.frame, [f"{OWN}previous", office], **asked))
    if ties := sum(int(row["tied"] or 0) for row in rows):
        raise InvalidValueError(
            f"{rows_text(ties)} of column {entered!r} begin at the moment another office does; give the "
            f"column that orders them as `order`",
            given=entered,
        )
    found = sorted(
        ((row[f"{OWN}previous"], row[office], int(row["times"])) for row in rows if row["times"]),
        key=lambda item: (-item[2], str(item[0]), str(item[1])),
    )
    kind = desk.schema[office]
    columns = {
        "from": (kind, [row[0] for row in found]),
        "to": (kind, [row[1] for row in found]),
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
    desk = Desk.of(frame, [dossier, step])
    _refuse_gaps(desk, [dossier, step])
    each = tally(desk.frame, [dossier, step], n=("sum", nw.lit(1)))
    rows = rows_of(tally(each, [step], dossiers=("sum", nw.lit(1)), times=("sum", nw.col("n"))))
    rows.sort(key=lambda row: (int(row["dossiers"]) - int(row["times"]), str(row[step])))
    columns = {
        step: (desk.schema[step], [row[step] for row in rows]),
        "dossiers": (nw.Int64(), [int(row["dossiers"]) for row in rows]),
        "times": (nw.Int64(), [int(row["times"]) for row in rows]),
        "again": (nw.Int64(), [int(row["times"]) - int(row["dossiers"]) for row in rows]),
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
    names = [by] if isinstance(by, str) else list(dict.fromkeys(by))
    numbers = [name for name in (paused, budget) if isinstance(name, str)]
    desk = Desk.of(frame, [*names, entered, finished, *numbers])
    check_zones(desk, [entered, finished])
    _refuse_gaps(desk, [*names, entered])
    tables = tables_of(check_calendar(calendar))
    for name in numbers:
        _refuse_negative(desk, name)
    desk = with_held(desk.add(open=flag(nw.col(finished).is_null())), tables, entered, finished, now)
    if now is None:
        _refuse_open(desk, finished)
    if paused is not None:
        hours = nw.when(nw.col(paused).is_null()).then(nw.lit(0.0)).otherwise(nw.col(paused).cast(nw.Float64))
        desk = desk.add(held=own("held") - (hours * 60 * MINUTE).round(0).cast(nw.Int64))
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
    rows = rows_of(tally(desk.frame, names, **asked))
    rows.sort(key=lambda row: tuple(str(row[name]) for name in names))
    columns = {name: (desk.schema[name], [row[name] for row in rows]) for name in names}
    for row in rows:
        row["in_budget"] = row["legs"] - row["late"] - row["unbudgeted"]
    for name in ("legs", "open", "in_budget", "late", "unbudgeted"):
        columns[name] = (nw.Int64(), [int(row[name]) for row in rows])
    for name in ("held", "budgeted", "over"):
        columns[name] = (nw.Float64(), [int(row[name]) / 3600 for row in rows])
    return small_frame(desk, columns)


def _with_budget(desk: Desk, budget: str | float | None, day_minutes: int) -> Desk:
    """`allowed` and `over` in microseconds, 0 without a budget, and `is_late` and `unbudgeted`."""
    if budget is None:
        return desk.add(allowed=nw.lit(0), over=nw.lit(0), is_late=nw.lit(0), unbudgeted=nw.lit(1))
    if isinstance(budget, str):
        known = ~nw.col(budget).is_null()
        days = nw.when(known).then(nw.col(budget).cast(nw.Float64)).otherwise(nw.lit(0.0))
        desk = desk.add(
            unbudgeted=flag(~known), allowed=(days * day_minutes * MINUTE).round(0).cast(nw.Int64)
        )
    else:
        allowed = round(budget * day_minutes * MINUTE)
        desk = desk.add(unbudgeted=nw.lit(0), allowed=nw.lit(allowed))
    late = (own("unbudgeted") == 0) & (own("held") > own("allowed"))
    desk = desk.add(is_late=flag(late))
    over = nw.when(own("is_late") == 1).then(own("held") - own("allowed")).otherwise(nw.lit(0))
    return desk.add(over=over)


def _with_previous(desk: Desk, dossier: str, order: list[str], office: str) -> Desk:
    """The office, moment and order of the row before, of the same dossier."""
    before = {"previous": office, "previous_entered": order[0]}
    if len(order) > 1:
        before["previous_order"] = order[1]
    if desk.engine in {Engine.PANDAS, Engine.PYARROW}:
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
    rows = rows_of(
        tally(desk.frame, (), **{f"n{i}": count(nw.col(name).is_null()) for i, name in enumerate(names)})
    )
    for i, name in enumerate(names):
        if gaps := int(rows[0][f"n{i}"] or 0):
            raise InvalidValueError(f"{rows_text(gaps)} have nothing in column {name!r}; fill it", given=name)


def _refuse_negative(desk: Desk, name: str) -> None:
    if not desk.schema[name].is_numeric():
        raise InvalidTypeError(f"column {name!r} holds {desk.schema[name]}; it must hold numbers", given=name)
    number = nw.col(name).cast(nw.Float64)
    bad = (number < 0) | number.is_nan() | ~number.is_finite()
    if rows := int(rows_of(tally(desk.frame, (), n=count(bad)))[0]["n"] or 0):
        raise InvalidValueError(
            f"{rows_text(rows)} of column {name!r} hold a negative number, NaN or infinity; give 0 or more",
            given=name,
        )


def _refuse_open(desk: Desk, finished: str) -> None:
    if rows := int(rows_of(tally(desk.frame, (), n=("sum", own("open"))))[0]["n"] or 0):
        raise InvalidValueError(
            f"{rows_text(rows)} have nothing in column {finished!r}; give `now`, up to which they count",
            given=finished,
        )


def _refuse_paused(desk: Desk, paused: str) -> None:
    if rows := int(rows_of(tally(desk.frame, (), n=count(own("held") < 0)))[0]["n"] or 0):
        raise InvalidValueError(
            f"{rows_text(rows)} of column {paused!r} take out more working time than has passed; check them",
            given=paused,
        )
