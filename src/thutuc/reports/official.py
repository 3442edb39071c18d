"""`OfficialForm`: a table with all that an official form prints around it (biểu mẫu)."""

import textwrap
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain, zip_longest
from os import PathLike
from typing import Any

import attrs

from thutuc.bounds import read_path
from thutuc.data import read_text
from thutuc.reports.grid import Grid, Heading, Path, composed_line, spread
from thutuc.words.cells import extra_package, put
from thutuc.words.numbers import NumberStyle
from thutuc.words.table import Table, Words, html_cell, html_row, in_one, printed

__all__ = ["OfficialForm"]

WIDTH = 120
_STYLE = "official_form.css"
BLANK = "…" * 20


@attrs.frozen(kw_only=True)
class Imprint:
    """What an official form prints around its table, in both languages (phần đầu, phần cuối biểu).

    Args:
        number: Number of the form.
        units: Who reports and who receives it, each after its label.
        period: The period, in lines.
        counted_in: What is counted.
        signed: Place and day.
        signers: Who signs, from the left, and how.
    """

    number: Words
    units: tuple[tuple[Words, str], ...] = ()
    period: tuple[Words, ...] = ()
    counted_in: Words = ("", "")
    signed: Words = ("", "")
    signers: tuple[tuple[Words, Words], ...] = ()


@attrs.frozen(repr=False)
class OfficialForm(Table):
    """A table as an official form prints it: headings in tiers, numbered columns, signatures (biểu mẫu).

    `to_dicts` and `to_csv` are those of the plain table; text, HTML and spreadsheet are the form.

    Args:
        paths: For each column the headings it stands under, from the top.
        marks: For each row `total`, `chapter` or nothing; marked rows are printed in bold.
        imprint: What stands around the table.
    """

    # By keyword each: of a class, older attrs would ask it of the fields of the table too.
    paths: tuple[tuple[Words, ...], ...] = attrs.field(kw_only=True)
    marks: tuple[str, ...] = attrs.field(kw_only=True)
    imprint: Imprint = attrs.field(kw_only=True)

    @property
    def called(self) -> str:
        """The number of the form."""
        return self.said(self.imprint.number)

    @property
    def left(self) -> int:
        """How many of the first columns are words."""
        return self.figures.index(True)

    @property
    def spread(self) -> tuple[tuple[Heading, ...], ...]:
        """Its headings in tiers."""
        return spread(self.said_paths)

    @property
    def said_paths(self) -> list[Path]:
        """For each column the headings it stands under, in the language of the form."""
        return [tuple(map(self.said, path)) for path in self.paths]

    @property
    def units(self) -> list[tuple[str, str]]:
        """Who reports and who receives it, each after its label; dots where they are not named."""
        return [(self.said(label), name or BLANK) for label, name in self.imprint.units]

    # Text ---------------------------------------------------------------------------------------------------

    def lines(self, numbers: NumberStyle | None = None) -> Iterator[str]:
        """The form as lines of text with rules, at most 120 characters wide."""
        rows = [[composed_line(cell) for cell in row] for row in self.written(numbers)]
        grid = Grid.fitted(self.said_paths, rows, self.left, WIDTH)
        body: list[str] = []
        for mark, row in zip(self.marks, rows, strict=True):
            # The total stands apart; a chapter does, too, but from nothing above it.
            body += [grid.rule()] if mark and body else []
            body += grid.row(row)
        numbered = grid.centred(self.column_numbers())
        whole = [*grid.head(), numbered, grid.rule(), *body, grid.rule(), *map(self.said, self.notes)]
        lines = chain(self._top(grid.width), whole, self._bottom(grid.width))
        return (line.rstrip() for line in lines)

    def _top(self, width: int) -> Iterator[str]:
        imprint, half = self.imprint, width // 2
        units = [line for label, name in self.units for line in textwrap.wrap(f"{label}: {name}", half)]
        number = textwrap.wrap(self.said(imprint.number), width - half - 1)
        for left, right in zip_longest(number, units, fillvalue=""):
            yield f"{left.ljust(width - half)}{right}"
        yield ""
        for line in map(self.said, (self.title, *imprint.period)):
            yield from (part.center(width) for part in textwrap.wrap(line, width))
        yield self.said(imprint.counted_in).rjust(width)

    def _bottom(self, width: int) -> Iterator[str]:
        signers = self.imprint.signers
        share = width // max(1, len(signers))

        def across(cells: Iterable[str]) -> str:
            return "".join(cell.center(share) for cell in cells)

        yield ""
        for line in textwrap.wrap(self.said(self.imprint.signed), share):
            yield across([*[""] * (len(signers) - 1), line])
        yield across(self.said(who).upper() for who, _ in signers)
        yield across(self.said(how) for _, how in signers)

    # HTML ---------------------------------------------------------------------------------------------------

    def html(self, numbers: NumberStyle | None = None) -> str:
        """The form as HTML with its own style, to be printed on A4 across; registers cannot add markup.

        Args:
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidTypeError: If *numbers* is no style.
        """
        tiers = "".join(html_row(map(_heading_html, tier)) for tier in self.spread)
        numbered = "".join(f"<th>{number}</th>" for number in self.column_numbers())
        kinds = ["number", *["words"] * (self.left - 1), *["figure"] * (len(self.names) - self.left)]
        sides = [f'<td class="{kind}">' for kind in kinds]
        body = "".join(
            html_row(map(html_cell, sides, row), f' class="{mark}"' if mark else "")
            for mark, row in zip(self.marks, self.written(numbers), strict=True)
        )
        table = (
            f'<table class="grid"><thead>{tiers}<tr class="numbers">{numbered}</tr></thead>'
            f"<tbody>{body}</tbody></table>"
        )
        notes = "".join(f'<p class="note">{escape(self.said(note))}</p>' for note in self.notes)
        return (
            f'<div class="official-form" lang="{self.language}"><style>{read_text(_STYLE)}</style>'
            f"{self._top_html()}{table}{notes}{self._bottom_html()}</div>"
        )

    def _top_html(self) -> str:
        units = "".join(f"<div><b>{escape(label)}:</b> {escape(name)}</div>" for label, name in self.units)
        period = "".join(f"<div>{escape(self.said(line))}</div>" for line in self.imprint.period)
        number, title, counted = map(self.said, (self.imprint.number, self.title, self.imprint.counted_in))
        return (
            f'<table class="top"><tr><td><b>{escape(number)}</b></td><td class="title">'
            f"<h1>{escape(title)}</h1><b>{period}</b></td><td>{units}</td></tr></table>"
            f'<p class="counted">{escape(counted)}</p>'
        )

    def _bottom_html(self) -> str:
        signers = self.imprint.signers
        signed = ["<br>"] * (len(signers) - 1) + [f"<i>{escape(self.said(self.imprint.signed))}</i><br>"]
        cells = "".join(
            f"<td>{above}<b>{escape(self.said(who).upper())}</b><br><i>{escape(self.said(how))}</i></td>"
            for above, (who, how) in zip(signed, signers, strict=True)
        )
        return f'<table class="signatures"><tr>{cells}</tr></table>'

    # Spreadsheet --------------------------------------------------------------------------------------------

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write the form as a spreadsheet with merged headings, to be printed on A4 across (bảng tính).

        Raises:
            InvalidTypeError: If *path* is no path.
            InvalidValueError: If a text is longer than a cell may be, or holds half a letter.
            MissingExtraError: If the package `openpyxl` is not installed.
        """
        file = read_path(path, "a spreadsheet")
        book = extra_package("openpyxl", "excel").Workbook()
        _FormSheet(book.active, self).write()
        book.save(file)


def _heading_html(cell: Heading) -> str:
    down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    across = f' colspan="{cell.across}"' if cell.across > 1 else ""
    return f"<th{down}{across}>{escape(cell.text)}</th>"


class _FormSheet:
    """One pass over a sheet, from the top."""

    def __init__(self, sheet: Any, form: OfficialForm) -> None:  # noqa: ANN401 - of an optional package
        self.sheet, self.form, self.line = sheet, form, 1
        self.said = form.said
        self.styles = extra_package("openpyxl.styles", "excel")
        self.width = len(form.names)
        # A wider font than the one that widths of columns are measured in; words are the widest column.
        widths = tuple(
            5 if i < form.left - 1 else 34 if i == form.left - 1 else 10 for i in range(self.width)
        )
        self.grid = Grid(form.spread, widths, form.left)

    def write(self) -> None:
        form, imprint = self.form, self.form.imprint
        right = self.width - self.width // 2 + 1
        for i, (label, name) in enumerate(form.units):
            if not i:
                self.put(self.said(imprint.number), 1, right - 1, bold=True, across="left")
            self.put(f"{label}: {name}", right, self.width, across="left")
            self.line += 1
        self.line += 1
        for line in (form.title, *imprint.period):
            self.wide(line, bold=True)
        self.wide(imprint.counted_in, italic=True, across="right")
        self.headings()
        self.rows()
        for note in form.notes:
            self.wide(note, italic=True, across="left")
        self.signatures()
        self.paper()

    def wide(self, words: Words, **how: Any) -> None:  # noqa: ANN401 - as `put` takes it
        """A line over the whole width."""
        self.put(self.said(words), 1, self.width, **how)
        self.line += 1

    def put(
        self,
        value: object,
        first: int,
        last: int | None = None,
        *,
        down: int = 1,
        bold: bool = False,
        italic: bool = False,
        across: str = "center",
        ruled: bool = False,
    ) -> None:
        """A value into a cell, or into all from *first* to *last* merged."""
        last, below = last or first, self.line + down - 1
        cell = self.sheet.cell(self.line, first)
        put(cell, value, f"row {self.line}, column {first}")
        cell.font = self.styles.Font(name="Times New Roman", size=11, bold=bold, italic=italic)
        cell.alignment = self.styles.Alignment(horizontal=across, vertical="center", wrap_text=True)
        if isinstance(value, int):
            cell.number_format = "#,##0"
        if ruled:
            side = self.styles.Side(style="thin")
            for column in range(first, last + 1):
                for line in range(self.line, below + 1):
                    edge = self.styles.Border(left=side, right=side, top=side, bottom=side)
                    self.sheet.cell(line, column).border = edge
        if (last, below) != (first, self.line):
            self.sheet.merge_cells(start_row=self.line, start_column=first, end_row=below, end_column=last)

    def tall(self, lines: int) -> None:
        """Height of the current line; a spreadsheet does not find it for merged or wrapped cells."""
        self.sheet.row_dimensions[self.line].height = 15 * lines + 3

    def headings(self) -> None:
        top = self.line
        for tier, height in zip(self.grid.tiers, self.grid.heights(), strict=True):
            for one in tier:
                first = one.column + 1
                self.put(one.text, first, first + one.across - 1, down=one.down, bold=True, ruled=True)
            self.tall(height)
            self.line += 1
        for i in range(self.width):
            self.put(f"({i + 1})", i + 1, italic=True, ruled=True)
        self.sheet.print_title_rows = f"{top}:{self.line}"
        self.line += 1
        self.sheet.freeze_panes = self.sheet.cell(self.line, self.form.left + 1)

    def rows(self) -> None:
        sides = ["center", *["left"] * (self.form.left - 1), *["right"] * (self.width - self.form.left)]
        fill = self.styles.PatternFill("solid", fgColor="EEEEEE")
        for mark, row in zip(self.form.marks, self.form.rows, strict=True):
            for i, (value, across) in enumerate(zip(row, sides, strict=True), 1):
                self.put(in_one(value, self.form.language), i, bold=bool(mark), across=across, ruled=True)
                if mark == "total":
                    self.sheet.cell(self.line, i).fill = fill
            self.tall(len(self.grid.row([printed(value, self.form.language) for value in row])))
            self.line += 1

    def signatures(self) -> None:
        imprint = self.form.imprint
        self.line += 1
        share = self.width / max(1, len(imprint.signers))
        spans = [(int(i * share) + 1, int((i + 1) * share)) for i in range(len(imprint.signers))]
        if spans:
            self.put(self.said(imprint.signed), *spans[-1], italic=True)
        self.line += 1
        for (who, how), span in zip(imprint.signers, spans, strict=True):
            self.put(self.said(who).upper(), *span, bold=True)
            self.line += 1
            self.put(self.said(how), *span, italic=True)
            self.line -= 1

    def paper(self) -> None:
        """A4 across, on the width of one page."""
        letters = extra_package("openpyxl.utils", "excel").get_column_letter
        for i, width in enumerate(self.grid.widths, 1):
            self.sheet.column_dimensions[letters(i)].width = width + 2
        setup = self.sheet.page_setup
        setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", 9, 1, 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
