"""What lies in templates/: fragments, pages and starters, as texts by their names there.

A checkout has a folder, a wheel one file with all of it (`schemas/wheel.py`).
"""

from __future__ import annotations

import json
from functools import cache

from generator.paths import PACKAGE

PACKED = PACKAGE / "templates.json"


def template_text(name: str) -> str | None:
    """Return the text of a file by its name below templates/; None where there is none."""
    packed = _packed()
    if packed is not None:
        return packed.get(name)
    path = PACKAGE.parent / "templates" / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def template_names(below: str = "") -> list[str]:
    """Return the names of all files whose names begin so, sorted."""
    return [name for name in _names() if name.startswith(below)]


def names_of_starters() -> list[str]:
    """Return the names of the starters."""
    parts = [name.split("/") for name in template_names("starters/")]
    return sorted(name for _, name, *file in parts if file == ["scaleset.yaml"])


@cache
def _packed() -> dict[str, str] | None:
    if not PACKED.is_file():
        return None
    texts: dict[str, str] = json.loads(PACKED.read_text(encoding="utf-8"))
    return texts


@cache
def _names() -> list[str]:
    packed = _packed()
    if packed is not None:
        return sorted(packed)
    folder = PACKAGE.parent / "templates"
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(files)
