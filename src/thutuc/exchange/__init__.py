"""Other people's formats: calendar entries, diagrams, catalogues, rows of other systems (trao đổi dữ liệu).

iCalendar needs the package icalendar: `pip install 'thutuc[exchange]'`; all else needs nothing more.
"""

from thutuc.exchange.bpmn import to_bpmn
from thutuc.exchange.bpmn_reading import from_bpmn
from thutuc.exchange.closed_days import closures_to_ical
from thutuc.exchange.cpsv import to_cpsv
from thutuc.exchange.ical import to_ical
from thutuc.exchange.system_rows import Layout, layout
from thutuc.exchange.system_snapshot import Snapshot
from thutuc.exchange.taking_over import from_snapshot, snapshot_of

__all__ = [
    "Layout",
    "Snapshot",
    "closures_to_ical",
    "from_bpmn",
    "from_snapshot",
    "layout",
    "snapshot_of",
    "to_bpmn",
    "to_cpsv",
    "to_ical",
]
