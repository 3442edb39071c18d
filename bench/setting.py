"""The calendars of all libraries over the same years, and the random questions put to them."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any

import bizdays
import holidays
import numpy as np
import pandas as pd
from pandas.tseries.offsets import CustomBusinessDay, CustomBusinessHour
from workalendar.core import SAT, SUN, Calendar

from thutuc import WorkCalendar, vietnam_calendar

# The years of the random starts, and the years all calendars are built for.
FIRST, LAST = date(2010, 1, 1), date(2027, 12, 31)
YEARS = range(2009, 2030)
LONGEST = 60

# The day taken off and the day worked for it, as announced; written here again so that the package's own data
# is held against something. Sources stand in the package's data.
OFFICIAL_SWAPS = {
    "2010-02-19": "2010-02-27",
    "2010-09-03": "2010-09-11",
    "2011-01-31": "2011-01-29",
    "2011-02-01": "2011-01-30",
    "2011-04-11": "2011-04-09",
    "2012-01-27": "2012-02-04",
    "2012-12-31": "2013-01-05",
    "2013-02-15": "2013-02-23",
    "2013-04-29": "2013-05-04",
    "2014-01-28": "2014-01-25",
    "2014-01-29": "2014-02-08",
    "2014-05-02": "2014-04-26",
    "2014-09-01": "2014-09-06",
    "2015-01-02": "2014-12-27",
    "2015-02-16": "2015-02-14",
    "2015-04-29": "2015-04-25",
    "2018-12-31": "2019-01-05",
    "2019-04-29": "2019-05-04",
    "2024-04-29": "2024-05-04",
    "2025-05-02": "2025-04-26",
    "2026-01-02": "2026-01-10",
    "2026-08-31": "2026-08-22",
}
OFFICIAL_DAYS_OFF = {"2014-02-05"}


# What is measured ----------------------------------------------------------------------------------------


def naive_days(calendar: WorkCalendar) -> set[date]:
    """The working days by the calendar's definition, read day by day, without its tables."""
    worked = {day for day in _days() if calendar.hours.week[day.weekday()]}
    worked -= {off.day for off in calendar.days_off}
    worked -= {made.replaces for made in calendar.make_up_days if made.replaces}
    return worked | {made.day for made in calendar.make_up_days}


def official_days() -> set[date]:
    """The working days by the statutory days off and the announced swaps, without thutuc."""
    statutory = set(holidays.VN(years=YEARS, language="vi"))
    off = {date.fromisoformat(day) for day in (*OFFICIAL_SWAPS, *OFFICIAL_DAYS_OFF)}
    worked = {day for day in _days() if day.weekday() < 5 and day not in statutory and day not in off}
    return worked | {date.fromisoformat(day) for day in OFFICIAL_SWAPS.values()}


def _days() -> Iterator[date]:
    first = date(YEARS[0], 1, 1)
    return (first + timedelta(days=i) for i in range((date(YEARS[-1], 12, 31) - first).days + 1))


def naive_add(worked: set[date], day: date, n: int) -> date:
    """Walk day by day."""
    while n:
        day += timedelta(days=1)
        n -= day in worked
    return day


class Setting:
    """The calendars of all libraries, from the same days, and the random arguments."""

    def __init__(self, seed: int, size: int = 1000) -> None:
        chance = random.Random(seed)
        self.chance = chance
        self.cal = vietnam_calendar()
        self.worked = official_days()
        length = (LAST - FIRST).days
        self.days = [FIRST + timedelta(days=chance.randint(0, length)) for _ in range(size)]
        # Any minute from an hour before opening to an hour after closing, on days off too.
        self.moments = [
            datetime(day.year, day.month, day.day, 6) + timedelta(minutes=chance.randint(0, 12 * 60))
            for day in self.days
        ]

    def bare(self) -> Callable[[date, int], date]:
        """The least that an answer from tables can cost in Python: two look-ups, nothing checked."""
        worked = sorted(self.worked)
        origin = date(YEARS[0], 1, 1).toordinal()
        counts = list(accumulate((day in self.worked for day in _days()), initial=0))

        def add(day: date, n: int) -> date:
            return worked[counts[day.toordinal() - origin + 1] + n - 1]

        return add

    @cached_property
    def names(self) -> dict[str, object]:
        """The names the statements use."""
        off = sorted(day for day in _days() if day not in self.worked)
        weekday_off = [day for day in off if day.weekday() < 5]
        made_up = [day for day in sorted(self.worked) if day.weekday() > 4]
        bounds = {"startdate": date(YEARS[0], 1, 1), "enddate": date(YEARS[-1], 12, 31)}
        plain = np.busdaycalendar(holidays=weekday_off)
        listed = np.busdaycalendar(weekmask="1111111", holidays=off)
        sessions: dict[str, Any] = {"start": ["07:00", "13:30"], "end": ["11:30", "17:00"]}

        class Vietnam(Calendar):
            WEEKEND_DAYS = (SAT, SUN)

            def get_calendar_holidays(self, year):
                return [(day, "off") for day in weekday_off if day.year == year]

        return {
            "cal": self.cal,
            "bare": self.bare(),
            "np": np,
            "pd": pd,
            "plain": plain,
            "listed": listed,
            "one_plain": CustomBusinessDay(calendar=plain),
            "one": CustomBusinessDay(calendar=listed),
            "five_plain": CustomBusinessDay(5, calendar=plain),
            "five": CustomBusinessDay(5, calendar=listed),
            "eight_hours": CustomBusinessHour(8, calendar=listed, **sessions),
            "biz_plain": bizdays.Calendar(weekday_off, ["saturday", "sunday"], **bounds),
            "biz": bizdays.Calendar(off, [], **bounds),
            "vn": holidays.VN(years=YEARS, language="vi"),
            "wa": Vietnam(),
            "made_up": made_up,
        }
