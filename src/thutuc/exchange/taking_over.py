"""A dossier that another system hands over as it stands, and back (chuyển hồ sơ giữa hai hệ thống)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from thutuc.bounds import shown
from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline
from thutuc.dossiers import Dossier
from thutuc.errors import InvalidValueError
from thutuc.events import (
    Accepted,
    Event,
    Finished,
    LimitChanged,
    Refused,
    Returned,
    SnapshotTaken,
    Stopped,
    Submitted,
)
from thutuc.exchange.system_snapshot import Snapshot
from thutuc.fields import checked, require
from thutuc.limits import TimeLimit
from thutuc.moments import Moment, local_date, local_time
from thutuc.procedures import Channel, Procedure
from thutuc.registers import LAYOUTS, StatedDeadline, system_layout
from thutuc.statuses import Status

_NOT_ACCEPTED = frozenset({Status.SUBMITTED, Status.REFUSED})
_ENDS = {
    Status.FINISHED: Finished,
    Status.RETURNED: Finished,
    Status.STOPPED: Stopped,
    Status.REFUSED: Refused,
}


def from_snapshot(
    snapshot: Snapshot,
    procedure: Procedure | Mapping[str, Procedure],
    calendar: WorkCalendar,
    *,
    at: datetime,
    office: str | None = None,
    since: datetime | None = None,
    **cover: Any,  # noqa: ANN401 - those of a dossier
) -> Dossier:
    """The dossier that goes on from where another system says it stands (lập hồ sơ từ hiện trạng).

    It has the events whose moments are told, of receipt, end and handing out, and then
    [`SnapshotTaken`][thutuc.events.SnapshotTaken]. Hand-overs and pauses before are not known: there are no
    legs, budgets and breaches of that time, lateness is put down to no office, and its text says so. The
    promised day is its deadline, as a day on a slip is, without its hour; without one its limit counts from
    the receipt, as if nothing had held it.
    What was not accepted is taken as handed in when it was received, and has no deadline yet. A day without
    an hour is its midnight.

    Args:
        snapshot: What the system says.
        procedure: Its procedure, or for each name that the system has for one the procedure.
        calendar: On which its limit counts.
        at: When the system said it.
        office: The office that has it; left out, the one the system names.
        since: Since when it has had its status, if that is known.
        **cover: Further arguments of [`Dossier`][thutuc.Dossier], such as `regime` or `offices`.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If its status or its office is not told, its procedure is not in the mapping, it
            has an end that its status denies, or no hour of receipt from which its limit counts.
        EventError: If its moments contradict its status, or the end is missing.

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, Unit, vietnam_calendar
        >>> told = Snapshot(
        ...     code="H17.18-260302-0001", status=Status.PROCESSING, office="H17.18",
        ...     received_at=datetime(2026, 3, 2, 9), due=date(2026, 3, 12),
        ... )
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> dossier = from_snapshot(told, procedure, vietnam_calendar(), at=datetime(2026, 3, 6, 8))
        >>> dossier.status.name, dossier.deadline.due_on, dossier.snapshot is not None
        ('PROCESSING', datetime.date(2026, 3, 12), True)
    """
    require(snapshot, Snapshot, "snapshot")
    known = _procedure_of(snapshot, procedure)
    if snapshot.channel is not None:
        cover.setdefault("channel", snapshot.channel)
    channel, case = cover.get("channel", Channel.DIRECT), cover.get("case")
    limit = known.appointment_limit(channel, case)
    # Of a case with a limit of its own the other system says so.
    own = None if snapshot.limit == limit else snapshot.limit
    limit = own or limit
    events = _events(snapshot, checked(at, datetime, "`at` is a datetime"), office, since, own)
    if limit is not None and limit.unit.is_hours and _lacks_hour(snapshot.received_at):
        raise InvalidValueError(
            f"{snapshot.code}: received_at has no hour, from which the limit {limit.to_text('en')} counts",
            given=snapshot.received_at,
        )
    return Dossier.replay(snapshot.code, known, calendar, events, **cover)


def _procedure_of(snapshot: Snapshot, given: Procedure | Mapping[str, Procedure]) -> Procedure:
    if not isinstance(given, Mapping):
        return require(given, Procedure, "procedure")
    if snapshot.procedure not in given:
        raise InvalidValueError(
            f"{snapshot.code}: the mapping has no procedure {shown(snapshot.procedure)}; add it",
            given=snapshot.procedure,
        )
    return require(given[snapshot.procedure], Procedure, "procedure")


def _lacks_hour(moment: Moment | None) -> bool:
    return moment is not None and not isinstance(moment, datetime)


def _events(
    one: Snapshot, at: datetime, office: str | None, since: datetime | None, limit: TimeLimit | None
) -> Iterator[Event]:
    """What is known to have happened, and the snapshot."""
    status, where = one.status, office or one.office
    if status is None:
        raise InvalidValueError(f"{one.code}: its status is not told, and a snapshot says one", given=one)
    if not where:
        raise InvalidValueError(
            f"{one.code}: no office is told; give the one that has it as office", given=one
        )
    for name, moment, statuses in (
        ("finished_at", one.finished_at, tuple(_ENDS)),
        ("returned_at", one.returned_at, (Status.RETURNED,)),
    ):
        if moment is not None and status not in statuses:
            raise InvalidValueError(
                f"{one.code}: {name} is {moment}, and a dossier that is {status.name} has none; check both",
                given=moment,
            )
    last = None
    if one.received_at is not None:
        last = local_time(one.received_at)
        promised = None if one.due is None else local_date(one.due)
        if status in _NOT_ACCEPTED:
            yield Submitted(at=last, office=where)
        else:
            yield Accepted(at=last, office=where, appointment=promised)
            if limit is not None:
                yield LimitChanged(at=last, office=where, limit=limit, appointment=promised)
    if one.finished_at is not None:
        # On the day of receipt not before the receipt, whatever hours are missing.
        last = max(local_time(one.finished_at), last or local_time(one.finished_at))
        untold = {"granted": None} if _ENDS[status] is Finished else {}
        yield _ENDS[status](at=last, office=where, **untold)
    if one.returned_at is not None:
        yield Returned(at=max(local_time(one.returned_at), last or local_time(one.returned_at)), office=where)
    system = system_layout(one.system).vi if one.system in LAYOUTS else one.system or None
    yield SnapshotTaken(at=at, office=where, status=status, since=since, system=system)


def promised(deadline: Deadline | StatedDeadline) -> Moment:
    """The moment of a deadline as rows tell it: where its day ends at 24:00, that day without an hour."""
    at = deadline.due_at
    return deadline.due_on if at is None or at.date() > deadline.due_on else at


def snapshot_of(dossier: Dossier) -> Snapshot:
    """What another system is told of a dossier as it stands: no history (hiện trạng của hồ sơ).

    Its office is the one that holds it, or of several the first; of one that has ended, who ended it.

    Raises:
        InvalidTypeError: If it is no dossier.
    """
    require(dossier, Dossier, "a dossier")
    deadline, status = dossier.deadline, dossier.status
    holders = dossier.holders or tuple(event.office for event in reversed(dossier.events))
    received = dossier.received_at or (dossier.events[0].at if dossier.events else None)
    # When it was refused a snapshot may not have told.
    refused = [event.at for event in dossier.events if isinstance(event, Refused)]
    ended = max(refused, default=None) if status is Status.REFUSED else dossier.finished_at
    return Snapshot(
        code=dossier.code,
        status=status,
        procedure=dossier.procedure.code,
        office=holders[0] if holders else "",
        channel=dossier.channel,
        received_at=received,
        limit=dossier.limit,
        due=None if deadline is None else promised(deadline),
        finished_at=ended,
        returned_at=dossier.returned_at,
    )
