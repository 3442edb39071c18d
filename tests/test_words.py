"""What is said to a reader: one table, rates and findings in two languages."""

import csv
import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.reports import Denominator
from thutuc.words.findings import AuditFinding
from thutuc.words.labels import both
from thutuc.words.numbers import NumberStyle
from thutuc.words.rates import Rate
from thutuc.words.table import Table, printed

WORDS = st.text("abđắ ", max_size=6)
CELLS = st.one_of(
    st.none(), st.integers(-(10**6), 10**6), st.decimals(0, 10**4, places=2), st.dates(), WORDS,
    st.tuples(WORDS, WORDS),
)  # fmt: skip


@st.composite
def tables(draw):
    """A table of any cells."""
    width = draw(st.integers(1, 4))
    columns = tuple((f"c{i}", f"cột {i}", f"column {i}") for i in range(width))
    rows = draw(st.lists(st.tuples(*[CELLS] * width), max_size=4))
    totals = tuple(draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))) if rows else ()
    return Table(("Bảng", "Table"), columns, tuple(rows), draw(st.sampled_from(["vi", "en"])), totals=totals)


@given(tables())
def test_a_table_says_the_same_in_every_form(table):
    """Text has a line for each row, data and CSV a cell for each cell, and the languages can be exchanged."""
    other = "en" if table.language == "vi" else "vi"
    assert table.in_language(other).in_language(table.language) == table
    assert table.text(other) == table.in_language(other).text()
    lines = table.text().split("\n")
    assert len(lines) == len(table) + 2 + max(
        len(heading.split()) if right else 1
        for heading, right in zip(table.headings, table.figures, strict=True)
    )
    written = [[printed(cell, table.language) for cell in row] for row in table.rows]
    for line, row in zip(lines[len(lines) - len(table) :], written, strict=True):
        assert line.split() == " ".join(row).split()
    dicts = table.to_dicts()
    assert [tuple(line)[: len(table.names)] for line in dicts] == [table.names] * len(table)
    assert [line.get("is_total") for line in dicts] == (list(table.totals) or [None] * len(table))
    cells = list(csv.reader(io.StringIO(table.to_csv(), newline="")))
    assert cells[0] == [*table.names, *(["is_total"] if table.totals else [])]
    assert [len(line) for line in cells] == [len(cells[0])] * (1 + len(table))


def test_numbers_stand_to_the_right_and_words_to_the_left():
    """A column of numbers, or of nothing, ends where its heading does; one with a word in it begins there."""
    columns = (("a", "cơ quan", "office"), ("b", "số hồ sơ", "dossiers"), ("c", "lẫn", "mixed"))
    table = Table(("", ""), columns, (("A", 1200, 5), ("Sở B", None, "x")))
    assert table.figures == (False, True, False)
    assert table.text().splitlines() == [
        "            số",
        "            hồ",
        "cơ quan     sơ  lẫn",
        "-------------------",
        "A        1.200  5",
        "Sở B         –  x",
    ]


def test_a_table_is_made_from_things_and_columns():
    """Each thing gives a row, sums follow and are marked as such."""
    columns = (
        ("n", "số", "number", lambda n: n),
        ("even", "chẵn", "even", lambda n: ("có", "yes") if n % 2 == 0 else ""),
    )
    table = Table.of(("Số", "Numbers"), [1, 2], *columns, sums=[(3, None)], notes=[("hết", "end")])
    assert table.to_dicts("en") == [
        {"n": 1, "even": "", "is_total": False},
        {"n": 2, "even": "yes", "is_total": False},
        {"n": 3, "even": None, "is_total": True},
    ]
    assert table.text("en").endswith("\nend")
    assert table.page().startswith(
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>Số</title>'
    )
    with pytest.raises(InvalidValueError, match="'fr'"):
        table.text("fr")
    with pytest.raises(InvalidTypeError, match="language"):
        Table.of(("", ""), [], language=5)


def test_a_cell_for_a_reader():
    """Days as papers write them, numbers as the language or the style does, nothing as a dash."""
    day = date(2026, 3, 2)
    assert [printed(cell, "vi") for cell in (1234.5, Decimal("0.50"), day, ("có", "yes"), None, "")] == [
        "1.234,5", "0,50", "02/03/2026", "có", "–", "",
    ]  # fmt: skip
    assert printed(1234, "vi", NumberStyle.PLAIN) == "1234"
    assert both(lambda language: printed(1234, language)) == ("1.234", "1,234")


@given(st.integers(0, 10**5), st.integers(1, 10**5), st.integers(0, 6))
def test_a_rate_is_rounded_half_up(part, more, digits):
    """The percentage printed is the exact share, a half rounded up, with the digits asked for."""
    rate, whole = Rate(part, part + more, ("cái", "things")), part + more
    exact = (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert rate.text("en", digits=digits) == f"{exact} % of {whole:,} things"
    assert abs(Fraction(str(rate.percent)) - Fraction(100 * part, whole)) <= Fraction(1, 200)


def test_a_rate_of_few_cases_has_its_interval():
    """So it is of a named choice, which counts cases; a pair of words counts what there is in all."""
    assert str(Rate(2, 5, ("tài liệu", "papers"))) == "40,00% của 5 tài liệu"
    assert str(Rate(2, 5, Denominator.RECEIVED)) == "40,00% của 5 hồ sơ tiếp nhận trong kỳ (11,8–76,9%)"
    assert Rate(1, 8, ("", "cases")).text("en", digits=0) == "13 % of 8 cases"
    assert (str(Rate(0, 0, ("phiếu", "forms"))), Rate(0, 0, ("phiếu", "forms")).percent) == (
        "không có phiếu",
        None,
    )
    for wrong in (True, 1.0, "1", None):
        with pytest.raises(InvalidTypeError, match="whole numbers"):
            Rate(wrong, 5, ("", ""))


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_the_gap_of_a_finding_is_that_of_the_figures_as_printed(one, other):
    """Floats are the decimal numbers they print as, and whole numbers stay whole."""
    assert AuditFinding("x", None, one, other).gap == one - other
    gap = AuditFinding("x", None, one / 100, other / 100).gap
    assert gap == Decimal(one - other) / 100


def test_a_finding_is_said_in_two_languages():
    """What should hold is a pair of words, or named by the figures of a published table."""
    finding = AuditFinding(("tổng điểm", "total"), holds=True, printed=97, computed=96.5)
    assert (str(finding), finding.text("en")) == (
        "tổng điểm: khớp; 97 − 96,5 = 0,5",
        "total: holds; 97 − 96.5 = 0.5",
    )
    undecided = AuditFinding("total = received + carried_over", None, missing=("carried_over",))
    assert str(undecided) == "tổng số = tiếp nhận trong kỳ + từ kỳ trước: chưa đủ số liệu; thiếu từ kỳ trước"
    assert (undecided.gap, undecided.text("en").partition(": ")[2]) == (
        None,
        "not enough figures; missing carried_over",
    )
