"""What dated calendars are worth on the public logs: the page prints what is measured."""

import re
from pathlib import Path

import pytest

pytest.importorskip("numpy")

import dated_calendars

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"


@pytest.mark.parametrize(("place", "name"), list(enumerate(dated_calendars.LOGS)))
def test_the_page_prints_what_was_measured(place, name):
    """The distances with days off stand beside those of a plain week, as the example finds them."""
    if not (DATA / f"{name}.xes.gz").exists():
        pytest.skip(f"the log {name} is not at hand")
    page = (ROOT / "docs/reference/simulation.md").read_text(encoding="utf-8")
    rows = [
        [float(cell) for cell in row]
        for row in re.findall(r"(?:dated|weekly) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", page)
    ]
    found = [
        [distances[what] for what in ("absolute", "relative", "cycle_time")]
        for _, distances in dated_calendars.distances(DATA, name)
    ]
    assert found == rows[2 * place : 2 * place + 2]
