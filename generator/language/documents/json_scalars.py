"""Scalars of JSON where Python differs from Azure.

Numbers that a 64-bit float cannot hold even roughly are refused, not made infinite, as nothing
could write them again. Half a surrogate pair becomes U+FFFD, as Newtonsoft makes it.
"""

from __future__ import annotations

import re

from generator.lazy import regex

_MOST_DIGITS = 308
_TOO_LARGE = "this number is too large; put it in quotes if it is a string"

_SURROGATE_ESCAPE = regex(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def whole(digits: str) -> int:
    """Return an integer; raises ValueError beyond the range of a float."""
    if len(digits) > _MOST_DIGITS:
        raise ValueError(_TOO_LARGE)
    return int(digits)


def real(digits: str) -> float:
    """Return a number with fraction or exponent; raises ValueError beyond the range of a float."""
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError(_TOO_LARGE)
    return value


def without_lone_surrogates(text: str) -> str:
    """Replace escapes that are half a surrogate pair; offsets stay."""
    if "\\u" not in text or ("\\ud" not in text and "\\uD" not in text):
        return text
    return _SURROGATE_ESCAPE.sub(lambda match: "\\ufffd" if match[1] else match[0], text)
