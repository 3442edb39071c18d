"""Lateness, early warning, and every way to show a report."""

import csv
import io
import re
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from test_reports_dossiers import MANY, dossiers_of
from thutuc import (
    Dossier,
    PeriodReport,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    events,
    vietnam_calendar,
)
from thutuc.errors import InvalidTypeError, InvalidValueError, MissingExtraError
from thutuc.registers import Entry
from thutuc.reports import NumberStyle, Table, early_warning, form_ii_06, lateness_report

CAL = vietnam_calendar()
HOUR = timedelta(hours=1)


def days(n):
    return TimeLimit(n, Unit.WORKING_DAY)


PERMIT = Procedure(
    "1.000001",
    "Giấy phép xây dựng",
    days(5),
    steps=[Step("tiếp nhận", "A", days(0.5)), Step("thẩm định", "B", days(3)), Step("trả", "A", days(0.5))],
)


def at(day, hour=9, month=3):
    return datetime(2026, month, day, hour)


def dossier(*told, code="H1", procedure=PERMIT, calendar=CAL):
    return Dossier.replay(code, procedure, calendar, told)


ACCEPTED = events.Accepted(at=at(2), office="A")
TO_B = events.Transferred(at=at(2, 15), office="A", to="B")
BACK = events.Transferred(at=at(11, 9), office="B", to="A")


# Lateness ---------------------------------------------------------------------------------------------------


def test_lateness_is_put_down_to_offices_and_steps():
    """B took 52 hours where it had 24, so that the dossier is late by both its dates."""
    one = dossier(
        ACCEPTED,
        TO_B,
        events.Extended(at=at(6, 15), office="B", by=days(1)),
        BACK,
        events.Finished(at=at(11, 10), office="A"),
    )
    report = lateness_report([one], at(20))
    a, b = report.offices
    assert (a.office, a.legs, a.on_time, a.early, a.late) == ("A", 2, 2, 0, 0)
    assert (b.office, b.legs, b.late, b.held, b.budget) == ("B", 1, 1, 52 * HOUR, 24 * HOUR)
    assert b.used == pytest.approx(52 / 24)
    (late,) = report.late
    assert (late.code, late.days_late, late.days_late_of_original) == ("H1", 1, 2)
    assert dict(late.shares) == {"B": one.lateness.total}
    assert report.hand_overs == (("A", "B", 1), ("B", "A", 1))
    assert [(step.office, step.step) for step in report.steps] == [
        ("A", "tiếp nhận"),
        ("A", "trả"),
        ("B", "thẩm định"),
    ]


def test_rework_and_supplements_are_counted():
    """A step that is done again is rework; each request for a supplement is a round."""
    again = events.Transferred(at=at(12), office="A", to="B", step="thẩm định")
    one = dossier(ACCEPTED, TO_B, BACK, again, code="H1")
    waits = dossier(ACCEPTED, events.SupplementRequested(at=at(3), office="A"), code="H2")
    report = lateness_report([one, waits], at(13))
    assert (report.returned_steps, report.supplement_rounds) == (1, 1)
    assert {figures.office: figures.rework for figures in report.offices} == {"A": 0, "B": 1}
    assert report.late == ()
    assert "H1" not in repr(report)


@settings(deadline=None, max_examples=40)
@given(MANY)
def test_figures_of_legs_sum_to_the_legs(many):
    """Every leg of every dossier is counted once, and the working time held is theirs."""
    now = datetime(2026, 5, 4, 9)
    found = dossiers_of(many)
    report = lateness_report(found, now)
    legs = [leg for one in found for leg in one.legs_at(now)]
    assert sum(figures.legs for figures in report.offices) == len(legs)
    assert sum((figures.held for figures in report.offices), timedelta()) == sum(
        (leg.held for leg in legs), timedelta()
    )
    for late in report.late:
        assert late.days_late <= late.days_late_of_original


@pytest.mark.parametrize("ask", [lateness_report, early_warning])
def test_only_dossiers_and_a_moment_will_do(ask):
    """Anything else is refused by name."""
    with pytest.raises(InvalidTypeError, match="datetime"):
        ask([], date(2026, 3, 2))
    with pytest.raises(InvalidTypeError, match="not 'H1'"):
        ask(["H1"], at(3))


def test_a_dossier_given_twice_is_refused():
    """It would be counted twice."""
    with pytest.raises(InvalidValueError, match="given twice"):
        lateness_report([dossier(ACCEPTED), dossier(ACCEPTED)], at(3))


# Early warning ----------------------------------------------------------------------------------------------


def test_open_dossiers_stand_by_what_is_left():
    """The most urgent first, those that are settled not at all, those without a limit last."""
    found = [
        dossier(ACCEPTED, code="due 9th"),
        dossier(events.Accepted(at=at(4), office="A"), TO_B_AT_4, code="due 11th"),
        dossier(ACCEPTED, events.Finished(at=at(3), office="A"), code="done"),
        dossier(ACCEPTED, code="no limit", procedure=Procedure("X", "không thời hạn")),
        dossier(code="nothing"),
    ]
    warnings = early_warning(found, at(10))
    assert [one.code for one in warnings] == ["due 9th", "due 11th", "no limit"]
    first, second, third = warnings
    assert (first.is_overdue, first.fits, first.left) == (True, False, -2 * HOUR)
    assert (second.holders, second.left, second.is_overdue) == (("B",), 14 * HOUR, False)
    assert (third.deadline, third.left, third.last_day, third.fits) == (None, None, None, True)
    assert len(warnings) == 3
    assert "1 overdue" in repr(warnings)


TO_B_AT_4 = events.Transferred(at=at(4, 15), office="A", to="B")


def test_the_last_day_on_which_the_rest_still_fits():
    """Due on Monday the 9th at 17:00: four hours before it goes back, and three days before that B begins."""
    one = dossier(ACCEPTED)
    (before,) = early_warning([one], at(3))
    assert before.remaining == ("thẩm định", "trả")
    assert (before.last_day, before.must_begin) == (date(2026, 3, 4), datetime(2026, 3, 4, 11))
    (with_b,) = early_warning([dossier(ACCEPTED, TO_B)], at(5))
    assert with_b.remaining == ("trả",)
    assert (with_b.last_day, with_b.fits) == (date(2026, 3, 9), True)
    assert not early_warning([one], at(4, 15)).dossiers[0].fits
    bare = Procedure("X", "không có bước", days(5))
    (plain,) = early_warning([dossier(ACCEPTED, procedure=bare)], at(9, 18))
    assert (plain.last_day, plain.fits, plain.is_overdue) == (date(2026, 3, 9), True, False)


def test_parallel_steps_must_begin_by_the_longest():
    """Of two branches the one that takes longer decides, and steps outside the limit take nothing of it."""
    procedure = Procedure(
        "X",
        "ví dụ",
        days(10),
        steps=[
            Step("nhận", "A", days(1)),
            Step("ngắn", "B", days(1), after="nhận"),
            Step("dài", "C", TimeLimit(7, Unit.DAY), after="nhận"),
            Step("thuế", "T", days(20), after="nhận", own_clock=True),
            Step("ký", "A", days(1), after=("ngắn", "dài", "thuế")),
        ],
    )
    (one,) = early_warning([dossier(events.Accepted(at=at(2), office="A"), procedure=procedure)], at(3))
    # Due on 16 March: signing begins at 7:00 that day, and the seven days before it on Friday the 6th.
    assert one.deadline.due_on == date(2026, 3, 16)
    assert one.last_day == date(2026, 3, 6)


def test_a_waiting_dossier_keeps_what_is_left():
    """While it waits nothing is used, and the list says that it waits."""
    one = dossier(ACCEPTED, events.SupplementRequested(at=at(4), office="A"))
    early, later = (early_warning([one], moment).dossiers[0] for moment in (at(5), at(20, 9, 5)))
    assert early.is_waiting
    assert not later.is_overdue
    assert "waiting" in early_warning([one], at(5)).text("en")
    assert "đang chờ" in str(early_warning([one], at(5)))


@settings(deadline=None, max_examples=40)
@given(MANY, st.integers(1, 60))
def test_warnings_are_in_order(many, day):
    """What is left never falls from one line to the next, and what is overdue no longer fits."""
    warnings = early_warning(dossiers_of(many), datetime(2026, 2, 23, 10) + timedelta(days=day))
    left = [one.left for one in warnings]
    assert left == sorted(left)
    assert all(not one.fits for one in warnings if one.is_overdue)


# Showing ----------------------------------------------------------------------------------------------------


def shown():
    """Everything that shows itself."""
    found = [dossier(ACCEPTED, TO_B, BACK, code="H1"), dossier(ACCEPTED, code="H<2>")]
    yield PeriodReport.of(found, date(2026, 3, 1), date(2026, 4, 1), by="procedure")
    yield lateness_report(found, at(20))
    yield early_warning(found, at(20))


@pytest.mark.parametrize("one", [*shown()], ids=lambda one: type(one).__name__)
def test_everything_shows_in_every_way(one):
    """Text in two languages, HTML, and CSV with the names of the columns."""
    assert one.text("en") != one.text() == str(one)
    assert one._repr_html_().startswith("<table><caption>")
    assert "H<2>" not in one._repr_html_()
    rows = list(csv.reader(io.StringIO(one.to_csv())))
    totals = ("is_total",) if one.table().totals else ()
    assert tuple(rows[0]) == (*one.table().names, *totals)
    assert len(rows) == 1 + len(one.table())
    with pytest.raises(InvalidValueError, match="'fr'"):
        one.text("fr")


def divided():
    """Whatever shows parts and their sums: a report by two columns, its form, the same without dossiers."""
    found = [
        Entry(f"H{i}", "khai sinh", "AB"[i % 2], "một cửa", kind, date(2026, 3, 2), None, None, None)
        for i, kind in enumerate(["trực tiếp", "trực tuyến", "trực tiếp", "trực tuyến", "trực tiếp"])
    ]
    for by in ("office", ("office", "channel")):
        report = PeriodReport.of(found, date(2026, 3, 1), date(2026, 4, 1), by=by)
        yield report, "received"
        yield report.table(), "received"
        yield form_ii_06(report), "to_resolve"


@pytest.mark.parametrize(("one", "name"), [*divided()])
def test_a_sum_of_a_column_is_not_twice_the_truth(one, name):
    """Rows of sums are marked in dictionaries and CSV; all the others add up to the whole."""
    rows = one.to_dicts()
    assert sum(row[name] for row in rows if not row["is_total"]) == 5
    assert sum(row[name] for row in rows if row["is_total"]) >= 5
    assert rows[-1]["is_total"]
    cells = list(csv.DictReader(io.StringIO(one.to_csv())))
    assert [row["is_total"] for row in cells] == [str(row["is_total"]).lower() for row in rows]


def test_a_report_of_the_whole_alone_has_no_totals():
    """Where there are no parts nothing is counted twice, and data have the measures alone."""
    report = PeriodReport.of([dossier(ACCEPTED)], date(2026, 3, 1), date(2026, 4, 1))
    assert "is_total" not in report.to_dicts()[0]
    assert report.to_csv().splitlines()[0] == ",".join(report.table().names)
    with pytest.raises(InvalidValueError, match="'is_total' is a measure of the report"):
        PeriodReport.of([], date(2026, 3, 1), date(2026, 4, 1), by="is_total")


def test_details_are_a_table_of_their_own():
    """The further measures print under their headings in both languages."""
    report = next(shown())
    table = report.table("en", details=True)
    assert "finished but not collected" in table.headings
    assert report.to_dicts(details=True)[-1]["direct_and_post"] == 2
    assert report.detail("waiting") == 0
    assert report.dossiers("pending") == ("H1", "H<2>")
    with pytest.raises(InvalidValueError, match="no measure is called 'lost'"):
        report.dossiers("lost")


def table(title, headings, rows, **more):
    """A table that says the same in both languages."""
    columns = tuple((name, heading, heading) for name, heading in headings.items())
    return Table((title, title), columns, rows, **more)


TABLE = table("<T>", {"office": "cơ quan", "n": "số hồ sơ", "share": "tỷ lệ"}, (
    ("=A&B", 9300, Decimal("90.5")), ("–", 12, None)), numbered=True, notes=(("ghi chú", ""),))  # fmt: skip


def test_numbers_are_written_as_asked():
    """A table follows its language, or the style that is named."""
    assert "9.300  90,5" in TABLE.text()
    assert "9,300  90.5" in TABLE.text(numbers=NumberStyle.ENGLISH)
    assert "9300  90.5" in TABLE.text(numbers=NumberStyle.PLAIN)
    assert TABLE.text().endswith("\nghi chú")
    assert TABLE.to_csv() == "office,n,share\n=A&B,9300,90.5\n–,12,\n"
    assert TABLE.to_csv(headings=True, numbers=NumberStyle.VIETNAMESE).splitlines()[1] == '=A&B,9.300,"90,5"'
    assert "<caption>&lt;T&gt;</caption>" in TABLE.html()
    assert '<th style="text-align:right">(3)</th>' in TABLE.html()
    cells = '<td style="text-align:left">=A&amp;B</td><td style="text-align:right">9.300</td>'
    assert cells in TABLE.html()
    assert repr(TABLE) == "<Table <T>: 2 rows, 3 columns>"
    with pytest.raises(InvalidTypeError, match="number style"):
        TABLE.text(numbers="vi")


@given(st.integers(0, 10**9), st.sampled_from(NumberStyle))
def test_what_a_style_writes_it_reads(number, style):
    """Every number comes back, with or without a fraction; in another style it does not come back wrong."""
    assert style.read(style.text(number)) == number
    fraction = Decimal(number) / 100
    assert style.read(style.text(fraction)) == fraction


@pytest.mark.parametrize("text", ["9.30", "1.2.3", "", "-1", "9 300", "٣", "1e3"])
def test_what_is_no_number_is_refused(text):
    """A style reads its own numbers only."""
    with pytest.raises(InvalidValueError, match="no number in the style VIETNAMESE"):
        NumberStyle.VIETNAMESE.read(text)


def test_a_spreadsheet_keeps_text_as_text(tmp_path):
    """A cell from a register that begins with = is no formula."""
    openpyxl = pytest.importorskip("openpyxl")
    TABLE.to_excel(tmp_path / "t.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows())
    assert [cell.value for cell in rows[2]] == ["=A&B", 9300, 90.5]
    assert rows[2][0].data_type == "s"


@pytest.mark.parametrize("text", [
    "=1+1", "+84", "-1", "@x", "#N/A", "#REF!", "#DIV/0!", "a\x00\x01\x1fb", "a\rb\r\nc\td", "\ufffe\uffff",
    "_x0041_", "_x000D_x_", "_xyz_", " a ", "0123", "1e5", "2026-01-01", "TRUE", "x" * 32_767,
    "\U0001f600" * 16_383, "\x7f\x85", "&lt;<b>", "",
])  # fmt: skip
def test_a_spreadsheet_loses_nothing_of_a_text(tmp_path, text):
    """Whatever a register names an office, the book opens and has that text, neither formula nor error."""
    openpyxl = pytest.importorskip("openpyxl")
    from openpyxl.utils.escape import unescape  # noqa: PLC0415 - of the extra

    table(text, {"a": text}, ((text,),), notes=((text, text),)).to_excel(tmp_path / "t.xlsx")
    for (cell,) in openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows():
        assert unescape(cell.value or "") == text
        assert cell.data_type == "s" or not text


@pytest.mark.parametrize("text", ["x" * 32_768, "\U0001f600" * 16_384, "\x01" * 5_000, "a\ud800", "\udfff"])
def test_a_spreadsheet_refuses_by_name_what_no_cell_holds(tmp_path, text):
    """Too long a text, as UTF-16 counts it, or half a letter: named with row and column, nothing written."""
    pytest.importorskip("openpyxl")
    one = table("T", {"office": "cơ quan", "n": "n"}, (("A", 1), (text, 2)))
    with pytest.raises(InvalidValueError, match="row 4, column 'office'") as caught:
        one.to_excel(tmp_path / "t.xlsx")
    assert len(str(caught.value)) < 400
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("number", "kept"), [
    (10**15 - 1, 10**15 - 1), (10**15 + 1, "1000000000000001"), (-12, -12), (10**400, "1" + "0" * 400),
    (Decimal("0.123456789012345678"), "0.123456789012345678"), (Decimal("99.50"), 99.5),
    (Decimal("NaN"), "NaN"), (Decimal("1E+500"), "1E+500"), (None, None),
])  # fmt: skip
def test_a_spreadsheet_loses_nothing_of_a_number(tmp_path, number, kept):
    """A number of more figures than a spreadsheet keeps stands in it as text."""
    openpyxl = pytest.importorskip("openpyxl")
    table("", {"n": "n"}, ((number,),)).to_excel(tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").active["A2"].value == kept


def test_a_spreadsheet_has_its_size_and_a_path(tmp_path, monkeypatch):
    """More columns or rows than a spreadsheet has, and what is no path, are refused before it is written."""
    pytest.importorskip("openpyxl")
    wide = map(str, range(16_385))
    with pytest.raises(InvalidValueError, match="16,385 columns fits no spreadsheet"):
        table("", {name: name for name in wide}, ()).to_excel(tmp_path / "t.xlsx")
    monkeypatch.setattr("thutuc.words.cells.SHEET", (3, 16_384))
    table("", {"a": "a"}, ((1,), (2,))).to_excel(tmp_path / "t.xlsx")
    with pytest.raises(InvalidValueError, match="4 rows"):
        table("", {"a": "a"}, ((1,), (2,)), notes=(("x", "x"),)).to_excel(tmp_path / "u.xlsx")
    for wrong, error in ((5, InvalidTypeError), ("a\0b.xlsx", InvalidValueError)):
        with pytest.raises(error):
            TABLE.to_excel(wrong)


def test_csv_can_disarm_formulas():
    """Asked to, an apostrophe stands before texts that begin as formulas do, headings too; numbers stay."""
    names = ("=A", "+1", "-x", "@SUM(1)", "\tx", "\r=1", "＝1", "A=1", "–", "")
    one = table("", {"=n": "=n", "n": "n"}, tuple((name, -5) for name in names))
    armed = list(csv.reader(io.StringIO(one.to_csv(), newline="")))
    assert [row[0] for row in armed] == ["=n", *names]
    safe = list(csv.reader(io.StringIO(one.to_csv(disarm=True), newline="")))
    assert [row[0] for row in safe] == ["'=n", *(f"'{name}" for name in names[:7]), *names[7:]]
    assert {row[1] for row in safe[1:]} == {"-5"}
    office = PeriodReport.of([dossier_of_office("=cmd()")], date(2026, 3, 1), date(2026, 4, 1), by="office")
    assert "\n=cmd()," in office.to_csv()
    assert "\n'=cmd()," in office.to_csv(disarm=True)


def dossier_of_office(name):
    accepted = events.Accepted(at=datetime(2026, 3, 2, 9), office=name)
    return Dossier("H1", Procedure("1.000001", "x", days(5)), CAL).record(accepted)


def test_html_is_in_the_language_of_the_table():
    """Title and headings follow the language of each table, in a notebook Vietnamese where none is asked."""
    report = PeriodReport.of([], date(2026, 3, 1), date(2026, 4, 1), by="office")
    vietnamese, english = (report.table(language).html() for language in ("vi", "en"))
    assert "<caption>Period from 01/03/2026 to 31/03/2026</caption>" in english
    assert re.findall("<th[^>]*>([^<]*)</th>", english)[:2] == ["office", "received"]
    assert "<caption>Kỳ báo cáo từ ngày 01/03/2026 đến ngày 31/03/2026</caption>" in vietnamese
    assert re.findall("<th[^>]*>([^<]*)</th>", vietnamese)[0] == "cơ quan"
    assert report._repr_html_() == vietnamese
    assert "office" not in vietnamese


def test_a_table_says_the_same_in_another_language():
    """Title, headings, notes and cells that are words in both are said in the language asked for."""
    columns = (("office", "cơ quan", "office"), ("state", "tình trạng", "state"))
    found = Table(("Bảng", "Table"), columns, (("A", ("quá hạn", "overdue")),), notes=(("hết", "end"),))
    english = found.in_language("en")
    assert found.text("en") == english.text() == str(english)
    assert english.text() == "Table\noffice  state\n---------------\nA       overdue\nend"
    assert [found.to_dicts()[0]["state"], found.to_dicts("en")[0]["state"]] == ["quá hạn", "overdue"]
    assert english.in_language("vi") == found


def test_a_missing_package_is_named(monkeypatch):
    """Without it the error is an ImportError that says what to install."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match="openpyxl is not installed; install it with") as caught:
        TABLE.to_excel("t.xlsx")
    assert isinstance(caught.value, ImportError)
    assert caught.value.package == "openpyxl"
