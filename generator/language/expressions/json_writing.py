"""JSON as text, as the deployment engine writes it, and texts that equal values share.

Source: the engine's answers in tests/data/engine.
"""

from __future__ import annotations

import json
from typing import Any

_ESCAPED = {"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def compact(value: Any) -> str:
    """Write a value as JSON without white space, as string() does."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if not text.isascii():
        for sign, escaped in _ESCAPED.items():
            text = text.replace(sign, escaped)
    return _with_fractions(value) if _has_fraction(value) else text


def _has_fraction(value: Any) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, float):
            return True
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return False


def _with_fractions(value: Any) -> str:
    if isinstance(value, float):
        text = shortest(value)
        return text if set(text) & set(".ENI") else f"{text}.0"
    if isinstance(value, dict):
        members = (f"{compact(key)}:{_with_fractions(item)}" for key, item in value.items())
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_with_fractions, value))}]"
    return compact(value)


def shortest(value: float) -> str:
    """Write a fraction with as few digits as tell it apart: 1.5, 1E+16, 1E-05, NaN."""
    special = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(str(value))
    if special is not None:
        return special
    from decimal import Decimal  # few templates have fractions

    exact = Decimal(repr(value))
    sign, digits, _ = exact.as_tuple()
    scale = exact.adjusted()
    if any(digits) and not -5 < scale < 17:
        text = "".join(map(str, digits)).rstrip("0")
        point = f".{text[1:]}" if len(text) > 1 else ""
        return f"{'-' if sign else ''}{text[0]}{point}E{scale:+03d}"
    plain = f"{exact:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def identity_of(value: Any) -> str:
    """Return a text that two known values share only if they are equal, types included.

    The order of the members of an object does not count.
    """
    return _without_negative_zeros(value, json.dumps(value, sort_keys=True), sort_keys=True)


def spelling_of(value: Any) -> str:
    """Return a text that two known values share only if they are written alike, order included."""
    return _without_negative_zeros(value, json.dumps(value), sort_keys=False)


def _without_negative_zeros(value: Any, text: str, *, sort_keys: bool) -> str:
    """Return a value as JSON, in which -0.0 is written as the 0.0 that it equals."""
    if "-0.0" not in text:
        return text
    return json.dumps(_with_positive_zeros(value), sort_keys=sort_keys)


def _with_positive_zeros(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_positive_zeros(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_positive_zeros(item) for item in value]
    return 0.0 if isinstance(value, float) and value == 0 else value
