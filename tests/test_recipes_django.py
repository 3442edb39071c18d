"""The recipe for Django: its tables keep dossiers, its admin shows them and changes nothing."""

import tempfile
from datetime import datetime, timedelta
from html import unescape

import pytest

django = pytest.importorskip("django")

import django_site
from stored_dossiers import dossier

FOLDER = tempfile.TemporaryDirectory(prefix="thutuc-django")
django_site.configure(f"{FOLDER.name}/dossiers.sqlite")

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django_dossiers.models import CALENDARS, ConflictError, StoredDossier, StoredEvent

import store_contract
from thutuc import Status, events as e


class Store:
    """The manager under the names that the facts use; each thread closes what it has opened."""

    all = staticmethod(StoredDossier.objects.every)
    add = staticmethod(StoredDossier.objects.add)
    load = staticmethod(StoredDossier.objects.load)

    def append(self, code, *told, version):
        try:
            return StoredDossier.objects.append(code, *told, version=version)
        finally:
            connections.close_all()


@pytest.fixture(scope="module", autouse=True)
def tables():
    call_command("migrate", run_syncdb=True, verbosity=0)
    yield
    connections.close_all()
    FOLDER.cleanup()


@pytest.fixture
def store():
    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM django_dossiers_storedevent")
        cursor.execute("DELETE FROM django_dossiers_storeddossier")
    return Store()


@pytest.mark.parametrize("fact", store_contract.FACTS, ids=lambda fact: fact.__name__)
def test_store(store, fact):
    """What every store promises."""
    fact(store, ConflictError)


def test_calendars_are_kept(store):
    """A dossier is read for ever, whatever was decided since."""

    def fresh():
        CALENDARS.known.clear()
        return store

    store_contract.keeps_its_calendars(store, fresh)


def test_events_stay(store):
    """No event is changed or deleted through Django."""
    store.add(dossier(1))
    row = StoredEvent.objects.first()
    for change in (
        row.save,
        row.delete,
        StoredEvent.objects.all().delete,
        lambda: StoredEvent.objects.update(version=9),
        StoredDossier.objects.get().delete,
    ):
        with pytest.raises((TypeError, django.db.models.ProtectedError)):
            change()
    assert store.load(dossier(1).code)[0] == dossier(1)


def test_lists_follow_the_events(store):
    """Status and due day, kept for lists, are those of the dossier after every event."""
    kept = dossier(2, done=2)
    store.add(kept)
    row = StoredDossier.objects.get()
    assert (row.status, row.due_on) == (Status.ACCEPTED, kept.deadline.due_on)
    handed = e.Transferred(at=kept.events[-1].at + timedelta(hours=1), office="MC", to="TN")
    store.append(kept.code, handed, version=2)
    row = StoredDossier.objects.get()
    assert (row.status, row.get_status_display()) == (Status.PROCESSING, "Đang xử lý")


def test_admin_shows_and_changes_nothing(store):
    """The list filters, the page has the slip; nothing personal is shown and nothing can be changed."""
    store.add(dossier(1, done=10), dossier(2, done=2))
    client = Client()
    client.force_login(User.objects.create_superuser(f"admin {datetime.now()}"))
    listed = unescape(client.get("/django_dossiers/storeddossier/?status__exact=10").content.decode())
    assert dossier(1).code in listed
    assert dossier(2).code not in listed
    address = f"/django_dossiers/storeddossier/{dossier(1).code}/change/"
    page = unescape(client.get(address).content.decode())
    assert "PHIẾU KIỂM SOÁT" in page
    assert "accepted" in page
    assert not [name for name in ("Nguyễn Văn A", "Trần Thị B", "riêng tư") if name in page]
    assert client.post(address, {"code": "x"}).status_code == 403
    assert client.get("/django_dossiers/storeddossier/add/").status_code == 403
    assert client.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403
