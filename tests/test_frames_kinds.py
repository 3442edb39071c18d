"""Kinds of columns: whatever type holds the same values gives the same answers, or is refused by name."""

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pandas", "pyarrow", "duckdb"):
    pytest.importorskip(_engine)

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from frame_engines import MAKERS, rows_of
from test_frames_traps import CAL, DAY, DUE, NINE, PERIOD, dues, sql
from thutuc import Unit, frames
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError

engines = pytest.mark.parametrize("engine", MAKERS)

# Types ----------------------------------------------------------------------------------------------------

MOMENTS = {
    **{f"pandas {unit}": lambda unit=unit: pd.Series([NINE, None]).astype(f"datetime64[{unit}]") for unit in
       ("s", "ms", "us", "ns")},
    "pandas objects": lambda: pd.Series([NINE, None], dtype=object),
    "pandas arrow": lambda: pd.Series([NINE, None], dtype="timestamp[us][pyarrow]"),
    **{f"polars {unit}": lambda unit=unit: pl.Series([NINE, None], dtype=pl.Datetime(unit)) for unit in
       ("ms", "us", "ns")},
    **{f"pyarrow {unit}": lambda unit=unit: pa.array([NINE, None], pa.timestamp(unit)) for unit in
       ("s", "ms", "us", "ns")},
    "pyarrow chunks": lambda: pa.chunked_array([[NINE], pa.array([], pa.timestamp("us")), [None]]),
}  # fmt: skip
MAKE = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}


@engines
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_units_by_their_labels(engine, form):
    """A column of units holds names or labels, as other systems write them, in any case and normal form."""
    told = [(5, "Ngày làm việc"), (5, " NGÀY  LÀM VIỆC"), (1, "Tuần"), (5, "working days"), (7, "Day")]
    units = [unicodedata.normalize(form, text) for _, text in told]
    columns = {
        "received_at": ("day", [date(2026, 3, 2)] * 5),
        "limit": ("whole", [amount for amount, _ in told]),
        "u": ("text", units),
    }
    assert dues(MAKERS[engine](columns), unit="u") == [date(2026, 3, 9)] * 5


@pytest.mark.parametrize("kind", MOMENTS)
def test_units_of_moments(kind):
    """A moment is the same in seconds, milliseconds, microseconds and nanoseconds, in chunks, as objects."""
    make = MAKE[kind.split()[0]]
    frame = make({"received_at": MOMENTS[kind](), "limit": [3, 3]})
    found = frames.due_dates(frame, CAL, unit=Unit.WORKING_HOUR, due_at="due_at")
    assert rows_of(found, ["due_at"]) == [(datetime(2026, 3, 2, 14),), (None,)]


@pytest.mark.parametrize("kind", ["TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP", "TIMESTAMP_NS"])
def test_units_of_duckdb(kind):
    """The same for the kinds of moments that DuckDB has."""
    frame = sql(
        f"SELECT unnest([TIMESTAMP '2026-03-02 09:00:00', NULL])::{kind} AS received_at, 3 AS \"limit\""
    )
    found = frames.due_dates(frame, CAL, unit=Unit.WORKING_HOUR, due_at="due_at")
    assert sorted(rows_of(found, ["due_at"]), key=str) == [(None,), (datetime(2026, 3, 2, 14),)]


NUMBERS = {
    "pandas nullable": lambda: pd.DataFrame({"limit": pd.array([5, None], dtype="Int64")}),
    "pandas unsigned": lambda: pd.DataFrame({"limit": pd.array([5, None], dtype="UInt8")}),
    "pandas NaN": lambda: pd.DataFrame({"limit": [5, np.nan]}),
    "pandas objects": lambda: pd.DataFrame({"limit": pd.Series([5, pd.NA], dtype=object)}),
    "pandas decimals": lambda: pd.DataFrame({"limit": [Decimal(5), None]}),
    **{
        f"polars {dtype}": lambda dtype=dtype: pl.DataFrame({"limit": pl.Series([5, None]).cast(dtype)})
        for dtype in (pl.UInt8, pl.UInt64, pl.Int8, pl.Int128, pl.Float32, pl.Decimal(10, 2))
    },
    **{
        f"pyarrow {dtype}": lambda dtype=dtype: pa.table({"limit": pa.array([5, None]).cast(dtype)})
        for dtype in (pa.uint8(), pa.uint64(), pa.int8(), pa.float32(), pa.decimal128(21, 1))
    },
    "pyarrow half floats": lambda: pa.table({"limit": pa.array([np.float16(5), None], pa.float16())}),
    **{
        f"duckdb {kind}": lambda kind=kind: sql(f'SELECT unnest([5, NULL])::{kind} AS "limit"')
        for kind in ("HUGEINT", "UHUGEINT", "UTINYINT", "UBIGINT", "DECIMAL(38, 2)", "FLOAT")
    },
}


@pytest.mark.parametrize("unit", [Unit.WORKING_DAY, Unit.MONTH, Unit.HOUR])
@pytest.mark.parametrize("kind", NUMBERS)
def test_kinds_of_numbers(kind, unit):
    """Numbers of any width, unsigned, nullable or decimal are the same limits, and missing ones none."""
    frame = with_starts(NUMBERS[kind]())
    wanted = {Unit.WORKING_DAY: DUE, Unit.MONTH: date(2026, 8, 3), Unit.HOUR: DAY}[unit]
    assert sorted(dues(frame, unit=unit), key=str) == [wanted, None]


def with_starts(frame):
    """A frame with a column of starts."""
    if isinstance(frame, pd.DataFrame):
        return frame.assign(received_at=NINE)
    if isinstance(frame, pl.DataFrame):
        return frame.with_columns(received_at=NINE)
    if isinstance(frame, pa.Table):
        return frame.append_column("received_at", pa.array([NINE] * len(frame)))
    return frame.select("*, TIMESTAMP '2026-03-02 09:00:00' AS received_at")


def duckdb_enum(texts):
    words = ", ".join(f"'{text}'" for text in texts if text)
    missing = ", NULL" if None in texts else ""
    return sql(f"SELECT unnest([{words}{missing}])::ENUM({words}) AS text")


TEXTS = {
    "pandas categories": lambda *texts: pd.DataFrame({"text": pd.Categorical(texts)}),
    "pandas strings": lambda *texts: pd.DataFrame({"text": pd.array(texts, dtype="string")}),
    "pandas arrow": lambda *texts: pd.DataFrame({"text": pd.array(texts, dtype="string[pyarrow]")}),
    "pandas objects": lambda *texts: pd.DataFrame({"text": [text or np.nan for text in texts]}),
    "polars categories": lambda *texts: pl.DataFrame({"text": pl.Series(texts, dtype=pl.Categorical)}),
    "polars enum": lambda *texts: pl.DataFrame(
        {"text": pl.Series(texts, dtype=pl.Enum([text for text in texts if text]))}
    ),
    **{
        f"pyarrow {dtype}": lambda *texts, dtype=dtype: pa.table({"text": pa.array(texts).cast(dtype)})
        for dtype in (pa.large_string(), pa.dictionary(pa.int8(), pa.string()))
    },
    "pyarrow views": lambda *texts: pa.table({"text": pa.array(texts, pa.string_view())}),
    "duckdb enum": lambda *texts: duckdb_enum(texts),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_kinds_of_texts(kind):
    """Units, limits and groups may be categories, enums, dictionaries or strings of any kind."""
    make = TEXTS[kind]
    assert sorted(dues(with_starts(make("day", "week")), amount=1, unit="text")) == [date(2026, 3, 3), DUE]
    with pytest.raises(InvalidValueError, match="1 row of column 'text' hold None, which is no unit"):
        dues(with_starts(make("day", "week", None)), amount=1, unit="text")
    read = frames.read_limits(make("5 ngày", "2 tuần", None), text="text")
    assert sorted(rows_of(read, ["limit_amount", "limit_unit"]), key=str) == [
        (2.0, "week"), (5.0, "day"), (None, None),
    ]  # fmt: skip
    life = {"received": "received_at", "finished": "received_at", "due": "received_at"}
    report = frames.period_report(with_starts(make("B", "A")), *PERIOD, by="text", **life)
    assert rows_of(report, ["text", "on_time"]) == [("A", 1), ("B", 1)]
    log = with_starts(make("A", "B")).assign(n=["H", "H"]) if kind.startswith("pandas") else None
    if log is not None:
        with pytest.raises(InvalidValueError, match="row of column 'received_at' begin at the moment"):
            frames.hand_overs(log, dossier="n", office="text", entered="received_at")


def test_types_of_groups_are_kept():
    """A report of DuckDB has the types of the columns that divide it, and puts numbers in their order."""
    frame = sql(
        "SELECT DATE '2026-03-02' AS received_at, received_at AS finished_at, received_at AS due_on, "
        "unnest([10, 9])::UTINYINT AS district, 'nan'::FLOAT AS fee, TIMESTAMP '2026-03-02 09:00:00' AS shift"
    )
    found = frames.period_report(frame, *PERIOD, by=["district", "fee", "shift"])
    assert list(map(str, found.types[:3])) == ["UTINYINT", "FLOAT", "TIMESTAMP"]
    assert rows_of(found, ["district"]) == [(9,), (10,)]


@engines
def test_columns_of_nothing(engine):
    """A column of which nothing is known, not even its type, is a column of missing values."""
    columns = {"received_at": [NINE], **{name: [None] for name in ("finished_at", "limit", "unit", "due")}}
    frame = {"pandas": pd.DataFrame, "pyarrow": pa.table}.get(engine, pl.DataFrame)(columns)
    if engine == "lazy polars":
        frame = frame.lazy()
    if engine == "duckdb":
        frame = sql(
            "SELECT TIMESTAMP '2026-03-02 09:00:00' AS received_at, NULL AS finished_at, NULL AS \"limit\", "
            "NULL AS unit, NULL AS due"
        )
    found = frames.due_dates(frame, CAL, unit="unit", due_at="due_at", paused="due")
    assert rows_of(found, ["due_on", "provisional", "due_at"]) == [(None, False, None)]
    assert rows_of(frames.period_report(frame, *PERIOD, due="due"), ["pending_in_time"]) == [(1,)]
    held = frames.lateness_by_office(
        frame, CAL, by="received_at", entered="received_at", finished="finished_at", paused="limit",
        budget="limit", now=datetime(2026, 3, 3, 9),
    )  # fmt: skip
    assert rows_of(held, ["legs", "open", "unbudgeted", "held"]) == [(1, 1, 1, 8.0)]


# Missing and mixed values of pandas -----------------------------------------------------------------------


def test_missing_values_of_every_kind():
    """None, NaN, NaT and NA are all missing: no due date, and not provisional."""
    missing = [None, np.nan, pd.NaT, pd.NA]
    starts = pd.DataFrame({"received_at": pd.Series([NINE, *missing], dtype=object), "limit": 5})
    assert dues(starts, ("due_on", "provisional")) == [(DUE, False)] + [(None, False)] * 4
    limits = pd.DataFrame({"received_at": NINE, "limit": pd.Series([5, *missing], dtype=object)})
    assert dues(limits) == [DUE, None, None, None, None]


AWARE = NINE.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([NINE, AWARE, AWARE], "1 moments without a zone and 2 moments with a zone"),
        ([AWARE, None, NINE], "1 moments with a zone and 1 moments without a zone"),
        ([DAY, NINE, None], "1 dates and 1 moments without a zone"),
        ([NINE, DAY, None], "1 moments without a zone and 1 dates"),
        ([NINE, "2026-03-02"], "1 moments without a zone and 1 values that are no dates"),
        ([NINE, 5, None], "1 moments without a zone and 1 values that are no dates"),
    ],
)
def test_mixed_objects(values, words):
    """Dates and moments, or moments with a zone and without, are refused where one column mixes them."""
    frame = pd.DataFrame({"received_at": pd.Series(values, dtype=object), "limit": 5})
    with pytest.raises(InvalidTypeError, match=words):
        frames.due_dates(frame, CAL)


def test_many_zones_in_one_column():
    """Moments in different zones within one column are each converted to office time."""
    late = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("America/New_York"))  # midnight in Vietnam
    frame = pd.DataFrame({"received_at": pd.Series([AWARE, late], dtype=object), "limit": 5})
    assert dues(frame) == [DUE, date(2026, 3, 10)]


@pytest.mark.parametrize(
    ("frame", "error", "words"),
    [
        (pd.DataFrame({"received_at": [NINE], "limit": [True]}), InvalidTypeError, "'limit' holds Boolean"),
        (
            pd.DataFrame({"received_at": ["2/3/2026"], "limit": 5}),
            InvalidTypeError,
            "'received_at' holds String",
        ),
        (
            pd.DataFrame({"received_at": pd.PeriodIndex(["2026-03-02"], freq="D"), "limit": 5}),
            InvalidTypeError,
            "'received_at' holds",
        ),
        (
            pd.DataFrame({"received_at": [NINE], "limit": pd.arrays.SparseArray([5])}),
            InvalidTypeError,
            "limit",
        ),
        (
            pl.DataFrame({"received_at": [NINE.time()], "limit": 5}),
            InvalidTypeError,
            "'received_at' holds Time",
        ),
        (
            pd.DataFrame([[NINE, 5, 6]], columns=["received_at", "limit", "limit"]),
            InvalidValueError,
            "'limit'",
        ),
        (
            pd.DataFrame([[NINE, 5, 6, 7]], columns=["received_at", "limit", "x", "x"]),
            InvalidValueError,
            "'x'",
        ),
        (pa.table([[NINE], [5], [6]], names=["received_at", "limit", "limit"]), InvalidValueError, "'limit'"),
        (
            pd.DataFrame({"received_at": [datetime(1, 1, 1)], "limit": 5}, dtype=object),
            CalendarRangeError,
            "1 row",
        ),
    ],
)
def test_wrong_types_are_named(frame, error, words):
    """What is no date, no number or no single column is refused by name."""
    with pytest.raises(error, match=words):
        frames.due_dates(frame, CAL)


# What one function makes, the next takes ------------------------------------------------------------------


@engines
@pytest.mark.parametrize("unit", [Unit.WORKING_DAY, Unit.HOUR])
def test_due_dates_of_zoned_moments_are_reported(engine, unit):
    """Due days and moments are office time without a zone, beside receipts and ends with one."""
    columns = {
        "received_at": ("zoned", [datetime(2026, 3, 2, 2, tzinfo=UTC)] * 4),
        "finished_at": (
            "zoned",
            [
                datetime(2026, 3, 2, 8, tzinfo=UTC),
                datetime(2026, 3, 9, 16, 59, tzinfo=UTC),
                datetime(2026, 3, 9, 17, 1, tzinfo=UTC),
                None,
            ],
        ),
        "limit": ("whole", [5] * 4),
    }
    frame = frames.due_dates(MAKERS[engine](columns), CAL, unit=unit, due_at="due_at")
    names = ["early", "on_time", "late", "pending_overdue"]
    report = frames.period_report(frame, date(2026, 3, 1), date(2026, 4, 1), due_at="due_at")
    stood = frames.status_on(frame, date(2026, 3, 31), CAL, due_at="due_at")
    counts = [row[0] for row in rows_of(stood, ["status"])]
    assert [tuple(counts.count(name) for name in names)] == rows_of(report, names)
    if unit is Unit.WORKING_DAY:
        assert rows_of(report, names) == [(1, 1, 1, 1)]


NAMES = ["dossier", "office", "entered", "finished", "order", "budget", "text"]
NULLS = ", ".join(f'NULL AS "{name}"' for name in NAMES)
EMPTY = {
    "pandas": lambda: pd.DataFrame(columns=NAMES),
    "pandas lists": lambda: pd.DataFrame({name: [] for name in NAMES}),
    "polars": lambda: pl.DataFrame({name: [] for name in NAMES}),
    "lazy polars": lambda: pl.LazyFrame({name: [] for name in NAMES}),
    "pyarrow": lambda: pa.table({name: pa.nulls(0) for name in NAMES}),
    "duckdb": lambda: sql(f"SELECT {NULLS} LIMIT 0"),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_an_empty_log_is_a_log(kind):
    """A frame without rows, whose columns do not say what they would hold, gives what no rows give."""
    made = EMPTY[kind]
    days = {"start": "entered", "end": "finished"}
    life = {"received": "entered", "finished": "finished", "due": "order"}
    whole = frames.period_report(made(), date(2026, 3, 1), date(2026, 4, 1), **life)
    assert rows_of(whole, ["total"]) == [(0,)]
    for found, names in (
        (frames.hand_overs(made(), order="order"), ["from", "to", "times"]),
        (frames.rework(made(), step="office"), ["office", "times"]),
        (frames.lateness_by_office(made(), CAL, budget="budget"), ["office", "legs"]),
        (frames.due_dates(made(), CAL, start="entered", amount="budget", unit="text"), ["due_on"]),
        (frames.period_report(made(), date(2026, 3, 1), date(2026, 4, 1), by="office", **life), ["total"]),
        (frames.status_on(made(), date(2026, 3, 9), CAL, **life), ["status"]),
        (frames.working_days_taken(made(), CAL, **days), ["working_days"]),
        (frames.working_hours_taken(made(), CAL, **days), ["working_hours"]),
        (frames.durations(made(), CAL, date(2026, 3, 9), **days), ["duration"]),
        (frames.read_limits(made(), text="text"), ["limit_amount", "limit_unit"]),
    ):
        assert rows_of(found, names) == []


@engines
@pytest.mark.parametrize("form", ["h.{}", "{}.", "a b.{} c", "{}(1)[2]", "{}*", "'{}'", "ngày {}"])
def test_names_with_dots_are_names(engine, form):
    """Columns of logs may be called as they are, with dots, blanks and brackets."""
    name = form.format
    columns = {
        name("d"): ("text", ["H1", "H1", "H2"]),
        name("o"): ("text", ["A", "B", "A"]),
        name("e"): ("moment", [datetime(2026, 3, 2, 9), datetime(2026, 3, 3, 9), datetime(2026, 3, 3, 9)]),
        name("f"): ("moment", [datetime(2026, 3, 3, 9), datetime(2026, 3, 4, 9), None]),
        name("n"): ("whole", [1, 2, 3]),
    }
    make = MAKERS[engine]
    over = {"dossier": name("d"), "office": name("o"), "entered": name("e")}
    for order in (None, name("n")):
        found = frames.hand_overs(make(columns), **over, order=order)
        assert rows_of(found, ["from", "to", "times"]) == [("A", "B", 1)]
    again = frames.rework(make(columns), dossier=name("d"), step=name("o"))
    assert sorted(rows_of(again, [name("o"), "again"])) == [("A", 0), ("B", 0)]
    held = frames.lateness_by_office(
        make(columns), CAL, by=name("o"), entered=name("e"), finished=name("f"), now=datetime(2026, 3, 10)
    )
    assert sorted(rows_of(held, [name("o"), "legs"])) == [("A", 2), ("B", 1)]
