"""The functions that a template declares itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function that a template declares: the names of its parameters and what it gives."""

    name: str
    parameters: tuple[str, ...]
    value: Any
    path: Path


def own_functions(groups: Any, path: Path) -> Iterator[tuple[str, OwnFunction]]:
    """Go through the functions that a template declares, by full name in lower case."""
    for index, group in enumerate(groups if isinstance(groups, list) else ()):
        names = {key.lower(): key for key in group} if isinstance(group, dict) else {}
        if {"namespace", "members"} <= names.keys():
            members = group[names["members"]]
            place = (*path, index, names["members"])
            for name, declared in members.items() if isinstance(members, dict) else ():
                full = f"{group[names['namespace']]}.{name}"
                if isinstance(declared, dict):
                    yield full.lower(), _own_function(full, declared, (*place, name))


def _own_function(name: str, declared: dict[str, Any], path: Path) -> OwnFunction:
    members = {key.lower(): key for key in declared}
    inputs = declared.get(members.get("parameters", ""), [])
    output = declared.get(members.get("output", ""), {})
    value = next((output[key] for key in output if key.lower() == "value"), None)
    names = tuple(
        str(item.get(next((key for key in item if key.lower() == "name"), ""), ""))
        for item in (inputs if isinstance(inputs, list) else ())
        if isinstance(item, dict)
    )
    return OwnFunction(name, names, value, (*path, members.get("output", "output"), "value"))
