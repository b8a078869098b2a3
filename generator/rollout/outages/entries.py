"""The ways by which traffic comes to the instances of a set, through the parts of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY
from generator.lazy import dataclass
from generator.scale_set.balancers import (
    NAT_POOLS,
    balancers,
    frontends_of,
    is_internal,
    traffic_of,
)
from generator.scale_set.filters import INTERNET, NETWORK
from generator.scale_set.references import may_be, name_of, parent_name, referenced_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, TemplateResource
    from generator.scale_set.balancers import BalancerRule


@dataclass(frozen=True, slots=True)
class Access:
    """A rule that leads to instances, its balancer, and the word for who comes."""

    balancer: TemplateResource
    rule: BalancerRule
    other: str

    @property
    def protocol(self) -> str:
        """The protocol at the instance."""
        return "udp" if self.rule.protocol == "udp" else "tcp"

    @property
    def port(self) -> int | None:
        """The port of the instance."""
        return self.rule.at("backendPort").number()

    @property
    def clients(self) -> str:
        """Who comes this way, in words."""
        port = self.rule.port.number()
        return f"clients of port {port}" if port else "clients of the load balancer"

    @property
    def probe(self) -> Node | None:
        """The probe that the rule asks, where it is in the template."""
        wanted = referenced_name(self.rule.at("probe", "id"), "probes")
        listed = self.balancer.at("properties", "probes")
        return next((item for item in listed if wanted and name_of(item) == wanted), None)


def entries_of(configuration: Node) -> Iterator[Access]:
    """Yield what leads to an IP configuration, by the load balancers of the template."""
    for balancer in balancers(configuration.template):
        pools = set(_names(configuration, balancer, "loadBalancerBackendAddressPools"))
        ranges = set(_names(configuration, balancer, "loadBalancerInboundNatPools"))
        frontends = frontends_of(balancer)
        for rule in traffic_of(balancer) if pools or ranges else ():
            if rule.kind == NAT_POOLS:
                leads = name_of(rule.node) in ranges
            else:
                leads = bool(rule.pools & pools)
            if leads:
                frontend = frontends.get(rule.frontend or "")
                inside = frontend is not None and is_internal(frontend)
                yield Access(balancer, rule, NETWORK if inside else INTERNET)


_KINDS = {
    "loadBalancerBackendAddressPools": "backendAddressPools",
    "loadBalancerInboundNatPools": "inboundNatPools",
}


def _names(configuration: Node, balancer: TemplateResource, listing: str) -> Iterator[str]:
    for item in configuration.at("properties", listing):
        identifier = item.at("id")
        name = referenced_name(identifier, _KINDS[listing])
        if name and may_be(name_of(balancer.node), parent_name(identifier, "loadBalancers")):
            yield name


def gateways_of(configuration: Node) -> list[TemplateResource]:
    """Return the application gateways whose pools an IP configuration is in."""
    names = {
        parent_name(item.at("id"), "applicationGateways")
        for item in configuration.at("properties", "applicationGatewayBackendAddressPools")
    }
    found = configuration.template.resources(APPLICATION_GATEWAY)
    return [item for item in found if name_of(item.node) in names]
