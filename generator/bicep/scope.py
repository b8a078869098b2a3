"""A template as it becomes a file of Bicep: what its parts are called, and what an id means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.declared import DeclaredResource, Found, Outside
from generator.bicep.identity import (
    OWN,
    Id,
    ScopePlace,
    as_resource,
    localized,
    own_place,
    path_of,
    read_id,
)
from generator.bicep.name_index import NameIndex
from generator.bicep.names import FreeNames
from generator.bicep.pieces import segments_of, text_in
from generator.bicep.texts import Texts
from generator.bicep.turns import index_in
from generator.bicep.use_graph import UseGraph
from generator.language.expressions.tree import Call, Expression, Number, Text
from generator.language.template import is_symbolic
from generator.lazy import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from generator.bicep.comments import Comments
    from generator.bicep.identity import Within
    from generator.bicep.pieces import Segment
    from generator.bicep.statements import Statement
    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """What has no form in Bicep: where it stands in the template, what it is, and what to do."""

    path: Path
    message: str


@dataclass(slots=True)
class FileScope:
    """One template as it becomes one Bicep file.

    `target` is the kind of scope that it goes to, `place` that scope where its names are known.
    It is `only_json` where a resource has a scope or a type by an expression, as Bicep takes none.
    The tables give the name in Bicep by the name in the template, in lower case. `variable_names`
    are the names of the variables as the template writes them, `variable_loops` of those that loops
    make. `opened` is what is known of the value of a variable, `nullable` whether that may be null;
    `opening` counts the values that are being looked into.
    In what stands at `plain_at` nothing is an expression. `more_types` are those of elements that
    need a name of their own, `more_parameters` give texts that are too long for Bicep, `of_modules`
    are the problems of other files. `waits` are what the entries
    of dependsOn mean, by resource and number; `lookups` are objects of variables whose names are
    computed, by the names of the variables.
    """

    template: dict[str, Any]
    base: Path
    comments: Comments
    names: FreeNames = field(default_factory=FreeNames)
    parameters: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    raw_variables: dict[str, Any] = field(default_factory=dict)
    variable_names: dict[str, str] = field(default_factory=dict)
    variable_loops: set[str] = field(default_factory=set)
    opened: dict[str, Any] = field(default_factory=dict)
    opening: int = 0
    nullable: dict[str, bool] = field(default_factory=dict)
    raw_parameters: dict[str, Any] = field(default_factory=dict)
    plain_at: set[Path] = field(default_factory=set)
    more_types: list[Statement] = field(default_factory=list)
    more_parameters: list[Statement] = field(default_factory=list)
    resources: list[DeclaredResource] = field(default_factory=list)
    lookups: dict[tuple[str, ...], tuple[str, set[str]]] = field(default_factory=dict)
    existing: dict[str, Outside] = field(default_factory=dict)
    waits: dict[tuple[str, int | None], list[Found]] = field(default_factory=dict)
    graph: UseGraph = field(default_factory=UseGraph)
    problems: list[Problem] = field(default_factory=list)
    _told: set[Problem] = field(default_factory=set)
    of_modules: list[Problem] = field(default_factory=list)
    place: ScopePlace = OWN
    only_json: bool = False
    target: str = ""
    evaluate: Callable[[str], Any] | None = None
    linked: Callable[[str], Any] = lambda _: None
    _texts: dict[str, Texts] = field(default_factory=dict, init=False)
    _indexes: dict[str, NameIndex[DeclaredResource]] = field(default_factory=dict, init=False)

    @property
    def symbolic(self) -> bool:
        """Whether the template gives its resources symbolic names, by its languageVersion."""
        return is_symbolic(self.template)

    def variable(self, name: str) -> Any:
        """Return the raw value of a variable; None where there is none."""
        return self.raw_variables.get(name.lower())

    @property
    def texts(self) -> Texts:
        """Return what takes texts apart, its variables looked through and its ids written out."""
        return self._made("meant", lambda: Texts(self.variable, self.level))

    @property
    def written(self) -> Texts:
        """Return what takes texts apart as they are written, to print them."""
        return self._made("written", Texts)

    @property
    def level(self) -> str:
        """Return the kind of scope that the template goes to."""
        return self.target or "resourceGroup"

    def _made(self, name: str, make: Callable[[], Texts]) -> Texts:
        if name not in self._texts:
            self._texts[name] = make()
        return self._texts[name]

    def pieces(self, expression: Expression) -> Segment:
        """Return the pieces of a text."""
        return self.texts.pieces(expression)

    def id_of(self, expression: Expression) -> Within | None:
        """Read an expression as the id of a resource or of a scope."""
        found = read_id(self.pieces(expression))
        return None if found is None else self.local(found)

    def id_as_written(self, expression: Expression) -> Within | None:
        """Read an expression as an id whose names can be printed: variables stay variables."""
        texts = self._made("ids", lambda: Texts(level=self.level))
        meant, shown = self.id_of(expression), read_id(texts.pieces(expression))
        if meant is None or shown is None:
            return meant
        shown = self.local(shown)
        (kinds, names), (same, others) = path_of(meant), path_of(shown)
        return shown if kinds == same and len(names) == len(others) else meant

    def local(self, within: Within) -> Within:
        """Return an id without the scope that is that of the template."""
        own = [own_place(self.level), *([self.place] if self.place.kind else [])]
        return localized(self.texts, within, own)

    def found(self, within: Within) -> Found | None:
        """Return the resource of this file that an id means."""
        return next(iter(self.all_found(within)), None)

    def all_found(self, within: Within) -> list[Found]:
        """Return the resources of this file that an id means: more than one by their conditions."""
        meant = as_resource(within)
        if meant is None:
            return []
        identifier = replace(meant, within=self.local(meant.within))
        alike = self._index("id").may_be(self._key_of_id(identifier))
        exact = [item for declared in alike if (item := self.at(declared, identifier))]
        if exact or identifier.within != OWN:
            return exact
        # A deployment that goes elsewhere may be named without the place.
        modules = self._index("module").may_be(self._key_of_names(identifier.names))
        kind = identifier.type.lower()
        alike = [item for item in modules if item.module and item.id.type.lower() == kind]
        turns = (self.turn(item, item.id.names, identifier.names) for item in alike)
        return [item for item in turns if item]

    def _key_of_id(self, identifier: Id) -> Hashable:
        kinds, names = path_of(identifier)
        return kinds, self._key_of_names(names)

    def _key_of_names(self, names: Iterable[Segment]) -> Hashable:
        return tuple(self.texts.keys(names))

    def _index(self, name: str) -> NameIndex[DeclaredResource]:
        """Return the resources by what they are looked for by."""
        if name not in self._indexes or len(self._indexes[name].resources) != len(self.resources):
            keys: dict[str, Callable[[DeclaredResource], Hashable]] = {
                "id": lambda item: self._key_of_id(item.id),
                "module": lambda item: self._key_of_names(item.id.names),
                "end": lambda item: self._key_of_names(item.id.names[-1:]),
                "symbol": lambda item: item.key.lower(),
                "type": lambda item: item.id.type.lower(),
            }
            self._indexes[name] = NameIndex.of(self.resources, keys[name])
        return self._indexes[name]

    def of_type(self, kind: str) -> list[DeclaredResource]:
        """Return the resources of a type."""
        wanted = kind.lower()
        alike = self._index("type").may_be(wanted)
        return [item for item in alike if item.id.type.lower() == wanted]

    def at(self, declared: DeclaredResource, identifier: Id) -> Found | None:
        """Return a resource with the turn of its loop at which it has an id; None where at none."""
        (kinds, names), (its, others) = path_of(declared.id), path_of(identifier)
        return self.turn(declared, names, others) if kinds == its else None

    def turn(
        self, declared: DeclaredResource, pattern: tuple[Segment, ...], names: tuple[Segment, ...]
    ) -> Found | None:
        """Return a resource with the turn of its loop at which it has some names."""
        if not declared.loop:
            return Found(declared) if self.texts.keys(pattern) == self.texts.keys(names) else None
        names = tuple(map(self.texts.through, names))
        index = index_in(self.texts, pattern, names, declared.loop)
        return None if index is None else Found(declared, index)

    def named(self, expression: Expression) -> Found | None:
        """Return the resource that a bare name, a loop's name or a symbolic name means."""
        found = self.all_named(expression)
        return found[0] if len(found) == 1 else None

    def all_named(self, expression: Expression) -> list[Found]:
        """Return the resources that a bare name, a loop's name or a symbolic name may mean."""
        pieces = self.pieces(expression)
        text = text_in(pieces).lower()
        if text:
            alike = self._index("symbol").may_be(text)
            keyed = [Found(item) for item in alike if item.key.lower() == text]
            looped = [Found(item) for item in alike if item.own_loop.lower() == text]
            if keyed or looped:
                return keyed or looped
        element = self._element(expression)
        if element is not None:
            return [element]
        names = segments_of(pieces)
        alike = self._index("module").may_be(self._key_of_names(names))
        turns = (self.turn(declared, declared.id.names, names) for declared in alike)
        found = [item for item in turns if item]
        if found or len(names) != 1:
            return found
        alike = self._index("end").may_be(self._key_of_names(names))
        ends = (self.turn(declared, declared.id.names[-1:], names) for declared in alike)
        return [item for item in ends if item]

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

    def evaluated(self, text: str) -> Any:
        """Return what an expression comes to with the defaults of the parameters, or the text."""
        return self.evaluate(text) if self.evaluate is not None else text

    def problem(self, path: Path, message: str) -> None:
        """Keep what has no form in Bicep."""
        found = Problem(path, message)
        if found not in self._told:
            self._told.add(found)
            self.problems.append(found)
