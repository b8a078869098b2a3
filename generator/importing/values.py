"""Values of a template as a spec writes them."""

from __future__ import annotations

import base64
from typing import Any

from generator.importing.ids import with_resource_id
from generator.language.documents.casing import written
from generator.language.template import is_expression
from generator.lazy import regex
from generator.scale_set.payload import Payload

_PARAMETER = regex(r"\[parameters\('([^']+)'\)\]")
_USED = regex(r"parameters\(\s*'([^']+)'\s*\)")
NOTHING = object()
"""What is returned where a value has no form in a spec."""


def at(value: Any, dotted: str) -> Any:
    """Return what stands at a path of names, whatever their casing; None where nothing does."""
    for step in dotted.split("."):
        if isinstance(value, list):
            index = int(step) if step.isdigit() else len(value)
            value = value[index] if index < len(value) else None
        elif isinstance(value, dict):
            value = value.get(written(value, step))
        else:
            return None
    return value


def handler_of(extension: Any) -> tuple[str, str]:
    """Return publisher and type of an extension in lower case."""
    publisher, kind = (at(extension, f"properties.{name}") for name in ("publisher", "type"))
    return str(publisher).lower(), str(kind).lower()


def spoken(value: Any, secure: dict[str, bool]) -> Any:
    """Return a value as a key of a spec takes it: a constant, or a reference to a parameter.

    NOTHING where it is another expression.
    """
    if isinstance(value, dict):
        made = {key: spoken(item, secure) for key, item in value.items()}
        return NOTHING if any(item is NOTHING for item in made.values()) else made
    if isinstance(value, list):
        listed = [spoken(item, secure) for item in value]
        return NOTHING if any(item is NOTHING for item in listed) else listed
    if not isinstance(value, str):
        return value
    if found := _PARAMETER.fullmatch(value):
        return {"secret" if secure.get(found[1]) else "parameter": found[1]}
    if is_expression(value):
        return NOTHING
    return value[1:] if value.startswith("[[") else value


def as_raw(value: Any) -> Any:
    """Return a value as `raw` takes it: ARM, with ids in the form in which people write them."""
    if isinstance(value, dict):
        return {as_raw(str(key)): as_raw(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_raw(item) for item in value]
    return with_resource_id(value) if isinstance(value, str) and is_expression(value) else value


def parameters_inside(value: Any) -> set[str]:
    """Return the names of the parameters that expressions use."""
    if isinstance(value, dict):
        return parameters_inside([*value, *value.values()])
    if isinstance(value, list):
        return {name for item in value for name in parameters_inside(item)}
    if not isinstance(value, str) or not is_expression(value):
        return set()
    return set(_USED.findall(value))


def declared(value: Any) -> set[str]:
    """Return the names of parameters that references of a spec declare."""
    if isinstance(value, dict):
        own = value.get("parameter", value.get("secret"))
        if isinstance(own, str) and len(value) == 1:
            return {own}
        return {name for item in value.values() for name in declared(item)}
    if isinstance(value, list):
        return {name for item in value for name in declared(item)}
    return set()


def text_of(encoded: Any) -> str | None:
    """Return the text of a property in base64, unpacked; None where it is not known or no text."""
    if not isinstance(encoded, str) or encoded.startswith("["):
        return None
    try:
        return Payload(base64.b64decode("".join(encoded.split()), validate=True)).text()
    except ValueError:
        return None
