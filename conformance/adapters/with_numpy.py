"""numpy's busday_offset, told every day off one by one: `python conformance/run.py with_numpy:due`."""

import numpy as np
from whole_days import asked, days_off, later

CALENDARS = {}


def due(case, calendar):
    start, amount, unit = asked(case)
    if calendar["name"] not in CALENDARS:
        CALENDARS[calendar["name"]] = np.busdaycalendar("1111111", days_off(calendar))
    known = CALENDARS[calendar["name"]]
    if unit == "WORKING_DAY" and amount:
        return str(np.busday_offset(start, amount, roll="backward", busdaycal=known)), None
    return str(np.busday_offset(later(start, amount, unit), 0, roll="forward", busdaycal=known)), None
