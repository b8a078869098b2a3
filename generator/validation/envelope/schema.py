"""Check a part of a document against a definition of our schemas; expressions fit every type.

The schemas of templates and parameter files are JSON Schema, but say little: types, names, what is
required, bounds. So a few lines read them here, and a run that finds nothing need not load
jsonschema. A test holds both equal.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.casing import written
from generator.language.template import is_expression
from generator.lazy import dataclass
from generator.paths import data_folder
from generator.wording.kinds import did_you_mean, kinds, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path


MISSING = "missing"
"""The fault of what lacks a member, whose name the finding has."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A keyword of a schema that a value does not meet, and the path from the part to it."""

    keyword: str
    wanted: Any
    value: Any
    schema: dict[str, Any]
    path: Path


def check_part(
    file: str, definition: str, value: Any, path: Path, what: str, rule: str
) -> Iterator[Finding]:
    """Check one part: `file` and `definition` name the schema, `what` the part in messages."""
    schema = _definitions(file)[definition]
    whole = as_read(file, definition, value) if isinstance(value, dict) else value
    if _fits(schema, whole):
        return
    for fault in faults(schema, whole):
        steps = list(fault.path)
        if steps and isinstance(value, dict):
            steps[0] = written(value, str(steps[0]))
        yield from _explain(fault, (*path, *steps), what, rule)


def members_of(file: str, definition: str) -> dict[str, Any]:
    """Return the members that a definition knows, with what they must be."""
    known: dict[str, Any] = _definitions(file)[definition]["properties"]
    return known


def as_read(file: str, definition: str, value: dict[str, Any]) -> dict[str, Any]:
    """Return an object by the names of a definition, whatever their casing.

    Null is as absent there; a name that the definition does not know stays, whatever it holds.
    """
    names = _names(file, definition)
    return {
        names.get(key.lower(), key): item
        for key, item in value.items()
        if item is not None or key.lower() not in names
    }


@cache
def _names(file: str, definition: str) -> dict[str, str]:
    return {name.lower(): name for name in members_of(file, definition)}


@lru_cache(maxsize=4)
def _definitions(file: str) -> dict[str, Any]:
    text = (data_folder("schemas") / f"{file}.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["$defs"]
    return found


def faults(schema: Any, value: Any, path: Path = ()) -> Iterator[Unmet]:
    """Yield what is wrong with a value, in the order of the keywords; see the module."""
    if schema is True or is_expression(value):
        return
    for keyword, wanted in schema.items():
        if not _meets(keyword, wanted, value, schema):
            yield Unmet(keyword, wanted, value, schema, path)
        for inner, item, step in _inner(keyword, wanted, value):
            yield from faults(inner, item, (*path, step))


_HOLDING = {"properties", "items"}
"""Keywords that say something of what is in a value only."""


def _fits(schema: Any, value: Any) -> bool:
    """Whether there are no faults, which is what most runs want to know."""
    if schema is True or is_expression(value):
        return True
    for keyword, wanted in schema.items():
        if keyword not in _HOLDING and not _meets(keyword, wanted, value, schema):
            return False
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return all(_fits(known[name], item) for name, item in value.items() if name in known)
    items = schema.get("items", True) if isinstance(value, list) else True
    return items is True or all(_fits(items, item) for item in value)


def _inner(keyword: str, wanted: Any, value: Any) -> Iterator[tuple[Any, Any, str | int]]:
    """Yield the values in a value, with the schema of each."""
    if keyword == "properties" and isinstance(value, dict):
        yield from ((inner, value[name], name) for name, inner in wanted.items() if name in value)
    elif keyword == "items" and isinstance(value, list):
        yield from ((wanted, item, index) for index, item in enumerate(value))


def _meets(keyword: str, wanted: Any, value: Any, schema: dict[str, Any]) -> bool:
    if keyword == "type":
        names = (wanted,) if isinstance(wanted, str) else wanted
        return any(map(partial(_is, value), names))
    if isinstance(value, dict):
        if keyword == "required":
            return all(name in value for name in wanted)
        if keyword == "additionalProperties":
            return wanted is not False or value.keys() <= schema["properties"].keys()
    if _is(value, "number"):
        if keyword == "minimum":
            return bool(value >= wanted)
        if keyword == "maximum":
            return bool(value <= wanted)
    return True


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool) or name not in {"integer", "number"}:
        return isinstance(value, _TYPES[name])
    if isinstance(value, float) and name == "integer":
        return value.is_integer()
    return isinstance(value, (int, float))


_TYPES: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
    "integer": (),
    "number": (),
}


def _explain(fault: Unmet, path: Path, what: str, rule: str) -> Iterator[Finding]:
    if fault.keyword == "additionalProperties":
        known = fault.schema["properties"]
        for name in fault.value:
            if name not in known:
                message = f"'{name}' is no member of {what}{did_you_mean(name, known)}"
                yield Finding((*path, name), message, kind=rule, on_key=True, shows="requested")
    elif fault.keyword == "required":
        for name in fault.wanted:
            if name not in fault.value:
                message = f"{what} has no '{name}'"
                yield Finding(path, message, kind=rule, on_key=True, fault=MISSING, name=name)
    elif fault.keyword == "type":
        yield from _wrong_type(fault, path, what, rule)
    else:
        words = {"minimum": "at least", "maximum": "at most"}.get(fault.keyword, "")
        name = _named(fault, path, what)
        message = f"{name} must be {words} {fault.wanted}"
        yield Finding(path, message, kind=rule, actual=shown(fault.value))


def _wrong_type(fault: Unmet, path: Path, what: str, rule: str) -> Iterator[Finding]:
    name = _named(fault, path, what)
    message = f"{name} must be {kinds(fault.wanted)}"
    is_read = fault.path[-1:] not in ((), ("type",)) and _coerced(fault.wanted, fault.value)
    severity = Severity.WARNING if is_read else None
    about = str(fault.path[0]) if fault.path else ""
    actual = shown(fault.value)
    yield Finding(path, message, severity, kind=rule, name=about, actual=actual)


def _named(fault: Unmet, path: Path, what: str) -> str:
    """Name a member as the user wrote it, with the number of the element in it."""
    inside = path[len(path) - len(fault.path) :]
    index = "".join(f"[{step}]" for step in inside[1:])
    return f"'{inside[0]}{index}' of {what}" if inside else what


def _coerced(wanted: Any, value: Any) -> bool:
    """Whether ARM reads a value of another type all the same: "true" as true, "" as {}."""
    if value is None or isinstance(value, (dict, list)):
        return False
    if wanted in ("object", "array"):
        return bool(value == "")
    text = str(value).strip().lower()
    if wanted == "boolean":
        return text in {"true", "false"}
    if wanted in ("integer", "number"):
        return text.lstrip("-").isdigit()
    return bool(wanted == "string")
