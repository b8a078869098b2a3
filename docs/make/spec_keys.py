"""A page for each key at the top of a spec: type, default and why, of all below it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docs.make.markdown import code, document, plain, table
from generator.spec.schema import is_scalar, spec_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.schema import Schema

KINDS = {"object": "keys with values", "array": "list", "number": "number"}
SHORTEST = """\
name: web
os: linux                       # the image defaults to Ubuntu 24.04 LTS
size: Standard_D2s_v5
count: 3
admin: {user: azureops}         # the SSH key is a parameter: az asks for it
deliver:
  - customScript: {script: ./install.sh}    # packed, and run again when its content changes
ports: [{port: 80}]             # load balancer rule, probe, network security group
health: {requestPath: /healthz} # enables rolling upgrades and repairs
"""
BOUNDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "minItems": "elements: at least {}",
    "maxItems": "elements: at most {}",
    "maxProperties": "entries: at most {}",
}


def spec_pages() -> dict[str, str]:
    """Return the pages by their names below docs/."""
    schema = spec_schema()
    pages = {
        f"reference/spec/{name}.md": _page(name, below, needed=name in schema["required"])
        for name, below in schema["properties"].items()
    }
    pages["reference/spec/index.md"] = _index(schema)
    return pages


def _index(schema: Schema) -> str:
    rows = [
        (f"[`{name}`]({name}.md)", _type(below), plain(below["description"]))
        for name, below in schema["properties"].items()
    ]
    needed = ", ".join(f"`{name}`" for name in schema["required"])
    return document(
        "The spec",
        f"```yaml\n{SHORTEST}```",
        "That is the shortest useful one: a Flexible scale set over three zones with trusted launch and "
        "encryption at host, rolling upgrades that stop when instances become unhealthy, automatic repairs, "
        "a virtual network with a NAT gateway, a Standard load balancer with a probe, and a network "
        "security group that opens port 80 and nothing else.",
        f"Required are {needed}. `scaleset render --explain-defaults SPEC` lists what was chosen for "
        "the rest in your spec, and why; `scaleset schema` prints the schema for editors, which is "
        "what these pages are made of. `scaleset init --with-schema` writes it beside the spec, so that editors complete and "
        "explain every key. Every scalar can be a "
        "[parameter of the template](../parameters.md) unless its page says that it is fixed.",
        "[What a spec can do](../capabilities.md) lists the keys by what they are for.",
        table(["Key", "Type", "What it is"], rows),
    )


def _page(name: str, schema: Schema, *, needed: bool) -> str:
    parts = list(_facts(schema, needed=needed))
    rest = [part for path, below, must in _below(schema, name) for part in _part(path, below, must)]
    said = plain(schema["description"])
    return document(f"`{name}`", "A key of [the spec](index.md).", said, *parts, *rest)


def _part(path: str, schema: Schema, needed: bool) -> Iterator[str]:
    yield f"## `{path}`"
    yield plain(schema.get("description", ""))
    yield from _facts(schema, needed=needed)


def _below(schema: Schema, path: str) -> Iterator[tuple[str, Schema, bool]]:
    """Yield all keys below one, each with its path and whether it must be there."""
    items = schema.get("items")
    if isinstance(items, dict):
        yield from _below(items, f"{path}[]")
    for name, below in schema.get("properties", {}).items():
        inner = f"{path}.{name}"
        yield inner, below, name in schema.get("required", ())
        yield from _below(below, inner)


def _facts(schema: Schema, *, needed: bool) -> Iterator[str]:
    lines = [f"- Type: {_type(schema)}{', required' if needed else ''}"]
    if "enum" in schema:
        lines.append(f"- Values: {', '.join(code(str(value)) for value in schema['enum'])}")
    if "x-pattern-means" in schema:
        lines.append(f"- Form: {plain(schema['x-pattern-means'])}")
    bounds = [words.format(schema[key]) for key, words in BOUNDS.items() if key in schema]
    if bounds and bounds != ["at least 1 characters"]:  # that it is not empty goes without saying
        lines.append(f"- Bounds: {', '.join(bounds).replace(', elements:', ',')}")
    defaults = list(_defaults(schema))
    lines += [f"- Default: {defaults[0]}"] if len(defaults) == 1 else []
    if defaults[1:]:
        lines += ["- Default, the first that fits:", *(f"  - {item}" for item in defaults)]
    lines += _notes(schema)
    yield "\n".join(lines)


def _notes(schema: Schema) -> Iterator[str]:
    if "x-parameter" in schema:
        lines = f"`{schema['x-parameter']['name']}`"
        yield f"- Always a parameter of the template: {lines}"
    if "x-fixed" in schema:
        yield f"- Fixed when rendering: {plain(schema['x-fixed'])}"
    if "x-secret" in schema:
        may = "must be" if schema["x-secret"] == "required" else "may be"
        yield f"- Secret: its value {may} a [secret](../parameters.md)"
    if "x-file" in schema:
        yield "- Names a file below the folder of the spec"
    if "x-former" in schema:
        yield f"- Former names: {', '.join(code(name) for name in schema['x-former'])}"
    if "x-arm" in schema:
        yield f"- In the template: {code(schema['x-arm'])}"


def _type(schema: Schema) -> str:
    types = schema.get("type", "object")
    return " or ".join(
        KINDS.get(name, name) for name in ([types] if isinstance(types, str) else types)
    )


def _defaults(schema: Schema) -> Iterator[str]:
    for rule in schema.get("x-defaults", []):
        when = f" where {code(rule['when'])}" if "when" in rule else ""
        what = _value(rule["value"]) if "value" in rule else code(rule["expr"])
        yield f"{what}{when}: {plain(rule['because'])}"
    if "default" in schema and (is_scalar(schema) or "x-because" in schema):
        because = f": {plain(schema['x-because'])}" if "x-because" in schema else ""
        yield f"{_value(schema['default'])}{because}"


def _value(value: Any) -> str:
    return "none" if value is None else code(json.dumps(value, ensure_ascii=False))
