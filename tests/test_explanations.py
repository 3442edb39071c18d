"""Explanations: every day of a deadline, counted or not and why."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from strategies import MINUTE, ONE_DAY, fewer, minutes_of, plans
from thutuc import Clock, Convention, TimeLimit, Unit, WorkCalendar, due, vietnam_calendar
from thutuc.calendars import Closure
from thutuc.deadlines import Tally
from thutuc.errors import CalendarRangeError

CAL = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-fri": "07:30-11:30, 13:00-17:00"})
MONDAY = date(2026, 3, 2)
FIVE = TimeLimit(5, Unit.WORKING_DAY)


def day(n: int) -> date:
    return date(2026, 3, n)


def at(n: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day(n), time(hour, minute))


def tallies(explanation) -> str:
    """One letter a day: e event, 1-9 counted, c cut-off, o off, p paused, r rolled, m moved."""
    return "".join(
        str(entry.number) if entry.tally is Tally.COUNTED else entry.tally.value[0] for entry in explanation
    )


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("convention", Convention)
@fewer
@given(plan=plans(), data=st.data())
def test_an_explanation_accounts_for_every_day(convention, unit, plan, data):
    """Every day from the event to the due day stands there once; what is counted adds up to the limit."""
    cal = plan.calendar()
    whole = unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR}
    limit = TimeLimit(
        data.draw(st.just(1) if whole else st.integers(0, 9) | st.sampled_from([0.5, 2.5])),
        unit,
        cut_off=time(15) if unit in {Unit.DAY, Unit.WORKING_DAY} and data.draw(st.booleans()) else None,
    )
    points = sorted(data.draw(st.lists(minutes_of(plan), min_size=1, max_size=5)))
    start, *rest = (plan.midnight + i * MINUTE for i in points)
    try:
        clock = Clock(limit, start, cal, convention)
        for pause, resume in zip(rest[::2], rest[1::2], strict=False):
            clock = clock.pause(pause).resume(resume)
    except CalendarRangeError:
        return
    deadline, ledger = clock.deadline, clock.explain()
    days = [start.date() + i * ONE_DAY for i in range((deadline.due_on - start.date()).days + 1)]
    assert [entry.day for entry in ledger] == (days or [start.date()])
    assert [entry.day for entry in ledger if entry.is_due] in ([deadline.due_on], [])
    assert all(entry.calendar_day == cal.explain_day(entry.day) for entry in ledger)
    check_forms(ledger)
    numbers = [entry.number for entry in ledger if entry.tally is Tally.COUNTED and entry.number]
    assert numbers == list(range(1, len(numbers) + 1))
    if unit.is_hours or (convention is Convention.WORKING_TIME and unit is Unit.WORKING_DAY and limit.amount):
        each = 60 if unit.is_hours else cal.hours.day_minutes
        assert (
            sum((entry.time for entry in ledger if entry.time), timedelta()) == limit.amount * each * MINUTE
        )
        assert numbers == []
    elif limit.amount:
        check_days(ledger, convention.keeps_the_hour)


def check_days(ledger, keeps_the_hour):
    """In a ledger of days, days off and paused days are not counted, and the numbers run to the limit."""
    deadline, (first, *rest) = ledger.deadline, ledger.entries
    unit, wanted = deadline.limit.unit, -int(-deadline.limit.amount // 1)
    for entry in rest:
        paused = any(a.date() < entry.day <= b.date() for a, b in deadline.pauses)
        assert (entry.tally is Tally.PAUSED) == paused
        if unit is Unit.WORKING_DAY and entry.tally is Tally.COUNTED:
            assert entry.calendar_day.worked
        assert (entry.tally is not Tally.OFF) or not entry.calendar_day.worked
    if not keeps_the_hour and unit in {Unit.WORKING_DAY, Unit.DAY}:
        assert max((entry.number or 0) for entry in ledger) == wanted
        if unit is Unit.WORKING_DAY and not deadline.pauses:
            assert (rest or [first])[-1].number == wanted


def check_forms(ledger):
    for language in ("vi", "en"):
        text = ledger.text(language)
        assert all(f"{entry.day:%d/%m/%Y}" in text for entry in ledger)
        assert "None" not in text
    rows = json.loads(json.dumps(ledger.to_dicts(), ensure_ascii=False))
    assert [row["day"] for row in rows] == [entry.day.isoformat() for entry in ledger]
    assert ledger._repr_html_().count("<tr") == len(ledger) + 1


@pytest.mark.parametrize(
    ("limit", "start", "convention", "expected"),
    [
        (FIVE, MONDAY, "CIVIL_CODE", "e1234oo5"),
        (FIVE, date(2026, 3, 1), "CIVIL_CODE", "e12345"),
        (FIVE, MONDAY, "INCLUSIVE", "12345"),
        (FIVE, date(2026, 3, 1), "INCLUSIVE", "e12345"),
        (TimeLimit(2.5, Unit.WORKING_DAY), MONDAY, "CIVIL_CODE", "e123"),
        (TimeLimit(2, Unit.WORKING_DAY), at(2, 10), "SAME_HOUR", "e12"),
        (TimeLimit(5, Unit.DAY), MONDAY, "CIVIL_CODE", "e12345rr"),
        (TimeLimit(5, Unit.DAY), MONDAY, "INCLUSIVE", "12345"),
        (TimeLimit(0, Unit.WORKING_DAY), at(2, 10), "CIVIL_CODE", "0"),
        (TimeLimit(0, Unit.WORKING_DAY), at(2, 18), "CIVIL_CODE", "c0"),
        (TimeLimit(0, Unit.WORKING_DAY, cut_off=time(15)), at(6, 15, 1), "CIVIL_CODE", "coo0"),
        (TimeLimit(1, Unit.WORKING_DAY, cut_off=time(15)), at(2, 15, 1), "CIVIL_CODE", "ec1"),
        (TimeLimit(2, Unit.WORKING_DAY, cut_off=time(15)), at(2, 15, 1), "INCLUSIVE", "c12"),
        (TimeLimit(2, Unit.DAY, cut_off=time(15)), at(2, 15, 1), "CIVIL_CODE", "e12c"),
        (TimeLimit(1, Unit.WORKING_DAY), at(2, 18), "INCLUSIVE", "e1"),
    ],
)
def test_what_each_day_does(limit, start, convention, expected):
    """Each day is the event, counted, used up by the cut-off, off, or rolled over."""
    assert tallies(due(limit, start, CAL, convention=Convention[convention]).explain()) == expected


@pytest.mark.parametrize(
    ("pause", "resume", "expected"),
    [
        (day(3), day(5), "e1pp2oo345"),
        (day(3), day(3), "e1234oo5"),
        (day(3), day(8), "e1pppppp2345".replace("pppppp2", "ppppp2")),
        (day(9), day(11), "e1234oo5pp"),
        (day(11), day(12), "e1234oo5m"),
    ],
)
def test_paused_days_stand_where_they_were(pause, resume, expected):
    """Days after the pause up to the resume are paused; a pause after the end moves the due day."""
    clock = Clock(FIVE, MONDAY, CAL).pause(pause).resume(resume)
    assert tallies(clock.explain()) == expected
    assert tallies(clock.deadline.explain()) == expected
    assert clock.explain().entries[-1].is_due


def test_hours_show_the_time_of_each_day():
    """Eight hours from Friday 15:00 are two on Friday and six on Monday."""
    ledger = due(TimeLimit(8, Unit.WORKING_HOUR), at(6, 15), CAL).explain()
    assert [entry.time and entry.time / timedelta(hours=1) for entry in ledger] == [2, None, None, 6]
    assert "tính 6:00" in ledger.text()
    rolled = due(TimeLimit(48, Unit.HOUR), at(6, 9), CAL).explain("en")
    assert [entry.time and entry.time / timedelta(hours=1) for entry in rolled] == [15, 24, 9, None]
    assert rolled.entries[-1].tally is Tally.ROLLED
    assert "Điều 148 khoản 5" in rolled.text()


def test_an_extension_in_another_unit_goes_on_after_the_limit():
    """Both limits stand in one ledger and one heading; only the last day is the due day."""
    clock = Clock(FIVE, MONDAY, CAL).extend(TimeLimit(3, Unit.DAY), day(6), reason="xác minh", by="Sở Y tế")
    ledger = clock.explain()
    assert tallies(ledger) == "e1234oo5123" == tallies(clock.deadline.explain())
    assert [entry.day for entry in ledger if entry.is_due] == [day(12)]
    first, second, *_ = ledger.text().splitlines()
    assert first.startswith("05 ngày làm việc + 03 ngày kể từ 02/03/2026")
    assert second.strip() == "06/03/2026: gia hạn 03 ngày (xác minh) – Sở Y tế → hạn 12/03/2026"
    hours = (
        Clock(TimeLimit(0.5, Unit.WORKING_DAY), MONDAY, CAL)
        .extend(TimeLimit(6, Unit.WORKING_HOUR), at(2, 9))
        .explain()
    )
    assert [entry.time and entry.time / timedelta(hours=1) for entry in hours] == [None, 4, 2]
    assert hours.entries[1].number == 1


def test_the_explanation_across_tet_names_each_day_off_and_its_source():
    """The ledger of five working days across Tết 2026 shows the days off with reason and decision."""
    text = due(FIVE, date(2026, 2, 13), vietnam_calendar()).explain().text()
    assert "không tính: ngày nhận" in text
    assert "tính, ngày thứ 5" in text
    assert "Tết Nguyên Đán" in text
    assert "Bộ luật Dân sự 91/2015/QH13, Điều 147 khoản 2, 3" in text
    assert "Hạn trả kết quả: 17:00, thứ Sáu 27/02/2026" in text
    english = due(FIVE, date(2026, 2, 13), vietnam_calendar()).explain("en")
    assert english.text("vi") == text
    assert "Due: 17:00, Friday 27/02/2026" in str(english)


def test_a_closure_inside_a_counted_day_is_told():
    """A day that lost hours to a closure is counted and says so."""
    cal = CAL.with_closures(Closure(at(3, 8), at(3, 10), "mất điện"))
    entry = due(TimeLimit(1, Unit.WORKING_DAY), MONDAY, cal).explain().entries[-1]
    assert entry.tally is Tally.COUNTED
    assert "tạm đóng cửa 08:00-10:00: mất điện" in entry.reason()


@pytest.mark.parametrize(("language", "titles"), [
    ("vi", ("", "Ngày", "Tính", "Lý do", "Căn cứ")), ("en", ("", "Day", "Counted", "Reason", "Source")),
])  # fmt: skip
def test_html_has_its_titles_in_its_language(language, titles):
    """The columns of an explanation in a notebook are headed in the language of the explanation."""
    html = due(FIVE, MONDAY, CAL).explain(language)._repr_html_()
    assert "<thead><tr>" + "".join(f"<th>{title}</th>" for title in titles) + "</tr></thead>" in html


def test_html_escapes_what_people_wrote():
    """Reasons are shown as written, never as markup."""
    cal = CAL.with_days_off({day(3): "<script>alert('x')</script> & co"})
    clock = Clock(FIVE, MONDAY, cal).pause(day(4), reason="<b>gấp</b>").resume(day(5))
    html = clock.explain()._repr_html_()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "&amp; co" in html
    assert html.count("<div") == html.count("</div>") == 1
