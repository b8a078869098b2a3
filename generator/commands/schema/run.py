"""`scaleset schema`: the JSON Schema of the spec, for editors, or of a resource type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.files.writing import write_atomically
from generator.rendering.artifacts import json_text
from generator.wording.printable import printable
from generator.wording.saying import say, say_json_text

if TYPE_CHECKING:
    from pathlib import Path

    from generator.resources.schema import ResourceSchema


def run(kind: str | None, version: str | None, output_file: Path | None) -> int:
    """Print the schema, or write it to a file; give the exit code."""
    if kind is None:
        from generator.spec.schema import editor_schema

        schema: dict[str, Any] | None = editor_schema()
    else:
        schema = _of_resource(kind, version)
    if schema is None:
        return 2
    text = json_text(schema)
    if output_file is None:
        say_json_text(text)
    else:
        write_atomically(output_file, text)
        say(f"wrote {printable(output_file.as_posix())}")
    return 0


def _of_resource(kind: str, version: str | None) -> dict[str, Any] | None:
    """Return the schema of a type in a version (the newest without); None: there is none, said."""
    from generator.resources.schema import resource_schema
    from generator.resources.standard import json_schema

    name, _, written = kind.partition("@")
    version = (version or written).lower() or None
    found = resource_schema(name.lower())
    if found is None:
        say(f"scaleset: no schema of '{printable(name)}'; {_advice(name.lower())}", error=True)
        return None
    if version is not None and version not in found.versions:
        near = found.nearest(version)
        message = f"no apiVersion '{version}' of {found.type}; the nearest is {near}"
        say(f"scaleset: {message}; see scaleset schema --list {found.type}", error=True)
        return None
    return json_schema(found.slice(version or found.newest))


def _advice(name: str) -> str:
    """Return which type is meant by a name in lower case, or where to look for it."""
    from difflib import get_close_matches

    from generator.resources.names import meant_type
    from generator.resources.schema import covered_types
    from generator.resources.store import all_types

    provider, _, rest = name.partition("/")
    own = [item for item in all_types() if item.startswith(f"{provider}/")]
    near = meant_type(name)
    if not near:
        close = get_close_matches(rest, [item.partition("/")[2] for item in own], 1, 0.6)
        near = next((item.type for key in close for item in covered_types(f"{provider}/{key}")), "")
    if near:
        return f"did you mean '{near}'?"
    return f"see scaleset schema --list{f' {printable(provider)}' if own else ''}"


def list_types(kind: str | None, output: str) -> int:
    """Print the types and API versions that have a schema; give the exit code.

    Of a whole type its versions are listed, of the beginning of some the types.
    """
    from generator.commands.reporting import say_json
    from generator.resources.schema import covered_types

    wanted = (kind or "").partition("@")[0].lower()
    found = [item for item in covered_types() if item.type.lower().startswith(wanted)]
    found = [item for item in found if item.type.lower() == wanted] or found
    if not found:
        say(f"scaleset: no type begins with '{printable(kind or '')}'", error=True)
        return 2
    if output == "json":
        say_json([{"type": item.type, "apiVersions": item.versions} for item in found])
    elif len(found) == 1:
        say("\n".join((found[0].type, *(f"  {name}" for name in found[0].versions))))
    else:
        _table(found)
    return 0


def _table(found: list[ResourceSchema]) -> None:
    width = max(len(item.type) for item in found)
    for item in found:
        number = f"{len(item.versions)} versions"
        say(f"{item.type:<{width}}  {number:>11}  {item.versions[0]} to {item.versions[-1]}")
    pairs = sum(len(item.versions) for item in found)
    say(f"{len(found)} types, {pairs} pairs of type and API version")
