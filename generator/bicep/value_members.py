"""The members of a value that is known, or whose type is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.sources import SECURE, Choice, Many, Typed
from generator.language.documents.casing import member_of
from generator.language.template import is_expression, is_loops
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.bicep.sources import Source, Sources

_DEEPEST = 40
"""How many definitions are followed that one leads to through the others."""


@dataclass(frozen=True, slots=True)
class ValueMembers:
    """What the members of values are; types lead to the definitions of the `template`."""

    template: Mapping[str, Any]

    def kind(self, value: Source) -> str:
        """Return the type of a value; '' where it cannot be told."""
        if isinstance(value, Typed):
            kind = str(member_of(self.resolved(value.declared), "type") or "").lower()
            return SECURE.get(kind, kind)
        if isinstance(value, (list, Many)):
            return "array"
        kinds: dict[type, str] = {bool: "bool", str: "string", int: "int", dict: "object"}
        return kinds.get(type(value), "")

    def own(self, value: Source, key: str | int) -> str | int | None:
        """Return the spelling of a member of a value; None where that has none of the name."""
        if isinstance(key, int):
            there = isinstance(value, Many) or (isinstance(value, list) and -1 < key < len(value))
            return key if there or self._items(value) is not None else None
        members = self.named(value) or {}
        alike = (own for own in members if own.lower() == key.lower())
        return key if key in members else next(alike, None)

    def at(self, value: Source, key: str | int) -> Source:
        """Return a member by its own spelling."""
        if isinstance(key, str):
            return (self.named(value) or {})[key]
        if isinstance(value, list):
            return value[key]
        return Choice(self.elements(value) or ())

    def is_without(self, value: Source, key: str | int) -> bool:
        """Whether a value is known to lack a member, wherever it comes from."""
        if isinstance(key, int):
            return isinstance(value, list)
        return isinstance(value, dict) and not any(map(is_expression, value))

    def elements(self, value: Source) -> Sources | None:
        """Return the elements of an array, or the values of the members of an object."""
        match value:
            case Many(options):
                return options
            case list():
                return tuple(value)
            case dict():
                return tuple((self.named(value) or {}).values())
        items = self._items(value)
        return None if items is None else (Typed(items),)

    def named(self, value: Source) -> Mapping[str, Source] | None:
        """Return the members of an object by their names."""
        match value:
            case dict():
                return dict(_written_out(value))
            case Typed(declared):
                properties = member_of(self.resolved(declared), "properties")
                listed = properties.items() if isinstance(properties, dict) else ()
                return {name: Typed(item) for name, item in listed if isinstance(item, dict)}
        return None

    def _items(self, value: Source) -> Mapping[str, Any] | None:
        if not isinstance(value, Typed):
            return None
        items = member_of(self.resolved(value.declared), "items")
        return items if isinstance(items, dict) else None

    def is_nullable(self, value: Typed) -> bool:
        """Whether a type takes null, as it is declared or by a definition that it leads to."""
        return any(member_of(item, "nullable") is True for item in self._followed(value.declared))

    def resolved(self, declared: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follow `$ref` to a definition of the template."""
        return list(self._followed(declared))[-1]

    def _followed(self, declared: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield a declaration and the definitions that its `$ref` leads to."""
        for _ in range(_DEEPEST):
            yield declared
            pointer = member_of(declared, "$ref")
            name = str(pointer).removeprefix("#/definitions/")
            found = member_of(member_of(self.template, "definitions"), name)
            if pointer is None or not isinstance(found, dict):
                return
            declared = found


def _written_out(raw: dict[str, Any]) -> Iterable[tuple[str, Source]]:
    """Yield the members of an object, those that loops make too."""
    for key, item in raw.items():
        if key.lower() == "copy" and is_loops(item):
            for loop in item:
                yield str(member_of(loop, "name")), Many((member_of(loop, "input"),))
        else:
            yield key, item
