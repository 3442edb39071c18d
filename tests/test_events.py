"""What can happen to a dossier: the classes of events and what they refuse."""

import pickle
import unicodedata
from datetime import date, datetime, timedelta, timezone

import attrs
import pytest

from lives import KINDS
from thutuc import TimeLimit, Unit, events
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.statuses import Action, Status

AT = datetime(2026, 3, 2, 9, 0)
VIETNAM = timezone(timedelta(hours=7))
NEEDS = {
    "Transferred": {"to": "B"},
    "OpinionAsked": {"of": "Q"},
    "PartFinished": {"result": "Giấy khai sinh"},
    "Extended": {"by": TimeLimit(3, Unit.WORKING_DAY)},
    "LimitChanged": {"limit": TimeLimit(6, Unit.WORKING_DAY)},
    "SnapshotTaken": {"status": Status.PROCESSING},
    "Reopened": {"order": events.Order.COURT},
}
each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)


def make(kind, **more):
    return kind(**{"at": AT, "office": "A"} | NEEDS.get(kind.__name__, {}) | more)


def test_one_class_for_each_action():
    """Every action is carried out by exactly one class, and every class of the module is exported."""
    exported = {getattr(events, name) for name in events.__all__} - {events.Event, events.for_action}
    assert exported == set(KINDS.values())
    assert sorted(kind.action for kind in exported) == sorted(Action)


@each_kind
def test_event_is_a_value(kind):
    """An event is equal to its like, hashes, pickles, cannot be changed, and is made by keyword."""
    event = make(kind, officer="Nguyễn Văn A", ground="lý do", id="1", dossier="X")
    assert event == make(kind, officer="Nguyễn Văn A", ground="lý do", id="1", dossier="X")
    assert event != make(kind)
    assert pickle.loads(pickle.dumps(event)) == event  # noqa: S301 - our own bytes
    assert len({event, make(kind)}) == 2
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.at = AT
    with pytest.raises(TypeError):
        kind(AT, "A")


@each_kind
@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("at", date(2026, 3, 2), InvalidTypeError),
        ("at", "2026-03-02", InvalidTypeError),
        ("at", None, InvalidTypeError),
        ("office", 7, InvalidTypeError),
        ("office", None, InvalidTypeError),
        ("office", " ", InvalidValueError),
        ("officer", 7, InvalidTypeError),
        ("ground", ["lý do"], InvalidTypeError),
        ("id", 7, InvalidTypeError),
        ("id", "", InvalidValueError),
        ("dossier", 7, InvalidTypeError),
    ],
)
def test_bad_field(kind, field, value, error):
    """What every event has is checked in every kind; the message names the kind and the field."""
    with pytest.raises(error) as caught:
        make(kind, **{field: value})
    assert isinstance(caught.value, ThutucError)
    personal = field in {"officer", "ground"} and error is InvalidTypeError
    assert caught.value.given == (type(value) if personal else value)
    assert str(caught.value).startswith(f"{kind.__name__}: {field} ")


class NotATime(datetime):
    """Stands for a missing moment, as NaT does in pandas: equal to nothing, itself included."""

    def __eq__(self, other):
        return False

    def __ne__(self, other):
        return True

    __hash__ = datetime.__hash__


def test_missing_moment():
    """A missing moment is no moment."""
    with pytest.raises(InvalidTypeError):
        events.Accepted(at=NotATime(2026, 1, 1), office="A")


def test_event_itself():
    """`Event` alone says nothing of what happened."""
    with pytest.raises(InvalidTypeError, match="use one of its kinds"):
        events.Event(at=AT, office="A")


@pytest.mark.parametrize(
    ("kind", "more", "error"),
    [
        ("Accepted", {"clock_starts_at": date(2026, 3, 3)}, InvalidTypeError),
        ("Accepted", {"clock_starts_at": AT - timedelta(minutes=1)}, InvalidValueError),
        ("SupplementRequested", {"documents": 3}, InvalidTypeError),
        ("SupplementRequested", {"documents": ["đơn", 3]}, InvalidTypeError),
        ("SupplementRequested", {"documents": ["đơn", ""]}, InvalidValueError),
        ("Assigned", {"to": 3}, InvalidTypeError),
        ("Transferred", {"to": None}, InvalidTypeError),
        ("Transferred", {"to": ()}, InvalidValueError),
        ("Transferred", {"to": ""}, InvalidValueError),
        ("Transferred", {"to": ("B", "B")}, InvalidValueError),
        ("Transferred", {"to": ("B", 3)}, InvalidTypeError),
        ("Transferred", {"step": 3}, InvalidTypeError),
        ("OpinionAsked", {"of": ""}, InvalidValueError),
        ("OpinionAsked", {"answer_by": "10/03/2026"}, InvalidTypeError),
        ("PaymentRequested", {"amount": True}, InvalidTypeError),
        ("PaymentRequested", {"amount": 1.5}, InvalidTypeError),
        ("PaymentRequested", {"amount": float("nan")}, InvalidTypeError),
        ("PaymentRequested", {"amount": -1}, InvalidValueError),
        ("Extended", {"by": 3}, InvalidTypeError),
        ("Extended", {"by": TimeLimit(0, Unit.WORKING_DAY)}, InvalidValueError),
        ("Extended", {"apology": "có"}, InvalidTypeError),
        ("Finished", {"granted": "có"}, InvalidTypeError),
        ("Finished", {"granted": 1}, InvalidTypeError),
        ("Corrected", {"reported_at": date(2026, 3, 3)}, InvalidTypeError),
        ("Corrected", {"reported_at": AT + timedelta(minutes=1)}, InvalidValueError),
    ],
)
def test_bad_detail(kind, more, error):
    """What a kind of its own needs is checked when the event is made."""
    with pytest.raises(error) as caught:
        make(getattr(events, kind), **more)
    assert isinstance(caught.value, ThutucError)


def test_moments_of_two_kinds():
    """One naive and one aware moment are taken as they are: only a calendar can tell which comes first."""
    starts = datetime(2026, 3, 3, 9, 0, tzinfo=VIETNAM)
    assert make(events.Accepted, clock_starts_at=starts).clock_starts_at == starts
    assert make(events.Corrected, reported_at=starts).reported_at == starts


def test_text_is_composed():
    """Text is kept as NFC, so that an office is found however its name was typed."""
    typed, kept = (unicodedata.normalize(form, "Phòng Tư pháp") for form in ("NFD", "NFC"))
    event = make(events.Transferred, office=typed, officer=typed, ground=typed, id=typed, to=(typed, "B"))
    assert (event.office, event.officer, event.ground, event.id) == (kept,) * 4
    assert event.receivers == (kept, "B")
    assert make(events.Transferred, to=typed).receivers == (kept,)
    assert make(events.SupplementRequested, documents=[typed]).documents == (kept,)
    assert make(events.OpinionAsked, of=typed).of == kept


def test_one_document():
    """One document or receiver can be given without a tuple, several as any iterable."""
    assert make(events.SupplementRequested, documents="đơn").documents == ("đơn",)
    assert make(events.Transferred, to=["B", "C"]).receivers == ("B", "C")
