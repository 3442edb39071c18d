"""When a result is due, and why: deadlines, clocks, explanations (hạn giải quyết)."""

from thutuc.deadlines.changes import Change, Verb
from thutuc.deadlines.clock import Clock
from thutuc.deadlines.deadline import Deadline, due
from thutuc.deadlines.latest import latest_start
from thutuc.deadlines.ledger import Explanation
from thutuc.deadlines.service import ServiceHours
from thutuc.deadlines.tally import LedgerEntry, Tally

__all__ = [
    "Change",
    "Clock",
    "Deadline",
    "Explanation",
    "LedgerEntry",
    "ServiceHours",
    "Tally",
    "Verb",
    "due",
    "latest_start",
]
