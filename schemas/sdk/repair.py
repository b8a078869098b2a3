"""What the SDK loses on the way from the API descriptions, put back.

Classic releases lose what is required inside a flattened `properties`; later ones know it. Later
ones lose bounds and patterns; classic ones know them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.sdk.definitions import Definition, Definitions
    from schemas.sdk.model import Facts, Property

_BOUNDS = {"min", "max", "minLength", "maxLength", "pattern", "minItems", "maxItems"}


@dataclass(frozen=True, slots=True)
class Version:
    """The definitions of a type in one API version."""

    name: str
    definitions: Definitions
    is_typespec: bool

    @property
    def order(self) -> tuple[str, bool, str]:
        """A key that sorts versions: a preview comes before the version of the same day."""
        return version_order(self.name)


def version_order(name: str) -> tuple[str, bool, str]:
    """Return a key that sorts API versions."""
    return name[:10], len(name) == 10, name


def _properties(version: Version) -> Iterator[tuple[Definition, str, tuple[str, str], Property]]:
    """Yield the properties of a version: definition, name, both names, property."""
    for name, definition in version.definitions.known.items():
        for key, item in definition.items():
            yield definition, key, (name, key), item


def backport_required(versions: list[Version]) -> None:
    """Require in older versions, inside `properties`, what the first later one requires."""
    required: dict[tuple[str, str], bool] = {}
    for version in filter(lambda version: version.is_typespec, versions):
        for _, _, names, item in _properties(version):
            required.setdefault(names, item.required)
    for version in filter(lambda version: not version.is_typespec, versions):
        for definition, key, names, item in _properties(version):
            if item.recoverable and item.type != "ro" and required.get(names):
                definition[key] = replace(item, required=True)


def carry_bounds_forward(versions: list[Version]) -> None:
    """Bound in later versions what the last older one bounds, where the type is the same."""
    last: dict[tuple[str, str], tuple[str, Facts]] = {}
    for version in versions:
        for definition, key, names, item in _properties(version):
            if not version.is_typespec:
                last[names] = (item.type, {k: v for k, v in item.facts.items() if k in _BOUNDS})
                continue
            kind, bounds = last.get(names, ("", {}))
            if kind == item.type and not _BOUNDS & item.facts.keys():
                definition[key] = replace(item, facts=item.facts | bounds)
