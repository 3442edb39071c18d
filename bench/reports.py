"""The cost of a report: all groups of a district from dossier objects, and a register from file to report."""

import csv
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from measuring import Section, Task
from setting import Setting

from thutuc import Channel, Dossier, PeriodReport, Procedure, TimeLimit, Unit, events
from thutuc.registers import COLUMNS, read_register
from thutuc.reports import regroup

PERIOD = date(2025, 12, 15), date(2026, 3, 15)
GROUPS = ("office", "level", "field", "procedure", "mechanism", "channel")
MANY, FEW = 100_000, 10_000
# Two seconds for a hundred thousand, and three for a register of as many.
REPORT, REGISTER = 20_000, 30_000

PROCEDURES = [
    Procedure(
        f"1.{i:06d}",
        f"thủ tục {i}",
        TimeLimit(5 + i % 20, Unit.WORKING_DAY),
        field=f"lĩnh vực {i % 10}",
        levels=("Cấp xã",),
    )
    for i in range(50)
]


def _dossiers(setting: Setting, number: int) -> Iterator[Dossier]:
    chance = setting.chance
    for i in range(number):
        at = datetime(2025, 10, 1, 8) + timedelta(minutes=chance.randrange(60 * 24 * 180))
        office = f"UBND xã {i % 40}"
        told = [
            events.Accepted(at=at, office=office),
            events.Transferred(at=at + timedelta(hours=3), office=office, to="B"),
        ]
        if i % 5 == 0:
            told.append(events.SupplementRequested(at=at + timedelta(days=2), office="B"))
        if i % 10 == 0:
            told.append(events.Supplemented(at=at + timedelta(days=5), office="B"))
        if i % 5 or i % 10 == 0:
            told.append(events.Finished(at=at + timedelta(days=6 + chance.randrange(20)), office="B"))
        yield Dossier.replay(
            f"H{i}",
            PROCEDURES[i % len(PROCEDURES)],
            setting.cal,
            told,
            channel=Channel(1 + i % 3),
            extra={"mechanism": "một cửa"},
        )


def _register(setting: Setting, path: Path) -> str:
    chance = setting.chance
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for i in range(MANY):
            day = date(2025, 10, 1) + timedelta(days=chance.randrange(180))
            end = day + timedelta(days=chance.randrange(20)) if i % 7 else ""
            limit = f"{5 + i % 20:02d} ngày làm việc"
            row = (f"H{i}", f"thủ tục {i % 50}", f"O{i % 40}", "một cửa", "trực tiếp", day, limit, end, end)
            writer.writerow(row)
    return str(path)


def each_of(report: PeriodReport) -> list[PeriodReport]:
    """The report by each of its columns."""
    return [regroup(report, name) for name in report.by]


def reports(setting: Setting) -> Section:
    """Six groupings at once, of ten and of a hundred thousand dossiers; a register of as many rows."""
    folder = tempfile.mkdtemp()
    names = {
        "PeriodReport": PeriodReport,
        "many": list(_dossiers(setting, MANY)),
        "few": list(_dossiers(setting, FEW)),
        "period": PERIOD,
        "groups": GROUPS,
        "each_of": each_of,
        "read_register": read_register,
        "register": _register(setting, Path(folder) / "register.csv"),
        "cal": setting.cal,
    }
    tasks = [
        Task(
            f"all groups of {MANY:,} dossiers, each",
            "each_of(PeriodReport.of(many, *period, by=groups))",
            "_",
            [0],
            names,
            answers=MANY,
            aim=REPORT,
        ),
        Task(
            f"all groups of {FEW:,} dossiers, each",
            "each_of(PeriodReport.of(few, *period, by=groups))",
            "_",
            [0],
            names,
            answers=FEW,
        ),
        Task(
            f"a register of {MANY:,} rows read and reported, each",
            "PeriodReport.of(read_register(register, cal), *period, by='office')",
            "_",
            [0],
            names,
            answers=MANY,
            aim=REGISTER,
        ),
    ]
    note = "All groups: by office, level, field, procedure, mechanism and channel, every identity checked."
    return Section("Reports", tasks, base=tasks[0].label, notes=[note])
