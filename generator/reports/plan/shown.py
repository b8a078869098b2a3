"""The values of a change as they may be shown: no secret, and nothing longer than a line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.rollout.changes import Change

SECRET = "(secret)"  # noqa: S105 - what is shown in the place of one
_WORDS = r"passw(?:or)?d|passphrase|pwd|secret|token|credential|connectionString|privateKey"
_KEYS = r"(?:account|access|shared|api|storage|host|master|protection)[-_]?Key"
_NAMED = re.compile(rf"(?:{_WORDS}|{_KEYS}|sastoken)", re.IGNORECASE)
_HARMLESS = re.compile(r"secret(?:Name|Uri|Url|Version)|tokens?Url", re.IGNORECASE)
_WHOLE = {"protectedsettings", "additionalunattendcontent"}
_PACKED = {"customdata", "userdata", "script"}
"""Texts in base64: nobody reads them, and what is packed in them may be a secret."""
_SIGNATURE = re.compile(r"(?i)([?&]sig=|\b(?:Account|SharedAccess)Key=)[^&;\"'\s]+")
_SPOKEN = re.compile(rf"(?i)(?<![\w(])(-{{0,2}}\w*(?:{_WORDS}|{_KEYS})\w*(?:\s*[=:]\s*|\s+))(?!\[)"
                     r"(['\"]?)[^\s'\"]+\2")  # fmt: skip
_LONGEST = 72
_AROUND = 24


def masked(value: Any, name: str = "") -> Any:
    """Give a value without its secrets; `name` is what it stands at."""
    lower = name.lower()
    if lower in _WHOLE and value is not None:
        return SECRET
    if isinstance(value, dict):
        return {key: masked(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, name) for item in value]
    if not isinstance(value, str) or _is_expression(value):
        return _without_signatures(value) if isinstance(value, str) else value
    if _NAMED.search(name) and not _HARMLESS.search(name):
        return SECRET
    if lower in _PACKED:
        return f"({len(value):,} characters)"
    return _SPOKEN.sub(rf"\1{SECRET}", _without_signatures(value))


def values(change: Change) -> tuple[Any, Any]:
    """Give both values of a change as they may be shown, whole."""
    if change.why == "secret" or set(change.names) & _WHOLE:
        return tuple(None if v is None else SECRET for v in (change.old, change.new))  # type: ignore[return-value]
    named = next((step for step in reversed(change.steps) if isinstance(step, str)), "")
    return masked(change.old, named), masked(change.new, named)


def line(change: Change) -> str:
    """Give a change as a line: old -> new, or what was added or removed."""
    old, new = values(change)
    if change.why == "anew":
        return f"{_text(new)} (another value at each deployment)"
    if change.kind == "add":
        return _clipped(_text(new))
    if change.kind == "remove":
        return f"was {_clipped(_text(old))}"
    if old == new:
        return f"{_clipped(_text(new))}, changed"
    return " -> ".join(_apart(_text(old), _text(new)))


def _is_expression(text: str) -> bool:
    return text.startswith("[") and not text.startswith("[[") and text.endswith("]")


def _without_signatures(text: str) -> str:
    return _SIGNATURE.sub(rf"\1{SECRET}", text)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value if value.startswith("(") else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _apart(old: str, new: str) -> tuple[str, str]:
    """Give two texts clipped to where they differ."""
    if max(len(old), len(new)) <= _LONGEST:
        return old, new
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = max(0, first - _AROUND)
    return _window(old, start), _window(new, start)


def _window(text: str, start: int) -> str:
    end = start + _LONGEST - 6
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"
