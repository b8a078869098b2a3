"""Parents in loops whose names the compiler cannot carry over to their children.

Bicep makes the name of a child of that of its parent, with the index of the child in the place of
the parent's own. Where the index picks an argument of a function (`toLower(names[i])`) its compiler
ends with an exception of its own, so such a child says its whole name, and waits for its parent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.forms import text_of
from generator.bicep.statements import Resource, Statement
from generator.bicep.syntax import (
    Array,
    At,
    For,
    FunctionCall,
    If,
    Item,
    Member,
    Object,
    Symbol,
    nodes_in,
)
from generator.lazy import fields, is_dataclass, replace

if TYPE_CHECKING:
    from generator.bicep.syntax import Expression


def with_whole_names(statements: list[Statement]) -> list[Statement]:
    """Return statements in which no child has a parent that the compiler fails at."""
    made = {own.symbol: own for item in statements if isinstance(own := item.declaration, Resource)}
    failing = {symbol for symbol, own in made.items() if _fails(own)}
    if not failing:
        return statements
    return [_named_by_itself(made, failing, item) for item in statements]


def _fails(own: Resource) -> bool:
    """Whether the index of the loop picks an argument of a function in the name."""
    body, name = own.body, _value(own.body, "name")
    if not isinstance(body, For) or name is None:
        return False
    turn = {body.item, body.index}
    return any(
        isinstance(node, At) and _names(node.index) & turn
        for call in nodes_in(name)
        if isinstance(call, FunctionCall)
        for node in nodes_in(call.arguments)
    )


def _named_by_itself(
    made: dict[str, Resource], failing: set[str], statement: Statement
) -> Statement:
    own = statement.declaration
    if not isinstance(own, Resource) or not _leads_to(made, failing, own):
        return statement
    parent = _value(own.body, "parent")
    body = _changed(own.body, _whole_name(made, own, None), parent)
    return replace(statement, declaration=replace(own, body=body))


def _leads_to(made: dict[str, Resource], failing: set[str], own: Resource) -> bool:
    above = _above(made, own)
    while above is not None:
        if above.symbol in failing:
            return True
        above = _above(made, above)
    return False


def _above(made: dict[str, Resource], own: Resource) -> Resource | None:
    match _value(own.body, "parent"):
        case Symbol(symbol) | At(Symbol(symbol)):
            return made.get(symbol)
    return None


def _whole_name(made: dict[str, Resource], own: Resource, index: Expression | None) -> Expression:
    """Return the name of a resource with those of its parents, at one turn of its loop."""
    name, above = _value(own.body, "name"), _above(made, own)
    parent = _value(own.body, "parent")
    if above is not None:
        turn = parent.index if isinstance(parent, At) else None
        name = text_of([_whole_name(made, above, turn), "/", name or ""])
    if index is None or not isinstance(own.body, For) or name is None:
        return name or text_of([])
    loop = own.body
    counted = isinstance(loop.over, FunctionCall) and loop.over.name == "range"
    item = index if counted else At(loop.over, index)
    told: Expression = _replaced(name, {loop.index: index, loop.item: item})
    return told


def _replaced(node: Any, by: dict[str, Expression]) -> Any:
    """Return a part of a tree with expressions in the place of names."""
    if isinstance(node, tuple):
        return tuple(_replaced(item, by) for item in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    if isinstance(node, Symbol):
        return by.get(node.name, node)
    return replace(
        node, **{own.name: _replaced(getattr(node, own.name), by) for own in fields(node)}
    )


def _names(tree: Any) -> set[str]:
    return {node.name for node in nodes_in((tree,)) if isinstance(node, Symbol)}


def _value(body: Expression, key: str) -> Expression | None:
    while isinstance(body, (For, If)):
        body = body.body
    members = body.members if isinstance(body, Object) else ()
    return next((item.value for item in members if item.key == key), None)


def _changed(body: Any, name: Expression, parent: Expression | None) -> Any:
    """Return a body with its whole name, that waits for what was its parent."""
    if isinstance(body, (For, If)):
        return replace(body, body=_changed(body.body, name, parent))
    own = Item(parent) if parent is not None else None
    members: list[Member] = []
    for item in body.members:
        if item.key == "dependsOn" and isinstance(item.value, Array):
            others = [other for other in item.value.items if other.value != parent]
            own, kept = None, (Item(parent), *others) if parent is not None else tuple(others)
            members.append(replace(item, value=Array(kept)))
        elif item.key != "parent":
            members.append(replace(item, value=name) if item.key == "name" else item)
    if own is not None:
        members.append(Member("dependsOn", Array((own,))))
    return replace(body, members=tuple(members))
