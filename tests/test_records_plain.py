"""Values as plain data and back: exactly, for every kind, in any process; what is no record is refused."""

import copy
import importlib
import json
import os
import pickle
import subprocess
import sys
import tracemalloc
from contextlib import suppress
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from time import process_time

import attrs
import pytest
from floors import FLOORS
from hypothesis import given, strategies as st

import record_values as made
from thutuc import Dossier, ThutucError, TimeLimit, Unit, WorkCalendar, events, records
from thutuc.bounds import Bounds
from thutuc.errors import InvalidTypeError, InvalidValueError, RecordError
from thutuc.events import Event
from thutuc.records import class_shapes, leaves, upgrades
from thutuc.records.record_kinds import KINDS, class_of, kind_of

GOLDEN = Path(__file__).parent / "golden" / "records-1.json"

NOT_RECORDED = {
    "Event": "says nothing of what happened: its kinds do",
    "Applicant": "personal data, given at the call and kept nowhere",
    "Form": "personal data, given at the call and kept nowhere",
    "CalendarColumn": "columns of numbers, which Parquet and Arrow keep",
    "DueDates": "columns of numbers, which Parquet and Arrow keep",
    "LimitColumn": "columns of numbers, which Parquet and Arrow keep",
}
"""The public values below floor 9 that have no records, and why; the reference says the same."""


def public_classes():
    """Every class of values that a room below floor 9 calls its own."""
    for room, floor in FLOORS.items():
        module = importlib.import_module(f"thutuc.{room}") if floor < 9 and room != "data" else None
        for name in getattr(module, "__all__", ()):
            found = getattr(module, name)
            if isinstance(found, type) and (attrs.has(found) or issubclass(found, tuple)):
                yield found


@pytest.fixture(scope="module")
def values():
    return made.values()


@pytest.fixture(scope="module")
def known(values):
    """The mappings for what records refer to."""
    calendars = {calendar.fingerprint: calendar for calendar in values["work-calendar"]}
    calendars |= {one.fingerprint: one for one in (made.CALENDAR, *made.DOSSIER.cover.calendars.values())}
    return {
        "calendars": calendars,
        "procedures": [made.PROCEDURE, made.SHORT],
        "offices": made.DIRECTORY,
    }


# Exactly --------------------------------------------------------------------------------------------------


def test_every_public_value_has_records_or_a_reason_why_not():
    """What a room below floor 9 makes public has a kind, or stands in the one list of exceptions."""
    for cls in public_classes():
        assert (kind_of(cls) is None) is (cls.__name__ in NOT_RECORDED), cls


def test_kinds_and_classes_name_each_other():
    """A kind names one class, and that class its kind."""
    assert all(kind_of(class_of(kind)) == kind for kind in KINDS)
    assert kind_of(int) is None
    assert kind_of(Event) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_comes_back_exactly(kind, values, known):
    """What was dumped, written as JSON and loaded is equal, of the same class, and prints alike."""
    assert values[kind], f"there is no value of the kind {kind} to try"
    for value in values[kind]:
        for record, more in ((records.dump(value, whole=True), {}), (records.dump(value), known)):
            again = records.load(json.loads(json.dumps(record)), **more)
            assert type(again) is type(value)
            assert again == value
            assert hash(again) == hash(value)
            assert records.dump(again, whole=True) == records.dump(value, whole=True)
            assert records.digest(record).startswith("sha256:")


@pytest.mark.parametrize("kind", KINDS)
def test_records_fit_their_schema(kind, values):
    """The published JSON Schema is one, and every record of its kind fits it."""
    schema = records.json_schema(class_of(kind))
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for value in values[kind][:8]:
        for whole in (False, True):
            validator.validate(records.dump(value, whole=whole))


def places(data, path=()):
    """Every table of a record, with the way to it."""
    if isinstance(data, dict):
        yield path, data
        for name, item in data.items():
            yield from places(item, (*path, name))
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from places(item, (*path, number))


def changed(record, path, change):
    again = json.loads(json.dumps(record))
    place = again
    for step in path:
        place = place[step]
    change(place)
    return again


WRONG = [None, True, 0.5, "x", [[]], {"x": 1}]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if attrs.has(class_of(kind))])
def test_the_schema_refuses_what_load_refuses_in_structure(kind, values):
    """A name too many is refused by both; and what else the schema refuses, `load` refuses too."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(records.json_schema(class_of(kind)))
    record = records.dump(min(values[kind], key=lambda value: len(str(records.dump(value)))), whole=True)
    few = 5 if len(str(record)) < 20_000 else 1
    free = {
        "extra",
        "lines",
        "codes",
        "counts",
        "points",
        "cells",
        "details",
        "meanings",
        "columns",
        "statuses",
        "channels",
        "units",
        "roles",
        "measures",
        "conditions",
    }
    for path, table in list(places(record))[:few]:
        if "$calendars" in path or free & set(path) or path[-1:] == ("depends",):
            continue
        more = changed(record, path, lambda place: place.update(unheard_of=1))
        if not free & set(path):
            assert_refused(more)
            assert not validator.is_valid(more) or path[-1:] == ("calendars",)
        for name in table:
            less = changed(record, path, lambda place, name=name: place.pop(name))
            if not validator.is_valid(less):
                assert_refused(less)
            for wrong in WRONG:
                other = changed(
                    record, path, lambda place, name=name, wrong=wrong: place.update({name: wrong})
                )
                if not validator.is_valid(other):
                    assert_refused(other)


def assert_refused(record):
    with pytest.raises(RecordError) as found:
        records.load(record)
    assert found.value.problems


# Moments and numbers ---------------------------------------------------------------------------------------


def test_moments_have_their_zone():
    """Office time is written with its offset and comes back naive; what has a zone keeps it, by its name."""
    here, there = made.OTHERS[3], made.OTHERS[5]
    assert records.dump(here)["at"] == "2026-03-02T09:00:00+07:00"
    assert records.dump(there)["at"] == "2026-03-02T09:00:00+01:00[Europe/Berlin]"
    assert records.load(records.dump(here)).at.tzinfo is None
    assert records.load(records.dump(there)).at.tzinfo.key == "Europe/Berlin"
    utc = {**records.dump(here), "at": "2026-03-02T02:00:00+00:00"}
    assert records.load(utc) == here


def test_office_time_is_that_of_the_calendar():
    """In Berlin it is written with the offset of the day, an hour that comes twice or never among them."""
    berlin = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), zone=made.BERLIN)
    told = [
        events.Accepted(at=datetime(2026, 3, 29, 2, 30), office="A"),
        events.Paused(at=datetime(2026, 7, 1, 9), office="A", ground="x"),
        events.Resumed(at=datetime(2026, 10, 25, 2, 30, fold=1), office="A"),
    ]
    dossier = Dossier.replay("B-1", made.SHORT, berlin, told)
    record = records.dump(dossier, whole=True)
    written = [event["at"][19:] for event in record["events"]]
    assert written == ["+01:00", "+02:00", "+01:00"]
    again = records.load(record)
    assert again == dossier
    assert again.events[2].at.fold == 1


def test_nothing_stands_only_where_the_class_allows_it():
    """A day or a moment that is wanted is not left empty: neither `load` nor the schema takes null."""
    record = records.dump(made.DOSSIER.deadline, whole=True)
    wanted = pytest.importorskip("jsonschema").Draft202012Validator
    schema = wanted(records.json_schema(type(made.DOSSIER.deadline)))
    assert schema.is_valid(record)
    for name in ("start", "due_on", "limit", "convention", "pauses", "calendar"):
        assert not schema.is_valid(record | {name: None}), name
        with pytest.raises(RecordError, match=f"field {name}: "):
            records.load(record | {name: None})


@given(
    st.datetimes(timezones=st.none() | st.timezones() | st.just(made.BERLIN)),
    st.sampled_from(["x", "Nguyễn", "\u0000", "tiếng"]),
)
def test_any_moment_comes_back(at, officer):
    """Whatever its zone, its offset of seconds, its fold, its year."""
    event = events.Accepted(at=at, office="A", officer=officer)
    again = records.loads(records.dumps(event))
    assert again == event
    assert again.at.replace(tzinfo=None) == at.replace(tzinfo=None)
    assert again.at.utcoffset() == at.utcoffset()


@given(
    st.one_of(
        st.integers(0, 10**40),
        st.floats(0, allow_nan=False, allow_infinity=False),
        st.decimals(0, 10**6, allow_nan=False, places=3),
    ),
    st.sampled_from([Unit.DAY, Unit.HOUR, Unit.WORKING_DAY, Unit.WORKING_HOUR]),
)
def test_any_amount_comes_back(amount, unit):
    """Whole numbers of any size as such, all others to the last bit."""
    limit = TimeLimit(amount, unit)
    again = records.loads(records.dumps(limit))
    assert (again, type(again.amount)) == (limit, type(limit.amount))


def test_a_length_of_time_comes_back():
    """Also one below nothing, or of microseconds."""
    leaf = class_shapes.shape_of(timedelta)
    context = leaves.Context()
    for length in (
        timedelta(),
        -timedelta(hours=1, microseconds=1),
        timedelta(days=400, seconds=1),
        timedelta.max,
    ):
        assert leaf.read(leaf.write(length, context), context) == length
    assert leaf.write(timedelta(hours=30, minutes=30), context) == "PT30H30M"
    for text in ("", "PT", "P1D", "pt1h", "PT1.5H", "PT99999999999H"):
        with pytest.raises(ThutucError):
            leaf.read(text, context)


# What a record refers to ------------------------------------------------------------------------------------


def test_a_dossier_is_its_cover_and_its_events():
    """Its calendar stands as its fingerprint, its procedure as code and version, its directory is given."""
    record = records.dump(made.OPEN)
    assert record["calendar"] == made.CALENDAR.fingerprint
    assert record["procedure"] == {"code": "1.004222", "valid_from": "2026-01-01"}
    assert record["offices"] is True
    assert [event["kind"] for event in record["events"]][:2] == ["submitted", "accepted"]
    with pytest.raises(RecordError) as found:
        records.load(record)
    assert len(found.value.problems) == 3
    other = attrs.evolve(made.PROCEDURE, valid_from=date(2026, 2, 1))
    with pytest.raises(RecordError, match="no procedure"):
        records.load(
            record, calendars=[made.CALENDAR], procedures={other.code: other}, offices=made.DIRECTORY
        )


def test_a_calendar_is_found_by_its_own_fingerprint_alone():
    """One given under the fingerprint of another is not taken; nor is a definition that is held so."""
    limit = records.dump(TimeLimit(1, Unit.DAY))
    deadline = made.DOSSIER.deadline
    record = records.dump(deadline)
    other = made.STORM
    with pytest.raises(RecordError, match="no calendar with the fingerprint"):
        records.load(record, calendars={deadline.calendar.fingerprint: other})
    whole = records.dump(deadline, whole=True)
    (name,) = whole["$calendars"]
    whole["$calendars"][name]["days_off"][0]["reason"] = "khác"
    with pytest.raises(RecordError, match="another fingerprint"):
        records.load(whole)
    assert "$calendars" not in limit


@pytest.mark.parametrize("wrong", [3, None, "x", [3], made.CALENDAR, made.PROCEDURE])
def test_what_is_referred_to_is_given_as_a_mapping_or_as_several(wrong):
    """Anything else is refused with what is allowed, and what stands in a mapping has to be of the kind."""
    record = records.dump(made.DOSSIER)
    calendars = [made.CALENDAR, *made.DOSSIER.cover.calendars.values()]
    for more in ({"calendars": wrong}, {"calendars": calendars, "procedures": wrong}):
        with pytest.raises(InvalidTypeError, match="or several of them, such as a list, not") as found:
            records.load(record, **more, offices=made.DIRECTORY)
        assert "hoặc một danh sách" in found.value.text("vi")
    with pytest.raises(InvalidTypeError, match="or several of them, such as a list, not"):
        records.verify(made.DOSSIER.deadline.receipt(), calendars=wrong)
    for mapping in (
        {"procedures": {made.PROCEDURE.code: wrong}},
        {"procedures": {made.PROCEDURE.code: [wrong]}},
    ):
        if wrong not in (made.PROCEDURE, [made.PROCEDURE]):
            with pytest.raises(RecordError, match="no procedure"):
                records.load(record, calendars=calendars, offices=made.DIRECTORY, **mapping)


def test_a_definition_is_read_once_and_every_time_compared():
    """A record that holds its calendar is loaded fast again; what is changed in it is found all the same."""
    whole = records.dump(made.DOSSIER.deadline, whole=True)
    records.load(whole)
    began = process_time()
    for _ in range(20):
        assert records.load(json.loads(json.dumps(whole))).calendar is records.load(whole).calendar
    # Reading its calendar anew takes 50 ms.
    assert process_time() - began < 40 * 0.025
    (name,) = whole["$calendars"]
    for change in ({"last": "2027-12-30"}, {"days_off": []}, {"zone": "Asia/Bangkok"}, {"more": 1}):
        changed = {**whole, "$calendars": {name: {**whole["$calendars"][name], **change}}}
        with pytest.raises(RecordError, match=r"another fingerprint|unknown; known are"):
            records.load(changed)
    given = copy.deepcopy(whole)
    records.load(given)
    given["$calendars"][name]["days_off"][0]["reason"] = "khác"
    with pytest.raises(RecordError, match="another fingerprint"):
        records.load(given)
    assert records.load(whole) == made.DOSSIER.deadline


def test_calendars_are_loaded_once():
    """What is loaded or unpickled is the calendar there is, with its tables; a record holds none."""
    calendar = made.CALENDAR
    record = records.dump(calendar)
    again = records.load(record)
    assert records.load(json.loads(json.dumps(record))) is again
    assert pickle.loads(pickle.dumps(again)) is again  # noqa: S301 - our own
    assert again == calendar
    # Also where it was built here and named, and nothing was pickled before.
    own = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), days_off={date(2026, 5, 4): "hội làng"})
    assert own.fingerprint
    assert records.load(json.loads(records.dumps(own))) is own
    assert set(record) <= {"kind", "schema"} | {field.name for field in attrs.fields(WorkCalendar)}
    assert len(pickle.dumps(calendar)) < 100_000


def test_a_record_makes_no_dossier_that_could_not_be():
    """Events go through `replay`: one that cannot follow is refused, with the dossier's own reason."""
    record = records.dump(made.DOSSIER, whole=True)
    record["events"][1], record["events"][2] = record["events"][2], record["events"][1]
    with pytest.raises(RecordError, match="dossier"):
        records.load(record)


# Versions ---------------------------------------------------------------------------------------------------


def test_older_versions_are_read():
    """A record of an older version is put as the present one has it, step by step."""

    def renamed(record):
        return {("text" if name == "words" else name): item for name, item in record.items()}

    told = []
    steps = {1: renamed, 2: lambda record: told.append(record["schema"]) or record}
    old = {"kind": "fee", "schema": 1, "words": "50.000 đồng", "currency": "VND"}
    found = upgrades.upgraded(old, 3, steps)
    assert (found, told) == ({"kind": "fee", "schema": 3, "text": "50.000 đồng", "currency": "VND"}, [2])


@pytest.mark.parametrize("version", [0, 2, -1, "1", 1.0, True, None, 10**30])
def test_an_unknown_version_is_refused(version):
    """With the versions that are known."""
    with pytest.raises(RecordError, match="schema"):
        records.load({"kind": "fee", "schema": version, "text": "x"})


def golden_values():
    """What the golden records were made of."""
    found = made.values()
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    small = WorkCalendar(first, last, days_off={first: "Tết Dương lịch"})
    dossier = Dossier.replay(
        "H17.18-260302-0001", made.PROCEDURE, small, made.LIFE, case="thường", extra={"cơ chế": "một cửa"}
    )
    yield from (("a calendar", small), ("a dossier, whole", dossier), ("a deadline, whole", dossier.deadline))
    for kind, some in found.items():
        if not issubclass(class_of(kind), Enum) and len(records.dumps(some[0])) < 2_000:
            yield kind, some[0]


def test_golden_records_of_version_1(known):
    """What version 1 wrote is read for ever and says what it said; as a script, this file adds new kinds."""
    golden, told = json.loads(GOLDEN.read_text("utf-8")), dict(golden_values())
    assert set(golden) == set(told)
    for name, record in golden.items():
        assert records.load(record, **known) == told[name]
        assert records.dump(told[name], whole="$calendars" in record) == record


# In other processes -----------------------------------------------------------------------------------------

_THERE = """
import json, sys
sys.path.insert(0, "tests")
from thutuc import records
for line in sys.stdin:
    value = records.loads(line)
    again = hash(value) == hash(records.loads(line))
    print(json.dumps([records.digest(json.loads(line)), records.dumps(value, whole=True), again]))
"""


@pytest.mark.parametrize(
    ("zone", "locale", "seed"), [("America/New_York", "C", "1"), ("Asia/Kolkata", "tr_TR.UTF-8", "77")]
)
def test_records_are_read_in_another_process(zone, locale, seed):
    """Under another zone, locale and order of hashes a record says the same, in the same bytes."""
    some = [made.DOSSIER, made.OPEN, made.SHORT, made.DOSSIER.deadline, *made.OTHERS]
    lines = [records.dumps(value, whole=True) for value in some]
    environment = {
        **os.environ,
        "TZ": zone,
        "LC_ALL": locale,
        "PYTHONHASHSEED": seed,
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", _THERE],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=True,
    )
    for line, answer in zip(lines, done.stdout.splitlines(), strict=True):
        digest, again, same_hash = json.loads(answer)
        assert (digest, again, same_hash) == (records.digest(json.loads(line)), line, True)


# Bad input --------------------------------------------------------------------------------------------------

FEE = '{"kind":"fee","schema":1,"text":"x"}'
DAY_OFF = '{"kind":"day-off","schema":1,"day":"2026-03-02"}'
PAUSED = '{"kind":"paused","schema":1,"at":"2026-03-02T09:00:00+07:00","office":"A"}'
BAD_TEXTS = {
    "empty": "",
    "cut": FEE[:-3],
    "two": FEE + FEE,
    "no table": "[1]",
    "text": '"fee"',
    "nothing": "null",
    "no kind": '{"schema":1}',
    "no version": '{"kind":"fee","text":"x"}',
    "unknown kind": '{"kind":"fees","schema":1}',
    "kind of no text": '{"kind":["fee"],"schema":1}',
    "NaN": '{"kind":"fee","schema":1,"text":"x","amount":NaN}',
    "infinity": '{"kind":"fee","schema":1,"text":"x","amount":-Infinity}',
    "1e999": '{"kind":"time-limit","schema":1,"amount":1e999,"unit":"day"}',
    "fraction as number": '{"kind":"time-limit","schema":1,"amount":0.5,"unit":"day"}',
    "a million digits": f'{{"kind":"time-limit","schema":1,"amount":{"9" * 1_000_000},"unit":"day"}}',
    "4,000 digits": f'{{"kind":"time-limit","schema":1,"amount":{"9" * 4_000},"unit":"day"}}',
    "digits as text": f'{{"kind":"time-limit","schema":1,"amount":"{"9" * 1_000_000}","unit":"day"}}',
    "huge power": '{"kind":"time-limit","schema":1,"amount":"1e999999999","unit":"day"}',
    "true as number": '{"kind":"time-limit","schema":1,"amount":true,"unit":"day"}',
    "twice": '{"kind":"fee","schema":1,"text":"x","text":"y"}',
    "twice deep": '{"kind":"day-off","schema":1,"day":"2026-03-02","source":{"document":"a","document":"b"}}',
    "200,000 lists": "[" * 200_000,
    "200,000 tables": '{"kind":' * 200_000,
    "200,000 deep, closed": f'{{"kind":"fee","schema":1,"text":{"[" * 200_000}{"]" * 200_000}}}',
    "half a letter": '{"kind":"fee","schema":1,"text":"\\ud800"}',
    "mark of order": "\ufeff" + FEE,
    "comment": FEE + " // x",
    "UTF-16": FEE.encode("utf-16"),
    "UTF-8 broken": FEE.encode()[:-2] + b"\xff\xfe}",
    "NUL": b"\0" * 1000,
    "latin": '{"kind":"fee","schema":1,"text":"đ"}'.replace("đ", "\u00e9").encode("latin-1"),
    "unknown version": '{"kind":"fee","schema":9,"text":"x"}',
    "date of another form": DAY_OFF.replace("2026-03-02", "01/03/2026"),
    "a week as date": DAY_OFF.replace("2026-03-02", "2026-W10-1"),
    "no such day": DAY_OFF.replace("2026-03-02", "2026-02-30"),
    "moment without zone": PAUSED.replace("+07:00", ""),
    "hour 24": PAUSED.replace("T09", "T24"),
    "week in a moment": PAUSED.replace("03-02T", "W1-1-T"),
    "zone of a path": PAUSED.replace("+07:00", "+07:00[../../etc/passwd]"),
    "year 1": PAUSED.replace("2026-03-02T09:00:00+07", "0001-01-01T00:00:00+14"),
    "other digits": PAUSED.replace("2026", "\uff12026"),
    "class of another": '{"kind":"deadline","schema":1,"limit":{"kind":"fee","text":"x"}}',
    "an enumeration": '{"kind":"status","schema":1,"value":11}',
    "true as status": '{"kind":"status","schema":1,"value":true}',
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_bad_text_is_refused_at_once(name):
    """In under a second and 100 MB, with what is wrong and where."""
    tracemalloc.start()
    begun = process_time()
    with pytest.raises(ThutucError) as found:
        records.loads(BAD_TEXTS[name])
    took, (_, most) = process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 1
    assert most < 100_000_000
    assert len(str(found.value)) < 5_000
    assert isinstance(found.value, RecordError)
    assert found.value.text("vi")


def test_a_text_is_no_larger_than_its_bounds():
    """More bytes or more depth than the bounds allow are refused, with the bound; and they may be raised."""
    deep = records.dumps(made.DOSSIER, whole=True)
    for bounds in (Bounds(json_bytes=100), Bounds(json_depth=2)):
        with pytest.raises(RecordError, match="bound"):
            records.loads(deep, bounds=bounds)
    assert records.loads(deep) == made.DOSSIER
    for wrong in (None, 3, ["x"], memoryview(b"{}")):
        with pytest.raises(InvalidTypeError):
            records.loads(wrong)


def test_deep_and_circular_data_are_refused():
    """Also where they were never text."""
    deep = {}
    for _ in range(100_000):
        deep = {"statutory": deep}
    circle = {"kind": "time-limit", "schema": 1, "amount": 1, "unit": "day"}
    circle["statutory"] = circle
    for data in ({**circle, "statutory": deep}, circle):
        with pytest.raises(RecordError):
            records.load(data)
    with pytest.raises(InvalidValueError, match="deep"):
        records.canonical(circle)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        ["", "a", "2026-03-02", "2026-03-02T09:00:00+07:00", "day", "accepted", "fee", "1/0", "0.5"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "schema", "value", "at", "office", "code", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.data())
def test_whatever_stands_there_is_a_value_or_refused(data):
    """Anything under the names of a kind makes a value of it, or one error that names its places."""
    cls = class_of(data.draw(st.sampled_from([kind for kind in KINDS if attrs.has(class_of(kind))])))
    names = sorted(class_shapes.class_shape(cls).parts)
    table = data.draw(st.dictionaries(st.sampled_from(names), plain)) if names else {}
    with suppress(RecordError):
        assert type(records.load({"kind": kind_of(cls), "schema": 1, **table})) is cls


def test_every_problem_is_told_with_its_place_at_once():
    """What is unknown, missing, of another type or refused by its class, at any depth, is one line each."""
    record = records.dump(made.DOSSIER, whole=True)
    record["events"][1]["appointment"] = "2026-02-30"
    record["events"][3]["speed"] = 3
    del record["events"][4]["office"]
    record["events"][5]["kind"] = "supplement"
    record["procedure"]["steps"][1]["limit"]["amount"] = -1
    record["channel"] = True
    with pytest.raises(RecordError) as found:
        records.load(record)
    *places, last = [
        problem.removeprefix("record: dossier, ").partition(": ")[0] for problem in found.value.problems
    ]
    assert last.startswith("events 6, there is no record of the kind 'supplement'; those called alike are")
    assert places == [
        "procedure, steps 2, limit, field amount",
        "field channel",
        "events 2, field appointment",
        "events 4, field speed",
        "events 5, field office",
    ]
    assert [path for path, _ in found.value.places] == [
        ("procedure", "steps", 1, "limit", "amount"),
        ("channel",),
        ("events", 1, "appointment"),
        ("events", 3, "speed"),
        ("events", 4, "office"),
        ("events", 5),
    ]
    for language, wanted in (("en", "given was True; allowed are 1, 2, 3"), ("vi", "chỉ được dùng 1, 2, 3")):
        sentences = [sentence for _, sentence in found.value.places_in(language)]
        assert wanted in sentences[1]
        assert len(sentences) == len(found.value.problems)
    kept = pickle.dumps(found.value)
    assert pickle.loads(kept).places == found.value.places  # noqa: S301 - our own bytes


def test_the_way_to_a_problem_is_that_of_the_record():
    """Also through what it holds, mappings, and fields that a record calls otherwise than their class."""
    dossier = records.dump(made.DOSSIER, whole=True)
    fingerprint = next(iter(dossier["$calendars"]))
    dossier["$calendars"][fingerprint]["hours"]["week"][0] = "x"
    link = records.dump(made.values()["link"][0])
    for record, path in (
        (dossier, ("$calendars", fingerprint, "hours", "week", 0)),
        (records.dump(made.DOSSIER, whole=True) | {"extra": {"a": 3}}, ("extra", "a")),
        (link | {"kind_": 7}, ("kind_",)),
        ({"kind": "unit", "schema": 1, "value": 3}, ("value",)),
        ({"kind": "unit", "schema": 1, "value": "day", "more": 3}, ("more",)),
        ({"kind": "unit", "schema": 9}, ()),
    ):
        with pytest.raises(RecordError) as found:
            records.load(record)
        assert found.value.places[0][0] == path
    with pytest.raises(RecordError) as found:
        records.loads("{")
    assert found.value.places[0][0] == ()
    assert found.value.places_in("vi")[0][1] == "dòng 1, cột 2: không đúng JSON"


def test_what_has_no_record_is_refused():
    """With what it is."""
    for value in (None, 3, "x", Event, object(), [made.DOSSIER], made.DOSSIER.cover):
        with pytest.raises(InvalidTypeError):
            records.dump(value)
    for cls in (int, None, Event, "dossier"):
        with pytest.raises(InvalidTypeError):
            records.json_schema(cls)


# The canonical form ----------------------------------------------------------------------------------------


def test_the_canonical_form_is_one():
    """Names in the order of UTF-16, no spaces, composed, escapes as RFC 8785 has them."""
    data = {"\U0001f600": 1, "\uff5e": 2, "b": '\u0007\n"\\/', "a": ["e\u0302\u0301", -1, True, None]}
    assert records.canonical(data).decode() == (
        '{"a":["ế",-1,true,null],"b":"\\u0007\\n\\"\\\\/","\U0001f600":1,"\uff5e":2}'
    )
    assert records.digest(dict(reversed(data.items()))) == records.digest(data)


@pytest.mark.parametrize("data", [0.5, {1: 2}, {"a": {3}}, date(2026, 1, 1), float("nan"), b"x"])
def test_what_has_no_canonical_form_is_refused(data):
    """Numbers with a fraction, names that are no text, and whatever JSON has not."""
    with pytest.raises(InvalidTypeError):
        records.canonical([data])


def test_two_names_that_are_one_are_refused():
    """When they are composed; and a text that is half a letter, and a number that no language prints."""
    for data in ({"\u00e9": 1, "e\u0301": 2}, "\ud800", 10**5_000, [-(10**999)]):
        with pytest.raises(InvalidValueError):
            records.canonical(data)


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    found = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    for name, value in golden_values():
        if name not in found:
            found[name] = records.dump(value, whole="whole" in name)
    GOLDEN.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
