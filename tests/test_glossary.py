"""The glossary and the public names of the package say the same."""

import pickle
import unicodedata
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

# Every room is read, those that need an extra as well.
pytest.importorskip("numpy")
pytest.importorskip("narwhals")

import thutuc
from thutuc.errors import ThutucError, UnknownNameError
from thutuc.glossary import as_markdown, term, terms

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "glossary.md"
ROOMS = sorted(module.name for module in iter_modules(thutuc.__path__) if not module.name.startswith("_"))


def _names(room):
    return set(getattr(import_module(f"thutuc.{room}"), "__all__", ()))


# A room that is named at the top is a place, not a concept.
TOP = set(thutuc.__all__) - set(ROOMS)
PUBLIC = TOP.union(*map(_names, ROOMS))


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_of_a_room_has_a_row(room):
    """A public name without a row has no Vietnamese term; add it to data/glossary.csv."""
    assert sorted(_names(room) - set(terms())) == []


def test_every_top_level_name_has_a_row():
    """What `from thutuc import …` gives is in the glossary."""
    assert sorted(TOP - set(terms())) == []


def test_every_row_has_a_name():
    """A row whose name is gone is taken out of data/glossary.csv."""
    assert sorted(set(terms()) - PUBLIC) == []


def test_rows_are_complete_and_in_order():
    """No cell is empty, all text is NFC, and rows stand in the order of their names."""
    rows = list(terms().values())
    cells = [cell for row in rows for cell in (row.name, row.vi, row.en, row.source)]
    assert all(cells)
    assert [unicodedata.normalize("NFC", cell).strip() for cell in cells] == cells
    assert [row.name for row in rows] == sorted(terms(), key=lambda name: (name.lower(), name))


def test_no_row_stands_twice():
    """The mapping has as many rows as the file."""
    text = (Path(thutuc.__file__).parent / "data" / "glossary.csv").read_text("utf-8")
    assert len(text.splitlines()) == len(terms()) + 1


def test_no_term_stands_for_two_classes():
    """Two classes never share a Vietnamese term: one concept has one word."""
    words = [row.vi for row in terms().values() if row.name[0].isupper() and not row.name.isupper()]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_page_is_current():
    """The page of the docs is what the data gives; write it anew with `as_markdown()` when this fails."""
    assert PAGE.read_text("utf-8") == as_markdown()


def test_cached():
    """The data is read once, and cannot be changed by a caller."""
    assert terms() is terms()
    with pytest.raises(TypeError):
        terms()["Deadline"] = None


@pytest.mark.parametrize("name", ["deadline", "", "hạn", "zzz"])
def test_unknown_name(name):
    """An unknown name raises an error that is a ThutucError and a KeyError, keeps the name, and pickles."""
    with pytest.raises(UnknownNameError, match=r"no public name is .*; \S+") as caught:
        term(name)
    assert isinstance(caught.value, ThutucError)
    assert isinstance(caught.value, KeyError)
    assert caught.value.given == name
    assert caught.value.code == "unknown-name"
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (str(again), again.given) == (str(caught.value), name)
