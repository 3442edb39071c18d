"""What published figures say of each other: the bounds of each, through all sums at once (lan truyền cận).

A figure that is not printed is some number of dossiers, 0 or more. Each sum bounds its whole by its parts and
each part by what the others leave. Carried from sum to sum until nothing moves, these bounds imply figures,
prove that some are 0, and show that printed figures cannot all be right.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import attrs

from thutuc.bounds import MOST_DOSSIERS
from thutuc.reports.published import ENDINGS, Ended, PublishedTable, answers, between

Bound = tuple[int, int]
_ANY: Bound = (0, 100 * MOST_DOSSIERS)
_ROUNDS = 100
_MOST_PRINTED = 16
"""Beyond so many figures the smallest set that contradicts is looked for among too many."""


@attrs.frozen
class Sum:
    """A whole and its parts (một đẳng thức).

    Args:
        whole: The figure that is the sum.
        parts: What it is the sum of.
        rest: What else it may hold that the table does not print; none if the parts are all there is.
        always: Whether there may be such a rest even in a table that is complete.
    """

    whole: str
    parts: tuple[str, ...]
    rest: tuple[str, ...] = ()
    always: bool = False


def printed_in(table: PublishedTable, *names: str) -> tuple[str, ...]:
    """Those of some figures that the table prints."""
    return tuple(name for name in names if getattr(table, name) is not None)


def lacking_in(table: PublishedTable, *names: str) -> tuple[str, ...]:
    """Those of some figures that it does not print."""
    return tuple(name for name in names if getattr(table, name) is None)


def stock(table: PublishedTable, ended: Ended) -> Sum:
    """What there was to do is done or pending; what was returned stands beside *resolved* or in it."""
    endings = printed_in(table, *ENDINGS) if ended is Ended.BESIDE else ()
    waiting = printed_in(table, "waiting") if table.waiting_beside else ()
    rest = lacking_in(table, "returned", "stopped", "waiting")
    return Sum("total", ("resolved", *endings, *waiting, "pending"), rest)


def sums_of(table: PublishedTable, ended: Ended) -> tuple[Sum, ...]:
    """All sums of the figures that the table speaks of, if it counts as said what ended without an answer."""
    new = ("received",) if received_is_total(table) else ("received", "carried_over")
    found = [Sum("total", new), stock(table, ended)]
    if table.resolved is not None or table.due_in_period is None:
        # What is called late may otherwise be overdue and unanswered.
        found.append(resolution(table, ended))
    if ended is Ended.WITHIN and (endings := printed_in(table, *ENDINGS)):
        found.append(Sum("resolved", endings, ("answered",), always=True))
    if printed_in(table, "pending_in_time", "pending_overdue", "not_yet_due"):
        found.append(waiting_room(table))
    if table.not_yet_due is not None:
        found.append(Sum("pending_in_time", ("not_yet_due",)))
    if table.overdue is not None:
        found.append(Sum("overdue", ("late", "pending_overdue")))
    if printed_in(table, *CHANNELS):
        found.append(Sum("received", CHANNELS))
    return tuple(found)


CHANNELS = ("online", "direct", "post")


def received_is_total(table: PublishedTable) -> bool:
    """Whether what is called received has what was carried over in it already."""
    return table.received_basis == "total" and table.received is not None


def resolution(table: PublishedTable, ended: Ended) -> Sum:
    """What was resolved is early, on time or late; or without a date, or given back."""
    undated = printed_in(table, "undated")
    endings = printed_in(table, *ENDINGS) if ended is Ended.APART else ()
    rest = lacking_in(table, "returned", "stopped", "undated")
    return Sum("resolved", (*answers(table), *undated, *endings), rest)


def waiting_room(table: PublishedTable) -> Sum:
    """What is pending is in time or overdue; or waits for a supplement."""
    waiting = () if table.waiting_beside else printed_in(table, "waiting")
    rest = () if table.waiting is not None else ("waiting", "undated")
    return Sum("pending", ("pending_in_time", "pending_overdue", *waiting), rest)


# Solving ----------------------------------------------------------------------------------------------------


def solve(known: Mapping[str, Bound], sums: Sequence[Sum], *, complete: bool) -> dict[str, Bound] | None:
    """The bounds of every figure; `None` if no numbers fit.

    Args:
        known: The bounds of the figures that are printed.
        sums: The sums.
        complete: Whether the parts are all there is, rather than leaving room for what is not printed.

    Examples:
        >>> known = {"resolved": (100, 100), "late": (3, 3)}
        >>> solve(known, [Sum("resolved", ("on_time", "late"))], complete=True)["on_time"]
        (97, 97)
        >>> solve({**known, "on_time": (99, 99)}, [Sum("resolved", ("on_time", "late"))], complete=True)
    """
    found = dict(known)
    for _ in range(_ROUNDS):
        before = dict(found)
        for one in sums:
            has_rest = one.always or (one.rest and not complete)
            names = (*one.parts, f"rest of {one.whole}: {one.rest}") if has_rest else one.parts
            if not _narrow(found, one.whole, names):
                return None
        if found == before:
            break
    return found


def _narrow(found: dict[str, Bound], whole: str, parts: Sequence[str]) -> bool:
    """Draw the bounds of a whole and its parts closer; `False` if nothing is left between them."""
    low, high = found.get(whole, _ANY)
    bounds = [found.get(part, _ANY) for part in parts]
    least, most = sum(one[0] for one in bounds), sum(one[1] for one in bounds)
    low, high = found[whole] = max(low, least), min(high, most)
    for part, (its_least, its_most) in zip(parts, bounds, strict=True):
        found[part] = max(its_least, low - (most - its_most)), min(its_most, high - (least - its_least))
    return all(found[name][0] <= found[name][1] for name in (whole, *parts))


@attrs.frozen
class Judgement:
    """What all the sums of a table say together (kết luận chung).

    Args:
        ended: Where the table counts what ended without an answer.
        values: What every figure is if the table leaves nothing out, where that is one number.
        conflict: The smallest set of printed figures that cannot all be right; none if all can.
        blame: The one figure without which all others agree, and what it would be; or nothing.
    """

    ended: Ended
    values: Mapping[str, int]
    conflict: tuple[str, ...] = ()
    blame: tuple[str, int] | None = None


def judge(table: PublishedTable, *, complete: bool = False) -> Judgement:
    """Judge the figures of a table together (đối soát đồng thời).

    Args:
        table: The figures as printed.
        complete: Whether the table has a column for everything, as the official form does.
    """
    known = {name: between(table, name) for name in printed_in(table, *_FIGURES)}
    several = Ended if printed_in(table, *ENDINGS) else (Ended.BESIDE,)
    readings = [(ended, sums_of(table, ended)) for ended in several]
    # What fits with nothing left out is the likeliest reading; then what fits at all.
    for whole in (True, False) if not complete else (True,):
        for ended, sums in readings:
            found = solve(known, sums, complete=whole)
            if found is not None:
                values = {name: low for name, (low, high) in found.items() if low == high} if whole else {}
                blame = None if whole else _blamed(known, sums)
                return Judgement(ended, values, blame=blame)
    ended, sums = readings[0]
    every = [sums for _, sums in readings]
    return Judgement(ended, {}, _smallest(known, every, complete=complete), _blamed(known, sums))


_FIGURES = (
    *("received", "carried_over", "total", "resolved", "early", "on_time", "late", "undated"),
    *("pending", "pending_in_time", "pending_overdue", "not_yet_due", "waiting", "overdue"),
    *(*ENDINGS, *CHANNELS),
)


def _smallest(
    known: Mapping[str, Bound], readings: Iterable[Sequence[Sum]], *, complete: bool
) -> tuple[str, ...]:
    """The smallest set of figures that contradict each other however the table is read."""
    several = list(readings)

    def contradict(names: Iterable[str]) -> bool:
        some = {name: known[name] for name in names}
        return all(solve(some, sums, complete=complete) is None for sums in several)

    # A set from which nothing can be left out is found at once; whether there is a smaller one is tried.
    found = list(known)
    for name in known:
        if contradict(one for one in found if one != name):
            found.remove(name)
    if len(known) <= _MOST_PRINTED:
        for size in range(2, len(found)):
            for some in combinations(known, size):
                if contradict(some):
                    return some
    return tuple(found)


def _blamed(known: Mapping[str, Bound], sums: Sequence[Sum]) -> tuple[str, int] | None:
    """The one figure without which all others fit, and what it should be."""
    found: list[tuple[str, Bound]] = []
    for name in known:
        others = solve({one: bound for one, bound in known.items() if one != name}, sums, complete=True)
        if others is not None:
            found.append((name, others.get(name, _ANY)))
    if len(found) != 1 or found[0][1][0] != found[0][1][1]:
        return None
    return found[0][0], found[0][1][0]
