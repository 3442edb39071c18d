"""Vietnamese administrative procedures (thủ tục hành chính): deadlines, dossiers and reports.

>>> from datetime import date
>>> from thutuc import TimeLimit, due, vietnam_calendar
>>> deadline = due(TimeLimit.parse("05 ngày làm việc"), date(2026, 2, 13), vietnam_calendar())
>>> deadline.due_on
datetime.date(2026, 2, 27)
"""

from typing import TYPE_CHECKING

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Clock, Deadline, due
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.vietnam import vietnam_calendar

if TYPE_CHECKING:
    from thutuc.dossiers import Dossier
    from thutuc.offices import Level, Office
    from thutuc.procedures import Channel, Procedure, Step
    from thutuc.reports import PeriodReport
    from thutuc.statuses import Status

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

# Read when first asked for: a due date needs none of these rooms, and together they take longer to load than
# all that it does need.
_ROOMS = {
    "Channel": "procedures",
    "Dossier": "dossiers",
    "Level": "offices",
    "Office": "offices",
    "PeriodReport": "reports",
    "Procedure": "procedures",
    "Status": "statuses",
    "Step": "procedures",
}
_SUBPACKAGES = frozenset({"arrays", "catalogue", "events", "frames", "quality", "reports"})


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 - for this function alone

    if name in _SUBPACKAGES:
        return import_module(f"thutuc.{name}")
    if name not in _ROOMS:
        raise AttributeError(f"module 'thutuc' has no attribute {name!r}")
    found: object = getattr(import_module(f"thutuc.{_ROOMS[name]}"), name)
    # The next look-up finds it without coming here.
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
