"""A dossier in print: what the control slip says, in two languages, as text and as HTML."""

from datetime import date, datetime

import pytest

from thutuc import Dossier, Procedure, Step, TimeLimit, Unit, events, vietnam_calendar
from thutuc.errors import InvalidValueError
from thutuc.offices import Level, Office, OfficeDirectory

HALF, THREE = TimeLimit(0.5, Unit.WORKING_DAY), TimeLimit(3, Unit.WORKING_DAY)
PROCEDURE = Procedure(
    "1.004222",
    "Đăng ký <biến động> đất đai",
    TimeLimit(10, Unit.WORKING_DAY),
    steps=[Step("tiếp nhận", "MC", HALF), Step("thẩm định", "CT", THREE), Step("trả", "MC", HALF)],
)


def at(n, hour=9):
    return datetime(2026, 3, n, hour)


def life(**more):
    dossier = Dossier("H17.18-260302-0001", PROCEDURE, vietnam_calendar(), **more)
    for event in (
        events.Accepted(at=at(2), office="MC"),
        events.Transferred(at=at(2, 16), office="MC", to="CT"),
        events.OpinionAsked(at=at(4), office="CT", of="PCCC", answer_by=date(2026, 3, 9)),
        events.OpinionGiven(at=at(9, 15), office="PCCC"),
        events.Extended(at=at(11), office="CT", by=TimeLimit(2, Unit.WORKING_DAY), ground="xác minh"),
        events.Transferred(at=at(19), office="CT", to="MC"),
        events.Finished(at=at(20, 10), office="MC"),
    ):
        dossier = dossier.record(event)
    return dossier


def test_the_slip_says_where_it_stands_and_when_it_was_due():
    """Cover, status, due dates old and new, outcome: one line each, in Vietnamese."""
    lines = life().text().splitlines()
    assert lines[0] == "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"
    for line in (
        "Mã hồ sơ: H17.18-260302-0001",
        "Trạng thái: Đã xử lý xong",
        "Hạn trả kết quả: 17 giờ 00 phút, ngày 18/03/2026",
        "Hạn ban đầu: 17 giờ 00 phút, ngày 16/03/2026",
        "Kết quả giải quyết: Quá hạn 1 ngày 3 giờ",
    ):
        assert line in lines


def test_each_hand_over_has_a_row():
    """From whom, to whom, when, how long it was held of which budget, and how far over."""
    rows = life().slip().rows()
    assert [row[1:3] for row in rows] == [("người nộp", "MC"), ("MC", "CT"), ("CT", "PCCC"), ("CT", "MC")]
    assert rows[1][3:8] == ("16:00 02/03/2026", "09:00 19/03/2026", "8 ngày 7 giờ", "3 ngày", "5 ngày 7 giờ")
    assert rows[2][8] == "lấy ý kiến"


def test_it_stands_as_it_stood():
    """As of a moment, later events are not known, and who holds it is named."""
    text = life().text("en", now=at(10))
    assert "Status: processing, at CT" in text
    assert "Extended" not in text
    assert "Ended" not in text
    assert "over the budget of thẩm định" in life().text("en", now=at(18))


def test_the_due_date_is_explained_on_request():
    """Only if it was asked for, every day stands there, counted or not."""
    assert "tính, ngày thứ 10" not in life().text()
    assert "tính, ngày thứ 10" in life().text(explained=True)
    assert "counted, day 10" in life().text("en", explained=True)


def test_html_escapes_and_says_the_same():
    """Names are shown as written; every row and every line of the text stands in the HTML."""
    slip = life().slip(explained=True)
    html = slip.html()
    assert "<biến động>" not in html
    assert "&lt;biến động&gt;" in html
    assert all(cell in html for row in slip.rows() for cell in row)
    assert html.count("<table") == html.count("</table>") == 2


def test_offices_have_their_names_where_a_directory_knows_them():
    """The code stands behind the name; without a directory the code alone."""
    offices = OfficeDirectory([Office(code, f"Phòng {code}", Level.COMMUNE) for code in ("MC", "CT", "PCCC")])
    assert ("Phòng MC (MC)", "Phòng CT (CT)") in {row[1:3] for row in life(offices=offices).slip().rows()}


def test_a_new_dossier_has_little_to_say():
    """Nothing has happened yet: the cover alone; an unknown language is refused."""
    dossier = Dossier("H17.18-260302-0001", PROCEDURE, vietnam_calendar())
    assert "Trạng thái: chưa nộp" in dossier.text()
    assert "Giao nhận" not in dossier.text()
    with pytest.raises(InvalidValueError):
        dossier.text("fr")
