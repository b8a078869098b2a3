"""What a port of the load balancer stands for: a number, a range such as 8000-8010, or * for all.

A load balancing rule has one port, so a range is a rule for each. Only high availability ports are
all in one, and a rule of theirs is for all protocols.
"""

from __future__ import annotations

from typing import Any

ALL = "*"


def ports_in(port: Any) -> range:
    """Return the ports that one of 'ports' has; all are a range without an end to go through."""
    if isinstance(port, int):
        return range(port, port + 1)
    first, _, last = str(port).partition("-")
    return range(0) if port == ALL else range(int(first), int(last) + 1)


def first_port(port: Any) -> Any:
    """Return the first port of a range, None of all; what is no range as it is."""
    if port == ALL:
        return None
    return int(port.partition("-")[0]) if isinstance(port, str) else port


def traffic_name(rule: dict[str, Any]) -> str:
    """Return what the probe and the security rule of one of 'ports' are named after."""
    return "all" if rule["port"] == ALL else f"{rule['protocol']}-{rule['port']}"
