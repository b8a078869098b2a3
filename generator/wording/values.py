"""How messages show a value or a number, and suggest the name that was probably meant."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.redaction import without_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_SHOWN = 60


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that suggests the known name nearest to this one, if any."""
    return _suggestion(name, tuple(known))


@lru_cache(maxsize=256)
def _suggestion(name: str, known: tuple[str, ...]) -> str:
    # The copies of a loop ask the same thousands of times.
    lower = {item.lower(): item for item in known}
    from difflib import get_close_matches  # only where a name is wrong

    close = get_close_matches(name.lower(), lower, 1, 0.6)
    return f"; did you mean '{lower[close[0]]}'?" if close else ""


def shown(value: Any) -> str:
    """Show a value in a message, short, without its keys and signatures."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    text = without_keys(value)
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."
    return "'" + cut.replace("\n", "\\n") + "'"


def count(number: int, noun: str) -> str:
    """Write a number with its noun: 1 file, 2 files."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
