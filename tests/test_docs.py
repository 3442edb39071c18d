"""The pages hold together: sizes, links, the menu, and what the shell examples print."""

import csv
import doctest
import re
import shlex
import unicodedata
from pathlib import Path

import pytest

from thutuc.__main__ import main

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]
PAGES = sorted(DOCS.rglob("*.md"))
EVERY = [*READMES, *PAGES]
CHANGELOG = ROOT / "CHANGELOG.md"

_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!\!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(?P<text>.+)$", re.MULTILINE)


def _name(path):
    return path.relative_to(ROOT).as_posix()


def _prose(path):
    return _FENCE.sub("", path.read_text("utf-8"))


def _anchors(path):
    """The anchors that the site gives to the headings of a page."""
    found = set()
    for match in _HEADING.finditer(_prose(path)):
        text = unicodedata.normalize("NFKD", re.sub(r"[`*]", "", match["text"]))
        plain = re.sub(r"[^\w\s-]", "", text.encode("ascii", "ignore").decode()).strip().lower()
        found.add(re.sub(r"[-\s]+", "-", plain))
    return found


def _nav():
    """The pages of the menu; PyYAML comes with the docs tools only, so the lines are read as they are."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    nav = text[text.index("\nnav:\n") :].split("\n\n", 1)[0]
    return re.findall(r"([\w./-]+\.md)\s*$", nav, re.MULTILINE)


@pytest.mark.parametrize("path", READMES, ids=_name)
def test_readme_is_short(path):
    """A README has at most 90 lines, none of them longer than 130 characters."""
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= 90
    assert max(map(len, lines)) <= 130


def test_readmes_say_the_same():
    """Both READMEs have the same sections and lead to the same pages, each to those of its language."""
    english, vietnamese = map(_prose, READMES)
    assert len(_HEADING.findall(english)) == len(_HEADING.findall(vietnamese))
    links = [{match["target"] for match in _LINK.finditer(text)} for text in (english, vietnamese)]
    assert links[0] - {"README.vi.md"} == {
        link.replace(".vi.md", ".md") if (ROOT / link.replace(".vi.md", ".md")).exists() else link
        for link in links[1]
    } - {"README.md"}


@pytest.mark.parametrize("path", [*EVERY, CHANGELOG], ids=_name)
def test_links_resolve(path):
    """Every relative link leads to a file that is there, and to a heading of it where it names one."""
    broken = []
    for match in _LINK.finditer(_prose(path)):
        target, _, anchor = match["target"].partition("#")
        if "://" in target:
            continue
        file = (path.parent / target) if target else path
        if not file.is_file() or (anchor and anchor not in _anchors(file)):
            broken.append(match["target"])
    assert broken == []


def test_menu_is_complete():
    """Every page stands in the menu once, and the menu names no page that is not there."""
    assert sorted(_nav()) == [path.relative_to(DOCS).as_posix() for path in PAGES]


@pytest.mark.parametrize("path", [*EVERY, CHANGELOG], ids=_name)
def test_text_is_composed(path):
    """Vietnamese text is NFC, so that it can be searched, and no line ends in spaces."""
    text = path.read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)


def test_changelog():
    """The changelog has the version that comes next, the first one, and a heading for legal data."""
    headings = re.findall(r"^(#+ .+)$", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "# Changelog"
    assert any(heading.startswith("## 0.2.0") for heading in headings)
    assert any(heading.startswith("## 0.1.0") for heading in headings)
    assert "### Legal data" in headings


def _shell_examples():
    for path in EVERY:
        for match in _FENCE.finditer(path.read_text("utf-8")):
            if match["info"] == "console":
                line, _, shown = match["body"].partition("\n")
                yield pytest.param((path, line, shown), id=f"{_name(path)}: {line[2:50]}")


def _write_sheet(path, text):
    """The cells that a page shows, as a spreadsheet."""
    book = pytest.importorskip("openpyxl").Workbook()
    for row in csv.reader(text.splitlines()):
        book.active.append([cell or None for cell in row])
    book.save(path)


@pytest.mark.parametrize("example", list(_shell_examples()))
def test_shell_example(example, tmp_path, monkeypatch, capsys):
    """A command shown on a page prints what the page shows, on the files the page shows."""
    path, line, shown = example
    for match in _FENCE.finditer(path.read_text("utf-8")):
        if title := re.fullmatch(r'csv title="([\w-]+\.csv)"', match["info"]):
            (tmp_path / title[1]).write_text(match["body"], encoding="utf-8")
        if title := re.fullmatch(r'csv title="([\w-]+\.xlsx)"', match["info"]):
            _write_sheet(tmp_path / title[1], match["body"])
    monkeypatch.chdir(tmp_path)
    dollar, python, option, module, *words = shlex.split(line)
    assert (dollar, python, option, module) == ("$", "python", "-m", "thutuc")
    status = main(words)
    out, err = capsys.readouterr()
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.OutputChecker().check_output(shown, out + err, flags), f"{out}{err}"
    assert status == (2 if err.startswith("thutuc:") else 0)
