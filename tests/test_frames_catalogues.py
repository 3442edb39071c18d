"""A catalogue and a survey of it as frames: every procedure is there, and what the values say is what they said."""

import pytest

pytest.importorskip("narwhals.stable.v2")
pl = pytest.importorskip("polars")

from thutuc import Channel, Procedure, TimeLimit, catalogue, frames
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.procedures import ChannelOffer, ProcedureCase

FIVE, TEN = (TimeLimit.parse(f"{n} ngày làm việc") for n in ("05", "10"))
MADE = [
    Procedure("1.000001", "một", FIVE, agency="A", field="F"),
    Procedure("1.000002", "không", agency="B"),
    Procedure("1.000003", "hai", cases=[ProcedureCase("gần", FIVE), ProcedureCase("xa", TEN)]),
    Procedure(
        "1.000004", "ba", channels=[ChannelOffer(Channel.ONLINE, FIVE), ChannelOffer(Channel.DIRECT, TEN)]
    ),
]


def test_each_limit_has_a_row():
    """A limit has a row for each way to submit; a procedure without a limit has one, without a limit."""
    found = frames.of_procedures(MADE, engine="polars")
    assert found.select("code", "channel", "limit", "unit").rows() == [
        ("1.000001", None, 5, "working_day"),
        ("1.000002", None, None, None),
        ("1.000003", None, 5, "working_day"),
        ("1.000003", None, 10, "working_day"),
        ("1.000004", "online", 5, "working_day"),
        ("1.000004", "direct", 10, "working_day"),
    ]
    assert found.select("agency", "field").rows()[:3] == [("A", "F"), ("B", None), (None, None)]


def test_rows_are_those_of_the_procedures():
    """Of the package's own catalogue each limit of each channel is there once, and no procedure is lost."""
    procedures = catalogue.standard().procedures
    found = frames.of_procedures(procedures, engine="polars", place=lambda one: str(procedures.index(one)))
    for place, procedure in enumerate(procedures):
        rows = found.filter(pl.col("place") == str(place)).drop_nulls("limit")
        ways = {one.channel for one in procedure.channels} or {Channel.DIRECT}
        stated = {
            (float(one.amount), one.unit.name.lower()) for way in ways for one in procedure.limits_for(way)
        }
        assert set(rows.select("limit", "unit").rows()) == stated
    assert found["place"].n_unique() == len(procedures)


def test_a_survey_has_a_row_for_each_finding():
    """The rows are the findings in their order, with their procedures and in the language asked for."""
    survey = catalogue.lint(MADE)
    found = frames.of_survey(survey, language="en", engine="polars", ministry=lambda one: one.agency[:1])
    assert found.select("code", "kind", "finding").rows() == [
        (one.procedure.code, one.finding.code, one.finding.en) for one in survey.flagged
    ]
    assert found.select("severity", "ministry").rows() == [
        (one.finding.severity.name.lower(), one.procedure.agency) for one in survey.flagged
    ]


@pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow"])
def test_engines_agree(engine):
    """Each engine gives the same rows, also where a whole column is empty or there is no row at all."""
    pytest.importorskip(engine)
    for given in (MADE, MADE[1:2], []):
        found = frames.of_procedures(given, engine=engine)
        wanted = frames.of_procedures(given, engine="polars").to_dicts()
        if engine == "pandas":
            found = found.astype(object).where(found.notna(), None)
        rows = found.to_dict("records") if engine == "pandas" else pl.DataFrame(found).to_dicts()
        assert rows == wanted


def test_columns_are_functions_with_names_of_their_own():
    """A column that is there already or is told by no function is refused, and so is what is no survey."""
    with pytest.raises(InvalidValueError, match="'limit' already"):
        frames.of_procedures(MADE, limit=str)
    with pytest.raises(InvalidTypeError, match="by 'x'"):
        frames.of_procedures(MADE, ministry="x")
    with pytest.raises(InvalidTypeError, match="survey"):
        frames.of_survey(MADE)
    with pytest.raises(InvalidValueError, match="engine"):
        frames.of_procedures(MADE, engine="spark")
