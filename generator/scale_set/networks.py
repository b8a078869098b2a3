"""The subnets and load balancers of a template that the instances of a set are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.azure.resource_types import LOAD_BALANCER, VIRTUAL_NETWORK
from generator.scale_set.references import may_be, name_of, parent_name, referenced_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Resource, Template


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet that stands in a template: its own node, its name, and that of its network."""

    node: Node
    name: str
    network: str | None

    def at(self, *names: str) -> Node:
        """Return a property below `properties`."""
        return self.node.at("properties", *names)


def subnets(template: Template) -> Iterator[Subnet]:
    """Yield the subnets of a template, in their networks or as resources of their own."""
    for network in template.resources(VIRTUAL_NETWORK):
        for node in network.at("properties", "subnets"):
            if name := name_of(node):
                yield Subnet(node, name, name_of(network.node))
    for resource in template.resources(f"{VIRTUAL_NETWORK}/subnets"):
        if full := name_of(resource.node):
            around, _, name = full.rpartition("/")
            yield Subnet(resource.node, name, around or None)


def subnets_of(configuration: Node) -> list[Subnet]:
    """Return the subnets of the template that an IP configuration may be in; none if of others."""
    identifier = configuration.at("properties", "subnet", "id")
    name, network = (
        referenced_name(identifier, "subnets"),
        parent_name(identifier, "virtualNetworks"),
    )
    return [
        found
        for found in subnets(configuration.template)
        if found.name == name and may_be(found.network, network)
    ]


def balancers_of(configuration: Node) -> list[Resource] | None:
    """Return the load balancers that an IP configuration is behind; None where one is of others."""
    found: list[Resource] = []
    pools = configuration.at("properties", "loadBalancerBackendAddressPools")
    if pools and not pools.known():
        return None
    for pool in pools:
        name = parent_name(pool.at("id"), "loadBalancers")
        meant = [
            item
            for item in configuration.template.resources(LOAD_BALANCER)
            if may_be(name_of(item.node), name)
        ]
        if not meant:
            return None
        found += meant
    return found
