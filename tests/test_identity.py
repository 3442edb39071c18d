"""One thing has one identity: two spellings of one office, moment or dossier give one answer."""

import copy
import pickle
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from lives import CALENDAR as SMALL
from thutuc import (
    Dossier,
    Level,
    Office,
    PeriodReport,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    WorkCalendar,
    events as e,
)
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError, UnknownOfficeError
from thutuc.fields import ReadOnly
from thutuc.identifiers import AgencyCode
from thutuc.identifiers.dossier_code import standard_code
from thutuc.offices import OfficeDirectory
from thutuc.registers import StatedDeadline
from thutuc.reports import OfficeRole
from thutuc.reports.lateness import lateness_report
from thutuc.reports.warning import early_warning

CODE = "H17.18-260302-0001"
DAYS = Unit.WORKING_DAY
TAX, LAND, PEOPLE = "Thuế cơ sở 5", "H17.18", "VD.LA.CT.TV"
DIRECTORY = OfficeDirectory(
    [
        Office(TAX, "Thuế", Level.COMMUNE),
        Office(LAND, "Đất đai", Level.PROVINCE),
        Office(PEOPLE, "UBND", Level.COMMUNE),
    ]
)
LONG_DAY = WorkCalendar(SMALL.first, SMALL.last, {"mon-fri": "07:00-17:00"})
VIETNAM = timezone(timedelta(hours=7))


def at(day, hour=9, minute=0):
    return datetime(2026, 3, day, hour, minute)


# Every way in which somebody may write an office, of which the first is the directory's.
SPELLINGS = {
    TAX: [
        TAX,
        TAX.lower(),
        TAX.upper(),
        f"  {TAX.replace(' ', '  ')} ",
        unicodedata.normalize("NFD", TAX),
        unicodedata.normalize("NFD", TAX.upper()),
    ],
    LAND: [LAND, "h17.18", "000.00.18.H17", " 000.00.18.h17\t", "Ｈ１７．１８"],
    PEOPLE: [PEOPLE, "vd.la.ct.tv", " VD.LA.CT.TV", "Vd.La.Ct.Tv "],
}
# Every way to tell a moment of office time.
ZONES = [None, UTC, VIETNAM, timezone(-timedelta(hours=9, minutes=30))]


def told(moment, zone):
    return moment if zone is None else moment.replace(tzinfo=VIETNAM).astimezone(zone)


def procedure(office=lambda name: name):
    steps = [
        Step("tiếp nhận", office(PEOPLE), TimeLimit(1, DAYS)),
        Step("thẩm định", office(LAND), TimeLimit(1, DAYS)),
        Step("thuế", office(TAX), TimeLimit(1, DAYS)),
        Step("ký", office(PEOPLE), TimeLimit(1, DAYS)),
    ]
    return Procedure("1.004222", "ví dụ", TimeLimit(5, DAYS), steps=steps)


def life(office=lambda name: name, moment=lambda when: when):
    """A life that names an office and tells a moment in every place that has one, and ends late."""
    return [
        e.Submitted(at=moment(at(2, 8)), office=office(PEOPLE)),
        e.Accepted(at=moment(at(2)), office=office(PEOPLE), clock_starts_at=moment(at(2, 10))),
        e.Transferred(at=moment(at(3)), office=office(PEOPLE), to=office(LAND), dossier=CODE),
        e.OpinionAsked(at=moment(at(6)), office=office(LAND), of=office(TAX), answer_by=moment(at(9, 1))),
        e.OpinionGiven(at=moment(at(9)), office=office(TAX)),
        e.Assigned(at=moment(at(9, 10)), office=office(LAND), to=office(LAND)),
        e.Transferred(at=moment(at(10)), office=office(LAND), to=(office(TAX), office(PEOPLE))),
        e.PartCompleted(at=moment(at(12)), office=office(PEOPLE)),
        e.PartCompleted(at=moment(at(18)), office=office(TAX)),
        e.Finished(at=moment(at(24)), office=office(LAND)),
        e.Corrected(at=moment(at(26)), office=office(LAND), reported_at=moment(at(25))),
    ]


def dossier(*happened, steps=None, code=CODE, **more):
    return Dossier.replay(code, steps or procedure(), SMALL, happened, **more)


def answers(found):
    """All that a dossier and the reports made of it say."""
    now = at(11)
    return (
        found.status, found.clock, found.deadline, found.legs, found.lateness, found.breaches, found.timeline,
        found.received_at, found.finished_at, found.allowed_actions, found.as_of(now).legs,
        found.deadline_at(now), found.legs_at(now), found.breaches_at(now),
        lateness_report([found], at(30)), early_warning([found], now),
        *(
            PeriodReport.of([found], date(2026, 3, 1), date(2026, 4, 1), by=["office"], office_role=role)
            for role in OfficeRole
        ),
    )  # fmt: skip


PLAIN = dossier(*life(), offices=DIRECTORY, calendars={TAX: LONG_DAY})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_spelling(data):
    """However offices and moments are written, in events, route, calendars, code: the dossier is the same."""

    def office(name):
        return data.draw(st.sampled_from(SPELLINGS[name]))

    def moment(when):
        return told(when, data.draw(st.sampled_from(ZONES)))

    found = dossier(
        *life(office, moment),
        steps=procedure(office),
        offices=DIRECTORY,
        calendars={office(TAX): LONG_DAY},
        code=data.draw(st.sampled_from([CODE, "000.00.18.H17-260302-0001", f" {CODE.lower()} "])),
    )
    assert found == PLAIN
    assert hash(found) == hash(PLAIN)
    assert answers(found) == answers(PLAIN)
    assert {event.office for event in found.events} == {TAX, LAND, PEOPLE}
    assert all(event.at.tzinfo is None for event in found.events)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_spelling_without_a_directory(data):
    """Without a directory an office is written as the route writes it, so that all agrees with the route."""

    def office(name):
        return data.draw(st.sampled_from(SPELLINGS[name]))

    plain = dossier(*life(), calendars={TAX: LONG_DAY})
    found = dossier(*life(office), calendars={office(TAX): LONG_DAY})
    assert (found, hash(found)) == (plain, hash(plain))
    assert answers(found) == answers(plain)


def test_first_spelling():
    """An office that neither directory, route nor calendars name is written as it was first."""
    bare = Procedure("1", "ví dụ", TimeLimit(5, DAYS))
    found = dossier(
        e.Accepted(at=at(2), office="Một cửa"),
        e.OpinionAsked(at=at(3), office="MỘT CỬA", of="Công an"),
        e.OpinionGiven(at=at(4), office="công  an"),
        e.Transferred(at=at(5), office="một cửa", to="phòng"),
        e.Finished(at=at(6), office="Phòng"),
        steps=bare,
    )
    assert [event.office for event in found.events] == ["Một cửa", "Một cửa", "Công an", "Một cửa", "phòng"]
    assert [leg.office for leg in found.legs] == ["Một cửa", "Công an", "phòng"]
    # The calendars name it before any event does.
    named = dossier(e.Accepted(at=at(2), office="một cửa"), steps=bare, calendars={"MỘT CỬA": LONG_DAY})
    assert named.events[0].office == "MỘT CỬA"
    assert named.cover.calendar_of("Một cửa", date(2026, 3, 2)) is LONG_DAY


def test_an_officer_is_no_office():
    """To whom a dossier is assigned stays as it is written, unless it is an office."""
    assigned = [e.Assigned(at=at(3), office="A", to=to) for to in ("nguyễn văn a", "a")]
    found = dossier(e.Accepted(at=at(2), office="A"), *assigned)
    assert [event.to for event in found.events[1:]] == ["nguyễn văn a", "A"]


def test_codes_as_agency_codes():
    """An office can be given as an agency code."""
    agency = AgencyCode.parse("000.00.18.H17")
    event = e.Transferred(at=at(3), office=agency, to=(agency, "B"))
    assert (event.office, event.to) == (LAND, (LAND, "B"))
    assert e.Transferred(at=at(3), office="A", to=agency).to == LAND
    assert e.OpinionAsked(at=at(3), office="A", of=agency).of == LAND
    with pytest.raises(InvalidValueError, match="once"):
        e.Transferred(at=at(3), office="A", to=("Phòng", "phòng"))


def test_directory_says_how():
    """A directory writes an office as its last period does, and says so for any spelling."""
    old = Office("phòng A", "cũ", Level.COMMUNE, valid_until=date(2025, 6, 30))
    new = Office("Phòng A", "mới", Level.COMMUNE, valid_from=date(2025, 7, 1))
    directory = OfficeDirectory([new, old, Office("h17.18", "B", Level.PROVINCE)])
    assert directory.code_of(" PHÒNG  a") == "Phòng A"
    assert directory.code_of("000.00.18.H17") == LAND
    with pytest.raises(UnknownOfficeError):
        directory.code_of("phòng B")
    assert hash(directory) == hash(OfficeDirectory(directory.offices))


def test_route_in_two_spellings():
    """A route that writes one office in two ways keeps the first."""
    steps = [Step("a", "Một cửa"), Step("b", "h17.18"), Step("c", "một cửa"), Step("d", "")]
    made = Procedure(" 1.004222 ", "ví dụ", steps=steps)
    assert [step.office for step in made.steps] == ["Một cửa", LAND, "Một cửa", ""]
    assert Procedure("１.004222.000.00.00.h55", "ví dụ").code == "1.004222.000.00.00.H55"


def test_plan_finds_its_calendars():
    """A plan finds the calendar of a step's office under any spelling."""
    made = Procedure("1", "ví dụ", steps=[Step("a", "Thuế", TimeLimit(1, DAYS))])
    plans = [made.plan(at(2), SMALL, calendars={name: LONG_DAY}) for name in ("Thuế", " thuế")]
    assert plans[0] == plans[1]
    assert plans[0] != made.plan(at(2), SMALL)


# Moments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ZONES[1:])
@pytest.mark.parametrize("first", ["aware", "naive"])
def test_told_again(zone, first):
    """The same event in another zone is the same event: known by its id, refused without one."""
    start, naive = e.Accepted(at=at(2), office="A"), e.Adjusted(at=at(3), office="A", id="7")
    aware = attrs.evolve(naive, at=told(at(3), zone))
    one, other = (aware, naive) if first == "aware" else (naive, aware)
    found = dossier(start, one)
    assert found.events == (start, naive)
    assert found.record(other) is found
    assert found.insert(other) is found
    nameless = [attrs.evolve(event, id=None) for event in (one, other)]
    for told_again in (dossier(start, nameless[0]).record, dossier(start, nameless[0]).insert):
        with pytest.raises(EventError, match="recorded already"):
            told_again(nameless[1])


@pytest.mark.parametrize("zone", ZONES[1:])
def test_questions_in_any_zone(zone):
    """What is asked of a dossier about a moment is asked in any zone."""
    for when in (at(4), at(9, 1), at(11, 12, 34)):
        aware = told(when, zone)
        assert PLAIN.as_of(aware) == PLAIN.as_of(when)
        assert PLAIN.deadline_at(aware) == PLAIN.deadline_at(when)
        assert PLAIN.legs_at(aware) == PLAIN.legs_at(when)
        assert PLAIN.breaches_at(aware) == PLAIN.breaches_at(when)
        assert PLAIN.deadline.is_late(aware) == PLAIN.deadline.is_late(when)
        assert early_warning([PLAIN], aware) == early_warning([PLAIN], when)
        begun = PeriodReport.of([PLAIN], aware, told(at(30), zone))
        assert begun == PeriodReport.of([PLAIN], when, at(30))
        assert hash(begun) == hash(PeriodReport.of([PLAIN], when, at(30)))


def test_moments_that_contradict():
    """Moments that only a calendar can compare are compared when the event is recorded."""
    utc = at(2, 1).replace(tzinfo=UTC)  # 08:00 in the office, before 09:00
    with pytest.raises(EventError, match="lies before the acceptance"):
        dossier(e.Accepted(at=at(2), office="A", clock_starts_at=utc))
    with pytest.raises(EventError, match="outside the years"):
        dossier(e.Accepted(at=datetime.max.replace(tzinfo=UTC), office="A"))


def test_stated_deadline():
    """A due moment in a register is one moment in any zone."""
    plain = StatedDeadline(date(2026, 3, 9), at(9, 3))
    for zone in ZONES:
        found = StatedDeadline(date(2026, 3, 9), told(at(9, 3), zone))
        assert (found, hash(found)) == (plain, hash(plain))


# What is on the cover --------------------------------------------------------------------------------------


def test_equal_dossiers_answer_alike():
    """What changes an answer is part of `==`: other columns, calendars and offices make another dossier."""
    base = dossier(*life())
    others = [
        dossier(*life(), extra={"mechanism": "một cửa"}),
        dossier(*life(), calendars={TAX: LONG_DAY}),
        dossier(*life(), offices=DIRECTORY),
        dossier(*life(), offices=OfficeDirectory(DIRECTORY.offices[::-1])),
        dossier(*life()).on_procedure(attrs.evolve(procedure(), limit=TimeLimit(4, DAYS))),
        dossier(*life()).on_calendar(LONG_DAY),
    ]
    assert all(one != base for one in others)
    assert len({base, *others}) == 7
    for one in (base, *others):
        again = pickle.loads(pickle.dumps(one))  # noqa: S301 - our own bytes
        assert (again, hash(again)) == (one, hash(one))
        assert copy.deepcopy(one) == one


def test_cannot_be_changed():
    """No mapping inside a dossier can be changed, nor through the mapping it was made of."""
    extra, calendars = {"xã": "Tầm Vu"}, {"A": LONG_DAY}
    found = dossier(extra=extra, calendars=calendars)
    extra["xã"] = calendars["A"] = calendars["B"] = None
    assert (found.extra, found.cover.calendars) == ({"xã": "Tầm Vu"}, {"A": LONG_DAY})
    for mapping in (found.extra, found.cover.calendars, found.cover.names, DIRECTORY.spellings):
        for change in ("__setitem__", "__delitem__", "update", "pop", "clear", "setdefault", "popitem"):
            assert not hasattr(mapping, change)
        with pytest.raises(AttributeError):
            mapping.get = None
        with pytest.raises(AttributeError):
            del mapping.get


def test_read_only():
    """A mapping inside a value is a value: equal to what says the same, hashed, copied, pickled."""
    one, other = ReadOnly({"a": 1, "b": 2}), ReadOnly([("b", 2), ("a", 1)])
    assert one == other == {"a": 1, "b": 2}
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes
    assert copy.copy(one) is one
    assert one | {"c": 3} == {"a": 1, "b": 2, "c": 3}
    assert (one.get("a"), one.get("z"), one.get("z", 0), "a" in one, len(one), [*one]) == (
        1, None, 0, True, 2, ["a", "b"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "given", "error"),
    [
        ("extra", ["a"], InvalidTypeError),
        ("extra", {"a": 1}, InvalidTypeError),
        ("extra", {1: "a"}, InvalidTypeError),
        ("calendars", [LONG_DAY], InvalidTypeError),
        ("calendars", {1: LONG_DAY}, InvalidTypeError),
        ("calendars", {" ": LONG_DAY}, InvalidValueError),
        ("calendars", {"h17.18": LONG_DAY, "H17.18": SMALL}, InvalidValueError),
        ("calendars", {"Phòng": LONG_DAY, "phòng": SMALL}, InvalidValueError),
        ("case", "phức tạp", InvalidValueError),
    ],
)
def test_bad_cover(field, given, error):
    """What cannot be part of a value is refused, as is one office with two calendars."""
    with pytest.raises(error) as caught:
        dossier(**{field: given})
    assert caught.value.given is not None


def test_one_calendar_twice():
    """One office under two spellings may be given the same calendar."""
    assert dossier(calendars={"Phòng": LONG_DAY, "phòng": LONG_DAY}).cover.calendars == {"Phòng": LONG_DAY}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (CODE, CODE),
        (" h17.18-260302-0001", CODE),
        ("000.00.18.H17-260302-0001", CODE),
        ("H17.18–260302–0001", CODE),
        ("H17-260302-0001", "H17-260302-0001"),
        ("H17.18.00-260302-0001", CODE),
        ("H17.18-261302-0001", "H17.18-261302-0001"),  # no such day: no formal code
        ("X", "X"),
        (unicodedata.normalize("NFD", "hồ sơ  1 "), "hồ sơ 1"),
    ],
)
def test_code_of_a_dossier(written, kept):
    """A formal code is kept in the present order, any other as it was written."""
    assert standard_code(written) == kept == dossier(code=written).code
    assert dossier(code=written) == dossier(code=kept)


def test_code_on_an_event():
    """An event belongs to its dossier however that is written."""
    found = dossier(e.Accepted(at=at(2), office="A", dossier="000.00.18.H17-260302-0001"))
    assert found.events[0].dossier == CODE
    with pytest.raises(EventError, match="belongs to"):
        dossier(e.Accepted(at=at(2), office="A", dossier="000.00.18.H17-260302-0002"))


def test_successors():
    """A report finds successors of an office however it is written."""
    found = [
        dossier(e.Accepted(at=at(2), office=name), code=f"X{i}", steps=Procedure("1", "ví dụ"))
        for i, name in enumerate(("H17.18", "h17.18 ", "Phòng A", "phòng a"))
    ]
    year = date(2026, 1, 1), date(2027, 1, 1)
    report = PeriodReport.of(found, *year, by="office", successors={"000.00.18.H17": "B", "PHÒNG A": "B"})
    assert [(part.key, part.received) for part in report.parts] == [(("B",), 4)]
    with pytest.raises(InvalidValueError, match="in a circle: A → B → a"):
        PeriodReport.of(found, *year, by="office", successors={"A": "B", "b": "a"})
