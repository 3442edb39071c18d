"""What is of the wrong kind gets an error of the library that says so, in every room."""

from datetime import date, datetime

import pytest

from thutuc import (
    Channel,
    Clock,
    Convention,
    Dossier,
    Level,
    Office,
    PeriodReport,
    Procedure,
    Step,
    TimeLimit,
    Unit,
    due,
    events,
    vietnam_calendar,
)
from thutuc.dossiers import closable_from, moved
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.identifiers import AgencyCode, ProcedureCode
from thutuc.law import regime_on, rule
from thutuc.quality import Ratings, scaled, timing
from thutuc.registers import Entry, read_moment, read_register
from thutuc.reports import (
    Denominator,
    PublishedTable,
    Rate,
    audit,
    audit_parts,
    audit_table,
    check_continuity,
    check_series,
    early_warning,
    form_ii_06,
    lateness_report,
    merge,
    read_published,
    regroup,
    together,
    vietnamese_order,
)
from thutuc.statuses import Action, Status, allowed_actions, target

CAL = vietnam_calendar()
INCLUSIVE = Convention.INCLUSIVE
FIVE = TimeLimit(5, Unit.WORKING_DAY)
PROCEDURE = Procedure(code="1.004222", name="khai sinh", limit=FIVE, steps=[Step("tiếp nhận", office="A")])
DOSSIER = Dossier(code="H1", procedure=PROCEDURE, calendar=CAL).record(
    events.Accepted(at=datetime(2026, 3, 2, 9), office="A")
)
FINISHED = events.Finished(at=datetime(2026, 3, 3, 9), office="A", granted=True)
ENTRY = Entry("H1", "khai sinh", "A", "một cửa", "trực tiếp", date(2026, 3, 2), None, None, None)
MARCH = {"start": date(2026, 3, 1), "end": date(2026, 4, 1)}
REPORT = PeriodReport.of([ENTRY], **MARCH, by="office")
TABLE = PublishedTable(received=1)


class Thing:
    """Something that has nothing to do with the matter."""


WRONG = [None, 5, 1.5, True, "x", b"x", [], [None], [5], {}, {"a": 1}, Thing(), print, CAL, FIVE, DOSSIER]
WRONG += [ENTRY, REPORT, date(2026, 3, 2), Thing]
CALLS = {
    "due": (
        due,
        {"limit": FIVE, "start": date(2026, 3, 2), "calendar": CAL, "convention": Convention.INCLUSIVE},
    ),
    "TimeLimit": (TimeLimit, {"amount": 5, "unit": Unit.DAY}),
    "TimeLimit.parse": (TimeLimit.parse, {"text": "05 ngày"}),
    "Clock": (Clock, {"limit": FIVE, "start": date(2026, 3, 2), "calendar": CAL}),
    "coordinate": (CAL.coordinate, {"moment": datetime(2026, 3, 2, 9)}),
    "Office": (Office, {"code": "A", "name": "xã A", "level": Level.COMMUNE}),
    "Procedure": (Procedure, {"code": "1.004222", "name": "x", "limit": FIVE, "steps": []}),
    "Dossier": (
        Dossier,
        {
            "code": "H1",
            "procedure": PROCEDURE,
            "calendar": CAL,
            "channel": Channel.ONLINE,
            "extra": {},
            "calendars": {},
        },
    ),
    "record": (
        DOSSIER.record,
        {"event": events.Finished(at=datetime(2026, 3, 3, 9), office="A", granted=True)},
    ),
    "replay": (Dossier.replay, {"code": "H1", "procedure": PROCEDURE, "calendar": CAL, "events": []}),
    "closable_from": (closable_from, {"dossier": DOSSIER}),
    "moved": (moved, {"dossiers": [DOSSIER], "old": CAL, "new": CAL}),
    "rule": (rule, {"name": "roll"}),
    "regime_on": (regime_on, {"day": date(2026, 3, 2)}),
    "AgencyCode": (AgencyCode, {"levels": ("H17", "18")}),
    "ProcedureCode": (ProcedureCode, {"series": "1", "number": "004222", "service": None}),
    "target": (target, {"status": Status.ACCEPTED, "action": Action.FINISH, "accepted": True}),
    "allowed_actions": (allowed_actions, {"status": Status.ACCEPTED, "accepted": True}),
    "read_moment": (read_moment, {"text": "2026-03-02"}),
    "read_register": (read_register, {"path": "không-có.csv", "calendar": CAL}),
    "Entry": (Entry, {**{name: getattr(ENTRY, name) for name in ENTRY.__slots__ if name != "__weakref__"}}),
    "PeriodReport": (PeriodReport, {**MARCH, "cells": {}, "parts": (), "details": {}}),
    "PeriodReport.of": (PeriodReport.of, {"cases": [ENTRY], **MARCH, "by": "office"}),
    "dossiers": (REPORT.dossiers, {"measure": "received"}),
    "detail": (REPORT.detail, {"name": "waiting"}),
    "on_time_rate": (REPORT.on_time_rate, {"denominator": Denominator.RECEIVED}),
    "late_rate": (REPORT.late_rate, {"denominator": Denominator.RECEIVED}),
    "Rate.text": (Rate(1, 2, Denominator.RECEIVED).text, {"language": "vi", "digits": 2}),
    "merge": (merge, {"reports": [REPORT]}),
    "regroup": (regroup, {"report": REPORT, "by": "office"}),
    "check_continuity": (check_continuity, {"before": REPORT, "after": REPORT}),
    "check_series": (check_series, {"periods": []}),
    "form_ii_06": (form_ii_06, {"report": REPORT, "language": "vi"}),
    "early_warning": (early_warning, {"dossiers": [DOSSIER], "now": datetime(2026, 3, 3)}),
    "lateness_report": (lateness_report, {"dossiers": [DOSSIER], "now": datetime(2026, 3, 3)}),
    "audit": (audit, {"table": TABLE}),
    "audit_parts": (audit_parts, {"whole": TABLE, "parts": [TABLE]}),
    "audit_table": (audit_table, {"tables": [TABLE]}),
    "PublishedTable": (PublishedTable, {"received": 1, "received_basis": "new"}),
    "together": (together, {"tables": [TABLE]}),
    "read_published": (read_published, {"path": "không-có.csv"}),
    "vietnamese_order": (vietnamese_order, {"text": "x"}),
    "Ratings.of": (Ratings.of, {"forms": [], "question": "x"}),
    "scaled": (scaled, {"share": None, "maximum": 6, "threshold": 50}),
    "timing": (timing, {"deadline": due(FIVE, date(2026, 3, 2), CAL), "finished": date(2026, 3, 3)}),
}


def try_all(call, good, wrong):
    """Put each wrong value in the place of each argument; nothing but the library's errors comes out."""
    for name in good:
        for value in wrong:
            try:
                call(**(good | {name: value}))
            except ThutucError:
                pass
            except Exception as error:  # noqa: BLE001 - whatever it is
                pytest.fail(f"{name}={value!r} gives {type(error).__name__}: {error}")


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_kind_is_refused_with_an_error_of_the_library(name):
    """Nothing, numbers, texts, lists and values of other rooms are taken or refused, and never just fail."""
    try_all(*CALLS[name], WRONG)


def test_one_value_is_not_several():
    """One dossier, entry, report or table where several belong is refused by its kind."""
    for call in (
        lambda: PeriodReport.of(DOSSIER, **MARCH),
        lambda: PeriodReport.of(ENTRY, **MARCH),
        lambda: merge(REPORT),
        lambda: together(TABLE),
        lambda: early_warning(DOSSIER, datetime(2026, 3, 3)),
        lambda: lateness_report(DOSSIER, datetime(2026, 3, 3)),
        lambda: Dossier.replay("H1", PROCEDURE, CAL, events.Accepted(at=datetime(2026, 3, 2, 9), office="A")),
    ):
        with pytest.raises(InvalidTypeError, match=r"must be|not "):
            call()


def test_a_text_that_is_no_date_is_a_value_error_of_the_library():
    """`read_moment` says what was given and how a date is written."""
    with pytest.raises(InvalidValueError, match=r"'x' is not a date; write 2017-01-31 or 31/01/2017"):
        read_moment("x")
    with pytest.raises(InvalidTypeError, match="a date is text"):
        read_moment(None)


def test_frames_too():
    """Arguments of the functions for data frames, and frames where other things belong."""
    pytest.importorskip("narwhals.stable.v2")
    pl = pytest.importorskip("polars")
    from thutuc import frames  # noqa: PLC0415 - an extra

    frame = pl.DataFrame(
        {
            "received_at": [datetime(2026, 3, 2, 9)],
            "finished_at": [datetime(2026, 3, 3, 9)],
            "due_on": [date(2026, 3, 9)],
            "limit": [5],
            "text": ["05 ngày"],
            "H": ["H1"],
            "o": ["A"],
        }
    )
    wrong = [None, 5, "x", "", frame, [], [None], [5], {}, Thing(), DOSSIER, CAL, date(2026, 3, 2)]
    days = {"calendar": CAL, "start": "received_at", "end": "finished_at", "name": "n"}
    life = {"received": "received_at", "finished": "finished_at", "due": "due_on", "due_at": None}
    calls = [
        (
            frames.due_dates,
            {
                "calendar": CAL,
                "start": "received_at",
                "amount": "limit",
                "unit": Unit.DAY,
                "convention": Convention.INCLUSIVE,
                "paused": None,
                "due_at": None,
                "suffix": "_x",
            },
        ),
        (frames.period_report, {**MARCH, "by": "o", "code": "H", **life}),
        (frames.status_on, {"day": date(2026, 3, 3), "calendar": CAL, "name": "s", **life}),
        (frames.working_days_taken, days | {"until": None}),
        (frames.working_hours_taken, days | {"until": None}),
        (frames.durations, days | {"until": date(2026, 3, 9), "observed": "o2"}),
        (frames.hand_overs, {"dossier": "H", "office": "o", "entered": "received_at", "order": None}),
        (frames.rework, {"dossier": "H", "step": "o"}),
        (
            frames.lateness_by_office,
            {
                "calendar": CAL,
                "by": "o",
                "entered": "received_at",
                "finished": "finished_at",
                "paused": None,
                "budget": None,
                "now": None,
            },
        ),
        (frames.read_limits, {"text": "text", "amount": "a", "unit": "b"}),
        (frames.read_register, {"path": "không-có.csv", "calendar": CAL, "engine": None}),
        (REPORT.on_time_rate, {"denominator": Denominator.RECEIVED}),
        (read_moment, {"text": "2026-03-02"}),
        (PeriodReport.of, {"cases": [ENTRY], **MARCH}),
    ]
    for call, good in calls:
        of_frame = call.__module__.startswith("thutuc.frames") and call is not frames.read_register
        try_all(call, {"frame": frame, **good} if of_frame else good, wrong)
