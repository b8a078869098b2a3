"""Real templates with one fault each, put in at a known place."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.language.template import Template, is_expression
from generator.resources.schema import Slice, resource_schema
from generator.validation.resources.check import ENVELOPE

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """An object of a resource with its definition: what it may hold, and what it holds."""

    path: Path
    value: dict[str, Any]
    definition: str
    slice: Slice
    resource: str
    steps: str

    @property
    def shapes(self):
        return self.slice.definition(self.definition).properties

    def own(self) -> Iterator[tuple[str, Any]]:
        """Yield what it holds by the name of the schema, and what is no expression."""
        for key, value in self.value.items():
            its_own = bool(self.steps) or key.lower() not in ENVELOPE
            known = key in self.shapes and value is not None and not is_expression(value)
            if its_own and known:
                yield key, value


@dataclass(frozen=True, slots=True)
class Mutant:
    """A template with a fault at a path; `on_key` tells that the name there is at fault.

    `note` tells what was done, for messages of tests.
    """

    value: dict[str, Any]
    path: Path
    on_key: bool
    note: str


@dataclass(slots=True)
class Base:
    """A template, and the objects of its resources that have a schema of their very version."""

    name: str
    value: dict[str, Any]
    sites: list[Site] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, value: dict[str, Any]) -> Base:
        base = cls(name, value)
        whole = Template(value)
        for part in (whole, *whole.nested()):
            for resource in part.resources():
                schema = resource_schema(resource.type) if resource.type else None
                version = resource.at("apiVersion").value
                if schema and version in schema.versions and not resource.at("existing"):
                    sliced = schema.slice(version)
                    walk = _Walk(sliced, resource.type, base.sites)
                    walk.object(resource.node.value, schema.root, resource.node.path, "")
        return base

    def mutant(self, site: Site, change: Callable[[dict], None], **told: Any) -> Mutant:
        """Return a copy of the template in which the object of a site is changed."""
        copy = deepcopy(self.value)
        here: Any = copy
        for step in site.path:
            here = here[step]
        change(here)
        return Mutant(copy, **told)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through the objects of a resource with the schema at hand."""

    slice: Slice
    resource: str
    found: list[Site]

    def object(self, value: Any, name: str, path: Path, steps: str) -> None:
        if not isinstance(value, dict):
            return
        definition = self.slice.definition(name)
        teller = value.get(definition.discriminator) if definition.discriminator else None
        if isinstance(teller, str) and teller.lower() in definition.variants:
            name = definition.variants[teller.lower()]
            definition = self.slice.definition(name)
        if definition.rest is None:
            self.found.append(Site(path, value, name, self.slice, self.resource, steps))
        for key, item in value.items():
            shape = definition.properties.get(key)
            if shape is not None and (steps or key.lower() not in ENVELOPE):
                self.value(item, shape, (*path, key), f"{steps}.{key}" if steps else key)

    def value(self, value: Any, shape: Any, path: Path, steps: str) -> None:
        if shape.base == "#":
            self.object(value, shape.definition, path, steps)
        elif shape.base == "[]" and isinstance(value, list) and shape.of is not None:
            for index, item in enumerate(value):
                self.value(item, shape.of, (*path, index), f"{steps}[]")
        elif shape.base == "{}" and isinstance(value, dict) and shape.of is not None:
            for key, item in value.items():
                self.value(item, shape.of, (*path, key), f"{steps}{{}}")


def rename(holder: dict, old: str, new: str) -> None:
    """Rename a member where it stands."""
    items = list(holder.items())
    holder.clear()
    holder.update((new if key == old else key, value) for key, value in items)


def misspelled(base: Base, chance: random.Random) -> Iterator[Mutant]:
    """Yield templates with a letter of a property's name dropped, doubled or swapped."""
    for site in _some(base.sites, chance):
        names = [key for key, _ in site.own()]
        if not names:
            continue
        name = chance.choice(names)
        at = chance.randrange(1, len(name)) if len(name) > 1 else 0
        new = chance.choice([name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]])
        known = {key.lower() for key in site.shapes} | ENVELOPE.keys()
        if new.lower() not in known and new:
            yield base.mutant(
                site,
                lambda here, name=name, new=new: rename(here, name, new),
                path=(*site.path, new),
                on_key=True,
                note=f"{name} -> {new}",
            )


def foreign(base: Base, chance: random.Random) -> Iterator[Mutant]:
    """Yield templates with a property that another definition of the type has."""
    for site in _some(base.sites, chance):
        every = site.slice.schema.definitions
        names = sorted({key for known in every.values() for key in known if key.isalnum()})
        name = chance.choice(names)
        known = {key.lower() for key in site.shapes} | ENVELOPE.keys()
        if name.lower() not in known | {key.lower() for key in site.value}:
            yield _added(base, site, name, "x", f"foreign {name}")


def read_only(base: Base, chance: random.Random) -> Iterator[Mutant]:
    """Yield templates with a property that only Azure sets."""
    for site in _some(base.sites, chance):
        lower = {key.lower() for key in site.value}
        names = [
            key
            for key, shape in site.shapes.items()
            if shape.base == "ro" and key.lower() not in lower
        ]
        if not site.steps:
            names = [key for key in names if key.lower() not in ENVELOPE]
        if names:
            name = chance.choice(names)
            yield _added(base, site, name, "x", f"read-only {name}")


def later(base: Base, chance: random.Random) -> Iterator[Mutant]:
    """Yield templates with a property that came with a later API version."""
    for site in _some(base.sites, chance):
        names = []
        for key in site.slice.schema.definitions[site.definition]:
            spans = site.slice.schema.spans(site.definition, key)
            if key.isalnum() and key not in site.shapes and spans[0][0] > site.slice.index:
                names.append(key)
        if names:
            name = chance.choice(names)
            yield _added(base, site, name, "x", f"later {name}")


def wrong_type(base: Base, chance: random.Random) -> Iterator[Mutant]:
    """Yield templates with a value of a type that does not fit."""
    for site in _some(base.sites, chance):
        pairs = [(key, value) for key, value in site.own() if site.shapes[key].base in _OTHERS]
        if pairs:
            name, _ = chance.choice(pairs)
            new = chance.choice(_OTHERS[site.shapes[name].base])
            yield _replaced(base, site, name, new, f"{name} = {new!r}")


_OTHERS: dict[str, list[Any]] = {
    "s": [{}, []],
    "i": [{}, [], "seven", True, 1.5],
    "n": [{}, [], "seven", True],
    "b": [{}, [], "maybe", 7],
    "o": [[], "text", 7],
    "#": [[], "text", 7, True],
    "[]": [{}, "text", 7],
    "{}": [[], "text", 7],
}


def wrong_value(base: Base, chance: random.Random) -> Iterator[Mutant]:
    """Yield templates with a value that a closed enumeration does not have."""
    for site in _some(base.sites, chance):
        pairs = [key for key, _ in site.own() if _is_closed(site.shapes[key])]
        if pairs:
            name = chance.choice(pairs)
            yield _replaced(base, site, name, "Bogus", f"{name} = Bogus")


def _is_closed(shape: Any) -> bool:
    facts = shape.facts or {}
    return shape.base == "s" and "e" in facts and not facts.get("open")


def deleted(base: Base, chance: random.Random) -> Iterator[tuple[Site, str, Mutant]]:
    """Yield templates without a property: the site, the name and the template."""
    for site in base.sites:
        for name, _ in site.own():
            yield (
                site,
                name,
                base.mutant(
                    site,
                    lambda here, name=name: here.pop(name),
                    path=site.path,
                    on_key=True,
                    note=f"without {name}",
                ),
            )


def _added(base: Base, site: Site, name: str, value: Any, note: str) -> Mutant:
    return base.mutant(
        site,
        lambda here: here.update({name: value}),
        path=(*site.path, name),
        on_key=True,
        note=note,
    )


def _replaced(base: Base, site: Site, name: str, value: Any, note: str) -> Mutant:
    return base.mutant(
        site,
        lambda here: here.update({name: value}),
        path=(*site.path, name),
        on_key=False,
        note=note,
    )


def _some(sites: list[Site], chance: random.Random, most: int = 8) -> list[Site]:
    return chance.sample(sites, min(most, len(sites)))


def _texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, (dict, list)):
            yield from _texts(item, (*path, key))
        elif isinstance(item, str) and is_expression(item):
            yield (*path, key), item


def in_expressions(
    base: Base, chance: random.Random, change: Callable[[str, random.Random], str], most: int = 6
) -> Iterator[Mutant]:
    """Yield templates with an expression of a resource changed; no change is no mutant."""
    found = [item for item in _texts(base.value) if item[0][0] == "resources"]
    chance.shuffle(found)
    for path, text in found:
        new = change(text, chance)
        if new == text or most == 0:
            continue
        most -= 1
        copy = deepcopy(base.value)
        here: Any = copy
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = new
        yield Mutant(copy, path, on_key=False, note=f"{text} -> {new}")


def written(value: dict[str, Any]) -> str:
    """Write a template so that every member has a line of its own."""
    return json.dumps(value, indent=1, ensure_ascii=False)
