"""The subnets of a network lie in its address space and do not overlap.

Azure refuses the network otherwise, with no more than that the subnet is not valid in it.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "net",
      "location": "[resourceGroup().location]",
      "properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [
          {"name": "web", "properties": {"addressPrefix": "10.0.0.0/22"}},
          {"name": "data", "properties": {"addressPrefix": "10.0.2.0/24"}}
        ]
      }
    }

Good, as a patch:

    {
      "properties": {
        "subnets": [{"name": "data", "properties": {"addressPrefix": "10.0.4.0/24"}}]
      }
    }
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, TypeAlias

from generator.azure.resource_types import VIRTUAL_NETWORK
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.references import name_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource

Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"
RULE = Rule(
    "NET011",
    "overlapping-subnets",
    Severity.ERROR,
    "https://github.com/Azure/azure-cli/issues/10917",
    words="virtualnetworks",
)


def check(template: Template) -> Iterator[Finding]:
    """Find subnets that overlap, or lie outside of their network."""
    for network in template.resources(VIRTUAL_NETWORK):
        properties = network.at("properties")
        listed = list(properties.at("addressSpace", "addressPrefixes"))
        space = [found for node in listed if (found := _network(node)) is not None]
        whole = bool(space) and len(space) == len(listed)
        seen: list[tuple[Network, str]] = []
        for subnet in (*properties.at("subnets"), *_apart(network, template)):
            name = (subnet.at("name").text() or "another subnet").rpartition("/")[2]
            for prefix in _prefixes(subnet):
                found = _network(prefix)
                if found is None:
                    continue
                if whole and not any(_lies_in(found, one) for one in space):
                    yield Finding(prefix, f"{found} lies outside of the network's address space")
                for other, owner in seen:
                    if found.version == other.version and found.overlaps(other):
                        yield Finding(prefix, f"{found} overlaps with {other} of '{owner}'")
                        break
                seen.append((found, name))


def _apart(network: TemplateResource, template: Template) -> Iterator[Node]:
    """Yield the subnets of a network that are resources of their own, and not in it as well."""
    name = name_of(network.node)
    inside = {name_of(subnet) for subnet in network.at("properties", "subnets")}
    seen = set()
    for resource in template.resources(f"{VIRTUAL_NETWORK}/subnets"):
        around, _, own = (name_of(resource.node) or "").rpartition("/")
        known = name and "(" not in f"{name}{around}{own}" and around == name
        if known and own not in inside and own not in seen and not resource.at("condition"):
            seen.add(own)
            yield resource.node


def _prefixes(subnet: Node) -> list[Node]:
    properties = subnet.at("properties")
    several = list(properties.at("addressPrefixes"))
    return several or [properties.at("addressPrefix")]


def _network(node: Node) -> Network | None:
    try:
        return ipaddress.ip_network(node.text() or "", strict=False)
    except ValueError:
        return None


def _lies_in(one: Network, other: Network) -> bool:
    if isinstance(one, ipaddress.IPv4Network):
        return isinstance(other, ipaddress.IPv4Network) and one.subnet_of(other)
    return isinstance(other, ipaddress.IPv6Network) and one.subnet_of(other)
