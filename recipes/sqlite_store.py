"""Dossiers in SQLite: events are added and never changed, and who comes second is told so."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

from thutuc import Dossier, Procedure, WorkCalendar, records
from thutuc.events import Event
from thutuc.offices import OfficeDirectory

Procedures: TypeAlias = Mapping[str, Any] | Iterable[Procedure]

TABLES = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS calendars (fingerprint TEXT PRIMARY KEY, calendar TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS dossiers (code TEXT PRIMARY KEY, cover TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
    code TEXT NOT NULL REFERENCES dossiers, version INTEGER NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL,
    PRIMARY KEY (code, version)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER IF NOT EXISTS never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
"""
ADD = "INSERT INTO events VALUES (?, ?, ?, ?)"
# What is told late was written last and happened earlier.
READ = """
SELECT code, cover, version, event FROM dossiers LEFT JOIN events USING (code) {where}
ORDER BY code, at, version
"""


class ConflictError(Exception):
    """Somebody else has written to the dossier since it was read: read it again, and decide again."""


class Store:
    """Dossiers in one file of SQLite, and the calendars on which they count.

    A decision on a day off makes another calendar, and what is stored names the one it was counted on.

    Args:
        path: The file.
        procedures: The procedures that the records refer to, as `records.load` takes them.
        offices: The directory that they refer to, if they do.
    """

    def __init__(
        self, path: Path | str, *, procedures: Procedures = (), offices: OfficeDirectory | None = None
    ) -> None:
        self.path, self.references = path, {"procedures": procedures, "offices": offices}
        self.calendars: dict[str, WorkCalendar] = {}
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(TABLES)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own, so that threads share none; what was begun is done whole or not at all."""
        with closing(sqlite3.connect(self.path, timeout=10)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection

    def add(self, *dossiers: Dossier) -> None:
        """Write new dossiers with all that has happened to them.

        Raises:
            ConflictError: If one is there already; then none is written.
        """
        covers = [(dossier.code, _text(cover_of(dossier))) for dossier in dossiers]
        events = [
            _row(dossier.code, version, event)
            for dossier in dossiers
            for version, event in enumerate(dossier.events, 1)
        ]
        calendars = {one.fingerprint: one for dossier in dossiers for one in calendars_of(dossier)}
        new = [(name, records.dumps(calendars[name])) for name in calendars.keys() - self.calendars.keys()]
        try:
            with self._connected() as connection:
                connection.executemany("INSERT OR IGNORE INTO calendars VALUES (?, ?)", new)
                connection.executemany("INSERT INTO dossiers VALUES (?, ?)", covers)
                connection.executemany(ADD, events)
        except sqlite3.IntegrityError as error:
            raise ConflictError(f"a dossier of this code is there already: {error}") from error
        self.calendars |= calendars

    def load(self, code: str) -> tuple[Dossier, int]:
        """A dossier and its version: how many events it has.

        Raises:
            KeyError: If there is no such dossier.
        """
        with self._connected() as connection:
            for found in self._read(connection, READ.format(where="WHERE code = ?"), code):
                return found
        raise KeyError(code)

    def all(self) -> Iterator[Dossier]:
        """Every dossier, by its code."""
        with self._connected() as connection:
            for dossier, _ in self._read(connection, READ.format(where="")):
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
            with self._connected() as connection:
                connection.executemany(ADD, rows)
        except sqlite3.IntegrityError as error:
            # Between the reading above and the writing somebody else has written this version.
            raise ConflictError(f"dossier {code} has changed since version {version}") from error
        return after

    def _read(self, connection: sqlite3.Connection, query: str, *codes: str) -> Iterator[tuple[Dossier, int]]:
        for (name,) in connection.execute("SELECT fingerprint FROM calendars").fetchall():
            if name not in self.calendars:
                of_name = "SELECT calendar FROM calendars WHERE fingerprint = ?"
                self.calendars[name] = records.loads(*connection.execute(of_name, (name,)).fetchone())
        for _, several in groupby(connection.execute(query, codes), key=itemgetter(0)):
            mine = list(several)
            cover = json.loads(mine[0][1])
            dossier: Dossier = records.load(cover, calendars=self.calendars, **self.references)
            told = [json.loads(event) for _, _, version, event in mine if version is not None]
            for event in told:
                dossier = dossier.record(records.load(event))
            yield dossier, len(told)


def cover_of(dossier: Dossier) -> dict[str, Any]:
    """The record of a dossier without what has happened to it."""
    return records.dump(dossier) | {"events": []}


def calendars_of(dossier: Dossier) -> Iterator[WorkCalendar]:
    """The calendars that the record of a dossier names: its own, and those of offices."""
    yield from (dossier.calendar, *dossier.cover.calendars.values())


def _row(code: str, version: int, event: Event) -> tuple[str, int, str, str]:
    return code, version, event.at.isoformat(), _text(records.dump(event))


def _text(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
