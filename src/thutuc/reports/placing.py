"""In which cells of a report a dossier stands, and how that may be chosen (cách tính vào các cột)."""

from datetime import datetime
from enum import Enum
from itertools import product
from types import MappingProxyType

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.events import DecisionDeemed
from thutuc.procedures import Channel
from thutuc.reports.cases import Ending, Facts

__all__ = ["CELLS", "DETAILS", "MEASURES", "Counted"]

FACTS = ("new", "ended", "late", "early", "overdue")
"""What decides the cells of a dossier: received in the period; ended before its end, after or before the due
day; due before its end (điều kiện tính vào các ô)."""
TRUTHS = MappingProxyType(
    {
        "received": {"new": True},
        "carried_over": {"new": False},
        "early": {"ended": True, "late": False, "early": True},
        "on_time": {"ended": True, "late": False, "early": False},
        "late": {"ended": True, "late": True},
        "pending_in_time": {"ended": False, "overdue": False},
        "pending_overdue": {"ended": False, "overdue": True},
    }
)
"""For each cell the facts it asks for; it asks for no others (bảng chân trị của báo cáo)."""
CELLS = tuple(TRUTHS)
"""The cells a dossier is counted in: one of the first two, and one of the others (các ô của báo cáo)."""
PLACES = MappingProxyType(
    {
        truths: tuple(
            cell
            for cell, asked in TRUTHS.items()
            if asked.items() <= dict(zip(FACTS, truths, strict=True)).items()
        )
        for truths in product((False, True), repeat=len(FACTS))
    }
)
"""For all truths of the facts the two cells, by the table."""
SUMS = MappingProxyType(
    {
        "total": ("received", "carried_over"),
        "resolved": ("early", "on_time", "late"),
        "pending": ("pending_in_time", "pending_overdue"),
    }
)
"""The measures that are sums of cells (các chỉ tiêu tổng)."""

MEASURES = MappingProxyType(
    {
        "received": ("tiếp nhận trong kỳ", "received"),
        "carried_over": ("từ kỳ trước", "carried over"),
        "total": ("tổng số", "total"),
        "early": ("trước hạn", "early"),
        "on_time": ("đúng hạn", "on time"),
        "late": ("quá hạn", "late"),
        "resolved": ("đã giải quyết", "resolved"),
        "pending_in_time": ("đang giải quyết, trong hạn", "pending in time"),
        "pending_overdue": ("đang giải quyết, quá hạn", "pending overdue"),
        "pending": ("đang giải quyết", "pending"),
    }
)
"""The measures of a report in the order of printing, with their headings in Vietnamese and English."""

DETAILS = MappingProxyType(
    {
        "online": ("tiếp nhận trực tuyến", "received online"),
        "direct_and_post": ("tiếp nhận trực tiếp, bưu chính", "received direct and by post"),
        "unknown_channel": ("tiếp nhận, chưa rõ cách thức nộp", "received by an unknown channel"),
        "waiting": ("chờ bổ sung", "waiting for a supplement"),
        "denied": ("giải quyết, không chấp thuận", "decided against"),
        "withdrawn": ("dừng, rút hồ sơ", "stopped, withdrawn"),
        "closed": ("đóng hồ sơ", "closed"),
        "deemed": ("cơ quan không trả lời, coi như đã giải quyết", "decided by silence"),
        "refused": ("từ chối tiếp nhận", "not accepted"),
        "returned": ("đã trả kết quả trong kỳ", "results returned"),
        "uncollected": ("đã xong, chưa trả kết quả", "finished but not collected"),
        "due_in_period": ("đến hạn trong kỳ", "due in the period"),
        "due_and_met": ("đến hạn, giải quyết trong hạn", "due and in time"),
        "left_out": ("không tính", "left out"),
    }
)
"""Further measures, each a set of dossiers of its own, with their headings in Vietnamese and English.

The first three divide those received in the period. `returned`, `uncollected`, `refused` and the two of what
was due may hold dossiers that are in no cell: a result may be returned long after it was ready.
"""


class Counted(Enum):
    """Where a report counts dossiers about which practice differs (cách tính hồ sơ)."""

    BY_CLOCK = "by-clock"
    """As the deadline says, like any other dossier (theo hạn)."""
    IN_TIME = "in-time"
    """As in time: on time if resolved, in time while pending (tính là đúng hạn, trong hạn)."""
    RESOLVED = "resolved"
    """As resolved: one that waits on time, and received again when it comes back; one that the silence of
    the office decided late, as it gave no answer (tính là đã giải quyết)."""
    LEFT_OUT = "left-out"
    """Not at all; `details["left_out"]` lists them (không tính)."""


@attrs.frozen
class Placing:
    """The choices of one report."""

    waiting: Counted
    stopped: Counted
    undated: Counted
    deemed: Counted

    def __attrs_post_init__(self) -> None:
        for name, allowed in _ALLOWED.items():
            given = getattr(self, name)
            words = ", ".join(f"Counted.{one.name}" for one in allowed)
            if not isinstance(given, Counted):
                raise InvalidTypeError(f"`{name}` is one of {words}, not {given!r}", given=given)
            if given not in allowed:
                raise InvalidValueError(f"`{name}` is one of {words}, not {given}", given=given)


_ALLOWED = {
    "waiting": (Counted.BY_CLOCK, Counted.IN_TIME, Counted.RESOLVED),
    "stopped": (Counted.BY_CLOCK, Counted.IN_TIME, Counted.LEFT_OUT),
    "undated": (Counted.IN_TIME, Counted.LEFT_OUT),
    "deemed": (Counted.RESOLVED, Counted.IN_TIME, Counted.BY_CLOCK),
}

_STOPPED = {Ending.STOPPED, Ending.CLOSED}


def place(facts: Facts, start: datetime, end: datetime, placing: Placing) -> tuple[str, ...]:
    """The names of all cells and details a dossier stands in; of the cells none or two."""
    received = facts.received
    if received is None:
        refused = facts.refused
        return ("refused",) if refused is not None and start <= refused < end else ()
    if received >= end:
        return ()
    # What is handed out is the paper of the office, whoever decided.
    details = _handed_out(facts, start, end)
    if facts.deemed is not None and placing.deemed is not Counted.BY_CLOCK:
        facts = _decided(facts, facts.deemed)
    details = (*details, *_due_in_period(facts, start, end, placing))
    finished = facts.finished
    if finished is not None and finished < start:
        return details
    if (facts.ended_by in _STOPPED and placing.stopped is Counted.LEFT_OUT) or (
        facts.deadline is None and placing.undated is Counted.LEFT_OUT
    ):
        return (*details, "left_out")
    # What had ended and is handled once more by order of an authority comes in again.
    new = received >= start or facts.reopened
    if placing.waiting is Counted.RESOLVED and facts.waited:
        if not facts.came_back:
            return (*details, "waiting") if facts.waiting else details
        new = True
    stock, outcome = PLACES[new, *_standing(facts, end, placing)]
    channel = (_channel(facts),) if new else ()
    return (stock, *channel, outcome, *details, *_endings(facts))


def _decided(facts: Facts, decision: DecisionDeemed) -> Facts:
    """What is known of a dossier that silence has decided, whatever the office did later."""
    return attrs.evolve(
        facts, finished=decision.at, judged_at=decision.at, ended_by=Ending.DEEMED, waiting=False
    )


def _channel(facts: Facts) -> str:
    if facts.channel is None:
        return "unknown_channel"
    return "online" if facts.channel is Channel.ONLINE else "direct_and_post"


def _standing(facts: Facts, end: datetime, placing: Placing) -> tuple[bool, bool, bool, bool]:
    """Whether it counts as ended, as late and as early, and if it has not ended, as overdue."""
    deadline, at = facts.deadline, facts.judged_at
    if at is None:
        if facts.waiting and placing.waiting is not Counted.BY_CLOCK:
            return placing.waiting is Counted.RESOLVED, False, False, False
        return False, False, False, deadline is not None and deadline.is_late(end)
    if deadline is None or (facts.ended_by in _STOPPED and placing.stopped is Counted.IN_TIME):
        return True, False, False, False
    if facts.ended_by is Ending.DEEMED:
        return True, placing.deemed is Counted.RESOLVED, False, False
    late = deadline.is_late(at)
    return True, late, not late and deadline.is_early(at), False


def _endings(facts: Facts) -> tuple[str, ...]:
    if facts.waiting:
        return ("waiting",)
    ended_by = facts.ended_by
    if ended_by is None or ended_by is Ending.GRANTED:
        return ()
    if ended_by is Ending.DEEMED and facts.deemed is not None and not facts.deemed.granted:
        return ("deemed", "denied")
    return (_NAMES[ended_by],)


_NAMES = {
    Ending.DEEMED: "deemed",
    Ending.DENIED: "denied",
    Ending.STOPPED: "withdrawn",
    Ending.CLOSED: "closed",
}


def _handed_out(facts: Facts, start: datetime, end: datetime) -> tuple[str, ...]:
    """Whether a result was handed out or waits to be, be the dossier among those of the period or not."""
    returned = facts.returned
    if facts.finished is not None and facts.ended_by not in _STOPPED:
        if returned is None or returned >= end:
            return ("uncollected",)
        if returned >= start:
            return ("returned",)
    return ()


def _due_in_period(facts: Facts, start: datetime, end: datetime, placing: Placing) -> tuple[str, ...]:
    """Whether it became due in the period, and was answered in time."""
    deadline = facts.deadline
    if deadline is None or not deadline.is_late(end) or deadline.is_late(start):
        return ()
    in_time = facts.judged_at is not None and not deadline.is_late(facts.judged_at)
    if facts.ended_by is Ending.DEEMED:
        in_time = placing.deemed is Counted.IN_TIME
    return ("due_in_period", "due_and_met") if in_time else ("due_in_period",)
