"""The period report for whole frames, and how each dossier stands (báo cáo kỳ, tình trạng hồ sơ)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import cast

import attrs
import narwhals.stable.v2 as nw

from thutuc.arrays.lookup import DAY
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.frames.column_names import names_of
from thutuc.frames.due import check_calendar, check_new
from thutuc.frames.engines import OWN, Counted, Desk, Expr, Native, counted, flag, how_many, own, tally
from thutuc.frames.row_facts import kinds_of, rows_text
from thutuc.frames.small import Column, small_frame
from thutuc.frames.values import Kind
from thutuc.moments import OFFICE_TIME, Moment, local_time, microseconds, one_offset
from thutuc.reports import CELLS, MEASURES, vietnamese_order
from thutuc.reports.grouping import joined
from thutuc.reports.placing import FACTS, PLACES, SUMS, TRUTHS

_COUNTED, _SUSPECT = 1 << len(FACTS), 2 << len(FACTS)
"""Bits above those of the facts: whether a dossier is counted at all, and whether its end may be wrong."""
_MIDNIGHT = datetime(1970, 1, 1)


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
    first, last = local_time(start, zone), local_time(end, zone)
    if last <= first:
        raise InvalidValueError(
            f"a period cannot run from {start} to {end}; `end` is the first day after the period",
            given=(start, end),
        )
    names = names_of(by)
    life = Life(received, finished, due, due_at)
    desk = Desk.of(frame, [*life.columns, *names, *([] if code is None else [code])])
    check_groups(desk, names, MEASURES)
    check_life_zones(desk, life)
    if code is not None:
        _check_codes(desk, code)
    lives = _Lives(desk, life, one_offset(zone))
    rows = _placed(lives, names, first, last, by_day=not isinstance(end, datetime))
    _check_keys(names, rows)
    rows = joined(rows)
    rows.sort(key=lambda row: [vietnamese_order(one) if isinstance(one, str) else one for one in row[0]])
    return cast("Native", _report(desk, names, rows))


def status_on(
    frame: Native,
    day: date,
    calendar: WorkCalendar,
    *,
    received: str = "received_at",
    finished: str = "finished_at",
    due: str = "due_on",
    due_at: str | None = None,
    name: str = "status",
) -> Native:
    """Add how each dossier stands at the end of a day (tình trạng hồ sơ cuối ngày).

    What was finished on the day or before is `early`, `on_time` or `late`; all else that was received by
    then is `pending_in_time` or `pending_overdue`, the words of [`MEASURES`][thutuc.reports.MEASURES], and
    what was not is `not_received`. On the due day itself nothing is overdue.

    Args:
        frame: A frame of any supported engine, with due dates.
        day: The day.
        calendar: When the office works; moments with a zone are converted to its zone.
        received: Column of the receipts.
        finished: Column of the ends; missing while there is none.
        due: Column of the due days; where it is missing, nothing is late.
        due_at: Column of the due moments, where the minute counts.
        name: The new column.

    Returns:
        The frame with the column added.

    Raises:
        InvalidTypeError: If a column holds no dates or moments, or *day* is no date.
        InvalidValueError: If a column is missing.

    Examples:
        >>> from datetime import date
        >>> import polars
        >>> from thutuc import frames, vietnam_calendar
        >>> frame = polars.DataFrame(
        ...     {"received_at": [date(2026, 3, 2)], "finished_at": [None], "due_on": [date(2026, 3, 9)]},
        ...     schema_overrides={"finished_at": polars.Date},
        ... )
        >>> frames.status_on(frame, date(2026, 3, 10), vietnam_calendar())["status"].to_list()
        ['pending_overdue']
    """
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InvalidTypeError(f"a day is a date, such as date(2026, 3, 9), not {day!r}", given=day)
    zone = check_calendar(calendar).zone
    life = Life(received, finished, due, due_at)
    desk = Desk.of(frame, life.columns)
    check_new(desk, (name,))
    check_life_zones(desk, life)
    lives = _Lives(desk, life, one_offset(zone, calendar.first, calendar.last))
    after = _number(day) + 1
    facts = lives.judged() | {"ended": lives.before("finished", after), "overdue": own("due_day") < after - 1}
    desk = lives.desk.add(
        came=flag(lives.before("received", after)), **{fact: flag(truth) for fact, truth in facts.items()}
    )
    word = nw.lit("not_received")
    for cell in CELLS:
        asked = TRUTHS[cell]
        if "new" not in asked:
            stands = [own(fact) == int(truth) for fact, truth in asked.items()]
            word = nw.when(own("came") == 1, *stands).then(nw.lit(cell)).otherwise(word)
    return cast("Native", desk.put(name, word).close(name))


def places_in(frame: Native, start: Moment, end: Moment, life: Life, names: tuple[str, str]) -> Native:
    """Add in which two cells of the report of a period each dossier stands, `none` where in none.

    Args:
        frame: A frame of any supported engine, with due dates.
        start: First day or moment of the period.
        end: First day or moment after it.
        life: Names of the columns that tell when a dossier came, was due and ended.
        names: The new columns: `received` or `carried_over`; and how it stood at the end.
    """
    first, last = local_time(start), local_time(end)
    desk = Desk.of(frame, life.columns)
    check_new(desk, names)
    check_life_zones(desk, life)
    lives = _Lives(desk, life, one_offset(OFFICE_TIME))
    counted_, facts = lives.within(first, last)
    facts |= lives.judged() | {"overdue": lives.overdue(last, by_day=not isinstance(end, datetime))}
    desk = lives.desk.add(counted=flag(counted_), **{fact: flag(truth) for fact, truth in facts.items()})
    stock, outcome = nw.lit("none"), nw.lit("none")
    for cell, asked in TRUTHS.items():
        stands = [own("counted") == 1, *(own(fact) == int(truth) for fact, truth in asked.items())]
        if "new" in asked:
            stock = nw.when(*stands).then(nw.lit(cell)).otherwise(stock)
        else:
            outcome = nw.when(*stands).then(nw.lit(cell)).otherwise(outcome)
    return cast("Native", desk.put(names[0], stock).put(names[1], outcome).close(*names))


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
            [sum(row[cell] for cell in SUMS.get(measure, (measure,))) for _, row in rows],
        )
    return small_frame(desk, columns).to_native()


def _number(day: date) -> int:
    """The number of a day: 0 is 1970-01-01."""
    return (day - _MIDNIGHT.date()).days


def check_zones(kinds: Mapping[str, Kind], names: Sequence[str]) -> None:
    """Refuse columns of moments of which some have a zone and some have none.

    Raises:
        InvalidTypeError: If they are mixed.
    """
    zoned = {kinds[name]: name for name in reversed(names) if kinds[name] in {Kind.MOMENT, Kind.INSTANT}}
    if len(zoned) == 2:
        given = zoned[Kind.INSTANT], zoned[Kind.MOMENT]
        raise InvalidTypeError(
            f"column {given[0]!r} has moments with a zone, {given[1]!r} without; convert one", given=given
        )


def check_life_zones(desk: Desk, life: Life) -> None:
    """The same for a life; due days and moments without a zone are office time, as `due_dates` makes them.

    Raises:
        InvalidTypeError: If receipts and ends are mixed, or due days have a zone where those have none.
    """
    kinds = kinds_of(desk, life.columns)
    dues = [name for name in (life.due, life.due_at) if name is not None and kinds[name] is Kind.INSTANT]
    check_zones(kinds, (life.received, life.finished))
    check_zones(kinds, (life.received, life.finished, *dues))


def _check_codes(desk: Desk, code: str) -> None:
    each = tally(desk.frame, [code], n=("sum", nw.lit(1)))
    if twice := how_many(each, own("n") > 1):
        raise InvalidValueError(
            f"{twice:,} code{'s' * (twice != 1)} in column {code!r} stand twice; count a dossier once",
            given=code,
        )


class _Lives:
    """The columns of lives as numbers, and what can be said of them.

    Receipts and ends are compared as moments where these are at hand, for to make a day of a moment takes a
    division; in SQL, or where one of them is a date, as days.
    """

    def __init__(self, desk: Desk, life: Life, offset: int | None) -> None:
        self.life, self.offset = life, offset
        names = {"received": life.received, "finished": life.finished}
        self.in_days = desk.engine.joins or any(
            not isinstance(desk.schema[name], nw.Datetime) for name in names.values()
        )
        number = desk.day if self.in_days else desk.moment
        self.desk = desk.add(
            due_day=desk.day(life.due, offset), **{name: number(names[name], offset) for name in names}
        )

    def before(self, name: str, day: "Expr | int") -> Expr:
        """Whether it was received, or finished, before the number of a day."""
        return own(name) < (day if self.in_days else day * DAY)

    def moment(self, column: str) -> Expr:
        """A column of dates or moments in microseconds."""
        return self.desk.moment(column, self.offset)

    def judged(self) -> dict[str, Expr]:
        """Whether an end was late, and whether it was early; an end without an hour is judged as a day."""
        late, due_at = ~self.before("finished", own("due_day") + 1), self.life.due_at
        if due_at is not None and isinstance(self.desk.schema[self.life.finished], nw.Datetime):
            after = self.moment(self.life.finished) > self.moment(due_at)
            late = nw.when(~nw.col(due_at).is_null()).then(after).otherwise(late)
        return {"late": late, "early": self.before("finished", own("due_day"))}

    def overdue(self, end: datetime, *, by_day: bool) -> Expr:
        """Whether it is due before the end of a period; *by_day* not looking at the hour."""
        overdue, due_at = own("due_day") < _number(end.date()), self.life.due_at
        if due_at is None or by_day:
            return overdue
        passed = self.moment(due_at) < microseconds(end - _MIDNIGHT)
        return nw.when(~nw.col(due_at).is_null()).then(passed).otherwise(overdue)

    def within(self, start: datetime, end: datetime) -> tuple[Expr, dict[str, Expr]]:
        """Whether it is counted in a period, and whether it is new in it and has ended before its end."""
        if start.time() == end.time() == time():
            a, b = _number(start.date()), _number(end.date())
            came, old, ended, gone = (
                self.before(name, day) for name in ("received", "finished") for day in (b, a)
            )
        else:
            a, b = (microseconds(moment - _MIDNIGHT) for moment in (start, end))
            received, finished = self.moment(self.life.received), self.moment(self.life.finished)
            # On the day of receipt an end is not before the receipt, whatever hours are missing.
            finished = nw.when(finished < received).then(received).otherwise(finished)
            came, old, ended, gone = received < b, received < a, finished < b, finished < a
        return came & ~(~own("finished").is_null() & gone), {"new": ~old, "ended": ended}


def _placed(
    lives: _Lives, names: Sequence[str], start: datetime, end: datetime, *, by_day: bool
) -> list[Counted]:
    """For each group how many dossiers stand in each cell; a dossier's facts are the bits of one number."""
    counted_, facts = lives.within(start, end)
    suspect = own("finished") < own("received")
    facts |= lives.judged() | {"overdue": lives.overdue(end, by_day=by_day)}
    bits = {_COUNTED: counted_, _SUSPECT: suspect} | {1 << i: facts[fact] for i, fact in enumerate(FACTS)}
    desk = attrs.evolve(lives.desk, frame=lives.desk.frame.filter(counted_ | suspect))
    desk = desk.add(place=nw.sum_horizontal(*(_bit(truth, bit) for bit, truth in bits.items())))
    place = f"{OWN}place"
    found = counted(desk.frame, [*names, place], n=("count", nw.col(place)))
    if any(key[-1] & _SUSPECT for key, _ in found):
        _refuse_backward(lives)
    rows: defaultdict[tuple[object, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(CELLS, 0))
    for (*key, number), row in found:
        if number & _COUNTED:
            for cell in PLACES[tuple(bool(number >> i & 1) for i in range(len(FACTS)))]:
                rows[tuple(key)][cell] += row["n"]
    return list(rows.items()) if names or rows else [((), dict.fromkeys(CELLS, 0))]


def _bit(truth: Expr, bit: int) -> Expr:
    return nw.when(truth).then(nw.lit(bit, dtype=nw.Int8)).otherwise(nw.lit(0, dtype=nw.Int8))


def _refuse_backward(lives: _Lives) -> None:
    """Refuse ends on a day before the receipt; on the same day the hour may be missing."""
    life, desk = lives.life, lives.desk
    backward = desk.day(life.finished, lives.offset) < desk.day(life.received, lives.offset)
    if rows := how_many(desk.frame, backward):
        raise InvalidValueError(
            f"{rows_text(rows)} of column {life.finished!r} come before {life.received!r}; check both",
            given=life.finished,
        )
