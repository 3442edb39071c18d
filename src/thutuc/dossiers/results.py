"""The results of a dossier that has several, each with its own days (kết quả giải quyết)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from thutuc.dossiers.clockwork import since_reopened
from thutuc.events import Event, Finished, PartFinished, Returned
from thutuc.statuses import FINAL, SETTLED, Action, Status


@attrs.frozen
class Result:
    """One result of a dossier (kết quả giải quyết).

    Args:
        name: What it is; `None` for that of the whole dossier where it was not said.
        office: The office that gave it.
        finished_at: When it was there.
        returned_at: When the citizen got it; `None` before.
    """

    name: str | None
    office: str
    finished_at: datetime
    returned_at: datetime | None = None

    def is_called(self, name: str | None) -> bool:
        """Whether it has this name."""
        own = self.name
        return own is name or (own is not None and name is not None and own.casefold() == name.casefold())


def results_of(events: Iterable[Event]) -> list[Result]:
    """The results among some events, in the order in which they were there."""
    found: list[Result] = []
    for event in _standing(tuple(events)):
        if isinstance(event, PartFinished | Finished):
            if not any(result.is_called(event.result) for result in found):
                found.append(Result(event.result, event.office, event.at))
        elif isinstance(event, Returned):
            found = [_given_out(result, event, found) for result in found]
    return found


def _standing(events: Sequence[Event]) -> Sequence[Event]:
    """The events without what was decided before an authority ordered the dossier to be handled once more.

    A result that was there before the decision stands, unless it comes again.
    """
    later = since_reopened(events)
    if len(later) == len(events):
        return events
    again = [Result(one.result, "", one.at) for one in later if isinstance(one, PartFinished | Finished)]
    before = [one for one in events[: len(events) - len(later)] if isinstance(one, PartFinished | Returned)]
    return (*[one for one in before if not any(new.is_called(one.result) for new in again)], *later)


def _given_out(result: Result, event: Returned, among: Sequence[Result]) -> Result:
    """A result after the citizen got one: the one that was named, or all."""
    if result.returned_at is not None:
        return result
    if event.result is None or result.is_called(event.result):
        return attrs.evolve(result, returned_at=event.at)
    if result.name is None and not any(other.is_called(event.result) for other in among):
        # What the end did not name is named now.
        return attrs.evolve(result, name=event.result, returned_at=event.at)
    return result


def is_early(events: Sequence[Event], status: Status | None) -> bool:
    """Whether a result is there that the citizen may have before the dossier has come to its end."""
    if status in SETTLED or not any(type(event) is PartFinished for event in events):
        return False
    return any(result.returned_at is None for result in results_of(events) if result.name is not None)


def after_return(
    events: Sequence[Event], event: Returned, status: Status | None, to: Status | None
) -> Status | None:
    """Where it leads that the citizen gets a result.

    Args:
        events: What happened before.
        event: The citizen gets it.
        status: The status before.
        to: Where the table of statuses leads: to the end, or nowhere.
    """
    if event.result is None or status is Status.RETURNED:
        return to
    left = [one for one in results_of(events) if one.returned_at is None and one.name is not None]
    if to is None:
        # It is given out early, and the dossier goes on; nothing follows an end.
        early = status not in FINAL and any(one.is_called(event.result) for one in left)
        return status if early else None
    return status if any(not one.is_called(event.result) for one in left) else to


def given_out_at(events: Sequence[Event]) -> datetime | None:
    """When the citizen had every result that was named; `None` before."""
    finished = False
    begun = len(events) - len(since_reopened(events))
    for place, event in enumerate(events[begun:], begun):
        if event.action is Action.FINISH:
            finished = True
        elif finished and isinstance(event, Returned):
            to = after_return(events[:place], event, Status.FINISHED, Status.RETURNED)
            if to is Status.RETURNED:
                return event.at
    return None


def without_result(events: Sequence[Event], event: Event) -> str | None:
    """Why a result cannot come, or not be given out, once more or at all; `None` if it can."""
    if not isinstance(event, PartFinished | Returned) or event.result is None:
        return None
    # What had come before an order to decide anew may come again.
    known = results_of(since_reopened(events) if isinstance(event, PartFinished) else events)
    same = next((one for one in known if one.is_called(event.result)), None)
    if isinstance(event, PartFinished):
        return (
            None if same is None else f"the result {event.result!r} has been there since {same.finished_at}"
        )
    if any(one.action is Action.CORRECT for one in since_reopened(events)):
        # What was put right is given out once more.
        return None
    if same is not None:
        given = same.returned_at
        return None if given is None else f"the result {event.result!r} was returned at {given}"
    if any(one.name is None for one in known):
        return None
    names = ", ".join(one.name for one in known if one.name is not None and one.returned_at is None)
    return f"there is no result {event.result!r}; to be returned are {names or 'none'}"
