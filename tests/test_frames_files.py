"""Registers in files, read by engines: the same figures and the same problems as row by row."""

import csv
import gzip
import io
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import util
from itertools import chain, count
from pathlib import Path

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
from thutuc import Convention, PeriodReport, frames, vietnam_calendar
from thutuc.__main__ import main
from thutuc.errors import InvalidValueError, MissingExtraError, RegisterError
from thutuc.registers import COLUMNS, read_register

CAL = vietnam_calendar()
CASES = Path(__file__).parent / "cases" / "registers"
FEW = settings(quick, max_examples=max(15, quick.max_examples // 3))
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
    ["31/02/2026", "2026-02-30", "2026-3-2", "1/3/2026", " 2026-03-04 ", "2026-03-04  9:30", "2026- 3-04"]
    + ["1899-01-01", "2026-03-04 24:00", "2026-03-04 09:60", "2026-03-04 00:00:00.5+07:00", "hôm nay", "-"]
    + [
        "2026-03-04T02:00:00Z",
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
    ]
    + ["", "", "3000 ngày làm việc", "Theo quy định", "03 ngày làm việc, sau 15 giờ tính ngày tiếp theo"]
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


choices = st.fixed_dictionaries(
    {"prefer_computed": st.booleans(), "convention": st.sampled_from([*Convention][:3] + [*Convention])}
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
