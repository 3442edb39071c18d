import datetime as dt
import gzip
import html
import json
import pickle
import re
import tomllib
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, zip_longest
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given, strategies as st

from thutuc import due, vietnam_calendar
from thutuc.errors import InvalidTypeError, InvalidValueError, LimitTextError
from thutuc.limits import Condition, Effect, TimeLimit, Unit
from thutuc.limits.parsing import TEXT_MAX

CASES = tomllib.loads((Path(__file__).parent / "cases" / "limits.toml").read_text(encoding="utf-8"))
PORTAL = Path(__file__).parents[2] / "shared" / "data" / "procedures.jsonl.gz"

DAYS = (Unit.DAY, Unit.WORKING_DAY)
HOURS = (Unit.HOUR, Unit.WORKING_HOUR)

# The words that decide how a text is read, to be put together at random.
PIECES = (
    *re.findall(
        r"\S+",
        "05 5 0 1/2 ½ ² nửa năm ba mươi lăm ngày ngay giờ h tháng tuần làm việc sau 15 giờ 61 thêm kéo dài "
        "thì ( ) ; . - : < > trường hợp đối với không quá trong đó &nbsp; working days next more after 99:99 "
        "received thời hạn giải quyết kể từ nhận tiếp theo kết thúc 1.000 2,5 10e5 rưỡi phút trừ nghỉ",
    ),
    *("\n", "\ud800", "05 ngày làm việc", "kể từ ngày nhận được kết quả thẩm định"),
)


def parsed(text):
    """Return the limit with its conditions, or None if it is refused."""
    try:
        limit = TimeLimit.parse(text)
    except LimitTextError:
        return None
    return limit, [(condition.limit, condition.effect) for condition in limit.conditions]


@st.composite
def limits(draw):
    unit = draw(st.sampled_from(Unit))
    amount = draw(st.integers(0, 10**6))
    if unit in DAYS + HOURS:
        amount = draw(st.one_of(st.just(amount), st.floats(0, 1e6, allow_nan=False), st.just(amount + 0.5)))
    minute = draw(st.one_of(st.none(), st.times().map(lambda t: t.replace(second=0, microsecond=0))))
    return TimeLimit(amount, unit, cut_off=minute if unit in DAYS else None)


class TestTimeLimit:
    @pytest.mark.parametrize("amount", [5, 5.0, Decimal(5), Fraction(5), Decimal("5.0")])
    def test_whole_amounts_become_int(self, amount):
        """A whole amount of any numeric type is stored as the same int."""
        limit = TimeLimit(amount, Unit.DAY)
        assert type(limit.amount) is int
        assert limit == TimeLimit(5, Unit.DAY)
        assert hash(limit) == hash(TimeLimit(5, Unit.DAY))

    @pytest.mark.parametrize("amount", [0.5, Decimal("0.5"), Fraction(1, 2)])
    def test_halves_of_any_type_are_equal(self, amount):
        """Half a day is the same limit whatever type of number says so."""
        assert TimeLimit(amount, Unit.WORKING_DAY) == TimeLimit(0.5, Unit.WORKING_DAY)

    @pytest.mark.parametrize("amount", [True, False, "5", None, 5j, dt.timedelta(5), [5]])
    def test_what_is_no_number_is_refused(self, amount):
        """A bool, a text or None is no amount, and the error is a TypeError that keeps it."""
        with pytest.raises(InvalidTypeError, match="an amount is a number") as caught:
            TimeLimit(amount, Unit.DAY)
        assert caught.value.given is amount or caught.value.given == amount
        assert isinstance(caught.value, TypeError)

    @pytest.mark.parametrize(
        "amount",
        [
            -1,
            -0.5,
            float("nan"),
            float("inf"),
            Decimal("NaN"),
            Decimal("sNaN"),
            Decimal(-1),
            Decimal("1e400"),
        ],
    )
    def test_what_cannot_be_counted_is_refused(self, amount):
        """A negative amount, NaN and infinity are refused with a ValueError."""
        with pytest.raises(InvalidValueError):
            TimeLimit(amount, Unit.DAY)

    def test_a_fraction_too_large_for_a_float_is_refused(self):
        """A fraction beyond the floats is refused, not an OverflowError."""
        with pytest.raises(InvalidValueError):
            TimeLimit(Fraction(10**400 + 1, 2), Unit.DAY)

    def test_large_whole_amounts_keep_every_digit(self):
        """A large whole amount does not pass through a float."""
        assert TimeLimit(Fraction(10**17 + 1), Unit.DAY).amount == 10**17 + 1

    @pytest.mark.parametrize("unit", [Unit.WEEK, Unit.MONTH, Unit.YEAR])
    def test_parts_of_weeks_months_and_years_are_refused(self, unit):
        """Part of a week, month or year is refused with what to write instead."""
        with pytest.raises(InvalidValueError, match="Điều 146"):
            TimeLimit(0.5, unit)

    @pytest.mark.parametrize("unit", ["day", None, 5, Effect.ADDS])
    @pytest.mark.parametrize("amount", [5, 0.5])
    def test_a_unit_is_a_unit(self, amount, unit):
        """A name or a number in place of the unit is refused."""
        with pytest.raises(InvalidTypeError, match="a unit is a Unit"):
            TimeLimit(amount, unit)

    @pytest.mark.parametrize("cut_off", ["15:00", 15, dt.datetime(2026, 1, 1, 15)])
    def test_a_cut_off_is_a_time(self, cut_off):
        """A cut-off that is no time of day is refused."""
        with pytest.raises(InvalidTypeError, match="a cut-off is a"):
            TimeLimit(5, Unit.DAY, cut_off=cut_off)

    @pytest.mark.parametrize("cut_off", [dt.time(15, tzinfo=dt.UTC), dt.time(15, 0, 1), dt.time(15, 0, 0, 1)])
    def test_a_cut_off_is_a_local_minute(self, cut_off):
        """A cut-off with a zone or seconds is refused."""
        with pytest.raises(InvalidValueError, match="whole minute"):
            TimeLimit(5, Unit.DAY, cut_off=cut_off)

    @pytest.mark.parametrize("unit", [unit for unit in Unit if unit not in DAYS])
    def test_a_cut_off_needs_days(self, unit):
        """A cut-off stands beside days and working days only."""
        with pytest.raises(InvalidValueError, match="one working day"):
            TimeLimit(5, unit, cut_off=dt.time(15))

    def test_text_and_conditions_take_no_part_in_equality(self):
        """Limits that count the same are equal whatever was written, but not with another cut-off."""
        read = TimeLimit.parse("05 ngày làm việc; trường hợp phức tạp thì kéo dài thêm 03 ngày làm việc")
        assert read.conditions
        assert read.text
        assert read == TimeLimit(5, Unit.WORKING_DAY)
        assert hash(read) == hash(TimeLimit(5, Unit.WORKING_DAY))
        assert read != TimeLimit(5, Unit.WORKING_DAY, cut_off=dt.time(15))
        assert TimeLimit(24, Unit.HOUR) != TimeLimit(1, Unit.DAY)

    def test_a_limit_cannot_be_changed(self):
        """A limit is frozen and has no room for other attributes."""
        with pytest.raises(AttributeError):
            TimeLimit(5, Unit.DAY).amount = 6
        assert not hasattr(TimeLimit(5, Unit.DAY), "__dict__")

    def test_pickling_keeps_everything(self):
        """A pickled limit comes back with its text, conditions and cut-off."""
        read = TimeLimit.parse(
            next(case["text"] for case in CASES["case"] if case.get("source") == "1.011426")
        )
        again = pickle.loads(pickle.dumps(read))  # noqa: S301 - its own bytes
        assert again == read
        assert again.conditions == read.conditions != ()
        assert again.text == read.text

    def test_text_is_kept_as_nfc(self):
        """The original text is kept in the normal form NFC."""
        text = "05 ngày làm việc"
        assert TimeLimit.parse(unicodedata.normalize("NFD", text)).text == text
        with pytest.raises(InvalidTypeError):
            TimeLimit(5, Unit.DAY, text=5)

    @pytest.mark.parametrize("statutory", ["15 ngày", 15, Unit.DAY])
    def test_a_statutory_limit_is_a_limit(self, statutory):
        """The limit that held before is a limit or nothing, and takes no part in equality."""
        with pytest.raises(InvalidTypeError, match="statutory"):
            TimeLimit(5, Unit.DAY, statutory=statutory)
        kept = TimeLimit(5, Unit.DAY, statutory=TimeLimit(9, Unit.DAY))
        assert kept == TimeLimit(5, Unit.DAY)
        assert pickle.loads(pickle.dumps(kept)).statutory == TimeLimit(9, Unit.DAY)  # noqa: S301 - its own bytes

    @pytest.mark.parametrize("conditions", [("x",), 5, [None]])
    def test_conditions_are_conditions(self, conditions):
        """Anything else among the conditions is refused."""
        with pytest.raises(InvalidTypeError, match="conditions are Condition"):
            TimeLimit(5, Unit.DAY, conditions=conditions)

    def test_repr_is_short(self):
        """The repr names amount, unit and cut-off and can be evaluated."""
        assert repr(TimeLimit(5, Unit.WORKING_DAY)) == "TimeLimit(5, Unit.WORKING_DAY)"
        assert repr(TimeLimit(0.5, Unit.DAY, cut_off=dt.time(15))).endswith("cut_off=datetime.time(15, 0))")


class TestUnder:
    def test_adding_sums_the_amounts(self):
        """A condition that adds gives the sum and keeps the cut-off."""
        limit = TimeLimit(3, Unit.WORKING_DAY, cut_off=dt.time(15))
        condition = Condition("cần xác minh", TimeLimit(5, Unit.WORKING_DAY), Effect.ADDS)
        assert limit.under(condition) == TimeLimit(8, Unit.WORKING_DAY, cut_off=dt.time(15))

    def test_replacing_gives_the_other_limit(self):
        """A condition that replaces gives its own limit, whatever the unit."""
        condition = Condition("cần xác minh", TimeLimit(8, Unit.DAY), Effect.REPLACES)
        assert TimeLimit(3, Unit.WORKING_DAY).under(condition) == TimeLimit(8, Unit.DAY)

    def test_different_units_are_not_added(self):
        """Days are not added to working days, and the message says why."""
        condition = Condition("cần xác minh", TimeLimit(8, Unit.DAY), Effect.ADDS)
        with pytest.raises(InvalidValueError, match="the units differ"):
            TimeLimit(3, Unit.WORKING_DAY).under(condition)

    def test_an_unclear_condition_is_not_guessed(self):
        """A condition of unclear effect has to be decided by the caller."""
        condition = Condition("cần xác minh", TimeLimit(8, Unit.DAY), Effect.UNCLEAR)
        with pytest.raises(InvalidValueError, match="does not say"):
            TimeLimit(3, Unit.DAY).under(condition)

    def test_only_conditions_apply(self):
        """Something else than a condition is refused."""
        with pytest.raises(InvalidTypeError, match="under a Condition"):
            TimeLimit(3, Unit.DAY).under(TimeLimit(3, Unit.DAY))

    @pytest.mark.parametrize(
        "arguments",
        [
            (5, TimeLimit(1, Unit.DAY), Effect.ADDS),
            ("x", 5, Effect.ADDS),
            ("x", TimeLimit(1, Unit.DAY), "adds"),
        ],
    )
    def test_a_condition_checks_its_parts(self, arguments):
        """A condition needs a text, a limit and an effect."""
        with pytest.raises(InvalidTypeError):
            Condition(*arguments)


class TestWriting:
    @pytest.mark.parametrize(
        ("limit", "vi", "en"),
        [
            (TimeLimit(5, Unit.WORKING_DAY), "05 ngày làm việc", "5 working days"),
            (TimeLimit(1, Unit.MONTH), "01 tháng", "1 month"),
            (TimeLimit(0.5, Unit.WORKING_HOUR), "0,5 giờ làm việc", "0.5 working hours"),
            (TimeLimit(0, Unit.WORKING_DAY), "ngay trong ngày làm việc", "the same working day"),
            (
                TimeLimit(5, Unit.DAY, cut_off=dt.time(16, 30)),
                "05 ngày; nhận sau 16 giờ 30 thì thêm 01 ngày làm việc",
                "5 days; received after 16:30, one working day more",
            ),
        ],
    )
    def test_limits_are_written_as_officials_do(self, limit, vi, en):
        """A limit is written with a leading zero and a decimal comma in Vietnamese, plainly in English."""
        assert str(limit) == limit.to_text() == vi
        assert limit.to_text("en") == en

    @given(limits(), st.sampled_from(["vi", "en"]))
    @example(TimeLimit(1e-7, Unit.DAY), "vi")
    @example(TimeLimit(1.125, Unit.DAY), "en")
    @example(TimeLimit(1000, Unit.DAY), "vi")
    def test_what_is_written_is_read_back(self, limit, language):
        """Reading what was written gives the same limit, in both languages."""
        assert TimeLimit.parse(limit.to_text(language)) == limit

    @pytest.mark.parametrize("language", ["fr", "VI", ""])
    def test_other_languages_are_refused(self, language):
        """There are two languages."""
        with pytest.raises(InvalidValueError):
            TimeLimit(5, Unit.DAY).to_text(language)

    def test_a_language_is_a_string(self):
        """A language that is no string is a TypeError."""
        with pytest.raises(InvalidTypeError):
            Unit.DAY.label(5)

    @pytest.mark.parametrize("member", [*Unit, *Effect])
    def test_every_member_has_two_labels(self, member):
        """Each unit and each effect is named in Vietnamese and English, and shows its own name."""
        assert member.label()
        assert member.label("en").isascii()
        assert repr(member) == str(member)


class TestReading:
    @pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["text"][:40])
    def test_worked_cases(self, case):
        """Each worked case is read as an officer reads it."""
        limit = TimeLimit.parse(case["text"])
        assert limit == TimeLimit(case["amount"], Unit[case["unit"]], cut_off=case.get("cut_off"))
        assert [(c.limit, c.effect) for c in limit.conditions] == [
            (TimeLimit(c["amount"], Unit[c["unit"]]), Effect[c["effect"]]) for c in case.get("conditions", [])
        ]
        old = case.get("statutory")
        assert limit.statutory == (TimeLimit(old["amount"], Unit[old["unit"]]) if old else None)

    @pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["text"][:40])
    def test_refused_cases(self, case):
        """A text without a limit is refused with its reason, quoted in the message."""
        with pytest.raises(LimitTextError, match="write a number and a unit") as caught:
            TimeLimit.parse(case["text"])
        assert case["reason"] in caught.value.reason
        assert caught.value.text == case["text"]
        assert repr(case["text"]) in str(caught.value)

    @pytest.mark.parametrize("case", CASES["case"] + CASES["refused"], ids=lambda case: case["text"][:40])
    @pytest.mark.parametrize(
        "change",
        [
            lambda text: unicodedata.normalize("NFD", text),
            lambda text: unicodedata.normalize("NFKD", text),
            str.upper,
            str.title,
            lambda text: "  " + text.replace(" ", "\N{NO-BREAK SPACE} ") + "  ",
            lambda text: f"<div class='x'>{html.escape(text)}</div>" if "<" not in text else text,
            lambda text: f"<p>{text.replace(' ', '&nbsp;')}</p>",
        ],
        ids=["NFD", "NFKD", "upper", "title", "blanks", "escaped", "html"],
    )
    def test_form_does_not_matter(self, case, change):
        """Normal form, case, blanks, tags and entities change nothing that is read."""
        assert parsed(change(case["text"])) == parsed(case["text"])

    @given(st.text(st.characters(codec="utf-8"), max_size=60))
    def test_any_string_is_read_or_refused(self, text):
        """No string raises anything but LimitTextError."""
        parsed(text)

    @given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
    def test_any_mixture_of_words_is_read_or_refused(self, text):
        """No mixture of the words that matter raises anything but LimitTextError."""
        parsed(text)

    @pytest.mark.parametrize("text", [None, 5, b"05 ng\xc3\xa0y", ["05 ngày"]])
    def test_only_strings_are_read(self, text):
        """Something else than a string is a TypeError."""
        with pytest.raises(InvalidTypeError):
            TimeLimit.parse(text)

    @pytest.mark.parametrize(
        "text", ["9" * 5000 + " ngày", "1," + "9" * 500 + " ngày", "5 " * 20000 + "ngày"]
    )
    def test_absurd_numbers_do_no_harm(self, text):
        """A number of thousands of digits is refused or read, quickly, without another error."""
        parsed(text)

    @pytest.mark.parametrize(
        "piece",
        [
            *(
                "thông báo ",
                "trường hợp ",
                "(",
                "thời hạn ",
                "kể từ ngày ",
                "- ",
                "<",
                "thì thời ",
                "5 ngày ",
            ),
            *(
                "<!--",
                "<br",
                "< ",
                "&#9",
                "&amp;",
                "\n",
                "gia hạn thời hạn ",
                "05 ngày; ",
                "05 ngày:\n",
                "1,",
            ),
            *(
                "nhận sau 15 giờ ",
                "sau 15 giờ ",
                "giảm từ 5 ngày còn 3 ngày ",
                "a\u0301\u0323",
                "\u0323\u0301",
                "ﷺ",
            ),
            *("Cấp lại, ", "và 05 ngày xin ý kiến nếu cần ", "15:00 ", "không tính ", "phải nộp ", "một "),
        ],
    )
    def test_long_texts_are_read_in_bounded_time(self, piece):
        """The longest text that is read takes less than a second, whatever it repeats."""
        count = TEXT_MAX // len(piece) - 20
        for text in (
            piece * count,
            f"05 ngày {piece * (count - 10)}",
            f"{piece * (count - 10)} 05 ngày kéo dài",
        ):
            start = process_time()
            parsed(text)
            assert process_time() - start < 1

    @pytest.mark.parametrize(
        "text", ["<!--" * 20_000, "05 ngày " * 100_000, "ﷺ" * 9_000, "x" * (TEXT_MAX + 1)]
    )
    def test_a_text_that_is_too_long_is_refused(self, text):
        """A text of more characters than any limit needs is refused at once, with how many are allowed."""
        start = process_time()
        with pytest.raises(LimitTextError, match="10,000 characters") as caught:
            TimeLimit.parse(text)
        assert process_time() - start < 1
        assert len(str(caught.value)) < 500

    def test_an_entity_of_thousands_of_digits_is_no_number(self):
        """An entity that names no character is passed over, however many digits it has."""
        assert TimeLimit.parse("&#" + "9" * 5000 + "; 05 ngày") == TimeLimit(5, Unit.DAY)
        assert TimeLimit.parse("&amp;#x" + "f" * 5000 + "; 05 ngày") == TimeLimit(5, Unit.DAY)

    def test_the_condition_quotes_the_text(self):
        """A condition keeps the words of its case, in their own capitals."""
        text = "03 ngày làm việc. Trường hợp cần xác minh thì thời hạn không quá 08 ngày làm việc."
        (condition,) = TimeLimit.parse(text).conditions
        assert condition.text == "Trường hợp cần xác minh thì thời hạn không quá 08 ngày làm việc"

    def test_threads_read_alike(self):
        """Many threads that read the same texts at once get the same answers."""
        texts = [case["text"] + f" [{n}]" for n in range(20) for case in CASES["case"]]
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(parsed, texts)) == [parsed(text) for text in texts]


class TestSameDay:
    @pytest.mark.parametrize(
        ("received", "due_on"),
        [
            (dt.datetime(2026, 3, 4, 10), dt.date(2026, 3, 4)),
            (dt.datetime(2026, 3, 4, 15), dt.date(2026, 3, 4)),
            (dt.datetime(2026, 3, 4, 15, 1), dt.date(2026, 3, 5)),
            (dt.datetime(2026, 3, 6, 16), dt.date(2026, 3, 9)),
            (dt.datetime(2026, 3, 7, 9), dt.date(2026, 3, 9)),
        ],
    )
    def test_a_limit_of_nothing_with_an_hour(self, received, due_on):
        """It ends on the day of receipt, after its hour one working day later."""
        text = "ngay trong ngày, sau 15 giờ thì trả trong ngày làm việc tiếp theo"
        assert due(TimeLimit.parse(text), received, vietnam_calendar()).due_on == due_on

    def test_a_limit_of_nothing_without_an_hour(self):
        """Without an hour it ends on the day of receipt, or on the next working day if that is off."""
        limit = TimeLimit.parse("ngay trong ngày")
        assert due(limit, dt.datetime(2026, 3, 4, 16, 59), vietnam_calendar()).due_on == dt.date(2026, 3, 4)
        assert due(limit, dt.datetime(2026, 3, 8, 9), vietnam_calendar()).due_on == dt.date(2026, 3, 9)


# What stands beside a unit of time, found without the reader; dates and ordinals measure none.
MEASURE = re.compile(
    r"(?<![\d/.,-])(?P<number>\d+(?:[.,]\d{1,2})?)\s*(?:\([^()\n]{1,30}\)\s*)?(?:ngày|giờ|tuần|tháng|năm)(?![\w/-])"
    r"(?!\s*\d)"
)
BEFORE_A_DATE = re.compile(
    r"(?:ngày|tháng|năm|quý|số|lần|thứ|điều|khoản|mục|mẫu|nhóm|bước|mùng|mồng|-so|/)\s*$"
)
RANGE = re.compile(r"\s*(?:làm việc\s*)?(?:-|–|đến|tới)\s*\d")


def measures(text):
    """Every number that stands beside a unit of time in *text*."""
    text = unicodedata.normalize("NFC", text).lower().replace("\xa0", " ")
    for match in MEASURE.finditer(text):
        is_date = BEFORE_A_DATE.search(text[: match.start()]) or re.match(
            r"\s*tháng\s*\d", text[match.end() :]
        )
        if not is_date and not RANGE.match(text[match.end() :]):
            yield match["number"]


def named(limit):
    """Every number that a limit names: its own, its conditions, the one before, its hour."""
    amounts = [limit.amount, *(c.limit.amount for c in limit.conditions)]
    amounts += [
        one.statutory.amount for one in (limit, *(c.limit for c in limit.conditions)) if one.statutory
    ]
    # A cut-off adds one working day, which texts say or not.
    amounts += [limit.cut_off.hour, limit.cut_off.hour % 12, 1] if limit.cut_off else []
    return amounts


def lost(text, limit):
    """The numbers beside a unit that a reading of *text* does not name; stages are named by their sum."""
    told = {int(amount) for amount in named(limit)} | set(named(limit))
    numbers = [float(number.replace(",", ".")) for number in measures(text)]
    totals = {one.amount for one in (limit, limit.statutory) if one}

    def in_a_sum(place):
        others = numbers[:place] + numbers[place + 1 :]
        chosen = (extra for size in range(1, 5) for extra in combinations(others, size))
        return any(numbers[place] + sum(extra) in totals for extra in chosen)

    return [number for place, number in enumerate(numbers) if number not in told and not in_a_sum(place)]


PARTS = (
    "05 ngày làm việc", "07 ngày", "08 giờ làm việc", "trong thời hạn 09 ngày làm việc",
    "sau 16 giờ chuyển sang hôm sau", "thông báo trong thời hạn 02 ngày làm việc",
    "trường hợp phức tạp thì kéo dài thêm 03 ngày", "ít nhất 04 ngày", "giấy phép có thời hạn 06 năm",
    "cắt giảm còn 11 ngày làm việc", "đối với cấp lại là 12 ngày", "giảm 13 ngày",
    "không tính thời gian bổ sung 14 ngày", "quá 17 giờ", "nhận sau 15 giờ thì thêm 01 ngày làm việc",
    "và 18 ngày xin ý kiến (nếu cần)", "thay vì 19 ngày", "trong đó: Sở 20 ngày", "gia hạn: 21 ngày",
    "(22 ngày)", "từ 23 ngày xuống còn 24 ngày", "mỗi 25 tháng", "26 ngày trước ngày hết hạn",
    "tiếp nhận từ 7 giờ", "phải nộp trong 27 ngày", "Thời hạn giải quyết: 28 ngày",
    "thẩm định: 29 ngày kể từ ngày nhận được báo cáo",
    "(giảm từ 30 ngày)", "→ 31 ngày", "-> 32 ngày làm việc", "+ 33 ngày lấy ý kiến (nếu có)", "(+34 ngày)",
    "(cộng 35 ngày xác minh)", "36 ngày → 37 ngày", "(cũ: 38 ngày)", "(nay là 39 ngày)",
    "nếu cần thì + 40 ngày",
)  # fmt: skip


class TestNothingIsLost:
    @given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6, unique=True), st.data())
    def test_of_generated_texts(self, parts, data):
        """Whatever is put together, each number beside a unit is in the limit or beside it."""
        text = parts[0]
        for part in parts[1:]:
            text += data.draw(st.sampled_from(["; ", ", ", ". ", "\n- ", " "])) + part
        try:
            limit = TimeLimit.parse(text)
        except LimitTextError:
            return
        assert lost(text, limit) == []

    @pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["text"][:40])
    def test_of_worked_cases(self, case):
        """No number of a worked case is lost."""
        assert lost(case["text"], TimeLimit.parse(case["text"])) == []


HEADING = "Hình thức nộpThời gianPhí, lệ phíMô tả"
ROW = re.compile(
    r"(?:Trực tiếp|Trực tuyến|Dịch vụ bưu chính)(\d+ (?:Ngày làm việc|Ngày|Giờ|Tháng)|\d+|Không có thông tin)"
    r"(?=Miễn phí|Không có thông tin|\d|$)"
)
FEE = re.compile(r"(?:Miễn phí|Không có thông tin|\d[\d.,]* (?:USD|VNĐ|Việt Nam Đồng))")
UNITS = {"Ngày làm việc": Unit.WORKING_DAY, "Ngày": Unit.DAY, "Giờ": Unit.HOUR, "Tháng": Unit.MONTH}


def without_fees(text):
    """Return what follows the fees and the notes on them in parentheses."""
    while fee := FEE.match(text):
        text, depth = text[fee.end() :], 0
        if not text.startswith("("):
            continue
        place = 0
        while place < len(text) and (depth or not place):
            depth += (text[place] == "(") - (text[place] == ")")
            place += 1
        text = text[place:]
    return text.strip()


def portal_rows():
    """Yield the declared limit and the description of each way of submitting a procedure of the portal."""
    with gzip.open(PORTAL, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["cach_thuc_thuc_hien"].removeprefix(HEADING)
            rows = list(ROW.finditer(text))
            for row, following in zip_longest(rows, rows[1:]):
                end = following.start() if following else len(text)
                yield row[1], without_fees(text[row.end() : end])


def portal_sequences():
    """Yield how each procedure of the portal goes, where that is no longer than a text of a limit may be."""
    with gzip.open(PORTAL, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["trinh_tu_thuc_hien"]
            if len(text) <= TEXT_MAX:
                yield text


def verdict(declared, read):
    """Return how a description agrees with the limit declared beside it."""
    if read == declared:
        return "agrees"
    if read.amount == declared.amount:
        return "same number, other unit"
    others = [c.limit for c in read.conditions]
    others += [
        read.under(c) for c in read.conditions if c.effect is Effect.ADDS and c.limit.unit is read.unit
    ]
    return "declared is a case" if any(other.amount == declared.amount for other in others) else "differs"


@pytest.mark.skipif(not PORTAL.exists(), reason="the records of the national portal are not here")
def test_the_national_portal_is_read():
    """Every declared limit of the portal is read, and at least three quarters of the descriptions agree."""
    counts = Counter()
    for declared, description in portal_rows():
        number, _, unit = declared.partition(" ")
        limit = TimeLimit(int(number), UNITS[unit]) if unit in UNITS else None
        if limit:
            counts["declared"] += 1
            counts["declared and read"] += TimeLimit.parse(declared) == limit
        if not description:
            continue
        counts["descriptions"] += 1
        read = parsed(description)
        counts["descriptions with a limit"] += read is not None
        if read is not None and limit is not None:
            counts["comparable"] += 1
            counts[verdict(limit, read[0])] += 1
    assert counts["declared"] == counts["declared and read"] > 2500, counts
    assert counts["descriptions with a limit"] > 0.6 * counts["descriptions"], counts
    assert counts["agrees"] >= 0.75 * counts["comparable"], counts
    assert counts["differs"] <= 0.08 * counts["comparable"], counts


@pytest.mark.skipif(not PORTAL.exists(), reason="the records of the national portal are not here")
def test_no_number_of_the_national_portal_is_lost():
    """Of every description and every sentence of it that is read, each number beside a unit turns up."""
    whole = [text for _, text in portal_rows()] + list(portal_sequences())
    texts = {piece for text in whole for piece in (text, *re.split(r"\n|;|(?<=\.)\s", text))}
    found = {text: TimeLimit.parse(text) for text in texts if parsed(text) is not None}
    assert len(found) > 1000
    assert {text: left for text, limit in found.items() if (left := lost(text, limit))} == {}
