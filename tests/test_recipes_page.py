"""The page of the recipes has each file as it is, and no file is left out."""

from pathlib import Path

from made_pages import RECIPES, recipes

FOLDER = Path(__file__).parent.parent / "recipes"


def test_page_is_current():
    """The page shows what stands in the files; `python docs/made_pages.py` writes it anew."""
    assert RECIPES.read_text("utf-8") == recipes()


def test_no_recipe_is_left_out():
    """Every file of the folder stands on the page, but those that only name a package."""
    page = RECIPES.read_text("utf-8")
    files = [path for path in FOLDER.rglob("*.py") if path.name != "__init__.py"]
    assert len(files) >= 7
    assert [path for path in files if path.read_text("utf-8") not in page] == []
