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
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

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
        for subnet in properties.at("subnets"):
            name = subnet.at("name").text() or "another subnet"
            for prefix in _prefixes(subnet.at("properties")):
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


def _prefixes(properties: Node) -> list[Node]:
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
