"""Records by property: whatever happened to a dossier, a clock or a calendar comes back exactly."""

import json
import pickle
from random import Random

from hypothesis import given, strategies as st

from lives import lived, one_change
from strategies import MINUTE, fewer, plans
from thutuc import Clock, Convention, Dossier, TimeLimit, Unit, records
from thutuc.errors import CalendarRangeError, ClockError, InvalidTypeError, InvalidValueError


def as_json(value, **more):
    return json.loads(json.dumps(records.dump(value, **more), allow_nan=False))


def come_back(value, **known):
    """What is loaded from its records, those that refer and those that hold."""
    for again in (records.load(as_json(value, whole=True)), records.load(as_json(value), **known)):
        assert again == value
        assert hash(again) == hash(value)
        assert records.canonical(records.dump(again)) == records.canonical(records.dump(value))
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own


def test_dossiers_of_every_life_come_back():
    """With their events, deadline and status; an event alone is a record of its own."""
    rng, told = Random(14), 0
    for _ in range(60):
        dossier = lived(rng)
        come_back(dossier, calendars=[dossier.calendar], procedures=[dossier.procedure])
        again = records.load(as_json(dossier, whole=True))
        assert (again.deadline, again.status, again.timeline) == (
            dossier.deadline,
            dossier.status,
            dossier.timeline,
        )
        events = [records.load(as_json(event)) for event in dossier.events]
        assert Dossier.replay(dossier.code, dossier.procedure, dossier.calendar, events) == dossier
        told += len(events)
    assert told > 200


@fewer
@given(plan=plans(days=60), data=st.data())
def test_calendars_and_clocks_come_back(plan, data):
    """Any calendar with its hours, days off and closures; any clock on it, and its deadline."""
    calendar = plan.calendar()
    come_back(calendar)
    rng = Random(data.draw(st.integers(0, 10**9)))
    moments = [
        plan.midnight + minute * MINUTE for minute in sorted(rng.sample(range(len(plan.days) * 1440), 5))
    ]
    try:
        clock = Clock(
            TimeLimit(3, rng.choice(list(Unit))), moments[0], calendar, rng.choice(list(Convention))
        )
        for moment in moments[1:]:
            clock = one_change(rng, clock, moment)
    except (CalendarRangeError, ClockError, InvalidTypeError, InvalidValueError):
        return
    for value in (clock, clock.deadline, clock.original_deadline, *clock.history):
        come_back(value, calendars={calendar.fingerprint: calendar})
