"""What may be null for all that the compiler can tell: Bicep takes it only where it says not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.pieces import parsed
from generator.bicep.sources import Typed
from generator.language.expressions.tree import Call, Index, Number, Property, Text, to_text

if TYPE_CHECKING:
    from generator.bicep.shapes import Shapes
    from generator.language.expressions.tree import Expression

NULL = "[null()]"
_DEEPEST = 20
"""How many variables are followed that one leads to through the others."""


def nullable(shapes: Shapes, expression: Expression, depth: int = 0) -> bool:
    """Return whether an expression gives null somewhere, by what the template itself says of it."""
    match expression:
        case Call(name, (), "") if name.lower() == "null":
            return True
        case Call(name, arguments, "") if name.lower() == "if":
            return any(nullable(shapes, item, depth) for item in arguments[1:])
        case Call(name, (*_, last), "") if name.lower() == "coalesce":
            return nullable(shapes, last, depth)
        case Call(name, (base, key, *_), "") if name.lower() == "tryget":
            return any(nullable(shapes, item, depth) for item in (base, Index(base, key)))
        case Call(name, (Text(own),), "") if name.lower() == "variables":
            return _is_nullable_variable(shapes, own.lower(), depth + 1)
    found = shapes.opened(expression) or ()
    known = _is_literal(expression) and None in found
    typed = (item for item in found if isinstance(item, Typed))
    return known or any(map(shapes.members.is_nullable, typed))


def _is_nullable_variable(shapes: Shapes, name: str, depth: int) -> bool:
    """Follow a variable once; one that leads to itself is not known."""
    known = shapes.scope.nullable
    if name not in known and depth < _DEEPEST:
        known[name] = False
        inner = parsed(shapes.scope.variable(name))
        known[name] = inner is not None and nullable(shapes, inner, depth)
    return known.get(name, False)


def _is_literal(expression: Expression) -> bool:
    """Return whether no key is computed on the way: the compiler knows nothing of what follows."""
    while isinstance(expression, (Property, Index)):
        if isinstance(expression, Index) and not isinstance(expression.index, (Text, Number)):
            return False
        expression = expression.base
    return True


def present(condition: Expression) -> frozenset[str]:
    """Return what is not null for certain where a condition holds, each as text in lower case."""
    match condition:
        case Call(name, (Call(inner, (value,)),), "") if name.lower() == "not":
            if inner.lower() == "empty":
                return frozenset({to_text(value).lower()})
            if inner.lower() == "not":
                return present(value)
        case Call(name, (Call(inner, (one, other)),), "") if name.lower() == "not":
            if inner.lower() == "equals" and NULL in {to_text(one), to_text(other)}:
                return frozenset({to_text(one).lower(), to_text(other).lower()})
        case Call(name, arguments, "") if name.lower() == "and":
            return frozenset().union(*map(present, arguments))
    return frozenset()
