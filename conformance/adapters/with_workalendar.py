"""workalendar, told the days: it has none of Vietnam. `python conformance/run.py with_workalendar:due`."""

from datetime import date, timedelta

from whole_days import asked, later, rest_days
from workalendar.core import Calendar


def due(case, calendar):
    start, amount, unit = asked(case)
    office = Office(rest_days(calendar))
    own = {
        "extra_working_days": list(map(date.fromisoformat, calendar["make_up_days"])),
        "extra_holidays": list(map(date.fromisoformat, calendar["days_off"])),
    }
    if unit == "WORKING_DAY" and amount:
        return office.add_working_days(start, amount, **own).isoformat(), None
    return office.add_working_days(later(start, amount, unit) - timedelta(days=1), 1, **own).isoformat(), None


class Office(Calendar):
    def __init__(self, rest):
        super().__init__()
        self.rest = rest

    def get_weekend_days(self):
        return self.rest

    def holidays(self, year=None):  # noqa: ARG002 - its signature
        return []
