"""Event logs written and read again, and dossiers as logs and back."""

import gzip
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("narwhals")
pd = pytest.importorskip("pandas")

from hypothesis import given, strategies as st

from thutuc import Channel, Dossier, Procedure, TimeLimit, Unit, events, logs, vietnam_calendar
from thutuc.dossiers.links import Link, LinkKind
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError
from thutuc.law import Order, ReopeningRule, Silence
from thutuc.logs import ProblemKind
from thutuc.logs.log_data import Gathered, column_of
from thutuc.procedures import Step

CAL = vietnam_calendar()
HEAD = "case,activity,moment,office\n"
FIVE = TimeLimit(5, Unit.WORKING_DAY)
PROCEDURE = Procedure("1.004222", "ví dụ", FIVE, steps=[Step("nhận", office="A"), Step("trả", office="B")])

LETTERS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8
)
TEXTS = LETTERS | st.sampled_from(["<&>\"'", "a\nb\tc", " x ", "event:office", "NaN"])
NAMES = st.sampled_from(["A", "Một cửa", "a & b", None])
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=7)), timezone(timedelta(minutes=-570))])
MOMENTS = st.builds(
    lambda n, zone: datetime(2026, 1, 1, tzinfo=zone) + timedelta(microseconds=n),
    st.integers(0, 10**14),
    ZONES,
)
VALUES = st.one_of(
    TEXTS, st.integers(-(10**20), 10**20), st.floats(allow_nan=False), st.booleans(), MOMENTS, st.dates()
)
KEYS = st.sampled_from(
    ["x", "cost:total", "org:role", "office", "lifecycle:transition", "concept:name", "a/b", "é"]
)


@st.composite
def drawn_logs(draw, *, whole=False):
    """A log of anything that a log may hold; *whole*: every event has an activity and a moment."""
    cases = draw(st.lists(st.text("HK1.é&<", min_size=1, max_size=4), unique=True, max_size=4))
    count = draw(st.integers(0, 6)) if cases else 0

    def column(values):
        return column_of([draw(values) for _ in range(count)])

    some = st.none() if not whole else st.nothing()
    columns = {
        "activity": column(LETTERS.filter(str.strip) | some),
        "moment": column(MOMENTS | some),
        **{name: column(NAMES) for name in ("office", "officer", "lifecycle", "instance")},
    }
    names = {name: name for name in columns}
    for key in draw(st.sets(KEYS, max_size=3)) - {"concept:name", "office"}:
        # One kind of value in a column, as OCEL declares them.
        kind = draw(
            st.sampled_from(
                [TEXTS, st.integers(-(10**20), 10**20), st.floats(allow_nan=False), st.booleans(), MOMENTS]
            )
        )
        columns[key] = column(st.none() | kind)
        if all(value is None for value in columns[key]):
            del columns[key]
    told = st.dictionaries(KEYS.filter(lambda key: key != "concept:name"), VALUES, max_size=3)
    if whole:
        told = st.dictionaries(KEYS.filter(lambda key: key != "concept:name"), TEXTS, max_size=3)
    attributes = {case: dict(draw(told)) for case in cases}
    of = np.array([draw(st.integers(0, len(cases) - 1)) for _ in range(count)], np.int64)
    name = draw(st.sampled_from(["log", "Sổ <1>"]))
    return logs.EventLog(**Gathered(name, attributes, of, columns, names, dict(draw(told))).in_order())


def again(log, write, path):
    getattr(log, write)(path)
    return logs.read_log(path)


@given(drawn_logs())
def test_xes_is_read_back_equal(tmp_path_factory, log):
    """Whatever a log holds, what is written as XES is read back equal, and so are its problems."""
    path = tmp_path_factory.mktemp("xes") / "log.xes"
    found = again(log, "to_xes", path)
    assert found == log
    assert found.name == log.name
    # What was out of order has been put in order.
    assert found.problems == tuple(one for one in log.problems if one.kind is not ProblemKind.OUT_OF_ORDER)


@given(drawn_logs(whole=True))
def test_ocel_is_read_back_equal(tmp_path_factory, log):
    """Whatever a log holds, what is written as OCEL is read back equal."""
    found = again(log, "to_ocel", tmp_path_factory.mktemp("ocel") / "log.json")
    assert found == log


def small(**more):
    columns = {"activity": column_of(["a"]), "moment": column_of([datetime(2026, 3, 2, 9)]), **more}
    return logs.EventLog(
        **Gathered(
            "log", {"H1": {}}, np.array([0]), columns, {n: n for n in ("activity", "moment")}
        ).in_order()
    )


def test_dates_stay_dates(tmp_path):
    """A bare day is one again, in XES and in OCEL."""
    log = small(day=column_of([date(2026, 3, 2)]))
    for write in ("to_xes", "to_ocel"):
        path = tmp_path / write
        log_again = again(log, write, path)
        assert str(log_again.events["day"][0]) == "2026-03-02"


def test_packed(tmp_path):
    """A name that ends in `.gz` is packed, and packed twice it is the same file."""
    log = small()
    paths = [tmp_path / name for name in ("1.xes.gz", "2.xes.gz")]
    for path in paths:
        log.to_xes(path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert gzip.decompress(paths[0].read_bytes()).startswith(b"<?xml")
    assert logs.read_log(paths[0]) == log


def test_what_cannot_be_written_leaves_what_was_there(tmp_path):
    """An error while writing leaves the old file as it was, and none beside it."""
    path = tmp_path / "log.xes"
    path.write_text("old", encoding="utf-8")
    for wrong, error in (("a\x01b", InvalidValueError), (object(), InvalidTypeError)):
        with pytest.raises(error):
            small(x=column_of([wrong])).to_xes(path)
    with pytest.raises(InvalidTypeError):
        small(x=column_of([object()])).to_ocel(path)
    assert path.read_text("utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["log.xes"]


def test_ocel_asks_for_moments(tmp_path):
    """OCEL has a moment and an activity for each event; a log that lacks one is not half written."""
    for name in ("activity", "moment"):
        with pytest.raises(InvalidValueError, match=f"have no {name}"):
            small(**{name: column_of([None])}).to_ocel(tmp_path / "log.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given_path", [3, None, ""])
def test_where_to(given_path):
    """What is no path is refused."""
    with pytest.raises((InvalidTypeError, InvalidValueError)):
        small().to_xes(given_path)


# Dossiers ---------------------------------------------------------------------------------------------------


def dossier(code="H17.18-260302-0001", **more):
    at = datetime(2026, 3, 2, 9)
    return Dossier.replay(
        code,
        PROCEDURE,
        CAL,
        [
            events.Submitted(at=at, office="A", id="1"),
            events.Accepted(at=at, office="A", officer="Nguyễn Văn A", appointment=date(2026, 3, 12)),
            events.LimitChanged(
                at=at + timedelta(hours=1), office="A", limit=TimeLimit(4, Unit.WORKING_DAY, cut_off=time(15))
            ),
            events.Transferred(at=at + timedelta(hours=2), office="A", to={"B": "trả", "C": "nhận"}),
            events.OpinionAsked(
                at=at + timedelta(days=1),
                office="B",
                of="D",
                answer_by=date(2026, 3, 9),
                silence=Silence.CONSENT,
            ),
            events.SupplementRequested(
                at=at + timedelta(days=2), office="B", ground="thiếu", documents=["CCCD", "đơn"]
            ),
            events.Supplemented(at=at + timedelta(days=2), office="A"),
            events.Finished(at=at + timedelta(days=7), office="B", granted=False),
        ],
        **more,
    )


def test_everything_of_a_dossier_comes_back(tmp_path):
    """What its events and its cover say comes back, from the log, from XES and from OCEL."""
    one = dossier(
        channel=Channel.ONLINE,
        extra={"mechanism": "liên thông"},
        links=[Link(LinkKind.SPLIT, "H17.18-260101-0001", date(2026, 2, 1))],
    )
    log = logs.of_dossiers([one, dossier("H2")])
    assert log.events["activity"].tolist()[:3] == ["submit", "accept", "change-limit"]
    for found in (log, again(log, "to_xes", tmp_path / "1"), again(log, "to_ocel", tmp_path / "2")):
        assert found == log
        assert found.dossiers(PROCEDURE, CAL) == (one, dossier("H2"))
        assert found.dossiers({PROCEDURE.code: PROCEDURE}, CAL) == (one, dossier("H2"))


MORE = {
    events.Transferred: st.fixed_dictionaries({"to": st.sampled_from(["B", ("B", "C")])}),
    events.Extended: st.sampled_from([{"by": FIVE}, {"until": date(2027, 3, 1), "apology": False}]),
    events.LimitChanged: st.just({"limit": TimeLimit(1.5, Unit.WORKING_DAY)}),
    events.PartFinished: st.just({"result": "Giấy"}),
    events.OpinionAsked: st.just({"of": "D"}),
    events.Returned: st.sampled_from([{}, {"result": "Giấy"}]),
    events.PaymentRequested: st.sampled_from([{}, {"amount": 50_000}]),
    events.Assigned: st.just({"to": "phòng 2"}),
    events.Reopened: st.sampled_from(
        [
            {"order": Order.COURT, "authority": "Tòa án", "number": "1", "limit": FIVE},
            {"order": Order.OTHER, "clock": ReopeningRule.RESUME, "told_at": datetime(2027, 3, 1)},
        ]
    ),
}


@st.composite
def lives(draw, code):
    """A dossier to which things happen that may."""
    found, at = Dossier(code, PROCEDURE, CAL), datetime(2026, 3, 2, 9)
    for _ in range(draw(st.integers(0, 8))):
        if not found.allowed_actions:
            break
        kind = events.for_action(draw(st.sampled_from(found.allowed_actions)))
        at += timedelta(minutes=draw(st.integers(0, 3000)))
        more = draw(
            st.sampled_from([{}, {"officer": "cán bộ"}, {"ground": "vì", "id": str(len(found.events))}])
        )
        # A dictionary of its own: those of the strategies are drawn again.
        told = {**draw(MORE.get(kind, st.just({}))), **more}
        with suppress(EventError):
            found = found.record(kind(at=at, office=draw(st.sampled_from("AB")), **told))
    return found


@given(lives("H1"), lives("H2"))
def test_dossiers_come_back_as_they_were(one, other):
    """Whatever happened to dossiers, as logs and back they are the same."""
    log = logs.of_dossiers([one, other])
    assert len(log) == len(one.events) + len(other.events)
    assert log.dossiers(PROCEDURE, CAL) == (one, other)


@given(lives("H1"), lives("H2"))
def test_registers_of_dossiers(one, other):
    """A register of dossiers has each as received and ended when the dossier says so."""
    register = logs.of_dossiers([one, other]).to_register(engine="pandas")
    if len(one.events) + len(other.events):
        for name in ("received_at", "finished_at"):
            found = [None if value is pd.NaT else value.to_pydatetime() for value in register[name]]
            assert found == [getattr(each, name) for each in (one, other)]


def test_nothing_personal():
    """Without what is personal no officer and no ground is in the log."""
    log = logs.of_dossiers([dossier()], personal=False)
    assert set(log.events["officer"].tolist()) == {None}
    assert "thiếu" not in str(log.events["thutuc:details"].tolist())
    assert len(log.dossiers(PROCEDURE, CAL)[0].events) == len(dossier().events)


def test_actions_have_their_vietnamese_names(tmp_path):
    """A log of another system becomes dossiers where its activities are called as the actions are."""
    path = tmp_path / "log.csv"
    path.write_text(
        HEAD + "H1,Tiếp nhận,2026-03-02 09:00,A\nH1,trả kết quả,2026-03-05 09:00,A\n",
        "utf-8",
    )
    with pytest.raises(EventError):
        logs.read_log(path).dossiers(PROCEDURE, CAL)
    path.write_text(
        HEAD + "H1,Tiếp nhận,2026-03-02 09:00,A\nH1,Giải quyết xong,2026-03-05 09:00,A\n",
        "utf-8",
    )
    (found,) = logs.read_log(path).dossiers(PROCEDURE, CAL)
    assert found.status.name == "FINISHED"
    assert found.deadline.due_on == date(2026, 3, 9)


def test_what_becomes_no_dossier():
    """Activities that are no actions, events without office or moment, and unknown procedures are refused."""
    with pytest.raises(InvalidValueError, match="'a'"):
        small().dossiers(PROCEDURE, CAL)
    accept = column_of(["accept"])
    with pytest.raises(InvalidValueError, match="1 events have no office"):
        small(activity=accept).dossiers(PROCEDURE, CAL)
    with pytest.raises(InvalidValueError, match="is of procedure"):
        logs.of_dossiers([dossier()]).dossiers({}, CAL)
    with pytest.raises(InvalidTypeError):
        logs.of_dossiers([dossier()]).dossiers(PROCEDURE, "calendar")
    with pytest.raises(InvalidValueError, match="twice"):
        logs.of_dossiers([dossier(), dossier()])
    with pytest.raises(InvalidTypeError):
        logs.of_dossiers(["H1"])
