"""A types.json of the compiler: entries that refer to each other by their number.

Source: https://github.com/Azure/bicep-types, and the files themselves.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from schemas.bicep_types.nodes import REST, Body, Node, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

Entry = dict[str, Any]
_REQUIRED, _READ_ONLY = 1, 2
OF_TEMPLATES = {"id", "name", "type", "apiVersion", "systemData"}
"""What identifies a resource: the template has its own words for it, or Azure sets it."""


class TypesFile:
    """The resources of a file, as graphs."""

    def __init__(self, content: bytes) -> None:
        self._entries: list[Entry] = json.loads(content)
        self._nodes: dict[int, Node] = {}
        self._chosen: list[tuple[Node, str]] = []

    def bodies(self) -> Iterator[tuple[int, Body]]:
        """Yield the types of resources, with the numbers of their entries."""
        for number, entry in enumerate(self._entries):
            if entry["$type"] == "ResourceType":
                yield number, self._body(entry)

    def _body(self, entry: Entry) -> Body:
        kind, _, version = entry["name"].partition("@")
        made = self._node(_number(entry["body"]))
        for variant, discriminator in self._chosen:  # each repeats it, with its own value
            variant.properties.pop(discriminator, None)
        self._chosen.clear()
        name = made.properties.get("name")
        own = {k: v for k, v in made.properties.items() if k not in OF_TEMPLATES}
        root = Node("", own, made.discriminator, made.variants)
        facts = name.facts if name is not None and name.type == "s" else {}
        return Body(kind, version, root, entry["writableScopes"], facts)

    def _node(self, number: int) -> Node:
        """Return the object of an entry."""
        found = self._nodes.get(number)
        if found is not None:
            return found
        entry = self._entries[number]
        node = self._nodes[number] = Node(_plain_name(entry["name"]))
        if entry["$type"] == "ObjectType":
            node.properties = self._properties(entry["properties"])
            if "additionalProperties" in entry:
                node.properties[REST] = self._value(_number(entry["additionalProperties"]))
            return node
        node.properties = self._properties(entry["baseProperties"])
        node.discriminator = entry["discriminator"]
        for choice, target in sorted(entry["elements"].items()):
            node.variants[choice] = self._node(_number(target))
            self._chosen.append((node.variants[choice], node.discriminator))
        return node

    def _properties(self, written: dict[str, Entry]) -> dict[str, Value]:
        return {key: self._property(item) for key, item in written.items()}

    def _property(self, written: Entry) -> Value:
        flags = written["flags"]
        if flags & _READ_ONLY:
            return Value("ro")
        value = self._value(_number(written["type"]))
        value.required = bool(flags & _REQUIRED)
        return value

    def _value(self, number: int) -> Value:
        """Return what an entry stands for; the caller may change it."""
        entry = self._entries[number]
        match entry["$type"]:
            case "StringType":
                return Value("s", facts=_facts(entry, {}))
            case "StringLiteralType":
                return Value("s", facts={"e": [entry["value"]]})
            case "UnionType":
                return self._union(entry)
            case "IntegerType":
                # The types of the compiler have no numbers with a fraction.
                return Value("n", facts=_facts(entry, {"minValue": "min", "maxValue": "max"}))
            case "BooleanType":
                return Value("b")
            case "AnyType":
                return Value("any")
            case "ArrayType":
                return self._array(entry)
        return self._object(entry, number)

    def _union(self, entry: Entry) -> Value:
        parts = [self._entries[_number(item)] for item in entry["elements"]]
        values = [part["value"] for part in parts if part["$type"] == "StringLiteralType"]
        facts: dict[str, Any] = {"e": values}
        if len(values) < len(parts):
            facts["open"] = True
        return Value("s", facts=facts)

    def _array(self, entry: Entry) -> Value:
        item = self._value(_number(entry["itemType"]))
        lengths = _facts(entry, {"minLength": "minItems", "maxLength": "maxItems"})
        # The number of elements is told of the outermost array only.
        inner = {k: v for k, v in item.facts.items() if k not in {"minItems", "maxItems"}}
        return Value(item.type, f"{item.suffix}[]", item.node, facts=inner | lengths)

    def _object(self, entry: Entry, number: int) -> Value:
        if entry["$type"] == "DiscriminatedObjectType" and not entry["elements"]:
            return Value("o")
        if not entry.get("properties", True):
            item = self._value(_number(entry["additionalProperties"]))
            if item.type == "any" and not item.suffix:
                return Value("o")
            facts = {k: v for k, v in item.facts.items() if k not in {"minItems", "maxItems"}}
            return Value(item.type, f"{item.suffix}{{}}", item.node, facts=facts)
        return Value("#", node=self._node(number))


def _number(reference: dict[str, str]) -> int:
    return int(reference["$ref"].removeprefix("#/"))


def _plain_name(name: str) -> str:
    """Return the name of an object, which may be that of a type of resources, as one word."""
    last = name.rpartition("/")[2]
    return "".join(letter for letter in last if letter.isalnum() or letter in "._-")


def _facts(entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    """Return the facts of an entry, under the names of the compact format."""
    facts = {names.get(key, key): value for key, value in entry.items() if key != "$type"}
    facts.pop("itemType", None)
    if facts.pop("sensitive", False):
        facts["secret"] = True
    return facts
