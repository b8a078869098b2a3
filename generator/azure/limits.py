"""Limits and fixed numbers of Azure, by the names that the table has for them."""

from __future__ import annotations

from functools import cache

from generator.azure.tables import table


@cache
def _limits() -> dict[str, int]:
    return {row["id"]: row["value"] for row in table("limits")["limits"]}


def limit(name: str) -> int:
    """Return a limit by its name in limits.json."""
    return _limits()[name]


def longest_prefix(system: str) -> int:
    """Return the longest prefix of computer names on "windows" or "linux", in characters."""
    return limit(f"computer-name-{system}") - limit("computer-name-number")
