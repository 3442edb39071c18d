"""What can happen to a dossier: one frozen class per event (sự kiện của hồ sơ).

Every event has a moment and an office, and optionally the officer, the ground, an id (the same id twice
changes nothing), the code of its dossier and the moment at which it was told. All arguments are given by
keyword. What is personal, the officer and the ground, is not shown by `repr` and kept by no error.

>>> from datetime import datetime
>>> event = Accepted(at=datetime(2026, 3, 2, 9, 0), office="A")
>>> event.action.label()
'tiếp nhận'
"""

from thutuc.events.by_silence import DecisionDeemed as DecisionDeemed, OpinionDeemed as OpinionDeemed
from thutuc.events.event import Event
from thutuc.events.handovers import (
    OpinionAsked,
    OpinionGiven,
    PartCompleted,
    Transferred,
)
from thutuc.events.kinds import (
    Accepted,
    Adjusted,
    Assigned,
    Closed,
    Corrected,
    Extended,
    Finished,
    LimitChanged,
    Paid,
    PartFinished,
    Paused,
    PaymentRequested,
    Refused,
    Reopened,
    Resumed,
    Returned,
    Stopped,
    Submitted,
    Supplemented,
    SupplementRequested,
    WithdrawalDeclined,
    WithdrawalRequested,
    for_action,
)
from thutuc.events.snapshots import SnapshotTaken
from thutuc.law import Order as Order, ReopeningRule as ReopeningRule, Silence as Silence

# Answers and decisions that follow from silence are no events to be recorded.
__all__ = [
    "Accepted",
    "Adjusted",
    "Assigned",
    "Closed",
    "Corrected",
    "Event",
    "Extended",
    "Finished",
    "LimitChanged",
    "OpinionAsked",
    "OpinionGiven",
    "Paid",
    "PartCompleted",
    "PartFinished",
    "Paused",
    "PaymentRequested",
    "Refused",
    "Reopened",
    "Resumed",
    "Returned",
    "SnapshotTaken",
    "Stopped",
    "Submitted",
    "SupplementRequested",
    "Supplemented",
    "Transferred",
    "WithdrawalDeclined",
    "WithdrawalRequested",
    "for_action",
]
