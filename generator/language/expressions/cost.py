"""What a call of a function costs, in steps of the budget: it is paid before the call is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.frame import CHARACTERS_A_STEP
from generator.language.expressions.values import Residual, length_of

if TYPE_CHECKING:
    from generator.language.expressions.values import Value

_SIGN_BY_SIGN = {
    "base64tojson", "format", "greater", "greaterorequals", "guid", "json", "less", "lessorequals",
    "parseuri", "uniquestring", "uri",
}  # fmt: skip
"""Functions that look at each character of a text on its own."""
_SHALLOW = {
    "array", "createarray", "createobject", "empty", "first", "indexfromend", "items", "last",
    "length", "objectkeys", "skip", "take",
}  # fmt: skip
"""Functions that do not look into the elements of what they are given."""
_LABORIOUS = {
    "cidrhost", "cidrsubnet", "datetimeadd", "datetimefromepoch", "datetimetoepoch",
    "parsecidr",
}  # fmt: skip
"""Functions that take long for little."""
_OTHERS_A_STEP = 4
"""How many characters a step is in a text that is not ASCII, as their case is looked up."""


def call_cost(name: str, arguments: list[Value]) -> int:
    """Return the steps that a function takes, named in lower case, by the size of its arguments."""
    steps = len(arguments) + (10 if name in _LABORIOUS else 1)
    for item in arguments:
        if isinstance(item, str):
            plain = CHARACTERS_A_STEP if item.isascii() else _OTHERS_A_STEP
            steps += len(item) // (1 if name in _SIGN_BY_SIGN else plain)
        elif isinstance(item, (list, dict)):
            steps += len(item) if name in _SHALLOW else extent(item)
    return steps


def extent(value: Value) -> int:
    """Return how many steps it takes to go through all of a value."""
    steps = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        steps += 1
        if isinstance(item, str):
            steps += len(item) // CHARACTERS_A_STEP
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            steps += len(item)
            waiting += item.values()
        elif isinstance(item, Residual):
            steps += length_of(item.expression) // CHARACTERS_A_STEP
    return steps
