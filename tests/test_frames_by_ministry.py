"""Catalogues and surveys of them summed up in frames of each engine, by ministry."""

from statistics import median

import pytest

nw = pytest.importorskip("narwhals.stable.v2")
pytest.importorskip("numpy")

from hypothesis import given, strategies as st

from thutuc import Channel, Procedure, TimeLimit, Unit, catalogue, frames
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.procedures import ChannelOffer

ENGINES = ["polars", "pandas", "pyarrow"]
DAYS = {Unit.DAY, Unit.WORKING_DAY}


def procedure(n, *limits, agency="Bộ A"):
    """One whose channels have these limits."""
    offers = [ChannelOffer(channel, limit) for channel, limit in zip(Channel, limits, strict=False)]
    return Procedure(f"1.{n:06}", "ví dụ", agency=agency, field="Hộ tịch", channels=offers)


def working(n):
    return TimeLimit(n, Unit.WORKING_DAY)


SOME = [
    procedure(1, working(5), working(3), working(5)),
    procedure(2, working(10), TimeLimit(20, Unit.DAY), agency="Bộ Ă"),
    procedure(3, agency="Bộ Ă"),
    procedure(4, working(7), agency=""),
]


def rows_of(frame):
    """The rows of a native frame as dictionaries, missing values None."""
    rows = nw.from_native(frame).rows(named=True)
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]  # noqa: PLR0124


@pytest.mark.parametrize("engine", ENGINES)
def test_limits_by_ministry(engine):
    """Each limit of a procedure counts once; ministries stand in the order of the alphabet, none last."""
    pytest.importorskip(engine)
    table = frames.catalogue_table(SOME, engine=engine)
    assert type(table).__module__.partition(".")[0] == engine
    rows = rows_of(table)
    assert [(row["agency"], row["unit"], row["procedures"], row["limits"]) for row in rows] == [
        ("Bộ A", "working_day", 1, 2),
        ("Bộ Ă", "day", 1, 1),
        ("Bộ Ă", "working_day", 1, 1),
        ("Bộ Ă", None, 1, 0),
        (None, "working_day", 1, 1),
    ]
    assert [rows[0][name] for name in ("least", "lower_quartile", "median", "most")] == [3, 3.5, 4, 5]
    assert rows[3]["median"] is None


@pytest.mark.parametrize(("by", "groups"), [(lambda _: None, [None]), (lambda one: len(one.code), ["8"])])
def test_a_function_may_give_no_group_or_a_number(by, groups):
    """What a function gives names the group; None is none."""
    rows = rows_of(frames.catalogue_table(SOME, by=by)) + rows_of(
        frames.survey_table(catalogue.lint(SOME), by=by)
    )
    assert list(dict.fromkeys(row["group"] for row in rows)) == groups


@pytest.mark.parametrize("engine", ENGINES)
def test_survey_by_ministry(engine):
    """Each kind of finding has its procedures, and the share of those of the ministry that were checked."""
    pytest.importorskip(engine)
    survey = catalogue.lint(SOME)
    rows = rows_of(frames.survey_table(survey, engine=engine))
    (lacking,) = [row for row in rows if row["kind"] == "no-limit"]
    assert (lacking["agency"], lacking["severity"]) == ("Bộ Ă", "warning")
    assert (lacking["procedures"], lacking["checked"], lacking["share"]) == (1, 2, 0.5)
    assert sum(row["findings"] for row in rows) == len(survey.flagged)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_makes_an_empty_table(engine):
    """Without procedures there are no rows, and all columns."""
    pytest.importorskip(engine)
    limits = frames.catalogue_table([], engine=engine)
    found = frames.survey_table(catalogue.lint([]), engine=engine)
    assert rows_of(limits) == rows_of(found) == []
    assert nw.from_native(limits).columns[:4] == ["agency", "unit", "procedures", "limits"]
    assert nw.from_native(found).columns[:3] == ["agency", "kind", "severity"]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 60)), min_size=1, max_size=20))
def test_figures_are_those_of_the_rows(given_limits):
    """What a ministry's row says is what a hand counts in the rows of the limits."""
    some = [procedure(n, working(days), agency=name) for n, (name, days) in enumerate(given_limits)]
    every = {(one["code"], one["agency"], one["limit"]) for one in rows_of(frames.of_procedures(some))}
    for row in rows_of(frames.catalogue_table(some)):
        amounts = [limit for _, agency, limit in every if agency == row["agency"]]
        assert (row["limits"], row["least"], row["most"]) == (len(amounts), min(amounts), max(amounts))
        assert row["median"] == median(amounts)
        ends = [row[name] for name in ("least", "lower_quartile", "median", "upper_quartile", "most")]
        assert ends == sorted(ends)


def test_by_anything():
    """A function divides as a name does, in a column `group`, also the catalogue of the package."""
    standard = catalogue.standard()
    rows = rows_of(frames.catalogue_table(standard, by=lambda one: one.code[:1]))
    assert {row["group"] for row in rows} == {one.code[:1] for one in standard.procedures}
    survey = catalogue.lint(standard.procedures)
    assert {row["field"] for row in rows_of(frames.survey_table(survey, by="field"))} == {
        each.procedure.field or None for each in survey.flagged
    }


@pytest.mark.parametrize(
    ("error", "call"),
    [
        (InvalidTypeError, lambda: frames.catalogue_table([1])),
        (InvalidTypeError, lambda: frames.survey_table(SOME)),
        (InvalidValueError, lambda: frames.catalogue_table(SOME, by="owner")),
        (InvalidValueError, lambda: frames.survey_table(catalogue.lint(SOME), by="owner")),
        (InvalidValueError, lambda: frames.catalogue_table(SOME, engine="excel")),
        (InvalidValueError, lambda: frames.survey_table(catalogue.Survey(4, catalogue.lint(SOME).flagged))),
    ],
)
def test_bad_input(error, call):
    """What is no procedure, no survey, no text of a procedure and no engine is refused."""
    with pytest.raises(error):
        call()


@pytest.mark.parametrize(
    ("number", "ministry"),
    [("1025/QĐ-BTC", "BTC"), ("4864/QĐ-BCA-C06", "BCA"), ("QĐ/0001-BCA", "BCA"), ("1681", None), ("", None)],
)
def test_the_ministry_is_that_of_the_decision(number, ministry):
    """Whose procedure it is stands in the number of the decision that published it, if it has a sign."""
    record = {"ma_thu_tuc": "1.000001", "ten_thu_tuc": "ví dụ", "so_quyet_dinh": number}
    (row,) = rows_of(frames.catalogue_table([catalogue.from_portal(record)], by="ministry"))
    assert row["ministry"] == ministry
