"""What the ids in a resource name: the type that each of them must have."""

from __future__ import annotations

from functools import cache

from generator.azure.tables import table
from generator.lazy import dataclass


@dataclass(frozen=True, slots=True)
class IdProperty:
    """A property that holds an id: the steps to it, and the types that the id may name.

    A step "[]" is each element of an array, "{}" each name of an object.
    """

    steps: tuple[str, ...]
    types: tuple[str, ...]
    source: str


@cache
def _table() -> dict[str, tuple[IdProperty, ...]]:
    found: dict[str, tuple[IdProperty, ...]] = {}
    for row in table("id_properties")["properties"]:
        made = tuple(
            IdProperty(_steps(path), tuple(types.split("|")), row["source"])
            for path, types in row["ids"].items()
        )
        kind = row["type"].lower()
        found[kind] = (*found.get(kind, ()), *made)
    return found


@cache
def targets() -> frozenset[str]:
    """Return the types that ids of the table name, in lower case."""
    rows = (item for items in _table().values() for item in items)
    return frozenset(kind.lower() for item in rows for kind in item.types)


def id_properties(kind: str) -> tuple[IdProperty, ...]:
    """Return the properties with ids of a type of resources, given in lower case."""
    return _table().get(kind, ())


def types_with_ids() -> tuple[str, ...]:
    """Return the types of resources that the table tells of, in lower case."""
    return tuple(_table())


def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.replace("[]", ".[]").replace("{}", ".{}").split("."))
