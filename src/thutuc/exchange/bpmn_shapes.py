"""The drawing part of a BPMN file: shapes, lines, and where names stand (hình vẽ của sơ đồ BPMN)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from thutuc.exchange.bpmn_layout import Box, Layout, Link, Point

TASK: Final = (140, 80)
GATEWAY: Final = (50, 50)
EVENT: Final = (36, 36)
ABOVE: Final = 100
"""Room above a step for its timer and the end to which it leads."""
BELOW: Final = 126
"""Room below a step for the loop on which a supplement is waited for."""

# Where what belongs to a step stands, from the step's left upper corner; and its name from its own corner.
_SIDES: Final[Mapping[str, Box]] = {
    "timer": Box(87, -18, *EVENT),
    "late": Box(87, -74, *EVENT),
    "missing": Box(17, 62, *EVENT),
    "wait": Box(0, 130, 140, 66),
}
_NAMES: Final[Mapping[str, Box]] = {
    "timer": Box(-89, -46, 84, 40),
    "late": Box(-17, -18, 70, 14),
    "missing": Box(37, 22, 52, 28),
    "start": Box(-14, 38, 64, 14),
    "end": Box(-14, 38, 64, 14),
}


def draw(
    root: ET.Element, layout: Layout, lanes: Mapping[str, str], sides: Iterable[str], flows: Sequence[Link]
) -> None:
    """Add the drawing to a file.

    Args:
        root: The file.
        layout: Where parts and lanes stand.
        lanes: The ids of the lanes, by the names that they have in the layout.
        sides: The ids of what belongs to steps, such as `timer_step_1`.
        flows: What leads to what, in the order of the flows.
    """
    diagram = ET.SubElement(root, "bpmndi:BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(diagram, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
    _shape(plane, "pool", layout.pool, isHorizontal="true")
    for name, lane in lanes.items():
        _shape(plane, lane, layout.lanes[name], isHorizontal="true")
    boxes = dict(layout.boxes)
    for name in sides:
        side, _, of = name.partition("_")
        boxes[name] = _moved(_SIDES[side], boxes[of])
    for name, box in boxes.items():
        _shape(plane, name, box)
    for number, link in enumerate(flows, 1):
        _edge(plane, f"flow_{number}", layout.lines.get(link) or _side_line(link, boxes))


def _moved(box: Box, by: Box) -> Box:
    return Box(box.x + by.x, box.y + by.y, box.width, box.height)


def _side_line(link: Link, boxes: Mapping[str, Box]) -> tuple[Point, ...]:
    """An upright line between a step and what belongs to it, or between two of these."""
    above, below = sorted((boxes[name] for name in link), key=lambda box: box.y)
    # Back to the step the line is beside the one that leads away from it.
    x = below.x + 105 if link[0].startswith("wait") else _narrow(above, below)
    ends = (x, above.y + above.height), (x, below.y)
    return ends if boxes[link[0]] == above else ends[::-1]


def _narrow(one: Box, other: Box) -> int:
    box = min(one, other, key=lambda each: each.width)
    return box.x + box.width // 2


def _shape(plane: ET.Element, name: str, box: Box, **more: str) -> None:
    shape = ET.SubElement(plane, "bpmndi:BPMNShape", {"id": f"{name}_di", "bpmnElement": name, **more})
    _bounds(shape, box)
    label = _NAMES.get(name.partition("_")[0])
    if label is not None:
        _bounds(ET.SubElement(shape, "bpmndi:BPMNLabel"), _moved(label, box))


def _bounds(parent: ET.Element, box: Box) -> None:
    ET.SubElement(parent, "dc:Bounds", {name: str(value) for name, value in box._asdict().items()})


def _edge(plane: ET.Element, name: str, corners: Sequence[Point]) -> None:
    edge = ET.SubElement(plane, "bpmndi:BPMNEdge", {"id": f"{name}_di", "bpmnElement": name})
    for x, y in corners:
        ET.SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})
