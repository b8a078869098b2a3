"""Resources outside of the template, which it only asks: `existing` ones in Bicep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.declared import DeclaredResource, Found, Outside
from generator.bicep.identity import Id, ScopePlace, parent_of, path_of
from generator.bicep.names import noun
from generator.bicep.reading import symbol_of, turn_of
from generator.bicep.symbols import symbol_words
from generator.language.expressions.tree import Call, Expression, Index, Number, Text, to_text, walk
from generator.lazy import replace
from generator.resources.newest_versions import known_version

if TYPE_CHECKING:
    from generator.bicep.identity import Within
    from generator.bicep.pieces import Segment
    from generator.bicep.reading import ReaderAtPlace
    from generator.bicep.syntax import Expression as Bicep

_VAULT = ("Microsoft.KeyVault/vaults", "2023-07-01")
"""What a Key Vault is asked for its secrets as; only its name and its place count."""


def outside(reader: ReaderAtPlace, identifier: Id, version: str) -> Found | None:
    """Return the resource outside of the template that an id means, made known where it is new."""
    parts = _expressions(identifier)
    index = None
    if any(map(_is_local, parts)):
        index = _turn(reader, parts)
        if index is None:
            return None
    made = _known(reader, identifier, version, index)
    return None if made is None else Found(made.declared, index)


def _expressions(identifier: Id) -> list[Expression]:
    names = path_of(identifier)[1]
    return [piece for name in names for piece in name if not isinstance(piece, str)]


def _is_local(expression: Expression) -> bool:
    """Whether an expression means something only where it stands, in a loop or a lambda."""
    return any(_is_call(part, "copyindex", "lambdavariables") for part in walk(expression))


def _is_call(expression: Expression, *names: str) -> bool:
    return isinstance(expression, Call) and expression.name.lower() in names


def _turn(reader: ReaderAtPlace, parts: list[Expression]) -> Expression | None:
    """Return the index of the resource's own loop, where an id has no other local expression."""
    owner = _owner(reader)
    local = [item for part in parts for item in walk(part)]
    turns = [turn_of(reader, item) for item in local if _is_call(item, "copyindex")]
    if owner is None or any(_is_call(item, "lambdavariables") for item in local):
        return None
    own = all(turn is not None and turn[0].name == owner.loop for turn in turns)
    return Call("copyIndex", (Text(owner.loop),)) if own else None


def _owner(reader: ReaderAtPlace) -> DeclaredResource | None:
    """Return the resource with a loop that a reader stands in."""
    found = (item for item in reader.scope.resources if item.node == reader.owner)
    return next((item for item in found if item.own_loop), None)


def _known(
    reader: ReaderAtPlace, identifier: Id, version: str, index: Expression | None
) -> Outside | None:
    tables = reader.scope
    (kinds, names), loop = path_of(identifier), "" if index is None else to_text(index)
    key = repr((kinds, tables.texts.keys(names), loop))
    if key in tables.existing:
        return tables.existing[key]
    parent, holder = _parent(reader, identifier, version, index), None
    if isinstance(identifier.within, Id) and parent is None:
        holder = resource_of(reader, identifier.within)
        if holder is None:
            return None
    elif isinstance(identifier.within, ScopePlace) and identifier.within.kind == "id":
        return None
    known = replace(identifier, names=tuple(map(tables.texts.through, identifier.names)))
    made = DeclaredResource(
        {}, (), identifier.type, identifier.names, known, version, existing=True
    )
    thing = noun(identifier.type)
    words = symbol_words(identifier.names[-1])
    made.symbol = tables.names.take(words, thing, f"{thing}Existing")
    made.parent = parent.declared if parent else None
    place = identifier.within if isinstance(identifier.within, ScopePlace) else ScopePlace()
    found = Outside(made, place, parent or holder, None if index is None else _owner(reader))
    tables.existing[key] = found
    for other in (parent, holder):
        if other is not None:
            tables.graph.add(made.node, other.declared.node)
    return found


def _parent(
    reader: ReaderAtPlace, identifier: Id, version: str, index: Expression | None
) -> Found | None:
    if len(identifier.names) < 2:
        return None
    above = parent_of(identifier)
    found = reader.scope.found(above)
    if found is not None:
        return found
    local = any(map(_is_local, _expressions(above)))
    made = _known(reader, above, version, index if local else None)
    return None if made is None else Found(made.declared, index if local else None)


def resource_of(reader: ReaderAtPlace, within: Within) -> Found | None:
    """Return the resource that an id means, in the file or outside of it, to stand as a scope."""
    found = reader.scope.found(within)
    if found is not None or not isinstance(within, Id):
        return found
    version = known_version(within.type)
    return outside(reader, within, version) if version else None


def vault(reader: ReaderAtPlace, expression: Expression) -> Bicep | None:
    """Return the symbol of the Key Vault that an id means, declared as existing."""
    identifier = reader.scope.id_as_written(expression)
    if isinstance(identifier, Id) and identifier.type.lower() == _VAULT[0].lower():
        found = reader.scope.found(identifier)
    elif isinstance(expression, Text):
        return None
    else:
        identifier, found = _split_id(expression), None
    return symbol_of(reader, found or outside(reader, identifier, _VAULT[1]))


def _split_id(expression: Expression) -> Id:
    """Take the id of a vault apart that only the deployment knows."""
    parts = Call("split", (expression, Text("/")))
    names: list[Segment] = [(Index(parts, Number(str(number))),) for number in (2, 4)]
    return Id(_VAULT[0], ((Call("last", (parts,)),),), ScopePlace("resourceGroup", tuple(names)))
