"""What if: other rules laid over what was recorded."""

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings, strategies as st

np = pytest.importorskip("numpy")
pytest.importorskip("narwhals")

from thutuc import (
    Convention,
    Dossier,
    PeriodReport,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    WorkCalendar,
    catalogue,
    due,
    events as e,
    policy,
)
from thutuc.calendars import Closure, DayOff, MakeUpDay
from thutuc.dossiers import moved
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.law import Silence, SupplementRule
from thutuc.registers import Entry, Register, StatedDeadline

CALENDAR = WorkCalendar(date(2026, 1, 1), date(2027, 6, 30), days_off={date(2026, 3, 5): "nghỉ"})
OTHER = CALENDAR.with_days_off({date(2026, 3, 11): "nghỉ bù"})
START, END = date(2026, 3, 1), date(2026, 4, 1)
COUNTED = ("early", "on_time", "late", "pending_in_time", "pending_overdue")


def days(n):
    return TimeLimit(n, Unit.WORKING_DAY)


def facts(*rows):
    """Rows of code, office, mechanism, day of receipt, limit, and working days until the end or None."""
    found = []
    for i, (office, mechanism, day, limit, taken) in enumerate(rows):
        received = date(2026, 3, 1) + timedelta(day)
        finished = None if taken is None else received + timedelta(taken)
        found.append((f"H{i}", office, mechanism, received, limit, finished))
    return found


def as_dossiers(rows):
    found = []
    for code, office, mechanism, received, limit, finished in rows:
        told = [e.Accepted(at=datetime.combine(received, datetime.min.time()), office=office)]
        if finished is not None:
            at = datetime.combine(finished, datetime.min.time()) + timedelta(seconds=1)
            told.append(e.Finished(at=at, office=office))
        procedure = Procedure(f"P{limit}", "ví dụ", days(limit))
        found.append(Dossier.replay(code, procedure, CALENDAR, told, extra={"mechanism": mechanism}))
    return found


def as_register(rows):
    entries = [
        Entry(
            code,
            f"P{limit}",
            office,
            mechanism,
            "",
            received,
            due(days(limit), received, CALENDAR),
            finished,
            None,
            limit=days(limit),
        )
        for code, office, mechanism, received, limit, finished in rows
    ]
    return Register("sổ", tuple(entries))


def columns(rows):
    names = ("code", "office", "mechanism", "received_at", "limit", "finished_at")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def as_polars(rows):
    polars = pytest.importorskip("polars")
    types = {"received_at": polars.Date, "finished_at": polars.Date, "limit": polars.Int64}
    return polars.DataFrame(columns(rows), schema_overrides=types)


def as_pandas(rows):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(columns(rows))
    for name in ("received_at", "finished_at"):
        frame[name] = pandas.to_datetime(frame[name])
    return frame


def as_arrow(rows):
    pyarrow = pytest.importorskip("pyarrow")
    table = columns(rows)
    dates = {"received_at", "finished_at"}
    return pyarrow.table(
        {
            name: pyarrow.array(values, pyarrow.date32()) if name in dates else values
            for name, values in table.items()
        }
    )


FRAMES = [as_polars, as_pandas, as_arrow]
SOURCES = [as_dossiers, as_register, *FRAMES]
each_source = pytest.mark.parametrize("source", SOURCES)
each_frame = pytest.mark.parametrize("source", FRAMES)
FEW = facts(
    ("A", "một cửa", 1, 5, 8),
    ("B", "liên thông", 1, 10, 9),
    ("A", "liên thông", 2, 4, None),
    ("A", "một cửa", 20, 10, None),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(["một cửa", "liên thông"]),
        st.integers(-20, 25),
        st.integers(1, 12),
        st.none() | st.integers(0, 25),
    ),
    min_size=1,
    max_size=8,
).map(lambda rows: facts(*rows))


def compared(base, reform, by=()):
    return policy.compare(base, reform, START, END, by=by)


def figures(comparison):
    return {
        key: {name: (one.baseline, one.reform) for name, one in measures.items()}
        for key, measures in comparison.groups.items()
    }


REFORMS = {
    "factor": lambda base: base.with_limits(0.6),
    "longer": lambda base: base.with_limits(1.5, round="down"),
    "value": lambda base: base.with_limits(days(3)),
    "where": lambda base: base.with_limits(days(2), where={"office": "A"}),
    "calendar": lambda base: base.with_calendar(OTHER),
    "inclusive": lambda base: base.with_convention(Convention.INCLUSIVE),
    "hours": lambda base: base.with_hours("A", {"mon-sat": "07:00-11:00"}),
    "both": lambda base: base.with_limits(0.5).with_calendar(OTHER).with_limits(2, where={"office": "A"}),
}


@each_source
@settings(max_examples=6)
@given(rows=ROWS)
def test_what_changes_nothing_changes_nothing(source, rows):
    """The baseline beside itself, a factor of one, its own calendar and convention are empty reforms."""
    base = policy.Scenario(source(rows), CALENDAR)
    nothing = [base, base.with_limits(1), base.with_limits(1.0, where={"office": rows[0][1]})]
    nothing += [base.with_calendar(CALENDAR), base.with_convention(Convention.CIVIL_CODE)]
    for reform in nothing:
        diff = compared(base, reform, "office")
        assert diff.is_empty
        assert all(one.change == 0 for group in diff.groups.values() for one in group.values())
        assert all(diff.changed(a, b) == () for a in COUNTED for b in COUNTED if a != b)


@pytest.mark.parametrize("reform", REFORMS)
@settings(max_examples=6)
@given(rows=ROWS)
def test_dossiers_registers_and_frames_agree(reform, rows):
    """The same facts give the same figures and the same dossiers that changed, whatever holds them."""
    if reform in {"where", "hours", "both"}:
        rows = [*rows, ("HA", "A", "một cửa", date(2026, 3, 2), 5, date(2026, 3, 9))]
    answers = []
    for source in SOURCES:
        base = policy.Scenario(source(rows), CALENDAR)
        diff = compared(base, REFORMS[reform](base), ["office", "mechanism"])
        sides = {(a, b): set(diff.changed(a, b)) for a in COUNTED for b in COUNTED}
        answers.append((figures(diff), sides, diff.is_empty))
    assert all(answer == answers[0] for answer in answers)


@settings(max_examples=15)
@given(rows=ROWS, factor=st.sampled_from([0.3, 0.8, 1.25]))
def test_limits_against_a_report_by_hand(rows, factor):
    """Rows whose limits are multiplied by hand, in whole days rounded up, give the figures of the reform."""
    base = policy.Scenario(as_register(rows), CALENDAR)
    diff = compared(base, base.with_limits(factor))
    by_hand = [(*row[:4], int(np.ceil(np.round(row[4] * factor, 9))), row[5]) for row in rows]
    wanted = PeriodReport.of(as_register(by_hand), START, END)
    assert {name: one.reform for name, one in diff.measures.items()} == {
        name: wanted.detail(name) for name in diff.measures
    }
    before = PeriodReport.of(as_register(rows), START, END)
    for a in COUNTED:
        for b in COUNTED:
            assert set(diff.changed(a, b)) == set(before.dossiers(a)) & set(wanted.dossiers(b))


@each_source
def test_the_source_is_not_edited(source):
    """However many reforms are laid over it, the baseline says what it said."""
    given_ = source(FEW)
    base = policy.Scenario(given_, CALENDAR)
    before = figures(compared(base, base))
    for reform in REFORMS.values():
        assert not compared(base, reform(base)).measures["total"].change
    assert figures(compared(base, base)) == before
    assert repr(base).count("with other") == 0
    assert "limits" in repr(base.with_limits(2))


def test_where_and_round():
    """A reform concerns the rows that it names; a cut never makes a limit longer."""
    base = policy.Scenario(as_register(FEW), CALENDAR)
    assert compared(base, base.with_limits(0.1, where={"mechanism": ["liên thông"]})).changed(
        "early", "late"
    ) == ("H1",)
    half = facts(("A", "", 1, 0.5, 0))
    halved = policy.Scenario(as_register(half), CALENDAR).with_limits(0.8)
    assert halved.rows.cases(halved.terms)[0].deadline.limit == days(0.5)
    for word, amount in {"up": 4, "down": 3, "nearest": 4, "exact": 3.5}.items():
        one = policy.Scenario(as_register(facts(("A", "", 1, 5, 3))), CALENDAR)
        reform = one.with_limits(0.7, round=word)
        assert reform.rows.cases(reform.terms)[0].deadline.limit == days(amount)


def test_a_recorded_day_keeps_its_distance():
    """A stated due day two working days after the computed one stays two working days after it."""
    received = date(2026, 3, 2)
    stated = CALENDAR.add_working_days(due(days(5), received, CALENDAR).due_on, 2)
    entry = Entry("H", "", "A", "", "", received, StatedDeadline(stated), None, None, limit=days(5))
    base = policy.Scenario(Register("sổ", (entry,)), CALENDAR)
    reform = base.with_limits(0.8)
    (moved_,) = reform.rows.cases(reform.terms)
    wanted = CALENDAR.add_working_days(due(days(4), received, CALENDAR).due_on, 2)
    assert moved_.deadline.due_on == wanted
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(
        {"received_at": [received], "limit": [5], "due_on": [stated], "finished_at": [None]},
        schema_overrides={"finished_at": polars.Date},
    )
    base = policy.Scenario(frame, CALENDAR)
    reform = base.with_limits(0.8)
    assert reform.rows.dues(reform.terms).on.tolist() == [wanted]


@given(seed=st.integers(0, 1000), has_hours=st.booleans(), recorded=st.booleans())
def test_a_row_is_due_as_if_it_stood_alone(seed, has_hours, recorded):
    """Rows judged together, alike or not, are due as each of them judged by itself."""
    pl = pytest.importorskip("polars")
    chance = np.random.default_rng(seed)
    size = 12
    received = np.datetime64("2026-03-02") + chance.integers(0, 5, size)
    told = received + chance.integers(5, 9, size)
    if has_hours:
        received = received.astype("M8[us]") + chance.integers(0, 1440, size).astype("m8[m]")
    frame = pl.DataFrame(
        {
            "received_at": received,
            "limit": chance.integers(not has_hours, 7, size),
            "unit": chance.choice(["working_day", "day", "week"], size),
            "office": chance.choice(["A", "B"], size),
            "finished_at": told,
            **({"due_on": told} if recorded else {}),
        }
    )

    def dues(rows):
        made = policy.Scenario(rows, CALENDAR).with_calendar(OTHER)
        if "A" in rows["office"]:
            made = made.with_limits(0.6, where={"office": "A"}).with_hours("A", {"mon-thu": "08:00-12:00"})
        found = made.rows.dues(made.terms)
        return list(zip(found.on.tolist(), found.at.tolist(), strict=True))

    assert dues(frame) == [one for row in range(size) for one in dues(frame[row : row + 1])]


def test_recorded_days_of_a_register_and_a_frame():
    """Under other hours a recorded day, also one on a day off, moves alike in a register and in a frame."""
    polars = pytest.importorskip("polars")
    received, days_after = datetime(2026, 3, 2, 9), [-1, 0, 2, 5, 6]
    first = due(days(5), received, CALENDAR).due_on
    recorded = [first + timedelta(n) for n in days_after]
    entries = [
        Entry(f"H{i}", "P", "A", "", "", received, StatedDeadline(day), None, None, limit=days(5))
        for i, day in enumerate(recorded)
    ]
    frame = polars.DataFrame(
        {
            "received_at": [received] * len(recorded),
            "limit": [5] * len(recorded),
            "office": ["A"] * len(recorded),
            "finished_at": [None] * len(recorded),
            "due_on": recorded,
        }
    )
    for week in ({"mon-fri": "07:00-11:00"}, {"mon-sat": "07:00-11:00"}):
        rows, other = (
            policy.Scenario(source, CALENDAR).with_hours("A", week)
            for source in (Register("sổ", tuple(entries)), frame)
        )
        told = [entry.deadline.due_on for entry in rows.rows.cases(rows.terms)]
        assert told == other.rows.dues(other.terms).on.tolist()
        if "mon-fri" in week:
            assert told == recorded


def test_a_promise_moves_with_the_limit():
    """The day on the slip is moved as the computed day is; the dossier itself is not touched."""
    told = [
        e.Accepted(at=datetime(2026, 3, 2, 9), office="A", appointment=date(2026, 3, 12)),
        e.Finished(at=datetime(2026, 3, 12, 9), office="A"),
    ]
    dossier = Dossier.replay("H", Procedure("P", "ví dụ", days(5)), CALENDAR, told)
    base = policy.Scenario([dossier])
    diff = compared(base, base.with_limits(0.6))
    assert diff.changed("on_time", "late") == ("H",)
    assert dossier.deadline.due_on == date(2026, 3, 12)
    assert base.source == (dossier,)


def test_supplement_rules():
    """Under KEEP the wait for a supplement is the office's, and the dossier late."""
    told = [
        e.Accepted(at=datetime(2026, 3, 2, 9), office="A"),
        e.SupplementRequested(at=datetime(2026, 3, 3, 9), office="A"),
        e.Supplemented(at=datetime(2026, 3, 12, 9), office="A"),
        e.Finished(at=datetime(2026, 3, 13, 9), office="A"),
    ]
    base = policy.Scenario([Dossier.replay("H", Procedure("P", "ví dụ", days(5)), CALENDAR, told)])
    assert compared(base, base.with_supplement(SupplementRule.KEEP)).changed("early", "late") == ("H",)
    assert compared(base, base.with_supplement(base.source[0].regime.on_supplement)).is_empty


def route():
    return Procedure(
        "P",
        "ví dụ",
        days(5),
        steps=[
            Step("tiếp nhận", "A", days(1)),
            Step("thẩm định", "B", days(2)),
            Step("lấy ý kiến", "C", days(2)),
        ],
    )


def walked():
    return Dossier.replay(
        "H",
        route(),
        CALENDAR,
        [
            e.Accepted(at=datetime(2026, 3, 2, 8), office="A"),
            e.Transferred(at=datetime(2026, 3, 3, 8), office="A", to="B"),
            e.Transferred(at=datetime(2026, 3, 9, 8), office="B", to="C"),
            e.Finished(at=datetime(2026, 3, 12, 8), office="C"),
        ],
    )


def test_parallel_steps():
    """Two steps side by side end as soon as the longer one: three working days are saved of six."""
    base = policy.Scenario([walked()])
    reform = base.with_parallel("P", ["thẩm định", "lấy ý kiến"])
    diff = compared(base, reform)
    (entry,) = reform.rows.cases(reform.terms, END)
    # Steps of three working days each (05/03 is off); the second costs nothing more.
    assert [leg.held for leg in walked().legs[1:]] == [timedelta(hours=24), timedelta(hours=24)]
    assert entry.finished_at == datetime(2026, 3, 9, 8)
    assert diff.measures["late"].change == -1


def test_regime_and_catalogue():
    """A catalogue gives rows without a limit theirs, in all kinds of rows alike."""
    known = catalogue.Catalogue([Procedure("1.004222", "ví dụ", days(5))])
    received, finished = date(2026, 3, 2), date(2026, 3, 10)
    entry = Entry("H", "1.004222", "A", "", "", received, None, finished, None)
    base = policy.Scenario(Register("sổ", (entry,)), CALENDAR, known)
    assert base.rows.cases(base.terms)[0].deadline.due_on == due(days(5), received, CALENDAR).due_on
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(
        {"procedure": ["1.004222"], "received_at": [received], "finished_at": [finished], "code": ["H"]}
    )
    for one in (base, policy.Scenario(frame, CALENDAR, known)):
        assert compared(one, one.with_limits(2)).changed("on_time", "early") == ("H",)


@each_source
def test_what_it_says(source):
    """It prints every measure before and after, and on its face what is held fixed, in both languages."""
    base = policy.Scenario(source(FEW), CALENDAR)
    diff = compared(base, base.with_limits(0.5), "office")
    vi, en = diff.text("vi"), diff.text("en")
    assert "Giữ nguyên" in vi
    assert "Held fixed: behaviour" in en
    assert "arrivals" in en
    table = diff.table("en")
    assert table.names == ("office", "measure", "baseline", "reform", "change")
    assert len(table) == 30
    assert sum(table.totals) == 10
    assert diff.held_fixed == table.notes
    assert "table" in diff._repr_html_()


# Errors ---------------------------------------------------------------------------------------------------


def test_scenarios_of_one_list():
    """Two scenarios of the same dossiers are compared, whatever lists them; of others they are not."""
    dossiers = as_dossiers(FEW)
    base, reform = policy.Scenario(dossiers), policy.Scenario(iter(dossiers), OTHER)
    assert compared(base, reform).measures == compared(base, base.with_calendar(OTHER)).measures
    for other in (dossiers[1:], as_dossiers(FEW)):
        with pytest.raises(InvalidValueError, match="one source"):
            compared(base, policy.Scenario(other))


def test_hours_that_are_none():
    """A week that is none is refused, and not the usual one."""
    with pytest.raises(InvalidTypeError, match="hours"):
        policy.Scenario(as_dossiers(FEW)).with_hours("A", None)


@each_source
def test_what_is_not_there(source):
    """An unknown column, value or office, and words that are none, are refused at once."""
    base = policy.Scenario(source(FEW), CALENDAR)
    for where in ({"huyện": "A"}, {"office": "Z"}, {"office": ["A", "Z"]}):
        with pytest.raises(InvalidValueError):
            base.with_limits(0.8, where=where)
    with pytest.raises(InvalidValueError, match="no dossier names office 'Z'"):
        base.with_hours("Z", {"mon-fri": "07:00-11:00"})
    with pytest.raises(InvalidValueError):
        compared(base, base, "huyện")
    for factor in (0, -1, float("nan")):
        with pytest.raises(InvalidValueError):
            base.with_limits(factor)
    with pytest.raises(InvalidValueError, match="`round`"):
        base.with_limits(0.8, round="sideways")
    for call in (
        lambda: base.with_limits(True),
        lambda: base.with_limits("0.8"),
        lambda: base.with_limits(0.8, where="A"),
        lambda: base.with_limits(0.8, where={"office": 1}),
        lambda: base.with_calendar("lịch"),
        lambda: base.with_convention("civil"),
        lambda: base.with_supplement("keep"),
        lambda: base.with_hours(1, {}),
        lambda: policy.Scenario(base),
        lambda: policy.Scenario(3),
        lambda: policy.compare(base, None, START, END),
    ):
        with pytest.raises(InvalidTypeError):
            call()
    with pytest.raises(InvalidValueError, match="no measure"):
        compared(base, base).changed("tốt", "late")
    with pytest.raises(InvalidValueError, match="one source"):
        compared(base, policy.Scenario(source(FEW), CALENDAR))


@pytest.mark.parametrize("source", [as_register, *FRAMES])
def test_rows_have_no_events(source):
    """Rows of a register answer neither a supplement rule nor parallel steps, and say so at once."""
    base = policy.Scenario(source(FEW), CALENDAR)
    with pytest.raises(InvalidValueError, match="supplement"):
        base.with_supplement(SupplementRule.RESUME)
    with pytest.raises(InvalidValueError, match="step"):
        base.with_parallel("P5", ["a", "b"])


def test_rows_without_limits():
    """Due days without the limit behind them cannot be counted anew, but a value can stand in their place."""
    entry = Entry("H", "", "A", "", "", date(2026, 3, 2), StatedDeadline(date(2026, 3, 9)), None, None)
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(
        {"received_at": [date(2026, 3, 2)], "due_on": [date(2026, 3, 9)], "finished_at": [date(2026, 3, 9)]}
    )
    for source in (Register("sổ", (entry,)), frame):
        base = policy.Scenario(source, CALENDAR)
        assert compared(base, base.with_limits(days(2))).measures["total"].change == 0
        for reform in (lambda one: one.with_limits(0.8), lambda one: one.with_calendar(OTHER)):
            with pytest.raises(InvalidValueError, match="without the limit"):
                reform(base)
    with pytest.raises(InvalidValueError, match="calendar"):
        policy.Scenario(as_polars(FEW)).with_limits(0.8)
    with pytest.raises(InvalidValueError, match="finished_at"):
        policy.Scenario(as_polars(FEW).drop("finished_at"))
    with pytest.raises(InvalidValueError, match="names"):
        policy.Scenario(as_polars(FEW), columns={"received": "received_at"})


def test_steps_that_are_not_there():
    """An unknown procedure or step, one step alone, and silence that decides are refused."""
    base = policy.Scenario([walked()])
    for procedure, steps in (("Q", ["a", "b"]), ("P", ["thẩm định", "ký"]), ("P", ["thẩm định"])):
        with pytest.raises(InvalidValueError):
            base.with_parallel(procedure, steps)
    with pytest.raises(InvalidTypeError):
        base.with_parallel("P", "thẩm định")
    silent = Procedure("P", "ví dụ", days(5), silence=Silence.CONSENT)
    told = [e.Accepted(at=datetime(2026, 3, 2, 9), office="A")]
    with pytest.raises(InvalidValueError, match="silence"):
        policy.Scenario([Dossier.replay("H", silent, CALENDAR, told)]).with_convention(Convention.INCLUSIVE)


# Who moves --------------------------------------------------------------------------------------------------

SWAP = {date(2026, 3, 21): date(2026, 3, 13)}


@each_frame
@settings(max_examples=10)
@given(rows=ROWS)
def test_who_moves_as_dossiers_do(source, rows):
    """In a frame those move that `dossiers.moved` names, to the same days and for the same reason."""
    new = policy.decided(CALENDAR, SWAP)
    wanted = {one.code: one for one in moved(as_dossiers(rows), CALENDAR, new)}
    found = policy.who_moves(source(rows), CALENDAR, SWAP)
    own = [found[i] for i in range(len(found))]
    assert {one.code for one in own} == set(wanted)
    for one in own:
        other = wanted[one.code]
        assert (one.before.due_on, one.after.due_on) == (other.before.due_on, other.after.due_on)
        assert one.because == other.because
    of_dossiers = policy.who_moves(as_dossiers(rows), CALENDAR, SWAP)
    assert len(of_dossiers) == len(found)
    assert of_dossiers.asked == found.asked


def _recorded(rows, apart):
    """The same rows with a recorded due day each, so many working days from the computed one, or days."""
    found = []
    for row, (n, by_day) in zip(rows, apart, strict=False):
        first = due(days(row[4]), row[3], CALENDAR).due_on
        later = first + timedelta(n) if by_day else CALENDAR.add_working_days(first, n)
        found.append((*row[:5], None, max(later, row[3])))
    return found


@settings(max_examples=20)
@given(
    rows=ROWS,
    apart=st.lists(st.tuples(st.integers(-4, 12), st.booleans()), min_size=8, max_size=8),
    swap=st.sampled_from([SWAP, {date(2026, 3, 12): "lũ"}, {date(2026, 3, 28): date(2026, 4, 3)}]),
)
def test_recorded_days_that_move(rows, apart, swap):
    """Rows and their explanations tell the recorded days, in a register as in a frame, and why they move."""
    told = _recorded(rows, apart)
    frame = as_polars([row[:6] for row in told])
    frame = frame.with_columns(due_on=pytest.importorskip("polars").Series([row[6] for row in told]))
    entries = [
        attrs.evolve(entry, deadline=StatedDeadline(row[6]))
        for entry, row in zip(as_register([row[:6] for row in told]).entries, told, strict=True)
    ]
    found = policy.who_moves(frame, CALENDAR, swap)
    other = policy.who_moves(Register("sổ", tuple(entries)), CALENDAR, swap)
    assert (found.asked, found.uncounted) == (other.asked, other.uncounted) == (len(told), 0)
    days_of = [
        (one.code, one.before.due_on, one.after.due_on) for one in map(found.__getitem__, range(len(found)))
    ]
    assert days_of == found.frame.select("code", "due_before", "due_after").rows()
    assert days_of == [
        (one.code, one.before.due_on, one.after.due_on) for one in map(other.__getitem__, range(len(other)))
    ]
    new = policy.decided(CALENDAR, swap)
    by_code = {row[0]: row for row in told}
    for i, (code, before, after) in enumerate(days_of):
        _, _, _, received, limit, _, recorded = by_code[code]
        first, last = (due(days(limit), received, calendar).due_on for calendar in (CALENDAR, new))
        gap = CALENDAR.count_working_days(first, recorded)
        assert (before, after) == (recorded, new.add_working_days(last, gap))
        assert found[i].because == other[i].because != ()
        assert f"{before:%d/%m/%Y} → {after:%d/%m/%Y}" in found.explain(i)


def test_rows_in_another_zone():
    """A receipt in UTC is that of the office's clock, also where one row is explained."""
    polars = pytest.importorskip("polars")
    late = datetime(2026, 3, 9, 22, tzinfo=UTC)
    frame = polars.DataFrame({"code": ["H1"], "received_at": [late], "limit": [5]})
    found = policy.who_moves(frame, CALENDAR, SWAP)
    first, last = (
        due(days(5), late, calendar).due_on for calendar in (CALENDAR, policy.decided(CALENDAR, SWAP))
    )
    assert found.frame.select("due_before", "due_after").rows() == [(first, last)]
    assert (found[0].before.due_on, found[0].after.due_on) == (first, last)
    # The version in force is that of the office's day, too.
    versions = [
        Procedure("1.004222", "ví dụ", days(3), valid_until=date(2026, 3, 9)),
        Procedure("1.004222", "ví dụ", days(8), valid_from=date(2026, 3, 10)),
    ]
    rows = polars.DataFrame({"procedure": ["1.004222"], "received_at": [late], "finished_at": [None]})
    scenario = policy.Scenario(rows, CALENDAR, catalogue.Catalogue(versions))
    assert scenario.rows.dues(scenario.terms).on.tolist() == [due(days(8), late, CALENDAR).due_on]


def test_moments_that_move():
    """Where limits run by the hour the frame tells the moments, too."""
    polars = pytest.importorskip("polars")
    start = datetime(2026, 3, 12, 15)
    frame = polars.DataFrame({"received_at": [start], "limit": [8], "unit": ["working_hour"]})
    closed = Closure(datetime(2026, 3, 13, 7), datetime(2026, 3, 13, 9), "mất điện")
    found = policy.who_moves(frame, CALENDAR, closed).frame
    limit = TimeLimit(8, Unit.WORKING_HOUR)
    moments = [due(limit, start, one).due_at for one in (CALENDAR, policy.decided(CALENDAR, closed))]
    assert found.select("due_at_before", "due_at_after").row(0) == tuple(moments)


def test_rows_that_nobody_can_count():
    """Open rows without a limit or a receipt are counted as such, and the table says so."""
    polars = pytest.importorskip("polars")
    frame = as_polars(FEW).with_columns(
        limit=polars.Series([5, None, None, 10]), finished_at=polars.lit(None, polars.Date)
    )
    frame = frame.with_columns(due_on=polars.lit(date(2026, 3, 20)))
    found = policy.who_moves(frame, CALENDAR, SWAP)
    assert (found.asked, found.uncounted) == (4, 2)
    assert "2 state no limit" in found.text("en")
    assert "2 hồ sơ không ghi" in found.text("vi")
    entries = as_register(FEW).entries
    stated = [attrs.evolve(one, limit=None, finished_at=None) for one in entries[:1]]
    assert policy.who_moves(Register("sổ", (*stated, *entries[2:])), CALENDAR, SWAP).uncounted == 1


@each_frame
def test_the_rows_that_move(source):
    """The rows come back whole, with both days, and any of them can be explained."""
    found = policy.who_moves(source(FEW), CALENDAR, [MakeUpDay(date(2026, 3, 21), date(2026, 3, 6))])
    assert (found.asked, len(found)) == (2, 1)
    assert [str(day)[:10] for name in ("due_before", "due_after") for day in _listed(found.frame, name)] == [
        "2026-03-10",
        "2026-03-11",
    ]
    assert found.explain("H2", "en") == found.explain(0, "en")
    assert "06/03/2026" in found.explain(0)
    assert "1 of 2" in found.text("en")
    for which, kind in ((7, InvalidValueError), ("H9", InvalidValueError), (True, InvalidTypeError)):
        with pytest.raises(kind):
            found[which]


def _listed(frame, name):
    column = frame[name]
    return column.to_pylist() if hasattr(column, "to_pylist") else list(column)


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.MONTH, Unit.WORKING_HOUR])
def test_other_units(unit):
    """Limits of days, months and hours move as `due` says, also where no look-up by the day answers."""
    polars = pytest.importorskip("polars")
    starts = [datetime(2026, 3, day, 9) for day in range(2, 28)]
    frame = polars.DataFrame({"received_at": starts, "limit": [11] * len(starts)})
    frame = frame.with_columns(unit=polars.lit(unit.name.lower()))
    new = policy.decided(CALENDAR, Closure(datetime(2026, 3, 16), datetime(2026, 3, 18), "lũ"))
    limit = TimeLimit(11, unit)
    pairs = [(due(limit, start, CALENDAR), due(limit, start, new)) for start in starts]
    wanted = [
        (before.due_on, after.due_on)
        for before, after in pairs
        if before.due_on != after.due_on or (before.to_the_minute and before.due_at != after.due_at)
    ]
    found = policy.who_moves(frame, CALENDAR, new)
    assert list(zip(found.frame["due_before"], found.frame["due_after"], strict=True)) == wanted


def test_decisions():
    """A decision is a calendar, notes of days, or a mapping; anything else is refused."""
    friday, saturday = date(2026, 3, 13), date(2026, 3, 21)
    for decision in ({saturday: friday}, MakeUpDay(saturday, friday), [MakeUpDay(saturday, friday)]):
        new = policy.decided(CALENDAR, decision)
        assert new.is_working_day(saturday)
        assert not new.is_working_day(friday)
    for decision in ({friday: "bão"}, DayOff(friday, "bão"), CALENDAR.with_days_off({friday: "bão"})):
        assert not policy.decided(CALENDAR, decision).is_working_day(friday)
    both = policy.decided(CALENDAR, {saturday: friday, date(2026, 3, 12): "bão"})
    assert [both.is_working_day(day) for day in (saturday, friday, date(2026, 3, 12))] == [True, False, False]
    for wrong in (3, "13/03", [3], None):
        with pytest.raises(InvalidTypeError):
            policy.decided(CALENDAR, wrong)
    for nothing in ([], {}):
        with pytest.raises(InvalidValueError):
            policy.decided(CALENDAR, nothing)


def test_nobody_moves():
    """The same calendar moves nobody, and an empty frame has nobody to move."""
    assert len(policy.who_moves(as_polars(FEW), CALENDAR, CALENDAR)) == 0
    assert len(policy.who_moves(as_polars(FEW).head(0), CALENDAR, SWAP)) == 0
    base = policy.Scenario(as_polars(FEW).head(0), CALENDAR)
    assert compared(base, base.with_limits(0.5)).is_empty
