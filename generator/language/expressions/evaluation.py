"""Evaluation of expressions: to a value, or to the smallest residual where the deployment decides.

Texts in here are never read as expressions again, and a function sees values only; the few that
decide themselves what of their arguments is evaluated (`if`, lambdas, look-ups, ...) are forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from generator.kinds import FUNCTION_ARGUMENTS, FUNCTION_PLACEMENT, UNKNOWN_FUNCTION
from generator.language.expressions.builtins import COLLECTING, STRUCTURAL, builtin
from generator.language.expressions.cost import call_cost
from generator.language.expressions.frame import CHARACTERS_A_STEP, EvaluationError, Frame
from generator.language.expressions.functions import Function, function
from generator.language.expressions.letters import folded
from generator.language.expressions.tree import (
    Call,
    Expression,
    Index,
    Number,
    Property,
    Text,
)
from generator.language.expressions.values import (
    KINDS,
    LARGEST,
    FunctionError,
    Residual,
    Undecided,
    Value,
    certain_kind,
    is_partial,
    kind_of,
    residual_text,
    size_of,
    to_expression,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Form: TypeAlias = "Callable[[Call, Frame], Value]"

FORMS: dict[str, Form] = {}
"""Functions that decide themselves which of their arguments are evaluated, by name in lower case;
`generator.language.expressions.forms` fills it."""

_CHARACTERS_OF_JSON_A_STEP = 10
_WITHOUT_MEMBERS = frozenset({"bool", "int", "float", "string"})


def value_of(node: Expression, frame: Frame) -> Value:
    """Return the value of a part of an expression."""
    if isinstance(node, Call):
        frame.scope.budget.spend(2)
        return _call(node, frame)
    frame.scope.budget.spend(1)
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Number):
        return int(node.digits)
    steps: list[Property | Index] = []
    inner: Expression = node
    while isinstance(inner, (Property, Index)):
        steps.append(inner)
        inner = inner.base
    value = value_of(inner, frame)
    for number, step in enumerate(reversed(steps)):
        if number:  # the innermost was counted with what it stands at
            frame.scope.budget.spend(1)
        key = step.name if isinstance(step, Property) else value_of(step.index, frame)
        if isinstance(value, dict) and isinstance(key, str) and key not in value:
            frame.scope.budget.spend(len(value) // 8)  # its names are gone through
        value = member(value, key, step)
    return value


def member(base: Value, key: Value, node: Expression) -> Value:
    """Return a property or an element of a value; raises EvaluationError where there is none."""
    if isinstance(base, Residual) or isinstance(key, Residual):
        return _residual_member(base, key, node)
    if isinstance(base, dict) and isinstance(key, str):
        found = matching_key(base, key)
        if found is None:
            raise EvaluationError(f"there is no property '{key}' here{_has(base)}", node)
        return base[found]
    if isinstance(base, list) and kind_of(key) == "int":
        if not 0 <= key < len(base):
            message = f"index {key} is outside of the array, which has {len(base)} elements"
            raise EvaluationError(message, node)
        return base[key]
    what = f"property '{key}'" if isinstance(key, str) else f"element by {_article(key)}"
    raise EvaluationError(f"there is no {what} in {_article(base)}", node)


def _has(value: dict[str, Any]) -> str:
    names = sorted(value)[:8]
    more = ", ..." if len(value) > len(names) else ""
    return f" (there is {', '.join(names)}{more})" if names else " (the object is empty)"


def _article(value: Value) -> str:
    kind = certain_kind(value)
    return kind if kind == "null" else f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


def matching_key(value: Mapping[str, Any], name: str) -> str | None:
    """Return the name in an object that ARM takes for `name`: casing does not count."""
    if name in value:
        return name
    wanted = folded(name)
    return next((key for key in value if folded(key) == wanted), None)


def _residual_member(base: Value, key: Value, node: Expression) -> Residual | Any:
    if isinstance(base, Residual) and base.kind in _WITHOUT_MEMBERS:
        what = f"property '{key}'" if isinstance(key, str) else "element"
        raise EvaluationError(f"there is no {what} in {_article(base)}", node)
    if isinstance(base, Residual) and isinstance(key, str):
        found = matching_key(base.known, key)
        if found is not None:
            return base.known[found]
        if isinstance(node, Property):
            return Residual(Property(base.expression, key))
    return Residual(Index(to_expression(base), to_expression(key)))


def _call(node: Call, frame: Frame) -> Value:
    result = _result(node, frame)
    if isinstance(result, Residual):
        measure(result, node, frame)
    return result


def _result(node: Call, frame: Frame) -> Value:
    if node.namespace:
        return frame.scope.call_own(node, frame)
    known = function(node.name)
    if known is None:
        message = f"unknown function '{node.name}'"
        raise EvaluationError(message, node, UNKNOWN_FUNCTION)
    count = len(node.arguments)
    wrong = count < known.least or (known.most is not None and count > known.most)
    if wrong and not known.judged_late:
        message = f"{known.name}() does not take {count} arguments"
        raise EvaluationError(message, node, FUNCTION_ARGUMENTS)
    if known.place != "everywhere" and (refusal := frame.place.refusal(known)):
        raise EvaluationError(refusal, node, FUNCTION_PLACEMENT)
    form = FORMS.get(known.key) or (FORMS["reference"] if known.kind == "run-time" else None)
    if form is not None:
        return form(node, frame)
    return apply(known, node, [value_of(item, frame) for item in node.arguments], frame)


def apply(known: Function, node: Call, arguments: list[Value], frame: Frame) -> Value:
    """Call a built-in function with values, as far as they are known."""
    name = known.key
    called = builtin(name)
    check_types(known, node, arguments)
    frame.scope.budget.spend(call_cost(name, arguments))
    open_ones = any(isinstance(item, Residual) for item in arguments)
    if called is None or (open_ones and name not in COLLECTING):
        return residual_call(known.name, arguments)
    holders = [item for item in arguments if isinstance(item, (list, dict))]
    if name not in STRUCTURAL and (open_ones or any(map(is_partial, holders))):
        return residual_call(known.name, arguments)
    try:
        result: Value = called(*arguments)
        measure(result, node, frame)
    except FunctionError as error:
        raise EvaluationError(f"{known.name}(): {error}", node) from None
    except Undecided:
        return residual_call(known.name, arguments)
    return result


def measure(result: Value, node: Expression | None, frame: Frame) -> None:
    """Charge for the size of a result.

    Raises EvaluationError where no template can hold it, Undecided where no JSON can.
    """
    if isinstance(result, str) and len(result) <= LARGEST:
        frame.scope.budget.spend(len(result) // CHARACTERS_A_STEP)
        return
    if not isinstance(result, (str, list, dict, Residual)):
        return
    try:
        size = size_of(result)
    except FunctionError as error:
        raise EvaluationError(str(error), node) from None
    frame.scope.budget.spend(size // _CHARACTERS_OF_JSON_A_STEP)
    if size > LARGEST:
        raise EvaluationError("the result is larger than a template may be (4 MB)", node)


def check_types(known: Function, node: Call, arguments: list[Value]) -> None:
    """Raise EvaluationError for the first argument of a type that the function does not take."""
    last = len(known.takes) - 1
    for index, item in enumerate(arguments):
        wanted = known.takes[min(index, last)]
        if "any" in wanted:
            continue
        kind = certain_kind(item)
        fits = kind in wanted or kind == "any"
        if not fits and not (kind in {"int", "float"} and "number" in wanted):
            taken = " or ".join(sorted(wanted))
            message = f"argument {index + 1} of {known.name}() must be {taken} (is {kind})"
            raise EvaluationError(message, node.arguments[index], FUNCTION_ARGUMENTS)


def residual_call(name: str, arguments: list[Value]) -> Residual:
    """Return what is left of a call whose result is known only on deployment."""
    if name == "concat" and any(isinstance(item, str) for item in arguments):
        joined: Residual = residual_text(*arguments)
        return joined
    known = function(name)
    kind = known.gives if known is not None and known.gives in KINDS else "any"
    return Residual(Call(name, tuple(to_expression(item) for item in arguments)), kind=kind)
