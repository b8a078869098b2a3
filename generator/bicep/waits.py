"""What resources wait for: each entry of dependsOn as the resources of the file that it means.

An entry always names a resource of its own template, as Azure refuses all others. So what an
expression leaves open is decided by what there is; where it may be several, all are meant.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

from generator.bicep.declared import Found
from generator.bicep.identity import as_resource
from generator.bicep.pieces import joined, parsed
from generator.bicep.places import symbol_for
from generator.bicep.syntax import Array, Item, Member
from generator.bicep.turns import may_be_same
from generator.language.documents.casing import member_of, written
from generator.language.expressions.tree import Call, Index, Property, Text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.declared import DeclaredResource
    from generator.bicep.expressions import Reader
    from generator.bicep.pieces import Segment
    from generator.bicep.scope import FileScope
    from generator.bicep.syntax import Expression as Bicep
    from generator.language.expressions.tree import Expression

_MOST_WAYS = 16
_ARRAYS = {"createarray", "union", "array", "flatten"}
_NOTHING = {"null", "json"}


def entries_of(raw: dict[str, Any]) -> Iterator[tuple[int | None, Any]]:
    """Yield the entries of dependsOn, with their numbers where it is a list."""
    listed = member_of(raw, "dependsOn")
    if isinstance(listed, list):
        yield from enumerate(listed)
    elif listed is not None:
        yield None, listed


def connect_waits(scope: FileScope) -> None:
    """Find what each entry means, and keep who waits for whom: what is sure of it first."""
    ways = list(_all_ways(scope))
    unsure = []
    for key, declared, way in ways:
        found = _sure(scope, way)
        if not found:
            unsure.append((key, declared, way))
        for item in found:
            scope.graph.add(declared.node, item.declared.node)
            scope.waits.setdefault(key, []).append(item)
    for key, declared, way in unsure:
        for item in _likely(scope, declared, way):
            if scope.graph.add(declared.node, item.declared.node):
                scope.waits.setdefault(key, []).append(item)


def _all_ways(
    scope: FileScope,
) -> Iterator[tuple[tuple[str, int | None], DeclaredResource, Expression]]:
    for declared in scope.resources:
        for at, entry in entries_of(declared.raw):
            expression = parsed(entry)
            ways = None if expression is None else list(_ways(scope, expression))
            if ways == []:
                scope.waits[declared.node, at] = []
            yield from (((declared.node, at), declared, way) for way in ways or ())


def waits_of(reader: Reader, declared: DeclaredResource) -> Member | None:
    """Return dependsOn by symbols; None where there is nothing to wait for."""
    key = written(declared.raw, "dependsOn")
    path = (*declared.path, key)
    kept: dict[str, Item] = {}
    for at, entry in entries_of(declared.raw):
        place = path if at is None else (*path, at)
        found = reader.scope.waits.get((declared.node, at))
        if found is None:
            reader.scope.problem(place, _lost(entry, at))
        for symbol in _symbols(reader.at(place), found or []):
            if repr(symbol) not in kept:
                kept[repr(symbol)] = Item(symbol, reader.scope.comments.take(place))
    comments = reader.scope.comments.take(path)
    return Member("dependsOn", Array(tuple(kept.values())), comments) if kept else None


def _lost(entry: Any, at: int | None) -> str:
    if at is None:
        return "dependsOn is computed; Bicep takes a list of symbols"
    return f"dependsOn names no resource of this template: {entry}; it is left out"


def _symbols(reader: Reader, found: list[Found]) -> Iterator[Bicep]:
    for item in found:
        if item.declared.node != reader.owner:
            yield symbol_for(reader, item)


def _sure(scope: FileScope, expression: Expression) -> list[Found]:
    """Return the resources that an entry means for certain."""
    identifier = scope.id_of(expression)
    found = [] if identifier is None else scope.all_found(identifier)
    if found:
        return found
    named = scope.all_named(expression)
    return named if len(named) == 1 or any(item.declared.own_loop for item in named) else []


def _likely(scope: FileScope, waiting: DeclaredResource, expression: Expression) -> list[Found]:
    """Return the resources that an entry may mean, by its type and what is known of its name."""
    within = scope.id_of(expression)
    identifier = None if within is None else as_resource(within)
    if identifier is None:
        return scope.all_named(expression) or _by_default(scope, waiting, expression)
    alike = [item for item in scope.of_type(identifier.type) if item is not waiting]
    turns = (scope.turn(item, item.id.names, identifier.names) for item in alike)
    return [item for item in turns if item] or [
        Found(item) for item in alike if _may_be(scope, item, identifier.names)
    ]


def _by_default(scope: FileScope, waiting: DeclaredResource, expression: Expression) -> list[Found]:
    """Return the resources that have a bare name where the parameters have their defaults."""
    name = str(scope.evaluated(to_text(expression))).lower()
    return [
        Found(item)
        for item in scope.resources
        if item is not waiting and name in _names_by_default(scope, item)
    ]


def _names_by_default(scope: FileScope, declared: DeclaredResource) -> set[str]:
    parts = [str(scope.evaluated(to_text(joined(item)))).lower() for item in declared.id.names]
    return {"/".join(parts), parts[-1]} if parts else set()


def _may_be(scope: FileScope, declared: DeclaredResource, names: tuple[Segment, ...]) -> bool:
    own = declared.id.names
    pairs = zip(own, names, strict=False)
    return len(own) == len(names) and all(may_be_same(scope.texts, *pair) for pair in pairs)


def _ways(scope: FileScope, expression: Expression) -> Iterator[Expression]:
    """Iterate over what an entry may come to: the choices of if(), the elements of an array."""
    return islice(_each(scope, expression), _MOST_WAYS)


def _each(scope: FileScope, expression: Expression) -> Iterator[Expression]:
    value = scope.texts.value(expression)
    if isinstance(value, list):
        parts = [item for item in map(parsed, value) if item is not None]
        yield from (way for part in parts for way in _each(scope, part))
        return
    match value:
        case Call(name, arguments) if name.lower() in _ARRAYS:
            yield from (way for part in arguments for way in _each(scope, part))
        case Call(name, (_, yes, no)) if name.lower() == "if":
            yield from _each(scope, yes)
            yield from _each(scope, no)
        case Call(name) if name.lower() in _NOTHING:
            return
        case Text(""):
            return
        case _ if _sure(scope, expression):
            yield expression
        case _:
            yield from _choices(scope, expression)


def _choices(scope: FileScope, expression: Expression) -> Iterator[Expression]:
    """Yield what an expression may be, with if() in it decided either way."""
    value = scope.texts.value(expression)
    match value:
        case Call(name, (_, yes, no)) if name.lower() == "if":
            yield from _choices(scope, yes)
            yield from _choices(scope, no)
        case Call(name, arguments, space):
            ways = (list(islice(_choices(scope, item), _MOST_WAYS)) for item in arguments)
            for made in product(*ways):
                yield Call(name, made, space)
        case Property(base, name):
            yield from (Property(item, name) for item in _choices(scope, base))
        case Index(base, index):
            yield from (Index(item, index) for item in _choices(scope, base))
        case _:
            yield expression
