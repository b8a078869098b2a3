"""A subnet or a network interface of the instances has a network security group.

Without one, every address of the network reaches every port. Behind a Standard load balancer
nothing comes in at all without one that allows it.

Bad:

    [
      {
        "type": "Microsoft.Network/virtualNetworks",
        "name": "net",
        "properties": {
          "subnets": [{"name": "web", "properties": {"addressPrefix": "10.0.0.0/22"}}]
        }
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "properties": {
          "virtualMachineProfile": {
            "networkProfile": {
              "networkInterfaceConfigurations": [
                {
                  "properties": {
                    "ipConfigurations": [
                      {
                        "properties": {
                          "subnet": {
                            "id": "[concat(parameters('network'), '/subnets/web')]"
                          }
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

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/virtualNetworks",
        "name": "net",
        "properties": {
          "subnets": [
            {
              "name": "web",
              "properties": {
                "defaultOutboundAccess": false,
                "networkSecurityGroup": {
                  "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'web')]"
                }
              }
            }
          ]
        }
      }
    ]
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
    words="virtualmachinescalesets virtualnetworks",
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
