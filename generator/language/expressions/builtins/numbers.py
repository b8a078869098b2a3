"""Numbers: whole ones of 64 bits, as the engine has them.

Source: the page "numeric functions" of the documentation of ARM templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.language.expressions.values import FunctionError, Undecided, Value, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAST, _MOST = -(2**63), 2**63 - 1
_WHOLE = re.compile(r"[-+]?[0-9]{1,30}")
_LONGEST_RANGE = 10_000


def _fitting(number: int) -> int:
    if not _LEAST <= number <= _MOST:
        raise FunctionError("the result does not fit into 64 bits")
    return number


def _add(one: int, other: int) -> int:
    return _fitting(one + other)


def _sub(one: int, other: int) -> int:
    return _fitting(one - other)


def _mul(one: int, other: int) -> int:
    return _fitting(one * other)


def _div(one: int, other: int) -> int:
    """Divide, leaving out the fraction, so that -7 by 2 is -3."""
    if other == 0:
        raise FunctionError("cannot divide by zero")
    quotient = abs(one) // abs(other)
    return _fitting(quotient if (one < 0) == (other < 0) else -quotient)


def _mod(one: int, other: int) -> int:
    """Give the rest, which has the sign of the dividend."""
    if other == 0:
        raise FunctionError("cannot divide by zero")
    rest = abs(one) % abs(other)
    return -rest if one < 0 else rest


def _int(value: str | float) -> int:
    if isinstance(value, float):
        raise Undecided("how a fraction becomes a whole number is not documented")
    if isinstance(value, str):
        if not _WHOLE.fullmatch(value):
            if _WHOLE.fullmatch(value.strip()):
                raise Undecided("whether white space is taken is not documented")
            raise FunctionError("the text is no whole number")
        value = int(value)
    return _fitting(value)


def _float(_: str | float) -> float:
    raise Undecided("how fractions are written is not documented")


def _numbers(name: str, values: tuple[Value, ...]) -> list[int]:
    """Give the numbers of one list, or of all arguments."""
    numbers: list[Value] = values[0] if isinstance(values[0], list) else list(values)
    if isinstance(values[0], list) and len(values) > 1:
        raise FunctionError(f"{name}() takes one array, or numbers")
    if not numbers:
        raise FunctionError("the array is empty")
    if any(kind_of(item) != "int" for item in numbers):
        raise FunctionError("the array must hold whole numbers only")
    return numbers


def _min(*values: Value) -> int:
    return min(_numbers("min", values))


def _max(*values: Value) -> int:
    return max(_numbers("max", values))


def _range(start: int, count: int) -> list[int]:
    """Count up from a number; source of the bounds: the page of range()."""
    if not 0 <= count <= _LONGEST_RANGE:
        raise FunctionError(f"the count must be from 0 to 10,000 (is {count})")
    if start + count > 2**31 - 1:
        raise FunctionError("start and count together must not be above 2,147,483,647")
    return list(range(start, start + count))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "mod": _mod,
    "int": _int,
    "float": _float,
    "min": _min,
    "max": _max,
    "range": _range,
}
