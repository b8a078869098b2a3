"""The values of a change as they may be shown: no secret, and nothing longer than a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.redaction import SECRET, is_inside_secrets, masked

if TYPE_CHECKING:
    from generator.rollout.changes import Change

_LONGEST = 72
_AROUND = 24


def values(change: Change) -> tuple[Any, Any]:
    """Return both values of a change as they may be shown, whole."""
    if change.why == "secret" or is_inside_secrets(change.names):
        return _hidden(change.old), _hidden(change.new)
    named = next((step for step in reversed(change.steps) if isinstance(step, str)), "")
    return masked(change.old, named), masked(change.new, named)


def _hidden(value: Any) -> str | None:
    return None if value is None else SECRET


def line(change: Change) -> str:
    """Return a change as a line: old -> new, or what was added or removed."""
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


def cells(change: Change) -> tuple[str, str]:
    """Return both values, each for a cell of a table; empty where nothing stands."""
    old, new = values(change)
    if change.kind == "change":
        return _apart(_text(old), _text(new))
    return ("", _clipped(_text(new))) if change.kind == "add" else (_clipped(_text(old)), "")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value if value.startswith("(") else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _apart(old: str, new: str) -> tuple[str, str]:
    """Return two texts clipped to where they differ."""
    if max(len(old), len(new)) <= _LONGEST:
        return old, new
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = max(0, first - _AROUND)
    return _window(old, start), _window(new, start)


def _window(text: str, start: int) -> str:
    end = start + _LONGEST - 6
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"
