"""What to write in the place of a value of the wrong kind, as YAML in one line.

A scalar where keys belong mostly means one of them: `upgrade: rolling` is `{mode: rolling}`. Which
one is known by its words and its form, and by `x-short` of the schema.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generator.azure.images import urn_of_alias
from generator.lazy import regex
from generator.spec.references import Parameter, reference_kind
from generator.spec.tolerant_schema import tolerant_validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.schema import Schema

_PLAIN = regex(r"[A-Za-z/.~][\w./ +-]*(?:[:][\w./+-]+)*")
_WORDS = {"true", "false", "null", "~", "yes", "no", "on", "off"}
_EXAMPLES: dict[str, Any] = {
    "minimum": 2, "maximum": 10, "port": 80, "color": "blue", "live": "blue",
    "sizes": ["Standard_D2s_v5"], "name": "name", "diskSizeGB": 64, "backendPort": 22,
}  # fmt: skip
_PORTS = regex(r"(\d+)(?:(-\d+)|:(\d+))?(?:/(tcp|udp))?", re.IGNORECASE)
_SCALARS = {"string", "integer", "number", "boolean"}


def flow(value: Any) -> str:
    """Write a value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def fits(value: Any, schema: Schema) -> bool:
    """Whether a value is one that a schema takes."""
    validator = tolerant_validator(lambda item: isinstance(item, Parameter))
    return bool(validator(schema).is_valid(value))


def meant(value: Any, schema: Schema) -> Any:
    """Return what was probably meant by a value of the wrong kind; None where nobody knows."""
    return next((form for form in _forms(value, schema) if fits(form, schema)), None)


def _forms(value: Any, schema: Schema) -> Iterator[Any]:
    kind = schema.get("type")
    if kind == "object":
        yield from _objects(value, schema)
    elif kind == "array":
        yield from _lists(value, schema)
    elif isinstance(value, list) and len(value) == 1:
        yield value[0]
    elif isinstance(value, str):
        yield from _numbers(value)
        yield {"yes": True, "on": True, "true": True, "no": False, "off": False,
               "false": False}.get(value.strip().lower())  # fmt: skip
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, bool):
        yield str(value).lower()


def _numbers(text: str) -> Iterator[int | float]:
    if re.fullmatch(r"\s*-?\d+\s*", text):
        yield int(text)
    elif re.fullmatch(r"\s*-?\d+\.\d+\s*", text):
        yield float(text)


def _objects(value: Any, schema: Schema) -> Iterator[Any]:
    properties: dict[str, Schema] = schema.get("properties", {})
    if isinstance(value, list):
        yield from _of_list(value, properties)
    elif isinstance(value, bool):
        yield from _switched(value, schema)
    else:
        if isinstance(value, str):
            yield from _of_text(value, properties)
        yield from _of_scalar(value, schema, properties)


def _of_list(value: list[Any], properties: dict[str, Schema]) -> Iterator[Any]:
    if len(value) == 1 and isinstance(value[0], dict):
        yield value[0]
    if value and all(isinstance(item, dict) and len(item) == 1 for item in value):
        yield {key: item for entry in value for key, item in entry.items()}
    yield from ({key: value} for key, below in properties.items() if fits(value, below))


def _of_scalar(value: Any, schema: Schema, properties: dict[str, Schema]) -> Iterator[Any]:
    scalars = [key for key, below in properties.items() if str(below.get("type")) in _SCALARS]
    required = schema.get("required", [])
    tried = [*schema.get("x-short", []), *(required if len(required) == 1 else [])]
    tried += [key for key in scalars if "enum" in properties[key] or "pattern" in properties[key]]
    converted = [value, *(_numbers(value) if isinstance(value, str) else ())]
    for key in tried:
        for item in converted:
            if fits(item, properties[key]):
                yield _completed({key: item}, schema)


def _of_text(value: str, properties: dict[str, Schema]) -> Iterator[Any]:
    """Yield what the short notations of other tools mean."""
    ports = _PORTS.fullmatch(value.strip())
    if ports and "port" in properties:
        found: dict[str, Any] = {"port": ports[1] + ports[2] if ports[2] else int(ports[1])}
        found |= {"backendPort": int(ports[3])} if ports[3] else {}
        yield found | ({"protocol": ports[4].lower()} if ports[4] else {})
    if "urn" in properties:
        yield {"urn": urn_of_alias(value)}
    pair = re.fullmatch(r"([\w.-]+)=(.*)", value)
    if pair and not properties:
        yield {pair[1]: pair[2]}


def _switched(value: bool, schema: Schema) -> Iterator[Any]:
    if not value:
        return
    for key in schema.get("x-on", ()):
        yield _completed({key: True}, schema)
    if "enabled" in schema.get("properties", {}):
        yield {"enabled": True}
    yield _completed(schema.get("x-example", {}), schema)


def _completed(value: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """Return it with an example for each key that cannot be left out."""
    missing = {k: _EXAMPLES.get(k, "...") for k in schema.get("required", ()) if k not in value}
    return value | missing


def _lists(value: Any, schema: Schema) -> Iterator[Any]:
    items: Schema = schema.get("items", {})
    if isinstance(value, dict) and not reference_kind(value):
        yield [value]
        yield [meant(item, items) for item in value.values()]
        yield [meant(key, items) for key in value]
        return
    if isinstance(value, str) and re.search(r"[,\s]", value.strip()):
        parts = [part for part in re.split(r"[,\s]+", value.strip()) if part]
        yield parts
        yield [meant(part, items) for part in parts]
    yield [value]
    yield [meant(value, items)]
