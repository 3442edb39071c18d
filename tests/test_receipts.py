"""Receipts: what an answer rests on, kept as plain data and counted again."""

import json
import tracemalloc
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, strategies as st

from lives import lived, one_change
from strategies import MINUTE, fewer, minutes_of, plans
from thutuc import (
    Clock,
    Convention,
    Dossier,
    Procedure,
    TimeLimit,
    Unit,
    WorkCalendar,
    due,
    events,
    records,
    vietnam_calendar,
)
from thutuc.errors import (
    CalendarRangeError,
    ClockError,
    InvalidTypeError,
    InvalidValueError,
    ReceiptError,
    RecordError,
    ThutucError,
)
from thutuc.law import SupplementRule, regime_on

CAL = vietnam_calendar()
FIVE = TimeLimit(5, Unit.WORKING_DAY)
KEPT = Path(__file__).parent / "cases" / "receipts"
OWN = WorkCalendar(
    date(2026, 1, 1),
    date(2026, 12, 31),
    {"mon-fri": "08:00-12:00, 13:00-17:00"},
    {date(2026, 3, 5): ("Tết", "TB 1")},
    {date(2026, 3, 14): date(2026, 3, 13)},
    zone=ZoneInfo("Europe/Paris"),
)


def kinds():
    """A receipt of each kind, and of each calendar."""
    clock = Clock(FIVE, date(2026, 2, 12), CAL).pause(date(2026, 2, 13), reason="chờ bổ sung", by="A")
    clock = clock.resume(date(2026, 2, 24)).extend(TimeLimit(3, Unit.DAY), date(2026, 2, 25))
    procedure = Procedure("1.004222", "ví dụ", FIVE)
    dossier = Dossier("H17.18-260302-0001", procedure, CAL)
    for event in (
        events.Accepted(at=datetime(2026, 3, 2, 9), office="A", officer="Nguyễn Văn A"),
        events.SupplementRequested(at=datetime(2026, 3, 4, 9), office="A", ground="thiếu giấy tờ"),
        events.Supplemented(at=datetime(2026, 3, 10, 9), office="A"),
        events.Finished(at=datetime(2026, 3, 20, 9), office="A", granted=True),
    ):
        dossier = dossier.record(event)
    hours = due(TimeLimit(20, Unit.WORKING_HOUR), datetime(2026, 3, 3, 9, 30), OWN)
    return {
        "deadline": due(FIVE, date(2026, 2, 13), CAL),
        "deadline-by-the-hour": hours,
        "deadline-provisional": due(FIVE, date(2027, 4, 28), CAL),
        "deadline-followed": clock.deadline,
        "clock": clock,
        "dossier": dossier,
    }


RECEIPTS = {name: value.receipt() for name, value in kinds().items()}
each_receipt = pytest.mark.parametrize("name", RECEIPTS)


def copied(receipt):
    return json.loads(records.canonical(receipt))


def sealed_anew(receipt):
    """What a forger does: the digest of the changed receipt."""
    rest = {name: told for name, told in receipt.items() if name != "digest"}
    return rest | {"digest": records.digest(rest)}


# What a receipt is ---------------------------------------------------------------------------------------


@each_receipt
def test_a_receipt_is_counted_again(name):
    """A receipt verifies as it is, and as JSON read back."""
    receipt = RECEIPTS[name]
    assert records.verify(receipt) is True
    assert records.verify(copied(receipt)) is True
    assert records.verify(records.canonical(receipt)) is True
    assert records.verify(records.canonical(receipt).decode()) is True


@each_receipt
def test_the_bytes_of_a_receipt_never_change(name):
    """The committed receipts of schema 1 are made byte for byte, and verify."""
    kept = (KEPT / f"{name}.json").read_bytes().rstrip()
    assert records.verify(kept) is True
    made = copied(RECEIPTS[name])
    # A decision that is added later gives the standard calendar another fingerprint, and these days no other.
    made["calendar"]["fingerprint"] = json.loads(kept)["calendar"]["fingerprint"]
    assert records.canonical(sealed_anew(made)) == kept


def test_what_a_receipt_says():
    """Inputs, convention, rules with marks, the days between with their sources, the ledger, the answer."""
    receipt = RECEIPTS["deadline"]
    assert receipt["inputs"] == {
        "limit": {"amount": 5, "unit": "working_day"},
        "start": "2026-02-13",
        "convention": "civil-code",
    }
    assert receipt["convention"]["name"] == "civil-code"
    assert [rule["verification"] for rule in receipt["rules"]] == ["V", "V"]
    assert receipt["calendar"]["fingerprint"] == CAL.fingerprint
    assert [off["day"][5:] for off in receipt["calendar"]["excerpt"]["days_off"]] == [
        "02-16",
        "02-17",
        "02-18",
        "02-19",
        "02-20",
    ]
    assert {off["source"]["document"] for off in receipt["calendar"]["excerpt"]["days_off"]} == {
        "9859/VPCP-KGVX; 9441/TB-BNV"
    }
    assert [row["number"] for row in receipt["ledger"] if "number" in row] == [1, 2, 3, 4, 5]
    assert receipt["answer"] == {
        "due_on": "2026-02-27",
        "due_at": "2026-02-27T17:00:00+07:00",
        "provisional": False,
    }
    open_days = RECEIPTS["deadline-provisional"]["calendar"]["excerpt"]["undecided"]
    assert open_days == ["2027-04-30", "2027-05-01", "2027-05-03"]


def test_nobody_is_named_in_the_receipt_of_a_dossier():
    """Officers and grounds stand in none, nor other columns."""
    text = records.canonical(RECEIPTS["dossier"]).decode()
    assert "Nguyễn" not in text
    assert "thiếu" not in text


def test_a_dossier_without_a_due_date_has_no_receipt():
    """Before acceptance there is nothing to prove."""
    with pytest.raises(InvalidValueError, match="no due date"):
        Dossier("A-1", Procedure("1", "ví dụ", FIVE), CAL).receipt()


def test_a_calendar_with_a_nameless_zone_has_no_receipt():
    """What no other machine could build again is refused."""

    class Zone(tzinfo):
        def utcoffset(self, _):
            return timedelta(hours=7)

        dst = utcoffset

    calendar = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), zone=Zone())
    with pytest.raises(InvalidValueError, match="zone"):
        due(FIVE, date(2026, 3, 2), calendar).receipt()


# What does not verify ------------------------------------------------------------------------------------


def places(told, path=()):
    """Every plain value of a receipt with the way to it."""
    if isinstance(told, dict):
        for name in told:
            yield from places(told[name], (*path, name))
    elif isinstance(told, list):
        for i, item in enumerate(told):
            yield from places(item, (*path, i))
    else:
        yield path, told


def other(value):
    """Another value that looks alike."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return False
    i = len(value) // 2
    return value[:i] + ("0" if value[i : i + 1] != "0" else "1") + value[i + 1 :]


def put(told, path, value):
    *way, last = path
    for step in way:
        told = told[step]
    told[last] = value


@each_receipt
def test_a_changed_value_does_not_verify(name):
    """Whatever is changed, the digest tells it; if that is made anew, the counting does, or the reader."""
    receipt = RECEIPTS[name]
    for path, value in places(receipt):
        forged = copied(receipt)
        put(forged, path, other(value))
        with pytest.raises(ReceiptError):
            records.verify(forged)
        again = sealed_anew(forged)
        if path == ("digest",):
            assert again == receipt
            continue
        if path[0] not in {"inputs", "calendar"}:
            with pytest.raises(ReceiptError):
                records.verify(again)
            continue
        # Of what was counted, another value may be the receipt of something else.
        with suppress(ReceiptError):
            assert records.verify(again) is True


@each_receipt
def test_a_value_left_out_or_put_in_does_not_verify(name):
    """Nothing can be taken away, and nothing added."""
    receipt = RECEIPTS[name]
    for part in receipt:
        less = copied(receipt)
        del less[part]
        with pytest.raises(ReceiptError):
            records.verify(less)
        if part != "digest":
            with pytest.raises(ReceiptError):
                records.verify(sealed_anew(less))
    for part in ("answer", "calendar", "inputs", "convention"):
        more = copied(receipt)
        more[part]["more"] = 1
        with pytest.raises(ReceiptError):
            records.verify(sealed_anew(more))
    rows = copied(receipt)
    rows["ledger"].append(rows["ledger"][-1])
    with pytest.raises(ReceiptError, match=r"ledger\[\d+\]"):
        records.verify(sealed_anew(rows))


@each_receipt
def test_one_changed_byte_does_not_verify(name):
    """Every byte of the canonical form, changed in one bit, is told, as text or as what JSON makes of it."""
    kept = records.canonical(RECEIPTS[name])
    # Of one receipt every byte, of the others every seventh.
    for i in range(0, len(kept), 1 if name == "deadline" else 7):
        changed = kept[:i] + bytes([kept[i] ^ 1]) + kept[i + 1 :]
        with pytest.raises((ReceiptError, RecordError)):
            records.verify(changed)
        try:
            data = json.loads(changed)
        except ValueError:
            continue
        with pytest.raises(ReceiptError):
            records.verify(data)


def test_the_error_names_the_first_difference():
    """The answer comes first: what it says, what is counted, and where."""
    forged = copied(RECEIPTS["deadline"])
    forged["answer"]["due_on"] = "2026-02-26"
    forged["ledger"][3]["reason"] = "tính"
    with pytest.raises(ReceiptError) as told:
        records.verify(sealed_anew(forged))
    error = told.value
    assert (error.path, error.says, error.counted) == ("answer.due_on", "2026-02-26", "2026-02-27")
    assert "2026-02-26" in str(error)
    assert isinstance(error, ValueError)
    assert error.text("vi") != str(error)
    forged["answer"]["due_on"] = "2026-02-27"
    with pytest.raises(ReceiptError, match=r"at ledger\[3\]\.reason, says") as told:
        records.verify(sealed_anew(forged))


def test_facts_of_a_dossier_are_what_a_dossier_would_have():
    """What moves no clock has the right type and form, and nothing is left out of it or added."""
    for name, values in {
        "code": ("", None, " H17.18-260302-0001", 1),
        "channel": ("1", True, 0, 4, None),
        "case": (None, 1, " thường "),
        "procedure": (None, {}, {"code": "1.004222"}, {"code": "1.004222", "name": "ví dụ", "more": 1}),
        "regime_given": (False, 1, None),
    }.items():
        for value in values:
            forged = copied(RECEIPTS["dossier"])
            forged["inputs"][name] = value
            with pytest.raises(ReceiptError, match=r"inputs|digest"):
                records.verify(sealed_anew(forged))


def test_the_regime_of_a_dossier_is_that_of_the_law_or_told_to_be_given():
    """One that follows from the day is found by it; another one is told, and counted as it stands."""
    forged = copied(RECEIPTS["dossier"])
    forged["inputs"]["regime"]["source"]["document"] = "Nghị định 61/2018/NĐ-CP"
    with pytest.raises(ReceiptError, match=r"inputs\.regime\.source\.document"):
        records.verify(sealed_anew(forged))
    day = date(2026, 3, 2)
    life = kinds()["dossier"].events
    custom = attrs.evolve(regime_on(day), on_supplement=SupplementRule.KEEP)
    same = attrs.evolve(regime_on(day), close_after=None)
    for regime, is_told in ((None, False), (regime_on(day), False), (same, False), (custom, True)):
        dossier = Dossier.replay("A-1", Procedure("1", "ví dụ", FIVE), CAL, life, regime=regime)
        receipt = copied(dossier.receipt())
        assert receipt["inputs"].get("regime_given", False) is is_told
        assert records.verify(receipt) is True


@pytest.mark.parametrize("what", ["", "sha256:0", "SHA256:" + "0" * 64, "sha256:" + "G" * 64, 1, None])
def test_a_fingerprint_has_a_form(what):
    """What cannot be one is refused, whatever the part of the calendar says."""
    forged = copied(RECEIPTS["deadline-by-the-hour"])
    forged["calendar"]["fingerprint"] = what
    with pytest.raises(ReceiptError, match=r"calendar\.fingerprint"):
        records.verify(sealed_anew(forged))


def test_a_day_off_that_no_calendar_has():
    """The part of a calendar is held against the whole one where that is known; else it stands alone."""
    forged = copied(RECEIPTS["deadline"])
    forged["calendar"]["excerpt"]["days_off"].pop()
    with pytest.raises(ReceiptError):
        records.verify(sealed_anew(forged))
    own = copied(due(FIVE, datetime(2026, 3, 2, 9), OWN).receipt())
    own["calendar"]["excerpt"]["days_off"][0]["reason"] = "Tất niên"
    own["ledger"][3]["reason"] = own["ledger"][3]["reason"].replace("Tết", "Tất niên")
    own = sealed_anew(own)
    assert records.verify(own) is True
    for calendars in ([OWN], {OWN.fingerprint: OWN}):
        with pytest.raises(ReceiptError, match=r"days_off\[0\]\.reason"):
            records.verify(own, calendars=calendars)


# As it was known -----------------------------------------------------------------------------------------


def test_a_date_that_a_later_decision_moved():
    """Received on 24/12/2025, before 02/01/2026 was swapped: another date then than from 25/12 on."""
    receipt = due(FIVE, date(2025, 12, 24), CAL).receipt()
    assert receipt["answer"]["due_on"] == "2025-12-31"
    assert records.verify(receipt, as_known_on=date(2025, 12, 24)) is True
    later = due(TimeLimit(8, Unit.WORKING_DAY), date(2025, 12, 24), CAL).receipt()
    assert later["answer"]["due_on"] == "2026-01-07"
    with pytest.raises(ReceiptError) as told:
        records.verify(later, as_known_on=date(2025, 12, 24))
    assert (told.value.path, told.value.counted) == ("answer.due_on", "2026-01-06")
    assert records.verify(later, as_known_on=date(2025, 12, 25)) is True


def test_a_date_that_was_right_when_it_was_given():
    """Counted on the calendar as it was known then, it verifies, and was right with what was known."""
    then = vietnam_calendar(known_on=date(2025, 12, 24))
    receipt = due(TimeLimit(8, Unit.WORKING_DAY), date(2025, 12, 24), then).receipt()
    assert receipt["answer"]["due_on"] == "2026-01-06"
    assert receipt["answer"]["provisional"] is True
    assert records.verify(receipt) is True
    assert records.verify(receipt, as_known_on=date(2025, 12, 24)) is True
    with pytest.raises(ReceiptError):
        records.verify(receipt, as_known_on=date(2025, 12, 25))


def test_a_date_that_moves_beyond_the_part_that_is_held():
    """Without the worked Saturday the answer lies after all the receipt holds, and is told."""
    office = vietnam_calendar({"mon-fri": "07:30-11:30, 13:00-17:00"})
    receipt = due(TimeLimit(1, Unit.WORKING_DAY), date(2026, 1, 9), office).receipt()
    assert receipt["answer"]["due_on"] == "2026-01-10"
    with pytest.raises(ReceiptError) as told:
        records.verify(receipt, as_known_on=date(2025, 12, 24))
    assert told.value.counted == "2026-01-12"


@pytest.mark.parametrize("day", ["2026-01-01", datetime(2026, 1, 1), 1])
def test_as_known_on_is_a_day(day):
    """Anything but a date is refused."""
    with pytest.raises(InvalidTypeError):
        records.verify(RECEIPTS["deadline"], as_known_on=day)


# By property ---------------------------------------------------------------------------------------------


@fewer
@given(plan=plans(days=60), data=st.data())
def test_every_deadline_has_a_receipt_that_verifies(plan, data):
    """On any calendar, in any unit and convention, the part that is held is enough to count it again."""
    unit, convention = data.draw(st.sampled_from(list(Unit))), data.draw(st.sampled_from(list(Convention)))
    amount = data.draw(st.integers(0, 5) | st.sampled_from([0.5, 2.5]))
    amount = int(amount) if unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR} else amount
    start = plan.midnight + data.draw(minutes_of(plan)) * MINUTE
    try:
        deadline = due(TimeLimit(amount, unit), start, plan.calendar(), convention=convention)
    except CalendarRangeError:
        return
    assert records.verify(copied(deadline.receipt())) is True


@fewer
@given(plan=plans(days=60), data=st.data())
def test_every_clock_has_a_receipt_that_verifies(plan, data):
    """Whatever happens to a clock, paused late, started again, extended in another unit, promised anew."""
    rng = Random(data.draw(st.integers(0, 10**9)))
    unit = rng.choice(list(Unit))
    starts = sorted(rng.randrange(len(plan.days) * 1440) for _ in range(rng.randrange(2, 8)))
    moments = [plan.midnight + minute * MINUTE for minute in starts]
    convention = rng.choice(list(Convention))
    if not unit.is_hours and not convention.keeps_the_hour and rng.random() < 0.5:
        moments = [moment.date() for moment in moments]
    try:
        promised = rng.choice([None, None, rng.choice(plan.days)])
        clock = Clock(
            TimeLimit(rng.choice([0, 1, 3]), unit),
            moments[0],
            plan.calendar(),
            convention,
            appointment=promised,
        )
        for moment in moments[1:]:
            clock = one_change(rng, clock, moment)
    except (CalendarRangeError, ClockError, InvalidTypeError, InvalidValueError):
        return
    assert records.verify(copied(clock.receipt())) is True
    assert records.verify(copied(clock.deadline.receipt())) is True


def test_the_part_of_a_calendar_with_seasons_and_make_up_days():
    """A make-up day takes the hours of the season in which the day it replaces lies."""
    office = WorkCalendar(
        date(2026, 1, 1),
        date(2026, 12, 31),
        {"mon-fri": "08:00-16:00"},
        make_up_days={date(2026, 4, 18): date(2026, 4, 10)},
        seasons={("16/04", "15/10"): {"mon-fri": "07:00-13:00"}},
        undecided=[date(2026, 4, 20)],
    )
    deadline = due(TimeLimit(9, Unit.WORKING_HOUR), datetime(2026, 4, 17, 8), office)
    assert deadline.due_at == datetime(2026, 4, 18, 12)
    assert records.verify(copied(deadline.receipt())) is True


def test_aware_moments():
    """A start with a zone keeps it, and verifies."""
    start = datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert records.verify(copied(due(FIVE, start, OWN).receipt())) is True
    assert records.verify(copied(due(FIVE, start.astimezone(UTC), CAL).receipt())) is True


def test_dossiers_of_every_life():
    """Random lives: each dossier with a due date has a receipt that verifies and gives the same date."""
    rng, told = Random(14), 0
    for _ in range(60):
        dossier = lived(rng)
        if dossier.clock is None:
            continue
        receipt = copied(dossier.receipt())
        assert records.verify(receipt) is True
        assert receipt["answer"]["due_on"] == dossier.deadline.due_on.isoformat()
        told += 1
    assert told >= 20


# Bad input -----------------------------------------------------------------------------------------------


def deep(depth):
    told = []
    for _ in range(depth):
        told = [told]
    return told


def changed(**more):
    return copied(RECEIPTS["deadline"]) | more


BAD = {
    "nothing": None,
    "a number": 5,
    "a list": [],
    "an empty table": {},
    "another kind": changed(kind="deadline"),
    "an unknown version": changed(schema=2),
    "a version of the wrong type": changed(schema=True),
    "of nothing": changed(of="office"),
    "of something that is no text": changed(of=["deadline"]),
    "no table": changed(inputs=[]),
    "NaN": changed(answer={"due_on": float("nan")}),
    "a fraction": changed(answer={"due_on": 1.5}),
    "a huge number": changed(answer={"due_on": 10**400}),
    "a number of 5,000 digits": RECEIPTS["deadline"] | {"answer": {"due_on": 10**5000}},
    "bytes": changed(digest=b"sha256:"),
    "a name that is no text": changed(inputs={1: 2}),
    "200,000 deep": changed(inputs={"limit": deep(200_000)}),
    "a million values": changed(ledger=[0] * 1_000_000),
    "half a letter": changed(of="\ud800"),
    "a decomposed text": changed(convention={"name": "civil-code", "text": "to\u0323"}),
    "a calendar of nothing": sealed_anew(changed(calendar={})),
    "a calendar of 8,000 years": sealed_anew(
        changed(
            calendar={
                "fingerprint": "sha256:0",
                "excerpt": {
                    "kind": "work-calendar",
                    "schema": 1,
                    "first": "0002-01-01",
                    "last": "9998-12-31",
                },
            }
        )
    ),
    "a huge limit": sealed_anew(
        changed(
            inputs={
                "limit": {"amount": 10**15, "unit": "year"},
                "start": "2026-02-13",
                "convention": "civil-code",
            }
        )
    ),
    "thousands of pauses": sealed_anew(
        changed(inputs=RECEIPTS["deadline"]["inputs"] | {"pauses": [["2026-02-16", "2026-02-16"]] * 5_000})
    ),
    "pauses of the wrong type": sealed_anew(changed(inputs=RECEIPTS["deadline"]["inputs"] | {"pauses": [1]})),
    "truncated text": records.canonical(RECEIPTS["deadline"])[:-20],
    "text in another encoding": records.canonical(RECEIPTS["deadline"]).decode().encode("utf-16"),
    "a name twice": records.canonical(RECEIPTS["deadline"]).replace(
        b'{"answer"', b'{"kind":"receipt","answer"', 1
    ),
    "text with NaN": b'{"kind":"receipt","schema":NaN}',
    "text of 200,000 brackets": b"[" * 200_000,
    "text with spaces": json.dumps(RECEIPTS["deadline"], ensure_ascii=False),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_at_once(what):
    """It is refused within a second, with a place and a reason, and in no other way."""
    begun = perf_counter()
    with pytest.raises((ReceiptError, RecordError)) as told:
        records.verify(BAD[what])
    assert perf_counter() - begun < 1
    assert isinstance(told.value, ThutucError)
    assert len(str(told.value)) < 1000
    assert told.value.text("vi")


@pytest.mark.parametrize("what", ["a million values", "200,000 deep", "text of 200,000 brackets"])
def test_bad_input_takes_little_memory(what):
    """No more than 100 MB beside what was given."""
    tracemalloc.start()
    try:
        with pytest.raises((ReceiptError, RecordError)):
            records.verify(BAD[what])
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_a_receipt_is_small():
    """No more than 250 bytes a day, and 3,000 for all else."""
    for receipt in RECEIPTS.values():
        assert len(records.canonical(receipt)) < 3000 + 250 * len(receipt["ledger"])
