"""Weeks that hold for a part of the year only: summer hours, winter hours (giờ làm việc theo mùa)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import attrs

from thutuc.calendars.coordinate import range_error
from thutuc.calendars.days import as_source, composed, is_text, pair, read_said
from thutuc.calendars.hours import OfficeHours, read_week
from thutuc.errors import CalendarConflictError, InvalidTypeError, InvalidValueError
from thutuc.fields import checked
from thutuc.law import LegalSource

_DAY_OF_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})")
_LEAP_YEAR = 2000

End: TypeAlias = date | str
"""A date, or a day and a month as `16/04`, which come again every year."""
Seasons: TypeAlias = "Mapping[tuple[End, End], object] | Iterable[Season]"
"""Weeks by their first and last day, or seasons."""


def _as_end(given: object) -> End:
    if isinstance(given, str):
        match = _DAY_OF_YEAR.fullmatch(given.strip())
        try:
            day = date(_LEAP_YEAR, int(match[2]), int(match[1])) if match else None
        except ValueError:
            day = None
        if day is None:
            raise InvalidValueError(
                f"{given!r} is not a day of the year; write day and month as '16/04', or give a date",
                given=given,
            )
        return f"{day:%d/%m}"
    if type(given) is not date:
        raise InvalidTypeError(
            f"a season runs from a date, or from a day and a month such as '16/04', not {given!r}",
            given=given,
        )
    return given


def _of_year(end: str) -> tuple[int, int]:
    return int(end[3:]), int(end[:2])


@attrs.frozen
class Season:
    """A regular week that holds from one day to another, both included (giờ làm việc theo mùa).

    Args:
        first: Its first day: a date, or a day and a month such as `16/04` if it comes again every year.
        last: Its last day, of the same kind. A season of every year may run over New Year.
        hours: The week, as a calendar takes it.
        reason: Why, for explanations.
        source: The decision behind it, if there is one.

    Raises:
        InvalidTypeError: If an end is neither date nor text, or one is a date and the other is not.
        InvalidValueError: If an end is unreadable, or a season between dates ends before it begins.

    Examples:
        >>> summer = Season("16/04", "15/10", {"mon-fri": "07:00-11:30, 13:30-17:00"})
        >>> summer.holds_on(date(2026, 4, 16)), summer.holds_on(date(2027, 10, 16))
        (True, False)
    """

    first: End = attrs.field(converter=_as_end)
    last: End = attrs.field(converter=_as_end)
    hours: OfficeHours = attrs.field(converter=read_week)
    reason: str = attrs.field(default="", converter=composed, validator=is_text)
    source: LegalSource | None = attrs.field(default=None, converter=as_source)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.first, str) != isinstance(self.last, str):
            raise InvalidTypeError(
                f"a season from {self.first} to {self.last} mixes a date with a day of every year; "
                f"give two dates, or two texts such as '16/04'",
                given=(self.first, self.last),
            )
        if isinstance(self.first, date) and isinstance(self.last, date) and self.last < self.first:
            raise InvalidValueError(
                f"a season cannot run from {self.first} back to {self.last}; give its first day first",
                given=(self.first, self.last),
            )

    def holds_on(self, day: date) -> bool:
        """Whether its week holds on *day*."""
        if isinstance(self.first, date) and isinstance(self.last, date):
            return self.first <= day <= self.last
        first, last, on = _of_year(str(self.first)), _of_year(str(self.last)), (day.month, day.day)
        return first <= on <= last if first <= last else on >= first or on <= last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def read_seasons(given: Seasons) -> tuple[Season, ...]:
    """Seasons from a mapping of first and last day to hours (or to hours and reason), or from seasons.

    Raises:
        InvalidTypeError: If an item is neither.
        InvalidValueError: If an end or hours are unreadable.
    """
    seasons = read_said(
        given,
        Season,
        "seasons",
        lambda ends, hours: Season(*_both(ends), *pair(hours, "a season's week")),
        lambda item: checked(item, Season, "a season is a Season(first, last, hours)"),
    )
    return tuple(sorted(dict.fromkeys(seasons), key=lambda season: (str(season.first), str(season.last))))


def _both(ends: object) -> tuple[Any, ...]:
    both = pair(ends, "a season's first and last day")
    if len(both) == 2:
        return both
    raise InvalidTypeError(
        f"seasons map a first and a last day to a week, such as ('16/04', '15/10'), not {ends!r}", given=ends
    )


def check_seasons(seasons: Sequence[Season], days: Iterable[date]) -> None:
    """Refuse a season that holds on none of the *days* of a calendar, and two weeks for one day.

    Raises:
        CalendarRangeError: If a season lies outside the calendar.
        CalendarConflictError: If two seasons hold on one of the days.
    """
    known, held = list(days), set[Season]()
    for day in known if seasons else ():
        holding = [season for season in seasons if season.holds_on(day)]
        if len(holding) > 1:
            one, other = holding[:2]
            raise CalendarConflictError(
                f"the seasons {one} and {other} both hold on {day}; give each day one week", given=day
            )
        held.update(holding)
    for season in seasons:
        if season not in held:
            raise range_error(f"the season {season}", known[0], known[-1])
