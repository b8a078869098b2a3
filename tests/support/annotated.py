"""A template as it stands, with what is said of each line below it.

    12 |     "port": 70000
       |             ^^^^^ TPL034 error: must be at most 65535

A finding that spans lines points at its first one, to the end of that line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.diagnostics import Diagnostic


def annotated(source: str, findings: Iterable[Diagnostic]) -> str:
    """Write the lines of a file, each with its findings under it, in the order of columns."""
    below: dict[int, list[str]] = {}
    for item in sorted(findings, key=lambda found: found.sort_key):
        place = item.position
        line = source.splitlines()[place.line - 1] if source else ""
        end = place.end_column if place.end_line == place.line else len(line) + 1
        marks = "^" * max(1, end - place.column)
        said = f"{item.rule} {item.severity.label}: {item.message}"
        below.setdefault(place.line, []).append(f"     | {' ' * (place.column - 1)}{marks} {said}")
    shown = []
    for number, line in enumerate(source.splitlines(), 1):
        shown += [f"{number:4} | {line}".rstrip(), *below.get(number, ())]
    return "\n".join(shown) + "\n"
