"""A class of the SDK in neutral form, whichever generation of its generator wrote it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

Facts = dict[str, Any]
_ORDER = (
    *(
        "e",
        "open",
        "grows",
        "min",
        "max",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
    ),
    "secret",
)
SCALARS = {"s", "i", "n", "b", "o", "any", "ro"}


@dataclass(frozen=True, slots=True)
class Property:
    """A property: `type` as the compact format writes it, `facts` beyond it (e, min, max, ...).

    `recoverable` tells that the SDK may have lost that it is required: an optional `properties`
    was flattened away around it.
    """

    type: str
    required: bool = False
    facts: Facts = field(default_factory=dict)
    recoverable: bool = False

    @property
    def base(self) -> str:
        """The type of what it holds, without the suffixes of arrays and maps."""
        return self.type.rstrip("[]{}")

    def compact(self) -> Any:
        """Return the property as the file holds it."""
        mark = "!" if self.required else ""
        if not self.facts:
            return mark + self.type
        head = {} if mark + self.type == "s" else {"t": mark + self.type}
        return head | {key: self.facts[key] for key in _ORDER if key in self.facts}


@dataclass(frozen=True, slots=True)
class Model:
    """A class: its properties by their path in JSON, and which class stands for which value.

    The keys of `properties` are tuples, as a class may flatten objects into itself.
    `discriminator` is the name in JSON of the property that tells, `variants` are classes by value.
    """

    name: str
    properties: dict[tuple[str, ...], Property]
    discriminator: str = ""
    variants: dict[str, str] = field(default_factory=dict)


def enumerations(tree: ast.Module) -> dict[str, list[Any]]:
    """Return the values of each enumeration of a module."""
    found: dict[str, list[Any]] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            values = [
                item.value.value
                for item in node.body
                if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)
            ]
            if values:
                found[node.name] = values
    return found


def members(tree: ast.Module) -> dict[tuple[str, str], Any]:
    """Return the value of each member of the enumerations of a module, by class and name."""
    return {
        (node.name, target.id): item.value.value
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)
        for target in item.targets
        if isinstance(target, ast.Name)
    }


def assigned(node: ast.ClassDef, name: str) -> Any:
    """Return the literal that a class assigns to a name; None where it does not."""
    for item in node.body:
        if isinstance(item, ast.Assign):
            targets = [target.id for target in item.targets if isinstance(target, ast.Name)]
            if name in targets:
                return ast.literal_eval(item.value)
    return None
