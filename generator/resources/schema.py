"""The schema of a resource type: all its API versions in one text, and the slice for one of them.

It lists for each property the versions in which it has which type. Nothing is sliced before it is
asked for, so that a resource costs what it uses.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, field, regex, replace
from generator.resources.shape import Shape, shape_of
from generator.resources.store import all_types, data_of_type

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "@name"
"""The entry of a root that tells of the last name of its resources."""


@dataclass(frozen=True, slots=True)
class Definition:
    """An object in one API version: its properties, what it requires, what else may stand there.

    `rest` is the shape of properties of other names, None where there are none. `variants` are
    the definitions that the value of the property `discriminator` chooses, by it in lower case;
    such a one is joined with its `base`.
    """

    name: str
    properties: dict[str, Shape]
    required: tuple[str, ...] = ()
    rest: Shape | None = None
    discriminator: str = ""
    variants: dict[str, str] = field(default_factory=dict)
    base: str | None = None
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
    """A type: `versions` in their order, `root` the definition of the resource.

    `reviewed` tells that two sources and what was deployed agree on it. `scopes` are the kinds of
    deployments that can have it, as bits, by version.
    """

    type: str
    versions: list[str]
    root: str
    definitions: dict[str, dict[str, Any]]
    reviewed: bool = True
    scopes: Any = None
    _slices: dict[str, Slice] = field(default_factory=dict)
    _spellings: dict[str, str] = field(default_factory=dict)

    @property
    def spellings(self) -> dict[str, str]:
        """The names of all its properties by themselves in lower case; '' for two spellings."""
        for entries in () if self._spellings else self.definitions.values():
            for name in entries:
                known = self._spellings.setdefault(name.lower(), name)
                self._spellings[name.lower()] = name if known == name else ""
        return self._spellings

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

    def of_no_version(self) -> Slice:
        """Return the newest schema for a resource of which nobody knows the version."""
        if "" not in self._slices:
            self._slices[""] = Slice(self, "", self.versions.index(self.newest))
        return self._slices[""]

    def spans_in(self, definition: Definition, name: str) -> list[tuple[int, int, Any]]:
        """Return the spans of a property of a definition, or of the one that it is joined with."""
        found = self.spans(definition.name, name)
        return found or ([] if definition.base is None else self.spans(definition.base, name))

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
        return list(spans_of(written, self.versions))


@dataclass(frozen=True, slots=True)
class Slice:
    """A type in one API version, '' where that is not known; definitions are made as needed."""

    schema: ResourceSchema
    version: str
    index: int
    _known: dict[str, Definition] = field(default_factory=dict)

    @property
    def is_newest(self) -> bool:
        """Whether no later version is known, but for previews."""
        return self.index >= self.schema.versions.index(self.schema.newest)

    @property
    def root(self) -> Definition:
        """The definition of the resource itself, without what a template says of any resource."""
        return self.definition(self.schema.root)

    @property
    def scopes(self) -> int | None:
        """The kinds of deployments that can have it, as bits; None where that is not known."""
        found: int | None = self._now(self.schema.scopes)
        return found

    @property
    def name_facts(self) -> dict[str, Any]:
        """What is known of the last name of its resources: its length, its form, all it may be."""
        entries = self.schema.definitions.get(self.schema.root, {})
        return dict(self._now(entries.get(NAME)) or {})

    @property
    def last_names(self) -> tuple[str, ...]:
        """All that the last names of its resources may be; empty where any will do."""
        chooser = self._now(self.schema.definitions.get(self.schema.root, {}).get("|"))
        if chooser and chooser["property"] == "name":
            return tuple(chooser["values"])
        facts = self.name_facts
        return () if facts.get("open") else tuple(facts.get("e", ()))

    def definition(self, name: str) -> Definition:
        """Return a definition by its name."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._sliced(name)
        return found

    def variant(self, base: Definition, value: str) -> Definition | None:
        """Return the definition that a value of a discriminator chooses; None: no one knows it."""
        name = base.variants.get(value.lower())
        if name is None:
            return None
        key = f"{base.name}|{name}"
        if key not in self._known:
            shared, shared_rest, chooser = self._shapes(base.name)
            own, rest, _ = self._shapes(name)
            shapes = {**self._telling(base.name, shared, chooser), **own}
            self._known[key] = Definition(
                name, shapes, _required(shapes), rest or shared_rest, base=base.name
            )
        return self._known[key]

    def _sliced(self, name: str) -> Definition:
        properties, rest, chooser = self._shapes(name)
        if chooser is None:
            return Definition(name, properties, _required(properties), rest)
        # Which one it is may be unknown: then anything may stand beside what all have.
        variants = {key.lower(): value[1:] for key, value in chooser["values"].items()}
        properties = self._telling(name, properties, chooser)
        for variant in variants.values():
            for key in self._shapes(variant)[0].keys() & properties.keys():
                properties[key] = Shape("any", properties[key].required)
        rest, teller = rest or Shape("any"), chooser["property"]
        return Definition(name, properties, _required(properties), rest, teller, variants)

    def _shapes(self, name: str) -> tuple[dict[str, Shape], Shape | None, Any]:
        """Return the properties that a definition names, what others may be, and what chooses."""
        properties: dict[str, Shape] = {}
        rest, chooser = None, None
        for key, written in self.schema.definitions.get(name, {}).items():
            value = self._now(written)
            if value is None or key == NAME:
                continue
            if key == "|":
                chooser = value
            elif key == "*":
                rest = shape_of(value)
            else:
                properties[key] = shape_of(value)
        return properties, rest, chooser

    def _telling(self, name: str, properties: dict[str, Shape], chooser: Any) -> dict[str, Shape]:
        """Return properties with the one that chooses; the last name of a resource is none."""
        key = chooser["property"]
        if key == "name" and name == self.schema.root:
            return properties
        teller = properties.get(key, Shape("s", required=True))
        values = teller.facts or {"e": list(chooser["values"])}
        return {**properties, key: replace(teller, facts=values)}

    def _now(self, written: Any) -> Any:
        if _is_plain(written):
            return written
        for since, until, value in spans_of(written, self.schema.versions):
            if since <= self.index < until:
                return value
        return None


def _required(properties: dict[str, Shape]) -> tuple[str, ...]:
    return tuple(key for key, shape in properties.items() if shape.required)


def spans_of(written: Any, versions: list[str]) -> Iterator[tuple[int, int, Any]]:
    """Yield the spans of an entry; one ends where the next begins, if it does not say."""
    if _is_plain(written):
        yield 0, len(versions), written
        return
    spans = _apart(written) if isinstance(written, str) else written
    begins = [_number(span[0], versions) for span in spans]
    for number, span in enumerate(spans):
        end = begins[number + 1] if number + 1 < len(begins) else len(versions)
        if len(span) == 3:
            end = _number(span[1], versions)
        yield begins[number], end, span[-1]


def _is_plain(written: Any) -> bool:
    """Whether an entry is the same in all versions; packed spans begin with a number."""
    return not (written[:1].isdigit() if isinstance(written, str) else isinstance(written, list))


_SPAN = regex(r"(\d+)(?:,(\d+))?(.+)")


@lru_cache(maxsize=1024)
def _apart(written: str) -> tuple[tuple[Any, ...], ...]:
    """Return packed spans one by one: '3s 5,9!s' is a string since 3, and needed from 5 to 8."""
    found = (_SPAN.fullmatch(span) for span in written.split(" "))
    groups = (match.groups() for match in found if match)
    return tuple((*(int(item) for item in ends if item), last) for *ends, last in groups)


def _number(version: str | int, versions: list[str]) -> int:
    return version if isinstance(version, int) else versions.index(version)


def version_order(version: str) -> tuple[str, bool, str]:
    """Return a key that sorts API versions: a preview stands before the version of its day."""
    return version[:10], len(version) == 10, version


@lru_cache(maxsize=256)
def resource_schema(kind: str) -> ResourceSchema | None:
    """Return the schema of a resource type in lower case; None where there is none."""
    data = data_of_type(kind.lower())
    return None if data is None else schema_of(data)


def schema_of(data: dict[str, Any]) -> ResourceSchema:
    """Return what is kept of a type as a schema."""
    return ResourceSchema(
        data["type"],
        data["versions"],
        data.get("root", ""),
        data["definitions"],
        data.get("reviewed", False),
        data.get("scopes", 8),
    )


def covered_types(beginning: str = "") -> Iterator[ResourceSchema]:
    """Yield the types that have a schema and begin so (in lower case), in their order."""
    for name in all_types():
        if name.startswith(beginning):
            yield schema_of(data_of_type(name) or {})
