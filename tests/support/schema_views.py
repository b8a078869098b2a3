"""Flat views of a schema at one version, to hold two sources of it against each other.

A view tells the properties of every object and what every place takes, by path: names joined by
dots, `[]` for an element of an array, `{}` for a value of a map. It is closed where a definition
comes back to itself or where one of several definitions applies, and it leaves out the bodies of
extensions, which belong to their publishers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

BOUNDS = ("min", "max", "minLength", "maxLength", "pattern", "minItems", "maxItems")
ENVELOPE = {"name", "type", "apiversion", "id", "resources", "dependson", "systemdata", "comments"}
"""Members of every resource, which ARM or the template defines and not the type."""
_KINDS = {"s": "string", "i": "number", "n": "number", "b": "boolean", "o": "object", "any": ""}


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at a path; `kind` is empty where the schema does not say, or in several ways."""

    kind: str
    values: frozenset = frozenset()
    bounds: tuple[tuple[str, object], ...] = ()


@dataclass(slots=True)
class View:
    """A schema at one version: per object its properties, those required, and every place.

    `closed` are the paths below which nothing is told.
    """

    properties: dict[str, frozenset[str]] = field(default_factory=dict)
    required: dict[str, frozenset[str]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)

    def add_object(self, path: str, names: set[str], required: set[str]) -> None:
        self.places[path] = Place("object")
        if names:
            self.properties[path] = frozenset(names)
            self.required[path] = frozenset(required)

    def close(self, path: str) -> None:
        self.places[path] = Place("")
        self.closed.add(path)


def below(path: str, name: str) -> str:
    """Return the path of a property."""
    return f"{path}.{name}" if path else name


def is_extension(path: str) -> bool:
    """Whether the body of an extension stands at a path."""
    return path.endswith(".extensions[]")


def our_view(compact: dict, version: str) -> View:
    """Flatten one of our schemas at a version; what can only be read is left out."""
    view = View()
    root = _at(compact["root"], compact["versions"], version)
    sliced = _Slice(view, compact["definitions"], compact["versions"], version)
    sliced.add_object(f"#{root}", "", ())
    return view


def _at(value, order: list[str], version: str):
    """Return a value at a version: it may be a list of [since, value] and [since, until, value]."""
    if not isinstance(value, list):
        return value
    now = order.index(version)
    began = [item for item in value if order.index(item[0]) <= now]
    if not began or (len(began[-1]) == 3 and order.index(began[-1][1]) <= now):
        return None
    return began[-1][-1]


def _text(given) -> str:
    return given if isinstance(given, str) else given.get("t", "s")


@dataclass(frozen=True, slots=True)
class _Slice:
    """The definitions of one of our files, seen at a version, on the way into a view."""

    view: View
    known: dict
    order: list[str]
    version: str

    def definition(self, name: str) -> dict:
        found = {k: _at(v, self.order, self.version) for k, v in self.known[name].items()}
        found.pop("@name", None)  # the last name of a resource is no property
        return {key: value for key, value in found.items() if value is not None}

    def add(self, given, path: str, around: tuple[str, ...]) -> None:
        text, rest = _text(given).removeprefix("!"), given if isinstance(given, dict) else {}
        if text.endswith("[]"):
            items = {key: value for key, value in rest.items() if key in ("minItems", "maxItems")}
            self.view.places[path] = Place("array", bounds=tuple(sorted(items.items())))
            inner = {key: value for key, value in rest.items() if key not in items}
            self.add(inner | {"t": text[:-2]}, f"{path}[]", around)
        elif text.endswith("{}"):
            self.view.add_object(path, set(), set())
            if text not in ("any{}", "o{}"):
                self.add(rest | {"t": text[:-2]}, f"{path}{{}}", around)
        elif text.startswith("#"):
            self.add_object(text, path, around)
        else:
            bounds = tuple(sorted((key, rest[key]) for key in BOUNDS if key in rest))
            self.view.places[path] = Place(_KINDS[text], frozenset(rest.get("e", ())), bounds)

    def add_object(self, text: str, path: str, around: tuple[str, ...]) -> None:
        name = text.removeprefix("#")
        whole = self.definition(name)
        if is_extension(path) or "|" in whole or name in around:
            self.view.close(path)
            return
        # What has a bag of properties is known again by the bag, as in the official schema.
        around = around if "properties" in whole else (*around, name)
        other = whole.pop("*", "any")
        written = {k: v for k, v in whole.items() if _text(v).removeprefix("!") != "ro"}
        names = {key for key in written if path or key.lower() not in ENVELOPE}
        required = {key for key in names if _text(written[key]).startswith("!")}
        self.view.add_object(path, names, required)
        for key in names:
            self.add(written[key], below(path, key), around)
        if _text(other) not in ("any", "o"):
            self.add(other, f"{path}{{}}", around)


@dataclass(slots=True)
class Comparison:
    """How two views agree: counts by name, and what only one has or what both have otherwise."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: set[tuple[str, str, str]] = field(default_factory=set)

    def sets(self, what: str, path: str, ours: frozenset, official: frozenset) -> None:
        self.counts[f"{what} both"] += len(ours & official)
        for side, only in (("ours", ours - official), ("official", official - ours)):
            self.counts[f"{what} {side} only"] += len(only)
            self.differences |= {(f"{what} {side} only", path, str(name)) for name in only}

    def equal(self, what: str, path: str, ours, official) -> None:
        same = ours == official
        self.counts[f"{what} equal" if same else f"{what} different"] += 1
        if not same:
            self.differences.add((f"{what} different", path, f"{ours}, official {official}"))


def compared(ours: View, official: View) -> Comparison:
    """Hold two views against each other, at the paths that both have and neither closes."""
    result = Comparison()
    closed = ours.closed | official.closed
    for path in sorted(ours.places.keys() & official.places.keys()):
        if not any(path == end or path.startswith((f"{end}.", f"{end}[")) for end in closed):
            _compare_properties(result, path, ours, official)
            _compare_places(result, path, ours.places[path], official.places[path])
    return result


def _compare_properties(result: Comparison, path: str, ours: View, official: View) -> None:
    if path not in official.properties:
        return  # any object: the official schema breaks a circle so
    nothing: frozenset[str] = frozenset()
    mine, theirs = ours.properties.get(path, nothing), official.properties[path]
    result.counts["object equal" if mine == theirs else "object different"] += 1
    result.sets("property", path, mine, theirs)
    required = ours.required.get(path, nothing), official.required[path]
    result.sets("required", path, *(names & mine & theirs for names in required))


def _compare_places(result: Comparison, path: str, ours: Place, official: Place) -> None:
    if ours.kind and official.kind:
        result.equal("type", path, ours.kind, official.kind)
    if ours.values or official.values:
        result.equal("values", path, sorted(ours.values), sorted(official.values))
    result.sets("bound", path, frozenset(ours.bounds), frozenset(official.bounds))
