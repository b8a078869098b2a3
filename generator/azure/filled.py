"""What Azure fills in for a property of a scale set, or of a network, that was left out."""

from __future__ import annotations

from functools import cache
from typing import Any

from generator.azure.tables import table

Rows = tuple[tuple[Any, frozenset[str]], ...]
"""Values, each with what a set must be for that: uniform, flexible, regional, zones, spot, ..."""


@cache
def _by_length() -> dict[int, tuple[tuple[tuple[str, ...], Any, frozenset[str]], ...]]:
    found: dict[int, list[tuple[tuple[str, ...], Any, frozenset[str]]]] = {}
    for path, value, *when in table("filled")["rows"]:
        steps = tuple(path.lower().split("/"))
        words = frozenset(when[0].split() if when else ())
        found.setdefault(len(steps), []).append((steps, value, words))
    return {length: tuple(rows) for length, rows in found.items()}


@cache
def filled(names: tuple[str, ...]) -> Rows:
    """Return what stands at a path, in lower case and without 'properties', if nothing was sent."""
    return tuple(
        (value, when)
        for steps, value, when in _by_length().get(len(names), ())
        if all(step in ("*", name) for step, name in zip(steps, names, strict=True))
    )


def is_chosen(names: tuple[str, ...]) -> bool:
    """Whether Azure fills in a value of its own at a path, in lower case, if nothing was sent."""
    return "/".join(names) in map(str.lower, table("filled")["chosen"]["paths"])


@cache
def _network() -> tuple[dict[str, Any], frozenset[str]]:
    found = table("filled")["network"]
    names = {name.lower(): value for name, value in found["names"].items()}
    return names, frozenset(name.lower() for name in found["notFalse"])


def is_filled_in_networks(name: str, value: Any, *, answered: bool) -> bool:
    """Whether a property of that name (lower case) would have the value if nothing were sent.

    With `answered` Azure tells it: then what it chooses freely may have any value.
    """
    names, not_false = _network()
    if value is False:
        return name not in not_false
    if name not in names:
        return False
    known = names[name]
    return answered if known is None else str(known).lower() == str(value).lower()
