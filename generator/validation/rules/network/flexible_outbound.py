"""Flexible scale sets have no outbound internet access of their own.

Instances get no default address to call the internet from, so downloads of scripts and packages
time out without a NAT gateway, an outbound rule, a load balancing rule of a public address, or an
address for each instance.

Bad:

    [
      {
        "type": "Microsoft.Network/virtualNetworks",
        "name": "web",
        "properties": {
          "subnets": [{"name": "instances", "properties": {"addressPrefix": "10.0.0.0/24"}}]
        }
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "properties": {
          "orchestrationMode": "Flexible",
          "platformFaultDomainCount": 1,
          "virtualMachineProfile": {
            "networkProfile": {
              "networkApiVersion": "2020-11-01",
              "networkInterfaceConfigurations": [
                {
                  "properties": {
                    "ipConfigurations": [
                      {
                        "properties": {
                          "subnet": {
                            "id": "[concat(parameters('network'), '/subnets/instances')]"
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
        "name": "web",
        "properties": {
          "subnets": [
            {
              "name": "instances",
              "properties": {
                "natGateway": {"id": "[resourceId('Microsoft.Network/natGateways', 'web')]"}
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
from generator.scale_set.networks import may_lead_out
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET010",
    "flexible-outbound",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes",
    words="virtualmachinescalesets",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Flexible scale sets in a subnet of the template that leads nowhere."""
    for scale_set in scale_sets(template):
        configurations = list(scale_set.ip_configurations())
        if scale_set.flexible and configurations and not any(map(may_lead_out, configurations)):
            yield Finding(
                scale_set.profile.at("networkProfile"),
                "instances of this Flexible scale set have no outbound internet access in this "
                "template; add a NAT gateway to the subnet if they download anything",
            )
