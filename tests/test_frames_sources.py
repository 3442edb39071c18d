"""Where a register stands: folders, patterns, lists, Arrow IPC and frames are read as their one file is."""

import csv
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random

import pytest

pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pyarrow", "duckdb", "pandas"):
    pytest.importorskip(_engine)

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from pyarrow import compute, parquet

from thutuc import PeriodReport, Unit, WorkCalendar, frames, vietnam_calendar
from thutuc.errors import InvalidTypeError, InvalidValueError, RegisterError
from thutuc.registers import read_register

CAL = vietnam_calendar()
PERIOD = (date(2026, 3, 1), date(2026, 4, 1))
READERS = ("rows", "polars", "duckdb")
readers = pytest.mark.parametrize("reader", READERS)
numbers = count()

ROWS = [
    # code, office, received, limit, finished, ward
    ("H1", "A", "2026-03-02", "5 ngày làm việc", "2026-03-06", "Ấp 1"),
    ("H2", "A", "2026-03-02", "5 ngày làm việc", "2026-03-20", "Ấp 2"),
    ("H3", "B", "2026-03-03", "08 giờ làm việc", "", "Ấp 1"),
    ("H4", "B", "2026-03-04", "1 tháng", "2026-03-05", ""),
    ("H5", "C", "2026-03-05", "3 ngày", "2026-03-09", "Ấp 3"),
    ("H6", "C", "2026-03-06", "2 ngày làm việc", "", "Ấp 3"),
]
NAMES = ["code", "office", "received", "limit", "finished", "ward"]
HOURED = [(*row[:2], f"{row[2]} 08:30", *row[3:]) for row in ROWS]


def table(rows, names=NAMES):
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def write(path, rows, names=NAMES):
    """Rows in a file of the form that its name says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([names, *rows])
    elif path.suffix == ".parquet":
        parquet.write_table(table(rows, names), path)
    else:
        ipc = pa.ipc.new_stream if path.suffix == ".arrows" else pa.ipc.new_file
        found = table(rows, names)
        with pa.OSFile(str(path), "wb") as file, ipc(file, found.schema) as writer:
            writer.write_table(found, max_chunksize=2)
    return path


def read(reader, given, calendar=CAL, **options):
    if reader == "rows":
        return read_register(given, calendar, **options)
    return frames.read_register(given, calendar, engine=reader, **options)


def report(found, by=("office",)):
    if isinstance(found, frames.FileRegister):
        return found.figures(*PERIOD, by).to_dicts()
    return PeriodReport.of(found, *PERIOD, by=by).to_dicts()


def facts(found, by=("office",)):
    return (report(found, by), len(found), found.span, dict(found.not_stated), found.unused, found.differ)


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    path = write(tmp_path_factory.mktemp("one") / "all.csv", HOURED)
    return {by: facts(read("rows", path), by) for by in (("office",), ("office", "ward"))}


# Several files ----------------------------------------------------------------------------------------------


@readers
@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow", "arrows"])
@pytest.mark.parametrize("how", ["folder", "list", "deep glob"])
def test_several_files_are_one_register(tmp_path, reader, ending, how, wanted):
    """A folder, a pattern and a list give the figures of one file with all rows, in every form and reader."""
    paths = [tmp_path / "so" / str(i) / f"{i}.{ending}" for i in range(3)]
    if how == "folder":
        paths = [tmp_path / "so" / path.name for path in paths]
    for i, path in enumerate(paths):
        write(path, HOURED[2 * i : 2 * i + 2])
    (tmp_path / "so" / "_SUCCESS").touch()
    (tmp_path / "so" / ".crc").write_bytes(b"x")
    given = {
        "folder": tmp_path / "so",
        "deep glob": str(tmp_path / "so" / "**" / f"*.{ending}"),
        "list": tuple(paths),
    }[how]
    found = read(reader, given)
    assert facts(found) == wanted["office",]
    assert report(found, ("office", "ward")) == wanted["office", "ward"][0]


@readers
@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_folders_state_columns(tmp_path, reader, ending, wanted):
    """`office=A` of a folder is the cell of all rows below it, whatever its letters; or empty."""
    names = [name for name in NAMES if name != "office"]
    for office in "ABC":
        rows = [(row[0], *row[2:]) for row in HOURED if row[1] == office]
        write(tmp_path / "năm=2026" / f"office={office}" / f"p.{ending}", rows, names)
    found = read(reader, tmp_path)
    assert report(found) == wanted["office",][0]
    assert report(found, ("năm",))[0]["năm"] == "2026"
    other = tmp_path / "khác"
    write(other / "xã=T%C3%A2n%2FAn" / "office=__HIVE_DEFAULT_PARTITION__" / f"p.{ending}", rows, names)
    found = read(reader, other)
    assert report(found, ("office", "xã"))[0]["xã"] == "Tân/An"
    assert found.not_stated["office"] == len(rows)


@readers
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_files_may_differ_in_order_and_columns(tmp_path, reader, ending, wanted):
    """Columns are told by their headings; what one file lacks is not stated in its rows."""
    turned = NAMES[::-1]
    write(tmp_path / f"1.{ending}", HOURED[:3])
    write(tmp_path / f"2.{ending}", [row[::-1] for row in HOURED[3:]], turned)
    assert facts(read(reader, tmp_path))[0] == wanted["office",][0]
    write(tmp_path / f"2.{ending}", [row[:-1] for row in HOURED[3:]], NAMES[:-1])
    found = read(reader, tmp_path)
    assert report(found) == wanted["office",][0]
    assert sum(row["received"] for row in report(found, ("ward",))[:-1] if row["ward"] == "") == 3


@readers
def test_whole_numbers_of_other_widths_and_other_types(tmp_path, reader):
    """A column may be of another width, or of another type, in another file."""
    for i, kind in enumerate((pa.int32(), pa.int64(), pa.string())):
        rows = table(HOURED[2 * i : 2 * i + 2]).append_column("no", pa.array([1, 2]).cast(kind))
        parquet.write_table(rows, tmp_path / f"{i}.parquet")
        found = report(read(reader, tmp_path), ("no",))
        assert [(row["no"], row["received"]) for row in found[:-1]] == [("1", i + 1), ("2", i + 1)]


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_problems_name_their_file_and_row(tmp_path, ending):
    """Every problem of every file is told, with its file and its row there, alike by every reader."""
    wrong = [("H1", "A", "31/02/2026", "5 ngày", "", ""), ("H9", "A", "2026-03-02", "sớm", "", "")]
    write(tmp_path / f"1.{ending}", HOURED)
    write(tmp_path / "sau" / f"1.{ending}", wrong)
    said = []
    for reader in READERS:
        with pytest.raises(RegisterError) as caught:
            read(reader, tmp_path)
        said.append(str(caught.value))
    assert said[0] == said[1] == said[2]
    assert f"sau/1.{ending}, row 2, column code: 'H1' stands in 1.{ending}, row 2 already" in said[0]
    assert f"sau/1.{ending}, row 2, column received: '31/02/2026' is not a date" in said[0]
    assert f"sau/1.{ending}, row 3, column limit" in said[0]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_due_dates_that_differ_name_their_file(tmp_path, ending):
    """A disagreement tells the file and the row in it."""
    names = [*NAMES, "due"]
    write(tmp_path / f"1.{ending}", [(*row, "") for row in HOURED[:2]], names)
    write(tmp_path / f"2.{ending}", [(*row, "2026-03-30") for row in HOURED[2:4]], names)
    found = [read(reader, tmp_path).disagreements for reader in READERS]
    assert found[0] == found[1] == found[2]
    assert [(one.file, one.row, one.code) for one in found[0]] == [
        (f"2.{ending}", 2, "H3"),
        (f"2.{ending}", 3, "H4"),
    ]
    register = read("polars", tmp_path)
    rows = register.frame.select("code", "row").collect()
    assert {code: register.where(row) for code, row in rows.iter_rows()}["H4"] == (f"2.{ending}", 3)


@readers
def test_what_is_no_list_of_files(tmp_path, reader):
    """An empty folder, a pattern of nothing, one file twice and what is no path are refused in words."""
    for given, said in (
        (tmp_path, "Is a directory without files"),
        (str(tmp_path / "*.csv"), "no file is called so"),
        ([], "no file is named"),
    ):
        with pytest.raises(RegisterError, match=said):
            read(reader, given)
    path = write(tmp_path / "1.csv", HOURED)
    with pytest.raises(RegisterError, match="is named twice"):
        read(reader, [path, str(path)])
    for nothing in (3, None, [3], [None]):
        with pytest.raises(InvalidTypeError, match="a register is a path"):
            read(reader, nothing)


def test_a_broken_file_among_others_is_named(tmp_path):
    """The good files are not read without it, and it is named by its folder."""
    write(tmp_path / "a" / "1.parquet", HOURED)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.parquet").write_bytes(b"PAR1nothing")
    for reader in READERS:
        with pytest.raises(RegisterError, match=r"b/1\.parquet: cannot be read as Parquet"):
            read(reader, tmp_path)


# Frames -----------------------------------------------------------------------------------------------------


def typed():
    """The register with the types that data engineers have."""
    moments = [datetime.fromisoformat(row[2]) for row in HOURED]
    ends = [date.fromisoformat(row[4]) if row[4] else None for row in HOURED]
    return pa.table(
        {
            "code": pa.chunked_array([[row[0] for row in HOURED[:2]], [row[0] for row in HOURED[2:]]]),
            "office": pa.chunked_array(
                [
                    pa.array([row[1] for row in HOURED[:3]]).dictionary_encode(),
                    pa.array([row[1] for row in HOURED[3:]]).dictionary_encode(),
                ]
            ),
            "received": pa.array(moments, pa.timestamp("us")),
            "limit": pa.array([row[3] for row in HOURED]).dictionary_encode(),
            "finished": pa.array(ends, pa.date32()),
            "ward": pa.array([row[5] for row in HOURED]),
            "tags": pa.array([["x"]] * 6),
            "fee": pa.array([Decimal("1.50")] * 6),
        }
    )


FRAMES = {
    "table": typed,
    "polars": lambda: pl.from_arrow(typed()),
    "lazy polars": lambda: pl.from_arrow(typed()).lazy(),
    "pandas": lambda: typed().to_pandas(),
    "arrow pandas": lambda: typed().to_pandas(types_mapper=pd.ArrowDtype),
    "relation": lambda: duckdb.connect().from_arrow(typed()),
    "runs": lambda: typed().set_column(
        1, "office", compute.run_end_encode(pa.array([row[1] for row in HOURED]))
    ),
}


@readers
@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_is_a_register(reader, kind, wanted):
    """Frames of all engines have the same figures: dictionaries in pieces, runs, decimals, lists beside."""
    given = FRAMES[kind]()
    if (reader, kind) in {("polars", "relation"), ("duckdb", "lazy polars"), ("duckdb", "polars")}:
        with pytest.raises(InvalidValueError, match="the frame is one of"):
            read(reader, given)
        return
    found = read(reader, given)
    assert report(found) == wanted["office",][0]
    assert report(found, ("office", "ward")) == wanted["office", "ward"][0]
    assert report(found, ("fee",))[0]["fee"] == "1.50"
    assert found.unused == ("ward", "fee", "tags")


@readers
def test_a_frame_is_read_again(reader, wanted):
    """A relation that hands its rows over once at a time is opened again for every pass, and stays lazy."""
    connection = duckdb.connect()
    connection.from_arrow(typed()).create("so")
    if reader == "duckdb":
        found = read(reader, connection.sql("FROM so ORDER BY code"))
        assert report(found) == report(found) == wanted["office",][0]


@pytest.mark.parametrize("kind", ["table", "pandas", "polars", "relation"])
def test_problems_of_a_frame_name_rows(kind):
    """The first row of a frame is row 2, as in a file with headings."""
    rows = [*HOURED, ("H1", "A", "31/02/2026", "5 ngày", "", "")]
    given = {
        "table": lambda: table(rows),
        "pandas": lambda: table(rows).to_pandas(),
        "polars": lambda: pl.from_arrow(table(rows)),
        "relation": lambda: duckdb.from_arrow(table(rows)),
    }[kind]()
    for engine in (None, "rows"):
        with pytest.raises(RegisterError) as caught:
            read_register(given, CAL) if engine else frames.read_register(given, CAL)
        assert "frame, row 8, column code: 'H1' stands in row 2 already" in str(caught.value)
        assert "frame, row 8, column received: '31/02/2026' is not a date" in str(caught.value)


def test_a_frame_of_pandas_with_anything_beside(wanted):
    """Objects that are no cells in a column without use, and days as objects in one with use, do no harm."""
    given = typed().to_pandas()
    given["received"] = [datetime.fromisoformat(row[2]) for row in HOURED]
    given["finished"] = given["finished"].astype(object)
    given["things"] = [object(), {"a": 1}, [1], 3, None, "x"]
    given["mixed"] = ["x", 3, 1.5, None, date(2026, 3, 1), time(8)]
    for reader in READERS:
        found = read(reader, given)
        assert report(found) == wanted["office",][0]
        labels = [row["mixed"] for row in report(found, ("mixed",))[:-1]]
        assert sorted(labels) == sorted(["", "x", "3", "1.5", "2026-03-01", "08:00:00"])
        assert "things" in found.unused


# Units and calendars ----------------------------------------------------------------------------------------


@readers
@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        (pa.int8(), Unit.WORKING_DAY),
        (pa.int64(), "working_day"),
        (pa.float64(), "ngày làm việc"),
        (pa.decimal128(21, 2), " Working_Day "),
        (pa.string(), Unit.WORKING_DAY),
    ],
)
def test_limits_may_be_numbers(tmp_path, reader, kind, unit):
    """Numbers of any type take the unit that is told, and due dates are those of the words."""
    rows = table(ROWS).drop_columns("limit")
    for ending in ("parquet", "csv"):
        for said, limit in ((True, pa.array([5, 3, 2, 1, 10, 7]).cast(kind)), (False, None)):
            words = pa.array([f"{n} ngày làm việc" for n in (5, 3, 2, 1, 10, 7)])
            path = tmp_path / f"{said}.{ending}"
            found = rows.append_column("limit", limit if said else words)
            if ending == "parquet":
                parquet.write_table(found, path)
            else:
                pl.from_arrow(found).write_csv(path)
        assert report(read(reader, tmp_path / f"True.{ending}", unit=unit)) == report(
            read(reader, tmp_path / f"False.{ending}")
        )


@readers
def test_units_in_a_column(tmp_path, reader):
    """Beside a number stands its unit, in words or by its name; without one, that which is told."""
    names = [*NAMES, "limit_unit"]
    units = ["ngày", "working_day", "DAY", "", "giờ làm việc", "tháng"]
    rows = [(*row[:3], "2", *row[4:], unit) for row, unit in zip(HOURED, units, strict=True)]
    words = ["ngày", "ngày làm việc", "ngày", "tuần", "giờ làm việc", "tháng"]
    said = [(*row[:3], f"2 {word}", *row[4:]) for row, word in zip(HOURED, words, strict=True)]
    for ending in ("csv", "parquet"):
        one, other = write(tmp_path / f"a.{ending}", rows, names), write(tmp_path / f"b.{ending}", said)
        found = read(reader, one, unit="week")
        assert report(found) == report(read(reader, other))
        if reader == "polars":
            assert set(found.frame.collect()["limit"]) == {f"2 {word}" for word in words}


@readers
def test_a_number_without_a_unit_says_what_to_tell(tmp_path, reader):
    """A limit that is a number alone is refused with the way to tell its unit; no other word is a unit."""
    path = write(tmp_path / "a.csv", [(*HOURED[0][:3], "5", *HOURED[0][4:])])
    with pytest.raises(RegisterError, match=r"tell unit='working_day' \(--unit working_day\)"):
        read(reader, path)
    for wrong in ("mau", 5, 1.5):
        with pytest.raises(InvalidValueError, match="`unit` is a Unit"):
            read(reader, path, unit=wrong)


SATURDAYS = vietnam_calendar(hours={"mon-fri": "07:30-11:30, 13:30-17:00", "sat": "07:30-11:30"})
SHORT = WorkCalendar(first=date(2026, 1, 1), last=date(2026, 12, 31), days_off=[date(2026, 3, 9)])


@readers
@pytest.mark.parametrize("ending", ["csv", "parquet", "frame"])
def test_each_office_has_its_calendar(tmp_path, reader, ending):
    """Due dates of an office are those of its own calendar, by its column or the heading of it."""
    calendars = {"A": CAL, "B": SATURDAYS, "C": SHORT}
    names = [*NAMES[:1], "Cơ quan", *NAMES[2:]]
    given = (
        pl.from_arrow(table(HOURED, names))
        if ending == "frame"
        else write(tmp_path / f"a.{ending}", HOURED, names)
    )
    if (reader, ending) == ("duckdb", "frame"):
        given = given.to_arrow()
    for by in ("office", "cơ quan"):
        found = read(reader, given, calendars, calendar_by=by)
        alone = [
            report(read("rows", write(tmp_path / f"{code}.csv", [r for r in HOURED if r[1] == code]), one))
            for code, one in calendars.items()
        ]
        assert report(found)[:-1] == [part[0] for part in alone]


@readers
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_office_without_a_calendar_is_an_error_with_its_rows(tmp_path, reader, ending):
    """The code, how many rows have it and the first of them are told; so is what fits no call."""
    path = write(tmp_path / f"a.{ending}", HOURED)
    with pytest.raises(RegisterError) as caught:
        read(reader, path, {"A": CAL}, calendar_by="office")
    assert caught.value.problems == (
        f"a.{ending}, row 4, column office: 'B' has no calendar (2 rows); there are some for 'A'",
        f"a.{ending}, row 6, column office: 'C' has no calendar (2 rows); there are some for 'A'",
    )
    with pytest.raises(InvalidValueError, match="has no column 'xã'"):
        read(reader, path, {"A": CAL}, calendar_by="xã")
    with pytest.raises(InvalidTypeError, match="`calendar_by` says by which column"):
        read(reader, path, {"A": CAL})
    with pytest.raises(InvalidValueError, match="`calendar_by` goes with"):
        read(reader, path, CAL, calendar_by="office")
    with pytest.raises(InvalidTypeError, match="a calendar is a WorkCalendar"):
        read(reader, path, {"A": 3}, calendar_by="office")


def test_json_of_a_report_by_folder(tmp_path, capsys):
    """The command line takes a folder as it takes a file."""
    from thutuc.__main__ import main  # noqa: PLC0415 - of this test alone

    for i in range(3):
        write(tmp_path / "so" / f"{i}.csv", HOURED[2 * i : 2 * i + 2])
    for engine in ("polars", "duckdb", "python"):
        assert (
            main(["report", str(tmp_path / "so"), "--by", "office", "--format", "json", "--engine", engine])
            == 0
        )
        assert [row["received"] for row in json.loads(capsys.readouterr().out)] == [2, 2, 2, 6]


# The same types in due dates --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["days", "moments", "categories of days", "categories of numbers"])
def test_pandas_keeps_what_it_likes(kind):
    """Days and moments as objects, and categories, are counted as columns of their own type are."""
    days = pd.Series([date(2026, 2, 13), None, date(2026, 3, 2), date(2026, 2, 13)], dtype=object)
    frame = pd.DataFrame({"received_at": days, "limit": [5, 3, 2, 1]})
    plain = frame.assign(received_at=pd.to_datetime(frame["received_at"]).dt.as_unit("us"))
    given = {
        "days": frame,
        "moments": frame.assign(
            received_at=pd.Series(
                [None if pd.isna(day) else datetime(2026, 2, 13, 8) for day in days], dtype=object
            )
        ),
        "categories of days": frame.astype({"received_at": "category"}),
        "categories of numbers": frame.astype({"limit": "category"}),
    }[kind]
    if kind == "moments":
        plain = plain.assign(received_at=pd.to_datetime(given["received_at"]).dt.as_unit("us"))
    wanted, found = (frames.due_dates(one, CAL)["due_on"].tolist() for one in (plain, given))
    assert list(map(str, found)) == list(map(str, wanted))
    assert found.count(pd.NaT) == 0 or pd.isna(found[1])


def test_days_as_objects_take_no_python_step_a_row():
    """A day that comes again is not looked at again: numpy is given the different ones alone."""
    values = pytest.importorskip("thutuc.frames.pandas_values")
    seen = []
    real = values._pd.factorize

    def watched(column):
        codes, different = real(column)
        seen.append((len(column), len(different)))
        return codes, different

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values._pd, "factorize", watched)
        frame = pd.DataFrame({"received_at": [date(2026, 2, 13), date(2026, 3, 2)] * 500, "limit": 5})
        frames.due_dates(frame, CAL)
    assert seen == [(1000, 2)]


def test_hours_agree_to_the_last_bit():
    """Half a microsecond is one for every engine, and sums of hours are the same floats."""
    chance = Random(5)
    entered = [datetime(2026, 3, 2, 7) + timedelta(microseconds=chance.randrange(10**12)) for _ in range(500)]
    log = pa.table(
        {
            "office": [chance.choice("ABCDE") for _ in entered],
            "entered": pa.array(entered, pa.timestamp("us")),
            "finished": pa.array(
                [at + timedelta(days=9, microseconds=7) for at in entered], pa.timestamp("us")
            ),
            "paused": [n / 7_200_000_000 for n in range(500)],
            "budget": [n / 7 if n % 3 else n / 27e9 for n in range(500)],
        }
    )
    answers = []
    for given in (
        log,
        log.to_pandas(),
        pl.from_arrow(log),
        pl.from_arrow(log).lazy(),
        duckdb.from_arrow(log),
    ):
        found = frames.lateness_by_office(given, CAL, paused="paused", budget="budget")
        found = found.collect() if hasattr(found, "collect") else found
        found = pl.DataFrame(found if hasattr(found, "__arrow_c_stream__") else found.to_arrow_table())
        hours = found.sort("office").select("held", "budgeted", "over").rows()
        taken = frames.working_hours_taken(given, CAL, start="entered", end="finished")
        taken = taken.collect() if hasattr(taken, "collect") else taken
        answers.append((hours, sorted(pl.DataFrame(taken)["working_hours"].to_list())))
    assert all(answer == answers[0] for answer in answers)
