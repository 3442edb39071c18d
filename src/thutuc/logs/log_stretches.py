"""Which start belongs to which end: stretches of work in the events of a log (ghép bắt đầu với kết thúc)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import attrs

STARTS = frozenset({"start"})
COMES = frozenset({"schedule", "assign", "reassign"})
"""The work comes to somebody, and waits."""
SUSPENDS, RESUMES = frozenset({"suspend"}), frozenset({"resume"})
ENDS = frozenset(
    {
        *("complete", "manualskip", "autoskip", "withdraw"),
        *("ate_abort", "pi_abort", "abort_activity", "abort_case"),
    }
)
"""The work is over, done or not."""
STANDARD = STARTS | COMES | SUSPENDS | RESUMES | ENDS


@attrs.define(eq=False)
class Stretch:
    """One stretch of work, by the numbers of its events.

    Args:
        first: The event with which it came.
        started: That with which it began.
        ended: That with which it was over.
        pauses: Those between which it was suspended; the last may have no end.
        backward: A start that came only after the end.
        joined: Whether it is that start, and no stretch of its own.
    """

    first: int
    started: int | None = None
    ended: int | None = None
    pauses: list[tuple[int, int | None]] = attrs.field(factory=list[tuple[int, "int | None"]])
    backward: int | None = None
    joined: bool = False

    @property
    def lacks_start(self) -> bool:
        """Whether its end is all that there is."""
        return self.first == self.ended and self.backward is None


def steps_of(lifecycle: Sequence[str | None]) -> list[str]:
    """The step of each event in the lifecycle of its activity; what says nothing is complete."""
    known: dict[str | None, str] = {None: "complete"}
    return [known[one] if one in known else known.setdefault(one, one.casefold()) for one in lifecycle]  # type: ignore[union-attr]


def paired(
    cases: Sequence[int],
    activities: Sequence[Any],
    instances: Sequence[Any],
    steps: Sequence[str],
    strays: list[int],
) -> list[Stretch]:
    """The stretches of all cases, in the order of their first events.

    The events stand in order. What has the name of an instance is one stretch; else an end belongs to the
    first start of the same activity that is still open. Steps that the standard does not have are passed by.
    Suspensions and resumptions of what is not going on, or not suspended, are put to *strays*.
    """
    found: list[Stretch] = []
    waiting: dict[tuple[object, object], list[Stretch]] = defaultdict(list)
    lone: dict[tuple[object, object], list[Stretch]] = defaultdict(list)
    case = None
    for i, step in enumerate(steps):
        if cases[i] != case:
            case = cases[i]
            _turn(waiting, lone)
        instance = instances[i]
        key = (False, activities[i]) if instance is None else (True, instance)
        before = waiting[key]
        if step in ENDS:
            at = next((k for k, one in enumerate(before) if one.started is not None), 0)
            if before:
                before.pop(at).ended = i
            else:
                found.append(Stretch(i, None, i))
                lone[key].append(found[-1])
        elif step in STARTS:
            fresh = next((one for one in before if one.started is None), None)
            if fresh is None:
                fresh = Stretch(i)
                found.append(fresh)
                before.append(fresh)
            fresh.started = i
        elif step in COMES:
            if not any(one.started is None for one in before):
                found.append(Stretch(i))
                before.append(found[-1])
        elif step in STANDARD:
            _pause(before, i, strays, suspends=step in SUSPENDS)
    _turn(waiting, lone)
    return [one for one in found if not one.joined]


def _pause(before: list[Stretch], i: int, strays: list[int], *, suspends: bool) -> None:
    for one in before:
        if one.started is None:
            continue
        lasts = bool(one.pauses) and one.pauses[-1][1] is None
        if suspends and not lasts:
            one.pauses.append((i, None))
            return
        if not suspends and lasts:
            one.pauses[-1] = (one.pauses[-1][0], i)
            return
    strays.append(i)


def _turn(
    waiting: dict[tuple[object, object], list[Stretch]],
    lone: dict[tuple[object, object], list[Stretch]],
) -> None:
    """At the end of a case: open starts and lone ends of the same work are one stretch, backward."""
    for key, ends in lone.items():
        starts = [one for one in waiting.get(key, ()) if one.started is not None]
        for end, start in zip(ends, starts, strict=False):
            end.backward = start.started
            start.joined = True
    waiting.clear()
    lone.clear()
