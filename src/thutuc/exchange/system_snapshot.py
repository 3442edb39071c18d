"""`Snapshot`: what another system says of a dossier at one moment (hiện trạng hồ sơ)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import NONE, ReadOnly, checked, free_text, mapping, name_text, of, text_list, whole
from thutuc.limits import TimeLimit
from thutuc.moments import Moment, local_date, local_time
from thutuc.procedures import Channel
from thutuc.registers import StatedDeadline
from thutuc.statuses import Status


def _moment(given: Moment | None) -> Moment | None:
    """A day, or a moment in office time."""
    if isinstance(given, datetime):
        return local_time(checked(given, datetime, "a moment is a date or a datetime"))
    return None if given is None else local_date(given)


def _texts(given: Mapping[str, str]) -> ReadOnly[str, str]:
    wanted = "extra maps headings to texts"
    told = mapping(given, wanted=wanted)
    return ReadOnly({checked(name, str, wanted): checked(text, str, wanted) for name, text in told.items()})


def _is_later(snapshot: "Snapshot", field: "attrs.Attribute[Any]", moment: Moment | None) -> None:
    received = snapshot.received_at
    if moment is None or received is None:
        return
    hours = isinstance(moment, datetime) and isinstance(received, datetime)
    if local_date(moment) < local_date(received) or (hours and local_time(moment) < local_time(received)):
        raise InvalidValueError(
            f"{field.name} {moment} comes before received_at {received}; check both", given=moment
        )


@attrs.frozen(kw_only=True)
class Snapshot:
    """What another system says of a dossier at one moment: where it stands, no history (hiện trạng hồ sơ).

    A row of [`Layout.read`][thutuc.exchange.Layout.read]; [`from_snapshot`][thutuc.exchange.from_snapshot]
    makes a dossier of it. What the system does not say is `None` or empty.

    Args:
        code: Code of the dossier.
        status: Where it stands.
        procedure: Its procedure, as the system names it.
        office: The office that has it, as the system names it.
        channel: How it came in.
        received_at: When it was received; a date where no hour is given.
        limit: Its limit.
        due: The day or moment promised.
        finished_at: When the office finished, stopped or refused it.
        returned_at: When the citizen got the result.
        status_text: Its status in the system's own words.
        system: The name of the layout it was read by.
        extra: All other fields, by their headings; they may be personal, so they are not in `repr`.
        left_out: Headings of fields whose content is no text, such as lists: nothing was read of them.
        row: Its row, counted from 1.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If *code* is empty, or something comes before it was received.

    Examples:
        >>> snapshot = Snapshot(code="H17.18-260302-0001", status=Status.FINISHED, due=datetime(2026, 3, 9))
        >>> snapshot.deadline.due_on
        datetime.date(2026, 3, 9)
    """

    code: str = attrs.field(converter=name_text)
    status: Status | None = attrs.field(default=None, validator=of(Status, optional=True))
    procedure: str = attrs.field(default="", converter=free_text)
    office: str = attrs.field(default="", converter=free_text)
    channel: Channel | None = attrs.field(default=None, validator=of(Channel, optional=True))
    received_at: Moment | None = attrs.field(default=None, converter=_moment)
    limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    due: Moment | None = attrs.field(default=None, converter=_moment, validator=_is_later)
    finished_at: Moment | None = attrs.field(default=None, converter=_moment, validator=_is_later)
    returned_at: Moment | None = attrs.field(default=None, converter=_moment, validator=_is_later)
    status_text: str = attrs.field(default="", eq=False, converter=free_text)
    system: str = attrs.field(default="", converter=free_text)
    extra: Mapping[str, str] = attrs.field(default=NONE, converter=_texts, repr=False)
    left_out: tuple[str, ...] = attrs.field(default=(), converter=text_list)
    row: int = attrs.field(default=0, eq=False, validator=whole())

    @property
    def deadline(self) -> StatedDeadline | None:
        """When it is due, as the system says."""
        if self.due is None:
            return None
        return StatedDeadline(local_date(self.due), self.due if isinstance(self.due, datetime) else None)
