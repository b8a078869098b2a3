"""Numbers of JSON: what a 64-bit float cannot hold even roughly is refused, not made infinite."""

from __future__ import annotations

_MOST_DIGITS = 308


def whole(digits: str) -> int:
    """Give a whole number; raises ValueError beyond the range of a float."""
    if len(digits) > _MOST_DIGITS:
        raise ValueError(too_large(digits))
    return int(digits)


def real(digits: str) -> float:
    """Give a number with a fraction or exponent; raises ValueError beyond the range of a float."""
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError(too_large(digits))
    return value


def too_large(digits: str) -> str:
    """Say that a number is too large."""
    shown = digits if len(digits) <= 20 else f"{digits[:12]}... with {len(digits)} characters"
    return f"the number {shown} is too large; put it in quotes if it is meant as text"
