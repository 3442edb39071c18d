"""`SnapshotTaken`: where a dossier stood when another system passed it on (ghi nhận hiện trạng)."""

from datetime import datetime

import attrs

from thutuc.errors import InvalidValueError
from thutuc.events.event import Event, is_before, is_moment, is_name
from thutuc.fields import of
from thutuc.statuses import Action, Status


@attrs.frozen(kw_only=True)
class SnapshotTaken(Event):
    """Another system said where the dossier stands, and not how it came there (ghi nhận hiện trạng).

    Recorded once, after the acceptance, the end and the handing out, as far as their moments are told.
    What else had happened before, such as pauses and hand-overs, is not known: until then no office has a
    leg, and nothing is put down to one. From here on the dossier goes on as any other.

    Args:
        status: The status it had.
        since: Since when it had it, if that is told: a pause that lasts is taken out from then on, else from
            the snapshot on.
        system: What the other system is called.

    Raises:
        InvalidTypeError: If *status* is not a Status, *since* not a datetime, or *system* no text.
        InvalidValueError: If *since* lies after the snapshot, or *system* is empty.

    Examples:
        >>> snapshot = SnapshotTaken(at=datetime(2026, 3, 9, 8), office="A", status=Status.PROCESSING)
        >>> snapshot.action.label()
        'ghi nhận hiện trạng'
    """

    action = Action.TAKE_SNAPSHOT
    moments = ("since",)
    status: Status = attrs.field(validator=of(Status, wanted="{owner}: {name} is a Status"))
    since: datetime | None = attrs.field(default=None, validator=is_moment)
    system: str | None = attrs.field(default=None, validator=is_name)

    def __attrs_post_init__(self) -> None:
        since = self.since
        if since is not None and is_before(self.at, since):
            raise InvalidValueError(
                f"SnapshotTaken: since {since} lies after the snapshot at {self.at}; give an earlier moment",
                given=since,
            )
