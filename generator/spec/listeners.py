"""What a listener of an application gateway hears."""

from __future__ import annotations

from typing import Any


def heard_by(listener: dict[str, Any], port: int) -> list[tuple[bool, int, str]]:
    """Return what no two listeners may hear: a host name, or all (""), at a port of an address."""
    names = listener["hostNames"] or [""]
    return [(listener["public"], port, name.lower()) for name in names]
