"""What a notebook shows: values as HTML, figures right, totals marked, nothing personal."""

import re
from datetime import date, datetime
from html.parser import HTMLParser

import pytest

from thutuc import (
    Channel,
    Clock,
    Dossier,
    PeriodReport,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    WorkCalendar,
    catalogue,
    due,
    events,
    vietnam_calendar,
)
from thutuc.errors import InvalidValueError
from thutuc.policy import Scenario, compare
from thutuc.procedures import ChannelOffer, ProcedureCase
from thutuc.quality import FeedbackTally
from thutuc.reports import AuditFindings, Denominator, PublishedTable, Rate, Table, audit, audit_parts

CAL = vietnam_calendar()
FIVE, TEN = TimeLimit(5, Unit.WORKING_DAY), TimeLimit(10, Unit.WORKING_DAY)
PROCEDURE = Procedure("1.004222", "A & B <i>", FIVE, steps=[Step("thẩm định", office="A", limit=FIVE)])
PRINTED = PublishedTable(received=90, carried_over=10, total=110, resolved=70)
FINDING = audit(PRINTED)[0]
DOSSIER = Dossier.replay(
    "H1",
    PROCEDURE,
    CAL,
    [
        events.Accepted(at=datetime(2026, 3, 2, 9), office="A", officer="Lê Thị Hạnh"),
        events.SupplementRequested(at=datetime(2026, 3, 3, 9), office="A", ground="ông Khuê ốm"),
        events.Supplemented(at=datetime(2026, 3, 5, 9), office="A"),
        events.Extended(at=datetime(2026, 3, 6, 9), office="A", by=FIVE, ground="<b>Khuê</b>"),
        events.Finished(at=datetime(2026, 3, 26, 9), office="A", officer="Lê Thị Hạnh"),
    ],
)
MARCH = date(2026, 3, 1), date(2026, 4, 1)
SCENARIO = Scenario([DOSSIER])
VIEWS = {
    "deadline": (due(FIVE, date(2026, 3, 2), CAL), "09/03/2026"),
    "clock": (
        Clock(FIVE, date(2026, 3, 2), CAL).pause(date(2026, 3, 3)).resume(date(2026, 3, 5)),
        "11/03/2026",
    ),
    "rate": (Rate(9, 10, Denominator.RESOLVED), "59,58"),
    "finding": (FINDING, "KHÔNG KHỚP"),
    "procedure": (PROCEDURE, "A &amp; B &lt;i&gt;"),
    "calendar": (CAL, "ngày làm bù"),
    "dossier": (DOSSIER, "yêu cầu bổ sung"),
    "slip": (DOSSIER.slip("en"), "Timeline"),
    "findings": (audit(PRINTED), "chưa đủ số liệu"),
    "survey": (catalogue.lint([Procedure("1.000001", "ví dụ")]), "không có thời hạn"),
    "report": (PeriodReport.of([DOSSIER], *MARCH, by="office"), "tổng cộng"),
    "comparison": (compare(SCENARIO, SCENARIO.with_limits(0.8), *MARCH, by="office"), "Giữ nguyên"),
    "feedback": (FeedbackTally(done_in_time=90, done_late=6), "đã xử lý"),
}


class Sides(HTMLParser):
    """Each cell of a page: its text, and how it is set; and the ids there are."""

    def __init__(self, html):
        super().__init__()
        self.cells, self.heads, self.ids = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag in {"td", "th"}:
            self.cells.append(["", dict(attrs).get("style", "")])

    def handle_data(self, data):
        if self.cells and isinstance(self.cells[-1], list):
            self.cells[-1][0] += data

    def handle_endtag(self, tag):
        if tag == "th":
            self.heads.append(self.cells[-1][0])
        if tag == "tr":
            # What follows a row is in no cell.
            self.cells[-1] = tuple(self.cells[-1])


@pytest.mark.parametrize("name", VIEWS)
def test_each_has_a_view(name):
    """Each is a table in HTML, without colours that only light or dark pages can bear."""
    value, said = VIEWS[name]
    html = value._repr_html_()
    assert "<table" in html
    assert said in html
    assert "color:" not in html


@pytest.mark.parametrize("name", VIEWS)
def test_each_cell_says_its_side(name):
    """Pages of notebooks set all cells to the right: words say that they stand left, and figures right."""
    value, _ = VIEWS[name]
    read = Sides(value._repr_html_() * 2)
    assert all("text-align:" in style for _, style in read.cells)
    for text, style in read.cells:
        if "text-align:right" in style and text not in read.heads:
            assert re.fullmatch("[-–0-9.,]*", text)
    # What stands in a page twice has no names that clash.
    assert read.ids == []


def test_a_clock_shows_nothing_personal():
    """Neither the ground of a change nor who asked for it is shown."""
    clock = Clock(FIVE, date(2026, 3, 2), CAL).pause(date(2026, 3, 3), reason="ông Khuê ốm", by="Lê Thị Hạnh")
    html = clock._repr_html_()
    assert "tạm dừng" in html
    assert "Khuê" not in html
    assert "Hạnh" not in html


def test_a_dossier_shows_its_life_and_nothing_personal():
    """Its timeline and its legs stand there, without the grounds and the officers; the paper has grounds."""
    for html in (DOSSIER._repr_html_(), DOSSIER.slip(explained=True)._repr_html_()):
        assert all(word in html for word in ("Diễn biến hồ sơ", "Giao nhận hồ sơ", "xin lỗi, gia hạn"))
        assert "27/03/2026" not in html
        assert "tính lại từ đầu (bổ sung)" in html
        assert "Khuê" not in html
        assert "Hạnh" not in html
    assert "ông Khuê ốm" in DOSSIER.slip().html()
    assert [row[-1] for row in DOSSIER.slip().timeline().rows] == [
        *["17 giờ 00 phút, ngày 09/03/2026"] * 2,
        "17 giờ 00 phút, ngày 12/03/2026",
        *["17 giờ 00 phút, ngày 19/03/2026"] * 2,
    ]


def test_a_slip_of_the_past_knows_the_past_alone():
    """The timeline as of a moment ends there."""
    assert len(DOSSIER.slip(now=datetime(2026, 3, 4, 9)).timeline().rows) == 2


def test_findings_are_a_tuple_that_shows_itself():
    """What audits return is a tuple still, and a table: each finding has its row, with the figures."""
    found = audit(PRINTED)
    assert isinstance(found, AuditFindings)
    assert found == tuple(found)
    assert [row["gap"] for row in found.to_dicts("en")] == [one.gap for one in found]
    assert "chưa đủ số liệu" in str(found)
    assert isinstance(audit_parts(PRINTED, [PRINTED]), AuditFindings)
    assert len(AuditFindings().table()) == 0
    # What a line says beside verdict and figures is the remark.
    for one in found:
        assert one.remark("en") in one.text("en")


def test_a_procedure_whose_limits_differ_shows_each():
    """Limits of ways to submit and of cases stand below the steps, each once; that there is none, too."""
    offers = [
        ChannelOffer(Channel.ONLINE, FIVE),
        ChannelOffer(Channel.ONLINE, FIVE),
        ChannelOffer(Channel.DIRECT, TEN),
    ]
    html = Procedure("1.000001", "ví dụ", channels=offers)._repr_html_()
    assert html.count("thời hạn giải quyết, trực tuyến") == html.count("05 ngày làm việc") == 1
    assert html.count("thời hạn giải quyết, trực tiếp") == html.count("10 ngày làm việc") == 1
    cases = Procedure(
        "1.000001", "ví dụ", cases=[ProcedureCase("gần", FIVE), ProcedureCase("xa", None)]
    )._repr_html_()
    assert "thời hạn giải quyết, gần" in cases
    assert "thời hạn giải quyết, xa" in cases
    nothing = Procedure("1.000001", "ví dụ", channels=[ChannelOffer(Channel.ONLINE)])._repr_html_()
    assert nothing.count("thời hạn giải quyết") == 1


def test_totals_are_marked():
    """A row that sums up others is bold, the others are not."""
    table = Table(("", ""), (("n", "n", "n"),), ((1,), (2,)), totals=(False, True))
    assert table.html().count("font-weight:bold") == 1


def test_a_year_of_a_calendar():
    """A year has its days off, its swaps and its half days, and a year outside is refused."""
    own = CAL.with_day_hours({date(2026, 5, 4): "07:00-11:00"})
    rows = {row[0]: row for row in own.year_table(2026).rows}
    assert rows[date(2026, 1, 10)][2] == ("ngày làm bù", "make-up day")
    assert rows[date(2026, 1, 2)][3] == ""
    assert rows[date(2026, 5, 4)][3] == "07:00-11:00"
    assert date(2026, 3, 2) not in rows
    with pytest.raises(InvalidValueError, match="lies in this calendar"):
        CAL.year_table(1800)


def test_a_year_of_a_calendar_tells_its_half_days():
    """Below a year stands its week, mornings too, of each season; the year shown has days off."""
    whole, morning = "07:00-11:30, 13:30-17:00", "07:00-11:30"
    own = WorkCalendar(
        date(2024, 1, 1),
        date(2030, 12, 31),
        hours={"mon-fri": whole, "sat": morning},
        days_off={date(2026, 1, 1): "Tết Dương lịch"},
        seasons={(date(2026, 4, 16), date(2026, 10, 15)): {"mon-fri": morning}},
    )
    winter = f"thứ Hai – thứ Sáu {whole}; thứ Bảy {morning}"
    html = own._repr_html_()
    assert f"từ 01/01/2026 đến 15/04/2026: {winter}" in html
    assert f"từ 16/04/2026 đến 15/10/2026: thứ Hai – thứ Sáu {morning}<" in html
    assert f"<p>{winter}</p>" in own.year_table(2027).html()
    assert f"Monday – Friday {whole}; Saturday {morning}" in own.year_table(2027).text("en")
