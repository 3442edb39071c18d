"""When an office works, and why: calendars as tables (lịch làm việc)."""

from thutuc.calendars.calendar import WorkCalendar
from thutuc.calendars.days import Closure, DayExplanation, DayHours, DayKind, DayOff, MakeUpDay
from thutuc.calendars.hours import OfficeHours, Session

__all__ = [
    "Closure",
    "DayExplanation",
    "DayHours",
    "DayKind",
    "DayOff",
    "MakeUpDay",
    "OfficeHours",
    "Session",
    "WorkCalendar",
]
