"""What a declaration says of a type, with its `$ref` followed to the definition it names.

A `$ref` is a URI fragment with a JSON pointer (RFC 6901): "#/definitions/sku/properties/name".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

_MISSING: Any = object()
_ELSEWHERE = ("parameters", "outputs")
"""Tables of the template that a `$ref` may point into as well; they are not looked at."""

_MOST_STEPS = 50
"""How many definitions may lead on to another; each is followed again for every use of it."""


class BrokenReferenceError(ValueError):
    """A `$ref` leads nowhere, or back to itself."""


def type_of(declared: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a declaration by lower-case name, without those that are null.

    Of a declaration with a `$ref` they are those of the definition, but what stands beside the
    `$ref` wins (so does the Azure CLI with nullable, lengths and allowed values). Where the `$ref`
    points into another table than the definitions, everything fits, even null.

    Raises BrokenReferenceError.
    """
    found = _members(declared)
    seen: set[str] = set()
    while "$ref" in found:
        pointer = str(found.pop("$ref"))
        if pointer in seen:
            raise BrokenReferenceError(f"'$ref' leads back to itself: '{pointer}'")
        if len(seen) == _MOST_STEPS:
            message = f"'$ref' leads on more than {_MOST_STEPS} times; name the last definition"
            raise BrokenReferenceError(message)
        seen.add(pointer)
        found = {**_members(_target(pointer, definitions)), **found}
    return found


def _members(declared: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): item for name, item in declared.items() if item is not None}


def _target(pointer: str, definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    start, *steps = (_decoded(step) for step in pointer.split("/"))
    if start == "#" and steps and steps[0].lower() in _ELSEWHERE:
        return {"nullable": True}
    value: Any = {"definitions": definitions} if start == "#" and len(steps) > 1 else _MISSING
    for step in steps:
        value = _below(value, step)
    if not isinstance(value, dict):
        raise BrokenReferenceError(f"'$ref' names no definition: '{pointer}'")
    return value


def _decoded(step: str) -> str:
    return unquote(step).replace("~1", "/").replace("~0", "~")


def _below(value: Any, step: str) -> Any:
    if isinstance(value, list) and step.isdecimal() and len(step) < 6:
        return value[int(step)] if int(step) < len(value) else _MISSING
    if not isinstance(value, dict) or step in value:
        return value[step] if isinstance(value, dict) else _MISSING
    return next((item for key, item in value.items() if key.lower() == step.lower()), _MISSING)
