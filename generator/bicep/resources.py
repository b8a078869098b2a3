"""The resources of a template as statements: parents, loops, conditions, what they wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.declared_resources import turn_of_parent
from generator.bicep.existing import resource_of
from generator.bicep.expressions import Reader
from generator.bicep.forms import TODO
from generator.bicep.identity import ScopePlace
from generator.bicep.loops import looped
from generator.bicep.pieces import parsed
from generator.bicep.places import printed, scope_function, symbol_in
from generator.bicep.spelling import spelling_of
from generator.bicep.statements import Decorator, Resource, Statement
from generator.bicep.syntax import At, If, Integer, Member, Object, String, Symbol
from generator.bicep.values import ValueWriter, loop_of, plain
from generator.bicep.waits import waits_of
from generator.language.documents.casing import member_of, written
from generator.language.template import is_expression
from generator.lazy import replace
from generator.resources.bodies import discriminator, is_member, spelled_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.declared import DeclaredResource, Found
    from generator.bicep.pieces import Piece
    from generator.bicep.scope import FileScope
    from generator.bicep.syntax import Expression as Bicep
    from generator.diagnostics import Path
    from generator.language.expressions.tree import Expression

_PLACES = frozenset({"subscriptionid", "resourcegroup"})
_LEFT = frozenset(
    {"type", "name", "apiversion", "condition", "copy", "dependson", "resources", "comments",
     "existing", "scope", "metadata", "id", "@options"}
)  # fmt: skip
"""What is said elsewhere than in a body, or not at all: Azure takes no `id` of a resource."""

_OF_EXTENSIONS = frozenset({"import", "extension"})
"""What says that a resource is one of an extension, and none of Azure."""

_NEVER_NULL = frozenset({"location", "kind", "zones", "sku", "plan", "managedby"})
"""Properties of any resource that Bicep takes no null for."""


def statement(scope: FileScope, declared: DeclaredResource) -> Statement:
    """Return the statement for a resource that is no module."""
    reader = Reader(scope, declared.node, declared.path)
    body, batch = around(reader, declared, lambda inside: _body(inside, declared))
    kind = f"{declared.type}@{declared.version}"
    made = Resource(declared.symbol, kind, body, declared.existing)
    marks = (*batch, *_options(reader, declared))
    return with_comments(reader, declared, Statement(made, marks))


def _options(reader: Reader, declared: DeclaredResource) -> Iterator[Decorator]:
    """Yield the decorators for how a resource is to be deployed."""
    key = written(declared.raw, "@options")
    options = declared.raw.get(key)
    for name, value in options.items() if isinstance(options, dict) else ():
        arguments = _arguments(value)
        if name.lower() in _OPTIONS and arguments is not None:
            yield Decorator(_OPTIONS[name.lower()], tuple(map(plain, arguments)))
        elif value is not False:
            message = f"the option '{name}' has no form in Bicep; it is left out"
            reader.scope.problem((*declared.path, key, name), message)


_OPTIONS = {"onlyifnotexists": "onlyIfNotExists", "retryon": "retryOn"}


def _arguments(value: Any) -> list[Any] | None:
    """Return what the decorator for an option is told; Bicep writes that as a list."""
    if isinstance(value, dict):
        told = [member_of(value, name) for name in ("exceptionCodes", "retryCount")]
        return [item for item in told if item is not None]
    return value if isinstance(value, list) else [] if value is True else None


def with_comments(reader: Reader, declared: DeclaredResource, made: Statement) -> Statement:
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


def around(
    reader: Reader, declared: DeclaredResource, body: Any
) -> tuple[Bicep, tuple[Decorator, ...]]:
    """Put the loop and the condition of a resource around its body."""
    loop = member_of(declared.raw, "copy")
    raw, place = declared.raw, declared.path
    if not isinstance(loop, dict) and declared.inside is not None:
        loop, place = _loop_above(declared.inside)
    if not isinstance(loop, dict):
        return _conditional(reader, declared, body(reader)), ()
    writer = ValueWriter(reader.at((*place, "copy")))
    rest = {key: item for key, item in raw.items() if key.lower() not in {"copy", "resources"}}
    made, over = loop_of(writer, loop, declared.loop, rest)
    inside = reader.inside(made)
    whole = looped(made, over, _conditional(inside, declared, body(inside)))
    return whole, _batch(reader, loop)


def _loop_above(declared: DeclaredResource) -> tuple[Any, Path]:
    above: DeclaredResource | None = declared
    while above is not None:
        loop = member_of(above.raw, "copy")
        if isinstance(loop, dict):
            return loop, above.path
        above = above.inside
    return None, ()


def _batch(reader: Reader, loop: dict[str, Any]) -> tuple[Decorator, ...]:
    if str(member_of(loop, "mode") or "").lower() != "serial":
        return ()
    size = member_of(loop, "batchSize")
    if is_expression(size):
        size = reader.scope.evaluated(str(size))
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        size = 1
    return (Decorator("batchSize", (Integer(size),)),)


def _conditional(reader: Reader, declared: DeclaredResource, body: Object) -> Bicep:
    raw = declared.raw
    if not declared.conditional:
        return body
    place = (*declared.path, written(raw, "condition"))
    return If(ValueWriter(reader.at(place)).value(member_of(raw, "condition")), body)


def _body(reader: Reader, declared: DeclaredResource) -> Object:
    raw, path = declared.raw, declared.path
    spelling = spelling_of(declared.type.lower(), declared.version)
    writer = ValueWriter(reader.at(path), loops=True, spelling=spelling)
    members = list(head(reader, declared))
    left = _LEFT | _PLACES if declared.existing else _LEFT
    left |= _blank(reader, raw)
    if not declared.existing:
        _tell_body(reader, declared)
    members += writer.members(raw, left, _NEVER_NULL)
    waits = waits_of(reader, declared)
    if waits is not None:
        members.append(waits)
    return Object(tuple(members), reader.scope.comments.take_after(path))


def _tell_body(reader: Reader, declared: DeclaredResource) -> None:
    """Report of members that the compiler misses in a resource, or does not know in any."""
    raw, path = declared.raw, declared.path
    wanted = discriminator(declared.type, declared.version)
    if wanted is not None and member_of(raw, wanted.property) is None:
        values = " or ".join(wanted.values)
        message = f"'{wanted.property}' is missing, which decides what this is ({values}); add it"
        reader.scope.problem(path, f"{message}: Bicep does not compile without")
    for name in raw:
        known = name.lower() in _LEFT | _OF_EXTENSIONS or is_member(name) or name != name.strip()
        if not known:
            message = f"'{name}' is no member of a resource; Azure and Bicep refuse it: remove it"
            reader.scope.problem((*path, name), message)


def _blank(reader: Reader, raw: dict[str, Any]) -> frozenset[str]:
    """Report of members whose names have blanks around them, which Azure refuses in a resource."""
    names = [name for name in raw if name != name.strip()]
    for name in names:
        message = f"the name '{name}' has a blank too many, and Azure refuses it; it is left out"
        reader.scope.problem((*reader.path, name), message)
    return frozenset(name.lower() for name in names)


def head(reader: Reader, declared: DeclaredResource) -> Iterator[Member]:
    """Yield what says which resource it is: its parent or scope, and its name."""
    raw = declared.raw
    place = (*declared.path, written(raw, "name"))
    above = _symbol_of_parent(reader, declared)
    if above is not None:
        yield Member("parent", above)
    elif (scope := _scope(reader, declared)) is not None:
        yield Member("scope", scope)
    comments = reader.scope.comments.take(place)
    if above is None:
        yield Member("name", _whole_name(reader, declared, place), comments)
    else:
        name = printed(reader.at(place), declared.names[-1])
        yield Member("name", _spelled(declared, name), comments)


def _spelled(declared: DeclaredResource, name: Bicep) -> Bicep:
    """Return the last name of a resource as its type spells it, where the type lists its names."""
    match name:
        case String((str(text),)):
            return String((spelled_name(declared.type, declared.version, text),))
    return name


def _whole_name(reader: Reader, declared: DeclaredResource, place: Path) -> Bicep:
    if declared.inside is None and declared.extends is None:
        return ValueWriter(reader.at(place)).value(member_of(declared.raw, "name"))
    parts: list[Piece] = []
    for segment in declared.names:
        parts += [*(["/"] if parts else []), *segment]
    return printed(reader, tuple(parts))


def _symbol_of_parent(reader: Reader, declared: DeclaredResource) -> Bicep | None:
    parent = declared.parent
    if parent is None or len(declared.names) != len(parent.names) + 1:
        return None
    if declared.type.lower().rpartition("/")[0] != parent.type.lower():
        return None
    if not reader.scope.graph.add(reader.owner, parent.node):
        return None
    if not parent.loop:
        return Symbol(parent.symbol)
    if declared.inside is not None and reader.loops and declared.loop == parent.loop:
        return At(Symbol(parent.symbol), Symbol(reader.loops[-1].index))
    turn = turn_of_parent(reader.scope, parent, declared)
    if turn is None or turn.index is None:
        return None
    return At(Symbol(parent.symbol), reader.read_or_todo(turn.index))


def _scope(reader: Reader, declared: DeclaredResource) -> Bicep | None:
    """Return what a resource is deployed to, where that is not the scope of the template."""
    raw = member_of(declared.raw, "scope")
    within = declared.extends or declared.id.within
    if isinstance(within, ScopePlace) and (declared.existing or within.kind in {"", "tenant"}):
        return scope_function(reader, within)
    if raw is None and declared.extends is None:
        return None
    found = _extended(reader, declared, parsed(raw))
    return symbol_in(reader, found) or _unknown(reader, declared)


def _extended(reader: Reader, declared: DeclaredResource, said: Expression | None) -> Found | None:
    """Return the resource that another one extends."""
    if declared.extends is not None:
        return resource_of(reader, declared.extends)
    if said is None:
        return None
    within = reader.scope.id_as_written(said)
    return reader.scope.named(said) if within is None else resource_of(reader, within)


def _unknown(reader: Reader, declared: DeclaredResource) -> Bicep:
    reader.scope.only_json = True
    message = "Bicep takes a resource for 'scope'; declare it with 'existing' and name it here"
    reader.scope.problem((*declared.path, written(declared.raw, "scope")), message)
    return TODO
