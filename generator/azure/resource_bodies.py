"""What resources have beside `properties`: members that any type has, and discriminators.

The data is read off the types that the Bicep compiler uses; its source stands in the file.
"""

from __future__ import annotations

from functools import cache

from generator.azure.tables import table
from generator.lazy import dataclass


@dataclass(frozen=True, slots=True)
class Discriminator:
    """A member at the top of a resource that Bicep cannot do without, and what it may be.

    `since` is the first version of the API whose type has it.
    """

    property: str
    since: str
    values: tuple[str, ...]


@cache
def _discriminators() -> dict[str, Discriminator]:
    rows = table("resource_bodies")["discriminators"]
    return {
        name: Discriminator(row["property"], row["since"], tuple(row["values"]))
        for name, row in rows.items()
    }


@cache
def _members() -> frozenset[str]:
    return frozenset(table("resource_bodies")["members"])


def discriminator(kind: str, version: str) -> Discriminator | None:
    """Return the member that decides what a type is in a version; None where there is none."""
    found = _discriminators().get(kind.lower())
    return found if found is not None and found.since <= version else None


def is_member(name: str) -> bool:
    """Whether any type of Azure has a member of this name at the top of its resources."""
    return name.lower() in _members()


@cache
def _names() -> dict[str, dict[str, str]]:
    rows = table("resource_bodies")["names"]
    return {kind: {name.lower(): name for name in names} for kind, names in rows.items()}


def spelled_name(kind: str, name: str) -> str:
    """Return the last name of a resource as its type spells it, where the type lists its names.

    Azure reads names without regard to case; Bicep does not.
    """
    return _names().get(kind.lower(), {}).get(name.lower(), name)
