"""The ways by which traffic comes to the instances of a set, through the parts of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY, LOAD_BALANCER
from generator.lazy import dataclass
from generator.scale_set.balancers import (
    NAT_POOLS,
    frontends_of,
    is_internal,
    traffic_of,
)
from generator.scale_set.filters import INTERNET, NETWORK
from generator.scale_set.references import (
    is_open,
    may_be,
    name_of,
    named,
    parent_name,
    referenced_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource
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
    def is_standard(self) -> bool:
        """Whether its balancer is a Standard one."""
        return (self.balancer.at("sku", "name").text() or "").lower() == "standard"

    @property
    def probe(self) -> Node | None:
        """The probe that the rule asks, where it is in the template."""
        wanted = referenced_name(self.rule.at("probe", "id"), "probes")
        listed = self.balancer.at("properties", "probes")
        return next((item for item in listed if wanted and name_of(item) == wanted), None)


def entries_of(configuration: Node) -> Iterator[Access]:
    """Yield what leads to an IP configuration, by the load balancers of the template."""
    named_parts = [part for listing in _KINDS for part in _parts(configuration, listing)]
    for balancer in _balancers(configuration.template, {around for _, _, around in named_parts}):
        own = name_of(balancer.node)
        parts = {(kind, name) for kind, name, around in named_parts if may_be(own, around)}
        frontends = frontends_of(balancer)
        for rule in traffic_of(balancer):
            if rule.kind == NAT_POOLS:
                leads = ("inboundNatPools", name_of(rule.node)) in parts
            else:
                leads = any(("backendAddressPools", pool) in parts for pool in rule.pools)
            if leads:
                frontend = frontends.get(rule.frontend or "")
                inside = frontend is not None and is_internal(frontend)
                yield Access(balancer, rule, NETWORK if inside else INTERNET)


_KINDS = {
    "loadBalancerBackendAddressPools": "backendAddressPools",
    "loadBalancerInboundNatPools": "inboundNatPools",
}


def _parts(configuration: Node, listing: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield kind and name of the parts of balancers that a list names, and whose they are."""
    for item in configuration.at("properties", listing):
        identifier = item.at("id")
        if name := referenced_name(identifier, _KINDS[listing]):
            yield _KINDS[listing], name, parent_name(identifier, "loadBalancers")


def _balancers(template: Template, names: set[str | None]) -> list[TemplateResource]:
    """Return the balancers that some names may mean, in the order of the template."""
    if any(map(is_open, names)):
        return list(template.resources(LOAD_BALANCER))
    by_name = named(template, LOAD_BALANCER)
    found = [item for name in (*names, "") for item in by_name.get(name or "", ())]
    return sorted(found, key=lambda item: item.node.path) if names else []


def gateways_of(configuration: Node) -> list[TemplateResource]:
    """Return the application gateways whose pools an IP configuration is in."""
    names = {
        parent_name(item.at("id"), "applicationGateways")
        for item in configuration.at("properties", "applicationGatewayBackendAddressPools")
    }
    found = named(configuration.template, APPLICATION_GATEWAY)
    meant = [item for name in filter(None, names) for item in found.get(name, ())]
    return sorted(meant, key=lambda item: item.node.path)
