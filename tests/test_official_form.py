"""Form II.06 on paper: text, HTML and spreadsheet, against the printed form."""

import re
from datetime import date, datetime, timedelta, timezone
from html.parser import HTMLParser
from itertools import pairwise, product

import pytest
from hypothesis import given, strategies as st

from thutuc import PeriodReport
from thutuc.errors import InvalidTypeError, InvalidValueError, MissingExtraError
from thutuc.registers import Entry, StatedDeadline
from thutuc.reports import FORM_II_06, NumberStyle, ReportingPeriod, Span, form_ii_06
from thutuc.reports.grid import Grid, spread
from thutuc.reports.periods import period_name

CHANNELS = ("trực tuyến", "trực tiếp", "bưu chính công ích")
LONG = "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu"


def entries(*fields, level="Cấp xã", n=3):
    for field, i in product(fields, range(n)):
        done = date(2026, 3, 4) if i % 2 else None
        due = StatedDeadline(date(2026, 3, 5))
        code = f"{level} {field} {i}"
        yield Entry(code, field, "A", "một cửa", CHANNELS[i % 3], date(2026, 3, 2), due, done, None,
                    extra={"level": level})  # fmt: skip


def report(*found, start=date(2026, 1, 1), end=date(2026, 4, 1), by=("level", "procedure")):
    return PeriodReport.of(found, start, end, by=by)


SMALL = [*entries("Hộ tịch", LONG), *entries("<b>=1+1</b>", level="Cấp tỉnh")]

# The headings as they are printed: text, tiers, columns.
PRINTED = [
    [("STT", 3, 1), ("Lĩnh vực, công việc giải quyết theo cấp", 3, 1), ("Số hồ sơ nhận giải quyết", 1, 4),
     ("Số hồ sơ đã giải quyết", 1, 4), ("Số hồ sơ đang giải quyết", 1, 3)],
    [("Tổng số", 2, 1), ("Trong đó", 1, 2), ("Từ kỳ trước", 2, 1), ("Tổng số", 2, 1), ("Trước hạn", 2, 1),
     ("Đúng hạn", 2, 1), ("Quá hạn", 2, 1), ("Tổng số", 2, 1), ("Trong hạn", 2, 1), ("Quá hạn", 2, 1)],
    [("Trực tuyến", 1, 1), ("Trực tiếp, dịch vụ bưu chính", 1, 1)],
]  # fmt: skip


class Cells(HTMLParser):
    """The rows of the ruled table: cells as text, rows covered, columns covered."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.classes, self.inside, self.cell = [], [], False, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        got = dict(attrs)
        if tag == "table":
            self.inside = got.get("class") == "grid"
        elif self.inside and tag == "tr":
            self.rows.append([])
            self.classes.append(got.get("class", ""))
        elif self.inside and tag in {"th", "td"}:
            self.cell = [int(got.get(name, 1)) for name in ("rowspan", "colspan")]
            self.rows[-1].append(["", *self.cell, got.get("class", "")])

    def handle_endtag(self, tag):
        if tag in {"th", "td"}:
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.rows[-1][-1][0] += data


# Around the table -------------------------------------------------------------------------------------------


def test_the_form_names_itself_its_units_and_its_period():
    """Number of the form, both units, the period by name and by its days, and who signs stand on it."""
    form = form_ii_06(
        report(*SMALL, start=date(2025, 12, 15), end=date(2026, 3, 15)),
        reporting_unit=" UBND xã\n Tầm Vu ",
        receiving_unit="UBND tỉnh",
        place="Tầm Vu",
        signed_on=date(2026, 1, 5),
    )
    for text in (form.text(), re.sub("<[^>]*>", "", form.html())):
        for words in (
            "Biểu số II.06a/VPCP/KSTT",
            "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC",
            "Đơn vị báo cáo: UBND xã Tầm Vu",
            "Đơn vị nhận báo cáo: UBND tỉnh",
            "Kỳ báo cáo: Quý I/2026",
            "(Từ ngày 15/12/2025 đến ngày 14/03/2026)",
            "Đơn vị tính: Số hồ sơ TTHC",
            "NGƯỜI LẬP BIỂU",
            "THỦ TRƯỞNG ĐƠN VỊ",
            "Tầm Vu, ngày 05 tháng 01 năm 2026",
        ):
            assert words in text


def test_what_is_not_given_is_left_to_be_filled_in():
    """Units, an unusual period, place and day are dots, and a month after February has no 0."""
    form = form_ii_06(report(*SMALL, end=date(2026, 3, 30)))
    assert re.search("Đơn vị báo cáo: …+\n", form.text())
    assert re.search("Kỳ báo cáo: …+\n", form.text())
    assert re.search("…+, ngày …+ tháng …+ năm …+", form.html())
    assert "ngày 14 tháng 3 năm" in form_ii_06(report(*SMALL), signed_on=date(2026, 3, 14)).text()
    assert "Kỳ báo cáo: Tháng 3" in form_ii_06(report(*SMALL), period="tháng 3").text()
    assert "14/03/2026" in form_ii_06(report(*SMALL), "en", signed_on=date(2026, 3, 14)).text()


@pytest.mark.parametrize("wrong", [{"reporting_unit": 3}, {"period": None}, {"signed_on": "2026-01-01"},
                                   {"signed_on": datetime(2026, 1, 1)}])  # fmt: skip
def test_what_stands_on_the_form_is_text_and_a_day(wrong):
    """Anything else is refused by name."""
    with pytest.raises(InvalidTypeError, match=next(iter(wrong))):
        form_ii_06(report(*SMALL), **wrong)


# Text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("n", [0, 1, 999, 163_109])
def test_text_fits_120_columns(language, n):
    """However long the names and however many the dossiers, no line is wider, and the rules meet."""
    codes = [str(i) for i in range(n)]
    counted = {"received": codes, "on_time": codes}
    one = PeriodReport(date(2026, 1, 1), date(2026, 4, 1), counted, details={"online": codes})
    form = form_ii_06(
        one, language, reporting_unit=LONG * 2, receiving_unit=LONG, period=LONG * 2, place=LONG
    )
    lines = form.text().splitlines()
    assert max(map(len, lines)) <= 120
    ruled = [line for line in lines if line[:1] in {"|", "+"}]
    assert len({len(line) for line in ruled}) == 1
    for above, below in pairwise(ruled):
        # A rule never ends between two lines of a column.
        assert all(b in "|+-" for a, b in zip(above, below, strict=True) if a == "|")


def test_text_has_the_three_tiers_and_the_numbers_of_columns():
    """Each group stands over its columns on one line, and (1) to (13) below the headings."""
    lines = form_ii_06(report(*SMALL)).text().splitlines()
    groups = next(i for i, line in enumerate(lines) if "Số hồ sơ nhận giải quyết" in line)
    assert "Số hồ sơ đã giải quyết" in lines[groups]
    assert "Số hồ sơ đang giải quyết" in lines[groups]
    assert "Trong đó" in "".join(lines[groups + 1 : groups + 4])
    numbered = next(line for line in lines if "(13)" in line)
    assert re.findall(r"\(\d+\)", numbered) == [f"({i})" for i in range(1, 14)]


def test_long_names_go_over_lines_and_letters_that_are_not_composed_take_one_place():
    """No word of a name is lost, figures stand on its first line, and the right border stays in line."""
    decomposed = "Hô\u0323 ti\u0323ch, chu\u031b\u0301ng thu\u031b\u0323c"
    form = form_ii_06(report(*entries(LONG, decomposed), by="procedure"))
    rows = [line.split("|") for line in form.text().splitlines() if line.startswith("|")]
    words = " ".join(row[2].strip() for row in rows)
    assert LONG in words
    assert "Hộ tịch, chứng thực" in words
    assert {len(row) for row in rows[-4:]} == {15}
    (first,) = [row for row in rows if row[2].startswith("Cấp Giấy")]
    assert first[3].strip() == "3"


def test_text_writes_numbers_as_asked():
    """A thousand dossiers have a point, a comma, or neither."""
    form = form_ii_06(report(*entries("Hộ tịch", n=1500), by="procedure"))
    assert "1.500" in form.text()
    assert "1,500" in form.text(numbers=NumberStyle.ENGLISH)
    assert '<td class="figure">1500</td>' in form.html(NumberStyle.PLAIN)
    with pytest.raises(InvalidTypeError, match="number style"):
        form.html("vi")


# HTML -------------------------------------------------------------------------------------------------------


def test_html_has_the_headings_as_printed():
    """Every heading covers the tiers and columns that it covers in print."""
    read = Cells(form_ii_06(report(*SMALL)).html())
    assert [[tuple(cell[:3]) for cell in row] for row in read.rows[:3]] == PRINTED
    assert [cell[0] for cell in read.rows[3]] == [f"({i})" for i in range(1, 14)]


def test_html_marks_chapters_and_the_total_and_sets_figures_to_the_right():
    """Rules around each cell, figures to the right, chapters and total in bold; no markup from a register."""
    form = form_ii_06(report(*SMALL))
    html, read = form.html(), Cells(form.html())
    assert read.classes[4:] == ["chapter", "", "chapter", "", "", "total"]
    assert [cell[0] for cell in read.rows[-1]] == ["", "Tổng cộng", *map(str, form.rows[-1][2:])]
    assert {cell[3] for row in read.rows[4:] for cell in row[2:]} == {"figure"}
    assert "td.figure { text-align: right" in html
    assert "td { border: 1px solid" in html
    assert "tr.total td { font-weight: bold" in html
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in html
    assert "<b>=1" not in html
    evil = form_ii_06(report(*SMALL), reporting_unit="<i>", place="<i>", period="<i>").page()
    assert "<i>," not in evil
    assert evil.count("&lt;i&gt;") == 3


def test_a_page_can_be_printed_on_its_own():
    """A page is a whole document in its language, on A4 across."""
    page = form_ii_06(report(*SMALL)).page()
    assert page.startswith('<!DOCTYPE html>\n<html lang="vi">')
    assert '<meta charset="utf-8"><title>Biểu số II.06a/VPCP/KSTT</title>' in page
    assert "size: A4 landscape" in page
    assert '<html lang="en">' in form_ii_06(report(*SMALL), "en").page()
    assert form_ii_06(report(*SMALL))._repr_html_().startswith('<div class="official-form"')


# Spreadsheet ------------------------------------------------------------------------------------------------


def test_the_spreadsheet_has_merged_headings(tmp_path):
    """Headings are merged as in print, figures stay numbers, text of a register stays text."""
    openpyxl = pytest.importorskip("openpyxl")
    form = form_ii_06(report(*SMALL), reporting_unit="UBND xã Tầm Vu")
    form.to_excel(tmp_path / "form.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx").active
    merged = {}
    for one in sheet.merged_cells.ranges:
        merged[one.start_cell.coordinate] = (one.size["rows"], one.size["columns"])
    (top,) = [row[0].row for row in sheet.iter_rows() if row[0].value == "STT"]
    found = [
        [(cell.value, *merged.get(cell.coordinate, (1, 1))) for cell in row if cell.value]
        for row in sheet.iter_rows(top, top + 2)
    ]
    assert found == PRINTED
    assert [cell.value for cell in sheet[top + 3]] == [f"({i})" for i in range(1, 14)]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(top + 4, top + 9)]
    assert [row[1:] for row in rows] == [tuple(line.values())[1:-1] for line in form.to_dicts()]
    assert rows[1][1] == "<b>=1+1</b>"
    total = sheet[top + 9]
    assert (total[1].font.bold, total[2].number_format, total[2].alignment.horizontal) == (
        True,
        "#,##0",
        "right",
    )
    assert all(cell.border.left.style == "thin" for cell in total)
    assert sheet.page_setup.orientation == "landscape"
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "Đơn vị báo cáo: UBND xã Tầm Vu" in texts
    assert form.said(form.notes[0]) in texts
    assert "THỦ TRƯỞNG ĐƠN VỊ" in texts


def test_a_register_writes_no_formula(tmp_path):
    """A field called =1+1 is text in the spreadsheet."""
    openpyxl = pytest.importorskip("openpyxl")
    form_ii_06(report(*entries("=1+1"), by="procedure"), place="=2").to_excel(tmp_path / "f.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx").active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "=1+1" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_without_the_package_the_form_says_what_to_install(monkeypatch):
    """The error names the extra."""
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r"thutuc\[excel\]"):
        form_ii_06(report(*SMALL)).to_excel("form.xlsx")


# As data ----------------------------------------------------------------------------------------------------


def test_as_data_the_form_keeps_its_names():
    """CSV and dictionaries have the thirteen names; headings for a reader are all different."""
    form = form_ii_06(report(*SMALL))
    assert form.names == tuple(name for name, _, _ in FORM_II_06)
    assert form.to_csv().splitlines()[0] == ",".join((*form.names, "is_total"))
    assert len(set(form.headings)) == 13
    assert form.to_csv(headings=True).count("Số hồ sơ đã giải quyết: Quá hạn") == 1
    assert "13 columns" in repr(form)


# Headings in tiers ------------------------------------------------------------------------------------------

PATHS = st.lists(st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map(tuple), min_size=1, max_size=7)


@given(PATHS)
def test_heading_cells_cover_everything_once(paths):
    """Every tier of every column lies in exactly one cell, which says what the column's path says there."""
    tiers = spread(paths)
    depth = max(map(len, paths))
    assert len(tiers) == depth
    covered = {}
    for cell in (cell for tier in tiers for cell in tier):
        for tier, column in product(range(cell.tier, cell.tier + cell.down),
                                    range(cell.column, cell.column + cell.across)):  # fmt: skip
            assert (tier, column) not in covered
            covered[tier, column] = cell.text
    for tier, column in product(range(depth), range(len(paths))):
        path = paths[column]
        assert covered[tier, column] == path[min(tier, len(path) - 1)]


@given(PATHS, st.lists(st.integers(0, 10**12), min_size=7, max_size=7))
def test_figures_are_never_cut(paths, figures):
    """A grid gives every figure its room, if need be beyond the width that was asked for."""
    paths = [("n",), ("name",), *paths]
    row = ["1", "một hai ba bốn", *map(str, figures[: len(paths) - 2])]
    grid = Grid.fitted(paths, [row], 2, 60)
    drawn = "\n".join([*grid.head(), *grid.row(row)])
    assert {len(line) for line in drawn.splitlines()} == {grid.width}
    for figure in row[2:]:
        assert figure in drawn


# Names of periods -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("span", "number", "vi", "en"), [
    (Span.MONTH, 3, "tháng 3/2026", "month 3 of 2026"), (Span.QUARTER, 1, "quý I/2026", "quarter 1 of 2026"),
    (Span.QUARTER, 4, "quý IV/2026", "quarter 4 of 2026"),
    (Span.HALF_YEAR, 1, "6 tháng đầu năm 2026", "first half of 2026"),
    (Span.HALF_YEAR, 2, "6 tháng cuối năm 2026", "second half of 2026"),
    (Span.NINE_MONTHS, 1, "9 tháng đầu năm 2026", "first nine months of 2026"),
    (Span.YEAR, 1, "năm 2026", "year 2026"),
])  # fmt: skip
@pytest.mark.parametrize("first_day", [1, 15])
def test_periods_have_the_names_that_reports_give_them(span, number, vi, en, first_day):
    """Quarters have Roman figures, half-years are the first and the last six months; and back again."""
    period = ReportingPeriod.of(span, 2026, number, first_day=first_day)
    assert period.name == vi
    assert (period_name(*period), period_name(*period, "en")) == (vi, en)
    at_midnight = [datetime(day.year, day.month, day.day) for day in period]
    assert period_name(*at_midnight) == vi


@given(st.sampled_from(Span), st.integers(1901, 2998), st.integers(1, 12), st.sampled_from([1, 15]))
def test_only_the_exact_period_has_the_name(span, year, number, first_day):
    """A day more or less, or an hour, and the period has none."""
    if number > span.in_a_year:
        return
    start, end = ReportingPeriod.of(span, year, number, first_day=first_day)
    day = timedelta(days=1)
    assert period_name(start, end)
    for one, other in ((start + day, end), (start, end + day), (start, end - day)):
        assert not period_name(one, other)
    assert not period_name(datetime(start.year, start.month, start.day, 7), end)


def test_aware_midnights_are_those_of_the_office():
    """17:00 UTC is midnight in Vietnam, and the last day is the one before."""
    utc = timezone.utc  # noqa: UP017 - as users write it
    start, end = datetime(2026, 6, 30, 17, tzinfo=utc), datetime(2026, 9, 30, 17, tzinfo=utc)
    assert period_name(start, end) == "quý III/2026"
    text = report(start=start, end=end, by=()).text()
    assert text.startswith("Kỳ báo cáo từ ngày 01/07/2026 đến ngày 30/09/2026\n")


def test_a_period_is_asked_for_in_a_known_language():
    """Another language is refused."""
    with pytest.raises(InvalidValueError, match="'fr'"):
        period_name(date(2026, 1, 1), date(2026, 2, 1), "fr")
