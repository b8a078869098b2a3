"""Ids, properties and keys of resources, which Bicep names by their symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep import forms
from generator.bicep.existing import outside
from generator.bicep.identity import Id
from generator.bicep.linked import outputs_of
from generator.bicep.reading import symbol_of
from generator.bicep.spelling import spelling_of
from generator.bicep.syntax import FunctionCall, Get, Lambda, NonNull, String, Symbol
from generator.language.expressions.tree import Call, Expression, Index, Property, Text
from generator.lazy import replace

if TYPE_CHECKING:
    from generator.bicep.declared import DeclaredResource, Found
    from generator.bicep.identity import Within
    from generator.bicep.reading import ReaderAtPlace
    from generator.bicep.spelling import Spelling
    from generator.bicep.syntax import Expression as Bicep

_INFO = ("id", "name", "type", "apiVersion")


def resource_id(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return the id of a resource of the file by its symbol; others stay a call."""
    identifier = reader.scope.id_of(call)
    if identifier is None:
        return None
    symbol = _symbol_with_id(reader, identifier)
    if symbol is not None:
        return Get(symbol, "id")
    if isinstance(identifier, Id) and call.name.lower() == "resourceid":
        return _id_below(reader, call, identifier)
    return None


def _symbol_with_id(reader: ReaderAtPlace, within: Within) -> Bicep | None:
    """Return the symbol of what an id means, where Bicep gives the id of it."""
    found = reader.scope.found(within) if isinstance(within, Id) else None
    return None if found is None or found.declared.module else symbol_of(reader, found)


def whole_id(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return a text that is the id of a resource of the file, or of something in one."""
    identifier = reader.scope.id_as_written(call)
    if not isinstance(identifier, Id) or not identifier.whole:
        return None
    symbol = _symbol_with_id(reader, identifier)
    if symbol is not None:
        return Get(symbol, "id")
    kinds = identifier.type.split("/")
    above = replace(identifier, type="/".join(kinds[:2]), names=identifier.names[:1])
    symbol = _symbol_with_id(reader, above)
    if symbol is None:
        return None
    parts: list[str | Bicep] = [Get(symbol, "id")]
    for kind, name in zip(kinds[2:], identifier.names[1:], strict=True):
        parts += [f"/{kind}/", *(p if isinstance(p, str) else reader.read(p) for p in name)]
    return forms.text_of(parts)


def _id_below(reader: ReaderAtPlace, call: Call, identifier: Id) -> Bicep | None:
    """Return the id of something in a resource of the file by the name of that resource."""
    first = next((n for n, item in enumerate(call.arguments) if _is_type(reader, item)), None)
    if first or first is None or len(identifier.names) < 2:
        return None
    kind = "/".join(identifier.type.split("/")[:2])
    above = replace(identifier, type=kind, names=identifier.names[:1])
    symbol = symbol_of(reader, reader.scope.found(above))
    if symbol is None or len(call.arguments) - first - 1 != len(identifier.names):
        return None
    rest = (reader.read(item) for item in call.arguments[first + 2 :])
    kinds = reader.read(call.arguments[first])
    return FunctionCall("resourceId", (kinds, Get(symbol, "name"), *rest))


def _is_type(reader: ReaderAtPlace, expression: Expression) -> bool:
    pieces = reader.scope.pieces(expression)
    return len(pieces) == 1 and isinstance(pieces[0], str) and "/" in pieces[0]


def reference(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return the properties of a resource of the file; others stay a call."""
    made = _referenced(reader, call)
    if made is None:
        return None
    symbol, declared, full = made
    if declared.module:
        return None
    return symbol if full else Get(symbol, "properties")


def _referenced(reader: ReaderAtPlace, call: Call) -> tuple[Bicep, DeclaredResource, bool] | None:
    """Return the symbol that a reference() means, its resource, and whether it asks for all."""
    if not call.arguments:
        return None
    version = _version(reader, call.arguments[1]) if len(call.arguments) > 1 else ""
    found = _target(reader, call.arguments[0], version)
    if found is None:
        return None
    full = len(call.arguments) > 2
    if version and version != found.declared.version.lower() and not found.declared.module:
        return None
    if len(call.arguments) > 1 and not version:
        return None
    symbol = symbol_of(reader, found)
    return None if symbol is None else (_there(symbol, found.declared), found.declared, full)


def _there(symbol: Bicep, declared: DeclaredResource) -> Bicep:
    """Report that a conditional resource is there, as the template does by asking it."""
    return NonNull(symbol) if declared.conditional else symbol


def _version(reader: ReaderAtPlace, expression: Expression) -> str:
    pieces = reader.scope.pieces(expression)
    return pieces[0].lower() if len(pieces) == 1 and isinstance(pieces[0], str) else ""


def _target(reader: ReaderAtPlace, expression: Expression, version: str) -> Found | None:
    identifier = reader.scope.id_as_written(expression)
    if identifier is None:
        return reader.scope.named(expression)
    found = reader.scope.found(identifier)
    if found is None and version and isinstance(identifier, Id):
        return outside(reader, identifier, version)
    return found


def of_resource(reader: ReaderAtPlace, expression: Property | Index) -> Bicep | None:
    """Return what is taken of a resource, or of a module's outputs, by its symbol."""
    steps: list[Expression | str] = []
    base: Expression = expression
    while isinstance(base, (Property, Index)):
        steps.append(base.name if isinstance(base, Property) else base.index)
        base = base.base
    steps.reverse()
    if not isinstance(base, Call) or base.namespace:
        return None
    if base.name.lower() == "resourceinfo":
        return _info(reader, base, steps)
    made = _referenced(reader, base) if base.name.lower() == "reference" else None
    if made is None:
        return None
    symbol, declared, full = made
    if declared.module:
        below = [step for step in steps if not _is(step, "properties")]
        return _output(reader, declared, symbol, below)
    whole = spelling_of(declared.type.lower(), declared.version)
    if full:
        return _steps(reader, symbol, steps, whole)
    name, spelling = whole.member(declared.raw, "properties")
    return _steps(reader, Get(symbol, name), steps, spelling)


def _info(reader: ReaderAtPlace, call: Call, steps: list[Expression | str]) -> Bicep | None:
    """Return what resourceInfo() tells of a resource, by its symbol."""
    found = reader.scope.named(call.arguments[0]) if call.arguments else None
    asked = next((name for name in _INFO if steps and _is(steps[0], name.lower())), "")
    symbol = symbol_of(reader, found) if asked else None
    return None if symbol is None else _steps(reader, Get(symbol, asked), steps[1:])


def _output(
    reader: ReaderAtPlace, declared: DeclaredResource, symbol: Bicep, steps: list[Expression | str]
) -> Bicep | None:
    if len(steps) < 3 or not _is(steps[0], "outputs") or not _is(steps[2], "value"):
        return None
    name = steps[1].value if isinstance(steps[1], Text) else steps[1]
    own = (
        outputs_of(reader.scope, declared.raw).get(name.lower()) if isinstance(name, str) else None
    )
    return _steps(reader, Get(symbol, "outputs"), [own or name, *steps[3:]])


def _is(step: Expression | str, name: str) -> bool:
    text = step.value if isinstance(step, Text) else step
    return isinstance(text, str) and text.lower() == name


def _steps(
    reader: ReaderAtPlace,
    base: Bicep,
    steps: list[Expression | str],
    spelling: Spelling | None = None,
) -> Bicep:
    for step in steps:
        text = step.value if isinstance(step, Text) else step
        if isinstance(text, str):
            text, spelling = spelling.answered(text) if spelling else (text, None)
            base = forms.member(base, String((text,)))
        else:
            spelling = spelling and spelling.element()
            base = forms.member(base, reader.read(text))
    return base


def list_call(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return a list function as a method of the resource that it asks."""
    if not call.arguments:
        return None
    target, *others = call.arguments
    version = _version(reader, others[0]) if others else ""
    found = _target(reader, target, version)
    symbol = symbol_of(reader, found)
    if found is None or symbol is None or found.declared.module:
        return None
    arguments = tuple(reader.read(item) for item in others)
    if len(others) == 1 and version == found.declared.version.lower():
        arguments = ()
    return FunctionCall(call.name, arguments, _there(symbol, found.declared))


def references(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return the resources of a loop, or their properties, as an array."""
    found = reader.scope.named(call.arguments[0]) if call.arguments else None
    symbol = symbol_of(reader, found)
    if found is None or symbol is None or not found.declared.loop:
        raise forms.NoForm("references() of something that is no loop of the file")
    if len(call.arguments) > 1:
        return symbol
    name = reader.free("item", "element")
    return FunctionCall("map", (symbol, Lambda((name,), Get(Symbol(name), "properties"))))
