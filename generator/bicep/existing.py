"""Resources outside of the template, which it only asks: `existing` ones in Bicep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.expressions import Reader, text_of
from generator.bicep.identity import canonical, segments_of
from generator.bicep.names import noun
from generator.bicep.scope import Declared, Found
from generator.bicep.symbols import symbol_words
from generator.bicep.syntax import Call as BicepCall
from generator.bicep.syntax import Member, Name, Object, Resource, Statement
from generator.language.expressions.tree import Call, Expression, Index, Number, Text, to_text, walk

if TYPE_CHECKING:
    from generator.bicep.identity import Id, Segment
    from generator.bicep.syntax import Expression as Bicep

_LOCAL = {"copyindex", "lambdavariables"}
_MOST_SCOPES = 2


def outside(reader: Reader, identifier: Id, version: str) -> Found | None:
    """Give the resource outside of the template that an id means, made known where it is new."""
    parts = [
        *identifier.scope,
        *(p for name in identifier.names for p in name if not isinstance(p, str)),
    ]
    if identifier.function != "resourceid" or len(identifier.scope) > _MOST_SCOPES:
        return None
    if any(map(_is_local, parts)):
        return None
    return Found(_known(reader, identifier.type, identifier.names, identifier.scope, version))


def _is_local(expression: Expression) -> bool:
    """Whether an expression means something only where it stands, in a loop or a lambda."""
    return any(isinstance(part, Call) and part.name.lower() in _LOCAL for part in walk(expression))


def _known(
    reader: Reader,
    kind: str,
    names: tuple[Segment, ...],
    scope: tuple[Expression, ...],
    version: str,
) -> Declared:
    if [canonical(reader.scope.pieces(item)) for item in scope] == reader.scope.place:
        scope = ()
    where = [to_text(item).lower() for item in scope]
    key = repr((kind.lower(), [canonical(name) for name in names], where))
    tables = reader.scope
    if key in tables.existing:
        return tables.existing[key]
    parent = None
    if len(names) > 1:
        above = kind.rsplit("/", 1)[0]
        known = tuple(tables.looked_through(item) for item in names[:-1])
        found = None if scope else tables.found_by(above, known)
        parent = found or _known(reader, above, names[:-1], scope, version)
    raw = {"scope": scope}
    made = Declared(raw, (), kind, names, version, existing=True, parent=parent)
    made.symbol = tables.names.take(symbol_words(names[-1]), noun(kind), f"{noun(kind)}Existing")
    tables.existing[key] = made
    if parent is not None:
        tables.graph.add(made.node, parent.node)
    return made


def existing_statements(reader: Reader) -> list[Statement]:
    """Give the declarations of what the template asks outside of it, parents first."""
    return [_statement(reader, item) for item in reader.scope.existing.values()]


def _statement(reader: Reader, declared: Declared) -> Statement:
    owned = Reader(reader.scope, declared.node)
    members: list[Member] = []
    if declared.parent is not None:
        members.append(Member("parent", Name(declared.parent.symbol)))
    elif declared.raw["scope"]:
        members.append(Member("scope", _group(owned, declared.raw["scope"])))
    last = declared.names[-1]
    parts = [p if isinstance(p, str) else owned.read_or_todo(p) for p in last]
    first = parts[0] if len(parts) == 1 else ""
    name = text_of(list(parts)) if isinstance(first, str) else first
    members.append(Member("name", name))
    kind = f"{declared.type}@{declared.version}"
    return Statement(Resource(declared.symbol, kind, Object(tuple(members)), existing=True))


_VAULT = ("Microsoft.KeyVault/vaults", "2023-07-01")
"""What a Key Vault is asked for its secrets as; only its name and its place count."""


def vault(reader: Reader, expression: Expression) -> str | None:
    """Give the symbol of the Key Vault that an id means, declared as existing."""
    identifier = reader.scope.id_of(expression)
    if identifier is not None and identifier.type.lower() == _VAULT[0].lower():
        found = reader.scope.found(identifier) or outside(reader, identifier, _VAULT[1])
        return found.declared.symbol if found else None
    if isinstance(expression, Text) or _is_local(expression):
        return None
    parts = Call("split", (expression, Text("/")))
    place = tuple(Index(parts, Number(str(number))) for number in (2, 4))
    return _known(reader, _VAULT[0], ((Call("last", (parts,)),),), place, _VAULT[1]).symbol


def group_of(reader: Reader, expression: Expression | None) -> Bicep | None:
    """Give the scope function for the id of a group, a subscription or a management group."""
    if expression is None:
        return None
    pieces = [item for item in segments_of(reader.scope.pieces(expression)) if item]
    names = ["".join(item).lower() if _is_text(item) else "" for item in pieces]  # type: ignore[arg-type]

    def made(function: str, *indexes: int) -> Bicep:
        return BicepCall(function, tuple(_joined(reader, pieces[index]) for index in indexes))

    if names[:1] == ["subscriptions"] and len(names) == 2:
        return made("subscription", 1)
    if names[:1] == ["subscriptions"] and names[2:3] == ["resourcegroups"] and len(names) == 4:
        return made("resourceGroup", 1, 3)
    if names[:2] == ["microsoft.management", "managementgroups"] and len(names) == 3:
        return made("managementGroup", 2)
    return None


def _is_text(segment: Segment) -> bool:
    return all(isinstance(piece, str) for piece in segment)


def _joined(reader: Reader, segment: Segment) -> Bicep:
    parts = [piece if isinstance(piece, str) else reader.read_or_todo(piece) for piece in segment]
    return parts[0] if len(parts) == 1 and not isinstance(parts[0], str) else text_of(list(parts))


def _group(reader: Reader, scope: tuple[Expression, ...]) -> Bicep:
    return BicepCall("resourceGroup", tuple(reader.read_or_todo(item) for item in scope))
