"""What rows without events cannot answer (điều sổ không trả lời được)."""

from typing import NoReturn

from thutuc.errors import InvalidValueError
from thutuc.policy.overlays import Overlay


def refuse_events(overlay: Overlay) -> None:
    """Refuse a reform of what only events tell.

    Raises:
        InvalidValueError: If there is one.
    """
    if overlay.supplement is not None:
        raise InvalidValueError(
            "rows of a register do not say when a supplement was asked for, so that a supplement rule cannot "
            "be laid over them; give dossiers with their events",
            given=overlay.supplement,
        )
    if overlay.parallel:
        raise InvalidValueError(
            "rows of a register do not say how long each step took, so that no steps can run in parallel; "
            "give dossiers with their events",
            given=tuple(overlay.parallel),
        )


def refuse_limitless(rows: int) -> NoReturn:
    """Refuse to change limits that are not stated.

    Raises:
        InvalidValueError: Always.
    """
    raise InvalidValueError(
        f"{rows:,} of the rows concerned state a due day without the limit behind it, so that it cannot be "
        "counted anew; give a column of limits or a catalogue, a TimeLimit in place of a factor, or leave "
        "them out with `where`",
        given=rows,
    )


def refuse_uncalendared() -> NoReturn:
    """Refuse to count without a calendar.

    Raises:
        InvalidValueError: Always.
    """
    raise InvalidValueError(
        "a due day is counted on a calendar; give the scenario one, as calendar=vietnam_calendar()",
        given=None,
    )
