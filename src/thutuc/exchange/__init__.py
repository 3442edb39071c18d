"""Other people's formats: calendar entries, diagrams, catalogues (trao đổi dữ liệu).

iCalendar needs the package icalendar: `pip install 'thutuc[exchange]'`; all else needs nothing more.
"""

from thutuc.exchange.bpmn import to_bpmn
from thutuc.exchange.bpmn_reading import from_bpmn
from thutuc.exchange.closed_days import closures_to_ical
from thutuc.exchange.cpsv import to_cpsv
from thutuc.exchange.ical import to_ical

__all__ = ["closures_to_ical", "from_bpmn", "to_bpmn", "to_cpsv", "to_ical"]
