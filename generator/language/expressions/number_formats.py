"""The number formats of .NET.

Formats whose result depends on the culture of the machine (currency, per cent, N and F without a
number of decimals) are left open. Source: the engine's answers in tests/data/engine.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from math import isfinite

from generator.language.expressions.json_writing import shortest
from generator.language.expressions.number_pictures import pictured
from generator.language.expressions.values import FunctionError, Undecided
from generator.lazy import regex

_STANDARD = regex(r"([A-Za-z])([0-9]{0,9})")
_EXACT = Context(prec=2000)
_LONGEST = 140_000
"""Digits after which any text is too long for the engine."""


def formatted(value: float, form: str) -> str:
    """Write a number in a format of .NET; raises FunctionError where there is no such format."""
    match = _STANDARD.fullmatch(form)
    if match is None:
        if re.fullmatch(r"[A-Za-z][0-9]+", form):
            raise FunctionError("a format asks for too many digits")
        return pictured(value, form)
    kind, digits = match[1].upper(), int(match[2]) if match[2] else None
    if kind not in "BCDEFGNPRX" or (kind in "BDX" and isinstance(value, float)):
        raise FunctionError("a number has a format that does not exist for it")
    if kind in "CP" or (kind in "FN" and digits is None):
        raise Undecided("this format depends on the culture")
    if isinstance(value, float) and not isfinite(value):
        return shortest(value)
    if digits is not None and digits > _LONGEST:
        raise FunctionError("the result is longer than 131,072 characters")
    return _standard(value, kind, match[1], digits)


def _standard(value: float, kind: str, letter: str, digits: int | None) -> str:
    if kind in "BDX":
        return _digits(int(value), kind, letter, digits or 0)
    if kind in "FN":
        return _fixed(value, digits or 0, grouped=kind == "N")
    if kind == "E":
        return _scientific(value, 6 if digits is None else digits, letter, 3)
    if kind == "R" or not digits:
        text = shortest(value) if isinstance(value, float) else str(value)
        return text.lower() if letter.islower() else text
    return _general(value, digits, letter)


def _digits(value: int, kind: str, letter: str, width: int) -> str:
    if kind == "D":
        return ("-" if value < 0 else "") + str(abs(value)).rjust(width, "0")
    if not -(2**63) <= value < 2**63:
        raise Undecided("how numbers beyond 64 bits are written")
    code = letter.lower() if kind == "B" else letter
    return f"{value & (2**64 - 1):{code}}".rjust(width, "0")


def _rounded(value: float, exponent: int) -> Decimal:
    """Round at a power of ten: fractions to the even digit, integers upwards, as .NET does."""
    rounding = ROUND_HALF_EVEN if isinstance(value, float) else ROUND_HALF_UP
    return Decimal(value).quantize(Decimal((0, (1,), exponent)), rounding, _EXACT)


def _fixed(value: float, decimals: int, *, grouped: bool) -> str:
    precise = min(decimals, 1100)
    text = f"{_rounded(value, -precise):{',' if grouped else ''}f}"
    if precise == 0 and decimals:
        text += "."
    return text + "0" * (decimals - precise)


def _scientific(value: float, decimals: int, letter: str, width: int) -> str:
    exact = Decimal(value)
    scale = exact.adjusted() if exact else 0
    precise = min(decimals, 1100)
    rounded = _rounded(value, scale - precise)
    scale = rounded.adjusted() if rounded else 0
    sign, digits, _ = rounded.as_tuple()
    text = "".join(map(str, digits)).ljust(decimals + 1, "0")[: decimals + 1]
    point = f".{text[1:]}" if decimals else ""
    exponent = f"{'-' if scale < 0 else '+'}{abs(scale):0{width}d}"
    return f"{'-' if sign else ''}{text[0]}{point}{letter}{exponent}"


def _general(value: float, digits: int, letter: str) -> str:
    """Write so many digits in all, leaving out zeros at the end."""
    exact = Decimal(value)
    scale = exact.adjusted() if exact else 0
    rounded = _rounded(value, scale - digits + 1)
    scale = rounded.adjusted() if rounded else 0
    if -5 < scale < digits:
        text = f"{rounded:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    text = _scientific(value, digits - 1, "e" if letter == "g" else "E", 2)
    number, mark, exponent = text.partition("e" if letter == "g" else "E")
    return (number.rstrip("0").rstrip(".") if "." in number else number) + mark + exponent
