"""Traps of data-frame engines: each is avoided, or refused with the column and the count of rows."""

import ast
from datetime import date, datetime
from pathlib import Path

import pytest

pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pandas", "pyarrow", "duckdb"):
    pytest.importorskip(_engine)

import duckdb
import pandas as pd
import polars as pl

from frame_engines import MAKERS, day_of, rows_of, same
from thutuc import Unit, frames, vietnam_calendar
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError
from thutuc.reports import MEASURES

CAL = vietnam_calendar()
NINE = datetime(2026, 3, 2, 9)
DAY = date(2026, 3, 2)
DUE = date(2026, 3, 9)  # five working days after both
PERIOD = date(2026, 3, 1), date(2026, 4, 1)
SOURCE = Path(frames.__file__).parent
engines = pytest.mark.parametrize("engine", MAKERS)


def dues(frame, names=("due_on",), **arguments):
    """The due days of a frame, or other columns of it."""
    found = rows_of(frames.due_dates(frame, CAL, **arguments), names)
    return [tuple(map(day_of, row)) for row in found] if len(names) > 1 else [day_of(row[0]) for row in found]


def sql(query, **settings):
    """A relation of a connection of its own."""
    connection = duckdb.connect()
    for name, value in settings.items():
        connection.execute(f"SET {name} = '{value}'")
    KEPT.append(connection)
    return connection.sql(query)


KEPT = []


# Operations that engines do not share ---------------------------------------------------------------------


def calls():
    """Every call in the source of frames."""
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCE.glob("*.py")]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.parametrize(
    "name",
    ["median", "quantile", "join_asof", "unpivot", "rank", "rolling_mean", "cum_sum"],
)
def test_what_engines_do_differently_is_not_called(name):
    """No median that PyArrow estimates, no join or pivot that DuckDB 2 breaks, no window over all rows."""
    called = {node.func.attr for node in calls() if isinstance(node.func, ast.Attribute)}
    assert name not in called
    assert "group_by" in called


def test_order_is_given_as_a_list():
    """Whatever is put in order takes a list of columns, as `unique` wants it."""
    given_ = [word.value for node in calls() for word in node.keywords if word.arg == "order_by"]
    assert given_
    assert all(isinstance(value, ast.List) for value in given_)


@engines
def test_no_window_is_needed(engine):
    """Hand-overs between rows of a dossier are found on engines without windows too, in any order of rows."""
    log = {
        "dossier": ("text", ["H2", "H1", "H1", "H2"]),
        "office": ("text", ["B", "A", "B", "A"]),
        "entered": ("moment", [datetime(2026, 3, 3), datetime(2026, 3, 2), datetime(2026, 3, 4), NINE]),
    }
    assert rows_of(frames.hand_overs(MAKERS[engine](log)), ["from", "to", "times"]) == [("A", "B", 2)]


@engines
def test_days_are_numbers_not_literals(engine):
    """A day is the same whether a column holds dates or midnights, at both ends of a period too."""
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1), None]
    moments = [day and datetime(day.year, day.month, day.day) for day in days]
    found = []
    for kind, values in (("day", days), ("moment", moments)):
        columns = {"received_at": (kind, values), "finished_at": (kind, values), "due_on": (kind, values)}
        found.append(rows_of(frames.period_report(MAKERS[engine](columns), *PERIOD), list(MEASURES)))
    assert found[0] == found[1]
    assert found[0][0][0] == 2


# DuckDB ---------------------------------------------------------------------------------------------------


def left(connection):
    """Tables and views of a connection."""
    names = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views()"
    return sorted(connection.execute(f"{names} WHERE NOT internal").fetchall())


def test_caller_s_connection_is_left_as_it_was():
    """Frames of another connection than the default one leave no table or view, after an error neither."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE register AS SELECT DATE '2026-03-02' AS received_at, 5 AS \"limit\"")
    connection.execute(
        "CREATE VIEW told AS SELECT *, '5 ngày' AS told, NULL::DATE AS finished_at FROM register"
    )
    before, default = left(connection), left(duckdb)
    frame = frames.due_dates(frames.read_limits(connection.view("told"), text="told"), CAL)
    report = frames.period_report(frame, *PERIOD, by="told")
    assert rows_of(report, ["told", "pending_overdue"]) == [("5 ngày", 1)]
    with pytest.raises(InvalidValueError):
        frames.due_dates(connection.sql('SELECT received_at, -1 AS "limit" FROM register'), CAL)
    assert left(connection) == before
    assert left(duckdb) == default


def test_relations_of_every_origin(tmp_path):
    """A join, a Parquet file, a database opened for reading and an open transaction all work."""
    connection = duckdb.connect(tmp_path / "a.db")
    query = "SELECT DATE '2026-03-02' AS received_at, 5 AS \"limit\", '5 ngày' AS told"
    connection.execute(f"CREATE TABLE register AS {query}")
    connection.sql(query).write_parquet(str(tmp_path / "a.parquet"))
    joined = 'SELECT a.received_at, b."limit" FROM register AS a JOIN register AS b USING (told)'
    assert dues(connection.sql(joined)) == [DUE]
    assert dues(connection.read_parquet(str(tmp_path / "a.parquet"))) == [DUE]
    connection.execute("BEGIN")
    assert dues(connection.table("register")) == [DUE]
    connection.execute("COMMIT")
    connection.close()
    with duckdb.connect(tmp_path / "a.db", read_only=True) as reading:
        assert dues(frames.read_limits(reading.table("register"), text="told")) == [DUE]


def test_closed_connection():
    """A relation whose connection is closed is refused in words."""
    connection = duckdb.connect()
    frame = connection.sql("SELECT 1 AS n")
    connection.close()
    with pytest.raises(InvalidValueError, match="connection of this DuckDB relation is closed"):
        frames.due_dates(frame, CAL)


def test_the_zone_of_the_session_does_not_matter():
    """A moment with a zone is the same wherever the session of DuckDB believes to be."""
    for zone in ("UTC", "America/New_York", "Asia/Ho_Chi_Minh"):
        frame = sql("SELECT TIMESTAMPTZ '2026-03-01 18:30:00+00' AS received_at", timezone=zone)
        found = dues(frame, ("due_on", "due_at"), amount=1, unit=Unit.WORKING_HOUR, due_at="due_at")
        assert found == [(DAY, DAY)]


def test_infinite_days_lie_outside():
    """DuckDB's infinite dates and moments are no days of a calendar."""
    for kind in ("DATE", "TIMESTAMP"):
        for value in ("infinity", "-infinity"):
            with pytest.raises(CalendarRangeError, match="1 row of column 'received_at'"):
                dues(sql(f"SELECT '{value}'::{kind} AS received_at, 1 AS \"limit\""))


# Names ----------------------------------------------------------------------------------------------------


@engines
def test_names_of_every_kind(engine):
    """Names with quotes, spaces, dots and letters of Vietnamese work, and so do texts with quotes."""
    frame = MAKERS[engine]({
        'Ngày "nhận" hồ sơ': ("moment", [NINE]), "HẠN's (ngày)": ("number", [5.0]),
        "đơn vị; --": ("text", ["working_day"]), "a.b": ("whole", [0]), "`x`": ("text", ["a'b\"c\\d"]),
    })  # fmt: skip
    names = {"start": 'Ngày "nhận" hồ sơ', "amount": "HẠN's (ngày)", "unit": "đơn vị; --", "paused": "a.b"}
    dated = frames.due_dates(frame, CAL, **names, due_at='hạn "trả"', suffix=" (nếu)")
    ((day, text),) = rows_of(dated, ["due_on (nếu)", "`x`"])
    assert (day_of(day), text) == (DUE, "a'b\"c\\d")
    life = {"received": names["start"], "finished": names["start"], "due": names["start"]}
    report = frames.period_report(frame, *PERIOD, by="`x`", **life)
    assert rows_of(report, ["`x`", "on_time"]) == [("a'b\"c\\d", 1)]


@engines
@pytest.mark.parametrize("name", ["first", "there", "largest", "n", "backward", "tied", "dossiers", "held"])
def test_columns_named_like_inner_figures(engine, name):
    """A caller's column may have any name that is counted under inside."""
    columns = {
        "received_at": ("moment", [NINE]), "finished_at": ("moment", [None]), "due_on": ("day", [DUE]),
        "limit": ("number", [1.0]), name: ("text", ["week"]), "step": ("text", ["s"]),
    }  # fmt: skip
    frame = MAKERS[engine](columns)
    assert dues(frame, unit=name, suffix="_2", names=("due_on_2",)) == [DUE]
    report = frames.period_report(frame, *PERIOD, by=name, code=name)
    assert rows_of(report, [name, "pending"]) == [("week", 1)]
    assert (
        rows_of(frames.hand_overs(frame, dossier="step", office=name, entered="received_at"), ["times"]) == []
    )
    assert rows_of(frames.rework(frame, dossier=name), ["step", "dossiers"]) == [("s", 1)]


@engines
def test_results_are_never_written_over(engine):
    """A name that is taken, by another result too, is refused; in SQL in capitals as well."""
    frame = MAKERS[engine](
        {
            "received_at": ("day", [DAY]),
            "finished_at": ("day", [DAY]),
            "limit": ("whole", [5]),
            "OFFICE": ("text", ["A"]),
        }
    )
    calls = [
        lambda: frames.due_dates(frame, CAL, due_at="due_on"),
        lambda: frames.durations(frame, CAL, DUE, name="observed"),
        lambda: frames.status_on(frame, DAY, CAL, due="finished_at", name="limit"),
        lambda: frames.read_limits(frame, text="OFFICE", amount="a", unit="a"),
    ]
    if engine == "duckdb":
        calls.append(lambda: frames.status_on(frame, DAY, CAL, due="finished_at", name="office"))
    for call in calls:
        with pytest.raises(InvalidValueError, match=r"the frame has a column '.*' already"):
            call()


@engines
def test_groups_named_like_figures(engine):
    """What divides a report cannot be named like one of its figures."""
    columns = {"dossier": ("text", ["H"]), "entered": ("moment", [NINE]), "finished": ("moment", [NINE])}
    for name in ("late", "over", "Held"):
        if name == "Held" and engine != "duckdb":
            continue
        frame = MAKERS[engine](columns | {name: ("text", ["A"])})
        with pytest.raises(InvalidValueError, match=f"'{name}' is a measure of the report"):
            frames.lateness_by_office(frame, CAL, by=name)
    frame = MAKERS[engine](columns | {"times": ("text", ["A"])})
    with pytest.raises(InvalidValueError, match="'times' is a measure"):
        frames.rework(frame, step="times")
    with pytest.raises(InvalidValueError, match="column 'times' cannot be the dossier and divide it too"):
        frames.rework(frame, dossier="times", step="times")


def test_names_that_are_not_texts():
    """Columns of pandas named by numbers stand aside; one that is needed is asked for by its text."""
    frame = pd.DataFrame({"received_at": [NINE], "limit": [5], 3: [1]})
    levels = pd.DataFrame([[NINE]], columns=pd.MultiIndex.from_tuples([("received_at", "a")]))
    assert list(frames.due_dates(frame, CAL).columns) == ["received_at", "limit", 3, "due_on", "provisional"]
    with pytest.raises(InvalidTypeError, match="a column is named by a text, not 3"):
        frames.due_dates(frame, CAL, start=3)
    with pytest.raises(InvalidValueError, match=r"no column 'start'; it has \('received_at', 'a'\)"):
        frames.due_dates(levels, CAL, start="start")
    with pytest.raises(InvalidValueError, match="_thutuc_x"):
        frames.due_dates(pd.DataFrame({"received_at": [NINE], "_thutuc_x": 1}), CAL)
    with pytest.raises(InvalidValueError, match=r"'\*' would stand for all"):
        frames.due_dates(pl.DataFrame({"received_at": [NINE], "*": 1}), CAL)


def test_names_twice_in_duckdb():
    """A relation with two columns of one name is refused."""
    with pytest.raises(InvalidValueError, match="duckdb cannot tell the columns 'k', 'K' apart"):
        frames.due_dates(sql("SELECT DATE '2026-03-02' AS received_at, 1 AS k, 2 AS \"K\""), CAL, amount=1)


# Numbers that cannot be -----------------------------------------------------------------------------------


@engines
@pytest.mark.parametrize("unit", Unit)
def test_enormous_limits(engine, unit):
    """A limit too large for any whole number lies outside the calendar like any other that is too long."""
    frame = MAKERS[engine]({"received_at": ("moment", [NINE] * 3), "limit": ("number", [1e300, 1.0, 1e17])})
    with pytest.raises(CalendarRangeError, match="2 rows: the due date"):
        frames.due_dates(frame, CAL, unit=unit)
    with pytest.raises(CalendarRangeError, match="3 rows: the due date"):
        frames.due_dates(frame, CAL, amount=1e300, unit=unit)


def test_enormous_whole_numbers():
    """The largest whole numbers that engines have are limits outside the calendar, and do not wrap around."""
    for dtype, value in ((pl.Int64, 2**63 - 1), (pl.UInt64, 2**64 - 1)):
        frame = pl.DataFrame({"received_at": [NINE], "limit": pl.Series([value], dtype=dtype)})
        with pytest.raises(CalendarRangeError, match="1 row"):
            frames.due_dates(frame, CAL, unit=Unit.WEEK)
    with pytest.raises(CalendarRangeError, match="1 row"):
        dues(sql(f"SELECT DATE '2026-03-02' AS received_at, {2**127 - 1}::HUGEINT AS \"limit\""))


@engines
@pytest.mark.parametrize(
    ("kind", "value", "error", "words"),
    [
        ("number", -3.0, InvalidValueError, "1 row of column 'waited' hold a negative number"),
        ("number", 1.5, InvalidValueError, "1 row of column 'waited' hold a fraction of a day"),
        ("number", float("inf"), InvalidValueError, "1 row of column 'waited' hold"),
        ("number", 1e300, InvalidValueError, "1 row of column 'waited' hold"),
        ("text", "2", InvalidTypeError, "column 'waited' holds String; it must hold numbers"),
        ("number", 1e6, CalendarRangeError, "1 row: the due date"),
    ],
)
def test_pauses_are_whole_days(engine, kind, value, error, words):
    """Days taken out for pauses are whole numbers, 0 or more; nothing is cut off or counted backward."""
    frame = MAKERS[engine]({"received_at": ("day", [DAY] * 2), "waited": (kind, [value, None])})
    with pytest.raises(error, match=words):
        frames.due_dates(frame, CAL, amount=1, paused="waited")


@engines
@pytest.mark.parametrize("budget", [-1, True, float("nan"), float("inf")])
def test_budgets_for_all_rows(engine, budget):
    """One budget for all rows is a number as in a limit."""
    frame = MAKERS[engine](
        {"office": ("text", ["A"]), "entered": ("moment", [NINE]), "finished": ("moment", [NINE])}
    )
    with pytest.raises((InvalidTypeError, InvalidValueError)):
        frames.lateness_by_office(frame, CAL, budget=budget)


@engines
def test_texts_order_nothing(engine):
    """Hand-overs are put in order by moments and numbers, never by the letters of a text."""
    frame = MAKERS[engine]({  # as letters, 10 comes before 2 and before 9
        "dossier": ("text", ["H", "H"]), "office": ("text", ["A", "B"]),
        "entered": ("text", ["10/3/2026", "2/3/2026"]),
        "at": ("moment", [NINE] * 2), "n": ("text", ["10", "9"]),
    })  # fmt: skip
    with pytest.raises(InvalidTypeError, match="column 'entered' holds String"):
        frames.hand_overs(frame)
    with pytest.raises(InvalidTypeError, match="column 'n' holds String"):
        frames.hand_overs(frame, entered="at", order="n")


@engines
def test_open_rows_and_the_day_they_run_to(engine):
    """A row that begins after the day up to which open rows count is refused, and the day is named."""
    frame = MAKERS[engine]({"received_at": ("moment", [NINE]), "finished_at": ("moment", [None])})
    with pytest.raises(InvalidValueError, match=r"1 row of column 'finished_at'.*run up to 2026-03-01\)"):
        frames.working_days_taken(frame, CAL, until=date(2026, 3, 1))
    with pytest.raises(
        InvalidValueError, match=r"1 row of column 'finished_at'.*run up to 2026-03-01 09:00:00"
    ):
        frames.working_hours_taken(frame, CAL, until=datetime(2026, 3, 1, 9))


def test_no_months_from_the_end_of_the_calendar():
    """A limit of no months on the last working day is due then, beside limits of some."""
    days = [date(2035, 12, 31), date(2026, 3, 2)]
    assert dues(pl.DataFrame({"received_at": days, "limit": [0, 1]}), unit=Unit.MONTH) == [
        days[0],
        date(2026, 4, 2),
    ]


# The caller's frame ---------------------------------------------------------------------------------------


@engines
def test_the_caller_s_frame_is_never_changed(engine):
    """A frame has the same columns and values after every function as before."""
    columns = {
        "received_at": ("moment", [NINE, None]), "finished_at": ("moment", [NINE, None]),
        "limit": ("number", [5.0, None]), "told": ("text", ["5 ngày", None]),
    }  # fmt: skip
    frame = MAKERS[engine](columns)
    before = rows_of(frame, [*columns])
    frames.read_limits(frames.due_dates(frame, CAL, due_at="due_at"), text="told")
    frames.working_hours_taken(frames.working_days_taken(frame, CAL), CAL)
    assert same(engine, rows_of(frame, [*columns]), before)
    names = frame.collect_schema().names() if engine == "lazy polars" else frame.columns
    assert list(frame.column_names if engine == "pyarrow" else names) == [*columns]


def test_order_is_kept():
    """Rows keep their order on engines that have one, lazy Polars too, and so does the index of pandas."""
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + (i * 7919) % 300) for i in range(5_000)]
    columns = {"received_at": ("day", days), "n": ("whole", list(range(5_000)))}
    for engine in MAKERS.keys() - {"duckdb"}:
        found = frames.due_dates(MAKERS[engine](columns), CAL, amount=3)
        assert [n for (n,) in rows_of(found, ["n"])] == list(range(5_000)), engine
    frame = MAKERS["pandas"](columns).set_index("n")[::-1]
    assert list(frames.due_dates(frame, CAL, amount=3).index) == list(range(5_000))[::-1]


@pytest.mark.parametrize(
    "index",
    [
        [7, 7],
        pd.MultiIndex.from_tuples([(1, 2), (1, 2)], names=["received_at", "z"]),
        pd.Index(["b", "a"], name="limit"),
    ],
)
def test_any_index_of_pandas(index):
    """An index may have values twice, many levels, or the name of a column."""
    frame = pd.DataFrame({"received_at": [NINE, None], "limit": [5, 5]}, index=index)
    found = frames.due_dates(frame, CAL)
    assert list(map(day_of, found["due_on"])) == [DUE, pd.NaT]
    assert found.index.equals(frame.index)


def test_lazy_polars_can_stream(tmp_path):
    """Due dates of many Parquet files can be written to another without ever standing in memory."""
    for name, limit in (("a", 1), ("b", 2)):
        pl.DataFrame({"received_at": [DAY], "limit": [limit], "n": [limit]}).write_parquet(
            tmp_path / f"{name}.parquet"
        )
    scans = [pl.scan_parquet(tmp_path / f"{name}.parquet") for name in "ab"]
    offices = pl.LazyFrame({"n": [1, 2], "office": ["A", "B"]})
    lazy = pl.concat(scans).join(offices, on="n", maintain_order="left")
    frames.due_dates(lazy, CAL).sink_parquet(tmp_path / "c.parquet")
    found = pl.read_parquet(tmp_path / "c.parquet").select("office", "due_on").rows()
    assert found == [("A", date(2026, 3, 3)), ("B", date(2026, 3, 4))]
