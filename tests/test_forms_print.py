"""Papers as they come out of a printer: sizes and pages of the PDF that a browser makes of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from paper_dossiers import APPLICANT, GIVEN, PAPERS, accepted, at, book_of
from thutuc import events, forms

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium to print with")

A5, A4_ACROSS = (148, 210), (297, 210)
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
]


def printed(paper, folder: Path, **more) -> list[tuple[int, int]]:
    """The pages of a printed paper, each with its width and height in millimetres."""
    html, pdf = folder / "paper.html", folder / "paper.pdf"
    html.write_text(paper.page(**more), encoding="utf-8")
    subprocess.run(  # noqa: S603 - a browser, of a page of our own
        [CHROMIUM, *QUIET, f"--user-data-dir={folder / 'browser'}", f"--print-to-pdf={pdf}", html.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    boxes = re.findall(rb"/MediaBox\s*\[\s*([\d. ]+?)\s*\]", pdf.read_bytes())
    sizes = [tuple(map(float, box.split())) for box in boxes]
    return [
        (round((right - left) / 72 * 25.4), round((top - low) / 72 * 25.4)) for left, low, right, top in sizes
    ]


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_fills_one_page_of_a5(kind, tmp_path):
    """With usual content each paper of one dossier is one page, and that is A5."""
    assert printed(PAPERS[kind](), tmp_path) == [A5]


def test_long_names_wrap_on_their_page(tmp_path):
    """A name of 170 letters, and an address of 120 without a space, take more lines and no second page."""
    long = forms.Applicant(
        name="Công ty trách nhiệm hữu hạn một thành viên " * 4,
        address="x" * 120,
        phone="1" * 15,
        email="y" * 40,
        submitter="Trần Thị Nộp",
    )
    assert printed(forms.receipt(accepted(), **{**GIVEN, "applicant": long}), tmp_path) == [A5]


def test_a_code_for_scanning_leaves_it_one_page(tmp_path):
    """The receipt with a code for scanning is still one page."""
    pytest.importorskip("segno")
    paper = PAPERS["receipt"]()
    assert printed(paper, tmp_path, scan=paper.dossier) == [A5]


def test_a_register_of_forty_lines_goes_over_several_pages(tmp_path):
    """Forty lines take several pages of A4 across, and eighty lines take more."""
    pages = printed(book_of(40), tmp_path)
    assert set(pages) == {A4_ACROSS}
    assert 2 <= len(pages) <= 5
    assert len(printed(book_of(80), tmp_path)) > len(pages)


def test_the_heading_of_the_register_is_repeated(tmp_path):
    """Each page begins with the headings: their tallest word is printed once a page."""
    text = shutil.which("pdftotext")
    if text is None:
        pytest.skip("no pdftotext to read the pages with")
    pages = printed(book_of(40), tmp_path)
    said = subprocess.run(  # noqa: S603 - our own page
        [text, "-layout", tmp_path / "paper.pdf", "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    assert said.count("STT") == len(pages)
    assert all(f"H17.18-260302-{n:04}" in said.replace("\n", " ") for n in range(1, 41))
    assert APPLICANT.name.split()[0] in said


def test_a_slip_of_many_hand_overs_goes_on_with_its_heading(tmp_path):
    """A control slip of a dossier that went to and fro takes more pages, all of them A5."""
    one = accepted()
    there, back = "H17.18.02", "H17.18.01"
    for day in range(3, 13):
        one = one.record(events.Transferred(at=at(day), office=back, to=there))
        there, back = back, there
    pages = printed(forms.control_slip(one, **GIVEN), tmp_path)
    assert set(pages) == {A5}
    assert len(pages) >= 2
