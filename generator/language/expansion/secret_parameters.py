"""Secure parameters: nested deployments without their values, and a template that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.language.expressions.tree import Call, Text, walk
from generator.language.expressions.values import Residual, Value
from generator.language.parameters.type_check import is_secure
from generator.redaction import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.language.expansion.deployment import Deployment
    from generator.language.parameters.inputs import Given


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


def revealed(value: Any) -> Any:
    """Return a template whose secure parameters are plain ones, so that their values are put in."""
    if isinstance(value, list):
        return [revealed(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: item[len("secure") :].lower()
        if key.lower() == "type" and _is_secure_type(item)
        else revealed(item)
        for key, item in value.items()
    }


def _is_secure_type(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in {"securestring", "secureobject"}


def secure_values(
    declared: Mapping[str, Any], definitions: Mapping[str, Any], given: Mapping[str, Given]
) -> Iterator[Any]:
    """Yield the values of the parameters that are secure, or called like a secret."""
    for name, declaration in declared.items():
        if not isinstance(declaration, dict):
            continue
        if not is_secure(declaration, definitions) and not is_secret_name(name):
            continue
        found = given.get(name.lower())
        if found is None:
            yield declaration.get(written(declaration, "defaultValue"))
        else:
            yield found.secret[0] if found.secret else found.value


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
