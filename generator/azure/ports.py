"""The ports of services that nobody on the internet should reach."""

from __future__ import annotations

from functools import cache

from generator.azure.tables import table
from generator.lazy import dataclass


@dataclass(frozen=True, slots=True)
class ServicePort:
    """A port and the service that listens there; `signs_in` where it is one to sign in by."""

    port: int
    protocol: str
    name: str
    signs_in: bool


@cache
def service_ports() -> tuple[ServicePort, ...]:
    """Return all of them."""
    return tuple(
        ServicePort(row["port"], row["protocol"], row["name"], row.get("signsIn", False))
        for row in table("ports")["ports"]
    )
