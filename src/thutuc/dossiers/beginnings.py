"""Dossiers that began in another system: what is known, and from when on (hồ sơ từ hệ thống khác)."""

from collections.abc import Iterable, Sequence

from thutuc.dossiers.clockwork import ENDING
from thutuc.dossiers.holding import Held, Holding
from thutuc.dossiers.results import after_return
from thutuc.events import Event, Returned, SnapshotTaken
from thutuc.statuses import Action, Status

_S = Status
_AT_THE_COUNTER = frozenset(
    {
        _S.SUBMITTED,
        _S.REFUSED,
        _S.SUPPLEMENT_REQUESTED,
        _S.PAYMENT_REQUESTED,
        _S.WITHDRAWAL_REQUESTED,
        _S.STOPPED,
    }
)
_AT_WORK = frozenset(
    {_S.ACCEPTED, _S.PROCESSING, _S.SUPPLEMENT_REQUESTED, _S.PAYMENT_REQUESTED, _S.WITHDRAWAL_REQUESTED}
)
FOLLOWING: dict[Status | None, frozenset[Status]] = {
    None: _AT_THE_COUNTER,
    _S.SUBMITTED: _AT_THE_COUNTER,
    _S.REFUSED: frozenset({_S.REFUSED}),
    _S.ACCEPTED: _AT_WORK,
    _S.STOPPED: frozenset({_S.STOPPED}),
    _S.FINISHED: frozenset({_S.FINISHED, _S.RETURNED}),
    _S.RETURNED: frozenset({_S.RETURNED}),
}
"""In which statuses a snapshot can find a dossier, by the status to which its known moments lead."""
_TOLD = frozenset(
    {
        Action.SUBMIT,
        Action.ACCEPT,
        Action.CHANGE_LIMIT,
        Action.REFUSE,
        Action.FINISH,
        Action.STOP,
        Action.RETURN,
    }
)
_UNTOLD = {
    _S.FINISHED: "finished",
    _S.RETURNED: "finished",
    _S.STOPPED: "stopped",
}


def snapshot_among(events: Iterable[Event]) -> SnapshotTaken | None:
    """The snapshot with which a dossier began, if it did."""
    return next((event for event in events if type(event) is SnapshotTaken), None)


def no_snapshot(events: Sequence[Event], event: SnapshotTaken, status: Status | None) -> str | None:
    """Why a snapshot cannot follow *events*; `None` if it can.

    Args:
        events: What happened before.
        event: The snapshot.
        status: The status before.
    """
    other = next((one for one in events if one.action not in _TOLD), None)
    if other is not None:
        return f"a snapshot is what is known first, and {type(other).__name__} is recorded before it"
    # Of a receipt on that day the hour may not be known.
    if event.since is not None and events and event.since.date() < events[0].at.date():
        return f"it cannot have had its status since {event.since}, before it was received at {events[0].at}"
    if event.status in FOLLOWING.get(status, ()):
        return None
    if status in {None, _S.SUBMITTED}:
        return f"a dossier that is {event.status.name} was accepted; when that was is to be recorded first"
    if status is _S.ACCEPTED and event.status in _UNTOLD:
        return f"when it was {_UNTOLD[event.status]} is to be recorded first"
    before = "nothing" if status is None else status.name
    return f"what is recorded leads to {before}, and the snapshot says {event.status.name}"


def beyond_the_table(
    events: Sequence[Event], event: Event, status: Status | None, to: Status | None
) -> Status | None:
    """Where an event leads that says itself where, or whose end depends on those before it.

    Args:
        events: What happened before.
        event: What happens.
        status: The status before.
        to: Where the table of statuses leads, or nowhere.
    """
    if isinstance(event, Returned):
        return after_return(events, event, status, to)
    if isinstance(event, SnapshotTaken) and no_snapshot(events, event, status) is None:
        return event.status
    return to


def known_from(events: Sequence[Event]) -> tuple[int, Holding, bool]:
    """From where on it is known who holds a dossier.

    Returns:
        The place of the first event of that, behind all if there is none; what is held before it; and whether
        all that happened since the acceptance is known.
    """
    snapshot = next((place for place, event in enumerate(events) if type(event) is SnapshotTaken), None)
    accepted = next(
        (place for place, event in enumerate(events) if event.action is Action.ACCEPT), len(events)
    )
    if snapshot is None or accepted > snapshot:
        return accepted, Holding(), True
    if any(event.action in ENDING for event in events[:snapshot]):
        return snapshot + 1, Holding(ended=True), False
    return snapshot, Holding({events[snapshot].office: Held(events[snapshot].at.date())}), False
