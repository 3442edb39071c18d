"""The glossary and the public names of the package say the same."""

import unicodedata
from importlib import import_module
from pkgutil import iter_modules

import pytest

# Every room is read, those that need an extra as well.
pytest.importorskip("numpy")
pytest.importorskip("narwhals")
pytest.importorskip("matplotlib")

from made_pages import GLOSSARY, glossary, terms

import thutuc

TERMS = {row["name"]: row for row in terms()}
ROOMS = sorted(module.name for module in iter_modules(thutuc.__path__) if not module.name.startswith("_"))


def _names(room):
    return set(getattr(import_module(f"thutuc.{room}"), "__all__", ()))


# A room that is named at the top is a place, not a concept.
TOP = set(thutuc.__all__) - set(ROOMS)
PUBLIC = TOP.union(*map(_names, ROOMS))


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_of_a_room_has_a_row(room):
    """A public name without a row has no Vietnamese term; add it to docs/glossary.csv."""
    assert sorted(_names(room) - set(TERMS)) == []


def test_every_top_level_name_has_a_row():
    """What `from thutuc import …` gives is in the glossary."""
    assert sorted(TOP - set(TERMS)) == []


def test_every_row_has_a_name():
    """A row whose name is gone is taken out of docs/glossary.csv."""
    assert sorted(set(TERMS) - PUBLIC) == []


def test_rows_are_complete_and_in_order():
    """No cell is empty, all text is NFC, and rows stand in the order of their names."""
    cells = [cell for row in TERMS.values() for cell in row.values()]
    assert all(cells)
    assert [unicodedata.normalize("NFC", cell).strip() for cell in cells] == cells
    assert list(TERMS) == sorted(TERMS, key=lambda name: (name.lower(), name))


def test_no_row_stands_twice():
    """Each name has one row."""
    assert len(terms()) == len(TERMS)


def test_no_term_stands_for_two_classes():
    """Two classes never share a Vietnamese term: one concept has one word."""
    words = [row["vi"] for name, row in TERMS.items() if name[0].isupper() and not name.isupper()]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_page_is_current():
    """The page of the docs is what the data gives; `python docs/made_pages.py` writes it anew."""
    assert GLOSSARY.read_text("utf-8") == glossary()
