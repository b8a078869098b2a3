"""What can be wrong with a resource, in words, each with its rule; how bad is the policy's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import replace
from generator.redaction import is_secret_at
from generator.resources.shape import SCALARS, Shape
from generator.validation.resources.severity import (
    BOUNDS,
    CASING,
    CONVERTED,
    EXPRESSION,
    LEFTOVER,
    MAYBE,
    MISSING,
    NEAR,
    NEWER,
    NOT_NEEDED,
    NUMBER,
    OPEN,
    READ_BY_SOME,
    READ_ONLY,
    TYPE,
    UNKNOWN,
    VALUE,
    VERSION,
    worst,
)
from generator.wording.kinds import KINDS, did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Path
    from generator.resources.schema import Definition, Slice

    Known = Iterable[str]

TIMELESS = "0000-00-00"
"""The version of a schema that has no versions."""

_LEFTOVERS = {"type", "tier", "scope", "etag", "id", "name", "location", "tags", "resourceguid"}
_LEFTOVERS |= {"kind"}
"""What exports add to objects that do not have it; Azure ignores it (quickstarts of 2015 to 2021
that were deployed carry each of the former; the portal writes a kind to each network interface)."""

_MOST_SHOWN = 8
_SCALAR_NAMES = {"s": "string", "i": "int", "n": "number", "b": "bool", "o": "object"}
_NAMES = {**_SCALAR_NAMES, "#": "object", "[]": "array", "{}": "object"}


def _found(
    path: Path, message: str, kind: str, fault: str = "", *, on_key: bool = False
) -> Finding:
    return Finding(path, message, worst(kind, fault), kind=kind, fault=fault, on_key=on_key)


def name_of(path: Path) -> str:
    """Name a value by the property that holds it, with the number of the element."""
    index = ""
    for step in reversed(path):
        if isinstance(step, str):
            return f"'{step}{index}'"
        index = f"[{step}]{index}"
    return "this"


def _value(value: Any, path: Path) -> str:
    """Show a value, unless the name of the property says that it is a secret."""
    is_scalar = value is not None and not isinstance(value, (dict, list))
    if is_scalar and is_secret_at([step for step in path if isinstance(step, str)]):
        return "a value that is not shown"
    return shown(value)


def holder_of(path: Path, root: Path, what: str) -> str:
    """Name an object: by `what` if it is the root, or else by the last steps to it."""
    text = ""
    for step in path[len(root) :]:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    steps = text.removeprefix(".").split(".")
    if len(steps) == 1:
        return f"'{steps[0]}' of {what}" if text else what
    return f"'{'.'.join(steps[-2:])}'"


def unknown(
    path: Path, holder: str, definition: Definition, known: Known, slice_: Slice
) -> Finding:
    """Report of a property that the API version does not have; `known` may stand there too."""
    key = str(path[-1])
    spans = slice_.schema.spans_in(definition, key)
    if spans:
        return _other_version(key, spans, path, slice_, holder)
    version = f"apiVersion {slice_.version}" if slice_.version else "any apiVersion"
    timeless = slice_.version == TIMELESS
    message = f"'{key}' is no property of {holder}{'' if timeless else f' in {version}'}"
    if key.lower() in _LEFTOVERS and not timeless:
        return _found(path, f"{message}; Azure ignores it", UNKNOWN, LEFTOVER, on_key=True)
    hint = did_you_mean(key, (*definition.properties, *known))
    return _found(path, message + hint, UNKNOWN, NEAR if hint else "", on_key=True)


def _other_version(
    key: str, spans: list[tuple[int, int, Any]], path: Path, slice_: Slice, holder: str
) -> Finding:
    versions, here = slice_.schema.versions, slice_.version
    later = [since for since, _, _ in spans if since > slice_.index]
    if all(written == "ro" for _, _, written in spans):
        message = f"'{key}' of {holder} is for Azure to set, in other API versions: remove it"
        return _found(path, message, VERSION, on_key=True)
    if later:
        need = f"needs apiVersion {versions[later[0]]} or later (this is {here})"
        return _found(path, f"'{key}' of {holder} {need}", VERSION, NEWER, on_key=True)
    gone = versions[max(until for _, until, _ in spans if until <= slice_.index)]
    message = f"'{key}' of {holder} was removed in apiVersion {gone} (this is {here})"
    return _found(path, message, VERSION, on_key=True)


def missing(name: str, path: Path, holder: str, *, needed: bool = True) -> Finding:
    """Report of a property that must be there and is not; some services do without it."""
    message = f"{holder} has no '{name}'"
    message += ", which it needs" if needed else ": the API asks for it, be it {}"
    found = _found(path, message, MISSING, "" if needed else NOT_NEEDED, on_key=True)
    return replace(found, name=name)


def read_only(path: Path) -> Finding:
    """Report of a property that only Azure sets."""
    message = f"{name_of(path)} is read-only: Azure sets it and ignores this value"
    return _found(path, message, READ_ONLY, on_key=True)


def wanted(shape: Shape) -> str:
    """Describe what a shape wants."""
    if shape.base == "[]":
        return KINDS["array"]
    return KINDS[SCALARS.get(shape.base, "object")]


def wrong_type(value: Any, shape: Shape, path: Path) -> Finding:
    """Report of a value that Azure cannot read as what the property holds."""
    message = f"{name_of(path)} must be {wanted(shape)} (is {_value(value, path)})"
    fault = READ_BY_SOME if shape.base == "b" and value in (0, 1) else ""
    return _found(path, message, TYPE, fault)


def converted(value: Any, shape: Shape, path: Path) -> Finding:
    """Report of a value of another type that Azure converts."""
    message = f"{name_of(path)} is {_value(value, path)}"
    return _converted(path, message, f"Azure reads it as {wanted(shape)}")


def _converted(path: Path, message: str, advice: str) -> Finding:
    return replace(_found(path, message, TYPE, CONVERTED), advice=advice)


def empty(path: Path) -> Finding:
    """Report of an empty text that stands for nothing.

    Source: the conversion of empty text to null for types that take null, in Newtonsoft.Json.
    """
    message = f"{name_of(path)} is an empty string"
    return _converted(path, message, "Azure reads it as if nothing were here")


def wrong_expression(types: frozenset[str], shape: Shape, path: Path) -> Finding | None:
    """Report of an expression of a type that the property does not take; None where it may."""
    if shape.base == "ro" or shape.base not in _NAMES:
        return None
    name = _NAMES[shape.base]
    given = " or ".join(sorted(types))
    message = f"{name_of(path)} must be {wanted(shape)} (the expression gives {given})"
    if name in types or (name == "number" and "int" in types):
        return None
    scalars = types & {"string", "int", "bool", "number", "float"}
    if not scalars or name in {"object", "array"}:
        return _found(path, message, TYPE, EXPRESSION)
    if name == "string":
        return _converted(path, message, "Azure converts it")
    if "string" in types:
        hint = "; it works only while the string reads as one"
        return _found(path, message + hint, TYPE, MAYBE)
    return _found(path, message, TYPE, EXPRESSION)


def doubts(found: Finding) -> Iterator[Finding]:
    """Lower what is wrong with a value that other values than the known ones bring."""
    if found.possible:
        yield found
    elif found.kind != MISSING and found.severity is not Severity.INFO:
        noted = found.with_note("(with other values than these)")
        yield replace(noted, severity=Severity.WARNING, possible=True)


def not_allowed(value: Any, allowed: list[Any], path: Path) -> Finding:
    """Report of a value that is none of those there are."""
    hint = did_you_mean(str(value), map(str, allowed))
    message = f"{name_of(path)} must be {_listed(allowed)} (is {_value(value, path)}){hint}"
    fault = READ_BY_SOME if str(value).isdigit() else NEAR if hint else ""
    return _found(path, message, VALUE, fault)


def unlisted(value: Any, allowed: list[Any], path: Path) -> Finding:
    """Report of a value that a description does not list, which leaves open what there is."""
    hint = did_you_mean(str(value), map(str, allowed))
    message = f"{name_of(path)} is usually {_listed(allowed)} (is {_value(value, path)}){hint}"
    return _found(path, message, VALUE, OPEN)


def _listed(allowed: list[Any]) -> str:
    names = [str(item) or "''" for item in allowed[:_MOST_SHOWN]]
    listed = " or ".join(names) if len(names) < 3 else f"one of {', '.join(names)}"
    more = f" and {len(allowed) - _MOST_SHOWN} more" if len(allowed) > _MOST_SHOWN else ""
    return listed + more


def of_other_version(
    fault: Finding, value: Any, path: Path, slice_: Slice, spans: list[tuple[int, int, Any]]
) -> Finding | None:
    """Return the fault of a value, in milder words where another API version has the value.

    Where the API leaves open what there is, a version that no longer lists a value takes it still:
    descriptions have forgotten some, and listed them again.
    """
    lower, versions = str(value).lower(), slice_.schema.versions
    having = [span for span in spans if lower in _texts(span[2])]
    if not having:
        return fault
    since, until, written = having[0]
    lists = [_texts(other) for begin, _, other in spans if begin >= until]
    forgotten = any(texts and lower not in texts for texts in lists)
    if written.get("grows") and forgotten:
        return None
    here = f"{name_of(path)}: '{value}'"
    if since > slice_.index:
        need = f"needs apiVersion {versions[since]} or later (this is {slice_.version})"
        return _found(path, f"{here} {need}", VERSION)
    gone = f"was removed in apiVersion {versions[until]} (this is {slice_.version})"
    return _found(path, f"{here} {gone}", VERSION)


def _texts(written: Any) -> set[str]:
    values = written.get("e", ()) if isinstance(written, dict) else ()
    return {str(item).lower() for item in values}


def casing(given: str, known: str, path: Path, *, on_key: bool = True) -> Finding:
    """Report of a name or value in another casing; Azure takes it."""
    message = f"'{given}' is written '{known}' in the API"
    return _found(path, message, CASING, on_key=on_key)


def out_of_bounds(value: Any, limit: str, path: Path) -> Finding:
    """Report of a number that is too small or too large."""
    message = f"{name_of(path)} must be {limit} (is {value})"
    return _found(path, message, BOUNDS, NUMBER)


def wrong_length(value: str, limit: str, path: Path, fault: str = "") -> Finding:
    """Report of a text that is too short or too long."""
    message = f"{name_of(path)} must have {limit} characters (has {len(value):,})"
    return _found(path, message, BOUNDS, fault)


def wrong_form(value: str, pattern: str, path: Path, fault: str = "") -> Finding:
    """Report of a text that does not have the form it must have."""
    message = f"{name_of(path)} does not have the form {pattern} (is {_value(value, path)})"
    return _found(path, message, BOUNDS, fault)


def number_of_items(value: list[Any], shape: Shape, path: Path) -> Finding | None:
    """Report of a list that is too short or too long; None where it is neither."""
    facts = shape.facts or {}
    least, most = facts.get("minItems", 0), facts.get("maxItems", len(value))
    if least <= len(value) <= most:
        return None
    limit = f"at least {least}" if len(value) < least else f"at most {most}"
    message = f"{name_of(path)} must have {limit} elements (has {len(value)})"
    return _found(path, message, BOUNDS)
