"""The subnets and load balancers of a template that the instances of a set are in."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, TypeAlias

from generator.azure.resource_types import LOAD_BALANCER, VIRTUAL_NETWORK
from generator.lazy import dataclass
from generator.scale_set.references import (
    is_open,
    may_be,
    name_of,
    named,
    parent_name,
    referenced_name,
)
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.template import Node, Template, TemplateResource
    from generator.scale_set.view import ScaleSet


Prefix: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet in a template: its own node, its name, that of its network, and the API version."""

    node: Node
    name: str
    network: str | None
    version: str

    @property
    def label(self) -> str:
        """The name as it is written."""
        return as_written(self.node.at("name"))

    def at(self, *names: str) -> Node:
        """Return a property below `properties`."""
        return self.node.at("properties", *names)


@dataclass(frozen=True, slots=True)
class NatRange:
    """The frontend ports of an inbound NAT pool or rule; None where they are not known."""

    node: Node

    @property
    def label(self) -> str:
        """The name as it is written."""
        return as_written(self.node.at("name"))

    @property
    def first(self) -> int | None:
        """The first port."""
        return self.node.at("properties", "frontendPortRangeStart").number()

    @property
    def last(self) -> int | None:
        """The last port."""
        return self.node.at("properties", "frontendPortRangeEnd").number()


def subnets(template: Template) -> Iterator[Subnet]:
    """Yield the subnets of a template, in their networks or as resources of their own."""
    for network in template.resources(VIRTUAL_NETWORK):
        version = network.at("apiVersion").text() or ""
        for node in network.at("properties", "subnets"):
            if name := name_of(node):
                yield Subnet(node, name, name_of(network.node), version)
    for resource in template.resources(f"{VIRTUAL_NETWORK}/subnets"):
        if full := name_of(resource.node):
            around, _, name = full.rpartition("/")
            version = resource.at("apiVersion").text() or ""
            yield Subnet(resource.node, name, around or None, version)


def _by_name(template: Template) -> dict[tuple[str, str | None], list[Subnet]]:
    """Return the subnets by name and network: None is of any, "" of one that is not known."""
    found: dict[tuple[str, str | None], list[Subnet]] = {}
    for subnet in subnets(template):
        network = "" if is_open(subnet.network) else subnet.network
        for key in (network, None):
            found.setdefault((subnet.name, key), []).append(subnet)
    return found


def subnets_of(configuration: Node) -> list[Subnet]:
    """Return the subnets of the template that an IP configuration may be in; none if of others."""
    identifier = configuration.at("properties", "subnet", "id")
    name = referenced_name(identifier, "subnets")
    network = parent_name(identifier, "virtualNetworks")
    known, name = configuration.template.once(_by_name), name or ""
    if is_open(network) or (name, "") in known:
        return [item for item in known.get((name, None), ()) if may_be(item.network, network)]
    return list(known.get((name, network), ()))


def prefixes_of(subnet: Subnet) -> list[Prefix] | None:
    """Return the prefixes of a subnet; None where they are not all known."""
    listed = [subnet.at("addressPrefix"), *subnet.at("addressPrefixes")]
    try:
        return [ipaddress.ip_network(node.text() or "", strict=False) for node in listed if node]
    except ValueError:
        return None


def balancers_of(configuration: Node) -> list[TemplateResource] | None:
    """Return the load balancers that an IP configuration is behind; None where one is of others."""
    found: list[TemplateResource] = []
    pools = configuration.at("properties", "loadBalancerBackendAddressPools")
    if pools and not pools.known():
        return None
    for pool in pools:
        meant = _balancers_meant(pool.at("id"))
        if not meant:
            return None
        found += meant
    return found


def may_lead_out(configuration: Node) -> bool:
    """Whether instances reach the internet by what the template gives them, or may do so."""
    if configuration.at("properties", "publicIPAddressConfiguration"):
        return True
    found = subnets_of(configuration)
    if not found or any(item.at("natGateway") or item.at("routeTable") for item in found):
        return True
    balancers = balancers_of(configuration)
    return balancers is None or any(
        rule.at("properties", "disableOutboundSnat").flag() is not True
        for balancer in balancers
        for kind in ("outboundRules", "loadBalancingRules")
        for rule in balancer.at("properties", kind)
    )


def goes_out_by_default(configuration: Node) -> bool:
    """Whether instances reach the internet by the address that Azure gives them unasked."""
    return not may_lead_out(configuration) and not any(
        subnet.at("defaultOutboundAccess").flag() is False for subnet in subnets_of(configuration)
    )


def addresses_taken(scale_set: ScaleSet) -> Iterator[tuple[Subnet, int]]:
    """Yield the subnets that a set is in for certain, with the addresses that an instance takes."""
    found: dict[Path, tuple[Subnet, int]] = {}
    for configuration in scale_set.ip_configurations():
        meant = subnets_of(configuration)
        if len(meant) == 1:
            _, taken = found.get(meant[0].node.path, (meant[0], 0))
            found[meant[0].node.path] = (meant[0], taken + 1)
    yield from found.values()


def nat_pools_of(scale_set: ScaleSet) -> Iterator[NatRange]:
    """Yield the inbound NAT pools of a set, by whose ports its instances are reached."""
    for configuration in scale_set.ip_configurations():
        for reference in configuration.at("properties", "loadBalancerInboundNatPools"):
            yield from map(NatRange, _parts_meant(reference.at("id"), "inboundNatPools"))


def nat_rules_of(scale_set: ScaleSet) -> Iterator[NatRange]:
    """Yield the inbound NAT rules of the backend pools of a set, which serve the same end."""
    for configuration in scale_set.ip_configurations():
        for reference in configuration.at("properties", "loadBalancerBackendAddressPools"):
            yield from _rules_for(reference.at("id"))


def _rules_for(pool: Node) -> Iterator[NatRange]:
    name = referenced_name(pool, "backendAddressPools")
    for balancer in _balancers_meant(pool):
        for rule in balancer.at("properties", "inboundNatRules"):
            identifier = rule.at("properties", "backendAddressPool", "id")
            if name and referenced_name(identifier, "backendAddressPools") == name:
                yield NatRange(rule)


def _parts_meant(identifier: Node, kind: str) -> Iterator[Node]:
    """Yield the parts of load balancers, such as NAT pools, that an id may mean."""
    name = referenced_name(identifier, kind)
    for balancer in _balancers_meant(identifier):
        for part in balancer.at("properties", kind):
            if name and name_of(part) == name:
                yield part


def _balancers_meant(identifier: Node) -> list[TemplateResource]:
    name = parent_name(identifier, "loadBalancers")
    template = identifier.template
    same = named(template, LOAD_BALANCER).get(name, []) if name else []
    return same or [
        item for item in template.resources(LOAD_BALANCER) if may_be(name_of(item.node), name)
    ]


def probes_of(configuration: Node) -> Iterator[Node]:
    """Yield the probes of the rules for the backend pools that an IP configuration is in."""
    for reference in configuration.at("properties", "loadBalancerBackendAddressPools"):
        pool = referenced_name(reference.at("id"), "backendAddressPools")
        balancers = _balancers_meant(reference.at("id"))
        for balancer in balancers if pool and len(balancers) == 1 else ():
            for rule in balancer.at("properties", "loadBalancingRules"):
                pools = [
                    rule.at("properties", "backendAddressPool"),
                    *rule.at("properties", "backendAddressPools"),
                ]
                if any(
                    referenced_name(item.at("id"), "backendAddressPools") == pool for item in pools
                ):
                    wanted = referenced_name(rule.at("properties", "probe", "id"), "probes")
                    yield from (
                        probe
                        for probe in balancer.at("properties", "probes")
                        if wanted and name_of(probe) == wanted
                    )
