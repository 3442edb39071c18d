"""What became of a dossier, event by event (diễn biến hồ sơ)."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from operator import is_not

import attrs

from thutuc.deadlines import Deadline
from thutuc.dossiers.beginnings import beyond_the_table
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


def _with_status(pairs: Sequence[tuple[Event, Deadline | None]]) -> Iterator[TimelineEntry]:
    statuses = statuses_after([event for event, _ in pairs if not isinstance(event, _DEEMED)])
    status: Status | None = None
    decided = False
    for event, deadline in pairs:
        decided = (decided or isinstance(event, DecisionDeemed)) and event.action is not Action.REOPEN
        if not isinstance(event, _DEEMED):
            status = next(statuses)
        # What is recorded after a decision by silence changes nothing, until the result is handed out.
        shown = Status.FINISHED if decided and status is not Status.RETURNED else status
        if shown is not None:
            yield TimelineEntry(event, shown, deadline)


def statuses_after(events: Sequence[Event]) -> Iterator[Status | None]:
    """The status after each of some events that could be recorded one after another."""
    status: Status | None = None
    asked_in: Status | None = None
    accepted = False
    for place, event in enumerate(events):
        action = event.action
        if action is Action.REQUEST_WITHDRAWAL:
            asked_in = status
        to = AFTER[accepted][status].get(action)
        if to is None or isinstance(event, Returned):
            to = beyond_the_table(events[:place], event, status, to)
        if action is Action.REOPEN and to is None:
            # What silence had decided goes on though no end was recorded.
            to = Status.PROCESSING
        # A declined request leads back to where it was made.
        status = asked_in if action is Action.DECLINE_WITHDRAWAL else to
        accepted = accepted or status is Status.ACCEPTED
        yield status
