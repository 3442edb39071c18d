"""Offices, their hierarchy, their successors and the roles they have."""

import itertools
import pickle
import unicodedata
from datetime import date, datetime, timedelta

import districts_of_2025
import pytest
from hypothesis import given, strategies as st

from thutuc.calendars import WorkCalendar
from thutuc.errors import (
    DirectoryError,
    InvalidTypeError,
    InvalidValueError,
    ThutucError,
    UnknownOfficeError,
)
from thutuc.identifiers import AgencyCode, ProcedureCode
from thutuc.law import LegalSource, Verification
from thutuc.offices import (
    Branch,
    Level,
    Office,
    OfficeDirectory,
    Succession,
)

LAST_DISTRICT_DAY, REFORM = date(2025, 6, 30), date(2025, 7, 1)
DAY = timedelta(days=1)


def commune(code, **fields):
    return Office(code, f"UBND xã {code}", Level.COMMUNE, **fields)


def names(offices):
    return {office.name for office in offices}


def codes(offices):
    return [office.code for office in offices]


def problems(*arguments):
    with pytest.raises(DirectoryError) as caught:
        OfficeDirectory(*arguments)
    return caught.value.problems


# One office ------------------------------------------------------------------------------------------------


def test_a_code_is_formal_or_not():
    """A formal code is kept in the present order, any other as it was written, composed."""
    assert commune("000.00.18.h17").code == "H17.18"
    assert commune("000.00.18.H17").agency == AgencyCode.parse("H17.18")
    assert commune(AgencyCode.parse("H17.18")).code == "H17.18"
    assert commune("A").code == "A"
    assert commune("A").agency is None


def test_text_is_composed():
    """A name in any normal form and spacing is kept composed."""
    office = Office("A", unicodedata.normalize("NFD", "  UBND   huyện Châu Thành "), Level.COMMUNE)
    assert office.name == "UBND huyện Châu Thành"


def test_a_district_ends_with_its_level():
    """A district office ends on 30/06/2025 at the latest, an earlier end stays, a later one is refused."""
    assert Office("A", "x", Level.DISTRICT).valid_until == LAST_DISTRICT_DAY
    assert Office("A", "x", Level.DISTRICT, valid_until=date(2020, 1, 1)).valid_until == date(2020, 1, 1)
    with pytest.raises(InvalidValueError, match="ended on 2025-06-30; valid_until is 2025-07-01"):
        Office("A", "x", Level.DISTRICT, valid_until=REFORM)
    with pytest.raises(InvalidValueError, match="cannot be valid from 2025-07-01 until 2025-06-30"):
        Office("A", "x", Level.DISTRICT, valid_from=REFORM)


def test_only_the_district_level_has_ended():
    """Every level but the district exists after the reform."""
    assert [level for level in Level if not level.exists_on(REFORM)] == [Level.DISTRICT]
    assert all(level.exists_on(LAST_DISTRICT_DAY) for level in Level)


def test_validity_includes_both_ends():
    """An office is valid on its first and on its last day, not on the days around."""
    office = commune("A", valid_from=date(2020, 1, 1), valid_until=date(2020, 12, 31))
    assert [
        office.is_valid_on(day)
        for day in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    ] == [False, True, True, False]


@pytest.mark.parametrize(
    "fields",
    [
        {"code": None},
        {"code": True},
        {"code": " "},
        {"name": ""},
        {"name": 7},
        {"level": "commune"},
        {"branch": "tax"},
        {"parent": 3},
        {"calendar": "mon-fri"},
        {"valid_from": "2025-07-01"},
        {"valid_from": datetime(2025, 7, 1, 0, 0)},
        {"valid_until": 2025},
        {"source": "NQ 1682"},
        {"code_is_example": 1},
    ],
)
def test_an_office_checks_its_fields(fields):
    """A field of the wrong type or an empty text is refused."""
    with pytest.raises(ThutucError):
        Office(**{"code": "A", "name": "x", "level": Level.COMMUNE, **fields})


def test_an_office_is_a_value():
    """Offices with equal fields are equal, hash equally, pickle, and cannot be changed."""
    calendar = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), hours={"mon-sat": "07:00-11:30"})
    source = LegalSource("NQ 1682/NQ-UBTVQH15")
    first, second = (commune("A", calendar=calendar, branch=Branch.TAX, source=source) for _ in range(2))
    assert first == second == pickle.loads(pickle.dumps(first))  # noqa: S301
    assert hash(first) == hash(second)
    with pytest.raises(AttributeError):
        first.name = "y"
    assert not hasattr(first, "__dict__")


@pytest.mark.parametrize("member", [*Level, *Branch])
def test_every_level_and_branch_has_words(member):
    """Each has a label in Vietnamese and one in English."""
    assert member.label() != member.label("en")


# A directory -----------------------------------------------------------------------------------------------


def test_look_up_by_code_and_day():
    """One code has several periods; the day chooses, and without a day only a single period is clear."""
    old = commune("A", valid_until=LAST_DISTRICT_DAY)
    new = Office("a", "UBND phường A", Level.COMMUNE, valid_from=REFORM)
    directory = OfficeDirectory([new, old, commune("B")])
    assert directory.office("A", LAST_DISTRICT_DAY) is old
    assert directory.office("A", REFORM) is new
    assert directory.periods("a") == (old, new)
    assert directory.office("B").name == "UBND xã B"
    assert len(directory) == 2
    assert repr(directory) == "<OfficeDirectory of 2 offices, 0 successions>"
    assert set(directory) == {old, new, directory.office("B")}
    with pytest.raises(InvalidValueError, match="2 periods; say on which day"):
        directory.office("A")


def test_a_code_is_found_in_any_spelling():
    """Order of levels, capitals and spaces make no difference to a look-up."""
    directory = OfficeDirectory([commune("H17.18"), commune("Trạm Y")])
    for spelling in ("000.00.18.H17", " h17.18 ", "H17.18"):
        assert directory.office(spelling).code == "H17.18"
        assert spelling in directory
    assert unicodedata.normalize("NFD", "trạm y") in directory
    assert "Z" not in directory
    assert "" not in directory
    assert None not in directory


def test_an_unknown_office_is_a_key_error():
    """A code nobody has is refused with the code; it is a KeyError too, and survives pickling."""
    with pytest.raises(KeyError) as caught:
        OfficeDirectory([]).office("Z", REFORM)
    assert isinstance(caught.value, UnknownOfficeError)
    assert (caught.value.given, caught.value.on) == ("Z", None)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


def test_an_ended_office_says_who_goes_on():
    """An office asked for after its end is refused with its period and its successors."""
    with pytest.raises(UnknownOfficeError) as caught:
        districts_of_2025.offices().office("VD.LA.CT.HT", REFORM)
    assert str(caught.value) == (
        "office VD.LA.CT.HT is not valid on 2025-07-01, only always to 2025-06-30; "
        "its work is now with VD.M.TV"
    )
    assert caught.value.on == REFORM
    with pytest.raises(UnknownOfficeError, match=r"only 2025-07-01 to now$"):
        districts_of_2025.offices().office("VD.M.TV", LAST_DISTRICT_DAY)


@pytest.mark.parametrize("code", [None, 5, True])
def test_a_code_is_text(code):
    """A code that is not text is a wrong type."""
    with pytest.raises(InvalidTypeError):
        OfficeDirectory([commune("A")]).office(code)


@pytest.mark.parametrize("method", ["office", "successors", "children", "ancestors"])
def test_a_day_is_a_date(method):
    """A moment is not taken for a day, nor is text."""
    directory = OfficeDirectory([commune("A", parent="B"), commune("B")])
    for day in (datetime(2026, 1, 1, 9, 0), "2026-01-01"):
        with pytest.raises(InvalidTypeError):
            getattr(directory, method)("A", day)


def test_a_name_is_found_in_every_spelling():
    """The tone may stand on either vowel, and đ be any letter that looks like it."""
    directory = OfficeDirectory([Office("A", "UBND xã Hoà Đông", Level.COMMUNE)])
    for name in ("UBND xã Hòa Đông", "ubnd  xã hoà ðông", unicodedata.normalize("NFD", "UBND XÃ HÒA ĐÔNG")):
        assert codes(directory.named(name)) == ["A"]
    assert directory.named("UBND xã Hoa Đông") == ()


def test_a_name_is_not_a_key():
    """A name finds every office that has it; a day leaves those valid on it."""
    directory = districts_of_2025.offices()
    for form in ("NFC", "NFD"):
        found = directory.named(unicodedata.normalize(form, "UBND HUYỆN CHÂU THÀNH"))
        assert [directory.ancestors(office.code)[0].name for office in found] == [
            "UBND tỉnh Long An",
            "UBND tỉnh Tây Ninh",
        ]
    assert codes(directory.named("UBND xã Hiệp Thạnh", LAST_DISTRICT_DAY)) == ["VD.LA.CT.HT", "VD.TN.GD.HT"]
    assert directory.named("UBND xã Hiệp Thạnh", REFORM) == ()
    assert directory.named("Châu Thành") == ()


def test_hierarchy_depends_on_the_day():
    """Children and ancestors are those of the day."""
    office = commune("A", parent="P1", valid_until=LAST_DISTRICT_DAY)
    moved = commune("A", parent="P2", valid_from=REFORM)
    directory = OfficeDirectory(
        [office, moved, *(Office(code, code, Level.PROVINCE) for code in ("P1", "P2"))]
    )
    assert directory.children("P1", LAST_DISTRICT_DAY) == (office,)
    assert directory.children("P1", REFORM) == ()
    assert directory.children("P2") == (moved,)
    assert codes(directory.ancestors("A", LAST_DISTRICT_DAY)) == ["P1"]
    assert codes(directory.ancestors("A", REFORM)) == ["P2"]
    assert directory.ancestors("P1") == ()
    with pytest.raises(UnknownOfficeError):
        directory.children("Z")


# What a directory refuses ----------------------------------------------------------------------------------


def test_every_problem_is_listed_at_once():
    """A directory with several faults names them all."""
    found = problems(
        [
            commune("A"),
            commune("a"),
            commune("B", parent="Z"),
            commune("C", parent="D"),
            commune("D", parent="C"),
        ],
        [Succession("Y", "A", REFORM), Succession("A", "X", REFORM, whole=False)],
    )
    assert len(found) == 5
    for part in ("overlap", "no office has the code 'Z'", "circle", "code 'Y'", "code 'X'"):
        assert sum(part in problem for problem in found) == 1


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=4))
def test_periods_of_one_code_may_not_share_a_day(spans):
    """Periods are refused exactly when some day lies in two of them."""
    start = date(2020, 1, 1)
    offices = [
        commune("A", valid_from=start + min(span) * DAY, valid_until=start + max(span) * DAY)
        for span in spans
    ]
    shared = any(sum(office.is_valid_on(start + n * DAY) for office in offices) > 1 for n in range(21))
    try:
        OfficeDirectory(offices)
    except DirectoryError:
        assert shared
    else:
        assert not shared


def test_a_parent_must_be_valid_when_the_child_is():
    """An office may not begin before its parent, nor outlive it."""
    parent = Office("P", "P", Level.DISTRICT, valid_from=date(2010, 1, 1))
    early = commune("A", parent="P", valid_from=date(2009, 1, 1), valid_until=LAST_DISTRICT_DAY)
    endless = commune("B", parent="P", valid_from=date(2011, 1, 1))
    assert problems([parent, early, endless]) == (
        "office A, field parent: P is not valid on 2009-01-01",
        "office B, field parent: P ended on 2025-06-30, this office has no valid_until",
    )


def test_parents_may_change_places_over_time_but_not_stand_in_a_circle():
    """A under B in one period and B under A in the next is no circle; on one day it is."""

    def pair(end, start):
        ended, begun = {"valid_until": end}, {"valid_from": start}
        return [
            commune("A", parent="B", **ended),
            commune("A", **begun),
            commune("B", **ended),
            commune("B", parent="A", **begun),
        ]

    assert len(OfficeDirectory(pair(LAST_DISTRICT_DAY, REFORM))) == 2
    assert problems([commune("A", parent="A")]) == ("field parent: A > A stand above each other in a circle",)
    circle = [commune("A", parent="B"), commune("B", parent="C"), commune("C", parent="A")]
    assert len(problems(circle)) == 1
    lasting = [
        commune("A", parent="B", valid_until=LAST_DISTRICT_DAY),
        commune("A", parent="B", valid_from=REFORM),
        commune("B", parent="A"),
    ]
    assert problems(lasting) == ("field parent: A > B > A stand above each other in a circle",)


def test_a_succession_joins_offices_of_its_day():
    """The predecessor must be there the day before, the successor on the day; giving all ends an office."""
    ended, begun = commune("A", valid_until=LAST_DISTRICT_DAY), commune("B", valid_from=REFORM)
    assert (
        "not valid on the day before" in problems([ended, begun], [Succession("A", "B", date(2025, 8, 1))])[0]
    )
    assert (
        "B is not valid on that day"
        in problems([ended, begun], [Succession("A", "B", LAST_DISTRICT_DAY)])[-1]
    )
    assert "still valid" in problems([commune("A"), begun], [Succession("A", "B", REFORM)])[0]
    assert "stated twice" in problems([ended, begun], [Succession("A", "B", REFORM)] * 2)[0]


def test_successions_of_one_day_may_not_go_round():
    """Successions in a circle on one day are refused; work that comes back in a later reform is not."""
    offices = [commune(code) for code in "ABC"]
    ring = [Succession(*pair, REFORM, whole=False) for pair in ("AB", "BC", "CA")]
    assert "circle" in problems(offices, ring)[0]
    back = [
        Succession("A", "B", date(2003, 1, 1), procedures=["p"]),
        Succession("B", "A", date(2010, 1, 1), procedures=["p"]),
    ]
    directory = OfficeDirectory(offices, back)
    assert codes(directory.successors("A", date(2005, 1, 1), "p")) == ["B"]
    assert codes(directory.successors("A", date(2011, 1, 1), "p")) == ["A"]
    assert codes(directory.successors("B", date(2011, 1, 1), "p", since=date(2011, 1, 1))) == ["B"]


@pytest.mark.parametrize("arguments", [("AB",), (5,), (["A"],), ([commune("A")], ["A"]), ([], 3)])
def test_a_directory_is_made_of_offices(arguments):
    """Anything else than offices and successions is a wrong type."""
    with pytest.raises(InvalidTypeError):
        OfficeDirectory(*arguments)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"successor": "a"}, InvalidValueError),
        ({"on": "2025-07-01"}, InvalidTypeError),
        ({"on": datetime(2025, 7, 1, 0, 0)}, InvalidTypeError),
        ({"whole": 1}, InvalidTypeError),
        ({"procedures": "1.004222"}, InvalidTypeError),
        ({"procedures": []}, InvalidValueError),
        ({"procedures": [None]}, InvalidTypeError),
        ({"source": "NQ"}, InvalidTypeError),
    ],
)
def test_a_succession_checks_its_fields(change, error):
    """A succession to itself, of no procedure or with a wrong type is refused."""
    with pytest.raises(error):
        Succession(**{"predecessor": "A", "successor": "B", "on": REFORM, **change})


# Successors ------------------------------------------------------------------------------------------------


def test_the_district_of_long_an_became_four_communes():
    """The work of Châu Thành, Long An, went to four communes, none of them called Châu Thành."""
    directory = districts_of_2025.offices()
    assert codes(directory.successors("VD.LA.CT", LAST_DISTRICT_DAY)) == ["VD.LA.CT"]
    after = directory.successors("VD.LA.CT", REFORM)
    assert names(after) == {"UBND xã Thuận Mỹ", "UBND xã An Lục Long", "UBND xã Tầm Vu", "UBND xã Vĩnh Công"}
    assert {directory.ancestors(office.code, REFORM)[0].name for office in after} == {"UBND tỉnh Tây Ninh"}


def test_the_new_commune_chau_thanh_comes_from_tay_ninh():
    """The commune Châu Thành goes on with communes of Tây Ninh's own district, in part for Thái Bình."""
    directory = districts_of_2025.offices()
    (new,) = directory.named("UBND xã Châu Thành")
    before = {link.predecessor: link.whole for link in directory.successions if link.successor == new.code}
    assert before == {
        "VD.TN.CT": False,
        "VD.TN.CT.CT": True,
        "VD.TN.CT.DK": True,
        "VD.TN.CT.AB": True,
        "VD.TN.CT.TB": False,
    }
    assert names(directory.successors("VD.TN.CT.TB", REFORM)) == {
        "UBND xã Châu Thành",
        "UBND phường Tân Ninh",
    }


def test_the_thirteen_units_of_long_an_are_all_gone_on_with():
    """Each of the 13 former units has one successor, which the district has too."""
    directory = districts_of_2025.offices()
    former = directory.children("VD.LA.CT")
    assert len(former) == 13
    heirs = [directory.successors(office.code, REFORM) for office in former]
    assert all(len(found) == 1 for found in heirs)
    assert {found[0] for found in heirs} == set(directory.successors("VD.LA.CT", REFORM))


def test_the_example_says_that_its_codes_are_made_up():
    """No code of the example is presented as official, and every statement has its source."""
    directory = districts_of_2025.offices()
    assert all(office.code_is_example and office.agency is None for office in directory)
    stated = [*directory, *directory.successions]
    assert all(item.source is not None for item in stated)
    assert {item.source.verification for item in stated} == {Verification.SECONDARY, Verification.UNVERIFIED}


def test_a_named_procedure_goes_where_it_is_named():
    """A procedure that a succession names follows it; the others follow those that name none."""
    district = Office("H", "huyện", Level.DISTRICT)
    later = [commune("X", valid_from=REFORM), Office("T", "tỉnh", Level.PROVINCE)]
    directory = OfficeDirectory(
        [district, *later],
        [
            Succession("H", "X", REFORM),
            Succession("H", "T", REFORM, procedures=["2.000815", "nội bộ"]),
        ],
    )
    assert codes(directory.successors("H", REFORM)) == ["T", "X"]
    assert codes(directory.successors("H", REFORM, "1.004222")) == ["X"]
    assert codes(directory.successors("H", REFORM, "Nội bộ khác")) == ["X"]
    for procedure in ("2.000815", "2.000815.000.00.00.H55.02", ProcedureCode.parse("2.000815"), "nội bộ"):
        assert codes(directory.successors("H", REFORM, procedure)) == ["T"]
    assert codes(directory.successors("H", LAST_DISTRICT_DAY, "2.000815")) == ["H"]


def test_a_part_leaves_the_rest_behind():
    """An office that hands over a part keeps the rest while it is valid."""
    directory = OfficeDirectory(
        [commune("A"), commune("B"), commune("C")],
        [
            Succession("A", "B", date(2020, 1, 1), whole=False),
            Succession("A", "C", date(2022, 1, 1), procedures=["p"]),
        ],
    )
    assert codes(directory.successors("A", date(2021, 1, 1))) == ["A", "B"]
    assert codes(directory.successors("A", date(2023, 1, 1), "p")) == ["B", "C"]
    assert codes(directory.successors("A", date(2023, 1, 1), "p", since=date(2021, 1, 1))) == ["C"]


def test_nobody_is_named_where_nobody_is_known():
    """An office that ended without successor, or has not begun, has nobody to do its work."""
    directory = OfficeDirectory(
        [commune("A", valid_until=LAST_DISTRICT_DAY), commune("B", valid_from=REFORM)]
    )
    assert directory.successors("A", REFORM) == ()
    assert directory.successors("B", LAST_DISTRICT_DAY) == ()
    with pytest.raises(UnknownOfficeError):
        directory.successors("Z", REFORM)


LETTERS = "ABCDE"
FIRST = date(2020, 1, 1)


@st.composite
def directories(draw):
    """Random reforms between five offices on a few days, whole ones ending the office that gives."""
    links, ends = [], {}
    for giver, taker, step in draw(
        st.lists(st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS), st.integers(1, 5)), max_size=8)
    ):
        kind = draw(st.sampled_from(["whole", "part", "p", "q"]))
        links.append((giver, taker, FIRST + step * DAY, kind))
    for giver, _, day, kind in links:
        if kind == "whole":
            ends[giver] = min(ends.get(giver, date.max), day - DAY)
    offices = [commune(code, valid_until=ends.get(code)) for code in LETTERS]
    successions = [
        Succession(giver, taker, day, whole=kind != "part", procedures=[kind] if kind in "pq" else None)
        for giver, taker, day, kind in links
        if giver != taker
    ]
    kept = []
    for link in successions:
        try:
            OfficeDirectory(offices, [*kept, link])
        except DirectoryError:
            continue
        kept.append(link)
    return OfficeDirectory(offices, kept)


def naive_holders(directory, code, on, procedure):
    """Who holds the work, found by moving it day by day instead of following links."""
    holders = {code}
    day = FIRST
    while day <= on:
        todo, settled = list(holders), set()
        reached = set(todo)
        while todo:
            here = todo.pop()
            links = [s for s in directory.successions if s.predecessor == here and s.on == day]
            if procedure is not None:
                special = [s for s in links if procedure in (s.procedures or ())]
                links = special or [s for s in links if s.procedures is None]
            for link in links:
                if link.successor not in reached:
                    reached.add(link.successor)
                    todo.append(link.successor)
            all_given = any(s.whole and (procedure or s.procedures is None) for s in links)
            if not all_given:
                settled.add(here)
        holders = settled
        day += DAY
    return sorted(holder for holder in holders if directory.periods(holder)[0].is_valid_on(on))


@given(directories(), st.integers(0, 7), st.sampled_from([None, "p", "q", "r"]))
def test_successors_equal_a_walk_from_day_to_day(directory, steps, procedure):
    """Following links finds the offices that a naive walk through every day finds."""
    on = FIRST + steps * DAY
    for code in LETTERS:
        found = codes(directory.successors(code, on, procedure))
        assert found == naive_holders(directory, code, on, procedure)


# Reading ---------------------------------------------------------------------------------------------------

GOOD = """
[sources.nq]
document = "NQ 1/2025"
issued = 2025-06-12
verification = "V"

[[offices]]
code = "A"
name = "UBND xã A"
level = "commune"
valid_until = 2025-06-30
source = "nq"

[[offices]]
code = "B"
name = "Thuế B"
level = "province"
branch = "tax"
calendar = "tax"
source = { name = "nq", provision = "Điều 2" }

[[successions]]
predecessor = "A"
successor = "B"
on = 2025-07-01
procedures = ["1.004222"]
"""


def test_a_directory_is_read_from_a_file_or_text(tmp_path):
    """Text and a file of the same content give the same directory, with sources and calendars by name."""
    calendar = WorkCalendar(date(2026, 1, 1), date(2026, 12, 31))
    path = tmp_path / "offices.toml"
    path.write_text(GOOD, "utf-8")
    directory = OfficeDirectory.from_toml(path, calendars={"tax": calendar})
    assert directory == OfficeDirectory.from_toml(GOOD, calendars={"tax": calendar})
    tax = directory.office("B")
    assert (tax.branch, tax.calendar) == (Branch.TAX, calendar)
    assert tax.source == LegalSource("NQ 1/2025", "Điều 2", date(2025, 6, 12), Verification.TEXT)
    assert directory.successions == (Succession("A", "B", REFORM, procedures=["1.004222"]),)


BAD = """
extra = 1
offices = [
  { code = "A", name = "", level = "xã", colour = "red" },
  { name = "x", level = "commune", valid_from = 2025-07-01T00:00:00 },
  { code = "C", name = "x", level = "district", valid_until = 2026-01-01 },
  { code = "D", name = "x", level = "commune", source = "none", calendar = "sat", code_is_example = "yes" },
  { code = "E", name = "x", level = "commune", source = { name = "nq" } },
  5,
]
successions = [
  { predecessor = "A", on = 2025-07-01, procedures = "1.004222" },
]

[sources]
nq = 3
other = { provision = "Điều 1", verification = "sure" }
"""


def test_what_cannot_be_read_is_listed_with_file_entry_and_field(tmp_path):
    """Every fault of a file is reported at once: file, office, field, what was given, what is allowed."""
    path = tmp_path / "bad.toml"
    path.write_text(BAD, "utf-8")
    with pytest.raises(DirectoryError) as caught:
        OfficeDirectory.from_toml(path)
    found = [problem.removeprefix(f"{path}: ") for problem in caught.value.problems]
    assert all(problem.startswith(f"{path}: ") for problem in caught.value.problems)
    for start in (
        "the directory, field extra: unknown; known are sources, offices, successions",
        "sources, nq must be a table",
        "source other, field document: missing",
        "source other, field verification: given was 'sure'; allowed are V, V2, U",
        "office A, field colour: unknown; known are",
        "office A, field name: the name of an office must not be empty",
        "office A, field level: given was 'xã'; allowed are central, province, district, commune",
        "office number 2, field code: missing",
        "office number 2, field valid_from: this must be a date",
        "office C, office C is of the district level, which ended on 2025-06-30",
        "office D, field source: no source is called 'none'; known are none",
        "office D, field calendar: no calendar is called 'sat'",
        "office D, field code_is_example: this must be a bool",
        "office E, field source: no source is called 'nq'",
        "offices, number 6 must be a table",
        "succession 1 (A > ?), field successor: missing",
        "succession 1 (A > ?), field procedures: this must be a list",
    ):
        assert sum(problem.startswith(start) for problem in found) == 1, start
    assert len(found) == 17


def test_what_does_not_fit_names_the_file():
    """Faults between offices are reported with the place they were read from too."""
    data = {"offices": [{"code": "A", "name": "x", "level": "commune", "parent": "Z"}]}
    with pytest.raises(DirectoryError) as caught:
        OfficeDirectory.from_mapping(data, name="tỉnh.json")
    assert caught.value.problems == ("tỉnh.json: office A, field parent: no office has the code 'Z'",)
    assert "tỉnh.json cannot be used" in str(caught.value)


@pytest.mark.parametrize("data", [{"offices": 3}, {"sources": []}, {"successions": "A"}])
def test_a_section_has_its_form(data):
    """A section of another form is a problem of that section."""
    with pytest.raises(DirectoryError, match=next(iter(data))):
        OfficeDirectory.from_mapping(data)


def test_text_that_is_a_path_says_so(tmp_path):
    """A path given as text is not guessed to be one; a file that is missing or no TOML is named."""
    with pytest.raises(DirectoryError, match=r"give a pathlib\.Path"):
        OfficeDirectory.from_toml("offices.toml")
    with pytest.raises(DirectoryError, match="cannot be read"):
        OfficeDirectory.from_toml(tmp_path / "none.toml")
    path = tmp_path / "broken.toml"
    path.write_text("offices =", "utf-8")
    with pytest.raises(DirectoryError, match=r"broken\.toml is not TOML"):
        OfficeDirectory.from_toml(path)
    for wrong in (5, None):
        with pytest.raises(InvalidTypeError):
            OfficeDirectory.from_toml(wrong)
        with pytest.raises(InvalidTypeError):
            OfficeDirectory.from_mapping(wrong)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just("commune") | st.just(REFORM),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["offices", "sources", "successions", "code", "name", "level", "on", "source"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(plain)
def test_reading_raises_only_errors_of_this_library(data):
    """Whatever the values, they make a directory or are refused."""
    try:
        directory = OfficeDirectory.from_mapping(data)
    except ThutucError:
        return
    assert len(directory) == len({office.code.casefold() for office in directory})


def test_many_offices_are_told_apart():
    """A thousand offices below one are all found, each by its code."""
    offices = [commune(f"H17.{n:03d}", parent="H17") for n in range(1, 1000)]
    directory = OfficeDirectory([Office("H17", "tỉnh", Level.PROVINCE), *offices])
    assert len(directory.children("H17", REFORM)) == 999
    for office in itertools.islice(offices, 0, None, 50):
        assert directory.office(office.code, REFORM) is office
