"""The steps of a procedure as a table (bảng các bước giải quyết)."""

from collections.abc import Sequence

from thutuc.limits import TimeLimit
from thutuc.procedures.route import Step
from thutuc.words.labels import both
from thutuc.words.table import Cell, Table, Words


def steps_table(title: Words, steps: Sequence[Step], limit: TimeLimit | None) -> Table:
    """Each step with its office and its budget, and the limit of the whole below them."""
    return Table.of(
        title,
        steps,
        ("step", "bước", "step", lambda step: step.name),
        ("office", "cơ quan", "office", lambda step: step.office),
        ("limit", "thời hạn", "limit", lambda step: _said(step.limit)),
        sums=[(("thời hạn giải quyết", "time limit"), "", _said(limit))],
    )


def _said(limit: TimeLimit | None) -> Cell:
    return None if limit is None else both(limit.to_text)
