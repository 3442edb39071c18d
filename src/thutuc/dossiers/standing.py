"""Events that follow from others, and that nobody records (sự kiện suy ra)."""

from collections.abc import Sequence
from datetime import datetime

from thutuc.dossiers.cover import Cover
from thutuc.dossiers.silence import with_silence
from thutuc.dossiers.walking import walk
from thutuc.events import Event, Paused, Resumed
from thutuc.procedures.rules import Rules


def standing(
    events: Sequence[Event], cover: Cover, rules: Rules, now: datetime | None = None
) -> Sequence[Event]:
    """The events of a dossier as its clock needs them (sự kiện tính thời hạn).

    An agency whose silence means something has answered when its time is over; and while an office is at a
    step outside the limit, such as one of posting, or of another agency with a clock of its own, the clock
    stands still.

    Args:
        events: What happened.
        cover: Of whose dossier.
        rules: The rules it follows.
        now: The moment up to which it is known that nothing else happened; left out, the last event.
    """
    told = with_silence(events, cover, now)
    if cover.procedure.route().all_count:
        return told
    turns = dict(walk(events, cover, rules, now).turns)
    with_pauses: list[Event] = []
    began: tuple[str, ...] = ()
    for place, event in enumerate(told):
        with_pauses.append(event)
        if place in turns:
            kind, names = (Paused, turns[place]) if turns[place] else (Resumed, began)
            began = turns[place]
            with_pauses.append(kind(at=event.at, office=event.office, ground=", ".join(names)))
    return with_pauses
