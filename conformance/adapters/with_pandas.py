"""pandas' business days and hours, told every day off: `python conformance/run.py with_pandas:due`."""

import pandas as pd
from pandas.tseries.offsets import CustomBusinessDay, CustomBusinessHour
from whole_days import UNITS, asked, days_off

ALL_DAYS = "Mon Tue Wed Thu Fri Sat Sun"
OFF = {}


def due(case, calendar):
    start, amount, unit = asked(case, (*UNITS, "MONTH", "YEAR", "WORKING_HOUR"))
    if calendar["name"] not in OFF:
        OFF[calendar["name"]] = days_off(calendar)
    off = OFF[calendar["name"]]
    if unit == "WORKING_HOUR":
        sessions = {tuple(map(tuple, hours)) for hours in calendar["hours"].values() if hours}
        if len(sessions) > 1 or any(closes == "24:00" for hours in sessions for _, closes in hours):
            raise NotImplementedError
        opens, closes = map(list, zip(*sessions.pop(), strict=True))
        hours = CustomBusinessHour(amount, weekmask=ALL_DAYS, holidays=off, start=opens, end=closes)
        at = pd.Timestamp(case["start"]) + hours
        return at.date().isoformat(), at.isoformat()
    day = pd.Timestamp(start)
    if unit != "WORKING_DAY":
        day += pd.DateOffset(**{f"{unit.lower()}s": amount})
        amount = 0
    return (day + CustomBusinessDay(amount, weekmask=ALL_DAYS, holidays=off)).date().isoformat(), None
