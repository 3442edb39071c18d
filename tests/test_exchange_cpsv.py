"""Catalogues as CPSV-AP 3.2, held against the published shapes."""

import json
from datetime import date, time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, strategies as st

from thutuc import Channel, Procedure, TimeLimit, Unit, catalogue, exchange
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.law import LegalSource
from thutuc.procedures import ChannelOffer, Fee, ProcedureCase, RequiredDocument

rdflib = pytest.importorskip("rdflib")
pyshacl = pytest.importorskip("pyshacl")

# What rdflib says of its own parts.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SHAPES = rdflib.Graph().parse(Path(__file__).parent / "cpsv-ap-3.2.0" / "cpsv-ap-SHACL.ttl")
BASE = "https://example.vn/tthc/"
CPSV, CV, DCT = (
    rdflib.Namespace(exchange.to_cpsv([])["@context"][prefix]) for prefix in ("cpsv", "cv", "dct")
)
FULL = Procedure(
    "1.001234",
    "Cấp giấy phép “thử” <b>",
    TimeLimit.parse("15 ngày"),
    channels=[
        ChannelOffer(
            Channel.DIRECT, TimeLimit.parse("15 ngày"), Fee("70.000 đồng", 70000), "tại bộ phận một cửa"
        ),
        ChannelOffer(Channel.ONLINE, TimeLimit.parse("10 ngày làm việc"), Fee("Miễn phí", 0)),
        ChannelOffer(Channel.ONLINE, TimeLimit.parse("12 ngày làm việc"), case="cần xác minh"),
    ],
    documents=[
        RequiredDocument("Tờ khai", originals=1, form="Mẫu 01"),
        RequiredDocument("Căn cước", copies=2),
    ],
    sequence="Bước 1: nộp\nBước 2: nhận",
    applicants=["Công dân Việt Nam", "Tổ chức"],
    agency="UBND xã / phường?",
    results=["Giấy phép"],
    conditions="Đủ 18 tuổi",
    fees=[Fee("20 USD", 20, "USD"), Fee("theo nghị quyết của HĐND tỉnh")],
    legal_basis=[LegalSource("Nghị định 1/2026/NĐ-CP", "Điều 2")],
    field="Xây dựng",
    levels=["Cấp xã"],
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    source=LegalSource("Quyết định 9/QĐ-UBND"),
)


def graph(procedures, base=BASE):
    """What is written, as plain JSON, read by rdflib."""
    return rdflib.Graph().parse(data=json.dumps(exchange.to_cpsv(procedures, base)), format="json-ld")


def conforms(read):
    valid, _, told = pyshacl.validate(read, shacl_graph=SHAPES)
    return valid, told


def values(read, subject, term):
    return {str(value) for value in read.objects(rdflib.URIRef(subject), term)}


@pytest.mark.parametrize(
    "procedures",
    [catalogue.standard(), [FULL], [Procedure("X", "ví dụ")], []],
    ids=["standard", "full", "bare", "none"],
)
def test_it_conforms_to_the_published_shapes(procedures):
    """The package's own catalogue, a procedure with all parts, one with none."""
    assert conforms(graph(procedures)) == (True, conforms(rdflib.Graph())[1])


@pytest.mark.parametrize("term", [DCT.identifier, DCT.title, DCT.description, CV.hasCompetentAuthority])
def test_the_shapes_see_what_is_missing(term):
    """A service without what the profile asks for does not conform: the test above can fail."""
    read = graph([FULL])
    read.remove((rdflib.URIRef(f"{BASE}1.001234/2026-01-01"), term, None))
    assert not conforms(read)[0]


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)


@given(
    names, names, st.lists(names, max_size=3), st.integers(0, 10**12), st.sampled_from(["VND", "đồng", "a/b"])
)
def test_any_text_conforms(agency, field, several, amount, currency):
    """Whatever stands in a name, the graph is read and conforms, and the names come back."""
    try:
        procedure = Procedure(
            "1.001234",
            "ví dụ",
            agency=agency,
            field=field,
            results=several,
            applicants=several,
            fees=[Fee(field, amount, currency)],
        )
    except InvalidValueError:
        return  # marks without end
    read = graph([procedure])
    assert conforms(read)[0]
    labels = {str(label) for label in read.objects(None, rdflib.SKOS.prefLabel)}
    assert labels == {procedure.agency, procedure.field, *procedure.applicants}


# What is said -----------------------------------------------------------------------------------------------


def test_all_parts_are_told():
    """Name, papers, costs, channels, results, law: each with its words, under names of its own."""
    read, service = graph([FULL]), f"{BASE}1.001234/2026-01-01"
    assert values(read, service, DCT.identifier) == {"1.001234"}
    assert [title.language for title in read.objects(rdflib.URIRef(service), DCT.title)] == ["vi"]
    papers = values(read, service, CPSV.hasInput)
    told = {tuple(values(read, paper, DCT.title) | values(read, paper, DCT.description)) for paper in papers}
    assert {frozenset(each) for each in told} == {
        frozenset({"Tờ khai", "bản chính: 1; mẫu: Mẫu 01"}),
        frozenset({"Căn cước", "bản sao: 2"}),
    }
    costs = {
        (
            *values(read, cost, DCT.description),
            *values(read, cost, CV.hasValue),
            *values(read, cost, CV.currency),
        )
        for cost in values(read, service, CV.hasCost)
    }
    eu = "http://publications.europa.eu/resource/authority/currency/"
    assert costs == {
        ("70.000 đồng", "70000.0", f"{eu}VND"),
        ("Miễn phí", "0.0", f"{eu}VND"),
        ("20 USD", "20.0", f"{eu}USD"),
        ("theo nghị quyết của HĐND tỉnh",),
    }
    assert values(read, service, CV.hasChannel) == {f"{service}#channel-1", f"{service}#channel-2"}
    assert values(read, f"{service}#channel-1", DCT.description) == {"tại bộ phận một cửa"}
    (law,) = values(read, service, CV.hasLegalResource)
    assert values(read, law, DCT.title) == {"Nghị định 1/2026/NĐ-CP, Điều 2 (chưa kiểm chứng)"}
    assert values(read, f"{service}#requirement-1", DCT.description) == {"Đủ 18 tuổi"}
    (period,) = values(read, service, DCT.temporal)
    assert values(read, period, rdflib.DCAT.endDate) == {"2026-12-31"}


def test_limits_stand_in_words_and_as_rules():
    """Each limit, by case and channel, is told with its unit and rests on its source."""
    read, service = graph([FULL]), f"{BASE}1.001234/2026-01-01"
    rules = {
        text for rule in values(read, service, CPSV.follows) for text in values(read, rule, DCT.description)
    }
    working = "(không kể ngày nghỉ, nên không ghi được bằng khoảng thời gian ISO 8601)"
    assert rules == {
        "trực tiếp: 15 ngày",
        f"trực tuyến: 10 ngày làm việc {working}",
        f"trực tuyến: 12 ngày làm việc {working}",
        "bưu chính công ích: 15 ngày",
    }
    (description,) = values(read, service, DCT.description)
    assert description.startswith("Bước 1: nộp\nBước 2: nhận\n\nThời hạn giải quyết: trực tiếp: 15 ngày;")
    assert values(read, f"{service}#limit-1", CPSV.implements) == {
        f"{BASE}law/{quote(FULL.source.text(), safe='')}"
    }


@pytest.mark.parametrize(
    ("limit", "duration"),
    [
        (TimeLimit(15, Unit.DAY), "P15D"),
        (TimeLimit(24, Unit.HOUR), "PT24H"),
        (TimeLimit(2, Unit.WEEK), "P14D"),
        (TimeLimit(3, Unit.MONTH), "P3M"),
        (TimeLimit(1, Unit.YEAR), "P1Y"),
        (TimeLimit(0.5, Unit.DAY), "PT43200S"),
        (TimeLimit(1.5, Unit.HOUR), "PT5400S"),
        (TimeLimit(5, Unit.WORKING_DAY), None),
        (TimeLimit(8, Unit.WORKING_HOUR), None),
        (TimeLimit(0, Unit.WORKING_DAY), None),
        (TimeLimit(2, Unit.DAY, cut_off=time(15)), None),
    ],
    ids=str,
)
def test_a_duration_is_given_where_it_is_true(limit, duration):
    """ISO 8601 has no working days, so that limits in them have no processing time, but words."""
    (service, *_) = exchange.to_cpsv([Procedure("X", "ví dụ", limit)], BASE)["@graph"]
    told = service.get("cv:processingTime")
    assert told == (None if duration is None else {"@type": "xsd:duration", "@value": duration})
    assert limit.to_text() in service["dct:description"]["@value"]


def test_limits_that_differ_have_no_duration():
    """By case or by channel; each channel has that of its own."""
    cases = [ProcedureCase("gần", TimeLimit(5, Unit.DAY)), ProcedureCase("xa", TimeLimit(9, Unit.DAY))]
    for procedure in (Procedure("X", "ví dụ", cases=cases), FULL):
        assert "cv:processingTime" not in exchange.to_cpsv([procedure])["@graph"][0]
    read, service = graph([FULL]), f"{BASE}1.001234/2026-01-01"
    assert values(read, f"{service}#channel-1", CV.processingTime) == {"P15D"}
    assert values(read, f"{service}#channel-2", CV.processingTime) == set()


def test_what_is_not_stated_is_said_to_be_so():
    """A procedure without an agency has one that says so, never that of another."""
    read = graph([Procedure("X", "ví dụ")])
    (agency,) = values(read, f"{BASE}X", CV.hasCompetentAuthority)
    assert values(read, agency, rdflib.SKOS.prefLabel) == {"Chưa nêu cơ quan có thẩm quyền"}
    assert values(read, f"{BASE}X", DCT.description) == {"ví dụ"}


def test_every_version_is_a_service():
    """Versions of one code are told apart by their first day; given twice, one is refused."""
    standard = catalogue.standard()
    services = [
        node for node in exchange.to_cpsv(standard)["@graph"] if node["@type"] == "cpsv:PublicService"
    ]
    assert len({service["@id"] for service in services}) == len(standard.procedures)
    with pytest.raises(InvalidValueError, match="procedure X is given twice"):
        exchange.to_cpsv([Procedure("X", "a"), Procedure("X", "b")])


@pytest.mark.parametrize("letter", ["\ud800", "\x00", "\x1b"])
def test_a_letter_that_no_file_has(letter):
    """It is refused wherever it stands, with its place."""
    text = f"ab{letter}c"
    for part in ({"agency": text}, {"field": text}, {"results": [text]}, {"fees": [Fee("x", 1, text)]}):
        with pytest.raises(InvalidValueError, match=r"procedure: the letter U\+\w{4} at place 2"):
            exchange.to_cpsv([Procedure("X", "ví dụ", **part)])


@pytest.mark.parametrize("given", [None, 3, "X", FULL, [3], {"X": 1}, catalogue.standard()["TN02"].code])
def test_what_is_no_procedure(given):
    """It is refused."""
    with pytest.raises(InvalidTypeError):
        exchange.to_cpsv(given)


@pytest.mark.parametrize(
    "base", ["", "x", "example.vn/", "https://example.vn", "https://a b/", "<https://a/>", "https://[/"]
)
def test_what_is_no_beginning_of_a_name(base):
    """A base without a scheme or an end, or with letters that no IRI has, is refused; so is no text."""
    with pytest.raises(InvalidValueError):
        exchange.to_cpsv([FULL], base)
    with pytest.raises(InvalidTypeError):
        exchange.to_cpsv([FULL], 3)
