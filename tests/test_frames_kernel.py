"""What `arrays` counts, frames of every engine count: calendars, pauses and limits of each row."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest

pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pandas", "pyarrow", "duckdb"):
    pytest.importorskip(_engine)

import duckdb
import polars as pl

from frame_engines import MAKERS, day_of, rows_of, same
from thutuc import Clock, Convention, TimeLimit, Unit, WorkCalendar, due, frames, vietnam_calendar
from thutuc.errors import CalendarRangeError, ClockError, InvalidTypeError, InvalidValueError, LimitTextError

CAL = vietnam_calendar()
OFF = CAL.with_days_off([date(2026, 3, 3), date(2026, 3, 9)])
SHORT = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-sat": "08:00-12:00"})
OFFICES = {"A": CAL, "B": OFF, "Hoà": SHORT}
NINE = datetime(2026, 3, 2, 9)
HOUR = timedelta(hours=1)
engines = pytest.mark.parametrize("engine", MAKERS)


def both(engine, columns, pauses):
    """Two frames of one engine; in DuckDB, of one connection."""
    frame, other = MAKERS[engine](columns), MAKERS[engine](pauses)
    if engine == "duckdb":
        connection = duckdb.connect()
        for name, relation in (("register", frame), ("pauses", other)):
            connection.from_arrow(relation.to_arrow_table()).create(name)
        frame, other = connection.table("register"), connection.table("pauses")
    return frame, other


def answers(frame, names=("due_on", "provisional", "due_at")):
    return [tuple(map(_day, names, row)) for row in rows_of(frame, list(names))]


def _day(name, value):
    return day_of(value) if name == "due_on" else value


def wanted(deadlines):
    """What frames say of deadlines: no moment where whole days count."""
    return [
        (None, False, None) if one is None else (one.due_on, one.provisional, _minute(one))
        for one in deadlines
    ]


def _minute(one):
    return one.due_at if one.to_the_minute or one.due_at.time() == time() else None


# Calendars ------------------------------------------------------------------------------------------------


@engines
@pytest.mark.parametrize("unit", [Unit.WORKING_DAY, Unit.WORKING_HOUR, Unit.MONTH, Unit.HOUR])
def test_a_calendar_for_each_row(engine, unit):
    """Each row is counted by the calendar that its code names, in any normal form; equal ones are shared."""
    codes = ["A", "B", "Hoa\u0300", "B", "A", "Hoà"]
    starts = [NINE + 7 * i * HOUR for i in range(5)] + [None]
    columns = {"received_at": ("moment", starts), "office": ("text", codes), "limit": ("whole", [3] * 6)}
    frame = frames.due_dates(
        MAKERS[engine](columns), OFFICES, calendar_by="office", unit=unit, due_at="due_at"
    )
    calendars = [CAL, OFF, SHORT, OFF, CAL, SHORT]
    deadlines = [
        start and due(TimeLimit(3, unit), start, calendar)
        for start, calendar in zip(starts, calendars, strict=True)
    ]
    assert same(engine, answers(frame), wanted(deadlines))


@engines
def test_a_code_that_names_no_calendar(engine):
    """Rows with an unknown code, or none, are refused with the column and their count."""
    columns = {
        "received_at": ("moment", [NINE] * 4),
        "office": ("text", ["A", "C", "C", None]),
        "limit": ("whole", [3, 3, 3, None]),
    }
    with pytest.raises(InvalidValueError, match="2 rows of column 'office' hold 'C'") as caught:
        frames.due_dates(MAKERS[engine](columns), OFFICES, calendar_by="office")
    assert caught.value.rows == 2


@engines
def test_rows_outside_their_own_calendar(engine):
    """A row that runs off its calendar is refused, though others go further."""
    columns = {"received_at": ("day", [date(2026, 12, 28)] * 3), "office": ("text", ["A", "Hoà", "B"])}
    frame = MAKERS[engine](columns)
    with pytest.raises(CalendarRangeError, match="1 row: the due date"):
        frames.due_dates(frame, OFFICES, calendar_by="office", amount=5)
    early = MAKERS[engine]({**columns, "received_at": ("day", [date(2025, 12, 31)] * 3)})
    with pytest.raises(CalendarRangeError, match="1 row of column 'received_at' lie outside"):
        frames.due_dates(early, OFFICES, calendar_by="office", amount=5)


@engines
def test_calendars_and_codes_go_together(engine):
    """A mapping needs the column of its codes, and one calendar has none; what is no calendar is refused."""
    frame = MAKERS[engine]({"received_at": ("day", [date(2026, 3, 2)]), "office": ("text", ["A"])})
    for calendar, by in ((OFFICES, None), (CAL, "office"), ({}, "office"), ({"A": 3}, "office")):
        with pytest.raises(InvalidTypeError):
            frames.due_dates(frame, calendar, calendar_by=by, amount=5)
    with pytest.raises(InvalidValueError, match="no column 'code'"):
        frames.due_dates(frame, OFFICES, calendar_by="code", amount=5)
    numbers = MAKERS[engine]({"received_at": ("day", [date(2026, 3, 2)]), "office": ("whole", [1])})
    with pytest.raises(InvalidTypeError, match="column 'office' holds Int64"):
        frames.due_dates(numbers, OFFICES, calendar_by="office", amount=5)


# Limits ---------------------------------------------------------------------------------------------------


@engines
@pytest.mark.parametrize("convention", Convention)
def test_every_convention_and_unit(engine, convention):
    """Mixed units, limits of nothing too, are counted in one go by every convention."""
    units = [unit.value for unit in Unit]
    amounts = [0.0, 1.0, 3.0]
    columns = {
        "received_at": ("moment", [NINE + i * HOUR for i in range(21)]),
        "limit": ("number", [amounts[i % 3] for i in range(21)]),
        "unit": ("text", [units[i % 7] for i in range(21)]),
    }
    found = frames.due_dates(
        MAKERS[engine](columns), CAL, unit="unit", convention=convention, due_at="due_at"
    )
    rows = zip(*(values for _, values in columns.values()), strict=True)
    deadlines = [
        due(TimeLimit(amount, Unit(unit)), start, CAL, convention=convention) for start, amount, unit in rows
    ]
    assert same(engine, answers(found), wanted(deadlines))


@engines
def test_texts_are_limits(engine):
    """A column of texts is a column of limits, with cut-off hours, by itself and read apart."""
    texts = [
        "05 ngày làm việc",
        None,
        "1 tháng",
        "04 giờ làm việc",
        "Ngay trong ngày làm việc; nhận sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo",
    ]
    late = NINE.replace(hour=16, minute=30)
    columns = {"received_at": ("moment", [late] * 5), "limit": ("text", texts)}
    deadlines = [text and due(TimeLimit.parse(text), late, CAL) for text in texts]
    whole = frames.due_dates(MAKERS[engine](columns), CAL, due_at="due_at")
    assert same(engine, answers(whole), wanted(deadlines))
    read = frames.read_limits(MAKERS[engine](columns))
    apart = frames.due_dates(read, CAL, amount="limit_amount", unit="limit_unit", due_at="due_at")
    assert same(engine, answers(apart), wanted(deadlines))
    with pytest.raises(LimitTextError, match="2 rows of column 'limit'"):
        frames.due_dates(MAKERS[engine]({**columns, "limit": ("text", ["sớm", "sớm", *texts[2:]])}), CAL)


# Pauses ---------------------------------------------------------------------------------------------------

PAUSES = [
    (NINE + HOUR, NINE + 30 * HOUR),
    (None, None),
    (NINE + 2 * HOUR, None),
    (NINE + 24 * HOUR, NINE + 100 * HOUR),
]


@engines
@pytest.mark.parametrize("unit", [Unit.WORKING_DAY, Unit.WORKING_HOUR, Unit.DAY])
def test_one_pause_in_each_row(engine, unit):
    """Two columns say when a row was paused; one that is not resumed counts as if it went on at once."""
    columns = {
        "received_at": ("moment", [NINE] * 4),
        "from": ("moment", [a for a, _ in PAUSES]),
        "to": ("moment", [b for _, b in PAUSES]),
    }
    found = frames.due_dates(
        MAKERS[engine](columns), CAL, amount=9, unit=unit, pause="from", resume="to", due_at="due_at"
    )
    deadlines = []
    for begun, ended in PAUSES:
        clock = Clock(TimeLimit(9, unit), NINE, CAL)
        deadlines.append((clock.pause(begun).resume(ended) if ended else clock).deadline)
    assert same(engine, answers(found), wanted(deadlines))


@engines
def test_any_number_of_pauses(engine):
    """A second frame holds the pauses of all rows, whatever their order; others' are left out."""
    columns = {"code": ("text", ["H1", "H2", "H3"]), "received_at": ("moment", [NINE] * 3)}
    pauses = {
        "code": ("text", ["H3", "H1", "H9", "H1"]),
        "pause": ("moment", [NINE + 5 * HOUR, NINE + 50 * HOUR, NINE, NINE + HOUR]),
        "resume": ("moment", [NINE + 6 * HOUR, NINE + 99 * HOUR, NINE, NINE + 26 * HOUR]),
    }
    frame, other = both(engine, columns, pauses)
    found = frames.due_dates(
        frame, CAL, amount=9, unit=Unit.WORKING_HOUR, pauses=other, key="code", due_at="due_at"
    )
    clocks = [Clock(TimeLimit(9, Unit.WORKING_HOUR), NINE, CAL) for _ in range(3)]
    clocks[0] = clocks[0].pause(NINE + HOUR).resume(NINE + 26 * HOUR)
    clocks[0] = clocks[0].pause(NINE + 50 * HOUR).resume(NINE + 99 * HOUR)
    clocks[2] = clocks[2].pause(NINE + 5 * HOUR).resume(NINE + 6 * HOUR)
    assert same(engine, answers(found), wanted([clock.deadline for clock in clocks]))
    names = ["code", "received_at", "due_on", "provisional", "due_at"]
    assert [*pl.DataFrame(rows_of(found, names), schema=names, orient="row").columns] == names
    assert sorted(code for (code,) in rows_of(found, ["code"])) == ["H1", "H2", "H3"]


@engines
def test_pauses_out_of_order(engine):
    """A pause before its start, and one in another, are refused with the count of rows."""
    make = MAKERS[engine]
    columns = {
        "received_at": ("moment", [NINE] * 3),
        "code": ("text", ["H1", "H2", "H3"]),
        "pause": ("moment", [NINE - HOUR, NINE - HOUR, NINE]),
        "resume": ("moment", [NINE] * 3),
    }
    with pytest.raises(ClockError, match="pauses: 2 rows pause before they start"):
        frames.due_dates(make(columns), CAL, amount=5, pause="pause", resume="resume")
    twice = {
        "code": ("text", ["H1", "H1"]),
        "pause": ("moment", [NINE, NINE + HOUR]),
        "resume": ("moment", [NINE + 9 * HOUR] * 2),
    }
    frame, other = both(engine, columns, twice)
    with pytest.raises(ClockError, match="pauses: 1 row pause while they are paused"):
        frames.due_dates(frame, CAL, amount=5, pauses=other, key="code")
    with pytest.raises(InvalidValueError, match="key='code'"):
        frames.due_dates(make(columns), CAL, amount=5, pauses=make(twice))
    with pytest.raises(InvalidValueError, match="pauses are two columns"):
        frames.due_dates(make(columns), CAL, amount=5, pause="pause")
    dates = make({**columns, "pause": ("day", [NINE.date()] * 3), "resume": ("day", [NINE.date()] * 3)})
    with pytest.raises(InvalidTypeError, match="pauses and resumes are dates"):
        frames.due_dates(dates, CAL, amount=5, unit=Unit.HOUR, pause="pause", resume="resume")


# How frames are carried -----------------------------------------------------------------------------------


def relation(connection, rows=5):
    connection.execute(
        "CREATE TABLE register AS SELECT "
        "TIMESTAMP '2026-03-02 09:00:00' + INTERVAL (i) HOUR AS received_at, "
        f"i AS n, i::HUGEINT AS big, 'a'::ENUM('a', 'b') AS kind, uuid() AS id FROM range({rows}) t(i)"
    )
    return connection.table("register")


def test_a_relation_stays_a_relation():
    """It is read anew whenever it is asked, in the caller's connection, beside the caller's other tables."""
    connection = duckdb.connect()
    given = relation(connection)
    found = frames.due_dates(given, CAL, amount=3)
    assert found.types[: len(given.types)] == given.types
    assert len(found.fetchall()) == len(found.fetchall()) == 5
    connection.execute("INSERT INTO register SELECT * FROM register")
    assert len(found.fetchall()) == 10
    assert connection.sql("SELECT count(*) FROM found JOIN register USING (id)").fetchall() == [(20,)]
    assert found.filter("n = 3").aggregate("max(big)").fetchall() == [(3,)]


@pytest.mark.parametrize("own", ["temporary", "transaction", "view", "variable"])
def test_what_only_one_connection_sees(own):
    """Tables, views and variables of the caller's connection, and rows not yet committed, are counted too."""
    connection = duckdb.connect()
    given = relation(connection)
    if own == "temporary":
        connection.execute("CREATE TEMP TABLE held AS SELECT * FROM register LIMIT 2")
        given = connection.table("held")
    if own == "transaction":
        connection.execute("BEGIN")
        connection.execute("DELETE FROM register WHERE n > 1")
    if own == "view":
        connection.register("told", given.limit(2).to_arrow_table())
        given = connection.table("told")
    if own == "variable":
        connection.execute("SET VARIABLE most = 2")
        given = connection.sql("SELECT * FROM register WHERE n < getvariable('most')")
    found = frames.due_dates(given, CAL, amount=3)
    assert len(found.fetchall()) == len(found.fetchall()) == 2


def test_the_settings_of_the_connection_hold():
    """A text that the relation reads as a moment is read in the zone of the caller's connection."""
    connection = duckdb.connect()
    connection.execute("SET timezone = 'America/New_York'")
    connection.execute(
        "CREATE SCHEMA own; USE own; CREATE TABLE told AS SELECT '2026-03-02 20:00:00' AS said"
    )
    given = connection.sql("SELECT said::TIMESTAMPTZ AS received_at FROM told")
    found = frames.due_dates(given, CAL, amount=1)
    instant = datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert found.aggregate("any_value(due_on)").fetchall() == [
        (due(TimeLimit(1, Unit.WORKING_DAY), instant, CAL).due_on,)
    ]


def test_mixed_units_can_stream(tmp_path):
    """A lazy Polars frame with units, offices and pauses is written to a file without standing in memory."""
    rows = 1_000
    pl.DataFrame(
        {
            "received_at": [NINE] * rows,
            "limit": [3] * rows,
            "unit": ["day", "working_hour"] * (rows // 2),
            "office": ["A", "B"] * (rows // 2),
            "from": [NINE + HOUR] * rows,
            "to": [NINE + 5 * HOUR] * rows,
        }
    ).write_parquet(tmp_path / "a.parquet")
    lazy = pl.scan_parquet(tmp_path / "a.parquet")
    found = frames.due_dates(
        lazy, OFFICES, calendar_by="office", unit="unit", pause="from", resume="to", due_at="due_at"
    )
    assert isinstance(found, pl.LazyFrame)
    found.sink_parquet(tmp_path / "b.parquet")
    assert pl.read_parquet(tmp_path / "b.parquet")["due_on"].null_count() == 0


def test_pandas_needs_no_pyarrow():
    """Due dates, reports and chains of pandas frames are counted where PyArrow is not installed."""
    code = """
import sys
sys.modules["pyarrow"] = None
import pandas as pd
from datetime import date, datetime
from thutuc import frames, vietnam_calendar
cal, nine = vietnam_calendar(), datetime(2026, 3, 2, 9)
ends = [datetime(2026, 3, 5), None]
frame = pd.DataFrame({"received_at": [nine, None], "limit": [5, 3], "finished_at": ends})
dated = frames.due_dates(frame.assign(unit="working_hour"), cal, unit="unit", due_at="due_at")
report = frames.period_report(dated, date(2026, 3, 1), date(2026, 4, 1), due_at="due_at")
assert report["late"].tolist() == [1], report
assert frames.status_on(dated, date(2026, 3, 9), cal)["status"].tolist() == ["late", "not_received"]
log = pd.DataFrame({"dossier": ["H", "H"], "office": ["A", "B"], "entered": [nine, datetime(2026, 3, 4)]})
assert frames.hand_overs(log)["times"].tolist() == [1]
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
