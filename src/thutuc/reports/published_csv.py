"""`read_published`: published tables from a CSV file, one a row (đọc số liệu đã công bố)."""

import csv
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from os import PathLike
from typing import Any

from thutuc.bounds import (
    BOUNDS,
    CODE_LETTERS,
    SHOWN,
    Bounds,
    check_bounds,
    composed,
    read_bytes,
    read_path,
    shown,
)
from thutuc.errors import InvalidValueError, RegisterError, ThutucError
from thutuc.reports.denominators import Denominator
from thutuc.reports.placing import MEASURES
from thutuc.reports.published import COUNTS, PERCENTAGES, Exactness, PublishedTable, Scope
from thutuc.words.numbers import NumberStyle, read_number

__all__ = ["read_published"]

_PACKED = b"PK\x03\x04"
"""How a spreadsheet begins, which is an archive."""
_NEAR = 0.85
"""From which likeness on an unknown heading is taken for a known one, misspelt."""
_WORDS = ("place", "period", "mechanism", "notes", "source", "part_of")


def read_published(
    path: PathLike[str] | str, *, numbers: NumberStyle | None = None, bounds: Bounds = BOUNDS
) -> tuple[PublishedTable, ...]:
    """Read published tables from a CSV file, one a row, its headings the arguments of `PublishedTable`.

    The headings of a report that this library writes, in Vietnamese or English, are known, too.

    Args:
        path: A CSV file in UTF-8, with commas, semicolons or tabs. `exact` is `yes` or `rounded`;
            `on_time_includes_early` `yes`, `no` or `unclear`; `received_basis` `new`, `total` or `unclear`;
            `scope` `own`, `roll-up` or `unclear`; `published_on_time_pct` stands for `on_time_pct`;
            `rate_over` a denominator such as `received`; `exactness` lists what is not exact, as `late over,
            pending nearly`. A heading that is none of these is kept as text in `extra`, and `audit` says so;
            one that seems to be misspelt is refused.
        numbers: How it writes numbers; left out, a number that can be read in two ways, as 9.300, is refused.
        bounds: How much is read.

    Raises:
        InvalidTypeError: If *path* is no path.
        InvalidValueError: If no file can be called so.
        RegisterError: With every problem of the file: file, row, column, what was found.
    """
    path = read_path(path, "a file of published tables")
    try:
        text = composed(_csv_of(read_bytes(path, check_bounds(bounds))).decode("utf-8-sig"))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, InvalidValueError) as error:
        raise RegisterError(f"{path.name} cannot be read: {error}", (), given=str(path)) from error
    problems: list[str] = []
    # Spreadsheets divide cells by what the computer's language has, and a heading has none of these.
    divider = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=divider)
    try:
        tables = tuple(_rows(rows, path.name, numbers, problems, bounds))
    except csv.Error as error:
        most = f"a cell has more than {csv.field_size_limit():,} letters; look for a quote that is not closed"
        raise RegisterError(
            f"{path.name}, line {rows.line_num}: {most}", (str(error),), given=str(path)
        ) from error
    if problems:
        raise RegisterError(f"{path.name} cannot be used", problems, given=str(path))
    return tables


def _csv_of(content: bytes) -> bytes:
    """The bytes of a file that is no spreadsheet."""
    if content.startswith(_PACKED):
        raise InvalidValueError("it is a spreadsheet; save it as 'CSV UTF-8'", given=content[:4])
    return content


_SWITCHES: dict[str, dict[str, object]] = {
    "exact": {"yes": True, "no": False, "rounded": False, "": True},
    "on_time_includes_early": {"yes": True, "no": False, "unclear": None, "": None},
    "received_basis": {"new": "new", "total": "total", "unclear": None, "": None},
    "scope": {"own": Scope.OWN, "roll-up": Scope.ROLL_UP, "unclear": None, "": None},
    "waiting_beside": {"yes": True, "no": False, "": False},
    "rate_over": {**{one.value: one for one in Denominator}, "unclear": None, "": None},
}
_ALIASES = {
    **{f"published_{name}": name for name in PERCENTAGES},
    **{heading: name for name, headings in MEASURES.items() for heading in headings},
    **dict.fromkeys(("đơn vị", "cơ quan", "địa phương", "office"), "place"),
    "kỳ báo cáo": "period",
    "cơ chế": "mechanism",
}


_KNOWN = {*COUNTS, *PERCENTAGES, *_WORDS, *_SWITCHES, *_ALIASES, "exactness"}


def _rows(
    rows: "csv.DictReader[str]", file: str, style: NumberStyle | None, problems: list[str], bounds: Bounds
) -> Iterator[PublishedTable]:
    problems += _of_headings(rows.fieldnames or (), f"{file}, row 1", bounds)
    if problems:
        return
    for number, row in enumerate(rows, 2):
        if len(problems) >= bounds.problems:
            problems.append(f"{file}, row {number}: there is more than these; mend them and read it again")
            return
        if None in row or None in row.values():
            problems.append(f"{file}, row {number}: more or fewer cells than headings; check its commas")
            continue
        found = _row(row, f"{file}, row {number}", style, problems)
        if found is not None:
            yield found


def _of_headings(headings: Sequence[str], where: str, bounds: Bounds) -> Iterator[str]:
    """What is wrong with the headings of a file."""
    if len(headings) > bounds.columns:
        yield f"{where}: {len(headings):,} headings, and a spreadsheet has at most {bounds.columns:,}"
        return
    names = list(map(_named, headings))
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{where}: the heading {shown(name)} stands {times} times; keep one"
    others = [name for name in names if name not in _KNOWN and len(name) <= CODE_LETTERS]
    known, is_told = ", ".join(sorted(_KNOWN)), False
    for name in others[:SHOWN]:
        if near := get_close_matches(name, _KNOWN, 1, _NEAR):
            is_told = True
            yield f"{where}: unknown heading {name!r}; if it is {near[0]!r}, write that; known are {known}"
    if not is_told and not _KNOWN.intersection(names):
        yield f"{where}: no heading of a table of figures; known are {known}"


def _named(heading: str) -> str:
    """The figure that a heading stands for; without one, the heading itself."""
    return _ALIASES.get(" ".join(heading.split()).casefold(), heading.strip())


def _row(
    row: Mapping[str, str], where: str, style: NumberStyle | None, problems: list[str]
) -> PublishedTable | None:
    given: dict[str, Any] = {}
    extra: dict[str, str] = {}
    before = len(problems)
    for heading, cell in row.items():
        name = _named(heading)
        if name not in _KNOWN:
            extra[name] = cell.strip()
            continue
        try:
            given[name] = _value(name, cell.strip(), style)
        except ThutucError as error:
            problems.append(f"{where}, column {heading}: {error}")
    if len(problems) > before:
        return None
    try:
        return PublishedTable(**given, extra=extra)
    except ThutucError as error:
        problems.append(f"{where}: {error}")
        return None


def _value(name: str, cell: str, style: NumberStyle | None) -> object:
    if name in _SWITCHES:
        allowed = _SWITCHES[name]
        if cell not in allowed:
            words = ", ".join(repr(word) for word in allowed if word)
            raise InvalidValueError(f"{shown(cell)} is none of {words}", given=cell)
        return allowed[cell]
    if name == "exactness":
        return _exactness(cell)
    if name not in {*COUNTS, *PERCENTAGES}:
        return cell
    if not cell:
        return None
    found = read_number(cell, style)
    if name in PERCENTAGES:
        return found
    if found != found.to_integral_value():
        raise InvalidValueError(f"{cell!r} is a fraction; a count of dossiers is whole", given=cell)
    return int(found)


def _exactness(cell: str) -> dict[str, Exactness]:
    """What is not exact, as `late over, pending nearly`."""
    found: dict[str, Exactness] = {}
    for part in filter(None, (one.strip() for one in cell.split(","))):
        name, _, how = part.rpartition(" ")
        if how not in {one.value for one in Exactness}:
            words = ", ".join(one.value for one in Exactness)
            raise InvalidValueError(f"{shown(part)} is no count and one of {words}", given=cell)
        found[name.strip()] = Exactness(how)
    return found
