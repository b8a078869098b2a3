"""Values and places by their paths: what stands there, and what is put there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.template import MISSING
from generator.lazy import replace

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.language.documents.places import Place


def value_at(value: Any, path: Path) -> Any:
    """Return the value at a path; MISSING where there is none."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return value


def put(value: Any, path: Path, item: Any) -> None:
    """Put a value at a path; mappings on the way are made where there are none."""
    for step in path[:-1]:
        value = value.setdefault(step, {}) if isinstance(value, dict) else value[step]
    value[path[-1]] = item


def place_at(place: Place, path: Path) -> Place:
    """Return the place at a path below another, or of its nearest ancestor."""
    for step in path:
        place = (place.children or {}).get(step, place)
    return place


def with_place(place: Place, path: Path, leaf: Place) -> Place:
    """Return a tree of places with another place at a path; what it shares is not copied."""
    if not path:
        return leaf
    children = dict(place.children or {})
    children[path[0]] = with_place(children.get(path[0], leaf), path[1:], leaf)
    return replace(place, children=children)
