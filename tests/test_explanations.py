"""Explanations: every day of a deadline, counted or not and why."""

import json
import re
from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from strategies import MINUTE, ONE_DAY, cases, later_date
from thutuc import Clock, Convention, TimeLimit, Unit, WorkCalendar, due, vietnam_calendar
from thutuc.calendars import Closure
from thutuc.deadlines import Tally
from thutuc.deadlines.tally import entries
from thutuc.errors import CalendarRangeError, InvalidTypeError
from waiting import NaivePauses, random_plan

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


PARTS = 4
EXPLAINED = cases("THUTUC_EXPLANATIONS", 20_000)


def random_clock(rng, plan, cal):
    """A clock of any unit under any convention, with up to three pauses, and often an extension."""
    unit, convention = rng.choice(list(Unit)), rng.choice(list(Convention))
    amount = 1 if unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR} else rng.choice([0, 1, 2, 5, 9, 0.5, 2.5])
    cut_off = time(15) if unit in {Unit.DAY, Unit.WORKING_DAY} and rng.random() < 0.2 else None
    limit = TimeLimit(amount, unit, cut_off=cut_off)
    in_minutes = unit.is_hours or convention.keeps_the_hour
    whole = not in_minutes and rng.random() < 0.4
    ends = sorted(
        rng.randrange(len(plan.days) * 1440 // rng.choice([1, 3])) for _ in range(1 + 2 * rng.randrange(4))
    )
    start, *rest = (plan.midnight + i * MINUTE for i in ends)
    clock = Clock(limit, start.date() if whole else start, cal, convention)
    for pause, resume in zip(rest[::2], rest[1::2], strict=False):
        clock = clock.pause(pause.date() if whole else pause).resume(resume.date() if whole else resume)
    if rng.random() < 0.3 and rest:
        more = rng.choice([Unit.WORKING_DAY, Unit.DAY] + [Unit.WORKING_HOUR, Unit.HOUR] * (not whole))
        clock = clock.extend(TimeLimit(rng.choice([1, 3]), more), rest[-1])
    return clock


@pytest.mark.parametrize("part", range(PARTS))
def test_an_explanation_accounts_for_every_day(part):
    """Every day from the event to the due day stands there once; what is counted adds up to the limit."""
    rng, done = Random(f"explanations {part}"), 0
    while done < EXPLAINED // PARTS:
        plan = random_plan(rng, rng.choice([20, 40]))
        cal = plan.calendar()
        for _ in range(50):
            try:
                clock = random_clock(rng, plan, cal)
            except (CalendarRangeError, InvalidTypeError):
                continue
            done += 1
            ledger = clock.explain()
            check_days(clock, ledger)
            check_rules(ledger)
            for deadline in clock.deadline.parts:
                check_sum(plan, deadline)
            if not done % 50:
                check_forms(ledger)


def check_days(clock, ledger):
    """Each day stands once, and the last one is the due day."""
    cal, deadline = clock.calendar, clock.deadline
    first = cal.local_date(clock.start)
    days = [first + i * ONE_DAY for i in range((deadline.due_on - first).days + 1)] or [first]
    assert [entry.day for entry in ledger] == days, clock.changes
    assert [entry.day for entry in ledger if entry.is_due] == [deadline.due_on][: len(days)]
    assert all(entry.calendar_day == cal.explain_day(entry.day) for entry in ledger)


def check_sum(plan, deadline):
    """What the days of one limit count adds up to the limit, in numbers or in time."""
    limit, cal = deadline.limit, deadline.calendar
    counted = [entry for entry in entries(deadline) if entry.tally is Tally.COUNTED]
    convention, unit = deadline.convention, limit.unit
    numbers = [entry.number for entry in counted if entry.number]
    if not limit.amount:
        assert numbers == []
        assert sum((entry.time for entry in counted if entry.time), timedelta()) == timedelta()
        return
    if any(entry.number is None for entry in counted):
        total = sum((entry.time for entry in counted if entry.time), timedelta())
        assert numbers == []
        assert total == time_of(plan, deadline), deadline
        return
    assert numbers == list(range(1, len(numbers) + 1))
    last = -int(-limit.amount // 1)
    if unit in {Unit.WORKING_DAY, Unit.DAY}:
        assert len(numbers) == last, deadline
    for entry in counted:
        assert entry.calendar_day.worked or unit is not Unit.WORKING_DAY
        assert (
            not any(cal.local_date(a) < entry.day <= cal.local_date(b) for a, b in deadline.pauses)
            or convention.keeps_the_hour
        ), deadline


def time_of(plan, deadline):
    """The time that a limit has in all, by hours of its own or from its unpaused end."""
    limit, cal, start, unit = deadline.limit, deadline.calendar, deadline.start, deadline.limit.unit
    if unit.is_hours:
        return timedelta(hours=limit.amount)
    if deadline.convention is Convention.WORKING_TIME and unit is Unit.WORKING_DAY:
        return limit.amount * cal.hours.day_minutes * MINUTE
    end = due(limit, start, cal, convention=deadline.convention).due_at
    if unit is Unit.WORKING_DAY:
        opening = NaivePauses(plan, limit, start, deadline.convention.name).first_counted()
        return cal.working_time_between(opening, end)
    # Days that keep the hour: all the time of the whole ones, and the share of the office's day.
    days = (later_date(start.date(), unit.name, int(limit.amount)) - start.date()).days
    return days * ONE_DAY + (limit.amount % 1) * cal.hours.day_minutes * MINUTE


def check_rules(ledger):
    """No rule that is cited, and no word of the heading, contradicts a row."""
    deadline, rows, head = ledger.deadline, ledger.entries, ledger.text().splitlines()[0]
    cited = {law.name for law, _ in ledger._rules()}
    parts = deadline.parts
    first, by_law = rows[0], deadline.convention in {Convention.CIVIL_CODE, Convention.INCLUSIVE}
    if "event-day" in cited or "không tính ngày nhận" in head:
        assert first.tally in {Tally.EVENT, Tally.CUT_OFF, Tally.OFF, Tally.PAUSED}, head
    if "event-day" in cited:
        assert deadline.convention is Convention.CIVIL_CODE
        assert not parts[0].limit.unit.is_hours
    assert ("moment" in cited) == any(part.limit.unit.is_hours for part in parts)
    if "last-day" in cited:
        assert any(part.due_at == part.calendar.closing(part.due_on) for part in parts)
    if "roll" in cited:
        assert any(row.tally is Tally.ROLLED for row in rows)
        rolled = [part for part in parts if any(row.tally is Tally.ROLLED for row in entries(part))]
        assert by_law or any(part.limit.unit.is_hours for part in rolled)
    if "same-day" in cited:
        assert any(part.limit.cut_off or not part.limit.amount for part in parts)


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
    assert "tính 6 giờ" in ledger.text()
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
    assert "Tết Nguyên đán" in text
    assert "Bộ luật Dân sự 91/2015/QH13, Điều 147 khoản 2, 3" in text
    assert "Hạn trả kết quả: 17 giờ 00 phút, thứ Sáu, ngày 27/02/2026" in text
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
    assert re.findall("<th[^>]*>([^<]*)</th>", html) == list(titles)


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


def test_an_end_at_midnight_is_24_hours_of_the_due_day():
    """The conclusion names the day that the last row has, not the one that midnight begins."""
    late = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), {"mon-fri": "16:00-24:00"})
    ledger = due(TimeLimit(2, Unit.WORKING_DAY), date(2026, 3, 3), late).explain()
    assert "Hạn trả kết quả: 24 giờ 00 phút, thứ Năm, ngày 05/03/2026" in ledger.text("vi")
    assert "Due: 24:00, Thursday 05/03/2026" in ledger.text("en")
    promised = Clock(TimeLimit(5, Unit.DAY), MONDAY, CAL, appointment=date(2026, 3, 14)).explain("en")
    assert "Due: 24:00, Saturday 14/03/2026" in promised.text()


def test_days_rolled_before_a_pause_are_rolled_and_cite_the_rule():
    """Ten days end on a Saturday: Sunday and Monday are rolled, and only then comes the pause."""
    clock = Clock(TimeLimit(10, Unit.DAY), date(2026, 3, 4), CAL)
    ledger = clock.pause(date(2026, 3, 16)).resume(date(2026, 3, 18)).explain()
    assert tallies(ledger)[-4:] == "rrpp"
    assert "Điều 148 khoản 5" in ledger.text()
    late = Clock(TimeLimit(15, Unit.DAY), date(2026, 3, 4), CAL).pause(date(2026, 3, 20))
    assert tallies(late.resume(date(2026, 3, 24)).explain())[-4:] == "mppp"
