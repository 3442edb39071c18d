"""The occasions on which state offices rest, and who decides them (các dịp nghỉ lễ, tết).

Statutory days come from the `holidays` package, official decisions on swapped days from
`data/state_calendar.toml`.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

import attrs

from thutuc.calendars import DayOff, MakeUpDay
from thutuc.data import read_toml
from thutuc.errors import InvalidValueError
from thutuc.fields import whole_number
from thutuc.law import LegalSource, Verification, rule
from thutuc.law.legal_source import read_source
from thutuc.law.validity import latest
from thutuc.moments import ONE_DAY, days_between

FIRST_YEAR = 2007
LAST_YEAR = 2035
# The lunar tables behind `holidays` end here.
LAST_POSSIBLE_YEAR = 2099

_IN_LIEU = " (nghỉ bù)"
_CULTURE_DAY = "Ngày Văn hóa Việt Nam"
_TET_OF_FIVE_DAYS = date(2013, 5, 1)
_TET, _NEW_YEAR, _NATIONAL_DAY = "Tết Nguyên đán", "Tết Dương lịch", "Quốc khánh"
NO_TEXT_YET = LegalSource("chưa có văn bản về nghỉ bù ngày 24/11", verification=Verification.UNVERIFIED)


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


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """The decisions and what else is kept of days off."""
    return read_toml("state_calendar.toml")


def decided(kind: str, known_on: date | None = None) -> list[tuple[dict[str, Any], LegalSource]]:
    """Every item of one kind (`swaps`, `days_off`, `rest`) with the document it comes from."""
    return [
        (item, read_source(decision | item))
        for decision in data()["decisions"]
        for item in decision.get(kind, ())
        if known_on is None or _known_since(decision, item) <= known_on
    ]


def _known_since(decision: dict[str, Any], item: dict[str, Any]) -> date:
    """The day of a decision; of one whose day is not told, the first day for which it must be known."""
    days = (value for value in item.values() if isinstance(value, date))
    found: date = decision.get("issued") or decision.get("reported") or min(days)
    return found


def swaps(known_on: date | None) -> list[MakeUpDay]:
    """Weekend days that are worked for working days taken off (hoán đổi ngày làm việc)."""
    return [MakeUpDay(item["worked"], item["off"], source) for item, source in decided("swaps", known_on)]


def further_days_off(known_on: date | None) -> list[DayOff]:
    """Days off that a decision adds to those of the law."""
    return [
        DayOff(item["day"], item["reason"], source, item["english"])
        for item, source in decided("days_off", known_on)
    ]


@lru_cache(maxsize=8)
def _statutory_names(first_year: int, last_year: int) -> dict[date, tuple[str, ...]]:
    """The names of every statutory day off and of the days that make them good, without any swap."""
    # Imported here: `import thutuc` should not pay for it.
    from holidays.countries.vietnam import VN  # noqa: PLC0415

    # Read at once and eagerly: the object fills years when asked and is not safe to share between threads.
    days = VN(years=range(first_year, last_year + 1), language="vi")  # type: ignore[no-untyped-call]
    short = data()["short_last_months"]
    found: dict[date, tuple[str, ...]] = {}
    for day in sorted(days):
        # A swapped day is named after the day worked for it; swaps are this package's own data.
        named = days[day].replace("Nguyên Đán", "Nguyên đán").split("; ")
        names = [name for name in named if not name.startswith("Ngày nghỉ (thay cho")]
        if day.year in short:
            # `holidays` calls the day before the eve 29 Tết, whatever the length of the month.
            names = [name.replace("29 Tết", "28 Tết") for name in names]
        if day < _TET_OF_FIVE_DAYS:
            # Tết had four days, the last of them the third of the first month; later ones are named alike.
            later = ("Mùng bốn", "Mùng năm", "Mùng sáu")
            names = [name + _IN_LIEU if name.startswith(later) else name for name in names]
        if names:
            found[day] = tuple(names)
    return found


def statutory_days(
    first_year: int, last_year: int, culture_day: CultureDay, known_on: date | None
) -> list[DayOff]:
    """Statutory days off and the days that make them good, without any swap."""
    decisions = {
        day: source
        for span, source in decided("rest", known_on)
        for day in days_between(span["first"], span["last"])
    }
    dropped = f"{_CULTURE_DAY}{_IN_LIEU}" if culture_day is CultureDay.NOT_COMPENSATED else None
    found: list[DayOff] = []
    for day, names in _statutory_names(first_year, last_year).items():
        kept = [name for name in names if name != dropped]
        off = _statutory_day(day, kept, decisions.get(day), known_on) if kept else None
        if off is not None:
            found.append(off)
    return found


def _statutory_day(
    day: date, names: list[str], decision: LegalSource | None, known_on: date | None
) -> DayOff | None:
    reason = "; ".join(names)
    in_lieu = _IN_LIEU in reason
    english = data()["english"]
    plain = [name.removesuffix(_IN_LIEU) for name in names]
    words = "; ".join(english.get(name, name) for name in plain) + (", in lieu" if in_lieu else "")
    source: LegalSource | None
    if reason == f"{_CULTURE_DAY}{_IN_LIEU}":
        source = NO_TEXT_YET
    elif decision is not None and _left_to_decision(day, reason):
        source = decision
    else:
        law = rule(
            "culture-day" if reason == _CULTURE_DAY else "compensation" if in_lieu else "public-holiday"
        )
        source = law.source_on(day)
        if known_on is not None and source is not None and (source.issued or known_on) > known_on:
            # The law of the day was not yet passed: the one before holds, if it takes the day off.
            if reason == _NATIONAL_DAY and day.day != 2:
                return None
            passed = [one for one in law.versions if (one[1].issued or one[0]) <= known_on]
            source = latest(passed, day)
            if source is None:
                return None
    return DayOff(day, "; ".join(map(_spoken, names)), source, words)


def _spoken(name: str) -> str:
    """A day that makes another good by what it is: nghỉ bù ngày Quốc tế Lao động."""
    plain = name.removesuffix(_IN_LIEU)
    return name if plain == name else f"nghỉ bù {plain.replace('Ngày ', 'ngày ').replace('Mùng ', 'mùng ')}"


def _left_to_decision(day: date, reason: str) -> bool:
    """Whether the law leaves the day to a yearly decision: Tết, and the day beside National Day."""
    return _occasion_of(reason) == _TET or (reason == _NATIONAL_DAY and day.day != 2)


def _occasion_of(name: str) -> str:
    """The occasion that a statutory day belongs to, by its name."""
    tet = "Tết" in name.replace(_NEW_YEAR, "")
    return _TET if tet else name.removesuffix(_IN_LIEU)


@attrs.frozen
class Occasion:
    """A public holiday of one year, and what a decision on it could change (dịp nghỉ lễ, tết).

    Args:
        name: Its name, such as `Quốc khánh`.
        year: Its year.
        days: Its days off by law, with those that make them good.
        open_days: Every day that a decision may take off for it: those days, the others on which the law lets
            Tết and the day beside National Day be placed, and the working days that only part them from other
            days of rest, one of them at most, two at Tết. All swaps from 2010 to 2026 took off such a day.
        decision: The document that decides it, if one is known.
    """

    name: str
    year: int
    days: tuple[date, ...]
    open_days: tuple[date, ...]
    decision: LegalSource | None


def occasions(
    first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR, *, known_on: date | None = None
) -> tuple[Occasion, ...]:
    """The public holidays of some years, and which of them a known decision names (các dịp nghỉ lễ, tết).

    Args:
        first_year: First year, 2007 or later.
        last_year: Last year.
        known_on: Only with the decisions that were known on that day.

    Raises:
        InvalidTypeError: If a year is not a whole number.
        InvalidValueError: If the years are not in order or not between 2007 and 2099.

    Legal source:
        Bộ luật Lao động 45/2019/QH14, Điều 111, 112; the decisions in the package's data.

    Examples:
        >>> for occasion in occasions(2027, 2027):
        ...     print(occasion.name, occasion.decision)
        Tết Dương lịch None
        Tết Nguyên đán 10065/VPCP-KGVX
        Ngày Giỗ Tổ Hùng Vương None
        Ngày Chiến thắng None
        Ngày Quốc tế Lao động None
        Quốc khánh 10065/VPCP-KGVX
        Ngày Văn hóa Việt Nam None
    """
    names = _statutory_names(*check_years(first_year, last_year))
    grouped: dict[tuple[str, int], list[date]] = {}
    for day, of_day in names.items():
        for name in of_day:
            grouped.setdefault((_occasion_of(name), day.year), []).append(day)
    rests = [(span["first"], span["last"], source) for span, source in decided("rest", known_on)]
    found: list[Occasion] = []
    for (name, year), days in grouped.items():
        named = [source for first, last, source in rests if any(first <= day <= last for day in days)]
        placed = _placed(name, days, {day for day in days if _TET in names[day]})
        bridges = _bridges(placed, names.keys() | placed, most=2 if name == _TET else 1)
        open_days = tuple(sorted(placed | bridges))
        found.append(Occasion(name, year, tuple(days), open_days, named[-1] if named else None))
    return tuple(found)


def _placed(name: str, days: Iterable[date], first_of_tet: Iterable[date]) -> set[date]:
    """The days of an occasion wherever the law lets them be placed, with what makes them good."""
    placed = set(days)
    if name == _NATIONAL_DAY:
        second = min(placed).replace(month=9, day=2)
        placed |= _made_good([second - ONE_DAY, second]) | _made_good([second, second + ONE_DAY])
    for new_year in first_of_tet if name == _TET else ():
        for before in (1, 2):
            start = new_year - before * ONE_DAY
            placed |= _made_good(list(days_between(start, start + 4 * ONE_DAY)))
    return placed


def _made_good(days: list[date]) -> set[date]:
    """Days off in a row, and for each on a weekend the next working day (Điều 111 khoản 3)."""
    taken, following = set(days), days[-1]
    for _ in filter(_is_weekend, days):
        while following in taken or _is_weekend(following):
            following += ONE_DAY
        taken.add(following)
    return taken


def _bridges(days: set[date], off: set[date], *, most: int) -> set[date]:
    """The working days, *most* in a row, that part the first or last of *days* from other days of rest."""
    found: set[date] = set()
    for edge, step in ((min(days), -ONE_DAY), (max(days), ONE_DAY)):
        run: list[date] = []
        day = edge + step
        while len(run) <= most and not (_is_weekend(day) or day in off):
            run.append(day)
            day += step
        if len(run) <= most:
            found.update(run)
    return found


def _is_weekend(day: date) -> bool:
    return day.weekday() > 4


def undecided_days(first_year: int, last_year: int, known_on: date | None) -> list[date]:
    """The days that a decision still to come may take off: no known one names their occasion."""
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    # An occasion at the edge of the years may reach over it.
    around = max(FIRST_YEAR, first_year - 1), min(LAST_POSSIBLE_YEAR, last_year + 1)
    looked_up: date = min(data()["looked_up"], known_on or date.max)
    return [
        day
        for occasion in occasions(*around, known_on=known_on)
        if occasion.decision is None and occasion.open_days[-1] > looked_up
        for day in occasion.open_days
        if first <= day <= last
    ]


def check_years(first_year: object, last_year: object) -> tuple[int, int]:
    """Two years in order, between the first and the last possible one."""
    what = "a year is a whole number such as 2026"
    years = whole_number(first_year, what), whole_number(last_year, what)
    if not FIRST_YEAR <= years[0] <= years[1] <= LAST_POSSIBLE_YEAR:
        raise InvalidValueError(
            f"years must run forward between {FIRST_YEAR} and {LAST_POSSIBLE_YEAR}, not {years[0]} to "
            f"{years[1]}",
            given=years,
        )
    return years
