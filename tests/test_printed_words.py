"""The words that reports and quality print: each language by itself, one style a page."""

import ast
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from test_reports_shown import shown
from thutuc import Channel, PeriodReport
from thutuc.quality import (
    ApologyCoverage,
    Assessment,
    CriteriaSet,
    Dialogue,
    DialogueReport,
    FeedbackTally,
    Option,
    Ratings,
    Scheme,
    Score,
    definitions,
)
from thutuc.registers import Entry
from thutuc.reports import (
    DETAILS,
    GROUPS,
    MEASURES,
    Denominator,
    PeriodReport as Report,
    Rate,
    form_ii_06,
)
from thutuc.words.rates import Rate as NamedRate

SOURCE = Path(__file__).parent.parent / "src" / "thutuc"
ROOMS = ("reports", "quality")


def quality_tables():
    """Everything in quality that prints as a table, with figures."""
    rules, day = definitions(), date(2025, 12, 31)
    yield rules
    yield Score.of(rules.find(Scheme, "qd-766", day), {"openness": 16.5, "online-services": 14.43})
    yield Score.of(rules.find(Scheme, "tt-01-2018", date(2024, 6, 1)), dossiers=[{"contacts": 1}])
    criteria = rules.find(CriteriaSet, "dong-nai", day)
    yield Assessment(unit="Dầu Giây", year=2025, criteria=criteria, self_scores={"1": 14.5})
    options = [Option(code="1", vi="tốt", en="good", points=2, satisfied=True)]
    yield Ratings(question=("thái độ", "attitude"), options=options, counts={"1": 9}, forms_back=12)
    yield FeedbackTally(done_in_time=1, done_late=2, open_in_time=3, open_overdue=4)
    yield ApologyCoverage(late=30, apologised=11)
    yield DialogueReport(dialogues=[Dialogue(code="1", office="A", held_on=day, notice_on=day)], on=day)


def pages():
    """Everything of the two rooms that prints in both languages, and the names its columns have as data."""
    yield from ((one.text, one.table().names) for one in shown())
    report = next(shown())
    yield (lambda language="vi": report.table(language, details=True).text()), tuple(DETAILS)
    entry = Entry("H1", "x", "A", "y", Channel.DIRECT.label(), date(2026, 3, 2), None, None, None)
    whole = PeriodReport.of([entry], date(2026, 1, 1), date(2026, 4, 1), by="channel")
    yield (lambda language="vi": form_ii_06(whole, language).text()), form_ii_06(whole).names
    for one in quality_tables():
        yield one.text, tuple(key for key, *_ in one.table().columns)


PAGES = list(pages())
TEXTS = [text for text, _ in PAGES]


@pytest.mark.parametrize(("text", "names"), PAGES)
def test_no_name_of_a_column_stands_in_vietnamese_text(text, names):
    """What a column is called as data is never printed for a reader."""
    words = set(re.findall(r"\w+", text()))
    assert not words & {part for name in names for part in name.split("_") if len(part) > 3}


@pytest.mark.parametrize("text", TEXTS)
def test_vietnamese_text_has_a_decimal_comma_and_no_space_before_percent(text):
    """1.433,3 and 90,91%: a point stands between thousands only."""
    written = text()
    assert not re.search(r"\d %", written)
    assert not re.search(r"(?<![\d./])\d+\.\d{1,2}(?![\d./])", written)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_has_one_style_of_dates(text, language):
    """Days are written 31/12/2025, in either language."""
    written = text(language)
    assert not re.search(r"\d{4}-\d\d-\d\d", written)
    assert not re.search(r"\d\d:\d\d \d\d/", written)


@pytest.mark.parametrize("text", TEXTS)
def test_headings_are_in_the_language_asked_for(text):
    """No page is the same in both."""
    assert text("vi") != text("en")


# Words that an official finds wrong, and what takes their place.
WRONG = {
    "trễ hạn": "quá hạn", "trễ hẹn": "quá hạn", "kịp hạn": "trong hạn", "còn kịp": "trong hạn",
    "giờ giữ": "thời gian xử lý (giờ)", "đang giữ": "đang xử lý", "rõ kênh": "cách thức nộp",
    "đến trước {": "đến ngày", "6 tháng 1": "6 tháng đầu năm",
}  # fmt: skip


def spoken(path):
    """The texts of a file, or of its code without docstrings and examples."""
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        yield source
        return
    tree = ast.parse(source)
    quiet = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.value


@pytest.mark.parametrize("wrong", WRONG)
def test_words_that_officials_do_not_use_are_gone(wrong):
    """Neither room, its data included, says them."""
    files = [path for room in ROOMS for path in (SOURCE / room).glob("*.py")]
    files += (SOURCE / "data" / "quality").glob("*.toml")
    assert len(files) > 30
    assert [path.name for path in files if any(wrong in text for text in spoken(path))] == []


def test_the_channel_is_called_as_the_decree_calls_it():
    """Cách thức nộp hồ sơ; a report may still be divided by what registers call it."""
    assert GROUPS["channel"][0] == "cách thức nộp hồ sơ"
    entry = Entry("H1", "x", "A", "y", "trực tuyến", date(2026, 3, 2), None, None, None)
    for name in ("channel", "kênh", "Cách thức nộp hồ sơ"):
        report = Report.of([entry], date(2026, 1, 1), date(2026, 4, 1), by=name)
        assert report.parts[0].key == ("trực tuyến",)


def test_measures_are_told_apart_in_both_languages():
    """No two measures have one heading."""
    for language in (0, 1):
        words = [pair[language] for pair in (*MEASURES.values(), *DETAILS.values())]
        assert len(set(words)) == len(words)


def test_rates_and_shares_print_as_decrees_do():
    """No space before the sign in Vietnamese, the interval included."""
    assert str(Rate(9, 10, Denominator.RESOLVED)) == "90,00% của 10 hồ sơ đã giải quyết (59,6–98,2%)"
    assert str(NamedRate(2, 5, ("tài liệu", "papers"))) == "40,00% của 5 tài liệu"


def test_lists_are_headed_by_a_moment_in_words():
    """09 giờ 00 phút, ngày …, as in the forms of the one-stop; in English the same day in the same style."""
    _, lateness, warnings = shown()
    for one in (lateness, warnings):
        assert one.text().startswith("Tính đến 09 giờ 00 phút, ngày 20/03/2026\n")
        assert one.text("en").startswith("As of 09:00, 20/03/2026\n")
    assert warnings.now == datetime(2026, 3, 20, 9)
