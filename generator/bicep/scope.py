"""What a template declares and what it is called in Bicep; which parts may refer to which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.bicep.identity import Id, canonical, id_of, index_in, pieces_of, segments_of
from generator.bicep.names import Names
from generator.language.documents.casing import written
from generator.language.expressions.tree import Call, Expression, Number, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.bicep.comments import Comments
    from generator.bicep.identity import Segment
    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """What has no form in Bicep: where it stands in the template, what it is, and what to do."""

    path: Path
    message: str


@dataclass(slots=True)
class Declared:
    """A resource of the template, or a module for a deployment in it.

    `place` is the subscription and the group that a module goes to, where it says one.
    `loop` is the name of its copy loop. `names` are the segments of its whole name, for a child
    those of its parent too. `parent` is the parent where it stands in the same file.
    """

    raw: dict[str, Any]
    path: Path
    type: str
    names: tuple[Segment, ...]
    version: str = ""
    known: tuple[Segment, ...] = ()
    symbol: str = ""
    key: str = ""
    loop: str = ""
    parent: Declared | None = None
    nested: bool = False
    existing: bool = False
    module: bool = False
    scoped: bool = False
    place: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def conditional(self) -> bool:
        """Whether it may not be there: what is asked of it is then asked of null."""
        condition = self.raw.get(written(self.raw, "condition"))
        return condition is not None and condition is not True

    @property
    def node(self) -> str:
        """Give its name among those that depend on each other."""
        return f"resource {self.symbol}"


@dataclass(frozen=True, slots=True)
class Found:
    """A declared resource that an expression means, and at which turn of its loop."""

    declared: Declared
    index: Expression | None = None


@dataclass(slots=True)
class Graph:
    """Who refers to whom, so that no one comes to refer to itself."""

    edges: dict[str, set[str]] = field(default_factory=dict)

    def add(self, one: str, other: str) -> bool:
        """Let one refer to another; false, and nothing done, where that would be a circle."""
        if one == other or self._reaches(other, one):
            return False
        self.edges.setdefault(one, set()).add(other)
        return True

    def _reaches(self, start: str, end: str) -> bool:
        waiting, seen = [start], {start}
        while waiting:
            for after in self.edges.get(waiting.pop(), ()):
                if after == end:
                    return True
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
        return False


@dataclass(slots=True)
class Scope:
    """One template as it becomes one Bicep file.

    `target` is the kind of scope that it goes to, `place` the subscription and the group where they
    are known. The tables give the name in Bicep by the name in the template, in lower case.
    `variable_loops` are the names of the variables that loops make. `opened` is what is known of
    the value of a variable. `lookups` are objects of variables whose names are computed, by the
    names of the variables.
    """

    template: dict[str, Any]
    base: Path
    comments: Comments
    names: Names = field(default_factory=Names)
    parameters: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    raw_variables: dict[str, Any] = field(default_factory=dict)
    variable_loops: set[str] = field(default_factory=set)
    opened: dict[str, Any] = field(default_factory=dict)
    raw_parameters: dict[str, Any] = field(default_factory=dict)
    resources: list[Declared] = field(default_factory=list)
    lookups: dict[tuple[str, ...], tuple[str, set[str]]] = field(default_factory=dict)
    existing: dict[str, Declared] = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    problems: list[Problem] = field(default_factory=list)
    place: list[tuple[str, ...]] = field(default_factory=list)
    target: str = ""
    evaluate: Callable[[str], Any] | None = None

    def variable(self, name: str) -> Any:
        """Give the raw value of a variable; None where there is none."""
        return self.raw_variables.get(name.lower())

    def pieces(self, expression: Expression) -> Segment:
        """Give the pieces of a text."""
        return pieces_of(expression, self.variable)

    def id_of(self, expression: Expression) -> Id | None:
        """Read an expression as a resource id."""
        return id_of(expression, self.variable)

    def found(self, identifier: Id) -> Found | None:
        """Give the resource of this file that an id means."""
        place = [canonical(self.pieces(item)) for item in identifier.scope]
        if place == self.place:
            place = []
        for declared in self.resources:
            if declared.place[-len(place) or 2 :] != place or (place and not declared.module):
                continue
            if declared.type.lower() == identifier.type.lower() and not declared.scoped:
                found = _at(declared, identifier.names)
                if found is not None:
                    return found
        return None

    def found_by(self, kind: str, names: tuple[Segment, ...]) -> Declared | None:
        """Give the resource of this file with a type and a name, that stands in no loop."""
        found = self.found(Id(kind, names))
        return found.declared if found and found.index is None else None

    def named(self, expression: Expression) -> Found | None:
        """Give the resource that a bare name, a loop's name or a symbolic name means."""
        pieces = self.pieces(expression)
        if len(pieces) == 1 and isinstance(pieces[0], str):
            text = pieces[0].lower()
            for declared in self.resources:
                if declared.key and declared.key.lower() == text:
                    return Found(declared)
            for declared in self.resources:
                if declared.loop and declared.loop.lower() == text:
                    return Found(declared)
        element = self._element(expression)
        if element is not None:
            return element
        names = segments_of(pieces)
        found = [item for declared in self.resources if (item := _at(declared, names))]
        if not found and len(names) == 1:
            short = (Found(declared) for declared in self.resources if _ends(declared, names[0]))
            found = list(short)
        return found[0] if len(found) == 1 else None

    def _element(self, expression: Expression) -> Found | None:
        """Read "[format('symbol[{0}]', i)]", as Bicep writes one turn of a loop."""
        match expression:
            case Call(name, (Text(pattern), index)) if name.lower() == "format":
                key = pattern.removesuffix("[{0}]")
                for declared in self.resources:
                    if key != pattern and declared.key.lower() == key.lower():
                        return Found(declared, index)
            case Text(value) if value.endswith("]"):
                key, _, digits = value[:-1].rpartition("[")
                for declared in self.resources:
                    if digits.isdigit() and declared.key.lower() == key.lower():
                        return Found(declared, Number(digits))
        return None

    def looked_through(self, segment: Segment) -> Segment:
        """Give a segment of a name with its variables looked through."""
        pieces: list[Any] = []
        for piece in segment:
            for part in [piece] if isinstance(piece, str) else self.pieces(piece):
                if isinstance(part, str) and pieces and isinstance(pieces[-1], str):
                    pieces[-1] += part
                else:
                    pieces.append(part)
        return tuple(pieces)

    def evaluated(self, text: str) -> Any:
        """Give what an expression comes to with the defaults of the parameters, or the text."""
        return self.evaluate(text) if self.evaluate is not None else text

    def problem(self, path: Path, message: str) -> None:
        """Keep what has no form in Bicep."""
        found = Problem(path, message)
        if found not in self.problems:
            self.problems.append(found)


def _at(declared: Declared, names: tuple[Segment, ...]) -> Found | None:
    if len(declared.known) != len(names):
        return None
    if not declared.loop:
        alike = all(
            canonical(one) == canonical(other)
            for one, other in zip(declared.known, names, strict=True)
        )
        return Found(declared) if alike else None
    index = index_in(declared.known, names, declared.loop)
    return Found(declared, index) if index is not None else None


def _ends(declared: Declared, name: Segment) -> bool:
    return not declared.loop and canonical(declared.known[-1]) == canonical(name)
