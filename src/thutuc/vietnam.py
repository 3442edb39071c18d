"""The calendar of Vietnam's state offices (lịch làm việc của cơ quan nhà nước).

Three layers, each with its source: statutory days from the `holidays` package, official decisions on swapped
days from `data/state_calendar.toml`, and whatever the caller adds.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from thutuc.calendars import Closure, DayHours, DayOff, MakeUpDay, OfficeHours, WorkCalendar
from thutuc.calendars.days import Reason, read_day_hours, read_days_off, read_make_up_days
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.law import LegalSource, read_source, rule

__all__ = ["CultureDay", "decided_until", "vietnam_calendar"]

FIRST_YEAR = 2007
LAST_YEAR = 2035
# The lunar tables behind `holidays` end here.
LAST_POSSIBLE_YEAR = 2099


class CultureDay(Enum):
    """What 24 November gives when it falls on a weekend, first in 2029 (Ngày Văn hóa Việt Nam).

    Nghị quyết 28/2026/QH16 made it a paid day off, but outside Bộ luật Lao động, Điều 112 khoản 1, and only the
    days of that clause are made good on the next working day (Điều 111 khoản 3). No text that grants
    compensation is known, so it is not the default.
    """

    NOT_COMPENSATED = "not-compensated"
    """It is lost, the reading of the two texts together."""
    COMPENSATED = "compensated"
    """The next working day is off, if a later text says so."""


@lru_cache(maxsize=1)
def _decisions() -> dict[str, Any]:
    return tomllib.loads((files("thutuc") / "data" / "state_calendar.toml").read_text("utf-8"))


def decided_until() -> date:
    """Last day for which official decisions on state offices' days off are known.

    Examples:
        >>> from datetime import date
        >>> decided_until() >= date(2027, 12, 31)
        True
    """
    day: date = _decisions()["decided_until"]
    return day


def _statutory_days(first_year: int, last_year: int, culture_day: CultureDay) -> dict[date, DayOff]:
    """Statutory days off and the days that make them good, without any swap."""
    # Imported here: `import thutuc` should not pay for it.
    from holidays.countries.vietnam import VN  # noqa: PLC0415

    # Read at once and eagerly: the object fills years when asked and is not safe to share between threads.
    days = VN(years=range(first_year, last_year + 1), language="vi")
    english = _decisions()["english"]
    found: dict[date, DayOff] = {}
    for day, names in sorted(days.items()):
        # A swapped day is named after the day worked for it; swaps are this package's own data.
        kept = [name for name in names.split("; ") if not name.startswith("Ngày nghỉ (thay cho")]
        if culture_day is CultureDay.NOT_COMPENSATED:
            kept = [name for name in kept if name != f"{_CULTURE_DAY} (nghỉ bù)"]
        if kept:
            found[day] = _statutory_day(day, kept, english)
    return found


_CULTURE_DAY = "Ngày Văn hóa Việt Nam"


def _statutory_day(day: date, names: list[str], english: Mapping[str, str]) -> DayOff:
    in_lieu = any("nghỉ bù" in name for name in names)
    law = "culture-day" if names == [_CULTURE_DAY] else "compensation" if in_lieu else "public-holiday"
    plain = [name.replace(" (nghỉ bù)", "") for name in names]
    words = "; ".join(english.get(name, name) for name in plain) + (", in lieu" if in_lieu else "")
    return DayOff(day, "; ".join(names), rule(law).source_on(day), words)


def _official_days(first: date, last: date) -> tuple[list[DayOff], list[MakeUpDay]]:
    """Days off and make-up days by official decision that touch *first* to *last*."""
    off: list[DayOff] = []
    worked: list[MakeUpDay] = []
    for decision in _decisions()["decisions"]:
        source: LegalSource = read_source(decision)
        off += [
            DayOff(item["day"], item["reason"], source, item["english"])
            for item in decision.get("days_off", ())
            if first <= item["day"] <= last
        ]
        for swap in decision.get("swaps", ()):
            if first <= swap["off"] <= last:
                off.append(
                    DayOff(
                        swap["off"],
                        f"nghỉ hoán đổi, làm bù ngày {swap['worked']:%d/%m/%Y}",
                        source,
                        f"swapped, worked on {swap['worked']:%d/%m/%Y}",
                    )
                )
            if first <= swap["worked"] <= last:
                worked.append(MakeUpDay(swap["worked"], swap["off"], source))
    return off, worked


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

    Args:
        hours: The office's week; left out, Monday to Friday, 07:00-11:30 and 13:30-17:00.
        days_off: The office's own days off, beside the official ones.
        make_up_days: Its own make-up days. One that falls on an official day off replaces that day off.
        day_hours: Hours of single days, such as an afternoon off before Tết.
        closures: Stretches of time that do not count.
        first_year: First year, 2007 or later.
        last_year: Last year. After `decided_until()` days are statutory only and answers provisional.
        culture_day: What 24 November gives on a weekend.

    Raises:
        InvalidTypeError: If a year is not a whole number.
        InvalidValueError: If the years are not in order or not between 2007 and 2099.
        CalendarRangeError: If a day given lies outside the years.
        CalendarConflictError: If a day is both off and worked.

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
    for year in (first_year, last_year):
        if isinstance(year, bool) or not isinstance(year, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidTypeError(f"a year is a whole number such as 2026, not {year!r}", given=year)
    if not FIRST_YEAR <= first_year <= last_year <= LAST_POSSIBLE_YEAR:
        raise InvalidValueError(
            f"years must run forward between {FIRST_YEAR} and {LAST_POSSIBLE_YEAR}, not {first_year} to {last_year}",
            given=(first_year, last_year),
        )
    if not isinstance(culture_day, CultureDay):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(
            f"culture_day is one of {list(CultureDay)}, not {culture_day!r}", given=culture_day
        )
    return _build(
        OfficeHours.of(hours),
        read_days_off(days_off),
        read_make_up_days(make_up_days),
        read_day_hours(day_hours),
        tuple(closures),
        first_year,
        last_year,
        culture_day,
    )


@lru_cache(maxsize=64)
def _build(
    hours: OfficeHours,
    days_off: tuple[DayOff, ...],
    make_up_days: tuple[MakeUpDay, ...],
    day_hours: tuple[DayHours, ...],
    closures: tuple[Closure, ...],
    first_year: int,
    last_year: int,
    culture_day: CultureDay,
) -> WorkCalendar:
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    off = _statutory_days(first_year, last_year, culture_day)
    decided_off, decided_worked = _official_days(first, last)
    off |= {item.day: item for item in decided_off}
    off |= {item.day: item for item in days_off}
    # A swap binds offices that rest at the weekend: one that is closed on the replaced weekday has no hours to
    # make up, and the caller's own word on a day comes last.
    own = {item.day for item in (*days_off, *day_hours, *make_up_days)}
    worked = [
        made
        for made in decided_worked
        if made.day not in own and made.replaces and hours.week[made.replaces.weekday()]
    ]
    worked += make_up_days
    for item in (*make_up_days, *day_hours):
        off.pop(item.day, None)
    return WorkCalendar(
        first,
        last,
        hours,
        [item for day, item in off.items() if first <= day <= last],
        worked,
        day_hours,
        closures,
        decided_until=decided_until() if decided_until() < last else None,
    )
