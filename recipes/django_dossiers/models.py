"""Dossiers in Django's own tables: events are added and never changed; who comes second is told so."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from django.conf import settings
from django.db import IntegrityError, models, transaction

from thutuc import Dossier, Status, WorkCalendar, records
from thutuc.events import Event


class ConflictError(Exception):
    """Somebody else has written to the dossier since it was read: read it again, and decide again."""


class Dossiers(models.Manager["StoredDossier"]):
    """Where dossiers come from and go to; `settings.THUTUC` has the procedures and offices they refer to."""

    def add(self, *dossiers: Dossier) -> None:
        """Write new dossiers with all that has happened to them; all or none."""
        try:
            with transaction.atomic():
                CALENDARS.keep(one for dossier in dossiers for one in calendars_of(dossier))
                self.bulk_create(
                    self.model(code=one.code, cover=records.dump(one) | {"events": []}, **follows(one))
                    for one in dossiers
                )
                StoredEvent.objects.bulk_create(
                    _row(dossier.code, version, event)
                    for dossier in dossiers
                    for version, event in enumerate(dossier.events, 1)
                )
        except IntegrityError as error:
            raise ConflictError("a dossier of this code is there already") from error

    def load(self, code: str) -> tuple[Dossier, int]:
        """A dossier and its version: how many events it has; `KeyError` if there is none."""
        found = self.filter(code=code).prefetch_related("events").first()
        if found is None:
            raise KeyError(code)
        dossier = found.dossier
        return dossier, len(dossier.events)

    def every(self) -> Iterator[Dossier]:
        """Every dossier, by its code, read in parts."""
        rows = self.order_by("code").prefetch_related("events")
        return (row.dossier for row in rows.iterator(chunk_size=2000))

    def append(self, code: str, event: Event, *more: Event, version: int) -> Dossier:
        """Write what has happened to a dossier that was read as *version*; return it as it is now.

        What stands only together, such as a request and its answer that are both told late, is told together.

        Raises:
            ConflictError: If it has another version by now; nothing is written.
            EventError: If the event cannot have happened; nothing is written.
            KeyError: If there is no such dossier.
        """
        before, found = self.load(code)
        # A message that is sent twice is no conflict: its event has an id, and nothing is written.
        known = {one.id for one in before.events if one.id is not None}
        if found != version and not known.issuperset(one.id for one in (event, *more)):
            raise ConflictError(f"dossier {code} has version {found}, not {version}")
        after = before.insert(event, *more)
        told = [one for one in after.events if one not in before.events]
        rows = [_row(code, place, one) for place, one in enumerate(told, version + 1)]
        try:
            with transaction.atomic():
                StoredEvent.objects.bulk_create(rows)
                self.filter(code=code).update(**follows(after))
        except IntegrityError as error:
            raise ConflictError(f"dossier {code} has changed since version {version}") from error
        return after


class StoredCalendar(models.Model):
    """A calendar that dossiers count on: a decision on a day off makes another, and they name the old one."""

    fingerprint = models.CharField(max_length=71, primary_key=True)
    calendar = models.JSONField()

    class Meta:
        app_label = "django_dossiers"

    def __str__(self) -> str:
        return self.fingerprint


class Calendars(Mapping[str, WorkCalendar]):
    """Stored calendars by their fingerprints; each is read when a record first names it."""

    def __init__(self) -> None:
        self.known: dict[str, WorkCalendar] = {}

    def __getitem__(self, name: str) -> WorkCalendar:
        if name not in self.known:
            row = StoredCalendar.objects.filter(pk=name).first()
            if row is None:
                raise KeyError(name)
            self.known[name] = records.load(row.calendar)
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def keep(self, calendars: Iterable[WorkCalendar]) -> None:
        """Store those that are not stored yet."""
        stored = set(StoredCalendar.objects.values_list("pk", flat=True))
        new = {one.fingerprint: one for one in calendars if one.fingerprint not in stored}
        rows = [StoredCalendar(fingerprint=name, calendar=records.dump(one)) for name, one in new.items()]
        StoredCalendar.objects.bulk_create(rows, ignore_conflicts=True)


CALENDARS = Calendars()


class StoredDossier(models.Model):
    """What stands on the cover, and, for lists and filters, what follows from the events."""

    code = models.CharField("mã hồ sơ", max_length=60, primary_key=True)
    cover = models.JSONField(editable=False)
    status = models.PositiveSmallIntegerField(
        "trạng thái", choices=[(one.value, one.label()) for one in Status], null=True, editable=False
    )
    due_on = models.DateField("hạn trả kết quả", null=True, editable=False)

    objects = Dossiers()

    class Meta:
        app_label = "django_dossiers"
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"

    def __str__(self) -> str:
        return self.code

    @property
    def dossier(self) -> Dossier:
        """The dossier itself."""
        found: Dossier = records.load(self.cover, calendars=CALENDARS, **settings.THUTUC)
        for row in self.events.all():
            found = found.record(records.load(row.event))
        return found


class EventRows(models.QuerySet["StoredEvent"]):
    """Rows that are added and read."""

    def update(self, **changed: Any) -> NoReturn:  # noqa: ANN401
        raise TypeError(f"events are never changed: {', '.join(changed)}")

    def delete(self) -> NoReturn:
        raise TypeError("events are never deleted")


class StoredEvent(models.Model):
    """One thing that happened to a dossier."""

    dossier = models.ForeignKey(StoredDossier, on_delete=models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    # Office time as a text: a DateTimeField would be moved to UTC.
    at = models.CharField(max_length=26)
    event = models.JSONField()

    objects = EventRows.as_manager()

    class Meta:
        app_label = "django_dossiers"
        # What is told late was written last and happened earlier.
        ordering = ("at", "version")
        constraints = (models.UniqueConstraint(fields=("dossier", "version"), name="one_writer_a_version"),)

    def __str__(self) -> str:
        return f"{self.at} {self.event['kind']}"

    def save(self, *, force_insert: bool = False, **more: Any) -> None:  # noqa: ANN401
        """Add it; what is there stays."""
        if not self._state.adding:
            raise TypeError("events are never changed")
        super().save(force_insert=force_insert, **more)

    def delete(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401
        """Refused: what has happened has happened."""
        raise TypeError("events are never deleted")


def follows(dossier: Dossier) -> dict[str, Any]:
    """What follows from the events and is kept for lists and filters."""
    status, deadline = dossier.status, dossier.deadline
    return {
        "status": None if status is None else status.value,
        "due_on": None if deadline is None else deadline.due_on,
    }


def calendars_of(dossier: Dossier) -> Iterator[WorkCalendar]:
    """The calendars that the record of a dossier names: its own, and those of offices."""
    yield from (dossier.calendar, *dossier.cover.calendars.values())


def _row(code: str, version: int, event: Event) -> "StoredEvent":
    return StoredEvent(dossier_id=code, version=version, at=event.at.isoformat(), event=records.dump(event))
