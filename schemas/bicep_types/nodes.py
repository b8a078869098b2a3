"""The body of a resource in one API version as a graph of objects, whichever source it is from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REST = "*"
"""The name in `properties` of what stands under any other name."""


@dataclass(eq=False, slots=True)
class Node:
    """An object: its properties, and what the values of its discriminator add to them."""

    name: str
    properties: dict[str, Value] = field(default_factory=dict)
    discriminator: str = ""
    variants: dict[str, Node] = field(default_factory=dict)

    def links(self) -> Iterator[tuple[str, Node]]:
        """Yield the objects that this one leads to, with what leads there."""
        for key, value in self.properties.items():
            if value.node is not None:
                yield key, value.node
        for choice, variant in self.variants.items():
            yield f"|{choice}", variant


@dataclass(eq=False, slots=True)
class Value:
    """What a property holds: a letter of the compact format, or a node; `suffix` is [] or {}."""

    type: str
    suffix: str = ""
    node: Node | None = None
    required: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Body:
    """What a type takes in a version, where it can be deployed (bits), and its name's facts."""

    type: str
    version: str
    root: Node
    scopes: int | None
    name: dict[str, Any] = field(default_factory=dict)


def copied(root: Node) -> Node:
    """Return a graph of its own: the types of a file share their objects."""
    made = {id(node): Node(node.name, {}, node.discriminator) for node in reached(root)}
    for node in reached(root):
        copy = made[id(node)]
        copy.properties = {
            key: replace(
                value,
                node=None if value.node is None else made[id(value.node)],
                facts=dict(value.facts),
            )
            for key, value in node.properties.items()
        }
        copy.variants = {choice: made[id(item)] for choice, item in node.variants.items()}
    return made[id(root)]


def reached(root: Node) -> list[Node]:
    """Return the nodes that a graph has, each once."""
    found, waiting, seen = [], [root], {id(root)}
    while waiting:
        node = waiting.pop()
        found.append(node)
        for _, inner in node.links():
            if id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)
    return found
