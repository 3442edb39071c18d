"""Reports: every cell against a naive counter, the identities, the edges, and how they print."""

import json
import pickle
import re
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from thutuc import PeriodReport, TimeLimit, due, vietnam_calendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.registers import Entry, StatedDeadline
from thutuc.reports import CELLS, MEASURES

CAL = vietnam_calendar()
START, END = date(2026, 3, 2), date(2026, 4, 1)
DAY = timedelta(days=1)


def entry(code="H1", received=START, due_on=None, finished=None, **more):
    """An entry; a due date is a date, a datetime or a deadline."""
    if isinstance(due_on, datetime):
        due_on = StatedDeadline(due_on.date(), due_on)
    elif isinstance(due_on, date):
        due_on = StatedDeadline(due_on)
    given = {"procedure": "khai sinh", "office": "A", "mechanism": "một cửa", "channel": "trực tiếp"} | more
    return Entry(
        code=code, received_at=received, deadline=due_on, finished_at=finished, returned_at=None, **given
    )


def report(*entries, start=START, end=END, **options):
    return PeriodReport.of(entries, start, end, **options)


def cell(one, **options):
    """The cells the only dossier stands in."""
    return {name for name, codes in report(one, **options).cells.items() if codes}


def figures(one):
    return {name: getattr(one, name) for name in MEASURES}


# A naive counter -------------------------------------------------------------------------------------------

DAYS = st.integers(0, 40).map(lambda n: date(2026, 2, 20) + n * DAY)
HOURS = st.integers(0, 23).map(time)
MOMENTS = DAYS | st.builds(datetime.combine, DAYS, HOURS)


@st.composite
def entries(draw):
    """A dossier with or without hours, due date and end."""
    received = draw(MOMENTS)
    day = received.date() if isinstance(received, datetime) else received
    finished = draw(st.none() | st.integers(0, 30).map(lambda n: day + n * DAY))
    if finished is not None and draw(st.booleans()):
        finished = datetime.combine(finished, draw(HOURS))
        if isinstance(received, datetime):
            finished = max(finished, received)
    due_on = draw(st.none() | st.integers(0, 20).map(lambda n: day + n * DAY))
    if due_on is not None and draw(st.booleans()):
        due_on = datetime.combine(due_on, draw(HOURS))
    return entry(
        received=received,
        due_on=due_on,
        finished=finished,
        office=draw(st.sampled_from("ABC")),
        mechanism=draw(st.sampled_from(["một cửa", "liên thông", ""])),
        extra={"xã": draw(st.sampled_from(["Tầm Vu", "Dương Xuân"]))},
    )


REGISTERS = st.lists(entries(), max_size=12).map(
    lambda found: [attrs.evolve(one, code=f"H{i}") for i, one in enumerate(found)]
)
EDGES = st.integers(0, 24 * 50).map(lambda n: datetime(2026, 2, 15) + n * timedelta(hours=1)) | DAYS


def minute(moment):
    """Minutes since some midnight; a date is its first minute."""
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    return int((at - datetime(2026, 1, 1)).total_seconds() // 60)


def naive(found, start, end):
    """The same figures, by asking each dossier about each cell in the words of the report."""
    count = dict.fromkeys(MEASURES, 0)
    for one in found:
        received, finished = minute(one.received_at), None
        if one.finished_at is not None:
            finished = max(received, minute(one.finished_at))
        open_before = received < minute(start) and (finished is None or finished >= minute(start))
        new = minute(start) <= received < minute(end)
        count["carried_over"] += open_before
        count["received"] += new
        if not (open_before or new):
            continue
        count["total"] += 1
        resolved = finished is not None and finished < minute(end)
        count["resolved" if resolved else "pending"] += 1
        last_minute = None
        if one.deadline is not None:
            whole_day = minute(one.deadline.due_on + DAY) - 1
            last_minute = whole_day if one.deadline.due_at is None else minute(one.deadline.due_at)
        if not resolved:
            overdue = last_minute is not None and minute(end) > last_minute
            count["pending_overdue" if overdue else "pending_in_time"] += 1
            continue
        answered = minute(one.finished_at)
        if last_minute is not None and not isinstance(one.finished_at, datetime):
            last_minute = minute(one.deadline.due_on)
        if last_minute is not None and answered > last_minute:
            count["late"] += 1
        else:
            early = one.deadline is not None and answered < minute(one.deadline.due_on)
            count["early" if early else "on_time"] += 1
    return count


@settings(deadline=None)
@given(REGISTERS, EDGES, EDGES)
def test_every_figure_is_that_of_a_naive_counter(found, one, other):
    """All ten measures agree with a counter that asks each dossier minute by minute."""
    start, end = sorted((one, other), key=minute)
    if minute(start) == minute(end):
        return
    assert figures(PeriodReport.of(found, start, end)) == naive(found, start, end)


@settings(deadline=None)
@given(REGISTERS, EDGES, EDGES, st.sampled_from([(), "office", ("mechanism", "xã"), ["office", "channel"]]))
def test_the_identities_hold(found, one, other, by):
    """Received and carried over are the total; so are resolved and pending; the parts sum to the whole."""
    start, end = sorted((one, other), key=minute)
    if minute(start) == minute(end):
        return
    whole = PeriodReport.of(found, start, end, by=by)
    for each in (whole, *whole):
        assert each.received + each.carried_over == each.total == each.resolved + each.pending
        assert each.resolved == each.early + each.on_time + each.late
        assert each.pending == each.pending_in_time + each.pending_overdue
    if by:
        assert figures(whole) == {name: sum(getattr(part, name) for part in whole) for name in MEASURES}
        assert len({part.key for part in whole}) == len(whole.parts)
    codes = [code for name in CELLS for code in whole.cells[name]]
    assert all(codes.count(code) == 2 for code in codes)
    assert figures(whole) == figures(PeriodReport.of(found, start, end))


@settings(deadline=None)
@given(REGISTERS, st.lists(EDGES, min_size=3, max_size=3, unique_by=minute))
def test_the_closing_stock_opens_the_next_period(found, edges):
    """What is pending at the end of a period is carried over into the next, dossier by dossier."""
    first, middle, last = sorted(edges, key=minute)
    before, after = PeriodReport.of(found, first, middle), PeriodReport.of(found, middle, last)
    both = PeriodReport.of(found, first, last)
    pending = before.cells["pending_in_time"] + before.cells["pending_overdue"]
    assert set(pending) == set(after.cells["carried_over"])
    assert before.received + after.received == both.received
    assert before.resolved + after.resolved == both.resolved
    assert before.late + after.late == both.late
    assert (both.carried_over, both.pending) == (before.carried_over, after.pending)


@settings(deadline=None)
@given(REGISTERS, st.randoms())
def test_the_order_of_rows_does_not_matter(found, chance):
    """Shuffled rows give the same groups, in the same order, with the same dossiers."""
    shuffled = chance.sample(found, len(found))
    one, other = (PeriodReport.of(rows, START, END, by="office") for rows in (found, shuffled))
    assert one.to_dicts() == other.to_dicts()
    for a, b in zip((one, *one), (other, *other), strict=True):
        assert {name: set(codes) for name, codes in a.cells.items()} == {
            name: set(codes) for name, codes in b.cells.items()
        }


@settings(deadline=None)
@given(REGISTERS)
def test_groups_may_be_put_together_again(found):
    """A coarser grouping sums a finer one."""
    fine = PeriodReport.of(found, START, END, by=["office", "xã"])
    for part in PeriodReport.of(found, START, END, by="office"):
        same = [figures(one) for one in fine if one.key[0] == part.key[0]]
        assert figures(part) == {name: sum(one[name] for one in same) for name in MEASURES}


# Edges -----------------------------------------------------------------------------------------------------


def test_a_period_is_half_open():
    """What happens on the first day is in the period, what happens on `end` is in the next."""
    assert cell(entry(received=START, finished=START)) == {"received", "on_time"}
    assert cell(entry(received=END)) == set()
    assert cell(entry(received=datetime(2026, 3, 31, 23, 59, 59, 999999))) == {"received", "pending_in_time"}
    assert cell(entry(received=datetime(2026, 4, 1))) == set()
    assert cell(entry(received=START - DAY, finished=START)) == {"carried_over", "on_time"}
    assert cell(entry(received=START - DAY, finished=START - DAY)) == set()
    assert cell(entry(received=START, finished=END)) == {"received", "pending_in_time"}


def test_the_due_day_itself_is_not_late():
    """An answer on the due day is on time at any hour, the day before it early, the day after it late."""
    due_on = date(2026, 3, 10)
    answers = {
        date(2026, 3, 9): "early",
        datetime(2026, 3, 9, 23, 59): "early",
        due_on: "on_time",
        datetime(2026, 3, 10, 23, 59): "on_time",
        date(2026, 3, 11): "late",
        datetime(2026, 3, 11, 0, 0): "late",
    }
    for finished, name in answers.items():
        assert cell(entry(due_on=due_on, finished=finished)) == {"received", name}


def test_a_due_hour_counts_to_the_minute():
    """Where the due date has its hour, or the limit is in hours, a minute later is late."""
    at = datetime(2026, 3, 10, 11, 0)
    assert cell(entry(due_on=at, finished=at)) == {"received", "on_time"}
    assert cell(entry(due_on=at, finished=at + timedelta(minutes=1))) == {"received", "late"}
    hours = due(TimeLimit.parse("08 giờ làm việc"), datetime(2026, 3, 2, 9, 0), CAL)
    assert hours.due_at == datetime(2026, 3, 3, 9, 0)
    assert cell(entry(due_on=hours, finished=hours.due_at)) == {"received", "on_time"}
    assert cell(entry(due_on=hours, finished=hours.due_at + timedelta(minutes=1))) == {"received", "late"}


def test_what_is_pending_is_judged_at_the_end_of_the_period():
    """Overdue means due before `end`, whatever happened later."""
    last = END - DAY
    assert cell(entry(due_on=last)) == {"received", "pending_overdue"}
    assert cell(entry(due_on=END)) == {"received", "pending_in_time"}
    assert cell(entry(due_on=END, finished=END + 9 * DAY)) == {"received", "pending_in_time"}
    assert cell(entry(due_on=last, finished=END)) == {"received", "pending_overdue"}
    noon = datetime(2026, 3, 31, 12)
    assert cell(entry(due_on=last), end=noon) == {"received", "pending_in_time"}
    assert cell(entry(due_on=noon), end=noon) == {"received", "pending_in_time"}
    assert cell(entry(due_on=noon), end=noon + timedelta(minutes=1)) == {"received", "pending_overdue"}


def test_a_dossier_without_a_due_date_is_never_late():
    """It is on time when finished and in time while pending."""
    assert cell(entry(finished=date(2026, 3, 31))) == {"received", "on_time"}
    assert cell(entry(received=date(2007, 1, 2))) == {"carried_over", "pending_in_time"}


def test_collecting_late_makes_nothing_late():
    """Earliness is fixed when the office finishes, not when the citizen collects."""
    one = attrs.evolve(
        entry(due_on=date(2026, 3, 10), finished=date(2026, 3, 9)), returned_at=date(2026, 3, 30)
    )
    assert cell(one) == {"received", "early"}


def test_a_dossier_finished_on_its_day_of_receipt_is_in_one_period():
    """Where only one of both has an hour, a period that begins between them still counts it once."""
    one = entry(received=datetime(2026, 3, 2, 9, 0), finished=date(2026, 3, 2))
    assert cell(one, start=datetime(2026, 3, 2, 8, 0)) == {"received", "on_time"}
    assert cell(one, start=START - DAY, end=datetime(2026, 3, 2, 8, 0)) == set()


def test_a_dossier_that_was_never_received_is_in_no_report():
    """What has only been submitted is not counted."""
    one = SimpleNamespace(code="H1", received_at=None, finished_at=None, deadline=None)
    assert report(one).total == 0


def test_aware_moments_are_converted_to_the_zone_of_the_office():
    """Edges and moments with a zone are compared in office time, which is that of Vietnam unless said."""
    late_evening = datetime(2026, 3, 31, 18, 0, tzinfo=UTC)
    assert cell(entry(received=late_evening)) == set()
    assert cell(entry(received=late_evening), zone=ZoneInfo("Europe/Amsterdam")) == {
        "received",
        "pending_in_time",
    }
    aware_end = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
    assert cell(entry(received=datetime(2026, 4, 1, 6, 59)), end=aware_end) == {"received", "pending_in_time"}
    assert cell(entry(received=datetime(2026, 4, 1, 7, 0)), end=aware_end) == set()
    one = entry(received=START, due_on=date(2026, 3, 10), finished=datetime(2026, 3, 10, 18, tzinfo=UTC))
    assert cell(one) == {"received", "late"}


# Bad input -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (END, START),
        (START, START),
        (START, datetime(2026, 3, 2)),
        (datetime(2026, 3, 2, 7, tzinfo=UTC), START),
    ],
)
def test_a_period_ends_after_it_begins(start, end):
    """An empty or reversed period is refused, with its bounds."""
    with pytest.raises(InvalidValueError, match="`end` is the first day after the period") as caught:
        report(start=start, end=end)
    assert caught.value.given == (start, end)


@pytest.mark.parametrize("wrong", ["2026-03-02", 2026, None])
def test_a_period_runs_between_dates(wrong):
    """Text and numbers are no bounds, and no moments of a dossier."""
    with pytest.raises(InvalidTypeError, match="dates or datetimes, not"):
        report(start=wrong)
    with pytest.raises(InvalidTypeError, match="dates or datetimes, not"):
        report(end=wrong)
    if wrong is not None:
        with pytest.raises(InvalidTypeError, match="dates or datetimes, not"):
            report(entry(received=wrong))


def test_a_dossier_is_counted_once():
    """The same code twice is refused, even outside the period."""
    with pytest.raises(InvalidValueError, match="'H1' is given twice"):
        report(entry(), entry(received=END + DAY))


def test_an_end_before_its_start_is_refused():
    """A dossier finished on a day before it was received is named, not dropped."""
    with pytest.raises(InvalidValueError, match="'H1' is finished on 2026-03-01, before it was received"):
        report(entry(finished=START - DAY))


@pytest.mark.parametrize("name", ["xã", "deadline", "extra", "finished_at", "span", "__class__", "received"])
def test_dividing_by_what_is_no_column_is_refused(name):
    """A column that dossiers do not have, or that is no text, or that is a measure, is named."""
    with pytest.raises(InvalidValueError, match=f"'{name}'") as caught:
        report(entry(), by=name)
    assert caught.value.given == name
    with pytest.raises(InvalidValueError, match=f"'{name}'"):
        report(entry(received=END), by=["office", name])


def test_no_language_but_two():
    """A language without headings is refused."""
    with pytest.raises(InvalidValueError, match="'fr'"):
        report().text("fr")


# Groups ----------------------------------------------------------------------------------------------------


def test_groups_by_any_column():
    """Own and other columns divide a report, several together, each named once."""
    a = entry("H1", office="B", extra={"xã": "Tầm Vu", "office": "x", "row": "r"}, row=2)
    b = entry("H2", office="A", extra={"xã": "Tầm Vu", "office": "y", "row": "r"}, row=3)
    assert [part.key for part in report(a, b, by="office")] == [("A",), ("B",)]
    assert [part.key for part in report(a, b, by="xã")] == [("Tầm Vu",)]
    assert [part.key for part in report(a, b, by=["xã", "office", "xã"])] == [
        ("Tầm Vu", "A"),
        ("Tầm Vu", "B"),
    ]
    assert [part.key for part in report(a, b, by="row")] == [("r",)]
    assert [part.key for part in report(a, b, by="received_at")] == [("2026-03-02",)]
    (part,) = report(a, b, by="xã").parts
    assert (part.by, part.cells["received"]) == (("xã",), ("H1", "H2"))
    assert report(a, b).parts == ()


def test_dictionaries_tell_the_whole_from_an_empty_group():
    """An empty cell is a group of its own; the whole comes last, its keys `None`."""
    rows = report(entry("H1", office=""), entry("H2", office="A"), by=["office"]).to_dicts()
    assert [row["office"] for row in rows] == ["", "A", None]
    assert [row["received"] for row in rows] == [1, 1, 2]
    assert list(rows[0]) == ["office", *MEASURES, "is_total"]
    assert [row["is_total"] for row in rows] == [False, False, True]
    assert json.loads(json.dumps(rows)) == rows
    assert report().to_dicts() == [dict.fromkeys(MEASURES, 0)]


# How it prints ---------------------------------------------------------------------------------------------


def crowd(n):
    return [entry(f"H{i}", due_on=START, finished=START) for i in range(n)]


def test_numbers_are_written_as_the_language_does():
    """A thousand has a point in Vietnamese and a comma in English."""
    whole = report(*crowd(1234))
    assert "1.234" in whole.text()
    assert "1,234" not in whole.text("vi")
    assert "1,234" in whole.text("en")
    assert str(whole) == whole.text("vi")


def test_text_is_a_table():
    """Columns are aligned, keys left and numbers right, under a rule; an empty key is a dash."""
    whole = report(*crowd(1234), entry("H", office="Cơ\n  quan", mechanism=""), by=["office", "mechanism"])
    period, *head, rule, first, second, last = whole.text("en").splitlines()
    assert period == "Period from 02/03/2026 to 31/03/2026"
    assert " ".join(head[-1].split()) == (
        "office mechanism received over total early time late resolved time overdue pending"
    )
    assert set(rule) == {"-"}
    assert first.split("  ")[0] == "A"
    assert re.split(r"\s{2,}", first)[:3] == ["A", "một cửa", "1,234"]
    assert re.split(r"\s{2,}", second)[:3] == ["Cơ quan", "–", "1"]
    assert re.split(r"\s{2,}", last)[:2] == ["total", "1,235"]
    assert len({len(line) for line in (rule, first, second, last)}) == 1
    vietnamese = whole.text().splitlines()
    assert vietnamese[0] == "Kỳ báo cáo từ ngày 02/03/2026 đến ngày 31/03/2026"
    assert re.search(r"^cơ quan +cơ chế +", whole.text(), re.MULTILINE)
    assert vietnamese[-1].startswith("tổng cộng")


def test_the_period_prints_its_hours():
    """Bounds with an hour are printed with it."""
    one = report(start=datetime(2026, 3, 2, 7, 30), end=END)
    assert one.text().startswith("Kỳ báo cáo từ 07 giờ 30 phút, ngày 02/03/2026 đến ngày 31/03/2026\n")
    assert one.text("en").startswith("Period from 07:30, 02/03/2026 to 31/03/2026\n")
    one = report(start=START, end=datetime(2026, 4, 1, 17, 0, 5))
    last = "đến trước 17 giờ 00 phút 05 giây, ngày 01/04/2026"
    assert one.text().startswith(f"Kỳ báo cáo từ ngày 02/03/2026 {last}\n")
    assert one.text("en").startswith("Period from 02/03/2026 until just before 17:00:05, 01/04/2026\n")


def test_html_escapes_what_registers_contain():
    """Keys and headings from a file cannot become markup."""
    one = report(entry(office="<b> & Cơ quan", extra={"<i>": "x"}), by=["office", "<i>"])
    html = one._repr_html_()
    assert "&lt;b&gt; &amp; Cơ quan" in html
    assert ">&lt;i&gt;</th>" in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert html.count("<tr>") == 3


def test_reports_are_values():
    """A report survives pickling, can be hashed, and its cells cannot be changed."""
    one = report(entry(), entry("H2", office="B"), by="office")
    again = pickle.loads(pickle.dumps(one))  # noqa: S301 - our own
    assert again == one
    assert hash(again) == hash(one)
    assert again.to_dicts() == one.to_dicts()
    assert (
        repr(one) == "<PeriodReport 2026-03-02 to 2026-04-01: 2 dossiers, 0 resolved, 2 pending; by office>"
    )
    assert repr(report()) == "<PeriodReport 2026-03-02 to 2026-04-01: 0 dossiers, 0 resolved, 0 pending>"
    with pytest.raises(TypeError):
        one.cells["received"] = ()
    with pytest.raises(AttributeError):
        one.start = END
