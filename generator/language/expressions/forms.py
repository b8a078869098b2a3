"""Functions that decide themselves which of their arguments are evaluated, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions import lambdas, lookups
from generator.language.expressions.builtins.formatting import folded
from generator.language.expressions.evaluation import (
    apply,
    check_types,
    matching_key,
    member,
    residual_call,
    value_of,
)
from generator.language.expressions.frame import UNSHOWN, EvaluationError, Frame
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.tree import ExpressionError
from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Undecided,
    Value,
    is_partial,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.language.expressions.tree import Call, Expression


def _if(node: Call, frame: Frame) -> Value:
    condition = decided(node.arguments[0], frame)
    if isinstance(condition, bool):
        return value_of(node.arguments[1 if condition else 2], frame)
    check_types(FUNCTIONS["if"], node, [condition])
    branches = [_or_as_written(item, frame) for item in node.arguments[1:]]
    return residual_call("if", [condition, *branches])


def decided(node: Expression, frame: Frame) -> Value:
    """Give a value that something depends on; secrets may decide it, but do not show in it."""
    value = value_of(node, frame)
    if not isinstance(value, Residual) or frame.revealed() is frame:
        return value
    try:
        known = value_of(node, frame.revealed())
    except EvaluationError:
        raise EvaluationError(UNSHOWN, node) from None
    return known if isinstance(known, bool) else value


def _or_as_written(node: Expression, frame: Frame) -> Value:
    """Give the value of what may never be evaluated; what fails in it stays as it is written."""
    try:
        return value_of(node, frame)
    except (EvaluationError, ExpressionError):
        return Residual(node)


def _and(node: Call, frame: Frame) -> Value:
    return _until(False, node, frame)


def _or(node: Call, frame: Frame) -> Value:
    return _until(True, node, frame)


def _until(decisive: bool, node: Call, frame: Frame) -> Value:
    """Evaluate arguments until one decides; those that do not matter are left out."""
    open_ones: list[Value] = []
    for item in node.arguments:
        value = _or_as_written(item, frame) if open_ones else value_of(item, frame)
        if value is decisive:
            return decisive
        if isinstance(value, Residual):
            open_ones.append(value)
        elif not isinstance(value, bool):
            kind = kind_of(value)
            raise EvaluationError(f"{node.name}() takes bool arguments only (one is {kind})", item)
    if len(open_ones) < 2:
        return open_ones[0] if open_ones else not decisive
    return residual_call(node.name.lower(), open_ones)


def _coalesce(node: Call, frame: Frame) -> Value:
    for index, item in enumerate(node.arguments):
        value = value_of(item, frame)
        if isinstance(value, Residual):
            rest = [_or_as_written(later, frame) for later in node.arguments[index + 1 :]]
            rest = [later for later in rest if later is not None]
            return residual_call("coalesce", [value, *rest]) if rest else value
        if value is not None:
            return value
    return None


def _format(node: Call, frame: Frame) -> Value:
    """Format; where some values are not known yet, put at least the others into the text."""
    text, *values = (value_of(item, frame) for item in node.arguments)
    known = FUNCTIONS["format"]
    if not isinstance(text, str) or not any(is_partial(item) for item in values):
        return apply(known, node, [text, *values], frame)
    try:
        text, values = folded(text, values)
    except FunctionError as error:
        raise EvaluationError(f"format(): {error}", node) from None
    except Undecided:
        pass
    return residual_call("format", [text, *values])


def _try_get(node: Call, frame: Frame) -> Value:
    base, key, *rest = (value_of(item, frame) for item in node.arguments)
    if isinstance(base, Residual):
        found = matching_key(base.known, key) if isinstance(key, str) else None
        if found is None:
            return residual_call("tryGet", [base, key, *rest])
        base = base.known
    if isinstance(key, Residual):
        return residual_call("tryGet", [base, key, *rest])
    value = _tried(base, key, node)
    if value is _ABSENT:
        return None
    for step in rest:
        position = _from_end(step)
        value = (
            member(value, step, node)
            if position is None
            else _element_from_end(value, position, node)
        )
    return value


_ABSENT = object()


def _tried(base: Value, key: Value, node: Call) -> Value:
    """Give a property or an element, or _ABSENT where the first step does not lead anywhere."""
    position = _from_end(key)
    if position is not None:
        key = len(base) - position if isinstance(base, list) else -1
    if isinstance(base, dict) and isinstance(key, str) and matching_key(base, key) is None:
        return _ABSENT
    if isinstance(base, list) and kind_of(key) == "int" and not 0 <= key < len(base):
        return _ABSENT
    return _ABSENT if base is None else member(base, key, node)


def _from_end(key: Value) -> int | None:
    """Give n of `createObject('value', n, 'fromEnd', true())`, which counts from the end."""
    if isinstance(key, dict) and key.get("fromEnd") is True and kind_of(key.get("value")) == "int":
        return int(key["value"])
    return None


def _element_from_end(value: Value, position: int, node: Call) -> Value:
    if isinstance(value, Residual):
        return residual_call("indexFromEnd", [value, position])
    count = len(value) if isinstance(value, list) else 0
    return member(value, count - position, node)


def _try_index_from_end(node: Call, frame: Frame) -> Value:
    arguments = [value_of(item, frame) for item in node.arguments]
    check_types(FUNCTIONS["tryindexfromend"], node, arguments)
    base, position, *rest = arguments
    if any(isinstance(item, Residual) for item in (base, position)):
        return residual_call("tryIndexFromEnd", [base, position, *rest])
    if base is None or (isinstance(base, list) and not 0 < position <= len(base)):
        return None
    value = _element_from_end(base, position, node)
    for step in rest:
        value = member(value, step, node)
    return value


FORMS: dict[str, Callable[[Call, Frame], Value]] = {
    "if": _if,
    "and": _and,
    "or": _or,
    "coalesce": _coalesce,
    "format": _format,
    "tryget": _try_get,
    "tryindexfromend": _try_index_from_end,
    **lambdas.FORMS,
    **lookups.FORMS,
}
"""By name in lower case."""
