"""The second source: what the Azure SDK says of the types that are reviewed.

It has versions that the compiler's types do not have yet, and knows which numbers are whole.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from generator.resources.schema import spans_of, version_order
from generator.resources.shape import Shape, shape_of
from schemas.bicep_types.nodes import Body, Node, Value

if TYPE_CHECKING:
    from pathlib import Path


def sdk_bodies(path: Path) -> list[Body]:
    """Return what a type takes by the SDK, in each version that it has."""
    data = json.loads(path.read_bytes())
    versions = data["versions"]
    return [
        Body(data["type"], version, _Slice(data, index).node(data["root"]), scopes=None)
        for index, version in enumerate(versions)
    ]


class _Slice:
    """The graph of one version of a file in the compact format."""

    def __init__(self, data: dict[str, Any], index: int) -> None:
        self._data, self._index = data, index
        self._nodes: dict[str, Node] = {}

    def node(self, name: str) -> Node:
        """Return the object of a definition."""
        if name in self._nodes:
            return self._nodes[name]
        node = self._nodes[name] = Node(name if name != self._data["root"] else "")
        for key, written in self._data["definitions"][name].items():
            now = self._now(written)
            if now is None:
                continue
            if key == "|":
                node.discriminator = now["property"]
                node.variants = {value: self.node(to[1:]) for value, to in now["values"].items()}
            else:
                node.properties[key] = self._value(shape_of(now))
        for variant in node.variants.values():  # each repeats what all have
            for key, value in node.properties.items():
                own = variant.properties.get(key)
                if own is not None and _same(own, value):
                    del variant.properties[key]
            variant.properties.pop(node.discriminator, None)
        return node

    def _now(self, written: Any) -> Any:
        for since, until, value in spans_of(written, self._data["versions"]):
            if since <= self._index < until:
                return value
        return None

    def _value(self, shape: Shape) -> Value:
        if shape.of is not None:
            inner = self._value(shape.of)
            facts = inner.facts | (shape.facts or {})
            return Value(inner.type, inner.suffix + shape.base, inner.node, shape.required, facts)
        node = self.node(shape.definition) if shape.definition else None
        return Value(shape.base, "", node, shape.required, dict(shape.facts or {}))


def _same(one: Value, other: Value) -> bool:
    return (one.type, one.suffix, one.node, one.required, one.facts) == (
        other.type, other.suffix, other.node, other.required, other.facts
    )  # fmt: skip


def merged(bodies: list[Body], second: list[Body]) -> list[Body]:
    """Return the bodies of a type by both sources, in the order of their versions."""
    known = {body.version: body for body in bodies}
    for body in second:
        if body.version in known:
            _whole_numbers(known[body.version].root, body.root)
    more = [body for body in second if body.version not in known]
    found = sorted([*bodies, *more], key=lambda body: version_order(body.version))
    for before, body in itertools.pairwise(found):
        if body.scopes is None:  # what the SDK does not tell is as it was
            body.scopes, body.name = before.scopes, before.name
    return found


def _whole_numbers(first: Node, second: Node) -> None:
    """Take from the second graph which numbers are integers."""
    waiting, done = [(first, second)], set()
    while waiting:
        one, other = waiting.pop()
        if (id(one), id(other)) in done:
            continue
        done.add((id(one), id(other)))
        for key, value in one.properties.items():
            told = other.properties.get(key)
            if told is None or told.suffix != value.suffix:
                continue
            if value.type == "n" and told.type == "i":
                value.type = "i"
            elif value.node is not None and told.node is not None:
                waiting.append((value.node, told.node))
        waiting += [
            (variant, other.variants[choice])
            for choice, variant in one.variants.items()
            if choice in other.variants
        ]
