"""One word per concept: every public name with its Vietnamese term (thuật ngữ).

The words stand in `data/glossary.csv`; a test holds them to the public names of the package.
"""

import csv
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import attrs

from thutuc.errors import InvalidTypeError, UnknownNameError

__all__ = ["Term", "as_markdown", "term", "terms"]

_HEAD = """# Glossary

Every public name, the Vietnamese term it stands for, and where the term comes from: a law, or practice where
no law defines it. One concept has one word. `thutuc.glossary` gives the same table to programs, for labels
and headings.

| name | tiếng Việt | meaning | source |
|---|---|---|---|
"""


@attrs.frozen
class Term:
    """One word of the glossary (thuật ngữ).

    Args:
        name: Public identifier, as Python writes it.
        vi: The term in Vietnamese, with its accents.
        en: What it means, in a few English words.
        source: The law that names it, or `practice`.
    """

    name: str
    vi: str
    en: str
    source: str


@lru_cache(maxsize=1)
def terms() -> Mapping[str, Term]:
    """The whole glossary by public name, read once from the package's data (các thuật ngữ).

    Examples:
        >>> terms()["MakeUpDay"].vi
        'ngày làm bù'
    """
    text = (files("thutuc") / "data" / "glossary.csv").read_text("utf-8")
    rows = [Term(**row) for row in csv.DictReader(text.splitlines())]
    return MappingProxyType({row.name: row for row in rows})


def term(name: str) -> Term:
    """The row of one public name (tra một thuật ngữ).

    Raises:
        InvalidTypeError: If it is no text.
        UnknownNameError: If no public name is written so.

    Examples:
        >>> term("Deadline").vi
        'hạn trả kết quả'
        >>> term("DeadLine")
        Traceback (most recent call last):
        ...
        thutuc.errors.UnknownNameError: no public name is 'DeadLine'; names near it: Deadline
    """
    known = terms()
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"a public name is text, not {name!r}", given=name)
    if name not in known:
        near = get_close_matches(str(name), known, 3, 0.7)
        hint = f"names near it: {', '.join(near)}" if near else "terms() lists all of them"
        raise UnknownNameError(f"no public name is {name!r}; {hint}", given=name)
    return known[name]


def as_markdown() -> str:
    """The glossary as a page in Markdown (bảng thuật ngữ)."""
    rows = (f"| `{row.name}` | {row.vi} | {row.en} | {row.source} |\n" for row in terms().values())
    return _HEAD + "".join(rows)
