"""The route of a dossier through its offices (quy trình nội bộ)."""

from collections.abc import Iterable

import attrs

from thutuc.limits import TimeLimit


def _as_names(after: str | Iterable[str] | None) -> tuple[str, ...] | None:
    if after is None:
        return None
    return (after,) if isinstance(after, str) else tuple(after)


@attrs.frozen
class Step:
    """One step of a route: an office, and how long it may take (bước giải quyết).

    Args:
        name: What is done; unique within the route.
        office: Code or role of the office that does it.
        limit: Its budget; `None` if none is set.
        after: Names of the steps that must be done before; left out, the step before it in the list. An empty
            tuple starts at once. Steps after one step run in parallel; a step after several joins them.
        own_clock: Whether it is a procedure of another agency with a clock of its own, outside this one's limit.
        pauses: Whether the clock stands still during it, such as while the citizen pays.
    """

    name: str
    office: str
    limit: TimeLimit | None = None
    after: tuple[str, ...] | None = attrs.field(default=None, converter=_as_names)
    own_clock: bool = False
    pauses: bool = False
