"""Rows of other systems, read and written, and the dossiers that begin as their snapshots."""

import csv
import io
import json
import pickle
import time
import unicodedata
from collections import UserDict
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from thutuc import (
    Channel,
    Dossier,
    Level,
    Office,
    PeriodReport,
    Procedure,
    Status,
    Step,
    TimeLimit,
    Unit,
    WorkCalendar,
    events as e,
    exchange,
    forms,
    registers,
    vietnam_calendar,
)
from thutuc.bounds import BOUNDS
from thutuc.dossiers.measured import closable_from
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError, RegisterError, ThutucError
from thutuc.exchange import Snapshot, from_snapshot, layout, snapshot_of
from thutuc.law import SupplementRule
from thutuc.procedures import ClockPolicy

S = Status
CAL = vietnam_calendar()
FIVE = TimeLimit(5, Unit.WORKING_DAY)
PROCEDURE = Procedure("1.004222", "ví dụ", FIVE)
NAMES = tuple(registers.LAYOUTS)
LAYOUTS = {name: layout(name) for name in NAMES}
CODE = "H17.18-260302-0001"


def at(day, hour=9):
    """A moment of March 2026."""
    return datetime(2026, 3, day, hour)


# Layouts as data ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_layout_says_where_it_was_read(name):
    """Each layout names its sources with how far they were verified, and nothing in it is said twice."""
    known = registers.system_layout(name)
    for source in (known.source, known.meaning):
        assert source.verification.value in {"V", "V2", "U"}
        assert source.provision
    headings = list(known.columns.values())
    assert len(set(headings)) == len(headings)
    assert {"code", "status", "received", "due"} <= set(known.columns)
    assert not set(known.open) & set(known.statuses)


def test_a_layout_is_called_by_its_name_in_any_case(tmp_path):
    """OpenCPS is opencps, for rows and for files."""
    assert layout("OpenCPS") == LAYOUTS["opencps"]
    path = tmp_path / "rows.csv"
    path.write_text("C_RECORD_NO,C_RECEIVE_DATE,C_RETURN_DATE\nH1,2026-03-02,2026-03-05\n", encoding="utf-8")
    assert [entry.code for entry in registers.read_register(path, CAL, columns="e-Par").entries] == ["H1"]
    for name in ("", "open cps", "national ", "x" * 10**6):
        with pytest.raises(InvalidValueError, match="there is national, opencps, e-par"):
            layout(name)


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("national", "1", S.SUBMITTED),
        ("national", "10", S.RETURNED),
        ("national", "ĐANG  XỬ LÝ", S.PROCESSING),
        ("national", "Ðang xử lí", S.PROCESSING),
        ("national", "SUPPLEMENT_REQUESTED", S.SUPPLEMENT_REQUESTED),
        ("opencps", "receiving", S.SUBMITTED),
        ("opencps", "Releasing", S.FINISHED),
        ("opencps", "done", S.RETURNED),
        ("opencps", "waiting", S.SUPPLEMENT_REQUESTED),
        ("e-par", "2", S.RETURNED),
        ("e-par", "1", S.PROCESSING),
    ],
)
def test_what_statuses_mean(name, text, status):
    """The texts and numbers that deployed systems have stand for the national statuses that they say."""
    known = LAYOUTS[name]
    row = {known.columns["code"]: CODE, known.columns["status"]: text}
    for form in ("NFC", "NFD"):
        (found,) = known.read([{key: unicodedata.normalize(form, value) for key, value in row.items()}])
        assert found.status is status


def test_a_status_whose_meaning_is_not_known_is_refused_until_it_is_told():
    """What sources disagree about is not guessed; an installation says what it means, and that goes first."""
    row = {"dossierNo": CODE, "dossierStatus": "cancelled"}
    with pytest.raises(RegisterError, match="for which national one it stands is not known"):
        LAYOUTS["opencps"].read([row])
    own = layout("opencps", statuses={"cancelled": "dừng xử lý", "denied": S.STOPPED})
    (found,) = own.read([row])
    assert found.status is S.STOPPED
    assert own.write([found])[0]["dossierStatus"] == "cancelled"
    assert own.read([row | {"dossierStatus": "denied"}])[0].status is S.STOPPED


def test_other_headings_of_one_field():
    """The national exchange has a status as TrangThai, too; it is read, and both in one row are refused."""
    (found,) = LAYOUTS["national"].read([{"MaHoSo": CODE, "trangthai": "9"}])
    assert found.status is S.FINISHED
    assert LAYOUTS["national"].write([found])[0]["TrangThaiHoSo"] == "9"
    for one, other in (("TrangThai", "TrangThaiHoSo"), ("TrangThaiHoSo", "TrangThai")):
        (found,) = LAYOUTS["national"].read([{"MaHoSo": CODE, one: "", other: "9"}])
        assert found.status is S.FINISHED
        with pytest.raises(RegisterError, match="stands twice"):
            LAYOUTS["national"].read([{"MaHoSo": CODE, one: "9", other: "9"}])


def test_the_national_codes_are_read_by_every_word_of_the_choice():
    """Statuses, channels and units are read by number, label or name, and written by their codes."""
    row = {"MaHoSo": CODE, "KenhThucHien": "online", "ThoiGianGiaiQuyet": "5", "DonViTinh": "working_day"}
    (found,) = LAYOUTS["national"].read([row])
    assert (found.channel, found.limit) == (Channel.ONLINE, FIVE)
    (again,) = LAYOUTS["national"].write([found])
    assert (again["KenhThucHien"], again["DonViTinh"]) == ("2", "Ngày làm việc")
    with pytest.raises(RegisterError, match=r"are '1' \(DIRECT\), '2' \(ONLINE\), '3' \(POST\)$"):
        LAYOUTS["national"].read([row | {"KenhThucHien": "fax"}])


def test_a_day_that_ends_at_midnight_stays_that_day():
    """An office that closes at 24:00 promises the day; other systems are told that day, not the next."""
    night = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), hours={"mon-fri": "20:00-24:00"})
    dossier = Dossier(CODE, PROCEDURE, night).record(e.Accepted(at=at(2, 21), office="A"))
    assert dossier.deadline.due_at == datetime(2026, 3, 10)
    assert snapshot_of(dossier).due == date(2026, 3, 9)
    for name in ("national", "opencps"):
        (found,) = LAYOUTS[name].read(LAYOUTS[name].write([dossier]))
        assert found.due == date(2026, 3, 9)


def test_moments_as_systems_write_them():
    """Each system's own way to write a moment is written, and all of them are read."""
    moment = datetime(2026, 3, 2, 8, 30, 5)
    texts = {name: LAYOUTS[name].written(moment) for name in NAMES}
    assert texts == {
        "national": "20260302083005",
        "opencps": "02/03/2026 08:30:05",
        "e-par": "2026-03-02 08:30:05",
    }
    for name in NAMES:
        columns = LAYOUTS[name].columns
        for text in (*texts.values(), moment, moment.replace(tzinfo=UTC) - timedelta(hours=7)):
            (found,) = LAYOUTS[name].read([{columns["code"]: CODE, columns["received"]: text}])
            assert found.received_at == moment


# Both ways ------------------------------------------------------------------------------------------------

words = st.text(st.sampled_from("abc ĐỗÁ-.01/,\"';"), max_size=12).map(str.strip)
moments = st.one_of(
    st.dates(date(2010, 1, 1), date(2030, 12, 31)),
    st.datetimes(datetime(2010, 1, 1), datetime(2030, 12, 31)).map(
        lambda one: one.replace(microsecond=0, second=one.second or 1)
    ),
)


@st.composite
def snapshots(draw, name):
    """What a system may say of a dossier, of what it has fields and codes for."""
    known = LAYOUTS[name]
    has = known.columns.__contains__
    received, *later = sorted((draw(moments) for _ in range(4)), key=_order)
    status = draw(st.none() | st.sampled_from(sorted(set(known.statuses.values()))))
    unit = draw(st.sampled_from(list(known.units.values()))) if has("limit") else None
    amount = draw(st.integers(0, 400))
    ended = draw(st.sampled_from([None, later[1]]))
    return Snapshot(
        code=draw(st.from_regex(r"H[0-9]{2}-[0-9]{6}-[0-9]{4}", fullmatch=True)),
        status=status,
        procedure=draw(words) if has("procedure") else "",
        office=draw(words) if has("office") else "",
        channel=draw(st.none() | st.sampled_from(list(known.channels.values()))),
        received_at=draw(st.sampled_from([None, received])),
        limit=draw(st.sampled_from([None, TimeLimit(amount, unit)])) if unit else None,
        due=draw(st.sampled_from([None, later[0]])),
        finished_at=ended,
        returned_at=draw(st.sampled_from([None, later[2]])),
        system=name,
        extra=draw(st.dictionaries(st.sampled_from(["Ghi chú", "x"]), words)),
    )


def _order(moment):
    return moment if isinstance(moment, datetime) else datetime.combine(moment, datetime.min.time())


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=60)
def test_what_is_written_is_read_again(name, data):
    """Every snapshot that a system can express comes back as it was, through JSON and CSV, too."""
    given = data.draw(st.lists(snapshots(name), max_size=4, unique_by=lambda one: one.code))
    rows = LAYOUTS[name].write(given)
    assert list(LAYOUTS[name].read(rows)) == given
    assert LAYOUTS[name].write(LAYOUTS[name].read(rows)) == rows
    assert list(LAYOUTS[name].read(json.loads(json.dumps(rows)))) == given


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=30)
def test_case_and_form_of_headings_do_not_matter(name, data):
    """Headings in capitals or small letters, composed or not, around any codes in any case, say the same."""
    known = LAYOUTS[name]
    snapshot = data.draw(snapshots(name))
    (row,) = known.write([attrs.evolve(snapshot, extra={})])
    case = data.draw(st.sampled_from([str.upper, str.lower]))
    coded = {known.columns[column] for column in ("status", "channel")}
    other = {case(key): case(value) if key in coded else value for key, value in row.items()}
    assert known.read([other]) == known.read([row])


def test_from_one_system_to_another():
    """A row of one system, read and written by the layout of another, is the other's row."""
    (told,) = LAYOUTS["opencps"].read(
        [
            {
                "dossierNo": CODE,
                "serviceCode": "1.004222",
                "govAgencyCode": "H17.18",
                "online": True,
                "receiveDate": "02/03/2026 08:30:00",
                "durationCount": 5.0,
                "durationUnit": 0,
                "dueDate": "09/03/2026 17:00:00",
                "releaseDate": None,
                "dossierStatus": "processing",
                "files": ["a.pdf"],
                "dossierNote": "ghi chú",
            }
        ]
    )
    assert told.left_out == ("files",)
    assert told.extra == {"dossierNote": "ghi chú"}
    assert LAYOUTS["national"].write([told]) == [
        {
            "MaHoSo": CODE,
            "MaTTHC": "1.004222",
            "DonViXuLy": "H17.18",
            "KenhThucHien": "2",
            "NgayTiepNhan": "20260302083000",
            "ThoiGianGiaiQuyet": "5",
            "DonViTinh": "Ngày làm việc",
            "NgayHenTra": "20260309170000",
            "NgayKetThucXuLy": "",
            "NgayTra": "",
            "TrangThaiHoSo": "4",
        }
    ]


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("e-par", {"status": S.SUPPLEMENT_REQUESTED}, "no code for SUPPLEMENT_REQUESTED; it has codes for"),
        ("opencps", {"channel": Channel.POST}, "no code for POST; it has codes for DIRECT, ONLINE"),
        ("opencps", {"limit": TimeLimit(1, Unit.MONTH)}, "no code for MONTH"),
    ],
)
def test_what_a_system_has_no_code_for_is_not_written(name, change, problem):
    """A status, channel or unit without a code is an error that names the row; nothing is half-written."""
    good = Snapshot(code="H1", status=S.PROCESSING)
    with pytest.raises(RegisterError) as caught:
        LAYOUTS[name].write([good, attrs.evolve(good, code="H2", **change)])
    (told,) = caught.value.problems
    assert "row 2" in told
    assert problem in told


# Bad rows --------------------------------------------------------------------------------------------------


def nested(deep):
    """A list in a list, and so on."""
    found = []
    for _ in range(deep):
        found = [found]
    return found


GOOD = {"MaHoSo": CODE, "TrangThaiHoSo": "4", "NgayTiepNhan": "20260302083000"}
BAD = [
    (
        {"TrangThaiHoSo": "17"},
        "field TrangThaiHoSo: '17' is no code of the national exchange; allowed are '1'",
    ),
    ({"TrangThaiHoSo": "4.5"}, "is no code"),
    ({"TrangThaiHoSo": True}, "'true' is no code"),
    ({"TrangThaiHoSo": "dang xu ly"}, "is no code"),
    ({"TrangThaiHoSo": float("nan")}, "holds nan"),
    ({"TrangThaiHoSo": float("inf")}, "holds inf"),
    ({"TrangThaiHoSo": 10**5000}, "which no text of a row can be"),
    ({"TrangThaiHoSo": ["4"]}, "holds ['4']"),
    ({"TrangThaiHoSo": b"4"}, "holds b'4'"),
    ({"TrangThaiHoSo": nested(200_000)}, "a list of thousands of levels"),
    ({"TrangThaiHoSo": {"a": nested(200_000)}}, "a dict of thousands of levels"),
    ({"TrangThaiHoSo": "4\udc80"}, "which no text of a row can be"),
    ({"GhiChu": "a\x00b"}, "which no text of a row can be"),
    ({"TrangThaiHoSo": "x" * 5_000_000}, "is no code"),
    ({"TrangThaiHoSo": "a" + "\u0301" * 100}, "accents"),
    ({"KenhThucHien": "fax"}, "field KenhThucHien: 'fax' is no code"),
    ({"NgayTiepNhan": "20260230083000"}, "field NgayTiepNhan: '20260230083000' is not a date"),
    ({"NgayTiepNhan": "2026030208300"}, "is not a date"),
    ({"NgayTiepNhan": "3/2/2026 8:30 AM"}, "is not a date"),
    ({"NgayTiepNhan": 20260302}, "is not a date"),
    ({"NgayTiepNhan": {"y": 2026}}, "which no text of a row can be"),
    ({"NgayTiepNhan": "9999-12-31T23:59:59Z"}, "field NgayTiepNhan: 9999-12-31 23:59:59+00:00 lies outside"),
    ({"NgayHenTra": "20260301083000"}, "due 2026-03-01 08:30:00 comes before received_at"),
    ({"NgayKetThucXuLy": "2026-03-02 08:00"}, "comes before received_at"),
    ({"ThoiGianGiaiQuyet": "5"}, "field ThoiGianGiaiQuyet"),
    ({"ThoiGianGiaiQuyet": "5", "DonViTinh": "ngày trăng"}, "'ngày trăng' is no code"),
    ({"ThoiGianGiaiQuyet": "năm", "DonViTinh": "Ngày"}, "is no number of 'Ngày'"),
    ({"ThoiGianGiaiQuyet": "0.5", "DonViTinh": "Tháng"}, "half a month"),
    ({"MaHoSo": ""}, "field MaHoSo: is empty"),
    ({"MaHoSo": None}, "field MaHoSo: is empty"),
    ({"mahoso": "khác"}, "stands twice"),
    ({3: "x"}, "a heading is text"),
    ({None: "x"}, "a heading is text"),
    ({"a" + "\u0301" * 100: "x"}, "a heading is text"),
]


@pytest.mark.parametrize(("change", "problem"), BAD, ids=range(len(BAD)))
def test_bad_rows(change, problem):
    """What a row cannot say is refused with row, field, what was given and what is allowed, at once."""
    begun = time.perf_counter()
    with pytest.raises(RegisterError) as caught:
        LAYOUTS["national"].read([GOOD | {"MaHoSo": "H0"}, GOOD | change])
    assert time.perf_counter() - begun < 1
    assert any(problem in one for one in caught.value.problems)
    assert all(one.startswith("rows, row 2") and len(one) < 3000 for one in caught.value.problems)


def test_all_problems_at_once():
    """Every problem of all rows is told at once, up to a bound."""
    rows = [{"MaHoSo": f"H{i}", "TrangThaiHoSo": "x", "NgayTiepNhan": "?"} for i in range(5)]
    with pytest.raises(RegisterError) as caught:
        LAYOUTS["national"].read(rows)
    assert len(caught.value.problems) == 10
    with pytest.raises(RegisterError) as caught:
        LAYOUTS["national"].read(rows[0] | {"MaHoSo": f"H{i}"} for i in range(100_000))
    assert len(caught.value.problems) <= BOUNDS.problems + 2


@pytest.mark.parametrize("rows", [None, 7, "MaHoSo", GOOD, [7], [None], [["MaHoSo"]], ["x"]])
def test_what_are_no_rows(rows):
    """Rows that are none, or a single one, are refused."""
    with pytest.raises((InvalidTypeError, RegisterError)):
        LAYOUTS["national"].read(rows)


def test_a_code_stands_once():
    """One dossier has one row."""
    with pytest.raises(RegisterError, match="1 problem") as caught:
        LAYOUTS["national"].read([GOOD, GOOD])
    assert "stands in row 1 already" in caught.value.problems[0]


@pytest.mark.parametrize("name", ["", "opencps2", 7, None, ["national"]])
def test_no_such_layout(name):
    """A layout that is not known is refused with those that are."""
    with pytest.raises((InvalidValueError, InvalidTypeError)):
        layout(name)
    with pytest.raises(ThutucError):
        registers.system_layout(name)


@pytest.mark.parametrize("statuses", [{"x": 99}, {"x": "nothing"}, {"x": None}, ["x"], 7])
def test_bad_meanings(statuses):
    """What is told of statuses must be national ones."""
    with pytest.raises((InvalidValueError, InvalidTypeError)):
        layout("opencps", statuses=statuses)


def test_what_may_be_personal_is_not_shown():
    """The other fields of a row, such as the citizen's name, are kept and not shown."""
    (found,) = LAYOUTS["national"].read([GOOD | {"ChuHoSo": "Nguyễn Văn Mẫu"}])
    assert found.extra == {"ChuHoSo": "Nguyễn Văn Mẫu"}
    assert "Mẫu" not in repr(found)
    assert "Mẫu" not in repr(from_snapshot(found, PROCEDURE, CAL, at=at(9), office="A"))


def test_any_mapping_is_a_row():
    """A row may be any mapping, and rows anything that gives one after the other."""
    (found,) = LAYOUTS["national"].read(UserDict(row) for row in [GOOD])
    assert found.received_at == datetime(2026, 3, 2, 8, 30)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own bytes


# Files -----------------------------------------------------------------------------------------------------


def csv_of(rows):
    """Rows as a CSV file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_another_system_is_a_register(name, tmp_path):
    """A CSV file as a system writes it is read by its layout's name, and a report counts its rows."""
    known = LAYOUTS[name]
    unit = Unit.WORKING_DAY if "limit" in known.columns else None
    told = [
        Snapshot(
            code=f"H{i}",
            status=status,
            channel=Channel.ONLINE,
            received_at=at(2),
            limit=TimeLimit(5, unit) if unit else None,
            due=at(9, 17),
            finished_at=at(6) if status is S.RETURNED else None,
            returned_at=at(9) if status is S.RETURNED else None,
            system=name,
        )
        for i, status in enumerate([S.PROCESSING, S.RETURNED])
    ]
    path = tmp_path / "rows.csv"
    path.write_text(csv_of(known.write(told)), encoding="utf-8")
    register = registers.read_register(path, CAL, columns=name)
    assert register.differ == 0
    assert list(known.read(register)) == told
    assert known.write(register) == known.write(told)
    report = PeriodReport.of(register, date(2026, 3, 1), date(2026, 4, 1), channels=known.channels)
    assert (report.received, report.resolved, report.pending) == (2, 1, 1)


def test_units_of_opencps_in_a_register(tmp_path):
    """The numbers that OpenCPS has for units are read as units; another is refused with its row."""
    path = tmp_path / "rows.csv"
    rows = [
        {
            "dossierNo": f"H{i}",
            "receiveDate": "02/03/2026 09:00:00",
            "durationCount": "2.0",
            "durationUnit": unit,
        }
        for i, unit in enumerate(["0", "1"])
    ]
    path.write_text(csv_of(rows), encoding="utf-8")
    entries = registers.read_register(path, CAL, columns="opencps").entries
    assert [entry.limit for entry in entries] == [
        TimeLimit(2, Unit.WORKING_DAY),
        TimeLimit(2, Unit.WORKING_HOUR),
    ]
    path.write_text(csv_of([*rows, rows[0] | {"dossierNo": "H3", "durationUnit": "7"}]), encoding="utf-8")
    with pytest.raises(RegisterError, match="1 problem") as caught:
        registers.read_register(path, CAL, columns="opencps")
    assert "row 4, column limit" in caught.value.problems[0]


# Dossiers that begin as a snapshot -------------------------------------------------------------------------


def told(status, **more):
    """What a system may say of a dossier in a status, with the moments such a dossier has."""
    usual = {"received_at": at(2), "due": date(2026, 3, 12), "office": "A"}
    if status in {S.FINISHED, S.RETURNED, S.STOPPED}:
        usual["finished_at"] = at(5)
    if status is S.RETURNED:
        usual["returned_at"] = at(6)
    if status in {S.SUBMITTED, S.REFUSED}:
        usual["due"] = None
    return Snapshot(code=CODE, status=status, **usual | more)


def begun(status, procedure=PROCEDURE, since=None, **more):
    """The dossier that begins so, on the ninth."""
    return from_snapshot(told(status, **more), procedure, CAL, at=at(9), since=since)


@pytest.mark.parametrize("status", S)
def test_every_status_begins_a_dossier(status):
    """The dossier has the status, the moments and the due day it was told, and says that it began so."""
    dossier = begun(status)
    assert dossier.status is status
    assert dossier.snapshot.status is status
    if status not in {S.SUBMITTED, S.REFUSED}:
        assert dossier.received_at == at(2)
        assert dossier.deadline.due_on == date(2026, 3, 12)
    assert dossier.finished_at == (at(5) if status in {S.FINISHED, S.RETURNED, S.STOPPED} else None)
    assert dossier.returned_at == (at(6) if status is S.RETURNED else None)
    assert "không rõ quá trình luân chuyển" in dossier.text()
    assert "hand-overs and pauses before it are not known" in dossier.text("en")
    assert [entry.event for entry in dossier.timeline] == list(dossier.events)
    assert dossier.timeline[-1].status is status
    assert Dossier.replay(CODE, PROCEDURE, CAL, dossier.events) == dossier
    assert pickle.loads(pickle.dumps(dossier)) == dossier  # noqa: S301 - our own bytes


@pytest.mark.parametrize("status", S)
def test_and_is_told_to_others_as_it_was(status):
    """What the dossier tells another system is what it was told, the promised day as its close."""
    again = snapshot_of(begun(status))
    first = told(status, procedure="1.004222", channel=Channel.DIRECT, limit=FIVE)
    due = None if first.due is None else datetime(2026, 3, 12, 17)
    assert again == attrs.evolve(first, due=due)


def test_a_refusal_is_told_with_its_own_moment():
    """It ended when it was refused, not when another system told of it; the report of a later day has it."""
    dossier = begun(S.REFUSED, finished_at=at(3))
    assert snapshot_of(dossier).finished_at == at(3)
    assert dossier.is_settled_before(at(4))
    assert not dossier.is_settled_before(at(3))
    assert not begun(S.REFUSED).is_settled_before(at(9))


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("starts", [None, "completions", "lifecycle"])
def test_logs_give_no_office_what_was_before_the_snapshot(status, starts):
    """In a log of such dossiers no stretch of work lies before the snapshot, which is none itself."""
    pytest.importorskip("numpy")
    pytest.importorskip("narwhals")
    pytest.importorskip("polars")
    from thutuc import logs  # noqa: PLC0415 - an extra

    dossier = begun(status, **({"finished_at": at(3)} if status is S.REFUSED else {}))
    usual = Dossier("H2", PROCEDURE, CAL)
    for event in (e.Accepted(at=at(2), office="A"), e.Finished(at=at(4), office="A", granted=True)):
        usual = usual.record(event)
    if status is S.PROCESSING:
        dossier = dossier.record(e.Finished(at=at(12), office="A", granted=True))
    log = logs.of_dossiers([dossier, usual])
    legs = log.legs(CAL, starts=starts, engine="polars").rows(named=True)
    mine = [
        (leg["step"], leg["order"], leg["entered"], leg["finished"]) for leg in legs if leg["dossier"] == CODE
    ]
    begins = at(12) if starts == "lifecycle" else at(9)
    assert mine == ([("finish", 1, begins, at(12))] if status is S.PROCESSING else [])
    assert len(legs) - len(mine) == 2
    assert log.dossiers(PROCEDURE, CAL) == (dossier, usual)


@pytest.mark.parametrize(
    ("status", "what", "legs"),
    [
        (S.PROCESSING, e.Finished, 1),
        (S.SUPPLEMENT_REQUESTED, e.Supplemented, 1),
        (S.PAYMENT_REQUESTED, e.Paid, 1),
        (S.WITHDRAWAL_REQUESTED, e.Stopped, 1),
        (S.SUBMITTED, e.Accepted, 1),
        (S.FINISHED, e.Returned, 0),
        (S.RETURNED, e.Corrected, 0),
    ],
)
def test_it_goes_on_as_any_other(status, what, legs):
    """What may follow a status follows it, and offices have legs from the snapshot on, without a budget."""
    dossier = begun(status).record(what(at=at(10), office="A"))
    assert len(dossier.legs) == legs
    assert all(leg.started >= at(9) for leg in dossier.legs)
    assert dossier.as_of(at(9)).status is status


def test_of_what_came_before_nothing_is_guessed():
    """No leg, no budget, no step passed over, no late request, no blame: what came before is not known."""
    route = Procedure(
        "1.004222",
        "ví dụ",
        FIVE,
        steps=[
            Step("tiếp nhận", office="A", limit=TimeLimit(1, Unit.WORKING_DAY)),
            Step("x", office="B", limit=FIVE),
        ],
    )
    dossier = begun(S.PROCESSING, route, office="B", due=date(2026, 3, 10))
    (leg,) = dossier.legs
    assert (leg.office, leg.started, leg.budget) == ("B", at(9), None)
    dossier = dossier.record(e.SupplementRequested(at=at(10), office="B"))
    assert dossier.breaches == ()
    dossier = dossier.record(e.Supplemented(at=at(10, 15), office="B"))
    late = begun(S.PROCESSING, route, office="B", due=date(2026, 3, 10)).record(
        e.Finished(at=at(12), office="B")
    )
    assert {breach.rule for breach in late.breaches} == {"result-late"}
    assert late.lateness.total > timedelta()
    assert not late.lateness.shares
    assert "không quy cho cơ quan nào" in late.lateness.explain()
    (row,) = late.slip().hand_overs
    assert row.giver == ""
    assert "không rõ" in late.text()


def test_without_a_promised_day_no_lateness_is_claimed():
    """A limit alone does not tell what had been paused before, so that no breach is claimed of it."""
    dossier = begun(S.PROCESSING, due=None)
    assert dossier.deadline.due_on == date(2026, 3, 9)
    assert dossier.record(e.Finished(at=at(16), office="A")).breaches == ()


@pytest.mark.parametrize("limit", [FIVE, None])
@pytest.mark.parametrize(("since", "due"), [(at(4), 18), (None, 13)])
def test_waiting_is_taken_out_from_when_it_is_known(limit, since, due):
    """A pause that lasts is taken out since it began, if that is told, and else since the snapshot."""
    procedure = Procedure("1.004222", "ví dụ", limit, policy=ClockPolicy(on_supplement=SupplementRule.RESUME))
    dossier = begun(S.SUPPLEMENT_REQUESTED, procedure, since=since)
    assert dossier.clock.is_paused
    dossier = dossier.record(e.Supplemented(at=at(10), office="A"))
    assert dossier.deadline.due_on == date(2026, 3, due)


def test_it_may_be_closed_when_it_is_known_since_when_it_waits():
    """The days of waiting for a supplement are counted from the notice, if that is told, or not at all."""
    assert closable_from(begun(S.SUPPLEMENT_REQUESTED, since=at(4))) == date(2026, 3, 20)
    assert closable_from(begun(S.SUPPLEMENT_REQUESTED)) is None


def test_the_limit_of_the_other_system_is_kept():
    """A case with a limit of its own has it in the dossier, beside the promised day or in its place."""
    ten = TimeLimit(10, Unit.WORKING_DAY)
    dossier = begun(S.PROCESSING, limit=ten, due=None)
    assert dossier.limit == ten
    assert dossier.deadline.due_on == date(2026, 3, 16)
    dossier = begun(S.FINISHED, limit=ten)
    assert (dossier.deadline.due_on, dossier.computed_deadline.due_on) == (
        date(2026, 3, 12),
        date(2026, 3, 16),
    )


@pytest.mark.parametrize(
    ("status", "change", "problem"),
    [
        (S.PROCESSING, {"received_at": None, "due": None}, "was accepted; when that was"),
        (S.FINISHED, {"finished_at": None}, "when it was finished"),
        (S.STOPPED, {"finished_at": None}, "when it was stopped"),
        (S.PROCESSING, {"finished_at": at(5)}, "finished_at is 2026-03-05"),
        (S.FINISHED, {"returned_at": at(6)}, "returned_at is 2026-03-06"),
        (S.PROCESSING, {"office": ""}, "no office is told"),
        (S.PROCESSING, {"received_at": at(10), "due": None}, "before the last event"),
    ],
)
def test_what_contradicts_itself_is_refused(status, change, problem):
    """A status without the moment it needs, a moment that its status denies, or no office is refused."""
    with pytest.raises((EventError, InvalidValueError), match=problem):
        begun(status, **change)


def test_what_is_not_told_is_refused():
    """Without a status, with a procedure that the mapping lacks, or without an hour to count from."""
    with pytest.raises(InvalidValueError, match="status is not told"):
        from_snapshot(Snapshot(code="H1", office="A"), PROCEDURE, CAL, at=at(9))
    with pytest.raises(InvalidValueError, match="the mapping has no procedure"):
        from_snapshot(told(S.PROCESSING), {"1.004222": PROCEDURE}, CAL, at=at(9))
    hours = Procedure("1.004222", "ví dụ", TimeLimit(8, Unit.WORKING_HOUR))
    with pytest.raises(InvalidValueError, match="has no hour"):
        begun(S.PROCESSING, hours, received_at=date(2026, 3, 2))
    named = told(S.PROCESSING, procedure="1.004222")
    assert from_snapshot(named, {"1.004222": PROCEDURE}, CAL, at=at(9)).procedure is PROCEDURE


def test_a_status_cannot_be_older_than_the_receipt():
    """Waiting that began on an earlier day than the dossier came is refused; on that day it may be told."""
    with pytest.raises(EventError, match="since 2026-03-01 16:00:00, before it was received"):
        begun(S.SUPPLEMENT_REQUESTED, since=at(1, 16))
    assert begun(S.SUPPLEMENT_REQUESTED, since=at(2, 8)).status is S.SUPPLEMENT_REQUESTED


@pytest.mark.parametrize(
    "wrong",
    [{"system": None}, {"system": 5}, {"status_text": 5}, {"row": -1}, {"row": "1"}, {"extra": {"a": 1}}],
)
def test_bad_snapshots(wrong):
    """Each field of a snapshot has its kind, also those that tell only where it comes from."""
    with pytest.raises((InvalidTypeError, InvalidValueError)):
        told(S.PROCESSING, **wrong)


@pytest.mark.parametrize("other", [e.Assigned, e.Transferred, e.SupplementRequested, e.SnapshotTaken])
def test_a_snapshot_is_what_is_known_first(other):
    """After anything that the other system does not tell, and a second time, a snapshot is refused."""
    more = {e.Transferred: {"to": "B"}, e.SnapshotTaken: {"status": S.ACCEPTED}}.get(other, {})
    dossier = Dossier(CODE, PROCEDURE, CAL).record(e.Accepted(at=at(2), office="A"))
    dossier = dossier.record(other(at=at(3), office="A", **more))
    with pytest.raises(EventError, match="a snapshot is what is known first"):
        dossier.record(e.SnapshotTaken(at=at(4), office="A", status=S.PROCESSING))


@pytest.mark.parametrize(
    "wrong",
    [
        *({"status": 4}, {"status": "4"}, {"status": None}),
        *({"status": S.PROCESSING, "since": late} for late in (at(10), date(2026, 3, 1), "2026-03-01")),
        {"status": S.PROCESSING, "system": " "},
    ],
)
def test_bad_snapshot_events(wrong):
    """A snapshot has a Status, an earlier moment or none, and a name or none."""
    with pytest.raises((InvalidTypeError, InvalidValueError)):
        e.SnapshotTaken(at=at(9), office="A", **wrong)


def test_no_snapshot_among_what_may_be_done():
    """A snapshot is no step of the office's work: it is never among the allowed actions."""
    for dossier in (Dossier(CODE, PROCEDURE, CAL), begun(S.PROCESSING)):
        assert "take-snapshot" not in dossier.allowed_actions


@st.composite
def histories(draw):
    """What a system may say of several dossiers, each by its status."""
    found = []
    for i in range(draw(st.integers(0, 8))):
        status = draw(
            st.sampled_from([S.PROCESSING, S.SUPPLEMENT_REQUESTED, S.FINISHED, S.RETURNED, S.STOPPED])
        )
        days = sorted(draw(st.lists(st.integers(1, 27), min_size=3, max_size=3)))
        ended = status in {S.FINISHED, S.RETURNED, S.STOPPED}
        found.append(
            Snapshot(
                code=f"H{i}",
                status=status,
                office="A",
                received_at=at(days[0]),
                due=date(2026, 3, draw(st.integers(days[0], 31))),
                finished_at=at(days[1], 10) if ended else None,
                returned_at=at(days[2], 11) if status is S.RETURNED else None,
            )
        )
    return found


@given(histories(), st.integers(1, 31))
@settings(max_examples=60)
def test_reports_count_them_as_their_rows(given, day):
    """A report of a period before or after the snapshot has the figures that a report of the rows has."""
    dossiers = [from_snapshot(one, PROCEDURE, CAL, at=at(28)) for one in given]
    for start, end in (
        (date(2026, 3, 1), date(2026, 3, day) + timedelta(days=1)),
        (date(2026, 3, 10), date(2026, 4, 1)),
    ):
        if start < end:
            mine, rows = PeriodReport.of(dossiers, start, end), PeriodReport.of(given, start, end)
            for figure in ("received", "carried_over", "early", "on_time", "late", "resolved", "pending"):
                assert getattr(mine, figure) == getattr(rows, figure), figure


def test_the_calendar_of_any_country():
    """A snapshot is counted on the calendar that is given."""
    own = WorkCalendar(first=date(2026, 1, 1), last=date(2026, 12, 31))
    dossier = from_snapshot(told(S.PROCESSING, due=None), PROCEDURE, own, at=at(6))
    assert dossier.calendar is own
    assert exchange.snapshot_of(dossier).due == datetime(2026, 3, 9, 17)


def test_frames_read_them_as_rows_do(tmp_path):
    """The columns of a data frame say of a file of OpenCPS what the reader of rows says."""
    pytest.importorskip("narwhals")
    pytest.importorskip("polars")
    from thutuc import frames  # noqa: PLC0415 - an extra

    path = tmp_path / "rows.csv"
    usual = {"receiveDate": "02/03/2026 09:00:00", "durationCount": "2.0", "online": "true"}
    rows = [{"dossierNo": f"H{i}", "durationUnit": str(i % 2)} | usual for i in range(6)]
    path.write_text(csv_of(rows), encoding="utf-8")
    found = frames.read_register(path, CAL, columns="opencps", engine="polars")
    entries = registers.read_register(path, CAL, columns="opencps").entries
    assert found.frame.collect()["due_on"].to_list() == [entry.deadline.due_on for entry in entries]


def test_entries_of_any_register_are_written(tmp_path):
    """A register with Vietnamese headings becomes rows for the national exchange."""
    path = tmp_path / "sổ.csv"
    headings = "Mã hồ sơ,Cách thức nộp,Ngày tiếp nhận,Thời hạn\n"
    path.write_text(f"{headings}H1,Qua BCCI,02/03/2026 08:30,05 ngày làm việc\n", encoding="utf-8")
    (row,) = LAYOUTS["national"].write(registers.read_register(path, CAL))
    assert row["KenhThucHien"] == "3"
    assert row["NgayHenTra"] == "20260309170000"
    assert (row["ThoiGianGiaiQuyet"], row["DonViTinh"], row["TrangThaiHoSo"]) == ("5", "Ngày làm việc", "")
    path.write_text(f"{headings}H1,fax,02/03/2026,05 ngày\n", encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        LAYOUTS["national"].write(registers.read_register(path, CAL))
    assert "field KenhThucHien: 'fax' is no code" in caught.value.problems[0]


def test_papers_of_such_a_dossier_claim_nothing_either():
    """The control slip has no giver before the snapshot; an end whose outcome is not told is no refusal."""
    given = {"office": Office("H17.18", "UBND xã A", Level.COMMUNE), "applicant": forms.Applicant(name="Mẫu")}
    paper = forms.control_slip(begun(S.PROCESSING, office="H17.18"), **given, at=at(10))
    assert "người nộp" not in paper.text().casefold()
    with pytest.raises(ThutucError, match="granted=False"):
        forms.refusal(begun(S.FINISHED, office="H17.18"), **given)
