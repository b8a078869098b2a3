"""Classes of later releases, generated from TypeSpec: one annotated field for each property."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import Any

from schemas.sdk.model import Facts, Model, Property, enumerations, members

_SCALARS = {"str": "s", "int": "i", "float": "n", "bool": "b", "Any": "any", "JSON": "any"}
_SCALARS |= {"bytes": "s", "object": "any", "datetime": "s", "timedelta": "s", "date": "s"}
_SCALARS |= {"time": "s", "Decimal": "n"}
_FIELDS = {"rest_field", "rest_discriminator"}
_WRITES = {"create", "update"}


@dataclass(frozen=True, slots=True)
class _Enums:
    values: dict[str, list[Any]]
    members: dict[tuple[str, str], Any]


def models(source: str, enums: str) -> dict[str, Model]:
    """Return the classes of a module of models, by name."""
    classes = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
    tree = ast.parse(enums)
    known = _Enums(enumerations(tree), members(tree))
    return {name: _model(node, classes, known) for name, node in classes.items()}


def _model(node: ast.ClassDef, classes: dict[str, ast.ClassDef], enums: _Enums) -> Model:
    properties: dict[tuple[str, ...], Property] = {}
    discriminator = ""
    for item in _lineage(node, classes):
        for name, made, tells in _fields(item, enums):
            properties[name,] = made
            if tells and item is node:
                discriminator = name
    variants = _variants(node.name, classes) if discriminator else {}
    return Model(node.name, properties, discriminator if variants else "", variants)


def _lineage(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> list[ast.ClassDef]:
    """Return a class after its bases."""
    found: list[ast.ClassDef] = []
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in classes:
            found += _lineage(classes[base.id], classes)
    return [*found, node]


def _variants(name: str, classes: dict[str, ast.ClassDef]) -> dict[str, str]:
    """Return the classes below one by the value that tells them."""
    found = {}
    for node in classes.values():
        if any(isinstance(base, ast.Name) and base.id == name for base in node.bases):
            for keyword in node.keywords:
                if keyword.arg == "discriminator" and isinstance(keyword.value, ast.Constant):
                    found[str(keyword.value.value)] = node.name
            found |= _variants(node.name, classes)
    return found


def _fields(node: ast.ClassDef, enums: _Enums) -> list[tuple[str, Property, bool]]:
    found = []
    for item in node.body:
        if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
            continue
        call = item.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id in _FIELDS:
            options = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
            name = options.get("name") or item.target.id
            made = _property(item.annotation, options, enums)
            found.append((name, made, call.func.id == "rest_discriminator"))
    return found


def _property(annotation: ast.expr, options: dict[str | None, Any], enums: _Enums) -> Property:
    visibility = options.get("visibility")
    if visibility is not None and not _WRITES & set(visibility):
        return Property("ro")
    inner = _inside(annotation, "Optional")
    made = _typed(inner or annotation, enums)
    return replace(made, required=inner is None)


def _inside(node: ast.expr, *names: str) -> ast.expr | None:
    """Return what stands in the brackets after one of these names."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return node.slice if node.value.id in names else None
    return None


def _typed(node: ast.expr, enums: _Enums) -> Property:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _typed(ast.parse(node.value, mode="eval").body, enums)
    if isinstance(node, ast.Name):
        return Property(_SCALARS[node.id])
    if isinstance(node, ast.Attribute):
        return _named(node.attr, enums)
    if (element := _inside(node, "list", "List")) is not None:
        made = _typed(element, enums)
        return replace(made, type=made.type + "[]")
    if (pair := _inside(node, "dict", "Dict", "MutableMapping")) is not None:
        made = _typed(pair.elts[1], enums)  # type: ignore[attr-defined] # a tuple of two
        return replace(made, type=made.type + "{}")
    if (literal := _inside(node, "Literal")) is not None:
        return Property("s", facts={"e": [_literal(literal, enums)]})
    if (union := _inside(node, "Union")) is not None:
        return _typed(union.elts[-1], enums)  # type: ignore[attr-defined] # a tuple
    raise ValueError(f"a type that is not understood: {ast.unparse(node)}")


def _named(name: str, enums: _Enums) -> Property:
    if name in _SCALARS:
        return Property(_SCALARS[name])
    if name in enums.values:
        values = enums.values[name]
        facts: Facts = {"e": values}
        return Property("s" if isinstance(values[0], str) else "i", facts=facts)
    return Property(f"#{name}")


def _literal(node: ast.expr, enums: _Enums) -> Any:
    if isinstance(node, ast.Attribute):
        holder = node.value
        owner = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
        return enums.members[owner, node.attr]
    return ast.literal_eval(node)
