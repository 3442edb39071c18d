"""Legs and registers of event logs: which start belongs to which end, and what reports make of them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("numpy")
pytest.importorskip("narwhals")
pl = pytest.importorskip("polars")

from hypothesis import given, strategies as st

from thutuc import Convention, TimeLimit, Unit, WorkCalendar, due, frames, logs, policy, vietnam_calendar
from thutuc.errors import (
    CalendarRangeError,
    InvalidTypeError,
    InvalidValueError,
    LimitTextError,
    MissingExtraError,
)

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
CAL = vietnam_calendar()
FIVE = TimeLimit(5, Unit.WORKING_DAY)
STEPS = ["schedule", "start", "suspend", "resume", "complete", "ate_abort", "COMPLETE", None, "dreaming"]
SHOWN = ["step", "entered", "started", "finished"]


def hour(n):
    return datetime(2026, 3, 2, 8) + timedelta(hours=n)


def log_of(*rows, **more):
    """Rows of activity, hour, lifecycle and, if there is one, instance, all of one case."""
    return logs.read_log(
        pl.DataFrame(
            {
                "case": ["H1"] * len(rows),
                "activity": [row[0] for row in rows],
                "moment": [hour(row[1]) for row in rows],
                "office": ["A"] * len(rows),
                "lifecycle": [row[2] for row in rows],
                "instance": [row[3] if len(row) > 3 else None for row in rows],
                **more,
            },
            schema_overrides={"lifecycle": pl.String, "instance": pl.String},
        )
    )


def shown(log, **more):
    """The legs in short: step, and the hours of its moments."""
    found = []
    for step, *moments in log.legs(CAL, engine="polars", **more).select(SHOWN).rows():
        found.append(
            (step, *(None if at is None else (at - hour(0)) // timedelta(hours=1) for at in moments))
        )
    return found


def counts(log):
    return {problem.kind.value: problem.count for problem in log.problems}


# Lifecycles -------------------------------------------------------------------------------------------------


def test_start_and_complete():
    """A stretch lies from its start to its end; what was scheduled waits from then on."""
    log = log_of(
        ("a", 0, "schedule"), ("a", 1, "start"), ("a", 2, "complete"), ("b", 2, "start"), ("b", 4, "complete")
    )
    assert shown(log) == [("a", 0, 1, 2), ("b", 2, 2, 4)]
    assert counts(log) == {"same-moment": 2}


def test_the_first_open_start_is_the_one_that_ends():
    """Of two starts of one activity the first ends first, unless their instances say otherwise."""
    rows = [("a", 0, "start"), ("a", 1, "start"), ("a", 2, "complete"), ("a", 5, "complete")]
    assert shown(log_of(*rows)) == [("a", 0, 0, 2), ("a", 1, 1, 5)]
    named = [(*row, name) for row, name in zip(rows, ["x", "y", "y", "x"], strict=True)]
    assert shown(log_of(*named)) == [("a", 0, 0, 5), ("a", 1, 1, 2)]


def test_what_is_not_paired_is_counted_and_there():
    """A start without an end lasts still, an end without a start takes no time; both are counted."""
    log = log_of(("a", 0, "start"), ("b", 1, "complete"))
    assert shown(log) == [("a", 0, 0, None), ("b", 1, 1, 1)]
    assert counts(log) == {"unpaired-start": 1, "unpaired-end": 1}


@pytest.mark.parametrize("name", [None, "x"])
def test_ends_before_starts(name):
    """An end that comes before its start is counted as such, and its stretch takes no time."""
    log = log_of(("a", 5, "start", name), ("a", 2, "complete", name))
    assert shown(log) == [("a", 2, 2, 2)]
    assert counts(log) == {"out-of-order": 1, "ends-before-start": 1}


def test_suspended_work_is_taken_out():
    """Working hours in which work was suspended stand beside the stretch, and reports take them out."""
    log = log_of(
        ("a", 0, "start"), ("a", 1, "suspend"), ("a", 2, "resume"), ("a", 3, "suspend"), ("a", 7, "complete")
    )
    legs = log.legs(CAL, engine="polars")
    # From eleven to three, lunch from half past eleven to half past one.
    assert legs["paused"].to_list() == [1 + 2.0]
    held = frames.lateness_by_office(legs, CAL, paused="paused")["held"].to_list()
    assert held == [2.0]


def test_pauses_without_the_other():
    """What was suspended and never resumed, or resumed without that, is counted."""
    log = log_of(("a", 0, "start"), ("a", 1, "suspend"), ("a", 2, "complete"), ("b", 3, "resume"))
    assert {one.kind.value: one.examples for one in log.problems if one.kind.value == "unpaired-pause"} == {
        "unpaired-pause": (("H1", 2), ("H1", 4))
    }
    assert log.legs(CAL, engine="polars")["paused"].to_list() == [1.0]
    fine = log_of(("a", 0, "start"), ("a", 1, "suspend"), ("a", 2, "resume"), ("a", 3, "complete"))
    assert "unpaired-pause" not in {one.kind.value for one in fine.problems}
    alone = log_of(("a", 0, "suspend"), ("a", 1, "complete"))
    assert "unpaired-pause" in {one.kind.value for one in alone.problems}


def test_a_pause_that_lasts():
    """A pause that still lasts counts up to the moment that is given, and else not at all."""
    log = log_of(("a", 0, "start"), ("a", 1, "suspend"))
    assert log.legs(CAL, engine="polars")["paused"].to_list() == [0.0]
    for now in (hour(3), (hour(3) - timedelta(hours=7)).replace(tzinfo=UTC)):
        legs = log.legs(CAL, now=now, engine="polars")
        assert legs["paused"].to_list() == [2.0]
        assert (
            frames.lateness_by_office(legs.fill_null("?"), CAL, paused="paused", now=now)["held"].item()
            == 1.0
        )
    assert log.legs(CAL, now=hour(0), engine="polars")["paused"].to_list() == [0.0]
    with pytest.raises(InvalidTypeError, match="now"):
        log.legs(CAL, now=date(2026, 3, 2))


def test_steps_that_the_standard_does_not_have():
    """An unknown step of a lifecycle ends nothing and begins nothing; it is counted."""
    log = log_of(("a", 0, "start"), ("a", 1, "dreaming"), ("a", 2, "complete"))
    assert shown(log) == [("a", 0, 0, 2)]
    assert counts(log) == {"strange-lifecycle": 1}


def test_completions_alone():
    """From completions, each stretch lies from the completion before; when work began is not known."""
    log = log_of(("a", 0, "complete"), ("b", 2, "complete"), ("a", 5, "complete"))
    assert shown(log) == [("a", 0, None, 0), ("b", 0, None, 2), ("a", 2, None, 5)]
    assert log.legs(CAL, engine="polars")["rework"].to_list() == [False, False, True]
    assert shown(log, starts="lifecycle") == [("a", 0, 0, 0), ("b", 2, 2, 2), ("a", 5, 5, 5)]


def test_the_choice_is_named():
    """A log with starts can be read by its completions, and an unknown choice is an error."""
    log = log_of(("a", 0, "start"), ("a", 2, "complete"), ("b", 3, "complete"))
    assert shown(log, starts="completions") == [("a", 2, None, 2), ("b", 2, None, 3)]
    with pytest.raises(InvalidValueError, match="completions"):
        log.legs(CAL, starts="guess")


def test_the_office_is_a_column_of_choice():
    """Where a log has no offices, another column may stand for them."""
    log = log_of(("a", 0, "complete"), ("b", 1, "complete"), desk=["x", "y"])
    assert log.legs(CAL, office="desk", engine="polars")["office"].to_list() == ["x", "y"]
    with pytest.raises(InvalidValueError, match="no column 'room'"):
        log.legs(CAL, office="room")


def naive(rows):
    """Stretches by instance or activity, each event looked at in turn: entered, started, finished."""
    found, lone_starts = [], []
    for name in dict.fromkeys(row[3] or row[0] for row in rows):
        waiting, ends = [], []
        for _, at, lifecycle, _ in (row for row in rows if (row[3] or row[0]) == name):
            step = (lifecycle or "complete").lower()
            idle = [one for one in waiting if one[1] is None]
            if step == "schedule" and not idle:
                waiting.append([at, None, None])
            elif step == "start":
                if idle:
                    idle[0][1] = at
                else:
                    waiting.append([at, at, None])
            elif step in {"complete", "ate_abort"}:
                begun = [one for one in waiting if one[1] is not None] or [*waiting]
                if begun:
                    waiting.remove(begun[0])
                    found.append((*begun[0][:2], at))
                else:
                    ends.append(at)
        for at in ends:
            begun = [one for one in waiting if one[1] is not None]
            if begun:
                waiting.remove(begun[0])
            found.append((at, at, at))
        lone_starts += [one for one in waiting if one[1] is not None]
        found += [tuple(one) for one in waiting]
    return sorted(found, key=str), len(lone_starts)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.integers(0, 100),
            st.sampled_from(STEPS),
            st.sampled_from([None, "x", "y"]),
        ),
        unique_by=lambda row: row[1],
        max_size=12,
    )
)
def test_stretches_are_those_of_a_look_at_each_event(rows):
    """Whatever the lifecycle, the stretches are those found one event after the other, and all are there."""
    log = log_of(*rows)
    found = sorted((one[1:] for one in shown(log, starts="lifecycle")), key=str)
    wanted, lone = naive(sorted(rows, key=lambda row: row[1]))
    assert found == wanted
    if any(row[2] == "start" for row in rows):
        assert counts(log).get("unpaired-start", 0) == lone


def test_zones_are_those_of_the_calendar():
    """Moments with a zone are told by the clock of the calendar; those without are so already."""
    rows = log_of(("a", 0, "complete"), ("b", 2, "complete"))
    zoned = pl.DataFrame(
        {name: rows.events[name].tolist() for name in ("case", "activity", "moment", "office")}
    )
    log = logs.read_log(zoned.with_columns(pl.col("moment").dt.replace_time_zone("UTC")))
    assert log.legs(CAL, engine="polars")["finished"].to_list() == [hour(7), hour(9)]
    utc = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), zone=UTC)
    assert log.legs(utc, engine="polars")["finished"].to_list() == [hour(0), hour(2)]


@pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow"])
def test_every_engine(engine):
    """The frames of legs take the legs of every engine as they are."""
    pytest.importorskip(engine)
    log = log_of(
        ("a", 0, "start"),
        ("a", 2, "complete"),
        ("b", 2, "start"),
        ("b", 3, "complete"),
        ("a", 4, "start"),
        ("a", 5, "complete"),
    )
    legs = log.legs(CAL, engine=engine)
    assert type(legs).__module__.split(".")[0] == engine
    assert len(frames.rework(legs)) == 2
    assert len(frames.lateness_by_office(legs, CAL)) == 1
    assert len(frames.hand_overs(legs)) == 0


def test_no_such_engine(monkeypatch):
    """An engine that does not exist, or is not installed, is an error that names those that can be used."""
    log = log_of(("a", 0, "complete"))
    with pytest.raises(InvalidValueError, match="polars or pandas or pyarrow"):
        log.legs(CAL, engine="excel")
    monkeypatch.setattr("thutuc.arrays.native_frames.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="pip install"):
        log.legs(CAL)


def test_hand_overs_of_one_moment():
    """Offices that share a moment are told apart by the number of the leg."""
    log = logs.read_log(
        pl.DataFrame(
            {
                "case": ["H1", "H1", "H1"],
                "activity": ["a", "b", "c"],
                "moment": [hour(0), hour(0), hour(1)],
                "office": ["A", "B", "C"],
            }
        )
    )
    assert frames.hand_overs(log.legs(CAL, engine="polars")).rows() == [("A", "B", 1), ("B", "C", 1)]


# Registers --------------------------------------------------------------------------------------------------

CASES = {
    "case": ["H1", "H1", "H2"],
    "activity": ["tiếp nhận", "trả", "tiếp nhận"],
    "moment": [datetime(2026, 3, 2, 9), datetime(2026, 3, 10, 9), datetime(2026, 3, 3, 9)],
    "office": ["A", "B", "C"],
    "case:channel": ["web", "web", "post"],
    "case:deadline": [date(2026, 3, 9), date(2026, 3, 9), None],
    "case:size": [3, 3, None],
}


def test_a_register_of_a_limit():
    """With a calendar the due day is computed, as `due` does; every report reads the frame."""
    log = logs.read_log(pl.DataFrame(CASES))
    register = log.to_register(CAL, limit=FIVE, finished="trả", engine="polars")
    assert register.select("code", "office", "channel", "due_on", "size").rows() == [
        ("H1", "A", "web", date(2026, 3, 9), 3.0),
        ("H2", "C", "post", date(2026, 3, 10), None),
    ]
    report = frames.period_report(register, date(2026, 3, 1), date(2026, 4, 1))
    assert report.select("received", "late", "pending_overdue").rows() == [(2, 1, 1)]


def test_a_register_without_a_calendar():
    """Without a calendar the limit stands there for the frames to count with."""
    register = logs.read_log(pl.DataFrame(CASES)).to_register(limit=FIVE, engine="polars")
    assert "due_on" not in register.columns
    found = frames.due_dates(register, CAL, unit="unit")["due_on"].to_list()
    assert found == [date(2026, 3, 9), date(2026, 3, 10)]


def test_a_register_of_what_is_stated():
    """Stated days and moments go before computed ones; the hour counts where one is given."""
    log = logs.read_log(pl.DataFrame(CASES))
    told = {"H1": datetime(2026, 3, 9, 11), "H2": date(2026, 3, 12)}
    register = log.to_register(CAL, limit=FIVE, due=told, engine="polars")
    assert register.select("due_on", "due_at").rows() == [
        (date(2026, 3, 9), told["H1"]),
        (date(2026, 3, 12), None),
    ]
    named = log.to_register(due="deadline", engine="polars")
    assert named["due_on"].to_list() == [date(2026, 3, 9), None]
    assert "deadline" not in named.columns


@pytest.mark.parametrize("limit", [TimeLimit(4, Unit.HOUR), TimeLimit(0.5, Unit.WORKING_DAY), FIVE])
@pytest.mark.parametrize("convention", Convention)
def test_computed_days_are_those_of_due(limit, convention):
    """A computed due day is that of `due`; the due moment stands where the minute counts."""
    log = logs.read_log(pl.DataFrame(CASES))
    register = log.to_register(CAL, limit=limit, convention=convention, engine="polars")
    for received, *found in register.select("received_at", "due_on", "due_at").rows():
        wanted = due(limit, received, CAL, convention=convention)
        assert found == [wanted.due_on, wanted.due_at if wanted.to_the_minute else None]


def test_what_is_not_stated_is_computed():
    """A case that states no due day has the computed one, if there is a limit."""
    log = logs.read_log(pl.DataFrame(CASES))
    register = log.to_register(CAL, limit=TimeLimit(1, Unit.HOUR), due="deadline", engine="polars")
    assert register.select("due_on", "due_at").rows() == [
        (date(2026, 3, 9), None),
        (date(2026, 3, 3), datetime(2026, 3, 3, 10)),
    ]


def test_stated_moments_by_their_day():
    """Where the hour of a stated due moment is that of the receipt, the day can count in its place."""
    log = logs.read_log(pl.DataFrame(CASES))
    told = {"H1": datetime(2026, 3, 10, 8), "H2": date(2026, 3, 12)}
    register = log.to_register(CAL, due=told, by_day=True, engine="polars")
    assert register.select("due_on", "due_at").rows() == [(told["H1"].date(), None), (told["H2"], None)]
    base = policy.Scenario(register, CAL)
    assert policy.compare(base, base, date(2026, 3, 1), date(2026, 4, 1)).measures["late"].baseline == 0
    # A mapping may have the cases as numbers.
    numbered = logs.read_log(pl.DataFrame({**CASES, "case": [1, 1, 2]})).to_register(
        due={2: date(2026, 3, 12)}
    )
    assert numbered["due_on"].to_list() == [None, date(2026, 3, 12)]


def test_the_office_of_a_case():
    """It is the first or the last that events name up to the end, or what an attribute says."""
    rows = {
        "case": ["H1"] * 4 + ["H2", "H3"],
        "activity": ["nhận", "xét", "ký", "lưu", "nhận", "nhận"],
        "moment": [datetime(2026, 3, i, 9) for i in (2, 3, 4, 5, 2, 2)],
        "office": [None, "B", "C", "lưu trữ", "A", None],
        "case:group": ["G"] * 4 + ["K", None],
    }
    log = logs.read_log(pl.DataFrame(rows))

    def offices(**told):
        return log.to_register(engine="polars", **told)["office"].to_list()

    assert offices() == offices(office="first") == ["B", "A", None]
    assert offices(office="last") == ["lưu trữ", "A", None]
    assert offices(office="last", finished="ký") == ["C", "A", None]
    assert offices(office="last", finished={"H1": date(2026, 3, 4)}) == ["C", "A", None]
    assert offices(office="last", finished={"H1": date(2026, 3, 1)}) == ["lưu trữ", "A", None]
    assert offices(office="group") == ["G", "K", None]
    with pytest.raises(InvalidValueError, match="group"):
        offices(office="nobody")
    with pytest.raises(InvalidTypeError):
        offices(office=5)


def test_limits_of_the_cases():
    """A limit may stand in an attribute of each case."""
    rows = {**CASES, "case:limit": ["05 ngày làm việc", "05 ngày làm việc", "1 ngày"]}
    register = logs.read_log(pl.DataFrame(rows)).to_register(limit="limit", engine="polars")
    assert register.select("limit", "unit").rows() == [(5.0, "working_day"), (1.0, "day")]
    told = {"H1": FIVE, "H2": "1 ngày"}
    assert (
        logs.read_log(pl.DataFrame(CASES))
        .to_register(limit=told, engine="polars")
        .equals(
            register.drop(["limit", "unit"])
            .with_columns(register["limit"], register["unit"])
            .select(register.columns)
        )
    )


def test_mappings_of_other_cases():
    """A mapping that has none of the cases is refused; what is missing in one that has some is missing."""
    log = logs.read_log(pl.DataFrame(CASES))
    for more in ({"due": {"H9": date(2026, 3, 9)}}, {"limit": {"H9": FIVE}}, {"finished": {9: None}}):
        with pytest.raises(InvalidValueError, match="none of these is a case"):
            log.to_register(CAL, **more)
    told = {"H1": float("nan"), "H2": date(2026, 3, 12)}
    assert log.to_register(due=told, engine="polars")["due_on"].to_list() == [None, date(2026, 3, 12)]
    with pytest.raises(LimitTextError, match="case H2: no time limit can be read from 'soon'"):
        log.to_register(CAL, limit={"H2": "soon"})


def test_attributes_that_are_called_as_columns():
    """An attribute that is called as a column of registers is kept under another name."""
    rows = {**CASES, "case:code": ["x", "x", "y"], "case:office": ["P", "P", "Q"]}
    register = logs.read_log(pl.DataFrame(rows)).to_register(CAL, office="first", engine="polars")
    assert register.select("code", "case:code", "office", "case:office").rows() == [
        ("H1", "x", "A", "P"),
        ("H2", "y", "C", "Q"),
    ]


def test_work_that_is_not_over_is_not_finished():
    """A case with a start without an end is pending; others are finished at their last event."""
    assert log_of(("a", 0, "start")).to_register(engine="polars")["finished_at"].to_list() == [None]
    done = log_of(("a", 0, "start"), ("a", 3, "complete")).to_register(engine="polars")
    assert done["finished_at"].to_list() == [hour(3)]


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"due": "soon"}, InvalidValueError, "no attribute 'soon'"),
        ({"limit": "soon"}, InvalidValueError, "no attribute 'soon'"),
        ({"limit": 5}, InvalidTypeError, "TimeLimit"),
        ({"received": 5}, InvalidTypeError, "received names"),
        ({"due": "channel"}, InvalidValueError, "'web' is no day"),
    ],
)
def test_what_a_register_cannot_be_made_of(more, error, said):
    """A name that is not there, or an attribute that is no moment, is an error at once."""
    with pytest.raises(error, match=said):
        logs.read_log(pl.DataFrame(CASES)).to_register(CAL, **more)


def test_days_outside_the_calendar():
    """A case outside the calendar is refused where a due day is asked for."""
    short = WorkCalendar(date(2026, 3, 3), date(2026, 12, 31))
    with pytest.raises(CalendarRangeError):
        logs.read_log(pl.DataFrame(CASES)).to_register(short, limit=FIVE)


@pytest.mark.skipif(not DATA.exists(), reason="the published logs are not here")
def test_the_receipts_of_a_municipality():
    """Of the published log 71.6 % of the ended cases ended by their deadline, and 105 had no end."""
    log = logs.read_log(DATA / "receipt.xes.gz")
    register = log.to_register(due="deadline", received="startdate", finished="enddate", engine="polars")
    ended = register.filter(pl.col("finished_at").is_not_null())
    assert (len(register), len(ended)) == (1434, 1329)
    assert round(100 * (ended["finished_at"] <= ended["due_at"]).mean(), 1) == 71.6
    legs = log.legs(CAL, engine="polars")
    assert len(legs) == 8577
    assert frames.rework(legs)["times"].sum() == 8577
