"""The JSON Schema of the spec: reading it, finding the part for a key, printing it for editors.

Beside the standard keywords it has a few of its own:

- `x-defaults`: defaults that depend on the rest, the first whose `when` holds: `value` or `expr`
  (both Jinja expressions over `spec`, `here` and `parent`), with `because`; `since` and `until`
  are the first version of a spec that has it, and the first that has it no more.
- `x-because`: the reason of a constant `default`.
- `x-parameter`: the value always becomes a template parameter of this name.
- `x-fixed`: why the value cannot be a template parameter.
- `x-reference`: the value is a parameter or a secret, never a constant.
- `x-secret`: "required" or "allowed"; a secret is refused everywhere else.
- `x-file`: the value names a file below the folder of the spec.
- `x-pattern-means`: the pattern in words. `x-prefix`: what people leave out in front.
- `x-synonyms`: what people write instead of the key;
  `x-tells`: what a message adds then; `x-words`: what people write instead of a value.
- `x-short`: the keys that a single value in the place of keys may mean, `x-on`: those of `true`,
  or `x-example` is it.
- `x-not-a-file`: what to do where the value is the name of a file.
- `x-former`: names that the key had in earlier versions; they are read, with a note.
- `x-arm`: the property of the scale set that the key sets, to lead findings back to the spec.
"""

from __future__ import annotations

import copy
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.paths import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

Schema = dict[str, Any]
_SCALARS = {"string", "integer", "number", "boolean"}


@lru_cache(maxsize=1)
def spec_schema() -> Schema:
    """Load the schema of the spec."""
    text = (data_folder("schemas") / "spec.schema.json").read_text(encoding="utf-8")
    schema: Schema = json.loads(text)
    _flatten(schema, schema["$defs"])
    return schema


def _flatten(schema: Any, definitions: Schema) -> None:
    """Put every definition where it is referred to: lookups and messages then need no resolver."""
    if isinstance(schema, list):
        for item in schema:
            _flatten(item, definitions)
    if not isinstance(schema, dict):
        return
    reference = schema.pop("$ref", None)
    if reference is not None:
        definition = copy.deepcopy(definitions[reference.rsplit("/", 1)[1]])
        schema.update({key: item for key, item in definition.items() if key not in schema})
    for item in schema.values():
        _flatten(item, definitions)


def schema_at(path: Path) -> list[Schema]:
    """Return the schemas on the way to a path, the root first; it ends where none says more."""
    found = [spec_schema()]
    for step in path:
        below = _below(found[-1], step)
        if below is None:
            break
        found.append(below)
    return found


def schema_of_key(path: Path) -> Schema:
    """Return the schema of the key at a path; empty where there is none."""
    schemas = schema_at(path)
    return schemas[-1] if len(schemas) == len(path) + 1 else {}


def _below(schema: Schema, step: str | int) -> Schema | None:
    if isinstance(step, int):
        return schema.get("items")
    known: Schema | None = schema.get("properties", {}).get(step)
    if known is not None:
        return known
    free = schema.get("additionalProperties")
    return free if isinstance(free, dict) else None


def is_scalar(schema: Schema) -> bool:
    """Whether a schema describes a single value, no list and no mapping."""
    types = schema.get("type", [])
    return bool(types) and set([types] if isinstance(types, str) else types) <= _SCALARS


def keys_with(annotation: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the keys that have an annotation: their path (names only) and its value."""
    yield from _annotated(spec_schema(), (), annotation)


def _annotated(
    schema: Schema, path: tuple[str, ...], annotation: str
) -> Iterator[tuple[tuple[str, ...], Any]]:
    if annotation in schema:
        yield path, schema[annotation]
    for name, below in schema.get("properties", {}).items():
        yield from _annotated(below, (*path, name), annotation)
    if "items" in schema:
        yield from _annotated(schema["items"], path, annotation)


def editor_schema() -> Schema:
    """Return the schema for editors: scalars may be references, and descriptions tell defaults."""
    schema = copy.deepcopy(spec_schema())
    definitions = {name: schema["$defs"][name] for name in ("parameter", "secret")}
    del schema["$defs"]
    return {**_for_editors(schema), "$defs": definitions}


def _for_editors(schema: Schema) -> Schema:
    if "properties" in schema:
        schema["properties"] = {k: _for_editors(v) for k, v in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            schema[key] = _for_editors(schema[key])
    _describe_defaults(schema)
    shown = {key: item for key, item in schema.items() if not key.startswith("x-")}
    return _with_references(shown, schema) if is_scalar(schema) else shown


def _describe_defaults(schema: Schema) -> None:
    notes = [
        f"{json.dumps(rule['value'], ensure_ascii=False)} ({rule['because']})"
        if "value" in rule
        else rule["because"]
        for rule in schema.get("x-defaults", [])
    ]
    if "default" in schema and is_scalar(schema):
        constant = json.dumps(schema["default"], ensure_ascii=False)
        notes.append(f"{constant} ({schema['x-because']})" if "x-because" in schema else constant)
    if notes:
        schema["description"] = f"{schema.get('description', '')} Default: {'; else '.join(notes)}."


def _with_references(shown: Schema, schema: Schema) -> Schema:
    outer: Schema = {k: shown.pop(k) for k in ("description", "default") if k in shown}
    choices = [shown] if schema.get("x-secret") != "required" else []
    if "x-fixed" not in schema and schema.get("x-secret") != "required":
        choices.append({"$ref": "#/$defs/parameter"})
    if "x-secret" in schema:
        choices.append({"$ref": "#/$defs/secret"})
    return {**outer, **shown} if choices == [shown] else {**outer, "anyOf": choices}
