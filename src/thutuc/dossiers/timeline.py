"""What became of a dossier, event by event (diễn biến hồ sơ)."""

from collections.abc import Iterable, Iterator

import attrs

from thutuc.deadlines import Deadline
from thutuc.events import Event
from thutuc.statuses import AFTER, Action, Status


@attrs.frozen
class TimelineEntry:
    """One event and what followed from it (diễn biến hồ sơ).

    Args:
        event: The event.
        status: The status after it.
        deadline: The deadline after it; `None` before acceptance or without a limit.
    """

    event: Event
    status: Status
    deadline: Deadline | None


def follow(events: Iterable[Event], deadlines: Iterable[Deadline | None]) -> Iterator[TimelineEntry]:
    """The entries of *events* that were recorded, each with its deadline: nothing is checked once more."""
    status: Status | None = None
    asked_in: Status | None = None
    accepted = False
    for event, deadline in zip(events, deadlines, strict=False):
        action = event.action
        if action is Action.REQUEST_WITHDRAWAL:
            asked_in = status
        status = asked_in if action is Action.DECLINE_WITHDRAWAL else AFTER[accepted][status][action]
        accepted = accepted or status is Status.ACCEPTED
        if status is not None:
            yield TimelineEntry(event, status, deadline)
