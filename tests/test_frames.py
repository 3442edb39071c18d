"""Frames of every engine against the scalar answers."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

nw = pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pandas", "pyarrow", "duckdb"):
    pytest.importorskip(_engine)

import polars as pl
import pyarrow as pa

from frame_engines import MAKERS, arrow, day_of, rows_of, same
from thutuc import TimeLimit, Unit, WorkCalendar, due, frames, vietnam_calendar
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError, LimitTextError, ThutucError
from thutuc.registers import Entry, StatedDeadline
from thutuc.reports import MEASURES, PeriodReport

CAL = vietnam_calendar()
engines = pytest.mark.parametrize("engine", MAKERS)
# Kinds of columns -------------------------------------------------------------------------------------------


@engines
def test_dates_and_kind_of_frame(engine):
    """A column of dates is enough for days; a frame of the same kind comes out with its columns."""
    given_ = MAKERS[engine]({"received_at": ("day", [date(2026, 2, 13), None]), "limit": ("whole", [5, 5])})
    found = frames.due_dates(given_, CAL)
    assert type(found) is type(given_)
    assert [*nw.from_native(found).collect_schema()] == ["received_at", "limit", "due_on", "provisional"]
    rows = [(day_of(a), b) for a, b in rows_of(found, ["due_on", "provisional"])]
    assert same(engine, rows, [(date(2026, 2, 27), False), (None, False)])


@engines
def test_moments_with_a_zone(engine):
    """Moments with a zone are converted to office time before they are cut to days."""
    moments = [datetime(2026, 2, 12, 18, 30, tzinfo=UTC), datetime(2026, 2, 12, 16, 59, tzinfo=UTC)]
    frame = MAKERS[engine]({"received_at": ("zoned", moments)})
    found = rows_of(frames.due_dates(frame, CAL, amount=1), ["due_on"])
    wanted = [(due(TimeLimit(1, Unit.WORKING_DAY), moment, CAL).due_on,) for moment in moments]
    assert wanted[0] != wanted[1]
    assert same(engine, [(day_of(day),) for (day,) in found], wanted)


@engines
def test_what_if_columns(engine):
    """Another limit, calendar and pause stand beside the first under their own suffixes."""
    columns = {"received_at": ("day", [date(2026, 3, 2)]), "limit": ("whole", [5]), "waited": ("whole", [2])}
    frame = frames.due_dates(MAKERS[engine](columns), CAL)
    frame = frames.due_dates(frame, CAL, amount=TimeLimit(1, Unit.MONTH), suffix="_month")
    frame = frames.due_dates(frame, CAL.with_days_off([date(2026, 3, 9)]), suffix="_off")
    frame = frames.due_dates(frame, CAL, paused="waited", suffix="_paused")
    (row,) = rows_of(frame, ["due_on", "due_on_month", "due_on_off", "due_on_paused"])
    wanted = (date(2026, 3, 9), date(2026, 4, 2), date(2026, 3, 10), date(2026, 3, 11))
    assert tuple(map(day_of, row)) == wanted


@engines
def test_cut_off(engine):
    """A limit with a cut-off hour gives one working day more to what came after it."""
    moments = [datetime(2026, 3, 2, 15, 0), datetime(2026, 3, 2, 15, 1)]
    limit = TimeLimit(0, Unit.WORKING_DAY, cut_off=time(15))
    found = frames.due_dates(MAKERS[engine]({"received_at": ("moment", moments)}), CAL, amount=limit)
    wanted = [(due(limit, moment, CAL).due_on,) for moment in moments]
    assert same(engine, [(day_of(day),) for (day,) in rows_of(found, ["due_on"])], wanted)


@engines
def test_provisional(engine):
    """Answers that count over an occasion no decision names are provisional, as in the object model."""
    starts = [date(2027, 12, 30), date(2027, 12, 1), date(2027, 4, 27), date(2027, 8, 20), date(2027, 5, 4)]
    frame = MAKERS[engine]({"received_at": ("day", starts), "limit": ("whole", [5, 5, 3, 10, 5])})
    found = rows_of(frames.due_dates(frame, CAL), ["provisional"])
    assert same(engine, found, [(True,), (False,), (True,), (False,), (False,)])


@engines
def test_working_days_without_those_paused(engine):
    """The days of a column of pauses are taken out of those that a dossier took; missing means none."""
    columns = {
        "received_at": ("day", [date(2026, 2, 13)] * 4),
        "finished_at": ("day", [date(2026, 2, 27), date(2026, 2, 27), None, date(2026, 2, 27)]),
        "paused": ("whole", [2, None, 1, 5]),
    }
    found = frames.working_days_taken(MAKERS[engine](columns), CAL, paused="paused")
    assert same(engine, rows_of(found, ["working_days"]), [(3,), (5,), (None,), (0,)])
    found = frames.working_days_taken(
        MAKERS[engine](columns), CAL, paused="paused", until=date(2026, 3, 2), name="taken"
    )
    assert same(engine, rows_of(found, ["taken"]), [(3,), (5,), (5,), (0,)])
    with pytest.raises(InvalidValueError, match="1 row of column 'paused' hold more days than lie between"):
        frames.working_days_taken(
            MAKERS[engine](columns | {"paused": ("whole", [6, 0, 6, 5])}), CAL, paused="paused"
        )


@engines
def test_empty_frame(engine):
    """A frame without rows gets its columns and an empty report."""
    frame = MAKERS[engine](
        {
            "received_at": ("moment", []),
            "finished_at": ("moment", []),
            "limit": ("number", []),
            "o": ("text", []),
        }
    )
    found = frames.due_dates(frame, CAL, due_at="due_at")
    assert rows_of(found, ["due_on", "provisional", "due_at"]) == []
    days = date(2026, 1, 1), date(2026, 2, 1)
    assert rows_of(frames.period_report(found, *days), list(MEASURES)) == [(0,) * len(MEASURES)]
    assert rows_of(frames.period_report(found, *days, by="o"), ["o", *MEASURES]) == []


@engines
def test_limits_from_texts(engine):
    """Limits that stand as text are read once each, and a missing text is no limit."""
    texts = ["05 ngày làm việc", None, "1 tháng", "05 ngày làm việc"]
    columns = {"received_at": ("moment", [datetime(2026, 3, 2, 9)] * 4), "limit": ("text", texts)}
    frame = frames.read_limits(MAKERS[engine](columns))
    frame = frames.due_dates(frame, CAL, amount="limit_amount", unit="limit_unit")
    wanted = [
        (text, None if text is None else due(TimeLimit.parse(text), datetime(2026, 3, 2, 9), CAL).due_on)
        for text in texts
    ]
    assert same(engine, [(text, day_of(day)) for text, day in rows_of(frame, ["limit", "due_on"])], wanted)


# Survival, chains -------------------------------------------------------------------------------------------


@engines
def test_durations_keep_pending_dossiers(engine):
    """Pending dossiers stay, with the days so far and 0; one that ends after the last day is pending too."""
    columns = {
        "received_at": ("day", [date(2026, 3, 2)] * 3),
        "finished_at": ("day", [date(2026, 3, 4), None, date(2026, 3, 20)]),
    }
    found = frames.durations(MAKERS[engine](columns), CAL, date(2026, 3, 9))
    assert same(engine, rows_of(found, ["duration", "observed"]), [(2, 1), (5, 0), (5, 0)])


LOG = {
    "dossier": ("text", ["H1", "H1", "H1", "H2", "H2"]),
    "step": ("text", ["nhận", "thẩm định", "nhận", "nhận", "thẩm định"]),
    "office": ("text", ["A", "B", "A", "A", "B"]),
    "entered": ("moment", [datetime(2026, 3, day, 9) for day in (2, 3, 5, 2, 4)]),
    "finished": (
        "moment",
        [datetime(2026, 3, 3, 9), datetime(2026, 3, 5, 9), None, datetime(2026, 3, 4, 9), None],
    ),
    "paused": ("number", [None, 4.0, None, None, None]),
    "budget": ("number", [1.0, 1.0, None, 1.0, 5.0]),
}


@engines
def test_hand_overs_and_rework(engine):
    """Hand-overs are counted between rows of one dossier in order, and a step done again is rework."""
    reversed_log = {name: (kind, values[::-1]) for name, (kind, values) in LOG.items()}
    for log in (LOG, reversed_log):
        frame = MAKERS[engine](log)
        assert rows_of(frames.hand_overs(frame), ["from", "to", "times"]) == [("A", "B", 2), ("B", "A", 1)]
        assert rows_of(frames.rework(frame), ["step", "dossiers", "times", "again"]) == [
            ("nhận", 2, 3, 1),
            ("thẩm định", 2, 2, 0),
        ]


@engines
def test_lateness_by_office(engine):
    """Time held, waiting taken out, is summed against budgets; open legs run up to now."""
    now = datetime(2026, 3, 6, 9)
    found = frames.lateness_by_office(MAKERS[engine](LOG), CAL, paused="paused", budget="budget", now=now)
    names = ["office", "legs", "open", "in_budget", "late", "unbudgeted", "held", "budgeted", "over"]
    assert rows_of(found, names) == [
        ("A", 3, 1, 1, 1, 1, 32.0, 16.0, 8.0),
        ("B", 2, 1, 1, 1, 0, 28.0, 48.0, 4.0),
    ]


# Bad input --------------------------------------------------------------------------------------------------

GOOD = {
    "received_at": ("moment", [datetime(2026, 3, 2, 9)] * 3),
    "finished_at": ("moment", [datetime(2026, 3, 5, 9), None, None]),
    "limit": ("number", [5.0, 5.0, None]),
    "unit": ("text", ["day", "week", None]),
}


def bad(**changed):
    return {**GOOD, **changed}


@engines
@pytest.mark.parametrize(
    ("columns", "arguments", "error", "words"),
    [
        (bad(), {"start": "received"}, InvalidValueError, "no column 'received'"),
        (bad(), {"amount": "unit"}, LimitTextError, "1 row of column 'unit'"),
        (bad(), {"amount": "received_at"}, InvalidTypeError, "column 'received_at' holds Datetime"),
        (bad(), {"start": "limit"}, InvalidTypeError, "column 'limit' holds Float64"),
        (bad(), {"unit": "limit"}, InvalidTypeError, "column 'limit' holds Float64"),
        (
            bad(limit=("number", [-1.0, 5.0, -2.0])),
            {},
            InvalidValueError,
            "2 rows of column 'limit' hold a negative",
        ),
        (
            bad(limit=("number", [float("inf"), 5.0, 1.0])),
            {},
            InvalidValueError,
            "1 row of column 'limit' hold NaN",
        ),
        (
            bad(unit=("text", ["day", "fortnight", "day"])),
            {"unit": "unit"},
            InvalidValueError,
            "1 row.*'fortnight'",
        ),
        (bad(limit=("number", [1.5, 1.5, 2.0])), {"unit": Unit.MONTH}, InvalidValueError, "2 rows.*fraction"),
        (bad(limit=("number", [1.0, 5e6, 1.0])), {}, CalendarRangeError, "1 row: the due date"),
        (
            bad(limit=("number", [9.0, 90.0, 9.0])),
            {"unit": Unit.YEAR},
            CalendarRangeError,
            "1 row: the due date",
        ),
        (
            bad(limit=("number", [9.0, 90.0, 9e6])),
            {"unit": Unit.HOUR},
            CalendarRangeError,
            "1 row: the due date",
        ),
        (
            bad(limit=("number", [9.0, 9e6, 9e6])),
            {"unit": Unit.WORKING_HOUR},
            CalendarRangeError,
            "2 rows: the due",
        ),
        (bad(), {"convention": "civil"}, InvalidTypeError, "a convention is a Convention"),
        (bad(), {"amount": -1}, InvalidValueError, "a limit is 0 or more"),
        (bad(), {"amount": True}, InvalidTypeError, "an amount is a number"),
        (bad(), {"unit": 3}, InvalidTypeError, "a unit is a Unit"),
        (bad(due_on=("day", [None] * 3)), {}, InvalidValueError, "column 'due_on' already"),
        (
            bad(received_at=("moment", [datetime(1990, 1, 1), None, datetime(1991, 1, 1)])),
            {},
            CalendarRangeError,
            "2 rows",
        ),
    ],
)
def test_bad_due_dates(engine, columns, arguments, error, words):
    """A wrong column, value or argument is refused with its column and the count of rows."""
    with pytest.raises(error, match=words) as caught:
        frames.due_dates(MAKERS[engine](columns), CAL, **arguments)
    assert isinstance(caught.value, ThutucError)


@engines
def test_dates_for_limits_by_the_hour(engine):
    """Limits by the hour need the hour of the start, and refuse a column of dates."""
    frame = MAKERS[engine]({"received_at": ("day", [date(2026, 3, 2)]), "limit": ("whole", [8])})
    with pytest.raises(InvalidTypeError, match="column 'received_at' holds dates"):
        frames.due_dates(frame, CAL, unit=Unit.WORKING_HOUR)


@engines
def test_bad_reports(engine):
    """Ends before receipts, codes twice, mixed zones and periods backward are refused."""
    make = MAKERS[engine]
    period = date(2026, 3, 1), date(2026, 4, 1)
    backward = make(
        bad(finished_at=("moment", [datetime(2026, 2, 2)] * 2 + [None]), due_on=("day", [None] * 3))
    )
    with pytest.raises(InvalidValueError, match="2 rows of column 'finished_at'"):
        frames.period_report(backward, *period)
    dated = make(bad(due_on=("day", [None] * 3)))
    codes = make(bad(due_on=("day", [None] * 3), code=("text", ["A", "B", "A"])))
    with pytest.raises(InvalidValueError, match="1 code in column 'code' stand twice"):
        frames.period_report(codes, *period, code="code")
    mixed = bad(received_at=("zoned", [datetime(2026, 3, 2, tzinfo=UTC)] * 3), due_on=("day", [None] * 3))
    with pytest.raises(
        InvalidTypeError, match="'received_at' has moments with a zone, 'finished_at' without"
    ):
        frames.period_report(make(mixed), *period)
    with pytest.raises(InvalidValueError, match="a period cannot run"):
        frames.period_report(dated, period[1], period[0])
    with pytest.raises(InvalidValueError, match="1 row have nothing in column 'unit'"):
        frames.period_report(dated, *period, by="unit")
    with pytest.raises(InvalidValueError, match="'late' is a measure"):
        frames.period_report(
            make(bad(due_on=("day", [None] * 3), late=("text", ["A"] * 3))), *period, by="late"
        )


@engines
def test_bad_chains(engine):
    """Gaps, ties, open legs without a moment and pauses longer than their legs are refused with counts."""
    make = MAKERS[engine]
    with pytest.raises(InvalidValueError, match="1 row have nothing in column 'office'"):
        frames.hand_overs(make({**LOG, "office": ("text", ["A", None, "A", "A", "B"])}))
    with pytest.raises(InvalidValueError, match=r"rows? of column 'entered' begin at the moment"):
        frames.hand_overs(make({**LOG, "entered": ("moment", [datetime(2026, 3, 2, 9)] * 5)}))
    with pytest.raises(InvalidValueError, match="2 rows have nothing in column 'finished'"):
        frames.lateness_by_office(make(LOG), CAL)
    with pytest.raises(InvalidValueError, match="1 row of column 'paused' take out more"):
        frames.lateness_by_office(
            make({**LOG, "paused": ("number", [None, 99.0, None, None, None])}),
            CAL, paused="paused", now=datetime(2026, 3, 6, 9),
        )  # fmt: skip
    with pytest.raises(InvalidValueError, match="1 row of column 'budget' hold a negative"):
        frames.lateness_by_office(
            make({**LOG, "budget": ("number", [-1.0, 1.0, 1.0, 1.0, 1.0])}), CAL, budget="budget"
        )


@engines
def test_bad_durations_and_texts(engine):
    """Rows of which nothing was observed and texts that are no limits are refused with counts."""
    frame = MAKERS[engine](bad(limit=("text", ["sớm", "sớm", "5 ngày"])))
    with pytest.raises(InvalidValueError, match="3 rows of column 'received_at'"):
        frames.durations(frame, CAL, date(2026, 2, 1))
    with pytest.raises(LimitTextError, match="2 rows of column 'limit'"):
        frames.read_limits(frame)
    with pytest.raises(InvalidTypeError, match="column 'received_at' holds"):
        frames.read_limits(frame, text="received_at", amount="a", unit="u")


def test_what_is_no_frame():
    """Anything but a frame of a supported engine is refused by name."""
    for thing in (3, [{"received_at": date(2026, 3, 2)}], pl.Series([1])):
        with pytest.raises(InvalidTypeError, match="a frame of pandas, polars, lazy polars"):
            frames.due_dates(thing, CAL)
    with pytest.raises(InvalidTypeError, match="a calendar is a WorkCalendar"):
        frames.due_dates(arrow(GOOD), date(2026, 1, 1))


@engines
def test_zones_with_summer_time(engine):
    """Where the office's clocks change, moments with and without a zone count elapsed time, as `due` does."""
    paris = ZoneInfo("Europe/Paris")
    shifting = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), zone=paris)
    moments = [datetime(2026, 3, 28, 20, 30, tzinfo=UTC), datetime(2026, 10, 24, 8, tzinfo=UTC)]
    local = [moment.astimezone(paris).replace(tzinfo=None) for moment in moments]
    frame = MAKERS[engine]({"aware": ("zoned", moments), "naive": ("moment", local)})
    for unit in (Unit.HOUR, Unit.WORKING_HOUR, Unit.WORKING_DAY):
        wanted = [due(TimeLimit(30, unit), moment, shifting) for moment in local]
        rows = [(one.due_on, one.due_at if one.to_the_minute else None) for one in wanted]
        for start in ("aware", "naive"):
            found = frames.due_dates(frame, shifting, start=start, amount=30, unit=unit, due_at="due_at")
            got = [(day_of(day), at) for day, at in rows_of(found, ["due_on", "due_at"])]
            assert same(engine, got, rows), (start, unit)


def test_stated_deadlines_count_the_same():
    """A stated due day without a moment is judged as a day, as in the object model."""
    entry = Entry(
        "H",
        "P",
        "O",
        "M",
        "C",
        date(2026, 3, 2),
        StatedDeadline(date(2026, 3, 9)),
        datetime(2026, 3, 9, 20),
        None,
    )
    report = PeriodReport.of([entry], date(2026, 3, 1), date(2026, 4, 1))
    columns = {
        "received_at": ("day", [date(2026, 3, 2)]),
        "finished_at": ("moment", [datetime(2026, 3, 9, 20)]),
        "due_on": ("day", [date(2026, 3, 9)]),
    }
    found = frames.period_report(arrow(columns), date(2026, 3, 1), date(2026, 4, 1))
    assert rows_of(found, list(MEASURES)) == [tuple(getattr(report, name) for name in MEASURES)]


def test_types_are_kept():
    """PyArrow and Polars get dates and flags, never objects."""
    found = frames.due_dates(arrow(GOOD), CAL, due_at="due_at")
    assert [found.schema.field(name).type for name in ("due_on", "provisional", "due_at")] == [
        pa.date32(),
        pa.bool_(),
        pa.timestamp("us"),
    ]


@engines
def test_days_that_are_worked_until_midnight(engine):
    """At 24:00 of the due day an answer is not late, though it is the next day already."""
    cal = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-sun": "08:00-24:00"})
    midnight = datetime(2026, 3, 4)
    frame = MAKERS[engine](
        {
            "received_at": ("moment", [datetime(2026, 3, 2, 9)] * 2),
            "finished_at": ("moment", [midnight, midnight + timedelta(minutes=1)]),
        }
    )
    dated = frames.due_dates(frame, cal, amount=1, due_at="due_at")
    deadline = due(TimeLimit(1, Unit.WORKING_DAY), datetime(2026, 3, 2, 9), cal)
    assert [deadline.is_late(at) for at in (midnight, midnight + timedelta(minutes=1))] == [False, True]
    stood = frames.status_on(dated, date(2026, 3, 5), cal, due_at="due_at")
    assert sorted(rows_of(stood, ["status"])) == [("late",), ("on_time",)]
    report = frames.period_report(dated, date(2026, 3, 1), date(2026, 4, 1), due_at="due_at")
    assert rows_of(report, ["on_time", "late"]) == [(1, 1)]


@engines
def test_two_spellings_of_an_office_are_one_group(engine):
    """Hoà and Hòa are one office, and Phường 2 stands before Phường 10, as in the object model."""
    offices = ["Phường 10", "Hoà Bình", "Hòa Bình", "Phường 2"]
    columns = {
        "office": ("text", offices),
        "received_at": ("day", [date(2026, 3, 2)] * 4),
        "finished_at": ("moment", [None] * 4),
        "due_on": ("day", [date(2026, 3, 9)] * 4),
    }
    found = frames.period_report(MAKERS[engine](columns), date(2026, 3, 1), date(2026, 4, 1), by="office")
    stated = StatedDeadline(date(2026, 3, 9))
    entries = [
        Entry(str(i), "", office, "", "", date(2026, 3, 2), stated, None, None)
        for i, office in enumerate(offices)
    ]
    report = PeriodReport.of(entries, date(2026, 3, 1), date(2026, 4, 1), by=["office"])
    wanted = [(*part.key, part.received) for part in report.parts]
    assert rows_of(found, ["office", "received"]) == wanted
    assert wanted == [("Hoà Bình", 2), ("Phường 2", 1), ("Phường 10", 1)]
