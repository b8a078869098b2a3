"""The quick set says something about each room and each command; what is named among tests is there."""

from __future__ import annotations

import ast

from tests.support.quick import QUICK
from tests.support.unmeasured import UNMEASURED
from tests.support.workspace import ROOT


def test_each_room_has_quick_tests():
    rooms = {path.parent.name for path in (ROOT / "generator").glob("*/__init__.py")}
    assert QUICK.keys() == rooms


def test_quick_modules_are_about_their_room():
    strangers = [
        (room, name)
        for room, names in QUICK.items()
        for name in names
        if not name.startswith(f"{room}/")
        and f"generator.{room}" not in (ROOT / "tests" / f"{name}.py").read_text(encoding="utf-8")
    ]
    assert strangers == []


def test_quick_modules_are_there():
    missing = [
        name
        for names in QUICK.values()
        for name in names
        if not (ROOT / "tests" / f"{name}.py").is_file()
    ]
    assert missing == []


def test_what_is_not_measured_is_there():
    for name, tests in UNMEASURED.items():
        tree = ast.parse((ROOT / "tests" / f"{name}.py").read_text("utf-8"))
        there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert set(tests) <= there, name
