"""What comes before what: an order that respects it, and the circle that makes one impossible (thứ tự)."""

from collections.abc import Collection, Sequence

Links = Sequence[Collection[int]]
"""For each of several things, by its place, the places of those before it, or behind it."""


def in_order(before: Links) -> tuple[int, ...]:
    """Places with each after those it waits for, else as they stand; what waits for a circle is left out."""
    done: dict[int, None] = {}
    waiting = list(range(len(before)))
    while waiting:
        ready = next((place for place in waiting if all(each in done for each in before[place])), None)
        if ready is None:
            break
        waiting.remove(ready)
        done[ready] = None
    return tuple(done)


def circle_in(before: Links, done: Collection[int]) -> list[int]:
    """The places of a circle, the first of the list first: each waits for the next, and the last for it.

    Args:
        before: The places before each; not all of them can be put in order.
        done: Those that can, as `in_order` gives them.
    """
    seen: list[int] = []
    place = next(place for place in range(len(before)) if place not in done)
    while place not in seen:
        seen.append(place)
        place = next(each for each in before[place] if each not in done)
    ring = seen[seen.index(place) :]
    first = ring.index(min(ring))
    return ring[first:] + ring[:first]


def reached(start: int, links: Links) -> set[int]:
    """A place and all to which a way of *links* leads from it."""
    found: set[int] = set()
    ways = [start]
    while ways:
        place = ways.pop()
        if place not in found:
            found.add(place)
            ways.extend(links[place])
    return found
