"""How far a statement of law was verified: unsaid, it was not, wherever it is read."""

import tomllib
from datetime import date, datetime

import pytest

from thutuc import TimeLimit, Unit, catalogue, due, vietnam_calendar
from thutuc.calendars import Closure
from thutuc.errors import InvalidTypeError
from thutuc.law import LegalSource, Verification
from thutuc.law.legal_source import read_source
from thutuc.limits import Condition, Effect
from thutuc.offices import OfficeDirectory
from thutuc.quality import LetterRule, definitions

PROCEDURE = '[[procedures]]\ncode = "1.000001"\nname = "ví dụ"\n'
LETTER = '[[letters]]\ncode = "x"\nvi = "thư"\nen = "letter"\nkind = "apology"\n'
OFFICE = '[[offices]]\ncode = "A"\nname = "UBND xã A"\nlevel = "commune"\n'
COPIES = LegalSource("Nghị định 23/2015/NĐ-CP", "Điều 7", verification=Verification.TEXT)
SAME_DAY = TimeLimit.parse("Ngay trong ngày; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo")


def written(mark):
    return f'{{ document = "Luật A"{mark} }}'


def of_catalogue(source):
    return catalogue.load(f"{PROCEDURE}source = {source}").find("1.000001").source


def of_named_source(source):
    return (
        catalogue.load(f'sources = {{ a = {source} }}\n{PROCEDURE}legal_basis = ["a"]')["1.000001"]
        .on(date(2026, 3, 2))
        .legal_basis[0]
    )


def of_limit(source):
    text = f'{PROCEDURE}limit = {{ text = "05 ngày", source = {source} }}'
    return catalogue.load(text).find("1.000001").limit.source


def of_quality(source):
    return definitions(f"{LETTER}source = {source}").find(LetterRule, "x", date(2026, 3, 2)).source


def of_offices(source):
    (office,) = OfficeDirectory.from_toml(f'sources = {{ a = {source} }}\n{OFFICE}source = "a"').offices
    return office.source


def of_law(source):
    return read_source(tomllib.loads(f"source = {source}")["source"])


READERS = (of_catalogue, of_named_source, of_limit, of_quality, of_offices, of_law)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("mark", "verification"),
    [
        ("", Verification.UNVERIFIED),
        (', verification = "U"', Verification.UNVERIFIED),
        (', verification = "V2"', Verification.SECONDARY),
        (', verification = "V"', Verification.TEXT),
    ],
)
def test_every_reader_takes_an_unstated_mark_as_not_verified(read, mark, verification):
    """Catalogue, directory, quality and law: a source that does not say how far it was read was not."""
    source = read(written(mark))
    assert (source.document, source.verification) == ("Luật A", verification)
    assert ("chưa kiểm chứng" in str(source)) is (verification is Verification.UNVERIFIED)


def test_a_calendar_takes_the_word_of_its_office():
    """A calendar's source that is only a text is what its office reports, read in no instrument."""
    flood = Closure(datetime(2026, 3, 2), datetime(2026, 3, 3), "lũ lụt", "Công văn 1/UBND")
    assert vietnam_calendar().with_closures(flood).explain_day(date(2026, 3, 2)).source.verification is (
        Verification.SECONDARY
    )


# What a limit rests on -----------------------------------------------------------------------------------


def test_limits_are_equal_whatever_they_rest_on():
    """The source says where a limit comes from, not what it counts."""
    cited = SAME_DAY.resting_on(COPIES)
    assert (cited, hash(cited), repr(cited)) == (SAME_DAY, hash(SAME_DAY), repr(SAME_DAY))
    assert (cited.text, cited.conditions) == (SAME_DAY.text, SAME_DAY.conditions)
    assert SAME_DAY.source is None


def test_the_first_source_stays():
    """A limit that names its source keeps it; no source changes nothing."""
    cited = SAME_DAY.resting_on(COPIES)
    assert cited.resting_on(LegalSource("luật khác")) is cited
    assert SAME_DAY.resting_on(None) is SAME_DAY
    with pytest.raises(InvalidTypeError):
        SAME_DAY.resting_on("Nghị định 23/2015/NĐ-CP")


@pytest.mark.parametrize("effect", [Effect.ADDS, Effect.REPLACES])
def test_a_case_rests_on_what_its_limit_rests_on(effect):
    """Under a condition the limit rests on the same text, unless the condition names its own."""
    limit = TimeLimit(3, Unit.WORKING_DAY).resting_on(COPIES)
    added = TimeLimit(5, Unit.WORKING_DAY)
    assert limit.under(Condition("cần xác minh", added, effect)).source is COPIES


@pytest.mark.parametrize(
    ("start", "days"),
    [(datetime(2026, 3, 6, 15, 1), 4), (datetime(2026, 3, 6, 15), 1), (datetime(2026, 3, 7, 9), 3)],
)
def test_an_explanation_cites_what_the_limit_rests_on(start, days):
    """The hour of receipt is cited from the limit's own source; without one the rule is told and no law."""
    cal = vietnam_calendar()
    told, bare = (due(limit, start, cal).explain() for limit in (SAME_DAY.resting_on(COPIES), SAME_DAY))
    assert len(told) == len(bare) == days
    rule = "giải quyết ngay trong ngày; nhận sau giờ quy định thì trả kết quả trong ngày làm việc tiếp theo"
    assert f"{rule} [Nghị định 23/2015/NĐ-CP, Điều 7]" in told.text()
    assert bare.text().endswith(rule)
    assert "60/2014" not in told.text() + bare.text()
    assert "<li>" + rule in told._repr_html_()


def test_other_limits_cite_no_hour_of_receipt():
    """A limit without an hour of receipt names neither the rule nor its own source for it."""
    limit = TimeLimit(5, Unit.WORKING_DAY, source=COPIES)
    assert "23/2015" not in due(limit, date(2026, 3, 2), vietnam_calendar()).explain().text()
