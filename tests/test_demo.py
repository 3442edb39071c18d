"""The demo: made up to published totals, the same on every run, and open about it."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import chau_thanh
import demo
import pytest

from thutuc import PeriodReport, vietnam_calendar
from thutuc.registers import read_register

EXAMPLES = Path(chau_thanh.__file__).parent


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """The made-up register, as a file."""
    path = tmp_path_factory.mktemp("demo") / "chau_thanh.csv"
    chau_thanh.write(path)
    return path


def test_the_totals_are_the_published_ones(register):
    """One-stop 9,300 received and on time; interlinked 4,100: 3,300 on time, 330 late, 470 pending."""
    entries = read_register(register, vietnam_calendar())
    assert len(entries) == 13_400
    whole = PeriodReport.of(entries, *chau_thanh.PERIOD, by="mechanism")
    assert {
        part.key: (part.received, part.early + part.on_time, part.late, part.pending, part.carried_over)
        for part in whole
    } == {("một cửa",): (9300, 9300, 0, 0, 0), ("liên thông",): (4100, 3300, 330, 470, 0)}
    assert whole.total == whole.received == 13_400


def test_the_rows_are_plausible(register):
    """Codes are marked as examples, offices work on the days of receipt, and no column is constant."""
    calendar = vietnam_calendar()
    entries = read_register(register, calendar).entries
    assert all(entry.code.startswith("VIDU-") for entry in entries)
    assert all(calendar.is_working_day(entry.received_at) for entry in entries)
    assert all(calendar.is_working_day(entry.finished_at) for entry in entries if entry.finished_at)
    with register.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert min(len(set(column)) for column in zip(*(row.values() for row in rows), strict=True)) > 1
    assert Counter(row["mechanism"] for row in rows) == {"một cửa": 9300, "liên thông": 4100}


def test_every_run_writes_the_same_bytes(register, tmp_path):
    """Another process, with other hashes, writes the same file."""
    again = tmp_path / "again.csv"
    command = [sys.executable, "-X", "utf8", str(EXAMPLES / "chau_thanh.py"), str(again)]
    subprocess.run(command, check=True)  # noqa: S603 - our own
    assert again.read_bytes() == register.read_bytes()


def test_the_demo_says_what_is_made_up(monkeypatch, capsys, tmp_path):
    """It prints the deadline across Tết and both totals as published, and says that the rows are invented."""
    monkeypatch.setattr(demo, "REGISTER", tmp_path / "chau_thanh_2017.csv")
    demo.main()
    out = capsys.readouterr().out
    assert "Hạn trả kết quả: 17 giờ 00 phút, thứ Sáu, ngày 27/02/2026" in out
    assert "A made-up register" in out
    assert "Only the totals are real" in out
    assert "một cửa: 9,300 received, 9,300 on time, 0 late, 0 pending" in out
    assert "liên thông: 4,100 received, 3,300 on time, 330 late, 470 pending" in out
    assert out.count(": as published") == 2
    assert "NOT" not in out


def test_the_demo_prints_the_form_and_the_audit(monkeypatch, capsys, tmp_path):
    """Form II.06 has the totals of the district, and the audit says what the published figures leave open."""
    monkeypatch.setattr(demo, "REGISTER", tmp_path / "chau_thanh_2017.csv")
    demo.main()
    out = capsys.readouterr().out
    total = next(line for line in out.splitlines() if "|Tổng cộng " in line)
    assert total.split("|")[3].strip() == "13.400"
    assert "Biểu số II.06a/VPCP/KSTT" in out
    assert "90.91 % of 3,630 resolved" in out
    assert "80.49 % of 4,100 received" in out
    assert "resolved = on_time + late: not enough figures; implied resolved = 3,630" in out
    assert "received + carried_over = resolved + pending: holds; 13,400 − 13,400 = 0" in out


def test_the_demo_counts_a_million(monkeypatch, capsys, tmp_path):
    """A million dossiers in a data frame give as many times the figures of one register."""
    pytest.importorskip("narwhals")
    pytest.importorskip("polars")
    register = tmp_path / "chau_thanh_2017.csv"
    monkeypatch.setattr(demo, "REGISTER", register)
    chau_thanh.write(register)
    demo.show_million()
    out = capsys.readouterr().out
    assert "1,005,000 dossiers" in out
    assert "liên thông: 307,500 received, 24,750 late, 35,250 pending: 75 times the report of one" in out
    assert "NOT" not in out


def test_rows_and_dossiers_give_the_same_report(register):
    """The demo's dossiers, with their events, are counted as the rows they were made of."""
    entries = read_register(register, vietnam_calendar())
    by_row = PeriodReport.of(entries, *chau_thanh.PERIOD, by=("mechanism", "procedure"))
    found = PeriodReport.of(demo.dossiers(entries), *chau_thanh.PERIOD, by=("mechanism", "procedure"))
    assert found.to_dicts() == by_row.to_dicts()
