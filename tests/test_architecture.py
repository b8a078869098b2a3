"""Which room of generator/ may import which: the table of the README, held by a test."""

from __future__ import annotations

import ast

from tests.support.workspace import ROOT

ROOMS = [
    "diagnostics", "paths", "wording", "redaction", "files", "azure", "resources", "language",
    "scale_set", "cloud_init", "spec", "delivery", "constraints", "bicep", "rollout", "validation",
    "rendering", "reports", "api", "commands", "cli", "start", "__main__",
]  # fmt: skip
"""From the ground up: a room imports those before it."""

UPWARD = {
    "azure -> language", "azure -> validation",
    "bicep -> validation",
    "files -> language", "files -> validation",
    "resources -> validation",
    "rollout -> reports",
    "scale_set -> validation",
    "spec -> cloud_init", "spec -> constraints", "spec -> delivery", "spec -> rendering", "spec -> validation",
    "validation -> reports",
    "wording -> language", "wording -> validation",
}  # fmt: skip
"""What is still to be turned around."""


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("generator"):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {item.name for item in node.names if item.name.startswith("generator")}
    return {name.split(".")[1] for name in found if "." in name}


def test_rooms_import_only_what_stands_below_them():
    upward = set()
    for path in sorted((ROOT / "generator").rglob("*.py")):
        room = path.relative_to(ROOT / "generator").parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        used = imports(ast.parse(path.read_text(encoding="utf-8"))) - {room}
        upward |= {f"{room} -> {other}" for other in used if ROOMS.index(other) > ROOMS.index(room)}
    assert upward <= UPWARD


def test_no_room_is_named_after_nothing():
    names = {path.stem for path in (ROOT / "generator").rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "common", "misc", "types"}


def test_the_language_knows_nothing_of_scale_sets():
    for path in sorted((ROOT / "generator" / "language").rglob("*.py")):
        text = path.read_text(encoding="utf-8").lower()
        assert not [word for word in ("scaleset", "scale set", "vmss") if word in text], path
