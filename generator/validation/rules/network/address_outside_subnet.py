"""A private address lies in its subnet, and is none of the five that Azure keeps there.

The first four addresses of a subnet and its last one are not to be had.

Bad:

    [
      {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2024-05-01",
        "name": "net",
        "location": "[parameters('location')]",
        "properties": {
          "addressSpace": {"addressPrefixes": ["10.20.0.0/16"]},
          "subnets": [{"name": "web", "properties": {"addressPrefix": "10.20.0.0/24"}}]
        }
      },
      {
        "type": "Microsoft.Network/loadBalancers",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "[parameters('location')]",
        "dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'net')]"],
        "sku": {"name": "Standard"},
        "properties": {
          "frontendIPConfigurations": [
            {
              "name": "in",
              "properties": {
                "privateIPAllocationMethod": "Static",
                "privateIPAddress": "10.20.1.10",
                "subnet": {
                  "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'web')]"
                }
              }
            }
          ]
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/loadBalancers",
        "name": "web",
        "properties": {
          "frontendIPConfigurations": [
            {"name": "in", "properties": {"privateIPAddress": "10.20.0.10"}}
          ]
        }
      }
    ]
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY, INTERFACE, LOAD_BALANCER
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.tokens import has_token
from generator.scale_set.networks import prefixes_of, subnets_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.networks import Subnet

RULE = Rule(
    "NET064",
    "address-outside-subnet",
    Severity.ERROR,
    "https://github.com/hashicorp/terraform-provider-azurerm/issues/4225",
    words="privateipaddress",
)
_NO_ADDRESS = "https://github.com/Azure/arm-template-whatif/issues/166"
_LISTS = {
    LOAD_BALANCER: "frontendIPConfigurations",
    APPLICATION_GATEWAY: "frontendIPConfigurations",
    INTERFACE: "ipConfigurations",
}
_KEPT = 4
"""The first addresses of a subnet, which Azure keeps, beside the last one.

Source: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
"""


def check(template: Template) -> Iterator[Finding]:
    """Find private addresses that are none, lie outside of their subnet, or are kept by Azure."""
    for resource in template.resources(*_LISTS):
        for configuration in resource.at("properties", _LISTS[resource.type]):
            properties = configuration.at("properties")
            method = (properties.at("privateIPAllocationMethod").text() or "").lower()
            node = properties.at("privateIPAddress")
            text = node.text()
            if text and method != "dynamic" and not has_token(text):
                severity = Severity.ERROR if method == "static" else Severity.WARNING
                yield from _judged(node, text, subnets_of(configuration), severity)


def _judged(node: Node, text: str, subnets: list[Subnet], severity: Severity) -> Iterator[Finding]:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        yield Finding(node, f"'{text}' is no IP address", url=_NO_ADDRESS)
        return
    prefixes = prefixes_of(subnets[0]) if len(subnets) == 1 else None
    same = [item for item in prefixes or () if item.version == address.version]
    around = [item for item in same if address in item]
    if prefixes and not around:
        listed = ", ".join(map(str, same or prefixes))
        message = f"{address} lies outside of the subnet '{subnets[0].label}' ({listed})"
        yield Finding(node, message, severity)
    elif around and address.version == 4 and _is_kept(int(address), around[0]):
        message = f"Azure keeps {address} for itself, as the first four and the last of {around[0]}"
        yield Finding(node, message, severity)


def _is_kept(address: int, prefix: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    first, last = int(prefix.network_address), int(prefix.broadcast_address)
    return address < first + _KEPT or address == last
