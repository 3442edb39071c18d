"""Who holds which part of a dossier, from event to event (cơ quan đang giữ hồ sơ).

A dossier is held as a whole by one office, or in parts by several. Who dispatches parts is their lead: when
all are done, through whatever hands they passed, the dossier is the lead's again. What one office does
changes nothing of what another holds. These values are made anew for every hand-over and never changed.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from thutuc.dossiers.clockwork import ENDING
from thutuc.dossiers.cover import Cover
from thutuc.events import Event, Transferred
from thutuc.statuses import Action


@attrs.define(eq=False)
class Errand:
    """Parts that one office sent out together (việc phối hợp).

    Args:
        lead: The office that dispatched them, and gets the dossier back.
        since: The day of it.
        behind: The errands of which the lead itself held a part.
    """

    lead: str
    since: date
    behind: tuple["Errand", ...] = ()


@attrs.define(eq=False)
class Held:
    """What one office holds (phần việc).

    Args:
        since: The day on which it came.
        errands: Those it is a part of; none if it is the whole dossier.
    """

    since: date
    errands: tuple[Errand, ...] = ()


@attrs.define(eq=False)
class Move:
    """A dossier, or a part of it, changes hands (chuyển giao).

    Args:
        giver: The office that held it; `None` at the acceptance.
        takers: The offices that hold it from now on; none if others still work on their parts.
        errands: What the giver's part was of.
        inherited: Whether the taker is the giver's successor, so that the part goes on as it stands.
    """

    giver: str | None
    takers: tuple[str, ...]
    errands: tuple[Errand, ...] = ()
    inherited: bool = False


@attrs.define(eq=False)
class Holding:
    """Who holds what after an event; `after` gives the next one.

    Args:
        parts: By the code of the office that holds it.
        moves: What the last event moved.
        ended: Whether the office's work has ended, so that nobody holds anything.
    """

    parts: Mapping[str, Held] = attrs.field(factory=dict[str, Held])
    moves: tuple[Move, ...] = ()
    ended: bool = False

    def after(self, event: Event, day: date, cover: Cover) -> "Holding":
        """What is held after an event that can be recorded."""
        action = event.action
        if (
            action is Action.ACCEPT
            or (action is Action.TAKE_SNAPSHOT and self.parts)
            or (action is Action.REOPEN and (self.ended or self.parts))
        ):
            return Holding({event.office: Held(day)}, (Move(None, (event.office,)),))
        if not self.parts:
            return self
        held: Holding = self
        moves: tuple[Move, ...] = ()
        if cover.offices is not None:
            held = self.inherited(event.office, day, cover)
            moves = held.moves
        if isinstance(event, Transferred):
            return held.transferred(event, day, moves)
        if action is Action.COMPLETE_PART:
            return held.completed(event.office, day, cover, moves)
        if action in ENDING:
            return Holding(ended=True)
        return held if moves else held.rested()

    def allows(self, event: Event) -> bool:
        """Whether an event plainly passes on what its office holds."""
        return isinstance(event, Transferred) and event.step is None and event.office in self.parts

    def rested(self) -> "Holding":
        """The same, nothing having moved."""
        return Holding(self.parts) if self.moves else self

    def transferred(self, event: Transferred, day: date, moves: tuple[Move, ...]) -> "Holding":
        """An office passes its part on, to one office or to several."""
        giver = event.office
        if len(self.parts) == 1 and isinstance(event.to, str) and not self.parts[giver].errands:
            return Holding({event.to: Held(day)}, (*moves, Move(giver, (event.to,))))
        parts = dict(self.parts)
        part = parts.pop(giver)
        # A lead that alone still holds a part of its errand has the dossier back.
        others = [other.errands for other in parts.values()]
        errands = tuple(
            dict.fromkeys(
                one
                for errand in part.errands
                for one in ([errand] if errand.lead != giver or _among(errand, others) else errand.behind)
            )
        )
        receivers = event.receivers
        if len(receivers) > 1 and not any(errand.lead == giver for errand in errands):
            errands = (Errand(giver, day, errands),)
        for office in receivers:
            known = parts.get(office)
            parts[office] = Held(day, errands) if known is None else _joined(known, errands)
        return Holding(parts, (*moves, Move(giver, receivers, part.errands)))

    def completed(self, office: str, day: date, cover: Cover, moves: tuple[Move, ...]) -> "Holding":
        """An office is done with its part; when all of an errand are, its lead has the dossier again."""
        parts = dict(self.parts)
        part = parts.pop(office)
        others = [other.errands for other in parts.values()]
        takers: list[str] = []
        for errand in part.errands:
            if _among(errand, others):
                continue
            heirs = cover.heirs(errand.lead, day, errand.since)
            lead = heirs[0] if len(heirs) == 1 else errand.lead
            known = parts.get(lead)
            parts[lead] = Held(day, errand.behind) if known is None else _joined(known, errand.behind)
            takers.append(lead)
        return Holding(parts, (*moves, Move(office, tuple(takers), part.errands)))

    def inherited(self, actor: str, day: date, cover: Cover) -> "Holding":
        """Parts of offices that have a successor are the successor's; of several, of the one that acts."""
        moves: list[Move] = []
        parts = dict(self.parts)
        for office, part in self.parts.items():
            heirs = cover.heirs(office, day, part.since)
            gone = len(heirs) == 1 and heirs[0] != office
            heir = heirs[0] if gone else actor if actor in heirs and actor not in self.parts else None
            if heir is None or heir == office:
                continue
            del parts[office]
            known = parts.get(heir)
            parts[heir] = part if known is None else _joined(known, part.errands)
            moves.append(Move(office, (heir,), inherited=True))
        return Holding(parts, tuple(moves)) if moves else self.rested()

    def open_beside(self, office: str) -> tuple[str, ...]:
        """The offices that still hold a part of their own when *office* ends the dossier."""
        others = [other for other in self.parts if other != office]
        if office in self.parts or len(others) != 1:
            return tuple(others)
        # Who records the end holds nothing itself: the one that holds the whole is done.
        errands = self.parts[others[0]].errands
        return tuple(others) if any(errand.lead != others[0] for errand in errands) else ()


def _joined(part: Held, errands: Iterable[Errand]) -> Held:
    """One part out of two that came to one office."""
    return Held(part.since, tuple(dict.fromkeys((*part.errands, *errands))))


def _among(errand: Errand, parts: Iterable[tuple[Errand, ...]]) -> bool:
    """Whether any of *parts* belongs to *errand*, itself or through errands sent out from it."""
    return any(errand in _chain(errands) for errands in parts)


def _chain(errands: Iterable[Errand]) -> Iterator[Errand]:
    for errand in errands:
        yield errand
        yield from _chain(errand.behind)
