"""Evaluation of a JSON value: the expressions in it, as values and as names, and its copy loops."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from generator.language.expressions.evaluation import evaluate, measure
from generator.language.expressions.frame import CHARACTERS_A_STEP, UNSHOWN, EvaluationError, Frame
from generator.language.expressions.parser import parse
from generator.language.expressions.tree import Call, ExpressionError, Number, Text, walk
from generator.language.expressions.values import OpenName, Residual, Value, kind_of, to_expression
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.diagnostics import Path

MOST_COPIES = 800
"""How many iterations a copy loop may have; source: limits of Azure Resource Manager."""

Failed: TypeAlias = "Callable[[EvaluationError, Any], Value]"
"""What to do about a value that cannot be evaluated: raise, or give something in its place."""


def raised(error: EvaluationError, _: Any) -> Value:
    """Give up on the whole value."""
    raise error


def evaluated(value: Any, frame: Frame, path: Path, failed: Failed = raised) -> Value:
    """Give a JSON value with its expressions evaluated and its property loops unrolled."""
    if isinstance(value, str):
        return _text(value, frame, path, failed)
    if isinstance(value, dict):
        frame.scope.budget.spend(1 + len(value) // 4)
        return _object(value, frame, path, failed)
    if isinstance(value, list):
        frame.scope.budget.spend(1 + len(value) // 4)
        return [evaluated(item, frame, (*path, index), failed) for index, item in enumerate(value)]
    return value


def _text(value: str, frame: Frame, path: Path, failed: Failed) -> Value:
    if not value.startswith("[") or not value.endswith("]"):
        frame.scope.budget.spend(len(value) // CHARACTERS_A_STEP)
        return value
    if value.startswith("[["):
        if frame.later is not None:
            return evaluated(value[1:], frame.later, path, failed)
        return value[1:]
    try:
        result = evaluate(value, frame)
        if not isinstance(result, Residual):
            measure(result, None, frame)
    except EvaluationError as error:
        return failed(error.located(frame.scope.document, path), value)
    except ExpressionError as error:
        wrong = EvaluationError(error.message, rule="TPL018")
        wrong.within = (error.offset, error.offset + 1)
        return failed(wrong.located(frame.scope.document, path), value)
    if not frame.loops:
        frame.scope.known[value] = result
    return result


def _object(value: dict[str, Any], frame: Frame, path: Path, failed: Failed) -> Value:
    result: dict[str, Value] = {}
    for name, item in value.items():
        if type(item) is str and len(item) < 200 and "[" not in (item[:1], name[:1]):
            result[name] = item  # most of a template
            continue
        place = (*path, name)
        if name.lower() == "copy" and is_loops(item):
            for index, loop in enumerate(item):
                made, values = _property_loop(loop, frame, (*place, index), failed)
                result[made] = values
            continue
        key = _text(name, frame, place, failed) if name.startswith("[") else name
        # A name that only the deployment knows stays the expression that it is.
        result[key if isinstance(key, str) else OpenName(key)] = evaluated(
            item, frame, place, failed
        )
    return result


def is_loops(value: Any) -> bool:
    """Whether a value is a list of property loops, not a property that is called copy."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(item, dict) and {"name", "count", "input"} <= {key.lower() for key in item}
            for item in value
        )
    )


def _property_loop(
    loop: dict[str, Any],
    frame: Frame,
    path: Path,
    failed: Failed,
) -> tuple[str, Value]:
    names = {key.lower(): key for key in loop}
    name = str(evaluated(loop[names["name"]], frame, (*path, names["name"]), failed))
    try:
        return name, loop_values(name, loop, frame, path, failed)
    except EvaluationError as error:
        return name, failed(error, None)


def loop_values(
    name: str, loop: dict[str, Any], frame: Frame, path: Path, failed: Failed = raised
) -> Value:
    """Give the values of a copy loop, or map() over them where their number is not known yet.

    Raises EvaluationError where the count cannot be.
    """
    key = next((key for key in loop if key.lower() == "input"), "input")
    place = (*path, key)
    count = loop_count(loop, frame, path)
    if not isinstance(count, Residual):
        return [
            evaluated(loop.get(key), inside_loop(frame, name, index), place, failed)
            for index in range(count)
        ]
    variable = Text(name or "index")
    index = Residual(Call("lambdaVariables", (variable,)))
    value = evaluated(loop.get(key), inside_loop(frame, name, index), place, failed)
    numbers = Call("range", (Number("0"), count.expression))
    return Residual(Call("map", (numbers, Call("lambda", (variable, to_expression(value))))))


def inside_loop(frame: Frame, name: str, index: Value) -> Frame:
    """Give the frame inside of a loop of values.

    The documentation wants copyIndex() to name the loop of a property. What it gives without a
    name where a resource has a loop too is not documented, so that stays an expression.
    """
    inside = frame.with_loop(name, index)
    if name and "" in frame.loops:
        return replace(inside, loops={**inside.loops, "": Residual(Call("copyIndex"))})
    return inside


def loop_count(loop: dict[str, Any], frame: Frame, path: Path) -> int | Residual:
    """Give the number of iterations of a copy loop; an expression where a parameter is open.

    Raises EvaluationError where it is no number from 0 to 800 or where only the deployment knows
    it: Azure must know it before.
    """
    key = next((key for key in loop if key.lower() == "count"), "count")
    place = (*path, key)
    count = decision(loop.get(key), frame, place)
    if isinstance(count, Residual):
        if _hangs_on_a_parameter(count):
            return count
        message = f"the count of a copy loop must be known before the deployment (is {count})"
    elif kind_of(count) != "int":
        message = f"the count of a copy loop must be a number (is {kind_of(count)})"
    elif not 0 <= count <= MOST_COPIES:
        open_one = isinstance(evaluated(loop.get(key), frame, place), Residual)
        said = "not shown" if open_one else count
        message = f"a copy loop has from 0 to {MOST_COPIES} iterations (is {said})"
    else:
        frame.scope.budget.spend(count)
        return int(count)
    raise EvaluationError(message, rule="TPL023").located(frame.scope.document, place)


def _hangs_on_a_parameter(value: Residual) -> bool:
    return any(
        isinstance(part, Call) and part.name == "parameters" for part in walk(value.expression)
    )


def decision(value: Any, frame: Frame, path: Path) -> Value:
    """Give a value that something depends on; secrets may decide it, as they do not show in it.

    Raises EvaluationError.
    """
    found = evaluated(value, frame, path)
    if not isinstance(found, Residual) or frame.revealed() is frame:
        return found
    try:
        known = evaluated(value, frame.revealed(), path)
    except EvaluationError:
        raise EvaluationError(UNSHOWN).located(frame.scope.document, path) from None
    return known if isinstance(known, (bool, int)) else found


def as_written(value: Any) -> Value:
    """Give what could not be evaluated as an expression again, so that it prints unchanged."""
    if not is_expression(value):
        return value
    try:
        return Residual(parse(value))
    except ExpressionError:
        return Residual(Call("json", (Text(value),)))


def as_json(value: Value) -> Any:
    """Give a value as a template holds it: expressions in brackets, texts that look so escaped."""
    if isinstance(value, Residual):
        return str(value)
    if isinstance(value, str):
        escaped = value.startswith("[") and value.endswith("]") and not isinstance(value, OpenName)
        return f"[{value}" if escaped else value
    if isinstance(value, dict):
        return {as_json(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value
