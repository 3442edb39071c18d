"""Registers in files, read by engines: the same figures and the same problems as row by row."""

import csv
import gzip
import io
import os
import random
from datetime import date, datetime, timedelta, timezone
from importlib import util
from itertools import count
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pyarrow", "duckdb"):
    pytest.importorskip(_engine)

import duckdb
import polars as pl
import pyarrow as pa
from hypothesis import given, settings, strategies as st
from pyarrow import parquet

from strategies import quick
from thutuc import Convention, PeriodReport, WorkCalendar, frames, vietnam_calendar
from thutuc.__main__ import main
from thutuc.errors import InvalidValueError, MissingExtraError, RegisterError
from thutuc.frames import engine_versions as versions
from thutuc.registers import COLUMNS, read_register
from thutuc.registers.read_register import RowReader

CAL = vietnam_calendar()
CASES = Path(__file__).parent / "cases" / "registers"
FEW = settings(quick, max_examples=max(10, quick.max_examples // 6))
engines = pytest.mark.parametrize("engine", ["polars", "duckdb"])
PERIODS = [
    (date(2026, 3, 1), date(2026, 3, 10)),
    (date(2026, 3, 3), datetime(2026, 3, 9, 12, 30)),
    (datetime(2026, 3, 2, 9, 0), datetime(2026, 3, 6, 17, 0)),
]
HEADINGS = [*COLUMNS, "due", "Xã"]

days = st.dates(date(2026, 2, 25), date(2026, 3, 20))
hours = st.sampled_from(["", " 09:30", " 14:30:15", "T16:59", " 00:00", " 10:00:00.250", "T08:00:00+07:00"])
good_moments = st.one_of(
    st.tuples(days, hours).map(lambda pair: f"{pair[0]}{pair[1]}"),
    st.tuples(days, st.sampled_from(["", " 9:05", ", 14:30", " 8h15"])).map(
        lambda pair: f"{pair[0]:%d/%m/%Y}{pair[1]}"
    ),
)
odd_moments = st.sampled_from(
    [
        "31/02/2026",
        "2026-02-30",
        "2026-3-2",
        "1/3/2026",
        " 2026-03-04 ",
        "2026-03-04  9:30",
        "2026- 3-04",
        "1899-01-01",
        "2026-03-04 24:00",
        "2026-03-04 09:60",
        "2026-03-04 00:00:00.5+07:00",
        "hôm nay",
        "2026-03-04T02:00:00Z",
        "2026-03-04T17:00:00Z",
        "2026-03-04 09:30:60",
        "20260304",
        "٢٠٢٦-٠٣-٠٤",
        "2030-12-31",
        "2026-03-05 0:00",
    ]
)
moments = st.one_of(good_moments, good_moments, good_moments, odd_moments)
limits = st.sampled_from(
    [
        "05 ngày làm việc",
        "ngay trong ngày",
        "08 giờ làm việc",
        "24 giờ",
        "02 ngày",
        "1 tháng",
        "0,5 ngày làm việc",
        "",
        "3000 ngày làm việc",
        "Theo quy định",
        "03 ngày làm việc, sau 15 giờ tính ngày tiếp theo",
    ]
)
words = st.sampled_from(
    ["A", "Ấp 1", "đất đai", "An, Lục", 'ông "Ba"', "", " B ", "Tha\u0302\u0300y", "x\u2003", "Å"]
)


@st.composite
def rows(draw, *, clean):
    """Cells of a register: all right, or some wrong in one way or another."""
    found = []
    late = st.integers(0, 5)
    for i in range(draw(st.integers(0, 14))):
        if not clean and draw(late) == 5:
            found.append([draw(st.sampled_from(["", "  "]))] * len(HEADINGS))
            continue
        received = draw(moments)
        cells = [
            draw(st.sampled_from([f"H{i}"] * 12 + ["H1", "", " H2", "Hồ 1", "Ho\u0302\u0300 1"])),
            *(draw(words) for _ in range(4)),
            received,
            draw(limits),
            draw(st.one_of(st.just(""), moments)),
            draw(st.one_of(st.just(""), st.just(""), moments)),
            draw(st.one_of(st.just(""), moments)),
            draw(words),
        ]
        if clean or draw(st.booleans()):
            # A life in order, so that some registers have no problem.
            start = draw(days)
            end, back, due = sorted(draw(st.lists(st.integers(0, 12), min_size=3, max_size=3)))
            cells[5] = draw(st.sampled_from([f"{start}", f"{start} 09:30", f"{start:%d/%m/%Y} 10:15"]))
            cells[6] = draw(
                st.sampled_from(["05 ngày làm việc", "02 ngày", "", "1 tháng", "0,5 ngày làm việc"])
            )
            finished = start + timedelta(days=end)
            cells[7] = draw(st.sampled_from(["", f"{finished}", f"{finished} 23:30", f"{finished} 00:00"]))
            cells[8] = (
                draw(st.sampled_from(["", f"{start + timedelta(days=back)} 23:45"])) if cells[7] else ""
            )
            promised = start + timedelta(days=due)
            cells[9] = draw(st.sampled_from(["", f"{promised}", f"{promised} 23:00", f"{promised} 00:00"]))
            cells[0] = f"D{i}"
        found.append(cells)
    return found


@st.composite
def texts(draw):
    """A register as the text of a CSV file, in one of the ways in which they are written."""
    out = io.StringIO(newline="")
    end = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from([",", ";", "\t"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(out, delimiter=mark, lineterminator=end, quoting=quoting)
    more = draw(st.sampled_from([[], [], ["", ""]]))
    writer.writerow([*HEADINGS, *more])
    clean = draw(st.booleans())
    for cells in draw(rows(clean=clean)):
        kind = draw(st.integers(0, 40)) if not clean else draw(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 40]))
        if kind == 40:
            out.write(end)
        elif kind == 39:
            out.write(
                draw(st.sampled_from(["H9,x", '5" ống', '"chưa đóng', "\x01", "a\rb", "\0", " "])) + end
            )
        elif kind == 38:
            writer.writerow(["dòng\nmới", *cells[1:]])
        elif kind == 37:
            writer.writerow(cells[: draw(st.integers(1, 11))])
        else:
            writer.writerow([*cells, *more] if kind < 36 else [*cells, "thừa"])
    return draw(st.sampled_from(["", "", end, "  ," + end])) + out.getvalue()


def seen(read, by):
    """What can be known of a register: its figures, or its problems."""
    try:
        register = read()
    except RegisterError as error:
        return str(error)
    found = [register.span, len(register), register.compared, register.differ]
    found += [(one.row, one.code, one.stated, one.computed.due_on) for one in register.disagreements[:10]]
    for start, end in PERIODS:
        if isinstance(register, frames.FileRegister):
            found.append(register.figures(start, end, by).to_dicts())
        else:
            found.append(PeriodReport.of(register, start, end, by=by).to_dicts())
    return found


def compare(path, **options):
    for by in ((), ("office", "Xã")):
        wanted = seen(lambda: read_register(path, CAL, **options), by)
        for engine in ("polars", "duckdb"):
            found = seen(lambda e=engine: frames.read_register(path, CAL, engine=e, **options), by)
            assert found == wanted, engine


kinds_of_moments = st.lists(st.sampled_from(["text", "date", "moment", "zoned"]), min_size=4, max_size=4)
choices = st.fixed_dictionaries(
    {"prefer_computed": st.booleans(), "convention": st.sampled_from([Convention.CIVIL_CODE, *Convention])}
)
numbers = count()


@given(texts(), st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"]), st.booleans(), choices)
@FEW
def test_a_csv_file_is_the_same_register(tmp_path_factory, text, encoding, packed, options):
    """Whatever stands in a CSV file, engines give the figures, or the problems, of the row reader."""
    path = tmp_path_factory.getbasetemp() / f"r{next(numbers)}.csv"
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if packed else data)
    compare(path, **options)


def typed(cells, kind):
    """Texts as a column of another type, where all of them can be."""
    try:
        found = [cell and datetime.fromisoformat(cell) for cell in cells]
    except ValueError:
        return pa.array(cells)
    if kind == "date":
        return pa.array([moment.date() if moment else None for moment in found], pa.date32())
    if kind == "zoned":
        here = timezone(timedelta(hours=7))
        moments_ = [moment.replace(tzinfo=moment.tzinfo or here) if moment else None for moment in found]
        return pa.array(moments_, pa.timestamp("us", tz="Asia/Ho_Chi_Minh" if len(cells) % 2 else "UTC"))
    naive = [moment.replace(tzinfo=None) if moment else None for moment in found]
    return pa.array(naive, pa.timestamp("us"))


@given(st.booleans().flatmap(lambda clean: rows(clean=clean)), kinds_of_moments, choices)
@FEW
def test_a_parquet_file_is_the_same_register(tmp_path_factory, cells, kinds, options):
    """Texts, dates, moments and moments with a zone in Parquet are judged as the row reader judges them."""
    path = tmp_path_factory.getbasetemp() / f"r{next(numbers)}.parquet"
    columns = [list(column) for column in zip(*cells, strict=True)] or [[] for _ in HEADINGS]
    kind = dict(zip((5, 7, 8, 9), kinds, strict=True))
    arrays = [
        typed(column, kind[i]) if kind.get(i, "text") != "text" else pa.array(column, pa.string())
        for i, column in enumerate(columns)
    ]
    parquet.write_table(pa.table(arrays, names=HEADINGS), path)
    compare(path, **options)


# The command line ------------------------------------------------------------------------------------------


def ran(capsys, *arguments):
    code = main(["report", *map(str, arguments)])
    return code, *capsys.readouterr()


# Those of offices are told what they need in a test of their own.
PLAIN = sorted(path for path in CASES.iterdir() if not path.name.startswith("vp_"))


@engines
@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--by", "office", "--by", "mechanism", "--language", "en"),
        ("--by", "code", "--format", "csv"),
        ("--by", "received"),
        ("--by", "không có"),
        ("--by", "late"),
        ("--format", "json", "--prefer-computed"),
        ("--from", "2026-03-01", "--to", "2026-03-05 12:00"),
        ("--from", "2026-04-01", "--to", "2026-03-01"),
        ("--convention", "same-hour"),
        ("--convention", "working-time", "--by", "office"),
        ("--column", "received=không có"),
        ("--column", "nhận=received"),
        ("--details",),
        ("--form", "II.06", "--by", "office"),
    ],
)
def test_the_command_line_prints_the_same(capsys, engine, more):
    """On every register of the tests, output, errors and exit code are those of the row reader."""
    for path in PLAIN:
        wanted = ran(capsys, path, *more, "--engine", "python")
        assert ran(capsys, path, *more, "--engine", engine) == wanted, path.name


def test_a_heading_of_the_frame_goes_row_by_row(capsys, tmp_path):
    """A column called `due_on` is refused for a frame, and the command line reads it all the same."""
    path = tmp_path / "r.csv"
    path.write_text(",".join([*COLUMNS, "due_on"]) + "\nH1,,A,,,2026-03-02,,,,x\n", encoding="utf-8")
    with pytest.raises(InvalidValueError, match="due_on; rename"):
        frames.read_register(path, CAL)
    wanted = ran(capsys, path, "--by", "due_on", "--engine", "python")
    assert ran(capsys, path, "--by", "due_on") == wanted
    assert wanted[0] == 0


@pytest.fixture
def installed(monkeypatch):
    """Only the engines named are there."""

    def only(*names):
        find = util.find_spec
        monkeypatch.setattr(
            "thutuc.frames.files.find_spec",
            lambda name: find(name) if name in names else None,
        )

    return only


def test_the_fastest_engine_that_is_there_reads(installed):
    """Polars before DuckDB; another can be asked for."""
    path = CASES / "stated.csv"
    assert isinstance(frames.read_register(path, CAL).frame, pl.LazyFrame)
    assert isinstance(frames.read_register(path, CAL, engine="duckdb").frame, duckdb.DuckDBPyRelation)
    installed("duckdb")
    assert isinstance(frames.read_register(path, CAL).frame, duckdb.DuckDBPyRelation)
    with pytest.raises(MissingExtraError, match=r"polars is not installed; .*thutuc\[fast\]"):
        frames.read_register(path, CAL, engine="polars")
    with pytest.raises(InvalidValueError, match="no engine 'pandas'; files are read by polars or duckdb"):
        frames.read_register(path, CAL, engine="pandas")


@engines
def test_an_engine_too_old_reads_nothing(engine, monkeypatch):
    """An engine older than those tested is refused before it opens the file; the command line reads rows."""
    monkeypatch.setattr(versions, "OLDEST", dict.fromkeys(versions.OLDEST, "999"))
    versions.check_version.cache_clear()
    try:
        with pytest.raises(MissingExtraError, match=f"needs {engine} 999 or later"):
            frames.read_register(CASES / "good.csv", CAL, engine=engine)
        assert main(["report", str(CASES / "good.csv")]) == 0
    finally:
        versions.check_version.cache_clear()


def test_without_an_engine_rows_are_read(installed, capsys, tmp_path, monkeypatch):
    """CSV goes row by row, Parquet through PyArrow, and without that the error says what to install."""
    table = tmp_path / "stated.parquet"
    pl.read_csv(CASES / "stated.csv", infer_schema=False).write_parquet(table)
    wanted = ran(capsys, CASES / "stated.csv")
    installed()
    with pytest.raises(MissingExtraError, match="polars is not installed"):
        frames.read_register(CASES / "stated.csv", CAL)
    assert ran(capsys, CASES / "stated.csv") == wanted
    assert ran(capsys, table) == wanted
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    code, out, err = ran(capsys, table, "--language", "en")
    assert (code, out) == (2, "")
    assert "stated.parquet is a Parquet file; to read it by rows, install pyarrow" in err
    code, _, err = ran(capsys, table, "--engine", "duckdb", "--language", "en")
    assert (code, "duckdb is not installed" in err) == (2, True)


# Large and broken files ------------------------------------------------------------------------------------


@engines
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_few_wrong_rows_in_many(engine, kind, tmp_path, monkeypatch):
    """Only the rows that an engine cannot vouch for reach the row reader, also those of one code."""
    n = 30_000
    data = dict.fromkeys(HEADINGS, [""] * n) | {
        "code": [f"H{i}" for i in range(n)],
        "received": [f"2026-03-{i % 28 + 1:02d}" for i in range(n)],
        "limit": ["05 ngày làm việc"] * n,
    }
    data["code"][20_000], data["received"][25_000] = "H7", "31/02/2026"
    path = tmp_path / f"r.{kind}"
    frame = pl.DataFrame(data)
    _ = frame.write_csv(path) if kind == "csv" else frame.write_parquet(path)
    given_rows = []
    read = RowReader.read

    def watched(reader, row, cells):
        given_rows.append(row)
        return read(reader, row, cells)

    monkeypatch.setattr(RowReader, "read", watched)
    with pytest.raises(RegisterError) as caught:
        frames.read_register(path, CAL, engine=engine)
    assert given_rows == [9, 20_002, 25_002]
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        f"r.{kind}, row 20002, column code",
        f"r.{kind}, row 25002, column received",
    ]


@engines
def test_a_frame_outlives_its_register(engine):
    """The frame answers when nothing else is left of the register, and has the columns it should."""
    frame = frames.read_register(CASES / "stated.csv", CAL, engine=engine).frame
    report = frames.period_report(frame, date(2026, 3, 1), date(2026, 4, 1), due_at="due_at")
    assert len(report.collect() if engine == "polars" else report.fetchall()) == 1
    names = frame.collect_schema().names() if engine == "polars" else frame.columns
    assert names[:6] == ["row", "code", "procedure", "office", "mechanism", "channel"]
    assert names[6:12] == ["received_at", "finished_at", "returned_at", "due_on", "due_at", "provisional"]


@engines
def test_what_is_no_file_of_its_kind(engine, tmp_path):
    """A missing file, an empty one and a broken Parquet file are refused by errors of the library."""
    empty, broken, cut = tmp_path / "e.csv", tmp_path / "b.parquet", tmp_path / "cut.csv.gz"
    empty.write_bytes(b"")
    lines = "\n".join(f"{random.random()}" for _ in range(20_000))
    cut.write_bytes(gzip.compress(f"{','.join(COLUMNS)}\n{lines}".encode())[:-4000])
    broken.write_bytes(b"PAR1 nothing")
    files = {tmp_path / "no.csv": "be read", cut: "be read", empty: "empty", broken: "as Parquet"}
    for path, words in files.items():
        with pytest.raises(RegisterError, match=words):
            frames.read_register(path, CAL, engine=engine)
        with pytest.raises(RegisterError, match=words):
            read_register(path, CAL)


@engines
def test_many_stated_due_dates_that_differ(engine, tmp_path, capsys):
    """The first ten are listed in the order of rows, whichever reader has read them."""
    path = tmp_path / "r.csv"
    lines = [",".join([*COLUMNS, "due"])]
    lines += [f"H{i},,A,,,2026-03-02,02 ngày làm việc,,,2026-03-0{i % 7 + 2}" for i in range(30)]
    lines[3] = lines[3].replace("2026-03-02,", '"2026-03-02  ",').replace(",A,", ",A\u0301,")
    path.write_text("\n".join(lines), encoding="utf-8")
    wanted = ran(capsys, path, "--engine", "python")
    assert ran(capsys, path, "--engine", engine) == wanted
    assert len(wanted[2].splitlines()) == 12


@engines
def test_a_calendar_whose_clocks_change(engine, tmp_path):
    """Limits in hours and moments with a zone go to the row reader where summer time is kept."""
    path = tmp_path / "r.csv"
    rows_ = ["H1,,A,,,2026-03-27 16:00,08 giờ làm việc,2026-03-30 10:00,"]
    rows_ += ["H2,,A,,,2026-03-27T16:00:00+02:00,02 ngày làm việc,2026-04-01,"]
    path.write_text("\n".join([",".join(COLUMNS), *rows_]), encoding="utf-8")
    calendar = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), zone=ZoneInfo("Europe/Amsterdam"))
    wanted = PeriodReport.of(read_register(path, calendar), *PERIODS[0][:1], date(2026, 5, 1))
    found = frames.read_register(path, calendar, engine=engine)
    assert found.figures(PERIODS[0][0], date(2026, 5, 1)).to_dicts() == wanted.to_dicts()


@engines
def test_cells_with_line_breaks(engine, tmp_path):
    """A file with a line break in a cell is read row by row, and every text comes through as it is."""
    path = tmp_path / "r.csv"
    lines = [",".join([*COLUMNS, "Ghi chú"]), '"H\n1",,A,,,2026-03-02,,,,"một ""hai"",\n\\N"']
    path.write_text("\n".join([*lines, "H2,,B,,,2026-03-03,,,,"]), encoding="utf-8")
    frame = frames.read_register(path, CAL, engine=engine).frame
    found = (frame.collect().rows() if engine == "polars" else frame.fetchall())[0]
    assert (found[0], found[1], found[-1]) == (2, "H\n1", 'một "hai",\n\\N')


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@engines
def test_a_pipe_is_read_once(engine, tmp_path, capsys):
    """What comes from a pipe cannot be looked at first, so it is read row by row, whole."""
    pipe, file = tmp_path / "pipe", CASES / "good.csv"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_bytes(file.read_bytes()))
    writer.start()
    assert main(["report", str(pipe), "--engine", engine]) == 0
    writer.join()
    printed = capsys.readouterr().out
    assert main(["report", str(file), "--engine", engine]) == 0
    assert capsys.readouterr().out == printed
