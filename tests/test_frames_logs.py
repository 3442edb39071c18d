"""Real event logs: every engine finds in them what plain Python does."""

import csv
import gzip
import itertools
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("narwhals.stable.v2")
for _engine in ("polars", "pandas", "pyarrow", "duckdb"):
    pytest.importorskip(_engine)

import pyarrow.parquet as pq

from frame_engines import MAKERS, arrow, day_of, rows_of, same, spark_session
from thutuc import TimeLimit, Unit, WorkCalendar, due, frames
from thutuc.registers import Entry, StatedDeadline
from thutuc.reports import MEASURES, PeriodReport

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
SECOND = timedelta(seconds=1)
CAL = WorkCalendar(date(2010, 1, 1), date(2021, 12, 31), {"mon-fri": "08:30-12:00, 13:00-17:30"})
DAY_SECONDS = 8 * 3600
BUDGET = 1.0
PERIODS = {
    "receipt.csv.gz": (date(2011, 3, 1), date(2011, 9, 1)),
    "PermitLog.xes.gz": (datetime(2018, 3, 1, 12), datetime(2018, 9, 1, 12)),
}
EVENTS = {"receipt.csv.gz": 8_577, "PermitLog.xes.gz": 81_092}
pytestmark = pytest.mark.parametrize("name", PERIODS)


def moment(text):
    """The hour on the wall, for both logs are of one place."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


def receipt(path):
    """Events of a permit office, one list a case, with the deadlines it set."""
    cases = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            facts = (row["case:channel"], moment(row["case:deadline"]).date())
            event = (moment(row["time:timestamp"]), row["org:group"] or "?", row["concept:name"])
            cases.setdefault((row["case:concept:name"], *facts), []).append(event)
    return cases


def permits(path):
    """Events of travel permits, one list a case, due thirty days after the first."""
    cases = {}
    with gzip.open(path) as file:
        for _, trace in ET.iterparse(file):  # noqa: S314 - published data, read as it is
            if not trace.tag.endswith("}trace"):
                continue
            told = {child.get("key"): child.get("value") for child in trace}
            events = []
            for event in trace.iterfind("{*}event"):
                one = {child.get("key"): child.get("value") for child in event}
                events.append((moment(one["time:timestamp"]), one["org:role"], one["concept:name"]))
            due_on = due(TimeLimit(30, Unit.DAY), min(events)[0], CAL).due_on
            cases[told["concept:name"], events[0][1], due_on] = events
            trace.clear()
    return cases


@cache
def log(name):
    """The legs and the cases of a log, each as columns."""
    path = DATA / name
    if not path.exists():
        pytest.skip("the log is not here")
    cases = receipt(path) if name.startswith("receipt") else permits(path)
    legs, row = [], itertools.count()
    for (code, *_), events in cases.items():
        ordered = sorted((at, next(row), office, step) for at, office, step in events)
        for leg, then in itertools.zip_longest(ordered, ordered[1:]):
            at, number, office, step = leg
            legs.append((code, step, office, at, then and then[0], number))
    kinds = {
        "dossier": "text",
        "step": "text",
        "office": "text",
        "entered": "moment",
        "finished": "moment",
        "row": "whole",
    }
    columns = {key: (kind, [leg[i] for leg in legs]) for i, (key, kind) in enumerate(kinds.items())}
    ends = {code: max(at for at, _, _ in events) for (code, *_), events in cases.items()}
    last = max(ends.values()) - timedelta(days=60)
    lives = [
        # What ended in the last two months is pending still, as a register of that day would have it.
        (code, group, min(events)[0], ends[code] if ends[code] < last else None, due_on)
        for (code, group, due_on), events in cases.items()
    ]
    kinds = {
        "code": "text",
        "group": "text",
        "received_at": "moment",
        "finished_at": "moment",
        "due_on": "day",
    }
    return columns, {key: (kind, [life[i] for life in lives]) for i, (key, kind) in enumerate(kinds.items())}


def rows(columns):
    return list(zip(*(values for _, values in columns.values()), strict=True))


def hand_overs(legs):
    """How often one office follows another in the same dossier."""
    ordered = sorted((leg[0], leg[3], leg[5], leg[2]) for leg in rows(legs))
    pairs = itertools.pairwise(ordered)
    return Counter((a[3], b[3]) for a, b in pairs if a[0] == b[0] and a[3] != b[3])


def rework(legs):
    """For each step, its dossiers and all the times it was done."""
    done = Counter((leg[1], leg[0]) for leg in rows(legs))
    dossiers = Counter(step for step, _ in done)
    times = Counter(leg[1] for leg in rows(legs))
    return {(step, dossiers[step], times[step], times[step] - dossiers[step]) for step in times}


def lateness(legs, now):
    """Stretches of work and hours held of each office, leg by leg."""
    found = {}
    for _, _, office, entered, finished, _ in rows(legs):
        held = CAL.working_time_between(entered, finished or now) / SECOND
        late = held > BUDGET * DAY_SECONDS
        one = found.setdefault(office, Counter())
        one.update(legs=1, open=finished is None, late=late, held=int(held))
        one.update(over=int(held - BUDGET * DAY_SECONDS) if late else 0)
    return sorted(
        (office, one["legs"], one["open"], one["late"], one["held"] / 3600, one["over"] / 3600)
        for office, one in found.items()
    )


@cache
def answers(name):
    """What plain Python and the object model find in a log."""
    legs, lives = log(name)
    now = max(leg[3] for leg in rows(legs)) + timedelta(days=30)
    until = now.date()
    durations = [
        (code, CAL.count_working_days(received, finished or until), int(finished is not None))
        for code, _, received, finished, _ in rows(lives)
    ]
    entries = [
        Entry(code, "P", group, "M", "C", received, StatedDeadline(due_on), finished, None)
        for code, group, received, finished, due_on in rows(lives)
    ]
    report = PeriodReport.of(entries, *PERIODS[name], by="office").to_dicts()[:-1]
    parts = sorted((part["office"], *(part[measure] for measure in MEASURES)) for part in report)
    return hand_overs(legs), rework(legs), now, lateness(legs, now), durations, parts


def check(name, engine, legs, lives):
    """Hold the frames of one engine to the answers."""
    times, again, now, held, durations, parts = answers(name)
    found = rows_of(frames.hand_overs(legs, order="row"), ["from", "to", "times"])
    assert {(a, b): n for a, b, n in found} == times
    assert [n for *_, n in found] == sorted(times.values(), reverse=True)
    assert set(rows_of(frames.rework(legs), ["step", "dossiers", "times", "again"])) == again
    late = frames.lateness_by_office(legs, CAL, budget=BUDGET, now=now)
    assert rows_of(late, ["office", "legs", "open", "late", "held", "over"]) == held
    survival = frames.durations(lives, CAL, now.date())
    assert same(engine, rows_of(survival, ["code", "duration", "observed"]), durations)
    report = frames.period_report(lives, *PERIODS[name], by="group", code="code")
    assert sorted(rows_of(report, ["group", *MEASURES])) == parts


@pytest.mark.parametrize("engine", MAKERS)
def test_every_engine_reads_the_log_alike(engine, name):
    """Hand-overs, rework, hours held, durations and the period report are those counted row by row."""
    legs, lives = log(name)
    assert len(legs["row"][1]) == EVENTS[name]
    assert len(answers(name)[0]) > 5
    check(name, engine, MAKERS[engine](legs), MAKERS[engine](lives))


def test_due_dates_of_the_log(name):
    """The due dates of all cases are those of `due`, on every engine."""
    _, lives = log(name)
    wanted = [
        (code, due(TimeLimit(10, Unit.WORKING_DAY), received, CAL).due_on)
        for code, _, received, *_ in rows(lives)
    ]
    for engine, make in MAKERS.items():
        dated = frames.due_dates(make(lives), CAL, amount=10, suffix="_if_10")
        got = rows_of(dated, ["code", "due_on_if_10"])
        assert same(engine, [(code, day_of(day)) for code, day in got], wanted), engine


@pytest.mark.filterwarnings("ignore")
def test_spark_reads_the_log_alike(name, tmp_path):
    """PySpark reads the same from Parquet files."""
    columns = log(name)
    session = spark_session()
    for key, one in zip(("legs", "lives"), columns, strict=True):
        pq.write_table(arrow(one), tmp_path / f"{key}.parquet")
    check(
        name,
        "pyspark",
        *(session.read.parquet(str(tmp_path / f"{key}.parquet")) for key in ("legs", "lives")),
    )
