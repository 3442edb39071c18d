"""What a dated calendar is worth: models of two public logs, on a calendar with days off and on a plain week.

    python examples/dated_calendars.py FOLDER

FOLDER holds receipt.xes.gz and PermitLog.xes.gz, event logs of Dutch offices (4TU.ResearchData); one that is
absent is left out. Each model is fitted on what began before a day and checked on what began after it,
arrivals as recorded. Offices work Monday to Friday, 09:00 to 17:00; the dated calendar knows the holidays of
the Netherlands. Absolute, relative, circadian and cycle time are distances in hours.
"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

from thutuc import WorkCalendar, logs
from thutuc.simulation import Model

LOGS = {
    # The years of its calendar, the day from which on it is held out, and who stands for an office.
    "receipt": (2010, 2015, date(2011, 7, 1), "office"),
    "PermitLog": (2016, 2022, date(2018, 10, 1), "officer"),
}


def distances(folder: Path, name: str) -> Iterator[tuple[str, dict[str, float]]]:
    """The distances of the log held out from each of the two models."""
    first, last, since, office = LOGS[name]
    log = logs.read_log(folder / f"{name}.xes.gz")
    off = dict(holidays.country_holidays("NL", years=range(first, last + 1)))
    for kind, days_off in (("dated", off), ("weekly", {})):
        calendar = WorkCalendar(
            date(first, 1, 1),
            date(last, 12, 31),
            hours={"mon-fri": "09:00-17:00"},
            days_off=days_off,
            zone=ZoneInfo("Europe/Amsterdam"),
        )
        model = Model.fit(log, calendar, until=since, office=office)
        check = model.check(log, since=since, arrivals="recorded", replications=3, office=office)
        yield kind, {distance.name: round(distance.model, 1) for distance in check.distances}


def main(folder: Path) -> None:
    """Print a line for each log and calendar."""
    for name in LOGS:
        if not (folder / f"{name}.xes.gz").exists():
            print(f"{name}: not in {folder}")
            continue
        for kind, found in distances(folder, name):
            print(f"{name} {kind}", *(f"{what} {hours}" for what, hours in found.items()), sep="  ")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data"))
