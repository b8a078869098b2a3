"""The functions that a template declares itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class OwnParameter:
    """A parameter of a function, and what is declared of its type."""

    name: str
    type: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function that a template declares: its parameters, what it gives, and of which type."""

    name: str
    parameters: tuple[OwnParameter, ...]
    value: Any
    output: dict[str, Any]
    path: Path


def own_functions(groups: Any, path: Path) -> Iterator[tuple[str, OwnFunction]]:
    """Yield the functions that a template declares, by full name in lower case."""
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
    inputs = declared.get(written(declared, "parameters"))
    place = written(declared, "output")
    output = declared.get(place)
    output = output if isinstance(output, dict) else {}
    parameters = tuple(
        OwnParameter(str(item.get(written(item, "name"), "")), item)
        for item in (inputs if isinstance(inputs, list) else ())
        if isinstance(item, dict)
    )
    key = written(output, "value")
    return OwnFunction(name, parameters, output.get(key), output, (*path, place, key))
