"""The audit of published tables: real figures, random ones, and what is no table."""

import tomllib
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, strategies as st

from thutuc.errors import InvalidTypeError, InvalidValueError, RegisterError
from thutuc.reports import (
    Denominator,
    NumberStyle,
    PublishedTable,
    Scope,
    audit,
    audit_parts,
    audit_table,
    read_published,
    together,
)

TESTS = Path(__file__).parent
SHARED = TESTS.parent.parent / "shared" / "published_reports.csv"
TABLES = tomllib.loads((TESTS / "cases" / "reports.toml").read_text("utf-8"))["tables"]


def found(table):
    return {finding.identity: finding for finding in audit(table)}


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case["name"])
def test_real_tables(case):
    """Each published table has the gaps, the implied figures and the denominators worked out by hand."""
    findings = audit(PublishedTable(**case["figures"]))
    sums = [one for one in findings if "_pct" not in one.identity]
    assert {one.identity: one.gap for one in sums if one.holds} == case["holds"]
    failing = {one.identity: one.gap for one in findings if one.holds is False and one.gap is not None}
    assert {name: float(gap) for name, gap in failing.items()} == case["fails"]
    assert dict(pair for one in findings for pair in one.implied) == case["implied"]
    over = [one for one in findings if one.identity.startswith("on_time_pct =")]
    assert [name.name for one in over for name in one.denominators] == case.get("over", [])
    two = [one for one in findings if one.holds is False and one.identity.endswith("one denominator")]
    assert bool(two) is case.get("two_denominators", False)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared table is not here")
def test_the_shared_table():
    """Of the rows of the shared table one does not add up: the districts of Lâm Đồng, by 4."""
    tables = read_published(SHARED)
    assert len(tables) == 8
    failing = [(table.place, one) for table in tables for one in audit(table) if one.holds is False]
    assert [(place, one.identity, one.gap) for place, one in failing] == [
        ("Lâm Đồng districts (incl. communes)", "resolved = early + on_time + late", -4)
    ]
    rates = {table.place: audit(table)[-1].denominators for table in tables if table.on_time_pct}
    assert rates == {
        "Quảng Nam (province+district+commune)": (Denominator.RESOLVED, Denominator.RECEIVED),
        "Vĩnh Phúc provincial service centre": (Denominator.DUE_IN_PERIOD,),
        "District 1, HCMC": (Denominator.RECEIVED,),
    }
    both = together(tables[:2])
    assert (both.received, both.on_time, both.late, both.pending) == (13_400, 12_600, 330, 470)


def test_chau_thanh_together():
    """Both mechanisms add up: 13,400 received are 12,600 on time, 330 late and 470 pending."""
    one_stop, linked = (PublishedTable(**case["figures"]) for case in (TABLES[1], TABLES[0]))
    both = together([one_stop, linked])
    (closing,) = [one for one in audit(both) if one.holds]
    assert (closing.identity, closing.printed, closing.gap) == (
        "received + carried_over = resolved + pending",
        13_400,
        0,
    )
    assert [one.holds for one in audit_parts(both, [one_stop, linked])] == [True, True, None, None]


def test_a_whole_table_is_decided():
    """A table with all its columns leaves nothing open, and one wrong figure fails where it stands."""
    right = PublishedTable(
        received=100, carried_over=10, total=110, resolved=90, early=50, on_time=30, late=10, pending=20
    )
    assert [one.holds for one in audit(right)] == [True, True, True]
    wrong = attrs.evolve(right, pending=23)
    assert [(one.holds, one.gap) for one in audit(wrong)] == [(True, 0), (True, 0), (False, -3)]


def test_early_may_stand_within_on_time():
    """A table that gives no `early`, or says that it is within, does not add it."""
    assert found(PublishedTable(resolved=40, on_time=30, late=10))["resolved = on_time + late"].holds
    within = PublishedTable(resolved=40, early=20, on_time=30, late=10, on_time_includes_early=True)
    assert found(within)["resolved = on_time + late"].holds
    apart = attrs.evolve(within, on_time_includes_early=False)
    assert found(apart)["resolved = early + on_time + late"].gap == -20


def test_a_missing_figure_is_no_dossiers_or_more():
    """What is missing may make up for too few, and never for too many."""
    short = found(PublishedTable(received=100, resolved=60, pending=50))
    assert short["received + carried_over = resolved + pending"].implied == (("carried_over", 10),)
    many = PublishedTable(received=100, resolved=60, pending=30)
    assert found(many)["received + carried_over = resolved + pending"].gap == 10
    assert found(many)["received + carried_over = resolved + pending"].holds is None
    closed = audit(many, complete=True)[-1]
    assert (closed.holds, closed.gap) == (False, 10)
    basis = found(PublishedTable(received=100, resolved=60, pending=50, received_basis="total"))
    assert basis["received = resolved + pending"].holds is False
    late = found(PublishedTable(resolved=10, on_time=12))
    assert (late["resolved = on_time + late"].holds, late["resolved = on_time + late"].gap) == (False, -2)


def test_rounded_figures_have_their_tolerance():
    """4,100 may be anything from 4,050 to 4,150, unless the table is exact."""
    rounded = PublishedTable(received=4100, on_time=3300, late=330, pending=420, exact=False)
    assert audit(rounded)[-1].holds
    for other in (attrs.evolve(rounded, exact=True), attrs.evolve(rounded, pending=200)):
        assert audit(other, complete=True)[-1].holds is False
        assert audit(other)[-1].holds is None
        assert audit(other)[-1].gap > audit(other)[-1].tolerance


def test_a_rate_that_fits_nothing():
    """Where all denominators are printed and none gives the rate, it fails with the gap to the nearest."""
    full = {"received": 90, "total": 100, "resolved": 80, "due_in_period": 85}
    rate = audit(PublishedTable(on_time=70, on_time_pct="99", **full))[-1]
    assert (rate.holds, rate.gap) == (False, Decimal("11.5"))
    del full["due_in_period"]
    open_ = audit(PublishedTable(on_time=70, on_time_pct="99", **full))[-1]
    assert (open_.holds, open_.missing) == (None, ("due_in_period",))
    assert audit(PublishedTable(on_time_pct="99"))[-1].holds is None


COUNTS = st.integers(0, 10_000)


@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS), st.data())
def test_a_table_made_from_dossiers_never_fails(counts, data):
    """Whatever a right table leaves out, no identity of it fails, and what is implied is right."""
    early, on_time, late, pending, carried = counts
    total = early + on_time + late + pending
    right = {
        "early": early,
        "on_time": on_time,
        "late": late,
        "resolved": early + on_time + late,
        "pending": pending,
        "total": total,
        "carried_over": min(carried, total),
        "received": total - min(carried, total),
    }
    shown = data.draw(st.sets(st.sampled_from(sorted(right))))
    if "early" not in shown and "on_time" in shown:
        right["on_time"] += early
    for finding in audit(PublishedTable(**{name: right[name] for name in shown})):
        assert finding.holds is not False, finding
        assert all(right[name] == number for name, number in finding.implied if name != "on_time")


@given(COUNTS, COUNTS, COUNTS, st.sampled_from(Denominator))
def test_a_rate_is_traced_to_its_denominator(on_time, late, pending, denominator):
    """A rate printed to two digits agrees with the denominator it was worked out from."""
    figures = {
        Denominator.RESOLVED: on_time + late,
        Denominator.RECEIVED: on_time + late + pending,
        Denominator.RECEIVED_AND_CARRIED_OVER: on_time + late + pending + 7,
        Denominator.DUE_IN_PERIOD: on_time + late + 3,
    }
    among = figures[denominator]
    if not among:
        return
    table = PublishedTable(
        on_time=on_time,
        resolved=figures[Denominator.RESOLVED],
        received=figures[Denominator.RECEIVED],
        total=figures[Denominator.RECEIVED_AND_CARRIED_OVER],
        due_in_period=figures[Denominator.DUE_IN_PERIOD],
        on_time_pct=round(Decimal(100 * on_time) / among, 2),
    )
    rate = next(one for one in audit(table) if one.identity.startswith("on_time_pct"))
    assert rate.holds
    assert denominator in rate.denominators


# What is no table -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrong", "error"), [
    (-1, InvalidValueError), (9.3, InvalidValueError), (9300.0, InvalidValueError),
    (Decimal("9.300"), InvalidValueError),
    (float("nan"), InvalidValueError), (True, InvalidTypeError), ("9.300", InvalidTypeError),
    ([1], InvalidTypeError),
])  # fmt: skip
def test_counts_are_whole(wrong, error):
    """A negative, fractional or written count is refused by its name, and so is 9.3 for 9,300."""
    with pytest.raises(error, match="received is a count of dossiers"):
        PublishedTable(received=wrong)


@pytest.mark.parametrize("wrong", [-1, 101, "9.300", "x", True, float("nan"), None])
def test_percentages_lie_between_0_and_100(wrong):
    """A percentage is a number up to 100, in digits that can be read in one way."""
    if wrong is None:
        assert PublishedTable(late_pct=None).late_pct is None
        return
    with pytest.raises((InvalidValueError, InvalidTypeError)):
        PublishedTable(late_pct=wrong)


def test_other_arguments_are_checked():
    """Scope and basis are named values, and an audit reads tables only."""
    with pytest.raises(InvalidValueError, match="received_basis"):
        PublishedTable(received_basis="all")
    with pytest.raises(InvalidTypeError, match="scope"):
        PublishedTable(scope="own")
    for call in (audit, lambda table: audit_parts(table, [table])):
        with pytest.raises(InvalidTypeError, match="PublishedTable"):
            call({"received": 1})
    with pytest.raises(InvalidValueError, match="no parts"):
        audit_parts(PublishedTable(), [])


def test_nothing_is_added_up_twice():
    """A district's total may contain its communes: only what each office counts alone is added."""
    own = [PublishedTable(received=5, place=place, scope=Scope.OWN) for place in "AB"]
    assert together(own).received == 10
    assert together(own).place == "A, B"
    for scope in (Scope.ROLL_UP, None):
        with pytest.raises(InvalidValueError, match="twice"):
            together([attrs.evolve(table, scope=scope) for table in own])
    with pytest.raises(InvalidValueError, match="twice"):
        together([own[0], attrs.evolve(own[1], scope=Scope.ROLL_UP)])
    with pytest.raises(InvalidValueError, match="different periods"):
        together([own[0], attrs.evolve(own[1], period="2018")])
    with pytest.raises(InvalidValueError, match="no table"):
        together([])


def test_parts_are_compared_with_the_whole():
    """A figure that is not the sum of its parts is off by the gap; a part that is silent decides nothing."""
    whole = PublishedTable(received=100, late=10, pending=3)
    parts = [PublishedTable(received=60, late=4, pending=5), PublishedTable(received=40, late=5)]
    by = {one.identity.split(" ")[0]: (one.holds, one.gap) for one in audit_parts(whole, parts)}
    assert by == {"received": (True, 0), "late": (False, 1), "pending": (False, -2)}


# Reading ----------------------------------------------------------------------------------------------------


def write(path, *lines):
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_9_300_is_refused_unless_a_style_is_named(tmp_path):
    """The text 9.300 may be nine thousand three hundred or nine point three, so the reader asks."""
    path = write(tmp_path / "t.csv", "place,received,on_time_pct", 'A,9.300,"99,5"')
    with pytest.raises(
        RegisterError, match=r"t\.csv, row 2, column received: '9\.300' may be 9300 or 9\.300"
    ):
        read_published(path)
    (table,) = read_published(path, numbers=NumberStyle.VIETNAMESE)
    assert (table.received, table.on_time_pct) == (9300, Decimal("99.5"))
    with pytest.raises(RegisterError, match="fraction"):
        read_published(write(tmp_path / "u.csv", "received", "9.300"), numbers=NumberStyle.PLAIN)
    (table,) = read_published(write(tmp_path / "v.csv", "received", '"9,300"'), numbers=NumberStyle.ENGLISH)
    assert table.received == 9300


def test_a_reader_names_every_problem(tmp_path):
    """All problems of a file come at once, each with row and column."""
    path = write(
        tmp_path / "t.csv",
        "place,received,exact,scope,late",
        "A,-4,yes,own,1",
        "B,x,maybe,mine,2.5",
        "C,1",
        "D,5,rounded,roll-up,",
    )
    with pytest.raises(RegisterError) as caught:
        read_published(path)
    where = [problem.split(":")[0] for problem in caught.value.problems]
    assert where == [
        "t.csv, row 2, column received",
        "t.csv, row 3, column received",
        "t.csv, row 3, column exact",
        "t.csv, row 3, column scope",
        "t.csv, row 3, column late",
        "t.csv, row 4",
    ]
    with pytest.raises(RegisterError, match="unknown heading 'recieved'"):
        read_published(write(tmp_path / "u.csv", "recieved", "1"))
    with pytest.raises(RegisterError, match="cannot be read"):
        read_published(tmp_path / "none.csv")


def test_findings_print():
    """A finding is one line in either language, and several tables give a table of findings."""
    table = PublishedTable(resolved=17651, early=13767, on_time=3254, late=634, place="Lâm Đồng")
    by = found(table)
    line = by["resolved = early + on_time + late"]
    assert line.text("en") == "resolved = early + on_time + late: FAILS; 17,651 − 17,655 = -4"
    assert str(line) == "đã giải quyết = trước hạn + đúng hạn + quá hạn: KHÔNG KHỚP; 17.651 − 17.655 = -4"
    assert line.text("en", numbers=NumberStyle.PLAIN).endswith("17651 − 17655 = -4")
    shown = audit_table([table, PublishedTable(on_time=1, resolved=1, on_time_pct="100")], "en")
    assert len(shown) == 7
    assert "Lâm Đồng" in shown.text()
    assert "over: resolved" in shown.text()
    assert shown.names == ("table", "finding")
