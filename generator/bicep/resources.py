"""The resources of a template as statements: parents, loops, conditions, what they wait for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.azure.newest_versions import known_version
from generator.azure.resource_types import DEPLOYMENT
from generator.bicep.declared_types import member_of
from generator.bicep.existing import outside
from generator.bicep.expressions import TODO, Reader, text_of
from generator.bicep.identity import (
    Segment,
    canonical,
    index_in,
    parsed,
    pieces_of,
    segments_of,
)
from generator.bicep.scope import Declared, Found
from generator.bicep.symbols import give_symbol
from generator.bicep.syntax import (
    Array,
    At,
    Decorator,
    If,
    Integer,
    Item,
    Member,
    Name,
    Object,
    Resource,
    Statement,
    String,
    nodes_in,
)
from generator.bicep.values import Writer, loop_of, looped
from generator.language.documents.casing import written
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.scope import Scope
    from generator.bicep.syntax import Expression as Bicep
    from generator.diagnostics import Path

_LEFT = frozenset(
    {"type", "name", "apiversion", "condition", "copy", "dependson", "resources", "comments",
     "existing", "scope", "metadata", "id"}
)  # fmt: skip
"""What is said elsewhere than in a body, or not at all: Azure takes no `id` of a resource."""

_NEVER_NULL = frozenset({"location", "kind", "zones", "sku", "plan", "managedby"})
"""Properties of any resource that Bicep takes no null for."""


def declare(scope: Scope) -> None:
    """Find the resources of a template, children after their parents, and give them symbols."""
    key = written(scope.template, "resources")
    listing = scope.template.get(key)
    scope.resources += _declared(scope, listing, (*scope.base, key), None)
    for declared in scope.resources:
        if declared.parent is None:
            declared.parent = _parent(scope, declared)
    for declared in scope.resources:
        if declared.key:
            declared.symbol = scope.names.declare(declared.key, "Resource")
        else:
            give_symbol(declared, scope.names)


def _declared(
    scope: Scope, listing: Any, path: Path, parent: Declared | None
) -> Iterator[Declared]:
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


def _one(scope: Scope, raw: dict[str, Any], path: Path, parent: Declared | None) -> Declared:
    kind = _literal(scope, raw, "type", path)
    names = _segments(scope, member_of(raw, "name"), kind.count("/"))
    if parent is not None:
        if "." not in kind.split("/")[0] or kind.count("/") == 0:
            kind = f"{parent.type}/{kind}"
            if len(names) > 1 and names[:-1] == parent.names:
                place = (*path, written(raw, "name"))
                scope.problem(place, "the name of a child names its parent again; once is enough")
                names = names[-1:]
            names = (*parent.names, *names)
        elif len(names) == 1 and kind.lower().startswith(f"{parent.type.lower()}/"):
            names = (*parent.names, *names)
    loop = member_of(raw, "copy")
    name = str(member_of(loop, "name") or "") if isinstance(loop, dict) else ""
    made = Declared(raw, path, kind, names, _version(scope, raw, kind, path), loop=name)
    made.known = tuple(scope.looked_through(item) for item in names)
    made.nested = parent is not None
    made.parent = parent
    if parent is not None and not name:
        made.loop = parent.loop
    made.existing = member_of(raw, "existing") is True
    made.module = kind.lower() == DEPLOYMENT and _is_module(raw)
    made.scoped = member_of(raw, "scope") is not None and not made.module
    if made.module:
        made.place = place_of(scope, raw)
    return made


def place_of(scope: Scope, raw: dict[str, Any]) -> list[tuple[str, ...]]:
    """Give the subscription and the group that a deployment goes to, as far as it says them."""
    named = (parsed(member_of(raw, name)) for name in ("subscriptionId", "resourceGroup"))
    return [canonical(scope.pieces(item)) for item in named if item is not None]


def _is_module(raw: dict[str, Any]) -> bool:
    """Whether a deployment can be a module: its template is in it, or a file beside it."""
    properties = member_of(raw, "properties")
    link = member_of(properties, "templateLink")
    relative = member_of(link, "relativePath")
    parameters = member_of(properties, "parameters")
    whole = parameters is None or isinstance(parameters, dict)
    beside = isinstance(relative, str) and not is_expression(relative)
    return whole and (isinstance(member_of(properties, "template"), dict) or beside)


def _literal(scope: Scope, raw: dict[str, Any], name: str, path: Path) -> str:
    """Give what Bicep wants as a literal; an expression is worked out as far as it can be."""
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
    scope.problem(place, f"Bicep takes no expression for '{name}'; write a literal")
    return "" if name == "apiVersion" else "TODO"


def _version(scope: Scope, raw: dict[str, Any], kind: str, path: Path) -> str:
    """Give the API version of a resource; where it says none, the newest that is known."""
    version = _literal(scope, raw, "apiVersion", path)
    if not version:
        version = known_version(kind) or "TODO"
        why = "there is no 'apiVersion', and Bicep wants one"
        scope.problem(path, f"{why}; {version} is the newest that is known")
    return version


def _segments(scope: Scope, name: Any, count: int) -> tuple[Segment, ...]:
    """Give the segments of a name, by what is written in it if that tells them apart."""
    expression = parsed(name)
    if expression is None:
        return ((),)
    plain = segments_of(pieces_of(expression, lambda _: None))
    if len(plain) == count:
        return plain
    found = segments_of(scope.pieces(expression))
    return found if len(found) == count else plain


def _parent(scope: Scope, declared: Declared) -> Declared | None:
    """Give the resource of the file that another one belongs to by its type and name."""
    kind, _, last = declared.type.lower().rpartition("/")
    if kind.count("/") < 1 or len(declared.names) != kind.count("/") + 1 or not last:
        return None
    for other in scope.resources:
        alike = other.type.lower() == kind and other is not declared and not other.module
        if alike and _turn_of_parent(other, declared) is not None:
            return other
    return None


def _turn_of_parent(parent: Declared, child: Declared) -> Found | None:
    """Give the parent with its turn; None where it is not the parent."""
    above = child.known[: len(parent.known)]
    if len(above) != len(parent.known):
        return None
    if not parent.loop:
        alike = [canonical(item) for item in parent.known] == [canonical(item) for item in above]
        return Found(parent) if alike else None
    index = index_in(parent.known, above, parent.loop)
    return None if index is None else Found(parent, index)


def statement(scope: Scope, declared: Declared) -> Statement:
    """Give the statement for a resource that is no module."""
    reader = Reader(scope, declared.node, declared.path)
    body, batch = around(reader, declared, lambda inside: _body(inside, declared))
    kind = f"{declared.type}@{declared.version}"
    made = Resource(declared.symbol, kind, body, declared.existing)
    return with_comments(reader, declared, Statement(made, batch))


def with_comments(reader: Reader, declared: Declared, made: Statement) -> Statement:
    """Add what people wrote about a resource."""
    raw, comments = declared.raw, reader.scope.comments
    lines = list(comments.take(declared.path))
    for key in raw:
        if key.lower() in _LEFT - {"resources"}:
            lines += comments.take_below((*declared.path, key))
    said = member_of(raw, "comments")
    if isinstance(said, str):
        lines += said.splitlines()
    description = member_of(member_of(raw, "metadata"), "description")
    decorators = made.decorators
    if isinstance(description, str) and description:
        decorators = (Decorator("description", (String((description,)),)), *decorators)
    return replace(made, comments=(*lines, *made.comments), decorators=decorators)


def around(reader: Reader, declared: Declared, body: Any) -> tuple[Bicep, tuple[Decorator, ...]]:
    """Put the loop and the condition of a resource around its body."""
    loop = member_of(declared.raw, "copy")
    raw, place = declared.raw, declared.path
    if not isinstance(loop, dict) and declared.nested and declared.parent is not None:
        loop, place = _loop_above(declared)
    if not isinstance(loop, dict):
        return _conditional(reader, declared, body(reader)), ()
    writer = Writer(reader.at((*place, "copy")))
    rest = {key: item for key, item in raw.items() if key.lower() not in {"copy", "resources"}}
    made, over = loop_of(writer, loop, declared.loop, rest)
    inside = reader.inside(made)
    whole = looped(made, over, _conditional(inside, declared, body(inside)))
    return whole, _batch(reader, loop)


def _loop_above(declared: Declared) -> tuple[Any, Path]:
    above = declared.parent
    while above is not None:
        loop = member_of(above.raw, "copy")
        if isinstance(loop, dict) or not above.nested:
            return loop, above.path
        above = above.parent
    return None, ()


def _batch(reader: Reader, loop: dict[str, Any]) -> tuple[Decorator, ...]:
    if str(member_of(loop, "mode") or "").lower() != "serial":
        return ()
    size = member_of(loop, "batchSize")
    if is_expression(size):
        size = reader.scope.evaluated(str(size))
    if not isinstance(size, int) or isinstance(size, bool):
        size = 1
    return (Decorator("batchSize", (Integer(size),)),)


def _conditional(reader: Reader, declared: Declared, body: Object) -> Bicep:
    raw = declared.raw
    if not declared.conditional:
        return body
    place = (*declared.path, written(raw, "condition"))
    return If(Writer(reader.at(place)).value(member_of(raw, "condition")), body)


def _body(reader: Reader, declared: Declared) -> Object:
    raw, path = declared.raw, declared.path
    writer = Writer(reader.at(path), loops=True)
    members = list(_head(reader, declared))
    members += writer.members(raw, _LEFT, _NEVER_NULL)
    waits = waits_of(reader, declared, members)
    if waits is not None:
        members.append(waits)
    return Object(tuple(members), reader.scope.comments.take_after(path))


def _head(reader: Reader, declared: Declared) -> Iterator[Member]:
    """Give what says which resource it is: its parent or scope, and its name."""
    raw = declared.raw
    place = (*declared.path, written(raw, "name"))
    above = _symbol_of_parent(reader, declared)
    if above is not None:
        yield Member("parent", above)
    if member_of(raw, "scope") is not None:
        yield Member("scope", _scope(reader, declared))
    comments = reader.scope.comments.take(place)
    if above is None:
        yield Member("name", _whole_name(reader, declared, place), comments)
        return
    own = reader.at(place)
    parts = [
        piece if isinstance(piece, str) else own.read_or_todo(piece) for piece in declared.names[-1]
    ]
    first = parts[0] if len(parts) == 1 else ""
    yield Member("name", text_of(list(parts)) if isinstance(first, str) else first, comments)


def _whole_name(reader: Reader, declared: Declared, place: Path) -> Bicep:
    if declared.nested:
        parts: list[Any] = []
        for segment in declared.names:
            parts += [*(["/"] if parts else []), *segment]
        made = [piece if isinstance(piece, str) else reader.read_or_todo(piece) for piece in parts]
        first = made[0] if len(made) == 1 else ""
        return text_of(made) if isinstance(first, str) else first
    return Writer(reader.at(place)).value(member_of(declared.raw, "name"))


def _symbol_of_parent(reader: Reader, declared: Declared) -> Bicep | None:
    parent = declared.parent
    if parent is None or len(declared.names) != len(parent.names) + 1:
        return None
    if declared.type.lower().rpartition("/")[0] != parent.type.lower():
        return None
    if not reader.scope.graph.add(reader.owner, parent.node):
        return None
    if not parent.loop:
        return Name(parent.symbol)
    if declared.nested and reader.loops and declared.loop == parent.loop:
        return At(Name(parent.symbol), Name(reader.loops[-1].index))
    turn = _turn_of_parent(parent, declared)
    if turn is None or turn.index is None:
        return None
    return At(Name(parent.symbol), reader.read_or_todo(turn.index))


def _scope(reader: Reader, declared: Declared) -> Bicep:
    raw = member_of(declared.raw, "scope")
    place = (*declared.path, written(declared.raw, "scope"))
    expression = parsed(raw)
    if raw == "/":
        from generator.bicep.syntax import Call

        return Call("tenant")
    if expression is not None:
        identifier = reader.scope.id_of(expression)
        scope = reader.scope
        found = scope.found(identifier) if identifier else scope.named(expression)
        if found is None and identifier is not None:
            version = known_version(identifier.type)
            found = outside(reader, identifier, version) if version else None
        if found is not None and scope.graph.add(reader.owner, found.declared.node):
            symbol = Name(found.declared.symbol)
            return symbol if found.index is None else At(symbol, reader.read_or_todo(found.index))
    reader.scope.problem(
        place, "Bicep takes a resource for 'scope'; declare it with 'existing' and name it here"
    )
    return TODO


def waits_of(reader: Reader, declared: Declared, members: list[Member]) -> Member | None:
    """Give dependsOn with what nothing else in the body leads to; None where that is nothing."""
    raw = declared.raw
    key = written(raw, "dependsOn")
    listed = raw.get(key)
    path = (*declared.path, key)
    if isinstance(listed, str) and not is_expression(listed):
        listed = [listed]
    if not isinstance(listed, list):
        if listed is not None:
            reader.scope.problem(path, "dependsOn is computed; Bicep takes a list of symbols")
        return None
    nodes = list(nodes_in(members)) if listed else []
    implied = _implied(reader.scope, {item.name for item in nodes if isinstance(item, Name)})
    elements = {item for item in nodes if isinstance(item, At)}
    kept: list[Item] = []
    seen: set[str] = set()
    for index, entry in enumerate(listed):
        made = _wait(reader.at((*path, index)), entry)
        if made is None:
            continue
        symbol, node, looped = made
        text = repr(symbol)
        told = symbol in elements if looped else node in implied
        if not told and text not in seen and node != reader.owner:
            seen.add(text)
            kept.append(Item(symbol, reader.scope.comments.take((*path, index))))
    comments = reader.scope.comments.take(path)
    return Member("dependsOn", Array(tuple(kept)), comments) if kept else None


def waited_for(scope: Scope, entry: Any) -> Found | None:
    """Give the resource of the file that an entry of dependsOn means."""
    expression = parsed(entry)
    if expression is None:
        return None
    identifier = scope.id_of(expression)
    found = scope.found(identifier) if identifier else None
    return found or scope.named(expression)


def _wait(reader: Reader, entry: Any) -> tuple[Bicep, str, bool] | None:
    """Give the symbol of what an entry names, its node, and whether it stands in a loop."""
    found = waited_for(reader.scope, entry)
    if found is not None:
        symbol: Bicep = Name(found.declared.symbol)
        if found.index is not None:
            symbol = At(symbol, reader.read_or_todo(found.index))
        return symbol, found.declared.node, bool(found.declared.loop)
    reader.scope.problem(
        reader.path, f"dependsOn names no resource of this template: {entry}; it is left out"
    )
    return None


def _implied(scope: Scope, names: set[str]) -> set[str]:
    """Give the nodes that the names in a body lead to, through variables as well."""
    nodes = {item.node for item in scope.resources if item.symbol in names}
    waiting = [f"variable {name}" for name in names if name in set(scope.variables.values())]
    seen = set(waiting)
    while waiting:
        for after in scope.graph.edges.get(waiting.pop(), ()):
            if after.startswith("variable ") and after not in seen:
                seen.add(after)
                waiting.append(after)
            elif after.startswith("resource "):
                nodes.add(after)
    existing = {item.node: item for item in scope.existing.values() if item.symbol in names}
    for item in existing.values():
        if item.parent is not None:
            nodes.add(item.parent.node)
    return nodes
