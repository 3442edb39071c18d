"""The same on PySpark, where it and Java are at hand: two local cores stand for a cluster."""

from datetime import date, datetime, timedelta

import pytest

pytest.importorskip("narwhals.stable.v2")
pytest.importorskip("pyspark.sql")

from hypothesis import given, settings

from frame_engines import arrow, rows_of, same, spark_maker, spark_session
from strategies import quick
from test_answers_agree import check_engine, worlds
from test_frames import CAL, GOOD, LOG
from thutuc import Clock, TimeLimit, Unit, due, frames
from thutuc.errors import CalendarRangeError, InvalidValueError, ThutucError

pytestmark = pytest.mark.filterwarnings("ignore")
UNITS = [unit.value for unit in Unit]


@pytest.fixture(scope="module")
def make():
    session = spark_session()
    yield spark_maker(session)
    session.stop()


def moments(n):
    """Moments of all hours from January 2024 on, some of them missing."""
    first = datetime(2024, 1, 1)
    return [None if i % 17 == 0 else first + timedelta(minutes=(i * 7919) % 1_000_000) for i in range(n)]


def test_due_dates(make):
    """Spark gives each row the due day, flag and moment of `due`, all units in one column."""
    starts = moments(140)
    rows = [(start, UNITS[i % 7], float(i % 9 + 1)) for i, start in enumerate(starts)]
    columns = {
        "received_at": ("moment", starts),
        "limit": ("number", [amount for _, _, amount in rows]),
        "unit": ("text", [unit for _, unit, _ in rows]),
    }
    wanted = []
    for start, unit, amount in rows:
        found = start and due(TimeLimit(amount, Unit(unit)), start, CAL)
        minute = found.due_at if found and found.to_the_minute else None
        wanted.append((start, found and found.due_on, bool(found) and found.provisional, minute))
    frame = frames.due_dates(make(columns), CAL, unit="unit", due_at="due_at")
    assert same("pyspark", rows_of(frame, ["received_at", "due_on", "provisional", "due_at"]), wanted)


@given(world=worlds())
@settings(quick, max_examples=2)
def test_the_answers_of_all_others(make, world):
    """Rows and reports of random registers are those of the object model."""
    if world.rows:
        check_engine(world, "pyspark", make)


def test_the_plan(make):
    """Rows are counted where they are, by the arrays: no join, no exchange, nothing left in the session."""
    starts = moments(200)
    columns = {"received_at": ("moment", starts), "limit": ("number", [i % 30 / 2 for i in range(200)])}
    frame = make(columns)
    plan = frames.due_dates(frame, CAL, due_at="due_at")._jdf.queryExecution().executedPlan().toString()
    assert "MapInArrow" in plan
    assert "Join" not in plan
    assert "Exchange" not in plan
    assert frame.sparkSession.catalog.listTables() == []


def test_calendars_pauses_and_texts(make):
    """Offices with their own calendars, pauses in a frame of their own, and texts of limits."""
    nine, off = datetime(2026, 3, 2, 9), CAL.with_days_off([date(2026, 3, 3)])
    columns = {
        "code": ("text", ["H1", "H2"]), "office": ("text", ["A", "B"]), "received_at": ("moment", [nine] * 2),
        "limit": ("text", ["09 giờ làm việc", "02 ngày làm việc"]),
    }  # fmt: skip
    pauses = {
        "code": ("text", ["H1", "H1"]),
        "pause": ("moment", [nine + timedelta(hours=n) for n in (26, 1)]),
        "resume": ("moment", [nine + timedelta(hours=n) for n in (49, 25)]),
    }
    found = frames.due_dates(
        make(columns), {"A": CAL, "B": off}, calendar_by="office", pauses=make(pauses), key="code",
        due_at="due_at",
    )  # fmt: skip
    clock = Clock(TimeLimit(9, Unit.WORKING_HOUR), nine, CAL)
    for n, m in ((1, 25), (26, 49)):
        clock = clock.pause(nine + timedelta(hours=n)).resume(nine + timedelta(hours=m))
    wanted = [("H1", clock.deadline.due_on, clock.deadline.due_at), ("H2", date(2026, 3, 5), None)]
    assert same("pyspark", rows_of(found, ["code", "due_on", "due_at"]), wanted)
    with pytest.raises(InvalidValueError, match="1 row of column 'office' hold 'B'"):
        frames.due_dates(make(columns), {"A": CAL}, calendar_by="office")


def test_chains(make):
    """Hand-overs, rework and time held are those of the other engines."""
    frame, other = make(LOG), arrow(LOG)
    now = datetime(2026, 3, 6, 9)
    names = ["from", "to", "times"]
    assert rows_of(frames.hand_overs(frame), names) == rows_of(frames.hand_overs(other), names)
    names = ["step", "dossiers", "times", "again"]
    assert rows_of(frames.rework(frame), names) == rows_of(frames.rework(other), names)
    names = ["office", "legs", "open", "in_budget", "late", "unbudgeted", "held", "budgeted", "over"]
    held = [
        rows_of(frames.lateness_by_office(one, CAL, paused="paused", budget="budget", now=now), names)
        for one in (frame, other)
    ]
    assert held[0] == held[1]


def test_days_texts_and_zones(make):
    """Days taken, texts of limits, survival and moments with a zone work as on the other engines."""
    columns = {
        "received_at": ("day", [date(2026, 3, 2)] * 2),
        "finished_at": ("day", [date(2026, 3, 4), None]),
        "limit": ("text", ["05 ngày làm việc", None]),
    }
    frame = frames.read_limits(make(columns))
    frame = frames.due_dates(frame, CAL, amount="limit_amount", unit="limit_unit")
    frame = frames.status_on(frames.durations(frame, CAL, date(2026, 3, 9)), date(2026, 3, 10), CAL)
    names = ["due_on", "duration", "observed", "status"]
    wanted = [(date(2026, 3, 9), 2, 1, "early"), (None, 5, 0, "pending_in_time")]
    assert same("pyspark", rows_of(frame, names), wanted)
    zoned = make({"received_at": ("zoned", [datetime.fromisoformat("2026-02-12T18:30:00+00:00")])})
    assert rows_of(frames.due_dates(zoned, CAL, amount=1), ["due_on"]) == [(date(2026, 2, 23),)]


def test_bad_input(make):
    """What is wrong is counted before the heavy work, and refused with its column."""
    with pytest.raises(InvalidValueError, match="1 row of column 'limit' hold a negative"):
        frames.due_dates(make({**GOOD, "limit": ("number", [-1.0, 2.0, None])}), CAL)
    with pytest.raises(CalendarRangeError, match="1 row: the due date"):
        frames.due_dates(make({**GOOD, "limit": ("number", [1.0, 9e6, None])}), CAL)


def test_another_session(make):
    """A frame of a session of its own, in another zone, is counted there, in office time."""
    other = make({"n": ("whole", [1])}).sparkSession.newSession()
    other.conf.set("spark.sql.session.timeZone", "America/New_York")
    given_ = other.sql("SELECT timestamp'2026-03-01 18:30:00 UTC' AS received_at, 1 AS `limit`")
    found = frames.due_dates(given_, CAL, unit=Unit.WORKING_HOUR, due_at="due_at")
    assert rows_of(found, ["due_on", "due_at"]) == [(date(2026, 3, 2), datetime(2026, 3, 2, 8))]


@pytest.mark.parametrize(
    ("select", "words"),
    [
        ("1 AS `limit`, 'x' AS DUE_ON", "has a column 'DUE_ON' already"),
        ("1 AS `limit`, 2 AS `Limit`", "cannot tell the columns 'limit', 'Limit' apart"),
        ("1 AS `limit`, 2 AS `a.b`", "a dot or a backtick"),
        ("1e300 AS `limit`", "1 row: the due date"),
        ("double('NaN') AS `limit`", "1 row of column 'limit' hold NaN"),
    ],
)
def test_names_and_numbers(make, select, words):
    """Names that Spark mixes up and numbers that it cannot count are refused."""
    session = make({"n": ("whole", [1])}).sparkSession
    given_ = session.sql(f"SELECT timestamp_ntz'2026-03-02 09:00:00' AS received_at, {select}")
    with pytest.raises(ThutucError, match=words):
        frames.due_dates(given_, CAL)


def test_types_of_groups_are_kept(make):
    """A report divided by numbers of any width, decimals too, has the same types."""
    session = make({"n": ("whole", [1])}).sparkSession
    given_ = session.sql(
        "SELECT date'2026-03-02' AS received_at, date'2026-03-03' AS finished_at, "
        "date'2026-03-03' AS due_on, smallint(3) AS district, cast(2.5 AS decimal(5, 1)) AS fee"
    )
    found = frames.period_report(given_, date(2026, 3, 1), date(2026, 4, 1), by=["district", "fee"])
    assert [kind for _, kind in found.dtypes[:2]] == ["smallint", "decimal(5,1)"]


def test_hand_overs_of_names_with_dots_and_of_no_rows(make):
    """Hand-overs are counted whatever Spark makes of a dot in a name; of no rows there are none."""
    rows = (["H1", "H1", "H2"], ["A", "B", "A"], [datetime(2026, 3, day, 9) for day in (2, 3, 3)])
    for d, o, e in (("log.d", "log.o", "log.e"), ("d.d", "d_d", "e")):
        columns = dict(zip((d, o, e), zip(("text", "text", "moment"), rows, strict=True), strict=True))
        found = frames.hand_overs(make(columns), dossier=d, office=o, entered=e)
        assert rows_of(found, ["from", "to", "times"]) == [("A", "B", 1)]
        nothing = {name: (kind, []) for name, (kind, _) in columns.items()}
        assert rows_of(frames.hand_overs(make(nothing), dossier=d, office=o, entered=e), ["times"]) == []
