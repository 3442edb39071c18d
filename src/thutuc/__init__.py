"""Vietnamese administrative procedures (thủ tục hành chính): deadlines, dossiers and reports.

>>> from datetime import date
>>> from thutuc import TimeLimit, due, vietnam_calendar
>>> deadline = due(TimeLimit.parse("05 ngày làm việc"), date(2026, 2, 13), vietnam_calendar())
>>> deadline.due_on
datetime.date(2026, 2, 27)

Every room is found by its name, loaded when it is first asked for:

>>> import thutuc
>>> thutuc.statuses.Status.FINISHED.label("vi")
'Đã xử lý xong'
"""

from typing import TYPE_CHECKING

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Clock, Deadline, due
from thutuc.errors import ThutucError
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.vietnam import vietnam_calendar

if TYPE_CHECKING:
    from thutuc import (
        arrays as arrays,
        bounds as bounds,
        calendars as calendars,
        catalogue as catalogue,
        deadlines as deadlines,
        dossiers as dossiers,
        errors as errors,
        events as events,
        exchange as exchange,
        forms as forms,
        frames as frames,
        identifiers as identifiers,
        law as law,
        limits as limits,
        logs as logs,
        offices as offices,
        plots as plots,
        policy as policy,
        procedures as procedures,
        quality as quality,
        registers as registers,
        reports as reports,
        simulation as simulation,
        statuses as statuses,
        vietnam as vietnam,
    )
    from thutuc.dossiers import Dossier
    from thutuc.offices import Level, Office
    from thutuc.procedures import Channel, Procedure, Step
    from thutuc.reports import PeriodReport
    from thutuc.statuses import Status

__version__ = "0.2.0"

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
    "ThutucError",
    "TimeLimit",
    "Unit",
    "WorkCalendar",
    "due",
    "vietnam_calendar",
]

# The rooms with a page in the reference. They and the names below are read when first asked for: a due date
# needs few of them, and together they take longer to load than all that it does need.
_PUBLIC = {
    "arrays",
    "bounds",
    "calendars",
    "catalogue",
    "deadlines",
    "dossiers",
    "errors",
    "events",
    "exchange",
    "forms",
    "frames",
    "identifiers",
    "law",
    "limits",
    "logs",
    "offices",
    "plots",
    "policy",
    "procedures",
    "quality",
    "registers",
    "reports",
    "simulation",
    "statuses",
    "vietnam",
}
_ROOM_OF = {
    "Channel": "procedures",
    "Dossier": "dossiers",
    "Level": "offices",
    "Office": "offices",
    "PeriodReport": "reports",
    "Procedure": "procedures",
    "Status": "statuses",
    "Step": "procedures",
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 - for this function alone

    if name in _PUBLIC:
        return import_module(f"thutuc.{name}")
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'thutuc' has no attribute {name!r}")
    found: object = getattr(import_module(f"thutuc.{_ROOM_OF[name]}"), name)
    # The next look-up finds it without coming here.
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*__all__, *_PUBLIC, "__version__"])
