"""Random lives of dossiers against the model in `lives`."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lives import ACTIONS, CALENDAR, EDGES, KINDS, Life, due_of, minutes, worked_minutes
from thutuc import Dossier, Unit
from thutuc.errors import EventError
from thutuc.law import SupplementRule, WaitingRule
from thutuc.statuses import FINAL

START = datetime(2026, 1, 5, 8, 0)
UNITS = [(Unit.WORKING_DAY, 5), (Unit.WORKING_DAY, 1), (Unit.DAY, 15), (Unit.WORKING_HOUR, 20)]
gaps = st.sampled_from([0, 1, 45, 240, 480, 1440, 2880, 4320, 11000]).map(lambda n: timedelta(minutes=n))


def same(dossier, life):
    """Hold a dossier against what should be true of it."""
    assert (dossier.status.name if dossier.status else None) == life.status
    assert sorted(action.value for action in dossier.allowed_actions) == life.legal()
    # A dossier that ends while its clock stands still has stood still until then.
    ended = life.ended if life.still_since else None
    deadline = dossier.deadline_at(ended) if ended else dossier.deadline
    assert due_of(deadline, life.unit) == life.due(ended)
    assert dossier.received_at == life.received
    assert dossier.finished_at == life.ended
    assert dossier.is_open == (life.received is not None and life.ended is None)
    assert dossier.is_paused == ("pause" in life.causes)


def same_legs(dossier, life):
    """The pieces sum to the whole, and lie where the model has them."""
    own = [leg for leg in dossier.legs if not leg.consulted]
    if life.received is None:
        assert dossier.legs == ()
        return
    if not life.several:
        assert minutes(sum((leg.held for leg in own), timedelta())) == life.office_minutes
        assert minutes(sum((leg.waited for leg in own), timedelta())) == life.waited_minutes
        whole = worked_minutes(life.received, life.ended or life.last)
        assert life.office_minutes + life.waited_minutes + life.closed_minutes == whole


def same_lateness(dossier, life):
    """The shares of the offices sum to the lateness, which is the time from the due moment to the end."""
    lateness = dossier.lateness
    assert sum(lateness.shares.values(), timedelta()) == (lateness.total if lateness.shares else timedelta())
    late = dossier.deadline is not None and life.ended is not None and dossier.deadline.is_late(life.ended)
    if late:
        assert minutes(lateness.total) == worked_minutes(dossier.deadline.due_at, life.ended)
        # Late before the office opens, it is late by no working time, and nobody has a share of nothing.
        assert bool(lateness.shares) is bool(lateness.total)
    else:
        assert not lateness.total


def refused(dossier, event, **more):
    """Assert that an event is refused, says what is allowed, and leaves the dossier as it was."""
    before = dossier.events, dossier.status, dossier.allowed_actions
    with pytest.raises(EventError) as caught:
        dossier.record(event, **more)
    assert (dossier.events, dossier.status, dossier.allowed_actions) == before
    assert caught.value.allowed == tuple(action.value for action in dossier.allowed_actions)
    assert all(action in str(caught.value) for action in caught.value.allowed)
    assert caught.value.event is event
    assert caught.value.dossier == dossier.code


class Walk(RuleBasedStateMachine):
    """One life, step by step."""

    @initialize(
        unit=st.sampled_from(UNITS),
        on_supplement=st.sampled_from(SupplementRule),
        on_consultation=st.sampled_from(WaitingRule),
        on_payment=st.sampled_from(WaitingRule),
    )
    def begin(self, unit, on_supplement, on_consultation, on_payment):
        self.life = Life(*unit, on_supplement, on_consultation, on_payment)
        self.dossier, self.now, self.past = self.life.dossier(), START, []

    @precondition(lambda self: self.life.legal())
    @rule(data=st.data(), gap=gaps, pick=st.integers(0, 5))
    def step(self, data, gap, pick):
        self.now += gap
        # Ends come often enough at random; lives that go on tell more.
        legal = self.life.legal()
        going_on = [one for one in legal if one not in {"finish", "stop", "close", "refuse"}]
        ends = data.draw(st.integers(0, 9)) == 0
        action = data.draw(st.sampled_from(legal if ends or not going_on else going_on))
        event = self.life.event(action, self.now, pick, id=f"e{len(self.past)}")
        self.past.append((self.now, self.dossier))
        self.dossier = self.dossier.record(event, now=self.now)
        self.life.happen(event)

    @rule(data=st.data(), gap=gaps)
    def wrong_step(self, data, gap):
        illegal = sorted(set(ACTIONS) - set(self.life.legal()))
        event = self.life.event(data.draw(st.sampled_from(illegal)), self.now + gap)
        refused(self.dossier, event)

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def step_again(self, data):
        assert self.dossier.record(data.draw(st.sampled_from(self.dossier.events))) is self.dossier

    @precondition(lambda self: self.past and self.life.legal())
    @rule(data=st.data(), gap=gaps)
    def step_back(self, data, gap):
        action = data.draw(st.sampled_from(self.life.legal()))
        at = self.now - gap - timedelta(minutes=1)
        refused(self.dossier, self.life.event(action, at))
        refused(self.dossier, self.life.event(action, self.now, id="f"), now=at)

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def look_back(self, data):
        """The dossier as of a moment is the one that was recorded up to it."""
        place = data.draw(st.integers(0, len(self.dossier.events) - 1))
        at = self.dossier.events[place].at
        known = [event for event in self.dossier.events if event.at <= at]
        then = self.dossier.as_of(at)
        assert then.events == tuple(known)
        following = [dossier for moment, dossier in self.past if moment > at]
        assert then == (following[0] if following else self.dossier)
        assert self.dossier.as_of(at - timedelta(minutes=1)).events == tuple(e for e in known if e.at < at)

    @rule(gap=gaps)
    def look_ahead(self, gap):
        now = self.now + (timedelta() if self.life.ended else gap)
        if self.life.ended and self.life.ended < now:
            return
        assert due_of(self.dossier.deadline_at(now), self.life.unit) == self.life.due(now)

    @invariant()
    def as_the_model(self):
        same(self.dossier, self.life)
        same_legs(self.dossier, self.life)
        same_lateness(self.dossier, self.life)

    def teardown(self):
        """Replay gives what recording gave."""
        if not hasattr(self, "dossier"):
            return
        again = Dossier.replay(self.dossier.code, self.dossier.procedure, CALENDAR, iter(self.dossier.events))
        assert again == self.dossier
        same(again, self.life)
        timeline = again.timeline
        assert [entry.event for entry in timeline] == list(again.events)
        assert not timeline or timeline[-1].deadline == again.deadline


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


def every_state():
    """One life and its dossier for every situation that differs in what is allowed, found breadth first."""
    life = Life()
    found, front = {}, [(life, life.dossier())]
    while front:
        life, dossier = front.pop(0)
        situation = (life.accepted, life.status, life.back if life.status == "WITHDRAWAL_REQUESTED" else None)
        situation += ("pause" in life.causes, bool(life.asked), bool(life.parts))
        if situation in found:
            continue
        found[situation] = life, dossier
        for action in life.legal():
            for pick in (0, 2) if action == "transfer" else (0,):
                new = life.copy()
                event = new.event(action, (new.last or START) + timedelta(minutes=30), pick)
                new.happen(event)
                front.append((new, dossier.record(event)))
    return list(found.values())


def test_every_edge():
    """From every situation, every legal action is recorded and every other refused; no edge is left out."""
    visited = set()
    for life, dossier in every_state():
        same(dossier, life)
        at = (life.last or START) + timedelta(minutes=30)
        for action in ACTIONS:
            event = life.event(action, at)
            if action not in life.legal():
                refused(dossier, event)
                continue
            new = life.copy()
            new.happen(event)
            same(dossier.record(event), new)
            visited.add((life.accepted, life.status, action))
    assert visited == EDGES
    assert {*ACTIONS, "take-snapshot"} == set(KINDS)


def test_every_situation_has_an_end():
    """From every situation a random walk comes to an end in the law's sense, and nothing happens after it."""
    seeded = random.Random(3)
    for begun, recorded in every_state():
        life, dossier, steps = begun.copy(), recorded, 0
        while life.status not in {status.name for status in FINAL}:
            legal = [
                one
                for one in life.legal()
                if one not in {"correct", "reopen", "extend", "request-withdrawal"}
            ]
            event = life.event(seeded.choice(legal), life.last or START, steps, id=str(steps))
            life.happen(event)
            dossier, steps = dossier.record(event), steps + 1
            assert steps < 500
        assert set(life.legal()) <= {"correct", "reopen"}
        assert dossier.status.name == life.status
