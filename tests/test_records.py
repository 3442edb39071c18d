"""Plain data to values: a table is read by the fields of its class, and every problem has its place."""

from datetime import date

import attrs
import pytest
from hypothesis import given, strategies as st

from thutuc import Level, Office, Procedure, Step, TimeLimit, Unit, WorkCalendar
from thutuc.errors import InvalidTypeError
from thutuc.law import LegalSource, Verification
from thutuc.offices import Succession
from thutuc.procedures import ChannelOffer, ClockPolicy, Transition
from thutuc.quality import CriteriaSet, LetterRule
from thutuc.records.described import RecordFile

PROCEDURES = (Procedure, Step, ChannelOffer, ClockPolicy, Transition)
KINDS = (*PROCEDURES, Office, Succession, LegalSource, WorkCalendar, CriteriaSet, LetterRule)
CODE = LegalSource("Bộ luật Dân sự 91/2015/QH13", "Điều 147", date(2015, 11, 24), Verification.TEXT)


def names_of(kind):
    return [field.name for field in attrs.fields(kind) if field.init and not field.name.startswith("_")]


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(allow_nan=True)
    | st.sampled_from(["", "a", "05 ngày", "commune", "restart", "1.004222", "mon-fri", "V"])
    | st.dates()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(sorted({name for kind in KINDS for name in names_of(kind)})),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_stands_there_is_a_value_or_a_problem(kind, data):
    """A table of anything under the names of a class makes a value of it or is reported, and nothing else."""
    table = data.draw(st.dictionaries(st.sampled_from(names_of(kind)), plain))
    file = RecordFile("tệp", named={LegalSource: ("source", {"blds": CODE})})
    made = file.value(kind, "entry", table)
    assert (made is None) is bool(file.problems)
    assert made is None or type(made) is kind
    assert all(problem.startswith("tệp: entry") for problem in file.problems)


def test_every_problem_is_told_with_its_field_at_once():
    """What is unknown, missing, of another kind or refused by its field, at any depth, is one line each."""
    file = RecordFile("tệp")
    table = {
        "code": 3,
        "colour": "đỏ",
        "steps": [{"name": "ký", "own_clock": 1}, 5],
        "policy": {"on_payment": "stop"},
        "sets": -1,
        "valid_from": "2026-01-01",
    }
    assert file.value(Procedure, "procedure 1", table) is None
    assert [problem.removeprefix("tệp: procedure 1, ").partition(":")[0] for problem in file.problems] == [
        "field colour",
        "field name",
        "field code",
        "steps 1 (ký), field office",
        "steps 1 (ký), field own_clock",
        "steps, number 2 must be a table, not 5",
        "policy, field on_payment",
        "field sets",
        "field valid_from",
    ]


def test_text_is_read_by_the_class_that_can():
    """A limit stands as official texts write it, wherever the annotation says limit."""
    made = RecordFile("tệp").value(Step, "step", {"name": "ký", "office": "A", "limit": "0,5 ngày làm việc"})
    assert made == Step("ký", "A", TimeLimit(0.5, Unit.WORKING_DAY))


def test_what_is_cited_by_name():
    """A source is named, named with what differs, or written out; its document is what its name says."""
    file = RecordFile("tệp")
    file.read_named(
        LegalSource, {"sources": {"a": {"document": "Luật A", "verification": "V"}}}, "sources", "source"
    )
    of = {"code": "A", "name": "UBND xã A", "level": "commune"}
    named, changed, written = (
        file.value(Office, "office A", {**of, "source": source}).source
        for source in ("a", {"name": "a", "provision": "Điều 1"}, {"document": "Luật A"})
    )
    assert named == LegalSource("Luật A", verification=Verification.TEXT)
    assert changed == attrs.evolve(named, provision="Điều 1")
    assert written == LegalSource("Luật A")
    assert file.value(Office, "office A", {**of, "source": {"name": "a", "document": "Luật B"}}) is None
    assert file.value(Office, "office A", {**of, "source": "b"}) is None
    assert [problem.partition("office A, ")[2] for problem in file.problems] == [
        "source, field document: unknown; known are provision, issued, verification",
        "field source: no source is called 'b'; known are a",
    ]


def test_what_a_file_may_leave_out_and_add():
    """A file may give a field a value where its tables are silent, and say what is no field of the class."""
    file = RecordFile("tệp", defaults={Step: {"office": ""}}, asides={Step: {"is_own": bool}})
    assert file.value(Step, "step", {"name": "ký", "is_own": True}) == Step("ký", "")
    assert file.value(Step, "step", {"name": "ký", "is_own": 1}) is None
    assert file.problems == ["tệp: step, field is_own: this must be a bool, not 1"]


def test_a_record_is_a_table():
    """What is no mapping describes nothing."""
    with pytest.raises(InvalidTypeError, match="must be a table"):
        RecordFile("tệp").value(Office, "office", [Level.COMMUNE])
