"""The recipe for a web service: two languages, errors field by field, conflicts told apart."""

import asyncio
from datetime import date

import pytest

pytest.importorskip("fastapi")
httpx = pytest.importorskip("httpx")

import sqlite_store
from web_service import service

from stored_dossiers import CALENDAR, PROCEDURES, REFERENCES
from thutuc import catalogue, records, vietnam_calendar
from thutuc.catalogue import Catalogue

CODE = "H17.18-260302-0001"
ACCEPTED = {"kind": "accepted", "at": "2026-03-02T09:00:00+07:00", "office": "MC"}
NEW = {"code": CODE, "procedure": "1.000001", "on": "2026-03-02"}
EVENTS = f"/dossiers/{CODE}/events"
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}


@pytest.fixture
def store(tmp_path):
    return sqlite_store.Store(tmp_path / "dossiers.sqlite", **REFERENCES)


class Client:
    """Asks an application without a network."""

    def __init__(self, app):
        self.transport = httpx.ASGITransport(app)

    async def _ask(self, method, url, more):
        async with httpx.AsyncClient(transport=self.transport, base_url="http://test") as client:
            return await client.request(method, url, **more)

    def get(self, url, **more):
        return asyncio.run(self._ask("GET", url, more))

    def post(self, url, **more):
        return asyncio.run(self._ask("POST", url, more))


@pytest.fixture
def client(store):
    return Client(service(store, sqlite_store.ConflictError, CALENDAR, Catalogue(PROCEDURES).find))


@pytest.fixture
def accepted(client):
    """A dossier that has been accepted."""
    made = client.post("/dossiers", json=NEW)
    assert (made.status_code, made.json()["version"]) == (201, 0)
    return client.post(f"{EVENTS}?version=0", json=ACCEPTED).json()


def test_a_dossier_is_explained_in_two_languages(client, accepted):
    """What is told is told in the language that is asked for, Vietnamese unless told otherwise."""
    assert (accepted["status"], accepted["due_on"], accepted["version"]) == (2, "2026-03-09", 1)
    vi = client.get(f"/dossiers/{CODE}").json()
    en = client.get(f"/dossiers/{CODE}", headers=ENGLISH).json()
    assert (vi["status_text"], en["status_text"]) == ("Được tiếp nhận", "accepted")
    assert (vi["allowed"]["transfer"], en["allowed"]["transfer"]) == ("chuyển", "transfer")
    assert "Hạn" in vi["explanation"]
    assert "Due" in en["explanation"]


@pytest.mark.parametrize(
    ("event", "places"),
    [
        ({"kind": "accepted"}, [["body", "at"], ["body", "office"]]),
        ({**ACCEPTED, "at": "hôm qua"}, [["body", "at"]]),
        ({**ACCEPTED, "appointmant": "2026-03-12"}, [["body", "appointmant"]]),
        (
            {**ACCEPTED, "kind": "extended", "by": {"amount": -2, "unit": "working_day"}},
            [["body", "by", "amount"]],
        ),
        ({**ACCEPTED, "kind": "không có"}, [["body"]]),
        ({**ACCEPTED, "kind": "transferred", "to": ["A", "A"]}, [["body"]]),
        ({**ACCEPTED, "kind": "transferred", "to": ["A", 5]}, [["body", "to", 1]]),
        (
            {**ACCEPTED, "kind": "extended", "by": {"amount": 1, "unit": "day", "conditions": ["", 5]}},
            [["body", "by", "conditions", 0], ["body", "by", "conditions", 1]],
        ),
        ({"office": "MC"}, [["body"]]),
        ({"kind": "time-limit", "amount": 5, "unit": "working_day"}, [["body", "kind"]]),
        ({**ACCEPTED, "kind": "paid", "at": "2026-03-03T09:00:00+07:00"}, [["body"]]),
    ],
)
def test_what_is_wrong_is_told_field_by_field(client, store, accepted, event, places):
    """A place, a sentence in the reader's language and a stable code for each; nothing is written."""
    vi = client.post(f"{EVENTS}?version=1", json=event)
    en = client.post(f"{EVENTS}?version=1", json=event, headers=ENGLISH)
    assert (vi.status_code, en.status_code) == (422, 422)
    for answer in (vi, en):
        assert [error["loc"] for error in answer.json()["detail"]] == places
        assert all(error["msg"] and error["type"] for error in answer.json()["detail"])
    assert store.load(CODE)[1] == accepted["version"]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"procedure": "9.999999"}, "procedure"),
        ({"on": "hôm nay"}, "on"),
        ({"code": "  "}, "code"),
        ({"code": 7}, "code"),
    ],
)
def test_a_dossier_that_cannot_be_opened(client, store, changed, place):
    """What is wrong with a new dossier is told of its field, and nothing is stored."""
    for headers in ({}, ENGLISH):
        answer = client.post("/dossiers", json=NEW | changed, headers=headers)
        assert answer.status_code == 422
        assert [error["loc"] for error in answer.json()["detail"]] == [["body", place]]
    assert list(store.all()) == []


@pytest.mark.usefixtures("accepted")
def test_what_fastapi_itself_refuses_has_the_same_form(client):
    """A version that is no number is told in the form of the other errors."""
    answer = client.post(f"{EVENTS}?version=x", json=ACCEPTED)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "version"]


@pytest.mark.usefixtures("accepted")
def test_who_comes_second_is_told_so(client):
    """An older version is a conflict; so is a code that is there; a message sent twice is neither."""
    handed = {
        "kind": "transferred", "at": "2026-03-02T10:00:00+07:00", "office": "MC", "to": "TN", "id": "7"
    }  # fmt: skip
    assert client.post(f"{EVENTS}?version=1", json=handed).json()["version"] == 2
    assert client.post(f"{EVENTS}?version=1", json=handed).json()["version"] == 2
    other = client.post(f"{EVENTS}?version=1", json={**handed, "id": "8"})
    assert other.status_code == 409
    assert other.json()["detail"].startswith("hồ sơ đã có")
    second = client.post(f"{EVENTS}?version=1", json={**handed, "id": "8"}, headers=ENGLISH)
    assert (second.status_code, "somebody else wrote first" in second.json()["detail"]) == (409, True)
    assert client.post("/dossiers", json=NEW).status_code == 409


def test_what_is_unknown(client):
    """A dossier that is not there is not found, whatever is asked of it; so it is said in both languages."""
    assert client.get("/dossiers/x", headers=ENGLISH).json() == {"detail": "there is no dossier x"}
    assert client.get("/dossiers/x").json() == {"detail": "không có hồ sơ x"}
    assert client.get("/dossiers/x").status_code == 404
    assert client.post("/dossiers/x/events?version=0", json=ACCEPTED).status_code == 404


def test_a_dossier_follows_the_version_of_its_day(tmp_path):
    """Of a procedure of the standard catalogue with two versions, the day says which a dossier follows."""
    known = catalogue.standard()
    store = sqlite_store.Store(tmp_path / "dossiers.sqlite", procedures=known)
    client = Client(service(store, sqlite_store.ConflictError, vietnam_calendar(), known.find))
    for year in (2016, 2026):
        made = client.post(
            "/dossiers", json={"code": f"H-{year}", "procedure": "1.001193", "on": f"{year}-03-02"}
        )
        assert made.status_code == 201
        assert store.load(f"H-{year}")[0].procedure == known.find("1.001193", date(year, 3, 2))
    without = client.post("/dossiers", json={"code": CODE, "procedure": "1.001193"})
    assert (without.status_code, without.json()["detail"][0]["loc"]) == (422, ["body", "on"])


@pytest.mark.usefixtures("accepted")
def test_what_is_stored_is_what_was_sent(store):
    """The event that was sent is the one that is stored."""
    (event,) = store.load(CODE)[0].events
    assert event == records.load({"schema": 1, **ACCEPTED})
