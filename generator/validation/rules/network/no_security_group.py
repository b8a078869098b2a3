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

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.networks import subnets_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET002",
    "no-security-group",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
)


def check(template: Template) -> Iterator[Finding]:
    """Find network interfaces without a group, in subnets of the template without one."""
    for scale_set in scale_sets(template):
        for interface in scale_set.interfaces():
            properties = interface.at("properties")
            if properties.at("networkSecurityGroup"):
                continue
            found = [
                subnet
                for configuration in properties.at("ipConfigurations")
                for subnet in subnets_of(configuration)
            ]
            if found and not any(subnet.at("networkSecurityGroup") for subnet in found):
                message = "neither this interface nor its subnet has a network security group"
                yield Finding(interface, message)
