"""The floors of the house: which room stands on which, and the page that shows them."""  # noqa: INP001

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "thutuc"

FLOORS = {
    "data": 0,
    # Said by the errors, which stand above it.
    "messages": 0.1,
    "errors": 0.2,
    "bounds": 0.3,
    "fields": 1,
    "words": 1,
    "moments": 1,
    "law": 2,
    "records": 2,
    "calendars": 3,
    "limits": 3,
    "identifiers": 3,
    "vietnam": 4,
    "offices": 4,
    "deadlines": 5,
    "statuses": 5,
    "procedures": 6,
    "events": 6,
    "arrays": 6,
    "dossiers": 7,
    "registers": 7,
    "catalogue": 7,
    "reports": 8,
    "quality": 8,
    "forms": 8,
    "frames": 9,
    "logs": 10,
    "simulation": 11,
    "policy": 11,
    "exchange": 11,
    "plots": 12,
    # The doors: what a user imports, and the command line.
    "__init__": 13,
    "commands": 13.1,
    "__main__": 13.2,
}
"""Each room and its floor: it imports only from floors below. Those of one whole number are shown as one."""

OPTIONAL = {"arrays", "exchange", "frames", "logs", "policy", "simulation", "plots"}
"""Rooms that need an extra."""


def path_of(room: str) -> Path:
    """The file whose docstring says what lives in a room."""
    file = SOURCE / f"{room}.py"
    return file if file.exists() else SOURCE / room / "__init__.py"


def _what_lives_there(room: str) -> str:
    docstring = ast.get_docstring(ast.parse(path_of(room).read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n\n")[0].replace("\n", " ").rstrip(".")


def as_markdown() -> str:
    """The table of floors, each room with the first sentence of its docstring."""
    rows = ["| floor | room | what lives there |", "|---|---|---|"]
    for room, floor in FLOORS.items():
        page = ROOT / "docs" / "reference" / f"{room}.md"
        shown = f"[`{room}`](../reference/{room}.md)" if page.exists() else f"`{room}`"
        rows.append(f"| {floor:.0f} | {shown} | {_what_lives_there(room)} |")
    return "\n".join(rows) + "\n"
