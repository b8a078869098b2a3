"""What only Azure sets: its answers have it, and templates that lack it change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.resources.schema import resource_schema
from generator.rollout.changes import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.resources.schema import Definition, Slice
    from generator.resources.shape import Shape
    from generator.rollout.changes import Steps

_OF_ANY = frozenset(("etag", "systemdata"))
"""What the answers for resources of any type have beside their properties."""


def is_read_only(kind: str, version: str, steps: Steps) -> bool:
    """Whether only Azure sets what stands at a place of a resource, or around it."""
    if len(steps) == 1 and str(steps[0]).lower() in _OF_ANY:
        return True
    schema = resource_schema(kind)
    if schema is None or not schema.versions:
        return False
    found = schema.slice(schema.nearest(version))
    return any(shape.base == "ro" for shape in _shapes(found, steps))


def _shapes(found: Slice, steps: Steps) -> Iterator[Shape]:
    """Yield the shapes along a way, as far as the schema knows them."""
    definition: Definition | None = found.root
    shape: Shape | None = None
    for step in steps:
        if isinstance(step, Element):
            shape = shape.of if shape else None
        elif shape is not None and shape.base == "{}":
            shape = shape.of
        elif definition is not None:
            name = definition.spelled(step)
            shape = definition.properties[name] if name else definition.rest
        if shape is None:
            return
        yield shape
        definition = found.definition(shape.definition) if shape.definition else None
