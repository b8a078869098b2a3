"""Numbers: whole ones of 64 bits, and fractions, which expressions can hold but not calculate with.

Sources: the page "numeric functions" of the documentation of ARM templates, and the engine's
answers in tests/data/engine.
"""

from __future__ import annotations

from math import copysign, inf, isnan, nan
from typing import TYPE_CHECKING

from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Undecided,
    Value,
    certain_kind,
)
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAST, _MOST = -(2**63), 2**63 - 1
_WHOLE = regex(r"[\t-\r ]*([-+]?[0-9]+)[\t-\r ]*\0*")
_FRACTION = regex(
    r"[\t-\r ]*([-+]?(?:[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?)[\t-\r ]*\0*"
)
_LONGEST_RANGE = 10_000


def integer_of(text: str) -> int | None:
    """Read an integer of 64 bits as .NET does; None where the string is none."""
    match = _WHOLE.fullmatch(text)
    if match is None or len(match[1]) > 4000:
        return None
    number = int(match[1])
    return number if _LEAST <= number <= _MOST else None


def int32(*numbers: int) -> None:
    """Raise FunctionError for a number that does not fit into 32 bits."""
    for number in numbers:
        if not -(2**31) <= number < 2**31:
            bounds = "from -2,147,483,648 to 2,147,483,647"
            raise FunctionError(f"the number must be {bounds} (is {number})")


def fraction_of(number: float) -> float:
    """Return a number as a fraction; what does not fit into its 53 bits is cut off, not rounded."""
    if not isinstance(number, int):
        return number
    beyond = max(abs(number).bit_length() - 53, 0)
    try:
        size = float(abs(number) >> beyond << beyond)
    except OverflowError:
        size = inf
    return -size if number < 0 else size


def _fitting(number: int) -> int:
    if not _LEAST <= number <= _MOST:
        raise FunctionError("a number does not fit into 64 bits")
    return number


def _add(one: int, other: int) -> int:
    return _fitting(_fitting(one) + _fitting(other))


def _sub(one: int, other: int) -> int:
    return _fitting(_fitting(one) - _fitting(other))


def _mul(one: int, other: int) -> int:
    return _fitting(_fitting(one) * _fitting(other))


def _div(one: int, other: int) -> int:
    """Divide, leaving out the fraction, so that -7 by 2 is -3."""
    if _fitting(other) == 0:
        raise FunctionError("cannot divide by zero")
    quotient = abs(_fitting(one)) // abs(other)
    return _fitting(quotient if (one < 0) == (other < 0) else -quotient)


def _mod(one: int, other: int) -> int:
    """Return the rest, which has the sign of the dividend."""
    _div(one, other)  # fails on the same numbers
    rest = abs(one) % abs(other)
    return -rest if one < 0 else rest


def _int(value: str | int) -> int:
    if not isinstance(value, str):
        return value
    number = integer_of(value)
    if number is None:
        raise FunctionError("the string is no 64-bit integer")
    return number


def _float(value: str | float) -> float:
    """Read a fraction; commas between digits are left out, whatever they separate."""
    if not isinstance(value, str):
        return fraction_of(value)
    match = _FRACTION.fullmatch(value)
    if match is not None:
        return float(match[1].replace(",", ""))
    word = value.strip().lower().lstrip("+-")
    if word == "nan":
        return float("nan")
    if word in {"infinity", "\u221e"}:
        raise Undecided("how endlessness is written depends on the culture")
    raise FunctionError("the string is no number")


def _numbers(values: tuple[Value, ...]) -> list[float]:
    """Return the numbers of one list, or of all arguments."""
    is_array = certain_kind(values[0]) == "array"
    if is_array and isinstance(values[0], Residual) and len(values) == 1:
        raise Undecided("the array is not known")
    numbers: list[Value] = values[0] if isinstance(values[0], list) else list(values)
    if is_array and len(values) > 1:
        raise FunctionError("it takes one array, or numbers")
    if not numbers:
        raise FunctionError("the array is empty")
    if any(certain_kind(item) not in {"int", "float", "any"} for item in numbers):
        raise FunctionError("the array must hold numbers only")
    if any(isinstance(item, Residual) for item in numbers):
        raise Undecided("a number is not known")
    return numbers


def _min(*values: Value) -> float:
    return _outermost(min, _numbers(values))


def _max(*values: Value) -> float:
    return _outermost(max, _numbers(values))


def _outermost(chosen: Callable[..., float], numbers: list[float]) -> float:
    """Return one of the numbers: NaN before all, a fraction before an integer of its size."""
    whole = [_fitting(item) for item in numbers if isinstance(item, int)]
    fractions = [item for item in numbers if isinstance(item, float)]
    if not fractions:
        return chosen(whole)
    if any(map(isnan, fractions)):
        return nan
    fraction = chosen(fractions, key=lambda item: (item, copysign(1, item)))
    if not whole or chosen(fraction, float(chosen(whole))) == fraction:
        return fraction
    return chosen(whole)


def _range(start: int, count: int) -> list[int]:
    """Count up from a number; source of the bounds: the page of range()."""
    if not 0 <= count <= _LONGEST_RANGE:
        raise FunctionError(f"the count must be from 0 to 10,000 (is {count})")
    int32(start, start + max(count - 1, 0))
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
