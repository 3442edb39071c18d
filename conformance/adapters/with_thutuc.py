"""The cases put to thutuc: `python conformance/run.py with_thutuc:due`."""

from datetime import date, datetime, time
from functools import cache

from thutuc import Clock, Convention, TimeLimit, Unit, WorkCalendar

CALENDARS = {}


def due(case, calendar):
    limit = limit_of(case["limit"])
    clock = Clock(limit, moment(case["start"]), calendar_of(calendar), Convention[case["convention"]])
    for change in case["changes"]:
        by = [limit_of(change["by"])] if "by" in change else []
        clock = getattr(clock, change["verb"])(*by, moment(change["at"]))
    return clock.deadline.due_on.isoformat(), clock.deadline.due_at.isoformat()


def calendar_of(told):
    if told["name"] not in CALENDARS:
        CALENDARS[told["name"]] = WorkCalendar(
            date.fromisoformat(told["first"]),
            date.fromisoformat(told["last"]),
            {day: ", ".join(map("-".join, sessions)) for day, sessions in told["hours"].items() if sessions},
            list(map(date.fromisoformat, told["days_off"])),
            {date.fromisoformat(day): date.fromisoformat(off) for day, off in told["make_up_days"].items()},
        )
    return CALENDARS[told["name"]]


def limit_of(told):
    cut_off = time.fromisoformat(told["cut_off"]) if "cut_off" in told else None
    return TimeLimit(told["amount"], Unit[told["unit"]], cut_off=cut_off)


@cache
def moment(text):
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
