"""One Parquet file, one verdict: rows, Polars and DuckDB accept, refuse and write the same."""

import re
import struct
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

import pytest

pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pyarrow", "duckdb"):
    pytest.importorskip(_engine)

import pyarrow as pa
from hypothesis import given, settings, strategies as st
from pyarrow import parquet

from strategies import quick
from thutuc import PeriodReport, frames, vietnam_calendar
from thutuc.errors import InvalidValueError, RegisterError
from thutuc.registers import COLUMNS, read_register
from thutuc.registers.footers import Kind, parquet_facts

CAL = vietnam_calendar()
FEW = settings(quick, max_examples=max(10, quick.max_examples // 6))
MARCH = (date(2026, 3, 1), date(2026, 4, 1))
numbers = count()


def register(rows, **columns):
    """A register as a table of Arrow: all the columns it needs, those given with their own types."""
    known = {
        "code": pa.array([f"H{i}" for i in range(rows)], pa.string()),
        "received": pa.array([date(2026, 3, 2)] * rows, pa.date32()),
        "due": pa.array([date(2026, 3, 9)] * rows, pa.date32()),
    }
    empty = pa.array([""] * rows, pa.string())
    return pa.table({name: known.get(name, empty) for name in (*COLUMNS, "due")} | columns)


def written(path, table, **options):
    path = path / f"p{next(numbers)}.parquet"
    try:
        parquet.write_table(table, path, **options)
    except pa.ArrowNotImplementedError as error:
        pytest.skip(f"this version of PyArrow does not write it: {error}")
    return path


def labels(found, by):
    """The groups of a report with their figures, whoever read the register."""
    if isinstance(found, frames.FileRegister):
        return found.figures(*MARCH, by).to_dicts()
    return PeriodReport.of(found, *MARCH, by=by).to_dicts()


def verdicts(path, by=()):
    """What each reader says: its groups, or its problems."""
    said = {}
    for engine in ("rows", "polars", "duckdb"):
        try:
            found = (
                read_register(path, CAL)
                if engine == "rows"
                else frames.read_register(path, CAL, engine=engine)
            )
            said[engine] = labels(found, by)
        except RegisterError as error:
            said[engine] = str(error)
    return said


def verdict(path, by=()):
    """The one verdict of all readers."""
    said = verdicts(path, by)
    assert said["polars"] == said["rows"]
    assert said["duckdb"] == said["rows"]
    return said["rows"]


def one(kind, *values):
    return pa.array(values, kind)


def raw(kind, *values, width=None):
    """Values of a kind by the numbers that stand for them."""
    return pa.array(values, width or pa.int64()).view(kind)


NOON = datetime(2026, 3, 10, 12, 0)
ACCEPTED = {
    "bool": (one(pa.bool_(), True, False, None), ["true", "false", ""]),
    "int8": (one(pa.int8(), 1, -1), ["1", "-1"]),
    "int16": (one(pa.int16(), 300), ["300"]),
    "int32": (one(pa.int32(), 70_000), ["70000"]),
    "int64": (one(pa.int64(), 2**63 - 1), ["9223372036854775807"]),
    "uint8": (one(pa.uint8(), 255), ["255"]),
    "uint16": (one(pa.uint16(), 65_535), ["65535"]),
    "uint32": (one(pa.uint32(), 2**32 - 1), ["4294967295"]),
    "uint64": (one(pa.uint64(), 2**64 - 1), ["18446744073709551615"]),
    "float32": (one(pa.float32(), 0.5, 0.1), ["0.5", "0.10000000149011612"]),
    "float64": (
        one(pa.float64(), 5, 0.1, 1e-5, 0.0001, 1e15, 1e16, -2.5, 123456789.125, 1e300, -0.0, 0.0),
        [
            "5.0",
            "0.1",
            "1e-05",
            "0.0001",
            "1000000000000000.0",
            "1e+16",
            "-2.5",
            "123456789.125",
            "1e+300",
            "-0.0",
            "0.0",
        ],
    ),
    "no numbers": (one(pa.float64(), float("nan"), float("inf"), -float("inf")), ["nan", "inf", "-inf"]),
    "decimal": (one(pa.decimal128(10, 2), Decimal("5.00"), Decimal("-0.50")), ["5.00", "-0.50"]),
    "whole decimal": (one(pa.decimal128(38, 0), Decimal(10**37)), ["1" + "0" * 37]),
    "small decimal": (
        one(pa.decimal128(10, 7), Decimal("0.0000001"), Decimal(0)),
        ["0.0000001", "0.0000000"],
    ),
    "decimal of 256 bits": (one(pa.decimal256(38, 1), Decimal("1.5")), ["1.5"]),
    "date32": (one(pa.date32(), date(2026, 3, 9), date(1, 1, 1), date(9999, 12, 31)), None),
    "date64": (one(pa.date64(), date(2026, 3, 9)), ["2026-03-09"]),
    "moment in seconds": (one(pa.timestamp("s"), NOON), ["2026-03-10T12:00:00"]),
    "moment in milliseconds": (one(pa.timestamp("ms"), NOON + timedelta(microseconds=5000)), None),
    "moment in microseconds": (
        one(pa.timestamp("us"), NOON, NOON + timedelta(microseconds=1), datetime(1, 1, 1), datetime.max),
        [
            "2026-03-10T12:00:00",
            "2026-03-10T12:00:00.000001",
            "0001-01-01T00:00:00",
            "9999-12-31T23:59:59.999999",
        ],
    ),
    "moment in nanoseconds": (
        raw(pa.timestamp("ns"), 1999, -1, -1000),
        ["1970-01-01T00:00:00.000001", "1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999"],
    ),
    "zoned in milliseconds": (one(pa.timestamp("ms", "UTC"), NOON), ["2026-03-10T19:00:00+07:00"]),
    "zoned in microseconds": (
        one(pa.timestamp("us", "America/New_York"), NOON, datetime(1970, 1, 1), datetime(1900, 1, 1)),
        ["2026-03-10T19:00:00+07:00", "1970-01-01T07:00:00+07:00", "1900-01-01T07:00:00+07:00"],
    ),
    "zoned in nanoseconds": (
        raw(pa.timestamp("ns", "UTC"), 1_773_081_000_000_001_999),
        ["2026-03-10T01:30:00.000001+07:00"],
    ),
    "zoned by an offset": (one(pa.timestamp("us", "+07:00"), NOON), ["2026-03-10T19:00:00+07:00"]),
    "zoned by a zone that nobody knows": (
        pa.array([NOON], pa.timestamp("us", "Sao/Hoa")),
        ["2026-03-10T19:00:00+07:00"],
    ),
    "time in seconds": (one(pa.time32("s"), time(9, 30)), ["09:30:00"]),
    "time in milliseconds": (one(pa.time32("ms"), time(9, 30, 0, 5000)), ["09:30:00.005000"]),
    "time in microseconds": (
        one(pa.time64("us"), time(9, 30, 0, 1), time(0)),
        ["09:30:00.000001", "00:00:00"],
    ),
    "time in nanoseconds": (raw(pa.time64("ns"), 34_200_000_001_999), ["09:30:00.000001"]),
    "duration": (one(pa.duration("us"), timedelta(seconds=1)), ["1000000"]),
    "nothing": (pa.nulls(2), ["", ""]),
    "text": (one(pa.string(), "Tha\u0302\u0300y", " B ", None), ["Thầy", "B", ""]),
    "large text": (one(pa.large_string(), "A"), ["A"]),
    "dictionary of texts": (one(pa.string(), "A", "B", None).dictionary_encode(), ["A", "B", ""]),
    "dictionary of numbers": (one(pa.int64(), 7).dictionary_encode(), ["7"]),
    "dictionary of moments": (one(pa.timestamp("us"), NOON).dictionary_encode(), ["2026-03-10T12:00:00"]),
}
REFUSED = {
    "list": (one(pa.list_(pa.int64()), [1]), "lists"),
    "large list": (one(pa.large_list(pa.string()), ["a"]), "lists"),
    "list of one length": (one(pa.list_(pa.int64(), 1), [1]), "lists"),
    "list of lists": (one(pa.list_(pa.list_(pa.int64())), [[1]]), "lists"),
    "map": (one(pa.map_(pa.string(), pa.int64()), [("a", 1)]), "maps"),
    "record": (one(pa.struct({"a": pa.int64(), "b": pa.string()}), {"a": 1, "b": "x"}), "records"),
    "record of records": (
        one(pa.struct({"a": pa.struct({"b": pa.list_(pa.int64())})}), {"a": {"b": [1]}}),
        "records",
    ),
    "binary": (one(pa.binary(), b"x"), "bytes that are not said to be text"),
    "large binary": (one(pa.large_binary(), b"x"), "bytes that are not said to be text"),
    "binary of one length": (one(pa.binary(2), b"xx"), "bytes that are not said to be text"),
    "wide decimal": (one(pa.decimal256(50, 2), Decimal("5.00")), "decimal numbers of more than 38 digits"),
}
if hasattr(pa, "string_view"):
    ACCEPTED["view of a text"] = (one(pa.string_view(), "A"), ["A"])
    REFUSED["view of bytes"] = (one(pa.binary_view(), b"x"), "bytes that are not said to be text")
if hasattr(pa, "list_view"):
    REFUSED["view of a list"] = (one(pa.list_view(pa.int64()), [1]), "lists")
if hasattr(pa, "decimal32"):
    ACCEPTED["decimal of 32 bits"] = (one(pa.decimal32(5, 2), Decimal("5.00")), ["5.00"])
    ACCEPTED["decimal of 64 bits"] = (one(pa.decimal64(10, 2), Decimal("5.00")), ["5.00"])
if hasattr(pa, "float16"):
    ACCEPTED["float16"] = (raw(pa.float16(), 0x3800, width=pa.uint16()), ["0.5"])
if hasattr(pa, "uuid"):
    ACCEPTED["UUID"] = (
        pa.array([bytes(range(16))], pa.uuid()),
        ["00010203-0405-0607-0809-0a0b0c0d0e0f"],
    )
if hasattr(pa, "json_"):
    ACCEPTED["JSON"] = (pa.array(['{"a": 1}'], pa.json_()), ['{"a": 1}'])
if hasattr(pa, "bool8"):
    ACCEPTED["bool8"] = (pa.ExtensionArray.from_storage(pa.bool8(), one(pa.int8(), 1, 0)), ["1", "0"])


@pytest.mark.parametrize("kind", ACCEPTED)
def test_every_kind_of_cell_is_one_text(tmp_path, kind):
    """Whatever Arrow type a further column has, its groups have the same labels in every reader."""
    column, texts = ACCEPTED[kind]
    path = written(tmp_path, register(len(column), extra=column))
    if kind == "UUID" and parquet_facts(path).columns[-1].kind is not Kind.UUID:
        pytest.skip("this version of PyArrow writes plain bytes")
    found = verdict(path, ["extra"])
    if texts is not None:
        assert sorted(row["extra"] for row in found[:-1]) == sorted(set(texts))
    assert sum(row["received"] for row in found[:-1]) == len(column)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_cell_is_refused_by_name(tmp_path, kind):
    """Lists, maps, records, bytes and wide decimals for a column are refused alike, named, before any row."""
    column, words = REFUSED[kind]
    found = verdict(written(tmp_path, register(1, office=column, finished=column)))
    assert found.count(f": holds {words}, which no cell of a register can; leave the column out") == 2
    assert "row 1, column 'office'" in found


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_cell_is_passed_over_where_nothing_is_made_of_it(tmp_path, kind):
    """An unused column of any type makes no register unreadable; it is named, and divides no report."""
    column, _ = REFUSED[kind]
    path = written(tmp_path, register(1, Ghi=column, xa=pa.array(["x"]), Thêm=column))
    assert verdict(path, ["xa"])[0]["xa"] == "x"
    found = read_register(path, CAL)
    assert found.unused == frames.read_register(path, CAL).unused == ("xa", "Ghi", "Thêm")
    with pytest.raises(InvalidValueError, match="has no column 'Ghi'"):
        found.column("Ghi")


UNITS = ("s", "ms", "us", "ns")


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Ho_Chi_Minh", "America/New_York", "+09:00"])
@pytest.mark.parametrize("unit", UNITS)
def test_the_end_of_a_day_at_the_office_decides(tmp_path, unit, zone):
    """Due 09/03 and finished 10/03 at 01:30 office time is late, in any unit and zone that says so."""
    moments = [datetime(2026, 3, 9, 18, 30), datetime(2026, 3, 9, 16, 59)]
    if zone is None:
        moments = [moment + timedelta(hours=7) for moment in moments]
    table = register(2, finished=pa.array(moments, pa.timestamp(unit)).cast(pa.timestamp(unit, zone)))
    found = verdict(written(tmp_path, table))[-1]
    assert (found["late"], found["on_time"]) == (1, 1)


def test_the_oldest_form_of_moments_is_read(tmp_path):
    """Moments of 96 bits, as Spark and Impala write them, are office time."""
    table = register(
        2, finished=pa.array([datetime(2026, 3, 10, 1, 30), datetime(2026, 3, 9)], pa.timestamp("us"))
    )
    found = verdict(written(tmp_path, table, use_deprecated_int96_timestamps=True))[-1]
    assert (found["late"], found["on_time"]) == (1, 1)


FAR = {
    "date": (raw(pa.date32(), 0, 2**31 - 1, width=pa.int32()), "a day outside the years 1 to 9999"),
    "early date": (raw(pa.date32(), 0, -(2**31), width=pa.int32()), "a day outside the years 1 to 9999"),
    "year 10000": (raw(pa.date32(), 0, 2_932_897, width=pa.int32()), "a day outside the years 1 to 9999"),
    "milliseconds": (raw(pa.timestamp("ms"), 0, 2**62), "a day outside the years 1 to 9999"),
    "microseconds": (raw(pa.timestamp("us"), 0, 2**63 - 1), "a day outside the years 1 to 9999"),
    "the least": (raw(pa.timestamp("us"), 0, 1 - 2**63), "a day outside the years 1 to 9999"),
    "zoned": (raw(pa.timestamp("us", "UTC"), 0, 2**62), "a day outside the years 1 to 9999"),
    "year 10000 at the office": (
        pa.array([None, datetime(9999, 12, 31, 17, tzinfo=UTC)], pa.timestamp("us", "UTC")),
        "a day outside the years 1 to 9999",
    ),
    "zoned nanoseconds": (raw(pa.timestamp("ns", "UTC"), 0, 2**63 - 1), "a day outside the years 1 to 9999"),
}


@pytest.mark.parametrize("kind", FAR)
@pytest.mark.parametrize("place", ["finished", "Ghi chú"])
def test_a_day_far_outside_is_refused_by_name(tmp_path, kind, place):
    """What no calendar can write is refused with its row and column, and no engine breaks on it."""
    column, words = FAR[kind]
    found = verdict(written(tmp_path, register(2, **{place: column})))
    assert f"row 3, column {place!r}: {words}; check it" in found


@pytest.mark.parametrize("heading", ["Xã", "office", "received", "XÃ"])
def test_a_doubled_heading_is_refused(tmp_path, heading):
    """A heading that stands twice, in capitals or in another form of Unicode too, is refused alike."""
    names = [*register(1).column_names, "Xa\u0303", heading]
    table = pa.table([*register(1).columns, *[pa.array(["x"])] * 2], names=names)
    found = verdict(written(tmp_path, table))
    assert "stands twice" in found
    assert f"({heading!r}); keep one" in found


def test_a_heading_of_lower_rank_is_named(tmp_path):
    """Beside `office` another heading for it is an extra column, whoever reads."""
    table = pa.table([*register(1).columns, pa.array(["x"])], names=[*register(1).column_names, "Cơ quan"])
    path = written(tmp_path, table)
    assert verdict(path)[-1]["received"] == 1
    assert read_register(path, CAL).unused == ("Cơ quan",)


@pytest.mark.parametrize("more", [("",), ("", ""), (" ", ""), ("", "Xã", "")])
@pytest.mark.parametrize("cell", ["", "x"])
def test_an_empty_heading_has_empty_cells(tmp_path, more, cell):
    """A column without a heading is passed over while it is empty; a cell in it is refused by its letter."""
    columns = [pa.array([cell, ""])] * len(more)
    table = pa.table([*register(2).columns, *columns], names=[*register(2).column_names, *more])
    found = verdict(written(tmp_path, table))
    if cell:
        assert "stands under an empty heading" in found
    else:
        assert found[-1]["received"] == 2


def test_headings_of_engines_own_are_free(tmp_path):
    """Columns called as an engine calls its own are columns like all others."""
    names = ["c0", "t1", "r2", "unsure", "file_row_number", "twice", 'a"b', "a.b"]
    table = register(1, **{name: pa.array([name]) for name in names})
    found = verdict(written(tmp_path, table), names)
    assert [found[0][name] for name in names] == names


def broken_text(path, good, bad, **columns):
    """A file of which a text holds other bytes than it did."""
    path = written(path, register(2, **columns), use_dictionary=False, compression="none")
    data = path.read_bytes()
    assert good in data
    path.write_bytes(data.replace(good, bad))
    return path


def test_text_that_is_not_utf_8_is_refused_by_name(tmp_path):
    """Bytes of another encoding are refused with their row and column, never read as something else."""
    path = broken_text(tmp_path, b"QQQQ", b"QQ\xe0\xe1", **{"Ghi chú": pa.array(["a", "QQQQ"])})
    assert "row 3, column 'Ghi chú': byte 0xe0 is not UTF-8" in verdict(path)
    path = broken_text(tmp_path, b"QQQQ", b"QQ\xe0\xe1", QQQQ=pa.array(["a", "b"]))
    assert re.search(r"heading b'QQ\\xe0\\xe1' is not UTF-8", verdict(path))


def test_a_broken_footer_is_refused(tmp_path):
    """A file that is cut off, or whose footer is no footer, is refused; it takes neither time nor memory."""
    good = written(tmp_path, register(2)).read_bytes()
    length = struct.unpack("<I", good[-8:-4])[0]
    footer = len(good) - 8 - length
    for name, data in {
        "cut": good[:-20],
        "head": good[:4],
        "longer": good[:-8] + struct.pack("<I", 2**31) + b"PAR1",
        "zeros": good[:footer] + bytes(length) + good[-8:],
        "ones": good[:footer] + b"\xff" * length + good[-8:],
        "nested": good[:footer] + b"\x1c" * length + good[-8:],
    }.items():
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(data)
        assert "cannot be read as Parquet" in verdict(path), name


@given(st.data())
@FEW
def test_a_byte_changed_in_the_footer_breaks_nothing(tmp_path_factory, data):
    """Whatever one byte of the footer says, the reader of rows reads the file or refuses it."""
    path = tmp_path_factory.getbasetemp() / "changed.parquet"
    parquet.write_table(register(2), path)
    content = bytearray(path.read_bytes())
    length = struct.unpack("<I", content[-8:-4])[0]
    at = data.draw(st.integers(len(content) - 8 - length, len(content) - 9))
    content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with suppress(RegisterError):
        read_register(path, CAL)


floats = st.one_of(
    st.floats(width=64), st.floats(-1e6, 1e6), st.integers(-(10**6), 10**6).map(lambda n: n / 100)
)
cells = st.one_of(
    st.tuples(st.just(pa.float64()), st.lists(st.one_of(st.none(), floats), min_size=1, max_size=9)),
    st.tuples(st.just(pa.float32()), st.lists(st.floats(width=32), min_size=1, max_size=9)),
    st.tuples(
        st.sampled_from([pa.timestamp("us"), pa.timestamp("us", "UTC"), pa.timestamp("ns", "UTC")]),
        st.lists(st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1)), min_size=1, max_size=9),
    ),
    st.tuples(st.just(pa.time64("us")), st.lists(st.times(), min_size=1, max_size=9)),
    st.tuples(
        st.just(pa.decimal128(20, 6)),
        st.lists(st.decimals(-(10**12), 10**12, places=6), min_size=1, max_size=9),
    ),
    st.tuples(st.just(pa.bool_()), st.lists(st.one_of(st.none(), st.booleans()), min_size=1, max_size=9)),
)


@given(cells)
@FEW
def test_labels_of_any_values_are_the_same(tmp_path_factory, cells):
    """Random floats, moments, times, decimals and truth values have one text in all readers."""
    kind, values = cells
    table = register(len(values), extra=pa.array(values, kind))
    verdict(written(tmp_path_factory.getbasetemp(), table), ["extra"])
