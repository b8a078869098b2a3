"""The functions that take a lambda: filter, map, sort and other higher-order ones.

A lambda is a call `lambda('name', ..., body)`. Its body is evaluated for each element; what is
left of it where the array is known only on deployment is a lambda again, with its own names.
"""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from generator.kinds import FUNCTION_ARGUMENTS
from generator.language.expressions.evaluation import matching_key, measure, residual_call, value_of
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.functions import FUNCTIONS, LAMBDA_NAMES
from generator.language.expressions.letters import folded
from generator.language.expressions.tree import Call, Expression, ExpressionError, Text
from generator.language.expressions.values import (
    Residual,
    Undecided,
    Value,
    kind_of,
    to_expression,
)
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class _Lambda:
    """A lambda where it stands; calling it with values evaluates its body."""

    names: list[str]
    body: Expression
    frame: Frame

    def __call__(self, *values: Value) -> Value:
        return value_of(self.body, self.frame.with_lambda(self.names, values))

    def decide(self, *values: Value) -> Value:
        """Call it for true or false; raises EvaluationError where it gives anything else."""
        result = self(*values)
        if not isinstance(result, (bool, Residual)):
            message = f"this lambda must give true or false (gives {kind_of(result)})"
            raise EvaluationError(message, self.body)
        return result

    def left(self) -> Expression:
        """Return what is left of the lambda when nothing is known of what it is called with."""
        names = tuple(Text(name) for name in self.names)
        unknown = tuple(Residual(Call("lambdaVariables", (name,))) for name in names)
        try:
            body = to_expression(self(*unknown))
        except (EvaluationError, ExpressionError):
            body = self.body
        return Call("lambda", (*names, body))


class _Open(Exception):
    """The result depends on what is known only on deployment."""


def _lambda(node: Expression, frame: Frame, function: str) -> _Lambda:
    if not isinstance(node, Call) or node.name.lower() != "lambda" or node.namespace:
        raise EvaluationError(
            "a lambda is wanted here: lambda('name', ...)", node, FUNCTION_ARGUMENTS
        )
    wrong = wrong_names(function, node)
    if wrong:
        raise EvaluationError(wrong, node, FUNCTION_ARGUMENTS)
    *names, body = node.arguments
    values = [value_of(name, frame) for name in names]
    if not all(isinstance(name, str) for name in values):
        raise EvaluationError("the names of a lambda must be strings", node, FUNCTION_ARGUMENTS)
    return _Lambda(values, body, frame)


def wrong_names(function: str, node: Call) -> str:
    """Report that a lambda has another number of names than its function wants, or nothing."""
    least, most = LAMBDA_NAMES[function.lower()]
    count = max(len(node.arguments) - 1, 0)
    if least <= count <= most:
        return ""
    wants = f"{least}" if least == most else f"{least} or {most}"
    noun = "name" if wants == "1" else "names"
    return f"the lambda of {function}() takes {wants} {noun} and a body (has {count})"


def _known(value: Value) -> Value:
    if isinstance(value, Residual):
        raise _Open
    return value


def _filter(items: list[Value], test: _Lambda) -> Value:
    return [item for index, item in enumerate(items) if _known(test.decide(item, index))]


def _map(items: list[Value], change: _Lambda) -> Value:
    return [change(item, index) for index, item in enumerate(items)]


def _map_values(members: dict[str, Value], change: _Lambda) -> Value:
    return {key: change(value) for key, value in members.items()}


def _sort(items: list[Value], before: _Lambda) -> Value:
    """Sort by a lambda that tells whether one item stands before another.

    Items that go either way stay in their order.
    """

    def compare(one: Value, other: Value) -> int:
        forwards, backwards = _known(before.decide(one, other)), _known(before.decide(other, one))
        return int(backwards) - int(forwards)

    return sorted(items, key=cmp_to_key(compare))


def _reduce(items: list[Value], initial: Value, combine: _Lambda) -> Value:
    result = initial
    for index, item in enumerate(items):
        result = combine(result, item, index)
    return result


def _key(name: _Lambda, item: Value) -> str:
    key = _known(name(item))
    if not isinstance(key, str):
        raise EvaluationError(f"a key must be a string (is {kind_of(key)})", name.body)
    return key


def _to_object(items: list[Value], name: _Lambda, value: _Lambda | None = None) -> Value:
    result: dict[str, Value] = {}
    names: set[str] = set()
    for item in items:
        key = _key(name, item)
        if folded(key) in names:
            raise EvaluationError(
                "two items have the same key, whose casing does not count", name.body
            )
        names.add(folded(key))
        result[key] = value(item) if value else item
    return result


def _group_by(items: list[Value], name: _Lambda, value: _Lambda | None = None) -> Value:
    """Group by keys whatever their casing; the first casing names the group."""
    result: dict[str, list[Value]] = {}
    names: dict[str, str] = {}
    for item in items:
        key = _key(name, item)
        group = result.setdefault(names.setdefault(folded(key), key), [])
        group.append(value(item) if value else item)
    return result


def _form(implementation: Callable[..., Value]) -> Callable[[Call, Frame], Value]:
    def form(node: Call, frame: Frame) -> Value:
        known = FUNCTIONS[node.name.lower()]
        takes = [known.type_at(index) for index in range(len(node.arguments))]
        arguments = [
            _lambda(item, frame, known.name) if "lambda" in kinds else value_of(item, frame)
            for item, kinds in zip(node.arguments, takes, strict=True)
        ]
        _check_first(node, arguments[0], takes[0])
        try:
            result = implementation(_known(arguments[0]), *arguments[1:])
            measure(result, node, frame)
        except (_Open, Undecided):
            return residual_call(known.name, [_left(item) for item in arguments])
        return result

    return form


def _left(argument: Value) -> Value:
    return Residual(argument.left()) if isinstance(argument, _Lambda) else argument


def _check_first(node: Call, value: Value, wanted: frozenset[str]) -> None:
    kind = kind_of(value)
    if kind not in wanted and kind != "any":
        message = f"argument 1 of {node.name}() must be {min(wanted)} (is {kind})"
        raise EvaluationError(message, node.arguments[0], FUNCTION_ARGUMENTS)


def _lambda_variables(node: Call, frame: Frame) -> Value:
    name = value_of(node.arguments[0], frame)
    found = matching_key(frame.lambdas, name) if isinstance(name, str) else None
    if found is None:
        raise EvaluationError("there is no variable of this name in a lambda around it", node)
    return frame.lambdas[found]


def _stray(node: Call, _: Frame) -> Value:
    raise EvaluationError("a lambda can only be an argument of map, filter and the like", node)


FORMS: dict[str, Callable[[Call, Frame], Value]] = {
    "filter": _form(_filter),
    "map": _form(_map),
    "mapvalues": _form(_map_values),
    "sort": _form(_sort),
    "reduce": _form(_reduce),
    "toobject": _form(_to_object),
    "groupby": _form(_group_by),
    "lambdavariables": _lambda_variables,
    "lambda": _stray,
}
