"""The types for Pydantic, Django and cattrs that the page on storing a dossier shows, as they stand there."""

import json
import re
from pathlib import Path

import pytest

import record_values as made
from thutuc import Deadline, Dossier, TimeLimit, Unit, records

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "store-a-dossier.md"
KNOWN = {"calendars": [made.CALENDAR], "procedures": [made.SHORT]}
DEADLINE = made.DOSSIER.deadline


def shown(word):
    """The names that the block of the page with that word defines."""
    (code,) = [
        code for code in re.findall(r"```py\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL) if word in code
    ]
    names = {}
    exec(code, names)  # noqa: S102 - our own page
    return names


def test_cattrs_hands_values_over():
    """A class of one's own holds a deadline, and its converter writes and reads it."""
    pytest.importorskip("cattrs")
    converter = shown("cattrs")["converter"]
    data = json.loads(json.dumps(converter.unstructure({"due": DEADLINE}["due"])))
    assert converter.structure(data, Deadline) == DEADLINE


def test_pydantic_reads_and_writes_values():
    """JSON in, a value out; with the schema and, for what is wrong, a field error that tells its place."""
    pydantic = pytest.importorskip("pydantic")
    recorded = shown("pydantic")["recorded"]
    dossier = Dossier("A-1", made.SHORT, made.CALENDAR)
    model = pydantic.create_model(
        "Case", limit=(recorded(TimeLimit), ...), dossier=(recorded(Dossier, **KNOWN), ...)
    )
    one = model(limit=TimeLimit(0.5, Unit.DAY), dossier=dossier)
    assert model.model_validate_json(one.model_dump_json()) == one
    assert model.model_json_schema()["properties"]["limit"]["title"] == "TimeLimit"
    with pytest.raises(pydantic.ValidationError) as found:
        model(limit=records.dump(DEADLINE, whole=True), dossier={"kind": "dossier", "schema": 1})
    assert [error["loc"] for error in found.value.errors()] == [("limit",), ("dossier",)]
    assert "field code: missing" in str(found.value)


def test_django_keeps_values(monkeypatch, tmp_path):
    """A column of JSON that gives values back, from a database of its own."""
    django = pytest.importorskip("django")
    from django.conf import settings  # noqa: PLC0415

    if not settings.configured:
        settings.configure(
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, USE_TZ=True
        )
        django.setup()
    from django.db import connection, models  # noqa: PLC0415

    # Django is set up once for all tests of a process; this one has a database of its own.
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "cases.sqlite"))

    field = type("KnownField", (shown("django")["RecordField"],), {"known": KNOWN})

    class Case(models.Model):  # noqa: DJ008 - it is not shown
        dossier = field(null=True)

        class Meta:
            app_label = "cases"

    with connection.schema_editor() as editor:
        editor.create_model(Case)
    dossier = Dossier("A-1", made.SHORT, made.CALENDAR)
    Case.objects.create(dossier=dossier)
    Case.objects.create(dossier=None)
    assert [case.dossier for case in Case.objects.order_by("id")] == [dossier, None]
    assert Case.objects.get(dossier__code="A-1").dossier == dossier
    connection.close()
