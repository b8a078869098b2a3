"""Flexible scale sets have no outbound internet access of their own, nor has a private subnet.

Instances get no default address to call the internet from, so downloads of scripts and packages
time out without a NAT gateway, an outbound rule, a load balancing rule of a public address, or an
address for each instance. A subnet is private where defaultOutboundAccess is false, and from the
API versions after 2026-03-31 on where nothing is said.

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

from datetime import date
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.resources.api_versions import day_of
from generator.scale_set.networks import may_lead_out, subnets_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET010",
    "flexible-outbound",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes",
    words="virtualmachinescalesets",
)


_PRIVATE = "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"
_PRIVATE_AFTER = date(2026, 3, 31)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets in a subnet of the template that leads nowhere."""
    for scale_set in scale_sets(template):
        configurations = list(scale_set.ip_configurations())
        if not configurations or any(map(may_lead_out, configurations)):
            continue
        why = "of this Flexible scale set" if scale_set.flexible else _private(configurations)
        if why:
            yield Finding(
                scale_set.profile.at("networkProfile"),
                f"instances {why} have no outbound internet access in this "
                "template; add a NAT gateway to the subnet if they download anything",
                url="" if scale_set.flexible else _PRIVATE,
            )


def _private(configurations: list[Node]) -> str:
    """Describe why a Uniform set gets no default address; empty where it may get one."""
    found = [subnet for configuration in configurations for subnet in subnets_of(configuration)]
    for subnet in found:
        access = subnet.at("defaultOutboundAccess")
        day = day_of(subnet.version)
        if not access and day is not None and day > _PRIVATE_AFTER:
            return f"in the subnet '{subnet.label}', private in API version {subnet.version},"
        if access.flag() is not False:
            return ""
    return "in a private subnet" if found else ""
