"""Where the parts of a route stand in a diagram: columns, lanes, rows, and lines between (bố trí sơ đồ).

Each part has a column, behind all that it waits for, and a row of its lane that nothing else has in that
column; a line over several columns has a row to itself between them. In the gap between two columns each
bundle of lines goes up and down at a place of its own. So nothing stands on anything else.
"""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final, NamedTuple, TypeAlias

import attrs

Point: TypeAlias = tuple[int, int]
Link: TypeAlias = tuple[str, str]

_HEAD: Final = 30
"""Of the pool, and of a lane: where its name stands."""
_PAD: Final = 20
_GAP, _TRACK, _THIN = 70, 14, 30


class Box(NamedTuple):
    """A rectangle: its left upper corner, and how wide and high it is."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """The height of its middle."""
        return self.y + self.height // 2


@attrs.frozen
class Node:
    """A part of the diagram before it has its place.

    Args:
        lane: The lane in which it stands.
        width: How wide it is.
        height: How high.
        above: Room that it needs above itself.
        below: Room that it needs below.
    """

    lane: str
    width: int
    height: int
    above: int = 0
    below: int = 0


@attrs.frozen
class Layout:
    """Where everything stands."""

    pool: Box
    lanes: Mapping[str, Box]
    boxes: Mapping[str, Box]
    lines: Mapping[Link, tuple[Point, ...]]


def laid_out(nodes: Mapping[str, Node], links: Sequence[Link], lanes: Sequence[str]) -> Layout:
    """Put *nodes* into columns and lanes, and draw the *links* between them.

    Args:
        nodes: The parts by name; each link leads from an earlier one of them to a later one.
        links: Which part leads to which.
        lanes: The lanes from top to bottom.
    """
    column: dict[str, int] = {}
    for name in nodes:
        column[name] = max((column[a] + 1 for a, b in links if b == name), default=0)
    rows = _Rows(lanes)
    places = {name: rows.take(node.lane, column[name], column[name], node) for name, node in nodes.items()}
    ways = {
        (a, b): rows.take(nodes[b].lane, column[a] + 1, column[b] - 1)
        for a, b in links
        if column[b] > column[a] + 1
    }
    middles, spans = rows.heights()
    heights = {name: middles[row] for name, row in places.items()}
    gaps = _gaps(links, column, heights, {link: middles[row] for link, row in ways.items()})
    lefts, rights, right = _columns(nodes, column, gaps)
    boxes = {
        name: Box(
            (lefts[column[name]] + rights[column[name]] - node.width) // 2,
            heights[name] - node.height // 2,
            node.width,
            node.height,
        )
        for name, node in nodes.items()
    }
    lines = {link: _line(link, boxes, column, gaps, rights) for link in links}
    drawn = {lane: Box(_HEAD, y, right - _HEAD, end - y) for lane, (y, end) in spans.items()}
    return Layout(Box(0, 0, right, spans[lanes[-1]][1]), drawn, boxes, lines)


Row: TypeAlias = tuple[str, int]


class _Rows:
    """Which rows of the lanes are taken, column by column, and how high they are."""

    def __init__(self, lanes: Sequence[str]) -> None:
        self._taken: dict[str, list[set[int]]] = {lane: [] for lane in lanes}
        self._room: dict[Row, tuple[int, int]] = {}

    def take(self, lane: str, first: int, last: int, node: Node | None = None) -> Row:
        """The first row of a lane that is free from one column to another."""
        columns, rows = set(range(first, last + 1)), self._taken[lane]
        number = next((i for i, taken in enumerate(rows) if not taken & columns), len(rows))
        if number == len(rows):
            rows.append(set())
        rows[number] |= columns
        half = node.height // 2 if node else 0
        above, below = (half + node.above, half + node.below) if node else (_THIN // 2, _THIN // 2)
        room = self._room.get((lane, number), (0, 0))
        self._room[lane, number] = max(room[0], above), max(room[1], below)
        return lane, number

    def heights(self) -> tuple[dict[Row, int], dict[str, tuple[int, int]]]:
        """The middle of each row, and where each lane begins and ends."""
        middles: dict[Row, int] = {}
        spans: dict[str, tuple[int, int]] = {}
        y = 0
        for lane, rows in self._taken.items():
            begins = y
            y += _PAD
            for number in range(len(rows)):
                above, below = self._room[lane, number]
                middles[lane, number] = y + above
                y += above + below + _PAD
            # The name of a lane is written upwards.
            y = max(y, begins + 160)
            spans[lane] = begins, y
        return middles, spans


class _Upright(NamedTuple):
    """A stretch of lines that goes up or down in a gap between two columns.

    Lines of one bundle share it: a fork goes up and down once for all that it leads to, a join for all that
    leads to it.
    """

    bundle: str
    begins: int
    ends: int


_Uprights: TypeAlias = dict[Link, list[_Upright]]
_Gaps: TypeAlias = dict[int, tuple[_Uprights, list[str]]]
"""For each gap, by the column before it: the uprights of each line there, and their bundles from the left."""


def _gaps(
    links: Sequence[Link], column: Mapping[str, int], heights: Mapping[str, int], ways: Mapping[Link, int]
) -> _Gaps:
    """How lines go up and down in each gap."""
    found: dict[int, _Uprights] = {}
    forks = {a for a, b in links if any(one == a and other != b for one, other in links)}
    for a, b in links:
        way = ways.get((a, b))
        if way is None:
            bundle = f"from {a}" if a in forks else f"to {b}"
            found.setdefault(column[a], {})[a, b] = [_Upright(bundle, heights[a], heights[b])]
        else:
            found.setdefault(column[a], {})[a, b] = [_Upright(f"from {a}", heights[a], way)]
            found.setdefault(column[b] - 1, {})[a, b] = [_Upright(f"to {b}", way, heights[b])]
    return {gap: _in_order(uprights) for gap, uprights in found.items()}


def _in_order(uprights: _Uprights) -> tuple[_Uprights, list[str]]:
    """The uprights from left to right, so that no two lines run along each other.

    A line that comes from the left at one height turns off before another goes on there to the right. Where
    that goes round in a circle, a bundle turns twice, and goes on between at a height of its own.
    """
    used = {height for ways in uprights.values() for way in ways for height in way[1:]}
    while True:
        ways = [way for several in uprights.values() for way in several if way.begins != way.ends]
        before: dict[str, set[str]] = {way.bundle: set() for way in ways}
        for way in ways:
            for other in ways:
                if other.bundle != way.bundle and way.begins == other.ends:
                    # The two turns of one bundle follow each other.
                    first, last = (other, way) if other.bundle == f"{way.bundle}, before" else (way, other)
                    before[last.bundle].add(first.bundle)
        try:
            return uprights, list(TopologicalSorter(before).static_order())
        except CycleError as error:
            bundle = next(name for name in error.args[1] if not name.endswith(", before"))
            uprights = _turned_twice(uprights, bundle, used)


def _turned_twice(uprights: _Uprights, bundle: str, used: set[int]) -> _Uprights:
    """The uprights, one bundle of which turns twice; the height between is added to those *used*."""
    between = next(sum(way[1:]) // 2 for ways in uprights.values() for way in ways if way.bundle == bundle)
    while any(abs(between - height) < _TRACK for height in used):
        between += _TRACK
    used.add(between)
    return {
        link: [
            _Upright(f"{bundle}, before", ways[0].begins, between),
            _Upright(bundle, between, ways[0].ends),
        ]
        if ways[0].bundle == bundle and ways[0].begins != ways[0].ends
        else ways
        for link, ways in uprights.items()
    }


def _columns(
    nodes: Mapping[str, Node], column: Mapping[str, int], gaps: _Gaps
) -> tuple[list[int], list[int], int]:
    """Where each column begins and ends, and where all ends."""
    lefts: list[int] = []
    rights: list[int] = []
    x = 2 * _HEAD + _PAD
    for number in range(max(column.values(), default=0) + 1):
        lefts.append(x)
        x += max(node.width for name, node in nodes.items() if column[name] == number)
        rights.append(x)
        x += _GAP + (_TRACK * max(0, len(gaps[number][1]) - 1) if number in gaps else 0)
    return lefts, rights, rights[-1] + _PAD + _GAP // 2


def _line(
    link: Link, boxes: Mapping[str, Box], column: Mapping[str, int], gaps: _Gaps, rights: Sequence[int]
) -> tuple[Point, ...]:
    """The corners of a line, from the right side of one box to the left side of another."""
    start, end = boxes[link[0]], boxes[link[1]]
    corners: list[Point] = []
    for gap in sorted({column[link[0]], column[link[1]] - 1}):
        uprights, bundles = gaps[gap]
        for way in uprights[link]:
            if way.begins != way.ends:
                x = rights[gap] + _GAP // 2 + _TRACK * bundles.index(way.bundle)
                corners += [(x, way.begins), (x, way.ends)]
    return (start.x + start.width, start.middle), *corners, (end.x, end.middle)
