"""A nightly job: what the month has come to by midnight, and which dossiers are due within some days."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlite_store import Store

from thutuc import Dossier, PeriodReport, WorkCalendar, catalogue, vietnam_calendar
from thutuc.reports import WarningList, early_warning


def report(dossiers: Iterable[Dossier], midnight: date) -> PeriodReport:
    """The month up to *midnight*, with which this day begins; of later events nothing is known."""
    start = (midnight - timedelta(days=1)).replace(day=1)
    return PeriodReport.of(dossiers, start, midnight)


def warnings(
    dossiers: Iterable[Dossier], midnight: date, calendar: WorkCalendar, *, within: int
) -> WarningList:
    """Open dossiers that are overdue, or due on one of the next *within* working days; urgent ones first."""
    last = calendar.add_working_days(midnight - timedelta(days=1), within)
    found = early_warning(dossiers, datetime.combine(midnight, time()))
    urgent = (one for one in found if one.deadline is not None and one.deadline.due_on <= last)
    return WarningList(found.now, tuple(urgent))


def run(store: Store, midnight: date, into: Path, calendar: WorkCalendar, *, within: int = 3) -> str:
    """Write the files of one night and return what is to be told; run again, it writes the same files.

    What is told late, with `told_at`, was not known before: so a night that is run again stays as it was.
    """
    known = [dossier.known_at(datetime.combine(midnight, time())) for dossier in store.all()]
    counted, urgent = report(known, midnight), warnings(known, midnight, calendar, within=within)
    write(into / f"{midnight}" / "report.csv", counted.to_csv())
    write(into / f"{midnight}" / "warnings.csv", urgent.to_csv())
    overdue = sum(one.is_overdue for one in urgent)
    return f"{counted.total} hồ sơ trong kỳ, {overdue} quá hạn, {len(urgent) - overdue} sắp đến hạn"


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    Path(name).replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: `python nightly.py dossiers.sqlite 2026-03-16 reports`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path, help="the file of SQLite with the dossiers")
    parser.add_argument("midnight", type=date.fromisoformat, help="the day that begins, as 2026-03-16")
    parser.add_argument("into", type=Path, help="the folder for the files")
    parser.add_argument("--within", type=int, default=3, help="so many working days ahead, 1 or more")
    asked = parser.parse_args(arguments)
    if not asked.store.is_file():
        parser.error(f"there is no file {asked.store}; name the one that has the dossiers")
    if asked.within < 1:
        parser.error(f"--within is 1 or more working days, not {asked.within}")
    calendar = vietnam_calendar()
    store = Store(asked.store, procedures=catalogue.standard())
    print(run(store, asked.midnight, asked.into, calendar, within=asked.within))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
