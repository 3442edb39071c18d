"""Vietnamese administrative procedures (thủ tục hành chính): deadlines, dossiers and reports.

>>> from datetime import date
>>> from thutuc import TimeLimit, due, vietnam_calendar
>>> deadline = due(TimeLimit.parse("05 ngày làm việc"), date(2026, 2, 13), vietnam_calendar())
>>> deadline.due_on
datetime.date(2026, 2, 27)
"""

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Clock, Convention, Deadline, due
from thutuc.dossiers import Dossier
from thutuc.limits import TimeLimit, Unit
from thutuc.offices import Level, Office
from thutuc.procedures import Channel, Procedure, Step
from thutuc.reports import PeriodReport
from thutuc.statuses import Status
from thutuc.vietnam import vietnam_calendar

__all__ = [
    "Channel",
    "Clock",
    "Convention",
    "Deadline",
    "Dossier",
    "Level",
    "Office",
    "PeriodReport",
    "Procedure",
    "Status",
    "Step",
    "TimeLimit",
    "Unit",
    "WorkCalendar",
    "due",
    "vietnam_calendar",
]
