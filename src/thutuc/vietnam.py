"""The calendar of Vietnam's state offices (lịch làm việc của cơ quan nhà nước).

Three layers, each with its source: statutory days from the `holidays` package, official decisions on swapped
days from `data/state_calendar.toml`, and whatever the caller adds.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from thutuc.calendars import Closure, DayHours, DayOff, MakeUpDay, OfficeHours, WorkCalendar
from thutuc.calendars.days import (
    Reason,
    read_closures,
    read_day_hours,
    read_days_off,
    read_make_up_days,
    swapped,
)
from thutuc.data import read_toml
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import whole_number
from thutuc.law import LegalSource, Verification, read_source, rule

__all__ = ["CultureDay", "decided_until", "vietnam_calendar"]

FIRST_YEAR = 2007
LAST_YEAR = 2035
# The lunar tables behind `holidays` end here.
LAST_POSSIBLE_YEAR = 2099

_IN_LIEU = " (nghỉ bù)"
_CULTURE_DAY = "Ngày Văn hóa Việt Nam"
_TET_OF_FIVE_DAYS = date(2013, 5, 1)
_NO_TEXT_YET = LegalSource("chưa có văn bản về nghỉ bù ngày 24/11", verification=Verification.UNVERIFIED)


class CultureDay(Enum):
    """What 24 November gives when it falls on a weekend, first in 2029 (Ngày Văn hóa Việt Nam).

    Nghị quyết 28/2026/QH16 made it a paid day off, but outside Bộ luật Lao động, Điều 112 khoản 1, and only
    the days of that clause are made good on the next working day (Điều 111 khoản 3). No text that grants
    compensation is known, so it is not the default.
    """

    NOT_COMPENSATED = "not-compensated"
    """It is lost, the reading of the two texts together."""
    COMPENSATED = "compensated"
    """The next working day is off, if a later text says so."""


class _Swap(NamedTuple):
    """A working day taken off and the weekend day worked for it (hoán đổi ngày làm việc)."""

    off: date
    worked: date
    source: LegalSource


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return read_toml("state_calendar.toml")


def _decided(kind: str) -> list[tuple[dict[str, Any], LegalSource]]:
    """Every item of one kind (`swaps`, `days_off`, `rest`) with the document it comes from."""
    return [
        (item, read_source(decision | item))
        for decision in _data()["decisions"]
        for item in decision.get(kind, ())
    ]


def _swaps() -> list[_Swap]:
    return [_Swap(item["off"], item["worked"], source) for item, source in _decided("swaps")]


def _further_days_off() -> list[DayOff]:
    return [
        DayOff(item["day"], item["reason"], source, item["english"]) for item, source in _decided("days_off")
    ]


def decided_until() -> date:
    """Last day for which official decisions on state offices' days off are known.

    Examples:
        >>> from datetime import date
        >>> decided_until() >= date(2027, 12, 31)
        True
    """
    day: date = _data()["decided_until"]
    return day


def _statutory_days(first_year: int, last_year: int, culture_day: CultureDay) -> list[DayOff]:
    """Statutory days off and the days that make them good, without any swap."""
    # Imported here: `import thutuc` should not pay for it.
    from holidays.countries.vietnam import VN  # noqa: PLC0415

    # Read at once and eagerly: the object fills years when asked and is not safe to share between threads.
    days = VN(years=range(first_year, last_year + 1), language="vi")  # type: ignore[no-untyped-call]
    decisions = {
        span["first"] + timedelta(days=i): source
        for span, source in _decided("rest")
        for i in range((span["last"] - span["first"]).days + 1)
    }
    dropped = f"{_CULTURE_DAY}{_IN_LIEU}" if culture_day is CultureDay.NOT_COMPENSATED else None
    found: list[DayOff] = []
    for day, names in days.items():
        # A swapped day is named after the day worked for it; swaps are this package's own data.
        kept = [
            name
            for name in names.split("; ")
            if name != dropped and not name.startswith("Ngày nghỉ (thay cho")
        ]
        if kept:
            found.append(_statutory_day(day, kept, decisions.get(day)))
    return found


def _statutory_day(day: date, names: list[str], decision: LegalSource | None) -> DayOff:
    if day < _TET_OF_FIVE_DAYS:
        # Tết had four days, the last of them the third of the first month; `holidays` names later ones alike.
        later = ("Mùng bốn", "Mùng năm", "Mùng sáu")
        names = [name + _IN_LIEU if name.startswith(later) else name for name in names]
    reason = "; ".join(names)
    in_lieu = _IN_LIEU in reason
    english = _data()["english"]
    plain = [name.removesuffix(_IN_LIEU) for name in names]
    words = "; ".join(english.get(name, name) for name in plain) + (", in lieu" if in_lieu else "")
    source: LegalSource | None
    if reason == f"{_CULTURE_DAY}{_IN_LIEU}":
        source = _NO_TEXT_YET
    elif decision is not None and _left_to_decision(day, reason):
        source = decision
    else:
        law = "culture-day" if reason == _CULTURE_DAY else "compensation" if in_lieu else "public-holiday"
        source = rule(law).source_on(day)
    return DayOff(day, reason, source, words)


def _left_to_decision(day: date, reason: str) -> bool:
    """Whether the law leaves the day to a yearly decision: Tết, and the day beside National Day."""
    tet = "Tết" in reason.replace("Tết Dương lịch", "")
    return tet or (reason == "Quốc khánh" and day.day != 2)


def vietnam_calendar(
    hours: OfficeHours | Mapping[str, str] | None = None,
    *,
    days_off: Mapping[date, Reason] | Iterable[date | DayOff] = (),
    make_up_days: Mapping[date, date] | Iterable[date | MakeUpDay] = (),
    day_hours: Mapping[date, Reason] | Iterable[DayHours] = (),
    closures: Iterable[Closure] = (),
    first_year: int = FIRST_YEAR,
    last_year: int = LAST_YEAR,
    culture_day: CultureDay = CultureDay.NOT_COMPENSATED,
) -> WorkCalendar:
    """Return the calendar of state offices, with what the caller adds (lịch của cơ quan nhà nước).

    The same arguments give the same object, built once.

    The caller's word on a day comes last: a day with hours of its own, or a make-up day, is worked even if
    the law or a decision takes it off. A swap binds offices that rest on Saturday and Sunday; an office that
    is closed on the weekday taken off, works on that day, or makes it up on another takes no part in it.

    Compensation follows the two-day weekly rest of state offices (Quyết định 188/1999/QĐ-TTg) whatever the
    *hours*: Saturday reception does not end that rest. An office with a true six-day week is not owed the
    Monday after a holiday on a Saturday; it names that Monday in *day_hours* or *make_up_days*.

    Args:
        hours: The office's week; left out, Monday to Friday, 07:00-11:30 and 13:30-17:00.
        days_off: The office's own days off, beside the official ones.
        make_up_days: Its own make-up days.
        day_hours: Hours of single days, such as an afternoon off before Tết.
        closures: Stretches of time that do not count.
        first_year: First year, 2007 or later.
        last_year: Last year. After `decided_until()` days are statutory only and answers provisional.
        culture_day: What 24 November gives on a weekend.

    Raises:
        InvalidTypeError: If a year is not a whole number, or another argument has the wrong type.
        InvalidValueError: If the years are not in order or not between 2007 and 2099.
        CalendarRangeError: If a day given lies outside the years.
        CalendarConflictError: If the caller names a day both off and worked.

    Legal source:
        Bộ luật Lao động 45/2019/QH14, Điều 111, 112; the decisions in the package's data.

    Examples:
        >>> from datetime import date
        >>> cal = vietnam_calendar()
        >>> cal.is_working_day(date(2026, 1, 2)), cal.is_working_day(date(2026, 1, 10))
        (False, True)
        >>> print(cal.explain_day(date(2026, 1, 2)))
        thứ Sáu 02/01/2026: ngày nghỉ – nghỉ hoán đổi, làm bù ngày 10/01/2026 [12729/VPCP-KGVX]
    """
    what = "a year is a whole number such as 2026"
    years = whole_number(first_year, what), whole_number(last_year, what)
    if not FIRST_YEAR <= years[0] <= years[1] <= LAST_POSSIBLE_YEAR:
        raise InvalidValueError(
            f"years must run forward between {FIRST_YEAR} and {LAST_POSSIBLE_YEAR}, not {years[0]} to "
            f"{years[1]}",
            given=years,
        )
    if not isinstance(culture_day, CultureDay):
        choices = " or ".join(map(str, CultureDay))
        raise InvalidTypeError(f"culture_day is {choices}, not {culture_day!r}", given=culture_day)
    return _build(
        hours=OfficeHours.of(hours),
        days_off=read_days_off(days_off),
        make_up_days=read_make_up_days(make_up_days),
        day_hours=read_day_hours(day_hours),
        closures=read_closures(closures),
        years=years,
        culture_day=culture_day,
    )


@lru_cache(maxsize=64)
def _build(
    *,
    hours: OfficeHours,
    days_off: tuple[DayOff, ...],
    make_up_days: tuple[MakeUpDay, ...],
    day_hours: tuple[DayHours, ...],
    closures: tuple[Closure, ...],
    years: tuple[int, int],
    culture_day: CultureDay,
) -> WorkCalendar:
    first, last = date(years[0], 1, 1), date(years[1], 12, 31)
    own_worked = {item.day for item in make_up_days} | {item.day for item in day_hours}
    own_days = own_worked | {item.day for item in days_off}
    not_swapped = own_worked | {item.replaces for item in make_up_days}
    swaps = [swap for swap in _swaps() if swap.off not in not_swapped and hours.week[swap.off.weekday()]]
    off = [*_statutory_days(*years, culture_day), *_further_days_off(), *(swapped(*swap) for swap in swaps)]
    worked = [MakeUpDay(swap.worked, swap.off, swap.source) for swap in swaps if swap.worked not in own_days]
    return WorkCalendar(
        first,
        last,
        hours,
        [*(item for item in off if first <= item.day <= last and item.day not in own_worked), *days_off],
        [*(item for item in worked if first <= item.day <= last), *make_up_days],
        day_hours,
        closures,
        decided_until=decided_until() if decided_until() < last else None,
    )
