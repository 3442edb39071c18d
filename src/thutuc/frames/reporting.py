"""The period report for whole frames: 0 and 1 in every row, then sums (báo cáo kỳ từ bảng dữ liệu)."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import cast

import attrs
import narwhals.stable.v2 as nw

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.frames.column_names import names_of
from thutuc.frames.columns import rows_text
from thutuc.frames.engines import Counted, Desk, Expr, Native, count, counted, how_many, own, tally
from thutuc.frames.small import Column, small_frame
from thutuc.frames.tables import DAY, EPOCH, day_number
from thutuc.moments import OFFICE_TIME
from thutuc.reports import CELLS, MEASURES, vietnamese_order
from thutuc.reports.grouping import joined

Moment = date | datetime
MICROSECOND = timedelta(microseconds=1)


@attrs.frozen
class Life:
    """Names of the columns that tell when a dossier came, was due and ended.

    Args:
        received: When it was received.
        finished: When the office finished; missing while it has not.
        due: The due day; missing where there is none.
        due_at: The due moment, where the minute counts.
    """

    received: str
    finished: str
    due: str
    due_at: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        return (self.received, self.finished, self.due, *([] if self.due_at is None else [self.due_at]))


def period_report(
    frame: Native,
    start: Moment,
    end: Moment,
    *,
    by: str | Sequence[str] = (),
    received: str = "received_at",
    finished: str = "finished_at",
    due: str = "due_on",
    due_at: str | None = None,
    code: str | None = None,
    zone: tzinfo = OFFICE_TIME,
) -> Native:
    """Count what happened to the dossiers of a frame in a period (báo cáo kỳ từ bảng dữ liệu).

    The same measures as `thutuc.reports.PeriodReport`; only the small report leaves the engine.

    Args:
        frame: A frame of any supported engine, one row a dossier.
        start: First day or moment of the period.
        end: First day or moment after it; figures are as they stood then.
        by: Column or columns to divide by.
        received: Column of the days or moments of receipt.
        finished: Column of the days or moments at which offices finished; missing while pending.
        due: Column of the due days; missing where there is none.
        due_at: Column of the due moments, where the moment and not the day counts.
        code: Column of the codes; given, none may stand twice.
        zone: Zone of the office, for columns with a zone.

    Returns:
        A small frame of the same engine: one row a group and a column a measure.

    Raises:
        InvalidTypeError: If a column has the wrong type, or *start* or *end* is no date.
        InvalidValueError: If a column is missing, the period runs backward, an end comes before its receipt,
            or a code stands twice; with the column and the count of rows.

    Examples:
        >>> from datetime import date
        >>> import polars
        >>> from thutuc import frames
        >>> register = polars.DataFrame(
        ...     {
        ...         "received_at": [date(2026, 3, 2), date(2026, 3, 3)],
        ...         "due_on": [date(2026, 3, 9), date(2026, 3, 10)],
        ...         "finished_at": [date(2026, 3, 6), None],
        ...     }
        ... )
        >>> report = frames.period_report(register, date(2026, 3, 1), date(2026, 4, 1))
        >>> report["received"].item(), report["early"].item(), report["pending_overdue"].item()
        (2, 1, 1)
    """
    first, last = _bound(start, zone), _bound(end, zone)
    if last <= first:
        raise InvalidValueError(
            f"a period cannot run from {start} to {end}; `end` is the first day after the period",
            given=(start, end),
        )
    names = names_of(by)
    life = Life(received, finished, due, due_at)
    desk = Desk.of(frame, [*life.columns, *names, *([] if code is None else [code])])
    check_groups(desk, names, MEASURES)
    offset = offset_of(zone)
    check_life_zones(desk, life)
    if code is not None:
        _check_codes(desk, code)
    desk = _placed(
        with_life(desk, life, offset), life, first, last, offset, whole_day=not isinstance(end, datetime)
    )
    asked = {name: count(own(name)) for name in CELLS}
    rows = counted(desk.frame, names, **asked, backward=count(own("finished_day") < own("received_day")))
    _check_backward(life, sum(row["backward"] for _, row in rows))
    rows = [(key, row) for key, row in rows if not names or any(row[name] for name in CELLS)]
    _check_keys(names, rows)
    rows = joined(rows)
    rows.sort(key=lambda row: [vietnamese_order(one) if isinstance(one, str) else one for one in row[0]])
    return cast("Native", _report(desk, names, rows))


def in_order(rows: list[Counted]) -> list[Counted]:
    """Groups by their values, years and numbers of districts too; none may be missing."""
    return sorted(rows, key=lambda row: row[0])


def check_groups(desk: Desk, by: str | Sequence[str], taken: Iterable[str]) -> None:
    """Refuse to divide by a column whose name one of the figures has.

    Raises:
        InvalidValueError: If there is one.
    """
    figures = {desk.engine.spoken(name) for name in taken}
    for name in [by] if isinstance(by, str) else by:
        if desk.engine.spoken(name) in figures:
            raise InvalidValueError(
                f"{name!r} is a measure of the report and cannot divide it; rename the column", given=name
            )


def _check_keys(names: Sequence[str], rows: Sequence[Counted]) -> None:
    for i, name in enumerate(names):
        if missing := sum(row["received"] + row["carried_over"] for key, row in rows if key[i] is None):
            raise InvalidValueError(
                f"{rows_text(missing)} have nothing in column {name!r}, by which the report divides; fill it",
                given=name,
            )


def _report(desk: Desk, names: Sequence[str], rows: Sequence[Counted]) -> object:
    """One row for each group, the measures in the order of printing."""
    columns: dict[str, Column] = {name: (name, [key[i] for key, _ in rows]) for i, name in enumerate(names)}
    for measure in MEASURES:
        columns[measure] = (
            nw.Int64(),
            [sum(row[cell] for cell in _PARTS[measure]) for _, row in rows],
        )
    return small_frame(desk, columns).to_native()


_PARTS: dict[str, tuple[str, ...]] = {
    **{cell: (cell,) for cell in CELLS},
    "total": ("received", "carried_over"),
    "resolved": ("early", "on_time", "late"),
    "pending": ("pending_in_time", "pending_overdue"),
}


def _bound(moment: object, zone: tzinfo) -> datetime:
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)
    if not isinstance(moment, date):
        raise InvalidTypeError(f"a report counts dates or datetimes, not {moment!r}", given=moment)
    return datetime(moment.year, moment.month, moment.day)


def microseconds(moment: datetime) -> int:
    """A naive moment as a number."""
    return (moment - datetime(EPOCH.year, EPOCH.month, EPOCH.day)) // MICROSECOND


def offset_of(zone: tzinfo) -> int | None:
    """How far a zone is ahead of UTC, in microseconds; `None` if that changes over the years."""
    if isinstance(zone, timezone):
        return zone.utcoffset(None) // MICROSECOND
    ahead = {
        datetime(year, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        for year in range(1990, 2051)
        for month in range(1, 13)
    }
    one = ahead.pop()
    return None if ahead or one is None else one // MICROSECOND


def check_zones(desk: Desk, names: Sequence[str]) -> None:
    """Refuse columns of moments of which some have a zone and some have none.

    Raises:
        InvalidTypeError: If they are mixed.
    """
    zoned: dict[bool, str] = {}
    for name in names:
        dtype = desk.schema[name]
        if isinstance(dtype, nw.Datetime):
            zoned.setdefault(dtype.time_zone is not None, name)
    if len(zoned) == 2:
        raise InvalidTypeError(
            f"column {zoned[True]!r} has moments with a zone, {zoned[False]!r} without; convert one",
            given=(zoned[True], zoned[False]),
        )


def check_life_zones(desk: Desk, life: Life) -> None:
    """The same for a life; due days and moments without a zone are office time, as `due_dates` makes them.

    Raises:
        InvalidTypeError: If receipts and ends are mixed, or due days have a zone where those have none.
    """
    check_zones(desk, (life.received, life.finished))
    dues = [name for name in (life.due, life.due_at) if name is not None]
    zoned = [name for name in dues if getattr(desk.schema[name], "time_zone", None) is not None]
    check_zones(desk, (life.received, life.finished, *zoned))


def _check_codes(desk: Desk, code: str) -> None:
    each = tally(desk.frame, [code], n=("sum", nw.lit(1)))
    if twice := how_many(each, own("n") > 1):
        raise InvalidValueError(
            f"{twice:,} code{'s' * (twice != 1)} in column {code!r} stand twice; count a dossier once",
            given=code,
        )


def _check_backward(life: Life, rows: int) -> None:
    if rows:
        raise InvalidValueError(
            f"{rows_text(rows)} of column {life.finished!r} come before {life.received!r}; check both",
            given=life.finished,
        )


def with_life(desk: Desk, life: Life, offset: int | None) -> Desk:
    """The desk with the days of receipt, end and due day as numbers."""
    return desk.add(
        received_day=desk.day(life.received, offset),
        finished_day=desk.day(life.finished, offset),
        due_day=desk.day(life.due, offset),
    )


def judged(desk: Desk, life: Life, offset: int | None) -> tuple[Expr, Expr]:
    """Whether an end was late, and whether it was early; an end without an hour is judged as a day."""
    late = own("finished_day") > own("due_day")
    if life.due_at is not None and isinstance(desk.schema[life.finished], nw.Datetime):
        to_the_minute = ~nw.col(life.due_at).is_null()
        after = desk.moment(life.finished, offset) > desk.moment(life.due_at, offset)
        late = nw.when(to_the_minute).then(after).otherwise(late)
    return late, own("finished_day") < own("due_day")


def _placed(
    desk: Desk, life: Life, start: datetime, end: datetime, offset: int | None, *, whole_day: bool
) -> Desk:
    """0 and 1 for every cell of the report."""
    midnights = microseconds(start) % DAY == 0 and microseconds(end) % DAY == 0
    if midnights:
        a, b = day_number(start.date()), day_number(end.date())
        received, finished = own("received_day"), own("finished_day")
    else:
        a, b = microseconds(start), microseconds(end)
        desk = desk.add(
            received=desk.moment(life.received, offset), finished=desk.moment(life.finished, offset)
        )
        # On the day of receipt an end is not before the receipt, whatever hours are missing.
        earlier = own("finished") < own("received")
        desk = desk.add(finished=nw.when(earlier).then(own("received")).otherwise(own("finished")))
        received, finished = own("received"), own("finished")
    late, early = judged(desk, life, offset)
    overdue = own("due_day") < day_number(end.date())
    if life.due_at is not None and not whole_day:
        passed = desk.moment(life.due_at, offset) < microseconds(end)
        overdue = nw.when(~nw.col(life.due_at).is_null()).then(passed).otherwise(overdue)
    ended = finished < b
    known = ~finished.is_null()
    desk = desk.add(
        counted=_bit((received < b) & ~(known & (finished < a))),
        new=_bit(received >= a),
        ended=_bit(known & ended),
        was_late=_bit(late),
        was_early=_bit(early),
        overdue=_bit(overdue),
    )
    return _in_cells(desk)


def _in_cells(desk: Desk) -> Desk:
    """A column for every cell of the report, from the facts about each dossier."""
    there, new, done = own("counted") == 1, own("new") == 1, own("ended") == 1
    was_late, was_early, passed_by = own("was_late") == 1, own("was_early") == 1, own("overdue") == 1
    return desk.add(
        received=there & new,
        carried_over=there & ~new,
        early=there & done & ~was_late & was_early,
        on_time=there & done & ~was_late & ~was_early,
        late=there & done & was_late,
        pending_in_time=there & ~done & ~passed_by,
        pending_overdue=there & ~done & passed_by,
    )


def _bit(condition: Expr) -> Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))
