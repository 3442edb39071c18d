"""Registers as offices export them: read, or refused with what is to be told; no column is lost silently."""

import re
import sys
import tomllib
import unicodedata
from datetime import date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

pytest.importorskip("narwhals.stable.v2")
for _extra in ("polars", "pyarrow", "duckdb", "openpyxl"):
    pytest.importorskip(_extra)

from hypothesis import given, strategies as st
from openpyxl import Workbook

from strategies import quick
from thutuc import Channel, PeriodReport, frames, vietnam_calendar
from thutuc.__main__ import main
from thutuc.bounds import Bounds
from thutuc.errors import InvalidTypeError, InvalidValueError, MissingExtraError, RegisterError
from thutuc.registers import (
    CHANNELS,
    HEADINGS,
    LAYOUTS,
    Entry,
    Register,
    channel_of,
    check_channels,
    read_moment,
    read_register,
)

CASES = Path(__file__).parent / "cases" / "registers"
OFFICES = tomllib.loads((CASES.parent / "registers.toml").read_text("utf-8"))["register"]
CAL = vietnam_calendar()
PERIOD = (date(2026, 3, 1), date(2026, 3, 11))

each_office = pytest.mark.parametrize("case", OFFICES, ids=lambda case: case["file"])


def by_engine(engine):
    return lambda path, **told: frames.read_register(path, CAL, engine=engine, **told)


def by_rows(path, **told):
    return read_register(path, CAL, **told)


READERS = {"python": by_rows, "polars": by_engine("polars"), "duckdb": by_engine("duckdb")}


def problems(read, path, **told):
    with pytest.raises(RegisterError) as caught:
        read(path, **told)
    return caught.value.problems


def written(moment):
    return "" if moment is None else moment.isoformat()


@each_office
def test_a_register_of_an_office_is_read_or_refused(case):
    """What is read is what the office means; what cannot be is named with row, column and what to tell."""
    path = CASES / case["file"]
    if "problems" in case:
        found = problems(by_rows, path)
        assert len(found) == len(case["problems"])
        for problem, words in zip(found, case["problems"], strict=True):
            assert problem.startswith(f"{path.name}")
            assert words in problem
    if "received" not in case:
        return
    register = by_rows(path, **case.get("told", {}))
    assert [written(entry.received_at) for entry in register] == case["received"]
    deadlines = [entry.deadline for entry in register]
    assert [written(deadline and deadline.due_on) for deadline in deadlines] == case["due"]
    late = [
        entry.code for entry in register if entry.finished_at and entry.deadline.is_late(entry.finished_at)
    ]
    assert late == case["late"]
    assert list(register.unused) == case["unused"]
    assert dict(register.not_stated) == case["not_stated"]


@each_office
def test_problems_are_told_in_vietnamese(case):
    """Each problem is a Vietnamese sentence with the same row and what is to be told."""
    if "problems" not in case:
        return
    with pytest.raises(RegisterError) as caught:
        by_rows(CASES / case["file"])
    head, *found = caught.value.text("vi").splitlines()
    assert head.endswith("lỗi; hãy sửa tệp rồi đọc lại")
    for line, problem in zip(found, caught.value.problems, strict=True):
        assert "một lỗi khác" not in line
        assert "dữ liệu không hợp lệ" not in line
        assert not re.search(r"\b(the|is|of|keep|say|tell|write)\b", re.sub("'[^']*'", "", line))
        assert re.findall(r"--[\w-]+|\w+=", line) == re.findall(r"--[\w-]+|\w+=", problem)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@each_office
def test_engines_read_it_the_same(case, engine):
    """Rows, figures, what is unused and not stated, and problems are those of the row reader."""
    path = CASES / case["file"]
    for told in ({}, case.get("told", {})):
        if "received" not in case or ("problems" in case and not told):
            assert problems(READERS[engine], path, **told) == problems(by_rows, path, **told)
            continue
        wanted = by_rows(path, **told)
        found = READERS[engine](path, **told)
        assert (found.unused, found.not_stated, found.columns) == (
            wanted.unused,
            wanted.not_stated,
            wanted.columns,
        )
        by = ["office", "channel", "mechanism"]
        report = PeriodReport.of(wanted, *PERIOD, by=by)
        assert found.figures(*PERIOD, by).to_dicts() == report.to_dicts()


@each_office
def test_the_command_line_takes_what_is_told(case, capsys):
    """Each argument of the reader has an option of the same meaning, and unused columns are named below."""
    if "received" not in case:
        return
    path, told = CASES / case["file"], case.get("told", {})
    options = []
    for name, value in told.items():
        option = f"--{name.replace('_', '-')}"
        if name == "missing":
            options += [part for text in value for part in ("--missing", text)]
        elif name == "columns":
            options += [part for pair in value.items() for part in ("--column", "=".join(pair))]
        else:
            options += [option] if value is True else [option, str(value)]
    outputs = []
    for engine in READERS:
        period = ["--from", f"{PERIOD[0]}", "--to", f"{PERIOD[1]}"]
        assert main(["report", str(path), *period, *options, "--engine", engine]) == 0
        outputs.append(capsys.readouterr())
    assert len(set(outputs)) == 1
    for heading in case["unused"]:
        assert heading in outputs[0].err


# Headings --------------------------------------------------------------------------------------------------

headings = [
    (name, rank, one) for name, ranks in HEADINGS.items() for rank, row in enumerate(ranks) for one in row
]


def table(tmp_path, header, *rows):
    path = tmp_path / "sổ.csv"
    path.write_text("\n".join(";".join(cells) for cells in (header, *rows)), encoding="utf-8")
    return path


@given(
    st.sampled_from(headings),
    st.sampled_from(["NFC", "NFD", "NFKD"]),
    st.sampled_from([str, str.upper, str.title]),
    st.sampled_from([" ", "  ", "\u00a0", " \u200b"]),
    st.sampled_from(["{}", " {} ", "{} (*)", "{}:"]),
)
@quick
def test_a_heading_is_known_however_it_is_written(heading, form, case, space, around):
    """Case, normal form, spacing and marks around it change nothing."""
    name, _, words = heading
    text = around.format(unicodedata.normalize(form, case(words)).replace(" ", space))
    sheet = Register("sổ", (), columns=((text, name),))
    assert sheet.column(text) == name
    from thutuc.registers.headings import known_heading  # noqa: PLC0415 - not public

    assert known_heading(text)[0] == name


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Ngày hẹn trả (kết quả)", "due"),
        ("Hẹn trả", "due"),
        ("Ngày hẹn", "due"),
        ("Hạn trả (kết quả)", "due"),
        ("Hạn trả", "due"),
        ("Hạn xử lý", "due"),
        ("Thời gian hẹn trả", "due"),
        ("Mã HS", "code"),
        ("Số hồ sơ", "code"),
        ("Tên TTHC", "procedure"),
        ("Tên thủ tục hành chính", "procedure"),
        ("Đơn vị", "office"),
        ("Đơn vị (giải quyết)", "office"),
        ("Cơ quan chủ trì giải quyết", "office"),
        ("Cách thức nộp hồ sơ", "channel"),
        ("Hình thức nộp", "channel"),
        ("Hình thức tiếp nhận", "channel"),
        ("Hình thức nộp/tiếp nhận", "channel"),
        ("Hình thức nộp / tiếp nhận", "channel"),
        ("Ngày nộp", "received"),
        ("Ngày nhận hồ sơ", "received"),
        ("Thời gian tiếp nhận", "received"),
        ("Ngày có kết quả", "finished"),
        ("Ngày hoàn thành", "finished"),
        ("Ngày kết thúc xử lý", "finished"),
        ("Thời gian trả kết quả", "returned"),
        ("ngày có kết qủa", "finished"),
        ("Ngày trả KQ", "returned"),
        ("Ngày kết thúc xử lí", "finished"),
        ("MaHoSo", "code"),
    ],
)
def test_usual_headings_are_known_untold(tmp_path, heading, column):
    """Each heading of the offices stands for its column."""
    base = {"code": "H1", "received": "02/03/2026", "due": "05/03/2026", "finished": "03/03/2026"}
    cells = {
        "due": "05/03/2026",
        "received": "02/03/2026",
        "finished": "03/03/2026",
        "returned": "04/03/2026",
    }
    base.pop(column, None)
    path = table(tmp_path, [heading, *base], [cells.get(column, "H1"), *base.values()])
    register = by_rows(path)
    assert register.column(heading) == column
    assert register.unused == ()


@pytest.mark.parametrize("column", HEADINGS)
def test_the_higher_rank_is_used_and_the_other_named(tmp_path, column):
    """Of two headings for one column the one of higher rank counts, wherever it stands; equal ones do not."""
    ranks = HEADINGS[column]
    base = {"code": "H1", "received": "02/03/2026", "due": "05/03/2026"}
    base.pop(column, None)
    ordered = [column, *(row[0] for row in ranks)]
    for first, second in permutations(ordered, 2):
        header = [first, second, *base]
        path = table(tmp_path, header)
        register = by_rows(path)
        higher, lower = sorted((first, second), key=ordered.index)
        assert register.column(higher) == column
        assert register.unused == (lower,)
    for row in ranks:
        if len(row) > 1:
            path = table(tmp_path, [*row[:2], *base])
            (problem,) = problems(by_rows, path)
            assert f"the column {column!r} stands twice ({row[0]!r}, {row[1]!r})" in problem
            assert f"columns={{{column!r}: '…'}}" in problem
            told = {column: row[1]}
            assert by_rows(path, columns=told).unused == (row[0],)


def test_a_layout_is_named(tmp_path):
    """`columns="national"` means the headings of the exchange that are there; others are no layout."""
    path = CASES / "vp_dong_bo_quoc_gia.csv"
    for read in READERS.values():
        assert len(read(path, columns="national")) == 3
    assert LAYOUTS["national"]["received"] == "NgayTiepNhan"
    with pytest.raises(InvalidValueError, match="no layout is called 'tỉnh'; there is national"):
        by_rows(path, columns="tỉnh")
    with pytest.raises(InvalidTypeError, match="`columns` says which heading"):
        by_rows(path, columns=["code"])
    # A unit beside limits in words changes nothing; numbers without one are no limits.
    path = table(
        tmp_path,
        ["MaHoSo", "NgayTiepNhan", "ThoiGianGiaiQuyet", "DonViTinh"],
        ["H1", "02/03/2026", "05 ngày làm việc", "ngày"],
        ["H2", "02/03/2026", "5", "Ngày"],
    )
    assert [entry.deadline.due_on.day for entry in by_rows(path)] == [9, 9]
    path = table(tmp_path, ["MaHoSo", "NgayTiepNhan", "ThoiGianGiaiQuyet"], ["H1", "02/03/2026", "5"])
    assert "no time limit can be read from '5'" in problems(by_rows, path)[0]


def test_what_is_not_there_is_counted_as_not_stated(tmp_path, capsys):
    """A report may divide by a column that the file lacks: it states nothing, and says so."""
    path = table(tmp_path, ["Mã HS", "Ngày nhận", "Hẹn trả"], ["H1", "02/03/2026", "05/03/2026"])
    for engine, read in READERS.items():
        register = read(path)
        assert dict(register.not_stated) == dict.fromkeys(
            ("procedure", "office", "mechanism", "channel", "finished"), 1
        )
        assert register.column("mechanism") == "mechanism"
        assert main(["report", str(path), "--by", "mechanism", "--engine", engine, "--language", "en"]) == 0
        out, err = capsys.readouterr()
        assert [line.split()[:2] for line in out.splitlines()[-2:]] == [["–", "1"], ["total", "1"]]
        assert "not stated: procedure 1, office 1, mechanism 1, channel 1, finished 1" in err
    assert main(["report", str(path), "--mechanism", "một cửa", "--by", "mechanism"]) == 0
    assert "một cửa" in capsys.readouterr().out


def test_only_returned_results_say_that_work_was_finished(capsys):
    """Without a column for the end, the day of return counts, and the report says so."""
    path = str(CASES / "vp_chi_ngay_tra.csv")
    assert main(["report", path, "--language", "en"]) == 0
    assert "the day of 'Ngày trả KQ' counts" in capsys.readouterr().err
    assert main(["report", path]) == 0
    assert "tính theo cột “Ngày trả KQ”" in capsys.readouterr().err


# What is told ----------------------------------------------------------------------------------------------


def test_rows_below_that_are_dossiers_are_not_left_out(tmp_path):
    """`skip_footer` counts rows from the last that is not blank, and never drops a dossier."""
    rows = [[f"H{i}", "02/03/2026", "05/03/2026"] for i in range(1, 4)]
    path = table(tmp_path, ["Mã HS", "Ngày nhận", "Hẹn trả"], *rows, ["Tổng: 3", "", ""], ["", "", ""])
    assert len(by_rows(path, skip_footer=1)) == 3
    (problem,) = problems(by_rows, path, skip_footer=2)
    assert "row 4, column code: 'H3' is a dossier, which skip_footer=2 leaves out" in problem
    assert len(problems(by_rows, path, skip_footer=99)) == 3


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        ({"header_row": 0}, InvalidValueError, "`header_row` is 1 or more, not 0"),
        ({"header_row": True}, InvalidTypeError, "`header_row` is a number of rows, not True"),
        ({"header_row": "3"}, InvalidTypeError, "`header_row` is a number of rows, not '3'"),
        ({"skip_footer": -1}, InvalidValueError, "`skip_footer` is 0 or more, not -1"),
        ({"skip_footer": None}, InvalidTypeError, "`skip_footer` is a number of rows"),
        ({"missing": 5}, InvalidTypeError, "`missing` are texts"),
        ({"missing": ["NULL", None]}, InvalidTypeError, "`missing` are texts such as 'NULL', not None"),
        ({"serial_dates": 1}, InvalidTypeError, "`serial_dates` is True or False, not 1"),
        ({"mechanism": None}, InvalidTypeError, "`mechanism` is text, not None"),
        ({"sheet": 1}, InvalidTypeError, "`sheet` is text, not 1"),
        ({"header_row": 99}, RegisterError, "row 99: is not there or is blank"),
        ({"sheet": "Sổ"}, RegisterError, "has no sheets, as only XLSX has"),
    ],
)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_told_wrong_is_refused(reader, told, error, words):
    """Each argument is held to its type and range, whoever reads."""
    with pytest.raises(error, match=words):
        READERS[reader](CASES / "good.csv", **told)


@given(
    st.datetimes(datetime(2007, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
)
@quick
def test_days_are_counted_as_spreadsheets_do(moment):
    """A number of days is the moment that a spreadsheet shows for it, to the second."""
    from thutuc.registers.habits import FileHabits  # noqa: PLC0415 - not public

    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    found = FileHabits(serial_dates=True).moment(f"{days:.10f}".rstrip("0").rstrip("."))
    wanted = moment if moment.time() != datetime.min.time() else moment.date()
    assert found == wanted


def test_missing_texts_are_exact(tmp_path):
    """Another case is another text; blanks around it are not; a single text may be given."""
    header = ["Mã HS", "Ngày nhận", "Hẹn trả", "Cơ quan"]
    path = table(tmp_path, header, ["H1", "02/03/2026", " NULL ", "null"])
    for read in READERS.values():
        register = read(path, missing="NULL")
        assert dict(register.not_stated)["due"] == 1
        assert "office" not in register.not_stated


# Moments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("08:30 02/03/2026", datetime(2026, 3, 2, 8, 30)),
        ("8h30, 2-3-2026", datetime(2026, 3, 2, 8, 30)),
        ("02/03/2026 8:30 SA", datetime(2026, 3, 2, 8, 30)),
        ("02/03/2026 1:30 CH", datetime(2026, 3, 2, 13, 30)),
        ("02/03/2026 1:30 ch", datetime(2026, 3, 2, 13, 30)),
        ("02/03/2026 8:15:00 SA", datetime(2026, 3, 2, 8, 15)),
        ("02/03/2026 12:05 SA", datetime(2026, 3, 2, 0, 5)),
        ("02/03/2026 12:05 CH", datetime(2026, 3, 2, 12, 5)),
        ("02/03/2026 13:30 CH", datetime(2026, 3, 2, 13, 30)),
        ("8:30 SA 02/03/2026", datetime(2026, 3, 2, 8, 30)),
        ("20260302083000", datetime(2026, 3, 2, 8, 30)),
        ("2026/03/02", date(2026, 3, 2)),
        ("2026/03/02 08:30", datetime(2026, 3, 2, 8, 30)),
    ],
)
def test_moments_are_read_as_offices_write_them(tmp_path, text, moment):
    """Each is one moment, and all readers say which."""
    assert read_moment(text) == moment
    assert type(read_moment(text)) is type(moment)
    path = table(tmp_path, ["Mã HS", "Ngày nhận", "Hẹn trả"], ["H1", "01/03/2026", text])
    for read in READERS.values():
        assert read(path).span[0] == date(2026, 3, 1)
        register = read(path)
        assert dict(register.not_stated).get("due") is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "02/03/2026 8:30 AM",
            "02/03/2026 1:30 PM",
            "02/03/2026 13:30 SA",
            "02/03/2026 0:30 CH",
            "20260302",
        ),
        *(
            "202603020830",
            "20261302083000",
            "2026/13/02",
            "02/03/26",
            "26/03/02",
            "08:30",
            "02/03/2026 8:30 S",
        ),
    ],
)
def test_what_could_mean_two_moments_is_none(tmp_path, text):
    """Months first, halves of a day that do not fit and years of two figures are refused, not guessed."""
    with pytest.raises(InvalidValueError, match="is not a date"):
        read_moment(text)
    path = table(tmp_path, ["Mã HS", "Ngày nhận", "Hẹn trả"], ["H1", text, "05/03/2026"])
    wanted = problems(by_rows, path)
    assert all(problems(read, path) == wanted for read in READERS.values())


# Channels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "channel"),
    [
        *(("Nộp trực tiếp", Channel.DIRECT), ("TRỰC TIẾP", Channel.DIRECT), ("1", Channel.DIRECT)),
        *(("Nộp trực tuyến", Channel.ONLINE), ("2", Channel.ONLINE), ("Qua BCCI", Channel.POST)),
        *(("Dịch vụ bưu chính công ích", Channel.POST), ("3", Channel.POST), ("Tại nhà", None), ("", None)),
    ],
)
def test_words_for_channels(word, channel):
    """Usual words and the national codes are known; another word, or none, is not."""
    assert channel_of(word) is channel
    assert channel_of(unicodedata.normalize("NFD", word)) is channel


def test_a_register_may_have_words_of_its_own():
    """What is told goes before what is known, and an empty word stands for what is not stated."""
    own = {"tại nhà": Channel.DIRECT, "2": Channel.POST, "": Channel.ONLINE}
    assert channel_of("Tại  Nhà", own) is Channel.DIRECT
    assert channel_of("2", own) is Channel.POST
    assert channel_of("", own) is Channel.ONLINE
    assert set(CHANNELS.values()) == set(Channel)


def test_an_unknown_channel_is_named_where_it_matters(capsys):
    """The official form divides by channel: each unknown word is named with its row and what to tell."""
    path = str(CASES / "vp_kenh_la.csv")
    period = ["--from", "2026-03-01", "--to", "2026-04-01", "--language", "en"]
    assert main(["report", path, "--form", "II.06", *period]) == 2
    err = capsys.readouterr().err
    assert "vp_kenh_la.csv, row 2, column channel: 'Tại nhà' is no known way of handing in a dossier" in err
    assert "--channel 'Tại nhà=1'" in err
    assert "row 5, column channel: is empty" in err
    told = ["--channel", "Tại nhà=trực tiếp", "--channel", "=1"]
    assert main(["report", path, "--form", "II.06", "--from", "2026-03-01", "--to", "2026-04-01", *told]) == 0
    with pytest.raises(SystemExit):
        main(["report", path, "--channel", "Tại nhà=xe"])
    entries = [Entry("H1", "", "", "", "Tại nhà", date(2026, 3, 2), None, None, None, row=7)] * 2
    with pytest.raises(RegisterError, match=r"row 7 \(and 1 more\), column channel"):
        check_channels("sổ", entries)


# Spreadsheets ----------------------------------------------------------------------------------------------


def test_a_spreadsheet_needs_the_extra(monkeypatch):
    """Without openpyxl the file is named as XLSX, with what to install."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for read in READERS.values():
        with pytest.raises(MissingExtraError, match=r"vp_bang_tinh.xlsx is an XLSX file; .*thutuc\[excel\]"):
            read(CASES / "vp_bang_tinh.xlsx")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/document.xml", "is a paper of a word processor"),
        ("content.xml", "is an OpenDocument file"),
        ("xl/workbook.bin", "is a binary spreadsheet"),
        ("sổ.csv", "is an archive; unpack it"),
    ],
)
def test_packed_files_of_another_kind_are_named(tmp_path, part, words):
    """What begins as XLSX does and is something else is said to be that."""
    from zipfile import ZipFile  # noqa: PLC0415

    path = tmp_path / "sổ.xlsx"
    with ZipFile(path, "w") as package:
        package.writestr(part, "x")
    assert words in problems(by_rows, path)[0]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a spreadsheet of before 2007"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"Rar!\x1a", "is an archive"),
        (b"{\\rtf1", "is a paper of a word processor"),
        (b"\xef\xbb\xbf  <TABLE>", "is a web page"),
    ],
)
def test_files_of_another_kind_are_named(tmp_path, head, words):
    """What is no register at all is refused by what it is, whoever reads."""
    path = tmp_path / "sổ.csv"
    path.write_bytes(head + b"\n" * 600)
    for read in READERS.values():
        (problem,) = problems(read, path)
        assert words in problem
        assert "save it as XLSX or as 'CSV UTF-8'" in problem


def test_a_spreadsheet_is_bounded(tmp_path):
    """A workbook that unpacks to far more than its size is refused before it is read."""
    path = tmp_path / "sổ.xlsx"
    book = Workbook()
    for _ in range(5000):
        book.active.append(["x" * 1000] * 3)
    book.save(path)
    assert "the bound 'expansion' allows no more" in problems(by_rows, path, bounds=Bounds(expansion=1))[0]
    assert "the bound 'file_bytes' allows no more" in problems(by_rows, path, bounds=Bounds(file_bytes=9))[0]


def test_merged_cells_matter_where_dossiers_stand(tmp_path):
    """Cells merged above the headings, or below all that is written, hide nothing."""
    path = tmp_path / "sổ.xlsx"
    book = Workbook()
    for row in (["SỔ"], ["Mã HS", "Ngày nhận", "Hẹn trả"], ["H1", date(2026, 3, 2), date(2026, 3, 5)]):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A9:C9")
    book.save(path)
    assert len(by_rows(path, header_row=2)) == 1
    book.active.merge_cells("B3:C3")
    book.save(path)
    assert "row 3: the cells B3:C3 are merged" in problems(by_rows, path, header_row=2)[-1]


def test_the_day_0_of_a_workbook_is_its_own(tmp_path):
    """Numbers of days count from 1904 in workbooks that say so."""
    path = tmp_path / "sổ.xlsx"
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active.append(["Mã HS", "Ngày nhận", "Hẹn trả"])
    book.active.append(["H1", (date(2026, 3, 2) - date(1904, 1, 1)).days, datetime(2026, 3, 5)])
    book.save(path)
    (entry,) = by_rows(path, serial_dates=True)
    assert (entry.received_at, entry.deadline.due_on) == (date(2026, 3, 2), date(2026, 3, 5))


# The frame -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_frame_keeps_the_limit(tmp_path, engine):
    """Limit, amount and unit stand in the frame, whoever read the row, and count again to the same day."""
    path = table(
        tmp_path,
        ["Mã HS", "Ngày nhận", "Thời hạn", "Hẹn trả"],
        ["H1", "02/03/2026", "05 ngày làm việc", "10/03/2026"],
        ["H2", "02/03/2026", "", "10/03/2026"],
        ["H3", "02/03/2026 8:30 SA", "08 giờ làm việc", "10/03/2026"],
        ["H4", "02/03/2026", "03 ngày làm việc, sau 15 giờ tính ngày tiếp theo", "10/03/2026"],
    )
    frame = frames.read_register(path, CAL, engine=engine).frame
    names = ["code", "limit", "amount", "unit"]
    rows = frame.select(names).collect().rows() if engine == "polars" else frame.select(*names).fetchall()
    assert sorted(rows) == [
        ("H1", "05 ngày làm việc", 5.0, "working_day"),
        ("H2", "", None, None),
        ("H3", "08 giờ làm việc", 8.0, "working_hour"),
        ("H4", "03 ngày làm việc, sau 15 giờ tính ngày tiếp theo", 3.0, "working_day"),
    ]


def test_what_is_told_holds_for_parquet(tmp_path):
    """Missing texts and a mechanism are told of Parquet, too; a row of headings is not."""
    import polars as pl  # noqa: PLC0415

    path = tmp_path / "sổ.parquet"
    pl.DataFrame(
        {
            "Mã HS": ["H1", "H2"],
            "Ngày nhận": [date(2026, 3, 2), date(2026, 3, 3)],
            "Hẹn trả": ["NULL", "05/03/2026"],
            "Ngày kết thúc": [date(2026, 3, 4), date(1900, 1, 1)],
            "Cơ quan": ["NULL", "A"],
        }
    ).write_parquet(path)
    told = {"missing": ("NULL", "1900-01-01"), "mechanism": "một cửa"}
    wanted = PeriodReport.of(by_rows(path, **told), *PERIOD, by=["office", "mechanism"]).to_dicts()
    for name in ("polars", "duckdb"):
        register = READERS[name](path, **told)
        assert register.figures(*PERIOD, ["office", "mechanism"]).to_dicts() == wanted
        assert dict(register.not_stated) == {"procedure": 2, "office": 1, "channel": 2, "due": 1}
    for read in READERS.values():
        assert "Parquet holds its headings apart" in problems(read, path, header_row=1)[0]


def test_the_docs_show_every_heading_with_its_rank():
    """The table of the how-to is what the code knows, in the order of the ranks."""
    page = (CASES.parents[2] / "docs" / "how-to" / "report-from-a-register.md").read_text("utf-8")
    for column, ranks in HEADINGS.items():
        cells = "; then ".join(", ".join(row) for row in ranks)
        assert f"| `{column}` | {cells} |" in page
