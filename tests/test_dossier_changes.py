"""A dossier told late, under another procedure or calendar, and event by event; what stays personal."""

import pickle
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from lives import CALENDAR, KINDS, Life
from thutuc import Dossier, PeriodReport, Procedure, Status, Step, TimeLimit, Unit, WorkCalendar, events as e
from thutuc.deadlines import Clock
from thutuc.dossiers import moved
from thutuc.errors import EventError, InvalidTypeError, InvalidValueError
from thutuc.procedures import Channel, ChannelOffer, ProcedureCase
from thutuc.statuses import Action

FIVE = Procedure("1.000001", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))


def at(day, hour=9, minute=0):
    return datetime(2026, 3, day, hour, minute)


def dossier(*happened, procedure=FIVE, calendar=CALENDAR, **more):
    return Dossier.replay("X", procedure, calendar, happened, **more)


ACCEPTED = e.Accepted(at=at(2), office="A")


def random_life(data, steps=(0, 1, 240, 1440, 4320)):
    """A dossier with a random legal life, as `lives` draws it."""
    life, now = Life(), datetime(2026, 1, 5, 8)
    found = life.dossier()
    for i in range(data.draw(st.integers(0, 12))):
        legal = life.legal()
        if not legal:
            break
        now += timedelta(minutes=data.draw(st.sampled_from(steps)))
        action = data.draw(st.sampled_from(legal))
        event = life.event(action, now, i, id=f"e{i}")
        found = found.record(event)
        life.happen(event)
    return found


# Told late -------------------------------------------------------------------------------------------------


def test_insert_moves_the_deadline():
    """A delay announced in time and told late moves the due day as if it had been told at once."""
    done = e.Finished(at=at(10), office="A")
    late = e.Extended(at=at(6), office="A", by=TimeLimit(2, Unit.WORKING_DAY))
    found = dossier(ACCEPTED, done)
    assert found.deadline.due_on == date(2026, 3, 9)
    told = found.insert(late)
    assert told == dossier(ACCEPTED, late, done)
    assert told.deadline.due_on == date(2026, 3, 11)
    assert found.events == (ACCEPTED, done)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_insert_is_as_if_told_in_time(data):
    """What is taken out of a life that stands and told late again stands in its place again."""
    found = random_life(data)
    if not found.events:
        return
    place = data.draw(st.integers(0, len(found.events) - 1))
    late, rest = found.events[place], [*found.events[:place], *found.events[place + 1 :]]
    try:
        without = Dossier.replay(found.code, found.procedure, found.calendar, rest)
    except EventError:
        return
    # It comes after all that is recorded for its moment.
    order = sorted([*rest, late], key=lambda event: (event.at, event is late))
    try:
        expected = Dossier.replay(found.code, found.procedure, found.calendar, order)
    except EventError:
        with pytest.raises(EventError) as caught:
            without.insert(late)
        assert caught.value.event == late
    else:
        assert without.insert(late) == expected
        assert without.insert(late).insert(late) == expected
    assert without.events == tuple(rest)


def test_insert_at_the_end():
    """An event that is not late at all is recorded as any other."""
    event = e.Finished(at=at(4), office="A")
    assert dossier(ACCEPTED).insert(event) == dossier(ACCEPTED, event)
    assert dossier().insert(ACCEPTED) == dossier(ACCEPTED)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (e.Finished(at=at(4), office="A"), ["Finished", "inserted", "then Transferred", "FINISHED"]),
        (e.Paid(at=at(4), office="A"), ["Paid", "recorded", "pay is not allowed: its status is ACCEPTED"]),
        (e.Accepted(at=at(1), office="A"), ["inserted", "then Accepted", "accept is not allowed"]),
        (e.Submitted(at=at(4), office="A"), ["submit is not allowed"]),
        (e.Adjusted(at=at(4), office="A", dossier="Y"), ["belongs to dossier 'Y'"]),
        (e.Resumed(at=at(4), office="A"), ["not paused"]),
        (e.Adjusted(at=at(4), office="A", id="t"), ["the id 't' belongs to another event"]),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, e.Event) else "",
)
def test_insert_refused(event, words):
    """What cannot stand, or after which the rest cannot stand, is refused with the dossier unchanged."""
    found = dossier(
        ACCEPTED, e.Transferred(at=at(5), office="A", to="B", id="t"), e.Finished(at=at(9), office="B")
    )
    before = found.events, found.status
    with pytest.raises(EventError) as caught:
        found.insert(event)
    assert (found.events, found.status) == before
    assert caught.value.event == event
    assert caught.value.why in str(caught.value)
    assert all(word in str(caught.value) for word in words)
    assert pickle.loads(pickle.dumps(caught.value)).why == caught.value.why  # noqa: S301 - our own bytes


def test_what_stands_only_together_is_told_together():
    """A request and its answer, missed both, are told in one call, in any order; each alone is refused."""
    kept = dossier(ACCEPTED, e.Finished(at=at(9), office="A"))
    asked = e.SupplementRequested(at=at(4), office="A", id="7")
    given = e.Supplemented(at=at(6), office="A")
    for alone, words in ((asked, "then Finished at 2026-03-09 09:00:00 could not"), (given, "not allowed")):
        with pytest.raises(EventError, match=words) as caught:
            kept.insert(alone)
        assert caught.value.event == alone
    expected = dossier(ACCEPTED, asked, given, kept.events[-1])
    for told in ((asked, given), (given, asked)):
        assert kept.insert(*told) == expected
    assert expected.insert(asked) is expected
    assert kept.insert(asked, given, asked) == expected
    # Of several, the one is named after which the rest cannot follow, or which cannot stand itself.
    withdrawn = e.WithdrawalRequested(at=at(7), office="A")
    for told, named in (((asked, given, withdrawn), withdrawn), ((withdrawn, given), given)):
        with pytest.raises(EventError) as caught:
            kept.insert(*told)
        assert caught.value.event == named
    with pytest.raises(InvalidTypeError):
        kept.insert(asked, None)
    with pytest.raises(EventError, match="in the future"):
        kept.insert(asked, given, now=at(5))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_part_of_a_life_may_be_told_late_and_together(data):
    """Whatever is taken out of a life, if the rest stands, is told late in one call and gives that life."""
    found = random_life(data)
    late = [event for event in found.events if data.draw(st.booleans())]
    try:
        without = Dossier.replay(
            found.code, found.procedure, found.calendar, [one for one in found.events if one not in late]
        )
    except EventError:
        return
    order = sorted((*without.events, *late), key=lambda event: event.at)
    if late and order == list(found.events):
        told = data.draw(st.permutations(late))
        # What happened at one moment is told in its order.
        told.sort(key=lambda event: (event.at, found.events.index(event)))
        assert without.insert(*told) == found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_life_told_in_any_order_is_that_life(data):
    """Told in any order, each event as soon as it can stand, a life is the life, with all that follows."""
    found = random_life(data, steps=(1, 240, 1440, 4320))
    waiting = list(data.draw(st.permutations(found.events)))
    told = Dossier(found.code, found.procedure, found.calendar)
    while waiting:
        refused = []
        for event in waiting:
            try:
                told = told.insert(event)
            except EventError:
                refused.append(event)
        if len(refused) == len(waiting):
            # The rest stands only together.
            told, refused = told.insert(*refused), []
        waiting = refused
    assert told == found
    assert (told.clock, told.legs, told.timeline) == (found.clock, found.legs, found.timeline)
    assert (told.breaches, told.holders, told.results) == (found.breaches, found.holders, found.results)
    january = date(2026, 1, 1), date(2026, 2, 1)
    assert PeriodReport.of([told], *january) == PeriodReport.of([found], *january)
    if found.deadline is not None:
        assert told.receipt() == found.receipt()


def test_insert_of_what_is_no_event():
    """What is no event, or lies in the future, is refused."""
    with pytest.raises(InvalidTypeError):
        dossier(ACCEPTED).insert("Accepted")
    with pytest.raises(EventError, match="in the future"):
        dossier(ACCEPTED).insert(e.Adjusted(at=at(4), office="A"), now=at(3))


def test_insert_keeps_the_spelling():
    """What is told late is written as what is recorded already."""
    found = dossier(ACCEPTED, e.Finished(at=at(9), office="phòng"))
    told = found.insert(e.Transferred(at=at(3), office="A", to="Phòng"))
    assert [event.office for event in told.events] == ["A", "A", "phòng"]


# Another procedure -----------------------------------------------------------------------------------------


def test_on_procedure():
    """The same events under another version follow its limit and steps; the dossier is unchanged."""
    found = dossier(ACCEPTED, e.Finished(at=at(6), office="b"))
    other = Procedure(
        "1.000001",
        "khác",
        TimeLimit(3, Unit.WORKING_DAY),
        steps=[Step("x", "B", TimeLimit(1, Unit.WORKING_DAY))],
    )
    moved_over = found.on_procedure(other)
    assert moved_over == dossier(ACCEPTED, e.Finished(at=at(6), office="B"), procedure=other)
    assert (moved_over.deadline.due_on, found.deadline.due_on) == (date(2026, 3, 5), date(2026, 3, 9))
    assert [one.rule for one in moved_over.breaches] == ["result-late"]
    assert found.on_procedure(FIVE) == found


def test_on_procedure_refused():
    """What is no procedure, or does not know the dossier's case, is refused."""
    cases = Procedure("1.000001", "ví dụ", cases=[ProcedureCase("phức tạp", TimeLimit(9, Unit.DAY))])
    found = dossier(ACCEPTED, procedure=cases, case=" phức  tạp")
    assert found.cover.case == "phức tạp"
    with pytest.raises(InvalidValueError, match="no case called 'phức tạp'"):
        found.on_procedure(FIVE)
    with pytest.raises(InvalidTypeError):
        found.on_procedure("1.000001")


# Another calendar ------------------------------------------------------------------------------------------

NEW = attrs.evolve(CALENDAR, days_off=(*CALENDAR.days_off, *WorkCalendar(
    CALENDAR.first, CALENDAR.last, days_off=[date(2026, 3, 5)]).days_off))  # fmt: skip
KNOWN = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("known_from", "ended", "is_moved"),
    [
        (KNOWN, None, True),
        (KNOWN, at(4), False),
        (KNOWN, at(4, 23, 59), False),
        # The day on which it became known is not before it.
        (KNOWN, at(5, 0), True),
        (KNOWN, at(9), True),
        (at(5, 12), at(5, 11), False),
        (at(5, 12), at(5, 12), True),
        (datetime(2026, 3, 5, 5, tzinfo=UTC), at(5, 11, 59), False),
        (datetime(2026, 3, 5, 5, tzinfo=UTC), at(5, 12), True),
    ],
)
@pytest.mark.parametrize("kind", [e.Finished, e.Stopped])
def test_settled_is_settled(known_from, ended, is_moved, kind):
    """A calendar moves what was open when it became known, not what was finished or stopped before."""
    found = dossier(ACCEPTED, *([] if ended is None else [kind(at=ended, office="A")]))
    again = found.on_calendar(NEW, known_from=known_from)
    assert again.deadline.due_on == date(2026, 3, 10 if is_moved else 9)
    assert again == (found.on_calendar(NEW) if is_moved else found)
    assert found.is_settled_before(known_from) is not is_moved
    assert len(moved([found], CALENDAR, NEW, known_from=known_from)) == is_moved


def test_settled_stays_in_time():
    """A result that was in time stays in time, though the calendar of today would make it late."""
    back = WorkCalendar(CALENDAR.first, CALENDAR.last, make_up_days=[date(2026, 3, 7)])
    found = dossier(ACCEPTED, e.Finished(at=at(9, 10), office="A"), e.Returned(at=at(20), office="A"))
    assert found.on_calendar(back).deadline.is_late(found.finished_at)
    settled = found.on_calendar(back, known_from=date(2026, 3, 10))
    assert not settled.deadline.is_late(settled.finished_at)
    assert settled.breaches == found.breaches == ()
    assert moved([found], CALENDAR, back, known_from=date(2026, 3, 10)) == ()
    # Known before it was finished, though the dossier is closed today: it moved then.
    (one,) = moved([found], CALENDAR, back, known_from=date(2026, 3, 6))
    assert (one.before.due_on.day, one.after.due_on.day) == (9, 7)


def test_never_open():
    """What was refused or never accepted has nothing to move."""
    refused = dossier(e.Refused(at=at(2), office="A"))
    assert refused.is_settled_before(date(2026, 3, 3))
    assert refused.on_calendar(NEW, known_from=KNOWN) is refused
    sent = dossier(e.Submitted(at=at(2), office="A"))
    assert not sent.is_settled_before(KNOWN)
    assert moved([refused, sent, dossier()], CALENDAR, NEW, known_from=KNOWN) == ()


def test_known_from_must_be_a_day():
    """When it became known is a day or a moment, and the calendar a calendar, settled or not."""
    found = dossier(ACCEPTED, e.Finished(at=at(4), office="A"))
    with pytest.raises(InvalidTypeError):
        found.on_calendar(NEW, known_from="2026-03-05")
    with pytest.raises(InvalidTypeError):
        found.on_calendar(None, known_from=KNOWN)


# Event by event --------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_timeline_is_what_was_known_then(data):
    """After each event stand the status and the deadline of a dossier with the events up to it."""
    found = random_life(data)
    prefixes = [
        Dossier.replay(found.code, found.procedure, found.calendar, found.events[: i + 1])
        for i in range(len(found.events))
    ]
    assert [(one.event, one.status, one.deadline) for one in found.timeline] == [
        (known.events[-1], known.status, known.deadline) for known in prefixes
    ]


@pytest.mark.parametrize("count", [10, 300])
def test_timeline_counts_each_change_once(monkeypatch, count):
    """However many events leave the clock alone, no clock is counted for them."""
    found = dossier(
        ACCEPTED,
        *(e.Assigned(at=at(3, 8, 0) + timedelta(minutes=i), office="A", to=f"{i}") for i in range(count)),
        e.Paused(at=at(4), office="A"),
        e.Resumed(at=at(5), office="A"),
    )
    clocks = []
    whole = Clock.__attrs_post_init__
    monkeypatch.setattr(Clock, "__attrs_post_init__", lambda clock: (clocks.append(1), whole(clock))[1])
    assert len(found.timeline) == count + 3
    assert len(clocks) <= 5


# What is personal ------------------------------------------------------------------------------------------

WHO, WHY = "Nguyễn Thị Hoa", "mẹ ốm nặng"
NEEDS = {
    "transfer": {"to": "B"},
    "ask-opinion": {"of": "Q"},
    "finish-part": {"result": "Giấy khai sinh"},
    "extend": {"by": TimeLimit(1, Unit.DAY)},
    "change-limit": {"limit": TimeLimit(6, Unit.DAY)},
    "take-snapshot": {"status": Status.SUBMITTED},
    "reopen": {"order": e.Order.COURT},
}


def shown(error):
    """All that an error tells: its text, its repr and the repr of every attribute."""
    return " ".join([str(error), repr(error), *map(repr, error.args), repr(vars(error))])


@pytest.mark.parametrize("action", sorted(KINDS))
def test_personal_stays_personal(action):
    """Officer and ground are in no repr, and an error that refuses the event does not keep them."""
    more = NEEDS.get(action, {})
    if action == "assign":
        more = {"to": WHO}
    event = KINDS[action](at=at(1), office="A", officer=WHO, ground=WHY, **more)
    assert (event.officer, event.ground) == (WHO, WHY)
    assert WHO not in repr(event)
    assert WHY not in repr(event)
    with pytest.raises(EventError) as caught:
        dossier(ACCEPTED).record(event)
    error = caught.value
    assert (error.event.officer, error.event.ground, error.event.action) == (None, None, event.action)
    assert not {WHO, WHY} & set(attrs.astuple(error.event, recurse=False))
    for words in (shown(error), shown(pickle.loads(pickle.dumps(error)))):  # noqa: S301 - our own bytes
        assert WHO not in words
        assert WHY not in words


@pytest.mark.parametrize("given", [[WHO], (WHO,), {WHO: 1}, WHO.encode()])
@pytest.mark.parametrize("field", ["officer", "ground"])
def test_personal_of_the_wrong_type(field, given):
    """What is of the wrong type is named by its type alone."""
    with pytest.raises(InvalidTypeError) as caught:
        e.Accepted(at=at(2), office="A", **{field: given})
    assert repr(given) not in shown(caught.value)
    assert type(given).__name__ in str(caught.value)


# The kind of an action; limits as text ---------------------------------------------------------------------


def test_for_action():
    """Every action has its kind of event, found by the action or its name."""
    assert {action: e.for_action(action) for action in Action} == {
        Action(name): kind for name, kind in KINDS.items()
    }
    assert e.for_action("accept") is e.Accepted
    with pytest.raises(InvalidValueError, match="known are submit, accept"):
        e.for_action("nhận")
    with pytest.raises(InvalidTypeError):
        e.for_action(Status.ACCEPTED)


@pytest.mark.parametrize(
    "make",
    [
        lambda text: Procedure("x", "y", text),
        lambda text: Procedure("x", "y", promise=text),
        lambda text: Step("a", "A", text),
        lambda text: ProcedureCase("a", text),
        lambda text: ProcedureCase("a", TimeLimit(1, Unit.DAY), promise=text),
        lambda text: ChannelOffer(Channel.ONLINE, text),
        lambda text: e.Extended(at=at(2), office="A", by=text),
    ],
)
def test_limit_given_as_text(make):
    """Where a limit is wanted and a text is given, the error says how the text is read."""
    with pytest.raises(InvalidTypeError) as caught:
        make("05 ngày")
    assert "TimeLimit.parse('05 ngày')" in str(caught.value)
    assert caught.value.given == "05 ngày"
    with pytest.raises(InvalidTypeError) as caught:
        make(5)
    assert "parse" not in str(caught.value)
