"""The calendar of state offices."""

import math
import os
import pickle
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings, strategies as st

from thutuc import WorkCalendar, vietnam_calendar
from thutuc.calendars import Closure, DayHours, DayKind, DayOff, MakeUpDay, OfficeHours
from thutuc.errors import (
    CalendarConflictError,
    CalendarRangeError,
    InvalidTypeError,
    InvalidValueError,
    ThutucError,
)
from thutuc.law import LegalSource, Verification
from thutuc.vietnam import (
    CultureDay,
    as_known_on,
    decided_until,
    occasions,
    state_offices,
)

CASES = tomllib.loads((Path(__file__).parent / "cases" / "vietnam.toml").read_text("utf-8"))
DATA = tomllib.loads((files("thutuc") / "data" / "state_calendar.toml").read_text("utf-8"))
DECISIONS = DATA["decisions"]
SWAPS = [swap for decision in DECISIONS for swap in decision.get("swaps", ())]
RESTS = [span for decision in DECISIONS for span in decision.get("rest", ())]
SIX_DAYS = {"mon-sat": "07:00-11:30, 13:30-17:00"}

days = st.dates(date(2007, 1, 1), date(2035, 12, 31))
telling_days = days | st.sampled_from([swap[half] for swap in SWAPS for half in ("off", "worked")])


def every_day(first, last):
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def in_python(code, **environment):
    """What a new interpreter prints."""
    run = subprocess.run(  # noqa: S603 - the test's own code
        [sys.executable, "-c", code],
        env=os.environ | environment | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return run.stdout.strip()


# The fixed lists -----------------------------------------------------------------------------------------


def test_differences_from_holidays():
    """The calendar and `holidays` disagree on the listed days from 2007 to 2035 and on no other."""
    from holidays.countries.vietnam import VN  # noqa: PLC0415

    calendar, package = vietnam_calendar(), VN(years=range(2007, 2036), language="vi")
    found = {
        day: "worked" if calendar.is_working_day(day) else "off"
        for day in every_day(calendar.first, calendar.last)
        if calendar.is_working_day(day) != package.is_working_day(day)
    }
    assert found == {case["day"]: case["ours"] for case in CASES["differences"]}


@pytest.mark.parametrize("year", CASES["days"], ids=str)
def test_days_of_a_year(year):
    """The weekdays off and the weekend days worked in a year are the listed ones."""
    calendar = vietnam_calendar()
    found = {"off": [], "worked": []}
    for day in every_day(date(int(year), 1, 1), date(int(year), 12, 31)):
        if calendar.is_working_day(day) == (day.weekday() > 4):
            found["worked" if day.weekday() > 4 else "off"].append(f"{day:%m-%d}")
    listed = CASES["days"][year]
    assert found == {kind: listed.get(kind, "").split() for kind in found}


# Official decisions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: str(swap["off"]))
def test_swap_both_ways(swap):
    """A swap takes a weekday off and works a weekend day with that weekday's hours, each naming the other."""
    calendar = vietnam_calendar({"mon-thu": "07:00-11:30, 13:30-17:00", "fri": "08:00-12:00"})
    off, worked = calendar.explain_day(swap["off"]), calendar.explain_day(swap["worked"])
    assert (off.worked, off.kind, swap["off"].weekday() < 5) == (False, DayKind.OFF, True)
    assert (worked.worked, worked.kind, swap["worked"].weekday() > 4) == (True, DayKind.MAKE_UP, True)
    assert worked.sessions == calendar.hours.week[swap["off"].weekday()]
    assert off.reason == f"nghỉ hoán đổi, làm bù ngày {swap['worked']:%d/%m/%Y}"
    assert worked.reason == f"làm bù cho ngày {swap['off']:%d/%m/%Y}"
    assert off.source == worked.source
    assert off.source.verification is not Verification.UNVERIFIED
    assert off.decided
    assert worked.decided


def test_worked_sunday():
    """Sunday 30/01/2011 was worked in place of Tuesday 01/02/2011."""
    calendar = vietnam_calendar()
    assert date(2011, 1, 30).weekday() == 6
    assert calendar.add_working_days(date(2011, 1, 28), 2) == date(2011, 1, 30)
    assert calendar.next_working_day(date(2011, 1, 31)) == date(2011, 2, 8)


@pytest.mark.parametrize("span", RESTS + CASES["by_law"], ids=lambda span: f"{span['first']}")
def test_rest_span(span):
    """A stretch of rest is wholly off, and no longer than it says but for a weekend beside it."""
    calendar, a_day = vietnam_calendar(), timedelta(days=1)
    assert not any(map(calendar.is_working_day, every_day(span["first"], span["last"])))
    for beside in (span["first"] - a_day, span["last"] + a_day):
        assert calendar.is_working_day(beside) or beside.weekday() > 4


def test_decisions_in_order():
    """Decisions are listed by the first day they speak of, and none speaks of a day twice."""
    firsts = [
        min(
            *(swap["off"] for swap in decision.get("swaps", ())),
            *(span["first"] for span in decision.get("rest", ())),
            date.max,
        )
        for decision in DECISIONS
        if decision["document"] not in {"12729/VPCP-KGVX", "2450/VPCP-KGVX; 1570/TB-BLĐTBXH"}
    ]
    assert all(one <= other for one, other in pairwise(firsts))
    swapped = [swap[half] for swap in SWAPS for half in ("off", "worked")]
    assert len(swapped) == len(set(swapped)) == 2 * 22
    rested = [day for span in RESTS for day in every_day(span["first"], span["last"])]
    assert len(rested) == len(set(rested))


def test_no_decision_is_unverified():
    """Every decision, and every part of one, was read somewhere and says where."""
    for decision in DECISIONS:
        assert decision["source"]
        for item in (decision, *decision.get("swaps", ()), *decision.get("rest", ())):
            assert item.get("verification", "V2") in {"V", "V2"}


def test_decisions_before_they_take_effect():
    """Every decision was issued before the first day it changes."""
    for decision in DECISIONS:
        changed = [swap[half] for swap in decision.get("swaps", ()) for half in ("off", "worked")]
        if "issued" in decision and changed:
            assert decision["issued"] < min(changed)


# Explanations ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["explanations"], ids=lambda case: str(case["day"]))
def test_explanation(case):
    """A day off names its reason and its law or decision, and says what is unverified or provisional."""
    assert str(vietnam_calendar().explain_day(case["day"])) == case["text"]


def test_every_day_off_has_reason_and_source():
    """Every statutory and official day off until 2099 has a reason, a source and an English name."""
    calendar = vietnam_calendar(last_year=2099, culture_day=CultureDay.COMPENSATED)
    for off in calendar.days_off:
        assert off.reason
        assert off.source is not None
        assert off.english.isascii() or off.english.startswith(("Tết", "Hùng"))
        assert off.english != off.reason


def test_part_read_elsewhere_says_so():
    """A stretch that was read in another place than its document carries its own verification."""
    calendar = vietnam_calendar()
    assert calendar.explain_day(date(2025, 1, 29)).source.verification is Verification.TEXT
    assert calendar.explain_day(date(2025, 5, 2)).source.verification is Verification.SECONDARY


# What is still to be decided -------------------------------------------------------------------------------


def test_decided_until():
    """Every day before New Year 2027 is decided; no document names that day yet."""
    assert decided_until() == date(2026, 12, 31)
    assert not vietnam_calendar().is_decided(date(2027, 1, 1))


@pytest.mark.parametrize("case", CASES["decided"], ids=lambda case: case["occasion"])
def test_occasions_that_are_decided(case):
    """10065/VPCP-KGVX decides Tết and National Day of 2027 and no other occasion after 24/11/2026."""
    calendar = vietnam_calendar()
    for day in every_day(case["first"], case["last"]):
        assert calendar.is_decided(day) == case["decided"]
        assert calendar.explain_day(day).provisional != case["decided"]


def test_occasions_of_2027():
    """An occasion is decided by the document that names its rest, and by no other of its year."""
    found = {occasion.name: str(occasion.decision) for occasion in occasions(2027, 2027)}
    assert {name for name, by in found.items() if by == "10065/VPCP-KGVX"} == {"Tết Nguyên đán", "Quốc khánh"}
    assert [name for name, by in found.items() if by == "None"] == [
        "Tết Dương lịch",
        "Ngày Giỗ Tổ Hùng Vương",
        "Ngày Chiến thắng",
        "Ngày Quốc tế Lao động",
        "Ngày Văn hóa Việt Nam",
    ]


@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: str(swap["off"]))
def test_every_swap_took_off_a_day_that_was_open(swap):
    """Each working day that a decision ever took off was one of those an undecided occasion leaves open."""
    years = range(swap["off"].year - 1, swap["off"].year + 2)
    found = [o for o in occasions(years[0], years[-1]) if swap["off"] in o.open_days]
    assert any(occasion.decision is not None for occasion in found)


def test_every_day_off_by_decision_was_open():
    """So was every weekday within a stretch of rest that a decision names."""
    found = {day for occasion in occasions(2010, 2027) for day in occasion.open_days}
    for span in RESTS:
        assert {day for day in every_day(span["first"], span["last"]) if day.weekday() < 5} <= found


@pytest.mark.parametrize(
    ("years", "error"),
    [
        ((2006, 2027), InvalidValueError),
        ((2027, 2026), InvalidValueError),
        ((2027, 2100), InvalidValueError),
        ((2027.0, 2028), InvalidTypeError),
    ],
)
def test_occasions_of_no_years(years, error):
    """Years outside the calendar, backward or no whole numbers are refused as the calendar refuses them."""
    with pytest.raises(error, match="year"):
        occasions(*years)


def test_open_days_of_tet():
    """Tết 2028 is open wherever the law lets it be placed: from 24 January, or to the Monday in lieu."""
    (tet,) = (o for o in occasions(2028, 2028) if o.name == "Tết Nguyên đán")
    assert [f"{day:%d/%m}" for day in tet.open_days] == [
        "24/01", "25/01", "26/01", "27/01", "28/01", "29/01", "31/01",
    ]  # fmt: skip


def test_a_past_occasion_without_a_document_is_not_open():
    """What was over when decisions were looked up needs none, and neither do ordinary days of later years."""
    calendar = vietnam_calendar()
    assert calendar.is_decided(date(2026, 4, 30))
    assert calendar.is_decided(date(2028, 6, 1))
    assert calendar.undecided_days[0] > DATA["looked_up"]
    assert vietnam_calendar(last_year=2026).undecided_days == ()
    assert vietnam_calendar(last_year=2028).undecided_days == tuple(
        day for day in calendar.undecided_days if day.year < 2029
    )
    # 01/01/2030 is a Tuesday: the Monday before it belongs to 2029.
    assert vietnam_calendar(last_year=2029).undecided_days[-1] == date(2029, 12, 31)


# Lunar names ----------------------------------------------------------------------------------------------


def new_moon(k):
    """The k-th new moon after January 1900 in Julian days of UTC, to some minutes (Meeus, chapter 49)."""
    t = k / 1236.85
    jde = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    jde += 0.00033 * math.sin(math.radians(166.56 + 132.87 * t - 0.009173 * t**2))
    m = math.radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2)
    n = math.radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2)
    f = math.radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2)
    terms = (
        (0.1734 - 0.000393 * t, m), (0.0021, 2 * m), (-0.4068, n), (0.0161, 2 * n), (-0.0004, 3 * n),
        (0.0104, 2 * f), (-0.0051, m + n), (-0.0074, m - n), (0.0004, 2 * f + m), (-0.0004, 2 * f - m),
        (-0.0006, 2 * f + n), (0.0010, 2 * f - n), (0.0005, 2 * n + m),
    )  # fmt: skip
    # Dynamical time runs a minute or two ahead of UTC in this century.
    return jde + sum(size * math.sin(angle) for size, angle in terms) - 0.001


def lunar_month_before(tet):
    """The first day of the last lunar month of the old year, in Vietnam."""
    ordinal = tet.toordinal()
    k = round((ordinal + 1721424.5 - 2415021.076998695) / 29.530588853)
    days = [math.floor(new_moon(n) + 0.5 + 7 / 24 - 1721425) for n in range(k - 3, k + 2)]
    return date.fromordinal(max(day for day in days if day < ordinal - 5))


def test_days_before_tet_have_their_lunar_date():
    """Two days before Tết it is the 28th or the 29th of the last month, as the new moon before has it."""
    calendar = vietnam_calendar(last_year=2099)
    firsts = [off.day for off in calendar.days_off if off.reason.startswith("Tết Nguyên đán")]
    assert len(firsts) == 93
    named = {off.day: off for off in calendar.days_off if off.reason.startswith(("28 Tết", "29 Tết"))}
    assert {tet - timedelta(days=2) for tet in firsts} >= named.keys()
    short = []
    for tet in firsts:
        number = (tet - timedelta(days=2) - lunar_month_before(tet)).days + 1
        assert number in {28, 29}
        short += [tet.year] if number == 28 else []
        off = named.get(tet - timedelta(days=2))
        assert off is None or (off.reason[:2], off.english[5:7]) == (str(number), str(number))
    assert short == DATA["short_last_months"]


@pytest.mark.parametrize(
    "day", ["2025-01-27", "2027-02-04", "2028-01-24", "2030-01-31", "2031-01-21", "2032-02-09"]
)
def test_28_tet(day):
    """These days are the 28th of a last month of 29 days."""
    off = vietnam_calendar().explain_day(date.fromisoformat(day))
    assert (off.reason, off.english) == ("28 Tết", "Tết, 28th of the last lunar month")


# 24 November ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "weekday", "next_working_day"), [(2026, 1, None), (2029, 5, 26), (2030, 6, 25)]
)
def test_culture_day(year, weekday, next_working_day):
    """24/11 is off; on a weekend only the named choice takes the next working day off, unverified."""
    day = date(year, 11, 24)
    assert day.weekday() == weekday
    plain, compensated = (vietnam_calendar(culture_day=choice) for choice in CultureDay)
    for calendar in (plain, compensated):
        assert "Ngày Văn hóa Việt Nam" in calendar.explain_day(day).reason
        assert not calendar.is_working_day(day)
    if next_working_day is None:
        assert plain.next_working_day(day) == compensated.next_working_day(day) == date(2026, 11, 25)
    else:
        monday = date(year, 11, next_working_day)
        assert plain.next_working_day(day) == monday
        assert not compensated.is_working_day(monday)
        assert compensated.explain_day(monday).source.verification is Verification.UNVERIFIED


def test_culture_day_begins_in_2026():
    """24 November was an ordinary day until 2025."""
    calendar = vietnam_calendar()
    assert [calendar.is_working_day(date(year, 11, 24)) for year in (2020, 2021, 2022, 2023, 2025)] == [
        True
    ] * 5


# The caller's own days ------------------------------------------------------------------------------------


@settings(deadline=None)
@given(telling_days)
def test_callers_word_comes_last(day):
    """A day the caller names is off, or worked with the hours it gives, whatever law and decisions say."""
    years = {"first_year": day.year, "last_year": day.year}
    assert not vietnam_calendar(days_off={day: "lũ"}, **years).is_working_day(day)
    assert vietnam_calendar(days_off={day: "lũ"}, **years).explain_day(day).reason == "lũ"
    hours = vietnam_calendar(day_hours={day: "08:00-10:00"}, **years)
    assert hours.working_time_on(day) == timedelta(hours=2)
    assert hours.explain_day(day).kind is DayKind.OWN_HOURS
    made_up = vietnam_calendar(make_up_days=[day], **years)
    assert made_up.working_time_on(day) == timedelta(hours=8)
    assert made_up.explain_day(day).kind is DayKind.MAKE_UP


@settings(deadline=None)
@given(telling_days, st.booleans())
def test_callers_word_changes_no_other_day(day, off):
    """A day the caller names leaves every other day as it was, except the other half of a swap it works."""
    years = {"first_year": day.year, "last_year": day.year}
    official = vietnam_calendar(**years)
    calendar = vietnam_calendar(**({"days_off": [day]} if off else {"make_up_days": [day]}), **years)
    half = {swap["off"]: swap["worked"] for swap in SWAPS}.get(day)
    for other in every_day(official.first, official.last):
        if other not in {day, half}:
            assert calendar.is_working_day(other) == official.is_working_day(other)


@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: str(swap["off"]))
def test_office_that_works_the_day_off(swap):
    """An office that works on the day a swap takes off has nothing to make up."""
    calendar = vietnam_calendar(day_hours={swap["off"]: "07:30-11:30"})
    assert calendar.is_working_day(swap["off"])
    assert not calendar.is_working_day(swap["worked"])


def test_office_that_makes_up_on_another_day():
    """An office may make up 02/01/2026 on another Saturday than the official one."""
    calendar = vietnam_calendar(make_up_days={date(2026, 1, 17): date(2026, 1, 2)})
    assert calendar.is_working_day(date(2026, 1, 17))
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert not calendar.is_working_day(date(2026, 1, 10))
    assert "17/01/2026" in calendar.explain_day(date(2026, 1, 2)).reason


def test_office_that_repeats_the_official_swap():
    """Giving the official swap again changes no day."""
    calendar = vietnam_calendar(make_up_days={date(2026, 1, 10): date(2026, 1, 2)})
    official = vietnam_calendar()
    for day in every_day(date(2026, 1, 1), date(2026, 1, 31)):
        assert calendar.is_working_day(day) == official.is_working_day(day)


def test_office_closed_on_the_official_make_up_day():
    """An office on leave on the official make-up day keeps the day the swap took off."""
    calendar = vietnam_calendar(days_off={date(2026, 1, 10): "nghỉ phép chung"})
    assert not calendar.is_working_day(date(2026, 1, 10))
    assert not calendar.is_working_day(date(2026, 1, 2))


def test_office_closed_on_the_swapped_weekday():
    """An office without hours on Fridays makes up no Friday, and still rests on it for its own reason."""
    calendar = vietnam_calendar({"mon-thu": "07:00-17:00"})
    assert not calendar.is_working_day(date(2026, 1, 10))
    assert calendar.explain_day(date(2026, 1, 2)).kind is DayKind.WEEKLY_REST
    assert calendar.is_working_day(date(2026, 8, 22))


def test_compensation_follows_two_days_of_weekly_rest():
    """Hours on Saturday leave the Monday after a Saturday holiday off; a six-day office names that Monday."""
    monday = date(2027, 5, 3)
    assert not vietnam_calendar(SIX_DAYS).is_working_day(date(2027, 5, 1))
    assert not vietnam_calendar(SIX_DAYS).is_working_day(monday)
    assert vietnam_calendar(SIX_DAYS, make_up_days=[monday]).is_working_day(monday)


def test_afternoon_off_and_closure():
    """An office's own hours and closures stand beside the official days."""
    flood = Closure(datetime(2026, 2, 23, 7), datetime(2026, 2, 23, 11, 30), "lũ")
    calendar = vietnam_calendar(day_hours={date(2026, 2, 13): "07:00-11:30"}, closures=[flood])
    assert calendar.closing(date(2026, 2, 13)) == datetime(2026, 2, 13, 11, 30)
    assert calendar.add_working_time(datetime(2026, 2, 13, 11), timedelta(hours=1)) == datetime(
        2026, 2, 23, 14
    )


# Years ----------------------------------------------------------------------------------------------------


def test_swap_across_the_first_year():
    """A calendar from 2015 knows that 02/01/2015 is off, its make-up day lying in 2014."""
    calendar = vietnam_calendar(first_year=2015)
    off = calendar.explain_day(date(2015, 1, 2))
    assert (off.worked, off.reason) == (False, "nghỉ hoán đổi, làm bù ngày 27/12/2014")


def test_swap_across_the_last_year():
    """A calendar to 2014 works 27/12/2014 in place of a day it does not know."""
    calendar = vietnam_calendar(last_year=2014)
    assert calendar.explain_day(date(2014, 12, 27)).kind is DayKind.MAKE_UP
    assert calendar.working_time_on(date(2014, 12, 27)) == timedelta(hours=8)


@settings(deadline=None, max_examples=25)
@given(st.integers(2007, 2035), st.integers(0, 4))
def test_years_agree(first_year, more):
    """A calendar of some years says of each of its days what the calendar of all years says."""
    whole = vietnam_calendar(last_year=2040)
    part = vietnam_calendar(first_year=first_year, last_year=first_year + more)
    for day in every_day(part.first, part.last):
        one, other = part.explain_day(day), whole.explain_day(day)
        assert (one.worked, one.kind, one.reason, one.source) == (
            other.worked,
            other.kind,
            other.reason,
            other.source,
        )


def test_years_like_numbers():
    """A year may be any whole number, such as those of arrays."""

    class Whole:
        def __index__(self):
            return 2026

    assert vietnam_calendar(first_year=Whole(), last_year=Whole()) is vietnam_calendar(
        first_year=2026, last_year=2026
    )


# One object, many readers ---------------------------------------------------------------------------------


def test_same_arguments_same_object():
    """Equal arguments give the same calendar, however they are written."""
    day = date(2026, 3, 2)
    assert vietnam_calendar() is vietnam_calendar(None, first_year=2007)
    assert vietnam_calendar() is vietnam_calendar({"mon-fri": "7:00-11:30, 13:30-17:00"})
    assert vietnam_calendar() is vietnam_calendar(OfficeHours.of())
    assert vietnam_calendar(days_off={day: "ngày nghỉ"}) is vietnam_calendar(days_off=[DayOff(day)])
    assert vietnam_calendar(make_up_days=[day]) is vietnam_calendar(make_up_days=[MakeUpDay(day)])
    assert vietnam_calendar(day_hours={day: "08:00-09:00"}) is vietnam_calendar(
        day_hours=[DayHours(day, "08:00-09:00")]
    )


def test_pickled_calendar():
    """A calendar comes back from pickling equal, with the same answers."""
    calendar = pickle.loads(pickle.dumps(vietnam_calendar()))  # noqa: S301 - its own bytes
    assert calendar == vietnam_calendar()
    assert hash(calendar) == hash(vietnam_calendar())
    assert str(calendar.explain_day(date(2026, 1, 2))) == str(
        vietnam_calendar().explain_day(date(2026, 1, 2))
    )


def test_threads_agree():
    """Sixteen threads that ask for the same calendar at the same moment get one object."""
    occasions_of = sys.modules[occasions.__module__]
    state_offices._build.cache_clear()
    occasions_of.data.cache_clear()
    occasions_of._statutory_names.cache_clear()
    start = Barrier(16)

    def build(_):
        start.wait()
        return vietnam_calendar()

    with ThreadPoolExecutor(16) as pool:
        calendars = list(pool.map(build, range(16)))
    assert len(set(map(id, calendars))) == 1


def test_language_of_the_process():
    """The names of days are Vietnamese whatever the language of the process."""
    code = (
        "from datetime import date; from thutuc import vietnam_calendar;"
        "print(vietnam_calendar().explain_day(date(2026, 2, 17)))"
    )
    english = dict.fromkeys(("LANG", "LANGUAGE", "LC_ALL"), "en_US.UTF-8")
    assert "Tết Nguyên đán" in in_python(code, **english)
    assert in_python(code, **english) == str(vietnam_calendar().explain_day(date(2026, 2, 17)))


def test_import_is_light():
    """Importing the library imports neither `holidays` nor `dateutil`."""
    code = "import sys, thutuc; print([name for name in ('holidays', 'dateutil') if name in sys.modules])"
    assert in_python(code) == "[]"


# Bad input ------------------------------------------------------------------------------------------------

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("arguments", "error", "builtin", "message"),
    [
        ({"first_year": 2027, "last_year": 2026}, InvalidValueError, ValueError, "2027 to 2026"),
        ({"first_year": 2006}, InvalidValueError, ValueError, "between 2007 and 2099, not 2006"),
        ({"last_year": 2100}, InvalidValueError, ValueError, "2100"),
        ({"first_year": True}, InvalidTypeError, TypeError, "whole number such as 2026, not True"),
        ({"last_year": "2026"}, InvalidTypeError, TypeError, "not '2026'"),
        ({"last_year": 2026.0}, InvalidTypeError, TypeError, "not 2026.0"),
        ({"last_year": None}, InvalidTypeError, TypeError, "not None"),
        (
            {"culture_day": "compensated"},
            InvalidTypeError,
            TypeError,
            "CultureDay.NOT_COMPENSATED or CultureDay.COMPENSATED",
        ),
        ({"hours": "07:00-11:30"}, InvalidTypeError, TypeError, "mon-fri"),
        ({"hours": {"mon": "11:30-07:00"}}, InvalidValueError, ValueError, "before it closes"),
        ({"days_off": ["2026-03-02"]}, InvalidTypeError, TypeError, "must be a date"),
        ({"days_off": {date(2006, 12, 31): "x"}}, CalendarRangeError, ValueError, "2007-01-01 to 2035-12-31"),
        ({"make_up_days": [date(2036, 1, 5)]}, CalendarRangeError, ValueError, "a later `last`"),
        ({"day_hours": {date(2036, 1, 5): "07:00-08:00"}}, CalendarRangeError, ValueError, "2036-01-05"),
        ({"days_off": [DAY], "make_up_days": [DAY]}, CalendarConflictError, ValueError, "cannot be both"),
        (
            {"days_off": [DAY], "day_hours": {DAY: "07:00-08:00"}},
            CalendarConflictError,
            ValueError,
            "hours of its own and also off",
        ),
        (
            {"make_up_days": {date(2026, 3, 7): DAY, date(2026, 3, 14): DAY}},
            CalendarConflictError,
            ValueError,
            "keep one",
        ),
        (
            {"make_up_days": {date(2026, 3, 7): date(2026, 3, 8)}},
            CalendarConflictError,
            ValueError,
            "leave this make-up day out",
        ),
        ({"closures": [DAY]}, InvalidTypeError, TypeError, "Closure(start, end, reason)"),
    ],
    ids=str,
)
def test_bad_input(arguments, error, builtin, message):
    """Bad input gets an error that is also the nearest builtin, says what to do, and pickles."""
    with pytest.raises(error) as caught:
        vietnam_calendar(**arguments)
    assert isinstance(caught.value, ThutucError)
    assert isinstance(caught.value, builtin)
    assert message in str(caught.value)
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - its own bytes
    assert (type(copy), str(copy), vars(copy)) == (error, str(caught.value), vars(caught.value))


# As it was known on a day ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known_on", "day", "worked", "provisional"),
    [
        # 12729/VPCP-KGVX of 25/12/2025 came after the yearly plan.
        (date(2025, 12, 24), date(2026, 1, 2), True, True),
        (date(2025, 12, 25), date(2026, 1, 2), False, False),
        (date(2025, 12, 24), date(2026, 1, 10), False, False),
        (date(2025, 12, 25), date(2026, 1, 10), True, False),
        # 2450/VPCP-KGVX of 12/04/2024.
        (date(2024, 4, 11), date(2024, 4, 29), True, True),
        (date(2024, 4, 12), date(2024, 4, 29), False, False),
        # Reported on 25/08/2010, its day of issue is not known.
        (date(2010, 8, 24), date(2010, 9, 3), True, True),
        (date(2010, 8, 25), date(2010, 9, 3), False, False),
        # Passed on 24/04/2026.
        (date(2026, 4, 23), date(2026, 11, 24), True, True),
        (date(2026, 4, 24), date(2026, 11, 24), False, True),
        # The second day of National Day: the law of 20/11/2019; the first was off before.
        (date(2019, 11, 19), date(2022, 9, 1), True, True),
        (date(2019, 11, 19), date(2022, 9, 2), False, True),
        (date(2019, 11, 20), date(2022, 9, 1), False, True),
    ],
)
def test_a_day_as_it_was_known(known_on, day, worked, provisional):
    """A day is worked, or provisional, as far as the decisions and laws of that day said."""
    calendar = vietnam_calendar(known_on=known_on)
    said = calendar.explain_day(day)
    assert (said.worked, said.provisional) == (worked, provisional)
    assert as_known_on(vietnam_calendar(), known_on) == calendar


def test_what_is_known_today_is_the_calendar():
    """On the day up to which decisions were looked for, everything is known."""
    assert vietnam_calendar(known_on=DATA["looked_up"]) == vietnam_calendar()
    assert as_known_on(vietnam_calendar(), DATA["looked_up"]) == vietnam_calendar()


def test_what_an_office_says_itself_is_known_from_the_day_of_its_source():
    """Its own days stay, but those whose source is later; another country's calendar loses only these."""
    early, late = (LegalSource("TB", issued=date(2026, 1, day)) for day in (5, 20))
    own = {
        date(2026, 3, 3): ("mất điện", early),
        date(2026, 3, 4): ("mất điện", late),
        date(2026, 3, 5): "họp",
    }
    hours = {"mon-sat": "08:00-12:00"}
    known = {day: told for day, told in own.items() if day != date(2026, 3, 4)}
    at_home = as_known_on(vietnam_calendar(hours, days_off=own), date(2026, 1, 10))
    assert at_home == vietnam_calendar(hours, days_off=known, known_on=date(2026, 1, 10))
    abroad = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), hours, own)
    assert as_known_on(abroad, date(2026, 1, 10)) == WorkCalendar(
        date(2026, 1, 1), date(2026, 12, 31), hours, known
    )


@pytest.mark.parametrize("known_on", ["2026-01-01", datetime(2026, 1, 1, 8), 2026])
def test_known_on_is_a_day(known_on):
    """Anything but a date is refused."""
    with pytest.raises(InvalidTypeError):
        vietnam_calendar(known_on=known_on)
    with pytest.raises(InvalidTypeError):
        as_known_on(vietnam_calendar(), known_on)
