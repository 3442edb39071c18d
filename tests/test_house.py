"""The house: which room may import which, and habits that the rooms keep."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from floors import FLOORS, OPTIONAL, as_markdown

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "thutuc"
DEPENDENCIES = {"attrs", "dateutil", "holidays"}
MODULES = sorted(SOURCE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}

each_module = pytest.mark.parametrize(
    "path", MODULES, ids=[str(path.relative_to(SOURCE)) for path in MODULES]
)


def room_of(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(tree):
    """Every import as module and name, wherever it stands; `import a.b` has no name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name, node.level) for alias in node.names)


def rooms_imported(tree):
    for module, name, _ in imports(tree):
        top, *rest = module.split(".")
        if top == "thutuc":
            is_room = name is not None and ((SOURCE / name).is_dir() or (SOURCE / f"{name}.py").exists())
            yield rest[0] if rest else name if is_room else "__init__"


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def calls(tree):
    return [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]


def exported(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return ast.literal_eval(node.value)
    return []


def test_every_room_has_its_floor():
    """Each top-level module or package stands in the table of floors, and none is a drawer."""
    rooms = {room_of(path) for path in MODULES}
    assert rooms <= FLOORS.keys()
    names = {part.removesuffix(".py") for path in MODULES for part in path.relative_to(SOURCE).parts}
    assert not names & {"utils", "util", "core", "common", "helpers", "models", "misc"}


@each_module
def test_imports_point_down(path):
    """A room imports only from floors below it, never from a sibling, never relatively, never everything."""
    room = room_of(path)
    for other in rooms_imported(TREES[path]):
        assert other == room or FLOORS[other] < FLOORS[room], f"{room} imports {other}"
    assert not [module for module, name, level in imports(TREES[path]) if level or name == "*"]


def files_imported(tree):
    """The files of the house that a file names, in types and inside functions too."""
    for module, name, _ in imports(tree):
        parts = module.split(".")
        if parts[0] == "thutuc":
            for inner in ([*parts[1:], name] if name else parts[1:], parts[1:]):
                path = SOURCE.joinpath(*inner).with_suffix(".py")
                if inner and path in TREES:
                    yield path


def test_no_circles():
    """No file reaches itself through what it imports, not even for a type."""
    named = {
        path: set(files_imported(tree)) - {path} for path, tree in TREES.items() if path.stem != "__init__"
    }

    def reached(path):
        found, ahead = set(), [path]
        while ahead:
            following = named.get(ahead.pop(), set()) - found
            found |= following
            ahead.extend(following)
        return found

    assert [str(path.relative_to(SOURCE)) for path in named if path in reached(path)] == []


def test_no_two_files_share_a_name():
    """A file is found by its name alone; `__init__` is the door of its room."""
    names = Counter(path.name for path in MODULES if path.stem != "__init__")
    assert [name for name, times in names.items() if times > 1] == []


def test_the_page_shows_the_floors():
    """The table of floors on the page on the design is the one that the tests keep."""
    assert as_markdown() in (ROOT / "docs" / "explanation" / "design.md").read_text(encoding="utf-8")


@each_module
def test_the_core_needs_three_packages(path):
    """Outside the optional rooms only attrs, dateutil, holidays and the standard library are imported."""
    if room_of(path) in OPTIONAL:
        return
    top = {module.split(".")[0] for module, _, _ in imports(TREES[path])}
    assert top - {"thutuc"} - DEPENDENCIES <= sys.stdlib_module_names


@each_module
def test_no_date_is_guessed_and_no_clock_is_read(path):
    """`dateutil.parser` is never imported, and nothing asks what time it is now but the command line."""
    named = {f"{module}.{name}" for module, name, _ in imports(TREES[path])}
    assert not [name for name in named if name.startswith(("dateutil.parser", "time."))]
    called = {getattr(function, "attr", "") for function in calls(TREES[path])}
    assert room_of(path) == "__main__" or not called & {"now", "today", "utcnow"}


@each_module
def test_only_the_command_line_prints(path):
    """`print` is called in `__main__` alone."""
    called = {getattr(function, "id", "") for function in calls(TREES[path])}
    assert "print" not in called or room_of(path) == "__main__"


@each_module
def test_public_names_are_documented(path):
    """Every name a module exports and defines has a docstring, constants included."""
    tree, undocumented = TREES[path], []
    for node, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names, documented = [node.name], ast.get_docstring(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            documented = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
        else:
            continue
        undocumented += [name for name in names if name in exported(tree) and not documented]
    assert not undocumented
    assert ast.get_docstring(tree)


@each_module
def test_functions_and_files_stay_short(path):
    """No function has over 40 lines without its docstring, no file over 450."""
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 450
    for function in functions(TREES[path]):
        docstring = function.body[0] if ast.get_docstring(function) is not None else None
        spare = docstring.end_lineno - docstring.lineno + 1 if docstring else 0
        assert function.end_lineno - function.lineno + 1 - spare <= 40, function.name


def test_exports_are_there():
    """Every name in `thutuc.__all__` can be imported, and the list is sorted and short."""
    names = exported(TREES[SOURCE / "__init__.py"])
    thutuc = __import__("thutuc")
    assert [name for name in names if not hasattr(thutuc, name)] == []
    assert names == sorted(names)
    assert len(names) <= 30


def test_importing_is_light():
    """`import thutuc` loads neither holidays nor dateutil."""
    code = (
        "import sys, thutuc; print([m for m in sys.modules if m.split('.')[0] in {'holidays', 'dateutil'}])"
    )
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert run.stdout.strip() == "[]"
