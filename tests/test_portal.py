import gzip
import json
import random
import re
import time
import tomllib
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from thutuc import Channel, Unit, catalogue
from thutuc.catalogue.money import declared_fee, fee_of_text
from thutuc.catalogue.papers import documents_of
from thutuc.catalogue.portal import FIELD_MAX, FIELDS as PORTAL_FIELDS
from thutuc.catalogue.references import BASIS, legal_basis_of, results_of
from thutuc.catalogue.special_limits import stated_in
from thutuc.catalogue.ways_to_submit import HEADING
from thutuc.errors import InvalidTypeError, LimitTextError, PortalRecordError, ThutucError
from thutuc.law import Verification
from thutuc.limits import Effect, TimeLimit

CASES = tomllib.loads((Path(__file__).parent / "cases" / "portal.toml").read_text(encoding="utf-8"))
MADE_UP = tomllib.loads((Path(__file__).parent / "cases" / "portal-made-up.toml").read_text(encoding="utf-8"))
PORTAL = Path(__file__).parents[2] / "shared" / "data" / "procedures.jsonl.gz"

# An independent and simple way to find what the rows declare: a way, a number, a blank and a unit, all glued.
WAYS = {"Trực tiếp": Channel.DIRECT, "Trực tuyến": Channel.ONLINE, "Dịch vụ bưu chính": Channel.POST}
UNITS = {"Ngày làm việc": Unit.WORKING_DAY, "Ngày": Unit.DAY, "Giờ": Unit.HOUR, "Tháng": Unit.MONTH}
DECLARED = re.compile(rf"({'|'.join(WAYS)})(\d+(?:[.,]\d+)?) ({'|'.join(UNITS)})")

CHROME = "Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnTỉnh/ Thành phốNộp hồ sơ"


def record(**fields):
    """A record with nothing but code, name and the given fields."""
    return {"ma_thu_tuc": "1.000757", "ten_thu_tuc": "Cấp lại thẻ căn cước", **fields}


def channels(text):
    """The record of a procedure with these rows."""
    return record(cach_thuc_thuc_hien=HEADING + text)


def made_up(number, case):
    """The record of a made-up case, under a code of its own."""
    fields = {name: case[name] for name in PORTAL_FIELDS if name in case}
    entry = {"ma_thu_tuc": f"9.{number:06d}", "ten_thu_tuc": f"Thủ tục mẫu {number}", **fields}
    return {**entry, "cach_thuc_thuc_hien": HEADING + case["channels"]}


@pytest.fixture(scope="module")
def made_up_records():
    """The made-up records, with every field that the portal's have."""
    empty = dict.fromkeys(PORTAL_FIELDS, "")
    return [empty | made_up(number, case) for number, case in enumerate(MADE_UP["record"], 1)]


@pytest.fixture(scope="module")
def records(made_up_records):
    """The portal's records where they are at hand, else the made-up ones of the same kinds."""
    if not PORTAL.exists():
        return made_up_records
    with gzip.open(PORTAL, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def readings(records):
    return [catalogue.read_portal(entry) for entry in records]


class TestMadeUpRecords:
    def test_there_are_enough_kinds(self):
        """The made-up records are at least 60, no two of them of one kind."""
        assert len({case["kind"] for case in MADE_UP["record"]}) == len(MADE_UP["record"]) >= 60

    @pytest.mark.parametrize("case", MADE_UP["record"], ids=lambda case: case["kind"])
    def test_a_record_of_each_kind(self, case):
        """Rows, limits, cases, conditions, fees and the other parts come out as the kind of record says."""
        reading = catalogue.read_portal(made_up(1, case))
        procedure, limits = (
            reading.procedure,
            [offer.limit for offer in reading.procedure.channels if offer.limit],
        )
        rows = [
            [
                offer.channel.name,
                str(offer.limit or ""),
                -1 if offer.fee is None or offer.fee.amount is None else offer.fee.amount,
                offer.case,
            ]
            for offer in procedure.channels
        ]
        assert rows == case["rows"]
        assert [f"{c.text}: {c.limit}" for limit in limits for c in limit.conditions] == case.get(
            "conditions", []
        )
        old = [f"{limit} < {limit.statutory}" for limit in limits if limit.statutory]
        assert old == case.get("statutory", [])
        assert str(procedure.limit or "") == case.get("limit", "")
        assert [f"{one.name}: {one.limit}" for one in procedure.cases] == case.get("cases", [])
        papers = [[doc.name, doc.originals, doc.copies, doc.form, doc.case] for doc in procedure.documents]
        assert papers == case.get("documents", [])
        assert [source.document for source in procedure.legal_basis] == case.get("basis", [])
        assert list(procedure.results) == case.get("results", [])
        assert [item.part for item in reading.unread if item.text] == case.get("unread", [])

    @pytest.mark.parametrize(
        "case", [case for case in MADE_UP["record"] if "described" in case], ids=lambda case: case["kind"]
    )
    def test_what_a_description_says(self, case):
        """A description is read with its conditions and the limit before, or refused."""
        offers = catalogue.from_portal(made_up(1, case)).channels
        text = next(offer.description for offer in offers if offer.description)
        try:
            limit = TimeLimit.parse(text)
        except LimitTextError:
            assert case["described"] == []
            return
        before = [f"thay cho {limit.statutory}"] if limit.statutory else []
        conditions = [f"{c.effect.name}: {c.limit}" for c in limit.conditions]
        assert [str(limit), *before, *conditions] == case["described"]


class TestRows:
    @pytest.mark.parametrize("case", CASES["rows"], ids=lambda case: case["source"])
    def test_rows_come_apart(self, case):
        """Channel, limit, fee and description of each real row come out as listed, in order."""
        reading = catalogue.read_portal(channels(case["text"]))
        found = [
            [
                offer.channel.name,
                str(offer.limit or ""),
                -1 if offer.fee is None or offer.fee.amount is None else offer.fee.amount,
                offer.fee.currency if offer.fee else "",
                offer.description[: len(row[4])],
            ]
            for offer, row in zip(reading.procedure.channels, case["rows"], strict=True)
        ]
        assert found == case["rows"]
        assert [item.part for item in reading.unread if item.text] == case.get("unread", [])

    def test_limits_follow_the_rows(self):
        """Each declared row of a channel gives one limit, in order, also where two rows say the same."""
        text = "Trực tiếp5 NgàyMiễn phíTrực tuyến3 NgàyMiễn phíTrực tiếp5 NgàyMiễn phíTrực tiếp2 GiờMiễn phí"
        procedure = catalogue.from_portal(channels(text))
        found = [(limit.amount, limit.unit) for limit in procedure.limits_for(Channel.DIRECT)]
        assert found == [(5, Unit.DAY), (5, Unit.DAY), (2, Unit.HOUR)]
        assert procedure.limits_for(Channel.POST) == ()

    @pytest.mark.parametrize("unit", ["Ngày làm việc", "Ngày", "Giờ", "Tháng", "Tuần", "Năm", "Giờ làm việc"])
    @pytest.mark.parametrize("fee", ["Miễn phí", "Không có thông tin", "10 USD", "1,500 CNY", "Tùy loại", ""])
    def test_units_and_fees_of_other_kinds(self, unit, fee):
        """A number and a unit are read whatever unit it is and whatever fee follows."""
        (offer,) = catalogue.from_portal(channels(f"Trực tuyến12 {unit}{fee}")).channels
        assert str(offer.limit) == f"12 {unit.lower()}"

    def test_decimals(self):
        """A limit with a decimal comma or point is read."""
        rows = catalogue.from_portal(channels("Trực tiếp0,5 NgàyMiễn phíTrực tiếp1.5 GiờMiễn phí")).channels
        assert [row.limit.amount for row in rows] == [0.5, 1.5]

    def test_half_a_month_is_not_read(self):
        """A declared limit that cannot be counted is listed, not rounded."""
        reading = catalogue.read_portal(channels("Trực tiếp1,5 ThángMiễn phí"))
        assert reading.procedure.limits_for(Channel.DIRECT) == ()
        assert any(item.part == "limit" for item in reading.unread)

    def test_words_inside_descriptions_begin_no_row(self):
        """The words for a way inside a description, with a number and a unit in a sentence, are no row."""
        text = "Trực tiếp5 NgàyMiễn phí- Trực tuyến: 3 Ngày làm việc. Trực tuyến 2 Ngày qua mạng"
        (offer,) = catalogue.from_portal(channels(text)).channels
        assert offer.description.endswith("Trực tuyến 2 Ngày qua mạng")

    def test_a_row_inside_a_description_is_listed(self):
        """What looks like another row inside a description is pointed at (3.000382)."""
        text = "Trực tuyến2 Ngày làm việcMiễn phíxem:\nDịch vụ bưu chính\t02 Ngày làm việc\tPhí : Đồng"
        (item,) = (item for item in catalogue.read_portal(channels(text)).unread if item.text)
        assert item.part == "description"

    @pytest.mark.parametrize(
        ("rest", "note", "description", "unread"),
        [
            ("(a) Cấp mới 5 đồng; b) cấp lại)Tại quầy", "a) Cấp mới 5 đồng; b) cấp lại", "Tại quầy", 0),
            ("(1) Cách thức thực hiện:\n- Nộp", "", "(1) Cách thức thực hiện:\n- Nộp", 0),
            ("(mẫu a)Tại quầy", "mẫu a", "Tại quầy", 0),
            ("(đồng (Miễn phí)30 ngày", "đồng (Miễn phí", "30 ngày", 0),
            ("(đồng (Miễn phí)- Nộp trực tiếp", "đồng (Miễn phí", "- Nộp trực tiếp", 0),
            ("(đồng (tấn)", "đồng (tấn", "", 0),
            ("(đồng/lần", "", "(đồng/lần", 1),
        ],
    )
    def test_notes_in_brackets(self, rest, note, description, unread):
        """The note ends where its bracket does; items of a list close none."""
        reading = catalogue.read_portal(channels(f"Trực tiếp5 Ngày10 USD{rest}"))
        (offer,) = reading.procedure.channels
        assert offer.fee.text == (f"10 USD ({note})" if note else "10 USD")
        assert offer.description == description
        assert len([item for item in reading.unread if item.text]) == unread

    def test_money_alone(self):
        """A row with money of an unknown kind and no limit says both."""
        reading = catalogue.read_portal(channels("Trực tiếp1,500 CNY"))
        assert [item.part for item in reading.unread if item.text] == ["limit", "fee"]

    def test_text_outside_rows_is_listed(self):
        """Text in which no row begins is listed whole."""
        reading = catalogue.read_portal(channels("Theo thông báo của cơ quan"))
        assert [item.text for item in reading.unread if item.text] == ["Theo thông báo của cơ quan"]

    def test_a_page_cut_at_a_heading_is_put_together(self):
        """Rows that the portal's cut put into the field of the legal basis are read (3.000337)."""
        entry = channels("Trực tuyến1 Ngày100,000 VNĐ(")
        entry["can_cu_phap_ly"] = (
            ": Thông tư 269/2016/TT-BTC)Dịch vụ bưu chính1 Ngày100,000 VNĐ(Căn cứ pháp lý: x)"
        )
        reading = catalogue.read_portal(entry)
        assert len(reading.procedure.limits_for(Channel.POST)) == 1
        assert reading.procedure.channels[0].fee.text.endswith("Căn cứ pháp lý: Thông tư 269/2016/TT-BTC)")
        assert [item.field for item in reading.unread if "holds the end" in item.reason] == ["can_cu_phap_ly"]

    def test_unclear_rows_of_one_channel_are_listed(self):
        """Rows of one channel with different limits and no case may be cases or stages, which is said."""
        text = "Trực tuyến2 NgàyMiễn phíTiếp nhận hồ sơTrực tuyến1 NgàyMiễn phíThẩm định hồ sơ"
        parts = [item.part for item in catalogue.read_portal(channels(text)).unread if item.text]
        assert parts == ["case", "case"]

    def test_rows_named_by_a_case(self):
        """Rows of one channel that begin with a case carry its name, by which their limit is found."""
        text = "".join(
            f"Trực tiếp{days} NgàyMiễn phí({number}) Trường hợp {case}:\n* Nộp."
            for number, days, case in ((1, 9, "cấp mới"), (2, 4, "cấp lại"))
        )
        procedure = catalogue.from_portal(channels(text))
        assert procedure.limit_of(Channel.DIRECT, "Trường hợp cấp lại") == TimeLimit(4, Unit.DAY)

    def test_normal_forms(self):
        """A record in decomposed Unicode is read like a composed one."""
        entry = channels("Trực tiếp5 Ngày làm việcMiễn phíTại Bộ phận Một cửa")
        decomposed = {name: unicodedata.normalize("NFD", text) for name, text in entry.items()}
        assert catalogue.from_portal(decomposed) == catalogue.from_portal(entry)


class TestCases:
    @pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["source"])
    def test_cases_of_descriptions(self, case):
        """A description names its cases with their limits where it does so plainly, and else none."""
        assert [[name, str(limit)] for name, limit in stated_in(case["text"]).cases] == case["cases"]

    def test_cases_do_not_displace_a_declared_limit(self):
        """Where a row declares a limit, the cases of its description are conditions of it (1.009646)."""
        text = "Trực tiếp17 NgàyMiễn phí- Đối với cấp mới: 17 ngày.\n- Đối với cấp lại: 05 ngày."
        reading = catalogue.read_portal(channels(text))
        (limit,) = reading.procedure.limits_for(Channel.DIRECT)
        (condition,) = limit.conditions
        assert limit == TimeLimit(17, Unit.DAY)
        assert (condition.text, condition.effect) == ("Đối với cấp lại", Effect.REPLACES)
        assert limit.under(condition) == TimeLimit(5, Unit.DAY)
        assert len(reading.cases) == 2
        assert reading.procedure.cases == ()

    def test_cases_are_the_procedure_where_no_row_declares(self):
        """Where no row declares a limit, plain cases are those of the procedure, online apart."""
        none = "Không có thông tinMiễn phí"
        text = (
            f"Trực tiếp{none}- Đối với cấp mới: 10 ngày.\n- Đối với cấp lại: 05 ngày."
            f"Trực tuyến{none}- Đối với cấp mới: 08 ngày.\n- Đối với cấp lại: 05 ngày."
        )
        procedure = catalogue.from_portal(channels(text))
        assert [limit.amount for limit in procedure.limits_for(Channel.DIRECT)] == [10, 5]
        assert [limit.amount for limit in procedure.limits_for(Channel.ONLINE)] == [8, 5]

    def test_one_whole_limit(self):
        """A description that states nothing but the limit gives it where no row declares one (1.014801)."""
        text = (
            "Trực tuyếnKhông có thông tinMiễn phí05 ngày làm việc kể từ ngày nhận được hồ sơ đầy đủ, hợp lệ"
        )
        assert catalogue.from_portal(channels(text)).limit == TimeLimit(5, Unit.WORKING_DAY)

    def test_at_once(self):
        """Under its heading, "at once" is a limit although it has no number (2.001680)."""
        heading = "Trực tiếpKhông có thông tinMiễn phíThời hạn giải quyết hồ sơ: "
        text = f"{heading}Ngay sau khi nhận đủ hồ sơ theo quy định."
        assert catalogue.from_portal(channels(text)).limit == TimeLimit(0, Unit.WORKING_DAY)

    def test_a_case_within_a_case_is_not_plain(self):
        """A piece whose limit has a condition of its own is no plain case."""
        assert stated_in("- Đối với cấp mới: 10 ngày, thêm năm ngày nếu phức tạp").cases == ()

    def test_stages_are_not_added_up(self):
        """Several spans that are no cases are listed, never added or chosen from (1.014133)."""
        text = "Trực tiếpKhông có thông tinMiễn phíThời gian giải quyết 06 ngày làm việc và 30 ngày."
        reading = catalogue.read_portal(channels(text))
        assert reading.procedure.limit is None
        assert [item.part for item in reading.unread if item.text] == ["limit"]


class TestFees:
    @pytest.mark.parametrize(
        ("declared", "note", "amount"),
        [
            ("Miễn phí", "", 0),
            ("Miễn phí", "Không có", 0),
            ("Miễn phí", "Miễn lệ phí theo Thông tư 40/2026/TT-BTC", 0),
            ("Miễn phí", "từ 20.000 đồng đối với hàng hóa xuất khẩu", None),
            ("Miễn phí", "Theo mức thu lệ phí do Hội đồng nhân dân cấp tỉnh quy định", None),
            ("1,500,000 VNĐ", "", 1_500_000),
            ("100 VNĐ", "100.000đ/lần/giấy.", None),
            ("", "áp dụng từ ngày 01/01/2026", None),
        ],
    )
    def test_declared_fees(self, declared, note, amount):
        """A fee has an amount only where column and note do not contradict each other."""
        fee, reason = declared_fee(declared, note)
        assert fee.amount == amount
        assert bool(reason) is (amount is None)

    def test_no_fee_is_stated(self):
        """An empty column without a note states no fee, which is nothing unread."""
        assert declared_fee("", "") == (None, "")

    def test_other_text(self):
        """A fee that is no amount and currency keeps its text."""
        fee, reason = declared_fee("1,500 CNY", "")
        assert (fee.text, fee.amount, reason) == ("1,500 CNY", None, "not an amount and a currency")

    @pytest.mark.parametrize(
        ("text", "amount"), [("50.000 đồng", 50_000), ("không", 0), ("theo bảng giá", None)]
    )
    def test_fees_as_people_write_them(self, text, amount):
        """One sum is an amount, free of charge is 0, anything else is text."""
        assert fee_of_text(text).amount == amount


class TestPapers:
    @pytest.mark.parametrize("case", CASES["documents"], ids=lambda case: case["source"])
    def test_documents(self, case):
        """Documents come out with their originals, copies, forms and cases."""
        papers = documents_of(case["text"])
        found = [[doc.name, doc.originals, doc.copies, doc.form, doc.case] for doc in papers.documents]
        assert found == case["documents"]
        assert papers.sets == case.get("sets")
        assert len(papers.problems) == case.get("unread", 0)

    def test_what_is_no_table_is_listed(self):
        """Text without the table's heading is listed; a lone dash is nothing."""
        assert documents_of("Theo quy định").problems == (("Theo quy định", "it has no table of documents"),)
        assert documents_of("--") == documents_of("") == documents_of("Không có thông tin")

    @pytest.mark.parametrize(
        ("rows", "reason"),
        [
            ("Đơn đề nghị theo mẫu quy địnhvăn bản.docx1 bản chính", "the file of the form begins"),
            (" 1 bản chínhĐơn", "no count of originals and copies"),
            ("-1 bản chínhĐơn1 bản chính", "a count without a document"),
            ("Số lượng hồ sơ: 01 bộ1 bản chínhSố lượng hồ sơ: 02 bộ1 bản chính", "several numbers of sets"),
        ],
    )
    def test_what_cannot_be_told_apart_is_listed(self, rows, reason):
        """A form, count or number of sets that cannot be told is listed with its reason."""
        papers = documents_of(f"Tên giấy tờMẫu đơn, tờ khaiSố lượng{rows}")
        assert any(reason in problem for _, problem in papers.problems)

    @pytest.mark.parametrize("case", CASES["basis"], ids=lambda case: case["source"])
    def test_legal_basis(self, case):
        """Names and numbers of instruments come apart."""
        sources, problems = legal_basis_of(BASIS + case["text"])
        assert [source.document for source in sources] == case["basis"]
        assert problems == ()
        assert {source.verification for source in sources} == {Verification.SECONDARY}

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("Theo luật", "no table of instruments"),
            (f"{BASIS}Luật Thú y 2015", "without a number"),
            (f"{BASIS}Luật Nuôi con nuôiLuật Nuôi con nuôiThông tư sửa đổi05/2020/TT-BTP", "several names"),
        ],
    )
    def test_an_unclear_legal_basis_is_listed(self, text, reason):
        """A name without a number, or several before one, is listed with its reason."""
        _, problems = legal_basis_of(text)
        assert any(reason in problem for _, problem in problems)

    @pytest.mark.parametrize(
        ("text", "results", "unread"),
        [
            ("Giấy AMã: KQ.G01.000020Giấy BMã: 000.00.00.G11-KQ1711", ("Giấy A", "Giấy B"), 0),
            ("Giấy AMã: KQ-G12.0001676Thông báoMã: KQ0.00.00.G12-0321", ("Giấy A", "Thông báo"), 0),
            ("Giấy AMã: dsfas", ("Giấy A",), 1),
            ("Giấy A", (), 1),
        ],
    )
    def test_results_without_the_chrome(self, text, results, unread):
        """Results come out without their codes and without what the page prints around them."""
        found, problems = results_of(text + CHROME)
        assert (found, len(problems)) == (results, unread)


class TestRecords:
    def test_all_parts(self):
        """Levels, agencies, applicants, field, conditions, sequence, result and source are read."""
        reading = catalogue.read_portal(
            record(
                so_quyet_dinh="163/QĐ-BTP",
                cap_thuc_hien="Cấp bộ, Cấp xã",
                doi_tuong_thuc_hien="Công dân Việt Nam, Cán bộ, công chức, viên chức",
                linh_vuc="Hộ tịch",
                co_quan_thuc_hien="Công an cấp xã, Công an tỉnh",
                co_quan_co_tham_quyen="Bộ Công an",
                co_quan_phoi_hop="Bộ Quốc phòng, Bộ Công an",
                yeu_cau_dieu_kien="Không có thông tin",
                trinh_tu_thuc_hien="Bước 1",
                ket_qua_xu_ly=f"Thẻ căn cướcMã: KQ.G01.000023{CHROME}",
                bo="bo-cong-an",
            )
        )
        procedure = reading.procedure
        assert procedure.levels == ("Cấp bộ", "Cấp xã")
        assert procedure.applicants == ("Công dân Việt Nam", "Cán bộ, công chức, viên chức")
        assert (procedure.field, procedure.agency, procedure.conditions) == ("Hộ tịch", "Bộ Công an", "")
        assert (procedure.sequence, procedure.results) == ("Bước 1", ("Thẻ căn cước",))
        assert str(procedure.source) == "Quyết định 163/QĐ-BTP, công bố trên Cổng Dịch vụ công quốc gia"
        assert reading.carried_out_by == ("Công an cấp xã", "Công an tỉnh")
        assert reading.coordinates == procedure.coordinates == ("Bộ Quốc phòng", "Bộ Công an")
        assert reading.ministry == "bo-cong-an"

    def test_the_executing_agency_stands_in(self):
        """Where the portal names no deciding agency, the agency is the one that carries it out."""
        assert catalogue.from_portal(record(co_quan_thuc_hien="Công an cấp xã")).agency == "Công an cấp xã"

    def test_missing_and_unknown_fields_are_listed(self):
        """A field that is missing, or that the portal did not have before, is listed by its name."""
        unread = catalogue.read_portal(record(phi_le_phi="Miễn phí")).unread
        assert ("phi_le_phi", "Miễn phí") in [(item.field, item.text) for item in unread]
        assert "thanh_phan_ho_so" in {item.field for item in unread}

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"ma_thu_tuc": ""}, "ma_thu_tuc"),
            ({"ma_thu_tuc": "Không có thông tin"}, "ma_thu_tuc"),
            ({"ma_thu_tuc": "TN02"}, "ma_thu_tuc"),
            ({"ma_thu_tuc": None}, "ma_thu_tuc"),
            ({"ten_thu_tuc": " "}, "ten_thu_tuc"),
            ({"linh_vuc": ["Hộ tịch"]}, "linh_vuc"),
            ({"cach_thuc_thuc_hien": 5}, "cach_thuc_thuc_hien"),
        ],
    )
    def test_a_record_that_describes_no_procedure(self, changes, field):
        """A record without code or name, or with anything but text, is refused by record and field."""
        with pytest.raises(PortalRecordError, match=field) as caught:
            catalogue.from_portal({**record(), **changes})
        assert caught.value.field == field
        assert isinstance(caught.value, ValueError)

    @pytest.mark.parametrize("given_record", [None, [], "1.000757", [("ma_thu_tuc", "1.000757")]])
    def test_what_is_no_mapping(self, given_record):
        """Anything but a mapping is a type error."""
        with pytest.raises(InvalidTypeError, match="mapping"):
            catalogue.from_portal(given_record)

    def test_names_of_fields_are_text(self):
        """A field whose name is no text is refused."""
        with pytest.raises(PortalRecordError, match="name is text"):
            catalogue.from_portal({**record(), 3: "x"})


class TestAllRecords:
    def test_declared_limits_come_out(self, records, readings):
        """At least 99 in 100 rows that state a number and a unit come out with them, both ways, in order."""
        rows = by_offer = by_limit = 0
        for entry, reading in zip(records, readings, strict=True):
            declared = defaultdict(list)
            for way, amount, unit in DECLARED.findall(entry["cach_thuc_thuc_hien"]):
                declared[WAYS[way]].append((float(amount.replace(",", ".")), UNITS[unit]))
            for channel, wanted in declared.items():
                offers = [o.limit for o in reading.procedure.channels if o.channel is channel and o.limit]
                limits = reading.procedure.limits_for(channel)
                rows += len(wanted)
                for found, count in ((offers, "offer"), (limits, "limit")):
                    pairs = [(limit.amount, limit.unit) for limit in found]
                    same = sum(one == two for one, two in zip(wanted, pairs, strict=False))
                    by_offer += same if count == "offer" else 0
                    by_limit += same if count == "limit" else 0
        least, share = (2500, 0.99) if PORTAL.exists() else (50, 0.95)
        assert rows > least
        assert by_offer >= share * rows
        assert by_limit >= share * rows

    def test_every_number_without_a_limit_is_listed(self, records, readings):
        """A row that begins with a number and gives no limit is listed with its reason."""
        for entry, reading in zip(records, readings, strict=True):
            numbered = re.findall(rf"(?:{'|'.join(WAYS)})\d", entry["cach_thuc_thuc_hien"])
            read = sum(offer.limit is not None for offer in reading.procedure.channels)
            listed = sum(item.part == "limit" for item in reading.unread)
            assert len(numbered) <= read + listed

    def test_reasons_are_given(self, readings):
        """Everything unread has a field and a reason."""
        assert all(item.field and item.reason for reading in readings for item in reading.unread)

    def test_most_of_the_other_parts_are_read(self, records, readings):
        """Of the records with such a table, 95 in 100 give documents, a legal basis and results."""
        for field, heading, part in (
            ("thanh_phan_ho_so", "Số lượng", "documents"),
            ("can_cu_phap_ly", BASIS, "legal_basis"),
            ("ket_qua_xu_ly", "Mã: ", "results"),
        ):
            filled = [n for n, entry in enumerate(records) if heading in entry[field]]
            read = [n for n in filled if getattr(readings[n].procedure, part)]
            assert len(read) >= (0.95 if PORTAL.exists() else 0.6) * len(filled), part

    def test_speed(self, records):
        """1,300 records are read in a few seconds."""
        start = time.process_time()
        for entry in records:
            catalogue.from_portal(entry)
        assert time.process_time() - start < 10

    def test_lint_finds_contradictions(self, readings):
        """Official data contradicts its own descriptions, and the survey says how often."""
        survey = catalogue.lint(reading.procedure for reading in readings)
        counts = survey.counts()
        assert survey.checked == len(readings)
        assert counts["description-differs"][1] >= (20 if PORTAL.exists() else 2)
        assert counts["no-limit"][1] >= (100 if PORTAL.exists() else 5)
        assert counts["no-cut-off"][1] >= 1
        assert str(survey).startswith(f"Đã kiểm tra {len(readings)} thủ tục")

    def test_one_record_at_a_time(self, records, readings):
        """The portal's codes are unique, so that the records make a catalogue."""
        procedures = catalogue.Catalogue(reading.procedure for reading in readings)
        assert len(procedures) == len(records)
        assert Counter(entry["ma_thu_tuc"] for entry in records).most_common(1)[0][1] == 1


REPEATED = (
    *(
        "Trực tiếp5 Ngày làm việcMiễn phí",
        "Trực tuyến2 NgàyMiễn phíx",
        "Trực tuyến5 Ngày10 USD(",
        "Trực tiếp",
        "1",
    ),
    *(
        "1 bản chính",
        "- x.doc1 bản chính",
        "a05/2012/NĐ-CPb",
        "201102/2011/QH13",
        "Mã: KQ.G01.1",
        "(, A",
        "))",
        "\n",
    ),
    *("Trực tiếp1 NgàyMiễn phíĐối với cấp mới: 5 ngày; ", "thời hạn giải quyết: ", "(a) ", "<!--", " ", "A1"),
)


class TestBounds:
    @pytest.mark.parametrize("piece", REPEATED)
    @pytest.mark.parametrize(
        ("field", "heading"),
        [
            ("cach_thuc_thuc_hien", HEADING),
            ("cach_thuc_thuc_hien", HEADING + "Trực tiếp5 Ngày10 USD"),
            ("thanh_phan_ho_so", "Tên giấy tờMẫu đơn, tờ khaiSố lượng"),
            ("can_cu_phap_ly", BASIS),
            ("ket_qua_xu_ly", ""),
            ("doi_tuong_thuc_hien", ""),
        ],
    )
    def test_a_field_of_one_piece_again_and_again(self, field, heading, piece):
        """The longest field that is read takes less than a second, whatever it repeats."""
        text = heading + piece * ((FIELD_MAX - len(heading)) // len(piece))
        start = time.process_time()
        catalogue.from_portal(record(**{field: text}))
        assert time.process_time() - start < 1

    def test_thousands_of_rows(self):
        """Rows of one channel that differ in their limits are told in one pass (4,000 rows)."""
        text = "".join(f"Trực tiếp{n % 900 + 1} NgàyMiễn phí" for n in range(4000))
        start = time.process_time()
        reading = catalogue.read_portal(channels(text))
        assert len(reading.procedure.channels) == 4000
        assert sum(item.part == "case" for item in reading.unread) == 4000
        assert time.process_time() - start < 1

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"yeu_cau_dieu_kien": "x" * (FIELD_MAX + 1)}, "100,001 characters; at most 100,000"),
            ({"ma_thu_tuc": "1" * 200_000}, "200,000 characters"),
            ({"bo": "a" + "\u0301\u0323" * 40_000}, "combining marks"),
            ({f"field {n}": "x" for n in range(200)}, "at most 100"),
        ],
    )
    def test_what_is_too_large_is_refused(self, fields, message):
        """A field, a letter or a record out of all proportion is refused with what is allowed."""
        start = time.process_time()
        with pytest.raises(PortalRecordError, match=message) as caught:
            catalogue.from_portal({**record(), **fields})
        assert len(str(caught.value)) < 500
        assert time.process_time() - start < 1


PIECES = (
    *(
        *WAYS,
        "5 Ngày",
        "1",
        "12 Giờ làm việc",
        "Không có thông tin",
        "Miễn phí",
        "10 USD",
        "100 VNĐ",
        "(",
        ")",
    ),
    *(
        "a)",
        "(1) ",
        "Đối với ",
        "trường hợp",
        ": ",
        "05 ngày làm việc",
        "\n",
        ";",
        "- ",
        "Căn cứ pháp lý",
        HEADING,
    ),
    *(
        BASIS,
        "05/2012/NĐ-CP",
        "Luật",
        "2011",
        "Mã: ",
        "KQ.G01.0001",
        "Từ khóa",
        "1 bản chính",
        ",2 bản sao",
        ".docx",
    ),
    *(
        "Tên giấy tờMẫu đơn, tờ khaiSố lượng",
        "Số lượng hồ sơ: 01 bộ",
        "9" * 30,
        "\ud800",
        "\x00",
        "ﬀ",
        "e\u0301",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
FIELDS = ("cach_thuc_thuc_hien", "thanh_phan_ho_so", "can_cu_phap_ly", "ket_qua_xu_ly", "trinh_tu_thuc_hien")


class TestFuzz:
    @settings(deadline=None, max_examples=300)
    @given(st.dictionaries(st.sampled_from(FIELDS), TEXTS), st.sampled_from(["1.000757", "x", ""]))
    def test_made_up_records(self, fields, code):
        """A record of any text is read or refused with an error of this library."""
        try:
            procedure = catalogue.from_portal({**record(), "ma_thu_tuc": code, **fields})
        except ThutucError:
            return
        assert catalogue.lint([procedure]).checked == 1

    def test_mutated_records(self, records):
        """A real record that was cut, doubled or shuffled is read, or refused with a library error."""
        chance = random.Random(7)
        for entry in chance.sample(records, min(150, len(records))):
            changed = dict(entry)
            for field in chance.sample(list(changed), 4):
                text = changed[field]
                start = chance.randrange(len(text) + 1)
                changed[field] = chance.choice(
                    [text[start:], text[:start], text * 2, text[start:] + text[:start], text.upper(), None, 7]
                )
            try:
                catalogue.from_portal(changed)
            except ThutucError as error:
                assert error.code in {"portal-record", "invalid-type"}  # noqa: PT017 - either is right
