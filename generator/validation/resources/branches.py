"""The values that a property may have besides the one that a template comes to.

An if() has a branch that the values do not choose, and what only a deployment decides may be any
of several things; a loop whose length is not known makes elements of a known form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.expressions.evaluate import parsed
from generator.language.expressions.evaluation import value_of
from generator.language.expressions.forms import decided
from generator.language.expressions.frame import EvaluationError, Frame, TooExpensive
from generator.language.expressions.places import VARIABLES
from generator.language.expressions.tree import Call, ExpressionError, Number, Text
from generator.language.expressions.values import OpenName, Residual
from generator.language.template import is_expression, is_loops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.expansion.instances import Origin
    from generator.language.expressions.tree import Expression
    from generator.language.expressions.values import Value

_DEEPEST = 16
"""Variables may name variables; a longer chain is a cycle or as good as one."""

_FAILURES = (EvaluationError, ExpressionError, TooExpensive, RecursionError)


def branches_of(origin: Origin) -> dict[Path, list[Value]]:
    """Return the values of the branches that a resource does not choose, by their paths in it."""
    found: dict[Path, list[Value]] = {}
    waiting: list[tuple[Any, Path, Frame, int]] = [(origin.raw, (), origin.frame, 0)]
    while waiting:
        value, path, frame, depth = waiting.pop()
        if isinstance(value, dict):
            waiting += ((v, (*path, k), f, depth) for k, v, f in _members(value, frame))
        elif isinstance(value, list):
            waiting += ((item, (*path, at), frame, depth) for at, item in enumerate(value))
        elif isinstance(value, str) and is_expression(value):
            node = _parsed(value)
            raw = _variable(node, frame) if depth < _DEEPEST else None
            if raw is not None:
                frame = Frame(frame.scope, place=VARIABLES)
                waiting.append((raw, path, frame, depth + 1))
            elif _is_choice(node):
                found[path] = list(_not_chosen(node, frame))
    return found


def _parsed(text: str) -> Expression | None:
    try:
        return parsed(text)
    except ExpressionError:
        return None


def _members(value: dict[str, Any], frame: Frame) -> Iterator[tuple[str, Any, Frame]]:
    """Yield the members of an object, those that its loops make by their first elements."""
    for name, item in value.items():
        if name.lower() != "copy" or not is_loops(item):
            yield name, item, frame
            continue
        for loop in item:
            parts = {key.lower(): part for key, part in loop.items()}
            made = parts["name"]
            if isinstance(made, str) and not is_expression(made):
                yield made, [parts["input"]], frame.with_property_loop(made, 0)


def _variable(node: Expression | None, frame: Frame) -> Any:
    """Return what stands behind an expression that is nothing but the name of a variable."""
    if not isinstance(node, Call) or node.name.lower() != "variables" or node.namespace:
        return None
    name = node.arguments[0] if len(node.arguments) == 1 else None
    entry = frame.scope.variables.get(name.value.lower()) if isinstance(name, Text) else None
    return None if entry is None else entry.raw


def _is_choice(node: Expression | None) -> bool:
    return isinstance(node, Call) and node.full_name.lower() == "if" and len(node.arguments) == 3


def _not_chosen(node: Expression | None, frame: Frame) -> Iterator[Value]:
    if not isinstance(node, Call) or not _is_choice(node):
        return
    try:
        chosen = decided(node.arguments[0], frame)
    except _FAILURES:
        return
    if isinstance(chosen, bool):  # else the value itself has both
        yield from _values(node.arguments[2 if chosen else 1], frame)
        yield from _not_chosen(node.arguments[1 if chosen else 2], frame)


def _values(node: Expression, frame: Frame) -> Iterator[Value]:
    """Yield what an expression may come to, whatever decides it."""
    if isinstance(node, Call) and _is_choice(node):
        for branch in node.arguments[1:]:
            yield from _values(branch, frame)
        return
    try:
        yield value_of(node, frame)
    except _FAILURES:
        return


def held_by(value: Residual) -> Iterator[Value]:
    """Yield what a value may be that only a deployment knows."""
    node = value.expression
    name = node.full_name.lower() if isinstance(node, Call) else ""
    if not isinstance(node, Call):
        return
    if _is_choice(node):
        yield from (_held(branch) for branch in node.arguments[1:])
    elif name == "coalesce":
        yield from (_held(argument) for argument in node.arguments)
    elif name == "map" and len(node.arguments) == 2:
        body = node.arguments[1]
        if isinstance(body, Call) and body.name.lower() == "lambda" and body.arguments:
            yield [_held(body.arguments[-1])]


def _held(node: Expression) -> Value:
    """Return the value that an expression puts together, as far as it is written out."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Number) and "." not in node.digits:
        return int(node.digits)
    if not isinstance(node, Call) or node.namespace:
        return Residual(node)
    name = node.name.lower()
    if name == "createarray":
        return [_held(item) for item in node.arguments]
    if name == "createobject" and len(node.arguments) % 2 == 0:
        pairs = zip(node.arguments[::2], node.arguments[1::2], strict=True)
        return {_name(key): _held(item) for key, item in pairs}
    return {"null": None, "true": True, "false": False}.get(name, Residual(node))


def _name(node: Expression) -> str:
    return node.value if isinstance(node, Text) else OpenName(Residual(node))
