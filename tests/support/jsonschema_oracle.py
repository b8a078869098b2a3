"""jsonschema, taught how Azure reads: the second opinion on what the walker finds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from generator.language.template import is_expression
from generator.resources.standard import json_schema
from generator.validation.resources.check import ENVELOPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.resources.schema import Slice

Fault = tuple[str, tuple[str | int, ...]]
_KINDS = {
    "type": "type",
    "enum": "value",
    "additionalProperties": "unknown",
    "readOnly": "read-only",
    **dict.fromkeys(
        ("minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems"),
        "bounds",
    ),
}


def faults(slice_: Slice, body: dict[str, Any]) -> set[Fault]:
    """Return what is wrong with a resource without its envelope: the kind and the path."""
    schema = json_schema(slice_)
    own = {key: v for key, v in schema["properties"].items() if key.lower() not in ENVELOPE}
    schema["properties"] = own
    schema["required"] = [name for name in schema["required"] if name in own]
    found = set()
    for error in _Validator(schema).iter_errors(body):
        path = tuple(error.absolute_path)
        if error.validator in {"required", "additionalProperties"}:
            kind = "missing" if error.validator == "required" else "unknown"
            found.add((kind, (*path, error.message)))
        else:
            found.add((_KINDS[error.validator], path))
    return found


def _open(value: Any) -> bool:
    return value is None or is_expression(value)


def _matching(properties: dict[str, Any], name: str) -> str | None:
    if name in properties:
        return name
    return next((known for known in properties if known.lower() == name.lower()), None)


def _are_loops(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _loops(instance: dict[str, Any]) -> list[dict[str, Any]]:
    listed = instance.get("copy")
    return listed if _are_loops(listed) else []


def _properties(validator, properties, instance, _) -> Iterator[ValidationError]:
    for name, value in instance.items() if isinstance(instance, dict) else ():
        known = _matching(properties, name)
        if known is not None and value is not None:
            yield from validator.descend(value, properties[known], path=name, schema_path=known)
    for index, loop in enumerate(_loops(instance) if isinstance(instance, dict) else ()):
        known = _matching(properties, str(loop.get("name")))
        if known is not None and "items" in properties[known]:
            for error in validator.descend(loop.get("input"), properties[known]["items"]):
                error.relative_path.extendleft(("input", index, "copy"))
                yield error


def _additional(validator, wanted, instance, schema) -> Iterator[ValidationError]:
    for name, value in instance.items() if isinstance(instance, dict) else ():
        if value is None or _matching(schema.get("properties", {}), name) is not None:
            continue
        if wanted is not False:
            yield from validator.descend(value, wanted, path=name)
        elif not is_expression(name) and not (name == "copy" and _are_loops(value)):
            yield ValidationError(name)


def _required(_, names, instance, __) -> Iterator[ValidationError]:
    if not isinstance(instance, dict) or any(map(is_expression, instance)):
        return
    present = {name.lower() for name, value in instance.items() if value is not None}
    present |= {str(loop.get("name")).lower() for loop in _loops(instance)}
    yield from (ValidationError(name) for name in names if name.lower() not in present)


def _type(validator, wanted, instance, schema) -> Iterator[ValidationError]:
    if instance == "" or _open(instance):
        return
    if not _reads_as(wanted, instance):
        yield from Draft202012Validator.VALIDATORS["type"](validator, wanted, instance, schema)


def _reads_as(wanted: str, value: Any) -> bool:
    if wanted == "string":
        return isinstance(value, (bool, int, float))
    if not isinstance(value, str):
        return False
    patterns = {
        "boolean": r"\s*(?i:true|false)\s*",
        "integer": r"\s*[-+]?\d{1,19}\s*",
        "number": r"\s*[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\s*",
    }
    return re.fullmatch(patterns.get(wanted, r"(?!)"), value) is not None


def _enum(_, values, instance, __) -> Iterator[ValidationError]:
    if instance == "" or _open(instance) or isinstance(instance, (dict, list)):
        return
    if str(instance).strip().lower() not in {str(value).lower() for value in values}:
        yield ValidationError("none of them")


def _const(_, value, instance, __) -> Iterator[ValidationError]:
    if str(instance).lower() != str(value).lower():
        yield ValidationError("another")


def _read_only(_, is_read_only, instance, __) -> Iterator[ValidationError]:
    if is_read_only and not _open(instance):
        yield ValidationError("read-only")


def _number(keyword: str):
    def check(validator, limit, instance, schema) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not is_expression(instance):
            if not _reads_as("number", instance):
                return
            instance = float(instance)
        if schema["type"] == "integer" and isinstance(instance, float) and instance % 1:
            return  # that it is no integer is enough
        yield from Draft202012Validator.VALIDATORS[keyword](validator, limit, instance, schema)

    return check


def _unless_open(keyword: str):
    def check(validator, limit, instance, schema) -> Iterator[ValidationError]:
        if isinstance(instance, (bool, int, float)):
            instance = json.dumps(instance)  # what Azure makes of it
        if not _open(instance):
            yield from Draft202012Validator.VALIDATORS[keyword](validator, limit, instance, schema)

    return check


_Validator = extend(
    Draft202012Validator,
    {
        "properties": _properties,
        "additionalProperties": _additional,
        "required": _required,
        "type": _type,
        "enum": _enum,
        "const": _const,
        "readOnly": _read_only,
        **{name: _number(name) for name in ("minimum", "maximum")},
        **{name: _unless_open(name) for name in ("minLength", "maxLength", "pattern")},
    },
)
