"""Parents that a template only asks: children that are named after one say so by `parent`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.statements import Param, Resource, Statement
from generator.bicep.syntax import For, If, Member, Object, String, Symbol
from generator.lazy import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.syntax import Expression

_PLACED = {"parent", "scope"}


def with_asked_parents(statements: list[Statement]) -> list[Statement]:
    """Return statements in which children of `existing` resources name them as their parents."""
    parents = {
        (kind.lower(), name): own.symbol
        for own, kind, body in _resources(statements)
        if own.existing and (name := _name(body)) is not None and not isinstance(own.body, For)
    }
    if not parents:
        return statements
    numbers = {
        own.name
        for item in statements
        if isinstance(own := item.declaration, Param) and own.type == Symbol("int")
    }
    return [_with_parent(parents, numbers, item) for item in statements]


def _resources(statements: list[Statement]) -> Iterator[tuple[Resource, str, Object]]:
    for item in statements:
        own = item.declaration
        if isinstance(own, Resource) and (body := _object(own.body)) is not None:
            yield own, own.type.partition("@")[0], body


def _object(body: Expression) -> Object | None:
    while isinstance(body, (For, If)):
        body = body.body
    return body if isinstance(body, Object) else None


def _name(body: Object) -> Expression | None:
    """Return the name of a resource that is named by itself, in the scope of the file."""
    if any(item.key in _PLACED for item in body.members):
        return None
    return next((item.value for item in body.members if item.key == "name"), None)


def _with_parent(
    parents: dict[tuple[str, Expression], str], numbers: set[str], statement: Statement
) -> Statement:
    for own, kind, body in _resources([statement]):
        above = kind.lower().rpartition("/")[0]
        name = _name(body)
        if "/" not in above or not isinstance(name, String):
            continue
        for before, last in _splits(name):
            symbol = parents.get((above, before))
            if symbol is not None and symbol != own.symbol:
                made = replace(own, body=_named(own.body, symbol, _as_text(last, own, numbers)))
                return replace(statement, declaration=made)
    return statement


def _splits(name: String) -> Iterator[tuple[Expression, Expression]]:
    """Yield the ways to split a text in two at a slash."""
    for at, part in enumerate(name.parts):
        if not isinstance(part, str):
            continue
        for offset, sign in enumerate(part):
            if sign == "/":
                before = (*name.parts[:at], *([part[:offset]] if offset else []))
                after = (
                    *([part[offset + 1 :]] if part[offset + 1 :] else []),
                    *name.parts[at + 1 :],
                )
                yield _text(before), _text(after)


def _text(parts: tuple[str | Expression, ...]) -> Expression:
    if len(parts) == 1 and not isinstance(parts[0], str):
        return parts[0]
    return String(parts)


def _as_text(name: Expression, own: Resource, numbers: set[str]) -> Expression:
    """Return what is left of a name as a text, where by itself it would be a number."""
    index = {own.body.index or own.body.item} if isinstance(own.body, For) else set()
    number = isinstance(name, Symbol) and name.name in numbers | index
    return String((name,)) if number else name


def _named(body: Expression, symbol: str, name: Expression) -> Expression:
    if isinstance(body, For):
        return replace(body, body=_named(body.body, symbol, name))
    if isinstance(body, If):
        inner = _renamed(body.body, symbol, name)
        return replace(body, body=inner)
    return _renamed(body, symbol, name) if isinstance(body, Object) else body


def _renamed(body: Object, symbol: str, name: Expression) -> Object:
    members: list[Member] = []
    for item in body.members:
        if item.key == "name":
            members += [Member("parent", Symbol(symbol)), replace(item, value=name)]
        else:
            members.append(item)
    return replace(body, members=tuple(members))
