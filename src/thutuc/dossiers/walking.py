"""The walk through a dossier's events: who had it, for how long, and what followed from what (diễn biến)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from operator import attrgetter

import attrs

from thutuc.dossiers.beginnings import known_from
from thutuc.dossiers.booking import Books, OpenLeg, between
from thutuc.dossiers.clockwork import ENDING, ENDS, begun_by
from thutuc.dossiers.cover import Cover
from thutuc.dossiers.holding import Errand, Holding, Move
from thutuc.dossiers.legs import Course, Piece
from thutuc.dossiers.progress import NO_WORK, Work
from thutuc.dossiers.silence import answer_closes, place_of_question, with_silence
from thutuc.events import Event, OpinionAsked, Reopened, ReopeningRule, SnapshotTaken, Transferred
from thutuc.procedures.rules import Rules
from thutuc.statuses import Action

_DAY = timedelta(days=1)
# What holds every office up.
_WAITS = (Action.REQUEST_SUPPLEMENT, Action.REQUEST_PAYMENT, Action.PAUSE)


class _Walk(Books):
    """Follows a dossier from event to event."""

    def __init__(self, cover: Cover, rules: Rules, due: datetime | None) -> None:
        super().__init__(cover, rules, due)
        self.restarts = rules.restarts
        self.holding = Holding()
        # For each errand the pieces of its parts that are done.
        self.ends: dict[Errand, list[Piece]] = {}
        self.inherits = cover.offices is not None and bool(cover.offices.successions)
        self.of_route = self.progress.offices
        self.received: date | None = None
        # The moment it has come to, and that moment's place in working time.
        self.now: datetime | None = None
        self.reached = 0
        self.last: tuple[Piece, ...] = ()
        self.ended: datetime | None = None
        self.left_open: tuple[tuple[str, tuple[str, ...]], ...] = ()
        self.skipped: tuple[str, ...] = ()
        # Whether all that happened is known, and not only what a snapshot was followed by.
        self.whole = True

    # Moves ------------------------------------------------------------------------------------------------

    def _move(self, move: Move, event: Event, at: datetime) -> None:
        if move.giver is None:
            self._take(event.office, at, None, NO_WORK, self.last)
        elif move.inherited:
            self._inherit(self.legs[move.giver], move.takers[0], at)
        elif isinstance(event, Transferred):
            self._pass_on(self.legs[move.giver], event, move, at)
        else:
            self._complete(self.legs.pop(move.giver), move, at)

    def _inherit(self, leg: OpenLeg, heir: str, at: datetime) -> None:
        """A successor goes on with a part as it stands: its step, its budget, what it waits for."""
        rest = leg.rest()
        del self.legs[leg.office]
        reached, needs, after = leg.piece, leg.needs, leg.after
        self._close(leg, at)
        self.progress.done.difference_update(rest.places)
        self.progress.doing.update(rest.places)
        known = self.legs.get(heir)
        if known is None:
            new = self.legs[heir] = self._leg(heir, at, self._calendar_of(heir, at), rest, (reached,))
        else:
            self._join(known, (reached,), at)
            self._add_work(known, rest)
            new = known
        new.needs |= needs
        new.after += after

    def _pass_on(self, leg: OpenLeg, event: Transferred, move: Move, at: datetime) -> None:
        """A part goes to one office, or to several, of which its giver may be one."""
        giver, receivers = leg.office, move.takers
        keeps = giver in receivers
        others = [office for office in receivers if office != giver] if keeps else receivers
        places = leg.work.places
        rest: tuple[int, ...] = ()
        if keeps:
            rest = self._kept(leg, event, others)
            if rest == places and rest:
                if others:
                    self._hand_out(others, event, at, None, self._reached(leg, at, closing=False))
                return
        del self.legs[giver]
        reached = self._reached(leg, at, closing=True)
        rework = leg.work.rework
        self._close(leg, at, places[: len(places) - len(rest)] if rest else None)
        if rest:
            self.progress.doing.update(rest)
        if not places:
            # Nothing says what a part is for: who gets the last of them goes on from all.
            beside = [part.errands for office, part in self.holding.parts.items() if office not in receivers]
            for errand in move.errands:
                if not any(errand in errands for errands in beside):
                    reached = [*reached, *self.ends.get(errand, ())]
        self._hand_out(others, event, at, None if keeps else leg, reached)
        if rest:
            budget = self.progress.left(rest, leg.calendar, at)
            self.legs[giver] = self._leg(giver, at, leg.calendar, Work(rest, budget, rework), reached)
        elif keeps:
            self._take(giver, at, event.step_of(giver), NO_WORK, reached)

    def _hand_out(
        self,
        offices: Sequence[str],
        event: Transferred,
        at: datetime,
        giver: OpenLeg | None,
        before: Sequence[Piece],
    ) -> None:
        several = not isinstance(event.to, str) and len(event.to) > 1
        for office in offices:
            named = None if event.step is None else event.step_of(office)
            carries_on = named is not None or (not several and office not in self.progress.of)
            known = office in self.legs
            self._take(office, at, named, giver.rest() if giver and carries_on else NO_WORK, before)
            if several and not known:
                # Whoever is sent a part beside others begins at once, whatever the route says.
                self.legs[office].needs.clear()

    def _kept(self, leg: OpenLeg, event: Transferred, others: Sequence[str]) -> tuple[int, ...]:
        """The steps an office is still at that keeps a part: those for which no step of the others waits."""
        progress, places, named = self.progress, leg.work.places, event.step_of(leg.office)
        if named is not None:
            names = progress.names(places)
            return places[names.index(named) :] if named in names else ()
        if not others:
            with progress.as_if_done(places):
                ready = progress.ready(leg.office)
            return places[1:] if len(places) > 1 else () if ready else places
        with progress.as_if_done(places):
            begun = [progress.first(office, event.step_of(office)) for office in others]
        needed = progress.needed_by(places, [place for place in begun if place is not None])
        return places[places.index(needed[-1]) + 1 :] if needed else places

    def _complete(self, leg: OpenLeg, move: Move, at: datetime) -> None:
        """A part is done; the last of an errand gives the dossier back to the lead."""
        reached = self._reached(leg, at, closing=True)
        # Who says that its part is done has not gone on to what comes after all of them.
        places = leg.work.places
        self._close(leg, at, places[: len(places) - leg.grown])
        takers = list(move.takers)
        held = [part.errands for part in self.holding.parts.values()]
        for errand in move.errands:
            ends = self.ends.setdefault(errand, [])
            ends += reached
            if not any(errand in errands for errands in held) and takers:
                self._take(takers.pop(0), at, None, NO_WORK, ends)

    # Time ---------------------------------------------------------------------------------------------------

    def move_on(self, at: datetime) -> None:
        """Let time pass up to a moment, and successors take over on the way."""
        if self.inherits and self.now is not None:
            for moment in self.successions(self.now, at):
                self._pass_to(moment)
                self.succeed(moment)
        self._pass_to(at)

    def _pass_to(self, at: datetime) -> None:
        reached = self.cover.calendar.coordinate(at)
        if self.now is not None and at > self.now:
            self.pass_time(self.now, at, reached - self.reached)
        self.now, self.reached = at, reached

    # Events -----------------------------------------------------------------------------------------------

    def take_in(self, event: Event, at: datetime) -> None:
        """Let an event end the dossier's life, begin it once more, or change who holds what."""
        if isinstance(event, Reopened):
            self._reopen(event, self.ended or at, at)
            self.ended = None
        if event.action in ENDING and self.ended is None:
            self._finish(event, at)
            self.ended = at
        elif self.ended is None:
            self._follow(event, at)

    def _follow(self, event: Event, at: datetime) -> None:
        """Let an event change who holds what."""
        action = event.action
        self.turn += 1
        if self.inherits:
            self._name_offices(event, at.date())
        self.holding = self.holding.after(event, at.date(), self.cover)
        for move in self.holding.moves:
            self._move(move, event, at)
        if isinstance(event, SnapshotTaken):
            self._begin_as_found(event)
        elif isinstance(event, OpinionAsked):
            self._ask(event, at)
        elif action is Action.GIVE_OPINION:
            self._answer(event, at)
        elif action in _WAITS:
            self.waiting += 1
        elif ENDS.get(action) in _WAITS:
            self.waiting -= 1
            self.progress.citizen_done()
            if action is Action.SUPPLEMENT and self.restarts:
                self._begin_again(at)
        if self.holding.moves:
            self._release(at)

    def _begin_as_found(self, event: SnapshotTaken) -> None:
        """Of what came before nothing is known: not which steps are done, nor what is left of a budget."""
        leg = self.legs[event.office]
        leg.work = attrs.evolve(leg.work, budget=None)
        self.waiting += begun_by(event) in _WAITS

    def _ask(self, event: OpinionAsked, at: datetime) -> None:
        """An agency is asked; who asked waits for it, and nobody else."""
        asker = self.legs.get(event.office)
        if asker is None and len(self.legs) == 1:
            # Asked in the name of the office that holds the whole.
            whole = (leg for office, leg in self.legs.items() if not self.holding.parts[office].errands)
            asker = next(whole, None)
        reached = self._reached(asker, at, closing=False) if asker is not None else ()
        calendar = self._calendar_of(event.of, at)
        closes = answer_closes(event, self.cover)
        budget = None if closes is None else max(0, between(calendar, at, closes))
        leg = self._leg(event.of, at, calendar, Work(budget=budget), reached, event)
        self.questions.append(leg)
        if asker is not None:
            asker.needs.add(leg)

    def _answer(self, event: Event, at: datetime) -> None:
        """An agency answers, or its silence does."""
        leg = self._question_of(event)
        if leg is None:
            return
        self.questions.remove(leg)
        self._end_question(leg, at)
        for other in self.legs.values():
            if leg in other.needs:
                other.needs.remove(leg)
                other.after.append(leg.piece)
                if not other.needs:
                    self._go_on(other, at)

    def _question_of(self, event: Event) -> OpenLeg | None:
        asked = [leg.question for leg in self.questions if isinstance(leg.question, OpinionAsked)]
        place = place_of_question(asked, event, self.cover)
        return None if place is None else self.questions[place]

    def _begin_again(self, at: datetime) -> None:
        """The limit counts from the beginning again, and so does every budget; what was before is past."""
        self.progress.spent.clear()
        self.cut_off(at)
        for leg in self.legs.values():
            budget = self.progress.budget(leg.work.places, leg.calendar, at)
            leg.work = attrs.evolve(leg.work, budget=None if budget is None else leg.held + budget)

    def cut_off(self, at: datetime) -> None:
        """Nothing that was before matters any more: what goes on begins now."""
        self.pieces.clear()
        self.ends.clear()
        self.step_ends.clear()
        for leg in (*self.legs.values(), *self.questions):
            leg.piece = self._piece(leg.office, leg.calendar, (), at)
            leg.pieces, leg.after, leg.used_before = [leg.piece], [], leg.held

    # The end ----------------------------------------------------------------------------------------------

    def _finish(self, event: Event, at: datetime) -> None:
        """The life ends: who ends it is done, and whoever else holds something has it no more."""
        if self.inherits:
            self._take_over(event.office, at)
        finisher = self.legs.pop(event.office, None)
        if finisher is not None:
            self.last = tuple(self._reached(finisher, at, closing=True))
            self._close(finisher, at)
        if event.action is Action.FINISH:
            beside = self.holding.open_beside(event.office)
            self.left_open = tuple(
                (office, self.progress.names(self.legs[office].work.places)) for office in beside
            )
        if finisher is None:
            self.last = tuple(self._cut(leg, at) for leg in list(self.legs.values()))
        self.drop_all(at)
        if event.action is Action.FINISH:
            self.skipped = self._skipped()
        self.legs.clear()
        self.questions.clear()
        self.holding = Holding(ended=True)

    def _reopen(self, event: Reopened, ended: datetime, at: datetime) -> None:
        """It is handled once more, from the beginning or from its end on; the time between is nobody's."""
        self.waiting, self.left_open, self.skipped = 0, (), ()
        if event.clock is ReopeningRule.RESTART:
            self.progress.spent.clear()
            self.cut_off(at)
            self.last = ()
            return
        between_lives = Piece(event.office, self.cover.calendar, self.last, ended, at)
        between_lives.waited = between(self.cover.calendar, ended, at)
        self.pieces.append(between_lives)
        self.last = (between_lives,)

    def _skipped(self) -> tuple[str, ...]:
        """The steps that were passed over; what takes no time, or has a clock of its own, leaves no trace."""
        progress = self.progress
        if not progress.done or not self.whole:
            return ()
        steps = [progress.steps[place] for place in progress.ahead()]
        return tuple(
            step.name
            for step in steps
            if step.office and not step.own_clock and (step.limit is None or step.limit.amount)
        )

    def drop_all(self, at: datetime | None) -> None:
        """Close what is open."""
        for leg in self.legs.values():
            self._close(leg, at)
        for leg in self.questions:
            self._end_question(leg, at)

    def at_work(self) -> tuple[tuple[str, tuple[int, ...], int | None], ...]:
        """For each office that holds a part: the steps it is at, and what is left of their budget."""
        return tuple(
            (leg.office, leg.work.places, None if leg.work.budget is None else leg.work.budget - leg.held)
            for leg in self.legs.values()
        )

    def outside(self) -> tuple[str, ...]:
        """The steps at work during which the clock stands still, by name."""
        steps = self.progress.steps
        places = [place for leg in self.legs.values() for place in leg.work.places]
        return tuple(steps[place].name for place in places if not steps[place].counts)

    # Successors -------------------------------------------------------------------------------------------

    def successions(self, since: datetime, until: datetime) -> list[datetime]:
        """The moments up to *until* at which parts came to a successor."""
        days: set[date] = set()
        for office, part in self.holding.parts.items():
            day = self._succeeded_on(office, part.since, until.date())
            while day is not None:
                days.add(day)
                (heir,) = self.cover.heirs(office, day, part.since)
                day = self._succeeded_on(heir, day, until.date())
        moments = [datetime.combine(day, time()) for day in sorted(days)]
        return [moment for moment in moments if since < moment <= until]

    def _succeeded_on(self, office: str, since: date, until: date) -> date | None:
        """The first day on which one other office does the work of *office*."""

        def is_gone(day: date) -> bool:
            heirs = self.cover.heirs(office, day, since)
            return office not in heirs

        if since >= until or not is_gone(until):
            return None
        low, high = since, until
        while high - low > _DAY:
            middle = low + (high - low) // 2
            low, high = (low, middle) if is_gone(middle) else (middle, high)
        return high if len(self.cover.heirs(office, high, since)) == 1 else None

    def _name_offices(self, event: Event | None, day: date) -> None:
        """The steps of an office that has a successor are the successor's from its day on."""
        self.received = self.received or day
        receivers = event.receivers if isinstance(event, Transferred) else ()
        actors = receivers if event is None else (*receivers, event.office)
        self.progress.give(self.cover.offices_on(self.of_route, day, self.received, actors))

    def _take_over(self, actor: str, at: datetime) -> None:
        """Successors go on with what offices held; of several, the one that acts."""
        self.holding = self.holding.inherited(actor, at.date(), self.cover)
        for move in self.holding.moves:
            self._inherit(self.legs[move.giver or ""], move.takers[0], at)

    def succeed(self, at: datetime) -> None:
        """Let successors take over that do so at the beginning of a day."""
        self._name_offices(None, at.date())
        self._take_over("", at)
        self.holding = self.holding.rested()
        self._release(at)


def walk(
    events: Sequence[Event],
    cover: Cover,
    rules: Rules,
    now: datetime | None = None,
    *,
    due: datetime | None = None,
    begins: datetime | None = None,
) -> Course:
    """The course of a dossier up to its end, its last event or *now*.

    Args:
        events: What happened.
        cover: Of whose dossier.
        rules: The rules it follows.
        now: The moment up to which open legs count.
        due: The due moment, after which time is booked apart.
        begins: The moment at which another dossier gave the result that this one needs: before, all wait.
    """
    events = with_silence(events, cover, now)
    steps = _Walk(cover, rules, due)
    watched = not steps.progress.route.all_count
    turns: list[tuple[int, tuple[str, ...]]] = []
    outside: tuple[str, ...] = ()
    begun, steps.holding, steps.whole = known_from(events)
    for place in range(begun, len(events)):
        event = events[place]
        at = event.at if event.at.tzinfo is None else cover.calendar.local_time(event.at)
        if begins is not None and place == begun:
            steps.waiting = int(at < begins)
        if begins is not None and steps.now is not None and steps.now < begins <= at:
            steps.move_on(begins)
            steps.waiting -= 1
            steps.cut_off(begins)
        steps.move_on(at)
        steps.take_in(event, at)
        if steps.ended is not None:
            outside = ()
        elif watched and bool(outside) is not bool(steps.outside()):
            outside = steps.outside()
            turns.append((place, outside))
    if steps.ended is not None:
        return _course(steps, turns)
    if now is not None:
        steps.move_on(now)
    at_work = steps.at_work()
    ahead = steps.progress.ahead() if steps.whole else ()
    steps.drop_all(None)
    return attrs.evolve(_course(steps, turns), at_work=at_work, ahead=ahead)


def _course(steps: _Walk, turns: Sequence[tuple[int, tuple[str, ...]]]) -> Course:
    return Course(
        tuple(sorted(steps.done, key=attrgetter("started"))),
        tuple(steps.pieces),
        steps.last,
        tuple(turns),
        left_open=steps.left_open,
        skipped=steps.skipped,
    )
