"""Routes as BPMN diagrams: what is written can be read, drawn without overlaps, and nothing else is taken."""

import json
import os
import shutil
import subprocess
import time
import tracemalloc
from contextlib import suppress
from itertools import combinations, pairwise
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, strategies as st

from thutuc import Channel, Level, Procedure, Step, TimeLimit, Unit, catalogue, exchange
from thutuc.errors import InvalidTypeError, InvalidValueError, RouteError, ThutucError
from thutuc.exchange.bpmn import SPACES
from thutuc.law import SupplementRule
from thutuc.procedures import ClockPolicy, Route

HERE = Path(__file__).parent
ASIDE = ("wait", "missing", "timer", "late")


def days(amount):
    return TimeLimit(amount, Unit.WORKING_DAY)


FOUR = Procedure(
    "1.004222",
    "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    days(5),
    steps=[
        Step("tiếp nhận", "Một cửa", days(0.5)),
        Step("ý kiến Thuế", "Thuế", days(2)),
        Step("ý kiến Công an", "Công an", days(2), after="tiếp nhận"),
        Step("ký", "UBND", days(1), after=("ý kiến Thuế", "ý kiến Công an")),
    ],
)
LAND = Procedure(
    "1.012753",
    "Đăng ký đất đai, cấp giấy chứng nhận lần đầu",
    days(20),
    steps=[
        Step("tiếp nhận, kiểm tra", "Trung tâm", days(0.5)),
        Step("phân công", "Phòng", days(0.5)),
        Step("thẩm định", "Phòng", days(5)),
        Step("trích lục bản đồ", "VPĐK", days(3), after="phân công"),
        Step("ý kiến quy hoạch", "Sở", days(5), after="phân công"),
        Step("lấy ý kiến tại thôn", "UBND xã", TimeLimit(15, Unit.DAY), after="phân công"),
        Step(
            "tổng hợp",
            "Phòng",
            days(1),
            ("thẩm định", "trích lục bản đồ", "ý kiến quy hoạch", "lấy ý kiến tại thôn"),
        ),
        Step("nghĩa vụ tài chính", "Thuế", days(5), own_clock=True),
        Step("công dân nộp tiền", "Thuế", pauses=True),
        Step("in giấy chứng nhận", "VPĐK", days(1)),
        Step("trình ký", "Phòng", days(0.5), after="tổng hợp"),
        Step("ký", "UBND xã", days(2), after=("in giấy chứng nhận", "trình ký")),
        Step("cập nhật dữ liệu", "VPĐK", TimeLimit(0, Unit.WORKING_DAY)),
        Step("chuyển thông tin", "Công an", TimeLimit(24, Unit.HOUR), after="ký", level=Level.PROVINCE),
        Step("trả kết quả", "Trung tâm", after=("cập nhật dữ liệu", "ký")),
    ],
)


@st.composite
def procedures(draw):
    """Routes of up to 15 steps, each after some of those before it, at up to five offices."""
    size = draw(st.integers(0, 15))
    limits = st.none() | st.builds(
        TimeLimit, st.integers(0, 99) | st.sampled_from((0.5, 2.25)), st.just(Unit.DAY)
    )
    steps = []
    for i in range(size):
        after = draw(st.none() | st.sets(st.integers(0, i - 1), max_size=3).map(sorted)) if i else None
        steps.append(
            Step(
                f"bước {i}",
                draw(st.sampled_from(("", "A", "B", "Sở C", "UBND xã D"))),
                draw(limits),
                after=None if after is None else [f"bước {each}" for each in after],
                own_clock=draw(st.booleans()),
                pauses=draw(st.booleans()),
                level=draw(st.none() | st.sampled_from(Level)),
            )
        )
    return Procedure("X", "ví dụ", steps=steps)


def found(file, kind, prefix="bpmn"):
    return ET.fromstring(file).iter(f"{{{SPACES[prefix]}}}{kind}")  # noqa: S314 - written here


def boxes_of(file):
    return {
        shape.get("bpmnElement"): tuple(
            int(shape.find(f"{{{SPACES['dc']}}}Bounds").get(name)) for name in ("x", "y", "width", "height")
        )
        for shape in found(file, "BPMNShape", "bpmndi")
    }


def lines_of(file):
    """Each flow with what it leads from and to, and its corners."""
    ends = {
        flow.get("id"): (flow.get("sourceRef"), flow.get("targetRef")) for flow in found(file, "sequenceFlow")
    }
    return [
        (*ends[edge.get("bpmnElement")], [(int(p.get("x")), int(p.get("y"))) for p in edge])
        for edge in found(file, "BPMNEdge", "bpmndi")
    ]


# Reading back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", [FOUR, LAND], ids=["four", "fifteen"])
def test_steps_come_back(procedure):
    """Names, offices, budgets, clocks, levels and order are read back, loops of supplements passed by."""
    looped = [step.name for step in procedure.steps[:3]]
    assert (
        exchange.from_bpmn(exchange.to_bpmn(procedure, supplements=looped, language="en")) == procedure.steps
    )
    assert exchange.from_bpmn(exchange.to_bpmn(procedure).decode()) == procedure.steps


@given(procedures())
def test_any_route_comes_back(procedure):
    """Every route is read as it was, each `after` in its shortest form, and writes the same file again."""
    steps = exchange.from_bpmn(file := exchange.to_bpmn(procedure))
    assert Route(steps).before == procedure.route().before
    for read, step in zip(steps, procedure.steps, strict=True):
        assert (read.name, read.office, read.limit, read.level) == (
            step.name,
            step.office,
            step.limit,
            step.level,
        )
        assert (read.own_clock, read.pauses) == (step.own_clock, step.pauses)
    assert exchange.to_bpmn(Procedure("X", "ví dụ", steps=steps)) == file


def test_the_package_s_own_procedures_come_back():
    """All routes of the standard catalogue."""
    for procedure in catalogue.standard().procedures:
        assert Route(exchange.from_bpmn(exchange.to_bpmn(procedure))).before == procedure.route().before


def test_paper_goes_one_after_another():
    """By a channel of paper the diagram has the order of paper."""
    steps = [
        Step("a", "A", level=Level.COMMUNE),
        Step("b", "B", level=Level.COMMUNE, after=()),
        Step("c", "C", level=Level.COMMUNE),
    ]
    procedure = Procedure("X", "ví dụ", steps=steps)
    assert not list(found(exchange.to_bpmn(procedure, channel=Channel.DIRECT), "parallelGateway"))
    assert list(found(exchange.to_bpmn(procedure, channel=Channel.ONLINE), "parallelGateway"))


def test_a_budget_is_a_timer_that_does_not_interrupt():
    """It says the limit itself in a language of its own, since ISO 8601 has no working days."""
    durations = list(found(exchange.to_bpmn(FOUR, language="en"), "timeDuration"))
    assert [one.text for one in durations] == [
        "0,5 ngày làm việc",
        *["02 ngày làm việc"] * 2,
        "01 ngày làm việc",
    ]
    assert {one.get("language") for one in durations} == {"urn:thutuc:time-limit"}
    assert {one.get("cancelActivity") for one in found(exchange.to_bpmn(FOUR), "boundaryEvent")} == {"false"}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (SupplementRule.RESTART, "thời hạn tính lại từ đầu"),
        (SupplementRule.RESUME, "thời hạn tính tiếp"),
        (SupplementRule.KEEP, "thời hạn không tạm dừng"),
        (None, "theo quy định có hiệu lực ngày tiếp nhận"),
    ],
)
def test_a_supplement_loop_says_what_it_does(rule, said):
    """The step waits and begins again; the procedure's own rule stands beside it, or that the law's does."""
    procedure = Procedure("X", "ví dụ", steps=[Step("a", "A")], policy=ClockPolicy(on_supplement=rule))
    file = exchange.to_bpmn(procedure, supplements=["a"])
    (wait,) = found(file, "receiveTask")
    assert wait.findtext(f"{{{SPACES['bpmn']}}}documentation") == f"Khi bổ sung hồ sơ: {said}"
    assert [line[:2] for line in lines_of(file)][-2:] == [
        ("missing_step_1", "wait_step_1"),
        ("wait_step_1", "step_1"),
    ]


def test_the_same_bytes_every_time():
    """A diagram is made of the procedure alone, and markup in names stays text."""
    assert exchange.to_bpmn(LAND) == exchange.to_bpmn(LAND)
    odd = Procedure("X", 'a <b> & "c"', steps=[Step("<x/> & 'y' ]]>", '"A" & <B>')])
    assert exchange.from_bpmn(exchange.to_bpmn(odd)) == odd.steps


# The picture ------------------------------------------------------------------------------------------------


def assert_drawn_well(file):
    boxes = boxes_of(file)
    lanes = {name: boxes.pop(name) for name in list(boxes) if name.startswith("lane_")}
    del boxes["pool"]
    assert_within(file, lanes, boxes)
    assert_apart(boxes)
    assert_clear(boxes, lines_of(file))


def assert_within(file, lanes, boxes):
    """Each part stands in the lane that names it."""
    reference = f"{{{SPACES['bpmn']}}}flowNodeRef"
    within = {part.text: lane.get("id") for lane in found(file, "lane") for part in lane.iter(reference)}
    assert within.keys() == boxes.keys()
    for name, (x, y, width, height) in boxes.items():
        left, top, wide, high = lanes[within[name]]
        assert left < x < x + width < left + wide, name
        assert top < y < y + height < top + high, name


def is_on(one, other):
    """Whether one of two parts is a boundary event on the other."""
    return one in {f"timer_{other}", f"missing_{other}"} or other in {f"timer_{one}", f"missing_{one}"}


def assert_apart(boxes):
    """No two parts overlap, but what stands on the edge of a step."""
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        level = a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0]
        upright = a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]
        assert level or upright or is_on(one, other), (one, other)


def assert_clear(boxes, lines):
    """Lines are level or upright, touch no part but those that they join, and run along no other line."""
    pieces = []
    for source, target, corners in lines:
        for (x1, y1), (x2, y2) in pairwise(corners):
            assert (x1 == x2) != (y1 == y2)
            pieces.append((source, target, sorted((x1, x2)), sorted((y1, y2))))
    for source, target, (left, right), (top, bottom) in pieces:
        for name, (x, y, width, height) in boxes.items():
            apart = right < x or x + width < left or bottom < y or y + height < top
            joined = name in {source, target} or is_on(name, source) or is_on(name, target)
            assert apart or joined, (source, target, name)
    for (a, b, xs, ys), (c, d, us, vs) in combinations(pieces, 2):
        level = ys == vs and max(xs[0], us[0]) < min(xs[1], us[1])
        upright = xs == us and max(ys[0], vs[0]) < min(ys[1], vs[1])
        assert not (level or upright) or {a, b} & {c, d}, (a, b, c, d)


@pytest.mark.parametrize("procedure", [FOUR, LAND], ids=["four", "fifteen"])
def test_nothing_stands_on_anything_else(procedure):
    """Parts stand in the lane of their office, apart; no line runs through a part or along another line."""
    assert_drawn_well(exchange.to_bpmn(procedure, supplements=[procedure.steps[0].name]))


@given(procedures(), st.data())
def test_no_route_is_drawn_badly(procedure, data):
    """The same for routes of any shape, with loops anywhere."""
    names = [step.name for step in procedure.steps]
    looped = data.draw(st.sets(st.sampled_from(names))) if names else ()
    assert_drawn_well(exchange.to_bpmn(procedure, supplements=looped))


def test_lines_that_change_places():
    """Two offices that hand over to each other at one time: one line turns twice, none runs along another."""
    steps = [
        Step("nhận", "A"), Step("a", "A"), Step("b", "B", after="nhận"),
        Step("a2", "B", after="a"), Step("b2", "A", after="b"), Step("trả", "A", after=("a2", "b2")),
    ]  # fmt: skip
    assert_drawn_well(exchange.to_bpmn(Procedure("X", "ví dụ", steps=steps)))


# Another reader ---------------------------------------------------------------------------------------------


def node_modules():
    """Where bpmn-moddle is: `npm install --prefix .venvs/node bpmn-moddle`, or a folder that is named."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    folder = Path(os.environ.get("THUTUC_NODE_MODULES", HERE.parent / ".venvs" / "node" / "node_modules"))
    if not (folder / "bpmn-moddle").exists():
        pytest.skip(
            f"bpmn-moddle is not in {folder}; `npm install --prefix .venvs/node bpmn-moddle` puts it there"
        )
    return folder


@pytest.mark.parametrize("procedure", [FOUR, LAND], ids=["four", "fifteen"])
def test_bpmn_moddle_reads_it(procedure):
    """The reader of bpmn.io takes it without a warning and finds every part; what it writes is read again."""
    folder = node_modules()
    script = """
        const url = process.argv[1];
        const { BpmnModdle, default: Default } = await import(url);
        const moddle = new (BpmnModdle || Default)();
        let xml = ''; for await (const piece of process.stdin.setEncoding('utf8')) xml += piece;
        const { rootElement, warnings } = await moddle.fromXML(xml);
        const process_ = rootElement.rootElements.find(one => one.$type === 'bpmn:Process');
        const plane = rootElement.diagrams[0].plane;
        console.log(JSON.stringify({
            warnings: warnings.map(one => one.message),
            lanes: process_.laneSets[0].lanes.map(one => one.name),
            parts: process_.flowElements.map(one => one.$type),
            flows: process_.flowElements.filter(one => one.sourceRef)
                .every(one => one.targetRef.incoming.includes(one)),
            drawn: plane.planeElement.length,
            again: (await moddle.toXML(rootElement)).xml,
            undrawn: plane.planeElement.filter(one => !one.bpmnElement).length,
        }));
    """
    file = exchange.to_bpmn(procedure, supplements=[procedure.steps[2].name])
    url = f"file://{quote(str(folder / 'bpmn-moddle' / 'dist' / 'index.js'))}"
    done = subprocess.run(  # noqa: S603
        [shutil.which("node"), "--input-type=module", "-e", script, url],
        input=file,
        capture_output=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["warnings"] == []
    assert told["lanes"] == list(dict.fromkeys(step.office for step in procedure.steps))
    tasks = sum(part in {"bpmn:UserTask", "bpmn:CallActivity", "bpmn:ReceiveTask"} for part in told["parts"])
    assert tasks == len(procedure.steps) + 1
    assert told["flows"]
    assert exchange.from_bpmn(told["again"]) == procedure.steps
    assert (told["undrawn"], told["drawn"]) == (0, len(told["parts"]) + len(told["lanes"]) + 1)


# Bad input --------------------------------------------------------------------------------------------------

GOOD = exchange.to_bpmn(FOUR)
_HEAD = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">'
_END = b"</process></definitions>"
_TWO = b'<bpmn:process id="p2"/></bpmn:definitions>'
_BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def process(text):
    return _HEAD + text.encode() + _END


def flow(source, target):
    return f'<sequenceFlow id="f" sourceRef="{source}" targetRef="{target}"/>'


def chain(size):
    tasks = [f'<task id="t{i}" name="{i}"/>' for i in range(size)]
    return "".join([*tasks, *(flow(f"t{i}", f"t{i + 1}") for i in range(size - 1))])


def lasting(text):
    """The good file with another duration of its last step."""
    return GOOD.replace("01 ngày làm việc</".encode(), f"{text}</".encode())


BAD = {
    "nothing": (b"", "line 1: this is not BPMN that can be read: no element found"),
    "cut off": (GOOD[: len(GOOD) // 2], r"line \d+: this is not BPMN"),
    "a byte of no letter": (GOOD.replace("tiếp nhận".encode(), b"\xff\xfe"), "line 8: .* not well-formed"),
    "told to be in another encoding": (GOOD.replace(b"utf-8", b"utf-16"), "this is not BPMN"),
    "in no encoding that is known": (GOOD.replace(b"utf-8", b"klingon"), "unknown encoding"),
    "half a letter": (GOOD.decode().replace("ký", "\ud800"), "its encoding cannot be read"),
    "packed": (b"\x1f\x8b" + GOOD, "this is not BPMN"),
    "entities": (_BOMB + GOOD.partition(b"?>\n")[2], "line 1: .* a document type"),
    "deep": (process("<x>" * 200_000 + "</x>" * 200_000), "nested deeper than 64"),
    "large": (GOOD + b" " * 5_000_000, "at most 4,194,304 are read"),
    "another format": (b"<html><body/></html>", "this has 0 in its root element 'html'"),
    "no namespace": (b"<definitions><process/></definitions>", "this has 0 in its root"),
    "two processes": (GOOD.replace(b"</bpmn:definitions>", _TWO), "this has 2"),
    "an id twice": (process('<task id="a" name="a"/><task id="a" name="b"/>'), "'a': the id is used twice"),
    "no name": (process('<task id="a" name=" "/>'), "task 'a': a step has a name"),
    "a name twice": (process('<task id="a" name="x"/><task id="b" name="x"/>'), "x is used twice"),
    "a flow to nowhere": (process('<task id="a"/>' + flow("a", "b")), "sequenceFlow 'f': .* or to 'b'"),
    "a choice": (
        process('<exclusiveGateway id="g"/><task id="a" name="a"/>' + flow("g", "a")),
        "exclusiveGateway 'g': a route has tasks, parallel gateways",
    ),
    "a process within": (
        process('<subProcess id="s"><task id="a" name="a"/></subProcess>'),
        "subProcess 's': a route has tasks",
    ),
    "a timer on nothing": (
        GOOD.replace(b'attachedToRef="step_4"', b'attachedToRef="step_9"'),
        "boundaryEvent 'timer_step_4': it stands on 'step_9'",
    ),
    "a join without a gateway": (process(chain(3) + flow("t0", "t2")), "task 't2': several flows lead to it"),
    "a circle of gateways": (
        process('<parallelGateway id="g"/><parallelGateway id="h"/>' + flow("g", "h") + flow("h", "g")),
        "gateways lead to each other in a circle: [gh], [gh]; take out",
    ),
    "a duration of ISO 8601": (lasting("P1D"), "'timer_step_4': no time limit can be read from 'P1D'"),
    "a duration of a million digits": (lasting("9" * 1_000_000 + " ngày"), "boundaryEvent 'timer_step_4'"),
    "no number": (lasting("NaN ngày"), "boundaryEvent 'timer_step_4'"),
    "a level that is none": (
        process('<task xmlns:t="urn:thutuc:bpmn" id="a" name="a" t:level="huyện"/>'),
        "task 'a': its level is 'huyện'",
    ),
    "many steps": (process(chain(501)), "a process of 501 tasks is no route"),
    "many flows": (process(chain(5_002)), "a process of 5,001 flows is no route"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_files_are_refused(kind):
    """Each with where it is and why, in a second and 100 MB."""
    file, why = BAD[kind]
    tracemalloc.start()
    begins = time.process_time()
    with pytest.raises(ThutucError, match=why) as caught:
        exchange.from_bpmn(file)
    assert time.process_time() - begins < 1
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()
    assert caught.value.text("vi") != str(caught.value)
    assert len(str(caught.value)) < 2_000


@given(st.data())
def test_a_damaged_file_is_read_or_refused(data):
    """Whatever is cut out of a file, put twice or swapped, it is a route or an error of this library."""
    pieces = GOOD.split(b"\n")
    for _ in range(data.draw(st.integers(1, 4))):
        i, j = (data.draw(st.integers(0, len(pieces) - 1)) for _ in range(2))
        how = data.draw(st.sampled_from(("cut", "twice", "swap", "word")))
        if how == "cut":
            del pieces[i : i + 1 + j % 3]
            pieces = pieces or [b""]
        elif how == "twice":
            pieces.insert(j, pieces[i])
        elif how == "swap":
            pieces[i], pieces[j] = pieces[j], pieces[i]
        else:
            names = [b"step_1", b"step_4", b"bpmn:userTask", b"sourceRef", b"name", b"fork_step_1"]
            pieces[i] = pieces[i].replace(*data.draw(st.permutations(names))[:2])
    with suppress(ThutucError):
        Route(exchange.from_bpmn(b"\n".join(pieces)))


def test_a_circle_of_steps_is_no_route():
    """It is told by the names of its steps."""
    with pytest.raises(RouteError, match=r"in a circle: [01] → [01] → [01]"):
        exchange.from_bpmn(process(chain(2) + flow("t1", "t0")))


@pytest.mark.parametrize("given", [None, 3, True, float("nan"), [], bytearray(GOOD), Path("x.bpmn")])
def test_other_things_are_no_file(given):
    """A diagram is read from bytes or text."""
    with pytest.raises(InvalidTypeError, match="read from bytes or text"):
        exchange.from_bpmn(given)


@pytest.mark.parametrize("given", [None, "1.004222", FOUR.route(), {"code": "x"}])
def test_a_diagram_is_drawn_of_a_procedure(given):
    """Nothing else is."""
    with pytest.raises(InvalidTypeError, match="a diagram is drawn of a Procedure"):
        exchange.to_bpmn(given)


def test_what_cannot_be_drawn_is_refused():
    """A step that is none, a language that is none, a letter that XML does not have."""
    with pytest.raises(InvalidValueError, match="no step is called 'x'"):
        exchange.to_bpmn(FOUR, supplements=["x"])
    with pytest.raises(InvalidTypeError, match="`supplements` names steps"):
        exchange.to_bpmn(FOUR, supplements="ký")
    with pytest.raises(InvalidValueError, match="languages are"):
        exchange.to_bpmn(FOUR, language="fr")
    for letter, code in (("\x01", "0001"), ("\ud800", "D800"), ("\ufffe", "FFFE")):
        with pytest.raises(InvalidValueError, match=rf"name of a userTask: the letter U\+{code} at place 1"):
            exchange.to_bpmn(Procedure("X", "ví dụ", steps=[Step(f"a{letter}b", "A")]))
