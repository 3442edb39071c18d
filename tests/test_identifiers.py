"""Codes of agencies, dossiers, fields and procedures."""

import pickle
import tomllib
import unicodedata
from datetime import date, datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, strategies as st

from thutuc.errors import IdentifierError, InvalidTypeError, ThutucError
from thutuc.identifiers import AgencyCode, DossierCode, FieldCode, ProcedureCode

CASES = tomllib.loads((Path(__file__).parent / "cases" / "identifiers.toml").read_text("utf-8"))
KINDS = {"agency": AgencyCode, "dossier": DossierCode, "procedure": ProcedureCode, "field": FieldCode}

tops = st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True)
lowers = st.from_regex(r"[0-9][0-9A-Z]{1,2}", fullmatch=True)
agencies = st.builds(lambda top, below: AgencyCode((top, *below)), tops, st.lists(lowers, max_size=6))
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
sequences = st.from_regex(r"[0-9]{4,7}", fullmatch=True).filter(lambda digits: digits.strip("0"))
dossiers = st.builds(DossierCode, agencies, days, sequences)
services = st.none() | st.from_regex(r"[0-9]{2}", fullmatch=True)
procedures = st.builds(
    ProcedureCode,
    st.from_regex(r"[1-9]", fullmatch=True),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.none() | agencies,
    services,
)
fields = st.builds(FieldCode, tops, st.from_regex(r"[0-9A-Z]{2,8}", fullmatch=True))
codes = st.one_of(agencies, dossiers, procedures, fields)


@pytest.mark.parametrize("case", CASES["agencies"], ids=lambda case: case["text"])
def test_agency_cases(case):
    """An agency code means its levels, from the highest down, whichever order it was written in."""
    code = AgencyCode.parse(case["text"])
    assert code.levels == tuple(case["levels"])
    assert code.top_last == case["top_last"]
    assert code == AgencyCode.parse(code.top_last) == AgencyCode.parse(code.top_first)


@pytest.mark.parametrize("case", CASES["dossiers"], ids=lambda case: case["text"])
def test_dossier_cases(case):
    """A dossier code means an agency, a day and a number within it."""
    code = DossierCode.parse(case["text"])
    assert (str(code), code.received_on, code.number, code.portal) == (
        case["code"],
        case["received_on"],
        case["number"],
        case.get("portal"),
    )


@pytest.mark.parametrize("case", CASES["procedures"], ids=lambda case: case["text"])
def test_procedure_cases(case):
    """A procedure code means a number, and for a variant its agency and service."""
    code = ProcedureCode.parse(case["text"])
    agency = None if code.agency is None else str(code.agency)
    assert (str(code), agency, code.service) == (case["code"], case.get("agency"), case.get("service"))


@pytest.mark.parametrize("case", CASES["fields"], ids=lambda case: case["text"])
def test_field_cases(case):
    """A field code means a ministry and a field."""
    assert str(FieldCode.parse(case["text"])) == case["code"]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: f"{case['kind']}-{case['text']}")
def test_refused_cases(case):
    """A wrong code is refused with the part that is wrong, and kept as it was given."""
    kind = KINDS[case["kind"]]
    with pytest.raises(IdentifierError) as caught:
        kind.parse(case["text"])
    assert caught.value.part == case["part"]
    assert caught.value.given == case["text"]
    assert not kind.is_valid(case["text"])
    copied = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (str(copied), copied.part) == (str(caught.value), caught.value.part)


def test_message_says_what_where_and_what_is_allowed():
    """The message of a refused code gives the code, the wrong part and what is allowed."""
    with pytest.raises(IdentifierError) as caught:
        DossierCode.parse("H17.18-190229-0001")
    assert str(caught.value) == (
        "'H17.18-190229-0001' is not a dossier code: its date '190229' does not exist (day is out of range "
        "for month); a date is written YYMMDD, the year meaning 2000 to 2099"
    )


def test_message_does_not_repeat_a_long_text():
    """A message stays short whatever was given."""
    with pytest.raises(IdentifierError) as caught:
        DossierCode.parse("x" * 10_000)
    assert len(str(caught.value)) < 300


@given(codes)
def test_every_code_is_read_back_from_what_it_prints(code):
    """Printing and reading gives the same code, and so does evaluating its repr."""
    assert type(code).parse(str(code)) == code
    assert eval(repr(code)) == code  # noqa: S307
    assert pickle.loads(pickle.dumps(code)) == code  # noqa: S301


@given(st.one_of(agencies, dossiers))
def test_both_orders_are_one_code(code):
    """The two spellings of one agency give equal values with equal hashes and prints."""
    old = type(code).parse(code.top_last)
    assert old == code
    assert hash(old) == hash(code)
    assert str(old) == str(code)
    assert old.original == code.top_last


@given(codes, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from("-‐‑‒–—−－"), st.booleans())
def test_any_form_case_and_dash_is_read(code, form, dash, wide):
    """Normal form, capitals, kind of dash, full width and spaces around make no difference."""
    text = str(code).replace("-", dash)
    if wide:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert type(code).parse(f" \u00a0{unicodedata.normalize(form, text).lower()}\n") == code


@given(st.sampled_from(list(KINDS.values())), st.text() | st.text("GH0123456789.-–０Ａa ſıİ"))
def test_parse_raises_only_errors_of_this_library(kind, text):
    """Whatever the text, it is read or refused; a code that is read prints what reads as itself."""
    try:
        code = kind.parse(text)
    except ThutucError:
        assert not kind.is_valid(text)
    else:
        assert kind.parse(str(code)) == code


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("value", [None, True, 0, 1.5, b"H17", ["H17"], date(2026, 1, 1)])
def test_only_text_is_read(kind, value):
    """A value that is not text is a wrong type, and not a valid code."""
    with pytest.raises(InvalidTypeError) as caught:
        kind.parse(value)
    assert caught.value.given is value
    assert not kind.is_valid(value)


@given(st.lists(dossiers, max_size=8))
def test_dossiers_are_ordered_by_day_then_number(many):
    """Sorting puts the earlier day first, then the lower number, and never contradicts equality."""
    ordered = sorted(many)
    keys = [(code.received_on, int(code.sequence)) for code in ordered]
    assert keys == sorted(keys)
    assert all((a < b) + (b < a) + (a == b) == 1 for a in many for b in many)


@given(st.lists(agencies, max_size=8))
def test_agencies_are_ordered_by_their_levels(many):
    """Sorting puts an agency before those below it, whichever order it was written in."""
    assert [code.levels for code in sorted(many)] == sorted(code.levels for code in many)


@given(st.one_of(st.lists(procedures, max_size=6), st.lists(fields, max_size=6)))
def test_procedures_and_fields_are_ordered_as_they_print(many):
    """Sorting codes of procedures or fields is sorting what they print."""
    assert list(map(str, sorted(many))) == sorted(map(str, many))


def test_codes_of_different_kinds_have_no_order():
    """An agency is neither before nor after a dossier."""
    with pytest.raises(TypeError):
        _ = AgencyCode.parse("H17") < DossierCode.parse("H17-260101-0001")


@given(agencies, days, st.lists(st.integers(1, 300), max_size=20), st.none() | st.just("09"))
def test_generation_follows_the_codes_given_out(agency, day, numbers, portal):
    """The next number is one above the highest of the same agency, day and portal; others do not count."""
    given_out = [DossierCode(agency, day, f"{portal or ''}{number:04d}") for number in numbers]
    others = ["H01.99.98.97-990101-0500", DossierCode(agency, day, "189999"), DossierCode("H99", day, "0999")]
    made = DossierCode.generate(agency, day, [*others, *given_out], portal=portal)
    assert (made.number, made.portal) == (max(numbers, default=0) + 1, portal)
    if numbers:
        assert made == max(given_out).next() == DossierCode.generate(agency, day, max(numbers), portal=portal)


def test_generation_takes_one_code_or_its_text():
    """One code, written or not, stands for a list of one."""
    first = DossierCode.generate("000.00.18.H17", date(2026, 3, 2))
    assert str(first) == "H17.18-260302-0001"
    assert first.next() == DossierCode.generate("H17.18", date(2026, 3, 2), first)
    assert first.next() == DossierCode.generate("H17.18", date(2026, 3, 2), first.top_last)


def test_a_number_grows_to_five_digits_and_no_further():
    """After 9999 comes 10000; a sixth digit would mean a ministry's portal, so the day is full."""
    code = DossierCode.parse("H17.18-260302-9999")
    assert str(code.next()) == "H17.18-260302-10000"
    for full in ("H17.18-260302-99999", "H17.18-260302-0999999"):
        with pytest.raises(IdentifierError) as caught:
            DossierCode.parse(full).next()
        assert caught.value.part == "sequence"


def test_a_portal_keeps_its_two_digits():
    """The number of a ministry's portal grows behind the digits of the ministry."""
    assert str(DossierCode.parse("H17.18-260302-099999").next()) == "H17.18-260302-0910000"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("H17", date(2026, 3, 2), True), InvalidTypeError),
        (("H17", date(2026, 3, 2), None), InvalidTypeError),
        (("H17", date(2026, 3, 2), [3]), InvalidTypeError),
        (("H17", date(2026, 3, 2), -1), IdentifierError),
        (("H17", datetime(2026, 3, 2, 9, 0), 0), InvalidTypeError),
        (("H17", "260302", 0), InvalidTypeError),
        (("H17", date(1999, 3, 2), 0), IdentifierError),
        ((None, date(2026, 3, 2), 0), InvalidTypeError),
        (("??", date(2026, 3, 2), 0), IdentifierError),
    ],
)
def test_generation_refuses_what_it_cannot_use(arguments, error):
    """Nothing is generated from a wrong type, a negative number, a moment or a day outside 2000 to 2099."""
    with pytest.raises(error):
        DossierCode.generate(*arguments)


@pytest.mark.parametrize("portal", ["9", "009", "A1", 9])
def test_a_portal_is_two_digits(portal):
    """A portal of another form is refused."""
    with pytest.raises(ThutucError):
        DossierCode.generate("H17", date(2026, 3, 2), portal=portal)


@given(agencies)
def test_an_agency_is_within_those_above(agency):
    """Every agency is within itself and within each agency above it, up to the highest."""
    above = agency
    while above is not None:
        assert agency.is_within(above)
        assert above == agency or not above.is_within(agency)
        top, above = above, above.parent
    assert top.levels == (agency.top,)


@pytest.mark.parametrize("levels", [(), ("18",), ("H17", ""), ("H17", 18), ("H17", "H18")])
def test_levels_are_checked_when_given_apart(levels):
    """A code built from levels obeys the rules of one that is read."""
    with pytest.raises(ThutucError):
        AgencyCode(levels)


@pytest.mark.parametrize(
    "build",
    [
        lambda: ProcedureCode("1", "42"),
        lambda: ProcedureCode("1", "004222", "H55"),
        lambda: ProcedureCode("1", "004222", None, "2"),
        lambda: ProcedureCode(1, "004222"),
        lambda: FieldCode("G3", "GD10"),
        lambda: FieldCode("G03", ""),
        lambda: DossierCode("H17", date(2026, 1, 1), "1"),
        lambda: DossierCode("H17", date(2026, 1, 1), 1),
    ],
)
def test_parts_are_checked_when_given_apart(build):
    """A code built from parts obeys the rules of one that is read."""
    with pytest.raises(ThutucError):
        build()


def test_a_central_procedure_covers_its_variants_only():
    """A procedure covers itself and its variants; a variant neither the procedure nor another one."""
    central, local, other = (
        ProcedureCode.parse(text) for text in ("2.000815", "2.000815.000.00.00.H55", "2.000815.000.00.00.H56")
    )
    service = ProcedureCode.parse("2.000815.000.00.00.H55.02")
    assert central.covers(central)
    assert central.covers(service)
    assert local.covers(service)
    assert not local.covers(central)
    assert not local.covers(other)
    assert not service.covers(local)
    assert not central.covers(ProcedureCode.parse("2.000816"))


def test_values_are_frozen_and_small():
    """A code cannot be changed and has no dictionary."""
    code = DossierCode.parse("H17.18-190101-0001")
    with pytest.raises(AttributeError):
        code.sequence = "0002"
    assert not hasattr(code, "__dict__")


@pytest.mark.parametrize("kind", [AgencyCode, DossierCode, FieldCode, ProcedureCode])
@pytest.mark.parametrize(
    "text", ["1" * 1_000_000, "H17." * 300_000, "\u0301\u0323" * 50_000, "H17.18-" * 200_000]
)
def test_a_text_longer_than_any_code_is_refused_at_once(kind, text):
    """A text of a million characters is refused at once, with a short message that says what is allowed."""
    start = process_time()
    with pytest.raises(IdentifierError, match="at most 100") as caught:
        kind.parse(text)
    assert process_time() - start < 1
    assert len(str(caught.value)) < 500
