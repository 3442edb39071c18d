"""Reports of dossiers: a naive counter over random lives, the choices, offices, periods, rates and forms."""

import pickle
from datetime import date, datetime, timedelta
from itertools import pairwise

import attrs
import districts_of_2025
import pytest
from hypothesis import given, settings, strategies as st

from lives import CALENDAR, ONE_DAY, Life
from thutuc import Channel, Dossier, PeriodReport, Procedure, TimeLimit, Unit, events, vietnam_calendar
from thutuc.errors import InvalidTypeError, InvalidValueError, ReportIdentityError, UnknownOfficeError
from thutuc.offices import Level, Office, OfficeDirectory
from thutuc.registers import Entry, StatedDeadline
from thutuc.reports import (
    CELLS,
    CUT_OFF_DAY,
    DETAILS,
    FORM_II_06,
    MEASURES,
    Counted,
    Denominator,
    OfficeRole,
    Rate,
    ReportingPeriod,
    Span,
    check_continuity,
    check_series,
    form_ii_06,
    merge,
    regroup,
    vietnamese_order,
)

CAL = vietnam_calendar()
START, END = datetime(2026, 3, 2), datetime(2026, 4, 1)
WORKING_DAY = Unit.WORKING_DAY


def figures(report):
    return {name: getattr(report, name) for name in MEASURES}


# Random lives -----------------------------------------------------------------------------------------------


@st.composite
def lives(draw):
    """The events of one life, with the rules it follows."""
    life = Life(amount=draw(st.integers(1, 6)))
    at, told = datetime(2026, 2, 23, 9) + draw(st.integers(0, 20)) * ONE_DAY, []
    for _ in range(draw(st.integers(0, 9))):
        legal = life.legal()
        if not legal:
            break
        likely = [
            one for one in legal if one in {"accept", "finish", "request-supplement", "supplement", "return"}
        ]
        action = draw(st.sampled_from(legal + 3 * likely))
        event = life.event(action, at, draw(st.integers(0, 5)))
        life.happen(event)
        told.append(event)
        at += draw(st.integers(1, 24 * 9)) * timedelta(hours=1)
    return life.amount, tuple(told)


def dossier_of(i, amount, told):
    made = Life(amount=amount)
    procedure = Procedure("1.000001", f"thủ tục {amount}", TimeLimit(amount, WORKING_DAY), policy=made.policy)
    return Dossier.replay(f"H{i}", procedure, CALENDAR, told, channel=Channel(1 + i % 3))


MANY = st.lists(lives(), max_size=8)
EDGES = st.integers(0, 70 * 24).map(lambda n: datetime(2026, 2, 20) + n * timedelta(hours=1))


def dossiers_of(many):
    return [dossier_of(i, *one) for i, one in enumerate(many)]


def lived(amount, told, end):
    """The model just before *end*."""
    life = Life(amount=amount)
    for event in told:
        if event.at < end:
            life.happen(event)
    return life


def naive(many, start, end):
    """The ten measures, by the model of the lives."""
    count = dict.fromkeys(MEASURES, 0)
    for amount, told in many:
        life = lived(amount, told, end)
        if life.received is None or (life.ended is not None and life.ended < start):
            continue
        # What had ended before and is handled once more comes in again.
        again = life.received < start and lived(amount, told, start).ended is not None
        count["received" if life.received >= start or again else "carried_over"] += 1
        count["total"] += 1
        if life.ended is None:
            # What is not due before `end`, at its midnight or later, is in time.
            overdue = life.due(end) < end.date()
            count["pending_overdue" if overdue else "pending_in_time"] += 1
            count["pending"] += 1
            continue
        count["resolved"] += 1
        due, day = life.due(life.ended), life.ended.date()
        count["late" if day > due else "early" if day < due else "on_time"] += 1
    return count


@settings(deadline=None, max_examples=60)
@given(MANY, EDGES, EDGES)
def test_every_figure_is_that_of_a_naive_counter(many, one, other):
    """All ten measures agree with a model of the lives that knows nothing after the end of the period."""
    start, end = sorted((one, other))
    if start == end:
        return
    start, end = (moment.replace(hour=0) for moment in (start, end + ONE_DAY))
    assert figures(PeriodReport.of(dossiers_of(many), start, end)) == naive(many, start, end)


CHOICES = st.fixed_dictionaries(
    {
        "waiting": st.sampled_from([Counted.BY_CLOCK, Counted.IN_TIME, Counted.RESOLVED]),
        "stopped": st.sampled_from([Counted.BY_CLOCK, Counted.IN_TIME, Counted.LEFT_OUT]),
        "undated": st.sampled_from([Counted.IN_TIME, Counted.LEFT_OUT]),
    }
)


@settings(deadline=None, max_examples=60)
@given(MANY, st.lists(EDGES, min_size=3, max_size=3, unique=True), CHOICES)
def test_the_closing_stock_opens_the_next_period(many, edges, choices):
    """Whatever the choices, what is pending at the end is carried over, and the identities hold."""
    first, middle, last = sorted(edges)
    found = dossiers_of(many)
    before = PeriodReport.of(found, first, middle, by="procedure", **choices)
    after = PeriodReport.of(found, middle, last, by="procedure", **choices)
    check_continuity(before, after)
    for report in (before, after, *before, *after):
        assert report.total == report.received + report.carried_over == report.resolved + report.pending
        assert report.resolved == report.early + report.on_time + report.late
    assert figures(before) == {name: sum(getattr(part, name) for part in before) for name in MEASURES}


@settings(deadline=None, max_examples=60)
@given(MANY, st.randoms())
def test_the_order_of_dossiers_does_not_matter(many, chance):
    """Shuffled dossiers give the same groups with the same figures and the same dossiers."""
    found = dossiers_of(many)
    reports = [
        PeriodReport.of(several, START, END, by=("channel", "procedure"))
        for several in (found, chance.sample(found, len(found)))
    ]
    assert reports[0].to_dicts(details=True) == reports[1].to_dicts(details=True)
    assert all(
        set(reports[0].dossiers(name)) == set(reports[1].dossiers(name)) for name in (*MEASURES, *DETAILS)
    )


@settings(deadline=None, max_examples=60)
@given(MANY)
def test_groups_may_be_put_together_again(many):
    """Regrouping, merging and asking again give the same figures."""
    found = dossiers_of(many)
    fine = PeriodReport.of(found, START, END, by=("channel", "procedure"))
    coarse = PeriodReport.of(found, START, END, by="procedure")
    assert regroup(fine, "procedure").to_dicts(details=True) == coarse.to_dicts(details=True)
    assert regroup(fine, ()).to_dicts() == PeriodReport.of(found, START, END).to_dicts()
    halves = [PeriodReport.of(half, START, END, by="procedure") for half in (found[::2], found[1::2])]
    assert merge(halves).to_dicts(details=True) == coarse.to_dicts(details=True)
    assert pickle.loads(pickle.dumps(coarse)) == coarse  # noqa: S301 - our own


@settings(deadline=None, max_examples=60)
@given(MANY, EDGES)
def test_details_are_those_of_the_dossiers(many, end):
    """Each of the further measures agrees with the dossiers as they stood just before the end."""
    found = dossiers_of(many)
    report = PeriodReport.of(found, datetime(2026, 1, 5), end)
    lives_ = {f"H{i}": lived(*one, end) for i, one in enumerate(many)}
    received = {code for code, life in lives_.items() if life.received}
    online = {f"H{i}" for i in range(len(many)) if i % 3 == 1}
    assert set(report.dossiers("online")) == received & online
    assert set(report.dossiers("direct_and_post")) == received - online
    statuses = {code: life.status for code, life in lives_.items()}
    assert set(report.dossiers("refused")) == {
        code for code, status in statuses.items() if status == "REFUSED"
    }
    uncollected = {code for code, status in statuses.items() if status == "FINISHED"}
    corrected = {found[int(code[1:])].code for code in uncollected if lives_[code].last != lives_[code].ended}
    assert uncollected - corrected <= set(report.dossiers("uncollected")) <= uncollected
    ended = {code for code, status in statuses.items() if status == "STOPPED" and code in received}
    assert {*report.dossiers("withdrawn"), *report.dossiers("closed")} == ended


# What is known at the end -----------------------------------------------------------------------------------

FIVE = Procedure("1.004222", "Đăng ký hộ kinh doanh", TimeLimit(5, WORKING_DAY), field="Hộ kinh doanh",
                 levels=("Cấp xã",), agency="UBND xã")  # fmt: skip


def at(month, day, hour=9):
    return datetime(2026, month, day, hour)


def dossier(*told, code="H1", procedure=FIVE, **more):
    return Dossier.replay(code, procedure, CAL, told, **more)


def accepted(when=None, office="A"):
    return events.Accepted(at=when or at(3, 2), office=office)


def asked(when):
    return events.SupplementRequested(at=when, office="A")


def cell(one, start=START, end=END, **options):
    report = PeriodReport.of([one], start, end, **options)
    return [name for name in CELLS if report.cells[name]]


def test_an_extension_after_the_end_is_not_known_yet():
    """On 10 March the dossier due on the 9th is overdue, although it is extended on the 12th."""
    one = dossier(accepted(), events.Extended(at=at(3, 12), office="A", by=TimeLimit(10, WORKING_DAY)))
    assert cell(one, end=at(3, 10, 0)) == ["received", "pending_overdue"]
    assert cell(one, end=at(3, 13, 0)) == ["received", "pending_in_time"]
    told = dossier(accepted(), events.Extended(at=at(3, 5), office="A", by=TimeLimit(10, WORKING_DAY)))
    assert cell(told, end=at(3, 10, 0)) == ["received", "pending_in_time"]


def test_waiting_makes_nothing_overdue():
    """A dossier that waits for its citizen stays in time for months, and is late only if it was before."""
    assert cell(dossier(accepted(), asked(at(3, 4))), end=at(8, 1)) == ["received", "pending_in_time"]
    assert cell(dossier(accepted(), asked(at(3, 12))), end=at(8, 1)) == ["received", "pending_overdue"]
    closed = events.Closed(at=at(4, 20), office="A")
    assert cell(dossier(accepted(), asked(at(3, 4)), closed), end=at(8, 1))[1] != "late"


def test_what_happens_at_the_end_belongs_to_the_next_period():
    """An event at the very end is not known, one a microsecond before it is."""
    on_the_edge = dossier(accepted(), events.Finished(at=END, office="A"))
    assert cell(on_the_edge) == ["received", "pending_overdue"]
    just = dossier(accepted(), events.Finished(at=END - timedelta.resolution, office="A"))
    assert cell(just) == ["received", "late"]
    assert cell(dossier(accepted(END))) == []
    assert cell(dossier()) == []


def test_waiting_dossiers_are_counted_as_asked():
    """By the clock, as in time, or as resolved on time and received again when they come back."""
    one = dossier(accepted(), asked(at(3, 12)), events.Supplemented(at=at(4, 6), office="A"))
    april = {"start": END, "end": datetime(2026, 5, 1)}
    assert cell(one) == ["received", "pending_overdue"]
    assert cell(one, waiting=Counted.IN_TIME) == ["received", "pending_in_time"]
    assert cell(one, waiting=Counted.RESOLVED) == ["received", "on_time"]
    assert cell(one, **april)[0] == "carried_over"
    assert cell(one, waiting=Counted.RESOLVED, **april)[0] == "received"
    waits_on = dossier(accepted(), asked(at(3, 12)))
    assert cell(waits_on, waiting=Counted.RESOLVED, **april) == []


def test_stopped_and_undated_dossiers_are_counted_as_asked():
    """A withdrawn dossier is resolved by the clock, on time, or left out and listed; so is an undated one."""
    withdrawn = dossier(accepted(), events.Stopped(at=at(3, 20), office="A"))
    assert cell(withdrawn) == ["received", "late"]
    assert cell(withdrawn, stopped=Counted.IN_TIME) == ["received", "on_time"]
    report = PeriodReport.of([withdrawn], START, END, stopped=Counted.LEFT_OUT)
    assert (report.total, report.dossiers("left_out")) == (0, ("H1",))
    undated = dossier(accepted(), procedure=Procedure("X", "không có thời hạn"))
    assert cell(undated) == ["received", "pending_in_time"]
    assert PeriodReport.of([undated], START, END, undated=Counted.LEFT_OUT).detail("left_out") == 1


@pytest.mark.parametrize(("name", "wrong"), [
    ("waiting", Counted.LEFT_OUT), ("stopped", Counted.RESOLVED), ("undated", Counted.BY_CLOCK),
])  # fmt: skip
def test_each_choice_has_its_own_values(name, wrong):
    """A value that a choice does not have is refused with those it has."""
    with pytest.raises(InvalidValueError, match=f"`{name}` is one of Counted"):
        PeriodReport.of([], START, END, **{name: wrong})
    with pytest.raises(InvalidTypeError, match=f"`{name}` is one of Counted"):
        PeriodReport.of([], START, END, **{name: "in-time"})


# Groups and offices -----------------------------------------------------------------------------------------


def test_dossiers_are_divided_by_their_procedure_and_channel():
    """Procedure, field, level, channel and office follow from the dossier, the mechanism from its columns."""
    one = dossier(accepted(), channel=Channel.ONLINE, extra={"mechanism": "một cửa"})
    keys = {
        name: PeriodReport.of([one], START, END, by=name).parts[0].key[0]
        for name in ("procedure", "field", "level", "channel", "office", "mechanism")
    }
    assert keys == {
        "procedure": "Đăng ký hộ kinh doanh",
        "field": "Hộ kinh doanh",
        "level": "Cấp xã",
        "channel": "trực tuyến",
        "office": "A",
        "mechanism": "một cửa",
    }
    decided = PeriodReport.of([one], START, END, by="office", office_role=OfficeRole.DECIDING)
    assert decided.parts[0].key == ("UBND xã",)
    with pytest.raises(InvalidTypeError, match="OfficeRole"):
        PeriodReport.of([one], START, END, office_role="A")


def test_the_level_is_that_of_the_office():
    """Where a directory knows the office its level counts, on the day of receipt; else the procedure's."""
    directory = OfficeDirectory(
        [
            Office("A", "Huyện A", Level.DISTRICT, valid_until=date(2025, 6, 30)),
            Office("A", "Xã A", Level.COMMUNE, valid_from=date(2025, 7, 1)),
            Office("B", "Sở B", Level.PROVINCE),
        ]
    )
    both = attrs.evolve(FIVE, levels=("Cấp tỉnh", "Cấp xã"), agency="B")

    def level(one, **more):
        return PeriodReport.of([one], date(2025, 1, 1), date(2027, 1, 1), by="level", **more).parts[0].key[0]

    one = Dossier.replay("H1", both, CAL, [accepted()], offices=directory)
    assert (level(one), level(one, office_role=OfficeRole.DECIDING)) == ("Cấp xã", "Cấp tỉnh")
    old = Dossier.replay(
        "H1", both, CAL, [events.Accepted(at=datetime(2025, 3, 3, 8), office="A")], offices=directory
    )
    assert level(old) == "Cấp huyện"
    unknown = dossier(accepted(), procedure=both)
    assert (level(unknown), level(unknown, successors=directory)) == ("Cấp tỉnh, Cấp xã", "Cấp xã")


def test_the_deciding_office_of_a_procedure_that_names_none():
    """It is the office that finished the dossier, or the one that holds it."""
    bare = attrs.evolve(FIVE, agency="")
    passed_on = (accepted(), events.Transferred(at=at(3, 3), office="A", to="B"))
    for told, office in (
        ((), ""),
        ((accepted(),), "A"),
        (passed_on, "B"),
        ((*passed_on, events.Finished(at=at(3, 4), office="C")), "C"),
    ):
        one = dossier(*told, procedure=bare)
        readers = PeriodReport.of([one], START, END, by="office", office_role=OfficeRole.DECIDING)
        assert [part.key for part in readers] == ([(office,)] if told else [])


def test_an_unknown_column_is_answered_with_those_there_are():
    """The error lists what the dossier can be divided by."""
    one = dossier(accepted(), extra={"xã": "Tầm Vu"})
    with pytest.raises(
        InvalidValueError, match="it has office, level, field, procedure, channel, xã"
    ) as caught:
        PeriodReport.of([one], START, END, by="thôn")
    assert caught.value.given == "thôn"
    with pytest.raises(InvalidValueError, match="give dossiers their mechanism in `extra`"):
        PeriodReport.of([one], START, END, by="mechanism")
    with pytest.raises(InvalidTypeError, match="named by text"):
        PeriodReport.of([one], START, END, by=[1])
    entry = Entry("H2", "khai sinh", "A", "một cửa", "trực tiếp", at(3, 2), None, None, None)
    assert PeriodReport.of([entry], START, END, by="Cơ chế").parts[0].key == ("một cửa",)


def test_groups_stand_in_the_order_of_the_alphabet():
    """Â comes after a and before b, đ after d, and accents decide only between the same letters."""
    words = ["đất", "Dân", "Ấp", "an", "ăn", "ân", "bà", "ba", "bá", "bạ", "bả", "bã", "2 xã", "xã"]
    ordered = ["2 xã", "an", "ăn", "ân", "Ấp", "ba", "bà", "bả", "bã", "bá", "bạ", "Dân", "đất", "xã"]
    assert sorted(words, key=vietnamese_order) == ordered
    found = [dossier(accepted(), code=word, extra={"xã": word}) for word in words]
    assert [part.key[0] for part in PeriodReport.of(found, START, END, by="xã")] == ordered


def test_a_merged_office_is_counted_once():
    """The work of an office that went into another is counted there, and the parts sum to the whole."""
    found = [dossier(accepted(office=office), code=office) for office in "ABC"]
    report = PeriodReport.of(found, START, END, by="office", successors={"A": "B", "B": "C"})
    assert [(part.key, part.received) for part in report] == [(("C",), 3)]
    with pytest.raises(InvalidValueError, match="in a circle: A → B → A"):
        PeriodReport.of(found, START, END, by="office", successors={"A": "B", "B": "A"})
    with pytest.raises(InvalidTypeError, match="`successors`"):
        PeriodReport.of(found, START, END, by="office", successors=["A"])


def test_a_directory_says_who_goes_on():
    """After 01/07/2025 the work of a commune that was merged counts for the new one; before, for itself."""
    received = datetime(2025, 6, 20, 9)
    one = dossier(accepted(received, office="VD.LA.CT.HT"))
    later = {"start": datetime(2025, 7, 1), "end": datetime(2025, 8, 1)}
    before = PeriodReport.of(
        [one], datetime(2025, 6, 1), later["start"], by="office", successors=districts_of_2025.offices()
    )
    assert before.parts[0].key == ("VD.LA.CT.HT",)
    after = PeriodReport.of([one], **later, by="office", successors=districts_of_2025.offices())
    (heir,) = districts_of_2025.offices().successors("VD.LA.CT.HT", date(2025, 7, 31))
    assert after.parts[0].key == (heir.code,)
    district = dossier(accepted(received, office="VD.LA.CT"))
    kept = PeriodReport.of([district], **later, by="office", successors=districts_of_2025.offices())
    assert kept.parts[0].key == ("VD.LA.CT",)
    stranger = dossier(accepted(received, office="nơi khác"))
    with pytest.raises(UnknownOfficeError):
        PeriodReport.of([stranger], **later, by="office", successors=districts_of_2025.offices())


# Identities -------------------------------------------------------------------------------------------------


def made(**cells):
    return PeriodReport(START, END, cells)


def test_a_report_put_together_by_hand_is_checked():
    """What does not add up raises with the identity, the gap and the dossiers."""
    assert made(received=["a", "b"], late=["a"], pending_overdue=["b"]).total == 2
    with pytest.raises(ReportIdentityError, match="off by 1; b stand on one side only") as caught:
        made(received=["a", "b"], late=["a"])
    assert (caught.value.gap, caught.value.dossiers) == (1, ("b",))
    assert pickle.loads(pickle.dumps(caught.value)).identity == caught.value.identity  # noqa: S301 - our own
    with pytest.raises(ReportIdentityError, match="counted once"):
        made(received=["a"], carried_over=["a"], late=["a"])
    with pytest.raises(ReportIdentityError, match="counted once"):
        made(received=["a"], late=["a"], early=["a"])
    with pytest.raises(InvalidValueError, match="no cell 'recieved'"):
        made(recieved=["a"])
    part = attrs.evolve(made(received=["a"], late=["a"]), by=("office",), key=("A",))
    with pytest.raises(ReportIdentityError, match="the parts of received sum to the whole"):
        PeriodReport(START, END, {"received": ["a", "b"], "late": ["a", "b"]}, ("office",), (), (part,))
    with pytest.raises(ReportIdentityError, match="online"):
        PeriodReport(START, END, {"received": ["a"], "late": ["a"]}, details={"online": ["b"]})


def test_a_merged_report_is_of_the_same_period():
    """It begins and ends as what was merged, to the minute, and so does each of its parts."""
    start, end = datetime(2026, 3, 2, 7, 30), date(2026, 3, 28)
    several = [
        PeriodReport.of([dossier(accepted(office=name), code=name)], start, end, by="office") for name in "AB"
    ]
    merged = merge(several)
    assert [(one.start, one.end) for one in (merged, *merged.parts)] == [(start, end)] * 3
    again = regroup(merged, ())
    assert (again.start, again.end) == (start, end)


def test_merging_what_is_counted_already_is_refused():
    """A dossier in two reports, another period or other columns cannot be merged."""
    report = PeriodReport.of([dossier(accepted())], START, END, by="office")
    with pytest.raises(ReportIdentityError, match="H1 stand in two cells"):
        merge([report, report])
    for other in (
        PeriodReport.of([], START, END + ONE_DAY, by="office"),
        PeriodReport.of([], START, END, by="field"),
    ):
        with pytest.raises(InvalidValueError, match="differ in period or columns"):
            merge([report, other])
    with pytest.raises(InvalidValueError, match="no report"):
        merge([])
    with pytest.raises(InvalidValueError, match="not divided by 'field', only by office"):
        regroup(report, "field")


def test_stocks_that_differ_are_named():
    """A dossier lost between two periods is named, and periods that do not follow each other are refused."""
    march = PeriodReport.of([dossier(accepted())], START, END)
    april = PeriodReport.of([], END, datetime(2026, 5, 1))
    with pytest.raises(ReportIdentityError, match="among them H1") as caught:
        check_continuity(march, april)
    assert caught.value.gap == -1
    with pytest.raises(InvalidValueError, match="does not begin as"):
        check_continuity(april, march)


# Periods ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("span", "number", "first_day", "start", "end"), [
    (Span.QUARTER, 1, 15, "2025-12-15", "2026-03-15"), (Span.QUARTER, 4, 15, "2026-09-15", "2026-12-15"),
    (Span.MONTH, 1, 15, "2025-12-15", "2026-01-15"), (Span.HALF_YEAR, 1, 15, "2025-12-15", "2026-06-15"),
    (Span.NINE_MONTHS, 1, 15, "2025-12-15", "2026-09-15"), (Span.YEAR, 1, 15, "2025-12-15", "2026-12-15"),
    (Span.QUARTER, 2, 1, "2026-04-01", "2026-07-01"), (Span.MONTH, 12, 1, "2026-12-01", "2027-01-01"),
    (Span.MONTH, 9, 21, "2026-08-21", "2026-09-21"), (Span.NINE_MONTHS, 1, 1, "2026-01-01", "2026-10-01"),
])  # fmt: skip
def test_reporting_periods(span, number, first_day, start, end):
    """Periods of the calendar, from the 15th to the 14th, and from one's own day."""
    period = ReportingPeriod.of(span, 2026, number, first_day=first_day)
    assert [moment.isoformat() for moment in period] == [start, end]


@given(st.sampled_from(Span), st.integers(2000, 2100), st.integers(1, 28))
def test_the_periods_of_a_year_follow_each_other(span, year, first_day):
    """Each begins as the one before ends, and the year after begins as the last one ends."""
    these = ReportingPeriod.all_of(span, year, first_day=first_day)
    assert check_series(reversed(these)) == these
    assert all(one.end == other.start for one, other in pairwise(these))
    following = ReportingPeriod.of(span, year + 1, first_day=first_day)
    assert span is Span.NINE_MONTHS or these[-1].end == following.start
    assert CUT_OFF_DAY == 15


def test_overlapping_periods_are_refused():
    """A calendar quarter and one from the 15th have days in common."""
    one, other = (ReportingPeriod.of(Span.QUARTER, 2026, first_day=day) for day in (1, 15))
    with pytest.raises(InvalidValueError, match="begins before the one from 2025-12-15 ends"):
        check_series([one, other])
    with pytest.raises(InvalidTypeError, match="ReportingPeriod values"):
        check_series([START])


@pytest.mark.parametrize(("arguments", "error"), [
    ((Span.MONTH, 2026, 13), InvalidValueError), ((Span.MONTH, 2026, 0), InvalidValueError),
    ((Span.MONTH, 2026, True), InvalidTypeError), (("month", 2026, 1), InvalidTypeError),
    ((Span.YEAR, 26, 1), InvalidValueError), ((Span.YEAR, 2026, 2), InvalidValueError),
])  # fmt: skip
def test_there_is_no_such_period(arguments, error):
    """A month 13, a second year, or a word instead of a span is refused."""
    with pytest.raises(error):
        ReportingPeriod.of(*arguments)


def test_a_period_is_checked():
    """It ends after it begins, between dates; a day that not every month has is no first day."""
    with pytest.raises(InvalidValueError, match="cannot run from"):
        ReportingPeriod(date(2026, 2, 1), datetime(2026, 2, 1))
    with pytest.raises(InvalidTypeError, match="between dates"):
        ReportingPeriod("2026-01-01", date(2026, 2, 1))
    with pytest.raises(InvalidValueError, match="first_day is 1 to 28"):
        ReportingPeriod.of(Span.MONTH, 2026, 1, first_day=31)
    with pytest.raises(InvalidTypeError, match="Span"):
        ReportingPeriod.all_of("month", 2026)
    assert (Span.HALF_YEAR.label(), Span.HALF_YEAR.label("en")) == ("6 tháng", "half-year")


def test_a_year_is_named_without_a_number():
    """The period of a year is named after it alone, from whatever day of the month it begins."""
    assert ReportingPeriod.of(Span.YEAR, 2026).name == "năm 2026"
    assert [period.name for period in ReportingPeriod.all_of(Span.YEAR, 2027, first_day=15)] == ["năm 2027"]


# Rates ------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(MANY, EDGES, st.sampled_from(Denominator))
def test_rates_are_shares(many, end, denominator):
    """On time and late never exceed the whole; of what is resolved or due they are all of it."""
    if end <= START:
        return
    report = PeriodReport.of(dossiers_of(many), START, end)
    in_time, late = report.on_time_rate(denominator), report.late_rate(denominator)
    assert in_time.whole == late.whole
    assert in_time.part + late.part <= in_time.whole
    if denominator in {Denominator.RESOLVED, Denominator.DUE_IN_PERIOD}:
        assert in_time.part + late.part == in_time.whole
    low, high = in_time.interval()
    assert 0 <= low <= (in_time.value or 0) <= high <= 1 or in_time.value is None


@pytest.mark.parametrize("answered", [None, 10, 30])
def test_what_was_due_before_a_period_is_not_due_in_it(answered):
    """Due on 05/03, it is due in March whenever it is answered, and in no later month, open or late."""
    told = [accepted(at(2, 26))]
    if answered is not None:
        told.append(events.Finished(at=at(3, answered), office="A"))
    one = dossier(*told)
    assert one.deadline.due_on == date(2026, 3, 5)
    edges = [datetime(2026, 2, 1), datetime(2026, 3, 1), datetime(2026, 3, 6), END, datetime(2026, 5, 1)]
    found = [PeriodReport.of([one], *period).dossiers("due_in_period") for period in pairwise(edges)]
    assert found == [(), ("H1",), (), ()]


def test_what_was_due_counts_in_the_period_in_which_it_was_due():
    """One answered in March and due in April is due in April, and one that is overdue is due and not met."""
    early = dossier(accepted(at(3, 30)), events.Finished(at=at(3, 31), office="A"), code="H1")
    overdue = dossier(accepted(at(3, 26)), code="H2")
    march, april = (
        PeriodReport.of([early, overdue], *months) for months in ((START, END), (END, datetime(2026, 5, 1)))
    )
    assert [report.dossiers("due_in_period") for report in (march, april)] == [(), ("H1", "H2")]
    assert (
        april.on_time_rate(Denominator.DUE_IN_PERIOD).text("en").startswith("50.00 % of 2 due in the period")
    )


def test_a_rate_names_its_denominator():
    """There is no default, and no number outside the whole."""
    report = PeriodReport.of([], START, END)
    with pytest.raises(TypeError):
        report.on_time_rate()
    with pytest.raises(InvalidTypeError, match=r"Denominator\.RESOLVED"):
        report.on_time_rate("resolved")
    for count, among in ((2, 1), (-1, 1)):
        with pytest.raises(InvalidValueError):
            Rate(count, among, Denominator.RESOLVED)
    with pytest.raises(InvalidTypeError, match="counts in whole numbers"):
        Rate(1.0, 2, Denominator.RESOLVED)
    nothing = report.on_time_rate(Denominator.RESOLVED)
    assert (nothing.value, nothing.interval()) == (None, (0.0, 1.0))
    assert (str(nothing), nothing.text("en")) == ("không có hồ sơ đã giải quyết", "no resolved")


@pytest.mark.parametrize(("count", "among", "low", "high"), [
    # Worked out with another program; the first line is the example of Newcombe (1998).
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (29, 29, 0.8830, 1.0),
])  # fmt: skip
def test_wilsons_interval(count, among, low, high):
    """The interval is the published one."""
    found = Rate(count, among, Denominator.RESOLVED).interval()
    assert found == pytest.approx((low, high), abs=5e-5)
    with pytest.raises(InvalidValueError):
        Rate(1, 2, Denominator.RESOLVED).interval(1)
    with pytest.raises(InvalidTypeError):
        Rate(1, 2, Denominator.RESOLVED).interval("95 %")


def test_a_rate_prints_its_denominator():
    """Few dossiers are printed with their interval, many without."""
    assert str(Rate(3300, 3630, Denominator.RESOLVED)) == "90,91% của 3.630 hồ sơ đã giải quyết"
    assert Rate(9, 10, Denominator.RECEIVED).text("en", digits=0) == "90 % of 10 received (59.6–98.2 %)"


# The form ---------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(MANY, st.sampled_from([(), "channel", ("channel", "procedure")]))
def test_form_ii_06_adds_up(many, by):
    """On every line of the form 3 = 4 + 5 + 6 = 7 + 11, 7 = 8 + 9 + 10 and 11 = 12 + 13."""
    form = form_ii_06(PeriodReport.of(dossiers_of(many), START, END, by=by))
    assert len(form.names) == len(FORM_II_06) == 13
    for row in form.rows:
        total, online, direct, carried, resolved, early, on_time, late, pending, in_time, overdue = row[2:]
        assert total == online + direct + carried == resolved + pending
        assert (resolved, pending) == (early + on_time + late, in_time + overdue)
    lines = [row for row in form.to_dicts() if row["number"].isdigit()]
    if by:
        assert sum(line["to_resolve"] for line in lines) == form.to_dicts()[-1]["to_resolve"]


def test_form_ii_06_prints():
    """Lines are numbered, by chapter where there are two columns; columns under their headings."""
    found = [
        dossier(accepted(), code=f"H{i}", channel=Channel(1 + i), extra={"mechanism": mechanism})
        for i, mechanism in enumerate(["một cửa", "liên thông", "liên thông"])
    ]
    form = form_ii_06(PeriodReport.of(found, START, END, by=("mechanism", "channel")))
    assert [row[:4] for row in form.rows] == [
        ("I", "liên thông", 2, 1),
        ("1", "bưu chính công ích", 1, 0),
        ("2", "trực tuyến", 1, 1),
        ("II", "một cửa", 1, 0),
        ("1", "trực tiếp", 1, 0),
        ("", ("Tổng cộng", "Total"), 3, 1),
    ]
    assert form.text().startswith("Biểu số II.06a/VPCP/KSTT ")
    assert "(13)" in form.text()
    assert "Total" in form_ii_06(PeriodReport.of(found, START, END), "en").text()
    assert form.to_csv().splitlines()[0] == ",".join([*(name for name, _, _ in FORM_II_06), "is_total"])
    assert [row["is_total"] for row in form.to_dicts()] == [True, False, False, True, False, True]


@pytest.mark.parametrize(
    ("end", "beyond"),
    [
        (date(2026, 4, 1), False),
        (date(2026, 8, 1), False),
        (datetime(2026, 8, 1), False),
        (datetime(2026, 8, 1, 0, 1), True),
        (date(2026, 8, 2), True),
        (date(2027, 1, 1), True),
    ],
)
def test_form_ii_06_says_until_when_it_is_known_to_hold(end, beyond):
    """A circular of 2026 may have replaced it: form II.06 is known to hold until 31/07/2026, and says so."""
    report = PeriodReport.of(dossiers_of([]), START, end)
    for language, words in (
        ("vi", "áp dụng đến hết ngày 31/07/2026"),
        ("en", "known to hold until 31/07/2026"),
    ):
        form = form_ii_06(report, language)
        assert words in form.said(form.notes[0])
        assert len(form.notes) == 1 + beyond
        said = [form.said(note) for note in form.notes]
        assert all(note in text for note in said for text in (form.text(), form.html()))
        assert ("09/2026/TT-BTP" in form.text()) is beyond


def test_form_ii_06_needs_the_channels():
    """A register with its own words for channels says which they are, or the form is refused."""
    entry = Entry(
        "H1", "khai sinh", "A", "một cửa", "qua Zalo", at(3, 2), StatedDeadline(date(2026, 3, 9)), None, None
    )
    with pytest.raises(InvalidValueError, match="among them H1") as caught:
        form_ii_06(PeriodReport.of([entry], START, END))
    assert caught.value.given == ("H1",)
    named = PeriodReport.of([entry], START, END, channels={"qua Zalo": Channel.ONLINE})
    assert form_ii_06(named).to_dicts()[0]["online"] == 1
    with pytest.raises(InvalidValueError, match="not known"):
        form_ii_06(made(received=["a"], late=["a"]))
