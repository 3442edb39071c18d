"""When an office works, and why: calendars as tables (lịch làm việc)."""

from thutuc.calendars.calendar import WorkCalendar
from thutuc.calendars.days import Closure, DayExplanation, DayHours, DayKind, DayOff, MakeUpDay
from thutuc.calendars.hours import OfficeHours, Session
from thutuc.calendars.seasons import Season

__all__ = [
    "Closure",
    "DayExplanation",
    "DayHours",
    "DayKind",
    "DayOff",
    "MakeUpDay",
    "OfficeHours",
    "Season",
    "Session",
    "WorkCalendar",
]
