"""Pages written from tables: `python docs/made_pages.py` writes them anew; a test keeps them."""  # noqa: INP001

import csv
import re
from pathlib import Path

from thutuc.statuses import AFTER, TRANSITIONS, WAITING, Status, mermaid, places_of

FOLDER = Path(__file__).parent
RECIPES = FOLDER / "how-to" / "recipes.md"
GLOSSARY, STATUSES = FOLDER / "reference" / "glossary.md", FOLDER / "reference" / "statuses.md"
_HEAD = """# Glossary

Every public name, the Vietnamese term it stands for, and where the term comes from: a law, or practice where
no law defines it. One concept has one word.

| name | tiếng Việt | meaning | source |
|---|---|---|---|
"""


def terms() -> list[dict[str, str]]:
    """The rows of `docs/glossary.csv`: name, vi, en, source."""
    return list(csv.DictReader((FOLDER / "glossary.csv").read_text("utf-8").splitlines()))


def glossary() -> str:
    """The page of the glossary."""
    return _HEAD + "".join(
        f"| `{row['name']}` | {row['vi']} | {row['en']} | {row['source']} |\n" for row in terms()
    )


def statuses() -> str:
    """The page of the statuses: what stands above its tables, the tables and the diagram."""
    head, _, rest = STATUSES.read_text("utf-8").partition("| code |")
    return head + status_tables() + rest.partition("```mermaid")[2].partition("```\n")[2]


def status_tables() -> str:
    """The ten statuses, what leads where, and the diagram."""
    lines = ["| code | status | name | an end |", "| --- | --- | --- | --- |"]
    for status in Status:
        end = "yes" if status.is_final else ""
        lines.append(f"| {status.value} | {status.label('en')} | `{status.name}` | {end} |")
    lines += ["", "| from | action | to | when |", "| --- | --- | --- | --- |"]
    for origin, row in TRANSITIONS.items():
        grouped: dict[tuple[str, str], list[str]] = {}
        for action, to in row.items():
            when = "before acceptance" if action not in AFTER[True][origin] else "after acceptance"
            here = origin in WAITING and (action in AFTER[True][origin]) is not (
                action in AFTER[False][origin]
            )
            key = " or ".join(place.label("en") for place in places_of(to)), when if here else ""
            grouped.setdefault(key, []).append(action.label("en"))
        start = origin.label("en") if origin else "nothing yet"
        lines += [
            f"| {start} | {'; '.join(labels)} | {to} | {when} |" for (to, when), labels in grouped.items()
        ]
    return "\n".join([*lines, "", "```mermaid", mermaid("en"), "```", ""])


def recipes() -> str:
    """The page of the recipes: under the name of each file what stands in it."""
    return re.sub(
        r'^(```py title="(recipes/[^"]+)"\n).*?^```$',
        lambda match: f"{match[1]}{(FOLDER.parent / match[2]).read_text('utf-8')}```",
        RECIPES.read_text("utf-8"),
        flags=re.MULTILINE | re.DOTALL,
    )


if __name__ == "__main__":
    RECIPES.write_text(recipes(), "utf-8")
    GLOSSARY.write_text(glossary(), "utf-8")
    STATUSES.write_text(statuses(), "utf-8")
