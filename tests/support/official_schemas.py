"""The official schemas, read into flat views: JSON Schema where any value may be an expression."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tests.support.schema_views import BOUNDS, ENVELOPE, Place, View, below, is_extension

if TYPE_CHECKING:
    from pathlib import Path

_BOUNDS = dict(zip(("minimum", "maximum", *BOUNDS[2:]), BOUNDS, strict=True))
_FREE = ({}, {"type": "object", "properties": {}})


@lru_cache(maxsize=2)
def _file(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def _resources(path: Path) -> dict[str, dict]:
    """Return the schemas of resources by type in lower case."""
    sections = (v for k, v in _file(path).items() if k.lower().endswith("resourcedefinitions"))
    found = [node for section in sections for node in section.values()]
    kinds = [node.get("properties", {}).get("type", {}).get("enum", [""])[0] for node in found]
    return {kind.lower(): node for kind, node in zip(kinds, found, strict=True) if kind}


def official_pairs(folder: Path) -> list[tuple[str, str, Path]]:
    """List (type in lower case, version, file) of what is described below a folder."""
    paths = sorted(folder.glob("*/Microsoft.*.json"))
    return [(kind, path.parent.name, path) for path in paths for kind in sorted(_resources(path))]


def official_view(path: Path, kind: str) -> View:
    """Flatten the official schema of a type, given in lower case."""
    view = View()
    _Reader(view, _file(path)["definitions"]).add_object(_resources(path)[kind], "", ())
    return view


@dataclass(frozen=True, slots=True)
class _Reader:
    """The definitions of an official file, on the way into a view."""

    view: View
    definitions: dict

    def resolved(self, node: dict) -> tuple[dict, str]:
        """Follow references and drop the alternative that is an expression; name the definition.

        What is one of several, or stands in a file that is not here, is an empty schema.
        """
        name = ""
        while "$ref" in node or "oneOf" in node or "anyOf" in node:
            file, _, target = node.get("$ref", "").partition("#/definitions/")
            options = node.get("oneOf") or node.get("anyOf") or []
            rest = [item for item in options if not item.get("$ref", "").endswith("/expression")]
            if target and not file:
                node, name = self.definitions[target], target
            elif target == "numberOrExpression":
                return {"type": "number"}, ""
            elif len(rest) == 1 and "properties" not in node:
                node = rest[0]
            else:
                return {}, ""
        return node, name

    def add(self, node: dict, path: str, around: tuple[str, ...]) -> None:
        node, name = self.resolved(node)
        kind = node.get("type") or ("object" if "properties" in node else "")
        if node == {} or name in around or is_extension(path):
            self.view.close(path)
        elif kind == "array":
            self.view.places[path] = Place("array", bounds=_bounds(node))
            self.add(node.get("items", {}), f"{path}[]", around)
        elif kind == "object":
            # What has a bag of properties is known again by the bag: the root has no definition.
            is_known = name and "properties" not in node.get("properties", {})
            self.add_object(node, path, (*around, name) if is_known else around)
        else:
            kind = "number" if kind == "integer" else kind
            self.view.places[path] = Place(kind, frozenset(node.get("enum", ())), _bounds(node))

    def add_object(self, node: dict, path: str, around: tuple[str, ...]) -> None:
        properties = node.get("properties", {})
        names = {name for name in properties if path or name.lower() not in ENVELOPE}
        self.view.add_object(path, names, set(node.get("required", ())) & names)
        for name in names:
            self.add(properties[name], below(path, name), around)
        other = node.get("additionalProperties")
        if isinstance(other, dict) and self.resolved(other)[0] not in _FREE:
            self.add(other, f"{path}{{}}", around)


def _bounds(node: dict) -> tuple[tuple[str, object], ...]:
    return tuple(sorted((ours, node[key]) for key, ours in _BOUNDS.items() if key in node))
