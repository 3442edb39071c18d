"""Runs every example: docstrings in `src`, and the Python blocks of the Markdown pages."""

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser

FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE

pytest_collect_file = (
    Sybil(parsers=[DocTestParser(FLAGS)], patterns=["*.py"], path="src")
    + Sybil(
        parsers=[PythonCodeBlockParser(doctest_optionflags=FLAGS)], patterns=["README*.md", "docs/**/*.md"]
    )
).pytest()
