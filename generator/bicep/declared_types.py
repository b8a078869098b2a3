"""Types of parameters, outputs and definitions, with the decorators that say more of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.bicep.forms import TODO, member
from generator.bicep.names import camel
from generator.bicep.sources import SECURE
from generator.bicep.statements import (
    ArrayType,
    Decorator,
    NonNullable,
    Nullable,
    ObjectType,
    Statement,
    TupleType,
    TypeDeclaration,
    TypeItem,
    TypeProperty,
    Union,
)
from generator.bicep.syntax import Array, At, Get, Integer, Item, String, Symbol, Word
from generator.bicep.values import plain
from generator.language.documents.casing import member_of, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.statements import Type
    from generator.bicep.values import ValueWriter

_NAMES = {"any", "string", "int", "bool", "array", "object"}
_BOUNDS = {
    "minLength": {"string", "array"},
    "maxLength": {"string", "array"},
    "minValue": {"int"},
    "maxValue": {"int"},
}
"""What says the bounds of a value, and the types that have them; Azure refuses it elsewhere."""
_SCALARS: dict[str, type] = {"string": str, "int": int, "bool": bool}


def kind_of(raw: Any) -> str:
    """Return the name of the type that a declaration says; any, where it says none."""
    name = str(member_of(raw, "type") or "any").lower()
    return SECURE.get(name, name)


def type_of(writer: ValueWriter, raw: dict[str, Any]) -> Type:
    """Return the type that a parameter, an output or a definition declares."""
    kind = _bare(writer, raw)
    if isinstance(member_of(raw, "$ref"), str) and member_of(raw, "nullable") is False:
        return NonNullable(kind)
    return Nullable(kind) if member_of(raw, "nullable") is True else kind


def _bare(writer: ValueWriter, raw: dict[str, Any]) -> Type:
    reference = member_of(raw, "$ref")
    if isinstance(reference, str):
        return _referenced(writer, reference)
    name = kind_of(raw)
    allowed = member_of(raw, "allowedValues")
    if isinstance(allowed, list) and allowed and _is_definition(writer):
        return _one_of(name, allowed)
    if name == "array":
        return _array(writer, raw)
    if name == "object":
        return _object(writer, raw)
    if name not in _NAMES:
        writer.reader.scope.problem(writer.reader.path, f"there is no type '{name}'")
        return TODO
    return Symbol(name)


def _is_definition(writer: ValueWriter) -> bool:
    """Whether a type stands where no @allowed() may: anywhere but right at a parameter."""
    path = writer.reader.path
    base = len(writer.reader.scope.base)
    return len(path) != base + 2 or str(path[base]).lower() != "parameters"


def _one_of(name: str, allowed: list[Any]) -> Type:
    """Return the type of one of some values; those of an array are its elements, or whole ones."""
    literals = tuple(_literal(item) for item in allowed)
    options = literals[0] if len(literals) == 1 else Union(literals)
    whole = all(isinstance(item, list) for item in allowed)
    return ArrayType(options) if name == "array" and not whole else options


def _literal(value: Any) -> Type:
    match value:
        case dict():
            listed = (TypeProperty(name, _literal(item)) for name, item in value.items())
            return ObjectType(tuple(listed))
        case list():
            return TupleType(tuple(TypeItem(_literal(item)) for item in value))
        case None | bool():
            return Word({None: "null", True: "true", False: "false"}[value])
        case int():
            return Integer(value)
    text = str(value)
    return String((text,) if text else ())


def _referenced(writer: ValueWriter, pointer: str) -> Type:
    """Return the type that a pointer means: a name, then the way into what it declares."""
    steps = [item.replace("~1", "/").replace("~0", "~") for item in pointer.split("/")[1:]]
    scope = writer.reader.scope
    name = scope.types.get(steps[1].lower()) if len(steps) > 1 else None
    if name is None:
        scope.problem(writer.reader.path, f"the type '{pointer}' is not declared")
        return TODO
    kind: Any = Symbol(name)
    rest = iter(steps[2:])
    for step in rest:
        if step == "properties":
            kind = member(kind, String((next(rest, ""),)))
        elif step == "additionalProperties":
            kind = Get(kind, "*")
        elif step == "items":
            kind = At(kind, Symbol("*"))
        elif step == "prefixItems":
            kind = At(kind, Integer(int(next(rest, "0"))))
        else:
            scope.problem(writer.reader.path, f"the part '{step}' of a type has no form in Bicep")
            return TODO
    made: Type = kind
    return made


def _array(writer: ValueWriter, raw: dict[str, Any]) -> Type:
    prefix = member_of(raw, "prefixItems")
    if isinstance(prefix, list):
        below = writer.below(written(raw, "prefixItems"))
        return TupleType(
            tuple(
                TypeItem(
                    type_of(below.below(index), item), tuple(decorators(below.below(index), item))
                )
                for index, item in enumerate(prefix)
                if isinstance(item, dict)
            )
        )
    items = member_of(raw, "items")
    if not isinstance(items, dict):
        return Symbol("array")
    below = writer.below(written(raw, "items"))
    kind, marks = type_of(below, items), tuple(decorators(below, items))
    return ArrayType(_named(writer, kind, marks) if marks else kind)


def _named(writer: ValueWriter, kind: Type, marks: tuple[Decorator, ...]) -> Type:
    """Return a type by a name of its own: the elements of an array take no decorators."""
    scope = writer.reader.scope
    words = [step for step in writer.reader.path[len(scope.base) + 1 :] if isinstance(step, str)]
    ends = dict.fromkeys((*words[:1], *words[-1:]))
    name = scope.names.take(f"{camel(*ends) or 'array'}Item", "item")
    scope.more_types.append(Statement(TypeDeclaration(name, kind), marks))
    return Symbol(name)


def _object(writer: ValueWriter, raw: dict[str, Any]) -> Type:
    discriminator = member_of(raw, "discriminator")
    mapping = member_of(discriminator, "mapping")
    if isinstance(mapping, dict):
        below = writer.below(written(raw, "discriminator")).below("mapping")
        kinds = [
            type_of(below.below(k), item) for k, item in mapping.items() if isinstance(item, dict)
        ]
        return Union(tuple(kinds))
    properties = member_of(raw, "properties")
    others = member_of(raw, "additionalProperties")
    if not isinstance(properties, dict) and not isinstance(others, dict):
        return Symbol("object")
    found: list[TypeProperty] = []
    below = writer.below(written(raw, "properties"))
    for name, item in (properties or {}).items():
        if isinstance(item, dict):
            own = below.below(name)
            found.append(TypeProperty(name, type_of(own, item), tuple(decorators(own, item))))
    if isinstance(others, dict):
        own = writer.below(written(raw, "additionalProperties"))
        found.append(TypeProperty("*", type_of(own, others), tuple(decorators(own, others))))
    return ObjectType(tuple(found))


def decorators(
    writer: ValueWriter, raw: dict[str, Any], *, allowed: bool = False
) -> Iterator[Decorator]:
    """Yield the decorators of a declaration; those for its values only with `allowed`."""
    metadata = member_of(raw, "metadata")
    if isinstance(metadata, dict):
        yield from said(metadata)
    if str(member_of(raw, "type")).lower() in SECURE:
        yield Decorator("secure")
    values = member_of(raw, "allowedValues")
    listed = isinstance(values, list) and bool(values)
    if allowed or not listed:
        yield from _bounds(writer, raw)
    discriminator = member_of(member_of(raw, "discriminator"), "propertyName")
    if isinstance(discriminator, str):
        yield Decorator("discriminator", (String((discriminator,)),))
    if member_of(raw, "additionalProperties") is False:
        yield Decorator("sealed")
    if allowed and listed:
        yield from _allowed(writer.below(written(raw, "allowedValues")), raw, values)


def _bounds(writer: ValueWriter, raw: dict[str, Any]) -> Iterator[Decorator]:
    kind = kind_of(raw)
    for name, kinds in _BOUNDS.items():
        value = member_of(raw, name)
        if not isinstance(value, int) or isinstance(value, bool):
            continue
        if kind not in kinds and member_of(raw, "$ref") is None:
            place = (*writer.reader.path, written(raw, name))
            listed = " and ".join(f"'{item}'" for item in sorted(kinds))
            message = f"only {listed} have a '{name}', and Azure refuses it here; it is left out"
            writer.reader.scope.problem(place, message)
        elif "Length" not in name or value >= 0:
            yield Decorator(name, (Integer(value),))


def _allowed(writer: ValueWriter, raw: dict[str, Any], values: list[Any]) -> Iterator[Decorator]:
    """Yield the values that a parameter may have; they are texts, whatever these look like."""
    kind = _SCALARS.get(kind_of(raw))
    kept = []
    for index, value in enumerate(values):
        right = kind is None or (
            isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
        )
        if right:
            kept.append(
                Item(plain(value), writer.reader.scope.comments.take((*writer.reader.path, index)))
            )
        elif value is not None:
            place = (*writer.reader.path, index)
            message = f"no value of type '{kind_of(raw)}' is {json.dumps(value)}; it is left out"
            writer.reader.scope.problem(place, message)
    if kept:
        yield Decorator("allowed", (Array(tuple(kept)),))


def said(metadata: dict[str, Any]) -> Iterator[Decorator]:
    """Yield the decorators for what a declaration says of itself."""
    description = member_of(metadata, "description")
    if description is not None:
        text = description if isinstance(description, str) else json.dumps(description)
        yield Decorator("description", (String((text,) if text else ()),))
    rest = {k: v for k, v in metadata.items() if not _told(k)}
    if rest:
        yield Decorator("metadata", (plain(rest),))
    if member_of(metadata, "__bicep_export!") is True:
        yield Decorator("export")


def _told(name: str) -> bool:
    return name.startswith("__bicep") or name.lower() == "description"
