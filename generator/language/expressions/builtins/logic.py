"""Truth and comparison. What decides which argument is evaluated (`if`, `and`, ...) is a form.

Sources: the pages "logical functions" and "comparison functions" of the documentation of ARM
templates, and the engine's answers in tests/data/engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.builtins.numbers import fraction_of
from generator.language.expressions.json_writing import identity_of
from generator.language.expressions.letters import WHITE_SPACE, compare
from generator.language.expressions.values import FunctionError, Value, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable


def _true() -> bool:
    return True


def _false() -> bool:
    return False


def _null() -> None:
    return None


def _not(value: bool) -> bool:
    return not value


def _bool(value: Value) -> bool:
    """Read the words true and false; of the numbers, only zero is false."""
    if isinstance(value, (bool, int, float)):
        return value != 0
    word = value.strip(f"{WHITE_SPACE}\0").lower() if isinstance(value, str) else ""
    if word not in {"true", "false"}:
        raise FunctionError(f"a {kind_of(value)} that is neither true nor false")
    return word == "true"


def _equals(one: Value, other: Value) -> bool:
    """Compare values and their types: texts by case, objects whatever the order of their names."""
    return identity_of(one) == identity_of(other)


def _ordered(one: Value, other: Value) -> tuple[Value, Value]:
    """Return two values to compare: numbers, or what stands for the order of texts."""
    kinds = {kind_of(one), kind_of(other)}
    if kinds == {"string"}:
        return compare(one, other), 0
    if not kinds <= {"int", "float"}:
        raise FunctionError(f"cannot compare {kind_of(one)} with {kind_of(other)}")
    return (fraction_of(one), fraction_of(other)) if "float" in kinds else (one, other)


def _less(one: Value, other: Value) -> bool:
    first, second = _ordered(one, other)
    return bool(first < second)


def _less_or_equals(one: Value, other: Value) -> bool:
    first, second = _ordered(one, other)
    return bool(first <= second)


def _greater(one: Value, other: Value) -> bool:
    return _less(other, one)


def _greater_or_equals(one: Value, other: Value) -> bool:
    return _less_or_equals(other, one)


def _fail(_: str) -> Value:
    raise FunctionError("the template stops the deployment here")


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "true": _true,
    "false": _false,
    "null": _null,
    "not": _not,
    "bool": _bool,
    "equals": _equals,
    "less": _less,
    "lessorequals": _less_or_equals,
    "greater": _greater,
    "greaterorequals": _greater_or_equals,
    "fail": _fail,
}
