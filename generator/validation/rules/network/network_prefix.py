"""The prefixes of a network and its subnets are in CIDR notation, of a size that Azure takes.

The address has no bits beyond the prefix: 10.20.0.0/22, not 10.20.0.1/22. A subnet of IPv4 is no
smaller than /29, one of IPv6 is /64.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "net",
      "location": "[resourceGroup().location]",
      "properties": {
        "addressSpace": {"addressPrefixes": ["10.20.0.0/16"]},
        "subnets": [{"name": "web", "properties": {"addressPrefix": "10.20.0.1/22"}}]
      }
    }

Good, as a patch:

    {"properties": {"subnets": [{"name": "web", "properties": {"addressPrefix": "10.20.0.0/22"}}]}}
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.azure.resource_types import VIRTUAL_NETWORK
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.tokens import has_token
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET063",
    "network-prefix",
    Severity.ERROR,
    "https://github.com/Azure/azure-service-operator/issues/997",
    words="virtualnetworks",
)
_HOST_BITS = "https://github.com/Azure/migAz/issues/87"
_SIZES = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"


def check(template: Template) -> Iterator[Finding]:
    """Find prefixes that are none, have bits beyond them, or a size that no subnet has."""
    for network in template.resources(VIRTUAL_NETWORK):
        for node in network.at("properties", "addressSpace", "addressPrefixes"):
            yield from _judged(node)
        for subnet in network.at("properties", "subnets"):
            yield from _of_subnet(subnet)
    for resource in template.resources(f"{VIRTUAL_NETWORK}/subnets"):
        yield from _of_subnet(resource.node)


def _of_subnet(subnet: Node) -> Iterator[Finding]:
    properties = subnet.at("properties")
    for node in (properties.at("addressPrefix"), *properties.at("addressPrefixes")):
        yield from _judged(node, is_subnet=True)


def _judged(node: Node, *, is_subnet: bool = False) -> Iterator[Finding]:
    text = node.text()
    if not text or has_token(text):
        return
    try:
        whole = ipaddress.ip_network(text, strict=False)
    except ValueError:
        yield Finding(node, f"'{text}' is no prefix in CIDR notation, such as 10.0.0.0/24")
        return
    if "/" not in text:
        yield Finding(node, f"'{text}' lacks the length of its prefix, as in 10.0.0.0/24")
    elif str(whole.network_address) != str(ipaddress.ip_address(text.partition("/")[0])):
        message = f"'{text}' has bits beyond its prefix; write {whole}"
        yield Finding(node, message, url=_HOST_BITS)
    elif is_subnet:
        yield from _of_a_size(node, whole)


def _of_a_size(
    node: Node, prefix: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> Iterator[Finding]:
    longest = limit(f"subnet-prefix-ipv{prefix.version}")
    if prefix.version == 6 and prefix.prefixlen != longest:
        message = f"a subnet of IPv6 has a prefix of /{longest} (is /{prefix.prefixlen})"
        yield Finding(node, message, url=_SIZES)
    elif prefix.prefixlen > longest:
        message = f"a subnet of IPv4 is no smaller than /{longest} (is /{prefix.prefixlen})"
        yield Finding(node, message, url=_SIZES)
