"""The parts of a network resource have names of their own.

Azure refuses two interfaces, IP configurations, subnets, security rules, probes and so on of one
name, whatever its casing.

Bad:

    {
      "virtualMachineProfile": {
        "networkProfile": {
          "networkInterfaceConfigurations": [
            {"name": "nic", "properties": {"primary": true}},
            {"name": "NIC", "properties": {"primary": false}}
          ]
        }
      }
    }

Good:

    {
      "zones": ["1", "2", "3"],
      "properties": {
        "virtualMachineProfile": {
          "networkProfile": {
            "networkInterfaceConfigurations": [
              {"name": "front", "properties": {"primary": true}},
              {"name": "back", "properties": {"primary": false}}
            ]
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import (
    APPLICATION_GATEWAY,
    INTERFACE,
    LOAD_BALANCER,
    SECURITY_GROUP,
    VIRTUAL_NETWORK,
)
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET067",
    "name-twice",
    Severity.ERROR,
    "https://github.com/Azure/migAz/issues/218",
    words="microsoft.compute|microsoft.network",
)
_PARTS = {
    VIRTUAL_NETWORK: ("subnets",),
    SECURITY_GROUP: ("securityRules",),
    INTERFACE: ("ipConfigurations",),
    LOAD_BALANCER: (
        "frontendIPConfigurations", "backendAddressPools", "probes", "loadBalancingRules",
        "inboundNatRules", "inboundNatPools", "outboundRules",
    ),
    APPLICATION_GATEWAY: (
        "gatewayIPConfigurations", "frontendIPConfigurations", "frontendPorts",
        "backendAddressPools", "backendHttpSettingsCollection", "httpListeners", "probes",
        "requestRoutingRules", "urlPathMaps", "redirectConfigurations", "sslCertificates",
    ),
}  # fmt: skip


def check(template: Template) -> Iterator[Finding]:
    """Find names that a part of a network resource, or of a scale set, has not alone."""
    for resource in template.resources(*_PARTS):
        for part in _PARTS[resource.type]:
            yield from _twice(resource.at("properties", part))
    for scale_set in scale_sets(template):
        profile = scale_set.profile.at("networkProfile")
        interfaces = profile.at("networkInterfaceConfigurations")
        yield from _twice(interfaces)
        for interface in interfaces:
            yield from _twice(interface.at("properties", "ipConfigurations"))


def _twice(listing: Node) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in listing:
        node = item.at("name")
        name = (node.text() or "").lower()
        if name and name in seen:
            kind = str(listing.path[-1])
            message = (
                f"'{node.text()}' is taken by another one of {kind}; names differ by more than"
            )
            yield Finding(node, f"{message} their casing")
        seen.add(name)
