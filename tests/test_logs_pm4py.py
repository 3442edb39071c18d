"""Event logs read and written, held against pm4py; skipped where it is not installed."""

import warnings
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("narwhals")
with warnings.catch_warnings():
    # It warns of its own licence and of the packages that it uses.
    warnings.simplefilter("ignore")
    pm4py = pytest.importorskip("pm4py")
    pd = pytest.importorskip("pandas")

from test_logs import attribute, event, trace, xes
from thutuc import WorkCalendar, logs
from thutuc.logs.log_names import XES_KEYS

pytestmark = pytest.mark.filterwarnings("ignore")
DATA = Path(__file__).parent.parent.parent / "shared" / "data"
STEPS = (
    *("schedule", "assign", "reassign", "start", "suspend", "resume", "complete", "manualskip", "autoskip"),
    *("withdraw", "ate_abort", "pi_abort", "COMPLETE", "unknown", None),
)


def plain(values):
    """Values as Python has them, moments in UTC."""
    found = []
    for value in values:
        if isinstance(value, datetime):
            zoned = value if value.tzinfo else value.replace(tzinfo=UTC)
            found.append(None if pd.isna(value) else zoned.astimezone(UTC))
        else:
            found.append(None if pd.isna(value) else value)
    return found


def check(theirs, log):
    """Every column of pm4py's frame is a column of the log, and the other way round."""
    events = log.events
    columns = {name: events[name].tolist() for name in log.others}
    columns |= {
        log.names[name]: events[name].tolist() for name in XES_KEYS if name in log.names and name != "moment"
    }
    ahead = np.where(np.isnat(events["ahead"]), np.timedelta64(0, "us"), events["ahead"])
    columns["time:timestamp"] = [
        None if at is None else at.replace(tzinfo=UTC) for at in (events["moment"] - ahead).tolist()
    ]
    names = dict.fromkeys(name for one in log.cases.values() for name in one)
    cases = events["case"].tolist()
    columns |= {f"case:{name}": [log.cases[case].get(name) for case in cases] for name in names}
    columns["case:concept:name"] = cases
    columns = {name: plain(values) for name, values in columns.items()}
    assert {name for name, values in columns.items() if any(one is not None for one in values)} == set(
        theirs.columns
    )
    for name in theirs.columns:
        assert plain(theirs[name]) == columns[name], name


def their_reading(path):
    return pm4py.read_xes(str(path)).reset_index(drop=True)


def check_ocel(path, log):
    """pm4py finds each event with its moment, activity and case, and each case as an object."""
    theirs = pm4py.read_ocel2_json(str(path))
    assert set(theirs.objects["ocel:oid"]) - {log.name} == set(log.cases)
    events = theirs.relations.assign(number=theirs.relations["ocel:eid"].str[1:].astype(int))
    events = events.sort_values("number")
    assert events["ocel:activity"].tolist() == log.events["activity"].tolist()
    assert events["ocel:oid"].tolist() == log.events["case"].tolist()
    ahead = np.where(np.isnat(log.events["ahead"]), np.timedelta64(0, "us"), log.events["ahead"])
    ours = [at.replace(tzinfo=UTC) for at in (log.events["moment"] - ahead).tolist()]
    assert plain(events["ocel:timestamp"]) == ours


def every_lifecycle():
    """Two steps of a lifecycle after each other, for each two there are, and attributes of every type."""
    told = [
        attribute(kind, kind, value) for kind, value in (("int", "7"), ("float", "1.5"), ("boolean", "false"))
    ]
    told += [
        attribute("string", "string", "Tiếp nhận & trả"),
        attribute("date", "date", "2026-03-02T09:00:00.500+07:00"),
    ]
    traces = []
    for i, steps in enumerate(product(STEPS, STEPS)):
        at = datetime(2026, 3, 2, 9) + timedelta(minutes=i)
        events = [
            event(
                f"a{i % 3}",
                (at + timedelta(seconds=k)).isoformat(timespec="milliseconds") + ("Z", "+07:00")[i % 2],
                *([] if step is None else [attribute("string", "lifecycle:transition", step)]),
                *told[k::2],
            )
            for k, step in enumerate(steps)
        ]
        traces.append(trace(f"H{i}", *told[: i % 5], *events))
    return xes(*traces)


def written(tmp_path, text):
    path = tmp_path / "log.xes"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_lifecycle(tmp_path):
    """A log with every step of a lifecycle after every other is read as pm4py reads it, and written so."""
    path = written(tmp_path, every_lifecycle())
    log = logs.read_log(path)
    check(their_reading(path), log)
    log.to_xes(tmp_path / "again.xes")
    check(their_reading(tmp_path / "again.xes"), log)
    log.to_ocel(tmp_path / "again.json")
    check_ocel(tmp_path / "again.json", log)


def test_intervals(tmp_path):
    """Starts and ends belong together as pm4py pairs them."""
    rows = [
        (f"H{i}", f"a{k % 2}", step, k)
        for i in range(3)
        for k, step in enumerate(["start", "start", "complete", "complete"] * 2)
    ]
    text = xes(
        *(
            trace(
                case,
                *(
                    event(
                        activity,
                        f"2026-03-02T09:{k:02}:00.000Z",
                        attribute("string", "lifecycle:transition", step),
                    )
                    for one, activity, step, k in rows
                    if one == case
                ),
            )
            for case in ("H0", "H1", "H2")
        )
    )
    path = written(tmp_path, text)
    from pm4py.objects.log.util import interval_lifecycle  # noqa: PLC0415

    theirs = pm4py.convert_to_dataframe(
        interval_lifecycle.to_interval(pm4py.convert_to_event_log(their_reading(path)))
    )
    utc = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), zone=UTC)
    legs = logs.read_log(path).legs(utc, engine="pandas")
    ours = sorted(zip(legs["dossier"], legs["step"], legs["started"], legs["finished"], strict=True))
    names = ("case:concept:name", "concept:name", "start_timestamp", "time:timestamp")
    wanted = sorted(
        (case, step, start.tz_localize(None), end.tz_localize(None))
        for case, step, start, end in zip(*(theirs[name] for name in names), strict=True)
    )
    assert ours == wanted


@pytest.mark.skipif(not DATA.exists(), reason="the published logs are not here")
@pytest.mark.parametrize("name", ["receipt.xes.gz", "PermitLog.xes.gz"])
def test_published_logs(name, tmp_path):
    """The published logs are read as pm4py reads them, each column, and are read so when written anew."""
    log = logs.read_log(DATA / name)
    check(their_reading(DATA / name), log)
    log.to_xes(tmp_path / "log.xes")
    check(their_reading(tmp_path / "log.xes"), log)
    if len(log) < 10_000:
        log.to_ocel(tmp_path / "log.json")
        check_ocel(tmp_path / "log.json", log)


@pytest.mark.skipif(not DATA.exists(), reason="the published logs are not here")
def test_frames_of_pm4py():
    """A frame of pm4py is a log as it is."""
    theirs = their_reading(DATA / "receipt.xes.gz")
    log = logs.read_log(theirs)
    assert len(log) == 8577
    check(theirs, log)
