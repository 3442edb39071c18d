"""Published figures judged together: bounds through all sums, readings, blame, definitions of rates."""

import copy
import pickle
import tomllib
from decimal import Decimal
from itertools import product
from pathlib import Path

import attrs
import pytest
from hypothesis import given, strategies as st

from thutuc.errors import InvalidTypeError, InvalidValueError, RegisterError
from thutuc.reports import (
    Denominator,
    Ended,
    Exactness,
    PublishedTable,
    Scope,
    audit,
    audit_levels,
    audit_series,
    read_published,
    together,
)
from thutuc.reports.propagation import judge

CASES = tomllib.loads((Path(__file__).parent / "cases" / "reports.toml").read_text("utf-8"))["together"]


def table_of(**figures):
    return PublishedTable(**figures)


def by_identity(table, **options):
    return {one.identity: one for one in audit(table, **options)}


# Worked cases -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases_judged_together(case):
    """Each table fails, leaves something not described, implies and blames what was worked out by hand."""
    findings = audit(PublishedTable(**case["figures"]), complete=case.get("complete", False))
    sums = [one for one in findings if "_pct" not in one.identity]
    assert {one.identity: one.gap for one in sums if one.holds is False and not one.conflict} == case.get(
        "fails", {}
    )
    assert [one.identity for one in sums if one.holds] == case.get("holds", [])
    assert {one.identity: one.gap for one in sums if one.rest} == case.get("not_described", {})
    assert [list(one.conflict) for one in sums if one.conflict] == case.get("conflict", [])
    assert all(one.gap is None for one in sums if one.conflict)
    implied = dict(pair for one in sums if not one.conflict for pair in one.implied)
    assert case.get("implied", {}).items() <= implied.items()
    assert {one.blame for one in sums if one.blame} == {tuple(pair) for pair in case.get("blame", {}).items()}
    rates = {one.identity: one for one in findings if "_pct =" in one.identity}
    assert {name: [of.name for of in one.denominators] for name, one in rates.items()} == case.get(
        "rates", {}
    )
    assert all(one.holds for one in rates.values())


def test_what_is_not_described_says_what_it_may_be():
    """The columns that could hold the rest are named; with all of them printed there is nothing to name."""
    short = table_of(total=100, resolved=51, pending=10)
    (found,) = [one for one in audit(short) if one.rest]
    assert found.text("en") == (
        "total = resolved + pending: 39 not described: returned, stopped or waiting?; 100 − 61 = 39"
    )
    assert "39 chưa được mô tả: trả lại, dừng giải quyết hay chờ bổ sung?" in found.text("vi")
    (some,) = [one for one in audit(attrs.evolve(short, returned=9)) if one.rest]
    assert (some.gap, some.rest) == (30, ("stopped", "waiting"))
    every = attrs.evolve(short, returned=9, stopped=0, waiting=0)
    (fails,) = [one for one in audit(every) if one.holds is False]
    assert (fails.gap, fails.rest) == (30, ())
    (closed,) = [one for one in audit(short, complete=True) if one.holds is False]
    assert (closed.gap, closed.rest) == (39, ())
    for complete in (True, False):
        assert (
            by_identity(table_of(total=5, received=3, carried_over=1), complete=complete)[
                "total = received + carried_over"
            ].holds
            is False
        )


def test_the_reading_that_fits_is_named():
    """What was returned stands beside what was resolved, or in it, and the finding says which."""
    readings = {
        Ended.BESIDE: table_of(total=100, resolved=85, returned=5, pending=10),
        Ended.WITHIN: table_of(total=100, resolved=90, on_time=80, late=10, returned=5, pending=10),
        Ended.APART: table_of(total=100, resolved=90, on_time=75, late=10, returned=5, pending=10),
    }
    for ended, table in readings.items():
        (found,) = [one for one in audit(table) if one.reading]
        assert (found.reading, found.holds, found.gap) == (ended, True, 0)
        assert ended.label("en") in found.text("en")
        assert ended.label() in found.text()
        assert all(one.holds is not False for one in audit(table))
    for name in ("stopped", "withdrawn", "refused"):
        assert by_identity(table_of(total=100, resolved=85, pending=10, **{name: 5}))[
            f"total = resolved + {name} + pending"
        ].holds


def test_one_figure_is_blamed_only_if_all_others_agree():
    """Two figures that cannot both be right blame neither."""
    assert judge(table_of(resolved=90, on_time=80, late=12)).blame is None
    assert judge(table_of(total=100, resolved=90, pending=10, on_time=80, late=10)).blame is None
    off = table_of(total=100, resolved=91, pending=10, on_time=80, late=10)
    assert judge(off).blame == ("resolved", 90)
    (fails,) = [one for one in audit(off) if one.holds is False]
    assert "to blame: the printed resolved; 90 would agree with all others" in fails.text("en")
    assert "con số sai: đã giải quyết; 90 thì khớp" in fails.text()


def test_the_smallest_set_contradicts():
    """Of many figures only those that cannot all be right are named, and without one of them the rest can."""
    table = table_of(
        received=365, received_basis="total", resolved=230, pending_in_time=130, pending_overdue=6, online=5
    )
    conflict = judge(table).conflict
    assert conflict == ("received", "resolved", "pending_in_time", "pending_overdue")
    for name in conflict:
        assert judge(attrs.evolve(table, **{name: None})).conflict == ()


# A naive model ----------------------------------------------------------------------------------------------

FIGURES = (
    "carried_over", "received", "early", "on_time", "late", "pending_in_time", "pending_overdue", "returned",
    "total", "resolved", "pending", "overdue",
)  # fmt: skip


def every_table(most):
    """All right tables of few dossiers in which what was returned stands beside, with nothing left out."""
    for early, on_time, late, in_time, overdue, returned in product(range(most), repeat=6):
        resolved, pending = early + on_time + late, in_time + overdue
        total = resolved + pending + returned
        for carried in {0, total // 2, total}:
            yield dict(zip(FIGURES, (
                carried, total - carried, early, on_time, late, in_time, overdue, returned, total, resolved,
                pending, late + overdue,
            ), strict=True))  # fmt: skip


RIGHT = list(every_table(3))


@given(st.sampled_from(RIGHT), st.sets(st.sampled_from(FIGURES), min_size=1))
def test_what_is_implied_is_so_in_every_right_table(right, shown):
    """What follows if nothing is left out is so in every table that prints the same figures."""
    shown = {*shown, "early"}
    table = PublishedTable(**{name: right[name] for name in shown})
    found = judge(table)
    assert found.conflict == ()
    assert all(one.holds is not False for one in audit(table))
    whole = [other for other in RIGHT if "returned" in shown or not other["returned"]]
    same = [other for other in whole if all(other[name] == right[name] for name in shown)]
    if found.ended is Ended.BESIDE:
        for name, number in found.values.items():
            assert {other[name] for other in same if name in other} <= {number}


@given(st.fixed_dictionaries({name: st.none() | st.integers(0, 4) for name in FIGURES}))
def test_a_contradiction_has_no_right_table(figures):
    """Where figures are said to contradict each other, no table has them all."""
    table = PublishedTable(**{"early": 0} | figures | ({} if figures["early"] is not None else {"early": 0}))
    found = judge(table)
    for other in RIGHT:
        if all(other[name] == getattr(table, name) for name in found.conflict):
            assert not found.conflict
    fails = [one for one in audit(table) if one.holds is False]
    assert bool(fails) == bool(found.conflict)


# Rates ------------------------------------------------------------------------------------------------------

GIA_LAI = {
    "carried_over": 10, "received": 90, "on_time": 70, "late": 5, "pending_in_time": 20, "pending_overdue": 5,
}  # fmt: skip


def rate(table, name="on_time_pct"):
    return next(one for one in audit(table) if one.identity.startswith(f"{name} ="))


def test_late_of_all_there_was_to_do():
    """Late and overdue of all to be handled is late, the rest on time: a definition authorities print."""
    table = PublishedTable(**GIA_LAI, on_time_pct="90", late_pct="10")
    assert all(one.holds is not False for one in audit(table))
    found = rate(table)
    assert found.identity == "on_time_pct = (total - late - pending_overdue) / total"
    assert found.denominators == (Denominator.RECEIVED_AND_CARRIED_OVER,)
    assert rate(table, "late_pct").identity == "late_pct = (late + pending_overdue) / total"
    wrong = PublishedTable(**GIA_LAI, on_time_pct="91.5", late_pct="11.5", due_in_period=80)
    assert rate(wrong).holds is False
    assert rate(wrong, "late_pct").holds is False


def test_a_rate_may_be_cut():
    """99.98 printed as 99.9 left its last digit out; 99.8 is neither rounded nor cut."""
    figures = {
        "on_time": 99_980,
        "resolved": 100_000,
        "received": 100_000,
        "total": 100_000,
        "due_in_period": 100_000,
    }
    assert rate(PublishedTable(**figures, on_time_pct="99.9")).holds
    assert rate(PublishedTable(**figures, on_time_pct="100.0")).holds
    assert rate(PublishedTable(**figures, on_time_pct="99.98")).holds
    assert rate(PublishedTable(**figures, on_time_pct="99.8")).holds is False
    assert rate(PublishedTable(**figures, on_time_pct="99.99")).holds is False


def test_a_declared_denominator_decides():
    """A table that says of what its rates are shares is held to it."""
    figures = {"on_time": 90, "late": 5, "resolved": 95, "received": 100}
    over_received = PublishedTable(**figures, on_time_pct="90")
    assert rate(over_received).denominators == (Denominator.RECEIVED,)
    assert rate(attrs.evolve(over_received, rate_over=Denominator.RECEIVED)).holds
    declared = rate(attrs.evolve(over_received, rate_over=Denominator.RESOLVED))
    assert (declared.holds, declared.gap) == (False, round(Decimal(90) - Decimal(9000) / 95, 4))
    with pytest.raises(InvalidTypeError, match="rate_over"):
        PublishedTable(rate_over="received")


@pytest.mark.parametrize(("figures", "identity"), [
    ({"accepted": 80, "received": 100, "on_time": 60}, "on_time_pct = on_time / accepted"),
    ({"received": 100, "waiting": 20, "on_time": 60}, "on_time_pct = on_time / (received - waiting)"),
    ({"resolved": 80, "late": 20}, "on_time_pct = on_time / resolved"),
])  # fmt: skip
def test_other_wholes(figures, identity):
    """Of what was accepted, of what was received less what is on hold, and of figures that are implied."""
    assert rate(PublishedTable(**figures, on_time_pct="75")).holds
    assert rate(PublishedTable(**figures, on_time_pct="75")).identity == identity


def test_shares_of_what_was_resolved_and_is_pending():
    """Resolved and pending are shares of all or of what was received, never of what was resolved."""
    table = PublishedTable(
        received=90, carried_over=10, resolved=80, pending=20, resolved_pct="80", pending_pct="20"
    )
    assert rate(table, "resolved_pct").denominators == (Denominator.RECEIVED_AND_CARRIED_OVER,)
    assert rate(table, "pending_pct").identity == "pending_pct = pending / total"
    assert audit(table)[-1].identity == "resolved_pct + pending_pct ≤ 100"
    assert rate(attrs.evolve(table, resolved_pct="100"), "resolved_pct").holds is False


# Exactness --------------------------------------------------------------------------------------------------


def test_each_count_is_as_exact_as_it_says():
    """Nearly 9,300 is at most that and not a hundred fewer, over 9,300 at least that; others are exact."""
    for how, right, wrong in (
        (Exactness.NEARLY, (9200, 9300), (9199, 9301)),
        (Exactness.OVER, (9300, 9400), (9299, 9401)),
        (Exactness.ROUNDED, (9250, 9350), (9249, 9351)),
        (Exactness.EXACT, (9300,), (9299, 9301)),
    ):
        for number in (*right, *wrong):
            for table in (
                PublishedTable(total=number, received=9300, carried_over=0, exactness={"received": how}),
                PublishedTable(total=9300, received=number, carried_over=0, exactness={"total": how}),
            ):
                assert audit(table, complete=True)[0].holds is (number in right), (how, number)
    with pytest.raises(InvalidValueError, match="of a count, not of 'place'"):
        PublishedTable(exactness={"place": Exactness.OVER})
    for wrong in ({"late": "over"}, ["late"], None):
        with pytest.raises(InvalidTypeError, match="exactness"):
            PublishedTable(exactness=wrong)


def test_a_sum_is_as_exact_as_its_parts():
    """What is over in one table and nearly in the other is rounded in their sum; alike it stays as it is."""
    over, nearly = (
        PublishedTable(place="A", received=9300, late=10, exactness={"received": how, "late": Exactness.OVER})
        for how in (Exactness.OVER, Exactness.NEARLY)
    )
    assert together([over, nearly]).exactness == {"received": Exactness.ROUNDED, "late": Exactness.OVER}


def test_a_table_cannot_be_changed_and_survives_pickling():
    """Its mappings are copies that are read only; pickled, copied and hashed it is the same table."""
    extra = {"ghi chú": "x"}
    table = PublishedTable(received=1, exactness={"received": Exactness.OVER}, extra=extra)
    extra["ghi chú"] = "y"
    assert table.extra["ghi chú"] == "x"
    with pytest.raises(TypeError):
        table.extra["ghi chú"] = "z"
    assert pickle.loads(pickle.dumps(table)) == table == copy.deepcopy(table)  # noqa: S301 - our own bytes
    assert len({table, attrs.evolve(table)}) == 1


# Several tables ---------------------------------------------------------------------------------------------


def test_periods_chain_and_add():
    """What is pending opens the next period; flows add up; stocks of the year are those of its ends."""
    quarters = [
        PublishedTable(period=f"{n}/2026", received=100, carried_over=before, resolved=90, pending=after)
        for n, before, after in (("I", 5, 15), ("II", 15, 25), ("III", 26, 35))
    ]
    chain = audit_series(quarters)
    assert [(one.holds, one.gap) for one in chain] == [(True, 0), (False, 1)]
    assert chain[1].identity == "carried_over of III/2026 = pending of II/2026"
    year = PublishedTable(received=300, carried_over=5, resolved=271, pending=35, total=305)
    found = {one.identity: one.gap for one in audit_series(quarters, year)[2:]}
    assert found == {
        "received = the sum of received of 3 parts": 0,
        "resolved = the sum of resolved of 3 parts": 1,
        "carried_over = carried_over of the first": 0,
        "pending = pending of the last": 0,
    }
    with pytest.raises(InvalidValueError, match="two tables or more"):
        audit_series(quarters[:1])
    for wrong in (quarters[0], [1], "x", 5):
        with pytest.raises(InvalidTypeError):
            audit_series(wrong)


def test_levels_contain_each_other():
    """A roll-up is its own counter and its communes; without parts of its period nothing is said."""

    def made(place, received, **more):
        return PublishedTable(place=place, received=received, period="2018", **more)

    district, own = made("B", 100, scope=Scope.ROLL_UP), made("B", 60, scope=Scope.OWN)
    communes = [made("C", 25, part_of="B"), made("D", 14, part_of="B")]
    (found,) = audit_levels([*communes, district, own])
    assert (found.identity, found.holds, found.gap) == (
        "B: received = the sum of received of 3 parts",
        False,
        1,
    )
    province = made("A", 100)
    assert [one.gap for one in audit_levels([province, attrs.evolve(district, part_of="A")])] == [0]
    assert audit_levels([district, attrs.evolve(communes[0], period="2019")]) == ()
    with pytest.raises(InvalidTypeError):
        audit_levels(district)


# Reading ----------------------------------------------------------------------------------------------------


def test_a_reader_keeps_unknown_columns_and_says_so(tmp_path):
    """A column that is no figure is kept as text and named by the audit; a misspelt one is refused."""
    path = tmp_path / "t.csv"
    path.write_text(
        "place,received,ghi chú,exactness,rate_over,stopped\nA,93,gần đúng,received over,received,0\n",
        "utf-8",
    )
    (table,) = read_published(path)
    assert dict(table.extra) == {"ghi chú": "gần đúng"}
    assert dict(table.exactness) == {"received": Exactness.OVER}
    assert table.rate_over is Denominator.RECEIVED
    assert [one.identity for one in audit(table)][-1] == "ghi chú is no known figure"
    for heads, words in (
        ("recieved", "unknown heading 'recieved'; if it is 'received', write that"),
        ("received,received", "the heading 'received' stands 2 times"),
        ("on_time_pct,published_on_time_pct", "stands 2 times"),
    ):
        path.write_text(heads + "\n", "utf-8")
        with pytest.raises(RegisterError, match=words):
            read_published(path)
    for cell in ("received about", "late over, x", "place over"):
        path.write_text(f'received,exactness\n1,"{cell}"\n', "utf-8")
        with pytest.raises(RegisterError, match=r"t\.csv, row 2"):
            read_published(path)
    with pytest.raises(InvalidTypeError, match="extra"):
        PublishedTable(extra=["x"])
