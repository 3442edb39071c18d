"""The recipe for SQLite: what is stored comes back, what is second is told so, nothing is ever changed."""

import sqlite3
from contextlib import closing

import pytest
from sqlite_store import ConflictError, Store

import store_contract
from stored_dossiers import REFERENCES, dossier


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "dossiers.sqlite", **REFERENCES)


@pytest.mark.parametrize("fact", store_contract.FACTS, ids=lambda fact: fact.__name__)
def test_store(store, fact):
    """What every store promises."""
    fact(store, ConflictError)


def test_calendars_are_kept(store):
    """A dossier is read for ever, whatever was decided since."""
    store_contract.keeps_its_calendars(store, lambda: Store(store.path, **REFERENCES))


@pytest.mark.parametrize("change", ["UPDATE events SET version = 9", "DELETE FROM events"])
def test_events_stay(store, change):
    """No event is changed or deleted, whoever tries."""
    store.add(dossier(1))
    with closing(sqlite3.connect(store.path)) as connection, pytest.raises(sqlite3.Error, match="never"):
        connection.execute(change)
    assert store.load(dossier(1).code)[0] == dossier(1)
