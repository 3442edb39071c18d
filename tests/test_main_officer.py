"""The command line for an officer: one dossier, periods, the list of a day, audits, spreadsheets."""

import csv
import json
import re
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest

from thutuc import Clock, PeriodReport, TimeLimit, due, vietnam_calendar
from thutuc.__main__ import main
from thutuc.commands.options import command_line
from thutuc.commands.parser import in_vietnamese
from thutuc.registers import COLUMNS, Entry, StatedDeadline, read_register
from thutuc.reports import DayState, ReportingPeriod, Span, day_list

CASES = Path(__file__).parent / "cases" / "registers"
GOOD = str(CASES / "good.csv")
LIMIT = "05 ngày làm việc"
CAL = vietnam_calendar()


@pytest.fixture(autouse=True)
def _plain_locale(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capsys):
    """Run it in this process: its exit code, what it printed, and its errors."""

    def go(*arguments):
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return go


def last(answer):
    """The last line that was printed, of an answer without errors."""
    code, out, err = answer
    assert (code, err) == (0, "")
    return out.splitlines()[-1]


# One dossier -----------------------------------------------------------------------------------------------


def test_the_last_line_can_be_read_out(run):
    """It has the hour, the weekday and the day as a slip has them, in the language asked for."""
    asked = ("due", "02 ngày làm việc", "--from", "05/02/2027")
    assert last(run(*asked)) == "17 giờ 00 phút, thứ Sáu, ngày 12/02/2027"
    assert last(run(*asked, "--language", "en")) == "17:00, Friday 12/02/2027"


def test_a_provisional_day_is_read_out_as_one(run):
    """What a decision still to come may move is not said as if it were certain."""
    assert last(run("due", "03 ngày làm việc", "--from", "27/04/2027")).endswith(" (dự kiến)")


def test_after_a_supplement_the_law_of_the_day_of_receipt_decides(run):
    """From the beginning again under NĐ 118/2025, going on under QĐ 09/2015; a choice is said to be one."""
    of_2026 = ("due", LIMIT, "--tu-ngay", "02/03/2026", "--bo-sung", "04/03/2026", "06/03/2026")
    clock = Clock(TimeLimit.parse(LIMIT), date(2026, 3, 2), CAL)
    again = clock.restart(date(2026, 3, 6)).deadline.due_on
    goes_on = clock.pause(date(2026, 3, 4)).resume(date(2026, 3, 6)).deadline.due_on
    assert (again, goes_on) == (date(2026, 3, 13), date(2026, 3, 11))
    out = run(*of_2026)[1]
    assert out.endswith("ngày 13/03/2026\n")
    assert "thời hạn tính lại từ đầu (" in out
    assert "118/2025/NĐ-CP" in out
    for rule, day in (("restart", "13/03/2026"), ("resume", "11/03/2026"), ("keep", "09/03/2026")):
        out = run(*of_2026, "--supplement-rule", rule)[1]
        assert out.endswith(f"ngày {day}\n")
        assert "(theo lựa chọn)" in out
    of_2017 = ("due", LIMIT, "--from", "06/03/2017", "--supplement", "08/03/2017", "10/03/2017")
    assert "thời hạn tính tiếp (" in run(*of_2017)[1]


def test_pauses_and_extensions(run):
    """They do what the verbs of a clock do, however often; a new day decides."""
    asked = ("due", LIMIT, "--from", "02/03/2026", "--pause", "04/03/2026", "06/03/2026", "--format", "json")
    clock = Clock(TimeLimit.parse(LIMIT), date(2026, 3, 2), CAL)
    paused = clock.pause(date(2026, 3, 4)).resume(date(2026, 3, 6))
    assert json.loads(run(*asked)[1])["due_on"] == paused.deadline.due_on.isoformat()
    longer = paused.extend(TimeLimit.parse("03 ngày làm việc"), date(2026, 3, 6))
    for option in ("--extend", "--extension", "--gia-han"):
        answer = json.loads(run(*asked, option, "03 ngày làm việc")[1])
        assert answer["due_on"] == longer.deadline.due_on.isoformat()
    answer = json.loads(run(*asked, "--extend", "20/03/2026", "--extended-on", "09/03/2026")[1])
    assert (answer["due_on"], answer["words"]) == ("2026-03-20", "17 giờ 00 phút, thứ Sáu, ngày 20/03/2026")


def test_online_outside_the_hours_counts_from_the_next_opening(run):
    """Handed in on Friday night, it is received on Monday morning; the answer is due in 8 working hours."""
    code, out, _ = run("due", LIMIT, "--from", "27/11/2026 22:10", "--online")
    expected = due(TimeLimit.parse(LIMIT), datetime(2026, 11, 30, 7), CAL).due_on
    assert (code, out.endswith(f"ngày {expected:%d/%m/%Y}\n")) == (0, True)
    assert "nộp ngoài giờ làm việc: tính từ 07 giờ 00 phút, thứ Hai, ngày 30/11/2026" in out
    assert "không muộn hơn 08 giờ làm việc: 17 giờ 00 phút, thứ Hai, ngày 30/11/2026 (" in out
    assert last(run("due", LIMIT, "--from", "28/11/2026", "--online")).endswith(f"ngày {expected:%d/%m/%Y}")
    inside = run("due", LIMIT, "--from", "27/11/2026 09:00", "--online")[1]
    assert "ngoài giờ" not in inside
    assert inside.endswith("ngày 04/12/2026\n")


def test_hours_of_the_office(run):
    """Weekdays in Vietnamese or English, hours as they are written; hours alone are Monday to Friday."""
    for hours in (
        "T2-T6 07:30-11:30, 13:00-16:30",
        "mon-fri: 7h30-11h30, 13h-16h30",
        "thứ Hai đến thứ Sáu 7g30-11g30, 13g-16g30",
        "07:30-11:30, 13:00-16:30",
    ):
        line = last(run("due", LIMIT, "--from", "02/03/2026", "--hours", hours))
        assert line == "16 giờ 30 phút, thứ Hai, ngày 09/03/2026"


def test_a_half_day_on_saturday_counts(run):
    """Saturday is a working day that ends when its morning does, or at the hour that is told."""
    asked = ("due", LIMIT, "--from", "02/03/2026")
    assert last(run(*asked, "--saturday")) == "11 giờ 30 phút, thứ Bảy, ngày 07/03/2026"
    assert last(run(*asked, "--thu-bay", "7h-11h")) == "11 giờ 00 phút, thứ Bảy, ngày 07/03/2026"
    week = "T2-T6 08:00-12:00, 13:00-17:00"
    assert last(run(*asked, "--hours", week, "--saturday")) == "12 giờ 00 phút, thứ Bảy, ngày 07/03/2026"


def test_days_of_its_own(run):
    """A local day off is not counted and says why; a make-up day is worked for it."""
    asked = ("due", LIMIT, "--from", "02/03/2026", "--day-off", "05/03/2026=hội làng")
    code, out, _ = run(*asked)
    assert (code, "hội làng" in out, out.endswith("ngày 10/03/2026\n")) == (0, True, True)
    assert last(run(*asked, "--lam-bu", "07/03/2026=05/03/2026")).endswith("ngày 09/03/2026")
    plain = run("due", LIMIT, "--from", "02/03/2026", "--day-off", "05/03/2026", "--language", "en")[1]
    assert "day off (the office's own day off)" in plain


# Periods ---------------------------------------------------------------------------------------------------


def figures(run, *period):
    """The total of a report of the good register, and its exit code."""
    code, out, _ = run("report", GOOD, *period, "--format", "json")
    return code, json.loads(out)[-1]


@pytest.mark.parametrize(
    ("asked", "span", "number", "first_day"),
    [
        (("--quarter", "I/2026"), Span.QUARTER, 1, 1),
        (("--quy", "quý 1/2026"), Span.QUARTER, 1, 1),
        (("--quy", "2026-Q1"), Span.QUARTER, 1, 1),
        (("--quarter", "i/2026", "--first-day", "15"), Span.QUARTER, 1, 15),
        (("--thang", "3/2026", "--ky-15-14"), Span.MONTH, 3, 15),
        (("--month", "03/2026"), Span.MONTH, 3, 1),
        (("--half-year", "I/2026"), Span.HALF_YEAR, 1, 1),
        (("--nua-nam", "đầu năm 2026"), Span.HALF_YEAR, 1, 1),
        (("--9-thang", "2026"), Span.NINE_MONTHS, 1, 1),
        (("--year", "2026"), Span.YEAR, 1, 1),
    ],
)
def test_periods_by_name(run, asked, span, number, first_day):
    """A quarter, a month, a half, nine months and a year, of the calendar or from the 15th to the 14th."""
    start, end = ReportingPeriod.of(span, 2026, number, first_day=first_day)
    expected = PeriodReport.of(read_register(GOOD, CAL), start, end)
    assert figures(run, *asked) == (0, expected.to_dicts()[-1])


def test_the_last_day_is_included(run):
    """`--through` 31 March is `--to` 1 April, with or without a first day."""
    assert figures(run, "--den-het", "31/03/2026") == figures(run, "--to", "01/04/2026")
    asked = ("--from", "01/03/2026", "--through", "30/03/2026")
    assert figures(run, *asked) == figures(run, "--from", "01/03/2026", "--to", "31/03/2026")


@pytest.mark.parametrize(
    ("asked", "vi", "en"),
    [
        (("--quarter", "V/2026"), "không có quý V", "no quarter V"),
        (("--quarter", "0/2026"), "không có quý 0", "no quarter 0"),
        (("--quarter", "III"), "chưa ghi rõ quý nào của năm nào", "does not say which quarter of which year"),
        (("--month", "13/2026"), "không có tháng 13", "no month 13"),
        (("--half-year", "III/2026"), "6 tháng chỉ có I", "has the halves I and II"),
        (("--year", "26"), "'26' không phải là năm", "'26' is no year"),
        (
            ("--first-day", "31"),
            "'31' không phải số nguyên từ 1 đến 28",
            "'31' is not a whole number, 1 to 28",
        ),
        (("--first-day", "15"), "ngày đầu kỳ đi kèm --quy", "a first day goes with --quarter"),
        (("--quarter", "I/2026", "--year", "2026"), "được ghi hai lần", "told twice"),
        (("--quarter", "I/2026", "--from", "01/01/2026"), "được ghi hai lần", "told twice"),
        (("--through", "31/03/2026", "--to", "01/04/2026"), "chọn một trong hai", "one of the two"),
        (("--from", "01/04/2026", "--through", "31/03/2026"), "đổi lại hai ngày", "exchange them"),
        (("--through", "31/03/2026 17:00"), "ở đây chỉ ghi ngày", "write the day alone"),
        (("--through", "31/02/2026"), "'31/02/2026' không phải là ngày", "'31/02/2026' is not a date"),
        (("--format", "xlsx"), "bảng tính phải ghi vào tệp", "a spreadsheet is written to a file"),
        (("--output", "x.docx"), "không rõ 'x.docx' là tệp gì", "what 'x.docx' is to be is not clear"),
        (("--channel", "tại quầy=9"), "không rõ cách nộp", "names no channel"),
        (("--hours", "T2-T9 07:30-11:30"), "không đọc được giờ", "is not a weekday"),
        (("--hours", "mở cửa"), "không đọc được giờ", "write 'mon-fri 07:30-11:30"),
        (("--saturday", "sáng"), "không phải giờ làm việc", "are no hours"),
        (("--make-up-day", "07/03/2026"), "thiếu ngày được làm bù", "lacks the day it is worked for"),
        (("--header-row", "0"), "'0' không phải số nguyên từ 1 trở lên", "is not a whole number, 1 or more"),
        (("--form", "II.07"), "không có 'II.07'; chọn một trong: ", "invalid choice: 'II.07'"),
        (("--quarter",), "cần một giá trị đi kèm", "expected one argument"),
        (("--nonsense",), "không có tùy chọn hay đối số này: --nonsense", "unrecognized arguments"),
    ],
)
def test_wrong_input_is_told_in_the_language_asked_for(run, asked, vi, en):
    """Both languages say what is wrong, print nothing else, and exit with 2."""
    for language, words in (("vi", vi), ("en", en)):
        code, out, err = run("report", GOOD, "--language", language, *asked)
        assert (code, out) == (2, "")
        assert words in err
        assert "Traceback" not in err


@pytest.mark.parametrize(
    ("asked", "vi", "en"),
    [
        (
            ("02/03/2026", "--pause", "05/03/2026", "04/03/2026"),
            "viết ngày trước",
            "write the earlier one first",
        ),
        (("02/03/2026", "--supplement", "05/03/2026"), "cần 2 giá trị đi kèm", "expected 2 arguments"),
        (("02/03/2026", "--extend", "thêm"), "không phải thời hạn hay ngày hẹn mới", "neither a limit nor"),
        (("02/03/2026", "--pause", "01/03/2026", "04/03/2026"), "", "comes before the start"),
    ],
)
def test_wrong_events_are_told_in_the_language_asked_for(run, asked, vi, en):
    """The same for what has happened to one dossier."""
    for language, words in (("vi", vi), ("en", en)):
        code, out, err = run("due", LIMIT, "--language", language, "--from", *asked)
        assert (code, out) == (2, "")
        assert words in err


# Files and forms -------------------------------------------------------------------------------------------


def test_csv_for_excel(run, tmp_path):
    """It begins with a mark of UTF-8, has semicolons, headings in the language, and no formulas."""
    path = tmp_path / "sổ.csv"
    path.write_text(f"{','.join(COLUMNS)}\nH1,x,=1+1,m,c,2026-03-02,{LIMIT},2026-03-09,\n", encoding="utf-8")
    asked = ("report", str(path), "--by", "office", "--format", "csv-excel")
    printed = run(*asked)[1]
    assert printed.startswith("\ufeffcơ quan;tiếp nhận trong kỳ;")
    rows = list(csv.reader(StringIO(printed.removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows] == ["cơ quan", "'=1+1", "tổng cộng"]
    assert run(*asked, "--language", "en")[1].startswith("\ufeffoffice;received;")
    to = tmp_path / "bao-cao.csv"
    assert run(*asked, "--output", str(to))[:2] == (0, f"đã ghi {to}\n")
    assert to.read_bytes().decode("utf-8") == printed


def test_a_spreadsheet_holds_the_report(run, tmp_path):
    """XLSX has the figures of the report as numbers, under Vietnamese headings."""
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "bao-cao.xlsx"
    code, out, _ = run("report", GOOD, "--by", "office", "--quarter", "I/2026", "-o", str(path))
    assert (code, out) == (0, f"đã ghi {path}\n")
    rows = [[cell for cell in row if cell is not None] for row in openpyxl.load_workbook(path).active.values]
    quarter = ReportingPeriod.of(Span.QUARTER, 2026)
    whole = PeriodReport.of(read_register(GOOD, CAL), *quarter)
    assert rows[1][:2] == ["cơ quan", "tiếp nhận trong kỳ"]
    assert rows[-1] == ["tổng cộng", *whole.to_dicts()[0].values()]


def test_what_cannot_be_written_is_said(run, tmp_path):
    """A folder that is not there gives a message, not a traceback."""
    code, out, err = run("report", GOOD, "-o", str(tmp_path / "không" / "b.csv"))
    assert (code, out) == (2, "")
    assert err.endswith("không có thư mục này\n")


def test_html_is_a_page(run):
    """It names its letters and its language."""
    page = run("report", GOOD, "--format", "html")[1]
    assert page.startswith("<!DOCTYPE html>")
    assert 'lang="vi"' in page
    assert "utf-8" in page


def test_an_unknown_channel_word_is_named(run, tmp_path):
    """The form names the word, its row and the argument that helps, and with it is made."""
    path = tmp_path / "sổ.csv"
    path.write_text(Path(GOOD).read_text("utf-8").replace("trực tuyến", "tại nhà"), encoding="utf-8")
    code, out, err = run("report", str(path), "--form", "II.06")
    assert (code, out) == (2, "")
    assert "tại nhà" in err
    assert "--channel" in err
    assert run("report", str(path), "--form", "II.06", "--channel", "tại nhà=2")[0] == 0


# Today -----------------------------------------------------------------------------------------------------


def register(path, rows):
    """A register of dossiers with stated due dates: code, office, due, finished."""
    lines = ["code,procedure,office,mechanism,channel,received,limit,due,finished,returned"]
    lines += [
        f"{code},khai sinh,{office},một cửa,trực tiếp,02/11/2026,,{due_on},{finished},"
        for code, office, due_on, finished in rows
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


@pytest.fixture
def book(tmp_path):
    """Dossiers around Friday 27 November 2026; Tuesday the 24th was a day off."""
    return register(
        tmp_path / "sổ.csv",
        [
            ("H1", "Phường 10", "24/11/2026", ""),
            ("H2", "Phường 2", "27/11/2026", ""),
            ("H3", "Phường 2", "30/11/2026", ""),
            ("H4", "Phường 2", "01/12/2026", ""),
            ("H5", "Phường 2", "20/11/2026", "19/11/2026"),
            ("H6", "Phường 2", "", ""),
            ("H7", "Phường 2", "20/11/2026", "30/11/2026"),
        ],
    )


def test_today_lists_what_is_urgent_by_office(run, book):
    """Overdue, due today, and due on the next working day, when an apology is still possible."""
    code, out, _ = run("today", book, "--on", "27/11/2026", "--format", "json")
    found = {row["code"]: (row["state"], row["excuse_by"], row["days_late"]) for row in json.loads(out)}
    assert code == 0
    assert found == {
        "H1": ("quá hạn", "", 3),
        "H7": ("quá hạn", "", 4),
        "H2": ("đến hạn hôm nay", "", None),
        "H3": ("đến hạn ngày làm việc tiếp theo", "29/11/2026", None),
    }
    last_line = run("hom-nay", book, "--ngay", "27/11/2026")[1].splitlines()[-1]
    assert last_line == (
        "2 hồ sơ quá hạn, 1 đến hạn hôm nay, 1 đến hạn thứ Hai 30/11/2026 (xin lỗi và hẹn lại chậm nhất ngày "
        "29/11/2026); 1 hồ sơ đang giải quyết không ghi hạn."
    )


def test_today_is_today(run, tmp_path):
    """Left out, the day is that of the clock: what was due years ago is overdue."""
    old = register(tmp_path / "cũ.csv", [("H1", "A", "03/11/2026", "")])
    out = run("today", old, "--on", "05/11/2026", "--language", "en")[1]
    assert out.splitlines()[-1] == "1 overdue, 0 due today, 0 due by Friday 06/11/2026."
    code, out, _ = run("today", old, "--language", "en")
    assert (code, out.splitlines()[-1].split(",")[0]) == (0, "1 overdue")


def entry(code, due_on, finished=None, received=date(2026, 11, 2)):
    deadline = None if due_on is None else StatedDeadline(due_on)
    return Entry(code, "khai sinh", "A", "một cửa", "trực tiếp", received, deadline, finished, None)


@pytest.mark.parametrize("day", [date(2026, 11, 20 + i) for i in range(10)])
def test_every_open_dossier_stands_in_one_place(day):
    """Those listed, those due later and those without a date are together what is open on the day."""
    days = [date(2026, 11, 16 + i) for i in range(14)]
    cases = [
        entry(f"H{i}{j}", one, other) for i, one in enumerate(days) for j, other in enumerate([None, *days])
    ]
    cases += [entry("X", None), entry("later", days[0], received=date(2026, 11, 30))]
    found = day_list(cases, day, CAL)
    still_open = [
        case for case in cases if case.received_at <= day and not (case.finished_at or date.max) <= day
    ]
    assert len(found) + found.later + found.undated == len(still_open)
    after = CAL.next_working_day(date.fromordinal(day.toordinal() + 1))
    for one in found:
        expected = (
            DayState.OVERDUE if one.due_on < day else DayState.TODAY if one.due_on == day else DayState.NEXT
        )
        assert one.state is expected
        assert one.due_on <= after


# Audit -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_audit_of_a_file(run, tmp_path, divider):
    """Each identity is said to hold or not, and last how many do, whatever divides the cells."""
    path = tmp_path / "bang.csv"
    lines = [
        ("place", "total", "resolved", "early", "on_time", "late", "pending"),
        ("An Lục", "21686", "17651", "13767", "3254", "634", ""),
        ("Tầm Vu", "134", "125", "", "", "", "9"),
    ]
    path.write_text("\n".join(divider.join(line) for line in lines), encoding="utf-8")
    code, out, err = run("audit", str(path))
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "2 bảng số liệu: 1 khớp, 1 không khớp, 4 chưa đủ số liệu"
    assert run("doi-soat", str(path), "--language", "en")[1].endswith(
        "2 tables: 1 hold, 1 fail, 4 undecided\n"
    )


def test_audit_reads_what_report_writes(run, tmp_path):
    """A report in CSV for Excel, under its Vietnamese or English headings, adds up."""
    for language in ("vi", "en"):
        path = str(tmp_path / f"{language}.csv")
        asked = ("--by", "office", "--language", language, "--format", "csv-excel", "-o", path)
        assert run("report", GOOD, *asked)[0] == 0
        code, out, _ = run("audit", path)
        assert (code, out.splitlines()[-1]) == (0, "3 bảng số liệu: 12 khớp, 0 không khớp, 0 chưa đủ số liệu")


def test_audit_of_a_spreadsheet_says_what_to_do(run, tmp_path):
    """A file of another kind is named as such, in the language asked for."""
    path = tmp_path / "bang.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    assert run("audit", str(path)) == (
        *(2, ""),
        "thutuc: không đọc được bang.xlsx: đây là bảng tính; hãy lưu thành 'CSV UTF-8'\n",
    )
    assert "it is a spreadsheet; save it as 'CSV UTF-8'" in run("audit", str(path), "--language", "en")[2]


def test_audit_of_a_table_that_has_all_columns(run, tmp_path):
    """With --complete too few fails, too."""
    path = tmp_path / "bang.csv"
    path.write_text("total,resolved,pending\n100,51,10\n", encoding="utf-8")
    assert "39" in run("audit", str(path))[1]
    assert " 0 không khớp, " in run("audit", str(path))[1]
    assert " 1 không khớp, " in run("audit", str(path), "--complete")[1]


# Languages -------------------------------------------------------------------------------------------------


def test_help_is_in_one_language(run):
    """Vietnamese help has no English heading, and shows Vietnamese names of options first."""
    for command in ("due", "report", "today", "audit"):
        _, vi, _ = run(command, "--help")
        _, en, _ = run(command, "--help", "--language", "en")
        for words in ("usage", "options", "positional", "show this"):
            assert words not in vi
        assert vi.startswith("cách dùng: thutuc ")
        assert en.startswith("usage: thutuc ")
        for example in ("'05 ngày làm việc'", "'03 ngày làm việc'", "'Ngày nộp'", "'tại quầy=1'"):
            en = " ".join(en.split()).replace(example, "")
        assert not re.search("[ăđơưạ-ỹ]", en)


def test_both_languages_have_the_same_options():
    """Whatever help speaks, all names of options and commands are understood."""

    def names(parser):
        found = {name for action in parser._actions for name in action.option_strings}
        for action in parser._actions:
            if isinstance(action.choices, dict):
                for name, one in action.choices.items():
                    found |= {f"{name} {option}" for option in names(one)}
        return found

    assert names(command_line("vi")) == names(command_line("en"))


@pytest.mark.parametrize(
    ("environment", "heading"),
    [({"LANG": "en_US.UTF-8"}, "office"), ({"LANG": "C"}, "cơ quan"), ({"LC_ALL": "POSIX"}, "cơ quan")],
)
def test_the_locale_decides_where_nothing_is_told(run, monkeypatch, environment, heading):
    """English where the locale's language is English, Vietnamese everywhere else."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run("report", GOOD, "--by", "office", "--format", "csv")[1].startswith(heading)


def test_what_argparse_says_of_itself_is_translated():
    """A message it may give has a Vietnamese form; one that is not known stays as it is."""
    assert in_vietnamese("the following arguments are required: LỆNH") == "còn thiếu: LỆNH"
    assert in_vietnamese("argument -x: not allowed with argument -y") == "-x: không dùng cùng với -y"
    assert in_vietnamese("ambiguous option: --s could match --sheet, --saturday").startswith(
        "--s có thể là --sheet"
    )
    assert in_vietnamese("something new") == "something new"
