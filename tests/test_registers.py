"""Registers: every way a spreadsheet writes one, and everything that can be wrong with one."""

import csv
import gzip
import pickle
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from thutuc import Convention, Deadline, TimeLimit, WorkCalendar, due, vietnam_calendar
from thutuc.errors import InvalidTypeError, InvalidValueError, RegisterError, ThutucError
from thutuc.registers import COLUMNS, Entry, Register, StatedDeadline, read_moment, read_register

CASES = Path(__file__).parent / "cases" / "registers"
GOOD = (CASES / "good.csv").read_text(encoding="utf-8")
CAL = vietnam_calendar()
HOUR = timedelta(hours=1)


@pytest.fixture
def write(tmp_path):
    """Writes a file of text or bytes and says where."""
    numbers = count()

    def put(content, suffix=".csv"):
        path = tmp_path / f"sổ {next(numbers)}{suffix}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


@pytest.fixture
def rows(write):
    """Reads a register made of rows that differ from an ordinary one in the cells given."""

    def put(*changes, calendar=CAL, more=(), **options):
        ordinary = dict.fromkeys((*COLUMNS, *more), "") | {"received": "2026-03-02"}
        lines = [",".join(ordinary)]
        for number, change in enumerate(changes, 1):
            cells = ordinary | {"code": f"H{number}"} | change
            lines.append(",".join(f'"{cell}"' for cell in cells.values()))
        return read_register(write("\n".join(lines)), calendar, **options)

    return put


def refused(path, calendar=CAL, **options):
    with pytest.raises(RegisterError) as caught:
        read_register(path, calendar, **options)
    assert caught.value.problems
    assert all(problem.startswith(path.name) for problem in caught.value.problems)
    return caught.value


def where_faulty(path):
    """Row and column of each problem."""
    return [problem.split(": ")[0].removeprefix(f"{path.name}, ") for problem in refused(path).problems]


def good():
    return read_register(CASES / "good.csv", CAL)


# Good registers --------------------------------------------------------------------------------------------


def test_a_register_is_read_with_its_due_dates():
    """Each row becomes a dossier with the moments of the file and the deadline of its limit."""
    register = good()
    assert len(register) == len(list(register)) == 6
    assert [entry.deadline and entry.deadline.due_at for entry in register] == [
        datetime(2026, 2, 27, 17, 0),
        datetime(2026, 3, 9, 17, 0),
        datetime(2026, 3, 3, 9, 30),
        datetime(2026, 3, 9, 17, 0),
        datetime(2026, 4, 13, 17, 0),
        None,
    ]
    third = register.entries[2]
    assert third.received_at == datetime(2026, 3, 2, 9, 30)
    assert third.deadline == due(TimeLimit.parse("08 giờ làm việc"), third.received_at, CAL)
    assert third.returned_at == datetime(2026, 3, 3, 10, 5)
    assert third.extra == {"ward": "Tầm Vu, ấp 2"}
    assert register.span == (date(2026, 2, 13), date(2026, 3, 31))
    assert (register.name, register.compared, register.disagreements) == ("good.csv", 0, ())
    assert repr(register) == "<Register good.csv: 6 dossiers>"


def test_rows_are_numbered_as_a_spreadsheet_does():
    """A cell with a line break is one row, and a blank line is a row that holds no dossier."""
    assert [entry.row for entry in good()] == [2, 3, 4, 6, 7, 8]


def test_a_vietnamese_spreadsheet_gives_the_same_dossiers():
    """Vietnamese headings, semicolons and days first are read as the same register."""
    assert [attrs_of(entry) for entry in read_register(CASES / "good_vi.csv", CAL)] == [
        attrs_of(entry) for entry in good()
    ]


def attrs_of(entry):
    return entry.row, entry.received_at, entry.finished_at, entry.returned_at, entry.deadline, entry.code


def with_delimiter(mark):
    lines = csv.reader(GOOD.splitlines(keepends=True))
    return "\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines)


@pytest.mark.parametrize("heading", ["Đơn vị tính", "ĐƠN VỊ TÍNH", "Ðơn vị tính", "DonViTinh"])
def test_a_column_of_units(write, heading):
    """A number in the column of limits has the unit that stands in the column of units."""
    path = write(
        f"Mã hồ sơ,Ngày tiếp nhận,Thời hạn,{heading}\nH1,02/03/2026,5,Ngày làm việc\nH2,02/03/2026,7,ngày\n"
    )
    assert [entry.deadline.due_on for entry in read_register(path, CAL).entries] == [date(2026, 3, 9)] * 2


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        b"\xfe\xff" + GOOD.encode("utf-16-be"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", GOOD).encode(),
        with_delimiter("\t").encode(),
        with_delimiter(";").encode(),
        gzip.compress(GOOD.encode()),
        gzip.compress(GOOD.encode("utf-16")),
        # A spreadsheet with more columns formatted than used.
        GOOD.replace("\n", ",,,\n").replace("chữ ký,,,", "chữ ký").encode(),
    ],
    ids=["bom", "utf16le", "utf16be", "crlf", "cr", "nfd", "tab", "semicolon", "gzip", "gzip16", "trailing"],
)
def test_the_encoding_changes_nothing(write, content):
    """Byte order marks, UTF-16, line ends, normal forms, delimiters and gzip give the same entries."""

    def plain(entries):
        return [(*attrs_of(entry), entry.procedure.split(), entry.office) for entry in entries]

    assert plain(read_register(write(content), CAL)) == plain(good())


def test_blank_lines_above_the_headings_count_as_rows(write):
    """What stands above the headings moves the row numbers, as in a spreadsheet."""
    register = read_register(write("\n,,,\n" + GOOD), CAL)
    assert [entry.row for entry in register] == [4, 5, 6, 8, 9, 10]


def test_commas_within_headings_do_not_mislead(write):
    """The delimiter is the one that makes most headings, whatever stands inside quotes."""
    content = with_delimiter(";").replace(
        '"ward"', '"xã, phường, thị trấn, đặc khu, khu phố, ấp, tổ, số, lô, ô"'
    )
    assert read_register(write(content), CAL).entries == tuple(
        Entry(
            *attrs_values(entry),
            extra={"xã, phường, thị trấn, đặc khu, khu phố, ấp, tổ, số, lô, ô": ward},
            limit=entry.limit,
        )
        for entry in good()
        for ward in entry.extra.values()
    )


def attrs_values(entry):
    return [getattr(entry, name) for name in Entry.__slots__[:9]]


def test_headings_may_be_named(write):
    """`columns` says which heading stands for a column, in any case and form; one may stand for two."""
    content = (
        "Mã,Thủ tục,Đơn vị,Cơ chế,Kênh,Ngày nhận,Ngày nộp,Thời hạn,Xong\n"
        "H1,Khai sinh,A,một cửa,trực tiếp,01/03/2026,02/03/2026,05 ngày làm việc,09/03/2026\n"
    )
    named = {
        "code": "MÃ",
        "office": unicodedata.normalize("NFD", "đơn  vị "),
        "received": "Ngày nộp",
        "finished": "Xong",
        "returned": "Xong",
    }
    register = read_register(write(content), CAL, columns=named)
    (entry,) = register
    assert (entry.code, entry.office, entry.received_at) == ("H1", "A", date(2026, 3, 2))
    assert entry.finished_at == entry.returned_at == date(2026, 3, 9)
    assert entry.extra == {"Ngày nhận": "01/03/2026"}
    assert register.column("ĐƠN VỊ") == register.column("office") == "office"
    assert register.column("ngày nhận") == "Ngày nhận"


def test_an_unknown_column_is_answered_with_the_known_ones():
    """Asked for a column it does not have, a register lists those it has."""
    with pytest.raises(
        InvalidValueError, match=r"no column 'xã'; it has code, procedure, .*, ward"
    ) as caught:
        good().column("xã")
    assert caught.value.given == "xã"


def test_headings_that_name_nothing_are_refused(write):
    """A heading that is not in the file, or twice in it, or for a column that registers lack, is an error."""
    path = write(GOOD)
    assert "row 1: the heading 'Nhận', which is to stand for 'received', is not there" in str(
        refused(path, columns={"received": "Nhận"})
    )
    with pytest.raises(InvalidValueError, match=r"'recieved'; the columns are code, .*, due"):
        read_register(path, CAL, columns={"recieved": "received"})
    path = write(GOOD.replace("ward", "finished"))
    assert "'finished', stands 2 times" in str(refused(path, columns={"finished": "finished"}))


def test_a_register_may_state_due_dates_instead_of_limits(write):
    """Without a limit column the stated due dates are used."""
    content = (CASES / "stated.csv").read_text(encoding="utf-8")
    cells = [line.split(",") for line in content.splitlines()]
    path = write("\n".join(",".join(line[:6] + line[7:]) for line in cells))
    register = read_register(path, CAL)
    assert register.compared == 0
    assert register.entries[0].deadline == StatedDeadline(date(2026, 2, 27))


def test_an_empty_register_is_a_register():
    """Headings without rows are a register of no dossiers."""
    register = read_register(CASES / "headings_only.csv", CAL)
    assert (len(register), register.span) == (0, None)
    assert isinstance(register, Register)


def test_stated_due_dates_are_compared_with_computed_ones():
    """The stated due date counts, and every one that differs from the computed one is listed."""
    register = read_register(CASES / "stated.csv", CAL)
    assert register.compared == 3
    ((row, code, stated, computed),) = [
        (item.row, item.code, item.stated, item.computed) for item in register.disagreements
    ]
    assert (row, code, stated, computed.due_on) == (3, "S2", date(2026, 2, 20), date(2026, 2, 27))
    deadlines = [entry.deadline for entry in register]
    assert deadlines[:4] == [
        StatedDeadline(date(2026, 2, 27)),
        StatedDeadline(date(2026, 2, 20)),
        StatedDeadline(date(2026, 2, 27), datetime(2026, 2, 27, 11, 30)),
        StatedDeadline(date(2026, 2, 20)),  # written as 00:00:00
    ]
    assert isinstance(deadlines[4], Deadline)
    late = [entry.deadline.is_late(entry.finished_at) for entry in register]
    assert late == [False, True, True, False, True]


def test_a_due_date_at_midnight_is_the_whole_day_unless_it_has_an_offset(rows):
    """Spreadsheets write a date as 00:00; what has an offset is a moment."""
    register = rows({"due": "2026-03-09 00:00"}, {"due": "2026-03-09 00:00+07:00"}, more=["due"])
    whole_day, moment = (entry.deadline for entry in register)
    assert whole_day == StatedDeadline(date(2026, 3, 9))
    assert moment == StatedDeadline(date(2026, 3, 9), datetime(2026, 3, 9))


def test_computed_due_dates_may_be_preferred():
    """With `prefer_computed` a stated due date is used only where there is no limit."""
    register = read_register(CASES / "stated.csv", CAL, prefer_computed=True)
    assert [type(entry.deadline) for entry in register] == [Deadline] * 3 + [StatedDeadline, Deadline]
    assert len(register.disagreements) == 1


def test_the_convention_is_followed(rows):
    """Days are counted by the convention that is asked for."""
    change = {"limit": "05 ngày làm việc"}
    assert rows(change).entries[0].deadline.due_on == date(2026, 3, 9)
    inclusive = rows(change, convention=Convention.INCLUSIVE)
    assert inclusive.entries[0].deadline.due_on == date(2026, 3, 6)


def test_equal_rows_share_a_deadline_and_distinct_ones_do_not(rows):
    """Deadlines are computed once for each limit and day, and again for each hour."""
    limit = {"limit": "08 giờ làm việc"}
    register = rows(
        {"limit": "05 ngày làm việc"},
        {"limit": "05 ngày làm việc"},
        {"limit": "05 ngày làm việc", "received": "2026-03-03"},
        {**limit, "received": "2026-03-02 08:00"},
        {**limit, "received": "2026-03-02 09:00"},
    )
    deadlines = [entry.deadline for entry in register]
    assert deadlines[0] is deadlines[1]
    assert [deadline.due_at for deadline in deadlines[2:]] == [
        datetime(2026, 3, 10, 17, 0),
        datetime(2026, 3, 2, 17, 0) + 15 * HOUR,
        datetime(2026, 3, 3, 9, 0),
    ]


def test_moments_with_an_offset_become_local_time(rows):
    """An offset is converted to the calendar's zone, so the day may change."""
    change = {"received": "2026-03-02T20:30:00Z", "limit": "01 ngày làm việc"}
    (entry,) = rows(change)
    assert entry.received_at == datetime(2026, 3, 3, 3, 30)
    assert entry.deadline.due_on == date(2026, 3, 4)
    amsterdam = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), zone=ZoneInfo("Europe/Amsterdam"))
    (entry,) = rows(change, calendar=amsterdam)
    assert entry.received_at == datetime(2026, 3, 2, 21, 30)


def test_progress_is_told_now_and_then(rows):
    """`progress` gets the row number each thousand rows."""
    told = []
    rows(*[{}] * 2500, progress=told.append)
    assert told == [1000, 2000]


def test_values_pickle_and_cannot_be_changed():
    """A register, its entries and their other columns survive pickling and are read-only."""
    register = read_register(CASES / "stated.csv", CAL)
    assert pickle.loads(pickle.dumps(register)) == register  # noqa: S301 - our own
    entry = good().entries[0]
    again = pickle.loads(pickle.dumps(entry))  # noqa: S301 - our own
    assert (again, again.extra, again.row, hash(again)) == (entry, entry.extra, entry.row, hash(entry))
    with pytest.raises(TypeError):
        entry.extra["ward"] = "x"
    with pytest.raises(AttributeError):
        entry.code = "x"


# Dates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-10", date(2024, 1, 10)),
        (" 10/01/2024 ", date(2024, 1, 10)),
        ("1.2.2024", date(2024, 2, 1)),
        ("10-01-2024", date(2024, 1, 10)),
        ("2024-01-10 09:30", datetime(2024, 1, 10, 9, 30)),
        ("2024-01-10 9:30", datetime(2024, 1, 10, 9, 30)),
        ("2024-01-10T09:30:15", datetime(2024, 1, 10, 9, 30, 15)),
        ("2024-01-10 09:30:15.25", datetime(2024, 1, 10, 9, 30, 15, 250000)),
        ("10/01/2024 9:30", datetime(2024, 1, 10, 9, 30)),
        ("10/01/2024, 09h30", datetime(2024, 1, 10, 9, 30)),
        ("10/01/2024\xa0 09:30:15", datetime(2024, 1, 10, 9, 30, 15)),
        ("10/01/2024 09:30:15.5", datetime(2024, 1, 10, 9, 30, 15, 500000)),
        ("2024-01-10T02:30:00Z", datetime(2024, 1, 10, 2, 30, tzinfo=UTC)),
        ("2024-01-10 09:30:00.123456+07:00", datetime(2024, 1, 10, 2, 30, 0, 123456, tzinfo=UTC)),
        ("2024-01-10 09:30+07", datetime(2024, 1, 10, 2, 30, tzinfo=UTC)),
        ("2024-01-10T09:30:00-0330", datetime(2024, 1, 10, 13, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_registers_write_them(text, moment):
    """Year first with dashes or day first, hours, fractions and offsets are read, whole."""
    assert read_moment(text) == moment
    assert type(read_moment(text)) is type(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hôm qua",
        "01/13/2024",
        "2024-13-01",
        "30/02/2024",
        "10/01/24",
        "20240110",
        "2024-W02-3",
        "45301",
        "10/01/2024 25:00",
        "2024-01-10 24:01",
        "2024-01-10 9",
        "2024-01-10 09:30 PM",
        "10 Jan 2024",
        "2024-01-10 09:30+0",
        "2024-01-10 9:30+99:00",
    ],
)
def test_anything_else_is_no_date(text):
    """What is not written in one of these ways is refused, never guessed."""
    with pytest.raises(ValueError, match=r".*"):
        read_moment(text)


@settings(deadline=None)
@given(st.datetimes(timezones=st.none() | st.just(timezone(7 * HOUR)) | st.just(UTC)))
def test_a_moment_written_in_iso_is_read_back(moment):
    """Whatever Python writes as a date and hour is read back to the microsecond."""
    assert read_moment(moment.isoformat(sep=" ")) == moment
    assert read_moment(moment.date().isoformat()) == moment.date()


@settings(deadline=None)
@given(st.dates())
def test_a_day_written_day_first_is_read_back(day):
    """31/12/2024 is read as written."""
    assert read_moment(f"{day.day}/{day.month}/{day.year:04}") == day


# Stated due dates ------------------------------------------------------------------------------------------


def test_the_due_day_itself_is_not_late():
    """Without an hour the whole due day counts; with one, the moment."""
    day = StatedDeadline(date(2026, 3, 2))
    assert not day.is_late(datetime(2026, 3, 2, 23, 59, 59))
    assert day.is_late(date(2026, 3, 3))
    assert day.is_late(datetime(2026, 3, 3, 0, 0))
    assert day.is_early(date(2026, 3, 1))
    assert not day.is_early(datetime(2026, 3, 2, 0, 0))
    moment = StatedDeadline(date(2026, 3, 2), datetime(2026, 3, 2, 11, 0))
    assert not moment.is_late(datetime(2026, 3, 2, 11, 0))
    assert moment.is_late(datetime(2026, 3, 2, 11, 0, 0, 1))
    assert not moment.is_late(date(2026, 3, 2))


def test_aware_answers_are_converted_to_office_time():
    """18:00 UTC is the next day in Vietnam."""
    late = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
    assert StatedDeadline(date(2026, 3, 2)).is_late(late)
    assert not StatedDeadline(date(2026, 3, 3), datetime(2026, 3, 3, 1, 0)).is_late(late)
    aware = StatedDeadline(date(2026, 3, 3), late)
    assert aware.is_late(datetime(2026, 3, 3, 1, 0, 1))


def test_stated_due_dates_refuse_nonsense():
    """A due moment on another day than the due day, or an answer that is no date, is refused."""
    with pytest.raises(InvalidValueError, match="does not lie on the due day"):
        StatedDeadline(date(2026, 3, 2), datetime(2026, 3, 3, 11, 0))
    with pytest.raises(InvalidTypeError, match="not '2026-03-02'"):
        StatedDeadline(date(2026, 3, 2)).is_late("2026-03-02")
    with pytest.raises(InvalidTypeError, match="not None"):
        StatedDeadline(date(2026, 3, 2)).is_early(None)


# Faulty registers ------------------------------------------------------------------------------------------


def test_all_problems_are_listed_at_once():
    """Each faulty row of a file is named with its column, in one error; the good ones are not."""
    assert where_faulty(CASES / "faulty.csv") == [
        "row 3, column code",
        "row 4, column finished",
        "row 5, column returned",
        "row 6, column received",
        "row 7, column received",
        "row 7, column finished",
        "row 9, column limit",
        "row 10, column received",
        "row 11, column received",
        "row 12, column finished",
        "row 13, column finished",
        "row 14, column due",
        "row 15, column received",
        "row 16, column code",
        "row 17, column returned",
        "row 18, column M",
        "row 19, column K",
        "row 20, column finished",
        "row 21, column limit",
    ]


def test_problems_say_what_was_found_and_what_to_do():
    """A problem quotes the cell and says how to write it."""
    text = str(refused(CASES / "faulty.csv"))
    assert text.startswith("faulty.csv: 19 problems; mend the file and read it again\n")
    for words in (
        "row 3, column code: 'F2' stands in row 2 already; a code is used once",
        "2026-03-01 comes before received 2026-03-10",
        "'03/31/2026' is not a date; write 2017-01-31 or 31/01/2017",
        "'chưa rõ'",
        "has no hour, from which the limit '04 giờ làm việc' counts",
        "'0206-03-02' is outside the calendar, which knows 2007-01-01 to ",
        "is empty although the result was returned",
        "has 9 cells where the headings have 12",
        "'x' stands under an empty heading",
    ):
        assert words in text


def test_a_register_error_is_a_value_error_and_pickles():
    """It is caught as ValueError and ThutucError, keeps its problems and its path, and survives pickling."""
    path = CASES / "faulty.csv"
    error = refused(path)
    assert isinstance(error, ValueError)
    assert isinstance(error, ThutucError)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (again.problems, again.given, str(again)) == (error.problems, str(path), str(error))
    assert error.code == "register"


def test_missing_and_double_columns_are_named(write):
    """Every column that is missing or stands twice is listed, with the headings found."""
    problems = refused(write("code,Code,ngày nhận,ngày tiếp nhận,ward\n")).problems
    assert len(problems) == 3
    assert "row 1: the column 'code' stands twice ('Code'); keep one" in problems[0]
    assert "the column 'received' stands twice ('ngày nhận', 'ngày tiếp nhận'); say which" in problems[1]
    assert "row 1: the column 'limit' or 'due' is missing; say which heading stands for it" in problems[2]
    assert "found: code, Code, ngày nhận" in problems[2]


def test_the_library_s_own_name_goes_first():
    """Beside `received` another heading for it is only named; what the file lacks is not stated."""
    register = read_register(CASES / "missing_columns.csv", CAL)
    assert register.unused == ("ngày nhận",)
    assert dict(register.not_stated) == {"mechanism": 1}


@pytest.mark.parametrize("name", COLUMNS)
def test_only_what_is_counted_is_wanted(write, name):
    """Only code, day of receipt and one of limit and due date must be there; what lacks is named."""
    path = write(",".join(column for column in COLUMNS if column != name))
    wanted = {"code": "'code'", "received": "'received'", "limit": "'limit' or 'due'"}.get(name)
    if wanted is None:
        assert len(read_register(path, CAL)) == 0
        return
    assert [problem.split("; ")[0] for problem in refused(path).problems] == [
        f"{path.name}, row 1: the column {wanted} is missing"
    ]


def test_the_row_of_the_headings_is_named(write):
    """Where headings stand lower, so does the problem."""
    assert "row 3: the column 'code' is missing" in str(refused(write("\n\nprocedure,office\n")))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty; a register has headings (code, "),
        (b" \n\n ", "empty; a register has headings"),
        (b"\xef\xbb\xbf", "empty; a register has headings"),
        (gzip.compress(b""), "empty; a register has headings"),
        ("code,procedure".encode("utf-16-le"), "line 1: has NUL characters"),
        (GOOD.replace("Dương", "D\0ương").encode(), "line 9: has NUL characters"),
        (GOOD.encode("utf-16")[:-1], "is not UTF-16; save it from the spreadsheet as 'CSV UTF-8'"),
        ("code\nđang đóng".encode("cp1258"), "line 2: byte 0xf0 is not UTF-8; save it from the spreadsheet"),
        ("code\nphê duyệt é".replace("ệ", "e").encode("latin-1"), "line 2: byte 0xea is not UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xb5", "cannot be read as XLSX: "),
        (gzip.compress(GOOD.encode())[:-20], "cannot be read: "),
        (gzip.compress(GOOD.encode())[:20] + b"xxxxxxxxxxxxxxxxxxxx", "cannot be read: "),
        (b"\x1f\x8bxxxxxxxxxxxxxxxxxx", "cannot be read: "),
        (b'"code,procedure\n', "its headings cannot be read (unexpected end of data)"),
    ],
    ids=[
        *("empty", "blank", "bom", "gzip-empty", "utf16-unmarked", "nul", "utf16-cut"),
        *("cp1258", "latin1", "excel", "gzip-cut", "gzip-broken", "gzip-false", "quotes"),
    ],
)
def test_what_is_no_register_is_refused(write, content, words):
    """An unreadable file is refused with the reason and, where there is one, the line."""
    path = write(content)
    error = refused(path)
    (problem,) = error.problems
    assert words in problem
    assert error.given == str(path)


def test_what_cannot_be_opened_is_refused(tmp_path):
    """A missing file and a directory are named."""
    assert "không có.csv: cannot be read: No such file" in str(refused(tmp_path / "không có.csv"))
    assert "cannot be read: Is a directory" in str(refused(tmp_path))


def test_broken_quotes_end_the_reading_but_not_the_list():
    """A quote that is not closed is named with its row, after the problems above it."""
    assert where_faulty(CASES / "broken_quotes.csv") == ["row 2, column received", "row 3"]


def test_a_quote_that_swallows_the_file_is_named(write):
    """An opening quote above a long file is named with the row it stands in."""
    header, first, *_ = GOOD.splitlines()
    path = write("\n".join([header, first, 'H2,"open', *[first] * 2000]))
    assert where_faulty(path) == ["row 3"]


def test_a_faulty_row_after_line_breaks_has_the_right_number(write):
    """Rows are counted, not lines."""
    path = write(GOOD.replace("2026-03-05", "05-03").replace("03 ngày,,", "03 ngày,hôm qua,"))
    assert where_faulty(path) == ["row 6, column received", "row 6, column finished"]


def test_an_hour_of_midnight_is_only_a_day(rows):
    """A program writes a date without its hour as 00:00, so such an end is not before its start that day."""
    (entry,) = rows({"received": "2026-03-02 08:00", "finished": "2026-03-02 00:00:00.010"})
    assert entry.finished_at == datetime(2026, 3, 2, 0, 0, 0, 10000)
    with pytest.raises(RegisterError, match="row 2, column finished: 2026-03-02 00:01:00 comes before"):
        rows({"received": "2026-03-02 08:00", "finished": "2026-03-02 00:01"})
    with pytest.raises(RegisterError, match="column finished: 2026-03-01 00:00:00 comes before"):
        rows({"received": "2026-03-02 08:00", "finished": "2026-03-01 00:00"})


def test_a_day_is_not_before_an_hour_of_that_day(rows):
    """Where one of two has no hour, their days are compared."""
    (entry,) = rows(
        {"received": "2026-03-02 08:00", "finished": "2026-03-02", "returned": "2026-03-02 07:00"}
    )
    assert entry.finished_at == date(2026, 3, 2)


def test_moments_beyond_all_calendars_are_refused(rows):
    """An offset that leaves the years Python knows is no date, and no crash."""
    with pytest.raises(RegisterError, match="'0001-01-01 00:00\\+09:00' is not a date"):
        rows({"received": "0001-01-01 00:00+09:00"})


def test_each_kind_of_date_must_lie_in_the_calendar(rows):
    """Received, due, finished and returned are each held to the calendar's range."""
    for column in ("received", "due", "finished", "returned"):
        with pytest.raises(RegisterError, match=f"row 2, column {column}: '2206-01-01' is outside"):
            rows({column: "2206-01-01", "finished": "2026-03-02"} | {column: "2206-01-01"}, more=["due"])


def test_a_column_after_z_is_named_as_in_a_spreadsheet(write):
    """The column after Z is AA."""
    header = ",".join([*COLUMNS, *(f"x{i}" for i in range(17))])
    path = write(header + "\nH1,,,,,2026-03-02,,," + "," * 18 + "more\n")
    assert where_faulty(path) == ["row 2, column AA"]


CELLS = st.sampled_from(
    [
        "",
        " ",
        "H1",
        "H2",
        "2026-03-02",
        "31/02/2026",
        "2026-03-09 10:00",
        "05 ngày làm việc",
        "08 giờ",
        "x",
        '"',
        "a,b",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), max_size=6))
def test_every_row_is_read_or_named(tmp_path, table):
    """Whatever the cells hold, each row is an entry, blank or among the problems; nothing is dropped."""
    path = tmp_path / "random.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *table])
    filled = {row for row, cells in enumerate(table, 2) if any(cell.strip() for cell in cells)}
    try:
        register = read_register(path, CAL)
    except RegisterError as error:
        named = {int(problem.split("row ")[1].split(",")[0]) for problem in error.problems}
        assert named <= filled
        sound = [cells for row, cells in enumerate(table, 2) if row not in named]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *sound])
        register = read_register(path, CAL)
        assert len(register) == len(filled) - len(named)
    else:
        assert {entry.row for entry in register} == filled
