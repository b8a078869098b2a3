"""Common names for the objects of many versions, so that their properties can be told by version.

Upstream renames objects from release to release. So an object has the name that it has already, or
else the one of what the same property led to in the version before; the oldest names come first,
and what a new version brings renames nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemas.bicep_types.nodes import Node, Value, reached
from schemas.sdk.definitions import Definitions
from schemas.sdk.model import Property
from schemas.sdk.repair import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.bicep_types.nodes import Body


@dataclass(slots=True)
class Names:
    """The names of the objects of a type, given version by version; the root's is empty."""

    known: set[str] = field(default_factory=set)
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    """Where a property of an object led in the last version that had it."""

    def version(self, body: Body) -> Version:
        """Return a version of the type as definitions by name."""
        given = self._given(body.root)
        result = Definitions("")
        for node, name in given.values():
            result.known[name] = {
                key: _property(value, given) for key, value in node.properties.items()
            }
            if node.variants:
                chosen = {value: given[id(item)][1] for value, item in node.variants.items()}
                result.discriminators[name] = (node.discriminator, chosen)
        return Version(body.version, result, is_typespec=False)

    def _given(self, root: Node) -> dict[int, tuple[Node, str]]:
        """Return the nodes of a version with their names, by identity."""
        own = {node.name for node in reached(root)}
        given: dict[int, tuple[Node, str]] = {id(root): (root, "")}
        used, waiting = {""}, [root]
        while waiting:
            following = []
            for holder in waiting:
                name = given[id(holder)][1]
                for key, node in holder.links():
                    if id(node) not in given:
                        hint = self.links.get((name, key), "")
                        made = next(
                            item for item in self._candidates(node, hint, own) if item not in used
                        )
                        used.add(made)
                        given[id(node)] = (node, made)
                        following.append(node)
                    self.links[name, key] = given[id(node)][1]
            waiting = following
        self.known |= used
        return given

    def _candidates(self, node: Node, hint: str, own: set[str]) -> Iterator[str]:
        """Yield the names that an object may have, the best first; `own` are those upstream."""
        former = hint.partition("~")[0]
        if hint and former == node.name:
            yield hint
        if node.name in self.known:
            yield node.name
        if hint and former not in own:
            yield hint
        yield node.name
        number = 2
        while True:
            yield f"{node.name}~{number}"
            number += 1


def _property(value: Value, given: dict[int, tuple[Node, str]]) -> Property:
    kind = value.type if value.node is None else f"#{given[id(value.node)][1]}"
    return Property(f"{kind}{value.suffix}", value.required, value.facts)
