"""Papers of a one-stop office: which form is in force, what it says, and what a dossier cannot get."""

import json
import pickle
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from paper_dossiers import (
    APPLICANT,
    CAL,
    CODE,
    COUNTER,
    GIVEN,
    GROUND,
    PAPERS,
    PROCEDURE,
    accepted,
    at,
    book_of,
    extended,
    finished,
    handed_on,
    new,
    refused,
    stopped,
    supplement_asked,
)
from thutuc import Dossier, Level, Office, Procedure, TimeLimit, Unit, events, forms
from thutuc.errors import FormError, InvalidTypeError, InvalidValueError, MissingExtraError, ThutucError
from thutuc.forms import Applicant, FormKind, forms_on
from thutuc.forms.form_sets import form_sets
from thutuc.forms.paper import scan_code
from thutuc.law import Verification
from thutuc.moments import written_out

EVERY_PAPER = {**PAPERS, "register_book": lambda **_: book_of(3)}
each_paper = pytest.mark.parametrize("kind", EVERY_PAPER)


def text_of(paper, name):
    return paper.field(name).text


# Which form is in force -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2019, 1, 6), "TT 01/2018"),
        (date(2025, 7, 1), "TT 01/2018"),
        (date(2025, 9, 14), "TT 01/2018"),
        (date(2025, 9, 15), "TT 03/2025"),
        (date(2030, 1, 1), "TT 03/2025"),
    ],
)
def test_a_circular_holds_until_the_next(day, name):
    """The forms of a circular are in force from its first day to the day before the next one's."""
    assert forms_on(day).name == name


def test_no_form_is_known_before_the_first_circular():
    """A paper older than every circular that is known is refused, with the first day on which one is."""
    with pytest.raises(InvalidValueError, match="from 2019-01-06"):
        forms_on(date(2019, 1, 5))
    with pytest.raises(InvalidTypeError):
        forms_on(datetime(2026, 3, 2, 9))


def test_the_newer_circular_has_a_form_more():
    """The notice that handling has stopped is form 05 since 15/09/2025; those behind it moved on by one."""
    old, now = forms_on(date(2025, 9, 14)), forms_on(date(2025, 9, 15))
    assert old.form(FormKind.STOP_NOTICE) is None
    numbers = {one.kind: (old.form(one.kind), one.number) for one in now.forms}
    moved = {kind.value: (was and was.number, number) for kind, (was, number) in numbers.items()}
    assert moved == {
        "receipt": ("01", "01"),
        "supplement_request": ("02", "02"),
        "refusal": ("03", "03"),
        "apology": ("04", "04"),
        "stop_notice": (None, "05"),
        "control_slip": ("05", "06"),
        "register_book": ("06", "07"),
    }


def test_a_stop_notice_before_its_form_is_refused():
    """Before its circular a dossier that was stopped gets no notice, and the error names the circular."""
    one = new().record(events.Accepted(at=at(1, 9, 7, 2025), office="H17.18.01"))
    one = one.record(events.Stopped(at=at(2, 9, 7, 2025), office="H17.18.01", ground="rút hồ sơ"))
    with pytest.raises(FormError, match=r"Thông tư 01/2018/TT-VPCP has no such form; .* from 2025-09-15"):
        forms.stop_notice(one, **GIVEN)


def test_the_day_of_the_paper_decides():
    """An apology of 2020 is the form of 2018; one of 2026 asks for more time in its title."""
    then = new().record(events.Accepted(at=at(2, 9, 3, 2020), office="H17.18.01"))
    until = date(2020, 3, 17)
    then = then.record(events.Extended(at=at(5, 9, 3, 2020), office="H17.18.01", until=until, ground="x"))
    old, now = forms.apology(then, **GIVEN), PAPERS["apology"]()
    assert (old.title[0], old.number) == ("Phiếu xin lỗi và hẹn lại ngày trả kết quả", "04")
    assert now.title[0] == "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
    assert str(now.source) == "Thông tư 03/2025/TT-VPCP, Mẫu số 04"


@pytest.mark.parametrize("one", form_sets(), ids=str)
def test_every_line_has_its_mark(one):
    """Each field and column of each form tells how far it was verified, and none was read in an annex."""
    marks = [row[-1] for row in one.table().rows]
    assert set(marks) <= {"V", "V2", "U"}
    assert len(marks) == sum(1 + len(field.columns) for form in one.forms for field in form.fields)
    of_law = {row[2] for row in one.table().rows if row[-1] == "V"}
    assert of_law <= {"code", "reason", "due_at", "year", "number"}


def test_what_was_not_found_says_so():
    """What the stop notice asks for was found nowhere: each of its lines is marked so."""
    fields = PAPERS["stop_notice"]().fields
    assert {one.mark for one in fields} == {Verification.UNVERIFIED}
    assert not any(one.verified for one in fields)
    assert PAPERS["receipt"]().field("due_at").verified


def test_marks_are_printed_when_asked():
    """A paper for a citizen shows no mark; asked for marks, it shows them with what they mean."""
    paper = PAPERS["receipt"]()
    for shown in (paper.text(), paper.html()):
        assert "[V2]" not in shown
        assert "[U]" not in shown
    assert "Email [U]" in paper.text(marks=True)
    assert "[U] chưa kiểm chứng" in paper.html(marks=True)


# What the papers say ----------------------------------------------------------------------------------------


def test_a_receipt_says_what_was_received_and_when_the_result_is_due():
    """The receipt has the dossier's own code, limit and due moment, and the papers its procedure asks for."""
    paper = PAPERS["receipt"](serial="12", book="01", entry="7")
    told = {one.name: one.text for one in paper.fields}
    assert told == {
        "code": CODE,
        "unit": COUNTER.name,
        "applicant": "Nguyễn Văn Mẫu",
        "address": "thôn Ví Dụ, xã A",
        "phone": "(số điện thoại mẫu)",
        "email": "mau@example.vn",
        "content": PROCEDURE.name,
        "documents": "",
        "sets": "01 bộ",
        "limit": "05 ngày làm việc",
        "received_at": "09 giờ 00 phút, ngày 02 tháng 3 năm 2026",
        "due_at": "17 giờ 00 phút, ngày 09 tháng 3 năm 2026",
        "result_at": COUNTER.name,
        "fee": "50.000 đồng (ví dụ)",
        "book": "01",
        "entry": "7",
    }
    rows = paper.field("documents").rows
    assert rows == (("1", "Đơn đăng ký", "1", ""), ("2", "Hợp đồng", "", "2"))
    assert [signer.name for signer in paper.signers] == ["Trần Thị Nộp", "Lê Thị Nhận"]


def test_a_receipt_tells_what_was_so_at_its_moment():
    """What happened after the moment of a paper changes nothing of it; a later paper tells of it."""
    assert forms.receipt(extended(), **GIVEN) == PAPERS["receipt"]()
    later = forms.receipt(extended(), at=date(2026, 3, 5), **GIVEN)
    assert text_of(later, "due_at") == "17 giờ 00 phút, ngày 17 tháng 3 năm 2026"
    assert later.at == date(2026, 3, 5)


def test_a_moment_of_another_zone_is_office_time():
    """A paper asked for at a moment with a zone bears the day of the office."""
    paper = forms.receipt(accepted(), at=datetime(2026, 3, 2, 20, tzinfo=UTC), **GIVEN)
    assert paper.at == datetime(2026, 3, 3, 3)
    assert "xã A, ngày 03 tháng 3 năm 2026" in paper.text()


@settings(max_examples=40, deadline=None)
@given(
    st.datetimes(datetime(2025, 9, 15), datetime(2030, 12, 31)),
    st.integers(0, 4),
    st.sampled_from(Unit),
)
def test_the_date_on_a_receipt_is_the_deadline(moment, amount, unit):
    """Whatever the limit and the moment, what the receipt says read back is when the dossier is due."""
    moment = moment.replace(second=0, microsecond=0)
    one = Dossier(CODE, Procedure("1.000001", "ví dụ", TimeLimit(amount, unit)), CAL)
    one = one.record(events.Accepted(at=moment, office="A"))
    said = text_of(forms.receipt(one, office=COUNTER, applicant=APPLICANT), "due_at")
    hour, minute, day, month, year = map(int, re.findall(r"\d+", said))
    due = one.deadline.due_at.replace(second=0, microsecond=0)
    assert datetime(year, month, day, hour, minute) == due


def test_a_promised_day_is_the_appointment():
    """The day that was promised at acceptance stands on the receipt, not the one that the limit gives."""
    one = new().record(events.Accepted(at=at(2), office="H17.18.01", appointment=date(2026, 3, 12)))
    assert text_of(forms.receipt(one, **GIVEN), "due_at").endswith("ngày 12 tháng 3 năm 2026")


def test_what_is_not_known_is_left_to_be_written():
    """A procedure without a limit gives a receipt without a date: dots, in text and in print."""
    bare = Dossier(CODE, Procedure("1.000001", "ví dụ"), CAL)
    bare = bare.record(events.Accepted(at=at(2), office="H17.18.01"))
    paper = forms.receipt(bare, office=COUNTER, applicant=Applicant(name="A"))
    assert text_of(paper, "due_at") == ""
    assert "5. Thời gian trả kết quả giải quyết hồ sơ: ……" in paper.text()
    assert paper.html().count('class="dots"') >= 5
    assert "<b>TRUNG TÂM" in paper.html()


def test_a_supplement_names_the_papers():
    """The request lists the papers of the event, and how many the procedure asks for where it knows them."""
    paper = PAPERS["supplement_request"](contact="bà B")
    assert paper.field("documents").rows == (("1", "Hợp đồng", "", "2"), ("2", "Trích lục", "", ""))
    assert text_of(paper, "reason") == "thiếu giấy tờ"
    assert text_of(paper, "contact") == "bà B"


def test_a_refusal_on_the_merits_has_its_slip_too():
    """The slip is for what was not accepted, and for what was decided against the citizen."""
    decided = handed_on().record(
        events.Finished(at=at(9), office="H17.18.02", granted=False, ground="không đủ điều kiện")
    )
    assert text_of(forms.refusal(decided, **GIVEN), "reason") == "không đủ điều kiện"
    assert text_of(PAPERS["refusal"](), "reason") == "không thuộc thẩm quyền"


def test_an_apology_has_both_dates_and_the_reason():
    """The apology tells the date that was promised, the new one, and why."""
    paper = PAPERS["apology"]()
    assert text_of(paper, "old_due_at") == "17 giờ 00 phút, ngày 09 tháng 3 năm 2026"
    assert text_of(paper, "due_at") == "17 giờ 00 phút, ngày 17 tháng 3 năm 2026"
    assert text_of(paper, "reason") == GROUND
    assert "xin lỗi" in text_of(paper, "apology")


def test_an_apology_by_a_number_of_days_has_its_date():
    """A delay that was announced by how much longer has a new date too: the limit enlarged from its start."""
    paper = forms.apology(extended(until=None, by=TimeLimit(2, Unit.WORKING_DAY)), **GIVEN)
    assert text_of(paper, "due_at").endswith("ngày 11 tháng 3 năm 2026")


def test_the_last_delay_is_the_one_that_is_told():
    """Of two delays the letter is about the later one, unless it is asked for as of the earlier."""
    later = events.Extended(at=at(16), office="H17.18.02", until=date(2026, 3, 20), ground="chưa xong")
    twice = extended().record(later)
    paper = forms.apology(twice, **GIVEN)
    assert text_of(paper, "old_due_at").endswith("ngày 17 tháng 3 năm 2026")
    assert text_of(paper, "due_at").endswith("ngày 20 tháng 3 năm 2026")
    assert forms.apology(twice, at=at(5), **GIVEN) == PAPERS["apology"]()


def test_papers_of_what_an_order_has_set_aside():
    """A dossier that goes on by order gets its stop notice as of before alone; its receipt at any time."""
    order = events.Reopened(at=at(20), office="H17.18.02", order=events.Order.COURT)
    again = stopped().record(order)
    assert forms.stop_notice(again, **GIVEN) == forms.stop_notice(again, at=at(5), **GIVEN)
    for make, one in (
        (forms.stop_notice, again),
        (forms.apology, extended().record(events.Stopped(at=at(6), office="H17.18.02")).record(order)),
    ):
        with pytest.raises(FormError, match="by 2026-03-25"):
            make(one, at=at(25), **GIVEN)
    assert text_of(forms.receipt(again, **GIVEN), "due_at").endswith("ngày 09 tháng 3 năm 2026")
    assert text_of(forms.receipt(again, at=at(25), **GIVEN), "due_at").endswith("ngày 27 tháng 3 năm 2026")
    assert forms.control_slip(again, **GIVEN).field("hand_overs").rows[-1][0][1].startswith("a judgement")


def test_a_closed_dossier_gets_the_stop_notice_too():
    """A dossier closed because nothing was supplemented has ended without a result as well."""
    closed = supplement_asked().record(events.Closed(at=at(30), office="H17.18.02", ground="quá hạn bổ sung"))
    paper = forms.stop_notice(closed, **GIVEN)
    assert text_of(paper, "stopped_at") == "09 giờ 00 phút, ngày 30 tháng 3 năm 2026"


def test_a_reason_given_at_the_call_goes_before_the_recorded_one():
    """What is given at the call is what the paper says, even where a ground is recorded."""
    assert text_of(PAPERS["apology"](reason="vì bão"), "reason") == "vì bão"


def test_a_control_slip_has_a_row_a_hand_over():
    """Its rows are the dossier's hand-overs, with the names that offices had that day and their outcome."""
    paper = PAPERS["control_slip"]()
    counter, economy = COUNTER.name, "Phòng Kinh tế"
    rows = [(giver, taker, outcome) for giver, taker, *_, outcome, _ in paper.field("hand_overs").rows]
    early, late = ("Trước hạn", "Early"), ("Quá hạn", "Late")
    assert rows == [
        (("Người nộp hồ sơ", "The citizen"), counter, early),
        (counter, economy, late),
        (economy, counter, early),
    ]
    assert len(rows) == len(finished().slip().hand_overs)
    assert forms.control_slip(finished(), at=date(2026, 4, 2), **GIVEN).field("hand_overs").rows[1][1] == (
        "Phòng Kinh tế và Hạ tầng"
    )


def test_an_office_that_is_not_done_has_no_outcome():
    """Of an office that holds a dossier a slip says nothing; once it is beyond its time, that it is late."""
    open_row = forms.control_slip(handed_on(), at=at(3), **GIVEN).field("hand_overs").rows[-1]
    assert open_row[-2] == ("", "")
    assert (
        forms.control_slip(handed_on(), at=at(13), **GIVEN).field("hand_overs").rows[-1][-2][0] == "Quá hạn"
    )


@pytest.mark.parametrize("kind", PAPERS)
def test_every_paper_takes_the_same_head(kind):
    """Office, office above, place, number and the day stand above each paper, on the right form."""
    paper = PAPERS[kind](serial="34/TTPVHCC")
    text = paper.text()
    for said in (
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ A (MẪU)",
        "ỦY BAN NHÂN DÂN XÃ A (MẪU)",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 34/TTPVHCC",
        paper.title[0].upper(),
    ):
        assert said in text
        assert said in paper.html()
    assert paper.kind.value == kind
    assert paper.dossier == CODE
    assert paper.paper == "A5"


@each_paper
def test_a_paper_is_said_in_two_languages(kind):
    """In English no label is Vietnamese; another language is refused."""
    paper = EVERY_PAPER[kind]()
    english = paper.text("en")
    assert not [one.label for one in paper.fields if one.label not in {"", "Email"} and one.label in english]
    assert paper.title[1].upper() in english
    for show in (paper.text, paper.html, paper.page, paper.data):
        with pytest.raises(InvalidValueError):
            show("fr")


@each_paper
def test_data_is_ready_for_json(kind):
    """What a paper says goes through JSON unchanged: each field with label, text or rows, and mark."""
    data = EVERY_PAPER[kind]().data()
    assert json.loads(json.dumps(data)) == data
    assert all({"name", "label", "mark", "verified"} <= one.keys() for one in data["fields"])
    assert data["known_until"] == "2026-08-04"
    tables = [one for one in data["fields"] if "rows" in one]
    assert all(
        list(row) == [column["name"] for column in one["columns"]] for one in tables for row in one["rows"]
    )


def test_an_unknown_field_is_refused():
    """A field that the form has not is refused with the names of those it has."""
    with pytest.raises(InvalidValueError, match="it has code, unit, applicant"):
        PAPERS["receipt"]().field("due")


# The register book ------------------------------------------------------------------------------------------


def test_a_register_book_is_in_the_order_of_reception():
    """Lines are numbered in the order in which dossiers were received, whatever order they come in."""
    dossiers = [accepted(f"H17.18-260302-{n:04}", at(2, 16 - n)) for n in (1, 2, 3)]
    book = forms.register_book(dossiers, office=COUNTER, first=8)
    rows = book.field("dossiers").rows
    assert [(row[0], row[1][-4:]) for row in rows] == [("8", "0003"), ("9", "0002"), ("10", "0001")]
    assert text_of(book, "year") == "2026"
    assert book.paper == "A4 landscape"


def test_a_line_of_the_book_tells_the_days():
    """A line has the day of receipt, the day promised and the day of return; what is not there is blank."""
    row = forms.register_book([finished()], office=COUNTER).field("dossiers").rows[0]
    assert row[7:10] == (date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 9))
    assert forms.register_book([finished()], office=COUNTER, at=at(3)).field("dossiers").rows[0][9] is None
    stop = forms.register_book([stopped()], office=COUNTER).field("dossiers").rows[0]
    assert stop[-1][0] == stopped().status.label()


def test_a_book_is_of_one_year():
    """Dossiers of two years, one twice, one not accepted, or an applicant of none make no book."""
    last_year = accepted("H17.18-251230-0001", at(30, 9, 12, 2025))
    with pytest.raises(InvalidValueError, match="2025, 2026; make a book of each"):
        forms.register_book([accepted(), last_year], office=COUNTER)
    with pytest.raises(InvalidValueError, match="given twice"):
        forms.register_book([accepted(), accepted()], office=COUNTER)
    with pytest.raises(FormError, match="gets no register book: it had not been accepted"):
        forms.register_book([accepted(), refused_other()], office=COUNTER)
    with pytest.raises(InvalidValueError, match="which is not in the book"):
        forms.register_book([accepted()], office=COUNTER, applicants={"H17.18-260302-0009": APPLICANT})
    with pytest.raises(InvalidValueError, match="give at"):
        forms.register_book([], office=COUNTER)
    assert text_of(forms.register_book([], office=COUNTER, at=date(2026, 1, 5)), "year") == "2026"


def refused_other():
    sent = new("H17.18-260302-0002").record(events.Submitted(at=at(2), office="H17.18.01"))
    return sent.record(events.Refused(at=at(2, 10), office="H17.18.01", ground="x"))


def test_applicants_are_found_by_their_dossier_in_any_spelling():
    """An applicant belongs to a dossier by its code, in the older order of an agency too."""
    book = forms.register_book([accepted()], office=COUNTER, applicants={CODE.lower(): APPLICANT})
    assert book.field("dossiers").rows[0][4] == APPLICANT.name


# What a dossier cannot get ----------------------------------------------------------------------------------

NOT_LATE = r"it was not late by 2026-03-02 14:00:00, being due on 2026-03-09; where it will be, record"
IMPOSSIBLE = {
    "receipt of nothing": (lambda: forms.receipt(new(), **GIVEN), "nothing has happened to it yet"),
    "receipt of a refused one": (lambda: forms.receipt(refused(), **GIVEN), "record events.Accepted"),
    "receipt before acceptance": (lambda: forms.receipt(accepted(), at=at(1), **GIVEN), "by 2026-03-01"),
    "supplement nobody asked for": (
        lambda: forms.supplement_request(accepted(), **GIVEN),
        "SupplementRequested",
    ),
    "refusal of an open one": (lambda: forms.refusal(handed_on(), **GIVEN), "granted=False"),
    "refusal of a granted one": (lambda: forms.refusal(finished(), **GIVEN), "granted=False"),
    "apology for one in time": (lambda: forms.apology(handed_on(), **GIVEN), NOT_LATE),
    "apology for one without a date": (
        lambda: forms.apology(handed_on(), at=at(12), **GIVEN),
        "it was due on 2026-03-09 and no new date had been told",
    ),
    "extension without apology": (lambda: forms.apology(extended(apology=False), **GIVEN), "not late"),
    "apology before acceptance": (lambda: forms.apology(refused(), **GIVEN), "had no due date"),
    "apology without a reason": (lambda: forms.apology(extended(ground=None), **GIVEN), "it states a reason"),
    "stop notice of an open one": (lambda: forms.stop_notice(handed_on(), **GIVEN), "events.Stopped"),
    "control slip of a refused one": (lambda: forms.control_slip(refused(), **GIVEN), "events.Accepted"),
    "control slip of nothing": (lambda: forms.control_slip(new(), **GIVEN), "nothing has happened"),
}


@pytest.mark.parametrize(("paper", "why"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_paper_needs_its_event(paper, why):
    """What a dossier's life does not allow is refused with what is missing, in both languages."""
    with pytest.raises(FormError, match=why) as caught:
        paper()
    error = caught.value
    assert isinstance(error, ValueError)
    assert (error.code, error.dossier) == ("form", CODE)
    assert error.why in str(error)
    vietnamese = error.text("vi")
    assert vietnamese.startswith(f"hồ sơ {CODE} chưa lập được ")
    assert pickle.loads(pickle.dumps(error)).why == error.why  # noqa: S301 - our own


BAD = {
    "a dossier that is none": lambda: forms.receipt("H17", **GIVEN),
    "an office that is a code": lambda: forms.receipt(accepted(), **{**GIVEN, "office": "H17.18.01"}),
    "an applicant that is a name": lambda: forms.receipt(
        accepted(), **{**GIVEN, "applicant": "Nguyễn Văn A"}
    ),
    "a moment that is text": lambda: forms.receipt(accepted(), at="02/03/2026", **GIVEN),
    "papers that are texts": lambda: forms.receipt(accepted(), documents=["Đơn"], **GIVEN),
    "a phone that is a number": lambda: Applicant(name="A", phone=123),
    "a book of texts": lambda: forms.register_book(["H17"], office=COUNTER),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_wrong_type_is_refused_in_two_languages(bad):
    """An argument of the wrong type is told as such, in English and in Vietnamese."""
    with pytest.raises(InvalidTypeError) as caught:
        bad()
    assert caught.value.text("vi") not in {str(caught.value), "sai kiểu dữ liệu"}


def test_an_office_that_is_gone_hands_out_nothing():
    """An office gives papers only on days on which it is there."""
    gone = Office("H17.9", "UBND huyện A (mẫu)", Level.DISTRICT)
    with pytest.raises(InvalidValueError, match="hands out no paper on 2026-03-02") as caught:
        forms.receipt(accepted(), office=gone, applicant=APPLICANT)
    assert "không cấp giấy tờ" in caught.value.text("vi")


# Personal data ----------------------------------------------------------------------------------------------


@each_paper
def test_nothing_personal_is_in_a_repr(kind):
    """`repr` of an applicant, a paper and its parts shows no name, address, telephone or reason."""
    paper = EVERY_PAPER[kind]()
    shown = repr([APPLICANT, paper, *paper.fields, *paper.signers])
    for hidden in (*attrs.astuple(APPLICANT), GROUND, "Lê Thị Nhận"):
        assert hidden not in shown


def test_a_dossier_keeps_nothing_of_an_applicant():
    """After all papers the dossier is what it was, and nowhere in it stands what was given of the citizen."""
    one = accepted()
    before = pickle.dumps(one)
    forms.receipt(one, **GIVEN)
    forms.control_slip(one, **GIVEN)
    assert one == accepted()
    assert not [text for text in attrs.astuple(APPLICANT) if text.encode() in pickle.dumps(one)]
    assert len(pickle.dumps(one)) >= len(before)


def test_an_error_tells_nothing_of_an_applicant():
    """A wrong applicant is refused by its class alone, and what it was is no attribute of the error."""
    for bad in (
        lambda: forms.receipt(accepted(), office=COUNTER, applicant="Nguyễn Văn A"),
        lambda: Applicant(name=["Nguyễn Văn A"]),
        lambda: Applicant(name="Nguyễn" + "\u0301" * 200),
        lambda: Applicant(name="Nguyễn \ud800"),
        lambda: Applicant(name="A", address="Nguyễn \x00"),
    ):
        with pytest.raises(ThutucError) as caught:
            bad()
        assert "Nguyễn" not in str(caught.value) + repr(vars(caught.value)) + caught.value.text("vi")


def test_an_applicant_has_a_name():
    """A name of spaces is none."""
    with pytest.raises(InvalidValueError):
        Applicant(name="  ")


# Print ------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.text = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, tuple(attributes)))

    def handle_data(self, data):
        self.text.append(data)


markup = st.sampled_from(
    ["<script>alert(1)</script>", "<b>", '"><img src=x onerror=y>', "&amp;", "]]>", "</td>"]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(markup, min_size=1, max_size=3).map(" ".join))
def test_nothing_that_is_said_becomes_markup(said):
    """Whatever a name, an address, a reason or an office contains, the tags of a paper are the same."""
    clean, bad = [
        forms.apology(
            extended(ground=text),
            office=Office("H17.18.01", text, Level.COMMUNE),
            applicant=Applicant(name=text, address=text, phone=text, email=text),
            place=text,
            serial=text,
            contact=text,
        ).page()
        for text in ("tên", said)
    ]
    assert Tags(bad).found == Tags(clean).found
    assert said in "".join(Tags(bad).text)


@each_paper
def test_a_page_is_whole_and_black_and_white(kind):
    """A page tells its language and its paper; no colour but black and white is named in it."""
    paper = EVERY_PAPER[kind]()
    page = paper.page()
    assert page.startswith('<!DOCTYPE html>\n<html lang="vi">')
    assert f"size: {paper.paper};" in page
    assert {word for word in page.replace(";", " ").split() if word.startswith("#")} == {"#000", "#fff"}
    assert paper.html() == paper._repr_html_()
    assert paper.html() in page


@given(st.dates(date(2019, 1, 6), date(2035, 12, 31)), st.integers(0, 1439))
def test_days_are_written_as_offices_do(day, minute):
    """A nought stands before days under ten and before January and February, and before no other month."""
    moment = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    hour, rest = written_out(moment, "vi").split(", ")
    assert hour == f"{minute // 60:02} giờ {minute % 60:02} phút"
    _, days, _, month, _, year = rest.split()
    assert (int(days), int(month), int(year)) == (day.day, day.month, day.year)
    assert len(days) == 2
    assert (month[0] == "0") is (day.month in {1, 2})
    assert written_out(day, "vi") == rest


def test_without_segno_a_code_names_its_extra(monkeypatch):
    """Where the package is missing only the code is: the error names what to install."""
    monkeypatch.setitem(__import__("sys").modules, "segno", None)
    paper = PAPERS["receipt"]()
    assert "<svg" not in paper.html()
    with pytest.raises(MissingExtraError, match=r"thutuc\[forms\]"):
        paper.html(scan=paper.dossier)


def test_a_code_for_scanning_says_what_it_is_given():
    """A code stands in the head of the paper; an empty or endless one, or one that is no text, is refused."""
    segno = pytest.importorskip("segno")
    paper = PAPERS["receipt"]()
    assert paper.html(scan=CODE).count("<svg") == 1
    # The picture of what is asked for is the picture of that text, drawn by the package itself.
    assert scan_code(CODE) == segno.make(CODE, error="m", micro=False).svg_inline(omitsize=True, border=2)
    assert scan_code(CODE) != scan_code(CODE + "1")
    for bad, error in (("  ", InvalidValueError), ("x" * 5000, InvalidValueError), (7, InvalidTypeError)):
        with pytest.raises(error) as caught:
            paper.html(scan=bad)
        assert "mã quét" in caught.value.text("vi")
