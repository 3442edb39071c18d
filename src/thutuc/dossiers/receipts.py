"""The receipt of a dossier: its due dates counted from its events, to be counted again (phiếu của hồ sơ)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines.evidence import calendar_of, composed, looked_at, receipt_of, said, told_of
from thutuc.deadlines.ledger import explain
from thutuc.dossiers.clockwork import accepted_event, build_clock, ending_of
from thutuc.dossiers.measured import Measured
from thutuc.dossiers.standing import standing
from thutuc.errors import InvalidValueError
from thutuc.events import Event
from thutuc.law import LegalSource, Regime
from thutuc.limits import TimeLimit
from thutuc.procedures import ClockPolicy
from thutuc.procedures.rules import rules_of
from thutuc.records.class_shapes import class_shape
from thutuc.records.leaves import LEAVES, Context

Plain = dict[str, Any]


@attrs.frozen(eq=False)
class _Basis:
    """What the clock of a dossier is built of: its limit, its rules, and the events, nobody named in them."""

    facts: Plain
    limit: TimeLimit | None
    regime: Regime
    policy: ClockPolicy
    source: LegalSource | None
    events: Sequence[Event]
    calendar: WorkCalendar


def dossier_receipt(dossier: Measured) -> Plain:
    """The receipt of a dossier.

    Raises:
        InvalidValueError: If it has no due date.
    """
    if dossier.clock is None:
        raise InvalidValueError(
            f"dossier {dossier.code} has no due date and no receipt; it is not accepted yet, or has no limit",
            given=dossier.code,
        )
    cover, procedure = dossier.cover, dossier.procedure
    facts = {
        "code": dossier.code,
        "procedure": {"code": procedure.code, "name": procedure.name},
        "channel": dossier.channel.value,
    }
    if cover.case is not None:
        facts["case"] = cover.case
    events = [_without_people(event) for event in standing(dossier.told(), cover, dossier.rules)]
    return _receipt(
        _Basis(
            facts,
            dossier.stated_limit,
            dossier.regime,
            procedure.policy,
            procedure.source,
            events,
            dossier.calendar,
        )
    )


def _without_people(event: Event) -> Event:
    """An event without who did it and on what ground: neither changes a date, and both are personal."""
    nobody: dict[str, Any] = dict.fromkeys(type(event).personal)
    return attrs.evolve(event, **nobody)


def _receipt(basis: _Basis, fingerprint: str | None = None) -> Plain:
    calendar, events, zoned = basis.calendar, basis.events, Context(zone=basis.calendar.zone)
    clock = build_clock(basis.limit, events, calendar, rules_of(basis.policy, basis.source, basis.regime))
    if clock is None:
        raise InvalidValueError("these events begin no limit; give the acceptance", given=None)
    answer, days = told_of(clock)
    computed = clock.computed.deadline
    accepted, ended = accepted_event(events), ending_of(events)
    write = LEAVES[datetime].write
    answer |= {
        "computed": said(computed),
        "received_at": None if accepted is None else write(accepted.at, zoned),
        "finished_at": None if ended is None else write(ended.at, zoned),
        "late": None if ended is None else clock.deadline.is_late(ended.at),
    }
    inputs = dict(basis.facts)
    for name, cls in _CLASSES.items():
        part = getattr(basis, name)
        if part is not None:
            written = class_shape(cls).write(part, zoned)
            inputs[name] = {field: told for field, told in written.items() if field not in _NO_CLOCK}
    inputs["events"] = [_EVENTS.write(event, zoned) for event in events]
    days += [*looked_at(computed), *(event.at for event in events)]
    return receipt_of("dossier", composed(inputs), explain(clock.deadline), days, answer, fingerprint)


_EVENTS = class_shape(Event)
_FACTS = ("code", "procedure", "channel", "case")
_CLASSES: dict[str, Any] = {
    "limit": TimeLimit,
    "regime": Regime,
    "policy": ClockPolicy,
    "source": LegalSource,
}
_NO_CLOCK = {
    "supplement_requests",
    "notice_within",
    "close_after",
    "apology_before",
    "extensions",
    "online_answer",
    "online_answer_within",
    "correction_within",
    "officer_notice",
    "paper_transfer",
}
"""What a regime or a policy lays down that moves no clock."""


def counted_again(receipt: Plain, calendars: Mapping[str, WorkCalendar], known_on: date | None) -> Plain:
    """The receipt of the same inputs, counted once more.

    Raises:
        ThutucError: If they are none, or cannot be counted.
    """
    told, inputs = receipt["calendar"], receipt["inputs"]
    calendar = calendar_of(told, calendars, known_on)
    zoned = Context(zone=calendar.zone)
    parts: dict[str, Any] = {
        name: class_shape(cls).read(inputs[name], zoned) if name in inputs else None
        for name, cls in _CLASSES.items()
    }
    basis = _Basis(
        {name: inputs[name] for name in _FACTS if name in inputs},
        **parts,
        events=[_EVENTS.read(event, zoned) for event in inputs["events"]],
        calendar=calendar,
    )
    return _receipt(basis, told["fingerprint"])
