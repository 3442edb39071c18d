"""The JSON Schemas that are published as files."""

import json
from functools import cache

import pytest
from schemas import FILE, each, on_post_build, together

import record_values as made
from thutuc import records
from thutuc.records.record_kinds import KINDS

jsonschema = pytest.importorskip("jsonschema")


@cache
def of_all():
    return jsonschema.Draft202012Validator(json.loads(FILE.read_text("utf-8")))


def test_the_file_is_what_the_classes_say():
    """The committed schema is that of this version; `python docs/schemas.py` writes it anew."""
    assert FILE.read_text("utf-8") == together()
    jsonschema.Draft202012Validator.check_schema(of_all().schema)


@pytest.mark.parametrize("kind", KINDS)
def test_records_of_all_kinds_fit_one_schema(kind):
    """Those that are whole and those that refer; and it refuses what the schema of the kind refuses."""
    for value in made.values()[kind][:3]:
        for record in (records.dump(value), records.dump(value, whole=True)):
            assert of_all().is_valid(record)
            assert not of_all().is_valid(record | {"more": 1})
            assert not of_all().is_valid(record | {"schema": 2})
            assert not of_all().is_valid({name: told for name, told in record.items() if name != "kind"})


def test_what_is_of_no_kind_fits_none():
    """A kind that is not known is refused, and one thing does not pass for another."""
    limit = {"kind": "time-limit", "schema": 1, "amount": 5, "unit": "day"}
    assert of_all().is_valid(limit)
    for kind in ("limit", "fee", None, 1):
        assert not of_all().is_valid(limit | {"kind": kind})
    assert not of_all().is_valid([limit])


def test_the_site_has_a_file_for_each_kind(tmp_path):
    """Each stands for itself, and is what `json_schema` returns."""
    on_post_build({"site_dir": str(tmp_path)})
    there = {
        path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "schemas" / "1").iterdir()
    }
    assert there == json.loads(json.dumps(each()))
