"""Pictures show the right numbers, their labels have room, and nothing else is changed."""

import unicodedata
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

mpl = pytest.importorskip("matplotlib")
pytest.importorskip("narwhals")
mpl.use("Agg")

import attrs
import polars as pl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date

from thutuc import (
    Dossier,
    PeriodReport,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    events,
    frames,
    plots,
    policy,
    registers,
    vietnam_calendar,
)
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.plots.kaplan_meier import Curve
from thutuc.plots.sheet import even_days, short
from thutuc.reports import Denominator, LegFigures, PublishedTable, Rate, audit, lateness_report
from thutuc.simulation import Interval

CAL = vietnam_calendar()
KINDS = ("Uỷ ban nhân dân xã", "Phòng Tài nguyên và Môi trường", "Chi cục Thuế khu vực", "Văn phòng đăng ký")


@pytest.fixture(autouse=True)
def _closed():
    """No figure is left, and no setting is changed."""
    before = dict(mpl.rcParams)
    yield
    plt.close("all")
    assert dict(mpl.rcParams) == before


def offices(count):
    return [f"{KINDS[i % len(KINDS)]} {i + 1}" for i in range(count)]


def dossier(count=4):
    """Through so many offices, a supplement in between, a new date, and late."""
    names, at = offices(count), datetime(2026, 3, 2, 9)
    one_day = TimeLimit(1, Unit.WORKING_DAY)
    steps = [Step(f"bước {i}", office=name, limit=one_day) for i, name in enumerate(names)]
    procedure = Procedure("1.004222", "ví dụ", TimeLimit(count, Unit.WORKING_DAY), steps=steps)
    made = Dossier("H17.18-260302-0001", procedure, CAL).record(events.Accepted(at=at, office=names[0]))
    for before, after in pairwise(names):
        at += timedelta(days=1 if before != names[1] else 2)
        if before == names[1]:
            made = made.record(events.SupplementRequested(at=at, office=before))
            at += timedelta(days=7)
            made = made.record(events.Supplemented(at=at, office=before))
        made = made.record(events.Transferred(at=at, office=before, to=after))
    at += timedelta(days=1)
    by = TimeLimit(2, Unit.WORKING_DAY)
    made = made.record(events.Extended(at=at, office=names[-1], by=by, apology=False))
    return made.record(events.Finished(at=at + timedelta(days=30), office=names[-1], granted=True))


def register(count=4):
    rows = [
        {
            "office": name,
            "received_at": date(2026, 1, 5) + timedelta(days=7 * i % 60),
            "finished_at": None
            if (i + j) % 5 == 0
            else date(2026, 1, 6) + timedelta(days=8 * i % 60 + 5 + j % 9),
        }
        for j, name in enumerate(offices(count))
        for i in range(8)
    ]
    rows = [
        row
        if row["finished_at"] and row["finished_at"] >= row["received_at"]
        else {**row, "finished_at": None}
        for row in rows
    ]
    return frames.due_dates(pl.DataFrame(rows, schema_overrides={"finished_at": pl.Date}), CAL, amount=10)


def legs(count):
    return [
        {
            "office": name,
            "step": "thẩm định",
            "held": 40.0 + i,
            "budgeted": 42.0,
            "over": max(0.0, i - 2.0),
            "legs": 2,
            "unbudgeted": 0,
        }
        for i, name in enumerate(offices(count))
    ]


def pairs(count):
    names = offices(count)
    return [{"from": a, "to": b, "times": 3 + i} for i, (a, b) in enumerate(pairwise(names))]


def procedures(count):
    return [
        Procedure(
            f"1.{100000 + i}",
            "ví dụ",
            TimeLimit(5 + i % 30, (Unit.DAY, Unit.WORKING_DAY)[i % 2]),
            agency=f"Bộ {name}",
        )
        for i, name in enumerate(offices(count) * 4)
    ]


def findings(count):
    table = PublishedTable(
        received=18477, carried_over=3209, total=21686, resolved=17651, early=13767, on_time=3254, late=634
    )
    return (audit(table) * count)[:count]


def rates(count):
    return {
        f"{i % 12 + 1:02}/{2020 + i // 12}": Rate(9 * i % 20, 20, Denominator.RESOLVED) for i in range(count)
    }


DRAWN = {
    "timeline": lambda n, **more: plots.timeline(dossier(n), **more),
    "on_time": lambda n, **more: plots.on_time(rates(n), **more),
    "hand_overs": lambda n, **more: plots.hand_overs(pairs(n), **more),
    "survival": lambda n, **more: plots.survival(
        frames.durations(register(n), CAL, date(2026, 6, 1)), limit=10, by="office", **more
    ),
    "open_stock": lambda n, **more: plots.open_stock(register(n), CAL, date(2026, 3, 2), by="office", **more),
    "limit_use": lambda n, **more: plots.limit_use(legs(n), **more),
    "catalogue_limits": lambda n, **more: plots.catalogue_limits(procedures(n), **more),
    "audited": lambda n, **more: plots.audited(findings(n), **more),
    "compared": lambda n, **more: plots.compared(
        [(name, i, 2 * i) for i, name in enumerate(offices(n))], **more
    ),
}
each_plot = pytest.mark.parametrize("name", DRAWN)


def overlapping(ax):
    """Words that cover each other or leave the figure, and words beside bars that leave the axes."""
    ax.figure.canvas.draw()
    words = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), ax.title, ax.xaxis.label]
    words += ax.get_legend().get_texts() if ax.get_legend() else []
    boxes = [(text, text.get_window_extent()) for text in words if text.get_text() and text.get_visible()]
    found = [
        (a.get_text(), b.get_text())
        for i, (a, one) in enumerate(boxes)
        for b, other in boxes[i + 1 :]
        # A pixel is no letter.
        if min(one.x1, other.x1) - max(one.x0, other.x0) > 1.5
        and min(one.y1, other.y1) - max(one.y0, other.y0) > 1.5
    ]
    whole, inside = ax.figure.bbox.padded(2), ax.get_window_extent().padded(1)
    found += [text.get_text() for text, box in boxes if not (whole.x0 <= box.x0 and box.x1 <= whole.x1)]
    return found + [text.get_text() for text, box in boxes if text in ax.texts and box.x1 > inside.x1]


@each_plot
@pytest.mark.parametrize("count", [4, 40])
def test_labels_have_room(name, count):
    """No label of an axis covers another or leaves the figure, with few groups and with many."""
    assert overlapping(DRAWN[name](count)) == []


LONG = (
    "Uỷ ban nhân dân xã Nguyễn Phích huyện U Minh",
    "Phòng Tài nguyên và Môi trường thành phố Đồng Hới",
    "Trung tâm Phục vụ hành chính công Ngã Bảy",
    "Cục Kỹ thuật Ứng dụng",
)


@each_plot
@pytest.mark.parametrize("count", [4, 40])
@pytest.mark.parametrize(
    "axes",
    [
        lambda: None,
        lambda: plt.subplots(figsize=(9, 4), layout="constrained")[1],
        lambda: plt.subplots()[1],
        lambda: plt.subplots(1, 2, figsize=(12, 5))[1][0],
        lambda: plt.figure(figsize=(14, 6)).subfigures(1, 2)[0].subplots(squeeze=False)[0, 0],
    ],
    ids=["new", "constrained", "plain", "two", "figure within"],
)
def test_long_names_have_room(name, count, axes, monkeypatch):
    """So too with long names, in the caller's axes, and where the caller's figure lays nothing out."""
    monkeypatch.setattr(f"{__name__}.KINDS", LONG)
    ax = axes()
    drawn = DRAWN[name](count, ax=ax)
    assert ax is None or drawn is ax
    assert overlapping(drawn) == []


@pytest.mark.parametrize("most", [12, 20, 42, 84])
def test_shortened_names_differ(most):
    """Names that differ at their ends, in their middle or before their steps still differ when shortened."""
    names = [f"{kind} {i} · thẩm định" for kind in LONG for i in range(9)]
    names += [
        f"Văn phòng đăng ký đất đai chi nhánh {place} thuộc tỉnh Quảng Ngãi"
        for place in ("Lý Sơn", "Bình Sơn")
    ]
    told = short(names, most)
    assert max(map(len, told)) <= most
    assert len(set(told[-2:])) == 2
    assert most < 42 or len(set(told)) == len(names)
    assert short(["Một cửa"], most) == ["Một cửa"]


@each_plot
def test_both_languages(name):
    """A picture returns Axes and speaks the language asked for; another is refused."""
    vietnamese, english = (DRAWN[name](4, language=language) for language in ("vi", "en"))
    assert isinstance(vietnamese, Axes)
    assert vietnamese.get_title(loc="left") != english.get_title(loc="left")
    with pytest.raises(InvalidValueError):
        DRAWN[name](4, language="fr")
    with pytest.raises(InvalidTypeError):
        DRAWN[name](4, ax="axes")


@each_plot
def test_dark_styles_leave_the_paper_white(name):
    """What is drawn is dark, so it stands on white with dark words in a dark style too."""
    with plt.style.context("dark_background"):
        ax = DRAWN[name](4)
    legend = ax.get_legend()
    on_paper = [] if legend is None else [legend.get_title(), *legend.get_texts()]
    on_paper += [] if ax.images else ax.texts
    assert mpl.colors.to_rgb(ax.get_facecolor()) == (1, 1, 1)
    assert all(sum(mpl.colors.to_rgb(text.get_color())) < 1 for text in on_paper)


@each_plot
@pytest.mark.filterwarnings("error")
def test_the_font_has_every_letter(name):
    """Drawing warns of no missing letter."""
    DRAWN[name](4).figure.canvas.draw()


def bars(ax):
    return [(float(bar.get_x()), float(bar.get_width())) for bar in ax.patches if hasattr(bar, "get_width")]


def test_a_timeline_shows_legs_pauses_and_due_dates():
    """Bars are the legs, the hatched span is the pause, lines are the old and the new due dates."""
    one = dossier()
    ax = plots.timeline(one)
    drawn = [
        (num2date(bar.get_x()).replace(tzinfo=None), round(bar.get_width(), 6))
        for container in ax.containers
        for bar in container
    ]
    assert drawn == [
        (leg.started, round((leg.ended - leg.started) / timedelta(days=1), 6)) for leg in one.legs
    ]
    spans = [patch for patch in ax.patches if patch.get_hatch() == "///" and patch.get_fill()]
    pause, resume = (change.at for change in one.clock.history[:2])
    # Older versions of matplotlib make polygons of spans, newer ones rectangles.
    (span,) = [one.get_extents().transformed(ax.transData.inverted()) for one in spans]
    assert (span.x0, span.x1) == pytest.approx((date2num(pause), date2num(resume)), abs=1e-6)
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert f"hạn ban đầu {one.clock.original_deadline.due_on:%d/%m/%Y}" in words
    assert f"hạn trả kết quả {one.deadline.due_on:%d/%m/%Y}" in words
    numbered = ", ".join(text.get_text() for text in ax.texts).split(", ")
    assert sorted(map(int, numbered)) == list(range(1, len(one.breaches) + 1))


def test_what_is_open_is_drawn_up_to_now():
    """A leg that lasts ends at `now`; a dossier nobody holds cannot be drawn."""
    procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
    new = Dossier("H17.18-260302-0001", procedure, CAL)
    with pytest.raises(InvalidValueError, match="nothing to draw"):
        plots.timeline(new)
    accepted = new.record(events.Accepted(at=datetime(2026, 3, 2, 9), office="A"))
    ax = plots.timeline(accepted, now=datetime(2026, 3, 4, 9))
    assert [bar.get_width() for bar in ax.containers[0]] == [2.0]


def test_on_time_by_month_is_that_of_the_reports():
    """A frame by month gives the rates of the period reports of these months."""
    frame = register()
    ax = plots.on_time(frame)
    months = [date(2026, n, 1) for n in range(1, 5)]
    want = []
    for start, end in pairwise(months):
        report = frames.period_report(frame, start, end).to_dicts()[0]
        if report["resolved"]:
            want.append((report["early"] + report["on_time"]) / report["resolved"])
    drawn = [float(share) for share in ax.lines[0].get_ydata()]
    assert drawn == pytest.approx(want)


def test_on_time_draws_wilsons_interval():
    """The bars are the interval of the rate; a month with nothing has neither point nor bar."""
    told = {"a": Rate(9, 10, Denominator.RESOLVED), "b": Rate(0, 0, Denominator.RESOLVED)}
    ax = plots.on_time(told)
    (segment,) = ax.collections[0].get_segments()
    assert [float(y) for _, y in segment] == pytest.approx(told["a"].interval())
    report = PeriodReport.of([dossier()], date(2026, 3, 1), date(2026, 7, 1))
    assert float(plots.on_time(iter([report])).lines[0].get_ydata()[0]) == 0.0


def test_hand_overs_are_the_counts():
    """The squares are the counts of the frame, and those of a lateness report."""
    log = pl.DataFrame(
        {
            "dossier": ["H1"] * 3 + ["H2"] * 2,
            "office": ["A", "B", "A", "A", "B"],
            "entered": [datetime(2026, 3, day, 9) for day in (2, 3, 4, 2, 3)],
        }
    )
    assert plots.hand_overs(frames.hand_overs(log)).images[0].get_array().tolist() == [[0, 2], [1, 0]]
    report = lateness_report([dossier()], datetime(2026, 7, 1))
    assert plots.hand_overs(report).images[0].get_array().sum() == sum(n for *_, n in report.hand_overs)


def test_hand_overs_of_several_rows_add_up():
    """A pair in several rows, as of several months, is their sum; once is seen beside a thousand times."""
    rows = [{"from": "A", "to": "B", "times": times} for times in (1, 999)]
    image = plots.hand_overs([*rows, {"from": "B", "to": "A", "times": 1}]).images[0]
    assert image.get_array().tolist() == [[0, 1000], [1, 0]]
    never, once, often = (image.cmap(image.norm(times))[0] for times in (0, 1, 1000))
    assert never == 1 > once > often


def test_names_in_any_normal_form_are_one():
    """A name in composed letters and one in decomposed letters are one group."""
    rows = [
        {"duration": 2, "observed": 1, "office": unicodedata.normalize(form, "Hoà Lạc")}
        for form in ("NFC", "NFD")
    ]
    rows.append({"duration": 2, "observed": 1, "office": None})
    told = [text.get_text() for text in plots.survival(rows, by="office").get_legend().get_texts()]
    assert told == ["Hoà Lạc", "–"]


def test_a_timeline_of_a_past_moment_knows_nothing_later():
    """What happened after `now` is not drawn: neither legs nor the due day that came of it."""
    one, now = dossier(), datetime(2026, 3, 8)
    ax = plots.timeline(one, now=now)
    assert [text.get_text() for text in ax.get_yticklabels()] == [leg.office for leg in one.as_of(now).legs]
    due = one.as_of(now).deadline.due_on
    assert ax.get_legend().get_texts()[-1].get_text() == f"hạn trả kết quả {due:%d/%m/%Y}"


def test_small_changes_are_written_out():
    """A change is written with at least one figure, whatever the size of what changes."""
    told = plots.compared(
        [("rate", 0.912, 0.9124), ("p", 0.001, 0.002), ("days", 3300, 3300.2)], language="en"
    )
    assert [text.get_text() for text in told.texts] == [
        "0.912 → 0.9124 (+0.0004)",
        "0.001 → 0.002 (+0.001)",
        "3,300 → 3,300.2 (+0.2)",
    ]


def test_survival_by_hand():
    """Kaplan and Meier by hand: of 5 one ends at 2, one is lost at 3, of 3 one ends at 4, the last at 6."""
    seen = {(2.0, True): 1, (3.0, False): 1, (4.0, True): 1, (5.0, False): 1, (6.0, True): 1}
    curve = Curve.of(seen)
    assert curve.shares == pytest.approx((1, 4 / 5, 4 / 5, 8 / 15, 8 / 15, 0))
    # Greenwood on the log-log scale after the first day, worked out apart.
    assert (curve.low[1], curve.high[1]) == pytest.approx((0.2038, 0.9692), abs=1e-4)
    assert all(
        low <= share <= high for low, share, high in zip(curve.low, curve.shares, curve.high, strict=True)
    )
    ax = plots.survival([{"duration": 2, "observed": 1}], limit=TimeLimit(5, Unit.WORKING_DAY))
    assert ax.lines[-1].get_xdata()[0] == 5
    with pytest.raises(InvalidValueError, match="working days"):
        plots.survival([{"duration": 2, "observed": 1}], limit=TimeLimit(5, Unit.DAY))


def test_open_stock_counts_what_was_open():
    """All bars together are what a report of that evening has pending, and its overdue part is told apart."""
    frame, on = register(), date(2026, 3, 2)
    report = frames.period_report(frame, date(2026, 1, 1), on + timedelta(days=1)).to_dicts()[0]
    in_time, overdue = plots.open_stock(frame, CAL, on).containers
    assert sum(bar.get_width() for bar in overdue) == report["pending_overdue"]
    assert sum(bar.get_width() for bar in in_time) == report["pending_in_time"]
    by_office = plots.open_stock(frame, CAL, on, by="office")
    assert sum(bar.get_width() for band in by_office.containers for bar in band) == report["pending"]
    with pytest.raises(InvalidValueError, match="ages rise"):
        plots.open_stock(frame, CAL, on, ages=(5, 3))


def test_limit_use_is_held_against_the_budget():
    """A dossier's bars are what its offices held, the hatched part what was over."""
    one = dossier()
    ax = plots.limit_use(one)
    hour = timedelta(hours=1)
    assert sum(width for _, width in bars(ax)) == pytest.approx(sum(leg.held / hour for leg in one.legs))
    over = sum(float(bar.get_width()) for bar in ax.patches if bar.get_hatch())
    assert over == pytest.approx(sum(leg.over / hour for leg in one.legs))
    report = lateness_report([one], datetime(2026, 7, 1))
    assert sum(w for _, w in bars(plots.limit_use(report))) == pytest.approx(
        sum(x.held / hour for x in report.steps)
    )


def test_legs_without_a_budget_use_none_up():
    """What they took is no part of the percentage: a report shows it apart, a frame cannot."""
    hour = timedelta(hours=1)
    figures = LegFigures(
        "A", "x", on_time=1, unbudgeted=1, held=28 * hour, held_of_budget=8 * hour, budget=8 * hour
    )
    report = attrs.evolve(lateness_report([dossier()], datetime(2026, 7, 1)), steps=(figures,))
    ax = plots.limit_use(report, language="en")
    assert [(x, width) for x, width in bars(ax)] == [(0, 8), (8, 20)]
    assert ax.texts[0].get_text() == "8 / 8 (100 %) + 20"
    row = {"office": "A", "step": "x", "held": 28.0, "budgeted": 8.0, "over": 0.0, "legs": 2, "unbudgeted": 1}
    assert plots.limit_use([row]).texts[0].get_text() == "28 / 8"


def test_catalogue_tells_working_days_from_days():
    """Each unit has a box of its own between its quartiles; what is in neither is counted below."""
    some = [Procedure(f"1.00000{n}", "ví dụ", TimeLimit(n, Unit.DAY), agency="Bộ A") for n in range(1, 6)]
    some += [
        Procedure("1.000007", "ví dụ", TimeLimit(7, Unit.WORKING_DAY), agency="Bộ A"),
        Procedure("1.000008", "ví dụ"),
    ]
    ax = plots.catalogue_limits(some, language="en")
    assert [(bar.get_hatch() or "", *place) for bar, place in zip(ax.patches, bars(ax), strict=True)] == [
        ("", 7.0, 0.0),
        ("////", 2.0, 2.0),
    ]
    assert "1 procedures without a limit" in ax.get_xlabel()
    with pytest.raises(InvalidValueError, match="divided by"):
        plots.catalogue_limits(some, by="limit")


def test_audit_marks_what_fails():
    """What fails is marked and its gap written; what cannot be told has no bar."""
    ax = plots.audited(PublishedTable(received=90, carried_over=10, total=110, resolved=50), language="en")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert [label[0] for label in labels] == ["✗", "?", "?"]
    assert [text.get_text() for text in ax.texts] == ["110 − 100 = 10", "not enough figures", "pending = 60"]
    assert [width for _, width in bars(ax)] == pytest.approx([1, 100 / 110])


@pytest.mark.parametrize(
    "source", [[("late", 330, 281)], [{"measure": "late", "baseline": 330, "reform": 281}]]
)
def test_compared_takes_rows(source):
    """Triples, mappings and frames are drawn alike."""
    table = pl.DataFrame({"measure": ["late"], "baseline": [330], "reform": [281]})
    assert bars(plots.compared(source)) == bars(plots.compared(table)) == [(0, 330), (0, 281)]


def test_compared_takes_what_policy_compared():
    """What `policy.compare` gives is drawn as it is, measure by measure."""
    rows = pl.DataFrame(
        {"code": ["H1"], "received_at": [date(2026, 3, 2)], "limit": [5], "finished_at": [date(2026, 3, 9)]}
    )
    base = policy.Scenario(rows, calendar=CAL)
    diff = policy.compare(base, base.with_limits(0.8), date(2026, 3, 1), date(2026, 4, 1))
    told = [(name, one.baseline, one.reform) for name, one in diff.measures.items()]
    assert bars(plots.compared(diff)) == bars(plots.compared(told))
    assert sum(width for _, width in bars(plots.compared(diff))) == 8


def test_compared_draws_intervals():
    """A figure that is an interval has its mean as bar and a line from its low to its high end."""
    before, after = Interval(330.0, 300.0, 360.0, 0.95, 30), Interval(280.0, 250.0, 310.0, 0.95, 30)
    ax = plots.compared([("late", before, after), ("pending", 470, 470)])
    assert [width for _, width in bars(ax)] == [330, 470, 280, 470]
    assert [list(line.get_xdata()) for line in ax.lines] == [[300, 360], [250, 310]]
    assert ax.texts[0].get_text() == "330 → 280 (-50)"


def test_compared_takes_reports():
    """Two reports are drawn measure by measure; one alone is refused."""
    reports = [PeriodReport.of(several, date(2026, 3, 1), date(2026, 7, 1)) for several in ([], [dossier()])]
    assert sum(width for _, width in bars(plots.compared(*reports))) == 4
    with pytest.raises(InvalidTypeError, match="compared"):
        plots.compared(reports[0])


@pytest.mark.parametrize("engine", ["pandas", "pyarrow"])
def test_other_engines(engine):
    """A frame of another engine is read too."""
    pytest.importorskip(engine)
    table = pl.DataFrame({"from": ["A"], "to": ["B"], "times": [3]})
    given = table.to_pandas() if engine == "pandas" else table.to_arrow()
    assert plots.hand_overs(given).images[0].get_array().tolist() == [[0, 3], [0, 0]]


@pytest.mark.parametrize("read", [registers.read_register, frames.read_register])
def test_a_register_is_drawn_as_it_was_read(read, tmp_path):
    """Rows read from a file need not be made a frame first, whoever read them."""
    path = tmp_path / "register.csv"
    path.write_text(
        "code,office,received,due,finished\n"
        "H1,A,02/03/2026,09/03/2026,09/03/2026\nH2,A,02/03/2026,09/03/2026,10/03/2026\nH3,B,03/03/2026,10/03/2026,\n",
        encoding="utf-8",
    )
    given = read(path, CAL)
    assert plots.on_time(given).lines[0].get_ydata().tolist() == [0.5]
    ax = plots.open_stock(given, CAL, date(2026, 3, 9), by="office")
    assert [text.get_text() for text in ax.texts] == ["1", "1"]


@pytest.mark.parametrize("given", [None, 3, "x", [1, 2]])
def test_what_is_no_frame_is_refused(given):
    """Anything else than rows is refused with what can be drawn."""
    with pytest.raises(InvalidTypeError, match="a picture is drawn from"):
        plots.hand_overs(given)


def test_an_empty_source_or_a_missing_column_is_refused():
    """There is nothing to draw of nothing, and a column that is missing is named."""
    with pytest.raises(InvalidValueError, match="nothing to draw"):
        plots.hand_overs([])
    with pytest.raises(InvalidValueError, match="no column 'times'"):
        plots.hand_overs([{"from": "A", "to": "B"}])


@pytest.mark.parametrize("span", [0, 3, 30, 200, 800, 9000])
@pytest.mark.parametrize("most", [2, 5, 9])
def test_days_on_an_axis(span, most):
    """The days lie within, rise, and are no more than have room."""
    first = date(2026, 3, 4)
    days = even_days(first, first + timedelta(days=span), most)
    assert 1 <= len(days) <= most
    assert days == sorted(set(days))
    assert first <= days[0]
    assert days[-1] <= first + timedelta(days=span)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: plots.hand_overs([{"from": "A", "to": "B", "times": "many"}]), "finite number"),
        (lambda: plots.hand_overs([{"from": "A", "to": "B", "times": -1}]), "whole numbers"),
        (lambda: plots.hand_overs([{"from": "A", "to": "B", "times": 1.5}]), "whole numbers"),
        (lambda: plots.hand_overs([{"from": "A", "to": None, "times": 1}]), "without a name"),
        (lambda: plots.compared([("late", float("nan"), 1)]), "finite number"),
        (lambda: plots.compared([("late", "many", 1)]), "finite number"),
        (lambda: plots.compared([("late", 1)]), "a row is"),
        (lambda: plots.compared([7]), "a row is"),
        (lambda: plots.compared({"late": 1}), "baseline"),
        (lambda: plots.compared([(None, 1, 2)]), "without a name"),
        (lambda: plots.compared([("late", 1, 2)], names=("a", "b", "c")), "are two"),
        (lambda: plots.survival([{"duration": -1, "observed": 1}]), "0 or more"),
        (lambda: plots.survival([{"duration": "x", "observed": 1}]), "finite number"),
        (lambda: plots.survival([{"duration": None, "observed": 1}]), "finite number"),
        (lambda: plots.survival([{"duration": 1, "observed": 2}]), "was observed"),
        (lambda: plots.survival([{"duration": 1, "observed": "no"}]), "was observed"),
        (lambda: plots.limit_use([{**legs(1)[0], "held": float("nan")}]), "finite number"),
        (lambda: plots.open_stock(register(), CAL, date(2026, 3, 2), ages=5), "ages rise"),
        (lambda: plots.open_stock(register(), CAL, date(2026, 3, 2), ages=(0, 2.5)), "ages rise"),
        (
            lambda: plots.on_time(
                {"a": Rate(1, 2, Denominator.RESOLVED), "b": Rate(1, 2, Denominator.RECEIVED)}
            ),
            "shares of the same",
        ),
        (lambda: plots.survival([{"working_days": 1, "ended": True}], limit=-1), "0 or more"),
        (lambda: plots.survival([{"working_days": 1, "ended": True}], limit=float("nan")), "0 or more"),
    ],
)
def test_what_is_no_figure_is_refused(draw, said):
    """Texts, gaps, NaN and what is below zero are refused in words, before anything is drawn."""
    before = plt.get_fignums()
    with pytest.raises(ThutucError, match=said):
        draw()
    assert plt.get_fignums() == before
