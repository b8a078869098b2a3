"""The quick set says something about each room and each command."""

from __future__ import annotations

from tests.support.quick import QUICK
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
