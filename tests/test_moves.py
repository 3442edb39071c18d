"""Which due dates move when the calendar changes."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from thutuc import Dossier, Procedure, TimeLimit, Unit, WorkCalendar, events as e
from thutuc.dossiers import moved

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
OLD = WorkCalendar(FIRST, LAST)
FRIDAY, SATURDAY = date(2026, 3, 13), date(2026, 3, 21)
SWAP = WorkCalendar(FIRST, LAST, days_off={FRIDAY: "hoán đổi"}, make_up_days={SATURDAY: FRIDAY})


def dossier(code, day, *more, amount=5, unit=Unit.WORKING_DAY, hour=9):
    procedure = Procedure("1", "ví dụ", TimeLimit(amount, unit))
    accepted = e.Accepted(at=datetime(2026, 3, day, hour), office="A")
    return Dossier.replay(code, procedure, OLD, (accepted, *more))


def finished(day):
    return e.Finished(at=datetime(2026, 3, day, 9), office="A")


def test_a_new_swap():
    """A swap of Friday 13/03 for Saturday 21/03 moves the open dossiers that run over one of them."""
    dossiers = [
        dossier("trước", 2),
        dossier("qua thứ Sáu", 9),
        dossier("qua cả hai", 10, amount=8),
        dossier("qua thứ Bảy", 16),
        dossier("sau", 23),
        dossier("đã xong", 9, finished(11)),
    ]
    found = moved(dossiers, OLD, SWAP)
    assert [(one.code, one.before.due_on.day, one.after.due_on.day) for one in found] == [
        ("qua thứ Sáu", 16, 17),
        # The Friday is lost, and the Saturday won.
        ("qua cả hai", 20, 21),
        ("qua thứ Bảy", 23, 21),
    ]
    assert [[day.day for day in one.because] for one in found] == [[FRIDAY], [FRIDAY, SATURDAY], [SATURDAY]]
    assert found[0].text() == "qua thứ Sáu: 16/03/2026 → 17/03/2026 (" + found[0].because[0].text() + ")"
    assert "hoán đổi" in found[0].text()


def test_a_worked_saturday_brings_it_forward():
    """A Saturday that becomes worked lets a result come due on it."""
    (one,) = moved([dossier("X", 17)], OLD, SWAP)
    assert (one.before.due_on, one.after.due_on) == (date(2026, 3, 24), date(2026, 3, 23))


def test_not_open():
    """Dossiers that are finished, stopped, returned, refused, not accepted or without a limit do not move."""
    at = datetime(2026, 3, 11, 9)
    open_one = dossier("X", 9)
    ends = [
        open_one.record(e.Stopped(at=at, office="A")),
        open_one.record(finished(11)),
        open_one.record(finished(11)).record(e.Returned(at=at, office="A")),
        Dossier("X", open_one.procedure, OLD),
        Dossier.replay("X", open_one.procedure, OLD, [e.Refused(at=at, office="A")]),
        Dossier.replay("X", Procedure("1", "không thời hạn"), OLD, open_one.events),
    ]
    assert moved(ends, OLD, SWAP) == ()
    assert len(moved([*ends, open_one], OLD, SWAP)) == 1


def test_a_settled_dossier_may_lie_outside():
    """A dossier that is settled is not counted again, so it may lie outside the new calendar."""
    short = WorkCalendar(date(2026, 3, 20), LAST)
    assert moved([dossier("X", 9, finished(11))], OLD, short) == ()


def test_paused_over_the_change():
    """A day that falls into a pause moves nothing: it is not counted either way."""
    paused = e.Paused(at=datetime(2026, 3, 11, 9), office="A", ground="thiên tai")
    resumed = e.Resumed(at=datetime(2026, 3, 17, 9), office="A")
    assert moved([dossier("X", 9, paused, resumed, amount=4)], OLD, SWAP) == ()


def test_after_a_restart():
    """What lies before a new beginning of the limit is no reason."""
    asked = e.SupplementRequested(at=datetime(2026, 3, 10, 9), office="A")
    given_ = e.Supplemented(at=datetime(2026, 3, 16, 9), office="A")
    (one,) = moved([dossier("X", 9, asked, given_, amount=8)], OLD, SWAP)
    assert [day.day for day in one.because] == [SATURDAY]


def test_calendar_days():
    """A limit in plain days moves only if its last day does: to the next working day or back from it."""
    found = moved(
        [dossier(str(n), 3, amount=n, unit=Unit.DAY) for n in (9, 10, 11, 18)],
        OLD,
        SWAP,
    )
    assert [(one.code, one.before.due_on.day, one.after.due_on.day) for one in found] == [
        ("10", 13, 16),
        ("18", 23, 21),
    ]


def test_hours_move_by_the_minute():
    """With a limit in hours the due moment counts, and is told; with days, new hours move nothing."""
    early = WorkCalendar(FIRST, LAST, {"mon-fri": "07:00-11:30, 13:00-16:30"})
    hours = dossier("giờ", 9, amount=6, unit=Unit.WORKING_HOUR, hour=8)
    found = moved([hours, dossier("ngày", 9)], OLD, early)
    assert [one.code for one in found] == ["giờ"]
    assert found[0].text().startswith("giờ: 16:00 09/03/2026 → 15:30 09/03/2026 (")


days = st.dates(date(2026, 3, 1), date(2026, 3, 31))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(2, 25), st.integers(1, 10), st.booleans()), max_size=6),
    st.sets(days.filter(lambda day: day.weekday() < 5), max_size=3),
    st.sets(days.filter(lambda day: day.weekday() == 5), max_size=2),
)
def test_exactly_the_right_ones(told, off, worked):
    """Those that move are the open ones whose day-by-day count differs, each for a day that changed."""
    new = WorkCalendar(FIRST, LAST, days_off=off, make_up_days=worked)

    def due(start, amount, off=(), worked=()):
        day = start
        while amount:
            day += timedelta(days=1)
            amount -= day in worked or (day.weekday() < 5 and day not in off)
        return day

    dossiers, expected = [], []
    for i, (day, amount, is_open) in enumerate(told):
        ends = () if is_open else (e.Stopped(at=datetime(2026, 3, day, 10), office="A"),)
        dossiers.append(dossier(str(i), day, *ends, amount=amount))
        start = date(2026, 3, day)
        dates = due(start, amount), due(start, amount, off, worked)
        if is_open and dates[0] != dates[1]:
            expected.append((str(i), *dates))
    found = moved(dossiers, OLD, new)
    assert [(one.code, one.before.due_on, one.after.due_on) for one in found] == expected
    assert all({day.day for day in one.because} & (off | worked) for one in found)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_text(language):
    """The line names the dossier, both dates and the day that changed, in both languages."""
    (one,) = moved([dossier("X", 9)], OLD, SWAP)
    text = one.text(language)
    assert text.startswith("X: 16/03/2026 → 17/03/2026 (")
    assert "13/03/2026" in text
