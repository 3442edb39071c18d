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
from thutuc.fields import name_text, short_text
from thutuc.identifiers.dossier_code import standard_code
from thutuc.law import LegalSource, Regime, regime_on
from thutuc.limits import TimeLimit
from thutuc.procedures import Channel, ClockPolicy
from thutuc.procedures.rules import rules_of
from thutuc.records.class_shapes import class_shape, shape_of
from thutuc.records.leaves import LEAVES, Context

Plain = dict[str, Any]


@attrs.frozen(eq=False)
class _Basis:
    """What the clock of a dossier is built of: its limit, its rules, and the events, nobody named in them."""

    facts: Plain
    limit: TimeLimit | None
    given: Regime | None
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
            cover.regime,
            procedure.policy,
            procedure.source,
            events,
            dossier.calendar,
        )
    )


def _without_people(event: Event) -> Event:
    """An event without who did it and on what ground: neither changes a date, and both are personal."""
    nobody: dict[str, Any] = {name: None for name in event.personal if getattr(event, name) is not None}
    return attrs.evolve(event, **nobody) if nobody else event


def _receipt(basis: _Basis, fingerprint: str | None = None) -> Plain:
    calendar, events, zoned = basis.calendar, basis.events, Context(zone=basis.calendar.zone)
    accepted = accepted_event(events)
    lawful = regime_on((accepted or events[0]).at.date())
    regime = basis.given or lawful
    clock = build_clock(basis.limit, events, calendar, rules_of(basis.policy, basis.source, regime))
    if clock is None:
        raise InvalidValueError("these events begin no limit; give the acceptance", given=None)
    answer, days = told_of(clock)
    computed = clock.computed.deadline
    ended = ending_of(events)
    write = LEAVES[datetime].write
    answer |= {
        "computed": said(computed),
        "received_at": None if accepted is None else write(accepted.at, zoned),
        "finished_at": None if ended is None else write(ended.at, zoned),
        "late": None if ended is None else clock.deadline.is_late(ended.at),
    }
    parts = {"limit": basis.limit, "regime": regime, "policy": basis.policy, "source": basis.source}
    inputs = basis.facts | {name: _written(part) for name, part in parts.items() if part is not None}
    if regime is not lawful and inputs["regime"] != _written(lawful):
        # That of the law is found by the day; another one is told to be so.
        inputs["regime_given"] = True
    inputs["events"] = [_EVENTS.write(event, zoned) for event in events]
    days += [*looked_at(computed), *(event.at for event in events)]
    return receipt_of("dossier", composed(inputs), explain(clock.deadline), days, answer, fingerprint)


def _written(part: object) -> Plain:
    """The fields of a limit, a regime, a policy or a source that may move a clock."""
    cls: Any = type(part)
    written = class_shape(cls).write(part, _NOWHERE)
    return {field: told for field, told in written.items() if field not in _NO_CLOCK}


_NOWHERE = Context()
_EVENTS, _CHANNEL = class_shape(Event), shape_of(Channel)
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

    def part(name: str, cls: type) -> Any:  # noqa: ANN401 - a value of that class
        return class_shape(cls).read(inputs[name], zoned) if name in inputs else None

    basis = _Basis(
        _facts(inputs),
        part("limit", TimeLimit),
        part("regime", Regime) if inputs.get("regime_given") is True else None,
        part("policy", ClockPolicy),
        part("source", LegalSource),
        events=[_EVENTS.read(event, zoned) for event in inputs["events"]],
        calendar=calendar,
    )
    return _receipt(basis, told["fingerprint"])


def _facts(inputs: Plain) -> Plain:
    """What the receipt says of its dossier that moves no clock, as a dossier would have it."""
    procedure = inputs["procedure"]
    facts: Plain = {
        "code": standard_code(inputs["code"]),
        "procedure": {name: name_text(procedure[name]) for name in ("code", "name")},
        "channel": _CHANNEL.read(inputs["channel"], _NOWHERE).value,
    }
    return facts | {"case": short_text(inputs["case"])} if "case" in inputs else facts
