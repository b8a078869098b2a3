"""Where resources and modules go: the scope functions of Bicep, and names as they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.declared_resources import said_place
from generator.bicep.forms import TODO, text_of
from generator.bicep.identity import OWN, ScopePlace, own_place
from generator.bicep.pieces import parsed, text_in
from generator.bicep.syntax import At, FunctionCall, String, Symbol
from generator.language.documents.casing import member_of, written
from generator.language.expressions.tree import Text

if TYPE_CHECKING:
    from generator.bicep.declared import DeclaredResource, Found
    from generator.bicep.expressions import Reader
    from generator.bicep.pieces import Segment
    from generator.bicep.scope import FileScope
    from generator.bicep.syntax import Expression as Bicep

_NEEDS_SUBSCRIPTION = {"managementGroup", "tenant"}
"""From here Bicep takes no group without the subscription that it is in."""


def printed(reader: Reader, segment: Segment) -> Bicep:
    """Return a segment of a name as a text, or as the expression that it is."""
    parts = [piece if isinstance(piece, str) else reader.read_or_todo(piece) for piece in segment]
    if len(parts) == 1 and not isinstance(parts[0], str):
        number = not isinstance(segment[0], str) and reader.kind(segment[0]) == "int"
        return String((parts[0],)) if number else parts[0]
    return text_of(list(parts))


def scope_function(reader: Reader, place: ScopePlace) -> Bicep | None:
    """Return the scope function for a place; None where there is none."""
    if place.kind in {"", "id"}:
        return None
    names = _without_own(reader, place)
    return FunctionCall(place.kind, tuple(printed(reader, item) for item in names))


def _without_own(reader: Reader, place: ScopePlace) -> tuple[Segment, ...]:
    """Leave out the names that a scope function takes for granted."""
    texts, level = reader.scope.texts, reader.scope.level
    own = own_place(place.kind).names
    names = place.names
    if place.kind == level and texts.keys(own) == texts.keys(names):
        return ()
    if level in _NEEDS_SUBSCRIPTION or place.kind not in {"resourceGroup", "subscription"}:
        return names
    return names[1:] if texts.keys(own[:1]) == texts.keys(names[:1]) else names


def symbol_for(reader: Reader, found: Found) -> Bicep:
    """Return the symbol of a resource, at its turn where it stands in a loop."""
    symbol = Symbol(found.declared.symbol)
    return symbol if found.index is None else At(symbol, reader.read_or_todo(found.index))


def symbol_in(reader: Reader, found: Found | None) -> Bicep | None:
    """Return the symbol of what something is in, where the owner may refer to it."""
    if found is None or not reader.scope.graph.add(reader.owner, found.declared.node):
        return None
    return symbol_for(reader, found)


def module_scope(reader: Reader, declared: DeclaredResource) -> Bicep | None:
    """Return the scope that a deployment goes to; None where it is that of the template."""
    scope, within = reader.scope, declared.id.within
    if within == OWN:
        return None
    symbol = symbol_in(reader, scope.found(within))
    if symbol is not None:
        return symbol
    shown = said_place(scope.written, declared.raw) or scope.id_as_written(
        parsed(member_of(declared.raw, "scope")) or Text("")
    )
    shown = within if shown is None else shown
    made = scope_function(reader, shown) if isinstance(shown, ScopePlace) else None
    if made is not None:
        return made
    place = (*declared.path, written(declared.raw, "scope"))
    scope.problem(place, "this scope cannot be read; name it with a scope function")
    return TODO


def target_of(scope: FileScope, declared: DeclaredResource) -> str:
    """Return the kind of scope that a deployment goes to."""
    within = declared.id.within
    known = isinstance(within, ScopePlace) and within.kind != "id"
    return (within.kind if known and isinstance(within, ScopePlace) else "") or scope.level


def inner_place(declared: DeclaredResource) -> ScopePlace:
    """Return the place of a deployment to the template in it, where that is written out."""
    within = declared.id.within
    literal = isinstance(within, ScopePlace) and all(map(text_in, within.names))
    return within if isinstance(within, ScopePlace) and literal else OWN
