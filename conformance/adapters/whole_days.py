"""What the adapters of working-day libraries share: cases within reach, and the days off of an office."""

from datetime import date, timedelta

UNITS = ("WORKING_DAY", "DAY", "WEEK")
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def asked(case, units=UNITS):
    """The day of receipt, the amount and the unit of a case in whole days; no library here has a clock."""
    limit = case["limit"]
    plain = case["convention"] == "CIVIL_CODE" and not case["changes"] and "cut_off" not in limit
    if not plain or limit["amount"] % 1 or limit["unit"] not in units:
        raise NotImplementedError
    return date.fromisoformat(case["start"][:10]), limit["amount"], limit["unit"]


def rest_days(calendar):
    """The weekdays, 0 to 6, on which the office never works."""
    return {number for number, name in enumerate(NAMES) if not calendar["hours"][name]}


def days_off(calendar):
    """Every day of the calendar on which the office does not work, weekends included."""
    first, last = date.fromisoformat(calendar["first"]), date.fromisoformat(calendar["last"])
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    off, made, rest = set(calendar["days_off"]), calendar["make_up_days"], rest_days(calendar)
    return [
        day
        for day in days
        if day.isoformat() in off or (day.weekday() in rest and day.isoformat() not in made)
    ]


def later(start, amount, unit):
    """The last day of a limit in days or weeks, before it rolls."""
    return start + timedelta(days=amount * (7 if unit == "WEEK" else 1))
