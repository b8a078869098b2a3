"""The parameters of a nested deployment without the values that it takes as secure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.documents.casing import written
from generator.language.expressions.tree import Call, Text, walk
from generator.language.expressions.values import Residual, Value

if TYPE_CHECKING:
    from generator.language.expansion.deployment import Deployment


def without_secrets(body: dict[str, Value], inner: Deployment) -> dict[str, Value]:
    """Put an expression in the place of every value that a nested deployment takes as secure."""
    place = written(body, "properties")
    properties = body.get(place)
    key = written(properties, "parameters") if isinstance(properties, dict) else ""
    given = properties.get(key) if isinstance(properties, dict) else None
    if not isinstance(properties, dict) or not isinstance(given, dict):
        return body
    shown = {name: _hidden(name, entry, inner) for name, entry in given.items()}
    return {**body, place: {**properties, key: shown}}


def _hidden(name: str, entry: Value, inner: Deployment) -> Value:
    declared = inner.own.parameters.get(name.lower())
    if declared is None or declared.veil is None:
        return entry
    hidden = Residual(Call("parameters", (Text(name),)))
    if not isinstance(entry, dict):
        return {"value": hidden}
    key = written(entry, "value")
    value = entry.get(key)
    if isinstance(value, Residual):
        return {**entry, key: value if _names_only(value) else hidden}
    return {**entry, key: declared.veil(value)} if key in entry else entry


def _names_only(value: Residual) -> bool:
    """Whether the texts of an expression are but names of parameters: nothing to hide."""
    names = {
        id(node.arguments[0])
        for node in walk(value.expression)
        if isinstance(node, Call) and node.name.lower() == "parameters" and node.arguments
    }
    return all(id(node) in names for node in walk(value.expression) if isinstance(node, Text))
