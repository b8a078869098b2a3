"""How many instances a network has room for: addresses of a subnet, ports of inbound NAT."""

from __future__ import annotations

import ipaddress

from generator.azure.limits import limit


def addresses_in(prefix: str) -> int | None:
    """Return how many addresses a subnet has for instances; None where the prefix is no range."""
    try:
        network = ipaddress.ip_network(prefix, strict=False)
    except ValueError:
        return None
    return network.num_addresses - limit("addresses-kept-in-a-subnet")


def ports_from(first: int, last: int) -> int:
    """Return how many instances a range of frontend ports serves: each one takes a port.

    Source: https://learn.microsoft.com/azure/load-balancer/inbound-nat-rules
    """
    return last - first + 1
