"""How a paper is laid out in text and HTML: head, lines, tables, signatures (trình bày giấy tờ)."""

from collections.abc import Iterator
from html import escape

import attrs

from thutuc.data import read_text
from thutuc.errors import InvalidValueError
from thutuc.fields import plain_text
from thutuc.words.cells import extra_package
from thutuc.words.labels import seen_width
from thutuc.words.table import Table, html_cell, html_row, printed

_STATE = {
    "vi": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    "en": ("SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"),
}
_SERIAL = {"vi": "Số", "en": "No."}
_WIDTH = 96
_MARGIN = {"A5": "9mm 9mm 9mm 12mm", "A4 landscape": "12mm 10mm 12mm 15mm"}


def blanks(length: int) -> str:
    """Dots to write upon by hand.

    Examples:
        >>> blanks(3)
        '………'
    """
    return "…" * length


@attrs.frozen
class Block:
    """One line of a paper, or a table under its heading.

    Args:
        name: What it is called in the style.
        label: What stands before it; empty for none.
        text: What it says; dots if it is empty.
        joined: Whether it stands on the line of the one before.
        table: The table, if it is one.
    """

    name: str
    label: str
    text: str
    joined: bool = False
    table: Table | None = None

    def line(self, dots: str) -> str:
        """It in one line of text."""
        head = f"{self.label}: " if self.label else ""
        return f"{head}{self.text or dots}" if self.table is None else head.strip()

    def html(self) -> str:
        """It as HTML; dots reach to the end of the line."""
        head = f"{escape(self.label)}: " if self.label else ""
        if self.table is None:
            if self.text:
                return f"<span>{head}{escape(self.text)}</span>"
            return f'<span class="open">{head}<span class="dots"></span></span>'
        return f"{head}{_table_html(self.name, self.table)}"


def _table_html(name: str, table: Table) -> str:
    heads = html_row(
        html_cell(f'<th class="{column}">', text)
        for column, text in zip(table.names, table.headings, strict=True)
    )
    rows = "".join(
        html_row(
            html_cell(f'<td class="{column}">', "" if cell is None else printed(cell, table.language))
            for column, cell in zip(table.names, row, strict=True)
        )
        for row in table.rows
    )
    return f'<table class="grid {name}"><thead>{heads}</thead><tbody>{rows}</tbody></table>'


@attrs.frozen
class Sheet:
    """A paper as it is laid out in one language.

    Args:
        title: Its title.
        head: The office above, which may be empty, and the office.
        serial: Its number; `None` for what has none.
        where: Place and day.
        blocks: Its lines.
        signers: Who signs, how, and the name below.
        notes: Small print below.
        paper: Size of the paper.
        language: The language.
    """

    title: str
    head: tuple[str, str]
    serial: str | None
    where: str
    blocks: tuple[Block, ...]
    signers: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    paper: str
    language: str

    def _heads(self) -> Iterator[tuple[str, str]]:
        """The two sides of the head, line by line."""
        above, office = (one.upper() for one in self.head)
        lines = [above, office] if above else [office, ""]
        serial = "" if self.serial is None else f"{_SERIAL[self.language]}: {self.serial or blanks(6)}"
        yield from zip([*lines, serial], [*_STATE[self.language], self.where], strict=True)

    def _lines(self) -> Iterator[list[Block]]:
        """The lines, each with what is joined to it."""
        line: list[Block] = []
        for block in self.blocks:
            if line and not block.joined:
                yield line
                line = []
            line.append(block)
        if line:
            yield line

    def _places(self) -> Iterator[tuple[str, str, str]]:
        """What stands at the left and at the right below; one who signs alone does so at the right."""
        yield from [("", "", "")] * (len(self.signers) % 2)
        yield from ((who.upper(), f"({how})", name) for who, how, name in self.signers)

    # Text ---------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The paper as lines of text."""
        return "\n".join(line.rstrip() for line in self._text_lines())

    def _text_lines(self) -> Iterator[str]:
        half = _WIDTH // 2
        yield from (_centred(left, half) + _centred(right, half) for left, right in self._heads())
        yield from ["", _centred(self.title.upper(), _WIDTH), ""]
        for line in self._lines():
            yield "    ".join(filter(None, (block.line(blanks(12)) for block in line)))
            for block in line:
                if block.table is not None:
                    yield from block.table.lines()
        if self.signers:
            yield ""
            for row in zip(*self._places(), strict=True):
                yield "".join(_centred(cell, half) for cell in row)
        yield from (["", *self.notes] if self.notes else [])

    # HTML ---------------------------------------------------------------------------------------------------

    def html(self, scan: str | None = None) -> str:
        """The paper as HTML with its own style."""
        code = "" if scan is None else f'<div class="scan">{scan_code(scan)}</div>'
        (office, state), (below, motto), (serial, where) = self._heads()
        # The motto and the name of the office are underlined, as official papers have it.
        left = f"{escape(office)}<br>{escape(below)}" if below else escape(office)
        head = (
            f'<table class="head"><tr><td><b>{left}</b><hr>{escape(serial)}{code}</td>'
            f'<td class="state"><b>{escape(state)}<br>{escape(motto)}</b><hr><i>{escape(where)}</i></td>'
            "</tr></table>"
        )
        body = "".join(
            f'<div class="line">{" ".join(block.html() for block in line)}</div>' for line in self._lines()
        )
        signers = "".join(
            f"<td><b>{escape(who)}</b><br><i>{escape(how)}</i>"
            f'<div class="room"></div><b>{escape(name)}</b></td>'
            for who, how, name in self._places()
        )
        signed = f'<table class="signatures"><tr>{signers}</tr></table>' if signers else ""
        notes = "".join(f'<p class="small">{escape(note)}</p>' for note in self.notes)
        size = self.paper.partition(" ")[0].lower()
        return (
            f'<div class="office-paper {size}" lang="{self.language}"><style>{read_text("paper.css")}</style>'
            f"{head}<h1>{escape(self.title.upper())}</h1>{body}{signed}{notes}</div>"
        )

    def page(self, scan: str | None = None) -> str:
        """A whole page with it, in the size of its paper."""
        rule = f"@page {{ size: {self.paper}; margin: {_MARGIN[self.paper]}; }} body {{ margin: 0; }}"
        head = f'<meta charset="utf-8"><title>{escape(self.title)}</title><style>{rule}</style>'
        return (
            f'<!DOCTYPE html>\n<html lang="{self.language}"><head>{head}</head>'
            f"<body>{self.html(scan)}</body></html>\n"
        )


def _centred(text: str, width: int) -> str:
    space = max(0, width - seen_width(text))
    return f"{' ' * (space // 2)}{text}{' ' * (space - space // 2)}"


def scan_code(text: str) -> str:
    """A code that says *text* when it is scanned, as SVG (mã QR).

    Raises:
        InvalidTypeError: If it is no text.
        InvalidValueError: If it is empty, or longer than a code holds.
        MissingExtraError: If the package `segno` is not installed.
    """
    said = plain_text(text, "what a code for scanning says")
    segno = extra_package("segno", "forms")
    try:
        code = segno.make(said, error="m", micro=False)
    except ValueError:
        raise InvalidValueError(
            f"a code for scanning holds no {len(said):,} characters; give a shorter text", given=len(said)
        ) from None
    svg: str = code.svg_inline(omitsize=True, border=2)
    return svg
