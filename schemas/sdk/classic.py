"""Classes of releases up to about 2024: tables of attributes and of validation in each class."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from schemas.sdk.model import Facts, Model, Property, assigned, enumerations

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCALARS = {
    "str": "s",
    "int": "i",
    "long": "i",
    "float": "n",
    "bool": "b",
    "object": "any",
    "unix-time": "i",
}
_TEXTS = {"iso-8601", "duration", "rfc-1123", "bytearray", "base64", "date", "time", "decimal"}
_FACTS = {
    "minimum": "min",
    "maximum": "max",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "min_items": "minItems",
    "max_items": "maxItems",
}
_UNESCAPED_DOT = re.compile(r"(?<!\\)\.")


def models(source: str, enums: str) -> dict[str, Model]:
    """Return the classes of a module of models, by name."""
    classes = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
    values = enumerations(ast.parse(enums)) if enums else {}
    return {name: _model(node, classes, values) for name, node in classes.items()}


def _lineage(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    """Yield a class and its bases, nearest first."""
    yield node
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in classes:
            yield from _lineage(classes[base.id], classes)


def _inherited(node: ast.ClassDef, classes: dict[str, ast.ClassDef], name: str) -> dict[str, Any]:
    """Return a table of a class; as in Python, one that it lacks is that of its base."""
    for item in _lineage(node, classes):
        table = assigned(item, name)
        if table is not None:
            return dict(table)
    return {}


def _model(
    node: ast.ClassDef, classes: dict[str, ast.ClassDef], enums: dict[str, list[Any]]
) -> Model:
    attributes = _inherited(node, classes, "_attribute_map")
    validation = _inherited(node, classes, "_validation")
    chosen = _enumerated(node, classes, enums)
    constants = _constants(node)
    properties = {}
    for name, entry in attributes.items():
        path = tuple(part.replace("\\.", ".") for part in _UNESCAPED_DOT.split(entry["key"]))
        values = [constants[name]] if name in constants else chosen.get(name, [])
        properties[path] = _property(entry["type"], validation.get(name, {}), values, path)
    subtypes = assigned(node, "_subtype_map") or {}
    for name, variants in subtypes.items():
        key = attributes[name]["key"].replace("\\.", ".")
        return Model(node.name, properties, key, dict(variants))
    return Model(node.name, properties)


def _property(
    written: str, rules: dict[str, Any], values: list[Any], path: tuple[str, ...]
) -> Property:
    if rules.get("readonly"):
        return Property("ro")
    facts: Facts = {"e": values} if values else {}
    facts |= {_FACTS[key]: value for key, value in rules.items() if key in _FACTS}
    required = bool(rules.get("required"))
    if path == ("",):  # what no other property takes
        return Property(_type(written)[:-2])
    return Property(_type(written), required, facts, recoverable=len(path) > 1)


def _type(written: str) -> str:
    if written.startswith("["):
        return _type(written[1:-1]) + "[]"
    if written.startswith("{"):
        return _type(written[1:-1]) + "{}"
    return "s" if written in _TEXTS else _SCALARS.get(written) or f"#{written}"


def _enumerated(
    node: ast.ClassDef, classes: dict[str, ast.ClassDef], enums: dict[str, list[Any]]
) -> dict[str, list[Any]]:
    """Return the values of each attribute: only the annotations of __init__ name enumerations."""
    found: dict[str, list[Any]] = {}
    for item in reversed(list(_lineage(node, classes))):
        for function in item.body:
            if isinstance(function, ast.FunctionDef) and function.name == "__init__":
                for argument in function.args.kwonlyargs:
                    names = _names(argument.annotation)
                    constant = _constant(argument.annotation)
                    for name in names & enums.keys():
                        found[argument.arg] = enums[name]
                    if constant is not None:
                        found[argument.arg] = [constant]
    return found


def _constant(annotation: ast.expr | None) -> Any:
    """Return the only value that an annotation allows: `Literal["x"]`, maybe within Optional."""
    for node in ast.walk(annotation) if annotation else ():
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            value = node.slice
            if node.value.id == "Literal" and isinstance(value, ast.Constant):
                return value.value
    return None


def _names(annotation: ast.expr | None) -> set[str]:
    """Return the names of classes in an annotation, those in quotes too."""
    found: set[str] = set()
    for node in ast.walk(annotation) if annotation else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value.rpartition(".")[2])
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


def _constants(node: ast.ClassDef) -> dict[str, Any]:
    """Return the attributes that always have the same value, discriminators among them."""
    found: dict[str, Any] = {}
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant):
            found |= {t.id: item.value.value for t in item.targets if isinstance(t, ast.Name)}
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            found |= dict(_set_in(item))
    return found


def _set_in(function: ast.FunctionDef) -> Iterator[tuple[str, Any]]:
    for item in function.body:
        if isinstance(item, ast.Assign):
            targets = item.targets
        elif isinstance(item, ast.AnnAssign):
            targets = [item.target]
        else:
            continue
        for target in targets:
            known = isinstance(item.value, ast.Constant) and item.value.value is not None
            if known and isinstance(target, ast.Attribute) and isinstance(item.value, ast.Constant):
                yield target.attr, item.value.value
