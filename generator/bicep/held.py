"""How the API spells what a variable holds that stands, as a whole, where one thing is wanted.

A variable of which something else is asked too keeps its names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.bicep.pieces import parsed
from generator.bicep.spelling import Spelling, spelling_of
from generator.language.expressions.tree import Call, Index, Property, Text
from generator.language.template import is_expression
from generator.lazy import regex
from generator.resources.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.scope import FileScope
    from generator.language.expressions.tree import Expression

_USES = regex(r"\bvariables\s*\(\s*'([^']+)'", re.IGNORECASE)
_COMPUTED = regex(r"\bvariables\s*\(\s*[^'\s]", re.IGNORECASE)


def spellings_of_variables(scope: FileScope, held: dict[str, Any]) -> dict[str, Spelling]:
    """Return the spelling of objects and arrays that variables hold, by their names."""
    wanted = {name for name, value in held.items() if isinstance(value, (dict, list))}
    uses: dict[str, int] = {}
    for text in _texts(scope.template) if wanted else ():
        if _COMPUTED.search(text):
            return {}
        for name in _USES.findall(text):
            uses[name.lower()] = uses.get(name.lower(), 0) + 1
    places: dict[str, list[Spelling]] = {}
    for declared in scope.resources:
        if not declared.module and not declared.existing:
            whole = spelling_of(declared.type.lower(), declared.version)
            for name, spelling in _whole(declared.raw, whole):
                places.setdefault(name, []).append(spelling)
    return {
        name: _joined(found)
        for name, found in places.items()
        if name in wanted and len(found) == uses[name] and _agree(found, held[name])
    }


def _joined(spellings: list[Spelling]) -> Spelling:
    """Return one spelling: what one of them takes in any casing, another may know better."""
    first = spellings[0]
    others = (one.shapes for one in spellings if one != first)
    return Spelling((*first.shapes, *(shape for shapes in others for shape in shapes)))


def _agree(spellings: list[Spelling], value: Any) -> bool:
    """Report whether all of them make the same of a value; of what loops make, only the same do."""
    first = spellings[0]
    others = [one for one in spellings if one != first]
    if not others or any(text.lower() == "copy" for text in _texts(value)):
        return not others
    return all(_spelled(value, one) == _spelled(value, first) for one in others)


def _spelled(value: Any, spelling: Spelling | None) -> Any:
    """Return what is made of a value, an object as pairs of names and members."""
    if spelling is None:
        spelling = Spelling(())
    if isinstance(value, dict):
        members = [(*spelling.member(value, key), item) for key, item in value.items()]
        return [(name, _spelled(item, below)) for name, below, item in members]
    if isinstance(value, list):
        return [_spelled(item, spelling.element()) for item in value]
    return spelling.text(value, listed=True) if isinstance(value, str) else value


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


def _whole(raw: Any, spelling: Spelling) -> Iterator[tuple[str, Spelling]]:
    """Yield variables that are the value of something, and how that is spelled."""
    waiting: list[tuple[Any, Spelling | None]] = [(raw, spelling)]
    while waiting:
        value, own = waiting.pop()
        if own is None:
            continue
        if isinstance(value, dict):
            waiting += [(item, own.member(value, key)[1]) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [(item, own.element()) for item in value]
        elif isinstance(value, str) and is_expression(value) and _USES.search(value):
            expression = parsed(value)
            yield from () if expression is None else _values(expression, own)


def _values(expression: Expression, spelling: Spelling) -> Iterator[tuple[str, Spelling]]:
    """Yield the variables of which one is what an expression gives, or a member of it."""
    waiting = [(expression, spelling)]
    while waiting:
        node, own = waiting.pop()
        if isinstance(node, (Index, Property)):
            waiting.append((node.base, _of_many(own)))
        elif isinstance(node, Call) and node.name.lower() == "if":
            waiting += [(branch, own) for branch in node.arguments[1:]]
        elif isinstance(node, Call) and node.full_name.lower() == "variables":
            name = node.arguments[0] if node.arguments else None
            if isinstance(name, Text):
                yield name.value.lower(), own


def _of_many(spelling: Spelling) -> Spelling:
    """Return the spelling of an object or an array of such values, whose names are anyone's."""
    return Spelling(
        tuple(
            (slice_, Shape(many, of=shape))
            for slice_, shape in spelling.shapes
            for many in ("{}", "[]")
        )
    )
