"""Errors in two languages, and the words, order and widths of Vietnamese text."""

import ast
import pickle
import re
import time
import tomllib
import unicodedata
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

import thutuc
from thutuc import (
    Clock,
    Dossier,
    PeriodReport,
    Procedure,
    Status,
    Step,
    TimeLimit,
    Unit,
    WorkCalendar,
    catalogue,
    due,
    errors,
    events,
    records,
    vietnam_calendar,
)
from thutuc.calendars.hours import OfficeHours
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.identifiers import DossierCode
from thutuc.messages import Sentence, figures, in_vietnamese, numerals
from thutuc.offices import OfficeDirectory
from thutuc.procedures import ProcedureVersions
from thutuc.registers import Entry, read_register
from thutuc.reports import PublishedTable, Table, audit, early_warning, vietnamese_order
from thutuc.statuses import Action
from thutuc.words.alphabet import one_spelling
from thutuc.words.labels import language_of, padded, seen_width

SOURCE = Path(thutuc.__file__).parent
CAL = vietnam_calendar()
FIVE = TimeLimit(5, Unit.WORKING_DAY)
CODE = "H17.18-260302-0001"
SENTENCES = {
    english: vietnamese
    for file in (files("thutuc") / "data" / "messages").iterdir()
    for english, vietnamese in tomllib.loads(file.read_text("utf-8")).items()
}
ENGLISH = re.compile(
    r"\b(the|is|are|of|not|and|or|has|have|which|with|give|must|from|its|be|no|for|this|that|cannot|after)\b"
)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\w+\.\w+|\([^()]*\)|--\w+|\{\w+(?::\w+)?\}")


def procedure(**more):
    return Procedure(code="1.004222", name="ví dụ", limit=FIVE, **more)


def dossier():
    return Dossier(code=CODE, procedure=procedure(), calendar=CAL)


def refused_twice():
    accepted = dossier().record(events.Accepted(at=datetime(2026, 3, 2, 9), office="A"))
    return accepted.record(events.Refused(at=datetime(2026, 3, 3, 9), office="A", ground="Nguyễn Văn A"))


def bad_register(tmp_path):
    path = tmp_path / "so.csv"
    path.write_text(
        "code,procedure,office,mechanism,channel,received,limit,finished,returned\n"
        "A,p,o,,,31/02/2026,5 ngày,,\n"
        "A,p,o,,,02/03/2026,5 ngày,,\n",
        encoding="utf-8",
    )
    return read_register(path, CAL)


def entry(code, office="A"):
    received = datetime(2026, 3, 2, 9)
    return Entry(code, "p", office, "", "", received, due(FIVE, received, CAL), None, None)


def duplicate():
    return PeriodReport.of([entry("H1"), entry("H1")], date(2026, 3, 1), date(2026, 4, 1))


KINDS = {
    "limit": (
        lambda: TimeLimit(-1, Unit.DAY),
        "thời hạn phải từ 0 trở lên, không phải -1",
    ),
    "type": (
        lambda: due(3, date(2026, 3, 2), CAL),
        "thời hạn là TimeLimit, không phải 3; hãy đọc văn bản bằng TimeLimit.parse",
    ),
    "fraction": (
        lambda: TimeLimit(0.5, Unit.MONTH),
        (
            "0,5 của một tháng không tính được trên lịch; hãy ghi số nguyên, hoặc dùng giờ, ngày, ngày "
            "làm việc (Điều 146 Bộ luật Dân sự)"
        ),
    ),
    "range": (
        lambda: CAL.is_working_day(date(2099, 1, 1)),
        (
            "01/01/2099 nằm ngoài lịch này (từ 01/01/2007 đến 31/12/2035); hãy lập lịch với `first` sớm hơn "
            "hoặc `last` muộn hơn"
        ),
    ),
    "conflict": (
        lambda: WorkCalendar(
            date(2026, 1, 1),
            date(2026, 12, 31),
            days_off=[date(2026, 1, 10)],
            make_up_days={date(2026, 1, 10): date(2026, 1, 2)},
        ),
        None,
    ),
    "limit-text": (
        lambda: TimeLimit.parse("Theo quy định"),
        (
            "không đọc được thời hạn từ 'Theo quy định': văn bản ghi là không quy định, hoặc dẫn chiếu "
            "văn bản khác; hãy ghi số và đơn vị, ví dụ '05 ngày làm việc'"
        ),
    ),
    "clock": (
        lambda: Clock(FIVE, datetime(2026, 3, 2, 9), CAL).resume(datetime(2026, 3, 3, 9)),
        (
            "không thể tính tiếp lúc 09:00 03/03/2026: đồng hồ tính hạn đang chạy; được làm: tạm dừng, "
            "tính lại từ đầu, gia hạn, đổi thời hạn"
        ),
    ),
    "identifier": (
        lambda: DossierCode.parse("H17.18-261301-0001"),
        None,
    ),
    "office": (
        lambda: OfficeDirectory([]).office("H99", date(2026, 3, 2)),
        "không có cơ quan nào mang mã 'H99'; danh mục này có 0 cơ quan",
    ),
    "procedure": (
        lambda: catalogue.standard().find("9.999999", date(2026, 3, 2)),
        None,
    ),
    "version": (
        lambda: ProcedureVersions([procedure(valid_from=date(2026, 1, 1))]).on(date(2025, 1, 1)),
        None,
    ),
    "route": (
        lambda: procedure(steps=[Step("a", "A", after=("b",)), Step("b", "B", after=("a",))]).route(),
        "các bước này chờ nhau theo vòng tròn: a → b → a; hãy bỏ một bước khỏi `after`",
    ),
    "portal": (
        lambda: catalogue.from_portal({"ten_thu_tuc": "x"}),
        None,
    ),
    "catalogue": (lambda: catalogue.load("procedures = 3"), None),
    "status": (lambda: Status(4) and Procedure(code="1", name=3), None),
    "published": (
        lambda: PublishedTable(received=-3),
        "tiếp nhận trong kỳ là số hồ sơ, phải từ 0 trở lên, không phải -3",
    ),
    "report": (
        duplicate,
        "hồ sơ 'H1' được ghi hai lần; mỗi hồ sơ chỉ tính một lần",
    ),
    "event": (refused_twice, None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_says_the_same_in_vietnamese(kind):
    """What was given, what is allowed and what to do, with no English left; an exception prints English."""
    cause, expected = KINDS[kind]
    with pytest.raises(ThutucError) as caught:
        cause()
    error = caught.value
    said = error.text("vi")
    assert said == error.text() == pickle.loads(pickle.dumps(error)).text("vi")  # noqa: S301
    assert error.text("en") == str(error)
    assert expected is None or said == expected
    assert said != error.general
    assert not ENGLISH.search(QUOTED.sub("", said)), said


def test_problems_of_a_register_are_said_in_vietnamese(tmp_path):
    """File, row and column are told in the words of a register, and both problems are there."""
    with pytest.raises(errors.RegisterError) as caught:
        bad_register(tmp_path)
    said = caught.value.text("vi")
    assert said.splitlines()[0] == "so.csv: 2 lỗi; hãy sửa tệp rồi đọc lại"
    assert "so.csv, dòng 2, cột ngày tiếp nhận: '31/02/2026' không phải ngày" in said
    assert "so.csv, dòng 3, cột mã hồ sơ: 'A' đã có ở dòng 2; mỗi mã hồ sơ chỉ dùng một lần" in said
    assert "row" not in said
    assert caught.value.text("en") == str(caught.value)


def test_a_limit_text_error_keeps_its_text():
    """`text` is what was given, and called it is the message."""
    with pytest.raises(errors.LimitTextError) as caught:
        TimeLimit.parse("Theo quy định")
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert error.text == "Theo quy định"
    assert error.text("en") == str(error)


@pytest.mark.parametrize("action", Action)
def test_every_action_and_event_is_said_in_vietnamese(action):
    """What may be done now, and what cannot be recorded, is told by Vietnamese words."""
    kind = events.for_action(action).__name__
    said = in_vietnamese(
        f"dossier X: {kind} at 2026-03-02 09:00:00 cannot be recorded: nothing has happened yet; "
        f"allowed now: accept, {action.value}"
    )
    assert kind not in said
    assert action.value not in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"kind": "request"},
            "không có loại bản ghi 'request'; các loại gần giống: requirement, question, result",
        ),
        ({"kind": "không có"}, "toàn bộ, không có loại bản ghi 'không có', cũng không có loại nào gần giống"),
        ({"schema": 9}, "toàn bộ, bản ghi có phiên bản 9, còn phiên bản này"),
        ({"schema": "1"}, "toàn bộ, `schema` là số nguyên, ví dụ 1, không phải '1'"),
        ({"at": "2026-03-02T09:00:00"}, "thời điểm, ví dụ '2026-03-02T09:00:00+07:00'"),
        ({"kind": "reopened", "order": "x"}, "chỉ được dùng complaint, court, other"),
        ({"kind": "reopened", "order": "court", "clock": "x"}, "chỉ được dùng restart, resume"),
        (
            {"unit": "day"},
            "các trường đã biết: at, office, officer, ground, id, dossier, told_at, clock_starts_at",
        ),
    ],
)
def test_what_a_record_may_say_stays_as_it_is_written(changed, said):
    """Of a record the Vietnamese too says what is allowed, in the words that a record is written with."""
    record = {"kind": "accepted", "schema": 1, "at": "2026-03-02T09:00:00+07:00", "office": "A"}
    with pytest.raises(ThutucError) as caught:
        records.load(record | changed)
    assert said in caught.value.text("vi")


def test_nothing_personal_is_told():
    """The ground of an event stands in no message, in no language."""
    with pytest.raises(errors.EventError) as caught:
        refused_twice()
    assert "Nguyễn" not in caught.value.text("vi") + caught.value.text("en")


def test_what_has_no_words_is_never_english():
    """A message without a Vietnamese sentence says its kind, and what was given if the English tells it."""
    assert InvalidValueError("quite unheard of: 3", given=3).text("vi") == "giá trị không hợp lệ: 3"
    assert InvalidTypeError("quite unheard of", given="Nguyễn Văn A").text("vi") == "sai kiểu dữ liệu"
    assert InvalidValueError("as typed", given=3, vi="như đã gõ").text("vi") == "như đã gõ"
    assert errors.RegisterError("unheard", ["of"]).text("vi") == "sổ theo dõi hồ sơ có lỗi\n  một lỗi khác"
    for name in errors.__all__:
        kind = getattr(errors, name)
        assert kind.general
        assert kind.general.isascii() is False


def test_another_language_is_refused():
    """There are two languages."""
    with pytest.raises(InvalidValueError, match="the languages are 'vi' and 'en'"):
        InvalidValueError("x").text("fr")
    with pytest.raises(InvalidTypeError):
        InvalidValueError("x").text(3)


# Where the functions of `fields` are told what may be given.
WANTED = {"checked": 2, "all_of": 2, "whole_number": 1, "items": 1}


def messages():
    """The message of every error that is raised with one written there, its values made up."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name, where = getattr(node.func, "id", ""), f"{path.relative_to(SOURCE)}:{node.lineno}"
            named = [keyword.value for keyword in node.keywords if keyword.arg == "wanted"]
            wanted = [*named, *node.args[WANTED[name] :]] if name in WANTED else named
            written = wanted or (node.args if name.endswith("Error") and hasattr(errors, name) else [])
            if written and isinstance(written[0], ast.JoinedStr | ast.Constant):
                yield where, filled(written[0]) + (", not '7'" if wanted else "")


def filled(node):
    if isinstance(node, ast.Constant):
        return re.sub(r"\{\w+\}", "7", str(node.value))
    text = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        elif not text[-1:].isalpha():
            # What is joined to a word is its ending or a hint, and may be nothing.
            text += "'7'" if part.conversion == ord("r") else "7"
    return text


def test_every_message_has_a_vietnamese_sentence():
    """A message that is new in the code is given its Vietnamese in data/messages, beside its English."""
    lacking = [f"{where} {message}" for where, message in messages() if in_vietnamese(message) is None]
    assert lacking == []


def test_each_sentence_is_in_one_language():
    """Vietnamese sentences tell only what the English one tells, in composed letters and without English."""
    for english, vietnamese in SENTENCES.items():
        names = set(re.findall(r"\{(\w+)\}", english))
        assert set(re.findall(r"\{(\w+)(?::\w+)?\}", vietnamese)) <= names, english
        assert unicodedata.is_normalized("NFC", vietnamese)
        assert not ENGLISH.search(QUOTED.sub("", vietnamese)), vietnamese


def test_no_sentence_stands_twice():
    """Each English sentence has one line in all files."""
    lines = sum(
        len(tomllib.loads(file.read_text("utf-8")))
        for file in (files("thutuc") / "data" / "messages").iterdir()
    )
    assert lines == len(SENTENCES)


def test_a_sentence_is_found_at_once():
    """What somebody wrote into a message cannot make it slow to read."""
    start = time.process_time()
    for piece in ("; ", ", ", ": ", " not ", "' is not a date; write ", ", row 1, column x: "):
        in_vietnamese("'" + piece * 300)
        in_vietnamese(piece * 100)
    assert time.process_time() - start < 20


def test_a_sentence_gives_back_what_it_was_given():
    """What was put in the place of a name is found there again."""
    sentence = Sentence.of("{a} is not {b}; write {c}", "")
    assert sentence.told("x; y is not z; write 3") == {"a": "x; y", "b": "z", "c": "3"}
    assert sentence.told("x is not ; write 3") is None
    assert sentence.told("x is z") is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026-11-05", "05/11/2026"),
        ("2026-11-05 09:30:00+07:00", "09:30 05/11/2026"),
        ("datetime.date(2026, 3, 2)", "02/03/2026"),
        ("datetime.datetime(2026, 3, 2, 9, 0)", "09:00 02/03/2026"),
        ("13,400 and 1,234,567", "13.400 and 1.234.567"),
        ("'2026-11-05' 1,5 1.004222 H17.18-260302-0001", "'2026-11-05' 1,5 1.004222 H17.18-260302-0001"),
    ],
)
def test_numerals(given, said):
    """Dates and large numbers as Vietnamese write them; what is quoted, and codes, stay."""
    assert numerals(given) == said


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "vi"),
        ({"LANG": "C"}, "vi"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "EN", "LANG": "vi_VN"}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "eng"}, "vi"),
        ({"LANG": "fr_FR"}, "vi"),
    ],
)
def test_language_of_a_locale(environment, language):
    """Vietnamese, unless the locale's language is English; C and POSIX are no English."""
    assert language_of(environment) == language


# Words ------------------------------------------------------------------------------------------------------


def test_an_audit_speaks_vietnamese():
    """Identities, what is implied, missing or to blame are said in words; data keep the names."""
    table = PublishedTable(total=100, resolved=91, pending=10, late=3, on_time=87, extra={"Ghi chú": "x"})
    said = [finding.text() for finding in audit(table)]
    assert not [one for one in said if re.search(r"[a-z]_[a-z]|\b(total|resolved|pending|late)\b", one)]
    assert any("Ghi chú không phải cột số liệu đã biết" in one for one in said)
    assert any(finding.identity == "total = resolved + pending" for finding in audit(table))
    assert figures("late_pct = (late + pending_overdue) / total") == (
        "tỷ lệ quá hạn = (quá hạn + đang giải quyết quá hạn) / tổng số"
    )
    assert in_vietnamese("total, on_time fit together") == "tổng số, đúng hạn khớp với nhau"


def test_working_time_in_days_of_the_office():
    """29 hours of an office that works eight a day are 3 days and 5 hours."""
    eight = OfficeHours.of({"mon-fri": "07:30-11:30, 13:00-17:00"})
    seven = OfficeHours.of({"mon-fri": "08:00-11:30, 13:00-16:30"})
    assert eight.spell(timedelta(hours=29)) == "3 ngày 5 giờ"
    assert seven.spell(timedelta(hours=29)) == "4 ngày 1 giờ"
    assert eight.spell(timedelta(hours=9, minutes=30), "en") == "1 day 1 hour 30 minutes"
    assert eight.spell(timedelta(0), "en") == "0 hours"
    assert eight.spell(-timedelta(hours=8)) == "-1 ngày"
    with pytest.raises(InvalidTypeError):
        eight.spell(29)


def test_a_plan_says_what_is_left():
    """In days of the office, and late by as much."""
    plan = procedure(steps=[Step("a", "A", TimeLimit(3, Unit.WORKING_DAY))]).plan(date(2026, 3, 2), CAL)
    assert "trong hạn, còn 2 ngày" in plan.text()
    late = procedure(steps=[Step("a", "A", TimeLimit(6, Unit.WORKING_DAY))]).plan(date(2026, 3, 2), CAL)
    assert "quá hạn 1 ngày" in late.text()


def test_a_warning_says_what_is_left():
    """In days of the office beside the exact hours, in either language."""
    life = dossier().record(events.Accepted(at=datetime(2026, 3, 2, 9), office="A"))
    warning = early_warning([life], datetime(2026, 3, 4, 9))
    assert warning.dossiers[0].left == timedelta(hours=30)
    assert warning.dossiers[0].left_text() == "3 ngày 6 giờ"
    assert "3 ngày 6 giờ" in warning.table().text()
    assert "3 days 6 hours" in warning.table("en").text()


def test_a_day_that_is_made_good():
    """Its reason says which day, without brackets; the last month of 29 days has its 28th before the eve."""
    assert CAL.explain_day(date(2027, 5, 3)).reason == "nghỉ bù ngày Quốc tế Lao động"
    assert CAL.explain_day(date(2027, 2, 4)).reason == "28 Tết"
    assert CAL.explain_day(date(2026, 2, 17)).reason == "Tết Nguyên đán"


def test_a_day_on_which_a_limit_ends_says_so():
    """The working day after the days off is no day that is not counted."""
    text = due(TimeLimit(10, Unit.DAY), date(2026, 4, 17), CAL).explain().text()
    assert "28/04/2026  hết hạn: ngày làm việc tiếp theo ngày nghỉ" in text
    assert text.splitlines()[-4] == "Hạn trả kết quả: 17 giờ 00 phút, thứ Ba, ngày 28/04/2026"


def test_english_explanations_have_english_grounds():
    """Where nobody gave a ground, it is the action, in the language of the page."""
    life = dossier().record(events.Accepted(at=datetime(2026, 3, 2, 9), office="A"))
    life = life.record(events.SupplementRequested(at=datetime(2026, 3, 3, 9), office="A"))
    life = life.record(events.Supplemented(at=datetime(2026, 3, 4, 9), office="A"))
    assert "(request supplement)" in life.clock.explain("en").text()
    assert "bổ sung" not in life.clock.explain("en").text()
    assert "(yêu cầu bổ sung)" in life.clock.explain().text()


# Order and width --------------------------------------------------------------------------------------------


def test_tone_counts_and_not_its_place():
    """Hoà and Hòa are one name, Hoá another, and numbers inside names stand by value."""
    names = ["Phường 10", "Phường 2", "Hoà Bình", "Hòa An", "Hoa Lư", "Hoá", "Phường 02"]
    assert sorted(names, key=vietnamese_order) == [
        *("Hoá", "Hòa An", "Hoà Bình", "Hoa Lư"),
        *("Phường 02", "Phường 2", "Phường 10"),
    ]
    for one, other in (("Hoà", "Hòa"), ("thuỷ", "thủy"), ("Hòa", unicodedata.normalize("NFD", "Hoà"))):
        assert one_spelling(one) == one_spelling(other)
    for one, other in (("Hoa", "Hòa"), ("Hóa", "Hòa"), ("hòa", "Hòa"), ("Hòa 1", "Hòa 01")):
        assert one_spelling(one) != one_spelling(other)
    assert vietnamese_order("Khu 9" + "9" * 5000) > vietnamese_order("Khu 10")


def test_two_spellings_are_one_group():
    """A report divides by the office and not by how its tone is written, and so does a report of reports."""
    offices = ["Hoà Bình", "Hòa Bình", "Hoà Bình", "Hoa Lư"]
    entries = [entry(str(i), office) for i, office in enumerate(offices)]
    report = PeriodReport.of(entries, date(2026, 3, 1), date(2026, 4, 1), by=["office"])
    assert [(part.key, part.received) for part in report.parts] == [(("Hoà Bình",), 3), (("Hoa Lư",), 1)]


def test_columns_are_as_wide_as_what_is_seen():
    """Letters with accents written apart take one column, and the next column stands where it should."""
    apart = unicodedata.normalize("NFD", "Hòa Bình")
    columns = (("office", "cơ quan", "office"), ("n", "số", "n"))
    table = Table(("", ""), columns, ((apart, 1), ("Hòa Bình", 22)))
    assert {seen_width(line) for line in table.text().splitlines()[1:]} == {12}
    assert padded(apart, 10, right=True) == f"  {apart}"
    assert seen_width("ｗ") == 2
