"""Event logs read: XES in every shape, tables, frames, OCEL, and what is wrong with them."""

import gzip
import json
import random
import tracemalloc
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

pytest.importorskip("numpy")
pytest.importorskip("narwhals")

import numpy as np
from hypothesis import given, strategies as st

from thutuc import logs
from thutuc.bounds import Bounds
from thutuc.errors import InvalidTypeError, InvalidValueError, LogError, ThutucError
from thutuc.logs import ProblemKind
from thutuc.logs.xes_reading import XesReader

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
VALUES = {"string": "Tiếp nhận & trả", "int": "7", "float": "1.5", "boolean": "true", "id": "a-b"}


def attribute(kind, key, value, inside=""):
    tag = f"<{kind} key={quoteattr(key)} value={quoteattr(value)}"
    return f"{tag}>{inside}</{kind}>" if inside else f"{tag}/>"


def event(activity="a", at="2026-03-02T09:00:00.000+07:00", *more, office="A"):
    told = [attribute("string", "concept:name", activity)] if activity is not None else []
    told += [attribute("date", "time:timestamp", at)] if at is not None else []
    told += [attribute("string", "org:group", office)] if office is not None else []
    return "<event>" + "".join([*told, *more]) + "</event>"


def trace(case, *events):
    name = attribute("string", "concept:name", case) if case is not None else ""
    return f"<trace>{name}{''.join(events)}</trace>"


def xes(*traces, head=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">{head}{"".join(traces)}</log>'


def read(text, tmp_path, name="log.xes", **more):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return logs.read_log(path, **more)


def counts(log):
    return {problem.kind.value: problem.count for problem in log.problems}


def fed(text, size):
    """A log whose text comes in parts of one size."""
    reader = XesReader(Bounds())
    data = text.encode()
    for i in range(0, len(data), size):
        reader.feed(data[i : i + size])
    reader.feed(b"", last=True)
    return logs.EventLog(**reader.finish("log", {}).in_order())


# XES --------------------------------------------------------------------------------------------------------


def test_attributes_have_their_types(tmp_path):
    """Each type of XES becomes the value of Python that it means, at events, cases and the log."""
    told = [attribute(kind, kind, value) for kind, value in VALUES.items()]
    when = attribute("date", "date", "2026-03-02T09:00:00.5Z")
    all_of_them = "".join(told) + when
    one = event("a", "2026-03-02T09:00:00Z", all_of_them)
    case = f"<trace>{attribute('string', 'concept:name', 'H1')}{all_of_them}{one}</trace>"
    log = read(xes(case, head="".join(told) + when), tmp_path)
    at = datetime(2026, 3, 2, 9, 0, 0, 500_000, UTC)
    wanted = {"string": "Tiếp nhận & trả", "int": 7, "float": 1.5, "boolean": True, "id": "a-b", "date": at}
    assert log.attributes == log.cases["H1"] == wanted
    assert {name: log.events[name][0] for name in log.others} == wanted
    assert log.problems == ()


def test_moments_are_kept_as_they_are_written(tmp_path):
    """The clock stands as it was written, beside it how far that is ahead of UTC, or nothing."""
    written = ["2026-03-02T09:00:00.000+07:00", "2026-03-02T03:00:00Z", "2026-03-02T11:00:00.123456"]
    log = read(xes(trace("H1", *(event("a", at) for at in written))), tmp_path)
    assert log.events["moment"].tolist() == [
        datetime(2026, 3, 2, 9),
        datetime(2026, 3, 2, 3),
        datetime(2026, 3, 2, 11, 0, 0, 123_456),
    ]
    assert log.events["ahead"].tolist() == [timedelta(hours=7), timedelta(0), None]
    assert counts(log) == {"mixed-zones": 1}


def test_nested_attributes_are_kept_by_their_path(tmp_path):
    """What stands within an attribute, a list or a container is a column of its own, its keys joined."""
    inside = attribute("int", "part", "1")
    two = attribute("string", "item", "x") + attribute("string", "item", "y")
    items = f'<list key="items"><values>{two}</values></list>'
    log = read(
        xes(trace("H1", event("a", "2026-03-02T09:00:00Z", attribute("string", "sum", "s", inside), items))),
        tmp_path,
    )
    assert {name: log.events[name][0] for name in log.others} == {
        "sum": "s",
        "sum/part": 1,
        "items/item": "x",
        "items/item/2": "y",
    }


def test_globals_are_no_attributes(tmp_path):
    """What a log declares about itself is neither an attribute nor a problem."""
    head = (
        '<extension name="Concept" prefix="concept" uri="u"/><classifier name="A" keys="concept:name"/>'
        f'<global scope="event">{attribute("string", "concept:name", "UNKNOWN")}</global>'
    )
    log = read(xes(trace("H1", event()), head=head), tmp_path)
    assert log.attributes == {}
    assert log.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        xes(trace("H1", event()))
        .replace("<log", "<x:log")
        .replace("</log", "</x:log")
        .replace('xes.version="1.0"', 'xmlns:x="http://www.xes-standard.org/"'),
        xes(trace("H1", event())).replace("UTF-8", "UTF-16").encode("utf-16"),
        xes(trace("H1", event())).replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        "\ufeff" + xes(trace("H1", event())),
        "  \n" + xes(trace("H1", event())).partition("\n")[2],
        gzip.compress(xes(trace("H1", event())).encode()),
    ],
    ids=["prefixes", "utf-16", "latin-1", "bom", "blanks", "gzip"],
)
def test_the_same_log_however_it_is_written(text, tmp_path):
    """Prefixes, encodings, blanks and packing change nothing."""
    assert read(text, tmp_path) == read(xes(trace("H1", event())), tmp_path)


def test_an_encoding_holds_for_plain_events(tmp_path):
    """A letter is read as the file says that it is written, in events of one shape too."""
    text = xes(trace("H1", event("café"))).replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert read(text, tmp_path).events["activity"].tolist() == ["café"]


LETTERS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=6
)
MOMENTS = st.sampled_from(["2026-03-02T09:00:00.000+07:00", "2026-03-02T10:00:00Z", "2026-03-01T08:30:00"])
EVENTS = st.builds(
    lambda activity, at, more: event(activity, at, *(attribute(*one) for one in more.values())),
    LETTERS,
    MOMENTS,
    st.dictionaries(
        st.sampled_from(["x", "y:z", "é"]),
        st.tuples(st.sampled_from(["string", "id"]), st.just("x"), LETTERS),
    ).map(lambda found: {key: (kind, key, value) for key, (kind, _, value) in found.items()}),
)
LOGS = st.lists(st.lists(EVENTS, max_size=4), max_size=3).map(
    lambda cases: xes(*(trace(f"H{i}", *events) for i, events in enumerate(cases)))
)


@given(LOGS, st.sampled_from([1, 2, 3, 7, 8, 9, 64, 1000]))
def test_parts_make_no_difference(text, size):
    """A file read in parts of any size gives the log that it gives in one."""
    assert fed(text, size) == fed(text, 1 << 20)


@given(LOGS, st.sampled_from(["<event >", "<event\n>", "<event><!-- <event> --> "]))
def test_the_quick_way_gives_what_expat_gives(text, begin):
    """Events that are read at once are as those that expat reads, one attribute after the other."""
    slow, quick = fed(text.replace("<event>", begin), 1 << 20), fed(text, 1 << 20)
    assert slow == quick
    assert slow.problems == quick.problems


def test_comments_hold_no_events(tmp_path):
    """An event within a comment or a text is none."""
    text = xes(trace("H1", "<!--", event("b"), "-->", event("a"), "<![CDATA[", event("c"), "]]>"))
    assert read(text, tmp_path).events["activity"].tolist() == ["a"]


@pytest.mark.parametrize("between", ["\x0b", "\x0c"])
def test_what_is_no_blank_is_refused(between, tmp_path):
    """Between elements and their attributes stand the blanks of XML, and no others."""
    for place in (' key="concept', "<date", "</event"):
        with pytest.raises(LogError, match="not XML"):
            read(xes(trace("H1", event())).replace(place, between + place.strip(), 1), tmp_path)


@pytest.mark.parametrize("value", ["a<b", "a&b", "a\x01b", "a\x00b", '"', "\ufffe"])
def test_what_is_no_xml_is_refused(value, tmp_path):
    """What expat refuses is refused in plain events as well."""
    text = xes(trace("H1", event("PLACE"))).replace("PLACE", value)
    with pytest.raises(LogError, match="not XML"):
        read(text, tmp_path)


def test_blanks_in_values_are_those_of_xml(tmp_path):
    """A line break within a value is a blank, as XML has it, and one written as a reference is one."""
    text = xes(trace("H1", event("PLACE", "2026-03-02T09:00:00Z", '<string key="k" value="a&#10;b"/>')))
    text = text.replace("PLACE", "x\ny")
    log = read(text, tmp_path)
    assert (log.events["activity"][0], log.events["k"][0]) == ("x y", "a\nb")


# Bad XES ----------------------------------------------------------------------------------------------------

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><log><string key="x" value="&c;"/></log>'
)


def test_entities_are_refused(tmp_path):
    """A file that declares entities, small or large, inside or outside, is refused before any is read."""
    outside = '<?xml version="1.0"?><!DOCTYPE log SYSTEM "http://example.org/x.dtd"><log/>'
    for text in (BOMB, outside):
        with pytest.raises(LogError, match="document type"):
            read(text, tmp_path)


def test_depth_has_a_bound(tmp_path):
    """Elements nested deeper than the bound are refused, with the bound's name; who raises it reads them."""
    deep = '<string key="a" value="b">' * 100 + "</string>" * 100
    with pytest.raises(InvalidValueError, match="xml_depth"):
        read(xes(head=deep), tmp_path)
    assert read(xes(head=deep), tmp_path, bounds=Bounds(xml_depth=200)).attributes["a"] == "b"


def test_size_has_a_bound(tmp_path):
    """A file larger than the bound, or packed far smaller than it is, is refused."""
    text = xes(*(trace(f"H{i}", event()) for i in range(100)))
    with pytest.raises(InvalidValueError, match="file_bytes"):
        read(text, tmp_path, bounds=Bounds(file_bytes=1000))
    with pytest.raises(InvalidValueError, match="expansion"):
        read(gzip.compress(xes(head=" " * (1 << 22)).encode()), tmp_path)


def test_columns_have_a_bound(tmp_path):
    """Attributes of which each stands at one event alone are refused before they fill the memory."""
    events = [event("a", None, attribute("string", f"k{i}", "v")) for i in range(9000)]
    with pytest.raises(InvalidValueError, match="cells"):
        read(xes(trace("H1", *events)), tmp_path)
    told = [
        {
            "id": f"e{i}",
            "type": "a",
            "time": "2026-03-02T09:00:00Z",
            "attributes": [{"name": f"k{i}", "value": "v"}],
            "relationships": [{"objectId": "H1"}],
        }
        for i in range(9000)
    ]
    with pytest.raises(InvalidValueError, match="cells"):
        read(json.dumps({"objects": [{"id": "H1", "type": "case"}], "events": told}), tmp_path)


def test_what_breaks_off_is_refused(tmp_path):
    """A file that is cut anywhere, packed or not, is refused, and never read in part."""
    text = xes(trace("H1", event(), event("b")), trace("H2", event()))
    packed = gzip.compress(text.encode())
    for cut in (5, 60, len(text) // 2, len(text) - 3):
        with pytest.raises(ThutucError):
            read(text[:cut], tmp_path)
    for cut in (12, len(packed) // 2, len(packed) - 5):
        with pytest.raises(LogError):
            read(packed[:cut], tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("<html></html>", "holds a .log."),
        ("<log><trace></log>", "line 1"),
        ("a,b\n1,2\n", "no column for case, activity, moment"),
        ("[]", "not OCEL"),
        ("{}", "not OCEL"),
        ('{"a": ', "not JSON"),
        ("[" * 100_000, "JSON"),
        ('{"events": [1], "objects": []}', "not where it should be"),
        ("PAR1 and nothing more", "Parquet"),
    ],
)
def test_what_is_no_log_is_refused(content, said, tmp_path):
    """What is no event log is refused by an error that says what it is."""
    with pytest.raises(LogError, match=said):
        read(content, tmp_path)


def test_errors_name_the_line(tmp_path):
    """An error names its line, however many events before it were read at once."""
    text = xes(trace("H1", *["\n" + event() for _ in range(40)], "\n<broken")).replace("</log>", "")
    with pytest.raises(LogError, match=r"^log\.xes, line 43"):
        read(text, tmp_path)


@given(st.data())
def test_no_file_crashes(tmp_path_factory, data):
    """Bytes changed at random give a log or a ThutucError, nothing else."""
    text = bytearray(xes(trace("H1", event(), event("b")), trace("H2", event())).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("changed") / "log.xes"
    path.write_bytes(text)
    with suppress(ThutucError):
        logs.read_log(path)


# Problems ---------------------------------------------------------------------------------------------------


def test_cases_that_are_wrong_are_counted(tmp_path):
    """Cases without name or events, or named twice, are there and counted."""
    extra = attribute("string", "k", "1"), attribute("string", "k", "2")
    text = xes(
        trace(None, event()),
        trace("H1", extra[0], event("a", "2026-03-03T09:00:00Z")),
        trace("H1", extra[1], event("b", "2026-03-02T09:00:00Z")),
        trace("H2"),
        event(),
    )
    log = read(text, tmp_path)
    assert list(log.cases) == ["#1", "H1", "H2"]
    assert log.cases["H1"] == {"k": "1"}
    assert log.events["activity"].tolist() == ["a", "b", "a"]
    assert counts(log) == {
        "unnamed-case": 1,
        "case-twice": 1,
        "case-differs": 1,
        "empty-case": 1,
        "no-case": 1,
        "out-of-order": 1,
    }


def test_events_that_are_wrong_are_counted(tmp_path):
    """Events without activity, moment or office, or with values that are none, are there and counted."""
    twice = attribute("date", "time:timestamp", "2026-03-05T09:00:00Z")
    text = xes(
        trace(
            "H1",
            event(None, "2026-03-02T09:00:00Z"),
            event("a", None),
            event("a", "31/02/2026"),
            event("a", "2026-03-04", office=None),
            event("a", "2026-03-04T09:00:00Z", twice, attribute("int", "n", "many")),
            "<strange/>",
        )
    )
    log = read(text, tmp_path)
    assert len(log) == 5
    assert log.events["n"][-1] == "many"
    assert log.events["time:timestamp"].tolist() == [None, None, "31/02/2026", None, None]
    assert counts(log) == {
        "no-activity": 1,
        "no-moment": 2,
        "day-only": 1,
        "mixed-zones": 1,
        "no-office": 1,
        "two-moments": 1,
        "unreadable": 1,
        "not-read": 1,
    }


def test_one_event_at_two_moments_in_a_table():
    """An activity that ends twice under one instance is counted."""
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(
        {
            "case": ["H1"] * 3,
            "activity": ["a"] * 3,
            "moment": [datetime(2026, 3, day) for day in (2, 3, 4)],
            "office": ["A"] * 3,
            "instance": ["1", "1", "2"],
        }
    )
    assert counts(logs.read_log(frame)) == {"two-moments": 1}


def test_an_empty_log_is_a_log(tmp_path):
    """A log of no case, and a table of headings alone, are empty."""
    for text in (xes(), "case,activity,moment\n", '{"events": [], "objects": []}'):
        log = read(text, tmp_path)
        assert (len(log), len(log.cases), log.problems) == (0, 0, ())


CLOCKS = st.one_of(st.none(), st.integers(0, 5).map(lambda hour: datetime(2026, 3, 2, 9 + hour)))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["H1", "H2", None, " "]),
            st.sampled_from(["a", "b", None]),
            CLOCKS,
            st.sampled_from(["A", None]),
        ),
        max_size=12,
    )
)
def test_problems_are_those_that_a_look_at_each_event_finds(rows):
    """Counted naively, event by event, the same problems are found, and no event is lost."""
    pl = pytest.importorskip("polars")
    names = ["case", "activity", "moment", "office"]
    types = {"case": pl.String, "activity": pl.String, "moment": pl.Datetime("us"), "office": pl.String}
    log = logs.read_log(pl.DataFrame(rows, schema=types, orient="row"))
    there = [dict(zip(names, row, strict=True)) for row in rows if row[0] and row[0].strip()]
    wanted = {
        "no-case": len(rows) - len(there),
        "no-activity": sum(row["activity"] is None for row in there),
        "no-moment": sum(row["moment"] is None for row in there),
        "no-office": sum(row["office"] is None for row in there),
        "same-moment": 0,
        "out-of-order": 0,
    }
    for case in ("H1", "H2"):
        moments = [row["moment"] for row in there if row["case"] == case]
        wanted["same-moment"] += sum(at is not None and moments.count(at) > 1 for at in moments)
        # An event without a moment goes where the one before it goes.
        last = datetime.min
        for at in moments:
            wanted["out-of-order"] += at is not None and at < last
            last = at or last
    found = counts(log)
    assert found == {kind: number for kind, number in wanted.items() if number}
    assert len(log) == len(there)


def test_problems_are_told_in_words():
    """A problem says in both languages what is wrong, how often and where."""
    problem = logs.LogProblem(ProblemKind.UNPAIRED_START, 12, (("H1", 2),))
    assert problem.text() == "12 bắt đầu mà không kết thúc: H1 (2), …"
    assert problem.text("en") == "12 starts without an end: H1 (2), …"
    assert len({kind.label() for kind in ProblemKind}) == len(ProblemKind)


# Tables and frames ------------------------------------------------------------------------------------------

ROWS = {
    "case": ["H2", "H1", "H2"],
    "activity": ["tiếp nhận", "tiếp nhận", "trả"],
    "moment": [datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), datetime(2026, 3, 3, 8, 30)],
    "office": ["A", "B", "A"],
    "officer": ["x", None, "y"],
    "fee": [1.5, None, 2.0],
}
XES_NAMES = {
    "case": "case:concept:name",
    "activity": "concept:name",
    "moment": "time:timestamp",
    "office": "org:group",
    "officer": "org:resource",
}
BUPAR_NAMES = {
    "case": "case_id",
    "activity": "activity_id",
    "moment": "timestamp",
    "office": "org:role",
    "officer": "resource_id",
}


def frames_of(rows):
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(rows)
    yield frame
    yield frame.lazy()
    yield frame.to_arrow()
    yield pytest.importorskip("pandas").DataFrame(rows)
    yield pytest.importorskip("duckdb").sql("SELECT * FROM frame")


@pytest.mark.parametrize("names", [{}, XES_NAMES, BUPAR_NAMES], ids=["own", "xes", "bupar"])
def test_frames_of_every_engine(names):
    """A frame of any engine, with the names of this library, of XES or of bupaR, gives one log."""
    found = list(map(logs.read_log, frames_of({names.get(name, name): rows for name, rows in ROWS.items()})))
    assert all(log == found[0] for log in found)
    log = found[0]
    assert list(log.cases) == ["H2", "H1"]
    assert log.events["case"].tolist() == ["H2", "H2", "H1"]
    assert log.events["officer"].tolist() == ["x", "y", None]
    assert log.events["fee"].tolist() == [1.5, 2.0, None]
    assert log.problems == ()


def test_zones_of_frames():
    """Moments with a zone keep their clock and how far it is ahead of UTC."""
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({**ROWS, "moment": [at.replace(tzinfo=UTC) for at in ROWS["moment"]]})
    log = logs.read_log(frame.with_columns(pl.col("moment").dt.convert_time_zone("Asia/Ho_Chi_Minh")))
    assert log.events["moment"].tolist()[0] == datetime(2026, 3, 2, 16)
    assert set(log.events["ahead"].tolist()) == {timedelta(hours=7)}


def test_csv_and_parquet(tmp_path):
    """CSV with commas, semicolons, gzip or UTF-16, and Parquet, give the log of the frame."""
    pl = pytest.importorskip("polars")
    rows = {name: values for name, values in ROWS.items() if name != "fee"}
    frame, wanted = pl.DataFrame(rows), logs.read_log(pl.DataFrame(rows))
    text = frame.write_csv()
    for content in (
        text,
        text.replace(",", ";"),
        "\ufeff" + text,
        text.encode("utf-16"),
        gzip.compress(text.encode()),
    ):
        assert read(content, tmp_path, "log.csv") == wanted
    frame.write_parquet(tmp_path / "log.parquet")
    assert logs.read_log(tmp_path / "log.parquet") == wanted


def test_columns_that_are_named(tmp_path):
    """Columns of any name are taken where they are named; a name that is not there is an error at once."""
    text = "Hồ sơ,Công việc,Lúc\nH1,nhận,02/03/2026 08:30\n"
    names = {"case": "Hồ sơ", "activity": "Công việc", "moment": "Lúc"}
    log = read(text, tmp_path, columns=names)
    assert log.events["moment"].tolist() == [datetime(2026, 3, 2, 8, 30)]
    with pytest.raises(InvalidValueError, match="Phòng"):
        read(text, tmp_path, columns={**names, "office": "Phòng"})
    with pytest.raises(InvalidValueError, match="no column 'desk'"):
        read(text, tmp_path, columns={**names, "desk": "Lúc"})


def test_attributes_of_cases_in_tables(tmp_path):
    """Columns that begin with `case:` belong to the case; where rows differ, the first counts."""
    rows = "H1,a,2026-03-02 09:00,A,web\nH1,b,2026-03-03 09:00,A,post\n"
    text = f"case,activity,moment,office,case:channel\n{rows}"
    log = read(text, tmp_path)
    assert log.cases["H1"] == {"channel": "web"}
    assert counts(log) == {"case-differs": 1}


def test_rows_that_are_whole_stretches():
    """A row with a start and an end is two events of one instance; an end before its start is counted."""
    pl = pytest.importorskip("polars")
    at = [datetime(2026, 3, 2, hour) for hour in (9, 10, 11)]
    frame = pl.DataFrame(
        {
            "case": ["H1", "H1", "H1"],
            "activity": ["a", "a", "b"],
            "start_timestamp": [at[0], at[2], None],
            "time:timestamp": [at[1], at[0], at[2]],
            "office": ["A"] * 3,
        }
    )
    log = logs.read_log(frame)
    assert log.events["lifecycle"].tolist().count("start") == 2
    assert counts(log)["ends-before-start"] == 1


@pytest.mark.parametrize("given", [3, None, b"log.xes", ["log.xes"], object()])
def test_what_is_neither_path_nor_frame(given):
    """What is neither a path nor a frame is refused."""
    with pytest.raises(InvalidTypeError):
        logs.read_log(given)


def test_nothing_can_be_changed(tmp_path):
    """Neither columns nor attributes of a log can be written to."""
    log = read(xes(trace("H1", event())), tmp_path)
    with pytest.raises(ValueError, match="read-only"):
        log.events["activity"][0] = "b"
    with pytest.raises(TypeError):
        log.cases["H1"]["x"] = 1
    with pytest.raises(AttributeError):
        log.name = "x"


# OCEL -------------------------------------------------------------------------------------------------------


def ocel(**more):
    return {
        "eventTypes": [{"name": "pay", "attributes": [{"name": "sum", "type": "integer"}]}],
        "objectTypes": [
            {"name": "order", "attributes": [{"name": "due", "type": "time"}]},
            {"name": "item", "attributes": []},
        ],
        "objects": [
            {
                "id": "o1",
                "type": "order",
                "attributes": [
                    {"name": "due", "time": "2026-01-01T00:00:00Z", "value": "2026-03-09T00:00:00Z"}
                ],
            },
            {"id": "o2", "type": "order"},
            {"id": "i1", "type": "item"},
        ],
        "events": [
            {
                "id": "x1",
                "type": "pay",
                "time": "2026-03-02T09:00:00Z",
                "attributes": [{"name": "sum", "value": "5"}],
                "relationships": [{"objectId": "o1", "qualifier": ""}, {"objectId": "i1", "qualifier": ""}],
            },
            {
                "id": "x2",
                "type": "send",
                "time": "2026-03-03T09:00:00Z",
                "relationships": [{"objectId": "o1", "qualifier": ""}, {"objectId": "o2", "qualifier": ""}],
            },
            {
                "id": "x3",
                "type": "send",
                "time": "2026-03-04T09:00:00Z",
                "relationships": [{"objectId": "i1", "qualifier": ""}],
            },
            {
                "id": "x2",
                "type": "send",
                "time": "2026-03-05T09:00:00Z",
                "relationships": [{"objectId": "o2", "qualifier": ""}],
            },
        ],
    } | more


def test_ocel_of_several_types(tmp_path):
    """The type that is the case is named; other objects stay beside events, and what is shared is counted."""
    text = json.dumps(ocel())
    with pytest.raises(LogError, match="order, item"):
        read(text, tmp_path)
    log = read(text, tmp_path, case_type="order")
    assert log.cases == {"o1": {"due": datetime(2026, 3, 9, tzinfo=UTC)}, "o2": {}}
    assert log.events["activity"].tolist() == ["pay", "send", "send", "send"]
    assert log.events["sum"].tolist() == [5, None, None, None]
    assert log.events["object:item"].tolist() == ["i1", None, None, None]
    assert counts(log) == {"no-case": 1, "no-office": 4, "two-moments": 1, "shared-event": 1}
    with pytest.raises(LogError, match="order, item"):
        read(text, tmp_path, case_type="dossier")


def test_ocel_counts_what_it_does_not_keep(tmp_path):
    """What other objects say of themselves, and which objects belong together, is not kept, and counted."""
    data = ocel()
    data["objects"][0]["relationships"] = [{"objectId": "i1", "qualifier": "has"}]
    data["objects"][2]["attributes"] = [{"name": "weight", "time": "2026-01-01T00:00:00Z", "value": "2"}]
    log = read(json.dumps(data), tmp_path, case_type="order")
    (problem,) = (one for one in log.problems if one.kind is ProblemKind.NOT_READ)
    assert problem.examples == (("o1", 0), ("i1", 0))


# Large ------------------------------------------------------------------------------------------------------


def test_memory(tmp_path):
    """A log is read in less than five times its size, none of its values met before."""
    chance = random.Random(1)
    with gzip.open(tmp_path / "log.xes.gz", "wt", encoding="utf-8", compresslevel=1) as file:
        file.write("<log>")
        size = 0
        for i in range(800):
            events = [
                event(
                    f"a{k % 7}",
                    f"2026-03-02T09:00:{k:02}.000Z",
                    attribute("string", "id", f"{chance.random():.18f}"),
                )
                for k in range(12)
            ]
            text = trace(f"H{i}", *events)
            size += len(text)
            file.write(text)
        file.write("</log>")
    tracemalloc.start()
    try:
        log = logs.read_log(tmp_path / "log.xes.gz")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(log) == 9_600
    assert peak < 5 * size + (8 << 20)


@pytest.mark.skipif(not DATA.exists(), reason="the published logs are not here")
def test_published_logs():
    """The published logs have as many cases and events as their publishers say, in XES and in CSV."""
    receipt = logs.read_log(DATA / "receipt.xes.gz")
    assert (len(receipt.cases), len(receipt)) == (1434, 8577)
    assert counts(receipt) == {"doubtful-office": 1936}
    named = logs.read_log(DATA / "receipt.csv.gz", no_office="EMPTY")
    assert counts(named) == {"no-office": 1936}
    table = logs.read_log(DATA / "receipt.csv.gz")
    assert all(
        np.array_equal(table.events[name], receipt.events[name])
        for name in ("case", "activity", "moment", "ahead")
    )
    permits = logs.read_log(DATA / "PermitLog.xes.gz")
    assert (len(permits.cases), len(permits)) == (6426, 81092)
    assert counts(permits) == {"same-moment": 1968, "doubtful-office": 16_350 + 183}


@pytest.mark.parametrize("encoding", ["U-F-8", "utf-16-be", "gb2312"])
def test_an_encoding_that_cannot_be_read_is_refused(tmp_path, encoding):
    """A log that names an encoding nobody knows, or one of several bytes a letter, is refused."""
    path = tmp_path / "log.xes"
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?><log></log>'.encode())
    with pytest.raises(LogError):
        logs.read_log(path)


def test_a_log_shows_itself_without_names():
    """A notebook shows activities with their figures and what is wrong, but no officer and no attribute."""
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({
        "case": ["H1", "H1", "H2"],
        "activity": ["<ký>", "nhận", "nhận"],
        "moment": [datetime(2026, 3, 3, 9), datetime(2026, 3, 2, 9), None],
        "officer": ["Lê Thị Hạnh"] * 3,
        "case:applicant": ["ông Khuê"] * 3,
    })  # fmt: skip
    log = logs.read_log(frame)
    html = log._repr_html_()
    assert "Khuê" not in html
    assert "Hạnh" not in html
    assert "&lt;ký&gt;" in html
    assert "sự kiện không có thời điểm" in html
    rows = [[row[name] for name in ("activity", "events", "cases")] for row in log.to_dicts()]
    assert rows == [["nhận", 2, 2], ["<ký>", 1, 1], ["tổng cộng", 3, 2]]
    assert [row["is_total"] for row in log.to_dicts()] == [False, False, True]
    assert log.table().rows[0][3:] == (date(2026, 3, 2), date(2026, 3, 2))
    kinds = {"case": pl.String, "activity": pl.String, "moment": pl.Datetime}
    empty = logs.read_log(pl.DataFrame(schema=kinds))
    assert empty.to_dicts("en") == [
        {"activity": "total", "events": 0, "cases": 0, "first": None, "last": None, "is_total": True}
    ]


@pytest.mark.parametrize(
    "text", ["<html/>", "<log>", "<!DOCTYPE log><log/>", '<?xml version="1.0" encoding="utf-99"?><log/>']
)
def test_errors_name_the_file(text, tmp_path):
    """Of many files one is wrong: its name stands in the error, whatever is wrong with it."""
    with pytest.raises(LogError, match=r"mine\.xes"):
        read(text, tmp_path, "mine.xes")


@pytest.mark.parametrize("suffix", ["xes", "csv", "json", "frame"])
def test_text_is_composed(suffix, tmp_path):
    """Names that a file writes with letters and accents apart are those that everybody writes."""
    pl = pytest.importorskip("polars")
    apart = partial(unicodedata.normalize, "NFD")
    rows = {
        "case": ["Hồ sơ 1", apart("Hồ sơ 1")],
        "activity": [apart("tiếp nhận"), "tiếp nhận"],
        "moment": ["2026-03-02T09:00:00", "2026-03-03T09:00:00"],
        "office": ["Tư pháp", apart("Tư pháp")],
        apart("ghi chú"): [apart("đủ"), None],
    }
    source = pl.DataFrame(rows)
    if suffix == "csv":
        source.write_csv(tmp_path / "log.csv")
        source = tmp_path / "log.csv"
    elif suffix != "frame":
        path = tmp_path / f"written.{suffix}"
        log = logs.read_log(source)
        (log.to_xes if suffix == "xes" else log.to_ocel)(path)
        source = tmp_path / f"log.{suffix}"
        source.write_text(apart(path.read_text("utf-8")), "utf-8")
    log = logs.read_log(source)
    assert list(log.cases) == ["Hồ sơ 1"]
    assert log.events["activity"].tolist() == ["tiếp nhận"] * 2
    assert log.events["office"].tolist() == ["Tư pháp"] * 2
    assert log.events["ghi chú"].tolist() == ["đủ", None]
    register = log.to_register(finished=apart("tiếp nhận"), engine="polars")
    assert register["finished_at"].to_list() == [datetime(2026, 3, 3, 9)]


def test_gaps_and_names_of_pandas():
    """What pandas has for a gap in columns of its own is one, and columns may be called by numbers."""
    pandas = pytest.importorskip("pandas")
    rows = {
        "case": [1, None, 1],
        "activity": ["a", "b", None],
        5: [datetime(2026, 3, 2)] * 3,
        "x": [[1], None, 2],
    }
    frame = pandas.DataFrame(rows).astype({"case": "Int64", "activity": "string"})
    log = logs.read_log(frame, columns={"moment": "5"})
    assert counts(log) == {"no-case": 1, "no-activity": 1, "no-office": 2, "same-moment": 2}
    assert log.events["x"].tolist() == ["[1]", 2]
    with pytest.raises(InvalidTypeError, match="name of a column"):
        logs.read_log(frame, columns={"moment": 5})


def test_codes_that_gaps_made_numbers():
    """A column of whole numbers that pandas gave points for its gaps is one of whole numbers."""
    pandas = pytest.importorskip("pandas")
    rows = {"case": [7, 7, None], "activity": ["a", "b", "c"], "moment": [datetime(2026, 3, 2)] * 3}
    log = logs.read_log(pandas.DataFrame({**rows, "officer": [1, None, 2]}))
    assert list(log.cases) == ["7"]
    assert log.events["officer"].tolist() == ["1", None]


def test_words_for_no_office():
    """What looks like a word for no office is counted and kept; it is one where the reader is told so."""
    pl = pytest.importorskip("polars")
    rows = {
        "case": ["H"] * 4,
        "activity": list("abcd"),
        "moment": [datetime(2026, 3, i) for i in (2, 3, 4, 5)],
    }
    rows["office"] = ["EMPTY", "không rõ", "A", "-"]
    log = logs.read_log(pl.DataFrame(rows))
    assert log.events["office"].tolist() == rows["office"]
    assert counts(log) == {"doubtful-office": 3}
    log = logs.read_log(pl.DataFrame(rows), no_office=["EMPTY", unicodedata.normalize("NFD", "không rõ")])
    assert log.events["office"].tolist() == [None, None, "A", "-"]
    assert counts(log) == {"no-office": 2, "doubtful-office": 1}
    assert counts(logs.read_log(pl.DataFrame(rows), no_office="A")) == {"no-office": 1, "doubtful-office": 3}
    for wrong in (5, [None], None):
        with pytest.raises(InvalidTypeError, match="no office"):
            logs.read_log(pl.DataFrame(rows), no_office=wrong)


def test_a_bound_of_a_file_is_named(tmp_path):
    """A file larger than its bound is refused for that, not for being no JSON."""
    pl = pytest.importorskip("polars")
    logs.read_log(pl.DataFrame({"case": ["H"], "activity": ["a"], "moment": ["2026-03-02"]})).to_ocel(
        tmp_path / "log.json"
    )
    with pytest.raises(InvalidValueError, match="file_bytes"):
        logs.read_log(tmp_path / "log.json", bounds=Bounds(file_bytes=10))
