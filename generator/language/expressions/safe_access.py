"""tryGet() and tryIndexFromEnd(): null where the first step leads nowhere, then plain access.

A later step is a name, an index, or an object: `value`, and `fromEnd` where it counts from the end.
Source: the engine's answers in tests/data/engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.builtins.numbers import int32
from generator.language.expressions.evaluation import (
    check_types,
    matching_key,
    member,
    residual_call,
    value_of,
)
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.values import FunctionError, Residual, Value, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.language.expressions.tree import Call


def _try_get(node: Call, frame: Frame) -> Value:
    base, key, *rest = arguments = [value_of(item, frame) for item in node.arguments]
    check_types(FUNCTIONS["tryget"], node, arguments)
    if isinstance(base, Residual):
        found = matching_key(base.known, key) if isinstance(key, str) else None
        if found is None:
            return residual_call("tryGet", arguments)
        return _followed(base.known[found], rest, node)
    if isinstance(key, Residual):
        return residual_call("tryGet", arguments)
    frame.scope.budget.spend(len(base) // 8 if isinstance(base, dict) else 0)
    return _followed(_first(base, key), rest, node)


def _first(base: Value, key: Value) -> Value:
    """Return a property or an element; None where there is none, whatever the base is."""
    if isinstance(base, dict) and isinstance(key, str):
        found = matching_key(base, key)
        return None if found is None else base[found]
    if isinstance(base, list) and isinstance(key, int) and 0 <= key < len(base):
        return base[key]
    return None


def _followed(value: Value, steps: list[Value], node: Call) -> Value:
    """Continue from what the first step gave; null ends the way."""
    if value is None:
        return None
    for step in steps:
        value = _step(value, step, node)
    return value


def _step(value: Value, step: Value, node: Call) -> Value:
    parts = {key.lower(): item for key, item in step.items()} if isinstance(step, dict) else {}
    if "value" not in parts:
        return member(value, step, node)
    if parts.get("fromend") is not True:
        return member(value, parts["value"], node)
    position = parts["value"]
    if isinstance(value, Residual) or isinstance(position, Residual):
        return residual_call("indexFromEnd", [value, position])
    if not isinstance(value, list) or kind_of(position) != "int" or position < 1:
        raise EvaluationError("only a place in an array can be counted from the end", node)
    return member(value, len(value) - position, node)


def _try_index_from_end(node: Call, frame: Frame) -> Value:
    base, position, *rest = arguments = [value_of(item, frame) for item in node.arguments]
    if any(isinstance(item, Residual) for item in (base, position)):
        return residual_call("tryIndexFromEnd", arguments)
    if not isinstance(base, list) or kind_of(position) != "int":
        return None
    try:
        int32(position)
    except FunctionError as error:
        raise EvaluationError(f"tryIndexFromEnd(): {error}", node) from None
    found = base[-position] if 0 < position <= len(base) else None
    return _followed(found, rest, node)


FORMS: dict[str, Callable[[Call, Frame], Value]] = {
    "tryget": _try_get,
    "tryindexfromend": _try_index_from_end,
}
"""By name in lower case."""
