"""Due dates that the day of receipt tells, and the cells of a report: tables beside what they stand for."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest

pytest.importorskip("narwhals.stable.v2")
pl = pytest.importorskip("polars")

from hypothesis import given, settings, strategies as st

from strategies import quick
from thutuc import Convention, TimeLimit, Unit, WorkCalendar, frames, vietnam_calendar
from thutuc.reports import CELLS
from thutuc.reports.placing import FACTS, PLACES, SUMS

CAL = vietnam_calendar()
MIDNIGHT = WorkCalendar(date(2025, 1, 1), date(2026, 12, 31), hours={"mon-sat": "00:00-24:00"})
FEW = settings(quick, max_examples=max(10, quick.max_examples // 3))
TEXTS = (
    "05 ngày làm việc",
    "15 ngày",
    "1 tháng",
    "0,5 ngày làm việc",
    "02 ngày làm việc, sau 15 giờ tính ngày sau",
)
WHOLE = (Unit.WORKING_DAY, Unit.DAY, Unit.WEEK, Unit.MONTH)
days = st.dates(date(2025, 11, 1), date(2026, 3, 1))
moments = st.datetimes(datetime(2025, 11, 1), datetime(2026, 3, 1)).map(
    lambda one: one.replace(microsecond=0)
)


@st.composite
def asked(draw):
    """A register and how its due dates are asked for: one limit, numbers, numbers and units, or texts."""
    rows = draw(st.integers(1, 8))
    starts, kind = draw(st.sampled_from([(days, pl.Date), (moments, pl.Datetime("us"))]))
    schema = {"received_at": kind}

    def column(name, values, kind):
        schema[name] = kind
        return draw(st.lists(values, min_size=rows, max_size=rows))

    columns = {"received_at": column("received_at", st.none() | starts, kind)}
    how = {"convention": draw(st.sampled_from([Convention.CIVIL_CODE, Convention.INCLUSIVE]))}
    limits = draw(st.sampled_from(["one", "numbers", "units", "texts"]))
    if limits == "one":
        how["amount"] = TimeLimit(draw(st.integers(0, 5)), draw(st.sampled_from(WHOLE)))
    elif limits == "texts":
        columns["limit"] = column("limit", st.none() | st.sampled_from(TEXTS), pl.String)
    else:
        columns["limit"] = column("limit", st.none() | st.integers(0, 9), pl.Int64)
    if limits == "units":
        columns["unit"] = column("unit", st.sampled_from([unit.value for unit in WHOLE]), pl.String)
        how["unit"] = "unit"
    return pl.DataFrame(columns, schema), how


@given(asked(), st.sampled_from([CAL, MIDNIGHT]))
@FEW
def test_a_plan_has_the_due_dates_of_the_kernel(register, calendar):
    """What a lazy frame fetches from the table of limits and days is what the kernel counts row by row."""
    frame, how = register
    wanted = frames.due_dates(frame, calendar, due_at="due_at", **how)
    assert frames.due_dates(frame.lazy(), calendar, due_at="due_at", **how).collect().equals(wanted)


@pytest.mark.parametrize(
    ("columns", "how", "fetched"),
    [
        ({"limit": [5, 1, 30]}, {}, True),
        ({"limit": [5, 1, 3], "unit": ["day", "month", "working_day"]}, {"unit": "unit"}, True),
        ({"limit": [5.0, 1.0, 3.0]}, {}, True),
        ({"limit": ["05 ngày làm việc", "1 tháng", None]}, {}, True),
        ({}, {"amount": 5}, True),
        ({"limit": [0, 1, 3]}, {}, False),
        ({"limit": [0.5, 1, 3]}, {}, False),
        ({"limit": [5, 1, 3]}, {"unit": Unit.WORKING_HOUR}, False),
        ({"limit": [5, 1, 3]}, {"convention": Convention.SAME_HOUR}, False),
        ({"limit": ["02 ngày làm việc, sau 15 giờ tính ngày sau"] * 3}, {}, False),
    ],
)
def test_plans_fetch_what_days_tell(columns, how, fetched):
    """Whole days of any unit are fetched by position; what needs the hour is asked of the kernel."""
    starts = [datetime(2026, 3, 2, 9), datetime(2026, 3, 3, 16), datetime(2026, 3, 31, 10)]
    frame = pl.LazyFrame({"received_at": starts, **columns}, strict=False)
    found = frames.due_dates(frame, CAL, **how)
    assert ("gather" in found.explain()) is fetched
    assert found.collect().equals(frames.due_dates(frame.collect(), CAL, **how))


def test_every_dossier_stands_in_two_cells():
    """Whatever is true of a dossier, it is new or from before, and ended in one way or pending in one."""
    for truths in product((False, True), repeat=len(FACTS)):
        new, ended, late, early, overdue = truths
        done = "late" if late else "early" if early else "on_time"
        outcome = done if ended else "pending_overdue" if overdue else "pending_in_time"
        assert PLACES[truths] == ("received" if new else "carried_over", outcome)
    assert sorted(cell for cells in SUMS.values() for cell in cells) == sorted(CELLS)


def test_hours_missing_on_the_day_of_receipt_are_no_end_before_it():
    """An end without an hour on the day of receipt is counted; one on the day before is refused."""
    received = datetime(2026, 3, 2, 9)
    frame = pl.DataFrame(
        {
            "received_at": [received] * 2,
            "finished_at": [datetime(2026, 3, 2)] * 2,
            "due_on": [date(2026, 3, 9)] * 2,
        }
    )
    report = frames.period_report(frame, date(2026, 3, 1), date(2026, 4, 1))
    assert report["early"].item() == 2
    before = frame.with_columns(finished_at=pl.col("finished_at") - timedelta(days=1))
    with pytest.raises(ValueError, match="2 rows of column 'finished_at' come before 'received_at'"):
        frames.period_report(before.lazy(), date(2026, 3, 1), date(2026, 4, 1))
