"""The declarations of what a template asks outside of it: `existing` resources in Bicep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.identity import path_of
from generator.bicep.loops import looped
from generator.bicep.pieces import joined
from generator.bicep.places import printed, scope_function, symbol_for
from generator.bicep.statements import Resource, Statement
from generator.bicep.syntax import Member, Object
from generator.bicep.values import ValueWriter, loop_of
from generator.language.documents.casing import member_of
from generator.language.expressions.tree import to_text
from generator.lazy import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.declared import DeclaredResource, Outside
    from generator.bicep.expressions import Reader
    from generator.bicep.syntax import Expression as Bicep
    from generator.diagnostics import Path


def existing_statements(reader: Reader) -> list[Statement]:
    """Return the declarations of what the template asks outside of it, parents first."""
    return [_statement(reader, item) for item in reader.scope.existing.values()]


def _statement(reader: Reader, made: Outside) -> Statement:
    declared = made.declared
    owned = replace(reader, owner=declared.node)
    if made.loop is None:
        body: Bicep = Object(tuple(_members(owned, made)))
    else:
        body = _looped(owned, made, made.loop)
    kind = f"{declared.type}@{declared.version}"
    return Statement(Resource(declared.symbol, kind, body, existing=True))


def _looped(reader: Reader, made: Outside, owner: DeclaredResource) -> Bicep:
    """Return the body in the loop of the resource that asks it."""
    raw: dict[str, Any] = member_of(owner.raw, "copy")
    path: Path = (*owner.path, "copy")
    names = [to_text(joined(item)) for item in path_of(made.declared.id)[1]]
    loop, over = loop_of(ValueWriter(reader.at(path)), raw, owner.loop, names)
    return looped(loop, over, Object(tuple(_members(reader.inside(loop), made))))


def _members(reader: Reader, made: Outside) -> Iterator[Member]:
    if made.around is not None:
        word = "parent" if made.declared.parent is not None else "scope"
        yield Member(word, symbol_for(reader, made.around))
    scope = scope_function(reader, made.place) if made.around is None else None
    if scope is not None:
        yield Member("scope", scope)
    yield Member("name", printed(reader, made.declared.names[-1]))
