"""Dossiers stored, served and told by the recipes; `python bench/stores.py` measures all of them here."""

import asyncio
import io
import logging
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from measuring import Section, Task

from thutuc import Dossier, PeriodReport, Status, records
from thutuc.catalogue import Catalogue

if TYPE_CHECKING:
    from setting import Setting

ROOT = Path(__file__).parent.parent
sys.path += [str(ROOT / "recipes"), str(ROOT / "tests")]

import sqlite_store

from stored_dossiers import CALENDAR, REFERENCES, dossier

COUNT = 10_000
PERIOD = date(2026, 2, 1), date(2026, 3, 1)
# Nanoseconds a dossier, from SQLite to the report: two seconds for all.
STORED = 200_000


def stores(_: "Setting") -> Section:
    """From 10,000 dossiers in SQLite to the report of a month."""
    store = sqlite_store.Store(Path(tempfile.mkdtemp()) / "dossiers.sqlite", **REFERENCES)
    store.add(*map(dossier, range(COUNT)))
    names = {"store": store, "report": PeriodReport.of, "period": PERIOD}
    call = "report(store.all(), *period)"
    tasks = [Task("SQLite to a report", call, "_", [0], names, answers=COUNT, aim=STORED)]
    note = f"{COUNT:,} dossiers of up to ten events, read, recorded event by event and counted; one of them."
    return Section("Dossiers in SQLite", tasks, base="SQLite to a report", notes=(note,))


# All recipes, once each -----------------------------------------------------------------------------------

Line = tuple[str, float]


def timed(label: str, call: Callable[[], Any]) -> Line:
    """How long something takes, in seconds."""
    begun = perf_counter()
    call()
    return label, perf_counter() - begun


def of_store(name: str, store: Any, kept: list[Dossier], all_of: Callable[[], Any]) -> Iterator[Line]:
    """What every store is asked."""
    yield timed(f"{name}: write all", partial(store.add, *kept))
    yield timed(f"{name}: read all and report a month", lambda: PeriodReport.of(all_of(), *PERIOD))
    # A result that is put right, told of every returned dossier among the first thousand.
    put_right = {"kind": "corrected", "schema": 1, "at": "2026-06-01T09:00:00+07:00", "office": "TN"}
    event = records.load(put_right)
    notes = [(one.code, len(one.events)) for one in kept[:1000] if one.status is Status.RETURNED]

    def append() -> None:
        for code, version in notes:
            store.append(code, event, version=version)

    label, seconds = timed(f"{name}: one event more, read, checked and written by itself", append)
    yield label, seconds / len(notes)


def sqlite(kept: list[Dossier], folder: Path) -> Iterator[Line]:
    store = sqlite_store.Store(folder / "dossiers.sqlite", **REFERENCES)
    yield from of_store("SQLite", store, kept, store.all)


def postgres(kept: list[Dossier], _: Path) -> Iterator[Line]:
    from postgres_store import Store
    from sqlalchemy import create_engine

    from postgres_server import running

    with running() as address:
        engine = create_engine(address)
        store = Store(engine, **REFERENCES)
        yield from of_store("PostgreSQL, SQLAlchemy", store, kept, store.all)
        engine.dispose()


def django(kept: list[Dossier], folder: Path) -> Iterator[Line]:
    import django_site

    django_site.configure(folder / "django.sqlite")
    from django.core.management import call_command
    from django_dossiers.models import StoredDossier

    call_command("migrate", run_syncdb=True, verbosity=0)
    store = StoredDossier.objects
    yield from of_store("Django, SQLite", store, kept, store.every)


def web(kept: list[Dossier], folder: Path) -> Iterator[Line]:
    import httpx
    from web_service import service

    store = sqlite_store.Store(folder / "web.sqlite", **REFERENCES)
    store.add(*kept)
    app = service(
        store, sqlite_store.ConflictError, CALENDAR, Catalogue(REFERENCES["procedures"].values()).find
    )

    async def ask() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            for one in kept:
                (await client.get(f"/dossiers/{one.code}")).raise_for_status()

    yield timed("FastAPI: read each, with its explanation", lambda: asyncio.run(ask()))


def lines(kept: list[Dossier], _: Path) -> Iterator[Line]:
    from logs_without_names import FACTS, JsonLines, what_happened

    logger, handler = logging.Logger("bench"), logging.StreamHandler(io.StringIO())  # noqa: LOG001
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)

    def log() -> None:
        for one in kept:
            logger.info("dossier.event", extra={FACTS: what_happened(one, one.events[-1])})

    yield timed("Logs: a line for the last event of each", log)


def night(kept: list[Dossier], folder: Path) -> Iterator[Line]:
    import nightly

    store = sqlite_store.Store(folder / "night.sqlite", **REFERENCES)
    store.add(*kept)
    run = partial(nightly.run, store, date(2026, 3, 16), folder, CALENDAR)
    yield timed("Nightly job: read, report, warn, write", run)


RECIPES = {
    sqlite: (),
    postgres: ("sqlalchemy", "psycopg"),
    web: ("fastapi", "httpx"),
    django: ("django",),
    lines: (),
    night: (),
}


def main() -> None:
    kept = [dossier(number) for number in range(COUNT)]
    events = sum(len(one.events) for one in kept)
    print(f"{COUNT:,} dossiers, {events:,} events; Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as folder:
        for recipe, needed in RECIPES.items():
            if all(map(find_spec, needed)):
                for label, seconds in recipe(kept, Path(folder)):
                    spelled = f"{seconds:.2f} s" if seconds > 0.1 else f"{seconds * 1e3:.1f} ms"
                    print(f"| {label} | {spelled} |")


if __name__ == "__main__":
    main()
