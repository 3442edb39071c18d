"""A route as a BPMN 2.0 diagram, and back (sơ đồ quy trình)."""

from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree as ET

import attrs

from thutuc.exchange.bpmn_layout import Link, Node, laid_out
from thutuc.exchange.bpmn_shapes import ABOVE, BELOW, EVENT, GATEWAY, TASK, draw
from thutuc.exchange.written_text import written
from thutuc.fields import checked, items
from thutuc.law import SupplementRule
from thutuc.limits import TimeLimit
from thutuc.procedures import Channel, Procedure, Route, Step
from thutuc.words.labels import check_language

SPACES: Final = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "thutuc": "urn:thutuc:bpmn",
}
"""The XML namespaces of a diagram; the last has what BPMN has no word for."""
LIMIT_LANGUAGE: Final = "urn:thutuc:time-limit"
"""The language of the durations of timers: a limit as `TimeLimit.parse` reads it. ISO 8601 knows no working
days, and its days do not roll to the next working day."""

_WORDS: Final = {
    "limit": ("Thời hạn giải quyết", "Time limit"),
    "promise": ("Thời hạn cam kết", "Promise"),
    "supplement": ("Khi bổ sung hồ sơ", "After a supplement"),
    "late": ("quá hạn", "overdue"),
    "incomplete": ("hồ sơ chưa đủ", "incomplete"),
    "wait": ("chờ bổ sung hồ sơ", "wait for the supplement"),
    "own": (
        "Thủ tục của cơ quan khác, có thời hạn riêng",
        "A procedure of another agency with a limit of its own",
    ),
    "pauses": ("Thời hạn tạm dừng trong bước này", "The clock stands still during this step"),
    "begin": ("nộp hồ sơ", "application"),
    "end": ("trả kết quả", "result"),
    "regime": ("theo quy định có hiệu lực ngày tiếp nhận", "as the rules in force on the day of receipt say"),
    SupplementRule.RESTART.value: ("thời hạn tính lại từ đầu", "the limit counts from the beginning again"),
    SupplementRule.RESUME.value: ("thời hạn tính tiếp", "the limit goes on counting"),
    SupplementRule.KEEP.value: ("thời hạn không tạm dừng", "the limit has not stood still"),
}


def to_bpmn(
    procedure: Procedure,
    *,
    channel: Channel | None = None,
    supplements: Iterable[str] = (),
    language: str = "vi",
) -> bytes:
    """The route of a procedure as a BPMN 2.0 file that opens as a diagram (sơ đồ BPMN).

    Each office is a lane, each step a task in it; parallel gateways fork the route and join it. A step's
    budget is a timer on it that does not interrupt it, and leads to an end called overdue. A step of another
    agency with a clock of its own is a call activity, one during which the clock stands still a receive task.

    Args:
        procedure: The procedure.
        channel: How the dossier comes in, which orders the way of paper; left out, the steps as written.
        supplements: The steps at which a supplement may be asked for: each gets a loop on which it waits for
            the citizen and begins again. What that does to the limit stands in the documentation.
        language: Of words that are not the procedure's own, `vi` or `en`.

    Returns:
        The file; the same procedure gives the same bytes.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If *language* is unknown, a supplement is asked for at no step, or a text holds a
            letter that XML cannot hold.

    Examples:
        >>> from thutuc import Procedure, Step, exchange
        >>> procedure = Procedure("1.004222", "ví dụ", steps=[
        ...     Step("tiếp nhận", "Một cửa"), Step("ý kiến Thuế", "Thuế"),
        ...     Step("ý kiến Công an", "Công an", after="tiếp nhận"),
        ...     Step("ký", "UBND", after=("ý kiến Thuế", "ý kiến Công an"))])
        >>> exchange.from_bpmn(exchange.to_bpmn(procedure)) == procedure.steps
        True
    """
    checked(procedure, Procedure, "a diagram is drawn of a Procedure")
    check_language(language)
    route = procedure.route(channel)
    named = items(supplements, "`supplements` names steps, such as ['thẩm định']")
    return _Diagram(procedure, route, {route[name].name for name in named}, language).file()


@attrs.define
class _Diagram:
    """A procedure being drawn: the parts of its process and the links between them."""

    procedure: Procedure
    route: Route
    looped: set[str]
    language: str
    elements: dict[str, ET.Element] = attrs.field(factory=dict[str, ET.Element])
    nodes: dict[str, Node] = attrs.field(factory=dict[str, Node])
    links: list[Link] = attrs.field(factory=list[Link])
    # What stands on a step or hangs under it: its element by name, and the lane of the step.
    sides: dict[str, ET.Element] = attrs.field(factory=dict[str, ET.Element])
    lane_of: dict[str, str] = attrs.field(factory=dict[str, str])

    def said(self, word: str) -> str:
        return _WORDS[word][self.language == "en"]

    # The graph ------------------------------------------------------------------------------------------

    def gather(self) -> None:
        """Put all parts, each after those that lead to it, and link them."""
        route = self.route
        lanes = [step.office for step in route.ordered()] or [""]
        firsts = [place for place in route.places if not route.before[place]]
        lasts = [place for place in route.places if not route.behind[place]]
        self._put("start", "startEvent", self.said("begin"), lanes[0])
        start = self._fork("start", firsts, lanes[0])
        leaves: dict[int, str] = {}
        for place in route.places:
            step, name = route.steps[place], f"step_{place + 1}"
            self._join(name, [leaves[each] for each in route.before[place]] or [start], step.office)
            self._put_step(name, step)
            leaves[place] = self._fork(name, route.behind[place], step.office)
        self._join("end", [leaves[place] for place in lasts] or [start], lanes[-1])
        self._put("end", "endEvent", self.said("end"), lanes[-1])

    def _put(self, name: str, kind: str, said: str, lane: str) -> None:
        self.elements[name] = _element(kind, id=name, name=said)
        # The name of an event stands below it.
        self.nodes[name] = Node(lane, *(GATEWAY if kind == "parallelGateway" else EVENT), below=30)
        self.lane_of[name] = lane

    def _fork(self, name: str, behind: Sequence[int], lane: str) -> str:
        """What leads on from a part: itself, or the gateway behind it."""
        if len(behind) < 2:
            return name
        fork = f"fork_{name}"
        self._put(fork, "parallelGateway", "", lane)
        self.links.append((name, fork))
        return fork

    def _join(self, name: str, earlier: Sequence[str], lane: str) -> None:
        """Lead to a part that is put next, through a gateway from several."""
        target = name
        if len(earlier) > 1:
            target = f"join_{name}"
            self._put(target, "parallelGateway", "", lane)
        self.links += [(each, target) for each in earlier]
        self.links += [(target, name)] if target != name else []

    def _put_step(self, name: str, step: Step) -> None:
        kind = "callActivity" if step.own_clock else "receiveTask" if step.pauses else "userTask"
        task = self.elements[name] = _element(kind, id=name, name=step.name)
        if step.own_clock and step.pauses:
            task.set("thutuc:pauses", "true")
        if step.level is not None:
            task.set("thutuc:level", step.level.value)
        told = (self.said("own") if step.own_clock else "", self.said("pauses") if step.pauses else "")
        _document(task, *filter(None, told))
        timed, looped = step.limit is not None, step.name in self.looped
        self.nodes[name] = Node(step.office, *TASK, ABOVE if timed else 0, BELOW if looped else 0)
        self.lane_of[name] = step.office
        if step.limit is not None:
            self._put_timer(name, step.limit)
        if looped:
            self._put_loop(name)

    def _put_side(self, side: str, of: str, kind: str, said: str) -> ET.Element:
        name = f"{side}_{of}"
        made = self.sides[name] = _element(kind, id=name, name=said)
        self.lane_of[name] = self.lane_of[of]
        if kind == "boundaryEvent":
            made.set("attachedToRef", of)
        return made

    def _put_timer(self, name: str, limit: TimeLimit) -> None:
        timer = self._put_side("timer", name, "boundaryEvent", limit.to_text(self.language))
        # The step goes on when its time is over.
        timer.set("cancelActivity", "false")
        _expression(_element("timerEventDefinition", timer), "timeDuration", limit.to_text(), LIMIT_LANGUAGE)
        self._put_side("late", name, "endEvent", self.said("late"))

    def _put_loop(self, name: str) -> None:
        missing = self._put_side("missing", name, "boundaryEvent", self.said("incomplete"))
        condition = _element("conditionalEventDefinition", missing)
        _expression(condition, "condition", self.said("incomplete"))
        _document(self._put_side("wait", name, "receiveTask", self.said("wait")), self._supplement())

    def _supplement(self) -> str:
        rule = self.procedure.policy.on_supplement
        return f"{self.said('supplement')}: {self.said('regime' if rule is None else rule.value)}"

    # The file -------------------------------------------------------------------------------------------

    def file(self) -> bytes:
        """The whole of it as XML."""
        self.gather()
        spaces = {f"xmlns:{prefix}": space for prefix, space in SPACES.items()}
        root = ET.Element(
            "bpmn:definitions", {**spaces, "id": "definitions", "targetNamespace": SPACES["thutuc"]}
        )
        root.set("exporter", "thutuc")
        title = f"{self.procedure.code} {self.procedure.name}"
        whole = _element("collaboration", root, id="collaboration")
        _element("participant", whole, id="pool", name=title, processRef="process")
        process = _element("process", root, id="process", name=title, isExecutable="false")
        _document(process, *self._about())
        lanes = self._lanes(process)
        flows = [*self.links, *self._side_links()]
        self._flow_into(flows)
        # Steps stand in the order of the procedure, which is the one in which they are read.
        names = sorted(
            self.elements, key=lambda name: int(name[5:]) if name.startswith("step_") else len(self.elements)
        )
        process.extend([*(self.elements[name] for name in names), *self.sides.values()])
        for number, (source, target) in enumerate(flows, 1):
            _element("sequenceFlow", process, id=f"flow_{number}", sourceRef=source, targetRef=target)
        draw(root, laid_out(self.nodes, self.links, list(lanes)), lanes, list(self.sides), flows)
        ET.indent(root)
        file: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return file + b"\n"

    def _about(self) -> list[str]:
        procedure = self.procedure
        limits = {"limit": procedure.limit, "promise": procedure.promise}
        lines = [
            f"{self.said(word)}: {limit.to_text(self.language)}"
            for word, limit in limits.items()
            if limit is not None
        ]
        lines.append(self._supplement())
        return lines + ([procedure.source.text(self.language)] if procedure.source else [])

    def _lanes(self, process: ET.Element) -> dict[str, str]:
        """The lanes from top to bottom: the office, and the id of its element."""
        lanes = {office: f"lane_{i}" for i, office in enumerate(dict.fromkeys(self.lane_of.values()), 1)}
        within = _element("laneSet", process, id="lanes")
        for office, name in lanes.items():
            # The lane of steps whose office is not known has no name.
            lane = _element("lane", within, id=name, name=office)
            for part, own in self.lane_of.items():
                if own == office:
                    _element("flowNodeRef", lane).text = part
        return lanes

    def _side_links(self) -> list[Link]:
        found: list[Link] = []
        for name in self.sides:
            side, _, of = name.partition("_")
            found += {
                "timer": [(name, f"late_{of}")],
                "missing": [(name, f"wait_{of}"), (f"wait_{of}", of)],
            }.get(side, [])
        return found

    def _flow_into(self, flows: Sequence[Link]) -> None:
        """Tell each part the flows that end at it, and then those that begin there."""
        for place, word in ((1, "incoming"), (0, "outgoing")):
            for number, link in enumerate(flows, 1):
                name = link[place]
                part = self.elements[name] if name in self.elements else self.sides[name]
                flow = ET.Element(f"bpmn:{word}")
                flow.text = f"flow_{number}"
                # They stand after the documentation and before what kind of event it is.
                at = [child.tag for child in part]
                before = {"bpmn:documentation", "bpmn:incoming", "bpmn:outgoing"}
                part.insert(sum(tag in before for tag in at), flow)


def _element(kind: str, parent: ET.Element | None = None, **attributes: str) -> ET.Element:
    told = {name: written(text, f"{name} of a {kind}") for name, text in attributes.items() if text}
    tag = f"bpmn:{kind}"
    return ET.Element(tag, told) if parent is None else ET.SubElement(parent, tag, told)


def _document(element: ET.Element, *lines: str) -> None:
    if lines:
        _element("documentation", element).text = written("\n".join(lines), "a documentation")


def _expression(parent: ET.Element, kind: str, text: str, language: str = "") -> None:
    expression = _element(kind, parent, language=language)
    expression.set("xsi:type", "bpmn:tFormalExpression")
    expression.text = text
