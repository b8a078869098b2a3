"""What a load balancer takes: flows that differ, outbound ports in steps, labels of DNS.

A spec, a template and a plan ask it the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PORT_STEP = limit("outbound-port-step")
PORTS_OF_AN_ADDRESS = limit("outbound-ports-of-an-address")
_LABEL = regex(r"[a-z][a-z0-9-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Flow:
    """The traffic that a part of a load balancer takes: the ports, in order, of a frontend.

    What is not known is None, and meets nothing. Protocols are in lower case.
    """

    frontend: str | None
    protocol: str
    ports: tuple[int, int] | None

    def meets(self, other: Flow) -> bool:
        """Whether both take the same traffic, so that the load balancer is refused.

        Source: https://learn.microsoft.com/azure/load-balancer/load-balancer-multivip-overview
        """
        if self.frontend is None or self.ports is None or other.ports is None:
            return False
        protocols = {self.protocol, other.protocol}
        same = "" not in protocols and (len(protocols) == 1 or "all" in protocols)
        first, last = max(self.ports[0], other.ports[0]), min(self.ports[1], other.ports[1])
        return self.frontend == other.frontend and same and first <= last


def taken_twice(flows: Sequence[Flow]) -> Iterator[tuple[int, int]]:
    """Yield the places of flows that an earlier one takes, each once, with that of the earlier.

    In the order of their ports each flow is held against the one that reaches furthest, of each
    frontend and protocol.
    """
    known = [(item.ports, place) for place, item in enumerate(flows) if item.ports is not None]
    reach: dict[str | None, dict[str, int]] = {}
    found: dict[int, int] = {}
    for ports, place in sorted(known):
        flow = flows[place]
        furthest = reach.setdefault(flow.frontend, {})
        for other in furthest.values():
            if flow.meets(flows[other]):
                found.setdefault(max(place, other), min(place, other))
        before = furthest.get(flow.protocol)
        if before is None or ports[1] > (flows[before].ports or ports)[1]:
            furthest[flow.protocol] = place
    yield from sorted(found.items())


def most_ports(instances: int, addresses: int = 1) -> int:
    """Return how many outbound ports each instance can have, in the steps that there are."""
    return PORTS_OF_AN_ADDRESS * addresses // instances // PORT_STEP * PORT_STEP


def is_dns_label(text: str) -> bool:
    """Whether a text can be the label of a public address.

    Source: https://github.com/openshift/openshift-azure/issues/553
    """
    return bool(_LABEL.fullmatch(text))
