"""The recipe for a nightly job: the report as of midnight, the warnings, the same files every time."""

import csv
from datetime import date, datetime, timedelta

import attrs
import nightly
import pytest
from sqlite_store import Store

from stored_dossiers import CALENDAR, REFERENCES, dossier
from thutuc import Dossier, PeriodReport, catalogue, events as e

MIDNIGHT = date(2026, 3, 16)
KEPT = [dossier(number) for number in range(150)]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("night") / "dossiers.sqlite", **REFERENCES)
    store.add(*KEPT)
    return store


def rows(path):
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_the_report_is_as_of_midnight(store, tmp_path):
    """The files of a night are those of its month up to midnight; run again, they are the same."""
    said = nightly.run(store, MIDNIGHT, tmp_path, CALENDAR)
    folder = tmp_path / "2026-03-16"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(first) == ["report.csv", "warnings.csv"]
    expected = PeriodReport.of(KEPT, date(2026, 3, 1), MIDNIGHT)
    assert first["report.csv"].decode("utf-8") == expected.to_csv()
    assert said.startswith(f"{expected.total} hồ sơ trong kỳ, ")
    assert nightly.run(store, MIDNIGHT, tmp_path, CALENDAR) == said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


@pytest.mark.parametrize("within", [1, 3, 10])
def test_the_warnings_are_those_of_a_naive_look(store, within):
    """Every open dossier that is overdue or due within so many working days is listed, and no other."""
    now = datetime(2026, 3, 16)
    last = MIDNIGHT - timedelta(days=1)
    for _ in range(within):
        last = CALENDAR.next_working_day(last + timedelta(days=1))
    naive = {
        one.code
        for one in (each.as_of(now) for each in KEPT)
        if one.is_open and one.deadline_at(now).due_on <= last
    }
    found = nightly.warnings(list(store.all()), MIDNIGHT, CALENDAR, within=within)
    assert {one.code for one in found} == naive
    assert naive


def test_a_night_stays_as_it_was(tmp_path):
    """What is told late was not known that night; in the next night it is."""
    store = Store(tmp_path / "dossiers.sqlite", **REFERENCES)
    kept = dossier(1, done=2)
    store.add(kept)
    night = kept.events[-1].at.date() + timedelta(days=30)
    before = nightly.run(store, night, tmp_path, CALENDAR)
    done = e.Finished(at=kept.events[-1].at + timedelta(days=1), office="MC")
    told = attrs.evolve(done, told_at=datetime(night.year, night.month, night.day, 9))
    store.append(kept.code, told, version=2)
    assert nightly.run(store, night, tmp_path, CALENDAR) == before
    assert ", 1 quá hạn," in before
    assert ", 0 quá hạn," in nightly.run(store, night + timedelta(days=1), tmp_path, CALENDAR)


def test_the_command(tmp_path, capsys):
    """The command reads a file with dossiers of the standard catalogue."""
    procedure = catalogue.standard().find("1.001193", date(2026, 3, 2))
    path = tmp_path / "dossiers.sqlite"
    store = Store(path, procedures=[procedure])
    store.add(Dossier("X", procedure, CALENDAR).record(e.Accepted(at=datetime(2026, 3, 2, 9), office="A")))
    assert nightly.main([str(path), "2026-03-16", str(tmp_path / "out"), "--within", "2"]) == 0
    assert "1 hồ sơ trong kỳ" in capsys.readouterr().out
    assert (tmp_path / "out" / "2026-03-16" / "report.csv").exists()
    for wrong in (
        [str(path), "hôm nay", "out"],
        [str(path), "2026-03-16", "out", "--within", "0"],
        [str(tmp_path / "khác.sqlite"), "2026-03-16", "out"],
    ):
        with pytest.raises(SystemExit):
            nightly.main(wrong)
    assert not (tmp_path / "khác.sqlite").exists()
