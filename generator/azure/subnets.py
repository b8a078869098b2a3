"""The subnets that Azure keeps for a service, by their names."""

from __future__ import annotations

from functools import cache
from typing import Any

from generator.azure.tables import table


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["name"].lower(): row for row in table("subnets")["subnets"]}


def kept_for(name: str) -> tuple[str, str]:
    """Return what alone may stand in a subnet of a name, and the source; empty for all others."""
    row = _rows().get(name.lower())
    return (row["for"], row["source"]) if row else ("", "")
