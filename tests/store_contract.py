"""What every store of dossiers promises, whatever the database."""

import threading
from datetime import datetime, timedelta

import attrs
import pytest

from stored_dossiers import CALENDAR, dossier
from thutuc import Dossier, events as e, vietnam_calendar
from thutuc.errors import EventError


def comes_back_as_it_was(store, conflict):  # noqa: ARG001 - as all facts are called
    """Dossiers come back equal, one by one and all together, one without events too."""
    kept = [dossier(number, done=number % 11) for number in range(40)]
    store.add(*kept)
    assert list(store.all()) == sorted(kept, key=lambda one: one.code)
    assert [store.load(one.code) for one in kept] == [(one, len(one.events)) for one in kept]


def appends(store, conflict):  # noqa: ARG001
    """What happens is appended and read again; what cannot happen is refused and not written."""
    kept = dossier(2, done=2)
    store.add(kept)
    handed = e.Transferred(at=kept.events[-1].at + timedelta(hours=1), office="MC", to="TN")
    after = store.append(kept.code, handed, version=2)
    assert after == kept.record(handed)
    assert store.load(kept.code) == (after, 3)
    with pytest.raises(EventError):
        store.append(kept.code, attrs.evolve(handed, office="XX"), version=3)
    assert store.load(kept.code) == (after, 3)


def takes_what_is_told_late(store, conflict):  # noqa: ARG001
    """An event told late is written last and read in its place."""
    kept = dossier(4, done=10)
    store.add(kept)
    late = e.Adjusted(at=kept.events[4].at - timedelta(minutes=1), office="TN", told_at=datetime(2026, 6, 1))
    after = store.append(kept.code, late, version=len(kept.events))
    assert after == kept.insert(late)
    assert store.load(kept.code)[0] == after
    assert store.load(kept.code)[0].known_at(datetime(2026, 5, 31)) == kept


def takes_together_what_stands_only_together(store, conflict):
    """A request and its answer that were missed both are written in one go; either alone is refused."""
    kept = dossier(4, done=10)
    store.add(kept)
    store.add()
    asked = e.SupplementRequested(at=kept.events[4].at + timedelta(minutes=1), office="TN", id="hỏi")
    given = e.Supplemented(at=asked.at + timedelta(minutes=1), office="TN", id="đáp")
    for alone in (asked, given):
        with pytest.raises(EventError):
            store.append(kept.code, alone, version=len(kept.events))
    after = store.append(kept.code, given, asked, version=len(kept.events))
    assert after == kept.insert(asked, given)
    assert store.load(kept.code) == (after, len(kept.events) + 2)
    assert store.append(kept.code, asked, given, version=1) == after
    with pytest.raises(conflict):
        store.append(kept.code, asked, attrs.evolve(given, id="khác"), version=1)
    assert store.load(kept.code) == (after, len(kept.events) + 2)


def tells_a_message_once(store, conflict):  # noqa: ARG001
    """A message that comes twice is written once, whichever version its sender knew."""
    kept = dossier(2, done=2)
    store.add(kept)
    handed = e.Transferred(at=kept.events[-1].at + timedelta(hours=1), office="MC", to="TN", id="7")
    after = store.append(kept.code, handed, version=2)
    assert store.append(kept.code, handed, version=2) == after
    assert store.load(kept.code) == (after, 3)


def refuses_who_comes_second(store, conflict):
    """Who decides on an older version is told so, and nothing is written."""
    kept = dossier(2, done=2)
    store.add(kept)
    at = kept.events[-1].at + timedelta(hours=1)
    after = store.append(kept.code, e.Transferred(at=at, office="MC", to="TN"), version=2)
    # Also if what was decided on the older version could not happen any more.
    for office in ("TN", "MC"):
        other = e.Transferred(at=at + timedelta(hours=1), office=office, to="CA")
        with pytest.raises(conflict):
            store.append(kept.code, other, version=2)
    with pytest.raises(conflict):
        store.add(dossier(3, done=1), kept)
    assert list(store.all()) == [after]
    with pytest.raises(KeyError):
        store.load("không có")


def many_at_once(store, conflict):
    """Of several that write to one version at one time just one is heard."""
    kept = dossier(2, done=4)
    store.add(kept)
    at, heard, told = kept.events[-1].at + timedelta(hours=1), [], []
    start = threading.Barrier(6)

    def write(number):
        note = e.Adjusted(at=at + timedelta(minutes=number), office="TN")
        start.wait()
        try:
            heard.append(store.append(kept.code, note, version=4))
        except conflict as error:
            told.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(heard), len(told)) == (1, 5)
    assert store.load(kept.code) == (heard[0], 5)


def keeps_its_calendars(store, fresh):
    """A dossier on a calendar that nobody gives any more is read by a *fresh* store, and counts as it did."""
    kept = dossier(2, done=2)
    old, own = (
        vietnam_calendar(days_off=[kept.received_at.date() + timedelta(days=n) for n in range(1, last)])
        for last in (4, 5)
    )
    kept = Dossier.replay("cũ", kept.procedure, old, kept.events, calendars={"TN": own})
    store.add(kept, dossier(3))
    again, _ = fresh().load("cũ")
    assert again == kept
    assert again.deadline == kept.deadline
    assert again.deadline.due_on > kept.on_calendar(CALENDAR).deadline.due_on


FACTS = (
    comes_back_as_it_was,
    appends,
    takes_what_is_told_late,
    takes_together_what_stands_only_together,
    tells_a_message_once,
    refuses_who_comes_second,
    many_at_once,
)
