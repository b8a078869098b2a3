"""The body of an answer as that of a template: nothing flattened, names as the API spells them.

`az ... show` has no `properties`, nulls, the resource group beside every id, and a casing of its
own; the schema of the type says what stands where.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import member_of
from generator.language.documents.source import read_json
from generator.resources.schema import resource_schema

if TYPE_CHECKING:
    from generator.language.documents.source import Document
    from generator.resources.schema import Definition, Slice
    from generator.resources.shape import Shape

_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_OLDEST = "2024-01-01"
"""The API version of a type that no schema has."""
_NAME = "namepropertiesname"
_RENAMED = {"typepropertiestype": "type", _NAME: "name"}
"""What az calls a property whose name its resource has as well."""
_ADDED = "resourcegroup"
"""What az adds beside each id."""
_OF_ANSWERS = frozenset(("id", "type", "name", "apiversion", "resourcegroup", "etag", "systemdata"))


def template_of(resources: list[dict[str, Any]], path: str, **more: Any) -> Document:
    """Return a template of resources, to be read as if it stood where the answer does."""
    head = {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", **more}
    return read_json(json.dumps({**head, "resources": resources}), path)


def version_of(kind: str) -> str:
    """Return the newest API version of a type in lower case."""
    schema = resource_schema(kind)
    return schema.newest if schema else _OLDEST


def resource_of(kind: str, version: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return a body of an answer as a resource of a template: its texts are no expressions."""
    schema = resource_schema(kind)
    head = {"type": schema.type if schema else kind, "apiVersion": version, "name": name}
    return {**head, **literal(body)}


def literal(value: Any) -> Any:
    """Return a value whose texts in brackets are no expressions."""
    if isinstance(value, dict):
        return {key: literal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [literal(item) for item in value]
    closed = isinstance(value, str) and value.startswith("[") and value.endswith("]")
    return f"[{value}" if closed else value


def body_of(kind: str, value: dict[str, Any], version: str) -> dict[str, Any]:
    """Return the body of a resource of a type in lower case, as that API version has it."""
    own = member_of(value, "name")
    value = {key: item for key, item in value.items() if key.lower() not in _OF_ANSWERS}
    schema = resource_schema(kind)
    if schema is None or not schema.versions:
        return {key: item for key, item in value.items() if item is not None}
    slice_ = schema.slice(schema.nearest(version))
    inner = slice_.root.properties.get("properties")
    below = slice_.definition(inner.definition) if inner and inner.definition else None
    if below and below.spelled("name") and "properties" not in value:
        value = {_NAME: own, **value}  # where az tells one name, it is that of both
    return _object(value, slice_.root, slice_)


def _object(value: dict[str, Any], definition: Definition, slice_: Slice) -> dict[str, Any]:
    """Return an object with the names of its definition, its properties where they belong."""
    inner = definition.properties.get("properties")
    below = slice_.definition(inner.definition) if inner and inner.definition else None
    flat = below is not None and "properties" not in value
    found: dict[str, Any] = {}
    moved: dict[str, Any] = {}
    for key, item in value.items():
        if item is None or (key.lower() == _ADDED and definition.spelled(key) is None):
            continue
        name = _RENAMED.get(key.lower(), key)
        own = definition.spelled(name) if key == name else None
        if own is not None:
            found[own] = _value(item, definition.properties[own], slice_)
        elif flat and below is not None:
            spelled = below.spelled(name)
            shape = below.properties[spelled] if spelled else None
            moved[spelled or name] = _value(item, shape, slice_)
        else:
            found[name] = _value(item, definition.rest, slice_)
    if moved:
        found["properties"] = moved
    return found


def _value(value: Any, shape: Shape | None, slice_: Slice) -> Any:
    if isinstance(value, dict):
        if shape is not None and shape.definition:
            return _object(value, slice_.definition(shape.definition), slice_)
        inner = shape.of if shape is not None and shape.base == "{}" else None
        return {key: _value(item, inner, slice_) for key, item in value.items()}
    if isinstance(value, list):
        inner = shape.of if shape is not None and shape.base == "[]" else None
        return [_value(item, inner, slice_) for item in value]
    return value
