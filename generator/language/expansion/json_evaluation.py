"""Evaluation of a JSON value: the expressions in it, as values and as names, and its copy loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from generator.azure.limits import limit
from generator.kinds import EXPRESSION_SYNTAX, LOOP_COUNT
from generator.language.documents.casing import written
from generator.language.expressions.evaluate import evaluate, parsed
from generator.language.expressions.evaluation import measure
from generator.language.expressions.frame import (
    CHARACTERS_A_STEP,
    UNSHOWN,
    EvaluationError,
    Frame,
)
from generator.language.expressions.tree import Call, ExpressionError, Number, Text
from generator.language.expressions.values import (
    OpenName,
    Residual,
    Value,
    certain_kind,
    kind_of,
    to_expression,
)
from generator.language.template import is_expression, is_loops

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.diagnostics import Path

MOST_COPIES = limit("loop-iterations")
"""How many iterations a copy loop may have; source: limits of Azure Resource Manager."""

Failed: TypeAlias = "Callable[[EvaluationError, Any], Value]"
"""What to do about a value that cannot be evaluated: raise, or give something in its place."""


def raised(error: EvaluationError, _: Any) -> Value:
    """Return up on the whole value."""
    raise error


def evaluated(value: Any, frame: Frame, path: Path, failed: Failed = raised) -> Value:
    """Return a JSON value with its expressions evaluated and its property loops unrolled."""
    if isinstance(value, str):
        if value[:1] == "[" and value[-1:] == "]":
            return _text(value, frame, path, failed)
        frame.scope.budget.spend(len(value) // CHARACTERS_A_STEP)
        return value
    if isinstance(value, dict):
        frame.scope.budget.spend(1 + len(value) // 2)
        return _object(value, frame, path, failed)
    if isinstance(value, list):
        frame.scope.budget.spend(1 + len(value) // 2)
        return [evaluated(item, frame, (*path, index), failed) for index, item in enumerate(value)]
    return value


def _text(value: str, frame: Frame, path: Path, failed: Failed) -> Value:
    """Return the value of a text in brackets."""
    if value.startswith("[["):
        return value[1:]
    if isinstance(value, OpenName):
        return value
    frame.scope.budget.reached.add((frame.scope.document.path, path))
    try:
        result = evaluate(value, frame)
        if not isinstance(result, Residual):
            measure(result, None, frame)
    except EvaluationError as error:
        return failed(error.located(frame.scope.document, path, value), value)
    except ExpressionError as error:
        wrong = EvaluationError(error.message, rule=EXPRESSION_SYNTAX)
        wrong.within = (error.offset, error.offset + 1)
        return failed(wrong.located(frame.scope.document, path, value), value)
    if not frame.loops:
        frame.scope.known[value] = result
    return result


def _object(value: dict[str, Any], frame: Frame, path: Path, failed: Failed) -> Value:
    result: dict[str, Value] = {}
    for name, item in value.items():
        if type(item) is str and len(item) < 200 and item[:1] != "[" != name[:1]:
            made, found = name, item  # most of a template
        elif frame.place.unrolls and name.lower() == "copy" and is_loops(item):
            for index, loop in enumerate(item):
                place = (*path, name, index)
                _put(result, *_property_loop(loop, frame, place, failed), frame, place, failed)
            continue
        else:
            place = (*path, name)
            made = _name(name, frame, place, failed) if name.startswith("[") else name
            found = evaluated(item, frame, place, failed)
        if made in result:
            _put(result, made, found, frame, (*path, name), failed)
        else:
            result[made] = found
    return result


def _put(
    result: dict[str, Value], name: str, value: Value, frame: Frame, path: Path, failed: Failed
) -> None:
    """Put a value into an object, unless it has one of that name already: Azure refuses that."""
    if name in result and not isinstance(name, OpenName):
        message = f"this makes the property '{name}' a second time"
        failed(EvaluationError(message).located(frame.scope.document, path), None)
    result[name] = value


def _name(name: str, frame: Frame, path: Path, failed: Failed) -> str:
    """Return the name of a property that an expression makes."""
    found = evaluated(name, frame, path, failed)
    if isinstance(found, str):
        return found
    if not isinstance(found, Residual):
        message = f"the name of a property must be a string (is {kind_of(found)})"
        failed(EvaluationError(message).located(frame.scope.document, path, name), name)
        return name
    # A name that only the deployment knows stays the expression that it is.
    return OpenName(found)


def literal(value: Any) -> Value:
    """Return a JSON value whose texts are no expressions, whatever they look like."""
    if isinstance(value, str):
        return value[1:] if value.startswith("[[") and value.endswith("]") else value
    if isinstance(value, dict):
        return {literal(name): literal(item) for name, item in value.items()}
    return [literal(item) for item in value] if isinstance(value, list) else value


def _property_loop(
    loop: dict[str, Any],
    frame: Frame,
    path: Path,
    failed: Failed,
) -> tuple[str, Value]:
    """Return the name and the values of a property loop."""
    name = loop_name(loop, frame, path, failed)
    if frame.unrolling:
        message = "a copy loop of values cannot be inside another"
        wrong = EvaluationError(message, rule=LOOP_COUNT)
        return name, failed(wrong.located(frame.scope.document, path), None)
    return name, loop_values(name, loop, frame, path, failed)


def loop_name(loop: dict[str, Any], frame: Frame, path: Path, failed: Failed) -> str:
    """Return the name of a loop of values."""
    key = written(loop, "name")
    found = evaluated(loop.get(key), frame.before(), (*path, key), failed)
    if isinstance(found, str):
        return found
    if not isinstance(found, Residual):
        message = f"the name of a copy loop must be a string (is {kind_of(found)})"
        wrong = EvaluationError(message, rule=LOOP_COUNT)
        failed(wrong.located(frame.scope.document, (*path, key)), None)
        return str(found)
    return OpenName(found)


def loop_values(
    name: str, loop: dict[str, Any], frame: Frame, path: Path, failed: Failed = raised
) -> Value:
    """Return the values of a copy loop, or map() over them where their number is not known yet."""
    key = written(loop, "input")
    place = (*path, key)
    inside = frame.with_property_loop if name else frame.with_loop
    count = loop_count(loop, frame, path, failed)
    if not isinstance(count, Residual):
        return [
            evaluated(loop.get(key), inside(name, index), place, failed) for index in range(count)
        ]
    variable = Text(name or "index")
    index = Residual(Call("lambdaVariables", (variable,)))
    value = evaluated(loop.get(key), inside(name, index), place, failed)
    numbers = Call("range", (Number("0"), count.expression))
    made = Call("map", (numbers, Call("lambda", (variable, to_expression(value)))))
    return Residual(made, kind="array")


def loop_count(
    loop: dict[str, Any], frame: Frame, path: Path, failed: Failed = raised
) -> int | Residual:
    """Return the number of iterations of a copy loop; an expression where it is not known yet.

    It fails where it is no number from 0 to 800, and where it asks for deployed resources: Azure
    must know it before. What is said of it then is the expression as it is written.
    """
    key = written(loop, "count")
    place = (*path, key)
    try:
        count = decision(loop.get(key), frame.before(), place)
        if isinstance(count, Residual) and count.kind in {"any", "int"}:
            return count
        return _in_bounds(count, loop.get(key), frame, place)
    except EvaluationError as error:
        left = failed(error, loop.get(key))
        return left if isinstance(left, Residual) else Residual(to_expression(left))


def _in_bounds(count: Value, raw: Any, frame: Frame, path: Path) -> int:
    if certain_kind(count) != "int":
        message = f"the count of a copy loop must be a number (is {certain_kind(count)})"
    elif not 0 <= count <= MOST_COPIES:
        is_secret = isinstance(evaluated(raw, frame.before(), path), Residual)
        said = "not shown" if is_secret else count
        message = f"a copy loop has from 0 to {MOST_COPIES} iterations (is {said})"
    else:
        frame.scope.budget.spend(count)
        return int(count)
    raise EvaluationError(message, rule=LOOP_COUNT).located(frame.scope.document, path)


def decision(value: Any, frame: Frame, path: Path) -> Value:
    """Return a value that something depends on; secrets may decide it, as they do not show in it.

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
    """Return what could not be evaluated as an expression again, so that it prints unchanged."""
    if not is_expression(value):
        return value
    try:
        return Residual(parsed(value))
    except ExpressionError:
        return Residual(Call("json", (Text(value),)))


def as_json(value: Value) -> Any:
    """Return a value as a template holds it: expressions in brackets, the like escaped."""
    if isinstance(value, str):
        escaped = value[:1] == "[" and value[-1:] == "]" and not isinstance(value, OpenName)
        return f"[{value}" if escaped else value
    if isinstance(value, dict):
        return {
            as_json(key) if key[:1] == "[" else key: as_json(item) for key, item in value.items()
        }
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return str(value) if isinstance(value, Residual) else value
