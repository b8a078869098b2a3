"""An inbound NAT pool needs a port for each instance.

Every instance takes one port of the range. With fewer ports than instances the set cannot reach its
capacity. That a NAT rule of a backend pool is refused for that is not documented; it is a warning.

Bad:

    [
      {
        "type": "Microsoft.Network/loadBalancers",
        "name": "web",
        "sku": {"name": "Standard"},
        "properties": {
          "inboundNatPools": [
            {
              "name": "ssh",
              "properties": {"frontendPortRangeStart": 50000, "frontendPortRangeEnd": 50001}
            }
          ]
        }
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "sku": {"capacity": 3},
        "properties": {
          "virtualMachineProfile": {
            "networkProfile": {
              "networkInterfaceConfigurations": [
                {
                  "properties": {
                    "ipConfigurations": [
                      {
                        "properties": {
                          "loadBalancerInboundNatPools": [
                            {"id": "[concat(parameters('balancer'), '/inboundNatPools/ssh')]"}
                          ]
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
        "type": "Microsoft.Network/loadBalancers",
        "name": "web",
        "properties": {
          "inboundNatPools": [{"name": "ssh", "properties": {"frontendPortRangeEnd": 50119}}]
        }
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.networks import ports_from
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.networks import nat_pools_of, nat_rules_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.networks import NatRange

RULE = Rule(
    "NET004",
    "nat-pool-too-small",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/load-balancer/inbound-nat-rules",
    words="frontendportrangeend",
)


def check(template: Template) -> Iterator[Finding]:
    """Find NAT pools with fewer ports than the scale set behind them has instances."""
    for scale_set in scale_sets(template):
        count = scale_set.count
        for found in nat_pools_of(scale_set):
            yield from _too_small(found, count, None)
        for found in nat_rules_of(scale_set):
            yield from _too_small(found, count, Severity.WARNING)


def _too_small(found: NatRange, count: int | None, severity: Severity | None) -> Iterator[Finding]:
    if count is None or found.first is None or found.last is None:
        return
    ports = ports_from(found.first, found.last)
    if ports < count:
        yield Finding(
            found.node.at("properties", "frontendPortRangeEnd"),
            f"the range has {max(ports, 0)} ports ({found.first} to {found.last}) for {count} "
            "instances; raise 'frontendPortRangeEnd'",
            severity,
        )
