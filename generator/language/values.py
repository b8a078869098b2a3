"""The values that expressions give, with the parts that only a deployment can know.

A value is plain JSON: None, bool, int, float, str, list, dict. Where a part of it is known only
once the template is deployed, a `Residual` stands there with what is left of the expression.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from generator.language.expressions import Call, Number, Text, to_text

if TYPE_CHECKING:
    from generator.language.expressions import Expression

Value: TypeAlias = Any
"""None, bool, int, float, str, list, dict or Residual; lists and dicts hold values."""

LARGEST = 4 * 2**20
"""A template has at most 4 MB once it is expanded, so no value of it can be larger."""

_INT32 = 2**31


class FunctionError(ValueError):
    """A function cannot give a result for its arguments: the deployment fails on it."""


class Undecided(Exception):  # noqa: N818 - nobody made an error
    """What a function gives here is not documented, so it is left to the deployment."""


@dataclass(frozen=True, slots=True)
class Residual:
    """What is known only on deployment: the expression for it, and the properties known before."""

    expression: Expression
    known: dict[str, Value] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        """Give the text of the expression, in its brackets."""
        return to_text(self.expression)


def is_partial(value: Value) -> bool:
    """Whether a part of the value is known only on deployment."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Residual):
            return True
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return False


def size_of(value: Value, most: int = LARGEST) -> int:
    """Estimate the length of a value as JSON text, in characters; stop counting above `most`."""
    total = 0
    waiting = [value]
    while waiting and total <= most:
        item = waiting.pop()
        if isinstance(item, str):
            total += len(item) + 3
        elif isinstance(item, dict):
            total += 2 + sum(len(key) + 4 for key in item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            total += 2
            waiting.extend(item)
        else:
            total += 5
    return total


def require_room(length: int) -> None:
    """Raise FunctionError where a text of that many characters is more than a template holds."""
    if length > LARGEST:
        raise FunctionError("the result is larger than 4 MB, more than a template may have")


def kind_of(value: Value) -> str:
    """Name the type of a value as the template language does; "any" for what is not known."""
    if value is None:
        return "null"
    return _KINDS.get(type(value), "any")


_KINDS = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "string",
    list: "array",
    dict: "object",
}


def compact(value: Value) -> str:
    """Write a value as JSON without white space, as string() does."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def to_expression(value: Value) -> Expression:
    """Give an expression for a value: numbers beyond 32 bits and fractions need json()."""
    if isinstance(value, Residual):
        return value.expression
    if isinstance(value, str):
        return Text(value)
    if value is None or isinstance(value, bool):
        return Call(compact(value))
    if isinstance(value, int) and -_INT32 <= value < _INT32:
        return Number(str(value))
    if isinstance(value, list):
        return Call("createArray", tuple(to_expression(item) for item in value))
    if isinstance(value, dict):
        pairs = ((Text(key), to_expression(item)) for key, item in value.items())
        return Call("createObject", tuple(part for pair in pairs for part in pair))
    return Call("json", (Text(compact(value)),))
