"""Functions that decide themselves which of their arguments are evaluated, and how."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from generator.language.expressions import evaluation, lookups
from generator.language.expressions.builtins.formatting import folded
from generator.language.expressions.cost import call_cost
from generator.language.expressions.evaluation import (
    apply,
    check_types,
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
    """Return a value that something depends on; secrets may decide it, but do not show in it."""
    value = value_of(node, frame)
    if not isinstance(value, Residual) or frame.revealed() is frame:
        return value
    try:
        known = value_of(node, frame.revealed())
    except EvaluationError:
        raise EvaluationError(UNSHOWN, node) from None
    return known if isinstance(known, bool) else value


def _or_as_written(node: Expression, frame: Frame) -> Value:
    """Return the value of what may never be evaluated; what fails in it stays as it is written."""
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
        elif open_ones and not isinstance(value, bool):
            open_ones.append(value)  # which fails only if none of the others decides
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
    frame.scope.budget.spend(call_cost("format", [text, *values]))
    try:
        text, values = folded(text, values)
    except FunctionError as error:
        raise EvaluationError(f"format(): {error}", node) from None
    except Undecided:
        pass
    return residual_call("format", [text, *values])


_RARE = {
    "lambdas": "filter map mapvalues sort reduce toobject groupby lambdavariables lambda",
    "safe_access": "tryget tryindexfromend",
}
"""The functions of modules that are loaded when one of them is called."""
_MODULES = {name: module for module, names in _RARE.items() for name in names.split()}


def _rare(node: Call, frame: Frame) -> Value:
    name = node.name.lower()
    found = import_module(f"generator.language.expressions.{_MODULES[name]}").FORMS
    evaluation.FORMS.update(found)
    value: Value = found[name](node, frame)
    return value


FORMS: dict[str, Callable[[Call, Frame], Value]] = {
    "if": _if,
    "and": _and,
    "or": _or,
    "coalesce": _coalesce,
    "format": _format,
    **lookups.FORMS,
    **dict.fromkeys(_MODULES, _rare),
}
"""By name in lower case."""
