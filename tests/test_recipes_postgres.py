"""The recipe for PostgreSQL through SQLAlchemy, on a server of its own."""

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("psycopg")

from postgres_store import EVENTS, ConflictError, Store
from sqlalchemy import create_engine, delete, text, update
from sqlalchemy.exc import DBAPIError

import store_contract
from postgres_server import running
from stored_dossiers import REFERENCES, dossier


@pytest.fixture(scope="module")
def engine():
    with running() as address:
        engine = create_engine(address)
        yield engine
        engine.dispose()


@pytest.fixture
def store(engine):
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS events, dossiers; DROP FUNCTION IF EXISTS events_stay"))
    return Store(engine, **REFERENCES)


@pytest.mark.parametrize("fact", store_contract.FACTS, ids=lambda fact: fact.__name__)
def test_store(store, fact):
    """What every store promises."""
    fact(store, ConflictError)


def test_calendars_are_kept(store):
    """A dossier is read for ever, whatever was decided since."""
    store_contract.keeps_its_calendars(store, lambda: Store(store.engine, **REFERENCES))


@pytest.mark.parametrize(
    "change", [update(EVENTS).values(version=9), delete(EVENTS), text("TRUNCATE events")], ids=str
)
def test_events_stay(store, engine, change):
    """No event is changed or deleted, whoever tries."""
    store.add(dossier(1))
    with pytest.raises(DBAPIError, match="never changed"), engine.begin() as connection:
        connection.execute(change)
    assert store.load(dossier(1).code)[0] == dossier(1)
