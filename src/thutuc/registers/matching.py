"""Which heading of a file stands for which column of a register (đối chiếu tiêu đề cột)."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice, pairwise

from thutuc.bounds import listed, shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.registers.headings import COMPULSORY, KNOWN, holds_headings, known_heading
from thutuc.registers.other_systems import LAYOUTS
from thutuc.registers.sheets import TITLES, Sheet, refusal
from thutuc.words.alphabet import spelling


def match_columns(sheet: Sheet, columns: Mapping[str, str] | str) -> dict[str, int]:
    """Position of each column by the library's name for it, or by its heading if it has none.

    Of two headings for one column that of the higher rank stands for it, and the other is an extra one. Where
    no heading says when the office finished, the day on which the result was returned does.

    Raises:
        RegisterError: If columns are missing, or headings of one rank or of one text stand twice.
        InvalidTypeError: If *columns* is neither a mapping nor a name.
        InvalidValueError: If *columns* names a column that registers do not have, or is no layout's name.
    """
    columns = _layout(sheet, columns)
    for name in columns:
        if name not in KNOWN:
            raise InvalidValueError(
                f"no heading can stand for {name!r}; the columns are {', '.join(KNOWN)}", given=name
            )
    where = f"{sheet.name}, row {sheet.header_row}"
    problems: list[str] = []
    found = _told(sheet, columns, where, problems)
    taken = set(found.values())
    rest = [(i, cell) for i, cell in enumerate(sheet.header) if cell.strip() and i not in taken]
    chosen = _ranked(rest, columns, where, problems)
    found |= {name: i for name, (i, *_) in chosen.items()}
    taken = {i for several in chosen.values() for i in several}
    problems += (refused := _no_cells(sheet, found, columns))
    _add_extra(found, [(i, cell) for i, cell in rest if i not in taken], where, problems)
    lacking = [group for group in COMPULSORY if not any(name in found or name in columns for name in group)]
    problems += _lacking(sheet, lacking, where) if lacking and not refused else ()
    if problems:
        raise refusal(sheet.path, *problems)
    if "returned" in found:
        # What has been handed over was finished by then.
        found.setdefault("finished", found["returned"])
    return found


def _layout(sheet: Sheet, columns: Mapping[str, str] | str) -> Mapping[str, str]:
    """What a name of a layout means for this file."""
    if isinstance(columns, Mapping):
        return columns
    if not isinstance(columns, str):
        raise InvalidTypeError(
            f"`columns` says which heading stands for a column, as {{'received': 'Ngày nộp'}}, not "
            f"{shown(columns)}",
            given=columns,
        )
    if columns not in LAYOUTS:
        raise InvalidValueError(
            f"no layout is called {columns!r}; there is {', '.join(LAYOUTS)}", given=columns
        )
    there = set(map(spelling, sheet.header))
    return {name: heading for name, heading in LAYOUTS[columns].items() if spelling(heading) in there}


def _no_cells(sheet: Sheet, found: Mapping[str, int], columns: Mapping[str, str]) -> list[str]:
    """A problem for each column that is to be used and holds what no cell of a register can."""
    problems: list[str] = []
    for heading, words in sheet.left_out:
        known = known_heading(heading)
        told = spelling(heading) in map(spelling, columns.values())
        if told or (known is not None and known[0] not in found and known[0] not in columns):
            problems.append(
                f"{sheet.name}, row 1, column {heading!r}: holds {words}, which no cell of a register can; "
                f"leave the column out, or write it as text"
            )
    return problems


def _told(sheet: Sheet, columns: Mapping[str, str], where: str, problems: list[str]) -> dict[str, int]:
    """The columns that `columns` names."""
    found: dict[str, int] = {}
    headings = [spelling(cell) for cell in sheet.header]
    left_out = {spelling(heading) for heading, _ in sheet.left_out}
    for name, heading in columns.items():
        times = headings.count(spelling(heading))
        if spelling(heading) in left_out:
            continue
        if times == 1:
            found[name] = headings.index(spelling(heading))
        else:
            how = f"stands {times} times" if times else "is not there"
            problems.append(f"{where}: the heading {heading!r}, which is to stand for {name!r}, {how}")
    return found


def _ranked(
    cells: Iterable[tuple[int, str]], columns: Mapping[str, str], where: str, problems: list[str]
) -> dict[str, list[int]]:
    """The columns that headings are known to stand for, each with those of the highest rank."""
    offered: dict[str, list[tuple[int, int, str]]] = {}
    for i, cell in cells:
        known = known_heading(cell)
        if known is not None and known[0] not in columns:
            offered.setdefault(known[0], []).append((known[1], i, cell))
    found: dict[str, list[int]] = {}
    for name, offers in offered.items():
        best = min(rank for rank, _, _ in offers)
        first, *others = [(i, cell) for rank, i, cell in offers if rank == best]
        found[name] = [first[0], *(i for i, _ in others)]
        if others:
            same = all(spelling(cell) == spelling(first[1]) for _, cell in others)
            several = ", ".join(repr(cell) for _, cell in (others if same else (first, *others)))
            told = f"say which it is with columns={{{name!r}: '…'}} (--column {name}='…')"
            todo = "keep one" if same else told
            problems.append(f"{where}: the column {name!r} stands twice ({several}); {todo}")
    return found


def _add_extra(
    found: dict[str, int], cells: Iterable[tuple[int, str]], where: str, problems: list[str]
) -> None:
    """The other columns, by their headings."""
    spoken = {*map(str.casefold, found)}  # to a reader, and in SQL, capitals are the same letters
    for i, cell in cells:
        name = " ".join(cell.split())
        if name.casefold() in spoken:
            problems.append(f"{where}: the column {name!r} stands twice ({cell!r}); keep one")
        found.setdefault(name, i)
        spoken.add(name.casefold())


def _lacking(sheet: Sheet, lacking: Sequence[tuple[str, ...]], where: str) -> list[str]:
    """What is said of columns that are not there, and where headings seem to stand instead."""
    rows = [(sheet.header_row, sheet.header)]
    with suppress(csv.Error):
        # Headings are what is wrong first; what lies below is read once they are right.
        rows += islice(() if sheet.apart else sheet.records, TITLES)
    for row, cells in rows[1:]:
        if _holds_all(cells):
            told = f"header_row={row} (--header-row {row})"
            return [f"{where}: no headings of a register; row {row} seems to hold them: tell {told}"]
    for (row, cells), (below, more) in pairwise(rows):
        if holds_headings(cells) and holds_headings(more) and _holds_all([*cells, *more]):
            todo = f"write each of them into one cell of row {below}, and tell header_row={below}"
            return [
                f"{where}: the headings stand in two rows, {row} and {below}; {todo} (--header-row {below})"
            ]
    problems: list[str] = []
    for group in lacking:
        names = " or ".join(map(repr, group))
        told = f"columns={{{group[-1]!r}: '…'}} (--column {group[-1]}='…')"
        problems.append(
            f"{where}: the column {names} is missing; say which heading stands for it with {told}; "
            f"found: {listed(sheet.header)}"
        )
    return problems


def _holds_all(cells: Iterable[str]) -> bool:
    """Whether there is a heading for each column that a register must have."""
    names = {known[0] for cell in cells if cell.strip() and (known := known_heading(cell)) is not None}
    return all(names & set(group) for group in COMPULSORY)
