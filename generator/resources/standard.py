"""The schema of a type in one API version as a standard JSON Schema (2020-12), for any tool.

It is strict: a closed object, names and values in the casing of the API, no expressions. So it
fits resources whose expressions are evaluated, as `scaleset expand` prints them.

What the reviewed types refer to has the names of the Azure SDK. Those of the other types change
from one release of their source to the next, and a wheel has none: there the path of the first
property that refers to a definition is its name.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from generator.lazy import regex
from generator.resources.shape import SCALARS, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.resources.schema import Definition, Slice

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FACTS = {"min": "minimum", "max": "maximum"}
_OF_TEMPLATES: dict[str, Any] = {
    "id": {"type": "string"},
    "comments": {"type": "string"},
    "condition": {"type": "boolean"},
    "copy": {"type": "object"},
    "dependsOn": {"type": "array", "items": {"type": "string"}},
    "scope": {"type": "string"},
    "resourceGroup": {"type": "string"},
    "subscriptionId": {"type": "string"},
    "metadata": {"type": "object"},
    "resources": {"type": "array", "items": {"type": "object"}},
}


def json_schema(slice_: Slice) -> dict[str, Any]:
    """Return the JSON Schema of a slice; what it refers to is in its `$defs`."""
    kind, version = slice_.schema.type, slice_.version
    root = slice_.root
    body = _object(root)
    own = {"type": {"const": kind}, "apiVersion": {"const": version}, "name": {"type": "string"}}
    reached = _reached(slice_)
    schema = {
        "$schema": _DIALECT,
        "title": f"{kind}@{version}",
        **body,
        "properties": {**own, **_OF_TEMPLATES, **body["properties"]},
        "required": [*own, *body.get("required", [])],
        "$defs": {
            name: _of_any(_object(found)) if found.base == slice_.schema.root else _object(found)
            for name, (_, found) in reached.items()
        },
    }
    if not slice_.schema.reviewed:
        schema = _renamed(schema, {key: path for key, (path, _) in reached.items()})
    schema["$defs"] = dict(sorted(schema["$defs"].items()))
    return schema


def _of_any(body: dict[str, Any]) -> dict[str, Any]:
    """Return what a variant of a resource may have, with what any resource may."""
    own: dict[str, Any] = {"type": {}, "apiVersion": {}, "name": {}}
    return {**body, "properties": {**own, **_OF_TEMPLATES, **body["properties"]}}


def _reached(slice_: Slice) -> dict[str, tuple[str, Definition]]:
    """Return the definitions that the root leads to, with the paths of what first leads there."""
    found: dict[str, tuple[str, Definition]] = {}
    taken = set()
    waiting = [("", slice_.root)]
    for path, definition in waiting:  # it grows
        for step, name, target in _targets(slice_, definition):
            if name in found:
                continue
            wanted = _UNSAFE.sub("_", f"{path}.{step}".lstrip("."))
            numbered = (f"{wanted}{number or ''}" for number in count())
            own = next(item for item in numbered if item not in taken)
            taken.add(own)
            found[name] = own, target
            waiting.append(found[name])
    return found


_UNSAFE = regex(r"[^A-Za-z0-9._-]+")


def _targets(slice_: Slice, definition: Definition) -> Iterator[tuple[str, str, Definition]]:
    """Yield what a definition leads to: by which property or value, its name, and what it is."""
    for value in definition.variants:
        variant = slice_.variant(definition, value)
        if variant is not None:
            yield value, _name_of_variant(definition, variant.name), variant
    shapes = [*definition.properties.items(), ("values", definition.rest)]
    for key, shape in shapes:
        inner = shape
        while inner is not None and inner.of is not None:
            inner = inner.of
        if inner is not None and inner.definition:
            yield key, inner.definition, slice_.definition(inner.definition)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """Return a schema with other names in its `$defs`, and what refers to them."""
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"#/$defs/{names[item[8:].replace('~0', '~')]}"
        if key == "$ref" and isinstance(item, str)
        else {names[name]: _renamed(inner, names) for name, inner in item.items()}
        if key == "$defs"
        else _renamed(item, names)
        for key, item in value.items()
    }


def _name_of_variant(definition: Definition, variant: str) -> str:
    return f"{definition.name}.{variant}".lstrip(".")


def _object(definition: Definition) -> dict[str, Any]:
    result: dict[str, Any] = {
        "type": "object",
        "properties": {key: _value(shape) for key, shape in definition.properties.items()},
        "additionalProperties": False if definition.rest is None else _value(definition.rest),
    }
    if definition.required:
        result["required"] = list(definition.required)
    if definition.variants:
        result["allOf"] = list(_choices(definition))
    return result


def _choices(definition: Definition) -> Iterator[dict[str, Any]]:
    """Yield what each value of the discriminator asks for."""
    name = definition.discriminator
    shape = definition.properties.get(name)
    spelled = {str(value).lower(): value for value in ((shape and shape.facts) or {}).get("e", [])}
    for lower, chosen in definition.variants.items():
        wanted = {"const": spelled[lower]} if lower in spelled else {"pattern": f"(^|/){lower}$"}
        test = {"properties": {name: wanted}, "required": [name]}
        yield {"if": test, "then": _reference(_name_of_variant(definition, chosen))}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name.replace('~', '~0')}"}


def _value(shape: Shape) -> dict[str, Any]:
    facts = {_FACTS.get(key, key): value for key, value in (shape.facts or {}).items()}
    if shape.base == "#":
        return _reference(shape.definition)
    if shape.base == "ro":
        return {"readOnly": True}
    if shape.base == "any":
        return {}
    if shape.of is not None:
        inner = _value(shape.of)
        if shape.base == "[]":
            return {"type": "array", "items": inner, **facts}
        return {"type": "object", "additionalProperties": inner, **facts}
    if facts.pop("secret", False):
        facts["writeOnly"] = True
    facts.pop("grows", None)
    values, is_open = facts.pop("e", None), facts.pop("open", False)
    if values is not None:
        facts["examples" if is_open else "enum"] = values
    return {"type": SCALARS[shape.base], **facts}
