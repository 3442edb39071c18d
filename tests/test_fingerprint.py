"""The fingerprint of a calendar: one for each definition, for ever."""

import copy
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import combinations
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from strategies import plans, quick, travelled, undecided_in
from thutuc import WorkCalendar, vietnam_calendar
from thutuc.calendars import Closure, DayHours, DayOff, MakeUpDay, Season
from thutuc.calendars.fingerprint import text_of
from thutuc.errors import InvalidValueError
from thutuc.law import LegalSource, Verification

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = date(2026, 3, 2)
HANOI = timezone(timedelta(hours=7))
TEXT = (
    r'{"closures":[{"end":"2026-03-02T09:00:00","reason":"m\u1ea5t \u0111i\u1ec7n","start":"20'
    r'26-03-02T08:00:00"}],"days_off":[{"day":"2026-01-01","reason":"T\u1ebft D\u01b0\u01a1ng '
    r'l\u1ecbch","source":{"document":"B\u1ed9 lu\u1eadt Lao \u0111\u1ed9ng","verification":"V'
    r'2"}}],"first":"2026-01-01","hours":{"week":[[[420,690],[810,1020]],[[420,690],[810,1020]'
    r'],[[420,690],[810,1020]],[[420,690],[810,1020]],[[420,690],[810,1020]],[],[]]},"last":"2'
    r'026-12-31","make_up_days":[{"day":"2026-01-10","replaces":"2026-01-02"}],"seasons":[{"fi'
    r'rst":"16/04","hours":{"week":[[[390,660],[780,990]],[[390,660],[780,990]],[[390,660],[78'
    r'0,990]],[[390,660],[780,990]],[[390,660],[780,990]],[],[]]},"last":"15/10","reason":""}]'
    r',"undecided":["2026-04-30"],"zone":"Asia/Ho_Chi_Minh"}'
)
MORNING = datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 9)


def calendar(**more):
    return WorkCalendar(FIRST, LAST, **more)


def test_a_fingerprint_for_ever():
    """What was once the fingerprint of a calendar stays it; to change one is to rename them all."""
    cal = calendar(
        hours={"mon-fri": "07:00-11:30, 13:30-17:00"},
        days_off={date(2026, 1, 1): ("Tết Dương lịch", "Bộ luật Lao động")},
        make_up_days={date(2026, 1, 10): date(2026, 1, 2)},
        closures=[Closure(*MORNING, "mất điện")],
        zone=ZoneInfo("Asia/Ho_Chi_Minh"),
        undecided=[date(2026, 4, 30)],
        seasons={("16/04", "15/10"): {"mon-fri": "06:30-11:00, 13:00-16:30"}},
    )
    assert text_of(cal) == TEXT
    assert cal.fingerprint == "sha256:965ae81544a3dc96d9c99e5d6f5f43d6ea3eed0fe00ea87a1bdd3ee74fa3b241"
    assert calendar().fingerprint == "sha256:481d761b14223e09cd93898182701b6e3670ea147da47b2c33735296de291b16"


@quick
@given(plans(), plans(), st.data())
def test_equal_calendars_have_one_fingerprint_and_others_another(plan, other, data):
    """Two calendars have one fingerprint exactly if they are equal, however they were put together."""
    cal = plan.calendar(**data.draw(undecided_in(plan)))
    same = WorkCalendar(
        plan.first,
        plan.last,
        cal.hours,
        cal.days_off[::-1],
        cal.make_up_days[::-1],
        cal.day_hours[::-1],
        cal.closures[::-1],
        timezone(timedelta(hours=7), "another name"),
        cal.decided_until,
        cal.undecided[::-1],
    )
    assert same == cal
    for one in (same, travelled(cal), copy.deepcopy(cal), travelled(same)):
        assert one.fingerprint == cal.fingerprint
    for another in (plan.calendar(), other.calendar(), cal.with_days_off([])):
        assert (another == cal) == (another.fingerprint == cal.fingerprint)


DIFFERENT = {
    "plain": calendar(),
    "a day more": WorkCalendar(FIRST, date(2027, 1, 1)),
    "hours": calendar(hours={"mon-fri": "07:00-11:30, 13:30-17:01"}),
    "a day off": calendar(days_off=[DAY]),
    "its reason": calendar(days_off={DAY: "lũ"}),
    "its source": calendar(days_off={DAY: ("lũ", "1/UBND")}),
    "how far that was read": calendar(
        days_off={DAY: ("lũ", LegalSource("1/UBND", verification=Verification.TEXT))}
    ),
    "the provision": calendar(days_off={DAY: ("lũ", LegalSource("1/UBND", "Điều 1"))}),
    "the day it was signed": calendar(days_off={DAY: ("lũ", LegalSource("1/UBND", issued=DAY))}),
    "its english": calendar(days_off=[DayOff(DAY, "lũ", None, "flood")]),
    "own hours": calendar(day_hours={DAY: "07:00-11:30"}),
    "a make-up day": calendar(make_up_days=[DAY]),
    "in place of": calendar(make_up_days={DAY: date(2026, 3, 3)}),
    "by whose word": calendar(make_up_days=[MakeUpDay(DAY, source="1/UBND")]),
    "both": calendar(make_up_days=[DAY], day_hours=[DayHours(DAY, "07:00-11:30")]),
    "a closure": calendar(closures=[Closure(*MORNING, "lũ")]),
    "another reason": calendar(closures=[Closure(*MORNING, "bão")]),
    "decided until": calendar(decided_until=DAY),
    "undecided": calendar(undecided=[DAY]),
    "rest": calendar(rest_source="188/1999/QĐ-TTg"),
    "a season": calendar(seasons=[Season("02/03", "03/03", {"mon": "07:00-11:30"})]),
    "a season of dates": calendar(seasons=[Season(DAY, date(2026, 3, 3), {"mon": "07:00-11:30"})]),
    "utc": calendar(zone=UTC),
    "zone of the same time": calendar(zone=ZoneInfo("UTC")),
    "Hà Nội by name": calendar(zone=ZoneInfo("Asia/Ho_Chi_Minh")),
    "Bangkok by name": calendar(zone=ZoneInfo("Asia/Bangkok")),
}


def test_whatever_differs_has_another_fingerprint():
    """Each field of a calendar, and each of what it holds, makes another fingerprint, as it breaks `==`."""
    for one, other in combinations(DIFFERENT, 2):
        assert DIFFERENT[one] != DIFFERENT[other], (one, other)
        assert DIFFERENT[one].fingerprint != DIFFERENT[other].fingerprint, (one, other)


def test_closures_in_any_order_and_zone():
    """The order in which closures are given, and the zone of their moments, make no difference."""
    start, end = MORNING
    closures = [Closure(start, end, "lũ", source) for source in ("1/UBND", "2/UBND", None)]
    zoned = [
        Closure(start.replace(tzinfo=HANOI), end.replace(tzinfo=HANOI), c.reason, c.source) for c in closures
    ]
    found = {
        calendar(closures=given)
        for given in (closures, closures[::-1], zoned, zoned[::-1], [*closures, *zoned])
    }
    assert len(found) == 1
    assert len({cal.fingerprint for cal in found}) == 1


def test_a_reason_in_any_normal_form_is_one_reason():
    """Composed and decomposed letters make one calendar, and one fingerprint."""
    one, other = (
        calendar(
            days_off={DAY: (normalize(form, "lũ lụt"), normalize(form, "Quyết định 1"))},
            day_hours={FIRST: ("07:00-11:30", normalize(form, "nghỉ chiều"))},
            closures=[Closure(*MORNING, normalize(form, "mất điện"))],
            rest_source=normalize(form, "Bộ luật Lao động"),
        )
        for form in ("NFC", "NFD")
    )
    assert one == other
    assert one.fingerprint == other.fingerprint


def test_the_same_in_every_process():
    """Another process, with another seed of hashes and another language, gives the same fingerprint."""
    code = "from thutuc import vietnam_calendar; print(vietnam_calendar().fingerprint)"
    for seed in ("0", "4"):
        run = subprocess.run(  # noqa: S603 - the test's own code
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "LANG": "C"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == vietnam_calendar().fingerprint


def test_a_zone_without_a_name_has_no_fingerprint():
    """A zone that only this process knows cannot be named for ever, and the error says what to do."""

    class Nameless(tzinfo):
        def utcoffset(self, _):
            return timedelta(hours=9)

        def dst(self, _):
            return timedelta()

    with pytest.raises(InvalidValueError, match="ZoneInfo"):
        calendar(zone=Nameless()).fingerprint  # noqa: B018 - the property is what is asked
