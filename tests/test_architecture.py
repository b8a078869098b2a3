"""Which room of generator/ may import which: the table of the README, held by a test."""

from __future__ import annotations

import ast

from conftest import ROOT

BASE = {"diagnostics", "paths"}
ALLOWED = {
    "diagnostics": set(),
    "paths": set(),
    "language": BASE,
    "validation": BASE | {"language"},
    "cloud_init": BASE | {"language"},
    "bicep": BASE | {"language"},
    "rollout": BASE | {"language"},
    "rendering": BASE | {"language", "validation", "cloud_init", "bicep"},
    "commands": BASE | {"language", "validation", "cloud_init", "bicep", "rollout", "rendering"},
    "cli": BASE | {"commands", "rendering", "rollout", "validation"},
    "start": BASE | {"cli", "commands", "validation"},
    "__main__": {"start"},
    "__init__": set(),
}


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("generator"):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {item.name for item in node.names if item.name.startswith("generator")}
    return {name.split(".")[1] for name in found if "." in name}


def test_rooms_import_only_what_stands_below_them():
    for path in sorted((ROOT / "generator").rglob("*.py")):
        room = path.relative_to(ROOT / "generator").parts[0].removesuffix(".py")
        used = imports(ast.parse(path.read_text(encoding="utf-8")))
        assert used <= ALLOWED[room] | {room}, path


def test_no_room_is_named_after_nothing():
    names = {path.stem for path in (ROOT / "generator").rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "common", "misc", "types"}


def test_the_language_knows_nothing_of_scale_sets():
    for path in sorted((ROOT / "generator" / "language").rglob("*.py")):
        text = path.read_text(encoding="utf-8").lower()
        assert not [word for word in ("scaleset", "scale set", "vmss") if word in text], path
