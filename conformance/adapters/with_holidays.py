"""`holidays` with its own days off of Vietnam: `python conformance/run.py with_holidays:due`."""

from datetime import date

import holidays
from whole_days import asked, later, rest_days


def due(case, calendar):
    start, amount, unit = asked(case)
    if calendar["name"] == "state-offices":
        known = holidays.VN(years=range(start.year - 1, start.year + 3))
    else:
        known = holidays.HolidayBase()
        known.weekend = rest_days(calendar)
        known.update(list(map(date.fromisoformat, calendar["days_off"])))
    if unit == "WORKING_DAY":
        return known.get_nth_working_day(start, amount).isoformat(), None
    return known.get_nth_working_day(later(start, amount, unit), 0).isoformat(), None
