"""The resources that a template declares: their types and names, where they are, whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT, POLICY
from generator.bicep.declared import DeclaredResource
from generator.bicep.identity import (
    OWN,
    TENANT,
    Id,
    ScopePlace,
    extension_of,
    own_place,
    parent_of,
    path_of,
    read_id,
)
from generator.bicep.linked import link_of
from generator.bicep.pieces import parsed, segments_of
from generator.bicep.run_time import is_deferred
from generator.bicep.symbols import give_symbol
from generator.bicep.turns import has_index
from generator.language.documents.casing import member_of, written
from generator.language.template import is_expression
from generator.lazy import replace
from generator.resources.newest_versions import known_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.declared import Found
    from generator.bicep.identity import Within
    from generator.bicep.pieces import Segment
    from generator.bicep.scope import FileScope
    from generator.bicep.texts import Texts
    from generator.diagnostics import Path
    from generator.language.expressions.tree import Expression


def declare(scope: FileScope) -> None:
    """Find the resources of a template, children after their parents, and give them symbols."""
    key = written(scope.template, "resources")
    listing = scope.template.get(key)
    scope.resources += _declared(scope, listing, (*scope.base, key), None)
    for declared in scope.resources:
        _extend(scope, declared)
    for declared in scope.resources:
        if declared.parent is None:
            declared.parent = _parent(scope, declared)
    for declared in scope.resources:
        if declared.key:
            declared.symbol = scope.names.declare(declared.key, "Resource")
        else:
            give_symbol(declared, scope.names)


def _declared(
    scope: FileScope, listing: Any, path: Path, parent: DeclaredResource | None
) -> Iterator[DeclaredResource]:
    items: Any = ()
    if isinstance(listing, dict):
        items = listing.items()
    elif isinstance(listing, list):
        items = enumerate(listing)
    for step, raw in items:
        if not isinstance(raw, dict):
            continue
        made = _one(scope, raw, (*path, step), parent)
        if isinstance(step, str):
            made.key = step
        yield made
        children = written(raw, "resources")
        if not made.module:
            yield from _declared(scope, raw.get(children), (*path, step, children), made)


def _one(
    scope: FileScope, raw: dict[str, Any], path: Path, parent: DeclaredResource | None
) -> DeclaredResource:
    kind = _literal(scope, raw, "type", path).strip("/")
    names = _segments(scope, member_of(raw, "name"), kind.count("/"))
    if parent is not None:
        kind, names = _below(scope, raw, path, parent, kind, names)
    version = _version(scope, raw, kind, path)
    known = tuple(scope.texts.through(item) for item in names)
    made = DeclaredResource(
        raw, path, kind, names, Id(kind, known, _within(scope, raw, parent)), version
    )
    loop = member_of(raw, "copy")
    if isinstance(loop, dict):
        made.own_loop = str(member_of(loop, "name") or "")
    made.loop = made.own_loop or (parent.loop if parent is not None else "")
    made.inside = made.parent = parent
    made.existing = member_of(raw, "existing") is True
    made.module = kind.lower() == DEPLOYMENT and _is_module(raw)
    if kind.lower() == POLICY and scope.symbolic:
        properties = written(raw, "properties")
        rule = written(raw.get(properties) or {}, "policyRule")
        scope.plain_at.add((*path, properties, rule))
    made.deferred = not made.module and not made.existing and is_deferred(raw)
    return made


def _extend(scope: FileScope, declared: DeclaredResource) -> None:
    """Take a resource apart whose type is written below that of the one that it extends.

    It stays as it is where the other one can be named neither in the file nor outside of it.
    """
    meant = extension_of(declared.id)
    if meant is declared.id or not isinstance(meant.within, Id):
        return
    if scope.found(meant.within) is None and not _can_be_asked(declared, meant.within):
        return
    shown = extension_of(replace(declared.id, names=declared.names))
    if path_of(shown)[0] != path_of(meant)[0]:
        shown = meant
    declared.type, declared.names, declared.id = meant.type, shown.names, meant
    declared.extends, declared.parent = shown.within, None


def _can_be_asked(declared: DeclaredResource, identifier: Id) -> bool:
    """Whether a resource outside of the template can be named where another one stands."""
    pieces = (piece for name in path_of(identifier)[1] for piece in name)
    local = any(has_index(piece, declared.loop) for piece in pieces)
    return bool(known_version(identifier.type)) and (bool(declared.own_loop) or not local)


def _below(
    scope: FileScope,
    raw: dict[str, Any],
    path: Path,
    parent: DeclaredResource,
    kind: str,
    names: tuple[Segment, ...],
) -> tuple[str, tuple[Segment, ...]]:
    """Return the whole type and name of a resource that is written within its parent."""
    if "." not in kind.split("/", maxsplit=1)[0] or kind.count("/") == 0:
        kind = f"{parent.type}/{kind}"
        if len(names) > 1 and names[:-1] == parent.names:
            place = (*path, written(raw, "name"))
            scope.problem(place, "the name of a child names its parent again; once is enough")
            names = names[-1:]
        return kind, (*parent.names, *names)
    if len(names) == 1 and kind.lower().startswith(f"{parent.type.lower()}/"):
        return kind, (*parent.names, *names)
    return kind, names


def _within(scope: FileScope, raw: dict[str, Any], parent: DeclaredResource | None) -> Within:
    """Return what a resource is in: a scope that it says, or that of its parent or its template."""
    if parent is not None:
        return parent.id.within
    place = said_place(scope.texts, raw)
    if place is not None:
        return scope.local(place)
    return _said_scope(scope, parsed(member_of(raw, "scope")))


def said_place(texts: Texts, raw: dict[str, Any]) -> ScopePlace | None:
    """Return the subscription and the group that a resource says to be in; None for neither."""
    names = (parsed(member_of(raw, name)) for name in ("subscriptionId", "resourceGroup"))
    subscription, group = (None if item is None else texts.pieces(item) for item in names)
    if group is not None:
        around = own_place("subscription").names if subscription is None else (subscription,)
        return ScopePlace("resourceGroup", (*around, group))
    return None if subscription is None else ScopePlace("subscription", (subscription,))


def _said_scope(scope: FileScope, expression: Expression | None) -> Within:
    """Read the property `scope` of a resource; what cannot be read is an unknown id."""
    if expression is None:
        return OWN
    pieces = scope.pieces(expression)
    if pieces == ("/",):
        return scope.local(TENANT)
    return scope.local(read_id(pieces) or ScopePlace("id", (pieces,)))


def _is_module(raw: dict[str, Any]) -> bool:
    """Whether a deployment can be a module: its template is in it, or a file beside it."""
    properties = member_of(raw, "properties")
    parameters = member_of(properties, "parameters")
    if isinstance(parameters, str) and not is_expression(parameters):
        return False
    return isinstance(member_of(properties, "template"), dict) or bool(link_of(properties))


def _literal(scope: FileScope, raw: dict[str, Any], name: str, path: Path) -> str:
    """Return what Bicep wants as a literal; an expression is worked out as far as it can be."""
    value = member_of(raw, name)
    expression = parsed(value)
    if expression is None:
        return str(value or "")
    pieces = scope.pieces(expression)
    if all(isinstance(piece, str) for piece in pieces):
        return "".join(str(piece) for piece in pieces).strip()
    known = scope.evaluated(str(value))
    place = (*path, written(raw, name))
    if isinstance(known, str) and not is_expression(known):
        message = f"Bicep takes no expression for '{name}'; '{known}' is what it comes to now"
        scope.problem(place, message)
        return known
    scope.only_json = True
    scope.problem(place, f"Bicep takes no expression for '{name}'; write a literal")
    return "" if name == "apiVersion" else "TODO"


def _version(scope: FileScope, raw: dict[str, Any], kind: str, path: Path) -> str:
    """Return the API version of a resource; where it says none, the newest that is known."""
    version = _literal(scope, raw, "apiVersion", path)
    if not version:
        version = known_version(kind) or "TODO"
        why = "there is no 'apiVersion', and Bicep wants one"
        newest = "none is known" if version == "TODO" else f"{version} is the newest that is known"
        scope.problem(path, f"{why}; {newest}")
    return version


def _segments(scope: FileScope, name: Any, count: int) -> tuple[Segment, ...]:
    """Return the segments of a name, by what is written in it if that tells them apart."""
    expression = parsed(name)
    if expression is None:
        return ((),)
    plain = segments_of(scope.written.pieces(expression))
    if len(plain) == count:
        return plain
    found = segments_of(scope.pieces(expression))
    return found if len(found) == count else plain


def _parent(scope: FileScope, declared: DeclaredResource) -> DeclaredResource | None:
    """Return the resource of the file that another one belongs to by its type and name."""
    count = declared.id.type.count("/")
    if count < 2 or len(declared.id.names) != count:
        return None
    for other in scope.of_type(parent_of(declared.id).type):
        if other is not declared and not other.module and turn_of_parent(scope, other, declared):
            return other
    return None


def turn_of_parent(
    scope: FileScope, parent: DeclaredResource, child: DeclaredResource
) -> Found | None:
    """Return the parent with its turn; None where it is not the parent."""
    return scope.at(parent, parent_of(child.id))
