"""What became of a dossier, event by event (diễn biến hồ sơ)."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from operator import is_not

import attrs

from thutuc.deadlines import Deadline
from thutuc.dossiers.results import after_return
from thutuc.events import DecisionDeemed, Event, OpinionDeemed, Returned
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


_DEEMED = (OpinionDeemed, DecisionDeemed)


def follow(events: Sequence[Event], told: Iterable[tuple[Event, Deadline | None]]) -> Iterator[TimelineEntry]:
    """The entries of a dossier whose events were all recorded: nothing is checked once more.

    Args:
        events: What was recorded.
        told: What its clock was told, with the deadline after each: answers of silence are added, those that
            came too late left out, and pauses of a step follow the event with which it begins or ends.
    """
    shown: list[tuple[Event, Deadline | None]] = []
    recorded, rest = set(map(id, events)), iter(events)
    last: Deadline | None = None
    for event, deadline in told:
        if id(event) in recorded:
            # Answers that silence had given before.
            shown += [(missed, last) for missed in takewhile(partial(is_not, event), rest)]
            shown.append((event, deadline))
        elif isinstance(event, _DEEMED):
            shown.append((event, deadline))
        else:
            shown[-1] = (shown[-1][0], deadline)
        last = deadline
    return _with_status([*shown, *[(missed, last) for missed in rest]])


def _with_status(pairs: Iterable[tuple[Event, Deadline | None]]) -> Iterator[TimelineEntry]:
    status: Status | None = None
    asked_in: Status | None = None
    accepted = decided = False
    before: list[Event] = []
    for event, deadline in pairs:
        action = event.action
        if isinstance(event, DecisionDeemed):
            decided = True
            yield TimelineEntry(event, Status.FINISHED, deadline)
            continue
        if action is Action.REQUEST_WITHDRAWAL:
            asked_in = status
        if not isinstance(event, OpinionDeemed):
            to = AFTER[accepted][status].get(action)
            if isinstance(event, Returned):
                to = after_return(before, event, status, to)
            status = asked_in if action is Action.DECLINE_WITHDRAWAL else to
            before.append(event)
        accepted = accepted or status is Status.ACCEPTED
        if status is not None:
            # What is recorded after a decision by silence changes nothing, until the result is handed out.
            shown = Status.FINISHED if decided and status is not Status.RETURNED else status
            yield TimelineEntry(event, shown, deadline)
