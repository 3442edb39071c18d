"""Runs every example: docstrings in `src`, and the Python blocks of the Markdown pages."""

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser

FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE

# More examples for a night's run: THUTUC_EXAMPLES=1000. The same ones on every run of a build server.
settings.register_profile(
    "thutuc",
    max_examples=int(os.environ.get("THUTUC_EXAMPLES", "60")),
    derandomize="CI" in os.environ,
    deadline=None,
)
settings.load_profile("thutuc")

pytest_collect_file = (
    Sybil(parsers=[DocTestParser(FLAGS)], patterns=["*.py"], path="src")
    + Sybil(
        parsers=[PythonCodeBlockParser(doctest_optionflags=FLAGS)],
        patterns=["README*.md", "docs/*.md", "docs/**/*.md"],
        # The cells of notebooks need data that may be absent: tests/test_notebooks.py.
        excludes=["docs/notebooks/*.md"],
    )
).pytest()
