"""Which room of generator/ may import which, and that no module waits for itself."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from functools import cache

import pytest

from schemas.pack import ADDED
from tests.support.workspace import ROOT

pytestmark = pytest.mark.slow

ROOMS = [
    "loading", "lazy", "kinds", "redaction", "diagnostics", "paths", "wording", "files", "azure", "resources",
    "language.duration", "language.documents", "language.template", "language.plain_secrets",
    "language.expressions", "language.parameters", "language.expansion", "findings",
    "scale_set", "fit", "cloud_init", "spec", "delivery", "constraints", "bicep", "rollout", "validation",
    "rendering", "importing", "trying", "picture", "reports", "api", "commands", "cli", "start", "__main__",
]  # fmt: skip
"""From the ground up: a room imports those before it, be it late or for types only."""


@cache
def modules() -> dict[str, ast.Module]:
    """The modules of the package by their names below it."""
    found = {}
    for path in sorted((ROOT / "generator").rglob("*.py")):
        parts = path.relative_to(ROOT / "generator").with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(tree: ast.AST) -> set[str]:
    """The modules of the package that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("generator"):
            below = node.module.partition(".")[2]
            for item in node.names:
                full = f"{below}.{item.name}".lstrip(".")
                names.add(full if full in modules() else below)
        elif isinstance(node, ast.Import):
            names |= {
                item.name.partition(".")[2]
                for item in node.names
                if item.name.startswith("generator.")
            }
    return names & modules().keys()


def room_of(module: str) -> str:
    """The room that a module stands in; those of the language count one by one."""
    parts = module.split(".")
    return ".".join(parts[: 2 if parts[0] == "language" and len(parts) > 1 else 1])


def test_rooms_import_only_what_stands_below_them():
    upward = set()
    for name, tree in modules().items():
        room = room_of(name)
        for other in {room_of(used) for used in imports(tree)} - {room, "__init__"}:
            if ROOMS.index(other) > ROOMS.index(room):
                upward.add(f"{room} -> {other}")
    assert upward == set()


def test_no_imports_go_in_a_circle():
    graph = {name: imports(tree) for name, tree in modules().items()}
    reached = {name: reach(graph, name) for name in graph}
    circles = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }
    assert [set(found) for found in circles] == []


def reach(graph: dict[str, set[str]], start: str) -> set[str]:
    """The modules that a module imports, and those that these do."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in graph[waiting.pop()] - found:
            found.add(name)
            waiting.append(name)
    return found


def test_a_class_has_a_name_of_its_own():
    names = Counter(
        node.name
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_all_that_commands_say_goes_through_one_door():
    """Only `wording/saying.py` prints, as it escapes what steers a terminal or a build."""
    found = [
        f"{name}:{node.lineno} {ast.unparse(node.func)}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and prints(ast.unparse(node.func))
    ]
    others = [item for item in found if not item.startswith("wording.saying:")]
    assert [re.sub(r"\d+ ", "", item) for item in others] == [
        "rendering.bounded_child:sys.stdout.buffer.write",  # a pipe to the process that started it
        "start:print",  # its own version
    ]
    assert len(found) == 5


def prints(function: str) -> bool:
    """Whether a function, as it is called, writes to a terminal."""
    whole = r"print|pprint|(typer|click)\.(echo|secho)|(sys\.(__)?std(out|err)(__)?|stream)"
    return bool(re.fullmatch(rf"({whole})(\.buffer)?(\.write(lines)?)?", function))


def test_every_room_says_what_lives_there():
    short = []
    rooms = [
        *(ROOT / "generator").glob("*/__init__.py"),
        *(ROOT / "generator" / "language").glob("*/__init__.py"),
    ]
    for path in sorted(rooms):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if len(said.split()) < 20:
            short.append(path.parent.name)
    assert short == []


def test_no_room_is_named_after_nothing():
    names = {name.rpartition(".")[2] for name in modules()}
    assert not names & {"utils", "util", "helpers", "common", "misc"}


def test_the_language_knows_nothing_of_scale_sets():
    for path in sorted((ROOT / "generator" / "language").rglob("*.py")):
        text = path.read_text(encoding="utf-8").lower()
        assert not [word for word in ("scaleset", "scale set", "vmss") if word in text], path


def test_no_id_of_a_rule_stands_in_the_language():
    found = [
        f"{name}:{node.lineno} {node.value}"
        for name, tree in modules().items()
        if name.startswith("language")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.fullmatch(r"[A-Z]{3}\d{3}", str(node.value))
    ]
    assert found == []


def test_data_classes_are_made_when_they_are_used():
    """generator.lazy has them; those of the standard library cost each command its start."""
    early = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses" and name != "lazy"
    }
    assert early == set()


_TOUCHES = {
    "open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "makedirs",
    "unlink", "remove", "rmdir", "rename", "symlink_to", "hardlink_to", "touch", "chmod", "mkstemp",
    "mkdtemp", "TemporaryDirectory", "TemporaryFile", "NamedTemporaryFile", "rmtree", "copyfile",
    "copytree", "copy2", "extractall", "which",
}  # fmt: skip
_OWN_DATA = "it reads data of the package, whose paths no input chooses"
_DOORS = {
    "files.reading": "it is the way in",
    "files.writing": "it is the way out",
    "files.revisions": "it makes folders and links in a temporary folder of this run",
    "commands.plan.run": "it makes that temporary folder",
    "importing.importing": "it makes a temporary folder in which the spec is rendered",
    "rendering.custom_data": "it makes a temporary folder for what cloud-init reads",
    "commands.doctor.run": "it takes down what tools say, and reads data of the package",
    "trying.namespaces": "it makes a temporary folder to mount on, and maps users by /proc",
    "trying.services": _OWN_DATA,
    "trying.root": "it reads in /proc which processes there are",
    "trying.failing": "it reads in /proc how far a shell has read its script",
    "loading": "reads our own compiled modules, before anything of ours is there",
    "start": "stands in for standard streams that are closed",
    "azure.roles": _OWN_DATA,
    "azure.tables": _OWN_DATA,
    "cloud_init.shapes": _OWN_DATA,
    "files.templates": _OWN_DATA,
    "resources.bodies": _OWN_DATA,
    "resources.store": _OWN_DATA,
    "rollout.beside.table": _OWN_DATA,
    "rollout.effects": _OWN_DATA,
    "spec.faults": _OWN_DATA,
    "spec.schema": _OWN_DATA,
    "validation.documentation": _OWN_DATA,
    "validation.envelope.schema": _OWN_DATA,
    "validation.resources.extension_settings": _OWN_DATA,
}
"""The modules that touch files, and why each may."""


def touches_files(tree: ast.AST) -> bool:
    """Whether a module opens, reads, writes, makes or removes files, or looks for programs."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id == "open":
            return True
        if isinstance(called, ast.Attribute) and called.attr in _TOUCHES:
            of = called.value
            if not (called.attr == "remove" and not (isinstance(of, ast.Name) and of.id == "os")):
                return True
    return False


def test_files_are_read_and_written_by_two_doors():
    found = {name for name, tree in modules().items() if touches_files(tree)}
    assert found == set(_DOORS)


@pytest.mark.parametrize(
    "text",
    ["open(x)", "Path(x).read_text()", "os.open(x, 0)", "shutil.which('git')", "os.remove(x)"],
)
def test_whatever_touches_a_file_is_noticed(text):
    assert touches_files(ast.parse(text))
    assert not touches_files(ast.parse("read_bytes(x), items.remove(x), write_together(x)"))


def test_a_wheel_has_each_file_of_schemas_that_the_package_reads():
    named = {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    read = {path.name for path in (ROOT / "schemas").glob("*.json") if path.name in named}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    added = {f"schemas/{name}" for name in ADDED}
    assert {f"schemas/{name}" for name in read} <= packed.keys() | added
    assert {"sources.json", "spec.schema.json"} <= read
