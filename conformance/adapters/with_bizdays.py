"""bizdays, told every day off one by one: `python conformance/run.py with_bizdays:due`."""

from bizdays import Calendar
from whole_days import asked, days_off, later

CALENDARS = {}


def due(case, calendar):
    start, amount, unit = asked(case)
    if calendar["name"] not in CALENDARS:
        first, last = calendar["first"], calendar["last"]
        CALENDARS[calendar["name"]] = Calendar(days_off(calendar), [], startdate=first, enddate=last)
    known = CALENDARS[calendar["name"]]
    if unit == "WORKING_DAY" and amount:
        return str(known.offset(known.preceding(start), amount)), None
    return str(known.following(later(start, amount, unit))), None
