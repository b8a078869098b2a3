"""A subnet needs an address for each instance.

Azure keeps five addresses of a subnet for itself; with too few left, the set stops growing.

Bad:

    [
      {
        "type": "Microsoft.Network/virtualNetworks",
        "name": "web",
        "properties": {
          "subnets": [{"name": "instances", "properties": {"addressPrefix": "10.0.0.0/28"}}]
        }
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "sku": {"capacity": 20},
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
              "properties": {"addressPrefix": "10.0.0.0/24", "defaultOutboundAccess": false}
            }
          ]
        }
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.networks import addresses_in
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.networks import addresses_taken
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET005",
    "subnet-too-small",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
    words="virtualmachinescalesets virtualnetworks",
)


def check(template: Template) -> Iterator[Finding]:
    """Find subnets of the template with fewer addresses than a scale set has instances."""
    for scale_set in scale_sets(template):
        count = scale_set.count
        found = [subnet for subnet, _ in addresses_taken(scale_set)]
        if count is not None and len(found) == 1:
            yield from _too_small(found[0].at("addressPrefix"), count)


def _too_small(prefix: Node, count: int) -> Iterator[Finding]:
    room = addresses_in(prefix.text() or "")
    if room is not None and room < count:
        yield Finding(
            prefix,
            f"the subnet has room for {max(room, 0)} instances, and the scale set has {count}; "
            "take a shorter prefix",
        )
