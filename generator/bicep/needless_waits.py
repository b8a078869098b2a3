"""Waits that need no word, as what a body names leads there: Bicep waits for it by itself.

A name counts as Bicep counts it: in the body itself, through variables, and through the resources
that are named. One that may not be deployed leads nowhere then, so what it leads to stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.statements import Module, Resource, Statement, Var
from generator.bicep.syntax import (
    Array,
    At,
    Directive,
    For,
    If,
    Item,
    Member,
    Object,
    Symbol,
    nodes_in,
)
from generator.lazy import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.syntax import Expression

_SILENCED = Directive("#disable-next-line no-unnecessary-dependson")
"""Above an entry that Bicep takes for needless, though it is not where a condition is false."""


@dataclass(frozen=True, slots=True)
class _Uses:
    """What a body names: resources and variables as a whole, and single elements of loops."""

    whole: frozenset[str]
    elements: frozenset[At]

    @property
    def names(self) -> set[str]:
        """Return the names, whether as a whole or by an element."""
        return set(self.whole) | {_array_of(item) for item in self.elements}


def _array_of(element: At) -> str:
    return element.base.name if isinstance(element.base, Symbol) else ""


def without_needless(statements: list[Statement]) -> list[Statement]:
    """Return statements without the entries of dependsOn that need no word."""
    if not any(_waits(item) for item in statements):
        return statements
    graph = _Graph(statements)
    return [_pruned(graph, item) for item in statements]


class _Graph:
    """What the declarations of a file name, their waits aside."""

    def __init__(self, statements: list[Statement]) -> None:
        """Read the bodies."""
        self.variables: dict[str, _Uses] = {}
        self.resources: dict[str, Resource | Module] = {}
        self._uses: dict[str, _Uses] = {}
        for item in statements:
            own = item.declaration
            if isinstance(own, Var):
                self.variables[own.name] = _names_in(own.value)
            elif isinstance(own, (Resource, Module)):
                self.resources[own.symbol] = own
        for symbol, declaration in self.resources.items():
            body = _with_waits(declaration.body, None)
            self._uses[symbol] = self._through(_names_in(body))

    def uses(self, symbol: str) -> _Uses:
        """Return the resources that a resource names, through variables too."""
        return self._uses[symbol]

    def _through(self, uses: _Uses) -> _Uses:
        """Look through the variables; an element in one counts as the whole loop."""
        seen: set[str] = set()
        waiting = [name for name in uses.names if name in self.variables]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += [item for item in self.variables[name].names if item in self.variables]
        inner = {name for item in seen for name in self.variables[item].names}
        whole = (uses.whole | inner) & self.resources.keys()
        elements = {at for at in uses.elements if _array_of(at) in self.resources}
        return _Uses(frozenset(whole), frozenset(elements))

    def reached(self, symbol: str, *, surely: bool) -> set[str]:
        """Return what a resource leads to; `surely` through nothing that may not be deployed."""
        own = _condition(self.resources[symbol].body)
        found: set[str] = set()
        passed = {symbol}
        waiting = [(symbol, name) for name in self._uses[symbol].names]
        while waiting:
            by, name = waiting.pop()
            found.add(name)
            if name not in passed and (not surely or self._is_there(by, name, own)):
                passed.add(name)
                waiting += [(name, after) for after in self._uses[name].names]
        return found - {symbol}

    def _is_there(self, by: str, name: str, own: Expression | None) -> bool:
        """Whether what a resource names is deployed for certain, where that resource is."""
        body = self.resources[name].body
        condition = _condition(body)
        if condition is not None and condition != own:
            return False
        return not isinstance(body, For) or name not in self._uses[by].whole


def _pruned(graph: _Graph, statement: Statement) -> Statement:
    waits = _waits(statement)
    own = statement.declaration
    if waits is None or not isinstance(own, (Resource, Module)):
        return statement
    left: list[str] = []
    kept: list[Item] = []
    for item in _items(waits):
        made = _judged(graph, own.symbol, item)
        if made is None:
            left += item.comments
        else:
            kept.append(made)
    member = replace(waits, value=Array(tuple(kept))) if kept else None
    left += () if kept else waits.comments
    body = _with_waits(own.body, member)
    comments = (*statement.comments, *left)
    return replace(statement, declaration=replace(own, body=body), comments=comments)


def _judged(graph: _Graph, symbol: str, item: Item) -> Item | None:
    """Return an entry as it stays; None where it needs no word."""
    uses = graph.uses(symbol)
    match item.value:
        case Symbol(name):
            looped = isinstance(graph.resources[name].body, For)
            if looped:
                return None if name in uses.whole else item
            if name in graph.reached(symbol, surely=True):
                return None
            if name in graph.reached(symbol, surely=False):
                return replace(item, comments=(*item.comments, _SILENCED))
        case At(Symbol(name)) as element if element in uses.elements or name in uses.whole:
            return None
    return item


def _names_in(tree: Expression) -> _Uses:
    nodes = list(nodes_in(tree))
    elements = [item for item in nodes if isinstance(item, At) and isinstance(item.base, Symbol)]
    bases = {id(item.base) for item in elements}
    whole = (item.name for item in nodes if isinstance(item, Symbol) and id(item) not in bases)
    return _Uses(frozenset(whole), frozenset(elements))


def _waits(statement: Statement) -> Member | None:
    own = statement.declaration
    if not isinstance(own, (Resource, Module)):
        return None
    body = _object(own.body)
    return next((item for item in body.members if item.key == "dependsOn"), None) if body else None


def _items(waits: Member) -> Iterator[Item]:
    yield from waits.value.items if isinstance(waits.value, Array) else ()


def _object(body: Expression) -> Object | None:
    while isinstance(body, (For, If)):
        body = body.body
    return body if isinstance(body, Object) else None


def _condition(body: Expression) -> Expression | None:
    inner = body.body if isinstance(body, For) else body
    return inner.condition if isinstance(inner, If) else None


def _with_waits(body: Expression, waits: Member | None) -> Expression:
    """Return a body with other waits, or with none."""
    if isinstance(body, For):
        return replace(body, body=_with_waits(body.body, waits))
    if isinstance(body, If):
        return replace(body, body=_of_object(body.body, waits))
    return _of_object(body, waits) if isinstance(body, Object) else body


def _of_object(body: Object, waits: Member | None) -> Object:
    members = [item for item in body.members if item.key != "dependsOn"]
    return replace(body, members=(*members, *([waits] if waits else [])))
