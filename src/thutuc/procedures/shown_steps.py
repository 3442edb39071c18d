"""The steps of a procedure as a table (bảng các bước giải quyết)."""

from collections.abc import Iterable, Sequence

from thutuc.limits import TimeLimit
from thutuc.procedures.parts import Channel
from thutuc.procedures.route import Step
from thutuc.words.labels import both
from thutuc.words.table import Cell, Table, Words


def steps_table(
    title: Words, steps: Sequence[Step], limits: Iterable[tuple[Words, TimeLimit | None]]
) -> Table:
    """Each step with its office and its budget, and the limits of the whole below them."""
    return Table.of(
        title,
        steps,
        ("step", "bước", "step", lambda step: step.name),
        ("office", "cơ quan", "office", lambda step: step.office),
        ("limit", "thời hạn", "limit", lambda step: _said(step.limit)),
        sums=[
            ((f"thời hạn giải quyết{vi and f', {vi}'}", f"time limit{en and f', {en}'}"), "", _said(limit))
            for (vi, en), limit in limits
        ],
    )


def named(way: Channel | None, case: str, language: str) -> str:
    """What a limit is for, where it is not for all."""
    return ", ".join(filter(None, (way.label(language) if way else "", case)))


def _said(limit: TimeLimit | None) -> Cell:
    return None if limit is None else both(limit.to_text)
