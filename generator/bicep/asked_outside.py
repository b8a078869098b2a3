"""What a nested template asks of resources around it: the one around it asks, and gives the answer.

In a template that is evaluated in the one around it, `reference()` and the list functions mean the
resources of that one, by bare names too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from generator.bicep.identity import Id
from generator.bicep.pieces import parsed, segments_of
from generator.bicep.symbols import symbol_words
from generator.language.documents.casing import member_of
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.tree import Call, Index, Property, Text, walk
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.declared import Found
    from generator.bicep.scope import FileScope
    from generator.language.expressions.tree import Expression

Own: TypeAlias = "set[tuple[tuple[str, ...], ...]]"
"""The names of the resources in a nested template, to compare with."""
_INNER = {"copyindex", "lambdavariables"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter that a nested template needs for an answer: its name and its type."""

    name: str
    type: str


def resources_in(scope: FileScope, template: dict[str, Any]) -> Own:
    """Return the names of the resources that a nested template deploys itself."""
    return set(_names(scope, member_of(template, "resources")))


def _names(scope: FileScope, resources: Any) -> Iterator[tuple[tuple[str, ...], ...]]:
    for raw in resources if isinstance(resources, list) else ():
        name = parsed(member_of(raw, "name"))
        if name is not None:
            yield tuple(scope.texts.keys(segments_of(scope.pieces(name))))
        yield from _names(scope, member_of(raw, "resources"))


def asked_outside(scope: FileScope, own: Own, node: Expression) -> Asked | None:
    """Return the parameter for what an expression asks of a resource outside of its template."""
    call, steps = _taken(node)
    if not isinstance(call, Call) or call.namespace or not call.arguments:
        return None
    name = call.name.lower()
    listed = name.startswith("list") and name not in FUNCTIONS
    if not (listed or name == "reference") or _is_inner(scope, own, call):
        return None
    found = _found(scope, call.arguments[0])
    if found is not None and found.declared.module:
        return _output(found, steps) if len(steps) == 3 else None
    if steps:
        return None
    word = _word(scope, call.arguments[0])
    if listed:
        return Asked(f"{word}{call.name[4:5].upper()}{call.name[5:]}", "secureObject")
    return Asked(f"{word}{'Resource' if len(call.arguments) > 2 else 'Properties'}", "object")


def _taken(node: Expression) -> tuple[Expression, list[str]]:
    """Take the members apart that are taken of a value."""
    steps: list[str] = []
    while True:
        match node:
            case Property(base, name):
                steps.insert(0, name)
            case Index(base, Text(name)):
                steps.insert(0, name)
            case _:
                return node, steps
        node = base


def _is_inner(scope: FileScope, own: Own, call: Call) -> bool:
    """Whether a call means something of the nested template: its loops, or what it deploys."""
    if any(isinstance(part, Call) and part.name.lower() in _INNER for part in walk(call)):
        return True
    identifier = scope.id_of(call.arguments[0])
    names = identifier.names if isinstance(identifier, Id) else None
    if names is None:
        names = segments_of(scope.pieces(call.arguments[0]))
    key = tuple(scope.texts.keys(names))
    return key in own or any(len(key) == 1 and item[-1:] == key for item in own)


def _found(scope: FileScope, expression: Expression) -> Found | None:
    identifier = scope.id_of(expression)
    return scope.named(expression) if identifier is None else scope.found(identifier)


def _output(found: Found, steps: list[str]) -> Asked | None:
    """Return the parameter for an output of a module."""
    if (steps[0].lower(), steps[2].lower()) != ("outputs", "value"):
        return None
    template = member_of(member_of(found.declared.raw, "properties"), "template")
    declared = member_of(member_of(template, "outputs"), steps[1])
    return Asked(steps[1], str(member_of(declared, "type") or "string"))


def _word(scope: FileScope, expression: Expression) -> str:
    identifier = scope.id_as_written(expression)
    names = identifier.names if isinstance(identifier, Id) else None
    last = names[-1] if names else scope.written.pieces(expression)
    return symbol_words(last) or "resource"
