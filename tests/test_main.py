"""The command line: what it prints where, in which language, and what it does when something is wrong."""

import csv
import gzip
import json
import os
import pty
import subprocess
import sys
import unicodedata
from datetime import date
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from thutuc import PeriodReport, TimeLimit, WorkCalendar, due, vietnam_calendar
from thutuc.__main__ import main
from thutuc.registers import COLUMNS, read_register
from thutuc.reports import MEASURES, form_ii_06

REPOSITORY = Path(__file__).parent.parent
CASES = REPOSITORY / "tests" / "cases" / "registers"
GOOD, STATED, FAULTY = (str(CASES / f"{name}.csv") for name in ("good", "stated", "faulty"))
RECEIPT = REPOSITORY.parent / "shared" / "data" / "receipt.csv.gz"
LIMIT = "05 ngày làm việc"


def shell(*arguments, **environment):
    """Run it as a user does; the environment given is added to a bare one."""
    command = [sys.executable, "-m", "thutuc", *arguments]
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
    return subprocess.run(command, capture_output=True, env=kept | environment, check=False)  # noqa: S603


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


def write_register(path, n):
    """A register of *n* made-up rows."""
    lines = [",".join(COLUMNS)]
    lines += [f"H{i},khai sinh,A,một cửa,trực tiếp,2026-03-02,{LIMIT},2026-03-09," for i in range(n)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_the_version_is_that_of_the_package(run):
    """`thutuc --version` prints the version that is installed, and needs no command."""
    from importlib.metadata import version  # noqa: PLC0415 - for this alone

    assert run("--version") == (0, f"thutuc {version('thutuc')}\n", "")


def test_csv_for_a_spreadsheet_can_be_disarmed(run, tmp_path):
    """With --disarm an office that is called =1+1 is no formula in CSV, nor in a table of details."""
    path = tmp_path / "r.csv"
    path.write_text(f"{','.join(COLUMNS)}\nH1,x,=1+1,m,c,2026-03-02,{LIMIT},2026-03-09,\n", encoding="utf-8")
    for more in ((), ("--details",), ("--engine", "python")):
        plain = run("report", str(path), "--by", "office", "--format", "csv", *more)[1].splitlines()
        safe = run("report", str(path), "--by", "office", "--format", "csv", "--disarm", *more)[1]
        assert plain[1].startswith("=1+1,")
        assert safe.splitlines() == [plain[0], "'" + plain[1], *plain[2:]]


# due -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_due_prints_the_explanation(run, language):
    """`due` prints what `Deadline.explain` says in a notebook, and last what is read out at the counter."""
    code, out, err = run("due", LIMIT, "--from", "2026-02-13", "--language", language)
    deadline = due(TimeLimit.parse(LIMIT), date(2026, 2, 13), vietnam_calendar())
    last = {"vi": "17 giờ 00 phút, thứ Sáu, ngày 27/02/2026", "en": "17:00, Friday 27/02/2026"}[language]
    assert (code, out, err) == (0, f"{deadline.explain(language)}\n{last}\n", "")


def test_due_takes_dates_as_vietnam_writes_them(run):
    """13/02/2026 is 13 February; an hour may follow."""
    assert run("due", LIMIT, "--from", "13/02/2026") == run("due", LIMIT, "--from", "2026-02-13")
    code, out, _ = run("due", "08 giờ làm việc", "--from", "13/02/2026 09:30", "--format", "json")
    assert (code, json.loads(out)["due_at"]) == (0, "2026-02-23T09:30:00")


def test_due_as_json():
    """The JSON holds the limit, the due day and moment, and each day."""
    ran = shell("due", LIMIT, "--from", "2026-02-13", "--format", "json", "--language", "en")
    answer = json.loads(ran.stdout)
    assert (answer["limit"], answer["due_on"], answer["due_at"], answer["provisional"]) == (
        "5 working days",
        "2026-02-27",
        "2026-02-27T17:00:00",
        False,
    )
    assert answer["days"][-1]["due"]
    assert len(answer["days"]) == 15


def test_due_follows_the_convention(run):
    """A convention is named by its value, and an unknown one is answered with those there are."""
    _, out, _ = run("due", LIMIT, "--from", "2026-03-02", "--convention", "inclusive", "--format", "json")
    assert json.loads(out)["due_on"] == "2026-03-06"
    for language, words in (
        ("en", "'inclusiv' is not one of civil-code, "),
        ("vi", "không có cách tính 'inclusiv'; chọn civil-code, "),
    ):
        asked = ("due", LIMIT, "--from", "2026-03-02", "--convention", "inclusiv", "--language", language)
        code, out, err = run(*asked)
        assert (code, out, words in err) == (2, "", True)


def test_due_prints_conditions(run):
    """A further sentence of the limit is shown with what it does."""
    limit = f"{LIMIT}; trường hợp cần xác minh thì kéo dài thêm không quá 05 ngày làm việc"
    _, out, _ = run("due", limit, "--from", "2026-03-02", "--language", "en")
    assert out.splitlines()[-2].endswith(": adds 5 working days")


# report ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_report_prints_what_a_notebook_computes(run, language):
    """`report` prints `PeriodReport.text` of the register."""
    period = date(2026, 3, 1), date(2026, 4, 1)
    expected = PeriodReport.of(read_register(GOOD, vietnam_calendar()), *period, by=["office", "ward"])
    code, out, err = run(
        *("report", GOOD, "--from", "2026-03-01", "--to", "01/04/2026"),
        *("--by", "office", "--by", "Ward", "--language", language),
    )
    assert (code, out, err) == (0, expected.text(language) + "\n", "")


def test_report_of_the_whole_register(run):
    """Without a period it covers everything from the first day in the register to the last."""
    whole = run("report", GOOD, "--format", "json")
    assert whole == run("report", GOOD, "--format", "json", "--from", "2026-02-13", "--to", "2026-04-01")
    (row,) = json.loads(whole[1])
    assert (row["received"], row["carried_over"], row["pending"]) == (6, 0, 2)
    (row,) = json.loads(run("report", GOOD, "--format", "json", "--from", "2026-03-01")[1])
    assert (row["received"], row["carried_over"]) == (5, 0)


def test_report_as_csv_and_json_agree(run):
    """Both hold one row for each group and a last one for the whole."""
    rows = json.loads(run("report", GOOD, "--by", "mechanism", "--format", "json")[1])
    asked = ("report", GOOD, "--by", "mechanism", "--format", "csv", "--names")
    table = list(csv.DictReader(StringIO(run(*asked)[1])))
    marks = {True: "true", False: "false"}
    assert [row.pop("is_total") for row in table] == [marks[row.pop("is_total")] for row in rows]
    assert [{name: str(value or 0) for name, value in row.items()} for row in rows] == [
        {name: value or "0" for name, value in row.items()} for row in table
    ]
    assert [row["mechanism"] for row in rows] == ["liên thông", "một cửa", None]
    assert list(table[0]) == ["mechanism", *MEASURES]


def test_report_by_the_heading_of_the_file(run):
    """A column may be named by the heading it has in the file."""
    vi = str(CASES / "good_vi.csv")
    assert run("report", vi, "--by", "cơ quan giải quyết") == run("report", vi, "--by", "office")
    code, out, err = run("report", vi, "--by", "xã", "--language", "en")
    assert (code, out) == (2, "")
    assert "thutuc: good_vi.csv has no column 'xã'; it has Mã hồ sơ, " in err


def test_report_with_named_headings(run, tmp_path):
    """`--column` says which heading stands for a column."""
    path = tmp_path / "sổ.csv"
    path.write_text(Path(GOOD).read_text(encoding="utf-8").replace("received", "Ngày ghi"), encoding="utf-8")
    assert run("report", str(path))[0] == 2
    assert run("report", str(path), "--column", "received=ngày ghi")[1] == run("report", GOOD)[1]
    for wrong in ("received", "=Ngày ghi", "received="):
        code, _, err = run("report", str(path), "--column", wrong)
        assert code == 2
        assert f"{wrong!r} chưa chỉ ra cột nào; viết received='Ngày nộp'" in err
    code, _, err = run("report", str(path), "--column", "nhận=Ngày ghi", "--language", "en")
    assert (code, "thutuc: no heading can stand for 'nhận'" in err) == (2, True)


def test_report_compares_stated_due_dates(run):
    """What differs is told on stderr with row and code, and `--prefer-computed` counts by the limit."""
    code, out, err = run("report", STATED, "--format", "json", "--language", "en")
    assert code == 0
    assert err == "3 stated due dates compared, 1 differ\n  row 3: S2: 20/02/2026 ≠ 27/02/2026\n"
    assert json.loads(out)[0]["late"] == 3
    code, out, err = run("report", STATED, "--format", "json", "--prefer-computed")
    assert err.startswith("đã đối chiếu 3 ngày hẹn trả, 1 ngày khác hạn tính\n  dòng 3: S2: ")
    assert json.loads(out)[0]["late"] == 1


def test_report_does_not_list_hundreds_of_differences(run, tmp_path):
    """After ten it says how many more there are."""
    header, _, second, *_ = Path(STATED).read_text(encoding="utf-8").splitlines()
    path = tmp_path / "many.csv"
    path.write_text(
        "\n".join([header, *(second.replace("S2", f"S{i}") for i in range(25))]), encoding="utf-8"
    )
    err = run("report", str(path))[2]
    assert len(err.splitlines()) == 12
    assert err.endswith("  … +15\n")


def test_report_by_what_a_report_calls_a_column(run):
    """A column may be named in Vietnamese whatever the file calls it, and in any normal form."""
    expected = run("report", GOOD, "--by", "mechanism")
    for name in ("Cơ chế", unicodedata.normalize("NFD", "cơ chế")):
        assert run("report", GOOD, "--by", name) == expected


@pytest.mark.parametrize("language", ["vi", "en"])
def test_report_as_an_official_form(run, language):
    """`--form II.06` prints the form as text, CSV or JSON, with the figures of the report."""
    arguments = ("report", GOOD, "--form", "II.06", "--by", "office", "--language", language)
    period = date(2026, 2, 13), date(2026, 4, 1)
    form = form_ii_06(
        PeriodReport.of(read_register(GOOD, vietnam_calendar()), *period, by="office"), language
    )
    assert run(*arguments)[1] == f"{form}\n"
    assert run(*arguments, "--format", "csv")[1] == form.to_csv(headings=True)
    assert run(*arguments, "--format", "csv", "--names")[1] == form.to_csv()
    assert json.loads(run(*arguments, "--format", "json")[1]) == form.to_dicts()
    code, out, err = run("report", GOOD, "--form", "II.07")
    assert (code, out) == (2, "")
    assert "II.06" in err


def test_report_of_details(run):
    """`--details` prints the further figures instead."""
    (row,) = json.loads(run("report", GOOD, "--details", "--format", "json")[1])
    assert row["online"] + row["direct_and_post"] + row["unknown_channel"] == 6
    assert row["uncollected"] + row["returned"] == 4


# What is wrong ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("due", "chưa rõ", "--from", "2026-03-02"), "thutuc: no time limit can be read from 'chưa rõ'"),
        (
            ("due", LIMIT, "--from", "2026-02-30"),
            "'2026-02-30' is not a date; write 2026-02-13 or 13/02/2026, with its hour '13/02/2026 09:30'",
        ),
        (("due", LIMIT, "--from", "1990-01-01"), "thutuc: 1990-01-01 is outside this calendar"),
        (
            ("due", "08 giờ", "--from", "2026-03-02"),
            "thutuc: '08 giờ' counts from an hour; write it as --from '2026-03-02 09:30'",
        ),
        (("due", LIMIT), "--from"),
        (("report", "no.csv"), "no.csv: cannot be read: No such file or directory; check the name"),
        (
            ("report", FAULTY),
            "faulty.csv: 19 problems; mend the file and read it again\n  faulty.csv, row 3, ",
        ),
        (("report", GOOD, "--from", "2026-04-01", "--to", "2026-03-01"), "thutuc: a period cannot run from"),
        (("report", GOOD, "--to", "hôm nay"), "'hôm nay' is not a date"),
        (
            ("report", str(CASES / "headings_only.csv")),
            "has no dossiers; give the period with --from and --to",
        ),
        (("report", GOOD, "--by", "late"), "has no column 'late'"),
        ((), "LỆNH"),
    ],
)
def test_what_is_wrong_is_said_on_stderr(run, arguments, words):
    """An error exits with 2, prints nothing on stdout, and shows no traceback."""
    code, out, err = run(*arguments, *(("--language", "en") if arguments else ()))
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_no_traceback_from_a_shell():
    """The same holds for the process."""
    ran = shell("report", FAULTY)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode().count("\n") == 20
    assert b"Traceback" not in ran.stderr


def test_a_register_without_dossiers_reports_nothing(run):
    """With a period given, an empty register is a report of zeros."""
    empty = str(CASES / "headings_only.csv")
    code, out, _ = run("report", empty, "--from", "2026-01-01", "--to", "2026-02-01", "--format", "json")
    assert (code, json.loads(out)) == (0, [dict.fromkeys(MEASURES, 0)])


# Terminals, pipes and encodings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
)
def test_vietnamese_is_printed_everywhere(environment):
    """Output and errors are UTF-8 whatever the locale says."""
    ran = shell("report", GOOD, "--by", "office", **environment)
    assert "Văn phòng đăng ký đất đai" in ran.stdout.decode()
    assert ran.returncode == 0
    ran = shell("report", FAULTY, **environment)
    assert "'chưa rõ'" in ran.stderr.decode()


def test_a_closed_pipe_is_said_in_a_line():
    """A reader that is gone, such as `head` that has seen enough, causes no traceback; exit code 1."""
    command = [sys.executable, "-m", "thutuc", "due", "05 ngày làm việc", "--from", "2026-03-02"]
    ours, theirs = os.pipe()
    os.close(ours)
    run = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False)  # noqa: S603
    os.close(theirs)
    assert run.stderr.startswith(b"thutuc: ")
    assert (len(run.stderr.splitlines()), run.returncode) == (1, 1)


def on_a_terminal(*arguments):
    """What appears on a terminal that only stderr is connected to, and on stdout."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "thutuc", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:  # noqa: S603
        os.close(theirs)
        out, shown = process.stdout.read(), b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:
            # Linux ends a terminal without writers with an error.
            pass
    os.close(ours)
    return shown.decode(), out.decode()


def test_progress_is_shown_on_a_terminal_only(tmp_path):
    """Long input counts its rows on a terminal; short input and a file or pipe show nothing."""
    path = write_register(tmp_path / "long.csv", 2500)
    shown, out = on_a_terminal("report", path, "--language", "en", "--engine", "python")
    assert shown == "\r1,000 rows\r2,000 rows\r\n"
    assert out.splitlines()[-1].split()[:2] == ["2,500", "0"]
    assert on_a_terminal("report", GOOD, "--by", "ward")[0] == ""
    assert shell("report", path).stderr == b""


def test_problems_begin_on_a_line_of_their_own(tmp_path):
    """Errors after progress do not stand behind it."""
    path = Path(write_register(tmp_path / "long.csv", 1200))
    path.write_text(path.read_text(encoding="utf-8") + "\nH1,,,,,2026-03-02,,,", encoding="utf-8")
    shown, out = on_a_terminal("report", str(path), "--engine", "python")
    assert shown.startswith("\r1.000 dòng\r\nthutuc: long.csv: 1 lỗi; ")
    assert out == ""


# Real input ------------------------------------------------------------------------------------------------


def write_receipt(path):
    """The permit applications of the event log as a register, one row for each case."""
    with gzip.open(RECEIPT, "rt", encoding="utf-8", newline="") as log:
        cases = {event["case:concept:name"]: event for event in csv.DictReader(log)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS, "due"], restval="")
        writer.writeheader()
        for code, event in cases.items():
            writer.writerow(
                {
                    "code": code,
                    "procedure": "WABO",
                    "office": event["case:group"],
                    "channel": event["case:channel"],
                    "received": event["case:startdate"],
                    "due": event["case:deadline"],
                    "finished": event["case:enddate"],
                }
            )


@pytest.mark.skipif(not RECEIPT.exists(), reason="the event log is not here")
def test_a_real_register(run, tmp_path):
    """Of 1,434 applications 1,329 ended, 952 of them (71.6 %) by the moment of their deadline.

    By its day they would be 1,020 (76.7 %). Two have an end at 00:00, before their receipt on the same day.
    """
    path = tmp_path / "receipt.csv"
    write_receipt(path)
    amsterdam = WorkCalendar(date(2010, 1, 1), date(2013, 12, 31), zone=ZoneInfo("Europe/Amsterdam"))
    register = read_register(path, amsterdam)
    first, last = register.span
    report = PeriodReport.of(register, first, date(2013, 1, 1), by="channel")
    assert (first, last) == (date(2010, 10, 1), date(2012, 1, 20))
    assert (report.received, report.resolved, report.pending) == (1434, 1329, 105)
    assert (report.early + report.on_time, report.late) == (952, 377)
    assert round(100 * 952 / 1329, 1) == 71.6
    assert sum(entry.received_at.microsecond > 0 for entry in register) > 1400
    by_day = [
        entry.finished_at.date() <= entry.deadline.due_on
        for entry in register
        if entry.finished_at is not None
    ]
    assert (sum(by_day), len(by_day)) == (1020, 1329)

    code, out, err = run("report", str(path), "--by", "channel", "--to", "2013-01-01", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out) == report.to_dicts()
