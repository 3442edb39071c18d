"""Dossiers in PostgreSQL through SQLAlchemy: events are added, never changed; who comes second is told so."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias

from sqlalchemy import (
    DDL,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    event,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from thutuc import Dossier, Procedure, WorkCalendar, records
from thutuc.events import Event
from thutuc.offices import OfficeDirectory

Procedures: TypeAlias = Mapping[str, Any] | Iterable[Procedure]

METADATA = MetaData()
CALENDARS = Table(
    "calendars",
    METADATA,
    Column("fingerprint", Text, primary_key=True),
    Column("calendar", JSONB, nullable=False),
)
DOSSIERS = Table(
    "dossiers", METADATA, Column("code", Text, primary_key=True), Column("cover", JSONB, nullable=False)
)
EVENTS = Table(
    "events",
    METADATA,
    Column("code", ForeignKey(DOSSIERS.c.code), primary_key=True),
    Column("version", Integer, primary_key=True),
    # Office time, without a zone, as a dossier keeps it.
    Column("at", DateTime, nullable=False),
    Column("event", JSONB, nullable=False),
)
event.listen(
    EVENTS,
    "after_create",
    DDL("""
    CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'events are never changed and never deleted'; END $$;
    CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events EXECUTE FUNCTION events_stay();
    """),
)
# What is told late was written last and happened earlier.
READ = (
    select(DOSSIERS.c.code, DOSSIERS.c.cover, EVENTS.c.version, EVENTS.c.event)
    .join_from(DOSSIERS, EVENTS, isouter=True)
    .order_by(DOSSIERS.c.code, EVENTS.c.at, EVENTS.c.version)
)


class ConflictError(Exception):
    """Somebody else has written to the dossier since it was read: read it again, and decide again."""


class Store:
    """Dossiers in one database, and the calendars on which they count.

    A decision on a day off makes another calendar, and what is stored names the one it was counted on.

    Args:
        engine: The engine; the tables are made if they are not there.
        procedures: The procedures that the records refer to, as `records.load` takes them.
        offices: The directory that they refer to, if they do.
    """

    def __init__(
        self, engine: Engine, *, procedures: Procedures = (), offices: OfficeDirectory | None = None
    ) -> None:
        self.engine, self.references = engine, {"procedures": procedures, "offices": offices}
        self.calendars: dict[str, WorkCalendar] = {}
        METADATA.create_all(engine)

    def add(self, *dossiers: Dossier) -> None:
        """Write new dossiers with all that has happened to them.

        Raises:
            ConflictError: If one is there already; then none is written.
        """
        covers = [{"code": one.code, "cover": records.dump(one) | {"events": []}} for one in dossiers]
        events = [
            _row(dossier.code, version, event)
            for dossier in dossiers
            for version, event in enumerate(dossier.events, 1)
        ]
        calendars = {one.fingerprint: one for dossier in dossiers for one in calendars_of(dossier)}
        new = [
            {"fingerprint": name, "calendar": records.dump(calendars[name])}
            for name in calendars.keys() - self.calendars.keys()
        ]
        try:
            with self.engine.begin() as connection:
                _write(connection, CALENDARS, new)
                _write(connection, DOSSIERS, covers)
                _write(connection, EVENTS, events)
        except IntegrityError as error:
            raise ConflictError("a dossier of this code is there already") from error
        self.calendars |= calendars

    def load(self, code: str) -> tuple[Dossier, int]:
        """A dossier and its version: how many events it has.

        Raises:
            KeyError: If there is no such dossier.
        """
        with self.engine.connect() as connection:
            for found in self._read(connection, READ.where(DOSSIERS.c.code == code)):
                return found
        raise KeyError(code)

    def all(self) -> Iterator[Dossier]:
        """Every dossier, by its code; read from the server a part at a time."""
        with self.engine.connect().execution_options(yield_per=5000) as connection:
            for dossier, _ in self._read(connection, READ):
                yield dossier

    def append(self, code: str, event: Event, *more: Event, version: int) -> Dossier:
        """Write what has happened to a dossier that was read as *version*, and return it as it is now.

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
            with self.engine.begin() as connection:
                _write(connection, EVENTS, rows)
        except IntegrityError as error:
            # Between the reading above and the writing somebody else has written this version.
            raise ConflictError(f"dossier {code} has changed since version {version}") from error
        return after

    def _read(self, connection: Connection, query: Select[Any]) -> Iterator[tuple[Dossier, int]]:
        for name in connection.scalars(select(CALENDARS.c.fingerprint)).all():
            if name not in self.calendars:
                of_name = select(CALENDARS.c.calendar).where(CALENDARS.c.fingerprint == name)
                self.calendars[name] = records.load(connection.scalars(of_name).one())
        for _, several in groupby(connection.execute(query), key=attrgetter("code")):
            mine = list(several)
            dossier: Dossier = records.load(mine[0].cover, calendars=self.calendars, **self.references)
            told = [row.event for row in mine if row.version is not None]
            for happened in told:
                dossier = dossier.record(records.load(happened))
            yield dossier, len(told)


def calendars_of(dossier: Dossier) -> Iterator[WorkCalendar]:
    """The calendars that the record of a dossier names: its own, and those of offices."""
    yield from (dossier.calendar, *dossier.cover.calendars.values())


def _write(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    # A calendar that another has written meanwhile is the same; what else is there already is a conflict.
    adding = insert(table)
    if rows:
        connection.execute(adding.on_conflict_do_nothing() if table is CALENDARS else adding, rows)


def _row(code: str, version: int, event: Event) -> dict[str, Any]:
    return {"code": code, "version": version, "at": event.at, "event": records.dump(event)}
