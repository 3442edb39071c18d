"""What a notebook shows: values as HTML, figures right, totals marked, nothing personal."""

from datetime import date

import pytest

from thutuc import Channel, Clock, Procedure, Step, TimeLimit, Unit, due, vietnam_calendar
from thutuc.errors import InvalidValueError
from thutuc.procedures import ChannelOffer, ProcedureCase
from thutuc.reports import Denominator, PublishedTable, Rate, Table, audit

CAL = vietnam_calendar()
FIVE, TEN = TimeLimit(5, Unit.WORKING_DAY), TimeLimit(10, Unit.WORKING_DAY)
PROCEDURE = Procedure("1.004222", "A & B <i>", FIVE, steps=[Step("thẩm định", office="A", limit=FIVE)])
FINDING = audit(PublishedTable(received=90, carried_over=10, total=110))[0]
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
}


@pytest.mark.parametrize("name", VIEWS)
def test_each_has_a_view(name):
    """Each is a table in HTML, without colours that only light or dark pages can bear."""
    value, said = VIEWS[name]
    html = value._repr_html_()
    assert "<table" in html
    assert said in html
    assert "color:" not in html


def test_a_clock_shows_nothing_personal():
    """Neither the ground of a change nor who asked for it is shown."""
    clock = Clock(FIVE, date(2026, 3, 2), CAL).pause(date(2026, 3, 3), reason="ông Khuê ốm", by="Lê Thị Hạnh")
    html = clock._repr_html_()
    assert "tạm dừng" in html
    assert "Khuê" not in html
    assert "Hạnh" not in html


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
