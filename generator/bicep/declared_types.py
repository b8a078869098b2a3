"""Types of parameters, outputs and definitions, with the decorators that say more of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.bicep.expressions import TODO
from generator.bicep.sources import SECURE
from generator.bicep.syntax import (
    ArrayType,
    At,
    Decorator,
    Get,
    Integer,
    Name,
    Nullable,
    Object,
    ObjectType,
    String,
    TupleType,
    TypeItem,
    TypeProperty,
    Union,
    Word,
)
from generator.language.documents.casing import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.syntax import Type
    from generator.bicep.values import Writer

_NAMES = {"string", "int", "bool", "array", "object"}
_BOUNDS = ("minLength", "maxLength", "minValue", "maxValue")


def member_of(raw: Any, name: str) -> Any:
    """Give a member of an object whatever its casing; None where there is none."""
    return raw.get(written(raw, name)) if isinstance(raw, dict) else None


def type_of(writer: Writer, raw: dict[str, Any]) -> Type:
    """Give the type that a parameter, an output or a definition declares."""
    kind = _bare(writer, raw)
    return Nullable(kind) if member_of(raw, "nullable") is True else kind


def _bare(writer: Writer, raw: dict[str, Any]) -> Type:
    reference = member_of(raw, "$ref")
    if isinstance(reference, str):
        return _referenced(writer, reference)
    name = str(member_of(raw, "type") or "object").lower()
    name = SECURE.get(name, name)
    allowed = member_of(raw, "allowedValues")
    if isinstance(allowed, list) and _is_definition(writer) and all(map(_is_scalar, allowed)):
        literals = tuple(_literal(item) for item in allowed)
        options = literals[0] if len(literals) == 1 else Union(literals)
        return ArrayType(options) if name == "array" else options
    if name == "array":
        return _array(writer, raw)
    if name == "object":
        return _object(writer, raw)
    if name not in _NAMES:
        writer.reader.scope.problem(writer.reader.path, f"there is no type '{name}'")
        return TODO
    return Name(name)


def _is_definition(writer: Writer) -> bool:
    """Whether a type stands where no @allowed() may: anywhere but right at a parameter."""
    path = writer.reader.path
    base = len(writer.reader.scope.base)
    return len(path) != base + 2 or str(path[base]).lower() != "parameters"


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, (str, int))


def _literal(value: Any) -> Type:
    if isinstance(value, bool):
        return Word("true" if value else "false")
    if isinstance(value, int):
        return Integer(value)
    return String((value,) if value else ()) if isinstance(value, str) else Word("null")


def _referenced(writer: Writer, pointer: str) -> Type:
    steps = [item.replace("~1", "/").replace("~0", "~") for item in pointer.split("/")[1:]]
    scope = writer.reader.scope
    name = scope.types.get(steps[1].lower()) if len(steps) > 1 else None
    if name is None:
        scope.problem(writer.reader.path, f"the type '{pointer}' is not declared")
        return TODO
    kind: Type = Name(name)
    rest = iter(steps[2:])
    for step in rest:
        if step == "properties":
            kind = Get(kind, next(rest, ""))  # type: ignore[arg-type]
        elif step in {"items", "additionalProperties"}:
            kind = At(kind, Name("*"))  # type: ignore[arg-type]
        else:
            scope.problem(writer.reader.path, f"the part '{step}' of a type has no form in Bicep")
            return TODO
    return kind


def _array(writer: Writer, raw: dict[str, Any]) -> Type:
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
    if isinstance(items, dict):
        return ArrayType(type_of(writer.below(written(raw, "items")), items))
    return Name("array")


def _object(writer: Writer, raw: dict[str, Any]) -> Type:
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
        return Name("object")
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
    writer: Writer, raw: dict[str, Any], *, allowed: bool = False
) -> Iterator[Decorator]:
    """Go through the decorators of a declaration; those for its values only with `allowed`."""
    metadata = member_of(raw, "metadata")
    if isinstance(metadata, dict):
        yield from _said(writer.below(written(raw, "metadata")), metadata)
    if str(member_of(raw, "type")).lower() in SECURE:
        yield Decorator("secure")
    for name in _BOUNDS:
        value = member_of(raw, name)
        if isinstance(value, int) and not isinstance(value, bool):
            yield Decorator(name, (Integer(value),))
    discriminator = member_of(member_of(raw, "discriminator"), "propertyName")
    if isinstance(discriminator, str):
        yield Decorator("discriminator", (String((discriminator,)),))
    if member_of(raw, "additionalProperties") is False:
        yield Decorator("sealed")
    values = member_of(raw, "allowedValues")
    if allowed and isinstance(values, list):
        listed = replace(writer, loops=False).below(written(raw, "allowedValues"))
        yield Decorator("allowed", (listed.value(values),))


def _said(writer: Writer, metadata: dict[str, Any]) -> Iterator[Decorator]:
    """Go through the decorators for what a declaration says of itself."""
    description = member_of(metadata, "description")
    if isinstance(description, str):
        yield Decorator("description", (String((description,) if description else ()),))
    rest = {k: v for k, v in metadata.items() if not _told(k, v)}
    if rest:
        yield Decorator("metadata", (Object(tuple(writer.members(rest))),))
    if member_of(metadata, "__bicep_export!") is True:
        yield Decorator("export")


def _told(name: str, value: Any) -> bool:
    return name.startswith("__bicep") or (name.lower() == "description" and isinstance(value, str))
