"""The schema of a resource type: all its API versions in one file, and the slice for one of them.

A file lists for each property the versions in which it has which type. Nothing is sliced before
it is asked for, so that a resource costs what it uses.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, field
from generator.paths import data_folder
from generator.resources.shape import Shape, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOLDER = "resources"
_LONGEST = 200
"""No type is as long, and file systems refuse names that are a little longer."""


@dataclass(frozen=True, slots=True)
class Definition:
    """An object in one API version: its properties, what it requires, what else may stand there.

    `rest` is the shape of properties of other names, None where there are none. `variants` are
    the definitions that the value of the property `discriminator` chooses, by it in lower case.
    """

    name: str
    properties: dict[str, Shape]
    required: tuple[str, ...] = ()
    rest: Shape | None = None
    discriminator: str = ""
    variants: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def spelled(self, name: str) -> str | None:
        """Return a name as the API spells it, whatever its casing; None: there is none like it."""
        if name in self.properties:
            return name
        if not self._names:
            self._names.update((key.lower(), key) for key in self.properties)
        return self._names.get(name.lower())


@dataclass(frozen=True, slots=True)
class ResourceSchema:
    """The file of a type: `versions` in their order, `root` the definition of the resource."""

    type: str
    versions: list[str]
    root: str
    definitions: dict[str, dict[str, Any]]
    _slices: dict[str, Slice] = field(default_factory=dict)

    @property
    def newest(self) -> str:
        """The newest version that is no preview, or the newest of all."""
        final = [version for version in self.versions if len(version) == len("2020-01-01")]
        return (final or self.versions)[-1]

    def nearest(self, version: str) -> str:
        """Return the version itself, or else the next newer one, or the newest there is."""
        if version in self.versions:
            return version
        wanted = version_order(version)
        newer = (known for known in self.versions if version_order(known) > wanted)
        return next(newer, self.versions[-1])

    def slice(self, version: str) -> Slice:
        """Return the schema of one of the versions; raises ValueError for any other."""
        if version not in self._slices:
            self._slices[version] = Slice(self, version, self.versions.index(version))
        return self._slices[version]

    def spans(self, definition: str, name: str) -> list[tuple[int, int, Any]]:
        """Return since when, until when (indexes of versions) a property has which compact type.

        It is looked for whatever its casing; the list is empty where no version has it.
        """
        entries = self.definitions.get(definition, {})
        if name not in entries:
            lower = name.lower()
            name = next((key for key in entries if key.lower() == lower), name)
        written = entries.get(name)
        if written is None:
            return []
        return list(_spans(written, self.versions))


@dataclass(frozen=True, slots=True)
class Slice:
    """A type in one API version; definitions are made as they are asked for."""

    schema: ResourceSchema
    version: str
    index: int
    _known: dict[str, Definition] = field(default_factory=dict)

    @property
    def root(self) -> Definition:
        """The definition of the resource itself, without what a template says of any resource."""
        return self.definition(self.schema.root)

    def definition(self, name: str) -> Definition:
        """Return a definition by its name."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._sliced(name)
        return found

    def _sliced(self, name: str) -> Definition:
        properties: dict[str, Shape] = {}
        rest, chooser = None, None
        for key, written in self.schema.definitions.get(name, {}).items():
            value = self._now(written)
            if value is None:
                continue
            if key == "|":
                chooser = value
            elif key == "*":
                rest = shape_of(value)
            else:
                properties[key] = shape_of(value)
        required = tuple(key for key, shape in properties.items() if shape.required)
        if chooser is None:
            return Definition(name, properties, required, rest)
        # Which one it is may be unknown: then anything may stand beside what all have.
        variants = {key.lower(): value[1:] for key, value in chooser["values"].items()}
        teller = properties.get(chooser["property"], Shape("s", required=True))
        if not teller.facts:
            properties[chooser["property"]] = teller._replace(facts={"e": list(chooser["values"])})
        rest = rest or Shape("any")
        return Definition(name, properties, required, rest, chooser["property"], variants)

    def _now(self, written: Any) -> Any:
        if not isinstance(written, list):
            return written
        for since, until, value in _spans(written, self.schema.versions):
            if since <= self.index < until:
                return value
        return None


def _spans(written: Any, versions: list[str]) -> Iterator[tuple[int, int, Any]]:
    """Yield the spans of an entry; one ends where the next begins, if it does not say."""
    if not isinstance(written, list):
        yield 0, len(versions), written
        return
    begins = [versions.index(span[0]) for span in written]
    for number, span in enumerate(written):
        end = begins[number + 1] if number + 1 < len(begins) else len(versions)
        if len(span) == 3:
            end = versions.index(span[1])
        yield begins[number], end, span[-1]


def version_order(version: str) -> tuple[str, bool, str]:
    """Return a key that sorts API versions: a preview stands before the version of its day."""
    return version[:10], len(version) == 10, version


def schema_file(kind: str) -> Path | None:
    """Return the file of a resource type, whatever its casing; None where it has no schema."""
    parts = kind.lower().split("/")
    if not names_files(kind, parts):
        return None
    path = data_folder("schemas").joinpath(_FOLDER, *parts[:-1], f"{parts[-1]}.json")
    return path if len(parts) > 1 and path.is_file() else None


def names_files(text: str, parts: list[str]) -> bool:
    """Whether parts of a text that a user wrote may name folders and a file of ours."""
    plain = text.isascii() and len(text) <= _LONGEST
    return plain and all(part.replace(".", "").isalnum() for part in parts)


@lru_cache(maxsize=256)
def resource_schema(kind: str) -> ResourceSchema | None:
    """Return the schema of a resource type in lower case; None where there is none."""
    path = schema_file(kind)
    return None if path is None else read_schema(path)


@lru_cache(maxsize=64)
def read_schema(path: Path) -> ResourceSchema:
    """Read a file in the compact format."""
    data = json.loads(path.read_bytes())
    return ResourceSchema(data["type"], data["versions"], data["root"], data["definitions"])


def covered_types() -> Iterator[ResourceSchema]:
    """Yield all types that have a schema, in the order of their names."""
    folder = data_folder("schemas") / _FOLDER
    for path in sorted(folder.rglob("*.json"), key=lambda path: path.as_posix()):
        yield read_schema(path)
