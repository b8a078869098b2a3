"""A subnet or a network interface of the instances has a network security group.

Without one, every address of the network reaches every port. Behind a Standard load balancer
nothing comes in at all without one that allows it.

Bad:

    {
      "variables": {
        "subnet": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'web')]"
      },
      "resources": [
        {
          "type": "Microsoft.Network/virtualNetworks",
          "apiVersion": "2024-05-01",
          "name": "net",
          "location": "[resourceGroup().location]",
          "properties": {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [{"name": "web", "properties": {"addressPrefix": "10.0.0.0/22"}}]
          }
        },
        {
          "type": "Microsoft.Compute/virtualMachineScaleSets",
          "apiVersion": "2024-07-01",
          "name": "web",
          "location": "[resourceGroup().location]",
          "dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'net')]"],
          "properties": {
            "virtualMachineProfile": {
              "networkProfile": {
                "networkInterfaceConfigurations": [
                  {
                    "name": "nic",
                    "properties": {
                      "primary": true,
                      "ipConfigurations": [
                        {
                          "name": "ip",
                          "properties": {
                            "subnet": {"id": "[variables('subnet')]"}
                          }
                        }
                      ]
                    }
                  }
                ]
              }
            }
          }
        }
      ]
    }

Good:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "net",
      "location": "[resourceGroup().location]",
      "properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [
          {
            "name": "web",
            "properties": {
              "addressPrefix": "10.0.0.0/22",
              "networkSecurityGroup": {
                "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'web')]"
              }
            }
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import VIRTUAL_NETWORK
from generator.diagnostics import Severity
from generator.scale_set.references import name_of, referenced_name
from generator.scale_set.view import scale_sets
from generator.validation.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET002",
    "no-security-group",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
)


def check(template: Template) -> Iterator[Finding]:
    """Find network interfaces without a group, in subnets of the template without one."""
    own: dict[str, list[Node]] = {}
    for network in template.resources(VIRTUAL_NETWORK) if any(scale_sets(template)) else ():
        for subnet in network.at("properties", "subnets"):
            own.setdefault(name_of(subnet) or "", []).append(subnet.at("properties"))
    for scale_set in scale_sets(template) if own else ():
        listed = scale_set.profile.at("networkProfile", "networkInterfaceConfigurations")
        for interface in listed:
            properties = interface.at("properties")
            if properties.at("networkSecurityGroup"):
                continue
            names = _subnets(properties)
            subnets = [subnet for name in names for subnet in own.get(name, ())]
            if subnets and not any(item.at("networkSecurityGroup") for item in subnets):
                message = "neither this interface nor its subnet has a network security group"
                yield Finding(interface, message)


def _subnets(properties: Node) -> Iterator[str]:
    """Go through the names of the subnets that an interface is in."""
    for configuration in properties.at("ipConfigurations"):
        name = referenced_name(configuration.at("properties", "subnet", "id"), "subnets")
        if name:
            yield name
