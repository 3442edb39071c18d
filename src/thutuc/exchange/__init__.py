"""Other people's formats: calendar entries, diagrams, catalogues, rows of other systems (trao đổi dữ liệu).

iCalendar needs the package icalendar: `pip install 'thutuc[exchange]'`; all else needs nothing more.
"""

from thutuc.exchange.system_rows import Layout, layout
from thutuc.exchange.system_snapshot import Snapshot
from thutuc.exchange.taking_over import from_snapshot, snapshot_of

__all__ = ["Layout", "Snapshot", "from_snapshot", "layout", "snapshot_of"]
