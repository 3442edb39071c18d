"""The notebooks run from a clean start, hold what they say, and end themselves where their data is absent."""

import os
import re
from pathlib import Path

import pytest

mpl = pytest.importorskip("matplotlib")
pytest.importorskip("polars")

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.md"))
# Pages of the how-to whose blocks run one after another, as those of notebooks do.
ALIKE = ["from-a-log-to-a-reform.md", "from-a-log-to-a-reform.vi.md", "pictures.md"]
DATA = Path(os.environ.get("THUTUC_DATA", ROOT.parent / "shared" / "data"))
CELL = re.compile(r"^```python\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def run(path):
    """All cells in one namespace; the words with which it ends itself, if it does."""
    names = {"__name__": "__main__"}
    try:
        for place, cell in enumerate(CELL.findall(path.read_text("utf-8"))):
            exec(compile(cell, f"{path.name}, cell {place}", "exec"), names)  # noqa: S102 - our own pages
    except SystemExit as end:
        return str(end)
    finally:
        mpl.pyplot.close("all")
        if "pl" in names:
            names["pl"].Config.restore_defaults()
    return ""


@pytest.fixture(autouse=True)
def _drawn_in_memory():
    mpl.use("Agg")


def test_there_are_four():
    """Each notebook has cells, and every block of its page is one, so that all of it is run."""
    assert len(NOTEBOOKS) == 4
    for path in NOTEBOOKS:
        text = path.read_text("utf-8")
        assert len(CELL.findall(text)) == text.count("```python") == text.count("```") / 2 > 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, monkeypatch):
    """Every cell runs, one after another, and what the text says is asserted in them."""
    monkeypatch.setenv("THUTUC_DATA", str(DATA))
    if words := run(path):
        pytest.skip(words)


@pytest.mark.parametrize("name", ALIKE)
def test_a_page_like_a_notebook_runs(name):
    """What a page says of its own made-up data holds, and needs nothing else."""
    assert not run(ROOT / "docs" / "how-to" / name)


@pytest.mark.parametrize("name", ["municipality-log", "portal-procedures"])
def test_without_its_data_a_notebook_ends_itself(name, monkeypatch, tmp_path):
    """It says which file is missing and where it looks, names no other place, and goes no further."""
    monkeypatch.setenv("THUTUC_DATA", str(tmp_path))
    words = run(ROOT / "docs" / "notebooks" / f"{name}.md")
    assert re.match(r"(receipt\.xes|procedures\.jsonl\.gz) is not here; .*THUTUC_DATA", words)
    assert str(tmp_path) not in words
