"""The steps of a route out of a BPMN 2.0 file (đọc sơ đồ BPMN)."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final, NoReturn
from xml.etree import ElementTree as ET
from xml.parsers import expat

import attrs

from thutuc.bounds import BOUNDS, listed, shown
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.exchange.bpmn import SPACES
from thutuc.limits import TimeLimit
from thutuc.offices import Level
from thutuc.procedures import Route, Step

_MOST_BYTES: Final = 1 << 22
_MOST_STEPS: Final = 500
_MOST_FLOWS: Final = 5_000
"""No route has more than a few dozen steps; one step takes a few thousand bytes."""
_BPMN: Final = f"{{{SPACES['bpmn']}}}"
_OWN: Final = f"{{{SPACES['thutuc']}}}"
_TASKS: Final = {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask",
                 "businessRuleTask", "callActivity"}  # fmt: skip
_KNOWN: Final = _TASKS | {"startEvent", "endEvent", "parallelGateway", "boundaryEvent"}
# What else in a process does something, or decides: the rest is notes, lanes and data.
_ACTIVE: Final = ("Gateway", "Event", "Task", "Process", "transaction")


def from_bpmn(given: bytes | str) -> tuple[Step, ...]:
    """Read the steps of a route from BPMN 2.0, as `to_bpmn` writes it (đọc sơ đồ BPMN).

    Tasks become steps, in the order in which they stand in the file. The lane of a task is its office, a
    timer on it its budget; a call activity has a clock of its own, in a receive task the clock stands still.
    What hangs on a boundary event is passed by. `after` is left out where it is the step before in the list.

    Args:
        given: The file, as bytes or text.

    Raises:
        InvalidTypeError: If it is neither.
        InvalidValueError: If it is no BPMN of one process, is larger than 4 MB, has more than 500 steps or
            5,000 flows, or means what a route cannot: a choice, a duration that is no limit.
        RouteError: If the steps make no route.

    Examples:
        >>> from thutuc import Procedure, exchange
        >>> procedure = Procedure("X", "ví dụ", steps=[Step("tiếp nhận", "Một cửa"), Step("ký", "UBND")])
        >>> [step.name for step in exchange.from_bpmn(exchange.to_bpmn(procedure))]
        ['tiếp nhận', 'ký']
    """
    root = _parsed(given)
    processes = [child for child in root if child.tag == f"{_BPMN}process"]
    if root.tag != f"{_BPMN}definitions" or len(processes) != 1:
        raise InvalidValueError(
            f"a route is the one process of a BPMN file, and this has {len(processes)} in its root element "
            f"{shown(root.tag.rpartition('}')[2])}",
            given=root.tag,
        )
    steps = _Process(processes[0]).steps()
    Route(steps)
    return steps


def _parsed(given: bytes | str) -> ET.Element:
    """The file as elements, read without a document type and within bounds."""
    if not isinstance(given, bytes | str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"a BPMN file is read from bytes or text, not {shown(given)}", given=given)
    if len(given) > _MOST_BYTES:
        raise InvalidValueError(
            f"a BPMN file of {len(given):,} bytes is no route; at most {_MOST_BYTES:,} are read",
            given=len(given),
        )
    builder, depth = ET.TreeBuilder(), 0
    # What is told to be in another encoding than it is would be read wrongly: text is in none.
    parser = expat.ParserCreate("utf-8" if isinstance(given, str) else None, namespace_separator="}")

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > BOUNDS.xml_depth:
            _no_xml(parser.CurrentLineNumber, f"elements are nested deeper than {BOUNDS.xml_depth}")
        builder.start(_qualified(name), {_qualified(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_qualified(name))

    def doctype(*_: object) -> None:
        _no_xml(parser.CurrentLineNumber, "it declares a document type, with which entities come")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, doctype
    parser.buffer_text = True
    try:
        parser.Parse(given.encode() if isinstance(given, str) else given, True)
    except expat.ExpatError as error:
        _no_xml(error.lineno, expat.ErrorString(error.code))
    except (LookupError, ValueError) as error:
        if isinstance(error, ThutucError):
            raise
        _no_xml(1, f"its encoding cannot be read ({error})")
    return builder.close()


def _qualified(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _no_xml(line: int, found: str) -> NoReturn:
    raise InvalidValueError(
        f"line {line}: this is not BPMN that can be read: {found}; write it anew where it comes from",
        given=line,
    )


@attrs.define
class _Process:
    """One process being read."""

    element: ET.Element
    parts: dict[str, ET.Element] = attrs.field(init=False)
    into: dict[str, list[str]] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.parts = {}
        flows = list[tuple[str, str, str]]()
        for part in self.element:
            kind, name = part.tag.removeprefix(_BPMN), part.get("id", "")
            if kind == "sequenceFlow":
                flows.append((name, part.get("sourceRef", ""), part.get("targetRef", "")))
            elif name in self.parts:
                _refuse(part, "the id is used twice; give each element its own")
            elif kind not in _KNOWN and kind.endswith(_ACTIVE):
                _refuse(part, "a route has tasks, parallel gateways, a start and an end; take it out")
            elif name:
                self.parts[name] = part
        if len(flows) > _MOST_FLOWS:
            raise InvalidValueError(
                f"a process of {len(flows):,} flows is no route; at most {_MOST_FLOWS:,} are read",
                given=len(flows),
            )
        self._check(flows)
        self.into = {name: [] for name in self.parts}
        for _, source, target in flows:
            self.into[target].append(source)
        self._pass_by()

    def _check(self, flows: Iterable[tuple[str, str, str]]) -> None:
        for name, *ends in flows:
            for end in ends:
                if end not in self.parts:
                    raise InvalidValueError(
                        f"sequenceFlow {shown(name)}: it leads from or to {shown(end)}, no part "
                        f"of the process",
                        given=end,
                    )

    def _pass_by(self) -> None:
        """Take out what is reached from boundary events alone, and the ways back from there."""
        aside = {name for name, part in self.parts.items() if _kind(part) == "boundaryEvent"}
        behind: dict[str, list[str]] = {name: [] for name in self.parts}
        for target, sources in self.into.items():
            for source in sources:
                behind[source].append(target)
        ahead = list(aside)
        left = {name: len(sources) for name, sources in self.into.items()}
        while ahead:
            for target in behind[ahead.pop()]:
                left[target] -= 1
                if not left[target]:
                    aside.add(target)
                    ahead.append(target)
        self.into = {
            name: [source for source in sources if source not in aside]
            for name, sources in self.into.items()
            if name not in aside
        }

    def steps(self) -> tuple[Step, ...]:
        """The steps in the order of the file."""
        tasks = [name for name in self.into if _kind(self.parts[name]) in _TASKS]
        if len(tasks) > _MOST_STEPS:
            raise InvalidValueError(
                f"a process of {len(tasks):,} tasks is no route; at most {_MOST_STEPS:,} are read",
                given=len(tasks),
            )
        offices, limits, before = self._offices(), self._limits(), self._before()
        names = {name: self.parts[name].get("name", "") for name in tasks}
        found: list[Step] = []
        for place, name in enumerate(tasks):
            part = self.parts[name]
            if not names[name].strip():
                _refuse(part, "a step has a name; give it one")
            after = [names[each] for each in before[name]]
            last = [names[tasks[place - 1]]] if place else []
            kind, level = _kind(part), part.get(f"{_OWN}level")
            if level not in {None, *(each.value for each in Level)}:
                _refuse(
                    part, f"its level is {shown(level)}; levels are {listed(each.value for each in Level)}"
                )
            pauses = kind == "receiveTask" or part.get(f"{_OWN}pauses") == "true"
            found.append(
                Step(
                    names[name],
                    offices.get(name, ""),
                    limits.get(name),
                    None if after == last else after,
                    own_clock=kind == "callActivity",
                    pauses=pauses,
                    level=None if level is None else Level(level),
                )
            )
        return tuple(found)

    def _offices(self) -> dict[str, str]:
        """The lane of each element, of lanes within each other the innermost."""
        found: dict[str, str] = {}
        for lane in self.element.iter(f"{_BPMN}lane"):
            for reference in lane.findall(f"{_BPMN}flowNodeRef"):
                found[(reference.text or "").strip()] = lane.get("name", "")
        return found

    def _limits(self) -> dict[str, TimeLimit]:
        """What the timers on each task say."""
        found: dict[str, TimeLimit] = {}
        for part in self.parts.values():
            timer = part.find(f"{_BPMN}timerEventDefinition")
            if _kind(part) != "boundaryEvent" or timer is None:
                continue
            task = part.get("attachedToRef", "")
            if task not in self.parts:
                _refuse(part, f"it stands on {shown(task)}, no part of the process")
            if task in found:
                _refuse(part, f"{shown(task)} has a timer already; a step has one budget")
            try:
                found[task] = TimeLimit.parse(timer.findtext(f"{_BPMN}timeDuration", ""))
            except ThutucError as error:
                _refuse(part, str(error))
        return found

    def _before(self) -> dict[str, list[str]]:
        """The tasks that each part waits for, through gateways."""
        between = {
            name: [each for each in sources if _kind(self.parts[each]) not in _TASKS]
            for name, sources in self.into.items()
            if _kind(self.parts[name]) not in _TASKS
        }
        try:
            order = list(TopologicalSorter(between).static_order())
        except CycleError as error:
            ring = listed(dict.fromkeys(error.args[1]))
            raise InvalidValueError(
                f"these gateways lead to each other in a circle: {ring}; take out one flow between them",
                given=ring,
            ) from None
        before: dict[str, list[str]] = {}
        for name in [*order, *(each for each in self.into if each not in between)]:
            sources = self.into[name]
            if len(sources) > 1 and _kind(self.parts[name]) != "parallelGateway":
                _refuse(self.parts[name], "several flows lead to it; a parallel gateway joins them")
            waits = ([each] if _kind(self.parts[each]) in _TASKS else before[each] for each in sources)
            before[name] = list(dict.fromkeys(task for several in waits for task in several))
        return before


def _kind(part: ET.Element) -> str:
    return part.tag.removeprefix(_BPMN)


def _refuse(part: ET.Element, why: str) -> NoReturn:
    raise InvalidValueError(f"{_kind(part)} {shown(part.get('id', ''))}: {why}", given=part.get("id"))
