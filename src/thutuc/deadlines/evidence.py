"""What an answer rests on, as plain data that can be kept and counted again (căn cứ của hạn, để kiểm tra)."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Protocol, cast

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.calendars.excerpt import excerpt
from thutuc.deadlines.ledger import Explanation
from thutuc.deadlines.reckoning import Reckoning
from thutuc.deadlines.tally import LedgerEntry
from thutuc.errors import InvalidValueError
from thutuc.limits import Convention
from thutuc.moments import OFFICE_TIME
from thutuc.records import dump, load
from thutuc.records.leaves import LEAVES, Context
from thutuc.records.sealing import sealed
from thutuc.vietnam import as_known_on, vietnam_calendar

Plain = dict[str, Any]


def receipt_of(  # noqa: PLR0917 - in the order of what it holds
    kind: str,
    inputs: Plain,
    explanation: Explanation,
    days: Iterable[date],
    answer: Plain,
    fingerprint: str | None = None,
) -> Plain:
    """The receipt of an answer, with its digest.

    Args:
        kind: What the answer is of: the kind of its record.
        inputs: What was counted, without the calendar.
        explanation: The ledger of the deadline.
        days: Every day that was looked at.
        answer: When it is due.
        fingerprint: That of the whole calendar, where it was counted on a part of it.
    """
    deadline = explanation.deadline
    calendar = deadline.calendar
    return sealed(
        {
            "of": kind,
            "inputs": inputs,
            "convention": _convention(deadline.convention),
            "rules": [
                {"rule": rule.name, "text": rule.vi} | ({} if source is None else _cited(source))
                for rule, source in explanation.rules()
            ],
            "calendar": {
                "fingerprint": fingerprint or calendar.fingerprint,
                "excerpt": excerpt(calendar, days),
            },
            "ledger": [_row(entry) for entry in explanation.entries],
            "answer": answer,
        }
    )


def _convention(convention: Convention) -> Plain:
    return {"name": convention.value, "text": convention.label()}


def _cited(source: Any) -> Plain:  # noqa: ANN401 - a LegalSource
    return {"source": source.text(), "verification": source.verification.value}


def _row(entry: LedgerEntry) -> Plain:
    """One line of the ledger; what is not said of a day is left out."""
    row: Plain = {"day": entry.day.isoformat(), "tally": entry.tally.value, "reason": entry.reason()}
    if entry.number is not None:
        row["number"] = entry.number
    if entry.time is not None:
        row["time"] = _write_length(entry.time, _CONTEXT)
    if entry.source is not None:
        row |= _cited(entry.source)
    if not entry.calendar_day.decided:
        row["provisional"] = True
    if entry.is_due:
        row["due"] = True
    return row


_CONTEXT = Context()
_write_length, _write_moment = LEAVES[timedelta].write, LEAVES[datetime].write


def looked_at(deadline: Reckoning) -> Iterator[date]:
    """The days on which a deadline depends, each once or more."""
    for part in deadline.parts:
        yield part.start
        yield part.due_on
        if part.appointment is not None:
            yield part.appointment
        for pause in part.pauses:
            yield from pause


def inputs_of(value: object) -> Plain:
    """The fields of a deadline or a clock without its calendar, which the receipt holds once."""
    record = dump(value)
    return _without_calendar({name: record[name] for name in record if name not in {"kind", "schema"}})


def _without_calendar(record: Plain) -> Plain:
    kept = {name: told for name, told in record.items() if name != "calendar"}
    return kept | {"follows": _without_calendar(kept["follows"])} if "follows" in kept else kept


def told_again(
    receipt: Plain, calendars: Mapping[str, WorkCalendar], known_on: date | None, **answer: str
) -> Any:  # noqa: ANN401 - a deadline or a clock
    """The deadline or the clock of a receipt, on its calendar; *answer* stands for what it says itself.

    Raises:
        ThutucError: If its inputs are none of one.
    """
    calendar = calendar_of(receipt["calendar"], calendars, known_on)
    record = {"kind": receipt["of"], "schema": 1, **receipt["inputs"], **answer}
    told = _with_calendar(record, calendar.fingerprint)
    return load(told, calendars={calendar.fingerprint: calendar})


def _with_calendar(record: Plain, fingerprint: str) -> Plain:
    follows = {"follows": _with_calendar(record["follows"], fingerprint)} if "follows" in record else {}
    return {**record, **follows, "calendar": fingerprint}


def calendar_of(told: Plain, calendars: Mapping[str, WorkCalendar], known_on: date | None) -> WorkCalendar:
    """The calendar of a receipt: the whole one, if its fingerprint is known, or the part that it holds."""
    fingerprint = told["fingerprint"]
    calendar = calendars.get(fingerprint)
    if calendar is None:
        standard = vietnam_calendar()
        calendar = standard if standard.fingerprint == fingerprint else _held(told["excerpt"], known_on)
    return calendar if known_on is None else as_known_on(calendar, known_on)


_LONGEST = timedelta(days=40 * 366)
"""No limit runs longer, and the tables of a calendar cost time."""


def _held(record: Plain, known_on: date | None) -> WorkCalendar:
    """The calendar of an excerpt; with days beyond its last where those that were known may move the end."""
    first, last = (date.fromisoformat(record[name]) for name in ("first", "last"))
    if last - first > _LONGEST:
        raise InvalidValueError(
            f"the part of a calendar that a receipt holds is at most {_LONGEST.days:,} days long, not from "
            f"{first} to {last}",
            given=(first, last),
        )
    calendar: WorkCalendar = load(record)
    if known_on is not None:
        last = min(calendar.last + timedelta(days=60), date(calendar.last.year + 1, 12, 31))
        calendar = attrs.evolve(calendar, last=last)
    return calendar


def said(deadline: Reckoning) -> Plain:
    """What a deadline answers."""
    zone = deadline.calendar.zone
    zoned = _CONTEXT if zone is OFFICE_TIME else Context(zone=zone)
    return {
        "due_on": deadline.due_on.isoformat(),
        "due_at": _write_moment(deadline.due_at, zoned),
        "provisional": deadline.provisional,
    }


def composed(told: Any) -> Any:  # noqa: ANN401 - plain data
    """The same with its texts composed (NFC), as a digest takes them."""
    if isinstance(told, str):
        return told if told.isascii() else unicodedata.normalize("NFC", told)
    if isinstance(told, dict):
        return {name: composed(item) for name, item in cast("Plain", told).items()}
    return [composed(item) for item in cast("Iterable[Any]", told)] if isinstance(told, list) else told


# A moment; not every checker of types sees one in a field with a converter.
_Moment = Any


class Changed(Protocol):
    """What happened to a clock, and the deadline after it."""

    @property
    def verb(self) -> Enum: ...  # noqa: D102
    @property
    def at(self) -> _Moment: ...  # noqa: D102
    @property
    def deadline(self) -> Reckoning | None: ...  # noqa: D102


class Running(Protocol):
    """A clock, as its receipt needs it."""

    @property
    def start(self) -> _Moment: ...  # noqa: D102
    @property
    def deadline(self) -> Reckoning: ...  # noqa: D102
    @property
    def original_deadline(self) -> Reckoning: ...  # noqa: D102
    @property
    def history(self) -> Sequence[Changed]: ...  # noqa: D102
    @property
    def is_paused(self) -> bool: ...  # noqa: D102


def told_of(clock: Running) -> tuple[Plain, list[date]]:
    """What a clock answers, and the days on which that depends."""
    original, changes = clock.original_deadline, clock.history
    after = [(change, change.deadline) for change in changes if change.deadline is not None]
    answer = said(clock.deadline) | {
        "original": said(original),
        "history": [{"verb": change.verb.value} | said(deadline) for change, deadline in after],
        "paused": clock.is_paused,
    }
    days = [clock.start, *looked_at(original), *(change.at for change in changes)]
    return answer, days + [day for _, deadline in after for day in looked_at(deadline)]
