"""What must hold of every report, checked dossier by dossier (các đẳng thức của báo cáo)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from thutuc.errors import InvalidValueError, ReportIdentityError
from thutuc.fields import ReadOnly, iterable, mapping, repeated
from thutuc.reports.placing import CELLS, DETAILS

Cells = Mapping[str, tuple[str, ...]]
STOCK, OUTCOME = CELLS[:2], CELLS[2:]


def complete(given: Mapping[str, Sequence[str]], names: Iterable[str]) -> Cells:
    """All cells of *names*, those not given empty.

    Raises:
        InvalidTypeError: If it is no mapping of names to codes.
        InvalidValueError: If another is given.
    """
    known = tuple(names)
    for name in mapping(given, "cells"):
        if name not in known:
            raise InvalidValueError(
                f"a report has no cell {name!r}; its cells are {', '.join(known)}", given=name
            )
    codes = {name: iterable(given.get(name, ()), f"the codes of {name!r}") for name in known}
    return ReadOnly(codes)


def check_cells(cells: Cells) -> None:
    """Every dossier stands once among those to be handled, and once among what became of them.

    Raises:
        ReportIdentityError: If one does not.
    """
    stock = [code for name in STOCK for code in cells[name]]
    outcome = [code for name in OUTCOME for code in cells[name]]
    to_do, done = set(stock), set(outcome)
    if len(stock) != len(to_do) or len(outcome) != len(done):
        twice = repeated(stock) or repeated(outcome)
        _broken("each dossier is counted once", len(twice), twice, "stand in two cells")
    if to_do != done:
        _broken(
            "received + carried over = resolved + pending",
            len(stock) - len(outcome),
            sorted(to_do ^ done),
            "stand on one side only",
        )


def check_details(cells: Cells, details: Cells) -> None:
    """The channels divide what was received, where they are given.

    Raises:
        ReportIdentityError: If they do not.
    """
    divided = [code for name in tuple(DETAILS)[:3] for code in details[name]]
    if divided and (len(divided) != len(cells["received"]) or set(divided) != set(cells["received"])):
        _broken(
            "received = online + direct and post + unknown",
            len(cells["received"]) - len(divided),
            sorted(set(divided) ^ set(cells["received"])),
            "stand on one side only",
        )


def check_parts(cells: Cells, parts: Sequence[Cells]) -> None:
    """The parts of a report sum to the whole, cell by cell.

    Raises:
        ReportIdentityError: If they do not.
    """
    for name in CELLS:
        whole = cells[name]
        divided = [code for part in parts for code in part[name]]
        if len(divided) != len(whole) or (divided != list(whole) and set(divided) != set(whole)):
            wrong = repeated(divided) or sorted(set(divided) ^ set(whole))
            _broken(f"the parts of {name} sum to the whole", len(whole) - len(divided), wrong, "differ")


def _broken(identity: str, gap: int, dossiers: Sequence[str], what: str) -> NoReturn:
    shown = ", ".join(dossiers[:5]) + (f" and {len(dossiers) - 5} more" if len(dossiers) > 5 else "")
    raise ReportIdentityError(
        f"this report does not add up: {identity} is off by {gap}; {shown or 'no dossiers'} {what}; build it "
        f"from dossiers with PeriodReport.of",
        identity=identity,
        gap=gap,
        dossiers=tuple(dossiers),
    )
