"""Due days and days off as iCalendar, read back by the package icalendar."""

import math
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, strategies as st

from thutuc import (
    Clock,
    Dossier,
    Procedure,
    TimeLimit,
    Unit,
    WorkCalendar,
    due,
    events,
    exchange,
    vietnam_calendar,
)
from thutuc.calendars.days import Closure, DayKind
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError
from thutuc.law import LegalSource, SupplementRule
from thutuc.procedures import ClockPolicy
from thutuc.statuses import Action

icalendar = pytest.importorskip("icalendar")

CAL = vietnam_calendar()
ODD = "Cấp phép; xây, \\sửa\\n \\Nhà: “ở” 🏠"
ACCEPTED_AT = datetime(2026, 3, 2, 9, 0)
ONE_DAY = timedelta(days=1)


def dossier(
    limit="05 ngày làm việc", *, code="H17.18-260302-0001", office="A", calendar=CAL, name=ODD, **more
):
    procedure = Procedure("1.004222", name, TimeLimit.parse(limit), **more)
    return Dossier(code, procedure, calendar).record(events.Accepted(at=ACCEPTED_AT, office=office))


def read(file, kind="VEVENT"):
    return icalendar.Calendar.from_ical(file).walk(kind)


def entry(given, kind="VEVENT", **more):
    (one,) = read(exchange.to_ical(given, todo=kind == "VTODO", **more), kind)
    return one


def at(day, hour=9):
    return datetime(2026, 3, day, hour)


# One entry --------------------------------------------------------------------------------------------------


def test_a_dossier_is_a_whole_day():
    """Its due day, under a UUID, with the moment of its last event in UTC."""
    one = entry(dossier())
    assert (one.decoded("dtstart"), one.decoded("dtend")) == (date(2026, 3, 9), date(2026, 3, 10))
    assert one.decoded("dtstamp") == datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    assert (one["sequence"], one["status"], one["transp"]) == (0, "CONFIRMED", "TRANSPARENT")
    assert one["summary"] == f"Hạn trả kết quả: H17.18-260302-0001 {ODD}"
    assert str(UUID(one["uid"])) == one["uid"]


def test_the_day_is_explained():
    """In the language that is asked for, or not at all."""
    life = dossier()
    assert life.deadline.explain().text() in entry(life)["description"]
    english = entry(life, language="en")["description"]
    assert life.deadline.explain("en").text() in english
    assert english.startswith("Status: accepted\nProcedure: 1.004222 Cấp phép")
    assert "ngày thứ" not in entry(life, explained=False)["description"]


def test_hours_are_a_moment_in_the_zone_of_the_file():
    """A limit in hours, or a part of a day, is due at a moment of a zone which the file defines."""
    life = dossier("8 giờ làm việc")
    file = exchange.to_ical(life)
    (one,) = read(file)
    assert one["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert one.decoded("dtstart") == life.deadline.due_at.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert "dtend" not in one
    (zone,) = read(file, "VTIMEZONE")
    assert zone.to_tz().utcoffset(datetime(2026, 7, 1)) == timedelta(hours=7)
    todo = entry(dossier("0,5 ngày làm việc"), "VTODO")
    assert todo.decoded("due").replace(tzinfo=None) == datetime(2026, 3, 3, 11)


def test_the_end_of_the_day_is_the_next_midnight():
    """24:00 is written as the midnight after the due day."""
    late = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-sun": "16:00-24:00"})
    deadline = due(TimeLimit(8, Unit.WORKING_HOUR), datetime(2026, 3, 2, 16), late)
    assert entry(deadline).decoded("dtstart").replace(tzinfo=None) == datetime(2026, 3, 3)


@pytest.mark.parametrize("zone", [ZoneInfo("Europe/Berlin"), UTC])
def test_offices_elsewhere_are_told_in_utc(zone):
    """Their zones are not in the file, so that a moment stands in UTC."""
    calendar = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), zone=zone)
    life = dossier("8 giờ làm việc", calendar=calendar)
    (one,) = read(exchange.to_ical(life))
    assert one.decoded("dtstart") == life.deadline.due_at.replace(tzinfo=zone)
    assert one["dtstart"].to_ical().endswith(b"Z")


def test_what_may_still_move_is_tentative():
    """A due day behind days for which a decision is still to come."""
    deadline = due(TimeLimit(3, Unit.WORKING_DAY), date(2027, 4, 27), CAL)
    one = entry(deadline)
    assert one["status"] == "TENTATIVE"
    assert one["description"].startswith("03 ngày làm việc\nDự kiến")


# The same entry later ---------------------------------------------------------------------------------------


def test_a_moved_day_is_the_same_entry():
    """Same UID, higher SEQUENCE, later DTSTAMP, the new day."""
    first = dossier()
    extended = first.record(events.Extended(at=at(4), office="A", by=TimeLimit(3, Unit.WORKING_DAY)))
    before, after = entry(first), entry(extended)
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert after.decoded("dtstart") == date(2026, 3, 12)


MAKERS = {
    Action.EXTEND: lambda at: events.Extended(at=at, office="A", by=TimeLimit(2, Unit.WORKING_DAY)),
    Action.REQUEST_SUPPLEMENT: lambda at: events.SupplementRequested(at=at, office="A", ground="bí mật"),
    Action.SUPPLEMENT: lambda at: events.Supplemented(at=at, office="A"),
    Action.PAUSE: lambda at: events.Paused(at=at, office="A", ground="bí mật"),
    Action.RESUME: lambda at: events.Resumed(at=at, office="A"),
    Action.ADJUST: lambda at: events.Adjusted(at=at, office="A"),
    Action.STOP: lambda at: events.Stopped(at=at, office="A", ground="bí mật"),
    Action.FINISH: lambda at: events.Finished(at=at, office="A", granted=True),
    Action.RETURN: lambda at: events.Returned(at=at, office="A"),
}


@given(st.data(), st.sampled_from(SupplementRule))
def test_every_event_is_a_revision(data, rule):
    """Whatever happens, the UID stays, SEQUENCE rises, and the day is the dossier's due day."""
    life = dossier(policy=ClockPolicy(on_supplement=rule), steps=())
    uid = entry(life)["uid"]
    for number in range(1, data.draw(st.integers(1, 8)) + 1):
        allowed = [action for action in life.allowed_actions if action in MAKERS]
        if not allowed:
            break
        life = life.record(MAKERS[data.draw(st.sampled_from(allowed))](ACCEPTED_AT + number * 5 * ONE_DAY))
        for kind in ("VEVENT", "VTODO"):
            one = entry(life, kind)
            assert (one["uid"], one["sequence"]) == (uid, number)
            assert one.decoded("dtstart" if kind == "VEVENT" else "due") == life.deadline.due_on
            assert "bí mật" not in one["description"]
        if not life.clock.is_paused:
            assert exchange.to_ical(life) == exchange.to_ical(life, now=life.events[-1].at)


def test_a_pause_that_lasts_moves_the_day_without_an_event():
    """SEQUENCE stays and DTSTAMP is now, as RFC 5546 tells revisions apart; the next event raises it."""
    waits = dossier().record(events.SupplementRequested(at=at(3), office="A"))
    early, late = entry(waits, now=at(5)), entry(waits, now=at(12))
    assert early["sequence"] == late["sequence"] == 1
    assert early.decoded("dtstart") < late.decoded("dtstart") == waits.deadline_at(at(12)).due_on
    assert late.decoded("dtstamp") == datetime(2026, 3, 12, 2, tzinfo=UTC)
    assert "Thời hạn đang tạm dừng" in late["description"]
    back = entry(waits.record(events.Supplemented(at=at(13), office="A")), now=at(20))
    assert (back["sequence"], back.decoded("dtstamp").day) == (2, 20)


def test_another_version_of_the_procedure_moves_the_day_without_an_event():
    """The entry is the same one, with the new day, told apart by the moment at which it was written."""
    life = dossier()
    longer = attrs.evolve(life.procedure, limit=TimeLimit(8, Unit.WORKING_DAY))
    before, after = entry(life, now=at(5)), entry(life.on_procedure(longer), now=at(6))
    assert (before["uid"], before["sequence"]) == (after["uid"], after["sequence"])
    assert before.decoded("dtstart") < after.decoded("dtstart")
    assert before.decoded("dtstamp") < after.decoded("dtstamp")


def test_as_it_stood():
    """With `now` later events are not known, and what was not accepted yet has no entry."""
    life = dossier().record(events.Extended(at=at(4), office="A", by=TimeLimit(3, Unit.WORKING_DAY)))
    assert exchange.to_ical(life, now=at(3)) == exchange.to_ical(dossier(), now=at(3))
    assert entry(life, now=at(3)).decoded("dtstart") == dossier().deadline.due_on
    assert read(exchange.to_ical(life, now=at(1))) == []
    assert read(exchange.to_ical(Dossier("X", life.procedure, CAL))) == []


def ended(*last):
    life = dossier()
    for number, event in enumerate(last):
        life = life.record(
            event(at=at(5 + number), office="A", **({"granted": True} if event is events.Finished else {}))
        )
    return life


@pytest.mark.parametrize(
    ("last", "event", "todo"),
    [
        ((), "CONFIRMED", "NEEDS-ACTION"),
        ((events.Stopped,), "CANCELLED", "CANCELLED"),
        ((events.Finished,), "CONFIRMED", "COMPLETED"),
        ((events.Finished, events.Returned), "CANCELLED", "COMPLETED"),
    ],
)
def test_what_is_over_is_cancelled_or_completed(last, event, todo):
    """Stopped or given out, an event is cancelled; a thing to do is completed when the result is there."""
    life = ended(*last)
    assert entry(life)["status"] == event
    one = entry(life, "VTODO")
    assert one["status"] == todo
    assert ("completed" in one) == (todo == "COMPLETED")
    if todo == "COMPLETED":
        assert one.decoded("completed") == datetime(2026, 3, 5, 2, tzinfo=UTC)
        assert one["percent-complete"] == 100


@pytest.mark.parametrize(
    ("last", "event", "todo"),
    [((), "CONFIRMED", "NEEDS-ACTION"), ((events.Stopped,), "CANCELLED", "CANCELLED")],
)
def test_what_goes_on_by_order_is_to_be_done_again(last, event, todo):
    """A result that an order has set aside completes nothing, and nothing that is stopped after it."""
    order = events.Reopened(at=at(10), office="A", order=events.Order.COURT)
    life = ended(events.Finished, events.Returned).record(order)
    for i, kind in enumerate(last):
        life = life.record(kind(at=at(11 + i), office="A"))
    one = entry(life, "VTODO")
    assert (entry(life)["status"], one["status"], "completed" in one) == (event, todo, False)


def test_the_entry_belongs_to_office_and_code():
    """Another office or another code is another entry; hand-overs and names change nothing."""
    uids = {entry(dossier(code=code, office=office))["uid"] for code in ("X1", "X2") for office in ("A", "B")}
    assert len(uids) == 4
    moved = dossier().record(events.Transferred(at=at(3), office="A", to="B"))
    assert entry(moved)["uid"] == entry(dossier(name="tên khác"))["uid"]


def test_nothing_personal_is_written():
    """No ground, no officer, no other column of the register."""
    procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
    life = Dossier("X1", procedure, CAL, extra={"người nộp": "Trần Thị B"})
    life = life.record(events.Accepted(at=at(2), office="A", officer="Lê Văn C"))
    life = life.record(
        events.Extended(at=at(3), office="A", by=TimeLimit(1, Unit.WORKING_DAY), ground="Nguyễn Văn A")
    )
    for todo in (True, False):
        text = re.sub(r"\r\n ", "", exchange.to_ical(life, todo=todo, alarm=1).decode())
        assert not re.search("Nguyễn|Trần|Lê Văn", text)


# Alarms -----------------------------------------------------------------------------------------------------


def rings(one, begins):
    (alarm,) = one.walk("VALARM")
    assert alarm["action"] == "DISPLAY"
    return begins + alarm.decoded("trigger")


def test_an_alarm_in_working_days_rings_when_the_office_opens():
    """One working day before Monday is Friday at seven; the due day itself is none before."""
    assert rings(entry(dossier(), alarm=1), datetime(2026, 3, 9)) == datetime(2026, 3, 6, 7)
    assert rings(entry(dossier(), alarm=0), datetime(2026, 3, 9)) == datetime(2026, 3, 9, 7)


def test_an_alarm_in_time_rings_before_the_due_moment():
    """Two hours before the office closes, or before the hour; of a thing to do from its end."""
    two_hours = timedelta(hours=2)
    assert rings(entry(dossier(), alarm=two_hours), datetime(2026, 3, 9)) == datetime(2026, 3, 9, 15)
    life = dossier("8 giờ làm việc")
    one = entry(life, "VTODO", alarm=two_hours)
    assert rings(one, life.deadline.due_at) == life.deadline.due_at - two_hours
    assert one.walk("VALARM")[0]["trigger"].params["RELATED"] == "END"


def test_what_is_settled_does_not_ring():
    """Nor does a dossier without an alarm."""
    assert not entry(ended(events.Finished), alarm=1).walk("VALARM")
    assert not entry(dossier()).walk("VALARM")


# Several ----------------------------------------------------------------------------------------------------


def test_clocks_and_deadlines():
    """A clock has a revision a change, a deadline none; they are known by name, or by what was counted."""
    clock = Clock(TimeLimit(5, Unit.WORKING_DAY), date(2026, 3, 2), CAL)
    moved = clock.extend(TimeLimit(3, Unit.WORKING_DAY), date(2026, 3, 6), reason="bí mật", by="bí mật")
    before, after = entry({"đơn 7": clock}), entry({"đơn 7": moved})
    assert (before["uid"], before["sequence"] + 1) == (after["uid"], after["sequence"])
    assert after["summary"] == "Hạn trả kết quả: đơn 7"
    assert "bí mật" not in after["description"]
    assert entry(clock.deadline)["uid"] == entry(clock)["uid"] != before["uid"]
    paused = clock.pause(date(2026, 3, 4))
    assert entry(paused, now=at(12)).decoded("dtstart") == paused.deadline_at(at(12)).due_on


def test_a_decision_on_days_off_moves_the_entry_of_a_deadline():
    """The same limit from the same day is the same entry on another calendar."""
    limit, start = TimeLimit(5, Unit.WORKING_DAY), date(2026, 3, 2)
    other = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), days_off={date(2026, 3, 4): "bão"})
    one, two = entry(due(limit, start, CAL)), entry(due(limit, start, other))
    assert one["uid"] == two["uid"]
    assert one.decoded("dtstart") < two.decoded("dtstart")


def test_several_stand_in_their_order_each_once():
    """A list gives an entry each; equal deadlines without names are one, a dossier given twice is refused."""
    lives = [dossier(code=f"X{number}") for number in range(5)]
    found = read(exchange.to_ical(iter(lives), name="Phòng  A, B; C"))
    assert [one["summary"].split()[4] for one in found] == [life.code for life in lives]
    file = exchange.to_ical(lives, name="Phòng  A, B; C")
    calendar = icalendar.Calendar.from_ical(file)
    for name in ("NAME", "X-WR-CALNAME"):
        assert f"\r\n{name}:Phòng A\\, B\\; C\r\n" in file.decode()
    assert (calendar["method"], calendar["version"]) == ("PUBLISH", "2.0")
    deadline = lives[0].deadline
    assert len(read(exchange.to_ical([deadline, deadline]))) == 1
    assert len(read(exchange.to_ical({"a": deadline, "b": deadline}))) == 2
    assert read(exchange.to_ical([])) == []
    with pytest.raises(InvalidValueError, match=r"X0 .* is given twice"):
        exchange.to_ical([*lives, lives[0]])
    with pytest.raises(InvalidValueError, match="given twice"):
        exchange.to_ical([lives[0].clock, lives[0].clock])


# The file ---------------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip))
def test_any_name_comes_back(name):
    """Escaped and folded at 75 bytes, never within a letter, a name is read as it was written."""
    try:
        life = dossier(name=name)
    except InvalidValueError:
        return  # marks without end, or nothing left
    file = exchange.to_ical(life)
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert b"\n" not in file.replace(b"\r\n", b"")
    if not re.search("[\ufffe\uffff]", name):
        assert read(file)[0]["summary"] == f"Hạn trả kết quả: {life.code} {life.procedure.name}"


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_a_letter_that_no_calendar_has(letter):
    """It is refused, with its place."""
    with pytest.raises(InvalidValueError, match=r"the title of an entry: the letter U\+\w{4} at place 39"):
        exchange.to_ical(dossier(name=f"abc{letter}d"))


def test_the_clock_of_the_machine_is_not_read():
    """Two processes, a year apart by their zones and locale, write the same bytes."""
    code = (
        "import sys\nfrom datetime import datetime\n"
        "from thutuc import *\nfrom thutuc import events, exchange\n"
        "p = Procedure('1.004222', 'ví dụ', TimeLimit(5, Unit.WORKING_DAY))\n"
        "d = Dossier('X1', p, vietnam_calendar())\n"
        "d = d.record(events.Accepted(at=datetime(2026, 3, 2, 9), office='A'))\n"
        "sys.stdout.buffer.write(exchange.to_ical(d, alarm=1))\n"
    )
    written = set()
    for zone in ("UTC", "Pacific/Kiritimati"):
        environment = {"TZ": zone, "PYTHONHASHSEED": str(len(zone)), "PYTHONPATH": ":".join(sys.path)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)  # noqa: S603
        written.add(done.stdout)
    assert len(written) == 1


@pytest.mark.parametrize("given", [None, 3, "X1", [3], {"a": "b"}, date(2026, 3, 2), CAL, math.nan])
def test_what_has_no_due_day(given):
    """It is refused, with what may be given instead."""
    with pytest.raises(InvalidTypeError, match=r"an entry is made of|closures_to_ical"):
        exchange.to_ical(given)


def test_arguments_that_make_no_sense():
    """Each is refused by name."""
    life = dossier()
    with pytest.raises(InvalidTypeError, match="`now` is a moment"):
        exchange.to_ical(life, now=date(2026, 3, 2))
    for alarm in (-ONE_DAY, timedelta.max):
        with pytest.raises(InvalidValueError, match="an alarm comes before"):
            exchange.to_ical(life, alarm=alarm)
    with pytest.raises(InvalidValueError, match="an alarm is 0 or more"):
        exchange.to_ical(life, alarm=-1)
    for alarm in (True, "1", 1.5, math.nan):
        with pytest.raises(InvalidTypeError, match="an alarm is a whole number of working days"):
            exchange.to_ical(life, alarm=alarm)
    with pytest.raises(InvalidValueError, match="languages are"):
        exchange.to_ical(life, language="fr")
    with pytest.raises(CalendarRangeError):
        exchange.to_ical(life, alarm=10**6)


# Days off ---------------------------------------------------------------------------------------------------


def test_days_off_and_made_up():
    """Every day of a year that is not as its weekday has an entry with the calendar's own words."""
    found = read(exchange.closures_to_ical(CAL, date(2026, 1, 1), date(2026, 12, 31)))
    days = [date(2026, 1, 1) + number * ONE_DAY for number in range(365)]
    told = [CAL.explain_day(day) for day in days]
    expected = [why for why in told if why.kind in {DayKind.OFF, DayKind.MAKE_UP, DayKind.OWN_HOURS}]
    assert [one.decoded("dtstart") for one in found] == [why.day for why in expected]
    assert [one["description"] for one in found] == [why.text() for why in expected]
    assert {one["summary"].partition(":")[0] for one in found} == {"ngày nghỉ", "ngày làm bù"}
    english = read(exchange.closures_to_ical(CAL, date(2026, 9, 2), date(2026, 9, 2), language="en"))
    assert [one["summary"] for one in english] == ["day off: National Day"]


def test_the_whole_calendar():
    """Left out, first and last day are the calendar's own; the UIDs are all different."""
    found = read(exchange.closures_to_ical(CAL))
    assert found[0].decoded("dtstart") == CAL.first
    assert len({one["uid"] for one in found}) == len(found) > 400


def test_decided_is_a_revision_of_tentative():
    """A day that a decision may still change is tentative; decided, the same entry has a higher SEQUENCE."""
    day = date(2027, 3, 4)
    span = {"first": date(2027, 1, 1), "last": date(2027, 12, 31)}
    calendars = [WorkCalendar(**span, days_off={day: "lễ"}, undecided=undecided) for undecided in ([day], [])]
    before, after = (read(exchange.closures_to_ical(one))[0] for one in calendars)
    assert (before["status"], before["sequence"]) == ("TENTATIVE", 0)
    assert (after["status"], after["sequence"]) == ("CONFIRMED", 1)
    assert before["uid"] == after["uid"]


def test_closures_have_their_hours():
    """A closure is told from its start to its end, whole days of it too, with its source."""
    source = LegalSource("Thông báo 12/TB", issued=date(2026, 3, 1))
    closures = [Closure(at(4, 13), at(4, 15), "mất điện"), Closure(at(9, 0), at(11, 0), "bão\r\nlũ", source)]
    calendar = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), closures=closures)
    short, long = read(exchange.closures_to_ical(calendar, office="A"))
    assert (short.decoded("dtstart").hour, short.decoded("dtend").hour) == (13, 15)
    assert short.decoded("dtstamp") == datetime(2026, 3, 4, 6, tzinfo=UTC)
    assert long["description"] == "tạm đóng cửa: bão\nlũ [Thông báo 12/TB (chưa kiểm chứng)]"
    assert long.decoded("dtstamp") == datetime(2026, 2, 28, 17, tzinfo=UTC)
    assert read(exchange.closures_to_ical(calendar, date(2026, 3, 5), date(2026, 3, 8))) == []
    assert len(read(exchange.closures_to_ical(calendar, date(2026, 3, 10), date(2026, 3, 10)))) == 1
    other = read(exchange.closures_to_ical(calendar, office="B"))[0]
    assert other["uid"] != short["uid"]
    told = read(exchange.closures_to_ical(calendar, now=at(1)))[0]
    assert told.decoded("dtstamp") == datetime(2026, 3, 1, 2, tzinfo=UTC)


def test_days_that_are_no_span():
    """Backwards, outside, of the wrong kind: refused."""
    with pytest.raises(InvalidValueError, match="lies before the first"):
        exchange.closures_to_ical(CAL, date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(CalendarRangeError):
        exchange.closures_to_ical(CAL, date(1999, 1, 1), date(2026, 1, 1))
    with pytest.raises(InvalidTypeError, match="the first day must be a date"):
        exchange.closures_to_ical(CAL, at(1))
    with pytest.raises(InvalidTypeError, match="a calendar is a WorkCalendar"):
        exchange.closures_to_ical(dossier())
    with pytest.raises(InvalidTypeError, match="`now` is a moment"):
        exchange.closures_to_ical(CAL, now=date(2026, 1, 1))
