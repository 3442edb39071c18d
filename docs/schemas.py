"""The JSON Schemas of records as files: all kinds in one, and when the site is built one for each.

`python docs/schemas.py` writes it anew; a test keeps it.
"""  # noqa: INP001

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from thutuc.records import json_schema
from thutuc.records.class_shapes import SCHEMA
from thutuc.records.record_kinds import KINDS, class_of

FILE = Path(__file__).parent / "schemas" / f"records-{SCHEMA}.json"


def each() -> dict[str, dict[str, Any]]:
    """The schema of each kind, which stands for itself."""
    return {kind: json_schema(class_of(kind)) for kind in KINDS}


def together() -> str:
    """One schema for records of all kinds, each part of it on a line of its own."""
    parts: dict[str, Any] = {}
    chosen: list[dict[str, Any]] = []
    for kind, schema in each().items():
        parts |= schema["$defs"]
        record = f"record of {kind}"
        parts[record] = {name: told for name, told in schema.items() if not name.startswith("$")}
        then = {"$ref": f"#/$defs/{record.replace(' ', '%20')}"}
        chosen.append({"if": {"properties": {"kind": {"const": kind}}}, "then": then})
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:thutuc:record:{SCHEMA}",
        "title": "a record of thutuc",
        "type": "object",
        "required": ["kind", "schema"],
        "properties": {"kind": {"enum": list(KINDS)}, "schema": {"const": SCHEMA}},
    }
    lines = [f"{_text(name)}: {_text(told)}" for name, told in head.items()]
    lines.append(f'"allOf": [\n{_lines(map(_text, chosen))}\n]')
    named = (f"{_text(name)}: {_text(parts[name])}" for name in sorted(parts))
    lines.append(f'"$defs": {{\n{_lines(named)}\n}}')
    return f"{{\n{_lines(lines)}\n}}\n"


def _text(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _lines(several: Iterable[str]) -> str:
    return ",\n".join(several)


def on_post_build(config: Mapping[str, Any]) -> None:
    """Put a file for each kind beside the one for all."""
    folder = Path(config["site_dir"]) / "schemas" / str(SCHEMA)
    folder.mkdir(parents=True, exist_ok=True)
    for kind, schema in each().items():
        (folder / f"{kind}.json").write_text(json.dumps(schema, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(together(), "utf-8")
