"""What resources have beside `properties`: members that any type has, and discriminators."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.paths import data_folder
from generator.resources.schema import resource_schema

if TYPE_CHECKING:
    from generator.resources.schema import Slice


@dataclass(frozen=True, slots=True)
class Discriminator:
    """A member at the top of a resource that Bicep cannot do without, and what it may be."""

    property: str
    values: tuple[str, ...]


def discriminator(kind: str, version: str) -> Discriminator | None:
    """Return the member that decides what a type is in a version; None where there is none."""
    slice_ = _slice(kind, version)
    root = slice_.root if slice_ is not None else None
    if root is None or root.discriminator not in root.properties:
        return None  # or the last name of the resource decides
    values = (root.properties[root.discriminator].facts or {}).get("e", ())
    return Discriminator(root.discriminator, tuple(sorted(values)))


def _slice(kind: str, version: str) -> Slice | None:
    schema = resource_schema(kind.lower())
    return None if schema is None else schema.slice(schema.nearest(version))


@cache
def _members() -> frozenset[str]:
    return frozenset(json.loads((data_folder("schemas") / "members.json").read_bytes()))


def is_member(name: str) -> bool:
    """Whether any type of Azure has a member of this name at the top of its resources."""
    return name.lower() in _members()


def spelled_name(kind: str, version: str, name: str) -> str:
    """Return the last name of a resource as its type spells it, where the type lists its names.

    Azure reads names without regard to case; Bicep does not.
    """
    slice_ = _slice(kind, version)
    listed = () if slice_ is None else slice_.last_names
    return next((known for known in listed if known.lower() == name.lower()), name)
