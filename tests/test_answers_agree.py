"""One register, one answer: the object model, the arrays and each engine of frames."""
# ruff: noqa: E402 - extras are optional: first see whether they are there

from datetime import date, datetime, time, timedelta

import pytest

pytest.importorskip("numpy")
pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pandas", "pyarrow", "duckdb"):
    pytest.importorskip(_engine)

import attrs
from hypothesis import given, settings, strategies as st

from frame_engines import MAKERS, day_of, rows_of, same
from strategies import ONE_DAY, later_date, minutes_of, plans, quick, undecided_in
from thutuc import (
    Clock,
    Convention,
    Dossier,
    Procedure,
    TimeLimit,
    Unit,
    arrays,
    events,
    frames,
    vietnam_calendar,
)
from thutuc.errors import CalendarRangeError, ThutucError
from thutuc.registers import Entry
from thutuc.reports import MEASURES, PeriodReport

CAL = vietnam_calendar()
FEW = settings(quick, max_examples=max(6, quick.max_examples // 8))
MINUTE = timedelta(minutes=1)
ON_CALENDAR = [Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR]
IN_DAYS = [Unit.WORKING_DAY, *ON_CALENDAR]
BY_DAYS = [Convention.CIVIL_CODE, Convention.INCLUSIVE]
"""The conventions of which a number of days says what a pause does."""
MOST_ROWS = 12


@attrs.frozen
class Row:
    """A dossier as a row of a register, and its deadline by a `Clock`."""

    code: str
    office: str
    received: datetime | None
    limit: TimeLimit | None
    pause: tuple[datetime, datetime] | None
    finished: datetime | None
    deadline: object

    def paused_days(self, cal):
        """The days a pause takes out, as a column can say them."""
        if self.pause is None:
            return None
        start, end = (moment.date() for moment in self.pause)
        # A limit of nothing is due on the same working day, so it waits in working days, whatever its unit.
        working = self.limit.unit is Unit.WORKING_DAY or not self.limit.amount
        return cal.count_working_days(start, end) if working else (end - start).days

    @property
    def entry(self):
        return Entry(self.code, "P", self.office, "M", "C", self.received, self.deadline, self.finished, None)

    def dossier(self, cal):
        """The same as a dossier that has lived through its events."""
        told = [events.Accepted(at=self.received, office=self.office)]
        if self.pause:
            told.append(events.Paused(at=self.pause[0], office=self.office))
            told.append(events.Resumed(at=self.pause[1], office=self.office))
        if self.finished:
            told.append(events.Finished(at=self.finished, office=self.office, granted=True))
        procedure = Procedure(code="1.000001", name="P", limit=self.limit)
        return Dossier.replay(self.code, procedure, cal, told)


@attrs.frozen
class World:
    """A calendar, a convention and the rows of a register, with a period and a day to ask about."""

    cal: object
    convention: Convention
    rows: list[Row]
    start: object
    end: object
    day: date
    by_days: bool = False
    """Whether pauses stand as numbers of days, and not as moments."""
    other: object = None
    """The calendar of office B."""

    def _repr_pretty_(self, printer, _):
        # A calendar of twenty years is too long to print.
        spoken = {name: values for name, (_, values) in self.columns.items()}
        printer.text(f"World({self.cal}, {self.convention}, {spoken}, {self.start}, {self.end}, {self.day})")

    @property
    def last(self):
        """The last minute of the calendar."""
        return datetime.combine(self.cal.last, time(23, 59))

    @property
    def columns(self):
        limits = [row.limit for row in self.rows]
        columns = {
            "code": ("text", [row.code for row in self.rows]),
            "office": ("text", [row.office for row in self.rows]),
            "received_at": ("moment", [row.received for row in self.rows]),
            "finished_at": ("moment", [row.finished for row in self.rows]),
            "limit": ("number", [limit and float(limit.amount) for limit in limits]),
            "unit": ("text", [limit and limit.unit.value for limit in limits]),
        }
        if any(row.pause for row in self.rows) and self.by_days:
            columns["paused"] = ("whole", [row.paused_days(self.cal) for row in self.rows])
        elif any(row.pause for row in self.rows):
            for i, name in enumerate(("paused_at", "resumed_at")):
                columns[name] = ("moment", [row.pause and row.pause[i] for row in self.rows])
        return columns

    @property
    def pausing(self):
        """How frames are told of the pauses."""
        if "paused" in self.columns:
            return {"paused": "paused"}
        return {"pause": "paused_at", "resume": "resumed_at"} if "paused_at" in self.columns else {}

    def period(self):
        """The period, in order; nothing if it has no length."""
        moments = [
            at if isinstance(at, datetime) else datetime.combine(at, time()) for at in (self.start, self.end)
        ]
        if moments[0] == moments[1]:
            return None
        return (self.start, self.end) if moments[0] < moments[1] else (self.end, self.start)


@st.composite
def limits(draw, units):
    unit = draw(st.sampled_from(units))
    if unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR}:
        return TimeLimit(draw(st.integers(0, 2)), unit)
    return TimeLimit(draw(st.integers(0, 12).map(lambda n: n / 2)), unit)


@st.composite
def calendars(draw):
    """A calendar and moments of it, often where a session opens or closes."""
    if draw(st.booleans()):
        plan = draw(plans(days=60))
        last = len(plan.days) * 1440 - 1
        cal = plan.calendar(**draw(undecided_in(plan)))
        return cal, minutes_of(plan).map(lambda n: plan.midnight + min(n, last) * MINUTE)
    first = datetime(2027, 9, 1)  # National Day is decided, New Year and Tết are not
    return CAL, st.integers(0, 300 * 1440).map(lambda n: first + n * MINUTE)


@st.composite
def worlds(draw, most_rows=MOST_ROWS):
    """Registers with make-up days, half days, all units and conventions, pauses, and what is missing."""
    cal, moments = draw(calendars())
    convention, pausing = draw(st.sampled_from(Convention)), draw(st.booleans())
    by_days = pausing and convention in BY_DAYS and draw(st.booleans())
    units = draw(st.sampled_from([IN_DAYS, [Unit.WORKING_DAY]]) if by_days else st.just(list(Unit)))
    rows = []
    for i in range(draw(st.integers(1, most_rows))):
        moved = draw(st.lists(moments, min_size=1, max_size=4).map(sorted))
        received = draw(st.sampled_from([moved[0]] * 9 + [None]))
        limit = draw(limits(units) | st.none())
        pause = tuple(moved[1:3]) if pausing and received and limit and len(moved) > 2 else None
        if pause and by_days and not can_be_added(cal, convention, received, limit, pause[0]):
            pause = None
        finished = moved[-1] if received and len(moved) > 1 and draw(st.booleans()) else None
        try:
            deadline = clocked(cal, convention, received, limit, pause)
        except CalendarRangeError:
            continue
        rows.append(Row(f"H{i}", draw(st.sampled_from("ABẤ")), received, limit, pause, finished, deadline))
    days = st.dates(cal.first, cal.last) if cal is not CAL else st.dates(date(2027, 9, 1), date(2028, 7, 1))
    bounds = moments | days
    off = draw(st.lists(days, max_size=3))
    try:
        other = cal.with_days_off(off)
    except ThutucError:
        other = cal
    return World(cal, convention, rows, draw(bounds), draw(bounds), draw(days), by_days, other)


def can_be_added(cal, convention, received, limit, pause):
    """Whether a number of days says what a pause does: of whole days, begun before the last counted one."""
    if not isinstance(limit.amount, int):
        return False
    try:
        due = clocked(cal, convention, received, limit, None)
    except CalendarRangeError:
        return False
    last = due.due_on
    if limit.unit is not Unit.WORKING_DAY and limit.amount:
        last = min(last, later_date(received.date(), limit.unit.name, int(limit.amount)) - ONE_DAY)
    return pause.date() < last


def clocked(cal, convention, received, limit, pause):
    if received is None or limit is None:
        return None
    clock = Clock(limit, received, cal, convention)
    return (clock.pause(pause[0]).resume(pause[1]) if pause else clock).deadline


def status(row, day):
    """How a row stands at the end of a day, from its deadline."""
    due, ended = row.deadline, row.finished
    if row.received is None or row.received.date() > day:
        return "not_received"
    if ended is None or ended.date() > day:
        return "pending_overdue" if due and day > due.due_on else "pending_in_time"
    return (
        "on_time"
        if due is None
        else "late"
        if due.is_late(ended)
        else "early"
        if due.is_early(ended)
        else "on_time"
    )


def minute_of(due):
    """The due moment where the minute counts: 24:00 of a due day is not late, and the next day already."""
    return due.due_at if due.to_the_minute or due.due_at.time() == time() else None


def wanted_rows(world):
    """What frames have to put into each row."""
    for row in world.rows:
        due, taken, hours = row.deadline, None, None
        if row.received:
            taken = world.cal.count_working_days(row.received, row.finished) if row.finished else None
            until = row.finished or world.last
            hours = round(world.cal.working_time_between(row.received, until) / timedelta(hours=1), 6)
        answer = (due.due_on, due.provisional, minute_of(due)) if due else (None, False, None)
        yield row.code, *answer, status(row, world.day), taken, hours


def check_engine(world, engine, make):
    """Hold the frames of one engine to the answers of the object model."""
    dated = frames.due_dates(
        make(world.columns), world.cal, unit="unit", convention=world.convention, due_at="due_at",
        **world.pausing,
    )  # fmt: skip
    found = frames.status_on(dated, world.day, world.cal, due_at="due_at")
    found = frames.working_days_taken(found, world.cal)
    found = frames.working_hours_taken(found, world.cal, until=world.last)
    names = ["code", "due_on", "provisional", "due_at", "status", "working_days", "working_hours"]
    got = [(a, day_of(b), *rest, h and round(h, 6)) for a, b, *rest, h in rows_of(found, names)]
    assert same(engine, got, list(wanted_rows(world))), engine
    if world.period() is None:
        return
    start, end = world.period()
    report = PeriodReport.of([row.entry for row in world.rows], start, end, by="office")
    parts = frames.period_report(dated, start, end, by="office", due_at="due_at", code="code")
    names = ["office", *MEASURES]
    assert sorted(rows_of(parts, names)) == sorted(
        tuple(part[n] for n in names) for part in report.to_dicts()[:-1]
    )
    whole = frames.period_report(dated, start, end, due_at="due_at")
    assert rows_of(whole, list(MEASURES)) == [tuple(getattr(report, name) for name in MEASURES)], engine


def check_offices(world, engine, make):
    """Hold the frames of an engine, and the arrays, to the answers where offices have their own calendars."""
    calendars = {"A": world.cal, "B": world.other, "Ấ": world.cal}
    rows, wanted = [], []
    for row in world.rows:
        try:
            wanted.append(
                clocked(calendars[row.office], world.convention, row.received, row.limit, row.pause)
            )
        except CalendarRangeError:
            continue
        rows.append(row)
    if not rows or world.by_days:
        return
    known = attrs.evolve(world, rows=rows)
    found = frames.due_dates(
        make(known.columns), calendars, calendar_by="office", unit="unit", convention=world.convention,
        due_at="due_at", **known.pausing,
    )  # fmt: skip
    got = [(code, day_of(day), *rest) for code, day, *rest in rows_of(found, ["code", "due_on", "due_at"])]
    answers = [
        (row.code, due and due.due_on, due and minute_of(due)) for row, due in zip(rows, wanted, strict=True)
    ]
    assert same(engine, got, answers), engine
    pauses = [(i, *row.pause) for i, row in enumerate(rows) if row.pause]
    dues = arrays.due(
        [row.limit for row in rows], [row.received for row in rows], calendars,
        calendar_by=[row.office for row in rows], convention=world.convention,
        pauses=tuple(map(list, zip(*pauses, strict=True))) if pauses else None,
    )  # fmt: skip
    for name in ("due_on", "due_at", "provisional"):
        assert getattr(dues, name).tolist() == [due and getattr(due, name) for due in wanted]


def check_arrays(world):
    """Hold the columns of `arrays` to the deadlines: days, flags, moments, lateness and its counts."""
    rows = world.rows
    stood = [(i, *row.pause) for i, row in enumerate(rows) if row.pause]
    dues = arrays.due(
        [row.limit for row in rows], [row.received for row in rows],
        world.cal, convention=world.convention,
        pauses=tuple(map(list, zip(*stood, strict=True))) if stood else None)  # fmt: skip
    deadlines, ends = [row.deadline for row in rows], [row.finished for row in rows]
    for name in ("due_on", "due_at", "provisional"):
        assert getattr(dues, name).tolist() == [due and getattr(due, name) for due in deadlines]
    for name in ("is_late", "is_early", "days_late"):
        wanted = [
            getattr(due, name)(at) if due and at else None for due, at in zip(deadlines, ends, strict=True)
        ]
        assert getattr(dues, name)(ends).tolist() == wanted
    received, finished = zip(*((row.received, row.finished) for row in rows), strict=True)
    taken = arrays.count_working_days(received, finished, world.cal).tolist()
    assert taken == [row[-2] for row in wanted_rows(world)]


def check_dossiers(world):
    """Dossiers that lived through the same events have the same deadlines, and one report."""
    cases = []
    for row in world.rows:
        cases.append(row.entry)
        if row.deadline is not None:
            cases[-1] = dossier = row.dossier(world.cal)
            due = dossier.deadline
            assert (due.due_on, due.due_at, due.provisional) == (
                row.deadline.due_on, row.deadline.due_at, row.deadline.provisional,
            )  # fmt: skip
    # By the end of the period all is over: a report of dossiers knows no more than had happened then.
    over = world.cal.last + ONE_DAY
    known = PeriodReport.of(cases, world.day, over)
    booked = PeriodReport.of([row.entry for row in world.rows], world.day, over)
    assert [getattr(known, name) for name in MEASURES] == [getattr(booked, name) for name in MEASURES]


@given(worlds())
@FEW
def test_one_register_has_one_answer(world):
    """Dossiers, entries, clocks, arrays and every engine of frames say the same of each row and report."""
    if not world.rows:
        return
    if world.convention is Convention.CIVIL_CODE:
        check_dossiers(world)
    check_arrays(world)
    for engine, make in MAKERS.items():
        check_engine(world, engine, make)
        check_offices(world, engine, make)
