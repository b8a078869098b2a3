"""What a spec can do, by what it is for; each row is tried by a test."""

from __future__ import annotations

from itertools import groupby

from docs.make.markdown import document, table
from tests.support.features import COMMANDS, FEATURES


def capability_pages() -> dict[str, str]:
    """Return the page by its name below docs/."""
    rows: list[tuple[str, str, tuple[str, ...]]] = [
        *((item.group, item.words, item.keys) for item in FEATURES),
        *COMMANDS,
    ]
    parts = [
        "What a [spec](spec/index.md) can say, by what it is for. A test renders each row and "
        "validates it.",
    ]
    for group, inside in groupby(rows, key=lambda row: row[0]):
        cells = [(words, ", ".join(_link(key) for key in keys)) for _, words, keys in inside]
        parts += [f"## {group}", table(["Capability", "Key"], cells)]
    return {"reference/capabilities.md": document("What a spec can do", *parts)}


def _link(key: str) -> str:
    if key.startswith("scaleset "):
        return f"[`{key}`](commands/{key.split()[1]}.md)"
    return f"[`{key}`](spec/{key.partition('.')[0]}.md)"
